//! What goods and animals were worth, for programs that value a journal by prices: one price a commodity and day.
//!
//! A good that is weighed or counted has the market's price of the day. Cattle and buffaloes are priced by class (calf,
//! heifer, cow, bull), but the journal counts heads: at the end of every month, and on the last day that the books know,
//! they have the price of an average head of the herd that day, exact enough that so many heads of it make our value of
//! the herd to the last unit of money.
use crate::{
    banks::store as banks,
    groups::store::Group,
    store::{Error, Result, Tx},
};
use chrono::NaiveDate;
use domain::{
    banks::{
        Bank, Good, PriceKind,
        span::Span,
        statement::{Held, statement},
    },
    periods::month_end,
};
use ledger::{Commodity, Numbered};
use rust_decimal::{Decimal, RoundingStrategy};
use std::collections::{BTreeMap, BTreeSet};

/// Decimal places of the price of an average head: a hundred thousand heads of it are off by less than a thousandth.
const PLACES: u32 = 8;

/// What one unit of a commodity was worth from a day on, in whole units of the group's currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worth {
    /// The day.
    pub day: NaiveDate,
    /// Of which commodity.
    pub commodity: Commodity,
    /// For one kilogram, head or pack.
    pub price: Decimal,
}

/// The prices of everything that the entries of a group's book count, by day.
pub async fn worth(tx: &mut Tx, group: &Group, entries: &[Numbered]) -> Result<Vec<Worth>> {
    let mut loaded = Vec::new();
    // A group keeps a handful of banks.
    for bank in banks::banks_of(tx, group.book).await? {
        loaded.push((bank.code.clone(), banks::load(tx, &bank, group).await?));
    }
    let Some((_, first)) = loaded.first() else { return Ok(vec![]) };
    let counted: BTreeSet<Commodity> =
        entries.iter().flat_map(|entry| entry.entry.postings()).map(|posting| posting.amount.commodity()).collect();
    let mut all = of_goods(first, group.commodity());
    all.retain(|worth| counted.contains(&worth.commodity));
    let is_counted = |good: &&Good| good.class().is_registered() && counted.contains(&good.commodity());
    let species: Vec<&Good> = first.goods.iter().filter(is_counted).collect();
    if !species.is_empty() {
        all.extend(of_herds(&loaded, &species, &period_ends(&loaded, entries), group.commodity())?);
    }
    all.sort_by_key(|worth| (worth.day, worth.commodity));
    Ok(all)
}

/// The market's prices; the last one written of a day is the one that holds.
fn of_goods(bank: &Bank, money: Commodity) -> Vec<Worth> {
    let mut last: BTreeMap<(NaiveDate, &str), (i64, i64)> = BTreeMap::new();
    for price in bank.prices.iter().filter(|price| price.kind == PriceKind::Market && price.class.is_empty()) {
        let held = last.entry((price.day, &price.good)).or_insert((price.no, price.amount));
        *held = (*held).max((price.no, price.amount));
    }
    let worth = |((day, good), (_, amount)): ((NaiveDate, &str), (i64, i64))| {
        let commodity = bank.good(good)?.commodity();
        Some(Worth { day, commodity, price: money.of(amount).decimal() })
    };
    last.into_iter().filter_map(worth).collect()
}

/// The ends of the months that the books know, and the last day they know.
fn period_ends(banks: &[(String, Bank)], entries: &[Numbered]) -> Vec<NaiveDate> {
    let days = || {
        let posted = entries.iter().map(|entry| entry.entry.on());
        posted.chain(banks.iter().flat_map(|(_, bank)| bank.prices.iter().map(|price| price.day)))
    };
    let (Some(first), Some(last)) = (banks.iter().map(|(_, bank)| bank.opened_on).min(), days().max()) else { return vec![] };
    let next = |end: &NaiveDate| end.succ_opt().map(month_end);
    let mut ends: Vec<NaiveDate> = std::iter::successors(Some(month_end(first)), next).take_while(|end| *end <= last).collect();
    if ends.last() != Some(&last) {
        ends.push(last);
    }
    ends
}

/// The average head of each species on these days, over all banks of the book, as their statements value it; none on a day
/// for which a class that is there has no price.
fn of_herds(banks: &[(String, Bank)], species: &[&Good], days: &[NaiveDate], money: Commodity) -> Result<Vec<Worth>> {
    let mut all = Vec::new();
    for &day in days {
        let assets = |(code, bank): &(String, Bank)| {
            let told =
                statement(bank, Span::through(day)).map_err(|why| Error::Garbled(format!("statement of {code}: {why:?}")))?;
            Ok(told.assets)
        };
        let held: Vec<Held> = banks.iter().map(assets).collect::<Result<Vec<_>>>()?.concat();
        for good in species {
            let worth =
                |(heads, value)| Worth { day, commodity: good.commodity(), price: average(money.of(value).decimal(), heads) };
            all.extend(herd(&held, good).filter(|(heads, _)| *heads > 0).map(worth));
        }
    }
    Ok(all)
}

/// Heads of a species, those that are owed for lost ones with them, and what they are worth together.
fn herd(held: &[Held], good: &Good) -> Option<(i64, i64)> {
    held.iter()
        .filter(|held| held.good.code() == good.code())
        .try_fold((0_i64, 0_i64), |(heads, value), held| Some((heads.checked_add(held.quantity)?, value.checked_add(held.value?)?)))
}

/// The price of one head, of so many that are worth so much: exact where it divides, else in [`PLACES`] decimal places.
fn average(value: Decimal, heads: i64) -> Decimal {
    (value / Decimal::from(heads)).round_dp_with_strategy(PLACES, RoundingStrategy::MidpointAwayFromZero).normalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_average_heads_make_the_value_of_the_herd() {
        for (value, heads, price) in [(2_700_000, 2, "1350000"), (5_300_000, 3, "1766666.66666667"), (0, 4, "0")] {
            let one = average(Decimal::from(value), heads);
            assert_eq!(one.to_string(), price);
            assert_eq!((one * Decimal::from(heads)).round(), Decimal::from(value));
        }
    }
}
