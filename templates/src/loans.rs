//! Loans: the group's loan book, one loan, its contract, who is late, applications, and decisions about a loan.
pub mod application;
pub mod arrears;
pub mod book;
pub mod contract;
pub mod loan;
pub mod request;

use crate::parts::{Column, Name, Row, Table, Tone, Unit, badge};
use chrono::NaiveDate;
use domain::{
    constitution::{AfterTerm, PaymentOrder, PenaltyAt},
    loans::{Terms, schedule::InterestBy},
};
use maud::{Markup, html};
use std::borrow::Cow;
use words::Words;

/// Where a loan stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoanState {
    /// Something is owed, and nothing is late.
    Open,
    /// Late by so many days.
    Late(i64),
    /// Everything is paid.
    Closed,
    /// Given up; something of it may still come.
    WrittenOff,
}

impl LoanState {
    /// The state as a badge.
    pub fn badge(self, words: Words) -> Markup {
        match self {
            LoanState::Open => badge(Tone::Calm, "hand-coins", &words.say("loan-open")),
            LoanState::Late(days) => late_badge(words, days),
            LoanState::Closed => badge(Tone::Good, "check-check", &words.say("loan-closed")),
            LoanState::WrittenOff => badge(Tone::Stop, "ban", &words.say("loan-written-off")),
        }
    }
}

/// How late a loan is, as a badge.
pub(crate) fn late_badge(words: Words, days: i64) -> Markup {
    badge(Tone::Warn, "clock", &words.with("loan-late-days", &[("count", words.number(days).into())]))
}

/// A member as pages about loans name her.
#[derive(Clone, Debug)]
pub struct Who {
    /// Her number in the group.
    pub number: u32,
    /// Her name.
    pub name: Name,
}

impl Who {
    /// Number and name, as one reads them in a list to choose from.
    pub(crate) fn listed(&self, words: Words) -> String {
        format!("{} · {}", words.ordinal(self.number.into()), self.name.show(words))
    }
}

/// What a loan is called.
pub(crate) fn title(words: Words, no: i64) -> String {
    words.with("loan-number", &[("number", words.ordinal(no).into())])
}

/// A percentage given in tenths, or a dash where there is none.
pub(crate) fn percent(words: Words, tenths: Option<i64>) -> Markup {
    html! { span.n { @match tenths { Some(tenths) => { (words.quantity(tenths, 1)) " %" }, None => "–" } } }
}

/// A row of a plan that is not in force yet, or not any more. Smallest units.
#[derive(Clone, Debug)]
pub struct PlanRow {
    /// Its number.
    pub n: u32,
    /// When it is due.
    pub due: NaiveDate,
    /// The principal.
    pub principal: i64,
    /// The interest.
    pub interest: i64,
    /// The principal still owed after it.
    pub balance: i64,
}

/// A plan as a table.
pub(crate) fn plan_table(words: Words, unit: &Unit, caption: &str, rows: &[PlanRow]) -> Markup {
    let columns = [
        Column::mark(words.say("number-short")),
        Column::lead(words.say("calculator-due")),
        Column::number(words.say("calculator-principal-part")),
        Column::number(words.say("calculator-interest")),
        Column::figure(words.say("calculator-to-pay")),
        Column::number(words.say("calculator-balance")),
    ];
    let number = |quantity| unit.number(words, quantity);
    let lines = rows.iter().map(|row| {
        Row::new(vec![
            html! { (words.ordinal(row.n.into())) },
            html! { (words.date(row.due)) },
            number(row.principal),
            number(row.interest),
            number(row.principal + row.interest),
            number(row.balance),
        ])
    });
    let sum = |part: fn(&PlanRow) -> i64| rows.iter().map(part).sum::<i64>();
    let foot = Row::new(vec![
        html! { span {} },
        html! { (words.say("total")) },
        number(sum(|row| row.principal)),
        number(sum(|row| row.interest)),
        number(sum(|row| row.principal + row.interest)),
        html! {},
    ]);
    html! { (Table { words, caption, columns: &columns, rows: lines.collect(), foot: vec![foot], listing: None }) }
}

/// The terms of a loan in plain words, each with its name; what was not agreed is left out.
pub(crate) fn terms_in_words<'a>(words: Words, unit: &Unit, terms: &Terms, rate: &str) -> Vec<(Cow<'a, str>, Markup)> {
    let count = |key: &str, count: u32| words.with(key, &[("count", words.number(count.into()).into())]);
    let amount = |key: &str, quantity: i64| words.with(key, &[("amount", unit.text(words, quantity).into())]);
    let text = |text: String| html! { (text) };
    let some = |there: bool, said: String| {
        if there {
            text(said)
        } else {
            html! {}
        }
    };
    let every = every(words, terms);
    let interest = if terms.rate_percent.is_zero() {
        words.say("loan-no-interest").into_owned()
    } else {
        words.with(
            "loan-rate",
            &[("rate", rate.to_owned().into()), ("per", words.say(&format!("calculator-per-{}", terms.per.code())))],
        )
    };
    let late = match terms.penalty_after_days {
        0 => amount("loan-penalty-at-once", terms.penalty),
        days => words.with(
            "loan-penalty-after",
            &[("amount", unit.text(words, terms.penalty).into()), ("count", words.number(days.into()).into())],
        ),
    };
    vec![
        (words.say("loan-lent"), unit.amount(words, terms.principal)),
        (words.say("loan-given-on"), text(words.date(terms.given_on))),
        (
            words.say("service-charge"),
            if terms.service_charge > 0 {
                unit.amount(words, terms.service_charge)
            } else {
                html! {}
            },
        ),
        (words.say("calculator-interest"), text(interest)),
        (
            words.say("calculator-method"),
            html! {
                (words.say(&format!("calculator-method-{}", terms.method.code())))
                p.small { (words.say(&format!("calculator-method-{}-hint", terms.method.code()))) }
            },
        ),
        (words.say("calculator-instalments"), text(format!("{} · {every}", words.number(terms.instalments.into())))),
        (words.say("calculator-by"), some(terms.interest_by == InterestBy::Day, words.say("calculator-by-day").into_owned())),
        (words.say("loan-grace"), some(terms.grace_principal > 0, count("loan-grace-principal", terms.grace_principal))),
        (words.say("loan-grace"), some(terms.grace_interest > 0, count("loan-grace-interest", terms.grace_interest))),
        (words.say("loan-grace"), some(terms.interest_free > 0, count("loan-interest-free", terms.interest_free))),
        (words.say("loan-order"), text(order(words, terms))),
        (words.say("loan-early"), some(terms.early_days > 0, count("loan-early-days", terms.early_days))),
        (words.say("loan-after-term"), html! { (after_term(words, terms)) }),
        (words.say("loan-penalty"), some(terms.penalty > 0, late)),
    ]
}

/// How often an instalment is due: every month, every two weeks.
fn every(words: Words, terms: &Terms) -> String {
    let unit = terms.every.unit.code();
    match terms.every.count {
        1 => words.say(&format!("loan-every-{unit}")).into_owned(),
        count => words.with(&format!("loan-every-{unit}s"), &[("count", words.number(count.into()).into())]),
    }
}

/// What a payment pays first, with the place of penalties in it where there are any.
fn order(words: Words, terms: &Terms) -> String {
    let order = words.say(match terms.payment_order {
        PaymentOrder::InterestFirst => "loan-order-interest-first",
        PaymentOrder::PrincipalFirst => "loan-order-principal-first",
        PaymentOrder::ByInstalment => "loan-order-by-instalment",
        PaymentOrder::Proportional => "loan-order-proportional",
    });
    let penalty = words.say(match terms.penalty_at {
        PenaltyAt::First => "loan-penalty-first",
        PenaltyAt::Last => "loan-penalty-last",
    });
    if terms.penalty == 0 { order.into_owned() } else { format!("{order} · {penalty}") }
}

fn after_term(words: Words, terms: &Terms) -> Cow<'static, str> {
    words.say(match terms.after_term {
        AfterTerm::Stops => "loan-after-term-stops",
        AfterTerm::GoesOn => "loan-after-term-goes-on",
    })
}
