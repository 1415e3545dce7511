//! The SQL of who coaches whom, of terms as model farmer and advisor, of visits and results.
//!
//! People are named by their head: whoever was found in two records is one person here. What is shown of her (name, village,
//! telephone) is that of the record which was written down, so that no partner reads another's register.
use crate::store::{Error, Result, Tx, statements};
use chrono::{DateTime, NaiveDate, Utc};
use domain::training::{Applied, Coaching, CoachingKind, EndReason, FarmResult, Seen, Visit, What, practice};
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
                        (select min(g.village_code) from member m join savings_group g on g.book_id = m.book_id
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
    /// The last visit of each coaching of a coach.
    LATEST = "select coaching_id, day, next_on, agreed
                from (select v.coaching_id, v.day, v.next_on, v.agreed,
                             row_number() over (partition by v.coaching_id order by v.day desc, v.recorded_at desc, v.id desc) as place
                        from coaching_visit v join coaching c on c.id = v.coaching_id join person p on p.id = c.coach_id
                       where v.undone_at is null and coalesce(p.same_as, p.id) = $1) w
               where place = 1";
    VISITS = "select id, coaching_id, day, next_on, agreed, recorded_at, recorded_by, undone_at, undone_by
                from coaching_visit where coaching_id = $1 order by day desc, recorded_at desc, id desc";
    VISIT = "select id, coaching_id, day, next_on, agreed, recorded_at, recorded_by, undone_at, undone_by
               from coaching_visit where id = $1";
    SEEN = "select a.visit_id, a.practice, a.applied, a.seen, a.extent
              from adoption a join coaching_visit v on v.id = a.visit_id where v.coaching_id = $1";
    PICTURES = "select u.visit_id, u.hash from visit_upload u join coaching_visit v on v.id = u.visit_id where v.coaching_id = $1";
    PICTURE = "select u.kind, u.bytes
                 from visit_upload w join upload u on u.hash = w.hash join coaching_visit v on v.id = w.visit_id
                where v.coaching_id = $1 and w.hash = $2 and v.undone_at is null";
    RESULTS = "select r.id, coalesce(p.same_as, p.id) as person, r.organisation_id, r.visit_id, r.day, r.what, r.commodity,
                      r.quantity, r.riel, r.seen, r.recorded_at, r.recorded_by, r.undone_at, r.undone_by
                 from farm_result r join person p on p.id = r.person_id
                where coalesce(p.same_as, p.id) = $1
                order by r.day, r.recorded_at, r.id";
    RESULT = "select r.id, coalesce(p.same_as, p.id) as person, r.organisation_id, r.visit_id, r.day, r.what, r.commodity,
                     r.quantity, r.riel, r.seen, r.recorded_at, r.recorded_by, r.undone_at, r.undone_by
                from farm_result r join person p on p.id = r.person_id
               where r.id = $1";
    /// How many results there are of those whom each coach coaches now.
    RESULTS_OF_COACHES = "select c.coach, cast(sum(r.results) as bigint) as results
                            from (select distinct coalesce(a.same_as, a.id) as coach, coalesce(t.same_as, t.id) as trainee
                                    from coaching c join person a on a.id = c.coach_id join person t on t.id = c.trainee_id
                                   where c.to_day is null) c
                            join (select coalesce(h.same_as, h.id) as trainee, count(*) as results
                                    from farm_result r join person h on h.id = r.person_id
                                   where r.undone_at is null
                                   group by coalesce(h.same_as, h.id)) r on r.trainee = c.trainee
                           group by c.coach";
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
    ADD_SEEN = "insert into adoption (visit_id, practice, applied, seen, extent)
                select $1, value ->> 0, value ->> 1, value ->> 2, value ->> 3 from json_each($2)",
        postgres: "insert into adoption (visit_id, practice, applied, seen, extent)
                   select $1, value ->> 0, value ->> 1, (value ->> 2)::boolean, (value ->> 3)::bigint
                     from json_array_elements($2::json) as l (value)";
    ADD_VISIT = "insert into coaching_visit (id, coaching_id, day, next_on, agreed, recorded_at, recorded_by)
                 values ($1, $2, $3, $4, $5, $6, $7)";
    ADD_RESULTS = "insert into farm_result (id, person_id, organisation_id, visit_id, day, what, commodity, quantity, riel, seen,
                                            recorded_at, recorded_by)
                   select unhex(value ->> 0), $1, $2, $3, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, $4, $5
                     from json_each($6)",
        postgres: "insert into farm_result (id, person_id, organisation_id, visit_id, day, what, commodity, quantity, riel, seen,
                                            recorded_at, recorded_by)
                   select (value ->> 0)::uuid, $1, $2, $3, (value ->> 1)::date, value ->> 2, value ->> 3, (value ->> 4)::bigint,
                          (value ->> 5)::bigint, (value ->> 6)::boolean, $4, $5
                     from json_array_elements($6::json) as l (value)";
    KEPT_PICTURE = "select count(*) from upload where hash = $1";
    ADD_PICTURE = "insert into upload (hash, kind, bytes, recorded_at, recorded_by) values ($1, $2, $3, $4, $5)";
    LINK_PICTURE = "insert into visit_upload (visit_id, hash) values ($1, $2)";
    UNDO_VISIT = "update coaching_visit set undone_at = $2, undone_by = $3 where id = $1 and undone_at is null";
    UNDO_RESULTS_OF = "update farm_result set undone_at = $2, undone_by = $3 where visit_id = $1 and undone_at is null";
    UNDO_RESULT = "update farm_result set undone_at = $2, undone_by = $3 where id = $1 and undone_at is null";
    /// Every record of somebody: her head and those found to be the same.
    RECORDS = "select p.id, coalesce(p.same_as, p.id) as head, p.organisation_id, p.family_name_km, p.given_name_km,
                      p.family_name_latin, p.given_name_latin, p.birth_year, p.phone, p.village_code, p.household_id
                 from person p
                where coalesce(p.same_as, p.id) = (select coalesce(q.same_as, q.id) from person q where q.id = $1)
                order by p.id";
    /// Everybody of the register, to be searched.
    PEOPLE = "select p.id, coalesce(p.same_as, p.id) as head, p.organisation_id, p.family_name_km, p.given_name_km,
                     p.family_name_latin, p.given_name_latin, p.birth_year, p.phone, p.village_code, p.household_id
                from person p
               order by p.family_name_latin, p.given_name_latin, p.family_name_km, p.given_name_km, p.id";
    PERSON_OF_USER = "select coalesce(p.same_as, p.id) from user_person u join person p on p.id = u.person_id where u.user_id = $1";
    USERS_OF_PERSON = "select u.user_id from user_person u join person p on p.id = u.person_id where coalesce(p.same_as, p.id) = $1";
    LINK_USER = "insert into user_person (user_id, person_id) values ($1, $2)";
    UNLINK_USER = "delete from user_person where user_id = $1";
    UNLINK_PERSON = "delete from user_person where person_id = $1";
    ADD_HOUSEHOLD = "insert into household (id, organisation_id, village_code, recorded_at, recorded_by) values ($1, $2, $3, $4, $5)";
    SET_HOUSEHOLD = "update person set household_id = $2 where id = $1";
}

/// Both halves of a name in one script.
fn joined(family: &str, given: &str) -> String {
    format!("{family} {given}").trim().to_owned()
}

fn name([family_km, given_km, family_latin, given_latin]: [&str; 4]) -> Name {
    Name::new(joined(family_km, given_km), joined(family_latin, given_latin))
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

fn codes(json: &str, of: &str) -> Result<Vec<String>> {
    serde_json::from_str(json).map_err(|_| Error::Garbled(of.into()))
}

/// What a coaching knows of its last visit: the day, the day agreed for the next, and what was agreed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Latest {
    /// When it was.
    pub day: NaiveDate,
    /// When the next is to be.
    pub next_on: Option<NaiveDate>,
    /// Codes of practices.
    pub agreed: Vec<String>,
}

/// The last visit of each coaching of a coach, by her head.
pub async fn latest(tx: &mut Tx, coach: Uuid) -> Result<BTreeMap<Uuid, Latest>> {
    let rows: Vec<(Uuid, NaiveDate, Option<NaiveDate>, String)> = tx.all(LATEST, (coach,)).await?;
    let read = |(id, day, next_on, agreed): (Uuid, _, _, String)| {
        Ok((id, Latest { day, next_on, agreed: codes(&agreed, "what a visit agreed")? }))
    };
    rows.into_iter().map(read).collect()
}

/// A visit as it is kept.
#[derive(Clone, Debug, FromRow, PartialEq, Eq)]
pub struct VisitRow {
    /// Which.
    pub id: Uuid,
    /// Of which coaching.
    pub coaching_id: Uuid,
    /// When it was.
    pub day: NaiveDate,
    /// When the next is to be.
    pub next_on: Option<NaiveDate>,
    agreed: String,
    /// When it was written down.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: Uuid,
    /// When it was taken back.
    pub undone_at: Option<DateTime<Utc>>,
    /// By whom.
    pub undone_by: Option<Uuid>,
}

impl VisitRow {
    /// It stands: nobody took it back.
    pub fn stands(&self) -> bool {
        self.undone_at.is_none()
    }

    /// Codes of the practices that were agreed for the next time.
    ///
    /// # Errors
    /// A list that this program did not write.
    pub fn agreed(&self) -> Result<Vec<String>> {
        codes(&self.agreed, "what a visit agreed")
    }
}

/// The visits of a coaching, the latest first; those taken back too.
pub async fn visits(tx: &mut Tx, coaching: Uuid) -> Result<Vec<VisitRow>> {
    tx.all(VISITS, (coaching,)).await
}

/// One visit.
pub async fn visit(tx: &mut Tx, id: Uuid) -> Result<Option<VisitRow>> {
    tx.optional(VISIT, (id,)).await
}

/// What each visit of a coaching said of practices.
pub async fn seen(tx: &mut Tx, coaching: Uuid) -> Result<Vec<(Uuid, Seen)>> {
    let rows: Vec<(Uuid, String, String, bool, Option<i64>)> = tx.all(SEEN, (coaching,)).await?;
    let read = |(visit, practice, applied, seen, extent): (Uuid, String, String, bool, Option<i64>)| {
        let applied = Applied::parse(&applied).ok_or_else(|| Error::Garbled(format!("what visit {visit} saw")))?;
        Ok((visit, Seen { practice, applied, seen, extent }))
    };
    rows.into_iter().map(read).collect()
}

/// The digests of the pictures of each visit of a coaching.
pub async fn pictures(tx: &mut Tx, coaching: Uuid) -> Result<Vec<(Uuid, Vec<u8>)>> {
    tx.all(PICTURES, (coaching,)).await
}

/// A picture of a visit of a coaching: its content type and its bytes.
pub async fn picture(tx: &mut Tx, coaching: Uuid, hash: &[u8]) -> Result<Option<(String, Vec<u8>)>> {
    tx.optional(PICTURE, (coaching, hash.to_vec())).await
}

/// A result as it is kept.
#[derive(Clone, Debug, FromRow, PartialEq, Eq)]
pub struct ResultRow {
    /// Which.
    pub id: Uuid,
    /// Whose, by her head.
    pub person: Uuid,
    /// Of which organisation.
    pub organisation_id: Uuid,
    /// The visit at which it was seen or told.
    pub visit_id: Option<Uuid>,
    day: NaiveDate,
    what: String,
    commodity: String,
    quantity: i64,
    riel: Option<i64>,
    seen: bool,
    /// When it was written down.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: Uuid,
    /// When it was taken back.
    pub undone_at: Option<DateTime<Utc>>,
    /// By whom.
    pub undone_by: Option<Uuid>,
}

impl ResultRow {
    /// It stands: nobody took it back.
    pub fn stands(&self) -> bool {
        self.undone_at.is_none()
    }

    /// What it says.
    ///
    /// # Errors
    /// Words that this program did not write.
    pub fn read(&self) -> Result<FarmResult> {
        let garbled = || Error::Garbled(format!("result {}", self.id));
        let what = What::parse(&self.what).ok_or_else(garbled)?;
        // It was looked at against the day of writing; a result never lies in the future of itself.
        FarmResult::try_new(self.day, (what, &self.commodity), self.quantity, self.riel, self.seen, self.day).map_err(|_| garbled())
    }
}

/// The results of somebody, by her head, the oldest first; those taken back too.
pub async fn results(tx: &mut Tx, person: Uuid) -> Result<Vec<ResultRow>> {
    tx.all(RESULTS, (person,)).await
}

/// One result.
pub async fn result(tx: &mut Tx, id: Uuid) -> Result<Option<ResultRow>> {
    tx.optional(RESULT, (id,)).await
}

/// How many results there are of those whom each coach coaches now.
pub async fn results_of_coaches(tx: &mut Tx) -> Result<BTreeMap<Uuid, i64>> {
    let rows: Vec<(Uuid, i64)> = tx.all(RESULTS_OF_COACHES, ()).await?;
    Ok(rows.into_iter().collect())
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

/// Writes a visit down: what was seen first, then the visit that shuts the door behind it.
pub async fn add_visit(tx: &mut Tx, id: Uuid, coaching: Uuid, visit: &Visit, stamp: Stamp) -> Result<()> {
    let line = |one: &Seen| serde_json::json!([one.practice, one.applied.code(), one.seen, one.extent]);
    let lines: Vec<serde_json::Value> = visit.seen().iter().map(line).collect();
    if !lines.is_empty() {
        tx.run(ADD_SEEN, (id, serde_json::json!(lines).to_string())).await?;
    }
    let agreed = serde_json::json!(visit.agreed()).to_string();
    tx.run(ADD_VISIT, (id, coaching, visit.day(), visit.next_on(), agreed, stamp.at, stamp.by)).await.map(drop)
}

/// Writes results of somebody down: her record, the organisation, and the visit where there was one.
pub async fn add_results(
    tx: &mut Tx,
    (person, organisation, visit): (Uuid, Uuid, Option<Uuid>),
    results: &[(Uuid, FarmResult)],
    stamp: Stamp,
) -> Result<()> {
    if results.is_empty() {
        return Ok(());
    }
    let line = |(id, one): &(Uuid, FarmResult)| {
        let (id, what) = (id.simple().to_string(), one.what().code());
        serde_json::json!([id, one.day(), what, one.commodity(), one.quantity(), one.riel(), one.seen()])
    };
    let lines: Vec<serde_json::Value> = results.iter().map(line).collect();
    tx.run(ADD_RESULTS, (person, organisation, visit, stamp.at, stamp.by, serde_json::json!(lines).to_string())).await.map(drop)
}

/// Keeps a picture as one of a visit's.
pub async fn add_picture(tx: &mut Tx, visit: Uuid, hash: &[u8], kind: &str, bytes: &[u8], stamp: Stamp) -> Result<()> {
    if tx.value::<i64>(KEPT_PICTURE, (hash.to_vec(),)).await? == 0 {
        tx.run(ADD_PICTURE, (hash.to_vec(), kind.to_owned(), bytes.to_vec(), stamp.at, stamp.by)).await?;
    }
    tx.run(LINK_PICTURE, (visit, hash.to_vec())).await.map(drop)
}

/// Takes a visit back, and what came of it with it; how many stood: one, or none.
pub async fn undo_visit(tx: &mut Tx, id: Uuid, stamp: Stamp) -> Result<u64> {
    tx.run(UNDO_RESULTS_OF, (id, stamp.at, stamp.by)).await?;
    tx.run(UNDO_VISIT, (id, stamp.at, stamp.by)).await
}

/// Takes a result back; how many stood: one, or none.
pub async fn undo_result(tx: &mut Tx, id: Uuid, stamp: Stamp) -> Result<u64> {
    tx.run(UNDO_RESULT, (id, stamp.at, stamp.by)).await
}

/// A record of the register.
#[derive(Clone, Debug, FromRow, PartialEq, Eq)]
pub struct PersonRow {
    /// Which record.
    pub id: Uuid,
    /// Under whom she is counted.
    pub head: Uuid,
    /// Of which organisation.
    pub organisation_id: Uuid,
    family_name_km: String,
    given_name_km: String,
    family_name_latin: String,
    given_name_latin: String,
    /// Year of birth.
    pub birth_year: Option<i64>,
    /// Telephone; empty where there is none.
    pub phone: String,
    /// Her village; empty where nobody wrote it down.
    pub village_code: String,
    /// Her household, where one was made.
    pub household_id: Option<Uuid>,
}

impl PersonRow {
    /// Her name.
    pub fn name(&self) -> Name {
        name([&self.family_name_km, &self.given_name_km, &self.family_name_latin, &self.given_name_latin])
    }
}

/// Every record of somebody, whichever of them is named.
pub async fn records(tx: &mut Tx, person: Uuid) -> Result<Vec<PersonRow>> {
    tx.all(RECORDS, (person,)).await
}

/// Everybody of the register, by name.
pub async fn people(tx: &mut Tx) -> Result<Vec<PersonRow>> {
    tx.all(PEOPLE, ()).await
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

/// Says that a sign-in is nobody of the register.
pub async fn unlink_user(tx: &mut Tx, user: Uuid) -> Result<()> {
    tx.run(UNLINK_USER, (user,)).await.map(drop)
}

/// Makes a household.
pub async fn add_household(tx: &mut Tx, id: Uuid, organisation: Uuid, village: &str, stamp: Stamp) -> Result<()> {
    tx.run(ADD_HOUSEHOLD, (id, organisation, village.to_owned(), stamp.at, stamp.by)).await.map(drop)
}

/// Puts somebody into a household.
pub async fn set_household(tx: &mut Tx, person: Uuid, household: Uuid) -> Result<()> {
    tx.run(SET_HOUSEHOLD, (person, household)).await.map(drop)
}

/// Practices of a list of codes that there still are, in the reader's order.
pub fn known_practices(codes: &[String]) -> impl Iterator<Item = &'static domain::training::Practice> {
    codes.iter().filter_map(|code| practice(code))
}
