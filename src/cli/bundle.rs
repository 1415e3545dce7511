//! `sansom bundle`: books on laptops, there and back.
mod books;
mod exchange;
mod files;
mod meeting;
mod status;
mod told;

use super::{Failure, Outcome, Place};
use crate::{
    app::Clock,
    bundles::{
        keep::{Desk, Kind},
        keys::Keys,
        store::Instance,
    },
    store::{Db, Tx},
};
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Books on village laptops: who keeps a book, and what is brought there and back.
#[derive(Debug, Subcommand)]
pub enum Bundle {
    /// Name this installation and say what it is; what it is, is said once.
    #[command(after_help = "Examples:
  sansom bundle name \"Office\" --kind programme
  sansom bundle name \"Laptop KC-01\" --kind laptop")]
    Name {
        /// What others see: a place, not a person; at most 80 characters.
        name: String,
        /// The programme's server, or a village's laptop.
        #[arg(long)]
        kind: Which,
    },
    /// Print this installation's card: a small text file that the other one takes. No secret is in it.
    #[command(after_help = "Examples:
  sansom bundle card
  sansom bundle card -o /media/stick/")]
    Card {
        /// A file, or a folder in which it gets a name; without it, standard output.
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Take another installation's card: from now on bundles go between the two. Compare the fingerprint by voice.
    #[command(after_help = "Example:
  sansom bundle meet /media/stick/laptop-kc-01.card")]
    Meet {
        /// The card.
        file: PathBuf,
    },
    /// Hand a group's book to a laptop: from then on it is written there and read here.
    #[command(after_help = "Example:
  sansom bundle hand-over SP-KC-01 --to \"Laptop KC-01\"
  sansom bundle export --to \"Laptop KC-01\" -o /media/stick/     and bring it there")]
    HandOver {
        /// The group's code.
        group: String,
        /// The laptop's name, or its id as status has it.
        #[arg(long, value_name = "LAPTOP")]
        to: String,
    },
    /// Hand a group's book back to the programme: from then on it is written there and read here.
    #[command(after_help = "Example:
  sansom bundle hand-back SP-KC-01
  sansom bundle export -o /media/stick/                       and bring it to the office")]
    HandBack {
        /// The group's code.
        group: String,
    },
    /// Take a group's book back from a laptop that is lost, as far as it had come. The laptop is then given up.
    #[command(after_help = "Example:
  sansom bundle take-back SP-KC-01 --reason \"stolen from the pagoda on 3 March\"")]
    TakeBack {
        /// The group's code.
        group: String,
        /// Why; both sides keep it.
        #[arg(long)]
        reason: String,
    },
    /// Write a bundle with what is new for another installation, and receipts for what came from it.
    #[command(after_help = "Examples:
  sansom bundle export -o /media/stick/                       on a laptop: for its programme
  sansom bundle export --to \"Laptop KC-01\" -o /media/stick/
  sansom bundle export --to \"Laptop KC-01\" --whole               for one that was restored from an older copy")]
    Export(Export),
    /// Take a bundle in, as a whole or not at all.
    #[command(after_help = "Examples:
  sansom bundle import /media/stick/sansom-3f2a91c07b44-0012.bundle
  sansom bundle import sansom-3f2a91c07b44-0012.bundle --receipt /media/stick/

Exit codes: 0 taken, or known from before; 1 refused: nothing of it was taken;
3 taken, and its receipt could not be written: the same command again writes it.")]
    Import {
        /// The bundle.
        file: PathBuf,
        /// Write the receipt that is due for it into this file or folder.
        #[arg(long, value_name = "FILE")]
        receipt: Option<PathBuf>,
    },
    /// Send what is new to the programme's server over the line, and take its answer.
    #[command(after_help = "Example:
  sansom bundle send https://books.example.org

Exit codes: 0 sent, taken there and answered; 1 not: the next bundle carries the same again.")]
    Send {
        /// The server's address.
        url: String,
    },
    /// Tell who keeps which book, and since when nothing was heard of whom.
    #[command(after_help = "Examples:
  sansom bundle status
  sansom bundle status --json

Exit codes: 0 told; 1 it could not be read.")]
    Status {
        /// For programs.
        #[arg(long)]
        json: bool,
    },
}

/// A bundle to be made.
#[derive(Args, Debug)]
pub struct Export {
    /// For whom: a name, or an id as status has it. A laptop has one programme; a programme with one laptop may leave it out.
    #[arg(long, value_name = "NAME")]
    to: Option<String>,
    /// Everything, as if the other had nothing.
    #[arg(long)]
    whole: bool,
    /// A file, or a folder in which it gets a name.
    #[arg(short, long, value_name = "FILE", default_value = ".")]
    output: PathBuf,
}

/// What an installation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Which {
    /// The programme's server.
    Programme,
    /// A village's laptop.
    Laptop,
}

impl Which {
    fn kind(self) -> Kind {
        match self {
            Which::Programme => Kind::Programme,
            Which::Laptop => Kind::Laptop,
        }
    }
}

/// Where a command works: the books, and the keys of the data folder.
struct Office<'o> {
    db: &'o Db,
    keys: Keys,
}

impl Office<'_> {
    fn desk(&self) -> Desk<'_> {
        Desk { keys: &self.keys, now: Clock::System.now(), by: None }
    }
}

impl Bundle {
    pub async fn open(&self, place: &Place) -> Result<Db, Failure> {
        // A laptop begins with its name: its books come in a bundle.
        match self {
            Bundle::Name { .. } => place.open().await,
            _ => place.open_existing().await,
        }
    }

    pub async fn run(self, db: &Db, place: &Place) -> Outcome {
        let office = Office { db, keys: place.keys()? };
        match self {
            Bundle::Name { name, kind } => meeting::name(&office, &name, kind.kind()).await,
            Bundle::Card { output } => meeting::card(&office, output.as_deref()).await,
            Bundle::Meet { file } => meeting::meet(&office, &file).await,
            Bundle::HandOver { group, to } => books::hand_over(&office, &group, &to).await,
            Bundle::HandBack { group } => books::hand_back(&office, &group).await,
            Bundle::TakeBack { group, reason } => books::take_back(&office, &group, &reason).await,
            Bundle::Export(export) => exchange::export(&office, export.to.as_deref(), export.whole, &export.output).await,
            Bundle::Import { file, receipt } => exchange::import(&office, &file, receipt.as_deref()).await,
            Bundle::Send { url } => exchange::send(&office, &url).await,
            Bundle::Status { json } => status::status(&office, json).await,
        }
    }
}

/// Another installation by its name, where one alone has it, or by its id.
fn find<'i>(all: &'i [Instance], which: &str) -> Result<&'i Instance, Failure> {
    let others = || all.iter().filter(|one| !one.own);
    if let Some(one) = others().find(|one| one.id.to_string() == which) {
        return Ok(one);
    }
    // A lost one may have given its name to another.
    let mut named = others().filter(|one| one.name.to_lowercase() == which.trim().to_lowercase() && one.lost_at.is_none());
    match (named.next(), named.next()) {
        (Some(one), None) => Ok(one),
        (Some(_), Some(_)) => Err(Failure(format!("several are named {which}: say the id, as sansom bundle status has it"))),
        (None, _) => Err(Failure(format!("{which} is not known here: take its card with sansom bundle meet"))),
    }
}

async fn instances(tx: &mut Tx) -> Result<Vec<Instance>, Failure> {
    Ok(crate::bundles::store::instances(tx).await?)
}
