//! The route of a crop's prices: how they moved, every one that was written down, and who pays what today.
use super::{board::around, keeps, kind_head, money, place_head, store, trade};
use crate::{
    app::App,
    error::{Answer, Fault},
    groups::pages::place,
    guard::Visit,
    listing::ListQuery,
    store::Tx,
    users, web,
};
use axum::extract::{Path, Query, State};
use chrono::NaiveDate;
use domain::coops::{
    Kind,
    crops::crop,
    market::{self, BoardPrice, Offer},
};
use serde::Deserialize;
use std::{cmp::Reverse, collections::HashMap};
use store::PriceRow;
use templates::market::history::{HistoryPage, Payer, PriceLine, history as draw};

/// Weeks in the chart.
const WEEKS: u64 = 26;

/// Which prices of the crop.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct HistoryQuery {
    /// Grade and whether organic, as the filter says them: `A/organic`.
    of: Option<String>,
    grade: Option<String>,
    organic: String,
    place: String,
}

impl HistoryQuery {
    /// The grade that is asked for, and whether organic; none: whichever was written down last.
    fn kind(&self, code: &str) -> Option<Kind> {
        let (grade, organic) = match (&self.of, &self.grade) {
            (Some(of), _) => of.strip_suffix("/organic").map_or((of.as_str(), false), |grade| (grade, true)),
            (None, None) if self.organic.is_empty() && self.place.is_empty() => return None,
            (None, grade) => (grade.as_deref().unwrap_or_default(), self.organic == "1"),
        };
        Some(Kind { crop: code.to_owned(), grade: grade.to_owned(), organic })
    }
}

/// `GET /market/prices/{crop}`
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(code): Path<String>,
    Query(query): Query<HistoryQuery>,
    Query(list): Query<ListQuery>,
) -> Answer {
    let (words, today) = (visit.words(), app.today());
    let crop = crop(&code).ok_or(Fault::NotFound)?;
    let mut tx = app.db().read().await?;
    let rows = store::prices_of(&mut tx, &crop.code).await?;
    let latest = rows.iter().max_by_key(|row| (row.day, row.no)).map(|row| row.price().kind);
    let none = || Kind { crop: crop.code.clone(), grade: String::new(), organic: false };
    let kind = query.kind(&crop.code).or(latest).unwrap_or_else(none);
    let prices: Vec<BoardPrice> = rows.iter().map(PriceRow::price).collect();
    let trend = market::weeks(&prices, &kind, &query.place, today, WEEKS);
    let payers = payers(&mut tx, &visit, &kind, &prices, today).await?;
    let mut kinds: Vec<Kind> = prices.iter().map(|price| price.kind.clone()).chain([kind.clone()]).collect();
    kinds.sort();
    kinds.dedup();
    let (prices, listing) = listed(&mut tx, &rows, (&kind, &query.place), &list).await?;
    let page = HistoryPage {
        around: visit.around(),
        money: money(),
        sorts: kinds.iter().map(kind_head).map(|head| (head.key(), head.said(words))).collect(),
        kind: kind_head(&kind),
        places: around(words, rows.iter().map(|row| &*row.place)),
        place: query.place,
        // Day and month: the year is in the list below.
        trend: trend.into_iter().map(|(day, mean)| (words.date_short(day).chars().take(5).collect(), mean)).collect(),
        prices,
        listing,
        payers,
        may_keep: keeps(&mut tx, &visit).await?,
    };
    Ok(web::html(draw(&page)))
}

/// The prices of a kind at a place, the latest first.
async fn listed(
    tx: &mut Tx,
    rows: &[PriceRow],
    (kind, at): (&Kind, &str),
    list: &ListQuery,
) -> Result<(Vec<PriceLine>, templates::parts::Listing), Fault> {
    let names = users::store::names(tx).await?;
    let fits = |row: &&PriceRow| row.place.starts_with(at) && row.price().kind == *kind;
    let mut shown: Vec<&PriceRow> = rows.iter().filter(fits).collect();
    shown.sort_by_key(|row| Reverse((row.day, row.no)));
    let organic = if kind.organic { "/organic" } else { "" };
    let of = format!("{}{organic}", kind.grade);
    let path = format!("/market/prices/{}", templates::parts::encode(&kind.crop));
    let (shown, listing) = list.page(&path, &[("of", &of), ("place", at)], shown, |_, _, _| None);
    let line = |row: &PriceRow| PriceLine {
        day: row.day,
        amount: row.amount,
        place: place_head(&row.place),
        source: row.source.clone(),
        reason: row.reason.clone(),
        by: names.get(&row.recorded_by).cloned().unwrap_or_default(),
    };
    Ok((shown.into_iter().map(line).collect(), listing))
}

/// Who pays what for a crop today: cooperatives and buyers, those of the same grade first, the best first.
async fn payers(tx: &mut Tx, visit: &Visit, kind: &Kind, board: &[BoardPrice], today: NaiveDate) -> Result<Vec<Payer>, Fault> {
    let (seen, pays) = (trade::seen(tx, visit).await?, trade::pays(tx, today).await?);
    let offers: Vec<Offer> = store::offers(tx).await?.iter().map(store::OfferRow::offer).collect();
    let buyers: HashMap<_, _> = store::buyers(tx).await?.into_iter().map(|buyer| (buyer.id, buyer)).collect();
    let beside = |kind: &Kind, at: &str| market::last(board, kind, at, today).map(|price| price.amount);
    let mut all: Vec<(Kind, Payer)> = Vec::new();
    for one in pays.iter().filter(|one| one.kind.crop == kind.crop) {
        let Some(seen) = seen.get(&one.book.0) else { continue };
        let at = &seen.coop.village_code;
        let payer = Payer {
            name: seen.coop.name(),
            href: seen.href(),
            coop: true,
            kind: kind_head(&one.kind),
            place: place(at),
            amount: one.amount,
            days: 0,
            market: beside(&one.kind, at),
        };
        all.push((one.kind.clone(), payer));
    }
    for offer in market::standing(&offers, today).into_iter().filter(|offer| offer.kind.crop == kind.crop) {
        let Some(buyer) = buyers.get(&offer.buyer) else { continue };
        let payer = Payer {
            name: buyer.name(),
            href: format!("/market/buyers/{}", buyer.id),
            coop: false,
            kind: kind_head(&offer.kind),
            place: place(&offer.place),
            amount: offer.price,
            days: offer.days,
            market: beside(&offer.kind, &offer.place),
        };
        all.push((offer.kind.clone(), payer));
    }
    all.sort_by_key(|(of, payer)| (of != kind, Reverse(payer.amount)));
    Ok(all.into_iter().map(|(_, payer)| payer).collect())
}
