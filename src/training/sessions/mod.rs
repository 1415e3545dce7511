//! Courses and sessions: what is planned, what was held, and who came.
//!
//! Whoever may see training somewhere is let in; what she then sees are the courses and sessions of the organisations for
//! which she may. Anything else is a page that is not there.
pub mod courses;
pub mod form;
pub mod pages;
pub mod sheet;
pub mod store;

use crate::{
    error::Fault,
    groups::{
        pages::place,
        store::{self as groups, Organisation},
    },
    guard::{Can, Visit},
    store::Tx,
};
use std::collections::BTreeMap;
use store::SessionRow;
use templates::training::sessions::SessionLine;
use uuid::Uuid;

/// The organisations for which a reader may do this, by code.
pub(super) async fn served(tx: &mut Tx, visit: &Visit, can: Can) -> Result<Vec<Organisation>, Fault> {
    let mut all = groups::organisations(tx).await?;
    all.retain(|one| visit.may_for(can, one.id));
    Ok(all)
}

/// Their codes by id.
pub(super) fn codes(all: &[Organisation]) -> BTreeMap<Uuid, String> {
    all.iter().map(|one| (one.id, one.code.clone())).collect()
}

/// A choice for each.
pub(super) fn choices(words: words::Words, all: &[Organisation]) -> Vec<(String, String)> {
    all.iter().map(|one| (one.code.clone(), words.name(&one.name_km, &one.name_latin).to_owned())).collect()
}

/// A session as lists show it.
pub(super) fn line(row: &SessionRow, codes: &BTreeMap<Uuid, String>) -> Result<SessionLine, Fault> {
    Ok(SessionLine {
        id: row.id.to_string(),
        kind: row.kind()?,
        course: row.course().map(|(_, name)| name).unwrap_or_default(),
        day: row.day,
        minutes: row.minutes,
        place: place(&row.village_code),
        organisation: codes.get(&row.organisation_id).cloned().unwrap_or_default(),
        people: row.people,
        counted: row.counted,
        undone: !row.stands(),
    })
}

/// What stands in a field of a form; nothing where it is not there.
pub(super) fn text<'a>(pairs: &'a [(String, String)], name: &str) -> &'a str {
    pairs.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
}

/// Minutes of typed hours, to the minute; `None` where it is no number.
pub(crate) fn minutes(hours: &str) -> Option<i64> {
    let hundredths = words::read_quantity(hours, 2).ok()??;
    Some((hundredths.checked_mul(60)?.checked_add(50)?) / 100)
}

#[cfg(test)]
mod tests {
    use super::minutes;

    #[test]
    fn hours_are_kept_to_the_minute() {
        for (typed, expected) in
            [("3", Some(180)), ("1.5", Some(90)), ("0.33", Some(20)), ("៣", Some(180)), ("", None), ("x", None)]
        {
            assert_eq!(minutes(typed), expected, "{typed}");
        }
    }
}
