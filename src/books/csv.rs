//! Figures as a file for a spreadsheet, in which no cell can pass for a formula.
use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use ledger::Commodity;

/// One cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Words: whatever people wrote.
    Text(String),
    /// A figure of ours, in the unit people speak of, with Latin digits and a decimal point.
    Figure(String),
}

impl Cell {
    /// Words.
    pub fn text(text: impl Into<String>) -> Cell {
        Cell::Text(text.into())
    }

    /// Nothing.
    pub fn blank() -> Cell {
        Cell::Text(String::new())
    }

    /// A quantity of smallest units.
    pub fn amount(commodity: Commodity, quantity: i64) -> Cell {
        Cell::Figure(commodity.of(quantity).decimal().to_string())
    }

    /// A number that is a name.
    pub fn number(number: i64) -> Cell {
        Cell::Figure(number.to_string())
    }

    /// A day, as every spreadsheet reads it.
    pub fn day(day: NaiveDate) -> Cell {
        Cell::Figure(day.to_string())
    }

    /// As it stands in the file: words that a spreadsheet would run are made words by an apostrophe before them.
    fn written(&self) -> String {
        match self {
            Cell::Figure(figure) => figure.clone(),
            Cell::Text(text)
                if text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
                    || text.starts_with(['\t', '\r', '\n']) =>
            {
                format!("'{text}")
            }
            Cell::Text(text) => text.clone(),
        }
    }
}

/// The file, under a name made of parts that hold letters, digits and hyphens.
pub fn file(name: &[&str], rows: &[Vec<Cell>]) -> Response {
    let safe = |part: &&str| part.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect::<String>();
    let name: Vec<String> = name.iter().map(safe).collect();
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{}.csv\"", name.join("-")));
    let disposition = disposition.expect("the name holds letters, digits and hyphens");
    (
        [(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")), (header::CONTENT_DISPOSITION, disposition)],
        written(rows),
    )
        .into_response()
}

/// The text of the file. It begins with the mark by which spreadsheets know that Khmer is UTF-8.
fn written(rows: &[Vec<Cell>]) -> Vec<u8> {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).flexible(true).from_writer(b"\xef\xbb\xbf".to_vec());
    for row in rows {
        writer.write_record(row.iter().map(Cell::written)).expect("writing to memory cannot fail");
    }
    writer.into_inner().expect("writing to memory cannot fail")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_can_pass_for_a_formula() {
        for text in ["=1+1", "+855", "-2", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1"] {
            assert!(Cell::text(text).written().starts_with('\''), "{text:?}");
        }
        assert_eq!(Cell::text("ប្រជុំទី 1 = ល្អ").written(), "ប្រជុំទី 1 = ល្អ");
        assert_eq!(Cell::amount(Commodity::USD, -1_250).written(), "-12.50");
    }

    #[test]
    fn a_file_is_utf_8_and_quoted() {
        let rows = [vec![Cell::text("ថ្ងៃ"), Cell::text("a,\"b\"")], vec![Cell::number(1)]];
        assert_eq!(String::from_utf8(written(&rows)).unwrap(), "\u{feff}ថ្ងៃ,\"a,\"\"b\"\"\"\r\n1\r\n");
    }
}
