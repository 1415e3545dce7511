//! A member's passbook: what each meeting, payment, share-out and confirmed correction did to what she has, day by day.
//!
//! A meeting's line keeps the figure that was sealed; a correction is a line of its own on the day it was confirmed. So
//! the last balance is the one that the book keeps.
use super::{
    leaving,
    store::{self, Member, Mended},
};
use crate::{
    cycles::store::{self as cycles, SharedOut},
    groups::store::{Cycle, Group},
    meetings::store::{self as meetings, PassbookRow},
    store::{Result, Tx},
};
use chrono::NaiveDate;
use templates::passbook::{Attendance, LineKind, PassbookLine};

/// Every line, oldest first; shares are counted at the value of the cycle in which they were bought.
pub async fn lines(tx: &mut Tx, group: &Group, member: &Member, of_group: &[Cycle]) -> Result<Vec<PassbookLine>> {
    let sealed = meetings::passbook(tx, group.book, member.party_no).await?;
    let payouts = store::payouts(tx, group.book, member.party()).await?;
    let mended = store::mended(tx, group.book, member.party()).await?;
    let mut lines: Vec<PassbookLine> = sealed.iter().map(|row| meeting(row, &mended)).collect();
    lines.extend(payouts.iter().map(|row| PassbookLine {
        kind: LineKind::Payout,
        savings: -row.amount,
        corrected_by: last(&mended, row.meeting_no, |mend| mend.other_line == Some(row.line)),
        ..line(row.held_on, row.meeting_no, row.entry_no)
    }));
    lines.extend(mended.iter().map(correction));
    lines.extend(leaving::passbook_line(tx, group, member).await?);
    lines.extend(cycles::shared_out(tx, group.book, member.party()).await?.iter().map(shared_out));
    // Of one day in the order of the book; a meeting at which nobody brought anything has no entry.
    lines.sort_by_key(|line| (line.date, line.entry, line.kind == LineKind::Payout));
    let (mut savings, mut social_fund) = (0, 0);
    for line in &mut lines {
        savings += line.savings;
        social_fund += line.social_fund;
        (line.savings_balance, line.social_balance) = (savings, social_fund);
        let value = share_value(line, &sealed, of_group);
        line.shares = value.filter(|value| line.savings != 0 && line.savings % value == 0).map(|value| line.savings / value);
    }
    Ok(lines)
}

/// What a share was worth on a line: a correction goes by the meeting that it mends, what was put back by the cycle after.
fn share_value(line: &PassbookLine, sealed: &[PassbookRow], of_group: &[Cycle]) -> Option<i64> {
    let of_meeting = |no: u32| sealed.iter().find(|row| row.meeting_no == i64::from(no)).map(|row| row.held_on);
    let on = |day: NaiveDate| of_group.iter().rev().find(|cycle| cycle.starts_on <= day).or_else(|| of_group.first());
    let cycle = match line.kind {
        LineKind::PutBack(_) => of_group.iter().find(|cycle| cycle.starts_on > line.date).or_else(|| on(line.date)),
        LineKind::Correction(meeting) => on(of_meeting(meeting).unwrap_or(line.date)),
        _ => on(line.date),
    };
    cycle.and_then(|cycle| cycle.constitution.shares()).map(|(value, _)| value)
}

fn shared_out(row: &SharedOut) -> PassbookLine {
    let no = row.no as u32;
    PassbookLine {
        kind: if row.savings > 0 { LineKind::PutBack(no) } else { LineKind::ShareOut(no) },
        meeting: None,
        savings: row.savings,
        social_fund: row.social_fund,
        ..line(row.day, 0, Some(row.entry_no))
    }
}

/// What she paid in fines since a day, corrections counted.
pub fn fines_since(lines: &[PassbookLine], day: NaiveDate) -> i64 {
    lines.iter().filter(|line| line.date >= day).map(|line| line.fine).sum()
}

fn meeting(row: &PassbookRow, mended: &[Mended]) -> PassbookLine {
    PassbookLine {
        kind: if row.kind == "baseline" { LineKind::Opening } else { LineKind::Meeting },
        attendance: row.attendance.as_deref().and_then(attendance),
        savings: row.savings.unwrap_or(0),
        social_fund: row.social_fund.unwrap_or(0),
        fine: row.fine.unwrap_or(0),
        corrected_by: last(mended, row.meeting_no, |mend| mend.other_line.is_none()),
        ..line(row.held_on, row.meeting_no, row.entry_no)
    }
}

fn correction(mend: &Mended) -> PassbookLine {
    let difference = mend.becomes - mend.was;
    let mut line =
        PassbookLine { kind: LineKind::Correction(mend.meeting_no as u32), ..line(mend.day, mend.meeting_no, Some(mend.entry_no)) };
    match mend.figure.as_str() {
        "savings" => line.savings = difference,
        "social-fund" => line.social_fund = difference,
        "fine" => line.fine = difference,
        // A payment to her that was larger than written left her less.
        _ => line.savings = -difference,
    }
    line
}

fn line(date: NaiveDate, meeting: i64, entry: Option<i64>) -> PassbookLine {
    PassbookLine {
        kind: LineKind::Meeting,
        meeting: Some(meeting as u32),
        entry: entry.unwrap_or(0).unsigned_abs(),
        date,
        attendance: None,
        shares: None,
        savings: 0,
        savings_balance: 0,
        social_fund: 0,
        social_balance: 0,
        fine: 0,
        corrected_by: None,
    }
}

/// The last correction of a line.
fn last(mended: &[Mended], meeting: i64, of: impl Fn(&Mended) -> bool) -> Option<u32> {
    mended.iter().rev().find(|mend| mend.meeting_no == meeting && of(mend)).map(|mend| mend.no as u32)
}

fn attendance(code: &str) -> Option<Attendance> {
    match code {
        "present" => Some(Attendance::Present),
        "late" => Some(Attendance::Late),
        "sent" => Some(Attendance::SentMoney),
        "excused" => Some(Attendance::Excused),
        "absent" => Some(Attendance::Absent),
        _ => None,
    }
}
