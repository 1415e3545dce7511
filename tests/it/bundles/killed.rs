//! A program that is killed in the middle of taking a bundle has taken all of it or nothing, a hundred times over.
use super::{Machine, app};
use crate::support::{
    actor::{OWN, World, now},
    databases::{Database, Folder},
};
use chrono::TimeDelta;
use sansom::{
    bundles::{
        keep::{Kind, Turn},
        keys::Keys,
        store as bundles,
    },
    groups::store as groups,
    store::{Db, check},
};
use std::{
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};
use uuid::Uuid;

const MEETINGS: i64 = 40;

/// What stands of the bundle in a data folder: bundles taken, meetings, rows without their meeting or their bundle.
async fn stands(folder: &Path) -> (i64, i64, i64) {
    let db = Db::connect(&format!("sqlite:{}", folder.join("sansom.db").display())).await.unwrap();
    let mut tx = db.read().await.unwrap();
    let bundles = tx.value("select count(*) from bundle where way = 'taken'", ()).await.unwrap();
    let meetings =
        tx.value("select count(*) from meeting m join savings_group g on g.book_id = m.book_id where g.code = $1", (OWN,));
    let meetings = meetings.await.unwrap();
    let left = tx.value(
        "select (select count(*) from taking) + (select count(*) from meeting_line l where not exists
            (select 1 from meeting m where m.book_id = l.book_id and m.no = l.meeting_no))",
        (),
    );
    let left = left.await.unwrap();
    drop(tx);
    db.close().await;
    (bundles, meetings, left)
}

fn import(folder: &Path, file: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sansom"));
    command.args(["--data", &folder.display().to_string(), "bundle", "import", &file.display().to_string()]);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// The office's data file and keys in a new folder.
fn copied(from: &Path) -> Folder {
    let folder = Folder::new();
    for name in ["sansom.db", "instance.key"] {
        std::fs::copy(from.join(name), folder.0.join(name)).unwrap();
    }
    folder
}

/// An office in a folder, as it stands before the bundle, and the bundle.
async fn prepared() -> (Arc<Folder>, Vec<u8>) {
    let folder = Arc::new(Folder::new());
    let url = format!("sqlite:{}", folder.0.join("sansom.db").display());
    let db = Db::open(&url).await.unwrap();
    let base = Database { db, url, server: None, folder: folder.clone() };
    World::new(base.clone()).await;
    let keys = Arc::new(Keys::of_folder(&folder.0).unwrap());
    let office = Machine { app: app(&base, now(), &keys), base, id: Uuid::nil(), keys }.called("Office", Kind::Programme).await;
    let laptop = Machine::laptop("Laptop", now()).await;
    office.meets(&laptop).await;
    let book = groups::group(&mut office.db().read().await.unwrap(), OWN).await.unwrap().unwrap().book;
    office.turns(book, Turn::Over(laptop.id)).await;
    laptop.takes(&office.makes(&laptop).await).await;
    for week in 0..MEETINGS {
        let at = now() + TimeDelta::weeks(week);
        World::at(laptop.base.clone(), at).seal(OWN, at.date_naive()).await;
    }
    let file = laptop.makes(&office).await;
    office.db().close().await;
    (folder, file)
}

#[tokio::test]
async fn a_hundred_killed_imports_are_whole_or_not_at_all() {
    let (office, bytes) = prepared().await;
    let file = office.0.join("stick.bundle");
    std::fs::write(&file, &bytes).unwrap();
    let before = stands(&office.0).await;
    assert_eq!((before.0, before.1), (0, 1));
    let whole = (1, 1 + MEETINGS, 0);
    // How long one takes that nobody disturbs.
    let undisturbed = copied(&office.0);
    let began = Instant::now();
    assert!(import(&undisturbed.0, &file).status().unwrap().success());
    let takes = began.elapsed();
    assert_eq!(stands(&undisturbed.0).await, whole);
    let mut taken = 0;
    for turn in 0..100u32 {
        let folder = copied(&office.0);
        let mut child = import(&folder.0, &file).spawn().unwrap();
        // Spread over the whole of it and a little beyond, each a random moment within its part.
        let part = takes.as_micros() as u64 * 11 / 1000;
        let within = (Uuid::now_v7().as_u128() as u64) % part.max(1);
        tokio::time::sleep(Duration::from_micros(u64::from(turn) * part + within)).await;
        child.kill().ok();
        child.wait().unwrap();
        let now = stands(&folder.0).await;
        assert!(now == before || now == whole, "turn {turn}: {now:?}");
        taken += u32::from(now == whole);
        if turn % 10 == 9 {
            // The same stick again: taken, or known; and the books come out right.
            assert!(import(&folder.0, &file).status().unwrap().success(), "turn {turn}");
            assert_eq!(stands(&folder.0).await, whole);
            let db = Db::connect(&format!("sqlite:{}", folder.0.join("sansom.db").display())).await.unwrap();
            assert_eq!(check(&db).await.unwrap(), []);
            db.close().await;
        }
    }
    assert!(taken < 100, "some were killed before they had taken it");
    eprintln!("{taken} of 100 had taken it whole when they were killed");
    let db = Db::connect(&format!("sqlite:{}", undisturbed.0.join("sansom.db").display())).await.unwrap();
    let book = groups::group(&mut db.read().await.unwrap(), OWN).await.unwrap().unwrap().book;
    assert!(bundles::away(&mut db.read().await.unwrap(), book).await.unwrap().is_some());
    db.close().await;
}
