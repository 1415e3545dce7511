//! A story: blocks one under the other, over as many pages as they need.
use crate::{
    Chart, Crossing, Flows, Label, Strips, Table, Tiles,
    lines::wrap,
    page::{Align, Bookmark, Document, Image, Item, MM, Margins, Page, Size, Weight, colour},
    qr,
    say::{Language, Say},
    table::{baseline, leading},
};
use std::sync::Arc;

/// A block of a story.
#[derive(Clone, Debug)]
pub enum Block {
    /// The title of a document.
    Title(Label),
    /// A heading within it.
    Heading(Label),
    /// A paragraph.
    Text(Label),
    /// A paragraph that stands back.
    Small(Label),
    /// A numbered rule or condition.
    Numbered(String, Label),
    /// What is named and what it is.
    Facts(Facts),
    /// A table.
    Table(Table),
    /// Places to sign or to press a thumb.
    Signatures(Signatures),
    /// A chart.
    Chart(Chart),
    /// Money over time.
    Flows(Flows),
    /// Lines that cross.
    Crossing(Crossing),
    /// Bars that lie.
    Strips(Strips),
    /// Figures in a frame.
    Tiles(Tiles),
    /// The signed square with its short code.
    Seal(Seal),
    /// A line across.
    Rule,
    /// Room, in millimetres.
    Gap(f32),
    /// Blocks that are not parted by a page's end.
    Together(Vec<Block>),
    /// Blocks beside each other, with their shares of the width.
    Beside(Vec<(f32, Vec<Block>)>),
    /// What follows begins a page.
    NewPage,
    /// A page drawn by hand: a passbook's cover. It stands alone.
    Page(Box<Page>),
    /// A place in a long document, by name.
    Bookmark(String),
}

/// Names and what they are, one under the other; an empty one is a dotted line to be filled by hand.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Name and value.
    pub lines: Vec<(Label, String)>,
}

/// People who sign, with a place for a thumb where asked.
#[derive(Clone, Debug)]
pub struct Signatures {
    /// Office and name (empty: to be written).
    pub people: Vec<(Label, String)>,
    /// A square for a thumbprint beside each.
    pub thumbs: bool,
}

/// The signed square.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Seal {
    /// What scanning it gives: an address.
    pub address: String,
    /// The code to type.
    pub code: String,
    /// What to do with it.
    pub says: Vec<Label>,
}

/// A heading stands with so many rows of the table under it.
const FIRST_ROWS: usize = 5;
/// The text above and below a page, against the other text.
const EDGE: f32 = 0.85;

/// A story on pages of one size.
#[derive(Clone, Debug)]
pub struct Story {
    title: String,
    say: Say,
    size: Size,
    margins: Margins,
    text: f32,
    head: Option<(String, String)>,
    foot: Option<String>,
    numbered: bool,
    blocks: Vec<Block>,
}

impl Story {
    /// A story under a title (what a viewer shows), on pages of a size. A4 has text of 10 points, A5 9, A6 8.
    pub fn new(title: impl Into<String>, say: Say, size: Size) -> Story {
        let small = size.width.min(size.height);
        let (text, margins) = match small {
            ..120.0 => (8.0, Margins { top: 8.0, sides: 7.5, bottom: 8.0 }),
            120.0..180.0 => (9.0, Margins { top: 10.0, sides: 10.0, bottom: 10.0 }),
            _ => (10.0, Margins { top: 15.0, sides: 15.0, bottom: 14.0 }),
        };
        Story { title: title.into(), say, size, margins, text, head: None, foot: None, numbered: true, blocks: Vec::new() }
    }

    /// With a line above every page, left and right.
    pub fn head(mut self, left: impl Into<String>, right: impl Into<String>) -> Story {
        self.head = Some((left.into(), right.into()));
        self
    }

    /// With a line below every page, left of the page's number.
    pub fn foot(mut self, text: impl Into<String>) -> Story {
        self.foot = Some(text.into());
        self
    }

    /// Without page numbers.
    pub fn unnumbered(mut self) -> Story {
        self.numbered = false;
        self
    }

    /// With other white around it.
    pub fn margins(mut self, margins: Margins) -> Story {
        self.margins = margins;
        self
    }

    /// With text of another size, in points.
    pub fn text(mut self, points: f32) -> Story {
        self.text = points;
        self
    }

    /// The text size, in points.
    pub fn text_size(&self) -> f32 {
        self.text
    }

    /// What stands below a page: which it is of how many.
    fn page_of(&self, page: usize, pages: usize) -> String {
        let words = self.say.words();
        let (page, pages) = (words.ordinal(page as i64), words.ordinal(pages as i64));
        words.with("page-of", &[("page", page.into()), ("pages", pages.into())])
    }

    /// Adds a block.
    pub fn add(&mut self, block: Block) -> &mut Story {
        self.blocks.push(block);
        self
    }

    /// Lays everything out.
    pub fn finish(self) -> Document {
        let mut flow = Flow::new(&self);
        for (at, block) in self.blocks.iter().enumerate() {
            flow.under_heading = match (block, self.blocks.get(at + 1)) {
                (Block::Heading(_), Some(Block::Table(table))) => table.beginning(flow.width(), FIRST_ROWS),
                _ => 0.0,
            };
            flow.put(block);
        }
        flow.done()
    }
}

/// What is being laid out.
struct Flow<'a> {
    story: &'a Story,
    pages: Vec<Page>,
    /// Pages drawn by hand carry no head and no number.
    bare: Vec<bool>,
    bookmarks: Vec<Bookmark>,
    /// The lines above every page, left and right, and those below it: one, or more for a very long name.
    head: [Vec<String>; 2],
    foot: Vec<String>,
    y: f32,
    /// Nothing stands on the page yet.
    fresh: bool,
    /// What the table right under a heading needs at least: the heading does not stay behind alone.
    under_heading: f32,
}

impl<'a> Flow<'a> {
    fn new(story: &'a Story) -> Flow<'a> {
        let (size, width) = (story.text * EDGE, (story.size.width - 2.0 * story.margins.sides) * MM);
        let head = story.head.as_ref().map_or_else(Default::default, |(left, right)| edges(left, right, size, width));
        let widest = if story.numbered { story.page_of(9_999, 9_999) } else { String::new() };
        let [foot, _] = story.foot.as_ref().map_or_else(Default::default, |foot| edges(foot, &widest, size, width));
        Flow {
            story,
            pages: Vec::new(),
            bare: Vec::new(),
            bookmarks: Vec::new(),
            head,
            foot,
            y: f32::MAX,
            fresh: true,
            under_heading: 0.0,
        }
    }

    fn width(&self) -> f32 {
        (self.story.size.width - 2.0 * self.story.margins.sides) * MM
    }

    fn left(&self) -> f32 {
        self.story.margins.sides * MM
    }

    fn top(&self) -> f32 {
        let lines = self.head.iter().map(Vec::len).max().unwrap_or(0).max(1) as f32;
        let head = if self.story.head.is_some() { leading(self.story.text * EDGE) * lines + self.story.text } else { 0.0 };
        self.story.margins.top * MM + head
    }

    fn bottom(&self) -> f32 {
        let lines = self.foot.len().max(1) as f32;
        let foot = if self.story.numbered || self.story.foot.is_some() { leading(self.story.text * EDGE) * lines } else { 0.0 };
        (self.story.size.height - self.story.margins.bottom) * MM - foot
    }

    fn page(&mut self) -> &mut Page {
        if self.pages.is_empty() || self.y == f32::MAX {
            self.turn();
        }
        self.pages.last_mut().expect("a page was begun")
    }

    fn turn(&mut self) {
        self.pages.push(Page::new(self.story.size));
        self.bare.push(false);
        self.y = self.top();
        self.fresh = true;
    }

    /// Begins a page unless so much room is left.
    fn need(&mut self, height: f32) {
        self.page();
        if self.y + height > self.bottom() + 0.5 && !self.fresh {
            self.turn();
        }
    }

    fn put(&mut self, block: &Block) {
        match block {
            Block::NewPage => self.y = f32::MAX,
            Block::Page(page) => {
                self.pages.push((**page).clone());
                self.bare.push(true);
                self.y = f32::MAX;
            }
            Block::Bookmark(name) => {
                self.page();
                self.bookmarks.push(Bookmark { name: name.clone(), page: self.pages.len() - 1 });
            }
            Block::Gap(_) if self.y == f32::MAX || self.fresh => {}
            Block::Table(table) => self.put_table(table),
            Block::Text(label) => self.put_text(label, 0.0, 1.0),
            Block::Small(label) => self.put_text(label, 0.0, 0.86),
            block => {
                let height = block.height(self.story, self.width());
                if height > self.bottom() - self.top()
                    && let Some(parts) = block.parted(self.story)
                {
                    parts.iter().for_each(|part| self.put(part));
                    return;
                }
                let keep = if matches!(block, Block::Heading(_) | Block::Title(_)) {
                    self.under_heading.max(self.story.text * 5.0)
                } else {
                    0.0
                };
                self.need(height + keep);
                let (left, width, y, story) = (self.left(), self.width(), self.y, self.story);
                block.draw(story, self.page(), (left, y, width));
                self.y += height;
                self.fresh = false;
            }
        }
    }

    /// A paragraph may go on over the page; a line of it does not stand alone.
    fn put_text(&mut self, label: &Label, indent: f32, scale: f32) {
        let size = self.story.text * scale;
        for (line, size, shade) in paragraph(label, size, self.width() - indent, scale < 1.0) {
            self.need(leading(size));
            let place = (self.left() + indent, self.y + baseline(size), self.width());
            self.page().text(place, Align::Left, (size, Weight::Regular, shade), &line);
            self.y += leading(size);
            self.fresh = false;
        }
        self.y += size * 0.35;
    }

    fn put_table(&mut self, table: &Table) {
        if table.columns.is_empty() {
            return;
        }
        let mut laid = table.lay(self.width());
        laid.part(self.bottom() - self.top());
        let aligns: Vec<Align> = table.columns.iter().map(|column| column.align).collect();
        let heights: Vec<f32> = laid.row_heights().collect();
        let mut from = 0;
        self.need(laid.beginning(2));
        while from < heights.len() || (from == 0 && heights.is_empty()) {
            let room = self.bottom() - self.y - laid.head_height();
            // A table that goes on overleaf keeps off the foot; one that just ends on the page may come close to it.
            let goes_on = heights[from..].iter().sum::<f32>() > room + 0.5;
            let room = if goes_on { room - self.story.text * 0.6 } else { room };
            let mut to = from;
            let mut used = 0.0;
            while to < heights.len() && (used + heights[to] <= room + 0.5 || (to == from && self.fresh)) {
                used += heights[to];
                to += 1;
            }
            // A head does not stand last on a page, nor a sum first.
            while to > from + 1 && to < heights.len() && (laid.is_section(to - 1) || laid.is_sum(to)) {
                to -= 1;
            }
            if to == from && !heights.is_empty() {
                self.turn();
                continue;
            }
            let (left, y) = (self.left(), self.y);
            self.y += laid.draw(self.page(), &aligns, (left, y), from..to);
            self.fresh = false;
            from = to;
            if heights.is_empty() {
                break;
            }
            if from < heights.len() {
                self.turn();
            }
        }
        self.y += self.story.text * 0.6;
    }

    fn done(mut self) -> Document {
        if self.pages.is_empty() {
            self.turn();
        }
        let story = self.story;
        let (count, size) = (self.pages.len(), story.text * EDGE);
        let (left, width, top) = (self.left(), self.width(), self.top());
        let foot = (story.size.height - story.margins.bottom) * MM - leading(size) * 0.2;
        for (at, page) in self.pages.iter_mut().enumerate().filter(|(at, _)| !self.bare[*at]) {
            let style = (size, Weight::Regular, colour::SOFT);
            for (lines, align) in self.head.iter().zip([Align::Left, Align::Right]) {
                for (no, line) in lines.iter().enumerate() {
                    let place = story.margins.top * MM + baseline(size) + leading(size) * no as f32;
                    page.text((left, place, width), align, style, line);
                }
            }
            if story.head.is_some() {
                let rule = top - story.text + size * 0.16;
                page.line((left, rule), (left + width, rule), colour::LINE, 0.5);
            }
            for (no, line) in self.foot.iter().rev().enumerate() {
                page.text((left, foot - leading(size) * no as f32, width), Align::Left, style, line);
            }
            if story.numbered {
                page.text((left, foot, width), Align::Right, style, &story.page_of(at + 1, count));
            }
        }
        let language = if story.say.language() == Language::English { "en" } else { "km-KH" };
        Document { title: story.title.clone(), language, pages: self.pages, bookmarks: self.bookmarks, sides: None }
    }
}

/// Two texts at the ends of a line; where both do not fit, each takes more lines.
fn edges(left: &str, right: &str, size: f32, width: f32) -> [Vec<String>; 2] {
    let wide = |text: &str| crate::shape(text, Weight::Regular).width(size);
    let room = width - size;
    let right_room = wide(right).min((room / 2.0).max(room - wide(left)));
    [wrap(left, Weight::Regular, size, room - right_room), wrap(right, Weight::Regular, size, right_room)]
}

/// The lines of a paragraph, with their size and colour.
fn paragraph(label: &Label, size: f32, width: f32, soft: bool) -> Vec<(String, f32, crate::Colour)> {
    let shade = if soft { colour::SOFT } else { colour::INK };
    let mut lines: Vec<_> = wrap(&label.main, Weight::Regular, size, width).into_iter().map(|line| (line, size, shade)).collect();
    if let Some(beside) = &label.beside {
        let small = size * 0.88;
        lines.extend(wrap(beside, Weight::Regular, small, width).into_iter().map(|line| (line, small, colour::SOFT)));
    }
    lines
}

impl Block {
    /// The height it takes at a width; what flows over pages says what it takes in one piece.
    fn height(&self, story: &Story, width: f32) -> f32 {
        let mut page = Page::new(story.size);
        self.draw(story, &mut page, (0.0, 0.0, width))
    }

    /// The parts of what is higher than a page; `None` where it has none.
    fn parted(&self, story: &Story) -> Option<Vec<Block>> {
        Some(match self {
            Block::Title(label) | Block::Heading(label) => vec![Block::Text(label.clone())],
            Block::Numbered(number, label) => {
                vec![Block::Text(Label { main: format!("{number} {}", label.main), beside: label.beside.clone() })]
            }
            Block::Facts(facts) => match &*facts.lines {
                [(name, value)] => vec![Block::Small(name.clone()), Block::Text(value.as_str().into())],
                lines => lines.iter().map(|line| Block::Facts(Facts::new(vec![line.clone()]))).collect(),
            },
            Block::Signatures(signatures) if signatures.people.len() > signatures.across(story) => {
                let (rows, thumbs) = (signatures.people.chunks(signatures.across(story)), signatures.thumbs);
                rows.map(|people| Block::Signatures(Signatures { people: people.to_vec(), thumbs })).collect()
            }
            Block::Seal(seal) if !seal.says.is_empty() => {
                let says = seal.says.iter().cloned().map(Block::Small);
                std::iter::once(Block::Seal(Seal { says: Vec::new(), ..seal.clone() })).chain(says).collect()
            }
            Block::Together(blocks) => blocks.clone(),
            // What is higher than a page does not stand beside anything.
            Block::Beside(columns) => columns.iter().flat_map(|(_, blocks)| blocks.clone()).collect(),
            _ => return None,
        })
    }

    /// Draws it in one piece and says how high it is.
    fn draw(&self, story: &Story, page: &mut Page, (x, y, width): (f32, f32, f32)) -> f32 {
        let text = story.text;
        match self {
            Block::Title(label) => {
                let high = stacked(page, label, (x, y, width), (text * 1.7, Weight::Bold), colour::GREEN);
                high + text * 0.5
            }
            Block::Heading(label) => {
                let above = text * 0.6;
                above + stacked(page, label, (x, y + above, width), (text * 1.15, Weight::Bold), colour::GREEN) + text * 0.35
            }
            Block::Text(label) => lines_down(page, paragraph(label, text, width, false), (x, y, width)) + text * 0.35,
            Block::Small(label) => lines_down(page, paragraph(label, text * 0.86, width, true), (x, y, width)) + text * 0.3,
            Block::Numbered(number, label) => {
                let indent = text * 2.0;
                page.text((x, y + baseline(text), indent), Align::Left, (text, Weight::Bold, colour::GREEN), number);
                let high = lines_down(page, paragraph(label, text, width - indent, false), (x + indent, y, width - indent));
                high.max(leading(text)) + text * 0.4
            }
            Block::Facts(facts) => facts.draw(story, page, (x, y, width)),
            Block::Table(table) if table.columns.is_empty() => 0.0,
            Block::Table(table) => {
                let laid = table.lay(width);
                let aligns: Vec<Align> = table.columns.iter().map(|column| column.align).collect();
                let rows = laid.row_heights().count();
                laid.draw(page, &aligns, (x, y), 0..rows) + text * 0.6
            }
            Block::Signatures(signatures) => signatures.draw(story, page, (x, y, width)),
            Block::Chart(chart) => chart.draw(text, page, (x, y, width)),
            Block::Flows(chart) => chart.draw(text, page, (x, y, width)),
            Block::Crossing(chart) => chart.draw(text, page, (x, y, width)),
            Block::Strips(chart) => chart.draw(text, page, (x, y, width)),
            Block::Tiles(tiles) => tiles.draw(text, page, (x, y, width)),
            Block::Seal(seal) => seal.draw(story, page, (x, y, width)),
            Block::Rule => {
                page.line((x, y + text * 0.5), (x + width, y + text * 0.5), colour::LINE, 0.6);
                text
            }
            Block::Gap(millimetres) => millimetres * MM,
            Block::Together(blocks) => blocks.iter().fold(0.0, |down, block| down + block.draw(story, page, (x, y + down, width))),
            Block::Beside(columns) => {
                let shares: f32 = columns.iter().map(|(share, _)| share).sum();
                let gap = text * 1.2;
                let room = width - gap * (columns.len().max(1) - 1) as f32;
                let (mut left, mut high) = (x, 0.0_f32);
                for (share, blocks) in columns {
                    let wide = room * share / shares;
                    high = high.max(blocks.iter().fold(0.0, |down, block| down + block.draw(story, page, (left, y + down, wide))));
                    left += wide + gap;
                }
                high
            }
            Block::NewPage | Block::Page(_) | Block::Bookmark(_) => 0.0,
        }
    }
}

/// A label's lines, the second language under the first.
fn stacked(
    page: &mut Page,
    label: &Label,
    (x, y, width): (f32, f32, f32),
    (size, weight): (f32, Weight),
    shade: crate::Colour,
) -> f32 {
    let mut down = 0.0;
    for line in wrap(&label.main, weight, size, width) {
        page.text((x, y + down + baseline(size), width), Align::Left, (size, weight, shade), &line);
        down += leading(size);
    }
    for line in label.beside.iter().flat_map(|beside| wrap(beside, Weight::Regular, size * 0.72, width)) {
        page.text((x, y + down + baseline(size * 0.72), width), Align::Left, (size * 0.72, Weight::Regular, colour::SOFT), &line);
        down += leading(size * 0.72);
    }
    down
}

fn lines_down(page: &mut Page, lines: Vec<(String, f32, crate::Colour)>, (x, y, width): (f32, f32, f32)) -> f32 {
    let mut down = 0.0;
    for (line, size, shade) in lines {
        page.text((x, y + down + baseline(size), width), Align::Left, (size, Weight::Regular, shade), &line);
        down += leading(size);
    }
    down
}

impl Facts {
    /// Facts of lines.
    pub fn new(lines: Vec<(Label, String)>) -> Facts {
        Facts { lines }
    }

    fn draw(&self, story: &Story, page: &mut Page, (x, y, width): (f32, f32, f32)) -> f32 {
        let text = story.text;
        let small = text * 0.92;
        let names = width * 0.42;
        let mut down = 0.0;
        for (name, value) in &self.lines {
            let top = y + down;
            let name_high = stacked(page, name, (x, top, names - text * 0.6), (small, Weight::Regular), colour::SOFT);
            let mut value_high = 0.0;
            if value.is_empty() {
                value_high = leading(text) * 1.25;
                page.dots((x + names, top + value_high - 2.0), (x + width, top + value_high - 2.0));
            }
            for line in wrap(value, Weight::Bold, text, width - names) {
                let place = (x + names, top + value_high + baseline(text), width - names);
                page.text(place, Align::Left, (text, Weight::Bold, colour::INK), &line);
                value_high += leading(text);
            }
            down += name_high.max(value_high) + text * 0.25;
            page.line((x, y + down - text * 0.1), (x + width, y + down - text * 0.1), colour::LINE, 0.3);
        }
        down + text * 0.4
    }
}

impl Signatures {
    /// How many people stand beside each other.
    fn across(&self, story: &Story) -> usize {
        if story.size.width < 120.0 { 2 } else { 4 }.min(self.people.len().max(1))
    }

    fn draw(&self, story: &Story, page: &mut Page, (x, y, width): (f32, f32, f32)) -> f32 {
        let text = story.text;
        let across = self.across(story);
        let gap = text * 1.6;
        let wide = (width - gap * (across - 1) as f32) / across as f32;
        let thumb = if self.thumbs { 20.0 * MM } else { 13.0 * MM };
        let mut down = text * 0.8;
        for people in self.people.chunks(across) {
            let mut high = 0.0_f32;
            for (at, (office, name)) in people.iter().enumerate() {
                let left = x + (wide + gap) * at as f32;
                let line = y + down + thumb;
                if self.thumbs {
                    let side = thumb * 0.9;
                    page.rectangle(
                        (left + wide - side.min(wide), y + down),
                        (side.min(wide), side),
                        None,
                        Some((colour::LINE, 0.7)),
                    );
                }
                page.dots((left, line), (left + wide, line));
                let mut under = 2.0 + stacked(page, office, (left, line + 2.0, wide), (text * 0.88, Weight::Bold), colour::INK);
                for part in wrap(name, Weight::Regular, text * 0.88, wide) {
                    let place = (left, line + under + baseline(text * 0.88), wide);
                    page.text(place, Align::Left, (text * 0.88, Weight::Regular, colour::INK), &part);
                    under += leading(text * 0.88);
                }
                high = high.max(thumb + under);
            }
            down += high + text;
        }
        down
    }
}

impl Seal {
    fn draw(&self, story: &Story, page: &mut Page, (x, y, width): (f32, f32, f32)) -> f32 {
        let text = story.text;
        let side = (32.0 * MM).min(width * 0.42);
        let left = x + side + text;
        if let Some(image) = qr::code(&self.address, &self.code) {
            let image: Arc<Image> = Arc::new(image);
            page.items.push(Item::Image { x, y, width: side, image });
        }
        let room = width - side - text;
        let mut down = text * 0.4;
        page.text((left, y + down + baseline(text * 1.3), room), Align::Left, (text * 1.3, Weight::Bold, colour::INK), &self.code);
        down += leading(text * 1.3) + text * 0.2;
        for label in &self.says {
            down += lines_down(page, paragraph(label, text * 0.88, room, true), (left, y + down, room)) + text * 0.2;
        }
        down.max(side) + text * 0.6
    }
}
