//! Sealing: the one road by which a meeting enters the book, from the sheet, from a file, from the demo.
//!
//! Load, decide, save, in one transaction that holds the book: two officers who seal at the same moment come one after
//! the other, and the second is told.
use super::store;
use crate::{
    app::App,
    groups::{self, store::Group},
    loans::store::{self as loans, Which},
    members,
    store::{PostError, Tx, lock, post_new, record},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    loans::{Event, Moved, Movement, What},
    meetings::{Count, Given, Line, MemberStanding, Refusal, Sealed, Sheet, Standing, seal},
    opening::{Opened, Opening, OpeningRefusal, open},
};
use ledger::{Entry, Head, Recorded};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
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
    /// What else the rules ask.
    pub more: store::More,
    /// What approved applications are for, by application.
    pub purposes: BTreeMap<i64, String>,
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
            external: self.more.external,
            administration: self.more.administration,
            lending: self.more.lending,
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
    let store::State { cycle, closed_through, last, cash, more } = store::state(tx, group.book, &group.commodity).await?;
    let mut standings = members::store::standings(tx, group.book, &group.commodity).await?;
    let mut purposes = BTreeMap::new();
    if more.has_loans {
        for loan in loans::loans(tx, Which::Open(group.book)).await? {
            if let Some(member) = standings.iter_mut().find(|member| member.party == loan.account.party) {
                member.loans.push(loan.account);
            }
        }
    }
    if more.has_applications {
        for (party, (approved, purpose)) in loans::approved(tx, group.book).await? {
            if let Some(member) = standings.iter_mut().find(|member| member.party.0 == party) {
                member.approved = Some(approved);
                purposes.insert(approved.application, purpose);
            }
        }
    }
    Ok(Ground { cycle, standings, last, closed_through, cash, more, purposes })
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
    // Before the meeting itself, whose row shuts the door.
    lent(tx, group, ground, &sealed, no, entry_no, act).await?;
    store::add(tx, group.book, meeting, act.by, act.at).await?;
    record(tx, Some(group.book), Some(act.by), "meeting-sealed", &no.to_string(), act.at).await?;
    Ok(Outcome::Sealed(no))
}

/// Writes what a meeting did with loans: what was paid back first, then what was given.
async fn lent(
    tx: &mut Tx,
    group: &Group,
    ground: &Ground,
    sealed: &Sealed,
    no: i64,
    entry_no: Option<i64>,
    act: Act,
) -> crate::store::Result<()> {
    if sealed.repaid.is_empty() && sealed.given.is_empty() {
        return Ok(());
    }
    let mut movements = sealed.repaid.clone();
    let mut next = loans::last_no(tx, group.book).await?;
    let (mut fresh, mut plans, mut more) = (Vec::new(), Vec::new(), Vec::new());
    for given in &sealed.given {
        match given.tops_up {
            None => {
                next += 1;
                let (loan, movement) = given_loan(given, next, ground);
                fresh.push(loan);
                movements.push(movement);
            }
            Some(loan) => {
                let (version, movement) = topped_up(given, loan, ground, &sealed.repaid, act.today);
                plans.push((loan, version, given.plan.as_slice()));
                more.push((movement, given.application));
            }
        }
    }
    loans::add_loans(tx, group.book, ground.cycle.no, Some(no), &fresh).await?;
    loans::add_plans(tx, group.book, &plans).await?;
    let written = loans::Written { meeting_no: Some(no), entry_no, by: act.by, at: act.at };
    loans::add_events(tx, group.book, &movements, written, false).await?;
    // Few groups top up, and seldom two members at one meeting.
    for (movement, application) in more {
        loans::add_top_up(tx, group.book, movement, written, application).await?;
    }
    Ok(())
}

fn given_loan(given: &Given, no: i64, ground: &Ground) -> (loans::NewLoan, Movement) {
    let on = given.terms.given_on;
    let event = Event { no: 1, on, what: What::Given(1) };
    let moved = Moved { owed: given.principal, ..Moved::default() };
    let purpose = given.application.and_then(|application| ground.purposes.get(&application)).cloned().unwrap_or_default();
    let loan = loans::NewLoan {
        no,
        id: Uuid::now_v7(),
        party: given.party,
        terms: given.terms.clone(),
        plan: given.plan.clone(),
        application_no: given.application,
        purpose,
    };
    (loan, Movement { loan: no, party: given.party, event, moved, open: true })
}

/// More lent on a loan that is there, after what was paid back on it at the same meeting: its new version and event.
fn topped_up(given: &Given, loan: i64, ground: &Ground, repaid: &[Movement], today: NaiveDate) -> (i64, Movement) {
    let member = ground.standings.iter().find(|member| member.party == given.party);
    let account = member.and_then(|member| member.loans.iter().find(|account| account.no == loan));
    let mut account = account.expect("the rule tops up a loan that it was given").clone();
    account.events.extend(repaid.iter().filter(|movement| movement.loan == loan).map(|movement| movement.event));
    let (mut account, version) = account.with_plan(given.plan.clone());
    let movement = account.movement(given.on, What::ToppedUp { amount: given.principal, version }, today);
    (i64::try_from(version).unwrap_or(i64::MAX), movement)
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
    // A line that says nothing is there for every member of the day, and who is one may change until the sheet comes again.
    let says = |line: &&Line| {
        let figures = [line.social_fund, line.fine, line.repayment, line.loan];
        line.attendance.is_some() || line.savings.is_some() || figures.iter().any(Option::is_some)
    };
    let lines: Vec<&Line> = lines.iter().filter(says).collect();
    Sha256::digest(format!("{held_on:?}{lines:?}{other:?}{count:?}{difference_reason:?}{note:?}")).to_vec()
}
