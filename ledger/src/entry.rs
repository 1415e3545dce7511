//! Entries that balance, by construction.
use crate::{Amount, Commodity};
use chrono::NaiveDate;
use std::{collections::BTreeMap, fmt};
use uuid::Uuid;

/// The number of a fund within its book: 1, 2, 3 …
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FundNo(pub i64);

/// The number of an account within its book, as in the chart of accounts: 1010, 2010 …
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AccountNo(pub i64);

/// The number of a party (a membership) within its book: 1, 2, 3 … It never passes to someone else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PartyNo(pub i64);

/// The number of an entry within its book: 1, 2, 3 … without gaps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntryNo(pub i64);

/// The key that makes a second sending of the same entry harmless; made by whoever fills in the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntryKey(pub Uuid);

/// What an entry is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EntryKind {
    /// What an institution brings along when its book begins.
    Opening,
    /// The run of things: a meeting, a payment.
    Ordinary,
    /// The difference between what an earlier entry said and what is right.
    Correction(EntryNo),
    /// Undoes an earlier entry line by line.
    Reversal(EntryNo),
    /// Carries a year's income and expense into what is retained.
    Closing,
}

impl EntryKind {
    /// The word kept in the database.
    pub fn code(self) -> &'static str {
        match self {
            EntryKind::Opening => "opening",
            EntryKind::Ordinary => "ordinary",
            EntryKind::Correction(_) => "correction",
            EntryKind::Reversal(_) => "reversal",
            EntryKind::Closing => "closing",
        }
    }

    /// The entry it mends, if it mends one.
    pub fn mends(self) -> Option<EntryNo> {
        match self {
            EntryKind::Correction(no) | EntryKind::Reversal(no) => Some(no),
            _ => None,
        }
    }

    /// Reads the word and the entry mended; what does not fit together is `None`.
    pub fn parse(code: &str, mends: Option<EntryNo>) -> Option<EntryKind> {
        match (code, mends) {
            ("opening", None) => Some(EntryKind::Opening),
            ("ordinary", None) => Some(EntryKind::Ordinary),
            ("closing", None) => Some(EntryKind::Closing),
            ("correction", Some(no)) => Some(EntryKind::Correction(no)),
            ("reversal", Some(no)) => Some(EntryKind::Reversal(no)),
            _ => None,
        }
    }
}

/// One line of an entry: so much on an account of a fund, for a party or for nobody. A debit is positive.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Posting {
    /// The fund inside the book.
    pub fund: FundNo,
    /// The account.
    pub account: AccountNo,
    /// Whose it is, where the account is kept by party.
    pub party: Option<PartyNo>,
    /// How much; a debit is positive, a credit negative, and neither is zero.
    pub amount: Amount,
}

impl fmt::Debug for Posting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.fund.0, self.account.0)?;
        if let Some(party) = self.party {
            write!(f, "/{}", party.0)?;
        }
        write!(f, " {:?}", self.amount)
    }
}

/// A balanced set of postings, dated and named. Its fields are private: [`Entry::new`] is the only way in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    key: EntryKey,
    on: NaiveDate,
    kind: EntryKind,
    memo: String,
    source: Option<Uuid>,
    postings: Vec<Posting>,
}

/// Why an entry could not be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryError {
    /// Fewer than two lines.
    TooFewLines,
    /// A line of nothing.
    ZeroLine,
    /// What remains in a fund and commodity that should sum to zero.
    Unbalanced(Vec<(FundNo, Amount)>),
    /// Sums beyond 64 bits.
    Overflow,
    /// A memo longer than [`Entry::MEMO_MOST`] characters.
    LongMemo,
}

impl Entry {
    /// The most characters of a memo.
    pub const MEMO_MOST: usize = 500;

    /// Makes an entry dated `on` from two postings or more that sum to zero in every fund and commodity.
    pub fn new(
        key: EntryKey,
        on: NaiveDate,
        kind: EntryKind,
        memo: impl Into<String>,
        postings: Vec<Posting>,
    ) -> Result<Entry, EntryError> {
        let memo = memo.into();
        if postings.len() < 2 {
            return Err(EntryError::TooFewLines);
        }
        if postings.iter().any(|posting| posting.amount.is_zero()) {
            return Err(EntryError::ZeroLine);
        }
        if memo.chars().count() > Entry::MEMO_MOST {
            return Err(EntryError::LongMemo);
        }
        let mut sums: BTreeMap<(FundNo, Commodity), Amount> = BTreeMap::new();
        for Posting { fund, amount, .. } in &postings {
            let sum = sums.entry((*fund, amount.commodity())).or_insert(amount.commodity().of(0));
            *sum = sum.plus(*amount).map_err(|_| EntryError::Overflow)?;
        }
        let off: Vec<_> = sums.into_iter().filter(|(_, sum)| !sum.is_zero()).map(|((fund, _), sum)| (fund, sum)).collect();
        if !off.is_empty() {
            return Err(EntryError::Unbalanced(off));
        }
        Ok(Entry { key, on, kind, memo, source: None, postings })
    }

    /// The same entry, naming the document it stands for: a meeting, a correction.
    pub fn of(self, source: Uuid) -> Entry {
        Entry { source: Some(source), ..self }
    }

    /// The entry that undoes this one, line by line, dated `on`.
    pub fn reversal(&self, no: EntryNo, key: EntryKey, on: NaiveDate, memo: impl Into<String>) -> Result<Entry, EntryError> {
        let undone =
            |posting: &Posting| Ok(Posting { amount: posting.amount.negated().map_err(|_| EntryError::Overflow)?, ..*posting });
        let postings = self.postings.iter().map(undone).collect::<Result<Vec<_>, _>>()?;
        let entry = Entry::new(key, on, EntryKind::Reversal(no), memo, postings)?;
        Ok(Entry { source: self.source, ..entry })
    }

    /// The key under which it is posted at most once.
    pub fn key(&self) -> EntryKey {
        self.key
    }

    /// The business date.
    pub fn on(&self) -> NaiveDate {
        self.on
    }

    /// What it is for.
    pub fn kind(&self) -> EntryKind {
        self.kind
    }

    /// A short reason, as people wrote it.
    pub fn memo(&self) -> &str {
        &self.memo
    }

    /// The document it stands for.
    pub fn source(&self) -> Option<Uuid> {
        self.source
    }

    /// Its lines, in order.
    pub fn postings(&self) -> &[Posting] {
        &self.postings
    }

    /// The lines as one text, `[[fund,account,party,"commodity",quantity],…]` with party 0 for none: what is hashed,
    /// and what the database posts.
    pub fn lines(&self) -> String {
        use fmt::Write;
        let mut text = String::with_capacity(self.postings.len() * 28 + 2);
        for (at, Posting { fund, account, party, amount }) in self.postings.iter().enumerate() {
            let mark = if at == 0 { '[' } else { ',' };
            let party = party.map_or(0, |party| party.0);
            let (code, quantity) = (amount.commodity(), amount.quantity());
            write!(text, "{mark}[{},{},{party},\"{}\",{quantity}]", fund.0, account.0, code.code())
                .expect("writing to a string cannot fail");
        }
        text.push(']');
        text
    }
}

/// Gathers postings: lines on the same fund, account, party and commodity become one, and lines of nothing fall away.
#[derive(Clone, Debug, Default)]
pub struct Postings {
    order: Vec<(FundNo, AccountNo, Option<PartyNo>, Commodity)>,
    sums: BTreeMap<(FundNo, AccountNo, Option<PartyNo>, Commodity), i128>,
}

impl Postings {
    /// None yet.
    pub fn new() -> Postings {
        Postings::default()
    }

    /// Adds a debit (or, when the amount is negative, a credit).
    pub fn debit(&mut self, fund: FundNo, account: AccountNo, party: Option<PartyNo>, amount: Amount) -> &mut Postings {
        self.add(fund, account, party, amount.commodity(), i128::from(amount.quantity()))
    }

    /// Adds a credit (or, when the amount is negative, a debit).
    pub fn credit(&mut self, fund: FundNo, account: AccountNo, party: Option<PartyNo>, amount: Amount) -> &mut Postings {
        self.add(fund, account, party, amount.commodity(), -i128::from(amount.quantity()))
    }

    fn add(
        &mut self,
        fund: FundNo,
        account: AccountNo,
        party: Option<PartyNo>,
        commodity: Commodity,
        quantity: i128,
    ) -> &mut Postings {
        let key = (fund, account, party, commodity);
        let sum = self.sums.entry(key).or_insert_with(|| {
            self.order.push(key);
            0
        });
        *sum += quantity;
        self
    }

    /// Whether nothing remains to be posted.
    pub fn is_empty(&self) -> bool {
        self.sums.values().all(|&quantity| quantity == 0)
    }

    /// The lines, in the order they were first named, without those that came to nothing.
    pub fn finish(self) -> Result<Vec<Posting>, EntryError> {
        let mut lines = Vec::with_capacity(self.order.len());
        for key @ (fund, account, party, commodity) in self.order {
            let quantity = i64::try_from(self.sums[&key]).map_err(|_| EntryError::Overflow)?;
            if quantity != 0 {
                lines.push(Posting { fund, account, party, amount: commodity.of(quantity) });
            }
        }
        Ok(lines)
    }
}
