//! The pages of awards: how the money stands, the grants under it, their vouchers and their audit.
pub mod audit;
pub mod beginnings;
pub mod codes;
pub mod exceptions;
pub mod forms;
pub mod grant;
pub mod grants;
pub mod money;
pub mod overview;
pub mod reports;
pub mod slips;
pub mod tasks;
pub mod voucher;
pub mod vouchers;

use crate::{
    layout::{Frame, page},
    parts::{Around, Name, Problem, Unit, encode, tabs},
};
use maud::{Markup, html};
use words::Words;

/// An award as its pages head themselves.
#[derive(Clone, Debug)]
pub struct AwardHead {
    /// The code in addresses.
    pub code: String,
    /// Its name.
    pub name: Name,
    /// Its currency.
    pub unit: Unit,
    /// It pays grants to families: without, nothing of them is offered.
    pub grants: bool,
}

impl AwardHead {
    /// An address below the award's own, such as `grants`; the award's page for "".
    pub fn href(&self, below: &str) -> String {
        let code = encode(&self.code);
        if below.is_empty() { format!("/awards/{code}") } else { format!("/awards/{code}/{below}") }
    }

    /// The doors of an award; `here` is the address of the one that is open.
    pub fn tabs(&self, words: Words, here: &str) -> Markup {
        let doors = [
            ("house", "", "award-page"),
            ("sprout", "grants", "grants"),
            ("file-text", "vouchers", "vouchers"),
            ("wallet", "money", "award-money"),
        ];
        let doors: Vec<_> = doors.into_iter().filter(|(_, below, _)| *below != "grants" || self.grants).collect();
        let at = doors.iter().position(|(_, below, _)| *below == here).unwrap_or(doors.len());
        let all: Vec<_> = doors.iter().map(|(symbol, below, key)| (*symbol, self.href(below), words.say(key))).collect();
        tabs(&words.say("award-page"), at, &all)
    }
}

/// What stands around a page of an award.
#[derive(Clone, Debug)]
pub struct AwardFrame<'a> {
    /// What surrounds any page.
    pub around: &'a Around,
    /// Which award.
    pub award: &'a AwardHead,
    /// The door that is open: its address below the award's; `None`: a page behind one of them, without doors.
    pub tab: Option<&'a str>,
    /// The heading.
    pub title: &'a str,
    /// Where the arrow leads.
    pub back: String,
    /// Every refusal.
    pub problems: &'a [Problem],
}

impl AwardFrame<'_> {
    /// Draws the page.
    pub fn draw(&self, body: Markup) -> Markup {
        let words = self.around.words;
        let name = self.award.name.show(words);
        let under = if self.title == name { self.award.code.clone() } else { format!("{name} · {}", self.award.code) };
        let frame = Frame {
            words,
            title: self.title,
            under: &under,
            back: Some(&self.back),
            user: self.around.user.as_deref(),
            path: &self.around.path,
            error: !self.problems.is_empty(),
            scripts: &["award.js"],
            styles: &["bank.css", "award.css"],
            notice: self.around.notice.as_deref(),
            practice: self.around.practice.as_ref(),
        };
        let body = html! {
            div.stack {
                @if let Some(tab) = self.tab { (self.award.tabs(words, tab)) }
                (body)
            }
        };
        page(&frame, body)
    }
}
