//! What pages are put together from: amounts and names, cards and badges here; tables, fields and charts in their own files.
pub mod chart;
pub mod form;
pub mod table;
pub mod upload;

pub use chart::{Chart, Shape};
pub use form::{Fields, Problem};
pub use table::{Column, Listing, Row, Table, plain_pager};
pub use upload::Upload;

use crate::layout::{Frame, icon, page};
use crate::practice::Band;
use maud::{Markup, html};
use std::{borrow::Cow, sync::Arc};
use words::Words;

/// What surrounds a page and does not depend on which page it is. The web layer makes one a request.
#[derive(Clone, Debug)]
pub struct Around {
    /// The reader's language and digits.
    pub words: Words,
    /// Who is signed in.
    pub user: Option<Arc<SignedIn>>,
    /// This page's own path and query.
    pub path: String,
    /// What has just been done, already said in the reader's language.
    pub notice: Option<String>,
    /// The practice group that the page is of: it says so at its top.
    pub practice: Option<Band>,
}

/// Who is signed in, as pages name her.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// Her display name.
    pub name: String,
    /// Sixteen hexadecimal digits that stand for her on a device: whose the sheets, drafts and sendings kept there are.
    /// They say nothing of her, and nothing is reached by them.
    pub owner: String,
}

impl Around {
    /// The display name of who is signed in; empty where nobody is.
    pub fn user_name(&self) -> &str {
        self.user.as_ref().map_or("", |user| &user.name)
    }

    /// Draws a page that needs no script or stylesheet of its own.
    pub fn page(&self, title: &str, under: &str, back: Option<&str>, problems: &[Problem], body: Markup) -> Markup {
        page(
            &Frame {
                words: self.words,
                title,
                under,
                back,
                user: self.user.as_deref(),
                path: &self.path,
                error: !problems.is_empty(),
                scripts: &[],
                styles: &[],
                notice: self.notice.as_deref(),
                practice: self.practice.as_ref(),
            },
            body,
        )
    }
}

/// A name in both scripts; one may be empty, not both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    /// In Khmer script, family name first.
    pub khmer: String,
    /// In Latin script, family name first.
    pub latin: String,
}

impl Name {
    /// From its two forms.
    pub fn new(khmer: impl Into<String>, latin: impl Into<String>) -> Name {
        Name { khmer: khmer.into(), latin: latin.into() }
    }

    /// A name that is already in the reader's language, such as that of an account or fund of the chart.
    pub fn said(text: impl Into<String>) -> Name {
        Name { khmer: text.into(), latin: String::new() }
    }

    /// The form that the reader reads.
    pub fn show(&self, words: Words) -> &str {
        words.name(&self.khmer, &self.latin)
    }

    /// The other form; empty when there is none.
    pub fn other(&self, words: Words) -> &str {
        let other = Words { language: words.language.other(), ..words }.name(&self.khmer, &self.latin);
        if other == self.show(words) { "" } else { other }
    }
}

/// What a quantity is counted in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// The commodity's code: `KHR`, `USD`, …
    pub commodity: String,
    /// Decimal places of its smallest unit: 0 for riel, 2 for dollars.
    pub decimals: u8,
}

impl Unit {
    /// The number and the sign: `12,500 ៛`; never broken over two lines.
    pub fn amount(&self, words: Words, quantity: i64) -> Markup {
        html! { span.n { (words.amount(quantity, self.decimals, &self.commodity)) } }
    }

    /// The number alone, where a column's head says the unit.
    pub fn number(&self, words: Words, quantity: i64) -> Markup {
        html! { span.n { (words.quantity(quantity, self.decimals)) } }
    }

    /// The number alone, or nothing when it is zero: empty cells make a ledger readable.
    pub fn or_blank(&self, words: Words, quantity: i64) -> Markup {
        if quantity == 0 {
            html! {}
        } else {
            self.number(words, quantity)
        }
    }

    /// Number and sign as text, for a sentence.
    pub fn text(&self, words: Words, quantity: i64) -> String {
        words.amount(quantity, self.decimals, &self.commodity)
    }
}

/// A quantity with what it is counted in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amount {
    /// Smallest units.
    pub quantity: i64,
    /// What they are.
    pub unit: Unit,
}

/// Amounts of several commodities under each other; one dash when there are none.
pub fn amounts(words: Words, amounts: &[Amount]) -> Markup {
    html! {
        @if amounts.is_empty() { "–" }
        @for (at, amount) in amounts.iter().enumerate() {
            @if at > 0 { br; }
            (amount.unit.amount(words, amount.quantity))
        }
    }
}

/// The sign of a unit alone, for a column's head.
pub fn sign(words: Words, unit: &Unit) -> String {
    unit.text(words, 0).rsplit('\u{a0}').next().unwrap_or_default().to_owned()
}

/// A group as its pages head themselves.
#[derive(Clone, Debug)]
pub struct GroupHead {
    /// The code in addresses: letters, digits and hyphens.
    pub code: String,
    /// Its name.
    pub name: Name,
    /// What its books are kept in.
    pub unit: Unit,
    /// Whether its members save; otherwise it only keeps banks, and has no meetings, savings or loans of money.
    pub saves: bool,
    /// Whether it is one to learn on, in which nothing is real.
    pub practice: bool,
}

impl GroupHead {
    /// An address below the group's own, such as `members`; the group's page for "".
    pub fn href(&self, below: &str) -> String {
        let code = encode(&self.code);
        if below.is_empty() { format!("/groups/{code}") } else { format!("/groups/{code}/{below}") }
    }
}

/// How a badge looks; its word says the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// As it should be.
    Good,
    /// Waiting for someone.
    Wait,
    /// Wants attention.
    Warn,
    /// Refused or stopped.
    Stop,
    /// A plain fact.
    Calm,
    /// No longer in force.
    Past,
}

/// A state as a word, a shape and a colour.
pub fn badge(tone: Tone, symbol: &str, text: &str) -> Markup {
    let class = match tone {
        Tone::Good => "good",
        Tone::Wait => "wait",
        Tone::Warn => "warn",
        Tone::Stop => "stop",
        Tone::Calm => "calm",
        Tone::Past => "past",
    };
    html! { span.badge.(class) { (icon(symbol)) (text) } }
}

/// One figure of a summary.
pub struct Tile<'a> {
    /// A symbol of the sprite.
    pub icon: &'a str,
    /// What the figure is.
    pub label: Cow<'a, str>,
    /// The figure.
    pub figure: Markup,
    /// A small line below; may be empty.
    pub under: Markup,
}

/// A row of figures.
pub fn tiles(tiles: &[Tile<'_>]) -> Markup {
    html! {
        dl.tiles {
            @for tile in tiles {
                div.tile {
                    dt { (icon(tile.icon)) (tile.label) }
                    dd { (tile.figure) }
                    @if !tile.under.0.is_empty() { dd { (tile.under) } }
                }
            }
        }
    }
}

/// A card with a heading and a symbol.
pub fn card(symbol: &str, heading: &str, body: Markup) -> Markup {
    html! { section.card { h2 { (icon(symbol)) (heading) } (body) } }
}

/// A card whose table reaches its edges; `aside` stands at the right of the heading.
pub fn table_card(symbol: &str, heading: &str, aside: Markup, body: Markup) -> Markup {
    html! {
        section.card.flush {
            div.card-head { h2 { (icon(symbol)) (heading) } (aside) }
            (body)
        }
    }
}

/// Facts as a list of name and value; a fact with an empty value is left out.
pub fn facts(facts: &[(Cow<'_, str>, Markup)]) -> Markup {
    html! {
        dl.facts {
            @for (label, value) in facts.iter().filter(|(_, value)| !value.0.is_empty()) {
                div { dt { (label) } dd { (value) } }
            }
        }
    }
}

/// What stands where a list is still empty: what is missing, what to do next, and the button that does it.
pub fn empty(symbol: &str, heading: &str, text: &str, action: Option<(&str, &str)>) -> Markup {
    html! {
        div.empty {
            (icon(symbol))
            h2 { (heading) }
            p { (text) }
            @if let Some((href, label)) = action { div.actions { a.btn.main href=(href) { (label) } } }
        }
    }
}

/// A link with an arrow, at the foot or head of a card.
pub fn more(href: &str, label: &str) -> Markup {
    html! { a.more href=(href) { (label) (icon("chevron-right")) } }
}

/// A box that explains; `tone` is `""`, `"warn"` or `"stop"`.
pub fn note_box(tone: &str, symbol: &str, body: Markup) -> Markup {
    html! { div.note-box.(tone) { (icon(symbol)) div { (body) } } }
}

/// Links to what lies below a page, as large targets with symbols.
pub fn doors(label: &str, doors: &[(&str, String, Cow<'_, str>)]) -> Markup {
    html! {
        nav.doors aria-label=(label) {
            @for (symbol, href, text) in doors { a href=(href) { (icon(symbol)) span { (text) } } }
        }
    }
}

/// Pages that belong together; `here` is the index of the one that is open.
pub fn tabs(label: &str, here: usize, tabs: &[(&str, String, Cow<'_, str>)]) -> Markup {
    html! {
        nav.tabs aria-label=(label) {
            @for (at, (symbol, href, text)) in tabs.iter().enumerate() {
                a href=(href) aria-current=[(at == here).then_some("page")] { (icon(symbol)) (text) }
            }
        }
    }
}

/// A page that asks before something is done that cannot be undone.
pub struct Confirm<'a> {
    /// What surrounds the page.
    pub around: &'a Around,
    /// The question.
    pub title: &'a str,
    /// Where it happens (the group's name).
    pub under: &'a str,
    /// What will happen.
    pub text: &'a str,
    /// Where the form goes.
    pub action: &'a str,
    /// Hidden fields that travel along.
    pub hidden: &'a [(&'a str, &'a str)],
    /// The word on the button.
    pub button: &'a str,
    /// Whether the button warns.
    pub danger: bool,
    /// Where "cancel" leads.
    pub back: &'a str,
}

/// Draws the question of a [`Confirm`].
pub fn confirm(ask: &Confirm<'_>) -> Markup {
    let words = ask.around.words;
    let body = html! {
        form.card.stack.narrow method="post" action=(ask.action) {
            (note_box("warn", "triangle-alert", html! { p { (ask.text) } }))
            @for (name, value) in ask.hidden { input type="hidden" name=(name) value=(value); }
            div.actions {
                button.btn.(if ask.danger { "danger" } else { "main" }) type="submit" { (ask.button) }
                a.btn href=(ask.back) { (words.say("cancel")) }
            }
        }
    };
    ask.around.page(ask.title, ask.under, Some(ask.back), &[], body)
}

/// A part of an address, percent-encoded.
pub fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => encoded.push(char::from(byte)),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

/// A path with query pairs; pairs with an empty value are left out.
pub fn with_query(path: &str, pairs: &[(&str, &str)]) -> String {
    let mut href = path.to_owned();
    for (at, (name, value)) in pairs.iter().filter(|(_, value)| !value.is_empty()).enumerate() {
        href.push(if at == 0 { '?' } else { '&' });
        href.push_str(&format!("{}={}", encode(name), encode(value)));
    }
    href
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_encoded() {
        assert_eq!(with_query("/", &[("q", "ស"), ("sort", ""), ("page", "2")]), "/?q=%E1%9E%9F&page=2");
        assert_eq!(encode("a b&c/d"), "a%20b%26c%2Fd");
    }
}
