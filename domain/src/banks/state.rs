//! What a bank has and is owed, told from its acts in the order of their days. An act that cannot have happened, given
//! those before it, is refused: a store below nothing, a loan overpaid, an animal in two places. So an act written for
//! an earlier day is looked at together with everything that was written for later days.
use super::{
    Good,
    acts::{Act, ActNo, AnimalNo, Came, Fact, LoanNo, LostHow, NewAnimal, ObligationNo, Party},
    animals::{Animal, Due, Ended, Keeping, Left, LogLine, Obligation, Owner, Place, due_on},
    ask::Impossible,
    goods::{Class, Measure},
    loan::{Loan, Move, MoveKind},
    rules::{LostCalf, Placing},
};
use chrono::{Months, NaiveDate};
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

    fn apply_to_loans(&mut self, act: &Act, goods: &[Good]) -> Result<(), Impossible> {
        match &act.fact {
            Fact::Lent { good, purpose, season, terms, condition, lines } => {
                for line in lines {
                    self.take_out(good, line.quantity)?;
                    let loan = Loan {
                        no: line.loan,
                        party: line.party,
                        good: good.clone(),
                        unit: unit_of(good, goods),
                        purpose: *purpose,
                        season: *season,
                        given_on: act.day,
                        lent: line.quantity,
                        agreed: line.interest,
                        due_on: line.due_on,
                        first_due_on: line.due_on,
                        terms: terms.clone(),
                        guarantors: line.guarantors.clone(),
                        condition: *condition,
                        seen: Vec::new(),
                        moves: Vec::new(),
                    };
                    if self.loans.insert(line.loan, loan).is_some() {
                        return Err(Impossible::Taken(line.loan));
                    }
                }
                Ok(())
            }
            Fact::Repaid { good, lines } => {
                for line in lines {
                    self.take_in(good, line.credited)?;
                    self.move_loan(
                        act,
                        line.loan,
                        MoveKind::Repaid,
                        (line.credited - line.interest, line.interest),
                        line.credited,
                    )?;
                }
                Ok(())
            }
            Fact::RepaidCash { lines, .. } => {
                for line in lines {
                    add(&mut self.money, line.received)?;
                    let parts = (line.credited - line.interest, line.interest);
                    self.move_loan(act, line.loan, MoveKind::RepaidCash, parts, line.received)?;
                }
                Ok(())
            }
            Fact::Rescheduled { loan, due_on, extra_interest, .. } => {
                let found = self.loans.get_mut(loan).filter(|found| found.is_open(act.day)).ok_or(Impossible::Loan(*loan))?;
                // What being late has cost so far stays; the new day begins anew.
                let added = found.late_interest(act.day) + extra_interest;
                found.due_on = *due_on;
                let (no, day) = (act.no, act.day);
                found.moves.push(Move { act: no, day, kind: MoveKind::Rescheduled, principal: 0, interest: -added, received: 0 });
                Ok(())
            }
            Fact::Forgiven { loan, principal, interest, .. } => {
                self.move_loan(act, *loan, MoveKind::Forgiven, (*principal, *interest), 0)
            }
            Fact::WrittenOff { loan, principal, interest, .. } => {
                self.move_loan(act, *loan, MoveKind::WrittenOff, (*principal, *interest), 0)
            }
            Fact::TurnedToMoney { loan, principal, interest, amount, money, new_loan, due_on, .. } => {
                self.move_loan(act, *loan, MoveKind::TurnedToMoney, (*principal, *interest), *amount)?;
                self.owe_money(act, *loan, *new_loan, (money, *amount), *due_on)
            }
            Fact::ConditionSeen { loan, kept } => {
                let found = self.loans.get_mut(loan).ok_or(Impossible::Loan(*loan))?;
                found.seen.push((act.day, *kept));
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn move_loan(&mut self, act: &Act, no: LoanNo, kind: MoveKind, parts: (i64, i64), received: i64) -> Result<(), Impossible> {
        let loan = self.loans.get_mut(&no).filter(|loan| loan.is_open(act.day)).ok_or(Impossible::Loan(no))?;
        let (principal, interest) = parts;
        let owed = loan.owed(act.day);
        if principal < 0 || interest < 0 || principal > owed.principal || interest > owed.interest {
            return Err(Impossible::Overpaid(no));
        }
        loan.moves.push(Move { act: act.no, day: act.day, kind, principal, interest, received });
        Ok(())
    }

    /// The debt of money that a debt in kind has become: without interest.
    fn owe_money(
        &mut self,
        act: &Act,
        from: LoanNo,
        no: LoanNo,
        (money, amount): (&str, i64),
        due_on: NaiveDate,
    ) -> Result<(), Impossible> {
        let old = self.loans.get(&from).ok_or(Impossible::Loan(from))?;
        let mut terms = old.terms.clone();
        (terms.rate, terms.late_rate, terms.cash) = (0.into(), 0.into(), None);
        terms.per = super::rules::Per::Loan;
        let loan = Loan {
            no,
            good: money.to_owned(),
            unit: 1,
            given_on: act.day,
            lent: amount,
            agreed: 0,
            due_on,
            first_due_on: due_on,
            terms,
            seen: Vec::new(),
            moves: Vec::new(),
            ..old.clone()
        };
        if self.loans.insert(no, loan).is_some() { Err(Impossible::Taken(no)) } else { Ok(()) }
    }

    fn apply_to_animals(&mut self, act: &Act) -> Result<(), Impossible> {
        match &act.fact {
            Fact::AnimalsCame { how, species, animals } => {
                if let Came::Bought { paid } = how {
                    self.pay(*paid)?;
                }
                animals.iter().try_for_each(|new| self.register(act, new, *species, None, Owner::Bank, Place::Bank))
            }
            Fact::Placed { animal, keeper, contract } => {
                self.from(*animal, Place::Bank, act)?;
                self.place(act, *animal, *keeper, contract)
            }
            Fact::Born { dam, calf, nth, bank, fills, owes_money } => self.born(act, *dam, calf, *nth, *bank, *fills, *owes_money),
            Fact::HandedOver { animal, to, contract, settles } => {
                let keeper = self.keeper(*animal, act)?;
                if *to == Some(keeper) {
                    return Err(Impossible::Animal(*animal));
                }
                self.settle(act, *settles, Ended::HandedOver(*to))?;
                self.end_keeping(act, *animal);
                self.fall(act, *animal);
                match (to, contract) {
                    (Some(next), Some(contract)) => self.place(act, *animal, *next, contract),
                    (Some(_), None) => Err(Impossible::Animal(*animal)),
                    (None, _) => self.put(act, *animal, Place::Bank),
                }
            }
            Fact::Lost { animal, how, keeper_owes, claim, salvage, .. } => {
                let place = self.there(*animal, act)?;
                add(&mut self.money, *salvage)?;
                self.lose(act, *animal, *how, *keeper_owes)?;
                if let (true, Place::With(keeper)) = (*keeper_owes, place) {
                    self.owe(act, 999, keeper, *animal, Due::Claim(*claim), Some(act.day))?;
                }
                Ok(())
            }
            Fact::AnimalSold { animal, received, .. } => {
                self.there(*animal, act)?;
                add(&mut self.money, *received)?;
                self.leave(act, *animal, Left::Sold);
                // A calf that was owed: the bank took it, and sold it.
                for owed in self.obligations.values_mut().filter(|owed| owed.calf == Some(*animal) && owed.is_open()) {
                    owed.ended = Some((act.day, Ended::HandedOver(None)));
                }
                Ok(())
            }
            Fact::Exchanged { back, out } => self.exchange(act, *back, *out),
            Fact::TitlePassed { animal, .. } => {
                let keeper = self.keeper(*animal, act)?;
                let owed = self.still_owed(*animal, keeper).next().map(|owed| owed.no);
                owed.map_or(Ok(()), |owed| Err(Impossible::Obligation(owed)))?;
                self.give_to_family(act, *animal, keeper)
            }
            Fact::Replaced { obligation, animal } => {
                let owed = self.owed(*obligation)?;
                if !matches!(owed.what, Due::Claim(_) | Due::Calf(_)) {
                    return Err(Impossible::Obligation(*obligation));
                }
                let (of, keeper) = (owed.animal, owed.keeper);
                let species = self.animal(of)?.species;
                self.register(act, animal, species, None, Owner::Bank, Place::Bank)?;
                self.settle(act, Some(*obligation), Ended::Replaced(animal.no))?;
                self.give_calf_to_family(act, *obligation, keeper)
            }
            Fact::PaidForAnimal { obligation, amount, .. } => {
                let owed = self.owed(*obligation)?;
                let fits = match owed.what {
                    Due::Calf(_) => owed.calf.is_some(),
                    Due::Claim(sum) | Due::Money(sum) | Due::Instalment(_, sum) => sum == *amount,
                    Due::MovesOn => false,
                };
                if !fits {
                    return Err(Impossible::Obligation(*obligation));
                }
                let keeper = owed.keeper;
                add(&mut self.money, *amount)?;
                self.settle(act, Some(*obligation), Ended::Paid(*amount))?;
                self.give_calf_to_family(act, *obligation, keeper)
            }
            Fact::Waived { obligation, .. } => {
                let keeper = self.owed(*obligation)?.keeper;
                self.settle(act, Some(*obligation), Ended::Waived)?;
                self.give_calf_to_family(act, *obligation, keeper)
            }
            Fact::Noted { animal, what, cost, condition } => {
                self.pay(*cost)?;
                let found = self.animals.get_mut(animal).filter(|found| found.is_there()).ok_or(Impossible::Animal(*animal))?;
                found.log.push(LogLine { act: act.no, day: act.day, what: *what, cost: *cost, condition: *condition });
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn register(
        &mut self,
        act: &Act,
        new: &NewAnimal,
        species: Class,
        dam: Option<AnimalNo>,
        owner: Owner,
        place: Place,
    ) -> Result<(), Impossible> {
        if self.animals.contains_key(&new.no) || self.animals.values().any(|other| other.tag == new.tag && other.is_there()) {
            return Err(Impossible::Taken(new.no));
        }
        let animal = Animal {
            no: new.no,
            tag: new.tag.clone(),
            species,
            sex: new.sex,
            born_on: new.born_on,
            marks: new.marks.clone(),
            dam,
            owner,
            place,
            came_on: act.day,
            left: None,
            calved_before: new.calved,
            calved: Vec::new(),
            log: Vec::new(),
            keepers: Vec::new(),
            last_act: (act.day, act.no),
        };
        self.animals.insert(new.no, animal);
        Ok(())
    }

    fn animal(&mut self, no: AnimalNo) -> Result<&mut Animal, Impossible> {
        self.animals.get_mut(&no).ok_or(Impossible::Animal(no))
    }

    /// Where an animal of the bank is that is there.
    fn there(&mut self, no: AnimalNo, _: &Act) -> Result<Place, Impossible> {
        let animal = self.animal(no)?;
        if animal.is_the_banks() { Ok(animal.place) } else { Err(Impossible::Animal(no)) }
    }

    fn from(&mut self, no: AnimalNo, place: Place, act: &Act) -> Result<(), Impossible> {
        if self.there(no, act)? == place { Ok(()) } else { Err(Impossible::Animal(no)) }
    }

    fn keeper(&mut self, no: AnimalNo, act: &Act) -> Result<Party, Impossible> {
        match self.there(no, act)? {
            Place::With(keeper) => Ok(keeper),
            Place::Bank | Place::Gone => Err(Impossible::Animal(no)),
        }
    }

    fn put(&mut self, act: &Act, no: AnimalNo, place: Place) -> Result<(), Impossible> {
        let animal = self.animal(no)?;
        (animal.place, animal.last_act) = (place, (act.day, act.no));
        Ok(())
    }

    /// Puts an animal with a family and writes down everything it will owe.
    fn place(&mut self, act: &Act, no: AnimalNo, keeper: Party, contract: &Placing) -> Result<(), Impossible> {
        self.put(act, no, Place::With(keeper))?;
        let contract = contract.clone();
        let begun = Keeping { act: act.no, keeper, from: act.day, until: None, contract: contract.clone(), calves: 0, births: 0 };
        let animal = self.animal(no)?;
        animal.keepers.push(begun);
        let mut at = 10;
        for (nth, whose) in contract.offspring.iter().enumerate() {
            if *whose == super::rules::Whose::Bank {
                at += 1;
                self.owe(act, at, keeper, no, Due::Calf(nth as u32 + 1), None)?;
            }
        }
        if contract.moves_on_after > 0 {
            at += 1;
            self.owe(act, at, keeper, no, Due::MovesOn, None)?;
        }
        for nth in 1..=contract.hire_purchase.map_or(0, |plan| plan.instalments) {
            let plan = contract.hire_purchase.expect("counted just now");
            let due = act.day.checked_add_months(Months::new(plan.every_months.saturating_mul(nth)));
            at += 1;
            self.owe(act, at, keeper, no, Due::Instalment(nth, plan.amount), due)?;
        }
        Ok(())
    }

    fn owe(
        &mut self,
        act: &Act,
        at: i64,
        keeper: Party,
        animal: AnimalNo,
        what: Due,
        due_on: Option<NaiveDate>,
    ) -> Result<(), Impossible> {
        let no = act.no * WITHIN_ACT + at;
        let owed = Obligation { no, keeper, animal, what, calf: None, due_on, ended: None };
        if self.obligations.insert(no, owed).is_some() { Err(Impossible::Taken(no)) } else { Ok(()) }
    }

    fn owed(&mut self, no: ObligationNo) -> Result<&mut Obligation, Impossible> {
        self.obligations.get_mut(&no).filter(|owed| owed.is_open()).ok_or(Impossible::Obligation(no))
    }

    fn settle(&mut self, act: &Act, no: Option<ObligationNo>, how: Ended) -> Result<(), Impossible> {
        if let Some(no) = no {
            self.owed(no)?.ended = Some((act.day, how));
        }
        Ok(())
    }

    /// A calf that was owed and is not handed over after all stays with its family, and is theirs.
    fn give_calf_to_family(&mut self, act: &Act, no: ObligationNo, keeper: Party) -> Result<(), Impossible> {
        match self.obligations.get(&no).and_then(|owed| owed.calf) {
            Some(calf) => self.give_to_family(act, calf, keeper),
            None => Ok(()),
        }
    }

    /// From now on it is the family's own, and stands in the register alone.
    fn give_to_family(&mut self, act: &Act, no: AnimalNo, keeper: Party) -> Result<(), Impossible> {
        self.end_keeping(act, no);
        self.fall(act, no);
        let found = self.animal(no)?;
        (found.owner, found.place, found.last_act) = (Owner::Family(keeper), Place::Gone, (act.day, act.no));
        Ok(())
    }

    #[allow(clippy::too_many_arguments, reason = "the fields of one fact")]
    fn born(
        &mut self,
        act: &Act,
        dam: AnimalNo,
        calf: &NewAnimal,
        nth: Option<u32>,
        bank: bool,
        fills: Option<ObligationNo>,
        owes_money: Option<i64>,
    ) -> Result<(), Impossible> {
        let mother = self.animals.get_mut(&dam).ok_or(Impossible::Dam(dam))?;
        if mother.sex != super::acts::Sex::Female || !mother.is_there() {
            return Err(Impossible::Dam(dam));
        }
        let species = mother.species;
        mother.calved.push(act.day);
        let family = match mother.owner {
            Owner::Family(_) if bank => return Err(Impossible::Dam(dam)),
            Owner::Family(party) => Some(party),
            Owner::Bank => None,
        };
        let keeping = mother.keepers.last_mut().filter(|keeping| keeping.until.is_none());
        let (keeper, births, contract) = match keeping {
            Some(keeping) => {
                keeping.births += 1;
                // The next place of the order, or that of a calf that died.
                let again = fills.and_then(|no| self.obligations.get(&no)).map(|owed| owed.what);
                if nth.is_some_and(|nth| nth != keeping.calves + 1 && again != Some(Due::Calf(nth))) {
                    return Err(Impossible::Order(dam));
                }
                keeping.calves = keeping.calves.max(nth.unwrap_or(0));
                (Some(keeping.keeper), keeping.births, Some(keeping.contract.clone()))
            }
            None if nth.is_some() || fills.is_some() => return Err(Impossible::Order(dam)),
            None => (family, 0, None),
        };
        let (owner, place) = match (bank, keeper) {
            (true, Some(keeper)) => (Owner::Bank, Place::With(keeper)),
            (true, None) => (Owner::Bank, Place::Bank),
            (false, Some(keeper)) => (Owner::Family(keeper), Place::Gone),
            (false, None) => return Err(Impossible::Dam(dam)),
        };
        self.register(act, calf, species, Some(dam), owner, place)?;
        if let (true, Some(keeper), Some(contract)) = (bank, keeper, &contract) {
            // A calf of the bank waits with its dam's keeper under the same contract, which owes nothing for it but itself.
            let waits = Placing { offspring: vec![], moves_on_after: 0, hire_purchase: None, ..contract.clone() };
            let keeping = Keeping { act: act.no, keeper, from: act.day, until: None, contract: waits, calves: 0, births: 0 };
            self.animal(calf.no)?.keepers.push(keeping);
        }
        let due = contract.as_ref().and_then(|contract| due_on(contract.handover, act.day, births));
        if let Some(no) = fills {
            let owed = self.owed(no)?;
            if owed.animal != dam || owed.calf.is_some() || owed.what != Due::Calf(nth.unwrap_or(0)) {
                return Err(Impossible::Order(dam));
            }
            match owes_money {
                // The male is sold, when it is as old as a heifer that is handed over; the money stands in its place.
                Some(amount) => (owed.what, owed.due_on) = (Due::Money(amount), due.or(Some(act.day))),
                None => (owed.calf, owed.due_on) = (Some(calf.no), due),
            }
        } else if let (true, Some(keeper), Some(nth)) = (bank, keeper, nth) {
            // Beyond the order of the contract, where all later calves are the bank's.
            self.owe(act, 1, keeper, dam, Due::Calf(nth), due)?;
            self.owed(act.no * WITHIN_ACT + 1)?.calf = Some(calf.no);
        }
        if let (Some(amount), Some(keeper), None) = (owes_money, keeper, fills) {
            self.owe(act, 2, keeper, dam, Due::Money(amount), due.or(Some(act.day)))?;
        }
        if let Some(contract) = contract {
            self.ripen(act, dam, &contract, births);
        }
        Ok(())
    }

    /// What falls due when so many calves are born.
    fn ripen(&mut self, act: &Act, dam: AnimalNo, contract: &Placing, births: u32) {
        for owed in self.obligations.values_mut().filter(|owed| owed.animal == dam && owed.is_open() && owed.due_on.is_none()) {
            let ripe = match owed.what {
                Due::MovesOn => births >= contract.moves_on_after,
                Due::Calf(_) => owed.calf.is_some() && due_on(contract.handover, act.day, births).is_some(),
                Due::Claim(_) | Due::Money(_) | Due::Instalment(..) => false,
            };
            if ripe {
                owed.due_on = match owed.what {
                    // The dam moves on when her last calf there is weaned.
                    Due::MovesOn => due_on(contract.handover, act.day, births).or(Some(act.day)),
                    _ => Some(act.day),
                };
            }
        }
    }

    fn lose(&mut self, act: &Act, no: AnimalNo, how: LostHow, keeper_owes: bool) -> Result<(), Impossible> {
        // A calf that was owed and is lost makes room for the next one, unless the bank bears it, its keeper owes the calf
        // itself, or its dam is not with her any more.
        let rule = self.animal(no)?.keeping().map(|keeping| keeping.contract.lost_calf);
        self.leave(act, no, Left::Lost(how));
        for owed in self.obligations.values_mut().filter(|owed| owed.calf == Some(no) && owed.is_open()) {
            let dam = self.animals.get(&owed.animal).filter(|dam| dam.place == Place::With(owed.keeper));
            match rule {
                Some(LostCalf::NextCalf) if dam.is_some() && !keeper_owes => (owed.calf, owed.due_on) = (None, None),
                _ => owed.ended = Some((act.day, Ended::Fell)),
            }
        }
        Ok(())
    }

    /// It leaves the register's living; what was owed with it falls.
    fn leave(&mut self, act: &Act, no: AnimalNo, how: Left) {
        self.end_keeping(act, no);
        self.fall(act, no);
        if let Some(animal) = self.animals.get_mut(&no) {
            (animal.place, animal.left, animal.last_act) = (Place::Gone, Some((act.day, how)), (act.day, act.no));
        }
    }

    fn end_keeping(&mut self, act: &Act, no: AnimalNo) {
        if let Some(keeping) = self.animals.get_mut(&no).and_then(|animal| animal.keepers.last_mut()) {
            keeping.until.get_or_insert(act.day);
        }
    }

    /// What an animal still owes and no calf fills yet ends with it. A calf that is there stays owed; where it waited for
    /// further calves, it waits no more.
    fn fall(&mut self, act: &Act, no: AnimalNo) {
        for owed in self.obligations.values_mut().filter(|owed| owed.animal == no && owed.is_open()) {
            match (owed.what, owed.calf) {
                (Due::Calf(_), Some(_)) => owed.due_on = owed.due_on.or(Some(act.day)),
                (Due::Calf(_) | Due::MovesOn | Due::Instalment(..), None) => owed.ended = Some((act.day, Ended::Fell)),
                _ => {}
            }
        }
    }

    fn exchange(&mut self, act: &Act, back: AnimalNo, out: AnimalNo) -> Result<(), Impossible> {
        let keeper = self.keeper(back, act)?;
        self.from(out, Place::Bank, act)?;
        let keeping = self.animal(back)?.keeping().cloned().ok_or(Impossible::Animal(back))?;
        self.end_keeping(act, back);
        self.put(act, back, Place::Bank)?;
        // The contract goes on with the other animal: what was given is given, what is owed stays owed.
        for owed in self.obligations.values_mut().filter(|owed| owed.animal == back && owed.keeper == keeper && owed.is_open()) {
            owed.animal = out;
        }
        self.put(act, out, Place::With(keeper))?;
        self.animal(out)?.keepers.push(Keeping { act: act.no, from: act.day, until: None, ..keeping });
        Ok(())
    }
}

/// Whether a good is money: it lies in the box, not in the store.
pub fn is_money(good: &str) -> bool {
    matches!(good, "KHR" | "USD")
}

fn unit_of(good: &str, goods: &[Good]) -> i64 {
    let found = goods.iter().find(|known| known.code() == good);
    found.map_or(1, |known| if known.class().measure() == Measure::Money { 1 } else { known.unit() })
}

fn undoes(act: &Act) -> Option<ActNo> {
    if let Fact::Undone { act, .. } = act.fact { Some(act) } else { None }
}

fn add(to: &mut i64, quantity: i64) -> Result<(), Impossible> {
    *to = to.checked_add(quantity).ok_or(Impossible::Overflow)?;
    Ok(())
}
