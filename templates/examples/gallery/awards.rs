//! The pages of an award: its money, the board of its grants, one grant on the committee's day, the forms that begin one.
use crate::{around, sample};
use maud::Markup;
use templates::{
    awards::{
        AwardHead,
        beginnings::{ApplyPage, CallPage, apply, call},
        forms::{ActForm, Typed},
        grant::{Event, GrantPage, TrancheRow, grant},
        grants::{BoardPage, Card, board},
        overview::{AwardRow, AwardsPage, OverviewPage, awards, overview},
        reports::BudgetFigures,
        tasks::{Kind, Task},
    },
    parts::{Name, Problem},
};
use words::Words;

const STAGES: [&str; 7] = ["applied", "screened", "appraised", "approved", "agreed", "closed", "rejected"];

pub fn pages(words: Words) -> Vec<(&'static str, Markup)> {
    let runs =
        AwardRow { head: head(), donor: "Donor".into(), time: (sample::day(0), sample::day(364)), amount: 1_800_000, over: false };
    let around = || around(words, "/awards");
    let families = || vec![("families".to_owned(), words.say("grants").into_owned())];
    let line = || Name::said(words.say("grants"));
    let (applying, calling) = (
        ApplyPage {
            around: around(),
            award: head(),
            lines: families(),
            sign: "$".into(),
            typed: typed(&[("asked", "200"), ("own", "20"), ("plan-0-amount", "150"), ("plan-1-amount", "60")]),
            known: vec![],
            problems: vec![Problem { field: "plan".into(), message: words.say("refuse-award-amount").into_owned() }],
        },
        CallPage {
            around: around(),
            award: head(),
            lines: families(),
            calls: vec![(line(), sample::day(300), true)],
            typed: typed(&[]),
            problems: vec![],
        },
    );
    vec![
        ("awards", awards(&AwardsPage { around: around(), awards: vec![runs] })),
        ("awards-none", awards(&AwardsPage { around: around(), awards: vec![] })),
        ("award", overview(&money(words))),
        ("grants", board(&lanes(words))),
        ("grant", grant(&one(words))),
        ("grant-apply", apply(&applying)),
        ("grant-call", call(&calling)),
    ]
}

pub fn head() -> AwardHead {
    AwardHead {
        code: "SG-2026".into(), name: Name::new("ជំនួយតូច", "Small grants"), unit: sample::dollar(), grants: true
    }
}

fn typed(pairs: &[(&str, &str)]) -> Typed {
    Typed::new(pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect())
}

/// A line of a budget of which half of what is spent was verified.
pub fn figures(name: Name, budget: i64, spent: i64, committed: i64) -> BudgetFigures {
    BudgetFigures {
        name,
        budget,
        committed: Some(committed),
        advanced: 0,
        spent: Some(spent),
        verified: Some(spent / 2),
        available: Some(budget - spent - committed),
    }
}

/// What waits for a committee.
pub fn waiting(words: Words) -> Vec<Kind> {
    let task = |no: i64, days: i64| Task {
        what: format!(
            "{} · {}",
            words.with("grant-no", &[("number", words.ordinal(no).into())]),
            sample::person(no as u32).show(words)
        ),
        more: String::new(),
        amount: Some(sample::cents(20_000)),
        since: Some(sample::day(40 - days as u64)),
        days,
        late: days > 30,
        href: format!("/awards/SG-2026/grants/{no}?act=rule"),
    };
    let kind = |turn, office, tasks: Vec<Task>, coded: Option<&str>| Kind {
        turn,
        office,
        award: head(),
        count: if coded.is_some() { 2 } else { tasks.len() as i64 },
        tasks,
        list: "/awards/SG-2026/grants".into(),
        coded: coded.map(str::to_owned),
    };
    vec![
        kind("rule", "manager", vec![task(3, 34), task(6, 1), task(7, 0)], None),
        kind("agree", "manager", vec![task(8, 5)], None),
        kind("screen", "monitor", vec![], Some("/awards/SG-2026/slips")),
    ]
}

fn money(words: Words) -> OverviewPage {
    OverviewPage {
        around: around(words, "/awards/SG-2026"),
        award: head(),
        donor: "Donor".into(),
        time: (sample::day(0), sample::day(364)),
        received: 1_000_000,
        held: Some(vec![sample::cents(420_000), sample::amount(816_000)]),
        advanced: vec![sample::cents(30_000)],
        lines: vec![
            figures(Name::said(words.say("grants")), 1_200_000, 480_000, 120_000),
            BudgetFigures { spent: None, available: None, ..figures(Name::said(words.say("award-small-grants")), 600_000, 0, 0) },
        ],
        sum: figures(Name::said(words.say("total")), 1_800_000, 480_000, 120_000),
        stages: STAGES.into_iter().zip([4, 3, 2, 1, 18, 30, 2]).collect(),
        coded: STAGES.into_iter().zip([Some(0), Some(0), Some(0), None, None, Some(12), Some(0)]).collect(),
        tasks: waiting(words),
        menu: vec![
            ("sprout", "grants", "grants"),
            ("file-text", "vouchers", "vouchers"),
            ("triangle-alert", "exceptions", "exceptions"),
        ],
        calls: vec![(Name::said(words.say("grants")), sample::day(300))],
        may_call: true,
        may_apply: true,
        parent: None,
        parts: vec![AwardHead { code: "SG-2026-B".into(), ..head() }],
        demo: true,
    }
}

fn lanes(words: Words) -> BoardPage {
    let card = |no: i64, business: &str| Card {
        no,
        name: sample::person(no as u32),
        place: sample::place(),
        business: business.into(),
        amount: 20_000,
        waits: no % 3 == 0,
    };
    BoardPage {
        around: around(words, "/awards/SG-2026/grants"),
        award: head(),
        query: String::new(),
        stage: String::new(),
        stages: STAGES.to_vec(),
        columns: vec![
            ("applied", vec![card(7, "poultry"), card(8, "shop")]),
            ("appraised", vec![card(3, "cloth"), card(6, "food")]),
            ("agreed", vec![card(1, "pigs"), card(2, "garden"), card(4, "repair")]),
            ("closed", vec![card(5, "fish")]),
        ],
        none: false,
        may_apply: true,
    }
}

fn one(words: Words) -> GrantPage {
    let event = |days, icon, key: &str, more: Vec<String>| Event {
        on: sample::day(days),
        who: words.say("officers").into_owned(),
        icon,
        text: words.say(key).into_owned(),
        more,
        picture: None,
        bad: false,
    };
    let visit = ActForm {
        act: "visit",
        typed: typed(&[("visiting", "t0")]),
        sign: "$".into(),
        matches: vec![],
        voters: vec![],
        visits: vec![("t0".into(), words.with("grant-visit-tranche", &[("number", words.ordinal(1).into())]))],
        waits: true,
        whole: None,
        coded: false,
    };
    let tranche = |amount, vouchers: Vec<(i64, String, &'static str)>| TrancheRow {
        amount,
        from: sample::day(20),
        means: "cash".into(),
        vouchers,
        seen: String::new(),
    };
    GrantPage {
        around: around(words, "/awards/SG-2026/grants/1"),
        award: head(),
        no: 1,
        plans: crate::plans::of_somebody(words),
        own_no: String::new(),
        name: sample::person(1),
        place: sample::place(),
        household: "HH-12".into(),
        phone: "012 345 678".into(),
        account: String::new(),
        business: "poultry".into(),
        line: Name::said(words.say("grants")),
        stage: "agreed",
        asked: 20_000,
        own: 2_000,
        paid: 12_000,
        agreed: 20_000,
        agreement: Some("#".into()),
        to_recover: 0,
        plan: vec![("កូនមាន់".into(), 15_000), ("ចំណី".into(), 7_000)],
        tranches: vec![tranche(12_000, vec![(1, "/awards/SG-2026/vouchers/1".into(), "recorded")]), tranche(8_000, vec![])],
        events: vec![
            event(2, "file-text", "grant-event-applied-before", vec![]),
            event(5, "search", "grant-event-screened-yes", vec![words.say("grant-no-match").into_owned()]),
            event(9, "eye", "grant-event-appraised-yes", vec![]),
        ],
        form: Some(visit),
        others: vec!["close"],
        problems: vec![],
        voucher_new: None,
    }
}
