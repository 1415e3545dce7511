//! Small charts as SVG drawn by the server: classes only, no styles and no script, and the figures as a table below.
use crate::layout::icon;
use maud::{Markup, Render, html};
use words::Words;

/// How the points are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A column for each point: sums of a time.
    Columns,
    /// A line through the points: what there is at a time.
    Line,
}

/// A chart.
pub struct Chart<'a> {
    /// The reader's words.
    pub words: Words,
    /// What it shows.
    pub caption: &'a str,
    /// The head of the table's first column.
    pub of: &'a str,
    /// Name of each point (short: it stands under the axis) and its quantity in smallest units, zero or more.
    pub points: &'a [(String, i64)],
    /// Decimal places of the quantities.
    pub decimals: u8,
    /// The commodity of the quantities.
    pub commodity: &'a str,
    /// How they are drawn.
    pub shape: Shape,
}

const WIDTH: i64 = 640;
const HEIGHT: i64 = 250;
const LEFT: i64 = 62;
const BOTTOM: i64 = 34;
const TOP: i64 = 14;
/// Half the width of a name under the axis, as large as a phone draws it.
const NAME: i64 = 40;

impl Chart<'_> {
    /// Distance of a quantity from the top. Drawing may round: it moves no money.
    fn y(&self, quantity: i64, most: i64) -> i64 {
        let room = i128::from(HEIGHT - TOP - BOTTOM);
        HEIGHT - BOTTOM - (room * i128::from(quantity.max(0)) / i128::from(most.max(1))) as i64
    }

    /// Figures on the axis are in thousands or millions once they are large, and the caption says so.
    fn divided_by(&self, step: i64) -> i64 {
        let whole = step / 10_i64.pow(u32::from(self.decimals));
        match whole {
            10_000_000.. => 1_000_000,
            // Millions that are not whole would say nothing as such.
            1_000_000.. if whole % 1_000_000 == 0 => 1_000_000,
            10_000.. => 1_000,
            _ => 1,
        }
    }
}

impl Render for Chart<'_> {
    fn render(&self) -> Markup {
        let words = self.words;
        let step = round_step(self.points.iter().map(|point| point.1).max().unwrap_or(0));
        let most = step * 4;
        let divisor = self.divided_by(step);
        let scale = |quantity: i64| {
            if divisor > 1 {
                words.number(quantity / 10_i64.pow(u32::from(self.decimals)) / divisor)
            } else {
                words.quantity(quantity, self.decimals)
            }
        };
        let count = self.points.len().max(1) as i64;
        let pitch = (WIDTH - LEFT) / count;
        let x = |at: usize| LEFT + pitch * at as i64 + pitch / 2;
        // Names under the axis must not touch: on a phone about eight fit.
        let every = (self.points.len() / 8 + 1).max(1);
        let last = self.points.len().saturating_sub(1);
        let sign = words.amount(0, 0, self.commodity).split('\u{a0}').nth(1).unwrap_or_default().to_owned();
        let unit = match divisor {
            1 => sign,
            1_000 => words.with("chart-thousands", &[("sign", sign.into())]),
            _ => words.with("chart-millions", &[("sign", sign.into())]),
        };
        html! {
            figure.chart {
                figcaption.small { (self.caption) " (" (unit) ")" }
                svg viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-label=(self.caption) {
                    @for tick in 0..=4 {
                        @let y = self.y(step * tick, most);
                        line.grid.(if tick == 0 { "base" } else { "" }) x1=(LEFT) x2=(WIDTH) y1=(y) y2=(y) {}
                        text.ax x=(LEFT - 8) y=(y + 5) text-anchor="end" { (scale(step * tick)) }
                    }
                    @match self.shape {
                        Shape::Columns => @for (at, (_, quantity)) in self.points.iter().enumerate() {
                            @let y = self.y(*quantity, most);
                            rect.col.(if at == last { "last" } else { "" }) x=(x(at) - (pitch * 7 / 20).max(1)) y=(y)
                                width=((pitch * 7 / 10).max(2)) height=(HEIGHT - BOTTOM - y) rx="2" {}
                        },
                        Shape::Line => {
                            @let path = self.points.iter().enumerate().map(|(at, (_, q))| format!("{},{}", x(at), self.y(*q, most))).collect::<Vec<_>>().join(" ");
                            polyline.path points=(path) {}
                            @for (at, (_, quantity)) in self.points.iter().enumerate() { circle.dot cx=(x(at)) cy=(self.y(*quantity, most)) r="4" {} }
                        },
                    }
                    @for (at, (name, _)) in self.points.iter().enumerate() {
                        @if (last - at).is_multiple_of(every) {
                            // The last name of many would reach over the edge.
                            @let at_edge = at == last && pitch < 2 * NAME;
                            text.ax x=(if at_edge { WIDTH } else { x(at) }) y=(HEIGHT - 8) text-anchor=(if at_edge { "end" } else { "middle" }) { (name) }
                        }
                    }
                }
                details {
                    summary { span.turn { (icon("chevron-right")) } (words.say("see-as-table")) }
                    table {
                        thead { tr { th scope="col" { (self.of) } th scope="col" { (self.caption) } } }
                        tbody { @for (name, quantity) in self.points {
                            tr { th scope="row" { (name) } td { (words.amount(*quantity, self.decimals, self.commodity)) } }
                        } }
                    }
                }
            }
        }
    }
}

/// A round distance of which four reach at least `most`.
pub(crate) fn round_step(most: i64) -> i64 {
    let least = (most / 4 + i64::from(most % 4 != 0)).max(10);
    let mut tenth: i64 = 1;
    while let Some(next) = tenth.checked_mul(10).filter(|next| next.saturating_mul(10) <= least) {
        tenth = next;
    }
    [10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100]
        .into_iter()
        .filter_map(|times| tenth.checked_mul(times))
        .find(|step| *step >= least)
        .unwrap_or(least)
}

#[cfg(test)]
mod tests {
    use super::round_step;

    #[test]
    fn the_axis_reaches_the_largest() {
        for (most, step) in [(0, 10), (41, 12), (401_000, 120_000), (1_000_000, 250_000), (123_456_789, 40_000_000)] {
            assert_eq!(round_step(most), step, "{most}");
        }
    }
}
