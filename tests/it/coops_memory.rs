//! Acts that an earlier request read are kept in memory: whatever others write, roll back or see, a cooperative is loaded as
//! it stands in the transaction that asks.
use crate::{
    cli::good,
    support::databases::{Database, Folder, each_engine},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::coops::{Act, Ask, acts::Flow};
use sansom::{
    coops::{
        store::{self, CoopRow},
        write::{self, Outcome, Wish},
    },
    groups::store::{Group, group_of_book},
    meetings::seal::Act as By,
    store::{Db, Tx},
    users::store as users,
};
use uuid::Uuid;

const FILE: &str = "organisation = \"CE\"\ncode = \"MILL-1\"\nname_latin = \"Rice mill\"\nopened_on = \"2026-01-05\"\n\
    [laws]\nshares = { par = 20000 }\n[[member]]\nfamily_name_latin = \"Member\"\ngiven_name_latin = \"One\"\nshares = 50\n";

struct Mill {
    group: Group,
    coop: CoopRow,
    by: Uuid,
}

impl Mill {
    async fn founded(base: &Database) -> Mill {
        let folder = Folder::new();
        let path = folder.0.join("coop.toml");
        std::fs::write(&path, FILE).unwrap();
        good(base, &["user", "add", "admin", "--role", "administrator", "--password-stdin"]);
        good(base, &["organisation", "add", "CE", "--name-latin", "Centre"]);
        good(base, &["import", "coop", path.to_str().unwrap()]);
        let mut tx = base.db.read().await.unwrap();
        let coop = store::coop(&mut tx, "MILL-1").await.unwrap().unwrap();
        let group = group_of_book(&mut tx, coop.book.0).await.unwrap().unwrap();
        let by = users::by_login(&mut tx, "admin").await.unwrap().unwrap().id;
        Mill { group, coop, by }
    }

    /// Grants the cooperative so much; the act.
    async fn grant(&self, tx: &mut Tx, amount: i64) -> i64 {
        let day = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
        let at: DateTime<Utc> = day.and_hms_opt(3, 0, 0).unwrap().and_utc();
        let ask = Ask::Money { flow: Flow::Grant, amount, memo: String::new() };
        let wish = Wish { key: Uuid::now_v7(), day, known: true, ask: &ask };
        let by = By { by: self.by, at, today: day };
        match write::ask(tx, &self.group, &self.coop, &wish, by).await.unwrap() {
            Outcome::Written(no) => no,
            other => panic!("{other:?}"),
        }
    }

    async fn granted(&self, db: &Db, amount: i64) -> i64 {
        let mut tx = db.write().await.unwrap();
        let no = self.grant(&mut tx, amount).await;
        tx.commit().await.unwrap();
        no
    }

    /// The acts that are loaded are those that stand in the table, as this transaction sees it; how many there are.
    async fn holds(&self, tx: &mut Tx) -> i64 {
        let loaded = store::load(tx, &self.coop, &self.group).await.unwrap().acts;
        let rows = store::act_rows(tx, &self.coop).await.unwrap();
        let stand: Vec<Act> = rows.iter().map(|row| row.read().unwrap()).collect();
        assert_eq!(loaded, stand);
        loaded.last().unwrap().no
    }

    async fn now(&self, db: &Db) -> i64 {
        self.holds(&mut db.read().await.unwrap()).await
    }
}

#[tokio::test]
async fn a_cooperative_is_loaded_as_it_stands_whoever_wrote() {
    each_engine(|base| async move {
        let mill = Mill::founded(&base).await;
        let (ours, theirs) = (&base.db, Db::connect(&base.url).await.unwrap());
        let begun = mill.now(ours).await;
        // Another process writes.
        assert_eq!(mill.granted(&theirs, 1_000).await, begun + 1);
        assert_eq!((mill.now(ours).await, mill.now(&theirs).await), (begun + 1, begun + 1));
        // A page that began before sees what stood then, though more is known by now.
        let mut before = ours.read().await.unwrap();
        assert_eq!(mill.holds(&mut before).await, begun + 1);
        mill.granted(&theirs, 2_000).await;
        assert_eq!(mill.now(ours).await, begun + 2);
        assert_eq!(mill.holds(&mut before).await, begun + 1);
        drop(before);
        assert_eq!(mill.now(ours).await, begun + 2);
        // What is rolled back has never been, and its number is given to something else.
        let mut tx = ours.write().await.unwrap();
        assert_eq!(mill.grant(&mut tx, 3_000).await, begun + 3);
        assert_eq!(mill.grant(&mut tx, 4_000).await, begun + 4);
        assert_eq!(mill.holds(&mut tx).await, begun + 4);
        drop(tx);
        assert_eq!(mill.granted(&theirs, 5_000).await, begun + 3);
        assert_eq!(mill.now(ours).await, begun + 3);
        assert_eq!(mill.granted(ours, 6_000).await, begun + 4);
        assert_eq!((mill.now(ours).await, mill.now(&theirs).await), (begun + 4, begun + 4));
        theirs.close().await;
    })
    .await;
}
