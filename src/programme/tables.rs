//! Figures of the programme as tables and for programs: what the pages show, for a terminal, a spreadsheet and other systems.
//! A figure that would tell of too few is left out everywhere: an empty cell, `null`.
use super::{counting::Shown, kept::Counted, targets::store::TargetRow};
use crate::exports::{Cell as Field, Rows, Sheets, Told};
use chrono::{DateTime, NaiveDate, Utc};
use domain::programme::{Actual, Cell, FiscalYear, Measure, standing};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Targets with what was counted for each. `at` is when, where figures are kept; without it they were counted now.
pub fn targets<'a>(all: impl Iterator<Item = (&'a TargetRow, &'a Counted)>, as_of: NaiveDate, at: Option<DateTime<Utc>>) -> Told {
    let heads = [
        "code",
        "organisation",
        "measure",
        "unit",
        "reading",
        "number",
        "actual",
        "percent",
        "met",
        "of",
        "fulfilled",
        "in_all",
        "as_of",
        "name_latin",
        "name_km",
        "note_latin",
        "note_km",
        "source",
        "provinces",
    ];
    let (mut rows, mut list) = (Rows::new(&heads), Vec::new());
    for (row, counted) in all {
        let target = &row.target;
        let standing = match counted {
            Counted::Open(actual) => Some((standing(target.number, target.reading, actual), in_all(actual))),
            Counted::Hidden => None,
        };
        let number = |number: Option<i64>| number.map_or(Field::Number(String::new()), Field::count);
        let percent = standing.as_ref().and_then(|(one, _)| one.share).map(|share| tenths(share.percent_tenths()));
        let met = standing.as_ref().and_then(|(one, _)| one.met);
        let actual = standing.as_ref().map(|(one, _)| one.actual);
        let (of, fulfilled) =
            (standing.as_ref().map(|(one, _)| one.of as i64), standing.as_ref().map(|(one, _)| one.fulfilled as i64));
        let sum = standing.as_ref().and_then(|(_, sum)| *sum);
        rows.push([
            Field::text(&target.code),
            Field::text(target.organisation.clone().unwrap_or_default()),
            Field::text(target.measure.code()),
            Field::text(target.measure.counting().code()),
            Field::text(target.reading.code()),
            number(target.number),
            number(actual),
            Field::Number(percent.clone().unwrap_or_default()),
            Field::text(met.map_or("", |met| if met { "yes" } else { "no" })),
            number(of),
            number(fulfilled),
            number(sum),
            Field::text(as_of.to_string()),
            Field::text(&target.name_latin),
            Field::text(&target.name_km),
            Field::text(&target.note_latin),
            Field::text(&target.note_km),
            Field::text(&target.source),
            Field::text(target.provinces.join(" ")),
        ]);
        list.push(json!({
            "code": target.code, "organisation": target.organisation, "measure": target.measure.code(),
            "unit": target.measure.counting().code(), "reading": target.reading.code(), "number": target.number, "actual": actual,
            "percent": percent, "met": met, "of": of, "fulfilled": fulfilled, "in_all": sum, "provinces": target.provinces,
            "name_km": target.name_km, "name_latin": target.name_latin, "note_km": target.note_km, "note_latin": target.note_latin,
            "source": target.source,
        }));
    }
    let counted_at = at.map(|at| at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true));
    Told {
        sheets: Sheets(vec![("targets", rows)]),
        json: json!({ "as_of": as_of.to_string(), "counted_at": counted_at, "targets": list }),
    }
}

fn in_all(actual: &Actual) -> Option<i64> {
    match actual {
        Actual::Total(_) => None,
        Actual::Each(each) => Some(each.iter().sum()),
    }
}

/// A tenth of a hundredth as a decimal.
fn tenths(tenths: i64) -> String {
    format!("{}.{}", tenths / 10, (tenths % 10).abs())
}

/// A figure with its measure, for [`indicators`].
#[derive(Clone, Debug)]
pub struct Indicator {
    /// Which.
    pub measure: Measure,
    /// As it may be shown.
    pub shown: Shown,
}

/// Indicators of a fiscal year, told apart; `partners` are codes by the ids that figures are told apart by.
pub fn indicators(
    all: &[Indicator],
    year: FiscalYear,
    as_of: NaiveDate,
    organisation: Option<&str>,
    partners: &BTreeMap<String, String>,
) -> Told {
    let (mut rows, mut list) =
        (Rows::new(&["indicator", "handbook", "unit", "fiscal_year", "dimension", "cell", "figure", "as_of"]), Vec::new());
    for one in all {
        let mut push = |dimension: &str, cell: &str, figure: Cell| {
            rows.push([
                Field::text(one.measure.code()),
                Field::text(one.measure.handbook().unwrap_or_default()),
                Field::text(one.measure.counting().code()),
                Field::Number(year.year().to_string()),
                Field::text(dimension),
                Field::text(cell),
                figure.shown().map_or(Field::Number(String::new()), Field::count),
                Field::text(as_of.to_string()),
            ]);
        };
        push("", "", one.shown.total);
        let mut by = serde_json::Map::new();
        for (dimension, cells) in &one.shown.by {
            let mut told = serde_json::Map::new();
            for (cell, figure) in cells {
                let cell = partners.get(cell).map_or(cell.as_str(), String::as_str);
                push(dimension.code(), if cell.is_empty() { "not-known" } else { cell }, *figure);
                told.insert(if cell.is_empty() { "not-known".into() } else { cell.to_owned() }, json!(figure.shown()));
            }
            by.insert(dimension.code().to_owned(), Value::Object(told));
        }
        list.push(json!({
            "code": one.measure.code(), "handbook": one.measure.handbook(), "unit": one.measure.counting().code(),
            "protected": one.measure.is_protected(), "total": one.shown.total.shown(), "by": by,
        }));
    }
    Told {
        sheets: Sheets(vec![("indicators", rows)]),
        json: json!({
            "fiscal_year": year.year(), "from": year.days().0.to_string(), "as_of": as_of.to_string(), "organisation": organisation,
            "indicators": list,
        }),
    }
}
