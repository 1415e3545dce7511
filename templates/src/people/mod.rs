//! The register of people: the list, one person, who may be in it twice, and households.
pub mod duplicates;
pub mod household;
pub mod person;
pub mod register;

use crate::{
    layout::{Frame, page},
    parts::{Around, Name, Problem},
};
use maud::{Markup, html};
use words::Words;

/// A person as pages of the register name her, as far as she is compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonHead {
    /// Her record's id in addresses.
    pub id: String,
    /// Her name.
    pub name: Name,
    /// Whose register she is in.
    pub organisation: Name,
    /// `female` or `male`; empty where nobody wrote it.
    pub sex: String,
    /// Year of birth.
    pub birth_year: Option<i64>,
    /// Her village, or nothing.
    pub place: Name,
    /// Her telephone as it is written here, or nothing.
    pub phone: String,
    /// The groups she is in: name, code, her number.
    pub groups: Vec<(Name, String, i64)>,
}

impl PersonHead {
    /// Her page.
    pub fn href(&self) -> String {
        format!("/people/{}", self.id)
    }
}

/// A name in the reader's script, the other one small below it.
fn both(words: Words, name: &Name) -> Markup {
    html! { (name.show(words)) @if !name.other(words).is_empty() { span.small.other { (name.other(words)) } } }
}

/// A group with the person's number in it.
fn group(words: Words, (name, code, number): &(Name, String, i64)) -> Markup {
    let values = [("group", name.show(words).into()), ("code", code.as_str().into()), ("number", words.ordinal(*number).into())];
    html! { span.each { (words.with("people-in-group", &values)) } }
}

/// Female or male in the reader's words.
fn sex(words: Words, sex: &str) -> Markup {
    html! { @if !sex.is_empty() { (words.say(sex)) } }
}

/// A page with the register's own stylesheet.
fn frame(around: &Around, (title, under, back): (&str, &str, &str), problems: &[Problem], body: Markup) -> Markup {
    let frame = Frame {
        words: around.words,
        title,
        under,
        back: Some(back),
        user: around.user.as_deref(),
        path: &around.path,
        error: !problems.is_empty(),
        scripts: &[],
        styles: &["people.css"],
        notice: around.notice.as_deref(),
        practice: around.practice.as_ref(),
    };
    page(&frame, html! { div.stack.pe { (body) } })
}
