//! What somebody changed of loans and share-outs behind the guards is found.
use super::lent::lend;
use crate::support::{
    book::{clean, prepare},
    databases::{Database, sqlite},
};
use sansom::store::{self, Db};
use sqlx::{AssertSqlSafe, Connection, Executor, SqliteConnection, sqlite::SqliteConnectOptions};
use std::str::FromStr;
use uuid::Uuid;

/// What is done to the file, and a part of what `check` says then.
const TAMPERED: [(&str, &str); 19] = [
    ("update loan_state set principal = principal + 1 where loan_no = 1", "loan 1: kept as 7835 owed and 0 lost after event 7"),
    ("update loan_state set open = false where loan_no = 1", "loan 1: kept as"),
    ("delete from loan_state where loan_no = 4", "loan 4: where it stands is not kept"),
    ("delete from loan_event where loan_no = 2", "loan 2: nothing ever happened to it"),
    (
        "update loan_event set interest = interest + 10, principal = principal + 10 where loan_no = 1 and no = 4",
        "loan 1: interest received: its terms and events make 234, and what was posted makes 244",
    ),
    (
        "update loan_instalment set earned = earned + 100 where loan_no = 1 and version = 3 and n = 1",
        "loan 1: interest received: its terms and events make 334, and what was posted makes 234",
    ),
    ("update loan set terms = 'x' where no = 1", "loan 1: it cannot be read"),
    ("update loan set party_no = 2 where no = 1", "party 2: she owes 7834 on her loans, and 0 on account 1110"),
    ("update loan_event set entry_no = 16 where kind = 'settled'", "entry 15: account 1110, party 1"),
    ("delete from loan_request_decision where request_no = 2", "loan 3: it was written-off 1 times, and that was confirmed 0 times"),
    ("update meeting_line set repayment = 4000 where meeting_no = 3 and party_no = 1", "meeting 3: party 1, repayment: her line and her loans differ by 240"),
    ("update meeting_line set loan = null where meeting_no = 4", "meeting 4: party 2, loan: her line and her loans differ by 6000"),
    ("update meeting_line set service_charge = 90 where meeting_no = 2 and party_no = 1", "meeting 2: account 4030, party 1"),
    ("update meeting_other set amount = 4000 where kind = 'external-loan'", "meeting 2: account 2110"),
    ("update share_out_line set gross = 500 where party_no = 2", "share-out 2: its lines and what is kept make 1100, and 1000 was there"),
    ("update share_out_line set principal = 50 where party_no = 1", "share-out 2: party 1: what it settled is not what happened to her loans"),
    ("update share_out_decision set administration = 200, reserve = 100 where share_out_no = 2", "share-out 2: fund 1, account 2210"),
    ("update payout set social_grant = 400", "payout 1: account 5020: it and its entry differ by 100"),
    (
        "insert into share_out_line (book_id, share_out_no, party_no, savings, profit, gross, social, penalty, interest, principal, stays_owed, reinvested)
         values (1, 1, 3, 0, 0, 5, 0, 0, 0, 0, 0, 0)",
        "share_out_line: 1 rows belong to nothing",
    ),
];

#[tokio::test]
async fn check_finds_what_was_done_to_loans_behind_the_guards() {
    sqlite(|base| async move {
        prepare(&base.db).await;
        lend(&base.db).await;
        clean(&base.db).await;
        finds(&base, &TAMPERED).await;
    })
    .await;
}

/// Does each thing to a copy of its own without guards, and sees that `check` says so.
pub async fn finds(base: &Database, tampered: &[(&str, &str)]) {
    let mut missed = Vec::new();
    for (sql, finding) in tampered {
        let found = found_after(base, sql).await;
        if !found.iter().any(|one| one.contains(finding)) {
            missed.push(format!("{sql}: {finding}\nfound {found:#?}"));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

async fn found_after(base: &Database, sql: &str) -> Vec<String> {
    let file = base.db.file().unwrap().with_file_name(format!("{}.db", Uuid::now_v7()));
    base.db.snapshot_to(&file).await.unwrap();
    let url = format!("sqlite:{}", file.display());
    let options = SqliteConnectOptions::from_str(&url).unwrap().foreign_keys(false);
    // The tables' own checks go too; and nobody's power fails here.
    let options = options.pragma("ignore_check_constraints", "ON").pragma("synchronous", "OFF");
    let mut raw = SqliteConnection::connect_with(&options).await.unwrap();
    let triggers: Vec<(String,)> =
        sqlx::query_as("select name from sqlite_schema where type = 'trigger'").fetch_all(&mut raw).await.unwrap();
    let drops: String = triggers.iter().map(|(name,)| format!("drop trigger {name};")).collect();
    raw.execute(AssertSqlSafe(format!("begin; {drops} commit"))).await.unwrap();
    assert!(raw.execute(AssertSqlSafe(sql.to_owned())).await.unwrap().rows_affected() > 0, "{sql}");
    raw.close().await.unwrap();
    let copy = Db::connect(&url).await.unwrap();
    let found = store::check(&copy).await.unwrap().iter().map(ToString::to_string).collect();
    copy.close().await;
    found
}
