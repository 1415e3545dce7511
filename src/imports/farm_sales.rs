//! What farmers and groups sold by themselves, from a file. Every line is looked at as the form is; what the form would ask to
//! look at twice is brought, and said.
use super::{BadLines, ImportError, Imported, day, key, said, shown, table};
use crate::{
    coops::store as coops,
    groups::store as groups,
    market::{
        farm_sales::store::{self, PersonRow},
        store as market,
    },
    meetings::seal::Act,
    store::{Tx, record},
};
use domain::{
    coops::{Kind, market::BoardPrice},
    farm_sales::{Buyer, BuyerKind, Caution, FarmSale, Known, Refusal, Said, Seller, Since, Unit},
};
use ledger::Commodity;
use std::collections::{BTreeSet, HashMap};
use table::{Column, Row};
use uuid::Uuid;

/// A file of sales.
pub const FARM_SALES: &[Column] = &[
    Column::needed("date"),
    Column::needed("seller"),
    Column::needed("crop"),
    Column::needed("grade"),
    Column::needed("organic"),
    Column::needed("quantity"),
    Column::needed("unit"),
    Column::needed("riel"),
    Column::needed("village"),
    Column::needed("buyer"),
    Column::needed("linked"),
];

/// What lines need to be understood.
struct Ground {
    people: Vec<PersonRow>,
    groups: Vec<groups::Group>,
    buyers: Vec<market::BuyerRow>,
    books: BTreeSet<i64>,
}

/// Whose sale a line is.
struct Who {
    seller: Seller,
    organisation: Uuid,
    known: Known,
    village: String,
}

/// Writes sales, or sees that they stand. Caller commits.
///
/// # Errors
/// Every line that cannot be taken.
pub async fn farm_sales(tx: &mut Tx, rows: &[Row], act: Act) -> Result<Imported, ImportError> {
    let ground = Ground {
        people: store::people(tx).await?,
        groups: groups::groups(tx).await?,
        buyers: market::buyers(tx).await?,
        books: coops::coops(tx).await?.into_iter().map(|coop| coop.book.0).collect(),
    };
    let board: Vec<BoardPrice> = market::prices(tx).await?.iter().map(market::PriceRow::price).collect();
    let there = store::sales(tx).await?;
    let known: BTreeSet<Uuid> = there.iter().map(|row| row.id).collect();
    let mut before: HashMap<Seller, Vec<Said>> = HashMap::new();
    for row in there.iter().filter(|row| row.stands()) {
        let said = row.said()?;
        before.entry(said.seller).or_default().push(said);
    }
    let (mut bad, mut imported) = (BadLines::default(), Imported::default());
    for (row, id) in rows.iter().zip(keys(rows)) {
        let Some((sale, who)) = ground.sale(row, act, &mut bad) else { continue };
        if known.contains(&id) {
            imported.same += 1;
            continue;
        }
        let of = before.entry(who.seller).or_default();
        for caution in sale.cautions(who.known, &board, of, act.today) {
            imported.notes.push(format!("line {}: {}", row.line, noted(&caution)));
        }
        of.push(sale.said().clone());
        if bad.is_empty() {
            store::add(tx, id, who.organisation, &sale, act.by, act.at).await?;
            imported.new += 1;
        }
    }
    if imported.new > 0 && bad.is_empty() {
        record(tx, None, Some(act.by), "farm-sales-brought", &imported.new.to_string(), act.at).await?;
    }
    bad.none().map(|()| imported)
}

/// The keys of lines: of what each says, and the how-manieth it is of those that say the same.
fn keys(rows: &[Row]) -> Vec<Uuid> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut key_of = |row: &Row| {
        let says = row.says();
        let before = seen.entry(says.clone()).or_default();
        let made = key(&["farm-sale", &says, &before.to_string()]);
        *before += 1;
        made
    };
    rows.iter().map(&mut key_of).collect()
}

impl Ground {
    fn sale(&self, row: &Row, act: Act, bad: &mut BadLines) -> Option<(FarmSale, Who)> {
        let who = self.who(row, bad);
        let day = day(row, "date", bad);
        let unit = match row.text("unit").to_lowercase().as_str() {
            "kg" | "" => Some(Unit::Gram),
            "head" => Some(Unit::Head),
            other => {
                bad.add(row.line, "unit", said(other, "kg or head."));
                None
            }
        };
        let decimals = if unit == Some(Unit::Head) { 0 } else { 3 };
        let quantity = figure(row, "quantity", decimals, "How much, in kilograms or animals.", bad);
        let riel = figure(row, "riel", 0, "Riel for all of it.", bad);
        let organic = yes(row, "organic", bad);
        let linked = yes(row, "linked", bad);
        let buyer = self.buyer(row, bad);
        let who = who?;
        let village = table::latin_digits(row.text("village"));
        let said = Said {
            seller: who.seller,
            kind: Kind { crop: row.text("crop").to_uppercase(), grade: row.text("grade").to_owned(), organic: organic? },
            quantity: quantity?,
            unit: unit?,
            riel: riel?,
            day: day?,
            village: if village.is_empty() { who.village.clone() } else { village },
            buyer: buyer?,
            linked: linked?,
        };
        match FarmSale::try_new(said, who.known, act.today) {
            Ok(sale) => Some((sale, who)),
            Err(all) => {
                for why in all {
                    let (column, reason) = refused(&why);
                    bad.add(row.line, column, super::said(row.text(column), reason));
                }
                None
            }
        }
    }

    /// A group by its code, a member by the group's code and her number (`SP-01/12`), anybody else by a name that one
    /// person alone bears.
    fn who(&self, row: &Row, bad: &mut BadLines) -> Option<Who> {
        let text = row.text("seller");
        if let Some(group) = self.groups.iter().find(|group| group.code == text) {
            return Some(Who {
                seller: Seller::Group(group.book.0),
                organisation: group.organisation_id,
                known: Known { since: Since::Founded(group.founded_on), in_coop: self.books.contains(&group.book.0) },
                village: group.village_code.clone(),
            });
        }
        let is_hers = |person: &&PersonRow| match text.split_once('/') {
            Some((code, number)) => person.group_code == code && person.number.to_string() == table::latin_digits(number),
            None => [person.name().khmer, person.name().latin].iter().any(|name| !name.is_empty() && name == text),
        };
        let found: Vec<&PersonRow> = self.people.iter().filter(is_hers).collect();
        let one: BTreeSet<Uuid> = found.iter().map(|person| person.id).collect();
        let why = match (found.first(), one.len()) {
            (Some(person), 1) => {
                let in_coop = self.people.iter().any(|row| row.id == person.id && self.books.contains(&row.book_id));
                return Some(Who {
                    seller: Seller::Person(person.id),
                    organisation: person.organisation_id,
                    known: Known { since: Since::Born(person.birth_year), in_coop },
                    village: person.village().to_owned(),
                });
            }
            (Some(_), _) => "Several people bear this name: write the group's code and her number, as SP-01/12.",
            (None, _) => "Nobody: write a group's code, a member as SP-01/12, or the whole name of somebody who is known.",
        };
        bad.add(row.line, "seller", said(text, why));
        None
    }

    /// A buyer of the board by its name, or a kind with a name that may be left out (`middleman`, `shop: The noodle shop`).
    fn buyer(&self, row: &Row, bad: &mut BadLines) -> Option<Buyer> {
        let text = row.text("buyer");
        if let Some(buyer) =
            self.buyers.iter().find(|buyer| !text.is_empty() && (buyer.name_km == text || buyer.name_latin == text))
        {
            return Some(Buyer::Board(buyer.id));
        }
        let (kind, name) = text.split_once(':').unwrap_or((text, ""));
        let found = BuyerKind::parse(&kind.trim().to_lowercase()).map(|kind| Buyer::Other(kind, name.trim().to_owned()));
        if found.is_none() {
            let how = "A buyer of the board by its name, or middleman, market, shop, mill, neighbour or other (“shop: its name”).";
            bad.add(row.line, "buyer", said(text, how));
        }
        found
    }
}

fn figure(row: &Row, column: &str, decimals: u8, what: &str, bad: &mut BadLines) -> Option<i64> {
    let read = words::read_quantity(row.text(column), decimals).ok().flatten();
    if read.is_none() {
        bad.add(row.line, column, said(row.text(column), what));
    }
    read
}

fn yes(row: &Row, column: &str, bad: &mut BadLines) -> Option<bool> {
    match row.text(column).to_lowercase().as_str() {
        "" | "no" | "n" | "0" | "false" => Some(false),
        "yes" | "y" | "1" | "true" => Some(true),
        other => {
            bad.add(row.line, column, said(other, "yes or no."));
            None
        }
    }
}

/// The column of a refusal, and what to do.
fn refused(why: &Refusal) -> (&'static str, &'static str) {
    match why {
        Refusal::InCoop => ("seller", "What a cooperative sells stands in its own book."),
        Refusal::Goods => ("crop", "No such crop or animal."),
        Refusal::Unit => ("unit", "A crop is weighed: kg."),
        Refusal::Quantity { .. } => ("quantity", "More than nothing, and no more than anybody has."),
        Refusal::Riel => ("riel", "What was paid: more than nothing."),
        Refusal::Price { .. } => ("riel", "No kilogram and no animal costs so much: look at the number of noughts."),
        Refusal::DayToCome => ("date", "This day is still to come."),
        Refusal::BeforeSeller => ("date", "The seller was not born, or the group not founded, on that day."),
        Refusal::Village => ("village", "The code of a province, district, commune or village, with its leading 0."),
        Refusal::BuyerName => ("buyer", "A name of 80 letters at most."),
    }
}

fn noted(caution: &Caution) -> String {
    let riel = |amount| shown(amount, Commodity::KHR);
    match *caution {
        Caution::InCoop => "the seller is a member of a cooperative; what she delivered there stands in its book".into(),
        Caution::Twin => "the same seller sold exactly the same on that day already".into(),
        Caution::LongAgo => "this was more than a year ago; is the year right?".into(),
        Caution::Far { price, board, day, ten_times } => {
            let how = if ten_times { "ten times off" } else { "far from it" };
            format!("a kilogram came to {}; on {day} the board said {}: {how}", riel(price), riel(board))
        }
    }
}
