//! The form in which a group writes what it agreed.
use crate::constitution_lending::{self as lending, LendingForm, choice};
use crate::layout::icon;
use crate::parts::{Around, Fields, GroupHead, Problem, note_box};
use maud::{Markup, html};
use std::borrow::Cow;

/// The steps of a meeting, by code, in the most usual order; attendance is first and the count last.
pub const STEPS: [&str; 8] = ["attendance", "social-fund", "savings", "fines", "repayments", "loans", "other", "cash"];
/// The rules of profit, by code, the most usual first.
const PROFITS: [&str; 7] = ["by-savings", "by-savings-months", "equal", "by-interest-paid", "mixed", "waterfall", "none"];
/// How many lines the form has for fines at most: more than any group was seen to agree on.
pub const FINE_LINES: usize = 20;
/// How many of them stand empty after those that are filled in.
const FINE_LINES_FREE: usize = 2;

/// What is typed as a constitution.
#[derive(Clone, Debug, Default)]
pub struct ConstitutionForm {
    /// `KHR` or `USD`.
    pub currency: String,
    /// `weekly`, `fortnightly`, `four-weekly`, `monthly`.
    pub rhythm: String,
    /// Amount.
    pub cash_rounding: String,
    /// `loan` or `social`.
    pub fines_go_to: String,
    /// For each of [`STEPS`], its place in the order, from 1.
    pub steps: [String; 8],
    /// `shares` or `amounts`.
    pub saving_by: String,
    /// Amount; with `shares`.
    pub share_value: String,
    /// Count; with `shares`.
    pub shares_most: String,
    /// Amount, may be empty; with `amounts`.
    pub expected: String,
    /// Amount, may be empty.
    pub social_contribution: String,
    /// `kept` or `split-equally`.
    pub social_at_share_out: String,
    /// The lines for fines; those without a name and amount do not count.
    pub fines: Vec<FineForm>,
    /// The rules of lending.
    pub lending: LendingForm,
    /// `by-savings`, `equal`, `by-interest-paid`, `mixed`, `by-savings-months`, `waterfall`, `none`.
    pub profit: String,
    /// Per cent; with `mixed`.
    pub savings_percent: String,
    /// Per cent; with `waterfall`.
    pub administration_percent: String,
    /// Per cent; with `waterfall`.
    pub reserve_percent: String,
    /// `usual`, `paid-out` or `kept`.
    pub savings_at_share_out: String,
    /// `none` or `current-worth`.
    pub leaving_profit: String,
    /// Per cent, may be empty.
    pub leaving_fee_percent: String,
    /// First day of the cycle.
    pub cycle_from: String,
    /// Last day of the cycle, may be empty.
    pub cycle_until: String,
}

/// A line for a fine: fields `fine_<n>_name_km`, `fine_<n>_name_en`, `fine_<n>_amount`, `fine_<n>_occasion`, n from 0.
#[derive(Clone, Debug, Default)]
pub struct FineForm {
    /// What it is for, in Khmer.
    pub name_km: String,
    /// What it is for, in English.
    pub name_en: String,
    /// Amount.
    pub amount: String,
    /// `late`, `absent` or `other`.
    pub occasion: String,
}

impl ConstitutionForm {
    /// Reads the pairs of a posted form; a field that is missing is empty.
    pub fn from_pairs(pairs: &[(String, String)]) -> ConstitutionForm {
        let get = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()).unwrap_or_default();
        ConstitutionForm {
            currency: get("currency"),
            rhythm: get("rhythm"),
            cash_rounding: get("cash_rounding"),
            fines_go_to: get("fines_go_to"),
            steps: STEPS.map(|step| get(&format!("step_{step}"))),
            saving_by: get("saving_by"),
            share_value: get("share_value"),
            shares_most: get("shares_most"),
            expected: get("expected"),
            social_contribution: get("social_contribution"),
            social_at_share_out: get("social_at_share_out"),
            fines: (0..FINE_LINES)
                .map(|at| FineForm {
                    name_km: get(&format!("fine_{at}_name_km")),
                    name_en: get(&format!("fine_{at}_name_en")),
                    amount: get(&format!("fine_{at}_amount")),
                    occasion: Some(get(&format!("fine_{at}_occasion")))
                        .filter(|code| !code.is_empty())
                        .unwrap_or_else(|| "other".into()),
                })
                .collect(),
            lending: LendingForm::read(get),
            profit: get("profit"),
            savings_percent: get("savings_percent"),
            administration_percent: get("administration_percent"),
            reserve_percent: get("reserve_percent"),
            savings_at_share_out: get("savings_at_share_out"),
            leaving_profit: get("leaving_profit"),
            leaving_fee_percent: get("leaving_fee_percent"),
            cycle_from: get("cycle_from"),
            cycle_until: get("cycle_until"),
        }
    }
}

/// The form of a constitution.
#[derive(Clone, Debug)]
pub struct ConstitutionFormPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which group.
    pub group: GroupHead,
    /// What has been typed, or the version that holds.
    pub form: ConstitutionForm,
    /// Every refusal.
    pub problems: Vec<Problem>,
    /// The warning, where the rate of interest is one to warn of, in the reader's language.
    pub dear: Option<String>,
    /// The group has sealed meetings: the currency cannot change any more.
    pub has_meetings: bool,
    /// Meetings were sealed in this cycle: a new version waits for the next, and the cycle's days stay.
    pub cycle_runs: bool,
}

/// `GET, POST /groups/{code}/constitution/edit`
pub fn constitution_form(page: &ConstitutionFormPage) -> Markup {
    let (words, group) = (page.around.words, &page.group);
    let fields = Fields { words, problems: &page.problems };
    let back = group.href("constitution");
    let body = html! {
        form.form.stack.narrow method="post" action=(group.href("constitution/edit")) novalidate {
            (fields.summary())
            @if page.cycle_runs { (note_box("warn", "calendar", html! { p { (words.say("cycle-runs")) } })) }
            (general(page, fields))
            (savings(page, fields))
            (fines(page, fields))
            (lending::fieldset(&page.form.lending, page.dear.as_deref(), &sign(page), fields))
            (profit(page, fields))
            (order(page, fields))
            div.actions {
                button.btn.main type="submit" { (icon("check")) (words.say("save-constitution")) }
                a.btn href=(back) { (words.say("cancel")) }
            }
        }
    };
    page.around.page(&words.say("write-constitution"), group.name.show(words), Some(&back), &page.problems, body)
}

fn general(page: &ConstitutionFormPage, fields: Fields<'_>) -> Markup {
    let (words, form) = (fields.words, &page.form);
    let rhythms = ["weekly", "fortnightly", "four-weekly", "monthly"];
    let keys = rhythms.map(|code| format!("rhythm-{code}"));
    let rhythms: Vec<_> = rhythms.iter().zip(&keys).map(|(code, key)| (*code, words.say(key), "".into())).collect();
    html! {
        fieldset.set {
            legend { (icon("calendar-check")) (words.say("meetings")) }
            @if page.has_meetings {
                input type="hidden" name="currency" value=(form.currency);
                p.hint { (words.say("currency-fixed")) }
            } @else {
                (fields.radios("currency", "currency", &form.currency, true, &[("KHR", words.say("riel"), "".into()), ("USD", words.say("dollar"), "".into())]))
            }
            (fields.radios("rhythm", "rhythm", &form.rhythm, true, &rhythms))
            @if page.cycle_runs {
                p.hint { (words.with("cycle-days-fixed", &[("days", format!("{} – {}", form.cycle_from, form.cycle_until).into())])) }
            } @else {
                div.pair {
                    (fields.date("cycle_from", "cycle-from", &form.cycle_from))
                    (fields.date("cycle_until", "cycle-until", &form.cycle_until))
                }
            }
            (fields.amount("cash_rounding", "cash-rounding", &form.cash_rounding, &sign(page)).hint("cash-rounding-hint"))
        }
    }
}

fn savings(page: &ConstitutionFormPage, fields: Fields<'_>) -> Markup {
    let (words, form, sign) = (fields.words, &page.form, sign(page));
    html! {
        fieldset.set {
            legend { (icon("piggy-bank")) (words.say("savings")) }
            (fields.radios("saving_by", "saving-by", &form.saving_by, false, &[
                ("shares", words.say("saving-by-shares"), words.say("saving-by-shares-hint")),
                ("amounts", words.say("saving-by-amounts"), words.say("saving-by-amounts-hint"))]))
            div.pair {
                (fields.amount("share_value", "share-value", &form.share_value, &sign).hint("only-with-shares"))
                (fields.count("shares_most", "shares-most", &form.shares_most).hint("only-with-shares"))
            }
            (fields.amount("expected", "saving-expected", &form.expected, &sign).hint("only-with-amounts"))
        }
        fieldset.set {
            legend { (icon("hand-heart")) (words.say("social-fund")) }
            (fields.amount("social_contribution", "social-contribution", &form.social_contribution, &sign).hint("social-contribution-hint"))
            (fields.radios("social_at_share_out", "social-at-share-out", &form.social_at_share_out, false, &[
                ("kept", words.say("social-kept"), "".into()), ("split-equally", words.say("social-split-equally"), "".into())]))
        }
    }
}

fn fines(page: &ConstitutionFormPage, fields: Fields<'_>) -> Markup {
    let (words, form, sign) = (fields.words, &page.form, sign(page));
    let occasions: Vec<(Cow<'_, str>, Cow<'_, str>)> =
        ["late", "absent", "other"].iter().map(|code| (Cow::from(*code), words.say(&format!("occasion-{code}")))).collect();
    let filled = |fine: &FineForm| !(fine.name_km.is_empty() && fine.name_en.is_empty() && fine.amount.is_empty());
    let shown = (form.fines.iter().rposition(filled).map_or(0, |last| last + 1) + FINE_LINES_FREE).min(FINE_LINES);
    html! {
        fieldset.set {
            legend { (icon("gavel")) (words.say("fines")) }
            p.hint { (words.say("fines-hint")) }
            @for (at, fine) in form.fines.iter().enumerate().take(shown) {
                div.fine-line {
                    (fields.text("", "fine-name-km", &fine.name_km).named(format!("fine_{at}_name_km")))
                    (fields.text("", "fine-name-en", &fine.name_en).named(format!("fine_{at}_name_en")))
                    (fields.amount("", "amount", &fine.amount, &sign).named(format!("fine_{at}_amount")))
                    (fields.select(&format!("fine_{at}_occasion"), "occasion", &fine.occasion, &occasions))
                }
            }
            (fields.radios("fines_go_to", "fines-go-to", &form.fines_go_to, true, &[
                ("loan", words.say("fines-to-loan"), "".into()), ("social", words.say("fines-to-social"), "".into())]))
        }
    }
}

fn profit(page: &ConstitutionFormPage, fields: Fields<'_>) -> Markup {
    let (words, form) = (fields.words, &page.form);
    let percent = |name, label, value| fields.count(name, label, value).keypad("decimal").after("%");
    html! {
        fieldset.set {
            legend { (icon("scale")) (words.say("profit")) }
            (choice(fields, "profit", "profit-rule", &form.profit, "profit", &PROFITS))
            div.pair {
                (percent("savings_percent", "profit-savings-percent", &form.savings_percent).hint("only-with-mixed"))
            }
            div.pair {
                (percent("administration_percent", "for-administration", &form.administration_percent).hint("only-with-waterfall"))
                (percent("reserve_percent", "for-reserve", &form.reserve_percent).hint("only-with-waterfall"))
            }
            (choice(fields, "savings_at_share_out", "savings-at-end", &form.savings_at_share_out, "savings-at-end",
                &["usual", "paid-out", "kept"]))
        }
        fieldset.set {
            legend { (icon("log-out")) (words.say("leaver")) }
            (choice(fields, "leaving_profit", "leaver-takes", &form.leaving_profit, "leaver-takes", &["none", "current-worth"]))
            (percent("leaving_fee_percent", "leaver-fee", &form.leaving_fee_percent).hint("leaver-fee-hint"))
        }
    }
}

fn order(page: &ConstitutionFormPage, fields: Fields<'_>) -> Markup {
    let words = fields.words;
    html! {
        fieldset.set {
            legend { (icon("list-checks")) (words.say("steps-in-order")) }
            p.hint { (words.say("steps-hint")) }
            div.step-places #steps {
                @for (step, place) in STEPS.iter().zip(&page.form.steps) {
                    (fields.count("", &format!("rule-step-{step}"), place).named(format!("step_{step}")))
                }
            }
        }
    }
}

/// Dollars or riel, as chosen; both when nothing is chosen yet.
fn sign(page: &ConstitutionFormPage) -> String {
    let (words, unit) = (page.around.words, &page.group.unit);
    if page.form.currency.is_empty() || page.form.currency == unit.commodity {
        return crate::parts::sign(words, unit);
    }
    crate::parts::sign(words, &crate::parts::Unit { commodity: page.form.currency.clone(), decimals: 0 })
}
