//! `sansom certificate`: whether the books of an award are still those that an auditor signed.
use super::{Failure, Outcome, print};
use crate::{
    awards::{
        audit::{
            certificates::{Difference, Stated, compare},
            unhex,
        },
        store as awards,
    },
    store::Db,
};
use clap::{Args, Subcommand, ValueEnum};
use serde_json::json;

/// Certificates of an award's audit.
#[derive(Debug, Subcommand)]
pub enum Certificate {
    /// Compare a copy that was kept elsewhere with the books: was anything rewritten that was signed?
    #[command(after_help = "Examples:
  sansom certificate check --award SG-2026 --entry 43 --hash 9f86d081…
  sansom certificate check --award SG-2026 --entry 43 --hash 9f86d081… --acts 120 --digest 2c26b46b… --format json

The numbers stand on the certificate. Every entry through that one is hashed anew from what it says; with --acts and
--digest every act of the award is digested, too. Spaces within a hash do not count when it is quoted.
Exit codes: 0 nothing was rewritten; 1 the books differ, or there is no such award; 2 the command line could not be read.")]
    Check(Check),
}

/// What stands on the copy.
#[derive(Args, Debug)]
pub struct Check {
    /// The award's code.
    #[arg(long, value_name = "CODE")]
    award: String,
    /// The last entry.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i64).range(1..))]
    entry: i64,
    /// Its hash: 64 hexadecimal characters.
    #[arg(long, value_name = "HEX", value_parser = hash)]
    hash: Bytes,
    /// The last act.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i64).range(1..), requires = "digest")]
    acts: Option<i64>,
    /// The digest of every act through it: 64 hexadecimal characters.
    #[arg(long, value_name = "HEX", value_parser = hash, requires = "acts")]
    digest: Option<Bytes>,
    /// How it is answered.
    #[arg(long, default_value = "text")]
    format: Format,
}

/// How an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For a terminal.
    Text,
    /// For a program.
    Json,
}

/// The 32 bytes of a hash.
#[derive(Clone, Debug)]
struct Bytes(Vec<u8>);

fn hash(text: &str) -> Result<Bytes, String> {
    unhex(text).map(Bytes).ok_or_else(|| "a hash is 64 hexadecimal characters".to_owned())
}

impl Certificate {
    /// Does it.
    pub async fn run(self, db: &Db) -> Outcome {
        let Certificate::Check(check) = self;
        let mut tx = db.read().await?;
        let award = awards::award(&mut tx, &check.award).await?;
        let award = award.ok_or_else(|| Failure(format!("there is no award {}", check.award)))?;
        let acts = check.acts.zip(check.digest).map(|(through, digest)| (through, digest.0));
        let stated = Stated { entry: check.entry, hash: check.hash.0, acts };
        let found = compare(&mut tx, award.book, &stated).await?;
        match check.format {
            Format::Text if found.is_empty() => print(format!("{}: nothing was rewritten\n", award.code))?,
            Format::Text => {
                print(found.iter().map(|one| format!("{}: {}\n", award.code, told(*one, &stated))).collect::<String>())?
            }
            Format::Json => {
                let differs: Vec<_> = found.iter().map(|one| json!({ "code": one.code(), "what": told(*one, &stated) })).collect();
                let answer = json!({
                    "award": award.code, "entry": stated.entry, "acts": check.acts, "agrees": found.is_empty(), "differs": differs,
                });
                print(format!("{answer}\n"))?;
            }
        }
        Ok(found.is_empty())
    }
}

fn told(difference: Difference, stated: &Stated) -> String {
    match difference {
        Difference::NoEntry => format!("there is no entry {}", stated.entry),
        Difference::Rewritten(entry) => format!("entry {entry} was rewritten"),
        Difference::Unreadable => "an entry cannot be read".into(),
        Difference::Hash => format!("entry {} has another hash", stated.entry),
        Difference::NoAct => "there is no such act".into(),
        Difference::Acts => "the acts have another digest".into(),
    }
}
