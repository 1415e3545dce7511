//! The vouchers of an award, one of them with its evidence, and the award's money.
use crate::around;
use chrono::NaiveDate;
use maud::Markup;
use templates::{
    awards::{
        AwardHead,
        money::{HeldBy, MoneyForm, MoneyFormPage, MoneyLine, MoneyPage, WAYS, money, money_form},
        voucher::{ActForm, Acts, ReceiptShown, StepLine, VisitShown, VoucherPage, voucher},
        vouchers::{STANDS, VoucherForm, VoucherFormPage, VoucherRow, VouchersPage, voucher_form, vouchers},
    },
    parts::{Amount, Listing, Name, Problem, Unit},
};
use words::{Language, Words};

pub fn pages(words: Words) -> Vec<(&'static str, Markup)> {
    vec![
        ("vouchers", vouchers(&list(words))),
        ("voucher", voucher(&one(words, false))),
        ("voucher-coded", voucher(&one(words, true))),
        ("voucher-new", voucher_form(&form(words))),
        ("award-money", money(&held(words))),
        ("award-money-rate", money_form(&rate(words))),
    ]
}

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, day).expect("a day of November")
}

fn amount(code: &str, quantity: i64) -> Amount {
    Amount { quantity, unit: Unit { commodity: code.into(), decimals: if code == "USD" { 2 } else { 0 } } }
}

fn award() -> AwardHead {
    AwardHead {
        code: "SG-2026".into(),
        name: Name::new("ជំនួយតូច ២០២៦", "Small grants 2026"),
        unit: amount("USD", 0).unit,
        grants: true,
    }
}

/// A text in either language: what a programme typed.
fn either(words: Words, khmer: &str, english: &str) -> String {
    if words.language == Language::Khmer { khmer.into() } else { english.into() }
}

fn grant(words: Words, grant: i64, who: (&str, &str), tranche: i64) -> String {
    let who = either(words, who.0, who.1);
    let values = [("grant", words.ordinal(grant).into()), ("who", who.into()), ("tranche", words.ordinal(tranche).into())];
    words.with("voucher-of-grant", &values)
}

fn list(words: Words) -> VouchersPage {
    let family = |no| grant(words, no, ("សុខ ស្រីមុំ", "SOK Sreymom"), 1);
    let coded = words.say("voucher-coded").into_owned();
    let row = |no, what: String, quantity, stands, mine| VoucherRow {
        no,
        day: Some(day(no as u32)),
        what,
        amount: amount("USD", quantity),
        paid: None,
        stands,
        mine,
    };
    let paper = either(words, "ក្រដាស និងទឹកខ្មៅ", "Paper and ink");
    let riel = VoucherRow { paid: Some(amount("KHR", 408_000)), ..row(14, paper, 10_000, "paid", true) };
    VouchersPage {
        around: around(words, "/awards/SG-2026/vouchers"),
        award: award(),
        here: "mine".into(),
        counts: ["mine"].into_iter().chain(STANDS).zip([3, 2, 1, 3, 4, 86, 2]).collect(),
        rows: vec![row(12, family(7), 15_000, "paid", true), row(13, coded, 30_000, "paid", true), riel],
        listing: Listing { path: "/awards/SG-2026/vouchers".into(), page: 1, pages: 1, rows: 3, ..Listing::default() },
        families: vec![(7, family(7))],
        range: Default::default(),
        problems: vec![],
        may_prepare: true,
        by_code: Some(7),
    }
}

fn one(words: Words, coded: bool) -> VoucherPage {
    let finance = either(words, "មន្ត្រីហិរញ្ញវត្ថុ", "Finance officer");
    let officer = either(words, "មន្ត្រីកម្មវិធី", "Programme officer");
    let what = if coded {
        words.say("voucher-coded").into_owned()
    } else {
        grant(words, 7, ("សុខ ស្រីមុំ", "SOK Sreymom"), 1)
    };
    let done = [Some((officer.clone(), day(12))), Some((finance, day(13))), None, None, None];
    let steps = ["prepared", "checked", "approved", "paid", "recorded"];
    let receipt = ReceiptShown {
        no: 3,
        supplier: if coded {
            String::new()
        } else {
            either(words, "ហាងកូនមាន់ ផ្សារលើ", "Phsar Leu hatchery")
        },
        number: if coded { String::new() } else { "A-0417".into() },
        day: day(14),
        amount: amount("USD", 12_000),
        lines: if coded {
            vec![]
        } else {
            vec![(either(words, "កូនមាន់ ១០០", "100 chicks"), amount("USD", 12_000))]
        },
        scan: (!coded).then(|| ("/a/icon.svg".into(), true)),
        sealed: coded.then(|| "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into()),
        sighted: None,
    };
    let agreement = [
        ("voucher-grant", words.ordinal(7)),
        ("voucher-who", either(words, "សុខ ស្រីមុំ", "SOK Sreymom")),
        ("voucher-agreed-on", words.date(day(2))),
        ("voucher-agreed-amount", words.amount(20_000, 2, "USD")),
        ("voucher-tranche-amount", words.amount(15_000, 2, "USD")),
    ];
    let visit = VisitShown {
        day: day(18),
        who: officer,
        said: words.with("voucher-visit-verification", &[("tranche", words.ordinal(1).into())]),
        picture: None,
    };
    VoucherPage {
        around: around(words, "/awards/SG-2026/vouchers/12"),
        award: award(),
        no: 12,
        stands: "approved",
        amount: amount("USD", 15_000),
        paid: amount("USD", 15_000),
        facts: vec![
            ("voucher-for", what),
            ("voucher-line", either(words, "ជំនួយដល់គ្រួសារ", "Grants to families")),
            ("voucher-source", words.say("voucher-source-bank").into_owned()),
            ("voucher-means", words.say("voucher-means-cash").into_owned()),
        ],
        steps: steps.into_iter().zip(done).map(|(step, done)| StepLine { step, done }).collect(),
        agreement: if coded { vec![] } else { agreement.to_vec() },
        grant: (!coded).then(|| "/awards/SG-2026/grants/7".into()),
        coded,
        receipts: vec![receipt],
        visits: if coded { vec![] } else { vec![visit] },
        acts: Acts { step: Some("approve"), undo: Some("void"), receipt: true, ..Acts::default() },
        sign: words.unit(2, "USD").into_owned(),
        form: ActForm { key: "k".into(), day: words.date_short(day(21)), filed: words.date_short(day(21)), ..ActForm::default() },
        problems: vec![],
    }
}

fn form(words: Words) -> VoucherFormPage {
    let rate = [("date", words.date(day(21)).into()), ("rate", words.amount(4_080, 0, "KHR").into())];
    VoucherFormPage {
        around: around(words, "/awards/SG-2026/vouchers/new"),
        award: award(),
        about: vec![],
        lines: vec![("office".into(), either(words, "ការិយាល័យ", "Office"))],
        holders: vec![],
        sources: vec![("bank".into(), words.say("voucher-source-bank").into_owned())],
        rate: words.with("voucher-rate-line", &rate),
        charged: words.with("voucher-charged", &[("amount", words.amount(10_000, 2, "USD").into())]),
        form: VoucherForm {
            key: "k".into(),
            day: words.date_short(day(21)),
            way: "cost".into(),
            currency: "KHR".into(),
            paid: words.quantity(408_000, 0),
            means: "transfer".into(),
            ..VoucherForm::default()
        },
        problems: vec![Problem { field: "what".into(), message: words.say("refuse-award-text-missing").into_owned() }],
    }
}

fn held(words: Words) -> MoneyPage {
    let finance = either(words, "មន្ត្រីហិរញ្ញវត្ថុ", "Finance officer");
    let line =
        |at, what, about: &str, figure: String| MoneyLine { day: day(at), what, about: about.into(), figure, by: finance.clone() };
    let officer = either(words, "មន្ត្រី ខេត្តសៀមរាប", "Officer, Siem Reap");
    MoneyPage {
        around: around(words, "/awards/SG-2026/money"),
        award: award(),
        held: Some([vec![amount("USD", 1_030_000)], vec![amount("KHR", 405_000), amount("USD", 12_000)]]),
        rate: words.amount(4_080, 0, "KHR"),
        holders: vec![
            HeldBy { name: officer.clone(), partner: false, held: vec![amount("KHR", 400_000)] },
            HeldBy { name: "PTR".into(), partner: true, held: vec![] },
        ],
        lines: vec![
            line(20, "award-money-did-advance-back", &officer, words.amount(40_000, 0, "KHR")),
            line(18, "award-money-did-changed", &words.amount(10_000, 2, "USD"), words.amount(405_000, 0, "KHR")),
            line(17, "award-money-did-rate", "NBC", words.amount(4_080, 0, "KHR")),
            line(2, "award-money-did-received", "TT 2026/114", words.amount(1_000_000, 2, "USD")),
        ],
        may_keep: true,
    }
}

fn rate(words: Words) -> MoneyFormPage {
    MoneyFormPage {
        around: around(words, "/awards/SG-2026/money/rate"),
        award: award(),
        way: WAYS[2].0,
        holders: vec![],
        lines: vec![],
        sign: words.unit(2, "USD").into_owned(),
        other: words.unit(0, "KHR").into_owned(),
        form: MoneyForm { key: "k".into(), day: words.date_short(day(21)), ..MoneyForm::default() },
        problems: vec![],
    }
}
