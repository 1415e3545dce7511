//! The page that offers papers, and a print run at every stage.
use crate::{around, sample::*};
use maud::Markup;
use templates::{
    papers::{
        choice::{PaperChoice, PassbooksForm},
        offer::{BankPapers, OfferPage, offer},
        run::{Ready, RunPage, Stands, run},
    },
    parts::{Name, Problem},
};
use words::{Language, Words};

pub fn pages(words: Words) -> Vec<(&'static str, Markup)> {
    let wrong = OfferPage {
        form: PassbooksForm { members: "99".into(), ..PassbooksForm::default() },
        problems: vec![Problem { field: "members".into(), message: words.say("offer-member-unknown").into_owned() }],
        ..offered(words)
    };
    let drawing = Stands::Drawing { drawn: 14, all: 25 };
    let undrawn = Ready { undrawn: vec!["U+1F600".into(), "U+0E01".into()], ..ready() };
    vec![
        ("papers", offer(&offered(words))),
        ("papers-wrong", offer(&wrong)),
        ("run-waiting", run(&at(words, Stands::Waiting))),
        ("run-drawing", run(&at(words, drawing))),
        ("run-ready", run(&at(words, Stands::Ready(ready())))),
        ("run-undrawn", run(&at(words, Stands::Ready(undrawn)))),
        ("run-nothing", run(&at(words, Stands::Nothing))),
        ("run-failed", run(&at(words, Stands::Failed("221004-0417".into())))),
        ("run-gone", run(&RunPage { order: None, ..at(words, Stands::Gone) })),
    ]
}

fn offered(words: Words) -> OfferPage {
    let lang = if words.language == Language::Khmer { "km" } else { "en" };
    let numbered = |key: &str, numbers: std::ops::Range<i64>| -> Vec<(String, String)> {
        let said = |no: i64| (no.to_string(), words.with(key, &[("number", words.ordinal(no).into())]));
        numbers.rev().map(said).collect()
    };
    let of = |no: i64, member: u32| {
        let values = [("number", words.ordinal(no).into()), ("name", person(member).show(words).to_owned().into())];
        (no.to_string(), words.with("offer-loan-of", &values))
    };
    OfferPage {
        around: around(words, "/groups/SP-KC-01/papers"),
        group: group(),
        choice: PaperChoice { lang: lang.into(), digits: "latin".into() },
        members: (1..26).map(|number| (number, person(number))).collect(),
        meetings: numbered("meeting-number", 1..32),
        loans: vec![of(30, 3), of(29, 8), of(23, 12)],
        corrections: numbered("correction-number", 1..3),
        share_outs: numbered("share-out-number", 1..2),
        banks: vec![BankPapers {
            code: "RB-01".into(),
            name: Name::new("ធនាគារស្រូវ តែងម៉ៅ", "Taeng Mau rice bank"),
            places: true,
            loans: vec![of(12, 4), of(11, 5)],
            agreements: vec![("4".into(), format!("TM-004 · {}", person(6).show(words)))],
            seasons: vec![("3".into(), words.with("season-of", &[("name", "2026".into())]))],
        }],
        form: PassbooksForm::default(),
        problems: vec![],
    }
}

fn ready() -> Ready {
    let href = "/groups/SP-KC-01/papers/runs/0/file".into();
    Ready { href, passbooks: 25, left_out: 2, pages: 204, sides: 60, kib: 1_482, undrawn: vec![] }
}

fn at(words: Words, stands: Stands) -> RunPage {
    RunPage {
        around: around(words, "/groups/SP-KC-01/papers/runs/0"),
        group: group(),
        order: Some(PassbooksForm { lang: "km".into(), digits: "khmer".into(), ..PassbooksForm::default() }),
        stands,
    }
}
