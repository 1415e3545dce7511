//! The whole journal of a group or an award, to be written in the formats of other bookkeeping programs.
use super::{
    keeper::Keeper,
    valued::{self, Worth},
};
use crate::{
    books::{
        funds::Funds,
        lines::act_kind,
        store::{ActOf, Cited, acts},
    },
    meetings::store as meetings,
    store::{Result, Tx, entries_between},
};
use chrono::NaiveDate;
use domain::grants::accounts::CONVERSION;
use ledger::{AccountKind, AccountNo, Commodity, EntryKind, EntryNo, FundNo, Numbered, PartyNo, Posting};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use words::{Language, Words};

/// A journal with the names that it needs.
#[derive(Clone, Debug)]
pub struct Journal {
    /// Whose it is.
    pub keeper: Keeper,
    /// The entries, by day and number.
    pub entries: Vec<Numbered>,
    /// The meeting of each entry that is one's.
    pub meetings: BTreeMap<i64, i64>,
    /// What happened at a bank, by the entry that posts it.
    pub acts: HashMap<i64, ActOf>,
    /// The funds of the book.
    pub funds: Funds,
    /// What goods and animals were worth, by day.
    pub worth: Vec<Worth>,
}

/// Reads it whole.
pub async fn journal(tx: &mut Tx, keeper: Keeper) -> Result<Journal> {
    let (first, last) =
        (NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or_default(), NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or_default());
    let book = keeper.book;
    let entries = entries_between(tx, book, first, last).await?;
    let worth = match &keeper.group {
        Some(group) => valued::worth(tx, group, &entries).await?,
        None => vec![],
    };
    Ok(Journal {
        worth,
        entries,
        acts: acts(tx, book, EntryNo(0), EntryNo(i64::MAX)).await?,
        funds: Funds::load(tx, book).await?,
        meetings: meetings::by_entry(tx, book).await?,
        keeper,
    })
}

/// An account as other programs know it: kind, fund, account and, where it is kept by party, the party.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Path {
    pub kind: AccountKind,
    pub fund: FundNo,
    pub account: AccountNo,
    pub party: Option<PartyNo>,
}

impl Journal {
    /// Where a posting stands.
    pub(super) fn path(&self, posting: &Posting) -> Path {
        let kind = self.keeper.kind(posting.account);
        let party = posting.party.map(|party| self.keeper.shown(party));
        Path { kind, fund: posting.fund, account: posting.account, party }
    }

    /// Every account that a posting names, in the order of a statement.
    pub(super) fn paths(&self) -> BTreeSet<Path> {
        self.postings().map(|posting| self.path(posting)).collect()
    }

    /// Every commodity that a posting names.
    pub(super) fn commodities(&self) -> BTreeSet<Commodity> {
        self.postings().map(|posting| posting.amount.commodity()).chain([self.keeper.commodity]).collect()
    }

    fn postings(&self) -> impl Iterator<Item = &Posting> {
        self.entries.iter().flat_map(|entry| entry.entry.postings())
    }

    /// The last posting of each account and commodity with what it comes to by then: (entry, line) to smallest units.
    pub(super) fn last_balances(&self) -> BTreeMap<(i64, usize), i64> {
        let mut sums: BTreeMap<(Path, Commodity), (i64, (i64, usize))> = BTreeMap::new();
        for entry in &self.entries {
            for (line, posting) in entry.entry.postings().iter().enumerate() {
                let sum = sums.entry((self.path(posting), posting.amount.commodity())).or_default();
                *sum = (sum.0 + posting.amount.quantity(), (entry.no.0, line));
            }
        }
        sums.into_values().map(|(sum, place)| (place, sum)).collect()
    }

    /// What an entry is, in a few words.
    pub(super) fn what(&self, entry: &Numbered) -> String {
        match (entry.entry.kind(), self.meetings.get(&entry.no.0)) {
            (EntryKind::Opening, _) => "Opening balances".to_owned(),
            (EntryKind::Closing, _) => "Closing of the year".to_owned(),
            (EntryKind::Correction(no), _) => format!("Correction of entry {}", no.0),
            (EntryKind::Reversal(no), _) => format!("Reversal of entry {}", no.0),
            (EntryKind::Ordinary, Some(no)) => format!("Meeting {no}"),
            (EntryKind::Ordinary, None) => match self.acts.get(&entry.no.0) {
                Some(act) => format!("{} ({} {})", act_kind(Words::new(Language::English), &act.kind), act.bank, act.no),
                None => self.keeper.act(entry.no.0).map_or_else(|| format!("Entry {}", entry.no.0), str::to_owned),
            },
        }
    }

    /// The price that an entry's act cites: `1100 KHR per PADDY on 2026-06-10, market, no. 3`.
    pub(super) fn price(&self, entry: &Numbered) -> Option<String> {
        let Cited { no, day, good, class, amount, kind } = self.acts.get(&entry.no.0)?.price.as_ref()?;
        let money = self.keeper.commodity;
        let of = if class.is_empty() { good.clone() } else { format!("{good} {class}") };
        Some(format!("{} {} per {of} on {day}, {kind}, no. {no}", money.of(*amount).decimal(), money.code()))
    }

    /// The number of a member or grant, and both names in one line; nothing where nobody is named.
    pub(super) fn who(&self, party: PartyNo) -> Option<(Option<i64>, String)> {
        let both = self.keeper.both_names(party)?;
        Some((self.keeper.number(party), one_line(&both)))
    }
}

/// Text without line breaks and other control characters.
pub(super) fn one_line(text: &str) -> String {
    text.split(char::is_control).map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The parts of an account's name beneath its kind: fund, account, party. The account of exchange is its kind.
pub(super) fn parts(journal: &Journal, path: &Path) -> Vec<String> {
    let mut parts = vec![journal.funds.code(path.fund).to_owned()];
    if path.account != CONVERSION {
        parts.push(journal.keeper.account_code(path.account).to_owned());
    }
    parts.extend(path.party.map(|party| journal.keeper.label(party)));
    parts
}
