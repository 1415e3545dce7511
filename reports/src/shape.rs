//! Shaping: from characters to placed glyphs. Khmer writes some vowels before and some consonants below the letter they
//! follow; only a font's own rules, run by a shaper, put them where they belong.
use crate::{
    faces::{FACES, Face, FaceNo, face_of},
    page::Weight,
};
use harfrust::{Buffer, BufferFlags, Direction, ShapeOptions, ShaperFont};
use std::{cell::RefCell, collections::HashMap, ops::Range, sync::Arc};

/// A text with its glyphs, of one weight and any size.
#[derive(Debug)]
pub struct Shaped {
    text: String,
    pub(crate) runs: Vec<Run>,
    /// Its width, in parts of the text size.
    em: f32,
    undrawn: Vec<char>,
}

/// A stretch of text in one face.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) face: FaceNo,
    /// Where it begins, in parts of the text size.
    pub(crate) x: f32,
    pub(crate) clusters: Vec<Cluster>,
}

/// The least piece of text that has glyphs of its own: in Khmer a whole syllable.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Cluster {
    /// The characters, in the order they are typed.
    pub(crate) text: Box<str>,
    /// Glyphs with their places against the cluster's beginning, in units.
    pub(crate) parts: Box<[(u16, i16, i16)]>,
    /// How far it moves the pen, in units.
    pub(crate) advance: i32,
}

impl Shaped {
    /// What was shaped, a character that no font has as its number.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its width at a text size, in points.
    pub fn width(&self, size: f32) -> f32 {
        self.em * size
    }

    /// The characters that no font has.
    pub fn undrawn(&self) -> impl Iterator<Item = char> {
        self.undrawn.iter().copied()
    }
}

/// A group's papers say the same words again and again; what is remembered is bounded, so that a long run stays flat.
const REMEMBERED: usize = 20_000;

#[derive(Default)]
struct Remembered {
    texts: HashMap<(Weight, Box<str>), Arc<Shaped>>,
}

thread_local! {
    static REMEMBER: RefCell<Remembered> = RefCell::default();
}

/// Shapes a line of text.
pub fn shape(text: &str, weight: Weight) -> Arc<Shaped> {
    REMEMBER.with_borrow_mut(|remembered| {
        // A key is owned; looking up costs a copy of a short text, which shaping would cost many times.
        let key = (weight, Box::from(text));
        if let Some(known) = remembered.texts.get(&key) {
            return Arc::clone(known);
        }
        if remembered.texts.len() >= REMEMBERED {
            remembered.texts.clear();
        }
        let shaped = Arc::new(shape_anew(text, weight));
        remembered.texts.insert(key, Arc::clone(&shaped));
        shaped
    })
}

fn shape_anew(text: &str, weight: Weight) -> Shaped {
    let bold = weight == Weight::Bold;
    let (text, undrawn) = drawable(text, bold);
    let mut runs = Vec::new();
    let mut em = 0.0;
    for (face_no, range) in parted(&text, bold) {
        let face = &FACES[usize::from(face_no)];
        let clusters = clusters(face, &text, range);
        let advance: i32 = clusters.iter().map(|cluster| cluster.advance).sum();
        runs.push(Run { face: face_no, x: em, clusters });
        em += advance as f32 / face.em;
    }
    Shaped { text, runs, em, undrawn }
}

/// The text with every character that no font has written as its number, and those characters. Line ends and other
/// control characters become spaces.
fn drawable(text: &str, bold: bool) -> (String, Vec<char>) {
    let mut out = String::with_capacity(text.len());
    let mut undrawn = Vec::new();
    let mut before = None;
    for c in text.chars() {
        let c = if c.is_control() { ' ' } else { c };
        match face_of(c, bold, before) {
            Some(face) => {
                before = Some(face);
                out.push(c);
            }
            // What only says how a neighbour looks is nothing to show.
            None if matches!(c, '\u{200e}' | '\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}') => {}
            None => {
                out.push_str(&format!("[U+{:04X}]", c as u32));
                undrawn.push(c);
                before = None;
            }
        }
    }
    (out, undrawn)
}

/// The stretches of one face each.
fn parted(text: &str, bold: bool) -> Vec<(FaceNo, Range<usize>)> {
    let mut parts: Vec<(FaceNo, Range<usize>)> = Vec::new();
    for (at, c) in text.char_indices() {
        let before = parts.last().map(|part| part.0);
        let Some(face) = face_of(c, bold, before) else { continue };
        let end = at + c.len_utf8();
        match parts.last_mut() {
            Some(part) if part.0 == face => part.1.end = end,
            _ => parts.push((face, at..end)),
        }
    }
    parts
}

fn clusters(face: &Face, text: &str, range: Range<usize>) -> Vec<Cluster> {
    let mut buffer = Buffer::new();
    for (at, c) in text[range.clone()].char_indices() {
        buffer.push(c as u32, (range.start + at) as u32);
    }
    buffer.set_flags(BufferFlags::REMOVE_DEFAULT_IGNORABLES);
    match &face.plan {
        Some(plan) => {
            buffer.set_direction(Direction::LeftToRight);
            buffer.set_script(plan.script());
        }
        None => buffer.guess_segment_properties(),
    }
    let options = ShapeOptions::new().plan(face.plan.as_ref());
    if harfrust::shape(&ShaperFont::new(&face.font), &mut buffer, options).is_err() {
        return Vec::new();
    }
    let (infos, places) = (buffer.glyph_infos(), buffer.glyph_positions());
    // The beginnings of all clusters, in the order of the text: where the next begins one ends, whatever the direction.
    let mut begins: Vec<usize> = infos.iter().map(|info| info.cluster as usize).collect();
    begins.sort_unstable();
    begins.dedup();
    let mut out: Vec<Cluster> = Vec::new();
    let mut at = 0;
    while at < infos.len() {
        let cluster = infos[at].cluster;
        let (mut pen, mut parts) = (0, Vec::new());
        while at < infos.len() && infos[at].cluster == cluster {
            let place = &places[at];
            parts.push((infos[at].glyph_id as u16, (pen + place.x_offset) as i16, place.y_offset as i16));
            pen += place.x_advance;
            at += 1;
        }
        let begin = cluster as usize;
        let end = begins.iter().copied().find(|other| *other > begin).unwrap_or(range.end);
        out.push(Cluster { text: text[begin..end].into(), parts: parts.into(), advance: pen });
    }
    out
}
