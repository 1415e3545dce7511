//! Organisations, and groups as figures: where, how many members, what they have saved, when they last met. No person.
use super::{answers::told, asked::Asked, store};
use crate::{
    app::App,
    error::Answer,
    groups::store::{self as groups, Figures, Group},
    guard::ByToken,
};
use axum::extract::State;
use ledger::Amount;
use serde_json::{Value, json};

/// `GET /api/v1/organisations`
pub async fn organisations(State(app): State<App>, by: ByToken, asked: Asked) -> Answer {
    asked.only(&[])?;
    let mut tx = app.db().read().await?;
    let all = groups::organisations(&mut tx).await?;
    let reached = all.iter().filter(|one| by.reaches(one.id));
    let list: Vec<Value> =
        reached.map(|one| json!({ "code": one.code, "name": { "km": one.name_km, "en": one.name_latin } })).collect();
    told(&json!({ "organisations": list }))
}

/// `GET /api/v1/groups?organisation=`
pub async fn list(State(app): State<App>, by: ByToken, asked: Asked) -> Answer {
    let asked = asked.only(&["organisation"])?;
    let mut tx = app.db().read().await?;
    let organisations = groups::organisations(&mut tx).await?;
    let whose = asked.whose(&by, &organisations)?.map(|one| one.id);
    let figures = groups::figures(&mut tx).await?;
    let saved = store::saved(&mut tx).await?;
    let all = groups::groups(&mut tx).await?;
    let list: Vec<Value> = all
        .iter()
        .filter(|group| group.saves && whose.is_none_or(|one| one == group.organisation_id))
        .map(|group| told_of(group, figures.get(&group.book.0), saved.get(&group.book.0)))
        .collect();
    told(&json!({ "groups": list }))
}

fn told_of(group: &Group, figures: Option<&Figures>, saved: Option<&Vec<Amount>>) -> Value {
    let savings = saved.into_iter().flatten();
    let savings: Vec<Value> =
        savings.map(|one| json!({ "commodity": one.commodity().code(), "amount": one.decimal().to_string() })).collect();
    json!({
        "code": group.code,
        "organisation": group.organisation_code,
        "province": group.village_code.get(..2).unwrap_or(""),
        "founded_on": group.founded_on.to_string(),
        "members": figures.map_or(0, |figures| figures.members),
        "savings": savings,
        "last_meeting_on": figures.and_then(|figures| figures.last_on).map(|day| day.to_string()),
    })
}
