//! Courses and sessions of the whole demo: looked at by the rules, and written as the pages write them.
use super::{Whole, coaching::right};
use crate::{
    cli::Failure,
    imports,
    store::Tx,
    training::sessions::store::{self, NewCourse, NewSession},
};
use chrono::NaiveDate;
use domain::training::{Attendance, Came, Counted, Session, SessionKind};
use uuid::Uuid;

/// A session that was held, without who came.
pub struct Held<'a> {
    /// What tells it from others: the same words, the same session.
    pub word: &'a str,
    pub organisation: Uuid,
    pub kind: SessionKind,
    pub course: Option<Uuid>,
    pub day: NaiveDate,
    pub minutes: i64,
    pub place: &'a str,
    pub topics: &'a [&'a str],
    /// Who gave it, where she is in the register.
    pub trainer: Option<Uuid>,
}

/// The id of a course of a code.
pub fn key(code: &str) -> Uuid {
    imports::key(&["demo", "course", code])
}

/// Plans a course.
pub async fn course(
    whole: &Whole,
    tx: &mut Tx,
    organisation: Uuid,
    (code, km, latin): (&str, &str, &str),
    topics: &[&str],
    on: NaiveDate,
) -> Result<Uuid, Failure> {
    let new = NewCourse {
        id: key(code),
        organisation_id: organisation,
        code: code.to_owned(),
        name_km: km.to_owned(),
        name_latin: latin.to_owned(),
        topics: topics.iter().map(|topic| (*topic).to_owned()).collect(),
        minutes: 720,
    };
    store::add_course(tx, &new, whole.act(on)).await?;
    Ok(key(code))
}

/// A session whose people are listed, each with her minutes.
pub async fn listed(whole: &Whole, tx: &mut Tx, held: &Held<'_>, people: &[(Uuid, i64)]) -> Result<(), Failure> {
    let came = people.iter().map(|(person, minutes)| Attendance { person: *person, minutes: *minutes }).collect();
    write(whole, tx, held, Came::Listed(came)).await
}

/// A session whose people were only counted.
pub async fn counted(whole: &Whole, tx: &mut Tx, held: &Held<'_>, people: Vec<Counted>) -> Result<(), Failure> {
    write(whole, tx, held, Came::Counted(people)).await
}

async fn write(whole: &Whole, tx: &mut Tx, held: &Held<'_>, came: Came) -> Result<(), Failure> {
    let topics = held.topics.iter().map(|topic| (*topic).to_owned()).collect();
    let made = Session::try_new((held.kind, held.course), held.day, held.minutes, held.place, topics, came, whole.today());
    let session = right(held.word, made)?;
    let id = imports::key(&["demo", "session", held.word]);
    let new = NewSession { id, organisation_id: held.organisation, session, trainer: held.trainer };
    store::write(tx, &new, whole.act(held.day)).await?;
    Ok(())
}
