//! A file of rows under named columns: text with commas (or semicolons, or tabs, as spreadsheets write it in some
//! countries), or an Excel sheet.
use super::{BadLines, ImportError};
use calamine::{Data, Reader, Sheets, open_workbook_auto, open_workbook_auto_from_rs};
use std::{
    collections::BTreeMap,
    io::{Cursor, Read, Seek},
    path::Path,
};

/// The largest file: far beyond a season of the largest group.
const BYTES_MOST: u64 = 20 * 1024 * 1024;

/// A column that a file may have.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// The word at its head.
    pub name: &'static str,
    /// Whether the file may leave it out.
    pub may_miss: bool,
    /// Whether a cell after the last column is taken for it where the file leaves out its head.
    pub may_trail: bool,
}

impl Column {
    /// A column that must be there.
    pub const fn needed(name: &'static str) -> Column {
        Column { name, may_miss: false, may_trail: false }
    }

    /// A column that may be left out.
    pub const fn optional(name: &'static str) -> Column {
        Column { name, may_miss: true, may_trail: false }
    }

    /// A column that may be left out, or stand without a head after the others.
    pub const fn trailing(name: &'static str) -> Column {
        Column { name, may_miss: true, may_trail: true }
    }
}

/// A row with something in it.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// Its line in the file, from 1.
    pub line: u64,
    cells: BTreeMap<&'static str, String>,
}

impl Row {
    /// What stands in a column, without spaces around it; nothing where the column is left out.
    pub fn text(&self, column: &str) -> &str {
        self.cells.get(column).map_or("", |text| text.as_str())
    }

    /// All that it says, column by column: two rows that say the same are the same line twice.
    pub fn says(&self) -> String {
        self.cells.iter().map(|(column, text)| format!("{column}={text}\n")).collect()
    }

    /// The same row with another text in a column.
    pub fn with(mut self, column: &'static str, text: String) -> Row {
        self.cells.insert(column, text);
        self
    }
}

/// Reads the rows of a `.csv` or `.xlsx` file; blank rows are passed over.
///
/// # Errors
/// [`ImportError::File`] when it cannot be read, [`ImportError::Lines`] when its columns are not these or a row has more
/// cells than there are columns.
pub fn read(path: &Path, columns: &[Column]) -> Result<Vec<Row>, ImportError> {
    rows(lines(path)?, columns)
}

/// The lines of a file as they stand there.
///
/// # Errors
/// [`ImportError::File`] when it cannot be read.
pub(super) fn lines(path: &Path) -> Result<Vec<Line>, ImportError> {
    let fault = |why: &str| ImportError::File(format!("{}: {why}", path.display()));
    let size = std::fs::metadata(path).map_err(|error| fault(&error.to_string()))?.len();
    if size > BYTES_MOST {
        return Err(fault("the file is larger than 20 MB"));
    }
    if is_sheet(path) {
        let book = open_workbook_auto(path).map_err(|error| fault(&no_sheet(&error)))?;
        return sheet(book).map_err(|why| fault(&why));
    }
    text(&std::fs::read(path).map_err(|error| fault(&error.to_string()))?)
}

/// The lines of a file that is in memory; its name says what it is.
pub(super) fn lines_of(name: &str, bytes: &[u8]) -> Result<Vec<Line>, ImportError> {
    if !is_sheet(Path::new(name)) {
        return text(bytes);
    }
    let book = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|error| ImportError::File(no_sheet(&error)))?;
    sheet(book).map_err(ImportError::File)
}

/// Whether a file is a spreadsheet, by the ending of its name.
fn is_sheet(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase();
    ["xlsx", "xlsm", "xls", "ods"].contains(&ending.as_str())
}

fn no_sheet(error: &calamine::Error) -> String {
    format!("it cannot be read as a spreadsheet: {error}")
}

/// Reads the same from text that is in memory.
pub fn read_text(bytes: &[u8], columns: &[Column]) -> Result<Vec<Row>, ImportError> {
    rows(text(bytes)?, columns)
}

/// A line of cells with its number.
pub(super) type Line = (u64, Vec<String>);

pub(super) fn text(bytes: &[u8]) -> Result<Vec<Line>, ImportError> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(ImportError::File("the file is “Unicode text” (UTF-16); save it as “CSV UTF-8”".into()));
    }
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let first = bytes.split(|byte| *byte == b'\n').find(|line| !line.iter().all(u8::is_ascii_whitespace)).unwrap_or_default();
    let many = |mark: u8| first.iter().filter(|byte| **byte == mark).count();
    let mark = [b',', b';', b'\t'].into_iter().rev().max_by_key(|mark| many(*mark)).unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(mark).from_reader(bytes);
    let (mut lines, mut bad) = (Vec::new(), BadLines::default());
    let mut counted = Counted { bytes, at: 0, line: 1 };
    for record in reader.byte_records() {
        let record = record.map_err(|error| ImportError::File(format!("the file cannot be read as CSV: {error}")))?;
        let line = counted.line_at(record.position().map_or(0, csv::Position::byte));
        let cells: Result<Vec<String>, _> =
            record.iter().map(|cell| std::str::from_utf8(cell).map(|cell| cell.trim().to_owned())).collect();
        match cells {
            Ok(cells) => lines.push((line, cells)),
            Err(_) => bad.add(line, "", "the letters cannot be read; save the file as “CSV UTF-8”"),
        }
    }
    bad.none()?;
    Ok(lines)
}

/// Counts lines as an editor does: the reader's own count stops before the blank lines ahead of a record.
struct Counted<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u64,
}

impl Counted<'_> {
    /// The line of the first letter at or after a byte; asked in order.
    fn line_at(&mut self, byte: u64) -> u64 {
        let to = usize::try_from(byte).unwrap_or(usize::MAX);
        while let Some(&here) = self.bytes.get(self.at).filter(|here| self.at < to || matches!(here, b'\r' | b'\n')) {
            let next = self.bytes.get(self.at + 1);
            self.line += u64::from(here == b'\n' || here == b'\r' && next != Some(&b'\n'));
            self.at += 1;
        }
        self.line
    }
}

fn sheet<R: Read + Seek>(mut book: Sheets<R>) -> Result<Vec<Line>, String> {
    let range = book.worksheet_range_at(0).ok_or("the spreadsheet has no sheet")?.map_err(|error| error.to_string())?;
    let first = range.start().map_or(0, |(row, _)| row);
    let lines = range.rows().zip(u64::from(first) + 1..).map(|(cells, line)| (line, cells.iter().map(cell).collect()));
    Ok(lines.collect())
}

/// A cell as the text that a person would have typed. Numbers of a spreadsheet are floats; the shortest decimals that
/// mean the same float are what was typed, and whoever reads them sees whether they are whole.
fn cell(data: &Data) -> String {
    match data {
        Data::DateTime(at) if at.is_datetime() => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        Data::DateTimeIso(text) => text.split('T').next().unwrap_or_default().to_owned(),
        Data::Float(number) => number.to_string(),
        Data::Int(number) => number.to_string(),
        Data::String(text) => text.trim().to_owned(),
        Data::Bool(truth) => truth.to_string(),
        Data::Error(error) => error.to_string(),
        Data::DateTime(_) | Data::DurationIso(_) => "a duration".to_owned(),
        Data::Empty => String::new(),
    }
}

pub(super) fn rows(lines: Vec<Line>, columns: &[Column]) -> Result<Vec<Row>, ImportError> {
    let mut lines = lines.into_iter().filter(|(_, cells)| cells.iter().any(|cell| !cell.is_empty()));
    let (head_line, head) = lines.next().ok_or_else(|| ImportError::File("the file is empty".into()))?;
    let mut bad = BadLines::default();
    let mut places: Vec<Option<&'static str>> = Vec::new();
    for word in &head {
        let plain = word.to_lowercase().replace([' ', '-'], "_");
        let column = columns.iter().map(|column| column.name).find(|name| *name == plain);
        match column {
            Some(name) if places.contains(&Some(name)) => bad.add(head_line, name, "the column is there twice"),
            None if !word.is_empty() => bad.add(head_line, word, "no such column in this kind of file"),
            _ => {}
        }
        places.push(column);
    }
    places.extend(
        columns
            .iter()
            .filter(|column| column.may_trail && !places.contains(&Some(column.name)))
            .map(|column| Some(column.name))
            .collect::<Vec<_>>(),
    );
    for column in columns.iter().filter(|column| !column.may_miss && !places.contains(&Some(column.name))) {
        bad.add(head_line, column.name, "the column is missing");
    }
    // Without its columns, nothing that a row says can be judged.
    bad.none()?;
    let mut bad = BadLines::default();
    let mut rows = Vec::new();
    for (line, cells) in lines {
        let mut row = Row { line, ..Row::default() };
        for (at, text) in cells.into_iter().enumerate() {
            match places.get(at) {
                Some(Some(name)) => drop(row.cells.insert(name, text)),
                _ if text.is_empty() => {}
                _ => bad.add(line, "", format!("“{text}” stands under no column: is a comma within a number without quotes?")),
            }
        }
        rows.push(row);
    }
    bad.none()?;
    Ok(rows)
}

/// Khmer digits as Latin ones; anything else as it is.
pub fn latin_digits(text: &str) -> String {
    let latin = |c: char| match c {
        '\u{17e0}'..='\u{17e9}' => char::from_digit(c as u32 - 0x17e0, 10).unwrap_or(c),
        c => c,
    };
    text.chars().map(latin).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &[Column] = &[Column::needed("date"), Column::needed("member"), Column::optional("savings")];

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let said = match read_text(text.as_bytes(), COLUMNS) {
            Ok(rows) => {
                let row = |row: &Row| format!("{}:{}|{}|{}", row.line, row.text("date"), row.text("member"), row.text("savings"));
                rows.iter().map(row).collect::<Vec<_>>().join(" ")
            }
            Err(ImportError::Lines(bad)) => {
                bad.iter().map(|bad| format!("!{}:{}", bad.line, bad.column)).collect::<Vec<_>>().join(" ")
            }
            Err(error) => format!("{error:?}"),
        };
        assert_eq!(said, expected, "{text:?}");
    }

    #[test]
    fn as_spreadsheets_write_it() {
        check("date,member,savings\n2026-01-04,1,5000\n", "2:2026-01-04|1|5000");
        check(
            "\u{feff}Date, Member ,SAVINGS\r\n\r\n04/01/2026,1,\"5,000\"\r\n,,\r\n04/01/2026,2,\r\n",
            "3:04/01/2026|1|5,000 5:04/01/2026|2|",
        );
        check("date,member\r\n\r\n\r\n2026-01-04,\"1\r\n\"\r\n2026-01-04,2\r\n", "4:2026-01-04|1| 6:2026-01-04|2|");
        check("member;date\n1;2026-01-04\n", "2:2026-01-04|1|");
        check("date\tmember\tsavings\n2026-01-04\t1\t5,000\n", "2:2026-01-04|1|5,000");
    }

    #[test]
    fn columns_that_are_not_these() {
        check("date,savings,saving\n", "!1:saving !1:member");
        check("date,member,date\n", "!1:date");
        check("date,member,savings\n2026-01-04,1,5,000\n2026-01-04,2,5000,\n", "!2:");
        check("", "File(\"the file is empty\")");
    }
}
