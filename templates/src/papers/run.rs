//! The page of a print run: how far it is, the file when it is ready, and what to do when it is not there.
use super::choice::PassbooksForm;
use crate::{
    layout::{Frame, icon, page as draw},
    parts::{Around, GroupHead, facts, note_box},
};
use maud::{Markup, html};
use std::borrow::Cow;
use words::Words;

/// How many hours a finished file is kept.
pub const HOURS: i64 = 24;

/// The page.
#[derive(Clone, Debug)]
pub struct RunPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which group.
    pub group: GroupHead,
    /// What was asked for; none where the run is not known any more.
    pub order: Option<PassbooksForm>,
    /// How far it is.
    pub stands: Stands,
}

/// How far a print run is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stands {
    /// Others are printed first.
    Waiting,
    /// It is being drawn.
    Drawing {
        /// Passbooks that are drawn.
        drawn: u32,
        /// Of so many.
        all: u32,
    },
    /// The file is there.
    Ready(Ready),
    /// There was nothing to print: no page is new.
    Nothing,
    /// It broke, under the number of a fault.
    Failed(String),
    /// It is not known: the program was started again, or it was long ago.
    Gone,
}

impl Stands {
    /// Whether it is still going on, so that the page comes again by itself.
    pub fn goes_on(&self) -> bool {
        matches!(self, Stands::Waiting | Stands::Drawing { .. })
    }
}

/// A file that was printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ready {
    /// Where it is.
    pub href: String,
    /// Passbooks in it.
    pub passbooks: u32,
    /// Of these members nothing was new.
    pub left_out: u32,
    /// Pages of passbooks.
    pub pages: u32,
    /// Sides of paper that the printer prints.
    pub sides: u32,
    /// Its size in KiB, rounded up.
    pub kib: u32,
    /// Characters that no font could draw, each as its number (`U+1F600`).
    pub undrawn: Vec<String>,
}

/// `GET /groups/{code}/papers/runs/{run}`
pub fn run(page: &RunPage) -> Markup {
    let (words, group) = (page.around.words, &page.group);
    let title = words.say("run-passbooks");
    let back = group.href("papers");
    let body = html! {
        div.stack.narrow {
            section.card.print-run role="status" aria-live="polite" { (stands(page)) }
            @if let Some(order) = &page.order { (about(page, order)) }
        }
    };
    let frame = Frame {
        words,
        title: &title,
        under: group.name.show(words),
        back: Some(&back),
        user: page.around.user.as_deref(),
        path: &page.around.path,
        error: false,
        scripts: &[],
        styles: &["papers.css"],
        notice: page.around.notice.as_deref(),
        practice: page.around.practice.as_ref(),
    };
    draw(&frame, body)
}

fn stands(page: &RunPage) -> Markup {
    let words = page.around.words;
    match &page.stands {
        Stands::Waiting => html! {
            h2 { (icon("hourglass")) (words.say("run-waiting")) }
            progress aria-label=(words.say("run-passbooks")) {}
            p.small { (words.say("run-goes-on")) }
        },
        Stands::Drawing { drawn, all } => {
            let values = [("drawn", words.number((*drawn).into()).into()), ("all", words.number((*all).into()).into())];
            html! {
                h2 { (icon("printer")) (words.say("run-drawing")) }
                progress aria-label=(words.say("run-passbooks")) max=(all) value=(drawn) {}
                p { (words.with("run-drawn", &values)) }
                p.small { (words.say("run-goes-on")) }
            }
        }
        Stands::Ready(ready) => is_ready(page, ready),
        Stands::Nothing => html! {
            h2 { (icon("circle-check")) (words.say("run-nothing")) }
            p { (words.say("run-nothing-text")) }
            @if let Some(order) = &page.order {
                div.actions {
                    (PassbooksForm { pages: "full".into(), ..order.clone() }.button(&page.group, true, "printer", &words.say("run-print-full")))
                }
            }
        },
        Stands::Failed(number) => html! {
            h2 { (icon("circle-x")) (words.say("run-failed")) }
            (note_box("stop", "triangle-alert", html! { p { (words.with("run-failed-text", &[("number", number.as_str().into())])) } }))
            (again(page))
        },
        Stands::Gone => html! {
            h2 { (icon("history")) (words.say("run-gone")) }
            p { (words.with("run-gone-text", &hours(words))) }
            div.actions { a.btn.main href=(page.group.href("papers")) { (icon("printer")) (words.say("run-again")) } }
        },
    }
}

fn hours(words: Words) -> [(&'static str, Cow<'static, str>); 1] {
    [("hours", words.number(HOURS).into())]
}

fn again(page: &RunPage) -> Markup {
    html! {
        @if let Some(order) = &page.order {
            div.actions { (order.button(&page.group, true, "refresh-cw", &page.around.words.say("run-again"))) }
        }
    }
}

fn is_ready(page: &RunPage, ready: &Ready) -> Markup {
    let words = page.around.words;
    let number = |count: u32| words.number(count.into());
    let order = page.order.clone().unwrap_or_default();
    let how = match (order.layout.as_str(), order.size.as_str()) {
        ("booklet", "a6") => "run-how-a6-booklet",
        ("booklet", _) => "run-how-a5-booklet",
        _ => "run-how-pages",
    };
    html! {
        h2 { (icon("circle-check")) (words.say("run-ready")) }
        (facts(&[
            (words.say("run-count"), html! { (number(ready.passbooks)) }),
            (words.say("run-left-out"), html! { @if ready.left_out > 0 { (number(ready.left_out)) } }),
            (words.say("run-pages"), html! { (number(ready.pages)) }),
            (words.say("run-sides"), html! { @if ready.sides != ready.pages { (number(ready.sides)) } }),
        ]))
        div.actions {
            a.btn.main.big href=(ready.href) {
                (icon("printer")) (words.say("run-open")) " " span.n { (words.with("run-size", &[("size", number(ready.kib).into())])) }
            }
        }
        p.small { (words.say(how)) }
        p.small { (words.with("run-kept", &hours(words))) }
        @if !ready.undrawn.is_empty() {
            (note_box("warn", "triangle-alert", html! {
                p { (words.say("run-undrawn")) }
                p.n { @for (at, code) in ready.undrawn.iter().enumerate() { @if at > 0 { ", " } code { (code) } } }
            }))
        }
    }
}

/// What was asked for, in words.
fn about(page: &RunPage, order: &PassbooksForm) -> Markup {
    let words = page.around.words;
    let whose = match order.members.parse::<i64>() {
        Ok(number) => words.with("member-number-of", &[("number", words.ordinal(number).into())]),
        Err(_) => words.say("run-everybody").into_owned(),
    };
    let said = |field: &str, code: &str| {
        let key = format!("offer-{field}-{code}");
        html! { @if words.has(&key) { (words.say(&key)) } }
    };
    html! {
        section.card {
            h2 { (icon("info")) (words.say("run-about")) }
            (facts(&[
                (words.say("offer-members"), html! { (whose) }),
                (words.say("offer-pages"), said("pages", &order.pages)),
                (words.say("offer-layout"), said("layout", &order.layout)),
                (words.say("offer-size"), said("size", &order.size)),
                (words.say("offer-language"), said("language", &order.lang)),
            ]))
        }
    }
}
