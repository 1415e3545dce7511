//! The units that a plan counts in: those everybody knows, and those of the plan itself (a sack of 50 kg, a tray of 30 eggs).
use super::written::Measure;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// The longest name of a unit, in characters.
pub const UNIT_MOST: usize = 24;

/// Units with what they measure and how much of it they are: grams, millilitres, square metres, pieces, days.
/// A head of an animal is not a piece, and a month of rent is not thirty days of work.
const KNOWN: &[(&str, &str, i64)] = &[
    ("g", "mass", 1),
    ("kg", "mass", 1_000),
    ("t", "mass", 1_000_000),
    ("ml", "volume", 1),
    ("l", "volume", 1_000),
    ("m2", "area", 1),
    ("are", "area", 100),
    ("ha", "area", 10_000),
    ("m", "length", 1),
    ("piece", "piece", 1),
    ("dozen", "piece", 12),
    ("head", "head", 1),
    ("day", "day", 1),
    ("month", "month", 1),
    ("year", "month", 12),
    ("bag", "bag", 1),
    ("sack", "sack", 1),
    ("bottle", "bottle", 1),
    ("dose", "dose", 1),
    ("egg", "egg", 1),
    ("trip", "trip", 1),
    ("share", "share", 1),
    ("time", "time", 1),
];

/// The units that have words of their own.
pub fn known_units() -> impl Iterator<Item = &'static str> {
    KNOWN.iter().map(|(name, ..)| *name)
}

/// The same with what each measures and how much of it: grams, millilitres, square metres, pieces, days.
pub fn known_sizes() -> impl Iterator<Item = (&'static str, &'static str, i64)> {
    KNOWN.iter().copied()
}

fn known(name: &str) -> Option<(&'static str, Decimal)> {
    KNOWN.iter().find(|(known, ..)| *known == name).map(|(_, of, size)| (*of, Decimal::from(*size)))
}

/// How many of one unit another holds; `None` where they do not measure the same.
pub(super) fn holds(own: &BTreeMap<String, Measure>, from: &str, to: &str) -> Option<Decimal> {
    if from == to {
        return Some(Decimal::ONE);
    }
    let (of, size) = base(own, from)?;
    let (other, other_size) = base(own, to)?;
    if of == other { size.checked_div(other_size) } else { None }
}

/// What a unit measures, and how much of that. A unit of the plan's own holds a known one, or another of its own that does.
fn base(own: &BTreeMap<String, Measure>, name: &str) -> Option<(String, Decimal)> {
    let (mut name, mut times) = (name, Decimal::ONE);
    // A chain of units is at most as long as there are units: one that bites its tail ends here.
    for _ in 0..=own.len() {
        let Some(measure) = own.get(name) else { break };
        times = times.checked_mul(measure.quantity)?;
        name = &measure.unit;
    }
    let (of, size) = known(name).map_or((name.to_owned(), Decimal::ONE), |(of, size)| (of.to_owned(), size));
    Some((of, times.checked_mul(size)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_convert_only_within_what_they_measure() {
        let sack = Measure { quantity: Decimal::from(50), unit: "kg".into() };
        let own = BTreeMap::from([("sack".to_owned(), sack)]);
        assert_eq!(holds(&own, "t", "kg"), Some(Decimal::from(1_000)));
        assert_eq!(holds(&own, "sack", "kg"), Some(Decimal::from(50)));
        assert_eq!(holds(&own, "kg", "l"), None);
        assert_eq!(holds(&own, "basket", "basket"), Some(Decimal::ONE));
        assert_eq!(holds(&own, "basket", "kg"), None);
        assert_eq!(holds(&BTreeMap::new(), "sack", "kg"), None, "a sack holds what the plan says");
    }

    #[test]
    fn a_unit_that_holds_itself_ends() {
        let own = BTreeMap::from([
            ("pot".to_owned(), Measure { quantity: Decimal::TWO, unit: "jar".into() }),
            ("jar".to_owned(), Measure { quantity: Decimal::TWO, unit: "pot".into() }),
        ]);
        assert!(holds(&own, "pot", "kg").is_none());
    }
}
