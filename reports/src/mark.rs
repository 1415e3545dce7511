//! The mark on papers that prove nothing: a band across the head and the foot of every page, with hatched ends that any
//! photocopier keeps, and a pale stripe under the text from corner to corner, so that no half of a page is without it.
use crate::{
    lines::wrap,
    page::{Align, Colour, Document, Item, MM, Page, Weight, colour},
    table::{baseline, leading},
};

/// Pale enough to read through, dark enough to be copied.
const STRIPE: Colour = Colour(232, 232, 232);
/// How far a band stands from the edge that printers leave white, in millimetres.
const EDGE: f32 = 3.2;

impl Document {
    /// The same with a mark on every page.
    #[must_use]
    pub fn marked(mut self, text: &str) -> Document {
        self.pages.iter_mut().for_each(|page| mark(page, text));
        self
    }
}

fn mark(page: &mut Page, text: &str) {
    let (width, height) = (page.width(), page.height());
    let thick = width.min(height) * 0.05;
    let stripe = Item::Line { points: vec![(0.0, height), (width, 0.0)], colour: STRIPE, thick, dotted: false };
    // Under everything else: what it crosses stays as black as it was.
    page.items.insert(0, stripe);
    let size = (width / MM).clamp(100.0, 200.0) * 0.05;
    let high = leading(size);
    band(page, text, EDGE * MM, (size, high));
    band(page, text, height - EDGE * MM - high, (size, high));
}

/// One band: white, framed, the words in the middle and hatching at both ends.
fn band(page: &mut Page, text: &str, y: f32, (size, high): (f32, f32)) {
    let (left, width) = (EDGE * MM, page.width() - 2.0 * EDGE * MM);
    let right = left + width;
    page.rectangle((left, y), (width, high), Some(Colour(255, 255, 255)), Some((colour::INK, 0.9)));
    let words = crate::shape(text, Weight::Bold).width(size).min(width);
    let free = ((width - words) / 2.0 - size).max(0.0);
    for from in [left, right - free] {
        let mut at = 0.0;
        while at + high <= free {
            page.line((from + at, y + high), (from + at + high, y), colour::INK, 0.9);
            at += high * 0.7;
        }
    }
    let line = wrap(text, Weight::Bold, size, width).into_iter().next().unwrap_or_default();
    page.text((left, y + baseline(size), width), Align::Middle, (size, Weight::Bold, colour::INK), &line);
}

#[cfg(test)]
mod tests {
    use crate::{Document, Page, Size};

    #[test]
    fn every_page_bears_the_mark_twice() {
        let pages = vec![Page::new(Size::A6), Page::new(Size::A4)];
        let document = Document { title: String::new(), language: "en", pages, bookmarks: vec![], sides: None };
        for page in document.marked("PRACTICE").pages {
            let texts = page.items.iter().filter(|item| matches!(item, crate::Item::Text { .. })).count();
            assert_eq!(texts, 2);
        }
    }
}
