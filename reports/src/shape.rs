//! Shaping: from characters to placed glyphs. Khmer writes some vowels before and some consonants below the letter they
//! follow; only a font's own rules, run by a shaper, put them where they belong.
use crate::{
    faces::{FACES, Face, FaceNo, face_of},
    page::Weight,
    remember::Remembered,
};
use harfrust::{Buffer, BufferFlags, Direction, ShapeOptions, ShaperFont};
use std::{cell::RefCell, ops::Range, sync::Arc};

/// A text with its glyphs, of one weight and any size.
#[derive(Debug)]
pub struct Shaped {
    text: String,
    pub(crate) runs: Vec<Run>,
    /// Its width, in parts of the text size.
    em: f32,
    undrawn: Vec<char>,
    changes: Vec<Change>,
}

/// Where what is shown is not what was asked for: from a byte of the shown text so many bytes stand for so many.
#[derive(Debug)]
struct Change {
    at: usize,
    shown: usize,
    asked: usize,
}

/// A stretch of text in one face.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) face: FaceNo,
    /// Where it begins, in parts of the text size.
    pub(crate) x: f32,
    /// Where it begins in the shown text.
    from: usize,
    /// Whether it is drawn from right to left.
    backwards: bool,
    /// In the order they are drawn.
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

    /// The ends of the clusters in the text that was asked for, in its order, each with the width of its cluster in parts
    /// of the text size: the places where a word may be cut.
    pub(crate) fn ends(&self) -> Vec<(usize, f32)> {
        let mut ends = Vec::new();
        let mut width = 0.0;
        for run in &self.runs {
            let face = &FACES[usize::from(run.face)];
            let mut at = run.from;
            for no in 0..run.clusters.len() {
                let cluster = &run.clusters[if run.backwards { run.clusters.len() - 1 - no } else { no }];
                at += cluster.text.len();
                width += cluster.advance as f32 / face.em;
                // Within a character's number there is no place of the text that was asked for.
                if let Some(end) = self.asked(at) {
                    ends.push((end, std::mem::take(&mut width)));
                }
            }
        }
        ends
    }

    /// The place in the text that was asked for of a place in the shown one.
    fn asked(&self, shown: usize) -> Option<usize> {
        let (mut more, mut less) = (0, 0);
        for change in self.changes.iter().take_while(|change| change.at < shown) {
            if shown < change.at + change.shown {
                return None;
            }
            (more, less) = (more + change.asked, less + change.shown);
        }
        Some(shown + more - less)
    }

    /// The characters that no font has.
    pub fn undrawn(&self) -> impl Iterator<Item = char> {
        self.undrawn.iter().copied()
    }
}

thread_local! {
    /// What was shaped, regular and bold.
    static REMEMBERED: [RefCell<Remembered<Arc<Shaped>>>; 2] = Default::default();
}

/// Shapes a line of text.
pub fn shape(text: &str, weight: Weight) -> Arc<Shaped> {
    let bold = usize::from(weight == Weight::Bold);
    REMEMBERED.with(|remembered| remembered[bold].borrow_mut().get(text, |text| Arc::new(shape_anew(text, weight))))
}

fn shape_anew(text: &str, weight: Weight) -> Shaped {
    let bold = weight == Weight::Bold;
    let (text, undrawn, changes) = drawable(text, bold);
    let mut runs = Vec::new();
    let mut em = 0.0;
    for (face_no, range) in parted(&text, bold) {
        let face = &FACES[usize::from(face_no)];
        let from = range.start;
        let (clusters, backwards) = clusters(face, &text, range);
        let advance: i32 = clusters.iter().map(|cluster| cluster.advance).sum();
        runs.push(Run { face: face_no, x: em, from, backwards, clusters });
        em += advance as f32 / face.em;
    }
    Shaped { text, runs, em, undrawn, changes }
}

/// The text with every character that no font has written as its number, those characters, and where they stand. Line
/// ends and other control characters become spaces; what only says how its neighbours look or run is left out.
fn drawable(text: &str, bold: bool) -> (String, Vec<char>, Vec<Change>) {
    let mut out = String::with_capacity(text.len());
    let (mut undrawn, mut changes) = (Vec::new(), Vec::new());
    let mut before = None;
    for c in text.chars() {
        let at = out.len();
        let shown = if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c };
        if !is_unseen(c) {
            before = face_of(shown, bold, before);
            if before.is_some() {
                out.push(shown);
            } else {
                out.push_str(&format!("[U+{:04X}]", c as u32));
                undrawn.push(c);
            }
        }
        if out.len() - at != c.len_utf8() {
            changes.push(Change { at, shown: out.len() - at, asked: c.len_utf8() });
        }
    }
    (out, undrawn, changes)
}

/// Soft hyphens, marks of direction, variants: nothing is drawn for them. Joiners stay: Khmer is typed with them.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
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

/// The clusters of a stretch in the order they are drawn, and whether that is from right to left.
fn clusters(face: &Face, text: &str, range: Range<usize>) -> (Vec<Cluster>, bool) {
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
        return (Vec::new(), false);
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
        let no = begins.partition_point(|begin| *begin < cluster as usize);
        // A joiner has no glyph: it belongs to the cluster before it, at the beginning to the one behind.
        let begin = if no == 0 { range.start } else { begins[no] };
        let end = begins.get(no + 1).copied().unwrap_or(range.end);
        out.push(Cluster { text: text[begin..end].into(), parts: parts.into(), advance: pen });
    }
    let backwards = infos.first().map(|info| info.cluster) > infos.last().map(|info| info.cluster);
    (out, backwards)
}
