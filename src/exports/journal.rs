//! The whole journal of a group, to be written in the formats of other bookkeeping programs.
use super::valued::{self, Worth};
use crate::{
    books::{
        funds::Funds,
        lines::act_kind,
        store::{ActOf, Cited, acts},
    },
    groups::store::Group,
    meetings::store as meetings,
    members::store as members,
    store::{Result, Tx, entries_between},
};
use chrono::NaiveDate;
use domain::chart::{ACCOUNTS, account_code};
use ledger::{AccountKind, AccountNo, Commodity, EntryKind, EntryNo, FundNo, Numbered, PartyNo, Posting};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use words::{Language, Words};

/// A group's journal with the names that it needs.
#[derive(Clone, Debug)]
pub struct Journal {
    /// The group.
    pub group: Group,
    /// The entries, by day and number.
    pub entries: Vec<Numbered>,
    /// Members by their number in the book: member number, Khmer name, Latin name.
    pub members: BTreeMap<PartyNo, (i64, String, String)>,
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
pub async fn journal(tx: &mut Tx, group: &Group) -> Result<Journal> {
    let (first, last) =
        (NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or_default(), NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or_default());
    let members = members::members(tx, group.book, &group.commodity).await?;
    let entries = entries_between(tx, group.book, first, last).await?;
    Ok(Journal {
        group: group.clone(),
        worth: valued::worth(tx, group, &entries).await?,
        entries,
        acts: acts(tx, group.book, EntryNo(0), EntryNo(i64::MAX)).await?,
        funds: Funds::load(tx, group.book).await?,
        members: members.iter().map(|one| (one.party(), (one.number, one.names().khmer(), one.names().latin()))).collect(),
        meetings: meetings::by_entry(tx, group.book).await?,
    })
}

/// An account as other programs know it: kind, fund, account and, where it is kept by member, the member.
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
        let kind = ACCOUNTS.iter().find(|line| line.no == posting.account).map_or(AccountKind::Equity, |line| line.kind);
        Path { kind, fund: posting.fund, account: posting.account, party: posting.party }
    }

    /// Every account that a posting names, in the order of a statement.
    pub(super) fn paths(&self) -> BTreeSet<Path> {
        self.postings().map(|posting| self.path(posting)).collect()
    }

    /// Every commodity that a posting names.
    pub(super) fn commodities(&self) -> BTreeSet<Commodity> {
        self.postings().map(|posting| posting.amount.commodity()).chain([self.group.commodity()]).collect()
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
                None => format!("Entry {}", entry.no.0),
            },
        }
    }

    /// The price that an entry's act cites: `1100 KHR per PADDY on 2026-06-10, market, no. 3`.
    pub(super) fn price(&self, entry: &Numbered) -> Option<String> {
        let Cited { no, day, good, class, amount, kind } = self.acts.get(&entry.no.0)?.price.as_ref()?;
        let money = self.group.commodity();
        let of = if class.is_empty() { good.clone() } else { format!("{good} {class}") };
        Some(format!("{} {} per {of} on {day}, {kind}, no. {no}", money.of(*amount).decimal(), money.code()))
    }

    /// A member's number and both names in one line.
    pub(super) fn who(&self, party: PartyNo) -> Option<(i64, String)> {
        let (number, km, latin) = self.members.get(&party)?;
        let both = match (km.is_empty(), latin.is_empty()) {
            (false, false) => format!("{km} ({latin})"),
            _ => format!("{km}{latin}"),
        };
        Some((*number, one_line(&both)))
    }
}

/// Text without line breaks and other control characters.
pub(super) fn one_line(text: &str) -> String {
    text.split(char::is_control).map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The parts of an account's name beneath its kind: fund, account, member. The account of exchange is its kind.
pub(super) fn parts(journal: &Journal, path: &Path) -> Vec<String> {
    let mut parts = vec![journal.funds.code(path.fund).to_owned()];
    if path.kind != AccountKind::Conversion {
        parts.push(account_code(path.account).to_owned());
    }
    parts.extend(path.party.map(|party| match journal.members.get(&party) {
        Some((number, ..)) => format!("m{number:03}"),
        None => format!("p{:03}", party.0),
    }));
    parts
}
