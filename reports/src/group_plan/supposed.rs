//! What the committee supposes of the years to come, and their costs line by line.
use super::Told;
use crate::{
    Align, Block, Cell, Column, Row, Table, Width,
    bank_statement::titled,
    plan_words::{bare, number, percent, unit},
};
use domain::plans::group::{Cost, Opening, Supposed};
use rust_decimal::Decimal;

/// What is asked of a year to come: its key, what it is, and whether it is money, a part of a hundred or a number.
type Asked = (&'static str, Kind, fn(&Supposed) -> Option<Decimal>);

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Money,
    Percent,
    Number,
}

const ASKED: [Asked; 14] = [
    ("members", Kind::Number, |year| Some(year.members.into())),
    ("saves-month", Kind::Money, |year| Some(year.saves_month)),
    ("months", Kind::Number, |year| Some(year.months.into())),
    ("withdrawn-percent", Kind::Percent, |year| Some(year.withdrawn_percent)),
    ("lent-percent", Kind::Percent, |year| Some(year.lent_percent)),
    ("percent-month", Kind::Percent, |year| Some(year.percent_month)),
    ("lost-percent", Kind::Percent, |year| Some(year.lost_percent)),
    ("other-income", Kind::Money, |year| year.other_income),
    ("shared-percent", Kind::Percent, |year| Some(year.shared_percent)),
    ("borrowed", Kind::Money, |year| year.borrowed),
    ("repaid", Kind::Money, |year| year.repaid),
    ("borrowed-percent-month", Kind::Percent, |year| year.borrowed_percent_month),
    ("social-month", Kind::Money, |year| year.social_month),
    ("social-given-percent", Kind::Percent, |year| year.social_given_percent),
];

/// Where the group stands: its key, and how much of it there is.
type Stands = (&'static str, fn(&Opening) -> Decimal);

const OPENING: [Stands; 5] = [
    ("savings", |opening| opening.savings),
    ("retained", |opening| opening.retained),
    ("borrowed", |opening| opening.borrowed),
    ("loans", |opening| opening.loans),
    ("social", |opening| opening.social),
];

impl Told<'_> {
    /// What is supposed of each year; one that has been is not supposed.
    pub(super) fn supposed(&self) -> Vec<Block> {
        let (say, words, written) = (self.say, self.say.words(), self.plan.written());
        let been = self.plan.years().len() - written.years.len();
        let cell = |(_, kind, of): &Asked, year: &Supposed| match (of(year), kind) {
            (None, _) => Cell::text("–"),
            (Some(value), Kind::Money) => Cell::text(self.written(words, value)),
            (Some(value), Kind::Percent) => Cell::text(words.with("plan-percent", &[("number", number(words, value).into())])),
            (Some(value), Kind::Number) => Cell::text(number(words, value)),
        };
        let told =
            ASKED.iter().filter(|(_, _, of)| written.years.iter().any(|year| of(year).is_some_and(|value| !value.is_zero())));
        let row = |asked: &Asked| {
            let name = say.say(&format!("group-plan-supposed-{}", asked.0)).line();
            let years = written.years.iter().map(|year| cell(asked, year));
            let blank = std::iter::repeat_n(Cell::Blank, been);
            Row::new(std::iter::once(Cell::text(name)).chain(blank).chain(years).collect())
        };
        let table = Table::new(self.columns(self.head("plan-paper-year")), told.map(row).collect()).size(self.table);
        vec![Block::Heading(say.say("group-plan-supposed")), Block::Table(table)]
    }

    /// Where it begins.
    pub(super) fn opening(&self) -> Vec<Block> {
        let (say, words, opening) = (self.say, self.say.words(), &self.plan.written().opening);
        let mut columns =
            vec![Column { head: say.say("group-plan-opening-members"), width: Width::Share(1.0), align: Align::Right }];
        let mut cells = vec![Cell::text(words.number(opening.members.into()))];
        for (name, of) in OPENING {
            let head = self.head(&format!("group-plan-opening-{name}"));
            columns.push(Column { head, width: Width::Share(1.0), align: Align::Right });
            cells.push(Cell::text(self.written(words, of(opening))));
        }
        titled(say.say("group-plan-opening"), Table::new(columns, vec![Row::new(cells)]).size(self.table))
    }

    /// Each cost, and what it comes to in each year.
    pub(super) fn costs(&self) -> Vec<Block> {
        let (say, words, years) = (self.say, self.say.words(), self.plan.years());
        let costs = &self.plan.written().costs;
        if costs.is_empty() {
            return vec![Block::Heading(say.say("group-plan-cost-lines")), Block::Text(say.say("group-plan-cost-none"))];
        }
        let amount = |amount: i64| Cell::text(bare(words, self.currency(), amount));
        let row = |(at, cost): (usize, &Cost)| {
            let name = say.name(&cost.item_km, &cost.item_latin).line();
            let cells = years.iter().map(|year| year.cost_lines.get(at).map_or(Cell::Blank, |cost| amount(*cost)));
            Row::new(std::iter::once(Cell::Under(name, self.how(cost))).chain(cells).collect())
        };
        let mut rows: Vec<Row> = costs.iter().enumerate().map(row).collect();
        let sums = years.iter().map(|year| amount(year.costs));
        rows.push(Row::sum(std::iter::once(Cell::text(say.say("total").line())).chain(sums).collect()));
        let table = Table::new(self.columns(self.head("group-plan-costs")), rows).size(self.table);
        vec![Block::Heading(say.say("group-plan-cost-lines")), Block::Table(table)]
    }

    /// Quantity × price, for whom, in which years, and how it grows dearer.
    fn how(&self, cost: &Cost) -> String {
        let said = self.say.of(|words| {
            let price = format!("{} × {}", number(words, cost.quantity), self.written(words, cost.price));
            let mut said = vec![words.with("plan-a-unit", &[("amount", price.into()), ("unit", unit(words, &cost.unit).into())])];
            if cost.each {
                said.push(words.say("group-plan-cost-each").into_owned());
            }
            if !cost.years.is_empty() {
                let years = cost.years.iter().map(|no| words.ordinal((*no).into())).collect::<Vec<_>>().join(", ");
                said.push(words.with("group-plan-year", &[("no", years.into())]));
            }
            if let Some(grows) = cost.grows_percent.filter(|grows| !grows.is_zero()) {
                said.push(format!("{} {}", words.say("group-plan-cost-grows"), percent(words, grows)));
            }
            said.join(" · ")
        });
        said.line()
    }
}
