//! The command line.
//!
//! A command opens the database, calls what the pages call too, and says in one line what it did. A file that cannot be
//! taken is answered with every bad line; anything else that goes wrong with one line.
mod award_papers;
mod award_reports;
mod bank_report;
mod bundle;
mod care;
mod certificate;
mod codes;
mod contract_papers;
mod coop_papers;
mod coop_report;
mod import;
mod loan_schedule;
mod organisations;
mod paper;
mod passbook_papers;
mod people;
mod plan;
mod practice;
mod programme_report;
mod report;
mod sample;
mod serve;
mod share_out;
mod sheet_papers;
mod tokens;
mod users;
mod verify;

use crate::{
    bundles::keys::{self, Keys},
    papers::{keys::PaperKey, press::Press},
    store::Db,
};
use clap::{Args, Parser, Subcommand};
use std::{path::PathBuf, process::ExitCode};

/// Keeps the books of village livelihoods programmes.
#[derive(Debug, Parser)]
#[command(name = "sansom", version, about, max_term_width = 100, after_help = EXAMPLES)]
pub struct Cli {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "Examples:
  sansom serve --demo                                   try it: makes a demo programme and prints its sign-ins
  sansom --data /srv/sansom serve                       keep books in /srv/sansom/sansom.db
  sansom user add admin --role administrator            the first sign-in; prints its password once
  sansom import meetings season.csv --group SP-KC-01    bring in a past season
  sansom report trial-balance --group SP-KC-01          what the books say
  sansom check                                          recompute everything from the postings

Exit codes: 0 done; 1 refused, or findings were listed; 2 the command line could not be read.";

/// Where the data is.
#[derive(Args, Clone, Debug)]
pub struct Place {
    /// Folder of the data file sansom.db (SQLite).
    #[arg(long, global = true, env = "SANSOM_DATA", default_value = "data", value_name = "DIR")]
    pub data: PathBuf,
    /// A PostgreSQL database instead: postgres://user:password@host/name.
    #[arg(long, global = true, env = "SANSOM_DATABASE_URL", value_name = "URL", hide_env_values = true)]
    pub database_url: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Bring the database up to date and serve the pages.
    #[command(after_help = "Examples:
  sansom serve --demo
  sansom --data /srv/sansom serve --listen 127.0.0.1:8080
  sansom serve --listen 192.168.1.10:8080 --plain-http     a village network without https")]
    Serve(serve::Serve),
    /// Add, list, disable users and give them passwords.
    #[command(subcommand)]
    User(users::User),
    /// Give programs of others a token to read figures with, list and revoke tokens.
    #[command(subcommand)]
    Token(tokens::Token),
    /// Add and list partner organisations.
    #[command(subcommand)]
    Organisation(organisations::Organisation),
    /// Draw the codes of small grants anew when their time is over.
    #[command(subcommand)]
    Codes(codes::Codes),
    /// Bring in groups, members, meetings, banks, awards, cooperatives and prices from files, all or nothing.
    #[command(subcommand)]
    Import(import::Import),
    /// Print what the books say, as text, CSV or JSON.
    #[command(subcommand)]
    Report(report::Report),
    /// Write the whole journal of a group or an award to standard output for another bookkeeping program.
    Export(report::Export),
    /// Reckon the schedule of a loan; needs no books.
    LoanSchedule(loan_schedule::LoanSchedule),
    /// Reckon a business plan, look what speaks against it, and print it; needs no books.
    Plan(plan::PlanCommand),
    /// Samples for an audit: their size, their draw, what they say of the whole; needs no books.
    #[command(subcommand)]
    Sample(sample::Sample),
    /// Tell whether the books of an award are still those that an auditor signed.
    #[command(subcommand)]
    Certificate(certificate::Certificate),
    /// Reckon how a group's box would be divided today; writes nothing.
    ShareOut(share_out::ShareOut),
    /// Reckon what a division of a cooperative's running year would give each member; writes nothing.
    Patronage(coop_report::Patronage),
    /// Begin, begin anew and list groups to learn on; nothing of them is counted anywhere.
    #[command(subcommand)]
    Practice(practice::Practice),
    /// Books on village laptops: meet, hand over, bring there and back on a stick or over the line.
    #[command(subcommand)]
    Bundle(bundle::Bundle),
    /// Find who is known to another installation too, without a name leaving either.
    #[command(subcommand)]
    People(people::People),
    /// Tell whether a paper was signed with a key, and what it says; needs no books.
    Verify(verify::Verify),
    /// Recompute balances, totals, chains and cash counts from the postings; exit 1 when anything is found.
    Check(care::Check),
    /// Write a consistent copy of the data file while others work in it.
    Backup(care::Backup),
    /// Put a copy back where there are no books yet, and check it.
    Restore(care::Restore),
}

/// Why a command did not do what it was asked; the text is for the person at the terminal.
#[derive(Debug)]
pub struct Failure(pub String);

impl<E: std::fmt::Display> From<E> for Failure {
    fn from(error: E) -> Failure {
        Failure(error.to_string())
    }
}

/// What a command answers: whether everything was well (exit 0) or findings were listed (exit 1).
pub type Outcome = Result<bool, Failure>;

impl Place {
    /// Opens the database, making the data folder when it is missing.
    pub async fn open(&self) -> Result<Db, Failure> {
        if self.database_url.is_none() {
            std::fs::create_dir_all(&self.data)
                .map_err(|error| Failure(format!("the data folder {} cannot be made: {error}", self.data.display())))?;
        }
        Ok(Db::open(&self.url()).await?)
    }

    /// Opens the database where there is one: a question makes no empty books.
    async fn open_existing(&self) -> Result<Db, Failure> {
        self.must_exist()?;
        Ok(Db::open(&self.url()).await?)
    }

    fn must_exist(&self) -> Result<(), Failure> {
        if self.database_url.is_none() && !self.file().exists() {
            return Err(Failure(format!("there are no books in {}: {} is missing", self.data.display(), self.file().display())));
        }
        Ok(())
    }

    /// The data file, where it is one.
    fn file(&self) -> PathBuf {
        self.data.join("sansom.db")
    }

    /// What papers printed here bear: the key of the data folder (also where the books are in PostgreSQL), made where there
    /// is none yet, and the address at which they are looked up.
    pub fn press(&self, public_url: String) -> Result<Press, Failure> {
        let refused = |error| Failure(format!("the key of papers {}: {error}", PaperKey::file(&self.data).display()));
        Press::of_folder(&self.data, public_url).map_err(refused)
    }

    /// What bundles are signed with and opened with: the keys of the data folder, made where there are none yet.
    pub fn keys(&self) -> Result<Keys, Failure> {
        let refused = |error| Failure(format!("the keys of this instance {}: {error}", self.data.join(keys::FILE).display()));
        Keys::of_folder(&self.data).map_err(refused)
    }

    fn url(&self) -> String {
        match &self.database_url {
            Some(url) => url.clone(),
            None => format!("sqlite:{}", self.file().display()),
        }
    }
}

/// Writes to standard output; whoever closed it early (`| head`) has seen enough.
fn print(text: impl AsRef<[u8]>) -> Result<(), Failure> {
    use std::io::Write;
    match std::io::stdout().lock().write_all(text.as_ref()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(tracing_subscriber::EnvFilter::try_from_env("SANSOM_LOG").unwrap_or_else(|_| "warn,sansom=info".into()))
        .init();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let outcome = match runtime {
        Ok(runtime) => runtime.block_on(run(cli)),
        Err(error) => Err(error.into()),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(Failure(why)) => {
            eprintln!("sansom: {why}");
            ExitCode::from(1)
        }
    }
}

async fn run(cli: Cli) -> Outcome {
    let place = &cli.place;
    match cli.command {
        Command::Serve(serve) => serve.run(place).await,
        Command::User(user) => with(user.open(place).await?, async |db| user.run(db).await).await,
        Command::Token(token) => with(place.open_existing().await?, async |db| token.run(db).await).await,
        Command::Organisation(organisation) => with(organisation.open(place).await?, async |db| organisation.run(db).await).await,
        Command::Codes(codes) => with(codes.open(place).await?, async |db| codes.run(db).await).await,
        Command::Import(import) => with(place.open_existing().await?, async |db| import.run(db).await).await,
        Command::Report(report) => with(place.open_existing().await?, async |db| report.run(db, place).await).await,
        Command::Export(export) => with(place.open_existing().await?, async |db| export.run(db).await).await,
        Command::LoanSchedule(plan) => plan.run(),
        Command::Plan(plan) => plan.run(),
        Command::Sample(sample) => sample.run(),
        Command::Certificate(certificate) => with(place.open_existing().await?, async |db| certificate.run(db).await).await,
        Command::ShareOut(share_out) => with(place.open_existing().await?, async |db| share_out.run(db).await).await,
        Command::Patronage(patronage) => with(place.open_existing().await?, async |db| patronage.run(db).await).await,
        Command::Practice(practice) => with(place.open_existing().await?, async |db| practice.run(db).await).await,
        Command::Bundle(bundle) => with(bundle.open(place).await?, async |db| bundle.run(db, place).await).await,
        Command::People(people) => with(place.open_existing().await?, async |db| people.run(db).await).await,
        Command::Verify(verify) => verify.run(),
        Command::Check(check) => check.run(place).await,
        Command::Backup(backup) => backup.run(place).await,
        Command::Restore(restore) => restore.run(place).await,
    }
}

/// Does a command's work and ends every connection: the last one empties the write-ahead log into the data file, so that
/// a copy of the file alone is whole.
async fn with(db: Db, work: impl AsyncFnOnce(&Db) -> Outcome) -> Outcome {
    let outcome = work(&db).await;
    db.close().await;
    outcome
}
