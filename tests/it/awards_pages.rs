//! The pages of an award: a family's grant from the call to the agreement, each step by another hand through its form,
//! and every hand that must not do it refused with its words.
use crate::{
    meetings::{read, refused},
    support::{
        actor::{Actor, Answer, OWN, PASSWORD, World},
        award::{TERMS, day},
        databases::each_engine,
    },
};
use domain::grants::{Ask, Terms};
use http::StatusCode;
use sansom::{
    awards::{
        store,
        write::{self, Outcome, Wish},
    },
    guard::{Role, RoleOn, Scope},
    meetings::seal::Act,
    members::store::{self as members, Person},
    store::add_party,
    users::store::{self as users, NewUser},
};
use uuid::Uuid;
use words::Language;

const AWARD: &str = "/awards/AW-OWN-1";

/// The code of the award that stands beside a group: kept by the same organisation.
pub fn award_of(group: &str) -> String {
    format!("AW-{group}")
}

/// An award of a group's organisation with an open call and one family's application.
pub async fn begun(world: &World, group: &str) {
    let organisation = world.group(group).await;
    let mut tx = world.db().write().await.unwrap();
    let text = TERMS.replace("SG-2026", &award_of(group)).replace("CCPCR", &organisation.organisation_code);
    let by = Act { by: Uuid::from_u128(1), at: world.app.now(), today: world.app.today() };
    let award = store::begin(&mut tx, &Terms::read(&text).unwrap(), &text, false, by.by, by.at).await.unwrap();
    let person = Person {
        names: domain::people::Names::try_new("សុខ", "ស្រី", "SOK", "Srey").unwrap(),
        sex: None,
        birth_year: None,
        id_poor: None,
        phone: String::new(),
        village_code: String::new(),
    };
    let person = members::add_person(&mut tx, organisation.organisation_id, &person).await.unwrap();
    let party = add_party(&mut tx, award.book, Uuid::now_v7()).await.unwrap();
    let asks = [
        Ask::Call { line: "families".into(), until: day(12, 31) },
        Ask::Receive { amount: 1_000_000, reference: "TT 1".into() },
        crate::support::award::family(party.0, person),
    ];
    for ask in &asks {
        let wish = Wish { key: Uuid::now_v7(), day: day(11, 20), ask };
        let outcome = write::ask(&mut tx, &award, &wish, by).await.unwrap();
        assert!(matches!(outcome, Outcome::Written(_)), "{outcome:?}");
    }
    tx.commit().await.unwrap();
}

/// Staff of the award beside those of the programme: a manager, a monitor, and one who is advisor and monitor at once.
async fn staffed(world: &World) {
    begun(world, OWN).await;
    let organisation = Scope::Organisation(world.group(OWN).await.organisation_id);
    let mut tx = world.db().write().await.unwrap();
    let list: [(&str, &[Role]); 3] =
        [("manager", &[Role::Manager]), ("monitor", &[Role::Monitor]), ("both", &[Role::Advisor, Role::Monitor, Role::Manager])];
    for (login, roles) in list {
        let user = NewUser {
            login: login.into(),
            name: format!("The {login}"),
            password: PASSWORD.into(),
            must_change: false,
            language: Language::English,
        };
        let id = users::add(&mut tx, user, world.app.now()).await.unwrap();
        let roles: Vec<RoleOn> = roles.iter().map(|&role| RoleOn { role, scope: organisation }).collect();
        users::set_roles(&mut tx, id, &roles).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn id(world: &World, login: &str) -> String {
    users::by_login(&mut world.db().read().await.unwrap(), login).await.unwrap().unwrap().id.to_string()
}

async fn page(actor: &mut Actor, path: &str) -> String {
    let answer = actor.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
    read(&answer)
}

#[track_caller]
fn contains(page: &str, all: &[&str]) {
    for shown in all {
        assert!(page.contains(shown), "{shown}: {page}");
    }
}

/// Sends a form under a key of its own, on the day of the tests.
async fn send(actor: &mut Actor, path: &str, typed: &[(&str, &str)]) -> Answer {
    let key = Uuid::now_v7().to_string();
    let mut all = vec![("key", key.as_str()), ("day", "21/11/2026")];
    all.extend(typed.iter().filter(|(name, _)| *name != "key"));
    if let Some(own) = typed.iter().find(|(name, _)| *name == "key") {
        all[0] = *own;
    }
    actor.post(path, &all).await
}

#[track_caller]
fn went(answer: &Answer, to: &str) {
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, to), "{}", read(answer));
}

fn application(key: &'static str, feed: &'static str) -> Vec<(&'static str, &'static str)> {
    vec![
        ("key", key),
        ("family_name_latin", "CHAN"),
        ("given_name_latin", "Dara"),
        ("village_code", "03010203"),
        ("household", "HH-1"),
        ("line", "families"),
        ("business", "poultry"),
        ("asked", "200"),
        ("own", "20"),
        ("plan-0-what", "chicks"),
        ("plan-0-amount", "150"),
        ("plan-2-what", "feed"),
        ("plan-2-amount", feed),
    ]
}

#[tokio::test]
async fn a_familys_grant_goes_from_the_call_to_the_agreement_through_six_hands() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        staffed(&world).await;
        let [mut finance, mut both, mut advisor] =
            [world.session("finance").await, world.session("both").await, world.session("advisor").await];
        let [mut monitor, mut manager, mut officer] =
            [world.session("monitor").await, world.session("manager").await, world.session("officer").await];

        // The call: by finance, not by an advisor.
        let call = [("line", "families"), ("until", "31/12/2026")];
        assert_eq!(send(&mut advisor, &format!("{AWARD}/calls"), &call).await.status, StatusCode::NOT_FOUND);
        let early = [("line", "families"), ("until", "20/11/2026")];
        let said = "The last day comes before the first. Look at both.";
        refused(&send(&mut finance, &format!("{AWARD}/calls"), &early).await, &[("until", said)]);
        went(&send(&mut finance, &format!("{AWARD}/calls"), &call).await, &format!("{AWARD}?done=award-written"));

        // The application: its parts must sum, and the form sent twice writes once.
        let new = format!("{AWARD}/grants/new");
        let key = "019aa000-0000-7000-8000-000000000001";
        let short = send(&mut both, &new, &application(key, "60")).await;
        let missing = "The parts come to 210.00 $, and should come to 220.00 $: 10.00 $ is missing.";
        refused(&short, &[("plan", missing)]);
        for _ in 0..2 {
            went(&send(&mut both, &new, &application(key, "70")).await, &format!("{AWARD}/grants/2?done=award-written"));
        }
        let other =
            send(&mut both, &new, &application(key, "70").into_iter().chain([("day", "20/11/2026")]).collect::<Vec<_>>()).await;
        assert_eq!(
            other.location(),
            format!("{AWARD}/grants/2?done=award-written"),
            "of a field that comes twice the first counts"
        );

        // The same names again are asked about; the same person is found by the screening.
        let again = send(&mut officer, &new, &application("019aa000-0000-7000-8000-000000000002", "70")).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        contains(&read(&again), &["Another person, new here", "CHAN Dara"]);

        // Screening: not by an advisor, not by who helped, not without a reason where the household has a grant.
        let screen = format!("{AWARD}/grants/2/screen");
        let passed = [("passed", "yes"), ("reason", "")];
        assert_eq!(send(&mut advisor, &screen, &passed).await.status, StatusCode::NOT_FOUND);
        let helped = "Who helped with the application cannot do this too. Another person must do it.";
        contains(&read(&send(&mut both, &screen, &passed).await), &[helped]);
        contains(&page(&mut monitor, &format!("{AWARD}/grants/2")).await, &["The same household has grant 1."]);
        let same = "The same household has grant 1. If it is right all the same, write the reason.";
        refused(&send(&mut monitor, &screen, &passed).await, &[("reason", same)]);
        let reason = [("passed", "yes"), ("reason", "two families in one house")];
        went(&send(&mut monitor, &screen, &reason).await, &format!("{AWARD}/grants/2?done=award-written"));
        contains(&read(&send(&mut monitor, &screen, &reason).await), &["The grant stands at “Screened” now"]);

        // Appraisal: by a second person.
        let appraise = format!("{AWARD}/grants/2/appraise");
        contains(&read(&send(&mut both, &appraise, &[("score", "80"), ("passed", "yes")]).await), &[helped]);
        refused(
            &send(&mut monitor, &appraise, &[("score", "101"), ("passed", "yes")]).await,
            &[("score", "Write a figure above 0 that can be right.")],
        );
        let appraised = send(&mut monitor, &appraise, &[("score", "80"), ("passed", "yes")]).await;
        went(&appraised, &format!("{AWARD}/grants/2?done=award-written"));

        decided(&world, &mut manager, &mut officer).await;
        signed(&mut both, &mut manager).await;
        told(&mut finance, &mut advisor).await;
    })
    .await;
}

/// The committee: three voters, none of whom helped, and not more than was asked for.
async fn decided(world: &World, manager: &mut Actor, officer: &mut Actor) {
    let rule = format!("{AWARD}/grants/2/rule");
    let (own, monitor, both) = (id(world, "manager").await, id(world, "monitor").await, id(world, "both").await);
    let ruling = |approved: &'static str| vec![("minute", "12/2026"), ("rank", "1"), ("passed", "yes"), ("approved", approved)];
    let with = |voters: &[&'static str]| -> Vec<(&'static str, &'static str)> {
        ruling("200").into_iter().chain(voters.iter().map(|name| ("other-0", *name))).collect()
    };
    assert_eq!(send(officer, &rule, &ruling("200")).await.status, StatusCode::NOT_FOUND);
    refused(
        &send(manager, &rule, &with(&["The village chief"])).await,
        &[("voters", "At least 3 must vote. Choose all who voted.")],
    );
    let mut votes = with(&["The village chief"]).into_iter().map(|(name, text)| (name, text.to_owned())).collect::<Vec<_>>();
    votes.extend([("voter", own), ("voter", both)]);
    let typed: Vec<(&str, &str)> = votes.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let helped = "The both · Who helped with the application cannot do this too. Another person must do it.";
    refused(&send(manager, &rule, &typed).await, &[("voters", helped)]);
    votes.pop();
    votes.push(("voter", monitor));
    let mut typed: Vec<(&str, &str)> = votes.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let at = typed.iter().position(|(name, _)| *name == "approved").unwrap();
    typed[at].1 = "200.01";
    refused(&send(manager, &rule, &typed).await, &[("approved", "200.00 $ was asked for. Write that or less.")]);
    typed[at].1 = "200";
    went(&send(manager, &rule, &typed).await, &format!("{AWARD}/grants/2?done=award-written"));
}

/// The agreement: its tranches sum to what was approved, a witness is there.
async fn signed(both: &mut Actor, manager: &mut Actor) {
    let agree = format!("{AWARD}/grants/2/agree");
    let tranches = |second: &'static str, witness: &'static str| {
        vec![
            ("t0-amount", "120"),
            ("t0-from", "21/11/2026"),
            ("t0-means", "cash"),
            ("t1-amount", second),
            ("t1-from", "21/12/2026"),
            ("t1-means", "transfer"),
            ("witness", witness),
        ]
    };
    let little = "The parts come to 190.00 $, and should come to 200.00 $: 10.00 $ is missing.";
    refused(
        &send(manager, &agree, &tranches("70", "")).await,
        &[("witness", "A witness must be there and sign. Tick it when it was so."), ("t0-amount", little)],
    );
    assert_eq!(send(both, &agree, &tranches("x", "1")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let key = "019aa000-0000-7000-8000-000000000009";
    for _ in 0..2 {
        let typed: Vec<_> = tranches("80", "1").into_iter().chain([("key", key)]).collect();
        went(&send(manager, &agree, &typed).await, &format!("{AWARD}/grants/2?done=award-written"));
    }
    let typed: Vec<_> = tranches("81", "1").into_iter().chain([("key", key)]).collect();
    contains(&read(&send(manager, &agree, &typed).await), &["This form was used already for act"]);
}

/// What the pages say of it afterwards.
async fn told(finance: &mut Actor, advisor: &mut Actor) {
    let award = page(finance, AWARD).await;
    contains(&award, &["Received 10,000.00 $", "Promised 200.00 $", "Under way 1", "Applied 1"]);
    let board = page(advisor, &format!("{AWARD}/grants?stage=agreed")).await;
    contains(&board, &["CHAN Dara", "200.00 $"]);
    assert!(!board.contains("SOK Srey"), "{board}");
    contains(&page(advisor, &format!("{AWARD}/grants?q=srey")).await, &["SOK Srey"]);
    let life = page(advisor, &format!("{AWARD}/grants/2")).await;
    contains(
        &life,
        &[
            "Applied for 200.00 $",
            "Screened: it goes on",
            "two families in one house",
            "points: 80",
            "The committee approved 200.00 $",
            "voted: The manager, The monitor, The village chief",
            "Agreement over 200.00 $ signed",
            "The both",
            "Tranche 2 80.00 $",
        ],
    );
    contains(&page(advisor, "/").await, &["Awards"]);
    contains(&page(advisor, "/awards").await, &["Small grants AW-OWN-1", "18,000.00 $"]);
}

#[tokio::test]
async fn grants_by_code_have_no_row_and_no_page_here() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        staffed(&world).await;
        let mut tx = world.db().write().await.unwrap();
        let award = store::award(&mut tx, "AW-OWN-1").await.unwrap().unwrap();
        let by = Act { by: Uuid::from_u128(1), at: world.app.now(), today: world.app.today() };
        let party = add_party(&mut tx, award.book, Uuid::now_v7()).await.unwrap();
        for ask in [Ask::Call { line: "coded".into(), until: day(12, 31) }, crate::support::award::coded(party.0)] {
            let wish = Wish { key: Uuid::now_v7(), day: day(11, 20), ask: &ask };
            let outcome = write::ask(&mut tx, &award, &wish, by).await.unwrap();
            assert!(matches!(outcome, Outcome::Written(_)), "{outcome:?}");
        }
        tx.commit().await.unwrap();
        for login in ["manager", "finance", "auditor", "administrator"] {
            let mut actor = world.session(login).await;
            assert_eq!(actor.get(&format!("{AWARD}/grants/2")).await.status, StatusCode::NOT_FOUND, "{login}");
            let board = actor.get(&format!("{AWARD}/grants")).await.text;
            assert!(!board.contains("grants/2\""), "{login}: {board}");
            contains(&page(&mut actor, AWARD).await, &["Small grants by code", "Where only a few are counted"]);
        }
        let mut monitor = world.session("monitor").await;
        let answer = send(&mut monitor, &format!("{AWARD}/grants/2/screen"), &[("passed", "yes")]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    })
    .await;
}
