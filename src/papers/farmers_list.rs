//! The farmers list of organic control on paper: every plot with its status and what its last inspection said.
use super::{
    Wish, answer,
    of_group::{name, of_group},
    parties::village,
    statement::committee,
};
use crate::{
    app::App,
    coops::{
        ground::{self, Ground},
        members::group_name,
        plots,
    },
    error::{Answer, Fault},
    guard::InCoop,
    store::Tx,
};
use axum::extract::{Query, State};
use domain::{
    coops::{organic, state::Plot},
    people::Office,
};
use reports::{
    farmers_list::{FarmersList, PlotTold},
    of_group::OfGroup,
};
use serde::Deserialize;
use templates::coops::plots::WHICH;

/// Which plots, as the page of plots says it; all, where nothing is said.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Which {
    state: String,
}

/// `GET /coops/{coop}/papers/farmers?state=`
pub async fn show(State(app): State<App>, visit: InCoop, Query(wish): Query<Wish>, Query(which): Query<Which>) -> Answer {
    let mut tx = app.db().read().await?;
    let ground = Ground::load(&mut tx, &visit, app.today()).await?;
    let list = load(&mut tx, &ground, &which.state).await?;
    let (say, file) = (wish.say(visit.words()), format!("{}-farmers-{}", visit.coop.code, list.on));
    answer(&visit, &file, move || list.document(say)).await
}

/// The list as everything stands on the ground's day.
///
/// # Errors
/// Where the store cannot be read.
pub async fn load(tx: &mut Tx, ground: &Ground, which: &str) -> Result<FarmersList, Fault> {
    let which = *WHICH.iter().find(|known| **known == which).unwrap_or(&WHICH[0]);
    let mut plots: Vec<PlotTold> = plots::of_list(ground, which).into_iter().map(|(_, plot)| told(ground, plot)).collect();
    // The inspector goes from village to village, and from farmer to farmer.
    plots.sort_by_cached_key(|plot| {
        let group = (plot.group.latin.clone(), plot.group.khmer.clone());
        (group == Default::default(), group, plot.number.unwrap_or(i64::MAX), plot.no)
    });
    let mut signers = committee(tx, &ground.group, ground.day).await?;
    signers.retain(|signer| signer.office != Office::Treasurer);
    Ok(FarmersList {
        coop: OfGroup { code: ground.row.code.clone(), name: name(ground.row.name()), place: village(&ground.row.village_code) },
        group: of_group(&ground.group),
        on: ground.day,
        which,
        plots,
        signers,
    })
}

fn told(ground: &Ground, plot: &Plot) -> PlotTold {
    let (said, laws) = (&plot.said, plots::laws(ground));
    let who = ground.who(said.party);
    PlotTold {
        group: group_name(&ground.state, said.party).map(name).unwrap_or_default(),
        number: who.number,
        farmer: name(who.name),
        no: said.no,
        called: said.name.clone(),
        crop: name(ground::crop(&said.crop)),
        area: said.area,
        status: organic::status(plot, &laws, ground.day),
        forbidden_on: said.forbidden_on,
        inspected: organic::last(plot, ground.day).map(|(on, inspection)| (on, inspection.clone())),
        delivered: plot.delivered,
    }
}
