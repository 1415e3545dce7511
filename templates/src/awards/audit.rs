//! The pages of an award's audit: the desk, samples and their tests, findings, certificates.
pub mod certificates;
pub mod desk;
pub mod findings;
pub mod samples;

use crate::parts::{Tone, badge};
use maud::Markup;
use words::Words;

/// What stands before a rule's own word where a finding's text is the rule's.
pub const RULE: &str = "rule:";
/// What stands before the word of a list where nothing is told in free words.
pub const SAID: &str = "said:";

/// How grave a finding is, as a badge.
pub fn severity(words: Words, code: &str) -> Markup {
    let (tone, symbol) = match code {
        "high" => (Tone::Stop, "triangle-alert"),
        "medium" => (Tone::Warn, "circle-alert"),
        _ => (Tone::Calm, "info"),
    };
    badge(tone, symbol, &words.say(&format!("finding-severity-{code}")))
}

/// How a finding stands, as a badge.
pub fn status(words: Words, code: &str) -> Markup {
    let (tone, symbol) = match code {
        "closed" => (Tone::Good, "circle-check"),
        "answered" | "followed-up" => (Tone::Wait, "hourglass"),
        _ => (Tone::Warn, "message-square-warning"),
    };
    badge(tone, symbol, &words.say(&format!("finding-status-{code}")))
}

/// Hexadecimal characters in groups of four, for reading aloud.
pub fn grouped(text: &str) -> String {
    let signs: Vec<char> = text.chars().collect();
    signs.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_hash_is_read_in_groups() {
        assert_eq!(super::grouped("0123456789ab"), "0123 4567 89ab");
        assert_eq!(super::grouped(""), "");
    }
}
