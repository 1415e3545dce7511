//! The programme's pages: what was promised, what was counted, and who is told what.
pub mod accounts;
pub mod home;
pub mod indicators;
pub mod map;
pub mod records;
pub mod supports;
pub mod targets;

use crate::{
    layout::{Frame, icon, page},
    parts::{self, Around, Name, Problem, Unit, with_query},
};
use chrono::{DateTime, Utc};
use domain::programme::Counting;
use maud::{Markup, html};
use std::borrow::Cow;
use words::Words;

/// A partner that may be chosen.
#[derive(Clone, Debug)]
pub struct Partner {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: Name,
}

/// Whose figures a page shows, and what else may be chosen.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// The partners that the reader may choose.
    pub partners: Vec<Partner>,
    /// The code of the one that is shown; empty for all together.
    pub chosen: String,
    /// All together may be chosen.
    pub everywhere: bool,
}

impl Scope {
    /// Whose figures these are, in words.
    pub fn said(&self, words: Words) -> String {
        let partner = self.partners.iter().find(|one| one.code == self.chosen);
        partner.map_or_else(|| words.say("programme-all-partners").into_owned(), |one| one.name.show(words).to_owned())
    }

    /// Whether there is anything to choose.
    fn is_choice(&self) -> bool {
        self.partners.len() > 1
    }

    /// The field in which one is chosen.
    fn field(&self, words: Words) -> Markup {
        html! {
            @if self.is_choice() {
                div.f { label for="organisation" { (words.say("programme-partner")) }
                    select.box #organisation name="organisation" {
                        @if self.everywhere { option value="" { (words.say("programme-all-partners")) } }
                        @for one in &self.partners { option value=(one.code) selected[one.code == self.chosen] { (one.name.show(words)) } }
                    } }
            } @else if !self.chosen.is_empty() { input type="hidden" name="organisation" value=(self.chosen); }
        }
    }
}

/// A link to another page of the programme.
#[derive(Clone, Debug)]
pub struct Door {
    /// A symbol of the sprite.
    pub symbol: &'static str,
    /// Where it leads.
    pub href: String,
    /// The key of its words.
    pub key: &'static str,
}

/// The pages that stand side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// Home.
    Home,
    /// Targets.
    Targets,
    /// Indicators.
    Indicators,
    /// None of these.
    Other,
}

/// What every page of the programme has around it.
pub struct ProgrammeFrame<'a> {
    /// What surrounds the page.
    pub around: &'a Around,
    /// Which of the pages that stand side by side.
    pub tab: Tab,
    /// Its title.
    pub title: &'a str,
    /// Whose figures it shows; empty where it shows none.
    pub under: &'a str,
    /// Where the arrow leads.
    pub back: &'a str,
    /// The partner's code, which the links keep.
    pub organisation: &'a str,
    /// What is wrong with a form.
    pub problems: &'a [Problem],
}

impl ProgrammeFrame<'_> {
    /// The page.
    pub fn draw(&self, body: Markup) -> Markup {
        let words = self.around.words;
        let with = |path: &str| with_query(path, &[("organisation", self.organisation)]);
        let tabs: [(&str, String, Cow<'_, str>); 3] = [
            ("house", with("/programme"), words.say("programme-home")),
            ("list-checks", with("/programme/targets"), words.say("programme-targets")),
            ("clipboard-list", with("/programme/indicators"), words.say("programme-indicators")),
        ];
        let here = [Tab::Home, Tab::Targets, Tab::Indicators].iter().position(|tab| *tab == self.tab).unwrap_or(tabs.len());
        let body = html! { div.stack.pg { (parts::tabs(&words.say("programme"), here, &tabs)) (body) } };
        page(
            &Frame {
                words,
                title: self.title,
                under: self.under,
                back: Some(self.back),
                user: self.around.user.as_deref(),
                path: &self.around.path,
                error: !self.problems.is_empty(),
                scripts: &[],
                styles: &["award.css", "programme.css"],
                notice: self.around.notice.as_deref(),
                practice: self.around.practice.as_ref(),
            },
            body,
        )
    }
}

/// When the figures of a page were counted.
pub fn counted_at(words: Words, at: DateTime<Utc>) -> Markup {
    html! { p.small.counted { (icon("clock")) (words.with("programme-counted-at", &[("at", words.instant(at).into())])) } }
}

/// A figure in the unit of what is counted, or a dash where it would tell of too few.
pub fn figure(words: Words, counting: Counting, number: Option<i64>) -> Markup {
    match number {
        None => html! { span.n { "–*" span.vh { " " (words.say("report-hidden")) } } },
        Some(number) => html! { span.n { (figure_text(words, counting, number)) } },
    }
}

/// The same as text: land in hectares, money in riel, time in hours.
pub fn figure_text(words: Words, counting: Counting, number: i64) -> String {
    match counting {
        Counting::Riel => riel().text(words, number),
        Counting::Area => words.with("programme-hectares", &[("area", words.hectares(number).into())]),
        Counting::Minutes => words.with("programme-hours", &[("hours", words.number(number / 60).into())]),
        _ => words.number(number),
    }
}

fn riel() -> Unit {
    Unit { commodity: "KHR".into(), decimals: 0 }
}

/// What a measure counts, in words.
pub fn unit(words: Words, counting: Counting) -> Cow<'static, str> {
    words.say(&format!("programme-unit-{}", counting.code()))
}

/// A bar of so many hundredths; `tone` is `""`, `"good"` or `"stop"`. The figure beside it says the same.
pub fn bar(percent: i64, tone: &str) -> Markup {
    let width = percent.clamp(0, 100);
    html! {
        svg.meter.(tone) viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            rect.all x="0" y="0" width="100" height="6" rx="2" {}
            rect.part x="0" y="0" width=(width) height="6" rx="2" {}
        }
    }
}

/// What the dash means, below figures that have one.
pub fn footnote(words: Words, shown: bool) -> Markup {
    html! { @if shown { p.small.pad-in { "* " (words.say("award-too-few")) } } }
}

/// The button that prints a page.
pub fn print_button(words: Words) -> Markup {
    html! { button.btn.needjs type="button" data-print="" { (icon("printer")) (words.say("print")) } }
}
