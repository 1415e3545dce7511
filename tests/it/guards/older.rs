//! A database written before there were loans goes on, with its guards.
use super::{Attack, attack, try_all};
use crate::support::{
    book::{SREY, clean, day, entry, post, prepare, riel},
    databases::{Database, beside, each_engine},
};
use chrono::Utc;
use ledger::EntryKind;
use sansom::store::{self, Db};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection};
use uuid::Uuid;

/// The last version without loans.
const BEFORE: i64 = 6;

/// Makes an empty database of that version beside another; on PostgreSQL it has a name to be dropped by.
async fn older(base: &Database) -> (Database, Option<String>) {
    let migrator = store::migrator(base.db.engine());
    let mut older = base.clone();
    let Some(server) = &base.server else {
        let file = base.db.file().unwrap().with_file_name("older.db");
        older.url = format!("sqlite:{}", file.display());
        let mut raw = SqliteConnection::connect(&format!("{}?mode=rwc", older.url)).await.unwrap();
        migrator.run_to(BEFORE, &mut raw).await.unwrap();
        raw.close().await.unwrap();
        older.db = Db::connect(&older.url).await.unwrap();
        return (older, None);
    };
    let name = format!("sansom_{}", Uuid::now_v7().simple());
    PgConnection::connect(server).await.unwrap().execute(AssertSqlSafe(format!("create database {name}"))).await.unwrap();
    older.url = beside(server, &name);
    let mut raw = PgConnection::connect(&older.url).await.unwrap();
    migrator.run_to(BEFORE, &mut raw).await.unwrap();
    raw.close().await.unwrap();
    older.db = Db::connect(&older.url).await.unwrap();
    (older, Some(name))
}

/// Other money at a meeting, beside the corrections that stand in the book already.
async fn other_money(db: &Db) {
    let (mut tx, key, on) = (db.write().await.unwrap(), Uuid::from_u128(0xb2), day(11, 20));
    let lines = vec![riel(1, 5010, 0, 500), riel(1, 1010, 0, -500)];
    let no = post(&mut tx, entry(key, on, EntryKind::Ordinary, lines)).await.0;
    tx.run("insert into meeting_other (book_id, meeting_no, line, kind, amount, note) values (1, 2, 1, 'expense', 500, 'tea')", ())
        .await
        .unwrap();
    tx.run(
        "insert into meeting (book_id, no, id, cycle_no, kind, held_on, digest, expected, entry_no, sealed_at, sealed_by)
            values (1, 2, $1, 1, 'regular', $2, $3, 32500, $4, $5, $6)",
        (key, on, vec![7u8; 32], no, Utc::now(), SREY),
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

/// Everything that the migration wrote anew, as text: rows that changed would show.
async fn rows(db: &Db) -> Vec<(i64, String, i64)> {
    let mut tx = db.read().await.unwrap();
    let others = tx.all("select line, note, amount from meeting_other order by book_id, meeting_no, line", ()).await.unwrap();
    let asked = tx.all("select no, reason, was * 1000000 + becomes from correction order by book_id, no", ()).await.unwrap();
    let decided =
        tx.all("select correction_no, decision, entry_no from correction_decision order by correction_no", ()).await.unwrap();
    [others, asked, decided].concat()
}

/// The guards of what was written anew stand again.
fn attacks() -> Vec<Attack> {
    vec![
        attack("other: changed", "a line of a meeting is never changed", "update meeting_other set amount = 1"),
        attack("other: removed", "a line of a meeting is never removed", "delete from meeting_other"),
        attack(
            "other: one more",
            "a sealed meeting takes no more lines",
            "insert into meeting_other (book_id, meeting_no, line, kind, amount) values (1, 2, 2, 'external-loan', 5)",
        ),
        attack("correction: changed", "a correction is never changed", "update correction set becomes = 1"),
        attack("correction: removed", "a correction is never removed", "delete from correction"),
        attack("decision: changed", "a decision is never changed", "update correction_decision set reason = 'x'"),
        attack("decision: removed", "a decision is never removed", "delete from correction_decision"),
    ]
}

#[tokio::test]
async fn a_database_from_before_loans_is_brought_up_to_date() {
    each_engine(|base| async move {
        let (mut old, name) = older(&base).await;
        prepare(&old.db).await;
        other_money(&old.db).await;
        let before = rows(&old.db).await;
        assert_eq!(before.len(), 4);
        old.db.close().await;

        let db = Db::open(&old.url).await.unwrap();
        clean(&db).await;
        assert_eq!(rows(&db).await, before);
        old.db = db.clone();
        try_all(&old, &attacks()).await;
        let mut tx = db.write().await.unwrap();
        let accounts: i64 =
            tx.value("select count(*) from account where book_id = 1 and no in (2020, 2210, 3020, 5040)", ()).await.unwrap();
        assert_eq!(accounts, 4);
        // A correction still finds its decision, and a decision its correction.
        let decide = "insert into correction_decision (book_id, correction_no, decision, reason, decided_by, decided_at)
                      values (1, 2, 'refused', 'it was right', $1, $2)";
        tx.run(decide, (SREY, Utc::now())).await.unwrap();
        tx.commit().await.unwrap();
        if old.server.is_none() {
            let mut tx = db.read().await.unwrap();
            let broken: Vec<(String,)> = tx.all("select \"table\" from pragma_foreign_key_check", ()).await.unwrap();
            assert_eq!(broken, []);
            let anew = "select count(*) from sqlite_schema
                         where instr(sql, 'other_before') + instr(sql, 'correction_before') + instr(sql, 'decision_before') > 0";
            assert_eq!(tx.value::<i64>(anew, ()).await.unwrap(), 0);
        }
        db.close().await;
        if let (Some(server), Some(name)) = (&base.server, name) {
            let drop = format!("drop database {name} with (force)");
            PgConnection::connect(server).await.unwrap().execute(AssertSqlSafe(drop)).await.unwrap();
        }
    })
    .await;
}
