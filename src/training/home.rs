//! Where training begins.
use super::{
    cascade::Land,
    coaching::store as coaching,
    sessions::{codes, line, served, store},
};
use crate::{
    app::App,
    error::{Answer, Fault},
    guard::{Can, Visit},
    web,
};
use axum::extract::State;
use std::collections::BTreeSet;
use templates::training::home::{HomePage, home as draw};

/// So many of the last sessions are shown.
const LATELY: usize = 5;

/// `GET /training`
pub async fn show(State(app): State<App>, visit: Visit) -> Answer {
    let today = app.today();
    let mut tx = app.db().read().await?;
    let codes = codes(&served(&mut tx, &visit, Can::SeeTraining).await?);
    let land = Land::load(&mut tx, |organisation| codes.contains_key(&organisation)).await?;
    let mut sessions = store::sessions(&mut tx).await?;
    sessions.retain(|row| row.stands() && codes.contains_key(&row.organisation_id));
    let mut courses = store::courses(&mut tx).await?;
    courses.retain(|row| codes.contains_key(&row.organisation_id));
    let coaches: BTreeSet<_> = land.terms.iter().filter(|term| term.holds_on(today)).map(|term| term.person).collect();
    let lately = sessions.iter().take(LATELY).map(|row| line(row, &codes)).collect::<Result<Vec<_>, Fault>>()?;
    Ok(web::html(draw(&HomePage {
        around: visit.around(),
        coaches: coaches.len() as i64,
        coachings: land.cascade.all().iter().filter(|one| one.holds_on(today)).count() as i64,
        sessions: sessions.len() as i64,
        courses: courses.len() as i64,
        alarms: land.alarms(today).len() as i64,
        lately,
        coaches_herself: coaching::person_of_user(&mut tx, visit.user.id).await?.is_some(),
        may_keep: visit.may_somewhere(Can::KeepTraining),
    })))
}
