//! Rows under heads, as a table for a terminal or as CSV for a spreadsheet.

/// What stands in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Words; a spreadsheet must not take them for a formula.
    Text(String),
    /// A number or nothing, to the right.
    Number(String),
}

impl Cell {
    /// Words.
    pub fn text(text: impl Into<String>) -> Cell {
        Cell::Text(text.into())
    }

    /// A whole number.
    pub fn count(count: i64) -> Cell {
        Cell::Number(count.to_string())
    }

    /// An amount in whole units.
    pub fn amount(amount: ledger::Amount) -> Cell {
        Cell::Number(amount.decimal().to_string())
    }

    /// An amount in whole units; nothing where it is nought.
    pub fn unless_zero(amount: ledger::Amount) -> Cell {
        if amount.is_zero() { Cell::Number(String::new()) } else { Cell::amount(amount) }
    }

    fn shown(&self) -> &str {
        match self {
            Cell::Text(text) | Cell::Number(text) => text,
        }
    }
}

/// A table.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// The words at its head.
    pub heads: Vec<&'static str>,
    /// The rows, each as long as the head.
    pub rows: Vec<Vec<Cell>>,
}

impl Rows {
    /// None yet.
    pub fn new(heads: &[&'static str]) -> Rows {
        Rows { heads: heads.to_vec(), rows: vec![] }
    }

    /// One more.
    pub fn push(&mut self, row: impl IntoIterator<Item = Cell>) {
        self.rows.push(row.into_iter().collect());
    }

    /// For a terminal: columns side by side.
    pub fn to_text(&self) -> String {
        let wide = |at: usize| self.rows.iter().filter_map(|row| row.get(at)).map(|cell| width(cell.shown())).max().unwrap_or(0);
        let widths: Vec<usize> = self.heads.iter().enumerate().map(|(at, head)| width(head).max(wide(at))).collect();
        let numeric = |at: usize| self.rows.iter().any(|row| matches!(row.get(at), Some(Cell::Number(_))));
        let mut text = String::new();
        let mut line = |cells: &mut dyn Iterator<Item = &str>| {
            let mut line = String::new();
            for (at, cell) in cells.enumerate() {
                let room = " ".repeat(widths.get(at).copied().unwrap_or(0).saturating_sub(width(cell)));
                let (before, after) = if numeric(at) { (room.as_str(), "") } else { ("", room.as_str()) };
                line += &format!("{before}{cell}{after}  ");
            }
            text.push_str(line.trim_end());
            text.push('\n');
        };
        line(&mut self.heads.iter().copied());
        for row in &self.rows {
            line(&mut row.iter().map(Cell::shown));
        }
        text
    }

    /// For a spreadsheet. Text that one would take for a formula (it begins with = + - @ and is no number) gets an
    /// apostrophe before it, which makes it text again.
    pub fn to_csv(&self) -> String {
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
        let heads: Vec<String> = self.heads.iter().map(|head| (*head).to_owned()).collect();
        let rows = self.rows.iter().map(|row| row.iter().map(harmless).collect::<Vec<_>>());
        for row in std::iter::once(heads).chain(rows) {
            writer.write_record(&row).expect("writing to memory cannot fail, and rows are as long as the head");
        }
        let bytes = writer.into_inner().expect("writing to memory cannot fail");
        String::from_utf8(bytes).expect("cells are text")
    }
}

fn harmless(cell: &Cell) -> String {
    match cell {
        Cell::Text(text)
            if text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.parse::<rust_decimal::Decimal>().is_err() =>
        {
            format!("'{text}")
        }
        cell => cell.shown().to_owned(),
    }
}

/// How many places a text takes on a terminal: Khmer vowels and signs stand over and under their letter.
fn width(text: &str) -> usize {
    let marks = |c: char| matches!(c, '\u{17b4}'..='\u{17d3}' | '\u{17dd}' | '\u{200b}'..='\u{200d}');
    let (mut places, mut under) = (0, false);
    for c in text.chars() {
        // The letter after a coeng stands under the one before.
        if !marks(c) && !under {
            places += 1;
        }
        under = c == '\u{17d2}';
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn side_by_side() {
        let mut rows = Rows::new(&["code", "savings"]);
        rows.push([Cell::text("A"), Cell::count(5_000)]);
        rows.push([Cell::text("LONG"), Cell::count(-7)]);
        assert_eq!(rows.to_text(), "code  savings\nA        5000\nLONG       -7\n");
    }

    #[test]
    fn no_cell_is_a_formula() {
        let mut rows = Rows::new(&["a", "b", "c", "d"]);
        rows.push([Cell::text("=1+1"), Cell::text("-500"), Cell::text("@x, \"y\""), Cell::count(-500)]);
        assert_eq!(rows.to_csv(), "a,b,c,d\n'=1+1,-500,\"'@x, \"\"y\"\"\",-500\n");
    }

    #[test]
    fn khmer_is_as_wide_as_it_looks() {
        assert_eq!((width("abc"), width("ខ្មែរ"), width("ស្រី")), (3, 2, 1));
    }
}
