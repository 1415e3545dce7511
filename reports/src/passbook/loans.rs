//! Each loan of money: what was agreed, what is due when, and what was paid.
use super::{Hand, LoanLine, PassbookLoan};
use crate::{Align, Block, Cell, Column, Facts, Row, RowKind, Table, Width};
use domain::loans::schedule::Instalment;
use rust_decimal::Decimal;
use words::Words;

/// A part of a loan that fits a page.
#[derive(Debug)]
pub(crate) struct Part<'a> {
    loan: &'a PassbookLoan,
    /// What was agreed stands on the first.
    first: bool,
    plan: &'a [Instalment],
    /// Payments, where this part has them, and how many rows they take.
    events: Option<(&'a [LoanLine], usize)>,
}

/// The parts of a loan: what was agreed with its plan, then payments. A short plan leaves room for the first payments.
pub(super) fn parts(loan: &PassbookLoan, hand: Hand) -> Vec<Part<'_>> {
    let rows = if hand.both() { hand.by_paper(&A6_BOTH, &A5_BOTH) } else { hand.by_paper(&A6, &A5) };
    let (first, plan) = loan.plan.split_at(loan.plan.len().min(rows.first));
    // Millimetres that the plan leaves below itself.
    let room = rows.room + rows.fact * (FACTS_MOST - facts(loan));
    let left = if plan.is_empty() { room.saturating_sub(first.len() * PLAN_ROW / 10) } else { 0 };
    let here = Some(left * 10 / PAYMENT_ROW).filter(|count| *count >= 2).unwrap_or(0);
    let (now, later) = loan.events.split_at(loan.events.len().min(here));
    let mut parts = vec![Part { loan, first: true, plan: first, events: (here > 0).then_some((now, here)) }];
    parts.extend(plan.chunks(rows.plan).map(|plan| Part { loan, first: false, plan, events: None }));
    let further = later.chunks(rows.payments);
    parts.extend(further.map(|events| Part { loan, first: false, plan: &[], events: Some((events, rows.payments)) }));
    parts
}

/// How many rows a page of a loan has; never more than fit, whatever was agreed.
struct Rows {
    /// Of the plan, on the page that says what was agreed.
    first: usize,
    /// Millimetres for a plan and payments on that page, heads left out, where everything was agreed that can be.
    room: usize,
    /// Millimetres of a line of what was agreed.
    fact: usize,
    /// Of the plan, on a further page.
    plan: usize,
    /// Of payments, on a page of their own.
    payments: usize,
}

/// The height of a row of the plan, and of a payment, in tenths of a millimetre.
const PLAN_ROW: usize = 62;
const PAYMENT_ROW: usize = 104;
const A6: Rows = Rows { first: 11, room: 58, fact: 6, plan: 16, payments: 9 };
const A6_BOTH: Rows = Rows { first: 6, room: 28, fact: 8, plan: 14, payments: 8 };
const A5: Rows = Rows { first: 17, room: 108, fact: 6, plan: 23, payments: 14 };
const A5_BOTH: Rows = Rows { first: 13, room: 75, fact: 9, plan: 21, payments: 13 };

/// How many lines say what was agreed, at most.
const FACTS_MOST: usize = 5;

fn facts(loan: &PassbookLoan) -> usize {
    FACTS_MOST - usize::from(loan.purpose.is_empty()) - usize::from(loan.terms.penalty == 0)
}

/// What stands on it.
pub(super) fn blocks(part: &Part<'_>, hand: Hand) -> Vec<Block> {
    let (say, loan) = (hand.say, part.loan);
    let mut blocks = vec![Block::Heading(say.with("loan-number", |words| vec![("number", words.ordinal(loan.no))]))];
    if part.first {
        blocks.push(Block::Facts(agreed(loan, hand)));
        if let Some(day) = loan.planned_on {
            blocks.push(Block::Small(say.with("loan-plan-of", |words| vec![("date", words.date(day))])));
        }
    }
    if !part.plan.is_empty() {
        blocks.push(Block::Table(plan(part, hand)));
    }
    if let Some((events, rows)) = part.events {
        blocks.push(Block::Table(payments(loan, events, rows, hand)));
    }
    blocks
}

fn agreed(loan: &PassbookLoan, hand: Hand) -> Facts {
    let (say, terms) = (hand.say, &loan.terms);
    let words = say.words();
    let amount = |quantity| say.amount(terms.commodity().of(quantity));
    let mut lines = vec![
        (say.say("loan-lent"), amount(terms.principal)),
        (say.say("loan-given-on"), say.day(terms.given_on)),
        (say.say("calculator-interest"), interest(words, terms.rate_percent, terms.per.code())),
    ];
    if !loan.purpose.is_empty() {
        lines.push((say.say("loan-purpose"), loan.purpose.clone()));
    }
    if terms.penalty > 0 {
        let days = i64::from(terms.penalty_after_days);
        let late = say.with(if days == 0 { "loan-penalty-at-once" } else { "loan-penalty-after" }, |words| {
            vec![("amount", amount(terms.penalty)), ("count", words.number(days))]
        });
        lines.push((say.say("loan-penalty"), late.main));
    }
    Facts::new(lines)
}

fn interest(words: Words, rate: Decimal, per: &str) -> String {
    if rate.is_zero() {
        return words.say("loan-no-interest").into_owned();
    }
    let per = words.say(&format!("calculator-per-{per}")).into_owned();
    words.with("loan-rate", &[("rate", decimal(words, rate).into()), ("per", per.into())])
}

/// A rate without noughts at its end.
pub(super) fn decimal(words: Words, rate: Decimal) -> String {
    let rate = rate.normalize();
    words.quantity(i64::try_from(rate.mantissa()).unwrap_or(i64::MAX), u8::try_from(rate.scale()).unwrap_or_default())
}

fn plan(part: &Part<'_>, hand: Hand) -> Table {
    let (say, unit) = (hand.say, part.loan.terms.commodity());
    let heads = ["number-short", "calculator-due", "calculator-principal-part", "calculator-interest", "calculator-to-pay"];
    let columns = heads.iter().map(|head| Column::number(say.say(head))).collect();
    let row = |row: &Instalment| {
        Row::new(vec![
            Cell::text(say.ordinal(row.n.into())),
            Cell::text(say.day(row.due)),
            Cell::text(say.quantity(row.principal, unit)),
            Cell::text(say.quantity(row.interest, unit)),
            Cell::strong(say.quantity(row.principal + row.interest, unit)),
        ])
    };
    Table::new(columns, part.plan.iter().map(row).collect()).size(hand.by_paper(8.0, 9.5))
}

/// What happened, and lines to be filled by hand.
fn payments(loan: &PassbookLoan, events: &[LoanLine], rows: usize, hand: Hand) -> Table {
    let (say, unit) = (hand.say, loan.terms.commodity());
    let number = |head: &str| Column { head: say.say(head), width: Width::Share(0.6), align: Align::Right };
    let columns = vec![
        Column::text(say.say("loan-event")),
        number("passbook-amount"),
        number("passbook-of-interest"),
        number("loan-balance"),
        Column::hand(say.say("passbook-sign"), hand.by_paper(14.5, 17.0)),
    ];
    let row = |event: &LoanLine| {
        let what = say.say(&format!("loan-event-{}", event.kind)).main;
        let row = vec![
            Cell::Under(what, say.day(event.on)),
            Cell::text(say.or_blank(event.amount, unit)),
            Cell::text(say.or_blank(event.interest + event.penalty, unit)),
            Cell::strong(say.quantity(event.balance, unit)),
        ];
        let kind = if event.undone || event.kind == "undone" { RowKind::Marked } else { RowKind::Plain };
        Row { cells: row, kind }
    };
    let lines: Vec<Row> = events.iter().map(row).collect();
    let spare = rows.saturating_sub(lines.len());
    Table::new(columns, lines).size(hand.by_paper(8.0, 9.5)).row(PAYMENT_ROW as f32 / 10.0).spare(spare)
}
