//! The paper for the general meeting of a cooperative.
use super::{
    Wish, answer,
    of_group::{name, of_group},
    parties::village,
    statement::committee,
};
use crate::{
    app::App,
    coops::{ground::Ground, year},
    error::{Answer, Fault},
    guard::InCoop,
    store::Tx,
};
use axum::extract::{Query, State};
use reports::{
    general_meeting::{GeneralMeeting, Gets},
    of_group::OfGroup,
};
use serde::Deserialize;

/// Which year: its number among those that were divided, from 1; 0 or missing: the last.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Which {
    year: usize,
}

/// `GET /coops/{coop}/papers/general-meeting?year=`
pub async fn show(State(app): State<App>, visit: InCoop, Query(wish): Query<Wish>, Query(which): Query<Which>) -> Answer {
    let mut tx = app.db().read().await?;
    let ground = Ground::load(&mut tx, &visit, app.today()).await?;
    let no = if which.year == 0 { ground.state.years.len() } else { which.year };
    let paper = load(&mut tx, &ground, no).await?;
    let (say, file) = (wish.say(visit.words()), format!("{}-general-meeting-{}", visit.coop.code, paper.year.to));
    answer(&visit, &file, move || paper.document(say)).await
}

/// The paper of a year that was divided.
///
/// # Errors
/// [`Fault::NotFound`] where there is no such year.
pub async fn load(tx: &mut Tx, ground: &Ground, no: usize) -> Result<GeneralMeeting, Fault> {
    let at = no.checked_sub(1).ok_or(Fault::NotFound)?;
    let (decided_on, year) = ground.state.years.get(at).cloned().ok_or(Fault::NotFound)?;
    let at_end = ground.loaded.state(year.to).map_err(|flaw| Fault::Broken(format!("acts of {}: {flaw:?}", ground.row.code)))?;
    let brought = at_end.deliveries.values().filter(|(day, _)| (year.from..=year.to).contains(day));
    let delivered = brought.fold((0, 0), |(members, others), (_, one)| match one.member {
        true => (members + one.weight, others),
        false => (members, others + one.weight),
    });
    let mut stock: Vec<_> = at_end.lots.values().map(|lot| lot.kind.clone()).collect();
    stock.sort();
    stock.dedup();
    let stock = stock.into_iter().map(|kind| (at_end.stock(&kind), kind)).filter(|(grams, _)| *grams > 0);
    let gets = year::members(ground, &year).into_iter().map(|line| Gets {
        number: line.who.number,
        name: name(line.who.name),
        shares: line.shares,
        weight: line.weight,
        dividend: line.dividend,
        refund: line.refund,
    });
    Ok(GeneralMeeting {
        coop: OfGroup { code: ground.row.code.clone(), name: name(ground.row.name()), place: village(&ground.row.village_code) },
        group: of_group(&ground.group),
        money: ground.loaded.money,
        decided_on,
        delivered,
        stock: stock.map(|(grams, kind)| (kind, grams)).collect(),
        members: gets.collect(),
        signers: committee(tx, &ground.group, decided_on).await?,
        year,
    })
}
