//! A plan reckoned: what speaks against it first, then the answer in one line, then every figure, and what was done with it.
use super::{PlanHead, Sheet, budget, cash, part, say, shocks, state_badge, subject};
use crate::{
    layout::icon,
    parts::{self, Around, Fields, Problem, note_box},
};
use chrono::{DateTime, Utc};
use domain::plans::{Cash, Chapter, Objection, Place, Plan, State, Weight};
use maud::{Markup, html};
use std::borrow::Cow;
use words::Words;

/// A version in the list.
#[derive(Clone, Debug)]
pub struct VersionLine {
    /// Its number.
    pub no: i64,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: String,
}

/// A step that was taken.
#[derive(Clone, Debug)]
pub struct StepLine {
    /// `submitted`, `returned`, `approved`, `withdrawn`.
    pub step: &'static str,
    /// Of which version.
    pub version: i64,
    /// What was said with it.
    pub note: String,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: String,
}

/// What the reader may do with a plan now.
#[derive(Clone, Copy, Debug, Default)]
pub struct May {
    /// Change lines.
    pub edit: bool,
    /// Say for whom it is.
    pub attach: bool,
    /// Hand it in.
    pub submit: bool,
    /// Take it back.
    pub withdraw: bool,
    /// Give it back.
    pub give_back: bool,
    /// Approve it.
    pub approve: bool,
    /// She could, were it not her own.
    pub own: bool,
}

/// Everything that surrounds the figures of a plan, of whichever kind it is.
#[derive(Clone, Debug)]
pub struct Surround {
    /// What surrounds the page.
    pub around: Around,
    /// Which plan.
    pub head: PlanHead,
    /// The version that is shown.
    pub shown: i64,
    /// Its versions, the latest first.
    pub versions: Vec<VersionLine>,
    /// What was done with it, in order.
    pub steps: Vec<StepLine>,
    /// What may be done now.
    pub may: May,
    /// The organisation's other plans that it may be compared with.
    pub others: Vec<super::Choice>,
    /// The draft on this phone that is done with, where the plan was just saved.
    pub draft: Option<String>,
    /// The note that was typed.
    pub note: String,
    /// Every refusal of a step.
    pub problems: Vec<Problem>,
}

/// A plan of an enterprise.
#[derive(Clone, Debug)]
pub struct PlanPage {
    /// What surrounds the figures.
    pub surround: Surround,
    /// The figures.
    pub plan: Plan,
}

/// `GET /plans/{plan}`, `GET /plans/{plan}/versions/{no}`
pub fn plan(page: &PlanPage) -> Markup {
    let (around, plan) = (&page.surround, &page.plan);
    let words = around.around.words;
    let (figures, money) = (plan.budget(), plan.cash());
    let edit = around.may.edit.then(|| around.head.href("edit"));
    let body = html! {
        (objections(words, plan, edit.as_deref()))
        (answer(words, plan, &figures, &money))
        (budget::budget(words, plan, &figures, edit.as_deref()))
        (budget::family(words, plan, &figures))
        (budget::investments(words, plan, &figures))
        div.halves.even {
            div.stack { (budget::ratios(words, plan, &figures)) }
            div.stack { (budget::supposed(words, plan)) (cash::years(words, plan, &money)) }
        }
        (cash::cash(words, plan, &money))
        (shocks::sensitivity(words, plan))
        (chapters(words, plan))
    };
    surrounded(around, body)
}

/// A plan's page around its figures: its head, what may be done, versions and steps.
pub fn surrounded(page: &Surround, figures: Markup) -> Markup {
    let words = page.around.words;
    let latest = page.shown == page.head.version;
    let body = html! {
        @if let Some(draft) = &page.draft { div data-plan-saved=(draft) hidden {} }
        (Fields { words, problems: &page.problems }.summary())
        (head(page))
        (figures)
        div.halves.even {
            @if latest { (steps(page)) }
            (versions(page))
        }
    };
    let title = page.head.title.show(words).to_owned();
    let under = page.head.subject.text(words);
    let back = if latest { "/plans".to_owned() } else { page.head.href("") };
    let scripts: &[&str] = if page.draft.is_some() { &["draft.js", "plan.js"] } else { &[] };
    Sheet { around: &page.around, title: &title, under: &under, back: &back, problems: &page.problems, scripts }.draw(body)
}

fn head(page: &Surround) -> Markup {
    let (words, head) = (page.around.words, &page.head);
    let version = words.with("plan-version", &[("no", words.ordinal(page.shown).into())]);
    let older = page.shown != head.version;
    html! {
        section.card.plan-head {
            p {
                @if older { (parts::badge(parts::Tone::Past, "history", &version)) }
                @else { (state_badge(words, head.state)) " " span.small { (version) } }
                " " span.small { (super::enterprise(words, &head.enterprise)) }
            }
            p {
                (icon("user")) " " (subject::line(words, &head.subject))
                @if page.may.attach && !older { " · " a href=(head.href("subject")) { (words.say(if head.subject.key.is_empty() { "plan-for-say" } else { "plan-for-change" })) } }
            }
            @if older { (note_box("warn", "history", html! { p { (words.say("plan-older")) " " a href=(head.href("")) { (words.say("plan-latest")) } } })) }
            div.actions {
                @if page.may.edit && !older { a.btn.main href=(head.href("edit")) { (icon("pencil")) (words.say("plan-edit")) } }
                a.btn href=(parts::with_query(&head.href("paper"), &[("version", &page.shown.to_string())])) { (icon("printer")) (words.say("plan-print")) }
                @if !older { a.btn href=(head.href("actual")) { (icon("calendar-check")) (words.say("plan-actual")) } }
            }
        }
    }
}

/// What speaks against a plan, each with a link to where it stands.
fn objections(words: Words, plan: &Plan, edit: Option<&str>) -> Markup {
    let all = plan.objections();
    if all.is_empty() {
        return note_box("good", "circle-check", html! { p { (words.say("plan-objections-none")) } });
    }
    let wrong = all.iter().any(|one| one.what.weight() == Weight::Wrong);
    html! {
        section.card.objections #objections {
            h2.(if wrong { "bad-ink" } else { "" }) { (icon("triangle-alert")) (words.say("plan-objections")) }
            ul { @for one in &all { (objection(words, plan, one, edit)) } }
        }
    }
}

fn objection(words: Words, plan: &Plan, one: &Objection, edit: Option<&str>) -> Markup {
    let (class, symbol) = match one.what.weight() {
        Weight::Wrong => ("wrong", "circle-x"),
        Weight::Doubt => ("doubt", "info"),
    };
    let key = format!("plan-weight-{}", if class == "wrong" { "wrong" } else { "doubt" });
    html! {
        li.(class) {
            (icon(symbol))
            div {
                b { (words.say(&key)) } " " (say::objection(words, plan, one))
                div.links {
                    @if let Some(href) = anchor(one.at) { a href=(href) { (words.say("plan-object-see")) } }
                    @if let Some((edit, field)) = edit.zip(field(one.at)) { a href={ (edit) "#" (field) } { (icon("pencil")) (words.say("plan-object-mend")) } }
                }
            }
        }
    }
}

/// Where it stands on the plan's page.
fn anchor(at: Place) -> Option<String> {
    match at {
        Place::Plan => None,
        Place::Line(no) => Some(format!("#line-{no}")),
        Place::Investment(no) => Some(format!("#investment-{no}")),
        Place::Source(_) | Place::Loan(_) => Some("#supposed".into()),
        Place::Subtotal(section) => Some(format!("#section-{}", section.code())),
        Place::Figure(_) => Some("#ratios".into()),
        Place::Month(_) => Some("#cash".into()),
    }
}

/// Where it is mended on the form.
fn field(at: Place) -> Option<String> {
    match at {
        Place::Line(no) => Some(format!("l{no}")),
        Place::Investment(no) => Some(format!("i{no}")),
        Place::Source(_) | Place::Month(_) => Some("money".into()),
        Place::Loan(no) => Some(format!("o{no}")),
        Place::Subtotal(_) | Place::Figure(_) => Some("printed".into()),
        Place::Plan => None,
    }
}

/// The whole plan in one line.
fn answer(words: Words, plan: &Plan, figures: &domain::plans::Budget, cash: &Cash) -> Markup {
    let money = super::unit(plan);
    let (key, net) = if figures.net < 0 { ("plan-answer-loses", -figures.net) } else { ("plan-answer-leaves", figures.net) };
    let net = words.with(key, &[("net", money.text(words, net).into())]);
    let (key, lowest) = if cash.lowest_amount < 0 {
        ("plan-answer-lacks", -cash.lowest_amount)
    } else {
        ("plan-answer-lowest", cash.lowest_amount)
    };
    let values = [("month", words.month(plan.month(cash.lowest)).into()), ("amount", money.text(words, lowest).into())];
    let mut text = vec![net, words.with(key, &values)];
    if let Some(can) = cash.affordable {
        text.push(match can.percent {
            Some(percent) => words.with("plan-answer-loan", &[("percent", say::percent(words, percent).into())]),
            None => words.say("plan-answer-loan-nothing").into_owned(),
        });
    }
    let good = figures.net >= 0 && cash.lowest_amount >= 0 && cash.affordable.is_none_or(|can| can.holds());
    html! {
        section.card.plan-answer.(if good { "good" } else { "stop" }) {
            h2.vh { (words.say("plan-answer")) }
            p.large { (icon(if good { "circle-check" } else { "triangle-alert" })) " " (text.join(&words.say("plan-answer-between"))) }
        }
    }
}

/// What a plan says in words; empty chapters are left out.
fn chapters(words: Words, plan: &Plan) -> Markup {
    let told: Vec<(&Chapter, &String)> = plan.written().chapters.iter().filter(|(_, text)| !text.trim().is_empty()).collect();
    if told.is_empty() {
        return html! {};
    }
    part(
        "chapters",
        "notebook-pen",
        &words.say("plan-chapters"),
        html! {
            @for (chapter, text) in told {
                h3 { (words.say(&format!("plan-chapter-{}", chapter.code()))) }
                p.as-typed { (text) }
            }
        },
    )
}

/// What was done with the plan, and what may be done now.
fn steps(page: &Surround) -> Markup {
    let (words, head, may) = (page.around.words, &page.head, page.may);
    let fields = Fields { words, problems: &page.problems };
    let button = |below: &str, symbol: &str, key: &str, class: &str| {
        html! {
            form method="post" action=(head.href(below)) {
                input type="hidden" name="version" value=(head.version);
                button.btn.(class) type="submit" { (icon(symbol)) (words.say(key)) }
            }
        }
    };
    part(
        "steps",
        "stamp",
        &words.say("plan-review"),
        html! {
            @if page.steps.is_empty() { p.muted { (words.say("plan-steps-none")) } }
            ul.line {
                @for step in &page.steps {
                    li {
                        b { (words.say(&format!("plan-step-{}", step.step))) } " "
                        span.small { (words.with("plan-version", &[("no", words.ordinal(step.version).into())])) }
                        p.small { (step.by) " · " (words.instant(step.at)) }
                        @if !step.note.is_empty() { p { (step.note) } }
                    }
                }
            }
            @if head.state == State::Submitted && may.own { p.hint { (icon("info")) " " (words.say("plan-approve-own")) } }
            @if may.submit && head.subject.key.is_empty() { p.hint { (icon("info")) " " (words.say("plan-submit-nobody")) } }
            div.actions {
                @if may.submit && !head.subject.key.is_empty() { (button("submit", "send", "plan-submit", "main")) }
                @if may.approve { (button("approve", "circle-check", "plan-approve", "main")) }
                @if may.withdraw { (button("withdraw", "undo-2", "plan-withdraw", "")) }
            }
            @if may.give_back {
                details.fold open[!page.note.is_empty() || !page.problems.is_empty()] {
                    summary { span.turn { (icon("chevron-right")) } (words.say("plan-return")) }
                    form.form method="post" action=(head.href("return")) novalidate {
                        input type="hidden" name="version" value=(head.version);
                        (fields.area("note", "plan-return-note", &page.note).hint("plan-return-hint"))
                        div.actions { button.btn type="submit" { (icon("undo-2")) (words.say("plan-return")) } }
                    }
                }
            }
        },
    )
}

fn versions(page: &Surround) -> Markup {
    let (words, head) = (page.around.words, &page.head);
    let options: Vec<(Cow<'_, str>, Cow<'_, str>)> = page
        .versions
        .iter()
        .filter(|version| version.no != page.shown)
        .map(|version| {
            (version.no.to_string().into(), words.with("plan-version", &[("no", words.ordinal(version.no).into())]).into())
        })
        .chain(page.others.iter().map(|(id, title)| (id.as_str().into(), title.as_str().into())))
        .collect();
    part(
        "versions",
        "history",
        &words.say("plan-versions"),
        html! {
            ul.plan-versions {
                @for version in &page.versions {
                    @let name = words.with("plan-version", &[("no", words.ordinal(version.no).into())]);
                    li {
                        @if version.no == page.shown { b { (name) } }
                        @else { a href=(head.href(&format!("versions/{}", version.no))) { (name) } }
                        span.small { (version.by) " · " (words.instant(version.at)) }
                    }
                }
            }
            @if !options.is_empty() {
                form.filter method="get" action=(head.href("compare")) {
                    @if page.shown != head.version { input type="hidden" name="version" value=(page.shown); }
                    (Fields { words, problems: &[] }.select("with", "plan-compare-with", "", &options))
                    button.btn type="submit" { (icon("scale")) (words.say("plan-compare")) }
                }
            }
        },
    )
}
