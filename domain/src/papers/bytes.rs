//! The smallest parts of a payload: numbers, commodities, and bytes as letters.
use super::Unread;
use ledger::Commodity;

/// Crockford's base32: no I, L, O and U, which are misread.
pub(super) const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The value of a letter or digit, read as kindly as eyes are: small letters, O for 0, I and L for 1, Khmer digits.
pub(super) fn value(letter: char) -> Option<u8> {
    let letter = match letter.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        khmer @ '០'..='៩' => char::from_digit(u32::from(khmer) - u32::from('០'), 10)?,
        other => other,
    };
    let at = LETTERS.iter().position(|&known| char::from(known) == letter)?;
    u8::try_from(at).ok()
}

/// Bytes as letters, five bits each, the last filled up with noughts.
pub(super) fn base32(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 8 / 5 + 1);
    let (mut bits, mut held) = (0_u32, 0_u32);
    for &byte in bytes {
        bits = bits << 8 | u32::from(byte);
        held += 8;
        while held >= 5 {
            held -= 5;
            text.push(char::from(LETTERS[(bits >> held & 31) as usize]));
        }
        bits &= (1 << held) - 1;
    }
    if held > 0 {
        text.push(char::from(LETTERS[(bits << (5 - held) & 31) as usize]));
    }
    text
}

/// Reads [`base32`] back; no letter more than the bytes need, and nothing in the bits that fill up the last.
pub(super) fn read_base32(text: &str) -> Result<Vec<u8>, Unread> {
    let mut bytes = Vec::with_capacity(text.len() * 5 / 8);
    let (mut bits, mut held) = (0_u32, 0_u32);
    for letter in text.chars() {
        bits = bits << 5 | u32::from(value(letter).ok_or(Unread::Letter)?);
        held += 5;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held & 255) as u8);
            bits &= (1 << held) - 1;
        }
    }
    match (held, bits) {
        (0..5, 0) => Ok(bytes),
        (5.., _) => Err(Unread::CutShort),
        _ => Err(Unread::Garbled),
    }
}

/// A whole number in groups of seven bits, the smallest first; the high bit says that more follow.
pub(super) fn write_number(out: &mut Vec<u8>, mut number: u64) {
    while number > 127 {
        out.push((number & 127) as u8 | 128);
        number >>= 7;
    }
    out.push(number as u8);
}

/// A number of either sign: 0, −1, 1, −2, 2 … are written as 0, 1, 2, 3, 4 …
pub(super) fn write_signed(out: &mut Vec<u8>, number: i64) {
    write_number(out, (number << 1 ^ number >> 63) as u64);
}

/// A commodity: one nought where it is that of the figure before (riel, at the first), else its decimals and the length
/// of its code in one byte, and the code.
pub(super) fn write_commodity(out: &mut Vec<u8>, commodity: Commodity, before: Commodity) {
    if commodity == before {
        return out.push(0);
    }
    let code = commodity.code().as_bytes();
    out.push(commodity.decimals() << 4 | code.len() as u8);
    out.extend_from_slice(code);
}

/// What is still to be read.
pub(super) struct Reader<'a>(pub &'a [u8]);

impl Reader<'_> {
    pub fn byte(&mut self) -> Result<u8, Unread> {
        let (&first, rest) = self.0.split_first().ok_or(Unread::CutShort)?;
        self.0 = rest;
        Ok(first)
    }

    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], Unread> {
        let (first, rest) = self.0.split_first_chunk::<N>().ok_or(Unread::CutShort)?;
        self.0 = rest;
        Ok(*first)
    }

    fn unsigned(&mut self) -> Result<u64, Unread> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let part = u64::from(byte & 127);
            if part << shift >> shift != part {
                return Err(Unread::Garbled);
            }
            number |= part << shift;
            if byte < 128 {
                // A last group of nothing would be another spelling of the same number.
                return if byte == 0 && shift > 0 { Err(Unread::Garbled) } else { Ok(number) };
            }
        }
        Err(Unread::Garbled)
    }

    /// A whole number that the ledger could have given.
    pub fn number(&mut self) -> Result<i64, Unread> {
        i64::try_from(self.unsigned()?).map_err(|_| Unread::Garbled)
    }

    pub fn signed(&mut self) -> Result<i64, Unread> {
        let number = self.unsigned()?;
        Ok((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    pub fn commodity(&mut self, before: Commodity) -> Result<Commodity, Unread> {
        let head = self.byte()?;
        if head == 0 {
            return Ok(before);
        }
        let (code, rest) = self.0.split_at_checked(usize::from(head & 15)).ok_or(Unread::CutShort)?;
        self.0 = rest;
        let code = std::str::from_utf8(code).map_err(|_| Unread::Garbled)?;
        Commodity::new(code, head >> 4).map_err(|_| Unread::Garbled)
    }
}
