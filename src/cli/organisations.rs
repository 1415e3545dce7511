//! `sansom organisation`.
use super::{Failure, Outcome, Place, print};
use crate::{
    app::Clock,
    exports::{Cell, Rows},
    groups::store,
    store::{Db, Error, record},
};
use clap::Subcommand;

/// Partner organisations: every group belongs to one.
#[derive(Debug, Subcommand)]
pub enum Organisation {
    /// Add an organisation; the same again changes nothing.
    #[command(after_help = "Example:
  sansom organisation add SP --name-latin \"Sovann Phoum\" --name-km \"សុវណ្ណភូមិ\"")]
    Add {
        /// Its code: one to twenty capital letters, digits and hyphens.
        code: String,
        /// Its name in Khmer.
        #[arg(long, default_value = "", value_name = "NAME")]
        name_km: String,
        /// Its name in Latin letters.
        #[arg(long, default_value = "", value_name = "NAME")]
        name_latin: String,
    },
    /// List the organisations.
    #[command(after_help = "Example:
  sansom organisation list")]
    List,
}

impl Organisation {
    pub async fn open(&self, place: &Place) -> Result<Db, Failure> {
        match self {
            Organisation::Add { .. } => place.open().await,
            Organisation::List => place.open_existing().await,
        }
    }

    pub async fn run(self, db: &Db) -> Outcome {
        match self {
            Organisation::Add { code, name_km, name_latin } => add(db, &code, name_km.trim(), name_latin.trim()).await,
            Organisation::List => list(db).await,
        }
    }
}

async fn add(db: &Db, code: &str, name_km: &str, name_latin: &str) -> Outcome {
    let plain = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-';
    if code.is_empty() || code.len() > 20 || !code.chars().all(plain) {
        return Err(Failure(format!("“{code}” is not one to twenty capital letters, digits and hyphens")));
    }
    if name_km.is_empty() && name_latin.is_empty() {
        return Err(Failure("a name is needed: --name-km, --name-latin or both".into()));
    }
    let mut tx = db.write().await?;
    if let Some(stands) = store::organisation(&mut tx, code).await? {
        if (stands.name_km.as_str(), stands.name_latin.as_str()) != (name_km, name_latin) {
            return Err(Failure(format!("organisation {code} is there already with another name")));
        }
        print(format!("nothing changed: organisation {code} is there already\n"))?;
        return Ok(true);
    }
    match store::add_organisation(&mut tx, code, name_km, name_latin).await {
        Err(Error::Taken) => return Err(Failure(format!("organisation {code} is there already"))),
        added => added?,
    };
    record(&mut tx, None, None, "organisation-added", code, Clock::System.now()).await?;
    tx.commit().await?;
    print(format!("organisation {code} added\n"))?;
    Ok(true)
}

async fn list(db: &Db) -> Outcome {
    let mut tx = db.read().await?;
    let mut rows = Rows::new(&["code", "name_latin", "name_km"]);
    for one in store::organisations(&mut tx).await? {
        rows.push([Cell::text(one.code), Cell::text(one.name_latin), Cell::text(one.name_km)]);
    }
    print(rows.to_text())?;
    Ok(true)
}
