//! A quotient kept exact until it is shown.

/// A number as one whole number over another, which is above zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ratio {
    over: i128,
    under: i128,
}

impl Ratio {
    /// `over` divided by `under`; `None` where `under` is zero (or less, which counts nothing): there is no such figure,
    /// and it is never taken for nought.
    pub fn of(over: i64, under: i64) -> Option<Ratio> {
        (under > 0).then(|| Ratio { over: over.into(), under: under.into() })
    }

    /// A whole number.
    pub fn whole(number: i64) -> Ratio {
        Ratio { over: number.into(), under: 1 }
    }

    /// Times `over`, divided by `under`, which is above zero.
    pub fn times(self, over: u32, under: u32) -> Ratio {
        assert!(under > 0, "what divides is above zero");
        Ratio { over: self.over * i128::from(over), under: self.under * i128::from(under) }
    }

    /// The mean of several, each of the same weight; `None` of none.
    pub fn mean(all: impl IntoIterator<Item = Ratio>) -> Option<Ratio> {
        let (mut sum, mut count) = (Ratio { over: 0, under: 1 }, 0);
        for one in all {
            let under = sum.under * one.under;
            sum = Ratio { over: sum.over * one.under + one.over * sum.under, under }.reduced();
            count += 1;
        }
        (count > 0).then(|| sum.times(1, count))
    }

    /// The nearest whole number; halves away from zero.
    pub fn rounded(self) -> i64 {
        let (over, under) = (self.over, self.under);
        let size = (over.abs() * 2 + under) / (under * 2);
        i64::try_from(size * over.signum()).unwrap_or(if over > 0 { i64::MAX } else { i64::MIN })
    }

    /// Tenths of a per cent, rounded as [`Ratio::rounded`]: 123 is 12.3 %.
    pub fn percent_tenths(self) -> i64 {
        self.times(1_000, 1).rounded()
    }

    /// Whether it is so many hundredths or more.
    pub fn reaches(self, percent: u32) -> bool {
        self.over * 100 >= self.under * i128::from(percent)
    }

    /// In lowest terms, so that a sum of a few stays small.
    fn reduced(self) -> Ratio {
        let (mut a, mut b) = (self.over.abs(), self.under);
        while b != 0 {
            (a, b) = (b, a % b);
        }
        Ratio { over: self.over / a, under: self.under / a }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quotient_is_rounded_once_and_halves_go_away_from_zero() {
        let of = |over, under| Ratio::of(over, under).unwrap();
        assert_eq!(of(2_005, 10_000).percent_tenths(), 201, "20.05 %");
        assert_eq!(of(20_049, 100_000).percent_tenths(), 200, "20.049 %");
        assert_eq!(of(-2_005, 10_000).percent_tenths(), -201);
        assert_eq!([of(5, 2).rounded(), of(-5, 2).rounded(), of(7, 3).rounded(), of(0, 9).rounded()], [3, -3, 2, 0]);
        assert_eq!(of(i64::MAX, 1).percent_tenths(), i64::MAX, "what cannot be shown is not wrapped");
        assert_eq!((Ratio::of(1, 0), Ratio::of(0, 0), Ratio::of(1, -1)), (None, None, None));
    }

    #[test]
    fn a_mean_gives_each_the_same_weight() {
        // 1/3, 1/2, 1 and 2/3 come to 15/6; a quarter of it is 62.5 %. All together would be 5/9.
        let all = [(1, 3), (1, 2), (1, 1), (2, 3)].map(|(over, under)| Ratio::of(over, under).unwrap());
        assert_eq!(Ratio::mean(all), Some(Ratio { over: 5, under: 8 }));
        assert_eq!(Ratio::mean([]), None);
        assert!(Ratio::mean(all).unwrap().reaches(62) && !Ratio::mean(all).unwrap().reaches(63));
    }
}
