//! A whole book in memory: the rules of posting, and the reading-back of a stored book.
use crate::{Balances, Chart, Entry, EntryKey, EntryKind, EntryNo, FundNo, Hash, Head, Numbered, PartyNo, Recorded};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Why the ledger does not take an entry, in the order it checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is dated on or before the last day of a closed period.
    PeriodClosed {
        /// That day.
        through: NaiveDate,
    },
    /// It mends an entry that is not there before it.
    MendsNothing,
    /// The key was used for an entry that says something else.
    KeyTaken(EntryNo),
    /// No such fund in the book.
    UnknownFund(FundNo),
    /// No such account in the book.
    UnknownAccount(crate::AccountNo),
    /// The account is kept by party and the line names none, or the other way round.
    PartyMismatch(crate::AccountNo),
    /// No such party in the book.
    UnknownParty(PartyNo),
    /// A reversal that does not undo its entry line by line.
    NotTheReverse(EntryNo),
    /// The entry was reversed before.
    ReversedAlready(EntryNo),
    /// A balance beyond 64 bits.
    Overflow,
}

/// What became of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posted {
    /// Its number.
    pub no: EntryNo,
    /// Its hash.
    pub hash: Hash,
    /// Whether the same entry stood already, under the same key.
    pub again: bool,
}

/// What is wrong with a stored book, found when it is read back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// The number is not one above the one before.
    Gap {
        /// The number that should stand here.
        expected: EntryNo,
        /// The number that does.
        found: EntryNo,
    },
    /// The stored hash does not follow from what the entry says and the one before.
    BrokenChain(EntryNo),
    /// The entry would not be taken by the rules.
    Refused(EntryNo, Refusal),
}

/// A book: chart, funds and parties, entries in order, balances, and where the chain stands.
#[derive(Clone, Debug)]
pub struct Journal {
    chart: Chart,
    funds: BTreeSet<FundNo>,
    parties: BTreeSet<PartyNo>,
    head: Head,
    balances: Balances,
    entries: Vec<Numbered>,
    keys: BTreeMap<EntryKey, EntryNo>,
    reversed: BTreeSet<EntryNo>,
}

impl Journal {
    /// An empty book.
    pub fn new(
        book: Uuid,
        chart: Chart,
        funds: impl IntoIterator<Item = FundNo>,
        parties: impl IntoIterator<Item = PartyNo>,
    ) -> Journal {
        Journal {
            chart,
            funds: funds.into_iter().collect(),
            parties: parties.into_iter().collect(),
            head: Head::empty(book),
            balances: Balances::default(),
            entries: Vec::new(),
            keys: BTreeMap::new(),
            reversed: BTreeSet::new(),
        }
    }

    /// Posts an entry. The same entry under the same key again is answered with what stands.
    pub fn post(&mut self, entry: Entry, recorded: Recorded) -> Result<Posted, Refusal> {
        if let Some(&no) = self.keys.get(&entry.key()) {
            let standing = self.entry(no).expect("a key names an entry that stands");
            return match standing.entry == entry {
                true => Ok(Posted { no, hash: standing.hash, again: true }),
                false => Err(Refusal::KeyTaken(no)),
            };
        }
        let numbered = self.head.number(entry, recorded)?;
        self.admit(&numbered.entry)?;
        self.keep(numbered)
    }

    /// Reads back a stored entry: number, chain and rules are checked again; closed periods are not, since they may
    /// have been closed after it.
    pub fn replay(&mut self, stored: Numbered) -> Result<Posted, Flaw> {
        let found = stored.no;
        let open = Head { closed_through: None, ..self.head };
        let again = match open.number(stored.entry.clone(), stored.recorded) {
            Ok(again) if again.no != found => return Err(Flaw::Gap { expected: again.no, found }),
            Ok(again) if (again.previous, again.hash) != (stored.previous, stored.hash) => return Err(Flaw::BrokenChain(found)),
            Ok(again) => again,
            Err(refusal) => return Err(Flaw::Refused(found, refusal)),
        };
        if let Some(&no) = self.keys.get(&again.entry.key()) {
            return Err(Flaw::Refused(found, Refusal::KeyTaken(no)));
        }
        self.admit(&again.entry).and_then(|()| self.keep(again)).map_err(|refusal| Flaw::Refused(found, refusal))
    }

    /// Closes all days through this one; a closed day stays closed.
    pub fn close_through(&mut self, day: NaiveDate) {
        self.head.closed_through = self.head.closed_through.max(Some(day));
    }

    /// Where the chain stands.
    pub fn head(&self) -> Head {
        self.head
    }

    /// The balances.
    pub fn balances(&self) -> &Balances {
        &self.balances
    }

    /// The entries, in order.
    pub fn entries(&self) -> &[Numbered] {
        &self.entries
    }

    fn entry(&self, no: EntryNo) -> Option<&Numbered> {
        usize::try_from(no.0 - 1).ok().and_then(|at| self.entries.get(at))
    }

    /// Sees that every line stands on something the book has, and that a reversal undoes.
    fn admit(&self, entry: &Entry) -> Result<(), Refusal> {
        for posting in entry.postings() {
            if !self.funds.contains(&posting.fund) {
                return Err(Refusal::UnknownFund(posting.fund));
            }
            let account = self.chart.get(posting.account).ok_or(Refusal::UnknownAccount(posting.account))?;
            if account.per_party != posting.party.is_some() {
                return Err(Refusal::PartyMismatch(account.no));
            }
            if let Some(party) = posting.party.filter(|party| !self.parties.contains(party)) {
                return Err(Refusal::UnknownParty(party));
            }
        }
        if let EntryKind::Reversal(no) = entry.kind() {
            let mended = self.entry(no).ok_or(Refusal::MendsNothing)?;
            if self.reversed.contains(&no) {
                return Err(Refusal::ReversedAlready(no));
            }
            let mut undone = Balances::default();
            let sums = undone.add(&mended.entry).and_then(|()| undone.add(entry));
            if sums.is_err() || undone.iter().any(|(_, amount)| !amount.is_zero()) {
                return Err(Refusal::NotTheReverse(no));
            }
        }
        Ok(())
    }

    fn keep(&mut self, numbered: Numbered) -> Result<Posted, Refusal> {
        self.balances.add(&numbered.entry).map_err(|_| Refusal::Overflow)?;
        self.head = self.head.after(&numbered);
        self.keys.insert(numbered.entry.key(), numbered.no);
        if let EntryKind::Reversal(no) = numbered.entry.kind() {
            self.reversed.insert(no);
        }
        let posted = Posted { no: numbered.no, hash: numbered.hash, again: false };
        self.entries.push(numbered);
        Ok(posted)
    }
}
