//! Closing a month or year, and opening again by two officers: load, decide, save, in a transaction that holds the book
//! and that the caller commits. Two officers at the same moment come one after the other.
use super::store::{self, WishRow};
use crate::{
    books::store::first_and_last,
    meetings::seal::Act,
    store::{BookId, PeriodEvent, PostError, Result, Tx, lock, move_period, post, record},
};
use chrono::{Datelike, NaiveDate};
use domain::periods::{self, CloseRefusal, Next, ReopenRefusal};
use ledger::{EntryNo, Recorded};
use uuid::Uuid;

/// What became of an order to close.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// It is closed now; the closing entry, where a year with income or expense ended.
    Now(Next, Option<EntryNo>),
    /// It was closed before: a second click, or another officer.
    Before,
}

/// Closes the month that ends on a day, and the year where it ends one.
pub async fn close(tx: &mut Tx, book: BookId, through: NaiveDate, act: Act) -> Result<Result<Closed, CloseRefusal>, PostError> {
    let closed_through = lock(tx, book).await?.closed_through;
    if through == periods::month_end(through) && closed_through.is_some_and(|closed| through <= closed) {
        return Ok(Ok(Closed::Before));
    }
    let first = first_and_last(tx, book).await?.map(|(first, _)| first);
    let waiting = store::waiting_through(tx, book, through).await?;
    let next = match periods::close(through, first, closed_through, waiting, act.today) {
        Ok(next) => next,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let entry = if next.year { close_year(tx, book, through, act).await? } else { None };
    move_period(tx, book, PeriodEvent::Close { through, entry }, act.by, act.at).await?;
    let (action, subject) = match next.year {
        true => ("year-closed", through.year().to_string()),
        false => ("period-closed", through.to_string()),
    };
    record(tx, Some(book), Some(act.by), action, &subject, act.at).await?;
    Ok(Ok(Closed::Now(next, entry)))
}

/// Posts the closing entry of a year, dated on its last day; none when nothing was earned or spent.
async fn close_year(tx: &mut Tx, book: BookId, through: NaiveDate, act: Act) -> Result<Option<EntryNo>, PostError> {
    let balances = store::year_balances(tx, book, through).await?;
    // The book is held and the year open, so this is the only closing entry on its way: any fresh key will do.
    let Some(entry) = periods::closing_entry(&balances, through, Uuid::now_v7()) else { return Ok(None) };
    Ok(Some(post(tx, book, entry, Recorded { at: act.at, by: act.by }).await?.no))
}

/// Why a wish to reopen was not taken, or not decided on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WishRefusal {
    /// Another wish waits.
    Waits,
    /// It was decided before.
    Decided,
    /// The rules say no.
    Rule(ReopenRefusal),
}

/// Writes down a wish to open the books again so that they stay closed only through a day. The same wish sent twice is
/// one wish.
pub async fn ask(
    tx: &mut Tx,
    book: BookId,
    through: Option<NaiveDate>,
    reason: &str,
    act: Act,
) -> Result<Result<i64, WishRefusal>> {
    let closed_through = lock(tx, book).await?.closed_through;
    if let Some(wish) = store::wishes(tx, book).await?.into_iter().find(|wish| wish.decision.is_none()) {
        let same = (wish.asked_by, wish.through, wish.reason.as_str()) == (act.by, through, reason.trim());
        return Ok(if same { Ok(wish.no) } else { Err(WishRefusal::Waits) });
    }
    if let Err(refusal) = periods::reopen(through, closed_through, reason) {
        return Ok(Err(WishRefusal::Rule(refusal)));
    }
    let no = store::ask(tx, book, through, reason, act.by, act.at).await?;
    record(tx, Some(book), Some(act.by), "reopening-asked", &subject(through), act.at).await?;
    Ok(Ok(no))
}

/// What a second officer says to a wish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Open them again.
    Confirm,
    /// Leave them closed; whoever asked may take the wish back this way.
    Refuse,
}

/// Decides on a wish; `None` when there is no such wish. The same decision by the same officer twice is one decision.
pub async fn decide(tx: &mut Tx, book: BookId, no: i64, decision: Decision, act: Act) -> Result<Option<Result<(), WishRefusal>>> {
    let closed_through = lock(tx, book).await?.closed_through;
    let Some(wish) = store::wishes(tx, book).await?.into_iter().find(|wish| wish.no == no) else { return Ok(None) };
    let word = if decision == Decision::Confirm { "confirmed" } else { "refused" };
    if wish.decision.is_some() {
        let same = wish.decision.as_deref() == Some(word) && wish.decided_by == Some(act.by);
        return Ok(Some(if same { Ok(()) } else { Err(WishRefusal::Decided) }));
    }
    let action = match decision {
        Decision::Refuse => "reopening-refused",
        Decision::Confirm => {
            let moved_since = store::events(tx, book).await?.first().is_some_and(|event| event.recorded_at > wish.asked_at);
            if let Err(refusal) = may_confirm(&wish, closed_through, moved_since, act.by) {
                return Ok(Some(Err(WishRefusal::Rule(refusal))));
            }
            let event = PeriodEvent::Reopen { through: wish.through, reason: wish.reason.clone(), confirmed_by: act.by };
            move_period(tx, book, event, wish.asked_by, act.at).await?;
            "reopening-confirmed"
        }
    };
    store::decide(tx, book, no, word, act.by, act.at).await?;
    record(tx, Some(book), Some(act.by), action, &subject(wish.through), act.at).await?;
    Ok(Some(Ok(())))
}

fn may_confirm(wish: &WishRow, closed_through: Option<NaiveDate>, moved_since: bool, by: Uuid) -> Result<(), ReopenRefusal> {
    if wish.asked_by == by {
        return Err(ReopenRefusal::SameOfficer);
    }
    if moved_since {
        return Err(ReopenRefusal::ChangedMeanwhile);
    }
    periods::reopen(wish.through, closed_through, &wish.reason)
}

/// In the trail a reopening is known by the first day that opens; empty where everything does.
fn subject(through: Option<NaiveDate>) -> String {
    through.and_then(|through| through.succ_opt()).map(|day| day.to_string()).unwrap_or_default()
}
