//! The pages of rice banks and animal banks.
pub mod acts;
pub mod animal;
pub mod animal_forms;
pub mod bring;
pub mod calendar;
pub mod contract;
pub mod count;
pub mod day_list;
pub mod frame;
pub mod herd;
pub mod lending;
pub mod list;
pub mod loan;
pub mod loan_contract;
pub mod loans;
pub mod obligations;
pub mod overview;
pub mod owed;
pub mod prices;
pub mod reconciliation;
pub mod relief;
pub mod repaying;
pub mod requests;
pub mod rules;
pub mod rules_form;
pub mod season;
mod sheet;
pub mod statement;
pub mod stock;
pub mod stock_form;
pub mod together;
pub mod tree;

pub use sheet::{DayLine, RowProblem, SheetHead};

use crate::{
    layout::icon,
    parts::{GroupHead, Name, Unit, encode, tabs},
};
use maud::{Markup, html};
use words::Words;

/// A bank as its pages head themselves.
#[derive(Clone, Debug)]
pub struct BankHead {
    /// The code in addresses.
    pub code: String,
    /// Its name.
    pub name: Name,
    /// The group that keeps it.
    pub group: GroupHead,
    /// Goods are lent here.
    pub lends: bool,
    /// Animals are placed here.
    pub places: bool,
    /// Requests that wait for a second officer.
    pub waiting: u32,
}

impl BankHead {
    /// An address below the bank's own, such as `lending`; the bank's page for "".
    pub fn href(&self, below: &str) -> String {
        let code = encode(&self.code);
        if below.is_empty() { format!("/banks/{code}") } else { format!("/banks/{code}/{below}") }
    }

    /// The doors between its pages; `here` is the address below the bank of the one that is open.
    pub fn tabs(&self, words: Words, here: &str) -> Markup {
        let all: [(&str, &str, &str, bool); 9] = [
            ("house", "", "bank-tab-overview", true),
            ("hand-coins", "lending", "bank-tab-lending", self.lends),
            ("undo-2", "repaying", "bank-tab-repaying", self.lends),
            ("list", "loans", "bank-tab-loans", self.lends),
            ("package", "stock", "bank-tab-stock", true),
            ("beef", "herd", "bank-tab-herd", self.places),
            ("baby", "obligations", "bank-tab-obligations", self.places),
            ("user-check", "requests", "bank-tab-requests", true),
            ("scroll-text", "season", "bank-tab-season", true),
        ];
        let shown: Vec<_> = all.iter().filter(|(.., shown)| *shown).collect();
        let at = shown.iter().position(|(_, below, ..)| *below == here).unwrap_or(usize::MAX);
        let doors: Vec<_> = shown.iter().map(|(symbol, below, key, _)| (*symbol, self.href(below), words.say(key))).collect();
        tabs(&words.say("bank"), at, &doors)
    }
}

/// A good as pages name and count it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoodHead {
    /// Its code and decimal places.
    pub unit: Unit,
    /// Its class: `good-<class>` in words.
    pub class: &'static str,
    /// Its variety.
    pub variety: Name,
    /// Its grade.
    pub grade: String,
}

impl GoodHead {
    /// Its name: class, variety, grade.
    pub fn name(&self, words: Words) -> String {
        let mut name = words.say(&format!("good-{}", self.class)).into_owned();
        for part in [self.variety.show(words), &self.grade] {
            if !part.is_empty() {
                name.push(' ');
                name.push_str(part);
            }
        }
        name
    }

    /// So much of it, with its unit.
    pub fn amount(&self, words: Words, quantity: i64) -> Markup {
        self.unit.amount(words, quantity)
    }

    /// What it is counted in.
    pub fn counted_in(&self, words: Words) -> String {
        words.unit(self.unit.decimals, &self.unit.commodity).into_owned()
    }

    /// A little picture for it.
    pub fn icon(&self) -> Markup {
        icon(match self.class {
            "cattle" | "buffalo" => "beef",
            "pig" | "chicken" | "duck" => "egg",
            "money" => "banknote",
            "vegetable-seed" => "sprout",
            _ => "wheat",
        })
    }
}

/// A member in a list of a bank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// Her number, as on her passbook.
    pub number: i64,
    /// Her name.
    pub name: Name,
}

impl Who {
    /// Number and name, leading to her page.
    pub fn link(&self, words: Words, group: &GroupHead) -> Markup {
        html! {
            a href=(group.href(&format!("members/{}", self.number))) {
                span.num { (words.ordinal(self.number)) } " " (self.name.show(words))
            }
        }
    }
}
