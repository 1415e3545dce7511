//! Booklets as a printer gets them: sheets of the office size with the right pages on their sides.
use crate::tools::{Paper, Sheet, document, english, text};
use reports::{Block, Booklet, MM, Size};

/// So many pages of a size, each with its number: `p1`, `p2`, ….
fn numbered(pages: usize, size: Size) -> reports::Document {
    let pages = (1..=pages).flat_map(|page| [text(format!("p{page}")), Block::NewPage]);
    document(english(), size, pages.collect())
}

/// The pages on each side, row by row, left before right.
fn sides(paper: &[Sheet]) -> Vec<Vec<String>> {
    let side = |sheet: &Sheet| {
        let mut words = sheet.words.clone();
        words.sort_by(|one, other| (one.edges[1], one.edges[0]).partial_cmp(&(other.edges[1], other.edges[0])).unwrap());
        words.into_iter().map(|word| word.text).collect()
    };
    paper.iter().map(side).collect()
}

fn is_size(sheets: &[Sheet], size: Size) {
    for sheet in sheets {
        assert!((sheet.width - size.width * MM).abs() < 0.1 && (sheet.height - size.height * MM).abs() < 0.1, "{sheet:?}");
    }
}

#[test]
fn pages_have_the_size_that_was_asked() {
    for size in [Size::A4, Size::A4_ACROSS, Size::A5, Size::A6] {
        is_size(&Paper::of(&numbered(1, size)).sheets(), size);
    }
}

#[test]
fn a_small_booklet_has_two_sheets_on_an_office_sheet() {
    let sheets = Paper::of(&reports::booklet(numbered(8, Size::A6), &[8], Booklet::A6OnA4)).sheets();
    is_size(&sheets, Size::A4);
    assert_eq!(sides(&sheets), [["p8", "p1", "p6", "p3"], ["p2", "p7", "p4", "p5"]]);
    // Each page stands whole in its quarter.
    for sheet in &sheets {
        for (at, word) in sheet.words.iter().enumerate() {
            let [left, top, right, bottom] = word.edges;
            let in_half = |low: f32, high: f32, whole: f32| high < whole / 2.0 || low > whole / 2.0;
            assert!(in_half(left, right, sheet.width) && in_half(top, bottom, sheet.height), "{at} {word:?}");
        }
    }
}

#[test]
fn a_booklet_of_halves_is_folded_once() {
    let sheets = Paper::of(&reports::booklet(numbered(6, Size::A5), &[6], Booklet::A5OnA4)).sheets();
    is_size(&sheets, Size::A4_ACROSS);
    let expected = [vec!["p1"], vec!["p2"], vec!["p6", "p3"], vec!["p4", "p5"]];
    assert_eq!(sides(&sheets), expected);
}

#[test]
fn each_members_book_is_folded_by_itself() {
    let sheets = Paper::of(&reports::booklet(numbered(7, Size::A6), &[4, 3], Booklet::A6OnA4)).sheets();
    assert_eq!(sides(&sheets), [vec!["p4", "p1", "p5"], vec!["p2", "p3", "p6", "p7"]]);
}
