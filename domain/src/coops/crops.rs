//! What producers deliver, mill and sell (fixtures/coops/crops.toml). Everything is weighed: a commodity in grams.
use ledger::Commodity;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// What sort of thing a crop is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CropClass {
    /// Rice in the husk: it is dried, and goes to the mill.
    Paddy,
    /// What is eaten of it.
    Rice,
    /// What the mill leaves besides: bran, husk.
    ByProduct,
    /// Vegetables and fruit.
    Vegetable,
}

/// Something that is delivered or sold.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Crop {
    /// Its code in the journal.
    pub code: String,
    /// What sort of thing it is.
    pub class: CropClass,
    /// Its name in Khmer.
    pub name_km: String,
    /// In Latin script.
    pub name_latin: String,
}

impl Crop {
    /// The commodity it is in the journal: kilograms with three decimal places.
    pub fn commodity(&self) -> Commodity {
        Commodity::new(&self.code, 3).expect("the list of crops is well formed; a test reads it")
    }
}

/// Everything the program knows.
pub static CROPS: LazyLock<Vec<Crop>> = LazyLock::new(|| {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Raw {
        crop: Vec<Crop>,
    }
    let raw: Raw = toml::from_str(include_str!("../../../fixtures/coops/crops.toml"))
        .expect("the list of crops is well formed; a test reads it");
    raw.crop
});

/// A crop by its code.
pub fn crop(code: &str) -> Option<&'static Crop> {
    CROPS.iter().find(|crop| crop.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_well_formed() {
        let mut codes: Vec<&str> = CROPS.iter().map(|crop| crop.code.as_str()).collect();
        for crop in CROPS.iter() {
            assert_eq!(crop.commodity().decimals(), 3);
            assert!(!crop.name_km.is_empty() && !crop.name_latin.is_empty());
        }
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), CROPS.len());
        assert_eq!(crop("PADDY").map(|crop| crop.class), Some(CropClass::Paddy));
    }
}
