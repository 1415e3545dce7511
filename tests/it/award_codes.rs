//! Grants under codes: the liaison's day, what each other office sees of them, who looked, and the end of codes.
use crate::{
    cli::{good, refused as fails},
    support::{
        actor::{Actor, Answer, PASSWORD, World},
        award::{CODE, begin, day, keep},
        book::clean,
        databases::{each_engine, sqlite},
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::grants::Ask;
use http::StatusCode;
use sansom::{
    awards::{
        audit::store::{EventRow, FindingRow, add_event, add_finding},
        codes::renewal::{Kept, renew},
        store,
        write::{self, Outcome, Wish},
    },
    guard::{Role, RoleOn, Scope},
    meetings::seal::Act,
    users::{
        password,
        store::{self as users, NewUser},
    },
};
use std::path::Path;
use uuid::Uuid;
use words::Language;

const TODAY: &str = "21/11/2026";
const OFFICES: [Role; 9] = [
    Role::Liaison,
    Role::Monitor,
    Role::Manager,
    Role::Finance,
    Role::Cashier,
    Role::Bookkeeper,
    Role::Officer,
    Role::Advisor,
    Role::Administrator,
];

/// An award with money and a call for grants under codes, and somebody in each office.
async fn office(world: &World) {
    let mut tx = world.db().write().await.unwrap();
    begin(&mut tx).await;
    let award = store::award(&mut tx, CODE).await.unwrap().unwrap();
    let by = Act { by: Uuid::from_u128(1), at: world.app.now(), today: world.app.today() };
    for ask in
        [Ask::Receive { amount: 1_000_000, reference: "TT 1".into() }, Ask::Call { line: "coded".into(), until: day(12, 31) }]
    {
        let wish = Wish { key: Uuid::now_v7(), day: day(11, 1), ask: &ask };
        let outcome = write::ask(&mut tx, &award, &wish, by).await.unwrap();
        assert!(matches!(outcome, Outcome::Written(_)), "{outcome:?}");
    }
    let hashed = password::hash(PASSWORD);
    for role in OFFICES {
        let (name, login) = (format!("The {}", role.code()), format!("c-{}", role.code()));
        let user = NewUser { name, login, password: hashed.clone(), must_change: false, language: Language::English };
        let id = users::add(&mut tx, user, world.app.now()).await.unwrap();
        users::set_roles(&mut tx, id, &[RoleOn { role, scope: Scope::Group(award.book.0) }]).await.unwrap();
    }
    tx.commit().await.unwrap();
}

fn at(below: &str) -> String {
    format!("/awards/{CODE}/{below}")
}

fn key() -> String {
    Uuid::now_v7().to_string()
}

async fn user(world: &World, office: &str) -> Uuid {
    users::by_login(&mut world.db().read().await.unwrap(), &format!("c-{office}")).await.unwrap().unwrap().id
}

/// The code of a grant, straight from its table: no page is asked.
async fn code_of(world: &World, grant: i64) -> String {
    let mut tx = world.db().read().await.unwrap();
    let rows: Vec<(i64, String)> = tx.all("select grant_no, code from grant_code order by grant_no", ()).await.unwrap();
    rows.into_iter().find(|(no, _)| *no == grant).unwrap().1
}

fn spelt(code: &str) -> String {
    format!("{}-{}", &code[..4], &code[4..])
}

/// Who looked: office, grant, what.
async fn looks(world: &World) -> Vec<(String, i64, String)> {
    let mut tx = world.db().read().await.unwrap();
    let sql = "select u.login, v.grant_no, v.what from code_view v join app_user u on u.id = v.seen_by order by v.no";
    tx.all(sql, ()).await.unwrap()
}

fn done(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
}

fn refused(answer: &Answer, words: &str) {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text);
    assert!(answer.text.contains(words), "{words}: {}", answer.text);
}

/// An application, with other fields in the place of some.
async fn applies(liaison: &mut Actor, key: &str, other: &[(&str, &str)]) -> Answer {
    let mut fields = vec![
        ("key", key),
        ("provider", "CCPCR"),
        ("province", "20"),
        ("sex", "female"),
        ("age", "from25"),
        ("day", TODAY),
        ("line", "coded"),
        ("business", "cloth"),
        ("asked", "300"),
        ("own", "20"),
        ("plan-0-amount", "200"),
        ("plan-1-amount", "120"),
    ];
    fields.retain(|(name, _)| other.iter().all(|(field, _)| field != name));
    fields.extend(other);
    liaison.post(&at("codes/new"), &fields).await
}

async fn slip(actor: &mut Actor, act: &str, fields: &[(&str, &str)]) -> Answer {
    let key = key();
    let fields = [&[("key", &*key), ("day", TODAY)], fields].concat();
    actor.post(&at(&format!("slips/1/{act}")), &fields).await
}

/// From the application to the agreement, each by another hand on a slip.
async fn agreed(world: &World) {
    let mut liaison = world.session("c-liaison").await;
    done(&applies(&mut liaison, &key(), &[]).await);
    let mut monitor = world.session("c-monitor").await;
    done(&slip(&mut monitor, "screen", &[("passed", "yes")]).await);
    done(&slip(&mut monitor, "appraise", &[("score", "80"), ("passed", "yes")]).await);
    let mut manager = world.session("c-manager").await;
    let mut members = Vec::new();
    for office in ["manager", "finance", "bookkeeper"] {
        members.push(user(world, office).await.to_string());
    }
    let mut rule = vec![("minute", "12/2026"), ("rank", "1"), ("passed", "yes"), ("approved", "300")];
    rule.extend(members.iter().map(|id| ("voter", id.as_str())));
    let told: Vec<(&str, &str)> =
        rule.iter().map(|pair| if pair.0 == "minute" { ("minute", "her name is 7") } else { *pair }).collect();
    refused(&slip(&mut manager, "rule", &told).await, "id=\"minute-e\"");
    done(&slip(&mut manager, "rule", &rule).await);
    let tranche = [("t0-amount", "300"), ("t0-from", TODAY), ("t0-means", "cash"), ("witness", "1")];
    done(&slip(&mut manager, "agree", &tranche).await);
}

/// Voucher 1 of its only tranche, made out by the liaison and paid.
async fn paid(world: &World) {
    let mut liaison = world.session("c-liaison").await;
    let once = key();
    let voucher = [
        ("key", &*once),
        ("for", "tranche"),
        ("grant", "1"),
        ("tranche", "0"),
        ("day", TODAY),
        ("currency", "USD"),
        ("paid", "300"),
        ("source", "bank"),
        ("means", "cash"),
        ("quotations", ""),
    ];
    done(&liaison.post(&at("vouchers/new"), &voucher).await);
    for (office, act) in [("finance", "check"), ("manager", "approve"), ("cashier", "pay"), ("bookkeeper", "record")] {
        let mut actor = world.session(&format!("c-{office}")).await;
        let page = actor.get(&at("vouchers/1")).await;
        assert!(page.text.contains("Small grant by code"), "{office}: {}", page.text);
        let once = key();
        done(&actor.post(&at(&format!("vouchers/1/{act}")), &[("key", &once), ("day", TODAY), ("witness", "1")]).await);
    }
}

#[tokio::test]
async fn a_code_is_drawn_shown_and_found() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        office(&world).await;
        let mut liaison = world.session("c-liaison").await;
        // A family's form is not hers.
        assert_eq!(liaison.get(&at("grants/new")).await.status, StatusCode::NOT_FOUND);
        assert!(!liaison.get(&at("grants")).await.text.contains("grants/new"));
        let form = liaison.get(&at("codes/new")).await;
        assert!(form.text.contains("Svay Rieng") && form.text.contains("CCPCR"), "{}", form.text);
        assert!(
            !form.text.contains("<textarea") && !form.text.contains("village") || form.text.contains("No name"),
            "{}",
            form.text
        );
        // A child only with a guardian's consent; a plan whose parts do not sum; a word where only sums are written.
        refused(&applies(&mut liaison, &key(), &[("age", "under18")]).await, "id=\"consent-e\"");
        refused(&applies(&mut liaison, &key(), &[("plan-1-amount", "100")]).await, "20.00\u{a0}$ is missing");
        refused(&applies(&mut liaison, &key(), &[("plan-0-what", "her loom")]).await, "No words are written about a grant by code");
        refused(&applies(&mut liaison, &key(), &[("provider", "Somebody"), ("province", "2001")]).await, "id=\"province-e\"");
        let once = key();
        for _ in 0..2 {
            assert_eq!(applies(&mut liaison, &once, &[]).await.location(), "/awards/SG-2026/codes/1?drawn=1");
        }
        refused(&applies(&mut liaison, &once, &[("province", "09")]).await, "This form was used already");
        let code = code_of(&world, 1).await;
        let drawn = liaison.get(&at("codes/1?drawn=1")).await;
        assert!(drawn.text.contains(&spelt(&code)) && drawn.text.contains("It stands nowhere else"), "{}", drawn.text);
        assert!(liaison.get(&at("codes")).await.text.contains(&spelt(&code)));
        // By its code it is found, as people type it; the code stands in no address.
        let found = liaison.post(&at("codes"), &[("code", &spelt(&code).to_lowercase())]).await;
        assert_eq!(found.location(), "/awards/SG-2026/codes/1");
        refused(&liaison.post(&at("codes"), &[("code", &code[..7])]).await, "mistyped");
        let other = domain::grants::codes::Code::new([9; 7]);
        refused(&liaison.post(&at("codes"), &[("code", other.as_str())]).await, "No grant here has this code");
        let mine = |grant, what: &str| ("c-liaison".to_owned(), grant, what.to_owned());
        let list = || mine(0, "list");
        assert_eq!(looks(&world).await, [mine(1, "grant"), list(), list(), list(), list()]);
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn from_the_application_to_the_close_by_many_hands() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        office(&world).await;
        agreed(&world).await;
        let mut liaison = world.session("c-liaison").await;
        let page = liaison.get(&at("codes/1")).await;
        assert!(page.text.contains("vouchers/new?for=tranche&amp;grant=1&amp;tranche=0"), "{}", page.text);
        paid(&world).await;
        let list = liaison.get(&at("codes")).await;
        assert!(list.text.contains("Visit") && list.text.contains("Sealed receipt"), "{}", list.text);
        let seen = |safe| {
            let fields =
                vec![("day", TODAY), ("visiting", "t0"), ("seen", "all"), ("operating", "runs"), ("jobs", "1"), ("safe", safe)];
            fields.into_iter().map(|(name, value)| (name.to_owned(), String::from(value))).collect::<Vec<_>>()
        };
        for (safe, well) in [("", false), ("yes", true)] {
            let (once, fields) = (key(), seen(safe));
            let mut fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            fields.push(("key", &once));
            let answer = liaison.post(&at("codes/1/visit"), &fields).await;
            if well { done(&answer) } else { refused(&answer, "id=\"safe-e\"") }
        }
        let (once, seal) = (key(), "cd".repeat(32));
        let receipt =
            [("key", &*once), ("voucher", "1"), ("filed", TODAY), ("receipt_day", TODAY), ("amount", "290"), ("hash", &*seal)];
        done(&liaison.post(&at("codes/1/receipt"), &receipt).await);
        let once = key();
        let mut service = vec![("key", &*once), ("service", "training-bookkeeping"), ("service_day", TODAY), ("done", "yes")];
        refused(&liaison.post(&at("codes/1/service"), &service).await, "id=\"hours-e\"");
        service.push(("hours", "24"));
        for _ in 0..2 {
            done(&liaison.post(&at("codes/1/service"), &service).await);
        }
        let page = liaison.get(&at("codes/1")).await;
        assert!(page.text.contains("Training: bookkeeping") && page.text.contains("safe to contact"), "{}", page.text);
        // Finance closes on a slip that shows what the sealed receipts come to, and says why by a list.
        let mut finance = world.session("c-finance").await;
        assert!(finance.get(&at("slips")).await.text.contains("slips/1?act=close"));
        let slip_page = finance.get(&at("slips/1?act=close")).await;
        assert!(slip_page.text.contains("290.00") && slip_page.text.contains("id=\"exit\""), "{}", slip_page.text);
        let close = [("verified", "290"), ("returned", "10"), ("disallowed", "0")];
        refused(&slip(&mut finance, "close", &close).await, "id=\"exit-e\"");
        done(&slip(&mut finance, "close", &[&close[..], &[("exit", "completed")]].concat()).await);
        assert_eq!(finance.get(&at("slips/1")).await.status, StatusCode::NOT_FOUND);
        assert!(liaison.get(&at("codes/1")).await.text.contains("Everything was done"));
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn a_slip_says_a_number_and_sums_and_every_look_is_kept() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        office(&world).await;
        let mut liaison = world.session("c-liaison").await;
        done(&applies(&mut liaison, &key(), &[]).await);
        let code = code_of(&world, 1).await;
        let mut monitor = world.session("c-monitor").await;
        for path in ["slips", "slips/1", "slips/1?act=screen"] {
            let page = monitor.get(&at(path)).await;
            assert_eq!(page.status, StatusCode::OK, "{path}");
            for told in [&*code, &*spelt(&code), "Svay Rieng", "CCPCR", "Cloth", "Female", "25 to 29", "<textarea"] {
                assert!(!page.text.contains(told), "{path}: {told}");
            }
            assert!(page.text.contains("Grant 1") && page.text.contains("300.00"), "{path}: {}", page.text);
        }
        let of = |office: &str, grant, what: &str| (format!("c-{office}"), grant, what.to_owned());
        assert_eq!(looks(&world).await, [of("monitor", 0, "list"), of("monitor", 1, "grant"), of("monitor", 1, "grant")]);
        // Nobody else has a hand in it yet.
        for login in ["c-manager", "c-finance", "c-cashier", "c-officer", "c-advisor", "c-administrator", "c-liaison", "auditor"] {
            let mut actor = world.session(login).await;
            assert_eq!(actor.get(&at("slips/1")).await.status, StatusCode::NOT_FOUND, "{login}");
            assert!(!actor.get(&at("slips")).await.text.contains("Grant 1"), "{login}");
            let sent = slip(&mut actor, "screen", &[("passed", "yes")]).await;
            assert_eq!(sent.status, StatusCode::NOT_FOUND, "{login}");
        }
        assert_eq!(looks(&world).await.len(), 3);
        done(&slip(&mut monitor, "screen", &[("passed", "yes")]).await);
        // The liaison and the auditor see who looked; no code stands there.
        for login in ["c-liaison", "auditor"] {
            let page = world.session(login).await.get(&at("codes/views")).await;
            assert!(page.text.contains("The monitor") && page.text.contains("Grant 1"), "{login}: {}", page.text);
            assert!(!page.text.contains(&code) && !page.text.contains(&spelt(&code)), "{login}");
        }
        for login in ["c-manager", "c-monitor", "c-officer"] {
            let page = world.session(login).await.get(&at("codes/views")).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{login}");
        }
    })
    .await;
}

#[tokio::test]
async fn vouchers_by_code_are_not_even_counted_by_whoever_has_no_hand_in_them() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        office(&world).await;
        agreed(&world).await;
        paid(&world).await;
        for login in ["c-officer", "c-advisor", "c-administrator", "c-monitor"] {
            let mut actor = world.session(login).await;
            let list = actor.get(&at("vouchers?step=done")).await;
            assert!(!list.text.contains("Small grant by code") && !list.text.contains("more vouchers"), "{login}: {}", list.text);
            assert_eq!(actor.get(&at("vouchers/1")).await.status, StatusCode::NOT_FOUND, "{login}");
            assert_eq!(actor.get(&at("codes")).await.status, StatusCode::NOT_FOUND, "{login}");
            assert_eq!(actor.get(&at("codes/1")).await.status, StatusCode::NOT_FOUND, "{login}");
            let overview = actor.get(&format!("/awards/{CODE}")).await;
            assert!(overview.text.contains("not shown"), "{login}: {}", overview.text);
        }
        for login in ["c-finance", "c-manager", "c-cashier", "c-bookkeeper", "auditor"] {
            let mut actor = world.session(login).await;
            assert!(actor.get(&at("vouchers?step=done")).await.text.contains("Small grant by code"), "{login}");
        }
        // What is undone is undone for a reason of the list.
        let mut bookkeeper = world.session("c-bookkeeper").await;
        let undo = |reason: &'static str| [("undo_day", TODAY), ("reason", reason)];
        for (reason, well) in [("she moved to Poipet", false), ("other-means", true)] {
            let once = key();
            let fields = [&[("key", &*once)], &undo(reason)[..]].concat();
            let answer = bookkeeper.post(&at("vouchers/1/reverse"), &fields).await;
            if well { done(&answer) } else { refused(&answer, "id=\"reason-e\"") }
        }
        let mut liaison = world.session("c-liaison").await;
        assert!(liaison.get(&at("codes/1")).await.text.contains("To be paid in another way"));
        clean(world.db()).await;
    })
    .await;
}

fn on(year: i32, month: u32, day: u32) -> DateTime<Utc> {
    NaiveDate::from_ymd_opt(year, month, day).unwrap().and_hms_opt(3, 0, 0).unwrap().and_utc()
}

#[tokio::test]
async fn codes_lead_nowhere_when_their_time_is_over_and_no_finding_is_open() {
    each_engine(|base| async move {
        keep(&base.db).await;
        let mut tx = base.db.write().await.unwrap();
        let award = store::award(&mut tx, CODE).await.unwrap().unwrap();
        let code = async |tx: &mut sansom::store::Tx| -> (String,) { tx.one("select code from grant_code", ()).await.unwrap() };
        let before = code(&mut tx).await;
        let early = renew(&mut tx, &award, on(2029, 12, 31)).await;
        assert!(matches!(early, Err(Kept::Through(day)) if day == on(2029, 12, 31).date_naive()), "{early:?}");
        let finding = FindingRow {
            no: 1,
            id: Uuid::now_v7(),
            rule: String::new(),
            grant_no: None,
            voucher_no: None,
            sample_no: None,
            severity: "low".into(),
            amount: 0,
            text: "a receipt".into(),
            found_at: on(2027, 1, 5),
            found_by: Uuid::from_u128(1),
        };
        add_finding(&mut tx, award.book, &finding).await.unwrap();
        let open = renew(&mut tx, &award, on(2030, 1, 1)).await;
        assert!(matches!(&open, Err(Kept::Findings(all)) if all == &[1]), "{open:?}");
        for (no, kind) in [(1, "response"), (2, "closed")] {
            let (text, said_at) = ("seen".to_owned(), on(2027, 2, 5));
            let said_by = Uuid::from_u128(2 + u128::from(no == 2));
            let event = EventRow { finding_no: 1, no, kind: kind.into(), text, said_at, said_by };
            add_event(&mut tx, award.book, &event).await.unwrap();
        }
        assert_eq!(renew(&mut tx, &award, on(2030, 1, 1)).await.unwrap(), 1);
        let after = code(&mut tx).await;
        assert_ne!(before, after);
        assert!(domain::grants::codes::Code::read(&after.0).is_some());
        assert_eq!(renew(&mut tx, &award, on(2030, 1, 2)).await.unwrap(), 0, "once");
        assert_eq!(code(&mut tx).await, after);
        tx.commit().await.unwrap();
        let mut tx = base.db.read().await.unwrap();
        let trail: Vec<(String,)> = tx.all("select subject from audit where action = 'codes-renewed'", ()).await.unwrap();
        assert_eq!(trail, [("SG-2026 1".to_owned(),)]);
        drop(tx);
        clean(&base.db).await;
    })
    .await;
}

#[tokio::test]
async fn the_command_that_draws_codes_anew() {
    sqlite(|base| async move {
        keep(&base.db).await;
        let fixture = |name: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/grants").join(name).display().to_string();
        good(&base, &["user", "add", "admin", "--role", "administrator", "--password-stdin"]);
        good(&base, &["import", "award", &fixture("award.toml")]);
        good(&base, &["import", "grants", &fixture("clean.csv"), "--award", "SG-2016"]);
        let told = fails(&base, &["codes", "renew", "--award", CODE]);
        assert_eq!(told, "the codes of SG-2026 are kept through 2029-12-31: three years after its last day");
        assert_eq!(fails(&base, &["codes", "renew", "--award", "NONE"]), "there is no award NONE");
        assert_eq!(good(&base, &["codes", "renew", "--award", "SG-2016"]), "30 codes of SG-2016 drawn anew\n");
        let again = good(&base, &["codes", "renew", "--award", "SG-2016"]);
        assert_eq!(again, "nothing changed: the codes of SG-2016 were drawn anew already, or there are none\n");
        let help = good(&base, &["codes", "renew", "--help"]);
        assert!(help.contains("No code is printed"), "{help}");
        clean(&base.db).await;
    })
    .await;
}
