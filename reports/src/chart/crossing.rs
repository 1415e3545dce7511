//! Straight lines over a quantity, and where they cross: from which output on a plan earns.
use super::{
    axis::{Axis, Scale},
    parts::{Sign, names, through, title},
};
use crate::{
    Label,
    page::{Align, Colour, Page, Weight, colour},
    shape::shape,
    table::{baseline, leading},
};

/// A straight line.
#[derive(Clone, Debug, PartialEq)]
pub struct Straight {
    /// What it shows.
    pub name: Label,
    /// Its colour.
    pub colour: Colour,
    /// Where it begins, at nothing, and where it ends, at [`Crossing::most`].
    pub ends: [i64; 2],
}

/// A place in a chart that is spoken of.
#[derive(Clone, Debug, PartialEq)]
pub struct Spot {
    /// What is said of it.
    pub says: Label,
    /// Across and up.
    pub at: (i64, i64),
    /// Filled with ink, or white inside.
    pub filled: bool,
}

/// Lines over a quantity.
#[derive(Clone, Debug, PartialEq)]
pub struct Crossing {
    /// What it shows.
    pub title: Label,
    /// What is counted along the foot.
    pub along: Label,
    /// The largest quantity.
    pub most: i64,
    /// The lines.
    pub lines: Vec<Straight>,
    /// Where they cross.
    pub spots: Vec<Spot>,
    /// A quantity that is spoken of: what is planned.
    pub upright: Option<(i64, Label)>,
    /// The numbers along the foot, and those at the side.
    pub scales: [Scale; 2],
}

impl Crossing {
    pub(crate) fn draw(&self, text: f32, page: &mut Page, (x, y, width): (f32, f32, f32)) -> f32 {
        let small = text * 0.82;
        let mut down = title(page, &self.title, text, (x, y, width));
        let mut said: Vec<_> = self.lines.iter().map(|line| (Sign::Line(line.colour), line.name.line())).collect();
        let sign = |spot: &Spot| if spot.filled { Sign::Mark } else { Sign::Ring };
        said.extend(self.spots.iter().map(|spot| (sign(spot), spot.says.line())));
        said.extend(self.upright.iter().map(|(_, says)| (Sign::Dots, says.line())));
        down += names(page, &said, small, (x, y + down, width)) + small * 0.4;
        let [foot, side] = self.scales;
        let up = Axis::over(self.lines.iter().flat_map(|line| line.ends), 5);
        let high = text * 13.0;
        let gutter = side.widest(up, small) + small * 0.5;
        let (left, top, wide) = (x + gutter, y + down, (width - gutter - small).max(1.0));
        side.across(up, page, small, (left, top, wide, high));
        // Names along the foot have their room: fewer of them where they are wide.
        let fits = |axis: &Axis| foot.widest(*axis, small) + small < wide / axis.ticks().count().max(2) as f32 * 1.1;
        let over = |parts: i128| Axis::over(std::iter::once(self.most), parts);
        let axis = [6, 5, 4, 3, 2, 1].into_iter().map(over).find(fits).unwrap_or_else(|| over(1));
        let place = |(across, tall): (i64, i64)| (left + wide * axis.at(across), top + high * (1.0 - up.at(tall)));
        for value in axis.ticks() {
            let (tick, _) = place((value, 0));
            page.line((tick, top + high), (tick, top + high + small * 0.3), colour::SOFT, 0.5);
            let label = foot.write(value);
            let own = shape(&label, Weight::Regular).width(small);
            let from = (tick - own / 2.0).clamp(x, (x + width - own).max(x));
            let style = (small, Weight::Regular, colour::SOFT);
            page.text((from, top + high + baseline(small) + small * 0.3, own), Align::Left, style, &label);
        }
        if let Some((at, _)) = &self.upright {
            let (at, _) = place((*at, 0));
            page.dots((at, top), (at, top + high));
        }
        for line in &self.lines {
            through(page, vec![place((0, line.ends[0])), place((self.most, line.ends[1]))], line.colour, 1.5, false);
        }
        for spot in &self.spots {
            sign(spot).draw(page, place(spot.at), small * 1.2);
        }
        let mut foot_high = leading(small) + small * 0.3;
        for line in crate::lines::wrap(&self.along.line(), Weight::Regular, small, width - gutter) {
            let style = (small, Weight::Regular, colour::SOFT);
            page.text((left, top + high + foot_high + baseline(small), width - gutter), Align::Right, style, &line);
            foot_high += leading(small);
        }
        down + high + foot_high + text * 0.5
    }
}
