//! Sessions and who came, listed and counted; what is refused writes nothing, what was taken back counts for nothing; the tree
//! and the alarms; files of attendance; and what strangers learn of it.
use crate::{
    coaching::person,
    meetings::{read, refused},
    support::{
        actor::{Actor, World, day},
        databases::each_engine,
    },
};
use domain::{
    programme::Measure,
    training::{Attendance, Came, CoachingKind, Session, SessionKind},
};
use http::StatusCode;
use sansom::{
    groups::store as groups,
    imports::{ImportError, kobo, training::attendance},
    meetings::seal::Act,
    programme::{
        counting::{Period, figure},
        store::records,
    },
    store::Tx,
    training::{
        coaching::store::{self as coaching, CoachRole, NewCoaching, NewTerm, Stamp},
        sessions::store::{self, NewSession},
    },
    users::store as users,
};
use uuid::Uuid;

/// The session that the rows of access name.
pub const SESSION: Uuid = Uuid::from_u128(0x301);

fn act(world: &World) -> Act {
    Act { by: Uuid::from_u128(1), at: world.app.now(), today: world.app.today() }
}

async fn organisation(tx: &mut Tx, code: &str) -> Uuid {
    groups::organisation(tx, code).await.unwrap().unwrap().id
}

/// A workshop of the own organisation to which the person of the register's rows came.
pub async fn held(world: &World) {
    let mut tx = world.db().write().await.unwrap();
    let organisation_id = organisation(&mut tx, "OWN").await;
    let person: Uuid = crate::register::record().parse().unwrap();
    let came = Came::Listed(vec![Attendance { person, minutes: 60 }]);
    let kind = (SessionKind::Workshop, None);
    let session = Session::try_new(kind, day(11, 1), 90, "210101", vec!["chickens".into()], came, day(11, 21)).unwrap();
    let new = NewSession { id: SESSION, organisation_id, session, trainer: None };
    assert!(store::write(&mut tx, &new, act(world)).await.unwrap());
    // The same key again changes nothing.
    assert!(!store::write(&mut tx, &new, act(world)).await.unwrap());
    tx.commit().await.unwrap();
}

async fn total(world: &World, measure: Measure) -> i64 {
    let mut tx = world.db().read().await.unwrap();
    let all = records(&mut tx, measure, world.app.today()).await.unwrap();
    figure(&all, measure, Period { from: None, through: world.app.today() }, None).total
}

async fn figures(world: &World) -> [i64; 3] {
    [
        total(world, Measure::WorkshopParticipants).await,
        total(world, Measure::TrainedHouseholds).await,
        total(world, Measure::TrainedTime).await,
    ]
}

async fn page(actor: &mut Actor, path: &str) -> String {
    let answer = actor.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
    read(&answer).replace('\u{a0}', " ")
}

#[track_caller]
fn contains(page: &str, all: &[&str]) {
    for shown in all {
        assert!(page.contains(shown), "{shown}: {page}");
    }
}

/// Sends the form with a key of its own.
async fn send(actor: &mut Actor, fields: &[(&str, &str)]) -> crate::support::actor::Answer {
    let key = Uuid::now_v7().to_string();
    let mut all = vec![("key", key.as_str()), ("organisation", "OWN")];
    all.extend_from_slice(fields);
    actor.post("/training/sessions/new", &all).await
}

const WHAT: [(&str, &str); 4] = [("day", "20/11/2026"), ("hours", "1.5"), ("place", "210101"), ("topic", "chickens")];

#[tokio::test]
async fn who_came_is_listed_or_counted_and_counts_until_it_is_taken_back() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut tx = world.db().write().await.unwrap();
        let own = organisation(&mut tx, "OWN").await;
        let mut ids = Vec::new();
        for at in 0..3 {
            ids.push(person(&mut tx, own, &format!("Comer {at}"), "21010101").await.to_string());
        }
        tx.commit().await.unwrap();
        let mut officer = world.session("officer").await;
        // People are added by their name or by their group: the form comes back with them, and nothing is written.
        let found = send(&mut officer, &[("add", "find"), ("find", "comer"), ("how", "listed")]).await;
        assert_eq!(found.status, StatusCode::OK);
        contains(&read(&found), &["Test Comer 0", "Test Comer 2"]);
        let members = send(&mut officer, &[("add", "group"), ("group", "OWN-1"), ("how", "listed")]).await;
        assert!(members.text.matches("name=\"came\"").count() > 2, "{}", members.text);
        let one = send(&mut officer, &[("add", "find"), ("find", "own-1/2"), ("how", "listed")]).await;
        assert_eq!(one.text.matches("name=\"came\"").count(), 1, "{}", one.text);
        let before = figures(&world).await;
        // Listed: two stay to the end, one leaves after an hour.
        let left = format!("m-{}", ids[2]);
        let mut fields: Vec<(&str, &str)> = WHAT.to_vec();
        fields.extend([("kind", "households"), ("how", "listed"), (&left, "60")]);
        for id in &ids {
            fields.extend([("row", id.as_str()), ("came", id.as_str())]);
        }
        let answer = send(&mut officer, &fields).await;
        let path = answer.location().split('?').next().unwrap().to_owned();
        contains(&page(&mut officer, &path).await, &["Training of households", "1 h 30 min", "Test Comer 1", "4 h"]);
        let now = figures(&world).await;
        assert_eq!((now[1] - before[1], now[2] - before[2]), (3, 240));
        // Counted.
        let mut fields: Vec<(&str, &str)> = WHAT.to_vec();
        fields.extend([
            ("kind", "workshop"),
            ("how", "counted"),
            ("n-female-15-29", "12"),
            ("n-any-any", "៥"),
            ("n-male-any", "0"),
        ]);
        let answer = send(&mut officer, &fields).await;
        assert!(answer.location().contains("done=session-recorded"), "{}", answer.text);
        assert_eq!(total(&world, Measure::WorkshopParticipants).await, before[0] + 17);
        contains(&page(&mut officer, "/training/sessions?kind=workshop").await, &["Workshop", "only counted", "17"]);
        let file = officer.get("/training/sessions?format=csv").await;
        contains(&file.text, &["organisation,kind", "households", "counted,17"]);
        // Taken back twice, it is taken back once, and counts for nothing.
        let undone = officer.post_and_follow(&format!("{path}/undo"), &[]).await;
        contains(&read(&undone), &["The session is taken back", "It counts for nothing"]);
        officer.post_and_follow(&format!("{path}/undo"), &[]).await;
        let after = figures(&world).await;
        assert_eq!((after[1], after[2]), (before[1], before[2]));
        let trail = page(&mut world.session("administrator").await, "/audit").await;
        contains(&trail, &["Session written down", "Session taken back"]);
    })
    .await;
}

#[tokio::test]
async fn what_is_refused_is_said_at_its_field_and_writes_nothing() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut tx = world.db().write().await.unwrap();
        let own = organisation(&mut tx, "OWN").await;
        let comer = person(&mut tx, own, "Comer", "21010101").await.to_string();
        tx.commit().await.unwrap();
        let mut officer = world.session("officer").await;
        let bad = [("kind", "course"), ("day", "01/12/2026"), ("hours", "x"), ("place", "3"), ("how", "listed")];
        let said = [
            ("hours", "Write the hours it lasted: above 0, at most 24."),
            ("day", "Choose a day from 1990 until today."),
            ("place", "Write the 2, 4, 6 or 8 digits of the place, with the leading zero."),
            ("topics", "Tick at least one."),
            ("course", "Choose the course; or another kind of session."),
            ("came", "Tick who came, or write how many."),
        ];
        refused(&send(&mut officer, &bad).await, &said);
        let stayed = format!("m-{comer}");
        let mut fields: Vec<(&str, &str)> = WHAT.to_vec();
        fields.extend([("kind", "youth"), ("how", "listed"), ("row", &comer), ("came", &comer), (&stayed, "91")]);
        refused(&send(&mut officer, &fields).await, &[(&stayed, "From 1 minute to the length of the session.")]);
        let mut fields: Vec<(&str, &str)> = WHAT.to_vec();
        fields.extend([("kind", "youth"), ("how", "counted"), ("n-any-any", "10001")]);
        refused(&send(&mut officer, &fields).await, &[("counts", "From 1 to 10,000 people.")]);
        assert!(store::sessions(&mut world.db().read().await.unwrap()).await.unwrap().is_empty());
        // A course: its code once, a name in one of two scripts, hours and topics.
        let key = Uuid::now_v7().to_string();
        let bad = [("key", key.as_str()), ("organisation", "OWN"), ("code", "x"), ("hours", "")];
        let said = [
            ("code", "Write 2 to 20 capital letters, digits or hyphens."),
            ("name_km", "Write the name in one of the two."),
            ("hours", "Write the hours as a number, for example 3 or 1.5; at most 1,000."),
            ("topics", "Tick at least one."),
        ];
        refused(&officer.post("/training/courses/new", &bad).await, &said);
        let good = [("organisation", "OWN"), ("code", "hens-1"), ("name_latin", "Hens"), ("hours", "12"), ("topic", "chickens")];
        for (key, done) in [(key.as_str(), true), (key.as_str(), true), (&Uuid::now_v7().to_string(), false)] {
            let mut fields = vec![("key", key)];
            fields.extend(good);
            let answer = officer.post("/training/courses/new", &fields).await;
            assert_eq!(answer.status == StatusCode::SEE_OTHER, done, "{}", answer.text);
        }
        contains(&page(&mut officer, "/training/courses").await, &["Hens", "HENS-1", "12 h"]);
    })
    .await;
}

#[tokio::test]
async fn the_tree_and_the_alarms_show_what_hangs_together() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut tx = world.db().write().await.unwrap();
        let own = organisation(&mut tx, "OWN").await;
        let stamp = Stamp { by: Uuid::from_u128(1), at: world.app.now() };
        let coach = person(&mut tx, own, "Head", "21010101").await;
        let new = NewTerm {
            id: Uuid::now_v7(),
            person: coach,
            organisation: own,
            role: CoachRole::ModelFarmer,
            village: "210101".into(),
            from: day(1, 5),
        };
        coaching::add_term(&mut tx, &new, stamp).await.unwrap();
        let (first, second) = (person(&mut tx, own, "Second", "21010101").await, person(&mut tx, own, "Third", "21010101").await);
        let link = |coach, trainee, from| NewCoaching {
            id: Uuid::now_v7(),
            organisation: own,
            kind: CoachingKind::Farmer,
            coach,
            trainee,
            from,
        };
        let quiet = link(coach, first, day(2, 1));
        for one in [quiet, link(first, second, day(11, 1))] {
            coaching::add_coaching(&mut tx, &one, stamp).await.unwrap();
        }
        tx.commit().await.unwrap();
        let mut officer = world.session("officer").await;
        let tree = page(&mut officer, "/training/cascade?all=1").await;
        contains(&tree, &["Takéo", "Test Head", "Test Second", "Test Third", "2 below, 1 active", "1 below, 1 active", "Quiet"]);
        let short = page(&mut officer, "/training/cascade").await;
        assert!(short.contains("Test Head") && !short.contains("Test Third"), "{short}");
        contains(&page(&mut officer, &format!("/training/cascade/{coach}")).await, &["Test Second", "Test Third"]);
        assert!(!page(&mut officer, "/training/cascade?province=03&all=1").await.contains("Test Head"));
        contains(&officer.get("/training/cascade?format=csv").await.text, &["Test Head,Test Second", "quiet"]);
        let alarms = officer.get("/training/alarms").await;
        contains(&read(&alarms), &["Never visited", "She came to no session that is written down", "coached by Test Head"]);
        contains(&alarms.text, &[&format!("/training/coachings/{}/visit", quiet.id), "/training/sessions/new?organisation=OWN"]);
        let one = page(&mut officer, "/training/alarms?kind=not-visited&organisation=OWN").await;
        assert!(!one.contains("She came to no session"), "{one}");
        contains(&officer.get("/training/alarms?format=csv").await.text, &["OWN,not-visited", "OWN,no-attendance"]);
        contains(&page(&mut officer, "/training").await, &["What asks for attention", "3", "The cascade"]);
        // Another partner's advisor and a treasurer learn nothing of it.
        let mut tx = world.db().write().await.unwrap();
        let foreign = organisation(&mut tx, "FOR").await;
        let advisor = users::by_login(&mut tx, "somebody").await.unwrap().unwrap().id;
        let role = sansom::guard::RoleOn { role: sansom::guard::Role::Advisor, scope: sansom::guard::Scope::Organisation(foreign) };
        users::set_roles(&mut tx, advisor, &[role]).await.unwrap();
        tx.commit().await.unwrap();
        crate::register::registered(&world).await;
        held(&world).await;
        for login in ["treasurer-own-1", "somebody"] {
            let mut actor = world.session(login).await;
            for path in [
                format!("/training/sessions/{SESSION}"),
                format!("/training/cascade/{coach}"),
                "/training/sessions/new?organisation=OWN".into(),
            ] {
                assert_eq!(actor.get(&path).await.status, StatusCode::NOT_FOUND, "{path} as {login}");
            }
            let undo = actor.post(&format!("/training/sessions/{SESSION}/undo"), &[]).await;
            assert_eq!(undo.status, StatusCode::NOT_FOUND, "{login}");
            assert_eq!(send(&mut actor, &WHAT).await.status, StatusCode::NOT_FOUND, "{login}");
        }
        let mut stranger = world.session("somebody").await;
        for path in ["/training", "/training/cascade?all=1", "/training/alarms", "/training/sessions"] {
            let shown = page(&mut stranger, path).await;
            assert!(!shown.contains("Test Head") && !shown.contains("Workshop ·"), "{path}: {shown}");
        }
    })
    .await;
}

/// Files of attendance, with the headings of a survey; the same again changes nothing, and what is wrong is said line by line.
#[tokio::test]
async fn files_bring_attendance() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut tx = world.db().write().await.unwrap();
        let own = groups::organisation(&mut tx, "OWN").await.unwrap().unwrap();
        person(&mut tx, own.id, "Twice", "21010101").await;
        let twice = person(&mut tx, own.id, "Twice", "21010102").await;
        let read = |text: &str| kobo::read_text(text.as_bytes(), attendance::COLUMNS, attendance::CALLED).unwrap();
        let text = "_id,came/date,came/person,session,kind,place,hours,topics,minutes,village_code\n\
                    1,01/10/2026,OWN-1/1,a,workshop,21010101,1.5,chickens+vegetables,,\n2,01/10/2026,OWN-1/2,a,,,,,60,\n\
                    3,01/10/2026,Test Twice,b,youth,21010101,2,chickens,,21010102\n";
        let brought = attendance::write(&mut tx, &own, &read(text), act(&world)).await.unwrap();
        assert_eq!((brought.new, brought.same), (2, 0));
        let again = attendance::write(&mut tx, &own, &read(text), act(&world)).await.unwrap();
        assert_eq!((again.new, again.same), (0, 2));
        let youth =
            store::sessions(&mut tx).await.unwrap().into_iter().find(|row| row.kind().unwrap() == SessionKind::Youth).unwrap();
        let came = store::listed(&mut tx, youth.id).await.unwrap();
        assert_eq!((came.len(), came[0].person_id, came[0].minutes), (1, twice, 120));
        let bad = "date,person,session,kind,place,hours,topics,minutes\n01/10/2026,OWN-1/1,a,workshop,21010101,1.5,chickens,\n\
                   02/10/2026,Nobody,c,party,21010101,2,chickens,\n03/10/2026,OWN-1/1,d,workshop,3,2,flying,\n\
                   04/10/2026,OWN-1/1,e,workshop,21010101,1,chickens,\n04/10/2026,OWN-1/1,e,,,,,\n\
                   05/10/2026,Test Twice,f,workshop,21010101,1,chickens,\n06/10/2026,OWN-1/1,g,workshop,21010101,1,chickens,61\n";
        let Err(ImportError::Lines(lines)) = attendance::write(&mut tx, &own, &read(bad), act(&world)).await else {
            panic!("refused")
        };
        let places: Vec<(u64, &str)> = lines.iter().map(|bad| (bad.line, bad.column.as_str())).collect();
        let expected =
            [(2, "session"), (3, "kind"), (3, "person"), (4, "place"), (4, "topics"), (6, "person"), (7, "person"), (8, "minutes")];
        assert_eq!(places, expected);
    })
    .await;
}
