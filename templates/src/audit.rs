//! The audit trail: who did what, when.
use crate::books::book_tabs;
use crate::layout::icon;
use crate::parts::{Around, Column, Fields, GroupHead, Listing, Problem, Row, Table, empty, table_card};
use chrono::{DateTime, Utc};
use maud::{Markup, html};

/// The audit trail of a group.
#[derive(Clone, Debug)]
pub struct AuditPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which group.
    pub group: GroupHead,
    /// The events of this page of the list, latest first.
    pub events: Vec<AuditEvent>,
    /// Paging.
    pub listing: Listing,
    /// The filter as typed.
    pub filter: AuditFilter,
    /// Those who did something here: login and display name.
    pub people: Vec<(String, String)>,
    /// The kinds of event: a key `audit-kind-<code>` names each.
    pub kinds: Vec<String>,
    /// Dates that could not be read.
    pub problems: Vec<Problem>,
}

/// What is looked for; empty is everything.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct AuditFilter {
    /// A login.
    pub who: String,
    /// The code of a kind.
    pub kind: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub until: String,
}

/// One event.
#[derive(Clone, Debug)]
pub struct AuditEvent {
    /// When.
    pub at: DateTime<Utc>,
    /// Who, by display name.
    pub who: String,
    /// The code of its kind: a key `audit-kind-<code>` names it.
    pub kind: String,
    /// What happened, already said in the reader's language.
    pub what: String,
    /// The page that shows it.
    pub href: Option<String>,
}

/// The kinds of event there are, by the code that the audit trail keeps.
pub const KINDS: [&str; 12] = [
    "meeting-sealed", "correction-asked", "correction-confirmed", "correction-refused", "member-added", "member-changed",
    "member-left", "office", "constitution", "period", "import", "group",
];

/// `GET /groups/{code}/audit?who=&kind=&from=&until=`
pub fn audit(page: &AuditPage) -> Markup {
    let (words, group, filter) = (page.around.words, &page.group, &page.filter);
    let heading = words.say("audit-trail");
    let fields = Fields { words, problems: &page.problems };
    let path = group.href("audit");
    let columns = [
        Column::lead(words.say("what-happened")),
        Column::text(words.say("kind")),
        Column::text(words.say("who")),
        Column::text(words.say("when")),
    ];
    let rows = page.events.iter().map(|event| {
        Row::new(vec![
            html! { @match &event.href { Some(href) => a href=(href) { (event.what) }, None => (event.what) } },
            html! { (words.say(&format!("audit-kind-{}", event.kind))) },
            html! { (event.who) },
            html! { span.n { (words.instant(event.at)) } },
        ])
    });
    let people: Vec<_> = std::iter::once(("".into(), words.say("all")))
        .chain(page.people.iter().map(|(login, name)| (login.as_str().into(), name.as_str().into())))
        .collect();
    let kinds: Vec<_> = std::iter::once(("".into(), words.say("all")))
        .chain(page.kinds.iter().map(|kind| (kind.as_str().into(), words.say(&format!("audit-kind-{kind}")))))
        .collect();
    let body = html! {
        div.stack {
            (book_tabs(words, group, 4))
            (fields.summary())
            form.filter.card method="get" action=(path) novalidate {
                (fields.select("who", "who", &filter.who, &people))
                (fields.select("kind", "kind", &filter.kind, &kinds))
                (fields.text("from", "from-date", &filter.from))
                (fields.text("until", "until-date", &filter.until))
                button.btn type="submit" { (icon("filter")) (words.say("show")) }
            }
            @if page.events.is_empty() {
                div.card { (empty("history", &words.say("nothing-found"), &words.say("nothing-found-text"), Some((&path, &words.say("show-all"))))) }
            } @else {
                (table_card("history", &heading, html! {}, html! { (Table { words, caption: &heading, columns: &columns, rows: rows.collect(), foot: vec![], listing: Some(&page.listing) }) }))
            }
        }
    };
    page.around.page(&heading, group.name.show(words), Some(&group.href("")), &page.problems, body)
}
