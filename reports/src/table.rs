//! Tables: columns that fit what stands in them, rows that never part, heads that come again on each page.
//!
//! A number is never broken and never cut: where the columns do not fit, the whole table is set smaller, step by step.
use crate::{
    Label,
    lines::{self, longest_piece, widest_syllable},
    page::{Align, Colour, Page, Weight, colour},
    shape::shape,
};

/// How wide a column is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Width {
    /// As wide as what stands in it.
    Fit,
    /// A share of what the others leave: names, what for.
    Share(f32),
    /// Millimetres: what is written or stamped by hand.
    Fixed(f32),
}

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its head.
    pub head: Label,
    /// Its width.
    pub width: Width,
    /// How its cells stand.
    pub align: Align,
}

impl Column {
    /// Numbers and dates: fits, to the right.
    pub fn number(head: Label) -> Column {
        Column { head, width: Width::Fit, align: Align::Right }
    }

    /// Short text: fits, to the left.
    pub fn short(head: Label) -> Column {
        Column { head, width: Width::Fit, align: Align::Left }
    }

    /// Text that may take several lines.
    pub fn text(head: Label) -> Column {
        Column { head, width: Width::Share(1.0), align: Align::Left }
    }

    /// Room for a hand, this many millimetres wide.
    pub fn hand(head: Label, width: f32) -> Column {
        Column { head, width: Width::Fixed(width), align: Align::Middle }
    }
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing, or room for a hand.
    Blank,
    /// Text; broken into lines in a column that shares, never in one that fits.
    Text(String),
    /// The same in bold.
    Strong(String),
    /// Text in the paper's languages, one under the other.
    Label(Label),
    /// A text with a smaller one under it: a meeting and its day.
    Under(String, String),
    /// Two amounts, one over the other: what came, and in bold what is there then.
    Over(String, String),
    /// Stamped squares: how many of how many.
    Stamps(u32, u32),
    /// A square to tick; ticked or not.
    Tick(bool),
    /// A place to write on: a dotted line.
    Dots,
    /// So many empty squares, to be stamped or marked by hand.
    Squares(u32),
    /// Room to write, with what was agreed or is due in small print at its foot.
    Hint(String),
}

impl Cell {
    /// A text; empty text is blank.
    pub fn text(text: impl Into<String>) -> Cell {
        let text = text.into();
        if text.is_empty() { Cell::Blank } else { Cell::Text(text) }
    }

    /// A bold one.
    pub fn strong(text: impl Into<String>) -> Cell {
        let text = text.into();
        if text.is_empty() { Cell::Blank } else { Cell::Strong(text) }
    }
}

/// How a row stands out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RowKind {
    /// It does not.
    #[default]
    Plain,
    /// A sum: a line above, bold.
    Sum,
    /// A head within the table; its first cell goes over all columns.
    Section,
    /// A correction.
    Marked,
}

/// A row.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// A cell a column; missing ones are blank.
    pub cells: Vec<Cell>,
    /// How it stands out.
    pub kind: RowKind,
}

impl Row {
    /// A plain row.
    pub fn new(cells: Vec<Cell>) -> Row {
        Row { cells, kind: RowKind::Plain }
    }

    /// A sum.
    pub fn sum(cells: Vec<Cell>) -> Row {
        Row { cells, kind: RowKind::Sum }
    }

    /// A head within the table.
    pub fn section(label: Label) -> Row {
        Row { cells: vec![Cell::Label(label)], kind: RowKind::Section }
    }
}

/// A table.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows.
    pub rows: Vec<Row>,
    /// Points of its text.
    pub size: f32,
    /// A row is at least this high, in points: 0 for what its text needs, more where a hand writes.
    pub row: f32,
    /// Room is left for this many more rows, as empty rows: 0 for none.
    pub spare: usize,
}

impl Table {
    /// A table of text size 8.5.
    pub fn new(columns: Vec<Column>, rows: Vec<Row>) -> Table {
        Table { columns, rows, size: 8.5, row: 0.0, spare: 0 }
    }

    /// With another text size, in points.
    pub fn size(self, size: f32) -> Table {
        Table { size, ..self }
    }

    /// With rows at least so many millimetres high.
    pub fn row(self, millimetres: f32) -> Table {
        Table { row: millimetres * crate::MM, ..self }
    }

    /// With empty rows to be filled by hand.
    pub fn spare(self, rows: usize) -> Table {
        Table { spare: rows, ..self }
    }
}

/// A table laid out for a width.
pub(crate) struct Laid {
    x: Vec<f32>,
    size: f32,
    head: Vec<Vec<(String, bool)>>,
    head_height: f32,
    rows: Vec<LaidRow>,
}

struct LaidRow {
    kind: RowKind,
    height: f32,
    cells: Vec<LaidCell>,
}

enum LaidCell {
    Lines(Vec<(String, Style)>),
    Stamps(u32, u32),
    Tick(bool),
    Dots,
    Squares(u32),
    Hint(String),
}

#[derive(Clone, Copy, PartialEq)]
enum Style {
    Plain,
    Strong,
    Small,
}

const PAD: f32 = 2.6;
/// The room above and below the lines of a row, together.
const ROW_PAD: f32 = 2.0 * PAD * 0.6;
const SMALLEST: f32 = 0.55;
/// Text that may be broken does not ask for more than this, in parts of its size.
const LONG: f32 = 12.0;
/// The second language and what stands under, against the text.
const SMALL: f32 = 0.84;
const STAMP: f32 = 1.0;
/// The side of a square that a hand stamps, and how far it is to the next, in points: they do not shrink with the text.
const SQUARE: f32 = 5.4 * crate::MM;
const SQUARE_STEP: f32 = 6.4 * crate::MM;

impl Style {
    fn weight(self) -> Weight {
        if self == Style::Strong { Weight::Bold } else { Weight::Regular }
    }

    fn size(self, size: f32) -> f32 {
        if self == Style::Small { size * SMALL } else { size }
    }
}

impl Table {
    /// The room of its head and its first rows at a width.
    pub(crate) fn beginning(&self, width: f32, rows: usize) -> f32 {
        if self.columns.is_empty() { 0.0 } else { self.lay(width).beginning(rows) }
    }

    /// Finds the widths, the text size and the lines of every cell for a width in points.
    pub(crate) fn lay(&self, width: f32) -> Laid {
        let mut size = self.size;
        let widths = loop {
            match self.widths(width, size) {
                Ok(widths) => break widths,
                Err(widths) if size <= self.size * SMALLEST => break widths,
                Err(_) => size *= 0.96,
            }
        };
        let mut x = vec![0.0];
        for width in &widths {
            x.push(x[x.len() - 1] + width);
        }
        let head: Vec<_> = self.columns.iter().zip(&widths).map(|(column, width)| head_lines(&column.head, size, *width)).collect();
        let head_height =
            head.iter().map(|lines| lines.iter().map(|line| leading(size * if line.1 { SMALL } else { 1.0 })).sum::<f32>());
        let head_height = if self.columns.iter().all(|column| column.head.is_empty()) {
            0.0
        } else {
            head_height.fold(0.0, f32::max) + 2.0 * PAD
        };
        let empty = Row::default();
        let rows = self.rows.iter().chain(std::iter::repeat_n(&empty, self.spare));
        let rows = rows.map(|row| self.lay_row(row, &widths, size)).collect();
        Laid { x, size, head, head_height, rows }
    }

    /// The widths of the columns at a text size; `Err` where they do not fit.
    fn widths(&self, width: f32, size: f32) -> Result<Vec<f32>, Vec<f32>> {
        let needed = |at: usize, column: &Column| {
            let natural = |(cell, strong)| natural(cell, size, strong);
            let least = |(cell, strong)| least(cell, size, strong);
            match column.width {
                // What is printed where a hand writes is not broken for it either.
                Width::Fixed(millimetres) => {
                    let beside = column.head.beside.as_deref().unwrap_or_default();
                    let beside = widest_syllable(beside, Weight::Regular) * size * SMALL;
                    let head = (widest_syllable(&column.head.main, Weight::Bold) * size).max(beside);
                    (millimetres * crate::MM).max(self.cells(at).map(least).fold(head, f32::max) + 2.0 * PAD)
                }
                Width::Fit => self.cells(at).map(natural).fold(head_least(&column.head, size), f32::max) + 2.0 * PAD,
                Width::Share(_) => self.cells(at).map(least).fold(head_least(&column.head, size), f32::max) + 2.0 * PAD,
            }
        };
        let mut widths: Vec<f32> = self.columns.iter().enumerate().map(|(at, column)| needed(at, column)).collect();
        let shares: f32 = self.columns.iter().map(|column| if let Width::Share(share) = column.width { share } else { 0.0 }).sum();
        let over = width - widths.iter().sum::<f32>();
        if over < -0.01 {
            return Err(levelled(&widths, width));
        }
        let growing = |column: &Column| match column.width {
            Width::Share(share) if shares > 0.0 => share / shares,
            Width::Fit if shares == 0.0 => {
                1.0 / self.columns.iter().filter(|column| column.width == Width::Fit).count().max(1) as f32
            }
            _ => 0.0,
        };
        for (width, column) in widths.iter_mut().zip(&self.columns) {
            *width += over * growing(column);
        }
        Ok(widths)
    }

    /// The cells of a column, and whether they are drawn in bold.
    fn cells(&self, at: usize) -> impl Iterator<Item = (&Cell, bool)> {
        let rows = self.rows.iter().filter(|row| row.kind != RowKind::Section);
        rows.filter_map(move |row| Some((row.cells.get(at)?, row.kind == RowKind::Sum)))
    }

    fn lay_row(&self, row: &Row, widths: &[f32], size: f32) -> LaidRow {
        let strong = matches!(row.kind, RowKind::Sum | RowKind::Section);
        let total: f32 = widths.iter().sum();
        let cells: Vec<LaidCell> = (0..widths.len())
            .map(|at| {
                let width = if row.kind == RowKind::Section { total } else { widths[at] };
                lay_cell(row.cells.get(at).unwrap_or(&Cell::Blank), size, width - 2.0 * PAD, strong)
            })
            .collect();
        LaidRow { kind: row.kind, height: height(&cells, size).max(self.row), cells }
    }
}

/// A line's height for a text size: Khmer needs room above for vowels and below for feet.
pub(crate) fn leading(size: f32) -> f32 {
    size * 1.5
}

/// Where in a line of that height the letters stand.
pub(crate) fn baseline(size: f32) -> f32 {
    size * 1.06
}

/// Widths that together are a width: only the widest give.
fn levelled(widths: &[f32], width: f32) -> Vec<f32> {
    let mut from_narrow = widths.to_vec();
    from_narrow.sort_by(f32::total_cmp);
    let (mut left, mut level) = (width, 0.0);
    for (at, narrow) in from_narrow.iter().enumerate() {
        level = left / (from_narrow.len() - at) as f32;
        if *narrow > level {
            break;
        }
        left -= narrow;
    }
    widths.iter().map(|width| width.min(level)).collect()
}

fn natural(cell: &Cell, size: f32, strong: bool) -> f32 {
    let wide = |text: &str, style: Style| shape(text, style.weight()).width(style.size(size));
    let plain = if strong { Style::Strong } else { Style::Plain };
    match cell {
        Cell::Blank => 0.0,
        Cell::Text(text) => wide(text, plain),
        Cell::Strong(text) => wide(text, Style::Strong),
        Cell::Label(label) => {
            wide(&label.main, Style::Strong).max(label.beside.as_ref().map_or(0.0, |beside| wide(beside, Style::Small)))
        }
        Cell::Under(main, under) => wide(main, plain).max(wide(under, Style::Small)),
        Cell::Over(came, then) => wide(came, Style::Plain).max(wide(then, Style::Strong)),
        Cell::Stamps(on, of) => stamp_step(size) * (*on).max(*of) as f32,
        Cell::Tick(_) => size,
        Cell::Dots => 0.0,
        Cell::Squares(of) => SQUARE_STEP * *of as f32,
        Cell::Hint(text) => wide(text, Style::Small),
    }
}

/// The least width of a cell that may be broken: its longest word, but never more than would fill a fifth of a page.
fn least(cell: &Cell, size: f32, strong: bool) -> f32 {
    let longest = |text: &str, style: Style| longest_piece(text, style.weight()) * style.size(size);
    let plain = if strong { Style::Strong } else { Style::Plain };
    let wide = match cell {
        Cell::Text(text) => longest(text, plain),
        Cell::Strong(text) => longest(text, Style::Strong),
        Cell::Label(label) => {
            longest(&label.main, plain).max(label.beside.as_ref().map_or(0.0, |beside| longest(beside, Style::Small)))
        }
        Cell::Under(main, under) => longest(main, plain).max(longest(under, Style::Small)),
        Cell::Over(came, then) => longest(came, Style::Plain).max(longest(then, Style::Strong)),
        other => return natural(other, size, strong),
    };
    wide.min(size * LONG)
}

/// A head takes up to three lines where its words are not very long.
fn head_least(head: &Label, size: f32) -> f32 {
    let of = |text: &str, weight, size: f32| {
        let whole = shape(text, weight).width(size);
        (longest_piece(text, weight) * size).max(whole / 3.0).min(size * LONG)
    };
    of(&head.main, Weight::Bold, size).max(head.beside.as_ref().map_or(0.0, |beside| of(beside, Weight::Regular, size * SMALL)))
}

fn head_lines(head: &Label, size: f32, width: f32) -> Vec<(String, bool)> {
    let room = width - 2.0 * PAD + 0.1;
    let mut lines: Vec<(String, bool)> = Vec::new();
    lines.extend(lines::wrap(&head.main, Weight::Bold, size, room).into_iter().map(|line| (line, false)));
    if let Some(beside) = &head.beside {
        lines.extend(lines::wrap(beside, Weight::Regular, size * SMALL, room).into_iter().map(|line| (line, true)));
    }
    lines
}

fn lay_cell(cell: &Cell, size: f32, width: f32, strong: bool) -> LaidCell {
    let room = width + 0.1;
    let wrap = |text: &str, style: Style| -> Vec<(String, Style)> {
        lines::wrap(text, style.weight(), style.size(size), room).into_iter().map(|line| (line, style)).collect()
    };
    let plain = if strong { Style::Strong } else { Style::Plain };
    LaidCell::Lines(match cell {
        Cell::Blank => Vec::new(),
        Cell::Text(text) => wrap(text, plain),
        Cell::Strong(text) => wrap(text, Style::Strong),
        Cell::Label(label) => {
            let mut lines = wrap(&label.main, plain);
            lines.extend(label.beside.iter().flat_map(|beside| wrap(beside, Style::Small)));
            lines
        }
        Cell::Under(main, under) => {
            let mut lines = wrap(main, plain);
            lines.extend(wrap(under, Style::Small));
            lines
        }
        // The balance stands on its own line where nothing came, too.
        Cell::Over(came, then) if came.is_empty() => {
            std::iter::once((String::new(), Style::Plain)).chain(wrap(then, Style::Strong)).collect()
        }
        Cell::Over(came, then) => {
            let mut lines = wrap(came, Style::Plain);
            lines.extend(wrap(then, Style::Strong));
            lines
        }
        Cell::Stamps(on, of) => return LaidCell::Stamps(*on, *of),
        Cell::Tick(ticked) => return LaidCell::Tick(*ticked),
        Cell::Dots => return LaidCell::Dots,
        Cell::Squares(of) => return LaidCell::Squares(*of),
        Cell::Hint(text) => return LaidCell::Hint(text.clone()),
    })
}

/// The height of a row with these cells.
fn height(cells: &[LaidCell], size: f32) -> f32 {
    let needed = cells.iter().map(|cell| match cell {
        LaidCell::Lines(lines) => lines.iter().map(|(_, style)| leading(style.size(size))).sum(),
        LaidCell::Stamps(..) => size * STAMP,
        LaidCell::Tick(_) => size,
        LaidCell::Dots => leading(size),
        LaidCell::Squares(_) => SQUARE,
        LaidCell::Hint(_) => size * 2.0,
    });
    needed.fold(leading(size), f32::max) + ROW_PAD
}

/// Leaves as many lines in a cell as a height has room for, at least one, and gives the others.
fn split(cell: &mut LaidCell, size: f32, room: f32) -> LaidCell {
    let LaidCell::Lines(lines) = cell else { return LaidCell::Lines(Vec::new()) };
    let mut high = 0.0;
    let within = lines.iter().take_while(|(_, style)| {
        high += leading(style.size(size));
        high <= room
    });
    let within = within.count().max(1).min(lines.len());
    LaidCell::Lines(lines.split_off(within))
}

fn stamp_step(size: f32) -> f32 {
    size * STAMP * 1.3
}

impl Laid {
    /// The height of the head.
    pub(crate) fn head_height(&self) -> f32 {
        self.head_height
    }

    /// The room of its head and its first rows.
    pub(crate) fn beginning(&self, rows: usize) -> f32 {
        self.head_height + self.row_heights().take(rows).sum::<f32>()
    }

    /// The heights of the rows.
    pub(crate) fn row_heights(&self) -> impl Iterator<Item = f32> {
        self.rows.iter().map(|row| row.height)
    }

    /// Whether a row is a sum, which stands with what it sums.
    pub(crate) fn is_sum(&self, row: usize) -> bool {
        self.rows.get(row).is_some_and(|row| row.kind == RowKind::Sum)
    }

    /// Whether a row is a head within the table, which does not stand last on a page.
    pub(crate) fn is_section(&self, row: usize) -> bool {
        self.rows.get(row).is_some_and(|row| row.kind == RowKind::Section)
    }

    /// Parts the rows that are higher than a page: each part has as many lines of every cell as there is room for. A head
    /// that takes half a page is not repeated on each, but is the first row.
    pub(crate) fn part(&mut self, page: f32) {
        if self.head_height > page / 2.0 {
            let style = |(line, small)| (line, if small { Style::Small } else { Style::Strong });
            let cells = self.head.drain(..).map(|lines| LaidCell::Lines(lines.into_iter().map(style).collect())).collect();
            self.rows.insert(0, LaidRow { kind: RowKind::Plain, height: self.head_height, cells });
            self.head_height = 0.0;
        }
        let room = page - self.head_height;
        for mut row in std::mem::take(&mut self.rows) {
            while row.height > room && row.cells.iter().any(|cell| matches!(cell, LaidCell::Lines(lines) if lines.len() > 1)) {
                let rest: Vec<_> = row.cells.iter_mut().map(|cell| split(cell, self.size, room - ROW_PAD)).collect();
                let rest = LaidRow { kind: row.kind, height: height(&rest, self.size), cells: rest };
                row.height = height(&row.cells, self.size);
                self.rows.push(std::mem::replace(&mut row, rest));
            }
            self.rows.push(row);
        }
    }

    /// Draws the head and some rows; the height it took.
    pub(crate) fn draw(&self, page: &mut Page, aligns: &[Align], (x, y): (f32, f32), rows: std::ops::Range<usize>) -> f32 {
        let width = self.x[self.x.len() - 1];
        let mut down = y;
        if self.head_height > 0.0 {
            page.rectangle((x, y), (width, self.head_height), Some(colour::PALE), None);
            for (at, lines) in self.head.iter().enumerate() {
                let high: f32 = lines.iter().map(|line| leading(self.size * if line.1 { SMALL } else { 1.0 })).sum();
                let mut line_y = y + (self.head_height - high) / 2.0;
                for (line, small) in lines {
                    let size = self.size * if *small { SMALL } else { 1.0 };
                    let style = if *small { (size, Weight::Regular, colour::SOFT) } else { (size, Weight::Bold, colour::GREEN) };
                    let place = (x + self.x[at] + PAD, line_y + baseline(size), self.x[at + 1] - self.x[at] - 2.0 * PAD);
                    page.text(place, aligns[at], style, line);
                    line_y += leading(size);
                }
            }
            down += self.head_height;
        }
        let first = down;
        for row in &self.rows[rows.clone()] {
            self.draw_row(page, aligns, (x, down), row);
            down += row.height;
        }
        let mut line_y = first;
        // A head within the table goes over all columns: no edge runs through it.
        let mut edges = vec![(y, first)];
        for (at, row) in self.rows[rows].iter().enumerate() {
            if at > 0 || self.head_height > 0.0 {
                let (shade, thick) = if row.kind == RowKind::Sum { (colour::GREEN, 0.9) } else { (colour::LINE, 0.4) };
                page.line((x, line_y), (x + width, line_y), shade, thick);
            }
            line_y += row.height;
            match edges.last_mut().filter(|_| row.kind != RowKind::Section) {
                Some(edge) => edge.1 = line_y,
                None => edges.push((line_y, line_y)),
            }
        }
        for (edge, (from, to)) in self.x[1..self.x.len() - 1].iter().flat_map(|x| edges.iter().map(move |edge| (x, *edge))) {
            if to > from {
                page.line((x + edge, from), (x + edge, to), colour::LINE, 0.3);
            }
        }
        page.rectangle((x, y), (width, down - y), None, Some((colour::LINE, 0.7)));
        down - y
    }

    fn draw_row(&self, page: &mut Page, aligns: &[Align], (x, y): (f32, f32), row: &LaidRow) {
        let width = self.x[self.x.len() - 1];
        match row.kind {
            RowKind::Section => page.rectangle((x, y), (width, row.height), Some(Colour(0xf3, 0xf7, 0xf4)), None),
            RowKind::Marked => page.rectangle((x, y), (width, row.height), Some(colour::MARK), None),
            _ => {}
        }
        for (at, cell) in row.cells.iter().enumerate() {
            let (left, mut wide) = (x + self.x[at] + PAD, self.x[at + 1] - self.x[at] - 2.0 * PAD);
            if row.kind == RowKind::Section {
                wide = width - 2.0 * PAD;
            }
            let align = if row.kind == RowKind::Section { Align::Left } else { aligns[at] };
            self.draw_cell(page, align, (left, y, wide), row.height, cell);
        }
    }

    fn draw_cell(&self, page: &mut Page, align: Align, (x, y, width): (f32, f32, f32), height: f32, cell: &LaidCell) {
        let size = self.size;
        match cell {
            LaidCell::Lines(lines) => {
                let high: f32 = lines.iter().map(|(_, style)| leading(style.size(size))).sum();
                let mut line_y = y + (height - high) / 2.0;
                for (line, style) in lines {
                    let points = style.size(size);
                    let shade = if *style == Style::Small { colour::SOFT } else { colour::INK };
                    page.text((x, line_y + baseline(points), width), align, (points, style.weight(), shade), line);
                    line_y += leading(points);
                }
            }
            LaidCell::Stamps(on, of) => {
                let (step, side) = (stamp_step(size), size * STAMP);
                let top = y + (height - side) / 2.0;
                for at in 0..(*on).max(*of) {
                    let left = x + step * at as f32;
                    let (fill, stroke) = if at < *on { (Some(colour::GREEN), colour::GREEN) } else { (None, colour::LINE) };
                    page.rectangle((left, top), (side, side), fill, Some((stroke, 0.6)));
                }
            }
            LaidCell::Tick(ticked) => {
                let left = x + (width - size) / 2.0;
                let top = y + (height - size) / 2.0;
                page.rectangle((left, top), (size, size), None, Some((colour::SOFT, 0.7)));
                if *ticked {
                    let points = [(0.2, 0.55), (0.42, 0.8), (0.85, 0.2)].map(|(a, b)| (left + size * a, top + size * b)).to_vec();
                    page.items.push(crate::Item::Line { points, colour: colour::GREEN, thick: 1.4, dotted: false });
                }
            }
            LaidCell::Dots => page.dots((x, y + height - 4.0), (x + width, y + height - 4.0)),
            LaidCell::Squares(of) => {
                let left = x + (width - SQUARE_STEP * *of as f32 + SQUARE_STEP - SQUARE) / 2.0;
                for at in 0..*of {
                    let place = (left + SQUARE_STEP * at as f32, y + (height - SQUARE) / 2.0);
                    page.rectangle(place, (SQUARE, SQUARE), None, Some((colour::SOFT, 0.6)));
                }
            }
            LaidCell::Hint(text) => {
                let points = (size * SMALL).min(width.max(1.0) / shape(text, Weight::Regular).width(1.0).max(0.1));
                let style = (points, Weight::Regular, colour::SOFT);
                page.text((x, y + height - points * 0.5, width), Align::Right, style, text);
            }
        }
    }
}
