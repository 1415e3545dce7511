//! What waits, what breaks a rule, and the reports of an award: with what is hidden, what is late and what is wrong.
use crate::{
    around,
    awards::{figures, head, waiting},
    sample,
};
use maud::Markup;
use templates::{
    awards::{
        exceptions::{Broken, ExceptionsPage, RuleShown, exceptions},
        reports::{
            AdvancesPage, BudgetFigures, BudgetPage, Carried, ReportHead, advances, budget,
            donor::{DonorPage, DonorRow, RateRow, donor},
            liquidation::{CodedRow, GrantRow, LiquidationPage, liquidation},
        },
        tasks::{TasksPage, tasks},
    },
    parts::{Name, Problem},
};
use words::Words;

pub fn pages(words: Words) -> Vec<(&'static str, Markup)> {
    let mine = TasksPage { around: around(words, "/tasks"), kinds: waiting(words), several: true };
    let nothing = TasksPage { kinds: vec![], ..mine.clone() };
    vec![
        ("tasks", tasks(&mine)),
        ("tasks-none", tasks(&nothing)),
        ("exceptions", exceptions(&broken(words))),
        ("award-budget", budget(&budget_page(words))),
        ("award-liquidation", liquidation(&liquidation_page(words))),
        ("award-advances", advances(&advances_page(words))),
        ("award-donor", donor(&donor_page(words))),
    ]
}

fn report(words: Words, here: &'static str, from: Option<&str>) -> ReportHead {
    let path = format!("/awards/SG-2026/{here}");
    ReportHead {
        around: around(words, &path),
        award: head(),
        here,
        from: from.map(str::to_owned),
        to: words.date_short(sample::day(300)),
        on: sample::day(300),
        problems: vec![],
        files: ["csv", "xlsx", "json", "text"].map(|kind| (kind, format!("{path}?format={kind}"))).into(),
    }
}

fn broken(words: Words) -> ExceptionsPage {
    let grant = words.with("grant-no", &[("number", words.ordinal(7).into())]);
    let voucher = words.with("voucher-number", &[("number", words.ordinal(6).into())]);
    let duty = |key: &str| words.say(key);
    let found = words.with("found-one-hand", &[("found", duty("duty-checks")), ("right", duty("duty-approves"))]);
    let row = Broken {
        about: format!("{grant} · {} · {voucher}", sample::person(7).show(words)),
        found,
        ways: vec![
            ("file-text", "/awards/SG-2026/vouchers/6".into(), voucher.clone()),
            ("sprout", "/awards/SG-2026/grants/7".into(), grant.clone()),
        ],
        finding: Some("/awards/SG-2026/audit/findings/new?rule=one-hand&grant=7&voucher=6".into()),
    };
    ExceptionsPage {
        around: around(words, "/awards/SG-2026/exceptions"),
        award: head(),
        on: sample::day(300),
        all: 12,
        rules: vec![RuleShown { rule: "one-hand", checklist: Some(2), count: 12, rows: vec![row] }],
        counts: vec![("eligibility", 0), ("one-hand", 12)],
        kept: vec![("eligibility", Some(1)), ("cash-too-much", None)],
        rule: String::new(),
        query: String::new(),
        without_coded: true,
        files: report(words, "exceptions", None).files,
    }
}

fn budget_page(words: Words) -> BudgetPage {
    let families = Name::said(words.say("grants"));
    let coded = Name::said(words.say("award-small-grants"));
    let hidden = BudgetFigures { spent: None, available: None, ..figures(coded, 600_000, 0, 0) };
    BudgetPage {
        head: report(words, "budget", None),
        lines: vec![figures(families, 1_200_000, 480_000, 120_000), hidden.clone()],
        sum: BudgetFigures { name: Name::said(words.say("total")), budget: 1_800_000, ..hidden },
        carried: vec![sample::cents(30_000)],
    }
}

fn liquidation_page(words: Words) -> LiquidationPage {
    let line = || Name::said(words.say("grants"));
    let grant = |no: i64, closed| GrantRow {
        no,
        own_no: format!("FG-{no:02}"),
        name: sample::person(no as u32),
        line: line(),
        closed,
        figures: [20_000, 20_000, 19_000, 18_000, 1_500, 500, 500, 0],
    };
    let coded =
        CodedRow { line: Name::said(words.say("award-small-grants")), grants: None, open_closed: [None, None], figures: None };
    LiquidationPage {
        head: report(words, "liquidation", None),
        grants: vec![grant(1, true), grant(2, false)],
        coded: vec![coded],
        sum: None,
    }
}

fn advances_page(words: Words) -> AdvancesPage {
    let carried = |unit, ages: [i64; 4]| Carried {
        holder: words.say("award-money-officer").into_owned(),
        unit,
        ages,
        pieces: vec![(sample::day(200), 100, ages[3], true), (sample::day(290), 10, ages[0], false)],
    };
    AdvancesPage {
        head: report(words, "advances", None),
        carried: vec![carried(sample::dollar(), [10_000, 0, 0, 25_000])],
        most: Some(30),
    }
}

fn donor_page(words: Words) -> DonorPage {
    let row = |name: Name, spent| DonorRow {
        name,
        budget: 1_200_000,
        before: Some(100_000),
        spent,
        left: spent.map(|spent| 1_100_000 - spent),
    };
    let mut head = report(words, "donor", Some("2026-04-31"));
    head.problems = vec![Problem { field: "from".into(), message: words.say("period-turned").into_owned() }];
    DonorPage {
        head,
        fund: [Some(0), Some(1_000_000), Some(0), None, None],
        lines: vec![row(Name::said(words.say("grants")), Some(480_000)), row(Name::said(words.say("award-small-grants")), None)],
        sum: row(Name::said(words.say("total")), None),
        helped: vec![
            (words.say("voucher-help-meals").into_owned(), Some(12)),
            (words.say("voucher-help-transport").into_owned(), None),
        ],
        helped_all: None,
        families: 18,
        coded: Some(None),
        rates: vec![RateRow {
            what: words.with("voucher-number", &[("number", words.ordinal(6).into())]),
            href: Some("/awards/SG-2026/vouchers/6".into()),
            day: Some(sample::day(100)),
            sums: Some((sample::amount(816_000), 20_000)),
            rate: "4,080 ៛".into(),
            table: Some("4,100 ៛".into()),
        }],
    }
}
