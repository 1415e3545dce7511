//! What stands around the pages of a bank, and what their forms share.
use super::BankHead;
use crate::{
    layout::{Frame, page},
    parts::{Around, Fields, Problem, note_box},
};
use maud::{Markup, html};

/// What stands around a page of a bank.
#[derive(Clone, Debug)]
pub struct BankFrame<'a> {
    /// What surrounds any page.
    pub around: &'a Around,
    /// Which bank.
    pub bank: &'a BankHead,
    /// The door that is open: its address below the bank's; `None`: a page behind one of them, without doors.
    pub tab: Option<&'a str>,
    /// The heading.
    pub title: &'a str,
    /// Where the arrow leads.
    pub back: String,
    /// Every refusal.
    pub problems: &'a [Problem],
}

impl BankFrame<'_> {
    /// Draws the page.
    pub fn draw(&self, body: Markup) -> Markup {
        let words = self.around.words;
        let (name, group) = (self.bank.name.show(words), self.bank.group.name.show(words));
        let under = if self.title == name { group.to_owned() } else { format!("{name} · {group}") };
        let frame = Frame {
            words,
            title: self.title,
            under: &under,
            back: Some(&self.back),
            user: self.around.user.as_deref(),
            path: &self.around.path,
            error: !self.problems.is_empty(),
            scripts: &[],
            styles: &["bank.css"],
            notice: self.around.notice.as_deref(),
            practice: self.around.practice.as_ref(),
        };
        let body = html! {
            div.stack {
                @if let Some(tab) = self.tab { (self.bank.tabs(words, tab)) }
                (body)
            }
        };
        page(&frame, body)
    }
}

/// What is to be looked at once more, and the tick that says it was; nothing where there is nothing.
pub fn cautions(fields: Fields<'_>, cautions: &[String]) -> Markup {
    if cautions.is_empty() {
        return html! {};
    }
    note_box(
        "warn",
        "triangle-alert",
        html! {
            p { b { (fields.words.say("bank-look-again")) } }
            ul { @for caution in cautions { li { (caution) } } }
            (fields.check("known", "bank-known", false))
        },
    )
}
