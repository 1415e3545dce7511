//! Between a quantity and what people say of it: the units a village measures in, and what a quantity is worth at a price
//! for one unit. A thang is no fixed weight: each bank weighed its own, and weighs it again when it wears out.
use chrono::NaiveDate;

/// A unit of a bank's village: thang, tau, sack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Its code: `thang`, `tau`, `sack` …
    pub code: String,
    /// What one of it weighs, grams.
    pub grams: i64,
    /// Since when.
    pub from: NaiveDate,
}

/// What a unit weighs on a day: the last weighing by then. Nothing is said of days before the first.
pub fn unit_on<'a>(units: &'a [Unit], code: &str, day: NaiveDate) -> Option<&'a Unit> {
    units.iter().filter(|unit| unit.code == code && unit.from <= day).max_by_key(|unit| unit.from)
}

/// What a quantity in smallest units is worth at a price for one that people speak of, of which each has `unit` smallest
/// ones (1,000 grams); halves up.
pub fn worth(quantity: i64, unit: i64, price: i64) -> i64 {
    half_up(i128::from(quantity) * i128::from(price), i128::from(unit))
}

/// The price of one unit at which `quantity` cost `money`; halves up. Nothing has no price: `quantity` is above zero.
pub fn price_of(money: i64, quantity: i64, unit: i64) -> i64 {
    half_up(i128::from(money) * i128::from(unit), i128::from(quantity))
}

/// What money buys at a price for one unit, smallest units; what does not make a whole one stays with the seller.
pub fn quantity_for(money: i64, unit: i64, price: i64) -> i64 {
    saturated(i128::from(money) * i128::from(unit) / i128::from(price.max(1)))
}

/// A part of something, halves up, for figures that are not below zero.
pub(super) fn half_up(of: i128, by: i128) -> i64 {
    let by = by.max(1);
    saturated((2 * of + by) / (2 * by))
}

fn saturated(figure: i128) -> i64 {
    i64::try_from(figure).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_thang_weighs_what_was_weighed_last() {
        let unit = |code: &str, grams, from| Unit { code: code.to_owned(), grams, from: day(from) };
        let units = [unit("thang", 22_000, "2026-01-01"), unit("tau", 11_000, "2026-01-01"), unit("thang", 21_500, "2027-01-01")];
        let weighs = |code, on| unit_on(&units, code, day(on)).map(|unit| unit.grams);
        assert_eq!(weighs("thang", "2025-12-31"), None);
        assert_eq!(weighs("thang", "2026-12-31"), Some(22_000));
        assert_eq!(weighs("thang", "2027-01-01"), Some(21_500));
        assert_eq!(weighs("tau", "2028-01-01"), Some(11_000));
        assert_eq!(weighs("sack", "2028-01-01"), None);
    }

    #[test]
    fn quantities_are_worth_whole_riel() {
        // 120 kg at 850 riel; 1.5 g at 1,000 riel a kilogram are 1.5 riel.
        assert_eq!(worth(120_000, 1_000, 850), 102_000);
        assert_eq!((worth(1_500, 1_000, 1), worth(1_499, 1_000, 1)), (2, 1));
        assert_eq!((price_of(920_000, 1_000_000, 1_000), price_of(1_000, 300_000, 1_000)), (920, 3));
        // 100 riel at 850 a kilogram: 117.6 g.
        assert_eq!((quantity_for(102_000, 1_000, 850), quantity_for(100, 1_000, 850)), (120_000, 117));
        assert_eq!(worth(i64::MAX, 1, i64::MAX), i64::MAX);
    }
}
