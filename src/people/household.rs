//! The routes of households: who eats from one pot.
use super::{
    Seen, find,
    form::{self, Change},
    store::{self, PersonRow},
};
use crate::{
    app::App,
    error::{Answer, Fault},
    guard::{Can, Visit},
    imports::table::latin_digits,
    listing::{ListQuery, matches, plain},
    meetings::seal::Act,
    members::form::local_phone,
    store::{Tx, record},
    web,
};
use axum::{
    Form,
    extract::{Path, Query, State},
};
use templates::{
    parts::Problem,
    people::household::{HouseholdForm, HouseholdPage, household as draw},
};

/// So many who were searched for are shown.
const FOUND_MOST: usize = 20;

/// `GET /people/{person}/household`
pub async fn show(State(app): State<App>, visit: Visit, Path(id): Path<String>, Query(list): Query<ListQuery>) -> Answer {
    let mut tx = app.db().read().await?;
    let row = find(&mut tx, &visit, &id, Can::KeepPeople).await?;
    Ok(web::html(draw(&page(&mut tx, &visit, &row, &list.q, vec![]).await?)))
}

/// Everybody in her household; she alone where she has none.
async fn members(tx: &mut Tx, row: &PersonRow) -> Result<Vec<PersonRow>, Fault> {
    Ok(match row.household_id {
        Some(household) => store::of_household(tx, household).await?,
        None => vec![row.clone()],
    })
}

async fn page(tx: &mut Tx, visit: &Visit, row: &PersonRow, query: &str, problems: Vec<Problem>) -> Result<HouseholdPage, Fault> {
    let seen = Seen::load(tx, visit).await?;
    let members = members(tx, row).await?;
    let needle = latin_digits(&plain(query));
    let mut found = if needle.is_empty() { vec![] } else { store::people(tx, &row.organisation).await? };
    found.retain(|one| {
        let name = one.name();
        members.iter().all(|member| member.id != one.id)
            && matches(&needle, &[&name.khmer, &name.latin, &one.phone, &local_phone(&one.phone)])
    });
    // Neighbours first: a household is of one village, mostly.
    found.sort_by_key(|one| (one.village_code != row.village_code, one.village_code.get(..6) != row.village_code.get(..6)));
    let more = found.len() > FOUND_MOST;
    found.truncate(FOUND_MOST);
    Ok(HouseholdPage {
        around: visit.around(),
        person: seen.head(row, None),
        members: members.iter().map(|one| seen.head(one, None)).collect(),
        has_one: row.household_id.is_some(),
        query: query.to_owned(),
        found: found.iter().map(|one| (seen.head(one, None), one.household_id.is_some())).collect(),
        more,
        problems,
    })
}

/// `POST /people/{person}/household`
pub async fn change(State(app): State<App>, visit: Visit, Path(id): Path<String>, Form(typed): Form<HouseholdForm>) -> Answer {
    let change = form::read_change(&typed)?;
    let mut tx = app.db().write().await?;
    let row = find(&mut tx, &visit, &id, Can::KeepPeople).await?;
    let (Change::Join(who) | Change::Leave(who)) = change;
    let who = store::person(&mut tx, who).await?.filter(|who| who.organisation_id == row.organisation_id).ok_or(Fault::NotFound)?;
    let act = Act::now(&app, visit.user.id);
    let refused = match change {
        Change::Join(_) => join(&mut tx, &row, &who, act).await?,
        Change::Leave(_) => leave(&mut tx, &row, &who, act).await?,
    };
    if let Some(key) = refused {
        let problem = Problem { field: String::new(), message: visit.words().say(key).into_owned() };
        return Ok(web::unprocessable(draw(&page(&mut tx, &visit, &row, "", vec![problem]).await?)));
    }
    tx.commit().await?;
    let done = if matches!(change, Change::Join(_)) { "household-joined" } else { "household-left" };
    Ok(web::see_other(&format!("/people/{}/household?done={done}", row.id)))
}

/// Puts somebody into her household, which begins with it where she has none; the key of a refusal.
async fn join(tx: &mut Tx, row: &PersonRow, who: &PersonRow, act: Act) -> Result<Option<&'static str>, Fault> {
    match (row.household_id, who.household_id) {
        _ if row.id == who.id => return Ok(Some("household-herself")),
        // Sent twice, she is in it once.
        (Some(own), Some(other)) if own == other => return Ok(None),
        (_, Some(_)) => return Ok(Some("household-elsewhere")),
        (Some(own), None) => store::set_household(tx, who.id, Some(own)).await?,
        (None, None) => {
            let own = store::add_household(tx, row.organisation_id, &row.village_code, (act.at, act.by)).await?;
            store::set_household(tx, row.id, Some(own)).await?;
            store::set_household(tx, who.id, Some(own)).await?;
            record(tx, None, Some(act.by), "household-joined", &row.id.to_string(), act.at).await?;
        }
    }
    record(tx, None, Some(act.by), "household-joined", &who.id.to_string(), act.at).await?;
    Ok(None)
}

/// Takes somebody out of her household; the key of a refusal.
async fn leave(tx: &mut Tx, row: &PersonRow, who: &PersonRow, act: Act) -> Result<Option<&'static str>, Fault> {
    if who.household_id.is_none() {
        return Ok(None);
    }
    if who.household_id != row.household_id {
        return Ok(Some("household-elsewhere"));
    }
    store::set_household(tx, who.id, None).await?;
    record(tx, None, Some(act.by), "household-left", &who.id.to_string(), act.at).await?;
    Ok(None)
}
