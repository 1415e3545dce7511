//! The donor's account of a span: the fund from its beginning to its end, line by line what was spent, how many were
//! helped, and every rate at which another currency was charged.
use super::{ReportHead, figure, footnote, hidden};
use crate::{
    layout::icon,
    parts::{Amount, Column, Name, Row, Table, Tone, badge, card, table_card},
};
use chrono::NaiveDate;
use maud::{Markup, html};

/// A line of the budget; nothing stands where a figure would tell of too few.
#[derive(Clone, Debug)]
pub struct DonorRow {
    /// Its name.
    pub name: Name,
    /// What it has.
    pub budget: i64,
    /// Spent before the span.
    pub before: Option<i64>,
    /// Spent in it.
    pub spent: Option<i64>,
    /// Left at its end.
    pub left: Option<i64>,
}

/// A rate that was used.
#[derive(Clone, Debug)]
pub struct RateRow {
    /// What for, in words.
    pub what: String,
    /// Where that is, if it is a voucher.
    pub href: Option<String>,
    /// When; none where several stand together.
    pub day: Option<NaiveDate>,
    /// What was paid, and what it was charged at; none where it would tell of too few.
    pub sums: Option<(Amount, i64)>,
    /// The rate, in words.
    pub rate: String,
    /// The table's, where that is another.
    pub table: Option<String>,
}

/// The page.
#[derive(Clone, Debug)]
pub struct DonorPage {
    /// What every report has.
    pub head: ReportHead,
    /// There before, received, returned, spent, there at the end; what is spent and there at the end may be hidden.
    pub fund: [Option<i64>; 5],
    /// The lines.
    pub lines: Vec<DonorRow>,
    /// All together.
    pub sum: DonorRow,
    /// How many were helped, by kind in words.
    pub helped: Vec<(String, Option<i64>)>,
    /// All kinds together.
    pub helped_all: Option<i64>,
    /// Families with a grant.
    pub families: i64,
    /// Small grants by code; nothing where there are none.
    pub coded: Option<Option<i64>>,
    /// The rates.
    pub rates: Vec<RateRow>,
}

/// `GET /awards/{award}/donor?from=&to=`
pub fn donor(page: &DonorPage) -> Markup {
    let body = html! {
        div.halves.even { (fund(page)) (people(page)) }
        (lines(page))
        (rates(page))
    };
    page.head.draw("report-donor", body)
}

fn fund(page: &DonorPage) -> Markup {
    let (words, unit) = (page.head.words(), &page.head.award.unit);
    let keys = ["report-brought-forward", "award-received", "report-returned", "award-spent", "report-balance"];
    let amount = |of: Option<i64>| match of {
        Some(of) => unit.amount(words, of),
        None => hidden(words),
    };
    card(
        "vault",
        &words.say("report-fund"),
        html! {
            p.hint { (words.say("report-fund-text")) }
            dl.facts {
                @for (at, (key, of)) in keys.iter().zip(page.fund).enumerate() {
                    div.(if at == 4 { "sum" } else { "" }) {
                        dt { @if matches!(at, 2 | 3) { "− " } @else if at == 1 { "+ " } (words.say(key)) }
                        dd { (amount(of)) }
                    }
                }
            }
            @if page.fund.contains(&None) { p.small { "* " (words.say("award-too-few")) } }
        },
    )
}

fn people(page: &DonorPage) -> Markup {
    let words = page.head.words();
    let count = |of: Option<i64>| match of {
        Some(count) => html! { span.n { (words.number(count)) } },
        None => hidden(words),
    };
    let hides = page.helped.iter().any(|(_, of)| of.is_none()) || page.coded == Some(None);
    card(
        "users",
        &words.say("report-helped"),
        html! {
            dl.facts {
                div { dt { (words.say("report-families")) } dd { (count(Some(page.families))) } }
                @if let Some(coded) = page.coded { div { dt { (words.say("award-small-grants")) } dd { (count(coded)) } } }
                @for (kind, of) in &page.helped { div { dt { (kind) } dd { (count(*of)) } } }
                @if page.helped.len() > 1 { div.sum { dt { (words.say("report-helped-all")) } dd { (count(page.helped_all)) } } }
            }
            p.small { (words.say("report-helped-text")) }
            @if hides { p.small { "* " (words.say("award-too-few")) } }
        },
    )
}

fn lines(page: &DonorPage) -> Markup {
    let (words, unit) = (page.head.words(), &page.head.award.unit);
    let columns = [
        Column::lead(words.say("award-line")),
        Column::number(words.say("award-budget")),
        Column::number(words.say("report-before")),
        Column::figure(words.say("report-spent-now")),
        Column::number(words.say("report-left")),
    ];
    let row = |line: &DonorRow| {
        Row::new(vec![
            html! { (line.name.show(words)) },
            unit.number(words, line.budget),
            figure(words, unit, line.before),
            figure(words, unit, line.spent),
            figure(words, unit, line.left),
        ])
    };
    let heading = page.head.heading("award-budget");
    let rows = page.lines.iter().map(row).collect();
    let hides = page.lines.iter().chain([&page.sum]).any(|line| [line.before, line.spent, line.left].contains(&None));
    let table = Table { words, caption: &heading, columns: &columns, rows, foot: vec![row(&page.sum)], listing: None };
    table_card("list-checks", &heading, html! {}, html! { (table) (footnote(words, hides)) })
}

fn rates(page: &DonorPage) -> Markup {
    let (words, unit) = (page.head.words(), &page.head.award.unit);
    let caption = words.say("report-rates");
    let columns = [
        Column::lead(words.say("voucher-for")),
        Column::text(words.say("date")),
        Column::number(words.say("voucher-paid")),
        Column::number(words.say("voucher-rate")),
        Column::figure(words.say("report-charged")),
        Column::act(words.say("state")),
    ];
    let row = |used: &RateRow| {
        let paid = used.sums.as_ref().map_or_else(|| hidden(words), |(paid, _)| paid.unit.amount(words, paid.quantity));
        let charged = used.sums.as_ref().map_or_else(|| hidden(words), |(_, charged)| unit.amount(words, *charged));
        Row::new(vec![
            html! { @match &used.href { Some(href) => a href=(href) { (used.what) }, None => (used.what) } },
            html! { @if let Some(day) = used.day { span.n { (words.date_short(day)) } } },
            paid,
            html! { span.n { (used.rate) } },
            charged,
            html! { @if let Some(table) = &used.table {
                (badge(Tone::Warn, "triangle-alert", &words.with("report-table-rate", &[("rate", table.as_str().into())])))
            } },
        ])
    };
    let rows = page.rates.iter().map(row).collect();
    let hides = page.rates.iter().any(|used| used.sums.is_none());
    let table = Table { words, caption: &caption, columns: &columns, rows, foot: vec![], listing: None };
    let inside = html! {
        @if page.rates.is_empty() { p.muted.pad-in { (icon("circle-check")) " " (words.say("report-rates-none")) } }
        @else { (table) (footnote(words, hides)) }
    };
    table_card("arrow-right-left", &caption, html! {}, inside)
}
