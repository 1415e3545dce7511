//! The statements over many books: financial position, activities by fund, cash flows, and the notes.
use super::{Page, account_name, buttons, draw, fund_name, in_unit, sheet_card, trial};
use crate::{
    layout::icon,
    parts::{Around, Column, Fields, Problem, Row, Table, Unit, card, empty, note_box, table_card},
    programme::Scope,
};
use chrono::NaiveDate;
use domain::programme::statements::{self as told, FundKind, GoodNote, Set, Tone};
use maud::{Markup, html};
use std::borrow::Cow;
use words::Words;

/// What is typed in.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct StatementForm {
    /// The partner's code.
    pub organisation: String,
    /// The code of one group or award.
    pub book: String,
    /// The first day.
    pub from: String,
    /// The last day.
    pub to: String,
    /// `year`, `before` or `none`.
    pub compare: String,
    /// Riel for a dollar; empty: dollars stand apart.
    pub rate: String,
    /// Of which day.
    pub rate_day: String,
    /// Where it is from.
    pub rate_source: String,
    /// `xlsx` or `csv`: as a file.
    pub format: String,
}

/// The rate at which dollars were turned into riel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Riel for a dollar.
    pub riel: i64,
    /// Of which day.
    pub day: NaiveDate,
    /// Where it is from.
    pub source: String,
}

/// What the books say.
#[derive(Clone, Debug)]
pub struct Told {
    /// The days.
    pub days: (NaiveDate, NaiveDate),
    /// The days compared with.
    pub earlier: Option<(NaiveDate, NaiveDate)>,
    /// The name of the one book, where one was chosen.
    pub book: Option<String>,
    /// The statements, one set a money.
    pub sets: Vec<Set>,
    /// Dollars turned into riel.
    pub rate: Option<Rate>,
    /// What there is in kind.
    pub kind: Vec<(String, Unit, GoodNote)>,
    /// Agreed with families and not paid yet, in each money.
    pub agreed: Vec<(Unit, i64)>,
    /// How many books there are: of groups, banks in them, cooperatives in them, of awards.
    pub counted: [i64; 4],
}

/// The page.
#[derive(Clone, Debug)]
pub struct StatementsPage {
    /// What surrounds the page.
    pub around: Around,
    /// Whose books.
    pub scope: Scope,
    /// What was typed in.
    pub form: StatementForm,
    /// What of it cannot be understood.
    pub problems: Vec<Problem>,
    /// The statements; none where something cannot be understood.
    pub told: Option<Told>,
    /// The same as files.
    pub files: Vec<(&'static str, String)>,
}

/// `GET /programme/statements`
pub fn statements(page: &StatementsPage) -> Markup {
    let words = page.around.words;
    let body = html! {
        (form(words, page))
        @if let Some(told) = &page.told {
            (buttons(words, &page.files))
            (heading(words, told))
            @if told.sets.is_empty() {
                div.card { (empty("scroll-text", &words.say("accounts-nothing"), &words.say("accounts-nothing-text"), None)) }
            }
            @for (at, set) in told.sets.iter().enumerate() { (set_of(words, told, set, at == 0)) }
            (notes(words, told))
        }
    };
    draw(&page.around, Page::Statements, &page.scope, &page.problems, body)
}

fn form(words: Words, page: &StatementsPage) -> Markup {
    let (fields, typed) = (Fields { words, problems: &page.problems }, &page.form);
    let compare = ["year", "before", "none"].map(|code| (Cow::from(code), words.say(&format!("accounts-compare-{code}"))));
    let rates = !typed.rate.is_empty() || page.problems.iter().any(|problem| problem.field.starts_with("rate"));
    html! {
        (fields.summary())
        form.filter.card.wraps method="get" action=(Page::Statements.path()) novalidate {
            (page.scope.field(words))
            (fields.text("book", "accounts-one-book", &typed.book).short().hint("accounts-one-book-hint"))
            (fields.date("from", "accounts-from", &typed.from))
            (fields.date("to", "accounts-to", &typed.to))
            (fields.select("compare", "accounts-compare", &typed.compare, &compare))
            details.fold.wide open[rates] {
                summary { (icon("chevron-right")) (words.say("accounts-rate-fold")) }
                p.hint { (words.say("accounts-rate-text")) }
                (fields.count("rate", "accounts-rate", &typed.rate).after("៛"))
                (fields.date("rate_day", "accounts-rate-day", &typed.rate_day))
                (fields.text("rate_source", "accounts-rate-source", &typed.rate_source).mid().hint("accounts-rate-source-hint"))
            }
            button.btn type="submit" { (icon("filter")) (words.say("show")) }
        }
    }
}

fn heading(words: Words, told: &Told) -> Markup {
    html! {
        (card("scroll-text", &words.say("accounts-what"), html! {
            @if let Some(book) = &told.book { p { b { (book) } } }
            p { (days(words, told.days)) @if let Some(earlier) = told.earlier { " · " (words.with("accounts-compared", &[("days", days(words, earlier).into())])) } }
            (trial::counted(words, told.counted))
            p { (words.say("accounts-not-eliminated")) }
            @if let Some(rate) = &told.rate { p { b { (said_rate(words, rate)) } } }
            p.small { (icon("history")) " " (words.say("accounts-statement-history")) }
        }))
    }
}

fn days(words: Words, (from, to): (NaiveDate, NaiveDate)) -> String {
    words.with("accounts-days", &[("from", words.date_short(from).into()), ("to", words.date_short(to).into())])
}

fn said_rate(words: Words, rate: &Rate) -> String {
    let values = [
        ("rate", words.amount(rate.riel, 0, "KHR").into()),
        ("date", words.date_short(rate.day).into()),
        ("source", rate.source.as_str().into()),
    ];
    words.with("accounts-rate-said", &values)
}

fn set_of(words: Words, told: &Told, set: &Set, first: bool) -> Markup {
    let unit = Unit { commodity: set.now.money.code().to_owned(), decimals: set.now.money.decimals() };
    let funds = set.funds();
    let compared = told.earlier.is_some();
    // What stood before the first day, or at the end of the days compared with.
    let eve = told.days.0.pred_opt().unwrap_or(told.days.0);
    let then = told.earlier.map_or(eve, |(_, to)| to);
    let at = |day: NaiveDate| words.date_short(day);
    let earlier = words.say("accounts-earlier").into_owned();
    html! {
        (sheet(words, ("accounts-position", first), &unit, &funds, &set.position(), Some(at(then))))
        (sheet(words, ("accounts-activities", false), &unit, &funds, &set.activities(), compared.then(|| earlier.clone())))
        (sheet(words, ("accounts-cash", false), &unit, &funds, &set.cash(), compared.then_some(earlier)))
    }
}

/// A statement as a table: a column a kind of fund, all together, and the days compared with. `open`: a phone begins with it.
fn sheet(
    words: Words,
    (title, open): (&str, bool),
    unit: &Unit,
    funds: &[FundKind],
    rows: &[told::Row],
    before: Option<String>,
) -> Markup {
    let caption = in_unit(words, title, unit);
    let several = funds.len() > 1;
    let mut columns = vec![Column::lead(words.say("account"))];
    columns.extend(funds.iter().filter(|_| several).map(|fund| Column::number(fund_name(words, *fund))));
    columns.push(Column::figure(words.say("accounts-together")));
    columns.extend(before.clone().map(Column::number));
    let row = |row: &told::Row| {
        let is_head = row.tone == Tone::Section;
        let figure = |quantity: i64| match row.tone {
            Tone::Section => html! {},
            Tone::Line => unit.or_blank(words, quantity),
            Tone::Sum => unit.number(words, quantity),
            Tone::Total => html! { b { (unit.number(words, quantity)) } },
        };
        let name = said(words, row);
        let name = if row.tone == Tone::Line {
            html! { (name) }
        } else {
            html! { b { (name) } }
        };
        let mut cells = vec![name];
        cells.extend(funds.iter().filter(|_| several).map(|fund| figure(row.sums.of(*fund))));
        cells.push(figure(row.sums.total()));
        cells.extend(before.iter().map(|_| figure(row.before.unwrap_or(0))));
        Row { cells, tone: if is_head { "group" } else { "" } }
    };
    let rows = rows.iter().map(row).collect();
    let table = Table { words, caption: &caption, columns: &columns, rows, foot: vec![], listing: None };
    sheet_card("scroll-text", &caption, open, html! { (table) })
}

/// What a row is, in words: an account, with what came or went where it says so, or a word of the statements.
fn said(words: Words, row: &told::Row) -> String {
    match (&row.account, row.code) {
        (Some(account), "received" | "paid") => {
            words.with(&format!("statement-row-{}", row.code), &[("account", account_name(words, account))])
        }
        (Some(account), _) => account_name(words, account).into_owned(),
        (None, code) => words.say(&format!("statement-row-{code}")).into_owned(),
    }
}

fn notes(words: Words, told: &Told) -> Markup {
    html! {
        (card("notebook-pen", &words.say("accounts-notes"), html! {
            ol.notes {
                li { (words.say("accounts-note-basis")) }
                li { (words.say("accounts-note-funds")) }
                li { (words.say("accounts-note-exchanged")) }
                li {
                    @match &told.rate {
                        Some(rate) => { (said_rate(words, rate)) " " (words.say("accounts-note-converted")) }
                        None => (words.say("accounts-note-apart")),
                    }
                }
                @for (unit, agreed) in told.agreed.iter().filter(|(_, agreed)| *agreed != 0) {
                    li { (words.with("accounts-note-agreed", &[("amount", unit.text(words, *agreed).into())])) }
                }
                li { (words.say("accounts-note-kind")) }
            }
        }))
        @if !told.kind.is_empty() { (kinds(words, told)) }
    }
}

fn kinds(words: Words, told: &Told) -> Markup {
    let caption = words.say("accounts-in-kind");
    let columns = [
        Column::lead(words.say("accounts-good")),
        Column::figure(words.date_short(told.days.1)),
        Column::number(words.date_short(told.days.0.pred_opt().unwrap_or(told.days.0))),
        Column::line(words.say("accounts-worth")),
    ];
    let mut rows = Vec::new();
    for (name, unit, note) in &told.kind {
        let (now, before) = note.kind.own();
        let head = vec![html! { b { (name) } }, unit.amount(words, now), unit.amount(words, before), worth(words, unit, note)];
        rows.push(Row { cells: head, tone: "group" });
        rows.extend(note.kind.lines.iter().map(|(account, now, before)| {
            Row::new(vec![
                html! { (account_name(words, account)) },
                unit.amount(words, *now),
                unit.amount(words, *before),
                html! {},
            ])
        }));
    }
    html! {
        (table_card("wheat", &caption, html! {}, html! { (Table { words, caption: &caption, columns: &columns, rows, foot: vec![], listing: None }) }))
        @if told.kind.iter().any(|(_, _, note)| note.by_class) { (note_box("", "info", html! { p { (words.say("accounts-by-class")) } })) }
    }
}

/// What a good is worth by the price table, with the prices' days and sources; or that nobody wrote one.
fn worth(words: Words, unit: &Unit, note: &GoodNote) -> Markup {
    if note.by_class {
        return html! { span.small { (words.say("accounts-worth-by-class")) } };
    }
    let money = |commodity: &ledger::Commodity| Unit { commodity: commodity.code().to_owned(), decimals: commodity.decimals() };
    html! {
        @for (commodity, worth) in &note.worth { (money(commodity).amount(words, *worth)) " " }
        @if let Some(prices) = &note.prices { span.small { (said_prices(words, prices)) } }
        @if note.unpriced != 0 { span.small { " " (words.with("accounts-unpriced", &[("quantity", unit.text(words, note.unpriced).into())])) } }
    }
}

fn said_prices(words: Words, prices: &told::Prices) -> String {
    let money = Unit { commodity: prices.money.code().to_owned(), decimals: prices.money.decimals() };
    let (least, most) = prices.amounts;
    let amount = if least == most {
        money.text(words, least)
    } else {
        format!("{}–{}", words.quantity(least, money.decimals), money.text(words, most))
    };
    let (first, last) = prices.days;
    let day = |day| words.date_short(day);
    let days = if first == last { day(first) } else { format!("{}–{}", day(first), day(last)) };
    let sources: Vec<_> = prices.sources.iter().map(|source| words.say(&format!("bank-price-source-{source}"))).collect();
    words.with("accounts-prices", &[("price", amount.into()), ("days", days.into()), ("sources", sources.join(", ").into())])
}
