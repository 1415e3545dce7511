//! A laptop whose keys are right and whose data file was worked on: what it may not say to the programme, and what comes
//! back after the programme lost something itself.
use super::{
    Machine,
    bad::{pair, refusal, rows, seal},
};
use crate::support::{
    actor::{FOREIGN, OWN, World, now},
    databases::{Database, sqlite},
};
use domain::bundles::Misfit;
use sansom::{
    bundles::{
        keep::{self, Kind, Turn},
        send,
        store::{self as bundles, Instance},
        take::Refusal,
    },
    groups::store as groups,
    members::store as members,
    store::{BookId, Db},
};
use sqlx::{Connection, Executor, SqliteConnection};
use std::sync::Arc;
use uuid::Uuid;

/// Orders past every rule of the program, as somebody gives them who has the data file.
async fn orders(machine: &Machine, text: &'static str) {
    let mut raw = SqliteConnection::connect(&machine.base.url).await.unwrap();
    raw.execute(text).await.unwrap();
    raw.close().await.unwrap();
}

async fn count(machine: &Machine, sql: &'static str) -> i64 {
    machine.db().read().await.unwrap().value(sql, ()).await.unwrap()
}

async fn own(machine: &Machine) -> Instance {
    keep::own(&mut machine.db().read().await.unwrap()).await.unwrap().unwrap()
}

async fn group_book(machine: &Machine, code: &str) -> BookId {
    groups::group(&mut machine.db().read().await.unwrap(), code).await.unwrap().unwrap().book
}

/// A copy of a machine's books as they are now, which it goes on with.
async fn copy(machine: &Machine) -> Machine {
    let path = machine.base.folder.0.join(format!("{}.db", Uuid::now_v7()));
    machine.db().snapshot_to(&path).await.unwrap();
    let url = format!("sqlite:{}", path.display());
    let db = Db::open(&url).await.unwrap();
    machine.over(Database { db, url, server: None, folder: Arc::clone(&machine.base.folder) })
}

async fn everything(from: &Machine, to: &Machine) -> Vec<u8> {
    let mut tx = from.db().write().await.unwrap();
    let made = send::make(&mut tx, from.desk(), to.id, true).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    made.file
}

#[tokio::test]
async fn who_may_sign_in_at_the_office_is_not_said_by_a_laptop() {
    sqlite(|base| async move {
        let (office, laptop) = pair(base).await;
        // It passes itself off as a programme, so that passwords travel, and its village has a treasurer of its own making.
        orders(
            &laptop,
            "insert into app_user (id, login, name, password, must_change, language, digits, created_at)
               select unhex('0193c0de00007000800000000000aaaa'), 'intruder', 'intruder', password, false, language, digits, created_at
                 from app_user where login = 'treasurer-own-1';
             insert into app_role (user_id, no, role, book_id)
               select unhex('0193c0de00007000800000000000aaaa'), 1, 'treasurer', book_id from savings_group;
             update instance set kind = 'programme' where own;",
        )
        .await;
        let before = count(&office, "select count(*) from app_role").await;
        office.takes(&laptop.makes(&office).await).await;
        assert_eq!(count(&office, "select count(*) from app_user where login = 'intruder'").await, 1, "she is known by name");
        let may = "select count(*) from app_user where login = 'intruder' and (disabled_at is null or password <> '!')";
        assert_eq!(count(&office, may).await, 0, "and cannot sign in");
        assert_eq!(count(&office, "select count(*) from app_role").await, before);
    })
    .await;
}

#[tokio::test]
async fn laptops_take_nothing_from_each_other() {
    sqlite(|base| async move {
        let (office, laptop) = pair(base).await;
        let other = Machine::laptop("Other", now()).await;
        office.meets(&other).await;
        // Each knows the other by name, as from the records of a book that both kept.
        for (one, known) in [(&laptop, own(&other).await), (&other, own(&laptop).await)] {
            let mut tx = one.db().write().await.unwrap();
            bundles::add_instance(&mut tx, &Instance { own: false, ..known }, None).await.unwrap();
            tx.commit().await.unwrap();
        }
        let before = rows(&laptop).await;
        assert!(matches!(refusal(&laptop, &other.makes(&laptop).await).await, Refusal::Stranger));
        assert_eq!(rows(&laptop).await, before);
    })
    .await;
}

#[tokio::test]
async fn nobody_but_the_members_of_the_group_is_told_anew() {
    sqlite(|base| async move {
        let (office, laptop) = pair(base).await;
        let foreign = group_book(&office, FOREIGN).await;
        let mut tx = office.db().read().await.unwrap();
        let riel = groups::group(&mut tx, FOREIGN).await.unwrap().unwrap().commodity;
        let hers = members::members(&mut tx, foreign, &riel).await.unwrap()[0].person_id;
        drop(tx);
        // The laptop makes a woman of another organisation a member, with a name of its own choosing.
        let mut tx = laptop.db().write().await.unwrap();
        let sql = "insert into person (id, organisation_id, family_name_km, given_name_km, family_name_latin, given_name_latin)
                   select $1, organisation_id, 'ក', 'ក', 'Other', 'Name' from savings_group";
        tx.run(sql, (hers,)).await.unwrap();
        let book = groups::group(&mut tx, OWN).await.unwrap().unwrap().book;
        members::add_member(&mut tx, book, hers, 9, now().date_naive()).await.unwrap();
        tx.commit().await.unwrap();
        let before = rows(&office).await;
        let Refusal::Strange(what) = refusal(&office, &laptop.makes(&office).await).await else { panic!("taken") };
        assert_eq!(what, "a person who is no member");
        assert_eq!(rows(&office).await, before);
    })
    .await;
}

#[tokio::test]
async fn a_book_that_nobody_handed_over_does_not_come_from_a_laptop() {
    sqlite(|base| async move {
        let (office, laptop) = pair(base).await;
        // It founds a book of its own making: the one it keeps, under another name.
        orders(&laptop, "drop trigger book_fixed; update book set uid = unhex('0193c0de00007000800000000000bbbb');").await;
        let before = rows(&office).await;
        let refused = refusal(&office, &everything(&laptop, &office).await).await;
        assert!(matches!(refused, Refusal::Guard(_) | Refusal::Keeping(_)), "{refused:?}");
        assert_eq!(rows(&office).await, before);
    })
    .await;
}

#[tokio::test]
async fn an_office_that_lost_the_handing_over_takes_the_book_with_it() {
    sqlite(|base| async move {
        World::new(base.clone()).await;
        let office = Machine::named(base, "Office", Kind::Programme, now()).await;
        let laptop = Machine::laptop("Laptop", now()).await;
        office.meets(&laptop).await;
        let restored = copy(&office).await;
        office.turns(group_book(&office, OWN).await, Turn::Over(laptop.id)).await;
        laptop.takes(&office.makes(&laptop).await).await;
        seal(&laptop, 0).await;
        let taken = restored.takes(&everything(&laptop, &office).await).await;
        assert_eq!((taken.books[0].keepings, taken.books[0].took.new["meeting"]), (1, 1));
        restored.is_sound().await;
        let mut tx = restored.db().read().await.unwrap();
        let kept = bundles::away(&mut tx, group_book(&restored, OWN).await).await.unwrap();
        assert_eq!(kept.as_deref(), Some("Laptop"));
        drop(tx);
        restored.base.db.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_laptop_that_works_on_from_an_older_copy_is_told_so() {
    sqlite(|base| async move {
        let (office, laptop) = pair(base).await;
        let older = copy(&laptop).await;
        seal(&laptop, 1).await;
        office.takes(&laptop.makes(&office).await).await;
        let Refusal::Forked(forks) = refusal(&older, &everything(&office, &laptop).await).await else { panic!("taken") };
        assert_eq!(forks[0].misfit, Some(Misfit::Older { here: 2, there: 3 }));
        older.base.db.close().await;
    })
    .await;
}
