//! The SQL of codes. Nothing else reads table grant_code, and nothing here reads it without writing down who looked, in the
//! same transaction: whoever shows a page with a code opens one that writes.
use crate::{
    awards::store::AwardRow,
    store::{BookId, Error, Result, Tx, lock, statements},
};
use chrono::{DateTime, Months, NaiveDate, Utc};
use domain::grants::{GrantNo, Terms, codes::Code, terms::Limit};
use sqlx::FromRow;
use std::collections::BTreeMap;
use uuid::Uuid;

statements! {
    CODES = "select grant_no, code from grant_code where book_id = $1 order by grant_no";
    CODE = "select code from grant_code where book_id = $1 and grant_no = $2";
    /// Grants whose code is still the one that came with them.
    FIRST = "select c.grant_no
               from grant_code c
               join award_grant g on g.book_id = c.book_id and g.no = c.grant_no
               join award_act a on a.book_id = g.book_id and a.no = g.act_no
              where c.book_id = $1 and c.drawn_at = a.recorded_at
              order by c.grant_no";
    RENEW = "update grant_code set code = $3, drawn_at = $4 where book_id = $1 and grant_no = $2";
    LAST_VIEW = "select coalesce(max(no), 0) from code_view where book_id = $1";
    ADD_VIEW = "insert into code_view (book_id, no, grant_no, what, seen_at, seen_by) values ($1, $2, $3, $4, $5, $6)";
    VIEWS = "select no, grant_no, what, seen_at, seen_by from code_view where book_id = $1 order by no desc limit $2 offset $3";
    VIEWS_OF = "select no, grant_no, what, seen_at, seen_by from code_view where book_id = $1 and grant_no = $2 order by no desc limit $3";
    SERVICES = "select kind, what, day, hours, done from grant_service where book_id = $1 and grant_no = $2 order by no";
    SERVICE_OF_KEY = "select grant_no, kind, what, day, hours, done from grant_service where book_id = $1 and id = $2";
    LAST_SERVICE = "select coalesce(max(no), 0) from grant_service where book_id = $1";
    ADD_SERVICE = "insert into grant_service (book_id, no, id, grant_no, kind, what, day, hours, done, recorded_at, recorded_by)
                   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
}

/// What somebody looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// The list of codes.
    List,
    /// One grant: its page, or its slip.
    Grant,
}

impl Look {
    fn code(self) -> &'static str {
        match self {
            Look::List => "list",
            Look::Grant => "grant",
        }
    }
}

/// Who looks, and when.
#[derive(Clone, Copy, Debug)]
pub struct Looker {
    /// Who.
    pub by: Uuid,
    /// When.
    pub at: DateTime<Utc>,
}

/// Every code of an award, by grant; written down as a look at the list.
pub async fn list(tx: &mut Tx, award: &AwardRow, looker: Looker) -> Result<BTreeMap<GrantNo, Code>> {
    look(tx, award, 0, Look::List, looker).await?;
    let rows: Vec<(i64, String)> = tx.all(CODES, (award.book.0,)).await?;
    rows.into_iter().map(|(grant, code)| Ok((grant, read(award, &code)?))).collect()
}

/// The code of one grant; written down as a look at it.
pub async fn one(tx: &mut Tx, award: &AwardRow, grant: GrantNo, what: Look, looker: Looker) -> Result<Option<Code>> {
    let found: Option<(String,)> = tx.optional(CODE, (award.book.0, grant)).await?;
    let Some((code,)) = found else { return Ok(None) };
    look(tx, award, grant, what, looker).await?;
    read(award, &code).map(Some)
}

/// Writes down that somebody looked at a grant under a code (0: at their list).
pub async fn look(tx: &mut Tx, award: &AwardRow, grant: GrantNo, what: Look, looker: Looker) -> Result<()> {
    lock(tx, award.book).await?;
    let (last,): (i64,) = tx.one(LAST_VIEW, (award.book.0,)).await?;
    tx.run(ADD_VIEW, (award.book.0, last + 1, grant, what.code(), looker.at, looker.by)).await.map(drop)
}

fn read(award: &AwardRow, code: &str) -> Result<Code> {
    Code::read(code).ok_or_else(|| Error::Garbled(format!("a code of {}", award.code)))
}

/// A look that was written down.
#[derive(Clone, Debug, FromRow)]
pub struct View {
    /// Its number in the award.
    pub no: i64,
    /// The grant; 0: the list.
    pub grant_no: i64,
    /// What was looked at, by its word.
    pub what: String,
    /// When.
    pub seen_at: DateTime<Utc>,
    /// By whom.
    pub seen_by: Uuid,
}

/// How often codes of an award were looked at.
pub async fn views_count(tx: &mut Tx, book: BookId) -> Result<i64> {
    // They are numbered without gaps.
    Ok(tx.one::<(i64,)>(LAST_VIEW, (book.0,)).await?.0)
}

/// So many looks, the last first, after so many.
pub async fn views(tx: &mut Tx, book: BookId, most: i64, after: i64) -> Result<Vec<View>> {
    tx.all(VIEWS, (book.0, most, after)).await
}

/// So many looks at one grant (0: at the list), the last first.
pub async fn views_of(tx: &mut Tx, book: BookId, grant: GrantNo, most: i64) -> Result<Vec<View>> {
    tx.all(VIEWS_OF, (book.0, grant, most)).await
}

/// A training or a referral.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Service {
    /// `training` or `referral`.
    pub kind: String,
    /// What, by its word.
    pub what: String,
    /// When it began, or was made.
    pub day: NaiveDate,
    /// How long, of a training.
    pub hours: Option<i64>,
    /// Whether it was completed, or accepted.
    pub done: bool,
}

/// The trainings and referrals of a grant, in the order in which they were written.
pub async fn services(tx: &mut Tx, book: BookId, grant: GrantNo) -> Result<Vec<Service>> {
    tx.all(SERVICES, (book.0, grant)).await
}

/// What was written under a form's key before: the grant, and what.
pub async fn service_of_key(tx: &mut Tx, book: BookId, key: Uuid) -> Result<Option<(GrantNo, Service)>> {
    type Row = (i64, String, String, NaiveDate, Option<i64>, bool);
    let found: Option<Row> = tx.optional(SERVICE_OF_KEY, (book.0, key)).await?;
    Ok(found.map(|(grant, kind, what, day, hours, done)| (grant, Service { kind, what, day, hours, done })))
}

/// Writes a training or a referral down.
pub async fn add_service(
    tx: &mut Tx,
    award: &AwardRow,
    (key, grant): (Uuid, GrantNo),
    service: &Service,
    looker: Looker,
) -> Result<()> {
    lock(tx, award.book).await?;
    let (last,): (i64,) = tx.one(LAST_SERVICE, (award.book.0,)).await?;
    let Service { kind, what, day, hours, done } = service.clone();
    let row = (award.book.0, last + 1, key, grant, kind, what, day, hours, done, looker.at, looker.by);
    tx.run(ADD_SERVICE, row).await.map(drop)
}

/// The fewest years that codes lead somewhere after their award: the guards of the database know no shorter time.
const KEPT_YEARS: i64 = 3;

/// The last day on which the codes of an award stay as they are: as long as its donor wants papers kept, three years at
/// least.
pub fn kept_through(terms: &Terms) -> NaiveDate {
    let years = terms.limit(Limit::RetentionYears).unwrap_or(KEPT_YEARS).clamp(KEPT_YEARS, 100);
    let months = Months::new(u32::try_from(years * 12).unwrap_or(36));
    terms.to.checked_add_months(months).unwrap_or(NaiveDate::MAX)
}

/// Draws every code of an award anew that is still its first, and says how many. Nobody sees one: no look is written down.
///
/// # Errors
/// Faults of the store; its guards refuse what comes too early.
pub async fn renew(tx: &mut Tx, award: &AwardRow, at: DateTime<Utc>) -> Result<usize> {
    lock(tx, award.book).await?;
    let grants: Vec<(i64,)> = tx.all(FIRST, (award.book.0,)).await?;
    let mut taken: Vec<Code> = Vec::new();
    for (_, code) in tx.all::<(i64, String)>(CODES, (award.book.0,)).await? {
        taken.push(read(award, &code)?);
    }
    // A statement for each: once in the life of an award, and each row has a code of its own.
    for (grant,) in &grants {
        let code = draw(&taken)?;
        tx.run(RENEW, (award.book.0, *grant, code.as_str().to_owned(), at)).await?;
        taken.push(code);
    }
    Ok(grants.len())
}

/// A code that stands for nobody yet.
fn draw(taken: &[Code]) -> Result<Code> {
    loop {
        let mut random = [0; 7];
        getrandom::fill(&mut random).map_err(|error| Error::Garbled(format!("no random bytes: {error}")))?;
        let code = Code::new(random);
        if !taken.contains(&code) {
            return Ok(code);
        }
    }
}
