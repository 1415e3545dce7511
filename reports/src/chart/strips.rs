//! Bars that lie: a name, a bar to the right of nought or to its left, and the number.
use super::{COLOURS, axis::Axis, parts::title};
use crate::{
    Label,
    lines::wrap,
    page::{Align, Page, Weight, colour},
    shape::shape,
    table::{baseline, leading},
};

/// A bar that lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strip {
    /// What it shows.
    pub name: Label,
    /// How long it is; to the left where it is below nought.
    pub value: i64,
    /// The value, written for people.
    pub says: String,
    /// What the others are compared with.
    pub strong: bool,
}

/// Bars that lie, one under the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strips {
    /// What they show.
    pub title: Label,
    /// The bars.
    pub strips: Vec<Strip>,
}

impl Strips {
    pub(crate) fn draw(&self, text: f32, page: &mut Page, (x, y, width): (f32, f32, f32)) -> f32 {
        let small = text * 0.86;
        let mut down = title(page, &self.title, text, (x, y, width)) + text * 0.3;
        let wide = |text: &str, strong: bool| shape(text, weight(strong)).width(small);
        let numbers = self.strips.iter().map(|strip| wide(&strip.says, strip.strong)).fold(0.0, f32::max).min(width * 0.5);
        let named = self.strips.iter().map(|strip| wide(&strip.name.line(), strip.strong)).fold(0.0, f32::max);
        let names = named.min((width - numbers) * 0.5);
        let (left, right) = (x + names + small, x + width - numbers - small);
        let axis = Axis::over(self.strips.iter().map(|strip| strip.value), 4);
        let place = |value: i64| left + (right - left).max(1.0) * axis.at(value);
        let first = down;
        for strip in &self.strips {
            let lines = wrap(&strip.name.line(), weight(strip.strong), small, names + 0.1);
            let high = leading(small) * lines.len().max(1) as f32 + small * 0.5;
            let style = (small, weight(strip.strong), colour::INK);
            for (no, line) in lines.iter().enumerate() {
                let line_y = y + down + small * 0.25 + leading(small) * no as f32 + baseline(small);
                page.text((x, line_y, names), Align::Left, style, line);
            }
            let middle = y + down + high / 2.0;
            let (from, to) = (place(strip.value.min(0)), place(strip.value.max(0)));
            if to > from {
                let shade = if strip.value < 0 {
                    COLOURS[1]
                } else if strip.strong {
                    COLOURS[0]
                } else {
                    COLOURS[2]
                };
                page.rectangle((from, middle - small * 0.55), (to - from, small * 1.1), Some(shade), None);
            }
            let number_y = middle - leading(small) / 2.0;
            for (no, line) in wrap(&strip.says, weight(strip.strong), small, numbers + 0.1).iter().enumerate() {
                let at = number_y + baseline(small) + leading(small) * no as f32;
                page.text((x + width - numbers, at, numbers), Align::Right, style, line);
            }
            down += high;
        }
        page.line((place(0), y + first), (place(0), y + down), colour::SOFT, 0.9);
        down + text * 0.6
    }
}

fn weight(strong: bool) -> Weight {
    if strong { Weight::Bold } else { Weight::Regular }
}
