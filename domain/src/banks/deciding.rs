//! From what is asked to what is written: the rules of a bank. Each kind of ask has its room beneath; what holds for all
//! of them (the day, the book, what would become impossible later) stands here.
mod herd;
mod lending;
mod losses;
mod relief;
mod repaying;
mod stock;

pub use lending::{priority_order, rank as priority_rank};
pub use repaying::{cash_price, cash_to_close};

use super::{
    Bank, Good, State,
    acts::{Act, ActNo, Fact, Party},
    ask::{Ask, Caution, Decided, Impossible, Priced, Refusal, Text, Why},
    posting::{HerdMove, moves},
    prices::{self, Distance},
    rules::Rules,
    state::Flaw,
};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The most characters of a reason, a minute, a note.
pub const TEXT_MOST: usize = 200;

/// The most that one figure may say, in smallest units: a million tonnes, a thousand milliard riel.
pub const FIGURE_MOST: i64 = 1_000_000_000_000;

/// When something is asked, and whether its cautions were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When {
    /// The business day it is for.
    pub day: NaiveDate,
    /// The day it is, where the bank is.
    pub today: NaiveDate,
    /// Whether who asks has seen the cautions and wants it all the same.
    pub known: bool,
}

/// What a rule says: what would be written, what speaks against it, what is to be looked at twice.
#[derive(Clone, Debug, Default)]
struct Ruling {
    decided: Vec<Decided>,
    refusals: Vec<Refusal>,
    cautions: Vec<(Option<usize>, Caution)>,
}

impl Ruling {
    /// One fact with its price.
    fn write(&mut self, fact: Fact, price: Priced) {
        self.decided.push(Decided { fact, price });
    }

    fn refuse(&mut self, why: Why) {
        self.refusals.push(Refusal::whole(why));
    }

    fn refuse_at(&mut self, row: usize, why: Why) {
        self.refusals.push(Refusal::at(row, why));
    }

    fn caution(&mut self, caution: Caution) {
        self.cautions.push((None, caution));
    }
}

/// What a rule stands on: the bank, what it has at the end of the day, what holds that day.
struct Ground<'a> {
    bank: &'a Bank,
    rules: &'a Rules,
    state: &'a State,
    day: NaiveDate,
    today: NaiveDate,
}

impl Ground<'_> {
    /// A good that this bank knows; otherwise it is refused.
    fn good(&self, code: &str, ruling: &mut Ruling) -> Option<Good> {
        let found = self.bank.good(code);
        if found.is_none() {
            ruling.refuse(Why::Good(code.to_owned()));
        }
        found
    }

    /// Sees that somebody is a member that day.
    fn member(&self, row: Option<usize>, party: Party, ruling: &mut Ruling) -> bool {
        let is = self.bank.member(party, self.day).is_some();
        if !is {
            ruling.refusals.push(Refusal { row, why: Why::NotAMember });
        }
        is
    }

    /// The market's price of the day, cited; none is a caution, since the statement will miss it.
    fn market(&self, good: &str, class: &str, ruling: &mut Ruling) -> Priced {
        match self.bank.market(good, class, self.day) {
            Some(price) => Priced::Cited(price.no),
            None => {
                ruling.caution(Caution::NoPrice);
                Priced::Not
            }
        }
    }

    /// A price that comes with the act, compared with the market's last one.
    fn agreed(&self, good: &str, class: &str, amount: i64, ruling: &mut Ruling) -> Priced {
        let last = self.bank.market(good, class, self.day).map(|price| price.amount);
        match prices::distance(last, amount, self.rules.prices.band_percent) {
            Distance::Inside => {}
            Distance::Outside => ruling.caution(Caution::PriceBand(last.unwrap_or_default())),
            Distance::TenTimes => ruling.refuse(Why::TenTimes(last.unwrap_or_default())),
        }
        Priced::New { good: good.to_owned(), class: class.to_owned(), amount }
    }

    /// The next number of a loan.
    fn next_loan(&self) -> i64 {
        let lent = |act: &Act| match &act.fact {
            Fact::Lent { lines, .. } => lines.iter().map(|line| line.loan).max(),
            Fact::TurnedToMoney { new_loan, .. } => Some(*new_loan),
            _ => None,
        };
        self.bank.acts.iter().filter_map(lent).max().unwrap_or(0) + 1
    }

    /// The next number of an animal.
    fn next_animal(&self) -> i64 {
        let came = |act: &Act| match &act.fact {
            Fact::AnimalsCame { animals, .. } => animals.iter().map(|new| new.no).max(),
            Fact::Born { calf, .. } => Some(calf.no),
            Fact::Replaced { animal, .. } => Some(animal.no),
            _ => None,
        };
        self.bank.acts.iter().filter_map(came).max().unwrap_or(0) + 1
    }
}

/// Sees that a text is there and not too long.
fn text(value: &str, what: Text, ruling: &mut Ruling) {
    if value.trim().is_empty() {
        ruling.refuse(Why::Missing(what));
    } else if value.chars().count() > TEXT_MOST {
        ruling.refuse(Why::TooLong(what));
    }
}

/// Sees that a quantity or an amount is above zero, and not so large that sums of it could pass what a program counts.
fn positive(row: Option<usize>, quantity: i64, ruling: &mut Ruling) -> bool {
    let why = match quantity {
        ..=0 => Why::NotPositive,
        1..=FIGURE_MOST => return true,
        _ => Why::TooLarge(FIGURE_MOST),
    };
    ruling.refusals.push(Refusal { row, why });
    false
}

/// Decides an ask: the facts to be written, in order, or everything that speaks against it. A caution that was not yet
/// `known` is among the refusals as [`Why::Caution`].
///
/// # Errors
/// Every refusal at once.
pub fn decide(bank: &Bank, ask: &Ask, when: When) -> Result<Vec<Decided>, Vec<Refusal>> {
    let mut wrong = Vec::new();
    if when.day > when.today {
        wrong.push(Refusal::whole(Why::Future));
    }
    if when.day < bank.opened_on {
        wrong.push(Refusal::whole(Why::BeforeBank(bank.opened_on)));
    }
    if let Some(closed) = bank.closed_through.filter(|closed| when.day <= *closed) {
        wrong.push(Refusal::whole(Why::Closed(closed)));
    }
    let (Some(rules), true) = (bank.rules(when.day), wrong.is_empty()) else { return Err(wrong) };
    let state = bank.state(when.day).map_err(|flaw| vec![Refusal::whole(Why::Impossible(flaw.why))])?;
    let ruling = rule(&Ground { bank, rules, state: &state, day: when.day, today: when.today }, ask);
    if !ruling.refusals.is_empty() {
        return Err(ruling.refusals);
    }
    let ruling = with_deposits_in_mind(&state, ruling);
    if !when.known && !ruling.cautions.is_empty() {
        let caution = |(row, caution)| Refusal { row, why: Why::Caution(caution) };
        return Err(ruling.cautions.into_iter().map(caution).collect());
    }
    match fits(bank, &ruling.decided, when.day) {
        Ok(()) => Ok(ruling.decided),
        Err(why) => Err(vec![Refusal::whole(why)]),
    }
}

fn rule(ground: &Ground, ask: &Ask) -> Ruling {
    match ask {
        Ask::Donate { .. }
        | Ask::Deposit { .. }
        | Ask::ReturnDeposit { .. }
        | Ask::Buy { .. }
        | Ask::Sell { .. }
        | Ask::Help { .. }
        | Ask::MoneyIn { .. }
        | Ask::MoneyOut { .. }
        | Ask::Count { .. } => stock::rule(ground, ask),
        Ask::Lend { .. } | Ask::SeeCondition { .. } => lending::rule(ground, ask),
        Ask::Repay { .. } => repaying::rule(ground, ask),
        Ask::Reschedule { .. } | Ask::Forgive { .. } | Ask::WriteOff { .. } | Ask::TurnToMoney { .. } | Ask::Undo { .. } => {
            relief::rule(ground, ask)
        }
        Ask::BringAnimals { .. }
        | Ask::Place { .. }
        | Ask::Birth { .. }
        | Ask::HandOver { .. }
        | Ask::Exchange { .. }
        | Ask::PassTitle { .. }
        | Ask::Note { .. } => herd::rule(ground, ask),
        Ask::Lose { .. } | Ask::SellAnimal { .. } | Ask::Replace { .. } | Ask::PayForAnimal { .. } | Ask::Waive { .. } => {
            losses::rule(ground, ask)
        }
    }
}

/// What members stored may be lent and sold, but not without a thought: they may come for it.
fn with_deposits_in_mind(state: &State, mut ruling: Ruling) -> Ruling {
    for one in ruling.decided.clone() {
        let (good, out) = match one.fact {
            Fact::Lent { good, lines, .. } => (good, lines.iter().map(|line| line.quantity).sum::<i64>()),
            Fact::Sold { good, quantity, .. } => (good, quantity),
            Fact::Helped { good, line, .. } => (good, line.quantity),
            _ => continue,
        };
        let stored: i64 = state.deposits.iter().filter(|((_, of), _)| *of == good).map(|(_, quantity)| quantity).sum();
        if stored > 0 && state.stock(&good) - out < stored {
            ruling.caution(Caution::Deposits(stored));
        }
    }
    ruling
}

/// Sees that the new facts, written for their day, leave every act possible: on that day, at the end, and on the days
/// between on which something that was undone later still stood. An animal's moves were posted from hand to hand: an act
/// that would move it otherwise than was posted is not possible either, so that the register stays what the journal says.
fn fits(bank: &Bank, decided: &[Decided], day: NaiveDate) -> Result<(), Why> {
    let mut acts = bank.acts.clone();
    let first = bank.next_act();
    for (no, one) in (first..).zip(decided) {
        acts.push(Act { no, id: Uuid::nil(), day, fact: one.fact.clone(), price: None, entry: None });
    }
    let last = acts.iter().map(|act| act.day).max().unwrap_or(day);
    let undoings = bank.acts.iter().filter(|act| act.day > day && matches!(act.fact, Fact::Undone { .. }));
    let before = undoings.filter_map(|act| act.day.pred_opt());
    let mut posted: BTreeMap<ActNo, Vec<HerdMove>> = BTreeMap::new();
    for through in [day].into_iter().chain(before).chain([last]) {
        let told = State::tell_each(&bank.acts, through, &bank.goods, |act, before| {
            posted.entry(act.no).or_insert_with(|| moves(&act.fact, before));
            Ok(())
        });
        told.map_err(|flaw| Why::Later(flaw.act, flaw.why))?;
        let told = State::tell_each(&acts, through, &bank.goods, |act, before| {
            let again = moves(&act.fact, before);
            let then = posted.entry(act.no).or_insert_with(|| again.clone());
            match then.iter().chain(&again).find(|_| *then != again) {
                Some(step) => Err(Impossible::Animal(step.animal)),
                None => Ok(()),
            }
        });
        if let Err(Flaw { act, why }) = told {
            return Err(if act >= first { Why::Impossible(why) } else { Why::Later(act, why) });
        }
    }
    Ok(())
}
