//! What waits, what breaks a rule and what is reported, as pages: the figures of the command line, every irregularity with
//! a way to what proves it, and for every office a way to the form that works.
use crate::{
    cli::good,
    meetings::read,
    support::{
        actor::{Actor, Answer, PASSWORD, World},
        award::{self, CODE, TERMS, begin, family, who},
        databases::{Database, each_engine, sqlite},
        scans::{self, picture},
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::grants::{
    Ask, Who,
    acts::{Means, Purpose, Source, Step, Tranche},
};
use http::StatusCode;
use sansom::{
    awards::{
        store, uploads,
        write::{self, Outcome, Wish},
    },
    guard::{Role, RoleOn, Scope},
    meetings::seal::Act,
    store::add_party,
    users::store::{self as users, NewUser},
};
use serde_json::Value;
use std::path::Path;
use uuid::Uuid;
use words::{Language, Words};

const STAFF: [Role; 9] = [
    Role::Advisor,
    Role::Officer,
    Role::Finance,
    Role::Manager,
    Role::Cashier,
    Role::Bookkeeper,
    Role::Monitor,
    Role::Liaison,
    Role::Auditor,
];

/// The last day of the fixtures.
fn at_end() -> DateTime<Utc> {
    NaiveDate::from_ymd_opt(2018, 3, 1).unwrap().and_hms_opt(3, 0, 0).unwrap().and_utc()
}

fn english() -> Words {
    Words::new(Language::English)
}

/// Somebody of each office under an award, and of none other: `d-manager` and so on; and one who has nothing to do with it.
async fn staffed(world: &World, code: &str) {
    let mut tx = world.db().write().await.unwrap();
    let award = store::award(&mut tx, code).await.unwrap().unwrap();
    for role in STAFF {
        let login = format!("d-{}", role.code());
        add(&mut tx, world, &login, &[RoleOn { role, scope: Scope::Group(award.book.0) }]).await;
    }
    add(&mut tx, world, "d-stranger", &[]).await;
    tx.commit().await.unwrap();
}

async fn add(tx: &mut sansom::store::Tx, world: &World, login: &str, roles: &[RoleOn]) {
    let user = NewUser {
        login: login.into(),
        name: format!("The {login}"),
        password: PASSWORD.into(),
        must_change: false,
        language: Language::English,
    };
    let id = users::add(tx, user, world.app.now()).await.unwrap();
    users::set_roles(tx, id, roles).await.unwrap();
}

/// The award of the fixtures with its ninety grants.
async fn brought(base: Database, grants: &str) -> World {
    let fixture = |name: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/grants").join(name).display().to_string();
    good(&base, &["user", "add", "admin", "--role", "administrator", "--password-stdin"]);
    good(&base, &["organisation", "add", "CCPCR", "--name-latin", "CCPCR"]);
    good(&base, &["import", "award", &fixture("award.toml")]);
    good(&base, &["import", "grants", &fixture(grants), "--award", "SG-2016"]);
    let world = World::at(base, at_end());
    staffed(&world, "SG-2016").await;
    world
}

async fn opened(actor: &mut Actor, path: &str) -> Answer {
    let answer = actor.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
    answer
}

/// A figure of the command line as pages write it.
fn figure(told: &Value) -> String {
    let cents = told.as_str().unwrap_or_else(|| panic!("a figure: {told}")).replace('.', "").parse().unwrap();
    english().quantity(cents, 2)
}

/// The cells of a table's row that says something.
fn row<'a>(page: &'a str, says: &str) -> &'a str {
    let rows = page.split("<tr").filter(|row| row.contains(says));
    rows.last().unwrap_or_else(|| panic!("a row of {says}")).split("</tr>").next().unwrap()
}

#[tokio::test]
async fn pages_have_the_figures_of_the_command_line() {
    each_engine(|base| async move {
        let world = brought(base, "clean.csv").await;
        let mut finance = world.session("d-finance").await;
        for report in ["budget", "liquidation", "exceptions", "advances", "donor"] {
            let cli = |format| {
                let report = ["report", report, "--award", "SG-2016", "--to", "2018-03-01", "--format", format];
                good(&world.base, &report)
            };
            let path = |format| format!("/awards/SG-2016/{report}?to=2018-03-01&format={format}");
            assert_eq!(opened(&mut finance, &path("json")).await.text, cli("json"), "{report}");
            let csv = opened(&mut finance, &path("csv")).await;
            assert_eq!(csv.text.trim_start_matches('\u{feff}'), cli("csv"), "{report}");
            assert!(csv.header("content-disposition").contains(&format!("{report}-SG-2016-2018-03-01.csv")));
            assert_eq!(opened(&mut finance, &path("text")).await.text, cli("text"), "{report}");
            assert!(opened(&mut finance, &path("xlsx")).await.bytes.starts_with(b"PK"), "{report}");
            assert_eq!(finance.get(&path("exe")).await.status, StatusCode::NOT_FOUND);
        }
        let told = |report: &str| -> Value {
            let arguments = ["report", report, "--award", "SG-2016", "--to", "2018-03-01", "--format", "json"];
            serde_json::from_str(&good(&world.base, &arguments)).unwrap()
        };
        let page = opened(&mut finance, "/awards/SG-2016/budget?to=01/03/2018").await.text;
        for line in told("budget")["lines"].as_array().unwrap() {
            let row = row(&page, line["name_latin"].as_str().unwrap());
            for name in ["budget", "committed", "spent", "verified", "available"] {
                assert!(row.contains(&figure(&line[name])), "{name}: {line} {row}");
            }
        }
        let page = opened(&mut finance, "/awards/SG-2016/liquidation?to=01/03/2018").await.text;
        for grant in told("liquidation")["grants"].as_array().unwrap() {
            let row = row(&page, &format!(">{}<", grant["paper"].as_str().unwrap()));
            for name in ["agreed", "paid", "receipts", "verified", "open"] {
                assert!(row.contains(&figure(&grant[name])), "{name}: {grant} {row}");
            }
        }
        let page = opened(&mut finance, "/awards/SG-2016/donor?from=01/01/2017&to=31/12/2017").await.text;
        for shown in ["12,070.00", "9,030.00", "7,870.00", "1,100.00", "Families with a grant"] {
            assert!(page.contains(shown), "{shown}");
        }
        let pdf = page.split("href=\"").find(|href| href.contains("donor.pdf")).unwrap().split('"').next().unwrap();
        let pdf = opened(&mut finance, &pdf.replace("&amp;", "&")).await;
        assert_eq!(pdf.header("content-type"), "application/pdf");
        assert!(read(&opened(&mut finance, "/awards/SG-2016/advances").await).contains("Nobody carries money"));
        let wrong = finance.get("/awards/SG-2016/donor?from=31/12/2017&to=01/01/2017").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text.contains(&*english().say("period-turned")));
        let garbled = finance.get("/awards/SG-2016/budget?to=soon").await;
        assert_eq!(garbled.status, StatusCode::UNPROCESSABLE_ENTITY);
    })
    .await;
}

/// Every way that leads from a page's irregularities to what proves them.
fn ways(page: &str) -> Vec<String> {
    let lists = page.split("<p class=\"ways\">").skip(1).map(|rest| rest.split("</p>").next().unwrap());
    let links = lists.flat_map(|list| list.split("href=\"").skip(1)).map(|rest| rest.split('"').next().unwrap());
    links.map(|href| href.replace("&amp;", "&")).collect()
}

#[tokio::test]
async fn fifteen_irregularities_are_on_the_page_with_what_proves_them() {
    each_engine(|base| async move {
        let world = brought(base, "planted.csv").await;
        let mut auditor = world.session("d-auditor").await;
        let page = opened(&mut auditor, "/awards/SG-2016/exceptions").await;
        let arguments = ["report", "exceptions", "--award", "SG-2016", "--to", "2018-03-01", "--format", "json"];
        let told: Value = serde_json::from_str(&good(&world.base, &arguments)).unwrap();
        let told = told["exceptions"].as_array().unwrap();
        assert_eq!((told.len(), page.text.matches("<p class=\"ways\">").count()), (15, 15));
        for one in told {
            let rule = one["rule"].as_str().unwrap();
            let section = page.text.split(&format!("id=\"rule-{rule}\"")).nth(1).unwrap_or_else(|| panic!("{rule}"));
            let section = section.split("</section>").next().unwrap();
            assert!(section.contains(one["says"].as_str().unwrap()) && section.contains(one["why"].as_str().unwrap()), "{rule}");
            for part in one["paper"].as_str().unwrap().split(' ').filter(|part| part.contains('-')) {
                assert!(section.contains(&format!("({part})")), "{rule}: {part} in {section}");
            }
            assert!(!ways(section).is_empty(), "{rule}");
            assert!(section.contains("checklist"), "{rule}");
            if one["by_code"] == true {
                assert!(!section.contains("/grants/") && !section.contains("grant="), "{rule}: {section}");
            }
        }
        for href in ways(&page.text) {
            opened(&mut auditor, &href).await;
        }
        assert!(read(&page).contains("Looked for, nothing found"));
        let one = opened(&mut auditor, "/awards/SG-2016/exceptions?rule=weekend").await;
        assert!(ways(&one.text).is_empty() && read(&one).contains("Nothing found"));
        let found = opened(&mut auditor, "/awards/SG-2016/exceptions?q=fg-25").await;
        assert_eq!(found.text.matches("<p class=\"ways\">").count(), 1);
        // Who has nothing to do with vouchers of small grants by code is told that something is not told, in files too.
        let mut officer = world.session("d-officer").await;
        let page = opened(&mut officer, "/awards/SG-2016/exceptions").await;
        assert_eq!(page.text.matches("<p class=\"ways\">").count(), 12);
        assert!(page.text.contains(&*english().say("exceptions-without-coded")) && !page.text.contains("findings/new"));
        let csv = opened(&mut officer, "/awards/SG-2016/exceptions?format=csv").await;
        assert!(csv.text.lines().count() == 13 && !csv.text.contains("by code"), "{}", csv.text);
    })
    .await;
}

#[tokio::test]
async fn a_clean_twin_raises_no_alarm() {
    sqlite(|base| async move {
        let world = brought(base, "clean.csv").await;
        let mut auditor = world.session("d-auditor").await;
        let page = opened(&mut auditor, "/awards/SG-2016/exceptions").await;
        assert!(ways(&page.text).is_empty() && page.text.contains(&*english().say("exceptions-none")));
        assert_eq!(page.text.matches("checklist").count() + page.text.matches("A rule of the donor").count(), 27);
    })
    .await;
}

const TODAY: (u32, u32) = (11, 20);

async fn does(world: &World, office: &str, ask: Ask) {
    let mut tx = world.db().write().await.unwrap();
    let award = store::award(&mut tx, CODE).await.unwrap().unwrap();
    let day = award::day(TODAY.0, TODAY.1);
    let by = Act { by: who(office), at: world.app.now(), today: world.app.today() };
    let outcome = write::ask(&mut tx, &award, &Wish { key: Uuid::now_v7(), day, ask: &ask }, by).await.unwrap();
    assert!(matches!(outcome, Outcome::Written(_)), "{ask:?}: {outcome:?}");
    tx.commit().await.unwrap();
}

/// One grant, asked for today.
async fn applied(base: Database) -> World {
    let world = World::new(base).await;
    let mut tx = world.db().write().await.unwrap();
    let person = begin(&mut tx).await;
    let award = store::award(&mut tx, CODE).await.unwrap().unwrap();
    add_party(&mut tx, award.book, Uuid::now_v7()).await.unwrap();
    tx.commit().await.unwrap();
    assert!(TERMS.contains(CODE));
    staffed(&world, CODE).await;
    does(&world, "finance", Ask::Receive { amount: 1_000_000, reference: "TT 1".into() }).await;
    does(&world, "manager", Ask::Call { line: "families".into(), until: award::day(12, 31) }).await;
    does(&world, "advisor", family(1, person)).await;
    world
}

/// What waits for an office: the way to its form, which is there and posts to where it should.
async fn turn(world: &World, office: &str, href: &str, action: &str) {
    let mut actor = world.session(&format!("d-{office}")).await;
    let (href, action) = (format!("/awards/{CODE}/{href}"), format!("/awards/{CODE}/{action}"));
    let tasks = opened(&mut actor, "/tasks").await.text;
    assert!(tasks.contains(&format!("href=\"{}\"", href.replace('&', "&amp;"))), "{office}: {href} in {tasks}");
    let own = opened(&mut actor, &format!("/awards/{CODE}")).await.text;
    assert!(own.contains(&href.replace('&', "&amp;")), "{office}: {href} on the award's page");
    assert!(opened(&mut actor, "/").await.text.contains("Waiting for you: 1"), "{office}: {action}");
    let form = opened(&mut actor, &href).await.text;
    assert!(form.contains(&format!("action=\"{action}\"")), "{office}: {action} in {form}");
    // Whoever else waits for nothing is told so.
    for other in
        STAFF.iter().filter(|other| other.code() != office && !matches!(other, Role::Advisor | Role::Officer | Role::Monitor))
    {
        let mut other = world.session(&format!("d-{}", other.code())).await;
        assert!(!opened(&mut other, "/tasks").await.text.contains(&href), "{href}");
    }
}

#[tokio::test]
async fn every_office_is_led_to_the_form_of_its_turn() {
    each_engine(|base| async move {
        let world = applied(base).await;
        let grant = |act: &str| (format!("grants/1?act={act}"), format!("grants/1/{act}"));
        let waits = async |office: &str, act: &str| {
            let (href, action) = grant(act);
            turn(&world, office, &href, &action).await;
        };
        waits("monitor", "screen").await;
        does(&world, "monitor", Ask::Screen { grant: 1, passed: true, reason: String::new() }).await;
        waits("monitor", "appraise").await;
        does(&world, "monitor", Ask::Appraise { grant: 1, score: 80, passed: true }).await;
        waits("manager", "rule").await;
        let members = vec![Who::User(who("chief")), Who::User(who("monitor")), Who::User(who("manager"))];
        does(&world, "manager", Ask::Rule { grant: 1, minute: "12".into(), members, rank: 1, approved: Some(20_000) }).await;
        waits("manager", "agree").await;
        let from = award::day(TODAY.0, TODAY.1);
        let tranches = vec![Tranche { amount: 20_000, from, means: Means::Cash }];
        does(&world, "manager", Ask::Agree { grant: 1, tranches, witness: true }).await;
        turn(&world, "officer", "vouchers/new?grant=1&tranche=0", "vouchers/new").await;
        let (purpose, currency) = (Purpose::Tranche { grant: 1, tranche: 0 }, "USD".to_owned());
        let (source, means) = (Source::Bank, Means::Cash);
        does(&world, "officer", Ask::Prepare { purpose, currency, paid: 20_000, source, means, quotations: 0 }).await;
        for (office, act, step) in [
            ("finance", "check", Step::Checked),
            ("manager", "approve", Step::Approved),
            ("cashier", "pay", Step::Paid),
            ("bookkeeper", "record", Step::Recorded),
        ] {
            turn(&world, office, "vouchers/1", &format!("vouchers/1/{act}")).await;
            if act == "check" {
                // The form that is led to does what it says.
                let mut finance = world.session("d-finance").await;
                let key = opened(&mut finance, &format!("/awards/{CODE}/vouchers/1")).await.hidden("key");
                let done = finance.post(&format!("/awards/{CODE}/vouchers/1/check"), &[("key", &key), ("day", "20/11/2026")]).await;
                assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
                continue;
            }
            does(&world, office, Ask::Step { voucher: 1, step, reference: String::new(), witness: step == Step::Paid }).await;
        }
        waits("monitor", "visit").await;
        does(&world, "monitor", award::visit(1, 0)).await;
        waits("finance", "close").await;
        does(&world, "finance", Ask::Close { grant: 1, verified: 19_000, returned: 500, disallowed: 500, exit: None }).await;
        waits("finance", "recover").await;
        // More than is left is refused with what is left; then nothing is.
        let mut finance = world.session("d-finance").await;
        let mut recover = async |key: &str, amount: &str| {
            let fields = [("key", key), ("day", "20/11/2026"), ("amount", amount)];
            finance.post(&format!("/awards/{CODE}/grants/1/recover"), &fields).await
        };
        let key = |no: u32| format!("019aa000-0000-7000-8000-0000000001{no:02}");
        let more = recover(&key(1), "6").await;
        assert!(more.text.contains("Only 5.00\u{a0}$ is still to be paid back"), "{}", more.text);
        assert_eq!(recover(&key(2), "5").await.status, StatusCode::SEE_OTHER);
        let none = recover(&key(3), "1").await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(none.text.contains("Nothing is left to be paid back"), "{}", none.text);
    })
    .await;
}

#[tokio::test]
async fn a_stranger_finds_nothing() {
    sqlite(|base| async move {
        let world = applied(base).await;
        let mut stranger = world.session("d-stranger").await;
        for below in ["", "/exceptions", "/budget", "/liquidation", "/advances", "/donor", "/budget?format=csv"] {
            let path = format!("/awards/{CODE}{below}");
            assert_eq!(stranger.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
            let mut treasurer = world.session("treasurer-own-1").await;
            assert_eq!(treasurer.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        assert!(read(&opened(&mut stranger, "/tasks").await).contains("Nothing waits for you"));
        assert_eq!(world.nobody().get("/tasks").await.status, StatusCode::SEE_OTHER);
    })
    .await;
}

/// What was bought may be shown by a picture, and by nothing else.
#[tokio::test]
async fn a_visit_brings_a_picture_along() {
    each_engine(|base| async move {
        let world = applied(base).await;
        for ask in
            [Ask::Screen { grant: 1, passed: true, reason: String::new() }, Ask::Appraise { grant: 1, score: 80, passed: true }]
        {
            does(&world, "monitor", ask).await;
        }
        let members = vec![Who::User(who("chief")), Who::User(who("monitor")), Who::User(who("manager"))];
        does(&world, "manager", Ask::Rule { grant: 1, minute: "12".into(), members, rank: 1, approved: Some(20_000) }).await;
        let from = award::day(TODAY.0, TODAY.1);
        let tranches = vec![Tranche { amount: 20_000, from, means: Means::Cash }];
        does(&world, "manager", Ask::Agree { grant: 1, tranches, witness: true }).await;
        let (purpose, currency) = (Purpose::Tranche { grant: 1, tranche: 0 }, "USD".to_owned());
        let (source, means) = (Source::Bank, Means::Cash);
        does(&world, "officer", Ask::Prepare { purpose, currency, paid: 20_000, source, means, quotations: 0 }).await;
        for (office, step) in [("finance", Step::Checked), ("manager", Step::Approved), ("cashier", Step::Paid)] {
            does(&world, office, Ask::Step { voucher: 1, step, reference: String::new(), witness: step == Step::Paid }).await;
        }
        let mut monitor = world.session("d-monitor").await;
        let path = format!("/awards/{CODE}/grants/1/visit");
        let typed = |key: &str| {
            let fixed =
                [("day", "21/11/2026"), ("visiting", "t0"), ("seen", "all"), ("operating", "runs"), ("sales", ""), ("jobs", "")];
            let own = [("key".to_owned(), key.to_owned())];
            own.into_iter().chain(fixed.map(|(name, text)| (name.to_owned(), text.to_owned()))).collect::<Vec<_>>()
        };
        for (scan, words) in [("page", "visit-picture-none"), ("script", "visit-picture-none"), ("half", "voucher-scan-broken")] {
            let (name, bytes) = scans::file(scan);
            let typed = typed(&Uuid::now_v7().to_string());
            let typed: Vec<(&str, &str)> = typed.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
            let refused = monitor.post_file(&path, &typed, Some(("scan", name, &bytes))).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{scan}: {}", refused.text);
            assert!(refused.text.contains(&*english().say(words)), "{scan}: {}", refused.text);
        }
        let bytes = picture(9);
        let hash = uploads::written(&sansom::web::digest(&bytes));
        let scan = format!("/awards/{CODE}/uploads/{hash}");
        assert_eq!(monitor.get(&scan).await.status, StatusCode::NOT_FOUND);
        let typed = typed(&Uuid::now_v7().to_string());
        let typed: Vec<(&str, &str)> = typed.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        let done = monitor.post_file(&path, &typed, Some(("scan", "hens.png", &bytes))).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        assert_eq!(opened(&mut monitor, &scan).await.bytes, bytes);
        assert!(opened(&mut monitor, &format!("/awards/{CODE}/vouchers/1")).await.text.contains(&format!("img src=\"{scan}\"")));
    })
    .await;
}
