//! The register of people.
use crate::{around, sample::*};
use maud::Markup;
use templates::{
    parts::{Name, Problem},
    people::{
        PersonHead,
        duplicates::{DuplicatesPage, ProposalLine, duplicates},
        household::{HouseholdPage, household},
        person::{CoachedLine, FindingLine, MembershipLine, PersonPage, SessionLine, TermLine, person as draw},
        register::{RegisterLine, RegisterPage, register},
    },
};
use words::Words;

pub fn pages(words: Words) -> Vec<(&'static str, Markup)> {
    let none = RegisterPage { people: vec![], ..list(words) };
    let nothing = PersonPage {
        memberships: vec![],
        household: vec![],
        records: vec![],
        findings: vec![],
        terms: vec![],
        coached: vec![],
        coaches: 0,
        sessions: vec![],
        sales: None,
        plans: templates::plans::list::PlansOf::default(),
        grants: vec![],
        may_keep: false,
        ..one(words)
    };
    let refused = Problem { field: String::new(), message: words.say("match-decided-same").into_owned() };
    let elsewhere = Problem { field: String::new(), message: words.say("household-elsewhere").into_owned() };
    vec![
        ("people", register(&list(words))),
        ("people-nothing-found", register(&RegisterPage { query: "Sok".into(), ..none.clone() })),
        ("people-empty", register(&RegisterPage { organisation: String::new(), ..none })),
        ("people-person", draw(&one(words))),
        ("people-person-new", draw(&nothing)),
        ("people-duplicates", duplicates(&twins(words))),
        ("people-duplicates-refused", duplicates(&DuplicatesPage { problems: vec![refused], ..twins(words) })),
        ("people-duplicates-none", duplicates(&DuplicatesPage { proposals: vec![], may_keep: false, ..twins(words) })),
        ("people-household", household(&pot(words))),
        ("people-household-refused", household(&HouseholdPage { problems: vec![elsewhere], found: vec![], ..pot(words) })),
    ]
}

fn who(number: u32) -> PersonHead {
    PersonHead {
        id: format!("0190000000007000800000000000{number:04}"),
        name: person(number),
        organisation: organisation(),
        sex: if number.is_multiple_of(3) { "male".into() } else { "female".into() },
        birth_year: Some(1960 + i64::from(number * 7 % 40)),
        place: place(),
        phone: if number.is_multiple_of(2) { "012 345 678".into() } else { String::new() },
        groups: vec![(group().name, group().code, i64::from(number))],
    }
}

fn organisations() -> Vec<(String, Name)> {
    vec![("CC".into(), organisation()), ("CE".into(), Name::new("ស៊ីដាក", "CEDAC"))]
}

fn list(words: Words) -> RegisterPage {
    let line = |number: u32| RegisterLine {
        person: who(number),
        organisation: "CCPCR".into(),
        village: "03010203".into(),
        roles: match number {
            2 => vec!["model-farmer".into()],
            3 => vec!["advisor".into(), "model-farmer".into()],
            _ => vec![],
        },
        again: number == 2,
    };
    RegisterPage {
        around: around(words, "/people"),
        people: (1..=8).map(line).collect(),
        listing: listing("/people", "name", 1, 34, 1_012),
        query: String::new(),
        organisations: organisations(),
        organisation: String::new(),
        village: String::new(),
        may_keep: true,
    }
}

fn one(words: Words) -> PersonPage {
    let finding = |no: u32, same: bool, undone| FindingLine {
        id: format!("{no}"),
        one: (who(1).id, person(1)),
        other: (who(4).id, person(4)),
        same,
        by: "Sok Chantha".into(),
        at: instant(300 + u64::from(no)),
        undone,
        may_undo: no == 1,
    };
    let session = |no: u32| SessionLine {
        id: no.to_string(),
        kind: "workshop".into(),
        course: if no == 1 { Name::new("ការចិញ្ចឹមមាន់", "Raising chickens") } else { Name::default() },
        day: day(200 + u64::from(no)),
        minutes: 150,
    };
    PersonPage {
        around: around(words, "/people/1"),
        person: who(1),
        id_poor: Some(1),
        memberships: vec![
            MembershipLine { code: group().code, group: group().name, number: 7, joined_on: day(1), left_on: None },
            MembershipLine { code: "CC-SV-02".into(), group: group().name, number: 12, joined_on: day(1), left_on: Some(day(150)) },
        ],
        household: vec![who(5), who(6)],
        records: vec![who(4)],
        findings: vec![finding(1, true, None), finding(2, false, Some(("The officer".into(), instant(320))))],
        terms: vec![TermLine { role: "model-farmer".into(), place: place(), from: day(30), to: None }],
        coached: vec![CoachedLine { id: "1".into(), coach: person(9), from: day(20), to: None }],
        coaches: 28,
        sessions: (1..=3).map(session).collect(),
        sales: Some(crate::farm_sales::of_seller(words)),
        plans: crate::plans::of_somebody(words),
        grants: vec![("SG-2026".into(), Name::new("ជំនួយតូច", "Small grants"), 14)],
        may_keep: true,
    }
}

fn twins(words: Words) -> DuplicatesPage {
    let line = |(a, b, evidence): (u32, u32, Vec<&'static str>)| ProposalLine { one: who(a), other: who(b), evidence };
    DuplicatesPage {
        around: around(words, "/people/duplicates"),
        proposals: [
            (1, 4, vec!["same-sound", "same-year", "same-village", "same-phone"]),
            (2, 8, vec!["same-name", "near-year", "same-commune"]),
            (5, 6, vec!["turned", "same-year", "same-village"]),
        ]
        .into_iter()
        .map(line)
        .collect(),
        listing: listing("/people/duplicates", "", 1, 2, 41),
        organisations: organisations(),
        organisation: String::new(),
        may_keep: true,
        problems: vec![],
    }
}

fn pot(words: Words) -> HouseholdPage {
    HouseholdPage {
        around: around(words, "/people/1/household"),
        person: who(1),
        members: vec![who(1), who(5)],
        has_one: true,
        query: "Sok".into(),
        found: vec![(who(2), false), (who(6), true)],
        more: true,
        problems: vec![],
    }
}
