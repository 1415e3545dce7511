//! The SQL of courses, sessions and who came to them.
//!
//! Who came is written before the session, in the same transaction: the session's own row shuts the door behind them.
use crate::{
    meetings::seal::Act,
    store::{Error, Result, Tx, record, statements},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    people::Sex,
    programme::AgeBand,
    training::{Attendance, Came, Counted, Session, SessionKind},
};
use sqlx::FromRow;
use std::collections::BTreeMap;
use templates::parts::Name;
use uuid::Uuid;

/// Sessions with their course, their trainer and how many came, the latest first.
macro_rules! sessions {
    ($which:literal) => {
        concat!(
            "select s.id, s.organisation_id, s.kind, s.course_id, c.code as course_code, c.name_km as course_km, c.name_latin as course_latin,
                    s.day, s.minutes, s.village_code, s.topics, s.counted, s.trainer_id, p.organisation_id as trainer_organisation,
                    p.family_name_km, p.given_name_km, p.family_name_latin, p.given_name_latin,
                    cast(coalesce(l.people, 0) + coalesce(n.people, 0) as bigint) as people,
                    s.recorded_at, s.recorded_by, s.undone_at, s.undone_by
               from training_session s
               left join course c on c.id = s.course_id
               left join person p on p.id = s.trainer_id
               left join (select session_id, count(*) as people from session_person group by session_id) l on l.session_id = s.id
               left join (select session_id, sum(people) as people from session_count group by session_id) n on n.session_id = s.id ",
            $which,
            " order by s.day desc, s.recorded_at desc, s.id desc"
        )
    };
}

statements! {
    COURSES = "select id, organisation_id, code, name_km, name_latin, topics, minutes from course order by code";
    COURSE = "select id, organisation_id, code, name_km, name_latin, topics, minutes from course where id = $1";
    COURSE_OF_CODE = "select id, organisation_id, code, name_km, name_latin, topics, minutes from course where code = $1";
    /// What was held of each course: sessions and minutes.
    HELD = "select course_id, count(*) as sessions, cast(sum(minutes) as bigint) as minutes
              from training_session where course_id is not null and undone_at is null group by course_id";
    ADD_COURSE = "insert into course (id, organisation_id, code, name_km, name_latin, topics, minutes, recorded_at, recorded_by)
                  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    SESSIONS = sessions!("");
    SESSION = sessions!("where s.id = $1");
    THERE = "select organisation_id from training_session where id = $1";
    LISTED = "select a.person_id, coalesce(p.same_as, p.id) as head, p.organisation_id, p.family_name_km, p.given_name_km,
                     p.family_name_latin, p.given_name_latin, p.village_code, a.minutes
                from session_person a join person p on p.id = a.person_id
               where a.session_id = $1
               order by p.family_name_latin, p.given_name_latin, p.family_name_km, p.given_name_km, p.id";
    COUNTED = "select sex, age_band, people from session_count where session_id = $1 order by sex, age_band";
    ADD_PEOPLE = "insert into session_person (session_id, person_id, minutes)
                  select $1, unhex(value ->> 0), value ->> 1 from json_each($2)",
        postgres: "insert into session_person (session_id, person_id, minutes)
                   select $1, (value ->> 0)::uuid, (value ->> 1)::bigint from json_array_elements($2::json) as l (value)";
    ADD_COUNTS = "insert into session_count (session_id, sex, age_band, people)
                  select $1, value ->> 0, value ->> 1, value ->> 2 from json_each($2)",
        postgres: "insert into session_count (session_id, sex, age_band, people)
                   select $1, value ->> 0, value ->> 1, (value ->> 2)::bigint from json_array_elements($2::json) as l (value)";
    ADD_SESSION = "insert into training_session (id, organisation_id, kind, course_id, day, minutes, village_code, topics, trainer_id,
                                                 counted, recorded_at, recorded_by)
                   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    UNDO = "update training_session set undone_at = $2, undone_by = $3 where id = $1 and undone_at is null";
    GROUPS = "select code, name_km, name_latin from real_group where organisation_id = $1 order by code";
}

/// A course as it was planned.
#[derive(Clone, Debug, FromRow, PartialEq, Eq)]
pub struct CourseRow {
    /// Which.
    pub id: Uuid,
    /// Whose.
    pub organisation_id: Uuid,
    /// Its code.
    pub code: String,
    name_km: String,
    name_latin: String,
    topics: String,
    /// All sessions together.
    pub minutes: i64,
}

impl CourseRow {
    /// Its name.
    pub fn name(&self) -> Name {
        Name::new(&self.name_km, &self.name_latin)
    }

    /// Codes of what it is about.
    ///
    /// # Errors
    /// A list that this program did not write.
    pub fn topics(&self) -> Result<Vec<String>> {
        topics(&self.topics)
    }
}

fn topics(json: &str) -> Result<Vec<String>> {
    serde_json::from_str(json).map_err(|_| Error::Garbled("topics of a course or a session".into()))
}

/// Every course, by code.
pub async fn courses(tx: &mut Tx) -> Result<Vec<CourseRow>> {
    tx.all(COURSES, ()).await
}

/// One course.
pub async fn course(tx: &mut Tx, id: Uuid) -> Result<Option<CourseRow>> {
    tx.optional(COURSE, (id,)).await
}

/// The course of a code.
pub async fn course_of_code(tx: &mut Tx, code: &str) -> Result<Option<CourseRow>> {
    tx.optional(COURSE_OF_CODE, (code.to_owned(),)).await
}

/// What was held of each course that was begun: sessions, and their minutes.
pub async fn held(tx: &mut Tx) -> Result<BTreeMap<Uuid, (i64, i64)>> {
    let rows: Vec<(Uuid, i64, i64)> = tx.all(HELD, ()).await?;
    Ok(rows.into_iter().map(|(course, sessions, minutes)| (course, (sessions, minutes))).collect())
}

/// A course that is planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCourse {
    /// The form's key.
    pub id: Uuid,
    /// Whose.
    pub organisation_id: Uuid,
    /// Its code: 1 to 20 characters, its own over all organisations.
    pub code: String,
    /// In Khmer; one of both names may be empty.
    pub name_km: String,
    /// In Latin script.
    pub name_latin: String,
    /// Codes of [`domain::training::TOPICS`].
    pub topics: Vec<String>,
    /// All sessions together.
    pub minutes: i64,
}

/// Plans a course; whether it is new: the same key again changes nothing.
///
/// # Errors
/// [`Error::Taken`] when another course bears the code.
pub async fn add_course(tx: &mut Tx, new: &NewCourse, act: Act) -> Result<bool> {
    if course(tx, new.id).await?.is_some() {
        return Ok(false);
    }
    let NewCourse { id, organisation_id, code, name_km, name_latin, topics, minutes } = new.clone();
    let topics = serde_json::json!(topics).to_string();
    tx.run(ADD_COURSE, (id, organisation_id, code, name_km, name_latin, topics, minutes, act.at, act.by)).await?;
    record(tx, None, Some(act.by), "course-added", &new.code, act.at).await?;
    Ok(true)
}

/// A session that was held, to be written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSession {
    /// The form's key.
    pub id: Uuid,
    /// Who held it.
    pub organisation_id: Uuid,
    /// What was said of it.
    pub session: Session,
    /// Who gave it, where she is in the register.
    pub trainer: Option<Uuid>,
}

/// Writes a session down; whether it is new: the same key again changes nothing.
pub async fn write(tx: &mut Tx, new: &NewSession, act: Act) -> Result<bool> {
    let NewSession { id, organisation_id, session, trainer } = new;
    if organisation_of(tx, *id).await?.is_some() {
        return Ok(false);
    }
    let counted = match session.came() {
        Came::Listed(people) => {
            let line = |one: &Attendance| serde_json::json!([one.person.simple().to_string(), one.minutes]);
            let lines: Vec<serde_json::Value> = people.iter().map(line).collect();
            tx.run(ADD_PEOPLE, (*id, serde_json::json!(lines).to_string())).await?;
            false
        }
        Came::Counted(counts) => {
            let line =
                |one: &Counted| serde_json::json!([one.sex.map_or("", Sex::code), one.age.map_or("", AgeBand::code), one.people]);
            let lines: Vec<serde_json::Value> = counts.iter().map(line).collect();
            tx.run(ADD_COUNTS, (*id, serde_json::json!(lines).to_string())).await?;
            true
        }
    };
    let (kind, topics) = (session.kind().code().to_owned(), serde_json::json!(session.topics()).to_string());
    let (course, day, minutes, place) = (session.course(), session.day(), session.minutes(), session.place().as_str().to_owned());
    let values = (*id, *organisation_id, kind, course, day, minutes, place, topics, *trainer, counted, act.at, act.by);
    tx.run(ADD_SESSION, values).await?;
    record(tx, None, Some(act.by), "session-recorded", &id.to_string(), act.at).await?;
    Ok(true)
}

/// Takes a session back; whether it stood: taken back twice, it is taken back once.
pub async fn take_back(tx: &mut Tx, id: Uuid, act: Act) -> Result<bool> {
    let stood = tx.run(UNDO, (id, act.at, act.by)).await? > 0;
    if stood {
        record(tx, None, Some(act.by), "session-taken-back", &id.to_string(), act.at).await?;
    }
    Ok(stood)
}

/// Who held a session.
pub async fn organisation_of(tx: &mut Tx, id: Uuid) -> Result<Option<Uuid>> {
    Ok(tx.optional::<(Uuid,)>(THERE, (id,)).await?.map(|(organisation,)| organisation))
}

/// A session as it is kept.
#[derive(Clone, Debug, FromRow, PartialEq, Eq)]
pub struct SessionRow {
    /// Which.
    pub id: Uuid,
    /// Who held it.
    pub organisation_id: Uuid,
    kind: String,
    /// The course, where it is of one.
    pub course_id: Option<Uuid>,
    course_code: Option<String>,
    course_km: Option<String>,
    course_latin: Option<String>,
    /// When it was.
    pub day: NaiveDate,
    /// How long it lasted.
    pub minutes: i64,
    /// Where: a code of two to eight digits.
    pub village_code: String,
    topics: String,
    /// Who came was counted, not listed.
    pub counted: bool,
    /// Who gave it, where she is in the register.
    pub trainer_id: Option<Uuid>,
    trainer_organisation: Option<Uuid>,
    family_name_km: Option<String>,
    given_name_km: Option<String>,
    family_name_latin: Option<String>,
    given_name_latin: Option<String>,
    /// How many came.
    pub people: i64,
    /// When it was written down.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: Uuid,
    /// When it was taken back.
    pub undone_at: Option<DateTime<Utc>>,
    /// By whom.
    pub undone_by: Option<Uuid>,
}

impl SessionRow {
    /// It stands: nobody took it back.
    pub fn stands(&self) -> bool {
        self.undone_at.is_none()
    }

    /// Of what sort it is.
    ///
    /// # Errors
    /// A word that this program did not write.
    pub fn kind(&self) -> Result<SessionKind> {
        SessionKind::parse(&self.kind).ok_or_else(|| Error::Garbled(format!("session {}", self.id)))
    }

    /// Codes of what it was about.
    ///
    /// # Errors
    /// A list that this program did not write.
    pub fn topics(&self) -> Result<Vec<String>> {
        topics(&self.topics)
    }

    /// The course's code and name, where it is of one.
    pub fn course(&self) -> Option<(String, Name)> {
        let name = |text: &Option<String>| text.clone().unwrap_or_default();
        self.course_code.clone().map(|code| (code, Name::new(name(&self.course_km), name(&self.course_latin))))
    }

    /// Who gave it, and in whose register she is.
    pub fn trainer(&self) -> Option<(Uuid, Name)> {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let names = [&self.family_name_km, &self.given_name_km, &self.family_name_latin, &self.given_name_latin].map(text);
        self.trainer_organisation.map(|organisation| (organisation, name(names.each_ref().map(String::as_str))))
    }
}

fn name([family_km, given_km, family_latin, given_latin]: [&str; 4]) -> Name {
    let joined = |family: &str, given: &str| format!("{family} {given}").trim().to_owned();
    Name::new(joined(family_km, given_km), joined(family_latin, given_latin))
}

/// Every session, the latest first; those taken back too.
pub async fn sessions(tx: &mut Tx) -> Result<Vec<SessionRow>> {
    tx.all(SESSIONS, ()).await
}

/// One session.
pub async fn session(tx: &mut Tx, id: Uuid) -> Result<Option<SessionRow>> {
    tx.optional(SESSION, (id,)).await
}

/// Somebody who came.
#[derive(Clone, Debug, FromRow, PartialEq, Eq)]
pub struct CameRow {
    /// Her record.
    pub person_id: Uuid,
    /// Under whom she is counted.
    pub head: Uuid,
    /// In whose register the record is.
    pub organisation_id: Uuid,
    family_name_km: String,
    given_name_km: String,
    family_name_latin: String,
    given_name_latin: String,
    /// Her village; empty where nobody wrote it down.
    pub village_code: String,
    /// How long she was there.
    pub minutes: i64,
}

impl CameRow {
    /// Her name.
    pub fn name(&self) -> Name {
        name([&self.family_name_km, &self.given_name_km, &self.family_name_latin, &self.given_name_latin])
    }
}

/// Who came to a session where they are listed, by name.
pub async fn listed(tx: &mut Tx, session: Uuid) -> Result<Vec<CameRow>> {
    tx.all(LISTED, (session,)).await
}

/// How many came to a session where they are counted.
pub async fn counted(tx: &mut Tx, session: Uuid) -> Result<Vec<Counted>> {
    let rows: Vec<(String, String, i64)> = tx.all(COUNTED, (session,)).await?;
    let read = |(sex, age, people): (String, String, i64)| Counted { sex: Sex::parse(&sex), age: AgeBand::parse(&age), people };
    Ok(rows.into_iter().map(read).collect())
}

/// The groups of an organisation, by code.
pub async fn groups(tx: &mut Tx, organisation: Uuid) -> Result<Vec<(String, Name)>> {
    let rows: Vec<(String, String, String)> = tx.all(GROUPS, (organisation,)).await?;
    Ok(rows.into_iter().map(|(code, km, latin)| (code, Name::new(km, latin))).collect())
}
