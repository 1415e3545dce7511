//! What a bank reports at the terminal: its season, its store, its herd, what is owed, its statement in money.
use super::{
    Failure, Outcome,
    paper::{Paper, found},
    report::{Format, day, group, shown},
};
use crate::{
    app::Clock,
    banks::store::{self as banks, BankRow},
    exports::{self, BankBook},
    groups::store::{self as groups, Group},
    papers::{bank_statement, herd_list, season_report, statement},
    store::Tx,
};
use chrono::NaiveDate;
use clap::Args;
use domain::banks::{
    season_report::{season_on, season_span},
    span::Span,
};
use templates::banks::herd::Which;

/// Which bank, and how.
#[derive(Args, Debug)]
pub struct OfBank {
    /// The bank's code.
    #[arg(long, value_name = "CODE")]
    bank: String,
    /// At the end of this day (2026-03-31 or 31/03/2026); today, where it is left out.
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<NaiveDate>,
    /// How it is written.
    #[arg(long, default_value = "text")]
    format: Format,
}

/// Which season of a bank, and how.
#[derive(Args, Debug)]
pub struct OfSeason {
    #[command(flatten)]
    of: OfBank,
    /// The number of a season; the one that the day belongs to (or its year), where it is left out.
    #[arg(long, value_name = "N")]
    season: Option<i64>,
    #[command(flatten)]
    paper: Paper,
}

/// The herd of which bank, and how.
#[derive(Args, Debug)]
pub struct OfHerd {
    #[command(flatten)]
    of: OfBank,
    #[command(flatten)]
    paper: Paper,
}

/// The statement of a bank, or of a group with all its banks.
#[derive(Args, Debug)]
#[command(group(clap::ArgGroup::new("whose").required(true)))]
pub struct OfStatement {
    /// The bank's code.
    #[arg(long, value_name = "CODE", group = "whose")]
    bank: Option<String>,
    /// A group's code: its banks together with its other funds.
    #[arg(long, value_name = "CODE", group = "whose")]
    group: Option<String>,
    /// The first day; from the beginning, where it is left out (in a group's PDF, of the running cycle).
    #[arg(long, value_name = "DATE", value_parser = day)]
    from: Option<NaiveDate>,
    /// The last day (2026-03-31 or 31/03/2026); today, where it is left out.
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<NaiveDate>,
    /// How it is written.
    #[arg(long, default_value = "text")]
    format: Format,
    #[command(flatten)]
    paper: Paper,
}

/// A bank, and the group that keeps it.
async fn bank(tx: &mut Tx, code: &str) -> Result<(BankRow, Group), Failure> {
    let no_such = || Failure(format!("there is no bank {code}"));
    let row = banks::bank(tx, code).await?.ok_or_else(no_such)?;
    let group = groups::group_of_book(tx, row.book.0).await?.ok_or_else(no_such)?;
    Ok((row, group))
}

/// A bank and its members' numbers.
async fn book(tx: &mut Tx, code: &str) -> Result<BankBook, Failure> {
    let (row, group) = bank(tx, code).await?;
    Ok(exports::bank_book(tx, &row, &group).await?)
}

/// The last day of a report: what was asked for, else today.
fn last_day(as_of: Option<NaiveDate>) -> NaiveDate {
    as_of.unwrap_or_else(|| Clock::System.today())
}

/// `report season`
pub async fn season(tx: &mut Tx, args: &OfSeason) -> Outcome {
    let (book, day) = (book(tx, &args.of.bank).await?, last_day(args.of.as_of));
    let (season, span) = match args.season {
        None => season_on(&book.bank, day),
        Some(no) => {
            let span = season_span(&book.bank, no, day);
            let none = || Failure(format!("bank {} has no season {no} that began by {day}", book.code));
            (Some(no), span.ok_or_else(none)?)
        }
    };
    if args.of.format == Format::Pdf {
        args.paper.must_have_a_place()?;
        let (row, group) = bank(tx, &args.of.bank).await?;
        let report = season_report::load(tx, &row, &group, book, (season, span), day).await;
        return args.paper.write_of(&group, found(report, || no_such(&args.of.bank))?.document(args.paper.say()));
    }
    let told = book.season(season, span)?;
    shown(args.of.format, &told.to_rows(), || told.to_json())
}

/// `report stock`
pub async fn stock(tx: &mut Tx, args: &OfBank) -> Outcome {
    let list = book(tx, &args.bank).await?.stock(last_day(args.as_of))?;
    shown(args.format, &list.to_rows(), || list.to_json())
}

/// `report herd`
pub async fn herd(tx: &mut Tx, args: &OfHerd) -> Outcome {
    let (of, day) = (&args.of, last_day(args.of.as_of));
    if of.format == Format::Pdf {
        args.paper.must_have_a_place()?;
        let (row, group) = bank(tx, &of.bank).await?;
        let list = herd_list::load(tx, &row, &group, Which::There, day).await;
        return args.paper.write_of(&group, found(list, || no_such(&of.bank))?.document(args.paper.say()));
    }
    let list = book(tx, &of.bank).await?.herd(day)?;
    shown(of.format, &list.to_rows(), || list.to_json())
}

/// `report obligations`
pub async fn obligations(tx: &mut Tx, args: &OfBank) -> Outcome {
    let list = book(tx, &args.bank).await?.obligations(last_day(args.as_of))?;
    shown(args.format, &list.to_rows(), || list.to_json())
}

/// `report statement`: exit 1 where a price is missing and so nothing adds up.
pub async fn statement(tx: &mut Tx, args: &OfStatement) -> Outcome {
    let span = Span { from: args.from, to: last_day(args.as_of) };
    if args.from.is_some_and(|from| from > span.to) {
        return Err(Failure("the first day is after the last".into()));
    }
    if args.format == Format::Pdf {
        return statement_paper(tx, args, span).await;
    }
    let whole = match (&args.bank, &args.group) {
        (Some(code), _) => {
            let told = book(tx, code).await?.statement(span)?;
            shown(args.format, &told.to_rows(), || told.to_json())?;
            told.told.sums.balances()
        }
        (None, code) => {
            let group = group(tx, code.as_deref().unwrap_or_default()).await?;
            let told = exports::group_statement(tx, &group, span).await?;
            shown(args.format, &told.to_rows(), || told.to_json())?;
            told.sums.balances()
        }
    };
    if whole.is_none() {
        return Err(Failure("a price is missing, so it does not add up; \"missing\" in JSON says which".into()));
    }
    Ok(true)
}

/// The same as a paper.
async fn statement_paper(tx: &mut Tx, args: &OfStatement, span: Span) -> Outcome {
    args.paper.must_have_a_place()?;
    let say = args.paper.say();
    let (group, document) = match (&args.bank, &args.group) {
        (Some(code), _) => {
            let (row, group) = bank(tx, code).await?;
            let told = bank_statement::load(tx, &row, &group, span).await;
            let document = found(told, || no_such(code))?.document(say);
            (group, document)
        }
        (None, code) => {
            let group = group(tx, code.as_deref().unwrap_or_default()).await?;
            let told = statement::load(tx, &group, span.from, span.to, Clock::System.today()).await;
            let document = found(told, || format!("there is no group {}", group.code))?.document(say);
            (group, document)
        }
    };
    args.paper.write_of(&group, document)
}

fn no_such(bank: &str) -> String {
    format!("there is no bank {bank}")
}
