//! What farmers and groups sold by themselves, for other programs and for a terminal: sale by sale, and what they came to.
use super::{Cell, Rows};
use crate::{
    market::{farm_sales::store as farm_sales, store as market},
    store::{Result, Tx},
};
use chrono::NaiveDate;
use domain::farm_sales::{Buyer, Said, Totals, Unit, by_buyer, price_of_one, totals};
use ledger::{Amount, Commodity};
use serde_json::{Value, json};
use std::collections::HashMap;
use templates::parts::Name;
use uuid::Uuid;

/// The sales of a span of days as a table and for programs.
#[derive(Clone, Debug)]
pub struct FarmSalesReport {
    /// The table.
    pub rows: Rows,
    /// The same for a program, with sums.
    pub json: Value,
}

const HEADS: [&str; 15] = [
    "no",
    "date",
    "organisation",
    "seller",
    "crop",
    "grade",
    "organic",
    "quantity",
    "unit",
    "riel",
    "price",
    "village",
    "buyer",
    "buyer_kind",
    "linked",
];

/// Reads the sales of an organisation, or of all, that were not taken back, the earliest first.
pub async fn farm_sales_report(
    tx: &mut Tx,
    organisation: Option<&str>,
    (from, to): (Option<NaiveDate>, NaiveDate),
) -> Result<FarmSalesReport> {
    let buyers: HashMap<Uuid, Name> = market::buyers(tx).await?.into_iter().map(|buyer| (buyer.id, buyer.name())).collect();
    let (mut rows, mut list, mut all) = (Rows::new(&HEADS), Vec::new(), Vec::new());
    let shown = farm_sales::sales(tx).await?;
    for row in shown.iter().rev().filter(|row| row.stands() && organisation.is_none_or(|code| row.organisation == code)) {
        let said = row.said()?;
        if said.day > to || from.is_some_and(|from| said.day < from) {
            continue;
        }
        let (kind, name) = bought_by(&said.buyer, &buyers);
        let seller = either(&row.seller());
        let unit = if said.unit == Unit::Head { "head" } else { "kg" };
        rows.push([
            Cell::count(row.no),
            Cell::text(said.day.to_string()),
            Cell::text(&row.organisation),
            Cell::text(&seller),
            Cell::text(&said.kind.crop),
            Cell::text(&said.kind.grade),
            Cell::text(if said.kind.organic { "yes" } else { "no" }),
            Cell::Number(quantity(&said)),
            Cell::text(unit),
            Cell::count(said.riel),
            Cell::count(price_of_one(&said)),
            Cell::text(&said.village),
            Cell::text(&name),
            Cell::text(kind),
            Cell::text(if said.linked { "yes" } else { "no" }),
        ]);
        list.push(json!({
            "no": row.no, "date": said.day.to_string(), "organisation": row.organisation, "seller": seller,
            "crop": said.kind.crop, "grade": said.kind.grade, "organic": said.kind.organic, "quantity": quantity(&said),
            "unit": unit, "riel": said.riel.to_string(), "village": said.village, "buyer": name, "buyer_kind": kind,
            "linked": said.linked,
        }));
        all.push(said);
    }
    let of_buyers: Vec<Value> = by_buyer(&all)
        .into_iter()
        .map(|(buyer, sum)| {
            let buyer = match buyer {
                domain::farm_sales::BuyerGroup::Board(id) => buyers.get(&id).map(either).unwrap_or_default(),
                domain::farm_sales::BuyerGroup::Other(kind) => kind.code().to_owned(),
            };
            json!({ "buyer": buyer, "totals": said_totals(&sum) })
        })
        .collect();
    let json = json!({ "currency": "KHR", "sales": list, "totals": said_totals(&totals(&all)), "buyers": of_buyers });
    Ok(FarmSalesReport { rows, json })
}

fn said_totals(sum: &Totals) -> Value {
    json!({
        "sales": sum.sales, "sellers": sum.sellers, "kg": weight(sum.grams).decimal().to_string(), "heads": sum.heads,
        "riel": sum.riel.to_string(), "riel_linked": sum.linked.to_string(), "riel_alone": sum.alone().to_string(),
        "sellers_linked": sum.linked_sellers,
    })
}

fn weight(grams: i64) -> Amount {
    Commodity::new("KG", 3).expect("a code of two letters and three decimals").of(grams)
}

fn quantity(said: &Said) -> String {
    match said.unit {
        Unit::Gram => weight(said.quantity).decimal().to_string(),
        Unit::Head => said.quantity.to_string(),
    }
}

fn bought_by(buyer: &Buyer, names: &HashMap<Uuid, Name>) -> (&'static str, String) {
    match buyer {
        Buyer::Board(id) => ("board", names.get(id).map(either).unwrap_or_default()),
        Buyer::Other(kind, name) => (kind.code(), name.clone()),
    }
}

/// A name in Latin script where there is one.
fn either(name: &Name) -> String {
    if name.latin.is_empty() { name.khmer.clone() } else { name.latin.clone() }
}
