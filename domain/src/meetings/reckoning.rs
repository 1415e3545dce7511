//! What a sheet comes to: lines in amounts, cash by fund, totals, and the postings of the meeting's entry.
use super::{Attendance, Count, FIELD_MOST, Given, OtherKind, SealedLine, Sheet, Standing, Totals};
use crate::{
    chart::{
        ADMINISTRATION, BANK, CASH, CASH_DIFFERENCE, EXPENSES, EXTERNAL_LOAN, FINES, INTEREST_PAID, LOAN_FUND, LOANS, OTHER_INCOME,
        SAVINGS, SERVICE_CHARGES, SOCIAL_CONTRIBUTIONS, SOCIAL_FUND, SOCIAL_GRANTS,
    },
    constitution::Constitution,
    loans::{self, Movement},
};
use ledger::{Commodity, PartyNo, Postings};

/// What a meeting did with loans.
pub(super) struct Lent<'a> {
    /// Paid back.
    pub(super) repaid: &'a [Movement],
    /// Given.
    pub(super) given: &'a [Given],
}

/// Lines in amounts, as far as they can be reckoned.
pub(super) fn amounts(sheet: &Sheet, constitution: &Constitution) -> Vec<SealedLine> {
    let value = constitution.shares().map_or(1, |(value, _)| value);
    sheet
        .lines
        .iter()
        .map(|line| SealedLine {
            party: line.party,
            attendance: line.attendance,
            savings: line.savings.map(|saved| bounded(saved.amount(value))),
            social_fund: line.social_fund.map(bounded),
            fine: line.fine.map(bounded),
            repayment: line.repayment.map(bounded),
            loan: line.loan.map(bounded),
            service_charge: line.loan.filter(|loan| *loan > 0).map(|_| constitution.service_charge()).filter(|charge| *charge > 0),
        })
        .collect()
}

/// An amount within what a field may hold: what is beyond is refused, and must not overflow a sum before it is.
pub(super) fn bounded(amount: i64) -> i64 {
    amount.clamp(-FIELD_MOST, FIELD_MOST)
}

/// What each fund's cash comes to, before box and book are compared.
pub(super) fn cash_after(sheet: &Sheet, group: &Standing<'_>, lines: &[SealedLine]) -> (i64, i64) {
    let (mut loan, mut social) = (group.cash_loan, group.cash_social);
    for line in lines {
        loan += line.savings.unwrap_or(0);
        social += line.social_fund.unwrap_or(0);
        loan += line.repayment.unwrap_or(0) - line.loan.unwrap_or(0) + line.service_charge.unwrap_or(0);
        let fine = line.fine.unwrap_or(0);
        if group.constitution.fines_fund() == SOCIAL_FUND { social += fine } else { loan += fine }
    }
    for other in &sheet.other {
        let amount = bounded(other.amount) * if other.kind.comes_in() { 1 } else { -1 };
        if other.kind.fund() == SOCIAL_FUND { social += amount } else { loan += amount }
    }
    (loan, social)
}

pub(super) fn totals(sheet: &Sheet, group: &Standing<'_>, lines: &[SealedLine]) -> Totals {
    let sum = |field: fn(&SealedLine) -> Option<i64>| lines.iter().filter_map(field).sum::<i64>();
    let other = |comes_in: bool| {
        sheet.other.iter().filter(|other| other.kind.comes_in() == comes_in).map(|other| bounded(other.amount)).sum()
    };
    let (loan, social) = cash_after(sheet, group, lines);
    Totals {
        came: lines.iter().filter(|line| matches!(line.attendance, Some(Attendance::Present | Attendance::Late))).count() as i64,
        marked: lines.iter().filter(|line| line.attendance.is_some()).count() as i64,
        savings: sum(|line| line.savings),
        social_fund: sum(|line| line.social_fund),
        fines: sum(|line| line.fine),
        repayments: sum(|line| line.repayment),
        loans: sum(|line| line.loan),
        service_charges: sum(|line| line.service_charge),
        other_in: other(true),
        other_out: other(false),
        expected: loan + social,
        counted: counted(&sheet.count),
    }
}

/// The sum of a count; `None` when nothing was counted. An empty box is counted by writing 0 at a note.
pub(super) fn counted(count: &Count) -> Option<i64> {
    match count {
        Count::Counted(notes) if notes.is_empty() => None,
        Count::Counted(notes) => Some(notes.iter().map(|(value, pieces)| bounded(value.saturating_mul(*pieces))).sum()),
        Count::NotCounted => None,
    }
}

pub(super) fn postings(sheet: &Sheet, group: &Standing<'_>, lines: &[SealedLine], lent: &Lent<'_>, totals: &Totals) -> Postings {
    let commodity: Commodity = group.constitution.commodity();
    let fines_fund = group.constitution.fines_fund();
    let of = |quantity: i64| commodity.of(quantity);
    let mut all = Postings::new();
    for line in lines {
        let party = Some(line.party);
        for (fund, account, quantity) in [
            (LOAN_FUND, SAVINGS, line.savings),
            (SOCIAL_FUND, SOCIAL_CONTRIBUTIONS, line.social_fund),
            (fines_fund, FINES, line.fine),
        ] {
            let quantity = of(quantity.unwrap_or(0));
            all.debit(fund, CASH, None, quantity).credit(fund, account, party, quantity);
        }
    }
    for repaid in lent.repaid {
        loans::post(&mut all, repaid.party, &repaid.moved, commodity);
    }
    for given in lent.given {
        let (party, principal, charge) = (Some(given.party), of(given.principal), of(given.service_charge));
        all.debit(LOAN_FUND, LOANS, party, principal).credit(LOAN_FUND, CASH, None, principal);
        all.debit(LOAN_FUND, CASH, None, charge).credit(LOAN_FUND, SERVICE_CHARGES, party, charge);
    }
    for other in &sheet.other {
        post_other(&mut all, other.kind, other.party, of(other.amount));
    }
    if let Some(difference) = totals.difference() {
        // Short: the loan fund's cash bears it, and the social fund's only what goes beyond.
        let (loan, _) = cash_after(sheet, group, lines);
        let loan_part = difference.max(-loan);
        for (fund, part) in [(LOAN_FUND, loan_part), (SOCIAL_FUND, difference - loan_part)] {
            all.debit(fund, CASH, None, of(part)).credit(fund, CASH_DIFFERENCE, None, of(part));
        }
    }
    all
}

/// The two sides of a line of other money; a negative amount takes it back.
pub(crate) fn post_other(all: &mut Postings, kind: OtherKind, party: Option<PartyNo>, amount: ledger::Amount) {
    let fund = kind.fund();
    let (account, party) = match kind {
        OtherKind::Expense => (EXPENSES, None),
        OtherKind::SocialGrant => (SOCIAL_GRANTS, None),
        OtherKind::Withdrawal => (SAVINGS, party),
        OtherKind::BankDeposit | OtherKind::BankWithdrawal => (BANK, None),
        OtherKind::Income => (OTHER_INCOME, None),
        OtherKind::ExternalLoan | OtherKind::ExternalRepayment => (EXTERNAL_LOAN, None),
        OtherKind::ExternalInterest => (INTEREST_PAID, None),
        OtherKind::Administration => (ADMINISTRATION, None),
    };
    if kind.comes_in() {
        all.debit(fund, CASH, None, amount).credit(fund, account, party, amount);
    } else {
        all.debit(fund, account, party, amount).credit(fund, CASH, None, amount);
    }
}
