//! What keeps a sheet from being sealed, check by check, in the order of the sheet.
use super::{
    Count, FIELD_MOST, MemberStanding, OtherKind, Place, Refusal, Saved, SealedLine, Sheet, Standing, TEXT_MOST, Totals, Why,
    reckoning::{amounts, bounded, cash_after},
};
use crate::{
    chart::{LOAN_FUND, SOCIAL_FUND},
    constitution::Constitution,
    loans::LoanRefusal,
};
use ledger::{FundNo, PartyNo};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Default)]
pub(super) struct Refusals(pub(super) Vec<Refusal>);

impl Refusals {
    pub(super) fn add(&mut self, place: Place, why: Why) {
        self.0.push(Refusal { place, why });
    }

    /// Whether nothing is wrong with any figure so far.
    pub(super) fn figures_stand(&self) -> bool {
        self.0.iter().all(|refusal| matches!(refusal.place, Place::Date | Place::Sheet | Place::Minutes))
    }
}

pub(super) fn check_day(sheet: &Sheet, group: &Standing<'_>, refusals: &mut Refusals) {
    let day = sheet.held_on;
    if let Some((no, _)) = group.last.filter(|(no, _)| sheet.after != Some(*no)) {
        refusals.add(Place::Sheet, Why::SealedMeanwhile(no));
    }
    if day > group.today {
        refusals.add(Place::Date, Why::Future);
    }
    if let Some(through) = group.closed_through.filter(|&through| day <= through) {
        refusals.add(Place::Date, Why::PeriodClosed(through));
    } else if let Some((_, last)) = group.last.filter(|&(_, last)| day < last) {
        refusals.add(Place::Date, Why::BeforeLastMeeting(last));
    } else if day < group.cycle_starts_on {
        refusals.add(Place::Date, Why::BeforeCycle(group.cycle_starts_on));
    } else if let Some(end) = group.cycle_ends_on.filter(|&end| day > end) {
        refusals.add(Place::Date, Why::AfterCycle(end));
    }
    if sheet.note.chars().count() > TEXT_MOST {
        refusals.add(Place::Minutes, Why::LongText);
    }
}

pub(super) fn check_lines(sheet: &Sheet, group: &Standing<'_>, refusals: &mut Refusals) -> Vec<SealedLine> {
    let members: BTreeMap<PartyNo, &MemberStanding> = group.members.iter().map(|member| (member.party, member)).collect();
    let rounding = group.constitution.cash_rounding();
    let mut seen = BTreeSet::new();
    for line in &sheet.lines {
        let party = line.party;
        let at = Place::Attendance(party);
        // Who has left and owes something pays it back without being called.
        let owes = |member: &&MemberStanding| {
            member.left_on.is_some_and(|left| sheet.held_on > left) && !member.loans.is_empty() && line.is_repayment_only()
        };
        if members.get(&party).copied().filter(owes).is_some() && seen.insert(party) {
            continue;
        }
        match members.get(&party) {
            None => refusals.add(at, Why::NotAMember),
            Some(member) if sheet.held_on < member.joined_on => refusals.add(at, Why::NotYetAMember),
            Some(member) if member.left_on.is_some_and(|left| sheet.held_on > left) => refusals.add(at, Why::HasLeft),
            Some(_) if !seen.insert(party) => refusals.add(at, Why::Twice),
            Some(_) => {}
        }
        let paid = [
            line.savings.map(|saved| match saved {
                Saved::Shares(n) | Saved::Amount(n) => n,
            }),
            line.social_fund,
            line.repayment,
        ];
        match line.attendance {
            None => refusals.add(at, Why::AttendanceMissing),
            Some(attendance) if !attendance.brings_money() && paid.iter().flatten().any(|&amount| amount > 0) => {
                refusals.add(at, Why::AbsentButPaid);
            }
            Some(_) => {}
        }
        if let Some(why) = line.savings.and_then(|saved| check_savings(saved, group.constitution)) {
            refusals.add(Place::Savings(party), why);
        }
        for (place, amount) in [(Place::SocialFund(party), line.social_fund), (Place::Fine(party), line.fine)] {
            if let Some(why) = amount.and_then(|amount| check_amount(amount, rounding)) {
                refusals.add(place, why);
            }
        }
    }
    for member in group.members {
        let there = member.joined_on <= sheet.held_on && member.left_on.is_none_or(|left| left >= sheet.held_on);
        // On the day she leaves a member may be on the sheet and need not be.
        if there && member.left_on.is_none() && !sheet.lines.iter().any(|line| line.party == member.party) {
            refusals.add(Place::Attendance(member.party), Why::AttendanceMissing);
        }
    }
    amounts(sheet, group.constitution)
}

pub(super) fn check_savings(saved: Saved, constitution: &Constitution) -> Option<Why> {
    let over = |shares: i64, most: i64| (shares > most).then_some(Why::OverShares(most));
    match (saved, constitution.shares()) {
        (Saved::Shares(n) | Saved::Amount(n), _) if n < 0 => Some(Why::Negative),
        (Saved::Shares(shares), Some((_, most))) => over(shares, most),
        (Saved::Amount(amount), Some((value, _))) if amount % value != 0 => Some(Why::NotWholeShares(value)),
        (Saved::Amount(amount), Some((value, most))) => over(amount / value, most),
        (Saved::Shares(n) | Saved::Amount(n), None) => check_amount(n, constitution.cash_rounding()),
    }
}

pub(super) fn check_amount(amount: i64, rounding: i64) -> Option<Why> {
    match amount {
        ..0 => Some(Why::Negative),
        amount if amount > FIELD_MOST => Some(Why::TooLarge),
        amount if amount % rounding != 0 => Some(Why::NotRounded(rounding)),
        _ => None,
    }
}

pub(super) fn check_other(sheet: &Sheet, group: &Standing<'_>, lines: &[SealedLine], refusals: &mut Refusals) {
    let saved_now = |party: PartyNo| lines.iter().filter(|line| line.party == party).filter_map(|line| line.savings).sum::<i64>();
    let mut paid_back: BTreeMap<PartyNo, i64> = BTreeMap::new();
    for other in &sheet.other {
        let row = other.row;
        if other.amount == 0 {
            refusals.add(Place::OtherAmount(row), Why::AmountMissing);
        } else if let Some(why) = check_amount(other.amount, group.constitution.cash_rounding()) {
            refusals.add(Place::OtherAmount(row), why);
        }
        if other.note.chars().count() > TEXT_MOST {
            refusals.add(Place::OtherNote(row), Why::LongText);
        }
        let says_what_for = matches!(
            other.kind,
            OtherKind::Expense | OtherKind::SocialGrant | OtherKind::Income | OtherKind::ExternalLoan | OtherKind::Administration
        );
        if says_what_for && other.note.trim().is_empty() {
            refusals.add(Place::OtherNote(row), Why::NoteMissing);
        }
        let member = other.party.map(|party| group.members.iter().find(|member| member.party == party));
        match (other.kind, member) {
            (_, Some(None)) => refusals.add(Place::OtherMember(row), Why::NotAMember),
            (OtherKind::Withdrawal, None) => refusals.add(Place::OtherMember(row), Why::MemberMissing),
            (OtherKind::Withdrawal, Some(Some(member))) => {
                let before = paid_back.entry(member.party).or_default();
                let has = member.savings + saved_now(member.party) - *before;
                *before += bounded(other.amount);
                if other.amount > has {
                    refusals.add(Place::OtherAmount(row), Why::OverSavings(has));
                }
            }
            _ => {}
        }
    }
    use OtherKind::{Administration, BankDeposit, BankWithdrawal, ExternalLoan, ExternalRepayment};
    for (has, into, out, why) in [
        (group.bank, Some(BankDeposit), BankWithdrawal, Why::OverBank(group.bank)),
        (group.external, Some(ExternalLoan), ExternalRepayment, Why::OverExternal(group.external)),
        (group.administration, None, Administration, Why::OverAdministration(group.administration)),
    ] {
        let sum = |kind| sheet.other.iter().filter(|other| other.kind == kind).map(|other| bounded(other.amount)).sum::<i64>();
        if has + into.map_or(0, sum) - sum(out) < 0
            && let Some(other) = sheet.other.iter().rfind(|other| other.kind == out)
        {
            refusals.add(Place::OtherAmount(other.row), why);
        }
    }
}

pub(super) fn check_funds(sheet: &Sheet, group: &Standing<'_>, lines: &[SealedLine], refusals: &mut Refusals) {
    let (loan, social) = cash_after(sheet, group, lines);
    let last = |fund: FundNo| sheet.other.iter().rfind(|other| other.kind.fund() == fund && !other.kind.comes_in());
    for (short, fund, why) in [(-loan, LOAN_FUND, Why::LoanFundShort(-loan)), (-social, SOCIAL_FUND, Why::SocialFundShort(-social))]
    {
        if short <= 0 {
            continue;
        }
        // What is lent comes last, and is what can be lent less of.
        match sheet.lines.iter().rfind(|line| line.loan.is_some_and(|loan| loan > 0)).filter(|_| fund == LOAN_FUND) {
            Some(line) => {
                let given: i64 = lines.iter().map(|line| line.loan.unwrap_or(0) - line.service_charge.unwrap_or(0)).sum();
                let refusal = LoanRefusal::FundShort { cash: (given - short).max(0), short };
                refusals.add(Place::Loan(line.party), Why::Lending(refusal));
            }
            None => refusals.add(last(fund).map_or(Place::Sheet, |other| Place::OtherAmount(other.row)), why),
        }
    }
}

pub(super) fn check_notes(sheet: &Sheet, refusals: &mut Refusals) {
    let Count::Counted(notes) = &sheet.count else { return };
    for (&value, &pieces) in notes {
        if pieces < 0 || value <= 0 {
            refusals.add(Place::Note(value), Why::Negative);
        } else if pieces.checked_mul(value).is_none_or(|amount| amount > FIELD_MOST) {
            refusals.add(Place::Note(value), Why::TooLarge);
        }
    }
}

pub(super) fn check_count(sheet: &Sheet, totals: &Totals, figures_stand: bool, refusals: &mut Refusals) {
    if sheet.count == Count::NotCounted {
        return;
    }
    match totals.difference() {
        None => refusals.add(Place::Count, Why::NotCounted),
        Some(by) if by != 0 && figures_stand => {
            if sheet.difference_reason.trim().is_empty() {
                refusals.add(Place::DifferenceReason, Why::DifferenceWithoutReason(by));
            } else if sheet.difference_reason.chars().count() > TEXT_MOST {
                refusals.add(Place::DifferenceReason, Why::LongText);
            }
            if sheet.difference_named != Some(by) {
                refusals.add(Place::DifferenceNamed, Why::DifferenceNotNamed(by));
            }
        }
        Some(_) => {}
    }
    if !sheet.witnessed {
        refusals.add(Place::Witnessed, Why::NotWitnessed);
    }
}
