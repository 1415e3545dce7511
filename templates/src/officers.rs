//! Offices of a group as terms with dates: who held which office when.
use crate::layout::icon;
use crate::parts::{Around, Column, Fields, GroupHead, Name, Problem, Row, Table, Tone, badge, empty, table_card};
use chrono::NaiveDate;
use maud::{Markup, html};
use serde::Deserialize;
use std::borrow::Cow;
use words::Words;

/// The offices a group fills; a key `office-<code>` names each.
pub const OFFICES: [&str; 5] = ["chair", "secretary", "treasurer", "counter", "key-holder"];

/// The terms of a group's officers.
#[derive(Clone, Debug)]
pub struct OfficersPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which group.
    pub group: GroupHead,
    /// Every term, those in office first, then the latest.
    pub terms: Vec<Term>,
    /// Members who may be chosen: number and name.
    pub members: Vec<(u32, Name)>,
    /// What has been typed about a new term.
    pub form: TermForm,
    /// What has been typed about the end of a term.
    pub end: EndTermForm,
    /// Every refusal of either form.
    pub problems: Vec<Problem>,
    /// May add and end terms.
    pub may_manage: bool,
}

/// A term of office.
#[derive(Clone, Debug)]
pub struct Term {
    /// Its id, for the form that ends it.
    pub id: String,
    /// The office's code.
    pub office: String,
    /// The member's number.
    pub member: u32,
    /// Her name.
    pub name: Name,
    /// First day.
    pub from: NaiveDate,
    /// Last day; none while in office.
    pub until: Option<NaiveDate>,
}

/// What is typed about a new term.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct TermForm {
    /// Made by the server: posting the same form twice adds one term.
    pub key: String,
    /// A code of [`OFFICES`].
    pub office: String,
    /// A member's number.
    pub member: String,
    /// First day.
    pub from: String,
}

/// What is typed about the end of a term.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct EndTermForm {
    /// The term's id.
    pub term: String,
    /// Last day.
    pub until: String,
}

/// `GET /groups/{code}/officers`; `POST` to it adds a term, `POST` to `officers/end` ends one.
pub fn officers(page: &OfficersPage) -> Markup {
    let (words, group) = (page.around.words, &page.group);
    let heading = words.say("officers");
    let fields = Fields { words, problems: &page.problems };
    let body = html! {
        div.stack {
            (fields.summary())
            @if page.terms.is_empty() && page.members.is_empty() {
                div.card { (empty("user-plus", &words.say("no-members-yet"), &words.say("no-members-yet-text"), Some((&group.href("members"), &words.say("members"))))) }
            } @else if page.terms.is_empty() {
                div.card { (empty("id-card", &words.say("no-officers-yet"), &words.say("no-officers-yet-text"), None)) }
            } @else { (terms(page, &heading)) }
            @if page.may_manage && !page.members.is_empty() { div.halves.even { (new_term(page, fields)) (end_term(page, fields)) } }
        }
    };
    page.around.page(&heading, group.name.show(words), Some(&group.href("")), &page.problems, body)
}

fn terms(page: &OfficersPage, heading: &str) -> Markup {
    let (words, group) = (page.around.words, &page.group);
    let columns = [
        Column::lead(words.say("office")),
        Column::text(words.say("member")),
        Column::text(words.say("from-date")),
        Column::text(words.say("until-date")),
        Column::act(words.say("state")),
    ];
    let rows = page.terms.iter().map(|term| Row {
        cells: vec![
            html! { (office(words, &term.office)) },
            html! { a href=(group.href(&format!("members/{}", term.member))) { (term.name.show(words)) } },
            html! { span.n { (words.date_short(term.from)) } },
            html! { @if let Some(until) = term.until { span.n { (words.date_short(until)) } } },
            html! { @if term.until.is_none() { (badge(Tone::Good, "circle-check", &words.say("in-office"))) } @else { (badge(Tone::Past, "history", &words.say("former"))) } },
        ],
        tone: if term.until.is_some() { "old" } else { "" },
    });
    let table = Table { words, caption: heading, columns: &columns, rows: rows.collect(), foot: vec![], listing: None };
    table_card("id-card", heading, html! {}, html! { (table) })
}

fn new_term(page: &OfficersPage, fields: Fields<'_>) -> Markup {
    let (words, form) = (page.around.words, &page.form);
    let offices: Vec<(Cow<'_, str>, Cow<'_, str>)> = OFFICES.iter().map(|code| (Cow::from(*code), office(words, code))).collect();
    let members: Vec<(Cow<'_, str>, Cow<'_, str>)> = page
        .members
        .iter()
        .map(|(number, name)| {
            (number.to_string().into(), format!("{} · {}", words.ordinal((*number).into()), name.show(words)).into())
        })
        .collect();
    html! {
        form.card.form method="post" action=(page.group.href("officers")) novalidate {
            h2 { (icon("user-plus")) (words.say("new-term")) }
            input type="hidden" name="key" value=(form.key);
            (fields.select("office", "office", &form.office, &offices))
            (fields.select("member", "member", &form.member, &members))
            (fields.date("from", "from-date", &form.from))
            div.actions { button.btn.main type="submit" { (icon("check")) (words.say("add-term")) } }
        }
    }
}

fn end_term(page: &OfficersPage, fields: Fields<'_>) -> Markup {
    let words = page.around.words;
    let current: Vec<(Cow<'_, str>, Cow<'_, str>)> = page
        .terms
        .iter()
        .filter(|term| term.until.is_none())
        .map(|term| (term.id.as_str().into(), format!("{} · {}", office(words, &term.office), term.name.show(words)).into()))
        .collect();
    html! {
        @if !current.is_empty() {
            form.card.form method="post" action=(page.group.href("officers/end")) novalidate {
                h2 { (icon("calendar-check")) (words.say("end-term")) }
                (fields.select("term", "office", &page.end.term, &current))
                (fields.date("until", "until-date", &page.end.until))
                div.actions { button.btn type="submit" { (words.say("end-term-button")) } }
            }
        }
    }
}

fn office(words: Words, code: &str) -> Cow<'static, str> {
    words.say(&format!("office-{code}"))
}
