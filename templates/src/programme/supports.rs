//! Supports: how many a paid voucher was for.
use super::{ProgrammeFrame, Tab};
use crate::{
    layout::icon,
    parts::{Around, Column, Fields, Name, Problem, Row, Table, Tone, badge, empty, encode, table_card},
};
use chrono::NaiveDate;
use maud::{Markup, html};
use serde::Deserialize;
use std::borrow::Cow;
use words::Words;

/// What is typed in.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct SupportForm {
    /// Makes a second click harmless.
    pub key: String,
    /// The award's code.
    pub award: String,
    /// The voucher's number.
    pub voucher: String,
    /// `scholarship`.
    pub kind: String,
    /// Two digits, or empty.
    pub province: String,
    /// Girls and women.
    pub female: String,
    /// Boys and men.
    pub male: String,
}

/// A support.
#[derive(Clone, Debug)]
pub struct SupportLine {
    /// Which.
    pub id: String,
    /// Of which partner.
    pub partner: Name,
    /// The award's code.
    pub award: String,
    /// The voucher.
    pub voucher: i64,
    /// `scholarship`.
    pub kind: String,
    /// When it was paid.
    pub day: NaiveDate,
    /// Where.
    pub place: Name,
    /// Girls and women.
    pub female: i64,
    /// Boys and men.
    pub male: i64,
    /// It was taken back.
    pub undone: bool,
}

/// The page.
#[derive(Clone, Debug)]
pub struct SupportsPage {
    /// What surrounds the page.
    pub around: Around,
    /// What was written down, the latest first.
    pub lines: Vec<SupportLine>,
    /// Awards that may be chosen: code and text.
    pub awards: Vec<(String, String)>,
    /// Provinces: code and name.
    pub provinces: Vec<(String, String)>,
    /// The form.
    pub form: SupportForm,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
}

/// `GET /programme/supports`
pub fn supports(page: &SupportsPage) -> Markup {
    let words = page.around.words;
    let title = words.say("programme-supports");
    let body = html! {
        p { (words.say("supports-text")) }
        @if page.awards.is_empty() { (empty("stamp", &words.say("supports-no-award"), &words.say("supports-no-award-text"), None)) }
        @else { (form(page)) }
        @if !page.lines.is_empty() { (table_card("stamp", &words.say("supports-written"), html! {}, table(words, &page.lines))) }
    };
    ProgrammeFrame {
        around: &page.around,
        tab: Tab::Other,
        title: &title,
        under: "",
        back: "/programme",
        organisation: "",
        problems: &page.problems,
    }
    .draw(body)
}

fn form(page: &SupportsPage) -> Markup {
    let (words, form) = (page.around.words, &page.form);
    let fields = Fields { words, problems: &page.problems };
    let choices = |list: &[(String, String)]| -> Vec<(Cow<'static, str>, Cow<'static, str>)> {
        list.iter().map(|(value, text)| (value.clone().into(), text.clone().into())).collect()
    };
    let none = (Cow::from(""), Cow::from("–"));
    let provinces: Vec<_> = std::iter::once(none).chain(choices(&page.provinces)).collect();
    html! {
        form.card.form.narrow method="post" action="/programme/supports" novalidate {
            (fields.summary())
            input type="hidden" name="key" value=(form.key);
            (fields.select("award", "award", &form.award, &choices(&page.awards)))
            (fields.count("voucher", "support-voucher", &form.voucher).hint("support-voucher-hint"))
            (fields.select("kind", "support-kind", &form.kind, &[("scholarship".into(), words.say("support-kind-scholarship"))]))
            (fields.select("province", "programme-province", &form.province, &provinces))
            div.pair {
                (fields.count("female", "support-female", &form.female))
                (fields.count("male", "support-male", &form.male))
            }
            div.actions { button.btn.main type="submit" { (words.say("support-write")) } }
        }
    }
}

fn table(words: Words, lines: &[SupportLine]) -> Markup {
    let columns = [
        Column::lead(words.say("support-voucher")),
        Column::figure(words.say("support-people")),
        Column::number(words.say("support-female")),
        Column::number(words.say("support-male")),
        Column::text(words.say("support-day")),
        Column::text(words.say("programme-province")),
        Column::text(words.say("programme-partner")),
        Column::act(words.say("support-undo")),
    ];
    let number = |number: i64| html! { span.n { (words.number(number)) } };
    let row = |line: &SupportLine| Row {
        cells: vec![
            html! { a href={ "/awards/" (encode(&line.award)) "/vouchers/" (line.voucher) } { (line.award) " · " (words.ordinal(line.voucher)) } },
            number(line.female + line.male),
            number(line.female),
            number(line.male),
            html! { span.n { (words.date_short(line.day)) } },
            html! { (line.place.show(words)) },
            html! { (line.partner.show(words)) },
            html! {
                @if line.undone { (badge(Tone::Past, "undo-2", &words.say("support-undone"))) } @else {
                    form method="post" action={ "/programme/supports/" (line.id) "/undo" } {
                        button.btn type="submit" { (icon("undo-2")) (words.say("support-undo")) }
                    }
                }
            },
        ],
        tone: if line.undone { "old" } else { "" },
    };
    html! { (Table { words, caption: &words.say("supports-written"), columns: &columns, rows: lines.iter().map(row).collect(), foot: vec![], listing: None }) }
}
