//! What paddy on the scale counts for. Straw and stones are no paddy, and water dries away: a sack that is brought wet is
//! credited as what it will weigh at the moisture the bank keeps (domain/cooperatives.md, 5.2: W × (100 − M₁)/(100 − M₂)).
//! Drier paddy than that counts for what it weighs.
use super::{ask::Why, rules::Store, units::half_up};

/// What a weight falls apart into; the three together are what the scale said. Grams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Corrected {
    /// Straw and stones above what is allowed.
    pub foreign: i64,
    /// Water above what is allowed.
    pub water: i64,
    /// What counts.
    pub credited: i64,
}

/// What speaks against two measurements, in tenths of a per cent; nothing is an empty list.
pub fn wrong(moisture_tenths: Option<i64>, foreign_tenths: Option<i64>, store: &Store) -> Vec<Why> {
    let mut wrong = Vec::new();
    match moisture_tenths {
        Some(moisture) if !is_part(moisture) => wrong.push(Why::NotAPercentage),
        Some(moisture) if moisture > store.moisture_most_tenths => wrong.push(Why::TooWet(store.moisture_most_tenths)),
        _ => {}
    }
    if foreign_tenths.is_some_and(|foreign| !is_part(foreign)) && !wrong.contains(&Why::NotAPercentage) {
        wrong.push(Why::NotAPercentage);
    }
    wrong
}

/// What `weighed` grams count for, to the gram, halves up; what was not measured takes nothing off. The measurements are
/// ones that [`wrong`] has nothing against.
pub fn correct(weighed: i64, moisture_tenths: Option<i64>, foreign_tenths: Option<i64>, store: &Store) -> Corrected {
    let excess = i128::from((foreign_tenths.unwrap_or(0) - store.foreign_tenths).clamp(0, WHOLE));
    let (whole, weight) = (i128::from(WHOLE), i128::from(weighed));
    let dry_part = i128::from(WHOLE - store.moisture_tenths);
    let dry = moisture_tenths.map_or(dry_part, |moisture| i128::from(WHOLE - moisture).min(dry_part));
    let clean = half_up(weight * (whole - excess), whole);
    // Rounded once, from the weight: what is taken off for each reason is told after it.
    let credited = half_up(weight * (whole - excess) * dry, whole * dry_part);
    Corrected { foreign: weighed - clean, water: clean - credited, credited }
}

/// Tenths of a per cent in the whole.
const WHOLE: i64 = 1_000;

/// Whether so many tenths of a per cent are a part of a weight that leaves something.
pub(super) fn is_part(tenths: i64) -> bool {
    (0..WHOLE).contains(&tenths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wet_and_dirty_paddy_counts_for_less() {
        let plain = Store::default();
        let two_allowed = Store { foreign_tenths: 20, ..Store::default() };
        for (store, weighed, moisture, foreign, credited) in [
            // The case printed by IRRI: 1,000 kg at 25 % are 872.093 kg at 14 %.
            (&plain, 1_000_000, Some(250), None, 872_093),
            (&plain, 120_000, None, None, 120_000),
            (&plain, 120_000, Some(140), None, 120_000),
            // Drier than it must be: what it weighs, not more.
            (&plain, 120_000, Some(100), None, 120_000),
            (&plain, 120_000, Some(0), Some(0), 120_000),
            // 100 kg less 5 % straw are 95 kg; at 18 % moisture 95 × 82/86 = 90.5814 kg.
            (&plain, 100_000, None, Some(50), 95_000),
            (&plain, 100_000, Some(180), Some(50), 90_581),
            // Dry paddy does not make up for straw.
            (&plain, 100_000, Some(100), Some(50), 95_000),
            // 2 % are allowed: only 3 % are taken off.
            (&two_allowed, 100_000, None, Some(50), 97_000),
            (&two_allowed, 100_000, None, Some(20), 100_000),
            // 1 g at 0.5 % foreign matter: 0.995 g.
            (&plain, 1, None, Some(5), 1),
        ] {
            let found = correct(weighed, moisture, foreign, store);
            assert_eq!(found.credited, credited, "{weighed} {moisture:?} {foreign:?}");
            assert_eq!(found.foreign + found.water + found.credited, weighed);
            assert!(found.foreign >= 0 && found.water >= 0);
        }
    }

    #[test]
    fn what_is_no_per_cent_is_refused() {
        let store = Store::default();
        assert_eq!(wrong(None, None, &store), []);
        assert_eq!(wrong(Some(250), Some(999), &store), []);
        assert_eq!(wrong(Some(251), None, &store), [Why::TooWet(250)]);
        for (moisture, foreign) in [(Some(1_400), None), (Some(-1), None), (None, Some(1_000)), (Some(1_000), Some(-1))] {
            assert_eq!(wrong(moisture, foreign, &store), [Why::NotAPercentage]);
        }
        assert_eq!(wrong(Some(300), Some(1_000), &store), [Why::TooWet(250), Why::NotAPercentage]);
    }
}
