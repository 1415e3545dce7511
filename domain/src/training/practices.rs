//! Topics and practices (fixtures/training/practices.toml).
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// The practice types that indicators of applied practices tell apart (domain file 6.3, EG.3.2-24 and -25).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PracticeType {
    /// Seed, varieties, breeds.
    CropGenetics,
    /// How a crop is planted and tended.
    CulturalPractices,
    /// Keeping animals.
    Livestock,
    /// Pests and diseases.
    PestDisease,
    /// Soil fertility.
    Soil,
    /// Irrigation.
    Irrigation,
    /// Water that is not irrigation.
    Water,
    /// Adapting to the climate.
    Climate,
    /// After the harvest.
    PostHarvest,
    /// Selling.
    Marketing,
    /// Running the farm as a business.
    Management,
}

impl PracticeType {
    /// All of them.
    pub const ALL: [PracticeType; 11] = [
        PracticeType::CropGenetics,
        PracticeType::CulturalPractices,
        PracticeType::Livestock,
        PracticeType::PestDisease,
        PracticeType::Soil,
        PracticeType::Irrigation,
        PracticeType::Water,
        PracticeType::Climate,
        PracticeType::PostHarvest,
        PracticeType::Marketing,
        PracticeType::Management,
    ];

    /// The word in files.
    pub fn code(self) -> &'static str {
        match self {
            PracticeType::CropGenetics => "crop-genetics",
            PracticeType::CulturalPractices => "cultural-practices",
            PracticeType::Livestock => "livestock",
            PracticeType::PestDisease => "pest-disease",
            PracticeType::Soil => "soil",
            PracticeType::Irrigation => "irrigation",
            PracticeType::Water => "water",
            PracticeType::Climate => "climate",
            PracticeType::PostHarvest => "post-harvest",
            PracticeType::Marketing => "marketing",
            PracticeType::Management => "management",
        }
    }
}

/// In what the extent of a practice is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Extent {
    /// Square metres.
    Area,
    /// Animals.
    Head,
    /// It has none.
    None,
}

/// Something that is taught.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// Its code.
    pub code: String,
    /// In Khmer.
    pub name_km: String,
    /// In English.
    pub name_latin: String,
}

/// Something that may be seen on a farm, as a short statement that holds where it is applied.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Practice {
    /// Its code.
    pub code: String,
    /// The topic that teaches it.
    pub topic: String,
    /// For indicators.
    #[serde(rename = "type")]
    pub of_type: PracticeType,
    /// In what its extent is counted.
    pub measured: Extent,
    /// In Khmer.
    pub name_km: String,
    /// In English.
    pub name_latin: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    topic: Vec<Topic>,
    practice: Vec<Practice>,
}

static RAW: LazyLock<Raw> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../fixtures/training/practices.toml"))
        .expect("the list of practices is well formed; a test reads it")
});

/// Every topic.
pub static TOPICS: LazyLock<&'static [Topic]> = LazyLock::new(|| &RAW.topic);

/// Every practice, topic by topic.
pub static PRACTICES: LazyLock<&'static [Practice]> = LazyLock::new(|| &RAW.practice);

/// A topic by its code.
pub fn topic(code: &str) -> Option<&'static Topic> {
    TOPICS.iter().find(|topic| topic.code == code)
}

/// A practice by its code.
pub fn practice(code: &str) -> Option<&'static Practice> {
    PRACTICES.iter().find(|practice| practice.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_list_is_well_formed() {
        let topics: BTreeSet<&str> = TOPICS.iter().map(|topic| topic.code.as_str()).collect();
        let practices: BTreeSet<&str> = PRACTICES.iter().map(|practice| practice.code.as_str()).collect();
        assert_eq!((topics.len(), practices.len()), (TOPICS.len(), PRACTICES.len()));
        for practice in PRACTICES.iter() {
            assert!(topics.contains(practice.topic.as_str()), "{}", practice.code);
        }
        let types: BTreeSet<PracticeType> = PRACTICES.iter().map(|practice| practice.of_type).collect();
        assert_eq!(types.len(), PracticeType::ALL.len());
    }
}
