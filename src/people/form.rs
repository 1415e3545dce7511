//! What is typed about two records, and about a household.
use super::matching::Verdict;
use crate::error::Fault;
use templates::people::{duplicates::FindingForm, household::HouseholdForm};
use uuid::Uuid;

/// An answer to a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answered {
    /// A record.
    pub one: Uuid,
    /// Another.
    pub other: Uuid,
    /// What they are.
    pub verdict: Verdict,
}

/// Reads an answer. Its fields are buttons and hidden: one that cannot be read was not sent by our page.
///
/// # Errors
/// [`Fault::Unreadable`].
pub fn read(typed: &FindingForm) -> Result<Answered, Fault> {
    let id = |text: &str| text.parse().map_err(|_| Fault::Unreadable);
    let verdict = Verdict::parse(&typed.verdict).ok_or(Fault::Unreadable)?;
    Ok(Answered { one: id(&typed.one)?, other: id(&typed.other)?, verdict })
}

/// A change of a household.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Somebody comes into it.
    Join(Uuid),
    /// Somebody leaves it.
    Leave(Uuid),
}

/// Reads a change of a household; the same holds.
///
/// # Errors
/// [`Fault::Unreadable`].
pub fn read_change(typed: &HouseholdForm) -> Result<Change, Fault> {
    let who = typed.who.parse().map_err(|_| Fault::Unreadable)?;
    match typed.act.as_str() {
        "join" => Ok(Change::Join(who)),
        "leave" => Ok(Change::Leave(who)),
        _ => Err(Fault::Unreadable),
    }
}
