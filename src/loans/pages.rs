//! The routes of loans: the loan book of a group, one loan, its contract.
use super::{
    shown,
    store::{self, Loan, Which},
};
use crate::{
    app::App,
    calculator::form::percent,
    error::{Answer, Fault},
    groups::pages::place,
    guard::{Can, InGroup},
    listing::ListQuery,
    meetings::pages::head,
    members::store::{Member, members, officers},
    plans::{self, store::Subject},
    store::{BookId, Tx},
    web,
};
use axum::extract::{Path, Query, State};
use chrono::NaiveDate;
use domain::loans::{Position, arrears::Arrears};
use ledger::PartyNo;
use templates::{
    loans::{
        LoanState, Who,
        book::{LoanBookPage, LoanRow, LoanSums, STATES, loan_book},
        contract::{ContractPage, contract as draw_contract},
        loan::{LoanPage, loan as draw},
    },
    plans::list::PlansOf,
};

/// Who signs a contract for the group, beside the borrower.
const SIGNING: [&str; 3] = ["chair", "secretary", "treasurer"];

/// `GET /groups/{group}/loans`
pub async fn book(State(app): State<App>, visit: InGroup, Query(query): Query<ListQuery>) -> Answer {
    let (group, words) = (&visit.group, visit.words());
    let mut tx = app.db().read().await?;
    let loans = store::loans(&mut tx, Which::All(group.book)).await?;
    let members = members(&mut tx, group.book, &group.commodity).await?;
    let positions: Vec<Position> = loans.iter().map(|loan| loan.account.position(app.today())).collect();
    let state = *STATES.iter().find(|state| **state == query.state).unwrap_or(&STATES[0]);
    let rows = loans.iter().zip(&positions).map(|(loan, position)| row(loan, position, shown::who(&members, loan.account.party)));
    let rows: Vec<LoanRow> = rows.filter(|row| state == "all" || code(row.state) == state).collect();
    let (loans_shown, listing) = query.page(&head(group).href("loans"), &[("state", state)], rows, |by, a, b| match by {
        "number" => Some(a.no.cmp(&b.no)),
        "name" => Some(a.who.name.show(words).cmp(b.who.name.show(words))),
        "lent" => Some(a.lent.cmp(&b.lent)),
        "owed" => Some(a.owed.cmp(&b.owed)),
        // What has no next day comes last.
        "next" => Some((a.next.is_none(), a.next).cmp(&(b.next.is_none(), b.next))),
        "late" => Some(days_late(a).cmp(&days_late(b))),
        _ => None,
    });
    let page = LoanBookPage {
        around: visit.visit.around(),
        group: head(group),
        sums: sums(&positions),
        loans: loans_shown,
        listing,
        state: state.to_owned(),
        any: !loans.is_empty(),
        applications: store::approved(&mut tx, group.book).await?.len() as u32,
        requests: store::waiting(&mut tx, group.book).await?,
        may_apply: visit.may(Can::Seal),
    };
    Ok(web::html(loan_book(&page)))
}

fn days_late(row: &LoanRow) -> i64 {
    if let LoanState::Late(days) = row.state { days } else { 0 }
}

fn code(state: LoanState) -> &'static str {
    match state {
        LoanState::Open | LoanState::Late(_) => "open",
        LoanState::Closed => "closed",
        LoanState::WrittenOff => "written-off",
    }
}

fn row(loan: &Loan, position: &Position, who: Who) -> LoanRow {
    LoanRow {
        no: loan.account.no,
        who,
        given_on: loan.account.terms.given_on,
        lent: loan.account.terms.principal,
        owed: position.owed(),
        next: shown::next(position),
        state: shown::state(position),
    }
}

/// A member's loans on which something is owed, or was given up.
pub async fn of_member(tx: &mut Tx, book: BookId, member: &Member, today: NaiveDate) -> crate::store::Result<Vec<LoanRow>> {
    let loans = store::loans(tx, Which::OfParty(book, member.party())).await?;
    let rows = loans.iter().map(|loan| {
        let who = Who { number: member.number as u32, name: member.name() };
        row(loan, &loan.account.position(today), who)
    });
    Ok(rows.filter(|row| row.state != LoanState::Closed).collect())
}

fn sums(positions: &[Position]) -> LoanSums {
    let arrears = Arrears::of(positions);
    LoanSums {
        open: arrears.loans as u32,
        late: arrears.late as u32,
        owed: positions.iter().map(Position::owed).sum(),
        interest: positions.iter().map(|position| position.interest + position.penalty).sum(),
        overdue: arrears.overdue,
        at_risk: shown::tenths(arrears.percent_30()),
    }
}

/// The loan of a number in the address, or a page that is not there.
pub async fn find(tx: &mut Tx, visit: &InGroup, no: i64) -> Result<Loan, Fault> {
    store::loans(tx, Which::One(visit.group.book, no)).await?.pop().ok_or(Fault::NotFound)
}

/// The application that a loan was given on.
async fn application(tx: &mut Tx, book: BookId, loan: &Loan) -> crate::store::Result<Option<store::Application>> {
    let Some(no) = loan.application_no else { return Ok(None) };
    Ok(store::applications(tx, book).await?.into_iter().find(|application| application.no == no))
}

/// Who answers for a loan, as its application says.
pub async fn guarantors(tx: &mut Tx, book: BookId, loan: &Loan) -> crate::store::Result<Vec<PartyNo>> {
    let application = application(tx, book, loan).await?;
    Ok(application.iter().flat_map(|application| &application.guarantors).map(|party| PartyNo(*party)).collect())
}

/// What the application of a loan adds to it: who answers for it, and votes.
async fn asked(tx: &mut Tx, book: BookId, loan: &Loan, members: &[Member]) -> Result<(Vec<Who>, Option<(i64, i64)>), Fault> {
    let Some(application) = application(tx, book, loan).await? else { return Ok((vec![], None)) };
    let guarantors = application.guarantors.iter().map(|party| shown::who(members, PartyNo(*party)));
    Ok((guarantors.collect(), application.votes()))
}

/// `GET /groups/{group}/loans/{no}`
pub async fn show(State(app): State<App>, visit: InGroup, Path((_, no)): Path<(String, i64)>) -> Answer {
    let group = &visit.group;
    let mut tx = app.db().read().await?;
    let loan = find(&mut tx, &visit, no).await?;
    let members = members(&mut tx, group.book, &group.commodity).await?;
    let (guarantors, votes) = asked(&mut tx, group.book, &loan, &members).await?;
    let requests = store::requests(&mut tx, group.book, no).await?;
    let position = loan.account.position(app.today());
    let page = LoanPage {
        around: visit.visit.around(),
        group: head(group),
        no,
        plans: plans_of(&mut tx, &visit, no).await?,
        who: shown::who(&members, loan.account.party),
        state: shown::state(&position),
        today: app.today(),
        now: shown::now(&position),
        rows: shown::due_rows(&loan, app.today()),
        earlier: shown::earlier(&loan),
        history: shown::history(&loan),
        guarantors,
        votes,
        meeting: loan.meeting_no,
        rate: percent(loan.account.terms.rate_percent, visit.words()),
        waiting: requests.iter().find(|request| request.decision.is_none()).map(|request| request.no),
        may_ask: visit.may(Can::Correct) && position.is_open(),
        requests: !requests.is_empty(),
        terms: loan.account.terms,
        purpose: loan.purpose,
    };
    Ok(web::html(draw(&page)))
}

/// The business plans that were written for a loan.
async fn plans_of(tx: &mut Tx, visit: &InGroup, no: i64) -> Result<PlansOf, Fault> {
    let group = &visit.group;
    let begin = (!group.practice).then(|| (group.organisation_id, format!("loan-{no}-{}", group.code)));
    plans::of_book(tx, &visit.visit, group.book.0, Some(Subject::Loan(group.book.0, no)), begin).await
}

/// `GET /groups/{group}/loans/{no}/contract`
pub async fn contract(State(app): State<App>, visit: InGroup, Path((_, no)): Path<(String, i64)>) -> Answer {
    let group = &visit.group;
    let mut tx = app.db().read().await?;
    let loan = find(&mut tx, &visit, no).await?;
    let members = members(&mut tx, group.book, &group.commodity).await?;
    let (guarantors, _) = asked(&mut tx, group.book, &loan, &members).await?;
    let terms = officers(&mut tx, group.book).await?;
    let in_office = |office: &str, today: NaiveDate| {
        let mut holders = terms.iter().filter(|term| term.office == office && term.to_day.is_none_or(|to| to >= today));
        holders.next().map(|term| (office.to_owned(), term.name()))
    };
    let (plan, planned_on) = shown::plan(&loan);
    let page = ContractPage {
        around: visit.visit.around(),
        group: head(group),
        place: place(&group.village_code),
        no,
        who: shown::who(&members, loan.account.party),
        guarantors,
        rate: percent(loan.account.terms.rate_percent, visit.words()),
        rows: shown::plan_rows(plan),
        planned_on,
        officers: SIGNING.into_iter().filter_map(|office| in_office(office, app.today())).collect(),
        terms: loan.account.terms.clone(),
        purpose: loan.purpose,
    };
    Ok(web::html(draw_contract(&page)))
}
