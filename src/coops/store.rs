//! The SQL of cooperatives: one is loaded whole (by-laws, members, acts), since how it stands is told from its acts by
//! `domain::coops`, the same everywhere.
use crate::{
    groups::store::Group,
    requests::RequestRow,
    store::{BookId, Error, Result, Tx, ensure_commodity, statements},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::coops::{Act, ByLaws, Coop, Fact, Member, crops::CROPS};
use ledger::FundNo;
use sqlx::FromRow;
use std::{collections::HashMap, sync::Arc};
use uuid::Uuid;

statements! {
    COOP = "select book_id, id, code, fund_no, kind, name_km, name_latin, village_code, opened_on from coop where code = $1";
    COOPS = "select book_id, id, code, fund_no, kind, name_km, name_latin, village_code, opened_on from coop order by code";
    COOP_OF = "select book_id, id, code, fund_no, kind, name_km, name_latin, village_code, opened_on from coop where book_id = $1";
    CODE_OF = "select code from coop where id = $1";
    ADD = "insert into coop (book_id, id, code, fund_no, kind, name_km, name_latin, village_code, opened_on, recorded_at, recorded_by)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    NEXT_FUND = "select coalesce(max(no), 0) + 1 from fund where book_id = $1";
    ADD_FUND = "insert into fund (book_id, no, code) values ($1, $2, $3)";
    LAWS = "select version, holds_from, laws, recorded_at, recorded_by from coop_laws where book_id = $1 order by version";
    ADD_LAWS = "insert into coop_laws (book_id, version, holds_from, laws, recorded_at, recorded_by)
                select $1, coalesce(max(version), 0) + 1, $2, $3, $4, $5 from coop_laws where book_id = $1 returning version";
    MEMBERS = "select party_no, joined_on, left_on from member where book_id = $1 order by party_no";
    CLOSED = "select closed_through from book where id = $1";
    ACTS = "select no, id, day, fact, entry_no, request_no, recorded_at, recorded_by, confirmed_by from coop_act where book_id = $1 order by no";
    /// What rules read of acts, from a number on.
    ACTS_FROM = "select no, id, day, fact, entry_no from coop_act where book_id = $1 and no >= $2 order by no";
    OUTSIDERS = "select fact from coop_act where book_id = $1 and kind = 'outsider-named' order by no";
    KEYS = "select id, digest from coop_act where book_id = $1";
    ACT_OF_KEY = "select no, digest from coop_act where book_id = $1 and id = $2";
    ADD_ACT = "insert into coop_act (book_id, no, id, day, kind, fact, digest, party_no, entry_no, undoes, request_no, recorded_at, recorded_by, confirmed_by)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    REQUESTS = "select r.no, r.kind, r.day, r.ask, r.asked_by, a.name as asked_by_name, r.asked_at, d.decision, d.reason as refusal,
                       e.name as decided_by_name, d.decided_at
                  from coop_request r
                  left join app_user a on a.id = r.asked_by
                  left join coop_request_decision d on d.book_id = r.book_id and d.request_no = r.no
                  left join app_user e on e.id = d.decided_by
                 where r.book_id = $1 order by r.no desc";
    REQUEST_OF_KEY = "select no from coop_request where book_id = $1 and id = $2";
    ADD_REQUEST = "insert into coop_request (book_id, no, id, kind, day, ask, asked_by, asked_at)
                   select $1, coalesce(max(no), 0) + 1, $2, $3, $4, $5, $6, $7 from coop_request where book_id = $1 returning no";
    ADD_DECISION = "insert into coop_request_decision (book_id, request_no, decision, reason, decided_by, decided_at)
                    values ($1, $2, $3, $4, $5, $6)";
}

/// A cooperative as lists and addresses know it.
#[derive(Clone, Debug, FromRow)]
pub struct CoopRow {
    /// Its book.
    #[sqlx(rename = "book_id")]
    pub book: BookId,
    /// Its public id.
    pub id: Uuid,
    /// Its code, in addresses and files.
    pub code: String,
    /// Its fund in the book.
    pub fund_no: i64,
    /// `cooperative`, or `group`: a producer group that sells together and has no shares.
    pub kind: String,
    /// Its name in Khmer.
    pub name_km: String,
    /// Its name in Latin script.
    pub name_latin: String,
    /// Where it is.
    pub village_code: String,
    /// Its first day.
    pub opened_on: NaiveDate,
}

impl CoopRow {
    /// Its name as pages take it.
    pub fn name(&self) -> templates::parts::Name {
        templates::parts::Name::new(&self.name_km, &self.name_latin)
    }
}

/// The cooperative of a code.
pub async fn coop(tx: &mut Tx, code: &str) -> Result<Option<CoopRow>> {
    tx.optional(COOP, (code.to_owned(),)).await
}

/// Every cooperative and producer group that sells, by code.
pub async fn coops(tx: &mut Tx) -> Result<Vec<CoopRow>> {
    tx.all(COOPS, ()).await
}

/// The cooperative of a book.
pub async fn coop_of(tx: &mut Tx, book: BookId) -> Result<Option<CoopRow>> {
    tx.optional(COOP_OF, (book.0,)).await
}

/// The code of the cooperative that was founded under a form's key.
pub async fn code_of_key(tx: &mut Tx, id: Uuid) -> Result<Option<String>> {
    Ok(tx.optional::<(String,)>(CODE_OF, (id,)).await?.map(|(code,)| code))
}

/// A cooperative to be founded.
#[derive(Clone, Debug)]
pub struct NewCoop {
    /// Its public id: the form's key.
    pub id: Uuid,
    /// Its code.
    pub code: String,
    /// `cooperative` or `group`.
    pub kind: String,
    /// Its name in Khmer.
    pub name_km: String,
    /// Its name in Latin script.
    pub name_latin: String,
    /// Where it is.
    pub village_code: String,
    /// Its first day.
    pub opened_on: NaiveDate,
    /// Its by-laws, as they were written and read.
    pub laws: String,
}

/// Founds a cooperative in a fund of its own of the book of a group that does not save. [`Error::Taken`] when the code is.
pub async fn found(tx: &mut Tx, group: &Group, new: &NewCoop, by: Uuid, now: DateTime<Utc>) -> Result<CoopRow> {
    crate::store::lock(tx, group.book).await?;
    for crop in CROPS.iter() {
        ensure_commodity(tx, crop.commodity()).await?;
    }
    let fund: i64 = tx.value(NEXT_FUND, (group.book.0,)).await?;
    // Funds 1 and 2 are those of savings, in every book.
    tx.run(ADD_FUND, (group.book.0, fund, new.code.to_lowercase())).await?;
    let NewCoop { id, code, kind, name_km, name_latin, village_code, opened_on, laws } = new.clone();
    let row = (group.book.0, id, code.clone(), fund, kind.clone(), name_km.clone(), name_latin.clone(), village_code.clone());
    tx.run(ADD, (row.0, row.1, row.2, row.3, row.4, row.5, row.6, row.7, opened_on, now, by)).await?;
    let coop = CoopRow { book: group.book, id, code, fund_no: fund, kind, name_km, name_latin, village_code, opened_on };
    add_laws(tx, &coop, opened_on, &laws, by, now).await?;
    Ok(coop)
}

/// Writes a further version of by-laws; they hold from a day.
pub async fn add_laws(tx: &mut Tx, coop: &CoopRow, from: NaiveDate, laws: &str, by: Uuid, now: DateTime<Utc>) -> Result<i64> {
    tx.value(ADD_LAWS, (coop.book.0, from, laws.to_owned(), now, by)).await
}

/// A version of by-laws as it is stored.
#[derive(Clone, Debug, FromRow)]
pub struct LawsRow {
    /// Its number.
    pub version: i64,
    /// From which day it holds.
    pub holds_from: NaiveDate,
    /// The by-laws, as TOML.
    pub laws: String,
    /// When they were written down.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: Uuid,
}

/// The by-laws, version by version.
pub async fn laws(tx: &mut Tx, coop: &CoopRow) -> Result<Vec<LawsRow>> {
    tx.all(LAWS, (coop.book.0,)).await
}

/// An act as it is stored.
#[derive(Clone, Debug, FromRow)]
pub struct ActRow {
    /// Its number.
    pub no: i64,
    /// Its key.
    pub id: Uuid,
    /// The business day.
    pub day: NaiveDate,
    /// The fact, as JSON.
    pub fact: String,
    /// The entry that posts it.
    pub entry_no: Option<i64>,
    /// The request that became it.
    pub request_no: Option<i64>,
    /// When it was written down.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: Uuid,
    /// Who confirmed it.
    pub confirmed_by: Option<Uuid>,
}

impl ActRow {
    /// The act as rules read it.
    ///
    /// # Errors
    /// A fact that this program cannot read.
    pub fn read(&self) -> Result<Act> {
        act((self.no, self.id, self.day, self.fact.clone(), self.entry_no))
    }
}

/// Number, key, day, fact and entry of an act.
type Stored = (i64, Uuid, NaiveDate, String, Option<i64>);

fn act((no, id, day, fact, entry): Stored) -> Result<Act> {
    let fact = serde_json::from_str(&fact).map_err(|error| Error::Garbled(format!("act {no}: {error}")))?;
    Ok(Act { no, id, day, fact, entry })
}

/// The acts of a cooperative, in the order they were written.
pub async fn act_rows(tx: &mut Tx, coop: &CoopRow) -> Result<Vec<ActRow>> {
    tx.all(ACTS, (coop.book.0,)).await
}

/// A cooperative with everything that happened.
pub async fn load(tx: &mut Tx, coop: &CoopRow, group: &Group) -> Result<Coop> {
    let acts = tx.appended(coop.book, ACTS_FROM, |act: &Act| (act.no, act.id), act).await?;
    let members: Vec<(i64, NaiveDate, Option<NaiveDate>)> = tx.all(MEMBERS, (coop.book.0,)).await?;
    let (closed_through,): (Option<NaiveDate>,) = tx.one(CLOSED, (coop.book.0,)).await?;
    let read = |row: LawsRow| match ByLaws::read(&row.laws) {
        Ok(laws) => Ok((row.holds_from, laws)),
        Err(refusals) => Err(Error::Garbled(format!("by-laws of {}: {refusals:?}", coop.code))),
    };
    Ok(Coop {
        fund: FundNo(coop.fund_no),
        money: group.commodity(),
        opened_on: coop.opened_on,
        laws: laws(tx, coop).await?.into_iter().map(read).collect::<Result<_>>()?,
        members: members.into_iter().map(|(party, joined_on, left_on)| Member { party, joined_on, left_on }).collect(),
        acts: Arc::unwrap_or_clone(acts),
        closed_through,
    })
}

/// Who was named at the cooperative of a book and is no member: party and name.
pub async fn outsiders(tx: &mut Tx, book: BookId) -> Result<Vec<(i64, String)>> {
    let rows: Vec<(String,)> = tx.all(OUTSIDERS, (book.0,)).await?;
    let named = |(fact,): (String,)| match serde_json::from_str(&fact) {
        Ok(Fact::OutsiderNamed { party, name, .. }) => Ok((party, name)),
        other => Err(Error::Garbled(format!("somebody named: {other:?}"))),
    };
    rows.into_iter().map(named).collect()
}

/// The keys of all acts, with the digests of what was asked.
pub async fn keys(tx: &mut Tx, coop: &CoopRow) -> Result<HashMap<Uuid, Vec<u8>>> {
    Ok(tx.all::<(Uuid, Vec<u8>)>(KEYS, (coop.book.0,)).await?.into_iter().collect())
}

/// The act that was written under a form's key, with the digest of what was asked.
pub async fn act_of_key(tx: &mut Tx, coop: &CoopRow, key: Uuid) -> Result<Option<(i64, Vec<u8>)>> {
    tx.optional(ACT_OF_KEY, (coop.book.0, key)).await
}

/// An act to be stored.
pub(super) struct NewAct<'a> {
    pub(super) no: i64,
    pub(super) id: Uuid,
    pub(super) day: NaiveDate,
    pub(super) fact: &'a Fact,
    pub(super) digest: &'a [u8],
    pub(super) entry: Option<i64>,
    pub(super) request: Option<i64>,
    pub(super) at: DateTime<Utc>,
    pub(super) by: Uuid,
    pub(super) confirmed_by: Option<Uuid>,
}

/// Stores an act behind its entry.
pub(super) async fn add_act(tx: &mut Tx, coop: &CoopRow, act: NewAct<'_>) -> Result<()> {
    let fact = serde_json::to_string(act.fact).map_err(|error| Error::Garbled(error.to_string()))?;
    let undoes = if let Fact::Undone { act, .. } = act.fact { Some(*act) } else { None };
    let head = (coop.book.0, act.no, act.id, act.day, act.fact.code(), fact, act.digest, act.fact.party());
    let row = (
        head.0,
        head.1,
        head.2,
        head.3,
        head.4,
        head.5,
        head.6,
        head.7,
        act.entry,
        undoes,
        act.request,
        act.at,
        act.by,
        act.confirmed_by,
    );
    tx.run(ADD_ACT, row).await.map(drop)
}

/// The requests of a cooperative, the latest first.
pub async fn requests(tx: &mut Tx, coop: &CoopRow) -> Result<Vec<RequestRow>> {
    tx.all(REQUESTS, (coop.book.0,)).await
}

/// The request that a form's key made.
pub(super) async fn request_of_key(tx: &mut Tx, coop: &CoopRow, key: Uuid) -> Result<Option<i64>> {
    Ok(tx.optional::<(i64,)>(REQUEST_OF_KEY, (coop.book.0, key)).await?.map(|(no,)| no))
}

/// Writes a request down; its number.
pub(super) async fn add_request(
    tx: &mut Tx,
    coop: &CoopRow,
    key: Uuid,
    day: NaiveDate,
    ask: &domain::coops::Ask,
    by: Uuid,
    at: DateTime<Utc>,
) -> Result<i64> {
    let ask = serde_json::to_value(ask).map_err(|error| Error::Garbled(error.to_string()))?;
    let kind = ask.get("ask").and_then(|kind| kind.as_str()).unwrap_or_default().to_owned();
    tx.value(ADD_REQUEST, (coop.book.0, key, kind, day, ask.to_string(), by, at)).await
}

/// Writes down how a request was decided.
pub(super) async fn add_decision(
    tx: &mut Tx,
    coop: &CoopRow,
    request: i64,
    (decision, reason): (&str, &str),
    by: Uuid,
    at: DateTime<Utc>,
) -> Result<()> {
    tx.run(ADD_DECISION, (coop.book.0, request, decision, reason, by, at)).await.map(drop)
}
