//! The cash book: what came into the box and went out of it, day by day, by what it was for.
use super::{Cell, Rows};
use crate::{
    books::funds::Funds,
    groups::store::Group,
    meetings::store as meetings,
    store::{Result, Tx, entries_between},
};
use chrono::NaiveDate;
use domain::chart::{CASH, account_code};
use ledger::{AccountNo, Amount, Commodity, EntryKind, FundNo, Numbered};
use std::collections::BTreeMap;

/// A line of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CashLine {
    /// The day.
    pub date: NaiveDate,
    /// The entry.
    pub entry: i64,
    /// The meeting, where it is one.
    pub meeting: Option<i64>,
    /// The fund whose cash moved.
    pub fund: FundNo,
    /// What it came from or went to.
    pub account: AccountNo,
    /// Came in.
    pub came: Amount,
    /// Went out.
    pub went: Amount,
    /// In the box afterwards, all funds together.
    pub balance: Amount,
}

/// A group's cash book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CashBook {
    /// The group's code.
    pub book: String,
    /// Through this day.
    pub as_of: NaiveDate,
    /// The lines, oldest first.
    pub lines: Vec<CashLine>,
    /// In the box at the end, by fund.
    pub by_fund: BTreeMap<FundNo, Amount>,
    /// The funds of the book.
    pub funds: Funds,
    /// In the box at the end.
    pub closing: Amount,
}

/// Reads it from the beginning.
pub async fn cash_book(tx: &mut Tx, group: &Group, as_of: NaiveDate) -> Result<CashBook> {
    let entries = entries_between(tx, group.book, NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or_default(), as_of).await?;
    let meetings = meetings::by_entry(tx, group.book).await?;
    let none = group.commodity().of(0);
    let funds = Funds::load(tx, group.book).await?;
    let mut book = CashBook {
        book: group.code.clone(),
        as_of,
        lines: vec![],
        by_fund: funds.iter().map(|fund| (fund.no, none)).collect(),
        funds,
        closing: none,
    };
    let mut balance = 0;
    for entry in &entries {
        for (fund, account, quantity) in moved(entry, group.commodity()) {
            balance += quantity;
            book.lines.push(CashLine {
                date: entry.entry.on(),
                entry: entry.no.0,
                meeting: meetings.get(&entry.no.0).copied(),
                fund,
                account,
                came: group.commodity().of(quantity.max(0)),
                went: group.commodity().of(-quantity.min(0)),
                balance: group.commodity().of(balance),
            });
            if let Some(sum) = book.by_fund.get_mut(&fund) {
                *sum = group.commodity().of(sum.quantity() + quantity);
            }
        }
    }
    book.closing = group.commodity().of(balance);
    Ok(book)
}

/// What an entry did to the cash of each fund, by the account on the other side. In a fund every posting of money but
/// those of cash is against cash, or the entry did not touch cash there at all.
fn moved(entry: &Numbered, money: Commodity) -> Vec<(FundNo, AccountNo, i64)> {
    let of_money = || entry.entry.postings().iter().filter(|posting| posting.amount.commodity() == money);
    let touched = |fund: FundNo| of_money().any(|posting| posting.fund == fund && posting.account == CASH);
    let mut sums: Vec<(FundNo, AccountNo, i64)> = Vec::new();
    for posting in of_money().filter(|posting| posting.account != CASH && touched(posting.fund)) {
        let quantity = -posting.amount.quantity();
        match sums.iter_mut().find(|(fund, account, _)| (*fund, *account) == (posting.fund, posting.account)) {
            Some((_, _, sum)) => *sum += quantity,
            None => sums.push((posting.fund, posting.account, quantity)),
        }
    }
    sums.retain(|(_, _, quantity)| *quantity != 0);
    if entry.entry.kind() == EntryKind::Opening {
        sums.sort();
    }
    sums
}

impl CashBook {
    /// As other programs read it.
    pub fn to_json(&self) -> serde_json::Value {
        let line = |line: &CashLine| {
            serde_json::json!({
                "date": line.date.to_string(),
                "entry": line.entry,
                "meeting": line.meeting,
                "fund": self.funds.code(line.fund),
                "account": account_code(line.account),
                "in": line.came.decimal().to_string(),
                "out": line.went.decimal().to_string(),
                "balance": line.balance.decimal().to_string(),
            })
        };
        let funds: serde_json::Map<String, serde_json::Value> =
            self.by_fund.iter().map(|(fund, sum)| (self.funds.code(*fund).to_owned(), sum.decimal().to_string().into())).collect();
        serde_json::json!({
            "book": self.book,
            "as_of": self.as_of.to_string(),
            "commodity": self.closing.commodity().code(),
            "lines": self.lines.iter().map(line).collect::<Vec<_>>(),
            "funds": funds,
            "closing": self.closing.decimal().to_string(),
        })
    }

    /// As a table.
    pub fn to_rows(&self) -> Rows {
        let mut rows = Rows::new(&["date", "entry", "meeting", "fund", "account", "in", "out", "balance", "commodity"]);
        for line in &self.lines {
            rows.push([
                Cell::text(line.date.to_string()),
                Cell::count(line.entry),
                line.meeting.map_or(Cell::Number(String::new()), Cell::count),
                Cell::text(self.funds.code(line.fund)),
                Cell::text(account_code(line.account)),
                Cell::unless_zero(line.came),
                Cell::unless_zero(line.went),
                Cell::amount(line.balance),
                Cell::text(line.balance.commodity().code()),
            ]);
        }
        rows
    }
}
