//! A bank in memory with its journal: what is decided is written, posted and added up.
use chrono::NaiveDate;
use domain::{
    banks::{
        Act, Ask, Bank, Fact, GOODS, Member, Party, Price, PriceKind, Priced, Refusal, Rules, Season, State, Version, When, Why,
        acts::{ActNo, CountMethod, LoanNo},
        ask::{Caution, LendRow, RepayRow},
        decide, post,
        rules::Purpose,
    },
    chart::{CASH, DEPOSITS, LOANS, STORE},
};
use ledger::{AccountNo, Commodity, Entry, EntryKey, EntryKind, FundNo, PartyNo, Posting};
use std::collections::BTreeMap;
use uuid::Uuid;

pub const FUND: FundNo = FundNo(7);
pub const PADDY: &str = "PADDY";

/// 20 % a season for food, money at a price of the committee; seed, chickens, and money without interest.
pub const RULES: &str = r#"
[store]
capacity = 14000
[joining]
good = "PADDY"
quantity = 20
returned = true
[[lending]]
purpose = "food"
good = "PADDY"
ceiling = 100
[lending.terms]
rate = 20
per = "season"
due = "harvest"
round_to = 1000
cash = "committee"
[[lending]]
purpose = "seed"
good = "PADDY"
guarantors = 2
[lending.terms]
rate = "1.5"
per = "month"
due = { months = 8 }
cash = { market-less = 15 }
[[lending]]
purpose = "breeding"
good = "CHICKEN"
[lending.terms]
rate = 0
per = "loan"
due = { months = 12 }
cash = "market"
[[lending]]
purpose = "other"
good = "KHR"
condition = "school-attendance"
[lending.terms]
rate = 0
per = "season"
due = { yearly = { month = 12, day = 31 } }
"#;

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn member(party: i64) -> Member {
    let joined_on = day("2025-01-01");
    Member { party: Party(party), joined_on, left_on: None, id_poor: None, woman: None, birth_year: None }
}

/// A bank and its journal.
#[derive(Clone)]
pub struct Books {
    pub bank: Bank,
    pub lines: BTreeMap<ActNo, (NaiveDate, Vec<Posting>)>,
    pub today: NaiveDate,
}

/// Balances by account, party and commodity.
pub type Sums = BTreeMap<(AccountNo, Option<PartyNo>, Commodity), i64>;

impl Books {
    /// Members 17 to 25; the season of 2026; the prices of paddy of the worked case.
    pub fn new(rules: &str) -> Books {
        let season = Season {
            no: 1,
            name_km: String::new(),
            name_latin: String::new(),
            lend_from: day("2026-05-01"),
            lend_to: day("2026-10-31"),
            harvest_from: day("2026-12-01"),
            harvest_to: day("2027-01-31"),
        };
        let bank = Bank {
            fund: FUND,
            money: Commodity::new("KHR", 0).unwrap(),
            opened_on: day("2026-01-01"),
            rules: vec![Version { no: 1, from: day("2026-01-01"), rules: Rules::parse(rules, &GOODS).unwrap() }],
            seasons: vec![season],
            goods: GOODS.clone(),
            prices: vec![],
            members: (17..=25).map(member).collect(),
            acts: vec![],
            closed_through: None,
        };
        let mut books = Books { bank, lines: BTreeMap::new(), today: day("2027-12-31") };
        for (on, amount) in [("2026-01-05", 1_000), ("2026-06-10", 1_100), ("2026-12-20", 900)] {
            books.market(PADDY, on, amount);
        }
        books
    }

    /// A store of 5,000 kg, and loans 1 and 2 of 100 kg each to members 17 and 18.
    pub fn with_loans() -> Books {
        let mut books = Books::new(RULES);
        books.does("2026-01-05", donate(5_000_000));
        books.does("2026-06-10", lend(&[(17, 100_000), (18, 100_000)]));
        books
    }

    pub fn market(&mut self, good: &str, on: &str, amount: i64) {
        self.price(good, day(on), amount, PriceKind::Market);
    }

    fn price(&mut self, good: &str, day: NaiveDate, amount: i64, kind: PriceKind) -> Price {
        let price = Price { no: self.bank.prices.len() as i64 + 1, good: good.to_owned(), class: String::new(), day, amount, kind };
        self.bank.prices.push(price.clone());
        price
    }

    /// Asks with open eyes: cautions are known.
    pub fn ask(&mut self, day: NaiveDate, ask: &Ask) -> Result<Vec<ActNo>, Vec<Refusal>> {
        let decided = decide(&self.bank, ask, When { day, today: self.today, known: true })?;
        Ok(decided.into_iter().map(|one| self.write(day, one.fact, &one.price)).collect())
    }

    #[track_caller]
    pub fn does(&mut self, on: &str, ask: Ask) -> Vec<ActNo> {
        self.ask(day(on), &ask).unwrap_or_else(|why| panic!("{ask:?} on {on}: {why:?}"))
    }

    /// What speaks against an ask, by row; nothing is written.
    #[track_caller]
    pub fn refuses(&self, on: &str, ask: Ask) -> Vec<(Option<usize>, Why)> {
        let refused = decide(&self.bank, &ask, When { day: day(on), today: self.today, known: true }).unwrap_err();
        refused.into_iter().map(|refusal| (refusal.row, refusal.why)).collect()
    }

    /// What is to be looked at once more.
    pub fn cautions(&self, on: &str, ask: &Ask) -> Vec<Caution> {
        let says = decide(&self.bank, ask, When { day: day(on), today: self.today, known: false });
        let caution = |refusal: Refusal| match refusal.why {
            Why::Caution(caution) => caution,
            why => panic!("{why:?}"),
        };
        says.err().into_iter().flatten().map(caution).collect()
    }

    /// Writes and posts one fact: its entry is one that the ledger takes.
    fn write(&mut self, on: NaiveDate, fact: Fact, price: &Priced) -> ActNo {
        let no = self.bank.next_act();
        let postings = match &fact {
            Fact::Undone { act, .. } => {
                let (_, lines) = &self.lines[act];
                lines.iter().map(|line| Posting { amount: line.amount.negated().unwrap(), ..*line }).collect()
            }
            fact => post(fact, &self.bank.state(on).unwrap(), FUND, self.bank.money, &self.bank.goods).unwrap(),
        };
        if !postings.is_empty() {
            Entry::new(EntryKey(Uuid::nil()), on, EntryKind::Ordinary, "", postings.clone()).unwrap();
        }
        let price = match price {
            Priced::Not => None,
            Priced::Cited(no) => Some(self.bank.prices[usize::try_from(*no).unwrap() - 1].clone()),
            Priced::New { good, amount, .. } => Some(self.price(good, on, *amount, PriceKind::Agreed)),
        };
        let entry = (!postings.is_empty()).then_some(no);
        self.bank.acts.push(Act { no, id: Uuid::from_u128(no as u128), day: on, fact, price, entry });
        self.lines.insert(no, (on, postings));
        no
    }

    pub fn state(&self, on: &str) -> State {
        self.bank.state(day(on)).unwrap()
    }

    pub fn fact(&self, no: ActNo) -> &Fact {
        &self.bank.acts.iter().find(|act| act.no == no).unwrap().fact
    }

    /// The price that an act cites.
    pub fn cited(&self, no: ActNo) -> Option<i64> {
        self.bank.acts.iter().find(|act| act.no == no).unwrap().price.as_ref().map(|price| price.amount)
    }

    pub fn owed(&self, loan: LoanNo, on: &str) -> (i64, i64) {
        let owed = self.state(on).loans[&loan].owed(day(on));
        (owed.principal, owed.interest)
    }

    /// What the journal says at the end of a day.
    pub fn sums(&self, on: NaiveDate) -> Sums {
        let mut sums = Sums::new();
        for line in self.lines.values().filter(|(day, _)| *day <= on).flat_map(|(_, lines)| lines) {
            *sums.entry((line.account, line.party, line.amount.commodity())).or_default() += line.amount.quantity();
        }
        sums.retain(|_, sum| *sum != 0);
        sums
    }

    /// One balance, all parties together.
    pub fn balance(&self, account: AccountNo, good: &str, on: &str) -> i64 {
        let of = |(at, _, commodity): &(AccountNo, Option<PartyNo>, Commodity)| *at == account && commodity.code() == good;
        self.sums(day(on)).iter().filter(|(key, _)| of(key)).map(|(_, sum)| sum).sum()
    }

    /// What the bank has and is owed must be what its journal says, and never less than nothing.
    pub fn agree(&self, on: NaiveDate) {
        let state = self.bank.state(on).unwrap();
        let commodity = |good: &str| self.bank.good(good).unwrap().commodity();
        let mut told = Sums::new();
        let mut tell = |account, party: Option<Party>, good: &str, quantity: i64| {
            assert!(quantity >= 0, "{quantity} {good} at {account:?} {party:?} on {on}");
            let sign = if account == DEPOSITS { -1 } else { 1 };
            *told.entry((account, party.map(PartyNo::from), commodity(good))).or_default() += sign * quantity;
        };
        state.store.iter().for_each(|(good, quantity)| tell(STORE, None, good, *quantity));
        tell(CASH, None, "KHR", state.money);
        state.deposits.iter().for_each(|((party, good), quantity)| tell(DEPOSITS, Some(*party), good, *quantity));
        for loan in state.loans.values() {
            tell(LOANS, Some(loan.party), &loan.good, loan.principal(on));
            assert!(loan.owed(on).interest >= 0);
        }
        told.retain(|_, sum| *sum != 0);
        let mut posted = self.sums(on);
        posted.retain(|(account, _, _), _| [STORE, CASH, DEPOSITS, LOANS].contains(account));
        assert_eq!(told, posted, "on {on}");
    }
}

pub fn donate(quantity: i64) -> Ask {
    Ask::Donate { good: PADDY.to_owned(), quantity, capital: true, from: "the project".to_owned() }
}

pub fn sell(quantity: i64, received: i64) -> Ask {
    Ask::Sell { good: PADDY.to_owned(), quantity, received }
}

pub fn buy(quantity: i64, paid: i64) -> Ask {
    Ask::Buy { good: PADDY.to_owned(), quantity, paid }
}

pub fn lends(good: &str, purpose: Purpose, season: Option<i64>, rows: &[(i64, i64)]) -> Ask {
    let row = |&(party, quantity): &(i64, i64)| LendRow { party: Party(party), quantity, guarantors: vec![] };
    Ask::Lend { good: good.to_owned(), purpose, season, rows: rows.iter().map(row).collect() }
}

/// Food loans of the first season.
pub fn lend(rows: &[(i64, i64)]) -> Ask {
    lends(PADDY, Purpose::Food, Some(1), rows)
}

pub fn count(counted: i64, losses: &[(domain::banks::acts::Cause, i64)]) -> Ask {
    let (losses, counters) = (losses.to_vec(), [Party(17), Party(18)]);
    Ask::Count { good: PADDY.to_owned(), counted, losses, counters, method: CountMethod::Weighed, moisture_tenths: None }
}

pub fn kind(loan: LoanNo, weighed: i64) -> RepayRow {
    RepayRow { loan, weighed: Some(weighed), moisture_tenths: None, foreign_tenths: None, money: None }
}

pub fn cash(loan: LoanNo, money: i64) -> RepayRow {
    RepayRow { loan, weighed: None, moisture_tenths: None, foreign_tenths: None, money: Some(money) }
}

pub fn repay(agreed: Option<i64>, rows: &[RepayRow]) -> Ask {
    repays(PADDY, (agreed, None), rows)
}

pub fn repays(good: &str, (agreed, market): (Option<i64>, Option<i64>), rows: &[RepayRow]) -> Ask {
    Ask::Repay { good: good.to_owned(), agreed, market, rows: rows.to_vec() }
}

pub fn minute() -> String {
    "minutes of 12 January".to_owned()
}

pub fn undo(act: ActNo) -> Ask {
    Ask::Undo { act, reason: "written twice".to_owned() }
}
