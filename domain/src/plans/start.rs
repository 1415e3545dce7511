//! From a template to a plan in six answers: for whom and what are known before; how large, from when, how often, with whose
//! money, and at which price.
use super::{Giver, Loan, Plan, Refusal, Section, Source, Written};
use crate::loans::schedule::Method;
use rust_decimal::{Decimal, RoundingStrategy};

/// What the six questions were answered with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answers {
    /// How large: in the template's unit of size.
    pub size: Decimal,
    /// The first month, as `2026-12`.
    pub starts: String,
    /// How many cycles.
    pub times: u32,
    /// The price of the output where she lives; the template's own, where nothing is said.
    pub price: Option<Decimal>,
    /// Own money.
    pub own: Decimal,
    /// A grant.
    pub grant: Decimal,
    /// A loan, its interest in per cent a month, and in how many months it is paid back.
    pub loan: Option<(Decimal, Decimal, u32)>,
    /// What the household earns and spends a month besides, where it is told.
    pub household: Option<super::Household>,
}

/// Why a template does not become a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StartRefusal {
    /// A size is more than nothing.
    Size,
    /// What the plan itself refuses.
    Plan(Vec<Refusal>),
}

/// A plan from a template. Lines grow with the size; investments by whole pieces; what a line says does not grow stays.
///
/// # Errors
/// A size of nothing, or what [`Plan::try_new`] refuses.
pub fn start(template: &Written, answers: &Answers) -> Result<Plan, StartRefusal> {
    let mut made = template.clone();
    if answers.size <= Decimal::ZERO {
        return Err(StartRefusal::Size);
    }
    if let Some(size) = &mut made.size {
        let times = answers.size.checked_div(size.quantity).ok_or(StartRefusal::Size)?;
        size.quantity = answers.size;
        let grown = |quantity: Decimal| quantity.checked_mul(times).ok_or(StartRefusal::Size);
        for line in made.lines.iter_mut().filter(|line| line.scales) {
            // Hundredths of a sack are weighed; finer than that nobody buys.
            line.quantity = grown(line.quantity)?.round_dp_with_strategy(2, RoundingStrategy::AwayFromZero).normalize();
        }
        for one in made.investments.iter_mut().filter(|one| one.scales) {
            one.quantity = grown(one.quantity)?.ceil();
        }
    }
    made.starts = answers.starts.clone();
    made.cycle.times = answers.times;
    if let Some(price) = answers.price {
        let main = made.lines.iter().position(|line| line.main);
        let main = main.or_else(|| made.lines.iter().position(|line| line.section == Section::Income));
        if let Some(line) = main.and_then(|at| made.lines.get_mut(at)) {
            line.price = price;
            line.prices.clear();
        }
    }
    let sources = [(Giver::Own, answers.own), (Giver::Grant, answers.grant)];
    let some = sources.into_iter().filter(|(_, amount)| !amount.is_zero());
    made.sources = some.map(|(from, amount)| Source { from, amount, month: 1 }).collect();
    let loan = answers.loan.filter(|(amount, ..)| !amount.is_zero());
    made.loans = loan
        .map(|(amount, percent_month, months)| Loan {
            amount,
            month: 1,
            percent_month,
            method: Method::EqualPrincipal,
            months,
            grace: 0,
        })
        .into_iter()
        .collect();
    if answers.household.is_some() {
        made.household = answers.household.clone();
    }
    made.months = None;
    Plan::try_new(made).map_err(StartRefusal::Plan)
}
