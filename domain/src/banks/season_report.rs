//! The report of a season to the general meeting: kilograms and head first, money second. It says what was there, what
//! came and went and why, who was helped, who is late, and what is there now; each part adds up by itself.
mod herd;
mod people;
mod stock;

pub use herd::{HerdLine, HerdReport};
pub use people::{Helped, People};
pub use stock::{GoodReport, Line, Moved, Open, Spent};

use super::{
    Bank, Season,
    rules::InterestUse,
    span::{ReportError, Span, each, opening},
    statement::{Statement, statement},
};
use chrono::{Datelike, NaiveDate};

/// The report of a season, or of a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeasonReport {
    /// The days it is about.
    pub span: Span,
    /// Of which season; `None`: of a year.
    pub season: Option<i64>,
    /// Each good that was there or moved: money first, then in the order of the list of goods.
    pub goods: Vec<GoodReport>,
    /// Each species whose animals were there or moved.
    pub herds: Vec<HerdReport>,
    /// Who was helped.
    pub helped: Helped,
    /// What interest is for, as the bank agreed.
    pub interest_use: Vec<InterestUse>,
    /// The same in money.
    pub statement: Statement,
}

/// The days of a season's report: from the day after the season before it ended, so that nothing falls between two
/// reports, to its own end or to today. `None`: there is no such season, or it has not begun.
pub fn season_span(bank: &Bank, no: i64, today: NaiveDate) -> Option<Span> {
    let season = bank.season(no)?;
    let ended = |other: &&Season| other.harvest_to < season.harvest_to;
    let before = bank.seasons.iter().filter(ended).map(|other| other.harvest_to).max();
    let from = before.and_then(|end| end.succ_opt());
    let begun = from.unwrap_or(season.lend_from.min(bank.opened_on)) <= today;
    begun.then_some(Span { from, to: season.harvest_to.min(today) })
}

/// The days of a year's report: to its last day, or to today. `None`: it has not begun.
pub fn year_span(year: i32, today: NaiveDate) -> Option<Span> {
    let from = NaiveDate::from_ymd_opt(year, 1, 1).filter(|from| *from <= today)?;
    Some(Span { from: Some(from), to: NaiveDate::from_ymd_opt(year, 12, 31)?.min(today) })
}

/// The season that a day's report is of, with its days; `None` and the year where the bank has no season by then.
pub fn season_on(bank: &Bank, day: NaiveDate) -> (Option<i64>, Span) {
    let season = bank.season_of(day).map(|season| season.no);
    let found = season.and_then(|no| Some((Some(no), season_span(bank, no, day)?)));
    let year = || year_span(day.year(), day).unwrap_or(Span::through(day));
    found.unwrap_or_else(|| (None, year()))
}

/// Tells the report of the days of a season, or of a year.
///
/// # Errors
/// [`ReportError`]: the bank's acts are not what the rules let in, or do not make what it has.
pub fn season_report(bank: &Bank, season: Option<i64>, span: Span) -> Result<SeasonReport, ReportError> {
    let (before, after) = (opening(bank, span)?, bank.state(span.to)?);
    let (mut stock, mut herds, mut people) = (stock::Told::default(), herd::Told::default(), people::Told::default());
    each(bank, span, |act, state, way| {
        stock.tell(&act.fact, state, way, bank.money.code());
        herds.tell(&act.fact, state, way);
        people.tell(&act.fact, way);
    })?;
    Ok(SeasonReport {
        span,
        season,
        goods: stock.reports(bank, &before, &after, span)?,
        herds: herds.reports(bank, &before, &after)?,
        helped: people.helped(bank),
        interest_use: bank.rules(span.to).map(|rules| rules.interest_use.clone()).unwrap_or_default(),
        statement: statement(bank, span)?,
    })
}
