//! The SQL of who coaches whom, of terms as model farmer and advisor, and of whose a sign-in is. Visits and results have a
//! store of their own beside [`super::visits`].
//!
//! People are named by their head: whoever was found in two records is one person here. What is shown of her (name, village,
//! telephone) is that of the record which was written down, so that no partner reads another's register.
use crate::{
    people::store::name,
    store::{Error, Result, Tx, statements},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::training::{Coaching, CoachingKind, EndReason};
use sqlx::FromRow;
use std::collections::{BTreeMap, BTreeSet};
use templates::parts::Name;
use uuid::Uuid;

/// Coachings with the names of both, in the order of the trainees' villages and names.
macro_rules! coachings {
    ($which:literal) => {
        concat!(
            "select c.id, c.organisation_id, c.kind, c.coach_id, c.trainee_id, c.from_day, c.to_day, c.ended, c.follows,
                    coalesce(a.same_as, a.id) as coach, a.family_name_km as coach_family_km, a.given_name_km as coach_given_km,
                    a.family_name_latin as coach_family_latin, a.given_name_latin as coach_given_latin,
                    coalesce(t.same_as, t.id) as trainee, t.family_name_km, t.given_name_km, t.family_name_latin, t.given_name_latin,
                    t.phone, t.household_id,
                    case when t.village_code <> '' then t.village_code else coalesce(
                        (select min(g.village_code) from member m join real_group g on g.book_id = m.book_id
                          where m.person_id = t.id and m.left_on is null), '') end as village_code
               from coaching c
               join person a on a.id = c.coach_id
               join person t on t.id = c.trainee_id ",
            $which,
            " order by village_code, t.family_name_latin, t.given_name_latin, t.family_name_km, t.given_name_km, c.from_day, c.id"
        )
    };
}

/// Terms with the names of whose they are.
macro_rules! terms {
    ($which:literal) => {
        concat!(
            "select t.id, coalesce(p.same_as, p.id) as person, t.organisation_id, t.role, t.village_code, t.from_day, t.to_day, t.ended,
                    p.family_name_km, p.given_name_km, p.family_name_latin, p.given_name_latin, p.phone
               from role_term t
               join person p on p.id = t.person_id ",
            $which,
            " order by p.family_name_latin, p.given_name_latin, p.family_name_km, p.given_name_km, t.from_day, t.id"
        )
    };
}

statements! {
    COACHINGS = coachings!("");
    COACHINGS_OF = coachings!("where c.organisation_id = $1");
    COACHING = coachings!("where c.id = $1");
    /// Nobody else writes a visit of this coaching until the transaction ends. SQLite has one writer at a time.
    HOLD = "select id from coaching where id = $1", postgres: "select id from coaching where id = $1 for no key update";
    TERMS = terms!("");
    TERMS_OF = terms!("where t.organisation_id = $1");
    TERM = terms!("where t.id = $1");
    LAST_VISITS = "select coaching_id, max(day) as day from coaching_visit where undone_at is null group by coaching_id";
    LAST_VISITS_OF = "select v.coaching_id, max(v.day) as day from coaching_visit v join coaching c on c.id = v.coaching_id
                       where v.undone_at is null and c.organisation_id = $1 group by v.coaching_id";
    /// Everybody who is named at a session that stands.
    ATTENDED = "select distinct coalesce(p.same_as, p.id) as person
                  from session_person a join training_session s on s.id = a.session_id join person p on p.id = a.person_id
                 where s.undone_at is null";
    /// What sessions were about to which somebody came, or which she gave.
    TOPICS = "select s.topics
                from training_session s join session_person a on a.session_id = s.id join person p on p.id = a.person_id
               where s.undone_at is null and coalesce(p.same_as, p.id) = $1
              union
              select s.topics
                from training_session s join person p on p.id = s.trainer_id
               where s.undone_at is null and coalesce(p.same_as, p.id) = $1";
    ADD_TERM = "insert into role_term (id, person_id, organisation_id, role, village_code, from_day, recorded_at, recorded_by)
                values ($1, $2, $3, $4, $5, $6, $7, $8)";
    END_TERM = "update role_term set to_day = $2, ended = $3 where id = $1 and to_day is null";
    ADD_COACHING = "insert into coaching (id, organisation_id, kind, coach_id, trainee_id, from_day, recorded_at, recorded_by)
                    values ($1, $2, $3, $4, $5, $6, $7, $8)";
    END_COACHING = "update coaching set to_day = $2, ended = $3 where id = $1 and to_day is null";
    /// Those that are handed over end …
    HAND_OVER_END = "update coaching set to_day = $2, ended = 'handed-over'
                      where to_day is null and id in (select unhex(value ->> 0) from json_each($1))",
        postgres: "update coaching set to_day = $2, ended = 'handed-over'
                    where to_day is null and id in (select (value ->> 0)::uuid from json_array_elements($1::json) as l (value))";
    /// … and each is followed by one of the new coach.
    HAND_OVER_BEGIN = "insert into coaching (id, organisation_id, kind, coach_id, trainee_id, from_day, follows, recorded_at, recorded_by)
                       select unhex(l.value ->> 1), c.organisation_id, c.kind, $2, c.trainee_id, $3, c.id, $4, $5
                         from json_each($1) l join coaching c on c.id = unhex(l.value ->> 0)",
        postgres: "insert into coaching (id, organisation_id, kind, coach_id, trainee_id, from_day, follows, recorded_at, recorded_by)
                   select (l.value ->> 1)::uuid, c.organisation_id, c.kind, $2, c.trainee_id, $3, c.id, $4, $5
                     from json_array_elements($1::json) as l (value) join coaching c on c.id = (l.value ->> 0)::uuid";
    PERSON_OF_USER = "select coalesce(p.same_as, p.id) from user_person u join person p on p.id = u.person_id where u.user_id = $1";
    USERS_OF_PERSON = "select u.user_id from user_person u join person p on p.id = u.person_id where coalesce(p.same_as, p.id) = $1";
    LINK_USER = "insert into user_person (user_id, person_id) values ($1, $2)";
    UNLINK_USER = "delete from user_person where user_id = $1";
    UNLINK_PERSON = "delete from user_person where person_id = $1";
}

/// One coaches another, with who they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoachingRow {
    /// The coaching; coach and trainee by their heads.
    pub coaching: Coaching,
    /// Of which organisation.
    pub organisation: Uuid,
    /// The record of the coach that was written down.
    pub coach_record: Uuid,
    /// The record of the trainee.
    pub trainee_record: Uuid,
    /// The coach's name.
    pub coach_name: Name,
    /// The trainee's name.
    pub trainee_name: Name,
    /// Where the trainee lives: her own village, else her group's; empty where nobody wrote it down.
    pub village: String,
    /// The trainee's telephone; empty where there is none.
    pub phone: String,
    /// The trainee's household, where one was made.
    pub household: Option<Uuid>,
    /// The coaching that was handed over.
    pub follows: Option<Uuid>,
}

#[derive(FromRow)]
struct RawCoaching {
    id: Uuid,
    organisation_id: Uuid,
    kind: String,
    coach_id: Uuid,
    trainee_id: Uuid,
    from_day: NaiveDate,
    to_day: Option<NaiveDate>,
    ended: Option<String>,
    follows: Option<Uuid>,
    coach: Uuid,
    coach_family_km: String,
    coach_given_km: String,
    coach_family_latin: String,
    coach_given_latin: String,
    trainee: Uuid,
    family_name_km: String,
    given_name_km: String,
    family_name_latin: String,
    given_name_latin: String,
    phone: String,
    household_id: Option<Uuid>,
    village_code: String,
}

fn end(to: Option<NaiveDate>, why: Option<&str>) -> Option<Option<(NaiveDate, EndReason)>> {
    match (to, why) {
        (None, None) => Some(None),
        (Some(to), Some(why)) => EndReason::parse(why).map(|why| Some((to, why))),
        _ => None,
    }
}

impl RawCoaching {
    fn read(self) -> Result<CoachingRow> {
        let garbled = || Error::Garbled(format!("coaching {}", self.id));
        let ended = end(self.to_day, self.ended.as_deref()).ok_or_else(garbled)?;
        let coaching = Coaching {
            id: self.id,
            kind: CoachingKind::parse(&self.kind).ok_or_else(garbled)?,
            coach: self.coach,
            trainee: self.trainee,
            from: self.from_day,
            ended,
        };
        Ok(CoachingRow {
            coaching,
            organisation: self.organisation_id,
            coach_record: self.coach_id,
            trainee_record: self.trainee_id,
            coach_name: name([&self.coach_family_km, &self.coach_given_km, &self.coach_family_latin, &self.coach_given_latin]),
            trainee_name: name([&self.family_name_km, &self.given_name_km, &self.family_name_latin, &self.given_name_latin]),
            village: self.village_code,
            phone: self.phone,
            household: self.household_id,
            follows: self.follows,
        })
    }
}

/// Every coaching of an organisation, or of all, by the trainees' villages and names; mistakes too, which
/// [`domain::training::Cascade::new`] leaves out.
pub async fn coachings(tx: &mut Tx, organisation: Option<Uuid>) -> Result<Vec<CoachingRow>> {
    let rows: Vec<RawCoaching> = match organisation {
        None => tx.all(COACHINGS, ()).await?,
        Some(one) => tx.all(COACHINGS_OF, (one,)).await?,
    };
    rows.into_iter().map(RawCoaching::read).collect()
}

/// Holds a coaching until the transaction ends: of two who write the same visit down at once, the second sees the first.
pub(super) async fn hold(tx: &mut Tx, id: Uuid) -> Result<()> {
    tx.optional::<(Uuid,)>(HOLD, (id,)).await.map(drop)
}

/// One coaching.
pub async fn coaching(tx: &mut Tx, id: Uuid) -> Result<Option<CoachingRow>> {
    tx.optional::<RawCoaching>(COACHING, (id,)).await?.map(RawCoaching::read).transpose()
}

/// The last visit of each coaching of an organisation, or of all; what was taken back is none.
pub async fn last_visits(tx: &mut Tx, organisation: Option<Uuid>) -> Result<BTreeMap<Uuid, NaiveDate>> {
    let rows: Vec<(Uuid, NaiveDate)> = match organisation {
        None => tx.all(LAST_VISITS, ()).await?,
        Some(one) => tx.all(LAST_VISITS_OF, (one,)).await?,
    };
    Ok(rows.into_iter().collect())
}

/// The heads of all who came to a listed session.
pub async fn attended(tx: &mut Tx) -> Result<BTreeSet<Uuid>> {
    let rows: Vec<(Uuid,)> = tx.all(ATTENDED, ()).await?;
    Ok(rows.into_iter().map(|(person,)| person).collect())
}

/// As what somebody coaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CoachRole {
    /// A model farmer: coaches farmers.
    ModelFarmer,
    /// A farm business advisor: coaches households.
    Advisor,
}

impl CoachRole {
    /// Both.
    pub const ALL: [CoachRole; 2] = [CoachRole::ModelFarmer, CoachRole::Advisor];

    /// The word kept in the database.
    pub fn code(self) -> &'static str {
        match self {
            CoachRole::ModelFarmer => "model-farmer",
            CoachRole::Advisor => "advisor",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<CoachRole> {
        CoachRole::ALL.into_iter().find(|role| role.code() == text)
    }

    /// What sort of coaching it is.
    pub fn kind(self) -> CoachingKind {
        match self {
            CoachRole::ModelFarmer => CoachingKind::Farmer,
            CoachRole::Advisor => CoachingKind::Household,
        }
    }
}

/// A term as model farmer or advisor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermRow {
    /// Which.
    pub id: Uuid,
    /// Whose, by her head.
    pub person: Uuid,
    /// Her name.
    pub name: Name,
    /// Her telephone; empty where there is none.
    pub phone: String,
    /// Of which organisation.
    pub organisation: Uuid,
    /// As what.
    pub role: CoachRole,
    /// Where she works: a code of a province, district, commune or village.
    pub village: String,
    /// Since when.
    pub from: NaiveDate,
    /// Until when, and why it ended.
    pub ended: Option<(NaiveDate, EndReason)>,
}

impl TermRow {
    /// Whether it holds on a day; a mistake never does.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.from <= day && self.ended.is_none_or(|(to, why)| why != EndReason::Mistake && day <= to)
    }
}

#[derive(FromRow)]
struct RawTerm {
    id: Uuid,
    person: Uuid,
    organisation_id: Uuid,
    role: String,
    village_code: String,
    from_day: NaiveDate,
    to_day: Option<NaiveDate>,
    ended: Option<String>,
    family_name_km: String,
    given_name_km: String,
    family_name_latin: String,
    given_name_latin: String,
    phone: String,
}

impl RawTerm {
    fn read(self) -> Result<TermRow> {
        let garbled = || Error::Garbled(format!("term {}", self.id));
        Ok(TermRow {
            id: self.id,
            person: self.person,
            name: name([&self.family_name_km, &self.given_name_km, &self.family_name_latin, &self.given_name_latin]),
            organisation: self.organisation_id,
            role: CoachRole::parse(&self.role).ok_or_else(garbled)?,
            from: self.from_day,
            ended: end(self.to_day, self.ended.as_deref()).ok_or_else(garbled)?,
            phone: self.phone,
            village: self.village_code,
        })
    }
}

/// Every term of an organisation, or of all, by name; mistakes too.
pub async fn terms(tx: &mut Tx, organisation: Option<Uuid>) -> Result<Vec<TermRow>> {
    let rows: Vec<RawTerm> = match organisation {
        None => tx.all(TERMS, ()).await?,
        Some(one) => tx.all(TERMS_OF, (one,)).await?,
    };
    rows.into_iter().map(RawTerm::read).collect()
}

/// One term.
pub async fn term(tx: &mut Tx, id: Uuid) -> Result<Option<TermRow>> {
    tx.optional::<RawTerm>(TERM, (id,)).await?.map(RawTerm::read).transpose()
}

/// The topics of the sessions to which somebody came or which she gave, by her head.
pub async fn topics(tx: &mut Tx, person: Uuid) -> Result<BTreeSet<String>> {
    let rows: Vec<(String,)> = tx.all(TOPICS, (person,)).await?;
    rows.iter().try_fold(BTreeSet::new(), |mut all, (topics,)| {
        all.extend(codes(topics, "topics of a session")?);
        Ok(all)
    })
}

pub(super) fn codes(json: &str, of: &str) -> Result<Vec<String>> {
    serde_json::from_str(json).map_err(|_| Error::Garbled(of.into()))
}

/// Who writes, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Who.
    pub by: Uuid,
    /// When.
    pub at: DateTime<Utc>,
}

/// A term that begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTerm {
    /// The form's key.
    pub id: Uuid,
    /// Whose: a record of the register.
    pub person: Uuid,
    /// Of which organisation.
    pub organisation: Uuid,
    /// As what.
    pub role: CoachRole,
    /// Where: a code of two to eight digits.
    pub village: String,
    /// Since when.
    pub from: NaiveDate,
}

/// Begins a term.
pub async fn add_term(tx: &mut Tx, new: &NewTerm, stamp: Stamp) -> Result<()> {
    let NewTerm { id, person, organisation, role, village, from } = new.clone();
    tx.run(ADD_TERM, (id, person, organisation, role.code().to_owned(), village, from, stamp.at, stamp.by)).await.map(drop)
}

/// Ends a term; how many were under way: one, or none.
pub async fn end_term(tx: &mut Tx, id: Uuid, to: NaiveDate, why: EndReason) -> Result<u64> {
    tx.run(END_TERM, (id, to, why.code().to_owned())).await
}

/// A coaching that begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewCoaching {
    /// The form's key.
    pub id: Uuid,
    /// Of which organisation.
    pub organisation: Uuid,
    /// Of what sort.
    pub kind: CoachingKind,
    /// Who coaches: a record of the register.
    pub coach: Uuid,
    /// Who is coached.
    pub trainee: Uuid,
    /// Since when.
    pub from: NaiveDate,
}

/// Begins a coaching.
pub async fn add_coaching(tx: &mut Tx, new: &NewCoaching, stamp: Stamp) -> Result<()> {
    let NewCoaching { id, organisation, kind, coach, trainee, from } = *new;
    tx.run(ADD_COACHING, (id, organisation, kind.code().to_owned(), coach, trainee, from, stamp.at, stamp.by)).await.map(drop)
}

/// Ends a coaching; how many were under way: one, or none.
pub async fn end_coaching(tx: &mut Tx, id: Uuid, to: NaiveDate, why: EndReason) -> Result<u64> {
    tx.run(END_COACHING, (id, to, why.code().to_owned())).await
}

/// Hands coachings over: each ends, and one of the new coach follows it on the same day. `pairs` are the old one and the id
/// of the new one.
pub async fn hand_over(tx: &mut Tx, pairs: &[(Uuid, Uuid)], to: Uuid, on: NaiveDate, stamp: Stamp) -> Result<()> {
    let pairs: Vec<[String; 2]> = pairs.iter().map(|(old, new)| [old, new].map(|id| id.simple().to_string())).collect();
    let pairs = serde_json::json!(pairs).to_string();
    tx.run(HAND_OVER_END, (pairs.clone(), on)).await?;
    tx.run(HAND_OVER_BEGIN, (pairs, to, on, stamp.at, stamp.by)).await.map(drop)
}

/// Who somebody that signs in is in the register, by her head.
pub async fn person_of_user(tx: &mut Tx, user: Uuid) -> Result<Option<Uuid>> {
    Ok(tx.optional::<(Uuid,)>(PERSON_OF_USER, (user,)).await?.map(|(person,)| person))
}

/// With which sign-ins somebody of the register comes, by her head.
pub async fn users_of_person(tx: &mut Tx, person: Uuid) -> Result<Vec<Uuid>> {
    Ok(tx.all::<(Uuid,)>(USERS_OF_PERSON, (person,)).await?.into_iter().map(|(user,)| user).collect())
}

/// Says which person a sign-in is; what was said before of either goes.
pub async fn link_user(tx: &mut Tx, user: Uuid, person: Uuid) -> Result<()> {
    tx.run(UNLINK_USER, (user,)).await?;
    tx.run(UNLINK_PERSON, (person,)).await?;
    tx.run(LINK_USER, (user, person)).await.map(drop)
}
