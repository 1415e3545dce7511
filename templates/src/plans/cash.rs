//! Cash month by month: bars of what each month changes, the line of what the box holds, and the figures as a table.
use super::{part, say, unit};
use crate::{
    layout::icon,
    parts::{Column, Row, Table, Unit, chart::round_step, facts},
};
use domain::plans::{Cash, Month, Plan, Year};
use maud::{Markup, html};
use words::Words;

const WIDTH: i64 = 640;
const HEIGHT: i64 = 280;
const LEFT: i64 = 74;
const TOP: i64 = 14;
const BOTTOM: i64 = 36;

/// What the axis reaches from and to, in round steps.
struct Axis {
    step: i64,
    low: i64,
    high: i64,
}

impl Axis {
    fn of(values: impl Iterator<Item = i64> + Clone) -> Axis {
        let (low, high) = (values.clone().min().unwrap_or(0).min(0), values.max().unwrap_or(0).max(0));
        let step = round_step(high.saturating_sub(low)).max(1);
        Axis { step, low: low.div_euclid(step) * step, high: -((-high).div_euclid(step)) * step }
    }

    /// Distance of a quantity from the top. Drawing may round: it moves no money.
    fn y(&self, quantity: i64) -> i64 {
        let room = i128::from(HEIGHT - TOP - BOTTOM);
        let all = i128::from((self.high - self.low).max(1));
        TOP + (room * i128::from(self.high - quantity) / all) as i64
    }

    fn ticks(&self) -> impl Iterator<Item = i64> {
        let (low, step) = (self.low, self.step);
        (0..=(self.high - low) / step).map(move |at| low + at * step)
    }
}

/// A figure of the axis: in thousands once figures are large.
pub(super) fn short(words: Words, unit: &Unit, thousands: bool, quantity: i64) -> String {
    if thousands {
        words.number(quantity / 10_i64.pow(u32::from(unit.decimals)) / 1_000)
    } else {
        words.quantity(quantity, unit.decimals)
    }
}

/// The sign under a chart, with thousands where its figures are.
pub(super) fn sign_of(words: Words, unit: &Unit, thousands: bool) -> String {
    let sign = say::sign(words, &unit.commodity).into_owned();
    if thousands { words.with("chart-thousands", &[("sign", sign.into())]) } else { sign }
}

/// Whether figures of such a size are written in thousands.
pub(super) fn in_thousands(unit: &Unit, most: i64) -> bool {
    most >= 40_000 * 10_i64.pow(u32::from(unit.decimals))
}

/// Everything about cash.
pub(super) fn cash(words: Words, plan: &Plan, cash: &Cash) -> Markup {
    let heading = words.say("plan-cash");
    let money = unit(plan);
    let month = |no: u32| words.month(plan.month(no));
    let payback = match cash.payback {
        Some(months) => Some(words.with("plan-payback", &[("months", words.number(i64::from(months)).into())])),
        None if plan.written().investments.is_empty() => None,
        None => Some(words.say("plan-payback-never").into_owned()),
    };
    let affordable = cash.affordable.map(|can| match can.percent {
        Some(percent) => {
            let values =
                [("percent", say::percent(words, percent).into()), ("limit", say::percent(words, can.limit_percent).into())];
            words.with("plan-affordable", &values)
        }
        None => words.say("plan-affordable-nothing").into_owned(),
    });
    let lowest = [("month", month(cash.lowest).into()), ("amount", money.text(words, cash.lowest_amount).into())];
    part(
        "cash",
        "wallet",
        &heading,
        html! {
            (bars(words, plan, cash))
            ul.says {
                li.(if cash.lowest_amount < 0 { "bad-ink" } else { "" }) { (words.with("plan-cash-lowest", &lowest)) }
                li { (words.with("plan-cash-end", &[("amount", money.text(words, cash.closing()).into())])) }
                @if let Some(payback) = payback { li { (payback) } }
                @if let Some(affordable) = affordable { li { (affordable) } }
            }
            details.fold {
                summary { span.turn { (icon("chevron-right")) } (words.say("see-as-table")) }
                (table(words, plan, cash))
            }
        },
    )
}

fn bars(words: Words, plan: &Plan, cash: &Cash) -> Markup {
    let money = unit(plan);
    let all = cash.months.iter().flat_map(|month| [month.net(), month.closing]);
    let axis = Axis::of(all.collect::<Vec<_>>().into_iter());
    let thousands = in_thousands(&money, axis.high.max(-axis.low));
    let count = cash.months.len().max(1) as i64;
    let pitch = (WIDTH - LEFT) * 100 / count;
    let x = |at: usize| LEFT + (pitch * at as i64 + pitch / 2) / 100;
    let every = cash.months.len() / 7 + 1;
    let width = (pitch * 6 / 1_000).max(3);
    let label = words.with("plan-cash-chart", &[("unit", sign_of(words, &money, thousands).into())]);
    let line = cash.months.iter().enumerate().map(|(at, month)| format!("{},{}", x(at), axis.y(month.closing)));
    html! {
        figure.chart.cash-chart {
            figcaption.small { (label) }
            svg viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-label=(label) {
                @for tick in axis.ticks() {
                    line.grid.(if tick == 0 { "base" } else { "" }) x1=(LEFT) x2=(WIDTH) y1=(axis.y(tick)) y2=(axis.y(tick)) {}
                    text.ax x=(LEFT - 8) y=(axis.y(tick) + 5) text-anchor="end" { (short(words, &money, thousands, tick)) }
                }
                @for (at, month) in cash.months.iter().enumerate() {
                    @let (top, end) = (axis.y(month.net().max(0)), axis.y(month.net().min(0)));
                    rect.(if month.net() < 0 { "down" } else { "up" }) x=(x(at) - width / 2) y=(top) width=(width) height=((end - top).max(1)) rx="1" {}
                }
                polyline.path points=(line.collect::<Vec<_>>().join(" ")) {}
                @for (at, month) in cash.months.iter().enumerate() {
                    @if month.closing < 0 || month.no == cash.lowest { circle.(if month.closing < 0 { "short" } else { "dot" }) cx=(x(at)) cy=(axis.y(month.closing)) r="5" {} }
                    @if at.is_multiple_of(every) { text.ax x=(x(at)) y=(HEIGHT - 10) text-anchor="middle" { (words.ordinal(i64::from(month.no))) } }
                }
            }
            ul.legend {
                li { i.up {} (words.say("plan-cash-up")) } li { i.down {} (words.say("plan-cash-down")) } li { i.path {} (words.say("plan-cash-box")) }
            }
        }
    }
}

fn table(words: Words, plan: &Plan, cash: &Cash) -> Markup {
    let money = unit(plan);
    let put = |of: fn(&Month) -> i64| cash.months.iter().any(|month| of(month) != 0);
    let invested = put(|month| month.investment);
    let given = put(|month| month.own + month.grant + month.loan);
    let owed = put(Month::instalment);
    let mut columns = vec![Column::lead(words.say("plan-cash-month"))];
    columns.push(Column::number(words.say("plan-cash-income")));
    columns.push(Column::number(words.say("plan-cash-costs")));
    let more = [(invested, "plan-cash-investment"), (given, "plan-cash-given"), (owed, "plan-cash-instalment")];
    columns.extend(more.iter().filter(|(is, _)| *is).map(|(_, key)| Column::number(words.say(key))));
    columns.push(Column::number(words.say("plan-cash-net")));
    columns.push(Column::figure(words.say("plan-cash-closing")));
    let row = |month: &Month| {
        let number = |quantity: i64| money.or_blank(words, quantity);
        let mut cells = vec![
            html! { span id={ "month-" (month.no) } { (words.month(month.begins)) } },
            number(month.income),
            number(month.costs + month.contingency),
        ];
        let more = [(invested, month.investment), (given, month.own + month.grant + month.loan), (owed, month.instalment())];
        cells.extend(more.into_iter().filter(|(is, _)| *is).map(|(_, quantity)| number(quantity)));
        cells.push(money.number(words, month.net()));
        cells.push(html! { span.(if month.closing < 0 { "bad-ink" } else { "" }) { (money.number(words, month.closing)) } });
        Row::new(cells)
    };
    let caption = words.say("plan-cash");
    html! {
        p.hint { (words.with("plan-cash-in-unit", &[("unit", sign_of(words, &money, false).into())])) }
        (Table { words, caption: &caption, columns: &columns, rows: cash.months.iter().map(row).collect(), foot: vec![], listing: None })
    }
}

/// Profit and loss by year, where there is more than one.
pub(super) fn years(words: Words, plan: &Plan, cash: &Cash) -> Markup {
    let money = unit(plan);
    let year = |year: &Year| {
        let no = words.ordinal(i64::from(year.no));
        html! {
            div {
                h3 { (words.with("plan-year", &[("no", no.into())])) }
                (facts(&[
                    (words.say("plan-year-income"), money.amount(words, year.income)),
                    (words.say("plan-year-costs"), money.amount(words, year.costs)),
                    (words.say("plan-year-wear"), money.amount(words, year.wear)),
                    (words.say("plan-year-interest"), html! { @if year.interest != 0 { (money.amount(words, year.interest)) } }),
                    (words.say("plan-year-profit"), html! { b { (money.amount(words, year.profit)) } }),
                    (words.say("plan-year-cash"), money.amount(words, year.cash)),
                    (words.say("plan-year-closing"), money.amount(words, year.closing)),
                ]))
            }
        }
    };
    part("years", "calendar", &words.say("plan-years"), html! { div.plan-years { @for one in &cash.years { (year(one)) } } })
}

#[cfg(test)]
mod tests {
    use super::Axis;

    #[test]
    fn the_axis_reaches_below_zero_and_above_the_largest() {
        let axis = Axis::of([-150_000_i64, 0, 420_000].into_iter());
        assert!(axis.low <= -150_000 && axis.high >= 420_000 && axis.low % axis.step == 0 && axis.high % axis.step == 0);
        assert!(axis.ticks().any(|tick| tick == 0));
        assert!(axis.y(axis.high) < axis.y(0) && axis.y(0) < axis.y(axis.low));
    }
}
