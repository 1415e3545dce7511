//! Targets: what was promised, how the number is read, and how far it is.
use super::Measure;
use crate::{health::Ratio, people::VillageCode};
use chrono::NaiveDate;
use serde::Deserialize;

/// How a target's number is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reading {
    /// So many in all.
    Total,
    /// So many at each: every cooperative, every commune.
    Each,
    /// Not more than so many at each.
    Ceiling,
}

impl Reading {
    /// The word kept in the database.
    pub fn code(self) -> &'static str {
        match self {
            Reading::Total => "total",
            Reading::Each => "each",
            Reading::Ceiling => "ceiling",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Reading> {
        [Reading::Total, Reading::Each, Reading::Ceiling].into_iter().find(|reading| reading.code() == text)
    }
}

/// A target as a file writes it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawTarget {
    /// Its code in the source.
    pub code: String,
    /// The partner's code; none: of the whole programme.
    pub organisation: Option<String>,
    /// The measure's code.
    pub measure: String,
    /// The number, where one was stated.
    pub number: Option<i64>,
    /// How it is read.
    pub reading: Reading,
    /// Codes of provinces, where it is of some only.
    #[serde(default)]
    pub provinces: Vec<String>,
    /// In Khmer.
    pub name_km: String,
    /// In English.
    pub name_latin: String,
    /// How the number is read, where that is not plain.
    #[serde(default)]
    pub note_km: String,
    /// The same in English.
    #[serde(default)]
    pub note_latin: String,
    /// Where it is from.
    pub source: String,
    /// Records before it do not count.
    pub from: Option<NaiveDate>,
    /// Nor do those after it.
    pub to: Option<NaiveDate>,
}

/// Why a target is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetRefusal {
    /// No code, or a longer one than twenty characters.
    Code,
    /// No measure bears this code.
    Measure,
    /// Not above nothing.
    Number,
    /// No province has this code.
    Province,
    /// No name in either language.
    Name,
    /// It is not said where it is from.
    Source,
    /// It ends before it begins.
    Days,
}

/// A target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Its code in the source.
    pub code: String,
    /// The partner's code; none: of the whole programme.
    pub organisation: Option<String>,
    /// What is counted.
    pub measure: Measure,
    /// The number, where one was stated.
    pub number: Option<i64>,
    /// How it is read.
    pub reading: Reading,
    /// Codes of provinces: only records of these count. None: records count wherever they are.
    pub provinces: Vec<String>,
    /// In Khmer.
    pub name_km: String,
    /// In English.
    pub name_latin: String,
    /// How the number is read.
    pub note_km: String,
    /// The same in English.
    pub note_latin: String,
    /// Where it is from.
    pub source: String,
    /// The days whose records count.
    pub days: (Option<NaiveDate>, Option<NaiveDate>),
}

impl RawTarget {
    /// Checks everything at once.
    ///
    /// # Errors
    /// All that is wrong, in the order of the file.
    pub fn read(self) -> Result<Target, Vec<TargetRefusal>> {
        let mut refusals = Vec::new();
        let mut refuse_if = |wrong, refusal| {
            if wrong {
                refusals.push(refusal);
            }
        };
        let measure = Measure::parse(&self.measure);
        let province = |code: &String| code.len() == 2 && VillageCode::parse_place(code).is_ok();
        refuse_if(!(1..=20).contains(&self.code.len()), TargetRefusal::Code);
        refuse_if(measure.is_none(), TargetRefusal::Measure);
        refuse_if(self.number.is_some_and(|number| number <= 0), TargetRefusal::Number);
        refuse_if(!self.provinces.iter().all(province), TargetRefusal::Province);
        refuse_if(self.name_km.trim().is_empty() && self.name_latin.trim().is_empty(), TargetRefusal::Name);
        refuse_if(self.source.trim().is_empty(), TargetRefusal::Source);
        refuse_if(self.from.zip(self.to).is_some_and(|(from, to)| to < from), TargetRefusal::Days);
        match measure {
            Some(measure) if refusals.is_empty() => Ok(Target {
                code: self.code,
                organisation: self.organisation,
                measure,
                number: self.number,
                reading: self.reading,
                provinces: self.provinces,
                name_km: self.name_km,
                name_latin: self.name_latin,
                note_km: self.note_km,
                note_latin: self.note_latin,
                source: self.source,
                days: (self.from, self.to),
            }),
            _ => Err(refusals),
        }
    }
}

impl Target {
    /// Whether what is recorded in a province counts; the empty word is a province that nobody knows.
    pub fn counts_in(&self, province: &str) -> bool {
        self.provinces.is_empty() || self.provinces.iter().any(|one| one == province)
    }
}

/// What was counted for a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actual {
    /// In all.
    Total(i64),
    /// At each of those that there are.
    Each(Vec<i64>),
}

/// How far a target is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The figure to be shown: the total; of each, the least; under a ceiling, the greatest.
    pub actual: i64,
    /// Of how many it is the least or the greatest; 1 for a total.
    pub of: usize,
    /// How many of these are as promised.
    pub fulfilled: usize,
    /// Actual ÷ number, where one was stated.
    pub share: Option<Ratio>,
    /// Whether the target is met; `None` where no number was stated.
    pub met: Option<bool>,
}

/// How far a target with a number is.
pub fn standing(number: Option<i64>, reading: Reading, actual: &Actual) -> Standing {
    let all: &[i64] = match actual {
        Actual::Total(total) => std::slice::from_ref(total),
        Actual::Each(each) => each,
    };
    let fits = |one: &i64| number.is_some_and(|number| if reading == Reading::Ceiling { *one <= number } else { *one >= number });
    let shown = match reading {
        Reading::Ceiling => all.iter().max(),
        Reading::Total | Reading::Each => all.iter().min(),
    };
    let actual = shown.copied().unwrap_or(0);
    let fulfilled = all.iter().filter(|one| fits(one)).count();
    Standing {
        actual,
        of: all.len(),
        fulfilled,
        share: number.and_then(|number| Ratio::of(actual, number)),
        met: number.map(|_| !all.is_empty() && fulfilled == all.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_as_good_as_the_least_and_a_ceiling_as_the_greatest() {
        let each = standing(Some(200), Reading::Each, &Actual::Each(vec![200, 187]));
        assert_eq!((each.actual, each.of, each.fulfilled, each.met), (187, 2, 1, Some(false)));
        let ceiling = standing(Some(10), Reading::Ceiling, &Actual::Each(vec![10, 3, 11]));
        assert_eq!((ceiling.actual, ceiling.fulfilled, ceiling.met), (11, 2, Some(false)));
        let total = standing(Some(560), Reading::Total, &Actual::Total(560));
        assert_eq!((total.actual, total.met), (560, Some(true)));
        assert_eq!(standing(None, Reading::Total, &Actual::Total(4)).met, None);
        assert_eq!(standing(Some(2), Reading::Each, &Actual::Each(vec![])).met, Some(false));
    }
}
