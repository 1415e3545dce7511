//! Who came to which session, from a file: a line a person and session; the lines of one session are written as one.
use super::{
    super::{BadLines, ImportError, Imported, count, day, key, kobo, said, table},
    who::People,
};
use crate::{
    groups::store::Organisation,
    meetings::seal::Act,
    store::{Tx, record},
    training::sessions::{
        minutes,
        store::{self, CourseRow, NewSession},
    },
};
use chrono::NaiveDate;
use domain::training::{Attendance, Came, Session, SessionKind, SessionRefusal};
use std::{collections::BTreeMap, path::Path};
use table::{Column, Row, latin_digits};
use uuid::Uuid;

/// The columns. `session` tells sessions of one day apart; `topics` holds codes joined by `+`; what is said of a session stands
/// on each of its lines, or on the first alone.
pub const COLUMNS: &[Column] = &[
    Column::needed("date"),
    Column::needed("person"),
    Column::optional("session"),
    Column::optional("kind"),
    Column::optional("course"),
    Column::optional("place"),
    Column::optional("hours"),
    Column::optional("topics"),
    Column::optional("trainer"),
    Column::optional("minutes"),
    Column::optional("village_code"),
];

/// Their headings in Khmer.
pub const CALLED: &[(&str, &str)] = &[
    ("ថ្ងៃ", "date"),
    ("ឈ្មោះ", "person"),
    ("វគ្គ", "session"),
    ("ប្រភេទ", "kind"),
    ("វគ្គបណ្ដុះបណ្ដាល", "course"),
    ("ទីកន្លែង", "place"),
    ("ម៉ោង", "hours"),
    ("អំពី", "topics"),
    ("អ្នកបណ្ដុះបណ្ដាល", "trainer"),
    ("នាទី", "minutes"),
    ("ភូមិ", "village_code"),
];

/// Reads the rows of a file.
///
/// # Errors
/// Those of [`kobo::read`].
pub fn read(path: &Path) -> Result<Vec<Row>, ImportError> {
    kobo::read(path, COLUMNS, CALLED)
}

/// The lines of one session, by its day and what tells it apart.
type Lines<'a> = BTreeMap<(NaiveDate, String), Vec<&'a Row>>;

/// Writes sessions of an organisation, or sees that they stand. Caller commits.
///
/// # Errors
/// Every line that cannot be taken.
pub async fn write(tx: &mut Tx, organisation: &Organisation, rows: &[Row], act: Act) -> Result<Imported, ImportError> {
    let people = People::load(tx, organisation.id).await?;
    let mut courses = store::courses(tx).await?;
    courses.retain(|course| course.organisation_id == organisation.id);
    let mut bad = BadLines::default();
    let mut sessions: Lines = BTreeMap::new();
    for row in rows {
        if let Some(on) = day(row, "date", &mut bad) {
            sessions.entry((on, row.text("session").to_owned())).or_default().push(row);
        }
    }
    let mut imported = Imported::default();
    for ((on, word), lines) in &sessions {
        let id = key(&["session", &organisation.code, &on.to_string(), word]);
        let reading = Reading { people: &people, courses: &courses, today: act.today };
        let Some((session, trainer)) = reading.session(*on, lines, &mut bad) else { continue };
        if store::organisation_of(tx, id).await?.is_some() {
            if stands_so(tx, id, &session).await? {
                imported.same += 1;
            } else {
                bad.add(lines[0].line, "session", "A session of this day is written down already, and says something else.");
            }
        } else if bad.is_empty() {
            let new = NewSession { id, organisation_id: organisation.id, session, trainer };
            store::write(tx, &new, act).await?;
            imported.new += 1;
        }
    }
    if imported.new > 0 && bad.is_empty() {
        record(tx, None, Some(act.by), "attendance-brought", &imported.new.to_string(), act.at).await?;
    }
    bad.none().map(|()| imported)
}

/// Whether a session stands with the same people for the same time.
async fn stands_so(tx: &mut Tx, id: Uuid, session: &Session) -> Result<bool, ImportError> {
    let Came::Listed(said) = session.came() else { return Ok(false) };
    let mut said: Vec<(Uuid, i64)> = said.iter().map(|one| (one.person, one.minutes)).collect();
    let mut there: Vec<(Uuid, i64)> = store::listed(tx, id).await?.iter().map(|one| (one.person_id, one.minutes)).collect();
    said.sort();
    there.sort();
    Ok(said == there)
}

/// What lines are read with.
struct Reading<'a> {
    people: &'a People,
    courses: &'a [CourseRow],
    today: NaiveDate,
}

impl Reading<'_> {
    /// A session from its lines, or each is listed with what is wrong.
    fn session(&self, on: NaiveDate, lines: &[&Row], bad: &mut BadLines) -> Option<(Session, Option<Uuid>)> {
        let first = *lines.first()?;
        // What is said of the session is taken from the first line that says it.
        let of = |column: &str| lines.iter().find(|row| !row.text(column).is_empty()).copied().unwrap_or(first);
        let (kind_row, course_row) = (of("kind"), of("course"));
        let course = self.course(course_row, bad);
        let kind = match kind_row.text("kind").to_lowercase().as_str() {
            "" => Some(if course.is_some() { SessionKind::Course } else { SessionKind::Workshop }),
            word => SessionKind::parse(word),
        };
        if kind.is_none() {
            bad.add(kind_row.line, "kind", said(kind_row.text("kind"), "course, workshop, awareness, households or youth."));
        }
        let hours = of("hours");
        let lasted = minutes(hours.text("hours"));
        if lasted.is_none() {
            bad.add(hours.line, "hours", said(hours.text("hours"), "How many hours it lasted, for example 3 or 1.5."));
        }
        let topics = of("topics");
        let mut codes: Vec<String> =
            topics.text("topics").split(['+', ' ', ';']).filter(|code| !code.is_empty()).map(str::to_lowercase).collect();
        if let (true, Some(course)) = (codes.is_empty(), course) {
            codes = course.topics().unwrap_or_default();
        }
        let trainer_row = of("trainer");
        let trainer = if trainer_row.text("trainer").is_empty() { None } else { self.people.find(trainer_row, "trainer", bad) };
        let (came, line_of) = self.came(lines, lasted.unwrap_or(1440), bad);
        let place_row = of("place");
        let place = latin_digits(place_row.text("place"));
        let made = Session::try_new((kind?, course.map(|course| course.id)), on, lasted?, &place, codes, came, self.today);
        match made {
            Ok(session) => Some((session, trainer.map(|found| found.record))),
            Err(refusals) => {
                for why in refusals {
                    let line = |person: &Uuid| line_of.get(person).copied().unwrap_or(first.line);
                    let (line, column, reason) = match &why {
                        SessionRefusal::Day => (first.line, "date", "A day from 1990 until today."),
                        SessionRefusal::Minutes => (hours.line, "hours", "Above 0, at most 24."),
                        SessionRefusal::Place => {
                            (place_row.line, "place", "2, 4, 6 or 8 digits of the place, with the leading zero.")
                        }
                        SessionRefusal::Topics => (topics.line, "topics", "Codes of fixtures/training/practices.toml joined by +."),
                        SessionRefusal::CourseMissing => {
                            (course_row.line, "course", "The code of the course of which it is a session.")
                        }
                        SessionRefusal::ListedTwice(person) => (line(person), "person", "She is listed twice at this session."),
                        SessionRefusal::Stayed(person) => (line(person), "minutes", "From 1 to the length of the session."),
                        SessionRefusal::NobodyCame | SessionRefusal::Count => (first.line, "person", "Nobody came."),
                    };
                    bad.add(line, column, reason);
                }
                None
            }
        }
    }

    fn course(&self, row: &Row, bad: &mut BadLines) -> Option<&CourseRow> {
        let code = row.text("course");
        if code.is_empty() {
            return None;
        }
        let found = self.courses.iter().find(|course| course.code.eq_ignore_ascii_case(code));
        if found.is_none() {
            bad.add(row.line, "course", said(code, "No course of this organisation has this code: plan it first."));
        }
        found
    }

    /// Who came, and on which line each stands. Two records of one person are one person, who came once.
    fn came(&self, lines: &[&Row], lasted: i64, bad: &mut BadLines) -> (Came, BTreeMap<Uuid, u64>) {
        let (mut came, mut line_of, mut heads) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
        for row in lines {
            let stayed = count(row, "minutes", bad);
            let village = latin_digits(row.text("village_code"));
            let Some(found) = self.people.find_near(row, "person", &village, bad) else { continue };
            if heads.insert(found.head, row.line).is_some() {
                bad.add(row.line, "person", said(row.text("person"), "She is listed twice at this session."));
                continue;
            }
            line_of.insert(found.record, row.line);
            came.push(Attendance { person: found.record, minutes: stayed.unwrap_or(lasted.max(1)) });
        }
        (Came::Listed(came), line_of)
    }
}
