//! The audit trail: who did what, when.
use crate::books::book_tabs;
use crate::layout::icon;
use crate::parts::{Around, Column, Fields, GroupHead, Row, Table, empty, table_card};
use chrono::{DateTime, Utc};
use maud::{Markup, html};

/// The audit trail of a group, or of the programme: sign-ins, users, organisations.
#[derive(Clone, Debug)]
pub struct AuditPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which group; none for the programme's own trail.
    pub group: Option<GroupHead>,
    /// The address of the trail, without its filter.
    pub path: String,
    /// The events of this page of the list, latest first.
    pub events: Vec<AuditEvent>,
    /// The filter as chosen.
    pub filter: AuditFilter,
    /// Those who did something here: value for the address and display name.
    pub people: Vec<(String, String)>,
    /// What was done here: a key `action-<code>` names each.
    pub actions: Vec<String>,
    /// The address of the latest events, where older ones are shown.
    pub latest: Option<String>,
    /// The address of the events before these.
    pub older: Option<String>,
}

/// What is looked for; empty is everything.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct AuditFilter {
    /// Who, as the list of people has it.
    pub who: String,
    /// The code of an action.
    pub action: String,
    /// Only what came before this number.
    pub before: Option<i64>,
}

/// One event.
#[derive(Clone, Debug)]
pub struct AuditEvent {
    /// Its number in the trail, without gaps.
    pub number: u64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who, by display name.
    pub who: String,
    /// What happened, already said in the reader's language.
    pub what: String,
    /// To what: a meeting's number, a month; empty for none.
    pub subject: String,
    /// The page that shows it.
    pub href: Option<String>,
}

/// `GET /groups/{code}/audit?who=&action=&before=`, `GET /audit?…`
pub fn audit(page: &AuditPage) -> Markup {
    let (words, filter, path) = (page.around.words, &page.filter, page.path.as_str());
    let heading = words.say("audit-trail");
    let fields = Fields { words, problems: &[] };
    let columns = [
        Column::mark(words.say("number-short")),
        Column::lead(words.say("what-happened")),
        Column::text(words.say("who")),
        Column::text(words.say("when")),
    ];
    let rows = page.events.iter().map(|event| {
        Row::new(vec![
            html! { (words.ordinal(event.number as i64)) },
            html! {
                (event.what)
                @match &event.href {
                    Some(href) if !event.subject.is_empty() => span.small { a href=(href) { (event.subject) } },
                    _ => @if !event.subject.is_empty() { span.small { (event.subject) } },
                }
            },
            html! { (event.who) },
            html! { span.n { (words.instant(event.at)) } },
        ])
    });
    let people: Vec<_> = std::iter::once(("".into(), words.say("all")))
        .chain(page.people.iter().map(|(value, name)| (value.as_str().into(), name.as_str().into())))
        .collect();
    let actions: Vec<_> = std::iter::once(("".into(), words.say("all")))
        .chain(page.actions.iter().map(|action| (action.as_str().into(), words.say(&format!("action-{action}")))))
        .collect();
    let body = html! {
        div.stack {
            @if let Some(group) = &page.group { (book_tabs(words, group, 4, true)) }
            form.filter.card method="get" action=(path) novalidate {
                (fields.select("action", "what-happened", &filter.action, &actions))
                (fields.select("who", "who", &filter.who, &people))
                button.btn type="submit" { (icon("filter")) (words.say("show")) }
            }
            p.hint { (words.say("trail-text")) }
            @if page.events.is_empty() {
                div.card { (empty("history", &words.say("nothing-found"), &words.say("nothing-found-text"), Some((path, &words.say("show-all"))))) }
            } @else {
                (table_card("history", &heading, html! {}, html! {
                    (Table { words, caption: &heading, columns: &columns, rows: rows.collect(), foot: vec![], listing: None })
                    (pager(page))
                }))
            }
        }
    };
    match &page.group {
        Some(group) => page.around.page(&heading, group.name.show(words), Some(&group.href("")), &[], body),
        None => page.around.page(&heading, &words.say("home-programme"), Some("/"), &[], body),
    }
}

/// The trail grows while it is read, so its pages are told apart by numbers, not counted.
fn pager(page: &AuditPage) -> Markup {
    let words = page.around.words;
    html! {
        @if page.latest.is_some() || page.older.is_some() {
            nav.pager aria-label=(words.say("pages")) {
                div.actions {
                    @if let Some(href) = &page.latest { a.btn href=(href) { (icon("chevron-left")) (words.say("trail-latest")) } }
                    @if let Some(href) = &page.older { a.btn rel="next" href=(href) { (words.say("trail-older")) (icon("chevron-right")) } }
                }
            }
        }
    }
}
