//! The routes of decisions about a loan: one officer asks for a new plan, a skipped instalment or giving the loan up, and
//! another confirms.
use super::{
    form::{REASON_MOST, decision, read_request},
    pages::find,
    shown,
    store::{self, By, Loan, Request, Written},
};
use crate::{
    app::App,
    error::{Answer, Fault},
    guard::{Can, InGroup},
    meetings::{form::written, pages::head, seal::Act},
    members::store::members,
    store::{Tx, lock, post, record},
    web,
};
use axum::{
    Form,
    extract::{Path, State},
};
use domain::loans::decisions::{self, Ask, Decided, DecisionRefusal};
use ledger::Recorded;
use serde::Deserialize;
use templates::{
    corrections::CorrectionState,
    loans::request::{RequestForm, RequestHead, RequestLine, RequestPage, RequestsPage, request, requests},
    parts::Problem,
};
use uuid::Uuid;

impl Act {
    fn by(self) -> By {
        By { user: self.by, at: self.at, today: self.today }
    }
}

async fn page_head(app: &App, tx: &mut Tx, visit: &InGroup, loan: &Loan) -> Result<RequestHead, Fault> {
    let group = &visit.group;
    let members = members(tx, group.book, &group.commodity).await?;
    let position = loan.account.position(app.today());
    Ok(RequestHead {
        around: visit.visit.around(),
        group: head(group),
        loan: loan.account.no,
        who: shown::who(&members, loan.account.party),
        owed: position.owed(),
        principal: position.principal,
        days_late: position.days_late,
    })
}

fn line(row: &Request) -> RequestLine {
    RequestLine {
        no: row.no,
        kind: row.kind.clone(),
        plan: row.instalments.zip(row.first_due),
        reason: row.reason.clone(),
        asked_by: row.asked_by_name.clone().unwrap_or_default(),
        asked_at: row.asked_at,
        state: match row.decision.as_deref() {
            None => CorrectionState::Waiting,
            Some("confirmed") => CorrectionState::Posted,
            Some(_) => CorrectionState::Refused,
        },
        decided: row.decided_at.map(|at| (row.decided_by_name.clone().unwrap_or_default(), at)),
        refusal: row.refusal.clone().unwrap_or_default(),
    }
}

/// `GET /groups/{group}/loans/{no}/requests`
pub async fn list(State(app): State<App>, visit: InGroup, Path((_, no)): Path<(String, i64)>) -> Answer {
    let mut tx = app.db().read().await?;
    let loan = find(&mut tx, &visit, no).await?;
    let form = RequestForm { key: Uuid::now_v7().to_string(), ..RequestForm::default() };
    Ok(web::html(requests(&list_page(&app, &mut tx, &visit, &loan, form, vec![]).await?)))
}

async fn list_page(
    app: &App,
    tx: &mut Tx,
    visit: &InGroup,
    loan: &Loan,
    form: RequestForm,
    problems: Vec<Problem>,
) -> Result<RequestsPage, Fault> {
    let rows = store::requests(tx, visit.group.book, loan.account.no).await?;
    let waits = rows.iter().any(|row| row.decision.is_none());
    let head = page_head(app, tx, visit, loan).await?;
    let may_ask = visit.may(Can::Correct) && head.owed > 0 && !waits;
    Ok(RequestsPage { head, requests: rows.iter().map(line).collect(), may_ask, form, problems })
}

/// `POST /groups/{group}/loans/{no}/requests`
pub async fn ask(
    State(app): State<App>,
    visit: InGroup,
    Path((_, no)): Path<(String, i64)>,
    Form(form): Form<RequestForm>,
) -> Answer {
    let group = &visit.group;
    let key: Uuid = form.key.parse().map_err(|_| Fault::Unreadable)?;
    let act = Act::now(&app, visit.visit.user.id);
    let mut tx = app.db().write().await?;
    lock(&mut tx, group.book).await?;
    let asked = |loan: i64, no: i64| {
        web::see_other(&format!("{}?done=loan-request-asked", head(group).href(&format!("loans/{loan}/requests/{no}"))))
    };
    if let Some((loan, no)) = store::request_of_key(&mut tx, group.book, key).await? {
        return Ok(asked(loan, no));
    }
    let loan = find(&mut tx, &visit, no).await?;
    let waits = store::requests(&mut tx, group.book, no).await?.iter().any(|row| row.decision.is_none());
    let (what, reason) = match read_request(&form, &loan.account, waits, act.today, visit.words()) {
        Ok(read) => read,
        Err(problems) => {
            return Ok(web::unprocessable(requests(&list_page(&app, &mut tx, &visit, &loan, form, problems).await?)));
        }
    };
    let request = store::ask(&mut tx, group.book, key, no, what, &reason, act.by()).await?;
    record(&mut tx, Some(group.book), Some(act.by), "loan-request-asked", &request.to_string(), act.at).await?;
    tx.commit().await?;
    Ok(asked(no, request))
}

/// A loan and a request of it, as the address names them.
async fn both(tx: &mut Tx, visit: &InGroup, no: i64, request: i64) -> Result<(Loan, Request), Fault> {
    let loan = find(tx, visit, no).await?;
    let row = store::requests(tx, visit.group.book, no).await?.into_iter().find(|row| row.no == request);
    Ok((loan, row.ok_or(Fault::NotFound)?))
}

/// `GET /groups/{group}/loans/{no}/requests/{request}`
pub async fn show(State(app): State<App>, visit: InGroup, Path((_, no, asked)): Path<(String, i64, i64)>) -> Answer {
    let mut tx = app.db().read().await?;
    let (loan, row) = both(&mut tx, &visit, no, asked).await?;
    Ok(web::html(request(&one(&app, &mut tx, &visit, &loan, &row, vec![]).await?)))
}

async fn one(
    app: &App,
    tx: &mut Tx,
    visit: &InGroup,
    loan: &Loan,
    row: &Request,
    mut problems: Vec<Problem>,
) -> Result<RequestPage, Fault> {
    let waits = row.decision.is_none();
    let plan = match decisions::decide(&loan.account, what(row)?, app.today()) {
        Ok(decided) if waits => shown::plan_rows(&decided.plan),
        // That it cannot be confirmed any more is said before somebody tries.
        Err(why) if waits && problems.is_empty() => {
            problems.push(Problem { field: "confirm".into(), message: decision(visit.words(), why).1 });
            vec![]
        }
        _ => vec![],
    };
    Ok(RequestPage {
        head: page_head(app, tx, visit, loan).await?,
        line: line(row),
        plan,
        seen: loan.account.next_event() - 1,
        is_own: row.asked_by == visit.visit.user.id,
        may_decide: visit.may(Can::Correct),
        problems,
    })
}

fn what(row: &Request) -> Result<Ask, Fault> {
    row.ask().ok_or_else(|| Fault::Broken(format!("the request {} about a loan", row.no)))
}

/// What travels along when a request is confirmed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ConfirmForm {
    seen: String,
}

/// `POST /groups/{group}/loans/{no}/requests/{request}/confirm`
pub async fn confirm(
    State(app): State<App>,
    visit: InGroup,
    Path((_, no, asked)): Path<(String, i64, i64)>,
    Form(form): Form<ConfirmForm>,
) -> Answer {
    let group = &visit.group;
    let act = Act::now(&app, visit.visit.user.id);
    let mut tx = app.db().write().await?;
    lock(&mut tx, group.book).await?;
    let (loan, row) = both(&mut tx, &visit, no, asked).await?;
    let here = head(group).href(&format!("loans/{no}/requests/{asked}"));
    if row.decision.is_some() {
        return Ok(web::see_other(&here)); // decided before: the page says by whom
    }
    let seen = form.seen.parse().unwrap_or(0);
    match decisions::confirm(&loan.account, what(&row)?, row.asked_by, act.by, seen, act.today) {
        Ok(decided) => write(&mut tx, &visit, &loan, &row, &decided, act).await?,
        Err(why) => return refused(&app, &mut tx, &visit, &loan, &row, why).await,
    }
    tx.commit().await?;
    tracing::info!(group = group.code, loan = no, what = row.kind, "decision on a loan confirmed");
    Ok(web::see_other(&format!("{}?done=loan-request-confirmed", head(group).href(&format!("loans/{no}")))))
}

async fn refused(app: &App, tx: &mut Tx, visit: &InGroup, loan: &Loan, row: &Request, why: DecisionRefusal) -> Answer {
    let problems = vec![Problem { field: "confirm".into(), message: decision(visit.words(), why).1 }];
    Ok(web::unprocessable(request(&one(app, tx, visit, loan, row, problems).await?)))
}

/// The decision, then the entry where something is lost, the new plan, and the event that agrees to it.
async fn write(tx: &mut Tx, visit: &InGroup, loan: &Loan, row: &Request, decided: &Decided, act: Act) -> Result<(), Fault> {
    let book = visit.group.book;
    store::decide(tx, book, row.no, None, act.by()).await?;
    let entry = decisions::entry(decided, &loan.account.terms, row.id, &row.reason, act.today)
        .map_err(|why| Fault::Broken(format!("the entry of request {}: {why:?}", row.no)))?;
    let entry_no = match entry {
        Some(entry) => Some(post(tx, book, entry, Recorded { at: act.at, by: act.by }).await?.no.0),
        None => None,
    };
    if !decided.plan.is_empty() {
        let version = i64::try_from(loan.account.versions.len() + 1).unwrap_or(i64::MAX);
        store::add_plans(tx, book, &[(loan.account.no, version, &decided.plan)]).await?;
    }
    let written = Written { meeting_no: None, entry_no, by: act.by, at: act.at };
    store::add_events(tx, book, std::slice::from_ref(&decided.movement), written, false).await?;
    Ok(record(tx, Some(book), Some(act.by), "loan-request-confirmed", &row.no.to_string(), act.at).await?)
}

/// What is typed to refuse a request.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct RefuseForm {
    reason: String,
}

/// `POST /groups/{group}/loans/{no}/requests/{request}/refuse`: who asked may take it back, another officer may refuse it.
pub async fn refuse(
    State(app): State<App>,
    visit: InGroup,
    Path((_, no, asked)): Path<(String, i64, i64)>,
    Form(form): Form<RefuseForm>,
) -> Answer {
    let group = &visit.group;
    let act = Act::now(&app, visit.visit.user.id);
    let mut tx = app.db().write().await?;
    lock(&mut tx, group.book).await?;
    let (loan, row) = both(&mut tx, &visit, no, asked).await?;
    let here = head(group).href(&format!("loans/{no}/requests/{asked}"));
    if row.decision.is_some() {
        return Ok(web::see_other(&here));
    }
    let reason: String = written(&form.reason).chars().take(REASON_MOST).collect();
    if reason.is_empty() {
        let problems = vec![Problem { field: "reason".into(), message: visit.words().say("reason-missing").into_owned() }];
        return Ok(web::unprocessable(request(&one(&app, &mut tx, &visit, &loan, &row, problems).await?)));
    }
    store::decide(&mut tx, group.book, asked, Some(&reason), act.by()).await?;
    record(&mut tx, Some(group.book), Some(act.by), "loan-request-refused", &asked.to_string(), act.at).await?;
    tx.commit().await?;
    Ok(web::see_other(&format!("{here}?done=loan-request-refused")))
}
