//! The banks of one story and their journals: what is decided is written, posted, and compared with what the bank has.
use chrono::NaiveDate;
use domain::{
    banks::{
        Act, Ask, Bank, Decided, Fact, Good, Member, Party, Price, PriceKind, Priced, Refusal, When,
        acts::ActNo,
        animals::{Due, Place},
        decide, post,
        span::Span,
        statement::statement,
    },
    chart::{ANIMALS, ANIMALS_DUE, CASH, DEPOSITS, LOANS, PLACED, STORE},
};
use ledger::{AccountNo, Commodity, Entry, EntryKey, EntryKind, PartyNo, Posting};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A bank of a story.
pub struct Kept {
    /// What the story calls it.
    pub name: String,
    pub bank: Bank,
    /// The journal, act by act.
    pub lines: BTreeMap<ActNo, (NaiveDate, Vec<Posting>)>,
}

/// The book of a story: its banks share members' numbers and prices.
#[derive(Default)]
pub struct Book {
    pub banks: Vec<Kept>,
    /// Which bank the lines speak of.
    pub at: usize,
    /// The latest day told: nothing is written before it.
    pub today: NaiveDate,
}

type Sums = BTreeMap<(AccountNo, Option<i64>, Commodity), i64>;

impl Book {
    pub fn kept(&self) -> &Kept {
        &self.banks[self.at]
    }

    pub fn bank(&self) -> &Bank {
        &self.kept().bank
    }

    pub fn bank_mut(&mut self) -> &mut Bank {
        &mut self.banks[self.at].bank
    }

    pub fn member(&mut self, no: i64) -> &mut Member {
        let found = self.bank_mut().members.iter_mut().find(|member| member.party == Party(no));
        found.unwrap_or_else(|| panic!("{no} is nobody's number"))
    }

    /// A line of the price table, which all banks of a book share.
    pub fn price(&mut self, (good, class): (&str, &str), day: NaiveDate, amount: i64, kind: PriceKind) -> Price {
        let no = self.bank().prices.len() as i64 + 1;
        let price = Price { no, good: good.to_owned(), class: class.to_owned(), day, amount, kind };
        self.banks.iter_mut().for_each(|kept| kept.bank.prices.push(price.clone()));
        price
    }

    /// Asks, and writes what is decided; the acts' numbers.
    pub fn ask(&mut self, ask: &Ask, when: When) -> Result<Vec<ActNo>, Vec<Refusal>> {
        let decided = decide(self.bank(), ask, when)?;
        self.today = when.today;
        let acts = decided.into_iter().map(|one| self.write(when.day, one)).collect();
        self.kept().agree(self.today);
        Ok(acts)
    }

    /// Writes and posts one fact: its entry is one that the ledger takes.
    fn write(&mut self, day: NaiveDate, Decided { fact, price }: Decided) -> ActNo {
        let kept = self.kept();
        let (bank, no) = (&kept.bank, kept.bank.next_act());
        let postings = match &fact {
            Fact::Undone { act, .. } => {
                let (_, lines) = &kept.lines[act];
                lines.iter().map(|line| Posting { amount: line.amount.negated().unwrap(), ..*line }).collect()
            }
            fact => post(fact, &bank.state(day).unwrap(), bank.fund, bank.money, &bank.goods).unwrap(),
        };
        if !postings.is_empty() {
            Entry::new(EntryKey(Uuid::nil()), day, EntryKind::Ordinary, "", postings.clone()).unwrap();
        }
        let price = match price {
            Priced::Not => None,
            Priced::Cited(no) => bank.prices.iter().find(|price| price.no == no).cloned(),
            Priced::New { good, class, amount } => Some(self.price((&good, &class), day, amount, PriceKind::Agreed)),
        };
        let entry = (!postings.is_empty()).then_some(no);
        let kept = &mut self.banks[self.at];
        kept.bank.acts.push(Act { no, id: Uuid::from_u128(no as u128), day, fact, price, entry });
        kept.lines.insert(no, (day, postings));
        no
    }
}

impl Kept {
    /// On every day on which something happened, the journal says what the bank has, and the statement balances.
    pub fn agrees(&self) {
        let days: std::collections::BTreeSet<_> = self.bank.acts.iter().map(|act| act.day).collect();
        for day in days {
            self.agree(day);
            let sums = statement(&self.bank, Span::through(day)).unwrap().sums;
            assert_ne!(sums.balances(), Some(false), "{} on {day}: {sums:?}", self.name);
        }
    }

    /// What the bank has and is owed at the end of a day is what its journal says, kind by kind and head by head.
    fn agree(&self, on: NaiveDate) {
        const TOLD: [AccountNo; 7] = [STORE, CASH, DEPOSITS, LOANS, ANIMALS, PLACED, ANIMALS_DUE];
        let mut posted = Sums::new();
        for line in self.lines.values().filter(|(day, _)| *day <= on).flat_map(|(_, lines)| lines) {
            let party = line.party.map(|PartyNo(no)| no);
            *posted.entry((line.account, party, line.amount.commodity())).or_default() += line.amount.quantity();
        }
        posted.retain(|(account, ..), sum| TOLD.contains(account) && *sum != 0);
        assert_eq!(self.told(on), posted, "{} on {on}", self.name);
    }

    fn told(&self, on: NaiveDate) -> Sums {
        let state = self.bank.state(on).unwrap();
        let mut told = Sums::new();
        let mut tell = |account, party: Option<Party>, good: &Good, quantity: i64| {
            assert!(quantity >= 0, "{quantity} {} at {account:?} on {on}", good.code());
            let sign = if account == DEPOSITS { -1 } else { 1 };
            *told.entry((account, party.map(|party| party.0), good.commodity())).or_default() += sign * quantity;
        };
        let good = |code: &str| self.bank.good(code).unwrap();
        let heads = |species| self.bank.goods.iter().find(|good| good.class() == species).unwrap();
        state.store.iter().for_each(|(code, quantity)| tell(STORE, None, &good(code), *quantity));
        tell(CASH, None, &Good::money(self.bank.money), state.money);
        state.deposits.iter().for_each(|((party, code), held)| tell(DEPOSITS, Some(*party), &good(code), *held));
        state.loans.values().for_each(|loan| tell(LOANS, Some(loan.party), &good(&loan.good), loan.principal(on)));
        for animal in state.herd() {
            match animal.place {
                Place::With(keeper) => tell(PLACED, Some(keeper), heads(animal.species), 1),
                _ => tell(ANIMALS, None, heads(animal.species), 1),
            }
        }
        for owed in state.obligations.values().filter(|owed| owed.is_open() && matches!(owed.what, Due::Claim(_))) {
            tell(ANIMALS_DUE, Some(owed.keeper), heads(state.animals[&owed.animal].species), 1);
        }
        told.retain(|_, sum| *sum != 0);
        told
    }
}
