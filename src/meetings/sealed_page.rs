//! Filling the page of a sealed meeting: what was written once, and beside it what was mended since.
use super::{form, seal, sheet_page, store};
use crate::{
    error::Fault,
    groups,
    guard::{Can, InGroup},
    members,
    secrets::hex,
    store::Tx,
};
use domain::{chart::SOCIAL_FUND, constitution::Constitution};
use maud::Markup;
use std::collections::HashMap;
use templates::meetings::{
    Attendance, Corrected, EntryLink, Figure, Fund, OtherKind, Reckoning, SealedNote, SealedOther, SealedPage, SealedRow,
    SheetTotals, Tint, sealed,
};

/// The latest confirmed correction of each figure of a meeting, by (figure, party or line).
pub type Mended = HashMap<(String, i64), (i64, i64)>;

/// The confirmed corrections of a meeting: for each figure its right value and the correction's number.
pub fn mended(corrections: &[store::CorrectionRow], meeting: i64) -> Mended {
    corrections
        .iter()
        .rev() // oldest first, so that the last one counts
        .filter(|row| row.meeting_no == meeting && row.decision.as_deref() == Some("confirmed"))
        .map(|row| {
            (
                (row.figure.clone(), row.party_no.filter(|_| row.figure != "other").or(row.other_line).unwrap_or(0)),
                (row.becomes, row.no),
            )
        })
        .collect()
}

/// The page of a sealed meeting.
pub async fn page(tx: &mut Tx, visit: &InGroup, meeting: store::Meeting) -> Result<Markup, Fault> {
    let group = &visit.group;
    let cycles = groups::store::cycles(tx, group.book).await?;
    let constitution =
        cycles.iter().find(|cycle| cycle.no == meeting.cycle_no).map(|cycle| &cycle.constitution).ok_or(Fault::NotFound)?;
    let members: HashMap<i64, members::store::Member> = members::store::members(tx, group.book, &group.commodity)
        .await?
        .into_iter()
        .map(|member| (member.party_no, member))
        .collect();
    let lines = store::lines(tx, group.book, meeting.no).await?;
    let others = store::others(tx, group.book, meeting.no).await?;
    let counts = store::counts(tx, group.book, meeting.no).await?;
    let mended = mended(&store::corrections(tx, group.book).await?, meeting.no);
    let opening = opening(tx, &visit.group, &meeting).await?;
    let words = visit.words();
    let value = constitution.shares().map(|(value, _)| value);
    let base = format!("/groups/{}", group.code);
    let figure = |name: &str, of: i64, sealed: Option<i64>, unit: i64| Figure {
        sealed: sealed.map(|quantity| quantity / unit),
        corrected: mended
            .get(&(name.to_owned(), of))
            .map(|(right, no)| Corrected { right: right / unit, url: format!("{base}/corrections/{no}") }),
    };
    let mut rows: Vec<SealedRow> = lines
        .iter()
        .map(|line| {
            let member = members.get(&line.party_no);
            SealedRow {
                number: member.map_or(0, |member| member.number),
                name: member.map_or_else(String::new, |member| member.name().show(words).to_owned()),
                url: member.map(|member| format!("{base}/members/{}", member.number)),
                attendance: line.attendance.as_deref().and_then(Attendance::parse),
                savings: figure("savings", line.party_no, line.savings, value.unwrap_or(1)),
                social: figure("social-fund", line.party_no, line.social_fund, 1),
                fine: figure("fine", line.party_no, line.fine, 1),
                repayment: figure("repayment", line.party_no, line.repayment, 1),
                loan: figure("loan", line.party_no, line.loan, 1),
            }
        })
        .collect();
    rows.sort_by_key(|row| row.number);
    let other = |row: &store::OtherRow| {
        Some(SealedOther {
            kind: OtherKind::parse(&row.kind)?,
            member: row.party_no.and_then(|party| members.get(&party)).map(|member| member.name().show(words).to_owned()),
            amount: figure("other", row.line, Some(row.amount), 1),
            note: row.note.clone(),
        })
    };
    let has_social = has_social(constitution, &lines);
    let known = form::notes(&group.commodity);
    let done = visit.visit.path.ends_with("done=meeting-sealed");
    let page = SealedPage {
        head: sheet_page::meeting_head(visit, meeting.no),
        notice: visit.visit.around().notice,
        date: meeting.held_on,
        sealed_by: meeting.sealed_by_name.clone().unwrap_or_default(),
        sealed_at: meeting.sealed_at,
        entries: meeting.entry_no.map(|number| EntryLink { number, url: format!("{base}/entries/{number}") }).into_iter().collect(),
        hash: meeting.hash.as_deref().map(hex).unwrap_or_default(),
        draft_done: done.then(|| sheet_page::draft(visit, meeting.no)),
        saving: sheet_page::saving(constitution),
        has_social,
        has_repayments: lines.iter().any(|line| line.repayment.is_some()),
        has_loans: lines.iter().any(|line| line.loan.is_some()),
        corrected_totals: corrected_totals(&rows, value.unwrap_or(1)),
        totals: totals(&meeting, constitution, &lines, &others, opening, has_social),
        rows,
        other: others.iter().filter_map(other).collect(),
        notes: counts
            .iter()
            .filter(|(value, _)| known.contains(value))
            .map(|&(value, many)| SealedNote { value, tint: Tint::of(&group.commodity, value), many })
            .collect(),
        coins: counts.iter().find(|(value, _)| *value == 1).map(|(_, pieces)| *pieces),
        difference_reason: meeting.difference_reason.clone(),
        note: meeting.note.clone(),
        correct: (visit.may(Can::Correct) && meeting.entry_no.is_some())
            .then(|| format!("{base}/meetings/{}/corrections/new", meeting.no)),
        // What was brought along at the beginning is no meeting that a sheet was filled at.
        paper: (meeting.no > 0).then(|| format!("{base}/papers/meeting-sheet?meeting={}", meeting.no)),
        next: Some(base),
    };
    Ok(sealed(&page))
}

/// Whether the sheet of a sealed meeting has a column for the social fund.
pub(crate) fn has_social(constitution: &Constitution, lines: &[store::LineRow]) -> bool {
    constitution.contribution().is_some() || lines.iter().any(|line| line.social_fund.is_some_and(|amount| amount > 0))
}

/// What each fund's cash was before the meeting: what it is now less what was posted since, from the kept sums by day.
pub(crate) async fn opening(tx: &mut Tx, group: &groups::store::Group, meeting: &store::Meeting) -> Result<(i64, i64), Fault> {
    Ok(match meeting.entry_no {
        Some(entry) => store::cash_before(tx, group.book, entry, &group.commodity).await?,
        None => {
            let cash = seal::load(tx, group).await?.cash;
            let social = if meeting.expected == cash.loan + cash.social { cash.social } else { 0 };
            (meeting.expected - social, social)
        }
    })
}

/// What a sealed meeting comes to.
pub(crate) fn totals(
    meeting: &store::Meeting,
    constitution: &Constitution,
    lines: &[store::LineRow],
    others: &[store::OtherRow],
    (loan, social): (i64, i64),
    has_social: bool,
) -> SheetTotals {
    let sum = |field: fn(&store::LineRow) -> Option<i64>| lines.iter().filter_map(field).sum::<i64>();
    let (savings, social_fund, fines) = (sum(|line| line.savings), sum(|line| line.social_fund), sum(|line| line.fine));
    let kind = |row: &store::OtherRow| OtherKind::parse(&row.kind);
    let other = |comes_in: bool| {
        others.iter().filter(|row| kind(row).is_some_and(|kind| kind.comes_in() == comes_in)).map(|row| row.amount).sum::<i64>()
    };
    let from_social: i64 =
        others.iter().filter(|row| kind(row).is_some_and(|kind| kind.fund() == SOCIAL_FUND)).map(|row| row.amount).sum();
    // What a baseline brings beside savings and social fund stands on no line: it is what remains.
    let other_in = match meeting.no {
        0 => meeting.expected - loan - social - savings - social_fund,
        _ => other(true),
    };
    let social_after = social + social_fund - from_social + if constitution.fines_fund() == SOCIAL_FUND { fines } else { 0 };
    let by_fund = |loan: i64, social: i64| {
        let mut funds = vec![(Fund::Loan, loan)];
        funds.extend(has_social.then_some((Fund::Social, social)));
        funds
    };
    let at =
        |attendance: Attendance| lines.iter().filter(|line| line.attendance.as_deref() == Some(attendance.code())).count() as i64;
    SheetTotals {
        attendance: Attendance::ALL.map(at),
        shares: constitution.shares().map_or(0, |(value, _)| savings / value),
        reckoning: Reckoning {
            opening: by_fund(loan, social),
            savings,
            social: has_social.then_some(social_fund),
            fines,
            repayments: lines.iter().any(|line| line.repayment.is_some()).then(|| sum(|line| line.repayment)),
            loans: lines.iter().any(|line| line.loan.is_some()).then(|| sum(|line| line.loan)),
            service_charges: lines.iter().any(|line| line.service_charge.is_some()).then(|| sum(|line| line.service_charge)),
            other_in,
            other_out: other(false),
            expected: meeting.expected,
            expected_by_fund: by_fund(meeting.expected - social_after, social_after),
        },
        counted: meeting.counted,
    }
}

/// The totals as they are right now, in amounts also where savings are shares of this value; none where nothing was mended.
fn corrected_totals(rows: &[SealedRow], share_value: i64) -> Option<[i64; 5]> {
    let columns: [fn(&SealedRow) -> &Figure; 5] =
        [|row| &row.savings, |row| &row.social, |row| &row.fine, |row| &row.repayment, |row| &row.loan];
    let mended = rows.iter().any(|row| columns.iter().any(|column| column(row).corrected.is_some()));
    let right = |figure: &Figure| figure.corrected.as_ref().map_or(figure.sealed.unwrap_or(0), |corrected| corrected.right);
    mended.then(|| {
        let [savings, others @ ..] = columns.map(|column| rows.iter().map(|row| right(column(row))).sum::<i64>());
        let [social, fines, repayments, loans] = others;
        [savings * share_value, social, fines, repayments, loans]
    })
}
