//! Plots and their inspections, as the inspector's list has them.
use super::{Ground, Line, area, bring, keys, maybe_day, needed};
use crate::{
    coops::store::CoopRow,
    groups::store::Group,
    imports::{BadLines, ImportError, Imported, day, said, table::Row},
    meetings::seal::Act,
    store::Tx,
};
use chrono::NaiveDate;
use domain::coops::{
    Ask,
    acts::{Fault, Inspection, NonConformity, Outcome},
};
use uuid::Uuid;

/// Writes plots and inspections, or sees that they stand: a line of a plot that its farmer has under the same name says
/// something else of it, or inspects it again. Caller commits.
///
/// # Errors
/// Every line that cannot be taken.
pub async fn plots(tx: &mut Tx, group: &Group, coop: &CoopRow, rows: &[Row], act: Act) -> Result<Imported, ImportError> {
    let mut bad = BadLines::default();
    let ground = Ground::load(tx, group, coop).await?;
    let known = crate::coops::store::keys(tx, coop).await?;
    let mut next = ground.state.next_plot();
    // The plots of farmers by name, those of this file among them.
    let mut plots: Vec<(i64, String, i64)> =
        ground.state.plots.values().map(|plot| (plot.said.party, plot.said.name.clone(), plot.said.no)).collect();
    let (mut lines, mut same) = (Vec::new(), 0);
    let keyed = keys(&["plot", &coop.code], rows);
    // Plots get their numbers in the order of their days.
    let mut order: Vec<(Option<NaiveDate>, &Row, Uuid)> =
        rows.iter().zip(keyed).map(|(row, key)| (day(row, "date", &mut bad), row, key)).collect();
    order.sort_by_key(|(day, ..)| *day);
    let mut inspections = Vec::new();
    for (day, row, key) in order {
        let (party, said, inspected) = (ground.who(row, false, &mut bad), plot(row, &mut bad), inspection(row, &mut bad));
        let (Some(day), Some(party), Some((area, crop, forbidden_on)), Some(inspected)) = (day, party, said, inspected) else {
            continue;
        };
        if known.contains_key(&key) {
            same += 1;
            continue;
        }
        let name = row.text("name").to_owned();
        let found = plots.iter().find(|(of, called, _)| *of == party && *called == name).map(|(.., no)| *no);
        let no = found.unwrap_or(next);
        if found.is_none() {
            plots.push((party, name.clone(), no));
            next += 1;
        }
        lines.push(Line { line: row.line, key, day, ask: Ask::NotePlot { plot: found, party, name, area, crop, forbidden_on } });
        if let Some((on, inspection)) = inspected {
            let key = crate::imports::key(&["inspection", &key.to_string()]);
            inspections.push(Line { line: row.line, key, day: on, ask: Ask::Inspect(Inspection { plot: no, ..inspection }) });
        }
    }
    let plots_of_lines = lines.len();
    lines.extend(inspections);
    let imported = bring(tx, (group, coop), lines, act, bad).await?;
    Ok(Imported { new: plots_of_lines, same, ..imported })
}

/// Area, crop, and when something forbidden was last put on it.
fn plot(row: &Row, bad: &mut BadLines) -> Option<(i64, String, Option<NaiveDate>)> {
    let area = area(row.text("area"));
    if area.is_none() {
        bad.add(row.line, "area", said(row.text("area"), "Square metres, or hectares as “0.8 ha”."));
    }
    if row.text("name").is_empty() {
        bad.add(row.line, "name", "This is needed here.");
    }
    Some((area?, row.text("crop").to_uppercase(), maybe_day(row, "forbidden_on", bad)))
}

/// What the inspector says; the outer none: it cannot be understood.
#[expect(clippy::option_option, reason = "no inspection, or one that cannot be understood")]
fn inspection(row: &Row, bad: &mut BadLines) -> Option<Option<(NaiveDate, Inspection)>> {
    if row.text("inspected_on").is_empty() {
        for column in ["inspector", "score", "outcome", "until", "estimate", "faults"] {
            if !row.text(column).is_empty() {
                bad.add(row.line, "inspected_on", "The day of the inspection is needed.");
                return None;
            }
        }
        return Some(None);
    }
    let on = day(row, "inspected_on", bad);
    let score = needed(row, "score", 0, "Points of a hundred.", bad);
    let estimate = needed(row, "estimate", 3, "The harvest that is expected, kilograms.", bad);
    let until = maybe_day(row, "until", bad);
    let outcome = match row.text("outcome").to_lowercase().as_str() {
        "" | "passed" => Some(Outcome::Passed),
        "conditions" => Some(Outcome::Conditions),
        "suspended" => Some(Outcome::Suspended),
        "excluded" => Some(Outcome::Excluded),
        other => {
            bad.add(row.line, "outcome", said(other, "passed, conditions, suspended or excluded."));
            None
        }
    };
    let (inspector, faults) = (row.text("inspector").to_owned(), faults(row, bad)?);
    Some(Some((on?, Inspection { plot: 0, inspector, score: score?, faults, outcome: outcome?, until, estimate: estimate? })))
}

/// `buffer 2026-09-01; records`.
fn faults(row: &Row, bad: &mut BadLines) -> Option<Vec<NonConformity>> {
    let mut all = Vec::new();
    for part in row.text("faults").split(';').map(str::trim).filter(|part| !part.is_empty()) {
        let (word, until) = part.split_once(' ').map_or((part, None), |(word, until)| (word, Some(until)));
        let fault = match word {
            "fertiliser" => Some(Fault::Fertiliser),
            "pesticide" => Some(Fault::Pesticide),
            "seed" => Some(Fault::Seed),
            "buffer" => Some(Fault::Buffer),
            "storage" => Some(Fault::Storage),
            "records" => Some(Fault::Records),
            "burning" => Some(Fault::Burning),
            "other" => Some(Fault::Other),
            _ => None,
        };
        match (fault, until.map(words::read_date)) {
            (Some(fault), None) => all.push(NonConformity { fault, until: None }),
            (Some(fault), Some(Ok(until))) => all.push(NonConformity { fault, until: Some(until) }),
            _ => {
                let how = "fertiliser, pesticide, seed, buffer, storage, records, burning or other, each with the day until \
                           which it is mended, as “buffer 2026-09-01; records”.";
                bad.add(row.line, "faults", said(part, how));
                return None;
            }
        }
    }
    Some(all)
}
