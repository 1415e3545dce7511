//! The end of codes: when a grant need not be kept for an audit any more, its code is drawn anew, and the provider's list
//! leads nowhere.
use super::store;
use crate::{
    awards::{audit, store::AwardRow},
    store::{Error, Tx, record},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::grants::audits::Status;

/// Why codes stay as they are.
#[derive(Debug)]
pub enum Kept {
    /// The time of the award and three years after it are not over: the last day.
    Through(NaiveDate),
    /// Findings are open, by number.
    Findings(Vec<i64>),
    /// The store.
    Store(Error),
}

impl From<Error> for Kept {
    fn from(error: Error) -> Kept {
        Kept::Store(error)
    }
}

/// Draws every code of an award anew, once, and says how many. The trail keeps the count alone.
///
/// # Errors
/// Why they stay.
pub async fn renew(tx: &mut Tx, award: &AwardRow, at: DateTime<Utc>) -> Result<usize, Kept> {
    let kept = store::kept_through(&award.terms()?);
    // The guards of the database reckon in days of UTC too.
    if at.date_naive() <= kept {
        return Err(Kept::Through(kept));
    }
    let open = open_findings(tx, award).await?;
    if !open.is_empty() {
        return Err(Kept::Findings(open));
    }
    let drawn = store::renew(tx, award, at).await?;
    if drawn > 0 {
        record(tx, Some(award.book), None, "codes-renewed", &format!("{} {drawn}", award.code), at).await?;
    }
    Ok(drawn)
}

/// The findings of an award that are not closed, by number.
async fn open_findings(tx: &mut Tx, award: &AwardRow) -> Result<Vec<i64>, Error> {
    let events = audit::store::events(tx, award.book).await?;
    let mut open = Vec::new();
    for finding in audit::store::findings(tx, award.book).await? {
        let said = events.iter().filter(|event| event.finding_no == finding.no);
        let said = said.map(|event| event.said().map(|(saying, _)| saying)).collect::<Result<Vec<_>, _>>()?;
        if Status::of(said) != Status::Closed {
            open.push(finding.no);
        }
    }
    Ok(open)
}
