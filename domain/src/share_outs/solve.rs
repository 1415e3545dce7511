//! The reckoning: each member's part of a pool, and the pool that agrees with its own payouts.
use super::{
    Claim, Division, DivisionLine, ProfitRule, Rules, Scope, Settles, Social,
    fractions::{Fraction, HUNDRED_PERCENT, floor_sum, floor_to, parts_of},
};
use crate::constitution::SocialFundAtShareOut;

/// How many steps the pool may take in one direction. One is enough where every payout covers its debts, some dozens
/// where half the members owe more than they are due; this many divisions of sixty members take a few milliseconds.
const STEPS_MOST: usize = 2_000;

/// Divides any pool by one group's rules: weights are reckoned once, since finding the pool takes many divisions.
pub(super) struct Reckoner<'a> {
    rules: &'a Rules,
    claims: &'a [Claim],
    settles: &'a Settles<'a>,
    savings: i128,
    /// In parts of a hundred per cent.
    administration: i128,
    reserve: i128,
    parts: Vec<Part>,
    social: Social,
}

/// A part of the profit, and the weights by which members divide it.
struct Part {
    of_profit: Fraction,
    weights: Vec<i64>,
}

impl<'a> Reckoner<'a> {
    /// For rules and a list that were checked.
    pub(super) fn new(rules: &'a Rules, claims: &'a [Claim], social_pool: i64, settles: &'a Settles<'a>) -> Reckoner<'a> {
        let parts = |percent| parts_of(percent).expect("percentages were checked");
        let administration = parts(rules.appropriation.administration_percent);
        let reserve = parts(rules.appropriation.reserve_percent);
        Reckoner {
            rules,
            claims,
            settles,
            savings: claims.iter().map(|claim| i128::from(claim.savings)).sum(),
            administration,
            reserve,
            parts: parts_by(rules, claims, HUNDRED_PERCENT - administration - reserve),
            social: social(rules, claims, social_pool),
        }
    }

    /// The largest pool that is really there once its own payouts have settled what they can: first the pool that is
    /// divided, then what is there, which are the same.
    ///
    /// A larger pool never makes any payout smaller, nor a larger payout what it settles. So from the pool with all
    /// debts settled the steps only fall, and stop at the largest pool that agrees with itself. Where nearly everybody
    /// owes more than she is due and the box is empty, that can take very many steps; then the pool rises from what is
    /// there without any debt settled. On that way more is always there than is divided, and stopping anywhere is
    /// safe: the difference stays in the box with the remainder.
    pub(super) fn solve(&self, base: i64) -> (i64, i64) {
        let all: i64 = self.claims.iter().map(|claim| self.brings(&claim.debts)).sum();
        let mut pool = base + all;
        for _ in 0..STEPS_MOST {
            let there = self.there(base, pool);
            if there >= pool {
                return (pool, there);
            }
            pool = there;
        }
        pool = base.max(0);
        for _ in 0..STEPS_MOST {
            let there = self.there(base, pool);
            if there <= pool {
                return (pool, there);
            }
            pool = there;
        }
        (pool, self.there(base, pool))
    }

    /// What is there when this pool is divided.
    fn there(&self, base: i64, pool: i64) -> i64 {
        let settled = |(at, claim): (usize, &Claim)| self.brings(&(self.settles)(at, self.gross(at, pool) + self.social_of(claim)));
        base + self.claims.iter().enumerate().map(settled).sum::<i64>()
    }

    /// What settled debts add to the pool: all of it to a share-out; to a yearly profit what is income, since principal
    /// that comes back is none.
    fn brings(&self, settled: &super::Debts) -> i64 {
        match self.rules.scope {
            Scope::PaidOut => settled.total(),
            Scope::Kept(_) => settled.penalty + settled.interest,
        }
    }

    /// The division of `divided`, where `pool` is there; `None` when that gives nobody anything.
    pub(super) fn division(&self, divided: i64, pool: i64) -> Option<Division> {
        if pool <= 0 {
            return None;
        }
        let lines: Vec<DivisionLine> = self.claims.iter().enumerate().map(|(at, claim)| self.line(at, claim, divided)).collect();
        let profit = self.profit(divided).max(0);
        let taken = |parts: i128| floor_to(self.rules.multiple, profit * parts / HUNDRED_PERCENT);
        let (administration, reserve) = (taken(self.administration), taken(self.reserve));
        let gross: i64 = lines.iter().map(|line| line.gross).sum();
        if gross + administration + reserve == 0 {
            return None;
        }
        let savings = amount(self.savings);
        Some(Division {
            scope: self.rules.scope,
            pool,
            savings,
            profit: if self.rules.scope == Scope::PaidOut { pool - savings } else { pool },
            administration,
            reserve,
            remainder: pool - gross - administration - reserve,
            social: self.social,
            stays_owed: lines.iter().map(DivisionLine::stays_owed).sum(),
            lines,
        })
    }

    fn line(&self, at: usize, claim: &Claim, pool: i64) -> DivisionLine {
        let (gross, social) = (self.gross(at, pool), self.social_of(claim));
        let back = if self.rules.scope == Scope::PaidOut { claim.savings } else { 0 };
        DivisionLine {
            party: claim.party,
            savings: claim.savings,
            profit: gross - back,
            gross,
            social,
            debts: claim.debts,
            settled: (self.settles)(at, gross + social),
            net: gross + social - claim.debts.total(),
        }
    }

    /// What the claim at a place is due out of this pool: savings and parts of the profit added up exactly, and rounded
    /// down once. A pool below all savings is divided in proportion to savings, whatever the rule.
    fn gross(&self, at: usize, pool: i64) -> i64 {
        let savings = i128::from(self.claims[at].savings);
        let profit = self.profit(pool);
        let exact = match self.rules.scope {
            // Below zero there is nothing, even where nobody has saved.
            Scope::PaidOut if pool <= 0 => 0,
            Scope::PaidOut if profit < 0 => i128::from(pool) * savings / self.savings,
            Scope::PaidOut => savings + self.profit_of(at, profit),
            Scope::Kept(_) => self.profit_of(at, profit.max(0)),
        };
        floor_to(self.rules.multiple, exact)
    }

    fn profit(&self, pool: i64) -> i128 {
        i128::from(pool) - if self.rules.scope == Scope::PaidOut { self.savings } else { 0 }
    }

    fn profit_of(&self, at: usize, profit: i128) -> i128 {
        floor_sum(self.parts.iter().map(|part| Fraction {
            numerator: profit * part.of_profit.numerator * i128::from(part.weights[at]),
            denominator: part.of_profit.denominator,
        }))
    }

    fn social_of(&self, claim: &Claim) -> i64 {
        if claim.is_member { self.social.each } else { 0 }
    }
}

/// The parts of the profit by a rule, where members divide so many parts of a hundred per cent.
fn parts_by(rules: &Rules, claims: &[Claim], members: i128) -> Vec<Part> {
    let part = |of_members: i128, weights: Vec<i64>| {
        let all: i128 = weights.iter().map(|&weight| i128::from(weight)).sum();
        let share = Fraction { numerator: members * of_members, denominator: HUNDRED_PERCENT * HUNDRED_PERCENT }.reduced();
        Part { of_profit: Fraction { numerator: share.numerator, denominator: share.denominator * all }, weights }
    };
    let weights = |weigh: fn(&Rules, &Claim) -> i64| weights(rules, claims, weigh);
    let parts = match rules.profit {
        ProfitRule::BySavings => vec![part(HUNDRED_PERCENT, weights(by_savings))],
        ProfitRule::Equal => vec![part(HUNDRED_PERCENT, weights(equally))],
        ProfitRule::ByInterestPaid => vec![part(HUNDRED_PERCENT, weights(by_interest))],
        ProfitRule::BySavingsMonths => vec![part(HUNDRED_PERCENT, weights(|_, claim| claim.savings_months))],
        ProfitRule::Mixed { savings_percent } => {
            let savings = parts_of(savings_percent).expect("percentages were checked");
            vec![part(savings, weights(by_savings)), part(HUNDRED_PERCENT - savings, weights(by_interest))]
        }
        ProfitRule::None => Vec::new(),
    };
    parts.into_iter().filter(|part| part.of_profit.numerator > 0).collect()
}

/// A weight each; where they come to nothing, by savings; where nobody saved, equally.
fn weights(rules: &Rules, claims: &[Claim], weigh: fn(&Rules, &Claim) -> i64) -> Vec<i64> {
    let all = |weigh: fn(&Rules, &Claim) -> i64| claims.iter().map(|claim| weigh(rules, claim)).collect::<Vec<_>>();
    let weighs = |weights: &Vec<i64>| weights.iter().any(|&weight| weight > 0);
    Some(all(weigh)).filter(weighs).or_else(|| Some(all(by_savings)).filter(weighs)).unwrap_or_else(|| all(equally))
}

fn by_savings(_: &Rules, claim: &Claim) -> i64 {
    claim.savings
}

fn equally(_: &Rules, claim: &Claim) -> i64 {
    i64::from(claim.is_member)
}

/// What she paid, and what her payout is sure to pay: she is due her savings at least wherever there is a profit.
/// Interest beyond them may never be paid, and does not count.
fn by_interest(rules: &Rules, claim: &Claim) -> i64 {
    let due = match rules.scope {
        Scope::PaidOut => floor_to(rules.multiple, claim.savings.into()),
        Scope::Kept(_) => 0,
    };
    claim.interest_paid + claim.debts.settled_by(due).interest
}

fn social(rules: &Rules, claims: &[Claim], pool: i64) -> Social {
    let members = claims.iter().filter(|claim| claim.is_member).count() as i128;
    let each = match rules.social {
        SocialFundAtShareOut::Kept => 0,
        SocialFundAtShareOut::SplitEqually => floor_to(rules.multiple, i128::from(pool) / members),
    };
    Social { rule: rules.social, pool, each, remainder: pool - amount(i128::from(each) * members) }
}

fn amount(sum: i128) -> i64 {
    i64::try_from(sum).expect("sums were bounded before they were divided")
}
