//! What a printed paper claims of the books, in so few bytes that they fit in the squares of a QR code, and the short code
//! under which the paper can be looked up by hand.
//!
//! A claim names a book, a member, an entry with the beginning of its hash, and figures: on a passbook, what stood on her
//! accounts when that entry was the last; on a receipt, what that entry posted to her. The programme signs it
//! ([`Signed`]); who signs and who looks up stands elsewhere. docs/PAPER.md has the layout, byte by byte.
mod bytes;
mod code;

pub use code::{Code, CodeError};

use bytes::{Reader, write_commodity, write_number, write_signed};
use ledger::{AccountNo, Amount, Commodity, EntryNo, FundNo, Hash, PartyNo};
use std::fmt;
use uuid::Uuid;

/// The layout that is written; others are refused.
const VERSION: u8 = 1;
/// What is signed begins with this, so that a signature for something else never fits a paper.
const DOMAIN: &[u8] = b"sansom-paper-1";
/// The most figures of a claim: more than a member has accounts.
const FIGURES_MOST: usize = 200;

/// Which paper it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A member's passbook: what she has.
    Passbook,
    /// A receipt: what one entry posted to her.
    Receipt,
}

impl Kind {
    /// The word kept in the database.
    pub fn code(self) -> &'static str {
        match self {
            Kind::Passbook => "passbook",
            Kind::Receipt => "receipt",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Kind> {
        [Kind::Passbook, Kind::Receipt].into_iter().find(|kind| kind.code() == text)
    }
}

/// The first sixteen bytes of an entry's hash: enough that no other entry has them, half as long on paper.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Anchor([u8; 16]);

impl Anchor {
    /// Of a book in which nothing was posted yet.
    pub const NOTHING: Anchor = Anchor([0; 16]);

    /// The beginning of a hash.
    pub fn of(hash: &Hash) -> Anchor {
        let mut start = [0; 16];
        start.copy_from_slice(&hash.as_bytes()[..16]);
        Anchor(start)
    }
}

impl fmt::Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// So much on an account of a fund for the member; a debit is positive, as in the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The fund.
    pub fund: FundNo,
    /// The account.
    pub account: AccountNo,
    /// How much, never nothing.
    pub amount: Amount,
}

impl Figure {
    /// What tells it from the other figures of a claim, and their order on paper.
    fn place(&self) -> (FundNo, AccountNo, Commodity) {
        (self.fund, self.account, self.amount.commodity())
    }
}

/// What a paper says. Its fields are private: [`Claim::try_new`] and [`Claim::read`] are the ways in, and both give the
/// one spelling that a claim has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    kind: Kind,
    book: Uuid,
    party: PartyNo,
    entry: EntryNo,
    anchor: Anchor,
    figures: Vec<Figure>,
}

/// Why a claim could not be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClaimError {
    /// A member's number is 1 or more, an entry's 0 (nothing was posted yet) or more; so are those of funds and accounts.
    Number,
    /// Two figures of one fund, account and commodity.
    Twice,
    /// More figures than a paper has room for.
    TooMany,
}

impl Claim {
    /// Makes a claim; figures of nothing fall away, the others come into order.
    pub fn try_new(
        kind: Kind,
        book: Uuid,
        party: PartyNo,
        (entry, anchor): (EntryNo, Anchor),
        mut figures: Vec<Figure>,
    ) -> Result<Claim, ClaimError> {
        figures.retain(|figure| !figure.amount.is_zero());
        figures.sort_by_key(Figure::place);
        if party.0 < 1 || entry.0 < 0 || figures.iter().any(|figure| figure.fund.0 < 0 || figure.account.0 < 0) {
            return Err(ClaimError::Number);
        }
        if figures.windows(2).any(|pair| pair[0].place() == pair[1].place()) {
            return Err(ClaimError::Twice);
        }
        if figures.len() > FIGURES_MOST {
            return Err(ClaimError::TooMany);
        }
        Ok(Claim { kind, book, party, entry, anchor, figures })
    }

    /// Which paper it is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The book's name outside its database.
    pub fn book(&self) -> Uuid {
        self.book
    }

    /// Whose paper it is, by her number in the book.
    pub fn party(&self) -> PartyNo {
        self.party
    }

    /// Of a passbook the last entry when it was printed (0: there was none), of a receipt its entry.
    pub fn entry(&self) -> EntryNo {
        self.entry
    }

    /// The beginning of that entry's hash.
    pub fn anchor(&self) -> Anchor {
        self.anchor
    }

    /// What the paper says, by fund, account and commodity.
    pub fn figures(&self) -> &[Figure] {
        &self.figures
    }

    /// The bytes that are signed and printed.
    pub fn bytes(&self) -> Vec<u8> {
        let mut out = vec![VERSION, self.kind as u8];
        out.extend_from_slice(self.book.as_bytes());
        write_number(&mut out, self.party.0.unsigned_abs());
        write_number(&mut out, self.entry.0.unsigned_abs());
        out.extend_from_slice(&self.anchor.0);
        write_number(&mut out, self.figures.len() as u64);
        let mut before = Commodity::KHR;
        for Figure { fund, account, amount } in &self.figures {
            write_number(&mut out, fund.0.unsigned_abs());
            write_number(&mut out, account.0.unsigned_abs());
            write_commodity(&mut out, amount.commodity(), before);
            write_signed(&mut out, amount.quantity());
            before = amount.commodity();
        }
        out
    }

    /// Reads what [`Claim::bytes`] wrote and nothing else: no byte more, no other spelling.
    pub fn read(bytes: &[u8]) -> Result<Claim, Unread> {
        let mut rest = Reader(bytes);
        if rest.byte()? != VERSION {
            return Err(Unread::Version);
        }
        let kind = match rest.byte()? {
            0 => Kind::Passbook,
            1 => Kind::Receipt,
            _ => return Err(Unread::Garbled),
        };
        let book = Uuid::from_bytes(rest.array()?);
        let (party, entry) = (PartyNo(rest.number()?), EntryNo(rest.number()?));
        let anchor = Anchor(rest.array()?);
        let many = usize::try_from(rest.number()?).map_err(|_| Unread::Garbled)?;
        if many > FIGURES_MOST {
            return Err(Unread::Garbled);
        }
        let (mut figures, mut before) = (Vec::with_capacity(many), Commodity::KHR);
        for _ in 0..many {
            let (fund, account) = (FundNo(rest.number()?), AccountNo(rest.number()?));
            before = rest.commodity(before)?;
            figures.push(Figure { fund, account, amount: before.of(rest.signed()?) });
        }
        if !rest.0.is_empty() {
            return Err(Unread::Trailing);
        }
        let claim = Claim::try_new(kind, book, party, (entry, anchor), figures).map_err(|_| Unread::Garbled)?;
        // Figures out of order, or of nothing, would spell the same claim in other bytes.
        if claim.bytes() == bytes { Ok(claim) } else { Err(Unread::Garbled) }
    }
}

/// Which key signed: the first four bytes of the SHA-256 of the public key.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyId(pub [u8; 4]);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A claim with the signature under it: what the QR code of a paper carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// What the paper says.
    pub claim: Claim,
    /// Whose signature it is.
    pub key: KeyId,
    /// Ed25519 over [`Signed::message`].
    pub signature: [u8; 64],
}

/// Why something is no paper of ours. None of these says whether it was forged or only torn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// A character that base32 does not have.
    Letter,
    /// Written by a later program.
    Version,
    /// It ends before it is whole.
    CutShort,
    /// Something follows after its end.
    Trailing,
    /// It says what no claim says, or says it in another way than we do.
    Garbled,
}

impl Signed {
    /// What is signed.
    pub fn message(claim: &Claim, key: KeyId) -> Vec<u8> {
        [DOMAIN, &claim.bytes(), &key.0].concat()
    }

    /// The payload as bytes: claim, key, signature.
    pub fn bytes(&self) -> Vec<u8> {
        [&self.claim.bytes()[..], &self.key.0, &self.signature].concat()
    }

    /// The payload as it is printed and stands in an address: base32, capitals and digits.
    pub fn payload(&self) -> String {
        bytes::base32(&self.bytes())
    }

    /// Reads a payload. Small letters, and O for 0, I or L for 1, are read as what they were meant to be.
    pub fn read(payload: &str) -> Result<Signed, Unread> {
        let bytes = bytes::read_base32(payload)?;
        let (rest, signature) = bytes.split_last_chunk::<64>().ok_or(Unread::CutShort)?;
        let (claim, key) = rest.split_last_chunk::<4>().ok_or(Unread::CutShort)?;
        Ok(Signed { claim: Claim::read(claim)?, key: KeyId(*key), signature: *signature })
    }
}

#[cfg(test)]
mod tests;
