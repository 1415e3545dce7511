//! Writing a session down. The form is drawn again for each button that adds people, with all that was typed; only the last
//! button writes.
use super::{
    choices, minutes, served,
    store::{self, CourseRow, NewSession},
    text,
};
use crate::{
    app::App,
    error::{Answer, Fault},
    groups::{pages::place, store::Organisation},
    guard::{Can, Visit},
    imports::table::latin_digits,
    listing::{matches, plain},
    meetings::seal::Act,
    people::store::{self as people, PersonRow},
    reader::Reader,
    store::Tx,
    training::coaching::store as coaching,
    web,
};
use axum::{
    Form,
    extract::{Query, State},
};
use chrono::NaiveDate;
use domain::training::{Attendance, Came, Counted, Session, SessionKind, SessionRefusal};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use templates::{
    parts::{Name, Problem},
    training::{
        coaching::{Choice, PersonLine},
        session_form::{
            AGES, MaybeLine, SEXES, SessionForm, SessionFormPage, WhosePage, count_field, session_form as draw, whose as draw_whose,
        },
    },
};
use uuid::Uuid;
use words::Words;

/// The most people that a search adds.
const FOUND_MOST: usize = 20;

/// A form as it came.
pub(super) type Pairs = Vec<(String, String)>;

/// What the address of the form says: whose it is, and who may have come.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct NewQuery {
    organisation: String,
    person: String,
    group: String,
    coach: String,
    course: String,
}

/// `GET /training/sessions/new?organisation=&person=&group=&coach=&course=`
pub async fn new(State(app): State<App>, visit: Visit, Query(query): Query<NewQuery>) -> Answer {
    let mut tx = app.db().read().await?;
    let organisations = served(&mut tx, &visit, Can::KeepTraining).await?;
    let code = match &organisations[..] {
        [one] if query.organisation.is_empty() => one.code.clone(),
        _ if query.organisation.is_empty() => {
            let organisations = choices(visit.words(), &organisations);
            return Ok(web::html(draw_whose(&WhosePage { around: visit.around(), organisations })));
        }
        _ => query.organisation,
    };
    let add = [("group", &query.group), ("coach", &query.coach)]
        .into_iter()
        .find(|(_, value)| !value.is_empty())
        .map_or("", |(add, _)| add);
    let kind = if query.course.is_empty() { "" } else { SessionKind::Course.code() };
    let mut pairs: Pairs = [
        ("organisation", code.as_str()),
        ("key", &Uuid::now_v7().to_string()),
        ("day", &visit.words().date_short(app.today())),
        ("how", "listed"),
        ("kind", kind),
        ("course", &query.course),
        ("group", &query.group),
        ("coach", &query.coach),
        ("add", add),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec();
    if !query.person.is_empty() {
        pairs.extend(["row", "came"].map(|name| (name.to_owned(), query.person.clone())));
    }
    let desk = Desk::load(&mut tx, &visit, pairs, app.today()).await?;
    Ok(web::html(draw(&desk.page(&mut tx, &visit, vec![]).await?)))
}

/// `POST /training/sessions/new`
pub async fn send(State(app): State<App>, visit: Visit, Form(pairs): Form<Pairs>) -> Answer {
    let mut tx = app.db().write().await?;
    let act = Act::now(&app, visit.user.id);
    let id: Uuid = text(&pairs, "key").parse().map_err(|_| Fault::Unreadable)?;
    let to = web::see_other(&format!("/training/sessions/{id}?done=session-recorded"));
    if let Some(organisation) = store::organisation_of(&mut tx, id).await? {
        return if visit.may_for(Can::KeepTraining, organisation) { Ok(to) } else { Err(Fault::NotFound) };
    }
    let desk = Desk::load(&mut tx, &visit, pairs, act.today).await?;
    if !text(&desk.pairs, "add").is_empty() {
        return Ok(web::html(draw(&desk.page(&mut tx, &visit, vec![]).await?)));
    }
    let mut reader = Reader::new(visit.words());
    let read = desk.read(&mut reader, act.today)?;
    match reader.finish(read) {
        Ok((session, trainer)) => {
            let new = NewSession { id, organisation_id: desk.organisation.id, session, trainer };
            store::write(&mut tx, &new, act).await?;
            tx.commit().await?;
            Ok(to)
        }
        Err(problems) => Ok(web::unprocessable(draw(&desk.page(&mut tx, &visit, problems).await?))),
    }
}

/// A form with everybody whom it names.
pub(super) struct Desk {
    pub(super) pairs: Pairs,
    pub(super) organisation: Organisation,
    pub(super) courses: Vec<CourseRow>,
    /// Who may have come: those shown before, and those just added.
    pub(super) people: Vec<PersonRow>,
    /// Who may have given it.
    pub(super) trainers: Vec<PersonRow>,
    none_found: [bool; 2],
    more: bool,
}

impl Desk {
    /// Reads what the form needs; an organisation for which the reader may not is a page that is not there.
    pub(super) async fn load(tx: &mut Tx, visit: &Visit, pairs: Pairs, today: NaiveDate) -> Result<Desk, Fault> {
        let organisations = served(tx, visit, Can::KeepTraining).await?;
        let code = text(&pairs, "organisation");
        let organisation = organisations.into_iter().find(|one| one.code == code).ok_or(Fault::NotFound)?;
        let own = organisation.id;
        let mut courses = store::courses(tx).await?;
        courses.retain(|course| course.organisation_id == own);
        let ids = |field: &str| -> BTreeSet<Uuid> {
            pairs.iter().filter(|(name, _)| name == field).filter_map(|(_, value)| value.parse().ok()).collect()
        };
        let mut desk = Desk {
            people: people::named(tx, &ids("row")).await?,
            trainers: people::named(tx, &ids("trainer")).await?,
            organisation,
            courses,
            none_found: [false; 2],
            more: false,
            pairs,
        };
        desk.add(tx, today).await?;
        // Nobody of another register is ever named here.
        desk.people.retain(|row| row.organisation_id == own);
        desk.trainers.retain(|row| row.organisation_id == own);
        for all in [&mut desk.people, &mut desk.trainers] {
            let mut seen = BTreeSet::new();
            all.retain(|row| seen.insert(row.id));
        }
        Ok(desk)
    }

    /// Adds whom the pressed button asks for.
    async fn add(&mut self, tx: &mut Tx, today: NaiveDate) -> Result<(), Fault> {
        let own = self.organisation.id;
        match text(&self.pairs, "add") {
            "group" => {
                let members = people::of_group(tx, own, text(&self.pairs, "group")).await?;
                self.people.extend(members);
            }
            "coach" => {
                let coach = text(&self.pairs, "coach").parse::<Uuid>().unwrap_or_default();
                let rows = coaching::coachings(tx, Some(own)).await?;
                let of = rows.iter().filter(|row| row.coaching.coach == coach && row.coaching.holds_on(today));
                let ids: BTreeSet<Uuid> = of.map(|row| row.trainee_record).collect();
                self.people.extend(people::named(tx, &ids).await?);
            }
            "find" => {
                let (found, more) = search(tx, own, text(&self.pairs, "find")).await?;
                (self.none_found[1], self.more) = (found.is_empty(), more);
                self.people.extend(found);
            }
            "trainer" => {
                let (found, _) = search(tx, own, text(&self.pairs, "trainer_find")).await?;
                self.none_found[0] = found.is_empty();
                self.trainers.extend(found);
            }
            _ => {}
        }
        Ok(())
    }

    pub(super) fn all(&self, field: &str) -> Vec<String> {
        self.pairs.iter().filter(|(name, _)| name == field).map(|(_, value)| value.clone()).collect()
    }

    async fn page(&self, tx: &mut Tx, visit: &Visit, problems: Vec<Problem>) -> Result<SessionFormPage, Fault> {
        let words = visit.words();
        let field = |name: &str| text(&self.pairs, name).to_owned();
        let (came, code) = (self.all("came"), &self.organisation.code);
        let line = |row: &PersonRow| person(row, code);
        let maybe = |row: &PersonRow| MaybeLine {
            person: line(row),
            came: came.contains(&row.id.to_string()),
            minutes: field(&format!("m-{}", row.id)),
        };
        let counts = SEXES.iter().flat_map(|sex| AGES.map(|age| count_field(*sex, age)));
        Ok(SessionFormPage {
            around: visit.around(),
            organisation: (code.clone(), Name::new(&self.organisation.name_km, &self.organisation.name_latin)),
            courses: self.course_choices(words),
            groups: with_none(
                words,
                store::groups(tx, self.organisation.id).await?.into_iter().map(|(code, name)| {
                    let text = format!("{} · {code}", name.show(words));
                    (code, text)
                }),
            ),
            coaches: with_none(words, coaches(tx, words, self.organisation.id).await?.into_iter()),
            trainers: self.trainers.iter().map(line).collect(),
            people: self.people.iter().map(maybe).collect(),
            none_found: self.none_found,
            more: self.more,
            counts: counts.map(|name| (name.clone(), field(&name))).collect(),
            form: SessionForm {
                key: field("key"),
                kind: field("kind"),
                course: field("course"),
                day: field("day"),
                hours: field("hours"),
                place: field("place"),
                topics: self.all("topic"),
                trainer: field("trainer"),
                trainer_find: field("trainer_find"),
                how: field("how"),
                find: field("find"),
                group: field("group"),
                coach: field("coach"),
            },
            problems,
        })
    }

    fn course_choices(&self, words: Words) -> Vec<Choice> {
        let none = (String::new(), words.say("training-no-course").into_owned());
        let choice = |course: &CourseRow| (course.id.to_string(), format!("{} · {}", course.name().show(words), course.code));
        std::iter::once(none).chain(self.courses.iter().map(choice)).collect()
    }

    /// What was held and who gave it; everything that is wrong is noted at its field.
    fn read(&self, reader: &mut Reader, today: NaiveDate) -> Result<Option<(Session, Option<Uuid>)>, Fault> {
        let field = |name: &str| text(&self.pairs, name);
        let kind = reader.choice("kind", SessionKind::parse(field("kind")));
        let course =
            self.courses.iter().find(|course| kind == Some(SessionKind::Course) && course.id.to_string() == field("course"));
        let day = reader.day("day", field("day"));
        let lasted = minutes(field("hours"));
        if lasted.is_none() {
            reader.refuse("hours", "training-refuse-minutes");
        }
        let mut topics = self.all("topic");
        if let (true, Some(course)) = (topics.is_empty(), course) {
            topics = course.topics()?;
        }
        let trainer = self.trainer(reader);
        let came = match field("how") {
            "counted" => self.counted(reader),
            _ => self.listed(reader, lasted.unwrap_or(1440)),
        };
        let place = latin_digits(field("place").trim());
        // What could not be read was noted above; the rest is looked at all the same, so that everything is said at once.
        let (of, on) = ((kind.unwrap_or(SessionKind::Workshop), course.map(|course| course.id)), day.unwrap_or(today));
        match Session::try_new(of, on, lasted.unwrap_or(60), &place, topics, came, today) {
            Ok(session) => Ok(Some(session).zip(trainer)),
            Err(refusals) => {
                refusals.into_iter().for_each(|why| refuse(reader, why, field("how") == "counted"));
                Ok(None)
            }
        }
    }

    /// Who gave it; the inner `None` is somebody who is not in the register.
    fn trainer(&self, reader: &mut Reader) -> Option<Option<Uuid>> {
        let chosen = text(&self.pairs, "trainer");
        if chosen.is_empty() {
            return Some(None);
        }
        let found = self.trainers.iter().find(|row| row.id.to_string() == chosen);
        if found.is_none() {
            reader.refuse("trainer", "training-refuse-trainer");
        }
        found.map(|row| Some(row.id))
    }

    /// Those who are ticked. Two records of one person are one person, who is ticked once.
    fn listed(&self, reader: &mut Reader, lasted: i64) -> Came {
        let came = self.all("came");
        let mut heads = BTreeSet::new();
        let mut listed = Vec::new();
        for row in self.people.iter().filter(|row| came.contains(&row.id.to_string())) {
            let field = format!("m-{}", row.id);
            let stayed = reader.count(&field, text(&self.pairs, &field));
            if !heads.insert(row.head()) {
                reader.refuse(&field, "training-refuse-twice");
            }
            listed.push(Attendance { person: row.id, minutes: stayed.unwrap_or(lasted.max(1)) });
        }
        Came::Listed(listed)
    }

    /// What stands in the table of counts; a nought is nobody.
    fn counted(&self, reader: &mut Reader) -> Came {
        let mut counted = Vec::new();
        for sex in SEXES {
            for age in AGES {
                let field = count_field(sex, age);
                let people = reader.count(&field, text(&self.pairs, &field));
                counted.extend(people.filter(|people| *people != 0).map(|people| Counted { sex, age, people }));
            }
        }
        Came::Counted(counted)
    }
}

/// A refusal at its field, in words.
fn refuse(reader: &mut Reader, why: SessionRefusal, counted: bool) {
    match why {
        SessionRefusal::Day => reader.refuse("day", "training-refuse-day"),
        SessionRefusal::Minutes => reader.refuse("hours", "training-refuse-minutes"),
        SessionRefusal::Place => reader.refuse("place", "place-code-bad"),
        SessionRefusal::Topics => reader.refuse("topics", "training-refuse-topics"),
        SessionRefusal::CourseMissing => reader.refuse("course", "training-refuse-course"),
        SessionRefusal::NobodyCame => reader.refuse(if counted { "counts" } else { "came" }, "training-refuse-nobody"),
        SessionRefusal::ListedTwice(person) => reader.refuse(&format!("m-{person}"), "training-refuse-twice"),
        SessionRefusal::Stayed(person) => reader.refuse(&format!("m-{person}"), "training-refuse-stayed"),
        SessionRefusal::Count => reader.refuse("counts", "training-refuse-count"),
    }
}

fn person(row: &PersonRow, organisation: &str) -> PersonLine {
    PersonLine {
        id: row.id.to_string(),
        name: row.name(),
        birth_year: row.birth_year,
        place: place(&row.village_code),
        organisation: organisation.to_owned(),
    }
}

/// Choices after one that chooses nothing.
fn with_none(words: Words, choices: impl Iterator<Item = Choice>) -> Vec<Choice> {
    std::iter::once((String::new(), words.say("training-choose").into_owned())).chain(choices).collect()
}

/// Those whose term holds, by name.
async fn coaches(tx: &mut Tx, words: Words, organisation: Uuid) -> Result<Vec<Choice>, Fault> {
    let mut all: BTreeMap<String, Choice> = BTreeMap::new();
    for term in coaching::terms(tx, Some(organisation)).await?.into_iter().filter(|term| term.ended.is_none()) {
        let name = term.name.show(words).to_owned();
        all.insert(format!("{name} {}", term.person), (term.person.to_string(), name));
    }
    Ok(all.into_values().collect())
}

/// Those of an organisation's register whom a name finds, or the member of a group's number (`SP-01/12`).
async fn search(tx: &mut Tx, organisation: Uuid, typed: &str) -> Result<(Vec<PersonRow>, bool), Fault> {
    if let Some((group, number)) = typed.split_once('/') {
        let number = latin_digits(number.trim()).parse().unwrap_or_default();
        return Ok((people::of_number(tx, organisation, &group.trim().to_uppercase(), number).await?, false));
    }
    let needle = plain(typed);
    if needle.is_empty() {
        return Ok((vec![], false));
    }
    let mut found = people::of_organisation(tx, organisation).await?;
    found.retain(|row| {
        let name = row.name();
        matches(&needle, &[&name.khmer, &name.latin])
    });
    let more = found.len() > FOUND_MOST;
    found.truncate(FOUND_MOST);
    Ok((found, more))
}
