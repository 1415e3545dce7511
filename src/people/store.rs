//! The SQL of the register of people: who is in it, households, and what names a person elsewhere. What was found of two
//! records has a store of its own beside [`super::matching`].
//!
//! Whatever is read of one person is read by her head: the record under whose name she is counted.
use crate::store::{Result, Tx, statements};
use chrono::{DateTime, NaiveDate, Utc};
use domain::people::{Names, Sex, likeness::Record};
use sqlx::FromRow;
use std::collections::{BTreeSet, HashMap};
use templates::parts::Name;
use uuid::Uuid;

/// Records with the code of their organisation, by name.
macro_rules! people {
    ($which:literal) => {
        concat!(
            "select p.id, p.organisation_id, o.code as organisation, p.family_name_km, p.given_name_km, p.family_name_latin,
                    p.given_name_latin, p.sex, p.birth_year, p.id_poor, p.phone, p.village_code, p.household_id, p.same_as
               from person p
               join organisation o on o.id = p.organisation_id and not o.practice ",
            $which,
            " order by p.family_name_latin, p.given_name_latin, p.family_name_km, p.given_name_km, p.id"
        )
    };
}

/// Memberships of people.
macro_rules! memberships {
    ($which:literal) => {
        concat!(
            "select m.person_id, m.book_id, g.organisation_id, g.code, g.name_km, g.name_latin, m.number, m.joined_on, m.left_on
               from member m
               join real_group g on g.book_id = m.book_id
               join person p on p.id = m.person_id
               join organisation o on o.id = p.organisation_id ",
            $which,
            " order by g.code, m.number"
        )
    };
}

/// Terms as model farmer or farm business advisor.
macro_rules! terms {
    ($which:literal) => {
        concat!(
            "select t.person_id, t.organisation_id, t.role, t.village_code, t.from_day, t.to_day, t.ended
               from role_term t
               join person p on p.id = t.person_id
               join organisation o on o.id = p.organisation_id
              where (t.ended is null or t.ended <> 'mistake') and ",
            $which,
            " order by t.from_day desc, t.id"
        )
    };
}

statements! {
    PEOPLE = people!("where ($1 = '' or o.code = $1)");
    PERSON = people!("where p.id = $1");
    OF_HEAD = people!("where p.id = $1 or p.same_as = $1");
    RECORDS = people!("where coalesce(p.same_as, p.id) = (select coalesce(q.same_as, q.id) from person q where q.id = $1)");
    OF_ORGANISATION = people!("where p.organisation_id = $1");
    NAMED = people!("where p.id in (select unhex(value) from json_each($1))"),
        postgres: people!("where p.id in (select value::uuid from json_array_elements_text($1::json) as l (value))");
    MEMBERSHIPS_AMONG = memberships!("where m.person_id in (select unhex(value) from json_each($1))"),
        postgres: memberships!("where m.person_id in (select value::uuid from json_array_elements_text($1::json) as l (value))");
    TERMS_AMONG = terms!("t.to_day is null and t.person_id in (select unhex(value) from json_each($1))"),
        postgres: terms!("t.to_day is null and t.person_id in (select value::uuid from json_array_elements_text($1::json) as l (value))");
    OF_ORGANISATIONS = people!("where o.code in (select value from json_each($1))"),
        postgres: people!("where o.code in (select value from json_array_elements_text($1::json) as l (value))");
    LISTS = "select person_id, book_id from member where left_on is null";
    OF_GROUP = people!("where p.id in (select m.person_id from member m join real_group g on g.book_id = m.book_id
                                        where g.code = $1 and g.organisation_id = $2 and m.left_on is null)");
    OF_NUMBER = people!("where p.id in (select m.person_id from member m join real_group g on g.book_id = m.book_id
                                         where g.code = $1 and g.organisation_id = $2 and m.number = $3)");
    OF_HOUSEHOLD = people!("where p.household_id = $1");
    MEMBERSHIPS = memberships!("where ($1 = '' or o.code = $1)");
    MEMBERSHIPS_OF = memberships!("where p.id = $1 or p.same_as = $1");
    TERMS = terms!("t.to_day is null and ($1 = '' or o.code = $1)");
    TERMS_OF = terms!("(p.id = $1 or p.same_as = $1)");
    SESSIONS_OF = "select s.id, s.organisation_id, s.kind, coalesce(c.name_km, '') as course_km, coalesce(c.name_latin, '') as course_latin,
                          s.day, w.minutes
                     from session_person w
                     join person p on p.id = w.person_id
                     join training_session s on s.id = w.session_id
                     left join course c on c.id = s.course_id
                    where (p.id = $1 or p.same_as = $1) and s.undone_at is null
                    order by s.day desc, s.id";
    COACHED = "select c.id, c.organisation_id, c.kind, c.coach_id, c.from_day, c.to_day, c.ended, k.organisation_id as coach_organisation,
                      k.family_name_km, k.given_name_km, k.family_name_latin, k.given_name_latin
                 from coaching c
                 join person p on p.id = c.trainee_id
                 join person k on k.id = c.coach_id
                where (p.id = $1 or p.same_as = $1) and (c.ended is null or c.ended <> 'mistake')
                order by c.from_day desc, c.id";
    /// Whom she coaches now, counted by organisation and record of hers.
    COACHES = "select c.organisation_id, c.coach_id, count(*) from coaching c join person p on p.id = c.coach_id
                where (p.id = $1 or p.same_as = $1) and c.to_day is null
                group by c.organisation_id, c.coach_id order by c.coach_id";
    /// Grants to her family under her own name. A grant under a code names nobody, here as everywhere.
    GRANTS_OF = "select g.book_id, g.no from award_grant g join person p on p.id = g.person_id
                  where (p.id = $1 or p.same_as = $1) and not g.coded order by g.book_id, g.no";
    ADD_PERSON = "insert into person (id, organisation_id, family_name_km, given_name_km, family_name_latin, given_name_latin,
                                      sex, birth_year, id_poor, phone, village_code)
                  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    ADD_HOUSEHOLD = "insert into household (id, organisation_id, village_code, recorded_at, recorded_by) values ($1, $2, $3, $4, $5)";
    SET_HOUSEHOLD = "update person set household_id = $2 where id = $1";
}

/// A record of a person.
#[derive(Clone, Debug, PartialEq, Eq, Hash, FromRow)]
pub struct PersonRow {
    /// Which.
    pub id: Uuid,
    /// Whose register it is in.
    pub organisation_id: Uuid,
    /// That organisation's code.
    pub organisation: String,
    /// Family name in Khmer.
    pub family_name_km: String,
    /// Given name in Khmer.
    pub given_name_km: String,
    /// Family name in Latin script.
    pub family_name_latin: String,
    /// Given name in Latin script.
    pub given_name_latin: String,
    /// `female` or `male`.
    pub sex: Option<String>,
    /// Year of birth.
    pub birth_year: Option<i64>,
    /// ID-Poor level.
    pub id_poor: Option<i64>,
    /// `+855…`, or empty.
    pub phone: String,
    /// Eight digits, or empty.
    pub village_code: String,
    /// Who eats from one pot with her.
    pub household_id: Option<Uuid>,
    /// Under whose name she is counted, where it is not her own.
    pub same_as: Option<Uuid>,
}

impl PersonRow {
    /// Her names.
    pub fn names(&self) -> Names {
        Names {
            family_km: self.family_name_km.clone(),
            given_km: self.given_name_km.clone(),
            family_latin: self.family_name_latin.clone(),
            given_latin: self.given_name_latin.clone(),
        }
    }

    /// Her names as pages take them.
    pub fn name(&self) -> Name {
        name([&self.family_name_km, &self.given_name_km, &self.family_name_latin, &self.given_name_latin])
    }

    /// The record under whose name she is counted.
    pub fn head(&self) -> Uuid {
        self.same_as.unwrap_or(self.id)
    }

    /// As far as she is compared with others.
    pub fn record(&self) -> Record {
        Record {
            id: self.id,
            names: self.names(),
            sex: self.sex.as_deref().and_then(Sex::parse),
            birth_year: self.birth_year,
            village_code: self.village_code.clone(),
            phone: self.phone.clone(),
            groups: BTreeSet::new(),
        }
    }
}

/// Four names as pages take them.
pub(crate) fn name([family_km, given_km, family_latin, given_latin]: [&str; 4]) -> Name {
    let joined = |family: &str, given: &str| format!("{family} {given}").trim().to_owned();
    Name::new(joined(family_km, given_km), joined(family_latin, given_latin))
}

/// Every record, or those of the organisation of a code, by name.
pub async fn people(tx: &mut Tx, organisation: &str) -> Result<Vec<PersonRow>> {
    tx.all(PEOPLE, (organisation.to_owned(),)).await
}

/// A record.
pub async fn person(tx: &mut Tx, id: Uuid) -> Result<Option<PersonRow>> {
    tx.optional(PERSON, (id,)).await
}

/// Every record that is counted under a head, itself included.
pub async fn of_head(tx: &mut Tx, head: Uuid) -> Result<Vec<PersonRow>> {
    tx.all(OF_HEAD, (head,)).await
}

/// Every record of somebody, whichever of them is named, the oldest first.
pub async fn records(tx: &mut Tx, person: Uuid) -> Result<Vec<PersonRow>> {
    let mut rows: Vec<PersonRow> = tx.all(RECORDS, (person,)).await?;
    rows.sort_by_key(|row| row.id);
    Ok(rows)
}

/// Everybody in an organisation's register, by name.
pub async fn of_organisation(tx: &mut Tx, organisation: Uuid) -> Result<Vec<PersonRow>> {
    tx.all(OF_ORGANISATION, (organisation,)).await
}

/// Every record of the organisations of these codes, by name.
pub async fn of_organisations(tx: &mut Tx, organisations: &[String]) -> Result<Vec<PersonRow>> {
    tx.all(OF_ORGANISATIONS, (serde_json::json!(organisations).to_string(),)).await
}

/// The books of the groups that have each person on their lists now.
pub async fn lists(tx: &mut Tx) -> Result<HashMap<Uuid, BTreeSet<i64>>> {
    let mut lists: HashMap<Uuid, BTreeSet<i64>> = HashMap::new();
    for (person, book) in tx.all::<(Uuid, i64)>(LISTS, ()).await? {
        lists.entry(person).or_default().insert(book);
    }
    Ok(lists)
}

/// These records, by name.
pub async fn named(tx: &mut Tx, ids: &BTreeSet<Uuid>) -> Result<Vec<PersonRow>> {
    tx.all(NAMED, (list(ids),)).await
}

/// Ids as the statements take a list of them.
pub(super) fn list(ids: &BTreeSet<Uuid>) -> String {
    let ids: Vec<String> = ids.iter().map(|id| id.simple().to_string()).collect();
    serde_json::json!(ids).to_string()
}

/// The members of a group of an organisation, by name.
pub async fn of_group(tx: &mut Tx, organisation: Uuid, group: &str) -> Result<Vec<PersonRow>> {
    tx.all(OF_GROUP, (group.to_owned(), organisation)).await
}

/// Who has a number in a group of an organisation.
pub async fn of_number(tx: &mut Tx, organisation: Uuid, group: &str, number: i64) -> Result<Vec<PersonRow>> {
    tx.all(OF_NUMBER, (group.to_owned(), organisation, number)).await
}

/// Who eats from one pot.
pub async fn of_household(tx: &mut Tx, household: Uuid) -> Result<Vec<PersonRow>> {
    tx.all(OF_HOUSEHOLD, (household,)).await
}

/// A membership in a group.
#[derive(Clone, Debug, FromRow)]
pub struct Membership {
    /// Whose.
    pub person_id: Uuid,
    /// The group's book.
    pub book_id: i64,
    /// The group's organisation.
    pub organisation_id: Uuid,
    /// The group's code.
    pub code: String,
    name_km: String,
    name_latin: String,
    /// Her number there.
    pub number: i64,
    /// Since when.
    pub joined_on: NaiveDate,
    /// Until when.
    pub left_on: Option<NaiveDate>,
}

impl Membership {
    /// The group's name.
    pub fn group(&self) -> Name {
        Name::new(&self.name_km, &self.name_latin)
    }
}

/// The memberships of everybody, or of those of an organisation.
pub async fn memberships(tx: &mut Tx, organisation: &str) -> Result<Vec<Membership>> {
    tx.all(MEMBERSHIPS, (organisation.to_owned(),)).await
}

/// The memberships of some people.
pub async fn memberships_among(tx: &mut Tx, ids: &BTreeSet<Uuid>) -> Result<Vec<Membership>> {
    tx.all(MEMBERSHIPS_AMONG, (list(ids),)).await
}

/// The memberships of one person.
pub async fn memberships_of(tx: &mut Tx, head: Uuid) -> Result<Vec<Membership>> {
    tx.all(MEMBERSHIPS_OF, (head,)).await
}

/// A term as model farmer or advisor.
#[derive(Clone, Debug, FromRow)]
pub struct RoleTerm {
    /// Whose.
    pub person_id: Uuid,
    /// For which organisation.
    pub organisation_id: Uuid,
    /// `model-farmer` or `advisor`.
    pub role: String,
    /// Where.
    pub village_code: String,
    /// Since when.
    pub from_day: NaiveDate,
    /// Until when.
    pub to_day: Option<NaiveDate>,
    /// Why it ended.
    pub ended: Option<String>,
}

/// The terms that run, of everybody or of those of an organisation.
pub async fn terms(tx: &mut Tx, organisation: &str) -> Result<Vec<RoleTerm>> {
    tx.all(TERMS, (organisation.to_owned(),)).await
}

/// The terms that run, of some people.
pub async fn terms_among(tx: &mut Tx, ids: &BTreeSet<Uuid>) -> Result<Vec<RoleTerm>> {
    tx.all(TERMS_AMONG, (list(ids),)).await
}

/// The terms of one person, the latest first.
pub async fn terms_of(tx: &mut Tx, head: Uuid) -> Result<Vec<RoleTerm>> {
    tx.all(TERMS_OF, (head,)).await
}

/// A session that somebody attended.
#[derive(Clone, Debug, FromRow)]
pub struct Attended {
    /// The session.
    pub id: Uuid,
    /// Who held it.
    pub organisation_id: Uuid,
    /// `course`, `workshop` …
    pub kind: String,
    course_km: String,
    course_latin: String,
    /// When.
    pub day: NaiveDate,
    /// For how long.
    pub minutes: i64,
}

impl Attended {
    /// The course, where it was a session of one.
    pub fn course(&self) -> Name {
        Name::new(&self.course_km, &self.course_latin)
    }
}

/// The sessions that one person attended, the latest first.
pub async fn sessions_of(tx: &mut Tx, head: Uuid) -> Result<Vec<Attended>> {
    tx.all(SESSIONS_OF, (head,)).await
}

/// A coaching of which somebody is the trainee.
#[derive(Clone, Debug, FromRow)]
pub struct Coached {
    /// The coaching.
    pub id: Uuid,
    /// Of which organisation.
    pub organisation_id: Uuid,
    /// `farmer` or `household`.
    pub kind: String,
    /// Who coaches.
    pub coach_id: Uuid,
    /// Since when.
    pub from_day: NaiveDate,
    /// Until when.
    pub to_day: Option<NaiveDate>,
    /// Why it ended.
    pub ended: Option<String>,
    /// In whose register the coach is.
    pub coach_organisation: Uuid,
    family_name_km: String,
    given_name_km: String,
    family_name_latin: String,
    given_name_latin: String,
}

impl Coached {
    /// The coach's name.
    pub fn coach(&self) -> Name {
        name([&self.family_name_km, &self.given_name_km, &self.family_name_latin, &self.given_name_latin])
    }
}

/// By whom one person is or was coached, the latest first.
pub async fn coached(tx: &mut Tx, head: Uuid) -> Result<Vec<Coached>> {
    tx.all(COACHED, (head,)).await
}

/// How many one person coaches now: organisation, record of hers, how many.
pub async fn coaches(tx: &mut Tx, head: Uuid) -> Result<Vec<(Uuid, Uuid, i64)>> {
    tx.all(COACHES, (head,)).await
}

/// Grants to one person's family that bear her name: the award's book, the grant's number.
pub async fn grants_of(tx: &mut Tx, head: Uuid) -> Result<Vec<(i64, i64)>> {
    tx.all(GRANTS_OF, (head,)).await
}

/// Adds a record under an id of its own.
pub async fn add_person(tx: &mut Tx, id: Uuid, organisation: Uuid, person: &crate::members::store::Person) -> Result<()> {
    let crate::members::store::Person { names, sex, birth_year, id_poor, phone, village_code } = person.clone();
    let sex = sex.map(|sex| sex.code().to_owned());
    let Names { family_km, given_km, family_latin, given_latin } = names;
    let row = (id, organisation, family_km, given_km, family_latin, given_latin, sex, birth_year, id_poor, phone, village_code);
    tx.run(ADD_PERSON, row).await.map(drop)
}

/// Begins a household in an organisation's register; its id.
pub async fn add_household(tx: &mut Tx, organisation: Uuid, village: &str, (at, by): (DateTime<Utc>, Uuid)) -> Result<Uuid> {
    let id = Uuid::now_v7();
    tx.run(ADD_HOUSEHOLD, (id, organisation, village.to_owned(), at, by)).await?;
    Ok(id)
}

/// Puts a person into a household, or takes her out of hers.
pub async fn set_household(tx: &mut Tx, person: Uuid, household: Option<Uuid>) -> Result<()> {
    tx.run(SET_HOUSEHOLD, (person, household)).await.map(drop)
}
