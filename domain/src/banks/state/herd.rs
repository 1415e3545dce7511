//! Animals, their keepers, and what is owed for them, told from acts.
use super::{State, WITHIN_ACT, add};
use crate::banks::{
    acts::{Act, AnimalNo, Came, Fact, LostHow, NewAnimal, ObligationNo, Party, Sex},
    animals::{Animal, Due, Ended, Keeping, Left, LogLine, Obligation, Owner, Place, due_on},
    ask::Impossible,
    goods::Class,
    rules::{LostCalf, Placing, Whose},
};
use chrono::{Months, NaiveDate};

impl State {
    pub(super) fn apply_to_animals(&mut self, act: &Act) -> Result<(), Impossible> {
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
            if *whose == Whose::Bank {
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
        if mother.sex != Sex::Female || !mother.is_there() {
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
