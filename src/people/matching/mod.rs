//! Saying of two records that they are one person's, or two people's; and taking it back.
//!
//! Nothing is moved: memberships, books, attendance stay with the record that they name. What changes is under whose name
//! the records are counted, and that follows from the findings that stand.
pub mod store;

use crate::{
    meetings::seal::Act,
    store::{Result, Tx, record},
};
use domain::people::likeness::{heads, pair};
use uuid::Uuid;

/// What somebody says of two records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// They are one person's.
    Same,
    /// They are two people's.
    Different,
}

impl Verdict {
    /// The word of forms and files.
    pub fn code(self) -> &'static str {
        match self {
            Verdict::Same => "same",
            Verdict::Different => "different",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Verdict> {
        [Verdict::Same, Verdict::Different].into_iter().find(|verdict| verdict.code() == text)
    }

    fn of(same: bool) -> Verdict {
        if same { Verdict::Same } else { Verdict::Different }
    }
}

/// Why something said of two records was not taken, or not taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatchRefusal {
    /// It is one record.
    OneRecord,
    /// Of these two it was said already.
    Decided(Verdict),
    /// By way of other records it was found that they are two people's.
    ToldApart,
    /// By way of other records it was found that they are one person's.
    HangTogether,
    /// It was taken back already.
    TakenBack,
}

impl MatchRefusal {
    /// The key of its words.
    pub fn key(self) -> &'static str {
        match self {
            MatchRefusal::OneRecord => "match-one-record",
            MatchRefusal::Decided(Verdict::Same) => "match-decided-same",
            MatchRefusal::Decided(Verdict::Different) => "match-decided-different",
            MatchRefusal::ToldApart => "match-told-apart",
            MatchRefusal::HangTogether => "match-hang-together",
            MatchRefusal::TakenBack => "match-taken-back",
        }
    }
}

/// Writes down what somebody found of two records; its id. Caller commits, and lets a refused transaction go.
///
/// # Errors
/// The store's; a refusal is an answer. The same said twice by the same person is said once.
pub async fn say(tx: &mut Tx, one: Uuid, other: Uuid, verdict: Verdict, act: Act) -> Result<std::result::Result<(), MatchRefusal>> {
    let Some(pair) = pair(one, other) else { return Ok(Err(MatchRefusal::OneRecord)) };
    store::in_line(tx).await?;
    if let Some((same, by)) = store::of_pair(tx, pair.0, pair.1).await? {
        let again = Verdict::of(same) == verdict && by == act.by;
        return Ok(if again { Ok(()) } else { Err(MatchRefusal::Decided(Verdict::of(same))) });
    }
    let id = Uuid::now_v7();
    let same = verdict == Verdict::Same;
    store::add_finding(tx, id, pair, same, (act.at, act.by)).await?;
    // All that hangs together now must agree: nobody is one person by one road and two by another.
    if store::told_apart(tx, one).await? > 0 {
        return Ok(Err(if same { MatchRefusal::ToldApart } else { MatchRefusal::HangTogether }));
    }
    if same {
        settle(tx, one).await?;
    }
    let action = if same { "people-found-same" } else { "people-found-different" };
    record(tx, None, Some(act.by), action, &id.to_string(), act.at).await?;
    Ok(Ok(()))
}

/// Takes a finding back: it is as if it was never said, and stays to be read. Caller commits.
///
/// # Errors
/// The store's; a refusal is an answer.
pub async fn take_back(tx: &mut Tx, finding: Uuid, act: Act) -> Result<std::result::Result<(), MatchRefusal>> {
    store::in_line(tx).await?;
    let Some(row) = store::finding(tx, finding).await? else { return Ok(Err(MatchRefusal::TakenBack)) };
    if store::undo_finding(tx, finding, (act.at, act.by)).await? == 0 {
        return Ok(Err(MatchRefusal::TakenBack));
    }
    if row.verdict == Verdict::Same.code() {
        settle(tx, row.one).await?;
        settle(tx, row.other).await?;
    }
    record(tx, None, Some(act.by), "finding-taken-back", &finding.to_string(), act.at).await?;
    Ok(Ok(()))
}

/// Counts all that hangs together with a record under its head.
async fn settle(tx: &mut Tx, id: Uuid) -> Result<()> {
    let pairs = store::same_with(tx, id).await?;
    let head = heads(&pairs).get(&id).copied().unwrap_or(id);
    store::count_under(tx, id, head).await
}
