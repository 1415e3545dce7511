//! The attendance sheet of a session through its addresses: before it, and of one that was written down.
use crate::{
    coaching::person,
    sessions::{SESSION, held},
    support::{
        actor::{World, day},
        databases::each_engine,
        paper,
    },
};
use http::StatusCode;
use sansom::{
    groups::store as groups,
    guard::{Role, RoleOn, Scope},
    training::coaching::store::{self as coaching, CoachRole, NewCoaching, NewTerm, Stamp},
    users::store as users,
};
use uuid::Uuid;

#[track_caller]
fn contains(text: &str, all: &[&str]) {
    for one in all {
        assert!(text.contains(one), "{one}: {text}");
    }
}

/// How many lines a sheet in English numbers, by its last number.
#[track_caller]
fn ends_at(text: &str, last: usize) {
    let numbers: Vec<usize> = text.split(' ').filter_map(|word| word.parse().ok()).collect();
    assert!(numbers.contains(&last) && !numbers.contains(&(last + 1)), "{last}: {text}");
}

#[tokio::test]
async fn before_a_session_the_form_is_a_sheet_to_sign() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut tx = world.db().write().await.unwrap();
        let own = groups::organisation(&mut tx, "OWN").await.unwrap().unwrap().id;
        let (first, second) = (person(&mut tx, own, "Early", "21010101").await, person(&mut tx, own, "Later", "21010102").await);
        let foreign = groups::organisation(&mut tx, "FOR").await.unwrap().unwrap().id;
        let stranger = person(&mut tx, foreign, "Stranger", "21010101").await;
        tx.commit().await.unwrap();
        let mut officer = world.session("officer").await;
        contains(&officer.get("/training/sessions/new?organisation=OWN").await.text, &["formaction=\"/training/sheet\""]);

        // Whom the form shows is expected; a day to come is no mistake, and nobody of another register is ever named.
        let rows = format!("&row={first}&row={second}&row={stranger}");
        let known = "organisation=OWN&kind=households&day=01/12/2026&hours=1.5&place=210101&topic=chickens&topic=vegetables";
        let sheet = paper::read(&officer.get(&format!("/training/sheet?{known}{rows}&lang=en")).await);
        contains(&sheet, &["Attendance sheet", "Training of households", "1 December 2026", "1 h 30 min", "Takéo · 210101"]);
        contains(
            &sheet,
            &["Raising chickens · ", "Test Early", "Test Later", "Takéo · 21010102", "Signature or thumb", "Page 1 of"],
        );
        assert!(!sheet.contains("Stranger"), "{sheet}");
        ends_at(&sheet, 15);
        // Some are ticked: these are expected. What cannot be read is left to be written by hand.
        let sheet = paper::read(
            &officer
                .get(&format!("/training/sheet?organisation=OWN&day=x&hours=&place=y{rows}&came={second}&lines=2&lang=en"))
                .await,
        );
        assert!(sheet.contains("Test Later") && !sheet.contains("Test Early"), "{sheet}");
        ends_at(&sheet, 3);
        let khmer = paper::read(&officer.get(&format!("/training/sheet?{known}{rows}&lang=km&digits=khmer")).await);
        contains(&khmer, &["បញ្ជីវត្តមាន", "ហត្ថលេខា"]);
        assert!(!khmer.contains("Attendance"), "{khmer}");
        let both = paper::read(&officer.get(&format!("/training/sheet?{known}{rows}&lang=both")).await);
        contains(&both, &["បញ្ជីវត្តមាន", "Attendance sheet"]);

        // Nobody of another partner has it, and nothing was written.
        let mut tx = world.db().write().await.unwrap();
        let advisor = users::by_login(&mut tx, "somebody").await.unwrap().unwrap().id;
        users::set_roles(&mut tx, advisor, &[RoleOn { role: Role::Advisor, scope: Scope::Organisation(foreign) }]).await.unwrap();
        tx.commit().await.unwrap();
        for login in ["treasurer-own-1", "somebody"] {
            let answer = world.session(login).await.get("/training/sheet?organisation=OWN").await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{login}");
        }
        assert_eq!(officer.get("/training/sheet?organisation=NONE").await.status, StatusCode::NOT_FOUND);
        let mut tx = world.db().read().await.unwrap();
        assert!(sansom::training::sessions::store::sessions(&mut tx).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn members_trainees_and_those_who_came_stand_on_it() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut tx = world.db().write().await.unwrap();
        let own = groups::organisation(&mut tx, "OWN").await.unwrap().unwrap().id;
        let (coach, trainee) = (person(&mut tx, own, "Head", "21010101").await, person(&mut tx, own, "Learner", "21010101").await);
        let (stamp, from) = (Stamp { by: Uuid::from_u128(1), at: world.app.now() }, day(2, 1));
        let (id, role, village) = (Uuid::now_v7(), CoachRole::ModelFarmer, "210101".to_owned());
        coaching::add_term(&mut tx, &NewTerm { id, person: coach, organisation: own, role, village, from }, stamp).await.unwrap();
        let kind = domain::training::CoachingKind::Farmer;
        let link = NewCoaching { id: Uuid::now_v7(), organisation: own, kind, coach, trainee, from };
        coaching::add_coaching(&mut tx, &link, stamp).await.unwrap();
        tx.commit().await.unwrap();
        let mut officer = world.session("officer").await;
        let trainees = paper::read(&officer.get(&format!("/training/sheet?organisation=OWN&coach={coach}&lang=en")).await);
        assert!(trainees.contains("Test Learner") && !trainees.contains("Test Head"), "{trainees}");
        let form = officer.get("/training/sessions/new?organisation=OWN&group=OWN-1").await;
        let members = form.text.matches("name=\"came\"").count();
        assert!(members > 2, "{}", form.text);
        let group = paper::read(&officer.get("/training/sheet?organisation=OWN&group=OWN-1&lines=0&lang=en").await);
        ends_at(&group, members);

        crate::register::registered(&world).await;
        held(&world).await;
        let path = format!("/training/sessions/{SESSION}/sheet");
        contains(&officer.get(&format!("/training/sessions/{SESSION}")).await.text, &[&format!("{path}?lang=both")]);
        let sheet = paper::read(&officer.get(&format!("{path}?lang=en")).await);
        contains(&sheet, &["Attendance sheet", "Workshop", "1 November 2026", "1 h 30 min"]);
        ends_at(&sheet, 1);
        assert_eq!(world.session("treasurer-own-1").await.get(&path).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}
