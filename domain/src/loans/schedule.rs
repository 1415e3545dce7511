//! The schedule of a loan: when how much of principal and interest is due.
//!
//! The same reckoning serves the command line, the calculator page and every loan that a group gives. It is in
//! integers of the smallest unit and in exact decimals; whatever is rounded away in between, the last instalment takes,
//! so that principal always sums to the principal.
use chrono::{Datelike, NaiveDate};
use ledger::Amount;
use rust_decimal::Decimal;

mod calendar;
mod options;
mod reckon;
pub use options::{DaysInMonth, DaysInYear, Every, EveryUnit, InterestBy, Method, Per, Rounding};

/// The largest principal, in smallest units: a thousand billion.
pub const PRINCIPAL_MOST: i64 = 1_000_000_000_000;
/// The most instalments.
pub const INSTALMENTS_MOST: u32 = 600;
/// The highest rate that can be reckoned with, in per cent a year; what a group may agree is far below it.
pub const RATE_PERCENT_YEAR_MOST: u32 = 1_000;

/// From more than so many per cent a month on, a group is warned of the rate.
pub const PERCENT_MONTH_DEAR: u32 = 10;
/// More than so many per cent a month no group lends at.
pub const PERCENT_MONTH_MOST: u32 = 20;

/// What was agreed about paying a loan back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// What was lent.
    pub principal: Amount,
    /// Interest in per cent …
    pub rate_percent: Decimal,
    /// … for this time.
    pub per: Per,
    /// How it comes back.
    pub method: Method,
    /// How many instalments; for a single payment, how many spans of [`Plan::every`] until then.
    pub instalments: u32,
    /// How often one is due.
    pub every: Every,
    /// The day the money was handed out; its day of the month is kept.
    pub disbursed: NaiveDate,
    /// Whether interest goes by whole periods or by days.
    pub interest_by: InterestBy,
    /// The length of the year, by days.
    pub days_in_year: DaysInYear,
    /// The length of a month, by days.
    pub days_in_month: DaysInMonth,
    /// The first instalments that repay no principal.
    pub grace_principal: u32,
    /// The first instalments whose interest is paid with the first instalment after them.
    pub grace_interest: u32,
    /// The first instalments that bear no interest.
    pub interest_free: u32,
    /// Every amount is a multiple of this, in smallest units.
    pub round_to: Option<i64>,
    /// The total of an instalment is a multiple of this, in smallest units; the last one takes the rest.
    pub round_instalment_to: Option<i64>,
    /// How what does not come out even is rounded.
    pub rounding: Rounding,
}

/// Why no schedule can be made of a plan, in the order it is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanRefusal {
    /// There is nothing to lend.
    PrincipalNotPositive,
    /// More than [`PRINCIPAL_MOST`].
    PrincipalTooLarge,
    /// Below zero.
    RateNegative,
    /// More than [`RATE_PERCENT_YEAR_MOST`] a year.
    RateTooHigh,
    /// Not between 1 and [`INSTALMENTS_MOST`].
    Instalments,
    /// Not every 1 to 366 days, 1 to 52 weeks or 1 to 12 months.
    Every,
    /// Handed out before 1900 or after 2199.
    Disbursed,
    /// Not one instalment is left that repays principal.
    GracePrincipal,
    /// Not one instalment is left that pays interest.
    GraceInterest,
    /// More instalments without interest than there are.
    InterestFree,
    /// Amounts are rounded to 1 or more, and to no more than the largest principal.
    RoundTo,
    /// So are instalments, and they are a multiple of what amounts are rounded to.
    RoundInstalmentTo,
}

/// One instalment; amounts in smallest units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instalment {
    /// Its number, from 1.
    pub n: u32,
    /// The day it is due.
    pub due: NaiveDate,
    /// The principal to be paid.
    pub principal: i64,
    /// The interest to be paid with it.
    pub interest: i64,
    /// The interest of its own period: another figure where interest is paid later.
    pub earned: i64,
    /// The principal still owed after it.
    pub balance: i64,
}

impl Instalment {
    /// Principal and interest to be paid.
    pub fn total(&self) -> i64 {
        self.principal + self.interest
    }
}

/// All instalments of a loan, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schedule {
    rows: Vec<Instalment>,
}

impl Schedule {
    /// The instalments.
    pub fn rows(&self) -> &[Instalment] {
        &self.rows
    }

    /// All principal: what was lent.
    pub fn principal(&self) -> i64 {
        self.rows.iter().map(|row| row.principal).sum()
    }

    /// All interest.
    pub fn interest(&self) -> i64 {
        self.rows.iter().map(|row| row.interest).sum()
    }

    /// Everything that is paid.
    pub fn total(&self) -> i64 {
        self.principal() + self.interest()
    }
}

/// The schedule of a plan, or everything that is wrong with the plan.
pub fn schedule(plan: &Plan) -> Result<Schedule, Vec<PlanRefusal>> {
    let refusals = plan.refusals();
    if refusals.is_empty() { Ok(Schedule { rows: reckon::rows(plan) }) } else { Err(refusals) }
}

/// The days on which the plan's payments are due: one a payment, so a single one for [`Method::Single`].
pub fn due_dates(plan: &Plan) -> Result<Vec<NaiveDate>, Vec<PlanRefusal>> {
    Ok(schedule(plan)?.rows.iter().map(|row| row.due).collect())
}

/// The interest between two days on a balance in smallest units, rounded as the plan rounds: what one period really
/// cost when more or less was owed than planned. On a flat plan the original principal bears it.
///
/// By period, a span counts as the whole periods in it and at least as one; days before the interest-free instalments
/// are over count as nothing. The plan is one that [`schedule`] takes.
pub fn interest_between(plan: &Plan, balance: i64, from: NaiveDate, to: NaiveDate) -> i64 {
    let bearing = if plan.method == Method::Flat { plan.principal.quantity() } else { balance.max(0) };
    plan.interest(bearing, plan.numerator(from, to))
}

impl Plan {
    /// How many whole units of the rate's time (months, for a rate by the month) lie between two days, and in one
    /// period of the plan. Where the period is no whole number of them, the period itself is the unit: a loan at 12 %
    /// a year that is paid monthly earns its interest month by month.
    pub fn whole_periods(&self, from: NaiveDate, to: NaiveDate) -> (u32, u32) {
        let (unit, all) = match self.every.times(self.per.step()) {
            Some(times) => (self.per.step(), times),
            None => (self.every, 1),
        };
        (self.steps_between(from, to, unit), all)
    }

    /// The rate, said for a month: what limits on rates are compared with.
    pub fn percent_month(&self) -> Decimal {
        self.per.percent_month(self.rate_percent)
    }

    /// Whether the rate is one to warn of.
    pub fn is_dear(&self) -> bool {
        self.percent_month() > Decimal::from(PERCENT_MONTH_DEAR)
    }

    /// Whether the rate is beyond what a group may lend at. Such a plan can be reckoned all the same.
    pub fn is_too_dear(&self) -> bool {
        self.percent_month() > Decimal::from(PERCENT_MONTH_MOST)
    }

    /// What interest amounts are rounded to.
    fn unit(&self) -> i64 {
        self.round_to.unwrap_or(1)
    }

    /// What the totals of instalments are rounded to.
    fn instalment_unit(&self) -> i64 {
        self.round_instalment_to.unwrap_or(self.unit())
    }

    /// Whether nothing is rounded to a multiple: every cent is reckoned, as a bank does.
    fn is_to_the_unit(&self) -> bool {
        self.unit() == 1 && self.instalment_unit() == 1
    }

    /// Interest on a balance, multiplied first and divided once, so that nothing is lost before it is rounded.
    fn interest(&self, balance: i64, numerator: Decimal) -> i64 {
        self.rounding.to_multiple(Decimal::from(balance) * numerator / self.denominator(), self.unit())
    }

    fn refusals(&self) -> Vec<PlanRefusal> {
        let principal = self.principal.quantity();
        let rate_most = Decimal::from(RATE_PERCENT_YEAR_MOST) / Decimal::from(self.per.in_year());
        let multiples = 1..=PRINCIPAL_MOST;
        let rounds = self.round_to.is_none_or(|to| multiples.contains(&to));
        let rounds_instalments =
            self.round_instalment_to.is_none_or(|to| multiples.contains(&to) && (!rounds || to % self.unit() == 0));
        [
            (principal <= 0, PlanRefusal::PrincipalNotPositive),
            (principal > PRINCIPAL_MOST, PlanRefusal::PrincipalTooLarge),
            (self.rate_percent < Decimal::ZERO, PlanRefusal::RateNegative),
            (self.rate_percent > rate_most, PlanRefusal::RateTooHigh),
            (!(1..=INSTALMENTS_MOST).contains(&self.instalments), PlanRefusal::Instalments),
            (!self.every.is_usual(), PlanRefusal::Every),
            (!(1900..2200).contains(&self.disbursed.year()), PlanRefusal::Disbursed),
            (self.grace_principal >= self.instalments.max(1), PlanRefusal::GracePrincipal),
            (self.grace_interest >= self.instalments.max(1), PlanRefusal::GraceInterest),
            (self.interest_free > self.instalments, PlanRefusal::InterestFree),
            (!rounds, PlanRefusal::RoundTo),
            (!rounds_instalments, PlanRefusal::RoundInstalmentTo),
        ]
        .into_iter()
        .filter_map(|(wrong, refusal)| wrong.then_some(refusal))
        .collect()
    }
}
