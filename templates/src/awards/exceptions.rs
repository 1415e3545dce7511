//! What breaks a rule under an award: rule by rule, explained in plain words, with the way to what proves it.
use super::{AwardFrame, AwardHead};
use crate::{
    layout::icon,
    parts::{Around, Tone, badge, empty, more, note_box, with_query},
};
use chrono::NaiveDate;
use maud::{Markup, html};
use words::Words;

/// A way to something: a symbol of the sprite, the address, what it says.
pub type Way = (&'static str, String, String);

/// Something that breaks a rule.
#[derive(Clone, Debug)]
pub struct Broken {
    /// Whose grant or which voucher, in words.
    pub about: String,
    /// What was found, with its figures.
    pub found: String,
    /// What proves it.
    pub ways: Vec<Way>,
    /// Where a finding is made of it; nothing where the reader makes none.
    pub finding: Option<String>,
}

/// A rule that something breaks.
#[derive(Clone, Debug)]
pub struct RuleShown {
    /// Its word.
    pub rule: &'static str,
    /// Its number on the auditors' checklist.
    pub checklist: Option<i64>,
    /// How much breaks it.
    pub count: i64,
    /// What breaks it: all of it, or the first.
    pub rows: Vec<Broken>,
}

/// The page.
#[derive(Clone, Debug)]
pub struct ExceptionsPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which award.
    pub award: AwardHead,
    /// The day as of which the rules were run.
    pub on: NaiveDate,
    /// How much is found in all.
    pub all: i64,
    /// The rules that are broken and shown.
    pub rules: Vec<RuleShown>,
    /// Every rule with how often it is broken, for the filter.
    pub counts: Vec<(&'static str, i64)>,
    /// Rules that nothing breaks.
    pub kept: Vec<(&'static str, Option<i64>)>,
    /// The rule chosen in the filter; empty for all.
    pub rule: String,
    /// What was searched for.
    pub query: String,
    /// The reader may not see which vouchers pay small grants by code: what they break is not told here.
    pub without_coded: bool,
    /// The same as files: what they are, where.
    pub files: Vec<(&'static str, String)>,
}

/// `GET /awards/{award}/exceptions?rule=&q=`
pub fn exceptions(page: &ExceptionsPage) -> Markup {
    let (words, award) = (page.around.words, &page.award);
    let title = words.say("exceptions");
    let chosen = !(page.rule.is_empty() && page.query.is_empty());
    let body = html! {
        (super::reports::tabs_of(words, award, "exceptions"))
        p.lead {
            (words.with("exceptions-run", &[("date", words.date(page.on).into()), ("count", words.number(page.all).into())]))
        }
        @if page.without_coded { (note_box("", "lock", html! { p { (words.say("exceptions-without-coded")) } })) }
        (filter(page))
        @if page.rules.is_empty() && chosen {
            div.card { (empty("search", &words.say("nothing-found"), &words.say("nothing-found-text"), Some((&award.href("exceptions"), &words.say("show-all"))))) }
        } @else if page.rules.is_empty() {
            div.card { (empty("circle-check", &words.say("exceptions-none"), &words.say("exceptions-none-text"), None)) }
        }
        @for rule in &page.rules { (section(page, rule)) }
        @if !chosen && !page.kept.is_empty() { (kept(words, &page.kept)) }
        (super::reports::files(words, &page.files))
    };
    let frame = AwardFrame { around: &page.around, award, tab: None, title: &title, back: award.href(""), problems: &[] };
    frame.draw(body)
}

fn filter(page: &ExceptionsPage) -> Markup {
    let words = page.around.words;
    html! {
        form.filter.card method="get" action=(page.award.href("exceptions")) role="search" {
            div.f.grow {
                label for="q" { (words.say("exceptions-search")) }
                input.box #q name="q" type="search" value=(page.query) autocomplete="off";
            }
            div.f.grow {
                label for="rule" { (words.say("exceptions-rule")) }
                select.box #rule name="rule" {
                    option value="" { (words.say("all")) }
                    @for (rule, count) in &page.counts {
                        option value=(rule) selected[*rule == page.rule] {
                            (words.say(&format!("exception-{rule}"))) " (" (words.number(*count)) ")"
                        }
                    }
                }
            }
            button.btn type="submit" { (icon("search")) (words.say("show")) }
        }
    }
}

fn checklist(words: Words, number: Option<i64>) -> Markup {
    let text = match number {
        Some(number) => words.with("exceptions-checklist", &[("number", words.ordinal(number).into())]),
        None => words.say("exceptions-donor-rule").into_owned(),
    };
    html! { span.small { (text) } }
}

fn section(page: &ExceptionsPage, rule: &RuleShown) -> Markup {
    let words = page.around.words;
    let rest = rule.count - rule.rows.len() as i64;
    html! {
        section.card.rule #{ "rule-" (rule.rule) } {
            div.card-head {
                h2 { (icon("triangle-alert")) (words.say(&format!("exception-{}", rule.rule))) }
                (badge(Tone::Warn, "hash", &words.number(rule.count)))
            }
            p { (words.say(&format!("exception-{}-why", rule.rule))) }
            p { (checklist(words, rule.checklist)) }
            ul.broken { @for broken in &rule.rows { li { (one(words, broken)) } } }
            @if rest > 0 {
                (more(&with_query(&page.award.href("exceptions"), &[("rule", rule.rule)]),
                    &words.with("exceptions-more", &[("count", words.number(rest).into())])))
            }
        }
    }
}

fn one(words: Words, broken: &Broken) -> Markup {
    html! {
        p { b { (broken.about) } }
        @if !broken.found.is_empty() { p { (broken.found) } }
        p.ways {
            @for (symbol, href, text) in &broken.ways { a href=(href) { (icon(symbol)) (text) } }
            @if let Some(href) = &broken.finding { a href=(href) { (icon("gavel")) (words.say("exceptions-finding")) } }
        }
    }
}

/// What was looked for and is not there: an auditor wants to know that it was looked for.
fn kept(words: Words, kept: &[(&'static str, Option<i64>)]) -> Markup {
    html! {
        section.card {
            h2 { (icon("circle-check")) (words.say("exceptions-kept")) }
            p.hint { (words.say("exceptions-kept-text")) }
            ul.looked-for {
                @for (rule, number) in kept { li { span { (words.say(&format!("exception-{rule}"))) } " " (checklist(words, *number)) } }
            }
        }
    }
}
