//! What the pages of a cooperative's store, mill, sales and books share: what stands in the fields, parts of a whole, the
//! frame.
use super::{CoopFrame, CoopHead, kilograms, tenths};
use crate::parts::{Around, Problem};
use maud::{Markup, html};
use std::{borrow::Cow, collections::BTreeMap};
use words::Words;

/// A value and its text in a list to choose from.
pub type Choice = (String, String);

/// What was typed into a form, field by field.
#[derive(Clone, Debug, Default)]
pub struct Filled {
    fields: BTreeMap<String, String>,
}

impl Filled {
    /// What a browser sent; of two fields of one name the last.
    pub fn read(pairs: Vec<(String, String)>) -> Filled {
        Filled { fields: pairs.into_iter().collect() }
    }

    /// A field; a missing one is blank.
    pub fn get(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }

    /// Fills a field in.
    pub fn put(&mut self, name: &str, value: impl Into<String>) {
        self.fields.insert(name.to_owned(), value.into());
    }

    /// The same with a field filled in.
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Filled {
        self.put(name, value);
        self
    }

    /// The fields whose name begins so: the rest of the name, and what was typed.
    pub fn below<'a>(&'a self, before: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.fields.iter().filter_map(move |(name, value)| Some((name.strip_prefix(before)?, value.as_str())))
    }
}

/// A weight on a page, never broken over two lines.
pub(super) fn kg(words: Words, grams: i64) -> Markup {
    kilograms(words, grams)
}

/// The weight alone, where a column's head says the unit; nothing for nothing.
pub(super) fn kg_or_blank(words: Words, grams: i64) -> Markup {
    html! { @if grams != 0 { span.n { (words.quantity(grams, 3)) } } }
}

/// Tenths of a per cent with their sign: `62.5 %`.
pub fn percent(words: Words, of_a_thousand: i64) -> String {
    format!("{}\u{a0}%", tenths(words, of_a_thousand))
}

/// Of a thousand, rounded half up.
pub fn of_thousand(part: i64, whole: i64) -> i64 {
    if whole <= 0 { 0 } else { (part.saturating_mul(2_000) + whole) / (whole * 2) }
}

/// A head of a column with what its figures are counted in.
pub(super) fn head_in(words: Words, key: &str, sign: &str) -> String {
    format!("{} ({sign})", words.say(key))
}

/// Choices as a list takes them, with a blank one before them where it may be left open.
pub(super) fn options<'a>(blank: Option<Cow<'a, str>>, all: &'a [Choice]) -> Vec<(Cow<'a, str>, Cow<'a, str>)> {
    let blank = blank.into_iter().map(|text| ("".into(), text));
    blank.chain(all.iter().map(|(value, text)| (value.as_str().into(), text.as_str().into()))).collect()
}

/// How much of a whole, drawn and said.
pub(super) fn share_of(label: &str, part: i64, whole: i64) -> Markup {
    html! { progress.bar-full max=(whole.max(1)) value=(part.clamp(0, whole.max(1))) aria-label=(label) {} }
}

/// What stands around a page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Desk<'a> {
    pub(super) around: &'a Around,
    pub(super) coop: &'a CoopHead,
    /// The door that is open; none: a page behind one of them.
    pub(super) tab: Option<&'a str>,
    pub(super) title: &'a str,
    /// Where the arrow leads: an address below the cooperative's.
    pub(super) back: &'a str,
    pub(super) problems: &'a [Problem],
    pub(super) scripts: &'a [&'a str],
}

impl Desk<'_> {
    /// Draws the page.
    pub(super) fn draw(&self, body: Markup) -> Markup {
        let Desk { around, coop, tab, title, back, problems, scripts } = *self;
        CoopFrame { around, coop, tab, title, back: coop.href(back), problems, scripts }.draw(body)
    }
}
