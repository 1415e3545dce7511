//! The day book of a cooperative: every act with its postings and the way to take it back; and what one officer asked and
//! another decides.
use super::{
    CoopHead,
    desk::{Desk, Filled},
};
use crate::{
    books::AccountName,
    corrections::CorrectionState,
    layout::icon,
    parts::{Around, Column, Fields, Listing, Problem, Row, Table, Tone, Unit, badge, card, empty, facts, note_box, table_card},
    requests::{self as shared, Deciding, RequestLine, said_by},
};
use chrono::{DateTime, NaiveDate, Utc};
use maud::{Markup, html};
use std::borrow::Cow;

/// The day book.
#[derive(Clone, Debug)]
pub struct ActsPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which cooperative.
    pub coop: CoopHead,
    /// The acts of this page of the list, the latest first.
    pub acts: Vec<ActLine>,
    /// Paging.
    pub listing: Listing,
}

/// An act in a list.
#[derive(Clone, Debug)]
pub struct ActLine {
    /// Its number.
    pub no: i64,
    /// The day it happened.
    pub day: NaiveDate,
    /// What happened, as a sentence.
    pub what: String,
    /// Who wrote it.
    pub by: String,
    /// The entry that posted it.
    pub entry: Option<i64>,
    /// The act that undid it.
    pub undone_by: Option<i64>,
}

/// `GET /coops/{coop}/acts`
pub fn acts(page: &ActsPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let title = words.say("coop-day-book");
    let columns = [
        Column::mark(words.say("number-short")),
        Column::lead(words.say("coop-what-happened")),
        Column::text(words.say("date")),
        Column::text(words.say("recorded-by")),
        Column::text(words.say("bank-entry")),
    ];
    let row = |act: &ActLine| Row {
        cells: vec![
            html! { (words.ordinal(act.no)) },
            html! {
                a href=(coop.href(&format!("acts/{}", act.no))) { (act.what) }
                @if act.undone_by.is_some() { " " (badge(Tone::Past, "undo-2", &words.say("bank-undone"))) }
            },
            html! { span.n { (words.date_short(act.day)) } },
            html! { (act.by) },
            html! { @if let Some(entry) = act.entry { a href=(coop.group.href(&format!("entries/{entry}"))) { (words.ordinal(entry)) } } },
        ],
        tone: if act.undone_by.is_some() { "old" } else { "" },
    };
    let rows = page.acts.iter().map(row).collect();
    let table = Table { words, caption: &title, columns: &columns, rows, foot: vec![], listing: Some(&page.listing) };
    let body = html! {
        @if page.acts.is_empty() {
            div.card { (empty("book-open", &words.say("bank-no-acts"), &words.say("coop-no-acts-text"), None)) }
        } @else { (table_card("book-open", &title, html! {}, html! { (table) })) }
    };
    Desk { around: &page.around, coop, tab: None, title: &title, back: "", problems: &[], scripts: &[] }.draw(body)
}

/// One act.
#[derive(Clone, Debug)]
pub struct ActPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which cooperative.
    pub coop: CoopHead,
    /// The act.
    pub line: ActLine,
    /// What was said of it: minutes, a reason; may be empty.
    pub said: String,
    /// The page below the cooperative that says more.
    pub below: Option<String>,
    /// When it was written down.
    pub recorded_at: DateTime<Utc>,
    /// Who confirmed it, and the request that she confirmed.
    pub confirmed: Option<(String, i64)>,
    /// Its postings: account, whom it concerns, unit, smallest units (a debit above zero).
    pub postings: Vec<(AccountName, String, Unit, i64)>,
    /// The act that it undid.
    pub undoes: Option<i64>,
    /// The request that asks to undo it, and waits.
    pub asked_undo: Option<i64>,
    /// May ask to undo it: it can be undone, and nobody has asked.
    pub may_undo: bool,
    /// What has been typed.
    pub form: Filled,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET /coops/{coop}/acts/{no}`; `POST …/undo` (fields `key`, `day`, `reason`)
pub fn act(page: &ActPage) -> Markup {
    let (words, coop, line) = (page.around.words, &page.coop, &page.line);
    let fields = Fields { words, problems: &page.problems };
    let title = words.with("coop-act-number", &[("number", words.ordinal(line.no).into())]);
    let body = html! {
        (fields.summary())
        (related(page))
        div.halves.even {
            (card("file-text", &line.what, about(page)))
            @if page.may_undo { (undo(page, fields)) }
        }
        @if !page.postings.is_empty() { (postings(page)) }
    };
    Desk { around: &page.around, coop, tab: None, title: &title, back: "acts", problems: &page.problems, scripts: &[] }.draw(body)
}

fn related(page: &ActPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let to = |key: &str, no: i64, below: &str| {
        let said = words.with(key, &[("number", words.ordinal(no).into())]);
        note_box("warn", "undo-2", html! { p { a href=(coop.href(&format!("{below}/{no}"))) { (said) } } })
    };
    html! {
        @if let Some(no) = page.line.undone_by { (to("bank-act-undone-by", no, "acts")) }
        @if let Some(no) = page.undoes { (to("bank-act-undoes", no, "acts")) }
        @if let Some(no) = page.asked_undo { (to("bank-act-undo-asked", no, "requests")) }
    }
}

fn about(page: &ActPage) -> Markup {
    let (words, coop, line) = (page.around.words, &page.coop, &page.line);
    let entry = html! {
        @match line.entry {
            Some(entry) => a href=(coop.group.href(&format!("entries/{entry}"))) { (words.with("entry-number", &[("number", words.ordinal(entry).into())])) },
            None => (words.say("bank-not-posted")),
        }
    };
    let more = html! { @if let Some(below) = &page.below { a href=(coop.href(below)) { (words.say("coop-see-it")) } } };
    let confirmed = html! { @if let Some((who, no)) = &page.confirmed { a href=(coop.href(&format!("requests/{no}"))) { (who) } } };
    facts(&[
        (words.say("date"), html! { span.n { (words.date(line.day)) } }),
        (words.say("coop-memo"), html! { (page.said) }),
        (words.say("coop-more-of-it"), more),
        (words.say("bank-entry"), entry),
        (words.say("recorded-by"), html! { (line.by) }),
        (words.say("recorded-at"), html! { span.n { (words.instant(page.recorded_at)) } }),
        (words.say("bank-confirmed-by"), confirmed),
    ])
}

fn postings(page: &ActPage) -> Markup {
    let words = page.around.words;
    let caption = words.say("postings");
    let columns = [
        Column::lead(words.say("account")),
        Column::text(words.say("party")),
        Column::side(words.say("debit")),
        Column::side(words.say("credit")),
    ];
    let row = |(account, who, unit, quantity): &(AccountName, String, Unit, i64)| {
        Row::new(vec![
            html! { span.muted { (account.number) } " " (account.name.show(words)) },
            html! { (who) },
            html! { @if *quantity > 0 { (unit.amount(words, *quantity)) } },
            html! { @if *quantity < 0 { (unit.amount(words, quantity.saturating_neg())) } },
        ])
    };
    let rows = page.postings.iter().map(row).collect();
    let table = Table { words, caption: &caption, columns: &columns, rows, foot: vec![], listing: None };
    table_card("list-checks", &caption, badge(Tone::Good, "lock", &words.say("written-once")), html! { (table) })
}

fn undo(page: &ActPage, fields: Fields<'_>) -> Markup {
    let (words, coop) = (fields.words, &page.coop);
    html! {
        form.card.form #undo method="post" action=(coop.href(&format!("acts/{}/undo", page.line.no))) novalidate {
            h2 { (icon("undo-2")) (words.say("bank-undo")) }
            p.hint { (words.say("bank-undo-text")) }
            input type="hidden" name="key" value=(page.form.get("key"));
            (fields.date("day", "bank-undo-day", page.form.get("day")))
            (fields.area("reason", "reason", page.form.get("reason")).hint("bank-undo-reason-hint"))
            div.actions { button.btn.danger type="submit" { (icon("send")) (words.say("bank-undo-ask")) } }
        }
    }
}

/// The requests of a cooperative.
#[derive(Clone, Debug)]
pub struct RequestsPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which cooperative.
    pub coop: CoopHead,
    /// Those of this page of the list: what waits first, then the latest.
    pub requests: Vec<RequestLine>,
    /// Paging.
    pub listing: Listing,
}

/// `GET /coops/{coop}/requests`
pub fn requests(page: &RequestsPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let title = words.say("coop-tab-requests");
    let href = |no| coop.href(&format!("requests/{no}"));
    let body = shared::list(words, &title, (&page.requests, &page.listing), href, "coop-no-requests-text");
    Desk { around: &page.around, coop, tab: Some("requests"), title: &title, back: "", problems: &[], scripts: &[] }.draw(body)
}

/// One request.
#[derive(Clone, Debug)]
pub struct RequestPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which cooperative.
    pub coop: CoopHead,
    /// The request.
    pub line: RequestLine,
    /// What else it says: label and text.
    pub said: Vec<(Cow<'static, str>, String)>,
    /// The page below the cooperative where it may be looked at: the lot, the act, the year.
    pub below: String,
    /// The act that it became.
    pub act: Option<i64>,
    /// This person asked for it: someone else must confirm.
    pub is_own: bool,
    /// May decide requests of this cooperative at all.
    pub may_decide: bool,
    /// It cannot be confirmed any more; the problems say why.
    pub stuck: bool,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET /coops/{coop}/requests/{no}`; `POST` to `…/confirm` and `…/refuse` (field `reason`).
pub fn request(page: &RequestPage) -> Markup {
    let (words, coop, line) = (page.around.words, &page.coop, &page.line);
    let fields = Fields { words, problems: &page.problems };
    let title = words.with("bank-request-number", &[("number", words.ordinal(line.no).into())]);
    let mut all = vec![(words.say("bank-for-day"), html! { (words.date(line.day)) })];
    all.extend(page.said.iter().map(|(label, text)| (label.clone(), html! { (text) })));
    let written = html! { @if let Some(no) = page.act { a href=(coop.href(&format!("acts/{no}"))) { (words.with("coop-act-number", &[("number", words.ordinal(no).into())])) } } };
    all.extend([
        (words.say("coop-more-of-it"), html! { a href=(coop.href(&page.below)) { (words.say("coop-see-it")) } }),
        (words.say("asked-by"), said_by(words, &line.asked_by, line.asked_at)),
        (words.say("decided-by"), html! { @if let Some((who, at)) = &line.decided { (said_by(words, who, *at)) } }),
        (words.say("refused-because"), html! { (line.refusal) }),
        (words.say("bank-written-as"), written),
    ]);
    let body = html! {
        (fields.summary())
        div.halves.even {
            section.card {
                div.card-head { h2 { (icon("user-check")) (line.what) } (line.state.badge(words)) }
                (facts(&all))
            }
            @if line.state == CorrectionState::Waiting { div.stack { (decide(page, fields)) } }
        }
    };
    Desk { around: &page.around, coop, tab: None, title: &title, back: "requests", problems: &page.problems, scripts: &[] }
        .draw(body)
}

fn decide(page: &RequestPage, fields: Fields<'_>) -> Markup {
    let here = page.coop.href(&format!("requests/{}", page.line.no));
    let RequestPage { is_own, may_decide, stuck, .. } = page;
    let who = Deciding { here, is_own: *is_own, may_decide: *may_decide, stuck: *stuck, cautions: &[] };
    shared::decide(page.around.words, &who, fields)
}
