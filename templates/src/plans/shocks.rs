//! What if: what is left of a plan after each shock, as bars and as a table.
use super::{cash, part, say, unit};
use crate::parts::{Column, Row, Table};
use domain::plans::{Plan, Shock, Tested};
use maud::{Markup, html};
use words::Words;

const WIDTH: i64 = 640;
const ROW: i64 = 66;

/// The usual shocks beside the plan as it is.
pub(super) fn sensitivity(words: Words, plan: &Plan) -> Markup {
    let all: Vec<Tested> = std::iter::once(plan.tested(&Shock::default())).chain(plan.sensitivity()).collect();
    let money = unit(plan);
    let columns = [
        Column::lead(words.say("plan-shock")),
        Column::figure(words.say("plan-shock-net")),
        Column::number(words.say("plan-shock-lowest")),
        Column::number(words.say("plan-shock-closing")),
    ];
    let amount = |quantity: i64| html! { span.(if quantity < 0 { "bad-ink" } else { "" }) { (money.amount(words, quantity)) } };
    let row = |tested: &Tested| {
        let name = html! { (say::shock(words, &tested.shock)) };
        Row::new(vec![name, amount(tested.net), amount(tested.lowest), amount(tested.closing)])
    };
    let caption = words.say("plan-sensitivity");
    part(
        "sensitivity",
        "triangle-alert",
        &caption,
        html! {
            p.hint { (words.say("plan-sensitivity-text")) }
            (bars(words, plan, &all))
            (Table { words, caption: &caption, columns: &columns, rows: all.iter().map(row).collect(), foot: vec![], listing: None })
        },
    )
}

fn bars(words: Words, plan: &Plan, all: &[Tested]) -> Markup {
    let money = unit(plan);
    let low = all.iter().map(|tested| tested.net).min().unwrap_or(0).min(0);
    let high = all.iter().map(|tested| tested.net).max().unwrap_or(0).max(0);
    let room = i128::from((high - low).max(1));
    // Drawing may round: it moves no money.
    let x = |net: i64| (i128::from(WIDTH - 4) * i128::from(net - low) / room) as i64 + 2;
    let thousands = cash::in_thousands(&money, high.max(-low));
    let label = words.with("plan-shock-chart", &[("unit", cash::sign_of(words, &money, thousands).into())]);
    html! {
        figure.chart.shock-chart {
            figcaption.small { (label) }
            svg viewBox={ "0 0 " (WIDTH) " " (ROW * all.len() as i64) } role="img" aria-label=(label) {
                line.grid.base x1=(x(0)) x2=(x(0)) y1="0" y2=(ROW * all.len() as i64) {}
                @for (at, tested) in all.iter().enumerate() {
                    @let (from, to, top) = (x(tested.net.min(0)), x(tested.net.max(0)), ROW * at as i64);
                    text.ax x="2" y=(top + 25) { (say::shock(words, &tested.shock)) }
                    text.ax.end x=(WIDTH - 2) y=(top + 25) text-anchor="end" { (cash::short(words, &money, thousands, tested.net)) }
                    rect.(if tested.net < 0 { "down" } else { "up" }).(if at == 0 { "base" } else { "" }) x=(from) y=(top + 36) width=((to - from).max(2)) height="16" rx="2" {}
                }
            }
        }
    }
}
