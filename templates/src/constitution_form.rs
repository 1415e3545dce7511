//! The form in which a group writes what it agreed.
use crate::layout::icon;
use crate::parts::{Around, Fields, GroupHead, Problem, note_box};
use maud::{Markup, html};
use std::borrow::Cow;

/// The steps of a meeting, by code, in the most usual order; attendance is first and the count last.
pub const STEPS: [&str; 8] = ["attendance", "social-fund", "savings", "fines", "repayments", "loans", "other", "cash"];
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
    /// Per cent.
    pub interest_percent_month: String,
    /// `flat` or `declining`.
    pub interest: String,
    /// Count.
    pub term_months_most: String,
    /// A multiple.
    pub limit_times_savings: String,
    /// Count.
    pub at_a_time_most: String,
    /// Amount.
    pub service_charge: String,
    /// `by-savings`, `equal`, `by-interest-paid`, `waterfall`, `none`.
    pub profit: String,
    /// Per cent; with `waterfall`.
    pub administration_percent: String,
    /// Per cent; with `waterfall`.
    pub reserve_percent: String,
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
            interest_percent_month: get("interest_percent_month"),
            interest: get("interest"),
            term_months_most: get("term_months_most"),
            limit_times_savings: get("limit_times_savings"),
            at_a_time_most: get("at_a_time_most"),
            service_charge: get("service_charge"),
            profit: get("profit"),
            administration_percent: get("administration_percent"),
            reserve_percent: get("reserve_percent"),
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
            (loans(page, fields))
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

fn loans(page: &ConstitutionFormPage, fields: Fields<'_>) -> Markup {
    let (words, form) = (fields.words, &page.form);
    let rules = ["by-savings", "equal", "by-interest-paid", "waterfall", "none"];
    let keys = rules.map(|code| format!("profit-{code}"));
    let rules: Vec<_> = rules.iter().zip(&keys).map(|(code, key)| (*code, words.say(key), "".into())).collect();
    html! {
        fieldset.set {
            legend { (icon("hand-coins")) (words.say("loans")) }
            div.pair {
                (fields.count("interest_percent_month", "interest-percent-month", &form.interest_percent_month).keypad("decimal").after("%"))
                (fields.count("term_months_most", "term-months-most", &form.term_months_most))
                (fields.count("limit_times_savings", "limit-times-savings", &form.limit_times_savings).keypad("decimal").after("×"))
                (fields.count("at_a_time_most", "loans-at-a-time", &form.at_a_time_most))
            }
            (fields.radios("interest", "interest-on", &form.interest, false, &[
                ("declining", words.say("interest-declining"), "".into()), ("flat", words.say("interest-flat"), "".into())]))
            (fields.amount("service_charge", "service-charge", &form.service_charge, &sign(page)))
        }
        fieldset.set {
            legend { (icon("scale")) (words.say("profit")) }
            (fields.radios("profit", "profit-rule", &form.profit, false, &rules))
            div.pair {
                (fields.count("administration_percent", "for-administration", &form.administration_percent).keypad("decimal").after("%").hint("only-with-waterfall"))
                (fields.count("reserve_percent", "for-reserve", &form.reserve_percent).keypad("decimal").after("%").hint("only-with-waterfall"))
            }
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
