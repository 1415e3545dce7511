//! The command line.
mod serve;

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
  sansom serve --demo                     try it: makes a demo programme and prints its sign-ins
  sansom --data /srv/sansom serve         keep books in /srv/sansom/sansom.db

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
    Serve(serve::Serve),
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
    pub async fn open(&self) -> Result<crate::store::Db, Failure> {
        let url = match &self.database_url {
            Some(url) => url.clone(),
            None => {
                std::fs::create_dir_all(&self.data)
                    .map_err(|error| Failure(format!("the data folder {} cannot be made: {error}", self.data.display())))?;
                format!("sqlite:{}", self.data.join("sansom.db").display())
            }
        };
        Ok(crate::store::Db::open(&url).await?)
    }
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("SANSOM_LOG").unwrap_or_else(|_| "warn,sansom=info".into()),
        )
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
    match cli.command {
        Command::Serve(serve) => serve.run(&cli.place).await,
    }
}
