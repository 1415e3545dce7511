//! Organic control (domain/cooperatives.md, 5.4): which plot may deliver as organic on a day, and how much of it. The gate is
//! hard: no valid status, or more than the estimate and its tolerance, and the bag is bought as any other.
use super::{
    acts::{Inspection, Outcome},
    bylaws::Organic,
    state::Plot,
};
use crate::share_outs::{HUNDRED_PERCENT, parts_of};
use chrono::{Months, NaiveDate};

/// What a plot is on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It may deliver as organic.
    Organic,
    /// Something forbidden was put on it not long ago: organic from that day on.
    Conversion(NaiveDate),
    /// Nobody inspected it yet.
    NotInspected,
    /// The last inspection is too long ago: it held through that day.
    Overdue(NaiveDate),
    /// It may not deliver until that day; without one, until it is inspected again.
    Suspended(Option<NaiveDate>),
    /// It is out.
    Excluded,
}

impl Status {
    /// Its word.
    pub fn code(self) -> &'static str {
        match self {
            Status::Organic => "organic",
            Status::Conversion(_) => "conversion",
            Status::NotInspected => "not-inspected",
            Status::Overdue(_) => "overdue",
            Status::Suspended(_) => "suspended",
            Status::Excluded => "excluded",
        }
    }
}

/// What a plot is on a day.
pub fn status(plot: &Plot, laws: &Organic, day: NaiveDate) -> Status {
    let Some((on, last)) = last(plot, day) else { return Status::NotInspected };
    match last.outcome {
        Outcome::Excluded => return Status::Excluded,
        Outcome::Suspended if last.until.is_none_or(|until| day <= until) => return Status::Suspended(last.until),
        _ => {}
    }
    let holds = on.checked_add_months(Months::new(laws.inspection_months)).unwrap_or(NaiveDate::MAX);
    if day > holds {
        return Status::Overdue(holds);
    }
    let clean =
        plot.said.forbidden_on.map(|day| day.checked_add_months(Months::new(laws.conversion_months)).unwrap_or(NaiveDate::MAX));
    match clean.filter(|clean| day < *clean) {
        Some(clean) => Status::Conversion(clean),
        None => Status::Organic,
    }
}

/// The last inspection by a day.
pub fn last(plot: &Plot, day: NaiveDate) -> Option<(NaiveDate, &Inspection)> {
    plot.inspections.iter().rev().find(|(on, _)| *on <= day).map(|(on, inspection)| (*on, inspection))
}

/// The most that may be delivered from a plot after its last inspection, grams: the estimate and its tolerance.
pub fn allowed(plot: &Plot, laws: &Organic, day: NaiveDate) -> i64 {
    let estimate = last(plot, day).map_or(0, |(_, inspection)| inspection.estimate);
    let more = parts_of(laws.tolerance_percent).unwrap_or(0);
    let most = i128::from(estimate) * (HUNDRED_PERCENT + more) / HUNDRED_PERCENT;
    i64::try_from(most).unwrap_or(i64::MAX)
}

/// What was delivered after the last inspection by a day and before the next one, whenever that was, grams: `plot` is as it
/// stands after everything that was written.
pub fn delivered(plot: &Plot, inspection: Option<(NaiveDate, &Inspection)>) -> i64 {
    let at = plot.inspections.iter().rposition(|(on, one)| Some((*on, one)) == inspection);
    match at {
        Some(at) if at + 1 < plot.inspections.len() => plot.earlier.get(at).copied().unwrap_or(0),
        _ => plot.delivered,
    }
}

/// What may still be delivered, grams; below zero where too much was.
pub fn left(plot: &Plot, laws: &Organic, day: NaiveDate) -> i64 {
    allowed(plot, laws, day) - plot.delivered
}

#[cfg(test)]
mod tests {
    use super::{super::acts::PlotSaid, *};

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn plot(forbidden_on: Option<&str>, inspections: &[(&str, Outcome, Option<&str>)]) -> Plot {
        let said = PlotSaid {
            no: 1,
            party: 1,
            name: "behind the pagoda".into(),
            area: 8_000,
            crop: "PADDY".into(),
            forbidden_on: forbidden_on.map(day),
        };
        let inspection = |(on, outcome, until): &(&str, Outcome, Option<&str>)| {
            let (inspector, faults, until) = ("inspector".to_owned(), Vec::new(), until.map(day));
            (day(on), Inspection { plot: 1, inspector, score: 80, faults, outcome: *outcome, until, estimate: 2_000_000 })
        };
        Plot { said, inspections: inspections.iter().map(inspection).collect(), delivered: 500_000, earlier: vec![] }
    }

    #[test]
    fn a_status_for_every_day() {
        let laws = Organic::default();
        let passed = ("2026-07-01", Outcome::Passed, None);
        for (plot, on, expected) in [
            (plot(None, &[]), "2026-11-01", Status::NotInspected),
            (plot(None, &[passed]), "2026-06-30", Status::NotInspected),
            (plot(None, &[passed]), "2026-11-01", Status::Organic),
            (plot(None, &[passed]), "2027-07-01", Status::Organic),
            (plot(None, &[passed]), "2027-07-02", Status::Overdue(day("2027-07-01"))),
            (plot(Some("2025-03-01"), &[passed]), "2026-11-01", Status::Conversion(day("2027-03-01"))),
            (plot(Some("2025-03-01"), &[passed]), "2027-03-01", Status::Organic),
            (plot(None, &[("2026-07-01", Outcome::Excluded, None)]), "2026-11-01", Status::Excluded),
            (plot(None, &[("2026-07-01", Outcome::Suspended, None)]), "2026-11-01", Status::Suspended(None)),
            (plot(None, &[("2026-07-01", Outcome::Suspended, Some("2026-10-31"))]), "2026-11-01", Status::Organic),
            (
                plot(None, &[("2026-07-01", Outcome::Excluded, None), ("2026-09-01", Outcome::Conditions, None)]),
                "2026-11-01",
                Status::Organic,
            ),
        ] {
            assert_eq!(status(&plot, &laws, day(on)), expected, "{on}");
        }
    }

    #[test]
    fn the_estimate_and_its_tolerance_are_the_most() {
        let plot = plot(None, &[("2026-07-01", Outcome::Passed, None)]);
        assert_eq!(allowed(&plot, &Organic::default(), day("2026-11-01")), 2_200_000);
        assert_eq!(left(&plot, &Organic::default(), day("2026-11-01")), 1_700_000);
        assert_eq!(left(&plot, &Organic::default(), day("2026-06-01")), -500_000);
    }
}
