//! The SQL of visits, of what they saw, and of results.
use crate::{
    store::{Error, Result, Tx, statements},
    training::coaching::store::{Stamp, codes},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::training::{Applied, FarmResult, Seen, Visit, What};
use sqlx::FromRow;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

statements! {
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
    KNOWN = "select id from coaching_visit where id in (select unhex(value) from json_each($1))",
        postgres: "select id from coaching_visit where id in (select value::uuid from json_array_elements_text($1::json) as l (value))";
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

/// Which of these visits are written down already.
pub async fn known(tx: &mut Tx, ids: impl Iterator<Item = Uuid>) -> Result<BTreeSet<Uuid>> {
    let ids: Vec<String> = ids.map(|id| id.simple().to_string()).collect();
    Ok(tx.all::<(Uuid,)>(KNOWN, (serde_json::json!(ids).to_string(),)).await?.into_iter().map(|(id,)| id).collect())
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
