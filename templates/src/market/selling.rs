//! Where to sell: what each buyer pays for so much from here, what bringing it there costs, and what is left.
use super::{
    Choice, KindHead, MarketFrame, Tab, buyers::proved, history::paid_after, kind_fields, per_kilogram, place_fields, weight,
};
use crate::{
    layout::icon,
    parts::{Around, Fields, Name, Problem, Tone, Unit, badge, empty, note_box},
};
use domain::coops::market::Record;
use maud::{Markup, html};
use serde::Deserialize;
use std::borrow::Cow;
use words::Words;

/// What somebody has to sell, as the address says it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct SellForm {
    /// The crop's code.
    pub crop: String,
    /// Its grade.
    pub grade: String,
    /// `1`: organic.
    pub organic: String,
    /// How much, kilograms.
    pub kg: String,
    /// From a place of the list.
    pub place: String,
    /// Or from a place's code, more closely.
    pub closer: String,
}

/// Where to sell.
#[derive(Clone, Debug)]
pub struct SellPage {
    /// What surrounds the page.
    pub around: Around,
    /// What prices are counted in.
    pub money: Unit,
    /// The crops.
    pub crops: Vec<Choice>,
    /// The places.
    pub places: Vec<Choice>,
    /// What has been typed.
    pub form: SellForm,
    /// What was asked, and the answer.
    pub answer: Option<SellAnswer>,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// What was asked, and the answer.
#[derive(Clone, Debug)]
pub struct SellAnswer {
    /// What is sold.
    pub kind: KindHead,
    /// How much, grams.
    pub grams: i64,
    /// From where.
    pub place: Name,
    /// Who buys, what leaves most first; those without a rate last.
    pub choices: Vec<ChoiceLine>,
    /// Grades of the crop that somebody buys, where nobody buys the one that was asked for: addresses and what they are.
    pub others: Vec<(String, KindHead)>,
}

/// Somebody who buys.
#[derive(Clone, Debug)]
pub struct ChoiceLine {
    /// Who.
    pub name: Name,
    /// Where that leads; empty where the reader may not go.
    pub href: String,
    /// A cooperative or a producer group; otherwise a buyer of the board.
    pub coop: bool,
    /// How it paid; none of a cooperative.
    pub record: Option<Record>,
    /// Where it is handed over.
    pub place: Name,
    /// For a kilogram.
    pub price: i64,
    /// How much of it is sold there, grams.
    pub grams: i64,
    /// What the buyer pays.
    pub pays: i64,
    /// What bringing it there costs; none: nobody wrote a rate down.
    pub transport: Option<i64>,
    /// What is left in all; without a rate, before transport.
    pub net: i64,
    /// The same of a kilogram.
    pub net_per_kilogram: i64,
    /// Paid after so many days.
    pub days: i64,
}

/// `GET /market/sell?crop=&grade=&organic=&kg=&place=`
pub fn sell(page: &SellPage) -> Markup {
    let (words, form) = (page.around.words, &page.form);
    let fields = Fields { words, problems: &page.problems };
    let title = words.say("market-where-to-sell");
    let body = html! {
        (fields.summary())
        div.halves.ask {
            div.stack { @match &page.answer {
                Some(answer) => (answered(words, &page.money, answer)),
                None => div.card { (empty("scale", &words.say("market-sell-ask"), &words.say("market-sell-ask-text"), None)) },
            } }
            form.card.form.(if page.answer.is_none() { "first" } else { "" }) method="get" action="/market/sell" novalidate {
                h2 { (icon("wheat")) (words.say("market-i-have")) }
                (kind_fields(fields, &page.crops, &form.crop, &form.grade, &form.organic))
                (fields.amount("kg", "market-how-much", &form.kg, &words.unit(3, "")))
                (place_fields(fields, ("place", "closer"), "market-from-where", &page.places, (&form.place, &form.closer)))
                div.actions { button.btn.main type="submit" { (icon("search")) (words.say("market-reckon")) } }
            }
        }
    };
    MarketFrame { around: &page.around, tab: Tab::Sell, title: &title, back: "/market", problems: &page.problems }.draw(body)
}

fn answered(words: Words, money: &Unit, answer: &SellAnswer) -> Markup {
    let values = [
        ("weight", words.amount(answer.grams, 3, "").into()),
        ("kind", answer.kind.said(words).into()),
        ("place", Cow::from(answer.place.show(words))),
    ];
    html! {
        h2.plain-h { (words.with("market-sell-from", &values)) }
        @if answer.choices.is_empty() {
            div.card {
                (empty("search", &words.say("market-nobody-buys"), &words.say("market-nobody-buys-text"), None))
                @if !answer.others.is_empty() {
                    p { (words.say("market-bought-instead")) }
                    ul { @for (href, kind) in &answer.others { li { a href=(href) { (kind.said(words)) } } } }
                }
            }
        }
        ol.choices {
            @for (at, choice) in answer.choices.iter().enumerate() { li { (line(words, money, answer, (at, choice))) } }
        }
    }
}

/// One buyer with the whole reckoning: what it pays, less transport, what is left.
fn line(words: Words, money: &Unit, answer: &SellAnswer, (at, choice): (usize, &ChoiceLine)) -> Markup {
    let best = at == 0 && choice.transport.is_some();
    let fact = |label: &str, figure: Markup, sum: bool| html! { div.(if sum { "sum" } else { "" }) { dt { (words.say(label)) } dd { (figure) } } };
    html! {
        section.card.choice.(if best { "best" } else { "" }) {
            div.card-head {
                h3 { @if choice.href.is_empty() { (choice.name.show(words)) } @else { a href=(choice.href) { (choice.name.show(words)) } } }
                @if best { (badge(Tone::Good, "circle-check", &words.say("market-most-left"))) }
            }
            p.small {
                (icon("map-pin")) " " (choice.place.show(words)) " · " (paid_after(words, choice.days)) " "
                @if choice.coop { (badge(Tone::Calm, "users", &words.say("market-coop"))) }
                @if let Some(record) = &choice.record { (proved(words, record)) }
            }
            dl.facts {
                (fact("market-pays-for-kg", per_kilogram(words, money, choice.price), false))
                @if choice.grams < answer.grams { (fact("market-takes-only", weight(words, choice.grams), false)) }
                (fact("market-pays", money.amount(words, choice.pays), false))
                @match choice.transport {
                    Some(cost) => (fact("market-less-transport", html! { span.n { "\u{2212}" (money.text(words, cost)) } }, false)),
                    None => (fact("market-less-transport", html! { (words.say("market-no-rate")) }, false)),
                }
                (fact(if choice.transport.is_some() { "market-left" } else { "market-before-transport" }, money.amount(words, choice.net), true))
                (fact("market-left-for-kg", per_kilogram(words, money, choice.net_per_kilogram), true))
            }
            @if choice.transport.is_none() { (note_box("warn", "triangle-alert", html! { p { (words.say("market-no-rate-text")) } })) }
        }
    }
}
