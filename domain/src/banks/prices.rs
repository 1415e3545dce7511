//! Prices: what one unit of a good was worth at a place on a day, who said so and where it comes from. A price is never
//! changed; a later one takes its place. Values are reports made with them, never stored (domain/in-kind-banks.md, D1).
use super::{Good, goods::Class, units::worth};
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
