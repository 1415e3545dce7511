//! The tree, and the branch of one coach.
use super::{
    Land,
    tree::{self, Wanted},
};
use crate::{
    app::App,
    error::{Answer, Fault},
    exports::{Cell, Rows},
    groups::{pages::place, store::Organisation},
    guard::{Can, Visit},
    training::{
        files::file,
        sessions::{choices, codes, served},
    },
    web,
};
use axum::extract::{Path, Query, State};
use chrono::NaiveDate;
use domain::training::Activity;
use serde::Deserialize;
use templates::{
    parts::Name,
    training::cascade::{BranchPage, CascadePage, branch as draw_branch, cascade as draw_cascade, href},
};
use uuid::Uuid;

/// What the address of the tree says.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct CascadeQuery {
    organisation: String,
    province: String,
    all: String,
    format: String,
}

/// `GET /training/cascade?organisation=&province=&all=&format=`
pub async fn show(State(app): State<App>, visit: Visit, Query(query): Query<CascadeQuery>) -> Answer {
    let (words, today) = (visit.words(), app.today());
    let mut tx = app.db().read().await?;
    let organisations = served(&mut tx, &visit, Can::SeeTraining).await?;
    let shown: Vec<Organisation> =
        organisations.iter().filter(|one| query.organisation.is_empty() || one.code == query.organisation).cloned().collect();
    let land = Land::load(&mut tx, |organisation| shown.iter().any(|one| one.id == organisation)).await?;
    let wanted = Wanted { province: query.province.clone(), all: query.all == "1" };
    if !query.format.is_empty() {
        return file("cascade", table(&land, &shown, &query.province, today), &query.format, today);
    }
    let said = |key: &str| Name::said(words.say(key));
    let grown = tree::tree(&land, &shown, (said("cascade-programme"), said("cascade-no-province")), &wanted, today);
    let provinces = grown.provinces.iter().filter(|code| !code.is_empty());
    Ok(web::html(draw_cascade(&CascadePage {
        around: visit.around(),
        root: grown.root,
        coaches: grown.coaches,
        generations: grown.generations,
        organisations: choices(words, &organisations),
        organisation: query.organisation,
        provinces: provinces.map(|code| (code.clone(), place(code).show(words).to_owned())).collect(),
        province: query.province,
        all: wanted.all,
    })))
}

/// `GET /training/cascade/{person}?organisation=`
pub async fn branch(State(app): State<App>, visit: Visit, Path(person): Path<String>, Query(query): Query<CascadeQuery>) -> Answer {
    let coach: Uuid = person.parse().map_err(|_| Fault::NotFound)?;
    let mut tx = app.db().read().await?;
    let organisations = served(&mut tx, &visit, Can::SeeTraining).await?;
    let land = Land::load(&mut tx, |organisation| organisations.iter().any(|one| one.id == organisation)).await?;
    let asked = organisations.iter().filter(|one| query.organisation.is_empty() || one.code == query.organisation);
    let root = asked.filter_map(|one| tree::branch(&land, one, coach, app.today())).next().ok_or(Fault::NotFound)?;
    Ok(web::html(draw_branch(&BranchPage { around: visit.around(), root, back: href(&query.organisation, &query.province) })))
}

const HEADS: [&str; 11] =
    ["organisation", "generation", "kind", "coach", "trainee", "village_code", "from", "to", "why", "activity", "last_visit"];

/// The same for a spreadsheet, a line a coaching; of a province, those who live there.
fn table(land: &Land, organisations: &[Organisation], province: &str, today: NaiveDate) -> Rows {
    let (codes, generations) = (codes(organisations), land.cascade.generations());
    let mut rows = Rows::new(&HEADS);
    for row in land.rows.iter().filter(|row| row.village.starts_with(province)) {
        let one = &row.coaching;
        let either = |name: &Name| if name.latin.is_empty() { name.khmer.clone() } else { name.latin.clone() };
        let day = |day: Option<NaiveDate>| Cell::text(day.map(|day| day.to_string()).unwrap_or_default());
        rows.push([
            Cell::text(codes.get(&row.organisation).cloned().unwrap_or_default()),
            Cell::count(generations.get(&one.trainee).copied().unwrap_or_default().into()),
            Cell::text(one.kind.code()),
            Cell::text(either(&row.coach_name)),
            Cell::text(either(&row.trainee_name)),
            Cell::text(&row.village),
            day(Some(one.from)),
            day(one.ended.map(|(to, _)| to)),
            Cell::text(one.ended.map_or("", |(_, why)| why.code())),
            Cell::text(match land.activity(one, today) {
                Activity::Active => "active",
                Activity::Quiet => "quiet",
                Activity::Ended => "ended",
            }),
            day(land.visited.get(&one.id).copied()),
        ]);
    }
    rows
}
