//! The one road by which anything is written at a bank: from a form, from a file, from the demo. Load, decide, save, in one
//! transaction that holds the book.
use super::store::{self, BankRow, Entering, NewAct, NewPrice};
use crate::{
    groups::store::Group,
    meetings::seal::Act as By,
    requests::RequestRow,
    store::{Error, PostError, Tx, entry, lock, post, record},
};
use chrono::NaiveDate;
use domain::banks::{self, Act, Ask, Bank, Decided, Fact, PriceKind, Priced, Refusal, State, When, decide};
use ledger::{Entry, EntryKey, EntryKind, EntryNo, Recorded};
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
    /// Written: the first and the last act.
    Written(i64, i64),
    /// The same was written before under this key: its act.
    Again(i64),
    /// The key was used for something else: that act.
    Other(i64),
    /// It waits for a second officer: the request's number.
    Asked(i64),
    /// What speaks against it.
    Refused(Vec<Refusal>),
}

/// A request that is being confirmed, and by whom.
#[derive(Clone, Copy, Debug)]
pub struct Confirmed {
    /// The request.
    pub request: i64,
    /// Who asked.
    pub asked_by: Uuid,
}

/// Writes down a sheet that one officer may write. It is known again by the digest of what was typed, so that what changed
/// at the bank meanwhile does not make another sheet of it. The caller commits.
///
/// # Errors
/// As [`ask`].
pub async fn send(
    tx: &mut Tx,
    group: &Group,
    bank: &BankRow,
    (wish, typed): (&Wish<'_>, Vec<u8>),
    by: By,
) -> Result<Outcome, PostError> {
    lock(tx, group.book).await?;
    write(tx, group, bank, (wish, typed), by, None).await
}

/// Writes down what is asked; what needs two officers is kept as a request instead. The caller commits.
///
/// # Errors
/// Faults of the store alone; what a rule refuses is [`Outcome::Refused`].
pub async fn ask(tx: &mut Tx, group: &Group, bank: &BankRow, wish: &Wish<'_>, by: By) -> Result<Outcome, PostError> {
    lock(tx, group.book).await?;
    if !wish.ask.needs_two() {
        return write(tx, group, bank, (wish, digest(wish)), by, None).await;
    }
    if let Some(no) = store::request_of_key(tx, bank, wish.key).await? {
        return Ok(Outcome::Asked(no));
    }
    let loaded = store::load(tx, bank, group).await?;
    // What could not be confirmed is not asked: the rule looks at it now, and once more when it is confirmed.
    if let Err(refusals) = decide(&loaded, wish.ask, when(wish, by)) {
        return Ok(Outcome::Refused(refusals));
    }
    let no = store::add_request(tx, bank, wish.key, wish.day, wish.ask, by.by, by.at).await?;
    record(tx, Some(group.book), Some(by.by), "bank-request-asked", &format!("{} {no}", bank.code), by.at).await?;
    Ok(Outcome::Asked(no))
}

/// Writes down what another officer confirmed. `by` confirms; the act is recorded for who asked.
///
/// # Errors
/// As [`ask`].
pub async fn confirm(tx: &mut Tx, group: &Group, bank: &BankRow, request: &RequestRow, by: By) -> Result<Outcome, PostError> {
    lock(tx, group.book).await?;
    let ask = request.read()?;
    let key = derived(group.book.0, bank, request.no);
    let wish = Wish { key, day: request.day, known: true, ask: &ask };
    let confirmed = Confirmed { request: request.no, asked_by: request.asked_by };
    let outcome = write(tx, group, bank, (&wish, digest(&wish)), by, Some(confirmed)).await?;
    if let Outcome::Written(..) = outcome {
        store::add_decision(tx, bank, request.no, "confirmed", "", by.by, by.at).await?;
    }
    Ok(outcome)
}

/// Refuses what another officer asked, with a reason.
///
/// # Errors
/// Faults of the store.
pub async fn refuse(tx: &mut Tx, group: &Group, bank: &BankRow, request: i64, reason: &str, by: By) -> Result<(), Error> {
    lock(tx, group.book).await?;
    store::add_decision(tx, bank, request, "refused", reason, by.by, by.at).await?;
    record(tx, Some(group.book), Some(by.by), "bank-request-refused", &format!("{} {request}", bank.code), by.at).await
}

/// The key of the act that a confirmed request becomes: the same however often it is sent.
fn derived(book: i64, bank: &BankRow, request: i64) -> Uuid {
    let digest = Sha256::digest(format!("bank request {book} {} {request}", bank.id));
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
    bank: &BankRow,
    (wish, digest): (&Wish<'_>, Vec<u8>),
    by: By,
    confirmed: Option<Confirmed>,
) -> Result<Outcome, PostError> {
    if let Some((no, earlier)) = store::act_of_key(tx, bank, wish.key).await? {
        return Ok(if earlier == digest { Outcome::Again(no) } else { Outcome::Other(no) });
    }
    let mut loaded = store::load(tx, bank, group).await?;
    let decided = match decide(&loaded, wish.ask, when(wish, by)) {
        Ok(decided) => decided,
        Err(refusals) => return Ok(Outcome::Refused(refusals)),
    };
    let first = loaded.next_act();
    let mut last = first;
    for (at, one) in decided.iter().enumerate() {
        last = act(tx, bank, &mut loaded, wish, one, at as u128, &digest, by, confirmed).await?;
    }
    let action = if confirmed.is_some() { "bank-request-confirmed" } else { "bank-act-written" };
    record(tx, Some(group.book), Some(by.by), action, &format!("{} {first}", bank.code), by.at).await?;
    Ok(Outcome::Written(first, last))
}

#[allow(clippy::too_many_arguments, reason = "what one act is written from")]
async fn act(
    tx: &mut Tx,
    bank: &BankRow,
    loaded: &mut Bank,
    wish: &Wish<'_>,
    decided: &Decided,
    at: u128,
    digest: &[u8],
    by: By,
    confirmed: Option<Confirmed>,
) -> Result<i64, PostError> {
    let (no, fact) = (loaded.next_act(), &decided.fact);
    let before = loaded.state(wish.day).map_err(|flaw| Error::Garbled(format!("acts of {}: {flaw:?}", bank.code)))?;
    // The first act bears the form's key; a second one of the same form a key made of it.
    let id = if at == 0 { wish.key } else { beside(wish.key, at) };
    let recorded_by = confirmed.map_or(by.by, |confirmed| confirmed.asked_by);
    let price = price(tx, bank, wish, &decided.price, beside(wish.key, 128 + at), by).await?;
    let postings = banks::post(fact, &before, loaded.fund, loaded.money, &loaded.goods)
        .map_err(|error| Error::Garbled(format!("postings of {}: {error:?}", bank.code)))?;
    let entry = match fact {
        Fact::Undone { act, reason } => reversal(tx, bank, loaded, *act, id, wish.day, reason).await?,
        _ if postings.is_empty() => None,
        _ => {
            let made = Entry::new(EntryKey(id), wish.day, EntryKind::Ordinary, memo(fact), postings);
            Some(made.map_err(|error| Error::Garbled(format!("entry of {}: {error:?}", bank.code)))?.of(id))
        }
    };
    let entry_no = match entry {
        Some(entry) => Some(post(tx, bank.book, entry, Recorded { at: by.at, by: recorded_by }).await?.no.0),
        None => None,
    };
    store::add_animals(tx, bank, no, &entering(fact, &before)).await?;
    match fact {
        Fact::Undone { act, .. } => store::undo_moves(tx, bank, no, *act).await?,
        _ => store::add_moves(tx, bank, no, &banks::moves(fact, &before)).await?,
    }
    let new = NewAct {
        no,
        id,
        day: wish.day,
        fact,
        digest,
        price,
        entry: entry_no,
        request: confirmed.map(|confirmed| confirmed.request),
        at: by.at,
        by: recorded_by,
        confirmed_by: confirmed.map(|_| by.by),
    };
    store::add_act(tx, bank, new).await?;
    let price = price.and_then(|no| loaded.prices.iter().find(|price| price.no == no).cloned());
    loaded.acts.push(Act { no, id, day: wish.day, fact: fact.clone(), price, entry: entry_no });
    Ok(no)
}

/// A key made of another one.
fn beside(key: Uuid, step: u128) -> Uuid {
    Uuid::from_u128(key.as_u128() ^ step)
}

async fn price(tx: &mut Tx, bank: &BankRow, wish: &Wish<'_>, priced: &Priced, id: Uuid, by: By) -> Result<Option<i64>, Error> {
    match priced {
        Priced::Not => Ok(None),
        Priced::Cited(no) => Ok(Some(*no)),
        Priced::New { good, class, amount } => {
            let (place, day) = (bank.village_code.as_str(), wish.day);
            let new = NewPrice { id, good, class, place, day, amount: *amount, kind: PriceKind::Agreed, source: "act", reason: "" };
            store::add_price(tx, bank.book, &new, by.by, by.at).await.map(Some)
        }
    }
}

async fn reversal(
    tx: &mut Tx,
    bank: &BankRow,
    loaded: &Bank,
    act: i64,
    id: Uuid,
    day: NaiveDate,
    reason: &str,
) -> Result<Option<Entry>, PostError> {
    let Some(no) = loaded.acts.iter().find(|known| known.no == act).and_then(|known| known.entry) else { return Ok(None) };
    let posted = entry(tx, bank.book, EntryNo(no)).await?.ok_or_else(|| Error::Garbled(format!("entry {no} is not there")))?;
    let reversed = posted.entry.reversal(EntryNo(no), EntryKey(id), day, reason);
    Ok(Some(reversed.map_err(|error| Error::Garbled(format!("reversal of {no}: {error:?}")))?))
}

/// The few words that an entry carries.
fn memo(fact: &Fact) -> String {
    match fact {
        Fact::MoneyIn { note, .. } | Fact::MoneyOut { note, .. } => note.clone(),
        Fact::Donated { from, .. } => from.clone(),
        Fact::Helped { minute, .. }
        | Fact::Forgiven { minute, .. }
        | Fact::WrittenOff { minute, .. }
        | Fact::TurnedToMoney { minute, .. }
        | Fact::AnimalSold { minute, .. }
        | Fact::Waived { minute, .. } => minute.clone(),
        _ => String::new(),
    }
}

/// The animals that a fact brings into the register.
fn entering<'a>(fact: &'a Fact, before: &State) -> Vec<Entering<'a>> {
    match fact {
        Fact::AnimalsCame { species, animals, .. } => animals.iter().map(|new| (new, *species, None)).collect(),
        Fact::Born { dam, calf, .. } => {
            before.animals.get(dam).map(|mother| (calf, mother.species, Some(*dam))).into_iter().collect()
        }
        Fact::Replaced { obligation, animal } => {
            let of = before.obligations.get(obligation).and_then(|owed| before.animals.get(&owed.animal));
            of.map(|of| (animal, of.species, None)).into_iter().collect()
        }
        _ => Vec::new(),
    }
}
