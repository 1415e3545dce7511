//! The price board: the last price of each crop, grade and place, who said so, and how it moved.
use super::{Choice, KindHead, MarketFrame, PlaceHead, Tab, change, chosen, per_kilogram, spark::Spark};
use crate::{
    layout::icon,
    parts::{Around, Column, Listing, Row, Table, Tone, Unit, badge, empty, table_card},
};
use chrono::NaiveDate;
use maud::{Markup, html};
use words::Words;

/// The price board.
#[derive(Clone, Debug)]
pub struct BoardPage {
    /// What surrounds the page.
    pub around: Around,
    /// What prices are counted in.
    pub money: Unit,
    /// The lines of this page of the list.
    pub lines: Vec<BoardLine>,
    /// Sorting (`kind`, `place`, `price`, `day`) and paging.
    pub listing: Listing,
    /// The crops that the filter offers.
    pub crops: Vec<Choice>,
    /// The places that the filter offers.
    pub places: Vec<Choice>,
    /// The crop that is shown alone.
    pub crop: String,
    /// The place that is shown alone, with what lies in it.
    pub place: String,
    /// May write prices down.
    pub may_keep: bool,
    /// May see what farmers sold by themselves.
    pub sees_sales: bool,
}

/// The last price of a crop and grade at a place.
#[derive(Clone, Debug)]
pub struct BoardLine {
    /// Of what.
    pub kind: KindHead,
    /// Where.
    pub place: PlaceHead,
    /// For a kilogram.
    pub amount: i64,
    /// When.
    pub day: NaiveDate,
    /// It is so old that it may no longer hold.
    pub old: bool,
    /// Who said so: a key `market-source-<code>` names it.
    pub source: String,
    /// The price of a week before or earlier.
    pub before: Option<i64>,
    /// The means of its weeks, the earliest first.
    pub trend: Vec<i64>,
}

/// `GET /market?crop=&place=`
pub fn board(page: &BoardPage) -> Markup {
    let words = page.around.words;
    let title = words.say("market");
    let caption = words.say("market-last-prices");
    let filtered = !(page.crop.is_empty() && page.place.is_empty());
    let add = || page.may_keep.then_some(("/market/prices/new", words.say("market-price-add")));
    let body = html! {
        div.actions {
            a.btn.main href="/market/sell" { (icon("scale")) (words.say("market-where-to-sell")) }
            @if let Some((href, label)) = add() { a.btn href=(href) { (icon("plus")) (label) } }
            @if page.sees_sales { a.btn href="/market/sales" { (icon("coins")) (words.say("farm-sales")) } }
        }
        (table_card("banknote", &caption, html! {}, html! {
            (filter(page))
            @if page.lines.is_empty() && filtered {
                (empty("search", &words.say("nothing-found"), &words.say("market-no-price-here"), Some(("/market", &words.say("show-all")))))
            } @else if page.lines.is_empty() {
                (empty("banknote", &words.say("market-no-prices"), &words.say("market-no-prices-text"), add().as_ref().map(|(href, label)| (*href, &**label))))
            } @else { (table(page, &caption)) }
        }))
    };
    MarketFrame { around: &page.around, tab: Tab::Board, title: &title, back: "/", problems: &[] }.draw(body)
}

fn filter(page: &BoardPage) -> Markup {
    let words = page.around.words;
    let select = |name: &str, label: &str, here: &str, all: &str, choices: &[Choice]| {
        html! {
            div.f { label for=(name) { (words.say(label)) }
                select.box #(name) name=(name) {
                    option value="" { (words.say(all)) }
                    @for (value, text) in chosen(choices) { option value=(value) selected[value == here] { (text) } }
                } }
        }
    };
    html! {
        form.filter.pad method="get" action="/market" role="search" {
            (select("crop", "market-crop", &page.crop, "market-all-crops", &page.crops))
            (select("place", "market-place", &page.place, "market-all-places", &page.places))
            button.btn type="submit" { (icon("search")) (words.say("show")) }
        }
    }
}

fn table(page: &BoardPage, caption: &str) -> Markup {
    let words = page.around.words;
    let columns = [
        Column::lead(words.say("market-crop")).sorted_by("kind"),
        Column::text(words.say("market-place")).sorted_by("place"),
        Column::figure(words.say("market-price")).sorted_by("price"),
        Column::text(words.say("market-since-week")),
        Column::text(words.say("date")).sorted_by("day"),
        Column::text(words.say("market-source")),
        Column::act(words.say("market-weeks")),
    ];
    let rows = page.lines.iter().map(|line| row(words, &page.money, line)).collect();
    html! { (Table { words, caption, columns: &columns, rows, foot: vec![], listing: Some(&page.listing) }) }
}

fn row(words: Words, money: &Unit, line: &BoardLine) -> Row {
    Row::new(vec![
        html! { a href=(line.kind.href(&line.place.code)) { (line.kind.said(words)) } },
        html! { (line.place.name.show(words)) },
        per_kilogram(words, money, line.amount),
        html! { @if let Some(before) = line.before { (change(words, money, before, line.amount)) } },
        html! {
            span.n { (words.date_short(line.day)) }
            @if line.old { " " (badge(Tone::Past, "clock", &words.say("market-old"))) }
        },
        html! { (words.say(&format!("market-source-{}", line.source))) },
        trend(words, money, &line.trend),
    ])
}

/// How a price moved, as a small line.
fn trend(words: Words, money: &Unit, points: &[i64]) -> Markup {
    let [first, .., last] = points else { return html! {} };
    let values = [
        ("count", words.number(i64::try_from(points.len()).unwrap_or(0)).into()),
        ("first", money.text(words, *first).into()),
        ("last", money.text(words, *last).into()),
    ];
    html! { (Spark { label: &words.with("market-trend", &values), points }) }
}
