//! The third step: the rule, what payouts are rounded to, the day, and the days of the next cycle.
use super::{Head, Step};
use crate::layout::icon;
use crate::parts::{Fields, sign};
use maud::{Markup, html};
use std::borrow::Cow;

/// The rules that are offered, by the codes of a constitution.
pub const RULES: [&str; 7] = ["by-savings", "equal", "by-interest-paid", "mixed", "by-savings-months", "waterfall", "none"];

/// The fields of the step.
pub const FIELDS: [&str; 8] =
    ["rule", "savings_percent", "administration_percent", "reserve_percent", "round_to", "on", "next_starts_on", "next_ends_on"];

/// What is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleForm {
    /// One of [`RULES`].
    pub rule: String,
    /// Per cent by savings, for the mixed rule.
    pub savings_percent: String,
    /// Per cent, for the step-by-step rule.
    pub administration_percent: String,
    /// Per cent, for the step-by-step rule.
    pub reserve_percent: String,
    /// Amount.
    pub round_to: String,
    /// Day.
    pub on: String,
    /// Day.
    pub next_starts_on: String,
    /// Day, may be empty.
    pub next_ends_on: String,
}

/// How it is divided.
#[derive(Clone, Debug)]
pub struct RulePage {
    /// Group, reader, problems.
    pub head: Head,
    /// What has been typed, or what was agreed.
    pub form: RuleForm,
    /// The rule that the group agreed.
    pub agreed: String,
    /// What becomes of the social fund: `kept` or `split-equally`.
    pub social: String,
    /// The version of the rules under which the next cycle runs, and whether it is a new one.
    pub next_version: (u32, bool),
}

/// `GET /groups/{code}/share-out/rule`; goes on to `…/put-back`.
pub fn rule(page: &RulePage) -> Markup {
    let head = &page.head;
    let (words, form) = (head.around.words, &page.form);
    let fields = Fields { words, problems: &head.problems };
    let options: Vec<(&str, Cow<'_, str>, Cow<'_, str>)> = RULES
        .iter()
        .map(|rule| {
            let hint = if *rule == page.agreed { words.say("share-out-agreed") } else { "".into() };
            (*rule, words.say(&format!("profit-{rule}")), hint)
        })
        .collect();
    let sign = sign(words, &head.group.unit);
    let body = html! {
        (fields.summary())
        form.form method="get" action=(head.group.href(Step::PutBack.below())) novalidate {
            (head.carried.hidden(|name| FIELDS.contains(&name)))
            div.halves.even {
                div.stack {
                    fieldset.set {
                        legend { (icon("scale")) (head.say("share-out-how")) }
                        (fields.radios("rule", "profit-rule", &form.rule, false, &options))
                        (fields.count("savings_percent", "profit-savings-percent", &form.savings_percent).keypad("decimal").after("%").hint("only-with-mixed"))
                        div.pair {
                            (fields.count("administration_percent", "for-administration", &form.administration_percent).keypad("decimal").after("%").hint("only-with-waterfall"))
                            (fields.count("reserve_percent", "for-reserve", &form.reserve_percent).keypad("decimal").after("%").hint("only-with-waterfall"))
                        }
                    }
                }
                div.stack {
                    fieldset.set {
                        legend { (icon("coins")) (head.say("share-out-when")) }
                        (fields.amount("round_to", "share-out-round-to", &form.round_to, &sign).hint("share-out-round-to-hint"))
                        (fields.date("on", "share-out-on", &form.on))
                        p.hint { (words.say(&format!("share-out-social-{}", page.social))) }
                    }
                    fieldset.set {
                        legend { (icon("calendar")) (head.say("share-out-next-cycle")) }
                        (fields.date("next_starts_on", "cycle-from", &form.next_starts_on))
                        (fields.date("next_ends_on", "cycle-until", &form.next_ends_on))
                        p.hint { (next_rules(page)) }
                    }
                }
            }
            div.actions { button.btn.main type="submit" { (words.say("next")) (icon("chevron-right")) } }
        }
    };
    head.step(Step::Rule, &[], body)
}

fn next_rules(page: &RulePage) -> String {
    let (number, new) = page.next_version;
    let key = if new { "share-out-next-rules-new" } else { "share-out-next-rules" };
    page.head.with(key, &[("number", page.head.around.words.ordinal(number.into()).into())])
}
