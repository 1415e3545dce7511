//! A repayment day beside one that stands in the book, loan by loan.
use super::{Brought, Sheet, draft};
use crate::{
    banks::{
        compared::{self, Both, Met},
        day_lists,
        sheets::Ground,
        shown,
    },
    compared::Arrived,
    error::Fault,
    guard::InBank,
};
use domain::banks::{
    Act, Fact, Measure,
    acts::{CashLine, LoanNo, RepaidLine},
};
use std::collections::BTreeSet;
use templates::{
    compare::{Lines, Side},
    coops::tenths,
};

/// What the sheet meets in the book: the one that arrived under its key, or what others took in on its day of its loans.
pub(super) fn met(visit: &InBank, sheet: &Sheet<'_>, ground: &Ground, arrived: Arrived) -> Result<Met, Fault> {
    let mine: BTreeSet<LoanNo> = sheet.rows.keys().copied().collect();
    let (sent, acts) = match arrived {
        Arrived::Same(act) => return Ok(Met::Same(act)),
        Arrived::Other(no) => (true, day_lists::together(&ground.loaded.acts, no).iter().collect()),
        Arrived::New => (false, compared::others(ground, sheet.typed, sheet.day, |fact| meets(fact, &mine))),
    };
    let Some(first) = acts.first().map(|act: &&Act| act.no) else {
        return if sent { Err(Fault::Conflict) } else { Ok(Met::Nothing) };
    };
    let lines = lines(sheet, ground, &acts, sent).ok_or(Fault::Conflict)?;
    if sent && lines.differ.is_empty() && sheet.problems.is_empty() {
        return Ok(Met::Same(first));
    }
    Ok(Met::Both(Both {
        sent,
        acts: acts.iter().map(|act| act.no).collect(),
        lines,
        below: "repaying",
        what: "compare-repayment-day",
        draft: draft(visit, &sheet.good),
    }))
}

fn meets(fact: &Fact, mine: &BTreeSet<LoanNo>) -> bool {
    match fact {
        Fact::Repaid { lines, .. } => lines.iter().any(|line| mine.contains(&line.loan)),
        Fact::RepaidCash { lines, .. } => lines.iter().any(|line| mine.contains(&line.loan)),
        _ => false,
    }
}

/// What stands in the book of the loans of a day.
#[derive(Default)]
struct There<'a> {
    kind: Vec<&'a RepaidLine>,
    cash: Vec<&'a CashLine>,
}

/// Line by line, in the order of the members; none where what stands is no repayment day.
fn lines(sheet: &Sheet<'_>, ground: &Ground, acts: &[&Act], sent: bool) -> Option<Lines> {
    let words = sheet.words;
    let mut lines = Lines::default();
    let mut there = There::default();
    for (at, act) in acts.iter().enumerate() {
        if sent && at == 0 {
            compared::day(&mut lines, words, sheet.typed, act.day);
        }
        match &act.fact {
            Fact::Repaid { lines, .. } => there.kind.extend(lines),
            Fact::RepaidCash { agreed, market, lines: cash, .. } => {
                prices(sheet, ground, (*agreed, *market), &mut lines);
                there.cash.extend(cash);
            }
            _ => return None,
        }
    }
    let known = there.kind.iter().map(|line| line.loan).chain(there.cash.iter().map(|line| line.loan));
    let mut loans: Vec<LoanNo> = sheet.rows.keys().copied().chain(known).collect();
    let number = |loan: &LoanNo| {
        let member = sheet.has.loans.get(loan).and_then(|loan| ground.people.get(&loan.party));
        (member.map(|member| member.number), *loan)
    };
    loans.sort_by_key(number);
    loans.dedup();
    for loan in loans {
        row(sheet, ground, loan, &there, &mut lines);
    }
    Some(lines)
}

/// The prices, where what was typed is another one.
fn prices(sheet: &Sheet<'_>, ground: &Ground, (agreed, market): (i64, Option<i64>), lines: &mut Lines) {
    let words = sheet.words;
    let money = super::shown_money(ground);
    let text = |amount: Option<i64>| Side::figures(amount.map(|amount| money.text(words, amount)).into_iter().collect());
    let unit = shown::good(&sheet.good).counted_in(words);
    for (key, stands, typed) in [("repay-agreed", Some(agreed), sheet.agreed), ("repay-market", market, sheet.market)] {
        if typed.is_some() && typed != stands {
            lines.push(words.with(key, &[("unit", unit.as_str().into())]), "", text(stands), text(typed));
        }
    }
}

/// What a loan brought: on the scale with its measurements, and money.
fn row(sheet: &Sheet<'_>, ground: &Ground, no: LoanNo, there: &There<'_>, lines: &mut Lines) {
    let words = sheet.words;
    let (unit, money) = (shown::good(&sheet.good).unit, super::shown_money(ground));
    let member = sheet.has.loans.get(&no).and_then(|loan| ground.named(words, loan.party)).unwrap_or_default();
    let loan = words.with("loan-number", &[("number", words.ordinal(no).into())]);
    let which = |key: &str| format!("{loan} · {}", words.say(key));
    let blank = Brought::default();
    let brought = sheet.rows.get(&no).unwrap_or(&blank);
    // What could not be read as a number is shown as it was typed.
    let unread = |end: &str| {
        let field = format!("l{no}-{end}");
        sheet.problems.iter().any(|(problem, _)| *problem == field).then(|| Side::text(sheet.typed.get(&field)))
    };
    let kind: Vec<&RepaidLine> = there.kind.iter().copied().filter(|line| line.loan == no).collect();
    let measured = match sheet.good.class().measure() {
        Measure::Weight => "repay-scale",
        Measure::Money => "repay-money",
        _ => "repay-heads",
    };
    let weights = |all: Vec<i64>| Side::figures(all.into_iter().map(|weight| unit.text(words, weight)).collect());
    let stands = weights(kind.iter().map(|line| line.weighed).collect());
    let typed = unread("kg").unwrap_or_else(|| weights(brought.weighed.clone()));
    let both = stands != Side::Blank && typed != Side::Blank;
    lines.push(member.clone(), which(measured), stands, typed);
    let percent = |part: Option<i64>| Side::figures(part.map(|part| format!("{} %", tenths(words, part))).into_iter().collect());
    let first = kind.first();
    let measurements = [
        ("moisture", "kind-moisture", first.and_then(|line| line.moisture_tenths), sheet.moisture_of(brought)),
        ("foreign", "kind-foreign", first.and_then(|line| line.foreign_tenths), brought.foreign),
    ];
    for (end, key, stands, typed) in measurements {
        let (stands, typed) = (percent(stands), unread(end).unwrap_or_else(|| percent(typed)));
        if both && stands != typed {
            lines.push(member.clone(), which(key), stands, typed);
        }
    }
    let cash = there.cash.iter().filter(|line| line.loan == no).map(|line| money.text(words, line.received));
    let typed = brought.money.map(|amount| money.text(words, amount)).into_iter().collect();
    lines.push(member, which("repay-money"), Side::figures(cash.collect()), unread("cash").unwrap_or_else(|| Side::figures(typed)));
}
