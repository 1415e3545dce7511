//! Bringing in what a group kept elsewhere: from a spreadsheet or a text file into the books, by the same rules as the
//! pages, all or nothing.
//!
//! A file is read whole, every line that cannot be taken is listed with its number, column and reason, and only a file
//! without such a line is written, in one transaction. What stands in the books already under the same name (a group's
//! code, a member's number, a meeting's day) is compared: the same file again changes nothing, another one is refused.
pub mod awards;
pub mod banks;
pub mod coops;
pub mod farm_sales;
pub mod groups;
mod institution;
pub mod kobo;
pub mod loans;
pub mod meetings;
pub mod members;
pub mod opening;
pub mod people;
pub mod plans;
pub mod table;
pub mod targets;
pub mod training;

use crate::{meetings::refusals, store};
use ledger::Commodity;
use sha2::{Digest, Sha256};
use uuid::Uuid;
use words::{Language, Words};

/// The words of the command line, which speaks English.
const WORDS: Words = Words { language: Language::English, digits: words::Digits::Latin };

/// Something of a file that cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadLine {
    /// The line of the file, or the row of the sheet, from 1.
    pub line: u64,
    /// The column, or nothing where it is the line as a whole.
    pub column: String,
    /// Why, for the person who sends the file.
    pub reason: String,
}

/// Everything that is wrong with a file, in the order of its lines.
#[derive(Clone, Debug, Default)]
pub struct BadLines(Vec<BadLine>);

impl BadLines {
    /// One more; a second reason at the same place adds nothing.
    pub fn add(&mut self, line: u64, column: &str, reason: impl Into<String>) {
        if !self.0.iter().any(|bad| bad.line == line && bad.column == column) {
            self.0.push(BadLine { line, column: column.to_owned(), reason: reason.into() });
        }
    }

    /// Whether nothing is listed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a place is listed.
    pub fn has(&self, line: u64, column: &str) -> bool {
        self.0.iter().any(|bad| bad.line == line && bad.column == column)
    }

    /// Nothing wrong, or all that is, by line.
    pub fn none(mut self) -> Result<(), ImportError> {
        if self.0.is_empty() {
            return Ok(());
        }
        self.0.sort_by_key(|bad| bad.line);
        Err(ImportError::Lines(self.0))
    }
}

/// Why a file was not brought in; nothing was written.
#[derive(Debug)]
pub enum ImportError {
    /// The file as a whole: it cannot be opened, or is not what it should be.
    File(String),
    /// These of its lines.
    Lines(Vec<BadLine>),
    /// The store.
    Store(store::PostError),
}

impl From<store::Error> for ImportError {
    fn from(error: store::Error) -> ImportError {
        ImportError::Store(error.into())
    }
}

impl From<store::PostError> for ImportError {
    fn from(error: store::PostError) -> ImportError {
        ImportError::Store(error)
    }
}

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// How many (groups, members, meetings) are new.
    pub new: usize,
    /// How many were there already, just so.
    pub same: usize,
    /// What somebody should look at.
    pub notes: Vec<String>,
}

/// The key of something that a file brings: the same words give the same key, so that a file brings it once.
pub fn key(words: &[&str]) -> Uuid {
    let mut hash = Sha256::new();
    hash.update(b"sansom-import-1");
    for word in words {
        hash.update((word.len() as u64).to_be_bytes());
        hash.update(word);
    }
    let digest: [u8; 32] = hash.finalize().into();
    let mut half = [0; 16];
    half.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(half).into_uuid()
}

/// Reads an amount of a row into smallest units, or lists it. Blank is `None`.
fn quantity(row: &table::Row, column: &str, commodity: Commodity, bad: &mut BadLines) -> Option<i64> {
    match words::read_quantity(row.text(column), commodity.decimals()) {
        Ok(quantity) => quantity,
        Err(why) => {
            bad.add(row.line, column, said(row.text(column), &refusals::unread(WORDS, commodity, refusals::Unread::Number(why))));
            None
        }
    }
}

/// Reads a whole number of a row, or lists it. Blank is `None`.
fn count(row: &table::Row, column: &str, bad: &mut BadLines) -> Option<i64> {
    match words::read_count(row.text(column)) {
        Ok(count) => count,
        Err(_) => {
            bad.add(row.line, column, said(row.text(column), "Not a whole number."));
            None
        }
    }
}

/// Reads a day of a row, or lists it; blank is listed too.
fn day(row: &table::Row, column: &str, bad: &mut BadLines) -> Option<chrono::NaiveDate> {
    match words::read_date(row.text(column)) {
        Ok(day) => Some(day),
        Err(why) => {
            bad.add(
                row.line,
                column,
                said(row.text(column), &refusals::unread(WORDS, Commodity::KHR, refusals::Unread::Date(why))),
            );
            None
        }
    }
}

/// A reason after what the file says, so that it is found there.
fn said(text: &str, reason: &str) -> String {
    let short: String = text.chars().take(40).collect();
    if short.is_empty() { reason.to_owned() } else { format!("“{short}”: {reason}") }
}

/// An amount as a person reads it.
fn shown(quantity: i64, commodity: Commodity) -> String {
    WORDS.amount(quantity, commodity.decimals(), commodity.code())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_give_the_same_key() {
        assert_eq!(key(&["meeting", "A", "2026-01-04"]), key(&["meeting", "A", "2026-01-04"]));
        assert_ne!(key(&["meeting", "A", "B"]), key(&["meeting", "AB", ""]));
    }

    #[test]
    fn a_place_is_listed_once_and_lines_come_in_order() {
        let mut bad = BadLines::default();
        bad.add(9, "date", "later");
        bad.add(2, "savings", "first");
        bad.add(2, "savings", "second");
        let Err(ImportError::Lines(lines)) = bad.none() else { panic!("two places are listed") };
        let places: Vec<_> = lines.iter().map(|bad| (bad.line, bad.reason.as_str())).collect();
        assert_eq!(places, [(2, "first"), (9, "later")]);
    }
}
