//! The cover: whose passbook it is, of which group.
use super::{Hand, Passbook};
use crate::{
    Colour, Label, MM, Page, Weight, colour,
    lines::wrap,
    page::Align,
    table::{baseline, leading},
};

/// Draws it within a quiet frame.
pub(super) fn page(book: &Passbook, hand: Hand) -> Page {
    let say = hand.say;
    let mut page = Page::new(hand.size);
    let scale = hand.by_paper(1.0, 1.35);
    let edge = hand.by_paper(6.0, 8.0) * MM;
    let (wide, high) = (page.width() - 2.0 * edge, page.height() - 2.0 * edge);
    page.rectangle((edge, edge), (wide, high), None, Some((colour::GREEN, 1.3)));
    let inner = edge + 2.2;
    page.rectangle((inner, inner), (wide - 4.4, high - 4.4), None, Some((colour::LINE, 0.5)));
    let mut down = Down { page: &mut page, y: edge + 7.0 * MM * scale, left: inner + 4.0 * MM, width: wide - 4.4 - 8.0 * MM };

    down.label(&book.group.name.label(say), (12.5 * scale, Weight::Bold, colour::INK));
    down.label(&book.group.place.label(say), (8.5 * scale, Weight::Regular, colour::SOFT));
    down.y += 11.0 * MM * scale;
    down.label(&say.say("passbook"), (27.0 * scale, Weight::Bold, colour::GREEN));
    down.y += 2.0 * MM * scale;
    down.squares(4.2 * MM * scale);
    down.y += 11.0 * MM * scale;
    down.label(&say.say("member-number"), (9.0 * scale, Weight::Regular, colour::SOFT));
    down.text(&say.ordinal(book.number), (27.0 * scale, Weight::Bold, colour::INK));
    down.y += 2.0 * MM * scale;
    // Both scripts, whatever the paper's language: she may show it to who reads only one.
    let first = book.name.line(say);
    down.text(&first, (16.0 * scale, Weight::Bold, colour::INK));
    for other in [&book.name.khmer, &book.name.latin].into_iter().filter(|name| !name.is_empty() && **name != first) {
        down.text(other, (11.0 * scale, Weight::Regular, colour::INK));
    }
    down.y += 3.0 * MM * scale;
    let fact = |key: &str, value: String| if value.is_empty() { value } else { format!("{} {value}", say.say(key).main) };
    down.text(&fact("passbook-village", book.place.line(say)), (9.0 * scale, Weight::Regular, colour::SOFT));
    down.text(&fact("passbook-joined", say.day(book.joined_on)), (9.0 * scale, Weight::Regular, colour::SOFT));
    page
}

/// What is set down the middle of the page.
struct Down<'a> {
    page: &'a mut Page,
    y: f32,
    left: f32,
    width: f32,
}

impl Down<'_> {
    fn text(&mut self, text: &str, (size, weight, shade): (f32, Weight, Colour)) {
        // A very long name is set smaller before it takes a third line.
        let steps = [1.0, 0.8, 0.64].map(|step| size * step);
        let fits = steps.into_iter().find(|size| wrap(text, weight, *size, self.width).len() <= 2);
        let size = fits.unwrap_or(steps[2]);
        for line in wrap(text, weight, size, self.width) {
            self.page.text((self.left, self.y + baseline(size), self.width), Align::Middle, (size, weight, shade), &line);
            self.y += leading(size);
        }
    }

    fn label(&mut self, label: &Label, (size, weight, shade): (f32, Weight, Colour)) {
        self.text(&label.main, (size, weight, shade));
        if let Some(beside) = &label.beside {
            self.text(beside, (size * 0.66, Weight::Regular, colour::SOFT));
        }
    }

    /// Five stamped squares, as on every page that follows.
    fn squares(&mut self, side: f32) {
        let step = side * 1.45;
        let left = self.left + (self.width - step * 4.0 - side) / 2.0;
        for at in 0..5 {
            let x = left + step * at as f32;
            self.page.rectangle((x, self.y), (side, side), Some(colour::GREEN), None);
        }
        self.y += side;
    }
}
