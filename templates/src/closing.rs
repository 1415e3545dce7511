//! Closing months and years, and the one way to open them again: two officers and a reason.
use crate::books::book_tabs;
use crate::layout::icon;
use crate::parts::{Around, Fields, GroupHead, Problem, Tone, badge, card, empty, more, note_box};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use maud::{Markup, html};
use serde::Deserialize;
use words::Words;

/// Whether postings may still be dated into a month or year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeriodState {
    /// Open, and not yet to be closed: an earlier one is open, or it has not ended.
    Open,
    /// The next that can be closed.
    Next,
    /// Closed.
    Closed,
    /// Closed once and opened again by two officers.
    Reopened,
}

impl PeriodState {
    fn badge(self, words: Words) -> Markup {
        match self {
            PeriodState::Open => badge(Tone::Calm, "lock-open", &words.say("period-open")),
            PeriodState::Next => badge(Tone::Wait, "hourglass", &words.say("period-next")),
            PeriodState::Closed => badge(Tone::Good, "lock", &words.say("period-closed")),
            PeriodState::Reopened => badge(Tone::Warn, "lock-open", &words.say("period-reopened")),
        }
    }
}

/// A year of the book with its months.
#[derive(Clone, Debug)]
pub struct YearPeriods {
    /// The year.
    pub year: i32,
    /// Whether it is closed.
    pub state: PeriodState,
    /// The entry that closed it.
    pub entry: Option<u64>,
    /// Its months that have postings or are closed.
    pub months: Vec<MonthPeriod>,
}

/// A month of the book.
#[derive(Clone, Debug)]
pub struct MonthPeriod {
    /// Its first day.
    pub month: NaiveDate,
    /// Whether postings may still be dated into it.
    pub state: PeriodState,
    /// Who closed it and when; only while it is closed.
    pub closed: Option<(String, DateTime<Utc>)>,
}

/// The period that is next to be closed.
#[derive(Clone, Debug)]
pub struct NextPeriod {
    /// First day of the month.
    pub month: NaiveDate,
    /// Its last day, which the form sends back.
    pub through: NaiveDate,
    /// The month ends a year, which closes with it.
    pub year: bool,
    /// Why it cannot be closed yet, already said; empty when it can.
    pub hindrances: Vec<String>,
    /// Corrections wait that must be decided first.
    pub corrections_wait: bool,
    /// So do requests at the group's banks.
    pub requests_wait: bool,
}

/// A wish to open a closed month again.
#[derive(Clone, Debug)]
pub struct ReopeningRequest {
    /// Its number in the book.
    pub number: u32,
    /// First day of the earliest month that would open.
    pub month: NaiveDate,
    /// Why.
    pub reason: String,
    /// Who asked.
    pub asked_by: String,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// This person asked: someone else must agree.
    pub is_own: bool,
}

/// What is typed to ask for a reopening.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ReopenForm {
    /// The earliest month to open, by its first day, `2026-03-01`.
    pub month: String,
    /// Why.
    pub reason: String,
}

/// Months and years of a group's book.
#[derive(Clone, Debug)]
pub struct ClosingPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which group.
    pub group: GroupHead,
    /// Whether the reader may see who did what.
    pub trail: bool,
    /// Years, the latest first.
    pub years: Vec<YearPeriods>,
    /// What can be closed next.
    pub next: Option<NextPeriod>,
    /// The wish that waits.
    pub request: Option<ReopeningRequest>,
    /// What has been typed.
    pub form: ReopenForm,
    /// Every refusal: at `closing`, `request`, `month` or `reason`.
    pub problems: Vec<Problem>,
    /// What happened to periods, latest first: when, who, what (already said), and a reason or an entry.
    pub history: Vec<PeriodLine>,
    /// May close, and ask for and agree to reopenings.
    pub may_close: bool,
}

/// Something that happened to a period.
#[derive(Clone, Debug)]
pub struct PeriodLine {
    /// When.
    pub at: DateTime<Utc>,
    /// Who; two names where it took two officers.
    pub who: String,
    /// What, already said.
    pub what: String,
    /// The reason that was given; empty for none.
    pub reason: String,
    /// The closing entry.
    pub entry: Option<u64>,
}

/// `GET /groups/{code}/closing`; `POST` to it (field `through`), to `…/reopen`, `…/reopen/{number}/confirm` and
/// `…/reopen/{number}/refuse`.
pub fn closing(page: &ClosingPage) -> Markup {
    let (words, group) = (page.around.words, &page.group);
    let fields = Fields { words, problems: &page.problems };
    let body = html! {
        div.stack {
            (book_tabs(words, group, 3, page.trail))
            (fields.summary())
            @if let Some(request) = &page.request { (request_box(page, request)) }
            @if let Some(next) = &page.next { (next_card(page, next)) }
            @if page.years.is_empty() { div.card { (empty("lock-open", &words.say("no-periods"), &words.say("no-periods-text"), None)) } }
            @else {
                div.halves {
                    div.stack { @for year in &page.years { (year_card(page, year)) } }
                    div.stack {
                        (history(page))
                        @if page.may_close && page.request.is_none() { (reopen(page, fields)) }
                    }
                }
            }
        }
    };
    page.around.page(&words.say("closing"), group.name.show(words), Some(&group.href("")), &page.problems, body)
}

fn next_card(page: &ClosingPage, next: &NextPeriod) -> Markup {
    let words = page.around.words;
    let text = match next.year {
        true => words.with("close-year", &[("year", words.ordinal(next.month.year().into()).into())]),
        false => words.with("close-month", &[("month", words.month(next.month).into())]),
    };
    html! {
        section.card #closing {
            h2 { (icon("lock")) (words.say("close-next")) ": " (words.month(next.month)) }
            p { (words.say("closing-text")) }
            @if next.year { p { (words.with("closing-year-text", &[("date", words.date(next.through).into())])) } }
            @for problem in page.problems.iter().filter(|problem| problem.field == "closing") {
                p.err { (icon("circle-alert")) (problem.message) }
            }
            @for hindrance in &next.hindrances { p.hint { (icon("hourglass")) " " (hindrance) } }
            @if next.corrections_wait { (more(&page.group.href("corrections"), &words.say("see-corrections"))) }
            @if next.requests_wait { (more(&page.group.href("banks"), &words.say("see-banks"))) }
            @if page.may_close && next.hindrances.is_empty() {
                form.actions method="post" action=(page.group.href("closing")) {
                    input type="hidden" name="through" value=(next.through);
                    button.btn.main type="submit" { (icon("lock")) (text) }
                }
            }
        }
    }
}

fn year_card(page: &ClosingPage, year: &YearPeriods) -> Markup {
    let (words, group) = (page.around.words, &page.group);
    html! {
        section.card {
            div.card-head {
                h2 { (icon("calendar")) (words.ordinal(year.year.into())) }
                span {
                    @if let Some(entry) = year.entry { a href=(group.href(&format!("entries/{entry}"))) { (words.say("closing-entry")) } " " }
                    (year.state.badge(words))
                }
            }
            ul.months {
                @for month in &year.months {
                    li.(if month.state == PeriodState::Next { "next" } else { "" }) {
                        b { (words.say(&format!("month-{}", month.month.month()))) }
                        (month.state.badge(words))
                        @if let Some((who, at)) = &month.closed { span.small { (who) br; span.n { (words.instant(*at)) } } }
                    }
                }
            }
        }
    }
}

fn request_box(page: &ClosingPage, request: &ReopeningRequest) -> Markup {
    let words = page.around.words;
    let here = page.group.href(&format!("closing/reopen/{}", request.number));
    note_box(
        "warn",
        "lock-open",
        html! {
            p #request { b { (words.with("reopening-asked", &[("month", words.month(request.month).into())])) } }
            p { (request.reason) }
            p.small { (request.asked_by) " · " span.n { (words.instant(request.asked_at)) } }
            @for problem in page.problems.iter().filter(|problem| problem.field == "request") {
                p.err { (icon("circle-alert")) (problem.message) }
            }
            @if request.is_own { p { (words.say("own-reopening")) } }
            @if page.may_close {
                div.actions {
                    @if !request.is_own {
                        form method="post" action={ (here) "/confirm" } { button.btn.main type="submit" { (icon("check")) (words.say("agree-reopening")) } }
                    }
                    form method="post" action={ (here) "/refuse" } {
                        button.btn.danger type="submit" { (icon("ban")) (words.say(if request.is_own { "take-back" } else { "refuse" })) }
                    }
                }
            }
        },
    )
}

fn reopen(page: &ClosingPage, fields: Fields<'_>) -> Markup {
    let words = page.around.words;
    let closed: Vec<_> = page
        .years
        .iter()
        .flat_map(|year| year.months.iter().rev())
        .filter(|month| month.state == PeriodState::Closed)
        .map(|month| (month.month.to_string().into(), words.month(month.month).into()))
        .collect();
    html! {
        @if !closed.is_empty() {
            form.card.form method="post" action=(page.group.href("closing/reopen")) novalidate {
                h2 { (icon("lock-open")) (words.say("ask-reopening")) }
                p.hint { (words.say("reopening-text")) }
                (fields.select("month", "month", &page.form.month, &closed))
                (fields.area("reason", "reason", &page.form.reason))
                div.actions { button.btn type="submit" { (icon("send")) (words.say("ask-reopening-button")) } }
            }
        }
    }
}

fn history(page: &ClosingPage) -> Markup {
    let words = page.around.words;
    card(
        "history",
        &words.say("closing-history"),
        html! {
            @if page.history.is_empty() { p.muted { (words.say("nothing-closed-yet")) } }
            @else {
                ol.line {
                    @for line in &page.history {
                        li {
                            (line.what)
                            @if let Some(entry) = line.entry { " " a href=(page.group.href(&format!("entries/{entry}"))) { (words.say("closing-entry")) } }
                            @if !line.reason.is_empty() { p { (line.reason) } }
                            p.small { (line.who) " · " span.n { (words.instant(line.at)) } }
                        }
                    }
                }
            }
        },
    )
}
