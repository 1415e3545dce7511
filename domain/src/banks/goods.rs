//! What a bank keeps: paddy by variety and grade, milled rice, seed, animals. Each is a commodity of its own in the
//! journal, so that one variety never stands in for another.
use ledger::{Commodity, CommodityError};
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// What sort of thing it is: what it is counted in, and what may be done with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// Unhusked rice to eat or to sell.
    Paddy,
    /// Milled rice.
    Rice,
    /// Paddy kept for sowing.
    Seed,
    /// Packs of vegetable seed.
    VegetableSeed,
    /// Cows, bulls and their calves, registered one by one.
    Cattle,
    /// Buffaloes, registered one by one.
    Buffalo,
    /// Pigs, by the head.
    Pig,
    /// Hens and roosters, by the head.
    Chicken,
    /// Ducks, by the head.
    Duck,
    /// Riel or dollars: what a bank lends without interest to parents is a good like any other.
    Money,
}

/// What a class is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Measure {
    /// Grams, spoken of as kilograms.
    Weight,
    /// Animals.
    Head,
    /// Packs of seed.
    Pack,
    /// A currency's smallest unit.
    Money,
}

impl Class {
    /// Every class.
    pub const ALL: [Class; 10] = [
        Class::Paddy,
        Class::Rice,
        Class::Seed,
        Class::VegetableSeed,
        Class::Cattle,
        Class::Buffalo,
        Class::Pig,
        Class::Chicken,
        Class::Duck,
        Class::Money,
    ];

    /// The word kept in files and in the database.
    pub fn code(self) -> &'static str {
        match self {
            Class::Paddy => "paddy",
            Class::Rice => "rice",
            Class::Seed => "seed",
            Class::VegetableSeed => "vegetable-seed",
            Class::Cattle => "cattle",
            Class::Buffalo => "buffalo",
            Class::Pig => "pig",
            Class::Chicken => "chicken",
            Class::Duck => "duck",
            Class::Money => "money",
        }
    }

    /// Reads the word.
    pub fn parse(code: &str) -> Option<Class> {
        Class::ALL.into_iter().find(|class| class.code() == code)
    }

    /// What it is counted in.
    pub fn measure(self) -> Measure {
        match self {
            Class::Paddy | Class::Rice | Class::Seed => Measure::Weight,
            Class::VegetableSeed => Measure::Pack,
            Class::Cattle | Class::Buffalo | Class::Pig | Class::Chicken | Class::Duck => Measure::Head,
            Class::Money => Measure::Money,
        }
    }

    /// Whether each one is registered under a tag of its own, with keeper and dam.
    pub fn is_registered(self) -> bool {
        matches!(self, Class::Cattle | Class::Buffalo)
    }
}

/// Something that a bank keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Good {
    commodity: Commodity,
    class: Class,
    /// A grade, as the bank calls it; empty where it has none.
    pub grade: String,
    /// Its variety in Khmer; empty where it has none.
    pub variety_km: String,
    /// Its variety in Latin script; empty where it has none.
    pub variety_latin: String,
}

impl Good {
    /// A good under a commodity code of its own.
    ///
    /// # Errors
    /// [`CommodityError`] where the code cannot be one.
    pub fn new(code: &str, class: Class) -> Result<Good, CommodityError> {
        let decimals = match (class.measure(), code) {
            (Measure::Weight, _) => 3,
            (Measure::Money, "USD") => 2,
            _ => 0,
        };
        let commodity = Commodity::new(code, decimals)?;
        Ok(Good { commodity, class, grade: String::new(), variety_km: String::new(), variety_latin: String::new() })
    }

    /// The same with its grade and variety, Khmer and Latin.
    pub fn described(self, grade: String, variety_km: String, variety_latin: String) -> Good {
        Good { grade, variety_km, variety_latin, ..self }
    }

    /// Money as a good: what a bank lends in riel or dollars.
    pub fn money(commodity: Commodity) -> Good {
        Good { commodity, class: Class::Money, grade: String::new(), variety_km: String::new(), variety_latin: String::new() }
    }

    /// Its code in the journal.
    pub fn code(&self) -> &str {
        self.commodity.code()
    }

    /// The commodity it is in the journal.
    pub fn commodity(&self) -> Commodity {
        self.commodity
    }

    /// What sort of thing it is.
    pub fn class(&self) -> Class {
        self.class
    }

    /// How many smallest units are one that people speak of: 1,000 grams, 1 head.
    pub fn unit(&self) -> i64 {
        10_i64.pow(u32::from(self.commodity.decimals()))
    }
}

/// What the program knows from the beginning (fixtures/banks/goods.toml).
pub static GOODS: LazyLock<Vec<Good>> = LazyLock::new(|| {
    let raw: RawGoods = toml::from_str(include_str!("../../../fixtures/banks/goods.toml"))
        .expect("the list of goods is well formed; a test reads it");
    raw.good.into_iter().map(|good| good.read().expect("its codes are commodities; a test reads it")).collect()
});

/// A good as a file writes it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawGood {
    code: String,
    class: Class,
    #[serde(default)]
    grade: String,
    #[serde(default)]
    variety_km: String,
    #[serde(default)]
    variety_latin: String,
}

impl RawGood {
    /// As a good.
    ///
    /// # Errors
    /// [`CommodityError`] where the code cannot be one.
    pub fn read(self) -> Result<Good, CommodityError> {
        let RawGood { code, class, grade, variety_km, variety_latin } = self;
        Ok(Good { grade, variety_km, variety_latin, ..Good::new(&code, class)? })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawGoods {
    good: Vec<RawGood>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_read() {
        let paddy = GOODS.iter().find(|good| good.code() == "PADDY").unwrap();
        assert_eq!((paddy.class(), paddy.unit(), paddy.commodity().decimals()), (Class::Paddy, 1_000, 3));
        let cattle = GOODS.iter().find(|good| good.code() == "CATTLE").unwrap();
        assert_eq!((cattle.class().is_registered(), cattle.unit()), (true, 1));
        for class in Class::ALL {
            assert_eq!(Class::parse(class.code()), Some(class));
        }
    }
}
