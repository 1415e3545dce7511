//! Looking a paper up: whether it is genuine, what the books said then, and what was corrected since. Whoever holds the
//! paper may ask; the page names no person.
use crate::layout::icon;
use crate::parts::{Around, Column, Fields, Name, Problem, Row, Table, Unit, card, facts, note_box, table_card};
use chrono::{DateTime, NaiveDate, Utc};
use maud::{Markup, html};
use std::borrow::Cow;
use words::Words;

/// `GET /verify`, `GET /verify/{payload}`
#[derive(Clone, Debug)]
pub struct VerifyPage {
    /// What surrounds the page.
    pub around: Around,
    /// What was typed.
    pub typed: String,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    /// What is known of the paper; none before anything was asked.
    pub answer: Option<Answer>,
    /// The public key of this programme, in hexadecimal.
    pub public_key: String,
}

/// What is known of a paper.
#[derive(Clone, Debug)]
pub enum Answer {
    /// No paper was printed under this code.
    NoPaper {
        /// The code as it was read.
        code: String,
    },
    /// The signature is not of this programme: forged or damaged.
    NotSigned,
    /// Signed by this programme for a group to learn on: it proves nothing.
    Practice {
        /// The practice group's code.
        code: String,
    },
    /// Signed by this programme, but its books say otherwise.
    NotHeld(Contradicted, Box<Paper>),
    /// Genuine: the books said so when it was printed.
    Genuine(Box<Genuine>),
}

/// How the books contradict a paper that was signed here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contradicted {
    /// There is no such book here.
    NoBook,
    /// The book does not reach that entry.
    NotThatFar,
    /// The entry of that number is another one.
    OtherEntry,
    /// The entry stands, and the figures are not what was posted.
    OtherFigures,
}

/// What a paper says of itself.
#[derive(Clone, Debug)]
pub struct Paper {
    /// A receipt, else a passbook.
    pub receipt: bool,
    /// Code and name of the group, where its book is here.
    pub group: Option<(String, Name)>,
    /// The member's number.
    pub member: Option<i64>,
    /// The entry.
    pub entry: i64,
    /// What the entry was for, in words; may be empty.
    pub why: String,
    /// The entry's day.
    pub day: Option<NaiveDate>,
    /// When it was printed first, where the register knows.
    pub printed: Option<DateTime<Utc>>,
    /// Its short code.
    pub code: String,
    /// What it says.
    pub figures: Vec<Figure>,
}

/// A figure of a paper beside the books, in smallest units as people say them: what she saved and what she owes is above
/// nought.
#[derive(Clone, Debug)]
pub struct Figure {
    /// What it is.
    pub label: String,
    /// What it is counted in.
    pub unit: Unit,
    /// On the paper.
    pub paper: i64,
    /// In the books then.
    pub then: i64,
    /// With what was corrected since.
    pub corrected: i64,
    /// In the books now.
    pub now: i64,
}

/// A genuine paper.
#[derive(Clone, Debug)]
pub struct Genuine {
    /// The paper.
    pub paper: Paper,
    /// What was corrected since, in the order it was.
    pub corrections: Vec<Correction>,
    /// How many meetings were held since.
    pub meetings: i64,
    /// How often else something was written down for her since.
    pub others: i64,
}

/// Something that was mended after the paper was printed.
#[derive(Clone, Debug)]
pub struct Correction {
    /// What was mended: a meeting, an act at a bank, in words.
    pub what: String,
    /// The day of what was mended.
    pub of: Option<NaiveDate>,
    /// The day it was mended.
    pub on: NaiveDate,
    /// The figure that was wrong, and how it stood and stands; none where something was undone as a whole.
    pub figure: Option<Mended>,
    /// How her figures moved by it.
    pub moved: Vec<Moved>,
}

/// A figure that was wrong.
#[derive(Clone, Debug)]
pub struct Mended {
    /// What it is.
    pub label: String,
    /// What it is counted in.
    pub unit: Unit,
    /// What was written.
    pub was: i64,
    /// What is right.
    pub becomes: i64,
}

/// A figure that a correction moved.
#[derive(Clone, Debug)]
pub struct Moved {
    /// What it is.
    pub label: String,
    /// What it is counted in.
    pub unit: Unit,
    /// Whether it stood on the paper before; else an earlier correction has moved it already.
    pub on_paper: bool,
    /// Before.
    pub from: i64,
    /// After.
    pub to: i64,
}

/// Draws the page.
pub fn verify(page: &VerifyPage) -> Markup {
    let words = page.around.words;
    let body = html! {
        div.stack.narrow {
            @match &page.answer {
                None => (form(page)),
                Some(answer) => {
                    (said(words, answer))
                    (form(page))
                }
            }
            (key(page))
        }
    };
    let back = page.around.user.as_ref().map(|_| "/");
    page.around.page(&words.say("verify-title"), &words.say("app-line"), back, &page.problems, body)
}

fn form(page: &VerifyPage) -> Markup {
    let words = page.around.words;
    let fields = Fields { words, problems: &page.problems };
    let heading = if page.answer.is_some() { "verify-another" } else { "verify-ask" };
    html! {
        (fields.summary())
        form.card.form method="get" action="/verify" novalidate {
            h2 { (icon("search")) (words.say(heading)) }
            @if page.answer.is_none() { p { (words.say("verify-ask-text")) } }
            (fields.text("code", "verify-code", &page.typed).hint("verify-code-hint"))
            button.btn.main.big type="submit" { (icon("search")) (words.say("verify-button")) }
        }
    }
}

/// How an answer looks: its words say the same.
struct Verdict {
    tone: &'static str,
    icon: &'static str,
    title: Cow<'static, str>,
    text: String,
}

fn said(words: Words, answer: &Answer) -> Markup {
    let say = |key: &str| words.say(key).into_owned();
    match answer {
        Answer::NoPaper { code } => verdict(&Verdict {
            tone: "stop",
            icon: "circle-x",
            title: words.say("verify-no-paper"),
            text: words.with("verify-no-paper-text", &[("code", code.as_str().into())]),
        }),
        Answer::Practice { code } => verdict(&Verdict {
            tone: "warn",
            icon: "notebook-pen",
            title: words.say("verify-practice"),
            text: words.with("verify-practice-text", &[("code", code.as_str().into())]),
        }),
        Answer::NotSigned => html! {
            (verdict(&Verdict { tone: "stop", icon: "circle-x", title: words.say("verify-forged"), text: say("verify-forged-text") }))
            (to_do(words, "verify-forged-do"))
        },
        Answer::NotHeld(why, paper) => {
            let key = match why {
                Contradicted::NoBook => "verify-no-book",
                Contradicted::NotThatFar => "verify-not-that-far",
                Contradicted::OtherEntry => "verify-other-entry",
                Contradicted::OtherFigures => "verify-other-figures",
            };
            html! {
                (verdict(&Verdict { tone: "stop", icon: "triangle-alert", title: words.say("verify-not-held"), text: say(key) }))
                (to_do(words, "verify-not-held-do"))
                (about(words, paper))
                (table_card("list-checks", &words.say("verify-figures"), html! {}, only_the_paper(words, paper)))
            }
        }
        Answer::Genuine(told) => genuine(words, told),
    }
}

fn genuine(words: Words, told: &Genuine) -> Markup {
    let same = told.corrections.is_empty();
    let (tone, symbol, title) = match same {
        true => ("good", "shield-check", "verify-genuine"),
        false => ("warn", "pencil", "verify-corrected"),
    };
    let text = match (same, told.paper.receipt) {
        (true, false) => "verify-genuine-text",
        (true, true) => "verify-genuine-receipt",
        (false, _) => "verify-corrected-text",
    };
    html! {
        (verdict(&Verdict { tone, icon: symbol, title: words.say(title), text: words.say(text).into_owned() }))
        @if !same { (corrections(words, told)) }
        @if !told.paper.receipt && told.meetings + told.others > 0 { (newer(words, told)) }
        (table_card("list-checks", &words.say("verify-figures"), html! {}, figures(words, told)))
        (about(words, &told.paper))
    }
}

fn verdict(said: &Verdict) -> Markup {
    html! {
        section.card.answer.(said.tone) {
            (icon(said.icon))
            h2 { (said.title) }
            p { (said.text) }
        }
    }
}

fn to_do(words: Words, key: &str) -> Markup {
    card("message-square-warning", &words.say("verify-do"), html! { p { (words.say(key)) } })
}

/// What was corrected, each with how the balance moved.
fn corrections(words: Words, told: &Genuine) -> Markup {
    let one = |correction: &Correction| {
        let of = correction.of.map(|day| words.date_short(day)).unwrap_or_default();
        html! {
            li {
                h3 { (correction.what) @if !of.is_empty() { " · " (of) } }
                @match &correction.figure {
                    Some(Mended { label, unit, was, becomes }) => p {
                        (words.with("verify-mended", &[
                            ("figure", label.as_str().into()),
                            ("was", unit.text(words, *was).into()),
                            ("becomes", unit.text(words, *becomes).into()),
                        ]))
                    },
                    None => p { (words.say("verify-undone")) },
                }
                @for Moved { label, unit, on_paper, from, to } in &correction.moved {
                    p.small { (label) }
                    div.versus {
                        div.old { span.small { (words.say(if *on_paper { "verify-on-paper" } else { "verify-before" })) } b { (unit.amount(words, *from)) } }
                        (icon("arrow-right"))
                        div.new { span.small { (words.say("verify-with-correction")) } b { (unit.amount(words, *to)) } }
                    }
                }
                p.small { (words.with("verify-mended-on", &[("day", words.date_short(correction.on).into())])) }
            }
        }
    };
    card(
        "pencil",
        &words.say("verify-corrections"),
        html! { ul.mended { @for correction in &told.corrections { (one(correction)) } } },
    )
}

/// Newer meetings are no fault of the paper.
fn newer(words: Words, told: &Genuine) -> Markup {
    let count = |key: &str, count: i64| words.with(key, &[("count", words.number(count).into())]);
    note_box(
        "",
        "calendar-check",
        html! {
            p { b {
                @if told.meetings > 0 { (count("verify-newer-meetings", told.meetings)) }
                @if told.meetings > 0 && told.others > 0 { " " }
                @if told.others > 0 { (count("verify-newer-others", told.others)) }
            } }
            p { (words.say("verify-newer-text")) }
        },
    )
}

/// Each figure beside what the books said then, and now.
fn figures(words: Words, told: &Genuine) -> Markup {
    let corrected = !told.corrections.is_empty();
    let now = !told.paper.receipt;
    let mut columns = vec![
        Column::lead(words.say("verify-figure")),
        Column::figure(words.say("verify-on-paper")),
        Column::number(words.say("verify-then")),
    ];
    columns.extend(corrected.then(|| Column::number(words.say("verify-with-correction"))));
    columns.extend(now.then(|| Column::number(words.say("verify-now"))));
    let row = |figure: &Figure| {
        let amount = |quantity: i64| figure.unit.amount(words, quantity);
        let mut cells = vec![html! { (figure.label) }, amount(figure.paper), amount(figure.then)];
        cells.extend(corrected.then(|| amount(figure.corrected)));
        cells.extend(now.then(|| amount(figure.now)));
        Row { cells, tone: if figure.corrected == figure.paper { "" } else { "fix" } }
    };
    let rows: Vec<Row> = told.paper.figures.iter().map(row).collect();
    html! {
        @if rows.is_empty() { p.pad-in { (words.say("verify-no-figures")) } }
        @else { (Table { words, caption: &words.say("verify-figures"), columns: &columns, rows, foot: vec![], listing: None }) }
    }
}

fn only_the_paper(words: Words, paper: &Paper) -> Markup {
    let columns = vec![Column::lead(words.say("verify-figure")), Column::figure(words.say("verify-on-paper"))];
    let row = |figure: &Figure| Row::new(vec![html! { (figure.label) }, figure.unit.amount(words, figure.paper)]);
    let rows: Vec<Row> = paper.figures.iter().map(row).collect();
    html! {
        @if rows.is_empty() { p.pad-in { (words.say("verify-no-figures")) } }
        @else { (Table { words, caption: &words.say("verify-figures"), columns: &columns, rows, foot: vec![], listing: None }) }
    }
}

/// What the paper says of itself, to be compared with what is in the hand.
fn about(words: Words, paper: &Paper) -> Markup {
    let text = |text: String| html! { (text) };
    let kind = words.say(if paper.receipt { "verify-receipt" } else { "passbook" });
    let group = paper.group.as_ref().map_or(html! {}, |(code, name)| html! { (name.show(words)) " · " span.n { (code) } });
    let number = |number: i64| text(words.ordinal(number));
    let entry = match (paper.entry, paper.why.is_empty()) {
        (0, _) => text(words.say("verify-before-all").into_owned()),
        (no, true) => number(no),
        (no, false) => html! { (paper.why) " · " (words.with("entry-number", &[("number", words.ordinal(no).into())])) },
    };
    let list: Vec<(Cow<'_, str>, Markup)> = vec![
        (words.say("verify-kind"), html! { (kind) }),
        (words.say("group"), group),
        (words.say("verify-member-number"), paper.member.map_or(html! {}, number)),
        (words.say(if paper.receipt { "verify-receipt-of" } else { "verify-until" }), entry),
        (words.say("date"), paper.day.map_or(html! {}, |day| text(words.date_short(day)))),
        (words.say("verify-printed"), paper.printed.map_or(html! {}, |at| text(words.instant(at)))),
        (words.say("verify-code"), html! { span.n { (paper.code) } }),
    ];
    let note = words.say("verify-compare");
    card("file-text", &words.say("verify-paper"), html! { p.small { (note) } (facts(&list)) })
}

/// The public key, for whoever would rather not believe the server.
fn key(page: &VerifyPage) -> Markup {
    let words = page.around.words;
    html! {
        details.card.fold {
            summary { (icon("chevron-right")) (words.say("verify-key")) }
            p.small { (words.say("verify-key-text")) }
            p.code { (page.public_key) }
            p.small { (words.say("verify-key-command")) }
            p.code { "sansom verify PAYLOAD --public-key " (page.public_key) }
        }
    }
}
