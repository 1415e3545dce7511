//! What a bank has and is owed, told from its acts in the order of their days. An act that cannot have happened, given
//! those before it, is refused: a store below nothing, a loan overpaid, an animal in two places. So an act written for
//! an earlier day is looked at together with everything that was written for later days.
mod herd;
mod loans;

use super::{
    Good,
    acts::{Act, ActNo, AnimalNo, Fact, LoanNo, ObligationNo, Party},
    animals::{Animal, Obligation},
    ask::Impossible,
    loan::Loan,
};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// What a bank has and is owed after some of its acts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// Goods in the store, by code; money is not among them.
    pub store: BTreeMap<String, i64>,
    /// Money in the bank's box.
    pub money: i64,
    /// Goods that members may have back.
    pub deposits: BTreeMap<(Party, String), i64>,
    /// Every loan in kind.
    pub loans: BTreeMap<LoanNo, Loan>,
    /// Every animal of the register.
    pub animals: BTreeMap<AnimalNo, Animal>,
    /// Everything owed for animals.
    pub obligations: BTreeMap<ObligationNo, Obligation>,
    /// The last count of each good: day and act.
    pub counted: BTreeMap<String, (NaiveDate, ActNo)>,
}

/// An act that cannot have happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// Which.
    pub act: ActNo,
    /// Why.
    pub why: Impossible,
}

/// Numbers of obligations: the act that begins them times this, and their place.
pub(super) const WITHIN_ACT: i64 = 1_000;

impl State {
    /// Tells the acts through a day, in the order of their days and numbers. What was undone by then did not happen.
    ///
    /// # Errors
    /// The first act that cannot have happened.
    pub fn tell(acts: &[Act], through: NaiveDate, goods: &[Good]) -> Result<State, Flaw> {
        State::tell_each(acts, through, goods, |_, _| Ok(()))
    }

    /// Tells the acts like [`State::tell`] and shows each one what was before it.
    ///
    /// # Errors
    /// The first act that cannot have happened, or that `look` refuses.
    pub(super) fn tell_each(
        acts: &[Act],
        through: NaiveDate,
        goods: &[Good],
        mut look: impl FnMut(&Act, &State) -> Result<(), Impossible>,
    ) -> Result<State, Flaw> {
        let undone: BTreeSet<ActNo> = acts.iter().filter(|act| act.day <= through).filter_map(undoes).collect();
        let mut order: Vec<&Act> = acts.iter().filter(|act| act.day <= through && !undone.contains(&act.no)).collect();
        order.sort_by_key(|act| (act.day, act.no));
        let mut state = State::default();
        for act in order {
            look(act, &state).and_then(|()| state.apply(act, goods)).map_err(|why| Flaw { act: act.no, why })?;
        }
        Ok(state)
    }

    /// What of a good is there: in the store, or in the box where it is money.
    pub fn stock(&self, good: &str) -> i64 {
        if is_money(good) { self.money } else { self.store.get(good).copied().unwrap_or(0) }
    }

    /// The loans of a member that are open on a day.
    pub fn open_loans(&self, party: Party, day: NaiveDate) -> impl Iterator<Item = &Loan> {
        self.loans.values().filter(move |loan| loan.party == party && loan.is_open(day))
    }

    /// The bank's animals that are there.
    pub fn herd(&self) -> impl Iterator<Item = &Animal> {
        self.animals.values().filter(|animal| animal.is_the_banks())
    }

    /// What is still owed for an animal, whoever owes it.
    pub fn owed_for(&self, animal: AnimalNo) -> impl Iterator<Item = &Obligation> {
        self.obligations.values().filter(move |owed| owed.animal == animal && owed.is_open())
    }

    /// What a keeper still owes before an animal can become hers: for it, or by handing it over itself.
    pub fn still_owed(&self, animal: AnimalNo, keeper: Party) -> impl Iterator<Item = &Obligation> {
        let of = move |owed: &&Obligation| owed.animal == animal && owed.keeper == keeper || owed.calf == Some(animal);
        self.obligations.values().filter(|owed| owed.is_open()).filter(of)
    }

    /// Tells one act more.
    ///
    /// # Errors
    /// Why it cannot have happened; the state is then to be dropped.
    pub(super) fn apply(&mut self, act: &Act, goods: &[Good]) -> Result<(), Impossible> {
        match &act.fact {
            Fact::Donated { good, quantity, .. } => self.take_in(good, *quantity),
            Fact::Deposited { good, returned, lines } => {
                for line in lines {
                    self.take_in(good, line.quantity)?;
                    if *returned {
                        add(self.deposits.entry((line.party, good.clone())).or_default(), line.quantity)?;
                    }
                }
                Ok(())
            }
            Fact::DepositReturned { good, line } => {
                let held = self.deposits.entry((line.party, good.clone())).or_default();
                *held -= line.quantity;
                if *held < 0 {
                    return Err(Impossible::Deposit(line.party));
                }
                self.take_out(good, line.quantity)
            }
            Fact::Bought { good, quantity, paid } => {
                self.pay(*paid)?;
                self.take_in(good, *quantity)
            }
            Fact::Sold { good, quantity, received } => {
                self.take_out(good, *quantity)?;
                add(&mut self.money, *received)
            }
            Fact::Helped { good, line, .. } => self.take_out(good, line.quantity),
            Fact::MoneyIn { amount, .. } => add(&mut self.money, *amount),
            Fact::MoneyOut { amount, .. } => self.pay(*amount),
            Fact::Counted { good, book, counted, .. } => {
                if self.stock(good) != *book {
                    return Err(Impossible::Count);
                }
                self.store.insert(good.clone(), *counted);
                self.counted.insert(good.clone(), (act.day, act.no));
                Ok(())
            }
            Fact::Lent { .. }
            | Fact::Repaid { .. }
            | Fact::RepaidCash { .. }
            | Fact::Rescheduled { .. }
            | Fact::Forgiven { .. }
            | Fact::WrittenOff { .. }
            | Fact::TurnedToMoney { .. }
            | Fact::ConditionSeen { .. } => self.apply_to_loans(act, goods),
            Fact::Undone { .. } => Ok(()),
            _ => self.apply_to_animals(act),
        }
    }

    fn take_in(&mut self, good: &str, quantity: i64) -> Result<(), Impossible> {
        if is_money(good) { add(&mut self.money, quantity) } else { add(self.store.entry(good.to_owned()).or_default(), quantity) }
    }

    fn take_out(&mut self, good: &str, quantity: i64) -> Result<(), Impossible> {
        if is_money(good) {
            return self.pay(quantity);
        }
        let held = self.store.entry(good.to_owned()).or_default();
        *held -= quantity;
        if *held < 0 { Err(Impossible::Store(good.to_owned(), -*held)) } else { Ok(()) }
    }

    fn pay(&mut self, amount: i64) -> Result<(), Impossible> {
        self.money -= amount;
        if self.money < 0 { Err(Impossible::Box(-self.money)) } else { Ok(()) }
    }
}

/// Whether a good is money: it lies in the box, not in the store.
pub fn is_money(good: &str) -> bool {
    matches!(good, "KHR" | "USD")
}

fn undoes(act: &Act) -> Option<ActNo> {
    if let Fact::Undone { act, .. } = act.fact { Some(act) } else { None }
}

fn add(to: &mut i64, quantity: i64) -> Result<(), Impossible> {
    *to = to.checked_add(quantity).ok_or(Impossible::Overflow)?;
    Ok(())
}
