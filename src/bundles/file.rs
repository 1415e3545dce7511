//! A bundle as a file: a line that says what it is, a line of who it is from and to, what it carries (packed, and closed
//! to its receiver), and the sender's signature over all of that.
//!
//! The open line names instances, a number and an instant: no group and no person.
use super::keys::{Closed, Keys, PublicKeys};
use crate::secrets::{hex, read_hex};
use chrono::{DateTime, Utc};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use serde::{Deserialize, Serialize};
use std::io::{self, Read, Write};
use uuid::Uuid;

const MAGIC: &[u8] = b"sansom-bundle-1\n";
/// The most bytes that a bundle may hold unpacked: fifty groups over ten years are some 200 MiB.
const UNPACKED_MOST: u64 = 512 * 1024 * 1024;
/// The longest open line.
const HEADER_MOST: usize = 1000;

/// Who a bundle is from and to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The instance that made it.
    pub from: Uuid,
    /// The instance it is for.
    pub to: Uuid,
    /// The sender's number for this receiver: 1, 2, 3 …
    pub no: i64,
    /// When it was made, by the sender's clock.
    pub made_at: DateTime<Utc>,
    /// The key of the closing, hexadecimal.
    key: String,
}

/// A file that was read and not yet opened.
pub struct Sealed<'f> {
    /// Its open line.
    pub header: Header,
    line: &'f [u8],
    closed: &'f [u8],
    signed: &'f [u8],
    signature: &'f [u8],
}

/// Why a file is not a bundle that can be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// It is no bundle at all.
    NoBundle,
    /// A byte was changed, lost or added, or it was not signed by who it says.
    Changed,
    /// It does not open with our keys.
    NotOurs,
    /// What is in it is not what a bundle holds.
    Garbled,
}

/// Packs, closes and signs.
///
/// # Errors
/// Where the machine gives no random bytes.
pub fn write(
    from: (Uuid, &Keys),
    to: (Uuid, &PublicKeys),
    no: i64,
    made_at: DateTime<Utc>,
    what: &impl Serialize,
) -> io::Result<Vec<u8>> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    serde_json::to_writer(&mut packed, what)?;
    let packed = packed.finish()?;
    let beside = beside(from.0, to.0, no, made_at);
    let closed = to.1.close(&packed, beside.as_bytes())?;
    let header = Header { from: from.0, to: to.0, no, made_at, key: hex(&closed.key) };
    let mut file = MAGIC.to_vec();
    serde_json::to_writer(&mut file, &header)?;
    file.push(b'\n');
    file.write_all(&closed.bytes)?;
    let signature = from.1.sign(&crate::web::digest(&file));
    file.extend_from_slice(&signature);
    Ok(file)
}

/// What is closed is bound to these: it cannot be put under another line.
fn beside(from: Uuid, to: Uuid, no: i64, made_at: DateTime<Utc>) -> String {
    format!("{from} {to} {no} {}", made_at.timestamp_micros())
}

/// The open line out of the first bytes of a file; `None` where more of them are needed to say.
pub fn opening(bytes: &[u8]) -> Option<Result<Header, Unreadable>> {
    let begun = bytes.len().min(MAGIC.len());
    if bytes[..begun] != MAGIC[..begun] {
        return Some(Err(Unreadable::NoBundle));
    }
    let rest = bytes.get(MAGIC.len()..)?;
    match rest.iter().take(HEADER_MOST).position(|byte| *byte == b'\n') {
        Some(end) => Some(serde_json::from_slice(&rest[..end]).map_err(|_| Unreadable::NoBundle)),
        None => (rest.len() >= HEADER_MOST).then_some(Err(Unreadable::NoBundle)),
    }
}

/// Reads the open line.
///
/// # Errors
/// [`Unreadable::NoBundle`].
pub fn read(file: &[u8]) -> Result<Sealed<'_>, Unreadable> {
    let rest = file.strip_prefix(MAGIC).ok_or(Unreadable::NoBundle)?;
    let end = rest.iter().take(HEADER_MOST).position(|byte| *byte == b'\n').ok_or(Unreadable::NoBundle)?;
    let line = &rest[..end];
    let header: Header = serde_json::from_slice(line).map_err(|_| Unreadable::NoBundle)?;
    let body = &rest[end + 1..];
    let at = body.len().checked_sub(64).ok_or(Unreadable::Changed)?;
    let (closed, signature) = body.split_at(at);
    Ok(Sealed { header, line, closed, signed: &file[..file.len() - 64], signature })
}

impl Sealed<'_> {
    /// Sees that it was signed by its sender, opens it with our keys, and unpacks it.
    ///
    /// # Errors
    /// [`Unreadable`].
    pub fn open<T: for<'t> Deserialize<'t>>(&self, sender: &PublicKeys, ours: &Keys) -> Result<T, Unreadable> {
        let Header { from, to, no, made_at, key } = &self.header;
        if self.line.is_empty() || !sender.signed(&crate::web::digest(self.signed), self.signature) {
            return Err(Unreadable::Changed);
        }
        let key = read_hex::<32>(key).ok_or(Unreadable::Garbled)?.to_vec();
        let closed = Closed { key, bytes: self.closed.to_vec() };
        let packed = ours.open(&closed, beside(*from, *to, *no, *made_at).as_bytes()).ok_or(Unreadable::NotOurs)?;
        let mut text = String::new();
        let mut unpacked = GzDecoder::new(&packed[..]).take(UNPACKED_MOST);
        unpacked.read_to_string(&mut text).map_err(|_| Unreadable::Garbled)?;
        serde_json::from_str(&text).map_err(|_| Unreadable::Garbled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FROM: Uuid = Uuid::from_u128(1);
    const TO: Uuid = Uuid::from_u128(2);

    fn made(no: i64) -> (Keys, Keys, Vec<u8>) {
        let (ours, theirs) = (Keys::from_secret(&[1; 32]), Keys::from_secret(&[2; 32]));
        let at = DateTime::from_timestamp_micros(1_800_000_000_000_001).unwrap();
        let file = write((FROM, &ours), (TO, &theirs.public()), no, at, &vec!["twelve meetings"]).unwrap();
        (ours, theirs, file)
    }

    #[test]
    fn a_bundle_opens_to_its_receiver() {
        let (ours, theirs, file) = made(7);
        let sealed = read(&file).unwrap();
        assert_eq!((sealed.header.from, sealed.header.to, sealed.header.no), (FROM, TO, 7));
        assert_eq!(sealed.open::<Vec<String>>(&ours.public(), &theirs).unwrap(), ["twelve meetings"]);
        assert_eq!(sealed.open::<Vec<String>>(&ours.public(), &ours).unwrap_err(), Unreadable::NotOurs);
        assert_eq!(sealed.open::<Vec<String>>(&theirs.public(), &theirs).unwrap_err(), Unreadable::Changed);
        assert!(!String::from_utf8_lossy(&file).contains("meetings"));
    }

    #[test]
    fn every_changed_missing_or_added_byte_is_found() {
        let (ours, theirs, file) = made(7);
        let opened = |file: &[u8]| read(file).and_then(|sealed| sealed.open::<Vec<String>>(&ours.public(), &theirs)).is_ok();
        assert!(opened(&file));
        for at in 0..file.len() {
            let mut other = file.clone();
            other[at] ^= 1;
            assert!(!opened(&other), "byte {at} changed");
            let mut other = file.clone();
            other.remove(at);
            assert!(!opened(&other), "byte {at} missing");
        }
        assert!(!opened(&[&file[..], b"x"].concat()));
        assert!(!opened(b"") && !opened(b"sansom-bundle-1\n") && !opened(&file[..40]));
    }
}
