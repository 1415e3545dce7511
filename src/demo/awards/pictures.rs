//! The pictures of receipts that were drawn for the demo: PNG files one after the other in one file of the program.
use crate::{
    awards::{
        evidence::{self, Scan},
        store::{self, AwardRow},
        uploads,
    },
    cli::Failure,
    meetings::seal::Act,
    store::Tx,
};
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// The pictures by the digests of their bytes, as receipts write them.
pub type Pictures = HashMap<String, Scan>;

const WHOLE: &[u8] = include_bytes!("../../../fixtures/demo/awards/receipts.pngs");
/// What every PNG begins with, and what stands nowhere else in these.
const BEGINS: &[u8] = b"\x89PNG\r\n\x1a\n";

/// All pictures, each looked at as one that somebody sends.
pub fn all() -> Result<Pictures, Failure> {
    let mut starts: Vec<usize> =
        WHOLE.windows(BEGINS.len()).enumerate().filter(|(_, eight)| *eight == BEGINS).map(|(at, _)| at).collect();
    starts.push(WHOLE.len());
    let parts = starts.windows(2).map(|pair| &WHOLE[pair[0]..pair[1]]);
    let looked = parts.map(|bytes| {
        let scan = evidence::look(bytes).map_err(|unfit| Failure(format!("a picture of the demo: {unfit:?}")))?;
        Ok((uploads::written(&Sha256::digest(&scan.bytes)), scan))
    });
    looked.collect()
}

/// Keeps the picture of a digest as one of an award; a digest of none (a sealed receipt) is left.
pub async fn keep(tx: &mut Tx, award: &AwardRow, pictures: &Pictures, digest: &str, by: Act) -> Result<(), Failure> {
    if let (Some(scan), Some(hash)) = (pictures.get(digest), uploads::digest(digest)) {
        store::add_upload(tx, award.book, &hash, scan.kind.content_type(), &scan.bytes, by.by, by.at).await?;
    }
    Ok(())
}
