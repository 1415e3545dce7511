//! A small line without axes beside a figure: how a price moved. What it shows is said in words for who does not see it.
use maud::{Markup, Render, html};

const WIDTH: i64 = 120;
const HEIGHT: i64 = 32;
const EDGE: i64 = 4;

/// A small line.
pub struct Spark<'a> {
    /// What it shows, in words with its first and last figure.
    pub label: &'a str,
    /// The figures, the earliest first.
    pub points: &'a [i64],
}

impl Spark<'_> {
    /// Where the points stand: from the lowest figure at the foot to the highest at the top. Drawing may round.
    fn places(&self) -> Vec<(i64, i64)> {
        let low = self.points.iter().copied().min().unwrap_or(0);
        let high = self.points.iter().copied().max().unwrap_or(0);
        let steps = i64::try_from(self.points.len()).unwrap_or(1).saturating_sub(1).max(1);
        let rise = |figure: i64| {
            let room = i128::from(HEIGHT - 2 * EDGE);
            // A price that did not move stands in the middle.
            let up = if high == low { room / 2 } else { room * i128::from(figure - low) / i128::from(high - low) };
            HEIGHT - EDGE - i64::try_from(up).unwrap_or(0)
        };
        let across = |at: usize| EDGE + (WIDTH - 2 * EDGE) * i64::try_from(at).unwrap_or(0) / steps;
        self.points.iter().enumerate().map(|(at, figure)| (across(at), rise(*figure))).collect()
    }
}

impl Render for Spark<'_> {
    fn render(&self) -> Markup {
        let places = self.places();
        let line = places.iter().map(|(x, y)| format!("{x},{y}")).collect::<Vec<_>>().join(" ");
        html! {
            @if places.len() > 1 {
                svg.spark viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-label=(self.label) {
                    polyline points=(line) {}
                    @if let Some((x, y)) = places.last() { circle cx=(x) cy=(y) r="3" {} }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Spark;

    #[test]
    fn the_line_goes_from_the_lowest_to_the_highest() {
        let places = |points: &[i64]| Spark { label: "", points }.places();
        assert_eq!(places(&[900, 1_000, 950]), [(4, 28), (60, 4), (116, 16)]);
        assert_eq!(places(&[900, 900]), [(4, 16), (116, 16)]);
        assert_eq!(places(&[]), []);
    }
}
