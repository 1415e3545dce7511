//! The routes of a savings group's long-term plan: begun from its books, and changed year by year.
use super::{
    books, group_form, head,
    store::{self, NewPlan, Subject, VersionRow},
};
use crate::{
    app::App,
    error::{Answer, Fault},
    guard::{InGroup, InPlan},
    meetings::seal::Act,
    reader::Reader,
    store::{Tx, record},
    users::store as users,
    web,
};
use axum::{Form, extract::State};
use domain::plans::{
    Document,
    group::{GroupPlan, GroupWritten, KIND},
};
use maud::Markup;
use serde::Deserialize;
use templates::{
    parts::Problem,
    plans::{
        editor::Newer,
        group::{GroupForm, YearsPage, years_page as draw},
        say,
    },
};
use uuid::Uuid;
use words::{Language, Words};

/// Begins a plan once: sent twice it is the same plan.
#[derive(Clone, Debug, Deserialize)]
pub struct BeginForm {
    key: String,
}

/// `POST /groups/{group}/plans`: a long-term plan from the books of the twelve months before.
pub async fn begin(State(app): State<App>, visit: InGroup, Form(form): Form<BeginForm>) -> Answer {
    let key: Uuid = form.key.parse().map_err(|_| Fault::Unreadable)?;
    let mut tx = app.db().write().await?;
    store::in_line(&mut tx).await?;
    let of_group = store::of_book(&mut tx, visit.group.book.0).await?;
    if let Some(there) = of_group.iter().find(|row| row.id == key || row.enterprise == KIND) {
        return Ok(web::see_other(&format!("/plans/{}", there.id)));
    }
    // A plan is handed in to the programme: there is none of a group to learn on.
    if !visit.group.saves || visit.group.practice {
        return Err(Fault::NotFound);
    }
    let written = books::read(&mut tx, &visit.group, app.today()).await?.plan(title(&visit));
    GroupPlan::try_new(written.clone())
        .map_err(|why| Fault::Broken(format!("a plan from books that cannot be reckoned: {why:?}")))?;
    let act = Act::now(&app, visit.visit.user.id);
    let document = Document::Group(Box::new(written));
    let subject = Subject::Group(visit.group.book.0);
    let new = NewPlan { id: key, organisation: visit.group.organisation_id, subject, document: &document };
    store::begin(&mut tx, &new, act.by, act.at).await?;
    record(&mut tx, Some(visit.group.book), Some(act.by), "plan-begun", &key.to_string(), act.at).await?;
    tx.commit().await?;
    Ok(web::see_other(&format!("/plans/{key}/edit")))
}

/// The title in both languages, with the group's name.
fn title(visit: &InGroup) -> (String, String) {
    let name = visit.group.name();
    let of = |language, name: &str| format!("{}: {name}", Words::new(language).say("group-plan"));
    let (km, latin) = (&name.khmer, &name.latin);
    (of(Language::Khmer, if km.is_empty() { latin } else { km }), of(Language::English, if latin.is_empty() { km } else { latin }))
}

/// The form of a group's plan.
pub(super) async fn show(app: &App, visit: InPlan) -> Answer {
    let mut tx = app.db().read().await?;
    let base = latest(&mut tx, &visit).await?;
    if !visit.plan.state()?.may_change() {
        return Ok(web::see_other(&format!("/plans/{}", visit.plan.id)));
    }
    let (form, from) = (GroupForm::of(visit.words(), &base), visit.plan.version);
    Ok(web::html(page(&mut tx, &visit, &base, form, from, (None, vec![])).await?))
}

/// Writes a version where something changed; a line of costs is added or taken out by a button.
pub(super) async fn send(app: &App, visit: InPlan, pairs: Vec<(String, String)>) -> Answer {
    let words = visit.words();
    let field = |name: &str| pairs.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value);
    let mut tx = app.db().write().await?;
    // Whatever is looked at from here on stays as it is until the version is written.
    store::in_line(&mut tx).await?;
    let row = store::plan(&mut tx, visit.plan.id).await?.ok_or(Fault::NotFound)?;
    let visit = InPlan { plan: row, ..visit };
    let base = latest(&mut tx, &visit).await?;
    let form = group_form::typed(&pairs, &base);
    let from: i64 = field("from").parse().map_err(|_| Fault::Unreadable)?;
    if field("do") != "save" {
        return Ok(web::html(page(&mut tx, &visit, &base, form, from, (None, vec![])).await?));
    }
    let written = match read(words, &form, &base) {
        Ok(written) => written,
        Err(problems) => return Ok(web::unprocessable(page(&mut tx, &visit, &base, form, from, (None, problems)).await?)),
    };
    let to = |done: &str| Ok(web::see_other(&format!("/plans/{}?done={done}", visit.plan.id)));
    if written == base {
        return to("plan-same");
    }
    if !visit.plan.state()?.may_change() {
        let problem = Problem { field: String::new(), message: words.say("plan-refuse-handed-in").into_owned() };
        return Ok(web::unprocessable(page(&mut tx, &visit, &base, form, from, (None, vec![problem])).await?));
    }
    if from != visit.plan.version && field("over").parse() != Ok(visit.plan.version) {
        let newer = store::versions(&mut tx, visit.plan.id).await?.into_iter().next();
        return Ok(web::unprocessable(page(&mut tx, &visit, &base, form, from, (newer, vec![])).await?));
    }
    let act = Act::now(app, visit.visit.user.id);
    let document = Document::Group(Box::new(written));
    store::add_version(&mut tx, visit.plan.id, visit.plan.version + 1, &document, act.by, act.at).await?;
    record(&mut tx, None, Some(act.by), "plan-version-written", &visit.plan.id.to_string(), act.at).await?;
    tx.commit().await?;
    to("plan-saved")
}

/// What the form says as a plan that can be reckoned, or what is wrong at which field.
fn read(words: Words, form: &GroupForm, base: &GroupWritten) -> Result<GroupWritten, Vec<Problem>> {
    let currency = GroupPlan::try_new(base.clone()).map(|plan| plan.currency()).unwrap_or(ledger::Commodity::KHR);
    let mut reader = Reader::new(words);
    let written = group_form::read(&mut reader, form, base, currency);
    let written = reader.finish(written)?;
    match GroupPlan::try_new(written.clone()) {
        Ok(_) => Ok(written),
        Err(refusals) => Err(group_form::refused(words, &written, &refusals)),
    }
}

async fn latest(tx: &mut Tx, visit: &InPlan) -> Result<GroupWritten, Fault> {
    match store::document(tx, visit.plan.id, visit.plan.version).await? {
        Some(Document::Group(written)) => Ok(*written),
        _ => Err(Fault::NotFound),
    }
}

async fn page(
    tx: &mut Tx,
    visit: &InPlan,
    base: &GroupWritten,
    form: GroupForm,
    from: i64,
    (newer, problems): (Option<VersionRow>, Vec<Problem>),
) -> Result<Markup, Fault> {
    let words = visit.words();
    let names = users::names(tx).await?;
    let newer =
        newer.map(|one| Newer { no: one.no, by: names.get(&one.recorded_by).cloned().unwrap_or_default(), at: one.recorded_at });
    let plan = read(words, &form, base).ok().and_then(|written| GroupPlan::try_new(written).ok());
    Ok(draw(&YearsPage {
        around: visit.visit.around(),
        head: head(&visit.visit, &visit.plan)?,
        sign: say::sign(words, &base.currency).into_owned(),
        form,
        from,
        plan,
        newer,
        problems,
    }))
}
