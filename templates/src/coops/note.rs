//! A delivery: from the scale to her hand, step by step.
use super::{CoopFrame, CoopHead, KindHead, Who, kilograms, tenths};
use crate::{
    layout::icon,
    parts::{Around, card, note_box, with_query},
};
use chrono::NaiveDate;
use maud::{Markup, html};
use std::borrow::Cow;

/// A delivery. Weights are grams, parts tenths of a per cent, amounts in the money of the box.
#[derive(Clone, Debug)]
pub struct NotePage {
    /// What surrounds the page.
    pub around: Around,
    /// Which cooperative.
    pub coop: CoopHead,
    /// Its number.
    pub no: i64,
    /// The act that wrote it.
    pub act: i64,
    /// The day.
    pub day: NaiveDate,
    /// Who brought it.
    pub who: Who,
    /// Whether she was a member that day.
    pub member: bool,
    /// What.
    pub kind: KindHead,
    /// From which plot: number and name.
    pub plot: Option<(i64, String)>,
    /// Into which lot.
    pub lot: i64,
    /// On the scale.
    pub gross: i64,
    /// Of it bags and cart.
    pub tare: i64,
    /// What the tester said.
    pub moisture: Option<i64>,
    /// Straw and stones.
    pub foreign: Option<i64>,
    /// The moisture that is paid for.
    pub standard: i64,
    /// Taken off, reason by reason: the end of the key `delivery-off-` and the weight.
    pub taken_off: Vec<(&'static str, i64)>,
    /// Taken off for straw and stones.
    pub straw: i64,
    /// Taken off for moisture.
    pub water: i64,
    /// What is paid for.
    pub weight: i64,
    /// For a kilogram.
    pub price: i64,
    /// What it is worth.
    pub amount: i64,
    /// To what she owes: the credit's number and how much.
    pub offsets: Vec<(i64, i64)>,
    /// In her hand.
    pub cash: i64,
    /// What stays owed to her for it.
    pub owed: i64,
    /// What she still owes after it.
    pub owes_after: i64,
    /// The entry of the book.
    pub entry: Option<i64>,
    /// It was taken back.
    pub undone: bool,
    /// The request that asks to take it back, and waits.
    pub asked_undo: Option<i64>,
    /// May ask to take it back; another officer confirms.
    pub may_undo: bool,
}

/// `GET /coops/{code}/deliveries/{no}`
pub fn note(page: &NotePage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let title = words.with("delivery-note-number", &[("number", words.ordinal(page.no).into())]);
    let back = with_query(&coop.href("deliveries"), &[("day", &words.date_short(page.day))]);
    let paper = |lang: &str| with_query(&coop.href(&format!("deliveries/{}/note", page.no)), &[("lang", lang)]);
    let body = html! {
        @if page.undone { (note_box("stop", "undo-2", html! { p { (words.say("delivery-undone")) } })) }
        @if let Some(request) = page.asked_undo {
            @let asked = words.with("delivery-back-asked", &[("number", words.ordinal(request).into())]);
            (note_box("warn", "undo-2", html! { p { a href=(coop.href(&format!("requests/{request}"))) { (asked) } } }))
        }
        div.halves.note {
            (card("user", &words.say("delivery-who"), steps(&about(page))))
            (card("scale", &words.say("delivery-scale"), steps(&weights(page))))
            (card("banknote", &words.say("delivery-pay"), steps(&paid(page))))
        }
        div.actions {
            a.btn.main href=(paper("")) { (icon("printer")) (words.say("delivery-print")) }
            a.btn href=(paper("both")) { (icon("languages")) (words.say("delivery-print-both")) }
            @if page.may_undo {
                a.btn href=(coop.href(&format!("acts/{}#undo", page.act))) { (icon("undo-2")) (words.say("delivery-take-back")) }
            }
        }
    };
    let frame = CoopFrame { around: &page.around, coop, tab: None, title: &title, back, problems: &[], scripts: &[] };
    frame.draw(body)
}

/// A step: its name, its figure, and whether it sums up what stands above.
type Step = (Cow<'static, str>, Markup, bool);

fn steps(steps: &[Step]) -> Markup {
    html! {
        dl.facts {
            @for (label, value, sum) in steps { div.(if *sum { "sum" } else { "" }) { dt { (label) } dd { (value) } } }
        }
    }
}

fn about(page: &NotePage) -> Vec<Step> {
    let (words, coop) = (page.around.words, &page.coop);
    let mut all = vec![
        (words.say("delivery-day"), html! { (words.date(page.day)) }, false),
        (words.say("delivery-who"), page.who.link(words, coop), false),
    ];
    if !page.member {
        all.push((words.say("member"), html! { (words.say("delivery-not-member")) }, false));
    }
    all.push((words.say("delivery-kind"), page.kind.show(words), false));
    if let Some((no, name)) = &page.plot {
        all.push((words.say("delivery-plot-short"), html! { a href=(coop.href(&format!("plots/{no}"))) { (name) } }, false));
    }
    let lot = html! { a href=(coop.href(&format!("lots/{}", page.lot))) { (words.ordinal(page.lot)) } };
    all.push((words.say("delivery-lot"), lot, false));
    if let Some(entry) = page.entry {
        let href = coop.group.href(&format!("entries/{entry}"));
        all.push((words.say("delivery-entry"), html! { a href=(href) { (words.ordinal(entry)) } }, false));
    }
    all
}

fn weights(page: &NotePage) -> Vec<Step> {
    let words = page.around.words;
    let less = |grams: i64| html! { span.n { "−" (kilograms(words, grams)) } };
    let part = |part: i64| html! { span.n { (tenths(words, part)) " %" } };
    let mut all = vec![
        (words.say("delivery-gross"), kilograms(words, page.gross), false),
        (words.say("delivery-tare"), less(page.tare), false),
        (words.say("delivery-net"), kilograms(words, page.gross - page.tare), true),
    ];
    all.extend(page.moisture.map(|moisture| (words.say("delivery-moisture"), part(moisture), false)));
    all.extend(page.foreign.map(|foreign| (words.say("delivery-foreign"), part(foreign), false)));
    for (reason, grams) in &page.taken_off {
        all.push((words.say(&format!("delivery-off-{reason}")), less(*grams), false));
    }
    if page.straw > 0 {
        all.push((words.say("delivery-straw"), less(page.straw), false));
    }
    if page.water > 0 {
        let above = words.with("delivery-water", &[("percent", tenths(words, page.standard).into())]);
        all.push((above.into(), less(page.water), false));
    }
    all.push((words.say("delivery-weight"), kilograms(words, page.weight), true));
    all
}

fn paid(page: &NotePage) -> Vec<Step> {
    let (words, coop) = (page.around.words, &page.coop);
    let money = |amount: i64| coop.money(words, amount);
    let mut all =
        vec![(words.say("delivery-price"), money(page.price), false), (words.say("delivery-amount"), money(page.amount), true)];
    for (credit, amount) in &page.offsets {
        let to = words.with("delivery-credit-no", &[("number", words.ordinal(*credit).into())]);
        all.push((to.into(), html! { span.n { "−" (money(*amount)) } }, false));
    }
    all.push((words.say("delivery-in-hand"), money(page.cash), false));
    all.push((words.say("delivery-balance"), money(page.owed), true));
    if page.owes_after > 0 {
        all.push((words.say("delivery-owes-after"), money(page.owes_after), false));
    }
    all
}
