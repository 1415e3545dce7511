//! Closing months and years, and the one way to open them again: two officers and a reason.
use crate::books::book_tabs;
use crate::layout::icon;
use crate::parts::{self, Around, Fields, GroupHead, Problem, Tone, badge, card, empty, note_box};
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
    /// Its months that have postings or are closed: first day and state.
    pub months: Vec<(NaiveDate, PeriodState)>,
}

/// A wish to open a closed month again.
#[derive(Clone, Debug)]
pub struct ReopeningRequest {
    /// Its id.
    pub id: String,
    /// First day of the month.
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
    /// The month, `2026-03`.
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
    /// Years, the latest first.
    pub years: Vec<YearPeriods>,
    /// First day of the month that can be closed now.
    pub next_month: Option<NaiveDate>,
    /// The year that can be closed now: all its months are closed.
    pub next_year: Option<i32>,
    /// Why the next month cannot be closed yet, already said (an unsealed meeting, a waiting correction); empty for none.
    pub hindrances: Vec<String>,
    /// Wishes that wait.
    pub requests: Vec<ReopeningRequest>,
    /// What has been typed.
    pub form: ReopenForm,
    /// Every refusal.
    pub problems: Vec<Problem>,
    /// What happened to periods, latest first: when, who, what (already said).
    pub history: Vec<(DateTime<Utc>, String, String)>,
    /// May close, and ask for and agree to reopenings.
    pub may_close: bool,
}

/// `GET /groups/{code}/closing`; `POST` to `…/month` (field `month`), `…/year` (field `year`), `…/reopen`,
/// `…/reopen/{id}/agree` and `…/reopen/{id}/refuse`.
pub fn closing(page: &ClosingPage) -> Markup {
    let (words, group) = (page.around.words, &page.group);
    let fields = Fields { words, problems: &page.problems };
    let body = html! {
        div.stack {
            (book_tabs(words, group, 3))
            (fields.summary())
            @for request in &page.requests { (request_box(page, request)) }
            (next(page))
            @if page.years.is_empty() { div.card { (empty("lock-open", &words.say("no-periods"), &words.say("no-periods-text"), None)) } }
            div.halves {
                div.stack { @for year in &page.years { (year_card(page, year)) } }
                div.stack {
                    (history(page))
                    @if page.may_close { (reopen(page, fields)) }
                }
            }
        }
    };
    page.around.page(&words.say("closing"), group.name.show(words), Some(&group.href("")), &page.problems, body)
}

fn next(page: &ClosingPage) -> Markup {
    let (words, group) = (page.around.words, &page.group);
    if page.next_month.is_none() && page.next_year.is_none() {
        return html! {};
    }
    card("lock", &words.say("close-next"), html! {
        p { (words.say("closing-text")) }
        @for hindrance in &page.hindrances { p.err { (icon("circle-alert")) (hindrance) } }
        @if page.may_close && page.hindrances.is_empty() {
            div.actions {
                @if let Some(month) = page.next_month {
                    form method="post" action=(group.href("closing/month")) {
                        input type="hidden" name="month" value=(month_code(month));
                        button.btn.main type="submit" { (icon("lock")) (words.with("close-month", &[("month", words.month(month).into())])) }
                    }
                }
                @if let Some(year) = page.next_year {
                    form method="post" action=(group.href("closing/year")) {
                        input type="hidden" name="year" value=(year);
                        button.btn.main type="submit" { (icon("lock")) (words.with("close-year", &[("year", words.ordinal(year.into()).into())])) }
                    }
                }
            }
        }
    })
}

fn year_card(page: &ClosingPage, year: &YearPeriods) -> Markup {
    let (words, group) = (page.around.words, &page.group);
    html! {
        section.card {
            div.card-head {
                h2 { (icon("calendar")) (words.ordinal(year.year.into())) }
                span {
                    (year.state.badge(words))
                    @if let Some(entry) = year.entry { " " a href=(group.href(&format!("entries/{entry}"))) { (words.say("closing-entry")) } }
                }
            }
            ul.months {
                @for (month, state) in &year.months {
                    li.(if *state == PeriodState::Next { "next" } else { "" }) { b { (words.month(*month)) } (state.badge(words)) }
                }
            }
        }
    }
}

fn request_box(page: &ClosingPage, request: &ReopeningRequest) -> Markup {
    let words = page.around.words;
    let here = page.group.href(&format!("closing/reopen/{}", parts::encode(&request.id)));
    note_box("warn", "lock-open", html! {
        p { b { (words.with("reopening-asked", &[("month", words.month(request.month).into())])) } }
        p { (request.reason) }
        p.small { (request.asked_by) " · " (words.instant(request.asked_at)) }
        @if request.is_own { p { (words.say("own-reopening")) } }
        @else if page.may_close {
            div.actions {
                form method="post" action={ (here) "/agree" } { button.btn.main type="submit" { (icon("check")) (words.say("agree-reopening")) } }
                form method="post" action={ (here) "/refuse" } { button.btn.danger type="submit" { (icon("ban")) (words.say("refuse")) } }
            }
        }
    })
}

fn reopen(page: &ClosingPage, fields: Fields<'_>) -> Markup {
    let words = page.around.words;
    let closed: Vec<_> = page.years.iter().flat_map(|year| &year.months)
        .filter(|(_, state)| *state == PeriodState::Closed)
        .map(|(month, _)| (month_code(*month).into(), words.month(*month).into()))
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
    card("history", &words.say("closing-history"), html! {
        @if page.history.is_empty() { p.muted { (words.say("nothing-closed-yet")) } }
        ol.line {
            @for (at, who, what) in &page.history { li { (what) p.small { (who) " · " span.n { (words.instant(*at)) } } } }
        }
    })
}

fn month_code(month: NaiveDate) -> String {
    format!("{:04}-{:02}", month.year(), month.month())
}
