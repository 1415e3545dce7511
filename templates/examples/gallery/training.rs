//! Training: its home, courses, sessions and the form of one, the cascade as a tree, what asks for attention.
use crate::{around, people::problem, sample::*};
use domain::{
    people::Sex,
    programme::AgeBand,
    training::{Activity, SessionKind},
};
use maud::Markup;
use templates::{
    parts::Name,
    training::{
        alarms::{AlarmLine, AlarmsPage, KINDS, alarms},
        cascade::{BranchPage, CascadePage, Node, NodeKind, branch, cascade},
        coaching::PersonLine,
        courses::{CourseForm, CourseLine, CoursePage, CoursesPage, course, courses},
        home::{HomePage, home},
        session_form::{MaybeLine, SessionForm, SessionFormPage, WhosePage, session_form, whose},
        sessions::{CameLine, CountLine, SessionLine, SessionPage, SessionsPage, session, sessions},
    },
};
use words::Words;

pub fn pages(words: Words) -> Vec<(&'static str, Markup)> {
    let counted = SessionPage {
        line: SessionLine { counted: true, kind: SessionKind::Awareness, course: Name::default(), people: 214, ..line(2) },
        listed: vec![],
        counted: vec![
            count(Some(Sex::Female), Some(AgeBand::Young), 120),
            count(Some(Sex::Male), Some(AgeBand::Adult), 60),
            count(None, None, 34),
        ],
        together: 0,
        undone: Some(("Officer".into(), instant(320))),
        may_undo: false,
        ..session_page(words)
    };
    let fresh = form_page(words);
    let refused = SessionFormPage {
        form: SessionForm { how: "counted".into(), kind: "workshop".into(), ..fresh.form.clone() },
        counts: vec![("n-female-15-29".into(), "12".into()), ("n-any-any".into(), "20000".into())],
        problems: vec![
            problem("topics", words, "training-refuse-topics"),
            problem("place", words, "place-code-bad"),
            problem("counts", words, "training-refuse-count"),
        ],
        ..form_page(words)
    };
    let none = AlarmsPage { alarms: vec![], counts: KINDS.map(|kind| (kind, 0)).to_vec(), ..alarms_page(words) };
    vec![
        ("training", home(&home_page(words))),
        (
            "training-courses",
            courses(&CoursesPage { around: around(words, "/training/courses"), courses: vec![course_line()], may_keep: true }),
        ),
        ("training-course-new", course(&course_page(words))),
        ("training-sessions", sessions(&sessions_page(words))),
        ("training-session", session(&session_page(words))),
        ("training-session-counted", session(&counted)),
        (
            "training-session-whose",
            whose(&WhosePage { around: around(words, "/training/sessions/new"), organisations: organisations(words) }),
        ),
        ("training-session-new", session_form(&fresh)),
        ("training-session-refused", session_form(&refused)),
        ("training-cascade", cascade(&cascade_page(words, true))),
        ("training-cascade-short", cascade(&cascade_page(words, false))),
        (
            "training-cascade-branch",
            branch(&BranchPage {
                around: around(words, "/training/cascade/1"),
                root: coach(1, true),
                back: "/training/cascade".into(),
            }),
        ),
        ("training-alarms", alarms(&alarms_page(words))),
        ("training-alarms-none", alarms(&none)),
    ]
}

fn organisations(words: Words) -> Vec<(String, String)> {
    ["CEDAC", "CCPCR"].map(|code| (code.to_owned(), organisation().show(words).to_owned())).to_vec()
}

fn hens() -> Name {
    Name::new("ការចិញ្ចឹមមាន់", "Keeping chickens")
}

fn line(no: u32) -> SessionLine {
    let kind = SessionKind::ALL[(no % 5) as usize];
    SessionLine {
        id: no.to_string(),
        kind,
        course: if kind == SessionKind::Course { hens() } else { Name::default() },
        day: day(300 + u64::from(no)),
        minutes: 90 + i64::from(no) * 30,
        place: Name::new("កំពង់ចាម · 03010101", "Kampong Cham · 03010101"),
        organisation: "CEDAC".into(),
        people: 28 + i64::from(no),
        counted: no == 2,
        undone: no == 3,
    }
}

fn home_page(words: Words) -> HomePage {
    HomePage {
        around: around(words, "/training"),
        coaches: 132,
        coachings: 1_960,
        sessions: 214,
        courses: 3,
        alarms: 12,
        lately: (0..5).map(line).collect(),
        coaches_herself: true,
        may_keep: true,
    }
}

fn course_line() -> CourseLine {
    CourseLine {
        id: "1".into(),
        code: "CHICKEN-1".into(),
        name: hens(),
        organisation: "CEDAC".into(),
        topics: vec!["chickens".into(), "business".into()],
        minutes: 720,
        sessions: 4,
        held: 750,
    }
}

fn course_page(words: Words) -> CoursePage {
    let form =
        CourseForm { organisation: "CEDAC".into(), code: "hens!".into(), topics: vec!["chickens".into()], ..CourseForm::default() };
    let problems =
        vec![problem("code", words, "training-course-code-bad"), problem("name_km", words, "training-course-name-missing")];
    CoursePage { around: around(words, "/training/courses/new"), organisations: organisations(words), form, problems }
}

fn sessions_page(words: Words) -> SessionsPage {
    SessionsPage {
        around: around(words, "/training/sessions"),
        sessions: (0..8).map(line).collect(),
        listing: listing("/training/sessions", "day", 1, 3, 82),
        organisations: organisations(words),
        organisation: String::new(),
        kind: String::new(),
        months: vec![("2026-11".into(), words.month(day(322)))],
        month: String::new(),
        course: None,
        count: 82,
        people: 2_419,
        may_keep: true,
    }
}

fn count(sex: Option<Sex>, age: Option<AgeBand>, people: i64) -> CountLine {
    CountLine { sex, age, people }
}

fn session_page(words: Words) -> SessionPage {
    let came = |no: u32| CameLine {
        href: format!("/people/{no}"),
        name: person(no),
        place: place(),
        minutes: if no == 3 { 60 } else { 90 },
    };
    let mut listed: Vec<CameLine> = (1..9).map(came).collect();
    listed.push(CameLine { href: String::new(), name: Name::default(), place: Name::default(), minutes: 90 });
    SessionPage {
        around: around(words, "/training/sessions/1"),
        line: SessionLine { people: 9, ..line(0) },
        topics: vec!["chickens".into(), "business".into()],
        trainer: person(4),
        listed,
        counted: vec![],
        together: 780,
        recorded: ("Officer".into(), instant(310)),
        undone: None,
        may_undo: true,
    }
}

fn somebody(no: u32) -> PersonLine {
    PersonLine { id: no.to_string(), name: person(no), birth_year: Some(1980), place: place(), organisation: "CEDAC".into() }
}

fn form_page(words: Words) -> SessionFormPage {
    let choice = |value: &str, text: &str| (value.to_owned(), text.to_owned());
    let none = || choice("", &words.say("training-choose"));
    SessionFormPage {
        around: around(words, "/training/sessions/new"),
        organisation: ("CEDAC".into(), organisation()),
        courses: vec![none(), choice("1", hens().show(words))],
        groups: vec![none(), choice("SP-KC-01", group().name.show(words))],
        coaches: vec![none(), choice("1", person(1).show(words))],
        trainers: vec![somebody(4)],
        people: (1..7)
            .map(|no| MaybeLine {
                person: somebody(no),
                came: no % 3 != 0,
                minutes: if no == 4 { "60".into() } else { String::new() },
            })
            .collect(),
        none_found: [false, false],
        more: false,
        counts: vec![],
        form: SessionForm {
            kind: "course".into(),
            course: "1".into(),
            day: words.date_short(day(322)),
            hours: "1.5".into(),
            place: "03010101".into(),
            topics: vec!["chickens".into()],
            trainer: "4".into(),
            how: "listed".into(),
            group: "SP-KC-01".into(),
            ..SessionForm::default()
        },
        problems: vec![],
    }
}

fn trainee(no: u32, children: Vec<Node>) -> Node {
    let activity = match no % 5 {
        0 => Activity::Ended,
        1 => Activity::Quiet,
        _ => Activity::Active,
    };
    let below = children.len() as i64;
    Node {
        kind: NodeKind::Trainee,
        name: person(no),
        href: format!("/training/coachings/{no}"),
        activity: Some(activity),
        below,
        active: below / 2,
        children,
        branch: String::new(),
    }
}

fn coach(no: u32, deep: bool) -> Node {
    let children =
        (1..6).map(|at| trainee(at, if at == 2 { (6..9).map(|no| trainee(no, vec![])).collect() } else { vec![] })).collect();
    Node {
        kind: NodeKind::Coach,
        name: person(no),
        href: format!("/training/coaches/{no}"),
        activity: Some(if no == 2 { Activity::Quiet } else { Activity::Active }),
        below: 8,
        active: 5,
        children: if deep { children } else { vec![] },
        branch: if deep { String::new() } else { format!("/training/cascade/{no}") },
    }
}

fn cascade_page(words: Words, all: bool) -> CascadePage {
    let heap = |kind, name, children| Node {
        kind,
        name,
        href: String::new(),
        activity: None,
        below: 24,
        active: 15,
        children,
        branch: String::new(),
    };
    let province = heap(NodeKind::Province, place(), (1..4).map(|no| coach(no, all)).collect());
    let partner = heap(NodeKind::Partner, organisation(), vec![province]);
    CascadePage {
        around: around(words, "/training/cascade"),
        root: heap(NodeKind::Programme, Name::said(words.say("cascade-programme")), vec![partner]),
        coaches: 3,
        generations: 2,
        organisations: organisations(words),
        organisation: String::new(),
        provinces: vec![("03".into(), place().show(words).to_owned())],
        province: String::new(),
        all,
    }
}

fn alarms_page(words: Words) -> AlarmsPage {
    let number = |number: i64| words.number(number).into();
    let alarm = |no: u32| AlarmLine {
        kind: KINDS[(no % 5) as usize],
        name: person(no),
        coach: if no.is_multiple_of(2) { Name::default() } else { person(1) },
        text: match no % 3 {
            0 => words.with("coach-alarm-trainees", &[("has", number(34)), ("most", number(30))]),
            1 => words.with("coach-alarm-not-visited", &[("days", number(75))]),
            _ => words.say("coach-alarm-no-attendance").into_owned(),
        },
        organisation: "CEDAC".into(),
        href: "/training/coaches/1".into(),
        mend: if no.is_multiple_of(3) { "training-mend-hand-over" } else { "training-mend-visit" },
    };
    AlarmsPage {
        around: around(words, "/training/alarms"),
        alarms: (0..6).map(alarm).collect(),
        listing: listing("/training/alarms", "", 1, 1, 6),
        counts: vec![("trainees", 1), ("households", 2), ("several", 0), ("not-visited", 41), ("no-attendance", 3)],
        partners: vec![("CEDAC".into(), 40), ("CCPCR".into(), 7)],
        organisations: organisations(words),
        organisation: String::new(),
        kind: String::new(),
    }
}
