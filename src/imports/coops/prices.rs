//! What a cooperative pays for a kilogram, from a day on.
use super::{Line, bring, keys, kind, needed};
use crate::{
    coops::store::CoopRow,
    groups::store::Group,
    imports::{BadLines, ImportError, Imported, day, table::Row},
    meetings::seal::Act,
    store::Tx,
};
use domain::coops::Ask;

/// Writes prices, or sees that they stand. Caller commits.
///
/// # Errors
/// Every line that cannot be taken.
pub async fn prices(tx: &mut Tx, group: &Group, coop: &CoopRow, rows: &[Row], act: Act) -> Result<Imported, ImportError> {
    let mut bad = BadLines::default();
    let mut lines = Vec::with_capacity(rows.len());
    for (row, key) in rows.iter().zip(keys(&["coop-price", &coop.code], rows)) {
        let (day, kind_of) = (day(row, "date", &mut bad), kind(row, &mut bad));
        let amount = needed(row, "price", group.commodity().decimals(), "An amount for a kilogram.", &mut bad);
        if let (Some(day), Some(kind_of), Some(amount)) = (day, kind_of, amount) {
            lines.push(Line { line: row.line, key, day, ask: Ask::SetPrice { kind_of, amount } });
        }
    }
    bring(tx, (group, coop), lines, act, bad).await
}
