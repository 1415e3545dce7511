//! What the address of a book's list asks for: fund, member, commodity, days, page.
use super::funds::Funds;
use chrono::{Datelike, Months, NaiveDate};
use ledger::FundNo;
use serde::Deserialize;
use templates::parts::Problem;
use words::{UnreadableDate, Words, read_date};

/// The query as it came.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// The code of a fund; empty for all.
    pub fund: String,
    /// A member's number; empty for all.
    pub member: String,
    /// The code of what is counted; empty for what is shown unasked.
    pub commodity: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub until: String,
    /// Which page of a long list.
    pub page: String,
    /// `csv`: the same as a file.
    pub format: String,
}

/// What it asks for.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Only this fund.
    pub fund: Option<FundNo>,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub until: NaiveDate,
    /// The page, from 1.
    pub page: i64,
    /// As a file.
    pub csv: bool,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

/// Reads a query; days that were not typed are those of the usual span.
pub fn read(typed: &Typed, usual: (NaiveDate, NaiveDate), funds: &Funds, words: Words) -> Asked {
    let mut problems = Vec::new();
    let mut day = |field: &str, text: &str, usual| match read_day(text, words) {
        Ok(day) => day.unwrap_or(usual),
        Err(message) => {
            problems.push(Problem { field: field.into(), message });
            usual
        }
    };
    let (from, until) = (day("from", &typed.from, usual.0), day("until", &typed.until, usual.1));
    if from > until && problems.is_empty() {
        problems.push(Problem { field: "until".into(), message: words.say("period-turned").into_owned() });
    }
    let fund = funds.find(&typed.fund);
    let page = words::read_count(&typed.page).ok().flatten().unwrap_or(1).clamp(1, 1_000_000);
    Asked { fund, from, until, page, csv: typed.format == "csv" && problems.is_empty(), problems }
}

/// Reads a day that may be left out.
pub fn read_day(text: &str, words: Words) -> Result<Option<NaiveDate>, String> {
    match read_date(text) {
        Ok(day) => Ok(Some(day)),
        Err(UnreadableDate::Blank) => Ok(None),
        Err(UnreadableDate::NotADate) => {
            let example = NaiveDate::from_ymd_opt(2026, 11, 21).expect("it is a day");
            Err(words.with("date-unreadable", &[("example", words.date_short(example).into())]))
        }
    }
}

/// The days shown when none are asked for: a cycle of a year or less from its first day, else three months.
pub fn usual_span(cycle_starts_on: NaiveDate, today: NaiveDate) -> (NaiveDate, NaiveDate) {
    let year_ago = today.checked_sub_months(Months::new(12)).unwrap_or(today);
    let quarter = month_start(today).checked_sub_months(Months::new(2)).unwrap_or(today);
    let from = if (year_ago..=today).contains(&cycle_starts_on) { cycle_starts_on } else { quarter };
    (from, today)
}

/// The last twelve months, the present one with them.
pub fn year_until(today: NaiveDate) -> (NaiveDate, NaiveDate) {
    (month_start(today).checked_sub_months(Months::new(11)).unwrap_or(today), today)
}

/// The first day of a day's month.
pub fn month_start(day: NaiveDate) -> NaiveDate {
    day.with_day(1).expect("every month has a first day")
}

#[cfg(test)]
mod tests {
    use super::*;
    use words::Language;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_usual_days() {
        let today = day("2026-11-21");
        assert_eq!(usual_span(day("2026-02-10"), today), (day("2026-02-10"), today));
        assert_eq!(usual_span(day("2020-01-01"), today), (day("2026-09-01"), today));
        assert_eq!(usual_span(day("2027-01-01"), today), (day("2026-09-01"), today), "a cycle that is still to come");
        assert_eq!(year_until(today), (day("2025-12-01"), today));
    }

    #[test]
    fn days_are_read_as_people_type_them() {
        let usual = (day("2026-09-01"), day("2026-11-21"));
        let ask = |from: &str, until: &str| {
            let typed = Typed { from: from.into(), until: until.into(), fund: "social".into(), ..Typed::default() };
            read(&typed, usual, &Funds::of_chart(), Words::new(Language::English))
        };
        let asked = ask("០១/១០/២០២៦", "");
        assert_eq!(
            (asked.from, asked.until, asked.fund, asked.problems.len()),
            (day("2026-10-01"), day("2026-11-21"), Some(FundNo(2)), 0)
        );
        let fields = |asked: Asked| asked.problems.into_iter().map(|problem| problem.field).collect::<Vec<_>>();
        assert_eq!(fields(ask("x", "31/02/2026")), ["from", "until"]);
        assert_eq!(fields(ask("2026-10-01", "2026-09-01")), ["until"]);
    }
}
