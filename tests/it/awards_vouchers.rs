//! Vouchers through the pages: five hands, the scans that prove them, and the money behind them.
use crate::cli::good;
use crate::support::{
    actor::{Actor, Answer, PASSWORD, World},
    award::{CODE, Desk, agree, begin, coded, day, family},
    book::clean,
    databases::{Folder, each_engine, sqlite},
};
use domain::grants::{
    Ask,
    acts::{Means, Purpose, Receipt, Source},
    codes::Code,
};
use http::StatusCode;
use sansom::{
    awards::{
        store,
        write::{self, Outcome, Wish},
    },
    guard::{Role, RoleOn, Scope},
    meetings::seal::Act,
    store::{Db, add_party},
    users::{
        password,
        store::{self as users, NewUser},
    },
};
use uuid::Uuid;
use words::Language;

/// The scan that proves the voucher of [`proved`], by its digest.
pub fn scan() -> String {
    sansom::awards::uploads::written(&sansom::web::digest(&png(b"")))
}

/// In a group's award: voucher 1 for a cost of the office, with a receipt and its scan.
pub async fn proved(world: &World, group: &str) {
    let mut tx = world.db().write().await.unwrap();
    let award = store::award(&mut tx, &crate::awards_pages::award_of(group)).await.unwrap().unwrap();
    let by = Act { by: Uuid::from_u128(1), at: world.app.now(), today: world.app.today() };
    let bytes = png(b"");
    store::add_upload(&mut tx, award.book, &sansom::web::digest(&bytes), "image/png", &bytes, by.by, by.at).await.unwrap();
    let purpose = Purpose::Cost { line: "office".into(), persons: None, help: None, what: "paper".into() };
    let (currency, source, means) = ("USD".to_owned(), Source::Bank, Means::Transfer);
    let receipt = Receipt {
        no: 0,
        supplier: "Market".into(),
        number: "A-1".into(),
        day: by.today,
        amount: 500,
        lines: vec![],
        hash: scan(),
        sealed: false,
    };
    for ask in [Ask::Prepare { purpose, currency, paid: 500, source, means, quotations: 0 }, Ask::File { voucher: 1, receipt }] {
        let wish = Wish { key: Uuid::now_v7(), day: by.today, ask: &ask };
        let outcome = write::ask(&mut tx, &award, &wish, by).await.unwrap();
        assert!(matches!(outcome, Outcome::Written(_)), "{outcome:?}");
    }
    tx.commit().await.unwrap();
}

const TODAY: &str = "21/11/2026";
const OFFICES: [Role; 5] = [Role::Officer, Role::Finance, Role::Manager, Role::Cashier, Role::Bookkeeper];

/// The award with a family's grant of two tranches and one under a code, both signed; staff with one office each, and five
/// people who hold all five offices, so that only the rule keeps their hands apart.
async fn office(world: &World) {
    let mut tx = world.db().write().await.unwrap();
    let person = begin(&mut tx).await;
    let award = store::award(&mut tx, CODE).await.unwrap().unwrap();
    for _ in 0..2 {
        add_party(&mut tx, award.book, Uuid::now_v7()).await.unwrap();
    }
    let mut desk = Desk::of(&mut tx).await;
    desk.does("finance", Ask::Receive { amount: 1_000_000, reference: "TT 1".into() }).await;
    desk.does("finance", Ask::NoteRate { currency: "KHR".into(), per_million: 40_800_000, source: "NBC".into() }).await;
    for line in ["families", "coded"] {
        desk.does("manager", Ask::Call { line: line.into(), until: day(12, 31) }).await;
    }
    desk.does("advisor", family(1, person)).await;
    agree(&mut desk, 1, &[12_000, 8_000]).await;
    desk.does("liaison", coded(2)).await;
    agree(&mut desk, 2, &[30_000]).await;
    let hashed = password::hash(PASSWORD);
    let singles = OFFICES.iter().chain(&[Role::Liaison]).map(|role| (format!("v-{}", role.code()), vec![*role]));
    let all = (1..=5).map(|number| (format!("all-{number}"), OFFICES.to_vec()));
    for (login, roles) in singles.chain(all) {
        let user = NewUser {
            name: format!("The {login}"),
            login,
            password: hashed.clone(),
            must_change: false,
            language: Language::English,
        };
        let id = users::add(&mut tx, user, world.app.now()).await.unwrap();
        let scope = Scope::Group(award.book.0);
        let roles: Vec<RoleOn> = roles.into_iter().map(|role| RoleOn { role, scope }).collect();
        users::set_roles(&mut tx, id, &roles).await.unwrap();
    }
    tx.commit().await.unwrap();
}

fn at(below: &str) -> String {
    format!("/awards/{CODE}/{below}")
}

fn key() -> String {
    Uuid::now_v7().to_string()
}

/// What is typed to make out a voucher of the first tranche.
fn tranche<'a>(key: &'a str, paid: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("key", key),
        ("for", "tranche"),
        ("grant", "1"),
        ("tranche", "0"),
        ("day", TODAY),
        ("currency", "USD"),
        ("paid", paid),
        ("source", "bank"),
        ("means", "cash"),
        ("quotations", ""),
    ]
}

fn refused(answer: &Answer, words: &str) {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text);
    assert!(answer.text.contains(words), "{words}: {}", answer.text);
}

async fn step(actor: &mut Actor, voucher: i64, act: &str) -> Answer {
    let fields = [("key", &*key()), ("day", TODAY), ("witness", "1"), ("reference", if act == "pay" { "TT 7" } else { "" })];
    actor.post(&at(&format!("vouchers/{voucher}/{act}")), &fields).await
}

#[tokio::test]
async fn a_voucher_goes_through_five_hands() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        office(&world).await;
        let mut hands = Vec::new();
        for number in 1..=5 {
            hands.push(world.session(&format!("all-{number}")).await);
        }
        let page = hands[0].get(&at("vouchers/new?for=tranche&grant=1&tranche=0")).await;
        assert!(page.text.contains("4,080") && page.text.contains("SOK Srey") && page.text.contains("120.00"), "{}", page.text);
        let once = key();
        let answer = hands[0].post(&at("vouchers/new"), &tranche(&once, "120.01")).await;
        refused(&answer, "The tranche is 120.00\u{a0}$. Write that or less.");
        for _ in 0..2 {
            let answer = hands[0].post(&at("vouchers/new"), &tranche(&once, "120")).await;
            assert!(answer.location().starts_with("/awards/SG-2026/vouchers/1?"), "{}", answer.text);
        }
        refused(&hands[0].post(&at("vouchers/new"), &tranche(&once, "119")).await, "used for something else");
        refused(&hands[0].post(&at("vouchers/new"), &tranche(&key(), "120")).await, "This tranche has voucher 1 already.");
        let did = ["prepared the voucher", "checked the voucher", "approved the voucher", "paid the money"];
        for (turn, act) in ["check", "approve", "pay", "record"].into_iter().enumerate() {
            for earlier in 0..=turn {
                let said = format!("Who {} cannot do this too. Another person must do it.", did[earlier]);
                refused(&step(&mut hands[earlier], 1, act).await, &said);
                assert!(hands[earlier].get(&at("vouchers/1")).await.text.contains(&said));
            }
            if act != "check" {
                refused(&step(&mut hands[4], 1, "check").await, "next.");
            }
            assert!(hands[turn + 1].get(&at("vouchers")).await.text.contains("Grant 1, SOK Srey"), "it waits for her");
            let answer = step(&mut hands[turn + 1], 1, act).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{act}: {}", answer.text);
        }
        let page = hands[0].get(&at("vouchers/1")).await;
        for number in 1..=5 {
            assert!(page.text.contains(&format!("The all-{number}")), "the signature of {number}");
        }
        refused(&step(&mut hands[4], 1, "record").await, "This voucher is finished");
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn each_office_reaches_its_own_step_alone() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        office(&world).await;
        let mut officer = world.session("v-officer").await;
        officer.post(&at("vouchers/new"), &tranche(&key(), "120")).await;
        for (login, own) in
            [("officer", "void"), ("finance", "check"), ("manager", "approve"), ("cashier", "pay"), ("bookkeeper", "record")]
        {
            let mut actor = world.session(&format!("v-{login}")).await;
            for act in ["check", "approve", "pay", "record", "reverse"] {
                let fields = [("key", &*key()), ("day", "")];
                let answer = actor.post(&at(&format!("vouchers/1/{act}")), &fields).await;
                let may = act == own || act == "reverse" && login == "bookkeeper";
                let expected = if may { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::NOT_FOUND };
                assert_eq!(answer.status, expected, "{login} {act}");
            }
        }
        assert_eq!(world.session("treasurer-own-1").await.get(&at("vouchers/1")).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn a_cost_keeps_to_its_line_and_is_charged_at_the_rate_of_the_day() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        office(&world).await;
        let mut officer = world.session("v-officer").await;
        let cost = |key: &str, paid: &str, currency: &str, more: &[(&'static str, &'static str)]| -> Vec<(String, String)> {
            let fixed =
                [("for", "cost"), ("day", TODAY), ("line", "office"), ("what", "paper"), ("source", "bank"), ("means", "transfer")];
            let typed = [("key", key), ("paid", paid), ("currency", currency)];
            fixed.iter().chain(more).chain(&typed).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        let mut send = async |fields: Vec<(String, String)>| {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            officer.post(&at("vouchers/new"), &fields).await
        };
        refused(
            &send(cost(&key(), "3000.01", "USD", &[])).await,
            "The line of the budget has 3,000.00\u{a0}$ left. Write that or less.",
        );
        refused(&send(cost(&key(), "", "USD", &[])).await, "id=\"paid-e\"");
        refused(&send(cost(&key(), "5", "USD", &[("help", "meals"), ("persons", "3")])).await, "The budget has no such line");
        let reckoned = send(cost(&key(), "408000", "KHR", &[("reckon", "1")])).await;
        assert_eq!(reckoned.status, StatusCode::OK);
        assert!(reckoned.text.contains("Charged to the award: 100.00\u{a0}$"), "{}", reckoned.text);
        let written = send(cost(&key(), "408000", "KHR", &[])).await;
        assert_eq!(written.status, StatusCode::SEE_OTHER, "{}", written.text);
        let page = officer.get(&at("vouchers/1")).await;
        assert!(page.text.contains("100.00\u{a0}$") && page.text.contains("408,000"), "{}", page.text);
        let fields = [("key", &*key()), ("undo_day", TODAY), ("reason", "")];
        refused(&officer.post(&at("vouchers/1/void"), &fields).await, "id=\"reason-e\"");
        let fields = [("key", &*key()), ("undo_day", TODAY), ("reason", "twice")];
        assert_eq!(officer.post(&at("vouchers/1/void"), &fields).await.status, StatusCode::SEE_OTHER);
        assert!(officer.get(&at("vouchers?step=undone")).await.text.contains("paper"));
        clean(world.db()).await;
    })
    .await;
}

// --- scans

pub fn png(beside: &[u8]) -> Vec<u8> {
    let chunk = |kind: &[u8; 4], told: &[u8]| {
        let mut sum = flate2::Crc::new();
        sum.update(kind);
        sum.update(told);
        [&(told.len() as u32).to_be_bytes()[..], kind, told, &sum.sum().to_be_bytes()].concat()
    };
    let head = chunk(b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
    let note = if beside.is_empty() { vec![] } else { chunk(b"tEXt", beside) };
    // One grey dot, stored.
    let dots = [0x78, 0x01, 0x01, 2, 0, 0xfd, 0xff, 0, 0x80, 0, 0x82, 0, 0x81];
    [&b"\x89PNG\r\n\x1a\n"[..], &head, &note, &chunk(b"IDAT", &dots), &chunk(b"IEND", b"")].concat()
}

async fn file(actor: &mut Actor, voucher: i64, number: &str, name: &str, bytes: &[u8]) -> Answer {
    let key = key();
    let fields =
        [("key", &*key), ("filed", TODAY), ("receipt_day", TODAY), ("supplier", "Market"), ("number", number), ("amount", "120")];
    file_with(actor, voucher, &fields, Some((name, bytes))).await
}

async fn file_with(actor: &mut Actor, voucher: i64, fields: &[(&str, &str)], scan: Option<(&str, &[u8])>) -> Answer {
    let scan = scan.map(|(name, bytes)| ("scan", name, bytes));
    actor.post_file(&at(&format!("vouchers/{voucher}/receipt")), fields, scan).await
}

async fn uploads(world: &World) -> i64 {
    let mut tx = world.db().read().await.unwrap();
    let (count,): (i64,) = tx.one("select count(*) from upload", ()).await.unwrap();
    count
}

#[tokio::test]
async fn only_scans_are_kept_and_each_proves_one_voucher() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        office(&world).await;
        let mut officer = world.session("v-officer").await;
        officer.post(&at("vouchers/new"), &tranche(&key(), "120")).await;
        let clean_png = png(b"");
        let script: &[u8] = b"%PDF-1.4\n1 0 obj\n<< /Open#41ction << /S /JavaScript /JS (x) >> >>\nendobj\nstartxref\n9\n%%EOF\n";
        let wrong: [(&str, Vec<u8>, &str); 6] = [
            ("receipt.jpg", b"<!doctype html><script>alert(1)</script>".to_vec(), "neither a picture (JPEG, PNG) nor a PDF"),
            ("receipt.pdf", script.to_vec(), "does something by itself"),
            ("receipt.jpg", vec![0xff; 5 * 1024 * 1024 + 1], "larger than 5 MB"),
            ("receipt.png", clean_png[..clean_png.len() - 5].to_vec(), "damaged or not whole"),
            ("receipt.png", [&clean_png[..], b"PK\x03\x04<html>"].concat(), "hidden behind the end"),
            ("", vec![], "Choose the file"),
        ];
        for (name, bytes, words) in wrong {
            refused(&file(&mut officer, 1, "A-1", name, &bytes).await, words);
        }
        let huge = file(&mut officer, 1, "A-1", "receipt.jpg", &vec![0; 7 * 1024 * 1024]).await;
        assert_eq!(huge.status, StatusCode::BAD_REQUEST, "a body beyond what the form may bring");
        assert_eq!(uploads(&world).await, 0, "nothing is stored half");

        let kept = file(&mut officer, 1, "A-1", "receipt.png", &png(b"GPS\0 12.5 104.9")).await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text);
        // What the camera wrote aside, it is the same picture.
        officer
            .post(
                &at("vouchers/new"),
                &[
                    ("key", &*key()),
                    ("for", "cost"),
                    ("day", TODAY),
                    ("line", "office"),
                    ("what", "paper"),
                    ("source", "bank"),
                    ("means", "transfer"),
                    ("currency", "USD"),
                    ("paid", "120"),
                ],
            )
            .await;
        refused(&file(&mut officer, 2, "A-2", "receipt.png", &clean_png).await, "The same receipt proves voucher 1 already.");
        let page = officer.get(&at("vouchers/1")).await;
        let hash = page.text.split("/uploads/").nth(1).unwrap()[..64].to_owned();
        let scan = officer.get(&at(&format!("uploads/{hash}"))).await;
        assert_eq!(scan.bytes, clean_png, "without its notes");
        assert_eq!((scan.header("content-type"), scan.header("x-content-type-options")), ("image/png", "nosniff"));
        assert!(scan.header("content-security-policy").contains("sandbox"), "{:?}", scan.headers);
        assert!(scan.header("content-disposition").starts_with("inline; filename=\""), "{:?}", scan.headers);
        assert_eq!(officer.get(&at(&format!("uploads/{}", "0".repeat(64)))).await.status, StatusCode::NOT_FOUND);
        assert_eq!(officer.get(&at("uploads/x")).await.status, StatusCode::NOT_FOUND);
        let mut stranger = world.session("treasurer-own-1").await;
        assert_eq!(stranger.get(&at(&format!("uploads/{hash}"))).await.status, StatusCode::NOT_FOUND);
        assert_eq!(uploads(&world).await, 1);
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn scans_come_back_from_a_copy() {
    sqlite(|base| async move {
        let world = World::new(base).await;
        office(&world).await;
        let mut officer = world.session("v-officer").await;
        officer.post(&at("vouchers/new"), &tranche(&key(), "120")).await;
        assert_eq!(file(&mut officer, 1, "A-1", "receipt.png", &png(b"")).await.status, StatusCode::SEE_OTHER);
        let folder = Folder::new();
        let copy = folder.0.join("copy.db");
        good(&world.base, &["backup", copy.to_str().unwrap()]);
        let elsewhere = folder.0.join("elsewhere");
        let program = std::process::Command::new(env!("CARGO_BIN_EXE_sansom"))
            .arg("--data")
            .arg(&elsewhere)
            .arg("restore")
            .arg(&copy)
            .output();
        assert!(program.unwrap().status.success());
        let restored = Db::open(&format!("sqlite:{}", elsewhere.join("sansom.db").display())).await.unwrap();
        let mut tx = restored.read().await.unwrap();
        let award = store::award(&mut tx, CODE).await.unwrap().unwrap();
        let hash = sansom::web::digest(&png(b""));
        let scan = store::upload(&mut tx, award.book, &hash).await.unwrap();
        assert_eq!(scan, Some(("image/png".to_owned(), png(b""))));
        drop(tx);
        restored.close().await;
    })
    .await;
}

#[tokio::test]
async fn under_a_code_receipts_are_sealed_and_nobody_is_named() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        office(&world).await;
        let code = Code::new([1, 2, 3, 4, 5, 6, 7]);
        let mut officer = world.session("v-officer").await;
        let mut liaison = world.session("v-liaison").await;
        let once = key();
        let mut fields = tranche(&once, "300");
        fields[2] = ("grant", "2");
        assert_eq!(officer.post(&at("vouchers/new"), &fields).await.status, StatusCode::NOT_FOUND);
        let answer = liaison.post(&at("vouchers/new"), &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        let seal = "ab".repeat(32);
        let once = key();
        let base = [("key", &*once), ("voucher", "1"), ("filed", TODAY), ("receipt_day", TODAY), ("amount", "300")];
        let with = |hash| base.iter().copied().chain([("hash", hash)]).collect::<Vec<_>>();
        refused(&liaison.post(&at("codes/2/receipt"), &with("ab")).await, "id=\"hash-e\"");
        let sealed = liaison.post(&at("codes/2/receipt"), &with(&seal)).await;
        assert_eq!(sealed.status, StatusCode::SEE_OTHER, "{}", sealed.text);
        // Nobody sends a picture along, whoever she is.
        for actor in [&mut officer, &mut world.session("v-finance").await] {
            let sent = file_with(actor, 1, &with(&seal), Some(("face.png", &png(b"")))).await;
            assert_eq!(sent.status, StatusCode::NOT_FOUND, "{}", sent.text);
        }
        assert_eq!(uploads(&world).await, 0);
        for login in ["v-finance", "v-manager", "v-liaison", "auditor"] {
            let mut actor = world.session(login).await;
            for path in ["vouchers", "vouchers/1", "vouchers?step=checked"] {
                let page = actor.get(&at(path)).await;
                assert_eq!(page.status, StatusCode::OK, "{login} {path}");
                assert!(!page.text.contains(code.as_str()), "{login} {path}");
                assert!(!page.text.contains("grants/2"), "{login} {path}");
            }
            let page = actor.get(&at("vouchers/1")).await;
            assert!(page.text.contains("Small grant by code") && page.text.contains(&seal) && !page.text.contains("name=\"scan\""));
        }
        // Who has no hand in it does not even count it.
        let list = officer.get(&at("vouchers?step=checked")).await;
        assert!(!list.text.contains("Small grant by code") && list.text.contains("No vouchers here"), "{}", list.text);
        assert_eq!(officer.get(&at("vouchers/1")).await.status, StatusCode::NOT_FOUND);
        clean(world.db()).await;
    })
    .await;
}

// --- money

#[tokio::test]
async fn the_awards_money_is_written_down_by_its_keepers() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        office(&world).await;
        let mut finance = world.session("v-finance").await;
        let mut officer = world.session("v-officer").await;
        assert_eq!(officer.get(&at("money")).await.status, StatusCode::OK);
        assert_eq!(officer.get(&at("money/receive")).await.status, StatusCode::NOT_FOUND);
        let staff = finance.get(&at("money/holder")).await;
        let id = staff.text.split("The v-officer").next().unwrap().rsplit("value=\"").next().unwrap()[..36].to_owned();
        let mut send = async |way: &str, fields: &[(&str, &str)]| {
            let once = key();
            let fields: Vec<(&str, &str)> = [("key", &*once), ("day", TODAY)].into_iter().chain(fields.iter().copied()).collect();
            finance.get(&at(&format!("money/{way}"))).await;
            finance.post(&at(&format!("money/{way}")), &fields).await
        };
        for (way, fields) in [
            ("receive", &[("amount", "500"), ("reference", "TT 2")][..]),
            ("return", &[("amount", "100"), ("reference", "TT 3")]),
            ("rate", &[("rate", "4050.5"), ("reference", "NBC")]),
            ("change", &[("amount", "100"), ("received", "405000")]),
            ("holder", &[("holder", &id), ("reference", "Officer, Siem Reap")]),
            ("holder", &[("holder", ""), ("reference", "PTR")]),
        ] {
            let answer = send(way, fields).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{way}: {}", answer.text);
        }
        refused(
            &send("return", &[("amount", "99999"), ("reference", "TT 4")]).await,
            "Only 10,300.00\u{a0}$ is there. Write that or less.",
        );
        refused(&send("receive", &[("amount", "0"), ("reference", "")]).await, "id=\"amount-e\"");
        refused(&send("bring-back", &[("holder", "9"), ("currency", "USD"), ("amount", "1")]).await, "id=\"holder-e\"");
        let page = finance.get(&at("money")).await;
        for said in ["10,300.00\u{a0}$", "405,000", "4,050.50", "Officer, Siem Reap", "PTR", "TT 3"] {
            assert!(page.text.contains(said), "{said}: {}", page.text);
        }
        let advance = [
            ("key", &*key()),
            ("for", "advance"),
            ("day", TODAY),
            ("holder", "3"),
            ("currency", "KHR"),
            ("paid", "40000"),
            ("source", "cash"),
            ("means", "cash"),
        ];
        let answer = officer.post(&at("vouchers/new"), &advance).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        assert!(officer.get(&at("vouchers/1")).await.text.contains("Advance to Officer, Siem Reap"));
        clean(world.db()).await;
    })
    .await;
}
