//! What keeps a box from being divided, before anything is reckoned: every figure within bounds, every rule sound.
use super::{
    BoxStanding, Claim, ProfitRule, Refusal, Rules, Scope,
    fractions::{HUNDRED_PERCENT, parts_of},
};
use crate::meetings::FIELD_MOST;
use std::collections::BTreeSet;

/// The most that a whole box may hold, debts included, smallest units: products with it stay within 128 bits.
const POOL_MOST: i128 = 10 * FIELD_MOST as i128;
/// The most that a weight of savings and months may be: the largest saving for ten thousand days.
const WEIGHT_MOST: i64 = 10_000 * FIELD_MOST;
/// The largest multiple, as a constitution allows it.
const MULTIPLE_MOST: i64 = 1_000_000_000;

pub(super) fn check(rules: &Rules, claims: &[Claim]) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    if !(1..=MULTIPLE_MOST).contains(&rules.multiple) {
        refusals.push(Refusal::Multiple);
    }
    if !percentages_hold(rules) {
        refusals.push(Refusal::Percentages);
    }
    if !claims.iter().any(|claim| claim.is_member) {
        refusals.push(Refusal::NoMembers);
    }
    let mut seen = BTreeSet::new();
    for claim in claims {
        let Claim { party, savings, interest_paid, savings_months, debts, .. } = *claim;
        let amounts = [savings, interest_paid, debts.penalty, debts.interest, debts.principal];
        if !seen.insert(party) {
            refusals.push(Refusal::Twice(party));
        }
        if amounts.iter().any(|&amount| amount < 0) || savings_months < 0 {
            refusals.push(Refusal::Negative(Some(party)));
        }
        if amounts.iter().any(|&amount| amount > FIELD_MOST) || savings_months > WEIGHT_MOST {
            refusals.push(Refusal::TooLarge(Some(party)));
        }
    }
    if claims.iter().map(|claim| i128::from(claim.savings)).sum::<i128>() > POOL_MOST {
        refusals.push(Refusal::TooLarge(None));
    }
    if let Scope::Kept(year) = rules.scope
        && ![year.earned, year.retained, year.carried].iter().all(|part| (-FIELD_MOST..=FIELD_MOST).contains(part))
    {
        refusals.push(Refusal::TooLarge(None));
    }
    refusals
}

/// The figures of the box, and all of it together with every debt.
pub(super) fn check_box(standing: &BoxStanding, claims: &[Claim]) -> Option<Refusal> {
    let BoxStanding { cash_loan, bank, external_debt, administration, reserve, unpaid_shares, cash_social } = *standing;
    let amounts = [cash_loan, bank, external_debt, administration, reserve, unpaid_shares, cash_social];
    let owed =
        |claim: &Claim| [claim.debts.penalty, claim.debts.interest, claim.debts.principal].map(i128::from).iter().sum::<i128>();
    if amounts.iter().any(|&amount| amount < 0) {
        return Some(Refusal::Negative(None));
    }
    let all = claims.iter().map(owed).sum::<i128>();
    // Cash, bank and a year's earnings are each at most FIELD_MOST: with half the bound they stay within the whole.
    (amounts.iter().any(|&amount| amount > FIELD_MOST) || all > POOL_MOST / 2).then_some(Refusal::TooLarge(None))
}

/// A pool that is given: something, and not too much.
pub(super) fn check_pool(pool: i64, social_pool: i64) -> Option<Refusal> {
    match (pool, social_pool) {
        (..=0, _) => Some(Refusal::NothingToDivide),
        (_, ..0) => Some(Refusal::Negative(None)),
        (pool, social) => (i128::from(pool) > POOL_MOST || social > FIELD_MOST).then_some(Refusal::TooLarge(None)),
    }
}

fn percentages_hold(rules: &Rules) -> bool {
    let taken = [rules.appropriation.administration_percent, rules.appropriation.reserve_percent].map(parts_of);
    let by_savings = match rules.profit {
        ProfitRule::Mixed { savings_percent } => parts_of(savings_percent),
        _ => Some(0),
    };
    let together = taken.into_iter().sum::<Option<i128>>();
    by_savings.is_some() && together.is_some_and(|taken| taken <= HUNDRED_PERCENT)
}
