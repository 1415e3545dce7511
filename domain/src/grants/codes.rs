//! Codes that stand for people who must not be named: random, from nothing that is known of them.
use serde::{Deserialize, Serialize};

/// Seven random signs and one that finds a mistyped one, of Crockford's 32 (no I, L, O, U).
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Code(String);

/// Nothing that is printed for a developer says a code.
impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Code(…)")
    }
}

const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl Code {
    /// A new one from randomness that the caller brings.
    pub fn new(random: [u8; 7]) -> Code {
        let mut text: String = random.iter().map(|byte| char::from(SIGNS[usize::from(byte % 32)])).collect();
        text.push(char::from(check(text.as_bytes())));
        Code(text)
    }

    /// Reads a typed one: small letters, O for 0, I and L for 1, spaces and dashes are forgiven. `None` where it is no
    /// code or mistyped.
    pub fn read(typed: &str) -> Option<Code> {
        let sign = |c: char| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            c => c,
        };
        let text: String = typed.chars().filter(|c| !matches!(c, ' ' | '-')).map(sign).collect();
        let known = text.len() == 8 && text.bytes().all(|byte| SIGNS.contains(&byte));
        (known && check(&text.as_bytes()[..7]) == text.as_bytes()[7]).then_some(Code(text))
    }

    /// As it is kept.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why a voucher of a grant under a code is voided or reversed: one of these words, since nothing else may be told.
pub const REASONS: [&str; 5] = ["amount", "date", "twice", "other-means", "not-needed"];

/// Whether a text is a number of minutes or of a transfer and tells nothing else: at least one digit, and no more letters
/// than an abbreviation has.
pub fn is_number(text: &str) -> bool {
    let known = |c: char| c.is_numeric() || c.is_ascii_alphabetic() || matches!(c, '-' | '/' | '.' | ' ' | '_');
    let letters = text.chars().filter(char::is_ascii_alphabetic).count();
    text.chars().count() <= 40 && text.chars().all(known) && text.chars().any(char::is_numeric) && letters <= 6
}

/// Weights that differ by less than 31 find every single wrong sign but one pair, and every two neighbours swapped.
fn check(signs: &[u8]) -> u8 {
    let value = |sign: u8| SIGNS.iter().position(|known| *known == sign).unwrap_or(0);
    let sum: usize = signs.iter().enumerate().map(|(at, sign)| (at + 1) * value(*sign)).sum();
    SIGNS[sum % 31]
}

/// A count of people under codes as it may be shown: none below the threshold, and then the total beside it neither.
pub fn shown(count: i64, suppress_below: i64) -> Option<i64> {
    (count == 0 || count >= suppress_below).then_some(count)
}

/// The cells of a row whose total is shown: where one is hidden, the smallest other one goes with it, so that it cannot
/// be reckoned from the total.
pub fn shown_row(counts: &[i64], suppress_below: i64) -> Vec<Option<i64>> {
    let mut cells: Vec<Option<i64>> = counts.iter().map(|count| shown(*count, suppress_below)).collect();
    if cells.iter().filter(|cell| cell.is_none()).count() == 1 {
        let next = (0..counts.len()).filter(|at| cells[*at].is_some_and(|count| count > 0)).min_by_key(|at| counts[*at]);
        if let Some(at) = next {
            cells[at] = None;
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_code_is_found() {
        let code = Code::new([1, 2, 3, 250, 31, 77, 9]);
        assert_eq!(Code::read(code.as_str()), Some(code.clone()));
        assert_eq!(Code::read(&code.as_str().to_lowercase()), Some(code.clone()));
        for at in 0..7 {
            let mut other = code.as_str().as_bytes().to_vec();
            other[at] = if other[at] == b'7' { b'8' } else { b'7' };
            assert_eq!(Code::read(std::str::from_utf8(&other).expect("ASCII")), None);
        }
        assert_eq!(Code::read("SHORT"), None);
    }

    #[test]
    fn a_number_tells_nothing_else() {
        for number in ["12/2026", "TT 7", "GC-3.1", "១២/២០២៦"] {
            assert!(is_number(number), "{number}");
        }
        for told in ["", "TT", "her name is 7", "ឈ្មោះ 7", "Koh Kong 3 village"] {
            assert!(!is_number(told), "{told}");
        }
    }

    #[test]
    fn a_code_is_not_printed() {
        assert_eq!(format!("{:?}", Code::new([1; 7])), "Code(…)");
    }

    #[test]
    fn a_hidden_cell_cannot_be_reckoned() {
        assert_eq!(shown_row(&[20, 3, 7], 5), [Some(20), None, None]);
        assert_eq!(shown_row(&[20, 0, 7], 5), [Some(20), Some(0), Some(7)]);
        assert_eq!(shown_row(&[3, 2], 5), [None, None]);
    }
}
