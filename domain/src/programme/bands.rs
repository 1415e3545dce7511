//! Ages and years as indicators tell them apart.
use chrono::{Datelike, NaiveDate};

/// An age band, at the day of what is counted: 15 to 29, 30 and over, and the school-aged apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AgeBand {
    /// Under 15.
    School,
    /// 15 to 29.
    Young,
    /// 30 and over.
    Adult,
}

impl AgeBand {
    /// All of them, the youngest first.
    pub const ALL: [AgeBand; 3] = [AgeBand::School, AgeBand::Young, AgeBand::Adult];

    /// The word kept in the database and in files.
    pub fn code(self) -> &'static str {
        match self {
            AgeBand::School => "under-15",
            AgeBand::Young => "15-29",
            AgeBand::Adult => "30-and-over",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<AgeBand> {
        AgeBand::ALL.into_iter().find(|band| band.code() == text)
    }

    /// The band of somebody born in a year, on a day: by the years between, since many know no birthday.
    pub fn of(birth_year: i64, on: NaiveDate) -> AgeBand {
        match i64::from(on.year()) - birth_year {
            ..15 => AgeBand::School,
            15..30 => AgeBand::Young,
            _ => AgeBand::Adult,
        }
    }
}

/// A fiscal year of the donor's: from 1 October, named by the year in which it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FiscalYear(i32);

impl FiscalYear {
    /// The one in which a day is.
    pub fn of(day: NaiveDate) -> FiscalYear {
        FiscalYear(day.year() + i32::from(day.month() >= 10))
    }

    /// By its name; `None` outside of 1990 to 2100.
    pub fn named(year: i32) -> Option<FiscalYear> {
        (1990..=2100).contains(&year).then_some(FiscalYear(year))
    }

    /// Its name.
    pub fn year(self) -> i32 {
        self.0
    }

    /// Its first and its last day.
    pub fn days(self) -> (NaiveDate, NaiveDate) {
        let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or(NaiveDate::MAX);
        (day(self.0 - 1, 10, 1), day(self.0, 9, 30))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_and_years_change_on_their_day() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(AgeBand::of(2012, day("2026-12-31")), AgeBand::School);
        assert_eq!(AgeBand::of(2011, day("2026-01-01")), AgeBand::Young);
        assert_eq!(AgeBand::of(1997, day("2026-06-01")), AgeBand::Young);
        assert_eq!(AgeBand::of(1996, day("2026-06-01")), AgeBand::Adult);
        assert_eq!(FiscalYear::of(day("2026-09-30")).year(), 2026);
        let year = FiscalYear::of(day("2026-10-01"));
        assert_eq!((year.year(), year.days()), (2027, (day("2026-10-01"), day("2027-09-30"))));
    }
}
