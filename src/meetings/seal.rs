//! Sealing: the one road by which a meeting enters the book, from the sheet, from a file, from the demo.
//!
//! Load, decide, save, in one transaction that holds the book: two officers who seal at the same moment come one after
//! the other, and the second is told.
use super::store;
use crate::{
    app::App,
    groups::{self, store::Group},
    members,
    store::{PostError, Tx, lock, post_new, record},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    meetings::{Count, MemberStanding, Refusal, Sealed, Sheet, Standing, seal},
    opening::{Opened, Opening, OpeningRefusal, open},
};
use ledger::{Entry, Head, Recorded};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The most characters of a reason.
pub const REASON_MOST: usize = domain::meetings::TEXT_MOST;

/// Who seals, and when.
#[derive(Clone, Copy, Debug)]
pub struct Act {
    /// The signed-in officer.
    pub by: Uuid,
    /// The instant.
    pub at: DateTime<Utc>,
    /// The day, where the group is.
    pub today: NaiveDate,
}

impl Act {
    /// Now, by somebody.
    pub fn now(app: &App, by: Uuid) -> Act {
        Act { by, at: app.now(), today: app.today() }
    }
}

/// What became of a sheet.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// Sealed under this number.
    Sealed(i64),
    /// The same sheet under the same key was sealed before, under this number.
    Again(i64),
    /// The key was used for another sheet, or another meeting was sealed meanwhile: the last sealed one.
    Overtaken(i64),
    /// It cannot be sealed as it is.
    Refused(Vec<Refusal>),
}

/// The group as the rules of a meeting need it.
#[derive(Clone, Debug)]
pub struct Ground {
    /// The cycle and what holds in it.
    pub cycle: groups::store::Cycle,
    /// Everyone who is or was a member.
    pub standings: Vec<MemberStanding>,
    /// The last sealed meeting.
    pub last: Option<(i64, NaiveDate)>,
    /// The last closed day.
    pub closed_through: Option<NaiveDate>,
    /// Cash and bank.
    pub cash: store::Cash,
}

impl Ground {
    /// As the rules take it.
    pub fn standing(&self, today: NaiveDate) -> Standing<'_> {
        Standing {
            constitution: &self.cycle.constitution,
            cycle_starts_on: self.cycle.starts_on,
            cycle_ends_on: self.cycle.ends_on,
            members: &self.standings,
            last: self.last,
            closed_through: self.closed_through,
            cash_loan: self.cash.loan,
            cash_social: self.cash.social,
            bank: self.cash.bank,
            today,
        }
    }

    /// The number of the next meeting.
    pub fn next_no(&self) -> i64 {
        self.last.map_or(1, |(no, _)| no + 1)
    }
}

/// The same with the members' names, as pages need it.
#[derive(Clone, Debug)]
pub struct Loaded {
    ground: Ground,
    /// Everyone who is or was a member.
    pub members: Vec<members::store::Member>,
}

impl std::ops::Deref for Loaded {
    type Target = Ground;
    fn deref(&self) -> &Ground {
        &self.ground
    }
}

async fn ground(tx: &mut Tx, group: &Group) -> crate::store::Result<Ground> {
    let store::State { cycle, closed_through, last, cash } = store::state(tx, group.book, &group.commodity).await?;
    let standings = members::store::standings(tx, group.book, &group.commodity).await?;
    Ok(Ground { cycle, standings, last, closed_through, cash })
}

/// Reads what the page of a meeting needs.
pub async fn load(tx: &mut Tx, group: &Group) -> crate::store::Result<Loaded> {
    let ground = ground(tx, group).await?;
    Ok(Loaded { ground, members: members::store::members(tx, group.book, &group.commodity).await? })
}

/// A group whose book is held until the transaction ends, and how it stands.
#[derive(Clone, Debug)]
pub struct Held {
    head: Head,
    /// The group as the rules need it.
    pub ground: Ground,
}

impl Held {
    /// With the members' names, for a page.
    pub async fn loaded(self, tx: &mut Tx, group: &Group) -> crate::store::Result<Loaded> {
        Ok(Loaded { ground: self.ground, members: members::store::members(tx, group.book, &group.commodity).await? })
    }
}

/// Holds the book and reads what a meeting needs: nobody else seals meanwhile.
pub async fn hold(tx: &mut Tx, group: &Group) -> crate::store::Result<Held> {
    let head = lock(tx, group.book).await?;
    Ok(Held { head, ground: ground(tx, group).await? })
}

/// Holds the book and seals a sheet; the caller commits when the outcome is [`Outcome::Sealed`].
pub async fn seal_sheet(tx: &mut Tx, group: &Group, sheet: &Sheet, act: Act) -> Result<Outcome, PostError> {
    let held = hold(tx, group).await?;
    seal_held(tx, group, &held, sheet, act).await
}

/// Seals a sheet in the transaction that holds the book; the caller commits when the outcome is [`Outcome::Sealed`].
pub async fn seal_held(tx: &mut Tx, group: &Group, held: &Held, sheet: &Sheet, act: Act) -> Result<Outcome, PostError> {
    let (digest, ground) = (digest(sheet), &held.ground);
    if let Some((no, sealed)) = store::by_key(tx, group.book, sheet.key).await? {
        return Ok(if sealed == digest { Outcome::Again(no) } else { Outcome::Overtaken(no) });
    }
    if let Some((no, _)) = ground.last.filter(|(no, _)| sheet.after != Some(*no)) {
        return Ok(Outcome::Overtaken(no));
    }
    let sealed = match seal(sheet, &ground.standing(act.today)) {
        Ok(sealed) => sealed,
        Err(refusals) => return Ok(Outcome::Refused(refusals)),
    };
    let no = ground.next_no();
    let entry_no = post_entry(tx, group, &held.head, sealed.entry.clone(), act).await?;
    let meeting = meeting(no, ground, sheet, &sealed, digest, entry_no);
    store::add(tx, group.book, meeting, act.by, act.at).await?;
    record(tx, Some(group.book), Some(act.by), "meeting-sealed", &no.to_string(), act.at).await?;
    Ok(Outcome::Sealed(no))
}

fn meeting<'a>(
    no: i64,
    ground: &Ground,
    sheet: &'a Sheet,
    sealed: &'a Sealed,
    digest: Vec<u8>,
    entry_no: Option<i64>,
) -> store::NewMeeting<'a> {
    let counts = match &sheet.count {
        Count::Counted(notes) => notes.iter().filter(|(_, pieces)| **pieces > 0).map(|(value, pieces)| (*value, *pieces)).collect(),
        Count::NotCounted => Vec::new(),
    };
    store::NewMeeting {
        no,
        key: sheet.key,
        cycle_no: ground.cycle.no,
        kind: "regular",
        held_on: sheet.held_on,
        digest,
        expected: sealed.totals.expected,
        counted: sealed.totals.counted,
        // A reason that was written before the box agreed after all is not kept.
        difference_reason: if sealed.totals.difference().is_some_and(|by| by != 0) { &sheet.difference_reason } else { "" },
        note: &sheet.note,
        entry_no,
        lines: &sealed.lines,
        other: &sheet.other,
        counts,
    }
}

/// Writes the baseline of a group that brings its past along, or says why not. Caller commits.
pub async fn open_books(
    tx: &mut Tx,
    group: &Group,
    opening: &Opening,
    act: Act,
) -> Result<Result<Opened, Vec<OpeningRefusal>>, PostError> {
    let Held { head, ground } = hold(tx, group).await?;
    let begun = ground.last.map(|(no, _)| no);
    let opened = match open(opening, &ground.cycle.constitution, &ground.standings, begun, act.today) {
        Ok(opened) => opened,
        Err(refusals) => return Ok(Err(refusals)),
    };
    let entry_no = post_entry(tx, group, &head, opened.entry.clone(), act).await?;
    let meeting = store::NewMeeting {
        no: 0,
        key: opening.key,
        cycle_no: ground.cycle.no,
        kind: "baseline",
        held_on: opening.on,
        digest: Sha256::digest(format!("{opening:?}")).to_vec(),
        expected: opened.expected,
        counted: None,
        difference_reason: "",
        note: "",
        entry_no,
        lines: &opened.lines,
        other: &[],
        counts: Vec::new(),
    };
    store::add(tx, group.book, meeting, act.by, act.at).await?;
    record(tx, Some(group.book), Some(act.by), "books-opened", &opening.on.to_string(), act.at).await?;
    Ok(Ok(opened))
}

async fn post_entry(tx: &mut Tx, group: &Group, head: &Head, entry: Option<Entry>, act: Act) -> Result<Option<i64>, PostError> {
    match entry {
        Some(entry) => Ok(Some(post_new(tx, group.book, head, entry, Recorded { at: act.at, by: act.by }).await?.no.0)),
        None => Ok(None),
    }
}

/// SHA-256 of what a sheet says, however it was sent: the same sheet sent twice is the same meeting.
fn digest(sheet: &Sheet) -> Vec<u8> {
    let Sheet { held_on, lines, other, count, difference_reason, note, .. } = sheet;
    Sha256::digest(format!("{held_on:?}{lines:?}{other:?}{count:?}{difference_reason:?}{note:?}")).to_vec()
}
