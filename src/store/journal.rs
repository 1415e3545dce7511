//! Posting to a book: the book is locked, the entry numbered and hashed by `ledger`, and one row inserted; the database
//! posts its lines and balances itself, and refuses what the rules refuse (migrations/0002_guards.*).
use super::{Error, Result, Tx, reading, statements};
use chrono::{DateTime, NaiveDate, SubsecRound, Utc};
use ledger::{
    AccountKind, AccountNo, Commodity, Entry, EntryKind, EntryNo, FundNo, Hash, Head, PartyNo, Posted, Recorded, Refusal,
};
use sqlx::FromRow;
use uuid::Uuid;

/// A book's number inside this database; outside it is known by its uid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, sqlx::Type)]
#[sqlx(transparent)]
pub struct BookId(pub i64);

/// Why an entry was not posted.
#[derive(Debug)]
pub enum PostError {
    /// A rule of the ledger.
    Refused(Refusal),
    /// The database: a fault, or a rule that it keeps without naming a line.
    Store(Error),
}

impl From<Error> for PostError {
    fn from(error: Error) -> PostError {
        PostError::Store(error)
    }
}

impl std::fmt::Display for PostError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            PostError::Refused(refusal) => write!(f, "refused: {refusal:?}"),
            PostError::Store(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for PostError {}

statements! {
    /// Takes the book for this transaction and says what the next entry continues; on SQLite the one writer holds all.
    LOCK = "select uid, head_no, head_hash, closed_through from book where id = $1",
        postgres: "select uid, head_no, head_hash, closed_through from book where id = $1 for no key update";
    EARLIER = "select no, hash, day, kind, mends, memo, source, lines from entry where book_id = $1 and key = $2";
    POST = "insert into entry (book_id, no, day, kind, mends, memo, source, lines, key, recorded_at, recorded_by, previous, hash)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    COMMODITY = "select decimals from commodity where code = $1";
    COMMODITY_NEW = "insert into commodity (code, decimals) values ($1, $2)";
    BOOK_NEW = "insert into book (uid, name) values ($1, $2) returning id";
    BOOK_NAME = "update book set name = $2 where id = $1";
    FUND_NEW = "insert into fund (book_id, no, code) values ($1, $2, $3)";
    ACCOUNT_NEW = "insert into account (book_id, no, code, kind, per_party) values ($1, $2, $3, $4, $5)";
    PARTY_NEW = "insert into party (book_id, no, uid)
                 select b.id, (select coalesce(max(p.no), 0) + 1 from party p where p.book_id = b.id), $2
                   from book b where b.id = $1 returning no";
    PERIOD_NEW = "insert into period_event (book_id, no, kind, through, reason, entry_no, asked_by, confirmed_by, recorded_at)
                  select b.id, (select coalesce(max(p.no), 0) + 1 from period_event p where p.book_id = b.id),
                         $2, $3, $4, $5, $6, $7, $8
                    from book b where b.id = $1 returning no";
}

#[derive(FromRow)]
struct HeadRow {
    uid: Uuid,
    head_no: Option<i64>,
    head_hash: Option<Vec<u8>>,
    closed_through: Option<NaiveDate>,
}

impl HeadRow {
    fn head(self) -> Result<Head> {
        let last = match (self.head_no, self.head_hash) {
            (None, None) => None,
            (Some(no), Some(hash)) => Some((EntryNo(no), reading::hash(&hash)?)),
            _ => return Err(Error::Garbled("a book's head".into())),
        };
        Ok(Head { book: self.uid, last, closed_through: self.closed_through })
    }
}

/// Where the book stands, and holds the book until the transaction ends: whoever else would post waits.
pub async fn lock(tx: &mut Tx, book: BookId) -> Result<Head> {
    tx.one::<HeadRow>(LOCK, (book.0,)).await?.head()
}

/// Where the book stands.
pub async fn head(tx: &mut Tx, book: BookId) -> Result<Head> {
    tx.one::<HeadRow>("select uid, head_no, head_hash, closed_through from book where id = $1", (book.0,)).await?.head()
}

/// Posts an entry. The same entry under the same key posts once, however often it is sent (`again`); another entry
/// under it is [`Refusal::KeyTaken`]. The instant is kept to the microsecond.
///
/// # Errors
/// [`PostError::Refused`] where the ledger says no; the transaction is then to be dropped.
pub async fn post(tx: &mut Tx, book: BookId, entry: Entry, recorded: Recorded) -> Result<Posted, PostError> {
    let head = lock(tx, book).await?;
    if let Some(earlier) = tx.optional::<Earlier>(EARLIER, (book.0, entry.key().0)).await? {
        let (no, hash) = (EntryNo(earlier.no), reading::hash(&earlier.hash)?);
        return match earlier.says(&entry) {
            true => Ok(Posted { no, hash, again: true }),
            false => Err(PostError::Refused(Refusal::KeyTaken(no))),
        };
    }
    post_new(tx, book, &head, entry, recorded).await
}

/// The same for an entry whose key the caller has seen to be new, in a book that it holds: `head` is what [`lock`]
/// answered in this transaction.
///
/// # Errors
/// As [`post`]; a key that was used after all is [`Error::Taken`].
pub async fn post_new(tx: &mut Tx, book: BookId, head: &Head, entry: Entry, recorded: Recorded) -> Result<Posted, PostError> {
    let recorded = Recorded { at: recorded.at.trunc_subsecs(6), ..recorded };
    let numbered = head.number(entry, recorded).map_err(PostError::Refused)?;
    let entry = &numbered.entry;
    let previous = numbered.previous.as_ref().map_or(&[][..], Hash::as_bytes);
    let row = (
        book.0,
        numbered.no.0,
        entry.on(),
        entry.kind().code(),
        entry.kind().mends().map(|no| no.0),
        entry.memo(),
        entry.source(),
        entry.lines(),
        entry.key().0,
        recorded.at,
        recorded.by,
        previous,
        numbered.hash.as_bytes(),
    );
    match tx.run(POST, row).await {
        Ok(_) => Ok(Posted { no: numbered.no, hash: numbered.hash, again: false }),
        Err(error) => Err(named(error, entry.kind())),
    }
}

/// The database's word for what the ledger has a name for.
fn named(error: Error, kind: EntryKind) -> PostError {
    let refusal = match (error.rule(), kind) {
        ("an entry is reversed once", EntryKind::Reversal(no)) => Refusal::ReversedAlready(no),
        ("a reversal undoes its entry line by line", EntryKind::Reversal(no)) => Refusal::NotTheReverse(no),
        _ => return PostError::Store(error),
    };
    PostError::Refused(refusal)
}

/// What stands under a key.
#[derive(FromRow)]
struct Earlier {
    no: i64,
    hash: Vec<u8>,
    day: NaiveDate,
    kind: String,
    mends: Option<i64>,
    memo: String,
    source: Option<Uuid>,
    lines: String,
}

impl Earlier {
    fn says(&self, entry: &Entry) -> bool {
        self.day == entry.on()
            && self.kind == entry.kind().code()
            && self.mends == entry.kind().mends().map(|no| no.0)
            && self.memo == entry.memo()
            && self.source == entry.source()
            && self.lines == entry.lines()
    }
}

/// Sees that a commodity is known here; one that is known with other decimals is refused.
pub async fn ensure_commodity(tx: &mut Tx, commodity: Commodity) -> Result<()> {
    let (code, decimals) = (commodity.code(), i64::from(commodity.decimals()));
    match tx.optional::<(i64,)>(COMMODITY, (code,)).await? {
        Some((known,)) if known == decimals => Ok(()),
        Some(_) => Err(Error::Refused("a commodity keeps its code and decimals".into())),
        None => match tx.run(COMMODITY_NEW, (code, decimals)).await {
            // Somebody made it between the two statements.
            Err(Error::Taken) | Ok(_) => Ok(()),
            Err(error) => Err(error),
        },
    }
}

/// Begins a book: its chart `(number, code, kind, kept by party)` and its funds `(number, code)` are copied into it.
///
/// # Errors
/// [`Error::Taken`] when the uid, or a number or code within the book, is used twice.
pub async fn create_book(
    tx: &mut Tx,
    uid: Uuid,
    name: &str,
    accounts: &[(AccountNo, &str, AccountKind, bool)],
    funds: &[(FundNo, &str)],
) -> Result<BookId> {
    let book: i64 = tx.value(BOOK_NEW, (uid, name)).await?;
    for &(no, code) in funds {
        tx.run(FUND_NEW, (book, no.0, code)).await?;
    }
    for &(no, code, kind, per_party) in accounts {
        tx.run(ACCOUNT_NEW, (book, no.0, code, kind.code(), per_party)).await?;
    }
    Ok(BookId(book))
}

/// Gives a book another name; its uid, which the hashes hold, stays.
pub async fn rename_book(tx: &mut Tx, book: BookId, name: &str) -> Result<()> {
    tx.run(BOOK_NAME, (book.0, name)).await.map(drop)
}

/// Takes a party into the book under the next number, which is never given again.
pub async fn add_party(tx: &mut Tx, book: BookId, uid: Uuid) -> Result<PartyNo> {
    lock(tx, book).await?;
    Ok(PartyNo(tx.value(PARTY_NEW, (book.0, uid)).await?))
}

/// What moves the closed period of a book.
#[derive(Clone, Debug)]
pub enum PeriodEvent {
    /// Closes through the last day of a month: the next one, where any is closed.
    Close {
        /// That day.
        through: NaiveDate,
        /// The closing entry, when a year ends with it.
        entry: Option<EntryNo>,
    },
    /// Opens again what two officers agreed to open.
    Reopen {
        /// What remains closed: the last day of a month, or nothing.
        through: Option<NaiveDate>,
        /// Why.
        reason: String,
        /// The second officer.
        confirmed_by: Uuid,
    },
}

/// Closes or reopens; the database moves `book.closed_through` and keeps the event for ever. Answers its number.
///
/// # Errors
/// [`Error::Refused`] out of order, or when one officer stands for two.
pub async fn move_period(tx: &mut Tx, book: BookId, event: PeriodEvent, by: Uuid, at: DateTime<Utc>) -> Result<i64> {
    lock(tx, book).await?;
    let at = at.trunc_subsecs(6);
    let none = None::<Uuid>;
    match event {
        PeriodEvent::Close { through, entry } => {
            tx.value(PERIOD_NEW, (book.0, "close", Some(through), "", entry.map(|no| no.0), by, none, at)).await
        }
        PeriodEvent::Reopen { through, reason, confirmed_by } => {
            tx.value(PERIOD_NEW, (book.0, "reopen", through, reason, None::<i64>, by, Some(confirmed_by), at)).await
        }
    }
}
