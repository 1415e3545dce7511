//! What is invested, the budget of a cycle line by line, and what it comes to.
use super::Told;
use crate::{
    Align, Block, Cell, Column, Label, Row, Table, Width,
    bank_statement::titled,
    plan_words::{bare, money_each, months, number, on_the_way, price, unit, written_bare},
};
use domain::plans::{Figure, Line, Section};
use rust_decimal::Decimal;
use words::Words;

impl Told<'_> {
    fn cell(&self, amount: i64) -> Cell {
        Cell::text(bare(self.say.words(), self.plan.currency(), amount))
    }

    /// What is bought for longer than a cycle, and whose money begins the enterprise.
    pub(super) fn investments(&self) -> Vec<Block> {
        let (say, written) = (self.say, self.plan.written());
        let words = say.words();
        if written.investments.is_empty() {
            return self.sources().into_iter().collect();
        }
        let row = |(one, wear): (&domain::plans::Investment, &i64)| {
            let life = match (one.life_months, one.life_days) {
                (Some(months), _) => words.with("plan-life-months", &[("months", words.number(months.into()).into())]),
                (None, Some(days)) => words.with("plan-life-days", &[("days", words.number(days.into()).into())]),
                (None, None) => String::new(),
            };
            Row::new(vec![
                Cell::text(self.name(&one.item_km, &one.item_latin).line()),
                Cell::text(number(words, one.quantity)),
                Cell::text(say.of(|words| unit(words, &one.unit)).line()),
                Cell::text(written_bare(words, self.plan, one.price)),
                self.cell(self.plan.wear(one).cost),
                Cell::text(life),
                self.cell(*wear),
            ])
        };
        let mut rows: Vec<Row> = written.investments.iter().zip(&self.budget.wear).map(row).collect();
        let sum = [Cell::text(say.say("total").line()), Cell::Blank, Cell::Blank, Cell::Blank];
        let ends = [self.cell(self.budget.investment), Cell::Blank, self.cell(self.budget.wear.iter().sum())];
        rows.push(Row::sum(sum.into_iter().chain(ends).collect()));
        let mut columns = self.columns();
        columns.push(wide(say.say("plan-life")));
        columns.push(wide(self.head("plan-wear")));
        let mut blocks = titled(say.say("plan-investments"), Table::new(columns, rows).size(self.table));
        blocks.extend(self.sources());
        blocks
    }

    /// Item, quantity, unit, price and amount.
    fn columns(&self) -> Vec<Column> {
        let say = self.say;
        vec![
            Column::text(say.say("plan-item")),
            Column::number(say.say("plan-quantity")),
            Column::short(say.say("plan-unit")),
            wide(self.head("plan-price")),
            wide(self.head("plan-amount")),
        ]
    }

    /// Own money, grants and loans.
    fn sources(&self) -> Option<Block> {
        let (say, written) = (self.say, self.plan.written());
        let words = say.words();
        let month = |no: u32| Cell::text(crate::plan_words::month(words, self.plan, no));
        let mut rows: Vec<Row> = Vec::new();
        let mut sum = Decimal::ZERO;
        for one in &written.sources {
            let name = say.say(&format!("plan-giver-{}", one.from.code())).line();
            sum += one.amount;
            rows.push(Row::new(vec![Cell::text(name), month(one.month), Cell::text(written_bare(words, self.plan, one.amount))]));
        }
        for loan in &written.loans {
            let name = self.loan_of(loan).line();
            sum += loan.amount;
            rows.push(Row::new(vec![Cell::text(name), month(loan.month), Cell::text(written_bare(words, self.plan, loan.amount))]));
        }
        if rows.is_empty() {
            return None;
        }
        rows.push(Row::sum(vec![
            Cell::text(say.say("total").line()),
            Cell::Blank,
            Cell::text(written_bare(words, self.plan, sum)),
        ]));
        let columns =
            vec![Column::text(say.say("plan-sources")), Column::number(say.say("plan-cash-month")), wide(self.head("plan-amount"))];
        Some(Block::Together(vec![Block::Table(Table::new(columns, rows).size(self.table))]))
    }

    /// The lines of a cycle by section: quantity by price is the amount, and what is lost on the way stands on its line.
    pub(super) fn lines(&self) -> Vec<Block> {
        let months = self.plan.cycle_months() > 1;
        let mut columns = self.columns();
        if months {
            columns.insert(1, Column::short(self.say.say("plan-months")));
        }
        let mut rows = Vec::new();
        for section in Section::ALL.iter().filter(|section| **section != Section::Family) {
            rows.extend(self.section(*section, months));
        }
        let heading = self.say.with("plan-paper-budget", |words| vec![("cycle", self.cycle(words))]);
        vec![Block::Heading(heading), Block::Table(Table::new(columns, rows).size(self.table))]
    }

    /// The lines of a section under its name, and their sum; wear stands among the fixed costs.
    fn section(&self, section: Section, months: bool) -> Vec<Row> {
        let (say, written) = (self.say, self.plan.written());
        let of: Vec<_> = written.lines.iter().zip(&self.budget.lines).filter(|(line, _)| line.section == section).collect();
        let wear: i64 = self.budget.wear.iter().sum();
        let worn = section == Section::Fixed && wear > 0;
        if of.is_empty() && !worn {
            return Vec::new();
        }
        let name = say.say(&format!("plan-section-{}", section.code()));
        let mut rows = vec![Row::section(Label::from(name.line()))];
        rows.extend(of.into_iter().map(|(line, amount)| self.row(line, *amount, months)));
        let sum = |key: &str, amount: i64, make: fn(Vec<Cell>) -> Row| {
            let mut cells = vec![Cell::Blank; if months { 6 } else { 5 }];
            cells[0] = Cell::text(say.say(key).line());
            *cells.last_mut().expect("a row has cells") = self.cell(amount);
            make(cells)
        };
        let subtotal = self.budget.subtotals.get(&section).copied().unwrap_or(0);
        if worn {
            rows.push(sum("plan-paper-wear", wear, Row::new));
            rows.push(sum("plan-figure-fixed", subtotal + wear, Row::sum));
        } else {
            rows.push(sum("plan-subtotal", subtotal, Row::sum));
        }
        rows
    }

    fn row(&self, line: &Line, amount: i64, months: bool) -> Row {
        let words = self.say.words();
        let name = self.name(&line.item_km, &line.item_latin).line();
        let way = self.say.of(|words| on_the_way(words, self.plan, line).join(" · ")).line();
        let mut cells = vec![
            if way.is_empty() { Cell::text(name) } else { Cell::Under(name, way) },
            Cell::text(number(words, line.quantity)),
            Cell::text(self.say.of(|words| unit(words, &line.unit)).line()),
            Cell::text(price(words, self.plan, line, amount)),
            self.cell(amount),
        ];
        if months {
            cells.insert(1, Cell::text(self.when(words, line)));
        }
        Row::new(cells)
    }

    /// The months of the cycle in which a line falls: `1–3, 5`.
    fn when(&self, words: Words, line: &Line) -> String {
        let months = months(self.plan, line);
        let run = |run: &[u32]| {
            let [first, last] = [run[0], run[run.len() - 1]].map(|month| words.ordinal(month.into()));
            if first == last { first } else { format!("{first}–{last}") }
        };
        months.chunk_by(|one, next| one + 1 == *next).map(run).collect::<Vec<_>>().join(", ")
    }

    /// From income to net.
    pub(super) fn totals(&self) -> Vec<Block> {
        use Figure::*;
        let mut shown = vec![(Income, false), (Variable, false), (Gross, true), (Fixed, false)];
        if self.budget.contingency > 0 {
            shown.extend([(CostBefore, false), (Contingency, false)]);
        }
        shown.extend([(Cost, true), (Net, true)]);
        let rows = shown.into_iter().filter_map(|(one, sum)| {
            let cells = self.explained(one)?;
            Some(if sum { Row::sum(cells) } else { Row::new(cells) })
        });
        let rows = rows.collect();
        titled(self.say.say("plan-paper-totals"), self.explaining(rows))
    }

    /// Name, what it means, and the figure.
    fn explained(&self, one: Figure) -> Option<Vec<Cell>> {
        let words = self.say.words();
        let key = format!("plan-figure-{}", one.code());
        Some(self.sentence(&self.say.say(&key), &self.say.say(&format!("{key}-why")), self.figure(words, one)?))
    }

    fn sentence(&self, name: &Label, why: &Label, figure: String) -> Vec<Cell> {
        let cell = |label: &Label| if label.beside.is_some() { Cell::Label(label.clone()) } else { Cell::text(&label.main) };
        vec![cell(name), cell(why), Cell::strong(figure)]
    }

    fn explaining(&self, rows: Vec<Row>) -> Table {
        let column = |width, align| Column { head: Label::default(), width, align };
        let columns =
            vec![column(Width::Share(0.8), Align::Left), column(Width::Share(1.3), Align::Left), column(Width::Fit, Align::Right)];
        Table::new(columns, rows).size(self.table)
    }

    /// What the family's work would cost, apart.
    pub(super) fn family(&self) -> Vec<Block> {
        let mut rows = self.section(Section::Family, false);
        if rows.is_empty() {
            return Vec::new();
        }
        rows.remove(0);
        let heading = Block::Heading(self.say.say("plan-section-family"));
        let table = Block::Table(Table::new(self.columns(), rows).size(self.table));
        vec![Block::Together(vec![heading, Block::Small(self.say.say("plan-family-note")), table])]
    }

    /// The figures that advisors compare, each with a sentence.
    pub(super) fn compared(&self) -> Vec<Block> {
        use Figure::*;
        let (say, words) = (self.say, self.say.words());
        let mut rows = Vec::new();
        if let Some(output) = self.output(words) {
            rows.push(Row::new(self.sentence(&say.say("plan-ratio-output"), &say.say("plan-paper-output-why"), output)));
        }
        let shown =
            [PerMonth, PerUnit, GrossPerUnit, BreakEvenPrice, BreakEvenOutput, BreakEvenContribution, BenefitCost, ReturnOnCost];
        rows.extend(shown.into_iter().filter_map(|one| self.explained(one)).map(Row::new));
        if let Some(each) = self.ratios.gross_per_size {
            let name = say.with("plan-ratio-gross-per-size", |words| vec![("unit", self.size_unit(words))]);
            let figure = money_each(words, self.plan, each);
            rows.push(Row::new(self.sentence(&name, &say.say("plan-paper-size-why"), figure)));
        }
        if let Some(each) = self.ratios.net_per_family_day {
            let name = say.say("plan-ratio-net-per-family-day");
            let figure = money_each(words, self.plan, each);
            rows.push(Row::new(self.sentence(&name, &say.say("plan-paper-day-why"), figure)));
        }
        vec![Block::Heading(say.say("plan-ratios")), Block::Table(self.explaining(rows))]
    }
}

/// A column of amounts with room around them.
pub(super) fn wide(head: Label) -> Column {
    Column { head, width: Width::Share(0.26), align: Align::Right }
}
