//! Reads what passbooks are told from ([`domain::passbook`]): of one member or of all, by the same statements.
use super::store::{self, Member, Members};
use crate::{
    cycles::store as cycles,
    groups::store::Cycle,
    meetings::store::{self as meetings, PassbookOf},
    store::{BookId, Result, Tx},
};
use domain::{
    meetings::Attendance,
    passbook::{AtMeeting, AtShareOut, History, LeftWith, Line, Mend, Mended, PaidBack, ShareValue},
};
use std::collections::BTreeMap;

/// Every line of a member's passbook, oldest first.
pub async fn lines(tx: &mut Tx, member: &Member, cycles: &[Cycle], book: BookId) -> Result<Vec<Line>> {
    let mut histories = histories(tx, book, Members::One(member.party())).await?;
    Ok(histories.remove(&member.party_no).unwrap_or_default().lines(&share_values(cycles)))
}

/// What the books know of members' savings, by party; five reads however many they are. Who never had anything is not
/// among them.
pub async fn histories(tx: &mut Tx, book: BookId, of: Members) -> Result<BTreeMap<i64, History>> {
    let mut all: BTreeMap<i64, History> = BTreeMap::new();
    for row in meetings::passbooks(tx, book, of).await? {
        all.entry(row.party_no).or_default().meetings.push(at_meeting(&row));
    }
    for row in store::payouts(tx, book, of).await? {
        let paid =
            PaidBack { meeting: row.meeting_no as u32, line: row.line, on: row.held_on, entry: row.entry_no, amount: row.amount };
        all.entry(row.party_no).or_default().paid_back.push(paid);
    }
    for row in store::mended(tx, book, of).await? {
        all.entry(row.party_no).or_default().mends.push(mend(&row));
    }
    for (party, on, savings, entry) in store::left_with(tx, book, of).await? {
        all.entry(party).or_default().left_with = Some(LeftWith { on, entry, savings });
    }
    for row in cycles::shared_out(tx, book, of).await? {
        let (no, savings, social_fund) = (row.no as u32, row.savings, row.social_fund);
        let shared = AtShareOut { no, on: row.day, entry: row.entry_no, savings, social_fund };
        all.entry(row.party_no).or_default().share_outs.push(shared);
    }
    Ok(all)
}

/// What a share was worth in each cycle.
pub fn share_values(cycles: &[Cycle]) -> Vec<ShareValue> {
    let value = |cycle: &Cycle| cycle.constitution.shares().map(|(value, _)| value);
    cycles.iter().map(|cycle| ShareValue { from: cycle.starts_on, value: value(cycle) }).collect()
}

fn at_meeting(of: &PassbookOf) -> AtMeeting {
    let row = &of.row;
    AtMeeting {
        meeting: row.meeting_no as u32,
        opening: row.kind == "baseline",
        on: row.held_on,
        entry: row.entry_no,
        attendance: row.attendance.as_deref().and_then(Attendance::parse),
        savings: row.savings.unwrap_or(0),
        social_fund: row.social_fund.unwrap_or(0),
        fine: row.fine.unwrap_or(0),
    }
}

fn mend(row: &store::Mended) -> Mend {
    let figure = match (row.figure.as_str(), row.other_line) {
        ("savings", _) => Mended::Savings,
        ("social-fund", _) => Mended::SocialFund,
        ("fine", _) => Mended::Fine,
        (_, Some(line)) => Mended::PaidBack(line),
        // A repayment or a loan: its own page tells it.
        _ => Mended::Other,
    };
    Mend {
        no: row.no as u32,
        meeting: row.meeting_no as u32,
        figure,
        was: row.was,
        becomes: row.becomes,
        entry: row.entry_no,
        on: row.day,
    }
}
