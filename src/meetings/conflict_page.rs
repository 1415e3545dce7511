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
    Attendance, ConflictItem, ConflictLine, ConflictPage, ConflictValue, NextSheet, OtherKind, Step, conflict, field_of,
};
use uuid::Uuid;

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
    differing.extend(other_money(visit, loaded, sheet, typed, &others));
    differing.extend(count(sheet, typed, &counts, &group.commodity));
    differing.extend(text(ConflictItem::Reason, &meeting.difference_reason, &sheet.difference_reason));
    differing.extend(text(ConflictItem::Minutes, &meeting.note, &sheet.note));
    // Of another day, after the last one that was sealed: then it is the next meeting, and what was typed goes on there.
    let next = loaded.last.filter(|(_, day)| sheet.held_on > *day && sheet.held_on != meeting.held_on);
    let next = next.map(|(last, _)| NextSheet {
        number: last + 1,
        action: format!("/groups/{}/meetings/{}", group.code, last + 1),
        fields: typed.fields(),
        key: Uuid::now_v7().to_string(),
    });
    Ok(conflict(&ConflictPage {
        next,
        head: sheet_page::meeting_head(visit, meeting.no),
        sealed_by: meeting.sealed_by_name.clone().unwrap_or_default(),
        sealed_at: meeting.sealed_at,
        sealed_url: base.clone(),
        correct: visit.may(Can::Correct).then(|| format!("{base}/corrections/new")),
        saving: sheet_page::saving(&loaded.cycle.constitution),
        lines: differing,
        draft: sheet_page::draft(visit, meeting.no),
        key: sheet.key.to_string(),
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
            (Step::Repayments, amount(there.and_then(|line| line.repayment)), amount(here.and_then(|line| line.repayment))),
            (Step::Loans, amount(there.and_then(|line| line.loan)), amount(here.and_then(|line| line.loan))),
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

/// The rows that stand on one side only, kind by kind; what could not be read is shown as it was typed.
fn other_money(visit: &InGroup, loaded: &Loaded, sheet: &Sheet, typed: &Typed, others: &[store::OtherRow]) -> Vec<ConflictLine> {
    let (words, commodity) = (visit.words(), visit.group.commodity());
    let row = |amount: String, party: Option<i64>, note: &str| {
        let member = party.and_then(|party| loaded.members.iter().find(|member| member.party_no == party));
        let name = member.map_or_else(String::new, |member| member.name().show(words).to_owned());
        [amount, name, note.to_owned()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    };
    let amount = |amount: i64| words.amount(amount, commodity.decimals(), commodity.code());
    let typed_row = |at: usize| match sheet.other.iter().find(|other| other.row == at) {
        Some(other) => row(amount(other.amount), other.party.map(|party| party.0), &other.note),
        None => row(typed.get(&format!("o{at}-amount")).trim().to_owned(), None, typed.get(&format!("o{at}-note")).trim()),
    };
    let value = |rows: Vec<String>| if rows.is_empty() { ConflictValue::Blank } else { ConflictValue::Text(rows.join("; ")) };
    let line = |kind: OtherKind| {
        let sealed = others.iter().filter(|other| other.kind == kind.code());
        let mut sealed: Vec<String> = sealed.map(|other| row(amount(other.amount), other.party_no, &other.note)).collect();
        let here = (0..typed.other_rows(0)).filter(|at| typed.get(&format!("o{at}-kind")).trim() == kind.code());
        let mut here: Vec<String> = here.map(typed_row).collect();
        here.retain(|row| sealed.iter().position(|other| other == row).map(|at| sealed.remove(at)).is_none());
        (!sealed.is_empty() || !here.is_empty()).then(|| ConflictLine {
            item: ConflictItem::Other(kind),
            sealed: value(sealed),
            typed: value(here),
        })
    };
    OtherKind::ALL.into_iter().filter_map(line).collect()
}

fn text(item: ConflictItem, sealed: &str, typed: &str) -> Option<ConflictLine> {
    let value = |text: &str| if text.is_empty() { ConflictValue::Blank } else { ConflictValue::Text(text.to_owned()) };
    (sealed != typed).then(|| ConflictLine { item, sealed: value(sealed), typed: value(typed) })
}

fn count(sheet: &Sheet, typed: &Typed, counts: &BTreeMap<i64, i64>, commodity: &str) -> Vec<ConflictLine> {
    let empty = BTreeMap::new();
    let here = match &sheet.count {
        Count::Counted(notes) => notes,
        Count::NotCounted => &empty,
    };
    let value = |counts: &BTreeMap<i64, i64>, note: i64, value: fn(i64) -> ConflictValue| {
        counts.get(&note).copied().filter(|pieces| *pieces > 0).map_or(ConflictValue::Blank, value)
    };
    let line = |item: ConflictItem, field: String, note: i64, shown: fn(i64) -> ConflictValue| {
        let raw = typed.get(&field).trim();
        let unread = !raw.is_empty() && !here.contains_key(&note);
        let typed = if unread { ConflictValue::Text(raw.to_owned()) } else { value(here, note, shown) };
        let sealed = value(counts, note, shown);
        (!same(&sealed, &typed)).then_some(ConflictLine { item, sealed, typed })
    };
    let notes = notes(commodity).iter();
    let notes = notes.filter_map(|&note| line(ConflictItem::Note(note), format!("n{note}"), note, ConflictValue::Count));
    notes.chain(line(ConflictItem::Coins, "coins".into(), 1, ConflictValue::Amount)).collect()
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
