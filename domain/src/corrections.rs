//! Mending a figure of a sealed meeting without hiding it: the difference is posted today and points at the original.
//!
//! What was counted in the box stays as it was counted. So when a figure grows by some amount, cash does not: the other
//! side is the short/over account of the loan fund, where a difference that was named at the meeting is undone by the
//! figure that explains it. Two corrections that belong together (one member's savings written on another's line) leave
//! nothing there. Where the box was never counted since, cash itself was only reckoned, and moves along.
use crate::{
    chart::{CASH, CASH_DIFFERENCE, FINES, LOAN_FUND, SAVINGS, SERVICE_CHARGES, SOCIAL_CONTRIBUTIONS, SOCIAL_FUND},
    constitution::Constitution,
    loans::{self, LoanAccount, Movement, What, schedule::Instalment},
    meetings::{FIELD_MOST, OtherKind, post_other},
};
use chrono::NaiveDate;
use ledger::{Amount, Entry, EntryKey, EntryKind, EntryNo, FundNo, PartyNo, Postings};
use uuid::Uuid;

/// Which figure is to be mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// A member's savings.
    Savings(PartyNo),
    /// A member's social fund.
    SocialFund(PartyNo),
    /// A member's fine.
    Fine(PartyNo),
    /// What a member paid back on her loans.
    Repayment(PartyNo),
    /// What was lent to a member.
    Loan(PartyNo),
    /// A line of other money: what kind, and whose.
    Other(OtherKind, Option<PartyNo>),
}

/// A correction that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// The form's key: the correction's and the entry's.
    pub key: Uuid,
    /// The figure.
    pub figure: Figure,
    /// How it stands now, earlier corrections counted, smallest units.
    pub was: i64,
    /// What is right.
    pub becomes: i64,
    /// Why.
    pub reason: String,
    /// Who asks.
    pub asked_by: Uuid,
}

/// The book as it stands today.
#[derive(Clone, Debug)]
pub struct BookStanding<'a> {
    /// What held when the meeting was sealed.
    pub constitution: &'a Constitution,
    /// The entry of the meeting, if it had one.
    pub entry: Option<EntryNo>,
    /// Whether the meeting is the baseline: what a group brought along knows no most a meeting.
    pub baseline: bool,
    /// Whether the box was counted at that meeting or at one after it.
    pub counted_since: bool,
    /// What the member has saved now, where the figure is a member's.
    pub savings: i64,
    /// Cash in the loan fund now.
    pub cash_loan: i64,
    /// Cash in the social fund now.
    pub cash_social: i64,
    /// Money at the bank now.
    pub bank: i64,
    /// What the group owes outside now.
    pub external: i64,
    /// What is set aside for administration now.
    pub administration: i64,
    /// Today, where the group is: the day of the correcting entry.
    pub today: NaiveDate,
    /// The day of the meeting.
    pub held_on: NaiveDate,
    /// Every loan the member ever had, where the figure is one of loans; oldest first.
    pub loans: &'a [LoanAccount],
    /// The events of that meeting which still count: loan and event.
    pub events: &'a [(i64, i64)],
    /// The service charge that was kept back at that meeting.
    pub service_charge: i64,
}

/// What a confirmed correction writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mended {
    /// The entry that posts the difference.
    pub entry: Entry,
    /// What happens to loans.
    pub loans: MendedLoans,
}

/// What a correction does to loans: events in the order they are written, and new plans (loan and plan).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MendedLoans {
    /// Events.
    pub movements: Vec<Movement>,
    /// The plan that the last event of a loan names, as its next version.
    pub plans: Vec<(i64, Vec<Instalment>)>,
}

/// Why a correction cannot be asked for or confirmed, in the order it is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CorrectionRefusal {
    /// The reason is missing.
    ReasonMissing,
    /// The reason is longer than 500 characters.
    LongReason,
    /// The figure stands like that already.
    NothingToMend,
    /// It no longer stands as it did when the correction was asked for; how it stands.
    ChangedMeanwhile(i64),
    /// Below zero.
    Negative,
    /// Beyond what a field can hold.
    TooLarge,
    /// Not whole shares of this value.
    NotWholeShares(i64),
    /// More shares than the most a meeting.
    OverShares(i64),
    /// Not a multiple of what cash is rounded to.
    NotRounded(i64),
    /// The meeting had no entry that could be pointed at.
    NoEntry,
    /// The member would have saved less than nothing; what she has.
    OverSavings(i64),
    /// More than is at the bank.
    OverBank(i64),
    /// The group would owe less than nothing outside; what it owes.
    OverExternal(i64),
    /// Less than nothing would be set aside for administration; what is.
    OverAdministration(i64),
    /// There was no loan that the figure could be of.
    NoLoan,
    /// More than she owed then; what she owed.
    OverOwed(i64),
    /// With that, what she paid later would be more than she owed.
    LaterTooMuch,
    /// A fund's cash would fall below zero by so much.
    FundShort(FundNo, i64),
    /// Who asked cannot confirm.
    SameOfficer,
}

/// Whether a correction may be asked for; the figure must stand at `stands`.
pub fn check(correction: &Correction, stands: i64, book: &BookStanding<'_>) -> Result<(), CorrectionRefusal> {
    postings(correction, stands, book).map(drop)
}

/// What a correction writes that `confirmed_by` confirms today.
pub fn confirm(
    correction: &Correction,
    stands: i64,
    book: &BookStanding<'_>,
    confirmed_by: Uuid,
) -> Result<Mended, CorrectionRefusal> {
    if confirmed_by == correction.asked_by {
        return Err(CorrectionRefusal::SameOfficer);
    }
    let (all, loans) = postings(correction, stands, book)?;
    let lines = all.finish().expect("fields are bounded by FIELD_MOST");
    let mends = book.entry.ok_or(CorrectionRefusal::NoEntry)?;
    let entry = Entry::new(EntryKey(correction.key), book.today, EntryKind::Correction(mends), correction.reason.trim(), lines);
    let entry = entry.expect("both sides of every amount are posted in its own fund").of(correction.key);
    Ok(Mended { entry, loans })
}

fn postings(correction: &Correction, stands: i64, book: &BookStanding<'_>) -> Result<(Postings, MendedLoans), CorrectionRefusal> {
    let Correction { figure, was, becomes, ref reason, .. } = *correction;
    let rounding = book.constitution.cash_rounding();
    if reason.trim().is_empty() {
        return Err(CorrectionRefusal::ReasonMissing);
    }
    if reason.chars().count() > Entry::MEMO_MOST {
        return Err(CorrectionRefusal::LongReason);
    }
    if was != stands {
        return Err(CorrectionRefusal::ChangedMeanwhile(stands));
    }
    match becomes {
        ..0 => return Err(CorrectionRefusal::Negative),
        _ if becomes == was => return Err(CorrectionRefusal::NothingToMend),
        _ if becomes > FIELD_MOST => return Err(CorrectionRefusal::TooLarge),
        _ => {}
    }
    match (figure, book.constitution.shares()) {
        (Figure::Savings(_), Some((value, _))) if becomes % value != 0 => return Err(CorrectionRefusal::NotWholeShares(value)),
        (Figure::Savings(_), Some((value, most))) if !book.baseline && becomes / value > most => {
            return Err(CorrectionRefusal::OverShares(most));
        }
        _ if becomes % rounding != 0 => return Err(CorrectionRefusal::NotRounded(rounding)),
        _ => {}
    }
    if book.entry.is_none() {
        return Err(CorrectionRefusal::NoEntry);
    }
    let by = becomes - was;
    // What the figure is part of, and how much more of it there would be.
    let part = match figure {
        Figure::Savings(_) => Some((book.savings, by, CorrectionRefusal::OverSavings(book.savings))),
        Figure::Other(kind, _) => match kind {
            OtherKind::Withdrawal => Some((book.savings, -by, CorrectionRefusal::OverSavings(book.savings))),
            OtherKind::BankDeposit => Some((book.bank, by, CorrectionRefusal::OverBank(book.bank))),
            OtherKind::BankWithdrawal => Some((book.bank, -by, CorrectionRefusal::OverBank(book.bank))),
            OtherKind::ExternalLoan => Some((book.external, by, CorrectionRefusal::OverExternal(book.external))),
            OtherKind::ExternalRepayment => Some((book.external, -by, CorrectionRefusal::OverExternal(book.external))),
            OtherKind::Administration => {
                Some((book.administration, -by, CorrectionRefusal::OverAdministration(book.administration)))
            }
            _ => None,
        },
        _ => None,
    };
    if let Some((has, more, why)) = part
        && more < 0
        && has + more < 0
    {
        return Err(why);
    }
    let loans = match figure {
        Figure::Repayment(_) => mend_repayment(becomes, book)?,
        Figure::Loan(_) => mend_loan(was, becomes, book)?,
        _ => MendedLoans::default(),
    };
    let charge = if becomes == 0 && matches!(figure, Figure::Loan(_)) { book.service_charge } else { 0 };
    let (all, cash_loan, cash_social) = sides(figure, by, book, &loans, charge);
    for (fund, cash) in [(LOAN_FUND, book.cash_loan + cash_loan), (SOCIAL_FUND, book.cash_social + cash_social)] {
        if cash < 0 {
            return Err(CorrectionRefusal::FundShort(fund, -cash));
        }
    }
    Ok((all, loans))
}

/// The payments of that meeting are taken back, and what was really brought is paid on its day.
fn mend_repayment(becomes: i64, book: &BookStanding<'_>) -> Result<MendedLoans, CorrectionRefusal> {
    let mut loans: Vec<LoanAccount> = book.loans.iter().filter(|loan| loan.terms.given_on <= book.held_on).cloned().collect();
    if loans.is_empty() {
        return Err(CorrectionRefusal::NoLoan);
    }
    let mut movements = Vec::new();
    for loan in &mut loans {
        let no = loan.no;
        for (_, event) in book.events.iter().filter(|(of, _)| *of == no) {
            let paid =
                loan.events.iter().any(|each| each.no == *event && matches!(each.what, What::Repaid(_) | What::Recovered(_)));
            if paid {
                movements.push(loan.movement(book.held_on, What::Undone(*event), book.today));
            }
        }
    }
    let (paid, over) = loans::repay(&mut loans, book.held_on, becomes, book.today);
    if over > 0 {
        return Err(CorrectionRefusal::OverOwed(becomes - over));
    }
    if loans.iter().any(LoanAccount::has_too_much) {
        return Err(CorrectionRefusal::LaterTooMuch);
    }
    movements.extend(paid);
    Ok(MendedLoans { movements, plans: Vec::new() })
}

/// What was lent at that meeting was another amount: its plan is made anew from the day it was given.
fn mend_loan(was: i64, becomes: i64, book: &BookStanding<'_>) -> Result<MendedLoans, CorrectionRefusal> {
    let given = book.events.iter().find_map(|(no, event)| {
        let loan = book.loans.iter().find(|loan| loan.no == *no)?;
        let found = loan.events.iter().find(|each| each.no == *event)?;
        matches!(found.what, What::Given(_) | What::ToppedUp { .. }).then_some((loan, *found))
    });
    let Some((loan, event)) = given.filter(|_| was > 0) else { return Err(CorrectionRefusal::NoLoan) };
    let (on, mut loan) = (book.held_on, loan.clone());
    let mut mended = MendedLoans::default();
    let tops_up = matches!(event.what, What::ToppedUp { .. });
    // Without the wrong top-up; the amended plan of a loan stands in place of the one it was given under.
    let without = if tops_up { loan.with(on, What::Undone(event.no)) } else { loan.clone() };
    if !tops_up || becomes > 0 {
        let instalments = u32::try_from(loan.versions.last().map_or(1, Vec::len)).unwrap_or(1).max(1);
        let (principal, instalments) =
            if tops_up { (without.position(on).principal + becomes, instalments) } else { (becomes, loan.terms.instalments) };
        let plan = match principal {
            0 => Vec::new(),
            _ => loan.terms.schedule_from(principal, instalments, on).map_err(|_| CorrectionRefusal::TooLarge)?,
        };
        let (mut planned, version) = loan.with_plan(plan.clone());
        let what = if tops_up { What::ToppedUp { amount: becomes, version } } else { What::Amended(version) };
        mended.movements.push(planned.movement(on, what, book.today));
        mended.plans.push((planned.no, plan));
        loan = planned;
    }
    if tops_up {
        // Last, so that nothing that was paid since is ever more than was owed on the way.
        mended.movements.push(loan.movement(on, What::Undone(event.no), book.today));
    }
    if loan.has_too_much() {
        return Err(CorrectionRefusal::LaterTooMuch);
    }
    Ok(mended)
}

/// The postings, and what they do to each fund's cash.
fn sides(figure: Figure, by: i64, book: &BookStanding<'_>, loans: &MendedLoans, charge: i64) -> (Postings, i64, i64) {
    let commodity = book.constitution.commodity();
    let amount = commodity.of(by);
    let mut all = Postings::new();
    let (fund, cash) = match figure {
        Figure::Savings(party) => {
            all.debit(LOAN_FUND, CASH, None, amount).credit(LOAN_FUND, SAVINGS, Some(party), amount);
            (LOAN_FUND, by)
        }
        Figure::SocialFund(party) => {
            all.debit(SOCIAL_FUND, CASH, None, amount).credit(SOCIAL_FUND, SOCIAL_CONTRIBUTIONS, Some(party), amount);
            (SOCIAL_FUND, by)
        }
        Figure::Fine(party) => {
            let fund = book.constitution.fines_fund();
            all.debit(fund, CASH, None, amount).credit(fund, FINES, Some(party), amount);
            (fund, by)
        }
        Figure::Repayment(party) | Figure::Loan(party) => {
            let mut cash = -charge;
            for movement in &loans.movements {
                loans::post(&mut all, party, &movement.moved, commodity);
                cash += movement.moved.cash();
            }
            let charge: Amount = commodity.of(charge);
            all.debit(LOAN_FUND, SERVICE_CHARGES, Some(party), charge).credit(LOAN_FUND, CASH, None, charge);
            (LOAN_FUND, cash)
        }
        Figure::Other(kind, party) => {
            post_other(&mut all, kind, party, amount);
            (kind.fund(), if kind.comes_in() { by } else { -by })
        }
    };
    let (mut loan, social) = if fund == SOCIAL_FUND { (0, cash) } else { (cash, 0) };
    if book.counted_since {
        // The box stays as counted: what the figure put in, short/over takes out again, in the loan fund.
        let back = commodity.of(cash);
        all.debit(LOAN_FUND, CASH_DIFFERENCE, None, back).credit(LOAN_FUND, CASH, None, back);
        loan -= cash;
    }
    (all, loan, social)
}
