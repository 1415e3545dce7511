//! Books on laptops by the command line: two installations meet, a book goes there and back, and what is refused is told
//! with its reason.
use crate::{
    cli::{good, refused, typed},
    support::{
        actor::{OWN, World},
        databases::{Database, Folder, each_engine},
    },
};
use serde_json::Value;
use std::{fs, path::PathBuf, sync::Arc};

/// A laptop that was never started.
async fn laptop() -> Database {
    let folder = Arc::new(Folder::new());
    let url = format!("sqlite:{}", folder.0.join("sansom.db").display());
    let db = sansom::store::Db::open(&url).await.unwrap();
    Database { db, url, server: None, folder }
}

/// The one file in a folder that ends so; taken out of it.
fn only(stick: &Folder, ending: &str) -> PathBuf {
    let all = fs::read_dir(&stick.0).unwrap().map(|file| file.unwrap().path());
    let mut found: Vec<PathBuf> = all.filter(|path| path.to_string_lossy().ends_with(ending)).collect();
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

fn status(of: &Database) -> Value {
    serde_json::from_str(&good(of, &["bundle", "status", "--json"])).unwrap()
}

struct Pair {
    office: Database,
    laptop: Database,
    stick: Folder,
}

impl Pair {
    async fn new(office: Database) -> Pair {
        World::new(office.clone()).await;
        let pair = Pair { office, laptop: laptop().await, stick: Folder::new() };
        assert!(good(&pair.office, &["bundle", "name", "Office", "--kind", "programme"]).contains("a programme"));
        assert!(good(&pair.laptop, &["bundle", "name", "Laptop", "--kind", "laptop"]).contains("fingerprint"));
        pair.meet(&pair.laptop, "laptop.card");
        pair
    }

    /// The office and a laptop take each other's card; `card`: what the laptop's is called.
    fn meet(&self, laptop: &Database, card: &str) {
        for (from, to, file) in [(&self.office, laptop, "office.card"), (laptop, &self.office, card)] {
            let shown = good(from, &["bundle", "card", "-o", &self.put()]);
            let print = shown.lines().last().unwrap().to_owned();
            let met = good(to, &["bundle", "meet", &self.stick.0.join(file).display().to_string()]);
            assert!(print.starts_with("fingerprint") && met.contains(&print), "{shown}{met}");
        }
    }

    fn put(&self) -> String {
        self.stick.0.display().to_string()
    }

    /// Carries what one exports to the other, and the receipt back.
    fn carry(&self, from: &Database, to: &Database) -> (String, String) {
        good(from, &["bundle", "export", "-o", &self.put()]);
        let file = only(&self.stick, ".bundle");
        let taken = good(to, &["bundle", "import", &file.display().to_string(), "--receipt", &self.put()]);
        fs::remove_file(&file).unwrap();
        let file = only(&self.stick, ".bundle");
        let answered = good(from, &["bundle", "import", &file.display().to_string(), "--receipt", &self.put()]);
        fs::remove_file(&file).unwrap();
        let left = fs::read_dir(&self.stick.0)
            .unwrap()
            .filter(|file| file.as_ref().unwrap().path().extension().is_some_and(|end| end == "bundle" || end == "part"));
        assert_eq!(left.count(), 0, "a receipt needs no receipt, and nothing half-written is left");
        (taken, answered)
    }
}

#[tokio::test]
async fn a_book_goes_to_a_laptop_and_back_by_the_command_line() {
    each_engine(|base| async move {
        let pair = Pair::new(base).await;
        let (office, laptop) = (&pair.office, &pair.laptop);
        assert!(good(office, &["bundle", "hand-over", OWN, "--to", "laptop"]).contains("written there and read here"));
        let (taken, answered) = pair.carry(office, laptop);
        assert!(taken.contains("bundle 1 of Office") && taken.contains(OWN), "{taken}");
        assert!(answered.contains("receipt for 1 of our bundles"), "{answered}");
        let told = status(office);
        let book = &told["others"][0]["books"][0];
        assert_eq!((&book["group"], &book["kept"], &book["new_entries"]), (&OWN.into(), &"there".into(), &0.into()), "{told:#}");
        assert_eq!(status(laptop)["others"][0]["books"][0]["kept"], "here");
        // Here it is read, and nothing is written.
        assert!(good(office, &["report", "trial-balance", "--group", OWN]).contains("cash"));
        let at = World::at(laptop.clone(), crate::support::actor::now());
        at.seal(OWN, crate::support::actor::day(11, 21)).await;
        let told = status(laptop);
        assert_eq!(told["others"][0]["books"][0]["new_meetings"], 1, "{told:#}");
        let (taken, _) = pair.carry(laptop, office);
        assert!(taken.contains("bundle 2 of Laptop"), "the receipt was the first: {taken}");
        assert_eq!(status(laptop)["others"][0]["books"][0]["new_entries"], 0);
        assert!(good(laptop, &["bundle", "hand-back", OWN]).contains("written at the programme"));
        pair.carry(laptop, office);
        assert_eq!(status(office)["others"][0]["books"][0]["kept"], "here");
        assert!(good(office, &["bundle", "status"]).contains("Laptop"));
        for one in [office, laptop] {
            assert!(good(one, &["check"]).contains("nothing found"));
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_refused_is_told_with_what_to_do() {
    each_engine(|base| async move {
        let pair = Pair::new(base).await;
        let (office, laptop) = (&pair.office, &pair.laptop);
        let why = |of: &Database, arguments: &[&str]| refused(of, &[&["bundle"], arguments].concat());
        assert!(why(office, &["name", "Office", "--kind", "laptop"]).contains("said once"));
        assert!(why(office, &["hand-over", "NONE", "--to", "Laptop"]).contains("no group NONE"));
        assert!(why(office, &["hand-over", OWN, "--to", "Nobody"]).contains("not known here"));
        assert!(why(office, &["take-back", OWN, "--reason", "lost"]).contains("kept here already"));
        assert!(why(office, &["hand-back", OWN]).contains("Choose a laptop"));
        good(office, &["bundle", "hand-over", OWN, "--to", "Laptop"]);
        assert!(why(office, &["hand-over", OWN, "--to", "Laptop"]).contains("kept on Laptop"));
        assert!(why(office, &["take-back", OWN, "--reason", " "]).contains("reason is missing"));
        let file = pair.stick.0.join("one.bundle");
        good(office, &["bundle", "export", "-o", &file.display().to_string()]);
        assert!(why(office, &["import", &file.display().to_string()]).contains("for another computer"));
        let mut bytes = fs::read(&file).unwrap();
        let at = bytes.len() / 2;
        bytes[at] ^= 1;
        let changed = pair.stick.0.join("changed.bundle");
        fs::write(&changed, &bytes).unwrap();
        assert!(why(laptop, &["import", &changed.display().to_string()]).contains("changed or is broken"));
        assert!(why(laptop, &["import", &pair.stick.0.join("office.card").display().to_string()]).contains("not a data bundle"));
        assert!(why(laptop, &["meet", &file.display().to_string()]).contains("not a card"));
        assert!(why(laptop, &["import", "/nowhere.bundle"]).contains("cannot be read"));
        assert!(why(laptop, &["send", "127.0.0.1:1"]).contains("Nobody answers"));
        assert!(why(laptop, &["send", "no address"]).contains("not the address"));
        assert!(good(laptop, &["bundle", "import", &file.display().to_string()]).contains("taken: bundle 1"));
        assert!(good(laptop, &["bundle", "import", &file.display().to_string()]).contains("known: bundle 1"));
        let waiting = status(laptop)["others"][0]["waiting_receipts"].clone();
        assert_eq!(waiting, 1, "what was sent and not answered may have arrived");
        // A stick without room: nothing is written down either.
        assert!(why(laptop, &["export", "-o", "/nowhere/at/all.bundle"]).contains("cannot be written"));
        assert_eq!(status(laptop)["others"][0]["waiting_receipts"], waiting);
        assert_eq!(typed(office, &["bundle", "name", "Office"], "").status.code(), Some(2), "what it is must be said");
    })
    .await;
}

#[tokio::test]
async fn a_laptop_that_was_given_up_is_shown_entry_by_entry() {
    each_engine(|base| async move {
        let pair = Pair::new(base).await;
        let (office, laptop) = (&pair.office, &pair.laptop);
        good(office, &["bundle", "hand-over", OWN, "--to", "Laptop"]);
        pair.carry(office, laptop);
        assert!(good(office, &["bundle", "take-back", OWN, "--reason", "stolen"]).contains("given up"));
        let now = crate::support::actor::now();
        World::at(laptop.clone(), now).seal(OWN, crate::support::actor::day(11, 21)).await;
        let file = pair.stick.0.join("late.bundle").display().to_string();
        good(laptop, &["bundle", "export", "-o", &file]);
        let done = typed(office, &["bundle", "import", &file], "");
        let (out, complaint) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
        assert_eq!(done.status.code(), Some(1));
        assert!(complaint.contains("given up as lost"), "{complaint}");
        assert!(out.contains(OWN) && out.contains("brought") && out.contains("2026-11-21") && out.contains("15000"), "{out}");
        assert!(!status(office)["others"][0]["lost_at"].is_null());
    })
    .await;
}

#[tokio::test]
async fn a_laptop_that_knows_another_one_sends_to_its_programme() {
    each_engine(|base| async move {
        let pair = Pair::new(base).await;
        let (office, first) = (&pair.office, &pair.laptop);
        good(office, &["bundle", "hand-over", OWN, "--to", "Laptop"]);
        pair.carry(office, first);
        good(first, &["bundle", "hand-back", OWN]);
        pair.carry(first, office);
        let second = laptop().await;
        good(&second, &["bundle", "name", "Second", "--kind", "laptop"]);
        pair.meet(&second, "second.card");
        good(office, &["bundle", "hand-over", OWN, "--to", "Second"]);
        assert!(refused(office, &["bundle", "export", "-o", &pair.put()]).contains("say for whom"), "a programme has two");
        good(office, &["bundle", "export", "--to", "Second", "-o", &pair.put()]);
        let file = only(&pair.stick, ".bundle");
        good(&second, &["bundle", "import", &file.display().to_string()]);
        fs::remove_file(&file).unwrap();
        assert_eq!(status(&second)["others"].as_array().unwrap().len(), 2, "the records of the book name the first one");
        World::at(second.clone(), crate::support::actor::now()).seal(OWN, crate::support::actor::day(11, 21)).await;
        let made = good(&second, &["bundle", "export", "-o", &pair.put()]);
        assert!(made.contains("for Office"), "{made}");
        let file = only(&pair.stick, ".bundle");
        good(office, &["bundle", "import", &file.display().to_string()]);
        // What the second one wrote is not waiting for the first one.
        let told = status(office);
        let other = told["others"].as_array().unwrap().iter().find(|other| other["name"] == "Laptop").unwrap();
        let book = &other["books"][0];
        assert_eq!(
            (&book["kept"], &book["new_entries"], &book["new_meetings"]),
            (&"elsewhere".into(), &0.into(), &0.into()),
            "{told:#}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_bundle_whose_receipt_cannot_be_written_is_taken() {
    each_engine(|base| async move {
        let pair = Pair::new(base).await;
        let (office, laptop) = (&pair.office, &pair.laptop);
        good(office, &["bundle", "hand-over", OWN, "--to", "Laptop"]);
        let file = pair.stick.0.join("one.bundle").display().to_string();
        good(office, &["bundle", "export", "-o", &file]);
        let done = typed(laptop, &["bundle", "import", &file, "--receipt", "/nowhere/at/all.bundle"], "");
        let (out, complaint) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
        assert_eq!(done.status.code(), Some(3), "{complaint}");
        assert!(out.contains("taken: bundle 1 of Office") && !out.contains("receipt written"), "{out}");
        assert!(complaint.contains("the bundle is taken") && complaint.contains("the same command again"), "{complaint}");
        let receipt = pair.stick.0.join("receipt.bundle").display().to_string();
        let again = good(laptop, &["bundle", "import", &file, "--receipt", &receipt]);
        assert!(again.contains("known: bundle 1") && again.contains("receipt written"), "{again}");
        assert!(good(office, &["bundle", "import", &receipt]).contains("receipt for 1 of our bundles"));
    })
    .await;
}
