//! How the year's surplus is divided (domain/cooperatives.md, 5.3): reserve, social fund, training, committee, dividend on
//! shares up to its cap, refund by what each delivered. What came from other people's harvest is kept apart first: it goes
//! to the reserve and belongs to nobody's refund.
//!
//! Every riel is somebody's: parts by largest remainder, what cannot be paid in notes to the reserve.
use super::{
    Party,
    bylaws::{RefundBy, Surplus},
};
use crate::share_outs::{HUNDRED_PERCENT, floor_to, parts_of};
use serde::{Deserialize, Serialize};

/// What somebody has to do with the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Who.
    pub party: Party,
    /// Shares at the end of the year.
    pub shares: i64,
    /// What she delivered as a member, grams as they were paid.
    pub weight: i64,
    /// What it was worth.
    pub value: i64,
}

/// The year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Year {
    /// What was earned above all costs; below zero is a loss.
    pub surplus: i64,
    /// What others than members brought: by the same measure as the refund, grams or money.
    pub others: i64,
    /// What one share cost.
    pub par: i64,
    /// The members.
    pub claims: Vec<Claim>,
}

/// What one member gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// Who.
    pub party: Party,
    /// On her shares.
    pub dividend: i64,
    /// For what she delivered.
    pub refund: i64,
}

/// The surplus, divided. The parts and lines sum to it exactly.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Division {
    /// What was divided.
    pub surplus: i64,
    /// Of it what others' harvest earned; a part of the reserve.
    pub others: i64,
    /// To the reserve, `others` and all remainders with it.
    pub reserve: i64,
    /// To the social fund.
    pub social: i64,
    /// To training.
    pub education: i64,
    /// To the committee.
    pub committee: i64,
    /// To members, by party; nobody with nothing.
    pub lines: Vec<Line>,
}

impl Division {
    /// All dividends.
    pub fn dividend(&self) -> i64 {
        self.lines.iter().map(|line| line.dividend).sum()
    }

    /// All refunds.
    pub fn refund(&self) -> i64 {
        self.lines.iter().map(|line| line.refund).sum()
    }
}

/// Why nothing is divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DivisionRefusal {
    /// There is no surplus.
    NoSurplus,
    /// A figure below zero, or sums beyond what is counted.
    Figure,
}

/// The largest figure of any kind.
const MOST: i64 = 1_000_000_000_000_000;

/// Divides a surplus.
///
/// # Errors
/// A loss, or figures that cannot be.
pub fn divide(year: &Year, laws: &Surplus) -> Result<Division, DivisionRefusal> {
    if year.surplus <= 0 {
        return Err(DivisionRefusal::NoSurplus);
    }
    let brought = |claim: &Claim| match laws.refund_by {
        RefundBy::Weight => claim.weight,
        RefundBy::Value => claim.value,
    };
    let figures = |claim: &Claim| [claim.shares, claim.weight, claim.value];
    let bounded = |figure: i64| (0..=MOST).contains(&figure);
    let shares: i128 = year.claims.iter().map(|claim| i128::from(claim.shares)).sum();
    let weights: i128 = year.claims.iter().map(|claim| i128::from(brought(claim))).sum();
    let capital = shares * i128::from(year.par);
    let right = year.claims.iter().flat_map(figures).all(bounded) && [year.surplus, year.others, year.par].into_iter().all(bounded);
    let parts: Option<Vec<i128>> = laws.parts().into_iter().map(parts_of).collect();
    let Some(parts) = parts.filter(|_| right && capital <= i128::from(MOST) && weights <= i128::from(MOST) * 1_000) else {
        return Err(DivisionRefusal::Figure);
    };
    let all = weights + i128::from(year.others);
    let others = if all == 0 { 0 } else { part_of(year.surplus, i128::from(year.others), all) };
    let shared = apportion(year.surplus - others, &parts);
    let [reserve, social, education, committee, dividend, refund] = shared[..] else { return Err(DivisionRefusal::Figure) };

    let cap = match parts_of(laws.dividend_most) {
        Some(0) | None => i64::MAX,
        Some(most) => part_of_wide(capital, most, HUNDRED_PERCENT),
    };
    let on_shares = if shares == 0 { 0 } else { floor_to(laws.round_to, dividend.min(cap).into()) };
    // What the cap leaves goes to who delivered.
    let over = (dividend - dividend.min(cap)).max(0);
    let to_refund = if shares == 0 { dividend } else { over } + refund;
    let by_delivery = if weights == 0 { 0 } else { floor_to(laws.round_to, to_refund.into()) };

    let notes = |pool: i64| pool / laws.round_to;
    let of_shares = apportion(notes(on_shares), &year.claims.iter().map(|claim| i128::from(claim.shares)).collect::<Vec<_>>());
    let of_weights = apportion(notes(by_delivery), &year.claims.iter().map(|claim| i128::from(brought(claim))).collect::<Vec<_>>());
    let line = |((claim, shares), weights): ((&Claim, i64), i64)| Line {
        party: claim.party,
        dividend: shares * laws.round_to,
        refund: weights * laws.round_to,
    };
    let lines = year.claims.iter().zip(of_shares).zip(of_weights).map(line);
    let lines: Vec<Line> = lines.filter(|line| line.dividend + line.refund > 0).collect();
    let reserve = reserve + others + dividend + refund - on_shares - by_delivery;
    Ok(Division { surplus: year.surplus, others, reserve, social, education, committee, lines })
}

/// The whole part of `whole × weight / all`; `weight` is not above `all`.
fn part_of(whole: i64, weight: i128, all: i128) -> i64 {
    part_of_wide(i128::from(whole), weight, all)
}

fn part_of_wide(whole: i128, weight: i128, all: i128) -> i64 {
    i64::try_from(whole * weight / all).unwrap_or(i64::MAX)
}

/// Parts a whole by weights so that the parts sum to it: what is over goes one by one to the largest remainders, of equal
/// ones to the first. Nothing has no parts where nobody weighs anything.
pub fn apportion(whole: i64, weights: &[i128]) -> Vec<i64> {
    let all: i128 = weights.iter().sum();
    if all <= 0 {
        return vec![0; weights.len()];
    }
    let mut parts: Vec<i64> = weights.iter().map(|weight| part_of(whole, *weight, all)).collect();
    let over = whole - parts.iter().sum::<i64>();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|&at| (-(i128::from(whole) * weights[at] % all), at));
    for at in order.into_iter().take(usize::try_from(over).unwrap_or(0)) {
        parts[at] += 1;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::Decimal;

    fn claim(party: Party, shares: i64, weight: i64) -> Claim {
        Claim { party, shares, weight, value: weight }
    }

    #[test]
    fn a_small_year() {
        // 1,000,000: reserve 200,000, training 50,000, committee 100,000, dividend 250,000, refund 400,000.
        let claims = vec![claim(1, 1, 1_000_000), claim(2, 3, 0), claim(3, 0, 3_000_000)];
        let year = Year { surplus: 1_000_000, others: 0, par: 20_000, claims };
        let divided = divide(&year, &Surplus::default()).expect("divided");
        assert_eq!((divided.reserve, divided.social, divided.education, divided.committee), (200_000, 0, 50_000, 100_000));
        let lines: Vec<_> = divided.lines.iter().map(|line| (line.party, line.dividend, line.refund)).collect();
        assert_eq!(lines, [(1, 62_500, 100_000), (2, 187_500, 0), (3, 0, 300_000)]);
    }

    #[test]
    fn a_cap_sends_the_rest_to_who_delivered() {
        // 4 shares of 20,000: a dividend of at most 10 % of 80,000.
        let laws = Surplus { dividend_most: Decimal::TEN, ..Surplus::default() };
        let year = Year { surplus: 1_000_000, others: 0, par: 20_000, claims: vec![claim(1, 4, 0), claim(2, 0, 5)] };
        let divided = divide(&year, &laws).expect("divided");
        assert_eq!((divided.dividend(), divided.refund()), (8_000, 642_000));
    }

    #[test]
    fn others_harvest_is_kept_apart() {
        let year = Year { surplus: 1_000_000, others: 1_000, par: 20_000, claims: vec![claim(1, 1, 3_000)] };
        let divided = divide(&year, &Surplus::default()).expect("divided");
        // A quarter of the harvest was others': 250,000, and a fifth of what is left.
        assert_eq!((divided.others, divided.reserve), (250_000, 250_000 + 150_000));
        assert_eq!(divide(&Year { surplus: 0, ..year.clone() }, &Surplus::default()), Err(DivisionRefusal::NoSurplus));
        assert_eq!(divide(&Year { others: -1, ..year }, &Surplus::default()), Err(DivisionRefusal::Figure));
    }

    #[test]
    fn what_is_over_goes_to_the_largest_remainders() {
        assert_eq!(apportion(100, &[1, 1, 1]), [34, 33, 33]);
        assert_eq!(apportion(7, &[2, 3, 5]), [1, 2, 4]);
        assert_eq!(apportion(7, &[0, 0]), [0, 0]);
    }

    mod properties {
        use super::*;
        use proptest::prelude::*;

        fn laws() -> impl Strategy<Value = Surplus> {
            let cuts = prop::collection::vec(0_i64..=10_000, 5);
            (cuts, 0_i64..=1_000, prop::sample::select(vec![1_i64, 50, 100, 500]), any::<bool>()).prop_map(
                |(mut cuts, most, round_to, weight)| {
                    cuts.sort_unstable();
                    let edges: Vec<i64> = [0].into_iter().chain(cuts).chain([10_000]).collect();
                    let part = |at: usize| Decimal::new(edges[at + 1] - edges[at], 2);
                    Surplus {
                        reserve: part(0),
                        social: part(1),
                        education: part(2),
                        committee: part(3),
                        dividend: part(4),
                        refund: part(5),
                        dividend_most: Decimal::new(most, 1),
                        reserve_least: Decimal::ZERO,
                        refund_by: if weight { RefundBy::Weight } else { RefundBy::Value },
                        round_to,
                    }
                },
            )
        }

        proptest! {
            #[test]
            fn every_riel_is_somebodys(
                laws in laws(),
                surplus in 1_i64..5_000_000_000,
                others in 0_i64..1_000_000_000,
                par in 0_i64..100_000,
                claims in prop::collection::vec((0_i64..500, 0_i64..20_000_000, 0_i64..20_000_000), 0..40),
            ) {
                let claims: Vec<Claim> = claims.into_iter().zip(1..)
                    .map(|((shares, weight, value), party)| Claim { party, shares, weight, value }).collect();
                let year = Year { surplus, others, par, claims: claims.clone() };
                let divided = divide(&year, &laws).expect("divided");
                let funds = divided.reserve + divided.social + divided.education + divided.committee;
                prop_assert_eq!(funds + divided.dividend() + divided.refund(), surplus);
                for part in [divided.reserve, divided.social, divided.education, divided.committee] {
                    prop_assert!(part >= 0);
                }
                let capital = claims.iter().map(|claim| claim.shares).sum::<i64>() * par;
                if laws.dividend_most > Decimal::ZERO {
                    prop_assert!(Decimal::from(divided.dividend()) <= Decimal::from(capital) * laws.dividend_most / Decimal::ONE_HUNDRED);
                }
                for line in &divided.lines {
                    let claim = claims.iter().find(|claim| claim.party == line.party).expect("a member's");
                    prop_assert!(line.dividend >= 0 && line.refund >= 0);
                    prop_assert!(line.dividend % laws.round_to == 0 && line.refund % laws.round_to == 0);
                    prop_assert!(claim.shares > 0 || line.dividend == 0);
                    let brought = if laws.refund_by == RefundBy::Weight { claim.weight } else { claim.value };
                    prop_assert!(brought > 0 || line.refund == 0);
                }
                // Who holds more shares or brought more gets no less.
                for one in &claims {
                    for other in &claims {
                        let of = |party| divided.lines.iter().find(|line| line.party == party).map_or((0, 0), |line| (line.dividend, line.refund));
                        prop_assert!(one.shares <= other.shares || of(one.party).0 + laws.round_to > of(other.party).0);
                    }
                }
            }
        }
    }
}
