//! A PDF: one that only shows. Every name in it is looked at, written plainly or with escapes, also in packed lists of
//! objects. Rather a document too many is refused than one that does something: a photograph of it is as good.
use super::Unfit;
use flate2::read::ZlibDecoder;
use std::io::Read;

/// How one begins.
pub const BEGINS: &[u8] = b"%PDF-";

/// Names that make a document do something, or carry another file.
const ACTIVE: [&[u8]; 12] = [
    b"JavaScript",
    b"JS",
    b"Launch",
    b"EmbeddedFile",
    b"EmbeddedFiles",
    b"OpenAction",
    b"AA",
    b"RichMedia",
    b"XFA",
    b"SubmitForm",
    b"ImportData",
    b"GoToE",
];
/// How much a packed list may hold when it is unpacked, in bytes: all lists of a document together.
const UNPACKED_MOST: usize = 32 * 1024 * 1024;

/// Sees that a document only shows.
pub fn check(bytes: &[u8]) -> Result<(), Unfit> {
    let trimmed = bytes.trim_ascii_end();
    if find(bytes, b"startxref", 0).is_none() || find(bytes, b"%%EOF", 0).is_none() {
        return Err(Unfit::Broken);
    }
    if !trimmed.ends_with(b"%%EOF") {
        return Err(Unfit::After);
    }
    names(bytes)?;
    let mut left = UNPACKED_MOST;
    let mut from = 0;
    while let Some(at) = find(bytes, b"stream", from) {
        from = at + b"stream".len();
        let ends = bytes[..at].ends_with(b"end");
        let head = dictionary(&bytes[..at]);
        if ends || find(head, b"ObjStm", 0).is_none() && !head.contains(&b'#') {
            continue;
        }
        let list = unpacked(head, &bytes[from..], left)?;
        left -= list.len();
        names(&list)?;
    }
    Ok(())
}

/// What stands between an object's beginning and its stream.
fn dictionary(before: &[u8]) -> &[u8] {
    let from = before.windows(4).rposition(|four| four == b" obj").unwrap_or(0);
    &before[from..]
}

/// A list of objects as it was before it was packed; one packed otherwise cannot be looked into.
fn unpacked(head: &[u8], body: &[u8], most: usize) -> Result<Vec<u8>, Unfit> {
    let packed = find(head, b"/Filter", 0).is_some() || head.contains(&b'#');
    let plain = find(head, b"/DecodeParms", 0).is_none();
    let once = [&b"ASCIIHexDecode"[..], b"ASCII85Decode", b"LZWDecode", b"RunLengthDecode", b"Crypt"];
    if !packed {
        let end = find(body, b"endstream", 0).ok_or(Unfit::Broken)?;
        return Ok(body[..end.min(most)].to_vec());
    }
    if !plain || once.iter().any(|other| find(head, other, 0).is_some()) {
        return Err(Unfit::Locked);
    }
    let body = body.strip_prefix(b"\r\n").or_else(|| body.strip_prefix(b"\n")).ok_or(Unfit::Broken)?;
    let mut list = Vec::new();
    let room = u64::try_from(most).unwrap_or(u64::MAX);
    ZlibDecoder::new(body).take(room + 1).read_to_end(&mut list).map_err(|_| Unfit::Locked)?;
    if list.len() > most { Err(Unfit::Locked) } else { Ok(list) }
}

/// Refuses a name that makes a document do something, or locks it.
fn names(bytes: &[u8]) -> Result<(), Unfit> {
    let begins = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'/').map(|(at, _)| at + 1);
    for at in begins {
        let name = name(&bytes[at..]);
        if ACTIVE.contains(&name.as_slice()) {
            return Err(Unfit::Active);
        }
        if name == b"Encrypt" {
            return Err(Unfit::Locked);
        }
    }
    Ok(())
}

/// A name to where it ends, its escapes read: `#4a` is a J. None of ours is longer than thirteen signs.
fn name(bytes: &[u8]) -> Vec<u8> {
    let mut name = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if name.len() > 20 || byte.is_ascii_whitespace() || byte == 0 || b"()<>[]{}/%".contains(&byte) {
            break;
        }
        let escaped = (byte == b'#').then(|| bytes.get(at + 1..at + 3)).flatten().and_then(hexadecimal);
        name.push(escaped.unwrap_or(byte));
        at += if escaped.is_some() { 3 } else { 1 };
    }
    name
}

fn hexadecimal(two: &[u8]) -> Option<u8> {
    let text = std::str::from_utf8(two).ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    u8::from_str_radix(text, 16).ok()
}

fn find(bytes: &[u8], what: &[u8], from: usize) -> Option<usize> {
    let first = *what.first()?;
    let mut at = from;
    while let Some(step) = bytes.get(at..)?.iter().position(|byte| *byte == first) {
        at += step;
        if bytes[at..].starts_with(what) {
            return Some(at);
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::ZlibEncoder};
    use std::io::Write;

    fn document(inside: &[u8]) -> Vec<u8> {
        [b"%PDF-1.5\n1 0 obj\n<< /Type /Catalog ", inside, b" >>\nendobj\nstartxref\n9\n%%EOF\n"].concat()
    }

    fn packed(inside: &[u8], head: &[u8]) -> Vec<u8> {
        let mut packer = ZlibEncoder::new(Vec::new(), Compression::default());
        packer.write_all(inside).unwrap();
        let body = packer.finish().unwrap();
        let stream = [b"%PDF-1.5\n2 0 obj\n<< ", head, b" >>\nstream\n", &body, b"\nendstream\nendobj\n"].concat();
        [&stream[..], b"startxref\n9\n%%EOF"].concat()
    }

    #[test]
    fn a_document_that_only_shows_is_let_in() {
        for fine in [&b"/Pages 2 0 R"[..], b"/JScript 1", b"/AAA 1", b"/Lang (/ JS)"] {
            assert_eq!(check(&document(fine)), Ok(()), "{}", String::from_utf8_lossy(fine));
        }
        assert_eq!(check(&packed(b"1 0 << /Type /Page >>", b"/Type /ObjStm /Filter /FlateDecode")), Ok(()));
    }

    #[test]
    fn one_that_does_something_is_refused() {
        for active in [
            &b"/OpenAction 3 0 R"[..],
            b"/AA<</O 4 0 R>>",
            b"/Names << /JavaScript 5 0 R >>",
            b"/#4a#53 (app.alert(1))",
            b"/J#53 (x)",
            b"/A << /S /Launch >>",
            b"/EmbeddedFile",
            b"/RichMedia[",
            b"/XFA 6 0 R",
            b"/Open#41ction 3 0 R",
        ] {
            assert_eq!(check(&document(active)), Err(Unfit::Active), "{}", String::from_utf8_lossy(active));
            let hidden = packed(active, b"/Type /ObjStm /Filter /FlateDecode");
            assert_eq!(check(&hidden), Err(Unfit::Active), "{}", String::from_utf8_lossy(active));
            let escaped = packed(active, b"/Type /Obj#53tm /Filter /Flate#44ecode");
            assert_eq!(check(&escaped), Err(Unfit::Active), "{}", String::from_utf8_lossy(active));
        }
    }

    #[test]
    fn one_that_cannot_be_looked_into_is_refused() {
        assert_eq!(check(&document(b"/Encrypt 7 0 R")), Err(Unfit::Locked));
        for head in
            [&b"/Type /ObjStm /Filter [/ASCII85Decode /FlateDecode]"[..], b"/Type /ObjStm /Filter /FlateDecode /DecodeParms 1"]
        {
            assert_eq!(check(&packed(b"/JS", head)), Err(Unfit::Locked));
        }
        assert_eq!(check(b"%PDF-1.4\nnothing"), Err(Unfit::Broken));
        assert_eq!(check(&[&document(b"")[..], b"<html>"].concat()), Err(Unfit::After));
    }
}
