//! Sealed meetings against what they posted: lines and other money against the entry, notes against the sum counted, and
//! what was reckoned to be in the box against cash at that moment.
use super::{Findings, books::Stored, loans::Lent};
use crate::store::{Result, Tx, statements};
use chrono::{DateTime, NaiveDate, Utc};
use domain::chart::{
    ADMINISTRATION, BANK, CASH, CASH_DIFFERENCE, EXPENSES, EXTERNAL_LOAN, FINES, INTEREST, INTEREST_PAID, LOAN_FUND, LOAN_LOSSES,
    LOANS, OTHER_INCOME, SAVINGS, SERVICE_CHARGES, SOCIAL_CONTRIBUTIONS, SOCIAL_FUND, SOCIAL_GRANTS,
};
use ledger::{AccountNo, EntryNo};
use sqlx::FromRow;
use std::collections::BTreeMap;
use uuid::Uuid;

statements! {
    MEETINGS = "select no, id, held_on, expected, counted, entry_no, sealed_at from meeting where book_id = $1 order by no";
    LINES = "select meeting_no, party_no, savings, social_fund, fine, repayment, loan, service_charge from meeting_line where book_id = $1";
    OTHER = "select meeting_no, kind, party_no, amount from meeting_other where book_id = $1";
    COUNTS = "select meeting_no, cast(sum(value * pieces) as bigint) from cash_count where book_id = $1 group by meeting_no";
    DECISIONS = "select c.no, c.id, d.entry_no from correction c
                   join correction_decision d on d.book_id = c.book_id and d.correction_no = c.no
                  where c.book_id = $1 and d.decision = 'confirmed' order by c.no";
}

#[derive(FromRow)]
struct MeetingRow {
    no: i64,
    id: Uuid,
    held_on: NaiveDate,
    expected: i64,
    counted: Option<i64>,
    entry_no: Option<i64>,
    sealed_at: DateTime<Utc>,
}

#[derive(FromRow)]
struct LineRow {
    meeting_no: i64,
    party_no: i64,
    savings: Option<i64>,
    social_fund: Option<i64>,
    fine: Option<i64>,
    repayment: Option<i64>,
    loan: Option<i64>,
    service_charge: Option<i64>,
}

/// What should have been posted on an account for a party (0: nobody); debit positive.
pub(super) type Said = BTreeMap<(i64, i64), i128>;

/// The accounts whose postings in a meeting's entry come from what this file reads. Others (cash itself, which follows
/// from the rest; what is brought along at a baseline) are seen to by the zero sum and by the box.
const FROM_THE_SHEET: [AccountNo; 15] = [
    SAVINGS,
    SOCIAL_CONTRIBUTIONS,
    FINES,
    OTHER_INCOME,
    EXPENSES,
    SOCIAL_GRANTS,
    BANK,
    CASH_DIFFERENCE,
    LOANS,
    INTEREST,
    SERVICE_CHARGES,
    LOAN_LOSSES,
    EXTERNAL_LOAN,
    INTEREST_PAID,
    ADMINISTRATION,
];

pub(super) async fn check(tx: &mut Tx, book: &Stored, lent: &Lent, commodity: &str, found: &mut Findings) -> Result<()> {
    let id = (book.id.0,);
    let meetings: Vec<MeetingRow> = tx.all(MEETINGS, id).await?;
    let counts: BTreeMap<i64, i64> = tx.all(COUNTS, id).await?.into_iter().collect();
    let lines: Vec<LineRow> = tx.all(LINES, id).await?;
    let mut said = said(tx, id, &lines).await?;
    let cash = cash(book, commodity);
    for (at, meeting) in meetings.iter().enumerate() {
        let place = format!("meeting {}", meeting.no);
        if at > 0 && (meeting.no, true) != (meetings[at - 1].no + 1, meeting.held_on >= meetings[at - 1].held_on) {
            found.add(place.as_str(), "it is out of order");
        }
        if let Some(&sum) = counts.get(&meeting.no).filter(|&&sum| Some(sum) != meeting.counted) {
            found.add(place.as_str(), format!("its notes make {sum}, and {} was counted", meeting.counted.unwrap_or(0)));
        }
        let mut said = said.remove(&meeting.no).unwrap_or_default();
        if let Some(counted) = meeting.counted {
            *said.entry((CASH_DIFFERENCE.0, 0)).or_default() += i128::from(meeting.expected) - i128::from(counted);
        }
        for (key, quantity) in lent.said(meeting.no, meeting.entry_no) {
            *said.entry(key).or_default() += quantity;
        }
        posted(book, meeting, said, &place, found);
        lending(meeting, &lines, lent, &place, found);
        let in_box = match meeting.entry_no {
            Some(no) => cash.iter().rev().find(|moment| moment.0.0 <= no),
            // Nobody brought anything. A file of meetings is sealed in one instant, so what the next one posted is later.
            None => {
                let next = meetings[at + 1..].iter().find_map(|later| later.entry_no);
                cash.iter().rev().find(|moment| moment.1 <= meeting.sealed_at && next.is_none_or(|next| moment.0.0 < next))
            }
        };
        let (in_box, should) = (in_box.map_or(0, |moment| moment.2), meeting.counted.unwrap_or(meeting.expected));
        if in_box != i128::from(should) {
            found.add(place.as_str(), format!("{should} {commodity} was in the box, and the book makes it {in_box}"));
        }
    }
    let decisions: Vec<(i64, Uuid, Option<i64>)> = tx.all(DECISIONS, id).await?;
    for (no, id, entry_no) in decisions {
        let entry = book.entries.iter().find(|entry| Some(entry.no.0) == entry_no);
        if entry.is_none_or(|entry| entry.entry.source() != Some(id)) {
            found.add(format!("correction {no}"), "it was confirmed, and no entry of its own posts it");
        }
    }
    Ok(())
}

/// What every sheet says, by meeting. What was paid back on loans is divided by their events, not here.
async fn said(tx: &mut Tx, id: (i64,), lines: &[LineRow]) -> Result<BTreeMap<i64, Said>> {
    let mut meetings: BTreeMap<i64, Said> = BTreeMap::new();
    for line in lines {
        let said = meetings.entry(line.meeting_no).or_default();
        for (account, amount) in [
            (SAVINGS, line.savings),
            (SOCIAL_CONTRIBUTIONS, line.social_fund),
            (FINES, line.fine),
            (SERVICE_CHARGES, line.service_charge),
        ] {
            *said.entry((account.0, line.party_no)).or_default() -= i128::from(amount.unwrap_or(0));
        }
    }
    let other: Vec<(i64, String, Option<i64>, i64)> = tx.all(OTHER, id).await?;
    for (meeting, kind, party, amount) in other {
        let amount = i128::from(amount);
        let (account, party, amount) = match kind.as_str() {
            "expense" => (EXPENSES, 0, amount),
            "social-grant" => (SOCIAL_GRANTS, 0, amount),
            "withdrawal" => (SAVINGS, party.unwrap_or(0), amount),
            "bank-deposit" => (BANK, 0, amount),
            "bank-withdrawal" => (BANK, 0, -amount),
            "external-loan" => (EXTERNAL_LOAN, 0, -amount),
            "external-repayment" => (EXTERNAL_LOAN, 0, amount),
            "external-interest" => (INTEREST_PAID, 0, amount),
            "administration" => (ADMINISTRATION, 0, amount),
            _ => (OTHER_INCOME, 0, -amount),
        };
        *meetings.entry(meeting).or_default().entry((account.0, party)).or_default() += amount;
    }
    Ok(meetings)
}

/// Compares a sheet with its entry, account by account and party by party.
fn posted(book: &Stored, meeting: &MeetingRow, mut said: Said, place: &str, found: &mut Findings) {
    let entry = meeting.entry_no.and_then(|no| book.entries.iter().find(|entry| entry.no.0 == no));
    match (meeting.entry_no, entry) {
        (Some(no), None) => found.add(place, format!("its entry {no} is not there")),
        (Some(no), Some(entry)) if entry.entry.source() != Some(meeting.id) => {
            found.add(place, format!("entry {no} is not its own"))
        }
        _ => {}
    }
    for posting in entry.iter().flat_map(|entry| entry.entry.postings()) {
        if FROM_THE_SHEET.contains(&posting.account) {
            let key = (posting.account.0, posting.party.map_or(0, |party| party.0));
            *said.entry(key).or_default() -= i128::from(posting.amount.quantity());
        }
    }
    for ((account, party), off) in said.into_iter().filter(|(_, off)| *off != 0) {
        let whose = if party == 0 { String::new() } else { format!(", party {party}") };
        found.add(place, format!("account {account}{whose}: the sheet and its entry differ by {}", off.abs()));
    }
}

/// Compares what a sheet's lines say was paid back and lent with what happened to loans there.
fn lending(meeting: &MeetingRow, lines: &[LineRow], lent: &Lent, place: &str, found: &mut Findings) {
    let mut off: BTreeMap<i64, (i128, i128)> = BTreeMap::new();
    for line in lines.iter().filter(|line| line.meeting_no == meeting.no) {
        let off = off.entry(line.party_no).or_default();
        off.0 += i128::from(line.repayment.unwrap_or(0));
        off.1 += i128::from(line.loan.unwrap_or(0));
    }
    for (party, event) in lent.at_meeting(meeting.no, meeting.entry_no) {
        let off = off.entry(party).or_default();
        match event.kind.as_str() {
            "repaid" | "recovered" => off.0 -= i128::from(event.amount),
            "given" | "topped-up" => off.1 -= i128::from(event.amount),
            _ => {}
        }
    }
    for (party, (repaid, given)) in off {
        for (what, by) in [("repayment", repaid), ("loan", given)].into_iter().filter(|(_, by)| *by != 0) {
            found.add(place, format!("party {party}, {what}: her line and her loans differ by {}", by.abs()));
        }
    }
}

/// Cash in the box after every entry, in the funds of savings (a bank's box is not opened at a meeting): number, instant, sum.
fn cash(book: &Stored, commodity: &str) -> Vec<(EntryNo, DateTime<Utc>, i128)> {
    let mut sum = 0;
    let after = |entry: &ledger::Numbered| {
        for posting in entry.entry.postings() {
            let in_the_box = posting.account == CASH && [LOAN_FUND, SOCIAL_FUND].contains(&posting.fund);
            if in_the_box && posting.amount.commodity().code() == commodity {
                sum += i128::from(posting.amount.quantity());
            }
        }
        (entry.no, entry.recorded.at, sum)
    };
    book.entries.iter().map(after).collect()
}
