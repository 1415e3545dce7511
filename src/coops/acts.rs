//! The routes of the day book: what happened, one act with its postings, and asking to take it back.
use super::{
    desk,
    forms::Sent,
    ground::Ground,
    store::{self as coops, ActRow},
    telling::{self, Teller},
};
use crate::{
    app::App,
    books::lines,
    error::{Answer, Fault},
    guard::{Can, InCoop},
    listing::ListQuery,
    meetings::{form::written, seal::Act as By},
    reader::Reader,
    store::{Tx, entry},
    users, web,
};
use axum::{
    Form,
    extract::{Path, Query, State},
};
use chrono::NaiveDate;
use domain::coops::{Act, Ask, Coop, Fact, Refusal, Why};
use ledger::EntryNo;
use std::{cmp::Reverse, collections::HashMap};
use templates::{
    books::AccountName,
    coops::{
        books::{ActLine, ActPage, ActsPage, act as draw, acts as draw_all},
        desk::Filled,
    },
    parts::{Problem, Unit},
};
use uuid::Uuid;
use words::Words;

/// Everyone who wrote something, by id.
type Names = HashMap<Uuid, String>;

/// `GET /coops/{coop}/acts`
pub async fn list(State(app): State<App>, visit: InCoop, Query(query): Query<ListQuery>) -> Answer {
    let mut tx = app.db().read().await?;
    let ground = Ground::load(&mut tx, &visit, app.today()).await?;
    let names = users::store::names(&mut tx).await?;
    let mut rows = coops::act_rows(&mut tx, &ground.row).await?;
    rows.sort_by_key(|row| Reverse(row.no));
    let (rows, listing) = query.page(&ground.head.href("acts"), &[], rows, |_, _, _| None);
    let teller = Teller { words: visit.words(), ground: &ground };
    let each = rows.iter().filter_map(|row| Some(line(&teller, found(&ground.loaded, row.no)?, row, &names)));
    let acts = each.collect();
    Ok(web::html(draw_all(&ActsPage { around: visit.visit.around(), acts, listing, coop: ground.head.clone() })))
}

fn found(loaded: &Coop, no: i64) -> Option<&Act> {
    loaded.acts.iter().find(|act| act.no == no)
}

fn line(teller: &Teller<'_>, act: &Act, row: &ActRow, names: &Names) -> ActLine {
    let undoes = |other: &&Act| matches!(other.fact, Fact::Undone { act: no, .. } if no == act.no);
    ActLine {
        no: act.no,
        day: act.day,
        what: teller.fact(&act.fact),
        by: names.get(&row.recorded_by).cloned().unwrap_or_default(),
        entry: act.entry,
        undone_by: teller.ground.loaded.acts.iter().find(undoes).map(|act| act.no),
    }
}

/// `GET /coops/{coop}/acts/{no}`
pub async fn show(State(app): State<App>, visit: InCoop, Path((_, no)): Path<(String, i64)>) -> Answer {
    let mut tx = app.db().read().await?;
    let ground = Ground::load(&mut tx, &visit, app.today()).await?;
    let form = desk::fresh(visit.words(), app.today());
    Ok(web::html(draw(&page(&mut tx, &visit, &ground, no, form, vec![]).await?)))
}

async fn page(
    tx: &mut Tx,
    visit: &InCoop,
    ground: &Ground,
    no: i64,
    form: Filled,
    problems: Vec<Problem>,
) -> Result<ActPage, Fault> {
    let names = users::store::names(tx).await?;
    let rows = coops::act_rows(tx, &ground.row).await?;
    let act = found(&ground.loaded, no).ok_or(Fault::NotFound)?;
    let row = rows.iter().find(|row| row.no == no).ok_or(Fault::NotFound)?;
    let teller = Teller { words: visit.words(), ground };
    let asked_undo = undo_asked(tx, ground, no).await?;
    let undoes = if let Fact::Undone { act, .. } = act.fact { Some(act) } else { None };
    let line = line(&teller, act, row, &names);
    let confirmed_by = row.confirmed_by.map(|by| names.get(&by).cloned().unwrap_or_default());
    Ok(ActPage {
        around: visit.visit.around(),
        said: teller.said(&act.fact),
        below: telling::below(ground, act).filter(|_| line.undone_by.is_none()),
        recorded_at: row.recorded_at,
        confirmed: confirmed_by.zip(row.request_no),
        postings: postings(tx, ground, act, visit.words()).await?,
        undoes,
        asked_undo,
        may_undo: visit.may(Can::Correct) && undoes.is_none() && line.undone_by.is_none() && asked_undo.is_none(),
        line,
        form,
        problems,
        coop: ground.head.clone(),
    })
}

/// The request that asks to undo an act, and waits.
pub(super) async fn undo_asked(tx: &mut Tx, ground: &Ground, no: i64) -> Result<Option<i64>, Fault> {
    for request in coops::requests(tx, &ground.row).await?.iter().filter(|request| request.decision.is_none()) {
        if matches!(request.read()?, Ask::Undo { act, .. } if act == no) {
            return Ok(Some(request.no));
        }
    }
    Ok(None)
}

async fn postings(tx: &mut Tx, ground: &Ground, act: &Act, words: Words) -> Result<Vec<(AccountName, String, Unit, i64)>, Fault> {
    let Some(no) = act.entry else { return Ok(vec![]) };
    let posted = entry(tx, ground.group.book, EntryNo(no)).await?.ok_or(Fault::NotFound)?;
    let line = |posting: &ledger::Posting| {
        let who = posting.party.map(|party| ground.who(party.0).text(words)).unwrap_or_default();
        let unit = lines::unit(posting.amount.commodity());
        (lines::account_name(words, posting.account), who, unit, posting.amount.quantity())
    };
    Ok(posted.entry.postings().iter().map(line).collect())
}

/// `POST /coops/{coop}/acts/{no}/undo`: asks; another officer confirms.
pub async fn undo(
    State(app): State<App>,
    visit: InCoop,
    Path((_, no)): Path<(String, i64)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let (typed, filled) = desk::both(pairs);
    let (words, by) = (visit.words(), By::now(&app, visit.visit.user.id));
    let mut tx = app.db().write().await?;
    let ground = Ground::load(&mut tx, &visit, by.today).await?;
    let read = read(&filled, no, words, by.today);
    let place = |refusal: &Refusal| {
        let of_reason = matches!(refusal.why, Why::TextMissing | Why::TextLong);
        (if of_reason { "reason" } else { "day" }).to_owned()
    };
    match desk::send(&mut tx, &ground, &typed, read, (words, by), place).await? {
        Sent::Asked(request) => {
            tx.commit().await?;
            Ok(web::see_other(&ground.head.href(&format!("requests/{request}?done=bank-request-asked"))))
        }
        Sent::Written(_) => Err(Fault::Unreadable),
        Sent::Said(said) => {
            let form = desk::again(filled, &said);
            Ok(web::unprocessable(draw(&page(&mut tx, &visit, &ground, no, form, said.problems).await?)))
        }
    }
}

fn read(typed: &Filled, act: i64, words: Words, today: NaiveDate) -> Result<(NaiveDate, Ask), Vec<Problem>> {
    let mut reader = Reader::new(words);
    let day = reader.past_day("day", typed.get("day"), today);
    let reason = written(typed.get("reason"));
    if reason.is_empty() {
        reader.refuse("reason", "reason-missing");
    }
    reader.finish(day.map(|day| (day, Ask::Undo { act, reason })))
}
