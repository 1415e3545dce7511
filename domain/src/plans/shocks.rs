//! What if: a lower price, a poor yield, more deaths, dearer feed. And two plans side by side.
use super::{Plan, Role, Section};
use rust_decimal::Decimal;

/// What is supposed to happen to a plan. All zero is the plan as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shock {
    /// Prices of what is sold change by so many per cent.
    pub price_percent: i32,
    /// What is harvested changes by so many per cent.
    pub yield_percent: i32,
    /// So many of a hundred more die.
    pub mortality_points: i32,
    /// The price of feed changes by so many per cent.
    pub feed_percent: i32,
}

/// What is left of a plan after a shock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tested {
    /// What was supposed.
    pub shock: Shock,
    /// Net of the first cycle, in smallest units.
    pub net: i64,
    /// The least that is ever in the box.
    pub lowest: i64,
    /// What is in it at the end.
    pub closing: i64,
}

impl Shock {
    /// A lower price.
    pub const PRICE: Shock = Shock { price_percent: -20, yield_percent: 0, mortality_points: 0, feed_percent: 0 };
    /// A poor yield.
    pub const YIELD: Shock = Shock { price_percent: 0, yield_percent: -20, mortality_points: 0, feed_percent: 0 };
    /// More deaths.
    pub const MORTALITY: Shock = Shock { price_percent: 0, yield_percent: 0, mortality_points: 10, feed_percent: 0 };
    /// Dearer feed.
    pub const FEED: Shock = Shock { price_percent: 0, yield_percent: 0, mortality_points: 0, feed_percent: 15 };
    /// All at once.
    pub const ALL: Shock = Shock { price_percent: -20, yield_percent: -20, mortality_points: 10, feed_percent: 15 };

    /// Whether nothing happens.
    pub fn is_none(&self) -> bool {
        *self == Shock::default()
    }
}

impl Plan {
    /// The plan after a shock. Mortality rises only where a line reckons with it, to no more than all; costs stay, but for feed:
    /// the dead have been fed.
    pub fn under(&self, shock: &Shock) -> Plan {
        let mut plan = self.clone();
        for line in &mut plan.written.lines {
            if line.section == Section::Income {
                line.price = changed(line.price, shock.price_percent);
                for price in line.prices.values_mut() {
                    *price = changed(*price, shock.price_percent);
                }
                line.quantity = changed(line.quantity, shock.yield_percent);
                line.mortality = line
                    .mortality
                    .map(|dies| (dies + Decimal::from(shock.mortality_points)).clamp(Decimal::ZERO, Decimal::ONE_HUNDRED));
            } else if line.role == Some(Role::Feed) {
                line.price = changed(line.price, shock.feed_percent);
                for price in line.prices.values_mut() {
                    *price = changed(*price, shock.feed_percent);
                }
            }
        }
        plan
    }

    /// What is left of the plan after a shock.
    pub fn tested(&self, shock: &Shock) -> Tested {
        let plan = self.under(shock);
        let cash = plan.cash();
        Tested { shock: *shock, net: plan.budget().net, lowest: cash.lowest_amount, closing: cash.closing() }
    }

    /// The usual shocks, as far as they can touch this plan; the last is all of them at once.
    pub fn sensitivity(&self) -> Vec<Tested> {
        let dies = self.written.lines.iter().any(|line| line.section == Section::Income && line.mortality.is_some());
        let eats = self.written.lines.iter().any(|line| line.role == Some(Role::Feed) && line.section != Section::Income);
        let all = [(true, Shock::PRICE), (true, Shock::YIELD), (dies, Shock::MORTALITY), (eats, Shock::FEED), (true, Shock::ALL)];
        all.iter().filter(|(touches, _)| *touches).map(|(_, shock)| self.tested(shock)).collect()
    }

    /// Net of the first cycle at prices of the output from so many per cent lower to so many higher, for a chart.
    pub fn by_price(&self, percents: &[i32]) -> Vec<(i32, i64)> {
        let net = |percent: &i32| self.under(&Shock { price_percent: *percent, ..Shock::default() }).budget().net;
        percents.iter().map(|percent| (*percent, net(percent))).collect()
    }
}

/// A number changed by so many per cent, never below zero.
fn changed(number: Decimal, percent: i32) -> Decimal {
    if percent == 0 {
        return number;
    }
    (number * Decimal::from(100 + i64::from(percent)) / Decimal::ONE_HUNDRED).max(Decimal::ZERO)
}
