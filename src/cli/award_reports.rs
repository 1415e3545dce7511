//! What is reported of an award at the terminal: its budget, its liquidation, what breaks a rule, what officers carry, the
//! donor's account.
use super::{
    Failure, Outcome,
    paper::{Tongue, drawn, found},
    print,
    report::day,
};
use crate::{
    app::Clock,
    awards::store::{self as awards, AwardRow},
    exports::{self, AwardBook, Told},
    papers::awards::donor as paper,
    store::{Db, Tx},
};
use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use std::{io::IsTerminal, path::PathBuf};

/// Which award, and how.
#[derive(Args, Debug)]
pub struct OfAward {
    /// The award's code.
    #[arg(long, value_name = "CODE")]
    award: String,
    /// At the end of this day (2026-03-31 or 31/03/2026); today, where it is left out.
    #[arg(long, alias = "as-of", value_name = "DATE", value_parser = day)]
    to: Option<NaiveDate>,
    /// How it is written.
    #[arg(long, default_value = "text")]
    format: TableFormat,
    /// The file to write; without it, standard output (a spreadsheet only where that is a file or a pipe).
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Which span of an award, and how.
#[derive(Args, Debug)]
pub struct OfAwardSpan {
    #[command(flatten)]
    of: OfAward,
    #[command(flatten)]
    tongue: Tongue,
    /// The first day; that of the award, where it is left out.
    #[arg(long, value_name = "DATE", value_parser = day)]
    from: Option<NaiveDate>,
}

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TableFormat {
    /// For a terminal.
    Text,
    /// For any spreadsheet.
    Csv,
    /// For a program; amounts are decimal strings in whole units.
    Json,
    /// For a spreadsheet program: a workbook.
    Xlsx,
    /// For a printer, where the report has a paper.
    Pdf,
}

impl OfAward {
    fn on(&self) -> NaiveDate {
        self.to.unwrap_or_else(|| Clock::System.today())
    }

    /// The file to write; `-` is standard output.
    fn file(&self) -> Option<&PathBuf> {
        self.output.as_ref().filter(|file| file.as_os_str() != "-")
    }

    async fn book(&self, tx: &mut Tx) -> Result<AwardBook, Failure> {
        let row = self.row(tx).await?;
        Ok(exports::award_book(tx, &row).await?)
    }

    /// The award; refused before anything is loaded where the report would land on a terminal that cannot show it.
    async fn row(&self, tx: &mut Tx) -> Result<AwardRow, Failure> {
        let bytes = matches!(self.format, TableFormat::Xlsx | TableFormat::Pdf);
        if bytes && self.file().is_none() && std::io::stdout().is_terminal() {
            let what = if self.format == TableFormat::Pdf { "PDF" } else { "workbook" };
            return Err(Failure(format!("a {what} is not for a terminal: name a file with -o FILE")));
        }
        let found = awards::award(tx, &self.award).await?;
        found.ok_or_else(|| Failure(format!("there is no award {}", self.award)))
    }

    fn write(&self, told: &Told) -> Outcome {
        let bytes = match self.format {
            TableFormat::Text => told.sheets.to_text().into_bytes(),
            TableFormat::Csv => told.sheets.to_csv().into_bytes(),
            TableFormat::Json => format!("{:#}\n", told.json).into_bytes(),
            TableFormat::Xlsx => told.sheets.to_xlsx(self.on())?,
            TableFormat::Pdf => {
                return Err(Failure("there is no paper of this report: choose text, csv, json or xlsx".into()));
            }
        };
        self.write_bytes(&bytes)
    }

    fn write_bytes(&self, bytes: &[u8]) -> Outcome {
        match self.file() {
            Some(file) => {
                std::fs::write(file, bytes).map_err(|error| Failure(format!("{} cannot be written: {error}", file.display())))?;
            }
            None => print(bytes)?,
        }
        Ok(true)
    }
}

/// `report budget`
pub async fn budget(tx: &mut Tx, args: &OfAward) -> Outcome {
    let told = args.book(tx).await?.budget(args.on());
    args.write(&told)
}

/// `report liquidation`
pub async fn liquidation(tx: &mut Tx, args: &OfAward) -> Outcome {
    let told = args.book(tx).await?.liquidation(args.on());
    args.write(&told)
}

/// `report exceptions`
pub async fn exceptions(tx: &mut Tx, args: &OfAward) -> Outcome {
    let told = args.book(tx).await?.exceptions(args.on());
    args.write(&told)
}

/// `report advances`
pub async fn advances(tx: &mut Tx, args: &OfAward) -> Outcome {
    let told = args.book(tx).await?.advances(args.on());
    args.write(&told)
}

/// `report donor`
pub async fn donor(db: &Db, args: &OfAwardSpan) -> Outcome {
    let mut tx = db.read().await?;
    let row = args.of.row(&mut tx).await?;
    let (from, to) = (args.from.unwrap_or(row.from_day), args.of.on());
    if from > to {
        return Err(Failure("the first day is after the last".into()));
    }
    if args.of.format != TableFormat::Pdf {
        return args.of.write(&exports::award_book(&mut tx, &row).await?.donor(from, to));
    }
    let say = args.tongue.say();
    let loaded = paper::load(&mut tx, &row, (from, to), say).await;
    let report = found(loaded, || format!("there is no award {}", args.of.award))?;
    args.of.write_bytes(&drawn(&report.document(say)))
}
