//! The pages of producer groups and cooperatives.
pub mod books;
pub mod contracts;
pub mod day;
pub mod deliveries;
pub mod desk;
pub mod found;
pub mod frame;
pub mod home;
pub mod laws;
pub mod lots;
pub mod member;
pub mod member_form;
pub mod members;
pub mod milling;
pub mod money;
pub mod note;
pub mod plot;
pub mod plots;
pub mod sales;
pub mod shares;
pub mod year;

pub use frame::{CoopFrame, cautions};

use crate::{
    layout::icon,
    parts::{GroupHead, Name, encode, tabs},
};
use maud::{Markup, html};
use words::Words;

/// A cooperative as its pages head themselves.
#[derive(Clone, Debug)]
pub struct CoopHead {
    /// The code in addresses.
    pub code: String,
    /// Its name.
    pub name: Name,
    /// The group that keeps it; its unit is the money of the box.
    pub group: GroupHead,
    /// It has shares: a cooperative, not a producer group.
    pub shares: bool,
    /// Organic produce is taken in here.
    pub organic: bool,
    /// Requests that wait for a second officer.
    pub waiting: u32,
}

impl CoopHead {
    /// An address below the cooperative's own, such as `deliveries`; the cooperative's page for "".
    pub fn href(&self, below: &str) -> String {
        let code = encode(&self.code);
        if below.is_empty() { format!("/coops/{code}") } else { format!("/coops/{code}/{below}") }
    }

    /// The doors between its pages; `here` is the address below the cooperative of the one that is open.
    pub fn tabs(&self, words: Words, here: &str) -> Markup {
        let all: [(&str, &str, &str, bool); 10] = [
            ("house", "", "coop-tab-home", true),
            ("scale", "deliveries", "coop-tab-deliveries", true),
            ("users", "members", "coop-tab-members", true),
            ("sprout", "plots", "coop-tab-plots", self.organic),
            ("warehouse", "lots", "coop-tab-lots", true),
            ("settings", "milling", "coop-tab-milling", true),
            ("shopping-cart", "sales", "coop-tab-sales", true),
            ("banknote", "money", "coop-tab-money", true),
            ("gavel", "year", "coop-tab-year", self.shares),
            ("user-check", "requests", "coop-tab-requests", true),
        ];
        let shown: Vec<_> = all.iter().filter(|(.., shown)| *shown).collect();
        let at = shown.iter().position(|(_, below, ..)| *below == here).unwrap_or(usize::MAX);
        let doors: Vec<_> = shown.iter().map(|(symbol, below, key, _)| (*symbol, self.href(below), words.say(key))).collect();
        tabs(&words.say("coop"), at, &doors)
    }

    /// So much money of the box, with its sign.
    pub fn money(&self, words: Words, amount: i64) -> Markup {
        self.group.unit.amount(words, amount)
    }
}

/// What is delivered, kept and sold together, as pages name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindHead {
    /// The crop's code.
    pub code: String,
    /// The crop.
    pub crop: Name,
    /// Its grade; may be empty.
    pub grade: String,
    /// From valid organic plots.
    pub organic: bool,
}

impl KindHead {
    /// Its name in a sentence or a table: crop, grade, whether it is organic.
    pub fn name(&self, words: Words) -> String {
        let mut name = self.crop.show(words).to_owned();
        if !self.grade.is_empty() {
            name.push(' ');
            name.push_str(&self.grade);
        }
        if self.organic {
            name.push_str(" · ");
            name.push_str(&words.say("coop-organic"));
        }
        name
    }

    /// Its name with a leaf where it is organic.
    pub fn show(&self, words: Words) -> Markup {
        html! { (self.name(words)) @if self.organic { " " (icon("sprout")) } }
    }
}

/// Grams as kilograms with their unit: `872.093 kg`; never broken over two lines.
pub fn kilograms(words: Words, grams: i64) -> Markup {
    html! { span.n { (kilograms_text(words, grams)) } }
}

/// The same for a sentence.
pub fn kilograms_text(words: Words, grams: i64) -> String {
    words.amount(grams, 3, "")
}

/// Tenths of a per cent as people say them: `14`, `14.5`.
pub fn tenths(words: Words, tenths: i64) -> String {
    if tenths % 10 == 0 { words.quantity(tenths / 10, 0) } else { words.quantity(tenths, 1) }
}

/// Somebody in a list: a member, or somebody who is named and no member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// Her party in the book, for addresses.
    pub party: i64,
    /// Her number, as on her passbook; none: no member.
    pub number: Option<i64>,
    /// Her name.
    pub name: Name,
}

impl Who {
    /// Number and name, leading to her page of the cooperative; the name alone of somebody who is no member.
    pub fn link(&self, words: Words, coop: &CoopHead) -> Markup {
        html! {
            @match self.number {
                Some(number) => a href=(coop.href(&format!("members/{}", self.party))) {
                    span.num { (words.ordinal(number)) } " " (self.name.show(words))
                },
                None => (self.name.show(words)),
            }
        }
    }

    /// Number and name as text, for a list to choose from.
    pub fn text(&self, words: Words) -> String {
        match self.number {
            Some(number) => format!("{} {}", words.ordinal(number), self.name.show(words)),
            None => self.name.show(words).to_owned(),
        }
    }
}
