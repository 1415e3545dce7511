//! Passbooks: what each member brought, got back and has, meeting by meeting, corrections beside.
use super::{Cell, Rows, trial_balance::said_name};
use crate::{
    cycles::store as cycles,
    groups::store::Group,
    meetings::store::{self as meetings, PassbookRow},
    members::store::{self as members, Member, Members},
    store::{Result, Tx, entries_between},
};
use chrono::NaiveDate;
use domain::chart::{FINES, LOAN_FUND, SAVINGS, SOCIAL_CONTRIBUTIONS, SOCIAL_FUND};
use ledger::{Amount, Commodity, EntryKind, Numbered};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// A line of a passbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassbookLine {
    /// The day.
    pub date: NaiveDate,
    /// `opening`, `meeting`, `correction`, `share-out` or `payout`.
    pub kind: &'static str,
    /// The meeting, or the one that is corrected.
    pub meeting: Option<i64>,
    /// The entry; none where nobody brought anything.
    pub entry: Option<i64>,
    /// How she was there.
    pub attendance: Option<String>,
    /// Saved.
    pub savings: Amount,
    /// Paid back to her.
    pub withdrawn: Amount,
    /// Given to the social fund.
    pub social_fund: Amount,
    /// Paid in fines.
    pub fine: Amount,
    /// What she has saved, afterwards.
    pub savings_balance: Amount,
    /// What she gave to the social fund, afterwards.
    pub social_fund_balance: Amount,
}

/// A member's passbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passbook {
    /// Her number.
    pub member: i64,
    /// Her name in Khmer.
    pub name_km: String,
    /// Her name in Latin letters.
    pub name_latin: String,
    /// The lines, oldest first.
    pub lines: Vec<PassbookLine>,
    /// What she has saved.
    pub savings: Amount,
    /// What she gave to the social fund.
    pub social_fund: Amount,
}

/// Reads the passbook of one member, or of all by number, through a day; four reads however many members there are.
pub async fn passbooks(tx: &mut Tx, group: &Group, member: Option<i64>, as_of: NaiveDate) -> Result<Vec<Passbook>> {
    let entries = entries_between(tx, group.book, NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or_default(), as_of).await?;
    let mut rows: BTreeMap<i64, Vec<PassbookRow>> = BTreeMap::new();
    for row in meetings::passbooks(tx, group.book, Members::All).await? {
        rows.entry(row.party_no).or_default().push(row.row);
    }
    let documents =
        Documents { meetings: meetings::by_entry(tx, group.book).await?, share_outs: cycles::sources(tx, group.book).await? };
    let members = members::members(tx, group.book, &group.commodity).await?;
    let wanted = members.iter().filter(|one| member.is_none_or(|number| number == one.number));
    Ok(wanted
        .map(|member| {
            let mine = rows.get(&member.party_no).map_or(&[][..], Vec::as_slice);
            passbook(member, mine, &entries, &documents, as_of, group.commodity())
        })
        .collect())
}

fn passbook(
    member: &Member,
    rows: &[PassbookRow],
    entries: &[Numbered],
    documents: &Documents,
    as_of: NaiveDate,
    commodity: Commodity,
) -> Passbook {
    let of = |quantity: i64| commodity.of(quantity);
    let by_no: BTreeMap<i64, &Numbered> = entries.iter().map(|entry| (entry.no.0, entry)).collect();
    let mut shown = BTreeSet::new();
    let mut lines = Vec::new();
    for row in rows.iter().filter(|row| row.held_on <= as_of) {
        let moved = row.entry_no.and_then(|no| by_no.get(&no)).map_or(Moved::default(), |entry| Moved::of(entry, member));
        shown.extend(row.entry_no);
        let savings = row.savings.unwrap_or(0);
        lines.push((
            moved,
            PassbookLine {
                date: row.held_on,
                kind: if row.kind == "baseline" { "opening" } else { "meeting" },
                meeting: Some(row.meeting_no),
                entry: row.entry_no,
                attendance: row.attendance.clone(),
                savings: of(savings),
                // What was paid back at the same meeting stands in the same posting.
                withdrawn: of(savings - moved.savings),
                social_fund: of(moved.social_fund),
                fine: of(moved.fine),
                savings_balance: of(0),
                social_fund_balance: of(0),
            },
        ));
    }
    for entry in entries.iter().filter(|entry| !shown.contains(&entry.no.0) && entry.entry.kind() != EntryKind::Closing) {
        let (kind, meeting) = documents.of(entry);
        let shared = kind == "share-out";
        let mut moved = Moved::of(entry, member);
        if shared {
            // What a share-out does to fines is no fine of hers.
            moved.fine = 0;
        }
        if moved == Moved::default() {
            continue;
        }
        lines.push((
            moved,
            PassbookLine {
                date: entry.entry.on(),
                kind,
                meeting,
                entry: Some(entry.no.0),
                attendance: None,
                savings: of(if shared { moved.savings.max(0) } else { moved.savings }),
                withdrawn: of(if shared { moved.savings.min(0).saturating_neg() } else { 0 }),
                social_fund: of(moved.social_fund),
                fine: of(moved.fine),
                savings_balance: of(0),
                social_fund_balance: of(0),
            },
        ));
    }
    lines.sort_by_key(|(_, line)| (line.date, line.entry.unwrap_or(i64::MAX), line.meeting));
    let (mut savings, mut social_fund) = (0, 0);
    let lines = lines.into_iter().map(|(moved, line)| {
        savings += moved.savings;
        social_fund += moved.social_fund;
        PassbookLine { savings_balance: of(savings), social_fund_balance: of(social_fund), ..line }
    });
    let lines = lines.collect();
    let names = member.names();
    Passbook {
        member: member.number,
        name_km: names.khmer(),
        name_latin: names.latin(),
        lines,
        savings: of(savings),
        social_fund: of(social_fund),
    }
}

/// Which entries stand for a meeting, and which documents are share-outs.
struct Documents {
    meetings: BTreeMap<i64, i64>,
    share_outs: BTreeSet<Uuid>,
}

impl Documents {
    fn is_share_out(&self, entry: &Numbered) -> bool {
        entry.entry.source().is_some_and(|source| self.share_outs.contains(&source))
    }

    /// The kind of a line that is no meeting's own, and the meeting it belongs to.
    fn of(&self, entry: &Numbered) -> (&'static str, Option<i64>) {
        let mends = entry.entry.kind().mends();
        let meeting = self.meetings.get(&mends.unwrap_or(entry.no).0).copied();
        match (mends, meeting) {
            (Some(_), _) => ("correction", meeting),
            _ if self.is_share_out(entry) => ("share-out", None),
            (None, Some(_)) => ("meeting", meeting),
            (None, None) => ("payout", None),
        }
    }
}

/// What an entry did to a member's accounts, credits positive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Moved {
    savings: i64,
    social_fund: i64,
    fine: i64,
}

impl Moved {
    fn of(entry: &Numbered, member: &Member) -> Moved {
        let mut moved = Moved::default();
        for posting in entry.entry.postings().iter().filter(|posting| posting.party == Some(member.party())) {
            let sum = match (posting.fund, posting.account) {
                (LOAN_FUND, SAVINGS) => &mut moved.savings,
                (SOCIAL_FUND, SOCIAL_CONTRIBUTIONS) => &mut moved.social_fund,
                (LOAN_FUND | SOCIAL_FUND, FINES) => &mut moved.fine,
                // What she owes or pays a bank is not in her passbook.
                _ => continue,
            };
            *sum -= posting.amount.quantity();
        }
        moved
    }
}

impl Passbook {
    /// As other programs read it.
    pub fn to_json(&self) -> serde_json::Value {
        let line = |line: &PassbookLine| {
            serde_json::json!({
                "date": line.date.to_string(),
                "kind": line.kind,
                "meeting": line.meeting,
                "entry": line.entry,
                "attendance": line.attendance,
                "savings": line.savings.decimal().to_string(),
                "withdrawn": line.withdrawn.decimal().to_string(),
                "social_fund": line.social_fund.decimal().to_string(),
                "fine": line.fine.decimal().to_string(),
                "savings_balance": line.savings_balance.decimal().to_string(),
                "social_fund_balance": line.social_fund_balance.decimal().to_string(),
            })
        };
        serde_json::json!({
            "member": self.member.to_string(),
            "name_km": self.name_km,
            "name_latin": self.name_latin,
            "lines": self.lines.iter().map(line).collect::<Vec<_>>(),
            "savings": self.savings.decimal().to_string(),
            "social_fund": self.social_fund.decimal().to_string(),
        })
    }

    /// All as one table.
    pub fn to_rows(passbooks: &[Passbook]) -> Rows {
        let heads = [
            "member",
            "date",
            "kind",
            "meeting",
            "entry",
            "attendance",
            "savings",
            "withdrawn",
            "social_fund",
            "fine",
            "savings_balance",
            "social_fund_balance",
            "commodity",
            "name",
        ];
        let mut rows = Rows::new(&heads);
        let number = |number: Option<i64>| number.map_or(Cell::Number(String::new()), Cell::count);
        for (passbook, line) in passbooks.iter().flat_map(|passbook| passbook.lines.iter().map(move |line| (passbook, line))) {
            let names = domain::people::Names {
                family_km: passbook.name_km.clone(),
                family_latin: passbook.name_latin.clone(),
                ..Default::default()
            };
            rows.push([
                Cell::count(passbook.member),
                Cell::text(line.date.to_string()),
                Cell::text(line.kind),
                number(line.meeting),
                number(line.entry),
                Cell::text(line.attendance.clone().unwrap_or_default()),
                Cell::unless_zero(line.savings),
                Cell::unless_zero(line.withdrawn),
                Cell::unless_zero(line.social_fund),
                Cell::unless_zero(line.fine),
                Cell::amount(line.savings_balance),
                Cell::amount(line.social_fund_balance),
                Cell::text(line.savings.commodity().code()),
                Cell::text(said_name(&names)),
            ]);
        }
        rows
    }
}
