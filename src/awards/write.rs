//! The one road by which anything is written under an award: from a form, from a file, from the demo. Load, decide, save,
//! in one transaction that holds the book.
use super::store::{self, AwardRow, CURRENCIES, NewAct};
use crate::{
    meetings::seal::Act as By,
    store::{Error, PostError, Tx, entry, lock, post, record},
};
use chrono::NaiveDate;
use domain::grants::{self, Act, Applicant, Ask, Award, Fact, Refusal, When, Who, Why, acts::Same, codes::Code, decide};
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
    /// What speaks against it.
    Refused(Vec<Refusal>),
}

/// Writes down what is asked, by the signed-in person. The caller commits.
///
/// # Errors
/// Faults of the store alone; what a rule refuses is [`Outcome::Refused`].
pub async fn ask(tx: &mut Tx, award: &AwardRow, wish: &Wish<'_>, by: By) -> Result<Outcome, PostError> {
    lock(tx, award.book).await?;
    let digest = digest(wish.day, wish.ask);
    if let Some((no, earlier)) = store::act_of_key(tx, award.book, wish.key).await? {
        return Ok(if earlier == digest { Outcome::Again(no) } else { Outcome::Other(no) });
    }
    let loaded = store::load(tx, award).await?;
    let when = When { day: wish.day, today: by.today, by: Who::User(by.by) };
    let decided = match decide(&loaded, wish.ask, &when) {
        Ok(decided) => decided,
        Err(refusals) => return Ok(Outcome::Refused(refusals)),
    };
    let mut fact = decided.fact;
    if let Some(refused) = give_code(tx, award, &mut fact).await? {
        return Ok(Outcome::Refused(vec![refused]));
    }
    let no = act(tx, award, &loaded, (wish.key, wish.day), &fact, &digest, by).await?;
    record(tx, Some(award.book), Some(by.by), "award-act-written", &format!("{} {no}", award.code), by.at).await?;
    Ok(Outcome::Written(no))
}

/// Writes grants of before as their papers say; the rules do not judge them, the exceptions do. Answers the last act.
///
/// # Errors
/// Faults of the store; a key that was used already is [`Error::Taken`].
pub async fn bring(tx: &mut Tx, award: &AwardRow, facts: &[(Uuid, NaiveDate, Fact)], by: By) -> Result<i64, PostError> {
    lock(tx, award.book).await?;
    let mut loaded = store::load(tx, award).await?;
    let mut last = 0;
    for (key, day, fact) in facts {
        let text = serde_json::to_string(fact).map_err(|error| Error::Garbled(format!("a fact: {error}")))?;
        let digest = Sha256::digest(format!("{day} {text}")).to_vec();
        last = act(tx, award, &loaded, (*key, *day), fact, &digest, by).await?;
        loaded.acts.push(Act { no: last, id: *key, day: *day, by: Who::User(by.by), fact: fact.clone(), entry: None });
    }
    record(tx, Some(award.book), Some(by.by), "grants-brought", &format!("{} {}", award.code, facts.len()), by.at).await?;
    Ok(last)
}

/// Draws a code for who applies under one, where none was brought; one that stands for another grant is refused.
async fn give_code(tx: &mut Tx, award: &AwardRow, fact: &mut Fact) -> Result<Option<Refusal>, PostError> {
    let Fact::Applied { applicant: Applicant::Coded { code, .. }, .. } = fact else { return Ok(None) };
    if let Some(code) = code {
        let taken = store::code_taken(tx, award.book, code).await?;
        return Ok(taken.map(|grant| Refusal { row: None, why: Why::SameAs(Same::Person, grant) }));
    }
    loop {
        let mut random = [0; 7];
        getrandom::fill(&mut random).map_err(|error| Error::Garbled(format!("no random bytes: {error}")))?;
        let drawn = Code::new(random);
        if store::code_taken(tx, award.book, &drawn).await?.is_none() {
            *code = Some(drawn);
            return Ok(None);
        }
    }
}

/// What was asked, as one digest: the same key with other figures is somebody else's form.
fn digest(day: NaiveDate, ask: &Ask) -> Vec<u8> {
    let asked = serde_json::to_string(ask).expect("an ask is plain values");
    Sha256::digest(format!("{day} {asked}")).to_vec()
}

async fn act(
    tx: &mut Tx,
    award: &AwardRow,
    loaded: &Award,
    (key, day): (Uuid, NaiveDate),
    fact: &Fact,
    digest: &[u8],
    by: By,
) -> Result<i64, PostError> {
    let before = loaded.state();
    let postings = grants::post(fact, &before, &loaded.terms, &CURRENCIES)
        .map_err(|error| Error::Garbled(format!("postings of {}: {error:?}", award.code)))?;
    let made = match fact {
        Fact::Reversed { voucher, reason } => {
            let no = before.vouchers.get(voucher).and_then(|voucher| voucher.entry);
            let no = EntryNo(no.ok_or_else(|| Error::Garbled(format!("voucher {voucher} of {} has no entry", award.code)))?);
            let posted = entry(tx, award.book, no).await?.ok_or_else(|| Error::Garbled(format!("entry {} is not there", no.0)))?;
            Some(posted.entry.reversal(no, EntryKey(key), day, reason))
        }
        _ if postings.is_empty() => None,
        _ => Some(Entry::new(EntryKey(key), day, EntryKind::Ordinary, fact.memo(), postings)),
    };
    let entry_no = match made {
        None => None,
        Some(made) => {
            let made = made.map_err(|error| Error::Garbled(format!("entry of {}: {error:?}", award.code)))?;
            let made = if matches!(fact, Fact::Reversed { .. }) { made } else { made.of(key) };
            Some(post(tx, award.book, made, Recorded { at: by.at, by: by.by }).await?.no.0)
        }
    };
    let no = loaded.next_act();
    store::add_act(tx, award.book, NewAct { no, id: key, day, fact, digest, entry: entry_no, at: by.at, by: by.by }).await?;
    Ok(no)
}
