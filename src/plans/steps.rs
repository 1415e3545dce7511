//! The routes of what is done with a plan: for whom it is, handed in, given back, taken back, approved.
use super::{head, pages::page as plan_page, store, subjects};
use crate::{
    app::App,
    error::{Answer, Fault},
    guard::InPlan,
    meetings::seal::Act,
    reader::Reader,
    store::record,
    web,
};
use axum::{Form, extract::State};
use domain::plans::{NOTE_MOST, Step, StepRefusal};
use maud::Markup;
use serde::Deserialize;
use templates::{
    parts::Problem,
    plans::subject::{Finder, SubjectPage, subject as draw},
};
use words::Words;

/// What comes with a step.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct StepForm {
    /// The version that was looked at.
    version: String,
    /// What is said with it.
    note: String,
}

/// `POST /plans/{plan}/submit`
pub async fn submit(State(app): State<App>, visit: InPlan, Form(form): Form<StepForm>) -> Answer {
    take(&app, visit, Step::Submitted, form).await
}

/// `POST /plans/{plan}/withdraw`
pub async fn withdraw(State(app): State<App>, visit: InPlan, Form(form): Form<StepForm>) -> Answer {
    take(&app, visit, Step::Withdrawn, form).await
}

/// `POST /plans/{plan}/return`
pub async fn give_back(State(app): State<App>, visit: InPlan, Form(form): Form<StepForm>) -> Answer {
    take(&app, visit, Step::Returned, form).await
}

/// `POST /plans/{plan}/approve`
pub async fn approve(State(app): State<App>, visit: InPlan, Form(form): Form<StepForm>) -> Answer {
    take(&app, visit, Step::Approved, form).await
}

async fn take(app: &App, visit: InPlan, step: Step, form: StepForm) -> Answer {
    let words = visit.words();
    let mut tx = app.db().write().await?;
    store::in_line(&mut tx).await?;
    let row = store::plan(&mut tx, visit.plan.id).await?.ok_or(Fault::NotFound)?;
    let visit = InPlan { plan: row, ..visit };
    let act = Act::now(app, visit.visit.user.id);
    let review = store::review(&mut tx, &visit.plan).await?;
    let mut reader = Reader::new(words);
    let note = form.note.trim().to_owned();
    // A second tap on the same button finds it done.
    let last = review.steps.last();
    if last.is_some_and(|last| last.step == step && last.by == act.by && last.version == visit.plan.version) {
        return Ok(done(&visit, step));
    }
    if form.version.parse() != Ok(visit.plan.version) {
        let no = words.ordinal(visit.plan.version);
        reader.say("", words.with("plan-step-newer", &[("no", no.into())]));
    } else if let Err(why) = review.may(step, act.by, &note) {
        let (field, message) = refusal(words, why);
        reader.say(field, message);
    }
    if let Err(problems) = reader.finish(Some(())) {
        let no = visit.plan.version;
        return Ok(web::unprocessable(plan_page(&mut tx, &visit, no, form.note, problems).await?));
    }
    // A note is said of what is given back alone.
    let note = if step == Step::Returned { note.as_str() } else { "" };
    store::add_step(&mut tx, &visit.plan, step, note, act.by, act.at).await?;
    record(&mut tx, None, Some(act.by), action(step), &visit.plan.id.to_string(), act.at).await?;
    tx.commit().await?;
    Ok(done(&visit, step))
}

fn done(visit: &InPlan, step: Step) -> axum::response::Response {
    web::see_other(&format!("/plans/{}?done={}", visit.plan.id, action(step)))
}

fn action(step: Step) -> &'static str {
    match step {
        Step::Submitted => "plan-submitted",
        Step::Returned => "plan-returned",
        Step::Approved => "plan-approved",
        Step::Withdrawn => "plan-withdrawn",
    }
}

/// Why a step is not taken, at its field.
fn refusal(words: Words, why: StepRefusal) -> (&'static str, String) {
    match why {
        StepRefusal::State(state) => {
            let state = words.say(&format!("plan-state-{}", state.code()));
            ("", words.with("plan-step-not-now", &[("state", state)]))
        }
        StepRefusal::Nobody => ("", words.say("plan-submit-nobody").into_owned()),
        StepRefusal::Own => ("", words.say("plan-approve-own").into_owned()),
        StepRefusal::NoteMissing => ("note", words.say("plan-return-note").into_owned()),
        StepRefusal::NoteLong => {
            let most = words.number(i64::try_from(NOTE_MOST).unwrap_or(i64::MAX));
            ("note", words.with("text-too-long", &[("most", most.into())]))
        }
    }
}

/// For whom a form says that a plan is.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct SubjectForm {
    /// As forms name them; empty for nobody yet.
    #[serde(rename = "for")]
    whom: String,
    /// What was searched for.
    q: String,
    /// `find` or `keep`.
    #[serde(rename = "do")]
    asked: String,
}

/// `GET /plans/{plan}/subject`
pub async fn subject(visit: InPlan) -> Answer {
    let chosen = subjects::line(&visit.visit, &visit.plan);
    let finder = Finder { chosen, ..Finder::default() };
    Ok(web::html(subject_page(&visit, finder, vec![])?))
}

fn subject_page(visit: &InPlan, finder: Finder, problems: Vec<Problem>) -> Result<Markup, Fault> {
    Ok(draw(&SubjectPage { around: visit.visit.around(), head: head(&visit.visit, &visit.plan)?, finder, problems }))
}

/// `POST /plans/{plan}/subject`
pub async fn attach(State(app): State<App>, visit: InPlan, Form(form): Form<SubjectForm>) -> Answer {
    let words = visit.words();
    let mut tx = app.db().write().await?;
    store::in_line(&mut tx).await?;
    let row = store::plan(&mut tx, visit.plan.id).await?.ok_or(Fault::NotFound)?;
    let visit = InPlan { plan: row, ..visit };
    let named = subjects::find(&mut tx, &visit.visit, &form.whom).await?;
    let chosen = named.as_ref().map(|named| named.line.clone()).unwrap_or_default();
    // Only the button that keeps says that nobody is meant; a form without it changes nothing.
    if form.asked != "keep" {
        let finder = subjects::search(&mut tx, &visit.visit, &form.q, chosen).await?;
        return Ok(web::html(subject_page(&visit, finder, vec![])?));
    }
    let mut reader = Reader::new(words);
    let own = named.as_ref().is_none_or(|named| named.organisation == visit.plan.organisation_id);
    if (named.is_none() && !form.whom.is_empty()) || !own {
        reader.refuse("for", "plan-for-bad");
    }
    let subject = named.map_or(store::Subject::Nobody, |named| named.subject);
    let same = subject == visit.plan.subject();
    if !same && !visit.plan.state()?.may_attach() {
        reader.refuse("", "plan-for-fixed");
    }
    if let Err(problems) = reader.finish(Some(())) {
        let finder = Finder { chosen, query: form.q, ..Finder::default() };
        return Ok(web::unprocessable(subject_page(&visit, finder, problems)?));
    }
    if !same {
        let act = Act::now(&app, visit.visit.user.id);
        store::attach(&mut tx, visit.plan.id, &subject, act.by, act.at).await?;
        record(&mut tx, None, Some(act.by), "plan-attached", &visit.plan.id.to_string(), act.at).await?;
        tx.commit().await?;
    }
    Ok(web::see_other(&format!("/plans/{}?done=plan-attached", visit.plan.id)))
}
