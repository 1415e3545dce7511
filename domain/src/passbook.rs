//! A member's passbook: what each meeting, payment, share-out and confirmed correction did to what she has, day by day.
//!
//! A meeting's line keeps the figure that was sealed; a correction is a line of its own on the day it was confirmed. So
//! the last balance is the one that the book keeps. Her page, the reports and the paper are told from these lines.
use crate::meetings::Attendance;
use chrono::NaiveDate;

/// What the books know of one member's savings, each list in the order it was posted. Smallest units.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// Her lines of the sealed meetings.
    pub meetings: Vec<AtMeeting>,
    /// What was paid back to her at meetings.
    pub paid_back: Vec<PaidBack>,
    /// The confirmed corrections of her figures.
    pub mends: Vec<Mend>,
    /// What she took along when she left.
    pub left_with: Option<LeftWith>,
    /// What share-outs did to what she had.
    pub share_outs: Vec<AtShareOut>,
}

/// A member's line of a sealed meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AtMeeting {
    /// The meeting.
    pub meeting: u32,
    /// It only brought balances along.
    pub opening: bool,
    /// Its day.
    pub on: NaiveDate,
    /// Its entry; none where nobody brought anything.
    pub entry: Option<i64>,
    /// How she was there.
    pub attendance: Option<Attendance>,
    /// Saved.
    pub savings: i64,
    /// Given to the social fund.
    pub social_fund: i64,
    /// Paid in fines.
    pub fine: i64,
}

/// Savings that were paid back at a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaidBack {
    /// The meeting.
    pub meeting: u32,
    /// Which line of its other money.
    pub line: i64,
    /// Its day.
    pub on: NaiveDate,
    /// Its entry.
    pub entry: Option<i64>,
    /// How much.
    pub amount: i64,
}

/// A confirmed correction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mend {
    /// Its number in the book.
    pub no: u32,
    /// The meeting that it mends.
    pub meeting: u32,
    /// Which figure.
    pub figure: Mended,
    /// How the figure stood.
    pub was: i64,
    /// What is right.
    pub becomes: i64,
    /// The entry that posts the difference.
    pub entry: i64,
    /// And its day.
    pub on: NaiveDate,
}

/// A figure of a passbook that may be mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mended {
    /// What she saved.
    Savings,
    /// What she gave to the social fund.
    SocialFund,
    /// What she paid in fines.
    Fine,
    /// What was paid back to her: a line of the meeting's other money.
    PaidBack(i64),
    /// What is told elsewhere: a repayment, a loan.
    Other,
}

/// Savings that went out when she left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeftWith {
    /// The day.
    pub on: NaiveDate,
    /// What posted it.
    pub entry: Option<i64>,
    /// What she had saved.
    pub savings: i64,
}

/// What one entry of a share-out did to what she had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AtShareOut {
    /// The share-out.
    pub no: u32,
    /// Its day.
    pub on: NaiveDate,
    /// The entry.
    pub entry: i64,
    /// What became of her savings: below zero they were divided, above they were put back.
    pub savings: i64,
    /// What became of what she gave to the social fund.
    pub social_fund: i64,
}

/// What a line of the passbook records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LineKind {
    /// What she had when the books began.
    Opening,
    /// A meeting.
    Meeting,
    /// A correction of a meeting: its number.
    Correction(u32),
    /// A payout of savings.
    Payout,
    /// A share-out, by its number: savings became part of a payout.
    ShareOut(u32),
    /// What she left in the box at a share-out, by its number.
    PutBack(u32),
}

/// A line of the passbook. Smallest units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Line {
    /// What it records.
    pub kind: LineKind,
    /// The number of the meeting; of a correction, the meeting corrected.
    pub meeting: Option<u32>,
    /// The entry in the book; 0 where nothing was posted.
    pub entry: u64,
    /// The day it counts for.
    pub date: NaiveDate,
    /// How she took part; none on lines that are no meeting.
    pub attendance: Option<Attendance>,
    /// Shares bought; negative when a correction takes some back. None without shares.
    pub shares: Option<i64>,
    /// Savings paid in, or out when negative.
    pub savings: i64,
    /// Savings after this line.
    pub savings_balance: i64,
    /// Paid into the social fund.
    pub social_fund: i64,
    /// Social fund after this line.
    pub social_balance: i64,
    /// Fine paid.
    pub fine: i64,
    /// The number of the correction that mended this line later: the original stays and is marked.
    pub corrected_by: Option<u32>,
}

/// What a share is worth in a cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShareValue {
    /// The cycle's first day.
    pub from: NaiveDate,
    /// The value in smallest units; none where members save free amounts.
    pub value: Option<i64>,
}

impl History {
    /// Every line, oldest first, with running balances. Shares are counted at the value of the cycle in which they were
    /// bought; `cycles` are in their order.
    pub fn lines(&self, cycles: &[ShareValue]) -> Vec<Line> {
        let mut lines: Vec<Line> = self.meetings.iter().map(|row| self.at_meeting(row)).collect();
        lines.extend(self.paid_back.iter().map(|row| self.paid(row)));
        lines.extend(self.mends.iter().filter_map(correction));
        lines.extend(
            self.left_with
                .filter(|row| row.savings > 0)
                .map(|row| Line { savings: -row.savings, ..line(LineKind::Payout, row.on, row.entry) }),
        );
        lines.extend(self.share_outs.iter().map(shared_out));
        // Of one day in the order of the book; a meeting at which nobody brought anything has no entry.
        lines.sort_by_key(|line| (line.date, line.entry, line.kind == LineKind::Payout));
        let (mut savings, mut social_fund) = (0, 0);
        for line in &mut lines {
            savings += line.savings;
            social_fund += line.social_fund;
            (line.savings_balance, line.social_balance) = (savings, social_fund);
            let value = self.share_value(line, cycles);
            line.shares = value.filter(|value| line.savings != 0 && line.savings % value == 0).map(|value| line.savings / value);
        }
        lines
    }

    fn at_meeting(&self, row: &AtMeeting) -> Line {
        let kind = if row.opening { LineKind::Opening } else { LineKind::Meeting };
        Line {
            meeting: Some(row.meeting),
            attendance: row.attendance,
            savings: row.savings,
            social_fund: row.social_fund,
            fine: row.fine,
            corrected_by: self.last_mend(row.meeting, |figure| !matches!(figure, Mended::PaidBack(_))),
            ..line(kind, row.on, row.entry)
        }
    }

    fn paid(&self, row: &PaidBack) -> Line {
        Line {
            meeting: Some(row.meeting),
            savings: -row.amount,
            corrected_by: self.last_mend(row.meeting, |figure| figure == Mended::PaidBack(row.line)),
            ..line(LineKind::Payout, row.on, row.entry)
        }
    }

    /// The last correction of a meeting's line.
    fn last_mend(&self, meeting: u32, of: impl Fn(Mended) -> bool) -> Option<u32> {
        self.mends.iter().rev().find(|mend| mend.meeting == meeting && of(mend.figure)).map(|mend| mend.no)
    }

    /// What a share was worth on a line: a correction goes by the meeting that it mends, what was put back by the cycle
    /// after.
    fn share_value(&self, line: &Line, cycles: &[ShareValue]) -> Option<i64> {
        let held = |no: u32| self.meetings.iter().find(|row| row.meeting == no).map(|row| row.on);
        let on = |day: NaiveDate| cycles.iter().rev().find(|cycle| cycle.from <= day).or_else(|| cycles.first());
        let cycle = match line.kind {
            LineKind::PutBack(_) => cycles.iter().find(|cycle| cycle.from > line.date).or_else(|| on(line.date)),
            LineKind::Correction(meeting) => on(held(meeting).unwrap_or(line.date)),
            _ => on(line.date),
        };
        cycle.and_then(|cycle| cycle.value)
    }
}

/// What she paid in fines since a day, corrections counted.
pub fn fines_since(lines: &[Line], day: NaiveDate) -> i64 {
    lines.iter().filter(|line| line.date >= day).map(|line| line.fine).sum()
}

fn shared_out(row: &AtShareOut) -> Line {
    let kind = if row.savings > 0 { LineKind::PutBack(row.no) } else { LineKind::ShareOut(row.no) };
    Line { savings: row.savings, social_fund: row.social_fund, ..line(kind, row.on, Some(row.entry)) }
}

fn correction(mend: &Mend) -> Option<Line> {
    let difference = mend.becomes - mend.was;
    let mut line = Line { meeting: Some(mend.meeting), ..line(LineKind::Correction(mend.meeting), mend.on, Some(mend.entry)) };
    match mend.figure {
        Mended::Savings => line.savings = difference,
        Mended::SocialFund => line.social_fund = difference,
        Mended::Fine => line.fine = difference,
        // A payment to her that was larger than written left her less.
        Mended::PaidBack(_) => line.savings = -difference,
        Mended::Other => return None,
    }
    Some(line)
}

fn line(kind: LineKind, date: NaiveDate, entry: Option<i64>) -> Line {
    Line {
        kind,
        meeting: None,
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

#[cfg(test)]
mod tests {
    use super::*;

    fn on(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, day).unwrap()
    }

    fn met(meeting: u32, day: u32, savings: i64) -> AtMeeting {
        let entry = (savings > 0).then_some(i64::from(meeting));
        let attendance = Some(Attendance::Present);
        AtMeeting { meeting, opening: false, on: on(day), entry, attendance, savings, social_fund: 1_000, fine: 0 }
    }

    fn mend(no: u32, meeting: u32, figure: Mended, was: i64, becomes: i64, day: u32) -> Mend {
        Mend { no, meeting, figure, was, becomes, entry: 10 + i64::from(no), on: on(day) }
    }

    const FIVE_THOUSAND: [ShareValue; 1] = [ShareValue { from: NaiveDate::MIN, value: Some(5_000) }];

    #[test]
    fn a_line_keeps_what_was_sealed_and_a_correction_follows_it() {
        let history = History {
            meetings: vec![met(1, 1, 10_000), met(2, 8, 0), met(3, 15, 15_000)],
            mends: vec![mend(1, 1, Mended::Savings, 10_000, 5_000, 9), mend(2, 3, Mended::Other, 8_000, 7_000, 20)],
            ..History::default()
        };
        let lines = history.lines(&FIVE_THOUSAND);
        let told: Vec<_> = lines.iter().map(|line| (line.kind, line.savings, line.savings_balance, line.shares)).collect();
        assert_eq!(
            told,
            [
                (LineKind::Meeting, 10_000, 10_000, Some(2)),
                (LineKind::Meeting, 0, 10_000, None),
                (LineKind::Correction(1), -5_000, 5_000, Some(-1)),
                (LineKind::Meeting, 15_000, 20_000, Some(3)),
            ],
            "a mended repayment is told on the loan, not here"
        );
        assert_eq!((lines[0].corrected_by, lines[3].corrected_by), (Some(1), Some(2)), "both lines are marked all the same");
        assert_eq!(fines_since(&lines, on(1)), 0);
    }

    #[test]
    fn what_was_paid_back_is_a_line_and_its_correction_goes_the_other_way() {
        let paid = PaidBack { meeting: 1, line: 2, on: on(1), entry: Some(1), amount: 4_000 };
        let history = History {
            meetings: vec![met(1, 1, 10_000)],
            paid_back: vec![paid],
            mends: vec![mend(1, 1, Mended::PaidBack(2), 4_000, 5_000, 2)],
            left_with: Some(LeftWith { on: on(30), entry: Some(40), savings: 5_000 }),
            ..History::default()
        };
        let lines = history.lines(&[]);
        let told: Vec<_> = lines.iter().map(|line| (line.kind, line.savings, line.savings_balance, line.corrected_by)).collect();
        assert_eq!(
            told,
            [
                (LineKind::Meeting, 10_000, 10_000, None),
                (LineKind::Payout, -4_000, 6_000, Some(1)),
                (LineKind::Correction(1), -1_000, 5_000, None),
                (LineKind::Payout, -5_000, 0, None),
            ]
        );
    }

    #[test]
    fn shares_are_counted_at_the_value_of_their_cycle() {
        let cycles = [ShareValue { from: on(1), value: Some(5_000) }, ShareValue { from: on(20), value: Some(2_500) }];
        let shared = |savings| AtShareOut { no: 1, on: on(18), entry: 9, savings, social_fund: 0 };
        let history = History {
            meetings: vec![met(1, 1, 10_000), met(2, 22, 5_000)],
            share_outs: vec![shared(-10_000), shared(5_000)],
            mends: vec![mend(1, 1, Mended::Savings, 5_000, 10_000, 25)],
            ..History::default()
        };
        let shares: Vec<_> = history.lines(&cycles).iter().map(|line| (line.kind, line.shares)).collect();
        assert_eq!(
            shares,
            [
                (LineKind::Meeting, Some(2)),
                (LineKind::ShareOut(1), Some(-2)),
                (LineKind::PutBack(1), Some(2)),
                (LineKind::Meeting, Some(2)),
                (LineKind::Correction(1), Some(1)),
            ]
        );
    }
}
