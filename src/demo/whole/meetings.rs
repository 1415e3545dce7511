//! A group's year of meetings: what everybody brought and borrowed follows from the group's code, and every sheet is sealed by
//! the one road there is. Groups do unequally well, as groups do.
use super::{Whole, luck::Luck};
use crate::{
    cli::Failure,
    groups::store::Group,
    imports,
    meetings::seal::{Ground, Outcome, hold, seal_held},
    store::Tx,
};
use chrono::{Days, Months, NaiveDate};
use domain::{
    loans::giving::limit,
    meetings::{Attendance, Count, Line, MemberStanding, Saved, Sheet, borrower},
};
use ledger::PartyNo;
use std::collections::BTreeMap;

/// How often a group meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rhythm {
    /// Every second week.
    Fortnightly,
    /// Once a month.
    Monthly,
}

/// How a group does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// As most do.
    Steady,
    /// Began a few months ago.
    Young,
    /// Some do not pay back.
    Arrears,
    /// Its last meeting is overdue.
    Late,
    /// It met for the last time half a year ago.
    Stopped,
}

impl Pace {
    /// Of a partner's group.
    pub fn of(partner: &str, at: usize) -> Pace {
        match at {
            41 => Pace::Stopped,
            _ if partner == "TAF" => Pace::Steady,
            _ if at % 11 == 3 => Pace::Arrears,
            _ if at % 13 == 7 => Pace::Late,
            _ if at % 9 == 5 => Pace::Young,
            _ => Pace::Steady,
        }
    }

    /// The days of its meetings, the first first.
    pub fn days(self, today: NaiveDate, rhythm: Rhythm, luck: &mut Luck) -> Vec<NaiveDate> {
        let (usual, between) = if rhythm == Rhythm::Monthly { (12, 28) } else { (26, 14) };
        let late = match self {
            Pace::Late => 45,
            Pace::Stopped => 180,
            _ => 0,
        };
        let back = 1 + luck.below(between - 1) + late;
        let count: u32 = if self == Pace::Young { usual / 2 - 1 } else { usual };
        let last = today - Days::new(back.unsigned_abs());
        let day = |ago: u32| match rhythm {
            Rhythm::Monthly => last.checked_sub_months(Months::new(ago)),
            Rhythm::Fortnightly => last.checked_sub_days(Days::new(14 * u64::from(ago))),
        };
        (0..count).rev().filter_map(day).collect()
    }
}

/// Notes of riel, the largest first.
const NOTES: [i64; 8] = [50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 100];
/// What is borrowed is a multiple of this.
const LENT_IN: i64 = 10_000;
/// The least that is worth borrowing.
const LENT_LEAST: i64 = 30_000;
/// So many borrow at one meeting, at most.
const LOANS_MOST: usize = 3;

/// Seals a meeting on each day.
pub async fn keep(whole: &Whole, tx: &mut Tx, group: &Group, days: &[NaiveDate], pace: Pace) -> Result<(), Failure> {
    for (at, day) in days.iter().enumerate() {
        let act = whole.act(*day);
        let held = hold(tx, group).await?;
        // In a group in arrears the second half of the year is worse.
        let slow = pace == Pace::Arrears && at * 2 > days.len();
        let sheet = sheet(group, &held.ground, *day, slow);
        match seal_held(tx, group, &held, &sheet, act).await? {
            Outcome::Sealed(_) => {}
            other => return Err(Failure(format!("{} on {day}: {other:?}", group.code))),
        }
    }
    Ok(())
}

/// What the sheet of a day says.
fn sheet(group: &Group, ground: &Ground, day: NaiveDate, slow: bool) -> Sheet {
    let mut luck = Luck::of(&format!("{} {day}", group.code));
    let mut lines: Vec<Line> = ground.standings.iter().map(|member| line(group, ground, member, day, slow, &mut luck)).collect();
    let mut lent = lend(ground, &lines, day, &mut luck);
    lines.iter_mut().for_each(|line| line.loan = lent.remove(&line.party));
    let came_in = |line: &Line| {
        let saved = line.savings.map_or(0, |saved| saved.amount(1));
        saved + line.social_fund.unwrap_or(0) + line.fine.unwrap_or(0) + line.repayment.unwrap_or(0) - line.loan.unwrap_or(0)
    };
    let box_holds = ground.cash.loan + ground.cash.social + lines.iter().map(came_in).sum::<i64>();
    Sheet {
        key: imports::key(&["demo", "meeting", &group.code, &day.to_string()]),
        after: ground.last.map(|(no, _)| no),
        held_on: day,
        lines,
        other: vec![],
        count: Count::Counted(notes(box_holds)),
        difference_reason: String::new(),
        difference_named: None,
        witnessed: true,
        note: String::new(),
    }
}

fn line(group: &Group, ground: &Ground, member: &MemberStanding, day: NaiveDate, slow: bool, luck: &mut Luck) -> Line {
    let attendance = match luck.below(100) {
        ..84 => Attendance::Present,
        84..89 => Attendance::Late,
        89..94 => Attendance::Sent,
        94..98 => Attendance::Excused,
        _ => Attendance::Absent,
    };
    let party = member.party;
    if !attendance.brings_money() {
        return Line {
            party,
            attendance: Some(attendance),
            savings: None,
            social_fund: None,
            fine: None,
            repayment: None,
            loan: None,
        };
    }
    let savings = match ground.cycle.constitution.shares() {
        Some((value, most)) => value * (1 + luck.below(most)),
        // Everybody has what she can afford, and now and then more or less.
        None => {
            (2_000 + Luck::of(&format!("{} {}", group.code, party.0)).below(8) * 1_000) * (1 + luck.below(4)) / 2 / 500 * 500 + 500
        }
    };
    // Of those who are slow, some bring nothing on what they owe.
    let pays = !slow || Luck::of(&format!("pays {} {}", group.code, party.0)).percent(55);
    let due: i64 = member.loans.iter().map(|loan| loan.position(day).due).sum();
    Line {
        party,
        attendance: Some(attendance),
        savings: Some(Saved::Amount(savings)),
        social_fund: ground.cycle.constitution.contribution(),
        fine: (attendance == Attendance::Late).then_some(500),
        repayment: Some(due).filter(|due| pays && *due > 0),
        loan: None,
    }
}

/// What is lent at a meeting: to those who have no loan, as far as the box of before reaches.
fn lend(ground: &Ground, lines: &[Line], day: NaiveDate, luck: &mut Luck) -> BTreeMap<PartyNo, i64> {
    let constitution = &ground.cycle.constitution;
    let mut cash = ground.cash.loan;
    let mut lent = BTreeMap::new();
    let start = usize::try_from(luck.below(lines.len().max(1) as i64)).unwrap_or(0);
    for line in lines.iter().cycle().skip(start).take(lines.len()) {
        let there = matches!(line.attendance, Some(Attendance::Present | Attendance::Late));
        let member = ground.standings.iter().find(|member| member.party == line.party && member.loans.is_empty());
        let Some(member) = member.filter(|_| there && lent.len() < LOANS_MOST && cash >= LENT_LEAST) else { continue };
        let most = limit(constitution, &borrower(member, &[], day, 0)).min(cash);
        let wants = most * (4 + luck.below(7)) / 10 / LENT_IN * LENT_IN;
        if wants >= LENT_LEAST {
            cash -= wants;
            lent.insert(line.party, wants);
        }
    }
    lent
}

/// A box counted note by note.
fn notes(amount: i64) -> BTreeMap<i64, i64> {
    let mut left = amount;
    let piece = |note: &i64| {
        let pieces = left / note;
        left -= pieces * note;
        (*note, pieces)
    };
    NOTES.iter().map(piece).filter(|(_, pieces)| *pieces > 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_is_counted_to_the_last_riel() {
        assert_eq!(notes(187_600).iter().map(|(note, pieces)| note * pieces).sum::<i64>(), 187_600);
    }

    #[test]
    fn a_year_ends_before_today() {
        let today: NaiveDate = "2026-11-22".parse().unwrap();
        for (rhythm, count) in [(Rhythm::Monthly, 12), (Rhythm::Fortnightly, 26)] {
            let days = Pace::Steady.days(today, rhythm, &mut Luck::of("SP-KC-02"));
            assert_eq!(days.len(), count);
            assert!(days.is_sorted() && days.last().is_some_and(|day| *day < today));
        }
    }
}
