//! Business plans: their pages, and what is said of them in sentences.
pub mod actual;
pub mod budget;
pub mod cash;
pub mod choose;
pub mod compare;
pub mod editor;
pub mod group;
pub mod list;
pub mod plan;
pub mod questions;
pub mod say;
pub mod shocks;
pub mod subject;

use crate::{
    layout::{Frame, icon, page},
    parts::{Around, Name, Problem, Tone, Unit, badge},
};
use domain::plans::{Plan, State};
use maud::{Markup, html};
use words::Words;

/// A value and its text in a list to choose from.
pub type Choice = (String, String);

/// A plan as its pages head themselves.
#[derive(Clone, Debug)]
pub struct PlanHead {
    /// Its id, in addresses.
    pub id: String,
    /// Its title.
    pub title: Name,
    /// The code of its template.
    pub enterprise: String,
    /// How far it is.
    pub state: State,
    /// The number of its latest version.
    pub version: i64,
    /// The code of its organisation.
    pub organisation: String,
    /// For whom it is.
    pub subject: SubjectLine,
}

impl PlanHead {
    /// An address below the plan's own; the plan's page for "".
    pub fn href(&self, below: &str) -> String {
        if below.is_empty() { format!("/plans/{}", self.id) } else { format!("/plans/{}/{below}", self.id) }
    }
}

/// For whom a plan is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SubjectLine {
    /// As forms name it: `person-…`, `group-…`, `grant-…`, `application-…`, `loan-…`; empty for nobody yet.
    pub key: String,
    /// Her, its or their name.
    pub name: Name,
    /// What tells namesakes apart: a group, a village, a grant's number.
    pub under: String,
    /// Where it has a page that the reader may open.
    pub href: Option<String>,
}

impl SubjectLine {
    /// `person`, `group`, `grant`, `application`, `loan`; `nobody` yet.
    pub fn kind(&self) -> &str {
        self.key.split('-').next().filter(|kind| !kind.is_empty()).unwrap_or("nobody")
    }

    /// In one line: who, and by what.
    pub fn text(&self, words: Words) -> String {
        match (self.kind(), self.under.is_empty()) {
            ("nobody", _) => words.say("plan-for-nobody").into_owned(),
            (_, true) => self.name.show(words).to_owned(),
            _ => format!("{} · {}", self.name.show(words), self.under),
        }
    }
}

/// What stands around a page of plans.
pub(crate) struct Sheet<'a> {
    pub around: &'a Around,
    pub title: &'a str,
    pub under: &'a str,
    pub back: &'a str,
    pub problems: &'a [Problem],
    pub scripts: &'a [&'a str],
}

impl Sheet<'_> {
    pub fn draw(&self, body: Markup) -> Markup {
        let frame = Frame {
            words: self.around.words,
            title: self.title,
            under: self.under,
            back: Some(self.back),
            user: self.around.user.as_deref(),
            path: &self.around.path,
            error: !self.problems.is_empty(),
            scripts: self.scripts,
            styles: &["plan.css"],
            notice: self.around.notice.as_deref(),
            practice: self.around.practice.as_ref(),
        };
        page(&frame, html! { div.stack.plans { (body) } })
    }
}

/// How far a plan is, as a word, a shape and a colour.
pub fn state_badge(words: Words, state: State) -> Markup {
    let (tone, symbol) = match state {
        State::Draft => (Tone::Calm, "pencil"),
        State::Submitted => (Tone::Wait, "hourglass"),
        State::Returned => (Tone::Warn, "undo-2"),
        State::Approved => (Tone::Good, "circle-check"),
        State::Withdrawn => (Tone::Past, "undo-2"),
    };
    badge(tone, symbol, &words.say(&format!("plan-state-{}", state.code())))
}

/// The symbol of an enterprise.
pub fn symbol(enterprise: &str) -> &'static str {
    match enterprise {
        "chickens-layers" | "chickens-meat" | "chickens-native" => "egg",
        "pigs" => "piggy-bank",
        "cattle-fattening" => "beef",
        "rice-wet" | "rice-dry" => "wheat",
        "vegetables" => "sprout",
        "shop" => "store",
        "rice-mill-share" => "warehouse",
        "savings-group" => "users",
        _ => "clipboard-list",
    }
}

/// What is done, in the reader's words; what no template knows as it was written.
pub fn enterprise(words: Words, code: &str) -> String {
    let key = format!("plan-enterprise-{code}");
    if words.has(&key) { words.say(&key).into_owned() } else { words.say("plan-enterprise-other").into_owned() }
}

/// What a plan's amounts are counted in.
pub fn unit(plan: &Plan) -> Unit {
    Unit { commodity: plan.currency().code().to_owned(), decimals: plan.currency().decimals() }
}

/// A small step back to where the reader came from, with a symbol.
pub(crate) fn part(id: &str, symbol: &str, heading: &str, body: Markup) -> Markup {
    html! { section.card id=(id) { h2 { (icon(symbol)) (heading) } (body) } }
}
