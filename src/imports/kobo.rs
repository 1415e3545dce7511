//! Files as a survey on a phone exports them (KoboToolbox, ODK): a column is headed by the groups of questions it stands
//! in (`person/family_name_km`), and beside the answers stand columns of the survey's own (`_id`, `_submission_time`).
//!
//! Such a file is read like one that was typed into a spreadsheet: the groups before a heading fall away, and the survey's
//! own columns are passed over, those of a place on the earth among them. Headings may be in Khmer too.
use super::{
    ImportError,
    table::{self, Column, Line, Row},
};
use std::path::Path;

/// Columns that a survey adds without being asked; all others of its own begin with an underscore.
const OWN: [&str; 12] = [
    "start",
    "end",
    "today",
    "username",
    "deviceid",
    "phonenumber",
    "subscriberid",
    "simserial",
    "audit",
    "instanceid",
    "instancename",
    "rootuuid",
];

/// Reads the rows of a file that may come from a survey. `called` gives other headings of a column, such as its Khmer one:
/// heading, column.
///
/// # Errors
/// Those of [`table::read`].
pub fn read(path: &Path, columns: &[Column], called: &[(&str, &'static str)]) -> Result<Vec<Row>, ImportError> {
    table::rows(stripped(table::lines(path)?, columns, called), columns)
}

/// Reads the same from text that is in memory.
///
/// # Errors
/// Those of [`table::read_text`].
pub fn read_text(bytes: &[u8], columns: &[Column], called: &[(&str, &'static str)]) -> Result<Vec<Row>, ImportError> {
    table::rows(stripped(table::text(bytes)?, columns, called), columns)
}

/// The lines with plain headings, without the survey's own columns.
fn stripped(mut lines: Vec<Line>, columns: &[Column], called: &[(&str, &'static str)]) -> Vec<Line> {
    let Some(at) = lines.iter().position(|(_, cells)| cells.iter().any(|cell| !cell.is_empty())) else { return lines };
    let heads: Vec<Option<String>> = lines[at].1.iter().map(|heading| plain(heading, columns, called)).collect();
    for (_, cells) in lines.iter_mut().skip(at) {
        // Cells beyond the last heading stay: they are told of where the rows are read.
        let mut nth = 0..;
        cells.retain(|_| nth.next().is_some_and(|nth: usize| heads.get(nth).is_none_or(Option::is_some)));
    }
    lines[at].1 = heads.into_iter().flatten().collect();
    lines
}

/// A heading without the groups before it; `None` for a column that the survey added.
fn plain(heading: &str, columns: &[Column], called: &[(&str, &'static str)]) -> Option<String> {
    let last = heading.rsplit('/').next().unwrap_or(heading).trim();
    let word = last.to_lowercase().replace([' ', '-'], "_");
    if columns.iter().any(|column| column.name == word) {
        return Some(word);
    }
    if let Some((_, column)) = called.iter().find(|(other, _)| *other == last) {
        return Some((*column).to_owned());
    }
    let formhub = heading.to_lowercase().starts_with("formhub/");
    if word.starts_with('_') || formhub || OWN.contains(&word.as_str()) { None } else { Some(last.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &[Column] = &[Column::needed("sex"), Column::optional("birth_year")];

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let said = match read_text(text.as_bytes(), COLUMNS, &[("ភេទ", "sex"), ("ឆ្នាំកំណើត", "birth_year")])
        {
            Ok(rows) => {
                let row = |row: &Row| format!("{}:{}|{}", row.line, row.text("sex"), row.text("birth_year"));
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
    fn as_a_survey_exports_it() {
        check("start,person/sex,person/more/birth_year,_id,_submission_time\n2026-01-04,f,1984,7,2026-01-05\n", "2:f|1984");
        check("_gps_latitude;formhub/uuid;ភេទ;ឆ្នាំកំណើត\n11.5;x;ស្រី;1984\n", "2:ស្រី|1984");
        check("sex\nf\n", "2:f|");
    }

    #[test]
    fn what_nobody_asked_for_is_told() {
        check("person/sex,person/story\nf,x\n", "!1:story");
        check("a/sex,b/sex\nf,m\n", "!1:sex");
        check("sex,birth_year,_id\nf,1984,7,rest\n", "!2:");
    }
}
