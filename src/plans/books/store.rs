//! The SQL of what a group's book says of a span of months, for its long-term plan.
use crate::store::{BookId, Result, Tx, statements};
use chrono::NaiveDate;
use sqlx::FromRow;

statements! {
    /// Where the accounts of a book stood before a day; what a group brought along later, until another day, counts as before.
    STOOD = "select p.fund, p.account, cast(sum(p.quantity) as bigint) as quantity
               from posting p join entry e on e.book_id = p.book_id and e.no = p.entry_no
              where p.book_id = $1 and p.commodity = $2 and (p.day < $3 or (e.kind = 'opening' and p.day <= $4))
              group by p.fund, p.account order by p.fund, p.account";
    /// What moved on each account in some days. What mends an entry counts where the account usually moves: a saving
    /// that was written too high is less saved, and no withdrawal.
    MOVED = "select x.fund, x.account, cast(sum(x.debit) as bigint) as debit, cast(sum(x.credit) as bigint) as credit
               from (select p.fund, p.account,
                            case when e.mends is null and p.quantity > 0 then p.quantity
                                 when e.mends is not null and a.kind in ('asset', 'expense') then p.quantity else 0 end as debit,
                            case when e.mends is null and p.quantity < 0 then -p.quantity
                                 when e.mends is not null and a.kind not in ('asset', 'expense') then -p.quantity else 0 end as credit
                       from posting p
                       join entry e on e.book_id = p.book_id and e.no = p.entry_no
                       join account a on a.book_id = p.book_id and a.no = p.account
                      where p.book_id = $1 and p.commodity = $2 and p.day >= $3 and p.day <= $4 and e.kind not in ('opening', 'closing')) x
              group by x.fund, x.account order by x.fund, x.account";
    /// Members before a day and at the end of another.
    MEMBERS = "select count(case when joined_on < $2 and (left_on is null or left_on >= $2) then 1 end),
                      count(case when joined_on <= $3 and (left_on is null or left_on > $3) then 1 end)
                 from member where book_id = $1";
}

/// What an account holds; a debit is positive.
#[derive(Clone, Copy, Debug, FromRow)]
pub struct StoodRow {
    /// The fund.
    pub fund: i64,
    /// The account.
    pub account: i64,
    /// In smallest units.
    pub quantity: i64,
}

/// What moved on an account; in smallest units, neither below zero but for what mends.
#[derive(Clone, Debug, FromRow)]
pub struct MovedRow {
    /// The fund.
    pub fund: i64,
    /// The account.
    pub account: i64,
    /// Debited.
    pub debit: i64,
    /// Credited.
    pub credit: i64,
}

/// Where the accounts stood before a day; what was brought along until another is counted as before.
pub async fn stood(tx: &mut Tx, book: BookId, commodity: &str, (from, to): (NaiveDate, NaiveDate)) -> Result<Vec<StoodRow>> {
    tx.all(STOOD, (book.0, commodity.to_owned(), from, to)).await
}

/// What moved on each account in some days.
pub async fn moved(tx: &mut Tx, book: BookId, commodity: &str, (from, to): (NaiveDate, NaiveDate)) -> Result<Vec<MovedRow>> {
    tx.all(MOVED, (book.0, commodity.to_owned(), from, to)).await
}

/// Members before a day and at the end of another.
pub async fn members(tx: &mut Tx, book: BookId, (from, to): (NaiveDate, NaiveDate)) -> Result<(i64, i64)> {
    tx.one(MEMBERS, (book.0, from, to)).await
}
