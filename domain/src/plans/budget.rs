//! The budget of one cycle: each line's amount, subtotals, totals, and the figures that advisors compare.
use super::{Figure, Line, Plan, Section, units::holds, written::Investment};
use chrono::Datelike;
use rust_decimal::{Decimal, RoundingStrategy};
use std::collections::BTreeMap;

/// The budget of one cycle; amounts in smallest units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Budget {
    /// The amount of each line, in the order of the lines.
    pub lines: Vec<i64>,
    /// The wear of each investment in a cycle, in their order.
    pub wear: Vec<i64>,
    /// What the lines of each section come to; a section without lines is not in it.
    pub subtotals: BTreeMap<Section, i64>,
    /// All that is sold.
    pub income: i64,
    /// Materials, paid labour and other costs.
    pub variable: i64,
    /// Fixed costs and wear.
    pub fixed: i64,
    /// Set aside for what nobody foresees.
    pub contingency: i64,
    /// All costs.
    pub cost: i64,
    /// Income less variable costs.
    pub gross: i64,
    /// Income less all costs.
    pub net: i64,
    /// What the family's work would cost; no part of the costs.
    pub family: i64,
    /// All that is invested, whenever.
    pub investment: i64,
}

/// What an investment wears down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wear {
    /// What it costs.
    pub cost: i64,
    /// What of that is used up in one cycle; nothing where nobody said how long it lasts.
    pub in_cycle: i64,
}

/// What is asked of a budget by the unit, and in proportion. `None` where there is nothing to divide by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ratios {
    /// The line of which units and prices are those of the output.
    pub output_line: Option<usize>,
    /// How much is sold of it, in the unit of its price.
    pub output: Option<Decimal>,
    /// Net, for a month of the cycle, in the currency.
    pub net_per_month: Option<Decimal>,
    /// Net, for a unit of output.
    pub net_per_unit: Option<Decimal>,
    /// Gross margin, for a unit of output.
    pub gross_per_unit: Option<Decimal>,
    /// Gross margin, for a unit of the enterprise's size.
    pub gross_per_size: Option<Decimal>,
    /// The price of the output at which nothing is left.
    pub break_even_price: Option<Decimal>,
    /// The output at which nothing is left: costs by price.
    pub break_even_output: Option<Decimal>,
    /// The output at which the margin of a unit pays the fixed costs.
    pub break_even_contribution: Option<Decimal>,
    /// Income by costs.
    pub benefit_cost: Option<Decimal>,
    /// Net by costs.
    pub return_on_cost: Option<Decimal>,
    /// Net, for a day of the family's work.
    pub net_per_family_day: Option<Decimal>,
}

impl Plan {
    /// The budget of the first cycle.
    pub fn budget(&self) -> Budget {
        self.budget_of(0)
    }

    /// The budget of a cycle, from 0. Only prices by the month of the year tell cycles apart.
    pub fn budget_of(&self, cycle: u32) -> Budget {
        let lines: Vec<i64> =
            self.written.lines.iter().map(|line| self.falls(line, cycle).iter().map(|(_, amount)| amount).sum()).collect();
        let mut subtotals = BTreeMap::new();
        for (line, amount) in self.written.lines.iter().zip(&lines) {
            *subtotals.entry(line.section).or_insert(0) += amount;
        }
        let wears: Vec<Wear> = self.written.investments.iter().map(|one| self.wear(one)).collect();
        let wear = wears.iter().map(|wear| wear.in_cycle).collect();
        self.total(lines, wear, subtotals, wears.iter().map(|wear| wear.cost).sum())
    }

    fn total(&self, lines: Vec<i64>, wear: Vec<i64>, subtotals: BTreeMap<Section, i64>, investment: i64) -> Budget {
        let of = |section| subtotals.get(&section).copied().unwrap_or(0);
        let variable = of(Section::Materials) + of(Section::Labour) + of(Section::Other);
        let fixed = of(Section::Fixed) + wear.iter().sum::<i64>();
        let contingency = self.set_aside(variable + of(Section::Fixed));
        let (income, cost) = (of(Section::Income), variable + fixed + contingency);
        Budget {
            income,
            variable,
            fixed,
            contingency,
            cost,
            gross: income - variable,
            net: income - cost,
            family: of(Section::Family),
            investment,
            lines,
            wear,
            subtotals,
        }
    }

    /// How much of a line counts: what is left of it, in the unit of its price. Where the units do not agree, the quantity as
    /// it stands.
    pub fn sold(&self, line: &Line) -> Decimal {
        let left = |of: Option<Decimal>| (Decimal::ONE_HUNDRED - of.unwrap_or_default()) / Decimal::ONE_HUNDRED;
        let gives = line.gives.as_ref().map_or(Decimal::ONE, |gives| gives.quantity);
        let rates = [left(line.mortality), gives, left(line.shrink), left(line.loss), left(line.own_use)];
        let out = rates.into_iter().try_fold(line.quantity, Decimal::checked_mul).unwrap_or(Decimal::MAX);
        let times = self.per_unit(line).unwrap_or(Decimal::ONE);
        out.checked_mul(times).unwrap_or(Decimal::MAX)
    }

    /// The unit that a line's price is for.
    pub fn priced_in<'a>(&self, line: &'a Line) -> &'a str {
        line.per.as_deref().unwrap_or_else(|| line.gives.as_ref().map_or(&line.unit, |gives| &gives.unit))
    }

    /// How many of the unit of the price one unit of what is left holds; `None` where they do not agree.
    pub(super) fn per_unit(&self, line: &Line) -> Option<Decimal> {
        let own = line.gives.as_ref().map_or(&line.unit, |gives| &gives.unit);
        holds(&self.written.units, own, self.priced_in(line))
    }

    /// In which months of the plan, from 1, a line of a cycle falls, and what falls there: in smallest units, the last month
    /// with what does not come out even.
    pub(super) fn falls(&self, line: &Line, cycle: u32) -> Vec<(u32, i64)> {
        let usual = if line.section == Section::Income { self.cycle_months() } else { 1 };
        let months = if line.months.is_empty() { vec![usual] } else { line.months.clone() };
        let weights = if line.weights.is_empty() { vec![1; months.len()] } else { line.weights.clone() };
        let begins = self.cycle_begins(cycle);
        let sold = self.sold(line);
        let all: u32 = weights.iter().sum();
        let place = |month: &u32| begins + month - 1;
        if line.prices.is_empty() {
            let amount = self.whole(sold * line.price);
            return months.iter().map(place).zip(shares(amount, &weights)).collect();
        }
        // Each month has its own price, so each is rounded by itself.
        let of = |(month, weight): (&u32, &u32)| {
            let no = place(month);
            let price = line.prices.get(&self.month(no).month()).unwrap_or(&line.price);
            (no, self.whole(sold * Decimal::from(*weight) / Decimal::from(all) * price))
        };
        months.iter().zip(&weights).map(of).collect()
    }

    /// What is set aside of costs.
    pub(super) fn set_aside(&self, costs: i64) -> i64 {
        let percent = self.written.contingency.unwrap_or_default();
        let aside = Decimal::from(costs) * percent / Decimal::ONE_HUNDRED;
        i64::try_from(aside.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero)).unwrap_or(costs)
    }

    /// What an investment costs, and what of it a cycle uses up: cost less worth, by its life.
    pub fn wear(&self, one: &Investment) -> Wear {
        let cost = self.whole(one.quantity * one.price);
        let worth = self.whole(one.worth.unwrap_or_default());
        let life = match (one.life_months, one.life_days) {
            (Some(months), _) => Decimal::from(months),
            (None, Some(days)) => Decimal::from(days) / Decimal::from(super::DAYS_OF_MONTH),
            (None, None) => return Wear { cost, in_cycle: 0 },
        };
        let used = Decimal::from(cost - worth) * (self.cycle_length() / life).min(Decimal::ONE);
        let used = used.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
        Wear { cost, in_cycle: i64::try_from(used).unwrap_or(cost) }
    }

    /// The line whose output is spoken of: the one that says so, or the largest income; the first of equal ones.
    pub fn output_line(&self) -> Option<usize> {
        let incomes = || self.written.lines.iter().enumerate().filter(|(_, line)| line.section == Section::Income);
        let amounts = self.budget().lines;
        let largest = || incomes().max_by_key(|(at, _)| (amounts[*at], std::cmp::Reverse(*at)));
        incomes().find(|(_, line)| line.main).or_else(largest).map(|(at, _)| at)
    }

    /// The ratios of a budget of this plan.
    pub fn ratios(&self, budget: &Budget) -> Ratios {
        let income = |section: &Section| *section == Section::Income;
        let output_line = self.output_line();
        let line = output_line.map(|at| &self.written.lines[at]);
        let output = line.map(|line| self.sold(line)).filter(|output| !output.is_zero());
        let money = |amount: i64| self.in_currency(amount);
        let by = |what: Decimal, by: Option<Decimal>| by.filter(|by| !by.is_zero()).and_then(|by| what.checked_div(by));
        let main = output_line.map_or(0, |at| budget.lines[at]);
        let others: i64 = budget.subtotals.iter().filter(|(section, _)| income(section)).map(|(_, amount)| amount - main).sum();
        let (cost, net, gross) = (money(budget.cost), money(budget.net), money(budget.gross));
        // With seasonal prices, the price is what a unit brought on average.
        let price = by(money(main), output);
        let bare = |costs: i64| money(costs - others);
        let contribution = price.zip(by(bare(budget.variable), output)).map(|(price, variable)| price - variable);
        let days = |line: &&Line| line.section == Section::Family && line.unit == "day";
        let family: Decimal = self.written.lines.iter().filter(days).map(|line| line.quantity).sum();
        Ratios {
            output_line,
            output,
            net_per_month: by(net, Some(self.cycle_length())),
            net_per_unit: by(net, output),
            gross_per_unit: by(gross, output),
            gross_per_size: by(gross, self.written.size.as_ref().map(|size| size.quantity)),
            break_even_price: by(bare(budget.cost), output),
            break_even_output: by(bare(budget.cost), price),
            break_even_contribution: contribution
                .filter(|margin| *margin > Decimal::ZERO)
                .and_then(|margin| by(money(budget.fixed + budget.contingency), Some(margin))),
            benefit_cost: by(money(budget.income), Some(cost)),
            return_on_cost: by(net, Some(cost)),
            net_per_family_day: by(net, Some(family)),
        }
    }

    /// Every figure that a sheet may print, in the currency itself, as exact as decimals are.
    pub fn figures(&self, budget: &Budget) -> BTreeMap<Figure, Decimal> {
        let ratios = self.ratios(budget);
        let money = |amount: i64| Some(self.in_currency(amount));
        let all = [
            (Figure::Income, money(budget.income)),
            (Figure::Variable, money(budget.variable)),
            (Figure::Fixed, money(budget.fixed)),
            (Figure::CostBefore, money(budget.cost - budget.contingency)),
            (Figure::Contingency, money(budget.contingency)),
            (Figure::Cost, money(budget.cost)),
            (Figure::Gross, money(budget.gross)),
            (Figure::Net, money(budget.net)),
            (Figure::Investment, money(budget.investment)),
            (Figure::PerMonth, ratios.net_per_month),
            (Figure::PerUnit, ratios.net_per_unit),
            (Figure::GrossPerUnit, ratios.gross_per_unit),
            (Figure::BreakEvenPrice, ratios.break_even_price),
            (Figure::BreakEvenOutput, ratios.break_even_output),
            (Figure::BreakEvenContribution, ratios.break_even_contribution),
            (Figure::BenefitCost, ratios.benefit_cost),
            (Figure::ReturnOnCost, ratios.return_on_cost),
        ];
        all.into_iter().filter_map(|(figure, value)| value.map(|value| (figure, value))).collect()
    }

    /// The same budget as if its subtotals were others: what a sheet that added up wrongly goes on to say.
    pub(super) fn with_subtotals(&self, budget: &Budget, other: &BTreeMap<Section, i64>) -> Budget {
        let mut subtotals = budget.subtotals.clone();
        subtotals.extend(other.iter().map(|(section, amount)| (*section, *amount)));
        self.total(budget.lines.clone(), budget.wear.clone(), subtotals, budget.investment)
    }
}

/// An amount shared by weights; the last has what does not come out even.
pub(super) fn shares(amount: i64, weights: &[u32]) -> Vec<i64> {
    let all: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
    let (mut so_far, mut given) = (0_i128, 0_i64);
    let share = |weight: &u32| {
        so_far += i128::from(*weight);
        let through = i64::try_from(i128::from(amount) * so_far / all.max(1)).expect("a part is no larger than the whole");
        let own = through - given;
        given = through;
        own
    };
    weights.iter().map(share).collect()
}
