//! The advisor's day: village by village, whom to visit next and what was agreed there. Made for a thumb on a small screen.
use super::{Phone, Sheet, day, due_badge, practice_name};
use crate::{
    layout::icon,
    parts::{Around, Name, empty},
};
use chrono::NaiveDate;
use domain::training::Due;
use maud::{Markup, html};
use words::Words;

/// So many whose turn comes later stand with the others; more are folded.
const FEW: usize = 2;

/// Somebody who waits for a visit.
#[derive(Clone, Debug)]
pub struct DayLine {
    /// The coaching's id.
    pub id: String,
    /// Her name.
    pub name: Name,
    /// Her telephone.
    pub phone: Phone,
    /// The practices that were agreed last time, by code.
    pub agreed: Vec<String>,
    /// The last visit.
    pub last: Option<NaiveDate>,
    /// How pressing the next is.
    pub due: Due,
    /// Its day.
    pub due_on: NaiveDate,
}

/// The day of a coach.
#[derive(Clone, Debug)]
pub struct DayPage {
    /// What surrounds the page.
    pub around: Around,
    /// Whose day: her id and name.
    pub coach: (String, Name),
    /// Her villages in the order of the road.
    pub villages: Vec<(Name, Vec<DayLine>)>,
    /// May write visits down.
    pub may_keep: bool,
}

/// `GET /training/coaches/{person}/day`
pub fn day_list(page: &DayPage) -> Markup {
    let words = page.around.words;
    let title = words.say("coaching-day");
    let back = format!("/training/coaches/{}", page.coach.0);
    let count = |due| page.villages.iter().flat_map(|(_, lines)| lines).filter(|line| line.due == due).count() as i64;
    let body = html! {
        @if page.villages.is_empty() {
            section.card { (empty("users", &words.say("coach-trainees-none"), &words.say("coach-trainees-none-text"), None)) }
        } @else {
            ul.due-counts { @for due in [Due::Late, Due::Soon, Due::Later] { li { (due_badge(words, due)) b.n { (words.number(count(due))) } } } }
        }
        @for (place, lines) in &page.villages {
            section.village {
                h2 { (icon("map-pin")) @if place.show(words).is_empty() { (words.say("coaching-no-village")) } @else { (place.show(words)) } }
                (waiting(page, lines))
            }
        }
    };
    let under = page.coach.1.show(words).to_owned();
    Sheet { around: &page.around, title: &title, under: &under, back: &back, problems: &[], scripts: &["draft.js"], styles: &[] }
        .draw(body)
}

/// Whoever waits in a village; those whose turn comes later are folded behind the others, so that the day is on one screen.
fn waiting(page: &DayPage, lines: &[DayLine]) -> Markup {
    let words = page.around.words;
    let (later, now): (Vec<&DayLine>, Vec<&DayLine>) = lines.iter().partition(|line| line.due == Due::Later);
    let folds = !now.is_empty() && later.len() > FEW;
    let shown = if folds { now } else { lines.iter().collect() };
    html! {
        ul { @for line in shown { (one(page, line)) } }
        @if folds {
            details.later {
                summary { (icon("chevron-right")) (words.with("coaching-later-fold", &[("count", words.number(later.len() as i64).into())])) }
                ul { @for line in later { (one(page, line)) } }
            }
        }
    }
}

fn one(page: &DayPage, line: &DayLine) -> Markup {
    let words = page.around.words;
    let href = format!("/training/coachings/{}{}", line.id, if page.may_keep { "/visit" } else { "" });
    html! {
        li.call {
            // Looking at the day at home is enough: its sheets then open without a line.
            a.who-next href=(href) data-keep=[page.may_keep.then_some("1")] {
                span.top-line { b { (line.name.show(words)) } (due_badge(words, line.due)) }
                (last_time(words, line))
                span.go { (icon(if page.may_keep { "pencil" } else { "eye" })) (words.say(if page.may_keep { "coaching-visit-write" } else { "coaching-look" })) span.n { (day(words, line.due_on)) } }
            }
            div.beside {
                (line.phone.link(words, "btn", line.name.show(words)))
                a.btn href={ "/training/coachings/" (line.id) } { (icon("history")) (words.say("coaching-before")) }
            }
        }
    }
}

/// What was agreed, in the words of the practices themselves.
fn last_time(words: Words, line: &DayLine) -> Markup {
    html! {
        @match line.last {
            None => span.small { (words.say("coaching-first-visit")) },
            Some(on) => {
                span.small { (words.with("coaching-agreed-on", &[("date", words.date_short(on).into())])) }
                @for code in &line.agreed { span.agreed { (icon("sprout")) span { (practice_name(words, code)) } } }
                @if line.agreed.is_empty() { span.small { (words.say("coaching-nothing-agreed")) } }
            }
        }
    }
}

/// What somebody sees who has no list of her own.
#[derive(Clone, Debug)]
pub struct NobodyPage {
    /// What surrounds the page.
    pub around: Around,
}

/// `GET /training/mine` of a sign-in that is nobody of the register.
pub fn nobody(page: &NobodyPage) -> Markup {
    let words = page.around.words;
    let title = words.say("coaching-day");
    let action = words.say("coaches");
    let body = html! {
        section.card { (empty("key-round", &words.say("coaching-mine-none"), &words.say("coaching-mine-none-text"), Some(("/training/coaches", &action)))) }
    };
    Sheet { around: &page.around, title: &title, under: "", back: "/training", problems: &[], scripts: &[], styles: &[] }.draw(body)
}
