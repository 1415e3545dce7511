//! Steps on the calendar, and how much of a year lies between two days.
//!
//! The day of the month on which the money was handed out is kept in mind: after 31 January comes the last day of
//! February, and after that 31 March again.
use super::{DaysInMonth, Every, EveryUnit, InterestBy, Plan};
use chrono::{Datelike, Days, Months, NaiveDate};
use rust_decimal::Decimal;

impl Plan {
    /// The day so many instalments after the money was handed out.
    pub(super) fn due_date(&self, instalment: u32) -> Option<NaiveDate> {
        self.after(self.disbursed, self.every, instalment)
    }

    /// The day so many steps after another.
    fn after(&self, from: NaiveDate, step: Every, times: u32) -> Option<NaiveDate> {
        let count = step.count.checked_mul(times)?;
        match step.unit {
            EveryUnit::Day => from.checked_add_days(Days::new(u64::from(count))),
            EveryUnit::Week => from.checked_add_days(Days::new(u64::from(count) * 7)),
            EveryUnit::Month => {
                let month = from.checked_add_months(Months::new(count))?;
                let last = month.num_days_in_month();
                month.with_day(u32::from(last).min(self.day_meant(from)))
            }
        }
    }

    /// The day of the month that a date stands for: the last of a short month stands for the 31st when the money was
    /// handed out on a 31st.
    fn day_meant(&self, date: NaiveDate) -> u32 {
        let last = date.day() == u32::from(date.num_days_in_month());
        if last { date.day().max(self.disbursed.day()) } else { date.day() }
    }

    /// How many whole steps lie between two days.
    pub(super) fn steps_between(&self, from: NaiveDate, to: NaiveDate, step: Every) -> u32 {
        if to <= from || step.count == 0 {
            return 0;
        }
        let days = u32::try_from((to - from).num_days()).unwrap_or(u32::MAX);
        match step.unit {
            EveryUnit::Day => days / step.count,
            EveryUnit::Week => days / 7 / step.count,
            EveryUnit::Month => {
                let months = (to.year() - from.year()) * 12 + to.month0() as i32 - from.month0() as i32;
                let most = u32::try_from(months).unwrap_or(0) / step.count;
                let fits = self.after(from, step, most).is_some_and(|day| day <= to);
                if fits { most } else { most.saturating_sub(1) }
            }
        }
    }

    /// What the balance is multiplied with for the interest between two days, as a numerator over
    /// [`Plan::denominator`]; nothing while the loan is free of interest.
    ///
    /// By period every step begun counts as one whole, and a date that was moved by less than a step changes nothing.
    pub(super) fn numerator(&self, from: NaiveDate, to: NaiveDate) -> Decimal {
        let free_until = self.due_date(self.interest_free).unwrap_or(to);
        let from = from.max(free_until);
        if to <= from {
            return Decimal::ZERO;
        }
        let yearly = self.rate_percent * Decimal::from(self.per.in_year());
        match self.interest_by {
            InterestBy::Period => {
                yearly * Decimal::from(self.every.count) * Decimal::from(self.steps_between(from, to, self.every).max(1))
            }
            InterestBy::Day => yearly * Decimal::from(self.weighed_days(from, to)),
        }
    }

    /// What all numerators of the plan stand over: one number, so that they add up without a rest.
    pub(super) fn denominator(&self) -> Decimal {
        let year = match (self.interest_by, self.every.unit) {
            (InterestBy::Period, EveryUnit::Month) => 12,
            (InterestBy::Period, EveryUnit::Week) => 52,
            // A span of days is no even part of a year; without a fixed length the common 365 stand for it.
            (InterestBy::Period, EveryUnit::Day) => self.days_in_year.fixed().unwrap_or(COMMON_YEAR),
            (InterestBy::Day, _) => self.year_fixed().unwrap_or(COMMON_YEAR * LEAP_YEAR),
        };
        Decimal::from(100 * u64::from(year))
    }

    /// The days of the year where it always has as many. The published schedules whose instalments are rounded to a
    /// multiple count 365 in leap years too, so "actual" means the calendar only for plans to the smallest unit.
    fn year_fixed(&self) -> Option<u32> {
        self.days_in_year.fixed().or((!self.is_to_the_unit()).then_some(COMMON_YEAR))
    }

    /// Days by the calendar of the plan. Where a year counts as long as it is, a period is parted after 31 December,
    /// and each day weighs its share of 365 × 366 by the year it lies in.
    fn weighed_days(&self, from: NaiveDate, to: NaiveDate) -> i64 {
        if self.year_fixed().is_some() {
            return self.days(from, to);
        }
        let mut sum = 0;
        let mut begin = from;
        while begin < to {
            let year = begin.succ_opt().unwrap_or(to).year();
            let end = NaiveDate::from_ymd_opt(year, 12, 31).map_or(to, |last| last.min(to));
            let weight = if end.leap_year() { COMMON_YEAR } else { LEAP_YEAR };
            sum += self.days(begin, end) * i64::from(weight);
            begin = end;
        }
        sum
    }

    fn days(&self, from: NaiveDate, to: NaiveDate) -> i64 {
        match self.days_in_month {
            DaysInMonth::Actual => (to - from).num_days(),
            DaysInMonth::D30 => (self.thirties(to) - self.thirties(from)).max(0),
        }
    }

    /// A date as a day number where every month has thirty days.
    fn thirties(&self, date: NaiveDate) -> i64 {
        i64::from(date.year()) * 360 + i64::from(date.month0()) * 30 + i64::from(self.day_meant(date).min(30))
    }
}

const COMMON_YEAR: u32 = 365;
const LEAP_YEAR: u32 = 366;
