//! What pages share that offer papers: in what language they are written, and the small forms that have them printed.
use crate::{
    layout::icon,
    parts::{GroupHead, encode, with_query},
};
use maud::{Markup, html};
use serde::Deserialize;
use words::Words;

/// In what papers are written, as an address or a form says it; where nothing is chosen, as the reader reads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct PaperChoice {
    /// `km`, `both` or `en`.
    pub lang: String,
    /// `khmer` or `latin`.
    pub digits: String,
}

impl PaperChoice {
    /// The address of a paper, written as chosen.
    pub fn href(&self, path: &str) -> String {
        with_query(path, &[("lang", &self.lang), ("digits", &self.digits)])
    }

    /// The choice as hidden fields of a form.
    pub fn hidden(&self) -> Markup {
        html! {
            @for (name, value) in [("lang", &self.lang), ("digits", &self.digits)] {
                @if !value.is_empty() { input type="hidden" name=(name) value=(value); }
            }
        }
    }
}

/// What is typed to have passbooks printed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct PassbooksForm {
    /// `all`, or a member's number.
    pub members: String,
    /// `a6` or `a5`.
    pub size: String,
    /// `booklet` or `pages`.
    pub layout: String,
    /// `full`, or `new`: those that were not printed yet.
    pub pages: String,
    /// The language: `km`, `both` or `en`.
    pub lang: String,
    /// The digits: `khmer` or `latin`.
    pub digits: String,
}

impl Default for PassbooksForm {
    /// What is usual: everybody's, whole, for the pocket, to be folded.
    fn default() -> PassbooksForm {
        PassbooksForm {
            members: "all".into(),
            size: "a6".into(),
            layout: "booklet".into(),
            pages: "full".into(),
            lang: String::new(),
            digits: String::new(),
        }
    }
}

impl PassbooksForm {
    /// The whole passbook of one member, page by page.
    pub fn of_member(number: u32) -> PassbooksForm {
        PassbooksForm { members: number.to_string(), layout: "pages".into(), ..PassbooksForm::default() }
    }

    /// A button that has them printed as they are here; `main` makes it the first of its page.
    pub fn button(&self, group: &GroupHead, main: bool, symbol: &str, label: &str) -> Markup {
        let fields = [
            ("members", &self.members),
            ("size", &self.size),
            ("layout", &self.layout),
            ("pages", &self.pages),
            ("lang", &self.lang),
            ("digits", &self.digits),
        ];
        html! {
            form.no-paper method="post" action=(group.href("papers/passbooks")) {
                @for (name, value) in fields {
                    @if !value.is_empty() { input type="hidden" name=(name) value=(value); }
                }
                button.btn.(if main { "main" } else { "" }) type="submit" { (icon(symbol)) (label) }
            }
        }
    }
}

/// A link that opens a paper.
pub fn paper_button(words: Words, href: &str) -> Markup {
    html! { a.btn.no-paper href=(href) { (icon("printer")) (words.say("print")) } }
}

/// Prints one of several receipts of the group of a code. Of member and entry one stands fixed (name and value), and the
/// other (`name`) is chosen: value and what it is called. Nothing, where there is nothing to choose.
pub fn receipt_form(words: Words, code: &str, (fixed, value): (&str, &str), name: &str, options: &[(String, String)]) -> Markup {
    if options.is_empty() {
        return html! {};
    }
    let id = format!("receipt-{name}");
    html! {
        form.filter.no-paper method="post" action={ "/groups/" (encode(code)) "/papers/receipt" } {
            input type="hidden" name=(fixed) value=(value);
            div.f.grow {
                label for=(id) { (words.say("offer-receipt")) }
                select.box id=(id) name=(name) { @for (value, text) in options { option value=(value) { (text) } } }
            }
            button.btn type="submit" { (icon("printer")) (words.say("print")) }
        }
    }
}
