//! What the pages of training share: the frame, how long something lasted, topics, and the links to a table as a file.
use crate::{
    layout::{Frame, icon, page},
    parts::{Around, Problem, Tone, badge, with_query},
};
use domain::training::{Activity, topic};
use maud::{Markup, html};
use words::Words;

/// What stands around a page.
pub(super) struct Sheet<'a> {
    pub around: &'a Around,
    pub title: &'a str,
    pub under: &'a str,
    pub back: &'a str,
    pub problems: &'a [Problem],
}

impl Sheet<'_> {
    pub fn draw(&self, body: Markup) -> Markup {
        let frame = Frame {
            words: self.around.words,
            title: self.title,
            under: self.under,
            back: Some(self.back),
            user: self.around.user.as_deref(),
            path: &self.around.path,
            error: !self.problems.is_empty(),
            scripts: &[],
            styles: &["coaching.css", "training.css"],
            notice: self.around.notice.as_deref(),
            practice: self.around.practice.as_ref(),
        };
        page(&frame, html! { div.stack.coaching.training { (body) } })
    }
}

/// How long something lasted: `3 hours`, `1 h 30 min`.
pub fn duration(words: Words, minutes: i64) -> String {
    let (hours, rest) = (words.number(minutes / 60), words.number(minutes % 60));
    match (minutes / 60, minutes % 60) {
        (0, _) => words.with("training-minutes", &[("minutes", rest.into())]),
        (_, 0) => words.with("training-hours", &[("hours", hours.into())]),
        _ => words.with("training-hours-minutes", &[("hours", hours.into()), ("minutes", rest.into())]),
    }
}

/// Topics in the reader's language; the code where the list knows one no more.
pub(super) fn topics(words: Words, codes: &[String]) -> String {
    let name = |code: &String| topic(code).map_or(code.clone(), |topic| words.name(&topic.name_km, &topic.name_latin).to_owned());
    codes.iter().map(name).collect::<Vec<_>>().join(" · ")
}

/// Links to the same table as a file; `keep` are the pairs of its filter.
pub(super) fn files(words: Words, path: &str, keep: &[(&str, &str)]) -> Markup {
    html! {
        div.actions.files {
            @for (format, label) in [("csv", "training-as-csv"), ("xlsx", "training-as-xlsx")] {
                @let pairs: Vec<(&str, &str)> = keep.iter().copied().chain([("format", format)]).collect();
                a.btn href=(with_query(path, &pairs)) download { (icon("file-text")) (words.say(label)) }
            }
        }
    }
}

/// How alive a coaching is, as a word, a shape and a colour.
pub(super) fn activity_badge(words: Words, activity: Activity) -> Markup {
    let (tone, symbol, key) = match activity {
        Activity::Active => (Tone::Good, "circle-check", "coaching-active"),
        Activity::Quiet => (Tone::Warn, "clock", "coaching-quiet"),
        Activity::Ended => (Tone::Past, "ban", "coaching-over"),
    };
    badge(tone, symbol, &words.say(key))
}
