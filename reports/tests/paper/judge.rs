//! What no page may do: lose a text, put two in one place, or leave the paper.
use crate::tools::Paper;
use reports::{Document, Item, Page};
use std::collections::BTreeMap;

/// A text on a page, with the box of its letters: without the room that vowels take above and feet below.
struct Placed {
    text: String,
    /// Left, top, right, bottom.
    edges: [f32; 4],
}

fn texts(page: &Page) -> Vec<Placed> {
    let texts = page.items.iter().filter_map(|item| match item {
        Item::Text { x, baseline, size, text, .. } => {
            let edges = [*x, baseline - 0.6 * size, x + text.width(*size), baseline + 0.1 * size];
            Some(Placed { text: text.text().to_owned(), edges })
        }
        _ => None,
    });
    texts.collect()
}

/// What is wrong with the places of the texts; empty where nothing is.
pub fn misplaced(document: &Document) -> Vec<String> {
    let mut wrong = Vec::new();
    for (no, page) in document.pages.iter().enumerate() {
        let texts = texts(page);
        let boxes: Vec<_> = texts.iter().map(|text| (text.text.as_str(), text.edges)).collect();
        wrong.extend(faults(&boxes, (page.width(), page.height())).into_iter().map(|fault| format!("page {no}: {fault}")));
    }
    wrong
}

/// Boxes outside a page, and pairs that lie over each other by more than a point.
fn faults(boxes: &[(&str, [f32; 4])], (width, height): (f32, f32)) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut boxes = boxes.to_vec();
    boxes.sort_by(|one, other| one.1[1].total_cmp(&other.1[1]));
    for (at, (text, [left, top, right, bottom])) in boxes.iter().enumerate() {
        if *left < -0.1 || *top < 0.0 || *right > width + 0.1 || *bottom > height {
            wrong.push(format!("outside: {text:?} {left} {top} {right} {bottom}"));
        }
        for (other, [other_left, other_top, other_right, _]) in &boxes[at + 1..] {
            if *other_top > bottom - 1.0 {
                break;
            }
            if right.min(*other_right) - left.max(*other_left) > 1.0 {
                wrong.push(format!("over each other: {text:?} and {other:?} at {top}"));
            }
        }
    }
    wrong
}

/// The characters of `typed` that the document shows less often than they were typed.
pub fn lost(document: &Document, typed: &str) -> Vec<char> {
    let shown = document.pages.iter().flat_map(texts).map(|text| text.text).collect::<String>();
    missing(&shown, typed)
}

fn missing(shown: &str, typed: &str) -> Vec<char> {
    let mut counts: BTreeMap<char, i64> = BTreeMap::new();
    typed.chars().filter(|c| !c.is_whitespace() && !c.is_control()).for_each(|c| *counts.entry(c).or_default() += 1);
    shown.chars().for_each(|c| *counts.entry(c).or_default() -= 1);
    counts.into_iter().filter(|(_, count)| *count > 0).map(|(c, _)| c).collect()
}

/// A document holds what was typed, each text in its place, and poppler sees the same.
pub fn judge(document: &Document, typed: &str) {
    let wrong = misplaced(document);
    assert!(wrong.is_empty(), "{} faults, the first: {:#?}", wrong.len(), &wrong[..wrong.len().min(5)]);
    assert_eq!(lost(document, typed), Vec::<char>::new());
    let paper = Paper::of(document);
    paper.check();
    let sheets = paper.sheets();
    assert_eq!(sheets.len(), document.pages.len());
    for sheet in &sheets {
        let boxes: Vec<_> = sheet.words.iter().map(|word| (word.text.as_str(), band(word.edges))).collect();
        let wrong = faults(&boxes, (sheet.width, sheet.height));
        assert!(wrong.is_empty(), "poppler sees: {:#?}", &wrong[..wrong.len().min(5)]);
    }
    let read: String = sheets.iter().flat_map(|sheet| &sheet.words).map(|word| word.text.as_str()).collect();
    assert_eq!(missing(&read, typed), Vec::<char>::new(), "poppler does not find these");
}

/// Poppler's box of a word is as high as anything in its font; the letters stand in its middle.
fn band([left, top, right, bottom]: [f32; 4]) -> [f32; 4] {
    let height = bottom - top;
    [left, top + 0.4 * height, right, bottom - 0.3 * height]
}

#[test]
fn the_judge_sees_what_is_wrong() {
    use crate::tools::{document, english, text};
    use reports::{Align, Size, Weight, colour};
    let style = (10.0, Weight::Regular, colour::INK);
    let mut paper = document(english(), Size::A6, vec![text("one"), text("two")]);
    assert!(misplaced(&paper).is_empty());
    assert_eq!(lost(&paper, "one two three"), ['e', 'h', 'r', 't']);
    paper.pages[0].text((100.0, 100.0, 50.0), Align::Left, style, "here");
    assert!(misplaced(&paper).is_empty());
    for (x, baseline) in [(105.0, 98.0), (285.0, 50.0), (-5.0, 50.0), (50.0, 3.0), (50.0, 420.0)] {
        let mut wrong = paper.clone();
        wrong.pages[0].text((x, baseline, 50.0), Align::Left, style, "there");
        assert_eq!(misplaced(&wrong).len(), 1, "{x} {baseline}");
        assert!(std::panic::catch_unwind(|| judge(&wrong, "there")).is_err());
    }
}
