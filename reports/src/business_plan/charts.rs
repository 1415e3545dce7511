//! From which output on a cycle earns, and what is left when something goes wrong.
use super::{Told, budget::wide, shown};
use crate::{
    Block, Cell, Column, Crossing, Row, Scale, Spot, Straight, Strip, Strips, Table,
    chart::COLOURS,
    plan_words::{bare, of_unit, shock, unit},
};
use domain::plans::{Figure, Section, Shock, Tested};
use rust_decimal::{Decimal, RoundingStrategy};

/// Decimal places of what is counted along the foot of the chart.
const PLACES: u8 = 2;

impl Told<'_> {
    /// What happens to the plan when prices fall, harvests fail, animals die or feed gets dear: drawn beside the output from
    /// which on it earns, and as a table.
    pub(super) fn what_if(&self) -> Vec<Block> {
        let (say, currency) = (self.say, self.plan.currency());
        let base = self.plan.tested(&Shock::default());
        let all: Vec<Tested> = std::iter::once(base).chain(self.plan.sensitivity()).collect();
        let strip = |tested: &Tested| Strip {
            name: say.of(|words| shock(words, &tested.shock)),
            value: tested.net,
            says: bare(say.words(), currency, tested.net),
            strong: tested.shock.is_none(),
        };
        let strips = Strips { title: self.head("plan-paper-shock-chart"), strips: all.iter().map(strip).collect() };
        let mut beside = vec![(1.0, vec![Block::Strips(strips)])];
        if let Some(crossing) = self.crossing() {
            beside.insert(0, (1.0, vec![Block::Crossing(crossing)]));
        }
        let words = say.words();
        let row = |tested: &Tested| {
            let cell = |amount: i64| Cell::text(bare(words, currency, amount));
            let change = tested.net - base.net;
            Row::new(vec![
                Cell::text(say.of(|words| shock(words, &tested.shock)).line()),
                Cell::strong(bare(words, currency, tested.net)),
                if change == 0 { Cell::text("–") } else { cell(change) },
                cell(tested.lowest),
                cell(tested.closing),
            ])
        };
        let columns = vec![
            Column::text(say.say("plan-shock")),
            wide(self.head("plan-shock-net")),
            wide(self.head("plan-paper-change")),
            wide(self.head("plan-shock-lowest")),
            wide(self.head("plan-shock-closing")),
        ];
        let table = Table::new(columns, all.iter().map(row).collect()).size(self.table);
        let heading = Block::Heading(say.say("plan-paper-what-if"));
        let note = Block::Small(say.say("plan-paper-shock-note"));
        vec![Block::Together(vec![heading, Block::Beside(beside)]), Block::Together(vec![Block::Table(table), note])]
    }

    /// Income and costs over the output. What was spent is spent however little is harvested: that line is level; costs that
    /// grow with the output are the other.
    fn crossing(&self) -> Option<Crossing> {
        let (say, plan) = (self.say, self.plan);
        let at = self.ratios.output_line?;
        let output = self.ratios.output?;
        let named = plan.priced_in(&plan.written().lines[at]);
        let main = self.budget.lines[at];
        let others = self.budget.subtotals.get(&Section::Income).copied().unwrap_or(0) - main;
        let price = plan.in_currency(main).checked_div(output)?;
        let [cost, variable, fixed] =
            [self.budget.cost - others, self.budget.variable - others, self.budget.fixed + self.budget.contingency];
        // As far as is planned, and beyond what is needed, so that the crossing is seen.
        let break_even = self.ratios.break_even_output.filter(|needed| *needed > Decimal::ZERO);
        let seen = break_even.filter(|needed| *needed <= output * Decimal::from(3)).unwrap_or(output);
        let most = output.max(seen).checked_mul(Decimal::new(115, 2))?;
        let times = most.checked_div(output)?;
        let scaled = |amount: i64| whole(Decimal::from(amount) * times);
        let line = |key: &str, colour, ends| Straight { name: say.say(key), colour, ends };
        let cost_key = if others > 0 { "plan-paper-line-cost-less" } else { "plan-paper-line-cost" };
        let mut lines =
            vec![line("plan-paper-line-income", COLOURS[0], [0, scaled(main)?]), line(cost_key, COLOURS[1], [cost, cost])];
        let units = |quantity: Decimal| whole(quantity * Decimal::from(10_i64.pow(PLACES.into())));
        let worth = |quantity: Decimal| whole(quantity * price * Decimal::from(10_i64.pow(plan.currency().decimals().into())));
        let mut spots = Vec::new();
        let mut spot = |figure: Figure, quantity: Option<Decimal>, filled: bool| {
            let Some(quantity) = quantity.filter(|quantity| *quantity > Decimal::ZERO && *quantity <= most) else { return };
            let (Some(across), Some(up)) = (units(quantity), worth(quantity)) else { return };
            let says = say.of(|words| {
                let name = words.say(&format!("plan-figure-{}", figure.code()));
                format!("{name} {}", self.figure(words, figure).unwrap_or_default())
            });
            spots.push(Spot { says, at: (across, up), filled });
        };
        spot(Figure::BreakEvenOutput, break_even, true);
        if fixed > 0 && variable > 0 && self.ratios.break_even_contribution.is_some() {
            lines.push(line("plan-paper-line-variable", COLOURS[3], [fixed, scaled(variable)?.checked_add(fixed)?]));
            spot(Figure::BreakEvenContribution, self.ratios.break_even_contribution, false);
        }
        let planned = say.with("plan-paper-planned", |words| vec![("output", of_unit(words, shown(output), named))]);
        Some(Crossing {
            title: self.head("plan-paper-crossing"),
            along: say.of(|words| unit(words, named)),
            most: units(most)?,
            lines,
            spots,
            upright: Some((units(output)?, planned)),
            scales: [Scale { say, decimals: PLACES }, Scale { say, decimals: plan.currency().decimals() }],
        })
    }
}

/// The nearest whole number; `None` beyond what can be drawn.
fn whole(number: Decimal) -> Option<i64> {
    i64::try_from(number.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero)).ok()
}
