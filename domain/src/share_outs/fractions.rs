//! Exact parts of a whole, in integers: nothing is rounded but once, at the very end, and then down.
use rust_decimal::Decimal;

/// A hundred per cent, in the parts that percentages are reckoned in: four decimal places.
pub(crate) const HUNDRED_PERCENT: i128 = 1_000_000;

/// A percentage in parts of [`HUNDRED_PERCENT`]; `None` below 0, above 100 or beyond four decimal places.
pub(crate) fn parts_of(percent: Decimal) -> Option<i128> {
    let percent = percent.normalize();
    if !(Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(&percent) || percent.scale() > 4 {
        return None;
    }
    Some(percent.mantissa() * 10_i128.pow(4 - percent.scale()))
}

/// The greatest multiple that is not above an amount of zero or more.
pub(crate) fn floor_to(multiple: i64, amount: i128) -> i64 {
    let multiple = i128::from(multiple);
    i64::try_from(amount / multiple * multiple).expect("amounts were bounded before they were divided")
}

/// What `numerator / denominator` of the members' part is: neither is below zero, the denominator above it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fraction {
    pub(super) numerator: i128,
    pub(super) denominator: i128,
}

impl Fraction {
    /// The same in lowest terms, so that what it is multiplied with stays within 128 bits.
    pub(super) fn reduced(self) -> Fraction {
        let by = gcd(self.numerator, self.denominator);
        Fraction { numerator: self.numerator / by, denominator: self.denominator / by }
    }

    /// How often the whole goes into it, and what is over, still above the same denominator.
    fn split(self) -> (i128, Fraction) {
        (self.numerator / self.denominator, Fraction { numerator: self.numerator % self.denominator, ..self })
    }

    /// One less this fraction, which is not above one.
    fn complement(self) -> Fraction {
        Fraction { numerator: self.denominator - self.numerator, ..self }
    }

    /// Whether it is no smaller than another: compared as Euclid did, whole part by whole part, since the product of
    /// two denominators need not fit.
    fn at_least(self, other: Fraction) -> bool {
        let (mut mine, mut its) = (self, other);
        loop {
            let ((whole, rest), (its_whole, its_rest)) = (mine.split(), its.split());
            if whole != its_whole {
                return whole > its_whole;
            }
            if its_rest.numerator == 0 || rest.numerator == 0 {
                return its_rest.numerator == 0;
            }
            // What remains is compared upside down, and so the other way round.
            mine = Fraction { numerator: its_rest.denominator, denominator: its_rest.numerator };
            its = Fraction { numerator: rest.denominator, denominator: rest.numerator };
        }
    }
}

/// The whole part of the sum of at most two fractions: they are added before anything is cut off.
pub(super) fn floor_sum(fractions: impl IntoIterator<Item = Fraction>) -> i128 {
    let mut fractions = fractions.into_iter();
    let Some(first) = fractions.next() else { return 0 };
    let (whole, rest) = first.split();
    let Some(second) = fractions.next() else { return whole };
    debug_assert!(fractions.next().is_none(), "a rule has two parts at most");
    let (its_whole, its_rest) = second.split();
    whole + its_whole + i128::from(rest.at_least(its_rest.complement()))
}

fn gcd(mut a: i128, mut b: i128) -> i128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_parts_are_added_before_anything_is_cut_off() {
        let of = |numerator, denominator| Fraction { numerator, denominator };
        assert_eq!(floor_sum([]), 0);
        assert_eq!(floor_sum([of(7, 2)]), 3);
        assert_eq!(floor_sum([of(1, 2), of(1, 2)]), 1);
        assert_eq!(floor_sum([of(1, 3), of(2, 3)]), 1);
        assert_eq!(floor_sum([of(1, 3), of(1, 2)]), 0);
        assert_eq!(floor_sum([of(0, 9), of(0, 4)]), 0);
        // A billionth short of one, with denominators whose product is beyond 128 bits.
        let wide = 10_i128.pow(27);
        assert_eq!(floor_sum([of(wide / 2 - 1, wide), of(wide, 2 * wide)]), 0);
        assert_eq!(floor_sum([of(wide / 2, wide), of(wide, 2 * wide)]), 1);
        for a in 0..13 {
            for b in 0..17 {
                assert_eq!(floor_sum([of(a, 6), of(b, 8)]), (a * 8 + b * 6) / 48, "{a}/6 and {b}/8");
            }
        }
    }

    #[test]
    fn percentages() {
        let of = |text: &str| parts_of(text.parse().expect("a number"));
        assert_eq!((of("0"), of("10"), of("100.00")), (Some(0), Some(100_000), Some(HUNDRED_PERCENT)));
        assert_eq!((of("33.3333"), of("33.33333"), of("-1"), of("100.0001")), (Some(333_333), None, None, None));
    }
}
