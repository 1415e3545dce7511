//! `sansom plan`: a business plan from a file, reckoned and checked. It needs no books.
mod json;
mod text;

use super::{Failure, Outcome, paper, print};
use crate::{
    app::Clock,
    imports::{self, ImportError},
};
use clap::{Args, ValueEnum};
use domain::plans::{
    Document, Objection, Plan, Weight,
    group::{GroupObjection, GroupPlace, GroupPlan},
};
use reports::{
    Label, Language, Say,
    business_plan::BusinessPlan,
    group_plan::GroupPlanPaper,
    of_plan::{OfPlan, Whose},
};
use std::path::{Path, PathBuf};
use templates::plans::{group as of_group, say};
use words::{Digits, Words};

/// A business plan: what it costs and brings, month by month, and what speaks against it.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  sansom plan chickens.toml
  sansom plan chickens.toml --format json
  sansom plan chickens.toml --format pdf --language both -o chickens.pdf
  sansom plan budget.xlsx --language km
  sansom plan fixtures/plans/templates/savings-group.toml

FILE is a plan (.toml), or a sheet with a row for each line (.csv, .xlsx), in which rows may say what the sheet itself comes
to; docs/PLANS.md describes both. Every printed amount, subtotal, total and ratio is compared with the lines.
Exit codes: 0 reckoned, and nothing is wrong; 1 something is wrong with the plan, or it cannot be read; 2 the command line
could not be read.")]
pub struct PlanCommand {
    /// The plan: .toml, .csv or .xlsx.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// How it is written.
    #[arg(long, default_value = "text")]
    format: Format,
    /// km, en or both (Khmer with English beside); a PDF is in Khmer and everything else in English, where nothing is said.
    #[arg(long, value_name = "LANGUAGE", value_parser = paper::language)]
    language: Option<Language>,
    /// The digits: latin or khmer.
    #[arg(long, value_name = "DIGITS", default_value = "latin", value_parser = paper::digits)]
    digits: Digits,
    /// The file to write; without it, standard output (a PDF: where that is a file or a pipe).
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// How a plan is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a terminal.
    Text,
    /// For a program.
    Json,
    /// For a committee, a bank and a wall.
    Pdf,
}

/// A plan that was read.
enum Told {
    Enterprise(Box<Plan>, Vec<Objection>),
    Group(Box<GroupPlan>),
}

impl PlanCommand {
    /// Reads it, reckons it and writes it.
    pub fn run(self) -> Outcome {
        let usual = if self.format == Format::Pdf { Language::Khmer } else { Language::English };
        let say = Say::new(self.language.unwrap_or(usual), self.digits);
        if self.format == Format::Pdf {
            self.paper(say).must_have_a_place()?;
        }
        let told = self.read(say.words())?;
        match (self.format, &told) {
            (Format::Text, Told::Enterprise(plan, found)) => self.write(&in_each(say, |words| text::plan(words, plan, found)))?,
            (Format::Text, Told::Group(plan)) => self.write(&in_each(say, |words| text::group(words, plan)))?,
            (Format::Json, Told::Enterprise(plan, found)) => self.write(&format!("{:#}\n", json::plan(say, plan, found)))?,
            (Format::Json, Told::Group(plan)) => self.write(&format!("{:#}\n", json::group(say, plan)))?,
            (Format::Pdf, Told::Enterprise(plan, found)) => {
                let said = |one: &Objection| (one.what.weight(), say.of(|words| say::objection(words, plan, one)));
                let objections: Vec<(Weight, Label)> = found.iter().map(said).collect();
                let of = OfPlan::on(Clock::System.today());
                let document = BusinessPlan { plan: (**plan).clone(), of, objections }.document(say);
                self.paper(say).write(&document)?;
            }
            (Format::Pdf, Told::Group(plan)) => {
                let objections =
                    plan.objections().into_iter().map(|(at, what)| (what.weight(), said_of_group(say, plan, at, what)));
                let of = OfPlan { whose: Whose::Committee, ..OfPlan::on(Clock::System.today()) };
                let paper = GroupPlanPaper { plan: (**plan).clone(), of, objections: objections.collect() };
                self.paper(say).write(&paper.document(say))?;
            }
        }
        Ok(!told.is_wrong())
    }

    fn paper(&self, say: Say) -> paper::Paper {
        paper::Paper::of(say.language(), self.digits, self.output.clone())
    }

    /// Writes text: into a file, or to standard output.
    fn write(&self, text: &str) -> Result<(), Failure> {
        match self.output.as_ref().filter(|file| file.as_os_str() != "-") {
            Some(file) => {
                std::fs::write(file, text).map_err(|error| Failure(format!("{} cannot be written: {error}", file.display())))
            }
            None => print(text),
        }
    }

    fn read(&self, words: Words) -> Result<Told, Failure> {
        let ending = self.file.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase();
        match ending.as_str() {
            "csv" | "xlsx" | "xlsm" | "xls" | "ods" => self.sheet(words),
            _ => self.document(words),
        }
    }

    fn sheet(&self, words: Words) -> Result<Told, Failure> {
        let title = self.file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        match imports::plans::read(&self.file, &title, Clock::System.today(), words) {
            Ok(plan) => Ok(Told::enterprise(plan)),
            Err(ImportError::Lines(bad)) => {
                for bad in &bad {
                    let column = if bad.column.is_empty() { String::new() } else { format!("{}: ", bad.column) };
                    eprintln!("{}:{}: {column}{}", self.file.display(), bad.line, bad.reason);
                }
                Err(not_reckoned(bad.len()))
            }
            Err(ImportError::File(why)) => Err(Failure(why)),
            Err(ImportError::Store(error)) => Err(Failure(error.to_string())),
        }
    }

    fn document(&self, words: Words) -> Result<Told, Failure> {
        let text = std::fs::read_to_string(&self.file)
            .map_err(|error| Failure(format!("{} cannot be read: {error}", self.file.display())))?;
        match Document::parse(&text).map_err(|why| Failure(format!("{}: {}", self.file.display(), why.trim_end())))? {
            Document::Enterprise(written) => Plan::try_new((*written).clone()).map(Told::enterprise).map_err(|refusals| {
                let said = refusals.iter().map(|refusal| say::refusal(words, &written, refusal));
                refused(&self.file, said.collect())
            }),
            Document::Group(written) => {
                GroupPlan::try_new((*written).clone()).map(|plan| Told::Group(Box::new(plan))).map_err(|refusals| {
                    let said = refusals.iter().map(|refusal| of_group::refusal(words, &written, refusal));
                    refused(&self.file, said.collect())
                })
            }
        }
    }
}

impl Told {
    fn enterprise(plan: Plan) -> Told {
        let found = plan.objections();
        Told::Enterprise(Box::new(plan), found)
    }

    fn is_wrong(&self) -> bool {
        match self {
            Told::Enterprise(_, found) => found.iter().any(|one| one.what.weight() == Weight::Wrong),
            Told::Group(plan) => plan.objections().iter().any(|(_, what)| what.weight() == Weight::Wrong),
        }
    }
}

/// What speaks against a group's plan, with its place before it.
fn said_of_group(say: Say, plan: &GroupPlan, at: GroupPlace, what: GroupObjection) -> Label {
    say.of(|words| format!("{}: {}", of_group::place(words, plan.written(), at), of_group::objection(words, plan, &what)))
}

/// Everything that keeps a file from being reckoned, a line each.
fn refused(file: &Path, said: Vec<String>) -> Failure {
    for line in &said {
        eprintln!("{}: {line}", file.display());
    }
    not_reckoned(said.len())
}

fn not_reckoned(places: usize) -> Failure {
    let many = if places == 1 { "1 place is".to_owned() } else { format!("{places} places are") };
    Failure(format!("{many} not right; nothing was reckoned"))
}

/// A text in the language that was asked for, or in one after the other.
fn in_each(say: Say, text: impl Fn(Words) -> String) -> String {
    let first = text(say.words());
    match say.language() {
        Language::Both => format!("{first}\n{}", text(Words { language: words::Language::English, ..say.words() })),
        _ => first,
    }
}
