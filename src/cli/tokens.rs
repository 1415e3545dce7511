//! `sansom token`: who may read figures without signing in.
use super::{Failure, Outcome, print, users::actor};
use crate::{
    api::{
        Reads,
        form::latest,
        secret,
        store::{self, NewToken},
    },
    app::Clock,
    exports::{Cell, Rows},
    groups::store as groups,
    store::{Db, Tx, record},
};
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use uuid::Uuid;

/// Tokens with which programs of others read figures.
#[derive(Debug, Subcommand)]
pub enum Token {
    /// Make a token. It is printed once; only its digest is kept.
    #[command(after_help = "Examples:
  sansom token add \"Donor's dashboard\" --reads indicators,targets
  sansom token add \"Partner's own reports\" --reads indicators,groups --organisation SP --ends 2027-03-31")]
    Add(Add),
    /// List tokens: what they may read, through when they hold, when they were last used.
    #[command(after_help = "Example:
  sansom token list")]
    List,
    /// Revoke a token: from now on it opens nothing.
    #[command(after_help = "Examples:
  sansom token revoke \"Donor's dashboard\"
  sansom token revoke 019aa000-0000-7000-8000-000000000000")]
    Revoke {
        /// Its name, where one token alone has it, or its id as the list has it.
        token: String,
        /// In whose name; without it, the only administrator.
        #[arg(long, value_name = "LOGIN")]
        by: Option<String>,
    },
}

/// A token to be made.
#[derive(Args, Debug)]
pub struct Add {
    /// For whom or what it is: at most 80 characters.
    name: String,
    /// What it may read: indicators, targets, groups; several with commas between.
    #[arg(long, value_parser = reads, value_delimiter = ',', required = true, value_name = "WHAT")]
    reads: Vec<Reads>,
    /// Only figures of this organisation; without it, of the whole programme.
    #[arg(long, value_name = "CODE")]
    organisation: Option<String>,
    /// The last day on which it holds, at most a year from today; without it, that day.
    #[arg(long, value_name = "DATE")]
    ends: Option<NaiveDate>,
    /// In whose name; without it, the only administrator.
    #[arg(long, value_name = "LOGIN")]
    by: Option<String>,
}

fn reads(text: &str) -> Result<Reads, String> {
    Reads::parse(text).ok_or_else(|| format!("one of {}", Reads::ALL.map(Reads::code).join(", ")))
}

impl Token {
    pub async fn run(self, db: &Db) -> Outcome {
        match self {
            Token::Add(add) => add.run(db).await,
            Token::List => list(db).await,
            Token::Revoke { token, by } => revoke(db, &token, by.as_deref()).await,
        }
    }
}

impl Add {
    async fn run(self, db: &Db) -> Outcome {
        let name: String = self.name.trim().chars().filter(|c| !c.is_control()).collect();
        if !(1..=80).contains(&name.chars().count()) {
            return Err(Failure("a token has a name of 1 to 80 characters: for whom or what it is".into()));
        }
        let today = Clock::System.today();
        let ends_on = self.ends.unwrap_or(latest(today));
        if ends_on < today || ends_on > latest(today) {
            return Err(Failure(format!("a token ends between today and {}", latest(today))));
        }
        let mut tx = db.write().await?;
        let organisation = match &self.organisation {
            None => None,
            Some(code) => {
                let found = groups::organisation(&mut tx, code).await?;
                Some(found.ok_or_else(|| Failure(format!("there is no organisation {code}")))?.id)
            }
        };
        let by = actor(&mut tx, self.by.as_deref()).await?.id;
        let mut reads = self.reads;
        reads.sort_unstable();
        reads.dedup();
        let (id, now, token) = (Uuid::now_v7(), Clock::System.now(), secret::make());
        let digest = secret::digest(&token).ok_or_else(|| Failure("a token could not be made".into()))?;
        store::add(&mut tx, NewToken { id, name, reads, organisation, ends_on }, digest, by, now).await?;
        record(&mut tx, None, Some(by), "token-made", &id.to_string(), now).await?;
        tx.commit().await?;
        print(format!("token {id} made, holds through {ends_on}; shown only this once:\n{token}\n"))?;
        Ok(true)
    }
}

async fn list(db: &Db) -> Outcome {
    let mut tx = db.read().await?;
    let today = Clock::System.today();
    let mut rows = Rows::new(&["id", "reads", "of", "made", "ends", "used", "state", "name"]);
    for token in store::tokens(&mut tx).await? {
        let codes: Vec<&str> = token.reads.iter().map(|reads| reads.code()).collect();
        let state = match token.revoked_at {
            Some(at) => format!("revoked {}", at.date_naive()),
            None if token.ends_on < today => "ended".to_owned(),
            None => "holds".to_owned(),
        };
        rows.push([
            Cell::text(token.id.to_string()),
            Cell::text(codes.join(",")),
            Cell::text(token.organisation.map_or_else(|| "all".to_owned(), |(_, code)| code)),
            Cell::text(token.made_at.date_naive().to_string()),
            Cell::text(token.ends_on.to_string()),
            Cell::text(token.used_on.map_or_else(|| "never".to_owned(), |day| day.to_string())),
            Cell::text(state),
            Cell::text(token.name),
        ]);
    }
    print(rows.to_text())?;
    Ok(true)
}

async fn revoke(db: &Db, which: &str, by: Option<&str>) -> Outcome {
    let mut tx = db.write().await?;
    let token = find(&mut tx, which).await?;
    let (by, now) = (actor(&mut tx, by).await?.id, Clock::System.now());
    if !store::revoke(&mut tx, token.id, by, now).await? {
        print(format!("nothing changed: {which} was revoked before\n"))?;
        return Ok(true);
    }
    record(&mut tx, None, Some(by), "token-revoked", &token.id.to_string(), now).await?;
    tx.commit().await?;
    print(format!("{which} is revoked\n"))?;
    Ok(true)
}

/// A token by its id, or by its name where one that was not revoked has it alone.
async fn find(tx: &mut Tx, which: &str) -> Result<store::Token, Failure> {
    let all = store::tokens(tx).await?;
    if let Some(token) = all.iter().find(|token| token.id.to_string() == which) {
        return Ok(token.clone());
    }
    let mut named: Vec<_> = all.into_iter().filter(|token| token.name == which && token.revoked_at.is_none()).collect();
    match (named.pop(), named.len()) {
        (Some(token), 0) => Ok(token),
        (None, _) => Err(Failure(format!("there is no token {which} that could be revoked"))),
        _ => Err(Failure(format!("several tokens are named {which}: say its id, as sansom token list has it"))),
    }
}
