//! A sheet that meets what stands in the book: it arrived before, with other figures; or somebody else wrote down the same
//! since it was opened. Nothing is merged: both are shown, and a person decides. What lending, repayment, deliveries and
//! visits share of that; each room compares its own lines.
use crate::{error::Answer, web};
use axum::{http::StatusCode, response::IntoResponse};
use templates::compare::{Cause, ComparePage, compare};
use uuid::Uuid;

/// What stands under a sheet's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrived {
    /// Nothing.
    New,
    /// The same sheet: its first act.
    Same(i64),
    /// Another one, or the same typed otherwise: its first act.
    Other(i64),
}

impl Arrived {
    /// Of the act that stands under the key and its sheet's digest, seen from a sheet of this digest.
    pub fn of(stands: Option<(i64, Vec<u8>)>, digest: &[u8]) -> Arrived {
        match stands {
            None => Arrived::New,
            Some((act, there)) if there == digest => Arrived::Same(act),
            Some((act, _)) => Arrived::Other(act),
        }
    }
}

/// What a sheet met in the book; `S` names itself there.
pub enum Met<S, B> {
    /// Nothing: it may be written down.
    Nothing,
    /// Itself.
    Same(S),
    /// Something that a person must look at.
    Both(B),
}

/// Why both are shown: the sheet was `sent` before, or others wrote these acts.
pub fn cause(sent: bool, acts: impl IntoIterator<Item = String>) -> Cause {
    if sent {
        return Cause::Sent { fresh: Uuid::now_v7().to_string() };
    }
    Cause::Others { seen: acts.into_iter().collect::<Vec<_>>().join(",") }
}

/// The page of both: nothing was written.
pub fn answer(page: &ComparePage) -> Answer {
    Ok((StatusCode::CONFLICT, web::html(compare(page))).into_response())
}
