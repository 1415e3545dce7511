//! Loans as pages show them: where one stands, its instalments, what happened to it.
use super::store::{EventRow, Loan};
use crate::members::store::Member;
use chrono::NaiveDate;
use domain::loans::{Position, What, account::Row, outlook::outlook, schedule::Instalment};
use ledger::PartyNo;
use rust_decimal::Decimal;
use std::collections::BTreeSet;
use templates::loans::{
    LoanState, PlanRow, Who,
    loan::{DueRow, DueState, EventLine, LoanNow},
};

/// The member of a party, as pages about loans name her.
pub fn who(members: &[Member], party: PartyNo) -> Who {
    members.iter().find(|member| member.party() == party).map_or_else(
        || Who { number: 0, name: templates::parts::Name::said("–") },
        |member| Who { number: member.number as u32, name: member.name() },
    )
}

/// Where a loan stands.
pub fn state(position: &Position) -> LoanState {
    match (position.is_open(), position.days_late, position.lost) {
        (true, 0, _) => LoanState::Open,
        (true, days, _) => LoanState::Late(days),
        (false, _, 0) => LoanState::Closed,
        (false, ..) => LoanState::WrittenOff,
    }
}

/// A percentage of one place, in tenths.
pub fn tenths(percent: Option<Decimal>) -> Option<i64> {
    percent.and_then(|percent| i64::try_from(percent * Decimal::TEN).ok())
}

/// What is due next: the day, principal and interest together.
pub fn next(position: &Position) -> Option<(NaiveDate, i64)> {
    position.next.map(|(day, principal, interest)| (day, principal + interest))
}

/// The figures at the head of a loan's page.
pub fn now(position: &Position) -> LoanNow {
    LoanNow {
        principal: position.principal,
        interest: position.interest,
        penalty: position.penalty,
        accrued: position.accrued,
        payoff: position.payoff,
        overdue: position.overdue,
        next: next(position),
        paid: position.paid.total(),
        lost: position.lost,
    }
}

/// A plan row by row.
pub fn plan_rows(plan: &[Instalment]) -> Vec<PlanRow> {
    plan.iter()
        .map(|row| PlanRow { n: row.n, due: row.due, principal: row.principal, interest: row.interest, balance: row.balance })
        .collect()
}

/// The instalments of a loan as they stand; of one that was given up, as they stood then.
pub fn due_rows(loan: &Loan, on: NaiveDate) -> Vec<DueRow> {
    let account = &loan.account;
    let undone = undone(&loan.history);
    let given_up = account.events.iter().position(|event| event.what == What::WrittenOff && !undone.contains(&event.no));
    let Some(at) = given_up else {
        let mut rows: Vec<DueRow> = outlook(account, on).iter().map(|row| due_row(row, on)).collect();
        rows.extend(ahead(loan, &rows, on));
        rows.sort_by_key(|row| row.due);
        return rows;
    };
    let mut then = account.clone();
    then.events.truncate(at);
    let rows = outlook(&then, account.events[at].on).into_iter().map(|row| {
        let row = due_row(&row, account.events[at].on);
        if row.left > 0 { DueRow { left: 0, state: DueState::GivenUp, ..row } } else { row }
    });
    rows.collect()
}

/// Principal that was paid ahead on instalments which another plan has taken the place of.
fn ahead(loan: &Loan, rows: &[DueRow], on: NaiveDate) -> Option<DueRow> {
    let planned_on = plan(loan).1?;
    let owed: i64 = loan.account.position(on).principal;
    let paid = loan.account.paid(on).principal + owed - rows.iter().map(|row| row.principal).sum::<i64>();
    let row = DueRow { n: 0, due: planned_on, principal: paid, interest: 0, penalty: 0, paid, left: 0, state: DueState::Ahead };
    (paid > 0).then_some(row)
}

fn due_row(row: &Row, on: NaiveDate) -> DueRow {
    let left = row.principal_left + row.interest_left + row.penalty_left;
    let paid = row.principal - row.principal_left + row.interest - row.interest_left;
    let state = match (left, (on - row.due).num_days()) {
        (0, _) => DueState::Paid,
        (_, late @ 1..) => DueState::Late(late),
        (_, 0) => DueState::Today,
        _ if paid > 0 => DueState::Partly,
        _ => DueState::ToCome,
    };
    let (n, due, principal, interest, penalty) = (row.n, row.due, row.principal, row.interest, row.penalty_left);
    DueRow { n, due, principal, interest, penalty, paid, left, state }
}

/// What happened to a loan, latest first, with the principal owed after it.
pub fn history(loan: &Loan) -> Vec<EventLine> {
    let undone = undone(&loan.history);
    let mut balance = 0;
    let mut lines: Vec<EventLine> = loan
        .history
        .iter()
        .map(|event| {
            balance += event.principal;
            let lent = matches!(event.kind.as_str(), "given" | "topped-up");
            EventLine {
                kind: event.kind.clone(),
                on: event.on,
                amount: event.amount,
                penalty: event.penalty,
                interest: event.interest,
                principal: if lent { 0 } else { -event.principal },
                balance,
                undone: undone.contains(&event.no),
                meeting: event.meeting_no,
                entry: event.entry_no,
            }
        })
        .collect();
    lines.reverse();
    lines
}

/// The plan that holds, with the day on which it took the place of another.
pub fn plan(loan: &Loan) -> (&[Instalment], Option<NaiveDate>) {
    match agreed(loan).last() {
        Some((event, plan)) => (plan, (event.no > 1).then_some(event.on)),
        None => (&[], None),
    }
}

/// The plans that held before, latest first, each with the day until which it did.
pub fn earlier(loan: &Loan) -> Vec<(NaiveDate, Vec<PlanRow>)> {
    let agreed = agreed(loan);
    let pairs = agreed.iter().zip(agreed.iter().skip(1));
    let mut earlier: Vec<_> =
        pairs.filter(|((_, plan), _)| !plan.is_empty()).map(|((_, plan), (next, _))| (next.on, plan_rows(plan))).collect();
    earlier.reverse();
    earlier
}

/// Every plan that was agreed and not taken back, with the event that agreed to it.
fn agreed(loan: &Loan) -> Vec<(&EventRow, &[Instalment])> {
    let undone = undone(&loan.history);
    let planned = loan.history.iter().filter(|event| !undone.contains(&event.no));
    planned
        .filter_map(|event| {
            let version = usize::try_from(event.version?).ok()?;
            Some((event, loan.account.versions.get(version.checked_sub(1)?)?.as_slice()))
        })
        .collect()
}

/// The events that were taken back.
fn undone(history: &[EventRow]) -> BTreeSet<i64> {
    history.iter().filter_map(|event| event.undoes).collect()
}
