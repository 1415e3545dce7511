//! What bringing a tonne from one place to another costs.
use super::{Choice, MarketFrame, PlaceHead, Tab, place_fields};
use crate::{
    layout::icon,
    parts::{Around, Column, Fields, Problem, Row, Table, Unit, empty, sign, table_card},
};
use chrono::NaiveDate;
use maud::{Markup, html};
use serde::Deserialize;

/// What is typed about a rate.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct RateForm {
    /// Made by the server: sent twice, written once.
    pub key: String,
    /// From a place of the list.
    pub from: String,
    /// Or from a place's code, more closely.
    pub from_closer: String,
    /// To a place of the list.
    pub to: String,
    /// Or to a place's code, more closely.
    pub to_closer: String,
    /// For a tonne.
    pub amount: String,
    /// For one journey at least.
    pub least: String,
}

/// What transport costs.
#[derive(Clone, Debug)]
pub struct TransportPage {
    /// What surrounds the page.
    pub around: Around,
    /// What it is counted in.
    pub money: Unit,
    /// The rates that hold.
    pub rates: Vec<RateLine>,
    /// The places.
    pub places: Vec<Choice>,
    /// What has been typed.
    pub form: RateForm,
    /// May write rates down.
    pub may_keep: bool,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// A rate between two places, either way.
#[derive(Clone, Debug)]
pub struct RateLine {
    /// One of them.
    pub from: PlaceHead,
    /// The other.
    pub to: PlaceHead,
    /// For a tonne.
    pub amount: i64,
    /// For one journey at least.
    pub least: i64,
    /// Since when.
    pub day: NaiveDate,
}

/// `GET, POST /market/transport`
pub fn transport(page: &TransportPage) -> Markup {
    let words = page.around.words;
    let fields = Fields { words, problems: &page.problems };
    let title = words.say("market-transport");
    let body = html! {
        (fields.summary())
        @if page.may_keep { div.to-form { a.btn href="#from" { (icon("plus")) (words.say("market-rate-add")) } } }
        div.(if page.may_keep { "halves" } else { "stack" }) {
            (rates(page))
            @if page.may_keep { (form(page, fields)) }
        }
    };
    MarketFrame { around: &page.around, tab: Tab::Transport, title: &title, back: "/market", problems: &page.problems }.draw(body)
}

fn rates(page: &TransportPage) -> Markup {
    let words = page.around.words;
    let caption = words.say("market-rates");
    let columns = [
        Column::lead(words.say("market-between")),
        Column::figure(words.say("market-rate-tonne")),
        Column::number(words.say("market-rate-least")),
        Column::text(words.say("market-since")),
    ];
    let row = |rate: &RateLine| {
        Row::new(vec![
            html! {
                @if rate.from == rate.to { (words.with("market-within", &[("place", rate.from.name.show(words).into())])) }
                @else { (words.with("market-from-to", &[("from", rate.from.name.show(words).into()), ("to", rate.to.name.show(words).into())])) }
            },
            page.money.amount(words, rate.amount),
            html! { @if rate.least > 0 { (page.money.amount(words, rate.least)) } },
            html! { span.n { (words.date_short(rate.day)) } },
        ])
    };
    let rows: Vec<Row> = page.rates.iter().map(row).collect();
    table_card(
        "map-pin",
        &caption,
        html! {},
        html! {
            p.pad-in.hint { (words.say("market-rates-text")) }
            @if rows.is_empty() { (empty("map-pin", &words.say("market-no-rates"), &words.say("market-no-rates-text"), None)) }
            @else { (Table { words, caption: &caption, columns: &columns, rows, foot: vec![], listing: None }) }
        },
    )
}

fn form(page: &TransportPage, fields: Fields<'_>) -> Markup {
    let (words, form) = (fields.words, &page.form);
    let sign = sign(words, &page.money);
    html! {
        form.card.form method="post" action="/market/transport" novalidate {
            h2 { (icon("plus")) (words.say("market-rate-add")) }
            input type="hidden" name="key" value=(form.key);
            (place_fields(fields, ("from", "from_closer"), "market-rate-from", &page.places, (&form.from, &form.from_closer)))
            (place_fields(fields, ("to", "to_closer"), "market-rate-to", &page.places, (&form.to, &form.to_closer)))
            (fields.amount("amount", "market-rate-tonne", &form.amount, &sign))
            (fields.amount("least", "market-rate-least", &form.least, &sign).hint("market-rate-least-hint"))
            div.actions { button.btn.main type="submit" { (icon("check")) (words.say("market-rate-write")) } }
        }
    }
}
