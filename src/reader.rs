//! Reading a typed form: every field that cannot be read is noted at its place, and all are said at once.
use crate::meetings::refusals::{Unread, unread};
use chrono::NaiveDate;
use ledger::Commodity;
use templates::parts::Problem;
use words::{UnreadableDate, Words, read_count, read_date, read_quantity};

/// A form being read.
#[derive(Debug)]
pub struct Reader {
    /// The reader's words.
    pub words: Words,
    problems: Vec<Problem>,
}

impl Reader {
    /// Nothing is wrong yet.
    pub fn new(words: Words) -> Reader {
        Reader { words, problems: vec![] }
    }

    /// What was read, or everything that is wrong.
    pub fn finish<T>(self, read: Option<T>) -> Result<T, Vec<Problem>> {
        match read {
            Some(read) if self.problems.is_empty() => Ok(read),
            _ => Err(self.problems),
        }
    }

    /// Notes what is wrong with a field, by the key of its words; the first thing said of a field stays.
    pub fn refuse(&mut self, field: &str, key: &str) {
        self.say(field, self.words.say(key).into_owned());
    }

    /// The same with words that were put together.
    pub fn say(&mut self, field: &str, message: String) {
        if self.problems.iter().all(|problem| problem.field != field) {
            self.problems.push(Problem { field: field.to_owned(), message });
        }
    }

    /// A line of text: trimmed, without control characters, of at most so many characters.
    pub fn text(&mut self, field: &str, text: &str, most: usize) -> String {
        let text: String = text.trim().chars().filter(|c| !c.is_control()).collect();
        if text.chars().count() > most {
            self.say(field, self.words.with("text-too-long", &[("most", self.words.number(most as i64).into())]));
        }
        text
    }

    /// An amount in smallest units; blank is `None`.
    pub fn amount(&mut self, field: &str, text: &str, commodity: Commodity) -> Option<i64> {
        match read_quantity(text, commodity.decimals()) {
            Ok(amount) => amount,
            Err(why) => {
                self.say(field, unread(self.words, commodity, Unread::Number(why)));
                None
            }
        }
    }

    /// An amount that must be there.
    pub fn some_amount(&mut self, field: &str, text: &str, commodity: Commodity) -> Option<i64> {
        if text.trim().is_empty() {
            self.refuse(field, "refuse-amount-missing");
        }
        self.amount(field, text, commodity)
    }

    /// A whole number; blank is `None`.
    pub fn count(&mut self, field: &str, text: &str) -> Option<i64> {
        match read_count(text) {
            Ok(count) => count,
            Err(why) => {
                self.say(field, unread(self.words, Commodity::KHR, Unread::Number(why)));
                None
            }
        }
    }

    /// A whole number that must be there.
    pub fn some_count(&mut self, field: &str, text: &str) -> Option<i64> {
        if text.trim().is_empty() {
            self.refuse(field, "write-number");
        }
        self.count(field, text)
    }

    /// A day that must be there.
    pub fn day(&mut self, field: &str, text: &str) -> Option<NaiveDate> {
        match read_date(text) {
            Ok(day) => Some(day),
            Err(UnreadableDate::Blank) => {
                self.refuse(field, "write-day");
                None
            }
            Err(why) => {
                self.say(field, unread(self.words, Commodity::KHR, Unread::Date(why)));
                None
            }
        }
    }

    /// A day that must be there and is not still to come.
    pub fn past_day(&mut self, field: &str, text: &str, today: NaiveDate) -> Option<NaiveDate> {
        let day = self.day(field, text)?;
        if day > today {
            self.refuse(field, "day-to-come");
            return None;
        }
        Some(day)
    }

    /// One of the answers that a field offers.
    pub fn choice<T>(&mut self, field: &str, chosen: Option<T>) -> Option<T> {
        if chosen.is_none() {
            self.refuse(field, "refuse-choice");
        }
        chosen
    }
}
