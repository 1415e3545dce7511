//! Where training begins: what there is, what asks for attention, and what was held lately.
use super::{
    frame::Sheet,
    sessions::{SessionLine, table},
};
use crate::{
    layout::icon,
    parts::{Around, Tone, badge, empty, more, table_card},
};
use maud::{Markup, html};

/// The page.
#[derive(Clone, Debug)]
pub struct HomePage {
    /// What surrounds the page.
    pub around: Around,
    /// Coaches whose term holds.
    pub coaches: i64,
    /// Coachings that hold.
    pub coachings: i64,
    /// Sessions that stand.
    pub sessions: i64,
    /// Courses.
    pub courses: i64,
    /// What asks for attention.
    pub alarms: i64,
    /// The last sessions.
    pub lately: Vec<SessionLine>,
    /// The reader is a coach herself: there is a list of whom she visits.
    pub coaches_herself: bool,
    /// May write sessions down.
    pub may_keep: bool,
}

/// `GET /training`
pub fn home(page: &HomePage) -> Markup {
    let words = page.around.words;
    let title = words.say("training");
    let count = |count: i64| words.number(count);
    let all = [
        ("calendar-check", "/training/mine", "coaching-day", "training-day-text", None),
        ("users", "/training/coaches", "coaches", "training-coaches-text", Some(page.coaches)),
        ("notebook-pen", "/training/sessions", "training-sessions", "training-sessions-text", Some(page.sessions)),
        ("list-tree", "/training/cascade", "training-cascade", "training-cascade-text", Some(page.coachings)),
        ("book-open", "/training/courses", "training-courses", "training-courses-text", Some(page.courses)),
    ];
    // Her own day is nobody's door who has none.
    let doors = if page.coaches_herself { &all[..] } else { &all[1..] };
    let body = html! {
        @if page.may_keep {
            div.actions { a.btn.main href="/training/sessions/new" { (icon("plus")) (words.say("training-session-new")) } }
        }
        nav.tr-doors aria-label=(title) {
            a.card.alarms href="/training/alarms" {
                (icon("bell"))
                span { b { (words.say("training-alarms")) } span.small { (words.say("training-alarms-text")) } }
                @if page.alarms == 0 { (badge(Tone::Good, "circle-check", &words.say("training-alarms-none"))) }
                @else { (badge(Tone::Warn, "triangle-alert", &count(page.alarms))) }
            }
            @for (symbol, href, key, text, number) in doors {
                a.card href=(*href) {
                    (icon(symbol))
                    span { b { (words.say(key)) } span.small { (words.say(text)) } }
                    @if let Some(number) = number { span.n { (count(*number)) } }
                }
            }
        }
        (table_card("history", &words.say("training-lately"), html! {}, html! {
            @if page.lately.is_empty() {
                (empty("notebook-pen", &words.say("training-sessions-none"), &words.say("training-sessions-none-text"), None))
            } @else {
                (table(words, &words.say("training-lately"), &page.lately, None))
                div.rest { (more("/training/sessions", &words.say("training-sessions-all"))) }
            }
        }))
    };
    Sheet { around: &page.around, title: &title, under: "", back: "/", problems: &[] }.draw(body)
}
