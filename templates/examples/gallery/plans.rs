//! Business plans: the list, the six questions, a plan reckoned, the line editor, what happened.
use super::{
    around,
    sample::{day, group, instant, listing, person},
};
use domain::plans::{Answers, Household, Plan, State, Written, start, template, templates};
use maud::Markup;
use templates::{
    awards::forms::Typed,
    parts::{Name, Problem},
    plans::{
        PlanHead, SubjectLine,
        actual::{ActualMonth, ActualPage, actual},
        choose::{ChoosePage, ImportPage, TemplateCard, choose, import},
        compare::{ComparePage, Side, compare},
        editor::{EditorPage, Newer, Reckoned, editor},
        list::{GroupPlansPage, PlanLine, PlansOf, PlansPage, group_plans, plans},
        plan::{May, PlanPage, StepLine, Surround, VersionLine, plan},
        questions::{QuestionsPage, questions},
        subject::{Finder, SubjectPage, subject},
        unit,
    },
};
use words::Words;

pub fn pages(words: Words) -> Vec<(&'static str, Markup)> {
    let none = PlansPage { plans: vec![], any: false, ..list(words) };
    let tomato = Written::parse(include_str!("../../../fixtures/plans/published/tomato.toml"));
    let tomato = tomato.ok().and_then(|written| Plan::try_new(written).ok()).unwrap_or_else(chickens);
    vec![
        ("plans", plans(&list(words))),
        ("plans-none", plans(&none)),
        ("plans-of-group", group_plans(&of_group(words))),
        ("plan-new", choose(&chosen(words))),
        ("plan-import", import(&brought(words))),
        ("plan-questions", questions(&asked(words))),
        ("plan", plan(&one(words, chickens()))),
        ("plan-objected", plan(&one(words, tomato))),
        ("plan-edit", editor(&edited(words))),
        ("plan-subject", subject(&meant(words))),
        ("plan-compare", compare(&beside(words))),
        ("plan-actual", actual(&happened(words))),
    ]
}

/// A hundred native chickens with a loan that falls a little short.
fn chickens() -> Plan {
    let template = template("chickens-native").expect("it is one of the templates");
    let answers = Answers {
        size: 100.into(),
        starts: "2026-12".into(),
        times: 3,
        price: Some(16_500.into()),
        own: 1_500_000.into(),
        grant: 0.into(),
        loan: Some((1_200_000.into(), 2.into(), 9)),
        household: Some(Household { income: 900_000.into(), spending: 600_000.into() }),
    };
    start(&template.written, &answers).expect("it can be reckoned")
}

fn head(state: State) -> PlanHead {
    PlanHead {
        id: "019aa000-0000-7000-8000-000000000000".into(),
        title: Name::new("មាន់ស្រែ 100 ក្បាល", "One hundred native chickens"),
        enterprise: "chickens-native".into(),
        state,
        version: 3,
        organisation: "CEDAC".into(),
        subject: woman(),
    }
}

fn woman() -> SubjectLine {
    SubjectLine {
        key: "grant-4-SG-2026".into(),
        name: person(3),
        under: "SG-2026 · 4".into(),
        href: Some("/awards/SG-2026/grants/4".into()),
    }
}

fn lines() -> Vec<PlanLine> {
    let figures = chickens();
    let line = |(no, state): (u64, State)| PlanLine {
        head: head(state),
        changed_at: instant(300 + no),
        net: (no != 3).then(|| (figures.budget().net, unit(&figures))),
    };
    (0..).zip(State::ALL).map(line).collect()
}

/// The plans that the page of somebody tells of.
pub fn of_somebody(_: Words) -> PlansOf {
    PlansOf { plans: lines().into_iter().take(2).collect(), begin: "person-1".into() }
}

fn list(words: Words) -> PlansPage {
    PlansPage {
        around: around(words, "/plans"),
        plans: lines(),
        listing: listing("/plans", "", 1, 2, 41),
        query: String::new(),
        state: String::new(),
        organisations: vec![("CEDAC".into(), "CEDAC".into()), ("SP".into(), "SP".into())],
        organisation: String::new(),
        any: true,
        may_keep: true,
    }
}

fn of_group(words: Words) -> GroupPlansPage {
    GroupPlansPage { around: around(words, "/x"), group: group(), plans: lines(), may_keep: true, long_term: Some("1".into()) }
}

fn chosen(words: Words) -> ChoosePage {
    let card = |template: &domain::plans::Template| TemplateCard {
        code: template.code.into(),
        title: Name::new(&template.written.title_km, &template.written.title_latin),
        tells: "2,000,000 ៛ · 400,000 ៛".into(),
    };
    let templates = templates().iter().map(card).collect();
    ChoosePage { around: around(words, "/plans/new"), templates, subject: woman(), group_plan: Some("/x".into()) }
}

fn brought(words: Words) -> ImportPage {
    ImportPage {
        around: around(words, "/plans/import"),
        key: "1".into(),
        subject: SubjectLine::default(),
        organisations: vec![("CEDAC".into(), "CEDAC".into()), ("SP".into(), "SP".into())],
        organisation: "SP".into(),
        problems: vec![Problem { field: "scan".into(), message: words.say("plan-import-missing").into_owned() }],
    }
}

fn asked(words: Words) -> QuestionsPage {
    let template = template("chickens-native").expect("it is one of the templates");
    let mut typed = Typed::default();
    for (field, text) in
        [("key", "1"), ("title", "មាន់ស្រែ"), ("size", "100"), ("starts", "2026-12"), ("times", "3"), ("price", "16,500")]
    {
        typed.set(field, text);
    }
    let other = SubjectLine { key: "person-2".into(), name: person(5), under: group().code, href: None };
    QuestionsPage {
        around: around(words, "/plans/new/chickens-native"),
        code: template.code.into(),
        template: template.written.clone(),
        output: Some((Name::new("មាន់រស់", "Live chickens"), "kg".into())),
        months: vec![("2026-12".into(), words.month(day(340)))],
        finder: Finder { query: "ស្រី".into(), found: vec![other], more: true, chosen: woman() },
        organisations: vec![("CEDAC".into(), "CEDAC".into()), ("SP".into(), "SP".into())],
        typed,
        problems: vec![Problem { field: "months".into(), message: words.say("plan-ask-loan-whole").into_owned() }],
    }
}

fn one(words: Words, plan: Plan) -> PlanPage {
    let step = |step, version, note: &str, days| StepLine {
        step,
        version,
        note: note.into(),
        at: instant(days),
        by: "Sok Chantha".into(),
    };
    let surround = Surround {
        around: around(words, "/plans/x"),
        head: head(State::Submitted),
        shown: 3,
        versions: (1..=3).rev().map(|no| VersionLine { no, at: instant(300), by: "Sok Chantha".into() }).collect(),
        steps: vec![step("submitted", 2, "", 301), step("returned", 2, "តម្លៃចំណីទាបពេក", 302), step("submitted", 3, "", 303)],
        may: May { edit: true, attach: true, submit: false, withdraw: true, give_back: true, approve: true, own: false },
        others: vec![("x".into(), "Pigs".into())],
        draft: None,
        note: String::new(),
        problems: vec![],
    };
    PlanPage { surround, plan }
}

fn edited(words: Words) -> EditorPage {
    let mut typed = Typed::default();
    typed.set("key", "1");
    typed.set("from", "3");
    for (no, section) in ["income", "materials", "materials", "labour", "family"].iter().enumerate() {
        let fields = [
            ("row", "1"),
            ("section", section),
            ("km", "មាន់រស់"),
            ("latin", "Live chickens"),
            ("quantity", "100"),
            ("unit", "head"),
            ("price", "17,000"),
            ("months", "4"),
            ("mortality", if no == 0 { "12" } else { "" }),
        ];
        for (name, text) in fields {
            typed.set(&format!("l{no}-{name}"), text);
        }
    }
    for (field, text) in
        [("i0-row", "1"), ("i0-km", "ទ្រុងមាន់"), ("i0-latin", "House"), ("s0-row", "1"), ("o0-row", "1"), ("u0-row", "1")]
    {
        typed.set(field, text);
    }
    let reckoned =
        Reckoned { totals: Some(["2,000,000 ៛".into(), "1,600,000 ៛".into(), "400,000 ៛".into()]), ..Reckoned::default() };
    EditorPage {
        around: around(words, "/plans/x/edit"),
        head: head(State::Draft),
        typed,
        draft: "plan:x:y".into(),
        currency: "KHR".into(),
        decimals: 0,
        units: ["kg", "head", "sack"].map(|code| (code.to_owned(), templates::plans::say::unit(words, code))).to_vec(),
        sizes: "{}".into(),
        months: vec![("2026-12".into(), words.month(day(340)))],
        reckoned,
        newer: Some(Newer { no: 4, by: "Sok Chantha".into(), at: instant(310) }),
        problems: vec![Problem { field: "l1-price".into(), message: words.say("plan-refuse-price").into_owned() }],
    }
}

fn meant(words: Words) -> SubjectPage {
    let finder = Finder { query: "x".into(), found: vec![woman()], more: false, chosen: SubjectLine::default() };
    SubjectPage { around: around(words, "/plans/x/subject"), head: head(State::Draft), finder, problems: vec![] }
}

fn beside(words: Words) -> ComparePage {
    let side = |name: &str| Side { name: name.into(), href: "/plans/x".into(), plan: chickens() };
    ComparePage { around: around(words, "/plans/x/compare"), head: head(State::Draft), sides: [side("1"), side("2")] }
}

fn happened(words: Words) -> ActualPage {
    let month = |no: u64| ActualMonth {
        begins: day(30 * no),
        planned_income: 900_000,
        income: no.is_multiple_of(2).then_some(700_000),
        planned_costs: 500_000,
        costs: None,
        told: (no == 2).then_some(650_000),
    };
    ActualPage {
        around: around(words, "/plans/x/actual"),
        head: head(State::Approved),
        unit: unit(&chickens()),
        months: (0..6).map(month).collect(),
        notes: vec![words.say("plan-actual-note-no-costs").into_owned()],
        sold: vec![("មាន់".into(), "24".into(), 700_000)],
    }
}
