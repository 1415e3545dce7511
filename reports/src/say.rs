//! The words of a paper: in Khmer, in English, or in Khmer with English beside it.
use crate::Label;
use chrono::NaiveDate;
use ledger::{Amount, Commodity};
use words::{Digits, Words};

/// In what a paper is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// Khmer.
    Khmer,
    /// English.
    English,
    /// Khmer, English beside.
    Both,
}

impl Language {
    /// All, the most used first.
    pub const ALL: [Language; 3] = [Language::Khmer, Language::Both, Language::English];

    /// `km`, `en` or `both`.
    pub fn code(self) -> &'static str {
        match self {
            Language::Khmer => "km",
            Language::English => "en",
            Language::Both => "both",
        }
    }

    /// Reads a code; anything else is `None`.
    pub fn parse(code: &str) -> Option<Language> {
        Language::ALL.into_iter().find(|language| language.code() == code)
    }
}

/// What speaks on a paper; small enough to pass by value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Say {
    language: Language,
    digits: Digits,
}

impl Say {
    /// Speaks a language and writes a kind of digits.
    pub fn new(language: Language, digits: Digits) -> Say {
        Say { language, digits }
    }

    /// The language of the paper.
    pub fn language(self) -> Language {
        self.language
    }

    /// The words of the paper's first language: numbers and dates are always written with these.
    pub fn words(self) -> Words {
        let language = if self.language == Language::English { words::Language::English } else { words::Language::Khmer };
        Words { language, digits: self.digits }
    }

    fn beside(self) -> Option<Words> {
        (self.language == Language::Both).then_some(Words { language: words::Language::English, digits: self.digits })
    }

    /// The text of a key without values.
    pub fn say(self, key: &str) -> Label {
        self.of(|words| words.say(key).into_owned())
    }

    /// The text of a key with values, which are made for each language.
    ///
    /// ```ignore
    /// say.with("meeting-number", |words| vec![("number", words.ordinal(31))])
    /// ```
    pub fn with(self, key: &str, values: impl Fn(Words) -> Vec<(&'static str, String)>) -> Label {
        self.of(|words| {
            let values = values(words);
            let values: Vec<(&str, std::borrow::Cow<'_, str>)> =
                values.iter().map(|(name, value)| (*name, value.as_str().into())).collect();
            words.with(key, &values)
        })
    }

    /// Any text, made for each language.
    pub fn of(self, text: impl Fn(Words) -> String) -> Label {
        match self.beside() {
            Some(beside) => Label::both(text(self.words()), text(beside)),
            None => Label::from(text(self.words())),
        }
    }

    /// A name with a Khmer and a Latin form; the other stands in where one is empty.
    pub fn name(self, khmer: &str, latin: &str) -> Label {
        self.of(|words| words.name(khmer, latin).to_owned())
    }

    /// A whole number, its groups parted.
    pub fn number(self, number: i64) -> String {
        self.words().number(number)
    }

    /// A number that is a name: a meeting's, a member's, a year.
    pub fn ordinal(self, number: i64) -> String {
        self.words().ordinal(number)
    }

    /// A quantity in smallest units of a commodity, without its sign: for a column whose head says the unit.
    pub fn quantity(self, quantity: i64, commodity: Commodity) -> String {
        self.words().quantity(quantity, commodity.decimals())
    }

    /// The same, empty where it is nothing.
    pub fn or_blank(self, quantity: i64, commodity: Commodity) -> String {
        if quantity == 0 { String::new() } else { self.quantity(quantity, commodity) }
    }

    /// An amount with its sign or unit.
    pub fn amount(self, amount: Amount) -> String {
        let commodity = amount.commodity();
        self.words().amount(amount.quantity(), commodity.decimals(), commodity.code())
    }

    /// The sign or unit of a commodity, in each language: `៛`, `គ.ក្រ / kg`.
    pub fn unit(self, commodity: Commodity) -> Label {
        self.of(|words| words.unit(commodity.decimals(), commodity.code()).into_owned())
    }

    /// A day, as on paper: 21/11/2026.
    pub fn day(self, day: NaiveDate) -> String {
        self.words().date_short(day)
    }

    /// A day in full, in each language.
    pub fn date(self, day: NaiveDate) -> Label {
        self.of(|words| words.date(day))
    }
}
