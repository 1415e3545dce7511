//! An animal bank in memory with its journal and its register: what is decided is written, posted, moved and added up.
use chrono::NaiveDate;
use domain::{
    banks::{
        Act, Ask, Bank, Class, Fact, GOODS, HerdMove, Impossible, Member, Party, Price, PriceKind, Priced, Refusal, Rules, State,
        Version, When, Why,
        acts::{ActNo, AnimalNo, LossNote, LostHow, MoneySource, ObligationNo, Seen, Sex},
        animals::{Due, Obligation, Place, Stage},
        ask::{AskAnimal, Caution},
        decide,
        family::family,
        moves, post,
    },
    chart::{ANIMALS, ANIMALS_DUE, CASH, PLACED},
};
use ledger::{AccountNo, Commodity, Entry, EntryKey, EntryKind, FundNo, PartyNo, Posting};
use std::collections::BTreeMap;
use uuid::Uuid;

pub const FUND: FundNo = FundNo(7);
pub const MILLION: i64 = 1_000_000;

/// Balances by account, party and commodity.
pub type Sums = BTreeMap<(AccountNo, Option<i64>, String), i64>;

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A bank, its journal and its register.
#[derive(Clone)]
pub struct Village {
    pub bank: Bank,
    pub today: Option<NaiveDate>,
    pub lines: BTreeMap<ActNo, (NaiveDate, Vec<Posting>)>,
    pub moves: BTreeMap<ActNo, (NaiveDate, Vec<HerdMove>)>,
}

/// The rules of a scheme in fixtures/banks/schemes.
pub fn scheme(name: &str) -> Rules {
    let file = format!("{}/../fixtures/banks/schemes/{name}.toml", env!("CARGO_MANIFEST_DIR"));
    Rules::parse(&std::fs::read_to_string(file).unwrap(), &GOODS).unwrap()
}

impl Village {
    /// Members 21 to 33; a grant of ten million; market prices of every class of cattle and buffalo.
    pub fn new(rules: Rules) -> Village {
        let joined_on = day("2025-01-01");
        let member = |no| Member { party: Party(no), joined_on, left_on: None, id_poor: None, woman: None, birth_year: None };
        let bank = Bank {
            fund: FUND,
            money: Commodity::new("KHR", 0).unwrap(),
            opened_on: joined_on,
            rules: vec![Version { no: 1, from: joined_on, rules }],
            seasons: vec![],
            goods: GOODS.clone(),
            prices: vec![],
            members: (21..=33).map(member).collect(),
            acts: vec![],
            closed_through: None,
        };
        let mut village = Village { bank, today: None, lines: BTreeMap::new(), moves: BTreeMap::new() };
        for good in ["CATTLE", "BUFFALO"] {
            for (class, amount) in [("calf", 500_000), ("heifer", 1_900_000), ("cow", 1_900_000), ("bull", 1_500_000)] {
                village.price(good, class, "2025-01-01", amount);
            }
        }
        village
    }

    pub fn of(name: &str) -> Village {
        Village::new(scheme(name))
    }

    /// … with a grant in the box, and heifers 1, 2 … (three years old) bought for it, in the bank's hands.
    pub fn with_heifers(rules: Rules, heifers: usize) -> Village {
        let mut village = Village::new(rules);
        village.does("2026-02-01", grant(100 * MILLION));
        let species = village.species();
        let animals: Vec<_> = (1..=heifers).map(|no| animal(&format!("CB-{no}"), Sex::Female, Some("2023-02-01"))).collect();
        let paid = Some(animals.len() as i64 * 1_900_000);
        village.does("2026-02-02", Ask::BringAnimals { species, paid, animals });
        village
    }

    /// The species that the rules place.
    pub fn species(&self) -> Class {
        self.bank.rules[0].rules.placing[0].species
    }

    pub fn price(&mut self, good: &str, class: &str, on: &str, amount: i64) {
        let no = self.bank.prices.len() as i64 + 1;
        let (good, class, day) = (good.to_owned(), class.to_owned(), day(on));
        self.bank.prices.push(Price { no, good, class, day, amount, kind: PriceKind::Market });
    }

    fn when(&self, day: NaiveDate, known: bool) -> When {
        When { day, today: self.today.unwrap_or(day), known }
    }

    /// Asks with open eyes: cautions are known.
    pub fn ask(&mut self, on: NaiveDate, ask: &Ask) -> Result<Vec<ActNo>, Vec<Refusal>> {
        let decided = decide(&self.bank, ask, self.when(on, true))?;
        Ok(decided.into_iter().map(|one| self.write(on, one.fact, &one.price)).collect())
    }

    #[track_caller]
    pub fn does(&mut self, on: &str, ask: Ask) -> ActNo {
        let acts = self.ask(day(on), &ask).unwrap_or_else(|why| panic!("{ask:?} on {on}: {why:?}"));
        *acts.last().unwrap()
    }

    /// Everything that speaks against an ask, with its rows; nothing is written.
    #[track_caller]
    pub fn refuses(&self, on: &str, ask: Ask) -> Vec<(Option<usize>, Why)> {
        let refused = decide(&self.bank, &ask, self.when(day(on), true)).unwrap_err();
        refused.into_iter().map(|refusal| (refusal.row, refusal.why)).collect()
    }

    /// What is to be looked at once more.
    pub fn cautions(&self, on: &str, ask: Ask) -> Vec<Caution> {
        let says = decide(&self.bank, &ask, self.when(day(on), false));
        let caution = |refusal: Refusal| match refusal.why {
            Why::Caution(caution) => caution,
            why => panic!("{why:?}"),
        };
        says.err().into_iter().flatten().map(caution).collect()
    }

    fn write(&mut self, on: NaiveDate, fact: Fact, price: &Priced) -> ActNo {
        let no = self.bank.next_act();
        let before = self.bank.state(on).unwrap();
        let (postings, steps) = match &fact {
            Fact::Undone { act, .. } => {
                let back = |step: &HerdMove| HerdMove { from: step.to, to: step.from, ..*step };
                let lines = self.lines[act].1.iter();
                let lines = lines.map(|line| Posting { amount: line.amount.negated().unwrap(), ..*line }).collect();
                (lines, self.moves[act].1.iter().rev().map(back).collect())
            }
            fact => (post(fact, &before, FUND, self.bank.money, &self.bank.goods).unwrap(), moves(fact, &before)),
        };
        if !postings.is_empty() {
            // The ledger takes it: it balances in every commodity.
            Entry::new(EntryKey(Uuid::nil()), on, EntryKind::Ordinary, "", postings.clone()).unwrap();
        }
        let price = match price {
            Priced::Not => None,
            Priced::Cited(no) => Some(self.bank.prices[usize::try_from(*no).unwrap() - 1].clone()),
            Priced::New { good, class, amount } => {
                let no = self.bank.prices.len() as i64 + 1;
                let (good, class, amount) = (good.clone(), class.clone(), *amount);
                assert!(amount > 0, "a price of nothing");
                self.bank.prices.push(Price { no, good, class, day: on, amount, kind: PriceKind::Agreed });
                self.bank.prices.last().cloned()
            }
        };
        self.bank.acts.push(Act { no, id: Uuid::from_u128(no as u128), day: on, fact, price, entry: None });
        self.lines.insert(no, (on, postings));
        self.moves.insert(no, (on, steps));
        no
    }

    pub fn state(&self, on: &str) -> State {
        self.bank.state(day(on)).unwrap()
    }

    pub fn fact(&self, no: ActNo) -> &Fact {
        &self.bank.acts.iter().find(|act| act.no == no).unwrap().fact
    }

    /// The class and amount of the price that an act cites.
    pub fn cited(&self, no: ActNo) -> Option<(String, i64)> {
        let act = self.bank.acts.iter().find(|act| act.no == no).unwrap();
        act.price.as_ref().map(|price| (price.class.clone(), price.amount))
    }

    /// What an act posted: account, party, commodity, quantity.
    pub fn posted(&self, no: ActNo) -> Vec<(i64, Option<i64>, String, i64)> {
        let line = |line: &Posting| {
            let amount = line.amount;
            (line.account.0, line.party.map(|party| party.0), amount.commodity().code().to_owned(), amount.quantity())
        };
        self.lines[&no].1.iter().map(line).collect()
    }

    /// What is open on a day: number, keeper, animal, what, and how far it is.
    pub fn open(&self, on: &str) -> Vec<(Obligation, Stage)> {
        let owed = self.state(on).obligations.into_values().filter(Obligation::is_open);
        owed.map(|owed| (owed.clone(), owed.stage(day(on)))).collect()
    }

    /// The one thing of this sort that is open on a day.
    #[track_caller]
    pub fn the(&self, on: &str, what: Due) -> Obligation {
        let mut found = self.open(on).into_iter().filter(|(owed, _)| owed.what == what);
        let (owed, _) = found.next().unwrap_or_else(|| panic!("no {what:?} is open on {on}"));
        assert!(found.next().is_none(), "{what:?} is open more than once on {on}");
        owed
    }

    /// What is open on a day, in short: keeper, what, stage, due day.
    pub fn owed(&self, on: &str) -> Vec<(i64, Due, Stage, Option<String>)> {
        let line = |(owed, stage): (Obligation, Stage)| (owed.keeper.0, owed.what, stage, owed.due_on.map(|due| due.to_string()));
        self.open(on).into_iter().map(line).collect()
    }

    /// What the journal says at the end of a day.
    pub fn sums(&self, on: NaiveDate) -> Sums {
        let mut sums = Sums::new();
        for line in self.lines.values().filter(|(day, _)| *day <= on).flat_map(|(_, lines)| lines) {
            let key = (line.account, line.party.map(|PartyNo(no)| no), line.amount.commodity().code().to_owned());
            *sums.entry(key).or_default() += line.amount.quantity();
        }
        sums.retain(|_, sum| *sum != 0);
        sums
    }

    /// One balance, all parties together.
    pub fn balance(&self, account: AccountNo, good: &str, on: &str) -> i64 {
        let sums = self.sums(day(on));
        sums.iter().filter(|((at, _, code), _)| *at == account && code == good).map(|(_, sum)| sum).sum()
    }

    /// Every day on which something happened.
    pub fn days(&self) -> Vec<NaiveDate> {
        let days: std::collections::BTreeSet<_> = self.bank.acts.iter().map(|act| act.day).collect();
        days.into_iter().collect()
    }

    /// At the end of a day register and journal must say the same, head by head, and what is owed must have its reason.
    pub fn agree(&self, on: NaiveDate) {
        let state = self.bank.state(on).unwrap();
        let mut told = Sums::new();
        let code = |species: Class| GOODS.iter().find(|good| good.class() == species).unwrap().code().to_owned();
        for animal in state.herd() {
            let (account, party) = match animal.place {
                Place::Bank => (ANIMALS, None),
                Place::With(keeper) => (PLACED, Some(keeper.0)),
                Place::Gone => panic!("animal {} of the bank is nowhere", animal.no),
            };
            assert_eq!(animal.keeping().map(|keeping| keeping.keeper.0), party, "animal {}", animal.no);
            *told.entry((account, party, code(animal.species))).or_default() += 1;
        }
        for owed in state.obligations.values().filter(|owed| owed.is_open()) {
            let with = |no: AnimalNo| {
                state.animals.get(&no).is_some_and(|one| one.is_the_banks() && one.place == Place::With(owed.keeper))
            };
            match (owed.what, owed.calf) {
                (Due::Claim(_), _) => {
                    let species = state.animals[&owed.animal].species;
                    *told.entry((ANIMALS_DUE, Some(owed.keeper.0), code(species))).or_default() += 1;
                }
                (Due::Money(_), _) => {}
                (Due::Calf(_), Some(calf)) => assert!(with(calf), "{owed:?}: its calf is not there"),
                (Due::Calf(_) | Due::MovesOn | Due::Instalment(..), None) => assert!(with(owed.animal), "{owed:?} has no animal"),
                (_, Some(_)) => panic!("{owed:?} has a calf"),
            }
        }
        if state.money != 0 {
            told.insert((CASH, None, "KHR".to_owned()), state.money);
        }
        let sums = self.sums(on);
        let mut by_commodity: BTreeMap<&str, i64> = BTreeMap::new();
        sums.iter().for_each(|((_, _, code), sum)| *by_commodity.entry(code).or_default() += sum);
        assert!(by_commodity.values().all(|sum| *sum == 0), "{by_commodity:?}");
        let posted: Sums =
            sums.into_iter().filter(|((account, ..), _)| [ANIMALS, PLACED, ANIMALS_DUE, CASH].contains(account)).collect();
        assert_eq!(told, posted, "on {on}");
        let counts = family(&state).counts;
        assert_eq!(counts.herd + counts.owned + counts.lost + counts.sold, counts.came + counts.born, "{counts:?}");
    }

    /// Every animal goes from where it is: it is never in two places.
    pub fn one_place_each(&self) {
        let mut steps: Vec<_> =
            self.moves.iter().flat_map(|(no, (on, steps))| steps.iter().map(move |step| (on, no, step))).collect();
        steps.sort_by_key(|(on, no, _)| (**on, **no));
        let mut places: BTreeMap<AnimalNo, Place> = BTreeMap::new();
        for (on, no, step) in steps {
            let place = places.entry(step.animal).or_insert(Place::Gone);
            assert_eq!(*place, step.from, "animal {} on {on}, act {no}", step.animal);
            *place = step.to;
        }
    }

    pub fn agrees(&self) {
        self.days().into_iter().for_each(|on| self.agree(on));
        self.one_place_each();
    }
}

pub fn animal(tag: &str, sex: Sex, born_on: Option<&str>) -> AskAnimal {
    AskAnimal { tag: tag.to_owned(), sex, born_on: born_on.map(day), marks: String::new(), calved: false }
}

pub fn grant(amount: i64) -> Ask {
    Ask::MoneyIn { source: MoneySource::Grant, amount, note: "grant".to_owned() }
}

pub fn place(animal: AnimalNo, keeper: i64) -> Ask {
    Ask::Place { animal, keeper: Party(keeper) }
}

pub fn birth(dam: AnimalNo, tag: &str, sex: Sex) -> Ask {
    Ask::Birth { dam, calf: animal(tag, sex, None) }
}

pub fn hand(animal: AnimalNo, to: i64) -> Ask {
    Ask::HandOver { animal, to: Some(Party(to)) }
}

pub fn give_back(animal: AnimalNo) -> Ask {
    Ask::HandOver { animal, to: None }
}

/// A loss that two neighbours saw and the vet wrote down.
pub fn lose(animal: AnimalNo, how: LostHow) -> Ask {
    let witnesses = vec![Party(31), Party(32)];
    Ask::Lose { animal, how, witnesses, note: LossNote::Vet, salvage: 0, worth: None, reported_on: None }
}

/// A loss that nobody saw.
pub fn unseen(animal: AnimalNo, how: LostHow) -> Ask {
    Ask::Lose { animal, how, witnesses: vec![], note: LossNote::None, salvage: 0, worth: None, reported_on: None }
}

pub fn pay(obligation: ObligationNo, amount: i64) -> Ask {
    Ask::PayForAnimal { obligation, amount }
}

pub fn waive(obligation: ObligationNo) -> Ask {
    Ask::Waive { obligation, minute: "12".to_owned() }
}

pub fn replace(obligation: ObligationNo, tag: &str, sex: Sex) -> Ask {
    Ask::Replace { obligation, animal: animal(tag, sex, Some("2024-01-01")) }
}

pub fn note(animal: AnimalNo, what: Seen, cost: i64, condition: Option<u8>) -> Ask {
    Ask::Note { animal, what, cost, condition }
}

pub fn undo(act: ActNo) -> Ask {
    Ask::Undo { act, reason: "a mistake".to_owned() }
}

/// An animal that is not where it would have to be.
pub fn elsewhere(no: AnimalNo) -> Why {
    Why::Impossible(Impossible::Animal(no))
}
