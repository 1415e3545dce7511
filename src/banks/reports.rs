//! The routes of what a bank reports: its season, its statement in money, whether its figures agree; and the statement of a
//! group with all its banks.
use super::{
    shown, stock,
    store::{self, BankRow},
};
use crate::{
    app::App,
    books::{form::read_day, funds::Funds},
    error::{Answer, Fault},
    exports::{self, BankBook, Rows},
    groups::store::Group,
    guard::{InBank, InGroup},
    meetings::pages::head,
    members::store::officers,
    store::Tx,
    web,
};
use axum::{
    extract::{Query, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use chrono::{Datelike, NaiveDate};
use domain::{
    banks::{
        Bank,
        reconcile::{below_nothing, heads, reconcile, swaps},
        season_report::{season_on, season_span, year_span},
        span::Span,
    },
    people::Office,
};
use serde::Deserialize;
use templates::{
    banks::{
        BankHead,
        reconciliation::{ReconciliationPage, reconciliation as draw_reconciliation},
        season::{Chosen, SeasonPage, season as draw_season},
        statement::{StatementPage, statement as draw_statement},
        together::{TogetherPage, together as draw_together},
    },
    parts::{Name, Problem, with_query},
};
use words::Words;

/// Who signs the report of a season.
const SIGNING: [Office; 3] = [Office::Chair, Office::Secretary, Office::Treasurer];

/// The query as it came.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// The first day; empty: from the beginning.
    from: String,
    /// The last; empty: today.
    to: String,
    /// `csv`: the same as a file.
    format: String,
}

/// The days that were typed; what cannot be read is answered with everything through today.
pub(crate) fn span(typed: &Typed, today: NaiveDate, words: Words) -> (Span, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut day = |field: &str, text: &str| match read_day(text, words) {
        Ok(Some(day)) if day > today => {
            problems.push(Problem { field: field.into(), message: words.say("statement-to-come").into_owned() });
            None
        }
        Ok(day) => day,
        Err(message) => {
            problems.push(Problem { field: field.into(), message });
            None
        }
    };
    let span = Span { from: day("from", &typed.from), to: day("to", &typed.to).unwrap_or(today) };
    if span.from.is_some_and(|from| from > span.to) {
        problems.push(Problem { field: "from".into(), message: words.say("statement-turned").into_owned() });
    }
    if problems.is_empty() { (span, problems) } else { (Span::through(today), problems) }
}

impl Typed {
    /// The last day as it stands in its field: what was typed, else the day that holds.
    fn last(&self, to: NaiveDate, words: Words) -> String {
        if self.to.trim().is_empty() { words.date_short(to) } else { self.to.clone() }
    }

    fn wants_csv(&self, problems: &[Problem]) -> bool {
        self.format == "csv" && problems.is_empty()
    }
}

/// The address of a report as a file.
fn csv_of(path: &str, span: Span) -> String {
    let from = span.from.map_or(String::new(), |from| from.to_string());
    with_query(path, &[("from", &from), ("to", &span.to.to_string()), ("format", "csv")])
}

/// A table as a file, which begins with the mark by which spreadsheets know that it is UTF-8.
fn file(name: &str, rows: &Rows) -> Response {
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}.csv\""));
    let disposition = disposition.unwrap_or(HeaderValue::from_static("attachment"));
    let kind = HeaderValue::from_static("text/csv; charset=utf-8");
    ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition)], format!("\u{feff}{}", rows.to_csv()))
        .into_response()
}

fn answer(page: maud::Markup, problems: &[Problem]) -> Response {
    if problems.is_empty() { web::html(page) } else { web::unprocessable(page) }
}

async fn book(tx: &mut Tx, visit: &InBank) -> Result<BankBook, Fault> {
    Ok(exports::bank_book(tx, &visit.bank, &visit.group).await?)
}

/// `GET /banks/{bank}/statement?from=&to=`
pub async fn statement(State(app): State<App>, visit: InBank, Query(typed): Query<Typed>) -> Answer {
    let (words, today) = (visit.words(), app.today());
    let (span, problems) = span(&typed, today, words);
    let mut tx = app.db().read().await?;
    let book = book(&mut tx, &visit).await?;
    let told = book.statement(span)?;
    if typed.wants_csv(&problems) {
        return Ok(file(&format!("statement-{}-{}", visit.bank.code, span.to), &told.to_rows()));
    }
    let bank = shown::head(&mut tx, &visit.group, &visit.bank, &book.bank).await?;
    let page = StatementPage {
        around: visit.visit.around(),
        to: typed.last(span.to, words),
        from: typed.from,
        csv: csv_of(&bank.href("statement"), span),
        statement: told.told,
        goods: book.bank.goods,
        problems: problems.clone(),
        bank,
    };
    Ok(answer(draw_statement(&page), &problems))
}

/// Which season or year.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Which {
    /// A season's number, or `year-2026`; empty: the one that today belongs to.
    no: String,
    /// `csv`: the same as a file.
    format: String,
}

/// `GET /banks/{bank}/season?no=`
pub async fn season(State(app): State<App>, visit: InBank, Query(which): Query<Which>) -> Answer {
    let today = app.today();
    let mut tx = app.db().read().await?;
    let book = book(&mut tx, &visit).await?;
    let (season, span) = asked(&book.bank, &which.no, today).ok_or(Fault::NotFound)?;
    let told = book.season(season, span)?;
    let chosen = value(season, span);
    if which.format == "csv" {
        return Ok(file(&format!("season-{}-{chosen}", visit.bank.code), &told.to_rows()));
    }
    let bank = shown::head(&mut tx, &visit.group, &visit.bank, &book.bank).await?;
    let page = SeasonPage {
        around: visit.visit.around(),
        choices: choices(&book.bank, today),
        csv: with_query(&bank.href("season"), &[("no", &chosen), ("format", "csv")]),
        chosen,
        report: told.told,
        goods: book.bank.goods,
        officers: signing(&mut tx, &visit, today).await?,
        problems: vec![],
        bank,
    };
    Ok(web::html(draw_season(&page)))
}

/// The season or the year that the address names, with its days; `None`: there is none, or it has not begun.
pub(crate) fn asked(bank: &Bank, no: &str, today: NaiveDate) -> Option<(Option<i64>, Span)> {
    if no.is_empty() {
        return Some(season_on(bank, today));
    }
    match no.strip_prefix("year-") {
        Some(year) => Some((None, year_span(year.parse().ok()?, today)?)),
        None => {
            let no = no.parse().ok()?;
            Some((Some(no), season_span(bank, no, today)?))
        }
    }
}

/// What is shown, as the address names it.
pub(crate) fn value(season: Option<i64>, span: Span) -> String {
    season.map_or_else(|| format!("year-{}", span.to.year()), |no| no.to_string())
}

/// The seasons that have begun and the years of the bank, the latest first.
pub(crate) fn choices(bank: &Bank, today: NaiveDate) -> Vec<(String, Chosen)> {
    let begun = bank.seasons.iter().rev().filter(|season| season_span(bank, season.no, today).is_some());
    let name = |km: &str, latin: &str| Chosen::Season(Name::new(km, latin));
    let seasons = begun.map(|season| (season.no.to_string(), name(&season.name_km, &season.name_latin)));
    let years = (bank.opened_on.year()..=today.year()).rev().map(|year| (format!("year-{year}"), Chosen::Year(year)));
    seasons.chain(years).collect()
}

/// Who is in the offices that sign.
async fn signing(tx: &mut Tx, visit: &InBank, today: NaiveDate) -> Result<Vec<(&'static str, Name)>, Fault> {
    let terms = officers(tx, visit.group.book).await?;
    let holds = |office: Office| {
        let now = terms
            .iter()
            .find(|term| term.office == office.code() && term.from_day <= today && term.to_day.is_none_or(|last| last >= today));
        (office.code(), now.map(|term| term.name()).unwrap_or_default())
    };
    Ok(SIGNING.map(holds).to_vec())
}

/// `GET /banks/{bank}/reconciliation`
pub async fn reconciliation(State(app): State<App>, visit: InBank) -> Answer {
    let today = app.today();
    let mut tx = app.db().read().await?;
    let bank = store::load(&mut tx, &visit.bank, &visit.group).await?;
    let posted = store::posted(&mut tx, &visit.bank).await?;
    let places = store::places(&mut tx, &visit.bank).await?;
    let state = stock::state(&bank, today)?;
    let lines = reconcile(&bank, &posted, today).map_err(|flaw| Fault::Broken(format!("acts of a bank: {flaw:?}")))?;
    let people = shown::people(&mut tx, &visit.group).await?;
    let tag = |no| state.animals.get(&no).map_or_else(|| format!("#{no}"), |animal| animal.tag.clone());
    let page = ReconciliationPage {
        around: visit.visit.around(),
        bank: shown::head(&mut tx, &visit.group, &visit.bank, &bank).await?,
        on: today,
        lines,
        heads: heads(&state, &places).into_iter().map(|head| (tag(head.animal), head)).collect(),
        swaps: swaps(&bank, &posted).into_iter().rev().collect(),
        below: below_nothing(&posted),
        people: people.keys().map(|party| (*party, shown::who(&people, *party))).collect(),
        goods: std::iter::once(domain::banks::Good::money(bank.money)).chain(bank.goods.iter().cloned()).collect(),
    };
    Ok(web::html(draw_reconciliation(&page)))
}

/// `GET /groups/{group}/statement?from=&to=`
pub async fn together(State(app): State<App>, visit: InGroup, Query(typed): Query<Typed>) -> Answer {
    let (group, words, today) = (&visit.group, visit.words(), app.today());
    let (span, problems) = span(&typed, today, words);
    let mut tx = app.db().read().await?;
    let told = exports::group_statement(&mut tx, group, span).await?;
    if typed.wants_csv(&problems) {
        return Ok(file(&format!("statement-{}-{}", group.code, span.to), &told.to_rows()));
    }
    let names = Funds::load(&mut tx, group.book).await?;
    let head = head(group);
    let page = TogetherPage {
        around: visit.visit.around(),
        to: typed.last(span.to, words),
        from: typed.from,
        csv: csv_of(&head.href("statement"), span),
        span,
        funds: told.funds.into_iter().map(|fund| (names.name(words, fund.fund), fund)).collect(),
        banks: told.banks.into_iter().map(|(row, told)| (named(group, &row), told)).collect(),
        sums: told.sums,
        goods: told.goods,
        problems: problems.clone(),
        group: head,
    };
    Ok(answer(draw_together(&page), &problems))
}

/// A bank as the statement of its group names it; nothing of its doors is shown there.
fn named(group: &Group, bank: &BankRow) -> BankHead {
    BankHead { code: bank.code.clone(), name: bank.name(), group: head(group), lends: false, places: false, waiting: 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use words::Language;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn days_that_cannot_be_are_said_at_their_fields() {
        let (today, words) = (day("2026-12-31"), Words::new(Language::English));
        let read = |from: &str, to: &str| {
            let (span, problems) = span(&Typed { from: from.into(), to: to.into(), format: String::new() }, today, words);
            (span, problems.into_iter().map(|problem| problem.field).collect::<Vec<_>>())
        };
        assert_eq!(read("", ""), (Span::through(today), vec![]));
        assert_eq!(read("1/7/2026", "30/9/2026"), (Span { from: Some(day("2026-07-01")), to: day("2026-09-30") }, vec![]));
        assert_eq!(read("", "1/1/2027"), (Span::through(today), vec!["to".to_owned()]));
        assert_eq!(read("1/10/2026", "30/9/2026"), (Span::through(today), vec!["from".to_owned()]));
        assert_eq!(read("soon", "never"), (Span::through(today), vec!["from".to_owned(), "to".to_owned()]));
    }
}
