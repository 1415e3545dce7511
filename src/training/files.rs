//! A table of training as a file.
use crate::{
    error::{Answer, Fault},
    exports::{Rows, Sheets},
};
use axum::{
    http::{HeaderValue, header},
    response::IntoResponse,
};
use chrono::NaiveDate;

/// A table as a file that an address asks for by `csv` or `xlsx`.
///
/// # Errors
/// Another format, or more rows than a spreadsheet holds.
pub(super) fn file(name: &'static str, rows: Rows, format: &str, today: NaiveDate) -> Answer {
    let sheets = Sheets(vec![(name, rows)]);
    let (kind, bytes) = match format {
        // It begins with the mark by which spreadsheets know that it is UTF-8.
        "csv" => ("text/csv; charset=utf-8", format!("\u{feff}{}", sheets.to_csv()).into_bytes()),
        "xlsx" => {
            let book = sheets.to_xlsx(today).map_err(|error| Fault::Broken(format!("a workbook of {name}: {error}")))?;
            ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", book)
        }
        _ => return Err(Fault::NotFound),
    };
    let disposition = format!("attachment; filename=\"{name}-{today}.{format}\"");
    let disposition = HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment"));
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static(kind)), (header::CONTENT_DISPOSITION, disposition)], bytes)
        .into_response())
}
