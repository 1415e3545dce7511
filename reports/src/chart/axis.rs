//! The scale of a chart: round numbers that hold everything, with nought among them.
use crate::{
    Say,
    page::{Align, Page, Weight, colour},
    shape::shape,
    table::baseline,
};

/// Numbers along a side, from a multiple of a round step to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Axis {
    low: i128,
    high: i128,
    step: i128,
}

impl Axis {
    /// An axis of about so many parts on which all values and nought have a place.
    pub(crate) fn over(values: impl Iterator<Item = i64>, parts: i128) -> Axis {
        let (mut least, mut most) = (0, 0);
        for value in values.map(i128::from) {
            (least, most) = (value.min(least), value.max(most));
        }
        if least == most {
            most = 1;
        }
        let raw = ((most - least + parts - 1) / parts).max(1);
        let mut power = 1;
        while power * 10 <= raw {
            power *= 10;
        }
        let step = [1, 2, 5, 10].into_iter().map(|times| times * power).find(|step| *step >= raw).unwrap_or(raw);
        Axis { low: least.div_euclid(step) * step, high: most.div_euclid(step) * step, step }.up_to(most)
    }

    fn up_to(self, most: i128) -> Axis {
        if self.high < most { Axis { high: self.high + self.step, ..self } } else { self }
    }

    /// Where a value stands between the lower end (0) and the upper one (1).
    pub(crate) fn at(self, value: i64) -> f32 {
        ((i128::from(value) - self.low) as f64 / (self.high - self.low) as f64) as f32
    }

    /// The numbers that are written, the lowest first.
    pub(crate) fn ticks(self) -> impl Iterator<Item = i64> {
        let count = (self.high - self.low) / self.step;
        (0..=count).filter_map(move |no| i64::try_from(self.low + no * self.step).ok())
    }
}

/// How numbers stand beside a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    /// In whose digits.
    pub say: Say,
    /// Decimal places of the smallest unit.
    pub decimals: u8,
}

impl Scale {
    /// A number without places that say nothing.
    pub(crate) fn write(self, value: i64) -> String {
        let whole = 10_i64.checked_pow(self.decimals.into()).unwrap_or(i64::MAX);
        if value % whole == 0 { self.say.number(value / whole) } else { self.say.words().quantity(value, self.decimals) }
    }

    /// The room that the numbers of an axis take at a text size.
    pub(crate) fn widest(self, axis: Axis, size: f32) -> f32 {
        axis.ticks().map(|value| shape(&self.write(value), Weight::Regular).width(size)).fold(0.0, f32::max)
    }

    /// Draws lines across with their numbers left of them; the one of nought is thicker.
    pub(crate) fn across(self, axis: Axis, page: &mut Page, size: f32, (x, y, width, high): (f32, f32, f32, f32)) {
        let room = self.widest(axis, size);
        for value in axis.ticks() {
            let line = y + high * (1.0 - axis.at(value));
            let (shade, thick) = if value == 0 { (colour::SOFT, 0.9) } else { (colour::LINE, 0.3) };
            page.line((x, line), (x + width, line), shade, thick);
            let place = (x - room - size * 0.4, line - size * 0.75 + baseline(size) * 0.95, room);
            page.text(place, Align::Right, (size, Weight::Regular, colour::SOFT), &self.write(value));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_holds_its_values_and_nought_on_round_numbers() {
        let ticks = |values: &[i64]| Axis::over(values.iter().copied(), 5).ticks().collect::<Vec<_>>();
        assert_eq!(ticks(&[0, 3_150_000]), [0, 1_000_000, 2_000_000, 3_000_000, 4_000_000]);
        assert_eq!(ticks(&[-1, 4]), [-1, 0, 1, 2, 3, 4]);
        assert_eq!(ticks(&[-500_000, -20_000]), [-500_000, -400_000, -300_000, -200_000, -100_000, 0]);
        assert_eq!(ticks(&[]), [0, 1]);
        let widest = Axis::over([i64::MIN, i64::MAX].into_iter(), 5);
        assert!((0.0..=1.0).contains(&widest.at(i64::MIN)) && (0.0..=1.0).contains(&widest.at(i64::MAX)));
    }
}
