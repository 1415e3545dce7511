//! Courses, and the form of one.
use super::{
    coaching::Choice,
    frame::{Sheet, duration, files, topics},
    session_form::topic_chips,
};
use crate::{
    layout::icon,
    parts::{Around, Column, Fields, Name, Problem, Row, Table, empty, table_card, with_query},
};
use maud::{Markup, html};
use std::borrow::Cow;

/// A course.
#[derive(Clone, Debug)]
pub struct CourseLine {
    /// Its id.
    pub id: String,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: Name,
    /// The code of its organisation.
    pub organisation: String,
    /// Codes of what it is about.
    pub topics: Vec<String>,
    /// As planned, all sessions together.
    pub minutes: i64,
    /// Sessions that were held.
    pub sessions: i64,
    /// How long they were together.
    pub held: i64,
}

/// The list.
#[derive(Clone, Debug)]
pub struct CoursesPage {
    /// What surrounds the page.
    pub around: Around,
    /// The courses, by code.
    pub courses: Vec<CourseLine>,
    /// May plan one.
    pub may_keep: bool,
}

/// `GET /training/courses`
pub fn courses(page: &CoursesPage) -> Markup {
    let words = page.around.words;
    let title = words.say("training-courses");
    let columns = [
        Column::lead(words.say("training-course")),
        Column::text(words.say("training-topics")),
        Column::text(words.say("training-planned")),
        Column::number(words.say("training-sessions")),
        Column::text(words.say("training-held")),
    ];
    let row = |line: &CourseLine| {
        Row::new(vec![
            html! {
                a href=(with_query("/training/sessions", &[("course", &line.id)])) { (line.name.show(words)) }
                span.small { (line.code) " · " (line.organisation) }
            },
            html! { (topics(words, &line.topics)) },
            html! { (duration(words, line.minutes)) },
            html! { span.n { (words.number(line.sessions)) } },
            html! { @if line.held > 0 { (duration(words, line.held)) } },
        ])
    };
    let body = html! {
        @if page.may_keep { div.actions { a.btn.main href="/training/courses/new" { (icon("plus")) (words.say("training-course-new")) } } }
        (table_card("book-open", &title, html! {}, html! {
            @if page.courses.is_empty() {
                (empty("book-open", &words.say("training-courses-none"), &words.say("training-courses-none-text"), None))
            } @else {
                (Table { words, caption: &title, columns: &columns, rows: page.courses.iter().map(row).collect(), foot: vec![], listing: None })
            }
        }))
        @if !page.courses.is_empty() { (files(words, "/training/courses", &[])) }
    };
    Sheet { around: &page.around, title: &title, under: "", back: "/training", problems: &[] }.draw(body)
}

/// What is typed of a course.
#[derive(Clone, Debug, Default)]
pub struct CourseForm {
    /// Made by the server: sent twice, planned once.
    pub key: String,
    /// The code of the organisation.
    pub organisation: String,
    /// Its code.
    pub code: String,
    /// In Khmer.
    pub name_km: String,
    /// In Latin script.
    pub name_latin: String,
    /// Codes of what it is about.
    pub topics: Vec<String>,
    /// Hours planned.
    pub hours: String,
}

/// The form.
#[derive(Clone, Debug)]
pub struct CoursePage {
    /// What surrounds the page.
    pub around: Around,
    /// Organisations to choose from.
    pub organisations: Vec<Choice>,
    /// What has been typed.
    pub form: CourseForm,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET, POST /training/courses/new`
pub fn course(page: &CoursePage) -> Markup {
    let (words, form) = (page.around.words, &page.form);
    let fields = Fields { words, problems: &page.problems };
    let title = words.say("training-course-new");
    let organisations: Vec<(Cow<'_, str>, Cow<'_, str>)> =
        page.organisations.iter().map(|(code, name)| (Cow::Borrowed(&**code), Cow::Borrowed(&**name))).collect();
    let body = html! {
        form.form.stack.narrow.amid method="post" action="/training/courses/new" novalidate {
            (fields.summary())
            input type="hidden" name="key" value=(form.key);
            fieldset.set {
                legend { (icon("book-open")) (words.say("training-course")) }
                @if page.organisations.len() > 1 {
                    (fields.select("organisation", "organisation", &form.organisation, &organisations))
                } @else if let Some((code, _)) = page.organisations.first() { input type="hidden" name="organisation" value=(code); }
                (fields.text("code", "training-course-code", &form.code).hint("training-course-code-hint").mid())
                (fields.text("name_km", "training-course-name-km", &form.name_km))
                (fields.text("name_latin", "training-course-name-latin", &form.name_latin))
                (fields.text("hours", "training-course-hours", &form.hours).hint("training-course-hours-hint").short().keypad("decimal"))
            }
            (topic_chips(fields, &form.topics, false))
            div.actions {
                button.btn.main type="submit" { (icon("check")) (words.say("training-course-new")) }
                a.btn href="/training/courses" { (words.say("cancel")) }
            }
        }
    };
    Sheet { around: &page.around, title: &title, under: "", back: "/training/courses", problems: &page.problems }.draw(body)
}
