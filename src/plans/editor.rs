//! The routes of the line editor: a form of the latest version, and what is sent back as the next one.
use super::{
    form, head, months,
    pages::draft_name,
    store::{self, VersionRow},
    years,
};
use crate::{
    app::App,
    error::{Answer, Fault},
    guard::InPlan,
    meetings::seal::Act,
    store::{Tx, record},
    users::store as users,
    web,
};
use axum::{Form, extract::State};
use domain::plans::{Document, Section, Written, group::KIND, known_sizes, known_units};
use maud::Markup;
use serde_json::json;
use templates::{
    awards::forms::Typed,
    parts::Problem,
    plans::{
        Choice,
        editor::{EditorPage, INVESTMENT, LINE, LOAN, Newer, SOURCE, UNIT, editor as draw, rows},
        say,
    },
};
use uuid::Uuid;
use words::Words;

/// `GET /plans/{plan}/edit`
pub async fn show(State(app): State<App>, visit: InPlan) -> Answer {
    if visit.plan.enterprise == KIND {
        return years::show(&app, visit).await;
    }
    let mut tx = app.db().read().await?;
    let base = latest(&mut tx, &visit).await?;
    if !visit.plan.state()?.may_change() {
        return Ok(web::see_other(&format!("/plans/{}", visit.plan.id)));
    }
    let mut typed = form::typed(visit.words(), &base);
    typed.set("key", Uuid::now_v7().to_string());
    typed.set("from", visit.plan.version.to_string());
    Ok(web::html(page(&mut tx, &app, &visit, &base, typed, (None, vec![])).await?))
}

/// The latest version of a plan of an enterprise; a group's has a form of its own.
async fn latest(tx: &mut Tx, visit: &InPlan) -> Result<Written, Fault> {
    match store::document(tx, visit.plan.id, visit.plan.version).await? {
        Some(Document::Enterprise(written)) => Ok(*written),
        _ => Err(Fault::NotFound),
    }
}

/// `POST /plans/{plan}/edit`: writes a version where something changed; a row is added or taken out by a button.
pub async fn send(State(app): State<App>, visit: InPlan, Form(pairs): Form<Vec<(String, String)>>) -> Answer {
    if visit.plan.enterprise == KIND {
        return years::send(&app, visit, pairs).await;
    }
    let (words, mut typed) = (visit.words(), Typed::new(pairs));
    let asked = typed.get("do").to_owned();
    let mut tx = app.db().write().await?;
    // Whatever is looked at from here on stays as it is until the version is written.
    store::in_line(&mut tx).await?;
    let row = store::plan(&mut tx, visit.plan.id).await?.ok_or(Fault::NotFound)?;
    let visit = InPlan { plan: row, ..visit };
    let base = latest(&mut tx, &visit).await?;
    if asked != "save" {
        turn(&mut typed, &asked);
        typed.set("again", "1");
        return Ok(web::html(page(&mut tx, &app, &visit, &base, typed, (None, vec![])).await?));
    }
    let plan = match form::read(words, &typed, &base) {
        Ok(plan) => plan,
        Err(problems) => return Ok(web::unprocessable(page(&mut tx, &app, &visit, &base, typed, (None, problems)).await?)),
    };
    let to = |done: &str| Ok(web::see_other(&format!("/plans/{}?done={done}", visit.plan.id)));
    if *plan.written() == base {
        return to("plan-same");
    }
    if !visit.plan.state()?.may_change() {
        let problem = Problem { field: String::new(), message: words.say("plan-refuse-handed-in").into_owned() };
        return Ok(web::unprocessable(page(&mut tx, &app, &visit, &base, typed, (None, vec![problem])).await?));
    }
    let from: i64 = typed.get("from").parse().map_err(|_| Fault::Unreadable)?;
    if from != visit.plan.version && typed.get("over").parse() != Ok(visit.plan.version) {
        let versions = store::versions(&mut tx, visit.plan.id).await?;
        let newer = versions.into_iter().next();
        return Ok(web::unprocessable(page(&mut tx, &app, &visit, &base, typed, (newer, vec![])).await?));
    }
    let act = Act::now(&app, visit.visit.user.id);
    let document = Document::Enterprise(Box::new(plan.written().clone()));
    store::add_version(&mut tx, visit.plan.id, visit.plan.version + 1, &document, act.by, act.at).await?;
    record(&mut tx, None, Some(act.by), "plan-version-written", &visit.plan.id.to_string(), act.at).await?;
    tx.commit().await?;
    to("plan-saved")
}

async fn page(
    tx: &mut Tx,
    app: &App,
    visit: &InPlan,
    base: &Written,
    typed: Typed,
    (newer, problems): (Option<VersionRow>, Vec<Problem>),
) -> Result<Markup, Fault> {
    let words = visit.words();
    let names = users::names(tx).await?;
    let newer =
        newer.map(|one| Newer { no: one.no, by: names.get(&one.recorded_by).cloned().unwrap_or_default(), at: one.recorded_at });
    Ok(draw(&EditorPage {
        around: visit.visit.around(),
        head: head(&visit.visit, &visit.plan)?,
        draft: draft_name(&visit.plan, visit.visit.user.id),
        currency: base.currency.clone(),
        decimals: base.decimals,
        units: units(words, &typed),
        sizes: sizes(),
        months: months(words, app.today(), typed.get("starts")),
        reckoned: form::reckon(words, &typed, base),
        newer,
        problems,
        typed,
    }))
}

/// The known units, and those that the form itself names.
fn units(words: Words, typed: &Typed) -> Vec<Choice> {
    let known = known_units().map(|code| (code.to_owned(), say::unit(words, code)));
    let own = rows(typed, UNIT).into_iter().map(|no| typed.get(&format!("{UNIT}{no}-name")).trim().to_owned());
    let own = own.filter(|name| !name.is_empty() && known_units().all(|known| known != name));
    known.chain(own.map(|name| (name.clone(), name))).collect()
}

/// What the known units measure, for the script that reckons.
fn sizes() -> String {
    let all: serde_json::Map<String, serde_json::Value> =
        known_sizes().map(|(name, of, size)| (name.to_owned(), json!([of, size]))).collect();
    serde_json::Value::Object(all).to_string()
}

/// Adds a row to what was typed, or takes one out.
fn turn(typed: &mut Typed, asked: &str) {
    if let Some(row) = asked.strip_prefix("drop-") {
        let begins = format!("{row}-");
        *typed = std::mem::take(typed).without(|name| name.starts_with(&begins));
        return;
    }
    let Some(what) = asked.strip_prefix("add-") else { return };
    let section = Section::parse(what);
    let kind = match what {
        _ if section.is_some() => LINE,
        "investment" => INVESTMENT,
        "source" => SOURCE,
        "loan" => LOAN,
        "unit" => UNIT,
        _ => return,
    };
    let no = rows(typed, kind).last().map_or(0, |last| last + 1);
    typed.set(&format!("{kind}{no}-row"), "1");
    if let Some(section) = section {
        typed.set(&format!("{kind}{no}-section"), section.code());
    }
}
