//! What begins a grant: the call for applications, and the application of a family.
use super::{
    AwardFrame, AwardHead,
    forms::{BUSINESSES, Choice, PLAN_ROWS, Typed, sum_line},
};
use crate::{
    layout::icon,
    parts::{Around, Fields, Name, Problem, note_box},
};
use chrono::NaiveDate;
use maud::{Markup, html};
use std::borrow::Cow;

/// Somebody of the same names, known already.
#[derive(Clone, Debug)]
pub struct Known {
    /// Her id.
    pub person: String,
    /// Her name.
    pub name: Name,
    /// Her year of birth.
    pub birth_year: Option<i64>,
}

/// The application of a family.
#[derive(Clone, Debug)]
pub struct ApplyPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which award.
    pub award: AwardHead,
    /// The lines whose call is open: code and name.
    pub lines: Vec<Choice>,
    /// The sign of the award's currency.
    pub sign: String,
    /// What was typed.
    pub typed: Typed,
    /// People of the same names.
    pub known: Vec<Known>,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET, POST /awards/{code}/grants/new`
pub fn apply(page: &ApplyPage) -> Markup {
    let (words, award) = (page.around.words, &page.award);
    let fields = Fields { words, problems: &page.problems };
    let title = words.say("grant-apply");
    let back = award.href("grants");
    let body = html! {
        form.form.stack.narrow.amid method="post" action=(award.href("grants/new")) novalidate {
            (fields.summary())
            input type="hidden" name="key" value=(page.typed.get("key"));
            @if page.lines.is_empty() { (note_box("warn", "triangle-alert", html! { p { (words.say("grant-no-call-open")) } })) }
            @if !page.known.is_empty() { (known(page, fields)) }
            (person(page, fields))
            (business(page, fields))
            (plan(page, fields))
            div.actions {
                button.btn.main type="submit" { (icon("check")) (words.say("grant-apply-send")) }
                a.btn href=(back) { (words.say("cancel")) }
            }
        }
    };
    let frame = AwardFrame { around: &page.around, award, tab: None, title: &title, back: back.clone(), problems: &page.problems };
    frame.draw(body)
}

fn known(page: &ApplyPage, fields: Fields<'_>) -> Markup {
    let words = fields.words;
    let text = |known: &Known| {
        let born = known.birth_year.map(|year| words.with("born-in", &[("year", words.ordinal(year).into())]));
        format!("{} {}", known.name.show(words), born.unwrap_or_default()).trim().to_owned()
    };
    let mut options: Vec<(&str, Cow<'_, str>, Cow<'_, str>)> =
        page.known.iter().map(|known| (known.person.as_str(), Cow::from(text(known)), Cow::from(""))).collect();
    options.push(("new", words.say("grant-person-new"), "".into()));
    html! {
        fieldset.set {
            legend { (icon("users")) (words.say("grant-same-names")) }
            (fields.radios("person", "grant-who-is-it", page.typed.get("person"), false, &options))
        }
    }
}

fn person(page: &ApplyPage, fields: Fields<'_>) -> Markup {
    let (words, typed) = (fields.words, &page.typed);
    html! {
        fieldset.set {
            legend { (icon("user")) (words.say("grant-applicant")) }
            div.pair {
                (fields.text("family_name_km", "family-name-km", typed.get("family_name_km")))
                (fields.text("given_name_km", "given-name-km", typed.get("given_name_km")))
                (fields.text("family_name_latin", "family-name-latin", typed.get("family_name_latin")))
                (fields.text("given_name_latin", "given-name-latin", typed.get("given_name_latin")))
            }
            p.hint { (words.say("one-script-is-enough")) }
            (fields.radios("sex", "sex", typed.get("sex"), true, &[("f", words.say("female"), "".into()), ("m", words.say("male"), "".into())]))
            div.pair.start {
                (fields.count("birth_year", "birth-year", typed.get("birth_year")).hint("birth-year-hint"))
                (fields.text("phone", "phone", typed.get("phone")).mid().keypad("tel").hint("phone-hint"))
                (fields.text("household", "grant-household", typed.get("household")).mid().hint("grant-household-hint"))
                (fields.text("account", "grant-account", typed.get("account")).mid().hint("grant-account-hint"))
            }
            (fields.count("village_code", "village-code", typed.get("village_code")).hint("village-code-hint").mid())
        }
    }
}

fn business(page: &ApplyPage, fields: Fields<'_>) -> Markup {
    let (words, typed) = (fields.words, &page.typed);
    let lines: Vec<_> = page.lines.iter().map(|(value, text)| (Cow::from(value), Cow::from(text))).collect();
    let kinds: Vec<_> = BUSINESSES.iter().map(|code| (Cow::from(*code), words.say(&format!("grant-business-{code}")))).collect();
    html! {
        fieldset.set {
            legend { (icon("store")) (words.say("grant-business")) }
            (fields.date("day", "grant-applied-on", typed.get("day")))
            (fields.select("line", "award-line", typed.get("line"), &lines))
            (fields.select("business", "grant-business", typed.get("business"), &kinds))
            div.pair.start {
                (fields.amount("asked", "grant-asked", typed.get("asked"), &page.sign))
                (fields.amount("own", "grant-own", typed.get("own"), &page.sign).hint("grant-own-hint"))
            }
        }
    }
}

fn plan(page: &ApplyPage, fields: Fields<'_>) -> Markup {
    let words = fields.words;
    html! {
        fieldset.set data-parts="plan-" data-whole-of="asked own" {
            legend { (icon("list-checks")) (words.say("grant-plan")) }
            p.hint { (words.say("grant-plan-hint")) }
            @for at in 0..PLAN_ROWS {
                div.plan-row {
                    @let field = format!("plan-{at}-what");
                    (fields.text("", "grant-plan-what", page.typed.get(&field)).named(field.clone()))
                    @let field = format!("plan-{at}-amount");
                    (fields.amount("", "grant-plan-cost", page.typed.get(&field), &page.sign).named(field.clone()))
                }
            }
            (sum_line(words, "plan", None, &page.sign))
            @if let Some(problem) = fields.problems.iter().find(|problem| problem.field == "plan") {
                p.err id="plan-e" { (icon("circle-alert")) span { (problem.message) } }
            }
        }
    }
}

/// A call for applications.
#[derive(Clone, Debug)]
pub struct CallPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which award.
    pub award: AwardHead,
    /// The lines that pay grants.
    pub lines: Vec<Choice>,
    /// Calls that were made: the line's name, the last day, whether it is open.
    pub calls: Vec<(Name, NaiveDate, bool)>,
    /// What was typed.
    pub typed: Typed,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET, POST /awards/{code}/calls`
pub fn call(page: &CallPage) -> Markup {
    let (words, award) = (page.around.words, &page.award);
    let fields = Fields { words, problems: &page.problems };
    let title = words.say("award-call-new");
    let lines: Vec<_> = page.lines.iter().map(|(value, text)| (Cow::from(value), Cow::from(text))).collect();
    let body = html! {
        form.form.narrow.amid method="post" action=(award.href("calls")) novalidate {
            (fields.summary())
            div.card.form {
                p.hint { (words.say("award-call-text")) }
                input type="hidden" name="key" value=(page.typed.get("key"));
                (fields.date("day", "award-call-from", page.typed.get("day")))
                (fields.select("line", "award-line", page.typed.get("line"), &lines))
                (fields.date("until", "award-call-last", page.typed.get("until")))
                div.actions {
                    button.btn.main type="submit" { (icon("check")) (title) }
                    a.btn href=(award.href("")) { (words.say("cancel")) }
                }
            }
        }
        @if !page.calls.is_empty() {
            ul.plain-list.narrow.amid {
                @for (line, until, open) in &page.calls {
                    li.(if *open { "" } else { "muted" }) {
                        b { (line.show(words)) } " · " (words.with("award-call-until", &[("date", words.date(*until).into())]))
                    }
                }
            }
        }
    };
    let frame =
        AwardFrame { around: &page.around, award, tab: None, title: &title, back: award.href(""), problems: &page.problems };
    frame.draw(body)
}
