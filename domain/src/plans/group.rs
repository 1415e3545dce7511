//! The long-term plan of a savings group: five years of members, savings, loan fund, income and costs, and from which year on
//! the group pays for itself.
//!
//! The first year may be one that has been: its figures come from the books and are not reckoned. Each later year follows from
//! what the committee supposes. The identity of every year is that of the books: savings, what was kept and what was
//! borrowed stand in loans and in the box.
mod from_books;

pub use from_books::{Books, Moved as MovedOn};

use super::{CHAPTER_MOST, Chapter, ITEM_MOST, Refusal, UNIT_MOST, Why, places, smallest};
use crate::{
    constitution::{whole, whole_option},
    loans::schedule::{PERCENT_MONTH_DEAR, PERCENT_MONTH_MOST},
};
use chrono::{Datelike, Months, NaiveDate};
use ledger::Commodity;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a group's plan says of itself.
pub const KIND: &str = "savings-group";
/// The most years that a group's plan looks ahead, one that has been included.
pub const YEARS_MOST: usize = 10;
/// The most lines of costs.
pub const COSTS_MOST: usize = 40;
/// The largest amount in the currency itself.
const AMOUNT_MOST: i64 = 100_000_000_000;
/// The largest amount that a year may come to, in smallest units: what grows beyond it grew by a mistake.
const GROWN_MOST: i64 = 100_000_000_000_000_000;
/// The most members.
const MEMBERS_MOST: u32 = 10_000;
/// Above so many per cent of the fund in loans, nothing is left to pay back savings with.
const LENT_PERCENT_MOST: u32 = 95;
/// Savings that grow by more than so many per cent in a year are to be looked at.
const HOPEFUL_PERCENT: u32 = 50;

/// Where a group stands when the plan begins; amounts in the currency itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// Members.
    pub members: u32,
    /// What they have saved.
    #[serde(with = "whole")]
    pub savings: Decimal,
    /// What was earned and kept.
    #[serde(with = "whole")]
    pub retained: Decimal,
    /// What the group borrowed itself.
    #[serde(with = "whole")]
    pub borrowed: Decimal,
    /// What members owe.
    #[serde(with = "whole")]
    pub loans: Decimal,
    /// The social fund, which is lent to nobody here.
    #[serde(with = "whole")]
    pub social: Decimal,
}

/// A year that has been, from the books; amounts in the currency itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Been {
    /// Members at its end.
    pub members: u32,
    /// Saved in it.
    #[serde(with = "whole")]
    pub saved: Decimal,
    /// Savings paid back in it.
    #[serde(with = "whole")]
    pub withdrawn: Decimal,
    /// Interest that members paid.
    #[serde(with = "whole")]
    pub interest: Decimal,
    /// Fines, fees and whatever else came in.
    #[serde(with = "whole")]
    pub other_income: Decimal,
    /// Costs.
    #[serde(with = "whole")]
    pub costs: Decimal,
    /// Loans written off.
    #[serde(with = "whole")]
    pub lost: Decimal,
    /// Interest that the group paid.
    #[serde(with = "whole")]
    pub interest_paid: Decimal,
    /// Borrowed by the group, less paid back.
    #[serde(with = "whole")]
    pub borrowed: Decimal,
    /// Shared out of what was earned.
    #[serde(with = "whole")]
    pub shared: Decimal,
    /// Paid into the social fund.
    #[serde(with = "whole")]
    pub social_in: Decimal,
    /// Paid out of it.
    #[serde(with = "whole")]
    pub social_out: Decimal,
    /// What members owe at its end.
    #[serde(with = "whole")]
    pub loans: Decimal,
}

/// What the committee supposes of a year to come; amounts in the currency itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Supposed {
    /// Members at its end.
    pub members: u32,
    /// What each saves a month.
    #[serde(with = "whole")]
    pub saves_month: Decimal,
    /// In how many months.
    #[serde(default = "twelve")]
    pub months: u32,
    /// Percent of the savings at its beginning that is paid back in it.
    #[serde(with = "whole")]
    pub withdrawn_percent: Decimal,
    /// Percent of the fund that is lent, over the year.
    #[serde(with = "whole")]
    pub lent_percent: Decimal,
    /// Interest that members pay, in per cent a month.
    #[serde(with = "whole")]
    pub percent_month: Decimal,
    /// Percent of what is lent that never comes back.
    #[serde(with = "whole")]
    pub lost_percent: Decimal,
    /// Fines and fees.
    #[serde(default, with = "whole_option", skip_serializing_if = "Option::is_none")]
    pub other_income: Option<Decimal>,
    /// Borrowed by the group at its beginning.
    #[serde(default, with = "whole_option", skip_serializing_if = "Option::is_none")]
    pub borrowed: Option<Decimal>,
    /// Paid back by the group at its end.
    #[serde(default, with = "whole_option", skip_serializing_if = "Option::is_none")]
    pub repaid: Option<Decimal>,
    /// Interest that the group pays, in per cent a month.
    #[serde(default, with = "whole_option", skip_serializing_if = "Option::is_none")]
    pub borrowed_percent_month: Option<Decimal>,
    /// Percent of what is earned that is shared out.
    #[serde(with = "whole")]
    pub shared_percent: Decimal,
    /// What each pays into the social fund a month.
    #[serde(default, with = "whole_option", skip_serializing_if = "Option::is_none")]
    pub social_month: Option<Decimal>,
    /// Percent of the social fund that is given in it.
    #[serde(default, with = "whole_option", skip_serializing_if = "Option::is_none")]
    pub social_given_percent: Option<Decimal>,
}

fn twelve() -> u32 {
    12
}

fn is_no(is: &bool) -> bool {
    !*is
}

/// A cost of the years to come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cost {
    /// Its name in Khmer …
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub item_km: String,
    /// … and in Latin letters; one of them at least.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub item_latin: String,
    /// How much a year, or for each member.
    #[serde(with = "whole")]
    pub quantity: Decimal,
    /// Of what.
    pub unit: String,
    /// The price of one.
    #[serde(with = "whole")]
    pub price: Decimal,
    /// Whether it is for each member.
    #[serde(default, skip_serializing_if = "is_no")]
    pub each: bool,
    /// In which of the plan's years, from 1; in all to come, where nothing is said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub years: Vec<u32>,
    /// Percent by which its price grows each year to come.
    #[serde(default, with = "whole_option", skip_serializing_if = "Option::is_none")]
    pub grows_percent: Option<Decimal>,
}

/// A group's plan as it is written down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupWritten {
    /// [`KIND`].
    pub kind: String,
    /// Its title in Khmer …
    #[serde(default)]
    pub title_km: String,
    /// … and in Latin letters; one of them at least.
    #[serde(default)]
    pub title_latin: String,
    /// The currency's code.
    pub currency: String,
    /// Its decimal places.
    pub decimals: u8,
    /// The first month of the first year, as `2026-01`.
    pub starts: String,
    /// What is said in words.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub chapters: BTreeMap<Chapter, String>,
    /// Where the group stands.
    pub opening: Opening,
    /// The first year, where it has been.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub been: Option<Been>,
    /// The years to come.
    #[serde(rename = "year")]
    pub years: Vec<Supposed>,
    /// Their costs.
    #[serde(default, rename = "cost", skip_serializing_if = "Vec::is_empty")]
    pub costs: Vec<Cost>,
}

impl GroupWritten {
    /// Reads a plan from TOML.
    ///
    /// # Errors
    /// What the reader of the file says: line, column, and what it expected there.
    pub fn parse(text: &str) -> Result<GroupWritten, String> {
        toml::from_str(text).map_err(|error| error.to_string())
    }

    /// The plan as TOML; [`GroupWritten::parse`] reads the same.
    pub fn to_toml(&self) -> String {
        toml::to_string(self).expect("names, numbers and lists of them can be written as TOML")
    }
}

/// A year of a group; amounts in smallest units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupYear {
    /// Which, from 1.
    pub no: u32,
    /// Its first day.
    pub begins: NaiveDate,
    /// Whether it has been.
    pub been: bool,
    /// Members at its end.
    pub members: u32,
    /// Saved in it.
    pub saved: i64,
    /// Savings paid back in it.
    pub withdrawn: i64,
    /// Interest that members paid.
    pub interest: i64,
    /// Fines, fees and others.
    pub other_income: i64,
    /// All income.
    pub income: i64,
    /// What each line of costs comes to; nothing for a year that has been.
    pub cost_lines: Vec<i64>,
    /// Costs.
    pub costs: i64,
    /// Loans written off.
    pub lost: i64,
    /// Interest that the group paid.
    pub interest_paid: i64,
    /// What is left of income.
    pub surplus: i64,
    /// Shared out of it.
    pub shared: i64,
    /// Savings at its end.
    pub savings: i64,
    /// Earned and kept, at its end.
    pub retained: i64,
    /// Borrowed by the group, at its end.
    pub borrowed: i64,
    /// What can be lent, at its end: savings, kept and borrowed.
    pub fund: i64,
    /// In loans, at its end.
    pub loans: i64,
    /// In the box and at the bank, at its end.
    pub cash: i64,
    /// The social fund, at its end.
    pub social: i64,
    /// Income by costs, losses and interest paid, in per cent; `None` where it costs nothing.
    pub self_sufficiency_percent: Option<Decimal>,
    /// What is left by the savings of the year (beginning and end, halved), in per cent.
    pub return_on_savings_percent: Option<Decimal>,
}

/// Where something stands in a group's plan. Numbers count from 0, years from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupPlace {
    /// Where it begins.
    Opening,
    /// A year of the plan.
    Year(u32),
    /// A line of costs.
    Cost(usize),
}

/// What speaks against a group's plan. Amounts are in the currency itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupObjection {
    /// More is lent than there is at the beginning, or at the end of a year that has been.
    LoansBeyondFund {
        /// By so much.
        by: Decimal,
    },
    /// A year costs more than it brings.
    Loss {
        /// By so much.
        by: Decimal,
    },
    /// What was kept is used up: savings would have to pay for costs.
    EatsSavings {
        /// By so much.
        by: Decimal,
    },
    /// Nearly all is lent: savings could not be paid back.
    AllLent {
        /// So many per cent.
        percent: Decimal,
    },
    /// A rate that a group is warned of.
    Dear {
        /// In per cent a month.
        percent: Decimal,
    },
    /// Savings grow faster than is likely.
    Hopeful {
        /// By so many per cent over the year before.
        percent: Decimal,
    },
    /// No year pays for itself.
    NeverSustained,
}

impl GroupObjection {
    /// The word in files, and of its sentence.
    pub fn code(&self) -> &'static str {
        match self {
            GroupObjection::LoansBeyondFund { .. } => "loans-beyond-fund",
            GroupObjection::Loss { .. } => "group-loss",
            GroupObjection::EatsSavings { .. } => "eats-savings",
            GroupObjection::AllLent { .. } => "all-lent",
            GroupObjection::Dear { .. } => "dear",
            GroupObjection::Hopeful { .. } => "hopeful",
            GroupObjection::NeverSustained => "never-sustained",
        }
    }

    /// How much it weighs.
    pub fn weight(&self) -> super::Weight {
        match self {
            GroupObjection::AllLent { .. } | GroupObjection::Dear { .. } | GroupObjection::Hopeful { .. } => super::Weight::Doubt,
            _ => super::Weight::Wrong,
        }
    }
}

/// A group's plan that can be reckoned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupPlan {
    written: GroupWritten,
    currency: Commodity,
    starts: NaiveDate,
    years: Vec<GroupYear>,
}

impl GroupPlan {
    /// Reads a plan that was written down.
    ///
    /// # Errors
    /// Everything that keeps it from being reckoned: the field, the place, and why.
    pub fn try_new(written: GroupWritten) -> Result<GroupPlan, Vec<(GroupPlace, Refusal)>> {
        let mut read = Reading::default();
        let currency = Commodity::new(&written.currency, written.decimals).ok().filter(|_| written.decimals <= 4);
        let starts = NaiveDate::parse_from_str(&format!("{}-01", written.starts), "%Y-%m-%d").ok();
        let starts = starts.filter(|day| (1900..2200).contains(&day.year()));
        read.whole(&written, currency.is_some(), starts.is_some());
        for (at, year) in written.years.iter().enumerate() {
            read.supposed(year, first_to_come(&written) + at as u32);
        }
        for (at, cost) in written.costs.iter().enumerate() {
            read.cost(at, cost, &written);
        }
        let (Some(currency), Some(starts), true) = (currency, starts, read.refusals.is_empty()) else {
            return Err(read.refusals);
        };
        let mut plan = GroupPlan { written, currency, starts, years: vec![] };
        plan.years = plan.reckon().ok_or_else(|| {
            read.need(GroupPlace::Opening, "amount", false, Why::Amount);
            read.refusals
        })?;
        Ok(plan)
    }

    /// What was written down.
    pub fn written(&self) -> &GroupWritten {
        &self.written
    }

    /// The currency.
    pub fn currency(&self) -> Commodity {
        self.currency
    }

    /// The years, one that has been first.
    pub fn years(&self) -> &[GroupYear] {
        &self.years
    }

    /// Smallest units in the currency itself.
    pub fn in_currency(&self, amount: i64) -> Decimal {
        Decimal::new(amount, u32::from(self.currency.decimals()))
    }

    /// The first year from which on the group pays for itself in every year; `None` where the last does not.
    pub fn sustained_from(&self) -> Option<u32> {
        // Who earns nothing and spends nothing pays for nothing.
        let pays = |year: &&GroupYear| year.income > 0 && year.surplus >= 0;
        self.years.iter().rev().take_while(pays).last().map(|year| year.no)
    }

    /// Everything that speaks against the plan, year by year.
    pub fn objections(&self) -> Vec<(GroupPlace, GroupObjection)> {
        let mut found = vec![];
        let opening = &self.written.opening;
        let fund = opening.savings + opening.retained + opening.borrowed;
        if opening.loans > fund {
            found.push((GroupPlace::Opening, GroupObjection::LoansBeyondFund { by: opening.loans - fund }));
        }
        let mut before: Option<i64> = None;
        for (year, supposed) in self.years.iter().zip(self.supposed()) {
            let at = GroupPlace::Year(year.no);
            let money = |amount| self.in_currency(amount);
            if year.cash < 0 {
                found.push((at, GroupObjection::LoansBeyondFund { by: money(-year.cash) }));
            }
            if year.surplus < 0 {
                found.push((at, GroupObjection::Loss { by: money(-year.surplus) }));
            }
            if year.retained < 0 {
                found.push((at, GroupObjection::EatsSavings { by: money(-year.retained) }));
            }
            if let Some(supposed) = supposed {
                if supposed.lent_percent > Decimal::from(LENT_PERCENT_MOST) {
                    found.push((at, GroupObjection::AllLent { percent: supposed.lent_percent }));
                }
                if supposed.percent_month > Decimal::from(PERCENT_MONTH_DEAR) {
                    found.push((at, GroupObjection::Dear { percent: supposed.percent_month }));
                }
                let grows = before.filter(|before| *before > 0).map(|before| percent(year.saved - before, before));
                if let Some(percent) = grows.filter(|percent| *percent > Decimal::from(HOPEFUL_PERCENT)) {
                    found.push((at, GroupObjection::Hopeful { percent }));
                }
            }
            before = Some(year.saved);
        }
        if self.sustained_from().is_none() {
            found.push((GroupPlace::Year(self.years.len() as u32), GroupObjection::NeverSustained));
        }
        found
    }

    /// What is supposed of each year; nothing of one that has been.
    fn supposed(&self) -> impl Iterator<Item = Option<&Supposed>> {
        self.written.been.iter().map(|_| None).chain(self.written.years.iter().map(Some))
    }

    fn reckon(&self) -> Option<Vec<GroupYear>> {
        let opening = &self.written.opening;
        let in_units = |amount| self.units(amount);
        let mut stands = Stands {
            members: opening.members,
            savings: in_units(opening.savings)?,
            retained: in_units(opening.retained)?,
            borrowed: in_units(opening.borrowed)?,
            social: in_units(opening.social)?,
        };
        let mut years = vec![];
        for (at, supposed) in self.supposed().enumerate() {
            let no = at as u32 + 1;
            let year = match (supposed, &self.written.been) {
                (Some(supposed), _) => self.to_come(no, supposed, &stands)?,
                (None, Some(been)) => self.has_been(no, been, &stands)?,
                (None, None) => return None,
            };
            stands = Stands {
                members: year.members,
                savings: year.savings,
                retained: year.retained,
                borrowed: year.borrowed,
                social: year.social,
            };
            years.push(year);
        }
        Some(years)
    }

    /// Smallest units; `None` for what no village group ever has.
    fn units(&self, amount: Decimal) -> Option<i64> {
        smallest(self.currency, amount).filter(|units| units.abs() <= GROWN_MOST / 100)
    }

    fn has_been(&self, no: u32, been: &Been, before: &Stands) -> Option<GroupYear> {
        let of = |amount| self.units(amount);
        let moved = Moved {
            members: been.members,
            saved: of(been.saved)?,
            withdrawn: of(been.withdrawn)?,
            interest: of(been.interest)?,
            other_income: of(been.other_income)?,
            cost_lines: vec![],
            costs: of(been.costs)?,
            lost: of(been.lost)?,
            interest_paid: of(been.interest_paid)?,
            borrowed: of(been.borrowed)?,
            shared: Some(of(been.shared)?),
            shared_percent: Decimal::ZERO,
            social: of(been.social_in)? - of(been.social_out)?,
            loans: Loans::Are(of(been.loans)?),
        };
        self.year(no, true, moved, before)
    }

    fn to_come(&self, no: u32, year: &Supposed, before: &Stands) -> Option<GroupYear> {
        let of = |amount: Decimal| self.units(amount);
        let part = |amount: i64, percent: Decimal| nearest(Decimal::from(amount).checked_mul(percent)? / Decimal::ONE_HUNDRED);
        // Who joins does so over the year: half of it is hers.
        let members = Decimal::from(before.members + year.members) / Decimal::TWO;
        let a_month = |each: Decimal| of(members.checked_mul(each)?.checked_mul(Decimal::from(year.months))?);
        let saved = a_month(year.saves_month)?;
        let withdrawn = part(before.savings, year.withdrawn_percent)?;
        let taken = of(year.borrowed.unwrap_or_default())?;
        let repaid = of(year.repaid.unwrap_or_default())?.min(before.borrowed + taken);
        let opening = before.savings + before.retained + before.borrowed + taken;
        let average = Decimal::from(opening + (opening + saved - withdrawn)) / Decimal::TWO;
        let lent = average.max(Decimal::ZERO).checked_mul(year.lent_percent)? / Decimal::ONE_HUNDRED;
        let interest = nearest(lent.checked_mul(year.percent_month)? * Decimal::from(12) / Decimal::ONE_HUNDRED)?;
        let lost = nearest(lent.checked_mul(year.lost_percent)? / Decimal::ONE_HUNDRED)?;
        let owed = Decimal::from(before.borrowed + taken);
        let rate = year.borrowed_percent_month.unwrap_or_default();
        let interest_paid = nearest(owed.checked_mul(rate)? * Decimal::from(12) / Decimal::ONE_HUNDRED)?;
        let cost_lines = self.written.costs.iter().map(|cost| self.costs(cost, no, members)).collect::<Option<Vec<i64>>>()?;
        let given = part(before.social, year.social_given_percent.unwrap_or_default())?;
        let moved = Moved {
            members: year.members,
            saved,
            withdrawn,
            interest,
            other_income: of(year.other_income.unwrap_or_default())?,
            costs: cost_lines.iter().sum(),
            cost_lines,
            lost,
            interest_paid,
            borrowed: taken - repaid,
            shared: None,
            shared_percent: year.shared_percent,
            social: a_month(year.social_month.unwrap_or_default())? - given,
            loans: Loans::Percent(year.lent_percent),
        };
        self.year(no, false, moved, before)
    }

    /// A line of costs in a year of the plan.
    fn costs(&self, cost: &Cost, no: u32, members: Decimal) -> Option<i64> {
        if !cost.years.is_empty() && !cost.years.contains(&no) {
            return Some(0);
        }
        let mut price = cost.price;
        let growth = Decimal::ONE + cost.grows_percent.unwrap_or_default() / Decimal::ONE_HUNDRED;
        for _ in first_to_come(&self.written)..no {
            price = price.checked_mul(growth)?;
        }
        let each = if cost.each { members } else { Decimal::ONE };
        self.units(cost.quantity.checked_mul(price)?.checked_mul(each)?)
    }

    fn year(&self, no: u32, been: bool, moved: Moved, before: &Stands) -> Option<GroupYear> {
        let income = moved.interest + moved.other_income;
        let spent = moved.costs + moved.lost + moved.interest_paid;
        let surplus = income - spent;
        let part = |amount: i64, percent: Decimal| {
            nearest(Decimal::from(amount) * percent / Decimal::ONE_HUNDRED).expect("a part of an amount is an amount")
        };
        let shared = moved.shared.unwrap_or_else(|| part(surplus.max(0), moved.shared_percent));
        let savings = before.savings + moved.saved - moved.withdrawn;
        let retained = before.retained + surplus - shared;
        let borrowed = before.borrowed + moved.borrowed;
        let fund = savings + retained + borrowed;
        let loans = match moved.loans {
            Loans::Are(loans) => loans,
            Loans::Percent(percent) => part(fund.max(0), percent),
        };
        let average = (before.savings + savings) / 2;
        let year = GroupYear {
            no,
            begins: self.starts.checked_add_months(Months::new(12 * (no - 1))).unwrap_or(self.starts),
            been,
            members: moved.members,
            saved: moved.saved,
            withdrawn: moved.withdrawn,
            interest: moved.interest,
            other_income: moved.other_income,
            income,
            cost_lines: moved.cost_lines,
            costs: moved.costs,
            lost: moved.lost,
            interest_paid: moved.interest_paid,
            surplus,
            shared,
            savings,
            retained,
            borrowed,
            fund,
            loans,
            cash: fund - loans,
            social: before.social + moved.social,
            self_sufficiency_percent: (spent > 0).then(|| percent(income, spent)),
            return_on_savings_percent: (average > 0).then(|| percent(surplus, average)),
        };
        (year.fund.abs() <= GROWN_MOST && year.social.abs() <= GROWN_MOST).then_some(year)
    }
}

/// Where a group stands at the end of a year.
struct Stands {
    members: u32,
    savings: i64,
    retained: i64,
    borrowed: i64,
    social: i64,
}

/// What a year moves.
struct Moved {
    members: u32,
    saved: i64,
    withdrawn: i64,
    interest: i64,
    other_income: i64,
    cost_lines: Vec<i64>,
    costs: i64,
    lost: i64,
    interest_paid: i64,
    borrowed: i64,
    shared: Option<i64>,
    shared_percent: Decimal,
    social: i64,
    loans: Loans,
}

/// What is lent at a year's end.
enum Loans {
    /// As the books say.
    Are(i64),
    /// So many per cent of the fund.
    Percent(Decimal),
}

/// The first year to come, from 1.
fn first_to_come(written: &GroupWritten) -> u32 {
    if written.been.is_some() { 2 } else { 1 }
}

/// The nearest whole number, up from the half.
fn nearest(amount: Decimal) -> Option<i64> {
    i64::try_from(amount.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero)).ok()
}

/// One amount by another, in per cent with one place.
fn percent(part: i64, of: i64) -> Decimal {
    let percent = Decimal::from(part) * Decimal::ONE_HUNDRED / Decimal::from(of);
    percent.round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero)
}

/// Refusals as they are found.
#[derive(Default)]
struct Reading {
    refusals: Vec<(GroupPlace, Refusal)>,
}

impl Reading {
    fn need(&mut self, at: GroupPlace, field: &'static str, holds: bool, why: Why) {
        if !holds {
            self.refusals.push((at, Refusal { at: super::Place::Plan, field, why }));
        }
    }

    fn whole(&mut self, written: &GroupWritten, currency: bool, starts: bool) {
        let at = GroupPlace::Opening;
        let titles = [&written.title_km, &written.title_latin];
        let titled = titles.iter().any(|title| !title.trim().is_empty());
        let short = titles.iter().all(|title| title.chars().count() <= ITEM_MOST);
        self.need(at, "kind", written.kind == KIND, Why::Title);
        self.need(at, "title", titled && short, Why::Title);
        self.need(at, "currency", currency, Why::Currency);
        self.need(at, "starts", starts, Why::Starts);
        let chapters = written.chapters.values().all(|text| text.chars().count() <= CHAPTER_MOST);
        self.need(at, "chapters", chapters, Why::Chapter);
        let years = written.years.len() + usize::from(written.been.is_some());
        self.need(at, "years", !written.years.is_empty() && years <= YEARS_MOST, Why::TooMany);
        self.need(at, "costs", written.costs.len() <= COSTS_MOST, Why::TooMany);
        let opening = &written.opening;
        self.need(at, "members", opening.members <= MEMBERS_MOST, Why::Quantity);
        let amounts = [
            ("savings", opening.savings),
            ("retained", opening.retained),
            ("borrowed", opening.borrowed),
            ("loans", opening.loans),
            ("social", opening.social),
        ];
        for (field, amount) in amounts {
            // What was kept may be a loss of earlier years.
            self.amount(at, field, if field == "retained" { amount.abs() } else { amount }, written.decimals);
        }
        if let Some(been) = &written.been {
            let at = GroupPlace::Year(1);
            self.need(at, "members", been.members <= MEMBERS_MOST, Why::Quantity);
            let amounts = [
                ("saved", been.saved),
                ("withdrawn", been.withdrawn),
                ("interest", been.interest),
                ("other_income", been.other_income.abs()),
                ("costs", been.costs),
                ("lost", been.lost),
                ("interest_paid", been.interest_paid),
                ("borrowed", been.borrowed.abs()),
                ("shared", been.shared),
                ("social_in", been.social_in),
                ("social_out", been.social_out),
                ("loans", been.loans),
            ];
            for (field, amount) in amounts {
                self.amount(at, field, amount, written.decimals);
            }
        }
    }

    fn supposed(&mut self, year: &Supposed, no: u32) {
        let at = GroupPlace::Year(no);
        self.need(at, "members", (1..=MEMBERS_MOST).contains(&year.members), Why::Quantity);
        self.need(at, "months", (1..=12).contains(&year.months), Why::Months);
        let percents = [
            ("withdrawn_percent", year.withdrawn_percent),
            ("lent_percent", year.lent_percent),
            ("lost_percent", year.lost_percent),
            ("shared_percent", year.shared_percent),
            ("social_given_percent", year.social_given_percent.unwrap_or_default()),
        ];
        for (field, percent) in percents {
            let fits = (Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(&percent) && places(percent) <= 4;
            self.need(at, field, fits, Why::Percent);
        }
        let rates = [("percent_month", Some(year.percent_month)), ("borrowed_percent_month", year.borrowed_percent_month)];
        for (field, rate) in rates {
            let most = Decimal::from(PERCENT_MONTH_MOST);
            let fits = rate.is_none_or(|rate| (Decimal::ZERO..=most).contains(&rate) && places(rate) <= 4);
            self.need(at, field, fits, Why::Percent);
        }
        let amounts = [
            ("saves_month", Some(year.saves_month)),
            ("other_income", year.other_income),
            ("borrowed", year.borrowed),
            ("repaid", year.repaid),
            ("social_month", year.social_month),
        ];
        for (field, amount) in amounts {
            self.amount(at, field, amount.unwrap_or_default(), 4);
        }
    }

    fn cost(&mut self, no: usize, cost: &Cost, written: &GroupWritten) {
        let at = GroupPlace::Cost(no);
        let names = [&cost.item_km, &cost.item_latin];
        let named = names.iter().any(|name| !name.trim().is_empty());
        let short = names.iter().all(|name| name.chars().count() <= ITEM_MOST);
        self.need(at, "item", named && short, Why::Item);
        self.need(at, "unit", !cost.unit.trim().is_empty() && cost.unit.chars().count() <= UNIT_MOST, Why::Unit);
        let quantity = (Decimal::ZERO..=Decimal::from(1_000_000)).contains(&cost.quantity) && places(cost.quantity) <= 4;
        self.need(at, "quantity", quantity, Why::Quantity);
        self.amount(at, "price", cost.price, 4);
        let years = first_to_come(written)..=(written.years.len() as u32 + first_to_come(written) - 1);
        self.need(at, "years", cost.years.iter().all(|year| years.contains(year)), Why::Month);
        let grows = cost.grows_percent.unwrap_or_default();
        self.need(at, "grows_percent", (Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(&grows) && places(grows) <= 4, Why::Percent);
    }

    fn amount(&mut self, at: GroupPlace, field: &'static str, amount: Decimal, decimals: u8) {
        let fits = (Decimal::ZERO..=Decimal::from(AMOUNT_MOST)).contains(&amount) && places(amount) <= u32::from(decimals);
        self.need(at, field, fits, Why::Amount);
    }
}
