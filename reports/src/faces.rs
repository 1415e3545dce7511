//! The fonts that are printed with, part of the program: Noto Sans Khmer and Noto Sans, and two more for the characters
//! that these lack.
use harfrust::{Direction, Font, Script, ShapePlan, ShaperFont, Tag};
use read_fonts::{
    FontRef, TableProvider,
    tables::{hmtx::Hmtx, loca::Loca},
};
use std::sync::LazyLock;

/// A font of the program, ready to shape and to be cut down.
pub(crate) struct Face {
    /// Its name in a PDF.
    pub(crate) name: &'static str,
    pub(crate) font: Font,
    pub(crate) plan: Option<ShapePlan>,
    pub(crate) tables: FontRef<'static>,
    pub(crate) places: Loca<'static>,
    pub(crate) metrics: Hmtx<'static>,
    /// Units in the height of the letters.
    pub(crate) em: f32,
    pub(crate) ascent: i16,
    pub(crate) descent: i16,
}

/// Which font, as an index of [`FACES`].
pub(crate) type FaceNo = u8;

pub(crate) const KHMER: FaceNo = 0;
pub(crate) const LATIN: FaceNo = 2;
/// Khmer and Latin have a bold face after the regular one.
pub(crate) const BOLD: FaceNo = 1;
/// The fonts asked in turn for a character that is not Khmer.
const FALLBACK: [FaceNo; 2] = [4, 5];

/// A font's name, its file, and the script whose rules it is shaped by; none where that depends on the text.
type File = (&'static str, &'static [u8], Option<&'static [u8; 4]>);

const FILES: [File; 6] = [
    ("NotoSansKhmer", include_bytes!("../fonts/NotoSansKhmer-Regular.ttf"), Some(b"Khmr")),
    ("NotoSansKhmer-Bold", include_bytes!("../fonts/NotoSansKhmer-Bold.ttf"), Some(b"Khmr")),
    ("NotoSans", include_bytes!("../fonts/NotoSans-Regular.ttf"), Some(b"Latn")),
    ("NotoSans-Bold", include_bytes!("../fonts/NotoSans-Bold.ttf"), Some(b"Latn")),
    ("NotoSansThai", include_bytes!("../fonts/NotoSansThai-Regular.ttf"), Some(b"Thai")),
    ("DejaVuSans", include_bytes!("../fonts/DejaVuSans.ttf"), None),
];

/// All faces; read once.
pub(crate) static FACES: LazyLock<Vec<Face>> = LazyLock::new(|| FILES.iter().map(Face::read).collect());

impl Face {
    fn read((name, data, script): &File) -> Face {
        let font = Font::new(*data, 0).expect("the program's own font");
        let tables = FontRef::new(data).expect("the program's own font");
        let plan =
            script.map(|tag| ShapePlan::new(&font, Direction::LeftToRight, Script::from_iso15924_tag(Tag::new(tag)), None, &[]));
        let head = tables.hhea().expect("a font has metrics");
        Face {
            name,
            plan,
            places: tables.loca(None).expect("a font says where its outlines are"),
            metrics: tables.hmtx().expect("a font has metrics"),
            em: f32::from(tables.head().expect("a font has a head").units_per_em()),
            ascent: head.ascender().to_i16(),
            descent: head.descender().to_i16(),
            font,
            tables,
        }
    }

    /// How far a glyph moves the pen, in units.
    pub(crate) fn advance(&self, glyph: u16) -> i32 {
        i32::from(self.metrics.advance(glyph.into()).unwrap_or(0))
    }

    fn has(&self, c: char) -> bool {
        ShaperFont::new(&self.font).nominal_glyph(c as u32).is_some()
    }
}

/// The face that draws a character after one drawn by `before`; `None` where none can.
pub(crate) fn face_of(c: char, bold: bool, before: Option<FaceNo>) -> Option<FaceNo> {
    let heavy = if bold { BOLD } else { 0 };
    let joins = matches!(c, ' ' | '\u{a0}' | '\u{200b}'..='\u{200d}' | '\u{300}'..='\u{36f}');
    if is_khmer(c) {
        return Some(KHMER + heavy);
    }
    // A space or a mark stays with what it follows, so that a line of Khmer is one run.
    if let Some(before) = before.filter(|before| joins && FACES[usize::from(*before)].has(c)) {
        return Some(before);
    }
    if matches!(c, '\u{200b}'..='\u{200d}') {
        return Some(KHMER + heavy);
    }
    let latin = LATIN + heavy;
    let mut all = [latin].into_iter().chain(FALLBACK);
    all.find(|face| FACES[usize::from(*face)].has(c))
}

/// The characters of the script that are given out; its fonts have all of them, and no font has the others.
fn is_khmer(c: char) -> bool {
    matches!(c, '\u{1780}'..='\u{17dd}' | '\u{17e0}'..='\u{17e9}' | '\u{17f0}'..='\u{17f9}' | '\u{19e0}'..='\u{19ff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_character_of_khmer_is_a_silent_box() {
        for c in ('\u{1780}'..='\u{19ff}').filter(|c| is_khmer(*c)) {
            for face in [KHMER, KHMER + BOLD] {
                assert!(FACES[usize::from(face)].has(c), "{c:?}");
            }
        }
    }
}
