//! The routes of an advisor's day: whom to visit next, village by village.
use super::{
    Ground, head, phone, store,
    visits::store::{self as visits, Latest},
};
use crate::{
    app::App,
    error::{Answer, Fault},
    groups::pages::place,
    guard::{Can, Visit},
    people::store as people,
    web,
};
use axum::extract::{Path, State};
use domain::training::{Waiting, day_list};
use std::collections::BTreeMap;
use store::CoachingRow;
use templates::training::coaching::day::{DayLine, DayPage, NobodyPage, day_list as draw, nobody};
use uuid::Uuid;

/// `GET /training/mine`
pub async fn mine(State(app): State<App>, visit: Visit) -> Answer {
    let mut tx = app.db().read().await?;
    let Some(person) = store::person_of_user(&mut tx, visit.user.id).await? else {
        return Ok(web::html(nobody(&NobodyPage { around: visit.around() })));
    };
    Ok(web::see_other(&format!("/training/coaches/{person}/day")))
}

/// `GET /training/coaches/{person}/day`
pub async fn show(State(app): State<App>, visit: Visit, Path(person): Path<String>) -> Answer {
    let mut tx = app.db().read().await?;
    let today = app.today();
    let (coach, records) = head(&mut tx, &person).await?;
    let ground = Ground::load(&mut tx, &visit, Can::SeeTraining).await?;
    let own = store::person_of_user(&mut tx, visit.user.id).await? == Some(coach);
    // Whose sign-in this is finds her own list, though it is still empty.
    let own_name = || own.then(|| records.iter().find(|row| row.id == coach).map(people::PersonRow::name)).flatten();
    let name = ground.name(coach).or_else(own_name).ok_or(Fault::NotFound)?;
    let latest = visits::latest(&mut tx, coach).await?;
    let rows: BTreeMap<Uuid, &CoachingRow> =
        ground.of(coach).filter(|row| row.coaching.holds_on(today)).map(|row| (row.coaching.id, row)).collect();
    let waiting = rows.values().map(|row| Waiting {
        coaching: row.coaching.id,
        village_code: row.village.clone(),
        from: row.coaching.from,
        last: latest.get(&row.coaching.id).map(|last| (last.day, last.next_on)),
    });
    let list = day_list(waiting.collect());
    let village = |chunk: &[Waiting]| {
        let lines = chunk.iter().filter_map(|one| Some(line(rows.get(&one.coaching)?, one, latest.get(&one.coaching), today)));
        (place(&chunk[0].village_code), lines.collect())
    };
    let villages = list.chunk_by(|a, b| a.village_code == b.village_code).map(village).collect();
    let may_keep = rows.values().any(|row| visit.may_for(Can::KeepTraining, row.organisation));
    Ok(web::html(draw(&DayPage { around: visit.around(), coach: (coach.to_string(), name), villages, may_keep })))
}

fn line(row: &CoachingRow, waiting: &Waiting, latest: Option<&Latest>, today: chrono::NaiveDate) -> DayLine {
    DayLine {
        id: row.coaching.id.to_string(),
        name: row.trainee_name.clone(),
        phone: phone(&row.phone),
        agreed: latest.map(|last| last.agreed.clone()).unwrap_or_default(),
        last: latest.map(|last| last.day),
        due: waiting.due(today),
        due_on: waiting.due_on(),
    }
}
