//! Cash: drawn month by month, told month by month in the first year and by quarter or year after it, and what is left of
//! each year.
use super::{Told, budget::wide};
use crate::{
    Block, Cell, Column, Flow, Flows, Label, Row, Scale, Table,
    bank_statement::{month_short, titled},
    plan_words::{bare, money, month, month_of},
};
use domain::plans::Month;
use words::Words;

/// Months that are told one by one.
const SINGLE: usize = 12;
/// Plans of up to so many months are told by quarter after them, longer ones by year.
const BY_QUARTER: usize = 36;

/// Months that are told together; amounts in smallest units.
struct Span {
    name: String,
    months: Vec<Month>,
}

impl Span {
    fn sum(&self, of: fn(&Month) -> i64) -> i64 {
        self.months.iter().map(of).sum()
    }
}

/// A column of the table: its name, and what a month has of it; what goes out is told as it is.
type Moved = (&'static str, fn(&Month) -> i64);

/// What a month may move, in the order it is told.
const MOVED: [Moved; 9] = [
    ("plan-cash-own", |month| month.own),
    ("plan-cash-grant", |month| month.grant),
    ("plan-cash-loan", |month| month.loan),
    ("plan-cash-income", |month| month.income),
    ("plan-cash-costs", |month| month.costs),
    ("plan-cash-contingency", |month| month.contingency),
    ("plan-cash-investment", |month| month.investment),
    ("plan-cash-instalment", Month::instalment),
    ("plan-cash-net", Month::net),
];

impl Told<'_> {
    /// When the box is lowest; and where nobody's money is told, how much it takes to begin.
    pub(super) fn lowest(&self) -> Label {
        let (cash, currency, written) = (&self.cash, self.plan.currency(), self.plan.written());
        if written.sources.is_empty() && written.loans.is_empty() && cash.lowest_amount < 0 {
            return self.say.with("plan-paper-needs", |words| {
                let month = words.month(self.plan.month(cash.lowest));
                vec![("amount", money(words, currency, -cash.lowest_amount)), ("month", month)]
            });
        }
        self.say.with("plan-cash-lowest", |words| {
            vec![("month", words.month(self.plan.month(cash.lowest))), ("amount", money(words, currency, cash.lowest_amount))]
        })
    }

    /// The bars and the table of cash.
    pub(super) fn flows(&self) -> Vec<Block> {
        let heading = Block::Heading(self.say.say("plan-cash"));
        if self.cash.months.len() < 2 {
            return vec![Block::Together(vec![heading, self.months()])];
        }
        vec![Block::Together(vec![heading, self.bars()]), self.months()]
    }

    fn bars(&self) -> Block {
        let (say, cash) = (self.say, &self.cash);
        let flow = |month: &Month| Flow {
            name: month_short(say, month.begins),
            comes: month.own + month.grant + month.loan + month.income,
            goes: month.costs + month.contingency + month.investment + month.instalment(),
            holds: month.closing,
        };
        Block::Flows(Flows {
            title: self.head("plan-paper-cash-chart"),
            names: ["plan-paper-comes", "plan-paper-goes", "plan-paper-holds-end"].map(|key| say.say(key)),
            flows: cash.months.iter().map(flow).collect(),
            mark: Some((cash.lowest as usize - 1, self.lowest())),
            scale: Scale { say, decimals: self.plan.currency().decimals() },
        })
    }

    fn spans(&self) -> Vec<Span> {
        let (words, months) = (self.say.words(), &self.cash.months);
        let single = |month: &Month| Span { name: month_of(words, month.begins), months: vec![*month] };
        let (first, later) = months.split_at(months.len().min(SINGLE));
        let by = if months.len() <= BY_QUARTER { 3 } else { 12 };
        let span = |months: &[Month]| {
            let [first, last] = [months[0], months[months.len() - 1]].map(|month| month_of(words, month.begins));
            Span { name: if first == last { first } else { format!("{first} – {last}") }, months: months.to_vec() }
        };
        first.iter().map(single).chain(later.chunks(by).map(span)).collect()
    }

    /// Cash by month; what never moves has no column.
    fn months(&self) -> Block {
        let (say, currency) = (self.say, self.plan.currency());
        let (words, months) = (say.words(), &self.cash.months);
        let moves = |(_, of): &&Moved| months.iter().any(|month| of(month) != 0);
        let moved: Vec<&Moved> = MOVED.iter().filter(moves).collect();
        let cell = |amount: i64| if amount == 0 { Cell::text("–") } else { Cell::text(bare(words, currency, amount)) };
        let row = |span: &Span| {
            let mut cells = vec![Cell::text(&span.name)];
            cells.extend(moved.iter().map(|(_, of)| cell(span.sum(*of))));
            let closing = span.months.last().map_or(0, |month| month.closing);
            cells.push(Cell::strong(bare(words, currency, closing)));
            let lowest = span.months.iter().any(|month| month.no == self.cash.lowest);
            let mut row = Row::new(cells);
            row.kind = if lowest { crate::RowKind::Marked } else { crate::RowKind::Plain };
            row
        };
        let mut rows: Vec<Row> = self.spans().iter().map(row).collect();
        let all = Span { name: say.say("total").line(), months: months.clone() };
        let mut cells = vec![Cell::text(&all.name)];
        cells.extend(moved.iter().map(|(_, of)| cell(all.sum(*of))));
        cells.push(Cell::text(bare(words, currency, self.cash.closing())));
        rows.push(Row::sum(cells));
        let mut columns = vec![Column::short(self.head("plan-cash-month"))];
        columns.extend(moved.iter().map(|(key, _)| Column::number(say.say(key))));
        columns.push(Column::number(say.say("plan-cash-closing")));
        Block::Table(Table::new(columns, rows).size(self.table))
    }

    /// Profit and loss of each year, and its cash.
    pub(super) fn years(&self) -> Vec<Block> {
        let (say, currency) = (self.say, self.plan.currency());
        let words = say.words();
        let cell = |amount: i64| Cell::text(bare(words, currency, amount));
        let row = |year: &domain::plans::Year| {
            let name = words.with("plan-year", &[("no", words.ordinal(year.no.into()).into())]);
            Row::new(vec![
                Cell::text(format!("{name} · {}", self.year_span(words, year.no))),
                cell(year.income),
                cell(year.costs),
                cell(year.wear),
                cell(year.interest),
                Cell::strong(bare(words, currency, year.profit)),
                cell(year.cash),
                cell(year.closing),
            ])
        };
        let rows: Vec<Row> = self.cash.years.iter().map(row).collect();
        let mut columns = vec![Column::short(self.head("plan-paper-year"))];
        let keys = [
            "plan-year-income",
            "plan-year-costs",
            "plan-year-wear",
            "plan-year-interest",
            "plan-year-profit",
            "plan-year-cash",
            "plan-year-closing",
        ];
        columns.extend(keys.map(|key| wide(say.say(key))));
        titled(say.say("plan-years"), Table::new(columns, rows).size(self.table))
    }

    /// The first and the last month of a year.
    fn year_span(&self, words: Words, no: u32) -> String {
        let (first, last) = ((no - 1) * 12 + 1, (no * 12).min(self.plan.months()));
        let [first, last] = [first, last].map(|no| month(words, self.plan, no));
        if first == last { first } else { format!("{first} – {last}") }
    }
}
