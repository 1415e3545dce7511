//! A season of two laptops and a server: weeks on a stick, an old bundle, a lost laptop, a new one, the lost one found
//! again with a meeting of its own, a book handed back. At the end all hold the same book, and others reckon the same.
use super::Machine;
use crate::{
    cli::tool,
    support::{
        actor::{OWN, World, day, now},
        databases::{Folder, each_engine},
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{bundles::Misfit, people::Office};
use ledger::{EntryNo, PartyNo};
use sansom::{
    bundles::{
        keep::{Kind, Turn},
        send, store as bundles,
        take::{Outcome, Refusal},
    },
    exports::{self, Keeper},
    groups::store as groups,
    members::store as members,
    papers::register::{Printing, Wanted, issue},
    store::BookId,
};

/// The instant of a week after [`now`].
fn week(weeks: i64) -> DateTime<Utc> {
    now() + TimeDelta::weeks(weeks)
}

impl Machine {
    fn world(&self) -> World {
        World { app: self.app.clone(), base: self.base.clone() }
    }

    /// The group's treasurer seals the meeting of that week.
    async fn meets_in_week(&self, weeks: i64) {
        let machine = self.at(week(weeks));
        machine.world().seal(OWN, week(weeks).date_naive()).await;
    }

    async fn own(&self) -> BookId {
        groups::group(&mut self.db().read().await.unwrap(), OWN).await.unwrap().unwrap().book
    }

    /// The last entry's number and hash.
    async fn head(&self) -> (i64, Vec<u8>) {
        let book = self.own().await;
        let place = bundles::place(&mut self.db().read().await.unwrap(), book).await.unwrap();
        (place.entry, place.entry_hash)
    }

    /// Prints the passbook of a member, and says its code.
    async fn prints_a_passbook(&self) -> String {
        let book = self.own().await;
        let mut tx = self.db().write().await.unwrap();
        let through = sansom::store::head(&mut tx, book).await.unwrap().last.map_or(EntryNo(0), |(no, _)| no);
        let printing = Printing { book, through, by: None, at: self.app.now() };
        let wanted = [Wanted::Passbook { party: PartyNo(1), pages: vec!["a".into()] }];
        let issued = issue(&mut tx, self.app.press(), printing, &wanted).await.unwrap();
        tx.commit().await.unwrap();
        issued[0].code.to_string()
    }

    /// Why nothing may be written here.
    async fn refuses_to_write(&self) -> String {
        let book = self.own().await;
        let mut tx = self.db().write().await.unwrap();
        members::begin_term(&mut tx, book, PartyNo(2), Office::Treasurer, day(11, 21)).await.unwrap_err().to_string()
    }

    async fn hledger(&self) -> String {
        let mut tx = self.db().read().await.unwrap();
        let group = groups::group(&mut tx, OWN).await.unwrap().unwrap();
        let keeper = Keeper::of_group(&mut tx, &group).await.unwrap();
        let text = exports::journal(&mut tx, keeper).await.unwrap().to_hledger();
        let folder = Folder::new();
        let file = folder.0.join("own.journal").display().to_string();
        std::fs::write(&file, &text).unwrap();
        tool("hledger", &["-f", &file, "check", "accounts", "commodities", "balancednoautoconversion"]);
        tool("hledger", &["-f", &file, "balance", "--flat", "--no-total", "--output-format", "csv"])
    }
}

#[tokio::test]
async fn a_season_of_two_laptops_and_a_server() {
    each_engine(|base| async move {
        World::new(base.clone()).await;
        let office = Machine::named(base, "Office", Kind::Programme, now()).await;
        let one = Machine::laptop("Laptop one", now()).await;
        office.meets(&one).await;
        let book = office.own().await;
        office.turns(book, Turn::Over(one.id)).await;
        assert_eq!(office.refuses_to_write().await, "refused: the book is kept elsewhere");
        one.takes(&office.makes(&one).await).await;
        assert_eq!(one.head().await, office.head().await);

        // Weeks one to three; the treasurer signs in with the password she had at the office.
        one.world().sign_in("treasurer-own-1").await;
        for weeks in 1..=3 {
            one.meets_in_week(weeks).await;
        }
        let code = one.prints_a_passbook().await;
        let first = one.at(week(3)).makes(&office).await;
        let taken = office.at(week(3)).takes(&first).await;
        assert_eq!((taken.books[0].took.new["meeting"], taken.books[0].took.new["paper"], taken.clock), (3, 1, None));
        // What the laptop printed is looked up at the office.
        let looked_up = office.world().nobody().get(&format!("/verify?code={code}")).await;
        assert!(looked_up.status.is_success() && looked_up.text.contains(OWN), "{}", looked_up.text);
        assert_eq!(one.takes(&office.makes(&one).await).await.receipts, 1);
        assert_eq!(one.head().await, office.head().await);
        // The same stick again: nothing is done.
        assert!(matches!(office.tries(&first).await, Outcome::Known { no: 1, .. }));

        // The second bundle is taken and its receipt lost; the third brings what is in it again, and more.
        one.meets_in_week(4).await;
        office.takes(&one.makes(&office).await).await;
        one.meets_in_week(5).await;
        let third = one.makes(&office).await;
        let taken = office.takes(&third).await;
        assert_eq!(taken.books[0].took.new["meeting"], 1);
        assert!(taken.books[0].took.known > 0);
        // The fourth never arrives; the fifth has all of it.
        one.meets_in_week(6).await;
        let fourth = one.makes(&office).await;
        one.meets_in_week(7).await;
        assert_eq!(office.takes(&one.makes(&office).await).await.books[0].took.new["meeting"], 2);
        let late = office.takes(&fourth).await;
        assert!(late.books[0].took.new.is_empty() && late.books[0].took.known > 0, "{late:?}");
        assert_eq!(one.takes(&office.makes(&one).await).await.receipts, 4);
        office.is_sound().await;
        one.is_sound().await;

        // One is stolen with a meeting that is nowhere else. The office gives its copy to another laptop.
        one.meets_in_week(8).await;
        let office = office.at(week(9));
        office.turns(book, Turn::Lost("it was stolen at the market")).await;
        let two = Machine::laptop("Laptop two", week(9)).await;
        office.meets(&two).await;
        office.turns(book, Turn::Over(two.id)).await;
        two.takes(&office.makes(&two).await).await;
        assert_eq!(two.head().await, office.head().await);
        two.meets_in_week(10).await;
        office.takes(&two.makes(&office).await).await;

        // It is found: what it wrote is refused and shown beside what stands, and it learns that it keeps nothing.
        let found = one.at(week(10)).makes(&office).await;
        let Outcome::Refused(Refusal::Lost(forks)) = office.tries(&found).await else { panic!("taken from a lost laptop") };
        assert_eq!(forks[0].misfit, Some(Misfit::NotKept));
        let [entry] = &forks[0].entries[..] else { panic!("{forks:?}") };
        let (here, brought) = (entry.here.as_ref().unwrap(), entry.brought.as_ref().unwrap());
        assert_eq!(here.day, week(10).date_naive().to_string());
        assert_eq!(brought.day, week(8).date_naive().to_string());
        assert_eq!(brought.lines, here.lines, "the same was brought to both meetings");
        assert_eq!(one.refuses_to_write_after(&office).await, "refused: the book is kept elsewhere");
        office.is_sound().await;

        // The week that was lost is written down anew where the book is kept, and the book is handed back.
        two.meets_in_week(11).await;
        let own = two.own().await;
        two.at(week(11)).turns(own, Turn::Back).await;
        assert_eq!(two.refuses_to_write().await, "refused: the book is kept elsewhere");
        assert_eq!(office.refuses_to_write().await, "refused: the book is kept elsewhere", "until the bundle is here");
        office.takes(&two.makes(&office).await).await;
        two.takes(&office.makes(&two).await).await;
        // The stolen laptop begins anew, as another instance.
        let three = Machine::laptop("Laptop one, set up anew", week(12)).await;
        let office = office.at(week(12));
        office.meets(&three).await;
        office.turns(book, Turn::Over(three.id)).await;
        three.takes(&office.makes(&three).await).await;

        let head = office.head().await;
        assert_eq!(head.0, 1 + 7 + 2, "a meeting before, seven weeks of one, two of the other");
        assert_eq!([two.head().await, three.head().await], [head.clone(), head]);
        let balances = office.hledger().await;
        assert!(balances.contains("KHR"), "{balances}");
        assert_eq!([two.hledger().await, three.hledger().await], [balances.clone(), balances]);
        for machine in [&office, &one, &two, &three] {
            machine.is_sound().await;
        }
    })
    .await;
}

impl Machine {
    async fn refuses_to_write_after(&self, office: &Machine) -> String {
        let mut tx = office.db().write().await.unwrap();
        let made = send::make(&mut tx, office.desk(), self.id, false).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        self.takes(&made.file).await;
        self.refuses_to_write().await
    }
}
