//! What is borrowed, when it comes back, and whether the household can carry it.
use super::Told;
use crate::{
    Block, Cell, Column, Facts, Label, Row, Table,
    plan_words::{bare, money_each, month_of, number, percent},
};
use domain::plans::{Loan, Month};

/// So many instalments stand in one table; more of them beside each other.
const LOW: usize = 14;
/// Tables beside each other are set so much smaller that both are of one size.
const HALVED: f32 = 0.9;

impl Told<'_> {
    /// A loan in words.
    pub(super) fn loan_of(&self, loan: &Loan) -> Label {
        self.say.of(|words| {
            let terms = words.with(
                "plan-loan-of",
                &[
                    ("amount", money_each(words, self.plan, loan.amount).into()),
                    ("rate", percent_month(words, loan).into()),
                    ("months", words.number(loan.months.into()).into()),
                ],
            );
            format!("{}: {terms}", words.say("plan-loan"))
        })
    }

    /// The instalments, and whether they can be carried.
    pub(super) fn loans(&self) -> Vec<Block> {
        let (say, plan) = (self.say, self.plan);
        let Some(can) = self.cash.affordable else { return Vec::new() };
        let words = say.words();
        let mut facts = Vec::new();
        if let Some(home) = &plan.written().household {
            let home = [("plan-household-income", home.income), ("plan-household-spending", home.spending)];
            facts.extend(home.map(|(key, amount)| {
                let name = say.of(|words| format!("{}: {}", words.say("plan-household"), words.say(key)));
                (name, money_each(words, plan, amount))
            }));
        }
        facts.push((say.say("plan-paper-instalments-all"), self.money(words, can.instalments)));
        facts.push((say.say("plan-paper-earned"), self.money(words, can.earned)));
        if let Some(takes) = can.percent {
            facts.push((say.say("plan-paper-takes"), percent(words, takes)));
        }
        facts.push((say.say("plan-paper-takes-most"), percent(words, can.limit_percent)));
        let verdict = if can.holds() { "plan-paper-carries" } else { "plan-paper-carries-not" };
        let heading = Block::Heading(say.say("plan-paper-loan"));
        let mut first = vec![heading];
        first.extend(plan.written().loans.iter().map(|loan| Block::Text(self.loan_of(loan))));
        let rows = self.instalments();
        let halves = rows.len().div_ceil(if rows.len() > LOW { 2 } else { 1 }).max(1);
        let last = vec![Block::Facts(Facts::new(facts)), Block::Text(say.say(verdict))];
        if rows.len() > LOW {
            let parts = rows
                .chunks(halves)
                .map(|rows| (1.0, vec![Block::Table(self.instalment_table(rows.to_vec()).size(self.table * HALVED))]));
            let mut blocks = vec![Block::Together(first.into_iter().chain([Block::Beside(parts.collect())]).collect())];
            blocks.push(Block::Together(last));
            return blocks;
        }
        first.push(Block::Beside(vec![(1.25, vec![Block::Table(self.instalment_table(rows))]), (1.0, last)]));
        vec![Block::Together(first)]
    }

    /// Month, principal, interest, both together, and what is still owed.
    fn instalments(&self) -> Vec<Row> {
        let words = self.say.words();
        let cell = |amount: i64| Cell::text(bare(words, self.plan.currency(), amount));
        let mut owed = 0;
        let mut rows = Vec::new();
        for month in &self.cash.months {
            owed += month.loan - month.principal;
            if month.instalment() > 0 {
                rows.push(Row::new(vec![
                    Cell::text(month_of(words, month.begins)),
                    cell(month.principal),
                    cell(month.interest),
                    Cell::strong(bare(words, self.plan.currency(), month.instalment())),
                    cell(owed),
                ]));
            }
        }
        let sum = |of: fn(&Month) -> i64| cell(self.cash.months.iter().map(of).sum());
        let total = Cell::text(self.say.say("total").line());
        let sums = [sum(|month| month.principal), sum(|month| month.interest), sum(Month::instalment)];
        rows.push(Row::sum([total].into_iter().chain(sums).chain([Cell::Blank]).collect()));
        rows
    }

    fn instalment_table(&self, rows: Vec<Row>) -> Table {
        let say = self.say;
        let columns = vec![
            Column::short(self.head("plan-cash-month")),
            Column::number(say.say("plan-cash-principal")),
            Column::number(say.say("plan-cash-interest")),
            Column::number(say.say("plan-cash-instalment")),
            Column::number(say.say("plan-paper-owed")),
        ];
        Table::new(columns, rows).size(self.table)
    }
}

/// The rate of a loan, with all its places.
fn percent_month(words: words::Words, loan: &Loan) -> String {
    words.with("plan-percent", &[("number", number(words, loan.percent_month).into())])
}
