//! Who did what, when: appended only, numbered and chained by hash in each book, so that a line taken out or changed
//! shows. It holds ids, codes and numbers, no names.
use super::{BookId, Result, Tx, statements};
use chrono::{DateTime, SubsecRound, Utc};
use sha2::{Digest, Sha256};
use sqlx::FromRow;
use uuid::Uuid;

statements! {
    /// Takes the trail for this transaction and says what the next line continues.
    AUDIT_HEAD = "select h.no, h.hash, b.uid from audit_head h left join book b on b.id = h.book_id where h.book_id = $1",
        postgres: "select h.no, h.hash, b.uid from audit_head h left join book b on b.id = h.book_id where h.book_id = $1
                      for no key update of h";
    AUDIT_FIRST = "insert into audit_head (book_id, no, hash) select $1, 0, $2
                    where not exists (select 1 from audit_head where book_id = $1)",
        postgres: "insert into audit_head (book_id, no, hash) values ($1, 0, $2) on conflict do nothing";
    AUDIT_NEW = "insert into audit (book_id, no, at, by_user, action, subject, previous, hash)
                 values ($1, $2, $3, $4, $5, $6, $7, $8)";
    TRAIL = "select no, at, by_user, action, subject, hash from audit
              where book_id = $1 and no < $2 and ($3 = '' or action = $3) and (cast($4 as bigint) = 0 or by_user = $5)
              order by no desc limit $6";
}

/// A line of the trail.
#[derive(Clone, Debug, FromRow, PartialEq, Eq)]
pub struct AuditRow {
    /// 1, 2, 3 … within the book.
    pub no: i64,
    /// The instant.
    pub at: DateTime<Utc>,
    /// The user; `None` is the command line.
    pub by_user: Option<Uuid>,
    /// What was done: `meeting-sealed`, `user-added` …
    pub action: String,
    /// To what: a number, a code, a month.
    pub subject: String,
    /// Its place in the chain.
    pub hash: Vec<u8>,
}

/// Which lines of the trail.
#[derive(Clone, Debug, Default)]
pub struct AuditFilter {
    /// Only this action.
    pub action: Option<String>,
    /// Only this user's.
    pub by: Option<Uuid>,
    /// Only before this number; `None` begins at the newest.
    pub before: Option<i64>,
}

/// Appends a line to a book's trail, or to the programme's (`None`). `by` is `None` for the command line. Do it last in
/// a transaction: it holds the trail until the transaction ends.
pub async fn record(
    tx: &mut Tx,
    book: Option<BookId>,
    by: Option<Uuid>,
    action: &'static str,
    subject: &str,
    at: DateTime<Utc>,
) -> Result<()> {
    let book = book.map_or(0, |book| book.0);
    let at = at.trunc_subsecs(6);
    let (last, previous, uid): (i64, Vec<u8>, Option<Uuid>) = match tx.optional(AUDIT_HEAD, (book,)).await? {
        Some(head) => head,
        None => {
            tx.run(AUDIT_FIRST, (book, Vec::<u8>::new())).await?;
            tx.one(AUDIT_HEAD, (book,)).await?
        }
    };
    let hash = digest(&previous, Of::Book(uid.unwrap_or(Uuid::nil())), last + 1, at, by, action, subject);
    tx.run(AUDIT_NEW, (book, last + 1, at, by, action, subject, previous, hash)).await.map(drop)
}

/// At most `most` lines of a book's trail, or the programme's (`None`), newest first.
pub async fn trail(tx: &mut Tx, book: Option<BookId>, filter: &AuditFilter, most: i64) -> Result<Vec<AuditRow>> {
    let book = book.map_or(0, |book| book.0);
    let before = filter.before.unwrap_or(i64::MAX);
    let action = filter.action.as_deref().unwrap_or_default();
    let by = filter.by.unwrap_or(Uuid::nil());
    tx.all(TRAIL, (book, before, action, i64::from(filter.by.is_some()), by, most)).await
}

/// Whose trail a line is, as it is hashed.
#[derive(Clone, Copy)]
enum Of {
    /// The book's name outside this database, so that the trail travels with it; nil: the programme's own.
    Book(Uuid),
    /// The book's number in this database: so it was before books travelled.
    Number(i64),
}

/// SHA-256 over everything a line says and the one before it, each text preceded by its length.
fn digest(previous: &[u8], of: Of, no: i64, at: DateTime<Utc>, by: Option<Uuid>, action: &str, subject: &str) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(if matches!(of, Of::Book(_)) { b"sansom-audit-2" } else { b"sansom-audit-1" });
    hash.update((previous.len() as u64).to_be_bytes());
    hash.update(previous);
    match of {
        Of::Book(uid) => hash.update(uid),
        Of::Number(book) => hash.update(book.to_be_bytes()),
    }
    hash.update(no.to_be_bytes());
    hash.update(at.timestamp_micros().to_be_bytes());
    hash.update(by.unwrap_or(Uuid::nil()));
    for text in [action, subject] {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
    }
    hash.finalize().to_vec()
}

/// A stored line as `check` reads it.
#[derive(FromRow)]
pub(super) struct ChainRow {
    pub no: i64,
    pub at: DateTime<Utc>,
    pub by_user: Option<Uuid>,
    pub action: String,
    pub subject: String,
    pub previous: Vec<u8>,
    pub hash: Vec<u8>,
}

impl ChainRow {
    /// Whether the line follows from the one before and says what was hashed.
    /// `uid` is the book's, nil for the programme's own trail; `book` its number here.
    pub fn follows(&self, uid: Uuid, book: i64, last: i64, previous: &[u8]) -> bool {
        let right = |of| digest(previous, of, last + 1, self.at, self.by_user, &self.action, &self.subject);
        self.no == last + 1
            && self.previous == previous
            && (self.hash == right(Of::Book(uid)) || self.hash == right(Of::Number(book)))
    }
}
