//! Business plans: from six questions to an approved plan, who sees them, whom they may not be for, two who write at once, a plan
//! from a file, and what happened beside it.
use crate::{
    meetings::{Form, problems, read},
    support::{
        actor::{Actor, Answer, FOREIGN, OWN, World, day},
        databases::each_engine,
    },
};
use domain::{
    grants::Ask,
    plans::{Document, Written, template},
};
use http::StatusCode;
use sansom::{
    awards::{
        store as awards,
        write::{self, Wish},
    },
    meetings::seal::Act,
    members::store as members,
    plans::store::{self as plans, NewPlan, Subject},
    store::add_party,
};
use uuid::Uuid;

/// The plan of the group of the own organisation in [`begun`].
pub const PLAN: Uuid = Uuid::from_u128(0x91a9);

/// A plan of the own group, so that its address names something.
pub async fn begun(world: &World) {
    let group = world.group(OWN).await;
    let document = Document::Enterprise(Box::new(template("chickens-native").unwrap().written.clone()));
    let new = NewPlan { id: PLAN, organisation: group.organisation_id, subject: Subject::Group(group.book.0), document: &document };
    let mut tx = world.db().write().await.unwrap();
    plans::begin(&mut tx, &new, Uuid::from_u128(1), world.app.now()).await.unwrap();
    tx.commit().await.unwrap();
}

async fn person(world: &World, number: i64) -> Uuid {
    let group = world.group(OWN).await;
    let mut tx = world.db().read().await.unwrap();
    members::member(&mut tx, group.book, &group.commodity, number).await.unwrap().unwrap().person_id
}

async fn page(actor: &mut Actor, path: &str) -> String {
    let answer = actor.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
    // The title stands in the head bar, beside what is read.
    let title = answer.text.split("<h1>").nth(1).and_then(|rest| rest.split("</h1>").next()).unwrap_or_default();
    format!("{title} {}", read(&answer)).replace('\u{a0}', " ")
}

#[track_caller]
fn contains(page: &str, all: &[&str]) {
    for shown in all {
        assert!(page.contains(shown), "{shown}: {page}");
    }
}

/// The same page again, which says why.
#[track_caller]
fn refused(answer: &Answer, says: &str) {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text);
    contains(&read(answer), &[says]);
}

/// A hundred native chickens for a household, with own money and a loan.
const ANSWERS: [(&str, &str); 10] = [
    ("title", "One hundred chickens"),
    ("size", "100"),
    ("starts", "2026-12"),
    ("times", "3"),
    ("price", "16,500"),
    ("own", "2,500,000"),
    ("loan", "1,200,000"),
    ("percent", "2"),
    ("months", "9"),
    ("income", "900,000"),
];

/// Answers the six questions for a member of the own group; the address of the plan.
async fn answered(world: &World, actor: &mut Actor) -> String {
    let path = format!("/plans/new/chickens-native?for=person-{}", person(world, 2).await);
    let mut form = Form::open(actor, path).await.with(&ANSWERS).with(&[("spending", "600,000")]);
    form.path = "/plans/new/chickens-native".into();
    let answer = form.press(actor, "begin").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{:?}", problems(&answer));
    // Pressed twice, made once.
    assert_eq!(form.press(actor, "begin").await.location(), answer.location());
    answer.location().split('?').next().unwrap().to_owned()
}

#[tokio::test]
async fn from_six_questions_to_an_approved_plan() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let (mut advisor, mut officer) = (world.session("advisor").await, world.session("officer").await);
        contains(&page(&mut advisor, "/plans").await, &["No plan yet", "Make a plan"]);
        contains(&page(&mut advisor, "/plans/new").await, &["Native chickens", "Village shop", "Bring a plan as a file"]);
        let path = answered(&world, &mut advisor).await;
        let shown = page(&mut advisor, &path).await;
        contains(&shown, &["One hundred chickens", "Test OWN-1 2", "Being written", "Version 1", "a cycle; the box is lowest in"]);
        contains(&shown, &["Budget of one cycle", "Live chickens", "16,500", "Break-even price", "Cash month by month", "What if"]);
        // On her page in the group, in the list, and found by a part of her name.
        contains(&page(&mut advisor, &format!("/groups/{OWN}/members/2")).await, &["Business plans", "One hundred chickens"]);
        contains(&page(&mut advisor, "/plans?q=own-1").await, &["One hundred chickens", "Test OWN-1 2"]);
        contains(&page(&mut advisor, "/plans?state=approved").await, &["No such plan"]);

        let submitted = advisor.post(&format!("{path}/submit"), &[("version", "1")]).await;
        assert_eq!(submitted.location(), format!("{path}?done=plan-submitted"), "{:?}", problems(&submitted));
        // Nobody changes what is being looked at, and an advisor does not approve.
        assert_eq!(advisor.get(&format!("{path}/edit")).await.location(), path);
        assert_eq!(advisor.post(&format!("{path}/approve"), &[("version", "1")]).await.status, StatusCode::NOT_FOUND);
        let silent = officer.post(&format!("{path}/return"), &[("version", "1"), ("note", " ")]).await;
        refused(&silent, "What is to be mended?");
        let given = officer.post(&format!("{path}/return"), &[("version", "1"), ("note", "The feed is dearer here")]).await;
        assert_eq!(given.location(), format!("{path}?done=plan-returned"));
        contains(&page(&mut advisor, &path).await, &["Given back", "The feed is dearer here", "The officer"]);

        let form = Form::open(&mut advisor, format!("{path}/edit")).await;
        let same = form.press(&mut advisor, "save").await;
        assert_eq!(same.location(), format!("{path}?done=plan-same"), "{:?}", problems(&same));
        let saved = form.with(&[("l3-price", "៣.២០០")]).press(&mut advisor, "save").await;
        assert_eq!(saved.location(), format!("{path}?done=plan-saved"), "{:?}", problems(&saved));
        contains(&page(&mut advisor, &path).await, &["Version 2", "3,200 ៛"]);
        contains(&page(&mut advisor, &format!("{path}/versions/1")).await, &["This is an older version", "2,900 ៛"]);
        contains(&page(&mut advisor, &format!("{path}/compare?with=1")).await, &["Version 2", "Version 1", "Difference"]);

        // A step of a version that is no longer the latest is not taken.
        let old = advisor.post(&format!("{path}/submit"), &[("version", "1")]).await;
        refused(&old, "Meanwhile version 2 was written");
        advisor.post(&format!("{path}/submit"), &[("version", "2")]).await;
        let approved = officer.post(&format!("{path}/approve"), &[("version", "2")]).await;
        assert_eq!(approved.location(), format!("{path}?done=plan-approved"), "{:?}", problems(&approved));
        contains(&page(&mut advisor, &path).await, &["Approved", "The officer"]);
        contains(&page(&mut advisor, "/plans?state=approved").await, &["One hundred chickens"]);
        contains(
            &page(&mut world.session("administrator").await, "/audit").await,
            &["Business plan begun", "Business plan approved"],
        );
    })
    .await;
}

#[tokio::test]
async fn nobody_approves_her_own_plan() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let (mut officer, mut advisor) = (world.session("officer").await, world.session("advisor").await);
        let path = answered(&world, &mut officer).await;
        advisor.post(&format!("{path}/submit"), &[("version", "1")]).await;
        contains(&page(&mut officer, &path).await, &["somebody else approves it"]);
        refused(&officer.post(&format!("{path}/approve"), &[("version", "1")]).await, "somebody else approves it");
        // The books say no as well.
        let id: Uuid = path.rsplit('/').next().unwrap().parse().unwrap();
        let mut tx = world.db().write().await.unwrap();
        let row = plans::plan(&mut tx, id).await.unwrap().unwrap();
        let by = row.recorded_by;
        let error = plans::add_step(&mut tx, &row, domain::plans::Step::Approved, "", by, world.app.now()).await.unwrap_err();
        assert!(error.to_string().contains("does not approve"), "{error}");
        drop(tx);
        let mut finance = world.session("finance").await;
        assert_eq!(
            finance.post(&format!("{path}/approve"), &[("version", "1")]).await.location(),
            format!("{path}?done=plan-approved")
        );
    })
    .await;
}

#[tokio::test]
async fn a_plan_is_there_for_its_own_organisation_alone() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        begun(&world).await;
        let path = format!("/plans/{PLAN}");
        // The officers of the group see the plans of their group, those of another nothing.
        let mut treasurer = world.session("treasurer-own-1").await;
        contains(&page(&mut treasurer, &format!("/groups/{OWN}/plans")).await, &["Native chickens, 100 birds"]);
        contains(&page(&mut treasurer, &path).await, &["Native chickens, 100 birds", "Budget of one cycle"]);
        assert_eq!(treasurer.get("/plans").await.status, StatusCode::NOT_FOUND);
        assert_eq!(treasurer.get(&format!("{path}/edit")).await.status, StatusCode::NOT_FOUND);
        for login in ["treasurer-for-1", "committee-for-1"] {
            let mut stranger = world.session(login).await;
            for below in ["", "/edit", "/paper", "/actual", "/versions/1", "/compare?with=1"] {
                assert_eq!(stranger.get(&format!("{path}{below}")).await.status, StatusCode::NOT_FOUND, "{login} {below}");
            }
        }
        // A household's plan is no matter of the treasurer's.
        let own = answered(&world, &mut world.session("advisor").await).await;
        assert_eq!(treasurer.get(&own).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn a_grant_under_a_code_has_no_plan() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        crate::awards_pages::begun(&world, OWN).await;
        let code = crate::awards_pages::award_of(OWN);
        let mut tx = world.db().write().await.unwrap();
        let award = awards::award(&mut tx, &code).await.unwrap().unwrap();
        let party = add_party(&mut tx, award.book, Uuid::now_v7()).await.unwrap();
        let by = Act { by: Uuid::from_u128(1), at: world.app.now(), today: world.app.today() };
        for ask in [Ask::Call { line: "coded".into(), until: day(12, 31) }, crate::support::award::coded(party.0)] {
            let wish = Wish { key: Uuid::now_v7(), day: day(11, 20), ask: &ask };
            let outcome = write::ask(&mut tx, &award, &wish, by).await.unwrap();
            assert!(matches!(outcome, write::Outcome::Written(_)), "{outcome:?}");
        }
        tx.commit().await.unwrap();
        let mut advisor = world.session("advisor").await;
        // A family's grant may have one, and its page tells of it.
        let path = format!("/plans/new/pigs?for=grant-1-{code}");
        let mut form = Form::open(&mut advisor, path).await.with(&[("own", "5,000,000")]);
        form.path = "/plans/new/pigs".into();
        let made = form.press(&mut advisor, "begin").await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{:?}", problems(&made));
        contains(&page(&mut advisor, &format!("/awards/{code}/grants/1")).await, &["Business plans", "Pigs"]);
        // One under a code has none, by the form or by the books.
        let coded = form.with(&[("for", &format!("grant-2-{code}")), ("key", &Uuid::now_v7().to_string())]);
        refused(&coded.press(&mut advisor, "begin").await, "you may write plans for");
        let document = Document::Enterprise(Box::new(template("pigs").unwrap().written.clone()));
        let subject = Subject::Grant(award.book.0, 2);
        let new = NewPlan { id: Uuid::now_v7(), organisation: award.organisation_id, subject, document: &document };
        let mut tx = world.db().write().await.unwrap();
        let error = plans::begin(&mut tx, &new, by.by, by.at).await.unwrap_err();
        assert!(error.to_string().contains("under a code"), "{error}");
    })
    .await;
}

#[tokio::test]
async fn two_who_write_at_once_lose_nothing() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        begun(&world).await;
        let (mut advisor, mut officer) = (world.session("advisor").await, world.session("officer").await);
        let edit = format!("/plans/{PLAN}/edit");
        let (hers, his) = (Form::open(&mut advisor, edit.clone()).await, Form::open(&mut officer, edit.clone()).await);
        let first = hers.with(&[("l2-price", "5,000")]).press(&mut advisor, "save").await;
        assert_eq!(first.location(), format!("/plans/{PLAN}?done=plan-saved"));
        let late = his.with(&[("l2-price", "4,800")]);
        let answer = late.press(&mut officer, "save").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        contains(&read(&answer), &["The advisor wrote version 2", "Look at that version"]);
        assert!(answer.text.contains("value=\"4,800\""), "what he typed is still there");
        // Having looked at it, he saves his as the next one.
        let over = late.with(&[("over", "2")]).press(&mut officer, "save").await;
        assert_eq!(over.location(), format!("/plans/{PLAN}?done=plan-saved"), "{:?}", problems(&over));
        contains(&page(&mut advisor, &format!("/plans/{PLAN}")).await, &["Version 3", "4,800 ៛"]);
        contains(&page(&mut advisor, &format!("/plans/{PLAN}/versions/2")).await, &["5,000 ៛"]);
    })
    .await;
}

#[tokio::test]
async fn lines_come_and_go_without_a_script_and_mistakes_stand_at_their_field() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        begun(&world).await;
        let mut advisor = world.session("advisor").await;
        let form = Form::open(&mut advisor, format!("/plans/{PLAN}/edit")).await;
        let added = form.press(&mut advisor, "add-materials").await;
        assert_eq!(added.status, StatusCode::OK);
        assert!(added.text.contains("name=\"l11-quantity\""), "a further line");
        let dropped = form.press(&mut advisor, "drop-l3").await;
        assert!(!dropped.text.contains("name=\"l3-quantity\""), "the line is gone");
        let wrong = [("l2-price", "four"), ("l0-mortality", "140"), ("l1-months", "70"), ("title_latin", "")];
        let answer = form.with(&wrong).with(&[("title_km", "")]).press(&mut advisor, "save").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        for field in ["l2-price", "l0-mortality", "l1-months"] {
            assert!(answer.text.contains(&format!("href=\"#{field}\"")), "{field}: {:?}", problems(&answer));
        }
        assert!(answer.text.contains("value=\"four\""), "what was typed stays");
    })
    .await;
}

#[tokio::test]
async fn a_plan_comes_as_a_file_and_is_compared_with_its_own_arithmetic() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut advisor = world.session("advisor").await;
        let key = Uuid::now_v7().to_string();
        let file = include_bytes!("../../fixtures/plans/published/upland_rice.toml");
        let fields = [("key", key.as_str()), ("for", ""), ("organisation", "OWN")];
        let sent = advisor.post_file("/plans/import", &fields, Some(("scan", "rice.toml", file))).await;
        assert_eq!(sent.location(), format!("/plans/{key}?done=plan-begun"), "{:?}", problems(&sent));
        contains(&page(&mut advisor, &format!("/plans/{key}")).await, &["What speaks against it", "The labour lines come to"]);
        // It is for nobody yet, so it is not handed in before somebody is named.
        refused(&advisor.post(&format!("/plans/{key}/submit"), &[("version", "1")]).await, "Say for whom");
        let found = advisor.post(&format!("/plans/{key}/subject"), &[("do", "find"), ("q", "own-12"), ("for", "")]).await;
        let woman = format!("person-{}", person(&world, 2).await);
        assert!(found.text.contains(&woman), "found by group and number");
        let foreign = advisor.post(&format!("/plans/{key}/subject"), &[("do", "keep"), ("for", &format!("group-{FOREIGN}"))]).await;
        refused(&foreign, "you may write plans for");
        let kept = advisor.post(&format!("/plans/{key}/subject"), &[("do", "keep"), ("for", &woman)]).await;
        assert_eq!(kept.location(), format!("/plans/{key}?done=plan-attached"));
        let bad = advisor
            .post_file("/plans/import", &[("key", &Uuid::now_v7().to_string())], Some(("scan", "x.csv", b"a,b\n1,2\n")))
            .await;
        assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
        let written = Written::parse(std::str::from_utf8(file).unwrap()).unwrap();
        let mut tx = world.db().read().await.unwrap();
        let kept = plans::document(&mut tx, key.parse().unwrap(), 1).await.unwrap().unwrap();
        assert_eq!(kept, Document::Enterprise(Box::new(written)));
    })
    .await;
}

#[tokio::test]
async fn what_happened_stands_beside_what_was_planned() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut advisor = world.session("advisor").await;
        let path = answered(&world, &mut advisor).await;
        contains(&page(&mut advisor, &format!("{path}/actual")).await, &["The plan has not begun yet"]);
        begun(&world).await;
        contains(&page(&mut advisor, &format!("/plans/{PLAN}/actual")).await, &["From the group’s own books"]);
    })
    .await;
}
