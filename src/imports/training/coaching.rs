//! Who coaches whom, and terms as model farmer or advisor, from a file. A line without a trainee is a term.
use super::{
    super::{BadLines, ImportError, Imported, day, key, kobo, said, table},
    who::{Found, People},
};
use crate::{
    groups::store::Organisation,
    meetings::seal::Act,
    store::{Tx, record},
    training::coaching::{
        Ground,
        store::{self, CoachRole, CoachingRow, NewCoaching, NewTerm, Stamp, TermRow},
    },
};
use chrono::NaiveDate;
use domain::{
    people::VillageCode,
    training::{Cascade, Coaching, CoachingKind, EndReason, LinkRefusal},
};
use std::{collections::BTreeSet, path::Path};
use table::{Column, Row};
use templates::parts::Name;
use uuid::Uuid;

/// The columns.
pub const COLUMNS: &[Column] = &[
    Column::needed("coach"),
    Column::needed("trainee"),
    Column::needed("from"),
    Column::optional("kind"),
    Column::optional("to"),
    Column::optional("why"),
    Column::optional("village_code"),
];

/// Their headings in Khmer.
pub const CALLED: &[(&str, &str)] = &[
    ("អ្នកណែនាំ", "coach"),
    ("សិក្ខាកាម", "trainee"),
    ("ចាប់ពីថ្ងៃ", "from"),
    ("ប្រភេទ", "kind"),
    ("ដល់ថ្ងៃ", "to"),
    ("មូលហេតុ", "why"),
    ("លេខកូដភូមិ", "village_code"),
];

/// Reads the rows of a file.
///
/// # Errors
/// Those of [`kobo::read`].
pub fn read(path: &Path) -> Result<Vec<Row>, ImportError> {
    kobo::read(path, COLUMNS, CALLED)
}

/// A line that can be understood.
struct Line {
    id: Uuid,
    kind: CoachingKind,
    coach: Found,
    trainee: Option<Found>,
    from: NaiveDate,
    ended: Option<(NaiveDate, EndReason)>,
    village: String,
}

/// Writes terms and coachings of an organisation in the order of the file, or sees that they stand. Caller commits.
///
/// # Errors
/// Every line that cannot be taken.
pub async fn write(tx: &mut Tx, organisation: &Organisation, rows: &[Row], act: Act) -> Result<Imported, ImportError> {
    let people = People::load(tx, organisation.id).await?;
    let mut ground = Ground::of_organisations(tx, |one| one == organisation.id).await?;
    let known: BTreeSet<Uuid> =
        ground.rows.iter().map(|row| row.coaching.id).chain(ground.terms.iter().map(|term| term.id)).collect();
    let (mut bad, mut imported) = (BadLines::default(), Imported::default());
    for row in rows {
        let Some(line) = line(row, &people, organisation, act.today, &mut bad) else { continue };
        if known.contains(&line.id) {
            imported.same += 1;
            continue;
        }
        let taken = match line.trainee {
            None => term(row, &line, organisation, &mut ground, &mut bad),
            Some(trainee) => coaching(row, &line, trainee, organisation, &mut ground, act.today, &mut bad),
        };
        if taken && bad.is_empty() {
            insert(tx, organisation, &line, act).await?;
            imported.new += 1;
        }
    }
    if imported.new > 0 && bad.is_empty() {
        record(tx, None, Some(act.by), "coachings-brought", &imported.new.to_string(), act.at).await?;
    }
    bad.none().map(|()| imported)
}

fn line(row: &Row, people: &People, organisation: &Organisation, today: NaiveDate, bad: &mut BadLines) -> Option<Line> {
    let kind = match row.text("kind") {
        "" => Some(CoachingKind::Farmer),
        text => CoachingKind::parse(&text.to_lowercase()).or_else(|| {
            bad.add(row.line, "kind", said(text, "farmer or household."));
            None
        }),
    };
    let coach = people.find(row, "coach", bad);
    let trainee = if row.text("trainee").is_empty() { Some(None) } else { people.find(row, "trainee", bad).map(Some) };
    let from = day(row, "from", bad);
    let ended = end(row, from, today, bad);
    let id = key(&["coaching", &organisation.code, &row.says()]);
    let village = if trainee == Some(None) { village(row, coach, people, bad)? } else { String::new() };
    Some(Line { id, kind: kind?, coach: coach?, trainee: trainee?, from: from?, ended: ended?, village })
}

/// Where a coach works: what the line says, else her own village.
fn village(row: &Row, coach: Option<Found>, people: &People, bad: &mut BadLines) -> Option<String> {
    let typed = table::latin_digits(row.text("village_code"));
    let code = if typed.is_empty() { people.village(coach?.record).to_owned() } else { typed };
    if VillageCode::parse_place(&code).is_err() {
        bad.add(row.line, "village_code", said(&code, "2, 4, 6 or 8 digits of the place where she works."));
        return None;
    }
    Some(code)
}

/// When and why it ended: both are there, or neither.
fn end(row: &Row, from: Option<NaiveDate>, today: NaiveDate, bad: &mut BadLines) -> Option<Option<(NaiveDate, EndReason)>> {
    let (to, why) = (row.text("to"), row.text("why"));
    if to.is_empty() && why.is_empty() {
        return Some(None);
    }
    let on = day(row, "to", bad);
    let reason = EndReason::parse(&why.to_lowercase()).filter(|why| EndReason::CHOSEN.contains(why));
    if reason.is_none() {
        bad.add(row.line, "why", said(why, "finished, dropped-out, moved, died, other or mistake."));
    }
    let on = on?;
    if from.is_some_and(|from| on < from) || on > today {
        bad.add(row.line, "to", said(to, "It ends after it began, and not in the future."));
        return None;
    }
    Some(Some((on, reason?)))
}

/// Whether a term fits beside those there are; then it is one of them.
fn term(row: &Row, line: &Line, organisation: &Organisation, ground: &mut Ground, bad: &mut BadLines) -> bool {
    let role = role(line.kind);
    if ground.terms.iter().any(|term| term.person == line.coach.head && term.role == role && term.ended.is_none()) {
        bad.add(row.line, "coach", said(row.text("coach"), "She has such a term already."));
        return false;
    }
    ground.terms.push(TermRow {
        id: line.id,
        person: line.coach.head,
        name: Name::default(),
        phone: String::new(),
        organisation: organisation.id,
        role,
        village: line.village.clone(),
        from: line.from,
        ended: line.ended,
    });
    true
}

fn role(kind: CoachingKind) -> CoachRole {
    if kind == CoachingKind::Farmer { CoachRole::ModelFarmer } else { CoachRole::Advisor }
}

/// Whether a coaching may begin; then it is one of them, so that the next line knows of it.
fn coaching(
    row: &Row,
    line: &Line,
    trainee: Found,
    organisation: &Organisation,
    ground: &mut Ground,
    today: NaiveDate,
    bad: &mut BadLines,
) -> bool {
    let mut refused = |column: &str, why: &str| {
        bad.add(row.line, column, said(row.text(column), why));
        false
    };
    if !ground.may_coach(line.coach.head, line.kind, line.from) {
        return refused("coach", "On that day she has no term for this: bring it first, on a line without a trainee.");
    }
    if let Err(why) = ground.cascade.may_link(line.kind, line.coach.head, trainee.head, line.from, today) {
        let (column, why) = reason(why);
        return refused(column, why);
    }
    let one = Coaching {
        id: line.id,
        kind: line.kind,
        coach: line.coach.head,
        trainee: trainee.head,
        from: line.from,
        ended: line.ended,
    };
    ground.rows.push(CoachingRow {
        coaching: one,
        organisation: organisation.id,
        coach_record: line.coach.record,
        trainee_record: trainee.record,
        coach_name: Name::default(),
        trainee_name: Name::default(),
        village: String::new(),
        phone: String::new(),
        household: None,
        follows: None,
    });
    ground.cascade = Cascade::new(ground.rows.iter().map(|row| row.coaching.clone()));
    true
}

fn reason(why: LinkRefusal) -> (&'static str, &'static str) {
    match why {
        LinkRefusal::Herself => ("trainee", "Nobody coaches herself."),
        LinkRefusal::Day => ("from", "A day from 1990 until today."),
        LinkRefusal::Already => ("trainee", "She coaches her already."),
        LinkRefusal::Circle => ("trainee", "She teaches her coach, directly or through others."),
        LinkRefusal::NotCoach => ("coach", "On that day she has no term for this."),
        LinkRefusal::EndsBefore | LinkRefusal::Ended => ("to", "It ends after it began."),
    }
}

async fn insert(tx: &mut Tx, organisation: &Organisation, line: &Line, act: Act) -> Result<(), ImportError> {
    let stamp = Stamp { by: act.by, at: act.at };
    let Line { id, kind, coach, from, .. } = *line;
    match line.trainee {
        None => {
            let village = line.village.clone();
            let new = NewTerm { id, person: coach.record, organisation: organisation.id, role: role(kind), village, from };
            store::add_term(tx, &new, stamp).await?;
            if let Some((to, why)) = line.ended {
                store::end_term(tx, id, to, why).await?;
            }
        }
        Some(trainee) => {
            let new = NewCoaching { id, organisation: organisation.id, kind, coach: coach.record, trainee: trainee.record, from };
            store::add_coaching(tx, &new, stamp).await?;
            if let Some((to, why)) = line.ended {
                store::end_coaching(tx, id, to, why).await?;
            }
        }
    }
    Ok(())
}
