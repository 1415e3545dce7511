//! Sessions that were held, and one of them.
use super::{
    coaching::Choice,
    frame::{Sheet, duration, files, topics},
};
use crate::{
    layout::icon,
    parts::{Around, Column, Listing, Name, Row, Table, Tile, Tone, badge, card, empty, facts, note_box, table_card, tiles},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{people::Sex, programme::AgeBand, training::SessionKind};
use maud::{Markup, html};
use words::Words;

/// A session in a list.
#[derive(Clone, Debug)]
pub struct SessionLine {
    /// Its id.
    pub id: String,
    /// Of what sort.
    pub kind: SessionKind,
    /// The course, where it is of one.
    pub course: Name,
    /// When it was.
    pub day: NaiveDate,
    /// How long it lasted.
    pub minutes: i64,
    /// Where.
    pub place: Name,
    /// The code of who held it.
    pub organisation: String,
    /// How many came.
    pub people: i64,
    /// They were counted, not listed.
    pub counted: bool,
    /// It was taken back.
    pub undone: bool,
}

/// The list.
#[derive(Clone, Debug)]
pub struct SessionsPage {
    /// What surrounds the page.
    pub around: Around,
    /// The sessions of this page of the list.
    pub sessions: Vec<SessionLine>,
    /// Sorting (`day`, `people`) and paging.
    pub listing: Listing,
    /// Organisations to choose from.
    pub organisations: Vec<Choice>,
    /// The one chosen.
    pub organisation: String,
    /// The kind chosen: a code, or empty.
    pub kind: String,
    /// Months in which there were sessions: `2026-11` and its name.
    pub months: Vec<Choice>,
    /// The month chosen.
    pub month: String,
    /// The course chosen: its id and name.
    pub course: Option<(String, Name)>,
    /// How many sessions stand under this filter.
    pub count: i64,
    /// How many came to them: whoever came to several is counted with each.
    pub people: i64,
    /// May write one down.
    pub may_keep: bool,
}

/// The word for a sort of session.
pub fn kind_word(words: Words, kind: SessionKind) -> String {
    words.say(&format!("training-kind-{}", kind.code())).into_owned()
}

/// `GET /training/sessions`
pub fn sessions(page: &SessionsPage) -> Markup {
    let words = page.around.words;
    let title = words.say("training-sessions");
    let course = page.course.as_ref().map_or("", |(id, _)| id);
    let keep = [("organisation", &*page.organisation), ("kind", &*page.kind), ("month", &*page.month), ("course", course)];
    let filtered = keep.iter().any(|(_, value)| !value.is_empty());
    let under = page.course.as_ref().map_or("", |(_, name)| name.show(words));
    let body = html! {
        @if page.may_keep { div.actions { a.btn.main href="/training/sessions/new" { (icon("plus")) (words.say("training-session-new")) } } }
        (tiles(&[
            Tile { icon: "notebook-pen", label: words.say("training-sessions"), figure: html! { span.n { (words.number(page.count)) } }, under: html! {} },
            Tile { icon: "users", label: words.say("training-came"), figure: html! { span.n { (words.number(page.people)) } },
                under: html! { span.small { (words.say("training-came-each-time")) } } },
        ]))
        (table_card("notebook-pen", &title, html! {}, html! {
            (filter(page))
            @if page.sessions.is_empty() && filtered {
                (empty("search", &words.say("nothing-found"), &words.say("training-sessions-none-here"), Some(("/training/sessions", &words.say("show-all")))))
            } @else if page.sessions.is_empty() {
                (empty("notebook-pen", &words.say("training-sessions-none"), &words.say("training-sessions-none-text"), None))
            } @else { (table(words, &title, &page.sessions, Some(&page.listing))) }
        }))
        @if !page.sessions.is_empty() { (files(words, "/training/sessions", &keep)) }
    };
    Sheet { around: &page.around, title: &title, under, back: "/training", problems: &[] }.draw(body)
}

fn filter(page: &SessionsPage) -> Markup {
    let words = page.around.words;
    html! {
        form.filter.pad method="get" action="/training/sessions" role="search" {
            @if page.organisations.len() > 1 {
                (choose("organisation", &words.say("organisation"), &words.say("coaching-all-organisations"), &page.organisation, &page.organisations))
            }
            @let kinds: Vec<Choice> = SessionKind::ALL.iter().map(|kind| (kind.code().to_owned(), kind_word(words, *kind))).collect();
            (choose("kind", &words.say("training-kind"), &words.say("training-all-kinds"), &page.kind, &kinds))
            (choose("month", &words.say("training-month"), &words.say("training-all-months"), &page.month, &page.months))
            @if let Some((id, _)) = &page.course { input type="hidden" name="course" value=(id); }
            button.btn type="submit" { (icon("search")) (words.say("show")) }
        }
    }
}

pub(super) fn choose(name: &str, label: &str, all: &str, chosen: &str, options: &[Choice]) -> Markup {
    html! {
        div.f { label for=(name) { (label) }
            select.box id=(name) name=(name) {
                option value="" { (all) }
                @for (value, text) in options { option value=(value) selected[value == chosen] { (text) } }
            } }
    }
}

/// Sessions as a table.
pub(super) fn table(words: Words, caption: &str, lines: &[SessionLine], listing: Option<&Listing>) -> Markup {
    let columns = [
        Column::lead(words.say("training-session")),
        Column::text(words.say("date")).sorted_by("day"),
        Column::text(words.say("place")),
        Column::text(words.say("training-duration")),
        Column::figure(words.say("training-came")).sorted_by("people"),
    ];
    let row = |line: &SessionLine| Row {
        cells: vec![
            html! {
                a href={ "/training/sessions/" (line.id) } {
                    @if line.course.show(words).is_empty() { (kind_word(words, line.kind)) } @else { (line.course.show(words)) }
                }
                span.small {
                    @if !line.course.show(words).is_empty() { (kind_word(words, line.kind)) " · " }
                    (line.organisation)
                    @if line.counted { " · " (words.say("training-only-counted")) }
                }
                @if line.undone { (badge(Tone::Past, "ban", &words.say("coaching-taken-back"))) }
            },
            html! { span.n { (words.date_short(line.day)) } },
            html! { (line.place.show(words)) },
            html! { (duration(words, line.minutes)) },
            html! { span.n { (words.number(line.people)) } },
        ],
        tone: if line.undone { "old" } else { "" },
    };
    html! { (Table { words, caption, columns: &columns, rows: lines.iter().map(row).collect(), foot: vec![], listing }) }
}

/// Somebody who came.
#[derive(Clone, Debug)]
pub struct CameLine {
    /// Where her page is, for who may open it.
    pub href: String,
    /// Her name; nobody's where the reader may not see the register that it is in.
    pub name: Name,
    /// Where she lives.
    pub place: Name,
    /// How long she was there.
    pub minutes: i64,
}

/// How many of a kind came.
#[derive(Clone, Copy, Debug)]
pub struct CountLine {
    /// Of which sex.
    pub sex: Option<Sex>,
    /// Of which age.
    pub age: Option<AgeBand>,
    /// How many.
    pub people: i64,
}

/// One session.
#[derive(Clone, Debug)]
pub struct SessionPage {
    /// What surrounds the page.
    pub around: Around,
    /// As in the list.
    pub line: SessionLine,
    /// Codes of what it was about.
    pub topics: Vec<String>,
    /// Who gave it; empty where she is not in the register.
    pub trainer: Name,
    /// Who came, by name.
    pub listed: Vec<CameLine>,
    /// How many came, where they were counted.
    pub counted: Vec<CountLine>,
    /// The time of all who are listed together.
    pub together: i64,
    /// Who wrote it down, and when.
    pub recorded: (String, DateTime<Utc>),
    /// Who took it back, and when.
    pub undone: Option<(String, DateTime<Utc>)>,
    /// May take it back.
    pub may_undo: bool,
}

/// The word for an age band, or that it is not known.
pub(super) fn age_word(words: Words, age: Option<AgeBand>) -> String {
    words.say(&format!("training-age-{}", age.map_or("any", AgeBand::code))).into_owned()
}

/// The word for a sex, or that it is not known.
pub(super) fn sex_word(words: Words, sex: Option<Sex>) -> String {
    words.say(&format!("training-sex-{}", sex.map_or("any", Sex::code))).into_owned()
}

/// `GET /training/sessions/{session}`
pub fn session(page: &SessionPage) -> Markup {
    let (words, line) = (page.around.words, &page.line);
    let title = match line.course.show(words) {
        "" => kind_word(words, line.kind),
        course => course.to_owned(),
    };
    let under = words.date(line.day);
    let said = |(by, at): &(String, DateTime<Utc>)| html! { (by) span.small { " · " (words.date_short(at.date_naive())) } };
    let body = html! {
        @if let Some(undone) = &page.undone {
            (note_box("warn", "ban", html! { p { (words.say("training-session-undone")) } p.small { (said(undone)) } }))
        }
        (card("notebook-pen", &kind_word(words, line.kind), facts(&[
            (words.say("date"), html! { (words.date(line.day)) }),
            (words.say("training-duration"), html! { (duration(words, line.minutes)) }),
            (words.say("place"), html! { (line.place.show(words)) }),
            (words.say("training-topics"), html! { (topics(words, &page.topics)) }),
            (words.say("training-trainer"), html! { (page.trainer.show(words)) }),
            (words.say("organisation"), html! { (line.organisation) }),
            (words.say("training-came"), html! { span.n { (words.number(line.people)) } }),
            (words.say("training-together"), html! { @if page.together > 0 { (duration(words, page.together)) } }),
            (words.say("training-recorded"), said(&page.recorded)),
        ])))
        @if line.counted { (counted(words, page)) } @else { (listed(words, page)) }
        @if page.undone.is_none() {
            div.actions {
                a.btn href={ "/training/sessions/" (line.id) "/sheet" } { (icon("printer")) (words.say("training-sheet-of")) }
                a.btn href={ "/training/sessions/" (line.id) "/sheet?lang=both" } { (icon("languages")) (words.say("training-sheet-both")) }
            }
        }
        @if page.may_undo {
            details.fold.card { summary { (icon("chevron-right")) (words.say("coaching-mistake")) }
                form.form method="post" action={ "/training/sessions/" (line.id) "/undo" } {
                    p { (words.say("training-session-undo-text")) }
                    button.btn.danger type="submit" { (icon("undo-2")) (words.say("training-session-undo")) }
                } }
        }
    };
    Sheet { around: &page.around, title: &title, under: &under, back: "/training/sessions", problems: &[] }.draw(body)
}

fn listed(words: Words, page: &SessionPage) -> Markup {
    let title = words.say("training-who-came");
    let columns = [
        Column::lead(words.say("name")),
        Column::text(words.say("coaching-place")),
        Column::figure(words.say("training-duration")),
    ];
    let row = |line: &CameLine| {
        let name = match line.name.show(words) {
            "" => words.say("training-of-other-register").into_owned(),
            name => name.to_owned(),
        };
        Row::new(vec![
            html! { @if line.href.is_empty() { (name) } @else { a href=(line.href) { (name) } } },
            html! { (line.place.show(words)) },
            html! { span.n { (duration(words, line.minutes)) } },
        ])
    };
    table_card(
        "users",
        &title,
        html! {},
        html! {
            (Table { words, caption: &title, columns: &columns, rows: page.listed.iter().map(row).collect(), foot: vec![], listing: None })
        },
    )
}

fn counted(words: Words, page: &SessionPage) -> Markup {
    let title = words.say("training-who-came");
    let columns = [
        Column::lead(words.say("training-sex")),
        Column::text(words.say("training-age")),
        Column::figure(words.say("training-count")),
    ];
    let row = |line: &CountLine| {
        Row::new(vec![
            html! { (sex_word(words, line.sex)) },
            html! { (age_word(words, line.age)) },
            html! { span.n { (words.number(line.people)) } },
        ])
    };
    table_card(
        "users",
        &title,
        html! {},
        html! {
            (Table { words, caption: &title, columns: &columns, rows: page.counted.iter().map(row).collect(), foot: vec![], listing: None })
        },
    )
}
