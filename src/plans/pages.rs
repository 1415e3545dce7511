//! The routes that show plans: the list, those of a group, one plan reckoned, an older version, two side by side.
use super::{head, lines, reckoned, store};
use crate::{
    app::App,
    error::{Answer, Fault},
    groups::store as groups,
    guard::{Can, InGroup, InPlan, Visit},
    listing::{ListQuery, matches},
    meetings,
    store::Tx,
    users::store as users,
    web,
};
use axum::extract::{Path, Query, State};
use domain::plans::{Document, Review, Step, group::GroupPlan};
use maud::Markup;
use serde::Deserialize;
use std::collections::HashMap;
use store::PlanRow;
use templates::{
    parts::Problem,
    plans::{
        compare::{ComparePage, Side, compare as draw_compare},
        group,
        list::{GroupPlansPage, PlansPage, group_plans, plans as draw_list},
        plan::{May, PlanPage, StepLine, Surround, VersionLine, plan as draw_plan, surrounded},
    },
};
use uuid::Uuid;

/// So many other plans are offered for comparing.
const OTHERS_MOST: usize = 40;

/// `GET /plans`
pub async fn list(State(app): State<App>, visit: Visit, Query(query): Query<ListQuery>) -> Answer {
    let words = visit.words();
    let mut tx = app.db().read().await?;
    let mut all = store::plans(&mut tx).await?;
    all.retain(|row| visit.may_with_plan(Can::SeePlans, row));
    let any = !all.is_empty();
    let mut organisations: Vec<String> = all.iter().map(|row| row.organisation.clone()).collect();
    organisations.sort_unstable();
    organisations.dedup();
    let needle = query.needle();
    let mut shown: Vec<(PlanRow, String, &'static str)> = Vec::new();
    for row in all {
        let (subject, state) = (super::subjects::line(&visit, &row).text(words), row.state()?.code());
        let title = row.title();
        let fits = matches(&needle, &[&title.khmer, &title.latin, &subject, &row.group_code, &row.award_code])
            && (query.state.is_empty() || query.state == state)
            && (query.organisation.is_empty() || query.organisation == row.organisation);
        if fits {
            shown.push((row, subject, state));
        }
    }
    let keep = [("q", &*query.q), ("state", &*query.state), ("organisation", &*query.organisation)];
    let (part, listing) = query.page("/plans", &keep, shown, |by, a, b| match by {
        "title" => Some(a.0.title().show(words).cmp(b.0.title().show(words))),
        "for" => Some(a.1.cmp(&b.1)),
        "state" => Some(a.2.cmp(b.2)),
        "changed" => Some(a.0.recorded_at.cmp(&b.0.recorded_at)),
        _ => None,
    });
    let rows: Vec<PlanRow> = part.into_iter().map(|(row, ..)| row).collect();
    Ok(web::html(draw_list(&PlansPage {
        around: visit.around(),
        plans: lines(&mut tx, &visit, &rows).await?,
        listing,
        query: query.q,
        state: query.state,
        organisations: organisations.into_iter().map(|code| (code.clone(), code)).collect(),
        organisation: query.organisation,
        any,
        may_keep: visit.may_somewhere(Can::KeepPlans),
    })))
}

/// `GET /groups/{group}/plans`
pub async fn of_group(State(app): State<App>, visit: InGroup) -> Answer {
    let mut tx = app.db().read().await?;
    let rows = store::of_book(&mut tx, visit.group.book.0).await?;
    Ok(web::html(group_plans(&GroupPlansPage {
        around: visit.visit.around(),
        group: meetings::pages::head(&visit.group),
        plans: lines(&mut tx, &visit.visit, &rows).await?,
        may_keep: visit.may(Can::KeepPlans),
        long_term: (visit.may(Can::KeepPlans) && visit.group.saves && rows.iter().all(|row| row.enterprise != group_kind()))
            .then(|| Uuid::now_v7().to_string()),
    })))
}

/// `GET /plans/{plan}`
pub async fn show(State(app): State<App>, visit: InPlan) -> Answer {
    let mut tx = app.db().read().await?;
    let no = visit.plan.version;
    Ok(web::html(page(&mut tx, &visit, no, String::new(), vec![]).await?))
}

/// `GET /plans/{plan}/versions/{no}`
pub async fn version(State(app): State<App>, visit: InPlan, Path((_, no)): Path<(String, i64)>) -> Answer {
    let mut tx = app.db().read().await?;
    Ok(web::html(page(&mut tx, &visit, no, String::new(), vec![]).await?))
}

/// The page of a version, with what was typed about a step and what is wrong with it.
pub(super) async fn page(tx: &mut Tx, visit: &InPlan, no: i64, note: String, problems: Vec<Problem>) -> Result<Markup, Fault> {
    let document = store::document(tx, visit.plan.id, no).await?.ok_or(Fault::NotFound)?;
    let surround = surround(tx, visit, no, note, problems).await?;
    match document {
        Document::Group(written) => {
            let plan = GroupPlan::try_new(*written)
                .map_err(|why| Fault::Broken(format!("a group's plan that cannot be reckoned was kept: {why:?}")))?;
            Ok(surrounded(&surround, group::body(visit.words(), &plan)))
        }
        enterprise => Ok(draw_plan(&PlanPage { surround, plan: reckoned(enterprise)? })),
    }
}

/// Everything around the figures of a plan.
async fn surround(tx: &mut Tx, visit: &InPlan, shown: i64, note: String, problems: Vec<Problem>) -> Result<Surround, Fault> {
    let (row, me) = (&visit.plan, visit.visit.user.id);
    let names = users::names(tx).await?;
    let name = |id: &Uuid| names.get(id).cloned().unwrap_or_default();
    let steps = store::steps(tx, row.id).await?;
    let steps = steps.iter().map(|step| step_line(row, step, &names)).collect::<Result<Vec<_>, Fault>>()?;
    let versions = store::versions(tx, row.id).await?;
    let versions = versions.iter().map(|one| VersionLine { no: one.no, at: one.recorded_at, by: name(&one.recorded_by) }).collect();
    let head = head(&visit.visit, row)?;
    let review = store::review(tx, row).await?;
    let around = visit.visit.around();
    // The plan was just saved: its draft on this phone is done with.
    let saved = around.path.contains("done=plan-saved") || around.path.contains("done=plan-same");
    Ok(Surround {
        shown,
        versions,
        steps,
        may: may(visit, &review, me),
        others: others(tx, visit).await?,
        draft: saved.then(|| draft_name(row, me)),
        around,
        head,
        note,
        problems,
    })
}

/// The name of a reader's draft of a plan on her phone.
pub(super) fn draft_name(row: &PlanRow, reader: Uuid) -> String {
    format!("plan:{}:{reader}", row.id)
}

fn step_line(row: &PlanRow, step: &store::StepRow, names: &HashMap<Uuid, String>) -> Result<StepLine, Fault> {
    Ok(StepLine {
        step: step.step(row.id)?.code(),
        version: step.version,
        note: step.note.clone(),
        at: step.recorded_at,
        by: names.get(&step.recorded_by).cloned().unwrap_or_default(),
    })
}

fn may(visit: &InPlan, review: &Review, me: Uuid) -> May {
    let (keeps, approves) = (visit.may(Can::KeepPlans), visit.may(Can::ApprovePlans));
    let state = review.state();
    // Whoever it is for can still be said: the step itself says so where nobody is.
    let named = Review { named: true, ..review.clone() };
    let could = |step: Step| named.may(step, me, "-").is_ok();
    May {
        edit: keeps && state.may_change(),
        attach: keeps && state.may_attach(),
        submit: keeps && could(Step::Submitted),
        withdraw: keeps && could(Step::Withdrawn),
        give_back: approves && could(Step::Returned),
        approve: approves && could(Step::Approved),
        own: approves && review.is_own(me),
    }
}

/// Other plans of the same organisation that the reader may see.
async fn others(tx: &mut Tx, visit: &InPlan) -> Result<Vec<(String, String)>, Fault> {
    let words = visit.words();
    let same = |row: &&PlanRow| {
        row.id != visit.plan.id
            && row.organisation_id == visit.plan.organisation_id
            && row.enterprise != group_kind()
            && visit.visit.may_with_plan(Can::SeePlans, row)
    };
    if visit.plan.enterprise == group_kind() {
        return Ok(vec![]);
    }
    let all = store::plans(tx).await?;
    let option = |row: &PlanRow| {
        let subject = super::subjects::line(&visit.visit, row);
        let title = row.title();
        let who = if subject.key.is_empty() { String::new() } else { format!(" · {}", subject.name.show(words)) };
        (row.id.to_string(), format!("{}{who}", title.show(words)))
    };
    Ok(all.iter().filter(same).take(OTHERS_MOST).map(option).collect())
}

fn group_kind() -> &'static str {
    domain::plans::group::KIND
}

/// With what a plan is compared.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct CompareQuery {
    /// The number of a version of its own, or the id of another plan.
    with: String,
    /// The version of this plan; the latest where nothing is said.
    version: String,
}

/// `GET /plans/{plan}/compare?with=&version=`
pub async fn compare(State(app): State<App>, visit: InPlan, Query(query): Query<CompareQuery>) -> Answer {
    if query.with.is_empty() {
        return Ok(web::see_other(&format!("/plans/{}#versions", visit.plan.id)));
    }
    let mut tx = app.db().read().await?;
    let (row, words) = (&visit.plan, visit.words());
    let no = if query.version.is_empty() { row.version } else { query.version.parse().map_err(|_| Fault::NotFound)? };
    let version = |no: i64| words.with("plan-version", &[("no", words.ordinal(no).into())]);
    let (other, other_no) = match query.with.parse::<i64>() {
        Ok(no) => (row.clone(), no),
        Err(_) => {
            let id: Uuid = query.with.parse().map_err(|_| Fault::NotFound)?;
            let other = store::plan(&mut tx, id).await?.filter(|other| visit.visit.may_with_plan(Can::SeePlans, other));
            let other = other.ok_or(Fault::NotFound)?;
            let no = other.version;
            (other, no)
        }
    };
    let name = |of: &PlanRow, no: i64| if other.id == row.id { version(no) } else { of.title().show(words).to_owned() };
    let side = |of: &PlanRow, no: i64, document: Option<Document>| {
        let plan = reckoned(document.ok_or(Fault::NotFound)?)?;
        let href = if no == of.version { format!("/plans/{}", of.id) } else { format!("/plans/{}/versions/{no}", of.id) };
        Ok::<_, Fault>(Side { name: name(of, no), href, plan })
    };
    let one = store::document(&mut tx, row.id, no).await?;
    let two = store::document(&mut tx, other.id, other_no).await?;
    let sides = [side(row, no, one)?, side(&other, other_no, two)?];
    Ok(web::html(draw_compare(&ComparePage { around: visit.visit.around(), head: head(&visit.visit, row)?, sides })))
}

/// The organisations for which somebody may write plans, as forms offer them.
pub(super) async fn keeping(tx: &mut Tx, visit: &Visit) -> Result<Vec<groups::Organisation>, Fault> {
    let mut all = groups::organisations(tx).await?;
    all.retain(|one| visit.may_for(Can::KeepPlans, one.id));
    Ok(all)
}
