//! The statement of a group: a first page for those who do not read accounts, then what an auditor asks for: balance
//! sheet, income and expense, the banks, the trial balance, and the cash book to its last line.
mod balance;
mod cash;
mod first;
mod trial;

pub use cash::{CashBook, CashLine, Movement, Why};
pub use trial::{TrialFund, TrialLine};

use crate::{
    Block, Cell, Document, Label, Row, Say, Size, Story, Table,
    bank_statement::{Told, days, figures, head_in, lead, named, signing, titled, under},
    contract::Name,
    of_group::{OfGroup, Signer},
};
use chrono::NaiveDate;
use domain::{
    banks::{
        Good,
        span::Span,
        statement::{Statement, Sums},
    },
    chart::fund_code,
    statements::{FundStatement, Month},
};
use ledger::{AccountNo, Commodity, FundNo};
use std::collections::BTreeMap;
use words::Words;

/// The statement of a group.
#[derive(Clone, Debug)]
pub struct GroupStatement {
    /// The group.
    pub group: OfGroup,
    /// The first day.
    pub from: NaiveDate,
    /// The last.
    pub to: NaiveDate,
    /// Its money.
    pub money: Commodity,
    /// Members at the end.
    pub members: i64,
    /// Of them, those who owe a loan of money.
    pub borrowers: i64,
    /// Savings and help: the funds that are no banks.
    pub funds: Vec<FundStatement>,
    /// What each month did.
    pub months: Vec<Month>,
    /// The banks of its book.
    pub banks: Vec<BankPart>,
    /// The banks together.
    pub sums: Sums,
    /// The goods there are.
    pub goods: Vec<Good>,
    /// Every account with its balance at the end, fund by fund.
    pub trial: Vec<TrialFund>,
    /// The box, line by line.
    pub cash: CashBook,
    /// Who signs.
    pub signers: Vec<Signer>,
}

/// A bank in the statement of its group.
#[derive(Clone, Debug)]
pub struct BankPart {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: Name,
    /// Its statement of the same days.
    pub told: Statement,
}

/// The name of a fund: a bank's own, or the chart's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FundName {
    /// A fund of savings or help.
    Chart(FundNo),
    /// That of a bank.
    Bank(Name),
}

impl FundName {
    pub(crate) fn show(&self, words: Words) -> String {
        match self {
            FundName::Chart(no) => words.say(&format!("fund-name-{}", fund_code(*no))).into_owned(),
            FundName::Bank(name) => name.show(words),
        }
    }

    pub(crate) fn label(&self, say: Say) -> Label {
        say.of(|words| self.show(words))
    }
}

impl GroupStatement {
    /// The statement on paper.
    pub fn document(&self, say: Say) -> Document {
        let title = say.say("statement-paper");
        let mut story = Story::new(format!("{} · {}", title.main, self.group.code), say, Size::A4)
            .head(self.group.head(say), days(say.words(), self.span()))
            .foot(title.main.clone());
        for block in self.first(say) {
            story.add(block);
        }
        story.add(signing(say, &self.signers));
        let accounts = [self.balance_sheet(say), self.result(say)].concat();
        let parts = [
            ("statement-paper-balance-sheet", accounts),
            ("statement-paper-banks", self.of_banks(say)),
            ("trial-balance", self.trial_balance(say)),
            ("cash-book", self.cash.blocks(say, self)),
        ];
        for (key, blocks) in parts.into_iter().filter(|(_, blocks)| !blocks.is_empty()) {
            story.add(Block::NewPage);
            story.add(Block::Bookmark(say.say(key).main));
            for block in blocks {
                story.add(block);
            }
        }
        story.finish()
    }

    fn span(&self) -> Span {
        Span { from: Some(self.from), to: self.to }
    }

    fn show(&self, say: Say) -> Told<'_> {
        Told { say, money: self.money, goods: &self.goods }
    }

    /// Each bank apart, and everything together.
    fn of_banks(&self, say: Say) -> Vec<Block> {
        if self.banks.is_empty() {
            return Vec::new();
        }
        let show = self.show(say);
        let mut blocks = vec![Block::Title(say.say("statement-paper-banks"))];
        let missing: Vec<_> = self.banks.iter().flat_map(|bank| bank.told.missing.clone()).collect();
        blocks.extend(show.verdict(&self.sums, &missing));
        blocks.extend(self.parts(say));
        for bank in &self.banks {
            blocks.extend(under(bank.name.label(say), show.has_and_came(&bank.told)));
            blocks.extend(show.prices(&bank.told.prices));
        }
        if self.banks.len() > 1 {
            let income = self.of_all(|told| &told.income);
            let expenses = self.of_all(|told| &told.expenses);
            blocks.extend(show.came("statement-banks-came", &self.sums, &income, &expenses));
        }
        blocks
    }

    /// What each part has, owes and calls its own.
    fn parts(&self, say: Say) -> Vec<Block> {
        let show = self.show(say);
        let head = |key: &str| figures(head_in(say, key, self.money));
        let columns = vec![
            lead(say.say("statement-part")),
            head("statement-part-has"),
            head("statement-part-owes"),
            head("statement-part-own"),
        ];
        let cells = |name: Label, figures: [Option<i64>; 3]| {
            std::iter::once(Cell::Label(name)).chain(figures.map(|value| Cell::text(show.number(value)))).collect::<Vec<_>>()
        };
        let fund = |fund: &FundStatement| {
            let now = &fund.now;
            Row::new(cells(FundName::Chart(fund.fund).label(say), [Some(now.has()), Some(now.owes()), Some(now.own())]))
        };
        let bank = |bank: &BankPart| {
            let sums = &bank.told.sums;
            Row::new(cells(bank.name.label(say), [sums.assets, sums.liabilities, sums.own()]))
        };
        let mut rows: Vec<Row> = self.funds.iter().map(fund).chain(self.banks.iter().map(bank)).collect();
        rows.push(Row::sum(cells(say.say("total"), self.totals())));
        titled(say.say("statement-parts"), Table::new(columns, rows))
    }

    /// All that the group has, owes and calls its own, its banks included; none where a price is missing.
    fn totals(&self) -> [Option<i64>; 3] {
        let with = |value: Option<i64>, of: fn(&FundStatement) -> i64| {
            value.map(|value| self.funds.iter().fold(value, |sum, fund| sum.saturating_add(of(fund))))
        };
        let sums = &self.sums;
        [
            with(sums.assets, |fund| fund.now.has()),
            with(sums.liabilities, |fund| fund.now.owes()),
            with(sums.own(), |fund| fund.now.own()),
        ]
    }

    /// Income or expenses of all banks, by account.
    fn of_all(&self, part: impl Fn(&Statement) -> &Vec<(AccountNo, Option<i64>)>) -> Vec<(AccountNo, Option<i64>)> {
        let mut sums: BTreeMap<AccountNo, Option<i64>> = BTreeMap::new();
        for (no, value) in self.banks.iter().flat_map(|bank| part(&bank.told)) {
            let sum = sums.entry(*no).or_insert(Some(0));
            *sum = sum.zip(*value).map(|(sum, value)| sum.saturating_add(value));
        }
        sums.into_iter().collect()
    }

    fn heading(&self, words: Words) -> String {
        named(words, &self.group, self.span())
    }
}
