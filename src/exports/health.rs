//! The health of a group for other programs: every figure with its formula and what it was reckoned from.
use super::{Cell, Rows};
use crate::{
    groups::store::Group,
    health::read,
    store::{Result, Tx},
};
use chrono::NaiveDate;
use domain::health::{self, Figure, Inputs, Named, Quantity, Ratio, Standing, Unit};
use ledger::Commodity;
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

/// A group's health.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HealthReport {
    /// The group's code.
    pub group: String,
    /// The day of the figures.
    pub on: NaiveDate,
    /// The first day of the present cycle.
    pub cycle_from: NaiveDate,
    /// What amounts are in.
    pub commodity: Commodity,
    /// Every figure.
    pub figures: Vec<Figure>,
    /// Every practice.
    pub practices: Vec<Standing>,
}

/// Reads it.
pub async fn health_report(tx: &mut Tx, group: &Group, today: NaiveDate) -> Result<HealthReport> {
    let inputs: Inputs = read(tx, group, today).await?.inputs;
    Ok(HealthReport {
        group: group.code.clone(),
        on: inputs.on,
        cycle_from: inputs.cycle_from,
        commodity: group.commodity(),
        figures: health::figures(&inputs),
        practices: health::practices(&inputs),
    })
}

impl HealthReport {
    /// As other programs read it; a figure that would be divided by zero is null.
    pub fn to_json(&self) -> Value {
        let figure = |figure: &Figure| {
            json!({
                "code": figure.code.code(),
                "value": self.value(figure),
                "unit": figure.code.unit().code(),
                "formula": figure.code.formula(),
                "inputs": self.inputs(&figure.inputs),
            })
        };
        let practice = |one: &Standing| {
            json!({
                "code": one.practice.code(),
                "state": one.state.code(),
                "value": one.value.map(percent),
                "unit": Unit::Percent.code(),
                "inputs": self.inputs(&one.inputs),
            })
        };
        json!({
            "group": self.group,
            "on": self.on.to_string(),
            "cycle_from": self.cycle_from.to_string(),
            "commodity": self.commodity.code(),
            "figures": self.figures.iter().map(figure).collect::<Vec<_>>(),
            "sustainability": self.practices.iter().map(practice).collect::<Vec<_>>(),
        })
    }

    /// As a table: figures, then practices, which have a state.
    pub fn to_rows(&self) -> Rows {
        let mut rows = Rows::new(&["on", "code", "value", "unit", "state", "inputs"]);
        let mut row = |code: &str, value: Option<String>, unit: Unit, state: &str, inputs: &[Named]| {
            rows.push([
                Cell::text(self.on.to_string()),
                Cell::text(code),
                Cell::Number(value.unwrap_or_default()),
                Cell::text(unit.code()),
                Cell::text(state),
                Cell::text(self.inputs_line(inputs)),
            ]);
        };
        for figure in &self.figures {
            row(figure.code.code(), self.value(figure), figure.code.unit(), "", &figure.inputs);
        }
        for one in &self.practices {
            row(one.practice.code(), one.value.map(percent), Unit::Percent, one.state.code(), &one.inputs);
        }
        rows
    }

    fn value(&self, figure: &Figure) -> Option<String> {
        let shown = figure.shown()?;
        Some(match figure.code.unit() {
            Unit::Percent => tenths(shown),
            Unit::Amount => self.commodity.of(shown).decimal().to_string(),
            Unit::Count => shown.to_string(),
        })
    }

    /// Amounts as decimal strings of whole units, counts as numbers.
    fn inputs(&self, inputs: &[Named]) -> Map<String, Value> {
        let value = |quantity: &Quantity| match quantity {
            Quantity::Amount(quantity) => json!(self.commodity.of(*quantity).decimal().to_string()),
            Quantity::Count(count) => json!(count),
            Quantity::Counts(counts) => json!(counts),
        };
        inputs.iter().map(|(name, quantity)| ((*name).to_owned(), value(quantity))).collect()
    }

    fn inputs_line(&self, inputs: &[Named]) -> String {
        let said = |quantity: &Quantity| match quantity {
            Quantity::Amount(quantity) => self.commodity.of(*quantity).decimal().to_string(),
            Quantity::Count(count) => count.to_string(),
            Quantity::Counts(counts) => counts.iter().map(i64::to_string).collect::<Vec<_>>().join(" "),
        };
        inputs.iter().map(|(name, quantity)| format!("{name}={}", said(quantity))).collect::<Vec<_>>().join("; ")
    }
}

fn percent(value: Ratio) -> String {
    tenths(value.percent_tenths())
}

fn tenths(tenths: i64) -> String {
    Decimal::new(tenths, 1).to_string()
}
