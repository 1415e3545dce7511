//! People as Cambodian papers name them: four names, a year of birth, a village code with its leading zeros.
pub mod likeness;
pub mod sound;

use chrono::{Datelike, NaiveDate};

/// Female or male, as on the family book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sex {
    /// ស្រី
    Female,
    /// ប្រុស
    Male,
}

impl Sex {
    /// The word kept in the database.
    pub fn code(self) -> &'static str {
        match self {
            Sex::Female => "female",
            Sex::Male => "male",
        }
    }

    /// Reads `female`, `F`, `ស្រី`, `male`, `M`, `ប្រុស`, in any case.
    pub fn parse(text: &str) -> Option<Sex> {
        match text.trim().to_lowercase().as_str() {
            "female" | "f" | "ស្រី" | "ស" => Some(Sex::Female),
            "male" | "m" | "ប្រុស" | "ប" => Some(Sex::Male),
            _ => None,
        }
    }
}

/// What a member may be in her group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Office {
    /// ប្រធាន: opens the meeting.
    Chair,
    /// លេខាធិការ: writes the books.
    Secretary,
    /// ហេរញ្ញិក: keeps the box.
    Treasurer,
    /// Counts the money, one of two.
    Counter,
    /// Keeps one of the keys, and is not of the committee.
    KeyHolder,
}

impl Office {
    /// Every office, as a committee is listed.
    pub const ALL: [Office; 5] = [Office::Chair, Office::Secretary, Office::Treasurer, Office::Counter, Office::KeyHolder];

    /// The word kept in the database and in files.
    pub fn code(self) -> &'static str {
        match self {
            Office::Chair => "chair",
            Office::Secretary => "secretary",
            Office::Treasurer => "treasurer",
            Office::Counter => "counter",
            Office::KeyHolder => "key-holder",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Office> {
        Office::ALL.into_iter().find(|office| office.code() == text.trim())
    }
}

/// Why a member left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeaveReason {
    /// Moved to another village.
    Moved,
    /// Died.
    Died,
    /// Wanted to.
    OwnWish,
    /// Went away for work.
    Migrated,
    /// Was sent away by the group.
    Expelled,
    /// Something else, said in a note.
    Other,
}

impl LeaveReason {
    /// Every reason.
    pub const ALL: [LeaveReason; 6] = [
        LeaveReason::OwnWish,
        LeaveReason::Moved,
        LeaveReason::Migrated,
        LeaveReason::Died,
        LeaveReason::Expelled,
        LeaveReason::Other,
    ];

    /// The word kept in the database.
    pub fn code(self) -> &'static str {
        match self {
            LeaveReason::Moved => "moved",
            LeaveReason::Died => "died",
            LeaveReason::OwnWish => "own-wish",
            LeaveReason::Migrated => "migrated",
            LeaveReason::Expelled => "expelled",
            LeaveReason::Other => "other",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<LeaveReason> {
        LeaveReason::ALL.into_iter().find(|reason| reason.code() == text)
    }
}

/// Why something said of a person was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonRefusal {
    /// No family name, in either script.
    NameMissing,
    /// A name of more than sixty characters.
    NameTooLong,
    /// A year before 1900, or in the future.
    BirthYear,
    /// Not 0, 1 or 2.
    IdPoor,
    /// Not a Cambodian number: `0` and eight or nine digits more, or `+855` and the same without the nought.
    Phone,
    /// Not eight digits, or of no province.
    VillageCode,
}

/// The code of a village: province, district, commune, village, two digits each. It is text: leading zeros count.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct VillageCode(String);

impl VillageCode {
    /// Reads eight digits whose first two name a province (01 to 25). A code of seven, whose leading nought a
    /// spreadsheet dropped, is refused: guessing would name another village.
    pub fn parse(text: &str) -> Result<VillageCode, PersonRefusal> {
        VillageCode::of_length(text, &[8])
    }

    /// The same, for a place that may be named only as closely as a province, district or commune (2, 4, 6 digits).
    pub fn parse_place(text: &str) -> Result<VillageCode, PersonRefusal> {
        VillageCode::of_length(text, &[2, 4, 6, 8])
    }

    fn of_length(text: &str, lengths: &[usize]) -> Result<VillageCode, PersonRefusal> {
        let digits = lengths.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        match text.get(..2).and_then(|province| province.parse::<u8>().ok()) {
            Some(1..=25) if digits => Ok(VillageCode(text.to_owned())),
            _ => Err(PersonRefusal::VillageCode),
        }
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A telephone number, kept as `+855` and eight or nine digits. A household may share one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phone(String);

impl Phone {
    /// Reads `012 345 678`, `+855 12 345 678` or `855…`, with spaces and dashes.
    pub fn parse(text: &str) -> Result<Phone, PersonRefusal> {
        let digits: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.' | '(' | ')')).collect();
        let rest = ["+855", "855", "0"].iter().find_map(|prefix| digits.strip_prefix(prefix)).ok_or(PersonRefusal::Phone)?;
        let rest = rest.strip_prefix('0').unwrap_or(rest);
        let fits = (8..=9).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_digit()) && !rest.starts_with('0');
        if fits { Ok(Phone(format!("+855{rest}"))) } else { Err(PersonRefusal::Phone) }
    }

    /// `+855…`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A person's names: family name first, in Khmer and in Latin script.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Names {
    /// Family name in Khmer.
    pub family_km: String,
    /// Given name in Khmer.
    pub given_km: String,
    /// Family name in Latin script.
    pub family_latin: String,
    /// Given name in Latin script.
    pub given_latin: String,
}

impl Names {
    /// Trims and checks: a family name in one script at least, none over sixty characters.
    pub fn try_new(family_km: &str, given_km: &str, family_latin: &str, given_latin: &str) -> Result<Names, PersonRefusal> {
        let clean = |name: &str| name.split_whitespace().collect::<Vec<_>>().join(" ");
        let names = Names {
            family_km: clean(family_km),
            given_km: clean(given_km),
            family_latin: clean(family_latin),
            given_latin: clean(given_latin),
        };
        if names.family_km.is_empty() && names.family_latin.is_empty() {
            return Err(PersonRefusal::NameMissing);
        }
        let all = [&names.family_km, &names.given_km, &names.family_latin, &names.given_latin];
        if all.iter().any(|name| name.chars().count() > 60) {
            return Err(PersonRefusal::NameTooLong);
        }
        Ok(names)
    }

    /// Family and given name in Khmer, with one space.
    pub fn khmer(&self) -> String {
        joined(&self.family_km, &self.given_km)
    }

    /// Family and given name in Latin script, with one space.
    pub fn latin(&self) -> String {
        joined(&self.family_latin, &self.given_latin)
    }
}

fn joined(family: &str, given: &str) -> String {
    format!("{family} {given}").trim().to_owned()
}

/// Checks a year of birth against today.
pub fn birth_year(year: i64, today: NaiveDate) -> Result<i64, PersonRefusal> {
    if (1900..=i64::from(today.year())).contains(&year) { Ok(year) } else { Err(PersonRefusal::BirthYear) }
}

/// Checks an ID-Poor level: 1 very poor, 2 poor, 0 seen and not poor.
pub fn id_poor(level: i64) -> Result<i64, PersonRefusal> {
    if (0..=2).contains(&level) { Ok(level) } else { Err(PersonRefusal::IdPoor) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn village_codes_keep_their_noughts() {
        assert_eq!(VillageCode::parse("03010203").unwrap().as_str(), "03010203");
        for code in ["3010203", "30102030", "00010101", "26010101", "0301020x", "", "០៣០១០២០៣"] {
            assert_eq!(VillageCode::parse(code), Err(PersonRefusal::VillageCode), "{code:?}");
        }
        assert!(VillageCode::parse_place("21").is_ok() && VillageCode::parse_place("210").is_err());
    }

    #[test]
    fn phones() {
        for text in ["012 345 678", "+855 12 345 678", "85512345678", "012-345-678", "+855 012 345 678"] {
            assert_eq!(Phone::parse(text).unwrap().as_str(), "+85512345678", "{text:?}");
        }
        assert_eq!(Phone::parse("097 123 4567").unwrap().as_str(), "+855971234567");
        for text in ["12345678", "01234", "0123456789012", "+66 81 234 5678", "phone"] {
            assert_eq!(Phone::parse(text), Err(PersonRefusal::Phone), "{text:?}");
        }
    }

    #[test]
    fn names() {
        assert_eq!(Names::try_new("", "", " ", "Sok"), Err(PersonRefusal::NameMissing));
        assert_eq!(Names::try_new("", "", &"a".repeat(61), ""), Err(PersonRefusal::NameTooLong));
        assert_eq!(Names::try_new(" ជា ", "ស្រីមុំ", "", "").unwrap().khmer(), "ជា ស្រីមុំ");
    }
}
