//! The route of the audit trail: who did what, when, newest first.
use super::store as sums;
use crate::{
    app::App,
    error::Answer,
    guard::{InGroup, Visit},
    meetings::pages::head,
    store::{self, AuditFilter as Rows, AuditRow, BookId},
    users, web,
};
use axum::extract::{Query, State};
use std::collections::HashMap;
use templates::{
    audit::{AuditEvent, AuditFilter, AuditPage, audit as draw},
    parts::{Around, GroupHead, encode, with_query},
};
use uuid::Uuid;
use words::{Words, read_date};

/// How many lines a page holds.
const PAGE: usize = 50;

/// `GET /groups/{group}/audit`
pub async fn audit(State(app): State<App>, visit: InGroup, Query(filter): Query<AuditFilter>) -> Answer {
    let head = head(&visit.group);
    page(&app, visit.visit.around(), Some((visit.group.book, head)), filter).await
}

/// `GET /audit`: what was done in the programme and belongs to no one group: sign-ins, users, organisations.
pub async fn programme(State(app): State<App>, visit: Visit, Query(filter): Query<AuditFilter>) -> Answer {
    page(&app, visit.around(), None, filter).await
}

async fn page(app: &App, around: Around, of: Option<(BookId, GroupHead)>, filter: AuditFilter) -> Answer {
    let words = around.words;
    let (book, head) = of.unzip();
    let mut tx = app.db().read().await?;
    let names = users::store::names(&mut tx).await?;
    let done = sums::who_did_what(&mut tx, book).await?;
    let rows = Rows {
        action: Some(filter.action.clone()).filter(|action| !action.is_empty()),
        by: filter.who.parse().ok(),
        before: filter.before,
    };
    let mut events = store::trail(&mut tx, book, &rows, PAGE as i64 + 1).await?;
    let more = events.len() > PAGE;
    events.truncate(PAGE);
    let path = head.as_ref().map_or_else(|| "/audit".to_owned(), |head| head.href("audit"));
    let before = |before: Option<i64>| {
        let before = before.map(|no| no.to_string()).unwrap_or_default();
        with_query(&path, &[("action", &filter.action), ("who", &filter.who), ("before", &before)])
    };
    let page = AuditPage {
        around,
        events: events.iter().map(|row| event(row, head.as_ref(), &names, words)).collect(),
        people: people(&done, &names),
        actions: actions(&done, words),
        latest: filter.before.map(|_| before(None)),
        older: events.last().filter(|_| more).map(|row| before(Some(row.no))),
        path: path.clone(),
        group: head,
        filter: filter.clone(),
    };
    Ok(web::html(draw(&page)))
}

/// Everybody who signed in for what is in the trail, by name.
fn people(done: &[(String, Option<Uuid>)], names: &HashMap<Uuid, String>) -> Vec<(String, String)> {
    let person = |id: Uuid| (id.to_string(), names.get(&id).cloned().unwrap_or_default());
    let mut people: Vec<_> = done.iter().filter_map(|(_, by)| by.map(person)).collect();
    people.sort_by(|a, b| (&a.1, &a.0).cmp(&(&b.1, &b.0)));
    people.dedup();
    people
}

/// Everything in the trail that has a word.
fn actions(done: &[(String, Option<Uuid>)], words: Words) -> Vec<String> {
    let mut actions: Vec<_> =
        done.iter().map(|(action, _)| action.clone()).filter(|action| words.has(&format!("action-{action}"))).collect();
    actions.dedup();
    actions
}

fn name(by: Option<Uuid>, names: &HashMap<Uuid, String>, words: Words) -> String {
    by.map_or_else(|| words.say("trail-by-command").into_owned(), |id| names.get(&id).cloned().unwrap_or_default())
}

fn event(row: &AuditRow, head: Option<&GroupHead>, names: &HashMap<Uuid, String>, words: Words) -> AuditEvent {
    let key = format!("action-{}", row.action);
    let what = if words.has(&key) { words.say(&key).into_owned() } else { row.action.clone() };
    // The programme's trail names users by their id, which tells a reader nothing.
    let user = || row.subject.parse().ok().and_then(|id: Uuid| names.get(&id)).unwrap_or(&row.subject).clone();
    let (subject, href) = head.map_or_else(|| (user(), None), |head| subject(row, head, words));
    AuditEvent { number: row.no.unsigned_abs(), at: row.at, who: name(row.by_user, names, words), what, subject, href }
}

/// Something done at a bank: the bank's code and, behind it, the number of an act or of a request.
fn at_bank(row: &AuditRow, words: Words) -> (String, Option<String>) {
    let (code, no) = row.subject.split_once(' ').unwrap_or((&row.subject, ""));
    let below = match row.action.as_str() {
        "bank-act-written" | "bank-request-confirmed" => "acts",
        "bank-request-asked" | "bank-request-refused" => "requests",
        // A price is the book's, and each bank of it goes by it.
        "bank-price-written" => return (row.subject.clone(), None),
        _ => return (row.subject.clone(), Some(format!("/banks/{}", encode(code)))),
    };
    let number = no.parse().map_or_else(|_| no.to_owned(), |no| words.ordinal(no));
    let number = words.with("entry-act-number", &[("number", number.into())]);
    (format!("{code} · {number}"), Some(format!("/banks/{}/{below}/{}", encode(code), encode(no))))
}

/// To what it was done, in words, and where that is shown.
fn subject(row: &AuditRow, head: &GroupHead, words: Words) -> (String, Option<String>) {
    let number = |key: &str, below: &str| match row.subject.parse::<i64>() {
        Ok(no) => (words.with(key, &[("number", words.ordinal(no).into())]), Some(head.href(&format!("{below}/{no}")))),
        Err(_) => (row.subject.clone(), None),
    };
    match row.action.split('-').next().unwrap_or_default() {
        "meeting" => number("meeting-number", "meetings"),
        "correction" => number("correction-number", "corrections"),
        "member" => number("member-number-of", "members"),
        "period" | "reopening" => {
            (read_date(&row.subject).map_or(row.subject.clone(), |day| words.month(day)), Some(head.href("closing")))
        }
        "office" => (words.say(&format!("office-{}", row.subject)).into_owned(), Some(head.href("officers"))),
        "year" => (row.subject.clone(), Some(head.href("closing"))),
        "constitution" => (row.subject.clone(), Some(head.href("constitution"))),
        "bank" => at_bank(row, words),
        "books" => (read_date(&row.subject).map_or(row.subject.clone(), |day| words.date(day)), Some(head.href("meetings/0"))),
        _ => (row.subject.clone(), None),
    }
}
