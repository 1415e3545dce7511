//! A plan on paper: what its page shows, with who made it, which version, and places to sign.
use super::{reckoned, store};
use crate::{
    app::App,
    error::{Answer, Fault},
    groups::{pages::place, store as groups},
    guard::InPlan,
    market::farm_sales::store as people,
    papers::{Wish, answer, of_group::name},
    store::Tx,
    users::store as users,
};
use axum::extract::{Query, State};
use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use domain::plans::{
    Document, Objection, Step,
    group::{GroupObjection, GroupPlace, GroupPlan},
};
use reports::{
    Label, Say,
    business_plan::BusinessPlan,
    group_plan::GroupPlanPaper,
    of_plan::{OfPlan, PlanState, Whose},
};
use serde::Deserialize;
use store::Subject;
use templates::plans::{group, say};
use words::Words;

/// Which version, and in what.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PaperQuery {
    /// Its number; the latest where nothing is said.
    version: String,
    /// `km`, `en` or `both`; the reader's own where nothing is said.
    language: String,
}

/// `GET /plans/{plan}/paper?language=&version=`
pub async fn show(State(app): State<App>, visit: InPlan, Query(query): Query<PaperQuery>, Query(wish): Query<Wish>) -> Answer {
    let words = visit.words();
    let wish = if query.language.is_empty() { wish } else { Wish { lang: query.language, ..wish } };
    let (row, say) = (&visit.plan, wish.say(words));
    let no = if query.version.is_empty() { row.version } else { query.version.parse().map_err(|_| Fault::NotFound)? };
    let mut tx = app.db().read().await?;
    let document = store::document(&mut tx, row.id, no).await?.ok_or(Fault::NotFound)?;
    let of = of_plan(&mut tx, &visit, no, say).await?;
    let file = format!("plan-{}-{no}", row.enterprise);
    match document {
        Document::Group(written) => {
            let plan = GroupPlan::try_new(*written)
                .map_err(|why| Fault::Broken(format!("a group's plan that cannot be reckoned was kept: {why:?}")))?;
            let at_place = plan.written();
            let said = |(at, what): &(GroupPlace, GroupObjection)| {
                let text =
                    |words: Words| format!("{}: {}", group::place(words, at_place, *at), group::objection(words, &plan, what));
                (what.weight(), say.of(text))
            };
            let objections: Vec<(_, Label)> = plan.objections().iter().map(said).collect();
            let paper = GroupPlanPaper { objections, of, plan };
            answer(&visit, &file, move || paper.document(say)).await
        }
        enterprise => {
            let plan = reckoned(enterprise)?;
            let said = |one: &Objection| (one.what.weight(), say.of(|words: Words| say::objection(words, &plan, one)));
            let objections: Vec<(_, Label)> = plan.objections().iter().map(said).collect();
            let paper = BusinessPlan { plan, of, objections };
            answer(&visit, &file, move || paper.document(say)).await
        }
    }
}

/// What is known of a version besides its figures.
///
/// # Errors
/// [`Fault::NotFound`]: there is no such version.
pub async fn of_plan(tx: &mut Tx, visit: &InPlan, no: i64, say: Say) -> Result<OfPlan, Fault> {
    let row = &visit.plan;
    let names = users::names(tx).await?;
    let versions = store::versions(tx, row.id).await?;
    let version = versions.iter().find(|version| version.no == no).ok_or(Fault::NotFound)?;
    let organisations = groups::organisations(tx).await?;
    let organisation = organisations.iter().find(|one| one.id == row.organisation_id);
    let steps = store::steps(tx, row.id).await?;
    let mut approved = None;
    for step in steps.iter().filter(|step| step.version == no) {
        if step.step(row.id)? == Step::Approved {
            approved = Some((names.get(&step.recorded_by).cloned().unwrap_or_default(), day(step.recorded_at)));
        }
    }
    let state = match &approved {
        Some(_) => PlanState::Approved,
        None if no == row.version => PlanState::parse(row.state()?.code()).unwrap_or(PlanState::Draft),
        None => PlanState::Draft,
    };
    let village = match (row.person_id, row.subject()) {
        (_, Subject::Group(book)) => groups::group_of_book(tx, book).await?.map(|group| group.village_code).unwrap_or_default(),
        (Some(person), _) => people::person(tx, person).await?.first().map(|row| row.village().to_owned()).unwrap_or_default(),
        _ => String::new(),
    };
    let is_group = matches!(row.subject(), Subject::Group(_));
    let subject = if is_group { row.group() } else { row.person() };
    let attached = match row.subject() {
        Subject::Grant(_, no) => Some(("plan-for-grant-no", "award", row.award_code.clone(), no)),
        Subject::Application(_, no) => Some(("plan-for-application-no", "group", row.group_code.clone(), no)),
        Subject::Loan(_, no) => Some(("plan-for-loan-no", "group", row.group_code.clone(), no)),
        _ => None,
    };
    let attached =
        attached.map(|(key, of, code, no)| say.with(key, move |words| vec![("no", words.ordinal(no)), (of, code.clone())]));
    Ok(OfPlan {
        whose: if is_group { Whose::Committee } else { Whose::Household },
        name: name(subject),
        place: if village.is_empty() { Default::default() } else { name(place(&village)) },
        attached: attached.unwrap_or_default(),
        organisation: organisation.map(|one| reports::contract::Name::new(&one.name_km, &one.name_latin)).unwrap_or_default(),
        made_by: names.get(&version.recorded_by).cloned().unwrap_or_default(),
        day: day(version.recorded_at),
        version: Some(no),
        state,
        approved,
    })
}

/// The day of an instant in Cambodia.
fn day(at: DateTime<Utc>) -> NaiveDate {
    let cambodia = FixedOffset::east_opt(7 * 3600).expect("seven hours is a valid offset");
    at.with_timezone(&cambodia).date_naive()
}
