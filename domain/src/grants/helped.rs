//! How many people were helped, as a donor may be told: counted voucher by voucher, never who, and not at all where they
//! are so few that a count would tell of somebody.
use super::{
    Award,
    acts::{Help, Purpose, Step},
    codes::{shown, shown_row},
    reports,
    terms::Limit,
};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// Who was helped in a span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Helped {
    /// Each kind of help that was given, and to how many; none where they are too few, or where it would tell of those.
    pub kinds: Vec<(Help, Option<i64>)>,
    /// All kinds together, where that tells nothing that is hidden.
    pub all: Option<i64>,
    /// Families with a grant at the end of the span.
    pub families: i64,
    /// Grants under codes at its end, where they may be told; none were given: nothing.
    pub coded: Option<Option<i64>>,
    /// Below this nothing is told.
    pub below: i64,
}

/// Counts what was paid in a span, both days included.
pub fn helped(award: &Award, from: NaiveDate, to: NaiveDate) -> Helped {
    let (state, below) = (award.state(), award.terms.limit(Limit::Suppress).unwrap_or(0));
    let mut counts: BTreeMap<Help, i64> = BTreeMap::new();
    for voucher in state.vouchers.values().filter(|voucher| voucher.stands()) {
        let paid = voucher.step(Step::Paid).is_some_and(|done| (from..=to).contains(&done.on));
        if let (true, Purpose::Cost { help: Some(help), persons: Some(persons), .. }) = (paid, &voucher.purpose) {
            let count = counts.entry(*help).or_default();
            *count = count.saturating_add(*persons);
        }
    }
    let all: Vec<i64> = counts.values().copied().collect();
    let cells = shown_row(&all, below);
    let sum = |hidden: bool| -> i64 {
        all.iter().zip(&cells).filter(|(_, cell)| !hidden || cell.is_none()).map(|(count, _)| count).sum()
    };
    let liquidation = reports::liquidation(award, to);
    // A line that has given none hides nothing.
    let coded = || liquidation.coded.iter().filter(|line| line.grants != Some(0));
    let coded_sum = coded().map(|line| line.grants).sum::<Option<i64>>();
    Helped {
        // What is hidden could be reckoned from the sum and what is shown: together it must be enough, too.
        all: shown(sum(true), below).map(|_| sum(false)),
        kinds: counts.into_keys().zip(cells).collect(),
        families: liquidation.grants.len() as i64,
        coded: coded().next().map(|_| coded_sum),
        below,
    }
}
