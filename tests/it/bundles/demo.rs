//! Every book of the demo that may travel does: all that a group or a bank can hold goes past the guards of another
//! database, whichever engine, and is there what it was here.
use super::Machine;
use crate::{
    guards::lent::lend,
    support::{
        book::prepare,
        databases::{Database, each_engine},
    },
};
use chrono::{DateTime, Utc};
use sansom::{
    bundles::{
        keep::{Kind, Turn},
        store as bundles,
    },
    demo,
    groups::store as groups,
    store::{BookId, Engine, carry},
};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection};
use std::collections::BTreeSet;

fn now() -> DateTime<Utc> {
    "2026-11-22T03:00:00Z".parse().unwrap()
}

/// What no group of the demo did yet.
const NOT_IN_THE_DEMO: [&str; 14] = [
    "reopening",
    "loan_application",
    "loan_guarantor",
    "loan_withdrawn",
    "loan_request",
    "loan_request_decision",
    "share_out",
    "share_out_count",
    "share_out_reinvest",
    "share_out_proposal",
    "share_out_line",
    "share_out_decision",
    "payout",
    "paper",
];

#[tokio::test]
async fn every_book_of_the_demo_travels_and_comes_back() {
    each_engine(|base| async move {
        let office = Machine::named(base, "Office", Kind::Programme, now()).await;
        demo::make(&office.app).await.unwrap();
        let laptop = Machine::laptop("Laptop", now()).await;
        office.meets(&laptop).await;
        let mut books = Vec::new();
        for group in groups::groups(&mut office.db().read().await.unwrap()).await.unwrap() {
            let travelling = bundles::travelling(&mut office.db().read().await.unwrap(), group.book).await.unwrap().unwrap();
            if !travelling.sells {
                office.turns(group.book, Turn::Over(laptop.id)).await;
                books.push((group, travelling.uid));
            }
        }
        assert!(books.len() >= 5, "the demo has groups: {}", books.len());
        let taken = laptop.takes(&office.makes(&laptop).await).await;
        assert_eq!(taken.books.len(), books.len());
        assert!(taken.books.iter().all(|book| book.first && book.took.known == 0 && book.took.mended == 0), "{taken:?}");
        let carried: BTreeSet<&str> = taken.books.iter().flat_map(|book| book.took.new.keys().map(String::as_str)).collect();
        let missing: Vec<&str> = carry::tables().map(|(table, _)| table).filter(|table| !carried.contains(table)).collect();
        assert_eq!(missing, NOT_IN_THE_DEMO);
        laptop.is_sound().await;
        office.is_sound().await;
        for (group, uid) in &books {
            let there = laptop.book(*uid).await;
            let (mut here_tx, mut there_tx) = (office.db().read().await.unwrap(), laptop.db().read().await.unwrap());
            let place = bundles::place(&mut here_tx, group.book).await.unwrap();
            assert_eq!(bundles::place(&mut there_tx, there).await.unwrap(), place, "{}", group.code);
            let here = carry::since(&mut here_tx, group.book, 0).await.unwrap().0;
            let there = carry::since(&mut there_tx, there, 0).await.unwrap().0;
            assert_eq!(there, here, "{}", group.code);
        }
    })
    .await;
}

/// What no group of the demo did yet, a book that was made for the guards did: every sort of loan, a correction, a period
/// opened again, a share-out.
#[tokio::test]
async fn everything_that_a_group_can_decide_travels() {
    each_engine(|base| async move {
        prepare(&base.db).await;
        lend(&base.db).await;
        let office = Machine::named(base.clone(), "Office", Kind::Programme, now()).await;
        let (one, two) = (Machine::laptop("One", now()).await, Machine::laptop("Two", now()).await);
        office.meets(&one).await;
        office.meets(&two).await;
        office.turns(BookId(1), Turn::Over(one.id)).await;
        let taken = one.takes(&office.makes(&one).await).await;
        let new = &taken.books[0].took.new;
        let missing: Vec<&str> = NOT_IN_THE_DEMO.into_iter().filter(|table| !new.contains_key(*table)).collect();
        assert_eq!(missing, ["paper"]);
        one.is_sound().await;
        // And once more, out of the copy.
        office.turns(BookId(1), Turn::Lost("its battery burst")).await;
        office.turns(BookId(1), Turn::Over(two.id)).await;
        two.takes(&office.makes(&two).await).await;
        two.is_sound().await;
    })
    .await;
}

/// What `carried.txt` says and what the tables have: a column that was added to a table must travel, or say why not.
#[tokio::test]
async fn every_column_of_a_carried_table_travels() {
    each_engine(|base| async move {
        let mut tx = base.db.read().await.unwrap();
        for (table, carried) in carry::tables() {
            let columns = match base.db.engine() {
                Engine::Sqlite => "select name from pragma_table_info($1) order by cid",
                Engine::Postgres => {
                    "select cast(column_name as text) from information_schema.columns
                      where table_schema = 'public' and table_name = $1 order by ordinal_position"
                }
            };
            let columns: Vec<(String,)> = tx.all(columns, (table,)).await.unwrap();
            let columns: Vec<String> = columns.into_iter().map(|(name,)| name).filter(|name| !STAYS.contains(&(table, name))).collect();
            let carried: Vec<String> = ["book_id"].into_iter().chain(carried).map(str::to_owned).collect();
            assert_eq!(sorted(columns), sorted(carried), "{table}");
        }
        // A table of a book is carried, made anew from what is carried, or is not a village's.
        let tables = match base.db.engine() {
            Engine::Sqlite => {
                "select m.name from sqlite_schema m, pragma_table_info(m.name) c where m.type = 'table' and c.name = 'book_id' order by 1"
            }
            Engine::Postgres => {
                "select cast(c.table_name as text) from information_schema.columns c
                   join information_schema.tables t on t.table_name = c.table_name and t.table_schema = c.table_schema
                  where c.table_schema = 'public' and c.column_name = 'book_id' and t.table_type = 'BASE TABLE' order by 1"
            }
        };
        let tables: Vec<(String,)> = tx.all(tables, ()).await.unwrap();
        let known: BTreeSet<&str> = carry::tables().map(|(table, _)| table).chain(MADE_ANEW).chain(AT_THE_OFFICE).collect();
        for (table,) in tables {
            assert!(known.contains(table.as_str()), "{table} has a book and nobody said whether it travels");
        }
    })
    .await;
}

fn sorted(mut list: Vec<String>) -> Vec<String> {
    list.sort();
    list
}

/// Columns that stay.
const STAYS: [(&str, &str); 1] = [("savings_group", "practice")];
/// Made anew by writing what is carried, or kept by each instance for itself.
const MADE_ANEW: [&str; 10] =
    ["posting", "balance", "audit_head", "loan_state", "written", "keeping", "taking", "bundle_book", "app_role", "practice_group"];
/// Of awards, cooperatives, the market, plans and the programme.
const AT_THE_OFFICE: [&str; 24] = [
    "award",
    "award_act",
    "award_grant",
    "award_upload",
    "code_view",
    "audit_sample",
    "audit_sample_item",
    "audit_test",
    "finding",
    "finding_event",
    "audit_certificate",
    "grant_code",
    "grant_service",
    "coop",
    "coop_laws",
    "coop_request",
    "coop_request_decision",
    "coop_act",
    "farm_sale",
    "support",
    "plan_subject",
    "buyer",
    "buyer_offer",
    "household",
];

/// A data file of before there was an order of writing: it is made from what is there, and a book travels by it.
#[tokio::test]
async fn a_book_of_before_travels_in_the_order_that_is_made_for_it() {
    each_engine(|base| async move {
        let office = Machine::named(base.clone(), "Office", Kind::Programme, now()).await;
        demo::make(&office.app).await.unwrap();
        order_anew(&base).await;
        office.is_sound().await;
        let laptop = Machine::laptop("Laptop", now()).await;
        office.meets(&laptop).await;
        for group in groups::groups(&mut office.db().read().await.unwrap()).await.unwrap() {
            let travelling = bundles::travelling(&mut office.db().read().await.unwrap(), group.book).await.unwrap().unwrap();
            if !travelling.sells {
                office.turns(group.book, Turn::Over(laptop.id)).await;
            }
        }
        laptop.takes(&office.makes(&laptop).await).await;
        laptop.is_sound().await;
    })
    .await;
}

/// Empties the order of writing and makes it again, by the migration's own text.
async fn order_anew(base: &Database) {
    let text = include_str!("../../../migrations/0029_bundles.sql");
    let at = text.find("INSERT INTO written").expect("the migration fills it");
    let part: String = text[at..].lines().map(|line| line.split("--").next().unwrap_or_default()).collect::<Vec<_>>().join("\n");
    if base.db.engine() == Engine::Sqlite {
        let order = part.replace("TIMESTAMPTZ", "TEXT");
        let mut raw = SqliteConnection::connect(&base.url).await.unwrap();
        let stays = "create trigger written_stays before delete on written begin select raise(abort, 'x'); end";
        raw.execute(AssertSqlSafe(format!("begin; drop trigger written_stays; delete from written; {order}; {stays}; commit")))
            .await
            .unwrap();
        raw.close().await.unwrap();
    } else {
        let mut raw = PgConnection::connect(&base.url).await.unwrap();
        let all = format!(
            "begin; alter table written disable trigger all; delete from written; {part}; alter table written enable trigger all; commit"
        );
        raw.execute(AssertSqlSafe(all)).await.unwrap();
    }
}
