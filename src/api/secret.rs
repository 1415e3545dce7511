//! Tokens as they are handed over: made here, shown once, known afterwards by their digest alone.
use crate::web;

/// What every token begins with, so that one left lying about is known for what it is.
const BEGINS: &str = "sansom_";
/// Small letters and digits without i, l, o and u, which are misread.
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// A new token: 32 random bytes, five bits a letter.
pub fn make() -> String {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).expect("the machine has random numbers");
    spelled(&bytes)
}

/// What is kept of a token; `None` where the text is none of ours.
pub fn digest(token: &str) -> Option<Vec<u8>> {
    let letters = token.strip_prefix(BEGINS)?;
    (letters.len() == 52).then(|| web::digest(token.as_bytes()))
}

fn spelled(bytes: &[u8; 32]) -> String {
    let mut text = String::from(BEGINS);
    for first in (0..256).step_by(5) {
        let bit = |at: usize| bytes.get(at / 8).map_or(0, |byte| usize::from(byte >> (7 - at % 8) & 1));
        let letter = (first..first + 5).fold(0, |letter, at| letter << 1 | bit(at));
        text.push(char::from(LETTERS[letter]));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_spells_its_bytes() {
        assert_eq!(spelled(&[0; 32]), format!("sansom_{}", "0".repeat(52)));
        assert_eq!(spelled(&[255; 32]), format!("sansom_{}g", "z".repeat(51)));
        let (one, other) = (make(), make());
        assert_ne!(one, other);
        assert_eq!(digest(&one).map(|digest| digest.len()), Some(32));
        for strange in ["", "sansom_", &one[7..], &one[..58], "Bearer x"] {
            assert_eq!(digest(strange), None, "{strange}");
        }
    }
}
