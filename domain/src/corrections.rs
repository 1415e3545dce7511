//! Mending a figure of a sealed meeting without hiding it: the difference is posted today and points at the original.
//!
//! What was counted in the box stays as it was counted. So when a figure grows by some amount, cash does not: the other
//! side is the short/over account of the loan fund, where a difference that was named at the meeting is undone by the
//! figure that explains it. Two corrections that belong together (one member's savings written on another's line) leave
//! nothing there. Where the box was never counted since, cash itself was only reckoned, and moves along.
use crate::{
    chart::{CASH, CASH_DIFFERENCE, FINES, LOAN_FUND, SAVINGS, SOCIAL_CONTRIBUTIONS, SOCIAL_FUND},
    constitution::Constitution,
    meetings::{FIELD_MOST, OtherKind, post_other},
};
use chrono::NaiveDate;
use ledger::{Entry, EntryKey, EntryKind, EntryNo, FundNo, PartyNo, Postings};
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
    /// A fund's cash would fall below zero by so much.
    FundShort(FundNo, i64),
    /// Who asked cannot confirm.
    SameOfficer,
}

/// Whether a correction may be asked for; the figure must stand at `stands`.
pub fn check(correction: &Correction, stands: i64, book: &BookStanding<'_>) -> Result<(), CorrectionRefusal> {
    postings(correction, stands, book).map(drop)
}

/// The entry of a correction that `confirmed_by` confirms today.
pub fn confirm(
    correction: &Correction,
    stands: i64,
    book: &BookStanding<'_>,
    confirmed_by: Uuid,
    today: NaiveDate,
) -> Result<Entry, CorrectionRefusal> {
    if confirmed_by == correction.asked_by {
        return Err(CorrectionRefusal::SameOfficer);
    }
    let lines = postings(correction, stands, book)?.finish().expect("fields are bounded by FIELD_MOST");
    let mends = book.entry.ok_or(CorrectionRefusal::NoEntry)?;
    let entry = Entry::new(EntryKey(correction.key), today, EntryKind::Correction(mends), correction.reason.trim(), lines);
    Ok(entry.expect("both sides of every amount are posted in its own fund").of(correction.key))
}

fn postings(correction: &Correction, stands: i64, book: &BookStanding<'_>) -> Result<Postings, CorrectionRefusal> {
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
    let (saved, banked) = match figure {
        Figure::Savings(_) => (by, 0),
        Figure::Other(OtherKind::Withdrawal, _) => (-by, 0),
        Figure::Other(OtherKind::BankDeposit, _) => (0, by),
        Figure::Other(OtherKind::BankWithdrawal, _) => (0, -by),
        _ => (0, 0),
    };
    if saved < 0 && book.savings + saved < 0 {
        return Err(CorrectionRefusal::OverSavings(book.savings));
    }
    if banked < 0 && book.bank + banked < 0 {
        return Err(CorrectionRefusal::OverBank(book.bank));
    }
    let (all, cash_loan, cash_social) = sides(figure, by, book);
    for (fund, cash) in [(LOAN_FUND, book.cash_loan + cash_loan), (SOCIAL_FUND, book.cash_social + cash_social)] {
        if cash < 0 {
            return Err(CorrectionRefusal::FundShort(fund, -cash));
        }
    }
    Ok(all)
}

/// The postings, and what they do to each fund's cash.
fn sides(figure: Figure, by: i64, book: &BookStanding<'_>) -> (Postings, i64, i64) {
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
