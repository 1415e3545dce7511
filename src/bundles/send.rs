//! Making a bundle: what is new in the books since the other last had them, and receipts for what came from it.
use super::{
    BookCargo, Cargo, file,
    keep::{self, Card, Desk},
    store::{self, BundleRow, Instance, KeepingRow, Way},
};
use crate::store::{BookId, Error, Result, Tx, carry};
use domain::bundles::Place;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// A bundle that was made.
#[derive(Clone, Debug)]
pub struct Made {
    /// The file.
    pub file: Vec<u8>,
    /// Its number for this receiver.
    pub no: i64,
    /// What it is called: no group, no person.
    pub name: String,
    /// The books in it, with how many rows each.
    pub books: Vec<(String, usize)>,
}

/// Why no bundle is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// This instance has no name yet.
    Unnamed,
    /// There is no such instance to send to.
    Unknown,
    /// The key in the data folder is not the one that this instance was named with.
    Keys,
}

/// Makes a bundle for another instance and writes it down. One that was given up as lost, and is found, learns from it that
/// it keeps the book no more, and nothing else. `whole`: everything, as if the other had nothing: for one that
/// was restored from an older copy.
///
/// # Errors
/// [`Refusal`] within.
pub async fn make(tx: &mut Tx, desk: Desk<'_>, to: Uuid, whole: bool) -> Result<std::result::Result<Made, Refusal>> {
    let all = store::instances(tx).await?;
    let Some(own) = all.iter().find(|instance| instance.own) else { return Ok(Err(Refusal::Unnamed)) };
    let Some(to) = all.iter().find(|instance| instance.id == to && !instance.own) else { return Ok(Err(Refusal::Unknown)) };
    if keep::as_signer(own, desk).is_none() {
        return Ok(Err(Refusal::Keys));
    }
    let mut by_book: BTreeMap<i64, Vec<KeepingRow>> = BTreeMap::new();
    for row in store::all_keepings(tx).await? {
        by_book.entry(row.book_id).or_default().push(row);
    }
    let (mut books, mut carried) = (Vec::new(), Vec::new());
    for (book, keepings) in by_book {
        if !keepings.iter().any(|row| row.to_id == to.id || row.from_id == to.id) {
            continue;
        }
        let Some(book) = of_book(tx, BookId(book), keepings, own, to, whole).await? else { continue };
        carried.push((book.id, book.upto, book.cargo.rows.len() as i64, book.cargo.until.place()));
        books.push(book.cargo);
    }
    let ids: Vec<BookId> = carried.iter().map(|(id, ..)| *id).collect();
    let cargo = Cargo {
        instances: named(&all, &books)?,
        reference: store::reference(tx, &ids).await?,
        receipts: store::taken_lately(tx, to.id).await?,
        books,
    };
    let no = store::last_no(tx, Way::Sent, to.id).await? + 1;
    let file = file::write((own.id, desk.keys), (to.id, &to.keys()?), no, desk.now, &cargo)?;
    let row = BundleRow {
        way: Way::Sent,
        instance: to.id,
        no,
        digest: crate::web::digest(&file),
        made_at: desk.now,
        recorded_at: desk.now,
        by: desk.by,
    };
    store::add_bundle(tx, &row).await?;
    for (book, upto, lines, place) in carried {
        store::add_bundle_book(tx, &row, book, upto, lines, &place).await?;
    }
    let name = format!("sansom-{}-{no:04}.bundle", &own.id.simple().to_string()[24..]);
    let books = cargo.books.iter().map(|book| (book.code.clone(), book.rows.len())).collect();
    Ok(Ok(Made { file, no, name, books }))
}

struct OfBook {
    id: BookId,
    upto: i64,
    cargo: BookCargo,
}

/// A book for a bundle; `None` where it is no group's.
async fn of_book(
    tx: &mut Tx,
    id: BookId,
    keepings: Vec<KeepingRow>,
    own: &Instance,
    to: &Instance,
    whole: bool,
) -> Result<Option<OfBook>> {
    let Some(group) = store::travelling(tx, id).await? else { return Ok(None) };
    let keeper = keepings.last().map(|row| row.to_id);
    // The programme hears of everything; a laptop only of a book that it keeps. One that does not keep it any more learns
    // who does, and no more: what it wrote since stands only there.
    let in_full = to.is_programme() || keeper == Some(to.id);
    let keepings = if in_full { keepings } else { until_it_left(keepings, to.id) };
    let (mark, after) = if whole { (0, Place::default()) } else { store::mark(tx, id, to.id).await? };
    let (rows, upto, until) = if in_full {
        let (rows, upto) = carry::since(tx, id, mark).await?;
        (rows, upto, store::place(tx, id).await?)
    } else {
        (Vec::new(), mark, after.clone())
    };
    let mut users = if in_full { store::users(tx, id).await? } else { Vec::new() };
    for user in &mut users {
        // A hash of a password goes only to the laptop where its owner works; never from one.
        if !own.is_programme() || user.role.is_none() || user.disabled_at.is_some() {
            user.password = None;
        }
    }
    let cargo = BookCargo {
        uid: group.uid,
        name: group.name,
        code: group.code,
        after: after.into(),
        until: until.into(),
        keepings,
        users,
        rows: rows.into_iter().map(|carried| (carried.what, carried.row)).collect(),
    };
    Ok(Some(OfBook { id, upto, cargo }))
}

/// The records through the one by which a book last left an instance.
fn until_it_left(mut keepings: Vec<KeepingRow>, instance: Uuid) -> Vec<KeepingRow> {
    let left = keepings.iter().rposition(|row| row.from_id == instance);
    keepings.truncate(left.map_or(0, |at| at + 1));
    keepings
}

/// The cards of every instance that the records name.
fn named(all: &[Instance], books: &[BookCargo]) -> Result<Vec<Card>> {
    let rows = books.iter().flat_map(|book| &book.keepings);
    let ids: BTreeSet<Uuid> = rows.flat_map(|row| [row.from_id, row.to_id, row.said_by]).collect();
    ids.into_iter()
        .map(|id| {
            let one = all.iter().find(|one| one.id == id).ok_or_else(|| Error::Garbled("a keeping of nobody".into()))?;
            Card::of(one)
        })
        .collect()
}
