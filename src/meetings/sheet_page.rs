//! Filling the page of the sheet from the group, what was typed, and what it comes to.
use super::{
    form::{Typed, notes},
    seal::Loaded,
};
use crate::guard::InGroup;
use chrono::NaiveDate;
use domain::{
    chart::SOCIAL_FUND,
    constitution::{Constitution, Occasion},
    meetings::{Saved, Sheet, reckon},
};
use std::collections::HashMap;
use templates::meetings::{
    self as pages, Attendance, FieldError, FineRule, Fund, MeetingHead, MemberRow, NoteCount, OtherKind, OtherRow, Reckoning,
    Saving, SheetPage, SheetTotals, Tint,
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
        date: typed.get("date").to_owned(),
        steps: constitution.terms().steps.clone(),
        saving: saving(constitution),
        social: constitution.contribution(),
        fines: fines(constitution, visit.words()),
        fines_fund: Fund::of(constitution.fines_fund()),
        repayments: None,
        loans: None,
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
        user: visit.visit.user.name.clone(),
        back: format!("/groups/{}", group.code),
        path: format!("/groups/{}/meetings/{no}", group.code),
        commodity: group.commodity.clone(),
        decimals: group.commodity().decimals(),
    }
}

/// The name of the draft that a device keeps of this meeting, for this reader.
pub fn draft(visit: &InGroup, no: i64) -> String {
    format!("{}:{no}:{}", visit.group.code, visit.visit.user.login)
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

fn members(shown: &Shown<'_>) -> Vec<MemberRow> {
    let Shown { visit, loaded, last, typed, sheet, .. } = shown;
    let value = loaded.cycle.constitution.shares().map(|(value, _)| value);
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
            repayment: None,
            loan: None,
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
            repayments: None,
            loans: None,
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
