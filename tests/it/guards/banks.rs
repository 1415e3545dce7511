//! What banks withstand.
mod acts;
mod herd;
mod kept;

use super::{Attack, Forged, Spelled, attack, banked::keep, try_all};
use crate::support::{
    book::{BOOK, DARA, SREY, clean, prepare},
    databases::{Database, beside, each_engine},
};
use sansom::store::{self, Db, Engine};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use uuid::Uuid;

const NOW: &str = "'2026-12-31 00:00:00+00:00'";
const FRESH: Uuid = Uuid::from_u128(0xfeed);
/// The next act, animal, request and price of the bank.
const ACT: i64 = 23;
const ANIMAL: i64 = 5;
const REQUEST: i64 = 9;
/// The request that waits: another due day for loan 2, asked by SREY for 10 December.
const WAITS: i64 = 8;

/// An act by raw SQL, right in everything that is not changed: 100 riel come into the box, with an entry of its own.
struct Act {
    verb: &'static str,
    bank: i64,
    no: i64,
    id: Uuid,
    day: &'static str,
    kind: &'static str,
    fact: &'static str,
    price: &'static str,
    /// What its entry posts; empty: it has none.
    posts: &'static str,
    /// What the entry is, and what it mends.
    entry: (&'static str, &'static str),
    entry_day: &'static str,
    undoes: &'static str,
    /// The request, who asked and who confirmed.
    request: &'static str,
    by: Uuid,
    confirmed_by: Option<Uuid>,
    /// Animals and moves that are written before it.
    rows: Vec<String>,
}

const MONEY: &str = r#"[[3,1010,0,"KHR",100],[3,3030,0,"KHR",-100]]"#;

impl Act {
    fn right() -> Act {
        Act {
            verb: "insert",
            bank: 1,
            no: ACT,
            id: FRESH,
            day: "2026-12-10",
            kind: "money-in",
            fact: r#"{"kind":"money-in","source":"grant","amount":100,"note":""}"#,
            price: "null",
            posts: MONEY,
            entry: ("ordinary", "null"),
            entry_day: "2026-12-10",
            undoes: "null",
            request: "null",
            by: SREY,
            confirmed_by: None,
            rows: vec![],
        }
    }

    /// A cow was seen: nothing is posted.
    fn seen() -> Act {
        Act {
            kind: "noted",
            fact: r#"{"kind":"noted","animal":1,"what":"sighting","cost":0,"condition":3}"#,
            posts: "",
            ..Act::right()
        }
    }

    /// Another due day for loan 2, as it was asked for: nothing is posted.
    fn rescheduled() -> Act {
        Act {
            kind: "rescheduled",
            fact: r#"{"kind":"rescheduled","loan":2,"due_on":"2027-03-02","extra_interest":0,"minute":"m"}"#,
            posts: "",
            request: "8",
            confirmed_by: Some(DARA),
            ..Act::right()
        }
    }
}

/// Where the next entry of the book goes.
struct Next {
    no: i64,
    previous: Vec<u8>,
}

/// A bench on which acts are forged.
struct Bench {
    s: Spelled,
    next: Next,
}

impl Bench {
    async fn of(base: &Database) -> Bench {
        let mut tx = base.db.read().await.unwrap();
        let (no, hash) = store::head(&mut tx, BOOK).await.unwrap().last.unwrap();
        let next = Next { no: no.0 + 1, previous: hash.as_bytes().to_vec() };
        Bench { s: Spelled { postgres: base.db.engine() == Engine::Postgres }, next }
    }

    /// The entry of an act, where it has one, then what is written before it, then the act.
    fn sql(&self, act: &Act) -> Vec<String> {
        let s = &self.s;
        let (kind, mends) = act.entry;
        let entry = Forged {
            spelled: s,
            verb: "insert",
            no: self.next.no,
            day: act.entry_day,
            kind,
            mends,
            lines: act.posts.to_owned(),
            key: act.id,
            previous: self.next.previous.clone(),
        };
        let posts = !act.posts.is_empty();
        let entry_no = if posts { self.next.no.to_string() } else { "null".to_owned() };
        let posted = posts.then(|| entry.sql());
        posted.into_iter().chain(act.rows.iter().cloned()).chain([self.row(act, &entry_no)]).collect()
    }

    /// The row of an act beside some entry.
    fn row(&self, act: &Act, entry: &str) -> String {
        let s = &self.s;
        let Act { verb, bank, no, day, kind, fact, price, undoes, request, .. } = act;
        let confirmed = act.confirmed_by.map_or("null".to_owned(), |by| s.uuid(by));
        format!(
            "{verb} into bank_act (book_id, bank_no, no, id, day, kind, fact, digest, price_no, entry_no, undoes, request_no, recorded_at,
                                   recorded_by, confirmed_by)
             values (1, {bank}, {no}, {}, '{day}', '{kind}', '{fact}', {}, {price}, {entry}, {undoes}, {request}, {NOW}, {}, {confirmed})",
            s.uuid(act.id),
            s.bytes(&[7; 32]),
            s.uuid(act.by),
        )
    }

    fn act(&self, name: &'static str, rule: &'static str, act: Act) -> Attack {
        Attack { name, rules: vec![rule], sql: self.sql(&act) }
    }
}

/// What the engine's own checks say.
fn check(name: &'static str, sql: Vec<String>) -> Attack {
    Attack { name, rules: vec!["CHECK", "check constraint"], sql }
}

#[tokio::test]
async fn whoever_tampers_with_banks_is_refused() {
    each_engine(|base| async move {
        prepare(&base.db).await;
        keep(&base.db).await;
        clean(&base.db).await;
        let bench = Bench::of(&base).await;
        for list in [kept::attacks(&bench), acts::attacks(&bench), herd::attacks(&bench), kept::replaced(&bench)] {
            try_all(&base, &list).await;
        }
        clean(&base.db).await;
        // … and what is right is written.
        for right in [Act::right(), Act { id: Uuid::from_u128(0xfeee), no: ACT + 1, ..Act::rescheduled() }] {
            super::raw(&base, super::Door::Ours, &Bench::of(&base).await.sql(&right)).await.unwrap();
        }
        let decided = kept::decide(&bench.s, WAITS, "confirmed", DARA);
        super::raw(&base, super::Door::Shell, &[decided]).await.unwrap();
        let found = store::check(&base.db).await.unwrap();
        // The marks of a forged entry do not follow; of the bank there is nothing to say.
        assert!(found.iter().all(|one| !one.place.starts_with("bank")), "{found:?}");
    })
    .await;
}

/// Animals and moves come before their act: with foreign keys on, they do not stay without it.
#[tokio::test]
async fn no_animal_enters_or_moves_without_an_act() {
    each_engine(|base| async move {
        prepare(&base.db).await;
        keep(&base.db).await;
        let lonely = [herd::animal("insert", ANIMAL, "CB-9", ACT), herd::step("insert", ACT, 1, 1, 0)];
        for sql in lonely {
            let refused = super::raw(&base, super::Door::Ours, std::slice::from_ref(&sql)).await.expect_err(&sql).to_string();
            assert!(refused.to_lowercase().contains("foreign key"), "{sql}: {refused}");
        }
        clean(&base.db).await;
        // A shell that switched them off leaves a row that belongs to nothing, and that is found.
        if base.server.is_none() {
            super::raw(&base, super::Door::Shell, &[herd::step("insert", ACT, 1, 1, 0)]).await.unwrap();
            let found: Vec<String> = store::check(&base.db).await.unwrap().iter().map(ToString::to_string).collect();
            assert!(found.iter().any(|one| one.contains("bank_animal_move: 1 rows belong to nothing")), "{found:?}");
        }
    })
    .await;
}

/// On PostgreSQL the application's role keeps a bank, and changes nothing of what was written.
#[tokio::test]
async fn the_application_role_keeps_banks_and_changes_nothing() {
    each_engine(|base| async move {
        let Some(server) = &base.server else { return };
        prepare(&base.db).await;
        let mut owner = PgConnection::connect(&base.url).await.unwrap();
        owner.execute(AssertSqlSafe(store::ROLES)).await.unwrap();
        let login = format!("clerk_{}", Uuid::now_v7().simple());
        let role = format!("create role {login} login password 'clerk' in role sansom_application");
        owner.execute(AssertSqlSafe(role)).await.unwrap();
        let (_, address) = server.split_once('@').unwrap();
        let url = beside(&format!("postgres://{login}:clerk@{address}"), base.url.rsplit_once('/').unwrap().1);
        let clerk = Db::open(&url).await.unwrap();
        keep(&clerk).await;
        for sql in [
            "update bank_act set fact = 'x'",
            "update bank set code = 'X'",
            "update price set amount = 1",
            "update bank_animal_move set to_place = 0",
            "delete from bank_request",
            "update bank_rules set rules = 'x'",
            "truncate bank_animal",
        ] {
            let mut tx = clerk.write().await.unwrap();
            let error = tx.run(sql, ()).await.expect_err(sql).to_string();
            assert!(error.contains("permission denied"), "{sql}: {error}");
        }
        clerk.close().await;
        clean(&base.db).await;
        owner.execute(AssertSqlSafe(format!("drop role {login}"))).await.unwrap();
    })
    .await;
}
