//! The health of a group: its figures, read once and shown as a page or a report.
pub mod pages;
pub mod store;

use crate::{
    groups::store::{self as groups, Group},
    loans::store::{Which, loans},
    store::{Result, Tx},
};
use chrono::{Datelike, Months, NaiveDate};
use domain::{
    chart::{LOAN_FUND, LOANS, SAVINGS},
    health::{AT_RISK_DAYS, Attended, Inputs, Lending, MEETINGS_AVERAGED, People, Running},
    leaving::GroupStanding,
    loans::arrears::Arrears,
    periods::month_end,
    share_outs::{Balance, BoxStanding},
};
use store::{CycleRow, MeetingRow};

/// Meetings and months that a chart shows.
const CHART: u32 = 12;

/// What the page and the report are made of.
#[derive(Clone, Debug)]
pub struct Health {
    /// What every figure is reckoned from.
    pub inputs: Inputs,
    /// The last meetings, oldest first.
    pub meetings: Vec<MeetingRow>,
    /// What was lent at the end of each of the last months, and today.
    pub outstanding: Vec<(NaiveDate, i64)>,
}

/// Reads it as of a day, which is today.
pub async fn read(tx: &mut Tx, group: &Group, on: NaiveDate) -> Result<Health> {
    let (book, commodity) = (group.book, group.commodity.as_str());
    let cycle = groups::cycle(tx, book).await?;
    let of_cycle = store::cycle(tx, book, cycle.no, cycle.starts_on).await?;
    let standing = standing(&store::balances(tx, book, commodity).await?);
    let gained = store::gained(tx, book, &of_cycle, commodity).await?;
    let lent = store::lending(tx, book, cycle.starts_on).await?;
    let meetings = store::meetings(tx, book, CHART.into()).await?;
    let before = months_before(on);
    let moved = store::loans_moved(tx, book, before[0], commodity).await?;
    // What is nobody's savings or claim now, less what of it this cycle brought.
    let kept_before = standing.worth() + standing.standing.reserve - standing.savings - gained;
    let inputs = Inputs {
        on,
        cycle_from: cycle.starts_on,
        group: standing,
        kept_before,
        people: people(&of_cycle),
        lending: Lending { late: late(tx, group, on).await?, ..lent },
        attended: attended(&meetings),
        running: running(&of_cycle, &cycle),
    };
    Ok(Health { inputs, meetings, outstanding: outstanding(standing.loans, &before, &moved, on) })
}

fn standing(balances: &[Balance]) -> GroupStanding {
    let sum = |account| {
        let mine = balances.iter().filter(|balance| (balance.fund, balance.account) == (LOAN_FUND, account));
        mine.map(|balance| balance.quantity).sum::<i64>()
    };
    GroupStanding { standing: BoxStanding::read(balances), loans: sum(LOANS), savings: -sum(SAVINGS) }
}

fn people(row: &CycleRow) -> People {
    People { members: row.members, at_start: row.at_start, joined: row.joiners, left: row.leavers, with_loan: row.with_loan }
}

fn running(row: &CycleRow, cycle: &groups::Cycle) -> Running {
    Running {
        rhythm: cycle.constitution.terms().rhythm,
        baseline_on: row.baseline_on,
        cycle_until: cycle.ends_on,
        held: row.held,
        counted: row.counted,
        agreed: row.agreed,
        own: row.own,
        closed_through: row.closed_through,
        shared_out: row.shared_out,
    }
}

/// Principal owed on loans that are at risk.
async fn late(tx: &mut Tx, group: &Group, on: NaiveDate) -> Result<i64> {
    let open = loans(tx, Which::Open(group.book)).await?;
    let positions: Vec<_> = open.iter().map(|loan| loan.account.position(on)).collect();
    let at_risk = Arrears::of(&positions).at_risk();
    Ok(at_risk.iter().find(|at_risk| at_risk.days == AT_RISK_DAYS).map_or(0, |at_risk| at_risk.principal))
}

/// The last meetings at which the roll was called: one brought in without it says nothing of who came.
fn attended(meetings: &[MeetingRow]) -> Vec<Attended> {
    let called: Vec<&MeetingRow> = meetings.iter().filter(|row| row.called > 0).collect();
    let last = &called[called.len().saturating_sub(MEETINGS_AVERAGED)..];
    last.iter().map(|row| Attended { members: row.members, present: row.present, sent: row.sent }).collect()
}

/// The ends of the months before this one, oldest first.
fn months_before(on: NaiveDate) -> Vec<NaiveDate> {
    let first = on.with_day(1).expect("every month has a first day");
    let end = |back: u32| first.checked_sub_months(Months::new(back)).map_or(first, month_end);
    (1..CHART).rev().map(end).collect()
}

/// What was lent at the end of each month and today: what is lent now, less what moved since. Months before the first
/// loan are left out.
fn outstanding(now: i64, ends: &[NaiveDate], moved: &[(NaiveDate, i64)], on: NaiveDate) -> Vec<(NaiveDate, i64)> {
    let at = |end: NaiveDate| now - moved.iter().filter(|(day, _)| *day > end).map(|(_, quantity)| quantity).sum::<i64>();
    let past = ends.iter().map(|end| (*end, at(*end)));
    past.chain([(on, now)]).skip_while(|(_, lent)| *lent == 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_lent_is_told_backwards_from_today() {
        let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
        let ends = months_before(day(3, 31));
        assert_eq!((ends.len(), ends[0], ends[10]), (11, NaiveDate::from_ymd_opt(2025, 4, 30).unwrap(), day(2, 28)));
        let moved = [(day(1, 31), 500), (day(2, 28), 200), (day(3, 1), -300), (day(3, 31), 100)];
        let lent = [(day(1, 31), 500), (day(2, 28), 700), (day(3, 31), 500)];
        assert_eq!(outstanding(500, &ends, &moved, day(3, 31)), lent);
    }
}
