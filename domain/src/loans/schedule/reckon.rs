//! How the rows of a schedule come about. The plan was found to be possible before.
use super::{Instalment, InterestBy, Method, Plan};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// Every row.
pub(super) fn rows(plan: &Plan) -> Vec<Instalment> {
    let periods = Periods::of(plan);
    match plan.method {
        Method::Single => vec![single(plan, &periods)],
        Method::Flat => flat(plan, &periods),
        Method::EqualPrincipal => declining(plan, &periods, |_| even_principal(plan)),
        Method::EqualInstalments => equal_instalments(plan, &periods),
    }
}

/// When each period ends, and what part of the balance it costs.
struct Periods {
    dues: Vec<NaiveDate>,
    numerators: Vec<Decimal>,
}

impl Periods {
    fn of(plan: &Plan) -> Periods {
        let day = |n| plan.due_date(n).expect("no date of a plan lies beyond the year 2900");
        let dues: Vec<NaiveDate> = (1..=plan.instalments).map(day).collect();
        let begins = std::iter::once(plan.disbursed).chain(dues.iter().copied());
        let numerators = begins.zip(&dues).map(|(from, to)| plan.numerator(from, *to)).collect();
        Periods { dues, numerators }
    }
}

/// Rows as they are added: what is still owed, and the interest that waits to be paid.
struct Rows<'a> {
    plan: &'a Plan,
    rows: Vec<Instalment>,
    balance: i64,
    waiting: i64,
}

impl<'a> Rows<'a> {
    fn new(plan: &'a Plan) -> Rows<'a> {
        Rows { plan, rows: Vec::with_capacity(plan.instalments as usize), balance: plan.principal.quantity(), waiting: 0 }
    }

    /// Adds a row that earned so much and would repay so much principal. Its total is rounded, principal is what remains
    /// of it after interest, and the last row takes whatever is left.
    fn add(&mut self, due: NaiveDate, earned: i64, principal: Decimal) {
        let plan = self.plan;
        let n = self.rows.len() as u32 + 1;
        self.waiting += earned;
        let interest = if n > plan.grace_interest { std::mem::take(&mut self.waiting) } else { 0 };
        let principal = if n == plan.instalments {
            self.balance
        } else if n <= plan.grace_principal {
            0
        } else {
            let total = (principal + Decimal::from(interest)).max(Decimal::ZERO);
            let total = plan.rounding.of_totals().to_multiple(total, plan.instalment_unit());
            (total - interest).clamp(0, self.balance)
        };
        self.balance -= principal;
        self.rows.push(Instalment { n, due, principal, interest, earned, balance: self.balance });
    }
}

/// Everything on the last day.
fn single(plan: &Plan, periods: &Periods) -> Instalment {
    let interest = plan.interest(plan.principal.quantity(), periods.numerators.iter().sum());
    let due = *periods.dues.last().expect("a plan has an instalment");
    Instalment { n: 1, due, principal: plan.principal.quantity(), interest, earned: interest, balance: 0 }
}

/// Interest on the original principal. Its whole is reckoned once; the last row takes the rest of it, and no row so
/// much, by rounding up, that less than nothing would be left.
fn flat(plan: &Plan, periods: &Periods) -> Vec<Instalment> {
    let principal = plan.principal.quantity();
    let mut left = plan.interest(principal, periods.numerators.iter().sum());
    let mut rows = Rows::new(plan);
    for (due, numerator) in periods.dues.iter().zip(&periods.numerators) {
        let is_last = rows.rows.len() + 1 == periods.dues.len();
        let earned = if is_last { left } else { plan.interest(principal, *numerator).min(left) };
        left -= earned;
        rows.add(*due, earned, even_principal(plan));
    }
    rows.rows
}

/// Interest on what is still owed; `principal` says what a row would repay that earned so much.
fn declining(plan: &Plan, periods: &Periods, principal: impl Fn(i64) -> Decimal) -> Vec<Instalment> {
    let mut rows = Rows::new(plan);
    for (due, numerator) in periods.dues.iter().zip(&periods.numerators) {
        let earned = plan.interest(rows.balance, *numerator);
        rows.add(*due, earned, principal(earned));
    }
    rows.rows
}

/// The same principal in every row that repays some, before rounding.
fn even_principal(plan: &Plan) -> Decimal {
    Decimal::from(plan.principal.quantity()) / Decimal::from(plan.instalments - plan.grace_principal)
}

/// Instalments of one amount. Where interest goes by the day and nothing is rounded to a multiple, the amount is moved
/// once by what the last row is off, spread over the rows, if that brings the last row nearer: so the published
/// schedules do.
fn equal_instalments(plan: &Plan, periods: &Periods) -> Vec<Instalment> {
    let with = |instalment: i64| declining(plan, periods, |earned| Decimal::from(instalment - earned));
    let round = |exact: Decimal| plan.rounding.of_totals().to_multiple(exact, plan.instalment_unit());
    let off = |rows: &[Instalment], instalment: i64| rows.last().map_or(0, |last| last.principal + last.earned - instalment);

    let instalment = round(annuity(plan, periods));
    let rows = with(instalment);
    let difference = off(&rows, instalment);
    if plan.interest_by == InterestBy::Period || !plan.is_to_the_unit() {
        return rows;
    }
    let spread = Decimal::from(difference) / Decimal::from(plan.instalments - plan.grace_principal);
    let moved = round((Decimal::from(instalment) + spread).max(Decimal::ZERO));
    let again = with(moved);
    if off(&again, moved).abs() < difference.abs() { again } else { rows }
}

/// The instalment that repays the principal exactly, each period at its own rate: the principal divided by what one
/// unit in every instalment is worth today. With one rate throughout this is P × r / (1 − (1 + r)^−m). Discounting
/// instead of compounding keeps every figure below the principal, however long the plan.
fn annuity(plan: &Plan, periods: &Periods) -> Decimal {
    let denominator = plan.denominator();
    let mut worth = Decimal::ONE;
    let mut all = Decimal::ZERO;
    for numerator in &periods.numerators[plan.grace_principal as usize..] {
        worth = worth * denominator / (denominator + numerator);
        all += worth;
    }
    Decimal::from(plan.principal.quantity()) / all
}
