//! Who coaches whom: coaches and their trainees, the advisor's day, and the visit that she writes down on her telephone.
pub mod coach;
pub mod coaches;
pub mod day;
pub mod find;
pub mod hand_over;
pub mod trainee;
pub mod visit;

use crate::{
    layout::{Frame, icon, page},
    parts::{Around, Name, Problem, Tone, badge},
};
use chrono::NaiveDate;
use domain::training::{Activity, Due, practice};
use maud::{Markup, html};
use std::borrow::Cow;
use words::Words;

/// A choice of a list: its value and its text.
pub type Choice = (String, String);

/// A telephone: as it is called, and as it is written here. Both empty where there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Phone {
    /// `+85512345678`.
    pub number: String,
    /// `012 345 678`.
    pub shown: String,
}

impl Phone {
    /// A link that calls it; nothing where there is none.
    fn link(&self, words: Words, class: &str, name: &str) -> Markup {
        html! {
            @if !self.number.is_empty() {
                a.(class) href={ "tel:" (self.number) } {
                    (icon("phone")) span.vh { (words.with("coaching-call", &[("name", name.into())])) " " } span.n { (self.shown) }
                }
            }
        }
    }
}

/// Somebody, with what tells people of one name apart.
#[derive(Clone, Debug, Default)]
pub struct PersonLine {
    /// Her id; empty for somebody who is not written down yet.
    pub id: String,
    /// Her name.
    pub name: Name,
    /// Year of birth.
    pub birth_year: Option<i64>,
    /// Where she lives.
    pub place: Name,
    /// The code of the organisation that serves her.
    pub organisation: String,
}

impl PersonLine {
    pub(super) fn about(&self, words: Words) -> String {
        let born = self.birth_year.map(|year| words.with("born-in", &[("year", words.ordinal(year).into())]));
        let all = [born.unwrap_or_default(), self.place.show(words).to_owned(), self.organisation.clone()];
        all.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ")
    }
}

/// What stands around the pages of coaching.
struct Sheet<'a> {
    around: &'a Around,
    title: &'a str,
    under: &'a str,
    back: &'a str,
    problems: &'a [Problem],
    scripts: &'a [&'a str],
    /// Stylesheets beside the one of coaching: that of a file which a form brings along.
    styles: &'a [&'a str],
}

impl Sheet<'_> {
    fn draw(&self, body: Markup) -> Markup {
        let styles: Vec<&str> = self.styles.iter().copied().chain(["coaching.css"]).collect();
        let frame = Frame {
            words: self.around.words,
            title: self.title,
            under: self.under,
            back: Some(self.back),
            user: self.around.user.as_deref(),
            path: &self.around.path,
            error: !self.problems.is_empty(),
            scripts: self.scripts,
            styles: &styles,
            notice: self.around.notice.as_deref(),
            practice: self.around.practice.as_ref(),
        };
        page(&frame, html! { div.stack.coaching { (body) } })
    }
}

/// How alive a coaching is.
pub fn activity_badge(words: Words, activity: Activity) -> Markup {
    let (tone, symbol, key) = match activity {
        Activity::Active => (Tone::Good, "circle-check", "coaching-active"),
        Activity::Quiet => (Tone::Warn, "clock", "coaching-quiet"),
        Activity::Ended => (Tone::Past, "ban", "coaching-over"),
    };
    badge(tone, symbol, &words.say(key))
}

/// When a visit is due, in words.
pub fn due_badge(words: Words, due: Due) -> Markup {
    let (tone, symbol, key) = match due {
        Due::Late => (Tone::Warn, "triangle-alert", "coaching-due-late"),
        Due::Soon => (Tone::Wait, "calendar-check", "coaching-due-soon"),
        Due::Later => (Tone::Calm, "calendar", "coaching-due-later"),
    };
    badge(tone, symbol, &words.say(key))
}

/// A practice in the reader's language; its code where the list knows it no more.
fn practice_name(words: Words, code: &str) -> &str {
    practice(code).map_or(code, |practice| words.name(&practice.name_km, &practice.name_latin))
}

fn day(words: Words, on: NaiveDate) -> Markup {
    html! { span.n { (words.date_short(on)) } }
}

/// Choices as a field takes them.
fn chosen(choices: &[Choice]) -> Vec<(Cow<'_, str>, Cow<'_, str>)> {
    choices.iter().map(|(value, text)| (Cow::Borrowed(&**value), Cow::Borrowed(&**text))).collect()
}

/// The reasons for which something ends, as a field offers them.
fn reasons(words: Words) -> Vec<(Cow<'static, str>, Cow<'static, str>)> {
    let reason = |why: domain::training::EndReason| (Cow::Borrowed(why.code()), words.say(&format!("coaching-end-{}", why.code())));
    std::iter::once(("".into(), words.say("coaching-choose"))).chain(domain::training::EndReason::CHOSEN.map(reason)).collect()
}
