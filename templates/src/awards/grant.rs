//! A family's grant: its whole life from the application to the close, and the form of its next step.
use super::{
    AwardFrame, AwardHead,
    forms::{ActForm, act_form},
};
use crate::{
    layout::icon,
    parts::{Around, Column, Name, Problem, Row, Table, Tone, badge, card, facts, table_card, with_query},
    plans::list::{PlansOf, plans_of},
};
use chrono::NaiveDate;
use maud::{Markup, html};
use words::Words;

/// A grant.
#[derive(Clone, Debug)]
pub struct GrantPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which award.
    pub award: AwardHead,
    /// Its number.
    pub no: i64,
    /// The business plans that were written for it.
    pub plans: PlansOf,
    /// Its number on papers of before; empty otherwise.
    pub own_no: String,
    /// Who answers for the family.
    pub name: Name,
    /// Where.
    pub place: Name,
    /// What tells the household apart.
    pub household: String,
    /// Its phone, as people write it.
    pub phone: String,
    /// Its account.
    pub account: String,
    /// What business, by its word.
    pub business: String,
    /// The line that pays.
    pub line: Name,
    /// How far it is.
    pub stage: &'static str,
    /// What was asked for, and what the family brings.
    pub asked: i64,
    /// What the family brings.
    pub own: i64,
    /// What was paid.
    pub paid: i64,
    /// What is agreed.
    pub agreed: i64,
    /// Where its agreement is printed; nothing: none was signed here.
    pub agreement: Option<String>,
    /// Of what was not allowed, still to be paid back.
    pub to_recover: i64,
    /// The plan.
    pub plan: Vec<(String, i64)>,
    /// The tranches.
    pub tranches: Vec<TrancheRow>,
    /// Everything that happened, in its order.
    pub events: Vec<Event>,
    /// The form of the step that waits for the reader, or that she chose, or that came back.
    pub form: Option<ActForm>,
    /// Other steps that she may do now.
    pub others: Vec<&'static str>,
    /// Every refusal.
    pub problems: Vec<Problem>,
    /// Where a voucher of the next tranche is made out, where the reader may.
    pub voucher_new: Option<String>,
}

/// A tranche with what became of it.
#[derive(Clone, Debug)]
pub struct TrancheRow {
    /// How much.
    pub amount: i64,
    /// From which day.
    pub from: NaiveDate,
    /// How it is given, by its word.
    pub means: String,
    /// Its vouchers: number, where it is, what was done last or `voided`, `reversed`.
    pub vouchers: Vec<(i64, String, &'static str)>,
    /// What was seen, by its word; empty: nobody looked yet.
    pub seen: String,
}

/// Something that happened.
#[derive(Clone, Debug)]
pub struct Event {
    /// When.
    pub on: NaiveDate,
    /// Who.
    pub who: String,
    /// A symbol of the sprite.
    pub icon: &'static str,
    /// What, in words.
    pub text: String,
    /// More of it, in words, line by line.
    pub more: Vec<String>,
    /// The address of a picture of what was bought.
    pub picture: Option<String>,
    /// It went against the family.
    pub bad: bool,
}

/// `GET /awards/{code}/grants/{no}`
pub fn grant(page: &GrantPage) -> Markup {
    let (words, award) = (page.around.words, &page.award);
    let title = format!("{} · {}", words.with("grant-no", &[("number", words.ordinal(page.no).into())]), page.name.show(words));
    let href = award.href(&format!("grants/{}", page.no));
    let body = html! {
        (steps(words, page.stage))
        div.halves {
            div.stack {
                @if let Some(form) = &page.form { (act_form(words, &page.problems, &href, form)) }
                @if !page.others.is_empty() {
                    div.actions {
                        @for act in &page.others {
                            a.btn href=(with_query(&href, &[("act", act)])) { (icon("pencil")) (words.say(&format!("grant-act-{act}"))) }
                        }
                    }
                }
                @if let Some(href) = &page.agreement {
                    div.actions { a.btn href=(href) { (icon("printer")) (words.say("paper-grant-agreement")) } }
                }
                @if let Some(href) = &page.voucher_new {
                    div.actions { a.btn.main href=(href) { (icon("file-text")) (words.say("grant-voucher-new")) } }
                }
                (timeline(words, &page.events))
            }
            div.stack {
                (about(page))
                (plans_of(words, &page.plans))
                @if !page.tranches.is_empty() { (tranches(words, award, &page.tranches)) }
                (plan(page))
            }
        }
    };
    let frame =
        AwardFrame { around: &page.around, award, tab: None, title: &title, back: award.href("grants"), problems: &page.problems };
    frame.draw(body)
}

/// The way from the application to the close, with the step on which the grant stands.
pub(super) fn steps(words: Words, stage: &str) -> Markup {
    let all = ["applied", "screened", "appraised", "approved", "agreed", "closed"];
    let here = all.iter().position(|code| *code == stage);
    html! {
        @if let Some(here) = here {
            ol.way aria-label=(words.say("grant-stage")) {
                @for (at, code) in all.iter().enumerate() {
                    li.(if at < here { "done" } else { "" }) aria-current=[(at == here).then_some("step")] {
                        (words.say(&format!("grant-stage-{code}")))
                    }
                }
            }
        } @else { p { (badge(Tone::Stop, "circle-x", &words.say(&format!("grant-stage-{stage}")))) } }
    }
}

/// Everything that happened, in its order.
pub(super) fn timeline(words: Words, events: &[Event]) -> Markup {
    card(
        "history",
        &words.say("grant-life"),
        html! {
            ol.life {
                @for event in events {
                    li.(if event.bad { "bad" } else { "" }) {
                        (icon(event.icon))
                        div {
                            p { b { (event.text) } }
                            @for more in &event.more { p { (more) } }
                            @if let Some(href) = &event.picture { a href=(href) { img src=(href) alt=(event.text) loading="lazy" width="100%"; } }
                            p.small { span.n { (words.date_short(event.on)) } @if !event.who.is_empty() { " · " (event.who) } }
                        }
                    }
                }
            }
        },
    )
}

fn about(page: &GrantPage) -> Markup {
    let (words, unit) = (page.around.words, &page.award.unit);
    let money = |amount: i64| html! { @if amount > 0 { (unit.amount(words, amount)) } };
    card(
        "user",
        &words.say("grant-family"),
        facts(&[
            (
                words.say("name"),
                html! { (page.name.show(words)) @if !page.name.other(words).is_empty() { " · " (page.name.other(words)) } },
            ),
            (words.say("village"), html! { (page.place.show(words)) }),
            (words.say("grant-household"), html! { (page.household) }),
            (words.say("phone"), html! { @if !page.phone.is_empty() { span.n { (page.phone) } } }),
            (words.say("grant-account"), html! { (page.account) }),
            (words.say("grant-business"), html! { (words.say(&format!("grant-business-{}", page.business))) }),
            (words.say("award-line"), html! { (page.line.show(words)) }),
            (words.say("grant-own-no"), html! { (page.own_no) }),
            (words.say("grant-asked"), money(page.asked)),
            (words.say("grant-own"), money(page.own)),
            (words.say("grant-agreed"), money(page.agreed)),
            (words.say("grant-paid"), money(page.paid)),
            (words.say("grant-to-recover"), money(page.to_recover)),
        ]),
    )
}

/// The tranches with what became of each.
pub(super) fn tranches(words: Words, award: &AwardHead, tranches: &[TrancheRow]) -> Markup {
    let unit = &award.unit;
    html! {
        section.card {
            h2 { (icon("coins")) (words.say("grant-tranches")) }
            ol.tranches {
                @for (at, tranche) in tranches.iter().enumerate() {
                    li {
                        p.sum-of {
                            span { (words.with("grant-tranche-no", &[("number", words.ordinal(at as i64 + 1).into())])) }
                            b { (unit.amount(words, tranche.amount)) }
                        }
                        p.small {
                            (words.say(&format!("grant-means-{}", tranche.means))) " · "
                            (words.with("grant-due-from", &[("date", words.date_short(tranche.from).into())]))
                        }
                        @for (no, href, done) in &tranche.vouchers {
                            p { a href=(href) { (words.with("grant-voucher-no", &[("number", words.ordinal(*no).into())])) }
                                " · " (words.say(&format!("grant-voucher-{done}"))) }
                        }
                        @if !tranche.seen.is_empty() { p { (icon("eye")) " " (words.say(&format!("grant-seen-{}", tranche.seen))) } }
                    }
                }
            }
        }
    }
}

fn plan(page: &GrantPage) -> Markup {
    let (words, unit) = (page.around.words, &page.award.unit);
    let columns = [Column::lead(words.say("grant-plan-what")), Column::figure(words.say("grant-plan-cost"))];
    let row = |(what, amount): &(String, i64)| Row::new(vec![html! { (what) }, unit.amount(words, *amount)]);
    let sum: i64 = page.plan.iter().map(|(_, amount)| amount).sum();
    let foot = vec![Row::new(vec![html! { (words.say("total")) }, unit.amount(words, sum)])];
    let caption = words.say("grant-plan");
    let rows = page.plan.iter().map(row).collect();
    html! {
        @if !page.plan.is_empty() {
            (table_card("list-checks", &caption, html! {}, html! {
                (Table { words, caption: &caption, columns: &columns, rows, foot, listing: None })
            }))
        }
    }
}
