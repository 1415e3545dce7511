//! The routes of practice: beginning, beginning anew, acting as the second officer, and who practises at present.
use super::{
    Practised,
    begin::{self, Like},
    may_begin,
    store::{self, Practice},
};
use crate::{
    app::App,
    error::{Answer, Fault},
    groups::{form::TEMPLATES, store as groups},
    guard::{Can, InGroup, Visit},
    imports::ImportError,
    meetings::{pages::head, seal::Act},
    store::{Error, PostError, Tx, record},
    web,
};
use axum::{Form, extract::State};
use domain::constitution::Constitution;
use serde::Deserialize;
use templates::{
    parts::{Confirm, Name, Problem, confirm},
    practice::{BeginForm, LikePage, ListPage, OwnPage, Row, like, list as draw_list, own as draw_own},
};

/// `GET /practice`
pub async fn list(State(app): State<App>, visit: Visit) -> Answer {
    let mut tx = app.db().read().await?;
    Ok(web::html(draw_list(&list_page(&mut tx, &visit, BeginForm::default(), vec![]).await?)))
}

async fn list_page(tx: &mut Tx, visit: &Visit, form: BeginForm, problems: Vec<Problem>) -> Result<ListPage, Fault> {
    let seen = |one: &Practice| one.begun_by == visit.user.id || visit.may_in_book(Can::See, one.book.0, one.organisation_id);
    let all = store::under_way(tx).await?;
    let own = all.iter().find(|one| one.begun_by == visit.user.id).map(|one| one.code.clone());
    let row = |one: Practice| Row {
        code: one.code.clone(),
        name: one.name(),
        like: one.like_code,
        by: one.begun_by_name,
        since: one.begun_at,
    };
    let rows = all.into_iter().filter(seen).map(row).collect();
    let organisations = groups::organisations(tx).await?.into_iter().filter(|one| visit.may_for(Can::FoundGroups, one.id));
    let organisations = organisations.map(|one| (one.code.clone(), Name::new(one.name_km, one.name_latin))).collect();
    Ok(ListPage {
        around: visit.around(),
        rows,
        own,
        organisations,
        templates: TEMPLATES.map(|(code, _)| code).to_vec(),
        form,
        problems,
    })
}

/// `POST /practice`: a group by ready-made rules, for the learners of an organisation. Who has one already is brought to it.
pub async fn begin_by_rules(State(app): State<App>, visit: Visit, Form(typed): Form<BeginForm>) -> Answer {
    let words = visit.words();
    let mut tx = app.db().write().await?;
    if let Some(own) = store::of_user(&mut tx, visit.user.id).await? {
        return Ok(web::see_other(&address(&own.code, "")));
    }
    let all = groups::organisations(&mut tx).await?;
    let organisation = all.iter().find(|one| one.code == typed.organisation && visit.may_for(Can::FoundGroups, one.id));
    let rules = TEMPLATES.iter().find(|(code, _)| *code == typed.rules).and_then(|(_, text)| Constitution::parse(text).ok());
    let problem = |field: &str, key: &str| Problem { field: field.into(), message: words.say(key).into_owned() };
    let (organisation, rules) = match (organisation, rules) {
        (Some(organisation), Some(rules)) => (organisation, rules),
        (organisation, rules) => {
            let organisation = organisation.is_none().then(|| problem("organisation", "practice-organisation-missing"));
            let rules = rules.is_none().then(|| problem("rules", "practice-rules-missing"));
            let problems = organisation.into_iter().chain(rules).collect();
            return Ok(web::unprocessable(draw_list(&list_page(&mut tx, &visit, typed, problems).await?)));
        }
    };
    let like = Like::rules(organisation, rules, !typed.bank.is_empty());
    let Some(code) = begun(begin::begin(&mut tx, &like, Act::now(&app, visit.user.id)).await)? else {
        return Ok(web::see_other("/practice"));
    };
    tx.commit().await?;
    Ok(web::see_other(&format!("{}?done=practice-begun", address(&code, ""))))
}

/// `GET /groups/{group}/practice`: of a real group the way to practise with its rules; of a practice group what it is.
pub async fn show(State(app): State<App>, visit: InGroup) -> Answer {
    let mut tx = app.db().read().await?;
    if let Some(practised) = &visit.visit.practice {
        let practice = store::of_book(&mut tx, visit.group.book).await?.ok_or(Fault::NotFound)?;
        return Ok(web::html(draw_own(&own_page(&visit, practised, practice))));
    }
    if !may_begin(&visit.visit, &visit.group) {
        return Err(Fault::NotFound);
    }
    let own = store::of_user(&mut tx, visit.visit.user.id).await?;
    let keeps_bank = !crate::banks::store::banks_of(&mut tx, visit.group.book).await?.is_empty();
    let page = LikePage {
        around: visit.visit.around(),
        group: head(&visit.group),
        own: own.map(|own| (own.code, own.book.0)),
        keeps_bank,
    };
    Ok(web::html(like(&page)))
}

fn own_page(visit: &InGroup, practised: &Practised, practice: Practice) -> OwnPage {
    OwnPage {
        around: visit.visit.around(),
        group: head(&visit.group),
        by: practice.begun_by_name,
        since: practice.begun_at,
        like: practice.like_code,
        own: practised.own,
        second: practised.second,
    }
}

/// What is posted at a real group's page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct LikeForm {
    bank: String,
    /// The number of the practice group that makes way.
    instead: String,
}

/// `POST /groups/{group}/practice`: begins one with the rules of this group. Sent twice, or by who has another one and did not
/// say that it makes way, it leads to the one that there is.
pub async fn begin_like(State(app): State<App>, visit: InGroup, Form(typed): Form<LikeForm>) -> Answer {
    if !may_begin(&visit.visit, &visit.group) {
        return Err(Fault::NotFound);
    }
    let mut tx = app.db().write().await?;
    let act = Act::now(&app, visit.visit.user.id);
    let old = store::of_user(&mut tx, act.by).await?;
    let like = Like::group(&mut tx, &visit.group, !typed.bank.is_empty()).await?;
    let code = match old {
        None => begin::begin(&mut tx, &like, act).await,
        Some(old) if is_meant(&old, &typed.instead) => begin::anew(&mut tx, &old, &like, act).await,
        Some(old) => return Ok(web::see_other(&address(&old.code, ""))),
    };
    let Some(code) = begun(code)? else { return Ok(web::see_other("/practice")) };
    tx.commit().await?;
    Ok(web::see_other(&format!("{}?done=practice-begun", address(&code, ""))))
}

/// Whether a form names the very practice group that is under way, which was so when the form was drawn: sent twice, it does
/// not end the one that took its place.
fn is_meant(practice: &Practice, named: &str) -> bool {
    named == practice.book.0.to_string()
}

/// `GET /groups/{group}/practice/anew`: asks once more.
pub async fn ask_anew(visit: InGroup) -> Answer {
    owned(&visit)?;
    let (around, words) = (visit.visit.around(), visit.words());
    Ok(web::html(confirm(&Confirm {
        around: &around,
        title: &words.say("practice-anew-ask"),
        under: visit.group.name().show(words),
        text: &words.say("practice-anew-text"),
        action: &address(&visit.group.code, "/practice/anew"),
        hidden: &[("key", &visit.group.id.to_string())],
        button: &words.say("practice-anew"),
        danger: true,
        back: &address(&visit.group.code, "/practice"),
    })))
}

/// The practice group that is to end, by its id: the same form again does not end the one that took its place.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct AnewForm {
    key: String,
}

/// `POST /groups/{group}/practice/anew`
pub async fn anew(State(app): State<App>, visit: InGroup, Form(typed): Form<AnewForm>) -> Answer {
    let who = owned(&visit)?.signed_in;
    let done = format!("{}?done=practice-anew", address(&visit.group.code, ""));
    if typed.key != visit.group.id.to_string() {
        return Ok(web::see_other(&done));
    }
    let mut tx = app.db().write().await?;
    crate::store::lock(&mut tx, visit.group.book).await?;
    let old = store::of_book(&mut tx, visit.group.book).await?.filter(|old| old.ended_at.is_none());
    let Some(old) = old else { return Ok(web::see_other(&done)) };
    let like = Like::again(&mut tx, &visit.group, &old).await?;
    begin::anew(&mut tx, &old, &like, Act::now(&app, who)).await.map_err(fault)?;
    tx.commit().await?;
    Ok(web::see_other(&done))
}

/// As whom the learner acts.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SecondForm {
    /// `1`: as the second officer.
    second: String,
}

/// `POST /groups/{group}/practice/second`: the learner acts as the second officer from now on, or as the treasurer again.
pub async fn act_as(State(app): State<App>, visit: InGroup, Form(typed): Form<SecondForm>) -> Answer {
    let who = owned(&visit)?.signed_in;
    let second = typed.second == "1";
    let (action, done) = if second { ("practice-second", "practice-second") } else { ("practice-first", "practice-first") };
    let mut tx = app.db().write().await?;
    store::act_as(&mut tx, visit.group.book, second).await?;
    record(&mut tx, Some(visit.group.book), Some(who), action, &visit.group.code, app.now()).await?;
    tx.commit().await?;
    Ok(web::see_other(&format!("{}?done={done}", address(&visit.group.code, "/practice"))))
}

/// The practice of whoever began it; to others there is nothing here.
fn owned(visit: &InGroup) -> Result<&Practised, Fault> {
    visit.visit.practice.as_ref().filter(|practised| practised.own).ok_or(Fault::NotFound)
}

fn address(code: &str, below: &str) -> String {
    format!("/groups/{}{below}", web::encode(code))
}

/// The code of what was begun; none where the same learner, or another under the same code, was a moment quicker.
fn begun(code: Result<String, ImportError>) -> Result<Option<String>, Fault> {
    match code {
        Ok(code) => Ok(Some(code)),
        Err(ImportError::Store(PostError::Store(Error::Taken))) => Ok(None),
        Err(error) => Err(fault(error)),
    }
}

fn fault(error: ImportError) -> Fault {
    match error {
        ImportError::Store(PostError::Store(error)) => error.into(),
        other => Fault::Broken(format!("a practice group was not begun: {other:?}")),
    }
}
