//! The end of a cycle: the group's cycles, and the share-out step by step, with the group watching.
//!
//! Every step is one screen. What was typed on the way travels in the address (nothing is kept before the proposal), so
//! that going back, changing the language and looking again lose nothing. In a group whose savings stay, the same steps
//! are a yearly split and are said so: a key `…-kept` is taken where there is one.
//!
//! | field | value |
//! |---|---|
//! | `n{V}`, `coins` | how many of the note of that value; a loose amount beside the notes |
//! | `rule`, `savings_percent`, `administration_percent`, `reserve_percent` | how the profit is divided |
//! | `round_to`, `on`, `next_starts_on`, `next_ends_on` | to what payouts are rounded down, and three days |
//! | `p{P}` | what the member of that party number leaves in the box |
//! | `each`, `do` | `fill`: everybody leaves so many shares, or so much |
pub mod collect;
pub mod count;
pub mod list;
pub mod overview;
pub mod preview;
pub mod proof;
pub mod put_back;
pub mod rule;
mod view;

pub use view::{DivisionView, MemberLine, SocialView};

use crate::layout::{Frame, icon, page};
use crate::parts::{Around, GroupHead, Problem, with_query};
use maud::{Markup, html};
use std::borrow::Cow;

/// A step of the share-out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// What is still owed is brought.
    Collect,
    /// The box is counted.
    Count,
    /// How it is divided, and when the next cycle runs.
    Rule,
    /// What each leaves in the box.
    PutBack,
    /// Who gets what.
    Preview,
    /// Another officer confirms.
    Confirm,
}

impl Step {
    /// All of them, in order.
    pub const ALL: [Step; 6] = [Step::Collect, Step::Count, Step::Rule, Step::PutBack, Step::Preview, Step::Confirm];

    /// Its address below the group's; confirming has the address of the share-out.
    pub fn below(self) -> &'static str {
        match self {
            Step::Collect => "share-out/collect",
            Step::Count => "share-out/count",
            Step::Rule => "share-out/rule",
            Step::PutBack => "share-out/put-back",
            Step::Preview => "share-out/preview",
            Step::Confirm => "share-out",
        }
    }

    fn key(self) -> &'static str {
        match self {
            Step::Collect => "share-out-step-collect",
            Step::Count => "share-out-step-count",
            Step::Rule => "share-out-step-rule",
            Step::PutBack => "share-out-step-put-back",
            Step::Preview => "share-out-step-preview",
            Step::Confirm => "share-out-step-confirm",
        }
    }
}

/// What was typed on the way, as pairs of the address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Carried(pub Vec<(String, String)>);

impl Carried {
    /// An address with all of it.
    pub(crate) fn href(&self, path: &str) -> String {
        let pairs: Vec<(&str, &str)> = self.0.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        with_query(path, &pairs)
    }

    /// Hidden fields for what this page does not ask for itself.
    pub(crate) fn hidden(&self, own: impl Fn(&str) -> bool) -> Markup {
        html! {
            @for (name, value) in self.0.iter().filter(|(name, value)| !value.is_empty() && !own(name)) {
                input type="hidden" name=(name) value=(value);
            }
        }
    }
}

/// What every page of a share-out has in common.
#[derive(Clone, Debug)]
pub struct Head {
    /// What surrounds the page.
    pub around: Around,
    /// Which group.
    pub group: GroupHead,
    /// Whether savings stay and only the profit is divided.
    pub kept: bool,
    /// The number of the cycle that ends.
    pub cycle: u32,
    /// What was typed on the way.
    pub carried: Carried,
    /// Whether the reader may count and propose.
    pub may_propose: bool,
    /// Whether the reader may confirm what others propose, and give the share-out up.
    pub may_confirm: bool,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

impl Head {
    /// A text without values, in the words of a yearly split where it is one.
    pub(crate) fn say(&self, key: &str) -> Cow<'static, str> {
        let kept = format!("{key}-kept");
        if self.kept && self.around.words.has(&kept) { self.around.words.say(&kept) } else { self.around.words.say(key) }
    }

    /// A text with values, likewise.
    pub(crate) fn with(&self, key: &str, values: &[(&str, Cow<'_, str>)]) -> String {
        let kept = format!("{key}-kept");
        let key = if self.kept && self.around.words.has(&kept) { &kept } else { key };
        self.around.words.with(key, values)
    }

    /// A number with its sign, as text for a sentence.
    pub(crate) fn amount(&self, quantity: i64) -> String {
        self.group.unit.text(self.around.words, quantity)
    }

    /// What is wrong with a field, said in a paragraph of its own.
    pub(crate) fn refusal(&self, field: &str) -> Markup {
        html! {
            @for problem in self.problems.iter().filter(|problem| problem.field == field) {
                p.err id={ (field) "-e" } { (icon("circle-alert")) span { span.vh { (self.around.words.say("error-prefix")) " " } (problem.message) } }
            }
        }
    }

    /// Draws a step: the steps above, the page below.
    pub(crate) fn step(&self, here: Step, scripts: &[&str], body: Markup) -> Markup {
        self.page(&self.say(here.key()), &self.group.href("cycles"), scripts, html! { div.stack { (self.steps(here)) (body) } })
    }

    /// Draws a page of the share-out.
    pub(crate) fn page(&self, title: &str, back: &str, scripts: &[&str], body: Markup) -> Markup {
        let (words, number) = (self.around.words, self.around.words.ordinal(self.cycle.into()));
        let under = format!("{} · {}", self.with("share-out-of-cycle", &[("number", number.into())]), self.group.name.show(words));
        let frame = Frame {
            words,
            title,
            under: &under,
            back: Some(back),
            user: self.around.user.as_deref(),
            path: &self.around.path,
            error: !self.problems.is_empty(),
            scripts,
            styles: &["cycles.css"],
            notice: self.around.notice.as_deref(),
            practice: self.around.practice.as_ref(),
        };
        page(&frame, body)
    }

    /// The way: what is done, where we are, what comes.
    fn steps(&self, here: Step) -> Markup {
        let words = self.around.words;
        html! {
            nav.wiz aria-label=(self.say("share-out-steps")) {
                ol {
                    @for (at, step) in (1..).zip(Step::ALL) {
                        @let name = html! { b { (words.ordinal(at)) } span { (self.say(step.key())) } };
                        li.(if step < here { "done" } else { "" }) aria-current=[(step == here).then_some("step")] {
                            @if step < here && self.may_propose && here != Step::Confirm { a href=(self.carried.href(&self.group.href(step.below()))) { (name) } }
                            @else { span.at { (name) } }
                        }
                    }
                }
            }
        }
    }
}

/// The form that gives the share-out up: everything is as before it began, and lending is open again.
pub(crate) fn give_up(head: &Head) -> Markup {
    html! {
        @if head.may_confirm {
            details.fold.give-up {
                summary { (icon("chevron-right")) (head.say("share-out-give-up")) }
                form method="post" action=(head.group.href("share-out/cancel")) {
                    p.hint { (head.say("share-out-give-up-text")) }
                    div.actions { button.btn.danger type="submit" { (icon("ban")) (head.say("share-out-give-up-button")) } }
                }
            }
        }
    }
}
