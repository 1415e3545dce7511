//! What the journal says of an act: postings in kilograms and head beside riel, each commodity in balance by itself. What
//! is swapped goes through the conversion account; an animal moves from hand to hand, and its postings follow its moves.
use super::{
    acts::{AnimalNo, Came, Cause, Fact, LostHow, MoneySource, Party},
    animals::{Due, Place},
    goods::{Class, Good},
    state::{State, is_money},
};
use crate::chart::{
    ANIMAL_CARE, ANIMAL_DEATHS, ANIMALS, ANIMALS_DUE, BIRTHS, CAPITAL, CASH, CONVERSION, DEPOSITS, DONATIONS, DRYING, EXPENSES,
    FINES, FLOOD, FORGIVEN, HELP, INTEREST, LOAN_LOSSES, LOANS, OTHER_INCOME, PASSED, PESTS, PLACED, SALVAGE, SPILLAGE,
    STOCK_DIFFERENCE, STORE, THEFT,
};
use ledger::{AccountNo, Amount, Commodity, FundNo, PartyNo, Posting, Postings};

/// An animal of the bank that went from one place to another; [`Place::Gone`] is outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HerdMove {
    /// Which.
    pub animal: AnimalNo,
    /// Cattle or buffalo.
    pub species: Class,
    /// From where.
    pub from: Place,
    /// To where.
    pub to: Place,
}

/// The moves of the bank's animals in a fact, given what was before it. A family's own calf makes none.
pub fn moves(fact: &Fact, before: &State) -> Vec<HerdMove> {
    let known = |no: AnimalNo| before.animals.get(&no);
    let go = |no: AnimalNo, to: Place| known(no).map(|one| HerdMove { animal: no, species: one.species, from: one.place, to });
    let enter = |no: AnimalNo, species: Class, to: Place| HerdMove { animal: no, species, from: Place::Gone, to };
    let calf_of = |no: i64| {
        let calf = before.obligations.get(&no).and_then(|owed| owed.calf)?;
        known(calf).filter(|calf| calf.is_the_banks()).map(|calf| calf.no)
    };
    match fact {
        Fact::AnimalsCame { species, animals, .. } => animals.iter().map(|new| enter(new.no, *species, Place::Bank)).collect(),
        Fact::Placed { animal, keeper, .. } => go(*animal, Place::With(*keeper)).into_iter().collect(),
        Fact::Born { dam, calf, bank: true, .. } => {
            let place = known(*dam).map_or(Place::Bank, |dam| dam.keeping().map_or(Place::Bank, |with| Place::With(with.keeper)));
            known(*dam).map(|dam| enter(calf.no, dam.species, place)).into_iter().collect()
        }
        Fact::HandedOver { animal, to, .. } => go(*animal, to.map_or(Place::Bank, Place::With)).into_iter().collect(),
        Fact::Lost { animal, .. } | Fact::AnimalSold { animal, .. } | Fact::TitlePassed { animal, .. } => {
            go(*animal, Place::Gone).into_iter().collect()
        }
        Fact::Exchanged { back, out } => {
            let keeper = known(*back).map_or(Place::Gone, |one| one.place);
            [go(*back, Place::Bank), go(*out, keeper)].into_iter().flatten().collect()
        }
        Fact::Replaced { obligation, animal } => {
            let species = before.obligations.get(obligation).and_then(|owed| known(owed.animal)).map(|one| one.species);
            let comes = species.map(|species| enter(animal.no, species, Place::Bank));
            comes.into_iter().chain(calf_of(*obligation).and_then(|calf| go(calf, Place::Gone))).collect()
        }
        Fact::PaidForAnimal { obligation, .. } | Fact::Waived { obligation, .. } => {
            calf_of(*obligation).and_then(|calf| go(calf, Place::Gone)).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// Gathers the postings of one fact in the bank's fund.
struct Writer<'a> {
    fund: FundNo,
    money: Commodity,
    goods: &'a [Good],
    before: &'a State,
    all: Postings,
}

/// The postings of a fact in the bank's fund, given what was before it; none is an empty list. What is undone is reversed
/// line by line and has none of its own.
///
/// # Errors
/// Sums beyond 64 bits, or a commodity that nobody knows.
pub fn post(fact: &Fact, before: &State, fund: FundNo, money: Commodity, goods: &[Good]) -> Result<Vec<Posting>, PostingError> {
    let mut writer = Writer { fund, money, goods, before, all: Postings::new() };
    writer.fact(fact)?;
    writer.all.finish().map_err(|_| PostingError::Overflow)
}

/// Why a fact has no postings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PostingError {
    /// A good, a loan or an animal that is not there.
    Unknown,
    /// Sums beyond 64 bits.
    Overflow,
}

impl Writer<'_> {
    fn good(&self, code: &str) -> Result<Commodity, PostingError> {
        if code == self.money.code() {
            return Ok(self.money);
        }
        self.goods.iter().find(|good| good.code() == code).map(Good::commodity).ok_or(PostingError::Unknown)
    }

    fn head(&self, species: Class) -> Result<Commodity, PostingError> {
        self.goods.iter().find(|good| good.class() == species).map(Good::commodity).ok_or(PostingError::Unknown)
    }

    fn loan(&self, no: i64) -> Result<(Option<PartyNo>, Commodity), PostingError> {
        let loan = self.before.loans.get(&no).ok_or(PostingError::Unknown)?;
        Ok((Some(loan.party.into()), self.good(&loan.good)?))
    }

    /// Debits one account and credits another.
    fn swap(&mut self, debit: (AccountNo, Option<PartyNo>), credit: (AccountNo, Option<PartyNo>), amount: Amount) {
        self.all.debit(self.fund, debit.0, debit.1, amount);
        self.all.credit(self.fund, credit.0, credit.1, amount);
    }

    /// Money into the box from an account, or (below zero) out of it.
    fn cash(&mut self, against: (AccountNo, Option<PartyNo>), amount: i64) {
        self.swap((CASH, None), against, self.money.of(amount));
    }

    fn fact(&mut self, fact: &Fact) -> Result<(), PostingError> {
        match fact {
            Fact::Donated { good, quantity, capital, .. } => {
                let of = self.good(good)?.of(*quantity);
                self.swap((held(good), None), (if *capital { CAPITAL } else { DONATIONS }, None), of);
            }
            Fact::Deposited { good, returned, lines } => {
                for line in lines {
                    let of = self.good(good)?.of(line.quantity);
                    let against = if *returned { (DEPOSITS, party(line.party)) } else { (CAPITAL, None) };
                    self.swap((held(good), None), against, of);
                }
            }
            Fact::DepositReturned { good, line } => {
                let of = self.good(good)?.of(line.quantity);
                self.swap((DEPOSITS, party(line.party)), (held(good), None), of);
            }
            Fact::Bought { good, quantity, paid } => {
                let of = self.good(good)?.of(*quantity);
                self.swap((STORE, None), (CONVERSION, None), of);
                self.cash((CONVERSION, None), -paid);
            }
            Fact::Sold { good, quantity, received } => {
                let of = self.good(good)?.of(*quantity);
                self.swap((CONVERSION, None), (STORE, None), of);
                self.cash((CONVERSION, None), *received);
            }
            Fact::Helped { good, line, .. } => {
                let of = self.good(good)?.of(line.quantity);
                self.swap((HELP, None), (held(good), None), of);
            }
            Fact::MoneyIn { source, amount, .. } => self.cash((money_account(*source), None), *amount),
            Fact::MoneyOut { amount, .. } => self.cash((EXPENSES, None), -amount),
            Fact::Counted { good, losses, .. } => {
                for loss in losses {
                    let of = self.good(good)?.of(if loss.cause == Cause::Surplus { -loss.quantity } else { loss.quantity });
                    self.swap((cause_account(loss.cause), None), (STORE, None), of);
                }
            }
            Fact::ConditionSeen { .. } | Fact::Rescheduled { .. } | Fact::Undone { .. } => {}
            Fact::Lent { .. }
            | Fact::Repaid { .. }
            | Fact::RepaidCash { .. }
            | Fact::Forgiven { .. }
            | Fact::WrittenOff { .. }
            | Fact::TurnedToMoney { .. } => self.loans(fact)?,
            _ => self.animals(fact)?,
        }
        Ok(())
    }

    fn loans(&mut self, fact: &Fact) -> Result<(), PostingError> {
        match fact {
            Fact::Lent { good, lines, .. } => {
                for line in lines {
                    let of = self.good(good)?.of(line.quantity);
                    self.swap((LOANS, party(line.party)), (held(good), None), of);
                }
            }
            Fact::Repaid { good, lines } => {
                for line in lines {
                    let (who, of) = self.loan(line.loan)?;
                    self.swap((held(good), None), (LOANS, who), of.of(line.credited - line.interest));
                    self.swap((held(good), None), (INTEREST, who), of.of(line.interest));
                }
            }
            Fact::RepaidCash { lines, .. } => {
                for line in lines {
                    let (who, of) = self.loan(line.loan)?;
                    self.cash((CONVERSION, None), line.received);
                    self.swap((CONVERSION, None), (LOANS, who), of.of(line.credited - line.interest));
                    self.swap((CONVERSION, None), (INTEREST, who), of.of(line.interest));
                }
            }
            Fact::Forgiven { loan, principal, .. } => {
                let (who, of) = self.loan(*loan)?;
                self.swap((FORGIVEN, None), (LOANS, who), of.of(*principal));
            }
            Fact::WrittenOff { loan, principal, .. } => {
                let (who, of) = self.loan(*loan)?;
                self.swap((LOAN_LOSSES, None), (LOANS, who), of.of(*principal));
            }
            Fact::TurnedToMoney { loan, principal, interest, amount, .. } => {
                let (who, of) = self.loan(*loan)?;
                self.swap((CONVERSION, None), (LOANS, who), of.of(*principal));
                self.swap((CONVERSION, None), (INTEREST, who), of.of(*interest));
                self.swap((LOANS, who), (CONVERSION, None), self.money.of(*amount));
            }
            _ => {}
        }
        Ok(())
    }

    /// Heads follow the moves: where an animal comes from or goes to outside, the fact says against which account.
    fn animals(&mut self, fact: &Fact) -> Result<(), PostingError> {
        for step in moves(fact, self.before) {
            let of = self.head(step.species)?.of(1);
            let outside = || (outside_account(fact, self.before), None);
            let (to, from) = (hand(step.to).unwrap_or_else(outside), hand(step.from).unwrap_or_else(outside));
            self.swap(to, from, of);
        }
        match fact {
            Fact::AnimalsCame { how: Came::Bought { paid }, .. } => self.cash((CONVERSION, None), -paid),
            Fact::Lost { animal, salvage, keeper_owes, .. } => {
                self.cash((SALVAGE, None), *salvage);
                let lost = self.before.animals.get(animal).ok_or(PostingError::Unknown)?;
                if let (true, Place::With(keeper)) = (*keeper_owes, lost.place) {
                    // What is lost through her fault is a loss of hers: she owes an animal.
                    let of = self.head(lost.species)?.of(1);
                    self.swap((ANIMALS_DUE, party(keeper)), (ANIMAL_DEATHS, None), of);
                }
            }
            Fact::AnimalSold { received, .. } => self.cash((CONVERSION, None), *received),
            Fact::Replaced { obligation, .. } => self.claim_ends(*obligation, (ANIMALS, None), true)?,
            Fact::PaidForAnimal { obligation, amount, price } => {
                self.cash((CONVERSION, None), *price);
                let owed = self.before.obligations.get(obligation).ok_or(PostingError::Unknown)?;
                let who = party(owed.keeper);
                // Beyond the price: a fine where an animal was lost through her fault, else a share of what a male calf brought.
                let more = if matches!(owed.what, Due::Claim(_)) { (FINES, who) } else { (OTHER_INCOME, None) };
                self.cash(more, amount - price);
                self.claim_ends(*obligation, (CONVERSION, None), false)?;
            }
            Fact::Waived { obligation, .. } => self.claim_ends(*obligation, (FORGIVEN, None), false)?,
            Fact::Noted { cost, .. } => self.cash((ANIMAL_CARE, None), -cost),
            _ => {}
        }
        Ok(())
    }

    /// A claim on a lost animal goes. A replacement was entered against `PASSED`; here the claim takes its place.
    fn claim_ends(&mut self, no: i64, to: (AccountNo, Option<PartyNo>), replaced: bool) -> Result<(), PostingError> {
        let owed = self.before.obligations.get(&no).ok_or(PostingError::Unknown)?;
        if !matches!(owed.what, Due::Claim(_)) {
            return Ok(());
        }
        let species = self.before.animals.get(&owed.animal).ok_or(PostingError::Unknown)?.species;
        let of = self.head(species)?.of(1);
        let to = if replaced { (PASSED, None) } else { to };
        self.swap(to, (ANIMALS_DUE, party(owed.keeper)), of);
        Ok(())
    }
}

fn party(party: Party) -> Option<PartyNo> {
    Some(party.into())
}

/// Where a good lies.
fn held(good: &str) -> AccountNo {
    if is_money(good) { CASH } else { STORE }
}

/// The account of an animal in somebody's hands; outside is none.
fn hand(place: Place) -> Option<(AccountNo, Option<PartyNo>)> {
    match place {
        Place::Bank => Some((ANIMALS, None)),
        Place::With(keeper) => Some((PLACED, party(keeper))),
        Place::Gone => None,
    }
}

/// Against what an animal comes in or goes out.
fn outside_account(fact: &Fact, before: &State) -> AccountNo {
    match fact {
        Fact::AnimalsCame { how: Came::Bought { .. }, .. } | Fact::AnimalSold { .. } => CONVERSION,
        Fact::AnimalsCame { how: Came::Donated, .. } => CAPITAL,
        Fact::Born { .. } => BIRTHS,
        Fact::Lost { how: LostHow::Stolen, keeper_owes: false, .. } => THEFT,
        Fact::Lost { .. } => ANIMAL_DEATHS,
        Fact::TitlePassed { paid_off: true, .. } => CONVERSION,
        // An animal given before the calf that was owed is born: it comes in as that calf would have.
        Fact::Replaced { obligation, .. } if unborn(before, *obligation) => BIRTHS,
        Fact::Replaced { .. } | Fact::TitlePassed { .. } => PASSED,
        // A calf that was owed and paid for is sold to its keeper; one that was waived is forgiven.
        Fact::PaidForAnimal { obligation, .. } if sells(before, *obligation) => CONVERSION,
        _ => FORGIVEN,
    }
}

fn sells(before: &State, obligation: i64) -> bool {
    before.obligations.get(&obligation).is_some_and(|owed| matches!(owed.what, Due::Calf(_) | Due::MovesOn))
}

fn unborn(before: &State, obligation: i64) -> bool {
    before.obligations.get(&obligation).is_some_and(|owed| matches!(owed.what, Due::Calf(_)) && owed.calf.is_none())
}

fn money_account(source: MoneySource) -> AccountNo {
    match source {
        MoneySource::Grant | MoneySource::Contribution => CAPITAL,
        MoneySource::Gift => DONATIONS,
        MoneySource::Insurance | MoneySource::Income => OTHER_INCOME,
    }
}

fn cause_account(cause: Cause) -> AccountNo {
    match cause {
        Cause::Drying => DRYING,
        Cause::Pests => PESTS,
        Cause::Spillage => SPILLAGE,
        Cause::Theft => THEFT,
        Cause::Flood => FLOOD,
        Cause::Death => ANIMAL_DEATHS,
        Cause::Unknown | Cause::Surplus => STOCK_DIFFERENCE,
    }
}
