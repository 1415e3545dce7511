//! Findings: the list by how they stand, the form of a new one, and one of them with everything that was said.
use super::{severity, status};
use crate::{
    awards::{AwardFrame, AwardHead},
    layout::icon,
    parts::{Around, Column, Fields, Listing, Problem, Row, Table, card, empty, facts, note_box, with_query},
};
use maud::{Markup, html};
use std::borrow::Cow;

/// A finding of the list.
#[derive(Clone, Debug)]
pub struct FindingLine {
    /// Its number.
    pub no: i64,
    /// What was found, in words.
    pub text: String,
    /// What it is about, in words; empty: the award as a whole.
    pub about: String,
    /// `low`, `medium` or `high`.
    pub severity: &'static str,
    /// How it stands, by its word.
    pub status: &'static str,
    /// How much it is about; 0: nothing was said.
    pub amount: i64,
    /// When it was found.
    pub found: String,
}

/// The list.
#[derive(Clone, Debug)]
pub struct FindingsPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which award.
    pub award: AwardHead,
    /// Which are shown: `all`, or a status.
    pub here: &'static str,
    /// How many there are behind each door.
    pub counts: Vec<(&'static str, i64)>,
    /// The findings of this page, the latest first.
    pub rows: Vec<FindingLine>,
    /// How they are paged.
    pub listing: Listing,
    /// The reader is an auditor.
    pub may_audit: bool,
}

/// `GET /awards/{award}/audit/findings?status=`
pub fn findings(page: &FindingsPage) -> Markup {
    let (words, award) = (page.around.words, &page.award);
    let title = words.say("findings");
    let list = award.href("audit/findings");
    let columns = [
        Column::mark(words.say("number-short")),
        Column::lead(words.say("finding")),
        Column::figure(words.say("amount")),
        Column::text(words.say("finding-about")),
        Column::text(words.say("finding-found")),
        Column::act(words.say("state")),
    ];
    let row = |row: &FindingLine| {
        Row::new(vec![
            html! { (words.ordinal(row.no)) },
            html! { a href=(award.href(&format!("audit/findings/{}", row.no))) { (row.text) } },
            html! { @if row.amount > 0 { (award.unit.amount(words, row.amount)) } },
            html! { (row.about) },
            html! { (row.found) },
            html! { (severity(words, row.severity)) " " (status(words, row.status)) },
        ])
    };
    let rows = page.rows.iter().map(row).collect();
    let table = Table { words, caption: &title, columns: &columns, rows, foot: vec![], listing: Some(&page.listing) };
    let body = html! {
        div.stack {
            @if page.may_audit {
                div.actions { a.btn.main href=(award.href("audit/findings/new")) { (icon("plus")) (words.say("finding-new")) } }
            }
            nav.tabs aria-label=(words.say("state")) {
                @for (at, count) in &page.counts {
                    a href=(with_query(&list, &[("status", at)])) aria-current=[(*at == page.here).then_some("page")] {
                        (words.say(&format!("finding-status-{at}"))) " " span.n { (words.number(*count)) }
                    }
                }
            }
            @if page.rows.is_empty() { (empty("circle-check", &words.say("finding-none"), &words.say("finding-none-text"), None)) }
            @else { section.card.flush { (table) } }
        }
    };
    let back = award.href("audit");
    let frame = AwardFrame { around: &page.around, award, tab: None, title: &title, back, problems: &[] };
    frame.draw(body)
}

/// What is typed to write a finding.
#[derive(Clone, Debug, Default)]
pub struct FindingForm {
    /// Made by the server: sent twice, written once.
    pub key: String,
    /// The rule it comes from; empty: none.
    pub rule: String,
    /// The grant's number.
    pub grant: String,
    /// The voucher's number.
    pub voucher: String,
    /// The sample it comes from.
    pub sample: String,
    /// `low`, `medium` or `high`.
    pub severity: String,
    /// How much it is about.
    pub amount: String,
    /// What was found.
    pub text: String,
}

/// The form.
#[derive(Clone, Debug)]
pub struct FindingFormPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which award.
    pub award: AwardHead,
    /// The rules, by their words.
    pub rules: Vec<&'static str>,
    /// Nothing is told in free words of what it is about.
    pub silent: bool,
    /// The sign of the award's currency.
    pub sign: String,
    /// What has been typed.
    pub form: FindingForm,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET, POST /awards/{award}/audit/findings/new`
pub fn finding_form(page: &FindingFormPage) -> Markup {
    let (words, form, award) = (page.around.words, &page.form, &page.award);
    let fields = Fields { words, problems: &page.problems };
    let title = words.say("finding-new");
    let back = award.href("audit/findings");
    let mut rules = vec![(Cow::from(""), words.say("finding-no-rule"))];
    rules.extend(page.rules.iter().map(|rule| (Cow::from(*rule), words.say(&format!("exception-{rule}")))));
    let severities = ["high", "medium", "low"]
        .map(|code| (code, words.say(&format!("finding-severity-{code}")), words.say(&format!("finding-severity-{code}-text"))));
    let told = page.problems.iter().any(|problem| problem.field == "text");
    let body = html! {
        form.form.narrow.amid method="post" action=(award.href("audit/findings/new")) novalidate {
            (fields.summary())
            div.card.form {
                input type="hidden" name="key" value=(form.key);
                input type="hidden" name="sample" value=(form.sample);
                (fields.select("rule", "finding-rule", &form.rule, &rules))
                div.pair.start {
                    (fields.count("voucher", "finding-voucher", &form.voucher))
                    (fields.count("grant", "finding-grant", &form.grant))
                }
                (fields.radios("severity", "finding-severity", &form.severity, false, &severities))
                (fields.amount("amount", "finding-amount", &form.amount, &page.sign))
                @if page.silent { (note_box("", "lock", html! { p { (words.say("audit-no-words")) } })) }
                @if !page.silent || told { (fields.area("text", "finding-text", &form.text).hint("finding-text-hint")) }
                div.actions {
                    button.btn.main type="submit" { (icon("check")) (words.say("finding-write")) }
                    a.btn href=(&back) { (words.say("cancel")) }
                }
            }
        }
    };
    let frame = AwardFrame { around: &page.around, award, tab: None, title: &title, back: back.clone(), problems: &page.problems };
    frame.draw(body)
}

/// Something that was said of a finding.
#[derive(Clone, Debug)]
pub struct Told {
    /// `response`, `follow-up`, `closed` or `reopened`.
    pub kind: &'static str,
    /// What, in words.
    pub text: String,
    /// Who.
    pub who: String,
    /// When.
    pub at: String,
}

/// Something the reader may say.
#[derive(Clone, Debug)]
pub struct SayWay {
    /// `response`, `follow-up`, `closed` or `reopened`.
    pub what: &'static str,
    /// The words it is chosen from; none: it is told in free words.
    pub list: &'static [&'static str],
}

/// What is typed to say something.
#[derive(Clone, Debug, Default)]
pub struct SayForm {
    /// Which way it was sent; empty: none.
    pub what: &'static str,
    /// In free words.
    pub text: String,
    /// The word of the list.
    pub word: String,
}

/// A finding.
#[derive(Clone, Debug)]
pub struct FindingPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which award.
    pub award: AwardHead,
    /// Its number.
    pub no: i64,
    /// What was found, in words.
    pub text: String,
    /// Why the rule is looked at; empty: it comes from none.
    pub why: String,
    /// `low`, `medium` or `high`.
    pub severity: &'static str,
    /// How it stands, by its word.
    pub status: &'static str,
    /// How much it is about; 0: nothing was said.
    pub amount: i64,
    /// What it is about, in words.
    pub about: String,
    /// The voucher's page.
    pub voucher: Option<String>,
    /// The grant's page.
    pub grant: Option<String>,
    /// The sample it comes from: its number and its page.
    pub sample: Option<(i64, String)>,
    /// When it was found.
    pub found: String,
    /// Who found it.
    pub by: String,
    /// What was said since.
    pub events: Vec<Told>,
    /// What the reader may say.
    pub ways: Vec<SayWay>,
    /// It waits for an answer that is not the reader's.
    pub waits: bool,
    /// What has been typed.
    pub form: SayForm,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET /awards/{award}/audit/findings/{no}`
pub fn finding(page: &FindingPage) -> Markup {
    let words = page.around.words;
    let title = words.with("finding-number", &[("number", words.ordinal(page.no).into())]);
    let fields = Fields { words, problems: &page.problems };
    let body = html! {
        div.stack {
            (fields.summary())
            div.halves.even {
                div.stack {
                    (about(page))
                    @if page.waits { (note_box("", "hourglass", html! { p { (words.say("finding-waits")) } })) }
                    @for (at, way) in page.ways.iter().enumerate() { (say(page, fields, way, at == 0)) }
                }
                (timeline(page))
            }
        }
    };
    let back = page.award.href("audit/findings");
    let frame = AwardFrame { around: &page.around, award: &page.award, tab: None, title: &title, back, problems: &page.problems };
    frame.draw(body)
}

fn about(page: &FindingPage) -> Markup {
    let (words, unit) = (page.around.words, &page.award.unit);
    let link = match (&page.voucher, &page.grant) {
        (Some(href), _) | (None, Some(href)) => html! { a href=(href) { (page.about) } },
        _ => html! { (page.about) },
    };
    let sample = html! {
        @if let Some((no, href)) = &page.sample { a href=(href) { (words.with("sample-number", &[("number", words.ordinal(*no).into())])) } }
    };
    html! {
        section.card {
            div.card-head { (severity(words, page.severity)) (status(words, page.status)) }
            p { b { (page.text) } }
            @if !page.why.is_empty() { p { (page.why) } }
            (facts(&[
                (words.say("finding-about"), link),
                (words.say("finding-from-sample"), sample),
                (words.say("finding-amount"), html! { @if page.amount > 0 { (unit.amount(words, page.amount)) } }),
            ]))
        }
    }
}

fn say(page: &FindingPage, fields: Fields<'_>, way: &SayWay, first: bool) -> Markup {
    let words = fields.words;
    let (text, word) = (format!("{}-text", way.what), format!("{}-word", way.what));
    let mine = page.form.what == way.what;
    let (typed, chosen) = if mine { (page.form.text.as_str(), page.form.word.as_str()) } else { ("", "") };
    let list: Vec<(Cow<'_, str>, Cow<'_, str>)> = std::iter::once((Cow::from(""), words.say("finding-choose")))
        .chain(way.list.iter().map(|word| (Cow::from(*word), words.say(&format!("finding-said-{word}")))))
        .collect();
    let heading = words.say(&format!("finding-say-{}", way.what));
    let symbol = if way.what == "closed" { "circle-check" } else { "message-square-warning" };
    let inside = html! {
        form.form method="post" action=(page.award.href(&format!("audit/findings/{}/{}", page.no, way.what))) novalidate {
            p.hint { (words.say(&format!("finding-say-{}-text", way.what))) }
            @if way.list.is_empty() { (named(fields, &text, "text", typed)) }
            @else {
                (choice(fields, &word, chosen, &list))
                p.small { (icon("lock")) " " (words.say("audit-no-words")) }
            }
            div.actions { button.btn.main[first] type="submit" { (icon("check")) (heading) } }
        }
    };
    if first {
        return html! { section.card.next-step { h2 { (icon(symbol)) (heading) } (inside) } };
    }
    html! { details.card.fold open[mine && !page.problems.is_empty()] { summary { (heading) (icon("chevron-right")) } (inside) } }
}

/// A field whose place on the page is its own among several forms, and whose name is the same in each.
fn named(fields: Fields<'_>, id: &str, name: &str, value: &str) -> Markup {
    let problem = fields.problems.iter().find(|problem| problem.field == id);
    html! {
        div.f.(if problem.is_some() { "bad" } else { "" }) {
            label for=(id) { (fields.words.say("finding-words")) }
            textarea.box id=(id) name=(name) rows="3" aria-invalid=[problem.map(|_| "true")] aria-describedby=[problem.map(|_| format!("{id}-e"))] { (value) }
            (refusal(fields, id, problem))
        }
    }
}

fn choice(fields: Fields<'_>, id: &str, value: &str, list: &[(Cow<'_, str>, Cow<'_, str>)]) -> Markup {
    let problem = fields.problems.iter().find(|problem| problem.field == id);
    html! {
        div.f.(if problem.is_some() { "bad" } else { "" }) {
            label for=(id) { (fields.words.say("finding-words")) }
            select.box id=(id) name="word" aria-invalid=[problem.map(|_| "true")] aria-describedby=[problem.map(|_| format!("{id}-e"))] {
                @for (option, text) in list { option value=(option) selected[option == value] { (text) } }
            }
            (refusal(fields, id, problem))
        }
    }
}

fn refusal(fields: Fields<'_>, id: &str, problem: Option<&Problem>) -> Markup {
    html! {
        @if let Some(problem) = problem {
            p.err id={ (id) "-e" } { (icon("circle-alert")) span { span.vh { (fields.words.say("error-prefix")) " " } (problem.message) } }
        }
    }
}

fn timeline(page: &FindingPage) -> Markup {
    let words = page.around.words;
    let symbol = |kind: &str| match kind {
        "response" => "pencil",
        "follow-up" => "eye",
        "closed" => "circle-check",
        _ => "undo-2",
    };
    card(
        "history",
        &words.say("finding-life"),
        html! {
            ol.life {
                li { (icon("message-square-warning")) div {
                    p { b { (words.say("finding-event-found")) } }
                    p.small { span.n { (page.found) } " · " (page.by) }
                } }
                @for event in &page.events {
                    li.(if event.kind == "reopened" { "bad" } else { "" }) { (icon(symbol(event.kind))) div {
                        p { b { (words.say(&format!("finding-event-{}", event.kind))) } }
                        p { (event.text) }
                        p.small { span.n { (event.at) } " · " (event.who) }
                    } }
                }
            }
        },
    )
}
