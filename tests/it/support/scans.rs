//! Files as people send them for receipts: pictures made for the tests, and what must never be taken for one.
use flate2::{Compression, write::ZlibEncoder};
use std::io::Write as _;

/// A picture of one grey dot: another number is another picture.
pub fn picture(dot: u8) -> Vec<u8> {
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::none());
    packed.write_all(&[0, dot]).unwrap();
    let head = chunk(b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
    let dots = chunk(b"IDAT", &packed.finish().unwrap());
    [&b"\x89PNG\r\n\x1a\n"[..], &head, &dots, &chunk(b"IEND", b"")].concat()
}

fn chunk(kind: &[u8; 4], told: &[u8]) -> Vec<u8> {
    let mut sum = flate2::Crc::new();
    sum.update(kind);
    sum.update(told);
    [&(told.len() as u32).to_be_bytes()[..], kind, told, &sum.sum().to_be_bytes()].concat()
}

/// A PDF that runs a script when it is opened; the name of what does so is written as such files write it.
const ACTIVE: &[u8] = b"%PDF-1.4\n1 0 obj\n<< /Open#41ction << /S /JavaScript /JS (x) >> >>\nendobj\nstartxref\n9\n%%EOF\n";

/// A file by the name that a story gives it: `picture 3`, `page`, `script`, `long`, `half`, `two`, `nothing`.
pub fn file(name: &str) -> (&'static str, Vec<u8>) {
    let (kind, number) = name.split_once(' ').unwrap_or((name, "1"));
    let whole = picture(number.parse().unwrap_or_else(|_| panic!("a scan {name}")));
    match kind {
        "picture" => ("receipt.png", whole),
        // A page that calls itself a picture.
        "page" => ("receipt.jpg", b"<!doctype html><script>alert(1)</script>".to_vec()),
        "script" => ("receipt.pdf", ACTIVE.to_vec()),
        "long" => ("receipt.jpg", vec![0xff; 5 * 1024 * 1024 + 1]),
        "half" => ("receipt.png", whole[..whole.len() - 5].to_vec()),
        // A picture that is an archive besides.
        "two" => ("receipt.png", [&whole[..], b"PK\x03\x04<html>"].concat()),
        "nothing" => ("", Vec::new()),
        _ => panic!("a scan {name}"),
    }
}
