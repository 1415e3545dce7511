//! What cooperatives and the market withstand, and what `check` finds of what was done behind the guards.
use super::{Attack, Door, Forged, Spelled, attack, found::finds, raw, try_all};
use crate::support::{
    book::{DARA, SREY, clean, day},
    databases::{Database, each_engine, sqlite},
};
use chrono::{NaiveDate, Utc};
use domain::coops::{
    Ask, Kind,
    acts::{Flow, Taken},
    ask::{AskDelivery, AskMilling, Pay},
    market::{BoardPrice, Offer, Rate},
};
use ledger::Commodity;
use sansom::{
    coops::{
        store::{self as coops, NewCoop},
        write::{self, Outcome, Wish},
    },
    groups::store::{self as groups, NewInstitution},
    market::store::{self as market, BuyerRow},
    meetings::seal::Act as By,
    members::store::{self as members, Person},
    store::{self, BookId, Db, Engine, Tx},
};
use uuid::Uuid;

const NOW: &str = "'2026-12-31 00:00:00+00:00'";
const FRESH: Uuid = Uuid::from_u128(0xfeed);
const COOP: Uuid = Uuid::from_u128(0xc0);
const BUYER: Uuid = Uuid::from_u128(0xb0);
const BOOK: BookId = BookId(1);
/// The next act and the next request of the cooperative.
const ACT: i64 = 11;
const REQUEST: i64 = 4;

fn by(officer: Uuid) -> By {
    By { by: officer, at: Utc::now(), today: day(12, 31) }
}

fn paddy() -> Kind {
    Kind { crop: "PADDY".into(), grade: String::new(), organic: false }
}

/// Book 1 of a group that does not save, with a cooperative in fund 3 that opened on 2 January: ten acts (the count of the
/// lot confirmed, wages undone), a request that was refused and one that waits; a buyer with an offer, a price, a rate.
async fn keep(db: &Db) {
    let mut tx = db.write().await.unwrap();
    let organisation = groups::add_organisation(&mut tx, "CE", "មជ្ឈមណ្ឌល", "Centre").await.unwrap();
    for (code, id) in [("KM", 0x91_u128), ("KN", 0x92)] {
        let new = NewInstitution {
            id: Uuid::from_u128(id),
            organisation_id: organisation,
            code: code.into(),
            name_km: "សហករណ៍".into(),
            name_latin: "Cooperative".into(),
            village_code: "14".into(),
            founded_on: day(1, 1),
            demo: false,
            saves: false,
        };
        groups::found_institution(&mut tx, &new, Commodity::KHR).await.unwrap();
    }
    let names = domain::people::Names::try_new("", "", "Member", "One").unwrap();
    let person = Person { names, sex: None, birth_year: None, id_poor: None, phone: String::new(), village_code: String::new() };
    let person = members::add_person(&mut tx, organisation, &person).await.unwrap();
    members::add_member(&mut tx, BOOK, person, 1, day(1, 1)).await.unwrap();
    let group = groups::group(&mut tx, "KM").await.unwrap().unwrap();
    let new = NewCoop {
        id: COOP,
        code: "KM-01".into(),
        kind: "cooperative".into(),
        name_km: "សហករណ៍".into(),
        name_latin: "Cooperative".into(),
        village_code: "14".into(),
        opened_on: day(1, 2),
        laws: "[shares]\npar = 20000\n".into(),
    };
    coops::found(&mut tx, &group, &new, SREY, Utc::now()).await.unwrap();
    acts(&mut tx).await;
    let buyer = BuyerRow { id: BUYER, name_km: String::new(), name_latin: "Mill".into(), phone: String::new(), place: "12".into() };
    market::add_buyer(&mut tx, &buyer, SREY, Utc::now()).await.unwrap();
    let offer = Offer {
        no: 0,
        buyer: BUYER,
        kind: paddy(),
        grams: 1_000_000,
        price: 1_000,
        place: "12".into(),
        days: 7,
        from: day(11, 1),
        to: day(12, 31),
    };
    market::add_offer(&mut tx, Uuid::from_u128(0x0f), &offer, SREY, Utc::now()).await.unwrap();
    let price = BoardPrice { no: 0, kind: paddy(), place: "14".into(), day: day(11, 1), amount: 950 };
    market::add_price(&mut tx, Uuid::from_u128(0x9c), &price, ("market", ""), SREY, Utc::now()).await.unwrap();
    let rate = Rate { from: "14".into(), to: "12".into(), amount: 80_000, least: 50_000 };
    market::add_rate(&mut tx, Uuid::from_u128(0x4a), &rate, day(11, 1), SREY, Utc::now()).await.unwrap();
    tx.commit().await.unwrap();
}

async fn acts(tx: &mut Tx) {
    let mut keys = 0xac00;
    let delivery = AskDelivery {
        party: 1,
        plot: None,
        kind: paddy(),
        gross: 1_000_000,
        tare: 0,
        moisture_tenths: Some(140),
        foreign_tenths: None,
        taken_off: vec![],
        offset: None,
        pay: Pay::Later,
    };
    let kind = |crop: &str| Kind { crop: crop.into(), ..paddy() };
    let mill = AskMilling {
        customer: None,
        takes: vec![Taken { lot: 1, grams: 500_000 }],
        gives: vec![(kind("RICE-HEAD"), 300_000), (kind("HUSK"), 190_000)],
    };
    let money = |flow, amount| Ask::Money { flow, amount, memo: String::new() };
    for (on, ask) in [
        (day(1, 5), Ask::BuyShares { party: 1, shares: 10 }),
        (day(2, 1), money(Flow::Grant, 2_000_000)),
        (day(3, 1), Ask::GiveCredit { party: 1, inputs: false, what: String::new(), amount: 100_000, due: day(12, 31) }),
        (day(11, 1), Ask::SetPrice { kind_of: paddy(), amount: 950 }),
        (day(11, 10), Ask::Deliver(delivery)),
        (day(11, 12), Ask::Mill(mill)),
        (day(11, 20), Ask::Count { lot: 1, found: 490_000, minute: "4".into() }),
        (day(11, 21), money(Flow::Wages, 50_000)),
        (day(11, 22), Ask::Undo { act: 8, reason: "it was May".into() }),
        (day(11, 23), Ask::PayOut { party: 1, amount: 100_000 }),
    ] {
        keys += 1;
        asked(tx, keys, on, &ask, true).await;
    }
    keys += 1;
    asked(tx, keys, day(12, 1), &Ask::Undo { act: 2, reason: "x".into() }, false).await;
}

/// Written down; what needs two is confirmed by the other, or left waiting.
async fn asked(tx: &mut Tx, key: u128, on: NaiveDate, ask: &Ask, confirmed: bool) {
    let group = groups::group(tx, "KM").await.unwrap().unwrap();
    let coop = coops::coop(tx, "KM-01").await.unwrap().unwrap();
    let wish = Wish { key: Uuid::from_u128(key), day: on, known: true, ask };
    match write::ask(tx, &group, &coop, &wish, by(SREY)).await.unwrap() {
        Outcome::Written(_) => {}
        Outcome::Asked(no) if confirmed => {
            let request = coops::requests(tx, &coop).await.unwrap().into_iter().find(|request| request.no == no).unwrap();
            let outcome = write::confirm(tx, &group, &coop, &request, by(DARA)).await.unwrap();
            assert!(matches!(outcome, Outcome::Written(_)), "{outcome:?}");
            let again = write::confirm(tx, &group, &coop, &request, by(DARA)).await.unwrap();
            assert!(matches!(again, Outcome::Again(_)), "{again:?}");
        }
        Outcome::Asked(_) => {}
        other => panic!("{ask:?}: {other:?}"),
    }
}

/// An act by raw SQL, right in everything that is not changed: 100 riel come into the box, with an entry of its own.
struct Act {
    verb: &'static str,
    book: i64,
    no: i64,
    id: Uuid,
    day: &'static str,
    kind: &'static str,
    fact: String,
    /// What its entry posts; empty: it has none.
    posts: &'static str,
    entry: (&'static str, &'static str),
    entry_day: &'static str,
    undoes: &'static str,
    request: &'static str,
    by: Uuid,
    confirmed_by: Option<Uuid>,
}

const MONEY: &str = r#"[[3,1010,0,"KHR",100],[3,4050,0,"KHR",-100]]"#;

impl Act {
    fn right() -> Act {
        Act {
            verb: "insert",
            book: 1,
            no: ACT,
            id: FRESH,
            day: "2026-12-10",
            kind: "money",
            fact: r#"{"kind":"money","flow":"grant","amount":100,"memo":""}"#.into(),
            posts: MONEY,
            entry: ("ordinary", "null"),
            entry_day: "2026-12-10",
            undoes: "null",
            request: "null",
            by: SREY,
            confirmed_by: None,
        }
    }

    /// A price: nothing is posted.
    fn priced() -> Act {
        let fact = r#"{"kind":"price-set","kind_of":{"crop":"PADDY","grade":"","organic":false},"amount":900}"#.into();
        Act { kind: "price-set", fact, posts: "", ..Act::right() }
    }

    /// What waits: the grant taken back.
    fn undone() -> Act {
        Act {
            kind: "undone",
            fact: r#"{"kind":"undone","act":2,"reason":"x"}"#.into(),
            posts: r#"[[3,1010,0,"KHR",-2000000],[3,4050,0,"KHR",2000000]]"#,
            entry: ("reversal", "2"),
            day: "2026-12-01",
            entry_day: "2026-12-01",
            undoes: "2",
            request: "3",
            confirmed_by: Some(DARA),
            ..Act::right()
        }
    }

    /// Paddy of lot 1 is milled: 100 grams that give 60 and lose so many.
    fn milled(loss: i64) -> Act {
        let taken = r#""no":2,"customer":null,"takes":[{"lot":1,"grams":100}]"#;
        let gives = r#"[{"kind":{"crop":"HUSK","grade":"","organic":false},"grams":60,"lot":4}]"#;
        Act {
            kind: "milled",
            fact: format!(r#"{{"kind":"milled",{taken},"gives":{gives},"loss":{loss},"fee":0}}"#),
            posts: r#"[[3,1210,0,"PADDY",-100],[3,6010,0,"PADDY",100],[3,1210,0,"HUSK",60],[3,6010,0,"HUSK",-60]]"#,
            ..Act::right()
        }
    }
}

struct Bench {
    s: Spelled,
    next: i64,
    previous: Vec<u8>,
}

impl Bench {
    async fn of(base: &Database) -> Bench {
        let mut tx = base.db.read().await.unwrap();
        let (no, hash) = store::head(&mut tx, BOOK).await.unwrap().last.unwrap();
        let s = Spelled { postgres: base.db.engine() == Engine::Postgres };
        Bench { s, next: no.0 + 1, previous: hash.as_bytes().to_vec() }
    }

    /// The entry of an act, where it has one, then the act.
    fn sql(&self, act: &Act) -> Vec<String> {
        let (kind, mends) = act.entry;
        let entry = Forged {
            spelled: &self.s,
            verb: "insert",
            no: self.next,
            day: act.entry_day,
            kind,
            mends,
            lines: act.posts.to_owned(),
            key: act.id,
            previous: self.previous.clone(),
        };
        let posts = !act.posts.is_empty();
        let no = if posts { self.next.to_string() } else { "null".to_owned() };
        posts.then(|| entry.sql()).into_iter().chain([self.row(act, &no)]).collect()
    }

    fn row(&self, act: &Act, entry: &str) -> String {
        let s = &self.s;
        let Act { verb, book, no, day, kind, fact, undoes, request, .. } = act;
        let confirmed = act.confirmed_by.map_or("null".to_owned(), |by| s.uuid(by));
        format!(
            "{verb} into coop_act (book_id, no, id, day, kind, fact, digest, party_no, entry_no, undoes, request_no, recorded_at,
                                   recorded_by, confirmed_by)
             values ({book}, {no}, {}, '{day}', '{kind}', '{fact}', {}, null, {entry}, {undoes}, {request}, {NOW}, {}, {confirmed})",
            s.uuid(act.id),
            s.bytes(&[7; 32]),
            s.uuid(act.by),
        )
    }

    fn act(&self, name: &'static str, rule: &'static str, act: Act) -> Attack {
        Attack { name, rules: vec![rule], sql: self.sql(&act) }
    }
}

fn forged(bench: &Bench) -> Vec<Attack> {
    let act = |name, rule, act| bench.act(name, rule, act);
    let two = "what two officers decide has two, and nothing else has";
    let asked = "what another officer asked for, once, and nobody refused";
    let kind = "the fact says what kind of act it is";
    let posted = "what comes, goes or moves is posted, and nothing else is";
    let own = "the entry of an act is its own, of its day, in the fund of its cooperative";
    let below = "no store, box, credit or debt is below nothing on any day";
    let undone = "what is undone is an earlier act, once, and its entry is reversed";
    let mill = "a mill gives what went in, and loses the rest";
    let of = |name, rule, entry: &str| Attack { name, rules: vec![rule], sql: vec![bench.row(&Act::right(), entry)] };
    vec![
        act("a number left out", "the next number of its cooperative", Act { no: ACT + 1, ..Act::right() }),
        act("a number used again", "the next number of its cooperative", Act { no: ACT - 1, ..Act::right() }),
        act("a key used again", "there already", Act { id: Uuid::from_u128(0xac01), ..Act::priced() }),
        act("of no cooperative", "a cooperative that is open", Act { book: 2, no: 1, ..Act::priced() }),
        act("before the cooperative", "a cooperative that is open", Act { day: "2026-01-01", ..Act::priced() }),
        act("of another kind", kind, Act { fact: Act::priced().fact, ..Act::right() }),
        act("of no kind", kind, Act { fact: r#"{"amount":100}"#.into(), ..Act::right() }),
        act("undone by one", two, Act { request: "null", confirmed_by: None, ..Act::undone() }),
        act("undone by one who is two", two, Act { confirmed_by: Some(SREY), ..Act::undone() }),
        act("confirmed, and nobody asked", two, Act { request: "null", ..Act::undone() }),
        act("two where one is enough", two, Act { request: "3", confirmed_by: Some(DARA), ..Act::right() }),
        act("asked by another", asked, Act { by: Uuid::from_u128(3), ..Act::undone() }),
        act("for another day", asked, Act { day: "2026-12-02", entry_day: "2026-12-02", ..Act::undone() }),
        act("what was done before", asked, Act { request: "2", ..Act::undone() }),
        act("another act than its fact", undone, Act { fact: r#"{"kind":"undone","act":1,"reason":"x"}"#.into(), ..Act::undone() }),
        Attack { name: "undone, and not reversed", rules: vec![undone, own], sql: vec![bench.row(&Act::undone(), "null")] },
        act("money that nobody posted", posted, Act { posts: "", ..Act::right() }),
        act("a price that is posted", posted, Act { posts: MONEY, ..Act::priced() }),
        act("of another day than its entry", own, Act { day: "2026-12-11", ..Act::right() }),
        act("in another fund", own, Act { posts: r#"[[1,1010,0,"KHR",100],[1,4050,0,"KHR",-100]]"#, ..Act::right() }),
        of("with another's entry", own, "1"),
        act("more than the box", below, Act { posts: r#"[[3,1010,0,"KHR",-90000000],[3,5230,0,"KHR",90000000]]"#, ..Act::right() }),
        act(
            "more than the store",
            below,
            Act { posts: r#"[[3,1210,0,"PADDY",-490001],[3,6010,0,"PADDY",490001]]"#, ..Act::right() },
        ),
        act("more than was owed", below, Act { posts: r#"[[3,2040,1,"KHR",950000],[3,1010,0,"KHR",-950000]]"#, ..Act::right() }),
        act(
            "out of the box on a day when nothing was there",
            below,
            Act {
                day: "2026-01-10",
                entry_day: "2026-01-10",
                posts: r#"[[3,1010,0,"KHR",-300000],[3,5230,0,"KHR",300000]]"#,
                ..Act::right()
            },
        ),
        act("a mill that gains", mill, Act::milled(39)),
        act("a mill that loses less than nothing", mill, Act::milled(-40)),
        Attack {
            name: "of a kind that is none",
            rules: vec!["CHECK", "check constraint"],
            sql: bench.sql(&Act { kind: "taken", fact: r#"{"kind":"taken"}"#.into(), ..Act::right() }),
        },
    ]
}

/// Rows that stay as they are, and rows that nothing stands behind.
fn rows(s: &Spelled) -> Vec<Attack> {
    let (fresh, sreys) = (s.uuid(FRESH), s.uuid(SREY));
    let coop = |book: i64, fund: i64, code: &str| {
        format!(
            "insert into coop (book_id, id, code, fund_no, kind, name_km, name_latin, village_code, opened_on, recorded_at, recorded_by)
             values ({book}, {fresh}, '{code}', {fund}, 'cooperative', 'x', 'x', '14', '2026-01-01', {NOW}, {sreys})"
        )
    };
    let laws = |version: i64, from: &str| {
        format!(
            "insert into coop_laws (book_id, version, holds_from, laws, recorded_at, recorded_by)
             values (1, {version}, '{from}', 'x', {NOW}, {sreys})"
        )
    };
    let request = |no: i64, kind: &str, ask: &str| {
        format!(
            "insert into coop_request (book_id, no, id, kind, day, ask, asked_by, asked_at)
             values (1, {no}, {fresh}, '{kind}', '2026-12-10', '{ask}', {sreys}, {NOW})"
        )
    };
    let decide = |no: i64, decision: &str, by: Uuid| {
        format!(
            "insert into coop_request_decision (book_id, request_no, decision, reason, decided_by, decided_at)
             values (1, {no}, '{decision}', 'x', {}, {NOW})",
            s.uuid(by)
        )
    };
    let undo = r#"{"ask":"undo","act":1,"reason":"x"}"#;
    let ended = "what is confirmed was written by who confirms it, and what is refused was not written";
    let mut list = vec![
        attack("a second cooperative", "there already", coop(1, 3, "KM-02")),
        attack("a cooperative in a fund of savings", "a fund of its own", coop(2, 1, "KM-02")),
        attack("a code used again", "there already", coop(2, 1, "KM-01")),
        attack("by-laws: a number left out", "the next number", laws(3, "2026-06-01")),
        attack("by-laws: from an earlier day", "from a later day", laws(2, "2026-01-01")),
        attack("request: a number left out", "the next number", request(REQUEST + 1, "undo", undo)),
        attack("request: another ask", "what kind of request it is", request(REQUEST, "count", undo)),
        attack("decision: by who asked", "another officer confirms", decide(3, "confirmed", SREY)),
        attack("decision: nothing was written", ended, decide(3, "confirmed", DARA)),
        Attack {
            name: "decision: on what is decided",
            rules: vec!["there already", "duplicate key", "was not written"],
            sql: vec![decide(1, "refused", DARA)],
        },
    ];
    for (table, change) in [
        ("coop", "code = 'X'"),
        ("coop_laws", "laws = 'x'"),
        ("coop_request", "ask = 'x'"),
        ("coop_request_decision", "reason = 'y'"),
        ("coop_act", "fact = 'x'"),
        ("buyer_offer", "price = 1"),
        ("market_price", "amount = 1"),
        ("transport_rate", "amount = 1"),
    ] {
        list.push(attack("changed", "is never changed", format!("update {table} set {change}")));
        list.push(attack("removed", "is never removed", format!("delete from {table}")));
    }
    list.push(attack("a buyer removed", "is never removed", "delete from buyer"));
    list.push(attack("a currency changed", "keeps its currency", "update savings_group set commodity = 'PADDY' where book_id = 1"));
    for (table, columns, values) in [
        (
            "market_price",
            "no, id, crop, organic, place, day, amount, source",
            "3, {}, 'PADDY', false, '14', '2026-11-01', 900, 'market'",
        ),
        ("transport_rate", "no, id, from_place, to_place, amount, least, day", "3, {}, '14', '12', 1, 1, '2026-11-01'"),
    ] {
        let values = values.replace("{}", &fresh);
        let sql = format!("insert into {table} ({columns}, recorded_at, recorded_by) values ({values}, {NOW}, {sreys})");
        list.push(attack("the market: a number left out", "the next number", sql));
    }
    list
}

#[tokio::test]
async fn whoever_tampers_with_cooperatives_is_refused() {
    each_engine(|base| async move {
        keep(&base.db).await;
        clean(&base.db).await;
        let bench = Bench::of(&base).await;
        try_all(&base, &forged(&bench)).await;
        try_all(&base, &rows(&bench.s)).await;
        if !bench.s.postgres {
            let replaced: Vec<Attack> = ["insert or replace", "insert or ignore"]
                .map(|verb| bench.act("with a conflict clause", "", Act { verb, no: ACT - 1, ..Act::priced() }))
                .into();
            try_all(&base, &replaced).await;
        }
        clean(&base.db).await;
        // … and what is right is written.
        raw(&base, Door::Ours, &bench.sql(&Act::milled(40))).await.unwrap();
        let found = store::check(&base.db).await.unwrap();
        // The marks of a forged entry do not follow; of the cooperative there is nothing to say.
        assert!(found.iter().all(|one| !one.place.starts_with("coop")), "{found:?}");
    })
    .await;
}

/// What is done to the file, and a part of what `check` says then.
const TAMPERED: [(&str, &str); 24] = [
    ("update coop_act set fact = 'x' where no = 1", "coop KM-01: it cannot be read: act 1"),
    (
        "update coop_act set fact = replace(fact, '\"amount\":2000000', '\"amount\":2000001') where no = 2",
        "act 2: its entry does not post what it says",
    ),
    (
        "update coop_act set fact = replace(fact, '\"weight\":1000000', '\"weight\":1000001') where no = 5",
        "act 5: its entry does not post what it says",
    ),
    (
        "update coop_act set fact = replace(fact, '\"loss\":10000', '\"loss\":9000') where no = 6",
        "act 6: it cannot have happened: Mass(500000, 499000)",
    ),
    (
        "update coop_act set fact = replace(fact, '\"deliveries\":100000', '\"deliveries\":900000000') where no = 10",
        "act 10: it cannot have happened: Owed(850000)",
    ),
    (
        "update coop_act set fact = replace(fact, '\"amount\":50000', '\"amount\":60000') where no = 8",
        "act 8: its entry does not post what it says",
    ),
    ("update coop_act set kind = 'sold' where no = 2", "act 2: what stands beside its fact is not what the fact says"),
    ("update coop_act set party_no = null where no = 5", "act 5: what stands beside its fact is not what the fact says"),
    ("update coop_act set undoes = 1 where no = 9", "act 9: what stands beside its fact is not what the fact says"),
    ("update coop_act set no = 99 where no = 10", "act 99: acts are not numbered one by one"),
    ("update coop_act set day = '2026-01-01' where no = 1", "act 1: it is of a day before the cooperative"),
    ("update coop_act set day = '2026-02-02' where no = 2", "act 2: its entry is not its own, or not of its day"),
    ("update coop_act set entry_no = null where no = 10", "act 10: it was not posted"),
    ("update coop_act set entry_no = null where no = 10", "it posts in the fund of coop KM-01, and no act of it does"),
    ("update coop_act set entry_no = 999 where no = 10", "act 10: its entry is not there"),
    ("delete from coop_act where no = 10", "KHR on account 2040, party 1: -850000 should be there, and -750000 is posted"),
    ("update coop_act set request_no = null, confirmed_by = null where no = 7", "act 7: it is not what one officer asked for"),
    ("update coop_request set ask = replace(ask, '490000', '480000') where no = 1", "act 7: it is not what was asked"),
    ("update coop_request set ask = '{\"ask\":\"sell\"}' where no = 1", "request 1: what it asks cannot be read"),
    ("delete from coop_request_decision where request_no = 1", "act 7: it is not what one officer asked for"),
    ("update coop_laws set laws = '[surplus]\nreserve = 19'", "it cannot be read: by-laws 1"),
    ("update coop_laws set holds_from = '2026-01-03'", "by-laws 1 do not follow"),
    ("delete from coop", "coop_act: 10 rows belong to nothing"),
    ("delete from buyer", "buyer_offer: 1 rows belong to nothing"),
];

#[tokio::test]
async fn check_finds_what_was_done_to_cooperatives_behind_the_guards() {
    sqlite(|base| async move {
        keep(&base.db).await;
        clean(&base.db).await;
        finds(&base, &TAMPERED).await;
    })
    .await;
}
