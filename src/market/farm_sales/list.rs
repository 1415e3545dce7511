//! The route of the list: by month, province, organisation and how seller and buyer found each other, with sums.
use super::{
    super::money,
    buyers, kind_name, line,
    store::{self, SaleRow},
};
use crate::{
    app::App,
    error::Answer,
    groups::pages::place,
    guard::{Can, Visit},
    listing::ListQuery,
    store::Result,
    web,
};
use axum::extract::{Query, State};
use chrono::NaiveDate;
use domain::farm_sales::{BuyerGroup, Said, by_buyer, totals};
use serde::Deserialize;
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};
use templates::market::{
    Choice,
    farm_sales::{SalesFilter, SalesPage, sales as draw},
};
use words::Words;

/// What is shown alone.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct SalesQuery {
    /// `2026-11`.
    month: String,
    /// Two digits.
    province: String,
    /// `linked` or `alone`.
    how: String,
}

/// `GET /market/sales`
pub async fn show(State(app): State<App>, visit: Visit, Query(query): Query<SalesQuery>, Query(list): Query<ListQuery>) -> Answer {
    let words = visit.words();
    let mut tx = app.db().read().await?;
    let names = buyers(&mut tx).await?;
    let all: Vec<(SaleRow, Said)> = read(store::sales(&mut tx).await?, |row| visit.may_for(Can::See, row.organisation_id))?;
    let filter = offered(words, &all, &query, &list.organisation);
    let fits = |(row, said): &&(SaleRow, Said)| {
        (query.month.is_empty() || month_of(said.day) == query.month)
            && said.village.starts_with(&query.province)
            && (list.organisation.is_empty() || row.organisation == list.organisation)
            && (query.how.is_empty() || said.linked == (query.how == "linked"))
    };
    let shown: Vec<&(SaleRow, Said)> = all.iter().filter(fits).collect();
    let standing: Vec<&Said> = shown.iter().filter(|(row, _)| row.stands()).map(|(_, said)| said).collect();
    let mut sums: Vec<_> = by_buyer(standing.iter().copied()).into_iter().collect();
    sums.sort_by_key(|(_, totals)| Reverse(totals.riel));
    let named = |buyer| match buyer {
        BuyerGroup::Board(id) => names.get(&id).cloned().unwrap_or_default(),
        BuyerGroup::Other(kind) => kind_name(kind),
    };
    let lines = shown.iter().map(|(row, said)| line(row, said, &names)).collect();
    let keep =
        [("month", &*query.month), ("province", &*query.province), ("organisation", &*list.organisation), ("how", &*query.how)];
    let (sales, listing) = list.page("/market/sales", &keep, lines, |by, a, b| match by {
        "seller" => Some(a.seller.show(words).cmp(b.seller.show(words))),
        "kind" => Some(a.kind.said(words).cmp(&b.kind.said(words))),
        "riel" => Some(a.riel.cmp(&b.riel)),
        "day" => Some(a.day.cmp(&b.day)),
        "buyer" => Some(a.buyer.show(words).cmp(b.buyer.show(words))),
        _ => None,
    });
    Ok(web::html(draw(&SalesPage {
        around: visit.around(),
        money: money(),
        sales,
        listing,
        totals: totals(standing),
        buyers: sums.into_iter().map(|(buyer, totals)| (named(buyer), totals)).collect(),
        filter,
        may_keep: visit.may_somewhere(Can::KeepMarket),
    })))
}

/// Rows that may be seen, with what they say.
pub(super) fn read(rows: Vec<SaleRow>, seen: impl Fn(&SaleRow) -> bool) -> Result<Vec<(SaleRow, Said)>> {
    rows.into_iter().filter(seen).map(|row| row.said().map(|said| (row, said))).collect()
}

/// A month as addresses say it.
fn month_of(day: NaiveDate) -> String {
    day.format("%Y-%m").to_string()
}

/// The months, provinces and organisations that have sales.
fn offered(words: Words, all: &[(SaleRow, Said)], query: &SalesQuery, organisation: &str) -> SalesFilter {
    let months: BTreeMap<String, NaiveDate> = all.iter().map(|(_, said)| (month_of(said.day), said.day)).collect();
    let organisations: BTreeSet<&str> = all.iter().map(|(row, _)| &*row.organisation).collect();
    let provinces: BTreeSet<&str> = all.iter().filter_map(|(_, said)| said.village.get(..2)).collect();
    let province = |code: &str| (code.to_owned(), place(code).show(words).to_owned());
    SalesFilter {
        months: months.into_iter().rev().map(|(code, day)| (code, words.month(day))).collect(),
        month: query.month.clone(),
        provinces: provinces.into_iter().map(province).collect::<Vec<Choice>>(),
        province: query.province.clone(),
        organisations: organisations.into_iter().map(|code| (code.to_owned(), code.to_owned())).collect(),
        organisation: organisation.to_owned(),
        how: query.how.clone(),
    }
}
