//! A sample: the form that draws it, and its page with the vouchers, their tests and what they say of the whole.
use super::{desk::progress, grouped};
use crate::{
    awards::{AwardFrame, AwardHead},
    layout::icon,
    parts::{Around, Column, Fields, Problem, Row, Table, Tone, badge, card, facts, note_box, table_card, tabs, with_query},
};
use maud::{Markup, html};
use std::borrow::Cow;

/// What is typed to draw a sample.
#[derive(Clone, Debug, Default)]
pub struct SampleForm {
    /// Made by the server: sent twice, drawn once.
    pub key: String,
    /// `attribute` or `monetary-unit`.
    pub kind: String,
    /// Which vouchers, by its word.
    pub stratum: String,
    /// What can be borne: a rate, or a sum.
    pub tolerable: String,
    /// How wrong the sum is expected to be.
    pub expected: String,
    /// How sure one wants to be.
    pub confidence: String,
    /// Where the draw begins.
    pub seed: String,
}

/// The form.
#[derive(Clone, Debug)]
pub struct SampleFormPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which award.
    pub award: AwardHead,
    /// Which vouchers may be drawn from: the word, and how many they are.
    pub strata: [(&'static str, String); 4],
    /// The sign of the award's currency.
    pub sign: String,
    /// How many are drawn for what is typed; empty: nothing was reckoned.
    pub reckoned: String,
    /// What has been typed.
    pub form: SampleForm,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET, POST /awards/{award}/audit/samples/new?kind=`
pub fn sample_form(page: &SampleFormPage) -> Markup {
    let (words, form, award) = (page.around.words, &page.form, &page.award);
    let fields = Fields { words, problems: &page.problems };
    let title = words.say("sample-new");
    let (href, back) = (award.href("audit/samples/new"), award.href("audit"));
    let kind = |code: &str, symbol| (symbol, with_query(&href, &[("kind", code)]), words.say(&format!("sample-kind-{code}")));
    let kinds = [kind("attribute", "check-check"), kind("monetary-unit", "coins")];
    let money = form.kind == "monetary-unit";
    let strata = page
        .strata
        .each_ref()
        .map(|(code, counted)| (*code, words.say(&format!("sample-stratum-{code}")), Cow::from(counted.as_str())));
    let body = html! {
        div.narrow.amid { div.stack {
            (tabs(&words.say("kind"), usize::from(money), &kinds))
            form.form method="post" action=(href) novalidate {
                (fields.summary())
                div.card.form {
                    p.hint { (words.say(&format!("sample-kind-{}-text", form.kind))) }
                    input type="hidden" name="key" value=(form.key);
                    input type="hidden" name="kind" value=(form.kind);
                    (fields.radios("stratum", "sample-stratum", &form.stratum, false, &strata))
                    @if money {
                        div.pair.start {
                            (fields.amount("tolerable", "sample-tolerable", &form.tolerable, &page.sign))
                            (fields.amount("expected", "sample-expected", &form.expected, &page.sign))
                        }
                    } @else {
                        (fields.amount("tolerable", "sample-tolerable-rate", &form.tolerable, "%").hint("sample-tolerable-rate-hint"))
                    }
                    (fields.amount("confidence", "sample-confidence", &form.confidence, "%").hint("sample-confidence-hint"))
                    (fields.text("seed", "sample-seed", &form.seed).hint("sample-seed-hint"))
                    @if !page.reckoned.is_empty() { (note_box("", "calculator", html! { p { (page.reckoned) } })) }
                    div.actions {
                        button.btn.main type="submit" { (icon("list-checks")) (words.say("sample-draw")) }
                        button.btn type="submit" name="reckon" value="1" { (icon("calculator")) (words.say("sample-reckon")) }
                        a.btn href=(&back) { (words.say("cancel")) }
                    }
                }
            }
        } }
    };
    let frame = AwardFrame { around: &page.around, award, tab: None, title: &title, back: back.clone(), problems: &page.problems };
    frame.draw(body)
}

/// What was found of a voucher.
#[derive(Clone, Debug)]
pub struct TestLine {
    /// What it should be.
    pub audited: i64,
    /// Whether every control was kept.
    pub kept: bool,
    /// What was seen.
    pub note: String,
    /// Who tested it.
    pub who: String,
    /// When.
    pub at: String,
}

/// A voucher of the sample.
#[derive(Clone, Debug)]
pub struct ItemLine {
    /// Its number.
    pub voucher: i64,
    /// What for; of a grant under a code not which.
    pub what: String,
    /// What the books said.
    pub amount: i64,
    /// How many units of it were hit.
    pub hits: i64,
    /// What was found.
    pub test: Option<TestLine>,
}

/// The test of a voucher as it is typed.
#[derive(Clone, Debug, Default)]
pub struct TestForm {
    /// Which voucher.
    pub voucher: i64,
    /// What for.
    pub what: String,
    /// What the books said.
    pub amount: i64,
    /// Nothing is told of it in free words.
    pub silent: bool,
    /// What it should be.
    pub audited: String,
    /// `yes` or `no`: whether every control was kept.
    pub kept: String,
    /// What was seen.
    pub note: String,
}

/// What the sample says.
#[derive(Clone, Debug)]
pub struct VerdictShown {
    /// It can be borne.
    pub accepted: bool,
    /// The figures, by the keys of their names.
    pub lines: Vec<(&'static str, String)>,
}

/// The page.
#[derive(Clone, Debug)]
pub struct SamplePage {
    /// What surrounds the page.
    pub around: Around,
    /// Which award.
    pub award: AwardHead,
    /// Its number.
    pub no: i64,
    /// `attribute` or `monetary-unit`.
    pub kind: &'static str,
    /// What it was drawn for, by the keys of the names.
    pub facts: Vec<(&'static str, String)>,
    /// What whoever draws it again needs, by the keys of the names.
    pub proof: Vec<(&'static str, String)>,
    /// What drawing it again comes to: `same`, `other-population` or `other-items`.
    pub again: &'static str,
    /// What it says so far; nothing: nothing was tested.
    pub verdict: Option<VerdictShown>,
    /// All of it was tested.
    pub done: bool,
    /// How many were tested.
    pub tested: i64,
    /// How many there are.
    pub drawn: i64,
    /// Its vouchers.
    pub items: Vec<ItemLine>,
    /// The sign of the award's currency.
    pub sign: String,
    /// The test that is open.
    pub form: Option<TestForm>,
    /// The reader is an auditor.
    pub may_audit: bool,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET /awards/{award}/audit/samples/{no}?voucher=`
pub fn sample(page: &SamplePage) -> Markup {
    let words = page.around.words;
    let title = words.with("sample-number", &[("number", words.ordinal(page.no).into())]);
    let fields = Fields { words, problems: &page.problems };
    let body = html! {
        div.stack {
            (fields.summary())
            div.halves.even {
                div.stack {
                    @if let Some(form) = &page.form { (test(page, fields, form)) }
                    (verdict(page))
                }
                div.stack { (about(page)) (again(page)) }
            }
            (items(page))
        }
    };
    let back = page.award.href("audit");
    let frame = AwardFrame { around: &page.around, award: &page.award, tab: None, title: &title, back, problems: &page.problems };
    frame.draw(body)
}

fn test(page: &SamplePage, fields: Fields<'_>, form: &TestForm) -> Markup {
    let (words, award) = (fields.words, &page.award);
    let number = words.with("voucher-number", &[("number", words.ordinal(form.voucher).into())]);
    let kept = ["yes", "no"].map(|code| (code, words.say(&format!("sample-kept-{code}")), Cow::from("")));
    html! {
        section.card.next-step #test {
            div.card-head { h2 { (icon("search")) (number) } b { (award.unit.amount(words, form.amount)) } }
            p { (form.what) }
            p { a.more href=(award.href(&format!("vouchers/{}", form.voucher))) { (words.say("sample-see-evidence")) (icon("chevron-right")) } }
            form.form method="post" action=(award.href(&format!("audit/samples/{}/tests", page.no))) novalidate {
                input type="hidden" name="voucher" value=(form.voucher);
                (fields.amount("audited", "sample-audited", &form.audited, &page.sign).hint("sample-audited-hint"))
                (fields.radios("kept", "sample-kept", &form.kept, true, &kept))
                @if form.silent {
                    @if page.problems.iter().any(|problem| problem.field == "note") { (fields.area("note", "sample-note", "")) }
                    (note_box("", "lock", html! { p { (words.say("audit-no-words")) } }))
                } @else { (fields.area("note", "sample-note", &form.note).hint("sample-note-hint")) }
                div.actions { button.btn.main type="submit" { (icon("check")) (words.say("sample-write-test")) } }
            }
        }
    }
}

fn verdict(page: &SamplePage) -> Markup {
    let words = page.around.words;
    let shown = |verdict: &VerdictShown| {
        let state = match (page.done, verdict.accepted) {
            (false, _) => badge(Tone::Wait, "hourglass", &words.say("sample-under-way")),
            (true, true) => badge(Tone::Good, "circle-check", &words.say("sample-accepted")),
            (true, false) => badge(Tone::Stop, "circle-x", &words.say("sample-not-accepted")),
        };
        let lines: Vec<(Cow<'_, str>, Markup)> =
            verdict.lines.iter().map(|(key, figure)| (words.say(key), html! { span.n { (figure) } })).collect();
        let told = match (page.done, verdict.accepted) {
            (false, _) => "sample-says-so-far".to_owned(),
            (true, accepted) => format!("sample-says-{}-{}", page.kind, if accepted { "yes" } else { "no" }),
        };
        html! {
            div.card-head { h2 { (icon("scale")) (words.say("sample-says")) } (state) }
            p { (words.say(&told)) }
            (facts(&lines))
        }
    };
    html! {
        section.card {
            @match &page.verdict {
                Some(verdict) => { (shown(verdict)) }
                None => { h2 { (icon("scale")) (words.say("sample-says")) } p.muted { (words.say("sample-says-nothing")) } }
            }
            p.small { (progress(words, page.tested, page.drawn)) " · " (words.say("audit-tested")) }
        }
    }
}

fn about(page: &SamplePage) -> Markup {
    let words = page.around.words;
    let mut all = vec![(words.say("kind"), html! { (words.say(&format!("sample-kind-{}", page.kind))) })];
    all.extend(page.facts.iter().map(|(key, value)| (words.say(key), html! { (value) })));
    card("info", &words.say("sample-about"), facts(&all))
}

/// Whether it comes out the same again, and what somebody else needs to see that.
fn again(page: &SamplePage) -> Markup {
    let words = page.around.words;
    let same = page.again == "same";
    let (tone, symbol, state) =
        if same { (Tone::Good, "circle-check", "sample-again-same") } else { (Tone::Stop, "triangle-alert", "sample-differs") };
    html! {
        section.card {
            div.card-head { h2 { (icon("repeat")) (words.say("sample-again")) } (badge(tone, symbol, &words.say(state))) }
            p { (words.say(&format!("sample-again-{}-text", page.again))) }
            @for (key, value) in &page.proof {
                p.small.muted { (words.say(key)) }
                p.hash { (if *key == "sample-digest" { grouped(value) } else { value.clone() }) }
            }
        }
    }
}

fn items(page: &SamplePage) -> Markup {
    let (words, award) = (page.around.words, &page.award);
    let title = words.say("sample-items");
    let money = page.kind == "monetary-unit";
    let mut columns = vec![
        Column::mark(words.say("number-short")),
        Column::lead(words.say("voucher-for")),
        Column::figure(words.say("sample-books-say")),
        Column::number(words.say("sample-audited")),
    ];
    if money {
        columns.push(Column::number(words.say("sample-hits")));
    }
    columns.extend([Column::line(words.say("sample-note")), Column::act(words.say("state"))]);
    let rows = page.items.iter().map(|item| line(page, item, money)).collect();
    let table = Table { words, caption: &title, columns: &columns, rows, foot: vec![], listing: None };
    let done = html! { span.n { (progress(words, page.tested, page.drawn)) } };
    let here = award.href(&format!("audit/samples/{}", page.no));
    let untested = page.may_audit && !page.done && page.form.is_none();
    html! {
        @if untested { div.actions { a.btn.main href=(here) { (icon("search")) (words.say("sample-test-next")) } } }
        (table_card("list-checks", &title, done, html! { (table) }))
    }
}

fn line(page: &SamplePage, item: &ItemLine, money: bool) -> Row {
    let (words, award) = (page.around.words, &page.award);
    let audited = item.test.as_ref().map(|test| award.unit.amount(words, test.audited)).unwrap_or_default();
    let note = html! {
        @if let Some(test) = &item.test {
            @if !test.note.is_empty() { (test.note) br; }
            span.small.muted { (test.who) " · " (test.at) }
        }
    };
    let href = with_query(&award.href(&format!("audit/samples/{}", page.no)), &[("voucher", &item.voucher.to_string())]);
    let found = award.href("audit/findings/new");
    let about = [("sample", page.no.to_string()), ("voucher", item.voucher.to_string())];
    let about: Vec<(&str, &str)> = about.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let bad = item.test.as_ref().is_some_and(|test| test.audited != item.amount || !test.kept);
    let state = html! {
        (result(page, item))
        @if page.may_audit {
            " " a href={ (href) "#test" } { (words.say(if item.test.is_some() { "sample-test-again" } else { "sample-test" })) }
            @if bad { " · " a href=(with_query(&found, &about)) { (words.say("finding-new")) } }
        }
    };
    let mut cells = vec![
        html! { (words.ordinal(item.voucher)) },
        html! { a href=(award.href(&format!("vouchers/{}", item.voucher))) { (item.what) } },
        award.unit.amount(words, item.amount),
        audited,
    ];
    if money {
        cells.push(html! { span.n { (words.number(item.hits)) } });
    }
    cells.extend([note, state]);
    Row::new(cells)
}

fn result(page: &SamplePage, item: &ItemLine) -> Markup {
    let words = page.around.words;
    match &item.test {
        None => badge(Tone::Wait, "hourglass", &words.say("sample-to-test")),
        Some(test) if test.audited != item.amount => badge(Tone::Stop, "circle-x", &words.say("sample-wrong")),
        Some(test) if !test.kept => badge(Tone::Warn, "triangle-alert", &words.say("sample-not-kept")),
        Some(_) => badge(Tone::Good, "circle-check", &words.say("sample-right")),
    }
}
