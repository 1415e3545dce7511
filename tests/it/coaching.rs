//! Who coaches whom: a model farmer drops out and her thirty are handed over, an advisor goes over ten, a mistake counts for
//! nothing, a visit is written once; and what strangers learn of it.
use crate::{
    meetings::{read, refused},
    support::{
        actor::{Actor, World, day},
        databases::{Database, each_engine},
        scans,
    },
};
use chrono::NaiveDate;
use domain::{
    people::{Names, Sex},
    programme::Measure,
    training::{Applied, CoachingKind, EndReason, FarmResult, Seen, Visit, What},
};
use http::StatusCode;
use sansom::{
    groups::store as groups,
    imports::{
        ImportError, kobo,
        training::{coaching as coachings, visits},
    },
    meetings::seal::Act,
    members::store::{self as members, Person},
    people::store as people,
    programme::{
        counting::{Period, figure},
        store::records,
    },
    store::Tx,
    training::coaching::{
        store::{self, CoachRole, NewCoaching, NewTerm, Stamp},
        visits::store as visited,
    },
    users::store as users,
    web,
};
use uuid::Uuid;

/// What the rows of access name: a coaching of the own organisation, a visit and a result that may be taken back.
pub const COACHING: Uuid = Uuid::from_u128(0x201);
pub const VISIT: Uuid = Uuid::from_u128(0x202);
pub const RESULT: Uuid = Uuid::from_u128(0x203);
const SEEN: Uuid = Uuid::from_u128(0x204);

async fn organisation(tx: &mut Tx, code: &str) -> Uuid {
    groups::organisation(tx, code).await.unwrap().unwrap().id
}

fn stamp(world: &World) -> Stamp {
    Stamp { by: Uuid::from_u128(1), at: world.app.now() }
}

/// Somebody of an organisation.
pub async fn person(tx: &mut Tx, organisation: Uuid, given: &str, village: &str) -> Uuid {
    let person = Person {
        names: Names::try_new("", "", "Test", given).unwrap(),
        sex: Some(Sex::Female),
        birth_year: Some(1985),
        id_poor: None,
        phone: "+85512345678".into(),
        village_code: village.into(),
    };
    members::add_person(tx, organisation, &person).await.unwrap()
}

async fn term(tx: &mut Tx, world: &World, (person, organisation): (Uuid, Uuid), role: CoachRole) {
    let new = NewTerm { id: Uuid::now_v7(), person, organisation, role, village: "210101".into(), from: day(1, 5) };
    store::add_term(tx, &new, stamp(world)).await.unwrap();
}

async fn coach(tx: &mut Tx, world: &World, kind: CoachingKind, coach: Uuid, trainee: Uuid, organisation: Uuid) -> Uuid {
    let id = Uuid::now_v7();
    let new = NewCoaching { id, organisation, kind, coach, trainee, from: day(10, 1) };
    store::add_coaching(tx, &new, stamp(world)).await.unwrap();
    id
}

/// A session to which these came: who came to none is no farmer that was coached.
async fn attended(tx: &mut Tx, organisation: Uuid, people: &[Uuid]) {
    let id = Uuid::now_v7();
    for person in people {
        tx.run("insert into session_person (session_id, person_id, minutes) values ($1, $2, 60)", (id, *person)).await.unwrap();
    }
    let sql = "insert into training_session (id, organisation_id, kind, day, minutes, village_code, topics, counted, recorded_at, recorded_by)
               values ($1, $2, 'workshop', $3, 60, '21010101', '[\"chickens\"]', $4, $5, $6)";
    tx.run(sql, (id, organisation, day(9, 15), false, crate::support::actor::now(), Uuid::from_u128(1))).await.unwrap();
}

/// A model farmer with so many trainees, all of whom came to a session; and another model farmer with some of her own.
struct Farmers {
    first: Uuid,
    second: Uuid,
    coachings: Vec<Uuid>,
}

async fn farmers(world: &World, of_first: usize, of_second: usize) -> Farmers {
    let mut tx = world.db().write().await.unwrap();
    let own = organisation(&mut tx, "OWN").await;
    let first = person(&mut tx, own, "First", "21010101").await;
    let second = person(&mut tx, own, "Second", "21010102").await;
    for one in [first, second] {
        term(&mut tx, world, (one, own), CoachRole::ModelFarmer).await;
    }
    let (mut coachings, mut all) = (Vec::new(), Vec::new());
    for at in 0..of_first + of_second {
        let trainee = person(&mut tx, own, &format!("Trainee {at}"), "21010101").await;
        all.push(trainee);
        let of = if at < of_first { first } else { second };
        let id = coach(&mut tx, world, CoachingKind::Farmer, of, trainee, own).await;
        if at < of_first {
            coachings.push(id);
        }
    }
    attended(&mut tx, own, &all).await;
    tx.commit().await.unwrap();
    Farmers { first, second, coachings }
}

/// A model farmer with one trainee: the coaching.
pub async fn one(world: &World) -> Uuid {
    farmers(world, 1, 0).await.coachings[0]
}

async fn total(world: &World, measure: Measure) -> i64 {
    let mut tx = world.db().read().await.unwrap();
    let all = records(&mut tx, measure, world.app.today()).await.unwrap();
    figure(&all, measure, Period { from: None, through: world.app.today() }, None).total
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

#[tokio::test]
async fn a_model_farmer_drops_out_and_her_thirty_are_handed_over() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let Farmers { first, second, coachings } = farmers(&world, 30, 1).await;
        let before = (total(&world, Measure::ModelFarmers).await, total(&world, Measure::CoachedFarmers).await);
        assert_eq!(before, (2, 31));
        let mut officer = world.session("officer").await;
        let path = format!("/training/coaches/{first}");
        let shown = page(&mut officer, &path).await;
        assert!(!shown.contains("too many"), "{shown}");
        // Her term ends; those whom she taught wait, and the page says so.
        let answer = officer.get(&path).await;
        let term = answer.hidden("term");
        let (on, why) = (format!("to-{term}"), format!("why-{term}"));
        let ended = [("term", term.as_str()), (&on, "20/11/2026"), (&why, "dropped-out")];
        let shown = officer.post_and_follow(&format!("{path}/end"), &ended).await;
        contains(&read(&shown), &["The term has ended", "30 still wait for a coach"]);
        let over = format!("{path}/hand-over");
        let to = second.to_string();
        let ids: Vec<String> = coachings.iter().map(Uuid::to_string).collect();
        let mut fields: Vec<(&str, &str)> = ids.iter().map(|id| ("take", id.as_str())).collect();
        refused(&officer.post(&over, &[("to", &to), ("on", "20/11/2026")]).await, &[("take", "Tick at least one.")]);
        fields.extend([("to", to.as_str()), ("on", "20/11/2026")]);
        // Sent twice, it is done once.
        for _ in 0..2 {
            let answer = officer.post(&over, &fields).await;
            assert_eq!(answer.location(), format!("{path}?done=coaching-handed-over"), "{}", answer.text);
        }
        let mut tx = world.db().read().await.unwrap();
        let all = store::coachings(&mut tx, None).await.unwrap();
        drop(tx);
        let old: Vec<_> = all.iter().filter(|row| row.coaching.coach == first).collect();
        let new: Vec<_> = all.iter().filter(|row| row.coaching.coach == second).collect();
        assert_eq!((old.len(), new.len()), (30, 31));
        assert!(old.iter().all(|row| row.coaching.ended == Some((day(11, 20), EndReason::HandedOver))));
        assert_eq!(new.iter().filter(|row| row.follows.is_some()).count(), 30);
        // Nobody was counted twice, nobody was lost; and the second has more than one can teach.
        let after = (total(&world, Measure::ModelFarmers).await, total(&world, Measure::CoachedFarmers).await);
        assert_eq!(after, before);
        let shown = page(&mut officer, &format!("/training/coaches/{second}")).await;
        contains(&shown, &["She coaches 31 farmers; more than 30 are too many for one."]);
        contains(&page(&mut officer, "/training/coaches").await, &["Too many"]);
        let trail = page(&mut world.session("administrator").await, "/audit").await;
        contains(&trail, &["Coaching handed over"]);
    })
    .await;
}

#[tokio::test]
async fn an_advisor_goes_over_ten_and_it_is_written() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut tx = world.db().write().await.unwrap();
        let own = organisation(&mut tx, "OWN").await;
        let advisor = person(&mut tx, own, "Advisor", "21010101").await;
        term(&mut tx, &world, (advisor, own), CoachRole::Advisor).await;
        for at in 0..10 {
            let trainee = person(&mut tx, own, &format!("House {at}"), "21010101").await;
            coach(&mut tx, &world, CoachingKind::Household, advisor, trainee, own).await;
        }
        let eleventh = person(&mut tx, own, "House eleven", "21010101").await.to_string();
        tx.commit().await.unwrap();
        let mut actor = world.session("advisor").await;
        let path = format!("/training/coaches/{advisor}");
        let found = page(&mut actor, &format!("{path}/begin?q=house+eleven")).await;
        contains(&found, &["Test House eleven", "born 1985"]);
        let form = actor.get(&format!("{path}/begin?person={eleventh}")).await;
        let key = form.hidden("key");
        let fields = |kind: &'static str, from: &'static str| {
            [
                ("key", key.clone()),
                ("person", eleventh.clone()),
                ("kind", kind.into()),
                ("from", from.into()),
                ("household", "new".into()),
            ]
        };
        let begin = format!("{path}/begin");
        async fn post(actor: &mut Actor, path: &str, fields: &[(&str, String)]) -> crate::support::actor::Answer {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            actor.post(path, &fields).await
        }
        // She is no model farmer; and before her term she was nothing.
        let not_coach = "On that day she had no term for this. Begin her term first, or choose another kind or day.";
        refused(&post(&mut actor, &begin, &fields("farmer", "20/11/2026")).await, &[("kind", not_coach)]);
        refused(&post(&mut actor, &begin, &fields("household", "04/01/2026")).await, &[("kind", not_coach)]);
        for _ in 0..2 {
            let answer = post(&mut actor, &begin, &fields("household", "20/11/2026")).await;
            assert_eq!(answer.location(), format!("{path}?done=coaching-begun"), "{}", answer.text);
        }
        contains(&page(&mut actor, &path).await, &["She stands by 11 households; more than 10 are too many for one."]);
        assert_eq!(total(&world, Measure::AdvisedHouseholds).await, 11);
        let again = actor.get(&format!("{path}/begin?person={eleventh}")).await.hidden("key");
        let mut twice = fields("household", "20/11/2026");
        twice[0].1 = again;
        refused(&post(&mut actor, &begin, &twice).await, &[("person", "She coaches her already.")]);
        // A household was made, and a sum by household counts her once.
        let mut tx = world.db().read().await.unwrap();
        let records = people::records(&mut tx, eleventh.parse().unwrap()).await.unwrap();
        assert!(records[0].household_id.is_some());
    })
    .await;
}

#[tokio::test]
async fn a_mistake_counts_for_nothing() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let Farmers { first, coachings, .. } = farmers(&world, 2, 1).await;
        let mut officer = world.session("officer").await;
        let path = format!("/training/coachings/{}", coachings[0]);
        let early = [("to", "30/09/2026"), ("why", "finished")];
        refused(&officer.post(&format!("{path}/end"), &early).await, &[("to", "It cannot end before it began.")]);
        let ended = officer.post(&format!("{path}/end"), &[("to", "21/11/2026"), ("why", "mistake")]).await;
        assert_eq!(ended.location(), format!("{path}?done=coaching-ended"));
        assert_eq!(total(&world, Measure::CoachedFarmers).await, 2);
        let shown = page(&mut officer, &format!("/training/coaches/{first}")).await;
        assert!(shown.contains("Test Trainee 1") && !shown.contains("Test Trainee 0"), "{shown}");
        contains(&page(&mut officer, &path).await, &["Written down by mistake"]);
    })
    .await;
}

/// What an advisor types in half a minute, with a picture.
pub fn typed(key: &str) -> Vec<(&str, &str)> {
    let rest = [
        ("day", "20/11/2026"),
        ("next_on", "20/12/2026"),
        ("p-cage", "yes"),
        ("x-cage", "30"),
        ("p-vaccine", "no"),
        ("x-vaccine", "12"),
        ("a-vaccine", "1"),
        ("a-cage", "1"),
        ("p-feed", "partly"),
        ("t-feed", "1"),
        ("animal", "CHICKEN"),
        ("started", "30"),
        ("alive", "28"),
        ("died", "2"),
        ("sold", "0"),
        ("income", "400,000"),
    ];
    std::iter::once(("key", key)).chain(rest).collect()
}

#[tokio::test]
async fn a_visit_is_written_once_and_taken_back() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let Farmers { first, coachings, .. } = farmers(&world, 1, 0).await;
        let mut advisor = world.session("advisor").await;
        let day_list = format!("/training/coaches/{first}/day");
        contains(&page(&mut advisor, &day_list).await, &["Test Trainee 0", "First visit", "Late", "012 345 678", "21010101"]);
        let path = format!("/training/coachings/{}", coachings[0]);
        let form = advisor.get(&format!("{path}/visit")).await;
        let key = form.hidden("key");
        contains(&read(&form), &["The chickens sleep in a closed coop", "Started with", "Picture of the farm"]);
        let visit = format!("{path}/visit");
        // Nothing answered, a day to come, what is no number: all is said at once, and what was typed stays.
        let wrong = [("key", key.as_str()), ("day", "22/11/2026"), ("p-cage", "yes"), ("x-cage", "many"), ("riel", "5,000")];
        let answer = advisor.post(&visit, &wrong).await;
        refused(
            &answer,
            &[
                ("x-cage", "Write a number, such as 5,000"),
                ("sold", "Write how many were sold."),
                ("day", "This day is still to come."),
            ],
        );
        let page_sent = ("scan", "page.html", &b"<!doctype html>"[..]);
        let answer = advisor.post_file(&visit, &typed(&key), Some(page_sent)).await;
        refused(&answer, &[("scan", "This is no picture (JPEG or PNG). Choose a picture, or leave the field empty.")]);
        let png = scans::picture(7);
        for _ in 0..2 {
            let answer = advisor.post_file(&visit, &typed(&key), Some(("scan", "farm.png", &png))).await;
            assert_eq!(answer.location(), format!("{path}?done=coaching-visit-recorded"), "{}", answer.text);
        }
        let shown = page(&mut advisor, &path).await;
        contains(
            &shown,
            &["Agreed for the next visit", "The chickens are vaccinated", "Partly", "told", "(started with 30)", "400,000 ៛"],
        );
        // What is done already is not agreed for the next time, and no extent is kept where nothing is applied.
        let mut tx = world.db().read().await.unwrap();
        let made = visited::visits(&mut tx, coachings[0]).await.unwrap();
        assert_eq!((made.len(), made[0].agreed().unwrap()), (1, vec!["vaccine".to_owned()]));
        let seen = visited::seen(&mut tx, coachings[0]).await.unwrap();
        let of = |code: &str| seen.iter().find(|(_, one)| one.practice == code).map(|(_, one)| one.clone()).unwrap();
        assert_eq!((of("cage").extent, of("vaccine").extent, of("feed").seen), (Some(30), None, false));
        drop(tx);
        contains(&page(&mut advisor, &day_list).await, &["Agreed on 20/11/2026:", "The chickens are vaccinated", "Later"]);
        // The picture is shown to who may see it, and to nobody else.
        let address = format!("{path}/pictures/{}", sansom::awards::uploads::written(&web::digest(&png)));
        let answer = advisor.get(&address).await;
        assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "image/png"));
        assert_eq!(world.session("treasurer-own-1").await.get(&address).await.status, StatusCode::NOT_FOUND);
        for _ in 0..2 {
            let answer = advisor.post(&format!("{path}/visits/{key}/undo"), &[]).await;
            assert_eq!(answer.location(), format!("{path}?done=coaching-visit-taken-back"));
        }
        let shown = page(&mut advisor, &path).await;
        assert!(shown.contains("Taken back") && !shown.contains("400,000"), "{shown}");
        assert_eq!(advisor.get(&address).await.status, StatusCode::NOT_FOUND);
        let trail = page(&mut world.session("administrator").await, "/audit").await;
        contains(&trail, &["Visit written down", "Visit taken back"]);
    })
    .await;
}

#[tokio::test]
async fn a_sign_in_finds_her_own_day() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let Farmers { first, .. } = farmers(&world, 1, 0).await;
        let mut advisor = world.session("advisor").await;
        contains(&page(&mut advisor, "/training/mine").await, &["Your sign-in is not linked to anybody yet"]);
        let path = format!("/training/coaches/{first}");
        let linked = advisor.post(&format!("{path}/sign-in"), &[("login", "advisor")]).await;
        assert_eq!(linked.location(), format!("{path}?done=coach-sign-in-linked"));
        assert_eq!(advisor.get("/training/mine").await.location(), format!("{path}/day"));
        contains(&page(&mut advisor, &path).await, &["The advisor"]);
    })
    .await;
}

#[tokio::test]
async fn somebody_new_is_written_down_with_her_term() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut officer = world.session("officer").await;
        let key = officer.get("/training/coaches/new?person=new").await.hidden("key");
        let blank = [("key", key.as_str()), ("person", "new")];
        let answer = officer.post("/training/coaches/new", &blank).await;
        refused(
            &answer,
            &[
                ("family_name_km", "Write the family name, in Khmer or in Latin letters."),
                ("role", "Choose one of the answers"),
                ("village", "Write the 2, 4, 6 or 8 digits of the place, with the leading zero."),
                ("from", "Write the day."),
            ],
        );
        let full = [
            ("key", key.as_str()),
            ("person", "new"),
            ("family_name_latin", "Test"),
            ("given_name_latin", "Farmer"),
            ("role", "model-farmer"),
            ("village", "២១០១០១"),
            ("from", "20/11/2026"),
        ];
        let shown = officer.post_and_follow("/training/coaches/new", &full).await;
        assert!(shown.text.contains("Test Farmer"), "her name is the page's title");
        contains(&read(&shown), &["Model farmer", "The term has begun"]);
        assert_eq!(total(&world, Measure::ModelFarmers).await, 1);
        // Sent twice it is one term, and one person.
        officer.post_and_follow("/training/coaches/new", &full).await;
        assert_eq!(total(&world, Measure::ModelFarmers).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_stranger_and_another_partner_learn_nothing() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let Farmers { first, second, coachings } = farmers(&world, 1, 1).await;
        let mut tx = world.db().write().await.unwrap();
        let foreign = groups::organisation(&mut tx, "FOR").await.unwrap().unwrap().id;
        let advisor = users::by_login(&mut tx, "somebody").await.unwrap().unwrap().id;
        let role = sansom::guard::RoleOn { role: sansom::guard::Role::Advisor, scope: sansom::guard::Scope::Organisation(foreign) };
        users::set_roles(&mut tx, advisor, &[role]).await.unwrap();
        tx.commit().await.unwrap();
        let coaching = coachings[0];
        for login in ["treasurer-own-1", "somebody"] {
            let mut actor = world.session(login).await;
            for path in [
                format!("/training/coaches/{first}"),
                format!("/training/coaches/{first}/day"),
                format!("/training/coaches/{first}/begin"),
                format!("/training/coaches/{first}/hand-over"),
                format!("/training/coachings/{coaching}"),
                format!("/training/coachings/{coaching}/visit"),
            ] {
                assert_eq!(actor.get(&path).await.status, StatusCode::NOT_FOUND, "{path} as {login}");
            }
            let key = Uuid::now_v7().to_string();
            let sent = actor.post(&format!("/training/coachings/{coaching}/visit"), &typed(&key)).await;
            assert_eq!(sent.status, StatusCode::NOT_FOUND, "{login}");
            let to = second.to_string();
            let take = coaching.to_string();
            let over = actor
                .post(&format!("/training/coaches/{first}/hand-over"), &[("take", &take), ("to", &to), ("on", "20/11/2026")])
                .await;
            assert_eq!(over.status, StatusCode::NOT_FOUND, "{login}");
        }
        let list = page(&mut world.session("somebody").await, "/training/coaches").await;
        assert!(!list.contains("Test First"), "{list}");
        // Who only reads does not write.
        let mut finance = world.session("finance").await;
        assert_eq!(finance.get(&format!("/training/coachings/{coaching}")).await.status, StatusCode::OK);
        assert_eq!(finance.get(&format!("/training/coachings/{coaching}/visit")).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

/// In the own organisation a model farmer, who is the person that the register's rows name, with a trainee, two visits, a
/// picture and a result: so that every address names something.
pub async fn coached(world: &World) {
    let mut tx = world.db().write().await.unwrap();
    let own = organisation(&mut tx, "OWN").await;
    let coach: Uuid = crate::register::record().parse().unwrap();
    term(&mut tx, world, (coach, own), CoachRole::ModelFarmer).await;
    let trainee = person(&mut tx, own, "Trainee", "21010101").await;
    let new = NewCoaching { id: COACHING, organisation: own, kind: CoachingKind::Farmer, coach, trainee, from: day(10, 1) };
    store::add_coaching(&mut tx, &new, stamp(world)).await.unwrap();
    for (id, on) in [(VISIT, day(10, 10)), (SEEN, day(11, 10))] {
        visit(&mut tx, world, id, on).await;
    }
    let result = FarmResult::try_new(day(11, 10), (What::Alive, "CHICKEN"), 12, None, true, day(11, 21)).unwrap();
    visited::add_results(&mut tx, (trainee, own, None), &[(RESULT, result)], stamp(world)).await.unwrap();
    let png = crate::awards_vouchers::png(b"");
    visited::add_picture(&mut tx, SEEN, &web::digest(&png), "image/png", &png, stamp(world)).await.unwrap();
    tx.commit().await.unwrap();
}

async fn visit(tx: &mut Tx, world: &World, id: Uuid, on: NaiveDate) {
    let seen = Seen { practice: "cage".into(), applied: Applied::Partly, seen: true, extent: Some(12) };
    let visit = Visit::try_new(on, vec![seen], vec!["vaccine".into()], None, (day(10, 1), None), day(11, 21)).unwrap();
    visited::add_visit(tx, id, COACHING, &visit, stamp(world)).await.unwrap();
}

/// What the database refuses, whoever asks.
#[tokio::test]
async fn what_a_visit_saw_stays() {
    each_engine(|base: Database| async move {
        let world = World::new(base).await;
        crate::register::registered(&world).await;
        coached(&world).await;
        for (sql, why) in [
            ("update adoption set applied = 'yes'", "what a visit saw is never changed"),
            ("delete from coaching_visit", "a visit is never removed"),
            ("delete from coaching", "a coaching is never removed"),
            ("update farm_result set quantity = 1", "a result is never changed"),
        ] {
            let mut tx = world.db().write().await.unwrap();
            let error = tx.run(sql, ()).await.unwrap_err().to_string();
            assert!(error.contains(why), "{why}: {error}");
        }
    })
    .await;
}

/// Files of terms, coachings and visits, with the headings of a survey; the same again changes nothing, and what is wrong is
/// said line by line.
#[tokio::test]
async fn files_bring_coachings_and_visits() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let by = users::by_login(&mut world.db().read().await.unwrap(), "officer").await.unwrap().unwrap().id;
        let act = Act { by, at: world.app.now(), today: world.app.today() };
        let mut tx = world.db().write().await.unwrap();
        let own = groups::organisation(&mut tx, "OWN").await.unwrap().unwrap();
        let terms = "_id,visit/coach,visit/trainee,visit/from,kind,village_code\n\
                     1,OWN-1/1,,05/01/2026,farmer,21010101\n2,OWN-1/1,OWN-1/2,01/02/2026,farmer,\n3,OWN-1/1,Test OWN-1 3,01/02/2026,,\n";
        let read = |text: &str| kobo::read_text(text.as_bytes(), coachings::COLUMNS, coachings::CALLED).unwrap();
        let brought = coachings::write(&mut tx, &own, &read(terms), act).await.unwrap();
        assert_eq!((brought.new, brought.same), (3, 0));
        let again = coachings::write(&mut tx, &own, &read(terms), act).await.unwrap();
        assert_eq!((again.new, again.same), (0, 3));
        let bad = "coach,trainee,from,kind,village_code\nOWN-1/2,OWN-1/1,01/03/2026,farmer,\nOWN-1/3,OWN-1/2,01/03/2026,household,\n\
                   Nobody,OWN-1/2,01/03/2026,farmer,\nOWN-1/3,,01/03/2026,household,\n";
        let Err(ImportError::Lines(lines)) = coachings::write(&mut tx, &own, &read(bad), act).await else { panic!("refused") };
        let places: Vec<(u64, &str)> = lines.iter().map(|bad| (bad.line, bad.column.as_str())).collect();
        assert_eq!(places, [(2, "trainee"), (3, "coach"), (4, "coach"), (5, "village_code")]);
        let seen = "date,coach,trainee,practice,applied,told,extent,agreed,next_on,animal,alive,income\n\
                    01/10/2026,OWN-1/1,OWN-1/2,cage,yes,,30,vaccine+feed,01/11/2026,CHICKEN,28,400000\n\
                    01/10/2026,OWN-1/1,OWN-1/2,feed,partly,yes,,,,,,\n02/10/2026,OWN-1/1,OWN-1/3,cage,no,,,,,,,\n";
        let read = |text: &str| kobo::read_text(text.as_bytes(), visits::COLUMNS, visits::CALLED).unwrap();
        let brought = visits::write(&mut tx, &own, &read(seen), act).await.unwrap();
        assert_eq!((brought.new, brought.same), (2, 0));
        let again = visits::write(&mut tx, &own, &read(seen), act).await.unwrap();
        assert_eq!((again.new, again.same), (0, 2));
        let bad = "date,coach,trainee,practice,applied,animal,alive\n01/10/2026,OWN-1/2,OWN-1/1,cage,yes,,\n\
                   03/10/2026,OWN-1/1,OWN-1/2,flying,often,PADDY,3\n";
        let Err(ImportError::Lines(lines)) = visits::write(&mut tx, &own, &read(bad), act).await else { panic!("refused") };
        let places: Vec<(u64, &str)> = lines.iter().map(|bad| (bad.line, bad.column.as_str())).collect();
        assert_eq!(places, [(2, "trainee"), (3, "applied"), (3, "animal"), (3, "practice")]);
        let coaching = store::coachings(&mut tx, Some(own.id)).await.unwrap().into_iter().find(|row| row.trainee_name.latin.ends_with('2'));
        let made = visited::visits(&mut tx, coaching.unwrap().coaching.id).await.unwrap();
        assert_eq!((made.len(), made[0].agreed().unwrap()), (1, vec!["feed".to_owned(), "vaccine".to_owned()]));
        tx.commit().await.unwrap();
    })
    .await;
}
