//! What waits for somebody, over every award that she serves: by office and by kind, what waits longest first.
use super::AwardHead;
use crate::{
    layout::{Frame, icon, page},
    parts::{Amount, Around, Tone, badge, card, empty},
};
use chrono::NaiveDate;
use maud::{Markup, html};
use words::Words;

/// Something that waits for the reader.
#[derive(Clone, Debug)]
pub struct Task {
    /// What it is, in words: a grant and its family, a voucher and what it is for.
    pub what: String,
    /// More of it, in words: which visit, which tranche; may be empty.
    pub more: String,
    /// How much money it is about.
    pub amount: Option<Amount>,
    /// Since when it could be done.
    pub since: Option<NaiveDate>,
    /// So many days.
    pub days: i64,
    /// It waits too long.
    pub late: bool,
    /// The form in which it is done.
    pub href: String,
}

/// All of a kind, under one award.
#[derive(Clone, Debug)]
pub struct Kind {
    /// What is to be done: the end of its key.
    pub turn: &'static str,
    /// Whose it is, by the word of her office.
    pub office: &'static str,
    /// Under which award.
    pub award: AwardHead,
    /// What waits, the longest first; the most urgent of the list only, where it is long.
    pub tasks: Vec<Task>,
    /// How many wait in all.
    pub count: i64,
    /// Where all of them are.
    pub list: String,
    /// Small grants by code, which are not told one by one here: where they are.
    pub coded: Option<String>,
}

impl Kind {
    /// A symbol of the sprite.
    fn icon(&self) -> &'static str {
        symbol(self.turn)
    }

    fn title(&self, words: Words) -> String {
        let by_code = if self.coded.is_some() { "-by-code" } else { "" };
        words.with(&format!("award-task-{}{by_code}", self.turn), &[("count", words.number(self.count).into())])
    }
}

/// The symbol of what is to be done.
pub fn symbol(turn: &str) -> &'static str {
    match turn {
        "screen" => "search",
        "appraise" => "eye",
        "rule" => "gavel",
        "agree" => "handshake",
        "prepare" => "file-text",
        "check" => "check-check",
        "approve" => "stamp",
        "pay" => "banknote",
        "record" => "book-open",
        "visit" => "map-pin",
        "vary" => "pencil",
        "close" => "lock",
        _ => "undo-2",
    }
}

/// The page.
#[derive(Clone, Debug)]
pub struct TasksPage {
    /// What surrounds the page.
    pub around: Around,
    /// What waits, the most urgent first.
    pub kinds: Vec<Kind>,
    /// She serves more than one award.
    pub several: bool,
}

/// `GET /tasks`
pub fn tasks(page_: &TasksPage) -> Markup {
    let words = page_.around.words;
    let title = words.say("award-tasks");
    let mut offices: Vec<&str> = Vec::new();
    for kind in &page_.kinds {
        if !offices.contains(&kind.office) {
            offices.push(kind.office);
        }
    }
    let body = html! {
        div.stack.narrow.amid {
            @if page_.kinds.is_empty() {
                div.card { (empty("circle-check", &words.say("award-tasks-none"), &words.say("task-none-text"), Some(("/awards", &words.say("awards"))))) }
            }
            @for office in &offices {
                @let mine = page_.kinds.iter().filter(|kind| kind.office == *office);
                @if offices.len() > 1 { h2.plain-h { (icon("user-check")) (words.say(&format!("role-{office}"))) } }
                @for kind in mine { (section(words, kind, page_.several)) }
            }
        }
    };
    page(
        &Frame {
            words,
            title: &title,
            under: page_.around.user_name(),
            back: Some("/"),
            user: page_.around.user.as_deref(),
            path: &page_.around.path,
            error: false,
            scripts: &[],
            styles: &["bank.css", "award.css"],
            notice: page_.around.notice.as_deref(),
            practice: page_.around.practice.as_ref(),
        },
        body,
    )
}

fn section(words: Words, kind: &Kind, several: bool) -> Markup {
    let body = html! {
        @if several { p.small { (kind.award.name.show(words)) " · " (kind.award.code) } }
        (rows(words, kind))
    };
    card(kind.icon(), &kind.title(words), body)
}

/// The rows of a kind; grants by code as one line that leads to their own list.
fn rows(words: Words, kind: &Kind) -> Markup {
    html! {
        ul.things.todo {
            @for task in &kind.tasks { li { (row(words, task)) } }
            @if kind.coded.is_none() && (kind.tasks.len() as i64) < kind.count {
                li { a href=(kind.list) { span.muted { (words.with("task-rest", &[("count", words.number(kind.count - kind.tasks.len() as i64).into())])) } (icon("chevron-right")) } }
            }
            @if let Some(href) = &kind.coded {
                li { a href=(href) {
                    span { (words.with("task-by-code", &[("count", words.number(kind.count).into())])) }
                    (icon("chevron-right"))
                } }
            }
        }
    }
}

fn row(words: Words, task: &Task) -> Markup {
    html! {
        a href=(task.href) {
            span {
                b { (task.what) }
                @if !task.more.is_empty() { " " span.small { (task.more) } }
                span.when {
                    @if let Some(amount) = &task.amount { (amount.unit.amount(words, amount.quantity)) }
                    @if let Some(since) = task.since { span.small { (waits(words, since, task.days)) } }
                    @if task.late { (badge(Tone::Warn, "clock", &words.say("task-late"))) }
                }
            }
            (icon("chevron-right"))
        }
    }
}

/// Since when, and how long that is.
fn waits(words: Words, since: NaiveDate, days: i64) -> String {
    let key = match days {
        0 => "task-since-today",
        1 => "task-since-one",
        _ => "task-since",
    };
    words.with(key, &[("date", words.date_short(since).into()), ("count", words.number(days).into())])
}

/// What waits under one award, for its own page: the most urgent of each kind, and the way to all.
pub fn shortly(words: Words, kinds: &[Kind]) -> Markup {
    card(
        "bell",
        &words.say("award-tasks"),
        html! {
            @if kinds.is_empty() { p.muted { (icon("circle-check")) " " (words.say("award-tasks-none")) } }
            @for kind in kinds {
                h3.of-kind { (icon(kind.icon())) (kind.title(words)) }
                (rows(words, kind))
            }
            @if !kinds.is_empty() { (crate::parts::more("/tasks", &words.say("task-all"))) }
        },
    )
}
