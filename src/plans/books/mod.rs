//! What a group's book says of the twelve months before its long-term plan.
pub mod store;

use crate::{
    books::store as ledger_books,
    groups::store::{self as groups, Group},
    store::{Result, Tx},
};
use chrono::{Datelike, Days, Months, NaiveDate};
use domain::plans::group::{Books, MovedOn};
use ledger::{AccountNo, FundNo};
use std::collections::BTreeMap;

/// The twelve whole months before a day.
pub fn year_before(today: NaiveDate) -> (NaiveDate, NaiveDate) {
    let month = today.with_day(1).unwrap_or(today);
    let from = month.checked_sub_months(Months::new(12)).unwrap_or(month);
    (from, month.checked_sub_days(Days::new(1)).unwrap_or(month))
}

/// A group's book over the twelve months before a day.
///
/// # Errors
/// The store's.
pub async fn read(tx: &mut Tx, group: &Group, today: NaiveDate) -> Result<Books> {
    let (from, to) = year_before(today);
    let mut accounts: BTreeMap<(i64, i64), MovedOn> = BTreeMap::new();
    let none = |fund, account| MovedOn { fund: FundNo(fund), account: AccountNo(account), before: 0, debit: 0, credit: 0 };
    for row in store::stood(tx, group.book, &group.commodity, (from, to)).await? {
        accounts.entry((row.fund, row.account)).or_insert_with(|| none(row.fund, row.account)).before = row.quantity;
    }
    for row in store::moved(tx, group.book, &group.commodity, (from, to)).await? {
        let one = accounts.entry((row.fund, row.account)).or_insert_with(|| none(row.fund, row.account));
        one.debit += row.debit;
        one.credit += row.credit;
    }
    let (before, members) = store::members(tx, group.book, (from, to)).await?;
    let began = ledger_books::first_and_last(tx, group.book).await?.map_or(from, |(first, _)| first.max(from));
    let cycle = groups::cycle(tx, group.book).await?;
    Ok(Books {
        from,
        months: months(began, to),
        currency: group.commodity(),
        members_before: u32::try_from(before).unwrap_or(0),
        members: u32::try_from(members).unwrap_or(0),
        percent_month: cycle.constitution.terms().loans.interest_percent_month,
        accounts: accounts.into_values().collect(),
    })
}

/// The months from one day to another, both counted; none where the first is later.
fn months(from: NaiveDate, to: NaiveDate) -> u32 {
    let count = |day: NaiveDate| day.year() * 12 + day.month0() as i32;
    u32::try_from(count(to) - count(from) + 1).unwrap_or(0)
}
