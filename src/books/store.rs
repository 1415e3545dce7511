//! What the pages of the books read beside the store's own readers: funds, which document an entry stands for, and sums.
use crate::store::{BookId, LineFilter, Result, Tx, statements};
use chrono::NaiveDate;
use domain::chart::CASH;
use ledger::{AccountNo, EntryNo};
use sqlx::FromRow;
use std::collections::HashMap;
use templates::parts::Name;
use uuid::Uuid;

statements! {
    ACCOUNTS = "select no, code, kind from account where book_id = $1 order by no";
    /// Meetings and corrections by their entries, so that a line says "meeting 12" and not a number of the journal.
    MEETINGS = "select entry_no, no from meeting where book_id = $1 and entry_no between $2 and $3";
    CORRECTIONS = "select d.entry_no, c.no, c.meeting_no from correction_decision d
                     join correction c on c.book_id = d.book_id and c.no = d.correction_no
                    where d.book_id = $1 and d.entry_no between $2 and $3";
    SHARE_OUTS = "select no, first_entry, last_entry from (select share_out_no as no, first_entry, last_entry from share_out_decision
                    where book_id = $1 and first_entry <= $3 and last_entry >= $2) d order by no";
    PAYOUTS = "select p.entry_no, m.number from payout p join member m on m.book_id = p.book_id and m.party_no = p.party_no
                where p.book_id = $1 and p.entry_no between $2 and $3";
    WRITTEN_OFF = "select entry_no, loan_no from loan_event where book_id = $1 and kind = 'written-off' and entry_no between $2 and $3";
    BROUGHT = "select distinct entry_no from loan_event where book_id = $1 and kind = 'brought' and entry_no between $2 and $3";
    /// The acts at banks that entries post, each with the price that it cites.
    ACTS = "select a.entry_no, b.code, b.name_km, b.name_latin, a.no, a.kind,
                   p.no as price_no, p.day as price_day, p.good, p.class, p.amount, p.kind as price_kind
              from bank_act a
              join bank b on b.book_id = a.book_id and b.no = a.bank_no
              left join price p on p.book_id = a.book_id and p.no = a.price_no
             where a.book_id = $1 and a.entry_no between $2 and $3";
    /// The funds of a book; that of a bank with the bank's name.
    FUNDS = "select f.no, f.code, coalesce(b.name_km, k.name_km) as name_km, coalesce(b.name_latin, k.name_latin) as name_latin
               from fund f
               left join bank b on b.book_id = f.book_id and b.fund_no = f.no
               left join coop k on k.book_id = f.book_id and k.fund_no = f.no
              where f.book_id = $1 order by f.no";
    /// Debits and credits of an account in a span of days.
    TURNOVER = "select cast(coalesce(sum(case when quantity > 0 then quantity else 0 end), 0) as bigint),
                       cast(coalesce(-sum(case when quantity < 0 then quantity else 0 end), 0) as bigint)
                  from posting
                 where book_id = $1 and account = $2 and party between $3 and $4 and fund between $5 and $6
                   and day >= $7 and day <= $8 and commodity = $9";
    /// What came into the box and went out of it: the other side of every entry that moved cash.
    CASH_TURNOVER = "select cast(coalesce(-sum(case when o.quantity < 0 then o.quantity else 0 end), 0) as bigint),
                            cast(coalesce(sum(case when o.quantity > 0 then o.quantity else 0 end), 0) as bigint)
                       from posting c
                       join posting o on o.book_id = c.book_id and o.entry_no = c.entry_no and o.fund = c.fund
                                     and o.commodity = c.commodity and o.account <> c.account
                      where c.book_id = $1 and c.account = $2 and c.party = 0 and c.fund between $3 and $4
                        and c.day >= $5 and c.day <= $6 and c.commodity = $7";
    FIRST_DAY = "select min(day) from entry where book_id = $1";
    LAST_DAY = "select max(day) from entry where book_id = $1";
    WHO_DID_WHAT = "select distinct action, by_user from audit where book_id = $1 order by action";
}

/// A fund as it is stored.
#[derive(Clone, Debug, FromRow)]
pub struct FundRow {
    /// Its number.
    pub no: i64,
    /// Its code.
    pub code: String,
    /// Of the fund of a bank: its name in Khmer.
    pub name_km: Option<String>,
    /// And in Latin script.
    pub name_latin: Option<String>,
}

/// The funds of a book, by number.
pub async fn funds(tx: &mut Tx, book: BookId) -> Result<Vec<FundRow>> {
    tx.all(FUNDS, (book.0,)).await
}

#[derive(FromRow)]
struct ActRow {
    entry_no: i64,
    code: String,
    name_km: String,
    name_latin: String,
    no: i64,
    kind: String,
    price_no: Option<i64>,
    price_day: Option<NaiveDate>,
    good: Option<String>,
    class: Option<String>,
    amount: Option<i64>,
    price_kind: Option<String>,
}

/// What happened at a bank, as a line of the books says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActOf {
    /// The bank's code.
    pub bank: String,
    /// Its name.
    pub name: Name,
    /// The number of the act there.
    pub no: i64,
    /// What sort of act: `entry-act-<kind>` in words.
    pub kind: String,
    /// The price that it cites.
    pub price: Option<Cited>,
}

/// A price that an act cites.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cited {
    /// Its number in the book.
    pub no: i64,
    /// Its day.
    pub day: NaiveDate,
    /// The good's code.
    pub good: String,
    /// The class of animal; empty for what is weighed.
    pub class: String,
    /// For one unit of the good, smallest units of the group's currency.
    pub amount: i64,
    /// `market` or `agreed`.
    pub kind: String,
}

impl ActRow {
    fn read(self) -> (i64, ActOf) {
        let ActRow { entry_no, code, name_km, name_latin, no, kind, .. } = self;
        let cited = (self.price_no, self.price_day, self.good, self.class, self.amount, self.price_kind);
        let price = match cited {
            (Some(no), Some(day), Some(good), Some(class), Some(amount), Some(kind)) => {
                Some(Cited { no, day, good, class, amount, kind })
            }
            _ => None,
        };
        (entry_no, ActOf { bank: code, name: Name::new(name_km, name_latin), no, kind, price })
    }
}

/// The acts at banks behind the entries between two numbers, both included.
pub async fn acts(tx: &mut Tx, book: BookId, from: EntryNo, to: EntryNo) -> Result<HashMap<i64, ActOf>> {
    let rows: Vec<ActRow> = tx.all(ACTS, (book.0, from.0, to.0)).await?;
    Ok(rows.into_iter().map(ActRow::read).collect())
}

/// The document an entry stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Document {
    /// A sealed meeting; 0 is the baseline.
    Meeting(i64),
    /// A correction, and the meeting whose figure it mends.
    Correction(i64, i64),
    /// A share-out or yearly split.
    ShareOut(i64),
    /// What the member of a number took along.
    Payout(i64),
    /// A loan that was written off.
    WrittenOff(i64),
    /// Loans that were running before.
    RunningLoans,
    /// Something that happened at a bank.
    Act(Box<ActOf>),
}

/// The documents of the entries between two numbers, both included.
pub async fn documents(tx: &mut Tx, book: BookId, from: EntryNo, to: EntryNo) -> Result<HashMap<i64, Document>> {
    let meetings: Vec<(i64, i64)> = tx.all(MEETINGS, (book.0, from.0, to.0)).await?;
    let corrections: Vec<(i64, i64, i64)> = tx.all(CORRECTIONS, (book.0, from.0, to.0)).await?;
    let share_outs: Vec<(i64, i64, i64)> = tx.all(SHARE_OUTS, (book.0, from.0, to.0)).await?;
    let payouts: Vec<(i64, i64)> = tx.all(PAYOUTS, (book.0, from.0, to.0)).await?;
    let written_off: Vec<(i64, i64)> = tx.all(WRITTEN_OFF, (book.0, from.0, to.0)).await?;
    let brought: Vec<(i64,)> = tx.all(BROUGHT, (book.0, from.0, to.0)).await?;
    let meetings = meetings.into_iter().map(|(entry, no)| (entry, Document::Meeting(no)));
    let divided = share_outs
        .into_iter()
        .flat_map(|(no, first, last)| (first.max(from.0)..=last.min(to.0)).map(move |entry| (entry, Document::ShareOut(no))));
    let lent = (payouts.into_iter().map(|(entry, number)| (entry, Document::Payout(number))))
        .chain(written_off.into_iter().map(|(entry, loan)| (entry, Document::WrittenOff(loan))))
        .chain(brought.into_iter().map(|(entry,)| (entry, Document::RunningLoans)));
    let corrections = corrections.into_iter().map(|(entry, no, meeting)| (entry, Document::Correction(no, meeting)));
    let at_banks = acts(tx, book, from, to).await?.into_iter().map(|(entry, act)| (entry, Document::Act(Box::new(act))));
    Ok(meetings.chain(corrections).chain(divided).chain(lent).chain(at_banks).collect())
}

/// The sums of an account's debits and credits within the filter.
pub async fn turnover(tx: &mut Tx, book: BookId, account: AccountNo, filter: LineFilter, commodity: &str) -> Result<(i64, i64)> {
    let (party_from, party_to) = filter.party.map_or((0, i64::MAX), |party| (party.0, party.0));
    let (fund_from, fund_to) = filter.fund.map_or((0, i64::MAX), |fund| (fund.0, fund.0));
    let (from, to) = span(filter);
    tx.one(TURNOVER, (book.0, account.0, party_from, party_to, fund_from, fund_to, from, to, commodity.to_owned())).await
}

/// What came into the box and what went out of it within the filter. A meeting puts one sum into each fund's cash, but
/// its reader wants to see both what was paid in and what was spent.
pub async fn cash_turnover(tx: &mut Tx, book: BookId, filter: LineFilter, commodity: &str) -> Result<(i64, i64)> {
    let (fund_from, fund_to) = filter.fund.map_or((0, i64::MAX), |fund| (fund.0, fund.0));
    let (from, to) = span(filter);
    tx.one(CASH_TURNOVER, (book.0, CASH.0, fund_from, fund_to, from, to, commodity.to_owned())).await
}

fn span(filter: LineFilter) -> (NaiveDate, NaiveDate) {
    // Four digits a year: days are compared as text on SQLite.
    const FIRST: NaiveDate = NaiveDate::from_ymd_opt(1, 1, 1).expect("it is a day");
    const LAST: NaiveDate = NaiveDate::from_ymd_opt(9999, 12, 31).expect("it is a day");
    (filter.from.unwrap_or(FIRST), filter.to.unwrap_or(LAST))
}

/// The days of the first and the last entry.
pub async fn first_and_last(tx: &mut Tx, book: BookId) -> Result<Option<(NaiveDate, NaiveDate)>> {
    let first: Option<NaiveDate> = tx.value(FIRST_DAY, (book.0,)).await?;
    let last: Option<NaiveDate> = tx.value(LAST_DAY, (book.0,)).await?;
    Ok(first.zip(last))
}

/// Every action in a book's trail with those who did it; nobody is the command line.
pub async fn who_did_what(tx: &mut Tx, book: Option<BookId>) -> Result<Vec<(String, Option<Uuid>)>> {
    tx.all(WHO_DID_WHAT, (book.map_or(0, |book| book.0),)).await
}

/// The accounts of a book: number, code, kind.
pub async fn accounts(tx: &mut Tx, book: BookId) -> Result<Vec<(i64, String, String)>> {
    tx.all(ACCOUNTS, (book.0,)).await
}
