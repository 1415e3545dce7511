//! Targets: what was promised, how the number is read, what was counted, and how far that is.
use super::{ProgrammeFrame, Scope, Tab, bar, counted_at, figure, figure_text, footnote, print_button, unit};
use crate::{
    awards::reports::files,
    layout::icon,
    parts::{Around, Name, Tone, badge, empty, encode, with_query},
};
use chrono::{DateTime, Utc};
use domain::programme::{Measure, Reading, Standing};
use maud::{Markup, html};
use std::borrow::Cow;
use words::Words;

/// A target.
#[derive(Clone, Debug)]
pub struct TargetLine {
    /// Its code in the source.
    pub code: String,
    /// What was promised.
    pub name: Name,
    /// How the number is read; may be empty.
    pub note: Name,
    /// Where it is from.
    pub source: String,
    /// Whose it is; none: of the whole programme.
    pub partner: Option<Name>,
    /// That partner's code.
    pub partner_code: String,
    /// What is counted.
    pub measure: Measure,
    /// The number, where one was stated.
    pub number: Option<i64>,
    /// How it is read.
    pub reading: Reading,
    /// Where.
    pub provinces: Vec<String>,
    /// How far it is; none where that would tell of too few.
    pub standing: Option<Standing>,
}

impl TargetLine {
    /// Its indicator's address.
    pub fn href(&self) -> String {
        let path = format!("/programme/indicators/{}", encode(self.measure.code()));
        with_query(&path, &[("organisation", &self.partner_code)])
    }

    /// The figure, how far it is, and its bar where a number was stated.
    pub fn progress(&self, words: Words) -> Markup {
        let counting = self.measure.counting();
        let Some(standing) = &self.standing else {
            return html! { p.sum { b { (figure(words, counting, None)) } } };
        };
        let percent = standing.share.map(|share| share.times(100, 1).rounded());
        let tone = match (self.reading, standing.met) {
            (Reading::Ceiling, Some(false)) => "stop",
            (_, Some(true)) => "good",
            _ => "",
        };
        html! {
            p.sum {
                b { (figure(words, counting, Some(standing.actual))) }
                span { (self.of(words)) }
                @if let (Some(percent), false) = (percent, self.reading == Reading::Ceiling) { span.share { (words.amount(percent, 0, "%")) } }
            }
            @if let Some(percent) = percent { (bar(percent, tone)) }
            @if self.reading != Reading::Total && self.number.is_some() { p.small { (self.each(words, standing)) } }
        }
    }

    /// Which provinces are counted, beside the figure.
    fn counted_in(&self, words: Words) -> String {
        words.with("target-counted-in", &[("provinces", self.said_provinces(words).into())])
    }

    fn said_provinces(&self, words: Words) -> String {
        let names: Vec<_> = self.provinces.iter().map(|code| words.say(&format!("province-{code}"))).collect();
        names.join(" · ")
    }

    /// What the number means: so many in all, at each, at most.
    fn of(&self, words: Words) -> String {
        match self.number {
            None => words.say("target-no-number").into_owned(),
            Some(number) => {
                let number = figure_text(words, self.measure.counting(), number);
                words.with(&format!("target-of-{}", self.reading.code()), &[("number", number.into())])
            }
        }
    }

    fn each(&self, words: Words, standing: &Standing) -> String {
        let values =
            [("fulfilled", Cow::from(words.number(standing.fulfilled as i64))), ("of", words.number(standing.of as i64).into())];
        words.with(&format!("target-fulfilled-{}", self.reading.code()), &values)
    }

    /// Whether it is met, as a badge; nothing where no number was stated.
    pub fn state(&self, words: Words) -> Markup {
        match self.standing.as_ref().and_then(|one| one.met) {
            Some(true) => badge(Tone::Good, "circle-check", &words.say("target-met")),
            Some(false) if self.reading == Reading::Ceiling => badge(Tone::Warn, "triangle-alert", &words.say("target-over")),
            Some(false) => badge(Tone::Wait, "hourglass", &words.say("target-under-way")),
            None => html! {},
        }
    }
}

/// Every target.
#[derive(Clone, Debug)]
pub struct TargetsPage {
    /// What surrounds the page.
    pub around: Around,
    /// Whose.
    pub scope: Scope,
    /// By code.
    pub targets: Vec<TargetLine>,
    /// When they were counted.
    pub counted_at: DateTime<Utc>,
    /// The same as files.
    pub files: Vec<(&'static str, String)>,
}

/// `GET /programme/targets`
pub fn targets(page: &TargetsPage) -> Markup {
    let words = page.around.words;
    let hides = page.targets.iter().any(|one| one.standing.is_none());
    let body = html! {
        @if page.scope.is_choice() {
            form.filter.card method="get" action="/programme/targets" {
                (page.scope.field(words))
                button.btn type="submit" { (icon("filter")) (words.say("show")) }
            }
        }
        div.card-head { (counted_at(words, page.counted_at)) (print_button(words)) }
        @if page.targets.is_empty() {
            (empty("list-checks", &words.say("targets-none"), &words.say("targets-none-text"), None))
        } @else {
            ul.targets { @for target in &page.targets { (one(words, target)) } }
            (footnote(words, hides))
            (files(words, &page.files))
        }
    };
    let (title, under) = (words.say("programme-targets"), page.scope.said(words));
    ProgrammeFrame {
        around: &page.around,
        tab: Tab::Targets,
        title: &title,
        under: &under,
        back: "/programme",
        organisation: &page.scope.chosen,
        problems: &[],
    }
    .draw(body)
}

fn one(words: Words, target: &TargetLine) -> Markup {
    html! {
        li.card.target id=(target.code) {
            div.card-head {
                h2 { span.mark { (target.code) } a href=(target.href()) { (target.name.show(words)) } }
                (target.state(words))
            }
            (target.progress(words))
            @if !target.provinces.is_empty() { p.small.muted { (target.counted_in(words)) } }
            details.fold {
                summary { (icon("chevron-right")) (words.say("target-details")) }
                dl.facts.fine {
                    div { dt { (words.say("target-unit")) } dd { (unit(words, target.measure.counting())) } }
                    div { dt { (words.say("target-reading")) } dd { (words.say(&format!("target-reading-{}", target.reading.code()))) } }
                    @if !target.note.show(words).is_empty() { div { dt { (words.say("target-note")) } dd { (target.note.show(words)) } } }
                    div { dt { (words.say("programme-partner")) } dd { @match &target.partner { Some(name) => (name.show(words)), None => (words.say("target-of-programme")) } } }
                    @if !target.provinces.is_empty() {
                        div { dt { (words.say("programme-provinces")) } dd { (target.said_provinces(words)) " – " (words.say("target-provinces-only")) } }
                    }
                    div { dt { (words.say("target-source")) } dd { (target.source) } }
                }
            }
        }
    }
}
