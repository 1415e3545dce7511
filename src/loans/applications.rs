//! The routes of applications: what members asked for and how the meeting decided. The money goes out at a meeting.
use super::{
    form::read_application,
    shown,
    store::{self, Application},
};
use crate::{
    app::App,
    calculator::form::percent,
    error::{Answer, Fault},
    guard::{Can, InGroup},
    listing::ListQuery,
    meetings::{
        pages::head,
        refusals::lending,
        seal::{self, Act, Loaded},
    },
    members::store::{Member, members},
    store::{lock, record},
    web,
};
use axum::{
    Form,
    extract::{Path, Query, State},
};
use chrono::NaiveDate;
use domain::{
    constitution::Constitution,
    loans::{
        Borrower, LoanRefusal,
        giving::{check_amount, limit},
    },
    meetings::borrower,
};
use ledger::PartyNo;
use templates::{
    loans::{
        Who,
        application::{
            Applicant, ApplicationForm, ApplicationRow, ApplicationState, ApplicationsPage, NewApplicationPage, applications,
            new_application,
        },
    },
    parts::Problem,
};
use uuid::Uuid;

/// `GET /groups/{group}/loans/applications`: those that wait first.
pub async fn list(State(app): State<App>, visit: InGroup, Query(query): Query<ListQuery>) -> Answer {
    let group = &visit.group;
    let mut tx = app.db().read().await?;
    let mut rows = store::applications(&mut tx, group.book).await?;
    rows.sort_by_key(|row| (!row.waits(), -row.no));
    let members = members(&mut tx, group.book, &group.commodity).await?;
    let (rows, listing) = query.page(&head(group).href("loans/applications"), &[], rows, |_, _, _| None);
    let page = ApplicationsPage {
        around: visit.visit.around(),
        group: head(group),
        applications: rows.into_iter().map(|row| line(row, &members)).collect(),
        listing,
        may_apply: visit.may(Can::Seal),
        may_plan: visit.may(Can::KeepPlans) && !visit.group.practice,
    };
    Ok(web::html(applications(&page)))
}

fn line(row: Application, members: &[Member]) -> ApplicationRow {
    ApplicationRow {
        no: row.no,
        who: shown::who(members, PartyNo(row.party_no)),
        asked_on: row.asked_on,
        principal: row.principal,
        instalments: row.instalments,
        guarantors: row.guarantors.iter().map(|party| shown::who(members, PartyNo(*party))).collect(),
        votes: row.votes(),
        state: match row.loan_no {
            Some(loan) => ApplicationState::Given(loan),
            None if row.withdrawn => ApplicationState::Withdrawn,
            None if row.decision == "approved" => ApplicationState::Waiting,
            None => ApplicationState::Refused,
        },
        purpose: row.purpose,
        reason: row.reason,
    }
}

/// Whom a tap on a member chooses.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Tapped {
    member: String,
}

/// `GET /groups/{group}/loans/applications/new`
pub async fn new(State(app): State<App>, visit: InGroup, Query(tapped): Query<Tapped>) -> Answer {
    let mut tx = app.db().read().await?;
    let loaded = seal::load(&mut tx, &visit.group).await?;
    let form = ApplicationForm { key: Uuid::now_v7().to_string(), member: tapped.member, ..ApplicationForm::default() };
    Ok(web::html(new_application(&page(&visit, &loaded, form, vec![], app.today()))))
}

fn page(visit: &InGroup, loaded: &Loaded, form: ApplicationForm, problems: Vec<Problem>, today: NaiveDate) -> NewApplicationPage {
    let constitution = &loaded.cycle.constitution;
    let agreed = &constitution.terms().loans;
    let applicant = |member: &Member| {
        let standing = loaded.standings.iter().find(|standing| standing.party == member.party())?;
        let stands = borrower(standing, &standing.loans, today, 0);
        let blocked = blocked(constitution, &stands);
        Some(Applicant {
            who: Who { number: member.number as u32, name: member.name() },
            savings: stands.savings,
            owed: stands.owed,
            limit: if blocked.is_some() { 0 } else { limit(constitution, &stands) },
            blocked: blocked.map(|why| lending(visit.words(), constitution.commodity(), why)).unwrap_or_default(),
            days_late: stands.days_late,
        })
    };
    NewApplicationPage {
        around: visit.visit.around(),
        group: head(&visit.group),
        members: loaded.members.iter().filter(|member| member.left_on.is_none()).filter_map(applicant).collect(),
        cash: loaded.cash.loan,
        instalments_most: agreed.instalments_most(),
        guarantors_least: agreed.guarantors_least,
        limit_times: percent(agreed.limit_times_savings, visit.words()),
        closed: !loaded.more.lending,
        form,
        problems,
    }
}

/// Why a member may borrow nothing at all, whatever she asks for.
fn blocked(constitution: &Constitution, stands: &Borrower) -> Option<LoanRefusal> {
    let least = check_amount(constitution, stands, constitution.cash_rounding());
    least.filter(|why| matches!(why, LoanRefusal::TooMany(_) | LoanRefusal::Late(_)))
}

/// `POST /groups/{group}/loans/applications/new`
pub async fn send(State(app): State<App>, visit: InGroup, Form(form): Form<ApplicationForm>) -> Answer {
    let group = &visit.group;
    let key: Uuid = form.key.parse().map_err(|_| Fault::Unreadable)?;
    let act = Act::now(&app, visit.visit.user.id);
    let mut tx = app.db().write().await?;
    lock(&mut tx, group.book).await?;
    if let Some(approved) = store::application_of_key(&mut tx, group.book, key).await? {
        return Ok(written(&visit, approved));
    }
    let loaded = seal::load(&mut tx, group).await?;
    let new = match read_application(&form, key, &loaded, act.today, visit.words()) {
        Ok(new) => new,
        Err(problems) => return Ok(web::unprocessable(new_application(&page(&visit, &loaded, form, problems, act.today)))),
    };
    let no = store::add_application(&mut tx, group.book, &new, act.by, act.at).await?;
    record(&mut tx, Some(group.book), Some(act.by), "application-written", &no.to_string(), act.at).await?;
    tx.commit().await?;
    Ok(written(&visit, new.refused.is_none()))
}

fn written(visit: &InGroup, approved: bool) -> axum::response::Response {
    let done = if approved { "application-approved" } else { "application-refused" };
    web::see_other(&format!("{}?done={done}", head(&visit.group).href("loans/applications")))
}

/// `POST /groups/{group}/loans/applications/{no}/withdraw`
pub async fn withdraw(State(app): State<App>, visit: InGroup, Path((_, no)): Path<(String, i64)>) -> Answer {
    let group = &visit.group;
    let act = Act::now(&app, visit.visit.user.id);
    let list = head(group).href("loans/applications");
    let mut tx = app.db().write().await?;
    lock(&mut tx, group.book).await?;
    let all = store::applications(&mut tx, group.book).await?;
    let application = all.iter().find(|application| application.no == no).ok_or(Fault::NotFound)?;
    if !application.waits() {
        // Paid out, refused or withdrawn before: the list says so.
        return Ok(web::see_other(&list));
    }
    store::withdraw(&mut tx, group.book, no, act.by, act.at).await?;
    record(&mut tx, Some(group.book), Some(act.by), "application-withdrawn", &no.to_string(), act.at).await?;
    tx.commit().await?;
    Ok(web::see_other(&format!("{list}?done=application-withdrawn")))
}
