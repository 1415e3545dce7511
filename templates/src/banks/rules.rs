//! What a bank agreed, in both languages, as it is read aloud and printed; and the versions before.
use super::{BankHead, frame::BankFrame};
use crate::{
    layout::icon,
    loans::book::print_button,
    parts::{Around, Tone, badge, card, note_box, with_query},
};
use chrono::{DateTime, NaiveDate, Utc};
use maud::{Markup, html};
use words::Words;

/// A clause of an agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// A symbol of the sprite.
    pub icon: &'static str,
    /// What it is about.
    pub heading: String,
    /// Its sentences.
    pub lines: Vec<String>,
}

/// The agreement of a bank.
#[derive(Clone, Debug)]
pub struct RulesPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which bank.
    pub bank: BankHead,
    /// The number of the version shown.
    pub version: i64,
    /// It holds from this day.
    pub from: NaiveDate,
    /// In the reader's language.
    pub clauses: Vec<Clause>,
    /// In the other one.
    pub other: Vec<Clause>,
    /// Every version, the latest first.
    pub versions: Vec<RulesVersion>,
    /// May write a new version.
    pub may_change: bool,
}

/// A version of the rules.
#[derive(Clone, Debug)]
pub struct RulesVersion {
    /// Its number.
    pub no: i64,
    /// From which day it holds.
    pub from: NaiveDate,
    /// Until which day it held; none for one that holds or is to come.
    pub until: Option<NaiveDate>,
    /// It holds today.
    pub holds: bool,
    /// When it was written.
    pub written: DateTime<Utc>,
    /// By whom.
    pub by: String,
}

/// `GET /banks/{code}/rules?version=`
pub fn rules(page: &RulesPage) -> Markup {
    let (words, bank) = (page.around.words, &page.bank);
    let other = Words { language: words.language.other(), ..words };
    let title = words.say("bank-agreement");
    let edit = bank.href("rules/edit");
    let body = html! {
        section.card {
            div.card-head {
                h2 { (icon("scroll-text")) (words.with("bank-rules-version", &[("number", words.ordinal(page.version).into()), ("date", words.date(page.from).into())])) }
                (print_button(words))
            }
            p.small { (words.say("bank-agreement-text")) }
        }
        div.beside.agreement {
            div { (clauses(&page.clauses)) }
            div lang=(other.language.code()) { (clauses(&page.other)) }
        }
        div.no-paper { (versions(page)) }
        @if page.may_change {
            (note_box("", "pencil", html! {
                p { (words.say("bank-rules-change-text")) }
                div.actions { a.btn.main href=(edit) { (icon("pencil")) (words.say("new-version")) } }
            }))
        }
    };
    let frame = BankFrame { around: &page.around, bank, tab: None, title: &title, back: bank.href(""), problems: &[] };
    frame.draw(body)
}

fn clauses(all: &[Clause]) -> Markup {
    html! {
        @for clause in all {
            (card(clause.icon, &clause.heading, html! { ul.clauses { @for line in &clause.lines { li { (line) } } } }))
        }
    }
}

fn versions(page: &RulesPage) -> Markup {
    let (words, bank) = (page.around.words, &page.bank);
    card(
        "history",
        &words.say("versions"),
        html! {
            ol.line {
                @for version in &page.versions {
                    li {
                        a href=(with_query(&bank.href("rules"), &[("version", &version.no.to_string())])) {
                            (words.with("version-number", &[("number", words.ordinal(version.no).into())]))
                        }
                        " "
                        @if version.holds { (badge(Tone::Good, "circle-check", &words.say("holds-now"))) }
                        p.small { (words.date(version.from)) " – " @if let Some(until) = version.until { (words.date(until)) } }
                        p.small { (words.with("version-written", &[("date", words.instant(version.written).into()), ("name", version.by.as_str().into())])) }
                    }
                }
            }
        },
    )
}
