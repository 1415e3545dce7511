//! Money month by month: what comes in stands above the line, what goes out below it, and a line says what is in the box.
use super::{
    COLOURS,
    axis::{Axis, Scale},
    parts::{Sign, every, names, through, title},
};
use crate::{
    Label,
    page::{Align, Page, Weight, colour},
    shape::shape,
    table::{baseline, leading},
};

/// One month, or another span of time. Amounts in smallest units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    /// Its name.
    pub name: String,
    /// What comes in, from nought up.
    pub comes: i64,
    /// What goes out, from nought up; it is drawn downwards.
    pub goes: i64,
    /// What is in the box at its end.
    pub holds: i64,
}

/// Money over time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flows {
    /// What it shows.
    pub title: Label,
    /// The names of what comes, what goes and the box.
    pub names: [Label; 3],
    /// The spans of time.
    pub flows: Vec<Flow>,
    /// The span to be marked (from 0), and what is said of it.
    pub mark: Option<(usize, Label)>,
    /// The numbers at its side.
    pub scale: Scale,
}

impl Flows {
    pub(crate) fn draw(&self, text: f32, page: &mut Page, (x, y, width): (f32, f32, f32)) -> f32 {
        let small = text * 0.82;
        let mut down = title(page, &self.title, text, (x, y, width));
        let signs = [Sign::Bar(COLOURS[0]), Sign::Bar(COLOURS[1]), Sign::Line(colour::INK)];
        let mut said: Vec<_> = signs.into_iter().zip(self.names.iter().map(Label::line)).collect();
        said.extend(self.mark.iter().map(|(_, says)| (Sign::Mark, says.line())));
        down += names(page, &said, small, (x, y + down, width)) + small * 0.4;
        let values = self.flows.iter().flat_map(|flow| [flow.comes, flow.goes.saturating_neg(), flow.holds]);
        let (axis, high) = (Axis::over(values, 6), text * 13.0);
        let gutter = self.scale.widest(axis, small) + small * 0.5;
        let (left, top, wide) = (x + gutter, y + down, (width - gutter).max(1.0));
        self.scale.across(axis, page, small, (left, top, wide, high));
        let place = |value: i64| top + high * (1.0 - axis.at(value));
        let group = wide / self.flows.len().max(1) as f32;
        let bar = (group * 0.62).min(text * 2.4);
        let mut points = Vec::new();
        for (at, flow) in self.flows.iter().enumerate() {
            let middle = left + group * (at as f32 + 0.5);
            for (value, shade) in [(flow.comes.max(0), COLOURS[0]), (flow.goes.max(0).saturating_neg(), COLOURS[1])] {
                let (upper, lower) = (place(value.max(0)), place(value.min(0)));
                if lower - upper > 0.0 {
                    page.rectangle((middle - bar / 2.0, upper), (bar, lower - upper), Some(shade), None);
                }
            }
            points.push((middle, place(flow.holds)));
        }
        through(page, points.clone(), colour::WHITE, 3.0, false);
        through(page, points.clone(), colour::INK, 1.3, false);
        if let Some(point) = self.mark.as_ref().and_then(|(at, _)| points.get(*at)) {
            Sign::Mark.draw(page, *point, small * 1.2);
        }
        let widest = self.flows.iter().map(|flow| shape(&flow.name, Weight::Regular).width(small)).fold(0.0, f32::max);
        let step = every(widest + small * 0.6, group);
        for (at, flow) in self.flows.iter().enumerate().step_by(step) {
            // A name may be wider than its bars: it stands in their middle, but within the chart.
            let own = shape(&flow.name, Weight::Regular).width(small);
            let from = (left + group * (at as f32 + 0.5) - own / 2.0).clamp(x, (x + width - own).max(x));
            let style = (small, Weight::Regular, colour::SOFT);
            page.text((from, top + high + baseline(small) + small * 0.2, own), Align::Left, style, &flow.name);
        }
        down + high + leading(small) + text * 0.6
    }
}
