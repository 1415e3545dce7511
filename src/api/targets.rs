//! Targets and how far each is: the figures that the targets page shows, at most some minutes old, and it is said from when.
use super::{answers::told, asked::Asked};
use crate::{
    app::App,
    error::Answer,
    guard::ByToken,
    programme::{
        kept::{Counted, reckoned},
        targets::store::TargetRow,
    },
};
use axum::extract::State;
use chrono::SecondsFormat;
use domain::programme::standing;
use serde_json::{Value, json};

/// `GET /api/v1/targets`
pub async fn list(State(app): State<App>, by: ByToken, asked: Asked) -> Answer {
    asked.only(&[])?;
    let kept = reckoned(&app, app.now()).await?;
    // Of one organisation are its own targets: one of the whole programme tells what others did.
    let reached = kept.targets.iter().filter(|(row, _)| by.organisation.is_none() || row.organisation_id == by.organisation);
    let targets: Vec<Value> = reached.map(|(row, counted)| target(row, counted)).collect();
    told(&json!({ "counted_at": kept.at.to_rfc3339_opts(SecondsFormat::Secs, true), "targets": targets }))
}

fn target(row: &TargetRow, counted: &Counted) -> Value {
    let target = &row.target;
    let stands = match counted {
        Counted::Open(actual) => Some(standing(target.number, target.reading, actual)),
        Counted::Hidden => None,
    };
    let (from, to) = target.days;
    json!({
        "code": target.code,
        "organisation": target.organisation,
        "measure": target.measure.code(),
        "unit": target.measure.counting().code(),
        "number": target.number,
        "reading": target.reading.code(),
        "provinces": target.provinces,
        "name": { "km": target.name_km, "en": target.name_latin },
        "note": { "km": target.note_km, "en": target.note_latin },
        "source": target.source,
        "from": from.map(|day| day.to_string()),
        "to": to.map(|day| day.to_string()),
        "actual": stands.map(|stands| stands.actual),
        "of": stands.map(|stands| stands.of),
        "fulfilled": stands.map(|stands| stands.fulfilled),
        "met": stands.and_then(|stands| stands.met),
        "hidden": stands.is_none(),
    })
}
