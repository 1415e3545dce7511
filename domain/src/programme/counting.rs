//! Counting once.
use super::AgeBand;
use crate::people::Sex;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// What is counted once: a person (under the head of her records), a household, a group, a piece of land.
pub type Key = u128;

/// A record that counts, with what it is told apart by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Once {
    /// What it is a record of: two records of one key count once.
    pub key: Key,
    /// Of which partner.
    pub organisation: Uuid,
    /// The first two digits of a place; empty: not known.
    pub province: String,
    /// Of a person.
    pub sex: Option<Sex>,
    /// Of a person, on the day of the record.
    pub age: Option<AgeBand>,
    /// 1 very poor, 2 poor, 0 seen and not poor.
    pub id_poor: Option<i64>,
    /// Whether this is the first fiscal year in which she was seen; `None` where the measure does not ask.
    pub new: Option<bool>,
    /// A kind that the measure tells apart: practice type, product; empty where it has none.
    pub kind: String,
    /// 1 where things are counted; square metres, riel, grams or minutes where they are added up.
    pub amount: i64,
}

/// What a figure is told apart by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Dimension {
    /// Partner. Somebody with two partners counts with each, and once in all.
    Organisation,
    /// Province.
    Province,
    /// Sex.
    Sex,
    /// Age band.
    Age,
    /// ID-Poor level.
    Poverty,
    /// New or continuing.
    New,
    /// Kind.
    Kind,
}

impl Dimension {
    /// All of them.
    pub const ALL: [Dimension; 7] = [
        Dimension::Organisation,
        Dimension::Province,
        Dimension::Sex,
        Dimension::Age,
        Dimension::Poverty,
        Dimension::New,
        Dimension::Kind,
    ];

    /// The word in words and files.
    pub fn code(self) -> &'static str {
        match self {
            Dimension::Organisation => "organisation",
            Dimension::Province => "province",
            Dimension::Sex => "sex",
            Dimension::Age => "age",
            Dimension::Poverty => "id-poor",
            Dimension::New => "new",
            Dimension::Kind => "kind",
        }
    }

    /// Where a record stands; `None` where the measure does not ask at all. What is not known is the empty word.
    fn of(self, one: &Once) -> Option<String> {
        let known = |word: Option<&str>| word.unwrap_or("").to_owned();
        Some(match self {
            Dimension::Organisation => one.organisation.to_string(),
            Dimension::Province => one.province.clone(),
            Dimension::Sex => known(one.sex.map(Sex::code)),
            Dimension::Age => known(one.age.map(AgeBand::code)),
            Dimension::Poverty => one.id_poor.map(|level| level.to_string()).unwrap_or_default(),
            Dimension::New => (if one.new? { "new" } else { "continuing" }).to_owned(),
            Dimension::Kind if one.kind.is_empty() => return None,
            Dimension::Kind => one.kind.clone(),
        })
    }
}

/// A figure: all of it, and told apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figure {
    /// All, each key once.
    pub total: i64,
    /// Each key once in each cell of a dimension: cells of one dimension may add up to more than the total, where
    /// somebody is with two partners or applies two practices.
    pub by: BTreeMap<Dimension, BTreeMap<String, i64>>,
}

impl Figure {
    /// A cell; nothing where there is none.
    pub fn of(&self, dimension: Dimension, cell: &str) -> i64 {
        self.by.get(&dimension).and_then(|cells| cells.get(cell)).copied().unwrap_or(0)
    }
}

/// Counts records: each key once in all and once in each cell, with the largest amount that any of its records there says.
/// So an area on which two practices are applied counts once in all and once for each practice; amounts that must be added
/// up have a key for each record.
pub fn count<'a>(records: impl IntoIterator<Item = &'a Once>, dimensions: &[Dimension]) -> Figure {
    let mut total: HashMap<Key, i64> = HashMap::new();
    let mut cells: BTreeMap<(Dimension, String), HashMap<Key, i64>> = BTreeMap::new();
    let asked: BTreeSet<Dimension> = dimensions.iter().copied().collect();
    for one in records {
        let keep = |amount: &mut i64| *amount = one.amount.max(*amount);
        total.entry(one.key).and_modify(keep).or_insert(one.amount);
        for dimension in &asked {
            if let Some(cell) = dimension.of(one) {
                cells.entry((*dimension, cell)).or_default().entry(one.key).and_modify(keep).or_insert(one.amount);
            }
        }
    }
    let sum = |amounts: HashMap<Key, i64>| amounts.into_values().fold(0_i64, i64::saturating_add);
    let mut figure = Figure { total: sum(total), ..Figure::default() };
    for ((dimension, cell), amounts) in cells {
        figure.by.entry(dimension).or_default().insert(cell, sum(amounts));
    }
    figure
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn once(key: Key, organisation: u128, sex: Option<Sex>, kind: &str, amount: i64) -> Once {
        Once {
            key,
            organisation: Uuid::from_u128(organisation),
            province: "03".into(),
            sex,
            age: None,
            id_poor: None,
            new: None,
            kind: kind.into(),
            amount,
        }
    }

    #[test]
    fn a_person_of_two_partners_is_two_with_them_and_one_in_all() {
        let records = [once(1, 7, Some(Sex::Female), "", 1), once(1, 8, Some(Sex::Female), "", 1), once(2, 8, None, "", 1)];
        let figure = count(&records, &Dimension::ALL);
        assert_eq!(figure.total, 2);
        assert_eq!(figure.of(Dimension::Organisation, &Uuid::from_u128(7).to_string()), 1);
        assert_eq!(figure.of(Dimension::Organisation, &Uuid::from_u128(8).to_string()), 2);
        assert_eq!((figure.of(Dimension::Sex, "female"), figure.of(Dimension::Sex, "")), (1, 1));
        assert!(!figure.by.contains_key(&Dimension::Kind) && !figure.by.contains_key(&Dimension::New));
    }

    #[test]
    fn an_area_under_two_practices_counts_once() {
        let records = [once(1, 7, None, "soil", 4_000), once(1, 7, None, "water", 2_500)];
        let figure = count(&records, &[Dimension::Kind]);
        assert_eq!((figure.total, figure.of(Dimension::Kind, "soil"), figure.of(Dimension::Kind, "water")), (4_000, 4_000, 2_500));
    }

    proptest! {
        /// No cell is above the total, and together they are at least the total, whatever the records.
        #[test]
        fn cells_cover_the_total(rows in prop::collection::vec((0_u128..6, 0_u128..3, 0_usize..3, 1_i64..50), 0..40)) {
            let sexes = [Some(Sex::Female), Some(Sex::Male), None];
            let records: Vec<Once> = rows.iter().map(|(key, org, sex, amount)| once(*key, *org, sexes[*sex], "", *amount)).collect();
            let figure = count(&records, &[Dimension::Organisation, Dimension::Sex]);
            for cells in figure.by.values() {
                prop_assert!(cells.values().all(|cell| *cell <= figure.total));
                prop_assert!(cells.values().sum::<i64>() >= figure.total);
            }
            let twice: Vec<Once> = records.iter().chain(&records).cloned().collect();
            prop_assert_eq!(count(&twice, &[Dimension::Organisation, Dimension::Sex]), figure);
        }
    }
}
