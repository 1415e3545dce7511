//! `sansom people`: who is known to another installation too.
use super::{Failure, Outcome, print};
use crate::{
    exports::{Cell, Rows},
    groups::store::{self as groups, Organisation},
    imports::{
        ImportError,
        table::{self, Column},
    },
    people::{
        keys::{SECRET_LEAST, key, matched},
        store,
    },
    store::{Db, Tx},
};
use clap::{Args, Subcommand};
use std::path::PathBuf;
use uuid::Uuid;

/// A file of keys.
const KEYS: &[Column] = &[Column::needed("id"), Column::needed("key")];

/// People of several partners, matched without exporting names.
#[derive(Debug, Subcommand)]
pub enum People {
    /// Write an id and a keyed hash of each person of an organisation; no name, no village, no year.
    #[command(after_help = "Example:
  sansom people keys --org CEDAC --secret-file shared.secret -o keys.csv

The key is HMAC-SHA-256 of year of birth, sex, village code and the sound of both names, under a secret of at least 16
bytes that both offices have and nobody else. Whoever has secret and file can try names: send them by two ways.
Who lacks one of these facts gets no key; how many is said.
Exit codes: 0 written; 1 refused, nothing was written.")]
    Keys {
        #[command(flatten)]
        of: Of,
        /// Where the file goes; standard output where this is left out.
        #[arg(short, long, value_name = "OUT.csv")]
        output: Option<PathBuf>,
    },
    /// Compare another installation's keys with ours, and list which of our people match; nothing is changed.
    #[command(after_help = "Example:
  sansom people match keys-of-ccpcr.csv --org CEDAC --secret-file shared.secret

Prints CSV: id,other_id. id is ours (/people/ID shows who it is), other_id is the other office's. A match is a hint: look
at both records, each in its office, before anybody says that they are one person's.
Exit codes: 0 compared, whatever was found; 1 refused.")]
    Match {
        /// The other installation's file.
        file: PathBuf,
        #[command(flatten)]
        of: Of,
    },
}

/// Whose people, and the secret.
#[derive(Args, Debug)]
pub struct Of {
    /// The organisation's code.
    #[arg(long, value_name = "CODE")]
    org: String,
    /// A file with the secret; spaces and line ends around it do not count.
    #[arg(long, value_name = "FILE", required_unless_present = "secret")]
    secret_file: Option<PathBuf>,
    /// The same from the environment, where there is no file.
    #[arg(long, env = "SANSOM_PEOPLE_SECRET", hide = true, hide_env_values = true)]
    secret: Option<String>,
}

impl Of {
    fn secret(&self) -> Result<Vec<u8>, Failure> {
        let text = match (&self.secret_file, &self.secret) {
            (Some(file), _) => {
                std::fs::read_to_string(file).map_err(|error| Failure(format!("the secret {}: {error}", file.display())))?
            }
            (None, Some(secret)) => secret.clone(),
            (None, None) => return Err(Failure("a secret is needed: --secret-file FILE".into())),
        };
        let secret = text.trim().as_bytes().to_vec();
        if secret.len() < SECRET_LEAST {
            return Err(Failure(format!("the secret has {} bytes; at least {SECRET_LEAST} are needed", secret.len())));
        }
        Ok(secret)
    }

    /// The keys of everybody who can have one, and how many cannot.
    async fn keys(&self, tx: &mut Tx) -> Result<(Vec<(Uuid, String)>, usize), Failure> {
        let secret = self.secret()?;
        let organisation = organisation(tx, &self.org).await?;
        let people = store::people(tx, &organisation.code).await?;
        let mut keys: Vec<(Uuid, String)> = people.iter().filter_map(|one| Some((one.id, key(&secret, one)?))).collect();
        // In the order of their names, the list would say something of them.
        keys.sort();
        let without = people.len() - keys.len();
        Ok((keys, without))
    }
}

/// The organisation of a code.
pub async fn organisation(tx: &mut Tx, code: &str) -> Result<Organisation, Failure> {
    let missing = || Failure(format!("there is no organisation {code}; sansom organisation list shows them"));
    groups::organisation(tx, code).await?.ok_or_else(missing)
}

impl People {
    pub async fn run(self, db: &Db) -> Outcome {
        let mut tx = db.read().await?;
        match self {
            People::Keys { of, output } => {
                let (keys, without) = of.keys(&mut tx).await?;
                let mut rows = Rows::new(&["id", "key"]);
                for (id, key) in &keys {
                    rows.push([Cell::text(id.to_string()), Cell::text(key)]);
                }
                match &output {
                    Some(file) => {
                        std::fs::write(file, rows.to_csv()).map_err(|error| Failure(format!("{}: {error}", file.display())))?;
                    }
                    None => print(rows.to_csv())?,
                }
                eprintln!("{} keys; {without} people without year, sex, village or both names have none", keys.len());
            }
            People::Match { file, of } => {
                let rows = table::read(&file, KEYS).map_err(|why| bad(&file, why))?;
                let others: Vec<(String, String)> =
                    rows.iter().map(|row| (row.text("id").to_owned(), row.text("key").to_lowercase())).collect();
                let found = matched(&of.keys(&mut tx).await?.0, &others);
                let mut rows = Rows::new(&["id", "other_id"]);
                for (id, other) in &found {
                    rows.push([Cell::text(id.to_string()), Cell::text(other)]);
                }
                print(rows.to_csv())?;
                eprintln!("{} matches among {} keys of the file; nothing was changed", found.len(), others.len());
            }
        }
        Ok(true)
    }
}

fn bad(file: &std::path::Path, why: ImportError) -> Failure {
    match why {
        ImportError::File(why) => Failure(why),
        ImportError::Lines(bad) => {
            let all: Vec<String> = bad.iter().map(|one| format!("{}: {}: {}", one.line, one.column, one.reason)).collect();
            Failure(format!("{}: {}", file.display(), all.join("; ")))
        }
        ImportError::Store(error) => error.into(),
    }
}
