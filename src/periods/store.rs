//! The SQL of closing: what happened to periods, the wishes to open them again, the balances a year closes with.
use crate::{
    meetings,
    store::{BookId, Result, Tx, statements},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::periods::{Waiting, YearBalance};
use ledger::{AccountNo, Commodity, FundNo, PartyNo};
use sqlx::FromRow;
use uuid::Uuid;

statements! {
    EVENTS = "select p.no, p.kind, p.through, p.reason, p.entry_no, p.asked_by, p.confirmed_by, p.recorded_at,
                     a.name as asked_by_name, c.name as confirmed_by_name
                from period_event p
                left join app_user a on a.id = p.asked_by
                left join app_user c on c.id = p.confirmed_by
               where p.book_id = $1 order by p.no desc";
    WISHES = "select r.no, r.through, r.reason, r.asked_by, r.asked_at, r.decision, r.decided_by, r.decided_at,
                     a.name as asked_by_name, d.name as decided_by_name
                from reopening r
                left join app_user a on a.id = r.asked_by
                left join app_user d on d.id = r.decided_by
               where r.book_id = $1 order by r.no desc";
    ASK = "insert into reopening (book_id, no, through, reason, asked_by, asked_at)
           select $1, coalesce(max(no), 0) + 1, $2, $3, $4, $5 from reopening where book_id = $1
           returning no";
    DECIDE = "update reopening set decision = $3, decided_by = $4, decided_at = $5
               where book_id = $1 and no = $2 and decision is null";
    /// Income and expense at the end of a day, after every earlier closing entry.
    YEAR = "select p.fund, p.account, p.party, p.commodity, c.decimals, cast(sum(p.quantity) as bigint)
              from account a
              join posting p on p.book_id = a.book_id and p.account = a.no
              join commodity c on c.code = p.commodity
             where a.book_id = $1 and a.kind in ('income', 'expense') and p.day <= $2
               and not exists (select 1 from coop k where k.book_id = p.book_id and k.fund_no = p.fund)
             group by p.fund, p.account, p.party, p.commodity, c.decimals
            having sum(p.quantity) <> 0
             order by p.fund, p.account, p.party, p.commodity";
    REQUESTS_THROUGH = "select (select count(*) from bank_request r where r.book_id = $1 and r.day <= $2 and not exists
                          (select 1 from bank_request_decision d where d.book_id = r.book_id and d.bank_no = r.bank_no and d.request_no = r.no))
                        + (select count(*) from coop_request r where r.book_id = $1 and r.day <= $2 and not exists
                          (select 1 from coop_request_decision d where d.book_id = r.book_id and d.request_no = r.no))";
}

/// A closing or reopening that took place.
#[derive(Clone, Debug, FromRow)]
pub struct EventRow {
    /// 1, 2, 3 … within the book.
    pub no: i64,
    /// `close` or `reopen`.
    pub kind: String,
    /// The last closed day from then on.
    pub through: Option<NaiveDate>,
    /// Why, for a reopening.
    pub reason: String,
    /// The closing entry of a year.
    pub entry_no: Option<i64>,
    /// Who closed, or asked for the reopening.
    pub asked_by: Uuid,
    /// The second officer of a reopening.
    pub confirmed_by: Option<Uuid>,
    /// When.
    pub recorded_at: DateTime<Utc>,
    /// Name of the first.
    pub asked_by_name: Option<String>,
    /// Name of the second.
    pub confirmed_by_name: Option<String>,
}

/// Everything that happened to the periods of a book, latest first.
pub async fn events(tx: &mut Tx, book: BookId) -> Result<Vec<EventRow>> {
    tx.all(EVENTS, (book.0,)).await
}

/// A wish to open a closed period again.
#[derive(Clone, Debug, FromRow)]
pub struct WishRow {
    /// Its number in the book.
    pub no: i64,
    /// What would remain closed.
    pub through: Option<NaiveDate>,
    /// Why.
    pub reason: String,
    /// Who asked.
    pub asked_by: Uuid,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// `confirmed`, `refused`, or waiting.
    pub decision: Option<String>,
    /// Who decided.
    pub decided_by: Option<Uuid>,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
    /// Name of who asked.
    pub asked_by_name: Option<String>,
    /// Name of who decided.
    pub decided_by_name: Option<String>,
}

/// Every wish of a book, latest first.
pub async fn wishes(tx: &mut Tx, book: BookId) -> Result<Vec<WishRow>> {
    tx.all(WISHES, (book.0,)).await
}

/// Writes down a wish; answers its number.
pub async fn ask(tx: &mut Tx, book: BookId, through: Option<NaiveDate>, reason: &str, by: Uuid, at: DateTime<Utc>) -> Result<i64> {
    tx.value(ASK, (book.0, through, reason.trim().to_owned(), by, at)).await
}

/// Writes down what became of a wish; says whether it was waiting.
pub async fn decide(tx: &mut Tx, book: BookId, no: i64, decision: &'static str, by: Uuid, at: DateTime<Utc>) -> Result<bool> {
    Ok(tx.run(DECIDE, (book.0, no, decision.to_owned(), by, at)).await? == 1)
}

/// The balances of income and expense at the end of a day: what a year's closing entry carries into retained funds.
pub async fn year_balances(tx: &mut Tx, book: BookId, through: NaiveDate) -> Result<Vec<YearBalance>> {
    let rows: Vec<(i64, i64, i64, String, i64, i64)> = tx.all(YEAR, (book.0, through)).await?;
    let known = |code: &str, decimals: i64| {
        let garbled = || crate::store::Error::Garbled(format!("commodity {code}"));
        Commodity::new(code, u8::try_from(decimals).map_err(|_| garbled())?).map_err(|_| garbled())
    };
    let balance = |(fund, account, party, code, decimals, quantity): (i64, i64, i64, String, i64, i64)| {
        let party = (party != 0).then_some(PartyNo(party));
        Ok(YearBalance { fund: FundNo(fund), account: AccountNo(account), party, commodity: known(&code, decimals)?, quantity })
    };
    rows.into_iter().map(balance).collect()
}

/// What of the days through one waits for a second officer.
pub async fn waiting_through(tx: &mut Tx, book: BookId, through: NaiveDate) -> Result<Waiting> {
    let corrections = meetings::store::waiting_through(tx, book, through).await?;
    Ok(Waiting { corrections, requests: tx.value(REQUESTS_THROUGH, (book.0, through)).await? })
}
