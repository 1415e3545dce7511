//! Slips of grants under codes, for everybody but the liaison: a number, a line, sums, and the form of one step. Nothing on
//! them says anything of anybody.
use super::{
    AwardFrame, AwardHead,
    forms::{ActForm, act_form},
    grant::{TrancheRow, tranches},
};
use crate::{
    layout::icon,
    parts::{
        Amount, Around, Column, Fields, Name, Problem, Row, Table, amounts, card, empty, facts, note_box, table_card, with_query,
    },
};
use maud::{Markup, html};
use std::borrow::Cow;

/// A slip in the list.
#[derive(Clone, Debug)]
pub struct SlipRow {
    /// The grant's number.
    pub no: i64,
    /// The line that pays.
    pub line: Name,
    /// What is agreed, or approved, or asked for.
    pub amount: i64,
}

/// What waits for the reader.
#[derive(Clone, Debug)]
pub struct SlipsPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which award.
    pub award: AwardHead,
    /// What is to be done, by its word, and of which grants.
    pub waiting: Vec<(&'static str, Vec<SlipRow>)>,
    /// She may open another one by its number: to change an agreement, or to close before everything was done.
    pub by_number: bool,
    /// The number she typed.
    pub typed: String,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET /awards/{award}/slips`
pub fn slips(page: &SlipsPage) -> Markup {
    let (words, award) = (page.around.words, &page.award);
    let fields = Fields { words, problems: &page.problems };
    let title = words.say("slips");
    let list = |act: &str, rows: &[SlipRow]| {
        let columns =
            [Column::lead(words.say("voucher-grant")), Column::text(words.say("award-line")), Column::figure(words.say("amount"))];
        let line = |row: &SlipRow| {
            let no = words.with("grant-no", &[("number", words.ordinal(row.no).into())]);
            let href = with_query(&award.href(&format!("slips/{}", row.no)), &[("act", act)]);
            Row::new(vec![html! { a href=(href) { (no) } }, html! { (row.line.show(words)) }, award.unit.amount(words, row.amount)])
        };
        let heading = words.say(&format!("grant-act-{act}"));
        let rows = rows.iter().map(line).collect();
        let table = Table { words, caption: &heading, columns: &columns, rows, foot: vec![], listing: None };
        table_card("file-text", &heading, html! {}, html! { (table) })
    };
    let body = html! {
        (note_box("", "lock", html! { p { (words.say("slips-text")) } }))
        @if page.waiting.is_empty() {
            div.card { (empty("circle-check", &words.say("slips-none"), &words.say("slips-none-text"), None)) }
        }
        @for (act, rows) in &page.waiting { (list(act, rows)) }
        @if page.by_number {
            form.filter method="get" action=(award.href("slips")) role="search" novalidate {
                (fields.count("no", "slips-other", &page.typed).hint("slips-other-hint"))
                button.btn type="submit" { (icon("search")) (words.say("show")) }
            }
        }
    };
    AwardFrame { around: &page.around, award, tab: None, title: &title, back: award.href(""), problems: &page.problems }.draw(body)
}

/// One slip.
#[derive(Clone, Debug)]
pub struct SlipPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which award.
    pub award: AwardHead,
    /// The grant's number.
    pub no: i64,
    /// The line that pays.
    pub line: Name,
    /// What was asked for, is brought, was approved, agreed, paid, is still to be paid back.
    pub sums: [i64; 6],
    /// The parts of the plan.
    pub plan: Vec<i64>,
    /// The tranches.
    pub tranches: Vec<TrancheRow>,
    /// What the sealed receipts show, by currency; nothing where it is not asked for.
    pub receipts: Vec<Amount>,
    /// The form.
    pub form: Option<ActForm>,
    /// Other steps that are hers.
    pub others: Vec<&'static str>,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET /awards/{award}/slips/{no}`
pub fn slip(page: &SlipPage) -> Markup {
    let (words, award, unit) = (page.around.words, &page.award, &page.award.unit);
    let title = words.with("grant-no", &[("number", words.ordinal(page.no).into())]);
    let href = award.href(&format!("slips/{}", page.no));
    let money = |amount: i64| html! { @if amount > 0 { (unit.amount(words, amount)) } };
    let [asked, own, approved, agreed, paid, to_recover] = page.sums;
    let plan = html! { @for (at, part) in page.plan.iter().enumerate() { @if at > 0 { " + " } (unit.number(words, *part)) } };
    let receipts = html! { @if !page.receipts.is_empty() { (amounts(words, &page.receipts)) } };
    let all: Vec<(Cow<'_, str>, Markup)> = vec![
        (words.say("award-line"), html! { (page.line.show(words)) }),
        (words.say("grant-asked"), money(asked)),
        (words.say("code-own"), money(own)),
        (words.say("grant-plan"), plan),
        (words.say("grant-approved"), money(approved)),
        (words.say("grant-agreed"), money(agreed)),
        (words.say("grant-paid"), money(paid)),
        (words.say("slip-receipts"), receipts),
        (words.say("grant-to-recover"), money(to_recover)),
    ];
    let body = html! {
        (note_box("", "lock", html! { p { (words.say("slips-text")) } }))
        div.halves {
            div.stack {
                @if let Some(form) = &page.form { (act_form(words, &page.problems, &href, form)) }
                @if !page.others.is_empty() {
                    div.actions {
                        @for act in &page.others {
                            a.btn href=(with_query(&href, &[("act", act)])) { (icon("pencil")) (words.say(&format!("grant-act-{act}"))) }
                        }
                    }
                }
            }
            div.stack {
                (card("file-text", &words.say("award-small-grants"), facts(&all)))
                @if !page.tranches.is_empty() { (tranches(words, award, &page.tranches)) }
            }
        }
    };
    AwardFrame { around: &page.around, award, tab: None, title: &title, back: award.href("slips"), problems: &page.problems }
        .draw(body)
}
