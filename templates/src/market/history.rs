//! The prices of a crop: how they moved, every one that was written down, and who pays what today beside it.
use super::{Choice, KindHead, MarketFrame, PlaceHead, Tab, change, chosen, per_kilogram};
use crate::{
    layout::icon,
    parts::{self, Around, Chart, Column, Listing, Name, Row, Shape, Table, Tone, Unit, badge, card, empty, table_card},
};
use chrono::NaiveDate;
use maud::{Markup, html};
use words::Words;

/// The prices of a crop.
#[derive(Clone, Debug)]
pub struct HistoryPage {
    /// What surrounds the page.
    pub around: Around,
    /// What prices are counted in.
    pub money: Unit,
    /// Of what.
    pub kind: KindHead,
    /// The grades that have prices or are bought: value ([`KindHead::key`]) and text.
    pub sorts: Vec<Choice>,
    /// The places that the filter offers.
    pub places: Vec<Choice>,
    /// The place whose prices these are, with what lies in it; empty: everywhere.
    pub place: String,
    /// The means of weeks, the earliest first: the name of the week's last day and the price.
    pub trend: Vec<(String, i64)>,
    /// Its prices of this page of the list, the latest first.
    pub prices: Vec<PriceLine>,
    /// Paging.
    pub listing: Listing,
    /// Who pays what for this crop today, the best first.
    pub payers: Vec<Payer>,
    /// May write prices down.
    pub may_keep: bool,
}

/// A price of the list.
#[derive(Clone, Debug)]
pub struct PriceLine {
    /// The day.
    pub day: NaiveDate,
    /// For a kilogram.
    pub amount: i64,
    /// Where.
    pub place: PlaceHead,
    /// Who said so: a key `market-source-<code>` names it.
    pub source: String,
    /// Why it is so far from the one before.
    pub reason: String,
    /// Who wrote it down.
    pub by: String,
}

/// Somebody who pays so much today.
#[derive(Clone, Debug)]
pub struct Payer {
    /// Her name.
    pub name: Name,
    /// Where that leads; empty where the reader may not go.
    pub href: String,
    /// A cooperative or a producer group; otherwise a buyer of the board.
    pub coop: bool,
    /// For what.
    pub kind: KindHead,
    /// Where.
    pub place: Name,
    /// For a kilogram.
    pub amount: i64,
    /// Paid after so many days.
    pub days: i64,
    /// The last price of the board for the same, there or around it.
    pub market: Option<i64>,
}

/// `GET /market/prices/{crop}?grade=&organic=&place=`
pub fn history(page: &HistoryPage) -> Markup {
    let words = page.around.words;
    let title = page.kind.name.show(words).to_owned();
    let caption = words.with("market-prices-of", &[("kind", page.kind.said(words).into())]);
    let body = html! {
        (filter(page))
        div.actions {
            a.btn href=(sell(page)) { (icon("scale")) (words.say("market-where-to-sell")) }
            @if page.may_keep { a.btn href=(add(page)) { (icon("plus")) (words.say("market-price-add")) } }
        }
        @if page.trend.len() > 1 {
            (card("banknote", &caption, html! {
                (Chart { words, caption: &words.say("market-week-mean"), of: &words.say("market-week-to"), points: &page.trend,
                    decimals: page.money.decimals, commodity: &page.money.commodity, shape: Shape::Line })
            }))
        }
        (payers(page))
        @if page.prices.is_empty() {
            div.card { (empty("banknote", &words.say("market-no-prices"), &words.say("market-no-price-here"), None)) }
        } @else { (table(page, &caption)) }
    };
    MarketFrame { around: &page.around, tab: Tab::Board, title: &title, back: "/market", problems: &[] }.draw(body)
}

fn organic(kind: &KindHead) -> &'static str {
    if kind.organic { "1" } else { "" }
}

fn sell(page: &HistoryPage) -> String {
    let kind = &page.kind;
    let pairs = [("crop", &*kind.crop), ("grade", &kind.grade), ("organic", organic(kind)), ("place", &page.place)];
    parts::with_query("/market/sell", &pairs)
}

fn add(page: &HistoryPage) -> String {
    let kind = &page.kind;
    let pairs = [("crop", &*kind.crop), ("grade", &kind.grade), ("organic", organic(kind)), ("place", &page.place)];
    parts::with_query("/market/prices/new", &pairs)
}

fn filter(page: &HistoryPage) -> Markup {
    let words = page.around.words;
    let here = page.kind.key();
    html! {
        form.filter.card method="get" action={ "/market/prices/" (parts::encode(&page.kind.crop)) } role="search" {
            @if page.sorts.len() > 1 {
                div.f { label for="sort-of" { (words.say("market-crop")) }
                    select.box #sort-of name="of" {
                        @for (value, text) in chosen(&page.sorts) { option value=(value) selected[value == here] { (text) } }
                    } }
            } @else { input type="hidden" name="of" value=(here); }
            div.f { label for="place" { (words.say("market-place")) }
                select.box #place name="place" {
                    option value="" { (words.say("market-all-places")) }
                    @for (value, text) in chosen(&page.places) { option value=(value) selected[value == page.place] { (text) } }
                } }
            button.btn type="submit" { (icon("search")) (words.say("show")) }
        }
    }
}

fn payers(page: &HistoryPage) -> Markup {
    let words = page.around.words;
    let caption = words.say("market-who-pays");
    let columns = [
        Column::lead(words.say("market-who-buys")),
        Column::text(words.say("market-crop")),
        Column::figure(words.say("market-price")),
        Column::text(words.say("market-beside-board")),
        Column::text(words.say("market-place")),
        Column::text(words.say("market-paid-after")),
    ];
    let row = |payer: &Payer| {
        Row::new(vec![
            html! {
                @if payer.href.is_empty() { (payer.name.show(words)) } @else { a href=(payer.href) { (payer.name.show(words)) } }
                @if payer.coop { " " (badge(Tone::Calm, "users", &words.say("market-coop"))) }
            },
            html! { (payer.kind.said(words)) },
            per_kilogram(words, &page.money, payer.amount),
            html! { @if let Some(market) = payer.market { (change(words, &page.money, market, payer.amount)) } },
            html! { (payer.place.show(words)) },
            html! { (paid_after(words, payer.days)) },
        ])
    };
    let rows: Vec<Row> = page.payers.iter().map(row).collect();
    table_card(
        "shopping-cart",
        &caption,
        html! {},
        html! {
            @if rows.is_empty() { p.pad-in.muted { (words.say("market-nobody-pays")) } }
            @else { (Table { words, caption: &caption, columns: &columns, rows, foot: vec![], listing: None }) }
        },
    )
}

/// `at once`, or `after 30 days`.
pub(crate) fn paid_after(words: Words, days: i64) -> String {
    if days == 0 {
        words.say("market-at-once").into_owned()
    } else {
        words.with("market-after-days", &[("days", words.number(days).into())])
    }
}

fn table(page: &HistoryPage, caption: &str) -> Markup {
    let words = page.around.words;
    let columns = [
        Column::lead(words.say("date")),
        Column::figure(words.say("market-price")),
        Column::text(words.say("market-place")),
        Column::text(words.say("market-source")),
        Column::text(words.say("recorded-by")),
        Column::line(words.say("reason")),
    ];
    let row = |line: &PriceLine| {
        Row::new(vec![
            html! { span.n { (words.date_short(line.day)) } },
            per_kilogram(words, &page.money, line.amount),
            html! { (line.place.name.show(words)) },
            html! { (words.say(&format!("market-source-{}", line.source))) },
            html! { (line.by) },
            html! { (line.reason) },
        ])
    };
    let rows = page.prices.iter().map(row).collect();
    let table = Table { words, caption, columns: &columns, rows, foot: vec![], listing: Some(&page.listing) };
    table_card("list", caption, html! {}, html! { (table) })
}
