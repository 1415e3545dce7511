//! Cooperatives from files: one with all it is, and what happened at it, in the order of its days; the market besides.
//! Every line goes the same road as a form (`coops::write`), so a file can bring nothing that an officer could not have
//! written.
mod deliveries;
mod file;
mod market;
mod plots;
mod prices;
mod why;

pub use deliveries::deliveries;
pub use file::{CoopFile, read, read_text};
pub use market::{buyers, market_prices};
pub use plots::plots;
pub use prices::prices;

use super::{BadLine, BadLines, ImportError, Imported, key, said, table};
use crate::{
    coops::{
        store::{self, CoopRow},
        write::{self, BadRows, Wish},
    },
    groups::store::Group,
    meetings::seal::Act,
    members::store as members,
    store::Tx,
};
use chrono::NaiveDate;
use domain::coops::{
    Ask, Coop, Kind, Party, State,
    acts::PlotNo,
    crops::{self, CROPS},
};
use std::collections::{BTreeMap, HashMap};
use table::{Column, Row};
use uuid::Uuid;

/// A file of deliveries.
pub const DELIVERIES: &[Column] = &[
    Column::needed("date"),
    Column::needed("member"),
    Column::needed("plot"),
    Column::needed("crop"),
    Column::needed("grade"),
    Column::needed("organic"),
    Column::needed("gross"),
    Column::needed("tare"),
    Column::needed("moisture"),
    Column::needed("foreign"),
    Column::needed("paid"),
    Column::trailing("taken_off"),
    Column::trailing("offset"),
];

/// A file of plots and their inspections.
pub const PLOTS: &[Column] = &[
    Column::needed("date"),
    Column::needed("member"),
    Column::needed("name"),
    Column::needed("area"),
    Column::needed("crop"),
    Column::needed("forbidden_on"),
    Column::optional("inspected_on"),
    Column::optional("inspector"),
    Column::optional("score"),
    Column::optional("outcome"),
    Column::optional("until"),
    Column::optional("estimate"),
    Column::optional("faults"),
];

/// A file of what a cooperative pays.
pub const PRICES: &[Column] =
    &[Column::needed("date"), Column::needed("crop"), Column::needed("grade"), Column::needed("organic"), Column::needed("price")];

/// A file of prices of the board.
pub const MARKET_PRICES: &[Column] = &[
    Column::needed("date"),
    Column::needed("crop"),
    Column::needed("grade"),
    Column::needed("organic"),
    Column::needed("place"),
    Column::needed("price"),
    Column::optional("source"),
    Column::trailing("reason"),
];

/// A file of buyers and what they want.
pub const BUYERS: &[Column] = &[
    Column::needed("buyer"),
    Column::needed("phone"),
    Column::needed("place"),
    Column::needed("crop"),
    Column::needed("grade"),
    Column::needed("organic"),
    Column::needed("kg"),
    Column::needed("price"),
    Column::needed("days"),
    Column::needed("from"),
    Column::needed("to"),
    Column::optional("buyer_latin"),
];

/// What lines need to be understood.
struct Ground {
    coop: Coop,
    state: State,
    numbers: BTreeMap<i64, Party>,
}

impl Ground {
    async fn load(tx: &mut Tx, group: &Group, row: &CoopRow) -> Result<Ground, ImportError> {
        let coop = store::load(tx, row, group).await?;
        let state =
            coop.state(NaiveDate::MAX).map_err(|flaw| ImportError::File(format!("{}: its acts do not fit: {flaw:?}", row.code)))?;
        let all = members::members(tx, group.book, &group.commodity).await?;
        Ok(Ground { coop, state, numbers: all.iter().map(|member| (member.number, member.party_no)).collect() })
    }

    /// A member by her number, or somebody who is none by the name under which the cooperative knows them.
    fn who(&self, row: &Row, outsiders: bool, bad: &mut BadLines) -> Option<Party> {
        let text = row.text("member");
        let number = words::read_count(text).ok().flatten();
        let member = number.and_then(|number| self.numbers.get(&number).copied());
        let named = || self.state.outsiders.iter().find(|(_, (name, _))| name == text).map(|(party, _)| *party);
        let found = member.or_else(|| if outsiders && !text.is_empty() { named() } else { None });
        if found.is_none() {
            let reason = if number.is_some() || !outsiders {
                "No member has this number."
            } else {
                "Nobody of this name was named at the cooperative; a member is written as a number."
            };
            bad.add(row.line, "member", said(text, reason));
        }
        found
    }

    /// A plot by its number, or by what its farmer calls it; nothing is none.
    fn plot(&self, row: &Row, party: Party, bad: &mut BadLines) -> Option<PlotNo> {
        let text = row.text("plot");
        if text.is_empty() {
            return None;
        }
        let number = words::read_count(text).ok().flatten();
        let called =
            || self.state.plots.values().find(|plot| plot.said.party == party && plot.said.name == text).map(|plot| plot.said.no);
        let found = number.filter(|no| self.state.plots.contains_key(no)).or_else(called);
        if found.is_none() {
            bad.add(row.line, "plot", said(text, "No plot has this number, and none of hers this name."));
        }
        found
    }
}

/// What is delivered or priced.
fn kind(row: &Row, bad: &mut BadLines) -> Option<Kind> {
    let (crop, organic) = (row.text("crop").to_uppercase(), row.text("organic").to_lowercase());
    if crops::crop(&crop).is_none() {
        let known = CROPS.iter().map(|crop| crop.code.as_str()).collect::<Vec<_>>().join(", ");
        bad.add(row.line, "crop", said(row.text("crop"), &format!("No such crop; there are {known}.")));
    }
    let organic = match organic.as_str() {
        "" | "no" | "n" | "0" | "false" => Some(false),
        "yes" | "y" | "1" | "true" | "organic" => Some(true),
        _ => {
            bad.add(row.line, "organic", said(row.text("organic"), "yes or no."));
            None
        }
    };
    crops::crop(&crop)?;
    Some(Kind { crop, grade: row.text("grade").to_owned(), organic: organic? })
}

/// A figure with so many decimal places, or nothing; what cannot be read is listed.
fn figure(row: &Row, column: &str, decimals: u8, what: &str, bad: &mut BadLines) -> Option<i64> {
    match words::read_quantity(row.text(column), decimals) {
        Ok(figure) => figure,
        Err(_) => {
            bad.add(row.line, column, said(row.text(column), what));
            None
        }
    }
}

/// The same where it must be there.
fn needed(row: &Row, column: &str, decimals: u8, what: &str, bad: &mut BadLines) -> Option<i64> {
    let found = figure(row, column, decimals, what, bad);
    if found.is_none() && row.text(column).is_empty() {
        bad.add(row.line, column, "This is needed here.");
    }
    found
}

/// A day that may be left out.
fn maybe_day(row: &Row, column: &str, bad: &mut BadLines) -> Option<NaiveDate> {
    if row.text(column).is_empty() { None } else { super::day(row, column, bad) }
}

/// An area in square metres: a number of them, or hectares as `0.8 ha`.
fn area(text: &str) -> Option<i64> {
    let text = text.trim();
    let read = match text.strip_suffix("ha").or_else(|| text.strip_suffix("ហិកតា")) {
        Some(hectares) => words::read_quantity(hectares.trim(), 4),
        None => words::read_quantity(text.strip_suffix("m2").unwrap_or(text).trim(), 0),
    };
    read.ok().flatten().filter(|area| *area > 0)
}

/// The keys of lines: of what each says, and the how-manieth it is of those that say the same.
fn keys(of: &[&str], rows: &[Row]) -> Vec<Uuid> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut key_of = |row: &Row| {
        let says = row.says();
        let before = seen.entry(says.clone()).or_default();
        let made = key(&[of, &[says.as_str(), before.to_string().as_str()]].concat());
        *before += 1;
        made
    };
    rows.iter().map(&mut key_of).collect()
}

/// Something that a line wants written.
struct Line {
    line: u64,
    key: Uuid,
    day: NaiveDate,
    ask: Ask,
}

/// Writes what lines want, in the order of their days; answers how much is new.
async fn bring(
    tx: &mut Tx,
    (group, coop): (&Group, &CoopRow),
    mut lines: Vec<Line>,
    act: Act,
    mut bad: BadLines,
) -> Result<Imported, ImportError> {
    lines.sort_by_key(|line| line.day);
    let wishes: Vec<Wish<'_>> =
        lines.iter().map(|line| Wish { key: line.key, day: line.day, known: true, ask: &line.ask }).collect();
    match write::bring(tx, group, coop, &wishes, act).await? {
        Ok(brought) => bad.none().map(|()| Imported { new: brought.new, same: brought.same, ..Imported::default() }),
        Err(refused) => {
            match bad_rows(tx, coop, group, &refused, |row| (lines[row].line, Some(&lines[row].ask))).await? {
                ImportError::Lines(refused) => {
                    refused.into_iter().for_each(|BadLine { line, column, reason }| bad.add(line, &column, reason));
                }
                other => return Err(other),
            }
            bad.none().map(|()| Imported::default())
        }
    }
}

/// What rules refuse, in words at their lines.
async fn bad_rows<'a>(
    tx: &mut Tx,
    coop: &CoopRow,
    group: &Group,
    refused: &BadRows,
    at: impl Fn(usize) -> (u64, Option<&'a Ask>),
) -> Result<ImportError, ImportError> {
    let loaded = store::load(tx, coop, group).await?;
    let mut bad = BadLines::default();
    for (row, refusals) in refused {
        let (line, ask) = at(*row);
        for refusal in refusals {
            let (column, reason) = why::said(&loaded, ask, &refusal.why);
            bad.add(line, column, reason);
        }
    }
    Ok(bad.none().err().unwrap_or_else(|| ImportError::File("it is refused".into())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_as_people_write_them() {
        for (text, metres) in [("8000", Some(8_000)), ("8,000 m2", Some(8_000)), ("0.8 ha", Some(8_000)), ("1ha", Some(10_000))] {
            assert_eq!(area(text), metres, "{text}");
        }
        for text in ["", "0", "-5", "0.8", "big", "0.00001 ha"] {
            assert_eq!(area(text), None, "{text}");
        }
    }
}
