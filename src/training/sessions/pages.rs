//! The list of sessions, and one of them.
use super::{choices, codes, line, served, store};
use crate::{
    app::App,
    error::{Answer, Fault},
    exports::{Cell, Rows},
    groups::pages::place,
    guard::{Can, Visit},
    listing::ListQuery,
    meetings::seal::Act,
    store::Tx,
    training::files::file,
    users::store as users,
    web,
};
use axum::extract::{Path, Query, State};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use store::{CameRow, SessionRow};
use templates::{
    parts::Name,
    training::sessions::{CameLine, CountLine, SessionPage, SessionsPage, session as draw_session, sessions as draw_sessions},
};
use uuid::Uuid;
use words::Words;

/// What the address of the list says beside sorting, paging and the organisation.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct SessionQuery {
    kind: String,
    month: String,
    course: String,
    format: String,
}

impl SessionQuery {
    fn takes(&self, row: &SessionRow) -> Result<bool, Fault> {
        let is = |asked: &str, own: &str| asked.is_empty() || asked == own;
        let course = row.course_id.map(|id| id.to_string()).unwrap_or_default();
        Ok(is(&self.kind, row.kind()?.code()) && is(&self.month, &month(row)) && is(&self.course, &course))
    }
}

/// The month of a session as the address has it.
fn month(row: &SessionRow) -> String {
    row.day.format("%Y-%m").to_string()
}

/// `GET /training/sessions?organisation=&kind=&month=&course=&format=`
pub async fn sessions(
    State(app): State<App>,
    visit: Visit,
    Query(query): Query<SessionQuery>,
    Query(list): Query<ListQuery>,
) -> Answer {
    let words = visit.words();
    let mut tx = app.db().read().await?;
    let organisations = served(&mut tx, &visit, Can::SeeTraining).await?;
    let codes = codes(&organisations);
    let chosen = |row: &SessionRow| {
        codes.get(&row.organisation_id).is_some_and(|code| list.organisation.is_empty() || *code == list.organisation)
    };
    let mut rows = store::sessions(&mut tx).await?;
    rows.retain(chosen);
    let months: BTreeSet<String> = rows.iter().map(month).collect();
    let mut shown = Vec::new();
    for row in rows {
        if query.takes(&row)? {
            shown.push(row);
        }
    }
    if !query.format.is_empty() {
        return file("sessions", table(&shown, &codes)?, &query.format, app.today());
    }
    let standing = || shown.iter().filter(|row| row.stands());
    let (count, people) = (standing().count() as i64, standing().map(|row| row.people).sum());
    let lines = shown.iter().map(|row| line(row, &codes)).collect::<Result<Vec<_>, Fault>>()?;
    let keep =
        [("organisation", &*list.organisation), ("kind", &*query.kind), ("month", &*query.month), ("course", &*query.course)];
    let (lines, listing) = list.page("/training/sessions", &keep, lines, |by, a, b| match by {
        "day" => Some(a.day.cmp(&b.day)),
        "people" => Some(a.people.cmp(&b.people)),
        _ => None,
    });
    let mut courses = store::courses(&mut tx).await?;
    courses.retain(|course| course.id.to_string() == query.course && codes.contains_key(&course.organisation_id));
    Ok(web::html(draw_sessions(&SessionsPage {
        around: visit.around(),
        sessions: lines,
        listing,
        organisations: choices(words, &organisations),
        organisation: list.organisation,
        kind: query.kind,
        months: months.into_iter().rev().map(|month| (month.clone(), said_month(words, &month))).collect(),
        month: query.month,
        course: courses.first().map(|course| (course.id.to_string(), course.name())),
        count,
        people,
        may_keep: visit.may_somewhere(Can::KeepTraining),
    })))
}

/// A month in words.
fn said_month(words: Words, month: &str) -> String {
    match format!("{month}-01").parse::<chrono::NaiveDate>() {
        Ok(first) => words.month(first),
        Err(_) => month.to_owned(),
    }
}

/// The same for a spreadsheet.
fn table(rows: &[SessionRow], codes: &BTreeMap<Uuid, String>) -> Result<Rows, Fault> {
    let heads = [
        "id",
        "organisation",
        "kind",
        "course",
        "date",
        "minutes",
        "village_code",
        "topics",
        "listed_or_counted",
        "people",
        "taken_back",
    ];
    let mut all = Rows::new(&heads);
    for row in rows {
        all.push([
            Cell::text(row.id.to_string()),
            Cell::text(codes.get(&row.organisation_id).cloned().unwrap_or_default()),
            Cell::text(row.kind()?.code()),
            Cell::text(row.course().map(|(code, _)| code).unwrap_or_default()),
            Cell::text(row.day.to_string()),
            Cell::count(row.minutes),
            Cell::text(&row.village_code),
            Cell::text(row.topics()?.join("+")),
            Cell::text(if row.counted { "counted" } else { "listed" }),
            Cell::count(row.people),
            Cell::text(if row.stands() { "no" } else { "yes" }),
        ]);
    }
    Ok(all)
}

/// A session for whose organisation the reader may do this, or a page that is not there.
pub(super) async fn find(tx: &mut Tx, visit: &Visit, id: &str, can: Can) -> Result<SessionRow, Fault> {
    let id: Uuid = id.parse().map_err(|_| Fault::NotFound)?;
    let row = store::session(tx, id).await?.ok_or(Fault::NotFound)?;
    if visit.may_for(can, row.organisation_id) { Ok(row) } else { Err(Fault::NotFound) }
}

/// `GET /training/sessions/{session}`
pub async fn session(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = app.db().read().await?;
    let row = find(&mut tx, &visit, &id, Can::SeeTraining).await?;
    let names = users::names(&mut tx).await?;
    let name = |user| names.get(&user).cloned().unwrap_or_default();
    let came = store::listed(&mut tx, row.id).await?;
    let counted = store::counted(&mut tx, row.id).await?;
    let codes = codes(&served(&mut tx, &visit, Can::SeeTraining).await?);
    let trainer = row.trainer().filter(|(organisation, _)| may_name(&visit, *organisation));
    Ok(web::html(draw_session(&SessionPage {
        around: visit.around(),
        line: line(&row, &codes)?,
        topics: row.topics()?,
        trainer: trainer.map(|(_, name)| name).unwrap_or_default(),
        together: came.iter().map(|one| one.minutes).sum(),
        listed: came.iter().map(|one| came_line(&visit, one)).collect(),
        counted: counted.into_iter().map(|one| CountLine { sex: one.sex, age: one.age, people: one.people }).collect(),
        recorded: (name(row.recorded_by), row.recorded_at),
        undone: row.undone_by.map(name).zip(row.undone_at),
        may_undo: row.stands() && visit.may_for(Can::KeepTraining, row.organisation_id),
    })))
}

/// Whether the reader may see the people of a partner's register.
pub(super) fn may_name(visit: &Visit, organisation: Uuid) -> bool {
    visit.may_for(Can::SeePeople, organisation) || visit.may_for(Can::SeeTraining, organisation)
}

fn came_line(visit: &Visit, one: &CameRow) -> CameLine {
    let (hers, open) = (may_name(visit, one.organisation_id), visit.may_for(Can::SeePeople, one.organisation_id));
    CameLine {
        href: if open { format!("/people/{}", one.person_id) } else { String::new() },
        name: if hers { one.name() } else { Name::default() },
        place: if hers { place(&one.village_code) } else { Name::default() },
        minutes: one.minutes,
    }
}

/// `POST /training/sessions/{session}/undo`
pub async fn undo(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = app.db().write().await?;
    let row = find(&mut tx, &visit, &id, Can::KeepTraining).await?;
    if store::take_back(&mut tx, row.id, Act::now(&app, visit.user.id)).await? {
        tx.commit().await?;
    }
    Ok(web::see_other(&format!("/training/sessions/{}?done=session-taken-back", row.id)))
}
