//! Every human word of Sansom, in Khmer and English, and numbers and dates as people read and type them.
//!
//! The texts stand in `words/en/<feature>.ftl` and `words/km/<feature>.ftl` (Fluent). A page asks for a text by its
//! key; it never holds the text itself:
//!
//! ```
//! use words::{Language, Words};
//! let words = Words::new(Language::English);
//! assert_eq!(words.say("save"), "Save");
//! assert_eq!(words.with("page-of", &[("page", "2".into()), ("pages", "7".into())]), "Page 2 of 7");
//! ```
mod catalogue;
mod dates;
mod numbers;
mod spelled;

pub use catalogue::{FEATURES, keys, source};
pub use dates::{Unreadable as UnreadableDate, read_date};
pub use numbers::{Unreadable as UnreadableNumber, read_count, read_quantity};

use chrono::{DateTime, NaiveDate, Utc};
use std::borrow::Cow;

/// A language a page can be read in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// Khmer: the first language of the product.
    Khmer,
    /// English.
    English,
}

impl Language {
    /// Both, Khmer first.
    pub const ALL: [Language; 2] = [Language::Khmer, Language::English];

    /// The code used in `lang` attributes, cookies and file names: `km` or `en`.
    pub fn code(self) -> &'static str {
        match self {
            Language::Khmer => "km",
            Language::English => "en",
        }
    }

    /// Reads a code; anything else is `None`.
    pub fn parse(code: &str) -> Option<Language> {
        Language::ALL.into_iter().find(|language| language.code() == code)
    }

    /// The other language.
    pub fn other(self) -> Language {
        match self {
            Language::Khmer => Language::English,
            Language::English => Language::Khmer,
        }
    }

    /// The language's own name, in itself.
    pub fn name(self) -> &'static str {
        match self {
            Language::Khmer => "ខ្មែរ",
            Language::English => "English",
        }
    }
}

/// The digits a reader prefers; both are always accepted when typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Digits {
    /// 0123456789, groups parted by a comma: the custom on receipts.
    Latin,
    /// ០១២៣៤៥៦៧៨៩, groups parted by a full stop, decimals by a comma (CLDR `km-u-nu-khmr`).
    Khmer,
}

impl Digits {
    /// The code kept in the database: `latin` or `khmer`.
    pub fn code(self) -> &'static str {
        match self {
            Digits::Latin => "latin",
            Digits::Khmer => "khmer",
        }
    }

    /// Reads a code; anything else is `None`.
    pub fn parse(code: &str) -> Option<Digits> {
        [Digits::Latin, Digits::Khmer].into_iter().find(|digits| digits.code() == code)
    }
}

/// The words of one reader: a language and a kind of digits. Small enough to pass by value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// The language of the texts.
    pub language: Language,
    /// The digits of numbers and dates.
    pub digits: Digits,
}

/// The decimal places of what is weighed: grams in a kilogram.
const WEIGHT: u8 = 3;

impl Words {
    /// Words in a language, with Latin digits.
    pub fn new(language: Language) -> Words {
        Words { language, digits: Digits::Latin }
    }

    /// The text of a key that takes no values. A key without a text gives the key itself in brackets, and a test fails.
    pub fn say(self, key: &str) -> Cow<'static, str> {
        catalogue::say(self.language, key)
    }

    /// The text of a key with its values filled in. Numbers are passed as text, formatted by [`Words::number`] and its
    /// kin, so that the reader's digits hold.
    pub fn with(self, key: &str, values: &[(&str, Cow<'_, str>)]) -> String {
        catalogue::with(self.language, key, values)
    }

    /// Whether a key has a text in this language.
    pub fn has(self, key: &str) -> bool {
        catalogue::has(self.language, key)
    }

    /// Picks the Khmer or the Latin form of a name by language; falls back to the other where one is empty.
    pub fn name<'a>(self, khmer: &'a str, latin: &'a str) -> &'a str {
        match (self.language, khmer.is_empty(), latin.is_empty()) {
            (Language::Khmer, false, _) | (Language::English, _, true) => khmer,
            _ => latin,
        }
    }

    /// A whole number with its groups parted: `12,500`, or `១២.៥០០`.
    pub fn number(self, number: i64) -> String {
        numbers::quantity(self.digits, number, 0)
    }

    /// A number that is a name, not an amount (a year, a meeting's number): no separators.
    pub fn ordinal(self, number: i64) -> String {
        numbers::plain(self.digits, &number.to_string())
    }

    /// An area in hectares, from square metres, without noughts at its end: `hectares(8_000)` is `0.8`.
    pub fn hectares(self, square_metres: i64) -> String {
        numbers::trimmed(self.digits, square_metres, 4)
    }

    /// A quantity in smallest units, written with `decimals` places: `quantity(1250, 2)` is `12.50`. A weight in grams
    /// (three places) is written in kilograms without noughts at its end: `quantity(120500, 3)` is `120.5`.
    pub fn quantity(self, quantity: i64, decimals: u8) -> String {
        if decimals == WEIGHT {
            numbers::trimmed(self.digits, quantity, decimals)
        } else {
            numbers::quantity(self.digits, quantity, decimals)
        }
    }

    /// A quantity with the sign or unit of its commodity after it: `12,500 ៛`, `12.50 $`, `120 kg`, `2 head`.
    pub fn amount(self, quantity: i64, decimals: u8, commodity: &str) -> String {
        format!("{}\u{a0}{}", self.quantity(quantity, decimals), self.unit(decimals, commodity))
    }

    /// What a commodity, or a part of a hundred, is counted in, as a word or a sign: `៛`, `kg`, `head`, `%`.
    pub fn unit(self, decimals: u8, commodity: &str) -> Cow<'static, str> {
        match (commodity, decimals) {
            ("KHR", _) => "៛".into(),
            ("USD", _) => "$".into(),
            ("%", _) => "%".into(),
            (_, WEIGHT) => self.say("unit-kg"),
            (packs, _) if packs.starts_with("VEGSEED") => self.say("unit-pack"),
            (_, 0) => self.say("unit-head"),
            (other, _) => other.to_owned().into(),
        }
    }

    /// A date in full: `21 November 2026`, `21 វិច្ឆិកា 2026`.
    pub fn date(self, date: NaiveDate) -> String {
        dates::long(self, date)
    }

    /// A date as on paper: `21/11/2026`.
    pub fn date_short(self, date: NaiveDate) -> String {
        dates::short(self, date)
    }

    /// A month and year: `November 2026`.
    pub fn month(self, date: NaiveDate) -> String {
        dates::month(self, date)
    }

    /// A recorded instant in Cambodian time (UTC+7): `21/11/2026 14:05`.
    pub fn instant(self, at: DateTime<Utc>) -> String {
        dates::instant(self, at)
    }
}
