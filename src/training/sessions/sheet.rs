//! The attendance sheet on paper: before a session, with those who are expected; of a session, with those who came.
use super::{
    form::{Desk, Pairs},
    minutes, pages, served,
    store::{self, CourseRow},
    text,
};
use crate::{
    app::App,
    error::{Answer, Fault},
    groups::{pages::place, store as groups},
    guard::{Can, Visit},
    imports::table::latin_digits,
    papers::{Wish, answer, of_group::name},
    people::store::{self as people, PersonRow},
    store::Tx,
    web,
};
use axum::extract::{Path, Query, State};
use domain::{
    people::Sex,
    training::{SessionKind, topic},
};
use reports::{
    attendance_sheet::{AttendanceSheet, Expected},
    contract::Name,
};
use std::collections::{BTreeMap, BTreeSet};
use words::read_date;

/// So many lines has a sheet, where fewer people are expected: they are on one page.
const LINES: usize = 15;
/// So many lines are left for others at the least.
const LEFT: usize = 5;
/// The most lines that are left, whatever is asked for.
const LEFT_MOST: usize = 200;

/// `GET /training/sheet?organisation=&kind=&course=&day=&hours=&place=&topic=&trainer=&row=&came=&group=&coach=&lines=`: what
/// the form of a session holds before the session is written down. What cannot be read yet is left to be written by hand.
pub async fn before(State(app): State<App>, visit: Visit, Query(wish): Query<Wish>, Query(mut pairs): Query<Pairs>) -> Answer {
    let mut tx = app.db().read().await?;
    if text(&pairs, "organisation").is_empty() {
        match &served(&mut tx, &visit, Can::KeepTraining).await?[..] {
            [one] => pairs.push(("organisation".into(), one.code.clone())),
            _ => return Ok(web::see_other("/training/sessions/new")),
        }
    }
    // An address that names a group or a coach alone asks for its people, as the form's own buttons do.
    if let (true, Some(of)) =
        (text(&pairs, "row").is_empty(), ["group", "coach"].into_iter().find(|of| !text(&pairs, of).is_empty()))
    {
        pairs.retain(|(field, _)| field != "add");
        pairs.push(("add".into(), of.into()));
    }
    let desk = Desk::load(&mut tx, &visit, pairs, app.today()).await?;
    let sheet = expected(&desk)?;
    let (say, file) = (wish.say(visit.words()), format!("{}-attendance", desk.organisation.code));
    answer(&visit, &file, move || sheet.document(say)).await
}

/// The sheet of what the form holds. Where some are ticked these are expected, else everybody whom it shows.
fn expected(desk: &Desk) -> Result<AttendanceSheet, Fault> {
    let field = |name: &str| text(&desk.pairs, name);
    let ticked: BTreeSet<String> = desk.all("came").into_iter().collect();
    let mut heads = BTreeSet::new();
    let comes = |row: &&PersonRow| ticked.is_empty() || ticked.contains(&row.id.to_string());
    // Two records of one person are one line.
    let people: Vec<Expected> = desk.people.iter().filter(comes).filter(|row| heads.insert(row.head())).map(line).collect();
    let kind = SessionKind::parse(field("kind"));
    let course: Option<&CourseRow> = desk.courses.iter().find(|course| course.id.to_string() == field("course"));
    let course = course.filter(|_| kind.is_none_or(|kind| kind == SessionKind::Course));
    let mut topics = desk.all("topic");
    if let (true, Some(course)) = (topics.is_empty(), course) {
        topics = course.topics()?;
    }
    let at = latin_digits(field("place").trim());
    let at = if at.bytes().all(|digit| digit.is_ascii_digit()) { at } else { String::new() };
    let lines = latin_digits(field("lines").trim()).parse().ok();
    Ok(AttendanceSheet {
        organisation: (desk.organisation.code.clone(), Name::new(&desk.organisation.name_km, &desk.organisation.name_latin)),
        kind,
        course: course.map(|course| name(course.name())).unwrap_or_default(),
        day: read_date(field("day")).ok(),
        minutes: minutes(field("hours")).filter(|minutes| *minutes > 0),
        place: name(place(&at)),
        trainer: desk
            .trainers
            .iter()
            .find(|row| row.id.to_string() == field("trainer"))
            .map(|row| name(row.name()))
            .unwrap_or_default(),
        topics: named(&topics),
        blank: lines.unwrap_or(LINES.saturating_sub(people.len()).max(LEFT)).min(LEFT_MOST),
        expected: people,
    })
}

/// `GET /training/sessions/{session}/sheet`: of a session that was written down, with those who came.
pub async fn of_session(State(app): State<App>, visit: Visit, Path(id): Path<String>, Query(wish): Query<Wish>) -> Answer {
    let mut tx = app.db().read().await?;
    let row = pages::find(&mut tx, &visit, &id, Can::SeeTraining).await?;
    let organisations = groups::organisations(&mut tx).await?;
    let own = organisations.into_iter().find(|one| one.id == row.organisation_id).ok_or(Fault::NotFound)?;
    let people = came(&mut tx, &visit, row.id).await?;
    let trainer = row.trainer().filter(|(organisation, _)| pages::may_name(&visit, *organisation));
    let sheet = AttendanceSheet {
        kind: Some(row.kind()?),
        course: row.course().map(|(_, course)| name(course)).unwrap_or_default(),
        day: Some(row.day),
        minutes: Some(row.minutes),
        place: name(place(&row.village_code)),
        trainer: trainer.map(|(_, trainer)| name(trainer)).unwrap_or_default(),
        topics: named(&row.topics()?),
        blank: if people.is_empty() { LINES } else { 0 },
        expected: people,
        organisation: (own.code, Name::new(own.name_km, own.name_latin)),
    };
    let (say, file) = (wish.say(visit.words()), format!("attendance-{}", row.day));
    answer(&visit, &file, move || sheet.document(say)).await
}

/// Who came; of somebody in a register that the reader may not see there is a line without a name.
async fn came(tx: &mut Tx, visit: &Visit, session: uuid::Uuid) -> Result<Vec<Expected>, Fault> {
    let rows = store::listed(tx, session).await?;
    let known: BTreeMap<_, _> =
        people::named(tx, &rows.iter().map(|row| row.person_id).collect()).await?.into_iter().map(|row| (row.id, row)).collect();
    let line = |row: &store::CameRow| match known.get(&row.person_id) {
        Some(person) if pages::may_name(visit, row.organisation_id) => line(person),
        _ => Expected::default(),
    };
    Ok(rows.iter().map(line).collect())
}

fn line(row: &PersonRow) -> Expected {
    Expected { name: name(row.name()), sex: row.sex.as_deref().and_then(Sex::parse), village: name(place(&row.village_code)) }
}

/// Topics by their names; one that the list knows no more is left out.
fn named(codes: &[String]) -> Vec<Name> {
    codes.iter().filter_map(|code| topic(code)).map(|topic| Name::new(&topic.name_km, &topic.name_latin)).collect()
}
