//! What a scan may be: a JPEG, a PNG or a PDF, known by its own bytes and read from the first to the last.
//!
//! Who photographs a receipt sends along where she stood and when; that is taken out before anything is kept. A file that
//! is two things at once, or that does something when it is opened, is refused with the reason.
mod jpeg;
mod pdf;
mod png;

/// The most bytes of a scan: five mebibytes.
pub const SCAN_MOST: usize = 5 * 1024 * 1024;

/// What a scan is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A photograph.
    Jpeg,
    /// A picture of a screen, a scan.
    Png,
    /// A document.
    Pdf,
}

impl Kind {
    /// The content type that it is served with, and that the database keeps.
    pub fn content_type(self) -> &'static str {
        match self {
            Kind::Jpeg => "image/jpeg",
            Kind::Png => "image/png",
            Kind::Pdf => "application/pdf",
        }
    }

    /// Reads what the database keeps.
    pub fn parse(text: &str) -> Option<Kind> {
        [Kind::Jpeg, Kind::Png, Kind::Pdf].into_iter().find(|kind| kind.content_type() == text)
    }

    /// How its file's name ends.
    pub fn ending(self) -> &'static str {
        match self {
            Kind::Jpeg => "jpg",
            Kind::Png => "png",
            Kind::Pdf => "pdf",
        }
    }
}

/// A scan as it may be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scan {
    /// What it is.
    pub kind: Kind,
    /// Its bytes, without what a camera wrote about the place and the hour.
    pub bytes: Vec<u8>,
}

/// Why a file is no scan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// No file was chosen, or it is empty.
    Missing,
    /// More than [`SCAN_MOST`] bytes.
    TooLong,
    /// Neither a picture nor a PDF, whatever its name says.
    NoScan,
    /// It begins like one and then breaks off, or is damaged.
    Broken,
    /// Something stands after its end.
    After,
    /// A PDF that does something by itself when it is opened, or carries other files.
    Active,
    /// A PDF that is locked, or packed so that it cannot be looked into.
    Locked,
}

impl Unfit {
    /// The key of its words.
    pub fn key(self) -> &'static str {
        match self {
            Unfit::Missing => "voucher-scan-missing",
            Unfit::TooLong => "voucher-scan-long",
            Unfit::NoScan => "voucher-scan-none",
            Unfit::Broken => "voucher-scan-broken",
            Unfit::After => "voucher-scan-after",
            Unfit::Active => "voucher-scan-active",
            Unfit::Locked => "voucher-scan-locked",
        }
    }
}

/// Looks at a file: what it is, and that it is nothing else beside.
///
/// # Errors
/// Why it is no scan.
pub fn look(bytes: &[u8]) -> Result<Scan, Unfit> {
    if bytes.is_empty() {
        return Err(Unfit::Missing);
    }
    if bytes.len() > SCAN_MOST {
        return Err(Unfit::TooLong);
    }
    if bytes.starts_with(&jpeg::BEGINS) {
        return Ok(Scan { kind: Kind::Jpeg, bytes: jpeg::cleaned(bytes)? });
    }
    if bytes.starts_with(&png::BEGINS) {
        return Ok(Scan { kind: Kind::Png, bytes: png::cleaned(bytes)? });
    }
    if bytes.starts_with(pdf::BEGINS) {
        pdf::check(bytes)?;
        return Ok(Scan { kind: Kind::Pdf, bytes: bytes.to_vec() });
    }
    Err(Unfit::NoScan)
}

/// So many bytes from a place on; a file that ends before is broken.
fn part(bytes: &[u8], at: usize, length: usize) -> Result<&[u8], Unfit> {
    at.checked_add(length).and_then(|end| bytes.get(at..end)).ok_or(Unfit::Broken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_bytes_say_what_a_file_is() {
        for (bytes, expected) in [
            (&b""[..], Unfit::Missing),
            (b"<!doctype html><script>alert(1)</script>", Unfit::NoScan),
            (b"GIF89a", Unfit::NoScan),
            (b"\n%PDF-1.4", Unfit::NoScan),
            (b"\xff\xd8\xff", Unfit::Broken),
            (b"\x89PNG\r\n\x1a\n", Unfit::Broken),
            (b"%PDF-1.4\n", Unfit::Broken),
        ] {
            assert_eq!(look(bytes), Err(expected), "{bytes:?}");
        }
        assert_eq!(look(&vec![0; SCAN_MOST + 1]), Err(Unfit::TooLong));
    }
}
