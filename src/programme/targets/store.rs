//! The SQL of targets: what was promised. What was done is nowhere here; it is counted.
use crate::store::{Error, Result, Tx, statements};
use chrono::{DateTime, NaiveDate, Utc};
use domain::programme::{Measure, Reading, Target};
use sqlx::FromRow;
use uuid::Uuid;

statements! {
    TARGETS = "select t.id, t.code, t.organisation_id, coalesce(o.code, '') as organisation, t.measure, t.number, t.reading, t.provinces,
                      t.name_km, t.name_latin, t.note_km, t.note_latin, t.source, t.from_day, t.to_day
                 from target t left join organisation o on o.id = t.organisation_id order by t.code";
    ADD = "insert into target (id, code, organisation_id, measure, number, reading, provinces, name_km, name_latin, note_km, note_latin,
                               source, from_day, to_day, recorded_at, recorded_by)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
    CHANGE = "update target set organisation_id = $2, measure = $3, number = $4, reading = $5, provinces = $6, name_km = $7, name_latin = $8,
                                note_km = $9, note_latin = $10, source = $11, from_day = $12, to_day = $13, recorded_at = $14, recorded_by = $15
               where id = $1";
}

/// A target as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetRow {
    /// Which.
    pub id: Uuid,
    /// Of which partner; none: of the whole programme.
    pub organisation_id: Option<Uuid>,
    /// What it says.
    pub target: Target,
}

#[derive(FromRow)]
struct Raw {
    id: Uuid,
    code: String,
    organisation_id: Option<Uuid>,
    organisation: String,
    measure: String,
    number: Option<i64>,
    reading: String,
    provinces: String,
    name_km: String,
    name_latin: String,
    note_km: String,
    note_latin: String,
    source: String,
    from_day: Option<NaiveDate>,
    to_day: Option<NaiveDate>,
}

impl Raw {
    fn read(self) -> Result<TargetRow> {
        let garbled = || Error::Garbled(format!("target {}", self.code));
        let target = Target {
            measure: Measure::parse(&self.measure).ok_or_else(garbled)?,
            reading: Reading::parse(&self.reading).ok_or_else(garbled)?,
            provinces: serde_json::from_str(&self.provinces).map_err(|_| garbled())?,
            organisation: Some(self.organisation).filter(|code| !code.is_empty()),
            code: self.code,
            number: self.number,
            name_km: self.name_km,
            name_latin: self.name_latin,
            note_km: self.note_km,
            note_latin: self.note_latin,
            source: self.source,
            days: (self.from_day, self.to_day),
        };
        Ok(TargetRow { id: self.id, organisation_id: self.organisation_id, target })
    }
}

/// Every target, by code.
pub async fn targets(tx: &mut Tx) -> Result<Vec<TargetRow>> {
    tx.all::<Raw>(TARGETS, ()).await?.into_iter().map(Raw::read).collect()
}

/// Writes a target down that was not there.
pub async fn add(tx: &mut Tx, target: &Target, organisation: Option<Uuid>, by: Uuid, at: DateTime<Utc>) -> Result<()> {
    let (id, one) = (Uuid::now_v7(), target.clone());
    let head = (id, one.code, organisation, one.measure.code(), one.number, one.reading.code(), provinces(target));
    let (id, code, organisation, measure, number, reading, provinces) = head;
    let names = (one.name_km, one.name_latin, one.note_km, one.note_latin, one.source);
    let (name_km, name_latin, note_km, note_latin, source) = names;
    let (from, to) = one.days;
    let values = (
        id,
        code,
        organisation,
        measure,
        number,
        reading,
        provinces,
        name_km,
        name_latin,
        note_km,
        note_latin,
        source,
        from,
        to,
        at,
        by,
    );
    tx.run(ADD, values).await.map(drop)
}

/// Changes what a target says; its code stays.
pub async fn change(tx: &mut Tx, id: Uuid, target: &Target, organisation: Option<Uuid>, by: Uuid, at: DateTime<Utc>) -> Result<()> {
    let one = target.clone();
    let (from, to) = one.days;
    let values = (
        id,
        organisation,
        one.measure.code(),
        one.number,
        one.reading.code(),
        provinces(target),
        one.name_km,
        one.name_latin,
        one.note_km,
        one.note_latin,
        one.source,
        from,
        to,
        at,
        by,
    );
    tx.run(CHANGE, values).await.map(drop)
}

fn provinces(target: &Target) -> String {
    serde_json::json!(target.provinces).to_string()
}
