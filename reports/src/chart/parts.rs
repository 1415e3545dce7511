//! What all charts have: a title, names of what is drawn, and marks.
use crate::{
    Label,
    lines::wrap,
    page::{Align, Colour, Item, Page, Weight, colour},
    shape::shape,
    table::{baseline, leading},
};

/// How something is drawn in a chart, and stands beside its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    /// A bar.
    Bar(Colour),
    /// A line.
    Line(Colour),
    /// A line of dots.
    Dots,
    /// A filled mark.
    Mark,
    /// An empty one.
    Ring,
}

/// The title; how high it is.
pub(crate) fn title(page: &mut Page, label: &Label, text: f32, (x, y, width): (f32, f32, f32)) -> f32 {
    let mut down = 0.0;
    for line in wrap(&label.line(), Weight::Bold, text, width) {
        page.text((x, y + down + baseline(text), width), Align::Left, (text, Weight::Bold, colour::GREEN), &line);
        down += leading(text);
    }
    down
}

/// The names with their signs, beside each other where they fit; how high they are.
pub(crate) fn names(page: &mut Page, all: &[(Sign, String)], small: f32, (x, y, width): (f32, f32, f32)) -> f32 {
    let style = (small, Weight::Regular, colour::SOFT);
    let sign_wide = small * 1.8;
    let (mut left, mut down) = (0.0, 0.0);
    for (sign, name) in all {
        let wide = shape(name, Weight::Regular).width(small);
        if left > 0.0 && left + sign_wide + wide > width {
            (left, down) = (0.0, down + leading(small));
        }
        sign.draw(page, (x + left + small * 0.7, y + down + small * 0.72), small);
        for (no, line) in wrap(name, Weight::Regular, small, width - left - sign_wide).iter().enumerate() {
            down += if no > 0 { leading(small) } else { 0.0 };
            page.text((x + left + sign_wide, y + down + baseline(small), width), Align::Left, style, line);
        }
        left += sign_wide + wide + small * 1.4;
    }
    if all.is_empty() { 0.0 } else { down + leading(small) + small * 0.5 }
}

impl Sign {
    /// Draws it around a place.
    pub(crate) fn draw(self, page: &mut Page, (x, y): (f32, f32), small: f32) {
        let half = small * 0.6;
        match self {
            Sign::Bar(shade) => page.rectangle((x - small * 0.4, y - small * 0.4), (small * 0.8, small * 0.8), Some(shade), None),
            Sign::Line(shade) => page.line((x - half, y), (x + half, y), shade, 1.5),
            Sign::Dots => page.dots((x - half, y), (x + half, y)),
            Sign::Mark => diamond(page, (x, y), small * 0.5, Some(colour::INK)),
            Sign::Ring => diamond(page, (x, y), small * 0.5, None),
        }
    }
}

/// A square of ink, or one that is white inside.
fn diamond(page: &mut Page, (x, y): (f32, f32), half: f32, fill: Option<Colour>) {
    let side = half * 1.3;
    let fill = fill.unwrap_or(colour::WHITE);
    page.rectangle((x - side / 2.0, y - side / 2.0), (side, side), Some(fill), Some((colour::INK, 0.9)));
}

/// A line through points.
pub(crate) fn through(page: &mut Page, points: Vec<(f32, f32)>, shade: Colour, thick: f32, dotted: bool) {
    if points.len() > 1 {
        page.items.push(Item::Line { points, colour: shade, thick, dotted });
    }
}

/// Every how manieth of so many names is written, so that none lies over its neighbour.
pub(crate) fn every(widest: f32, group: f32) -> usize {
    (widest / group.max(0.1)).ceil().max(1.0) as usize
}
