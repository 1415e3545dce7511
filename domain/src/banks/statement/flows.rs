//! What came to a bank and what went, good by good, told from the postings of its acts: so it is what the journal says.
use super::{Missing, Worth, holdings::Holdings};
use crate::{
    banks::{
        Bank,
        acts::{Act, Fact, NewAnimal},
        animals::{Due, Left, age_class},
        goods::Good,
        posting::post,
        prices::{AgeClass, by_age, value},
        span::{ReportError, Span, Way, each},
        state::State,
    },
    chart::{ACCOUNTS, CONVERSION, account_code},
};
use chrono::NaiveDate;
use ledger::{AccountKind, AccountNo, Commodity};
use std::collections::BTreeMap;

/// Why something came or went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Flow {
    /// Bought for money; for money, what was bought with it.
    Bought,
    /// Against this account: given, earned, born, lost, forgiven …
    Of(AccountNo),
    /// Sold, or settled in money; for money, what that brought.
    Sold,
}

impl Flow {
    /// The word in files; `statement-flow-…` in words.
    pub fn code(self) -> &'static str {
        match self {
            Flow::Bought => "bought",
            Flow::Of(account) => account_code(account),
            Flow::Sold => "sold",
        }
    }
}

/// What came and went in a span.
#[derive(Debug, Default)]
pub(super) struct Told {
    flows: BTreeMap<(String, Flow), Worth>,
    /// How much less than the market's price was taken for loans that were settled with money.
    pub(super) concession: i64,
    /// Prices that no act cites and nobody wrote down since.
    pub(super) missing: Vec<Missing>,
}

impl Told {
    /// The flows of a good, in their order; those that come to nothing are left out.
    pub(super) fn of(&self, good: &str) -> Vec<(Flow, Worth)> {
        let mine = self.flows.iter().filter(|((code, _), _)| code == good).map(|((_, flow), worth)| (*flow, *worth));
        mine.filter(|(_, worth)| *worth != Worth { quantity: 0, value: Some(0) }).collect()
    }

    fn add(&mut self, good: &str, flow: Flow, way: Way, quantity: i64, value: Option<i64>) {
        let worth = self.flows.entry((good.to_owned(), flow)).or_insert(Worth { quantity: 0, value: Some(0) });
        worth.quantity = worth.quantity.saturating_add(way.of(quantity));
        worth.value = worth.value.zip(value).map(|(sum, value)| sum.saturating_add(way.of(value)));
    }
}

/// Tells what came and went. Money that is paid in instalments for an animal is owed back in animal until the title
/// passes: what changed of it between the two states is no sale yet, or one at last.
pub(super) fn told(bank: &Bank, span: Span, start: &Holdings, end: &Holdings) -> Result<Told, ReportError> {
    let mut told = Told::default();
    let mut failed = None;
    each(bank, span, |act, before, way| {
        if let Err(error) = one(bank, act, before, way, &mut told) {
            failed.get_or_insert(error);
        }
    })?;
    if let Some(error) = failed {
        return Err(error);
    }
    for good in bank.goods.iter().filter(|good| good.class().is_registered()) {
        let waits = end.in_advance_for(good.code()).saturating_sub(start.in_advance_for(good.code()));
        if waits != 0 {
            told.add(good.code(), Flow::Sold, Way::Done, 0, Some(waits));
        }
    }
    Ok(told)
}

/// What one act brought and took: its postings against everything that is neither an asset nor a debt.
fn one(bank: &Bank, act: &Act, before: &State, way: Way, told: &mut Told) -> Result<(), ReportError> {
    let postings =
        post(&act.fact, before, bank.fund, bank.money, &bank.goods).map_err(|error| ReportError::Posting(act.no, error))?;
    let mut against: BTreeMap<(Commodity, AccountNo), i64> = BTreeMap::new();
    for line in postings.iter().filter(|line| !is_held(line.account)) {
        // Debit positive there: what it takes, the bank has less of.
        let sum = against.entry((line.amount.commodity(), line.account)).or_default();
        *sum = sum.saturating_sub(line.amount.quantity());
    }
    let money = against.get(&(bank.money, CONVERSION)).copied().unwrap_or(0);
    for (&(commodity, account), &quantity) in against.iter().filter(|(_, quantity)| **quantity != 0) {
        let flow = if account == CONVERSION { swapped(quantity, commodity == bank.money) } else { Flow::Of(account) };
        let worth = match (commodity == bank.money, account == CONVERSION) {
            (true, _) => Some(quantity),
            (false, true) => Some(money.saturating_neg()),
            (false, false) => worth(bank, act, before, commodity, quantity, told),
        };
        told.add(commodity.code(), flow, way, quantity, worth);
    }
    // An instalment moves money alone: it is part of the price of an animal.
    let converts = |(commodity, account): &(Commodity, AccountNo)| *account == CONVERSION && *commodity != bank.money;
    if money != 0
        && !against.keys().any(converts)
        && let Some(species) = paid_off(&act.fact, before, &bank.goods)
    {
        told.add(species.code(), Flow::Sold, way, 0, Some(money.saturating_neg()));
    }
    told.concession = told.concession.saturating_add(way.of(concession(bank, &act.fact)));
    Ok(())
}

/// Whether an account says what the bank has or owes.
fn is_held(account: AccountNo) -> bool {
    let kind = ACCOUNTS.iter().find(|line| line.no == account).map(|line| line.kind);
    matches!(kind, Some(AccountKind::Asset | AccountKind::Liability))
}

/// Goods that come through the conversion account are bought, and money that comes is what something was sold for.
fn swapped(quantity: i64, is_money: bool) -> Flow {
    if (quantity > 0) == is_money { Flow::Sold } else { Flow::Bought }
}

/// What a flow is worth: at the price that its act cites, else at the market's of its day, where somebody wrote it down since.
fn worth(bank: &Bank, act: &Act, before: &State, commodity: Commodity, quantity: i64, told: &mut Told) -> Option<i64> {
    let good = bank.goods.iter().find(|good| good.commodity() == commodity)?;
    let class = if by_age(good.class()) { class(&act.fact, before, act.day).map_or("", AgeClass::code) } else { "" };
    let cited = act.price.as_ref().filter(|price| price.good == good.code());
    let price = cited.or_else(|| bank.market(good.code(), class, act.day));
    if price.is_none() {
        told.missing.push(Missing { good: good.code().to_owned(), class: class.to_owned(), day: act.day, act: Some(act.no) });
    }
    price.map(|price| value(quantity, good, price.amount))
}

/// The class of the animal that a fact brings or takes.
fn class(fact: &Fact, before: &State, day: NaiveDate) -> Option<AgeClass> {
    let new = |animal: &NewAnimal| age_class(animal.sex, animal.born_on, animal.calved, day);
    match fact {
        Fact::AnimalsCame { animals, .. } => animals.first().map(new),
        Fact::Born { .. } => Some(AgeClass::Calf),
        Fact::Replaced { animal, .. } => Some(new(animal)),
        Fact::Lost { animal, .. } | Fact::AnimalSold { animal, .. } | Fact::TitlePassed { animal, .. } => {
            before.animals.get(animal).map(|animal| animal.class(day))
        }
        Fact::PaidForAnimal { obligation, .. } | Fact::Waived { obligation, .. } => {
            let owed = before.obligations.get(obligation)?;
            match owed.what {
                Due::Claim(_) => before.animals.get(&owed.animal).map(|lost| lost.class(lost_on(lost.left, day))),
                _ => before.animals.get(&owed.calf?).map(|calf| calf.class(day)),
            }
        }
        _ => None,
    }
}

/// What is owed for an animal is owed as it was when it was lost.
pub(super) fn lost_on(left: Option<(NaiveDate, Left)>, otherwise: NaiveDate) -> NaiveDate {
    left.map_or(otherwise, |(day, _)| day)
}

/// The good of the animal that an instalment is paid for.
fn paid_off<'a>(fact: &Fact, before: &State, goods: &'a [Good]) -> Option<&'a Good> {
    let Fact::PaidForAnimal { obligation, .. } = fact else { return None };
    let owed = before.obligations.get(obligation)?;
    let species = before.animals.get(&owed.animal)?.species;
    goods.iter().find(|good| good.class() == species)
}

/// How much less than the market's price was taken for loans in kind that were settled with money, where somebody knew it.
fn concession(bank: &Bank, fact: &Fact) -> i64 {
    let Fact::RepaidCash { good, agreed, market: Some(market), lines } = fact else { return 0 };
    let credited = lines.iter().fold(0_i64, |sum, line| sum.saturating_add(line.credited));
    bank.good(good).map_or(0, |good| value(credited, &good, market.saturating_sub(*agreed)))
}
