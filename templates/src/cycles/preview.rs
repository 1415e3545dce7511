//! Who gets what: the last step of who proposes, and the whole page of who confirms. Both see the same.
use super::{DivisionView, Head, Step, give_up, view};
use crate::layout::icon;
use crate::parts::{Fields, Tile, note_box, tiles};
use chrono::{DateTime, Utc};
use maud::{Markup, html};

/// A division before it is posted.
#[derive(Clone, Debug)]
pub struct PreviewPage {
    /// Group, reader, problems.
    pub head: Head,
    /// The division; none when the books no longer allow what was proposed.
    pub division: Option<DivisionView>,
    /// Whose turn it is.
    pub turn: Turn,
}

/// Whose turn it is.
#[derive(Clone, Debug)]
pub enum Turn {
    /// The reader's, to propose it.
    Propose {
        /// The form's key.
        key: String,
    },
    /// Another officer's, to confirm what was proposed.
    Confirm {
        /// Who proposed it.
        by: String,
        /// When.
        at: DateTime<Utc>,
        /// Whether the reader proposed it herself.
        is_own: bool,
        /// The number of the proposal, which the form sends back: nobody confirms what she has not seen.
        proposal: i64,
    },
}

/// `GET /groups/{code}/share-out/preview` and, once proposed, `GET /groups/{code}/share-out`; posts to `…/propose`, `…/confirm` and
/// `…/cancel`.
pub fn preview(page: &PreviewPage) -> Markup {
    let head = &page.head;
    let fields = Fields { words: head.around.words, problems: &head.problems };
    let step = if matches!(page.turn, Turn::Propose { .. }) { Step::Preview } else { Step::Confirm };
    let body = html! {
        (fields.summary())
        (turn(page, true))
        @if let Some(division) = &page.division {
            (figures(head, division))
            div.halves.even {
                div.stack { (view::pool(head, division)) }
                div.stack {
                    section.card { h2 { (icon("list-checks")) (head.say("share-out-how")) } (view::choices(head, division)) }
                    (view::after(head, division))
                }
            }
            (owing(head, division))
            (view::members(head, division))
            (turn(page, false))
        }
        @if step == Step::Confirm { (give_up(head)) }
    };
    head.step(step, &[], body)
}

fn figures(head: &Head, division: &DivisionView) -> Markup {
    let (words, unit) = (head.around.words, &head.group.unit);
    let tile = |icon, label, quantity| Tile { icon, label, figure: unit.amount(words, quantity), under: html! {} };
    tiles(&[
        tile("scale", head.say("share-out-pool"), division.pool),
        tile("banknote", head.say("share-out-home"), division.sum(super::MemberLine::home)),
        tile("vault", head.say("share-out-stays-in-box"), division.box_after()),
        tile("coins", head.say("share-out-remainder"), division.remainder),
    ])
}

/// Who stays owing is said before the list, never hidden.
fn owing(head: &Head, division: &DivisionView) -> Markup {
    let words = head.around.words;
    let owing: Vec<_> = division.lines.iter().filter(|line| line.stays_owed > 0).collect();
    html! {
        @if !owing.is_empty() {
            (note_box("stop", "triangle-alert", html! {
                p { b { (head.say("share-out-owing")) } }
                ul { @for line in &owing {
                    li { (words.ordinal(line.number.into())) " " (line.name.show(words)) ": " b.bad-ink { (head.amount(line.stays_owed)) } }
                } }
                p { (head.say("share-out-owing-text")) }
            }))
        }
    }
}

/// What the reader may do now; once above the figures in short, once below them with the buttons.
fn turn(page: &PreviewPage, above: bool) -> Markup {
    let head = &page.head;
    let words = head.around.words;
    let again = head.carried.href(&head.group.href(Step::Count.below()));
    match &page.turn {
        Turn::Propose { .. } if above => html! {},
        Turn::Propose { key } => html! {
            form.card method="post" action=(head.group.href("share-out/propose")) {
                (head.carried.hidden(|_| false))
                input type="hidden" name="key" value=(key);
                p { (head.say("share-out-propose-text")) }
                div.actions { button.btn.main.big type="submit" { (icon("send")) (head.say("share-out-propose")) } }
            }
        },
        Turn::Confirm { by, at, is_own, proposal } => html! {
            @if above {
                (note_box(if page.division.is_some() { "warn" } else { "stop" }, "hourglass", html! {
                    p { b { (head.say(if page.division.is_some() { "share-out-is-proposed" } else { "share-out-changed" })) } }
                    p.small { (by) " · " span.n { (words.instant(*at)) } }
                    @if *is_own { p { (head.say("share-out-own")) } }
                    @if page.division.is_none() && head.may_propose { div.actions { a.btn.main href=(again) { (icon("refresh-cw")) (head.say("share-out-propose-again")) } } }
                }))
            } @else {
                section.card #confirm {
                    @if head.may_confirm && !is_own {
                        p { (head.say("share-out-confirm-text")) }
                        form.actions method="post" action=(head.group.href("share-out/confirm")) {
                            input type="hidden" name="proposal" value=(proposal);
                            button.btn.main.big type="submit" { (icon("check-check")) (head.say("share-out-confirm")) }
                        }
                    } @else { p { (head.say(if *is_own { "share-out-own-text" } else { "waits-for-officer" })) } }
                    @if head.may_propose { div.actions { a.btn href=(again) { (icon("refresh-cw")) (head.say("share-out-propose-again")) } } }
                }
            }
        },
    }
}
