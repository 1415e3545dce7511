//! The short code of a paper: what a villager reads aloud or types when there is no camera.
//!
//! Eleven letters of the payload's hash and one that checks them. The check is a polynomial over the field of thirty-two
//! elements, one for each letter: any one wrong letter, and any two that changed places, are noticed before anybody is
//! told that her paper is unknown.
use super::bytes::{LETTERS, value};
use std::fmt;

/// Letters of a code, the check among them.
const LENGTH: usize = 12;

/// A code, as values of its letters.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Code([u8; LENGTH]);

/// Why what was typed is no code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeError {
    /// Nothing was typed.
    Blank,
    /// Fewer or more letters than a code has; how many.
    Length(usize),
    /// A letter that no code has.
    Letter(char),
    /// A letter is wrong, or two changed places.
    Mistyped,
}

impl Code {
    /// How many letters and digits a code has.
    pub const LENGTH: usize = LENGTH;

    /// The code of a payload, by the first fifty-five bits of its hash.
    pub fn of(hash: &[u8; 32]) -> Code {
        let mut letters = [0; LENGTH];
        for (at, letter) in letters[..LENGTH - 1].iter_mut().enumerate() {
            let bits = at * 5..at * 5 + 5;
            *letter = bits.fold(0, |value, bit| value << 1 | hash[bit / 8] >> (7 - bit % 8) & 1);
        }
        letters[LENGTH - 1] = times_two(checked(&letters[..LENGTH - 1]));
        Code(letters)
    }

    /// Reads what was typed: in groups or not, small letters, O for 0, I and L for 1, Khmer digits.
    pub fn read(text: &str) -> Result<Code, CodeError> {
        let parts = |c: &char| !c.is_whitespace() && !c.is_control() && !"-–—‑−_.\u{200b}\u{200c}\u{feff}".contains(*c);
        let typed: Vec<char> = text.chars().filter(parts).collect();
        if typed.is_empty() {
            return Err(CodeError::Blank);
        }
        if typed.len() != LENGTH {
            return Err(CodeError::Length(typed.len()));
        }
        let mut letters = [0; LENGTH];
        for (letter, &typed) in letters.iter_mut().zip(&typed) {
            *letter = value(typed).ok_or(CodeError::Letter(typed))?;
        }
        if checked(&letters) == 0 { Ok(Code(letters)) } else { Err(CodeError::Mistyped) }
    }

    /// Without its hyphens: as it is kept.
    pub fn plain(&self) -> String {
        self.0.iter().map(|&letter| char::from(LETTERS[usize::from(letter)])).collect()
    }
}

impl fmt::Display for Code {
    /// In three groups of four, as on paper.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = self.plain();
        write!(f, "{}-{}-{}", &plain[..4], &plain[4..8], &plain[8..])
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The letters as a polynomial, at the element two; nought for a right code.
fn checked(letters: &[u8]) -> u8 {
    letters.iter().fold(0, |sum, letter| times_two(sum) ^ letter)
}

/// Twice an element of the field of x⁵ + x² + 1.
fn times_two(element: u8) -> u8 {
    let double = element << 1;
    if double & 32 == 0 { double } else { double ^ 0b10_0101 }
}
