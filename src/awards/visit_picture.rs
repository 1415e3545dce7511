//! The picture that a visit may bring along: of what was bought, never of anybody, and never under a code.
use super::{
    evidence::{self, Kind, Scan, Unfit},
    uploads,
};
use crate::web;
use chrono::NaiveDate;
use domain::grants::Ask;
use templates::parts::Problem;
use words::Words;

/// Reads it: none where none was chosen.
///
/// # Errors
/// Why it is none, at its field. A document is no picture.
pub fn read(words: Words, file: Result<Vec<u8>, Unfit>) -> Result<Option<Scan>, Problem> {
    let refused = |key: &str| Err(Problem { field: "scan".into(), message: words.say(key).into_owned() });
    match file.and_then(|bytes| evidence::look(&bytes)) {
        Ok(scan) if scan.kind != Kind::Pdf => Ok(Some(scan)),
        Err(Unfit::Missing) => Ok(None),
        Ok(_) | Err(Unfit::NoScan | Unfit::Active | Unfit::Locked) => refused("visit-picture-none"),
        Err(unfit) => refused(unfit.key()),
    }
}

/// What was asked, with its picture.
///
/// # Errors
/// Everything that is wrong with either.
pub fn with(
    read: Result<(NaiveDate, Ask), Vec<Problem>>,
    scan: Result<Option<Scan>, Problem>,
) -> Result<(NaiveDate, Ask, Option<Scan>), Vec<Problem>> {
    match (read, scan) {
        (Ok((day, mut ask)), Ok(scan)) => {
            if let (Ask::Visit { picture, .. }, Some(scan)) = (&mut ask, &scan) {
                *picture = Some(uploads::written(&web::digest(&scan.bytes)));
            }
            Ok((day, ask, scan))
        }
        (read, scan) => Err(read.err().into_iter().flatten().chain(scan.err()).collect()),
    }
}
