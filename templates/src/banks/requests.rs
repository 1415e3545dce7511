//! What one officer asked and another decides: counts, new due days, forgiving, writing off, selling an animal, waiving,
//! taking an act back. Each with the figures before and after.
use super::{BankHead, frame::BankFrame};
use crate::{
    corrections::CorrectionState,
    layout::icon,
    parts::{Around, Column, Fields, Listing, Problem, Row, Table, facts, table_card},
    requests::{self as shared, Deciding, RequestLine, said_by},
};
use maud::{Markup, html};
use std::borrow::Cow;

/// The requests of a bank.
#[derive(Clone, Debug)]
pub struct RequestsPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which bank.
    pub bank: BankHead,
    /// Those of this page of the list: what waits first, then the latest.
    pub requests: Vec<RequestLine>,
    /// Paging.
    pub listing: Listing,
}

/// `GET /banks/{code}/requests`
pub fn requests(page: &RequestsPage) -> Markup {
    let (words, bank) = (page.around.words, &page.bank);
    let title = words.say("bank-tab-requests");
    let href = |no| bank.href(&format!("requests/{no}"));
    let body = shared::list(words, &title, (&page.requests, &page.listing), href, "bank-no-requests-text");
    let frame = BankFrame { around: &page.around, bank, tab: Some("requests"), title: &title, back: bank.href(""), problems: &[] };
    frame.draw(body)
}

/// One request.
#[derive(Clone, Debug)]
pub struct RequestPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which bank.
    pub bank: BankHead,
    /// The request.
    pub line: RequestLine,
    /// What else it says: label and text.
    pub said: Vec<(Cow<'static, str>, String)>,
    /// What would change: label, before, after. Once it is decided, nothing.
    pub changes: Vec<(String, String, String)>,
    /// What is to be known before it is confirmed.
    pub cautions: Vec<String>,
    /// The act that it became.
    pub act: Option<i64>,
    /// This person asked for it: someone else must confirm.
    pub is_own: bool,
    /// May decide requests of this bank at all.
    pub may_decide: bool,
    /// It cannot be confirmed any more; the problems say why.
    pub stuck: bool,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET /banks/{code}/requests/{no}`; `POST` to `…/confirm` and `…/refuse` (field `reason`).
pub fn request(page: &RequestPage) -> Markup {
    let (words, bank, line) = (page.around.words, &page.bank, &page.line);
    let fields = Fields { words, problems: &page.problems };
    let title = words.with("bank-request-number", &[("number", words.ordinal(line.no).into())]);
    let waits = line.state == CorrectionState::Waiting;
    let body = html! {
        (fields.summary())
        div.halves.even {
            div.stack {
                section.card {
                    div.card-head { h2 { (icon("user-check")) (line.what) } (line.state.badge(words)) }
                    (about(page))
                }
                @if !page.changes.is_empty() { (changes(page)) }
            }
            @if waits { div.stack { (decide(page, fields)) } }
        }
    };
    let frame =
        BankFrame { around: &page.around, bank, tab: None, title: &title, back: bank.href("requests"), problems: &page.problems };
    frame.draw(body)
}

fn about(page: &RequestPage) -> Markup {
    let (words, line) = (page.around.words, &page.line);
    let mut all = vec![(words.say("bank-for-day"), html! { (words.date(line.day)) })];
    all.extend(page.said.iter().map(|(label, text)| (label.clone(), html! { (text) })));
    all.extend([
        (words.say("asked-by"), said_by(words, &line.asked_by, line.asked_at)),
        (words.say("decided-by"), html! { @if let Some((who, at)) = &line.decided { (said_by(words, who, *at)) } }),
        (words.say("refused-because"), html! { (line.refusal) }),
        (
            words.say("bank-written-as"),
            html! {
                @if let Some(no) = page.act {
                    a href=(page.bank.href(&format!("acts/{no}"))) { (words.with("bank-act-number", &[("number", words.ordinal(no).into())])) }
                }
            },
        ),
    ]);
    facts(&all)
}

fn changes(page: &RequestPage) -> Markup {
    let words = page.around.words;
    let heading = words.say("bank-what-changes");
    let columns =
        [Column::lead(words.say("bank-figure")), Column::number(words.say("bank-before")), Column::figure(words.say("bank-after"))];
    let row = |(label, before, after): &(String, String, String)| {
        Row::new(vec![html! { (label) }, html! { span.n { (before) } }, html! { span.n { (after) } }])
    };
    let rows = page.changes.iter().map(row).collect();
    let table = Table { words, caption: &heading, columns: &columns, rows, foot: vec![], listing: None };
    table_card("arrow-right-left", &heading, html! {}, html! { (table) })
}

fn decide(page: &RequestPage, fields: Fields<'_>) -> Markup {
    let here = page.bank.href(&format!("requests/{}", page.line.no));
    let RequestPage { is_own, may_decide, stuck, cautions, .. } = page;
    let who = Deciding { here, is_own: *is_own, may_decide: *may_decide, stuck: *stuck, cautions };
    shared::decide(page.around.words, &who, fields)
}
