//! What a bank reports, for other programs and for a terminal: its season, its store, its herd, what is owed for animals,
//! and its statement in money. Quantities leave the program in the unit people speak of (kilograms, head, riel).
mod lists;
mod season;
mod statement;

pub use lists::{HerdList, ObligationList, StockList};
pub use season::SeasonOf;
pub use statement::{GroupStatement, StatementOf};

use crate::{
    banks::store::{self as banks, BankRow},
    groups::store::Group,
    members::store::{self as members},
    store::{Error, Result, Tx, balances_as_of},
};
use chrono::NaiveDate;
use domain::banks::{
    Bank, Good, Party,
    season_report::season_report,
    span::{ReportError, Span},
    statement::{FundMoney, Statement, Sums, statement},
};
use serde_json::Value;
use std::collections::BTreeMap;

/// A bank with the numbers of its members.
#[derive(Clone, Debug)]
pub struct BankBook {
    /// Its code.
    pub code: String,
    /// The bank whole.
    pub bank: Bank,
    /// A member's number, by party.
    numbers: BTreeMap<Party, i64>,
}

/// Reads it.
pub async fn bank_book(tx: &mut Tx, row: &BankRow, group: &Group) -> Result<BankBook> {
    let bank = banks::load(tx, row, group).await?;
    let members = members::members(tx, group.book, &group.commodity).await?;
    let numbers = members.iter().map(|member| (Party::from(member.party()), member.number)).collect();
    Ok(BankBook { code: row.code.clone(), bank, numbers })
}

impl BankBook {
    /// The statement of a span.
    ///
    /// # Errors
    /// [`Error::Garbled`] where its acts are not what the rules let in.
    pub fn statement(&self, span: Span) -> Result<StatementOf> {
        let told = statement(&self.bank, span).map_err(|error| garbled(&self.code, &error))?;
        Ok(StatementOf { code: self.code.clone(), money: Good::money(self.bank.money), told })
    }

    /// The report of the days of a season, or of a year.
    ///
    /// # Errors
    /// As [`BankBook::statement`].
    pub fn season(&self, season: Option<i64>, span: Span) -> Result<SeasonOf> {
        let told = season_report(&self.bank, season, span).map_err(|error| garbled(&self.code, &error))?;
        Ok(SeasonOf { code: self.code.clone(), money: Good::money(self.bank.money), told })
    }

    /// A member's number; the party's where nobody knows one.
    fn number(&self, party: Party) -> i64 {
        self.numbers.get(&party).copied().unwrap_or(party.0)
    }
}

/// What is said of a bank whose acts cannot be told: a fault, which `check` describes.
pub fn garbled(code: &str, error: &ReportError) -> Error {
    Error::Garbled(format!("acts of {code}: {error:?}"))
}

/// The statement of a group: every bank of its book, and its other funds.
pub async fn group_statement(tx: &mut Tx, group: &Group, span: Span) -> Result<GroupStatement> {
    let loaded = banks::load_all(tx, group).await?;
    let told = |(row, bank): &(BankRow, Bank)| {
        let told: Statement = statement(bank, span).map_err(|error| garbled(&row.code, &error))?;
        Ok((row.clone(), told))
    };
    let banks: Vec<(BankRow, Statement)> = loaded.iter().map(told).collect::<Result<_>>()?;
    let sums = banks.iter().fold(Sums::none(), |sums, (_, told)| sums.with(told.sums));
    let funds: Vec<_> = banks.iter().map(|(row, _)| row.fund()).collect();
    let balances = balances_as_of(tx, group.book, span.to).await?;
    Ok(GroupStatement {
        book: group.code.clone(),
        money: Good::money(group.commodity()),
        span,
        funds: FundMoney::of(&balances, &funds, group.commodity()),
        goods: loaded.into_iter().next().map(|(_, bank)| bank.goods).unwrap_or_default(),
        banks,
        sums,
    })
}

/// A quantity in the unit people speak of, as a decimal string.
fn decimal(good: &Good, quantity: i64) -> String {
    good.commodity().of(quantity).decimal().to_string()
}

/// The same of money, or null where a price is missing.
fn value(money: &Good, value: Option<i64>) -> Value {
    value.map_or(Value::Null, |value| decimal(money, value).into())
}

fn day(day: Option<NaiveDate>) -> Value {
    day.map_or(Value::Null, |day| day.to_string().into())
}
