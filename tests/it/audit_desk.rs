//! The audit desk through the pages: a sample that is drawn again, a finding from hand to hand, a certificate that says
//! when something was rewritten.
use crate::support::{
    actor::{Actor, Answer, PASSWORD, World},
    award::{CODE, Desk, agree, begin, coded, family, visit},
    book::clean,
    databases::{Database, each_engine},
};
use domain::grants::{
    Ask,
    acts::{Means, Purpose},
    audits::{Plan, Population, Stratum},
};
use http::StatusCode;
use sansom::{
    awards::{
        audit::store::{self as desk, CertificateRow, FindingRow, SampleRow},
        store,
    },
    guard::{Role, RoleOn, Scope},
    store::{Engine, add_party, head},
    users::{
        password,
        store::{self as users, NewUser},
    },
};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection};
use uuid::Uuid;
use words::Language;

/// In a group's award: a sample, a finding and a certificate, each the first, so that every address names something.
pub async fn audited(world: &World, group: &str) {
    let mut tx = world.db().write().await.unwrap();
    let award = store::award(&mut tx, &crate::awards_pages::award_of(group)).await.unwrap().unwrap();
    let (entry, hash) = head(&mut tx, award.book).await.unwrap().last.unwrap();
    let plan = Plan::Attribute { stratum: Stratum::All, tolerable: 500, confidence: 9_500 };
    let (id, by, at) = (Uuid::now_v7(), Uuid::from_u128(1), world.app.now());
    let sample = SampleRow {
        no: 1,
        id,
        kind: plan.code().into(),
        aim: serde_json::to_string(&plan).unwrap(),
        through_entry: entry.0,
        population: Population::default().digest().to_vec(),
        items: 1,
        total: 0,
        seed: "seed".into(),
        drawn_at: at,
        drawn_by: by,
    };
    desk::add_sample(&mut tx, award.book, &sample, &[]).await.unwrap();
    let finding = FindingRow {
        no: 1,
        id,
        rule: "round".into(),
        grant_no: None,
        voucher_no: Some(1),
        sample_no: None,
        severity: "low".into(),
        amount: 0,
        text: "rule:round".into(),
        found_at: at,
        found_by: by,
    };
    desk::add_finding(&mut tx, award.book, &finding).await.unwrap();
    let act_no = desk::last_act(&mut tx, award.book).await.unwrap();
    let certificate = CertificateRow {
        no: 1,
        id,
        from_day: award.from_day,
        to_day: award.to_day,
        entry_no: entry.0,
        hash: hash.as_bytes().to_vec(),
        act_no,
        acts_digest: Some(desk::acts_digest(&mut tx, award.book, act_no).await.unwrap().to_vec()),
        note: String::new(),
        signed_at: at,
        signed_by: by,
    };
    desk::add_certificate(&mut tx, award.book, &certificate).await.unwrap();
    tx.commit().await.unwrap();
}

/// Everybody who has something to do with the award; two auditors.
const OFFICES: [(&str, Role); 9] = [
    ("auditor", Role::Auditor),
    ("auditor-2", Role::Auditor),
    ("manager", Role::Manager),
    ("finance", Role::Finance),
    ("officer", Role::Officer),
    ("cashier", Role::Cashier),
    ("bookkeeper", Role::Bookkeeper),
    ("monitor", Role::Monitor),
    ("liaison", Role::Liaison),
];

/// Vouchers 1 and 2 of a family's grant, 3 of one under a code with a sealed receipt, 4 a cost: all recorded.
async fn kept(world: &World) {
    let mut tx = world.db().write().await.unwrap();
    let person = begin(&mut tx).await;
    let award = store::award(&mut tx, CODE).await.unwrap().unwrap();
    for _ in 0..2 {
        add_party(&mut tx, award.book, Uuid::now_v7()).await.unwrap();
    }
    let mut on = Desk::of(&mut tx).await;
    on.does("finance", Ask::Receive { amount: 1_000_000, reference: "TT 1".into() }).await;
    for line in ["families", "coded"] {
        on.does("manager", Ask::Call { line: line.into(), until: crate::support::award::day(12, 31) }).await;
    }
    on.does("advisor", family(1, person)).await;
    agree(&mut on, 1, &[12_000, 8_000]).await;
    on.pays(1, Purpose::Tranche { grant: 1, tranche: 0 }, 12_000, Means::Cash).await;
    on.does("monitor", visit(1, 0)).await;
    on.pays(2, Purpose::Tranche { grant: 1, tranche: 1 }, 8_000, Means::Cash).await;
    on.does("liaison", coded(2)).await;
    agree(&mut on, 2, &[30_000]).await;
    on.pays(3, Purpose::Tranche { grant: 2, tranche: 0 }, 30_000, Means::Cash).await;
    on.files(3, "sealed", 30_000, true).await;
    let cost = Purpose::Cost { line: "office".into(), persons: None, help: None, what: "paper".into() };
    on.pays(4, cost, 4_000, Means::Transfer).await;
    let hashed = password::hash(PASSWORD);
    for (office, role) in OFFICES {
        let user = NewUser {
            name: format!("The {office}"),
            login: format!("d-{office}"),
            password: hashed.clone(),
            must_change: false,
            language: Language::English,
        };
        let id = users::add(&mut tx, user, world.app.now()).await.unwrap();
        users::set_roles(&mut tx, id, &[RoleOn { role, scope: Scope::Group(award.book.0) }]).await.unwrap();
    }
    tx.commit().await.unwrap();
}

fn at(below: &str) -> String {
    format!("/awards/{CODE}/audit{below}")
}

fn key() -> String {
    Uuid::now_v7().to_string()
}

fn written(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    answer.location().split('?').next().unwrap().to_owned()
}

fn refused(answer: &Answer, field: &str, words: &str) {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text);
    assert!(answer.text.contains(words), "{words}: {}", answer.text);
    assert!(field.is_empty() || answer.text.contains(&format!("id=\"{field}-e\"")), "{field}: {}", answer.text);
}

async fn draw(actor: &mut Actor, key: &str, kind: &str, stratum: &str, aim: [&str; 3], seed: &str) -> Answer {
    let [tolerable, expected, confidence] = aim;
    let fields = [
        ("key", key),
        ("kind", kind),
        ("stratum", stratum),
        ("tolerable", tolerable),
        ("expected", expected),
        ("confidence", confidence),
        ("seed", seed),
    ];
    actor.post(&at("/samples/new"), &fields).await
}

async fn test(actor: &mut Actor, sample: i64, voucher: i64, audited: &str, kept: &str, note: &str) -> Answer {
    let voucher = voucher.to_string();
    let fields = [("voucher", voucher.as_str()), ("audited", audited), ("kept", kept), ("note", note)];
    actor.post(&at(&format!("/samples/{sample}/tests")), &fields).await
}

#[tokio::test]
async fn a_sample_is_drawn_tested_and_speaks_for_the_whole() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        kept(&world).await;
        let mut auditor = world.session("d-auditor").await;
        let page = auditor.get(&at("/samples/new")).await;
        assert!(page.text.contains("4 vouchers, in all 540.00\u{a0}$"), "{}", page.text);
        let once = key();
        for _ in 0..2 {
            assert_eq!(written(&draw(&mut auditor, &once, "attribute", "all", ["5%", "", "95"], "7").await), at("/samples/1"));
        }
        refused(&draw(&mut auditor, &once, "attribute", "all", ["5", "", "95"], "8").await, "", "used already");
        let money = draw(&mut auditor, &key(), "monetary-unit", "families", ["150", "0", "95"], "7").await;
        assert_eq!(written(&money), at("/samples/2"));
        let mut reckon = vec![("key", "019aa000-0000-7000-8000-000000000000"), ("kind", "attribute"), ("stratum", "families")];
        reckon.extend([("tolerable", "5"), ("confidence", "95"), ("seed", "s"), ("reckon", "1")]);
        let reckoned = auditor.post(&at("/samples/new"), &reckon).await;
        assert!(reckoned.text.contains("2 of 2 vouchers will be drawn."), "{}", reckoned.text);

        let page = auditor.get(&at("/samples/1")).await;
        assert!(page.text.contains("The same") && page.text.contains("Small grant by code"), "{}", page.text);
        refused(&test(&mut auditor, 1, 1, "", "yes", "").await, "audited", "");
        refused(&test(&mut auditor, 1, 1, "120", "", "").await, "kept", "Choose one of the answers");
        refused(&test(&mut auditor, 1, 1, "120", "no", "").await, "note", "Write which rule was not kept.");
        refused(&test(&mut auditor, 1, 3, "300", "no", "a word").await, "note", "nothing may be told here in free words");
        assert_eq!(test(&mut auditor, 1, 9, "300", "yes", "").await.status, StatusCode::NOT_FOUND);
        written(&test(&mut auditor, 1, 1, "120", "no", "no witness").await);
        written(&test(&mut auditor, 1, 3, "300", "yes", "").await);
        let page = auditor.get(&at("/samples/1")).await;
        assert!(page.text.contains("2 of 4") && page.text.contains("So far."), "{}", page.text);
        for (voucher, amount) in [(2, "80"), (4, "40")] {
            written(&test(&mut auditor, 1, voucher, amount, "yes", "").await);
        }
        let page = auditor.get(&at("/samples/1")).await;
        assert!(page.text.contains("Not accepted") && page.text.contains("Deviations were found"), "{}", page.text);
        // The witness's signature was found: the later word counts.
        written(&test(&mut auditor, 1, 1, "120", "yes", "").await);
        assert!(auditor.get(&at("/samples/1")).await.text.contains("No deviation was found"));
        for (voucher, amount) in [(1, "120"), (2, "79")] {
            written(&test(&mut auditor, 2, voucher, amount, "yes", if voucher == 2 { "1 less" } else { "" }).await);
        }
        let page = auditor.get(&at("/samples/2")).await;
        // 200 in two; the interval is 150 / 3 = 50: both are larger, so that 1 is wrong and 150 cannot be seen.
        assert!(page.text.contains("Not accepted") && page.text.contains("151.00\u{a0}$"), "{}", page.text);
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn a_sample_that_cannot_be_is_refused_at_its_field() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        kept(&world).await;
        let mut auditor = world.session("d-auditor").await;
        let no = "There is no recorded voucher here";
        for (kind, stratum, aim, field, words) in [
            ("attribute", "all", ["", "", "95"], "tolerable", ""),
            ("attribute", "all", ["0", "", "95"], "tolerable", "above 0 and below 100"),
            ("attribute", "all", ["5", "", "100"], "confidence", "above 0 and below 100"),
            ("attribute", "none", ["5", "", "95"], "stratum", "Choose one of the answers"),
            ("monetary-unit", "all", ["0", "", "95"], "tolerable", "Write more than 0"),
            ("monetary-unit", "all", ["10", "10", "95"], "expected", "Write less than"),
        ] {
            refused(&draw(&mut auditor, &key(), kind, stratum, aim, "7").await, field, words);
        }
        let mut tx = world.db().read().await.unwrap();
        let award = store::award(&mut tx, CODE).await.unwrap().unwrap();
        assert!(desk::samples(&mut tx, award.book).await.unwrap().is_empty(), "nothing is stored of what was refused");
        drop(tx);
        crate::awards_pages::begun(&world, crate::support::actor::OWN).await;
        let path = format!("/awards/{}/audit/samples/new", crate::awards_pages::award_of(crate::support::actor::OWN));
        let mut programme = world.session("auditor").await;
        for kind in ["attribute", "monetary-unit"] {
            let key = key();
            let fields = [("key", key.as_str()), ("kind", kind), ("stratum", "all"), ("tolerable", "5"), ("confidence", "95")];
            refused(&programme.post(&path, &fields).await, "stratum", no);
        }
    })
    .await;
}

async fn say(actor: &mut Actor, finding: i64, what: &str, field: (&str, &str)) -> Answer {
    actor.post(&at(&format!("/findings/{finding}/{what}")), &[field]).await
}

#[tokio::test]
async fn a_finding_goes_from_the_auditor_to_who_answers_and_back() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        kept(&world).await;
        let (mut auditor, mut manager) = (world.session("d-auditor").await, world.session("d-manager").await);
        let page = auditor.get(&at("/findings/new?rule=round&grant=1&voucher=1")).await;
        assert!(page.text.contains("value=\"round\" selected"), "{}", page.text);
        let once = key();
        let fields = |key: &str, more: &[(&str, &str)]| {
            let all = [("key", key), ("severity", "high")];
            all.iter().chain(more).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect::<Vec<_>>()
        };
        let mut find = async |fields: Vec<(String, String)>| {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            auditor.post(&at("/findings/new"), &fields).await
        };
        let mine = [("voucher", "1"), ("grant", "1"), ("rule", "round"), ("amount", "12"), ("text", "The sum is round.")];
        for _ in 0..2 {
            assert_eq!(written(&find(fields(&once, &mine)).await), at("/findings/1"));
        }
        refused(&find(fields(&key(), &[])).await, "text", "Write it in a few words.");
        refused(&find(fields(&key(), &[("voucher", "99"), ("text", "x")])).await, "voucher", "There is no such voucher");
        refused(&find(fields(&key(), &[("voucher", "4"), ("grant", "1"), ("text", "x")])).await, "voucher", "another grant");
        refused(&find(fields(&key(), &[("voucher", "3"), ("text", "who it is")])).await, "text", "free words");
        refused(&find(fields(&key(), &[("voucher", "3")])).await, "rule", "Choose the rule");
        assert_eq!(written(&find(fields(&key(), &[("voucher", "3"), ("rule", "weekend")])).await), at("/findings/2"));

        assert_eq!(say(&mut auditor, 1, "response", ("text", "mine")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(say(&mut manager, 1, "closed", ("text", "mine")).await.status, StatusCode::NOT_FOUND);
        for what in ["follow-up", "closed"] {
            refused(&say(&mut auditor, 1, what, ("text", "so be it")).await, "", "Nobody has answered yet.");
        }
        refused(&say(&mut manager, 1, "response", ("text", "")).await, "response-text", "Write it in a few words.");
        assert!(manager.get(&at("")).await.text.contains("Findings to answer: 2"));
        written(&say(&mut manager, 1, "response", ("text", "Three offers were asked for.")).await);
        refused(&say(&mut manager, 2, "response", ("text", "who it is")).await, "response-word", "free words");
        refused(&say(&mut manager, 2, "response", ("word", "who it is")).await, "response-word", "Choose one of the answers");
        for _ in 0..2 {
            written(&say(&mut manager, 2, "response", ("word", "mended")).await);
        }
        written(&say(&mut auditor, 1, "follow-up", ("text", "The offers are there.")).await);
        written(&say(&mut auditor, 1, "closed", ("text", "Settled.")).await);
        refused(&say(&mut manager, 1, "response", ("text", "more")).await, "", "This finding is closed.");
        written(&say(&mut auditor, 1, "reopened", ("text", "One offer is a copy.")).await);
        let page = manager.get(&at("/findings/1")).await;
        for said in
            ["The sum is round.", "Three offers were asked for.", "The offers are there.", "Settled.", "One offer is a copy."]
        {
            assert!(page.text.contains(said), "{said}");
        }
        let page = auditor.get(&at("/findings/2")).await;
        assert!(page.text.contains("It was mended") && page.text.matches("It was mended").count() == 1, "{}", page.text);
        let list = auditor.get(&at("/findings?status=reopened")).await;
        assert!(list.text.contains("The sum is round.") && !list.text.contains("Saturday"), "{}", list.text);
        clean(world.db()).await;
    })
    .await;
}

/// The characters between two marks of a page.
fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    text.split_once(before).unwrap().1.split_once(after).unwrap().0
}

#[tokio::test]
async fn a_certificate_says_when_something_was_rewritten() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        kept(&world).await;
        let mut auditor = world.session("d-auditor").await;
        let finding = [("key", &*key()), ("severity", "high"), ("text", "Money is missing.")];
        written(&auditor.post(&at("/findings/new"), &finding).await);
        let once = key();
        let fields = |note: &'static str| {
            [("key", once.clone()), ("from", "1/1/2026".into()), ("to", "21/11/2026".into()), ("note", note.into())]
        };
        let mut sign = async |fields: [(&str, String); 4]| {
            let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
            auditor.post(&at("/certificates/new"), &fields).await
        };
        refused(&sign(fields("")).await, "note", "Grave findings are open.");
        let mut early = fields("It is being looked for.");
        early[2].1 = "31/12/2025".into();
        refused(&sign(early).await, "to", "The last day comes before the first.");
        for _ in 0..2 {
            assert_eq!(written(&sign(fields("It is being looked for.")).await), at("/certificates/1"));
        }
        let page = auditor.get(&at("/certificates/1")).await;
        assert!(page.text.contains("Nothing was rewritten"), "{}", page.text);
        let hash = between(&page.text, "<dd class=\"hash\">", "</dd>").replace(' ', "");
        assert_eq!(hash.len(), 64);
        let mut tx = world.db().read().await.unwrap();
        let award = store::award(&mut tx, CODE).await.unwrap().unwrap();
        let signed = desk::certificates(&mut tx, award.book).await.unwrap().remove(0);
        drop(tx);
        let digest = hexed(signed.acts_digest.as_ref().unwrap());
        let copy = |entry: i64, hash: &str, acts: i64, digest: &str| {
            at(&format!("/certificates/check?entry={entry}&hash={hash}&acts={acts}&digest={digest}"))
        };
        let (entry, acts) = (signed.entry_no, signed.act_no);
        for (path, words) in [
            (copy(entry, &hash, acts, &digest), "Nothing was rewritten"),
            (copy(entry, &"0".repeat(64), acts, &digest), "The entries have another fingerprint"),
            (copy(entry + 1, &hash, acts, &digest), "The books have no such entry"),
            (copy(entry, &hash, acts + 1, &digest), "The books have no such act"),
            (copy(entry, &hash, acts, &"0".repeat(64)), "The acts have another fingerprint"),
        ] {
            let answer = auditor.get(&path).await;
            assert!(answer.status == StatusCode::OK && answer.text.contains(words), "{words}: {}", answer.text);
        }
        refused(&auditor.get(&copy(entry, "abc", acts, &digest)).await, "hash", "Write all 64 signs");
        clean(world.db()).await;
        let (entry, acts) = (entry.to_string(), acts.to_string());
        let stated = ["--award", CODE, "--entry", &entry, "--hash", &hash, "--acts", &acts, "--digest", &digest];
        let arguments = [&["certificate", "check", "--format", "json"], &stated[..]].concat();
        let told: serde_json::Value = serde_json::from_str(&crate::cli::good(&world.base, &arguments)).unwrap();
        assert_eq!((&told["agrees"], &told["differs"]), (&true.into(), &serde_json::json!([])));

        // Later acts change nothing of what was signed.
        let key = key();
        let received = [("key", key.as_str()), ("day", "21/11/2026"), ("amount", "5"), ("reference", "TT 2")];
        written(&world.session("d-finance").await.post(&format!("/awards/{CODE}/money/receive"), &received).await);
        assert!(auditor.get(&at("/certificates/1")).await.text.contains("Nothing was rewritten"));

        behind(&world.base, "entry", "update entry set memo = 'another' where no = 2").await;
        let page = auditor.get(&at("/certificates/1")).await;
        assert!(page.text.contains("The books differ") && page.text.contains("Entry 2 was rewritten."), "{}", page.text);
        let done = crate::cli::typed(&world.base, &[&["certificate", "check"], &stated[..]].concat(), "");
        assert_eq!((done.status.code(), done.stdout.as_slice()), (Some(1), &b"SG-2026: entry 2 was rewritten\n"[..]));
        behind(&world.base, "award_act", "update award_act set recorded_at = '2026-01-01 00:00:00+00:00' where no = 3").await;
        let page = auditor.get(&at("/certificates/1")).await;
        assert!(page.text.contains("The acts have another fingerprint"), "{}", page.text);
        let mut sign = fields("Again.");
        sign[0].1 = self::key();
        let sign = sign.each_ref().map(|(name, value)| (*name, value.as_str()));
        refused(&auditor.post(&at("/certificates/new"), &sign).await, "", "Entry 2 was rewritten.");
    })
    .await;
}

/// Changes a table in which every book is the award's or a group's, as whoever has the machine could.
async fn behind(base: &Database, table: &str, sql: &str) {
    let sql = format!("{sql} and book_id = (select book_id from award where code = '{CODE}')");
    if base.db.engine() == Engine::Postgres {
        let mut raw = PgConnection::connect(&base.url).await.unwrap();
        raw.execute("set session_replication_role = replica").await.unwrap();
        assert_eq!(raw.execute(AssertSqlSafe(sql)).await.unwrap().rows_affected(), 1);
        return raw.close().await.unwrap();
    }
    let mut raw = SqliteConnection::connect(&base.url).await.unwrap();
    let triggers: Vec<(String,)> = sqlx::query_as("select name from sqlite_schema where type = 'trigger' and tbl_name = $1")
        .bind(table)
        .fetch_all(&mut raw)
        .await
        .unwrap();
    let drops: String = triggers.iter().map(|(name,)| format!("drop trigger {name};")).collect();
    raw.execute(AssertSqlSafe(drops)).await.unwrap();
    assert_eq!(raw.execute(AssertSqlSafe(sql)).await.unwrap().rows_affected(), 1);
    raw.close().await.unwrap();
}

fn hexed(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn a_sealed_receipt_is_sighted_by_an_auditor_alone() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        kept(&world).await;
        let mut auditor = world.session("d-auditor").await;
        let path = format!("/awards/{CODE}/vouchers/3");
        assert!(auditor.get(&path).await.text.contains("Sighted at the provider"));
        let once = key();
        let sight = |day: &'static str| [("key", once.clone()), ("receipt", "1".to_owned()), ("sight_day", day.to_owned())];
        let send = async |who: &str, fields: [(&str, String); 3], voucher: i64| {
            let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
            world.session(who).await.post(&format!("/awards/{CODE}/vouchers/{voucher}/sight"), &fields).await
        };
        for (office, _) in OFFICES.iter().skip(2) {
            assert_eq!(send(&format!("d-{office}"), sight("21/11/2026"), 3).await.status, StatusCode::NOT_FOUND, "{office}");
        }
        assert_eq!(send("d-auditor", sight("21/11/2026"), 1).await.status, StatusCode::NOT_FOUND, "of another voucher");
        refused(&send("d-auditor", sight("22/11/2026"), 3).await, "sight_day", "still to come");
        for _ in 0..2 {
            assert_eq!(send("d-auditor", sight("21/11/2026"), 3).await.status, StatusCode::SEE_OTHER);
        }
        let page = auditor.get(&path).await;
        assert!(page.text.contains("Seen by The auditor") && !page.text.contains("Sighted at the provider"), "{}", page.text);
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn the_desk_opens_to_auditors_and_to_who_answers_them() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        kept(&world).await;
        written(&draw(&mut world.session("d-auditor").await, &key(), "attribute", "all", ["5", "", "95"], "7").await);
        for (office, role) in OFFICES {
            let mut actor = world.session(&format!("d-{office}")).await;
            let sees = matches!(role, Role::Auditor | Role::Manager | Role::Finance);
            for path in ["", "/samples/1", "/findings", "/certificates/check"] {
                let status = actor.get(&at(path)).await.status;
                assert_eq!(status, if sees { StatusCode::OK } else { StatusCode::NOT_FOUND }, "{office} {path}");
            }
            for path in ["/samples/new", "/findings/new", "/certificates/new"] {
                let status = actor.get(&at(path)).await.status;
                let may = role == Role::Auditor;
                assert_eq!(status, if may { StatusCode::OK } else { StatusCode::NOT_FOUND }, "{office} {path}");
            }
        }
        assert_eq!(world.session("treasurer-own-1").await.get(&at("")).await.status, StatusCode::NOT_FOUND);
        // Nothing of who stands under a code is on any page of the desk.
        let mut auditor = world.session("d-auditor").await;
        let code = domain::grants::codes::Code::new([1, 2, 3, 4, 5, 6, 7]).as_str().to_owned();
        for path in ["", "/samples/1", "/findings/new?voucher=3"] {
            let text = auditor.get(&at(path)).await.text;
            assert!(!text.contains(&code) && !text.contains("Grant 2"), "{path}: {text}");
        }
    })
    .await;
}
