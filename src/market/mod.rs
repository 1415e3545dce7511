//! The market of the programme: what a kilogram costs where, who buys, and what bringing it there costs.
//!
//! Everybody who is signed in may read it; staff of the field and the officers of a cooperative write it down ([`keeps`]).
pub mod board;
pub mod buyers;
pub mod farm_sales;
pub mod history;
pub mod prices;
pub mod selling;
pub mod store;
pub mod trade;
pub mod transport;

use crate::{
    coops::store as coops,
    groups::pages::place,
    guard::{Can, RoleOn, Visit},
    imports::table::latin_digits,
    reader::Reader,
    store::{Result, Tx},
};
use domain::{
    coops::{
        Kind,
        crops::{CROPS, crop},
        weights::kilograms,
    },
    people::VillageCode,
};
use ledger::Commodity;
use std::collections::BTreeSet;
use templates::{
    market::{Choice, KindHead, PlaceHead},
    parts::{Name, Unit},
};
use words::Words;

/// Further than so many per cent from the last one a price says why.
pub const BAND_PERCENT: u32 = 30;
/// A kilogram costs no more than a million riel.
pub const PRICE_MOST: i64 = 1_000_000;
/// More than a million tonnes is no quantity.
pub const GRAMS_MOST: i64 = 1_000_000_000_000;
/// The most letters of a grade.
const GRADE_MOST: usize = 40;

/// Whether somebody may write the market down: staff who found and advise groups, or an officer of a group that sells.
pub async fn keeps(tx: &mut Tx, visit: &Visit) -> Result<bool> {
    let keeping: Vec<RoleOn> = visit.roles.iter().copied().filter(|on| on.role.may(Can::KeepMarket)).collect();
    if keeping.is_empty() {
        return Ok(false);
    }
    let selling = books_of_coops(tx).await?;
    Ok(keeping.iter().any(|on| on.role.is_staff() || on.scope.book().is_some_and(|book| selling.contains(&book))))
}

/// The books that cooperatives keep: what is sold there stands in them.
pub async fn books_of_coops(tx: &mut Tx) -> Result<BTreeSet<i64>> {
    Ok(coops::coops(tx).await?.into_iter().map(|coop| coop.book.0).collect())
}

/// What prices are counted in: riel, everywhere.
pub fn money() -> Unit {
    crate::home::unit(Commodity::KHR)
}

/// A crop, its grade, and whether it is organic, as pages take it.
pub fn kind_head(kind: &Kind) -> KindHead {
    let name = crop(&kind.crop).map_or_else(|| Name::said(&kind.crop), |crop| Name::new(&crop.name_km, &crop.name_latin));
    KindHead { crop: kind.crop.clone(), name, grade: kind.grade.clone(), organic: kind.organic }
}

/// A place as pages take it.
pub fn place_head(code: &str) -> PlaceHead {
    PlaceHead { code: code.to_owned(), name: place(code) }
}

/// Where a crop stands in the list of crops.
fn rank(code: &str) -> usize {
    CROPS.iter().position(|crop| crop.code == code).unwrap_or(CROPS.len())
}

/// The crops that a form offers.
fn crops(words: Words) -> Vec<Choice> {
    CROPS.iter().map(|crop| (crop.code.clone(), words.name(&crop.name_km, &crop.name_latin).to_owned())).collect()
}

/// The places that a form offers: every province, and closer ones that the market names or that are typed already.
fn places(words: Words, named: Vec<String>, typed: &[&str]) -> Vec<Choice> {
    let provinces = (1..=25).map(|no| format!("{no:02}"));
    let typed = typed.iter().filter(|code| VillageCode::parse_place(code).is_ok()).map(|code| (*code).to_owned());
    let all: BTreeSet<String> = provinces.chain(named).chain(typed).collect();
    let none = (String::new(), "–".to_owned());
    let choice = |code: String| {
        let name = place(&code).show(words).to_owned();
        (code, name)
    };
    std::iter::once(none).chain(all.into_iter().map(choice)).collect()
}

/// Reads a place: a code that was typed, or one of the list.
fn read_place(reader: &mut Reader, (place, typed): (&str, &str), (closer, code): (&str, &str)) -> Option<String> {
    let code = latin_digits(code.trim());
    let (field, code) = if code.is_empty() { (place, typed.to_owned()) } else { (closer, code) };
    if code.is_empty() {
        reader.refuse(place, "market-place-missing");
        return None;
    }
    let read = VillageCode::parse_place(&code).ok().map(|code| code.as_str().to_owned());
    if read.is_none() {
        reader.refuse(field, "place-code-bad");
    }
    read
}

/// Reads a crop, its grade, and whether it is organic.
fn read_kind(reader: &mut Reader, code: &str, grade: &str, organic: &str) -> Option<Kind> {
    let grade = reader.text("grade", grade, GRADE_MOST);
    let crop = reader.choice("crop", crop(code))?;
    Some(Kind { crop: crop.code.clone(), grade, organic: organic == "1" })
}

/// Reads a crop or an animal, its grade, and whether it is organic.
fn read_goods(reader: &mut Reader, code: &str, grade: &str, organic: &str) -> Option<Kind> {
    let grade = reader.text("grade", grade, GRADE_MOST);
    let known = !domain::farm_sales::units(code).is_empty();
    reader.choice("crop", known.then(|| Kind { crop: code.to_owned(), grade, organic: organic == "1" }))
}

/// Reads a weight in kilograms, grams.
fn read_weight(reader: &mut Reader, field: &str, typed: &str) -> Option<i64> {
    let grams = reader.some_amount(field, typed, kilograms())?;
    let fits = (1..=GRAMS_MOST).contains(&grams);
    if !fits {
        let most = reader.words.amount(GRAMS_MOST, 3, "");
        reader.say(field, reader.words.with("market-weight-bad", &[("most", most.into())]));
    }
    fits.then_some(grams)
}

/// Reads the price of a kilogram, riel.
fn read_price(reader: &mut Reader, field: &str, typed: &str) -> Option<i64> {
    let price = reader.some_amount(field, typed, Commodity::KHR)?;
    if price <= 0 {
        reader.refuse(field, "market-not-positive");
    } else if price > PRICE_MOST {
        let most = money().text(reader.words, PRICE_MOST);
        reader.say(field, reader.words.with("market-price-most", &[("amount", most.into())]));
    }
    (1..=PRICE_MOST).contains(&price).then_some(price)
}
