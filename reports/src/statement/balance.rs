//! Balance sheet, and income and expense: each fund apart and all together, with what there was before.
use super::{FundName, GroupStatement};
use crate::{
    Block, Cell, Column, Label, Row, Say, Table,
    bank_statement::{figures, head_in, lead, titled},
};
use domain::{
    chart::account_code,
    statements::{FundStatement, Position, is_members},
};
use ledger::AccountNo;
use std::collections::BTreeSet;

/// The figures of a line: each fund's, all together, and all together before.
type Figures = Vec<i64>;
/// A figure of a fund.
type OfFund = fn(&FundStatement) -> i64;

impl GroupStatement {
    /// What the funds have, owe and call their own; its two sums are the same.
    pub(super) fn balance_sheet(&self, say: Say) -> Vec<Block> {
        if self.funds.is_empty() {
            return Vec::new();
        }
        let mut rows = Vec::new();
        self.section(say, &mut rows, "class-asset", "statement-has-all", |position| &position.assets, |_| true);
        self.section(say, &mut rows, "statement-paper-owed-members", "total", |position| &position.liabilities, is_members);
        self.section(
            say,
            &mut rows,
            "statement-paper-owed-others",
            "total",
            |position| &position.liabilities,
            |no| !is_members(no),
        );
        self.own(say, &mut rows);
        let all = self.figures(|position| position.owes().saturating_add(position.own()));
        rows.push(self.sum(say, say.say("statement-paper-owed-and-own"), all));
        let mut columns = self.columns(say);
        columns.push(figures(say.with("statement-paper-before", |words| vec![("date", words.date_short(self.from))])));
        let even = self.funds.iter().all(|fund| fund.now.has() == fund.now.owes().saturating_add(fund.now.own()));
        let mut blocks = titled(self.heading_in(say, "statement-paper-balance-sheet"), Table::new(columns, rows));
        blocks.push(Block::Text(say.say(if even { "statement-paper-even" } else { "statement-off" })));
        blocks
    }

    fn heading_in(&self, say: Say, key: &str) -> Label {
        head_in(say, key, self.money)
    }

    fn columns(&self, say: Say) -> Vec<Column> {
        let mut columns = vec![lead(say.say("account"))];
        if self.funds.len() > 1 {
            columns.extend(self.funds.iter().map(|fund| figures(FundName::Chart(fund.fund).label(say))));
        }
        columns.push(figures(say.say("statement-paper-together")));
        columns
    }

    fn figures(&self, of: impl Fn(&Position) -> i64) -> Figures {
        let sum = |positions: &mut dyn Iterator<Item = &Position>| positions.fold(0, |sum: i64, one| sum.saturating_add(of(one)));
        let mut figures: Figures = self.funds.iter().map(|fund| of(&fund.now)).filter(|_| self.funds.len() > 1).collect();
        figures.push(sum(&mut self.funds.iter().map(|fund| &fund.now)));
        figures.push(sum(&mut self.funds.iter().map(|fund| &fund.before)));
        figures
    }

    /// A sum: nought is written.
    fn sum(&self, say: Say, name: Label, figures: Figures) -> Row {
        let figures = figures.into_iter().map(|value| Cell::text(say.quantity(value, self.money)));
        Row::sum(std::iter::once(Cell::Label(name)).chain(figures).collect())
    }

    /// A line: nought stays empty, so that what there is stands out.
    fn line(&self, say: Say, name: Label, figures: Figures) -> Row {
        let figures = figures.into_iter().map(|value| Cell::text(say.or_blank(value, self.money)));
        Row::new(std::iter::once(Cell::Label(name)).chain(figures).collect())
    }

    /// A section of accounts and its sum; left out where nothing stands in it now or before.
    fn section(
        &self,
        say: Say,
        rows: &mut Vec<Row>,
        heading: &str,
        sum: &str,
        list: fn(&Position) -> &Vec<(AccountNo, i64)>,
        is_in: fn(AccountNo) -> bool,
    ) {
        let accounts = self.accounts(|position| list(position).iter().map(|(no, _)| *no).filter(|no| is_in(*no)).collect());
        if accounts.is_empty() {
            return;
        }
        rows.push(Row::section(say.say(heading)));
        for account in &accounts {
            rows.push(self.line(say, account_name(say, *account), self.figures(|position| position.of(*account))));
        }
        let all = self.figures(|position| accounts.iter().fold(0, |sum, account| sum.saturating_add(position.of(*account))));
        rows.push(self.sum(say, say.say(sum), all));
    }

    /// What belongs to the group as such, the result that is neither divided nor closed among it.
    fn own(&self, say: Say, rows: &mut Vec<Row>) {
        rows.push(Row::section(say.say("class-equity")));
        for account in self.accounts(|position| position.equity.iter().map(|(no, _)| *no).collect()) {
            rows.push(self.line(say, account_name(say, account), self.figures(|position| position.of(account))));
        }
        let result = say.say("statement-paper-not-divided");
        rows.push(self.line(say, result, self.figures(|position| position.result)));
        rows.push(self.sum(say, say.say("total"), self.figures(Position::own)));
    }

    fn accounts(&self, of: impl Fn(&Position) -> Vec<AccountNo>) -> BTreeSet<AccountNo> {
        self.funds.iter().flat_map(|fund| [&fund.now, &fund.before]).flat_map(of).collect()
    }

    /// What was earned and spent in the days, and how the funds' own moved from before to now.
    pub(super) fn result(&self, say: Say) -> Vec<Block> {
        if self.funds.is_empty() {
            return Vec::new();
        }
        let mut rows = Vec::new();
        self.turned(say, &mut rows, ("class-income", "statement-paper-income"), |fund| &fund.earned);
        self.turned(say, &mut rows, ("class-expense", "statement-paper-expenses"), |fund| &fund.spent);
        rows.push(self.sum(say, say.say("statement-paper-surplus"), self.moved(FundStatement::result)));
        let mut blocks = titled(self.heading_in(say, "statement-paper-result"), Table::new(self.columns(say), rows));
        let lines: [(&str, OfFund); 6] = [
            ("statement-paper-own-before", |fund| fund.before.own()),
            ("statement-paper-surplus", FundStatement::result),
            ("account-social-contributions", |fund| fund.moved.contributed),
            ("statement-paper-brought", |fund| fund.moved.brought),
            ("statement-paper-divided", |fund| fund.moved.divided),
            ("statement-paper-left", |fund| fund.moved.left),
        ];
        let always = 2;
        let shown = lines.iter().enumerate().filter(|(at, (_, of))| *at < always || self.funds.iter().any(|fund| of(fund) != 0));
        let mut rows: Vec<Row> = shown.map(|(_, (key, of))| self.line(say, say.say(key), self.moved(of))).collect();
        rows.push(self.sum(say, say.say("statement-paper-own-now"), self.moved(|fund| fund.now.own())));
        blocks.extend(titled(self.heading_in(say, "statement-paper-own-moved"), Table::new(self.columns(say), rows)));
        blocks
    }

    fn moved(&self, of: impl Fn(&FundStatement) -> i64) -> Figures {
        let mut figures: Figures = self.funds.iter().map(&of).filter(|_| self.funds.len() > 1).collect();
        figures.push(self.funds.iter().fold(0, |sum, fund| sum.saturating_add(of(fund))));
        figures
    }

    fn turned(
        &self,
        say: Say,
        rows: &mut Vec<Row>,
        (heading, sum): (&str, &str),
        list: fn(&FundStatement) -> &Vec<(AccountNo, i64)>,
    ) {
        let of = |fund: &FundStatement, no: AccountNo| list(fund).iter().find(|(one, _)| *one == no).map_or(0, |(_, value)| *value);
        let accounts: BTreeSet<AccountNo> = self.funds.iter().flat_map(|fund| list(fund).iter().map(|(no, _)| *no)).collect();
        rows.push(Row::section(say.say(heading)));
        for account in &accounts {
            rows.push(self.line(say, account_name(say, *account), self.moved(|fund| of(fund, *account))));
        }
        let all = self.moved(|fund| list(fund).iter().fold(0, |sum, (_, value)| sum.saturating_add(*value)));
        rows.push(self.sum(say, say.say(sum), all));
    }
}

/// An account by its name.
pub(super) fn account_name(say: Say, account: AccountNo) -> Label {
    say.say(&format!("account-{}", account_code(account)))
}
