//! Loans at a meeting: what is paid back falls on the oldest debt first, and what is lent follows the rules of lending.
use super::{
    Attendance, Given, Line, MemberStanding, Place, Sheet, Standing, Why,
    checks::{Refusals, check_amount},
};
use crate::loans::{self, Borrower, LoanAccount, LoanRefusal, Movement, Terms, giving::check_amount as check_loan};

/// What every line pays back and borrows, with everything that is wrong with it.
pub(super) fn lend(sheet: &Sheet, group: &Standing<'_>, refusals: &mut Refusals) -> (Vec<Movement>, Vec<Given>) {
    let (mut repaid, mut given) = (Vec::new(), Vec::new());
    for line in &sheet.lines {
        let Some(member) = group.members.iter().find(|member| member.party == line.party) else { continue };
        let mut loans = member.loans.clone();
        if let Some(amount) = line.repayment.filter(|amount| *amount != 0) {
            match repay(sheet, group, &mut loans, amount) {
                Ok(paid) => repaid.extend(paid),
                Err(why) => refusals.add(Place::Repayment(line.party), why),
            }
        }
        if let Some(principal) = line.loan.filter(|principal| *principal != 0) {
            match borrow(sheet, group, member, &loans, line, principal) {
                Ok(loan) => given.push(loan),
                Err(why) => refusals.add(Place::Loan(line.party), why),
            }
        }
    }
    (repaid, given)
}

fn repay(sheet: &Sheet, group: &Standing<'_>, loans: &mut [LoanAccount], amount: i64) -> Result<Vec<Movement>, Why> {
    if let Some(why) = check_amount(amount, group.constitution.cash_rounding()) {
        return Err(why);
    }
    if loans.is_empty() {
        return Err(Why::NoLoan);
    }
    let (paid, over) = loans::repay(loans, sheet.held_on, amount, group.today);
    // Besides what was owed on that day: what was kept back from a payout after it is not paid a second time.
    let over = over + loans.iter().map(LoanAccount::too_much).sum::<i64>();
    if over > 0 { Err(Why::OverOwed((amount - over).max(0))) } else { Ok(paid) }
}

fn borrow(
    sheet: &Sheet,
    group: &Standing<'_>,
    member: &MemberStanding,
    loans: &[LoanAccount],
    line: &Line,
    principal: i64,
) -> Result<Given, Why> {
    let (on, constitution) = (sheet.held_on, group.constitution);
    let agreed = &constitution.terms().loans;
    if !matches!(line.attendance, None | Some(Attendance::Present | Attendance::Late)) {
        return Err(Why::BorrowerAbsent);
    }
    if member.left_on.is_some() {
        return Err(Why::HasLeft);
    }
    if !group.lending {
        return Err(Why::Lending(LoanRefusal::ShareOutBegun));
    }
    let value = constitution.shares().map_or(1, |(value, _)| value);
    let saved = line.savings.map_or(0, |saved| saved.amount(value));
    let borrower = borrower(member, loans, on, saved);
    if let Some(why) = check_loan(constitution, &borrower, principal) {
        return Err(Why::Lending(why));
    }
    let approved = member.approved.filter(|approved| principal <= approved.principal);
    if approved.is_none() && agreed.guarantors_least > 0 {
        return Err(Why::Lending(LoanRefusal::Guarantors(agreed.guarantors_least)));
    }
    let instalments = approved.map_or(agreed.instalments_most(), |approved| approved.instalments);
    let open = loans.iter().rfind(|loan| loan.position(on).is_open());
    let tops_up = open.filter(|_| agreed.top_up && borrower.loans >= agreed.at_a_time_most);
    let (terms, plan) = match tops_up {
        Some(loan) => (loan.terms.clone(), loan.terms.schedule_from(loan.position(on).principal + principal, instalments, on)),
        None => {
            let terms = Terms::of(constitution, principal, instalments, on);
            let plan = terms.schedule();
            (terms, plan)
        }
    };
    // Amount and rate are within their bounds by now; what could still be wrong is a term beyond the calendar.
    let plan = plan.map_err(|_| Why::Lending(LoanRefusal::Instalments(agreed.instalments_most())))?;
    Ok(Given {
        party: member.party,
        on,
        principal,
        service_charge: constitution.service_charge(),
        terms,
        plan,
        application: approved.map(|approved| approved.application),
        tops_up: tops_up.map(|loan| loan.no),
    })
}

/// A member as the rules of lending see her, with what she saves on the same day.
pub fn borrower(member: &MemberStanding, loans: &[LoanAccount], on: chrono::NaiveDate, saved: i64) -> Borrower {
    let positions: Vec<_> = loans.iter().map(|loan| loan.position(on)).filter(|position| position.is_open()).collect();
    Borrower {
        party: member.party,
        savings: member.savings.saturating_add(saved),
        owed: positions.iter().map(|position| position.principal).sum(),
        loans: i64::try_from(positions.len()).unwrap_or(i64::MAX),
        days_late: positions.iter().map(|position| position.days_late).max().unwrap_or(0),
    }
}
