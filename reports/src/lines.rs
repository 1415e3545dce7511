//! Where a line may be broken. Khmer has no spaces between words; a dictionary of its words, or what was learnt from
//! texts, says where one ends.
use crate::{page::Weight, shape::shape};
use icu_segmenter::{LineSegmenter, LineSegmenterBorrowed, options::LineBreakOptions};
use std::sync::LazyLock;

static SEGMENTER: LazyLock<LineSegmenterBorrowed<'static>> = LazyLock::new(|| LineSegmenter::new_lstm(LineBreakOptions::default()));

/// The ends of the pieces that a text may be broken into, the last one the text's own end.
fn breaks(text: &str) -> Vec<usize> {
    // A line does not begin with a space, a mark that ends or repeats, or a closing sign.
    let binds = |rest: &str| {
        rest.starts_with([' ', '\u{a0}', '\u{17d4}', '\u{17d5}', '\u{17d6}', '\u{17d7}', '\u{17d8}', '%', ')', ']', '»', '”', '៛'])
    };
    let mut ends: Vec<usize> = SEGMENTER.segment_str(text).filter(|&at| at > 0 && at < text.len() && !binds(&text[at..])).collect();
    // Nor between a number and its sign: 12,500 ៛ is one thing, and so is a date.
    ends.retain(|&at| {
        let inside = text[..at].ends_with(is_digit) && text[at..].starts_with(is_digit);
        !inside && !text[..at].ends_with('/')
    });
    ends.push(text.len());
    ends
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('\u{17e0}'..='\u{17e9}').contains(&c)
}

/// The width of the longest piece that is not broken, in parts of the text size.
pub(crate) fn longest_piece(text: &str, weight: Weight) -> f32 {
    let mut from = 0;
    let mut longest = 0.0_f32;
    for to in breaks(text) {
        longest = longest.max(shape(text[from..to].trim_end(), weight).width(1.0));
        from = to;
    }
    longest
}

/// Breaks a text into lines of at most a width. A piece that is wider by itself is broken between its syllables: nothing
/// is ever cut off.
pub(crate) fn wrap(text: &str, weight: Weight, size: f32, width: f32) -> Vec<String> {
    let text = text.trim();
    if text.is_empty() {
        return Vec::new();
    }
    if shape(text, weight).width(size) <= width {
        return vec![text.to_owned()];
    }
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut from = 0;
    for to in breaks(text) {
        let piece = &text[from..to];
        from = to;
        let longer = format!("{line}{piece}");
        if shape(longer.trim_end(), weight).width(size) <= width {
            line = longer;
            continue;
        }
        if !line.trim().is_empty() {
            lines.push(line.trim_end().to_owned());
        }
        line = piece.trim_start().to_owned();
        while shape(line.trim_end(), weight).width(size) > width {
            let Some(cut) = fitting(&line, weight, size, width) else { break };
            let rest = line.split_off(cut);
            lines.push(std::mem::replace(&mut line, rest));
        }
    }
    if !line.trim().is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// Where to cut a piece that is too wide: after the last cluster that fits, at least one.
fn fitting(piece: &str, weight: Weight, size: f32, width: f32) -> Option<usize> {
    let shaped = shape(piece, weight);
    if shaped.text() != piece {
        // Characters written by number do not stand where they stood: cut by halves.
        let half = piece.char_indices().nth(piece.chars().count() / 2).map(|(at, _)| at);
        return half.filter(|at| *at > 0);
    }
    let (mut used, mut cut) = (0.0, 0);
    for run in &shaped.runs {
        let em = crate::faces::FACES[usize::from(run.face)].em;
        for cluster in &run.clusters {
            used += cluster.advance as f32 / em * size;
            if used > width && cut > 0 {
                return Some(cut);
            }
            cut += cluster.text.len();
        }
    }
    (cut < piece.len()).then_some(cut)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_never_wider_than_its_room_and_nothing_is_lost() {
        let texts = [
            "សមាជិកម្នាក់ៗត្រូវចូលរួមប្រជុំរៀងរាល់ពីរសប្តាហ៍ម្តង ហើយបង់ប្រាក់សន្សំតាមចំនួនភាគហ៊ុនដែលខ្លួនបានសន្យា។",
            "Every entry in this passbook is written in front of all members.",
            "ស្រីស្រីស្រីស្រីស្រីស្រីស្រីស្រីស្រីស្រីស្រីស្រីស្រីស្រីស្រីស្រី",
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        ];
        for text in texts {
            for width in [40.0, 90.0, 200.0] {
                let lines = wrap(text, Weight::Regular, 9.0, width);
                for line in &lines {
                    assert!(shape(line, Weight::Regular).width(9.0) <= width + 0.01, "{line:?} in {width}");
                    assert!(!line.starts_with(['\u{17d4}', '\u{17d7}', ' ']), "{line:?}");
                }
                let bare = |text: &str| text.replace(' ', "");
                assert_eq!(bare(&lines.concat()), bare(text));
            }
        }
    }

    #[test]
    fn a_number_keeps_its_sign_and_a_date_stays_whole() {
        for text in ["សរុប 12,500 ៛ ថ្ងៃ 21/11/2026", "សរុប ១២.៥០០ ៛ ថ្ងៃ ២១/១១/២០២៦"]
        {
            let pieces: Vec<&str> = {
                let mut from = 0;
                breaks(text)
                    .into_iter()
                    .map(|to| {
                        let piece = &text[from..to];
                        from = to;
                        piece
                    })
                    .collect()
            };
            assert!(pieces.iter().any(|piece| piece.contains("21/11/2026") || piece.contains("២១/១១/២០២៦")), "{pieces:?}");
            assert!(pieces.iter().all(|piece| !piece.starts_with('៛')), "{pieces:?}");
        }
    }
}
