//! Several tables of one report: one after the other for a terminal, one file of all for a program, a sheet each for a
//! spreadsheet.
use super::{Cell, Rows};
use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

/// The tables of a report, each under its name.
#[derive(Clone, Debug, Default)]
pub struct Sheets(pub Vec<(&'static str, Rows)>);

/// A spreadsheet keeps so many digits of a number and no more: a longer one is written as text, whole.
const DIGITS: usize = 15;

impl Sheets {
    /// For a terminal.
    pub fn to_text(&self) -> String {
        match &self.0[..] {
            [(_, rows)] => rows.to_text(),
            sheets => sheets.iter().map(|(name, rows)| format!("{name}\n{}", rows.to_text())).collect::<Vec<_>>().join("\n"),
        }
    }

    /// For a program: where there are several tables, the first column says which, and a column that a table lacks is empty.
    pub fn to_csv(&self) -> String {
        match &self.0[..] {
            [(_, rows)] => rows.to_csv(),
            _ => self.joined().to_csv(),
        }
    }

    fn joined(&self) -> Rows {
        let mut all = Rows::new(&["part"]);
        for head in self.0.iter().flat_map(|(_, rows)| &rows.heads) {
            if !all.heads.contains(head) {
                all.heads.push(head);
            }
        }
        for (name, rows) in &self.0 {
            for row in &rows.rows {
                let cell = |head: &&'static str| {
                    let at = rows.heads.iter().position(|own| own == head);
                    at.and_then(|at| row.get(at)).cloned().unwrap_or(Cell::Number(String::new()))
                };
                let cells: Vec<Cell> = std::iter::once(Cell::text(*name)).chain(all.heads[1..].iter().map(cell)).collect();
                all.rows.push(cells);
            }
        }
        all
    }

    /// For a spreadsheet: the same tables are the same bytes, and nothing in them says who made them. `made` is the day the
    /// file bears.
    ///
    /// # Errors
    /// More rows or signs than a spreadsheet holds.
    pub fn to_xlsx(&self, made: NaiveDate) -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        let day = |part: u32| u8::try_from(part).unwrap_or(1);
        let made = ExcelDateTime::from_ymd(u16::try_from(made.year()).unwrap_or(1900), day(made.month()), day(made.day()))?;
        book.set_properties(&DocProperties::new().set_creation_datetime(&made));
        for (name, rows) in &self.0 {
            sheet(book.add_worksheet(), name, rows)?;
        }
        book.save_to_buffer()
    }
}

fn sheet(sheet: &mut Worksheet, name: &str, rows: &Rows) -> Result<(), XlsxError> {
    sheet.set_name(name)?.set_freeze_panes(1, 0)?;
    let bold = Format::new().set_bold();
    for (column, head) in (0..).zip(&rows.heads) {
        sheet.write_string_with_format(0, column, *head, &bold)?;
    }
    for (line, row) in (1..).zip(&rows.rows) {
        for (column, cell) in (0..).zip(row) {
            match (cell, number(cell)) {
                (_, Some((value, format))) => sheet.write_number_with_format(line, column, value, &format)?,
                (Cell::Text(text) | Cell::Number(text), None) if text.is_empty() => continue,
                // A text is written as one: it is never a formula.
                (Cell::Text(text) | Cell::Number(text), None) => sheet.write_string(line, column, text)?,
            };
        }
    }
    sheet.autofit();
    Ok(())
}

/// A number as a spreadsheet knows it, shown with as many places as it was written with. Spreadsheets have no other numbers
/// than these; within [`DIGITS`] they show what was written.
fn number(cell: &Cell) -> Option<(f64, Format)> {
    let Cell::Number(text) = cell else { return None };
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let value = text.parse().ok().filter(|_| (1..=DIGITS).contains(&digits))?;
    let places = text.split_once('.').map_or(0, |(_, places)| places.len());
    let format = if places == 0 { "#,##0".to_owned() } else { format!("#,##0.{}", "0".repeat(places)) };
    Some((value, Format::new().set_num_format(format)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{thread::sleep, time::Duration};

    fn sheets() -> Sheets {
        let mut one = Rows::new(&["line", "spent"]);
        one.push([Cell::text("=1+1"), Cell::Number("20.50".into())]);
        let mut other = Rows::new(&["day", "spent"]);
        other.push([Cell::text("2026-01-31"), Cell::Number("12345678901234567".into())]);
        Sheets(vec![("lines", one), ("days", other)])
    }

    #[test]
    fn tables_are_joined_by_their_heads() {
        assert_eq!(sheets().to_csv(), "part,line,spent,day\nlines,'=1+1,20.50,\ndays,,12345678901234567,2026-01-31\n");
        assert_eq!(
            sheets().to_text(),
            "lines\nline  spent\n=1+1  20.50\n\ndays\nday                     spent\n2026-01-31  12345678901234567\n"
        );
    }

    #[test]
    fn a_spreadsheet_is_the_same_every_time() {
        let made = NaiveDate::from_ymd_opt(2026, 1, 31).expect("a day");
        let first = sheets().to_xlsx(made).expect("it is written");
        sleep(Duration::from_millis(2_100));
        assert_eq!(first, sheets().to_xlsx(made).expect("it is written"));
        let mut book: calamine::Xlsx<_> = calamine::Reader::new(std::io::Cursor::new(first)).expect("it is read");
        let range = calamine::Reader::worksheet_range(&mut book, "lines").expect("a sheet");
        assert_eq!(range.get((1, 0)), Some(&calamine::Data::String("=1+1".into())));
        assert_eq!(range.get((1, 1)), Some(&calamine::Data::Float(20.5)));
        let range = calamine::Reader::worksheet_range(&mut book, "days").expect("a sheet");
        assert_eq!(range.get((1, 1)), Some(&calamine::Data::String("12345678901234567".into())));
    }
}
