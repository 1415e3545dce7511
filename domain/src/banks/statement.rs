//! What a bank has in money: every good an account in its own measure and in money, and the whole as a statement that
//! balances to the riel (shared sources: accounting for in-kind stock and animals; IAS 41.50).
//!
//! It is told from the acts and the prices they cite, never from a stored cost and never from balances of income, which a
//! year's closing empties. What came or went is worth its quantity at the price of its day; what was bought or sold, the
//! money itself; what is there at the end, its quantity at the market's last price by then. What lies between is holding:
//! *closing − opening − what came and went*. Animals are worth the price of their class, so the account of cattle is the
//! reconciliation that IAS 41.50 asks for, in head and in money.
mod flows;
mod funds;
mod holdings;

pub use flows::Flow;
pub use funds::{FundMoney, group_totals};
pub use holdings::{Held, Holding, PriceUsed};

use super::{
    Bank, Good,
    acts::ActNo,
    span::{ReportError, Span, opening},
};
use crate::chart::{ACCOUNTS, CAPITAL, PASSED};
use chrono::NaiveDate;
use ledger::{AccountKind, AccountNo};
use std::collections::BTreeMap;

/// A quantity and what it is worth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Worth {
    /// Smallest units of the good; below zero: it went.
    pub quantity: i64,
    /// Smallest units of money; `None`: a price is missing.
    pub value: Option<i64>,
}

/// The account of one good: what was there, what came and went, what prices did, what is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Which good; the bank's money is one.
    pub good: Good,
    /// Before the span, members' own taken off.
    pub opening: Worth,
    /// What came and went, in the order of [`Flow`].
    pub flows: Vec<(Flow, Worth)>,
    /// What growth and prices did; `None`: a price is missing.
    pub holding: Option<i64>,
    /// At its end, members' own taken off.
    pub closing: Worth,
}

/// A price that nobody wrote down.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Missing {
    /// Of which good.
    pub good: String,
    /// Of which class of animal; empty for what is weighed.
    pub class: String,
    /// For which day.
    pub day: NaiveDate,
    /// For which act; `None`: to value what was there.
    pub act: Option<ActNo>,
}

/// The sums of a statement, smallest units of money; `None`: a price is missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// What the bank has.
    pub assets: Option<i64>,
    /// What it owes.
    pub liabilities: Option<i64>,
    /// Its own before the span.
    pub opening: Option<i64>,
    /// Given to it, to stay.
    pub contributed: Option<i64>,
    /// Earned.
    pub income: Option<i64>,
    /// Spent and lost.
    pub expenses: Option<i64>,
    /// Passed to members as their own.
    pub passed: Option<i64>,
    /// What growth and prices did.
    pub holding: Option<i64>,
}

impl Sums {
    /// What is the bank's own at the end, told from where it came from.
    pub fn own(&self) -> Option<i64> {
        let lost = total([self.expenses, self.passed])?;
        Some(total([self.opening, self.contributed, self.income, self.holding])?.saturating_sub(lost))
    }

    /// Whether it balances; `None`: nobody can tell, since a price is missing.
    pub fn balances(&self) -> Option<bool> {
        Some(self.assets? == total([self.liabilities, self.own()])?)
    }

    /// Two banks as one.
    pub fn with(self, other: Sums) -> Sums {
        let both = |one, other| total([one, other]);
        Sums {
            assets: both(self.assets, other.assets),
            liabilities: both(self.liabilities, other.liabilities),
            opening: both(self.opening, other.opening),
            contributed: both(self.contributed, other.contributed),
            income: both(self.income, other.income),
            expenses: both(self.expenses, other.expenses),
            passed: both(self.passed, other.passed),
            holding: both(self.holding, other.holding),
        }
    }

    /// Of no bank.
    pub fn none() -> Sums {
        let no = Some(0);
        Sums { assets: no, liabilities: no, opening: no, contributed: no, income: no, expenses: no, passed: no, holding: no }
    }
}

/// The statement of a bank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The days it is about.
    pub span: Span,
    /// An account for money, then for each good that the bank had or has, in the order of the list of goods.
    pub accounts: Vec<Account>,
    /// What it has at the end.
    pub assets: Vec<Held>,
    /// What it owes at the end.
    pub liabilities: Vec<Held>,
    /// Earned, by account.
    pub income: Vec<(AccountNo, Option<i64>)>,
    /// Spent and lost, by account; above zero.
    pub expenses: Vec<(AccountNo, Option<i64>)>,
    /// The sums.
    pub sums: Sums,
    /// By how much less than the market's price members paid for loans in kind that they settled with money; a note, since
    /// holding carries it.
    pub concession: i64,
    /// The prices that value what is there at the end.
    pub prices: Vec<PriceUsed>,
    /// The prices that nobody wrote down.
    pub missing: Vec<Missing>,
}

/// Tells the statement of a bank.
///
/// # Errors
/// [`ReportError`]: its acts are not what the rules let in, or do not make what the bank has.
pub fn statement(bank: &Bank, span: Span) -> Result<Statement, ReportError> {
    let (before, after) = (opening(bank, span)?, bank.state(span.to)?);
    let eve = span.before().unwrap_or(bank.opened_on);
    let start = holdings::holdings(bank, &before, eve);
    let end = holdings::holdings(bank, &after, span.to);
    let told = flows::told(bank, span, &start, &end)?;
    let goods = std::iter::once(Good::money(bank.money)).chain(bank.goods.iter().cloned());
    let accounts: Vec<Account> =
        goods.filter_map(|good| account(good, &start, &end, &told).transpose()).collect::<Result<_, _>>()?;
    let (income, expenses) = (by_kind(&accounts, AccountKind::Income), by_kind(&accounts, AccountKind::Expense));
    let of = |account: AccountNo| total(flows_of(&accounts).filter(|(no, _)| *no == account).map(|(_, value)| value));
    let sums = Sums {
        assets: total(end.assets.iter().map(|held| held.value)),
        liabilities: total(end.liabilities.iter().map(|held| held.value)),
        opening: total(accounts.iter().map(|account| account.opening.value)).map(|all| all.saturating_sub(start.in_advance())),
        contributed: of(CAPITAL),
        income: total(income.iter().map(|(_, value)| *value)),
        expenses: total(expenses.iter().map(|(_, value)| *value)),
        passed: negated(of(PASSED)),
        holding: total(accounts.iter().map(|account| account.holding)),
    };
    let mut missing: Vec<Missing> = [told.missing, start.missing, end.missing].concat();
    missing.sort();
    missing.dedup();
    let (assets, liabilities, prices) = (end.assets, end.liabilities, end.prices);
    Ok(Statement { span, accounts, assets, liabilities, income, expenses, sums, concession: told.concession, prices, missing })
}

/// The account of a good; `None` where it never was there and never moved.
fn account(
    good: Good,
    start: &holdings::Holdings,
    end: &holdings::Holdings,
    told: &flows::Told,
) -> Result<Option<Account>, ReportError> {
    let (opening, closing) = (start.own(good.code()), end.own(good.code()));
    let flows: Vec<(Flow, Worth)> = told.of(good.code());
    if opening.quantity == 0 && closing.quantity == 0 && flows.is_empty() {
        return Ok(None);
    }
    let moved = flows.iter().fold(opening.quantity, |sum, (_, worth)| sum.saturating_add(worth.quantity));
    if moved != closing.quantity {
        return Err(ReportError::Disagrees(good.code().to_owned()));
    }
    let before = total(flows.iter().map(|(_, worth)| worth.value).chain([opening.value]));
    let holding = closing.value.zip(before).map(|(closing, before)| closing.saturating_sub(before));
    Ok(Some(Account { good, opening, flows, holding, closing }))
}

/// What came and went, but for what was swapped: that leaves one account and enters another.
fn flows_of(accounts: &[Account]) -> impl Iterator<Item = (AccountNo, Option<i64>)> {
    let all = accounts.iter().flat_map(|account| account.flows.iter());
    all.filter_map(|(flow, worth)| if let Flow::Of(no) = flow { Some((*no, worth.value)) } else { None })
}

/// Income or expense by account, as it is spoken of: both above zero.
fn by_kind(accounts: &[Account], kind: AccountKind) -> Vec<(AccountNo, Option<i64>)> {
    let mut sums: BTreeMap<AccountNo, Option<i64>> = BTreeMap::new();
    for (no, value) in flows_of(accounts) {
        if ACCOUNTS.iter().any(|line| line.no == no && line.kind == kind) {
            let value = if kind == AccountKind::Expense { negated(value) } else { value };
            let sum = sums.entry(no).or_insert(Some(0));
            *sum = total([*sum, value]);
        }
    }
    sums.into_iter().collect()
}

/// A sum; what misses a part is no sum.
fn total(values: impl IntoIterator<Item = Option<i64>>) -> Option<i64> {
    values.into_iter().try_fold(0_i64, |sum, value| Some(sum.saturating_add(value?)))
}

fn negated(value: Option<i64>) -> Option<i64> {
    value.map(i64::saturating_neg)
}
