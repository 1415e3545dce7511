//! The forms of a grant's life, each a step that one person does.
use crate::{
    layout::icon,
    parts::{Fields, Problem, Upload, note_box},
};
use maud::{Markup, html};
use std::borrow::Cow;
use words::Words;

/// The rows of a plan.
pub const PLAN_ROWS: usize = 6;
/// The rows of an agreement's tranches.
pub const TRANCHE_ROWS: usize = 4;
/// Voters who do not sign in.
pub const OTHER_VOTERS: usize = 3;
/// The kinds of business.
pub const BUSINESSES: [&str; 13] =
    ["poultry", "pigs", "cattle", "fish", "garden", "field", "shop", "food", "cloth", "beauty", "repair", "transport", "other"];

/// Why a grant under a code ends.
pub const EXITS: [&str; 5] = ["completed", "given-up", "moved", "lost-contact", "by-provider"];

/// A form as it came: nothing of it is lost when something is wrong.
#[derive(Clone, Debug, Default)]
pub struct Typed(Vec<(String, String)>);

impl Typed {
    /// From the pairs of the form.
    pub fn new(pairs: Vec<(String, String)>) -> Typed {
        Typed(pairs)
    }

    /// What was typed in a field; nothing where it was not on the form.
    pub fn get(&self, field: &str) -> &str {
        self.0.iter().find(|(name, _)| name == field).map_or("", |(_, value)| value.as_str())
    }

    /// Every value of a field that may be chosen several times.
    pub fn all<'a>(&'a self, field: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(name, _)| name == field).map(|(_, value)| value.as_str())
    }

    /// The names of all fields, in the order in which they came.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// Writes into a field.
    pub fn set(&mut self, field: &str, text: impl Into<String>) {
        self.0.retain(|(name, _)| name != field);
        self.0.push((field.to_owned(), text.into()));
    }

    /// Without the fields of which this holds.
    pub fn without(self, drop: impl Fn(&str) -> bool) -> Typed {
        Typed(self.0.into_iter().filter(|(name, _)| !drop(name)).collect())
    }
}

/// A value and its text in a list to choose from.
pub type Choice = (String, String);

/// A step of a grant that the reader may do now.
#[derive(Clone, Debug)]
pub struct ActForm {
    /// The last part of its address: `screen`, `appraise`, `rule`, `agree`, `vary`, `visit`, `close`, `recover`.
    pub act: &'static str,
    /// What was typed.
    pub typed: Typed,
    /// The sign of the award's currency.
    pub sign: String,
    /// What the screening found the same, in words.
    pub matches: Vec<String>,
    /// Who may have voted.
    pub voters: Vec<Choice>,
    /// What may be visited for.
    pub visits: Vec<Choice>,
    /// It is what the grant waits for.
    pub waits: bool,
    /// What parts must come to: the sum of an agreement, what was paid.
    pub whole: Option<String>,
    /// The grant is under a code: nothing is told in words, and some things are asked besides.
    pub coded: bool,
}

/// The form of a step; framed where it is the next one.
pub fn act_form(words: Words, problems: &[Problem], href: &str, form: &ActForm) -> Markup {
    let fields = Fields { words, problems };
    let title = words.say(&format!("grant-act-{}", form.act));
    let body = html! {
        form.form method="post" action={ (href) "/" (form.act) } enctype=[(form.act == "visit" && !form.coded).then_some("multipart/form-data")] novalidate {
            (fields.summary())
            p.hint { (words.say(&format!("{}-act-{}-text", if form.coded { "code" } else { "grant" }, form.act))) }
            input type="hidden" name="key" value=(form.typed.get("key"));
            (fields.date("day", "grant-day", form.typed.get("day")))
            (inside(fields, form))
            div.actions { button.btn.main type="submit" { (icon("check")) (title) } }
        }
    };
    html! {
        section.card.(if form.waits { "next-step" } else { "" }) {
            h2 { (icon("pencil")) @if form.waits { (words.say("grant-next-step")) ": " } (title) }
            (body)
        }
    }
}

fn inside(fields: Fields<'_>, form: &ActForm) -> Markup {
    let (words, typed, sign) = (fields.words, &form.typed, form.sign.as_str());
    let yes_no = |key: &str| {
        let option = |value: &'static str| (value, words.say(&format!("{key}-{value}")), Cow::from(""));
        fields.radios("passed", key, typed.get("passed"), true, &[option("yes"), option("no")])
    };
    match form.act {
        "screen" if form.coded => yes_no("grant-screened"),
        "screen" => html! {
            @if form.matches.is_empty() {
                (note_box("", "circle-check", html! { p { (words.say("grant-no-match")) } }))
            } @else {
                (note_box("warn", "triangle-alert", html! { ul { @for found in &form.matches { li { (found) } } } }))
            }
            (yes_no("grant-screened"))
            (fields.area("reason", "grant-reason", typed.get("reason")).hint("grant-reason-hint"))
        },
        "appraise" => html! {
            (fields.count("score", "grant-score", typed.get("score")).hint("grant-score-hint"))
            (yes_no("grant-appraised"))
        },
        "rule" => html! {
            (minute(fields, form))
            (voters(fields, form))
            (fields.count("rank", "grant-rank", typed.get("rank")).hint("grant-rank-hint"))
            (yes_no("grant-ruled"))
            (fields.amount("approved", "grant-approved", typed.get("approved"), sign).hint("grant-approved-hint"))
        },
        "agree" => html! { (tranches(fields, form)) (fields.check("witness", "grant-witness", typed.get("witness") == "1")) },
        "vary" => html! {
            (tranches(fields, form))
            (minute(fields, form))
        },
        "visit" => visit(fields, form),
        "close" => html! {
            @if let Some(paid) = &form.whole { p { (words.with("grant-close-paid", &[("amount", paid.into())])) } }
            (fields.amount("verified", "grant-close-verified", typed.get("verified"), sign))
            (fields.amount("returned", "grant-close-returned", typed.get("returned"), sign))
            (fields.amount("disallowed", "grant-close-disallowed", typed.get("disallowed"), sign))
            @if form.coded { (fields.select("exit", "code-exit", typed.get("exit"), &listed(words, "code-exit", &EXITS))) }
        },
        _ => html! { (fields.amount("amount", "amount", typed.get("amount"), sign)) },
    }
}

fn minute<'a>(fields: Fields<'a>, form: &'a ActForm) -> Markup {
    let hint = if form.coded { "code-minute-hint" } else { "grant-minute-hint" };
    html! { (fields.text("minute", "grant-minute", form.typed.get("minute")).hint(hint)) }
}

/// A list to choose from, with nothing chosen first; `key-code` is each one's text.
pub(super) fn listed<'a>(words: Words, key: &str, codes: &[&'a str]) -> Vec<(Cow<'a, str>, Cow<'static, str>)> {
    let none = (Cow::from(""), words.say("code-choose"));
    std::iter::once(none).chain(codes.iter().map(|code| (Cow::from(*code), words.say(&format!("{key}-{code}"))))).collect()
}

fn voters(fields: Fields<'_>, form: &ActForm) -> Markup {
    let words = fields.words;
    let problem = fields.problems.iter().find(|problem| problem.field == "voters");
    html! {
        fieldset.f.(if problem.is_some() { "bad" } else { "" }) #voters aria-describedby=[problem.map(|_| "voters-e")] {
            legend { (words.say("grant-voters")) }
            p.hint { (words.say("grant-voters-hint")) }
            div.opts {
                @for (id, name) in &form.voters {
                    label.opt {
                        input type="checkbox" name="voter" value=(id) checked[form.typed.all("voter").any(|chosen| chosen == id)];
                        span { (name) }
                    }
                }
            }
            @if let Some(problem) = problem {
                p.err id="voters-e" { (icon("circle-alert")) span { span.vh { (words.say("error-prefix")) " " } (problem.message) } }
            }
        }
        // Under a code nobody is written down by a word.
        @for at in 0..if form.coded { 0 } else { OTHER_VOTERS } {
            @let field = format!("other-{at}");
            (fields.text("", "grant-voter-other", form.typed.get(&field)).named(field.clone()))
        }
    }
}

fn tranches(fields: Fields<'_>, form: &ActForm) -> Markup {
    let words = fields.words;
    html! {
        div.stack.tranche-set data-parts="t" data-whole=[form.whole.as_deref()] {
            @for at in 0..TRANCHE_ROWS {
                fieldset.set {
                    legend { (words.with("grant-tranche-no", &[("number", words.ordinal(at as i64 + 1).into())])) }
                    div.pair.three.start {
                        @let field = format!("t{at}-amount");
                        (fields.amount("", "amount", form.typed.get(&field), &form.sign).named(field.clone()))
                        @let field = format!("t{at}-from");
                        (fields.date("", "grant-tranche-from", form.typed.get(&field)).named(field.clone()))
                        @let field = format!("t{at}-means");
                        (fields.select(&field, "grant-means", form.typed.get(&field), &means(words)))
                    }
                }
            }
            (sum_line(words, "tranches", form.whole.as_deref(), &form.sign))
        }
    }
}

fn means(words: Words) -> Vec<(Cow<'static, str>, Cow<'static, str>)> {
    ["cash", "transfer", "goods"].map(|code| (code.into(), words.say(&format!("grant-means-{code}")))).into()
}

/// What the parts come to, and what they should; the script counts along while somebody types.
pub(super) fn sum_line(words: Words, field: &str, whole: Option<&str>, sign: &str) -> Markup {
    let text = |key: &str| words.with(key, &[("amount", "#".into())]);
    html! {
        @if let Some(whole) = whole { p { (words.with("grant-parts-should", &[("amount", whole.into())])) } }
        p.sum-line id=(field) role="status" data-sign=(sign) data-less=(text("grant-parts-less")) data-more=(text("grant-parts-more"))
            data-even=(text("grant-parts-even")) data-sum=(text("grant-parts-sum")) {}
    }
}

fn visit(fields: Fields<'_>, form: &ActForm) -> Markup {
    let (words, typed) = (fields.words, &form.typed);
    let options = |key: &str, codes: &[&'static str]| -> Vec<(&'static str, Cow<'static, str>, Cow<'static, str>)> {
        codes.iter().map(|code| (*code, words.say(&format!("{key}-{code}")), Cow::from(""))).collect()
    };
    let visits: Vec<_> = form.visits.iter().map(|(value, text)| (Cow::from(value), Cow::from(text))).collect();
    html! {
        (fields.select("visiting", "grant-visiting", typed.get("visiting"), &visits))
        (fields.radios("seen", "grant-seen", typed.get("seen"), true, &options("grant-seen", &["all", "part", "nothing"])))
        (fields.radios("operating", "grant-operating", typed.get("operating"), true,
            &options("grant-operating", &["runs", "paused", "closed", "lost-contact"])))
        div.pair.start {
            (fields.amount("sales", "grant-sales", typed.get("sales"), &form.sign).hint("grant-sales-hint"))
            (fields.count("jobs", "grant-jobs", typed.get("jobs")).hint(if form.coded { "code-jobs-hint" } else { "grant-jobs-hint" }))
        }
        @if form.coded { (fields.radios("safe", "code-safe", typed.get("safe"), true, &options("code-safe", &["yes", "no"]))) }
        // Of what belongs to somebody under a code no picture is taken.
        @if !form.coded {
            (Upload {
                name: "scan",
                label: "visit-picture",
                hint: "visit-picture-hint",
                button: "upload-choose-picture",
                accept: "image/jpeg,image/png",
                must: false,
            }
            .draw(fields))
        }
    }
}
