//! The page of targets: what was promised, what was counted, how far it is; and the same as files.
pub mod store;

use super::{
    kept::{self, Counted, Reckoned},
    scope::{Scope, name},
    tables,
};
use crate::{app::App, awards::reports_pages::file, error::Answer, guard::Visit, web};
use axum::extract::{Query, State};
use domain::programme::standing;
use serde::Deserialize;
use store::TargetRow;
use templates::{
    parts::{Name, with_query},
    programme::targets::{TargetLine, TargetsPage, targets as draw},
};

/// What an address of targets says.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct TargetsQuery {
    organisation: String,
    format: String,
}

impl TargetsQuery {
    /// The partner's code.
    pub fn organisation(&self) -> &str {
        &self.organisation
    }
}

/// `GET /programme/targets?organisation=&format=`
pub async fn show(State(app): State<App>, visit: Visit, Query(query): Query<TargetsQuery>) -> Answer {
    let mut tx = app.db().read().await?;
    let scope = Scope::load(&mut tx, &visit, &query.organisation).await?;
    drop(tx);
    let reckoned = kept::reckoned(&app, app.now()).await?;
    let own = own(&reckoned, &scope);
    if !query.format.is_empty() {
        let told = tables::targets(own.iter().copied(), reckoned.day, Some(reckoned.at));
        return file(&told, &format!("targets-{}", reckoned.day), &query.format, reckoned.day);
    }
    let keep = [("organisation", scope.code())];
    let files = ["csv", "xlsx", "json"].map(|format| (format, with_query("/programme/targets", &[keep[0], ("format", format)])));
    let page = TargetsPage {
        around: visit.around(),
        targets: own.iter().map(|(row, counted)| line(row, counted, &scope)).collect(),
        scope: scope.shown(),
        counted_at: reckoned.at,
        files: files.to_vec(),
    };
    Ok(web::html(draw(&page)))
}

/// The targets that a reader may see and asked for: of her partner; of the programme as a whole only where she serves it all.
pub fn own<'a>(reckoned: &'a Reckoned, scope: &Scope) -> Vec<(&'a TargetRow, &'a Counted)> {
    let shown = |row: &TargetRow| match scope.whose() {
        None => true,
        one => row.organisation_id == one,
    };
    reckoned.targets.iter().filter(|(row, _)| shown(row)).map(|(row, counted)| (row, counted)).collect()
}

/// A target as pages show it.
pub fn line(row: &TargetRow, counted: &Counted, scope: &Scope) -> TargetLine {
    let target = &row.target;
    let partner = scope.partners.iter().find(|one| Some(one.id) == row.organisation_id);
    TargetLine {
        code: target.code.clone(),
        name: Name::new(&target.name_km, &target.name_latin),
        note: Name::new(&target.note_km, &target.note_latin),
        source: target.source.clone(),
        partner: partner.map(name),
        partner_code: partner.map_or(String::new(), |one| one.code.clone()),
        measure: target.measure,
        number: target.number,
        reading: target.reading,
        provinces: target.provinces.clone(),
        standing: match counted {
            Counted::Open(actual) => Some(standing(target.number, target.reading, actual)),
            Counted::Hidden => None,
        },
    }
}
