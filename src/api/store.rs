//! The SQL of tokens, and of the savings of all groups at once.
use super::Reads;
use crate::store::{Error, Result, Tx, statements};
use chrono::{DateTime, NaiveDate, Utc};
use ledger::{Amount, Commodity};
use sqlx::FromRow;
use std::collections::HashMap;
use uuid::Uuid;

statements! {
    HOLDS = "select t.id, t.name, t.scopes, t.organisation_id, o.code as organisation, t.made_at, t.ends_on, t.used_on, t.revoked_at
               from api_token t left join organisation o on o.id = t.organisation_id
              where t.token_hash = $1 and t.revoked_at is null and t.ends_on >= $2";
    TOKENS = "select t.id, t.name, t.scopes, t.organisation_id, o.code as organisation, t.made_at, t.ends_on, t.used_on, t.revoked_at
                from api_token t left join organisation o on o.id = t.organisation_id
               order by case when t.revoked_at is null then 0 else 1 end, t.made_at desc, t.id";
    TOKEN = "select t.id, t.name, t.scopes, t.organisation_id, o.code as organisation, t.made_at, t.ends_on, t.used_on, t.revoked_at
               from api_token t left join organisation o on o.id = t.organisation_id where t.id = $1";
    ADD = "insert into api_token (id, name, token_hash, scopes, organisation_id, made_at, made_by, ends_on)
           values ($1, $2, $3, $4, $5, $6, $7, $8)";
    REVOKE = "update api_token set revoked_at = $2, revoked_by = $3 where id = $1 and revoked_at is null";
    /// The only thing that reading writes down, beside looks at grants under codes: that a token was in use on a day. So it
    /// touches a row once a day however much is read.
    USED = "update api_token set used_on = $2 where id = $1 and (used_on is null or used_on < $2)";
    SAVED = "select b.book_id, b.commodity, c.decimals, cast(-sum(b.quantity) as bigint)
               from balance b join commodity c on c.code = b.commodity
              where b.fund = 1 and b.account = 2010
              group by b.book_id, b.commodity, c.decimals
             having sum(b.quantity) <> 0
              order by b.book_id, b.commodity";
}

/// A token as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Which.
    pub id: Uuid,
    /// For whom or what, in the words of who made it.
    pub name: String,
    /// What it may read.
    pub reads: Vec<Reads>,
    /// Of which organisation; `None`: of the whole programme.
    pub organisation: Option<(Uuid, String)>,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// The last day on which it holds.
    pub ends_on: NaiveDate,
    /// The last day on which it was used.
    pub used_on: Option<NaiveDate>,
    /// When it was revoked.
    pub revoked_at: Option<DateTime<Utc>>,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    name: String,
    scopes: String,
    organisation_id: Option<Uuid>,
    organisation: Option<String>,
    made_at: DateTime<Utc>,
    ends_on: NaiveDate,
    used_on: Option<NaiveDate>,
    revoked_at: Option<DateTime<Utc>>,
}

impl Row {
    fn read(self) -> Result<Token> {
        let garbled = || Error::Garbled(format!("what token {} may read", self.id));
        let codes: Vec<String> = serde_json::from_str(&self.scopes).map_err(|_| garbled())?;
        Ok(Token {
            reads: codes.iter().map(|code| Reads::parse(code).ok_or_else(garbled)).collect::<Result<_>>()?,
            id: self.id,
            name: self.name,
            organisation: self.organisation_id.zip(self.organisation),
            made_at: self.made_at,
            ends_on: self.ends_on,
            used_on: self.used_on,
            revoked_at: self.revoked_at,
        })
    }
}

/// The token of a digest, if it holds on a day.
pub async fn holds(tx: &mut Tx, digest: Vec<u8>, today: NaiveDate) -> Result<Option<Token>> {
    tx.optional::<Row>(HOLDS, (digest, today)).await?.map(Row::read).transpose()
}

/// Every token: those that were not revoked first, the latest first.
pub async fn tokens(tx: &mut Tx) -> Result<Vec<Token>> {
    tx.all::<Row>(TOKENS, ()).await?.into_iter().map(Row::read).collect()
}

/// A token.
pub async fn token(tx: &mut Tx, id: Uuid) -> Result<Option<Token>> {
    tx.optional::<Row>(TOKEN, (id,)).await?.map(Row::read).transpose()
}

/// A token to be made.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// Made by us: the form sent twice makes one token.
    pub id: Uuid,
    /// For whom or what.
    pub name: String,
    /// What it may read.
    pub reads: Vec<Reads>,
    /// Of which organisation.
    pub organisation: Option<Uuid>,
    /// The last day.
    pub ends_on: NaiveDate,
}

/// Keeps a token, by its digest.
pub async fn add(tx: &mut Tx, new: NewToken, digest: Vec<u8>, by: Uuid, at: DateTime<Utc>) -> Result<()> {
    let codes: Vec<&str> = new.reads.iter().map(|reads| reads.code()).collect();
    let values = (new.id, new.name, digest, serde_json::json!(codes).to_string(), new.organisation, at, by, new.ends_on);
    tx.run(ADD, values).await.map(drop)
}

/// Revokes a token, and says whether it was not yet.
pub async fn revoke(tx: &mut Tx, id: Uuid, by: Uuid, at: DateTime<Utc>) -> Result<bool> {
    Ok(tx.run(REVOKE, (id, at, by)).await? > 0)
}

/// Notes that a token was used on a day.
pub async fn used(tx: &mut Tx, id: Uuid, today: NaiveDate) -> Result<()> {
    tx.run(USED, (id, today)).await.map(drop)
}

/// Members' savings of every group, by its book and commodity.
pub async fn saved(tx: &mut Tx) -> Result<HashMap<i64, Vec<Amount>>> {
    let mut all: HashMap<i64, Vec<Amount>> = HashMap::new();
    for (book, code, decimals, quantity) in tx.all::<(i64, String, i64, i64)>(SAVED, ()).await? {
        let garbled = || Error::Garbled(format!("commodity {code}"));
        let decimals = u8::try_from(decimals).map_err(|_| garbled())?;
        let commodity = Commodity::new(&code, decimals).map_err(|_| garbled())?;
        all.entry(book).or_default().push(commodity.of(quantity));
    }
    Ok(all)
}
