//! The day book of a bank: everything that happened, by number; and one act with its postings, its price and the way to
//! take it back.
use super::{BankHead, Who, frame::BankFrame};
use crate::{
    books::AccountName,
    layout::icon,
    parts::{Around, Column, Fields, Listing, Problem, Row, Table, Tone, Unit, badge, card, empty, facts, note_box, table_card},
};
use chrono::{DateTime, NaiveDate, Utc};
use maud::{Markup, html};
use serde::Deserialize;
use std::borrow::Cow;

/// The day book.
#[derive(Clone, Debug)]
pub struct ActsPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which bank.
    pub bank: BankHead,
    /// The acts of this page of the list, the latest first.
    pub acts: Vec<ActLine>,
    /// Paging.
    pub listing: Listing,
}

/// An act in a list.
#[derive(Clone, Debug)]
pub struct ActLine {
    /// Its number.
    pub no: i64,
    /// The day it happened.
    pub day: NaiveDate,
    /// What happened, as a sentence.
    pub what: String,
    /// Who wrote it.
    pub by: String,
    /// The entry that posted it.
    pub entry: Option<i64>,
    /// The act that undid it.
    pub undone_by: Option<i64>,
}

/// `GET /banks/{code}/acts`
pub fn acts(page: &ActsPage) -> Markup {
    let words = page.around.words;
    let title = words.say("bank-day-book");
    let body = html! {
        @if page.acts.is_empty() {
            div.card { (empty("book-open", &words.say("bank-no-acts"), &words.say("bank-no-acts-text"), None)) }
        } @else {
            (table_card("book-open", &title, html! {}, table(page, &title)))
        }
    };
    let frame =
        BankFrame { around: &page.around, bank: &page.bank, tab: None, title: &title, back: page.bank.href(""), problems: &[] };
    frame.draw(body)
}

fn table(page: &ActsPage, caption: &str) -> Markup {
    let (words, bank) = (page.around.words, &page.bank);
    let columns = [
        Column::mark(words.say("number-short")),
        Column::lead(words.say("bank-what-happened")),
        Column::text(words.say("date")),
        Column::text(words.say("recorded-by")),
        Column::text(words.say("bank-entry")),
    ];
    let row = |act: &ActLine| Row {
        cells: vec![
            html! { (words.ordinal(act.no)) },
            html! {
                a href=(bank.href(&format!("acts/{}", act.no))) { (act.what) }
                @if act.undone_by.is_some() { " " (badge(Tone::Past, "undo-2", &words.say("bank-undone"))) }
            },
            html! { span.n { (words.date_short(act.day)) } },
            html! { (act.by) },
            html! { @if let Some(entry) = act.entry { a href=(bank.group.href(&format!("entries/{entry}"))) { (words.ordinal(entry)) } } },
        ],
        tone: if act.undone_by.is_some() { "old" } else { "" },
    };
    let rows = page.acts.iter().map(row).collect();
    html! { (Table { words, caption, columns: &columns, rows, foot: vec![], listing: Some(&page.listing) }) }
}

/// What is typed to take an act back.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct UndoForm {
    /// Made by the server: sent twice, asked once.
    pub key: String,
    /// The day on which it is taken back.
    pub day: String,
    /// Why it was a mistake.
    pub reason: String,
}

/// One act.
#[derive(Clone, Debug)]
pub struct ActPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which bank.
    pub bank: BankHead,
    /// The act.
    pub line: ActLine,
    /// What else it says: label and text.
    pub said: Vec<(Cow<'static, str>, String)>,
    /// Its rows, where it was about several people.
    pub rows: Option<ActRows>,
    /// When it was written down.
    pub recorded_at: DateTime<Utc>,
    /// Who confirmed it, and the request that she confirmed.
    pub confirmed: Option<(String, i64)>,
    /// The price it cites, in words; empty for none.
    pub price: String,
    /// Its postings.
    pub postings: Vec<ActPosting>,
    /// The act that it undid.
    pub undoes: Option<i64>,
    /// The request that asks to undo it, and waits.
    pub asked_undo: Option<i64>,
    /// May ask to undo it: it can be undone, and nobody has asked.
    pub may_undo: bool,
    /// What has been typed.
    pub form: UndoForm,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// The rows of an act.
#[derive(Clone, Debug)]
pub struct ActRows {
    /// The heads of the figures after the member's name, as keys.
    pub heads: Vec<&'static str>,
    /// Who, her loan where there is one, and the figures.
    pub rows: Vec<(Who, Option<i64>, Vec<String>)>,
}

/// A posting of an act.
#[derive(Clone, Debug)]
pub struct ActPosting {
    /// The account.
    pub account: AccountName,
    /// Whom it concerns.
    pub who: Option<Who>,
    /// What it is counted in.
    pub unit: Unit,
    /// Smallest units; debit above zero.
    pub quantity: i64,
}

/// `GET /banks/{code}/acts/{no}`; `POST …/undo` (fields of [`UndoForm`])
pub fn act(page: &ActPage) -> Markup {
    let (words, bank, line) = (page.around.words, &page.bank, &page.line);
    let fields = Fields { words, problems: &page.problems };
    let title = words.with("bank-act-number", &[("number", words.ordinal(line.no).into())]);
    let body = html! {
        (fields.summary())
        (related(page))
        div.halves.even {
            (card("file-text", &line.what, about(page)))
            @if page.may_undo { (undo(page, fields)) }
        }
        @if let Some(rows) = &page.rows { (people(page, rows)) }
        @if !page.postings.is_empty() { (postings(page)) }
    };
    let frame =
        BankFrame { around: &page.around, bank, tab: None, title: &title, back: bank.href("acts"), problems: &page.problems };
    frame.draw(body)
}

/// What this act has to do with others.
fn related(page: &ActPage) -> Markup {
    let (words, bank) = (page.around.words, &page.bank);
    let to = |key: &str, no: i64, below: &str| {
        let said = words.with(key, &[("number", words.ordinal(no).into())]);
        note_box("warn", "undo-2", html! { p { a href=(bank.href(&format!("{below}/{no}"))) { (said) } } })
    };
    html! {
        @if let Some(no) = page.line.undone_by { (to("bank-act-undone-by", no, "acts")) }
        @if let Some(no) = page.undoes { (to("bank-act-undoes", no, "acts")) }
        @if let Some(no) = page.asked_undo { (to("bank-act-undo-asked", no, "requests")) }
    }
}

fn about(page: &ActPage) -> Markup {
    let (words, bank, line) = (page.around.words, &page.bank, &page.line);
    let mut all = vec![(words.say("date"), html! { (words.date(line.day)) })];
    all.extend(page.said.iter().map(|(label, text)| (label.clone(), html! { (text) })));
    all.push((words.say("bank-price-cited"), html! { (page.price) }));
    all.push((
        words.say("bank-entry"),
        html! {
            @match line.entry {
                Some(entry) => a href=(bank.group.href(&format!("entries/{entry}"))) { (words.with("entry-number", &[("number", words.ordinal(entry).into())])) },
                None => (words.say("bank-not-posted")),
            }
        },
    ));
    all.push((words.say("recorded-by"), html! { (line.by) }));
    all.push((words.say("recorded-at"), html! { span.n { (words.instant(page.recorded_at)) } }));
    if let Some((who, request)) = &page.confirmed {
        let request = *request;
        all.push((words.say("bank-confirmed-by"), html! { a href=(bank.href(&format!("requests/{request}"))) { (who) } }));
    }
    facts(&all)
}

fn people(page: &ActPage, rows: &ActRows) -> Markup {
    let (words, bank) = (page.around.words, &page.bank);
    let caption = words.say("bank-act-rows");
    let loans = rows.rows.iter().any(|(_, loan, _)| loan.is_some());
    let mut columns = vec![Column::lead(words.say("member"))];
    if loans {
        columns.push(Column::text(words.say("bank-loan")));
    }
    let figures = rows.heads.iter().enumerate();
    columns.extend(figures.map(|(at, key)| if at == 0 { Column::figure(words.say(key)) } else { Column::number(words.say(key)) }));
    let row = |(who, loan, figures): &(Who, Option<i64>, Vec<String>)| {
        let mut cells = vec![who.link(words, &bank.group)];
        if loans {
            cells.push(html! { @if let Some(no) = loan { a href=(bank.href(&format!("loans/{no}"))) { (words.ordinal(*no)) } } });
        }
        cells.extend(figures.iter().map(|figure| html! { @if !figure.is_empty() { span.n { (figure) } } }));
        Row::new(cells)
    };
    let rows = rows.rows.iter().map(row).collect();
    let table = Table { words, caption: &caption, columns: &columns, rows, foot: vec![], listing: None };
    table_card("users", &caption, html! {}, html! { (table) })
}

fn postings(page: &ActPage) -> Markup {
    let (words, group) = (page.around.words, &page.bank.group);
    let caption = words.say("postings");
    let columns = [
        Column::lead(words.say("account")),
        Column::text(words.say("party")),
        Column::side(words.say("debit")),
        Column::side(words.say("credit")),
    ];
    let row = |posting: &ActPosting| {
        let account = &posting.account;
        Row::new(vec![
            html! { span.muted { (account.number) } " " (account.name.show(words)) },
            html! { @if let Some(who) = &posting.who { (who.link(words, group)) } },
            html! { @if posting.quantity > 0 { (posting.unit.amount(words, posting.quantity)) } },
            html! { @if posting.quantity < 0 { (posting.unit.amount(words, posting.quantity.saturating_neg())) } },
        ])
    };
    let rows = page.postings.iter().map(row).collect();
    let table = Table { words, caption: &caption, columns: &columns, rows, foot: vec![], listing: None };
    table_card("list-checks", &caption, badge(Tone::Good, "lock", &words.say("written-once")), html! { (table) })
}

fn undo(page: &ActPage, fields: Fields<'_>) -> Markup {
    let (words, bank) = (fields.words, &page.bank);
    html! {
        form.card.form method="post" action=(bank.href(&format!("acts/{}/undo", page.line.no))) novalidate {
            h2 { (icon("undo-2")) (words.say("bank-undo")) }
            p.hint { (words.say("bank-undo-text")) }
            input type="hidden" name="key" value=(page.form.key);
            (fields.date("day", "bank-undo-day", &page.form.day))
            (fields.area("reason", "reason", &page.form.reason).hint("bank-undo-reason-hint"))
            div.actions { button.btn.danger type="submit" { (icon("send")) (words.say("bank-undo-ask")) } }
        }
    }
}
