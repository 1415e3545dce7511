//! What is done at the end of a cycle: load, decide, save, in a transaction that holds the book and that the caller
//! commits. Two officers at the same moment come one after the other, and the second is told.
use super::{
    ground::{self, Ground},
    store::{self, Plan, Proposal, ShareOutRow},
};
use crate::{
    groups::store::{self as groups, Group},
    loans::store::{self as loans, Written},
    meetings::seal::Act,
    store::{BookId, PostError, Result, Tx, lock, post, record},
};
use domain::{
    constitution::TermsRefusal,
    cycles::{self, ChoiceRefusal, ConfirmRefusal, CountRefusal, Hindrance, PutBackRefusal},
    share_outs::{Division, EntryRefusal, Refusal as DivisionRefusal, ShareOutEntries},
};
use ledger::{PartyNo, Recorded};
use uuid::Uuid;

/// Why a plan cannot be carried out, each with the step at which it is mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlanRefusal {
    /// Something must be done before anything is divided.
    Hindrance(Hindrance),
    /// The count.
    Count(CountRefusal),
    /// The rule's percentages.
    Terms(TermsRefusal),
    /// Day, rounding, next cycle.
    Choice(ChoiceRefusal),
    /// The box cannot be divided.
    Division(DivisionRefusal),
    /// What somebody leaves in the box.
    PutBack(PartyNo, PutBackRefusal),
    /// What would be posted.
    Entry(EntryRefusal),
}

/// A plan that can be carried out.
#[derive(Debug)]
pub struct Reckoned {
    /// How the box is divided.
    pub division: Division,
    /// What is posted; none where nothing is divided.
    pub entries: Option<ShareOutEntries>,
}

/// Carries a plan out on paper: every refusal of the first step that has one.
pub fn reckon(ground: &Ground, plan: &Plan, source: Uuid) -> std::result::Result<Reckoned, Vec<PlanRefusal>> {
    let standing = ground.standing(false);
    none(cycles::divide(&standing), PlanRefusal::Hindrance)?;
    cycles::count(Some(plan.counted()), &standing).map_err(|why| vec![PlanRefusal::Count(why)])?;
    none(cycles::choice(&plan.chosen, &standing), PlanRefusal::Choice)?;
    let division = divided(ground, plan)?;
    none(put_back(ground, &division, plan), |(party, why)| PlanRefusal::PutBack(party, why))?;
    let entries = ground.entries(&division, plan, source);
    let entries = entries.map_err(|why| why.into_iter().map(PlanRefusal::Entry).collect::<Vec<_>>())?;
    Ok(Reckoned { division, entries })
}

/// The division of a plan, whatever is counted and put back.
pub fn divided(ground: &Ground, plan: &Plan) -> std::result::Result<Division, Vec<PlanRefusal>> {
    let rules = ground.rules(&plan.profit, plan.chosen.round_to);
    let rules = rules.map_err(|why| why.into_iter().map(PlanRefusal::Terms).collect::<Vec<_>>())?;
    ground.divide(&rules, plan.chosen.on).map_err(|why| why.into_iter().map(PlanRefusal::Division).collect())
}

fn put_back(ground: &Ground, division: &Division, plan: &Plan) -> Vec<(PartyNo, PutBackRefusal)> {
    let paid = |party| division.lines.iter().find(|line| line.party == party).map_or(0, domain::share_outs::DivisionLine::paid);
    let check = |(&party, &amount): (&PartyNo, &i64)| {
        cycles::put_back(amount, paid(party), ground.share_value()).err().map(|why| (party, why))
    };
    plan.put_back.iter().filter_map(check).collect()
}

fn none<T>(refusals: Vec<T>, of: impl Fn(T) -> PlanRefusal) -> std::result::Result<(), Vec<PlanRefusal>> {
    if refusals.is_empty() { Ok(()) } else { Err(refusals.into_iter().map(of).collect()) }
}

/// The share-out that was begun and is not decided.
pub async fn open(tx: &mut Tx, book: BookId) -> Result<Option<ShareOutRow>> {
    Ok(store::share_outs(tx, book).await?.into_iter().find(|row| row.decision.is_none()))
}

/// Begins the end of the cycle: from now on nothing is lent.
pub async fn begin(tx: &mut Tx, group: &Group, act: Act) -> Result<std::result::Result<(), Vec<Hindrance>>> {
    lock(tx, group.book).await?;
    let begun = open(tx, group.book).await?.is_some();
    let ground = Ground::load(tx, group, act.today).await?;
    let hindrances = cycles::begin(&ground.standing(begun));
    if !hindrances.is_empty() {
        return Ok(Err(hindrances));
    }
    let no = store::begin(tx, group.book, ground.cycle.no, act.by, act.at).await?;
    record(tx, Some(group.book), Some(act.by), "share-out-begun", &no.to_string(), act.at).await?;
    Ok(Ok(()))
}

/// Writes a proposal, once for each key; what it divides was reckoned from the same held book.
pub async fn propose(
    tx: &mut Tx,
    group: &Group,
    share_out: &ShareOutRow,
    key: Uuid,
    (plan, division): (&Plan, &Division),
    act: Act,
) -> Result<()> {
    let last = store::proposal(tx, group.book, share_out.no).await?;
    if last.as_ref().is_some_and(|last| last.id == key) {
        return Ok(());
    }
    let no = last.map_or(1, |last| last.no + 1);
    let next = groups::versions(tx, group.book).await?.first().map_or(0, |version| version.0);
    let digest = ground::digest(division, plan, next);
    store::propose(tx, group.book, (share_out.no, no), key, plan, digest, (act.by, act.at)).await?;
    record(tx, Some(group.book), Some(act.by), "share-out-proposed", &share_out.no.to_string(), act.at).await
}

/// Whether the books still say what was proposed, and what it comes to then.
pub fn holds(ground: &Ground, proposal: &Proposal, source: Uuid) -> Option<Reckoned> {
    let reckoned = reckon(ground, &proposal.plan, source).ok()?;
    (ground::digest(&reckoned.division, &proposal.plan, ground.next.0) == proposal.digest).then_some(reckoned)
}

/// What became of a confirmation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirmed {
    /// It is posted; the number of the share-out.
    Now(i64),
    /// No share-out is open: it was decided before.
    Before,
    /// It cannot be.
    Refused(ConfirmRefusal),
}

/// Confirms the proposal of a number: everything is reckoned anew from the held book, posted, and the next cycle begins.
pub async fn confirm(tx: &mut Tx, group: &Group, seen: i64, act: Act) -> std::result::Result<Confirmed, PostError> {
    lock(tx, group.book).await?;
    let Some(share_out) = open(tx, group.book).await? else { return Ok(Confirmed::Before) };
    let Some(proposal) = store::proposal(tx, group.book, share_out.no).await? else {
        return Ok(Confirmed::Refused(ConfirmRefusal::NothingProposed));
    };
    let ground = Ground::load(tx, group, act.today).await?;
    let reckoned = holds(&ground, &proposal, share_out.id).filter(|_| proposal.no == seen);
    if let Err(refusal) = cycles::confirm(Some(proposal.asked_by), act.by, reckoned.is_some()) {
        return Ok(Confirmed::Refused(refusal));
    }
    let Some(reckoned) = reckoned else { return Ok(Confirmed::Refused(ConfirmRefusal::ChangedMeanwhile)) };
    carry_out(tx, group, &ground, (&share_out, &proposal), reckoned, act).await?;
    Ok(Confirmed::Now(share_out.no))
}

/// The entries, what happened to loans, everybody's line, the decision, the next cycle: in this order.
async fn carry_out(
    tx: &mut Tx,
    group: &Group,
    ground: &Ground,
    (share_out, proposal): (&ShareOutRow, &Proposal),
    Reckoned { division, entries }: Reckoned,
    act: Act,
) -> std::result::Result<(), PostError> {
    let (mut numbers, mut settled_by) = (Vec::new(), None);
    if let Some(entries) = entries {
        let settles = entries.settlement.is_some();
        for entry in entries.iter() {
            let no = post(tx, group.book, entry.clone(), Recorded { at: act.at, by: act.by }).await?.no.0;
            settled_by = settled_by.or(settles.then_some(no));
            numbers.push(no);
        }
    }
    let chosen = proposal.plan.chosen;
    let movements = ground.settlements(&division, chosen.on);
    let written = Written { meeting_no: None, entry_no: settled_by, by: act.by, at: act.at };
    loans::add_events(tx, group.book, &movements, written, true).await?;
    let span = numbers.first().copied().zip(numbers.last().copied());
    let of = (share_out.no, proposal.no);
    store::confirm(tx, group.book, of, &division, &proposal.plan.put_back, span, (act.by, act.at)).await?;
    groups::add_cycle(tx, group.book, ground.next.0, chosen.next_starts_on, chosen.next_ends_on).await?;
    Ok(record(tx, Some(group.book), Some(act.by), "share-out-confirmed", &share_out.no.to_string(), act.at).await?)
}

/// Gives the share-out up: lending is open again. Says whether one was open.
pub async fn cancel(tx: &mut Tx, group: &Group, act: Act) -> Result<bool> {
    lock(tx, group.book).await?;
    let Some(share_out) = open(tx, group.book).await? else { return Ok(false) };
    store::cancel(tx, group.book, share_out.no, act.by, act.at).await?;
    record(tx, Some(group.book), Some(act.by), "share-out-cancelled", &share_out.no.to_string(), act.at).await?;
    Ok(true)
}
