//! Where one commodity was swapped for another: the price that the two legs imply, beside the price that the act cites and
//! what the market paid.
use super::Posted;
use crate::{
    banks::{
        Bank,
        acts::{Act, ActNo, Fact},
        prices::{self, Distance, PriceKind},
    },
    chart::CONVERSION,
};
use ledger::Commodity;
use std::collections::BTreeMap;

/// Two legs on the conversion account, in one entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Swap {
    /// The act.
    pub act: ActNo,
    /// The good's code.
    pub good: String,
    /// How much of it, smallest units.
    pub quantity: i64,
    /// For how much money, smallest units.
    pub money: i64,
    /// The price of one unit that the act cites.
    pub cited: Option<i64>,
    /// What the market paid for one unit, as it was known when the act was written.
    pub market: Option<i64>,
    /// Whether the money is what the quantity is worth at the cited price, save for rounding.
    pub fits: bool,
    /// How far the cited price is from the market's.
    pub distance: Distance,
}

impl Swap {
    /// The price of one unit that the two legs imply, smallest units of money, halves up; `unit` smallest units of the good
    /// are one.
    pub fn implied(&self, unit: i64) -> i64 {
        crate::banks::units::price_of(self.money, self.quantity.max(1), unit)
    }
}

/// The swaps of a bank by act. What was undone is not among them.
pub fn swaps(bank: &Bank, posted: &[Posted]) -> Vec<Swap> {
    let mut legs: BTreeMap<i64, Legs> = BTreeMap::new();
    for line in posted.iter().filter(|line| line.posting.account == CONVERSION) {
        let amount = line.posting.amount;
        *legs.entry(line.entry).or_default().entry(amount.commodity()).or_default() += i128::from(amount.quantity());
    }
    let undone: Vec<ActNo> =
        bank.acts.iter().filter_map(|act| if let Fact::Undone { act, .. } = act.fact { Some(act) } else { None }).collect();
    let stands = |act: &&Act| !undone.contains(&act.no) && !matches!(act.fact, Fact::Undone { .. });
    bank.acts.iter().filter(stands).filter_map(|act| swap(bank, act, legs.get(&act.entry?)?)).collect()
}

/// What one entry posts on the conversion account, by commodity.
type Legs = BTreeMap<Commodity, i128>;

fn swap(bank: &Bank, act: &Act, legs: &Legs) -> Option<Swap> {
    let money = legs.get(&bank.money)?.abs();
    let (good, quantity) = legs.iter().find(|(good, quantity)| **good != bank.money && **quantity != 0)?;
    let quantity = quantity.abs();
    let cited = act.price.as_ref();
    let band = bank.rules(act.day).map_or(100, |rules| rules.prices.band_percent);
    let market = cited.and_then(|cited| {
        let known = bank.prices.partition_point(|price| price.no < cited.no);
        prices::market(&bank.prices[..known], &cited.good, &cited.class, act.day).map(|price| price.amount)
    });
    let unit = 10_i128.pow(u32::from(good.decimals()));
    let reference = market.filter(|_| cited.is_some_and(|cited| cited.kind == PriceKind::Agreed));
    Some(Swap {
        act: act.no,
        good: good.code().to_owned(),
        quantity: i64::try_from(quantity).unwrap_or(i64::MAX),
        money: i64::try_from(money).unwrap_or(i64::MAX),
        cited: cited.map(|price| price.amount),
        market,
        fits: cited.is_some_and(|price| fits(&act.fact, (quantity, unit), money, i128::from(price.amount))),
        distance: cited.map_or(Distance::Inside, |price| prices::distance(reference, price.amount, band)),
    })
}

/// Whether money is what a quantity is worth. Each line may be off by one smallest unit, of money or of the good; where the
/// price was reckoned from both, also by half of the last riel of the price.
fn fits(fact: &Fact, (quantity, unit): (i128, i128), money: i128, price: i128) -> bool {
    let lines = if let Fact::RepaidCash { lines, .. } = fact { lines.len() as i128 } else { 1 };
    let reckoned = matches!(fact, Fact::Bought { .. } | Fact::Sold { .. } | Fact::AnimalsCame { .. });
    let off = (money * unit - price * quantity).abs();
    2 * off <= 2 * lines * unit.max(price) + if reckoned { quantity } else { 0 }
}
