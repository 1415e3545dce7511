//! Closing: months in order, then the year with its closing entry into what is retained.
//!
//! December closes with its year: the closing entry is dated on the last day of December, carries every income and
//! expense of the year into retained funds, and then that day is closed.
use crate::chart::RETAINED;
use chrono::{Datelike, Months, NaiveDate};
use ledger::{AccountNo, Commodity, Entry, EntryKey, EntryKind, FundNo, PartyNo, Postings};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The next period to close.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Next {
    /// Its last day.
    pub through: NaiveDate,
    /// Whether it ends a year, and so comes with a closing entry.
    pub year: bool,
}

/// Why a period cannot be closed, in the order it is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloseRefusal {
    /// Nothing was ever posted.
    EmptyBook,
    /// It is not the next one; which that is.
    NotTheNext(NaiveDate),
    /// It has not ended yet.
    NotOver(NaiveDate),
    /// Corrections of meetings in it wait for a second officer; how many.
    CorrectionsWait(i64),
    /// What was asked at a bank for a day in it waits for a second officer; how many things.
    RequestsWait(i64),
}

/// What of a period waits for a second officer, and could not be posted once it is closed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Corrections of its meetings.
    pub corrections: i64,
    /// Requests at banks for its days.
    pub requests: i64,
}

/// Why a closed period cannot be opened again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReopenRefusal {
    /// Nothing is closed.
    NothingClosed,
    /// Not the last day of a month before the last closed day.
    NotBefore,
    /// The reason is missing or over 500 characters.
    Reason,
    /// Who asked cannot confirm.
    SameOfficer,
    /// The books were closed or opened since it was asked for.
    ChangedMeanwhile,
}

/// The last day of the month in which a day lies.
pub fn month_end(day: NaiveDate) -> NaiveDate {
    let first = day.with_day(1).expect("every month has a first day");
    first
        .checked_add_months(Months::new(1))
        .and_then(|next| next.pred_opt())
        .expect("business days lie within the calendar's range")
}

/// The month that is next to be closed: the one after the last closed day, or that of the first entry.
pub fn next(first_entry: Option<NaiveDate>, closed_through: Option<NaiveDate>) -> Option<Next> {
    let day = match closed_through {
        Some(through) => through.succ_opt()?,
        None => first_entry?,
    };
    let through = month_end(day);
    Some(Next { through, year: through.month() == 12 })
}

/// Checks that the period ending on `through` may be closed today.
pub fn close(
    through: NaiveDate,
    first_entry: Option<NaiveDate>,
    closed_through: Option<NaiveDate>,
    waiting: Waiting,
    today: NaiveDate,
) -> Result<Next, CloseRefusal> {
    let next = next(first_entry, closed_through).ok_or(CloseRefusal::EmptyBook)?;
    if next.through != through {
        return Err(CloseRefusal::NotTheNext(next.through));
    }
    if through >= today {
        return Err(CloseRefusal::NotOver(through));
    }
    if waiting.corrections > 0 {
        return Err(CloseRefusal::CorrectionsWait(waiting.corrections));
    }
    if waiting.requests > 0 {
        return Err(CloseRefusal::RequestsWait(waiting.requests));
    }
    Ok(next)
}

/// A balance of income or expense at the end of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YearBalance {
    /// The fund.
    pub fund: FundNo,
    /// The account.
    pub account: AccountNo,
    /// The member, where the account is kept by member.
    pub party: Option<PartyNo>,
    /// The commodity.
    pub commodity: Commodity,
    /// Debit positive, smallest units.
    pub quantity: i64,
}

/// The closing entry of a year; `None` when the year earned and spent nothing.
pub fn closing_entry(balances: &[YearBalance], through: NaiveDate, key: Uuid) -> Option<Entry> {
    let mut all = Postings::new();
    for balance in balances {
        let amount = balance.commodity.of(balance.quantity);
        all.credit(balance.fund, balance.account, balance.party, amount);
    }
    let pools: BTreeSet<(FundNo, Commodity)> = balances.iter().map(|balance| (balance.fund, balance.commodity)).collect();
    for (fund, commodity) in pools {
        let mine = |balance: &&YearBalance| (balance.fund, balance.commodity) == (fund, commodity);
        let sum = balances.iter().filter(mine).map(|balance| balance.quantity).sum();
        all.debit(fund, RETAINED, None, commodity.of(sum));
    }
    if all.is_empty() {
        return None;
    }
    let lines = all.finish().expect("balances of a book fit 64 bits, and so do their sums by fund");
    Some(Entry::new(EntryKey(key), through, EntryKind::Closing, "", lines).expect("what leaves income and expense enters retained"))
}

/// Checks that the books may be opened again so that only days through `through` stay closed (`None`: none).
pub fn reopen(through: Option<NaiveDate>, closed_through: Option<NaiveDate>, reason: &str) -> Result<(), ReopenRefusal> {
    let closed = closed_through.ok_or(ReopenRefusal::NothingClosed)?;
    if through.is_some_and(|through| through >= closed || through != month_end(through)) {
        return Err(ReopenRefusal::NotBefore);
    }
    if reason.trim().is_empty() || reason.chars().count() > Entry::MEMO_MOST {
        return Err(ReopenRefusal::Reason);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::{DRYING, EXPENSES, FINES, INTEREST, LOAN_FUND};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn months_close_in_order_and_december_with_its_year() {
        assert_eq!(next(None, None), None);
        assert_eq!(next(Some(day("2026-02-10")), None), Some(Next { through: day("2026-02-28"), year: false }));
        assert_eq!(next(Some(day("2026-02-10")), Some(day("2026-11-30"))), Some(Next { through: day("2026-12-31"), year: true }));
        let first = Some(day("2026-02-10"));
        let (none, mends, asks) =
            (Waiting::default(), Waiting { corrections: 2, requests: 1 }, Waiting { corrections: 0, requests: 3 });
        let at = |through, closed, waiting, today| close(day(through), first, closed, waiting, day(today));
        assert_eq!(at("2026-03-31", None, none, "2026-06-01"), Err(CloseRefusal::NotTheNext(day("2026-02-28"))));
        assert_eq!(at("2026-02-28", None, none, "2026-02-28"), Err(CloseRefusal::NotOver(day("2026-02-28"))));
        assert_eq!(at("2026-02-28", None, mends, "2026-03-01"), Err(CloseRefusal::CorrectionsWait(2)));
        assert_eq!(at("2026-02-28", None, asks, "2026-03-01"), Err(CloseRefusal::RequestsWait(3)));
        assert!(at("2026-02-28", None, none, "2026-03-01").is_ok());
        assert_eq!(close(day("2026-02-28"), None, None, none, day("2026-03-01")), Err(CloseRefusal::EmptyBook));
    }

    #[test]
    fn a_closing_entry_empties_income_and_expense() {
        let of = |account, party, quantity| YearBalance { fund: LOAN_FUND, account, party, commodity: Commodity::KHR, quantity };
        let balances = [of(FINES, Some(PartyNo(1)), -1_500), of(FINES, Some(PartyNo(2)), -500), of(EXPENSES, None, 700)];
        let entry = closing_entry(&balances, day("2026-12-31"), Uuid::nil()).unwrap();
        let lines: Vec<_> = entry.postings().iter().map(|line| (line.account, line.amount.quantity())).collect();
        assert_eq!(lines, [(FINES, 1_500), (FINES, 500), (EXPENSES, -700), (RETAINED, -1_300)]);
        assert_eq!(closing_entry(&[], day("2026-12-31"), Uuid::nil()), None);
    }

    #[test]
    fn a_fund_that_holds_several_things_closes_each_by_itself() {
        let paddy = Commodity::new("PADDY", 3).unwrap();
        let of = |account, commodity, quantity| YearBalance { fund: FundNo(3), account, party: None, commodity, quantity };
        let balances = [of(FINES, Commodity::KHR, -500), of(INTEREST, paddy, -40_000), of(DRYING, paddy, 90_000)];
        let entry = closing_entry(&balances, day("2026-12-31"), Uuid::nil()).unwrap();
        let kept = |commodity| {
            let mine = entry.postings().iter().filter(|line| line.account == RETAINED && line.amount.commodity() == commodity);
            mine.map(|line| line.amount.quantity()).collect::<Vec<_>>()
        };
        assert_eq!((kept(Commodity::KHR), kept(paddy)), (vec![-500], vec![50_000]));
    }

    #[test]
    fn reopening() {
        let closed = Some(day("2026-03-31"));
        assert_eq!(reopen(None, None, "x"), Err(ReopenRefusal::NothingClosed));
        assert_eq!(reopen(closed, closed, "x"), Err(ReopenRefusal::NotBefore));
        assert_eq!(reopen(Some(day("2026-02-27")), closed, "x"), Err(ReopenRefusal::NotBefore));
        assert_eq!(reopen(Some(day("2026-02-28")), closed, " "), Err(ReopenRefusal::Reason));
        assert_eq!(reopen(Some(day("2026-02-28")), closed, "a receipt was found"), Ok(()));
    }
}
