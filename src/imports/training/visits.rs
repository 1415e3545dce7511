//! What visits saw, from a file: a line a practice; the lines of one coaching and day are one visit.
use super::{
    super::{BadLines, ImportError, Imported, count, day, key, kobo, said, table},
    who::People,
};
use crate::{
    groups::store::Organisation,
    meetings::seal::Act,
    store::{Tx, record},
    training::coaching::{
        store::{self, CoachingRow, Stamp},
        visits::store as visits,
    },
};
use chrono::NaiveDate;
use domain::training::{Applied, FarmResult, ResultRefusal, Seen, Visit, VisitRefusal, What};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};
use table::{Column, Row};
use uuid::Uuid;

/// The columns. `agreed` holds codes of practices joined by `+`; the results of a visit stand on any one of its lines.
pub const COLUMNS: &[Column] = &[
    Column::needed("date"),
    Column::needed("coach"),
    Column::needed("trainee"),
    Column::optional("practice"),
    Column::optional("applied"),
    Column::optional("told"),
    Column::optional("extent"),
    Column::optional("agreed"),
    Column::optional("next_on"),
    Column::optional("animal"),
    Column::optional("started"),
    Column::optional("alive"),
    Column::optional("hatched"),
    Column::optional("died"),
    Column::optional("eaten"),
    Column::optional("sold"),
    Column::optional("riel"),
    Column::optional("income"),
];

/// Their headings in Khmer.
pub const CALLED: &[(&str, &str)] = &[
    ("ថ្ងៃ", "date"),
    ("អ្នកណែនាំ", "coach"),
    ("សិក្ខាកាម", "trainee"),
    ("ការអនុវត្ត", "practice"),
    ("អនុវត្ត", "applied"),
    ("ព្រមគ្នា", "agreed"),
    ("លើកក្រោយ", "next_on"),
];

/// Reads the rows of a file.
///
/// # Errors
/// Those of [`kobo::read`].
pub fn read(path: &Path) -> Result<Vec<Row>, ImportError> {
    kobo::read(path, COLUMNS, CALLED)
}

/// The lines of one visit.
struct Made<'a> {
    id: Uuid,
    line: u64,
    coaching: &'a CoachingRow,
    day: NaiveDate,
    seen: Vec<Seen>,
    agreed: BTreeSet<String>,
    next_on: Option<NaiveDate>,
    results: Vec<FarmResult>,
}

/// Writes visits of an organisation, or sees that they stand. Caller commits.
///
/// # Errors
/// Every line that cannot be taken.
pub async fn write(tx: &mut Tx, organisation: &Organisation, rows: &[Row], act: Act) -> Result<Imported, ImportError> {
    let people = People::load(tx, organisation.id).await?;
    let coachings = store::coachings(tx, Some(organisation.id)).await?;
    let mut bad = BadLines::default();
    let mut made: BTreeMap<(NaiveDate, Uuid), Made> = BTreeMap::new();
    for row in rows {
        let Some((coaching, on)) = whose(row, &people, &coachings, &mut bad) else { continue };
        let id = key(&["coaching-visit", &coaching.coaching.id.to_string(), &on.to_string()]);
        let one = made.entry((on, coaching.coaching.id)).or_insert_with(|| Made {
            id,
            line: row.line,
            coaching,
            day: on,
            seen: vec![],
            agreed: BTreeSet::new(),
            next_on: None,
            results: vec![],
        });
        one.take(row, act.today, &mut bad);
    }
    let mut imported = Imported::default();
    let known = visits::known(tx, made.values().map(|one| one.id)).await?;
    for one in made.values() {
        let visit = one.visit(act.today, &mut bad);
        if known.contains(&one.id) {
            imported.same += 1;
        } else if let Some(visit) = visit.filter(|_| bad.is_empty()) {
            insert(tx, one, &visit, act).await?;
            imported.new += 1;
        }
    }
    if imported.new > 0 && bad.is_empty() {
        record(tx, None, Some(act.by), "coaching-visits-brought", &imported.new.to_string(), act.at).await?;
    }
    bad.none().map(|()| imported)
}

/// The coaching that held on the day of a line.
fn whose<'a>(row: &Row, people: &People, coachings: &'a [CoachingRow], bad: &mut BadLines) -> Option<(&'a CoachingRow, NaiveDate)> {
    let on = day(row, "date", bad);
    let (coach, trainee) = (people.find(row, "coach", bad), people.find(row, "trainee", bad));
    let (on, coach, trainee) = (on?, coach?, trainee?);
    let fits = |found: &&CoachingRow| {
        let one = &found.coaching;
        let holds = one.from <= on && one.ended.is_none_or(|(to, _)| on <= to);
        one.coach == coach.head && one.trainee == trainee.head && one.counts() && holds
    };
    let found = coachings.iter().find(fits);
    if found.is_none() {
        bad.add(
            row.line,
            "trainee",
            said(row.text("trainee"), "This coach does not coach her on that day: bring the coaching first."),
        );
    }
    Some((found?, on))
}

impl Made<'_> {
    /// Takes what a line says.
    fn take(&mut self, row: &Row, today: NaiveDate, bad: &mut BadLines) {
        if !row.text("practice").is_empty() {
            self.seen.extend(practice(row, bad));
        }
        let agreed = row.text("agreed").split(['+', ' ', ';']).filter(|code| !code.is_empty());
        self.agreed.extend(agreed.map(str::to_lowercase));
        if !row.text("next_on").is_empty() {
            self.next_on = day(row, "next_on", bad).or(self.next_on);
        }
        self.results.extend(results(row, self.day, today, bad));
    }

    fn visit(&self, today: NaiveDate, bad: &mut BadLines) -> Option<Visit> {
        let one = &self.coaching.coaching;
        let holds = (one.from, one.ended.map(|(to, _)| to));
        let agreed = self.agreed.iter().cloned().collect();
        match Visit::try_new(self.day, self.seen.clone(), agreed, self.next_on, holds, today) {
            Ok(visit) => Some(visit),
            Err(all) => {
                for why in all {
                    let (column, code, text) = refused(&why);
                    bad.add(self.line, column, said(code, text));
                }
                None
            }
        }
    }
}

fn practice(row: &Row, bad: &mut BadLines) -> Option<Seen> {
    let applied = Applied::parse(&row.text("applied").to_lowercase());
    if applied.is_none() {
        bad.add(row.line, "applied", said(row.text("applied"), "yes, partly or no."));
    }
    let told = match row.text("told").to_lowercase().as_str() {
        "" | "no" | "0" => Some(false),
        "yes" | "1" => Some(true),
        other => {
            bad.add(row.line, "told", said(other, "yes where it was only told, else no."));
            None
        }
    };
    let extent = count(row, "extent", bad);
    Some(Seen { practice: row.text("practice").to_lowercase(), applied: applied?, seen: !told?, extent })
}

fn results(row: &Row, on: NaiveDate, today: NaiveDate, bad: &mut BadLines) -> Vec<FarmResult> {
    let animal = row.text("animal").to_uppercase();
    let riel = count(row, "riel", bad);
    let heads = [What::Started, What::Alive, What::Hatched, What::Died, What::Eaten, What::Sold];
    let mut all: Vec<(What, &str, i64, Option<i64>)> = Vec::new();
    for what in heads {
        if let Some(quantity) = count(row, what.code(), bad).filter(|quantity| *quantity != 0 || what == What::Alive) {
            all.push((what, &animal, quantity, riel.filter(|_| what == What::Sold)));
        }
    }
    all.extend(count(row, "income", bad).map(|income| (What::IncomeMonth, "", income, None)));
    let mut taken = Vec::new();
    for (what, commodity, quantity, riel) in all {
        let seen = matches!(what, What::Started | What::Alive | What::Hatched);
        match FarmResult::try_new(on, (what, commodity), quantity, riel, seen, today) {
            Ok(one) => taken.push(one),
            Err(why) => why.into_iter().for_each(|why| {
                let column = if what == What::IncomeMonth { "income" } else { what.code() };
                let (column, text) = match why {
                    ResultRefusal::Day => ("date", "A day that is not still to come."),
                    ResultRefusal::Quantity => (column, "A whole number that can be."),
                    ResultRefusal::Commodity => ("animal", "CHICKEN, DUCK, PIG, CATTLE or BUFFALO."),
                    ResultRefusal::Riel => ("riel", "What all that were sold brought; only where some were sold."),
                };
                bad.add(row.line, column, said(row.text(column), text));
            }),
        }
    }
    taken
}

fn refused(why: &VisitRefusal) -> (&'static str, &str, &'static str) {
    match why {
        VisitRefusal::Day => ("date", "", "A day since the coaching began that is not still to come."),
        VisitRefusal::Ended => ("date", "", "The coaching had ended."),
        VisitRefusal::Empty => ("practice", "", "Nothing was seen and nothing agreed."),
        VisitRefusal::Practice(code) => ("practice", code, "No such practice: fixtures/training/practices.toml lists them."),
        VisitRefusal::Twice(code) => ("practice", code, "Said twice of one visit."),
        VisitRefusal::Extent(code) => {
            ("extent", code, "Square metres or animals, as the practice is measured, and only where it is applied.")
        }
        VisitRefusal::NextOn => ("next_on", "", "A day after the visit, within a year."),
    }
}

async fn insert(tx: &mut Tx, one: &Made<'_>, visit: &Visit, act: Act) -> Result<(), ImportError> {
    let stamp = Stamp { by: act.by, at: act.at };
    visits::add_visit(tx, one.id, one.coaching.coaching.id, visit, stamp).await?;
    let number = |(at, result): (usize, &FarmResult)| {
        (key(&["visit-result", &one.id.to_string(), result.what().code(), &at.to_string()]), result.clone())
    };
    let results: Vec<(Uuid, FarmResult)> = one.results.iter().enumerate().map(number).collect();
    let whose = (one.coaching.trainee_record, one.coaching.organisation, Some(one.id));
    Ok(visits::add_results(tx, whose, &results, stamp).await?)
}
