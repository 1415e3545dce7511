//! Grants under codes, for the liaison: the list, an application, one of them with its next step, and who looked.
mod grant;

pub use grant::{CodePage, ReceiptForm, SERVICES, ServiceForm, ServiceRow, code};

use super::{
    AwardFrame, AwardHead,
    forms::{BUSINESSES, Choice, PLAN_ROWS, Typed, listed},
};
use crate::{
    layout::icon,
    parts::{Around, Column, Fields, Listing, Name, Problem, Row, Table, Tone, badge, empty, note_box, table_card},
};
use chrono::NaiveDate;
use maud::{Markup, html};
use std::borrow::Cow;
use words::Words;

/// The ages, as coarsely as they are kept.
pub const AGES: [&str; 4] = ["under18", "from18", "from25", "from30"];

/// A grant in the list.
#[derive(Clone, Debug)]
pub struct CodeRow {
    /// Its number.
    pub no: i64,
    /// Its code, as people read it.
    pub code: String,
    /// How far it is.
    pub stage: &'static str,
    /// The line that pays.
    pub line: Name,
    /// The province.
    pub province: Name,
    /// What is agreed, or approved, or asked for.
    pub amount: i64,
    /// What waits for the reader, by its word: `prepare`, `visit`, `receipt`.
    pub waits: Vec<&'static str>,
}

/// The list.
#[derive(Clone, Debug)]
pub struct CodesPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which award.
    pub award: AwardHead,
    /// The grants of this page.
    pub rows: Vec<CodeRow>,
    /// How they are paged.
    pub listing: Listing,
    /// The code that was searched for.
    pub typed: String,
    /// The last day on which codes stay as they are.
    pub kept_through: NaiveDate,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET /awards/{award}/codes`
pub fn codes(page: &CodesPage) -> Markup {
    let (words, award) = (page.around.words, &page.award);
    let fields = Fields { words, problems: &page.problems };
    let title = words.say("codes");
    let columns = [
        Column::lead(words.say("code")),
        Column::text(words.say("grant-stage")),
        Column::text(words.say("award-line")),
        Column::text(words.say("code-province")),
        Column::figure(words.say("amount")),
        Column::act(words.say("code-waits")),
    ];
    let rows = page.rows.iter().map(|row| line(words, award, row)).collect();
    let table = Table { words, caption: &title, columns: &columns, rows, foot: vec![], listing: Some(&page.listing) };
    let body = html! {
        div.actions {
            a.btn.main href=(award.href("codes/new")) { (icon("plus")) (words.say("code-new")) }
            a.btn href=(award.href("codes/views")) { (icon("eye")) (words.say("code-views")) }
        }
        // A code never stands in an address: addresses are kept in logs.
        form.filter method="post" action=(award.href("codes")) role="search" novalidate {
            (fields.text("code", "code-search", &page.typed))
            button.btn type="submit" { (icon("search")) (words.say("show")) }
        }
        @if page.listing.rows == 0 {
            div.card { (empty("lock", &words.say("codes-none"), &words.say("codes-none-text"), Some((&award.href("codes/new"), &words.say("code-new"))))) }
        } @else { section.card.flush { (table) } }
        (note_box("", "lock", html! {
            p { (words.say("code-law")) }
            p { (words.with("code-kept", &[("date", words.date(page.kept_through).into())])) }
        }))
    };
    AwardFrame { around: &page.around, award, tab: None, title: &title, back: award.href(""), problems: &page.problems }.draw(body)
}

fn line(words: Words, award: &AwardHead, row: &CodeRow) -> Row {
    Row::new(vec![
        html! { a.grant-code href=(award.href(&format!("codes/{}", row.no))) { (row.code) } },
        html! { (words.say(&format!("grant-stage-{}", row.stage))) },
        html! { (row.line.show(words)) },
        html! { (row.province.show(words)) },
        award.unit.amount(words, row.amount),
        html! { @for waits in &row.waits { (badge(Tone::Wait, "bell", &words.say(&format!("code-waits-{waits}")))) " " } },
    ])
}

/// An application under a code.
#[derive(Clone, Debug)]
pub struct CodeApplyPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which award.
    pub award: AwardHead,
    /// The lines whose call is open: code and name.
    pub lines: Vec<Choice>,
    /// Organisations: code and name.
    pub providers: Vec<Choice>,
    /// Provinces: code and name.
    pub provinces: Vec<Choice>,
    /// The sign of the award's currency.
    pub sign: String,
    /// What was typed.
    pub typed: Typed,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET, POST /awards/{award}/codes/new`
pub fn apply(page: &CodeApplyPage) -> Markup {
    let (words, award, typed) = (page.around.words, &page.award, &page.typed);
    let fields = Fields { words, problems: &page.problems };
    let title = words.say("code-new");
    let back = award.href("codes");
    let body = html! {
        form.form.stack.narrow.amid method="post" action=(award.href("codes/new")) novalidate {
            (fields.summary())
            (note_box("", "lock", html! { p { (words.say("code-new-text")) } }))
            input type="hidden" name="key" value=(typed.get("key"));
            @if page.lines.is_empty() { (note_box("warn", "triangle-alert", html! { p { (words.say("code-no-call-open")) } })) }
            fieldset.set {
                legend { (icon("lock")) (words.say("code-who")) }
                (fields.select("provider", "code-provider", typed.get("provider"), &chosen(words, &page.providers)))
                (fields.select("province", "code-province", typed.get("province"), &chosen(words, &page.provinces)))
                (fields.radios("sex", "code-sex", typed.get("sex"), true, &[
                    ("", words.say("code-not-said"), "".into()),
                    ("female", words.say("female"), "".into()),
                    ("male", words.say("male"), "".into()),
                ]))
                (ages(fields, typed))
                (fields.check("consent", "code-consent", typed.get("consent") == "1"))
            }
            fieldset.set {
                legend { (icon("store")) (words.say("grant-business")) }
                (fields.date("day", "grant-applied-on", typed.get("day")))
                (fields.select("line", "award-line", typed.get("line"), &texts(&page.lines)))
                (fields.select("business", "grant-business", typed.get("business"), &listed(words, "grant-business", &BUSINESSES)))
                div.pair.start {
                    (fields.amount("asked", "grant-asked", typed.get("asked"), &page.sign))
                    (fields.amount("own", "code-own", typed.get("own"), &page.sign).hint("grant-own-hint"))
                }
            }
            (plan(page, fields))
            div.actions {
                button.btn.main type="submit" { (icon("check")) (words.say("code-draw")) }
                a.btn href=(back) { (words.say("cancel")) }
            }
        }
    };
    AwardFrame { around: &page.around, award, tab: None, title: &title, back: back.clone(), problems: &page.problems }.draw(body)
}

fn ages(fields: Fields<'_>, typed: &Typed) -> Markup {
    let words = fields.words;
    let mut all: Vec<(&str, Cow<'_, str>, Cow<'_, str>)> = vec![("", words.say("code-not-said"), "".into())];
    all.extend(AGES.map(|age| (age, words.say(&format!("code-age-{age}")), Cow::from(""))));
    fields.radios("age", "code-age", typed.get("age"), true, &all)
}

fn texts(choices: &[Choice]) -> Vec<(Cow<'_, str>, Cow<'_, str>)> {
    choices.iter().map(|(value, text)| (Cow::from(value), Cow::from(text))).collect()
}

/// With nothing chosen first.
fn chosen(words: Words, choices: &[Choice]) -> Vec<(Cow<'_, str>, Cow<'_, str>)> {
    std::iter::once((Cow::from(""), words.say("code-choose"))).chain(texts(choices)).collect()
}

/// The parts of the plan, as sums alone: what is bought would tell of somebody.
fn plan(page: &CodeApplyPage, fields: Fields<'_>) -> Markup {
    let words = fields.words;
    let problem = page.problems.iter().find(|problem| problem.field == "plan");
    html! {
        fieldset.set #plan tabindex="-1" {
            legend { (icon("list-checks")) (words.say("grant-plan")) }
            p.hint { (words.say("code-plan-hint")) }
            @if let Some(problem) = problem {
                p.err { (icon("circle-alert")) span { span.vh { (words.say("error-prefix")) " " } (problem.message) } }
            }
            div.pair.start {
                @for at in 0..PLAN_ROWS {
                    @let field = format!("plan-{at}-amount");
                    @let label = words.with("code-plan-part", &[("number", words.ordinal(at as i64 + 1).into())]);
                    (fields.amount("", "amount", page.typed.get(&field), &page.sign).named(field.clone()).labelled(label))
                }
            }
        }
    }
}

/// Who looked.
#[derive(Clone, Debug)]
pub struct ViewRow {
    /// When, in the reader's words.
    pub at: String,
    /// Who.
    pub who: String,
    /// What, by its word.
    pub what: String,
    /// The grant; 0: the list.
    pub grant: i64,
}

/// Everybody who looked.
#[derive(Clone, Debug)]
pub struct ViewsPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which award.
    pub award: AwardHead,
    /// The looks of this page, the last first.
    pub rows: Vec<ViewRow>,
    /// How they are paged.
    pub listing: Listing,
    /// Where the arrow leads.
    pub back: String,
}

/// `GET /awards/{award}/codes/views`
pub fn views(page: &ViewsPage) -> Markup {
    let words = page.around.words;
    let title = words.say("code-views");
    let body = html! {
        p.hint { (words.say("code-views-text")) }
        @if page.rows.is_empty() {
            div.card { (empty("eye", &words.say("code-views-none"), &words.say("code-views-text"), None)) }
        } @else { section.card.flush { (views_table(words, &title, &page.rows, Some(&page.listing))) } }
    };
    let (around, award, back) = (&page.around, &page.award, page.back.clone());
    AwardFrame { around, award, tab: None, title: &title, back, problems: &[] }.draw(body)
}

/// Who looked, as a table.
fn views_table(words: Words, caption: &str, rows: &[ViewRow], listing: Option<&Listing>) -> Markup {
    let columns =
        [Column::lead(words.say("code-view-who")), Column::text(words.say("code-view-what")), Column::text(words.say("date"))];
    let line = |row: &ViewRow| {
        let what = words.say(&format!("code-view-{}", row.what));
        let grant = words.with("grant-no", &[("number", words.ordinal(row.grant).into())]);
        Row::new(vec![html! { (row.who) }, html! { (what) @if row.grant > 0 { " · " (grant) } }, html! { span.n { (row.at) } }])
    };
    let rows = rows.iter().map(line).collect();
    html! { (Table { words, caption, columns: &columns, rows, foot: vec![], listing }) }
}

/// The last looks, at the foot of a page.
fn last_views(words: Words, award: &AwardHead, rows: &[ViewRow]) -> Markup {
    let heading = words.say("code-views-last");
    let all = html! { a.more href=(award.href("codes/views")) { (words.say("show-all")) (icon("chevron-right")) } };
    table_card("eye", &heading, all, views_table(words, &heading, rows, None))
}
