//! What awards withstand, and that `check` finds what somebody changed of them behind the guards.
mod acts;
mod rows;

use super::{Attack, Door, Forged, Spelled, attack, found::finds, raw, try_all};
use crate::support::{
    award::{keep, now, who},
    book::{BOOK, clean},
    databases::{Database, beside, each_engine, sqlite},
};
use domain::grants::audits::{Plan, Population, Stratum};
use sansom::{
    awards::{
        self,
        audit::{self, store::SampleRow},
    },
    store::{self, Db, Engine},
};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use uuid::Uuid;

const NOW: &str = "'2026-12-31 00:00:00+00:00'";
const FRESH: Uuid = Uuid::from_u128(0xfeed);
/// The key of the first act.
const FIRST_ACT: Uuid = Uuid::from_u128(0xac01);
/// The next act and the next entry of the award.
const ACT: i64 = 44;
const ENTRY: i64 = 10;

/// An act by raw SQL, right in everything that is not changed: 1.00 comes from the donor, with an entry of its own.
struct Act {
    verb: &'static str,
    no: i64,
    id: Uuid,
    day: &'static str,
    kind: &'static str,
    fact: String,
    grant: Option<i64>,
    voucher: Option<i64>,
    /// What its entry posts; empty: it has none.
    posts: &'static str,
    entry: (&'static str, &'static str),
    entry_key: Uuid,
    entry_day: &'static str,
    by: Uuid,
}

const MONEY: &str = r#"[[1,1020,0,"USD",100],[1,3110,0,"USD",-100]]"#;

impl Act {
    fn right() -> Act {
        Act {
            verb: "insert",
            no: ACT,
            id: FRESH,
            day: "2026-06-10",
            kind: "received",
            fact: r#"{"kind":"received","amount":100,"reference":"TT 9"}"#.into(),
            grant: None,
            voucher: None,
            posts: MONEY,
            entry: ("ordinary", "null"),
            entry_key: FRESH,
            entry_day: "2026-06-10",
            by: who("finance"),
        }
    }

    /// Something that posts nothing.
    fn told(kind: &'static str, fact: &str) -> Act {
        Act { kind, fact: format!(r#"{{"kind":"{kind}",{fact}}}"#), posts: "", ..Act::right() }
    }

    /// A step of a voucher that posts nothing.
    fn step(voucher: i64, step: &str, office: &str) -> Act {
        let fact = format!(r#""voucher":{voucher},"step":"{step}","reference":"","witness":true"#);
        Act { voucher: Some(voucher), by: who(office), ..Act::told("stepped", &fact) }
    }
}

/// A bench on which acts are forged.
struct Bench {
    s: Spelled,
    previous: Vec<u8>,
}

impl Bench {
    async fn of(base: &Database) -> Bench {
        let mut tx = base.db.read().await.unwrap();
        let (no, hash) = store::head(&mut tx, BOOK).await.unwrap().last.unwrap();
        assert_eq!(no.0 + 1, ENTRY);
        Bench { s: Spelled { postgres: base.db.engine() == Engine::Postgres }, previous: hash.as_bytes().to_vec() }
    }

    fn entry(&self, no: i64, previous: Vec<u8>, act: &Act) -> String {
        let (kind, mends) = act.entry;
        let forged = Forged {
            spelled: &self.s,
            verb: "insert",
            no,
            day: act.entry_day,
            kind,
            mends,
            lines: act.posts.to_owned(),
            key: act.entry_key,
            previous,
        };
        forged.sql()
    }

    /// The entry of an act, where it has one, then the act.
    fn sql(&self, act: &Act) -> Vec<String> {
        let posts = !act.posts.is_empty();
        let entry = posts.then(|| self.entry(ENTRY, self.previous.clone(), act));
        entry.into_iter().chain([self.row(act, if posts { "10" } else { "null" })]).collect()
    }

    /// The row of an act beside some entry.
    fn row(&self, act: &Act, entry: &str) -> String {
        let s = &self.s;
        let Act { verb, no, day, kind, fact, .. } = act;
        let number = |number: Option<i64>| number.map_or("null".to_owned(), |number| number.to_string());
        format!(
            "{verb} into award_act (book_id, no, id, day, kind, fact, digest, grant_no, voucher_no, entry_no, recorded_at, recorded_by)
             values (1, {no}, {}, '{day}', '{kind}', '{fact}', {}, {}, {}, {entry}, {NOW}, {})",
            s.uuid(act.id),
            s.bytes(&[7; 32]),
            number(act.grant),
            number(act.voucher),
            s.uuid(act.by),
        )
    }

    fn act(&self, name: &'static str, rule: &'static str, act: Act) -> Attack {
        Attack { name, rules: vec![rule], sql: self.sql(&act) }
    }
}

/// Something of everything that an auditor writes, and a look at a code.
async fn audit(db: &Db) {
    let mut tx = db.write().await.unwrap();
    let (no, hash) = store::head(&mut tx, BOOK).await.unwrap().last.unwrap();
    let (at, by) = (now(), who("auditor"));
    let sql = "insert into code_view (book_id, no, grant_no, what, seen_at, seen_by) values (1, $1, $2, 'grant', $3, $4)";
    for (view, grant) in [(1_i64, 0_i64), (2, 2)] {
        tx.run(sql, (view, grant, at, by)).await.unwrap();
    }
    // Two of three, and vouchers 1 and 4 for this seed.
    let award = awards::store::award_of_book(&mut tx, BOOK.0).await.unwrap().unwrap();
    let state = awards::store::load(&mut tx, &award).await.unwrap().state();
    let plan = Plan::Attribute { stratum: Stratum::All, tolerable: 5_000, confidence: 7_000 };
    let population = Population::of(&state, plan.stratum());
    let seed = (0..).map(|seed: i64| seed.to_string()).find(|seed| {
        let drawn = plan.draw(&population, seed).unwrap();
        drawn.iter().map(|one| one.voucher).collect::<Vec<_>>() == [1, 4]
    });
    let row = SampleRow {
        no: 1,
        id: Uuid::from_u128(0x5a),
        kind: plan.code().into(),
        aim: serde_json::to_string(&plan).unwrap(),
        through_entry: no.0,
        population: population.digest().to_vec(),
        items: population.items.len() as i64,
        total: population.total().unwrap(),
        seed: seed.unwrap(),
        drawn_at: at,
        drawn_by: by,
    };
    audit::store::add_sample(&mut tx, BOOK, &row, &plan.draw(&population, &row.seed).unwrap()).await.unwrap();
    let sql = "insert into audit_test (book_id, sample_no, no, voucher_no, audited, kept, tested_at, tested_by)
               values (1, 1, 1, 1, 12000, true, $1, $2)";
    tx.run(sql, (at, by)).await.unwrap();
    let sql = "insert into finding (book_id, no, id, grant_no, voucher_no, sample_no, severity, text, found_at, found_by)
               values (1, 1, $1, 1, 1, 1, 'low', 'a date', $2, $3)";
    tx.run(sql, (Uuid::from_u128(0xf1), at, by)).await.unwrap();
    let sql = "insert into finding_event (book_id, finding_no, no, kind, text, said_at, said_by) values (1, 1, 1, 'response', 'mended', $1, $2)";
    tx.run(sql, (at, by)).await.unwrap();
    let sql = "insert into audit_certificate (book_id, no, id, from_day, to_day, entry_no, hash, act_no, acts_digest, signed_at, signed_by)
               values (1, 1, $1, '2026-01-01', '2026-12-31', $2, $3, $4, $5, $6, $7)";
    let digest = audit::acts_digest(&mut tx, BOOK, ACT - 1).await.unwrap().to_vec();
    tx.run(sql, (Uuid::from_u128(0xce), no.0, hash.as_bytes().to_vec(), ACT - 1, digest, at, by)).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn whoever_tampers_with_awards_is_refused() {
    each_engine(|base| async move {
        keep(&base.db).await;
        audit(&base.db).await;
        clean(&base.db).await;
        let bench = Bench::of(&base).await;
        for list in [
            acts::attacks(&bench),
            acts::of_vouchers(&bench),
            acts::of_codes(&bench),
            rows::attacks(&bench),
            rows::of_audit(&bench),
        ] {
            try_all(&base, &list).await;
        }
        clean(&base.db).await;
        // … and what is right is written.
        raw(&base, Door::Ours, &bench.sql(&Act::right())).await.unwrap();
        let next = Act { no: ACT + 1, id: Uuid::from_u128(0xfeee), ..Act::step(6, "checked", "finance") };
        raw(&base, Door::Ours, &[bench.row(&next, "null")]).await.unwrap();
    })
    .await;
}

/// An entry without an act: PostgreSQL does not end its transaction; on SQLite nothing can be posted after it, and it is
/// found.
#[tokio::test]
async fn an_entry_of_an_award_without_an_act_is_refused_or_found() {
    each_engine(|base| async move {
        keep(&base.db).await;
        let bench = Bench::of(&base).await;
        let alone = [bench.entry(ENTRY, bench.previous.clone(), &Act::right())];
        let done = raw(&base, Door::Ours, &alone).await;
        if base.server.is_some() {
            assert!(done.unwrap_err().to_string().contains("what was posted under an award belongs to an act"));
            return clean(&base.db).await;
        }
        done.unwrap();
        let found: Vec<String> = store::check(&base.db).await.unwrap().iter().map(ToString::to_string).collect();
        assert!(found.iter().any(|one| one.contains("SG-2026: entry 10: no act of the award posts it")), "{found:?}");
        let next = bench.entry(ENTRY + 1, vec![0xab; 32], &Act { entry_key: Uuid::from_u128(9), ..Act::right() });
        let refused = raw(&base, Door::Shell, &[next]).await.unwrap_err().to_string();
        assert!(refused.contains("what was posted under an award belongs to an act"), "{refused}");
    })
    .await;
}

/// On PostgreSQL the application's role keeps an award, and changes nothing of what was written.
#[tokio::test]
async fn the_application_role_keeps_awards_and_changes_nothing() {
    each_engine(|base| async move {
        let Some(server) = &base.server else { return };
        let mut owner = PgConnection::connect(&base.url).await.unwrap();
        owner.execute(AssertSqlSafe(store::ROLES)).await.unwrap();
        let login = format!("clerk_{}", Uuid::now_v7().simple());
        let role = format!("create role {login} login password 'clerk' in role sansom_application");
        owner.execute(AssertSqlSafe(role)).await.unwrap();
        let (_, address) = server.split_once('@').unwrap();
        let url = beside(&format!("postgres://{login}:clerk@{address}"), base.url.rsplit_once('/').unwrap().1);
        let clerk = Db::open(&url).await.unwrap();
        keep(&clerk).await;
        audit(&clerk).await;
        for table in rows::TABLES {
            for sql in [
                format!("delete from {table}"),
                format!("truncate {table}"),
                format!("update {table} set {} = null", rows::first(table)),
            ] {
                let sql: &'static str = sql.leak();
                let mut tx = clerk.write().await.unwrap();
                let error = tx.run(sql, ()).await.expect_err(sql).to_string();
                assert!(error.contains("permission denied"), "{sql}: {error}");
            }
        }
        clerk.close().await;
        clean(&base.db).await;
        owner.execute(AssertSqlSafe(format!("drop role {login}"))).await.unwrap();
    })
    .await;
}

/// What is done to the file, and a part of what `check` says then.
const TAMPERED: [(&str, &str); 41] = [
    ("update award_act set fact = 'x' where no = 1", "act 1: it cannot be read"),
    ("update award_act set fact = replace(fact, '1000000', '900000') where no = 1", "act 1: its entry does not post what it says"),
    ("update award_act set fact = replace(fact, '12000', '13000') where no = 9", "act 9: its entry does not post what it says"),
    ("update award_act set fact = replace(fact, '12000', '11000') where no = 10", "act 14: its entry does not post what it says"),
    ("update award_act set fact = replace(fact, '1500', '1400') where no = 22", "act 22: its entry does not post what it says"),
    (
        "update award_act set fact = replace(fact, '\"party\":1', '\"party\":2') where no = 5",
        "grant 1: it is not as an act brought it",
    ),
    ("update award_act set kind = 'returned' where no = 1", "act 1: what stands beside its fact is not what the fact says"),
    ("update award_act set grant_no = 2 where no = 6", "act 6: what stands beside its fact is not what the fact says"),
    ("update award_act set voucher_no = 2 where no = 11", "act 11: what stands beside its fact is not what the fact says"),
    ("update award_act set no = 99 where no = 43", "act 99: acts are not numbered one by one"),
    ("update award_act set day = '2026-03-30' where no = 14", "act 14: its entry is not its own, or not of its day"),
    ("update award_act set entry_no = null where no = 14", "act 14: it was not posted"),
    ("update award_act set entry_no = null where no = 14", "entry 3: no act of the award posts it"),
    ("update award_act set entry_no = 99 where no = 14", "act 14: its entry is not there"),
    ("update award_act set entry_no = 1 where no = 9", "act 9: its entry comes before those of earlier acts"),
    ("update award_act set entry_no = null where no = 41", "act 41: it was not posted"),
    ("delete from award_act where no = 43", "certificate 1: its entry and act 43 do not belong together"),
    ("delete from award_act where no = 12", "act 13: it was not that step's turn"),
    ("delete from award_act where no = 10", "act 11: it is about a grant or voucher that is not there"),
    (
        "update award_act set recorded_by = (select recorded_by from award_act where no = 11) where no = 12",
        "voucher 1: two of its steps lie in one hand",
    ),
    (
        "update award_act set fact = replace(fact, '\"voucher\":6', '\"voucher\":7') where no = 42",
        "voucher 7: vouchers are not numbered",
    ),
    ("update award_grant set party_no = 9 where no = 1", "grant 1: it is not as an act brought it"),
    ("update award_grant set person_id = null, coded = 1 where no = 1", "grant 1: it is not as an act brought it"),
    ("delete from award_grant where no = 2", "grant 2: it is not as an act brought it"),
    ("update upload set bytes = x'ffd8ff00'", "its digest is not of its bytes"),
    ("delete from award_upload", "act 15: the scan that it names is not kept"),
    ("delete from upload", "award_upload: 1 rows belong to nothing"),
    ("update audit_sample_item set amount = 1 where voucher_no = 4", "sample 1: voucher 4 is not there, or not of that amount"),
    ("update audit_sample_item set voucher_no = 9 where voucher_no = 4", "sample 1: voucher 9 is not there"),
    ("delete from audit_sample_item", "sample 1: 0 vouchers were drawn"),
    (
        "update audit_certificate set hash = x'abababababababababababababababababababababababababababababababab'",
        "certificate 1: entry 9 is not the one that it names",
    ),
    ("update audit_sample set seed = 'other'", "sample 1: drawn again, other vouchers come out"),
    (
        "update audit_sample set population = x'0707070707070707070707070707070707070707070707070707070707070707'",
        "sample 1: the vouchers through its entry are not those it was drawn from",
    ),
    ("update audit_sample set aim = '{}'", "sample 1: what it was drawn for cannot be read"),
    (
        "update award_act set recorded_at = '2026-02-01 00:00:00+00:00' where no = 1",
        "certificate 1: the acts through 43 are not those that it covers",
    ),
    ("update audit_certificate set act_no = 40", "certificate 1: its entry and act 40 do not belong together"),
    ("delete from code_view where no = 1", "view: not numbered one by one"),
    ("update finding set no = 2", "finding: not numbered one by one"),
    ("update award set terms = 'x'", "award: its terms cannot be read"),
    ("update award set to_day = '2027-12-31'", "award: what stands beside its terms is not what they say"),
    ("update account set per_party = 0 where no = 5101", "account 5101: it is not as the award has it"),
];

#[tokio::test]
async fn check_finds_what_was_done_to_awards_behind_the_guards() {
    sqlite(|base| async move {
        keep(&base.db).await;
        audit(&base.db).await;
        clean(&base.db).await;
        finds(&base, &TAMPERED).await;
    })
    .await;
}
