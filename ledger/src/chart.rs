//! The accounts of a book.
use crate::AccountNo;
use std::collections::BTreeMap;

/// What an account tells, and on which side it grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AccountKind {
    /// What the institution has or is owed; grows by debits.
    Asset,
    /// What it owes, members' savings among it; grows by credits.
    Liability,
    /// What belongs to the institution as such; grows by credits.
    Equity,
    /// What it earned; grows by credits, and goes to equity when a year closes.
    Income,
    /// What it spent; grows by debits, and goes to equity when a year closes.
    Expense,
    /// Where one commodity is swapped for another; each side of a swap stays here, in its own commodity.
    Conversion,
}

impl AccountKind {
    /// Every kind, in the order of a statement.
    pub const ALL: [AccountKind; 6] = [
        AccountKind::Asset,
        AccountKind::Liability,
        AccountKind::Equity,
        AccountKind::Income,
        AccountKind::Expense,
        AccountKind::Conversion,
    ];

    /// The word kept in the database and in chart files.
    pub fn code(self) -> &'static str {
        match self {
            AccountKind::Asset => "asset",
            AccountKind::Liability => "liability",
            AccountKind::Equity => "equity",
            AccountKind::Income => "income",
            AccountKind::Expense => "expense",
            AccountKind::Conversion => "conversion",
        }
    }

    /// Reads the word; anything else is `None`.
    pub fn parse(code: &str) -> Option<AccountKind> {
        AccountKind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Whether a year's closing empties it.
    pub fn is_of_the_year(self) -> bool {
        matches!(self, AccountKind::Income | AccountKind::Expense)
    }
}

/// An account of a book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its number, by which rules and people name it.
    pub no: AccountNo,
    /// What it tells.
    pub kind: AccountKind,
    /// Whether every posting names a party (each member's savings), or none does (the cash in the box).
    pub per_party: bool,
}

/// The accounts that a book has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chart {
    accounts: BTreeMap<AccountNo, Account>,
}

/// Why a chart could not be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChartError {
    /// Two accounts have this number.
    Twice(AccountNo),
    /// Account numbers are above zero.
    Number(AccountNo),
}

impl Chart {
    /// A chart of these accounts, each number once.
    pub fn try_new(accounts: impl IntoIterator<Item = Account>) -> Result<Chart, ChartError> {
        let mut chart = Chart::default();
        for account in accounts {
            let no = account.no;
            if no.0 <= 0 {
                return Err(ChartError::Number(no));
            }
            if chart.accounts.insert(no, account).is_some() {
                return Err(ChartError::Twice(no));
            }
        }
        Ok(chart)
    }

    /// The account of a number.
    pub fn get(&self, no: AccountNo) -> Option<&Account> {
        self.accounts.get(&no)
    }

    /// All accounts, by number.
    pub fn iter(&self) -> impl Iterator<Item = &Account> {
        self.accounts.values()
    }
}
