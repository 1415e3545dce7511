//! Bars: how something grew, side by side; and in the folder, charts of money over time, of lines that cross, and of bars
//! that lie.
mod axis;
mod crossing;
mod flows;
mod parts;
mod strips;

pub use axis::Scale;
pub use crossing::{Crossing, Spot, Straight};
pub use flows::{Flow, Flows};
pub use strips::{Strip, Strips};

use crate::{
    Label,
    lines::wrap,
    page::{Align, Colour, Page, Weight, colour},
    shape::shape,
    table::{baseline, leading},
};

/// A row of bars of one colour.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// What it counts.
    pub name: Label,
    /// A value for each group of bars, in smallest units; never negative (a negative one is drawn as nothing).
    pub values: Vec<i64>,
}

/// Bars in groups.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// What it shows.
    pub title: Label,
    /// The names of the groups.
    pub groups: Vec<String>,
    /// The bars.
    pub series: Vec<Series>,
    /// The largest value, written for people: it stands at the top line.
    pub most: String,
}

pub(crate) const COLOURS: [Colour; 4] =
    [colour::GREEN, Colour(0xc7, 0x8a, 0x2b), Colour(0x8f, 0xb8, 0x9d), Colour(0x6b, 0x72, 0x80)];

impl Chart {
    pub(crate) fn draw(&self, text: f32, page: &mut Page, (x, y, width): (f32, f32, f32)) -> f32 {
        let small = text * 0.82;
        let style = (small, Weight::Regular, colour::SOFT);
        let wide = |text: &str| shape(text, Weight::Regular).width(small);
        let mut down = 0.0;
        for line in wrap(&self.title.line(), Weight::Bold, text, width) {
            page.text((x, y + down + baseline(text), width), Align::Left, (text, Weight::Bold, colour::GREEN), &line);
            down += leading(text);
        }
        // The names stand beside each other where they fit, left of the largest value.
        let room = width - wide(&self.most) - small;
        let mut left = 0.0;
        for (series, shade) in self.series.iter().zip(COLOURS) {
            let name = series.name.line();
            if left > 0.0 && left + small * 1.2 + wide(&name) > room {
                (left, down) = (0.0, down + leading(small));
            }
            page.rectangle((x + left, y + down + small * 0.3), (small * 0.8, small * 0.8), Some(shade), None);
            for (no, line) in wrap(&name, Weight::Regular, small, room - left - small * 1.2).iter().enumerate() {
                down += if no > 0 { leading(small) } else { 0.0 };
                page.text((x + left + small * 1.2, y + down + baseline(small), room), Align::Left, style, line);
            }
            left += small * 2.6 + wide(&name);
        }
        down += leading(small) + small * 0.4;
        let (top, high) = (y + down, text * 9.0);
        page.text((x, top - small * 0.2, width), Align::Right, style, &self.most);
        for part in 0..=4 {
            let line = top + high * part as f32 / 4.0;
            page.line((x, line), (x + width, line), colour::LINE, if part == 4 { 0.8 } else { 0.3 });
        }
        let most = self.series.iter().flat_map(|series| &series.values).copied().max().unwrap_or(0).max(1);
        let group = width / self.groups.len().max(1) as f32;
        let widest = self.groups.iter().map(|name| wide(name)).fold(0.0, f32::max);
        let step = if widest < width / 8.0 { ((widest + small * 0.4) / group).ceil().max(1.0) as usize } else { 1 };
        let mut lines = 1;
        let bar = (group * 0.8 / self.series.len().max(1) as f32).min(text * 2.2);
        for (at, name) in self.groups.iter().enumerate() {
            let left = x + group * at as f32;
            let inner = left + (group - bar * self.series.len() as f32) / 2.0;
            for (no, (series, shade)) in self.series.iter().zip(COLOURS).enumerate() {
                let value = series.values.get(at).copied().unwrap_or(0).max(0);
                let tall = high * (value as f64 / most as f64) as f32;
                if tall > 0.0 {
                    page.rectangle((inner + bar * no as f32, top + high - tall), (bar * 0.92, tall), Some(shade), None);
                }
            }
            // Of many short names every second, third, … is written; a long one takes more lines.
            for (no, line) in wrap(name, Weight::Regular, small, group * step as f32).iter().enumerate().filter(|_| at % step == 0)
            {
                let left = if step > 1 { left.min(x + width - wide(line)) } else { left };
                let place = (left, top + high + baseline(small) + leading(small) * no as f32, group);
                page.text(place, if step > 1 { Align::Left } else { Align::Middle }, style, line);
                lines = lines.max(no + 1);
            }
        }
        down + high + leading(small) * lines as f32 + text * 0.4
    }
}
