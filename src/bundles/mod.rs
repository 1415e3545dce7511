//! Books that travel: a village laptop keeps its group's book all year and brings it to the programme on a stick or over
//! the line; neither side can quietly change what the other has ([`domain::bundles`]).
//!
//! `keys` signs and closes, `file` is the file, `keep` says who keeps a book, `send` makes a bundle and `take` takes one in;
//! the rows themselves go by [`crate::store::carry`]. `overview` says where every book is and since when nothing was heard of
//! it, `line` brings a bundle over the line, and `pages` are for people.
pub mod file;
pub mod form;
pub mod keep;
pub mod keys;
pub mod line;
pub mod outcome;
pub mod overview;
pub mod pages;
pub mod send;
pub mod store;
pub mod take;
pub mod told;

use domain::bundles::Place;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// What a bundle holds.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Cargo {
    /// Instances that its records name.
    instances: Vec<keep::Card>,
    /// What its books refer to.
    reference: store::Reference,
    /// Bundles of the receiver that the sender has taken: numbers and digests.
    receipts: Vec<(i64, Vec<u8>)>,
    /// The books.
    books: Vec<BookCargo>,
}

/// A book in a bundle.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct BookCargo {
    uid: Uuid,
    name: String,
    code: String,
    /// What it continues.
    after: PlaceText,
    /// Where the book stands with it.
    until: PlaceText,
    keepings: Vec<store::KeepingRow>,
    users: Vec<store::UserRow>,
    /// Table and columns, in the order of writing.
    rows: Vec<(String, Vec<Value>)>,
}

/// A place as it travels.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct PlaceText {
    entry: i64,
    entry_hash: Vec<u8>,
    line: i64,
    line_hash: Vec<u8>,
}

impl From<Place> for PlaceText {
    fn from(place: Place) -> PlaceText {
        PlaceText { entry: place.entry, entry_hash: place.entry_hash, line: place.line, line_hash: place.line_hash }
    }
}

impl PlaceText {
    fn place(&self) -> Place {
        Place { entry: self.entry, entry_hash: self.entry_hash.clone(), line: self.line, line_hash: self.line_hash.clone() }
    }
}
