//! What the query of an address asks for.
use super::Refusal;
use crate::{
    error::Fault,
    groups::store::Organisation,
    guard::ByToken,
    programme::{counting::Period, kept::year_through},
};
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use chrono::NaiveDate;
use domain::programme::FiscalYear;

/// The parameters of a query, each said at most once.
#[derive(Clone, Debug)]
pub struct Asked(Vec<(String, String)>);

impl<S: Sync> FromRequestParts<S> for Asked {
    type Rejection = Fault;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Asked, Fault> {
        let Query(pairs) = Query::try_from_uri(&parts.uri).map_err(|_| Refusal::UnknownParameter)?;
        Ok(Asked(pairs))
    }
}

/// The days that are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Days {
    /// The fiscal year, where one was named.
    pub year: Option<FiscalYear>,
    /// From when through when.
    pub period: Period,
}

impl Asked {
    /// Refuses whatever the address does not know, and what is said twice.
    pub(super) fn only(self, names: &[&str]) -> Result<Asked, Refusal> {
        let twice = |name: &String| self.0.iter().filter(|(other, _)| other == name).count() > 1;
        let strange = self.0.iter().any(|(name, _)| !names.contains(&name.as_str()) || twice(name));
        if strange { Err(Refusal::UnknownParameter) } else { Ok(self) }
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(other, _)| other == name).map(|(_, text)| text.as_str())
    }

    fn day(&self, name: &'static str) -> Result<Option<NaiveDate>, Refusal> {
        let Some(text) = self.text(name) else { return Ok(None) };
        let day = text.parse::<NaiveDate>().ok().filter(|day| day.format("%Y-%m-%d").to_string() == text);
        let known = day.filter(|day| FiscalYear::named(FiscalYear::of(*day).year()).is_some());
        known.map(Some).ok_or(Refusal::Parameter(name, "a day between 1990 and 2100, such as 2026-09-30"))
    }

    fn year(&self, today: NaiveDate) -> Result<Option<FiscalYear>, Refusal> {
        let Some(text) = self.text("year") else { return Ok(None) };
        let digits = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
        let year = text.parse().ok().filter(|_| digits).and_then(FiscalYear::named);
        let begun = year.filter(|year| year.days().0 <= today);
        let must = "a fiscal year from 1990 that has begun, such as 2026: from 1 October 2025 through 30 September 2026";
        begun.map(Some).ok_or(Refusal::Parameter("year", must))
    }

    /// The days that are asked for, no later than today; without any, everything through today.
    pub(super) fn days(&self, today: NaiveDate) -> Result<Days, Refusal> {
        let (year, from, through) = (self.year(today)?, self.day("from")?, self.day("through")?);
        if let Some(year) = year {
            let alone = from.is_none() && through.is_none();
            let days = Days { year: Some(year), period: year_through(year, today) };
            return if alone { Ok(days) } else { Err(Refusal::Parameter("year", "either a year, or from and through")) };
        }
        let through = through.unwrap_or(today).min(today);
        if from.is_some_and(|from| from > through) {
            return Err(Refusal::Parameter("from", "a day no later than through, and no later than today"));
        }
        Ok(Days { year: None, period: Period { from, through } })
    }

    /// Of whom the figures are: of the organisation that is asked for, or of all that the token reaches. Another one than the
    /// token's is not there.
    pub(super) fn whose<'a>(&self, by: &ByToken, all: &'a [Organisation]) -> Result<Option<&'a Organisation>, Fault> {
        let reached = |one: &&Organisation| by.reaches(one.id);
        match self.text("organisation") {
            Some(code) => all.iter().filter(reached).find(|one| one.code == code).map(Some).ok_or(Fault::NotFound),
            None => Ok(all.iter().find(|one| by.organisation == Some(one.id))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(query: &str) -> Result<(Option<i32>, Option<String>, String), Refusal> {
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let asked = Asked(pairs.map(|(name, text)| (name.to_owned(), text.to_owned())).collect());
        let days = asked.only(&["year", "from", "through"])?.days("2026-11-22".parse().unwrap())?;
        Ok((days.year.map(FiscalYear::year), days.period.from.map(|day| day.to_string()), days.period.through.to_string()))
    }

    #[test]
    fn days_are_a_year_or_two_days_and_no_later_than_today() {
        assert_eq!(days(""), Ok((None, None, "2026-11-22".into())));
        assert_eq!(days("year=2026"), Ok((Some(2026), Some("2025-10-01".into()), "2026-09-30".into())));
        assert_eq!(days("year=2027"), Ok((Some(2027), Some("2026-10-01".into()), "2026-11-22".into())));
        assert_eq!(days("from=2026-01-01&through=2030-01-01"), Ok((None, Some("2026-01-01".into()), "2026-11-22".into())));
        for bad in [
            "year=2028",
            "year=26",
            "year=+2026",
            "year=",
            "year=1989",
            "from=2026-1-1",
            "from=2026-02-30",
            "from=0001-01-01",
            "through=x",
            "from=2027-01-01",
            "from=2026-03-01&through=2026-02-01",
            "year=2026&from=2026-01-01",
            "organization=SP",
            "year=2026&year=2025",
        ] {
            assert!(days(bad).is_err(), "{bad}");
        }
    }
}
