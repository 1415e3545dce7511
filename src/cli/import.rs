//! `sansom import`.
use super::{Failure, Outcome, print, report::group, users::actor};
use crate::{
    app::Clock,
    groups::store::Group,
    imports::{self, ImportError, Imported},
    meetings::seal::Act,
    store::{Db, Tx},
};
use clap::{Args, Subcommand};
use std::path::{Path, PathBuf};

/// What holds for every import, after its own example.
macro_rules! example {
    ($own:literal) => {
        concat!(
            $own,
            "\n\nAll or nothing: every bad line is listed with its number, column and reason, and then nothing is written.
The same file again changes nothing and says so. Files are .csv (UTF-8; comma, semicolon or tab) or .xlsx.
Exit codes: 0 brought in, or there already; 1 refused, nothing was written."
        )
    };
}

/// Brings in what was kept elsewhere.
#[derive(Debug, Subcommand)]
pub enum Import {
    /// A group with its constitution and cycle, from a TOML file.
    #[command(after_help = example!("Example:
  sansom import group sp-kc-01.toml

  organisation = \"SP\"
  code = \"SP-KC-01\"
  name_km = \"ភូមិថ្មី\"
  name_latin = \"Phum Thmey\"
  village_code = \"03\"                     # 2, 4, 6 or 8 digits, as text
  founded_on = 2026-01-04
  constitution = \"weekly_shares.toml\"      # beside this file; or a [constitution] table
  [cycle]
  starts_on = 2026-01-04
  ends_on = 2026-12-27                     # leave it out for a permanent group"))]
    Group(File),
    /// Members of a group.
    #[command(after_help = example!("Example:
  sansom import members members.csv --group SP-KC-01

Columns: number,family_name_km,given_name_km,family_name_latin,given_name_latin,sex,birth_year,id_poor,phone,joined_on,role
(village_code may be added; role is empty, chair, secretary, treasurer, counter or key-holder)"))]
    Members(OfGroup),
    /// Opening balances of a group that has met before: once, before its first meeting.
    #[command(after_help = example!("Example:
  sansom import opening opening.csv --group SP-KC-01

Columns: date,member,savings,social_fund (other_cash may be added: only the last line, without a member, carries it)"))]
    Opening(OfGroup),
    /// Loans that were running before the group came to us: once, after the opening, before its first meeting.
    #[command(after_help = example!("Example:
  sansom import loans loans.csv --group SP-KC-01

Columns: date,member,given_on,principal,owed,interest_paid,instalments (rate_percent_month and purpose may be added)
date is the day of the opening; owed is principal. Opening balances count all savings as if they were in the box; each
running loan takes what is owed of it from the box."))]
    Loans(OfGroup),
    /// Meetings of a group, in the order of their days; the box counts as not counted.
    #[command(after_help = example!("Example:
  sansom import meetings season.csv --group SP-KC-01 --by officer-sp

Columns: date,member,attendance,savings,social_fund,fine,repayment,loan
(a line for each member and meeting; savings is an amount; repayment goes to her oldest loan first; loan is lent under the constitution)"))]
    Meetings(OfGroup),
}

/// A file.
#[derive(Args, Debug)]
pub struct File {
    /// The file.
    file: PathBuf,
    /// In whose name it is recorded; the only administrator where this is left out.
    #[arg(long, value_name = "LOGIN")]
    by: Option<String>,
}

/// A file of a group.
#[derive(Args, Debug)]
pub struct OfGroup {
    /// The file: .csv or .xlsx.
    file: PathBuf,
    /// The group's code.
    #[arg(long, value_name = "CODE")]
    group: String,
    /// In whose name it is recorded; the only administrator where this is left out.
    #[arg(long, value_name = "LOGIN")]
    by: Option<String>,
}

/// What a file brings, in one and in many.
struct What(&'static str, &'static str);

impl Import {
    pub async fn run(self, db: &Db) -> Outcome {
        let mut tx = db.write().await?;
        let (path, what) = match &self {
            Import::Group(args) => (&args.file, What("group", "groups")),
            Import::Members(args) => (&args.file, What("member", "members")),
            Import::Opening(args) => (&args.file, What("opening", "openings")),
            Import::Loans(args) => (&args.file, What("loan", "loans")),
            Import::Meetings(args) => (&args.file, What("meeting", "meetings")),
        };
        let imported = match self.write(&mut tx).await? {
            Ok(imported) => imported,
            Err(ImportError::Lines(bad)) => {
                for bad in &bad {
                    let column = if bad.column.is_empty() { String::new() } else { format!("{}: ", bad.column) };
                    eprintln!("{}:{}: {column}{}", path.display(), bad.line, bad.reason);
                }
                let many = if bad.len() == 1 { "1 place is".to_owned() } else { format!("{} places are", bad.len()) };
                return Err(Failure(format!("{many} not right; nothing was imported")));
            }
            Err(ImportError::File(why)) => return Err(Failure(format!("{why}; nothing was imported"))),
            Err(ImportError::Store(error)) => return Err(Failure(format!("{error}; nothing was imported"))),
        };
        if imported.new > 0 {
            tx.commit().await?;
        }
        for note in &imported.notes {
            eprintln!("{}: {note}", path.display());
        }
        print(&said(&imported, &what))?;
        Ok(true)
    }

    async fn write(&self, tx: &mut Tx) -> Result<Result<Imported, ImportError>, Failure> {
        let (by, code) = match self {
            Import::Group(args) => (&args.by, None),
            Import::Members(args) | Import::Opening(args) | Import::Loans(args) | Import::Meetings(args) => {
                (&args.by, Some(&args.group))
            }
        };
        let by = actor(tx, by.as_deref()).await?.id;
        let act = Act { by, at: Clock::System.now(), today: Clock::System.today() };
        let group = match code {
            Some(code) => Some(group(tx, code).await?),
            None => None,
        };
        Ok(match (self, &group) {
            (Import::Members(args), Some(group)) => members(tx, &args.file, group, act).await,
            (Import::Opening(args), Some(group)) => opening(tx, &args.file, group, act).await,
            (Import::Loans(args), Some(group)) => loans(tx, &args.file, group, act).await,
            (Import::Meetings(args), Some(group)) => meetings(tx, &args.file, group, act).await,
            (Import::Group(args), _) => match imports::groups::read(&args.file) {
                Ok(file) => file.write(tx, act).await,
                Err(error) => Err(error),
            },
            _ => Err(ImportError::File("a group is needed".into())),
        })
    }
}

async fn members(tx: &mut Tx, file: &Path, group: &Group, act: Act) -> Result<Imported, ImportError> {
    let rows = imports::members::read(file)?;
    imports::members::write(tx, group, &rows, act).await
}

async fn opening(tx: &mut Tx, file: &Path, group: &Group, act: Act) -> Result<Imported, ImportError> {
    let rows = imports::opening::read(file)?;
    imports::opening::write(tx, group, &rows, act).await
}

async fn loans(tx: &mut Tx, file: &Path, group: &Group, act: Act) -> Result<Imported, ImportError> {
    let rows = imports::loans::read(file)?;
    imports::loans::write(tx, group, &rows, act).await
}

async fn meetings(tx: &mut Tx, file: &Path, group: &Group, act: Act) -> Result<Imported, ImportError> {
    let rows = imports::meetings::read(file)?;
    imports::meetings::write(tx, group, &rows, act).await
}

fn said(imported: &Imported, What(one, many): &What) -> String {
    let many = |count: usize| if count == 1 { format!("1 {one}") } else { format!("{count} {many}") };
    match (imported.new, imported.same) {
        (0, same) => format!("nothing changed: {} there already\n", many(same)),
        (new, 0) => format!("{} imported\n", many(new)),
        (new, same) => format!("{} imported; {same} there already\n", many(new)),
    }
}
