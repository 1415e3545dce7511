//! Prices: what one unit of a good was worth at a place on a day, who said so and where it comes from. A price is never
//! changed; a later one takes its place. Values are reports made with them, never stored (domain/in-kind-banks.md, D1).
use super::{Bank, Caution, Good, Why, goods::Class, rules::PriceRules, units::worth};
use chrono::NaiveDate;

/// A row of the price table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Price {
    /// Its number within the book.
    pub no: i64,
    /// The good's code.
    pub good: String,
    /// Of which class of animal ([`AgeClass::code`]); empty for what is weighed.
    pub class: String,
    /// The day.
    pub day: NaiveDate,
    /// For one unit that people speak of (a kilogram, a head), smallest units of money; above zero.
    pub amount: i64,
    /// What sort of price it is.
    pub kind: PriceKind,
}

/// What sort of price it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PriceKind {
    /// What the market paid: what stock is valued at.
    Market,
    /// What two sides agreed in one act; it values that act alone.
    Agreed,
}

impl PriceKind {
    /// The word kept in the database.
    pub fn code(self) -> &'static str {
        match self {
            PriceKind::Market => "market",
            PriceKind::Agreed => "agreed",
        }
    }

    /// Reads the word.
    pub fn parse(code: &str) -> Option<PriceKind> {
        [PriceKind::Market, PriceKind::Agreed].into_iter().find(|kind| kind.code() == code)
    }
}

/// A cattle's class, by age, sex and whether it has calved: each has its price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AgeClass {
    /// Younger than a year.
    Calf,
    /// A female that has not calved.
    Heifer,
    /// A female that has.
    Cow,
    /// A male of a year or more.
    Bull,
}

impl AgeClass {
    /// Every class.
    pub const ALL: [AgeClass; 4] = [AgeClass::Calf, AgeClass::Heifer, AgeClass::Cow, AgeClass::Bull];

    /// The word kept in the database and in files.
    pub fn code(self) -> &'static str {
        match self {
            AgeClass::Calf => "calf",
            AgeClass::Heifer => "heifer",
            AgeClass::Cow => "cow",
            AgeClass::Bull => "bull",
        }
    }

    /// Reads the word.
    pub fn parse(code: &str) -> Option<AgeClass> {
        AgeClass::ALL.into_iter().find(|class| class.code() == code)
    }
}

/// The value of a quantity at a price for one unit, smallest units of money; halves away from zero.
pub fn value(quantity: i64, good: &Good, price: i64) -> i64 {
    let worth = worth(quantity.saturating_abs(), good.unit(), price);
    if quantity < 0 { -worth } else { worth }
}

/// The last market price on or before a day, of a good and, for animals, a class.
pub fn market<'a>(prices: &'a [Price], good: &str, class: &str, day: NaiveDate) -> Option<&'a Price> {
    let fits = |price: &&Price| price.kind == PriceKind::Market && price.good == good && price.class == class && price.day <= day;
    prices.iter().filter(fits).max_by_key(|price| (price.day, price.no))
}

/// How far a price is from the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distance {
    /// There is none before it, or it lies inside the band.
    Inside,
    /// Outside the band.
    Outside,
    /// Ten times as much or more, or a tenth or less: a nought too many or too few.
    TenTimes,
}

/// Compares a price with the last one.
pub fn distance(last: Option<i64>, price: i64, band_percent: u32) -> Distance {
    let Some(last) = last else { return Distance::Inside };
    let (last, price) = (i128::from(last), i128::from(price));
    if price >= last * 10 || price * 10 <= last {
        return Distance::TenTimes;
    }
    if (price - last).abs() * 100 > last * i128::from(band_percent) { Distance::Outside } else { Distance::Inside }
}

/// Whether a class of goods is priced by age and sex.
pub fn by_age(class: Class) -> bool {
    class.is_registered()
}

/// A market price that somebody wants written down.
#[derive(Clone, Copy, Debug)]
pub struct NewPrice<'a> {
    /// The good's code.
    pub good: &'a str,
    /// The class of animal ([`AgeClass::code`]); empty for what is not registered.
    pub class: &'a str,
    /// The day from which it holds.
    pub day: NaiveDate,
    /// For one unit, smallest units of money.
    pub amount: i64,
    /// Why it is so far from the last one.
    pub reason: &'a str,
}

/// What is to be said of a new price.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judged {
    /// What speaks against it; [`Caution::PriceBand`] is answered with a reason.
    pub refusals: Vec<Why>,
    /// It lies outside the band of the last one, and is written with its reason.
    pub far: bool,
}

/// Looks at a new market price: its day, its good and class, and how far it is from the last one. A closed time keeps the
/// prices that its statement rests on.
pub fn judge(bank: &Bank, new: NewPrice<'_>, today: NaiveDate) -> Judged {
    let mut judged = Judged::default();
    let mut refuse = |why| judged.refusals.push(why);
    if new.day > today {
        refuse(Why::Future);
    }
    if let Some(closed) = bank.closed_through.filter(|closed| new.day <= *closed) {
        refuse(Why::Closed(closed));
    }
    let good = bank.goods.iter().find(|good| good.code() == new.good);
    if good.is_none_or(|good| by_age(good.class()) != AgeClass::parse(new.class).is_some()) {
        refuse(Why::Good(new.good.to_owned()));
    }
    if new.amount <= 0 {
        refuse(Why::NotPositive);
        return judged;
    }
    let last = bank.market(new.good, new.class, new.day).map(|price| price.amount);
    let band = bank.rules(new.day).map_or_else(|| PriceRules::default().band_percent, |rules| rules.prices.band_percent);
    match (distance(last, new.amount, band), last) {
        (Distance::TenTimes, Some(last)) => refuse(Why::TenTimes(last)),
        (Distance::Outside, Some(last)) => {
            if new.reason.trim().is_empty() {
                refuse(Why::Caution(Caution::PriceBand(last)));
            }
            judged.far = true;
        }
        _ => {}
    }
    judged
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::banks::{GOODS, Rules, Version};
    use ledger::{Commodity, FundNo};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn bank() -> Bank {
        let rules = include_str!("../../../fixtures/banks/schemes/teng_mao.toml");
        let paddy = |no, on, amount| Price {
            no,
            good: "PADDY".into(),
            class: String::new(),
            day: day(on),
            amount,
            kind: PriceKind::Market,
        };
        Bank {
            fund: FundNo(3),
            money: Commodity::KHR,
            opened_on: day("2026-01-01"),
            rules: vec![Version { no: 1, from: day("2026-01-01"), rules: Rules::parse(rules, &GOODS).unwrap() }],
            seasons: vec![],
            goods: GOODS.clone(),
            prices: vec![paddy(1, "2026-02-01", 1_000), paddy(2, "2026-06-01", 1_200)],
            members: vec![],
            acts: vec![],
            closed_through: Some(day("2026-01-31")),
        }
    }

    #[test]
    fn a_new_price_is_looked_at_beside_the_last_one() {
        let bank = bank();
        let judged = |good, class, on, amount, reason| {
            judge(&bank, NewPrice { good, class, day: day(on), amount, reason }, day("2026-07-01"))
        };
        let refused = |good, class, on, amount| judged(good, class, on, amount, "").refusals;
        assert_eq!(refused("PADDY", "", "2026-06-10", 1_800), []);
        assert_eq!(refused("PADDY", "", "2026-06-10", 1_801), [Why::Caution(Caution::PriceBand(1_200))]);
        assert_eq!(judged("PADDY", "", "2026-06-10", 1_801, "drought"), Judged { refusals: vec![], far: true });
        assert_eq!(refused("PADDY", "", "2026-06-10", 12_000), [Why::TenTimes(1_200)]);
        assert_eq!(judged("PADDY", "", "2026-06-10", 120, "a reason mends no nought").refusals, [Why::TenTimes(1_200)]);
        // The last one by its day, not the last that was written.
        assert_eq!(refused("PADDY", "", "2026-03-01", 1_600), [Why::Caution(Caution::PriceBand(1_000))]);
        assert_eq!(refused("PADDY", "", "2026-01-31", 0), [Why::Closed(day("2026-01-31")), Why::NotPositive]);
        assert_eq!(refused("PADDY", "", "2026-07-02", 1_200), [Why::Future]);
        assert_eq!(refused("PADDY", "cow", "2026-06-10", 1_200), [Why::Good("PADDY".into())]);
        assert_eq!(refused("CATTLE", "", "2026-06-10", 2_000_000), [Why::Good("CATTLE".into())]);
        assert_eq!(refused("CATTLE", "cow", "2026-06-10", 2_000_000), []);
    }
}
