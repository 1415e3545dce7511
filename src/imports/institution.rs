//! The group that keeps what a file brings: a bank, a cooperative.
use super::{ImportError, key};
use crate::{
    groups::store::{self as groups, Group, NewInstitution},
    meetings::seal::Act,
    store::{Tx, record},
};
use chrono::NaiveDate;
use ledger::Commodity;

/// The group of a code; one that is not there yet is founded for an organisation, as one that does not save.
pub(super) async fn institution(
    tx: &mut Tx,
    code: &str,
    organisation: Option<&str>,
    (name_km, name_latin): (String, String),
    (village_code, founded_on, demo): (&str, NaiveDate, bool),
    act: Act,
) -> Result<Group, ImportError> {
    let missing = |what: &str, code: &str| ImportError::File(format!("{what}: there is no “{code}”"));
    if let Some(group) = groups::group(tx, code).await? {
        return Ok(group);
    }
    let organisation = organisation.ok_or_else(|| missing("group", code))?;
    let organisation = groups::organisation(tx, organisation).await?.ok_or_else(|| missing("organisation", organisation))?;
    let new = NewInstitution {
        id: key(&["institution", code]),
        organisation_id: organisation.id,
        code: code.to_owned(),
        name_km,
        name_latin,
        village_code: village_code.to_owned(),
        founded_on,
        demo,
        saves: false,
    };
    let book = groups::found_institution(tx, &new, Commodity::KHR).await?;
    record(tx, Some(book), Some(act.by), "group-founded", code, act.at).await?;
    groups::group(tx, code).await?.ok_or_else(|| missing("group", code))
}
