//! Looking a paper up: every answer there is.
use crate::people::problem;
use crate::{around, sample::*};
use maud::Markup;
use templates::papers::verify::{Answer, Contradicted, Correction, Figure, Genuine, Mended, Moved, Paper, VerifyPage, verify};
use templates::parts::{Around, Problem, Unit};
use words::Words;

pub fn pages(words: Words) -> Vec<(&'static str, Markup)> {
    let draw = |typed: &str, problems: Vec<Problem>, answer: Option<Answer>| {
        verify(&VerifyPage {
            around: Around { user: None, ..around(words, "/verify") },
            typed: typed.into(),
            problems,
            answer,
            public_key: "ea4a6c63e29c520abef5507b132ec5f9954776aebebe7b92421eea691446d22c".into(),
        })
    };
    let genuine = |receipt: bool, corrected: bool, meetings: i64| {
        let paper = paper(words, receipt, corrected);
        let corrections = if corrected { corrections(words) } else { vec![] };
        Some(Answer::Genuine(Box::new(Genuine { paper, corrections, meetings, others: meetings / 3 })))
    };
    let not_held = |why| Some(Answer::NotHeld(why, Box::new(paper(words, false, false))));
    vec![
        ("verify", draw("", vec![], None)),
        ("verify-mistyped", draw("K7QF-2M9X-P3TO", vec![problem("code", words, "verify-code-mistyped")], None)),
        ("verify-genuine", draw("", vec![], genuine(false, false, 0))),
        ("verify-newer", draw("", vec![], genuine(false, false, 7))),
        ("verify-corrected", draw("", vec![], genuine(false, true, 7))),
        ("verify-receipt", draw("", vec![], genuine(true, false, 0))),
        ("verify-no-paper", draw("", vec![], Some(Answer::NoPaper { code: "K7QF-2M9X-P3TD".into() }))),
        ("verify-forged", draw("", vec![], Some(Answer::NotSigned))),
        ("verify-other-books", draw("", vec![], not_held(Contradicted::NoBook))),
        ("verify-older-copy", draw("", vec![], not_held(Contradicted::NotThatFar))),
    ]
}

fn kilograms() -> Unit {
    Unit { commodity: "PADDY".into(), decimals: 3 }
}

fn paper(words: Words, receipt: bool, corrected: bool) -> Paper {
    let label = |key: &str| words.say(&format!("verify-account-{key}")).into_owned();
    let figure = |label: String, unit: Unit, paper: i64, mended: i64, newer: i64| Figure {
        label,
        unit,
        paper,
        then: paper,
        corrected: if corrected { mended } else { paper },
        now: newer,
    };
    let at_bank = format!("{} · {}", label("loans"), place().show(words));
    Paper {
        receipt,
        group: Some((group().code, group().name)),
        member: Some(14),
        entry: 231,
        why: words.with("meeting-number", &[("number", words.ordinal(31).into())]),
        day: Some(day(210)),
        printed: Some(instant(212)),
        code: "K7QF-2M9X-P3TD".into(),
        figures: vec![
            figure(label("savings"), riel(), 150_000, 148_000, 173_000),
            figure(label("social-contributions"), riel(), 31_000, 31_000, 38_000),
            figure(label("loans"), riel(), 1_250_000, 1_250_000, 1_000_000),
            figure(label("interest"), riel(), 87_500, 87_500, 112_000),
            figure(at_bank, kilograms(), 120_000, 120_000, 120_000),
        ],
    }
}

fn corrections(words: Words) -> Vec<Correction> {
    let savings = words.say("verify-account-savings").into_owned();
    let meeting = |number: i64| words.with("meeting-number", &[("number", words.ordinal(number).into())]);
    vec![
        Correction {
            what: meeting(31),
            of: Some(day(210)),
            on: day(218),
            figure: Some(Mended { label: words.say("figure-savings").into_owned(), unit: riel(), was: 12_000, becomes: 10_000 }),
            moved: vec![Moved { label: savings, unit: riel(), on_paper: true, from: 150_000, to: 148_000 }],
        },
        Correction {
            what: meeting(29),
            of: Some(day(196)),
            on: day(225),
            figure: None,
            moved: vec![Moved {
                label: words.say("verify-account-placed").into_owned(),
                unit: kilograms(),
                on_paper: false,
                from: 120_000,
                to: 0,
            }],
        },
    ]
}
