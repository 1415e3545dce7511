//! The routes of what one officer asked and another decides: counts, the year's end, taking an act back.
use super::{
    ground::Ground,
    refusals, store as coops,
    telling::{self, Teller},
    write::{self, Outcome},
};
use crate::{
    app::App,
    error::{Answer, Fault},
    guard::{Can, InCoop},
    listing::ListQuery,
    meetings::{form::written, seal::Act as By},
    requests::RequestRow,
    store::{Tx, lock},
    web,
};
use axum::{
    Form,
    extract::{Path, Query, State},
};
use domain::coops::{Answer as Decided, Ask, When, acts::LotNo, decide};
use serde::Deserialize;
use std::borrow::Cow;
use templates::{
    coops::{
        books::{RequestPage, RequestsPage, request as draw, requests as draw_all},
        kilograms_text,
    },
    parts::{Problem, with_query},
    requests::RequestLine,
};
use words::Words;

/// `GET /coops/{coop}/requests`
pub async fn list(State(app): State<App>, visit: InCoop, Query(query): Query<ListQuery>) -> Answer {
    let mut tx = app.db().read().await?;
    let ground = Ground::load(&mut tx, &visit, app.today()).await?;
    let mut rows = coops::requests(&mut tx, &ground.row).await?;
    // What waits stands first; the store gives the latest first.
    rows.sort_by_key(|row| row.decision.is_some());
    let (rows, listing) = query.page(&ground.head.href("requests"), &[], rows, |_, _, _| None);
    let teller = Teller { words: visit.words(), ground: &ground };
    let requests = rows.iter().map(|row| line(&teller, row)).collect::<Result<_, Fault>>()?;
    Ok(web::html(draw_all(&RequestsPage { around: visit.visit.around(), requests, listing, coop: ground.head.clone() })))
}

fn line(teller: &Teller<'_>, row: &RequestRow) -> Result<RequestLine, Fault> {
    Ok(row.line(teller.ask(&row.read()?)))
}

async fn find(tx: &mut Tx, visit: &InCoop, no: i64) -> Result<RequestRow, Fault> {
    coops::requests(tx, &visit.coop).await?.into_iter().find(|row| row.no == no).ok_or(Fault::NotFound)
}

/// `GET /coops/{coop}/requests/{no}`
pub async fn show(State(app): State<App>, visit: InCoop, Path((_, no)): Path<(String, i64)>) -> Answer {
    let mut tx = app.db().read().await?;
    let row = find(&mut tx, &visit, no).await?;
    Ok(web::html(draw(&page(&app, &mut tx, &visit, &row, vec![]).await?)))
}

async fn page(app: &App, tx: &mut Tx, visit: &InCoop, row: &RequestRow, mut problems: Vec<Problem>) -> Result<RequestPage, Fault> {
    let ground = Ground::load(tx, visit, app.today()).await?;
    let words = visit.words();
    let teller = Teller { words, ground: &ground };
    let ask = row.read()?;
    let mut stuck = false;
    if row.decision.is_none() {
        let when = When { day: row.day, today: app.today(), known: true };
        // That it cannot be confirmed any more is said before somebody tries.
        if let Decided::Refused(refused) = decide(&ground.loaded, &ask, when) {
            stuck = true;
            for refusal in &refused {
                let problem = Problem { field: String::new(), message: refusals::text(words, &ground.loaded, &refusal.why) };
                if !problems.contains(&problem) {
                    problems.push(problem);
                }
            }
        }
    }
    let act = coops::act_rows(tx, &ground.row).await?.into_iter().find(|act| act.request_no == Some(row.no)).map(|act| act.no);
    Ok(RequestPage {
        around: visit.visit.around(),
        line: line(&teller, row)?,
        said: details(&ground, words, &ask),
        below: below(&ground, words, &ask),
        act,
        is_own: row.asked_by == visit.visit.user.id,
        may_decide: visit.may(Can::Correct),
        stuck,
        problems,
        coop: ground.head.clone(),
    })
}

/// Where what is asked may be looked at.
fn below(ground: &Ground, words: Words, ask: &Ask) -> String {
    match ask {
        Ask::Count { lot, .. } => format!("lots/{lot}"),
        Ask::EndYear { to, stock, .. } => {
            let stock = words.quantity(*stock, ground.head.group.unit.decimals);
            with_query("year", &[("to", &words.date_short(*to)), ("stock", &stock)])
        }
        Ask::Undo { act, .. } => format!("acts/{act}"),
        _ => String::new(),
    }
}

/// What a request says beside its sentence.
fn details(ground: &Ground, words: Words, ask: &Ask) -> Vec<(Cow<'static, str>, String)> {
    let money = |amount: i64| ground.head.group.unit.text(words, amount);
    let in_lot = |lot: &LotNo| ground.state.lots.get(lot).map_or(0, |lot| lot.grams);
    let all: Vec<(&str, String)> = match ask {
        Ask::Count { lot, found, minute } => {
            let difference = found - in_lot(lot);
            vec![
                ("coop-in-books", kilograms_text(words, in_lot(lot))),
                ("coop-count-found", kilograms_text(words, *found)),
                ("coop-count-difference", kilograms_text(words, difference)),
                ("coop-count-minute", minute.clone()),
            ]
        }
        Ask::EndYear { to, stock, minute } => {
            let surplus = domain::coops::preview(&ground.loaded, *to, *stock).ok();
            let surplus = surplus.and_then(|year| year.division).map(|division| money(division.surplus));
            vec![
                ("coop-stock-worth", money(*stock)),
                ("coop-surplus-divided", surplus.unwrap_or_default()),
                ("coop-meeting-minute", minute.clone()),
            ]
        }
        Ask::Undo { act, reason } => {
            let undone = ground.loaded.acts.iter().find(|known| known.no == *act);
            let on = undone.map(|act| words.date(act.day)).unwrap_or_default();
            vec![("coop-happened-on", on), ("reason", reason.clone())]
        }
        _ => vec![],
    };
    all.into_iter().filter(|(_, text)| !text.is_empty()).map(|(key, text)| (words.say(key), text)).collect()
}

/// `POST /coops/{coop}/requests/{no}/confirm`: by another officer than who asked.
pub async fn confirm(State(app): State<App>, visit: InCoop, Path((_, no)): Path<(String, i64)>) -> Answer {
    let InCoop { group, coop, .. } = &visit;
    let by = By::now(&app, visit.visit.user.id);
    let mut tx = app.db().write().await?;
    lock(&mut tx, group.book).await?;
    let row = find(&mut tx, &visit, no).await?;
    let here = format!("/coops/{}/requests/{no}", templates::parts::encode(&coop.code));
    if row.decision.is_some() {
        return Ok(web::see_other(&here)); // decided before: the page says by whom
    }
    if row.asked_by == by.by {
        let message = format!("{} {}", visit.words().say("loan-own-request"), visit.words().say("own-correction-text"));
        let problems = vec![Problem { field: String::new(), message }];
        return Ok(web::unprocessable(draw(&page(&app, &mut tx, &visit, &row, problems).await?)));
    }
    match write::confirm(&mut tx, group, coop, &row, by).await? {
        Outcome::Written(act) => {
            let ended = matches!(row.read()?, Ask::EndYear { .. });
            let to = if ended { year_of(&mut tx, &app, &visit, act).await? } else { here };
            tx.commit().await?;
            tracing::info!(coop = coop.code, request = no, act, "request confirmed");
            Ok(web::see_other(&format!("{to}?done=bank-request-confirmed")))
        }
        // The page itself says what speaks against it now.
        Outcome::Refused(_) => Ok(web::unprocessable(draw(&page(&app, &mut tx, &visit, &row, vec![]).await?))),
        _ => Ok(web::see_other(&here)),
    }
}

/// The page of a year that was just divided.
async fn year_of(tx: &mut Tx, app: &App, visit: &InCoop, act: i64) -> Result<String, Fault> {
    let ground = Ground::load(tx, visit, app.today()).await?;
    let written = ground.loaded.acts.iter().find(|known| known.no == act);
    let below = written.and_then(|act| telling::below(&ground, act)).unwrap_or_else(|| "year".to_owned());
    Ok(ground.head.href(&below))
}

/// What is typed to refuse a request.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct RefuseForm {
    reason: String,
}

/// `POST /coops/{coop}/requests/{no}/refuse`: who asked may take it back, another officer may refuse it.
pub async fn refuse(
    State(app): State<App>,
    visit: InCoop,
    Path((_, no)): Path<(String, i64)>,
    Form(form): Form<RefuseForm>,
) -> Answer {
    let InCoop { group, coop, .. } = &visit;
    let by = By::now(&app, visit.visit.user.id);
    let mut tx = app.db().write().await?;
    lock(&mut tx, group.book).await?;
    let row = find(&mut tx, &visit, no).await?;
    let here = format!("/coops/{}/requests/{no}", templates::parts::encode(&coop.code));
    if row.decision.is_some() {
        return Ok(web::see_other(&here));
    }
    let reason: String = written(&form.reason).chars().take(domain::coops::TEXT_MOST).collect();
    if reason.is_empty() {
        let problems = vec![Problem { field: "reason".into(), message: visit.words().say("reason-missing").into_owned() }];
        return Ok(web::unprocessable(draw(&page(&app, &mut tx, &visit, &row, problems).await?)));
    }
    write::refuse(&mut tx, group, coop, no, &reason, by).await?;
    tx.commit().await?;
    Ok(web::see_other(&format!("{here}?done=bank-request-refused")))
}
