//! Before a book changes hands, and where it is kept.
use super::Door;
use crate::parts::{self, Around, Fields, Name, Problem, note_box};
use chrono::{DateTime, Utc};
use maud::{Markup, html};
use words::Words;

/// Before a book changes hands.
#[derive(Clone, Debug)]
pub struct TurnPage {
    /// What surrounds the page.
    pub around: Around,
    /// `over`, `back` or `lost`.
    pub what: &'static str,
    /// The group's code.
    pub group: String,
    /// Its name.
    pub name: Name,
    /// The laptop that gets it, or has it: id and name.
    pub laptop: (String, String),
    /// The reason, as it was typed.
    pub reason: String,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET /bundles/turn`: asks once more.
pub fn turn(page: &TurnPage) -> Markup {
    let words = page.around.words;
    let values = [("group", page.group.as_str().into()), ("laptop", page.laptop.1.as_str().into())];
    let title = words.with(&format!("bundles-turn-{}", page.what), &values);
    let fields = Fields { words, problems: &page.problems };
    let body = html! {
        form.card.form.stack.narrow method="post" action="/bundles/turn" {
            (fields.summary())
            (note_box("warn", "triangle-alert", html! { p { (words.with(&format!("bundles-turn-{}-text", page.what), &values)) } }))
            input type="hidden" name="do" value=(page.what);
            input type="hidden" name="group" value=(page.group);
            input type="hidden" name="to" value=(page.laptop.0);
            @if page.what == "lost" { (fields.text("reason", "bundles-reason", &page.reason).hint("bundles-reason-hint")) }
            div.actions {
                button.btn.(if page.what == "lost" { "danger" } else { "main" }) type="submit" { (words.say(&format!("bundles-turn-{}-button", page.what))) }
                a.btn href="/bundles" { (words.say("cancel")) }
            }
        }
    };
    page.around.page(&title, page.name.show(words), Some("/bundles"), &page.problems, body)
}

/// Where a group's book is kept, for the group's own page.
#[derive(Clone, Debug)]
pub struct KeptLine {
    /// What its keeper is called.
    pub keeper: String,
    /// Whether it is kept here.
    pub is_here: bool,
    /// Since when.
    pub since: DateTime<Utc>,
    /// When a bundle last brought something, and through which entry.
    pub brought: Option<(DateTime<Utc>, i64)>,
    /// The way to the page of bundles, for who may go there.
    pub door: Option<Door>,
}

impl KeptLine {
    /// Draws it.
    pub fn draw(&self, words: Words) -> Markup {
        let values = [("keeper", self.keeper.as_str().into()), ("date", words.instant(self.since).into())];
        let brought = self
            .brought
            .map(|(at, no)| words.with("bundles-brought", &[("date", words.instant(at).into()), ("no", words.ordinal(no).into())]));
        let door = self.door.map(|door| parts::more(door.href, &words.say(door.says())));
        let (tone, symbol) = if self.is_here { ("", "monitor-smartphone") } else { ("warn", "book-open") };
        note_box(
            tone,
            symbol,
            html! {
                p { b { (words.with(if self.is_here { "bundles-line-here" } else { "bundles-line-away" }, &values)) } }
                @if !self.is_here { p { (words.say("bundles-line-away-text")) } }
                @if let Some(brought) = brought { p.small { (brought) } }
                @if let Some(door) = door { (door) }
            },
        )
    }
}
