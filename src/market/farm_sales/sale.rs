//! The routes of one sale: what it says, and taking it back.
use super::{buyers, key_of, line, store};
use crate::{
    app::App,
    error::{Answer, Fault},
    guard::{Can, Visit},
    market::money,
    meetings::{form::written, seal::Act as By},
    reader::Reader,
    store::{Tx, record},
    users::store as users,
    web,
};
use axum::{
    Form,
    extract::{Path, State},
};
use domain::coops::TEXT_MOST;
use serde::Deserialize;
use store::SaleRow;
use templates::{
    market::farm_sales::{SalePage, sale as draw},
    parts::Problem,
};

/// Why a sale is taken back.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct UndoForm {
    reason: String,
}

/// `GET /market/sales/{sale}`
pub async fn show(State(app): State<App>, visit: Visit, Path(no): Path<String>) -> Answer {
    let mut tx = app.db().read().await?;
    let row = find(&mut tx, &visit, &no, Can::See).await?;
    Ok(web::html(draw(&page(&mut tx, &visit, &row, String::new(), vec![]).await?)))
}

/// The sale of a number in the address, or a page that is not there.
async fn find(tx: &mut Tx, visit: &Visit, no: &str, can: Can) -> Result<SaleRow, Fault> {
    let row = store::sale(tx, no.parse().map_err(|_| Fault::NotFound)?).await?.ok_or(Fault::NotFound)?;
    if visit.may_for(can, row.organisation_id) { Ok(row) } else { Err(Fault::NotFound) }
}

async fn page(tx: &mut Tx, visit: &Visit, row: &SaleRow, reason: String, problems: Vec<Problem>) -> Result<SalePage, Fault> {
    let said = row.said()?;
    let people = users::names(tx).await?;
    let name = |id| people.get(&id).cloned().unwrap_or_default();
    let undone = row.undone_by.zip(row.undone_at).zip(row.reason.clone());
    let may_keep = visit.may_for(Can::KeepMarket, row.organisation_id);
    Ok(SalePage {
        around: visit.around(),
        money: money(),
        line: line(row, &said, &buyers(tx).await?),
        seller: if may_keep { key_of(said.seller, row) } else { String::new() },
        recorded: (name(row.recorded_by), row.recorded_at),
        undone: undone.map(|((by, at), reason)| (name(by), at, reason)),
        may_undo: may_keep && row.stands(),
        reason,
        problems,
    })
}

/// `POST /market/sales/{sale}/undo`
pub async fn undo(State(app): State<App>, visit: Visit, Path(no): Path<String>, Form(form): Form<UndoForm>) -> Answer {
    let mut tx = app.db().write().await?;
    let row = find(&mut tx, &visit, &no, Can::KeepMarket).await?;
    let by = By::now(&app, visit.user.id);
    let mut reader = Reader::new(visit.words());
    let reason = reader.text("reason", &written(&form.reason), TEXT_MOST);
    if reason.is_empty() {
        reader.refuse("reason", "farm-sale-undo-missing");
    }
    let reason = match reader.finish(Some(reason)) {
        Ok(reason) => reason,
        Err(problems) => return Ok(web::unprocessable(draw(&page(&mut tx, &visit, &row, form.reason, problems).await?))),
    };
    // Taken back twice, it is taken back once.
    if row.stands() {
        store::undo(&mut tx, row.no, &reason, by.by, by.at).await?;
        record(&mut tx, None, Some(by.by), "farm-sale-undone", &row.no.to_string(), by.at).await?;
        tx.commit().await?;
    }
    Ok(web::see_other(&format!("/market/sales/{}?done=farm-sale-undone", row.no)))
}
