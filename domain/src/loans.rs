//! Loans: what is lent to a member, on which terms, and how it comes back.
pub mod account;
pub mod arrears;
pub mod brought;
pub mod decisions;
pub mod giving;
pub mod outlook;
#[cfg(test)]
mod sample;
pub mod schedule;
pub mod terms;

pub use account::{Event, LoanAccount, Moved, Movement, Part, Position, Split, What};
pub use giving::{Borrower, LoanRefusal};
pub use terms::Terms;

use crate::chart::{CASH, FINES, INTEREST, LOAN_FUND, LOAN_LOSSES, LOANS};
use chrono::NaiveDate;
use ledger::{Commodity, PartyNo, Postings};

/// How an amount falls on several loans of one member, oldest first: what is due on each, then what closes each, then
/// what was given up. Answers the part of each by its place, and what was too much.
pub fn spread(loans: &[LoanAccount], on: NaiveDate, amount: i64) -> (Vec<(usize, i64)>, i64) {
    let positions: Vec<Position> = loans.iter().map(|loan| loan.position(on)).collect();
    let mut parts = vec![0; loans.len()];
    let mut left = amount;
    let most: [fn(&Position) -> i64; 3] = [|at| at.due.min(at.payoff), |at| at.payoff, |at| if at.is_open() { 0 } else { at.lost }];
    for most in most {
        for (part, position) in parts.iter_mut().zip(&positions) {
            let more = (most(position) - *part).clamp(0, left);
            *part += more;
            left -= more;
        }
    }
    (parts.into_iter().enumerate().filter(|(_, part)| *part > 0).collect(), left)
}

/// The parts of everything that is owed on several loans, in the order in which a payment meets them, and what there is
/// of each: what [`spread`] does, told beforehand.
pub fn order(loans: &[LoanAccount], on: NaiveDate) -> Vec<(Part, i64)> {
    let (mut first, mut rest, mut last) = (Vec::new(), Vec::new(), Vec::new());
    for loan in loans {
        let position = loan.position(on);
        if !position.is_open() {
            last.push((Part::Principal, position.lost));
            continue;
        }
        let mut due = position.due.min(position.payoff);
        for (part, amount) in loan.order(on) {
            let now = amount.min(due);
            due -= now;
            first.push((part, now));
            rest.push((part, amount - now));
        }
    }
    first.into_iter().chain(rest).chain(last).filter(|(_, amount)| *amount > 0).collect()
}

/// Brings an amount to a member's loans, oldest first, and says what it moves on each, and what was too much.
pub fn repay(loans: &mut [LoanAccount], on: NaiveDate, amount: i64, today: NaiveDate) -> (Vec<Movement>, i64) {
    let (parts, over) = spread(loans, on, amount);
    let moved = parts.into_iter().map(|(at, part)| {
        let open = loans[at].position(on).is_open();
        loans[at].movement(on, if open { What::Repaid(part) } else { What::Recovered(part) }, today)
    });
    (moved.collect(), over)
}

/// The sides of what an event moved: interest and penalties are earned when they are received, what is given up is a
/// loss, and the rest came into the box or went out of it.
pub fn post(all: &mut Postings, party: PartyNo, moved: &Moved, commodity: Commodity) {
    let of = |quantity: i64| commodity.of(quantity);
    all.debit(LOAN_FUND, CASH, None, of(moved.cash()))
        .debit(LOAN_FUND, LOANS, Some(party), of(moved.owed))
        .debit(LOAN_FUND, LOAN_LOSSES, None, of(moved.lost))
        .credit(LOAN_FUND, INTEREST, Some(party), of(moved.interest))
        .credit(LOAN_FUND, FINES, Some(party), of(moved.penalty));
}
