//! Numbers as people write and type them.
use crate::Digits;

/// Why a typed number could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// Something other than digits, separators and a currency sign.
    NotANumber,
    /// Below zero.
    Negative,
    /// More decimal places than the commodity has, such as half a riel.
    Fraction,
    /// Beyond what any village can hold (10^15 smallest units).
    TooLarge,
}

/// The largest quantity that may be typed: 10^15 smallest units, far under `i64::MAX`, so that sums of a whole sheet
/// cannot overflow.
const MOST: i64 = 1_000_000_000_000_000;

/// Reads a typed quantity into smallest units. Blank is `None`: blank is not zero.
///
/// Khmer and Latin digits, thousands separators (a comma, a full stop under Khmer digits, spaces), a currency sign and
/// stray spaces are accepted; what could mean two amounts (`1,00`, `5.5` riel) is refused, never guessed.
///
/// ```
/// use words::{read_quantity, UnreadableNumber};
/// assert_eq!(read_quantity("១០.០០០ ៛", 0), Ok(Some(10_000)));
/// assert_eq!(read_quantity("12,500", 0), Ok(Some(12_500)));
/// assert_eq!(read_quantity("12.5", 2), Ok(Some(1_250)));
/// assert_eq!(read_quantity("  ", 0), Ok(None));
/// assert_eq!(read_quantity("5.5", 0), Err(UnreadableNumber::Fraction));
/// ```
pub fn read_quantity(text: &str, decimals: u8) -> Result<Option<i64>, Unreadable> {
    let khmer = text.chars().any(|c| ('\u{17e0}'..='\u{17e9}').contains(&c));
    let text: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '\u{200b}' | '\u{200c}' | '\u{feff}' | '៛' | '$'))
        .map(latin)
        .collect();
    if text.is_empty() {
        return Ok(None);
    }
    let (negative, text) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(&text)),
    };
    let (whole, fraction) = parts(text, khmer, decimals)?;
    if negative {
        // "−0" is a slip of the finger, anything else is a wish for a sign that the sheet does not have.
        return if whole.bytes().chain(fraction.bytes()).all(|b| b == b'0') { Ok(Some(0)) } else { Err(Unreadable::Negative) };
    }
    let places = usize::from(decimals);
    let kept = fraction.trim_end_matches('0');
    if kept.len() > places {
        return Err(Unreadable::Fraction);
    }
    let digits = format!("{whole}{kept:0<places$}");
    match digits.trim_start_matches('0') {
        "" => Ok(Some(0)),
        long if long.len() > 16 => Err(Unreadable::TooLarge),
        short => match short.parse::<i64>() {
            Ok(value) if value <= MOST => Ok(Some(value)),
            _ => Err(Unreadable::TooLarge),
        },
    }
}

/// Reads a typed whole number, such as a number of shares or of notes. Blank is `None`.
pub fn read_count(text: &str) -> Result<Option<i64>, Unreadable> {
    read_quantity(text, 0)
}

/// Splits into whole digits and fraction digits, having seen that separators stand only where they part thousands.
fn parts(text: &str, khmer: bool, decimals: u8) -> Result<(String, String), Unreadable> {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit() || b == b',' || b == b'.') {
        return Err(Unreadable::NotANumber);
    }
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let grouped = |text: &str, mark: char| {
        let mut groups = text.split(mark);
        let first = groups.next().unwrap_or_default();
        (1..=3).contains(&first.len()) && digits(first) && groups.all(|group| group.len() == 3 && digits(group))
    };
    // Under Khmer digits "." parts thousands and "," the decimals; a Latin keypad may still give the other way, and
    // without cents either mark that parts whole threes can only mean thousands.
    let (group, point) = if khmer { ('.', ',') } else { (',', '.') };
    if let Some(mark) = [group, point].into_iter().find(|&mark| decimals == 0 && text.contains(mark) && grouped(text, mark)) {
        return Ok((text.replace(mark, ""), String::new()));
    }
    let (whole, fraction) = text.split_once(point).unwrap_or((text, ""));
    if (digits(whole) || grouped(whole, group)) && (fraction.is_empty() || digits(fraction)) && !text.ends_with(point) {
        return Ok((whole.replace(group, ""), fraction.to_owned()));
    }
    Err(Unreadable::NotANumber)
}

/// A Khmer digit as its Latin twin; anything else as it is.
pub(crate) fn latin(c: char) -> char {
    match c {
        '\u{17e0}'..='\u{17e9}' => char::from(b'0' + (c as u32 - 0x17e0) as u8),
        _ => c,
    }
}

/// Latin text with its digits in the reader's kind.
pub(crate) fn plain(digits: Digits, text: &str) -> String {
    match digits {
        Digits::Latin => text.to_owned(),
        Digits::Khmer => text.chars().map(|c| c.to_digit(10).and_then(|d| char::from_u32(0x17e0 + d)).unwrap_or(c)).collect(),
    }
}

/// Smallest units with separators and `decimals` places.
pub(crate) fn quantity(digits: Digits, quantity: i64, decimals: u8) -> String {
    let (group, point) = match digits {
        Digits::Latin => (',', '.'),
        Digits::Khmer => ('.', ','),
    };
    let places = usize::from(decimals);
    let all = format!("{:0>width$}", quantity.unsigned_abs(), width = places + 1);
    let (whole, fraction) = all.split_at(all.len() - places);
    let mut text = String::with_capacity(all.len() + 8);
    if quantity < 0 {
        text.push('\u{2212}');
    }
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            text.push(group);
        }
        text.push(digit);
    }
    if places > 0 {
        text.push(point);
        text.push_str(fraction);
    }
    plain(digits, &text)
}

/// The same without noughts at the end of its fraction.
pub(crate) fn trimmed(digits: Digits, quantity: i64, decimals: u8) -> String {
    let mut places = decimals;
    let mut left = quantity;
    while places > 0 && left % 10 == 0 {
        (left, places) = (left / 10, places - 1);
    }
    self::quantity(digits, left, places)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, decimals: u8, expected: Result<Option<i64>, Unreadable>) {
        assert_eq!(read_quantity(text, decimals), expected, "{text:?} with {decimals} decimals");
    }

    #[test]
    fn riel_as_typed() {
        use Unreadable::*;
        for (text, expected) in [
            ("", Ok(None)),
            ("0", Ok(Some(0))),
            ("5000", Ok(Some(5_000))),
            ("5,000", Ok(Some(5_000))),
            ("10.000", Ok(Some(10_000))),
            ("1.234.500", Ok(Some(1_234_500))),
            (" 12 500៛ ", Ok(Some(12_500))),
            ("១២៥០០", Ok(Some(12_500))),
            ("១២.៥០០", Ok(Some(12_500))),
            ("១២,៥០០", Ok(Some(12_500))),
            ("007", Ok(Some(7))),
            ("5000.00", Ok(Some(5_000))),
            ("-0", Ok(Some(0))),
            ("-500", Err(Negative)),
            ("\u{2212}5,000", Err(Negative)),
            ("5.5", Err(Fraction)),
            ("0.1", Err(Fraction)),
            ("1,00", Err(NotANumber)),
            ("12,50,000", Err(NotANumber)),
            ("ten", Err(NotANumber)),
            ("1e3", Err(NotANumber)),
            ("5000 5000x", Err(NotANumber)),
            ("1000000000000000000", Err(TooLarge)),
            ("99999999999999999999999999", Err(TooLarge)),
            ("1000000000000000", Ok(Some(1_000_000_000_000_000))),
            ("1000000000000001", Err(TooLarge)),
        ] {
            check(text, 0, expected);
        }
    }

    #[test]
    fn dollars_as_typed() {
        use Unreadable::*;
        for (text, expected) in [
            ("12", Ok(Some(1_200))),
            ("12.5", Ok(Some(1_250))),
            ("$12.50", Ok(Some(1_250))),
            ("1,200.05", Ok(Some(120_005))),
            ("១២,៥០", Ok(Some(1_250))),
            ("12.345", Err(Fraction)),
            ("1.000", Ok(Some(100))),
            ("1,5", Err(NotANumber)),
        ] {
            check(text, 2, expected);
        }
    }

    #[test]
    fn written_and_read_back() {
        for digits in [Digits::Latin, Digits::Khmer] {
            for decimals in [0, 2, 3] {
                for number in [0, 7, 99, 100, 1_000, 12_345, 999_999, 1_000_000, 123_456_789] {
                    let text = quantity(digits, number, decimals);
                    check(&text, decimals, Ok(Some(number)));
                }
            }
        }
        assert_eq!(quantity(Digits::Latin, -1_234, 0), "\u{2212}1,234");
        assert_eq!(quantity(Digits::Khmer, 12_500, 0), "១២.៥០០");
        assert_eq!(quantity(Digits::Latin, 5, 2), "0.05");
        assert_eq!(trimmed(Digits::Latin, 1_120_500, 3), "1,120.5");
        assert_eq!(trimmed(Digits::Latin, 3_770_000, 3), "3,770");
        assert_eq!(trimmed(Digits::Latin, 0, 3), "0");
    }
}
