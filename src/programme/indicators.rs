//! Indicators: the list with this fiscal year beside the last one, and one of them with its definition, told apart by all that
//! it may be told apart by.
use super::{
    counting::{self, Period, Shown},
    kept::{self, year_through},
    kinds::kind_name,
    scope::Scope,
    store,
    tables::{self, Indicator},
};
use crate::{
    app::App,
    awards::reports_pages::file,
    error::{Answer, Fault},
    exports::Told,
    groups::pages::place,
    guard::Visit,
    store::Tx,
    web,
};
use axum::extract::{Path, Query, State};
use chrono::{DateTime, NaiveDate, Utc};
use domain::programme::{AgeBand, Cell, Dimension, FiscalYear, Measure};
use serde::Deserialize;
use std::collections::BTreeMap;
use templates::{
    parts::{Name, with_query},
    programme::indicators::{
        CellLine, IndicatorLine, IndicatorPage, IndicatorsPage, Split, indicator as draw_one, indicators as draw,
    },
};
use words::Words;

/// What an address of indicators says.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct IndicatorsQuery {
    /// The partner's code.
    pub organisation: String,
    /// The fiscal year's name; this one where it is not one.
    pub year: String,
    /// `csv`, `xlsx`, `json`; a page where it is empty.
    pub format: String,
}

impl IndicatorsQuery {
    /// The fiscal year, as it was chosen: none of those to come.
    pub fn year(&self, today: NaiveDate) -> FiscalYear {
        let this = FiscalYear::of(today);
        self.year.parse().ok().and_then(FiscalYear::named).filter(|year| *year <= this).unwrap_or(this)
    }
}

/// Fiscal years that may be chosen, the latest first.
pub fn years(today: NaiveDate) -> Vec<i64> {
    let this = FiscalYear::of(today).year();
    (this - 9..=this).rev().map(i64::from).collect()
}

/// `GET /programme/indicators?organisation=&year=&format=`
pub async fn show(State(app): State<App>, visit: Visit, Query(query): Query<IndicatorsQuery>) -> Answer {
    let today = app.today();
    let mut tx = app.db().read().await?;
    let scope = Scope::load(&mut tx, &visit, &query.organisation).await?;
    let year = query.year(today);
    if !query.format.is_empty() {
        let told = told(&mut tx, Measure::ALL, year, &scope, (today, today)).await?;
        return file(&told, &format!("indicators-{}-{today}", year.year()), &query.format, today);
    }
    let (lines, counted_at) = lines(&app, &mut tx, year, &scope).await?;
    let keep = [("organisation", scope.code()), ("year", &query.year)];
    let files = ["csv", "xlsx", "json"]
        .map(|format| (format, with_query("/programme/indicators", &[keep[0], keep[1], ("format", format)])));
    let page = IndicatorsPage {
        around: visit.around(),
        scope: scope.shown(),
        year: year.year().into(),
        years: years(today),
        running: year == FiscalYear::of(today),
        lines,
        counted_at,
        files: files.to_vec(),
    };
    Ok(web::html(draw(&page)))
}

/// Figures of a year and of the one before: the kept ones for this year, counted now for another.
async fn lines(app: &App, tx: &mut Tx, year: FiscalYear, scope: &Scope) -> Result<(Vec<IndicatorLine>, DateTime<Utc>), Fault> {
    let today = app.today();
    let before = FiscalYear::named(year.year() - 1);
    let line = |measure: Measure, [now, last]: [Cell; 2]| IndicatorLine { measure, now: now.shown(), last: last.shown() };
    if year == FiscalYear::of(today) {
        let reckoned = kept::reckoned(app, app.now()).await?;
        // What was kept yesterday may be of the year before, on the first day of a year.
        let cell = |measure, year: Option<FiscalYear>| {
            let kept = year.and_then(|year| reckoned.years.get(&(measure, year, scope.whose())));
            kept.copied().unwrap_or(Cell::Shown(0))
        };
        let lines = Measure::ALL.iter().map(|measure| line(*measure, [cell(*measure, Some(year)), cell(*measure, before)]));
        return Ok((lines.collect(), reckoned.at));
    }
    let mut lines = Vec::new();
    // A few statements for each of the measures, whose number is fixed.
    for measure in Measure::ALL {
        let records = store::records(tx, *measure, today).await?;
        let total = |year: FiscalYear| counting::shown(&records, *measure, year_through(year, today), scope.whose(), today).total;
        lines.push(line(*measure, [total(year), before.map_or(Cell::Shown(0), total)]));
    }
    Ok((lines, app.now()))
}

/// Indicators with all that they are told apart by, through a day that may be before today, as tables and for programs.
///
/// # Errors
/// The store.
pub async fn told(
    tx: &mut Tx,
    measures: &[Measure],
    year: FiscalYear,
    scope: &Scope,
    (through, today): (NaiveDate, NaiveDate),
) -> crate::store::Result<Told> {
    let all = counted(tx, measures, year, scope, (through, today)).await?;
    let partners = codes(scope);
    let chosen = scope.chosen.as_ref().map(|one| one.code.as_str());
    Ok(tables::indicators(&all, year, through, chosen, &partners))
}

/// Partners' codes by the ids that figures are told apart by.
pub fn codes(scope: &Scope) -> BTreeMap<String, String> {
    scope.partners.iter().map(|one| (one.id.to_string(), one.code.clone())).collect()
}

/// The figures of [`told`].
///
/// # Errors
/// The store.
pub async fn counted(
    tx: &mut Tx,
    measures: &[Measure],
    year: FiscalYear,
    scope: &Scope,
    (through, today): (NaiveDate, NaiveDate),
) -> crate::store::Result<Vec<Indicator>> {
    let mut all = Vec::new();
    // A few statements for each of the measures, whose number is fixed.
    for measure in measures {
        let records = store::records(tx, *measure, through).await?;
        let mut shown = counting::shown(&records, *measure, year_through(year, through), scope.whose(), today);
        if scope.whose().is_some() {
            shown.by.remove(&Dimension::Organisation);
        }
        all.push(Indicator { measure: *measure, shown });
    }
    Ok(all)
}

/// `GET /programme/indicators/{measure}?organisation=&year=&format=`
pub async fn one(State(app): State<App>, visit: Visit, Path(code): Path<String>, Query(query): Query<IndicatorsQuery>) -> Answer {
    let today = app.today();
    let measure = Measure::parse(&code).ok_or(Fault::NotFound)?;
    let mut tx = app.db().read().await?;
    let scope = Scope::load(&mut tx, &visit, &query.organisation).await?;
    let year = query.year(today);
    if !query.format.is_empty() {
        let told = told(&mut tx, &[measure], year, &scope, (today, today)).await?;
        return file(&told, &format!("{code}-{}-{today}", year.year()), &query.format, today);
    }
    let records = store::records(&mut tx, measure, today).await?;
    // A protected figure is told from the beginning until today alone.
    let period = if measure.is_protected() { Period { from: None, through: today } } else { year_through(year, today) };
    let shown = counting::shown(&records, measure, period, scope.whose(), today);
    let keep = [("organisation", scope.code()), ("year", &*query.year)];
    let path = format!("/programme/indicators/{code}");
    let files = ["csv", "xlsx", "json"].map(|format| (format, with_query(&path, &[keep[0], keep[1], ("format", format)])));
    let before = FiscalYear::named(year.year() - 1)
        .map(|last| counting::shown(&records, measure, year_through(last, today), scope.whose(), today));
    let page = IndicatorPage {
        splits: splits(measure, &shown, &scope, visit.words()),
        around: visit.around(),
        measure,
        scope: scope.shown(),
        year: year.year().into(),
        years: years(today),
        days: (period.from, period.through),
        total: shown.total.shown(),
        last: before.and_then(|before| before.total.shown()),
        counted: how_many(&records, measure, period, &scope),
        records: with_query(&format!("{path}/records"), &keep),
        counted_at: app.now(),
        files: files.to_vec(),
    };
    Ok(web::html(draw_one(&page)))
}

/// How many records count; nothing of a protected measure, whose records are as many as those who must not be found.
fn how_many(records: &[store::Record], measure: Measure, period: Period, scope: &Scope) -> Option<i64> {
    (!measure.is_protected()).then(|| counting::counted(records, measure, period, scope.whose()).len() as i64)
}

/// What a figure is told apart by, in the measure's own order; of one partner's nothing by partner.
fn splits(measure: Measure, shown: &Shown, scope: &Scope, words: Words) -> Vec<Split> {
    let names = scope.names();
    let one = |dimension: &Dimension| {
        let cells = shown.by.get(dimension)?;
        let mut lines: Vec<CellLine> = cells
            .iter()
            .map(|(cell, number)| CellLine { name: cell_name(*dimension, cell, &names, words), number: number.shown() })
            .collect();
        if matches!(dimension, Dimension::Organisation | Dimension::Province | Dimension::Kind) {
            lines.sort_by_key(|line| std::cmp::Reverse(line.number));
        }
        // Of those who were only counted nobody knows whether they are new.
        let told: Option<i64> = cells.values().map(|cell| cell.shown()).sum();
        let left = shown.total.shown().zip(told).map_or(0, |(total, told)| total - told);
        if *dimension == Dimension::New && left > 0 {
            lines.push(CellLine { name: words.say("indicator-not-known").into_owned(), number: Some(left) });
        }
        Some(Split {
            dimension: *dimension,
            cells: lines,
            overlaps: told.zip(shown.total.shown()).is_some_and(|(told, total)| told > total),
        })
    };
    let asked = |dimension: &&Dimension| scope.whose().is_none() || **dimension != Dimension::Organisation;
    measure.dimensions().iter().filter(asked).filter_map(one).collect()
}

/// A cell's name in the reader's language.
fn cell_name(dimension: Dimension, cell: &str, partners: &BTreeMap<String, Name>, words: Words) -> String {
    if cell.is_empty() {
        return words.say("indicator-not-known").into_owned();
    }
    match dimension {
        Dimension::Organisation => partners.get(cell).map_or(String::new(), |name| name.show(words).to_owned()),
        Dimension::Province => place(cell).show(words).to_owned(),
        Dimension::Kind => kind_name(words, cell),
        Dimension::Age => {
            let band = AgeBand::parse(cell).map_or("", AgeBand::code);
            words.say(&format!("indicator-age-{band}")).into_owned()
        }
        Dimension::Sex | Dimension::Poverty | Dimension::New => {
            words.say(&format!("indicator-{}-{cell}", dimension.code())).into_owned()
        }
    }
}
