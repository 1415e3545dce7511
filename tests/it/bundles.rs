//! Books that travel: between the programme's server, on either engine, and the laptops of villages.
mod bad;
mod demo;
mod killed;
mod season;
mod trust;

use crate::support::databases::{Database, Folder};
use chrono::{DateTime, Utc};
use sansom::{
    app::{App, Clock, Settings},
    bundles::{
        keep::{self, Card, Desk, Kind, Turn},
        keys::Keys,
        send,
        store::{self as bundles, Instance},
        take::{self, Outcome, Taken},
    },
    papers::press::Press,
    store::{BookId, Db, check},
};
use std::sync::Arc;
use uuid::Uuid;

/// A program with its books: the office, or a laptop.
#[derive(Clone)]
pub(crate) struct Machine {
    pub(crate) app: App,
    pub(crate) base: Database,
    pub(crate) id: Uuid,
    keys: Arc<Keys>,
}

impl Machine {
    /// A new laptop with an empty data file, in a folder that goes with it.
    pub(crate) async fn laptop(name: &str, at: DateTime<Utc>) -> Machine {
        let folder = Arc::new(Folder::new());
        let url = format!("sqlite:{}", folder.0.join("sansom.db").display());
        let db = Db::open(&url).await.unwrap();
        Machine::named(Database { db, url, server: None, folder }, name, Kind::Laptop, at).await
    }

    /// A program over a database that gets a name.
    pub(crate) async fn named(base: Database, name: &str, kind: Kind, at: DateTime<Utc>) -> Machine {
        let keys = Arc::new(Keys::for_a_moment());
        Machine { app: app(&base, at, &keys), base, id: Uuid::nil(), keys }.called(name, kind).await
    }

    /// The same machine with a name.
    async fn called(self, name: &str, kind: Kind) -> Machine {
        let mut tx = self.db().write().await.unwrap();
        let own = keep::name(&mut tx, self.desk(), name, kind).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        Machine { id: own.id, ..self }
    }

    /// The same machine at another instant.
    pub(crate) fn at(&self, at: DateTime<Utc>) -> Machine {
        Machine { app: app(&self.base, at, &self.keys), ..self.clone() }
    }

    /// The same machine over another copy of its books.
    pub(crate) fn over(&self, base: Database) -> Machine {
        Machine { app: app(&base, self.app.now(), &self.keys), base, ..self.clone() }
    }

    pub(crate) fn db(&self) -> &Db {
        &self.base.db
    }

    pub(crate) fn desk(&self) -> Desk<'_> {
        desk(&self.app)
    }

    async fn card(&self) -> Card {
        let own = keep::own(&mut self.db().read().await.unwrap()).await.unwrap().unwrap();
        Card::read(&Card::of(&own).unwrap().written(self.app.keys())).expect("its own card")
    }

    /// Two instances show each other their cards.
    pub(crate) async fn meets(&self, other: &Machine) {
        for (one, other) in [(self, other), (other, self)] {
            let card = other.card().await;
            let mut tx = one.db().write().await.unwrap();
            let met: Instance = keep::meet(&mut tx, one.desk(), &card).await.unwrap().unwrap();
            assert_eq!(met.id, other.id);
            tx.commit().await.unwrap();
        }
    }

    pub(crate) async fn turns(&self, book: BookId, turn: Turn<'_>) {
        let mut tx = self.db().write().await.unwrap();
        keep::turn(&mut tx, self.desk(), book, turn).await.unwrap().unwrap();
        tx.commit().await.unwrap();
    }

    /// A bundle for another.
    pub(crate) async fn makes(&self, to: &Machine) -> Vec<u8> {
        let mut tx = self.db().write().await.unwrap();
        let made = send::make(&mut tx, self.desk(), to.id, false).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        made.file
    }

    pub(crate) async fn tries(&self, file: &[u8]) -> Outcome {
        take::take(self.db(), self.desk(), file).await.unwrap()
    }

    pub(crate) async fn takes(&self, file: &[u8]) -> Taken {
        match self.tries(file).await {
            Outcome::Taken(taken) => taken,
            other => panic!("{other:?}"),
        }
    }

    /// A book by its name outside databases.
    pub(crate) async fn book(&self, uid: Uuid) -> BookId {
        bundles::book_of_uid(&mut self.db().read().await.unwrap(), uid).await.unwrap().expect("the book is here")
    }

    pub(crate) async fn is_sound(&self) {
        let found = check(self.db()).await.unwrap();
        assert!(found.is_empty(), "{found:#?}");
    }
}

fn app(base: &Database, at: DateTime<Utc>, keys: &Arc<Keys>) -> App {
    let settings = Settings { secure_cookies: false, demo: true };
    App::keyed(base.db.clone(), Clock::Fixed(at), settings, Press::for_a_moment(), keys.clone())
}

fn desk(app: &App) -> Desk<'_> {
    Desk { keys: app.keys(), now: app.now(), by: None }
}
