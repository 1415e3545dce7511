//! The board and its buyers.
use super::{figure, keys, kind, needed};
use crate::{
    imports::{BadLines, ImportError, Imported, day, key, said, shown, table, table::Row},
    market::{
        BAND_PERCENT, GRAMS_MOST, PRICE_MOST,
        store::{self, BuyerRow},
    },
    meetings::seal::Act,
    store::{Tx, record},
};
use domain::{
    banks::prices::{Distance, distance},
    coops::market::{BoardPrice, Offer, last},
    people::{Phone, VillageCode},
};
use ledger::Commodity;
use std::collections::HashSet;
use uuid::Uuid;

const SOURCES: [&str; 6] = ["market", "trader", "miller", "office", "cooperative", "file"];

/// Writes prices of the board, or sees that they stand. Caller commits.
///
/// # Errors
/// Every line that cannot be taken.
pub async fn market_prices(tx: &mut Tx, rows: &[Row], act: Act) -> Result<Imported, ImportError> {
    let (mut bad, mut imported) = (BadLines::default(), Imported::default());
    let known = store::prices(tx).await?;
    let there: HashSet<Uuid> = known.iter().map(|row| row.id).collect();
    let mut board: Vec<BoardPrice> = known.iter().map(store::PriceRow::price).collect();
    for (row, id) in rows.iter().zip(keys(&["market-price"], rows)) {
        let (on, kind, place) = (day(row, "date", &mut bad), kind(row, &mut bad), place(row, &mut bad));
        let amount = price(row, &mut bad);
        let source = match row.text("source").to_lowercase().as_str() {
            "" => "file".to_owned(),
            other => other.to_owned(),
        };
        if !SOURCES.contains(&source.as_str()) {
            bad.add(row.line, "source", said(&source, "market, trader, miller, office, cooperative or file."));
        }
        let (Some(day), Some(kind), Some(place), Some(amount)) = (on, kind, place, amount) else { continue };
        if there.contains(&id) {
            imported.same += 1;
            continue;
        }
        if day > act.today {
            bad.add(row.line, "date", said(row.text("date"), "This day is still to come."));
        }
        let before = last(&board, &kind, &place, day).map(|price| price.amount);
        far(row, before, amount, row.text("reason").is_empty(), &mut bad);
        let price = BoardPrice { no: board.last().map_or(0, |price| price.no) + 1, kind, place, day, amount };
        if bad.is_empty() {
            store::add_price(tx, id, &price, (&source, row.text("reason")), act.by, act.at).await?;
            imported.new += 1;
        }
        board.push(price);
    }
    if imported.new > 0 && bad.is_empty() {
        record(tx, None, Some(act.by), "market-prices-brought", &imported.new.to_string(), act.at).await?;
    }
    bad.none().map(|()| imported)
}

/// A price beside the last one: ten times is a slip, far is to be explained.
fn far(row: &Row, before: Option<i64>, amount: i64, silent: bool, bad: &mut BadLines) {
    let said = |why: &str| format!("“{}”: {why}", row.text("price"));
    let last = shown(before.unwrap_or_default(), Commodity::KHR);
    match distance(before, amount, BAND_PERCENT) {
        Distance::TenTimes => {
            bad.add(row.line, "price", said(&format!("The last price was {last}: a nought too many or too few?")))
        }
        Distance::Outside if silent => {
            bad.add(row.line, "reason", said(&format!("It is far from the last price of {last}: say why.")))
        }
        _ => {}
    }
}

/// Writes buyers and what they want, or sees that it stands. Caller commits.
///
/// # Errors
/// Every line that cannot be taken.
pub async fn buyers(tx: &mut Tx, rows: &[Row], act: Act) -> Result<Imported, ImportError> {
    let (mut bad, mut imported) = (BadLines::default(), Imported::default());
    let mut known = store::buyers(tx).await?;
    let offers = store::offers(tx).await?;
    let there: HashSet<Uuid> = offers.iter().map(|row| row.id).collect();
    let board: Vec<BoardPrice> = store::prices(tx).await?.iter().map(store::PriceRow::price).collect();
    for (row, id) in rows.iter().zip(keys(&["offer"], rows)) {
        let Some((buyer, is_new)) = buyer(row, &known, &mut bad) else { continue };
        if is_new {
            known.push(buyer.clone());
            if bad.is_empty() {
                store::add_buyer(tx, &buyer, act.by, act.at).await?;
            }
        }
        // A line without a crop only says who buys.
        let only_who = ["crop", "kg", "price", "from", "to"].iter().all(|column| row.text(column).is_empty());
        let is_same = if only_who { !is_new } else { there.contains(&id) };
        if is_same {
            imported.same += 1;
            continue;
        }
        if !only_who {
            let Some(offer) = offer(row, &buyer, &board, &mut bad) else { continue };
            if bad.is_empty() {
                store::add_offer(tx, id, &offer, act.by, act.at).await?;
            }
        }
        imported.new += 1;
    }
    if imported.new > 0 && bad.is_empty() {
        record(tx, None, Some(act.by), "buyers-brought", &imported.new.to_string(), act.at).await?;
    }
    bad.none().map(|()| imported)
}

/// The buyer of a line, and whether it is new.
fn buyer(row: &Row, known: &[BuyerRow], bad: &mut BadLines) -> Option<(BuyerRow, bool)> {
    let name = row.text("buyer");
    if name.is_empty() || name.chars().count() > domain::coops::TEXT_MOST {
        bad.add(row.line, "buyer", "A name is needed here, of 200 letters at most.");
        return None;
    }
    let phone = match table::latin_digits(row.text("phone")).as_str() {
        "" => String::new(),
        text => match Phone::parse(text) {
            Ok(phone) => phone.as_str().to_owned(),
            Err(_) => {
                bad.add(row.line, "phone", said(row.text("phone"), "Not a telephone number of Cambodia, as 012 345 678."));
                return None;
            }
        },
    };
    if let Some(stands) = known.iter().find(|buyer| buyer.name_km == name || buyer.name_latin == name) {
        if !phone.is_empty() && !stands.phone.is_empty() && stands.phone != phone {
            bad.add(row.line, "phone", said(row.text("phone"), &format!("{name} is there already with another telephone.")));
        }
        return Some((stands.clone(), false));
    }
    let place = place(row, bad)?;
    let khmer = name.chars().any(|c| ('\u{1780}'..='\u{17ff}').contains(&c));
    let name_latin = if khmer { row.text("buyer_latin") } else { name }.to_owned();
    let name_km = if khmer { name.to_owned() } else { String::new() };
    Some((BuyerRow { id: key(&["buyer", name]), name_km, name_latin, phone, place }, true))
}

fn offer(row: &Row, buyer: &BuyerRow, board: &[BoardPrice], bad: &mut BadLines) -> Option<Offer> {
    let (kind, place, price) = (kind(row, bad), place(row, bad), price(row, bad));
    let grams = needed(row, "kg", 3, "Kilograms; 0 takes an offer back.", bad);
    if grams.is_some_and(|grams| !(0..=GRAMS_MOST).contains(&grams)) {
        bad.add(row.line, "kg", said(row.text("kg"), "Not such a quantity."));
    }
    let days = figure(row, "days", 0, "So many days until it is paid.", bad).unwrap_or(0);
    if !(0..=365).contains(&days) {
        bad.add(row.line, "days", said(row.text("days"), "From 0 to 365 days."));
    }
    let (from, to) = (day(row, "from", bad), day(row, "to", bad));
    if from.zip(to).is_some_and(|(from, to)| from > to) {
        bad.add(row.line, "to", said(row.text("to"), "This day is before the first."));
    }
    let offer =
        Offer { no: 0, buyer: buyer.id, kind: kind?, grams: grams?, price: price?, place: place?, days, from: from?, to: to? };
    let before = last(board, &offer.kind, &offer.place, offer.from).map(|price| price.amount);
    far(row, before, offer.price, false, bad);
    Some(offer)
}

fn price(row: &Row, bad: &mut BadLines) -> Option<i64> {
    let price = needed(row, "price", 0, "Riel for a kilogram.", bad)?;
    if !(1..=PRICE_MOST).contains(&price) {
        bad.add(row.line, "price", said(row.text("price"), "Riel for a kilogram."));
        return None;
    }
    Some(price)
}

/// A place by the digits of its code, as closely as it is known.
fn place(row: &Row, bad: &mut BadLines) -> Option<String> {
    let text = table::latin_digits(row.text("place"));
    let found = VillageCode::parse_place(&text).ok().map(|code| code.as_str().to_owned());
    if found.is_none() {
        let how = "The code of a province, district, commune or village: 2, 4, 6 or 8 digits, with its leading 0.";
        bad.add(row.line, "place", said(row.text("place"), how));
    }
    found
}
