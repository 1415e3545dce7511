//! Business plans: what an enterprise costs and brings, month by month, and what speaks against it.
//!
//! A plan is written down as [`Written`] (a file, a form, a version in the store), and becomes a [`Plan`] only where it can
//! be reckoned. Every figure is reckoned from the lines: quantity by price, in exact decimals, rounded once to the smallest
//! unit of the currency. What a sheet printed is compared with it and never believed ([`Plan::objections`]).
//!
//! The formulas are those of enterprise budgets in the ILO's Start Your Business and the FAO's farm business schools.
mod budget;
mod cash;
mod checks;
pub mod group;
mod review;
mod shocks;
mod start;
mod templates;
mod units;
mod written;

pub use budget::{Budget, Ratios, Wear};
pub use cash::{Affordable, Cash, Month, Year};
pub use checks::{Objection, Place, Weight, What};
pub use review::{NOTE_MOST, Review, State, Step, StepRefusal, Taken};
pub use shocks::{Shock, Tested};
pub use start::{Answers, StartRefusal, start};
pub use templates::{Template, group_template, template, templates};
pub use units::{UNIT_MOST, known_sizes, known_units};
pub use written::{
    Chapter, Cycle, Figure, Figures, Giver, Household, Investment, Line, Loan, Measure, Printed, Role, Section, Source, Written,
};

use crate::loans::schedule;
use chrono::{Datelike, Months, NaiveDate};
use ledger::Commodity;
use rust_decimal::{Decimal, RoundingStrategy};

/// The most months that a plan looks ahead.
pub const MONTHS_MOST: u32 = 60;
/// The most lines of a budget.
pub const LINES_MOST: usize = 200;
/// The most investments.
pub const INVESTMENTS_MOST: usize = 60;
/// The most sources of money, and the most loans.
pub const SOURCES_MOST: usize = 12;
/// The longest name of an item and the longest title, in characters.
pub const ITEM_MOST: usize = 120;
/// The longest chapter, in characters.
pub const CHAPTER_MOST: usize = 2_000;
/// The largest quantity.
pub const QUANTITY_MOST: i64 = 1_000_000_000;
/// The largest amount of a line, in smallest units: a thousand billion.
pub const AMOUNT_MOST: i64 = 1_000_000_000_000;
/// Instalments may take so many per cent of the household's cash where a plan says nothing. Between 30 and 40 is usual; no
/// source fixes it, so a plan may.
pub const AFFORDABLE_PERCENT: u32 = 35;
/// Days of a month where a cycle is told in days.
pub const DAYS_OF_MONTH: u32 = 30;

/// A plan of either kind, as it is written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Document {
    /// What a farmer, a family or a shop does.
    Enterprise(Box<Written>),
    /// Where a savings group wants to be in some years.
    Group(Box<group::GroupWritten>),
}

impl Document {
    /// Reads a plan of either kind from TOML: a group's says `kind = "savings-group"`.
    ///
    /// # Errors
    /// What the reader of the file says: line, column, and what it expected there.
    pub fn parse(text: &str) -> Result<Document, String> {
        #[derive(serde::Deserialize)]
        struct Head {
            kind: Option<String>,
        }
        let head: Head = toml::from_str(text).map_err(|error| error.to_string())?;
        if head.kind.as_deref() == Some(group::KIND) {
            return group::GroupWritten::parse(text).map(|group| Document::Group(Box::new(group)));
        }
        Written::parse(text).map(|written| Document::Enterprise(Box::new(written)))
    }

    /// The plan as TOML; [`Document::parse`] reads the same.
    pub fn to_toml(&self) -> String {
        match self {
            Document::Enterprise(written) => written.to_toml(),
            Document::Group(written) => written.to_toml(),
        }
    }

    /// Its title in Khmer and in Latin letters.
    pub fn title(&self) -> (&str, &str) {
        match self {
            Document::Enterprise(written) => (&written.title_km, &written.title_latin),
            Document::Group(written) => (&written.title_km, &written.title_latin),
        }
    }
}

/// Why a plan cannot be reckoned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Neither title, or one too long.
    Title,
    /// No such currency.
    Currency,
    /// Not a month such as `2026-12`.
    Starts,
    /// Not between 1 and 60, or fewer than the plan needs.
    Months,
    /// A cycle is so many days or so many months, and comes at least once within 60 months.
    Cycle,
    /// More than fit.
    TooMany,
    /// No name, or one too long.
    Item,
    /// Not a quantity from 0 on, with at most six places.
    Quantity,
    /// No unit, or one too long.
    Unit,
    /// Not a price from 0 on, with at most six places.
    Price,
    /// Not between 0 and 100 per cent.
    Percent,
    /// Not a month of the cycle or of the plan, or weights that do not fit the months.
    Month,
    /// Larger than anything a village buys.
    Amount,
    /// Lasts nothing.
    Life,
    /// A loan that cannot be paid back in this way.
    Loan,
    /// Too long a text.
    Chapter,
}

/// One thing that keeps a plan from being reckoned, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Where.
    pub at: Place,
    /// The field there, as it is called in files.
    pub field: &'static str,
    /// What.
    pub why: Why,
}

/// A plan that can be reckoned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    written: Written,
    currency: Commodity,
    starts: NaiveDate,
    months: u32,
}

impl Plan {
    /// Reads a plan that was written down.
    ///
    /// # Errors
    /// Everything that keeps it from being reckoned, each at its place.
    pub fn try_new(written: Written) -> Result<Plan, Vec<Refusal>> {
        let mut read = Reading { refusals: vec![] };
        let currency = Commodity::new(&written.currency, written.decimals).ok();
        let starts = NaiveDate::parse_from_str(&format!("{}-01", written.starts), "%Y-%m-%d").ok();
        let starts = starts.filter(|day| (1900..2200).contains(&day.year()));
        read.whole(&written, currency.is_some(), starts.is_some());
        for (at, line) in written.lines.iter().enumerate() {
            read.line(at, line, &written);
        }
        for (at, one) in written.investments.iter().enumerate() {
            read.investment(at, one);
        }
        for (at, one) in written.sources.iter().enumerate() {
            read.money(Place::Source(at), one.amount, written.decimals);
            read.need(Place::Source(at), "month", is_month(one.month), Why::Month);
        }
        for (at, one) in written.loans.iter().enumerate() {
            read.money(Place::Loan(at), one.amount, written.decimals);
            read.need(Place::Loan(at), "month", is_month(one.month), Why::Month);
        }
        let (Some(currency), Some(starts), true) = (currency, starts, read.refusals.is_empty()) else {
            return Err(read.refusals);
        };
        let mut plan = Plan { written, currency, starts, months: 0 };
        plan.fits(&mut read);
        if read.refusals.is_empty() { Ok(plan) } else { Err(read.refusals) }
    }

    /// What was written down.
    pub fn written(&self) -> &Written {
        &self.written
    }

    /// The currency.
    pub fn currency(&self) -> Commodity {
        self.currency
    }

    /// The first day of a month of the plan, from 1.
    pub fn month(&self, no: u32) -> NaiveDate {
        self.starts.checked_add_months(Months::new(no.saturating_sub(1))).unwrap_or(self.starts)
    }

    /// How many months it looks ahead.
    pub fn months(&self) -> u32 {
        self.months
    }

    /// How many months a cycle touches.
    pub fn cycle_months(&self) -> u32 {
        let cycle = &self.written.cycle;
        cycle.months.or_else(|| cycle.days.map(|days| days.div_ceil(DAYS_OF_MONTH))).unwrap_or(1).max(1)
    }

    /// How long a cycle takes, in months.
    pub fn cycle_length(&self) -> Decimal {
        let cycle = &self.written.cycle;
        let of_days = || Decimal::from(cycle.days.unwrap_or(DAYS_OF_MONTH)) / Decimal::from(DAYS_OF_MONTH);
        cycle.months.map_or_else(of_days, Decimal::from)
    }

    /// The month of the plan, from 1, in which a cycle (from 0) begins.
    pub fn cycle_begins(&self, cycle: u32) -> u32 {
        1 + cycle * self.written.cycle.every.unwrap_or_else(|| self.cycle_months())
    }

    /// The days when a loan is paid back, or why it cannot be.
    fn schedule(&self, loan: &Loan) -> Option<schedule::Schedule> {
        let disbursed = self.month(loan.month);
        let plan = schedule::Plan {
            principal: self.currency.of(self.smallest(loan.amount)?),
            rate_percent: loan.percent_month,
            per: schedule::Per::Month,
            method: loan.method,
            instalments: loan.months,
            every: schedule::Every::month(),
            disbursed,
            interest_by: schedule::InterestBy::Period,
            days_in_year: schedule::DaysInYear::Actual,
            days_in_month: schedule::DaysInMonth::Actual,
            grace_principal: loan.grace,
            grace_interest: 0,
            interest_free: 0,
            round_to: None,
            round_instalment_to: None,
            rounding: schedule::Rounding::HalfUp,
        };
        schedule::schedule(&plan).ok()
    }

    /// What only the whole plan can tell: amounts that fit, and how far it must look ahead.
    fn fits(&mut self, read: &mut Reading) {
        let times = self.written.cycle.times;
        let last = self.cycle_begins(times - 1) + self.cycle_months() - 1;
        read.need(Place::Plan, "cycle", last <= MONTHS_MOST, Why::Cycle);
        let mut needs = last;
        for (at, line) in self.written.lines.iter().enumerate() {
            let amount = self.sold(line).checked_mul(self.dearest(line)).and_then(|amount| self.smallest(amount));
            read.need(Place::Line(at), "quantity", amount.is_some_and(|amount| amount <= AMOUNT_MOST), Why::Amount);
            read.need(Place::Line(at), "months", line.months.iter().all(|month| *month <= self.cycle_months()), Why::Month);
        }
        for (at, one) in self.written.investments.iter().enumerate() {
            let amount = one.quantity.checked_mul(one.price).and_then(|amount| self.smallest(amount));
            read.need(Place::Investment(at), "quantity", amount.is_some_and(|amount| amount <= AMOUNT_MOST), Why::Amount);
            needs = needs.max(one.month);
        }
        for one in &self.written.sources {
            needs = needs.max(one.month);
        }
        for (at, loan) in self.written.loans.iter().enumerate() {
            let fits = loan.month + loan.months <= MONTHS_MOST && self.schedule(loan).is_some();
            read.need(Place::Loan(at), "months", fits, Why::Loan);
            needs = needs.max(loan.month.saturating_add(loan.months));
        }
        self.months = self.written.months.unwrap_or(needs);
        let fits = (1..=MONTHS_MOST).contains(&self.months) && self.months >= needs;
        read.need(Place::Plan, "months", fits || !read.refusals.is_empty(), Why::Months);
    }

    /// An amount of the currency in its smallest units, up from the half.
    fn smallest(&self, amount: Decimal) -> Option<i64> {
        smallest(self.currency, amount)
    }

    /// The same where it is known to fit.
    fn whole(&self, amount: Decimal) -> i64 {
        self.smallest(amount).expect("amounts were looked at when the plan was made")
    }

    /// Smallest units in the currency itself.
    pub fn in_currency(&self, amount: i64) -> Decimal {
        Decimal::new(amount, u32::from(self.currency.decimals()))
    }

    /// The highest price of a line.
    fn dearest(&self, line: &Line) -> Decimal {
        line.prices.values().copied().fold(line.price, Decimal::max)
    }
}

fn is_month(month: u32) -> bool {
    (1..=MONTHS_MOST).contains(&month)
}

/// Refusals as they are found.
struct Reading {
    refusals: Vec<Refusal>,
}

impl Reading {
    fn need(&mut self, at: Place, field: &'static str, holds: bool, why: Why) {
        if !holds {
            self.refusals.push(Refusal { at, field, why });
        }
    }

    fn whole(&mut self, written: &Written, currency: bool, starts: bool) {
        let at = Place::Plan;
        let long = |text: &str| text.chars().count() > ITEM_MOST;
        let titled = !(written.title_km.trim().is_empty() && written.title_latin.trim().is_empty());
        self.need(at, "title", titled && !long(&written.title_km) && !long(&written.title_latin), Why::Title);
        self.need(at, "currency", currency && written.decimals <= 4, Why::Currency);
        self.need(at, "starts", starts, Why::Starts);
        let cycle = &written.cycle;
        let length = match (cycle.days, cycle.months) {
            (Some(days), None) => (1..=MONTHS_MOST * DAYS_OF_MONTH).contains(&days),
            (None, Some(months)) => is_month(months),
            _ => false,
        };
        let comes = is_month(cycle.times) && cycle.every.is_none_or(is_month);
        self.need(at, "cycle", length && comes, Why::Cycle);
        self.percent(at, "contingency", written.contingency);
        self.percent(at, "affordable", written.affordable);
        if let Some(size) = &written.size {
            self.measure(at, "size", size);
        }
        for own in written.units.iter() {
            self.measure(at, "units", own.1);
            self.unit(at, "units", own.0);
        }
        if let Some(household) = &written.household {
            self.money(at, household.income, written.decimals);
            self.money(at, household.spending, written.decimals);
        }
        let short = written.chapters.values().all(|text| text.chars().count() <= CHAPTER_MOST);
        self.need(at, "chapters", short, Why::Chapter);
        let many = written.lines.len() > LINES_MOST
            || written.investments.len() > INVESTMENTS_MOST
            || written.sources.len() > SOURCES_MOST
            || written.loans.len() > SOURCES_MOST;
        self.need(at, "lines", !many, Why::TooMany);
    }

    fn line(&mut self, no: usize, line: &Line, written: &Written) {
        let at = Place::Line(no);
        self.item(at, &line.item_km, &line.item_latin);
        self.quantity(at, "quantity", line.quantity);
        self.unit(at, "unit", &line.unit);
        if let Some(per) = &line.per {
            self.unit(at, "per", per);
        }
        if let Some(gives) = &line.gives {
            self.measure(at, "gives", gives);
        }
        self.price(at, line.price);
        for (month, price) in &line.prices {
            self.price(at, *price);
            self.need(at, "prices", (1..=12).contains(month), Why::Month);
        }
        let rates = [("mortality", line.mortality), ("shrink", line.shrink), ("loss", line.loss), ("own_use", line.own_use)];
        for (field, rate) in rates {
            self.percent(at, field, rate);
        }
        let months = line.months.iter().all(|month| is_month(*month));
        let once = line.months.windows(2).all(|pair| pair[0] < pair[1]);
        let weighed = line.weights.is_empty()
            || (line.weights.len() == line.months.len() && line.weights.iter().all(|weight| (1..=1_000).contains(weight)));
        self.need(at, "months", months && once && weighed, Why::Month);
        self.need(at, "amount", line.amount.is_none_or(|amount| places(amount) <= u32::from(written.decimals)), Why::Amount);
    }

    fn investment(&mut self, no: usize, one: &Investment) {
        let at = Place::Investment(no);
        self.item(at, &one.item_km, &one.item_latin);
        self.quantity(at, "quantity", one.quantity);
        self.unit(at, "unit", &one.unit);
        self.price(at, one.price);
        self.need(at, "month", is_month(one.month), Why::Month);
        let life =
            one.life_months != Some(0) && one.life_days != Some(0) && !(one.life_months.is_some() && one.life_days.is_some());
        self.need(at, "life", life, Why::Life);
        let cost = one.quantity.checked_mul(one.price).unwrap_or(Decimal::MAX);
        self.need(at, "worth", one.worth.is_none_or(|worth| worth >= Decimal::ZERO && worth <= cost), Why::Amount);
    }

    fn item(&mut self, at: Place, km: &str, latin: &str) {
        let fits = [km, latin].iter().all(|name| name.chars().count() <= ITEM_MOST);
        let named = [km, latin].iter().any(|name| !name.trim().is_empty());
        self.need(at, "item", fits && named, Why::Item);
    }

    fn measure(&mut self, at: Place, field: &'static str, measure: &Measure) {
        let some = measure.quantity > Decimal::ZERO;
        self.need(at, field, some, Why::Quantity);
        self.quantity(at, field, measure.quantity);
        self.unit(at, field, &measure.unit);
    }

    fn unit(&mut self, at: Place, field: &'static str, unit: &str) {
        self.need(at, field, !unit.trim().is_empty() && unit.chars().count() <= UNIT_MOST, Why::Unit);
    }

    fn quantity(&mut self, at: Place, field: &'static str, quantity: Decimal) {
        let fits = (Decimal::ZERO..=Decimal::from(QUANTITY_MOST)).contains(&quantity) && places(quantity) <= 6;
        self.need(at, field, fits, Why::Quantity);
    }

    fn price(&mut self, at: Place, price: Decimal) {
        let fits = (Decimal::ZERO..=Decimal::from(AMOUNT_MOST)).contains(&price) && places(price) <= 6;
        self.need(at, "price", fits, Why::Price);
    }

    fn money(&mut self, at: Place, amount: Decimal, decimals: u8) {
        let most = Decimal::new(AMOUNT_MOST, u32::from(decimals));
        let fits = (Decimal::ZERO..=most).contains(&amount) && places(amount) <= u32::from(decimals);
        self.need(at, "amount", fits, Why::Amount);
    }

    fn percent(&mut self, at: Place, field: &'static str, rate: Option<Decimal>) {
        let fits = rate.is_none_or(|rate| (Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(&rate) && places(rate) <= 4);
        self.need(at, field, fits, Why::Percent);
    }
}

/// An amount of a currency in its smallest units, up from the half; `None` where it does not fit.
fn smallest(currency: Commodity, amount: Decimal) -> Option<i64> {
    let scale = Decimal::from(10_i64.pow(u32::from(currency.decimals())));
    let whole = amount.checked_mul(scale)?.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
    i64::try_from(whole).ok()
}

/// Decimal places that say something.
fn places(number: Decimal) -> u32 {
    number.normalize().scale()
}
