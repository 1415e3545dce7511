//! What posted and sealed rows withstand: raw SQL on both engines, refused by the database itself, whoever sends it.
mod awards;
mod banked;
mod banks;
mod banks_found;
mod coops;
mod found;
pub(crate) mod lent;
mod loans;
mod older;
mod papers;
mod people;

use crate::support::{
    book::{self, BOOK, CORRECTION, DARA, FIRST, SREY, clean, day, prepare, saved},
    databases::{Database, each_engine},
};
use ledger::EntryNo;
use sansom::store::{self, Engine, Error};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection, sqlite::SqliteConnectOptions};
use std::str::FromStr;
use uuid::Uuid;

/// What is tried, and words of the rule that refuses it (any of them: engines differ where the column itself refuses).
struct Attack {
    name: &'static str,
    sql: Vec<String>,
    rules: Vec<&'static str>,
}

fn attack(name: &'static str, rule: &'static str, sql: impl Into<String>) -> Attack {
    Attack { name, sql: vec![sql.into()], rules: vec![rule] }
}

/// How a stranger comes in: with our settings, or with a shell's, which enforce nothing that is not in the file.
#[derive(Clone, Copy, Debug)]
enum Door {
    Ours,
    Shell,
}

async fn raw(base: &Database, door: Door, statements: &[String]) -> Result<(), Error> {
    match base.db.engine() {
        Engine::Sqlite => {
            let on = matches!(door, Door::Ours);
            let options = SqliteConnectOptions::from_str(&base.url)?
                .foreign_keys(on)
                .pragma("recursive_triggers", if on { "ON" } else { "OFF" });
            let mut connection = SqliteConnection::connect_with(&options).await?;
            run(&mut connection, statements).await
        }
        Engine::Postgres => run(&mut PgConnection::connect(&base.url).await?, statements).await,
    }
}

async fn run<C: Connection>(connection: &mut C, statements: &[String]) -> Result<(), Error>
where
    for<'c> &'c mut C: Executor<'c, Database = C::Database>,
{
    connection.execute("begin").await?;
    for sql in statements {
        if let Err(error) = connection.execute(AssertSqlSafe(sql.clone())).await {
            connection.execute("rollback").await.ok();
            return Err(error.into());
        }
    }
    if let Err(error) = connection.execute("commit").await {
        connection.execute("rollback").await.ok();
        return Err(error.into());
    }
    Ok(())
}

/// Literals of an engine.
struct Spelled {
    postgres: bool,
}

impl Spelled {
    fn bytes(&self, bytes: &[u8]) -> String {
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        if self.postgres { format!("'\\x{hex}'::bytea") } else { format!("x'{hex}'") }
    }
    fn uuid(&self, uuid: Uuid) -> String {
        if self.postgres { format!("'{uuid}'::uuid") } else { self.bytes(uuid.as_bytes()) }
    }
}

/// An entry by raw SQL, right in everything that is not changed.
struct Forged<'a> {
    spelled: &'a Spelled,
    verb: &'static str,
    no: i64,
    day: &'static str,
    kind: &'static str,
    mends: &'static str,
    lines: String,
    key: Uuid,
    previous: Vec<u8>,
}

impl Forged<'_> {
    fn sql(&self) -> String {
        let s = self.spelled;
        format!(
            "{} into entry (book_id, no, day, kind, mends, lines, key, recorded_at, recorded_by, previous, hash)
             values (1, {}, '{}', '{}', {}, '{}', {}, '2026-11-21 00:00:00+00:00', {}, {}, {})",
            self.verb,
            self.no,
            self.day,
            self.kind,
            self.mends,
            self.lines,
            s.uuid(self.key),
            s.uuid(SREY),
            s.bytes(&self.previous),
            s.bytes(&[0xab; 32]),
        )
    }
}

const GOOD: &str = r#"[[1,1010,0,"KHR",100],[1,2010,1,"KHR",-100]]"#;

/// Entries that the ledger would never make.
async fn forged(base: &Database, s: &Spelled) -> Vec<Attack> {
    let mut tx = base.db.read().await.unwrap();
    let (next, previous) =
        store::head(&mut tx, BOOK).await.unwrap().last.map(|(no, hash)| (no.0 + 1, hash.as_bytes().to_vec())).unwrap();
    let used: Uuid = tx.value("select key from entry where book_id = 1 and no = 1", ()).await.unwrap();
    let make = || Forged {
        spelled: s,
        verb: "insert",
        no: next,
        day: "2026-11-21",
        kind: "ordinary",
        mends: "null",
        lines: GOOD.into(),
        key: Uuid::now_v7(),
        previous: previous.clone(),
    };
    let lines = |text: &str| Forged { lines: text.to_owned(), ..make() }.sql();
    let written = "the lines are written as the ledger writes them";
    let stands = "an entry has two lines or more, each on a fund, account, party and commodity of its book";
    let zero = "an entry sums to zero in every fund and commodity";
    // SQLite's own columns may speak before the ledger does.
    let column = |name, sql: String| Attack {
        name,
        sql: vec![sql],
        rules: vec![written, "constraint failed: posting.", "constraint failed: quantity", "cannot store REAL"],
    };
    let mut list = vec![
        attack("no lines", written, lines("[]")),
        attack("one line", stands, lines(r#"[[1,1010,0,"KHR",100]]"#)),
        attack("lines that are not JSON", written, lines("x")),
        attack("lines that are an object", written, lines(r#"{"1":[1,1010,0,"KHR",100],"2":[1,2010,1,"KHR",-100]}"#)),
        column("a line that is no list", lines(r#"[[1,1010,0,"KHR",100],7]"#)),
        attack("a quantity written as text", written, lines(r#"[[1,1010,0,"KHR","100"],[1,2010,1,"KHR",-100]]"#)),
        attack("a line with something more", written, lines(r#"[[1,1010,0,"KHR",100,1],[1,2010,1,"KHR",-100]]"#)),
        attack("lines with spaces", written, lines(r#"[[1,1010,0,"KHR",100], [1,2010,1,"KHR",-100]]"#)),
        column("a quantity missing", lines(r#"[[1,1010,0,"KHR",100],[1,2010,1,"KHR"]]"#)),
        column("a quantity of nothing", lines(r#"[[1,1010,0,"KHR",100],[1,2010,1,"KHR",-100],[1,5010,0,"KHR",0]]"#)),
        column("half a riel", lines(r#"[[1,1010,0,"KHR",0.5],[1,2010,1,"KHR",-0.5]]"#)),
        column("a quantity null", lines(r#"[[1,1010,0,"KHR",100],[1,2010,1,"KHR",null]]"#)),
        attack("unbalanced", zero, lines(r#"[[1,1010,0,"KHR",100],[1,2010,1,"KHR",-99]]"#)),
        attack("balanced in sum, not by commodity", zero, lines(r#"[[1,1010,0,"KHR",100],[1,1010,0,"USD",-100]]"#)),
        attack("balanced in sum, not by fund", zero, lines(r#"[[1,1010,0,"KHR",100],[2,1010,0,"KHR",-100]]"#)),
        attack("a fund that is not there", stands, lines(r#"[[7,1010,0,"KHR",100],[7,2010,1,"KHR",-100]]"#)),
        attack("an account that is not there", stands, lines(r#"[[1,1010,0,"KHR",100],[1,7777,0,"KHR",-100]]"#)),
        attack("a commodity that is not there", stands, lines(r#"[[1,1010,0,"GOLD",100],[1,2010,1,"GOLD",-100]]"#)),
        attack("a party that is not there", stands, lines(r#"[[1,1010,0,"KHR",100],[1,2010,9,"KHR",-100]]"#)),
        attack("savings of nobody", stands, lines(r#"[[1,1010,0,"KHR",100],[1,2010,0,"KHR",-100]]"#)),
        attack("cash of somebody", stands, lines(r#"[[1,1010,1,"KHR",100],[1,2010,1,"KHR",-100]]"#)),
        attack("dated in the closed period", "the period is closed", Forged { day: "2026-10-31", ..make() }.sql()),
        attack("a number skipped", "the next number of its book", Forged { no: next + 1, ..make() }.sql()),
        attack("a number used again", "the next number of its book", Forged { no: next - 1, ..make() }.sql()),
        attack("a chain broken", "continues the chain", Forged { previous: vec![0; 32], ..make() }.sql()),
        attack("a chain begun anew", "continues the chain", Forged { previous: vec![], ..make() }.sql()),
        attack(
            "a chain from before the last",
            "continues the chain",
            Forged { previous: hash_of(&mut tx, next - 2).await, ..make() }.sql(),
        ),
        attack("a key used again", "the key of an entry is used once", Forged { key: used, ..make() }.sql()),
        attack(
            "a correction of what is not there",
            "mends one that stands",
            Forged { kind: "correction", mends: "-1", ..make() }.sql(),
        ),
        attack("a reversal of a part", "undoes its entry line by line", Forged { kind: "reversal", mends: "2", ..make() }.sql()),
        attack(
            "a reversal for another party",
            "undoes its entry line by line",
            Forged { kind: "reversal", mends: "2", lines: r#"[[1,1010,0,"KHR",-10000],[1,2010,2,"KHR",10000]]"#.into(), ..make() }
                .sql(),
        ),
        attack(
            "a second reversal",
            "an entry is reversed once",
            Forged { kind: "reversal", mends: "5", lines: r#"[[1,1010,0,"KHR",-7000],[1,2010,1,"KHR",7000]]"#.into(), ..make() }
                .sql(),
        ),
    ];
    let either = |name, rules: &[&'static str], sql: String| Attack { name, sql: vec![sql], rules: rules.to_vec() };
    list.push(either("an ordinary entry that mends", &["CHECK", "check constraint"], Forged { mends: "2", ..make() }.sql()));
    list.push(either(
        "a correction that mends nothing",
        &["CHECK", "check constraint"],
        Forged { kind: "correction", ..make() }.sql(),
    ));
    list.push(either("a kind that is none", &["CHECK", "check constraint"], Forged { kind: "present", ..make() }.sql()));
    list.push(either("a day that is none", &["a day is written", "date/time"], Forged { day: "2026-02-30", ..make() }.sql()));
    let most = i64::MAX;
    let over = format!(r#"[[1,1010,0,"KHR",{most}],[1,2010,1,"KHR",-{most}]]"#);
    list.push(either("a balance that overflows", &["out of range", "cannot store REAL", "64 bits"], lines(&over)));
    let wraps = format!(r#"[[1,1010,0,"KHR",{most}],[1,5010,0,"KHR",{most}],[1,2010,1,"KHR",2]]"#);
    list.push(either("a sum that wraps around", &["out of range", "overflow", zero], lines(&wraps)));
    if !s.postgres {
        for verb in ["insert or ignore", "insert or replace"] {
            list.push(attack(
                "unbalanced, with a conflict clause",
                zero,
                Forged { verb, lines: r#"[[1,1010,0,"KHR",100],[1,2010,1,"KHR",-99]]"#.into(), ..make() }.sql(),
            ));
            list.push(attack(
                "half a riel, with a conflict clause",
                "",
                Forged { verb, lines: r#"[[1,1010,0,"KHR",0.5],[1,2010,1,"KHR",-0.5]]"#.into(), ..make() }.sql(),
            ));
            list.push(attack(
                "a used key, with a conflict clause",
                "the key of an entry",
                Forged { verb, key: used, ..make() }.sql(),
            ));
            list.push(attack("an overflow, with a conflict clause", "", Forged { verb, lines: over.clone(), ..make() }.sql()));
        }
        list.push(attack("a day in other words", "a day is written", Forged { day: "2026-11-21 ", ..make() }.sql()));
        list.push(attack("a short key", "sixteen bytes", Forged { ..make() }.sql().replace(&s.uuid(SREY), "x'01'")));
    }
    list
}

async fn hash_of(tx: &mut store::Tx, no: i64) -> Vec<u8> {
    tx.value("select hash from entry where book_id = 1 and no = $1", (no,)).await.unwrap()
}

/// Tampering with what stands in the journal.
fn journal(s: &Spelled) -> Vec<Attack> {
    let zeros = s.bytes(&[0; 32]);
    let inside = "postings are written by inserting their entry";
    let moved = "balances move only by posting";
    let mut list = vec![
        attack(
            "posting: quantity",
            "a posting is never changed",
            "update posting set quantity = quantity + 1 where book_id = 1 and entry_no = 1 and line = 1",
        ),
        attack(
            "posting: account",
            "a posting is never changed",
            "update posting set account = 5010 where book_id = 1 and entry_no = 1 and line = 1",
        ),
        attack("posting: removed", "a posting is never removed", "delete from posting where book_id = 1 and entry_no = 1"),
        attack(
            "posting: orphans",
            inside,
            "insert into posting (book_id, entry_no, line, fund, account, party, commodity, quantity, day) values (1, 7, 1, 1, 1010, 0, 'KHR', 5, '2026-11-21'), (1, 7, 2, 1, 5010, 0, 'KHR', -5, '2026-11-21')",
        ),
        attack(
            "posting: one more",
            inside,
            "insert into posting (book_id, entry_no, line, fund, account, party, commodity, quantity, day) values (1, 6, 9, 1, 1010, 0, 'KHR', 5, '2026-11-21')",
        ),
        attack(
            "posting: copied",
            inside,
            "insert into posting select book_id, entry_no + 6, line, fund, account, party, commodity, quantity, day from posting where book_id = 1",
        ),
        attack("entry: day", "an entry is never changed", "update entry set day = '2026-11-30' where book_id = 1 and no = 1"),
        attack("entry: lines", "an entry is never changed", "update entry set lines = '[]' where book_id = 1 and no = 1"),
        attack("entry: renumbered", "an entry is never changed", "update entry set no = 9 where book_id = 1 and no = 6"),
        attack(
            "entry: chained anew",
            "an entry is never changed",
            format!("update entry set memo = 'other', hash = {zeros} where book_id = 1 and no = 6"),
        ),
        attack(
            "entry: whole chain anew",
            "an entry is never changed",
            format!("update entry set hash = {zeros}, previous = {zeros} where book_id = 1"),
        ),
        attack("entry: removed", "an entry is never removed", "delete from entry where book_id = 1 and no = 6"),
        Attack {
            name: "entry and postings: removed",
            rules: vec!["is never removed"],
            sql: vec![
                "delete from posting where book_id = 1 and entry_no = 6".into(),
                "delete from entry where book_id = 1 and no = 6".into(),
            ],
        },
        attack("head: on", "moves only by posting", "update book set head_no = head_no + 1 where id = 1"),
        attack(
            "head: on, without a hash",
            "moves only by posting",
            "update book set head_no = head_no + 1, head_hash = null where id = 1",
        ),
        attack("head: back", "moves only by posting", "update book set head_no = 3 where id = 1"),
        attack("head: another hash", "moves only by posting", format!("update book set head_hash = {zeros} where id = 1")),
        attack("head: emptied", "moves only by posting", "update book set head_no = null, head_hash = null where id = 1"),
        attack("balance: changed", moved, "update balance set quantity = quantity + 1 where book_id = 1 and account = 1010"),
        attack(
            "balance: changed as by the next entry",
            moved,
            "update balance set quantity = quantity + 1, entry_no = 7 where book_id = 1",
        ),
        attack("balance: of another account", moved, "update balance set account = 5010 where book_id = 1 and account = 1500"),
        attack("balance: removed", "a balance is never removed", "delete from balance where book_id = 1"),
        attack(
            "balance: invented",
            moved,
            "insert into balance (book_id, fund, account, party, commodity, quantity, entry_no) values (1, 1, 5010, 0, 'KHR', 5, 7)",
        ),
        attack(
            "balance: invented elsewhere",
            moved,
            "insert into balance (book_id, fund, account, party, commodity, quantity, entry_no) values (2, 1, 5010, 0, 'KHR', 5, 1)",
        ),
        attack("book: removed", "a book is never removed", "delete from book where id = 1"),
        attack(
            "book: another name outside",
            "keeps its identity",
            format!("update book set uid = {} where id = 1", s.uuid(Uuid::from_u128(5))),
        ),
        attack(
            "book: born with a head",
            "begins empty and open",
            format!("insert into book (uid, name, head_no, head_hash) values ({}, 'x', 1, {zeros})", s.uuid(Uuid::from_u128(6))),
        ),
        attack(
            "book: born closed",
            "begins empty and open",
            format!("insert into book (uid, name, closed_through) values ({}, 'x', '2026-10-31')", s.uuid(Uuid::from_u128(6))),
        ),
        attack("fund: renamed", "a fund keeps", "update fund set code = 'other' where book_id = 1 and no = 1"),
        attack("fund: removed", "a fund is never removed", "delete from fund where book_id = 1 and no = 2"),
        attack("account: another kind", "an account keeps", "update account set kind = 'income' where book_id = 1 and no = 1010"),
        attack(
            "account: kept by nobody",
            "an account keeps",
            "update account set per_party = false where book_id = 1 and no = 2010",
        ),
        attack("account: removed", "an account is never removed", "delete from account where book_id = 1 and no = 5010"),
        attack("party: another number", "a party keeps", "update party set no = 9 where book_id = 1 and no = 3"),
        attack("party: removed", "a party is never removed", "delete from party where book_id = 1 and no = 3"),
        attack("commodity: other decimals", "a commodity keeps", "update commodity set decimals = 2 where code = 'KHR'"),
        attack("commodity: removed", "a commodity is never removed", "delete from commodity where code = 'USD'"),
        Attack {
            name: "commodity: a name of its own",
            sql: vec!["insert into commodity (code, decimals) values ('kh\"r', 0)".into()],
            rules: vec!["named by capitals", "commodity_code"],
        },
    ];
    let upsert = "insert into posting (book_id, entry_no, line, fund, account, party, commodity, quantity, day) values (1, 1, 1, 1, 1010, 0, 'KHR', 5, '2026-11-21')
                  on conflict (book_id, entry_no, line) do update set quantity = 5";
    list.push(Attack { name: "posting: upsert", sql: vec![upsert.into()], rules: vec!["a posting is never changed", inside] });
    list
}

/// Closed periods.
fn periods(s: &Spelled) -> Vec<Attack> {
    let (srey, dara) = (s.uuid(SREY), s.uuid(DARA));
    let event = |no: i64, kind: &str, through: &str, reason: &str, entry: &str, confirmed: &str| {
        format!(
            "insert into period_event (book_id, no, kind, through, reason, entry_no, asked_by, confirmed_by, recorded_at)
                 values (1, {no}, '{kind}', {through}, '{reason}', {entry}, {srey}, {confirmed}, '2026-11-21 00:00:00+00:00')"
        )
    };
    let check = |name, sql| Attack { name, sql: vec![sql], rules: vec!["CHECK", "check constraint"] };
    vec![
        attack("closed: set back", "moves only by a period event", "update book set closed_through = '2026-01-31' where id = 1"),
        attack("closed: cleared", "moves only by a period event", "update book set closed_through = null where id = 1"),
        attack("closed: set on", "moves only by a period event", "update book set closed_through = '2026-11-30' where id = 1"),
        attack(
            "closed: another book's",
            "moves only by a period event",
            "update book set closed_through = '2026-10-31' where id = 2",
        ),
        attack("close: mid-month", "the last day of a month", event(2, "close", "'2026-11-15'", "", "null", "null")),
        attack("close: a month left out", "months close in order", event(2, "close", "'2026-12-31'", "", "null", "null")),
        attack("close: the same month", "months close in order", event(2, "close", "'2026-10-31'", "", "null", "null")),
        attack("close: back", "months close in order", event(2, "close", "'2026-09-30'", "", "null", "null")),
        attack("close: a number left out", "the next number", event(3, "close", "'2026-11-30'", "", "null", "null")),
        attack("close: with an entry that closes nothing", "a closing entry", event(2, "close", "'2026-11-30'", "", "2", "null")),
        attack("reopen: on", "reopening goes back", event(2, "reopen", "'2026-11-30'", "late", "null", &dara)),
        attack("reopen: mid-month", "the last day of a month", event(2, "reopen", "'2026-09-15'", "late", "null", &dara)),
        check("reopen: alone", event(2, "reopen", "'2026-09-30'", "late", "null", "null")),
        check("reopen: by one who is two", event(2, "reopen", "'2026-09-30'", "late", "null", &srey)),
        check("reopen: without a reason", event(2, "reopen", "'2026-09-30'", " ", "null", &dara)),
        check("close: through nothing", event(2, "close", "null", "", "null", "null")),
        attack("event: changed", "a period event is never changed", "update period_event set through = null where book_id = 1"),
        attack("event: removed", "a period event is never removed", "delete from period_event where book_id = 1"),
        attack("wish: decided twice", "decided once", "update reopening set decision = 'confirmed' where book_id = 1 and no = 1"),
        attack("wish: in other words", "decided once", "update reopening set reason = 'other' where book_id = 1 and no = 2"),
        attack("wish: removed", "a reopening is never removed", "delete from reopening where book_id = 1"),
        check(
            "wish: confirmed by who asked",
            format!(
                "update reopening set decision = 'confirmed', decided_by = {srey}, decided_at = '2026-11-21 00:00:00+00:00' where book_id = 1 and no = 2"
            ),
        ),
        attack(
            "wish: decided when asked",
            "asked before it is decided",
            format!(
                "insert into reopening (book_id, no, reason, asked_by, asked_at, decision, decided_by, decided_at) values (1, 3, 'x', {srey}, '2026-11-21 00:00:00+00:00', 'confirmed', {dara}, '2026-11-21 00:00:00+00:00')"
            ),
        ),
    ]
}

/// Sealed meetings, corrections, constitutions, members.
fn records(s: &Spelled) -> Vec<Attack> {
    let (srey, dara, digest) = (s.uuid(SREY), s.uuid(DARA), s.bytes(&[7; 32]));
    let meeting = |no: i64, id: Uuid, kind: &str, on: &str, counted: &str, entry: &str| {
        format!("insert into meeting (book_id, no, id, cycle_no, kind, held_on, digest, expected, counted, entry_no, sealed_at, sealed_by)
                 values (1, {no}, {}, 1, '{kind}', '{on}', {digest}, 33000, {counted}, {entry}, '2026-11-21 00:00:00+00:00', {srey})", s.uuid(id))
    };
    let fresh = Uuid::from_u128(0xfeed);
    let decision = |entry: &str, by: &str| {
        format!(
            "insert into correction_decision (book_id, correction_no, decision, entry_no, decided_by, decided_at) values (1, 2, 'confirmed', {entry}, {by}, '2026-11-21 00:00:00+00:00')"
        )
    };
    let sealed = "a sealed meeting takes no more lines";
    vec![
        attack("meeting: counted", "never changed", "update meeting set counted = 1 where book_id = 1 and no = 1"),
        attack("meeting: removed", "never removed", "delete from meeting where book_id = 1 and no = 1"),
        attack("meeting: sealed twice", "there already", meeting(1, fresh, "regular", "2026-11-21", "null", "null")),
        attack("meeting: number left out", "the next number", meeting(3, fresh, "regular", "2026-11-21", "null", "null")),
        attack("meeting: before the last", "not held before", meeting(2, fresh, "regular", "2026-10-06", "null", "null")),
        attack(
            "meeting: a second baseline",
            "a baseline is meeting 0",
            meeting(2, fresh, "baseline", "2026-11-21", "null", "null"),
        ),
        attack("meeting: another's entry", "names it and has its day", meeting(2, fresh, "regular", "2026-11-21", "null", "3")),
        Attack {
            name: "meeting: notes that make another sum",
            rules: vec!["the notes counted make the sum counted"],
            sql: vec![
                "insert into cash_count (book_id, meeting_no, value, pieces) values (1, 2, 20000, 1)".into(),
                meeting(2, fresh, "regular", "2026-11-21", "33000", "null"),
            ],
        },
        Attack {
            name: "meeting: notes, and not counted",
            rules: vec!["the notes counted make the sum counted"],
            sql: vec![
                "insert into cash_count (book_id, meeting_no, value, pieces) values (1, 2, 20000, 1)".into(),
                meeting(2, fresh, "regular", "2026-11-21", "null", "null"),
            ],
        },
        attack(
            "line: one more",
            sealed,
            "insert into meeting_line (book_id, meeting_no, party_no, attendance, savings) values (1, 1, 3, 'present', 5000)",
        ),
        attack(
            "line: changed",
            "a line of a meeting is never changed",
            "update meeting_line set savings = 1 where book_id = 1 and meeting_no = 1 and party_no = 1",
        ),
        attack(
            "line: removed",
            "a line of a meeting is never removed",
            "delete from meeting_line where book_id = 1 and meeting_no = 1",
        ),
        attack(
            "other: one more",
            sealed,
            "insert into meeting_other (book_id, meeting_no, line, kind, amount) values (1, 1, 1, 'expense', 500)",
        ),
        attack("count: one more note", sealed, "insert into cash_count (book_id, meeting_no, value, pieces) values (1, 1, 100, 1)"),
        attack("count: changed", "a cash count is never changed", "update cash_count set pieces = 9 where book_id = 1"),
        attack("count: removed", "a cash count is never removed", "delete from cash_count where book_id = 1"),
        attack(
            "correction: changed",
            "a correction is never changed",
            "update correction set becomes = 1 where book_id = 1 and no = 2",
        ),
        attack("correction: removed", "a correction is never removed", "delete from correction where book_id = 1 and no = 2"),
        attack("decision: by who asked", "another officer confirms", decision("4", &srey)),
        attack("decision: with another's entry", "the entry of a correction names it", decision("4", &dara)),
        attack(
            "decision: changed",
            "a decision is never changed",
            "update correction_decision set decision = 'refused', entry_no = null where book_id = 1",
        ),
        attack("decision: removed", "a decision is never removed", "delete from correction_decision where book_id = 1"),
        attack(
            "constitution: changed",
            "a constitution is never changed",
            "update constitution set rules = 'x = 2' where book_id = 1",
        ),
        attack("constitution: removed", "a constitution is never removed", "delete from constitution where book_id = 1"),
        attack(
            "constitution: a version left out",
            "the next version",
            format!(
                "insert into constitution (book_id, version, rules, recorded_at, recorded_by) values (1, 3, 'x', '2026-11-21 00:00:00+00:00', {srey})"
            ),
        ),
        attack(
            "cycle: begun otherwise",
            "a cycle keeps its constitution",
            "update cycle set starts_on = '2026-02-01' where book_id = 1 and no = 1",
        ),
        attack("cycle: removed", "a cycle is never removed", "delete from cycle where book_id = 1"),
        attack("group: another currency", "a group keeps", "update savings_group set commodity = 'USD' where book_id = 1"),
        attack("group: removed", "a group is never removed", "delete from savings_group where book_id = 1"),
        attack("member: removed", "a member who stands in the books", "delete from member where book_id = 1 and party_no = 1"),
        attack(
            "member: another person",
            "a membership keeps",
            format!("update member set person_id = {} where book_id = 1 and party_no = 1", s.uuid(Uuid::from_u128(0x9002))),
        ),
        attack(
            "person: removed",
            "a person with a membership",
            format!("delete from person where id = {}", s.uuid(Uuid::from_u128(0x9001))),
        ),
        attack("audit: changed", "the trail is never changed", "update audit set subject = '2' where book_id = 1"),
        attack("audit: shortened", "the trail is never shortened", "delete from audit where book_id = 1 and no = 2"),
        attack(
            "audit: a gap",
            "the trail has no gaps",
            format!(
                "insert into audit (book_id, no, at, action, previous, hash) values (1, 4, '2026-11-21 00:00:00+00:00', 'x', {digest}, {digest})"
            ),
        ),
        attack(
            "audit: another chain",
            "continues the one before",
            format!(
                "insert into audit (book_id, no, at, action, previous, hash) values (1, 3, '2026-11-21 00:00:00+00:00', 'x', {digest}, {digest})"
            ),
        ),
        attack("audit: head back", "moves only by appending", "update audit_head set no = 1 where book_id = 1"),
        attack("audit: head removed", "the trail is never shortened", "delete from audit_head"),
        attack(
            "audit: a trail begun midway",
            "a trail begins empty",
            format!("insert into audit_head (book_id, no, hash) values (2, 5, {digest})"),
        ),
    ]
}

/// What only one engine has a word for.
fn peculiar(s: &Spelled) -> Vec<Attack> {
    if s.postgres {
        let mut list = vec![
            attack("merge", "a posting is never changed", "merge into posting p using (select 1) s on p.book_id = 1 and p.entry_no = 1 and p.line = 1 when matched then update set quantity = 5"),
            Attack { name: "behind a trigger of one's own", rules: vec!["postings are written by inserting their entry"], sql: vec![
                "create temp table door (x int)".into(),
                "create function pg_temp.slip() returns trigger language plpgsql as $$ begin insert into public.posting values (1, 7, 1, 1, 1010, 0, 'KHR', 5, '2026-11-21'); return null; end $$".into(),
                "create trigger slip after insert on door for each row execute function pg_temp.slip()".into(),
                "insert into door values (1)".into(),
            ] },
            Attack { name: "a balance behind a trigger", rules: vec!["balances move only by posting"], sql: vec![
                "create temp table door (x int)".into(),
                "create function pg_temp.slip() returns trigger language plpgsql as $$ begin update public.balance set quantity = quantity + 1; return null; end $$".into(),
                "create trigger slip after insert on door for each row execute function pg_temp.slip()".into(),
                "insert into door values (1)".into(),
            ] },
            Attack { name: "the ledger's own trigger on a table of one's own", rules: vec!["postings are written by inserting their entry"], sql: vec![
                "create temp table door (like public.entry)".into(),
                "create trigger slip after insert on door for each row execute function public.entry_posts()".into(),
                "insert into door select book_id, 7, day, 'ordinary', null, memo, source, lines, key, recorded_at, recorded_by, previous, hash from public.entry where book_id = 1 and no = 5".into(),
            ] },
        ];
        for table in [
            "commodity",
            "book",
            "fund",
            "account",
            "party",
            "entry",
            "posting",
            "balance",
            "period_event",
            "meeting",
            "meeting_line",
            "meeting_other",
            "cash_count",
            "correction",
            "correction_decision",
            "constitution",
            "reopening",
            "audit",
            "audit_head",
            "cycle",
            "savings_group",
        ] {
            list.push(attack("truncate", "is never", format!("truncate {table} cascade")));
        }
        return list;
    }
    let again = "it is there already";
    let posting = "insert or replace into posting (book_id, entry_no, line, fund, account, party, commodity, quantity, day) values (1, 1, 1, 1, 1010, 0, 'KHR', 5, '2026-11-21')";
    vec![
        attack("replace: posting", "postings are written by inserting", posting),
        attack("replace: entry", "an entry is never changed", "update or replace entry set no = 1 where no = 2"),
        // With our settings the row that would go speaks first, without them the row that would come.
        Attack {
            name: "replace: balance",
            rules: vec!["a balance is never removed", "balances move only by posting"],
            sql: vec!["replace into balance (book_id, fund, account, party, commodity, quantity, entry_no) values (1, 1, 1010, 0, 'KHR', 5, 6)".into()],
        },
        attack(
            "replace: book",
            again,
            format!("replace into book (id, uid, name) values (1, {}, 'x')", s.uuid(Uuid::from_u128(6))),
        ),
        attack(
            "replace: book by uid",
            again,
            format!("replace into book (uid, name) values ({}, 'x')", s.uuid(Uuid::from_u128(0xb00c))),
        ),
        attack("replace: commodity", again, "replace into commodity (code, decimals) values ('KHR', 2)"),
        attack("replace: fund", again, "replace into fund (book_id, no, code) values (1, 1, 'other')"),
        attack(
            "replace: account",
            again,
            "replace into account (book_id, no, code, kind, per_party) values (1, 1010, 'cash', 'income', 0)",
        ),
        attack(
            "replace: account by code",
            again,
            "replace into account (book_id, no, code, kind, per_party) values (1, 1, 'cash', 'income', 0)",
        ),
        attack(
            "replace: party",
            again,
            format!("replace into party (book_id, no, uid) values (1, 1, {})", s.uuid(Uuid::from_u128(6))),
        ),
        attack(
            "replace: party by uid",
            again,
            format!("replace into party (book_id, no, uid) values (1, 9, {})", s.uuid(Uuid::from_u128(1))),
        ),
        attack(
            "replace: event",
            "the next number",
            format!(
                "replace into period_event (book_id, no, kind, through, asked_by, recorded_at) values (1, 1, 'close', '2026-09-30', {}, '2026-11-21')",
                s.uuid(SREY)
            ),
        ),
        attack(
            "replace: meeting",
            again,
            format!(
                "replace into meeting (book_id, no, id, cycle_no, kind, held_on, digest, expected, sealed_at, sealed_by) values (1, 2, {}, 1, 'regular', '2026-11-21', {}, 1, '2026-11-21', {})",
                s.uuid(FIRST),
                s.bytes(&[7; 32]),
                s.uuid(SREY)
            ),
        ),
        attack(
            "replace: line",
            "takes no more lines",
            "replace into meeting_line (book_id, meeting_no, party_no, savings) values (1, 1, 1, 1)",
        ),
        attack(
            "replace: count",
            "takes no more lines",
            "replace into cash_count (book_id, meeting_no, value, pieces) values (1, 1, 20000, 9)",
        ),
        attack(
            "replace: correction",
            again,
            format!(
                "replace into correction (book_id, no, id, meeting_no, figure, party_no, was, becomes, reason, asked_by, asked_at) values (1, 3, {}, 1, 'savings', 1, 1, 2, 'x', {}, '2026-11-21')",
                s.uuid(CORRECTION),
                s.uuid(SREY)
            ),
        ),
        attack(
            "replace: decision",
            again,
            format!(
                "replace into correction_decision (book_id, correction_no, decision, decided_by, decided_at) values (1, 1, 'refused', {}, '2026-11-21')",
                s.uuid(DARA)
            ),
        ),
        attack(
            "replace: wish",
            again,
            format!(
                "replace into reopening (book_id, no, reason, asked_by, asked_at) values (1, 1, 'x', {}, '2026-11-21')",
                s.uuid(SREY)
            ),
        ),
        attack(
            "replace: constitution",
            again,
            format!(
                "replace into constitution (book_id, version, rules, recorded_at, recorded_by) values (1, 1, 'y', '2026-11-21', {})",
                s.uuid(SREY)
            ),
        ),
        attack(
            "replace: member",
            again,
            format!(
                "replace into member (book_id, party_no, person_id, number, joined_on) values (1, 1, {}, 1, '2026-01-01')",
                s.uuid(Uuid::from_u128(0x9002))
            ),
        ),
        attack("replace: member by number", again, "update or replace member set number = 1 where party_no = 2"),
        attack(
            "replace: person",
            again,
            format!(
                "replace into person (id, organisation_id, family_name_km, given_name_km, family_name_latin, given_name_latin) values ({}, {}, 'x', 'x', 'x', 'x')",
                s.uuid(Uuid::from_u128(0x9001)),
                s.uuid(book::ORGANISATION)
            ),
        ),
        attack(
            "replace: group",
            again,
            format!(
                "replace into savings_group (book_id, id, organisation_id, code, name_km, name_latin, village_code, commodity, founded_on) values (2, {}, {}, 'TK-01', 'x', 'x', '', 'USD', '2026-01-01')",
                s.uuid(Uuid::from_u128(5)),
                s.uuid(book::ORGANISATION)
            ),
        ),
        attack(
            "replace: audit",
            "the trail has no gaps",
            format!(
                "replace into audit (book_id, no, at, action, previous, hash) values (1, 1, '2026-11-21', 'x', x'', {})",
                s.bytes(&[7; 32])
            ),
        ),
        attack("replace: audit head", again, "replace into audit_head (book_id, no, hash) values (1, 0, x'')"),
        attack(
            "meeting: on no day",
            "a day is written",
            format!(
                "insert into meeting (book_id, no, id, cycle_no, kind, held_on, digest, expected, sealed_at, sealed_by) values (1, 2, {}, 1, 'regular', 'soon', {}, 1, '2026-11-21', {})",
                s.uuid(Uuid::from_u128(5)),
                s.bytes(&[7; 32]),
                s.uuid(SREY)
            ),
        ),
    ]
}

/// Tries every attack through every door; each must be refused by its rule.
async fn try_all(base: &Database, attacks: &[Attack]) {
    let engine = base.db.engine();
    let doors = if engine == Engine::Postgres { &[Door::Ours][..] } else { &[Door::Ours, Door::Shell] };
    let mut wrong = Vec::new();
    for attack in attacks {
        for door in doors {
            match raw(base, *door, &attack.sql).await {
                Ok(()) => wrong.push(format!("{} ({door:?}): DONE", attack.name)),
                Err(error) if attack.rules.iter().any(|rule| error.to_string().contains(rule)) => {}
                Err(error) => wrong.push(format!("{} ({door:?}): {error}", attack.name)),
            }
        }
    }
    println!("{engine:?}: {} attacks", attacks.len());
    assert!(wrong.is_empty(), "{engine:?}:\n{}", wrong.join("\n"));
}

#[tokio::test]
async fn whoever_tampers_is_refused_by_the_database() {
    each_engine(|base| async move {
        prepare(&base.db).await;
        clean(&base.db).await;
        let s = Spelled { postgres: base.db.engine() == Engine::Postgres };
        let mut attacks = forged(&base, &s).await;
        attacks.extend(journal(&s));
        attacks.extend(periods(&s));
        attacks.extend(records(&s));
        attacks.extend(peculiar(&s));
        try_all(&base, &attacks).await;
        clean(&base.db).await;
        // … and the books go on.
        let mut tx = base.db.write().await.unwrap();
        assert_eq!(book::post(&mut tx, saved(day(11, 20), 1_000)).await, EntryNo(7));
        tx.commit().await.unwrap();
        clean(&base.db).await;
    })
    .await;
}
