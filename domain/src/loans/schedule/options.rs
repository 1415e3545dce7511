//! The words in which a plan is told: how often, by which method, how days are counted, how amounts are rounded.
use crate::worded::worded;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};
use std::fmt;

worded! {
    /// The time that a rate is said for: 2 % a month, 20 % a season.
    Per {
        /// A week; a year has 52.
        Week = "week",
        /// A month; a year has 12.
        Month = "month",
        /// A planting season, taken as six months: rice that is borrowed in June or July comes back in December or
        /// January.
        Season = "season",
        /// Six months.
        HalfYear = "half-year",
        /// A year.
        Year = "year",
    }
}

impl Per {
    /// How many of them a year has.
    pub fn in_year(self) -> u32 {
        match self {
            Per::Week => 52,
            Per::Month => 12,
            Per::Season | Per::HalfYear => 2,
            Per::Year => 1,
        }
    }

    /// The span as a step on the calendar.
    pub(super) fn step(self) -> Every {
        match self {
            Per::Week => Every { count: 1, unit: EveryUnit::Week },
            Per::Month | Per::Season | Per::HalfYear | Per::Year => Every { count: 12 / self.in_year(), unit: EveryUnit::Month },
        }
    }

    /// A rate said for this time, said for a month instead: what limits on rates are compared with.
    pub fn percent_month(self, rate_percent: Decimal) -> Decimal {
        let months = Decimal::from(12);
        // Division first where the product might not fit; such a rate is beyond every limit all the same.
        rate_percent.checked_mul(Decimal::from(self.in_year())).map_or(rate_percent, |yearly| yearly / months)
    }
}

worded! {
    /// How principal and interest come back.
    Method {
        /// Interest on the original principal, however much is repaid; the same principal each time.
        Flat = "flat",
        /// Interest on what is still owed; every instalment the same.
        EqualInstalments = "equal-instalments",
        /// Interest on what is still owed; the same principal each time.
        EqualPrincipal = "equal-principal",
        /// Everything at once on the last day.
        Single = "single",
    }
}

worded! {
    /// What an instalment is counted in.
    EveryUnit {
        /// Days.
        Day = "day",
        /// Weeks of seven days.
        Week = "week",
        /// Months of the calendar.
        Month = "month",
    }
}

worded! {
    /// What interest is reckoned by.
    #[derive(Default)]
    InterestBy {
        /// Whole periods: a month is a twelfth of a year whatever its length.
        #[default]
        Period = "period",
        /// The days that passed.
        Day = "day",
    }
}

worded! {
    /// How many days the year has that interest by days is reckoned with.
    #[derive(Default)]
    DaysInYear {
        /// 360, as banks once did.
        D360 = "360",
        /// 364: fifty-two weeks.
        D364 = "364",
        /// 365 in leap years too.
        D365 = "365",
        /// 365 or 366: the length of the year in which a period begins.
        #[default]
        Actual = "actual",
    }
}

impl DaysInYear {
    /// The fixed length; `None` where the calendar tells.
    pub(super) fn fixed(self) -> Option<u32> {
        match self {
            DaysInYear::D360 => Some(360),
            DaysInYear::D364 => Some(364),
            DaysInYear::D365 => Some(365),
            DaysInYear::Actual => None,
        }
    }
}

worded! {
    /// How many days a month has where interest is reckoned by days.
    #[derive(Default)]
    DaysInMonth {
        /// Thirty in every month; with a year of 360 days this is "30/360".
        D30 = "30",
        /// As many as it has.
        #[default]
        Actual = "actual",
    }
}

worded! {
    /// How what does not come out even is rounded.
    #[derive(Default)]
    Rounding {
        /// To the nearest; halves to the even neighbour, so that they even out.
        #[default]
        HalfEven = "half-even",
        /// To the nearest; halves up.
        HalfUp = "half-up",
        /// Down: to the member's favour.
        Down = "down",
        /// Up: to the group's favour.
        Up = "up",
    }
}

impl Rounding {
    /// The multiple nearest to an amount that is not negative, in the sense of this rounding. Amounts of a plan are far
    /// below what 64 bits hold (see [`super::PRINCIPAL_MOST`]).
    pub(super) fn to_multiple(self, exact: Decimal, multiple: i64) -> i64 {
        let strategy = match self {
            Rounding::HalfEven => RoundingStrategy::MidpointNearestEven,
            Rounding::HalfUp => RoundingStrategy::MidpointAwayFromZero,
            Rounding::Down => RoundingStrategy::ToZero,
            Rounding::Up => RoundingStrategy::AwayFromZero,
        };
        let multiples = (exact / Decimal::from(multiple)).round_dp_with_strategy(0, strategy);
        i64::try_from(multiples).expect("a plan's amounts fit, its principal and rate are bounded") * multiple
    }

    /// How the total of an instalment is rounded: the same way, except that halves go up, as the published schedules
    /// have it. Only the pace of repaying hangs on it, since the last instalment takes the rest.
    pub(super) fn of_totals(self) -> Rounding {
        match self {
            Rounding::HalfEven | Rounding::HalfUp => Rounding::HalfUp,
            Rounding::Down | Rounding::Up => self,
        }
    }
}

/// How often an instalment is due: `1 month`, `2 week`, `15 day`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Every {
    /// How many units.
    pub count: u32,
    /// Of which kind.
    pub unit: EveryUnit,
}

impl Every {
    /// Every month.
    pub fn month() -> Every {
        Every { count: 1, unit: EveryUnit::Month }
    }

    /// Reads `1 month`; the plural and a missing space are forgiven.
    pub fn parse(text: &str) -> Option<Every> {
        let text = text.trim();
        let (count, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit())?);
        let unit = unit.trim_start();
        let unit = EveryUnit::parse(unit.strip_suffix('s').unwrap_or(unit))?;
        Some(Every { count: count.parse().ok()?, unit })
    }

    /// Whether it is a span that people agree on: 1 to 366 days, 1 to 52 weeks or 1 to 12 months.
    pub fn is_usual(self) -> bool {
        let most = match self.unit {
            EveryUnit::Day => 366,
            EveryUnit::Week => 52,
            EveryUnit::Month => 12,
        };
        (1..=most).contains(&self.count)
    }

    /// How many times another step goes into this one, when it does so evenly whatever the calendar says.
    pub(super) fn times(self, step: Every) -> Option<u32> {
        let (own, other) = match (self.unit, step.unit) {
            (EveryUnit::Month, EveryUnit::Month) => (self.count, step.count),
            (EveryUnit::Month, _) | (_, EveryUnit::Month) => return None,
            _ => (self.days(), step.days()),
        };
        (other != 0 && own >= other && own.is_multiple_of(other)).then(|| own / other)
    }

    fn days(self) -> u32 {
        match self.unit {
            EveryUnit::Week => self.count.saturating_mul(7),
            EveryUnit::Day | EveryUnit::Month => self.count,
        }
    }
}

impl fmt::Display for Every {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.count, self.unit.code())
    }
}

impl TryFrom<String> for Every {
    type Error = String;

    fn try_from(text: String) -> Result<Every, String> {
        Every::parse(&text).ok_or_else(|| format!("{text:?} is not a span such as \"1 month\", \"2 week\" or \"15 day\""))
    }
}

impl From<Every> for String {
    fn from(every: Every) -> String {
        every.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_is_read_as_it_is_said() {
        let read = |text| Every::parse(text).map(|every| every.to_string());
        assert_eq!(read("1 month").as_deref(), Some("1 month"));
        assert_eq!(read(" 2 weeks ").as_deref(), Some("2 week"));
        assert_eq!(read("15day").as_deref(), Some("15 day"));
        for wrong in ["", "month", "1", "one month", "1 fortnight", "-1 month", "99999999999 day", "1.5 month"] {
            assert_eq!(read(wrong), None, "{wrong:?}");
        }
        let usual = |text| Every::parse(text).is_some_and(Every::is_usual);
        assert!(usual("12 month") && usual("366 day") && usual("52 week"));
        assert!(!usual("0 month") && !usual("13 month") && !usual("53 week") && !usual("367 day"));
    }

    #[test]
    fn every_word_is_read_back() {
        assert!(Per::ALL.into_iter().all(|each| Per::parse(each.code()) == Some(each)));
        assert!(Method::ALL.into_iter().all(|each| Method::parse(each.code()) == Some(each)));
        assert!(DaysInYear::ALL.into_iter().all(|each| DaysInYear::parse(each.code()) == Some(each)));
        assert_eq!(Rounding::parse("nearest"), None);
    }

    #[test]
    fn halves_and_the_rest() {
        let at = |rounding: Rounding, exact: &str| rounding.to_multiple(exact.parse().unwrap(), 100);
        assert_eq!(Rounding::ALL.map(|each| at(each, "250")), [200, 300, 200, 300]);
        assert_eq!(Rounding::ALL.map(|each| at(each, "350")), [400, 400, 300, 400]);
        assert_eq!(Rounding::ALL.map(|each| at(each, "250.0001")), [300, 300, 200, 300]);
        assert_eq!(Rounding::ALL.map(|each| at(each, "0")), [0; 4]);
    }

    #[test]
    fn rates_by_the_month() {
        let month = |per: Per, rate: i64| per.percent_month(Decimal::from(rate)).to_string();
        assert_eq!([month(Per::Month, 2), month(Per::Season, 24), month(Per::Year, 12)], ["2", "4", "1"]);
        assert!(Per::Week.percent_month(Decimal::from(1)) > Decimal::from(4));
    }
}
