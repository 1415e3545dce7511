//! What a bank has and owes at the end of a day, and what it is worth at the market's last prices by then.
use super::{Missing, Worth, flows::lost_on, total};
use crate::banks::{
    Bank,
    acts::Party,
    animals::{Animal, Due, Ended, Obligation, Place},
    goods::Good,
    prices::{by_age, value},
    state::{State, WITHIN_ACT},
};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// As what something is held or owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Holding {
    /// Money in the bank's box.
    Box,
    /// In the store.
    Store,
    /// Lent.
    Lent,
    /// Animals in the bank's own hands.
    OwnHands,
    /// Animals with families.
    Placed,
    /// Animals lost through a keeper's fault, which she owes.
    Due,
    /// What members stored, to be given back.
    Deposits,
    /// Instalments received for animals that are not their keepers' own yet.
    InAdvance,
}

impl Holding {
    /// The word in files; `statement-held-…` in words.
    pub fn code(self) -> &'static str {
        match self {
            Holding::Box => "box",
            Holding::Store => "store",
            Holding::Lent => "lent",
            Holding::OwnHands => "own-hands",
            Holding::Placed => "placed",
            Holding::Due => "due",
            Holding::Deposits => "deposits",
            Holding::InAdvance => "in-advance",
        }
    }
}

/// Something that the bank has or owes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Which good.
    pub good: Good,
    /// As what.
    pub what: Holding,
    /// How much, smallest units.
    pub quantity: i64,
    /// What it is worth; `None`: its price is missing.
    pub value: Option<i64>,
}

/// A price that values what is there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PriceUsed {
    /// Of which good.
    pub good: String,
    /// Of which class of animal; empty for what is weighed.
    pub class: String,
    /// Of which day.
    pub day: NaiveDate,
    /// For one unit that people speak of.
    pub amount: i64,
}

/// What a bank has and owes on a day.
#[derive(Debug, Default)]
pub(super) struct Holdings {
    pub(super) assets: Vec<Held>,
    pub(super) liabilities: Vec<Held>,
    pub(super) prices: Vec<PriceUsed>,
    pub(super) missing: Vec<Missing>,
    in_advance: BTreeMap<String, i64>,
}

impl Holdings {
    /// What of a good is the bank's own: what it has less what it owes of it.
    pub(super) fn own(&self, good: &str) -> Worth {
        let sum = |held: &[Held]| {
            let mine = || held.iter().filter(|held| held.good.code() == good && held.what != Holding::InAdvance);
            let quantity = mine().fold(0_i64, |sum, held| sum.saturating_add(held.quantity));
            (quantity, total(mine().map(|held| held.value)))
        };
        let ((has, worth), (owes, owed)) = (sum(&self.assets), sum(&self.liabilities));
        Worth { quantity: has.saturating_sub(owes), value: worth.zip(owed).map(|(worth, owed)| worth.saturating_sub(owed)) }
    }

    /// Instalments received for animals of a good that are not their keepers' own yet, money.
    pub(super) fn in_advance_for(&self, good: &str) -> i64 {
        self.in_advance.get(good).copied().unwrap_or(0)
    }

    /// The same of all animals.
    pub(super) fn in_advance(&self) -> i64 {
        self.in_advance.values().fold(0, |sum, one| sum.saturating_add(*one))
    }

    fn has(&mut self, good: &Good, what: Holding, quantity: i64, value: Option<i64>) {
        if quantity == 0 {
            return;
        }
        let list = if matches!(what, Holding::Deposits | Holding::InAdvance) { &mut self.liabilities } else { &mut self.assets };
        list.push(Held { good: good.clone(), what, quantity, value });
    }
}

/// What a bank has and owes at the end of a day. Goods of one sort are valued together: what each part has too much or
/// too little by rounding is the store's.
pub(super) fn holdings(bank: &Bank, state: &State, day: NaiveDate) -> Holdings {
    let mut all = Holdings::default();
    let money = Good::money(bank.money);
    let mut pricing = Pricing { bank, day, used: BTreeSet::new(), missing: BTreeSet::new() };
    for good in std::iter::once(&money).chain(&bank.goods) {
        if by_age(good.class()) {
            herd(&mut all, state, good, &mut pricing);
        } else {
            goods(&mut all, state, good, &mut pricing);
        }
    }
    (all.prices, all.missing) = (pricing.used.into_iter().collect(), pricing.missing.into_iter().collect());
    all.in_advance = in_advance(bank, state);
    let sum = all.in_advance();
    all.has(&money, Holding::InAdvance, sum, Some(sum));
    all
}

/// Finds prices, and notes which were used and which are missing.
struct Pricing<'a> {
    bank: &'a Bank,
    day: NaiveDate,
    used: BTreeSet<PriceUsed>,
    missing: BTreeSet<Missing>,
}

impl Pricing<'_> {
    fn of(&mut self, good: &Good, class: &str) -> Option<i64> {
        if good.commodity() == self.bank.money {
            return Some(good.unit());
        }
        let found = self.bank.market(good.code(), class, self.day);
        let (good, class) = (good.code().to_owned(), class.to_owned());
        match found {
            Some(price) => drop(self.used.insert(PriceUsed { good, class, day: price.day, amount: price.amount })),
            None => drop(self.missing.insert(Missing { good, class, day: self.day, act: None })),
        }
        found.map(|price| price.amount)
    }
}

fn goods(all: &mut Holdings, state: &State, good: &Good, pricing: &mut Pricing<'_>) {
    let mine = |code: &str| code == good.code();
    let lent = state.loans.values().filter(|loan| mine(&loan.good)).map(|loan| loan.principal(pricing.day));
    let lent = lent.fold(0_i64, i64::saturating_add);
    let owed = state.deposits.iter().filter(|((_, code), _)| mine(code)).fold(0_i64, |sum, (_, one)| sum.saturating_add(*one));
    let there = state.stock(good.code());
    if (there, lent, owed) == (0, 0, 0) {
        return;
    }
    let price = pricing.of(good, "");
    let worth = |quantity: i64| price.map(|price| value(quantity, good, price));
    let own = there.saturating_add(lent).saturating_sub(owed);
    let stored = total([worth(own), worth(owed)]).zip(worth(lent)).map(|(sum, lent)| sum.saturating_sub(lent));
    let is_money = good.commodity() == pricing.bank.money;
    all.has(good, if is_money { Holding::Box } else { Holding::Store }, there, stored);
    all.has(good, Holding::Lent, lent, worth(lent));
    all.has(good, Holding::Deposits, owed, worth(owed));
}

/// Animals, each at the price of its class.
fn herd(all: &mut Holdings, state: &State, good: &Good, pricing: &mut Pricing<'_>) {
    let mine = |animal: &&Animal| animal.species == good.class();
    let own = state.herd().filter(mine).filter(|animal| animal.place == Place::Bank);
    let placed = state.herd().filter(mine).filter(|animal| animal.place != Place::Bank);
    let claims = state.obligations.values().filter(|owed| owed.is_open() && matches!(owed.what, Due::Claim(_)));
    let due = claims.filter_map(|owed| state.animals.get(&owed.animal)).filter(mine);
    let day = pricing.day;
    let kinds: [(Holding, Vec<&str>); 3] = [
        (Holding::OwnHands, own.map(|animal| animal.class(day).code()).collect()),
        (Holding::Placed, placed.map(|animal| animal.class(day).code()).collect()),
        (Holding::Due, due.map(|animal| animal.class(lost_on(animal.left, day)).code()).collect()),
    ];
    for (what, classes) in kinds {
        let value = total(classes.iter().map(|class| pricing.of(good, class)));
        all.has(good, what, classes.len() as i64, value);
    }
}

/// Instalments received, by good, for animals that their keepers have and that are not theirs yet. A contract is known by
/// the act that began it; its animal is that of its last instalment, since an exchange carries on what is still owed.
fn in_advance(bank: &Bank, state: &State) -> BTreeMap<String, i64> {
    let mut contracts: BTreeMap<(i64, Party), (i64, &Obligation)> = BTreeMap::new();
    for owed in state.obligations.values().filter(|owed| matches!(owed.what, Due::Instalment(..))) {
        let paid = if let Some((_, Ended::Paid(amount))) = owed.ended { amount } else { 0 };
        let contract = contracts.entry((owed.no / WITHIN_ACT, owed.keeper)).or_insert((0, owed));
        *contract = (contract.0.saturating_add(paid), owed);
    }
    let mut sums = BTreeMap::new();
    for (paid, last) in contracts.into_values().filter(|(paid, _)| *paid > 0) {
        let kept =
            state.animals.get(&last.animal).filter(|animal| animal.place == Place::With(last.keeper) && animal.is_the_banks());
        let good = kept.and_then(|animal| bank.goods.iter().find(|good| good.class() == animal.species));
        if let Some(good) = good {
            let sum: &mut i64 = sums.entry(good.code().to_owned()).or_default();
            *sum = sum.saturating_add(paid);
        }
    }
    sums
}
