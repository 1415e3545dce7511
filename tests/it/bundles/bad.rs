//! Bundles that are not right: refused as a whole with the reason, and nothing of them taken.
use super::Machine;
use crate::support::{
    actor::{OWN, World, now},
    databases::{Database, each_engine, sqlite},
};
use chrono::TimeDelta;
use sansom::{
    bundles::{
        file::Unreadable,
        keep::{self, Kind, Turn},
        send,
        take::{self, Outcome, Refusal},
    },
    groups::store as groups,
    store::{Db, Error},
};
use std::sync::Arc;

/// An office over a small programme, and a laptop that keeps the book of [`OWN`] and has a meeting that is new.
pub(super) async fn pair(base: Database) -> (Machine, Machine) {
    World::new(base.clone()).await;
    let office = Machine::named(base, "Office", Kind::Programme, now()).await;
    let laptop = Machine::laptop("Laptop", now()).await;
    office.meets(&laptop).await;
    let book = groups::group(&mut office.db().read().await.unwrap(), OWN).await.unwrap().unwrap().book;
    office.turns(book, Turn::Over(laptop.id)).await;
    laptop.takes(&office.makes(&laptop).await).await;
    seal(&laptop, 0).await;
    (office, laptop)
}

pub(super) async fn seal(machine: &Machine, weeks: i64) {
    let at = now() + TimeDelta::weeks(weeks);
    World::at(machine.base.clone(), at).seal(OWN, at.date_naive()).await;
}

pub(super) async fn refusal(machine: &Machine, file: &[u8]) -> Refusal {
    match machine.tries(file).await {
        Outcome::Refused(refusal) => refusal,
        other => panic!("{other:?}"),
    }
}

pub(super) async fn rows(machine: &Machine) -> Vec<(String, String)> {
    crate::access::contents(&machine.base).await
}

#[tokio::test]
async fn what_is_not_for_us_or_was_changed_is_refused_and_leaves_nothing() {
    each_engine(|base| async move {
        let (office, laptop) = pair(base).await;
        let file = laptop.makes(&office).await;
        let before = rows(&office).await;
        assert!(matches!(refusal(&office, b"a picture").await, Refusal::Unreadable(Unreadable::NoBundle)));
        for at in [20, file.len() / 2, file.len() - 1] {
            let mut other = file.clone();
            other[at] ^= 1;
            assert!(
                matches!(refusal(&office, &other).await, Refusal::Unreadable(_) | Refusal::ForAnother | Refusal::Stranger),
                "byte {at}"
            );
        }
        assert!(matches!(refusal(&office, &file[..file.len() - 7]).await, Refusal::Unreadable(Unreadable::Changed)));
        assert!(matches!(refusal(&laptop, &file).await, Refusal::ForAnother), "its own");
        // Another programme, and a laptop that nobody here has met.
        let stranger = Machine::laptop("Elsewhere", now()).await;
        let card = keep::Card::of(&keep::own(&mut office.db().read().await.unwrap()).await.unwrap().unwrap()).unwrap();
        let mut tx = stranger.db().write().await.unwrap();
        keep::meet(&mut tx, stranger.desk(), &card).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        assert!(matches!(refusal(&office, &stranger.makes(&office).await).await, Refusal::Stranger));
        assert_eq!(rows(&office).await, before);
        office.takes(&file).await;
    })
    .await;
}

#[tokio::test]
async fn a_server_that_lost_something_says_what_is_missing_and_takes_the_whole_book() {
    sqlite(|base| async move {
        let (office, laptop) = pair(base.clone()).await;
        let copy = base.folder.0.join("copy.db");
        base.db.snapshot_to(&copy).await.unwrap();
        office.takes(&laptop.makes(&office).await).await;
        laptop.takes(&office.makes(&laptop).await).await;
        seal(&laptop, 1).await;
        let second = laptop.makes(&office).await;
        // The office goes on with its copy of before.
        let url = format!("sqlite:{}", copy.display());
        let db = Db::open(&url).await.unwrap();
        let restored = office.over(Database { db, url, ..base.clone() });
        let Refusal::Gap { here, after, .. } = refusal(&restored, &second).await else { panic!("a gap") };
        assert_eq!((here, after), (1, 2));
        let mut tx = laptop.db().write().await.unwrap();
        let whole = send::make(&mut tx, laptop.desk(), office.id, true).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        let taken = restored.takes(&whole.file).await;
        assert_eq!((taken.books[0].took.new["meeting"], taken.books[0].head_no), (2, 3));
        restored.is_sound().await;
        restored.base.db.close().await;
    })
    .await;
}

#[tokio::test]
async fn two_copies_of_a_laptop_that_both_wrote_are_told_apart() {
    sqlite(|base| async move {
        let (office, laptop) = pair(base).await;
        office.takes(&laptop.makes(&office).await).await;
        laptop.takes(&office.makes(&laptop).await).await;
        let copy = laptop.base.folder.0.join("copy.db");
        laptop.db().snapshot_to(&copy).await.unwrap();
        let url = format!("sqlite:{}", copy.display());
        let db = Db::open(&url).await.unwrap();
        let base = Database { db, url, server: None, folder: Arc::clone(&laptop.base.folder) };
        let twin = laptop.over(base);
        seal(&laptop, 1).await;
        seal(&twin, 2).await;
        office.takes(&laptop.makes(&office).await).await;
        assert!(matches!(refusal(&office, &twin.makes(&office).await).await, Refusal::NumberTaken(2)));
        let Refusal::Forked(forks) = refusal(&office, &twin.makes(&office).await).await else { panic!("a fork") };
        let [entry] = &forks[0].entries[..] else { panic!("{forks:?}") };
        assert_eq!(entry.no, 3);
        assert_ne!(entry.here.as_ref().unwrap().day, entry.brought.as_ref().unwrap().day);
        office.is_sound().await;
        twin.base.db.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_clock_a_year_off_is_told_and_the_bundle_taken() {
    sqlite(|base| async move {
        let (office, laptop) = pair(base).await;
        let ahead = laptop.at(now() + TimeDelta::days(365));
        assert_eq!(office.takes(&ahead.makes(&office).await).await.clock, Some(365));
        let behind = laptop.at(now() - TimeDelta::days(365));
        assert_eq!(office.takes(&behind.makes(&office).await).await.clock, Some(-365));
    })
    .await;
}

#[tokio::test]
async fn a_full_disk_takes_nothing_and_the_same_bundle_goes_when_there_is_room() {
    sqlite(|base| async move {
        let (office, laptop) = pair(base).await;
        for weeks in 1..40 {
            seal(&laptop, weeks).await;
        }
        let file = laptop.makes(&office).await;
        let before = rows(&office).await;
        // Each time there is room for a little more of it.
        let mut full = 0;
        let pages: i64 = office.db().write().await.unwrap().value("pragma page_count", ()).await.unwrap();
        for more in [0, 1, 2, 5, 10, 20] {
            let mut tx = office.db().write().await.unwrap();
            let most = ["pragma max_page_count = 1", "pragma max_page_count = 1000000"];
            tx.run(most[usize::from(more > 10)], ()).await.unwrap();
            drop(tx);
            match take::take(office.db(), office.desk(), &file).await {
                Err(Error::Full) => full += 1,
                Ok(Outcome::Taken(taken)) => {
                    assert_eq!(taken.books[0].took.new["meeting"], 40);
                    break;
                }
                other => panic!("{other:?}"),
            }
            assert_eq!(rows(&office).await, before);
        }
        assert!(full > 0 && pages > 0);
        office.is_sound().await;
    })
    .await;
}

/// A book that somebody tampered with in the laptop's file does not come out right, and is not taken.
#[tokio::test]
async fn a_book_that_was_tampered_with_is_not_taken() {
    sqlite(|base| async move {
        use sqlx::{Connection, Executor};
        let (office, laptop) = pair(base).await;
        let mut raw = sqlx::SqliteConnection::connect(&laptop.base.url).await.unwrap();
        let order = "drop trigger meeting_line_fixed; update meeting_line set savings = savings + 5000 where meeting_no = 2 and party_no = 1";
        raw.execute(order).await.unwrap();
        raw.close().await.unwrap();
        let before = rows(&office).await;
        let Refusal::Unsound(findings) = refusal(&office, &laptop.makes(&office).await).await else { panic!("taken") };
        assert!(findings.iter().any(|finding| finding.place.contains("meeting 2")), "{findings:?}");
        assert_eq!(rows(&office).await, before);
    })
    .await;
}
