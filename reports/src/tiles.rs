//! The answer in numbers: figures with their names in a frame, and what is to be said of them below.
use crate::{
    Label,
    lines::wrap,
    page::{Align, Page, Weight, colour},
    shape::shape,
    table::{baseline, leading},
};

/// Figures in a frame.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tiles {
    /// Names and figures, beside each other in rows.
    pub figures: Vec<(Label, String)>,
    /// How many stand in a row.
    pub across: usize,
    /// What is said below them.
    pub says: Vec<Label>,
}

impl Tiles {
    pub(crate) fn draw(&self, text: f32, page: &mut Page, (x, y, width): (f32, f32, f32)) -> f32 {
        // Measured first: the frame lies under what stands in it.
        let high = self.fill(text, &mut Page::new(page.size), (x, y, width));
        page.rectangle((x, y), (width, high), Some(colour::PALE), Some((colour::GREEN, 0.8)));
        self.fill(text, page, (x, y, width));
        high + text * 0.7
    }

    fn fill(&self, text: f32, page: &mut Page, (x, y, width): (f32, f32, f32)) -> f32 {
        let (pad, small) = (text * 0.8, text * 0.82);
        let across = self.across.max(1);
        let room = width - 2.0 * pad;
        let cell = room / across as f32;
        let inner = cell - pad;
        // All figures are of one size: the widest decides.
        let widest = self.figures.iter().map(|(_, figure)| shape(figure, Weight::Bold).width(1.0)).fold(0.0, f32::max);
        let large = (text * 1.35).min(inner / widest.max(0.1)).max(text * 0.7);
        let mut down = pad * 0.8;
        for row in self.figures.chunks(across) {
            let named: Vec<_> = row.iter().map(|(name, _)| lines(name, small, inner)).collect();
            let names = named.iter().map(|lines| lines.iter().map(|line| leading(line.1)).sum()).fold(0.0, f32::max);
            for (at, (lines, (_, figure))) in named.iter().zip(row).enumerate() {
                let left = x + pad + cell * at as f32;
                // Names stand on their figures, whether of one line or of three.
                let own: f32 = lines.iter().map(|line| leading(line.1)).sum();
                let mut line_y = y + down + names - own;
                for (line, size) in lines {
                    let style = (*size, Weight::Regular, colour::SOFT);
                    page.text((left, line_y + baseline(*size), inner), Align::Left, style, line);
                    line_y += leading(*size);
                }
                let style = (large, Weight::Bold, colour::GREEN);
                for (no, line) in wrap(figure, Weight::Bold, large, inner + 0.1).iter().enumerate() {
                    let at = y + down + names + baseline(large) + leading(large) * no as f32;
                    page.text((left, at, inner), Align::Left, style, line);
                }
            }
            let tall = row.iter().map(|(_, figure)| wrap(figure, Weight::Bold, large, inner + 0.1).len()).max().unwrap_or(0);
            down += names + leading(large) * tall as f32 + text * 0.3;
        }
        if !self.says.is_empty() && !self.figures.is_empty() {
            page.line((x + pad, y + down + text * 0.2), (x + width - pad, y + down + text * 0.2), colour::LINE, 0.5);
            down += text * 0.5;
        }
        for says in &self.says {
            for (no, (line, size)) in lines(says, text * 0.95, room).iter().enumerate() {
                let shade = if no > 0 && *size < text * 0.95 { colour::SOFT } else { colour::INK };
                page.text((x + pad, y + down + baseline(*size), room), Align::Left, (*size, Weight::Regular, shade), line);
                down += leading(*size);
            }
            down += text * 0.15;
        }
        down + pad * 0.6
    }
}

/// The lines of a label, the second language smaller.
fn lines(label: &Label, size: f32, width: f32) -> Vec<(String, f32)> {
    let mut all: Vec<_> = wrap(&label.main, Weight::Regular, size, width).into_iter().map(|line| (line, size)).collect();
    let small = size * 0.86;
    all.extend(label.beside.iter().flat_map(|beside| wrap(beside, Weight::Regular, small, width)).map(|line| (line, small)));
    all
}
