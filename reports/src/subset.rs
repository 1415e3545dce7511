//! The part of a font that a document needs, as a font of its own.
//!
//! A syllable of Khmer is several glyphs, drawn in another order than they are typed. Here every such cluster becomes one
//! composite glyph with one code, and the code is given exactly the characters that were typed: a viewer that copies or
//! searches then finds the words, whatever it knows of Khmer.
use crate::{
    faces::{FACES, Face, FaceNo},
    shape::Cluster,
};
use read_fonts::types::Tag;
use std::collections::HashMap;

/// A subset under way.
pub(crate) struct Subset {
    face: &'static Face,
    /// What is in it, by its code.
    glyphs: Vec<Glyph>,
    /// Copied glyphs, by their number in the whole font.
    copied: HashMap<u16, u16>,
    /// Codes of clusters.
    codes: HashMap<Cluster, u16>,
    /// The characters of each code that is shown.
    texts: Vec<Option<Box<str>>>,
}

enum Glyph {
    Copied(u16),
    Composed { parts: Box<[(u16, i16, i16)]>, advance: i32 },
}

/// A code of the subset, and how far its glyph moves the pen, in units; the cluster may want another step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Code {
    pub(crate) code: u16,
    pub(crate) advance: i32,
}

// Flags of a part of a composite glyph (OpenType, table glyf).
const WORDS: u16 = 0x0001;
const OFFSETS: u16 = 0x0002;
const MORE: u16 = 0x0020;
const INSTRUCTIONS: u16 = 0x0100;

impl Subset {
    pub(crate) fn new(face: FaceNo) -> Subset {
        let mut subset = Subset {
            face: &FACES[usize::from(face)],
            glyphs: Vec::new(),
            copied: HashMap::new(),
            codes: HashMap::new(),
            texts: Vec::new(),
        };
        // Code 0 is the glyph for what is missing; a font must have it, and nothing here shows it.
        subset.copy(0);
        subset
    }

    pub(crate) fn face(&self) -> &'static Face {
        self.face
    }

    /// Whether nothing was asked of it.
    pub(crate) fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }

    /// The code that shows a cluster.
    pub(crate) fn code(&mut self, cluster: &Cluster) -> Code {
        if let Some(&code) = self.codes.get(cluster) {
            return Code { code, advance: self.advance(code) };
        }
        let code = self.new_code(cluster);
        self.codes.insert(cluster.clone(), code);
        Code { code, advance: self.advance(code) }
    }

    fn new_code(&mut self, cluster: &Cluster) -> u16 {
        if let [(glyph, 0, 0)] = *cluster.parts {
            let code = self.copy(glyph);
            match &self.texts[usize::from(code)] {
                None => {
                    self.texts[usize::from(code)] = Some(cluster.text.clone());
                    return code;
                }
                // Kerning moves the pen; the glyph and its characters are the same.
                Some(text) if *text == cluster.text => return code,
                Some(_) => {}
            }
        }
        let parts = cluster.parts.iter().map(|&(glyph, x, y)| (self.copy(glyph), x, y)).collect();
        self.add(Glyph::Composed { parts, advance: cluster.advance }, Some(cluster.text.clone()))
    }

    /// Takes a glyph over, with those it is made of.
    fn copy(&mut self, glyph: u16) -> u16 {
        if let Some(&code) = self.copied.get(&glyph) {
            return code;
        }
        let code = self.add(Glyph::Copied(glyph), None);
        self.copied.insert(glyph, code);
        for part in parts_of(self.outline(glyph)) {
            self.copy(part);
        }
        code
    }

    fn add(&mut self, glyph: Glyph, text: Option<Box<str>>) -> u16 {
        let code = u16::try_from(self.glyphs.len()).unwrap_or(0);
        self.glyphs.push(glyph);
        self.texts.push(text);
        code
    }

    /// The characters of every code that is shown, by code.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (u16, &str)> {
        self.texts.iter().enumerate().filter_map(|(code, text)| Some((code as u16, text.as_deref()?)))
    }

    /// How far each code moves the pen, in units.
    pub(crate) fn advances(&self) -> impl Iterator<Item = i32> {
        (0..self.glyphs.len()).map(|code| self.advance(code as u16))
    }

    fn advance(&self, code: u16) -> i32 {
        match &self.glyphs[usize::from(code)] {
            Glyph::Copied(glyph) => self.face.advance(*glyph),
            Glyph::Composed { advance, .. } => (*advance).max(0),
        }
    }

    fn outline(&self, glyph: u16) -> &'static [u8] {
        let place = |at: u16| self.face.places.get_raw(usize::from(at)).unwrap_or(0) as usize;
        let data = self.face.tables.table_data(Tag::new(b"glyf")).map(|data| data.as_bytes()).unwrap_or_default();
        data.get(place(glyph)..place(glyph + 1)).unwrap_or_default()
    }

    /// The box around a glyph's outline; none around a space.
    fn bounds(&self, glyph: u16) -> Option<[i16; 4]> {
        let outline = self.outline(glyph);
        (outline.len() >= 10).then(|| [2, 4, 6, 8].map(|at| word(outline, at) as i16))
    }

    /// The glyph of the whole font that a code was copied from.
    fn source(&self, code: u16) -> u16 {
        match &self.glyphs[usize::from(code)] {
            Glyph::Copied(glyph) => *glyph,
            Glyph::Composed { .. } => 0,
        }
    }

    /// The font file.
    pub(crate) fn build(&self) -> Vec<u8> {
        let (mut glyf, mut loca, mut hmtx) = (Vec::new(), Vec::new(), Vec::new());
        let mut around = Bounds::default();
        let mut most_parts = 1;
        for (code, glyph) in self.glyphs.iter().enumerate() {
            loca.extend((glyf.len() as u32).to_be_bytes());
            let bounds = match glyph {
                Glyph::Copied(source) => {
                    renumber(self.outline(*source), &self.copied, &mut glyf);
                    self.bounds(*source)
                }
                Glyph::Composed { parts, .. } => {
                    most_parts = most_parts.max(parts.len());
                    self.compose(parts, &mut glyf)
                }
            };
            around.take(bounds);
            glyf.resize(glyf.len().next_multiple_of(4), 0);
            hmtx.extend((self.advance(code as u16) as u16).to_be_bytes());
            hmtx.extend(bounds.map_or(0, |bounds| bounds[0]).to_be_bytes());
        }
        loca.extend((glyf.len() as u32).to_be_bytes());
        let count = self.glyphs.len() as u16;
        let table =
            |tag: &[u8; 4]| self.face.tables.table_data(Tag::new(tag)).map(|data| data.as_bytes().to_vec()).unwrap_or_default();
        let mut head = table(b"head");
        head[8..12].fill(0);
        for (at, bound) in around.0.unwrap_or_default().into_iter().enumerate() {
            put(&mut head, 36 + 2 * at, bound as u16);
        }
        // Long places.
        put(&mut head, 50, 1);
        let mut hhea = table(b"hhea");
        put(&mut hhea, 10, self.advances().max().unwrap_or(0) as u16);
        put(&mut hhea, 34, count);
        let mut maxp = table(b"maxp");
        let [points, contours, composite_points, composite_contours, elements, depth] =
            [6, 8, 10, 12, 28, 30].map(|at| word(&maxp, at));
        let many = most_parts as u16;
        put(&mut maxp, 4, count);
        put(&mut maxp, 10, points.max(composite_points).saturating_mul(many));
        put(&mut maxp, 12, contours.max(composite_contours).saturating_mul(many));
        put(&mut maxp, 28, elements.max(many));
        put(&mut maxp, 30, depth + 1);
        file(&mut [(b"glyf", glyf), (b"head", head), (b"hhea", hhea), (b"hmtx", hmtx), (b"loca", loca), (b"maxp", maxp)])
    }

    /// Writes a composite glyph; what has no outline is left out.
    fn compose(&self, parts: &[(u16, i16, i16)], glyf: &mut Vec<u8>) -> Option<[i16; 4]> {
        let mut around = Bounds::default();
        let drawn: Vec<_> = parts.iter().filter_map(|part| Some((part, self.bounds(self.source(part.0))?))).collect();
        for (part, bounds) in &drawn {
            let (_, x, y) = **part;
            around.take(Some([bounds[0] + x, bounds[1] + y, bounds[2] + x, bounds[3] + y]));
        }
        let bounds = around.0?;
        glyf.extend((-1_i16).to_be_bytes());
        bounds.iter().for_each(|bound| glyf.extend(bound.to_be_bytes()));
        for (at, (part, _)) in drawn.iter().enumerate() {
            let (code, x, y) = **part;
            let more = if at + 1 < drawn.len() { MORE } else { 0 };
            for value in [WORDS | OFFSETS | more, code, x as u16, y as u16] {
                glyf.extend(value.to_be_bytes());
            }
        }
        Some(bounds)
    }
}

#[derive(Default)]
struct Bounds(Option<[i16; 4]>);

impl Bounds {
    fn take(&mut self, other: Option<[i16; 4]>) {
        let Some(other) = other else { return };
        let own = self.0.get_or_insert(other);
        *own = [own[0].min(other[0]), own[1].min(other[1]), own[2].max(other[2]), own[3].max(other[3])];
    }
}

fn word(data: &[u8], at: usize) -> u16 {
    data.get(at..at + 2).map_or(0, |pair| u16::from_be_bytes([pair[0], pair[1]]))
}

fn put(data: &mut [u8], at: usize, value: u16) {
    data[at..at + 2].copy_from_slice(&value.to_be_bytes());
}

/// The places of the parts of a composite outline: where each begins, and how long it is.
fn composite(outline: &[u8]) -> Vec<(usize, usize)> {
    let mut parts = Vec::new();
    if outline.len() < 10 || word(outline, 0) as i16 >= 0 {
        return parts;
    }
    let mut at = 10;
    loop {
        let flags = word(outline, at);
        let scale = match flags {
            flags if flags & 0x0008 != 0 => 2,
            flags if flags & 0x0040 != 0 => 4,
            flags if flags & 0x0080 != 0 => 8,
            _ => 0,
        };
        let length = 4 + if flags & WORDS != 0 { 4 } else { 2 } + scale;
        parts.push((at, length));
        at += length;
        if flags & MORE == 0 || at + 4 > outline.len() {
            return parts;
        }
    }
}

fn parts_of(outline: &[u8]) -> Vec<u16> {
    composite(outline).into_iter().map(|(at, _)| word(outline, at + 2)).collect()
}

/// Copies an outline without its program for coarse screens; the parts of a composite get their new numbers.
fn renumber(outline: &[u8], codes: &HashMap<u16, u16>, glyf: &mut Vec<u8>) {
    if outline.len() < 10 {
        return;
    }
    let contours = word(outline, 0) as i16;
    if contours >= 0 {
        let ends = 10 + 2 * contours as usize;
        let program = usize::from(word(outline, ends));
        glyf.extend(&outline[..ends]);
        glyf.extend([0, 0]);
        glyf.extend(&outline[ends + 2 + program..]);
        return;
    }
    glyf.extend(&outline[..10]);
    for (at, length) in composite(outline) {
        glyf.extend((word(outline, at) & !INSTRUCTIONS).to_be_bytes());
        glyf.extend(codes.get(&word(outline, at + 2)).copied().unwrap_or(0).to_be_bytes());
        glyf.extend(&outline[at + 4..at + length]);
    }
}

/// Puts tables into a font file.
fn file(tables: &mut [(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let count = tables.len() as u16;
    let power = count.ilog2() as u16;
    let mut out = vec![0, 1, 0, 0];
    for value in [count, 16 << power, power, count * 16 - (16 << power)] {
        out.extend(value.to_be_bytes());
    }
    let mut place = 12 + 16 * tables.len();
    let mut head = 0;
    for (tag, data) in tables.iter() {
        if *tag == b"head" {
            head = place;
        }
        out.extend(*tag);
        for value in [sum(data), place as u32, data.len() as u32] {
            out.extend(value.to_be_bytes());
        }
        place += data.len().next_multiple_of(4);
    }
    for (_, data) in tables.iter() {
        out.extend(data);
        out.resize(out.len().next_multiple_of(4), 0);
    }
    let whole = 0xb1b0_afba_u32.wrapping_sub(sum(&out));
    out[head + 8..head + 12].copy_from_slice(&whole.to_be_bytes());
    out
}

fn sum(data: &[u8]) -> u32 {
    data.chunks(4).fold(0, |sum, chunk| {
        let mut four = [0; 4];
        four[..chunk.len()].copy_from_slice(chunk);
        sum.wrapping_add(u32::from_be_bytes(four))
    })
}
