//! A book against its postings: chain and rules by replay, lines against posting rows, kept balances, head, periods.
use super::Findings;
use crate::store::{BookId, Result, Tx, journal, reading, statements};
use chrono::NaiveDate;
use ledger::{
    Account, AccountKind, AccountNo, Chart, Commodity, EntryKind, EntryNo, Flaw, FundNo, Head, Journal, Numbered, PartyNo,
};
use sqlx::FromRow;
use std::collections::BTreeMap;
use uuid::Uuid;

statements! {
    FUNDS = "select no from fund where book_id = $1 order by no";
    ACCOUNTS = "select no, kind, per_party from account where book_id = $1 order by no";
    PARTIES = "select no from party where book_id = $1 order by no";
    ENTRIES = "select no, day, kind, mends, memo, source, lines, key, recorded_at, recorded_by, previous, hash
                 from entry where book_id = $1 order by no";
    POSTINGS = "select entry_no, line, fund, account, party, commodity, quantity, day from posting
                 where book_id = $1 order by entry_no, line";
    BALANCES = "select fund, account, party, commodity, quantity, entry_no from balance where book_id = $1
                 order by fund, account, party, commodity";
    PERIODS = "select no, kind, through, entry_no from period_event where book_id = $1 order by no";
    OWN_YEARS = "select fund_no from coop where book_id = $1";
}

/// A row of `posting`.
#[derive(FromRow)]
pub(super) struct PostingRow {
    pub entry_no: i64,
    pub line: i64,
    pub fund: i64,
    pub account: i64,
    pub party: i64,
    pub commodity: String,
    pub quantity: i64,
    pub day: NaiveDate,
}

#[derive(FromRow)]
struct BalanceRow {
    fund: i64,
    account: i64,
    party: i64,
    commodity: String,
    quantity: i64,
    entry_no: i64,
}

#[derive(FromRow)]
struct PeriodRow {
    no: i64,
    kind: String,
    through: Option<NaiveDate>,
    entry_no: Option<i64>,
}

/// Everything of a book, as stored.
pub(super) struct Stored {
    pub id: BookId,
    pub postings: Vec<PostingRow>,
    /// The entries that can be read; what cannot is in `garbled`.
    pub entries: Vec<Numbered>,
    garbled: Vec<String>,
    pub uid: Uuid,
    head: Head,
    funds: Vec<FundNo>,
    accounts: Vec<Account>,
    parties: Vec<PartyNo>,
    balances: Vec<BalanceRow>,
    periods: Vec<PeriodRow>,
    /// The fund of a cooperative, whose year the general meeting closes.
    own_years: Vec<i64>,
}

impl Stored {
    pub async fn load(tx: &mut Tx, id: BookId, uid: Uuid) -> Result<Stored> {
        let known: BTreeMap<String, Commodity> = reading::commodities(tx).await?;
        let (mut entries, mut garbled) = (Vec::new(), Vec::new());
        for row in tx.all::<reading::EntryRow>(ENTRIES, (id.0,)).await? {
            match row.numbered(&known) {
                Ok(entry) => entries.push(entry),
                Err(error) => garbled.push(error.to_string()),
            }
        }
        let accounts: Vec<(i64, String, bool)> = tx.all(ACCOUNTS, (id.0,)).await?;
        let account = |(no, kind, per_party): (i64, String, bool)| {
            Some(Account { no: AccountNo(no), kind: AccountKind::parse(&kind)?, per_party })
        };
        Ok(Stored {
            id,
            uid,
            entries,
            garbled,
            head: journal::head(tx, id).await?,
            postings: tx.all(POSTINGS, (id.0,)).await?,
            funds: tx.all::<(i64,)>(FUNDS, (id.0,)).await?.into_iter().map(|(no,)| FundNo(no)).collect(),
            accounts: accounts.into_iter().filter_map(account).collect(),
            parties: tx.all::<(i64,)>(PARTIES, (id.0,)).await?.into_iter().map(|(no,)| PartyNo(no)).collect(),
            balances: tx.all(BALANCES, (id.0,)).await?,
            periods: tx.all(PERIODS, (id.0,)).await?,
            own_years: tx.all::<(i64,)>(OWN_YEARS, (id.0,)).await?.into_iter().map(|(no,)| no).collect(),
        })
    }
}

pub(super) fn check(book: &Stored, found: &mut Findings) {
    for garbled in &book.garbled {
        found.add("entries", garbled.as_str());
    }
    chain(book, found);
    lines(book, found);
    balances(book, found);
    periods(book, found);
}

/// Replays the entries: numbers, hashes and rules, by the ledger's own reckoning.
fn chain(book: &Stored, found: &mut Findings) {
    let Ok(chart) = Chart::try_new(book.accounts.iter().cloned()) else {
        return found.add("accounts", "the chart cannot be read");
    };
    let mut journal = Journal::new(book.uid, chart, book.funds.iter().copied(), book.parties.iter().copied());
    for entry in &book.entries {
        let what = match journal.replay(entry.clone()) {
            Ok(_) => continue,
            Err(Flaw::Gap { expected, .. }) => format!("it should be entry {}", expected.0),
            Err(Flaw::BrokenChain(_)) => "its hash does not follow from what it says and the entry before".to_owned(),
            Err(Flaw::Refused(_, why)) => format!("the ledger would not take it: {why:?}"),
        };
        // What comes after a broken place says nothing of its own.
        return found.add(format!("entry {}", entry.no.0), what);
    }
    if journal.head().last != book.head.last {
        found.add("head", "the book's head is not its last entry");
    }
}

/// Compares every entry's text with the posting rows.
fn lines(book: &Stored, found: &mut Findings) {
    let mut rows = book.postings.iter().peekable();
    for entry in &book.entries {
        let mut same = true;
        for (at, posting) in entry.entry.postings().iter().enumerate() {
            let Some(row) = rows.next_if(|row| row.entry_no == entry.no.0) else {
                same = false;
                break;
            };
            same &= (row.line, row.day) == (at as i64 + 1, entry.entry.on())
                && (row.fund, row.account, row.party)
                    == (posting.fund.0, posting.account.0, posting.party.map_or(0, |party| party.0))
                && (row.commodity.as_str(), row.quantity) == (posting.amount.commodity().code(), posting.amount.quantity());
        }
        while rows.next_if(|row| row.entry_no <= entry.no.0).is_some() {
            same = false;
        }
        if !same {
            found.add(format!("entry {}", entry.no.0), "its postings are not the lines it was sealed with");
        }
    }
    if rows.next().is_some() {
        found.add("postings", "there are postings without an entry that can be read");
    }
}

/// Compares the kept balances with the sums of the postings, and sees that each entry sums to zero in the rows too.
fn balances(book: &Stored, found: &mut Findings) {
    let mut sums: BTreeMap<(i64, i64, i64, &str), (i128, i64)> = BTreeMap::new();
    let mut zero: BTreeMap<(i64, i64, &str), i128> = BTreeMap::new();
    for row in &book.postings {
        let sum = sums.entry((row.fund, row.account, row.party, &row.commodity)).or_default();
        sum.0 += i128::from(row.quantity);
        sum.1 = sum.1.max(row.entry_no);
        *zero.entry((row.entry_no, row.fund, &row.commodity)).or_default() += i128::from(row.quantity);
    }
    for ((entry, fund, commodity), sum) in zero.into_iter().filter(|(_, sum)| *sum != 0) {
        found.add(format!("entry {entry}"), format!("its {commodity} lines in fund {fund} sum to {sum}, not to zero"));
    }
    for row in &book.balances {
        let sum = sums.remove(&(row.fund, row.account, row.party, row.commodity.as_str())).unwrap_or_default();
        if sum != (i128::from(row.quantity), row.entry_no) {
            let kept = format!("kept as {} {} by entry {}", row.quantity, row.commodity, row.entry_no);
            found
                .add(name(row.fund, row.account, row.party), format!("{kept}, and its postings make {} by entry {}", sum.0, sum.1));
        }
    }
    for ((fund, account, party, commodity), (sum, _)) in sums {
        found.add(name(fund, account, party), format!("no balance is kept, and its postings make {sum} {commodity}"));
    }
}

fn name(fund: i64, account: i64, party: i64) -> String {
    match party {
        0 => format!("fund {fund}, account {account}"),
        party => format!("fund {fund}, account {account}, party {party}"),
    }
}

/// Follows the closings and reopenings, and sees that a closed year left no income or expense open.
fn periods(book: &Stored, found: &mut Findings) {
    let mut closed = None;
    for (at, row) in book.periods.iter().enumerate() {
        let order = match row.kind.as_str() {
            "close" => row.through > closed,
            _ => closed.is_some() && row.through < closed,
        };
        if row.no != at as i64 + 1 || !order {
            found.add(format!("period event {}", row.no), "it is out of order");
        }
        closed = row.through;
    }
    if closed != book.head.closed_through {
        found.add("closed period", "the book is not closed as its period events say");
    }
    let of_the_year = |no: i64| book.accounts.iter().any(|account| account.no.0 == no && account.kind.is_of_the_year());
    for row in book.periods.iter().filter(|row| row.kind == "close" && row.through <= closed) {
        let (Some(no), Some(through)) = (row.entry_no, row.through) else { continue };
        let entry = book.entries.iter().find(|entry| entry.no == EntryNo(no));
        if entry.is_none_or(|entry| entry.entry.kind() != EntryKind::Closing) {
            found.add(format!("period event {}", row.no), format!("entry {no} is no closing entry"));
        }
        let mut open: BTreeMap<(i64, i64, i64, &str), i128> = BTreeMap::new();
        let closes = |fund: i64| !book.own_years.contains(&fund);
        for posting in book.postings.iter().filter(|one| one.day <= through && of_the_year(one.account) && closes(one.fund)) {
            let key = (posting.fund, posting.account, posting.party, posting.commodity.as_str());
            *open.entry(key).or_default() += i128::from(posting.quantity);
        }
        for ((fund, account, party, commodity), sum) in open.into_iter().filter(|(_, sum)| *sum != 0) {
            found.add(name(fund, account, party), format!("the year to {through} was closed and left {sum} {commodity} here"));
        }
    }
}
