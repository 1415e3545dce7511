//! The book of `support::book` with a bank beside its savings: something of everything that can happen to store, box, loans
//! in kind and herd, written by the one road there is.
use crate::support::book::{BOOK, DARA, SREY, day};
use chrono::{NaiveDate, Utc};
use domain::{
    banks::{
        Ask, Class, Party, PriceKind, Rules,
        acts::{Cause, CountMethod, LossNote, LostHow, MoneySource, Seen, Sex, Spending},
        animals::Due,
        ask::{AskAnimal, LendRow, RepayRow},
        rules::Purpose,
    },
    chart::ACCOUNTS,
};
use sansom::{
    banks::{
        store::{self, BankRow, NewBank, NewPrice},
        write::{self, Outcome, Wish},
    },
    groups::{self, store::Group},
    meetings::seal::Act,
    store::{Db, Tx},
};
use uuid::Uuid;

pub const BANK: Uuid = Uuid::from_u128(0xba1);
/// The key of the first act, of the first price, of the first request.
pub const FIRST_ACT: Uuid = Uuid::from_u128(0xac01);
pub const FIRST_PRICE: Uuid = Uuid::from_u128(0x9c01);

const RULES: &str = r#"
[[lending]]
purpose = "food"
good = "PADDY"
[lending.terms]
rate = 20
per = "loan"
due = { months = 3 }
cash = "committee"
[[placing]]
species = "cattle"
offspring = ["bank", "family"]
then = "family"
handover = { at-months = 4 }
handover_to = "next-family"
title = "obligations-met"
"#;

/// The bank, its group and a pen: what is asked is written, by one officer or by two.
pub struct Pen<'a> {
    pub tx: &'a mut Tx,
    pub group: Group,
    pub bank: BankRow,
    keys: u128,
}

fn by(officer: Uuid) -> Act {
    Act { by: officer, at: Utc::now(), today: day(12, 31) }
}

impl<'a> Pen<'a> {
    pub async fn of(tx: &'a mut Tx) -> Pen<'a> {
        let group = groups::store::group_of_book(tx, BOOK.0).await.unwrap().unwrap();
        let bank = store::bank(tx, "TK-R").await.unwrap().unwrap();
        Pen { tx, group, bank, keys: 0xac00 }
    }

    /// The same, with keys of its own beyond those of [`keep`].
    pub fn after(mut self, keys: u128) -> Pen<'a> {
        self.keys += keys;
        self
    }

    async fn wish(&mut self, on: NaiveDate, ask: &Ask) -> Outcome {
        // The second act of a form has a key made of the first one's: two apart is far enough.
        self.keys += if self.keys == 0xac00 { 1 } else { 0x100 };
        let wish = Wish { key: Uuid::from_u128(self.keys), day: on, known: true, ask };
        write::ask(self.tx, &self.group, &self.bank, &wish, by(SREY)).await.unwrap()
    }

    /// Written at once: the last act.
    pub async fn does(&mut self, on: NaiveDate, ask: Ask) -> i64 {
        match self.wish(on, &ask).await {
            Outcome::Written(_, last) => last,
            other => panic!("{ask:?}: {other:?}"),
        }
    }

    /// Asked by one: the request.
    pub async fn asks(&mut self, on: NaiveDate, ask: Ask) -> i64 {
        match self.wish(on, &ask).await {
            Outcome::Asked(no) => no,
            other => panic!("{ask:?}: {other:?}"),
        }
    }

    /// Asked by one and confirmed by another: the act.
    pub async fn agrees(&mut self, on: NaiveDate, ask: Ask) -> i64 {
        let no = self.asks(on, ask).await;
        let requests = store::requests(self.tx, &self.bank).await.unwrap();
        let request = requests.iter().find(|request| request.no == no).unwrap();
        match write::confirm(self.tx, &self.group, &self.bank, request, by(DARA)).await.unwrap() {
            Outcome::Written(_, last) => last,
            other => panic!("{other:?}"),
        }
    }

    /// The number of what is owed for an animal that was lost.
    pub async fn claim(&mut self) -> i64 {
        let loaded = store::load(self.tx, &self.bank, &self.group).await.unwrap();
        let state = loaded.state(day(12, 31)).unwrap();
        state.obligations.values().find(|owed| owed.is_open() && matches!(owed.what, Due::Claim(_))).unwrap().no
    }
}

fn paddy() -> String {
    "PADDY".to_owned()
}

fn cow(tag: &str) -> AskAnimal {
    AskAnimal { tag: tag.to_owned(), calved: false, sex: Sex::Female, born_on: None, marks: String::new() }
}

/// Bank 1 in fund 3, of 15 October, with 22 acts, 5 prices of the market and 6 requests; bank 2 in fund 4, of 1 December, in
/// which nothing happened yet.
pub async fn keep(db: &Db) {
    let mut tx = db.write().await.unwrap();
    begin(&mut tx).await;
    let mut pen = Pen::of(&mut tx).await;
    store_and_loans(&mut pen).await;
    herd(&mut pen).await;
    mended(&mut pen).await;
    tx.commit().await.unwrap();
}

async fn begin(tx: &mut Tx) {
    for account in ACCOUNTS.iter() {
        let there = "select count(*) from account where book_id = 1 and (no = $1 or code = $2)";
        if tx.value::<i64>(there, (account.no.0, account.code)).await.unwrap() == 0 {
            let sql = "insert into account (book_id, no, code, kind, per_party) values (1, $1, $2, $3, $4)";
            tx.run(sql, (account.no.0, account.code, account.kind.code(), account.per_party)).await.unwrap();
        }
    }
    let group = groups::store::group_of_book(tx, BOOK.0).await.unwrap().unwrap();
    let rules = Rules::parse(RULES, &domain::banks::GOODS).unwrap();
    let mut banks = Vec::new();
    for (id, code, opened_on) in [(BANK, "TK-R", day(10, 15)), (Uuid::from_u128(0xba2), "TK-C", day(12, 1))] {
        let (name_km, name_latin) = ("ធនាគារ".to_owned(), "Bank".to_owned());
        let village_code = group.village_code.clone();
        let new = NewBank { id, code: code.into(), name_km, name_latin, village_code, opened_on, rules: rules.clone() };
        banks.push(store::found(tx, &group, &new, SREY, Utc::now()).await.unwrap());
    }
    store::add_rules(tx, &banks[0], day(12, 1), &rules, SREY, Utc::now()).await.unwrap();
    let season = domain::banks::Season {
        no: 1,
        name_km: String::new(),
        name_latin: "2026".into(),
        lend_from: day(5, 1),
        lend_to: day(10, 31),
        harvest_from: day(12, 1),
        harvest_to: day(12, 31),
    };
    store::add_season(tx, &banks[0], &season, SREY, Utc::now()).await.unwrap();
    store::add_unit(tx, &banks[0], ("thang", 22_000, "scale"), day(10, 15), SREY, Utc::now()).await.unwrap();
    let market = [("PADDY", "", 1_000), ("CATTLE", "heifer", 1_900_000), ("CATTLE", "cow", 2_000_000), ("CATTLE", "calf", 500_000)];
    for (id, (good, class, amount)) in (FIRST_PRICE.as_u128()..).map(Uuid::from_u128).zip(market) {
        let (day, kind) = (day(11, 1), PriceKind::Market);
        let new = NewPrice { id, good, class, place: "", day, amount, kind, source: "market", reason: "" };
        store::add_price(tx, BOOK, &new, SREY, Utc::now()).await.unwrap();
    }
}

/// Acts 1 to 8.
async fn store_and_loans(pen: &mut Pen<'_>) {
    pen.does(day(11, 2), Ask::MoneyIn { source: MoneySource::Grant, amount: 9_000_000, note: String::new() }).await;
    pen.does(day(11, 2), Ask::Donate { good: paddy(), quantity: 5_000_000, capital: true, from: "PDA".into() }).await;
    let row = |party| LendRow { party: Party(party), quantity: 100_000, guarantors: vec![] };
    let lend = Ask::Lend { good: paddy(), purpose: Purpose::Food, season: None, rows: vec![row(1), row(2)] };
    pen.does(day(11, 5), lend).await;
    let count = Ask::Count {
        good: paddy(),
        counted: 4_650_000,
        losses: vec![(Cause::Drying, 90_000), (Cause::Pests, 60_000)],
        counters: [Party(1), Party(2)],
        method: CountMethod::Weighed,
        moisture_tenths: None,
    };
    assert_eq!(pen.agrees(day(11, 20), count).await, 4);
    let repay = |loan, weighed, money| RepayRow { loan, weighed, moisture_tenths: None, foreign_tenths: None, money };
    let rows = vec![repay(1, Some(120_000), None), repay(2, None, Some(51_000))];
    assert_eq!(pen.does(day(12, 1), Ask::Repay { good: paddy(), agreed: Some(850), market: None, rows }).await, 6);
    pen.does(day(12, 2), Ask::Sell { good: paddy(), quantity: 1_000_000, received: 920_000 }).await;
    // Written late, for a day after the count.
    let rows = vec![(Party(3), 20_000)];
    assert_eq!(pen.does(day(11, 25), Ask::Deposit { good: paddy(), returned: true, rows }).await, 8);
}

/// Acts 9 to 16.
async fn herd(pen: &mut Pen<'_>) {
    let animals = vec![cow("CB-1"), cow("CB-2"), cow("CB-3")];
    pen.does(day(11, 3), Ask::BringAnimals { species: Class::Cattle, paid: Some(5_700_000), animals }).await;
    pen.does(day(11, 4), Ask::Place { animal: 1, keeper: Party(1) }).await;
    pen.does(day(11, 4), Ask::Place { animal: 2, keeper: Party(2) }).await;
    pen.does(day(11, 15), Ask::Birth { dam: 1, calf: cow("CB-4") }).await;
    pen.does(day(11, 16), Ask::Note { animal: 1, what: Seen::Sighting, cost: 0, condition: Some(3) }).await;
    let lose = |animal, how| Ask::Lose {
        animal,
        how,
        witnesses: vec![],
        note: LossNote::None,
        salvage: 0,
        worth: None,
        reported_on: None,
    };
    pen.does(day(11, 26), lose(2, LostHow::Neglect)).await;
    let minute = || "minutes of 28 November".to_owned();
    assert_eq!(pen.agrees(day(11, 28), Ask::SellAnimal { animal: 3, received: 1_800_000, minute: minute() }).await, 15);
    assert_eq!(pen.agrees(day(11, 29), Ask::Undo { act: 15, reason: "the buyer did not come".into() }).await, 16);
}

/// Acts 17 to 22; a request that was refused, and one that waits.
async fn mended(pen: &mut Pen<'_>) {
    let out = Ask::MoneyOut { purpose: Spending::Transport, amount: 50_000, note: "a cart".into() };
    assert_eq!(pen.does(day(12, 3), out).await, 17);
    pen.agrees(day(12, 4), Ask::Undo { act: 17, reason: "it was 5,000".into() }).await;
    let minute = || "minutes of 5 December".to_owned();
    pen.agrees(day(12, 5), Ask::Forgive { loan: 2, quantity: 30_000, minute: minute() }).await;
    let due_on = NaiveDate::from_ymd_opt(2027, 3, 1).unwrap();
    let reschedule = |due_on| Ask::Reschedule { loan: 2, due_on, extra_interest: 0, minute: minute() };
    pen.agrees(day(12, 6), reschedule(due_on)).await;
    pen.does(day(12, 7), Ask::Note { animal: 1, what: Seen::Treatment, cost: 20_000, condition: None }).await;
    let obligation = pen.claim().await;
    assert_eq!(pen.does(day(12, 8), Ask::PayForAnimal { obligation, amount: 1_900_000 }).await, 22);
    let refused = pen.asks(day(12, 9), Ask::WriteOff { loan: 2, minute: minute() }).await;
    write::refuse(pen.tx, &pen.group, &pen.bank, refused, "she will pay", by(DARA)).await.unwrap();
    let waits = pen.asks(day(12, 10), reschedule(due_on.succ_opt().unwrap())).await;
    assert_eq!((refused, waits), (7, 8));
}
