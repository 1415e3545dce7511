//! The routes of offices: who holds which, since when, and how a term begins and ends.
use super::{
    form,
    store::{self, Member},
};
use crate::{
    app::App,
    error::{Answer, Fault},
    guard::{Can, InGroup},
    meetings::pages::head,
    store::{Tx, lock, record},
    web,
};
use axum::{Form, extract::State};
use templates::{
    officers::{EndTermForm, OfficersPage, Term, TermForm, officers},
    parts::Problem,
};

/// `GET /groups/{group}/officers`
pub async fn list(State(app): State<App>, visit: InGroup) -> Answer {
    let mut tx = app.db().read().await?;
    let today = visit.words().date_short(app.today());
    let form = TermForm { from: today.clone(), ..TermForm::default() };
    let end = EndTermForm { until: today, ..EndTermForm::default() };
    Ok(web::html(officers(&page(&mut tx, &visit, form, end, vec![]).await?)))
}

async fn page(
    tx: &mut Tx,
    visit: &InGroup,
    form: TermForm,
    end: EndTermForm,
    problems: Vec<Problem>,
) -> Result<OfficersPage, Fault> {
    let group = &visit.group;
    let mut terms = store::officers(tx, group.book).await?;
    // Those in office first, as a committee is listed; then the past, latest first.
    terms.sort_by_key(|term| if term.to_day.is_none() { (0, form::rank(&term.office), term.number) } else { (1, 0, 0) });
    let members = if visit.may(Can::KeepMembers) { store::members(tx, group.book, &group.commodity).await? } else { vec![] };
    let mut around = visit.visit.around();
    // Ending a term has no page of its own.
    around.path = head(group).href("officers");
    Ok(OfficersPage {
        around,
        group: head(group),
        terms: terms.into_iter().map(line).collect(),
        members: members
            .iter()
            .filter(|member| member.left_on.is_none())
            .map(|member| (member.number as u32, member.name()))
            .collect(),
        form,
        end,
        problems,
        may_manage: visit.may(Can::KeepMembers),
    })
}

fn line(term: store::Term) -> Term {
    Term {
        id: term.no.to_string(),
        name: term.name(),
        office: term.office,
        member: term.number as u32,
        from: term.from_day,
        until: term.to_day,
    }
}

/// `POST /groups/{group}/officers`
pub async fn begin(State(app): State<App>, visit: InGroup, Form(typed): Form<TermForm>) -> Answer {
    let (group, words) = (&visit.group, visit.words());
    let mut tx = app.db().write().await?;
    lock(&mut tx, group.book).await?;
    let members: Vec<Member> = store::members(&mut tx, group.book, &group.commodity).await?;
    let terms = store::officers(&mut tx, group.book).await?;
    let term = match form::read_term(&typed, &members, &terms, app.today(), words) {
        Ok(term) => term,
        Err(problems) => {
            let end = EndTermForm { until: words.date_short(app.today()), ..EndTermForm::default() };
            return Ok(web::unprocessable(officers(&page(&mut tx, &visit, typed, end, problems).await?)));
        }
    };
    if let Some(term) = term {
        store::begin_term(&mut tx, group.book, term.party, term.office, term.from).await?;
        record(&mut tx, Some(group.book), Some(visit.visit.user.id), "office-given", term.office.code(), app.now()).await?;
        tx.commit().await?;
    }
    Ok(web::see_other(&format!("{}?done=term-added", head(group).href("officers"))))
}

/// `POST /groups/{group}/officers/end`
pub async fn end(State(app): State<App>, visit: InGroup, Form(typed): Form<EndTermForm>) -> Answer {
    let (group, words) = (&visit.group, visit.words());
    let mut tx = app.db().write().await?;
    lock(&mut tx, group.book).await?;
    let terms = store::officers(&mut tx, group.book).await?;
    let (no, until) = match form::read_end(&typed, &terms, app.today(), words) {
        Ok(read) => read,
        Err(problems) => {
            let form = TermForm { from: words.date_short(app.today()), ..TermForm::default() };
            return Ok(web::unprocessable(officers(&page(&mut tx, &visit, form, typed, problems).await?)));
        }
    };
    if let Some(until) = until {
        let office = terms.iter().find(|term| term.no == no).map(|term| term.office.clone()).unwrap_or_default();
        store::end_term(&mut tx, group.book, no, until).await?;
        record(&mut tx, Some(group.book), Some(visit.visit.user.id), "office-ended", &office, app.now()).await?;
        tx.commit().await?;
    }
    Ok(web::see_other(&format!("{}?done=term-ended", head(group).href("officers"))))
}
