//! Figures for programs of others: which tokens open what, what is refused and how, and what is hidden.
use crate::support::{
    actor::{Answer, FOREIGN, OWN, World, day},
    databases::each_engine,
};
use chrono::{Days, NaiveDate};
use domain::programme::{Counting, Dimension, Measure};
use http::{Method, StatusCode};
use sansom::{
    api::{
        Reads, secret,
        store::{self as tokens, NewToken},
    },
    guard::Access,
    programme::{counting, store as programme},
    routes,
};
use serde_json::Value;
use std::{collections::BTreeSet, time::Duration};
use uuid::Uuid;

const DESCRIPTION: &str = include_str!("../../docs/openapi.json");

/// Makes a token beside the page.
pub async fn made(world: &World, id: Uuid, reads: &[Reads], organisation: Option<Uuid>, ends_on: NaiveDate) -> String {
    let token = secret::make();
    let new = NewToken { id, name: "A dashboard".into(), reads: reads.to_vec(), organisation, ends_on };
    let mut tx = world.db().write().await.unwrap();
    tokens::add(&mut tx, new, secret::digest(&token).unwrap(), Uuid::from_u128(1), world.app.now()).await.unwrap();
    tx.commit().await.unwrap();
    token
}

async fn ask(world: &World, token: &str, path: &str) -> Answer {
    world.nobody().send(Method::GET, path, &[("authorization", &format!("Bearer {token}"))], String::new()).await
}

fn json(answer: &Answer) -> Value {
    assert_eq!(answer.header("content-type"), "application/json", "{}", answer.text);
    assert_eq!(answer.header("set-cookie"), "");
    serde_json::from_str(&answer.text).unwrap()
}

fn refusal(answer: &Answer) -> (u16, String) {
    let said = json(answer);
    assert!(said["error"]["message"].as_str().is_some_and(|message| !message.is_empty()));
    (answer.status.as_u16(), said["error"]["code"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn a_token_opens_what_it_may_read_while_it_holds() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let end = world.app.today() + Days::new(30);
        let all = made(&world, Uuid::now_v7(), &Reads::ALL, None, end).await;
        let paths: Vec<&str> =
            routes::table().iter().filter(|route| matches!(route.access, Access::Token(_))).map(|route| route.path).collect();
        assert_eq!(paths.len(), 5);
        for path in &paths {
            let path = path.replace("{measure}", "group-members");
            assert_eq!(ask(&world, &all, &path).await.status, StatusCode::OK, "{path}");
            for none in ["", "x", "sansom_", &secret::make()] {
                let answer = ask(&world, none, &path).await;
                assert_eq!(refusal(&answer), (401, "token".into()), "{path} with {none}");
                assert!(answer.header("www-authenticate").starts_with("Bearer"));
            }
            let mut administrator = world.session("administrator").await;
            assert_eq!(refusal(&administrator.get(&path).await), (401, "token".into()), "a session opens nothing: {path}");
            let written = world.nobody().send(Method::POST, &path, &[], String::new()).await;
            assert_eq!(refusal(&written), (405, "method".into()), "{path}");
            assert!(written.header("allow").contains("GET"), "{:?}", written.headers);
        }
        // Each scope opens its own.
        for reads in Reads::ALL {
            let one = made(&world, Uuid::now_v7(), &[reads], None, end).await;
            for other in Reads::ALL {
                let expected = if other == reads { 200 } else { 403 };
                assert_eq!(ask(&world, &one, &format!("/api/v1/{}", other.code())).await.status.as_u16(), expected);
            }
            assert_eq!(ask(&world, &one, "/api/v1/organisations").await.status, StatusCode::OK);
        }
        // Through its last day, and not when it is revoked.
        let last = made(&world, Uuid::now_v7(), &Reads::ALL, None, world.app.today()).await;
        assert_eq!(ask(&world, &last, "/api/v1/groups").await.status, StatusCode::OK);
        assert_eq!(refusal(&ask(&world.later(24 * 3600), &last, "/api/v1/groups").await).0, 401);
        let id = Uuid::now_v7();
        let revoked = made(&world, id, &Reads::ALL, None, end).await;
        let mut administrator = world.session("administrator").await;
        let page = administrator.post_and_follow(&format!("/programme/tokens/{id}/revoke"), &[]).await;
        assert_eq!(page.status, StatusCode::OK);
        assert_eq!(refusal(&ask(&world, &revoked, "/api/v1/groups").await).0, 401);
        // Once more changes nothing.
        administrator.post_and_follow(&format!("/programme/tokens/{id}/revoke"), &[]).await;
        assert_eq!(refusal(&ask(&world, &all, "/api/v1/nothing").await), (404, "not-found".into()));
    })
    .await;
}

#[tokio::test]
async fn a_token_is_made_on_the_page_and_shown_once() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut administrator = world.session("administrator").await;
        let key = administrator.get("/programme/tokens/new").await.hidden("key");
        let typed = |name: &'static str, ends: &'static str, groups: &'static str| {
            vec![
                ("key", key.clone()),
                ("name", name.into()),
                ("ends", ends.into()),
                ("groups", groups.into()),
                ("organisation", "OWN".into()),
            ]
        };
        for (name, ends, groups) in
            [("", "01/03/2027", "1"), ("A", "20/11/2026", "1"), ("A", "22/11/2027", "1"), ("A", "01/03/2027", "")]
        {
            let fields = typed(name, ends, groups);
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, text)| (*name, text.as_str())).collect();
            let again = administrator.post("/programme/tokens/new", &fields).await;
            assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{name} {ends} {groups}");
        }
        let fields = typed("A dashboard", "21/11/2027", "1");
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let page = administrator.post("/programme/tokens/new", &fields).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        let token = page.text.split_once("secret\">").unwrap().1.split('<').next().unwrap().to_owned();
        assert_eq!(ask(&world, &token, "/api/v1/groups").await.status, StatusCode::OK);
        assert_eq!(ask(&world, &token, "/api/v1/targets").await.status, StatusCode::FORBIDDEN);
        // The same form again makes no second one, and shows none.
        assert_eq!(administrator.post("/programme/tokens/new", &fields).await.location(), "/programme/tokens?done=token-made");
        let list = administrator.get("/programme/tokens").await.text;
        assert!(!list.contains(&token) && list.matches("/revoke\"").count() == 1, "{list}");
        let mut tx = world.db().read().await.unwrap();
        let trail = sansom::store::trail(&mut tx, None, &sansom::store::AuditFilter::default(), 9).await.unwrap();
        assert_eq!(trail.iter().filter(|line| line.action == "token-made").count(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_token_of_one_organisation_reaches_no_other() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let own = world.group(OWN).await.organisation_id;
        let end = world.app.today() + Days::new(30);
        let one = made(&world, Uuid::now_v7(), &Reads::ALL, Some(own), end).await;
        let all = made(&world, Uuid::now_v7(), &Reads::ALL, None, end).await;
        let codes = |answer: &Answer, list: &str| -> Vec<String> {
            json(answer)[list].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(codes(&ask(&world, &one, "/api/v1/organisations").await, "organisations"), ["OWN"]);
        assert_eq!(codes(&ask(&world, &one, "/api/v1/groups").await, "groups"), [OWN]);
        assert_eq!(codes(&ask(&world, &all, "/api/v1/groups").await, "groups"), [FOREIGN, OWN]);
        assert_eq!(codes(&ask(&world, &all, "/api/v1/groups?organisation=FOR").await, "groups"), [FOREIGN]);
        for path in ["/api/v1/groups?organisation=FOR", "/api/v1/indicators/group-members?organisation=FOR"] {
            assert_eq!(refusal(&ask(&world, &one, path).await), (404, "not-found".into()), "{path}");
        }
        let members =
            async |token: &str, query: &str| json(&ask(&world, token, &format!("/api/v1/indicators/group-members{query}")).await);
        let (hers, everybody) = (members(&one, "").await, members(&all, "").await);
        assert_eq!((&hers["number"], &hers["organisation"]), (&3.into(), &"OWN".into()));
        assert_eq!((&everybody["number"], &everybody["organisation"]), (&6.into(), &Value::Null));
        assert_eq!(members(&all, "?organisation=OWN").await, hers);
        let cells = everybody["cells"].as_array().unwrap();
        let by: Vec<_> =
            cells.iter().filter(|cell| cell["dimension"] == "organisation").map(|cell| (&cell["cell"], &cell["number"])).collect();
        assert_eq!(by.len(), 2, "by their codes: {cells:?}");
        assert!(by.contains(&(&"OWN".into(), &3.into())) && by.contains(&(&"FOR".into(), &3.into())));
        let groups = json(&ask(&world, &one, "/api/v1/groups").await);
        let group = &groups["groups"][0];
        assert_eq!(
            (&group["members"], &group["province"], &group["last_meeting_on"]),
            (&3.into(), &"21".into(), &"2026-11-14".into())
        );
        assert_eq!(group["savings"], serde_json::json!([{ "commodity": "KHR", "amount": "25000" }]));
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_in_json() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let token = made(&world, Uuid::now_v7(), &Reads::ALL, None, world.app.today()).await;
        for (query, expected) in [
            ("group-members?year=2026", 200),
            ("group-members?year=abc", 400),
            ("group-members?year=2030", 400),
            ("group-members?year=2026&through=2026-01-01", 400),
            ("group-members?from=2026-13-01", 400),
            ("group-members?through=%FF", 400),
            ("group-members?organization=OWN", 400),
            ("group-members?year=2026&year=2026", 400),
            ("group-members?organisation=NO-SUCH", 404),
            ("no-such-measure", 404),
            ("%FF", 400),
        ] {
            let answer = ask(&world, &token, &format!("/api/v1/indicators/{query}")).await;
            assert_eq!(answer.status.as_u16(), expected, "{query}: {}", answer.text);
            if expected != 200 {
                refusal(&answer);
            }
        }
    })
    .await;
}

#[tokio::test]
async fn every_figure_is_the_one_that_pages_count() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        crate::farm_sales::sold(&world).await;
        let token = made(&world, Uuid::now_v7(), &Reads::ALL, None, world.app.today()).await;
        let today = world.app.today();
        let period = counting::Period { from: None, through: today };
        for measure in Measure::ALL {
            let answer = json(&ask(&world, &token, &format!("/api/v1/indicators/{}", measure.code())).await);
            let mut tx = world.db().read().await.unwrap();
            let records = programme::records(&mut tx, *measure, today).await.unwrap();
            let shown = counting::shown(&records, *measure, period, None, today);
            assert_eq!(answer["number"].as_i64(), shown.total.shown(), "{}", measure.code());
            assert_eq!(answer["cells"].as_array().unwrap().len(), shown.by.values().map(|cells| cells.len()).sum::<usize>());
        }
        // What protects few is told through today alone.
        let past = json(&ask(&world, &token, "/api/v1/indicators/coded-grants?through=2026-01-31").await);
        assert_eq!((&past["number"], &past["hidden"], &past["cells"]), (&Value::Null, &true.into(), &serde_json::json!([])));
    })
    .await;
}

#[tokio::test]
async fn reading_notes_the_day_and_nothing_else() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let id = Uuid::now_v7();
        let token = made(&world, id, &Reads::ALL, None, world.app.today() + Days::new(9)).await;
        let used = async |world: &World, expected: NaiveDate| {
            for _ in 0..200 {
                let mut tx = world.db().read().await.unwrap();
                if tokens::token(&mut tx, id).await.unwrap().unwrap().used_on == Some(expected) {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(25)).await;
            }
            panic!("{expected} was not noted");
        };
        let before = crate::access::contents(&world.base).await;
        ask(&world, &token, "/api/v1/groups").await;
        used(&world, day(11, 21)).await;
        let other = |all: Vec<(String, String)>| all.into_iter().filter(|(table, _)| table != "api_token").collect::<Vec<_>>();
        let noted = crate::access::contents(&world.base).await;
        assert_eq!(other(noted.clone()), other(before));
        // A second time that day writes nothing at all; the next day does.
        for route in routes::table().iter().filter(|route| matches!(route.access, Access::Token(_))) {
            ask(&world, &token, &route.path.replace("{measure}", "participants")).await;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert_eq!(crate::access::contents(&world.base).await, noted);
        let tomorrow = world.later(24 * 3600);
        ask(&tomorrow, &token, "/api/v1/groups").await;
        used(&tomorrow, day(11, 22)).await;
    })
    .await;
}

/// The description names every address with its errors, and every word that the program knows.
#[test]
fn the_description_is_of_this_program() {
    let description: Value = serde_json::from_str(DESCRIPTION).unwrap();
    let paths = description["paths"].as_object().unwrap();
    let there: BTreeSet<&str> =
        routes::table().iter().filter(|route| route.path.starts_with("/api/")).map(|route| route.path).collect();
    assert_eq!(paths.keys().map(String::as_str).collect::<BTreeSet<_>>(), there);
    for route in routes::table().iter().filter(|route| route.path.starts_with("/api/")) {
        assert_eq!(route.method, "GET");
        let operation = &paths[route.path]["get"];
        let answers = operation["responses"].as_object().unwrap();
        let expected = |status: &str| match (status, route.access) {
            ("200" | "405" | "503", _) => true,
            ("401" | "400", Access::Token(_)) => true,
            ("403", Access::Token(reads)) => reads.is_some(),
            _ => false,
        };
        for status in ["200", "400", "401", "403", "405", "503"] {
            assert_eq!(answers.contains_key(status), expected(status), "{} {status}", route.path);
        }
        let open = operation["security"] == serde_json::json!([]);
        assert_eq!(open, route.access == Access::Open, "{}", route.path);
    }
    let words = |schema: &str| -> Vec<String> {
        let list = description["components"]["schemas"][schema]["enum"].as_array().unwrap();
        list.iter().map(|word| word.as_str().unwrap().to_owned()).collect()
    };
    let measures: Vec<&str> = Measure::ALL.iter().map(|measure| measure.code()).collect();
    assert_eq!(words("Measure"), measures);
    assert_eq!(paths["/api/v1/indicators/{measure}"]["get"]["parameters"][0]["schema"]["enum"], serde_json::json!(measures));
    assert_eq!(words("Dimension"), Dimension::ALL.map(Dimension::code));
    let units: BTreeSet<String> = Measure::ALL.iter().map(|measure| Counting::code(measure.counting()).to_owned()).collect();
    assert!(units.is_subset(&words("Unit").into_iter().collect()));
}
