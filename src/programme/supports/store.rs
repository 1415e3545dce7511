//! The SQL of supports: for how many a paid voucher was, where the payment is all that the books know of them.
use crate::store::{Result, Tx, statements};
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::FromRow;
use uuid::Uuid;

statements! {
    SUPPORTS = "select s.id, s.organisation_id, s.kind, s.book_id, a.code as award, s.voucher_no, s.day, s.province, s.female, s.male, s.undone_at
                  from support s join award a on a.book_id = s.book_id order by s.day desc, s.id desc";
    ADD = "insert into support (id, organisation_id, kind, book_id, voucher_no, day, province, female, male, recorded_at, recorded_by)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    UNDO = "update support set undone_at = $2, undone_by = $3 where id = $1 and undone_at is null";
}

/// For how many a voucher paid.
#[derive(Clone, Debug, FromRow, PartialEq, Eq)]
pub struct SupportRow {
    /// Which.
    pub id: Uuid,
    /// Of which partner.
    pub organisation_id: Uuid,
    /// `scholarship`.
    pub kind: String,
    /// The award's book.
    pub book_id: i64,
    /// The award's code.
    pub award: String,
    /// The voucher.
    pub voucher_no: i64,
    /// When it was paid.
    pub day: NaiveDate,
    /// The first two digits of a place; empty: not known.
    pub province: String,
    /// Girls and women.
    pub female: i64,
    /// Boys and men.
    pub male: i64,
    /// Taken back.
    pub undone_at: Option<DateTime<Utc>>,
}

/// Every support, the latest first; those taken back too.
pub async fn supports(tx: &mut Tx) -> Result<Vec<SupportRow>> {
    tx.all(SUPPORTS, ()).await
}

/// A support to be written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSupport {
    /// The form's key.
    pub id: Uuid,
    /// Of which partner.
    pub organisation: Uuid,
    /// `scholarship`.
    pub kind: &'static str,
    /// The award's book.
    pub book: i64,
    /// The voucher.
    pub voucher: i64,
    /// When it was paid.
    pub day: NaiveDate,
    /// The first two digits of a place; empty: not known.
    pub province: String,
    /// Girls and women.
    pub female: i64,
    /// Boys and men.
    pub male: i64,
}

/// Writes one down.
pub async fn add(tx: &mut Tx, new: NewSupport, by: Uuid, at: DateTime<Utc>) -> Result<()> {
    let NewSupport { id, organisation, kind, book, voucher, day, province, female, male } = new;
    tx.run(ADD, (id, organisation, kind, book, voucher, day, province, female, male, at, by)).await.map(drop)
}

/// Takes one back; false where it was taken back already.
pub async fn undo(tx: &mut Tx, id: Uuid, by: Uuid, at: DateTime<Utc>) -> Result<bool> {
    Ok(tx.run(UNDO, (id, at, by)).await? == 1)
}
