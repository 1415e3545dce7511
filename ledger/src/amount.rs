//! Quantities of one commodity, in its smallest unit.
use rust_decimal::Decimal;
use std::fmt;

/// What is counted: riel, dollars, paddy, cattle. A commodity is data; its code is at most eleven capital letters,
/// digits or dashes, and its smallest unit is 10^-decimals of the unit people speak of.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Commodity {
    code: [u8; 11],
    length: u8,
    decimals: u8,
}

/// Why a commodity could not be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommodityError {
    /// The code is empty, longer than eleven, or has more than capitals, digits and dashes.
    Code,
    /// More than six decimal places.
    Decimals,
}

impl Commodity {
    /// Cambodian riel: no decimals.
    pub const KHR: Commodity = Commodity::fixed(b"KHR", 0);
    /// United States dollars, counted in cents.
    pub const USD: Commodity = Commodity::fixed(b"USD", 2);

    /// Makes a commodity from a code such as `KHR` and its decimal places, at most six.
    pub fn new(code: &str, decimals: u8) -> Result<Commodity, CommodityError> {
        let fits = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-';
        if code.is_empty() || code.len() > 11 || !code.bytes().all(fits) {
            return Err(CommodityError::Code);
        }
        if decimals > 6 {
            return Err(CommodityError::Decimals);
        }
        Ok(Commodity::fixed(code.as_bytes(), decimals))
    }

    const fn fixed(code: &[u8], decimals: u8) -> Commodity {
        let mut kept = [0; 11];
        let mut at = 0;
        while at < code.len() {
            kept[at] = code[at];
            at += 1;
        }
        Commodity { code: kept, length: code.len() as u8, decimals }
    }

    /// The code, such as `KHR`.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.code[..usize::from(self.length)]).expect("a code is ASCII, seen when it was made")
    }

    /// Decimal places of the unit people speak of: 0 for riel, 2 for dollars, 3 for paddy (grams in a kilogram).
    pub fn decimals(&self) -> u8 {
        self.decimals
    }

    /// So many smallest units of this commodity.
    pub fn of(self, quantity: i64) -> Amount {
        Amount { commodity: self, quantity }
    }
}

impl fmt::Debug for Commodity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A quantity of one commodity, in its smallest unit. Amounts of two commodities do not add.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Amount {
    commodity: Commodity,
    quantity: i64,
}

/// Why two amounts could not be reckoned together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AmountError {
    /// Riel and dollars, paddy and cattle: they do not add.
    TwoCommodities,
    /// Beyond what 64 bits hold.
    Overflow,
}

impl Amount {
    /// Smallest units: riel, cents, grams, head.
    pub fn quantity(&self) -> i64 {
        self.quantity
    }

    /// What it is an amount of.
    pub fn commodity(&self) -> Commodity {
        self.commodity
    }

    /// Whether it is nothing.
    pub fn is_zero(&self) -> bool {
        self.quantity == 0
    }

    /// The sum, when both are of one commodity and it fits.
    pub fn plus(self, other: Amount) -> Result<Amount, AmountError> {
        if self.commodity != other.commodity {
            return Err(AmountError::TwoCommodities);
        }
        let quantity = self.quantity.checked_add(other.quantity).ok_or(AmountError::Overflow)?;
        Ok(Amount { quantity, ..self })
    }

    /// This amount less another.
    pub fn minus(self, other: Amount) -> Result<Amount, AmountError> {
        self.plus(other.negated()?)
    }

    /// The same on the other side.
    pub fn negated(self) -> Result<Amount, AmountError> {
        Ok(Amount { quantity: self.quantity.checked_neg().ok_or(AmountError::Overflow)?, ..self })
    }

    /// In the unit people speak of: 1,250 cents are 12.50.
    pub fn decimal(&self) -> Decimal {
        Decimal::new(self.quantity, u32::from(self.commodity.decimals))
    }
}

impl fmt::Debug for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.decimal(), self.commodity.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_of_two_commodities_do_not_add() {
        assert_eq!(Commodity::KHR.of(1).plus(Commodity::USD.of(1)), Err(AmountError::TwoCommodities));
        assert_eq!(Commodity::KHR.of(i64::MAX).plus(Commodity::KHR.of(1)), Err(AmountError::Overflow));
        assert_eq!(Commodity::KHR.of(i64::MIN).negated(), Err(AmountError::Overflow));
        assert_eq!(Commodity::KHR.of(7).minus(Commodity::KHR.of(9)), Ok(Commodity::KHR.of(-2)));
    }

    #[test]
    fn commodities() {
        assert_eq!(Commodity::new("PADDY", 3).map(|c| (c.code().to_owned(), c.decimals())), Ok(("PADDY".into(), 3)));
        for code in ["", "khr", "K HR", "ABCDEFGHIJKL"] {
            assert_eq!(Commodity::new(code, 0), Err(CommodityError::Code), "{code:?}");
        }
        assert_eq!(Commodity::new("KHR", 7), Err(CommodityError::Decimals));
        assert_eq!(Commodity::USD.of(1250).decimal().to_string(), "12.50");
    }
}
