//! Supports: how many a paid voucher was for, where a payment is all that the books know of them. Counted, never listed.
pub mod form;
pub mod store;

use super::scope::name;
use crate::{
    app::App,
    awards::store::{self as awards, AwardRow},
    error::{Answer, Fault},
    groups::{pages::place, store as groups},
    guard::{Can, Visit},
    store::{Tx, record},
    web,
};
use axum::{
    Form,
    extract::{Path, State},
};
use domain::grants::{
    State as Standing, Voucher,
    acts::{Purpose, Step},
};
use form::Paid;
use std::collections::BTreeSet;
use store::NewSupport;
use templates::{
    parts::{Name, Problem},
    programme::supports::{SupportForm, SupportLine, SupportsPage, supports as draw},
};
use uuid::Uuid;

/// Whether somebody writes supports down anywhere.
pub fn may_keep(visit: &Visit) -> bool {
    visit.may_somewhere(Can::KeepProgramme)
}

/// `GET /programme/supports`
pub async fn show(State(app): State<App>, visit: Visit) -> Answer {
    let mut tx = app.db().read().await?;
    let form = SupportForm { key: Uuid::now_v7().to_string(), ..SupportForm::default() };
    Ok(web::html(draw(&page(&mut tx, &visit, form, vec![]).await?)))
}

/// The awards whose holder the reader keeps figures for.
async fn held(tx: &mut Tx, visit: &Visit) -> Result<Vec<AwardRow>, Fault> {
    let all = awards::awards(tx).await?;
    Ok(all.into_iter().filter(|award| visit.may_for(Can::KeepProgramme, award.organisation_id)).collect())
}

async fn page(tx: &mut Tx, visit: &Visit, form: SupportForm, problems: Vec<Problem>) -> Result<SupportsPage, Fault> {
    let words = visit.words();
    let organisations = groups::organisations(tx).await?;
    let partner = |id: Uuid| organisations.iter().find(|one| one.id == id).map_or(Name::default(), name);
    let rows = store::supports(tx).await?;
    let lines = rows.into_iter().filter(|row| visit.may_for(Can::KeepProgramme, row.organisation_id)).map(|row| SupportLine {
        id: row.id.to_string(),
        partner: partner(row.organisation_id),
        award: row.award,
        voucher: row.voucher_no,
        kind: row.kind,
        day: row.day,
        place: place(&row.province),
        female: row.female,
        male: row.male,
        undone: row.undone_at.is_some(),
    });
    let lines = lines.collect();
    let chosen = held(tx, visit).await?.into_iter().map(|award| {
        let text = format!("{} · {}", award.code, partner(award.organisation_id).show(words));
        (award.code, text)
    });
    let awards = chosen.collect();
    let provinces = (1..=25).map(|no| format!("{no:02}")).map(|code| {
        let text = place(&code).show(words).to_owned();
        (code, text)
    });
    Ok(SupportsPage { around: visit.around(), lines, awards, provinces: provinces.collect(), form, problems })
}

/// `POST /programme/supports`
pub async fn add(State(app): State<App>, visit: Visit, Form(typed): Form<SupportForm>) -> Answer {
    let key: Uuid = typed.key.parse().map_err(|_| Fault::Unreadable)?;
    let mut tx = app.db().write().await?;
    let known = store::supports(&mut tx).await?;
    if known.iter().any(|row| row.id == key) {
        return Ok(web::see_other("/programme/supports?done=support-written"));
    }
    let award = held(&mut tx, &visit).await?.into_iter().find(|award| award.code == typed.award);
    let paid = match &award {
        Some(award) => paid(&mut tx, award).await?,
        None => vec![],
    };
    let said: BTreeSet<i64> = known
        .iter()
        .filter(|row| row.undone_at.is_none() && award.as_ref().is_some_and(|award| award.book.0 == row.book_id))
        .map(|row| row.voucher_no)
        .collect();
    let read = form::read(&typed, award.as_ref(), &paid, &said, visit.words());
    let (Ok(read), Some(award)) = (&read, &award) else {
        let problems = read.err().unwrap_or_default();
        return Ok(web::unprocessable(draw(&page(&mut tx, &visit, typed, problems).await?)));
    };
    let new = NewSupport {
        id: key,
        organisation: award.organisation_id,
        kind: read.kind,
        book: award.book.0,
        voucher: read.voucher,
        day: read.day,
        province: read.province.clone(),
        female: read.female,
        male: read.male,
    };
    store::add(&mut tx, new, visit.user.id, app.now()).await?;
    record(&mut tx, Some(award.book), Some(visit.user.id), "support-written", &read.voucher.to_string(), app.now()).await?;
    tx.commit().await?;
    Ok(web::see_other("/programme/supports?done=support-written"))
}

/// The vouchers of an award that may be for such a support: none that pays a grant, a family's or one under a code.
async fn paid(tx: &mut Tx, award: &AwardRow) -> Result<Vec<Paid>, Fault> {
    let loaded = awards::load(tx, award).await?;
    let state: Standing = loaded.state();
    let of = |voucher: &Voucher| Paid {
        voucher: voucher.no,
        on: voucher.step(Step::Paid).filter(|_| voucher.stands()).map(|done| done.on),
        of_grant: matches!(voucher.purpose, Purpose::Tranche { .. }),
    };
    Ok(state.vouchers.values().map(of).collect())
}

/// `POST /programme/supports/{support}/undo`
pub async fn undo(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>) -> Answer {
    let mut tx = app.db().write().await?;
    let row = store::supports(&mut tx).await?.into_iter().find(|row| row.id == id).ok_or(Fault::NotFound)?;
    if !visit.may_for(Can::KeepProgramme, row.organisation_id) {
        return Err(Fault::NotFound);
    }
    if store::undo(&mut tx, id, visit.user.id, app.now()).await? {
        let book = crate::store::BookId(row.book_id);
        record(&mut tx, Some(book), Some(visit.user.id), "support-undone", &row.voucher_no.to_string(), app.now()).await?;
        tx.commit().await?;
    }
    Ok(web::see_other("/programme/supports?done=support-undone"))
}
