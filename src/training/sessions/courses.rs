//! Courses as they are planned.
use super::{
    choices, codes, minutes, served,
    store::{self, CourseRow, NewCourse},
    text,
};
use crate::{
    app::App,
    error::{Answer, Fault},
    exports::{Cell, Rows},
    guard::{Can, Visit},
    meetings::seal::Act,
    reader::Reader,
    store::Tx,
    training::files::file,
    web,
};
use axum::{
    Form,
    extract::{Query, State},
};
use domain::training::topic;
use serde::Deserialize;
use templates::{
    parts::Problem,
    training::courses::{CourseForm, CourseLine, CoursePage, CoursesPage, course as draw_course, courses as draw_courses},
};
use uuid::Uuid;

/// The longest name of a course.
const NAME_MOST: usize = 100;
/// The most hours of a course.
const HOURS_MOST: i64 = 1_000;

/// Whether the table is wanted as a file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct FileQuery {
    format: String,
}

/// `GET /training/courses`
pub async fn list(State(app): State<App>, visit: Visit, Query(query): Query<FileQuery>) -> Answer {
    let mut tx = app.db().read().await?;
    let codes = codes(&served(&mut tx, &visit, Can::SeeTraining).await?);
    let held = store::held(&mut tx).await?;
    let mut lines = Vec::new();
    for row in store::courses(&mut tx).await? {
        let Some(organisation) = codes.get(&row.organisation_id) else { continue };
        lines.push(line(&row, organisation, held.get(&row.id).copied().unwrap_or_default())?);
    }
    if !query.format.is_empty() {
        return file("courses", table(&lines), &query.format, app.today());
    }
    let page = CoursesPage { around: visit.around(), courses: lines, may_keep: visit.may_somewhere(Can::KeepTraining) };
    Ok(web::html(draw_courses(&page)))
}

fn line(row: &CourseRow, organisation: &str, (sessions, held): (i64, i64)) -> Result<CourseLine, Fault> {
    Ok(CourseLine {
        id: row.id.to_string(),
        code: row.code.clone(),
        name: row.name(),
        organisation: organisation.to_owned(),
        topics: row.topics()?,
        minutes: row.minutes,
        sessions,
        held,
    })
}

fn table(lines: &[CourseLine]) -> Rows {
    let mut rows =
        Rows::new(&["code", "organisation", "name_km", "name_latin", "topics", "minutes_planned", "sessions", "minutes_held"]);
    for line in lines {
        rows.push([
            Cell::text(&line.code),
            Cell::text(&line.organisation),
            Cell::text(&line.name.khmer),
            Cell::text(&line.name.latin),
            Cell::text(line.topics.join("+")),
            Cell::count(line.minutes),
            Cell::count(line.sessions),
            Cell::count(line.held),
        ]);
    }
    rows
}

/// `GET /training/courses/new`
pub async fn new(State(app): State<App>, visit: Visit) -> Answer {
    let mut tx = app.db().read().await?;
    let form = CourseForm { key: Uuid::now_v7().to_string(), ..CourseForm::default() };
    Ok(web::html(draw_course(&page(&mut tx, &visit, form, vec![]).await?)))
}

async fn page(tx: &mut Tx, visit: &Visit, form: CourseForm, problems: Vec<Problem>) -> Result<CoursePage, Fault> {
    let organisations = choices(visit.words(), &served(tx, visit, Can::KeepTraining).await?);
    Ok(CoursePage { around: visit.around(), organisations, form, problems })
}

/// `POST /training/courses/new`
pub async fn add(State(app): State<App>, visit: Visit, Form(pairs): Form<Vec<(String, String)>>) -> Answer {
    let mut tx = app.db().write().await?;
    let act = Act::now(&app, visit.user.id);
    let form = typed(&pairs);
    let id: Uuid = form.key.parse().map_err(|_| Fault::Unreadable)?;
    let organisations = served(&mut tx, &visit, Can::KeepTraining).await?;
    let organisation = organisations.iter().find(|one| one.code == form.organisation).ok_or(Fault::NotFound)?;
    let to = web::see_other("/training/courses?done=course-added");
    if let Some(there) = store::course(&mut tx, id).await? {
        return if visit.may_for(Can::KeepTraining, there.organisation_id) { Ok(to) } else { Err(Fault::NotFound) };
    }
    let mut reader = Reader::new(visit.words());
    let new = read(&mut reader, &form, (id, organisation.id));
    if let Some(new) = &new
        && store::course_of_code(&mut tx, &new.code).await?.is_some()
    {
        reader.refuse("code", "training-course-code-taken");
    }
    let new = match reader.finish(new) {
        Ok(new) => new,
        Err(problems) => return Ok(web::unprocessable(draw_course(&page(&mut tx, &visit, form, problems).await?))),
    };
    store::add_course(&mut tx, &new, act).await?;
    tx.commit().await?;
    Ok(to)
}

fn typed(pairs: &[(String, String)]) -> CourseForm {
    let field = |name| text(pairs, name).to_owned();
    CourseForm {
        key: field("key"),
        organisation: field("organisation"),
        code: field("code"),
        name_km: field("name_km"),
        name_latin: field("name_latin"),
        topics: pairs.iter().filter(|(name, _)| name == "topic").map(|(_, value)| value.clone()).collect(),
        hours: field("hours"),
    }
}

/// What was planned; what is wrong is noted at its field.
fn read(reader: &mut Reader, form: &CourseForm, (id, organisation_id): (Uuid, Uuid)) -> Option<NewCourse> {
    let code = form.code.trim().to_uppercase();
    let fits = (2..=20).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if !fits {
        reader.refuse("code", "training-course-code-bad");
    }
    let (name_km, name_latin) =
        (reader.text("name_km", &form.name_km, NAME_MOST), reader.text("name_latin", &form.name_latin, NAME_MOST));
    if name_km.is_empty() && name_latin.is_empty() {
        reader.refuse("name_km", "training-course-name-missing");
    }
    let minutes = minutes(&form.hours).filter(|minutes| (1..=HOURS_MOST * 60).contains(minutes));
    if minutes.is_none() {
        reader.refuse("hours", "training-course-hours-bad");
    }
    if form.topics.is_empty() || form.topics.iter().any(|code| topic(code).is_none()) {
        reader.refuse("topics", "training-refuse-topics");
    }
    Some(NewCourse { id, organisation_id, code, name_km, name_latin, topics: form.topics.clone(), minutes: minutes? })
}
