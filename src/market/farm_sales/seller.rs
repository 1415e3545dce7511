//! Who sells: found by name, number or code, or named by the address of a form, and what is known of her.
use super::{
    key_of, known_group, known_person, list,
    store::{self, PersonRow, SaleRow},
};
use crate::{
    error::Fault,
    groups::{pages::place, store as groups},
    guard::{Can, Visit},
    imports::table::latin_digits,
    listing::{matches, plain},
    market,
    store::Tx,
};
use domain::farm_sales::{Known, Said, Seller, Since};
use std::{
    cmp::Reverse,
    collections::{BTreeSet, HashSet},
};
use templates::{
    market::farm_sale_form::{SellerLine, SellerPage},
    parts::Name,
};
use uuid::Uuid;

/// The most sellers that a search shows.
const FOUND_MOST: usize = 20;
/// The most sellers of the last days.
const RECENT_MOST: usize = 6;

/// Who sells, as far as it is known.
pub(super) struct Who {
    /// As the form draws her; nobody for somebody new.
    pub(super) line: Option<SellerLine>,
    pub(super) seller: Option<Seller>,
    pub(super) organisation: Uuid,
    pub(super) known: Known,
    /// Where she lives.
    pub(super) village: String,
}

/// Everybody of that name, number or code whose sales the reader may write down.
pub(super) async fn find(tx: &mut Tx, visit: &Visit, query: String) -> Result<SellerPage, Fault> {
    let needle = plain(&latin_digits(&query));
    let mut recent = Vec::new();
    let mut found = Vec::new();
    if needle.is_empty() {
        recent = last_written(tx, visit).await?;
    } else {
        let groups = groups::groups(tx).await?;
        let keeps = |organisation| visit.may_for(Can::KeepMarket, organisation);
        let fits = |group: &&groups::Group| {
            keeps(group.organisation_id) && matches(&needle, &[&group.code, &group.name_km, &group.name_latin])
        };
        found.extend(groups.iter().filter(fits).map(group_line));
        let people: Vec<PersonRow> = store::people(tx).await?.into_iter().filter(|row| keeps(row.organisation_id)).collect();
        let named: HashSet<Uuid> = people.iter().filter(|row| is_called(row, &needle)).map(|row| row.id).collect();
        let people: Vec<PersonRow> = people.into_iter().filter(|row| named.contains(&row.id)).collect();
        found.extend(people.chunk_by(|a, b| a.id == b.id).filter_map(person_line));
    }
    let more = found.len() > FOUND_MOST;
    found.truncate(FOUND_MOST);
    Ok(SellerPage { around: visit.around(), query, found, more, recent })
}

/// By a part of her name, or by a group's code and her number in it, or by the number alone.
fn is_called(row: &PersonRow, needle: &str) -> bool {
    let name = row.name();
    let in_group = if row.group_code.is_empty() { String::new() } else { format!("{}{}", row.group_code, row.number) };
    matches(needle, &[&name.khmer, &name.latin, &in_group]) || row.number > 0 && row.number.to_string() == *needle
}

fn group_line(group: &groups::Group) -> SellerLine {
    SellerLine {
        seller: format!("group-{}", group.code),
        name: Name::new(&group.name_km, &group.name_latin),
        is_group: true,
        birth_year: None,
        place: place(&group.village_code),
        groups: vec![],
    }
}

/// Somebody, from the rows of her memberships.
fn person_line(rows: &[PersonRow]) -> Option<SellerLine> {
    let first = rows.first()?;
    Some(SellerLine {
        seller: format!("person-{}", first.id),
        name: first.name(),
        is_group: false,
        birth_year: first.birth_year,
        place: first.place(),
        groups: rows.iter().filter(|row| row.number > 0).map(|row| (row.group(), row.number)).collect(),
    })
}

/// Whose sales the reader wrote down last.
async fn last_written(tx: &mut Tx, visit: &Visit) -> Result<Vec<SellerLine>, Fault> {
    let keeps = |row: &SaleRow| row.recorded_by == visit.user.id && visit.may_for(Can::KeepMarket, row.organisation_id);
    let mut own = list::read(store::sales(tx).await?, keeps)?;
    own.sort_by_key(|(row, _)| Reverse(row.no));
    let mut seen = BTreeSet::new();
    own.retain(|(_, said)| seen.insert(said.seller));
    let line = |(row, said): &(SaleRow, Said)| SellerLine {
        seller: key_of(said.seller, row),
        name: row.seller(),
        is_group: matches!(said.seller, Seller::Group(_)),
        birth_year: None,
        place: place(&said.village),
        groups: vec![],
    };
    Ok(own.iter().take(RECENT_MOST).map(line).collect())
}

/// Who an address or a form names, or a page that is not there.
pub(super) async fn who(tx: &mut Tx, visit: &Visit, seller: &str, organisation: &str) -> Result<Who, Fault> {
    let keeps = |organisation| if visit.may_for(Can::KeepMarket, organisation) { Ok(organisation) } else { Err(Fault::NotFound) };
    let books = market::books_of_coops(tx).await?;
    if let Some(code) = seller.strip_prefix("group-") {
        let group = groups::group(tx, code).await?.filter(|group| !group.practice).ok_or(Fault::NotFound)?;
        return Ok(Who {
            line: Some(group_line(&group)),
            seller: Some(Seller::Group(group.book.0)),
            organisation: keeps(group.organisation_id)?,
            known: known_group(&group, &books),
            village: group.village_code,
        });
    }
    if let Some(id) = seller.strip_prefix("person-") {
        let id: Uuid = id.parse().map_err(|_| Fault::NotFound)?;
        let rows = store::person(tx, id).await?;
        let first = rows.first().ok_or(Fault::NotFound)?;
        return Ok(Who {
            line: person_line(&rows),
            seller: Some(Seller::Person(id)),
            organisation: keeps(first.organisation_id)?,
            known: known_person(&rows, &books),
            village: first.village().to_owned(),
        });
    }
    if seller != "new" {
        return Err(Fault::NotFound);
    }
    let mut served = groups::organisations(tx).await?;
    served.retain(|one| visit.may_for(Can::KeepMarket, one.id));
    let chosen = served.iter().find(|one| one.code == organisation).or(served.first()).ok_or(Fault::NotFound)?;
    let known = Known { since: Since::Born(None), in_coop: false };
    Ok(Who { line: None, seller: None, organisation: chosen.id, known, village: String::new() })
}
