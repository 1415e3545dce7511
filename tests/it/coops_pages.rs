//! A cooperative's home and its delivery day through the pages: founding, the scale, what is refused at which field, what
//! is asked again, the note, and who sees nothing of it. Every figure here was worked out by hand.
use crate::{
    cli::good,
    coops_members::Play,
    meetings::{Form, read, refused},
    support::{
        actor::{Actor, Answer, OWN, World, day},
        book::clean,
        databases::{Database, Folder, each_engine},
    },
};
use domain::coops::{
    Ask, Kind,
    acts::{Flow, PriceRule, Taken},
    ask::{AskDelivery, AskMilling, AskSale, Pay},
};
use http::{Method, StatusCode};
use sansom::{
    coops::{
        store,
        write::{self, Outcome, Wish},
    },
    groups::store::{self as groups, NewInstitution},
    meetings::seal::Act,
    store::add_party,
    users::store as users,
};
use uuid::Uuid;

pub(crate) const COOP: &str = "KM-01";

/// Two members, one with an organic plot, one with a plot in conversion; 1,600,000 riel of shares in the box.
const FILE: &str = r#"
organisation = "OWN"
code = "KM-01"
name_latin = "Rice mill"
opened_on = "2026-01-05"
[laws]
shares = { par = 20000 }
organic = { tolerance_percent = 10 }
[[member]]
family_name_latin = "Member"
given_name_latin = "One"
shares = 50
[[member.plot]]
name = "by the canal"
area = "0.8 ha"
crop = "PADDY"
[[member.plot.inspection]]
on = "2026-09-01"
inspector = "inspector 2"
score = 85
estimate = "2,000"
[[member]]
family_name_latin = "Member"
given_name_latin = "Two"
shares = 30
[[member.plot]]
name = "behind the school"
area = "0.8 ha"
crop = "PADDY"
forbidden_on = "2026-01-01"
[[member.plot.inspection]]
on = "2026-09-01"
inspector = "inspector 2"
score = 60
estimate = "1,800"
"#;
const PRICES: &str = "date,crop,grade,organic,price\n2026-11-01,PADDY,,yes,\"1,100\"\n2026-11-01,PADDY,,no,950\n";

fn of(below: &str) -> String {
    if below.is_empty() { format!("/coops/{COOP}") } else { format!("/coops/{COOP}/{below}") }
}

/// The code of the cooperative that [`kept`] makes.
pub(crate) use crate::coops_members::coop_of;

fn paddy(organic: bool) -> Kind {
    Kind { crop: "PADDY".into(), grade: String::new(), organic }
}

fn brings(party: i64, gross: i64) -> AskDelivery {
    AskDelivery {
        party,
        plot: None,
        kind: paddy(false),
        gross,
        tare: 0,
        moisture_tenths: Some(140),
        foreign_tenths: None,
        taken_off: vec![],
        offset: None,
        pay: Pay::Later,
    }
}

/// A cooperative of a group in which every address names something: producer group 1, plot 1, delivery 1, lot 1, milling 1,
/// contract 1, sale 1, a request that waits, and a year that was divided.
pub(crate) async fn kept(world: &World, group: &str) {
    let Play { group: row, coop, by: treasurer, .. } = Play::new(world, group).await;
    let committee = format!("committee-{}", group.to_lowercase());
    let mut tx = world.db().write().await.unwrap();
    let committee = users::by_login(&mut tx, &committee).await.unwrap().unwrap().id;
    let buyer = add_party(&mut tx, row.book, Uuid::now_v7()).await.unwrap().0;
    let named = |name: &str| Ask::NameGroup {
        group: None,
        code: "G-1".into(),
        name_km: name.into(),
        name_latin: name.into(),
        village: "21010101".into(),
        crop: "PADDY".into(),
    };
    let rice = Kind { crop: "RICE-HEAD".into(), ..paddy(false) };
    let (price, from, to) = (PriceRule::Fixed { price: 2_000 }, day(11, 1), day(12, 31));
    let plot = |name: &str| Ask::NotePlot {
        plot: None,
        party: 1,
        name: name.into(),
        area: 8_000,
        crop: "PADDY".into(),
        forbidden_on: None,
    };
    let asks = [
        named("Growers"),
        plot("by the canal"),
        Ask::BuyShares { party: 1, shares: 2 },
        Ask::Money { flow: Flow::Grant, amount: 1_000_000, memo: String::new() },
        Ask::GiveCredit { party: 1, inputs: false, what: String::new(), amount: 10_000, due: day(12, 31) },
        Ask::SetPrice { kind_of: paddy(false), amount: 950 },
        Ask::Deliver(brings(1, 1_000_000)),
        Ask::Mill(AskMilling {
            customer: None,
            takes: vec![Taken { lot: 1, grams: 500_000 }],
            gives: vec![(rice.clone(), 300_000)],
        }),
        Ask::NameOutsider { party: buyer, name: "Trader".into(), buyer: None },
        Ask::Contract { buyer, kind_of: rice, grams: 200_000, price, from, to, days: 7 },
        Ask::Sell(AskSale { buyer, contract: Some(1), lines: vec![(2, 100_000, 2_000)], transport: 0, cash: 0, due: None }),
        Ask::Undo { act: 5, reason: "a mistake".into() },
        Ask::EndYear { to: day(11, 13), stock: 0, minute: "1/2026".into() },
    ];
    for ask in &asks {
        let wish = Wish { key: Uuid::now_v7(), day: day(11, 14), known: true, ask };
        let written = write::ask(&mut tx, &row, &coop, &wish, treasurer).await.unwrap();
        assert!(matches!(written, Outcome::Written(_) | Outcome::Asked(1 | 2)), "{ask:?}: {written:?}");
    }
    let requests = store::requests(&mut tx, &coop).await.unwrap();
    let year = requests.iter().find(|request| request.no == 2).unwrap();
    let confirmed = write::confirm(&mut tx, &row, &coop, year, Act::now(&world.app, committee)).await.unwrap();
    assert!(matches!(confirmed, Outcome::Written(_)), "{confirmed:?}");
    tx.commit().await.unwrap();
}

#[track_caller]
fn contains(page: &str, all: &[&str]) {
    for shown in all {
        assert!(page.contains(shown), "{shown}: {page}");
    }
}

async fn page(actor: &mut Actor, path: &str) -> String {
    let answer = actor.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
    read(&answer)
}

/// Somebody who was added by the command line, who reads English.
pub(crate) async fn session(world: &World, login: &str) -> Actor {
    let mut actor = world.session(login).await;
    actor.post("/language", &[("language", "en"), ("next", "/")]).await;
    actor
}

fn user(base: &Database, login: &str, role: &str, group: &str) {
    good(base, &["user", "add", login, "--role", role, "--group", group, "--password-stdin"]);
}

/// The cooperative of [`FILE`] with its prices, a treasurer, a second officer.
pub(crate) async fn begun(base: Database) -> World {
    let world = World::new(base).await;
    let folder = Folder::new();
    let file = |name: &str, text: &str| {
        let path = folder.0.join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    good(&world.base, &["import", "coop", &file("coop.toml", FILE), "--by", "administrator"]);
    good(&world.base, &["import", "prices", &file("prices.csv", PRICES), "--coop", COOP, "--by", "administrator"]);
    user(&world.base, "treasurer-km", "treasurer", COOP);
    user(&world.base, "second-km", "committee", COOP);
    world
}

/// Types a delivery of paddy; what is not typed stands as the page has it.
async fn delivers(actor: &mut Actor, typed: &[(&str, &str)]) -> Answer {
    Form::open(actor, of("deliveries")).await.with(typed).press(actor, "").await
}

const ORGANIC: &str = "PADDY|1|";
const PLAIN: &str = "PADDY|0|";

#[tokio::test]
async fn a_cooperative_is_founded_once_with_by_laws_that_sum() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut tx = world.db().write().await.unwrap();
        let institution = NewInstitution {
            id: Uuid::now_v7(),
            organisation_id: groups::group(&mut tx, OWN).await.unwrap().unwrap().organisation_id,
            code: "KEEP".into(),
            name_km: "អ្នករក្សា".into(),
            name_latin: "Keepers".into(),
            village_code: "20".into(),
            founded_on: day(1, 5),
            demo: false,
            saves: false,
        };
        groups::found_institution(&mut tx, &institution, ledger::Commodity::KHR).await.unwrap();
        tx.commit().await.unwrap();
        user(&world.base, "keeper", "committee", "KEEP");
        user(&world.base, "box", "treasurer", "KEEP");
        let new = "/groups/KEEP/coop/new".to_owned();
        let mut box_keeper = session(&world, "box").await;
        assert_eq!(box_keeper.get(&new).await.status, StatusCode::NOT_FOUND, "who keeps the box does not write by-laws");

        let mut keeper = session(&world, "keeper").await;
        contains(&page(&mut keeper, "/coops").await, &["No cooperative yet", "Keepers"]);
        let form = Form::open(&mut keeper, new.clone()).await;
        let bad = form.with(&[("code", "x"), ("reserve", "19"), ("opened_on", "22/11/2026")]);
        refused(
            &bad.press(&mut keeper, "").await,
            &[
                ("name_km", "Write the cooperative\u{2019}s name, in one script at least."),
                ("code", "Use 2 to 20 Latin letters, digits and hyphens."),
                ("opened_on", "This day is still to come."),
                ("reserve", "The parts sum to 99 %: 1 % is missing to 100 %."),
            ],
        );
        let form = form.with(&[("code", "mill-9"), ("name_latin", "New mill"), ("opened_on", "1/2/2026"), ("par", "20,000")]);
        for _ in 0..2 {
            let answer = form.press(&mut keeper, "").await;
            assert_eq!(answer.location(), "/coops/MILL-9?done=coop-founded", "{}", read(&answer));
        }
        contains(&page(&mut keeper, "/coops").await, &["New mill", "Cooperative"]);
        let home = page(&mut keeper, "/coops/MILL-9").await;
        contains(&home, &["Set the price of the day", "In the box 0 ៛", "The store is empty."]);
        contains(&page(&mut box_keeper, "/").await, &["New mill", "Open the scale"]);
        contains(&page(&mut box_keeper, "/coops/MILL-9/deliveries").await, &["No price for this day yet"]);
        assert_eq!(keeper.get(&new).await.location(), "/coops/MILL-9", "one in a book");

        // A group that saves keeps no cooperative.
        let mut committee = world.session("committee-own-1").await;
        let form = Form::open(&mut committee, format!("/groups/{OWN}/coop/new")).await;
        let saves = form.with(&[("code", "MILL-8"), ("name_latin", "Other"), ("opened_on", "1/2/2026")]);
        contains(&read(&saves.press(&mut committee, "").await), &["This group saves"]);
        let mut stranger = world.session("treasurer-for-1").await;
        contains(&page(&mut stranger, "/coops").await, &["No cooperative yet"]);
        assert_eq!(stranger.get("/coops/MILL-9").await.status, StatusCode::NOT_FOUND);
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn a_day_at_the_scale() {
    each_engine(|base| async move {
        let world = begun(base).await;
        let mut treasurer = session(&world, "treasurer-km").await;
        // 1,000 kg at 25 % are 872.093 kg at 14 %; at 1,100 riel 959,302 riel.
        let wet = [("member", "1"), ("kind", ORGANIC), ("plot", "1"), ("gross", "1,000"), ("moisture", "25"), ("pay", "now")];
        let form = Form::open(&mut treasurer, of("deliveries")).await.with(&wet);
        for _ in 0..2 {
            let answer = form.press(&mut treasurer, "").await;
            assert_eq!(answer.location(), of("deliveries?day=21%2F11%2F2026&done=coop-delivered"), "{}", read(&answer));
        }
        let other = form.with(&[("gross", "900")]).press(&mut treasurer, "").await;
        assert_eq!(other.status, StatusCode::CONFLICT);
        contains(&read(&other), &["delivery no. 1 of 21 November 2026", "Gross 1,000 kg 900 kg"]);
        let shown = page(&mut treasurer, &of("deliveries")).await;
        contains(&shown, &["872.093 kg", "959,302 ៛", "1 of 1", "640,698 ៛"]);
        // Kind, moisture and how it is paid are kept for the next one.
        let next = Form::open(&mut treasurer, of("deliveries")).await;
        assert_eq!((next.get("kind"), next.get("moisture"), next.get("member")), (ORGANIC, "25", ""));

        let note = page(&mut treasurer, &of("deliveries/1")).await;
        contains(&note, &["Gross 1,000 kg", "Moisture above 14 % − 127.907 kg", "by the canal", "959,302 ៛"]);
        for lang in ["km", "en", "both"] {
            let paper = treasurer.get(&of(&format!("deliveries/1/note?lang={lang}"))).await;
            assert_eq!((paper.status, paper.header("content-type")), (StatusCode::OK, "application/pdf"), "{lang}");
        }
        assert_eq!(treasurer.get(&of("deliveries/2")).await.status, StatusCode::NOT_FOUND);
        let home = page(&mut treasurer, &of("")).await;
        contains(&home, &["Deliveries today: 1 · 872.093 kg", "640,698 ៛", "In the store Paddy · organic", "1,600,000 ៛"]);

        named_and_owed(&world, &mut treasurer).await;
        seen_by(&world).await;
        clean(world.db()).await;
    })
    .await;
}

/// Somebody who is no member; and a member whose credit is taken off first.
async fn named_and_owed(world: &World, treasurer: &mut Actor) {
    let other =
        [("seller_name", "Neighbour"), ("kind", PLAIN), ("gross", "100"), ("tare", "1"), ("moisture", "14"), ("pay", "later")];
    let answer = delivers(treasurer, &other).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", read(&answer));
    let again = delivers(treasurer, &other).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "the same name is the same person: {}", read(&again));
    contains(&page(treasurer, &of("deliveries/2")).await, &["Neighbour", "Not a member", "94,050 ៛"]);

    let mut tx = world.db().write().await.unwrap();
    let (row, group) = (store::coop(&mut tx, COOP).await.unwrap().unwrap(), world.group(COOP).await);
    let ask = Ask::GiveCredit { party: 2, inputs: false, what: String::new(), amount: 50_000, due: day(12, 31) };
    let by = users::by_login(&mut tx, "treasurer-km").await.unwrap().unwrap().id;
    let wish = Wish { key: Uuid::now_v7(), day: day(11, 2), known: true, ask: &ask };
    write::ask(&mut tx, &group, &row, &wish, Act::now(&world.app, by)).await.unwrap();
    tx.commit().await.unwrap();
    let typed = [("member", "2"), ("kind", PLAIN), ("gross", "102"), ("tare", "2"), ("moisture", "14"), ("pay", "now")];
    let typed = [&typed[..], &[("off-unripe", "1"), ("foreign", "1")]].concat();
    let answer = delivers(treasurer, &typed).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", read(&answer));
    // 102 − 2 − 1 = 99 kg, less 1 % straw 98.01 kg, at 950 riel 93,110 (93,109.5); 50,000 of it to her credit.
    let note = page(treasurer, &of("deliveries/4")).await;
    contains(
        &note,
        &[
            "Empty or green grains − 1 kg",
            "Foreign matter above what is free − 0.99 kg",
            "98.01 kg",
            "93,110 ៛",
            "− 50,000 ៛",
            "43,110 ៛",
        ],
    );
}

async fn seen_by(world: &World) {
    let mut second = session(world, "second-km").await;
    contains(&page(&mut second, &of("deliveries/all")).await, &["Member One", "Neighbour", "Member Two"]);
    let mut advisor = world.session("advisor").await;
    contains(&page(&mut advisor, &of("deliveries")).await, &["The last deliveries"]);
    assert_eq!(advisor.post(&of("deliveries"), &[]).await.status, StatusCode::NOT_FOUND, "an advisor does not weigh");
    let mut stranger = world.session("treasurer-for-1").await;
    for below in ["", "deliveries", "deliveries/all", "deliveries/1", "deliveries/1/note"] {
        assert_eq!(stranger.get(&of(below)).await.status, StatusCode::NOT_FOUND, "{below}");
    }
}

#[tokio::test]
async fn what_cannot_be_is_refused_at_its_field_and_asked_again() {
    each_engine(|base| async move {
        let world = begun(base).await;
        let mut treasurer = session(&world, "treasurer-km").await;
        let good = [("member", "1"), ("kind", PLAIN), ("gross", "50"), ("tare", "1"), ("moisture", "14"), ("pay", "later")];
        let organic = [("kind", ORGANIC), ("plot", "1")];
        for (typed, expected) in [
            (vec![("tare", "51")], vec![("tare", "The bags weigh as much as the whole or more. Look at both weights.")]),
            (vec![("moisture", "3")], vec![("moisture", "Grain is not drier than 8 %. Measure once more.")]),
            (vec![("moisture", "31")], vec![("moisture", "Wetter than 30 % is not taken in. Let it dry.")]),
            (vec![("moisture", "")], vec![("moisture", "Write the moisture that the tester shows.")]),
            (
                vec![("member", "99"), ("gross", ""), ("foreign", "x")],
                vec![
                    ("member", "There is nobody under this number. Look at her card."),
                    ("gross", "Write how much"),
                    ("foreign", "This is no percentage. Write for example 14 or 14.5."),
                ],
            ),
            (vec![("member", "")], vec![("member", "Write the member's number, or the name of who is no member.")]),
            (
                vec![("member", "2"), ("kind", ORGANIC), ("plot", "2")],
                vec![("plot", "This plot is in conversion: it is organic from 1 January 2028. Take it in as not organic.")],
            ),
            (
                vec![("member", "2"), ("kind", ORGANIC), ("plot", "1")],
                vec![("plot", "This plot is somebody else's. Choose one of hers.")],
            ),
            (
                vec![("kind", ORGANIC)],
                vec![("plot", "Choose the plot that it comes from: organic is taken from known plots only.")],
            ),
            (
                [&organic[..], &[("gross", "2,500")]].concat(),
                vec![("gross", "More than grew there: 2,200 kg more may come from this plot. Look at weight and plot.")],
            ),
            (
                vec![("gross", "2,500"), ("pay", "now")],
                vec![("pay", "There is only 1,600,000 ៛ in the box. Pay less now, or write down first what came in.")],
            ),
            (
                vec![("pay", "part"), ("part", "1,000,000")],
                vec![("part", "More than is left for her after what she owes: 46,550 ៛ at most.")],
            ),
            (vec![("offset", "1")], vec![("offset", "More than she owes or than it is worth: 0 ៛ at most.")]),
            (
                vec![("gross", "4,000")],
                vec![("gross", "The scale weighs 3,000 kg at most. Look at the noughts, or weigh it in parts.")],
            ),
        ] {
            let answer = delivers(&mut treasurer, &[&good[..], &typed].concat()).await;
            refused(&answer, &expected);
        }
        contains(&page(&mut treasurer, &of("deliveries")).await, &["Nothing has come in on this day"]);

        // 2,100 of 2,200 kg: nine tenths are passed, so it is asked once more, and written when it was looked at.
        let near = [&good[..], &organic, &[("gross", "2,101")]].concat();
        let form = Form::open(&mut treasurer, of("deliveries")).await.with(&near);
        let answer = form.press(&mut treasurer, "").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        contains(&read(&answer), &["Nearly all that this plot was thought to give has come: 100 kg is left."]);
        contains(&page(&mut treasurer, &of("deliveries")).await, &["Nothing has come in on this day"]);
        let answer = form.with(&[("known", "1")]).press(&mut treasurer, "").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", read(&answer));
        by_script(&mut treasurer).await;
        clean(world.db()).await;
    })
    .await;
}

/// What the script sends and is told.
async fn by_script(treasurer: &mut Actor) {
    let body = |key: &str, gross: &str| {
        format!("key={key}&day=21/11/2026&member=2&kind=PADDY%7C0%7C&gross={gross}&tare=&moisture=14&pay=now")
    };
    let headers =
        [("accept", "application/json"), ("sec-fetch-site", "same-origin"), ("content-type", "application/x-www-form-urlencoded")];
    let key = Uuid::now_v7().to_string();
    let answer = treasurer.send(Method::POST, &of("deliveries"), &headers, body(&key, "5000")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let told: serde_json::Value = serde_json::from_str(&answer.text).unwrap();
    assert_eq!((told["key"].as_str(), told["problems"][0][0].as_str()), (Some(&*key), Some("gross")));
    let answer = treasurer.send(Method::POST, &of("deliveries"), &headers, body(&key, "10")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let told: serde_json::Value = serde_json::from_str(&answer.text).unwrap();
    assert!(told["said"].as_str().unwrap().contains("9,500"), "{told}");
    assert!(told["list"].as_str().unwrap().contains("Member Two") && told["key"] != key.as_str(), "{told}");
    assert_eq!(told["data"]["members"]["1"][0], "Member One");
}
