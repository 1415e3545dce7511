//! Pages as display lists: what is drawn where, in points from the upper left corner.
use crate::shape::{Shaped, shape};
use std::{collections::BTreeSet, sync::Arc};

/// Points in a millimetre.
pub const MM: f32 = 72.0 / 25.4;

/// A colour of the screen's primaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Colour(pub u8, pub u8, pub u8);

/// The house's colours on paper: they also tell apart when printed in grey.
pub mod colour {
    use super::Colour;
    /// Text.
    pub const INK: Colour = Colour(0x1a, 0x1f, 0x1c);
    /// Text that stands back: units, the second language, notes.
    pub const SOFT: Colour = Colour(0x55, 0x5f, 0x59);
    /// Titles and what is stamped.
    pub const GREEN: Colour = Colour(0x1f, 0x5e, 0x3a);
    /// Heads of tables.
    pub const PALE: Colour = Colour(0xe6, 0xef, 0xe8);
    /// Lines of tables.
    pub const LINE: Colour = Colour(0xb4, 0xbf, 0xb7);
    /// What was corrected.
    pub const MARK: Colour = Colour(0xfb, 0xf1, 0xd3);
    /// Nothing.
    pub const WHITE: Colour = Colour(0xff, 0xff, 0xff);
}

/// The weight of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Weight {
    /// Running text.
    Regular,
    /// Heads and sums.
    Bold,
}

/// How a text stands in its width.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// From the left.
    Left,
    /// In the middle.
    Middle,
    /// To the right: numbers.
    Right,
}

/// The size of a page, in millimetres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Size {
    /// Across.
    pub width: f32,
    /// Down.
    pub height: f32,
}

impl Size {
    /// An office printer's sheet, upright.
    pub const A4: Size = Size { width: 210.0, height: 297.0 };
    /// The same, lying.
    pub const A4_ACROSS: Size = Size { width: 297.0, height: 210.0 };
    /// Half of it.
    pub const A5: Size = Size { width: 148.0, height: 210.0 };
    /// A quarter: a passbook for the pocket.
    pub const A6: Size = Size { width: 105.0, height: 148.0 };
}

/// The white around a page, in millimetres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Margins {
    /// Above.
    pub top: f32,
    /// Left and right.
    pub sides: f32,
    /// Below.
    pub bottom: f32,
}

/// A picture of black and white squares, a bit each, rows from above, each row filled to a byte.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Image {
    /// Squares across.
    pub columns: u32,
    /// Squares down.
    pub rows: u32,
    /// The bits; 1 is white.
    pub bits: Vec<u8>,
    /// What it shows, for those who do not see it.
    pub says: String,
}

/// A piece of a page.
#[derive(Clone, Debug)]
pub enum Item {
    /// Text from (x, baseline).
    Text {
        /// From the left.
        x: f32,
        /// The line the letters stand on, from above.
        baseline: f32,
        /// Points.
        size: f32,
        /// Its colour.
        colour: Colour,
        /// The text.
        text: Arc<Shaped>,
    },
    /// A rectangle.
    Box {
        /// From the left.
        x: f32,
        /// From above.
        y: f32,
        /// Across.
        width: f32,
        /// Down.
        height: f32,
        /// Filled with.
        fill: Option<Colour>,
        /// Drawn round with, this thick.
        stroke: Option<(Colour, f32)>,
    },
    /// A line through points.
    Line {
        /// The points.
        points: Vec<(f32, f32)>,
        /// Its colour.
        colour: Colour,
        /// How thick.
        thick: f32,
        /// Drawn in dots, to be written on.
        dotted: bool,
    },
    /// A picture.
    Image {
        /// From the left.
        x: f32,
        /// From above.
        y: f32,
        /// Across; it is as high as its rows need.
        width: f32,
        /// What.
        image: Arc<Image>,
    },
}

/// A page.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its size.
    pub size: Size,
    /// What is on it, in reading order.
    pub items: Vec<Item>,
}

impl Page {
    /// An empty one.
    pub fn new(size: Size) -> Page {
        Page { size, items: Vec::new() }
    }

    /// Width in points.
    pub fn width(&self) -> f32 {
        self.size.width * MM
    }

    /// Height in points.
    pub fn height(&self) -> f32 {
        self.size.height * MM
    }

    /// Draws a line of text within a width.
    pub fn text(&mut self, (x, baseline, width): (f32, f32, f32), align: Align, style: (f32, Weight, Colour), text: &str) {
        if text.is_empty() {
            return;
        }
        let (size, weight, colour) = style;
        let text = shape(text, weight);
        let free = width - text.width(size);
        let x = match align {
            Align::Left => x,
            Align::Middle => x + free / 2.0,
            Align::Right => x + free,
        };
        self.items.push(Item::Text { x, baseline, size, colour, text });
    }

    /// Draws a rectangle.
    pub fn rectangle(
        &mut self,
        (x, y): (f32, f32),
        (width, height): (f32, f32),
        fill: Option<Colour>,
        stroke: Option<(Colour, f32)>,
    ) {
        self.items.push(Item::Box { x, y, width, height, fill, stroke });
    }

    /// Draws a straight line.
    pub fn line(&mut self, from: (f32, f32), to: (f32, f32), colour: Colour, thick: f32) {
        self.items.push(Item::Line { points: vec![from, to], colour, thick, dotted: false });
    }

    /// Draws a dotted line to write on.
    pub fn dots(&mut self, from: (f32, f32), to: (f32, f32)) {
        self.items.push(Item::Line { points: vec![from, to], colour: colour::SOFT, thick: 0.7, dotted: true });
    }
}

/// A place in a long document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bookmark {
    /// Its name.
    pub name: String,
    /// The page, from 0.
    pub page: usize,
}

/// A side of a printed sheet: pages with where their upper left corner stands, in millimetres from the sheet's.
#[derive(Clone, Debug, PartialEq)]
pub struct Side {
    /// The sheet.
    pub size: Size,
    /// Page (from 0), across, down.
    pub placed: Vec<(usize, f32, f32)>,
}

/// A document, ready to be written.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its title: what a viewer shows.
    pub title: String,
    /// Its language: `km-KH` or `en`.
    pub language: &'static str,
    /// The pages.
    pub pages: Vec<Page>,
    /// The places of a long one.
    pub bookmarks: Vec<Bookmark>,
    /// The sides of the sheets where pages are imposed; otherwise each page is a sheet.
    pub sides: Option<Vec<Side>>,
}

impl Document {
    /// The characters that none of the fonts can draw; they are printed by their number, as `[U+1F600]`.
    pub fn undrawn(&self) -> BTreeSet<char> {
        let texts = self.pages.iter().flat_map(|page| &page.items).filter_map(|item| match item {
            Item::Text { text, .. } => Some(text),
            _ => None,
        });
        texts.flat_map(|text| text.undrawn()).collect()
    }

    /// Puts another document behind this one: a group's passbooks in one file.
    pub fn append(&mut self, other: Document) {
        let first = self.pages.len();
        self.pages.extend(other.pages);
        self.bookmarks.extend(other.bookmarks.into_iter().map(|mark| Bookmark { page: mark.page + first, ..mark }));
    }
}
