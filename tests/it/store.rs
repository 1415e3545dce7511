//! Posting, reading and checking through the store, on both engines.
use crate::support::{
    book::{BOOK, DARA, FIRST, SREY, clean, day, entry, post, prepare, recorded, riel, saved},
    databases::{Database, beside, each_engine, sqlite},
};
use ledger::{AccountNo, Amount, BalanceKey, Commodity, EntryKind, EntryNo, FundNo, PartyNo, Refusal};
use sansom::store::{self, AuditFilter, Db, Engine, Error, LineFilter, Page, PeriodEvent, PostError};
use sansom::{
    api, awards, banks, books, coops, cycles, groups, health, loans, market, meetings, members, papers, people, periods, plans,
    programme, users,
};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection};
use uuid::Uuid;

#[tokio::test]
async fn every_statement_is_known_to_both_engines() {
    each_engine(|base| async move {
        let mut tx = base.db.write().await.unwrap();
        let features = [
            ("api", api::store::STATEMENTS),
            ("awards", awards::store::STATEMENTS),
            ("awards::audit", awards::audit::store::STATEMENTS),
            ("awards::codes", awards::codes::store::STATEMENTS),
            ("banks", banks::store::STATEMENTS),
            ("books", books::store::STATEMENTS),
            ("bundles", sansom::bundles::store::STATEMENTS),
            ("coops", coops::store::STATEMENTS),
            ("cycles", cycles::store::STATEMENTS),
            ("demo::whole", sansom::demo::whole::store::STATEMENTS),
            ("groups", groups::store::STATEMENTS),
            ("health", health::store::STATEMENTS),
            ("loans", loans::store::STATEMENTS),
            ("market", market::store::STATEMENTS),
            ("market::farm_sales", market::farm_sales::store::STATEMENTS),
            ("training::coaching", sansom::training::coaching::store::STATEMENTS),
            ("training::coaching::visits", sansom::training::coaching::visits::store::STATEMENTS),
            ("training::sessions", sansom::training::sessions::store::STATEMENTS),
            ("meetings", meetings::store::STATEMENTS),
            ("members", members::store::STATEMENTS),
            ("papers", papers::store::STATEMENTS),
            ("programme", programme::store::STATEMENTS),
            ("programme::accounts", programme::accounts::store::STATEMENTS),
            ("programme::supports", programme::supports::store::STATEMENTS),
            ("programme::targets", programme::targets::store::STATEMENTS),
            ("people", people::store::STATEMENTS),
            ("people::listed", people::listed::store::STATEMENTS),
            ("people::matching", people::matching::store::STATEMENTS),
            ("periods", periods::store::STATEMENTS),
            ("plans", plans::store::STATEMENTS),
            ("plans::books", plans::books::store::STATEMENTS),
            ("practice", sansom::practice::store::STATEMENTS),
            ("users", users::store::STATEMENTS),
        ];
        let features = features.into_iter().flat_map(|(module, list)| list.iter().map(move |&(name, sql)| (module, name, sql)));
        for (module, name, sql) in store::own_statements().chain(features) {
            tx.check(sql).await.unwrap_or_else(|error| panic!("{module}::{name}: {error}"));
        }
    })
    .await;
}

#[tokio::test]
async fn the_same_key_posts_once_and_another_entry_under_it_is_refused() {
    each_engine(|base| async move {
        prepare(&base.db).await;
        let mut tx = base.db.write().await.unwrap();
        let one = saved(day(11, 20), 500);
        let first = store::post(&mut tx, BOOK, one.clone(), recorded(SREY)).await.unwrap();
        let again = store::post(&mut tx, BOOK, one.clone(), recorded(DARA)).await.unwrap();
        assert_eq!((first.no, first.again, again.no, again.again, again.hash), (EntryNo(7), false, EntryNo(7), true, first.hash));
        let other = entry(one.key().0, day(11, 20), EntryKind::Ordinary, vec![riel(1, 1010, 0, 501), riel(1, 2010, 1, -501)]);
        let refused = store::post(&mut tx, BOOK, other, recorded(SREY)).await.unwrap_err();
        assert!(matches!(refused, PostError::Refused(Refusal::KeyTaken(EntryNo(7)))), "{refused}");
        tx.commit().await.unwrap();
        for (entry, refusal) in [
            (saved(day(10, 31), 500), Refusal::PeriodClosed { through: day(10, 31) }),
            (
                entry(
                    Uuid::now_v7(),
                    day(11, 20),
                    EntryKind::Reversal(EntryNo(2)),
                    vec![riel(1, 1010, 0, -1), riel(1, 2010, 1, 1)],
                ),
                Refusal::NotTheReverse(EntryNo(2)),
            ),
            (
                entry(
                    Uuid::now_v7(),
                    day(11, 20),
                    EntryKind::Reversal(EntryNo(5)),
                    vec![riel(1, 1010, 0, -7_000), riel(1, 2010, 1, 7_000)],
                ),
                Refusal::ReversedAlready(EntryNo(5)),
            ),
            (
                entry(
                    Uuid::now_v7(),
                    day(11, 20),
                    EntryKind::Correction(EntryNo(9)),
                    vec![riel(1, 1010, 0, -1), riel(1, 2010, 1, 1)],
                ),
                Refusal::MendsNothing,
            ),
        ] {
            let mut tx = base.db.write().await.unwrap();
            match store::post(&mut tx, BOOK, entry, recorded(SREY)).await {
                Err(PostError::Refused(why)) => assert_eq!(why, refusal),
                other => panic!("{refusal:?}: {other:?}"),
            }
        }
        clean(&base.db).await;
    })
    .await;
}

#[tokio::test]
async fn many_who_post_at_once_leave_no_gap_and_one_key_one_entry() {
    each_engine(|base| async move {
        prepare(&base.db).await;
        let same = saved(day(11, 21), 100);
        let mut all = tokio::task::JoinSet::new();
        for _ in 0..8 {
            let (db, same) = (base.db.clone(), same.clone());
            all.spawn(async move {
                for n in 0..6 {
                    let mut tx = db.write().await.unwrap();
                    let entry = if n == 3 { same.clone() } else { saved(day(11, 21), 100) };
                    store::post(&mut tx, BOOK, entry, recorded(SREY)).await.unwrap();
                    store::record(&mut tx, Some(BOOK), Some(SREY), "meeting-sealed", "2", chrono::Utc::now()).await.unwrap();
                    tx.commit().await.unwrap();
                }
            });
        }
        while let Some(done) = all.join_next().await {
            done.unwrap();
        }
        let mut tx = base.db.read().await.unwrap();
        assert_eq!(store::head(&mut tx, BOOK).await.unwrap().last.map(|(no, _)| no), Some(EntryNo(6 + 8 * 5 + 1)));
        drop(tx);
        clean(&base.db).await;
    })
    .await;
}

#[tokio::test]
async fn balances_entries_and_lines_are_read_as_posted() {
    each_engine(|base| async move {
        prepare(&base.db).await;
        let mut tx = base.db.read().await.unwrap();
        let key = |fund, account, party: i64| BalanceKey {
            fund: FundNo(fund),
            account: AccountNo(account),
            party: (party != 0).then_some(PartyNo(party)),
            commodity: Commodity::KHR,
        };
        let of =
            |list: &[(BalanceKey, Amount)], key| list.iter().find(|(of, _)| *of == key).map_or(0, |(_, amount)| amount.quantity());
        let now = store::balances(&mut tx, BOOK).await.unwrap();
        assert_eq!(
            [of(&now, key(1, 1010, 0)), of(&now, key(2, 1010, 0)), of(&now, key(1, 2010, 1)), of(&now, key(1, 5090, 0))],
            [28_000, 5_000, -32_000, 2_000]
        );
        let then = store::balances_as_of(&mut tx, BOOK, day(10, 31)).await.unwrap();
        assert_eq!([of(&then, key(1, 1010, 0)), of(&then, key(1, 2010, 1)), of(&then, key(1, 5090, 0))], [40_000, -30_000, 0]);
        let hers = store::balances_of_party(&mut tx, BOOK, PartyNo(1)).await.unwrap();
        assert_eq!((hers.len(), of(&hers, key(1, 2010, 1)), of(&hers, key(2, 3110, 1))), (2, -32_000, -5_000));

        let passbook = LineFilter { party: Some(PartyNo(1)), ..LineFilter::default() };
        let lines = store::postings_of_account(&mut tx, BOOK, AccountNo(2010), passbook, Page::ALL).await.unwrap();
        let running: Vec<_> = lines.lines.iter().map(|line| (line.entry.0, line.running.quantity())).collect();
        assert_eq!(running, [(1, -20_000), (2, -30_000), (4, -32_000), (5, -39_000), (6, -32_000)]);
        let november = LineFilter { from: Some(day(11, 1)), to: Some(day(11, 6)), fund: Some(FundNo(1)), ..LineFilter::default() };
        let cash = store::postings_of_account(&mut tx, BOOK, AccountNo(1010), november, Page { skip: 0, most: 1 }).await.unwrap();
        assert_eq!((cash.opening, cash.closing, cash.count), (vec![Commodity::KHR.of(40_000)], vec![Commodity::KHR.of(28_000)], 1));
        assert_eq!(cash.lines[0].running, Commodity::KHR.of(28_000));
        let second = store::postings_of_account(&mut tx, BOOK, AccountNo(2010), passbook, Page { skip: 1, most: 1 }).await.unwrap();
        assert_eq!((second.lines.len(), second.lines[0].running.quantity(), second.count), (1, -30_000, 5));
        let (hers, count) = store::postings_of_party(&mut tx, BOOK, PartyNo(1), None, None, Page::ALL).await.unwrap();
        assert_eq!((hers.len(), count, hers[1].running.quantity()), (6, 6, -5_000));

        let second = store::entry(&mut tx, BOOK, EntryNo(2)).await.unwrap().unwrap();
        assert_eq!((second.entry.source(), second.entry.postings().len(), second.entry.on()), (Some(FIRST), 2, day(10, 7)));
        assert_eq!(store::entry(&mut tx, BOOK, EntryNo(99)).await.unwrap(), None);
        let numbers = |list: Vec<ledger::Numbered>| list.into_iter().map(|one| one.no.0).collect::<Vec<_>>();
        assert_eq!(numbers(store::entries(&mut tx, BOOK, Some(EntryNo(6)), 2).await.unwrap()), [5, 4]);
        assert_eq!(numbers(store::entries_from(&mut tx, BOOK, EntryNo(3), 2).await.unwrap()), [3, 4]);
        assert_eq!(numbers(store::entries_between(&mut tx, BOOK, day(10, 1), day(11, 5)).await.unwrap()), [2, 3]);
        assert_eq!(numbers(store::entries_of_source(&mut tx, BOOK, FIRST).await.unwrap()), [2]);
        assert_eq!(numbers(store::mended_by(&mut tx, BOOK, EntryNo(5)).await.unwrap()), [6]);

        let trail = store::trail(&mut tx, Some(BOOK), &AuditFilter::default(), 10).await.unwrap();
        assert_eq!(
            trail.iter().map(|row| (row.no, row.action.as_str())).collect::<Vec<_>>(),
            [(2, "month-closed"), (1, "meeting-sealed")]
        );
        let only = AuditFilter { action: Some("user-added".into()), by: Some(SREY), before: None };
        assert_eq!(store::trail(&mut tx, None, &only, 10).await.unwrap().len(), 1);
        let nobodys = AuditFilter { by: Some(DARA), ..AuditFilter::default() };
        assert_eq!(store::trail(&mut tx, None, &nobodys, 10).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn months_close_in_order_and_two_officers_open_again() {
    each_engine(|base| async move {
        prepare(&base.db).await;
        let mut tx = base.db.write().await.unwrap();
        let now = chrono::Utc::now();
        let close = |through| PeriodEvent::Close { through, entry: None };
        store::move_period(&mut tx, BOOK, close(day(11, 30)), SREY, now).await.unwrap();
        let reopen = PeriodEvent::Reopen { through: Some(day(9, 30)), reason: "a bill came late".into(), confirmed_by: DARA };
        assert_eq!(store::move_period(&mut tx, BOOK, reopen, SREY, now).await.unwrap(), 3);
        assert_eq!(store::head(&mut tx, BOOK).await.unwrap().closed_through, Some(day(9, 30)));
        post(&mut tx, saved(day(10, 5), 100)).await;
        let year = entry(Uuid::now_v7(), day(10, 31), EntryKind::Closing, vec![riel(1, 5090, 0, -2_000), riel(1, 3010, 0, 2_000)]);
        let no = post(&mut tx, year).await;
        store::move_period(&mut tx, BOOK, PeriodEvent::Close { through: day(10, 31), entry: Some(no) }, SREY, now).await.unwrap();
        let error = store::move_period(&mut tx, BOOK, close(day(12, 31)), SREY, now).await.unwrap_err();
        assert_eq!(error.rule(), "months close in order");
        drop(tx);
        clean(&base.db).await;
    })
    .await;
}

/// What the owner of the file or the database can still do, once the guards are taken away, is found.
#[tokio::test]
async fn check_finds_what_was_tampered_with_behind_the_guards() {
    each_engine(|base| async move {
        prepare(&base.db).await;
        let pieces: &[(&[&str], &str)] = &[
            (
                &["update posting set quantity = quantity + 1 where book_id = 1 and entry_no = 2 and line = 1"],
                "entry 2: its postings are not the lines",
            ),
            (&["delete from posting where book_id = 1 and entry_no = 3 and line = 4"], "entry 3: its postings are not the lines"),
            (
                &["update balance set quantity = quantity + 1 where book_id = 1 and fund = 2 and account = 1010"],
                "fund 2, account 1010: kept as 5001 KHR",
            ),
            (&["delete from balance where book_id = 1 and account = 5090"], "fund 1, account 5090: no balance is kept"),
            (&["update entry set memo = 'other' where book_id = 1 and no = 3"], "entry 3: its hash does not follow"),
            (
                &["update entry set lines = replace(lines, '10000', '10001') where book_id = 1 and no = 2"],
                "entry 2: its hash does not follow",
            ),
            (
                &["update book set head_no = 5, head_hash = (select hash from entry where book_id = 1 and no = 5) where id = 1"],
                "head: the book's head is not its last entry",
            ),
            (
                &["update book set closed_through = null where id = 1"],
                "closed period: the book is not closed as its period events say",
            ),
            (
                &[
                    "update period_event set through = '2026-09-30' where book_id = 1",
                    "update book set closed_through = '2026-09-15' where id = 1",
                ],
                "closed period: the book is not closed",
            ),
            (
                &["update meeting_line set savings = 9000 where book_id = 1 and meeting_no = 1 and party_no = 1"],
                "meeting 1: account 2010, party 1: the sheet and its entry differ by 1000",
            ),
            (
                &["update cash_count set pieces = 3 where book_id = 1 and value = 5000"],
                "meeting 1: its notes make 55000, and 45000 was counted",
            ),
            (
                &["update meeting set expected = 46000, counted = 46000 where book_id = 1 and no = 1"],
                "meeting 1: 46000 KHR was in the box, and the book makes it 45000",
            ),
            (&["update audit set subject = '9' where book_id = 1 and no = 1"], "audit line 1: it does not follow"),
            (&["delete from audit where book_id = 0 and no = 2"], "audit: the trail ends with line 1"),
            (
                &["update correction_decision set entry_no = 3 where book_id = 1"],
                "correction 1: it was confirmed, and no entry of its own posts it",
            ),
        ];
        for (sql, finding) in pieces {
            let copy = unguarded(&base).await;
            let mut tx = copy.db.write().await.unwrap();
            for one in *sql {
                assert!(tx.run(*one, ()).await.unwrap() > 0, "{one}");
            }
            tx.commit().await.unwrap();
            let found: Vec<String> = store::check(&copy.db).await.unwrap().iter().map(ToString::to_string).collect();
            assert!(found.iter().any(|one| one.contains(finding)), "{:?}: {sql:?}\nfound {found:#?}", base.db.engine());
            if let Some((server, name)) = copy.drop {
                copy.db.close().await;
                PgConnection::connect(&server)
                    .await
                    .unwrap()
                    .execute(AssertSqlSafe(format!("drop database {name} with (force)")))
                    .await
                    .unwrap();
            }
        }
    })
    .await;
}

struct Unguarded {
    db: Db,
    drop: Option<(String, String)>,
}

/// A copy of a database without its triggers.
async fn unguarded(base: &Database) -> Unguarded {
    match (base.db.engine(), &base.server) {
        (Engine::Postgres, Some(server)) => {
            let name = format!("sansom_{}", Uuid::now_v7().simple());
            let mut admin = PgConnection::connect(server).await.unwrap();
            let from = base.url.rsplit_once('/').unwrap().1;
            admin
                .execute(AssertSqlSafe(format!("select pg_terminate_backend(pid) from pg_stat_activity where datname = '{from}'")))
                .await
                .unwrap();
            let mut tries = 0;
            while admin.execute(AssertSqlSafe(format!("create database {name} template {from}"))).await.is_err() {
                tries += 1;
                assert!(tries < 100, "the database is still in use");
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            }
            let url = beside(server, &name);
            admin.execute(AssertSqlSafe(format!("alter database {name} set session_replication_role = replica"))).await.unwrap();
            Unguarded { db: Db::connect(&url).await.unwrap(), drop: Some((server.clone(), name)) }
        }
        _ => {
            let file = base.db.file().unwrap().with_file_name(format!("{}.db", Uuid::now_v7()));
            base.db.snapshot_to(&file).await.unwrap();
            let url = format!("sqlite:{}", file.display());
            let mut raw = SqliteConnection::connect(&url).await.unwrap();
            let triggers: Vec<(String,)> =
                sqlx::query_as("select name from sqlite_schema where type = 'trigger'").fetch_all(&mut raw).await.unwrap();
            for (name,) in triggers {
                raw.execute(AssertSqlSafe(format!("drop trigger {name}"))).await.unwrap();
            }
            raw.close().await.unwrap();
            Unguarded { db: Db::connect(&url).await.unwrap(), drop: None }
        }
    }
}

#[tokio::test]
async fn a_snapshot_is_whole_and_overwrites_nothing() {
    sqlite(|base| async move {
        prepare(&base.db).await;
        let file = base.db.file().unwrap().with_file_name("copy.db");
        base.db.snapshot_to(&file).await.unwrap();
        let copy = Db::open(&format!("sqlite:{}", file.display())).await.unwrap();
        clean(&copy).await;
        assert_eq!(
            store::head(&mut copy.read().await.unwrap(), BOOK).await.unwrap(),
            store::head(&mut base.db.read().await.unwrap(), BOOK).await.unwrap()
        );
        assert!(matches!(base.db.snapshot_to(&file).await, Err(Error::Io(_))));
    })
    .await;
}

/// After a full disk SQLite has rolled back and sqlx 0.9 does not know; the pool throws such a connection away.
#[tokio::test]
async fn a_full_disk_writes_nothing_and_passes() {
    sqlite(|base| async move {
        prepare(&base.db).await;
        for _ in 0..3 {
            let mut tx = base.db.write().await.unwrap();
            let pages: i64 = tx.value("pragma page_count", ()).await.unwrap();
            assert!(pages > 0);
            tx.run("pragma max_page_count = 1", ()).await.unwrap();
            let mut outcome = Ok(());
            for _ in 0..200 {
                outcome = store::post(&mut tx, BOOK, saved(day(11, 20), 100), recorded(SREY)).await.map(drop);
                if outcome.is_err() {
                    break;
                }
            }
            assert!(matches!(outcome, Err(PostError::Store(Error::Full))), "{outcome:?}");
            drop(tx);
        }
        let mut tx = base.db.write().await.unwrap();
        tx.run("pragma max_page_count = 1000000", ()).await.unwrap();
        assert_eq!(post(&mut tx, saved(day(11, 20), 100)).await, EntryNo(7));
        tx.commit().await.unwrap();
        clean(&base.db).await;
    })
    .await;
}

#[tokio::test]
async fn a_newer_schema_is_refused_and_what_is_away_is_said_to_be() {
    each_engine(|base| async move {
        let mut tx = base.db.write().await.unwrap();
        tx.run("insert into _sqlx_migrations (version, description, success, checksum, execution_time) values (9999, 'later', true, $1, 0)", (vec![1u8],)).await.unwrap();
        tx.commit().await.unwrap();
        let error = Db::open(&base.url).await.unwrap_err();
        assert!(matches!(error, Error::Schema(_)) && error.to_string().contains("newer"), "{error}");
        let nowhere = match base.db.engine() {
            Engine::Sqlite => "sqlite:/nowhere/at/all.db".to_owned(),
            Engine::Postgres => beside(base.server.as_deref().unwrap(), "nowhere"),
        };
        assert!(matches!(Db::connect(&nowhere).await, Err(Error::Away(_))));
        base.db.ping().await.unwrap();
        if let Some(file) = base.db.file() {
            std::fs::remove_file(file).unwrap();
            assert!(matches!(base.db.ping().await, Err(Error::Away(_))));
        }
        base.db.close().await;
        assert!(matches!(base.db.read().await, Err(Error::Away(_))));
    })
    .await;
}

/// On PostgreSQL the application's role appends and reads, and has no right to anything else.
#[tokio::test]
async fn the_application_role_can_keep_books_and_nothing_else() {
    each_engine(|base| async move {
        let Some(server) = &base.server else { return };
        prepare(&base.db).await;
        let mut owner = PgConnection::connect(&base.url).await.unwrap();
        owner.execute(AssertSqlSafe(store::ROLES)).await.unwrap();
        let login = format!("clerk_{}", Uuid::now_v7().simple());
        owner
            .execute(AssertSqlSafe(format!("create role {login} login password 'clerk' in role sansom_application")))
            .await
            .unwrap();
        let (_, address) = server.split_once('@').unwrap();
        let url = beside(&format!("postgres://{login}:clerk@{address}"), base.url.rsplit_once('/').unwrap().1);
        let clerk = Db::open(&url).await.unwrap();
        let mut tx = clerk.write().await.unwrap();
        assert_eq!(post(&mut tx, saved(day(11, 20), 100)).await, EntryNo(7));
        store::record(&mut tx, Some(BOOK), Some(SREY), "entry-posted", "7", chrono::Utc::now()).await.unwrap();
        store::move_period(&mut tx, BOOK, PeriodEvent::Close { through: day(11, 30), entry: None }, SREY, chrono::Utc::now())
            .await
            .unwrap();
        store::add_party(&mut tx, BOOK, Uuid::now_v7()).await.unwrap();
        store::create_book(&mut tx, Uuid::now_v7(), "C", &[], &[]).await.unwrap();
        tx.commit().await.unwrap();
        for sql in [
            "update posting set quantity = 1",
            "delete from entry",
            "truncate posting",
            "update balance set quantity = 0",
            "update book set head_no = 1",
            "update book set closed_through = null",
            "insert into posting values (1, 1, 99, 1, 1010, 0, 'KHR', 5, '2026-11-21')",
            "insert into balance values (1, 1, 5010, 0, 'KHR', 5, 7)",
            "alter table posting disable trigger all",
            "drop trigger entry_posts on entry",
            "set session_replication_role = replica",
            "drop table audit",
            "update meeting set counted = 1",
            "delete from audit",
            "delete from member",
            "create or replace function entry_posts() returns trigger language plpgsql as 'begin return new; end'",
            "create temp table account (no bigint)",
            "create table account2 (no bigint)",
            "copy posting to program 'true'",
            "update reopening set reason = 'other'",
            "update _sqlx_migrations set success = false",
        ] {
            let mut tx = clerk.write().await.unwrap();
            let error = tx.run(sql, ()).await.expect_err(sql).to_string();
            assert!(
                ["permission denied", "must be owner", "must be superuser"].iter().any(|why| error.contains(why)),
                "{sql}: {error}"
            );
        }
        clerk.close().await;
        clean(&base.db).await;
        owner.execute(AssertSqlSafe(format!("drop role {login}"))).await.unwrap();
    })
    .await;
}
