//! What a cooperative reports at the terminal, and `sansom patronage --preview`.
use super::{
    Failure, Outcome,
    report::{Format, day, shown},
};
use crate::{
    app::Clock,
    coops::store as coops,
    exports::{self, CoopBook},
    groups::store as groups,
    store::{Db, Tx},
};
use chrono::NaiveDate;
use clap::Args;
use domain::coops::Why;

/// Which cooperative, and how.
#[derive(Args, Debug)]
pub struct OfCoop {
    /// The code of the cooperative or producer group.
    #[arg(long, value_name = "CODE")]
    coop: String,
    /// At the end of this day (2026-03-31 or 31/03/2026); today, where it is left out.
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<NaiveDate>,
    /// How it is written.
    #[arg(long, default_value = "text")]
    format: Format,
}

/// Deliveries of which days.
#[derive(Args, Debug)]
pub struct OfDays {
    #[command(flatten)]
    of: OfCoop,
    /// The first day; from the beginning, where it is left out.
    #[arg(long, value_name = "DATE", value_parser = day)]
    from: Option<NaiveDate>,
}

/// Which sales, and how.
#[derive(Args, Debug)]
pub struct OfSales {
    /// Those of farmers and groups on the market, outside the books of cooperatives.
    #[arg(long, required = true)]
    market: bool,
    /// Only of sellers whom the organisation of this code serves.
    #[arg(long, value_name = "CODE")]
    org: Option<String>,
    /// The first day; from the beginning, where it is left out.
    #[arg(long, value_name = "DATE", value_parser = day)]
    from: Option<NaiveDate>,
    /// The last day; today, where it is left out.
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<NaiveDate>,
    /// How it is written.
    #[arg(long, default_value = "text")]
    format: Format,
}

/// What a division of the running year would give each member, by the by-laws.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  sansom patronage --coop KM-01 --preview
  sansom patronage --coop KM-01 --preview --to 2026-12-31 --stock 1,800,000 --format json

Nothing is written: a year is divided on the pages, where one officer enters what the general meeting agreed and another
confirms. Exit codes: 0 reckoned; 1 there is no such cooperative, or the year cannot be divided; 2 the command line could
not be read.")]
pub struct Patronage {
    /// The code of the cooperative or producer group.
    #[arg(long, value_name = "CODE")]
    coop: String,
    /// Only reckon; the one thing this command does.
    #[arg(long, required = true)]
    preview: bool,
    /// As if the year ended on this day (2026-12-31 or 31/12/2026); today, where it is left out.
    #[arg(long, value_name = "DATE", value_parser = day)]
    to: Option<NaiveDate>,
    /// What the store is worth then; nothing, where it is left out.
    #[arg(long, value_name = "AMOUNT", default_value = "0")]
    stock: String,
    /// How it is written.
    #[arg(long, default_value = "text")]
    format: Format,
}

async fn book(tx: &mut Tx, code: &str) -> Result<CoopBook, Failure> {
    let no_such = || Failure(format!("there is no cooperative {code}"));
    let row = coops::coop(tx, code).await?.ok_or_else(no_such)?;
    let group = groups::group_of_book(tx, row.book.0).await?.ok_or_else(no_such)?;
    Ok(exports::coop_book(tx, &row, &group).await?)
}

fn last_day(as_of: Option<NaiveDate>) -> NaiveDate {
    as_of.unwrap_or_else(|| Clock::System.today())
}

/// `report deliveries`
pub async fn deliveries(tx: &mut Tx, args: &OfDays) -> Outcome {
    let report = book(tx, &args.of.coop).await?.deliveries(args.from, last_day(args.of.as_of))?;
    shown(args.of.format, &report.rows, || report.json.clone())
}

/// `report lots`
pub async fn lots(tx: &mut Tx, args: &OfCoop) -> Outcome {
    let report = book(tx, &args.coop).await?.lots(last_day(args.as_of))?;
    shown(args.format, &report.rows, || report.json.clone())
}

/// `report patronage`
pub async fn patronage(tx: &mut Tx, args: &OfCoop) -> Outcome {
    let report = book(tx, &args.coop).await?.patronage(last_day(args.as_of))?;
    shown(args.format, &report.rows, || report.json.clone())
}

/// `report prices`
pub async fn prices(tx: &mut Tx, args: &OfCoop) -> Outcome {
    let report = book(tx, &args.coop).await?.prices(last_day(args.as_of))?;
    shown(args.format, &report.rows, || report.json.clone())
}

/// `report sales --market`
pub async fn sales(tx: &mut Tx, args: &OfSales) -> Outcome {
    if let Some(code) = &args.org
        && groups::organisation(tx, code).await?.is_none()
    {
        return Err(Failure(format!("there is no organisation {code}")));
    }
    let report = exports::farm_sales_report(tx, args.org.as_deref(), (args.from, last_day(args.as_of))).await?;
    shown(args.format, &report.rows, || report.json.clone())
}

/// `report plots`
pub async fn plots(tx: &mut Tx, args: &OfCoop) -> Outcome {
    let report = book(tx, &args.coop).await?.plots(last_day(args.as_of))?;
    shown(args.format, &report.rows, || report.json.clone())
}

impl Patronage {
    pub async fn run(self, db: &Db) -> Outcome {
        let book = book(&mut db.read().await?, &self.coop).await?;
        let stock = words::read_quantity(&self.stock, book.coop.money.decimals()).ok().flatten();
        let stock = stock.ok_or_else(|| Failure(format!("--stock: “{}” is no amount", self.stock)))?;
        let to = last_day(self.to);
        let report = book.preview(to, stock)?.map_err(|why| match why {
            Why::YearEnd => Failure(format!("the year through {to} was divided, or has not begun")),
            Why::Division => Failure("the by-laws cannot divide it".into()),
            Why::Amount => Failure("--stock: no such worth".into()),
            other => Failure(format!("it cannot be reckoned: {other:?}; see sansom check")),
        })?;
        shown(self.format, &report.rows, || report.json.clone())
    }
}
