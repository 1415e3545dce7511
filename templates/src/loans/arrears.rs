//! Who is late: the list, how long, and how much of what was lent is at risk; of one group, or of all that one sees.
use super::{Who, book::print_button, late_badge, percent, title};
use crate::parts::{self, Around, Column, GroupHead, Listing, Row, Table, Tile, Unit, empty, table_card};
use maud::{Markup, html};
use words::Words;

/// Late loans.
#[derive(Clone, Debug)]
pub struct ArrearsPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which group; none: all that the reader sees.
    pub group: Option<GroupHead>,
    /// The sums of each commodity.
    pub sums: Vec<ArrearsSum>,
    /// The late loans of this page of the list, the latest first.
    pub loans: Vec<LateLoan>,
    /// Sorting (`late`, `name`, `group`, `overdue`, `owed`) and paging.
    pub listing: Listing,
}

/// The loans in one commodity, summed; smallest units.
#[derive(Clone, Debug)]
pub struct ArrearsSum {
    /// What they are in.
    pub unit: Unit,
    /// Open loans.
    pub loans: u32,
    /// Principal owed on them.
    pub principal: i64,
    /// Late loans.
    pub late: u32,
    /// What was due and is not paid.
    pub overdue: i64,
    /// Days, principal owed on loans late by so many or more, and its part of all principal in tenths of a per cent.
    pub at_risk: Vec<(i64, i64, Option<i64>)>,
    /// How long they are late.
    pub ages: Vec<AgeRow>,
}

/// Loans that are late by about as long.
#[derive(Clone, Copy, Debug)]
pub struct AgeRow {
    /// Days at least …
    pub from: i64,
    /// … and at most; none: without end.
    pub to: Option<i64>,
    /// How many loans.
    pub loans: u32,
    /// What was due and is not paid.
    pub overdue: i64,
    /// All principal owed on them.
    pub principal: i64,
}

/// A late loan.
#[derive(Clone, Debug)]
pub struct LateLoan {
    /// Its group.
    pub group: GroupHead,
    /// Its number there.
    pub no: i64,
    /// Who borrowed.
    pub who: Who,
    /// By how many days.
    pub days: i64,
    /// What was due and is not paid.
    pub overdue: i64,
    /// What is owed, all in all.
    pub owed: i64,
}

/// `GET /groups/{code}/arrears` and `GET /arrears`
pub fn arrears(page: &ArrearsPage) -> Markup {
    let words = page.around.words;
    let heading = words.say("loan-arrears");
    let lent = page.sums.iter().any(|sum| sum.loans > 0);
    let body = html! {
        div.stack {
            @for sum in &page.sums { (sums(words, sum)) }
            @if !lent {
                div.card { (empty("hand-coins", &words.say("loan-none-open"), &words.say("loan-none-open-text"), None)) }
            } @else if page.loans.is_empty() {
                div.card { (empty("circle-check", &words.say("loan-none-late"), &words.say("loan-none-late-text"), None)) }
            } @else {
                (table_card("clock", &heading, print_button(words), table(page, &heading)))
            }
            @for sum in page.sums.iter().filter(|sum| sum.loans > 0) {
                div.halves.even { (ages(words, sum)) (at_risk(words, sum)) }
            }
        }
    };
    let (under, back) = match &page.group {
        Some(group) => (group.name.show(words).to_owned(), group.href("loans")),
        None => (words.say("loan-arrears-all").into_owned(), "/".to_owned()),
    };
    page.around.page(&heading, &under, Some(&back), &[], body)
}

fn sums(words: Words, sum: &ArrearsSum) -> Markup {
    let count = |key: &str, number: u32| words.with(key, &[("count", words.number(number.into()).into())]);
    let of = |days: i64| sum.at_risk.iter().find(|at| at.0 == days).and_then(|at| at.2);
    parts::tiles(&[
        Tile {
            icon: "clock",
            label: words.say("loan-overdue"),
            figure: sum.unit.amount(words, sum.overdue),
            under: html! { (count("loan-late-count", sum.late)) },
        },
        Tile {
            icon: "hand-coins",
            label: words.say("loan-principal-owed"),
            figure: sum.unit.amount(words, sum.principal),
            under: html! { (count("loan-open-count", sum.loans)) },
        },
        Tile { icon: "triangle-alert", label: words.say("loan-at-risk-30"), figure: percent(words, of(30)), under: html! {} },
        Tile { icon: "triangle-alert", label: words.say("loan-at-risk-90"), figure: percent(words, of(90)), under: html! {} },
    ])
}

fn table(page: &ArrearsPage, heading: &str) -> Markup {
    let words = page.around.words;
    let mut columns = vec![Column::lead(words.say("member")).sorted_by("name")];
    if page.group.is_none() {
        columns.push(Column::text(words.say("group")).sorted_by("group"));
    }
    columns.push(Column::figure(words.say("loan-overdue")).sorted_by("overdue"));
    columns.push(Column::number(words.say("loan-owed-today")).sorted_by("owed"));
    columns.push(Column::act(words.say("loan-late")).sorted_by("late"));
    let rows = page.loans.iter().map(|loan| late_row(page, loan)).collect();
    html! { (Table { words, caption: heading, columns: &columns, rows, foot: vec![], listing: Some(&page.listing) }) }
}

fn late_row(page: &ArrearsPage, loan: &LateLoan) -> Row {
    let words = page.around.words;
    let mut cells = vec![html! {
        a href=(loan.group.href(&format!("loans/{}", loan.no))) { (loan.who.name.show(words)) }
        span.small { (title(words, loan.no)) }
    }];
    if page.group.is_none() {
        cells.push(html! { a href=(loan.group.href("arrears")) { (loan.group.name.show(words)) } });
    }
    cells.push(loan.group.unit.amount(words, loan.overdue));
    cells.push(loan.group.unit.amount(words, loan.owed));
    cells.push(late_badge(words, loan.days));
    Row::new(cells)
}

fn ages(words: Words, sum: &ArrearsSum) -> Markup {
    let heading = words.say("loan-ages");
    let columns = [
        Column::lead(words.say("loan-late")),
        Column::number(words.say("loans")),
        Column::figure(words.say("loan-overdue")),
        Column::number(words.say("loan-principal-owed")),
    ];
    let days = |age: &AgeRow| match age.to {
        Some(to) => words.with("loan-days-from-to", &[("from", words.number(age.from).into()), ("to", words.number(to).into())]),
        None => words.with("loan-days-over", &[("count", words.number(age.from - 1).into())]),
    };
    let row = |age: &AgeRow| {
        Row::new(vec![
            html! { (days(age)) },
            html! { span.n { (words.number(age.loans.into())) } },
            sum.unit.number(words, age.overdue),
            sum.unit.number(words, age.principal),
        ])
    };
    let total = |part: fn(&AgeRow) -> i64| sum.unit.number(words, sum.ages.iter().map(part).sum());
    let foot = Row::new(vec![
        html! { (words.say("total")) },
        html! { span.n { (words.number(sum.late.into())) } },
        total(|age| age.overdue),
        total(|age| age.principal),
    ]);
    let rows = sum.ages.iter().map(row).collect();
    let table = Table { words, caption: &heading, columns: &columns, rows, foot: vec![foot], listing: None };
    table_card("history", &heading, amounts_in(words, sum), html! { (table) })
}

fn at_risk(words: Words, sum: &ArrearsSum) -> Markup {
    let heading = words.say("loan-at-risk");
    let columns = [
        Column::lead(words.say("loan-late")),
        Column::number(words.say("loan-principal-owed")),
        Column::figure(words.say("loan-at-risk-part")),
    ];
    let rows = sum.at_risk.iter().map(|(days, principal, tenths)| {
        Row::new(vec![html! { (days_or_more(words, *days)) }, sum.unit.number(words, *principal), percent(words, *tenths)])
    });
    let table = Table { words, caption: &heading, columns: &columns, rows: rows.collect(), foot: vec![], listing: None };
    table_card(
        "triangle-alert",
        &heading,
        amounts_in(words, sum),
        html! { (table) p.small.pad-in { (words.say("loan-at-risk-text")) } },
    )
}

/// Late by so many days or more; a day is any day at all.
fn days_or_more(words: Words, days: i64) -> String {
    match days {
        1 => words.say("loan-days-any").into_owned(),
        days => words.with("loan-days-or-more", &[("count", words.number(days).into())]),
    }
}

fn amounts_in(words: Words, sum: &ArrearsSum) -> Markup {
    html! { span.small { (words.with("amounts-in", &[("sign", parts::sign(words, &sum.unit).into())])) } }
}
