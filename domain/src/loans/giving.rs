//! Who may borrow how much: checked when an application is written down and again when the money goes out.
use crate::constitution::Constitution;
use crate::meetings::FIELD_MOST;
use ledger::PartyNo;
use rust_decimal::{Decimal, prelude::ToPrimitive};

/// A member who wants to borrow, as she stands. Smallest units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Borrower {
    /// Who.
    pub party: PartyNo,
    /// What she has saved.
    pub savings: i64,
    /// Principal she owes already.
    pub owed: i64,
    /// How many loans she has.
    pub loans: i64,
    /// Days that the oldest of them is late.
    pub days_late: i64,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// How much, smallest units.
    pub principal: i64,
    /// In how many instalments.
    pub instalments: u32,
    /// Who answers for it.
    pub guarantors: Vec<PartyNo>,
    /// Votes for and against, where they were counted.
    pub votes: Option<(i64, i64)>,
}

/// Why nothing is lent, in the order it is checked. Amounts in smallest units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoanRefusal {
    /// The end of the cycle has begun: nothing more is lent in it.
    ShareOutBegun,
    /// An amount above zero is needed.
    AmountMissing,
    /// Beyond what a field can hold.
    TooLarge,
    /// Not a multiple of what cash is rounded to.
    NotRounded(i64),
    /// Between one instalment and the most the rules allow.
    Instalments(u32),
    /// She has as many loans as the rules allow.
    TooMany(i64),
    /// Late with a loan she has, by so many days.
    Late(i64),
    /// More than she may borrow.
    OverLimit {
        /// What she may borrow still.
        limit: i64,
        /// By how much too much.
        short: i64,
    },
    /// The charge would eat the loan.
    ChargeTooHigh(i64),
    /// So many guarantors are needed.
    Guarantors(u32),
    /// Nobody answers for herself.
    GuarantorHerself,
    /// The same guarantor twice.
    GuarantorTwice,
    /// The meeting voted against it.
    VotedDown,
    /// The loan fund's cash does not reach.
    FundShort {
        /// What is there.
        cash: i64,
        /// What is missing.
        short: i64,
    },
}

/// What a member may borrow still: the multiple of what she saved, less what she owes, rounded down to what cash is
/// rounded to; smallest units.
pub fn limit(constitution: &Constitution, borrower: &Borrower) -> i64 {
    let times = constitution.terms().loans.limit_times_savings;
    let most = (Decimal::from(borrower.savings) * times).floor().to_i64().unwrap_or(FIELD_MOST).min(FIELD_MOST);
    let rounding = constitution.cash_rounding();
    (most - borrower.owed).max(0) / rounding * rounding
}

/// Whether a member may be lent an amount at all: what holds on the sheet and in an application alike.
pub fn check_amount(constitution: &Constitution, borrower: &Borrower, principal: i64) -> Option<LoanRefusal> {
    let rounding = constitution.cash_rounding();
    let agreed = &constitution.terms().loans;
    let limit = limit(constitution, borrower);
    if principal <= 0 {
        Some(LoanRefusal::AmountMissing)
    } else if principal > FIELD_MOST {
        Some(LoanRefusal::TooLarge)
    } else if principal % rounding != 0 {
        Some(LoanRefusal::NotRounded(rounding))
    } else if borrower.days_late > 0 && !agreed.late_may_borrow {
        Some(LoanRefusal::Late(borrower.days_late))
    } else if borrower.loans >= agreed.at_a_time_most && !(agreed.top_up && borrower.loans > 0) {
        Some(LoanRefusal::TooMany(agreed.at_a_time_most))
    } else if principal > limit {
        Some(LoanRefusal::OverLimit { limit, short: principal - limit })
    } else if constitution.service_charge() >= principal {
        Some(LoanRefusal::ChargeTooHigh(constitution.service_charge()))
    } else {
        None
    }
}

/// Everything that keeps an application from being approved. Whether the box reaches is known when the money goes out;
/// `cash` is what the loan fund has today.
pub fn check(constitution: &Constitution, borrower: &Borrower, asked: &Asked, cash: i64, lending: bool) -> Vec<LoanRefusal> {
    let agreed = &constitution.terms().loans;
    let most = agreed.instalments_most();
    let mut refusals: Vec<LoanRefusal> = Vec::new();
    refusals.extend((!lending).then_some(LoanRefusal::ShareOutBegun));
    refusals.extend(check_amount(constitution, borrower, asked.principal));
    refusals.extend((!(1..=most).contains(&asked.instalments)).then_some(LoanRefusal::Instalments(most)));
    let mut named = asked.guarantors.clone();
    named.sort_unstable();
    named.dedup();
    refusals.extend((named.len() < asked.guarantors.len()).then_some(LoanRefusal::GuarantorTwice));
    refusals.extend(named.contains(&borrower.party).then_some(LoanRefusal::GuarantorHerself));
    let least = agreed.guarantors_least;
    refusals.extend((named.len() < least as usize).then_some(LoanRefusal::Guarantors(least)));
    refusals.extend(asked.votes.is_some_and(|(for_it, against)| for_it <= against).then_some(LoanRefusal::VotedDown));
    let out = asked.principal - constitution.service_charge();
    refusals.extend((asked.principal > 0 && out > cash).then_some(LoanRefusal::FundShort { cash, short: out - cash }));
    refusals
}
