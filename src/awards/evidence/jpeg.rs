//! A JPEG, segment by segment: what draws the picture is kept, and of what the camera says beside only which way is up.
use super::{Unfit, part};

/// How one begins.
pub const BEGINS: [u8; 3] = [0xff, 0xd8, 0xff];

const END: u8 = 0xd9;
const SCAN: u8 = 0xda;
const APP0: u8 = 0xe0;
const EXIF: u8 = 0xe1;
const ADOBE: u8 = 0xee;

/// The picture without what it says beside.
pub fn cleaned(bytes: &[u8]) -> Result<Vec<u8>, Unfit> {
    let mut kept = vec![0xff, 0xd8];
    let (mut at, mut sized, mut drawn, mut upright) = (2, false, false, 1);
    loop {
        let marker = marker(bytes, &mut at)?;
        if marker == END {
            break;
        }
        let length = usize::from(u16::from_be_bytes([part(bytes, at, 2)?[0], bytes[at + 1]]));
        if length < 2 {
            return Err(Unfit::Broken);
        }
        let told = part(bytes, at + 2, length - 2)?;
        at += length;
        match marker {
            // Frames (but not tables that share their row), tables, the interval of restarts, the number of lines.
            0xc0..=0xcf | 0xdb | 0xdc | 0xdd => {
                if !matches!(marker, 0xc4 | 0xc8 | 0xcc) {
                    sized = told.get(1..5).is_some_and(|size| size[..2] != [0, 0] && size[2..] != [0, 0]);
                }
                segment(&mut kept, marker, told);
            }
            // Without its small picture, which may show more than the large one.
            APP0 if told.starts_with(b"JFIF\0") && told.len() >= 14 => {
                segment(&mut kept, marker, &[&told[..12], &[0, 0][..]].concat());
            }
            EXIF if upright == 1 => upright = which_way_up(told).unwrap_or(1),
            // It says how the colours are meant.
            ADOBE if told.starts_with(b"Adobe") && told.len() == 12 => segment(&mut kept, marker, told),
            SCAN => {
                if !sized {
                    return Err(Unfit::Broken);
                }
                if !drawn && upright > 1 {
                    segment(&mut kept, EXIF, &turned(upright));
                }
                drawn = true;
                segment(&mut kept, marker, told);
                let end = dots(bytes, at)?;
                kept.extend_from_slice(&bytes[at..end]);
                at = end;
            }
            0xe0..=0xef | 0xfe => {}
            _ => return Err(Unfit::Broken),
        }
    }
    kept.extend([0xff, END]);
    // Phones write more after the end of a picture: the film of a moving one, the same picture larger, notes of their own.
    // The picture is whole before that, so what comes after is cut off and never kept. What somebody hides there to be run
    // is no phone's: the whole file is refused, so that nobody believes it was taken as it came.
    match (drawn, hides(&bytes[at..])) {
        (false, _) => Err(Unfit::Broken),
        (true, true) => Err(Unfit::After),
        (true, false) => Ok(kept),
    }
}

/// Whether something stands there that is run, unpacked or drawn as a page when it is opened: at its beginning by the first
/// bytes that programs and archives have, anywhere by words that no film or picture is made of.
fn hides(after: &[u8]) -> bool {
    const BEGINNINGS: [&[u8]; 8] = [b"<", b"PK", b"MZ", b"\x7fELF", b"#!", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b"];
    const WORDS: [&[u8]; 6] = [b"<script", b"<html", b"<!doctype", b"<?php", b"<iframe", b"%pdf-"];
    let first = after.iter().position(|byte| !matches!(byte, 0 | b' ' | b'\t' | b'\r' | b'\n')).unwrap_or(after.len());
    let begins = BEGINNINGS.iter().any(|beginning| after[first..].starts_with(beginning));
    let speaks = |word: &&[u8]| after.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word));
    begins || WORDS.iter().any(speaks)
}

/// The next marker; bytes of 255 may fill the place before it.
fn marker(bytes: &[u8], at: &mut usize) -> Result<u8, Unfit> {
    if part(bytes, *at, 1)?[0] != 0xff {
        return Err(Unfit::Broken);
    }
    while part(bytes, *at, 1)?[0] == 0xff {
        *at += 1;
    }
    *at += 1;
    Ok(bytes[*at - 1])
}

fn segment(kept: &mut Vec<u8>, marker: u8, told: &[u8]) {
    kept.extend([0xff, marker]);
    let length = u16::try_from(told.len() + 2).expect("it was read from a length of two bytes");
    kept.extend(length.to_be_bytes());
    kept.extend_from_slice(told);
}

/// Where the dots end: at the first marker that is neither a byte of 255 among them nor a restart.
fn dots(bytes: &[u8], from: usize) -> Result<usize, Unfit> {
    let mut at = from;
    loop {
        at += part(bytes, at, bytes.len().saturating_sub(at))?.iter().position(|byte| *byte == 0xff).ok_or(Unfit::Broken)?;
        match part(bytes, at, 2)?[1] {
            0x00 | 0xd0..=0xd7 => at += 2,
            0xff => at += 1,
            _ => return Ok(at),
        }
    }
}

/// Which way is up, 1 to 8, as the camera wrote it into its notes.
fn which_way_up(told: &[u8]) -> Option<u8> {
    let notes = told.strip_prefix(b"Exif\0\0")?;
    let big = match notes.get(..4)? {
        b"MM\0*" => true,
        b"II*\0" => false,
        _ => return None,
    };
    let number = |at: usize, length: usize| {
        let bytes = notes.get(at..at.checked_add(length)?)?;
        let add = |sum: usize, byte: &u8| sum << 8 | usize::from(*byte);
        Some(if big { bytes.iter().fold(0, add) } else { bytes.iter().rev().fold(0, add) })
    };
    let list = number(4, 4)?;
    let entry = (0..number(list, 2)?).map(|row| list + 2 + row * 12).find(|at| number(*at, 2) == Some(0x0112))?;
    u8::try_from(number(entry + 8, 2)?).ok().filter(|way| (1..=8).contains(way))
}

/// Notes that say which way is up, and nothing else.
fn turned(upright: u8) -> Vec<u8> {
    let entry = [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, upright, 0, 0];
    [&b"Exif\0\0MM\0*\0\0\0\x08\0\x01"[..], &entry, &[0; 4]].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(beside: &[(u8, &[u8])]) -> Vec<u8> {
        let mut all = vec![0xff, 0xd8];
        for (marker, told) in beside {
            segment(&mut all, *marker, told);
        }
        segment(&mut all, 0xdb, &[0; 65]);
        segment(&mut all, 0xc0, &[8, 0, 2, 0, 2, 1, 1, 0x11, 0]);
        segment(&mut all, SCAN, &[1, 1, 0, 0, 63, 0]);
        all.extend([1, 2, 0xff, 0, 3, 0xff, 0xd0, 4, 0xff, END]);
        all
    }

    #[test]
    fn places_hours_and_remarks_are_taken_out() {
        let beside: [(u8, &[u8]); 4] = [
            (EXIF, b"Exif\0\0MM\0*GPS"),
            (EXIF, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta"),
            (0xfe, b"<script>"),
            (0xe2, b"ICC_PROFILE"),
        ];
        assert_eq!(cleaned(&picture(&beside)), Ok(picture(&[])));
        let small: &[u8] = b"JFIF\0\x01\x01\0\0\x01\0\x01\x01\x01dot";
        assert_eq!(cleaned(&picture(&[(APP0, small)])), Ok(picture(&[(APP0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")])));
    }

    #[test]
    fn a_picture_stays_upright() {
        // As a phone writes it: small end first, the place beside.
        let notes = b"Exif\0\0II*\0\x08\0\0\0\x02\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\x25\x88\x04\0\x01\0\0\0\x99\0\0\0\0\0\0\0secret place";
        let kept = cleaned(&picture(&[(EXIF, notes)])).unwrap();
        assert!(!kept.windows(6).any(|six| six == b"secret"));
        let at = kept.windows(4).position(|four| four == b"Exif").unwrap();
        assert_eq!(which_way_up(&kept[at..]), Some(6));
        assert_eq!(cleaned(&kept), Ok(kept.clone()), "clean already");
    }

    #[test]
    fn a_damaged_one_is_refused() {
        let whole = picture(&[]);
        for end in 3..whole.len() {
            assert_eq!(cleaned(&whole[..end]), Err(Unfit::Broken), "cut at {end}");
        }
        assert_eq!(cleaned(&[0xff, 0xd8, 0xff, END]), Err(Unfit::Broken));
    }

    #[test]
    fn what_a_phone_writes_after_the_end_is_cut_off() {
        let whole = picture(&[]);
        let film = b"\0\0\0\x18ftypmp42 and so on".as_slice();
        let notes = b"\0\0\x01\x0a\x0e\0\0\0Image_UTC_Data1609459200000SEFHk\0\0\0SEFT".as_slice();
        let twice = [&[0; 32][..], &whole].concat();
        for after in [b"\0\0\0".as_slice(), film, notes, &twice] {
            assert_eq!(cleaned(&[&whole[..], after].concat()), Ok(whole.clone()), "{after:?}");
        }
        // A picture that breaks off is none, whatever comes after.
        let half = &whole[..whole.len() - 2];
        assert_eq!(cleaned(&[half, film].concat()), Err(Unfit::Broken));
    }

    #[test]
    fn what_is_hidden_after_the_end_is_refused() {
        let whole = picture(&[]);
        for after in [
            b"<html>".as_slice(),
            b"\0\0\r\n<svg onload=x>",
            b"PK\x03\x04",
            b"MZ\x90",
            b"#!/bin/sh",
            b"film film <SCRIPT>x</SCRIPT>",
            b"film %PDF-1.7",
        ] {
            assert_eq!(cleaned(&[&whole[..], after].concat()), Err(Unfit::After), "{after:?}");
        }
    }
}
