//! The SQL of what was found of two records: who is the same as whom, and who is not.
use crate::{
    people::store::name,
    store::{Error, Result, Tx, statements},
};
use chrono::{DateTime, Utc};
use sqlx::FromRow;
use templates::parts::Name;
use uuid::Uuid;

/// What was found of two records, the latest first.
macro_rules! findings {
    ($which:literal) => {
        concat!(
            "select m.id, m.one, m.other, m.verdict, m.recorded_at, m.recorded_by, m.undone_at, m.undone_by,
                    a.organisation_id as one_organisation, b.organisation_id as other_organisation,
                    a.family_name_km as one_family_km, a.given_name_km as one_given_km,
                    a.family_name_latin as one_family_latin, a.given_name_latin as one_given_latin,
                    b.family_name_km as other_family_km, b.given_name_km as other_given_km,
                    b.family_name_latin as other_family_latin, b.given_name_latin as other_given_latin
               from person_match m
               join person a on a.id = m.one
               join person b on b.id = m.other ",
            $which,
            " order by m.recorded_at desc, m.id desc"
        )
    };
}

/// What hangs together with a record by findings that stand, itself included, before a statement that uses it as `piece`.
macro_rules! piece {
    ($statement:literal) => {
        concat!(
            "with recursive piece (id) as (
                 select id from person where id = $1
                 union
                 select case when m.one = piece.id then m.other else m.one end
                   from piece join person_match m on m.one = piece.id or m.other = piece.id
                  where m.verdict = 'same' and m.undone_at is null) ",
            $statement
        )
    };
}

statements! {
    /// Findings are written one after another; an SQLite file has one writer as it is.
    IN_LINE = "select cast(1 as bigint)", postgres: "select cast(1 as bigint) from (select pg_advisory_xact_lock(7022)) as held";
    FINDINGS_OF = findings!("where a.id = $1 or a.same_as = $1 or b.id = $1 or b.same_as = $1");
    FINDING = findings!("where m.id = $1");
    STANDING = "select one, other, verdict from person_match where undone_at is null";
    OF_PAIR = "select verdict, recorded_by from person_match where one = $1 and other = $2 and undone_at is null";
    ADD_FINDING = "insert into person_match (id, one, other, verdict, recorded_at, recorded_by) values ($1, $2, $3, $4, $5, $6)";
    UNDO_FINDING = "update person_match set undone_at = $2, undone_by = $3 where id = $1 and undone_at is null";
    SAME_WITH = piece!("select m.one, m.other from person_match m join piece on piece.id = m.one where m.verdict = 'same' and m.undone_at is null");
    /// Findings that two of these records are two people's.
    TOLD_APART = piece!("select count(*) from person_match m where m.verdict = 'different' and m.undone_at is null
                            and m.one in (select id from piece) and m.other in (select id from piece)");
    COUNT_ALONE = piece!("update person set same_as = null where same_as is not null and id in (select id from piece)");
    COUNT_UNDER = piece!("update person set same_as = $2 where id <> $2 and id in (select id from piece)");
}

/// What somebody found of two records.
#[derive(Clone, Debug, FromRow)]
pub struct FindingRow {
    /// Which finding.
    pub id: Uuid,
    /// The record of the lesser id.
    pub one: Uuid,
    /// The other.
    pub other: Uuid,
    /// `same` or `different`.
    pub verdict: String,
    /// When.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: Uuid,
    /// When it was taken back.
    pub undone_at: Option<DateTime<Utc>>,
    /// By whom.
    pub undone_by: Option<Uuid>,
    /// In whose register the one is.
    pub one_organisation: Uuid,
    /// In whose register the other is.
    pub other_organisation: Uuid,
    one_family_km: String,
    one_given_km: String,
    one_family_latin: String,
    one_given_latin: String,
    other_family_km: String,
    other_given_km: String,
    other_family_latin: String,
    other_given_latin: String,
}

impl FindingRow {
    /// The names of both records.
    pub fn names(&self) -> (Name, Name) {
        (
            name([&self.one_family_km, &self.one_given_km, &self.one_family_latin, &self.one_given_latin]),
            name([&self.other_family_km, &self.other_given_km, &self.other_family_latin, &self.other_given_latin]),
        )
    }
}

/// What was found of the records of one person, taken back or not, the latest first.
pub async fn findings_of(tx: &mut Tx, head: Uuid) -> Result<Vec<FindingRow>> {
    tx.all(FINDINGS_OF, (head,)).await
}

/// A finding.
pub async fn finding(tx: &mut Tx, id: Uuid) -> Result<Option<FindingRow>> {
    tx.optional(FINDING, (id,)).await
}

/// Every pair of which something was found that stands: one, other, whether they are the same.
///
/// # Errors
/// A word that this program does not know.
pub async fn standing(tx: &mut Tx) -> Result<Vec<(Uuid, Uuid, bool)>> {
    let rows: Vec<(Uuid, Uuid, String)> = tx.all(STANDING, ()).await?;
    let read = |(one, other, verdict): (Uuid, Uuid, String)| match verdict.as_str() {
        "same" => Ok((one, other, true)),
        "different" => Ok((one, other, false)),
        _ => Err(Error::Garbled(format!("a finding of {one}"))),
    };
    rows.into_iter().map(read).collect()
}

/// What stands of a pair: whether it is the same, and who said so. The lesser id comes first.
pub async fn of_pair(tx: &mut Tx, one: Uuid, other: Uuid) -> Result<Option<(bool, Uuid)>> {
    let row: Option<(String, Uuid)> = tx.optional(OF_PAIR, (one, other)).await?;
    Ok(row.map(|(verdict, by)| (verdict == "same", by)))
}

/// Holds back everybody else who would write a finding, until the transaction ends.
pub async fn in_line(tx: &mut Tx) -> Result<()> {
    tx.value::<i64>(IN_LINE, ()).await.map(drop)
}

/// Writes a finding. The lesser id comes first.
pub async fn add_finding(tx: &mut Tx, id: Uuid, pair: (Uuid, Uuid), same: bool, (at, by): (DateTime<Utc>, Uuid)) -> Result<()> {
    let verdict = if same { "same" } else { "different" };
    tx.run(ADD_FINDING, (id, pair.0, pair.1, verdict.to_owned(), at, by)).await.map(drop)
}

/// Takes a finding back; how many were: none where it was already.
pub async fn undo_finding(tx: &mut Tx, id: Uuid, (at, by): (DateTime<Utc>, Uuid)) -> Result<u64> {
    tx.run(UNDO_FINDING, (id, at, by)).await
}

/// The pairs found to be the same among all that hangs together with a record.
pub async fn same_with(tx: &mut Tx, id: Uuid) -> Result<Vec<(Uuid, Uuid)>> {
    tx.all(SAME_WITH, (id,)).await
}

/// How many findings say that two of what hangs together with a record are two people's.
pub async fn told_apart(tx: &mut Tx, id: Uuid) -> Result<i64> {
    tx.value(TOLD_APART, (id,)).await
}

/// Counts all that hangs together with a record under a head, which is one of it.
pub async fn count_under(tx: &mut Tx, id: Uuid, head: Uuid) -> Result<()> {
    // First nobody stands under anybody: the database knows no head that is counted under another.
    tx.run(COUNT_ALONE, (id,)).await?;
    tx.run(COUNT_UNDER, (id, head)).await.map(drop)
}
