//! The chain: every entry's hash covers the one before it, so that a change, a removal or a swap shows at its place.
//!
//! A cut at the end, or a rewriting of everything, shows only against a head that was written down elsewhere; that is
//! why the first characters of the head are printed on paper.
use crate::{Entry, EntryNo, Refusal};
use chrono::{DateTime, NaiveDate, Utc};
use sha2::{Digest, Sha256};
use std::fmt;
use uuid::Uuid;

/// The SHA-256 of an entry and all before it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hash([u8; 32]);

impl Hash {
    /// From stored bytes; `None` unless there are 32.
    pub fn from_bytes(bytes: &[u8]) -> Option<Hash> {
        bytes.try_into().ok().map(Hash)
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The first eight hexadecimal characters: what is printed as an anchor.
    pub fn short(&self) -> String {
        self.to_string()[..8].to_owned()
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.short())
    }
}

/// When an entry was recorded, and by which user. The business date is the entry's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The instant, to the microsecond.
    pub at: DateTime<Utc>,
    /// The user.
    pub by: Uuid,
}

/// Where a book stands: what the next entry continues.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The book's public id, part of every hash: an entry cannot be moved to another book.
    pub book: Uuid,
    /// Number and hash of the last entry, if there is one.
    pub last: Option<(EntryNo, Hash)>,
    /// The last day of the last closed period: nothing is dated on or before it.
    pub closed_through: Option<NaiveDate>,
}

/// An entry with its number and hash, ready to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbered {
    /// Its number.
    pub no: EntryNo,
    /// The hash it continues, if it is not the first.
    pub previous: Option<Hash>,
    /// Its own hash.
    pub hash: Hash,
    /// When and by whom.
    pub recorded: Recorded,
    /// The entry.
    pub entry: Entry,
}

impl Head {
    /// The head of a book in which nothing was posted.
    pub fn empty(book: Uuid) -> Head {
        Head { book, last: None, closed_through: None }
    }

    /// Numbers and hashes the next entry; refuses one dated in a closed period.
    pub fn number(&self, entry: Entry, recorded: Recorded) -> Result<Numbered, Refusal> {
        if let Some(through) = self.closed_through.filter(|&through| entry.on() <= through) {
            return Err(Refusal::PeriodClosed { through });
        }
        let no = EntryNo(self.last.map_or(1, |(last, _)| last.0 + 1));
        if entry.kind().mends().is_some_and(|mended| mended.0 < 1 || mended >= no) {
            return Err(Refusal::MendsNothing);
        }
        let previous = self.last.map(|(_, hash)| hash);
        let hash = digest(self.book, no, previous, &entry, recorded);
        Ok(Numbered { no, previous, hash, recorded, entry })
    }

    /// The head once a numbered entry stands.
    pub fn after(&self, numbered: &Numbered) -> Head {
        Head { last: Some((numbered.no, numbered.hash)), ..*self }
    }
}

/// SHA-256 over everything an entry says, each text preceded by its length.
fn digest(book: Uuid, no: EntryNo, previous: Option<Hash>, entry: &Entry, recorded: Recorded) -> Hash {
    let mut hash = Sha256::new();
    hash.update(b"sansom-entry-1");
    hash.update(previous.map_or([0; 32], |previous| previous.0));
    hash.update(book);
    hash.update(no.0.to_be_bytes());
    hash.update(recorded.at.timestamp_micros().to_be_bytes());
    hash.update(recorded.by);
    hash.update(entry.key().0);
    hash.update(entry.source().unwrap_or(Uuid::nil()));
    hash.update(entry.kind().mends().map_or(0, |no| no.0).to_be_bytes());
    for text in [entry.on().to_string().as_str(), entry.kind().code(), entry.memo(), entry.lines().as_str()] {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
    }
    Hash(hash.finalize().into())
}
