//! The routes of closing.
use super::{
    closing::{self as acts, Closed, Decision},
    form, page,
};
use crate::{
    app::App,
    books::store::first_and_last,
    error::{Answer, Fault},
    guard::InGroup,
    meetings::{pages::head, seal::Act},
    web,
};
use axum::{
    Form,
    extract::{Path, State},
};
use chrono::NaiveDate;
use serde::Deserialize;
use templates::{
    closing::{ReopenForm, closing as draw},
    parts::Problem,
};

/// `GET /groups/{group}/closing`
pub async fn closing(State(app): State<App>, visit: InGroup) -> Answer {
    let mut tx = app.db().read().await?;
    let page = page::page(&mut tx, &visit, ReopenForm::default(), vec![], app.today()).await?;
    Ok(web::html(draw(&page)))
}

/// The last day of what is to be closed, as our own page sends it.
#[derive(Debug, Deserialize)]
pub struct CloseForm {
    through: NaiveDate,
}

/// `POST /groups/{group}/closing`: closes the next month, or the year that ends with it.
pub async fn close(State(app): State<App>, visit: InGroup, Form(form): Form<CloseForm>) -> Answer {
    let mut tx = app.db().write().await?;
    let act = Act::now(&app, visit.visit.user.id);
    match acts::close(&mut tx, visit.group.book, form.through, act).await? {
        Ok(Closed::Now(next, _)) => {
            tx.commit().await?;
            tracing::info!(group = visit.group.code, through = %next.through, "period closed");
            done(&visit, if next.year { "year-closed" } else { "period-closed" })
        }
        Ok(Closed::Before) => done(&visit, "period-closed"),
        Err(refusal) => {
            drop(tx);
            let problem = Problem { field: "closing".into(), message: form::say_close(visit.words(), refusal) };
            refused(&app, &visit, ReopenForm::default(), problem).await
        }
    }
}

/// `POST /groups/{group}/closing/reopen`: asks for a reopening.
pub async fn ask(State(app): State<App>, visit: InGroup, Form(typed): Form<ReopenForm>) -> Answer {
    let mut tx = app.db().write().await?;
    let first = first_and_last(&mut tx, visit.group.book).await?.map(|(first, _)| first);
    let through = match form::read(&typed, first, visit.words()) {
        Ok(through) => through,
        Err(problem) => {
            drop(tx);
            return refused(&app, &visit, typed, problem).await;
        }
    };
    match acts::ask(&mut tx, visit.group.book, through, &typed.reason, Act::now(&app, visit.visit.user.id)).await? {
        Ok(_) => {
            tx.commit().await?;
            done(&visit, "reopening-asked")
        }
        Err(refusal) => {
            drop(tx);
            refused(&app, &visit, typed, form::say_wish(visit.words(), refusal)).await
        }
    }
}

/// `POST /groups/{group}/closing/reopen/{no}/confirm`: the second officer agrees.
pub async fn confirm(State(app): State<App>, visit: InGroup, Path((_, no)): Path<(String, String)>) -> Answer {
    decide(app, visit, no, Decision::Confirm, "reopening-confirmed").await
}

/// `POST /groups/{group}/closing/reopen/{no}/refuse`: an officer refuses, or who asked takes it back.
pub async fn refuse(State(app): State<App>, visit: InGroup, Path((_, no)): Path<(String, String)>) -> Answer {
    decide(app, visit, no, Decision::Refuse, "reopening-refused").await
}

async fn decide(app: App, visit: InGroup, no: String, decision: Decision, said: &str) -> Answer {
    let no = no.parse().map_err(|_| Fault::NotFound)?;
    let mut tx = app.db().write().await?;
    let act = Act::now(&app, visit.visit.user.id);
    match acts::decide(&mut tx, visit.group.book, no, decision, act).await?.ok_or(Fault::NotFound)? {
        Ok(()) => {
            tx.commit().await?;
            tracing::info!(group = visit.group.code, reopening = no, decision = said, "reopening decided");
            done(&visit, said)
        }
        Err(refusal) => {
            drop(tx);
            refused(&app, &visit, ReopenForm::default(), form::say_wish(visit.words(), refusal)).await
        }
    }
}

fn done(visit: &InGroup, what: &str) -> Answer {
    Ok(web::see_other(&format!("{}?done={what}", head(&visit.group).href("closing"))))
}

/// The page again, with the refusal at its place and what was typed kept. The writing is given up first.
async fn refused(app: &App, visit: &InGroup, typed: ReopenForm, problem: Problem) -> Answer {
    let mut tx = app.db().read().await?;
    let page = page::page(&mut tx, visit, typed, vec![problem], app.today()).await?;
    Ok(web::unprocessable(draw(&page)))
}
