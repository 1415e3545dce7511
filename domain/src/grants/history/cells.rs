//! The cells of a row, and what of them cannot be taken.
use crate::grants::{
    Who,
    acts::PlanLine,
    deciding::{FIGURE_MOST, TEXT_MOST, is_digest},
};
use chrono::NaiveDate;
use ledger::Commodity;
use rust_decimal::Decimal;
use serde::{
    Deserialize,
    de::{IntoDeserializer, value},
};
use std::{collections::BTreeMap, ops::RangeInclusive};

/// A row: what stands under each column; an empty cell may be left out.
pub type Cells<'a> = BTreeMap<&'a str, String>;

/// Every column, in the order in which a file is best read by people; only `grant` must be there.
pub const COLUMNS: [&str; 74] = [
    "grant",
    "line",
    "person",
    "name_km",
    "name_latin",
    "household",
    "phone",
    "account",
    "village",
    "place",
    "code",
    "provider",
    "sex",
    "age",
    "province",
    "consent",
    "business",
    "eligible",
    "applied_on",
    "applied_by",
    "screened_on",
    "screened_by",
    "appraised_on",
    "appraised_by",
    "ruled_on",
    "granted",
    "agreed_on",
    "agreement",
    "witness",
    "voucher",
    "tranche",
    "amount",
    "currency",
    "paid",
    "means",
    "quotations",
    "prepared_on",
    "prepared_by",
    "checked_on",
    "checked_by",
    "approved_on",
    "approved_by",
    "paid_on",
    "paid_by",
    "recorded_on",
    "recorded_by",
    "voided",
    "receipt_supplier",
    "receipt_number",
    "receipt_on",
    "receipt_amount",
    "receipt_lines",
    "receipt_scan",
    "receipt2_supplier",
    "receipt2_number",
    "receipt2_on",
    "receipt2_amount",
    "receipt2_lines",
    "receipt2_scan",
    "visit_on",
    "visit_by",
    "visit_seen",
    "visit_found",
    "follow_months",
    "follow_on",
    "follow_by",
    "follow_seen",
    "follow_found",
    "closed_on",
    "verified",
    "rate_on",
    "rate_currency",
    "rate",
    "rate_source",
];

/// Those of a grant: its later rows say them again or leave them empty. All from the line to the witness, and how it was
/// closed.
fn of_grant() -> impl Iterator<Item = &'static str> {
    let before_voucher = COLUMNS.into_iter().skip(1).take_while(|column| *column != "voucher");
    before_voucher.chain(["closed_on", "verified"])
}

/// A cell that cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bad {
    /// Its row, from 0.
    pub row: usize,
    /// Its column.
    pub column: &'static str,
    /// Why.
    pub why: BadWhy,
}

/// Why a cell cannot be taken. None repeats what stands in it: it may be about somebody under a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadWhy {
    /// It is empty.
    Missing,
    /// It is no day: 2016-08-31 or 31/08/2016.
    Day,
    /// It is no amount above nothing, or has parts that the currency has not.
    Amount,
    /// It is no number, or too small or too large.
    Number,
    /// It is none of the words that may stand there.
    Choice,
    /// The award has no such line, or it pays no grants.
    Line,
    /// The book has no such currency.
    Currency,
    /// It has not as many digits as such a number has: did it lose its leading 0?
    Digits,
    /// It is no place: latitude and longitude with a space between.
    Place,
    /// It is no SHA-256 digest in small hexadecimal.
    Digest,
    /// The text is too long.
    Long,
    /// It says other than the first row of the same grant.
    OtherThanFirst,
    /// The same number with another name.
    OtherPerson,
    /// It is no code, or mistyped.
    Code,
    /// Nothing may stand there for somebody under a code.
    NotUnderACode,
    /// It stands for somebody under a code, and this is a family.
    NotForAFamily,
    /// A child is taken only with a guardian's consent.
    Consent,
    /// The cell beside it is filled, and this one is not.
    Alone,
}

/// A row while it is read; what is bad is noted and reading goes on.
pub(super) struct Line<'r, 'b> {
    at: usize,
    cells: &'r Cells<'r>,
    bad: &'b mut Vec<Bad>,
}

impl<'r, 'b> Line<'r, 'b> {
    pub fn new(at: usize, cells: &'r Cells<'r>, bad: &'b mut Vec<Bad>) -> Line<'r, 'b> {
        Line { at, cells, bad }
    }

    /// Notes a bad cell, once.
    pub fn note(&mut self, column: &'static str, why: BadWhy) {
        let bad = Bad { row: self.at, column, why };
        if !self.bad.contains(&bad) {
            self.bad.push(bad);
        }
    }

    /// The same where something would have been read.
    pub fn bad<T>(&mut self, column: &'static str, why: BadWhy) -> Option<T> {
        self.note(column, why);
        None
    }

    /// What stands in a cell, without spaces around it.
    pub fn text(&self, column: &str) -> &'r str {
        self.cells.get(column).map_or("", |text| text.trim())
    }

    /// The same as words of somebody's: not too long.
    pub fn words(&mut self, column: &'static str) -> String {
        let text = self.text(column);
        if text.chars().count() > TEXT_MOST {
            self.note(column, BadWhy::Long);
        }
        text.to_owned()
    }

    pub fn needed(&mut self, column: &'static str) {
        if self.text(column).is_empty() {
            self.note(column, BadWhy::Missing);
        }
    }

    pub fn all_empty(&mut self, columns: &[&'static str], why: BadWhy) {
        for column in columns {
            if !self.text(column).is_empty() {
                self.note(column, why);
            }
        }
    }

    /// Where one of the two is filled, the other is.
    pub fn together(&mut self, columns: [&'static str; 2]) {
        let empty = columns.map(|column| self.text(column).is_empty());
        if empty[0] != empty[1] {
            self.note(if empty[0] { columns[0] } else { columns[1] }, BadWhy::Alone);
        }
    }

    /// A later row of a grant says nothing else of it than the first.
    pub fn repeats(&mut self, first: &Cells) {
        for column in of_grant() {
            let (said, before) = (self.text(column), first.get(column).map_or("", |text| text.trim()));
            if !said.is_empty() && said != before {
                self.note(column, BadWhy::OtherThanFirst);
            }
        }
    }

    /// A day that must be there.
    pub fn day(&mut self, column: &'static str) -> Option<NaiveDate> {
        self.needed(column);
        self.day_or_none(column)
    }

    pub fn day_or_none(&mut self, column: &'static str) -> Option<NaiveDate> {
        let text = latin(self.text(column));
        if text.is_empty() {
            return None;
        }
        let read = ["%Y-%m-%d", "%d/%m/%Y"].into_iter().find_map(|form| NaiveDate::parse_from_str(&text, form).ok());
        // A year of two digits is read as one of the first century.
        read.filter(|day| (NaiveDate::from_ymd_opt(1980, 1, 1)..NaiveDate::from_ymd_opt(2200, 1, 1)).contains(&Some(*day)))
            .or_else(|| self.bad(column, BadWhy::Day))
    }

    /// A day and who: without a day nothing was done; without a name nobody knows by whom.
    pub fn done(&mut self, [on, by]: [&'static str; 2]) -> Option<(Who, NaiveDate)> {
        let who = Who::Named(self.words(by));
        if self.text(on).is_empty() && !self.text(by).is_empty() {
            return self.bad(on, BadWhy::Alone);
        }
        self.day_or_none(on).map(|day| (who, day))
    }

    /// An amount above nothing, in smallest units; none where the cell is empty.
    pub fn amount(&mut self, column: &'static str, currency: Commodity) -> Option<i64> {
        match self.text(column) {
            "" => None,
            text => quantity(text, currency).or_else(|| self.bad(column, BadWhy::Amount)),
        }
    }

    pub fn count(&mut self, column: &'static str, within: RangeInclusive<i64>) -> Option<i64> {
        match latin(self.text(column)).as_str() {
            "" => None,
            text => text.parse().ok().filter(|count| within.contains(count)).or_else(|| self.bad(column, BadWhy::Number)),
        }
    }

    /// One of the words of an enum, as it is kept.
    pub fn choice<T: for<'de> Deserialize<'de>>(&mut self, column: &'static str) -> Option<T> {
        let text = self.text(column).to_lowercase();
        if text.is_empty() {
            return self.bad(column, BadWhy::Missing);
        }
        let word: value::StrDeserializer<value::Error> = text.as_str().into_deserializer();
        T::deserialize(word).ok().or_else(|| self.bad(column, BadWhy::Choice))
    }

    /// Yes or no; an empty cell is no.
    pub fn yes(&mut self, column: &'static str) -> bool {
        match self.text(column).to_lowercase().as_str() {
            "yes" => true,
            "" | "no" => false,
            _ => self.bad::<bool>(column, BadWhy::Choice).unwrap_or(false),
        }
    }

    pub fn digits(&mut self, column: &'static str, count: usize) -> Option<String> {
        self.needed(column);
        let text = latin(self.text(column));
        let all = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
        if text.is_empty() || all { Some(text) } else { self.bad(column, BadWhy::Digits) }
    }

    pub fn currency(&mut self, column: &'static str, known: &[Commodity]) -> Option<Commodity> {
        let code = self.text(column);
        known.iter().copied().find(|currency| currency.code() == code).or_else(|| self.bad(column, BadWhy::Currency))
    }

    pub fn currency_or(&mut self, column: &'static str, own: Commodity, known: &[Commodity]) -> Option<Commodity> {
        if self.text(column).is_empty() { Some(own) } else { self.currency(column, known) }
    }

    /// Units of another currency for one of the award's, as smallest units for a million; it must come out whole.
    pub fn rate(&mut self, column: &'static str, other: Commodity, own: Commodity) -> Option<i64> {
        self.needed(column);
        let whole = |decimals: u8| Decimal::from(10_i64.pow(decimals.into()));
        let read = decimal(self.text(column)).and_then(|rate| {
            let million = rate.checked_mul(whole(other.decimals()))?.checked_mul(Decimal::from(1_000_000))?;
            let exact = million.checked_div(whole(own.decimals()))?.normalize();
            i64::try_from(exact).ok().filter(|per_million| exact.scale() == 0 && (1..=FIGURE_MOST).contains(per_million))
        });
        read.or_else(|| self.bad(column, BadWhy::Amount))
    }

    /// Latitude and longitude in parts of 100,000 of a degree.
    pub fn place(&mut self, column: &'static str) -> Option<(i64, i64)> {
        let part = |text: &str, most: i64| {
            let parts = Decimal::from_str_exact(text).ok()?.checked_mul(Decimal::from(100_000))?.normalize();
            i64::try_from(parts).ok().filter(|read| parts.scale() == 0 && read.abs() <= most * 100_000)
        };
        let text = latin(self.text(column)).replace(',', " ");
        let parts: Vec<&str> = text.split_whitespace().collect();
        let read = match parts[..] {
            [latitude, longitude] => part(latitude, 90).zip(part(longitude, 180)),
            _ => None,
        };
        read.or_else(|| self.bad(column, BadWhy::Place))
    }

    /// `chicks 90.00; feed 60.00`: what, and the last word is how much.
    pub fn parts(&mut self, column: &'static str, currency: Commodity) -> Vec<PlanLine> {
        let text = self.words(column);
        let mut lines = Vec::new();
        for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
            let read = part.rsplit_once(char::is_whitespace).and_then(|(what, sum)| Some((what.trim(), quantity(sum, currency)?)));
            match read {
                Some((what, amount)) => lines.push(PlanLine { what: what.to_owned(), amount }),
                None => self.note(column, BadWhy::Amount),
            }
        }
        lines
    }

    /// A digest; an empty cell says that no scan is kept.
    pub fn digest(&mut self, column: &'static str) -> String {
        let text = self.text(column);
        if !text.is_empty() && !is_digest(text) {
            self.note(column, BadWhy::Digest);
        }
        text.to_owned()
    }
}

/// Khmer digits as Latin ones.
fn latin(text: &str) -> String {
    let latin = |c: char| match c {
        '\u{17e0}'..='\u{17e9}' => char::from_digit(c as u32 - 0x17e0, 10).unwrap_or(c),
        c => c,
    };
    text.chars().map(latin).collect()
}

/// A number with a point before its parts, thousands with a comma between or together.
fn decimal(text: &str) -> Option<Decimal> {
    let text = latin(text);
    let (whole, parts) = text.split_once('.').unwrap_or((&text, ""));
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let grouped = !whole.contains(',') || (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
    let plain = whole.replace(',', "") + parts;
    let digits = plain.bytes().all(|byte| byte.is_ascii_digit()) && !first.is_empty();
    (grouped && digits).then(|| Decimal::from_str_exact(&text.replace(',', "")).ok()).flatten()
}

/// An amount above nothing in smallest units, without a part of one.
fn quantity(text: &str, currency: Commodity) -> Option<i64> {
    let units = decimal(text)?.checked_mul(Decimal::from(10_i64.pow(currency.decimals().into())))?.normalize();
    i64::try_from(units).ok().filter(|quantity| units.scale() == 0 && (1..=FIGURE_MOST).contains(quantity))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_grant_has_thirty_columns_and_none_of_a_voucher() {
        let all: Vec<&str> = super::of_grant().collect();
        assert_eq!((all.len(), all[0], all[27], all[28], all[29]), (30, "line", "witness", "closed_on", "verified"));
        assert!(all.iter().all(|column| super::COLUMNS.contains(column)));
    }
}
