//! Filling the page of the sheet from the group, what was typed, and what it comes to.
use super::{
    form::{Typed, notes},
    seal::Loaded,
};
use crate::{guard::InGroup, practice::Practised};
use chrono::NaiveDate;
use domain::{
    chart::SOCIAL_FUND,
    constitution::{Constitution, Occasion},
    loans::{self, Position, giving},
    meetings::{MemberStanding, Saved, Sheet, borrower, reckon},
};
use std::collections::HashMap;
use templates::meetings::{
    self as pages, Attendance, FieldError, FineRule, Fund, LoanCell, MeetingHead, MemberRow, NoteCount, OtherKind, OtherRow,
    Reckoning, RepaymentCell, Saving, SheetPage, SheetTotals, Tint,
};
use uuid::Uuid;
use words::Words;

/// What a sheet is drawn from.
#[derive(Debug)]
pub struct Shown<'a> {
    /// Who, where.
    pub visit: &'a InGroup,
    /// The group as it stands.
    pub loaded: &'a Loaded,
    /// What each saved at the last meeting, by party, smallest units.
    pub last: &'a HashMap<i64, i64>,
    /// What was typed.
    pub typed: &'a Typed,
    /// The same, read.
    pub sheet: &'a Sheet,
    /// Whether it answers a post: a draft on the device is then older than what is shown.
    pub answer: bool,
    /// What is wrong.
    pub errors: Vec<FieldError>,
}

/// A fresh sheet: a new key, and the day on which the meeting is due, or today where that day cannot be.
pub fn fresh(loaded: &Loaded, words: Words, today: NaiveDate) -> Typed {
    let due = loaded.last.map(|(_, day)| loaded.cycle.constitution.terms().rhythm.next(day));
    let open = |due: &NaiveDate| *due <= today && loaded.closed_through.is_none_or(|through| *due > through);
    let day = due.filter(open).unwrap_or(today).max(loaded.cycle.starts_on);
    let after = loaded.last.map_or(String::new(), |(no, _)| no.to_string());
    Typed::new(vec![("key".into(), Uuid::now_v7().to_string()), ("after".into(), after), ("date".into(), words.date_short(day))])
}

/// The page of the sheet.
pub fn page(shown: &Shown<'_>, today: NaiveDate) -> SheetPage {
    let Shown { visit, loaded, typed, sheet, .. } = shown;
    let constitution = &loaded.cycle.constitution;
    let no = loaded.next_no();
    let commodity = constitution.commodity();
    let rows = typed.other_rows(3);
    let totals = totals(sheet, loaded, today);
    SheetPage {
        head: meeting_head(visit, no),
        action: format!("/groups/{}/meetings/{no}", visit.group.code),
        key: typed.get("key").to_owned(),
        after: loaded.last.map_or(-1, |(no, _)| no),
        draft: draft(visit, no),
        typed: shown.answer,
        went_on: Some((typed.get("was-draft").to_owned(), typed.get("was").to_owned())).filter(|(_, was)| !was.is_empty()),
        date: typed.get("date").to_owned(),
        steps: constitution.terms().steps.clone(),
        saving: saving(constitution),
        social: constitution.contribution(),
        fines: fines(constitution, visit.words()),
        fines_fund: Fund::of(constitution.fines_fund()),
        repayments: loaded.more.has_loans.then(|| due(loaded, sheet.held_on)),
        loans: lends(loaded).then(|| to_lend(&totals)),
        service_charge: constitution.service_charge(),
        members: members(shown),
        other: (0..rows).map(|row| other_row(typed, row)).collect(),
        notes: notes(commodity.code())
            .iter()
            .map(|&value| NoteCount {
                value,
                tint: Tint::of(commodity.code(), value),
                typed: typed.get(&format!("n{value}")).to_owned(),
            })
            .collect(),
        coins: (commodity.decimals() > 0).then(|| typed.get("coins").to_owned()),
        difference_reason: typed.get("difference-reason").to_owned(),
        difference_named: sheet.difference_named.is_some() && sheet.difference_named == totals.difference(),
        witnessed: typed.get("witnessed") == "1",
        note: typed.get("note").to_owned(),
        totals,
        errors: shown.errors.clone(),
    }
}

/// What the pages of a meeting have in common.
pub fn meeting_head(visit: &InGroup, no: i64) -> MeetingHead {
    let (words, group) = (visit.words(), &visit.group);
    MeetingHead {
        words,
        group: words.name(&group.name_km, &group.name_latin).to_owned(),
        code: group.code.clone(),
        number: no,
        user: visit.visit.signed_in(),
        back: format!("/groups/{}", group.code),
        path: format!("/groups/{}/meetings/{no}", group.code),
        commodity: group.commodity.clone(),
        decimals: group.commodity().decimals(),
        practice: visit.visit.practice.as_ref().map(Practised::band),
    }
}

/// The name of the draft that a device keeps of this meeting, for this reader.
pub fn draft(visit: &InGroup, no: i64) -> String {
    // A practice group that is begun anew has the code of the one before, and nothing of its drafts.
    let group = if visit.group.practice { visit.group.id.simple().to_string() } else { visit.group.code.clone() };
    format!("{group}:{no}:{}", visit.visit.owner())
}

/// How the group saves, as pages take it.
pub fn saving(constitution: &Constitution) -> Saving {
    match constitution.shares() {
        Some((value, most)) => Saving::Shares { value, most: Some(most) },
        None => Saving::Amounts { expected: constitution.expected_saving() },
    }
}

fn fines(constitution: &Constitution, words: Words) -> Vec<FineRule> {
    let rule = |fine: &domain::constitution::Fine| FineRule {
        name: words.name(&fine.name_km, &fine.name_en).to_owned(),
        amount: constitution.fine_amount(fine),
        attendance: match fine.occasion {
            Occasion::Late => Some(Attendance::Late),
            Occasion::Absent => Some(Attendance::Absent),
            Occasion::Other => None,
        },
    };
    constitution.terms().fines.iter().map(rule).collect()
}

/// Whether the sheet has a column for new loans.
pub(crate) fn lends(loaded: &Loaded) -> bool {
    loaded.more.lending && !loaded.cycle.constitution.terms().loans.limit_times_savings.is_zero()
}

/// What all members together should bring for their loans on a day.
fn due(loaded: &Loaded, on: NaiveDate) -> i64 {
    loaded.standings.iter().flat_map(|member| &member.loans).map(|loan| loan.position(on).due).sum()
}

/// What the loan fund can lend: its cash with everything that came in.
fn to_lend(totals: &SheetTotals) -> i64 {
    let reckoning = &totals.reckoning;
    let cash = reckoning.expected_by_fund.iter().find(|(fund, _)| *fund == Fund::Loan).map_or(0, |(_, cash)| *cash);
    (cash + reckoning.loans.unwrap_or(0) - reckoning.service_charges.unwrap_or(0)).max(0)
}

/// A member's loans on the day of the sheet: what is due, and how a payment would fall apart.
fn repayment(standing: &MemberStanding, on: NaiveDate, typed: String) -> Option<RepaymentCell> {
    let positions: Vec<_> = standing.loans.iter().map(|loan| loan.position(on)).collect();
    let owed = |position: &Position| if position.is_open() { position.payoff } else { position.lost };
    (!positions.is_empty() || !typed.trim().is_empty()).then(|| RepaymentCell {
        due: positions.iter().map(|position| position.due).sum(),
        owed: positions.iter().map(owed).sum(),
        days_late: positions.iter().map(|position| position.days_late).max().unwrap_or(0),
        order: loans::order(&standing.loans, on),
        typed,
    })
}

/// What a member may borrow still, with what she brings today; none for one with as many loans as the rules allow.
fn loan(standing: &MemberStanding, loaded: &Loaded, sheet: &Sheet, typed: String) -> Option<LoanCell> {
    let constitution = &loaded.cycle.constitution;
    let line = sheet.lines.iter().find(|line| line.party == standing.party);
    let value = constitution.shares().map_or(1, |(value, _)| value);
    let saved = line.and_then(|line| line.savings).map_or(0, |saved| saved.amount(value));
    let mut loans = standing.loans.clone();
    let paid = line.and_then(|line| line.repayment).filter(|paid| *paid > 0);
    if let Some(paid) = paid {
        domain::loans::repay(&mut loans, sheet.held_on, paid, sheet.held_on);
    }
    let borrower = borrower(standing, &loans, sheet.held_on, saved);
    let agreed = &constitution.terms().loans;
    let may = borrower.loans < agreed.at_a_time_most || agreed.top_up;
    let limit = giving::limit(constitution, &borrower);
    (may && limit > 0 || !typed.trim().is_empty()).then(|| LoanCell {
        limit: if may { limit } else { 0 },
        approved: standing.approved.map(|approved| approved.principal),
        typed,
    })
}

fn members(shown: &Shown<'_>) -> Vec<MemberRow> {
    let Shown { visit, loaded, last, typed, sheet, .. } = shown;
    let value = loaded.cycle.constitution.shares().map(|(value, _)| value);
    let standing =
        |member: &crate::members::store::Member| loaded.standings.iter().find(|standing| standing.party == member.party());
    let on_sheet = |member: &&crate::members::store::Member| sheet.lines.iter().any(|line| line.party == member.party());
    let row = |member: &crate::members::store::Member| {
        let field = |end: &str| typed.get(&format!("p{}-{end}", member.party_no)).to_owned();
        let in_units = |saved: i64| value.map_or(saved, |value| saved / value);
        MemberRow {
            party: member.party_no,
            number: member.number,
            name: member.name().show(visit.words()).to_owned(),
            savings_total: member.savings,
            shares_total: value.map_or(0, |value| member.savings / value),
            last_savings: last.get(&member.party_no).map(|saved| in_units(*saved)),
            attendance: Attendance::parse(&field("attendance")),
            savings: field("savings"),
            social: field("social"),
            fine: field("fine"),
            repayment: standing(member).and_then(|standing| repayment(standing, sheet.held_on, field("repayment"))),
            gone: member.left_on.is_some(),
            loan: standing(member)
                .filter(|_| lends(loaded) && member.left_on.is_none())
                .and_then(|standing| loan(standing, loaded, sheet, field("loan"))),
        }
    };
    loaded.members.iter().filter(on_sheet).map(row).collect()
}

fn other_row(typed: &Typed, row: usize) -> OtherRow {
    let field = |end: &str| typed.get(&format!("o{row}-{end}")).to_owned();
    OtherRow {
        kind: OtherKind::parse(&field("kind")),
        member: field("member").parse().ok(),
        amount: field("amount"),
        note: field("note"),
    }
}

fn totals(sheet: &Sheet, loaded: &Loaded, today: NaiveDate) -> SheetTotals {
    let totals = reckon(sheet, &loaded.standing(today));
    let at = |attendance: Attendance| sheet.lines.iter().filter(|line| line.attendance == Some(attendance)).count() as i64;
    let shares = sheet.lines.iter().filter_map(|line| match line.savings {
        Some(Saved::Shares(shares)) => Some(shares),
        _ => None,
    });
    let has_social = loaded.cycle.constitution.contribution().is_some() || loaded.cash.social != 0;
    let mut opening = vec![(Fund::Loan, loaded.cash.loan)];
    opening.extend(has_social.then_some((Fund::Social, loaded.cash.social)));
    let fines_social = if loaded.cycle.constitution.fines_fund() == SOCIAL_FUND { totals.fines } else { 0 };
    let grants: i64 = sheet.other.iter().filter(|other| other.kind == OtherKind::SocialGrant).map(|other| other.amount).sum();
    let social = loaded.cash.social + totals.social_fund + fines_social - grants;
    let mut expected_by_fund = vec![(Fund::Loan, totals.expected - social)];
    expected_by_fund.extend(has_social.then_some((Fund::Social, social)));
    SheetTotals {
        attendance: Attendance::ALL.map(at),
        shares: shares.fold(0, i64::saturating_add),
        reckoning: Reckoning {
            opening,
            savings: totals.savings,
            social: loaded.cycle.constitution.contribution().map(|_| totals.social_fund),
            fines: totals.fines,
            repayments: loaded.more.has_loans.then_some(totals.repayments),
            loans: lends(loaded).then_some(totals.loans),
            service_charges: (lends(loaded) && loaded.cycle.constitution.service_charge() > 0).then_some(totals.service_charges),
            other_in: totals.other_in,
            other_out: totals.other_out,
            expected: totals.expected,
            expected_by_fund,
        },
        counted: totals.counted,
    }
}

/// The party whose field it is.
pub fn party_of(field: &str) -> Option<i64> {
    field.strip_prefix('p')?.split_once('-')?.0.parse().ok()
}

/// Where a field stands on the sheet: step by step, and in a step from top to bottom.
pub fn order(field: &str, constitution: &Constitution) -> (usize, i64, String) {
    let step = pages::step_of(field);
    let at = constitution.terms().steps.iter().position(|known| *known == step).unwrap_or(usize::MAX);
    let end_of_row = |end: &str| ["kind", "member", "amount", "note"].iter().position(|known| *known == end).unwrap_or(4) as i64;
    let other =
        || field.strip_prefix('o')?.split_once('-').and_then(|(row, end)| Some(row.parse::<i64>().ok()? * 5 + end_of_row(end)));
    // A large note stands above a small one.
    let note = || field.strip_prefix('n')?.parse::<i64>().ok().map(|value| -value);
    let below = || ["coins", "difference-reason", "difference-named", "witnessed"].iter().position(|known| *known == field);
    let within = party_of(field).or_else(other).or_else(note).or_else(|| below().map(|at| at as i64)).unwrap_or(i64::MAX);
    (if field == "date" { 0 } else { at + 1 }, within, field.to_owned())
}
