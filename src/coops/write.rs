//! The one road by which anything is written at a cooperative: from a form, from a file, from the demo. Load, decide, save,
//! in one transaction that holds the book.
use super::store::{self, CoopRow, NewAct};
use crate::{
    groups::store::Group,
    meetings::seal::Act as By,
    requests::RequestRow,
    store::{Error, PostError, Tx, entry, lock, post, post_new, record},
};
use chrono::NaiveDate;
use domain::coops::{Act, Answer, Ask, Caution, Coop, Fact, Refusal, Running, Unwritten, When, Written, decide};
use ledger::{Entry, EntryKey, EntryKind, EntryNo, Posting, Recorded};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// What somebody wants written down.
#[derive(Clone, Debug)]
pub struct Wish<'a> {
    /// The form's key: the same key writes once.
    pub key: Uuid,
    /// The business day.
    pub day: NaiveDate,
    /// Whether the cautions were read.
    pub known: bool,
    /// What.
    pub ask: &'a Ask,
}

/// What became of it.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// Written: the act.
    Written(i64),
    /// The same was written before under this key: its act.
    Again(i64),
    /// The key was used for something else: that act.
    Other(i64),
    /// It waits for a second officer: the request's number.
    Asked(i64),
    /// To be looked at twice.
    Cautions(Vec<Caution>),
    /// What speaks against it.
    Refused(Vec<Refusal>),
}

/// Writes down a form that one officer may write. It is known again by the digest of what was typed, so that what changed
/// at the cooperative meanwhile does not make another form of it. The caller commits.
///
/// # Errors
/// As [`ask`].
pub async fn send(
    tx: &mut Tx,
    group: &Group,
    coop: &CoopRow,
    (wish, typed): (&Wish<'_>, Vec<u8>),
    by: By,
) -> Result<Outcome, PostError> {
    lock(tx, group.book).await?;
    write(tx, group, coop, (wish, typed), by, None).await
}

/// Writes down what is asked; what needs two officers is kept as a request instead. The caller commits.
///
/// # Errors
/// Faults of the store alone; what a rule refuses is [`Outcome::Refused`].
pub async fn ask(tx: &mut Tx, group: &Group, coop: &CoopRow, wish: &Wish<'_>, by: By) -> Result<Outcome, PostError> {
    lock(tx, group.book).await?;
    if !wish.ask.needs_two() {
        return write(tx, group, coop, (wish, digest(wish)), by, None).await;
    }
    if let Some(no) = store::request_of_key(tx, coop, wish.key).await? {
        return Ok(Outcome::Asked(no));
    }
    // What could not be confirmed is not asked: the rule looks at it now, and once more when it is confirmed.
    match decide(&store::load(tx, coop, group).await?, wish.ask, when(wish, by)) {
        Answer::Refused(refusals) => return Ok(Outcome::Refused(refusals)),
        Answer::Ask(cautions) => return Ok(Outcome::Cautions(cautions)),
        Answer::Decided(_) => {}
    }
    let no = store::add_request(tx, coop, wish.key, wish.day, wish.ask, by.by, by.at).await?;
    record(tx, Some(group.book), Some(by.by), "coop-request-asked", &format!("{} {no}", coop.code), by.at).await?;
    Ok(Outcome::Asked(no))
}

/// Writes down what another officer confirmed. `by` confirms; the act is recorded for who asked.
///
/// # Errors
/// As [`ask`].
pub async fn confirm(tx: &mut Tx, group: &Group, coop: &CoopRow, request: &RequestRow, by: By) -> Result<Outcome, PostError> {
    lock(tx, group.book).await?;
    let ask = request.read()?;
    let key = derived(coop, request.no);
    let wish = Wish { key, day: request.day, known: true, ask: &ask };
    let outcome = write(tx, group, coop, (&wish, digest(&wish)), by, Some((request.no, request.asked_by))).await?;
    if let Outcome::Written(..) = outcome {
        store::add_decision(tx, coop, request.no, ("confirmed", ""), by.by, by.at).await?;
    }
    Ok(outcome)
}

/// Refuses what another officer asked, with a reason.
///
/// # Errors
/// Faults of the store.
pub async fn refuse(tx: &mut Tx, group: &Group, coop: &CoopRow, request: i64, reason: &str, by: By) -> Result<(), Error> {
    lock(tx, group.book).await?;
    store::add_decision(tx, coop, request, ("refused", reason), by.by, by.at).await?;
    record(tx, Some(group.book), Some(by.by), "coop-request-refused", &format!("{} {request}", coop.code), by.at).await
}

/// The key of the act that a confirmed request becomes: the same however often it is sent.
fn derived(coop: &CoopRow, request: i64) -> Uuid {
    let digest = Sha256::digest(format!("coop request {} {request}", coop.id));
    uuid::Builder::from_custom_bytes(digest[..16].try_into().expect("a digest is longer than an id")).into_uuid()
}

fn when(wish: &Wish<'_>, by: By) -> When {
    When { day: wish.day, today: by.today, known: wish.known }
}

/// What was asked, as one digest: the same key with other figures is somebody else's form.
fn digest(wish: &Wish<'_>) -> Vec<u8> {
    let asked = serde_json::to_string(wish.ask).expect("an ask is plain values");
    Sha256::digest(format!("{} {asked}", wish.day)).to_vec()
}

async fn write(
    tx: &mut Tx,
    group: &Group,
    coop: &CoopRow,
    (wish, digest): (&Wish<'_>, Vec<u8>),
    by: By,
    confirmed: Option<(i64, Uuid)>,
) -> Result<Outcome, PostError> {
    if let Some((no, earlier)) = store::act_of_key(tx, coop, wish.key).await? {
        return Ok(if earlier == digest { Outcome::Again(no) } else { Outcome::Other(no) });
    }
    let mut running = Running::new(store::load(tx, coop, group).await?);
    let written = match running.write(wish.key, wish.ask, when(wish, by)) {
        Ok(written) => written,
        Err(Unwritten::Ask(cautions)) => return Ok(Outcome::Cautions(cautions)),
        Err(Unwritten::Refused(refusals)) => return Ok(Outcome::Refused(refusals)),
    };
    let no = act(tx, coop, &running, (wish, written, &digest), by, confirmed).await?;
    let action = if confirmed.is_some() { "coop-request-confirmed" } else { "coop-act-written" };
    record(tx, Some(group.book), Some(by.by), action, &format!("{} {no}", coop.code), by.at).await?;
    Ok(Outcome::Written(no))
}

/// What became of many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Brought {
    /// The last act that was written; 0: none.
    pub last: i64,
    /// How many were written.
    pub new: usize,
    /// How many were there already, just so.
    pub same: usize,
}

/// Lines that are refused, from 0, with what speaks against each.
pub type BadRows = Vec<(usize, Vec<Refusal>)>;

/// Writes many asks of a file, one after another, over one loading; the cautions were read, whatever the wishes say. Where
/// any is refused all of them are judged, and the caller must not commit. Nothing that needs two officers is brought.
///
/// # Errors
/// Faults of the store; a key under which something else was written is [`Error::Taken`].
pub async fn bring(
    tx: &mut Tx,
    group: &Group,
    coop: &CoopRow,
    wishes: &[Wish<'_>],
    by: By,
) -> Result<Result<Brought, BadRows>, PostError> {
    let mut head = lock(tx, group.book).await?;
    let known = store::keys(tx, coop).await?;
    let mut running = Running::new(store::load(tx, coop, group).await?);
    let (mut brought, mut bad) = (Brought::default(), BadRows::new());
    for (row, wish) in wishes.iter().enumerate() {
        let digest = digest(wish);
        match known.get(&wish.key) {
            Some(earlier) if *earlier == digest => {
                brought.same += 1;
                continue;
            }
            Some(_) => return Err(Error::Taken.into()),
            None if wish.ask.needs_two() => return Err(Error::Garbled("what two officers decide is not brought".into()).into()),
            None => {}
        }
        let written = match running.write(wish.key, wish.ask, When { known: true, ..when(wish, by) }) {
            Ok(written) => written,
            Err(Unwritten::Refused(refusals)) => {
                bad.push((row, refusals));
                continue;
            }
            Err(Unwritten::Ask(cautions)) => return Err(garbled(coop, &format!("cautions that were read {cautions:?}")).into()),
        };
        if bad.is_empty() {
            let made = made(wish, &written.act.fact, written.postings).map_err(|why| garbled(coop, &why))?;
            let entry = match made {
                None => None,
                Some(entry) => {
                    let posted = post_new(tx, coop.book, &head, entry, Recorded { at: by.at, by: by.by }).await?;
                    head.last = Some((posted.no, posted.hash));
                    Some(posted.no.0)
                }
            };
            add(tx, coop, &written.act, &digest, entry, by, None).await?;
            (brought.last, brought.new) = (written.act.no, brought.new + 1);
        }
    }
    if !bad.is_empty() {
        return Ok(Err(bad));
    }
    if brought.new > 0 {
        let said = format!("{} {}", coop.code, brought.new);
        record(tx, Some(group.book), Some(by.by), "coop-acts-brought", &said, by.at).await?;
    }
    Ok(Ok(brought))
}

fn garbled(coop: &CoopRow, what: &str) -> Error {
    Error::Garbled(format!("{what} of {}", coop.code))
}

/// The entry of a fact; none where it posts nothing.
fn made(wish: &Wish<'_>, fact: &Fact, postings: Vec<Posting>) -> Result<Option<Entry>, String> {
    if postings.is_empty() {
        return Ok(None);
    }
    let entry = Entry::new(EntryKey(wish.key), wish.day, EntryKind::Ordinary, memo(fact), postings);
    Ok(Some(entry.map_err(|error| format!("entry {error:?}"))?.of(wish.key)))
}

/// Writes an act that was decided with its entry; its number.
async fn act(
    tx: &mut Tx,
    coop: &CoopRow,
    running: &Running,
    (wish, written, digest): (&Wish<'_>, Written, &[u8]),
    by: By,
    confirmed: Option<(i64, Uuid)>,
) -> Result<i64, PostError> {
    let Written { act, postings } = written;
    let entry = match &act.fact {
        Fact::Undone { act, reason } => reversed(tx, coop, running.coop(), wish, (*act, reason)).await?,
        fact => made(wish, fact, postings).map_err(|why| garbled(coop, &why))?,
    };
    let recorded_by = confirmed.map_or(by.by, |(_, asked_by)| asked_by);
    let entry = match entry {
        Some(entry) => Some(post(tx, coop.book, entry, Recorded { at: by.at, by: recorded_by }).await?.no.0),
        None => None,
    };
    add(tx, coop, &act, digest, entry, by, confirmed).await?;
    Ok(act.no)
}

/// The entry that takes back an act's own; none where it had none.
async fn reversed(
    tx: &mut Tx,
    coop: &CoopRow,
    loaded: &Coop,
    wish: &Wish<'_>,
    (act, reason): (i64, &str),
) -> Result<Option<Entry>, PostError> {
    let Some(no) = loaded.acts.iter().find(|known| known.no == act).and_then(|known| known.entry) else { return Ok(None) };
    let posted = entry(tx, coop.book, EntryNo(no)).await?.ok_or_else(|| garbled(coop, &format!("entry {no}")))?;
    let reversed = posted.entry.reversal(EntryNo(no), EntryKey(wish.key), wish.day, reason);
    Ok(Some(reversed.map_err(|error| garbled(coop, &format!("reversal {error:?}")))?))
}

async fn add(
    tx: &mut Tx,
    coop: &CoopRow,
    act: &Act,
    digest: &[u8],
    entry: Option<i64>,
    by: By,
    confirmed: Option<(i64, Uuid)>,
) -> Result<(), PostError> {
    let new = NewAct {
        no: act.no,
        id: act.id,
        day: act.day,
        fact: &act.fact,
        digest,
        entry,
        request: confirmed.map(|(request, _)| request),
        at: by.at,
        by: confirmed.map_or(by.by, |(_, asked_by)| asked_by),
        confirmed_by: confirmed.map(|_| by.by),
    };
    Ok(store::add_act(tx, coop, new).await?)
}

/// The few words that an entry carries.
fn memo(fact: &Fact) -> String {
    match fact {
        Fact::Money { memo, .. } => memo.clone(),
        Fact::CreditGiven { what, .. } => what.clone(),
        Fact::Counted { minute, .. } => minute.clone(),
        Fact::YearEnded(year) => year.minute.clone(),
        Fact::Delivered(delivery) => format!("delivery {}", delivery.no),
        Fact::Sold(sale) => format!("sale {}", sale.no),
        Fact::Milled(milling) => format!("milling {}", milling.no),
        _ => String::new(),
    }
}
