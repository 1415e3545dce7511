//! The end of a cycle: what keeps it from beginning, what must hold before the box is divided, and the cycle after it.
//!
//! One officer begins (from then on nothing is lent), counts the box and proposes; another sees the same figures and
//! confirms. How the box is divided stands in [`crate::share_outs`].
use chrono::{Days, Months, NaiveDate};
use uuid::Uuid;

/// A group at the end of its cycle, as far as these rules ask. Amounts in smallest units.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// Whether a share-out was begun and is not decided.
    pub begun: bool,
    /// Whether a meeting was recorded in the cycle.
    pub recorded: bool,
    /// Corrections that wait for a second officer.
    pub corrections: i64,
    /// Requests to reschedule or write off a loan that wait for a second officer.
    pub requests: i64,
    /// What the book says is in the box, both funds.
    pub cash: i64,
    /// What is at the bank.
    pub bank: i64,
    /// Whether savings stay and only the profit is divided.
    pub savings_kept: bool,
    /// The last day of which a meeting or a loan tells.
    pub last: Option<NaiveDate>,
    /// The last closed day.
    pub closed_through: Option<NaiveDate>,
    /// Today, where the group is.
    pub today: NaiveDate,
    /// What cash is rounded to.
    pub rounding: i64,
}

/// What keeps a group from beginning or dividing, in the order it is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hindrance {
    /// A share-out was begun and is not decided.
    Begun,
    /// Nothing was recorded in this cycle.
    NothingRecorded,
    /// So many corrections wait: they change what is divided.
    CorrectionsWait(i64),
    /// So many requests on loans wait: they change what is owed.
    RequestsWait(i64),
    /// So much is at the bank: people are paid in notes.
    AtBank(i64),
}

/// Everything that keeps a group from beginning the end of its cycle.
pub fn begin(standing: &Standing) -> Vec<Hindrance> {
    let Standing { begun, recorded, .. } = *standing;
    let first = [begun.then_some(Hindrance::Begun), (!recorded).then_some(Hindrance::NothingRecorded)];
    first.into_iter().flatten().chain(waiting(standing)).collect()
}

/// Everything that keeps the box from being divided, whatever is counted and chosen. A group whose savings stay may
/// leave its money at the bank: what it divides is in the box, or is refused when it is not.
pub fn divide(standing: &Standing) -> Vec<Hindrance> {
    let Standing { bank, savings_kept, .. } = *standing;
    waiting(standing).chain((bank != 0 && !savings_kept).then_some(Hindrance::AtBank(bank))).collect()
}

fn waiting(standing: &Standing) -> impl Iterator<Item = Hindrance> {
    let Standing { corrections, requests, .. } = *standing;
    let corrections = (corrections > 0).then_some(Hindrance::CorrectionsWait(corrections));
    corrections.into_iter().chain((requests > 0).then_some(Hindrance::RequestsWait(requests)))
}

/// Why a count is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountRefusal {
    /// Nothing was counted.
    NotCounted,
    /// The box holds so much less than the book says.
    Short(i64),
    /// The box holds so much more than the book says.
    Over(i64),
}

/// Whether the box agrees with the book to the riel: a difference is named and booked at a meeting, not here.
pub fn count(counted: Option<i64>, standing: &Standing) -> Result<(), CountRefusal> {
    match counted.map(|counted| counted - standing.cash) {
        None => Err(CountRefusal::NotCounted),
        Some(0) => Ok(()),
        Some(by) if by < 0 => Err(CountRefusal::Short(-by)),
        Some(by) => Err(CountRefusal::Over(by)),
    }
}

/// The days of a share-out and of the cycle after it, and the multiple that payouts are rounded down to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// The day it is posted on.
    pub on: NaiveDate,
    /// Payouts are multiples of this, smallest units.
    pub round_to: i64,
    /// The first day of the next cycle.
    pub next_starts_on: NaiveDate,
    /// Its last day; none: a permanent group.
    pub next_ends_on: Option<NaiveDate>,
}

/// Why a choice is not taken, in the order it is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChoiceRefusal {
    /// The day is still to come.
    DayToCome,
    /// Something was recorded on this later day.
    BeforeLast(NaiveDate),
    /// The books are closed through this day.
    PeriodClosed(NaiveDate),
    /// Not a multiple of what cash is rounded to, or beyond a billion.
    Multiple(i64),
    /// The next cycle begins on the day of the share-out or before it: a day belongs to one cycle.
    NextTooEarly,
    /// The next cycle ends before it has begun.
    NextEnds,
}

/// The most that payouts may be rounded to, smallest units.
const MULTIPLE_MOST: i64 = 1_000_000_000;

/// Everything that is wrong with a choice.
pub fn choice(chosen: &Chosen, standing: &Standing) -> Vec<ChoiceRefusal> {
    let Chosen { on, round_to, next_starts_on, next_ends_on } = *chosen;
    let Standing { last, closed_through, today, rounding, .. } = *standing;
    let rounded = round_to > 0 && round_to <= MULTIPLE_MOST && round_to % rounding.max(1) == 0;
    [
        (on > today).then_some(ChoiceRefusal::DayToCome),
        last.filter(|last| on < *last).map(ChoiceRefusal::BeforeLast),
        closed_through.filter(|closed| on <= *closed).map(ChoiceRefusal::PeriodClosed),
        (!rounded).then_some(ChoiceRefusal::Multiple(rounding)),
        (next_starts_on <= on).then_some(ChoiceRefusal::NextTooEarly),
        next_ends_on.is_some_and(|ends| ends <= next_starts_on).then_some(ChoiceRefusal::NextEnds),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The days that the next cycle would usually have: from the day after the share-out on, for as long as this one was
/// agreed to run. About a year is a year to the day.
pub fn next(on: NaiveDate, starts_on: NaiveDate, ends_on: Option<NaiveDate>) -> (NaiveDate, Option<NaiveDate>) {
    let first = on.succ_opt().unwrap_or(on);
    let last = ends_on.and_then(|ends| {
        let days = u64::try_from((ends - starts_on).num_days()).ok()?;
        if (350..=380).contains(&days) {
            first.checked_add_months(Months::new(12))?.pred_opt()
        } else {
            first.checked_add_days(Days::new(days))
        }
    });
    (first, last)
}

/// Why what a member leaves in the box is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PutBackRefusal {
    /// More than is handed over to her, which is so much.
    OverPayout(i64),
    /// Not whole shares of the next cycle, which are worth so much each.
    NotShares(i64),
}

/// What a member may leave in the box for the next cycle: at most what is handed over to her, in whole shares where
/// the group saves in shares.
pub fn put_back(amount: i64, paid: i64, share_value: Option<i64>) -> Result<(), PutBackRefusal> {
    match share_value {
        _ if amount > paid => Err(PutBackRefusal::OverPayout(paid)),
        Some(value) if amount % value != 0 => Err(PutBackRefusal::NotShares(value)),
        _ => Ok(()),
    }
}

/// As much of a wish that is the same for all as one member's payout allows, in whole shares where there are shares.
pub fn put_back_most(wish: i64, paid: i64, share_value: Option<i64>) -> i64 {
    let most = wish.min(paid).max(0);
    share_value.map_or(most, |value| most / value * value)
}

/// Why a proposal is not confirmed, in the order it is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConfirmRefusal {
    /// There is no proposal.
    NothingProposed,
    /// Who proposed cannot confirm.
    SameOfficer,
    /// The books say something else than when it was proposed: it is proposed again.
    ChangedMeanwhile,
}

/// Whether an officer may confirm what another (`asked_by`) proposed; `agrees`: the books still say what was proposed.
pub fn confirm(asked_by: Option<Uuid>, by: Uuid, agrees: bool) -> Result<(), ConfirmRefusal> {
    match asked_by {
        None => Err(ConfirmRefusal::NothingProposed),
        Some(asked_by) if asked_by == by => Err(ConfirmRefusal::SameOfficer),
        Some(_) if !agrees => Err(ConfirmRefusal::ChangedMeanwhile),
        Some(_) => Ok(()),
    }
}

/// A posting on a member's savings: in which month, counted in months since the year 0 (none: before the cycle), and
/// how much more she has from then on, smallest units.
pub type Saved = (Option<i64>, i64);

/// Savings times the whole months they were in: from the month after each was brought to the month in which the cycle
/// is shared out. What was there before the cycle was in for all its months.
pub fn savings_months(saved: &[Saved], starts_in: i64, ends_in: i64) -> i64 {
    let all = (ends_in - starts_in + 1).max(0);
    let weigh = |(month, quantity): &Saved| quantity.saturating_mul(month.map_or(all, |month| (ends_in - month).max(0)));
    saved.iter().map(weigh).fold(0, i64::saturating_add).max(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn standing() -> Standing {
        Standing {
            begun: false,
            recorded: true,
            corrections: 0,
            requests: 0,
            cash: 3_830_600,
            bank: 0,
            savings_kept: false,
            last: Some(day("2026-11-15")),
            closed_through: Some(day("2026-10-31")),
            today: day("2026-11-29"),
            rounding: 100,
        }
    }

    #[test]
    fn what_keeps_a_group_from_its_share_out() {
        assert_eq!((begin(&standing()), divide(&standing())), (vec![], vec![]));
        let hindered = Standing { begun: true, recorded: false, corrections: 2, requests: 1, bank: 5_000, ..standing() };
        let waits = [Hindrance::CorrectionsWait(2), Hindrance::RequestsWait(1)];
        assert_eq!(begin(&hindered), [&[Hindrance::Begun, Hindrance::NothingRecorded], &waits[..]].concat());
        assert_eq!(divide(&hindered), [&waits[..], &[Hindrance::AtBank(5_000)]].concat());
        assert_eq!(divide(&Standing { savings_kept: true, ..hindered }), waits, "savings that stay may lie at the bank");
    }

    #[test]
    fn the_box_agrees_to_the_riel() {
        let count = |counted| count(counted, &standing());
        assert_eq!(count(Some(3_830_600)), Ok(()));
        assert_eq!(count(None), Err(CountRefusal::NotCounted));
        assert_eq!(count(Some(3_830_500)), Err(CountRefusal::Short(100)));
        assert_eq!(count(Some(3_830_700)), Err(CountRefusal::Over(100)));
    }

    #[test]
    fn days_and_multiples() {
        let chosen = |on: &str, round_to, starts: &str, ends: &str| Chosen {
            on: day(on),
            round_to,
            next_starts_on: day(starts),
            next_ends_on: Some(day(ends)),
        };
        let check = |chosen: Chosen| choice(&chosen, &standing());
        assert_eq!(check(chosen("2026-11-29", 100, "2026-11-30", "2027-11-29")), []);
        assert_eq!(check(chosen("2026-11-15", 500, "2026-11-16", "2027-11-29")), [], "the day of the last meeting will do");
        assert_eq!(check(chosen("2026-11-30", 100, "2026-12-01", "2027-11-29")), [ChoiceRefusal::DayToCome]);
        let early = [ChoiceRefusal::BeforeLast(day("2026-11-15")), ChoiceRefusal::PeriodClosed(day("2026-10-31"))];
        assert_eq!(check(chosen("2026-10-31", 100, "2026-12-01", "2027-11-29")), early);
        for multiple in [0, 50, 150, -100, 2_000_000_000] {
            let refused = [ChoiceRefusal::Multiple(100)];
            assert_eq!(check(chosen("2026-11-29", multiple, "2026-11-30", "2027-11-29")), refused, "{multiple}");
        }
        let turned = [ChoiceRefusal::NextTooEarly, ChoiceRefusal::NextEnds];
        assert_eq!(check(chosen("2026-11-29", 100, "2026-11-29", "2026-11-29")), turned);
    }

    #[test]
    fn the_next_cycle_is_as_long_as_this_one() {
        let next = |on: &str, starts: &str, ends: Option<&str>| next(day(on), day(starts), ends.map(day));
        let year = (day("2026-11-30"), Some(day("2027-11-29")));
        assert_eq!(next("2026-11-29", "2025-11-23", Some("2026-11-29")), year);
        let season = (day("2026-10-01"), Some(day("2027-06-30")));
        assert_eq!(next("2026-09-30", "2026-01-01", Some("2026-09-30")), season);
        assert_eq!(next("2026-12-31", "2026-01-01", None), (day("2027-01-01"), None));
    }

    #[test]
    fn what_is_left_in_the_box() {
        assert_eq!(put_back(20_000, 20_000, Some(5_000)), Ok(()));
        assert_eq!(put_back(20_100, 20_000, Some(5_000)), Err(PutBackRefusal::OverPayout(20_000)));
        assert_eq!(put_back(12_000, 20_000, Some(5_000)), Err(PutBackRefusal::NotShares(5_000)));
        assert_eq!(put_back(12_300, 20_000, None), Ok(()));
        let most = |wish, paid, value| put_back_most(wish, paid, value);
        assert_eq!((most(20_000, 50_000, Some(5_000)), most(20_000, 13_000, Some(5_000))), (20_000, 10_000));
        assert_eq!((most(20_000, -400, Some(5_000)), most(20_000, 13_100, None)), (0, 13_100));
    }

    #[test]
    fn another_officer_confirms_what_still_holds() {
        let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        assert_eq!(confirm(Some(one), other, true), Ok(()));
        assert_eq!(confirm(Some(one), one, true), Err(ConfirmRefusal::SameOfficer));
        assert_eq!(confirm(Some(one), other, false), Err(ConfirmRefusal::ChangedMeanwhile));
        assert_eq!(confirm(None, other, true), Err(ConfirmRefusal::NothingProposed));
    }

    #[test]
    fn savings_weigh_by_their_months() {
        // A cycle from January (month 0) to December (month 11): what was there before weighs for twelve months, what
        // came in January for eleven, what came in December for none.
        let of = |saved: &[Saved]| savings_months(saved, 0, 11);
        assert_eq!(of(&[(None, 100)]), 1_200);
        assert_eq!(of(&[(Some(0), 100), (Some(11), 500)]), 1_100);
        assert_eq!(of(&[(Some(0), 100), (Some(5), -40)]), 1_100 - 240, "what was taken out weighs no longer");
        assert_eq!(of(&[(Some(12), 100), (Some(3), -100)]), 0, "never below zero");
    }
}
