//! What is reported of an award on pages: the budget, the liquidation, what officers carry, the donor's account; each with
//! the day it is told of, and the same figures as files.
pub mod donor;
pub mod liquidation;

use super::{AwardFrame, AwardHead};
use crate::{
    layout::icon,
    parts::{Amount, Around, Column, Fields, Name, Problem, Row, Table, Tone, Unit, amounts, badge, empty, sign, table_card, tabs},
};
use chrono::NaiveDate;
use maud::{Markup, html};
use words::Words;

/// What every report has: whose it is, of which days, and as which files it is had.
#[derive(Clone, Debug)]
pub struct ReportHead {
    /// What surrounds the page.
    pub around: Around,
    /// Which award.
    pub award: AwardHead,
    /// Its address below the award's, which is its door too.
    pub here: &'static str,
    /// The first day as it was typed; none where it is told at the end of a day.
    pub from: Option<String>,
    /// The last day as it was typed.
    pub to: String,
    /// The last day.
    pub on: NaiveDate,
    /// What is wrong with the days.
    pub problems: Vec<Problem>,
    /// The same as files: what they are, where.
    pub files: Vec<(&'static str, String)>,
}

impl ReportHead {
    fn words(&self) -> Words {
        self.around.words
    }

    fn draw(&self, key: &str, body: Markup) -> Markup {
        let words = self.words();
        let title = words.say(key);
        let body = html! {
            (tabs_of(words, &self.award, self.here))
            (self.days())
            (body)
            (files(words, &self.files))
        };
        let (around, award, back) = (&self.around, &self.award, self.award.href(""));
        AwardFrame { around, award, tab: None, title: &title, back, problems: &self.problems }.draw(body)
    }

    fn days(&self) -> Markup {
        let words = self.words();
        let fields = Fields { words, problems: &self.problems };
        html! {
            (fields.summary())
            form.filter.card method="get" action=(self.award.href(self.here)) novalidate {
                @if let Some(from) = &self.from { (fields.date("from", "from-date", from)) }
                (fields.date("to", if self.from.is_some() { "until-date" } else { "report-on" }, &self.to))
                button.btn type="submit" { (icon("filter")) (words.say("show")) }
            }
        }
    }

    /// A heading that says in what its figures are.
    fn heading(&self, key: &str) -> String {
        let words = self.words();
        format!("{} · {}", words.say(key), words.with("amounts-in", &[("sign", sign(words, &self.award.unit).into())]))
    }
}

/// The reports of an award, side by side; `here` is the address of the one that is open.
pub fn tabs_of(words: Words, award: &AwardHead, here: &str) -> Markup {
    let all = [
        ("list-checks", "budget", "award-budget"),
        ("scale", "liquidation", "report-liquidation"),
        ("hand-coins", "advances", "report-advances"),
        ("file-text", "donor", "report-donor"),
        ("triangle-alert", "exceptions", "exceptions"),
    ];
    let at = all.iter().position(|(_, below, _)| *below == here).unwrap_or(all.len());
    let doors: Vec<_> = all.iter().map(|(symbol, below, key)| (*symbol, award.href(below), words.say(key))).collect();
    tabs(&words.say("reports"), at, &doors)
}

/// The same as files.
pub fn files(words: Words, files: &[(&'static str, String)]) -> Markup {
    html! {
        @if !files.is_empty() {
            nav.actions.files aria-label=(words.say("report-files")) {
                span.muted { (words.say("report-files")) }
                @for (kind, href) in files {
                    @let symbol = if *kind == "pdf" { "printer" } else { "file-text" };
                    a.btn href=(href) download[*kind != "pdf"] { (icon(symbol)) (words.say(&format!("report-file-{kind}"))) }
                }
            }
        }
    }
}

/// A figure, or a dash where it would tell of too few.
pub(super) fn figure(words: Words, unit: &Unit, figure: Option<i64>) -> Markup {
    match figure {
        Some(figure) => unit.number(words, figure),
        None => hidden(words),
    }
}

/// What stands where a figure is not told.
pub(super) fn hidden(words: Words) -> Markup {
    html! { span.n { "–*" span.vh { " " (words.say("report-hidden")) } } }
}

/// What the dash means, below a table that has one.
pub(super) fn footnote(words: Words, shown: bool) -> Markup {
    html! { @if shown { p.small.pad-in { "* " (words.say("award-too-few")) } } }
}

/// A line of the budget, or all of them; nothing stands where a figure would tell of too few people.
#[derive(Clone, Debug)]
pub struct BudgetFigures {
    /// Its name.
    pub name: Name,
    /// What it has.
    pub budget: i64,
    /// Promised and not paid.
    pub committed: Option<i64>,
    /// With partners, not accounted for.
    pub advanced: i64,
    /// Spent.
    pub spent: Option<i64>,
    /// Of it verified.
    pub verified: Option<i64>,
    /// What may still be promised.
    pub available: Option<i64>,
}

impl BudgetFigures {
    /// Something of it is not told.
    pub fn hides(&self) -> bool {
        [self.committed, self.spent, self.verified, self.available].contains(&None)
    }
}

/// The budget.
#[derive(Clone, Debug)]
pub struct BudgetPage {
    /// What every report has.
    pub head: ReportHead,
    /// The lines.
    pub lines: Vec<BudgetFigures>,
    /// All together.
    pub sum: BudgetFigures,
    /// What officers carry, which is of no line yet.
    pub carried: Vec<Amount>,
}

/// `GET /awards/{award}/budget?to=`
pub fn budget(page: &BudgetPage) -> Markup {
    let (words, unit) = (page.head.words(), &page.head.award.unit);
    let columns = [
        Column::lead(words.say("award-line")),
        Column::line(words.say("report-used")),
        Column::number(words.say("award-budget")),
        Column::number(words.say("award-committed")),
        Column::number(words.say("report-advanced")),
        Column::number(words.say("award-spent")),
        Column::number(words.say("award-verified")),
        Column::figure(words.say("award-available")),
    ];
    let row = |line: &BudgetFigures| {
        let cell = |of: Option<i64>| figure(words, unit, of);
        Row::new(vec![
            html! { (line.name.show(words)) },
            bar(words, line),
            unit.number(words, line.budget),
            cell(line.committed),
            unit.number(words, line.advanced),
            cell(line.spent),
            cell(line.verified),
            cell(line.available),
        ])
    };
    let heading = page.head.heading("award-budget");
    let rows = page.lines.iter().map(row).collect();
    let table = Table { words, caption: &heading, columns: &columns, rows, foot: vec![row(&page.sum)], listing: None };
    let inside = html! {
        (table)
        (bar_key(words))
        @if !page.carried.is_empty() { p.pad-in { (words.say("report-carried")) ": " (amounts(words, &page.carried)) } }
        (footnote(words, page.lines.iter().any(BudgetFigures::hides)))
    };
    page.head.draw("award-budget", table_card("list-checks", &heading, html! {}, inside))
}

/// What the colours of a bar mean.
pub fn bar_key(words: Words) -> Markup {
    html! {
        p.bar-key {
            span.k-spent { (words.say("award-spent")) } span.k-committed { (words.say("award-committed")) }
            span.k-left { (words.say("award-available")) }
        }
    }
}

/// Spent and promised against the whole, as a picture, and what is used of a hundred; nothing where a figure is hidden.
pub fn bar(words: Words, line: &BudgetFigures) -> Markup {
    let (Some(spent), Some(committed)) = (line.spent, line.committed) else { return html! {} };
    // Drawing may round: it moves no money.
    let part = |amount: i64| amount.max(0).saturating_mul(1_000).checked_div(line.budget.max(1)).unwrap_or(0);
    let used = part(spent.saturating_add(committed).saturating_add(line.advanced));
    let (drawn, full) = (part(spent).min(1_000), used.min(1_000));
    html! {
        div.bar-cell {
            svg.budget-bar viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true" {
                rect.left width="1000" height="10" {}
                rect.spent width=(drawn) height="10" {}
                rect.committed x=(drawn) width=((full - drawn).max(0)) height="10" {}
            }
            span.small.n { (words.number(used / 10)) " %" }
        }
    }
}

/// What somebody carries, in one currency: by age.
#[derive(Clone, Debug)]
pub struct Carried {
    /// Who.
    pub holder: String,
    /// In what.
    pub unit: Unit,
    /// 30 days and less, 60, 90, more.
    pub ages: [i64; 4],
    /// The pieces it is made of, the oldest first: since when, how many days, how much, whether that is too long.
    pub pieces: Vec<(NaiveDate, i64, i64, bool)>,
}

/// What officers carry.
#[derive(Clone, Debug)]
pub struct AdvancesPage {
    /// What every report has.
    pub head: ReportHead,
    /// Who carries, by holder and currency.
    pub carried: Vec<Carried>,
    /// Days after which it is too long; none where the donor says nothing.
    pub most: Option<i64>,
}

/// The bands of age, as their words end.
const AGES: [&str; 4] = ["30", "60", "90", "more"];

/// `GET /awards/{award}/advances?to=`
pub fn advances(page: &AdvancesPage) -> Markup {
    let words = page.head.words();
    let body = html! {
        @if let Some(most) = page.most {
            p.lead { (words.with("report-advance-most", &[("count", words.number(most).into())])) }
        }
        @if page.carried.is_empty() {
            div.card { (empty("circle-check", &words.say("report-advances-none"), &words.say("report-advances-none-text"), None)) }
        } @else { (by_age(page)) (pieces(page)) }
    };
    page.head.draw("report-advances", body)
}

fn by_age(page: &AdvancesPage) -> Markup {
    let words = page.head.words();
    let mut columns = vec![Column::lead(words.say("voucher-holder"))];
    columns.extend(AGES.iter().map(|age| Column::number(words.say(&format!("report-age-{age}")))));
    columns.push(Column::figure(words.say("total")));
    let row = |carried: &Carried| {
        let mut cells = vec![html! { (carried.holder) }];
        cells.extend(carried.ages.iter().map(|sum| carried.unit.or_blank(words, *sum)));
        cells.push(carried.unit.amount(words, carried.ages.iter().sum()));
        Row::new(cells)
    };
    let caption = words.say("report-by-age");
    let rows = page.carried.iter().map(row).collect();
    let table = Table { words, caption: &caption, columns: &columns, rows, foot: vec![], listing: None };
    table_card("hand-coins", &caption, html! {}, html! { (table) })
}

fn pieces(page: &AdvancesPage) -> Markup {
    let words = page.head.words();
    let columns = [
        Column::lead(words.say("voucher-holder")),
        Column::text(words.say("report-since")),
        Column::number(words.say("report-days")),
        Column::figure(words.say("amount")),
        Column::act(words.say("state")),
    ];
    let row = |carried: &Carried, (since, days, left, late): (NaiveDate, i64, i64, bool)| {
        Row::new(vec![
            html! { (carried.holder) },
            html! { span.n { (words.date_short(since)) } },
            html! { (words.number(days)) },
            carried.unit.amount(words, left),
            html! { @if late { (badge(Tone::Warn, "clock", &words.say("report-too-long"))) } },
        ])
    };
    let caption = words.say("report-pieces");
    let rows = page.carried.iter().flat_map(|carried| carried.pieces.iter().map(move |piece| row(carried, *piece))).collect();
    let table = Table { words, caption: &caption, columns: &columns, rows, foot: vec![], listing: None };
    table_card("history", &caption, html! {}, html! { (table) })
}
