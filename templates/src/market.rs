//! The market of the programme: the price board, who buys, where to sell, and what bringing something there costs.
pub mod board;
pub mod buyers;
pub mod farm_sale_form;
pub mod farm_sales;
pub mod history;
pub mod price_form;
pub mod selling;
pub mod spark;
pub mod transport;

use crate::{
    layout::{Frame, icon, page},
    parts::{self, Around, Fields, Name, Problem, Unit, with_query},
};
use maud::{Markup, html};
use std::borrow::Cow;
use words::Words;

/// Who may have said what a kilogram cost.
pub const SOURCES: [&str; 6] = ["market", "trader", "miller", "office", "cooperative", "file"];

/// A choice of a list: its value and its text.
pub type Choice = (String, String);

/// A crop, its grade, and whether it is organic.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KindHead {
    /// The crop's code.
    pub crop: String,
    /// Its name.
    pub name: Name,
    /// Its grade; empty where there is one only.
    pub grade: String,
    /// Whether it is organic.
    pub organic: bool,
}

impl KindHead {
    /// It in words: `Paddy · A · organic`.
    pub fn said(&self, words: Words) -> String {
        format!("{}{}", self.name.show(words), self.sort(words))
    }

    /// What comes after the crop's name: ` · A · organic`.
    pub fn sort(&self, words: Words) -> String {
        let grade = if self.grade.is_empty() { String::new() } else { format!(" · {}", self.grade) };
        if self.organic { format!("{grade} · {}", words.say("market-organic")) } else { grade }
    }

    /// The page of its prices at a place.
    pub fn href(&self, place: &str) -> String {
        let organic = if self.organic { "1" } else { "" };
        let path = format!("/market/prices/{}", parts::encode(&self.crop));
        with_query(&path, &[("grade", &self.grade), ("organic", organic), ("place", place)])
    }

    /// What its prices are of, as an address and a choice say it: `A`, `A/organic`, `/organic`.
    pub fn key(&self) -> String {
        format!("{}{}", self.grade, if self.organic { "/organic" } else { "" })
    }
}

/// A place: its code and its name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlaceHead {
    /// Its code: 2, 4, 6 or 8 digits.
    pub code: String,
    /// Its name.
    pub name: Name,
}

/// The parts of the market, as its tabs show them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// The price board.
    Board,
    /// Where to sell.
    Sell,
    /// Who buys.
    Buyers,
    /// What transport costs.
    Transport,
    /// What farmers and groups sold by themselves; for staff alone.
    Sales,
}

/// What stands around every page of the market.
pub(crate) struct MarketFrame<'a> {
    pub(crate) around: &'a Around,
    pub(crate) tab: Tab,
    pub(crate) title: &'a str,
    pub(crate) back: &'a str,
    pub(crate) problems: &'a [Problem],
}

impl MarketFrame<'_> {
    pub(crate) fn draw(&self, body: Markup) -> Markup {
        let words = self.around.words;
        let here =
            [Tab::Board, Tab::Sell, Tab::Buyers, Tab::Transport, Tab::Sales].iter().position(|tab| *tab == self.tab).unwrap_or(0);
        let mut tabs = vec![
            ("banknote", "/market".to_owned(), words.say("market-board")),
            ("scale", "/market/sell".to_owned(), words.say("market-sell")),
            ("shopping-cart", "/market/buyers".to_owned(), words.say("market-buyers")),
            ("map-pin", "/market/transport".to_owned(), words.say("market-transport")),
        ];
        // Who is there already may see it; the board leads there who may.
        if self.tab == Tab::Sales {
            tabs.push(("coins", "/market/sales".to_owned(), words.say("farm-sales")));
        }
        let body = html! {
            div.stack.mk {
                (parts::tabs(&words.say("market"), here, &tabs))
                (body)
            }
        };
        page(
            &Frame {
                words,
                title: self.title,
                under: &words.say("market-under"),
                back: Some(self.back),
                user: self.around.user.as_deref(),
                path: &self.around.path,
                error: !self.problems.is_empty(),
                scripts: &[],
                styles: &["market.css"],
                notice: self.around.notice.as_deref(),
                practice: self.around.practice.as_ref(),
            },
            body,
        )
    }
}

/// Fields for a crop, its grade, and whether it is organic.
pub(crate) fn kind_fields(fields: Fields<'_>, crops: &[Choice], crop: &str, grade: &str, organic: &str) -> Markup {
    html! {
        (fields.select("crop", "market-crop", crop, &chosen(crops)))
        div.pair.low {
            (fields.text("grade", "market-grade", grade).hint("market-grade-hint").mid())
            (fields.check("organic", "market-is-organic", organic == "1"))
        }
    }
}

/// Fields for a place: one of the list, or a code that says it more closely. `label` and `hint` are keys.
pub(crate) fn place_fields(
    fields: Fields<'_>,
    names: (&str, &str),
    label: &str,
    places: &[Choice],
    (place, closer): (&str, &str),
) -> Markup {
    html! {
        div.pair.start {
            (fields.select(names.0, label, place, &chosen(places)))
            (fields.text("", "market-place-closer", closer).named(names.1.to_owned()).hint("market-place-closer-hint").mid().keypad("numeric"))
        }
    }
}

/// A riel amount for a kilogram: `1,000 ៛/kg`, with the unit small beside it.
pub(crate) fn per_kilogram(words: Words, money: &Unit, amount: i64) -> Markup {
    html! { (money.amount(words, amount)) span.per { (words.say("market-per-kg")) } }
}

/// A weight in kilograms.
pub(crate) fn weight(words: Words, grams: i64) -> Markup {
    html! { span.n { (words.amount(grams, 3, "")) } }
}

/// By how much a price rose or fell, in money and whole per cents, as a shape, a sign and a figure.
pub(crate) fn change(words: Words, money: &Unit, before: i64, now: i64) -> Markup {
    let (wide_before, moved) = (i128::from(before.max(1)), (i128::from(now) - i128::from(before)).abs());
    let percent = i64::try_from((moved * 100 + wide_before / 2) / wide_before).unwrap_or(i64::MAX);
    let (symbol, sign, class) = match now.cmp(&before) {
        std::cmp::Ordering::Equal => return html! { span.n { (icon("equal")) " " (words.say("market-unchanged")) } },
        std::cmp::Ordering::Greater => ("chevron-up", "+", "up"),
        std::cmp::Ordering::Less => ("chevron-down", "\u{2212}", "down"),
    };
    let amount = words.quantity(i64::try_from(moved).unwrap_or(i64::MAX), money.decimals);
    html! { span.n.(class) { (icon(symbol)) (sign) (amount) " (" (sign) (words.number(percent)) "\u{a0}%)" } }
}

pub(crate) fn chosen(choices: &[Choice]) -> Vec<(Cow<'_, str>, Cow<'_, str>)> {
    choices.iter().map(|(value, text)| (Cow::from(value), Cow::from(text))).collect()
}
