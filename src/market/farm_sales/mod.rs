//! What farmers and groups sold by themselves, outside a cooperative's books, so that linkage shows as income.
//!
//! Staff read it who may see the seller's organisation; advisors and officers write it down. Nobody else learns that these pages
//! exist: what a family earns is its own matter. A seller is a person or a group of these books. Somebody who is known here
//! under a code alone is neither, and nothing leads from a sale to a grant.
pub mod form;
pub mod list;
pub mod sale;
mod seller;
pub mod store;

use super::{kind_head, money, place_head};
use crate::{
    groups::store::Group,
    guard::{Can, Visit},
    store::{Result, Tx},
};
use domain::{
    banks::{GOODS, Measure},
    coops::Kind,
    farm_sales::{Buyer, BuyerKind, Known, Said, Seller, Since, Totals, price_of_one, totals},
};
use std::collections::{BTreeSet, HashMap};
use store::{PersonRow, SaleRow};
use templates::{
    market::{
        Choice, KindHead,
        farm_sales::{SaleLine, SellerSales},
    },
    parts::Name,
};
use uuid::Uuid;
use words::{Language, Words};

/// Of so many sales a seller's own page tells.
const LAST: usize = 5;

/// The names of the board's buyers.
pub(super) type Buyers = HashMap<Uuid, Name>;

async fn buyers(tx: &mut Tx) -> Result<Buyers> {
    Ok(super::store::buyers(tx).await?.into_iter().map(|buyer| (buyer.id, buyer.name())).collect())
}

/// The same words in both languages, as a name.
fn both(key: &str) -> Name {
    let say = |language| Words::new(language).say(key).into_owned();
    Name::new(say(Language::Khmer), say(Language::English))
}

/// A crop or an animal, as pages take it.
fn head(kind: &Kind) -> KindHead {
    let head = kind_head(kind);
    match GOODS.iter().find(|good| good.code() == kind.crop && good.class().measure() == Measure::Head) {
        Some(animal) => KindHead { name: both(&format!("good-{}", animal.class().code())), ..head },
        None => head,
    }
}

/// What a form offers: the crops of the board, then animals.
fn goods(words: Words) -> Vec<Choice> {
    let animals = GOODS.iter().filter(|good| good.class().measure() == Measure::Head);
    let animal = |code: &str| Kind { crop: code.to_owned(), grade: String::new(), organic: false };
    let animals = animals.map(|good| (good.code().to_owned(), head(&animal(good.code())).said(words)));
    super::crops(words).into_iter().chain(animals).collect()
}

/// Who bought, as pages name them.
fn buyer_name(buyer: &Buyer, names: &Buyers) -> Name {
    match buyer {
        Buyer::Board(id) => names.get(id).cloned().unwrap_or_default(),
        Buyer::Other(kind, name) if name.is_empty() => kind_name(*kind),
        Buyer::Other(_, name) => Name::said(name),
    }
}

fn kind_name(kind: BuyerKind) -> Name {
    both(&format!("farm-buyer-{}", kind.code()))
}

fn line(row: &SaleRow, said: &Said, names: &Buyers) -> SaleLine {
    SaleLine {
        no: row.no,
        seller: row.seller(),
        kind: head(&said.kind),
        quantity: said.quantity,
        unit: said.unit,
        riel: said.riel,
        price: price_of_one(said),
        day: said.day,
        place: place_head(&said.village),
        buyer: buyer_name(&said.buyer, names),
        linked: said.linked,
        undone: !row.stands(),
    }
}

/// A seller as forms and addresses name it.
fn key_of(seller: Seller, row: &SaleRow) -> String {
    match seller {
        Seller::Person(id) => format!("person-{id}"),
        Seller::Group(_) => format!("group-{}", row.group_code),
    }
}

/// What is known of a group that sells; `books` are those of cooperatives.
pub(crate) fn known_group(group: &Group, books: &BTreeSet<i64>) -> Known {
    Known { since: Since::Founded(group.founded_on), in_coop: books.contains(&group.book.0) }
}

/// The same of a person, from the rows of her memberships.
pub(crate) fn known_person(rows: &[PersonRow], books: &BTreeSet<i64>) -> Known {
    Known {
        since: Since::Born(rows.first().and_then(|row| row.birth_year)),
        in_coop: rows.iter().any(|row| books.contains(&row.book_id)),
    }
}

/// What somebody sold by herself, for her page in a group; nothing for who may not see it.
pub async fn of_person(tx: &mut Tx, visit: &Visit, person: Uuid, organisation: Uuid) -> Result<Option<SellerSales>> {
    if !visit.may_for(Can::See, organisation) {
        return Ok(None);
    }
    let names = buyers(tx).await?;
    let (mut lines, mut all) = (Vec::new(), Vec::new());
    for row in store::of_seller(tx, Seller::Person(person)).await?.iter().filter(|row| row.stands()) {
        let said = row.said()?;
        lines.push(line(row, &said, &names));
        all.push(said);
    }
    lines.truncate(LAST);
    let seller = if visit.may_for(Can::KeepMarket, organisation) { format!("person-{person}") } else { String::new() };
    Ok(Some(SellerSales { money: money(), last: lines, totals: totals(&all), seller }))
}

/// What each buyer of the board bought from farmers and groups, sale by sale.
pub async fn bought(tx: &mut Tx) -> Result<HashMap<Uuid, Vec<Said>>> {
    let mut all: HashMap<Uuid, Vec<Said>> = HashMap::new();
    for (buyer, said) in store::bought(tx).await? {
        all.entry(buyer).or_default().push(said);
    }
    Ok(all)
}

/// The sums of what a buyer bought.
pub fn sums(bought: Option<&Vec<Said>>) -> Totals {
    bought.map(totals).unwrap_or_default()
}
