//! Decisions about a loan that runs: the form that asks for one, and a request with the plan that it would bring.
use super::{PlanRow, Who, plan_table, title};
use crate::corrections::CorrectionState;
use crate::layout::icon;
use crate::parts::{self, Around, Fields, GroupHead, Problem, Tile, card, facts, note_box, table_card};
use chrono::{DateTime, NaiveDate, Utc};
use maud::{Markup, html};
use serde::Deserialize;
use words::Words;

/// What is typed to ask for a decision.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct RequestForm {
    /// Made by the server: posting the same form twice asks once.
    pub key: String,
    /// `reschedule`, `skip` or `write-off`.
    pub kind: String,
    /// How many instalments the new plan has.
    pub instalments: String,
    /// When its first is due.
    pub first_due: String,
    /// Why.
    pub reason: String,
}

/// A loan as pages about decisions head themselves. Quantities are smallest units of the group's unit.
#[derive(Clone, Debug)]
pub struct RequestHead {
    /// What surrounds the page.
    pub around: Around,
    /// Which group.
    pub group: GroupHead,
    /// The loan's number.
    pub loan: i64,
    /// Who borrowed.
    pub who: Who,
    /// What she owes.
    pub owed: i64,
    /// Of it principal.
    pub principal: i64,
    /// Days that it is late.
    pub days_late: i64,
}

impl RequestHead {
    fn href(&self) -> String {
        self.group.href(&format!("loans/{}", self.loan))
    }

    fn page(&self, heading: &str, problems: &[Problem], body: Markup) -> Markup {
        let words = self.around.words;
        let under = format!("{} · {} · {}", title(words, self.loan), self.who.name.show(words), self.group.name.show(words));
        self.around.page(heading, &under, Some(&self.href()), problems, body)
    }

    fn tiles(&self) -> Markup {
        let (words, unit) = (self.around.words, &self.group.unit);
        parts::tiles(&[
            Tile {
                icon: "hand-coins",
                label: words.say("loan-owed-today"),
                figure: unit.amount(words, self.owed),
                under: html! { @if self.days_late > 0 { (super::late_badge(words, self.days_late)) } },
            },
            Tile {
                icon: "coins",
                label: words.say("loan-principal-owed"),
                figure: unit.amount(words, self.principal),
                under: html! {},
            },
        ])
    }
}

/// The requests of a loan, and the form for another.
#[derive(Clone, Debug)]
pub struct RequestsPage {
    /// The loan.
    pub head: RequestHead,
    /// What was asked for before, latest first.
    pub requests: Vec<RequestLine>,
    /// May ask now: nothing waits, and something is owed.
    pub may_ask: bool,
    /// What has been typed.
    pub form: RequestForm,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// A request.
#[derive(Clone, Debug)]
pub struct RequestLine {
    /// Its number in the group.
    pub no: i64,
    /// `reschedule`, `skip` or `write-off`: a key `loan-ask-<kind>` names it.
    pub kind: String,
    /// Of a new plan: how many instalments, and the first day.
    pub plan: Option<(i64, NaiveDate)>,
    /// Why.
    pub reason: String,
    /// Who asked.
    pub asked_by: String,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// Where it stands.
    pub state: CorrectionState,
    /// Who decided and when.
    pub decided: Option<(String, DateTime<Utc>)>,
    /// Why it was refused.
    pub refusal: String,
}

/// `GET, POST /groups/{code}/loans/{no}/requests`
pub fn requests(page: &RequestsPage) -> Markup {
    let (head, words) = (&page.head, page.head.around.words);
    let fields = Fields { words, problems: &page.problems };
    let body = html! {
        div.stack {
            (fields.summary())
            (head.tiles())
            div.(if page.may_ask && !page.requests.is_empty() { "halves even" } else { "narrow" }) {
                @if page.may_ask { (form(page, fields)) }
                @if !page.requests.is_empty() { (card("history", &words.say("loan-decisions-before"), before(page))) }
            }
            @if !page.may_ask && page.requests.is_empty() { (note_box("", "info", html! { p { (words.say("loan-no-decisions")) } })) }
        }
    };
    head.page(&words.say("loan-decisions"), &page.problems, body)
}

fn form(page: &RequestsPage, fields: Fields<'_>) -> Markup {
    let (words, form) = (fields.words, &page.form);
    let option = |code: &'static str| (code, words.say(&format!("loan-ask-{code}")), words.say(&format!("loan-ask-{code}-hint")));
    html! {
        form.card.form method="post" action={ (page.head.href()) "/requests" } novalidate {
            h2 { (icon("gavel")) (words.say("loan-ask-decision")) }
            p.hint { (words.say("loan-ask-text")) }
            input type="hidden" name="key" value=(form.key);
            (fields.radios("kind", "loan-ask-what", &form.kind, false, &[option("skip"), option("reschedule"), option("write-off")]))
            fieldset.f {
                legend { (words.say("loan-new-plan")) }
                p.hint { (words.say("loan-new-plan-hint")) }
                div.pair {
                    (fields.count("instalments", "calculator-instalments", &form.instalments))
                    (fields.date("first_due", "loan-first-due", &form.first_due))
                }
            }
            (fields.area("reason", "reason", &form.reason).hint("loan-ask-reason-hint"))
            div.actions {
                button.btn.main type="submit" { (icon("send")) (words.say("loan-ask-do")) }
                a.btn href=(page.head.href()) { (words.say("cancel")) }
            }
        }
    }
}

fn before(page: &RequestsPage) -> Markup {
    let words = page.head.around.words;
    html! {
        ul.line {
            @for line in &page.requests {
                li {
                    a href={ (page.head.href()) "/requests/" (line.no) } { b { (words.say(&format!("loan-ask-{}", line.kind))) } } " " (line.state.badge(words))
                    p.small { (words.instant(line.asked_at)) " · " (line.asked_by) }
                    p { (line.reason) }
                }
            }
        }
    }
}

/// A request with what it would bring.
#[derive(Clone, Debug)]
pub struct RequestPage {
    /// The loan.
    pub head: RequestHead,
    /// The request.
    pub line: RequestLine,
    /// The plan that it would bring; empty for a loan that is given up, and once it is decided.
    pub plan: Vec<PlanRow>,
    /// The last event of the loan: who confirms saw the loan as it stood then.
    pub seen: i64,
    /// This person asked for it: someone else must confirm.
    pub is_own: bool,
    /// May decide requests of this group at all.
    pub may_decide: bool,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET /groups/{code}/loans/{no}/requests/{request}`; `POST` to `…/confirm` and `…/refuse` (field `reason`).
pub fn request(page: &RequestPage) -> Markup {
    let (head, words, line) = (&page.head, page.head.around.words, &page.line);
    let fields = Fields { words, problems: &page.problems };
    let heading = words.say(&format!("loan-ask-{}", line.kind));
    let waits = line.state == CorrectionState::Waiting;
    let said_by = |who: &str, at: DateTime<Utc>| html! { (who) " · " span.n { (words.instant(at)) } };
    let body = html! {
        div.stack {
            (fields.summary())
            (head.tiles())
            div.halves.even {
                div.stack {
                    section.card {
                        div.card-head { h2 { (icon("gavel")) (heading) } (line.state.badge(words)) }
                        p.small { (words.say(&format!("loan-ask-{}-hint", line.kind))) }
                        (facts(&[
                            (words.say("reason"), html! { (line.reason) }),
                            (words.say("calculator-instalments"), html! { @if let Some((count, _)) = line.plan { (words.number(count)) } }),
                            (words.say("loan-first-due"), html! { @if let Some((_, first)) = line.plan { (words.date(first)) } }),
                            (words.say("asked-by"), said_by(&line.asked_by, line.asked_at)),
                            (words.say("decided-by"), html! { @if let Some((who, at)) = &line.decided { (said_by(who, *at)) } }),
                            (words.say("refused-because"), html! { (line.refusal) }),
                        ]))
                    }
                    (preview(page))
                }
                @if waits { div.stack { (decide(page, fields)) } }
            }
        }
    };
    head.page(&heading, &page.problems, body)
}

fn preview(page: &RequestPage) -> Markup {
    let (words, unit) = (page.head.around.words, &page.head.group.unit);
    if page.line.state != CorrectionState::Waiting {
        return html! {};
    }
    if page.line.kind == "write-off" {
        let lost = words.with("loan-write-off-preview", &[("amount", unit.text(words, page.head.principal).into())]);
        return note_box("warn", "triangle-alert", html! { p { (lost) } });
    }
    let heading = words.say("loan-plan-then");
    if page.plan.is_empty() {
        return html! {};
    }
    let due = page.head.owed - page.head.principal;
    table_card(
        "calendar-check",
        &heading,
        html! {},
        html! {
            (plan_table(words, unit, &heading, &page.plan))
            @if due > 0 { p.small.pad-in { (words.with("loan-stays-due", &[("amount", unit.text(words, due).into())])) } }
        },
    )
}

fn decide(page: &RequestPage, fields: Fields<'_>) -> Markup {
    let words: Words = page.head.around.words;
    let here = format!("{}/requests/{}", page.head.href(), page.line.no);
    let refusal = |heading: &str, button: &str| {
        html! {
            form.card.form method="post" action={ (here) "/refuse" } novalidate {
                h2 { (icon("ban")) (words.say(heading)) }
                (fields.area("reason", "reason", ""))
                div.actions { button.btn.danger type="submit" { (icon("ban")) (words.say(button)) } }
            }
        }
    };
    match (page.is_own, page.may_decide) {
        (true, may) => html! {
            (note_box("warn", "users", html! { p { b { (words.say("loan-own-request")) } } p { (words.say("own-correction-text")) } }))
            @if may { (refusal("take-back", "take-back")) }
        },
        (false, false) => note_box("", "hourglass", html! { p { (words.say("waits-for-officer")) } }),
        (false, true) => html! {
            (card("user-check", &words.say("your-decision"), html! {
                p { (words.say("loan-confirm-text")) }
                form.actions #confirm tabindex="-1" method="post" action={ (here) "/confirm" } {
                    input type="hidden" name="seen" value=(page.seen);
                    button.btn.main type="submit" { (icon("check")) (words.say("loan-confirm")) }
                }
            }))
            (refusal("or-refuse", "refuse"))
        },
    }
}
