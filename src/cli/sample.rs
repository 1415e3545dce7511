//! `sansom sample`: how many to look at, which ones, and what the errors found say of the whole. It needs no books: an
//! auditor draws again what was drawn on the pages, on any computer.
use super::{
    Cli, Failure, Outcome, print,
    report::{Format, shown},
};
use crate::{
    exports::{Cell, Rows},
    imports::{
        BadLines, ImportError,
        table::{self, Column, Row, latin_digits},
    },
};
use clap::{Args, CommandFactory, Subcommand, error::ErrorKind};
use domain::samples::{self, Aim, Percent, SampleRefusal, Tested};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

/// Samples for an audit.
#[derive(Debug, Subcommand)]
pub enum Sample {
    /// How many of a population must be looked at, so that none bad among them speaks for all.
    #[command(after_help = "Examples:
  sansom sample attribute --population 90 --tolerable 5% --confidence 95%                 {\"n\": 40}
  sansom sample attribute --population 60 --tolerable 10% --confidence 95% --format text

The smallest n with C(N-D, n) / C(N, n) at most 1 - confidence, D the tolerable part of N, rounded up.
Exit codes: 0 reckoned; 2 the command line could not be read, or there is nothing to draw from.")]
    Attribute(Attribute),
    /// Draw vouchers so that each unit of money has the same chance.
    #[command(after_help = "Examples:
  sansom sample mus --population vouchers.csv --tolerable 15000 --expected 6000 --confidence 95% --seed 2026-11-22
  sansom sample mus --population vouchers.csv --tolerable 1500 --expected 0 --confidence 95% --seed 7 --format json

The file has the columns item and amount. The unit is the last decimal place that its amounts are written with. The same
file and seed draw the same sample; lines in another order are another population, as its digest says.
Exit codes: 0 drawn; 1 refused, such as an empty file; 2 the command line could not be read, or no sample can meet it.")]
    Mus(Mus),
    /// What the errors found in a monetary-unit sample say of the whole.
    #[command(after_help = "Example:
  sansom sample evaluate tested.csv --interval 1657 --confidence 95% --format json

The file has the columns item, book and audited: what the books say of each item of the sample, and what it should be.
Exit codes: 0 reckoned; 1 refused, such as an empty file; 2 the command line could not be read.")]
    Evaluate(Evaluate),
}

/// What an attribute sample is drawn for.
#[derive(Args, Debug)]
pub struct Attribute {
    /// How many there are.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(..=POPULATION_MOST))]
    population: u64,
    /// The rate of bad ones that could be borne: 5%, 2.5%.
    #[arg(long, value_name = "RATE", value_parser = percent)]
    tolerable: Percent,
    /// How sure one wants to be: 95%.
    #[arg(long, value_name = "RATE", value_parser = percent)]
    confidence: Percent,
    /// How it is written.
    #[arg(long, default_value = "json")]
    format: Format,
}

/// What a monetary-unit sample is drawn from and for.
#[derive(Args, Debug)]
pub struct Mus {
    /// The file: a line an item.
    #[arg(long, value_name = "FILE")]
    population: PathBuf,
    /// How wrong the total may be.
    #[arg(long, value_name = "T", value_parser = amount, allow_negative_numbers = true)]
    tolerable: Written,
    /// How wrong it is expected to be; 0 where no error is.
    #[arg(long, value_name = "E", value_parser = amount, allow_negative_numbers = true)]
    expected: Written,
    /// How sure one wants to be: 95%.
    #[arg(long, value_name = "RATE", value_parser = percent)]
    confidence: Percent,
    /// Any text, to be kept with the sample: it says where the draw begins.
    #[arg(long, value_name = "S", value_parser = seed)]
    seed: String,
    /// How it is written.
    #[arg(long, default_value = "text")]
    format: Format,
}

/// What was tested.
#[derive(Args, Debug)]
pub struct Evaluate {
    /// The file: a line an item of the sample.
    #[arg(value_name = "FILE")]
    tested: PathBuf,
    /// The interval of the draw.
    #[arg(long, value_name = "I", value_parser = amount, allow_negative_numbers = true)]
    interval: Written,
    /// How sure one wants to be: 95%.
    #[arg(long, value_name = "RATE", value_parser = percent)]
    confidence: Percent,
    /// How it is written.
    #[arg(long, default_value = "text")]
    format: Format,
}

/// Beyond this an attribute sample is as large as of any number.
const POPULATION_MOST: u64 = 1_000_000;
/// The most decimal places that an amount is written with.
const PLACES_MOST: u32 = 6;
/// The most smallest units of one amount: numbers of JSON carry fifteen digits unharmed.
const UNITS_MOST: i64 = 1_000_000_000_000;
/// The most characters of a seed: as many as are kept with a sample.
const SEED_MOST: usize = 64;

const ITEM: [&str; 5] = ["item", "voucher", "grant", "id", "no"];
const AMOUNT: [&str; 4] = ["amount", "book", "book_value", "value"];
const AUDITED: [&str; 2] = ["audited", "audit"];

impl Sample {
    pub fn run(self) -> Outcome {
        match self {
            Sample::Attribute(asked) => asked.run(),
            Sample::Mus(asked) => asked.run(),
            Sample::Evaluate(asked) => asked.run(),
        }
    }
}

impl Attribute {
    fn run(self) -> Outcome {
        let n = samples::attribute(self.population, self.tolerable, self.confidence)
            .unwrap_or_else(|why| refuse("attribute", &format!("--population: {}", said(why))));
        let mut rows = Rows::new(&["n"]);
        rows.push([Cell::Number(n.to_string())]);
        shown(self.format, &rows, || json!({ "n": n }))
    }
}

impl Mus {
    fn run(self) -> Outcome {
        let listed = list(&self.population, &[("item", &ITEM), ("amount", &AMOUNT)])?;
        let units =
            |option: &str, written: Written| listed.units(written).unwrap_or_else(|why| refuse("mus", &format!("{option}: {why}")));
        let aim = Aim {
            tolerable: units("--tolerable", self.tolerable),
            expected: units("--expected", self.expected),
            confidence: self.confidence,
        };
        let amounts: Vec<i64> = listed.items.iter().map(|item| item.sums[0]).collect();
        let refused = |why: SampleRefusal| match why {
            SampleRefusal::NothingTolerable => refuse("mus", &format!("--tolerable: {}", said(why))),
            SampleRefusal::ExpectedNegative | SampleRefusal::ExpectedTooHigh => {
                refuse("mus", &format!("--expected: {}", said(why)))
            }
            SampleRefusal::NegativeItem(at) => {
                Failure(format!("{}:{}: {}", self.population.display(), listed.items[at].line, said(why)))
            }
            why => Failure(format!("{}: {}", self.population.display(), said(why))),
        };
        if let Some(at) = amounts.iter().position(|amount| *amount < 0) {
            return Err(refused(SampleRefusal::NegativeItem(at)));
        }
        let total = amounts.iter().try_fold(0_i64, |sum, amount| sum.checked_add(*amount));
        let total = total.filter(|total| *total <= UNITS_MOST).ok_or_else(|| refused(SampleRefusal::TooLarge))?;
        let size = samples::monetary_unit(total, aim).map_err(&refused)?;
        let chosen = samples::draw(&amounts, size.interval, &self.seed).map_err(&refused)?;
        let drawn = Drawn { asked: &self, listed: &listed, total, size, chosen };
        shown(self.format, &drawn.rows(), || drawn.json())?;
        if self.format == Format::Text {
            print(format!("\n{}", drawn.summary().to_text()))?;
        }
        Ok(true)
    }
}

/// A sample as it was drawn.
struct Drawn<'a> {
    asked: &'a Mus,
    listed: &'a List,
    total: i64,
    size: samples::MonetaryUnit,
    chosen: Vec<samples::Chosen>,
}

impl Drawn<'_> {
    fn start(&self) -> i64 {
        samples::start(&self.asked.seed, self.size.interval)
    }

    fn digest(&self) -> String {
        let items = self.listed.items.iter().map(|item| (item.key.as_str(), item.sums[0]));
        samples::population_digest(items).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn rows(&self) -> Rows {
        let mut rows = Rows::new(&["item", "amount", "hits"]);
        for chosen in &self.chosen {
            let item = &self.listed.items[chosen.item];
            let amount = self.listed.shown(item.sums[0]).to_string();
            rows.push([Cell::text(item.key.clone()), Cell::Number(amount), Cell::Number(chosen.hits.to_string())]);
        }
        rows
    }

    fn summary(&self) -> Rows {
        let mut rows = Rows::new(&["of the sample", ""]);
        let figures = [
            ("n", self.size.n.to_string()),
            ("interval", self.listed.shown(self.size.interval).to_string()),
            ("start", self.listed.shown(self.start()).to_string()),
            ("seed", self.asked.seed.clone()),
            ("items", self.listed.items.len().to_string()),
            ("total", self.listed.shown(self.total).to_string()),
            ("population", self.digest()),
        ];
        figures.into_iter().for_each(|(name, figure)| rows.push([Cell::text(name), Cell::text(figure)]));
        rows
    }

    fn json(&self) -> Value {
        let item = |chosen: &samples::Chosen| {
            let item = &self.listed.items[chosen.item];
            json!({ "item": item.key, "amount": self.listed.shown(item.sums[0]).to_string(), "hits": chosen.hits })
        };
        json!({
            "n": self.size.n,
            "interval": number(self.listed.shown(self.size.interval)),
            "start": number(self.listed.shown(self.start())),
            "seed": self.asked.seed,
            "population": {
                "items": self.listed.items.len(),
                "total": self.listed.shown(self.total).to_string(),
                "sha256": self.digest(),
            },
            "items": self.chosen.iter().map(item).collect::<Vec<_>>(),
        })
    }
}

impl Evaluate {
    fn run(self) -> Outcome {
        let listed = list(&self.tested, &[("item", &ITEM), ("book", &AMOUNT), ("audited", &AUDITED)])?;
        let interval = listed.units(self.interval).unwrap_or_else(|why| refuse("evaluate", &format!("--interval: {why}")));
        if interval <= 0 {
            refuse("evaluate", "--interval: more than nothing");
        }
        if let Some(item) = listed.items.iter().find(|item| item.sums.iter().any(|sum| *sum < 0)) {
            let why = said(SampleRefusal::NegativeItem(0));
            return Err(Failure(format!("{}:{}: {why}", self.tested.display(), item.line)));
        }
        let tested: Vec<Tested> = listed.items.iter().map(|item| Tested { book: item.sums[0], audited: item.sums[1] }).collect();
        let found = samples::evaluate(&tested, interval, self.confidence);
        let whole = |units: Decimal| listed.shown_part(units).to_string();
        let figures = [
            ("projected", whole(found.projected)),
            ("basic_precision", whole(found.basic_precision)),
            ("allowance", whole(found.allowance)),
            ("upper_limit", whole(found.upper_limit)),
        ];
        let mut rows = Rows::new(&["item", "book", "audited", "error"]);
        let mut items = Vec::new();
        for ((item, tested), error) in listed.items.iter().zip(&tested).zip(&found.errors) {
            let (book, audited) = (listed.shown(tested.book).to_string(), listed.shown(tested.audited).to_string());
            items.push(json!({ "item": item.key, "book": book, "audited": audited, "error": whole(*error) }));
            rows.push([Cell::text(item.key.clone()), Cell::Number(book), Cell::Number(audited), Cell::Number(whole(*error))]);
        }
        let all = || {
            let mut all: serde_json::Map<String, Value> =
                figures.iter().map(|(name, figure)| ((*name).to_owned(), json!(figure))).collect();
            all.insert("items".into(), json!(items));
            Value::Object(all)
        };
        shown(self.format, &rows, all)?;
        if self.format == Format::Text {
            let mut rows = Rows::new(&["of the whole", ""]);
            figures.iter().for_each(|(name, figure)| rows.push([Cell::text(*name), Cell::Number(figure.clone())]));
            print(format!("\n{}", rows.to_text()))?;
        }
        Ok(true)
    }
}

/// The items of a file, each with its sums in smallest units.
struct List {
    items: Vec<Item>,
    /// The decimal places that the file is written with.
    places: u32,
}

struct Item {
    line: u64,
    key: String,
    sums: Vec<i64>,
}

impl List {
    /// An option in the file's smallest units.
    fn units(&self, written: Written) -> Result<i64, String> {
        let units = written.0.normalize();
        if units.scale() > self.places {
            return Err(format!("the amounts of the file have {} decimal places", self.places));
        }
        in_units(units, self.places).ok_or_else(|| "the amount is too large".to_owned())
    }

    /// Smallest units as the file writes amounts.
    fn shown(&self, units: i64) -> Decimal {
        Decimal::new(units, self.places)
    }

    /// The same of what is reckoned, to a hundredth of the smallest unit.
    fn shown_part(&self, units: Decimal) -> Decimal {
        (units.round_dp(2) / Decimal::from(10_i64.pow(self.places))).normalize()
    }
}

/// An amount as it was written, with its decimal places.
#[derive(Clone, Copy, Debug)]
struct Written(Decimal);

/// Reads a file of items: the first column names them, the others are sums.
fn list(path: &Path, columns: &[(&str, &[&'static str])]) -> Result<List, Failure> {
    let every: Vec<Column> = columns.iter().flat_map(|(_, names)| names.iter().copied()).map(Column::optional).collect();
    let rows = table::read(path, &every).map_err(|error| failed(path, error))?;
    let cell = |row: &Row, names: &[&str]| {
        names.iter().map(|name| row.text(name)).find(|text| !text.is_empty()).unwrap_or_default().to_owned()
    };
    if let Some((name, _)) =
        columns.iter().find(|(_, names)| !rows.is_empty() && rows.iter().all(|row| cell(row, names).is_empty()))
    {
        return Err(Failure(format!("{}: the column {name} is missing", path.display())));
    }
    let mut bad = BadLines::default();
    let mut seen = BTreeSet::new();
    let mut written: Vec<(u64, String, Vec<Written>)> = Vec::new();
    for row in &rows {
        let key = cell(row, columns[0].1);
        if key.is_empty() {
            bad.add(row.line, columns[0].0, "it is missing");
        } else if key.chars().any(char::is_control) {
            bad.add(row.line, columns[0].0, "it has a line break or a tab");
        } else if !seen.insert(key.clone()) {
            bad.add(row.line, columns[0].0, "the same item stands on an earlier line");
        }
        let mut sums = Vec::new();
        for (name, names) in &columns[1..] {
            match cell(row, names).as_str() {
                "" => bad.add(row.line, name, "it is missing"),
                text => match amount(text) {
                    Ok(sum) => sums.push(sum),
                    Err(why) => bad.add(row.line, name, why),
                },
            }
        }
        written.push((row.line, key, sums));
    }
    bad.none().map_err(|error| failed(path, error))?;
    if written.is_empty() {
        return Err(Failure(format!("{}: {}", path.display(), said(SampleRefusal::EmptyPopulation))));
    }
    let places = written.iter().flat_map(|(.., sums)| sums).map(|sum| sum.0.scale()).max().unwrap_or(0);
    let units = |sums: &[Written]| sums.iter().map(|sum| in_units(sum.0, places)).collect::<Option<Vec<i64>>>();
    let items = written.iter().map(|(line, key, sums)| Some(Item { line: *line, key: key.clone(), sums: units(sums)? }));
    let items = items.collect::<Option<_>>().ok_or_else(|| Failure(format!("{}: an amount is too large", path.display())))?;
    Ok(List { items, places })
}

fn in_units(amount: Decimal, places: u32) -> Option<i64> {
    let units = amount.checked_mul(Decimal::from(10_i64.checked_pow(places)?))?;
    i64::try_from(units).ok().filter(|units| units.abs() <= UNITS_MOST)
}

/// Every bad line to standard error, and what became of it.
fn failed(path: &Path, error: ImportError) -> Failure {
    match error {
        ImportError::Lines(bad) => {
            for bad in &bad {
                let column = if bad.column.is_empty() { String::new() } else { format!("{}: ", bad.column) };
                eprintln!("{}:{}: {column}{}", path.display(), bad.line, bad.reason);
            }
            let many = if bad.len() == 1 { "1 place is".to_owned() } else { format!("{} places are", bad.len()) };
            Failure(format!("{many} not right; nothing was reckoned"))
        }
        ImportError::File(why) => Failure(why),
        ImportError::Store(error) => error.into(),
    }
}

/// Ends the program as it does where an option cannot be read: with the complaint and exit code 2.
fn refuse(name: &str, complaint: &str) -> ! {
    let mut command = Cli::command();
    command.build();
    let sample = command.find_subcommand_mut("sample").expect("it is a command of the program");
    let own = sample.find_subcommand_mut(name).expect("it is one of its commands");
    own.error(ErrorKind::ValueValidation, complaint).exit()
}

fn said(why: SampleRefusal) -> &'static str {
    match why {
        SampleRefusal::EmptyPopulation => "the population is empty: there is nothing to draw from",
        SampleRefusal::NothingTolerable => "more than nothing must be tolerable",
        SampleRefusal::ExpectedTooHigh => "less must be expected than is tolerable, or no sample speaks for the whole",
        SampleRefusal::ExpectedNegative => "not below nothing",
        SampleRefusal::NegativeItem(_) => "an amount below nothing is taken out and tested apart",
        SampleRefusal::TooLarge => "the sums are too large",
    }
}

fn percent(text: &str) -> Result<Percent, String> {
    let number = text.trim().trim_end_matches('%').trim_end();
    let read = Decimal::from_str_exact(&latin_digits(number)).ok().and_then(Percent::new);
    read.ok_or_else(|| "a rate is a number of per cent above 0 and below 100, such as 5% or 2.5%".to_owned())
}

/// Digits, with a point before the parts and commas between thousands.
fn amount(text: &str) -> Result<Written, String> {
    let text = latin_digits(text.trim());
    let (sign, digits) = text.strip_prefix('-').map_or((Decimal::ONE, text.as_str()), |rest| (-Decimal::ONE, rest));
    let (whole, parts) = digits.split_once('.').unwrap_or((digits, ""));
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let grouped = !whole.contains(',') || (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
    let plain = digits.replace(',', "");
    let all_digits = !first.is_empty() && !parts.contains(',') && plain.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let read = Decimal::from_str_exact(&plain).ok().filter(|read| grouped && all_digits && read.scale() <= PLACES_MOST);
    read.map(|read| Written(sign * read)).ok_or_else(|| "it is no amount: 1657, 12.50, 15,000".to_owned())
}

fn seed(text: &str) -> Result<String, String> {
    let fits = (1..=SEED_MOST).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    if fits { Ok(text.to_owned()) } else { Err(format!("a seed is a line of 1 to {SEED_MOST} characters")) }
}

/// A figure as a number of JSON; it has at most fifteen digits.
fn number(figure: Decimal) -> Value {
    serde_json::from_str(&figure.normalize().to_string()).expect("a decimal is a number of JSON")
}
