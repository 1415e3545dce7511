//! QR codes.
use crate::Image;
use qrcodegen::{QrCode, QrCodeEcc, QrSegment};

/// The code of a text, with the quiet zone of four squares around it. An address ends in capitals and digits, which
/// take less room: the two parts are coded each in its own way. `None` where it is too long (over 2,000 characters).
pub fn code(text: &str, says: &str) -> Option<Image> {
    let dense = text.rfind(|c: char| !(c.is_ascii_uppercase() || c.is_ascii_digit())).map_or(0, |at| at + 1);
    let dense = if text.is_char_boundary(dense) { dense } else { text.len() };
    let (address, payload) = text.split_at(dense);
    let mut segments = vec![QrSegment::make_bytes(address.as_bytes())];
    segments.extend((!payload.is_empty()).then(|| QrSegment::make_alphanumeric(payload)));
    let code = QrCode::encode_segments(&segments, QrCodeEcc::Medium).ok()?;
    let quiet = 4;
    let side = code.size() + 2 * quiet;
    let stride = (side as usize).div_ceil(8);
    let mut bits = vec![0xff_u8; stride * side as usize];
    for y in 0..code.size() {
        for x in 0..code.size() {
            if code.get_module(x, y) {
                let (column, row) = ((x + quiet) as usize, (y + quiet) as usize);
                bits[row * stride + column / 8] &= !(0x80 >> (column % 8));
            }
        }
    }
    Some(Image { columns: side as u32, rows: side as u32, bits, says: says.to_owned() })
}
