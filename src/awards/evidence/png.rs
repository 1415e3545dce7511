//! A PNG, chunk by chunk: what draws the picture is kept, texts, times and places are not.
use super::{Unfit, part};

/// How one begins.
pub const BEGINS: [u8; 8] = *b"\x89PNG\r\n\x1a\n";

/// What draws the picture; everything else that may be left out is.
const KEPT: [&[u8; 4]; 8] = [b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"IDAT", b"IEND"];
/// The widest and highest that a receipt may be, in dots: a picture beyond it only fills a phone's memory.
const SIDE_MOST: u32 = 20_000;

/// The picture without what it says beside.
pub fn cleaned(bytes: &[u8]) -> Result<Vec<u8>, Unfit> {
    let mut kept = BEGINS.to_vec();
    let (mut at, mut drawn) = (BEGINS.len(), false);
    loop {
        let length = usize::try_from(number(part(bytes, at, 4)?)).map_err(|_| Unfit::Broken)?;
        let (kind, whole) = (part(bytes, at + 4, 4)?, part(bytes, at, length.saturating_add(12))?);
        let (told, sum) = whole.split_at(8 + length);
        let mut reckoned = flate2::Crc::new();
        reckoned.update(&told[4..]);
        let first = at == BEGINS.len();
        if reckoned.sum() != number(sum) || first != (kind == b"IHDR") {
            return Err(Unfit::Broken);
        }
        if first && !has_size(&told[8..]) {
            return Err(Unfit::Broken);
        }
        let known = KEPT.iter().any(|known| *known == kind);
        // A capital first letter: nobody can draw the picture who does not know this chunk.
        if !known && !kind[0].is_ascii_lowercase() {
            return Err(Unfit::Broken);
        }
        if known {
            kept.extend_from_slice(whole);
        }
        at += whole.len();
        drawn |= kind == b"IDAT" && length > 0;
        if kind == b"IEND" {
            break;
        }
    }
    match (drawn, at == bytes.len()) {
        (false, _) => Err(Unfit::Broken),
        (true, false) => Err(Unfit::After),
        (true, true) => Ok(kept),
    }
}

fn has_size(head: &[u8]) -> bool {
    let side = |at: usize| head.get(at..at + 4).map(number).is_some_and(|side| (1..=SIDE_MOST).contains(&side));
    head.len() == 13 && side(0) && side(4)
}

fn number(four: &[u8]) -> u32 {
    four.iter().fold(0, |sum, byte| sum << 8 | u32::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(kind: &[u8; 4], told: &[u8]) -> Vec<u8> {
        let mut sum = flate2::Crc::new();
        sum.update(kind);
        sum.update(told);
        [&(told.len() as u32).to_be_bytes()[..], kind, told, &sum.sum().to_be_bytes()].concat()
    }

    fn picture(beside: &[Vec<u8>]) -> Vec<u8> {
        let head = chunk(b"IHDR", &[0, 0, 0, 2, 0, 0, 0, 2, 8, 0, 0, 0, 0]);
        let mut all = [BEGINS.to_vec(), head].concat();
        all.extend(beside.iter().flatten());
        [all, chunk(b"IDAT", b"dots"), chunk(b"IEND", b"")].concat()
    }

    #[test]
    fn texts_and_places_are_taken_out() {
        let beside = [chunk(b"tEXt", b"Comment\0<script>"), chunk(b"eXIf", b"MM\0*GPS"), chunk(b"tIME", &[0; 7])];
        assert_eq!(cleaned(&picture(&beside)), Ok(picture(&[])));
    }

    #[test]
    fn a_damaged_one_is_refused() {
        let whole = picture(&[]);
        for end in 8..whole.len() {
            assert_eq!(cleaned(&whole[..end]), Err(Unfit::Broken), "cut at {end}");
        }
        let mut wrong = whole.clone();
        wrong[20] ^= 1;
        assert_eq!(cleaned(&wrong), Err(Unfit::Broken));
        assert_eq!(cleaned(&[&whole[..], b"PK\x03\x04"].concat()), Err(Unfit::After));
        assert_eq!(cleaned(&picture(&[chunk(b"ABCD", b"")])), Err(Unfit::Broken));
        assert_eq!(cleaned(&[&BEGINS[..], &chunk(b"IEND", b"")].concat()), Err(Unfit::Broken));
    }
}
