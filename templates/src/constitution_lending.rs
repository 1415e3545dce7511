//! The rules of lending: as a group reads them, and as it writes them.
use crate::layout::icon;
use crate::parts::{Fields, GroupHead, card, facts, note_box};
use maud::{Markup, html};
use std::borrow::Cow;
use words::Words;

/// The rules of lending. Quantities are smallest units of the group's unit; rates are written as the reader reads them.
#[derive(Clone, Debug, Default)]
pub struct LendingRules {
    /// Per cent a month, such as `2.5`.
    pub interest_percent_month: String,
    /// The warning, where the rate is one to warn of, in the reader's language.
    pub dear: Option<String>,
    /// `flat` or `declining`: a key `interest-<code>` names it.
    pub interest: String,
    /// `equal-principal`, `equal-instalments` or `single`: a key `lend-repay-<code>` names it.
    pub repay: String,
    /// How often an instalment is due, in words.
    pub every: String,
    /// The longest term in months.
    pub term_months_most: i64,
    /// Times her savings, such as `3`.
    pub limit_times_savings: String,
    /// How many loans at a time.
    pub at_a_time_most: i64,
    /// A fixed charge for each loan.
    pub service_charge: i64,
    /// The first instalments that repay nothing.
    pub grace_principal: u32,
    /// The first instalments whose interest is paid later.
    pub grace_interest: u32,
    /// The first instalments that bear no interest.
    pub interest_free: u32,
    /// `period` or `day`: a key `lend-by-<code>` names it.
    pub interest_by: String,
    /// So many days early an instalment may be paid as if it were due.
    pub early_days: u32,
    /// `stops` or `goes-on`: a key `lend-after-term-<code>` names it.
    pub after_term: String,
    /// What a late instalment costs, once.
    pub penalty: i64,
    /// From how many days on it is late enough.
    pub penalty_after_days: u32,
    /// A key `lend-order-<code>` names it: `interest-first`, `principal-first`, `by-instalment`, `proportional`.
    pub payment_order: String,
    /// `first` or `last`: a key `lend-penalty-at-<code>` names it.
    pub penalty_at: String,
    /// How many guarantors an application names at least.
    pub guarantors_least: u32,
    /// Whether a member who is late may be lent more.
    pub late_may_borrow: bool,
    /// Whether a member with a loan may have more lent on it.
    pub top_up: bool,
}

/// What is typed as the rules of lending.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LendingForm {
    /// Per cent.
    pub interest_percent_month: String,
    /// `flat` or `declining`.
    pub interest: String,
    /// `equal-principal`, `equal-instalments` or `single`.
    pub repay: String,
    /// Count.
    pub every_count: String,
    /// `day`, `week` or `month`.
    pub every_unit: String,
    /// Count.
    pub term_months_most: String,
    /// A multiple.
    pub limit_times_savings: String,
    /// Count.
    pub at_a_time_most: String,
    /// Amount, may be empty.
    pub service_charge: String,
    /// Count; empty for none, as the other counts below.
    pub grace_principal: String,
    /// Count.
    pub grace_interest: String,
    /// Count.
    pub interest_free: String,
    /// `period` or `day`.
    pub interest_by: String,
    /// Count.
    pub early_days: String,
    /// `usual`, `stops` or `goes-on`.
    pub interest_after_term: String,
    /// Amount, may be empty.
    pub penalty: String,
    /// Count.
    pub penalty_after_days: String,
    /// `interest-first`, `principal-first`, `by-instalment` or `proportional`.
    pub payment_order: String,
    /// `first` or `last`.
    pub penalty_at: String,
    /// Count.
    pub guarantors_least: String,
    /// `yes` or `no`.
    pub late_may_borrow: String,
    /// `yes` or `no`.
    pub top_up: String,
}

/// The fields that are folded away until somebody wants them.
const FOLDED: [&str; 13] = [
    "grace_principal",
    "grace_interest",
    "interest_free",
    "interest_by",
    "early_days",
    "interest_after_term",
    "penalty",
    "penalty_after_days",
    "payment_order",
    "penalty_at",
    "guarantors_least",
    "late_may_borrow",
    "top_up",
];

impl LendingForm {
    /// Reads the fields of a posted form, each by its name.
    pub(crate) fn read(get: impl Fn(&str) -> String) -> LendingForm {
        LendingForm {
            interest_percent_month: get("interest_percent_month"),
            interest: get("interest"),
            repay: get("repay"),
            every_count: get("every_count"),
            every_unit: get("every_unit"),
            term_months_most: get("term_months_most"),
            limit_times_savings: get("limit_times_savings"),
            at_a_time_most: get("at_a_time_most"),
            service_charge: get("service_charge"),
            grace_principal: get("grace_principal"),
            grace_interest: get("grace_interest"),
            interest_free: get("interest_free"),
            interest_by: get("interest_by"),
            early_days: get("early_days"),
            interest_after_term: get("interest_after_term"),
            penalty: get("penalty"),
            penalty_after_days: get("penalty_after_days"),
            payment_order: get("payment_order"),
            penalty_at: get("penalty_at"),
            guarantors_least: get("guarantors_least"),
            late_may_borrow: get("late_may_borrow"),
            top_up: get("top_up"),
        }
    }
}

/// The rules as a group reads them: the usual few, and those beyond them.
pub(crate) fn lending(words: Words, group: &GroupHead, rules: &LendingRules) -> Markup {
    let coded = |prefix: &str, code: &str| html! { (words.say(&format!("{prefix}-{code}"))) };
    let usual = [
        (words.say("interest-percent-month"), html! { span.n { (rules.interest_percent_month) " %" } }),
        (words.say("interest-on"), coded("interest", &rules.interest)),
        (words.say("lend-repay"), coded("lend-repay", &rules.repay)),
        (words.say("lend-every"), html! { (rules.every) }),
        (words.say("term-months-most"), html! { (words.number(rules.term_months_most)) }),
        (words.say("limit-times-savings"), html! { span.n { (rules.limit_times_savings) " ×" } }),
        (words.say("loans-at-a-time"), html! { (words.number(rules.at_a_time_most)) }),
        (words.say("service-charge"), group.unit.amount(words, rules.service_charge)),
    ];
    let body = html! {
        div.stack {
            @if let Some(dear) = &rules.dear { (note_box("warn", "triangle-alert", html! { p { (dear) } })) }
            (facts(&usual))
            div { h3 { (words.say("lend-more")) } (facts(&further(words, group, rules))) }
        }
    };
    card("hand-coins", &words.say("loans"), body)
}

fn further<'a>(words: Words, group: &GroupHead, rules: &LendingRules) -> Vec<(Cow<'a, str>, Markup)> {
    let coded = |prefix: &str, code: &str| html! { (words.say(&format!("{prefix}-{code}"))) };
    let count = |count: u32| html! { @if count == 0 { (words.say("none")) } @else { (words.number(count.into())) } };
    let yes_no = |yes: bool| html! { (words.say(if yes { "yes" } else { "no" })) };
    let mut further = vec![
        (words.say("lend-grace-principal"), count(rules.grace_principal)),
        (words.say("lend-grace-interest"), count(rules.grace_interest)),
        (words.say("lend-interest-free"), count(rules.interest_free)),
        (words.say("lend-by"), coded("lend-by", &rules.interest_by)),
        (words.say("lend-early-days"), html! { (lend_days(words, "lend-days", rules.early_days)) }),
        (words.say("lend-after-term"), coded("lend-after-term", &rules.after_term)),
    ];
    if rules.penalty > 0 {
        further.push((words.say("lend-penalty"), group.unit.amount(words, rules.penalty)));
        let after = rules.penalty_after_days;
        further.push((
            words.say("lend-penalty-from"),
            html! { @if after == 0 { (words.say("lend-penalty-at-once")) } @else { (lend_days(words, "lend-penalty-days", after)) } },
        ));
        further.push((words.say("lend-penalty-at"), coded("lend-penalty-at", &rules.penalty_at)));
    } else {
        further.push((words.say("lend-penalty"), html! { (words.say("none")) }));
    }
    further.extend([
        (words.say("lend-order"), coded("lend-order", &rules.payment_order)),
        (words.say("lend-guarantors"), count(rules.guarantors_least)),
        (words.say("lend-late-may-borrow"), yes_no(rules.late_may_borrow)),
        (words.say("lend-top-up"), yes_no(rules.top_up)),
    ]);
    further
}

fn lend_days(words: Words, key: &str, days: u32) -> String {
    words.with(key, &[("count", words.number(days.into()).into())])
}

/// The fields of the rules of lending: the usual few in sight, the rest folded away until one of them is refused.
pub(crate) fn fieldset(form: &LendingForm, dear: Option<&str>, sign: &str, fields: Fields<'_>) -> Markup {
    let words = fields.words;
    let refused = fields.problems.iter().any(|problem| FOLDED.contains(&problem.field.as_str()));
    html! {
        fieldset.set {
            legend { (icon("hand-coins")) (words.say("loans")) }
            @if let Some(dear) = dear { (note_box("warn", "triangle-alert", html! { p { (dear) } })) }
            (fields.count("interest_percent_month", "interest-percent-month", &form.interest_percent_month)
                .keypad("decimal").after("%").hint("lend-rate-hint"))
            (choice(fields, "interest", "interest-on", &form.interest, "interest", &["declining", "flat"]))
            (choice(fields, "repay", "lend-repay", &form.repay, "lend-repay", &["equal-principal", "equal-instalments", "single"]))
            div.pair {
                (fields.count("every_count", "lend-every-count", &form.every_count))
                (fields.select("every_unit", "calculator-every-unit", &form.every_unit,
                    &["month", "week", "day"].map(|unit| (unit.into(), words.say(&format!("calculator-every-{unit}"))))))
                (fields.count("term_months_most", "term-months-most", &form.term_months_most))
                (fields.count("limit_times_savings", "limit-times-savings", &form.limit_times_savings).keypad("decimal").after("×"))
                (fields.count("at_a_time_most", "loans-at-a-time", &form.at_a_time_most))
                (fields.amount("service_charge", "service-charge", &form.service_charge, sign))
            }
            details.fold open[refused] {
                summary { (icon("chevron-right")) (words.say("lend-more")) }
                div.stack { (more(form, sign, fields)) }
            }
        }
    }
}

fn more(form: &LendingForm, sign: &str, fields: Fields<'_>) -> Markup {
    let yes_no = ["yes", "no"].map(|code| (code, fields.words.say(code), "".into()));
    let orders = ["interest-first", "principal-first", "by-instalment", "proportional"];
    html! {
        p.hint { (fields.words.say("lend-more-hint")) }
        div.pair {
            (fields.count("grace_principal", "lend-grace-principal", &form.grace_principal))
            (fields.count("grace_interest", "lend-grace-interest", &form.grace_interest))
            (fields.count("interest_free", "lend-interest-free", &form.interest_free))
            (fields.count("early_days", "lend-early-days", &form.early_days))
        }
        p.hint { (fields.words.say("lend-early-days-hint")) }
        (choice(fields, "interest_by", "lend-by", &form.interest_by, "lend-by", &["period", "day"]))
        (choice(fields, "interest_after_term", "lend-after-term", &form.interest_after_term, "lend-after-term", &["usual", "stops", "goes-on"]))
        div.pair {
            (fields.amount("penalty", "lend-penalty", &form.penalty, sign).hint("lend-penalty-hint"))
            (fields.count("penalty_after_days", "lend-penalty-after", &form.penalty_after_days).hint("lend-penalty-after-hint"))
        }
        (choice(fields, "penalty_at", "lend-penalty-at", &form.penalty_at, "lend-penalty-at", &["last", "first"]))
        (choice(fields, "payment_order", "lend-order", &form.payment_order, "lend-order", &orders))
        (fields.count("guarantors_least", "lend-guarantors", &form.guarantors_least).hint("lend-guarantors-hint"))
        (fields.radios("late_may_borrow", "lend-late-may-borrow", &form.late_may_borrow, true, &yes_no))
        (fields.radios("top_up", "lend-top-up", &form.top_up, true, &yes_no))
    }
}

/// Radios whose texts are the keys `PREFIX-CODE`, with a hint where a key `PREFIX-CODE-hint` has one.
pub(crate) fn choice(fields: Fields<'_>, name: &str, label: &str, value: &str, prefix: &str, codes: &[&str]) -> Markup {
    let words = fields.words;
    let options: Vec<_> = codes
        .iter()
        .map(|code| {
            let key = format!("{prefix}-{code}");
            let hint = format!("{key}-hint");
            (*code, words.say(&key), if words.has(&hint) { words.say(&hint) } else { "".into() })
        })
        .collect();
    fields.radios(name, label, value, false, &options)
}
