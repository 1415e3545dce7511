//! What a cooperative's by-laws say, as data: nothing about shares, reserves or dividends is a constant in code, since what
//! the law and the field ask for differs (domain/cooperatives.md, 5.1). [`ByLaws`] are read from TOML and refused with every
//! contradiction at once.
use crate::{
    constitution::whole,
    share_outs::{HUNDRED_PERCENT, parts_of},
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// The by-laws.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ByLaws {
    /// Shares.
    pub shares: Shares,
    /// The scale.
    pub scale: Scale,
    /// Organic control; none: nothing is taken in as organic.
    pub organic: Option<Organic>,
    /// Advances and inputs against the harvest.
    pub credit: Credit,
    /// How far a price may lie from the last one.
    pub prices: Prices,
    /// The mill.
    pub milling: Milling,
    /// How a surplus is divided.
    pub surplus: Surplus,
}

/// Shares of the members.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Shares {
    /// What one costs, smallest units of money; 0: a group without shares.
    pub par: i64,
    /// The fewest that a member holds.
    pub least: i64,
    /// The most per cent of all shares that one member holds; 0: no limit.
    #[serde(with = "whole")]
    pub most_percent: Decimal,
}

impl Default for Shares {
    fn default() -> Shares {
        Shares { par: 0, least: 1, most_percent: Decimal::ZERO }
    }
}

/// What the scale and the tester may say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Scale {
    /// The most that is weighed at once, kilograms.
    pub most: i64,
    /// Grain is paid as if it had this moisture, tenths of a per cent (IRRI: milling moisture 14 %).
    pub moisture_tenths: i64,
    /// A tester that says less is wrong.
    pub moisture_least_tenths: i64,
    /// Wetter grain is not taken in.
    pub moisture_most_tenths: i64,
    /// Straw and stones above this are taken off.
    pub foreign_tenths: i64,
}

impl Default for Scale {
    fn default() -> Scale {
        Scale { most: 3_000, moisture_tenths: 140, moisture_least_tenths: 80, moisture_most_tenths: 300, foreign_tenths: 0 }
    }
}

/// Organic control.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Organic {
    /// So many months after the last forbidden input a plot is organic.
    pub conversion_months: u32,
    /// An inspection holds for so many months (at least once a year).
    pub inspection_months: u32,
    /// So much more than the estimate may be brought, per cent.
    #[serde(with = "whole")]
    pub tolerance_percent: Decimal,
}

impl Default for Organic {
    fn default() -> Organic {
        Organic { conversion_months: 24, inspection_months: 12, tolerance_percent: Decimal::TEN }
    }
}

/// Advances and inputs against the harvest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Credit {
    /// The most that one member owes, smallest units of money; 0: no ceiling.
    pub ceiling: i64,
    /// What is added once to what is given, per cent.
    #[serde(with = "whole")]
    pub charge_percent: Decimal,
    /// The most of a delivery's worth that goes to what she owes, per cent; 0: all of it.
    #[serde(with = "whole")]
    pub offset_percent: Decimal,
}

/// How far a price may lie from the last one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Prices {
    /// Further than so many per cent is asked again; ten times is refused.
    pub band_percent: i64,
}

impl Default for Prices {
    fn default() -> Prices {
        Prices { band_percent: 30 }
    }
}

/// The mill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Milling {
    /// A yield of head rice this many percentage points from earlier lots is asked again, in tenths.
    pub yield_band_tenths: i64,
    /// For milling a kilogram of somebody else's paddy, smallest units of money.
    pub fee: i64,
}

impl Default for Milling {
    fn default() -> Milling {
        Milling { yield_band_tenths: 50, fee: 0 }
    }
}

/// What refunds are reckoned by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RefundBy {
    /// By what each member delivered, as it was paid: dry and clean.
    #[default]
    Weight,
    /// By what it was worth.
    Value,
}

/// How a surplus is divided: parts of a hundred, in the order in which they are taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Surplus {
    /// To the reserve.
    #[serde(with = "whole")]
    pub reserve: Decimal,
    /// The least that the by-laws allow for it.
    #[serde(with = "whole")]
    pub reserve_least: Decimal,
    /// To the social fund.
    #[serde(with = "whole")]
    pub social: Decimal,
    /// To training.
    #[serde(with = "whole")]
    pub education: Decimal,
    /// To the committee for its work.
    #[serde(with = "whole")]
    pub committee: Decimal,
    /// To dividends on shares.
    #[serde(with = "whole")]
    pub dividend: Decimal,
    /// A dividend is not more than so many per cent of the shares' par; 0: no cap. What is above it goes to the refund.
    #[serde(with = "whole")]
    pub dividend_most: Decimal,
    /// To who delivered.
    #[serde(with = "whole")]
    pub refund: Decimal,
    /// By weight or by value.
    pub refund_by: RefundBy,
    /// What is paid to each is a multiple of this: the smallest note.
    pub round_to: i64,
}

impl Default for Surplus {
    fn default() -> Surplus {
        let zero = Decimal::ZERO;
        Surplus {
            reserve: Decimal::from(20),
            reserve_least: Decimal::from(5),
            social: zero,
            education: Decimal::from(5),
            committee: Decimal::TEN,
            dividend: Decimal::from(25),
            dividend_most: zero,
            refund: Decimal::from(40),
            refund_by: RefundBy::Weight,
            round_to: 100,
        }
    }
}

impl Surplus {
    /// The parts in the order in which they are taken: reserve, social, education, committee, dividend, refund.
    pub fn parts(&self) -> [Decimal; 6] {
        [self.reserve, self.social, self.education, self.committee, self.dividend, self.refund]
    }
}

/// Why by-laws are refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ByLawRefusal {
    /// It is no TOML of by-laws: what the reader says.
    Unreadable(String),
    /// A figure that cannot be: its name.
    Figure(&'static str),
    /// The parts of the surplus are not a hundred per cent, but this.
    Parts(Decimal),
    /// The reserve gets less than its least.
    Reserve,
}

impl ByLaws {
    /// Reads by-laws.
    ///
    /// # Errors
    /// Everything that contradicts itself.
    pub fn read(text: &str) -> Result<ByLaws, Vec<ByLawRefusal>> {
        let laws: ByLaws = toml::from_str(text).map_err(|error| vec![ByLawRefusal::Unreadable(error.to_string())])?;
        let wrong = laws.wrong();
        if wrong.is_empty() { Ok(laws) } else { Err(wrong) }
    }

    fn wrong(&self) -> Vec<ByLawRefusal> {
        let ByLaws { shares, scale, organic, credit, prices, milling, surplus } = self;
        let mut wrong = Vec::new();
        let mut figure = |holds: bool, name| wrong.extend((!holds).then_some(ByLawRefusal::Figure(name)));
        let percent = |part: Decimal| parts_of(part).is_some();
        figure((0..=1_000_000_000).contains(&shares.par), "shares.par");
        figure((0..=1_000_000).contains(&shares.least), "shares.least");
        figure(percent(shares.most_percent), "shares.most_percent");
        figure((1..=100_000).contains(&scale.most), "scale.most");
        figure((1..1_000).contains(&scale.moisture_tenths), "scale.moisture_tenths");
        figure((0..=scale.moisture_tenths).contains(&scale.moisture_least_tenths), "scale.moisture_least_tenths");
        figure((scale.moisture_tenths..1_000).contains(&scale.moisture_most_tenths), "scale.moisture_most_tenths");
        figure((0..1_000).contains(&scale.foreign_tenths), "scale.foreign_tenths");
        if let Some(organic) = organic {
            figure((0..=120).contains(&organic.conversion_months), "organic.conversion_months");
            figure((1..=24).contains(&organic.inspection_months), "organic.inspection_months");
            figure(percent(organic.tolerance_percent), "organic.tolerance_percent");
        }
        figure((0..=1_000_000_000_000).contains(&credit.ceiling), "credit.ceiling");
        figure(percent(credit.charge_percent), "credit.charge_percent");
        figure(percent(credit.offset_percent), "credit.offset_percent");
        figure((1..=500).contains(&prices.band_percent), "prices.band_percent");
        figure((1..=500).contains(&milling.yield_band_tenths), "milling.yield_band_tenths");
        figure((0..=1_000_000).contains(&milling.fee), "milling.fee");
        for (part, name) in surplus.parts().into_iter().zip(PART_NAMES) {
            figure(percent(part), name);
        }
        figure(percent(surplus.dividend_most), "surplus.dividend_most");
        figure(percent(surplus.reserve_least), "surplus.reserve_least");
        figure((1..=100_000).contains(&surplus.round_to), "surplus.round_to");
        if wrong.is_empty() {
            let sum: Option<i128> = surplus.parts().into_iter().map(parts_of).sum();
            if sum != Some(HUNDRED_PERCENT) {
                wrong.push(ByLawRefusal::Parts(surplus.parts().into_iter().sum()));
            }
            if surplus.reserve < surplus.reserve_least {
                wrong.push(ByLawRefusal::Reserve);
            }
        }
        wrong
    }
}

const PART_NAMES: [&str; 6] =
    ["surplus.reserve", "surplus.social", "surplus.education", "surplus.committee", "surplus.dividend", "surplus.refund"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_sum_to_a_hundred() {
        assert_eq!(ByLaws::read(""), Ok(ByLaws::default()));
        let ninety_nine = "[surplus]\nreserve = 19";
        assert_eq!(ByLaws::read(ninety_nine), Err(vec![ByLawRefusal::Parts(Decimal::from(99))]));
        let bare = "[surplus]\nreserve = 4\nrefund = 56";
        assert_eq!(ByLaws::read(bare), Err(vec![ByLawRefusal::Reserve]));
        let two = "[shares]\npar = -1\n[scale]\nmoisture_tenths = 1000";
        let Err(wrong) = ByLaws::read(two) else { panic!("both are wrong") };
        assert!(
            wrong.contains(&ByLawRefusal::Figure("shares.par")) && wrong.contains(&ByLawRefusal::Figure("scale.moisture_tenths"))
        );
        assert!(matches!(ByLaws::read("[sharess]").unwrap_err()[..], [ByLawRefusal::Unreadable(_)]));
    }
}
