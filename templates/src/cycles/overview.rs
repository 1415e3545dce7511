//! The cycles of a group: the one that runs, how it ends, and those before it with their share-outs.
use super::Head;
use crate::layout::icon;
use crate::parts::{card, facts, more, note_box, with_query};
use chrono::{DateTime, NaiveDate, Utc};
use maud::{Markup, html};

/// The cycles of a group.
#[derive(Clone, Debug)]
pub struct CyclesPage {
    /// Group, reader, problems.
    pub head: Head,
    /// The first and last day of the present cycle.
    pub days: (NaiveDate, Option<NaiveDate>),
    /// Meetings sealed in it.
    pub meetings: u32,
    /// The version of the rules that holds.
    pub version: u32,
    /// A later version that waits for the next cycle.
    pub waits: Option<u32>,
    /// Where its end stands.
    pub state: EndState,
    /// Earlier cycles, the latest first.
    pub earlier: Vec<EarlierCycle>,
    /// Whether the reader may begin.
    pub may_begin: bool,
}

/// Where the end of a cycle stands.
#[derive(Clone, Debug)]
pub enum EndState {
    /// Not begun; why it cannot begin yet, already said.
    Runs(Vec<String>),
    /// Begun: by whom and when, and whether a proposal waits for another officer.
    Begun {
        /// Who.
        by: String,
        /// When.
        at: DateTime<Utc>,
        /// Whether it was proposed.
        proposed: bool,
    },
}

/// A cycle that has ended.
#[derive(Clone, Debug)]
pub struct EarlierCycle {
    /// Its number.
    pub number: u32,
    /// Its first and last day.
    pub days: (NaiveDate, Option<NaiveDate>),
    /// The number of its share-out, its day, and what was divided, smallest units.
    pub share_out: Option<(u32, NaiveDate, i64)>,
}

/// `GET /groups/{code}/cycles`; posts to `…/share-out/begin`.
pub fn cycles(page: &CyclesPage) -> Markup {
    let head = &page.head;
    let words = head.around.words;
    let body = html! {
        div.stack {
            @for problem in &head.problems { (note_box("stop", "circle-alert", html! { p { (problem.message) } })) }
            div.halves {
                div.stack { (present(page)) (end(page)) }
                (earlier(page))
            }
        }
    };
    head.around.page(&head.say("cycles"), head.group.name.show(words), Some(&head.group.href("")), &head.problems, body)
}

fn present(page: &CyclesPage) -> Markup {
    let head = &page.head;
    let words = head.around.words;
    let (from, until) = page.days;
    let version = |number: u32| head.with("version-number", &[("number", words.ordinal(number.into()).into())]);
    let rules = |number: u32| with_query(&head.group.href("constitution"), &[("version", &number.to_string())]);
    let heading = head.with("cycle-number", &[("number", words.ordinal(head.cycle.into()).into())]);
    card(
        "calendar",
        &heading,
        facts(&[
            (words.say("from-date"), html! { (words.date(from)) }),
            (
                words.say("until-date"),
                html! { @match until { Some(until) => (words.date(until)), None => (head.say("cycle-without-end")) } },
            ),
            (words.say("cycle-meetings"), html! { a href=(head.group.href("meetings")) { (words.number(page.meetings.into())) } }),
            (words.say("constitution"), html! { a href=(rules(page.version)) { (version(page.version)) } }),
            (
                words.say("cycle-rules-wait"),
                html! { @if let Some(waits) = page.waits { a href=(rules(waits)) { (version(waits)) } } },
            ),
        ]),
    )
}

fn end(page: &CyclesPage) -> Markup {
    let head = &page.head;
    let words = head.around.words;
    match &page.state {
        EndState::Begun { by, at, proposed } => {
            let key = if *proposed { "share-out-is-proposed" } else { "share-out-is-begun" };
            note_box(
                "warn",
                "hourglass",
                html! {
                    p { b { (head.say(key)) } }
                    p.small { (by) " · " span.n { (words.instant(*at)) } }
                    p { (head.say("share-out-no-lending")) }
                    div.actions { a.btn.main href=(head.group.href("share-out")) { (head.say("share-out-go-on")) (icon("chevron-right")) } }
                },
            )
        }
        EndState::Runs(hindrances) => card(
            "coins",
            &head.say("share-out"),
            html! {
                p { (head.say("share-out-text")) }
                @for hindrance in hindrances { p.hint { (icon("hourglass")) " " (hindrance) } }
                @if page.may_begin && hindrances.is_empty() {
                    form.actions method="post" action=(head.group.href("share-out/begin")) {
                        button.btn.main type="submit" { (icon("coins")) (head.say("share-out-begin")) }
                    }
                    p.hint { (head.say("share-out-begin-hint")) }
                }
            },
        ),
    }
}

fn earlier(page: &CyclesPage) -> Markup {
    let head = &page.head;
    let words = head.around.words;
    card(
        "history",
        &words.say("cycles-earlier"),
        html! {
            @if page.earlier.is_empty() { p.muted { (words.say("cycles-earlier-none")) } }
            ol.line {
                @for cycle in &page.earlier {
                    li {
                        b { (words.with("cycle-number", &[("number", words.ordinal(cycle.number.into()).into())])) }
                        p.small { (words.date(cycle.days.0)) " – " @if let Some(until) = cycle.days.1 { (words.date(until)) } }
                        @if let Some((number, on, pool)) = cycle.share_out {
                            p { (head.with("share-out-was", &[("date", words.date(on).into()), ("amount", head.amount(pool).into())])) }
                            (more(&head.group.href(&format!("share-outs/{number}")), &words.say("share-out-proof")))
                            " "
                            (more(&head.group.href(&format!("share-outs/{number}/list")), &words.say("share-out-list")))
                        }
                    }
                }
            }
        },
    )
}
