//! Deliveries as somebody wrote them down at the scale.
use super::{Ground, Line, bring, figure, keys, kind, needed};
use crate::{
    coops::store::CoopRow,
    groups::store::Group,
    imports::{BadLines, ImportError, Imported, day, said, table::Row},
    meetings::seal::Act,
    store::Tx,
};
use domain::coops::{
    Ask,
    acts::Reason,
    ask::{AskDelivery, Pay},
};

const KILOGRAMS: &str = "Kilograms, as 52.5.";
const PER_CENT: &str = "Per cent with one decimal place, as 14.5.";

/// Writes deliveries, or sees that they stand. Caller commits.
///
/// # Errors
/// Every line that cannot be taken.
pub async fn deliveries(tx: &mut Tx, group: &Group, coop: &CoopRow, rows: &[Row], act: Act) -> Result<Imported, ImportError> {
    let mut bad = BadLines::default();
    let ground = Ground::load(tx, group, coop).await?;
    let mut lines = Vec::with_capacity(rows.len());
    for (row, key) in rows.iter().zip(keys(&["delivery", &coop.code], rows)) {
        let (day, ask) = (day(row, "date", &mut bad), delivery(&ground, row, &mut bad));
        if let (Some(day), Some(ask)) = (day, ask) {
            lines.push(Line { line: row.line, key, day, ask: Ask::Deliver(ask) });
        }
    }
    bring(tx, (group, coop), lines, act, bad).await
}

fn delivery(ground: &Ground, row: &Row, bad: &mut BadLines) -> Option<AskDelivery> {
    let (party, kind) = (ground.who(row, true, bad), kind(row, bad));
    let gross = needed(row, "gross", 3, KILOGRAMS, bad);
    let tare = figure(row, "tare", 3, KILOGRAMS, bad);
    let moisture_tenths = figure(row, "moisture", 1, PER_CENT, bad);
    let foreign_tenths = figure(row, "foreign", 1, PER_CENT, bad);
    let money = ground.coop.money.decimals();
    let offset = figure(row, "offset", money, "An amount.", bad);
    let taken_off = taken_off(row, bad);
    let pay = match row.text("paid").to_lowercase().as_str() {
        "" | "later" | "no" => Some(Pay::Later),
        "now" | "all" | "yes" => Some(Pay::Now),
        _ => figure(row, "paid", money, "An amount; all, or nothing for later.", bad).map(|amount| Pay::Part { amount }),
    };
    let party = party?;
    let plot = ground.plot(row, party, bad);
    if plot.is_none() && !row.text("plot").is_empty() {
        return None;
    }
    Some(AskDelivery {
        party,
        plot,
        kind: kind?,
        gross: gross?,
        tare: tare.unwrap_or(0),
        moisture_tenths,
        foreign_tenths,
        taken_off: taken_off?,
        offset,
        pay: pay?,
    })
}

/// `unripe 2; mixed 1.5`.
fn taken_off(row: &Row, bad: &mut BadLines) -> Option<Vec<(Reason, i64)>> {
    let mut all = Vec::new();
    for part in row.text("taken_off").split(';').map(str::trim).filter(|part| !part.is_empty()) {
        let read = part.split_once(' ').and_then(|(reason, kilograms)| {
            let reason = match reason {
                "unripe" => Reason::Unripe,
                "mixed" => Reason::Mixed,
                "spoilt" => Reason::Spoilt,
                "trimming" => Reason::Trimming,
                "bags" => Reason::Bags,
                _ => return None,
            };
            Some((reason, words::read_quantity(kilograms, 3).ok()??))
        });
        match read {
            Some(one) => all.push(one),
            None => {
                let how = "A reason (unripe, mixed, spoilt, trimming, bags) and kilograms, as “unripe 2; mixed 1.5”.";
                bad.add(row.line, "taken_off", said(part, how));
                return None;
            }
        }
    }
    Some(all)
}
