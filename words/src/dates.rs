//! Dates as people write and type them: day, month, year; Cambodian time is UTC+7 all year.
use crate::{Words, numbers};
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Utc};

/// Why a typed date could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// Nothing was typed.
    Blank,
    /// Not day/month/year and not year-month-day, or no such day.
    NotADate,
}

/// Reads `2026-11-21` or `21/11/2026` (also with `.` or `-`), in Khmer or Latin digits.
///
/// ```
/// use words::read_date;
/// assert_eq!(read_date("២១/១១/២០២៦"), read_date("2026-11-21"));
/// ```
pub fn read_date(text: &str) -> Result<NaiveDate, Unreadable> {
    // A Khmer keyboard's space bar and a pasted text leave marks that nobody sees.
    let text: String = text.chars().filter(|c| !matches!(c, '\u{200b}' | '\u{200c}' | '\u{feff}')).map(numbers::latin).collect();
    let text = text.trim();
    if text.is_empty() {
        return Err(Unreadable::Blank);
    }
    let fields: Vec<&str> = text.split(['-', '/', '.']).map(str::trim).collect();
    let [a, b, c] = fields[..] else { return Err(Unreadable::NotADate) };
    let (year, month, day) = if a.len() == 4 { (a, b, c) } else { (c, b, a) };
    let number = |text: &str| text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse::<u32>().ok()).flatten();
    match (number(year), number(month), number(day)) {
        (Some(year @ 1900..=2999), Some(month), Some(day)) => {
            NaiveDate::from_ymd_opt(year as i32, month, day).ok_or(Unreadable::NotADate)
        }
        _ => Err(Unreadable::NotADate),
    }
}

pub(crate) fn long(words: Words, date: NaiveDate) -> String {
    format!("{}\u{a0}{} {}", words.ordinal(date.day().into()), month_name(words, date), words.ordinal(date.year().into()))
}

pub(crate) fn month(words: Words, date: NaiveDate) -> String {
    format!("{} {}", month_name(words, date), words.ordinal(date.year().into()))
}

pub(crate) fn short(words: Words, date: NaiveDate) -> String {
    numbers::plain(words.digits, &date.format("%d/%m/%Y").to_string())
}

pub(crate) fn instant(words: Words, at: DateTime<Utc>) -> String {
    let cambodia = FixedOffset::east_opt(7 * 3600).expect("seven hours is a valid offset");
    numbers::plain(words.digits, &at.with_timezone(&cambodia).format("%d/%m/%Y %H:%M").to_string())
}

fn month_name(words: Words, date: NaiveDate) -> std::borrow::Cow<'static, str> {
    words.say(MONTHS[date.month0() as usize])
}

const MONTHS: [&str; 12] = [
    "month-1", "month-2", "month-3", "month-4", "month-5", "month-6", "month-7", "month-8", "month-9", "month-10", "month-11",
    "month-12",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Language;

    #[test]
    fn typed() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 21);
        for text in ["2026-11-21", "21/11/2026", " 21.11.2026 ", "21-11-2026", "២១/១១/២០២៦", "\u{200b}២១ / ១១ / ២០២៦\u{200b}"]
        {
            assert_eq!(read_date(text).ok(), day, "{text:?}");
        }
        for text in ["31/02/2026", "21/11", "21/11/26", "abc", "2026-13-01", "0/0/2026"] {
            assert_eq!(read_date(text), Err(Unreadable::NotADate), "{text:?}");
        }
        assert_eq!(read_date(" "), Err(Unreadable::Blank));
    }

    #[test]
    fn written() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 2).unwrap();
        assert_eq!(Words::new(Language::English).date(day), "2\u{a0}November 2026");
        assert_eq!(Words::new(Language::Khmer).date(day), "2\u{a0}វិច្ឆិកា 2026");
        assert_eq!(Words::new(Language::Khmer).date_short(day), "02/11/2026");
    }
}
