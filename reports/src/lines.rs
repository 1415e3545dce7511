//! Where a line may be broken. Khmer has no spaces between words; a dictionary of its words, or what was learnt from
//! texts, says where one ends.
use crate::{page::Weight, remember::Remembered, shape::shape};
use icu_segmenter::{LineSegmenter, LineSegmenterBorrowed, options::LineBreakOptions};
use std::{
    cell::RefCell,
    sync::{Arc, LazyLock},
};

static SEGMENTER: LazyLock<LineSegmenterBorrowed<'static>> = LazyLock::new(|| LineSegmenter::new_lstm(LineBreakOptions::default()));

thread_local! {
    static REMEMBERED: RefCell<Remembered<Arc<[usize]>>> = RefCell::default();
}

/// The ends of the pieces that a text may be broken into, the last one the text's own end. What was learnt of Khmer costs
/// more to ask than all the rest of a page: it is asked once for each text.
fn breaks(text: &str) -> Arc<[usize]> {
    REMEMBERED.with_borrow_mut(|remembered| remembered.get(text, |text| breaks_anew(text).into()))
}

fn breaks_anew(text: &str) -> Vec<usize> {
    // A line does not begin with a space, a mark that ends or repeats, or a closing sign.
    let binds = |rest: &str| {
        rest.starts_with([' ', '\u{a0}', '\u{17d4}', '\u{17d5}', '\u{17d6}', '\u{17d7}', '\u{17d8}', '%', ')', ']', '»', '”', '៛'])
    };
    let mut ends: Vec<usize> = SEGMENTER.segment_str(text).filter(|&at| at > 0 && at < text.len() && !binds(&text[at..])).collect();
    // Nor between a number and its sign: 12,500 ៛ is one thing, and so is a date; nor within a syllable.
    ends.retain(|&at| {
        let inside = text[..at].ends_with(is_digit) && text[at..].starts_with(is_digit);
        let syllable = text[..at].ends_with('\u{17d2}') || text[at..].starts_with(is_sign);
        !inside && !syllable && !text[..at].ends_with('/')
    });
    ends.push(text.len());
    ends
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('\u{17e0}'..='\u{17e9}').contains(&c)
}

/// Khmer vowel signs and what stands above or below a letter.
fn is_sign(c: char) -> bool {
    matches!(c, '\u{17b4}'..='\u{17d3}' | '\u{17dd}')
}

/// The width of the longest piece that is not broken, in parts of the text size.
pub(crate) fn longest_piece(text: &str, weight: Weight) -> f32 {
    let mut from = 0;
    let mut longest = 0.0_f32;
    for &to in breaks(text).iter() {
        longest = longest.max(shape(text[from..to].trim_end(), weight).width(1.0));
        from = to;
    }
    longest
}

/// The width of the widest piece that cannot even be cut, in parts of the text size: a syllable, or the number of a
/// character that no font has.
pub(crate) fn widest_syllable(text: &str, weight: Weight) -> f32 {
    shape(text, weight).ends().into_iter().map(|(_, width)| width).fold(0.0, f32::max)
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
    for &to in breaks(text).iter() {
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

/// Where to cut a piece that is too wide: after the last cluster that fits, at least one. `None` where it is but one.
fn fitting(piece: &str, weight: Weight, size: f32, width: f32) -> Option<usize> {
    let ends = shape(piece, weight).ends();
    let mut used = 0.0;
    let within = ends.iter().take_while(|(_, wide)| {
        used += wide * size;
        used <= width
    });
    let mut fit = within.count().max(1);
    // A letter at a line's end may be wider than it was within a word.
    while fit > 1 && shape(piece[..ends[fit - 1].0].trim_end(), weight).width(size) > width {
        fit -= 1;
    }
    ends.get(fit - 1).map(|(end, _)| *end).filter(|end| *end < piece.len())
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
                    .iter()
                    .map(|&to| {
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
