//! Loans that were running before a group came to us: each with its terms, what was paid and what is still owed, as one
//! opening entry. An opening says what members saved and what else was earned, as if all of it were in the box; a running
//! loan is the part of it that is lent out, so it takes its principal from the box.
use super::{LoanAccount, Movement, What, schedule::Instalment, terms::Terms};
use crate::{
    chart::{CASH, LOAN_FUND, LOANS},
    constitution::Constitution,
    meetings::FIELD_MOST,
};
use chrono::NaiveDate;
use ledger::{Entry, EntryKey, EntryKind, PartyNo, Postings};
use rust_decimal::Decimal;
use uuid::Uuid;

/// A running loan as it is written down; amounts in smallest units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunningLoan {
    /// Who borrowed.
    pub party: PartyNo,
    /// The day it was given.
    pub given_on: NaiveDate,
    /// What was lent.
    pub principal: i64,
    /// What of it is owed still.
    pub owed: i64,
    /// Interest paid so far.
    pub interest_paid: i64,
    /// In how many instalments it was to be paid back.
    pub instalments: u32,
    /// Interest a month, where it is another than the rules say now.
    pub rate_percent_month: Option<Decimal>,
}

/// The group as the rule needs it.
#[derive(Clone, Copy, Debug)]
pub struct Before<'a> {
    /// What holds.
    pub constitution: &'a Constitution,
    /// The day the figures are of.
    pub on: NaiveDate,
    /// The first regular meeting that was sealed, after which no past is taken.
    pub begun: Option<i64>,
    /// The day of the baseline, if there is one.
    pub opened_on: Option<NaiveDate>,
    /// The last closed day.
    pub closed_through: Option<NaiveDate>,
    /// Cash in the loan fund.
    pub cash_loan: i64,
    /// The number of the last loan.
    pub last_no: i64,
    /// Today, where the group is.
    pub today: NaiveDate,
}

/// Why a running loan cannot be taken, in the order it is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BroughtRefusal {
    /// The group has sealed meetings since; the number of the last.
    Begun(i64),
    /// The day of the figures is still to come.
    Future,
    /// The day of the figures lies in a closed period, which ends on this day.
    PeriodClosed(NaiveDate),
    /// The figures are not of the day of the opening balances, which is this.
    NotTheOpening(NaiveDate),
    /// Given after the day of the figures.
    GivenLater,
    /// No such amount: at or below zero, or too large.
    Principal,
    /// Not a multiple of what cash is rounded to.
    NotRounded(i64),
    /// Nothing is owed, or more than was lent.
    Owed,
    /// Interest paid below zero, or too large.
    InterestPaid,
    /// Between 1 and 600 instalments.
    Instalments,
    /// A rate between 0 and 20 per cent a month.
    Rate,
    /// More is lent out than the box held; what is missing.
    BoxShort(i64),
}

/// What running loans become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BroughtLoans {
    /// Each loan with its terms and plan.
    pub loans: Vec<(LoanAccount, Vec<Instalment>)>,
    /// Their events: given, and what was paid before.
    pub movements: Vec<Movement>,
    /// The entry that takes what is owed from the box.
    pub entry: Entry,
}

/// Takes running loans, or says everything that is wrong, each at its place in the list (`None`: the list as a whole).
///
/// # Errors
/// Place and reason.
pub fn bring(loans: &[RunningLoan], group: &Before<'_>, key: Uuid) -> Result<BroughtLoans, Vec<(Option<usize>, BroughtRefusal)>> {
    let mut refusals = whole(loans, group);
    let mut taken = Vec::new();
    for (at, loan) in loans.iter().enumerate() {
        match one(loan, group) {
            Ok((terms, plan)) => taken.push((loan, terms, plan)),
            Err(why) => refusals.push((Some(at), why)),
        }
    }
    if !refusals.is_empty() {
        return Err(refusals);
    }
    let (mut accounts, mut movements, mut all) = (Vec::new(), Vec::new(), Postings::new());
    for (no, (loan, terms, plan)) in (group.last_no + 1..).zip(taken) {
        let mut account = LoanAccount { no, party: loan.party, terms, versions: vec![plan.clone()], events: Vec::new() };
        movements.push(account.movement(loan.given_on, What::Given(1), group.on));
        let paid = What::Brought { interest: loan.interest_paid, principal: loan.principal - loan.owed };
        movements.push(account.movement(group.on, paid, group.on));
        let owed = group.constitution.commodity().of(loan.owed);
        all.debit(LOAN_FUND, LOANS, Some(loan.party), owed).credit(LOAN_FUND, CASH, None, owed);
        accounts.push((account, plan));
    }
    let lines = all.finish().expect("amounts are bounded by FIELD_MOST");
    let entry = Entry::new(EntryKey(key), group.on, EntryKind::Opening, "", lines);
    Ok(BroughtLoans { loans: accounts, movements, entry: entry.expect("what is owed is taken from cash in its own fund").of(key) })
}

fn whole(loans: &[RunningLoan], group: &Before<'_>) -> Vec<(Option<usize>, BroughtRefusal)> {
    let owed: i64 = loans.iter().map(|loan| loan.owed.clamp(0, FIELD_MOST)).sum();
    [
        group.begun.map(BroughtRefusal::Begun),
        (group.on > group.today).then_some(BroughtRefusal::Future),
        group.closed_through.filter(|through| group.on <= *through).map(BroughtRefusal::PeriodClosed),
        group.opened_on.filter(|opened| group.on != *opened).map(BroughtRefusal::NotTheOpening),
        (owed > group.cash_loan).then(|| BroughtRefusal::BoxShort(owed - group.cash_loan)),
    ]
    .into_iter()
    .flatten()
    .map(|why| (None, why))
    .collect()
}

fn one(loan: &RunningLoan, group: &Before<'_>) -> Result<(Terms, Vec<Instalment>), BroughtRefusal> {
    let rounding = group.constitution.cash_rounding();
    if loan.given_on > group.on {
        return Err(BroughtRefusal::GivenLater);
    }
    if !(1..=FIELD_MOST).contains(&loan.principal) {
        return Err(BroughtRefusal::Principal);
    }
    if !(1..=loan.principal).contains(&loan.owed) {
        return Err(BroughtRefusal::Owed);
    }
    if !(0..=FIELD_MOST).contains(&loan.interest_paid) {
        return Err(BroughtRefusal::InterestPaid);
    }
    if [loan.principal, loan.owed, loan.interest_paid].iter().any(|amount| amount % rounding != 0) {
        return Err(BroughtRefusal::NotRounded(rounding));
    }
    let mut terms = Terms::of(group.constitution, loan.principal, loan.instalments, loan.given_on);
    if let Some(rate) = loan.rate_percent_month {
        if !(Decimal::ZERO..=Decimal::from(20)).contains(&rate) {
            return Err(BroughtRefusal::Rate);
        }
        terms.rate_percent = rate;
    }
    let plan = terms.schedule().map_err(|_| BroughtRefusal::Instalments)?;
    Ok((terms, plan))
}
