//! The route of the price board: of each crop, grade and place the last price, and how it moved.
use super::{keeps, kind_head, money, place_head, rank, store};
use crate::{
    app::App,
    error::Answer,
    guard::{Can, Visit},
    listing::ListQuery,
    web,
};
use axum::extract::{Query, State};
use chrono::{Days, NaiveDate};
use domain::coops::{Kind, market};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use store::PriceRow;
use templates::market::{
    Choice,
    board::{BoardLine, BoardPage, board as draw},
};
use words::Words;

/// Prices of so many days are looked at: what is older is no price of today.
const DAYS: u64 = 26 * 7;
/// Weeks in the small line beside a price.
const WEEKS: u64 = 12;
/// A price older than so many days may no longer hold.
const OLD_DAYS: i64 = 31;

/// What is shown alone.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct BoardQuery {
    crop: String,
    place: String,
}

/// `GET /market`
pub async fn show(State(app): State<App>, visit: Visit, Query(query): Query<BoardQuery>, Query(list): Query<ListQuery>) -> Answer {
    let (words, today) = (visit.words(), app.today());
    let mut tx = app.db().read().await?;
    let rows = store::prices_since(&mut tx, today.checked_sub_days(Days::new(DAYS)).unwrap_or(today)).await?;
    let (crops, places) = offered(words, &rows);
    let shown = |line: &BoardLine| {
        (query.crop.is_empty() || line.kind.crop == query.crop) && line.place.code.starts_with(query.place.trim())
    };
    let lines: Vec<BoardLine> = lines(&rows, today).into_iter().filter(shown).collect();
    let keep = [("crop", &*query.crop), ("place", &*query.place)];
    let (lines, listing) = list.page("/market", &keep, lines, |by, a, b| match by {
        "kind" => Some(a.kind.said(words).cmp(&b.kind.said(words))),
        "place" => Some(a.place.name.show(words).cmp(b.place.name.show(words))),
        "price" => Some(a.amount.cmp(&b.amount)),
        "day" => Some(a.day.cmp(&b.day)),
        _ => None,
    });
    let may_keep = keeps(&mut tx, &visit).await?;
    let sees_sales = visit.may_somewhere(Can::See);
    let BoardQuery { crop, place } = query;
    let around = visit.around();
    Ok(web::html(draw(&BoardPage { around, money: money(), lines, listing, crops, places, crop, place, may_keep, sees_sales })))
}

/// The crops and places of the filter: those that have prices.
fn offered(words: Words, rows: &[PriceRow]) -> (Vec<Choice>, Vec<Choice>) {
    let mut crops: Vec<&str> = rows.iter().map(|row| &*row.crop).collect();
    crops.sort_by_key(|code| (rank(code), *code));
    crops.dedup();
    let named = |code: &str| kind_head(&Kind { crop: code.to_owned(), grade: String::new(), organic: false }).said(words);
    (crops.into_iter().map(|code| (code.to_owned(), named(code))).collect(), around(words, rows.iter().map(|row| &*row.place)))
}

/// Places with the provinces that they lie in, by code.
pub(super) fn around<'a>(words: Words, places: impl Iterator<Item = &'a str>) -> Vec<Choice> {
    let all: BTreeSet<&str> = places.flat_map(|place| [place.get(..2).unwrap_or(place), place]).collect();
    all.into_iter().map(|code| (code.to_owned(), place_head(code).name.show(words).to_owned())).collect()
}

/// A line for each crop, grade and place, in the order of crops.
fn lines(rows: &[PriceRow], today: NaiveDate) -> Vec<BoardLine> {
    let mut at: BTreeMap<(usize, Kind, &str), Vec<&PriceRow>> = BTreeMap::new();
    for row in rows {
        at.entry((rank(&row.crop), row.price().kind, &row.place)).or_default().push(row);
    }
    at.into_iter().filter_map(|((_, kind, place), rows)| line(&kind, place, rows, today)).collect()
}

fn line(kind: &Kind, place: &str, mut rows: Vec<&PriceRow>, today: NaiveDate) -> Option<BoardLine> {
    rows.sort_by_key(|row| (row.day, row.no));
    let last = rows.last()?;
    let week_before = last.day.checked_sub_days(Days::new(7))?;
    let before = rows.iter().rev().find(|row| row.day <= week_before).map(|row| row.amount);
    let prices: Vec<_> = rows.iter().map(|row| row.price()).collect();
    Some(BoardLine {
        kind: kind_head(kind),
        place: place_head(place),
        amount: last.amount,
        day: last.day,
        old: (today - last.day).num_days() > OLD_DAYS,
        source: last.source.clone(),
        before,
        trend: market::weeks(&prices, kind, place, today, WEEKS).into_iter().map(|(_, mean)| mean).collect(),
    })
}
