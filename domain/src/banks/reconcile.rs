//! A bank against its journal: what its acts tell, told again from the first, beside what was posted in its fund and what
//! its register says. Each line is what should be there and what is; a committee reads them on a page, and the nightly
//! reckoning reports every one that does not agree.
mod swaps;

pub use swaps::{Swap, swaps};

use super::{
    Bank, Class, Good,
    acts::{Act, ActNo, AnimalNo, Fact, NewAnimal, Party},
    animals::{Due, Place},
    posting::moves,
    state::{Flaw, State},
};
use crate::chart::{ANIMALS, ANIMALS_DUE, CASH, DEPOSITS, LOANS, PLACED, STORE};
use chrono::NaiveDate;
use ledger::{AccountNo, Posting};
use std::collections::BTreeMap;

/// The accounts that acts tell by themselves: what is in store and box, owed, kept for members, and in whose hands.
pub const HELD: [AccountNo; 7] = [CASH, LOANS, STORE, ANIMALS, PLACED, ANIMALS_DUE, DEPOSITS];

/// A posting in the bank's fund.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posted {
    /// The entry's number in the book.
    pub entry: i64,
    /// Its business day.
    pub day: NaiveDate,
    /// The posting.
    pub posting: Posting,
}

impl Posted {
    fn account(&self) -> Key {
        let Posting { account, party, amount, .. } = self.posting;
        (account, party.map(|party| Party(party.0)), amount.commodity().code().to_owned())
    }

    /// What it adds to what is there: a deposit is owed, and stands on the credit side.
    fn adds(&self) -> i64 {
        let quantity = self.posting.amount.quantity();
        if self.posting.account == DEPOSITS { quantity.saturating_neg() } else { quantity }
    }
}

/// An account of the fund: number, whose, of which commodity.
type Key = (AccountNo, Option<Party>, String);

/// What a line of the reconciliation is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// What acts tell, against an account of the journal.
    Balance {
        /// Store, box, loans, deposits, animals here, placed, or owed.
        account: AccountNo,
        /// Whose, where the account is kept by member.
        party: Option<Party>,
        /// The commodity's code.
        good: String,
    },
    /// The last count of a good, against what the journal held when it was counted. What is in store is that, and what was
    /// posted since.
    Counted {
        /// The good's code.
        good: String,
        /// The count.
        act: ActNo,
        /// Its day.
        day: NaiveDate,
    },
    /// Everything posted of a commodity in the fund, which comes to nothing.
    Sum {
        /// The commodity's code.
        good: String,
    },
}

/// A line of the reconciliation, in smallest units of its commodity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it is about.
    pub what: What,
    /// What should be there.
    pub should: i64,
    /// What is.
    pub is: i64,
}

impl Line {
    /// Whether it is as it should be.
    pub fn agrees(&self) -> bool {
        self.should == self.is
    }
}

/// The reconciliation at the end of a day. `posted` is everything that was ever posted in the bank's fund.
///
/// # Errors
/// An act that cannot have happened.
pub fn reconcile(bank: &Bank, posted: &[Posted], day: NaiveDate) -> Result<Vec<Line>, Flaw> {
    let state = bank.state(day)?;
    let posted: Vec<&Posted> = posted.iter().filter(|line| line.day <= day).collect();
    let mut both: BTreeMap<Key, (i64, i64)> = BTreeMap::new();
    for (key, quantity) in told(bank, &state, day) {
        let should = &mut both.entry(key).or_default().0;
        *should = should.saturating_add(quantity);
    }
    let mut sums: BTreeMap<String, i64> = BTreeMap::new();
    for line in &posted {
        let sum = sums.entry(line.posting.amount.commodity().code().to_owned()).or_default();
        *sum = sum.saturating_add(line.posting.amount.quantity());
        if HELD.contains(&line.posting.account) {
            let is = &mut both.entry(line.account()).or_default().1;
            *is = is.saturating_add(line.adds());
        }
    }
    both.retain(|_, pair| *pair != (0, 0));
    let balance = |((account, party, good), (should, is))| Line { what: What::Balance { account, party, good }, should, is };
    let mut lines: Vec<Line> = both.into_iter().map(balance).collect();
    lines.extend(counts(bank, &state, &posted));
    lines.extend(sums.into_iter().map(|(good, is)| Line { what: What::Sum { good }, should: 0, is }));
    Ok(lines)
}

/// What acts tell of each account.
fn told(bank: &Bank, state: &State, day: NaiveDate) -> Vec<(Key, i64)> {
    let head = |species: Class| {
        bank.goods.iter().find(|good| good.class() == species).map_or_else(String::new, |good| good.code().to_owned())
    };
    let store = state.store.iter().map(|(good, quantity)| ((STORE, None, good.clone()), *quantity));
    let money = ((CASH, None, bank.money.code().to_owned()), state.money);
    let deposits = state.deposits.iter().map(|((party, good), quantity)| ((DEPOSITS, Some(*party), good.clone()), *quantity));
    let loans = state.loans.values().map(|loan| ((LOANS, Some(loan.party), loan.good.clone()), loan.principal(day)));
    let herd = state.herd().map(|animal| match animal.place {
        Place::With(keeper) => ((PLACED, Some(keeper), head(animal.species)), 1),
        Place::Bank | Place::Gone => ((ANIMALS, None, head(animal.species)), 1),
    });
    let claims = state.obligations.values().filter(|owed| owed.is_open() && matches!(owed.what, Due::Claim(_)));
    let claims = claims.map(|owed| {
        let species = state.animals.get(&owed.animal).map_or(Class::Cattle, |animal| animal.species);
        ((ANIMALS_DUE, Some(owed.keeper), head(species)), 1)
    });
    store.chain([money]).chain(deposits).chain(loans).chain(herd).chain(claims).collect()
}

/// The last count of each good.
fn counts(bank: &Bank, state: &State, posted: &[&Posted]) -> Vec<Line> {
    let acts: BTreeMap<i64, ActNo> = bank.acts.iter().filter_map(|act| Some((act.entry?, act.no))).collect();
    let line = |(good, &(day, act)): (&String, &(NaiveDate, ActNo))| {
        let told = bank.acts.iter().find(|one| one.no == act)?;
        let Fact::Counted { counted, .. } = told.fact else { return None };
        let by_then = posted.iter().filter(|line| (line.day, acts.get(&line.entry).copied().unwrap_or(0)) <= (day, act));
        let in_store = by_then.filter(|line| line.posting.account == STORE && line.posting.amount.commodity().code() == good);
        let is = in_store.fold(0_i64, |sum, line| sum.saturating_add(line.adds()));
        Some(Line { what: What::Counted { good: good.clone(), act, day }, should: counted, is })
    };
    state.counted.iter().filter_map(line).collect()
}

/// An account that held less than nothing at the end of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Below {
    /// The account.
    pub account: AccountNo,
    /// Whose.
    pub party: Option<Party>,
    /// The commodity's code.
    pub good: String,
    /// The first day.
    pub day: NaiveDate,
    /// What it held then, below zero.
    pub quantity: i64,
}

/// Every account that held less than nothing on some day, with the first such day; entries that were dated back count on
/// their day.
pub fn below_nothing(posted: &[Posted]) -> Vec<Below> {
    let mut by_day: BTreeMap<Key, BTreeMap<NaiveDate, i64>> = BTreeMap::new();
    for line in posted.iter().filter(|line| HELD.contains(&line.posting.account)) {
        let moved = by_day.entry(line.account()).or_default().entry(line.day).or_default();
        *moved = moved.saturating_add(line.adds());
    }
    let first = |((account, party, good), days): (Key, BTreeMap<NaiveDate, i64>)| {
        let mut held = 0_i64;
        let below = days.into_iter().find_map(|(day, moved)| {
            held = held.saturating_add(moved);
            (held < 0).then_some((day, held))
        });
        below.map(|(day, quantity)| Below { account, party, good, day, quantity })
    };
    by_day.into_iter().filter_map(first).collect()
}

/// Tells the acts in the order they were written, and shows with each one what was there when it was written: the acts
/// before it, through its day. Answers with what is there after the last day.
///
/// # Errors
/// The first act that cannot have happened.
pub fn retold(acts: &[Act], goods: &[Good], mut look: impl FnMut(&Act, &State)) -> Result<State, Flaw> {
    let mut state = State::default();
    let mut last = NaiveDate::MIN;
    for (at, act) in acts.iter().enumerate() {
        let dated_back = act.day < last;
        if dated_back {
            look(act, &State::tell(&acts[..at], act.day, goods)?);
        } else {
            look(act, &state);
        }
        last = last.max(act.day);
        // Everything so far is from this day or before it: one act more is told by itself, unless it takes one back.
        if dated_back || matches!(act.fact, Fact::Undone { .. }) {
            state = State::tell(&acts[..=at], last, goods)?;
        } else {
            state.apply(act, goods).map_err(|why| Flaw { act: act.no, why })?;
        }
    }
    Ok(state)
}

/// An animal of the register, as the act that brought it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entered {
    /// The act.
    pub act: ActNo,
    /// The animal.
    pub animal: NewAnimal,
    /// Cattle or buffalo.
    pub species: Class,
    /// Its dam.
    pub dam: Option<AnimalNo>,
}

/// The register as acts tell it: who entered, and where each one went in each act.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Register {
    /// Every animal that ever entered, a family's own calves and those of acts that were undone among them.
    pub animals: BTreeMap<AnimalNo, Entered>,
    /// From where to where, by act and animal.
    pub moves: BTreeMap<(ActNo, AnimalNo), (Place, Place)>,
}

impl Register {
    /// Adds what an act brought and moved; what is undone goes back.
    pub fn add(&mut self, act: &Act, before: &State) {
        if let Fact::Undone { act: undone, .. } = act.fact {
            let back: Vec<_> =
                self.moves.range((undone, AnimalNo::MIN)..=(undone, AnimalNo::MAX)).map(|(key, way)| (key.1, *way)).collect();
            self.moves.extend(back.into_iter().map(|(animal, (from, to))| ((act.no, animal), (to, from))));
            return;
        }
        let known = |no: AnimalNo| before.animals.get(&no).map(|one| one.species);
        let entered = |animal: &NewAnimal, species, dam| (animal.no, Entered { act: act.no, animal: animal.clone(), species, dam });
        match &act.fact {
            Fact::AnimalsCame { species, animals, .. } => {
                self.animals.extend(animals.iter().map(|animal| entered(animal, *species, None)));
            }
            Fact::Born { dam, calf, .. } => self.animals.extend(known(*dam).map(|species| entered(calf, species, Some(*dam)))),
            Fact::Replaced { obligation, animal } => {
                let species = before.obligations.get(obligation).and_then(|owed| known(owed.animal));
                self.animals.extend(species.map(|species| entered(animal, species, None)));
            }
            _ => {}
        }
        self.moves.extend(moves(&act.fact, before).into_iter().map(|step| ((act.no, step.animal), (step.from, step.to))));
    }
}

/// An animal, where acts tell it is and where the register says it is; a family's own is nowhere in the bank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Which.
    pub animal: AnimalNo,
    /// Where it should be.
    pub should: Place,
    /// Where it is.
    pub is: Place,
}

impl Head {
    /// Whether both say the same.
    pub fn agrees(&self) -> bool {
        self.should == self.is
    }
}

/// The herd head by head: every animal that acts tell of, and every one of the register (`register`: where its last move
/// left it).
pub fn heads(state: &State, register: &BTreeMap<AnimalNo, Place>) -> Vec<Head> {
    let told = state.animals.values().map(|animal| (animal.no, if animal.is_the_banks() { animal.place } else { Place::Gone }));
    let mut both: BTreeMap<AnimalNo, (Place, Place)> = told.map(|(no, place)| (no, (place, Place::Gone))).collect();
    for (no, place) in register {
        both.entry(*no).or_insert((Place::Gone, Place::Gone)).1 = *place;
    }
    both.into_iter().map(|(animal, (should, is))| Head { animal, should, is }).collect()
}

#[cfg(test)]
mod tests;
