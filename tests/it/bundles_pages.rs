//! Books on laptops by the pages: set up, handed over, refused where the book is not kept, brought on a stick and over the
//! line, and what is refused shown to people.
use crate::{
    bundles::Machine,
    support::{
        actor::{Actor, Answer, FOREIGN, OWN, World, day, now},
        databases::{Database, Folder, each_engine},
    },
};
use chrono::TimeDelta;
use http::{Method, StatusCode};
use sansom::{
    app::{App, Clock, Settings},
    bundles::keep::{Kind, Turn},
    guard::{Role, RoleOn, Scope},
    store::Db,
    users::store as users,
};
use serde_json::Value;
use std::{future::IntoFuture, sync::Arc};
use uuid::Uuid;
use words::Language;

/// The world of a machine: its pages as its users see them.
fn world(machine: &Machine) -> World {
    World { app: machine.app.clone(), base: machine.base.clone() }
}

/// A data file of its own, with nothing in it.
async fn fresh() -> Database {
    let folder = Arc::new(Folder::new());
    let url = format!("sqlite:{}", folder.0.join("sansom.db").display());
    Database { db: Db::open(&url).await.unwrap(), url, server: None, folder }
}

/// Adds the first user of a laptop.
async fn first_user(db: &Db) {
    let mut tx = db.write().await.unwrap();
    let user = users::NewUser {
        login: "first".into(),
        name: "The first".into(),
        password: "!".into(),
        must_change: false,
        language: Language::English,
    };
    let id = users::add(&mut tx, user, now()).await.unwrap();
    users::set_roles(&mut tx, id, &[RoleOn { role: Role::Administrator, scope: Scope::Programme }]).await.unwrap();
    tx.commit().await.unwrap();
}

/// An office with the two groups of a world, and a laptop with a user; they know each other.
async fn pair(base: Database) -> (Machine, Machine) {
    World::new(base.clone()).await;
    let office = Machine::named(base, "Office", Kind::Programme, now()).await;
    let laptop = Machine::laptop("Laptop", now()).await;
    first_user(laptop.db()).await;
    office.meets(&laptop).await;
    (office, laptop)
}

/// The same, with the book of the own group on the laptop.
async fn handed_over(base: Database) -> (Machine, Machine) {
    let (office, laptop) = pair(base).await;
    let book = world(&office).group(OWN).await.book;
    office.turns(book, Turn::Over(laptop.id)).await;
    laptop.takes(&office.makes(&laptop).await).await;
    office.takes(&laptop.makes(&office).await).await;
    (office, laptop)
}

async fn upload(actor: &mut Actor, path: &str, field: &str, bytes: &[u8]) -> Answer {
    actor.post_file(path, &[], Some((field, "file", bytes))).await
}

fn says(answer: &Answer, texts: &[&str]) {
    for text in texts {
        assert!(answer.text.contains(text), "{text:?} in {} {}", answer.status, answer.text);
    }
}

#[tokio::test]
async fn a_laptop_is_set_up_and_gets_a_book_by_the_pages() {
    each_engine(|base| async move {
        let here = World::new(base).await;
        let there = World::at(fresh().await, now());
        first_user(there.db()).await;
        let mut officer = here.session("officer").await;
        let mut first = there.session("first").await;
        // What the programme's server is, is not said by one partner's officer, and it is no laptop.
        says(&officer.get("/bundles").await, &["This computer has no name here yet"]);
        assert_eq!(officer.post("/bundles/name", &[("name", "Office"), ("kind", "programme")]).await.status, StatusCode::NOT_FOUND);
        let mut administrator = here.session("administrator").await;
        says(&administrator.get("/bundles").await, &["What is this computer?"]);
        for (name, kind, why) in [(" ", "programme", "between 1 and 80"), ("Office", "laptop", "has groups of its own")] {
            let wrong = administrator.post("/bundles/name", &[("name", name), ("kind", kind)]).await;
            assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
            says(&wrong, &[why]);
        }
        let named = administrator.post("/bundles/name", &[("name", "Office"), ("kind", "programme")]).await;
        assert_eq!(named.status, StatusCode::SEE_OTHER);
        assert_eq!(first.post("/bundles/name", &[("name", "SP-KC"), ("kind", "laptop")]).await.status, StatusCode::SEE_OTHER);
        let (office, laptop) = (officer.get("/bundles/card").await, first.get("/bundles/card").await);
        let refused = upload(&mut officer, "/bundles/meet", "card", b"no card").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        says(&refused, &["not a card"]);
        let met = upload(&mut officer, "/bundles/meet", "card", &laptop.bytes).await;
        let print = met.text.split("span class=\"code\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
        says(&first.get("/bundles").await, &[&print, "does not know its office yet"]);
        assert_eq!(upload(&mut first, "/bundles/meet", "card", &office.bytes).await.status, StatusCode::OK);
        // The book goes to the laptop.
        let page = officer.get("/bundles").await;
        assert!(!page.text.contains(FOREIGN), "a group of another organisation is not hers to hand over");
        let to = page.text.split("name=\"to\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let turn = [("do", "over"), ("group", OWN), ("to", to.as_str())];
        says(&officer.get(&format!("/bundles/turn?do=over&group={OWN}&to={to}")).await, &["to SP-KC?"]);
        assert_eq!(officer.post("/bundles/turn", &turn).await.location(), "/bundles?done=bundles-over");
        let made = officer.post("/bundles/make", &[("to", &to)]).await;
        assert!(made.header("content-disposition").contains(".bundle"));
        let taken = upload(&mut first, "/bundles/take", "bundle", &made.bytes).await;
        says(&taken, &["taken as a whole", OWN, "new here", "Make the receipt"]);
        says(&upload(&mut first, "/bundles/take", "bundle", &made.bytes).await, &["Taken before"]);
        // The treasurer came with her book: she sees the big buttons, and not what is for who sets up.
        let mut treasurer = there.sign_in("treasurer-own-1").await;
        let page = treasurer.get("/bundles").await;
        says(&page, &["Make the stick for the office", "Send over the line"]);
        assert!(!page.text.contains("/bundles/meet"));
        assert_eq!(treasurer.get("/bundles/card").await.status, StatusCode::NOT_FOUND);
        says(&treasurer.get(&format!("/groups/{OWN}")).await, &["kept on this computer, SP-KC"]);
    })
    .await;
}

#[tokio::test]
async fn a_book_that_is_kept_elsewhere_is_read_and_not_written() {
    each_engine(|base| async move {
        let (office, _laptop) = handed_over(base).await;
        let here = world(&office);
        let mut treasurer = here.session("treasurer-own-1").await;
        let page = treasurer.get(&format!("/groups/{OWN}")).await;
        says(&page, &["This book is kept on Laptop since"]);
        assert!(
            !page.text.contains(&format!("/groups/{OWN}/members/new")) && !page.text.contains(&format!("/groups/{OWN}/opening"))
        );
        for below in [
            "/meetings/2",
            "/members/new",
            "/members/1/edit",
            "/meetings/1/corrections/new",
            "/constitution/edit",
            "/banks/new",
            "/loans/applications/new",
        ] {
            let login =
                if below.starts_with("/const") || below.starts_with("/banks") { "committee-own-1" } else { "treasurer-own-1" };
            let answer = here.session(login).await.get(&format!("/groups/{OWN}{below}")).await;
            assert_eq!(answer.status, StatusCode::CONFLICT, "{below}");
            says(&answer, &["<b>Laptop</b>"]);
        }
        for (below, fields) in
            [("/meetings/2", vec![]), ("/members/new", vec![]), ("/closing", vec![]), ("/papers/passbooks", vec![("all", "1")])]
        {
            let answer = treasurer.post(&format!("/groups/{OWN}{below}"), &fields).await;
            assert_eq!(answer.status, StatusCode::CONFLICT, "{below}");
        }
        for below in [
            "/meetings/1",
            "/members",
            "/members/1",
            "/cash-book",
            "/loans",
            "/closing",
            "/constitution",
            "/papers",
            "/papers/members",
            "/audit",
        ] {
            assert_eq!(treasurer.get(&format!("/groups/{OWN}{below}")).await.status, StatusCode::OK, "{below}");
        }
        // To whom a form is not, there is nothing; and the other group goes on.
        assert_eq!(
            here.session("treasurer-for-1").await.get(&format!("/groups/{OWN}/members/new")).await.status,
            StatusCode::NOT_FOUND
        );
        assert_eq!(
            here.session("treasurer-for-1").await.get(&format!("/groups/{FOREIGN}/members/new")).await.status,
            StatusCode::OK
        );
        office.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn the_stick_and_its_receipt() {
    each_engine(|base| async move {
        let (office, laptop) = handed_over(base).await;
        world(&laptop).seal(OWN, day(11, 21)).await;
        let mut treasurer = world(&laptop).session("treasurer-own-1").await;
        says(&treasurer.get("/bundles").await, &["Meetings not yet at the office", "Not yet at the office"]);
        let made = treasurer.post("/bundles/make", &[("to", &office.id.to_string())]).await;
        let mut officer = world(&office).session("officer").await;
        let taken = upload(&mut officer, "/bundles/take", "bundle", &made.bytes).await;
        says(&taken, &["taken as a whole", OWN, "Make the receipt"]);
        let receipt = officer.post("/bundles/make", &[("to", &laptop.id.to_string())]).await;
        let answered = upload(&mut treasurer, "/bundles/take", "bundle", &receipt.bytes).await;
        says(&answered, &["nothing new in it", "receipt for bundles of ours: 2"]);
        assert!(!answered.text.contains("Make the receipt"), "a receipt needs none");
        says(&treasurer.get("/bundles").await, &["The office has everything"]);
        says(&officer.get(&format!("/groups/{OWN}")).await, &["The last bundle came on"]);
        // Forty days later somebody should ask.
        let later = office.at(now() + TimeDelta::days(40));
        says(
            &world(&later).session("officer").await.get("/bundles").await,
            &["Not heard of for more than a month: 1", "40 days ago"],
        );
        // The laptop is lost.
        let mut officer = world(&office).session("officer").await;
        let wrong = officer.post("/bundles/turn", &[("do", "lost"), ("group", OWN), ("reason", "")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        says(&wrong, &["The reason is missing"]);
        let done = officer.post("/bundles/turn", &[("do", "lost"), ("group", OWN), ("reason", "stolen")]).await;
        assert_eq!(done.location(), "/bundles?done=bundles-lost");
        let again = officer.post("/bundles/turn", &[("do", "lost"), ("group", OWN), ("reason", "stolen")]).await;
        assert_eq!(again.location(), "/bundles?done=bundles-lost", "pressed twice it is done");
        says(&officer.get("/bundles").await, &["Given up as lost"]);
        assert_eq!(officer.get(&format!("/groups/{OWN}/members/new")).await.status, StatusCode::OK);
        // It turns up and wrote: everything it brings is shown, nothing is taken.
        world(&laptop.at(now() + TimeDelta::days(7))).seal(OWN, day(11, 28)).await;
        let late = upload(&mut officer, "/bundles/take", "bundle", &laptop.makes(&office).await).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        says(&late, &["given up as lost", "Both sides of the book", "28/11/2026", "15,000"]);
    })
    .await;
}

#[tokio::test]
async fn a_laptop_that_handed_its_only_book_back_can_still_bring_it() {
    each_engine(|base| async move {
        let (office, laptop) = handed_over(base).await;
        laptop.takes(&office.makes(&laptop).await).await;
        let mut treasurer = world(&laptop).session("treasurer-own-1").await;
        says(&treasurer.get("/").await, &["href=\"/bundles\"", "To the office and back"]);
        says(&treasurer.get("/bundles").await, &["The office has everything"]);
        let mut first = world(&laptop).session("first").await;
        let back = [("do", "back"), ("group", OWN)];
        assert_eq!(first.post("/bundles/turn", &back).await.location(), "/bundles?done=bundles-back");
        assert_eq!(first.post("/bundles/turn", &back).await.location(), "/bundles?done=bundles-back", "pressed twice it is done");
        let page = first.get("/bundles").await;
        says(&page, &["Not yet at the office", "action=\"/bundles/make\"", "action=\"/bundles/send\"", "Make one with everything"]);
        let made = first.post("/bundles/make", &[("to", &office.id.to_string())]).await;
        let mut officer = world(&office).session("officer").await;
        says(&upload(&mut officer, "/bundles/take", "bundle", &made.bytes).await, &["taken as a whole", "The book changed hands"]);
        let whole = first.post("/bundles/make", &[("to", &office.id.to_string()), ("whole", "1")]).await;
        assert!(whole.bytes.len() > made.bytes.len());
        says(&upload(&mut officer, "/bundles/take", "bundle", &whole.bytes).await, &["nothing new in it"]);
        office.is_sound().await;
    })
    .await;
}

/// A data file that was put back without its key: nothing is signed that nobody would take.
#[tokio::test]
async fn without_its_key_a_computer_makes_nothing_and_says_so() {
    each_engine(|base| async move {
        let (office, laptop) = handed_over(base).await;
        let keyless = World {
            app: App::new(office.db().clone(), Clock::Fixed(now()), Settings { secure_cookies: false, demo: true }),
            base: office.base.clone(),
        };
        let mut officer = keyless.session("officer").await;
        says(&officer.get("/bundles").await, &["The key in the data folder is not the one", "instance.key"]);
        assert_eq!(officer.get("/bundles/card").await.location(), "/bundles");
        let refused = officer.post("/bundles/make", &[("to", &laptop.id.to_string())]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    })
    .await;
}

#[tokio::test]
async fn the_same_bundle_goes_over_the_line() {
    each_engine(|base| async move {
        let (office, laptop) = handed_over(base).await;
        world(&laptop).seal(OWN, day(11, 21)).await;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let server = tokio::spawn(axum::serve(listener, sansom::web::router(office.app.clone())).into_future());
        let mut treasurer = world(&laptop).session("treasurer-own-1").await;
        let nobody = treasurer.post("/bundles/send", &[("address", "http://127.0.0.1:1")]).await;
        assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
        says(&nobody, &["Nobody answers at this address"]);
        says(&treasurer.post("/bundles/send", &[("address", "a b")]).await, &["not the address"]);
        let sent = treasurer.post("/bundles/send", &[("address", &address)]).await;
        says(&sent, &["Sent, and taken at the office"]);
        says(&treasurer.get("/bundles").await, &["The office has everything", &address]);
        assert_eq!(world(&office).group(OWN).await.code, OWN);
        office.is_sound().await;
        // Whoever else knocks there is told why in a few words, and nothing else.
        let mut nobody = world(&office).nobody();
        let refused = nobody.send(Method::POST, "/bundles/line", &[], "anything".into()).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        assert_eq!(serde_json::from_str::<Value>(&refused.text).unwrap()["refused"], "no-bundle");
        // One that is not known is not let in, however much it brings.
        let stranger = Machine::named(fresh().await, "Stranger", Kind::Laptop, now()).await;
        let (from, to) = (stranger.id, office.id);
        let opening = format!(
            "sansom-bundle-1\n{{\"from\":\"{from}\",\"to\":\"{to}\",\"no\":1,\"made_at\":\"2026-11-21T00:00:00Z\",\"key\":\"\"}}\n"
        );
        let refused = nobody.send(Method::POST, "/bundles/line", &[], opening.clone()).await;
        assert_eq!(serde_json::from_str::<Value>(&refused.text).unwrap()["refused"], "stranger");
        let known = opening.replace(&from.to_string(), &laptop.id.to_string());
        let _turn = office.app.line().acquire().await.unwrap();
        let busy = nobody.send(Method::POST, "/bundles/line", &[], known).await;
        assert_eq!((busy.status, busy.header("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, "30"));
        server.abort();
    })
    .await;
}

#[tokio::test]
async fn what_is_not_ours_is_refused_with_what_to_do() {
    each_engine(|base| async move {
        let (office, laptop) = handed_over(base.clone()).await;
        let mut officer = world(&office).session("officer").await;
        // Of another programme.
        let other = Machine::named(fresh().await, "Elsewhere", Kind::Programme, now()).await;
        let theirs = Machine::laptop("Theirs", now()).await;
        other.meets(&theirs).await;
        let foreign = upload(&mut officer, "/bundles/take", "bundle", &theirs.makes(&other).await).await;
        assert_eq!(foreign.status, StatusCode::CONFLICT);
        says(&foreign, &["for another computer"]);
        says(&upload(&mut officer, "/bundles/take", "bundle", b"").await, &["not a data bundle"]);
        let mut bytes = laptop.makes(&office).await;
        let at = bytes.len() - 80;
        bytes[at] ^= 1;
        says(&upload(&mut officer, "/bundles/take", "bundle", &bytes).await, &["changed or is broken"]);
        for login in ["treasurer-own-1", "advisor", "finance", "auditor"] {
            assert_eq!(world(&office).session(login).await.get("/bundles").await.status, StatusCode::NOT_FOUND, "{login}");
        }
        assert_eq!(
            officer.post("/bundles/make", &[("to", &Uuid::now_v7().to_string())]).await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        let foreign = officer.post("/bundles/turn", &[("do", "over"), ("group", FOREIGN), ("to", &laptop.id.to_string())]).await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    })
    .await;
}
