//! The whole programme of the demo: every target of `fixtures/programme/targets.toml` filled with records that the rules made.
//!
//! It takes longer than somebody waits for a first page. So it is made after the server listens, in steps of a transaction
//! each, between which others write; how many are made is kept with them, and what was interrupted goes on from there.
//! Everything follows from the day on which the demo was made: the same steps make the same records.
mod advisors;
mod banks;
mod cascade;
mod coaching;
mod events;
mod groups;
mod luck;
mod matches;
mod meetings;
mod people;
mod places;
mod plans;
mod sales;
mod scholarships;
mod sessions;
pub mod store;

use super::{Demo, MADE, files, moved};
use crate::{
    app::App,
    cli::Failure,
    groups::store as settings,
    imports,
    meetings::seal::Act,
    store::{Tx, record},
    users::store as users,
};
use chrono::NaiveDate;
use std::{collections::BTreeMap, time::Duration};
use uuid::Uuid;

macro_rules! file {
    ($name:literal) => {
        include_str!(concat!("../../../fixtures/demo/whole/", $name))
    };
}
use file;

/// Under this name the database keeps how many steps are made.
const STEPS_MADE: &str = "demo-steps-made";

/// Between two steps others have the pen.
const PAUSE: Duration = Duration::from_millis(25);

/// The savings groups of the three partners' targets.
const GROUPS: usize = 138;

/// One thing to be made.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// Organisations and targets that an older demo does not have.
    Promises,
    /// A savings group with its year: of which partner, the how-manieth that is made here.
    Group(&'static groups::Partner, usize),
    /// A bank of a savings group.
    Bank(usize),
    /// The course of the model farmers themselves.
    ModelFarmers,
    /// What a model farmer teaches, whom she coaches, and what came of it.
    Farmer(i64),
    /// The advisors of some groups, and their households.
    Advisors(i64),
    /// Workshops and rounds of awareness raising of a partner.
    Workshops,
    /// Trainings of households.
    Households,
    /// Trainings of young people.
    Youth,
    /// An award that pays scholarships.
    Scholarships(usize),
    /// Which records are one person's.
    Matches,
    /// What farmers sold by themselves.
    Sales,
    /// Business plans of a family, a household and a group.
    Plans,
}

fn steps() -> Vec<Step> {
    let groups = groups::PARTNERS.iter().flat_map(|partner| (0..partner.new).map(move |at| Step::Group(partner, at)));
    let mut steps = vec![Step::Promises];
    steps.extend(groups);
    steps.extend((0..banks::BANKS.len()).map(Step::Bank));
    steps.push(Step::ModelFarmers);
    steps.extend((0..cascade::FARMERS).map(Step::Farmer));
    steps.extend((0..advisors::RUNS).map(Step::Advisors));
    steps.extend([Step::Workshops, Step::Households, Step::Youth]);
    steps.extend((0..scholarships::AWARDS.len()).map(Step::Scholarships));
    steps.extend([Step::Matches, Step::Sales, Step::Plans]);
    steps
}

/// How far the demo is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Savings groups that are there.
    pub groups: usize,
    /// Of how many.
    pub of: usize,
}

/// How far the demo is while it is being filled; nothing where it is whole, or no demo.
///
/// # Errors
/// The store's.
pub async fn progress(tx: &mut Tx) -> crate::store::Result<Option<Progress>> {
    if settings::setting(tx, MADE).await?.is_none() {
        return Ok(None);
    }
    let Some(made) = settings::setting(tx, STEPS_MADE).await? else { return Ok(None) };
    let (made, steps) = (made.parse().unwrap_or(0), steps());
    let groups = |step: &&Step| matches!(step, Step::Group(partner, _) if partner.counts);
    let left = steps.iter().skip(made).filter(groups).count();
    Ok((made < steps.len()).then_some(Progress { groups: GROUPS - left, of: GROUPS }))
}

/// Makes everything that is not made yet, at once.
///
/// # Errors
/// What was not taken: a fault of the program, since a test makes all of it.
pub async fn make(app: &App) -> Result<(), Failure> {
    go_on(app, Duration::ZERO).await
}

/// Makes it while others read and write; what goes wrong is logged, and the demo stays as far as it came.
pub async fn fill(app: App) {
    if let Err(Failure(why)) = go_on(&app, PAUSE).await {
        tracing::error!("the demo is not filled further: {why}");
    }
}

/// Makes the cooperatives and then takes step after step, each in a transaction that also counts it.
async fn go_on(app: &App, pause: Duration) -> Result<(), Failure> {
    begin(app).await?;
    super::coops::make(app, pause).await?;
    let steps = steps();
    loop {
        let mut tx = app.db().write().await?;
        let Some(made_on) = settings::setting(&mut tx, MADE).await? else { return Ok(()) };
        let made: usize = settings::setting(&mut tx, STEPS_MADE).await?.and_then(|made| made.parse().ok()).unwrap_or(0);
        let Some(step) = steps.get(made) else { return Ok(()) };
        let whole = Whole::load(&mut tx, app, made_on.parse()?).await?;
        whole.step(&mut tx, *step).await.map_err(|Failure(why)| Failure(format!("{step:?}: {why}")))?;
        settings::set_setting(&mut tx, STEPS_MADE, &(made + 1).to_string()).await?;
        tx.commit().await?;
        if made.is_multiple_of(20) {
            tracing::info!("filling the demo: {made} of {} steps", steps.len());
        }
        if made + 1 == steps.len() {
            tracing::info!("the demo is whole");
        }
        tokio::time::sleep(pause).await;
    }
}

/// From now on pages say that the demo is being filled.
async fn begin(app: &App) -> Result<(), Failure> {
    let mut tx = app.db().write().await?;
    if settings::setting(&mut tx, MADE).await?.is_some() && settings::setting(&mut tx, STEPS_MADE).await?.is_none() {
        settings::set_setting(&mut tx, STEPS_MADE, "0").await?;
        tx.commit().await?;
    }
    Ok(())
}

/// What every step needs.
struct Whole {
    demo: Demo,
    officer: Uuid,
    organisations: BTreeMap<String, Uuid>,
}

impl Whole {
    async fn load(tx: &mut Tx, app: &App, made_on: NaiveDate) -> Result<Whole, Failure> {
        let officer = users::by_login(tx, "officer").await?.ok_or_else(|| Failure("the demo has no officer".into()))?.id;
        let organisations = settings::organisations(tx).await?.into_iter().map(|one| (one.code, one.id)).collect();
        Ok(Whole { demo: Demo { moved: moved(made_on), now: app.now(), today: made_on }, officer, organisations })
    }

    /// The officer's act on a past day, in the afternoon.
    fn act(&self, day: NaiveDate) -> Act {
        let at = day.and_hms_opt(9, 0, 0).map_or(self.demo.now, |at| at.and_utc().min(self.demo.now));
        Act { by: self.officer, at, today: day.min(self.demo.today) }
    }

    fn today(&self) -> NaiveDate {
        self.demo.today
    }

    fn organisation(&self, code: &str) -> Result<Uuid, Failure> {
        self.organisations.get(code).copied().ok_or_else(|| Failure(format!("the demo has no organisation {code}")))
    }

    async fn step(&self, tx: &mut Tx, step: Step) -> Result<(), Failure> {
        match step {
            Step::Promises => promises(tx, self.act(self.today())).await,
            Step::Group(partner, at) => groups::make(self, tx, partner, at).await,
            Step::Bank(at) => banks::make(self, tx, at).await,
            Step::ModelFarmers => cascade::model_farmers(self, tx).await,
            Step::Farmer(at) => cascade::farmer(self, tx, at).await,
            Step::Advisors(run) => advisors::make(self, tx, run).await,
            Step::Workshops => events::workshops(self, tx).await,
            Step::Households => events::households(self, tx).await,
            Step::Youth => events::youth(self, tx).await,
            Step::Scholarships(at) => scholarships::make(self, tx, at).await,
            Step::Matches => matches::make(self, tx).await,
            Step::Sales => sales::make(self, tx).await,
            Step::Plans => plans::make(self, tx).await,
        }
    }
}

/// The partner organisations that are not there yet, and what was promised.
pub(super) async fn promises(tx: &mut Tx, act: Act) -> Result<(), Failure> {
    let there: Vec<String> = settings::organisations(tx).await?.into_iter().map(|one| one.code).collect();
    for one in files::programme()?.organisation.into_iter().filter(|one| !there.contains(&one.code)) {
        settings::add_organisation(tx, &one.code, &one.name_km, &one.name_latin).await?;
        record(tx, None, None, "organisation-added", &one.code, act.at).await?;
    }
    let targets = imports::targets::read_text(include_str!("../../../fixtures/programme/targets.toml")).map_err(Failure)?;
    targets.write(tx, act).await.map(drop).map_err(|error| Failure(format!("the targets: {error:?}")))
}
