//! Coaches and those whom they coach, the advisor's day, and her visit.
use crate::{around, people::problem, sample::*};
use domain::training::{Activity, Applied, Due, Extent, PRACTICES, Survival, TOPICS};
use maud::Markup;
use templates::{
    parts::{Listing, Name},
    training::coaching::{
        PersonLine, Phone,
        coach::{CoachPage, TermLine, TraineeLine, coach},
        coaches::{BeginForm, BeginPage, CoachLine, CoachesPage, TermForm, TermPage, begin, coaches, term},
        day::{DayLine, DayPage, NobodyPage, day_list, nobody},
        find::{FindPage, Who, find},
        hand_over::{HandOverPage, Taken, hand_over},
        trainee::{PracticeRow, ResultLine, TraineePage, VisitLine, trainee},
        visit::{PracticeField, TopicFields, VisitForm, VisitPage, visit},
    },
};
use words::Words;

pub fn pages(words: Words) -> Vec<(&'static str, Markup)> {
    let refused = VisitPage {
        problems: vec![problem("x-cage", words, "coaching-refuse-extent"), problem("next_on", words, "coaching-refuse-next-on")],
        ..visit_page(words)
    };
    let dropped = CoachPage {
        alarms: vec![words.with("coach-left-trainees", &[("count", words.number(30).into())])],
        problems: vec![problem("why-1", words, "refuse-choice")],
        end: ["1".into(), String::new(), String::new()],
        ..coach_page(words)
    };
    let begun = TraineePage {
        practices: vec![],
        visits: vec![],
        results: vec![],
        agreed: vec![],
        activity: Activity::Active,
        ..trainee_page(words)
    };
    let none = CoachesPage { coaches: vec![], ..coaches_page(words) };
    vec![
        ("coaches", coaches(&coaches_page(words))),
        ("coaches-none", coaches(&none)),
        ("coach", coach(&coach_page(words))),
        ("coach-refused", coach(&dropped)),
        ("coach-find", find(&find_page(words))),
        ("coach-term-new", term(&term_page(words))),
        ("coaching-begin", begin(&begin_page(words))),
        ("coaching-hand-over", hand_over(&hand_over_page(words))),
        ("coaching-day", day_list(&day_page(words))),
        ("coaching-nobody", nobody(&NobodyPage { around: around(words, "/training/mine") })),
        ("coaching-trainee", trainee(&trainee_page(words))),
        ("coaching-trainee-new", trainee(&begun)),
        ("coaching-visit", visit(&visit_page(words))),
        ("coaching-visit-refused", visit(&refused)),
    ]
}

fn place() -> Name {
    Name::new("កំពង់ចាម · 03010101", "Kampong Cham · 03010101")
}

fn phone() -> Phone {
    Phone { number: "+85512345678".into(), shown: "012 345 678".into() }
}

fn coaches_page(words: Words) -> CoachesPage {
    let line = |no: u32| CoachLine {
        id: no.to_string(),
        name: person(no),
        roles: if no.is_multiple_of(3) { vec!["advisor"] } else { vec!["model-farmer"] },
        place: place(),
        organisation: "CEDAC".into(),
        trainees: i64::from(no) * 4,
        quiet: i64::from(no % 3),
        results: i64::from(no) * 7,
        over: no == 8,
        ended: (no == 5).then(|| day(300)),
    };
    CoachesPage {
        around: around(words, "/training/coaches"),
        coaches: (1..=8).map(line).collect(),
        listing: Listing {
            path: "/training/coaches".into(),
            keep: vec![],
            sort: String::new(),
            down: false,
            page: 1,
            pages: 2,
            rows: 32,
        },
        query: String::new(),
        organisations: vec![("CEDAC".into(), "CEDAC".into()), ("CCPCR".into(), "CCPCR".into())],
        organisation: String::new(),
        ended: true,
        may_keep: true,
    }
}

fn coach_page(words: Words) -> CoachPage {
    let line = |no: u32| {
        let activity = [Activity::Quiet, Activity::Active, Activity::Active, Activity::Ended][no as usize % 4];
        TraineeLine {
            id: no.to_string(),
            name: person(no),
            kind: "farmer",
            place: place(),
            from: day(200),
            visited: (no != 4).then(|| day(290 + u64::from(no))),
            activity,
            ended: (activity == Activity::Ended).then_some("moved"),
            alarms: if no == 4 {
                vec![words.with("coach-alarm-never-visited", &[("days", words.number(75).into())])]
            } else {
                vec![]
            },
        }
    };
    CoachPage {
        around: around(words, "/training/coaches/1"),
        id: "1".into(),
        name: person(1),
        phone: phone(),
        terms: vec![
            TermLine { id: "1".into(), role: "model-farmer", place: place(), from: day(100), ended: None, may_end: true },
            TermLine {
                id: "2".into(),
                role: "advisor",
                place: place(),
                from: day(10),
                ended: Some((day(90), "finished")),
                may_end: false,
            },
        ],
        trainees: [4, 8, 1, 2, 5, 3].into_iter().map(line).collect(),
        alarms: vec![words.with("coach-alarm-trainees", &[("has", words.number(31).into()), ("most", words.number(30).into())])],
        sign_ins: vec![],
        users: vec![
            (String::new(), words.say("coaching-choose").into_owned()),
            ("advisor-sp".into(), "Advisor (advisor-sp)".into()),
        ],
        may_keep: true,
        end: Default::default(),
        problems: vec![],
    }
}

fn somebody(no: u32) -> PersonLine {
    PersonLine { id: no.to_string(), name: person(no), birth_year: Some(1980), place: place(), organisation: "CEDAC".into() }
}

fn find_page(words: Words) -> FindPage {
    FindPage {
        around: around(words, "/training/coaches/new"),
        title: "coach-term-begin",
        under: String::new(),
        path: "/training/coaches/new".into(),
        back: "/training/coaches".into(),
        query: "ចាន់".into(),
        found: (1..=3).map(somebody).collect(),
        more: true,
    }
}

fn term_page(words: Words) -> TermPage {
    TermPage {
        around: around(words, "/training/coaches/new"),
        who: Who { organisations: vec![("CEDAC".into(), "CEDAC".into())], same_name: true, ..Who::default() },
        form: TermForm { from: words.date_short(day(320)), ..TermForm::default() },
        problems: vec![problem("role", words, "refuse-choice")],
    }
}

fn begin_page(words: Words) -> BeginPage {
    BeginPage {
        around: around(words, "/training/coaches/1/begin"),
        coach: ("1".into(), person(1)),
        who: Who { line: Some(somebody(7)), ..Who::default() },
        households: vec![
            ("new".into(), words.say("coaching-household-new").into_owned()),
            ("2".into(), person(9).show(words).to_owned()),
        ],
        has_household: false,
        form: BeginForm { kind: "household".into(), from: words.date_short(day(320)), ..BeginForm::default() },
        problems: vec![problem("person", words, "coaching-refuse-already")],
    }
}

fn hand_over_page(words: Words) -> HandOverPage {
    let taken = |no: u32| Taken { id: no.to_string(), name: person(no), place: place(), kind: "farmer", ticked: no != 3 };
    HandOverPage {
        around: around(words, "/training/coaches/1/hand-over"),
        coach: ("1".into(), person(1)),
        trainees: (2..=6).map(taken).collect(),
        coaches: vec![(String::new(), words.say("coaching-choose").into_owned()), ("9".into(), person(9).show(words).to_owned())],
        to: String::new(),
        on: words.date_short(day(320)),
        problems: vec![],
    }
}

fn day_page(words: Words) -> DayPage {
    let line = |no: u32| DayLine {
        id: no.to_string(),
        name: person(no),
        phone: if no == 3 { Phone::default() } else { phone() },
        agreed: if no == 2 { vec![] } else { vec!["vaccine".into(), "feed".into()] },
        last: (no != 4).then(|| day(290)),
        due: [Due::Late, Due::Soon, Due::Later][no as usize % 3],
        due_on: day(315 + u64::from(no)),
    };
    let villages = vec![(place(), (1..=3).map(line).collect()), (Name::default(), (4..=5).map(line).collect())];
    DayPage { around: around(words, "/training/coaches/1/day"), coach: ("1".into(), person(1)), villages, may_keep: true }
}

fn trainee_page(words: Words) -> TraineePage {
    let row = |(at, practice): (usize, &domain::training::Practice)| PracticeRow {
        code: practice.code.clone(),
        said: (0..4)
            .map(|visit| match (at + visit) % 4 {
                0 => Some((Applied::Yes, true)),
                1 => Some((Applied::Partly, false)),
                2 => Some((Applied::No, true)),
                _ => None,
            })
            .collect(),
    };
    let result = |what, quantity: &str, riel| ResultLine {
        id: "1".into(),
        day: day(290),
        what,
        of: Name::new("មាន់", "Chickens"),
        quantity: quantity.into(),
        riel,
        seen: riel.is_none(),
        may_undo: true,
    };
    let line = |no: u64, undone| VisitLine {
        id: no.to_string(),
        day: day(280 + no),
        by: "Sok Chantha".into(),
        undone,
        pictures: vec![],
        may_undo: !undone,
    };
    TraineePage {
        around: around(words, "/training/coachings/1"),
        id: "1".into(),
        draft: "visit:1:1".into(),
        coach: ("1".into(), person(1)),
        name: person(4),
        phone: phone(),
        kind: "farmer",
        place: place(),
        from: day(200),
        ended: None,
        activity: Activity::Quiet,
        next: Some((Due::Late, day(310))),
        agreed: vec!["vaccine".into(), "feed".into()],
        days: vec![day(290), day(260), day(230), day(205)],
        practices: PRACTICES.iter().take(5).enumerate().map(row).collect(),
        visits: vec![line(10, false), line(5, true)],
        flocks: vec![(
            Name::new("មាន់", "Chickens"),
            Survival { started: 30, alive: Some(12), hatched: 8, died: 4, eaten: 13, sold: 5, unknown: 4 },
        )],
        income: Some(((day(205), 310_000), (day(290), 465_000))),
        results: vec![result("alive", "12", None), result("sold", "5", Some(125_000))],
        sales: Some(crate::farm_sales::of_seller(words)),
        money: group().unit,
        may_keep: true,
        end: [words.date_short(day(320)), String::new()],
        problems: vec![],
    }
}

fn visit_page(words: Words) -> VisitPage {
    let field = |(at, practice): (usize, &domain::training::Practice)| PracticeField {
        code: practice.code.clone(),
        name: Name::new(&practice.name_km, &practice.name_latin),
        measured: practice.measured,
        applied: ["yes", "partly", "no", ""][at % 4].into(),
        told: at == 1,
        extent: if practice.measured == Extent::None || at > 1 { String::new() } else { "30".into() },
        agreed: at == 2,
        was_agreed: at == 1,
    };
    let topic = |(at, topic): (usize, &domain::training::Topic)| TopicFields {
        name: Name::new(&topic.name_km, &topic.name_latin),
        open: at == 0,
        practices: if at == 0 {
            PRACTICES.iter().filter(|one| one.topic == topic.code).enumerate().map(field).collect()
        } else {
            PRACTICES.iter().filter(|one| one.topic == topic.code).map(|one| field((3, one))).collect()
        },
    };
    let topics = TOPICS.iter().take(5).enumerate().map(topic).collect();
    VisitPage {
        around: around(words, "/training/coachings/1/visit"),
        id: "1".into(),
        draft: "visit:1:1".into(),
        name: person(4),
        money: group().unit,
        topics,
        animals: vec![("CHICKEN".into(), words.say("good-chicken").into_owned())],
        asks_started: true,
        form: VisitForm {
            key: "1".into(),
            day: words.date_short(day(320)),
            next_on: words.date_short(day(350)),
            animal: "CHICKEN".into(),
            ..VisitForm::default()
        },
        typed: false,
        problems: vec![],
    }
}
