//! Filling the page for two officers who sealed at once: what the other sealed, and what was typed here.
use super::{
    form::{Typed, notes},
    seal::Loaded,
    sheet_page, store,
};
use crate::{
    error::Fault,
    guard::{Can, InGroup},
    store::Tx,
};
use domain::meetings::{Count, Saved, Sheet};
use maud::Markup;
use std::collections::BTreeMap;
use templates::meetings::{
    Attendance, ConflictItem, ConflictLine, ConflictPage, ConflictValue, OtherKind, Step, conflict, field_of,
};

/// The page: only what differs, in the order of the sheet.
pub async fn page(
    tx: &mut Tx,
    visit: &InGroup,
    loaded: &Loaded,
    sheet: &Sheet,
    typed: &Typed,
    meeting: store::Meeting,
) -> Result<Markup, Fault> {
    let group = &visit.group;
    let lines = store::lines(tx, group.book, meeting.no).await?;
    let others = store::others(tx, group.book, meeting.no).await?;
    let counts: BTreeMap<i64, i64> = store::counts(tx, group.book, meeting.no).await?.into_iter().collect();
    let base = format!("/groups/{}/meetings/{}", group.code, meeting.no);
    let words = visit.words();
    let mut differing = Vec::new();
    if sheet.held_on != meeting.held_on {
        let day = |day| ConflictValue::Text(words.date(day));
        differing.push(ConflictLine { item: ConflictItem::Date, sealed: day(meeting.held_on), typed: day(sheet.held_on) });
    }
    differing.extend(members(visit, loaded, sheet, typed, &lines));
    differing.extend(other_money(sheet, &others));
    differing.extend(count(sheet, &counts, &group.commodity));
    Ok(conflict(&ConflictPage {
        head: sheet_page::meeting_head(visit, meeting.no),
        sealed_by: meeting.sealed_by_name.clone().unwrap_or_default(),
        sealed_at: meeting.sealed_at,
        sealed_url: base.clone(),
        correct: visit.may(Can::Correct).then(|| format!("{base}/corrections/new")),
        saving: sheet_page::saving(&loaded.cycle.constitution),
        lines: differing,
        draft: sheet_page::draft(visit, meeting.no),
    }))
}

fn members(visit: &InGroup, loaded: &Loaded, sheet: &Sheet, typed: &Typed, lines: &[store::LineRow]) -> Vec<ConflictLine> {
    let value = loaded.cycle.constitution.shares().map(|(value, _)| value);
    let saved = |amount: Option<i64>| match (amount, value) {
        (None | Some(0), _) => ConflictValue::Blank,
        (Some(amount), Some(value)) => ConflictValue::Count(amount / value),
        (Some(amount), None) => ConflictValue::Amount(amount),
    };
    let amount = |amount: Option<i64>| amount.filter(|amount| *amount != 0).map_or(ConflictValue::Blank, ConflictValue::Amount);
    let attendance = |code: Option<&str>| code.and_then(Attendance::parse).map_or(ConflictValue::Blank, ConflictValue::Attendance);
    let mut differing = Vec::new();
    for member in &loaded.members {
        let there = lines.iter().find(|line| line.party_no == member.party_no);
        let here = sheet.lines.iter().find(|line| line.party == member.party());
        let here_saved = here.and_then(|line| line.savings).map(|saved| match saved {
            Saved::Shares(shares) => shares.saturating_mul(value.unwrap_or(1)),
            Saved::Amount(amount) => amount,
        });
        let pairs = [
            (
                Step::Attendance,
                attendance(there.and_then(|line| line.attendance.as_deref())),
                attendance(here.and_then(|line| line.attendance).map(|a| a.code())),
            ),
            (Step::Savings, saved(there.and_then(|line| line.savings)), saved(here_saved)),
            (Step::SocialFund, amount(there.and_then(|line| line.social_fund)), amount(here.and_then(|line| line.social_fund))),
            (Step::Fines, amount(there.and_then(|line| line.fine)), amount(here.and_then(|line| line.fine))),
        ];
        for (step, sealed, typed_value) in pairs {
            // What could not be read as a number is still shown as it was typed.
            let raw = field_of(step).map(|end| typed.get(&format!("p{}-{end}", member.party_no)).trim()).unwrap_or_default();
            let typed_value = match typed_value {
                ConflictValue::Blank if !raw.is_empty() && words::read_quantity(raw, 2).is_err() && step != Step::Attendance => {
                    ConflictValue::Text(raw.to_owned())
                }
                value => value,
            };
            if !same(&sealed, &typed_value) {
                let name = member.name().show(visit.words()).to_owned();
                differing.push(ConflictLine {
                    item: ConflictItem::Member { number: member.number, name, step },
                    sealed,
                    typed: typed_value,
                });
            }
        }
    }
    differing
}

fn other_money(sheet: &Sheet, others: &[store::OtherRow]) -> Vec<ConflictLine> {
    OtherKind::ALL
        .into_iter()
        .filter_map(|kind| {
            let sum = |amounts: Vec<i64>| {
                if amounts.is_empty() { ConflictValue::Blank } else { ConflictValue::Amount(amounts.iter().sum()) }
            };
            let sealed = sum(others.iter().filter(|row| row.kind == kind.code()).map(|row| row.amount).collect());
            let typed = sum(sheet.other.iter().filter(|row| row.kind == kind).map(|row| row.amount).collect());
            (!same(&sealed, &typed)).then_some(ConflictLine { item: ConflictItem::Other(kind), sealed, typed })
        })
        .collect()
}

fn count(sheet: &Sheet, counts: &BTreeMap<i64, i64>, commodity: &str) -> Vec<ConflictLine> {
    let empty = BTreeMap::new();
    let typed = match &sheet.count {
        Count::Counted(notes) => notes,
        Count::NotCounted => &empty,
    };
    let pieces = |counts: &BTreeMap<i64, i64>, value: i64| counts.get(&value).copied().filter(|pieces| *pieces > 0);
    let mut differing: Vec<ConflictLine> = notes(commodity)
        .iter()
        .filter(|value| pieces(counts, **value) != pieces(typed, **value))
        .map(|&value| ConflictLine {
            item: ConflictItem::Note(value),
            sealed: pieces(counts, value).map_or(ConflictValue::Blank, ConflictValue::Count),
            typed: pieces(typed, value).map_or(ConflictValue::Blank, ConflictValue::Count),
        })
        .collect();
    if pieces(counts, 1) != pieces(typed, 1) {
        let coins = |counts: &BTreeMap<i64, i64>| pieces(counts, 1).map_or(ConflictValue::Blank, ConflictValue::Amount);
        differing.push(ConflictLine { item: ConflictItem::Coins, sealed: coins(counts), typed: coins(typed) });
    }
    differing
}

fn same(a: &ConflictValue, b: &ConflictValue) -> bool {
    match (a, b) {
        (ConflictValue::Blank, ConflictValue::Blank) => true,
        (ConflictValue::Amount(a), ConflictValue::Amount(b)) | (ConflictValue::Count(a), ConflictValue::Count(b)) => a == b,
        (ConflictValue::Attendance(a), ConflictValue::Attendance(b)) => a == b,
        (ConflictValue::Text(a), ConflictValue::Text(b)) => a == b,
        _ => false,
    }
}
