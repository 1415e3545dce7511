//! What happened beside what was planned, month by month, and what is not recorded.
use super::{PlanHead, Sheet};
use crate::parts::{Around, Column, Row, Table, Tile, Unit, note_box, table_card, tiles};
use chrono::NaiveDate;
use maud::{Markup, html};

/// A month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ActualMonth {
    /// Its first day.
    pub begins: NaiveDate,
    /// Planned to be sold, smallest units.
    pub planned_income: i64,
    /// Sold as far as it is recorded; `None`: nothing is recorded of such a thing.
    pub income: Option<i64>,
    /// Planned to be spent.
    pub planned_costs: i64,
    /// Spent, as far as it is recorded.
    pub costs: Option<i64>,
    /// What the household told that it earns in a month.
    pub told: Option<i64>,
}

/// What happened.
#[derive(Clone, Debug)]
pub struct ActualPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which plan.
    pub head: PlanHead,
    /// What amounts are counted in.
    pub unit: Unit,
    /// The months of the plan until today.
    pub months: Vec<ActualMonth>,
    /// What must be known to read the figures: where they come from, what is not recorded. Already in words.
    pub notes: Vec<String>,
    /// What was sold, by what: its name, how much, for how much.
    pub sold: Vec<(String, String, i64)>,
}

/// `GET /plans/{plan}/actual`
pub fn actual(page: &ActualPage) -> Markup {
    let words = page.around.words;
    let title = words.say("plan-actual");
    let sum = |of: fn(&ActualMonth) -> i64| page.months.iter().map(of).sum::<i64>();
    let told = |of: fn(&ActualMonth) -> Option<i64>| {
        let known: Vec<i64> = page.months.iter().filter_map(of).collect();
        (!known.is_empty()).then(|| known.iter().sum::<i64>())
    };
    let known = |amount: Option<i64>| html! { @match amount { Some(amount) => (page.unit.amount(words, amount)), None => span.muted { (words.say("plan-not-recorded")) } } };
    let (income, costs) = (told(|month| month.income), told(|month| month.costs));
    let planned = |amount: i64| html! { (words.with("plan-actual-planned", &[("amount", page.unit.text(words, amount).into())])) };
    let body = html! {
        @if !page.notes.is_empty() {
            (note_box("", "info", html! { @for note in &page.notes { p { (note) } } }))
        }
        @if page.months.is_empty() {
            div.card { p { (words.say("plan-actual-not-begun")) } }
        } @else {
            (tiles(&[
                Tile { icon: "banknote-arrow-down", label: words.say("plan-actual-income"), figure: known(income), under: planned(sum(|month| month.planned_income)) },
                Tile { icon: "banknote-arrow-up", label: words.say("plan-actual-costs"), figure: known(costs), under: planned(sum(|month| month.planned_costs)) },
            ]))
            (months(page))
            (sold(page))
        }
    };
    let (under, back) = (page.head.title.show(words).to_owned(), page.head.href(""));
    Sheet { around: &page.around, title: &title, under: &under, back: &back, problems: &[], scripts: &[] }.draw(body)
}

fn months(page: &ActualPage) -> Markup {
    let words = page.around.words;
    let (costs, told) =
        (page.months.iter().any(|month| month.costs.is_some()), page.months.iter().any(|month| month.told.is_some()));
    let mut columns = vec![
        Column::lead(words.say("plan-cash-month")),
        Column::number(words.say("plan-actual-planned-income")),
        Column::figure(words.say("plan-actual-income")),
        Column::number(words.say("plan-actual-planned-costs")),
    ];
    if costs {
        columns.push(Column::number(words.say("plan-actual-costs")));
    }
    if told {
        columns.push(Column::number(words.say("plan-actual-told")));
    }
    let cell = |amount: Option<i64>| html! { @if let Some(amount) = amount { (page.unit.amount(words, amount)) } };
    let row = |month: &ActualMonth| {
        let mut cells = vec![
            html! { (words.month(month.begins)) },
            page.unit.amount(words, month.planned_income),
            cell(month.income),
            page.unit.amount(words, month.planned_costs),
        ];
        if costs {
            cells.push(cell(month.costs));
        }
        if told {
            cells.push(cell(month.told));
        }
        Row::new(cells)
    };
    let caption = words.say("plan-actual-months");
    table_card(
        "calendar-check",
        &caption,
        html! {},
        html! {
            (Table { words, caption: &caption, columns: &columns, rows: page.months.iter().map(row).collect(), foot: vec![], listing: None })
        },
    )
}

/// What was sold, by what.
fn sold(page: &ActualPage) -> Markup {
    if page.sold.is_empty() {
        return html! {};
    }
    let words = page.around.words;
    let columns = [
        Column::lead(words.say("plan-item")),
        Column::number(words.say("plan-quantity")),
        Column::figure(words.say("plan-amount")),
    ];
    let row = |(name, quantity, riel): &(String, String, i64)| {
        Row::new(vec![html! { (name) }, html! { span.n { (quantity) } }, page.unit.amount(words, *riel)])
    };
    let caption = words.say("plan-actual-sold");
    table_card(
        "shopping-cart",
        &caption,
        html! {},
        html! {
            (Table { words, caption: &caption, columns: &columns, rows: page.sold.iter().map(row).collect(), foot: vec![], listing: None })
        },
    )
}
