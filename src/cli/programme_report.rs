//! What the programme reports at the terminal: its targets, its indicators, who teaches whom.
use super::{Failure, Outcome, print, report::day};
use crate::{
    app::Clock,
    exports::{
        Cell, Rows, Sheets, Told,
        interchange::{self, Of},
    },
    groups::store::{self as groups, Organisation},
    programme::{
        indicators, kept,
        scope::Scope,
        store as records,
        tables::{self, Indicator},
        targets::store as targets,
    },
    store::Tx,
    training::coaching::store::{self as coaching, CoachingRow},
};
use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use domain::{
    programme::{FiscalYear, Measure},
    training::{Activity, Cascade, Limits, activity},
};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    io::IsTerminal,
    path::PathBuf,
};
use uuid::Uuid;

/// Whose figures, of which day, and how.
#[derive(Args, Debug)]
pub struct OfProgramme {
    /// Only of the partner of this code; of all together, where it is left out.
    #[arg(long, value_name = "CODE")]
    org: Option<String>,
    /// At the end of this day (2026-03-31 or 31/03/2026); today, where it is left out.
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<NaiveDate>,
    /// How it is written.
    #[arg(long, default_value = "text")]
    format: ProgrammeFormat,
    /// The file to write; without it, standard output (a spreadsheet only where that is a file or a pipe).
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Indicators of which fiscal year.
#[derive(Args, Debug)]
pub struct OfYear {
    #[command(flatten)]
    of: OfProgramme,
    /// The fiscal year (October to September), by the year in which it ends; that of the day, where it is left out.
    #[arg(long, value_name = "FY")]
    year: Option<i32>,
    /// Only this measure.
    #[arg(long, value_name = "CODE")]
    measure: Option<String>,
    /// For DHIS2 and ActivityInfo: the file that says which of their ids is which measure, place and cell (docs/EXCHANGE.md).
    #[arg(long, value_name = "FILE.toml")]
    mapping: Option<PathBuf>,
}

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ProgrammeFormat {
    /// For a terminal.
    Text,
    /// For any spreadsheet.
    Csv,
    /// For a program.
    Json,
    /// For a spreadsheet program: a workbook.
    Xlsx,
    /// Indicators alone: a data value set for DHIS2, by a mapping.
    Dhis2,
    /// Indicators alone: records for ActivityInfo, by a mapping, ten at most a line.
    Activityinfo,
}

impl OfProgramme {
    fn on(&self) -> Result<NaiveDate, Failure> {
        let today = Clock::System.today();
        match self.as_of {
            Some(day) if day > today => Err(Failure("--as-of is a day that has been".into())),
            Some(day) => Ok(day),
            None => Ok(today),
        }
    }

    async fn scope(&self, tx: &mut Tx) -> Result<Scope, Failure> {
        let partners = groups::organisations(tx).await?;
        let chosen: Option<Organisation> = match &self.org {
            None => None,
            Some(code) => {
                let found = partners.iter().find(|one| one.code == *code).cloned();
                Some(found.ok_or_else(|| Failure(format!("there is no organisation {code}")))?)
            }
        };
        Ok(Scope { partners, chosen, everywhere: true })
    }

    fn write(&self, told: &Told, on: NaiveDate) -> Outcome {
        let file = self.output.as_ref().filter(|file| file.as_os_str() != "-");
        if self.format == ProgrammeFormat::Xlsx && file.is_none() && std::io::stdout().is_terminal() {
            return Err(Failure("a workbook is not for a terminal: name a file with -o FILE".into()));
        }
        let bytes = match self.format {
            ProgrammeFormat::Text => told.sheets.to_text().into_bytes(),
            ProgrammeFormat::Csv => told.sheets.to_csv().into_bytes(),
            ProgrammeFormat::Json => format!("{:#}\n", told.json).into_bytes(),
            ProgrammeFormat::Xlsx => told.sheets.to_xlsx(on)?,
            ProgrammeFormat::Dhis2 | ProgrammeFormat::Activityinfo => {
                return Err(Failure("only report indicators is written for DHIS2 and ActivityInfo".into()));
            }
        };
        match file {
            Some(file) => {
                std::fs::write(file, bytes).map_err(|error| Failure(format!("{} cannot be written: {error}", file.display())))?;
            }
            None => print(&bytes)?,
        }
        Ok(true)
    }
}

/// `report targets`
pub async fn show_targets(tx: &mut Tx, args: &OfProgramme) -> Outcome {
    let (on, scope) = (args.on()?, args.scope(tx).await?);
    let mut all = targets::targets(tx).await?;
    all.retain(|row| scope.whose().is_none() || row.organisation_id == scope.whose());
    let wanted: BTreeSet<Measure> = all.iter().map(|row| row.target.measure).collect();
    let mut counted = BTreeMap::new();
    // A few statements for each of the measures, whose number is fixed.
    for measure in wanted {
        let read = records::records(tx, measure, on).await?;
        for row in all.iter().filter(|row| row.target.measure == measure) {
            counted.insert(row.id, kept::counted(&read, row, on));
        }
    }
    let lines = all.iter().filter_map(|row| Some((row, counted.get(&row.id)?)));
    // A protected figure of an earlier day beside today's would tell of few: it is told of today alone.
    let lines = lines.filter(|(row, _)| on == Clock::System.today() || !row.target.measure.is_protected());
    args.write(&tables::targets(lines, on, None), on)
}

/// `report indicators`
pub async fn show_indicators(tx: &mut Tx, args: &OfYear) -> Outcome {
    let (on, scope) = (args.of.on()?, args.of.scope(tx).await?);
    let year = match args.year {
        None => FiscalYear::of(on),
        Some(name) => {
            let named = FiscalYear::named(name).filter(|year| year.days().0 <= on);
            named.ok_or_else(|| Failure(format!("--year {name}: no fiscal year that has begun by then")))?
        }
    };
    let measures: Vec<Measure> = match &args.measure {
        None => Measure::ALL.to_vec(),
        Some(code) => {
            vec![Measure::parse(code).ok_or_else(|| Failure(format!("there is no measure {code}; docs/CLI.md lists all")))?]
        }
    };
    if matches!(args.of.format, ProgrammeFormat::Dhis2 | ProgrammeFormat::Activityinfo) {
        let all = indicators::counted(tx, &measures, year, &scope, (on, Clock::System.today())).await?;
        return send(args, &all, year, &scope);
    }
    let told = indicators::told(tx, &measures, year, &scope, (on, Clock::System.today())).await?;
    args.of.write(&told, on)
}

/// Writes indicators for another system; what has no mapping is listed, and the answer is then that something was found.
fn send(args: &OfYear, all: &[Indicator], year: FiscalYear, scope: &Scope) -> Outcome {
    let file =
        args.mapping.as_ref().ok_or_else(|| Failure("a mapping is needed: --mapping FILE.toml (docs/EXCHANGE.md)".into()))?;
    let mapping = std::fs::read_to_string(file).map_err(|error| Failure(format!("{} cannot be read: {error}", file.display())))?;
    let partners = indicators::codes(scope);
    let of = Of { year, organisation: scope.chosen.as_ref().map(|one| one.code.as_str()), partners: &partners };
    let write = if args.of.format == ProgrammeFormat::Dhis2 { interchange::dhis2 } else { interchange::activity_info };
    let sent = write(all, of, &mapping).map_err(|wrong| Failure(format!("{}: {}", file.display(), wrong.join("; "))))?;
    match args.of.output.as_ref().filter(|file| file.as_os_str() != "-") {
        Some(file) => {
            std::fs::write(file, sent.text).map_err(|error| Failure(format!("{} cannot be written: {error}", file.display())))?;
        }
        None => print(&sent.text)?,
    }
    for what in &sent.unmapped {
        eprintln!("no mapping: {what}");
    }
    Ok(sent.unmapped.is_empty())
}

/// `report cascade`
pub async fn show_cascade(tx: &mut Tx, args: &OfProgramme) -> Outcome {
    let (on, scope) = (args.on()?, args.scope(tx).await?);
    let rows = coaching::coachings(tx, scope.whose()).await?;
    let visited = coaching::last_visits(tx, scope.whose()).await?;
    let cascade = Cascade::new(rows.iter().map(|row| row.coaching.clone()).filter(|one| one.from <= on));
    let generations = cascade.generations();
    let partners: BTreeMap<Uuid, &str> = scope.partners.iter().map(|one| (one.id, one.code.as_str())).collect();
    let heads =
        ["kind", "organisation", "coach", "trainee", "generation", "village", "from", "to", "ended", "activity", "last_visit"];
    let (mut table, mut list) = (Rows::new(&heads), Vec::new());
    for row in rows.iter().filter(|row| row.coaching.counts() && row.coaching.from <= on) {
        let last = visited.get(&row.coaching.id).copied().filter(|day| *day <= on);
        let line = Line {
            row,
            organisation: partners.get(&row.organisation).copied().unwrap_or_default(),
            generation: generations.get(&row.coaching.trainee).copied(),
            last,
            activity: activity_code(activity(&row.coaching, last, on, Limits::default())),
        };
        table.push(line.cells());
        list.push(line.json());
    }
    let told = Told {
        sheets: Sheets(vec![("cascade", table)]),
        json: json!({ "as_of": on.to_string(), "organisation": args.org, "coachings": list }),
    };
    args.write(&told, on)
}

/// Who teaches whom, in a line.
struct Line<'a> {
    row: &'a CoachingRow,
    organisation: &'a str,
    generation: Option<u32>,
    last: Option<NaiveDate>,
    activity: &'static str,
}

impl Line<'_> {
    fn ended(&self) -> (Option<String>, Option<&'static str>) {
        let ended = self.row.coaching.ended;
        (ended.map(|(to, _)| to.to_string()), ended.map(|(_, why)| why.code()))
    }

    fn cells(&self) -> Vec<Cell> {
        let (to, why) = self.ended();
        let name = |name: &templates::parts::Name| if name.latin.is_empty() { name.khmer.clone() } else { name.latin.clone() };
        vec![
            Cell::text(self.row.coaching.kind.code()),
            Cell::text(self.organisation),
            Cell::text(name(&self.row.coach_name)),
            Cell::text(name(&self.row.trainee_name)),
            self.generation.map_or(Cell::Number(String::new()), |generation| Cell::count(generation.into())),
            Cell::text(&self.row.village),
            Cell::text(self.row.coaching.from.to_string()),
            Cell::text(to.unwrap_or_default()),
            Cell::text(why.unwrap_or_default()),
            Cell::text(self.activity),
            Cell::text(self.last.map_or(String::new(), |day| day.to_string())),
        ]
    }

    fn json(&self) -> Value {
        let (to, why) = self.ended();
        let CoachingRow { coaching, coach_name, trainee_name, village, .. } = self.row;
        json!({
            "kind": coaching.kind.code(), "organisation": self.organisation,
            "coach": { "name_km": coach_name.khmer, "name_latin": coach_name.latin },
            "trainee": { "name_km": trainee_name.khmer, "name_latin": trainee_name.latin },
            "generation": self.generation, "village_code": village, "from": coaching.from.to_string(), "to": to, "ended": why,
            "activity": self.activity, "last_visit": self.last.map(|day| day.to_string()),
        })
    }
}

fn activity_code(activity: Activity) -> &'static str {
    match activity {
        Activity::Ended => "ended",
        Activity::Quiet => "quiet",
        Activity::Active => "active",
    }
}
