//! The cash book: every line with what it was for and what lay in the box after it, brought forward, and summed by month.
use super::{FundName, GroupStatement, balance::account_name};
use crate::{
    Block, Cell, Column, Label, Row, RowKind, Say, Table, Width,
    bank_statement::{days, figures, head_in, lead},
};
use chrono::{Datelike, NaiveDate};
use ledger::{AccountNo, Commodity};
use words::Words;

/// The box of a group, line by line.
#[derive(Clone, Debug)]
pub struct CashBook {
    /// Lines tell their funds.
    pub several_funds: bool,
    /// Before the first day.
    pub opening: i64,
    /// The lines, the earliest first.
    pub lines: Vec<CashLine>,
    /// Came in, in all.
    pub came: i64,
    /// Went out, in all.
    pub went: i64,
    /// After the last day.
    pub closing: i64,
}

/// What an entry did to the cash of a fund.
#[derive(Clone, Debug)]
pub struct CashLine {
    /// The day.
    pub day: NaiveDate,
    /// The number of the entry.
    pub entry: i64,
    /// What it was for.
    pub why: Why,
    /// Why a figure was corrected; empty otherwise.
    pub reason: String,
    /// The fund.
    pub fund: FundName,
    /// What it came from and went to.
    pub moved: Vec<Movement>,
    /// Came in.
    pub came: i64,
    /// Went out.
    pub went: i64,
    /// In the box afterwards.
    pub balance: i64,
}

/// What came and went through an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Movement {
    /// The account.
    pub account: AccountNo,
    /// Came into the box.
    pub came: i64,
    /// Went out of it.
    pub went: i64,
}

/// What an entry was for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// What was brought along.
    Opening,
    /// Loans that were running before.
    RunningLoans,
    /// The closing of a year.
    Closing(i32),
    /// Undoes the entry of this number.
    Reversal(i64),
    /// A meeting.
    Meeting(i64),
    /// A share-out.
    ShareOut(i64),
    /// What the member of this number took along.
    Payout(i64),
    /// The loan of this number was written off.
    WrittenOff(i64),
    /// An act at a bank: its number and sort.
    Act(i64, String),
    /// A correction, and the meeting whose figure it mends.
    Correction(i64, i64),
    /// A correction of the entry of this number.
    Corrects(i64),
    /// An entry by its number.
    Entry(i64),
}

impl Why {
    fn show(&self, words: Words) -> String {
        let number = |key: &str, number: i64| words.with(key, &[("number", words.ordinal(number).into())]);
        match self {
            Why::Opening => words.say("entry-opening").into_owned(),
            Why::RunningLoans => words.say("entry-running-loans").into_owned(),
            Why::Closing(year) => words.with("entry-closing", &[("year", words.ordinal((*year).into()).into())]),
            Why::Reversal(no) => number("entry-reversal", *no),
            Why::Meeting(no) => number("meeting-number", *no),
            Why::ShareOut(no) => number("entry-share-out", *no),
            Why::Payout(member) => number("entry-payout", *member),
            Why::WrittenOff(loan) => number("entry-written-off", *loan),
            Why::Act(no, kind) => {
                let key = format!("entry-act-{kind}");
                let kind = if words.has(&key) { words.say(&key) } else { kind.into() };
                format!("{kind} · {}", number("entry-act-number", *no))
            }
            Why::Correction(no, meeting) => {
                format!("{} · {}", number("correction-number", *no), number("meeting-number", *meeting))
            }
            Why::Corrects(no) => format!("{} · {}", words.say("correction"), number("entry-number", *no)),
            Why::Entry(no) => number("entry-number", *no),
        }
    }

    fn is_correction(&self) -> bool {
        matches!(self, Why::Correction(..) | Why::Corrects(_) | Why::Reversal(_))
    }
}

impl CashBook {
    pub(super) fn blocks(&self, say: Say, of: &GroupStatement) -> Vec<Block> {
        let title = head_in(say, "cash-book", of.money);
        let span = Block::Text(say.of(|words| days(words, of.span())));
        vec![Block::Title(title), span, Block::Table(self.table(say, of.money))]
    }

    fn table(&self, say: Say, money: Commodity) -> Table {
        let mut columns = vec![Column::number(say.say("date")), Column::number(say.say("number-short")), lead(say.say("what-for"))];
        if self.several_funds {
            columns.push(lead(say.say("fund")));
            columns[3].width = Width::Share(0.25);
        }
        columns.extend(["cash-in", "cash-out", "balance"].map(|key| Column { width: Width::Share(0.15), ..figures(say.say(key)) }));
        let mut rows = vec![self.row(say, money, (say.say("statement-paper-forward"), RowKind::Sum), None, self.opening)];
        let mut sums = (0_i64, 0_i64);
        for (at, line) in self.lines.iter().enumerate() {
            rows.push(line.row(say, money, self.several_funds));
            sums = (sums.0.saturating_add(line.came), sums.1.saturating_add(line.went));
            let month = (line.day.year(), line.day.month());
            if self.lines.get(at + 1).is_none_or(|next| (next.day.year(), next.day.month()) != month) {
                let name = say.with("statement-paper-month", |words| vec![("month", words.month(line.day))]);
                rows.push(self.row(say, money, (name, RowKind::Sum), Some(sums), line.balance));
                sums = (0, 0);
            }
        }
        let all = Some((self.came, self.went));
        rows.push(self.row(say, money, (say.say("closing-balance"), RowKind::Sum), all, self.closing));
        Table::new(columns, rows).size(8.0)
    }

    /// A row of sums: a name, what came and went, and what there was.
    fn row(&self, say: Say, money: Commodity, (name, kind): (Label, RowKind), sums: Option<(i64, i64)>, balance: i64) -> Row {
        let figure = |quantity: i64| Cell::text(say.quantity(quantity, money));
        let mut cells = vec![Cell::Blank, Cell::Blank, Cell::Label(name)];
        if self.several_funds {
            cells.push(Cell::Blank);
        }
        let (came, went) = sums.map_or((Cell::Blank, Cell::Blank), |(came, went)| (figure(came), figure(went)));
        cells.extend([came, went, figure(balance)]);
        Row { cells, kind }
    }
}

impl CashLine {
    fn row(&self, say: Say, money: Commodity, several_funds: bool) -> Row {
        let why = say.of(|words| self.why.show(words)).line();
        let under = self.under(say, money);
        let mut cells = vec![
            Cell::text(say.day(self.day)),
            Cell::text(say.ordinal(self.entry)),
            if under.is_empty() { Cell::text(why) } else { Cell::Under(why, under) },
        ];
        if several_funds {
            cells.push(Cell::Label(self.fund.label(say)));
        }
        cells.extend([Cell::text(say.or_blank(self.came, money)), Cell::text(say.or_blank(self.went, money))]);
        cells.push(Cell::text(say.quantity(self.balance, money)));
        Row { cells, kind: if self.why.is_correction() { RowKind::Marked } else { RowKind::Plain } }
    }

    /// What it came from and went to: `Savings 412,500 · Expenses of the group −12,000`; and why it was corrected.
    fn under(&self, say: Say, money: Commodity) -> String {
        let moved = self.moved.iter().flat_map(|moved| {
            let name = account_name(say, moved.account).main;
            let figures = [(moved.came, ""), (moved.went, "−")].into_iter().filter(|(quantity, _)| *quantity != 0);
            figures.map(move |(quantity, sign)| format!("{name} {sign}{}", say.quantity(quantity, money)))
        });
        let mut parts: Vec<String> = moved.collect();
        if !self.reason.is_empty() {
            parts.push(self.reason.clone());
        }
        parts.join(" · ")
    }
}
