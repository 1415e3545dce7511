//! The loans in kind of a bank: the list, one loan with what is owed and why, its contract, the promise beside it.
use super::{
    sheets::{self, Ground},
    shown, store,
    write::{self, Outcome, Wish},
};
use crate::{
    app::App,
    error::{Answer, Fault},
    groups::pages::place,
    guard::{Can, InBank},
    listing::{ListQuery, matches},
    members::store::officers,
    store::Tx,
    web,
};
use axum::{
    Form,
    extract::{Path, Query, State},
};
use chrono::NaiveDate;
use domain::banks::{
    Ask, Bank, Fact, Good, Why,
    acts::LoanNo,
    loan::{Loan, MoveKind, months_begun},
    rules::Per,
};
use serde::Deserialize;
use templates::{
    banks::{
        loan::{BankLoanPage, MoveLine, OwedNow, loan as draw},
        loan_contract::{KindContractPage, contract as draw_contract},
        loans::{BankLoanRow, BankLoansPage, GoodSum, KindLoanState, STATES, loans as draw_list},
        relief::KINDS,
    },
    parts::{Problem, Unit, encode},
};
use uuid::Uuid;

/// Who signs a contract for the bank, beside the borrower.
const SIGNING: [&str; 3] = ["chair", "secretary", "treasurer"];

/// `GET /banks/{bank}/loans`
pub async fn list(State(app): State<App>, visit: InBank, Query(query): Query<ListQuery>) -> Answer {
    let (today, words) = (app.today(), visit.words());
    let mut tx = app.db().read().await?;
    let ground = Ground::load(&mut tx, &visit, today).await?;
    let has = ground.state(today)?;
    let state = *STATES.iter().find(|state| **state == query.state).unwrap_or(&STATES[0]);
    let needle = query.needle();
    let rows: Vec<BankLoanRow> = has
        .loans
        .values()
        .filter_map(|loan| row(&ground, loan, today))
        .filter(|row| is_listed(row.state, state))
        .filter(|row| {
            matches(&needle, &[&row.who.name.khmer, &row.who.name.latin, &row.who.number.to_string(), &row.no.to_string()])
        })
        .collect();
    let path = format!("/banks/{}/loans", encode(&visit.bank.code));
    let (loans, listing) = query.page(&path, &[("state", state), ("q", &query.q)], rows, |by, a, b| match by {
        "number" => Some(a.no.cmp(&b.no)),
        "name" => Some(a.who.name.show(words).cmp(b.who.name.show(words))),
        "lent" => Some(a.lent.cmp(&b.lent)),
        "owed" => Some(a.owed.cmp(&b.owed)),
        "due" => Some(a.due_on.cmp(&b.due_on)),
        "late" => Some(days_late(a.state).cmp(&days_late(b.state))),
        _ => None,
    });
    let page = BankLoansPage {
        around: visit.visit.around(),
        bank: shown::head(&mut tx, &visit.group, &visit.bank, &ground.loaded).await?,
        sums: sums(&ground.loaded, has.loans.values(), today),
        loans,
        listing,
        state: state.to_owned(),
        q: query.q.clone(),
        any: !has.loans.is_empty(),
        may_write: visit.may(Can::Seal),
    };
    Ok(web::html(draw_list(&page)))
}

fn row(ground: &Ground, loan: &Loan, today: NaiveDate) -> Option<BankLoanRow> {
    Some(BankLoanRow {
        no: loan.no,
        who: shown::who(&ground.people, loan.party),
        good: shown::good(&ground.loaded.good(&loan.good)?),
        purpose: loan.purpose.code(),
        given_on: loan.given_on,
        lent: loan.lent,
        owed: loan.owed(today).total(),
        due_on: loan.due_on,
        state: standing(loan, today),
    })
}

/// Where a loan stands on a day.
pub(super) fn standing(loan: &Loan, day: NaiveDate) -> KindLoanState {
    let ended = |kind: MoveKind| loan.moves.iter().any(|gone| gone.kind == kind);
    match (loan.is_open(day), loan.days_late(day)) {
        (true, 0) => KindLoanState::Open,
        (true, days) => KindLoanState::Late(days),
        (false, _) if ended(MoveKind::WrittenOff) => KindLoanState::WrittenOff,
        (false, _) if ended(MoveKind::TurnedToMoney) => KindLoanState::TurnedToMoney,
        (false, _) => KindLoanState::Closed,
    }
}

fn is_listed(state: KindLoanState, which: &str) -> bool {
    match (which, state) {
        ("open", KindLoanState::Open | KindLoanState::Late(_)) | ("late", KindLoanState::Late(_)) | ("all", _) => true,
        ("closed", state) => !matches!(state, KindLoanState::Open | KindLoanState::Late(_)),
        _ => false,
    }
}

fn days_late(state: KindLoanState) -> i64 {
    if let KindLoanState::Late(days) = state { days } else { 0 }
}

/// What is owed, by good, in the order in which the goods were first lent.
fn sums<'a>(bank: &Bank, loans: impl Iterator<Item = &'a Loan>, today: NaiveDate) -> Vec<GoodSum> {
    let mut sums: Vec<(String, GoodSum)> = Vec::new();
    for loan in loans.filter(|loan| loan.is_open(today)) {
        let Some(good) = bank.good(&loan.good) else { continue };
        let at = sums.iter().position(|(code, _)| *code == loan.good).unwrap_or_else(|| {
            let empty = GoodSum { good: shown::good(&good), open: 0, late: 0, principal: 0, interest: 0, overdue: 0 };
            sums.push((loan.good.clone(), empty));
            sums.len() - 1
        });
        let (sum, owed) = (&mut sums[at].1, loan.owed(today));
        sum.open += 1;
        sum.principal += owed.principal;
        sum.interest += owed.interest;
        if loan.days_late(today) > 0 {
            sum.late += 1;
            sum.overdue += owed.total();
        }
    }
    sums.into_iter().map(|(_, sum)| sum).collect()
}

/// `GET /banks/{bank}/loans/{no}`
pub async fn show(State(app): State<App>, visit: InBank, Path((_, no)): Path<(String, i64)>) -> Answer {
    let mut tx = app.db().read().await?;
    Ok(web::html(draw(&page(&mut tx, &visit, app.today(), no, vec![]).await?)))
}

async fn page(tx: &mut Tx, visit: &InBank, today: NaiveDate, no: LoanNo, problems: Vec<Problem>) -> Result<BankLoanPage, Fault> {
    let ground = Ground::load(tx, visit, today).await?;
    let has = ground.state(today)?;
    let loan = has.loans.get(&no).ok_or(Fault::NotFound)?;
    let good = ground.loaded.good(&loan.good).ok_or(Fault::NotFound)?;
    let mut seen = loan.seen.clone();
    seen.reverse();
    Ok(BankLoanPage {
        around: visit.visit.around(),
        bank: shown::head(tx, &visit.group, &visit.bank, &ground.loaded).await?,
        no,
        who: shown::who(&ground.people, loan.party),
        good: shown::good(&good),
        money: money(&ground.loaded),
        purpose: loan.purpose.code(),
        state: standing(loan, today),
        today,
        given: (loan.given_on, given_by(&ground.loaded, no)),
        due: (loan.due_on, loan.first_due_on),
        owed: owed(loan, today),
        moves: moves(loan),
        guarantors: loan.guarantors.iter().map(|party| shown::who(&ground.people, *party)).collect(),
        terms: loan.terms.clone(),
        condition: loan.condition,
        seen,
        see: (visit.may(Can::Seal) && loan.condition.is_some()).then(|| Uuid::now_v7().to_string()),
        waiting: waiting(tx, visit, no).await?,
        may_ask: may_ask(visit, loan, today),
        problems,
    })
}

/// The money of the box.
pub(super) fn money(bank: &Bank) -> Unit {
    Unit { commodity: bank.money.code().to_owned(), decimals: bank.money.decimals() }
}

/// What an officer may ask for about a loan.
pub(super) fn may_ask(visit: &InBank, loan: &Loan, today: NaiveDate) -> Vec<&'static str> {
    let may = visit.may(Can::Correct) && loan.is_open(today);
    let kind = |what: &&str| may && (*what != "turn-to-money" || !domain::banks::is_money(&loan.good));
    KINDS.into_iter().filter(kind).collect()
}

/// Requests about a loan that wait for a second officer.
async fn waiting(tx: &mut Tx, visit: &InBank, no: LoanNo) -> Result<Vec<i64>, Fault> {
    let mut found = Vec::new();
    for request in store::requests(tx, &visit.bank).await?.iter().filter(|request| request.decision.is_none()) {
        if let Ask::Reschedule { loan, .. } | Ask::Forgive { loan, .. } | Ask::WriteOff { loan, .. } | Ask::TurnToMoney { loan, .. } =
            request.read()?
            && loan == no
        {
            found.push(request.no);
        }
    }
    Ok(found)
}

/// The act that gave a loan, or that made a debt of money of another.
fn given_by(bank: &Bank, no: LoanNo) -> i64 {
    let gives = |fact: &Fact| match fact {
        Fact::Lent { lines, .. } => lines.iter().any(|line| line.loan == no),
        Fact::TurnedToMoney { new_loan, .. } => *new_loan == no,
        _ => false,
    };
    bank.acts.iter().find(|act| gives(&act.fact)).map_or(0, |act| act.no)
}

/// What is owed on a day, piece by piece.
pub(super) fn owed(loan: &Loan, today: NaiveDate) -> OwedNow {
    let of = |kinds: &[MoveKind]| -> i64 {
        let gone = loan.moves.iter().filter(|gone| gone.day <= today && kinds.contains(&gone.kind));
        gone.map(|gone| gone.principal + gone.interest).sum()
    };
    let charged = loan.charged(today);
    let added: i64 = loan.moves.iter().filter(|gone| gone.day <= today).map(|gone| (-gone.interest).max(0)).sum();
    // Where a cap holds, what is above it is nobody's: late interest is the first to be cut.
    let added = added.min(charged);
    let late = loan.late_interest(today).min(charged - added);
    let money = loan.moves.iter().filter(|gone| gone.day <= today && gone.kind == MoveKind::RepaidCash);
    let now = loan.owed(today);
    OwedNow {
        lent: loan.lent,
        charged,
        late,
        added,
        repaid: of(&[MoveKind::Repaid]),
        paid: of(&[MoveKind::RepaidCash]),
        money: money.map(|gone| gone.received).sum(),
        forgiven: of(&[MoveKind::Forgiven]),
        ended: of(&[MoveKind::WrittenOff, MoveKind::TurnedToMoney]),
        principal: now.principal,
        interest: now.interest,
    }
}

/// What happened, latest first, with what was owed of the principal after each.
fn moves(loan: &Loan) -> Vec<MoveLine> {
    let mut balance = loan.lent;
    let mut lines: Vec<MoveLine> = Vec::with_capacity(loan.moves.len());
    for gone in &loan.moves {
        balance -= gone.principal;
        let money = if matches!(gone.kind, MoveKind::RepaidCash | MoveKind::TurnedToMoney) { gone.received } else { 0 };
        let (act, day, kind) = (gone.act, gone.day, gone.kind);
        lines.push(MoveLine { act, day, kind, principal: gone.principal, interest: gone.interest, money, balance });
    }
    lines.reverse();
    lines
}

/// `GET /banks/{bank}/loans/{no}/contract`
pub async fn contract(State(app): State<App>, visit: InBank, Path((_, no)): Path<(String, i64)>) -> Answer {
    let mut tx = app.db().read().await?;
    let ground = Ground::load(&mut tx, &visit, app.today()).await?;
    let has = ground.state(app.today())?;
    let loan = has.loans.get(&no).ok_or(Fault::NotFound)?;
    let good = ground.loaded.good(&loan.good).ok_or(Fault::NotFound)?;
    let terms = officers(&mut tx, visit.group.book).await?;
    let in_office = |office: &str| {
        let mut holders = terms.iter().filter(|term| term.office == office && term.to_day.is_none_or(|to| to >= app.today()));
        holders.next().map(|term| (office.to_owned(), term.name()))
    };
    let page = KindContractPage {
        around: visit.visit.around(),
        bank: shown::head(&mut tx, &visit.group, &visit.bank, &ground.loaded).await?,
        place: place(&visit.bank.village_code),
        no,
        who: shown::who(&ground.people, loan.party),
        back: back(loan, &good),
        good: shown::good(&good),
        purpose: loan.purpose.code(),
        lent: loan.lent,
        days: (loan.given_on, loan.first_due_on),
        terms: loan.terms.clone(),
        condition: loan.condition,
        guarantors: loan.guarantors.iter().map(|party| shown::who(&ground.people, *party)).collect(),
        officers: SIGNING.into_iter().filter_map(in_office).collect(),
    };
    Ok(web::html(draw_contract(&page)))
}

/// What the contract says comes back on the first due day.
pub fn back(loan: &Loan, good: &Good) -> i64 {
    let interest = match loan.terms.per {
        Per::Month => loan.terms.interest(loan.lent, good.unit(), months_begun(loan.given_on, loan.first_due_on)),
        Per::Season | Per::Loan => loan.agreed,
    };
    loan.lent + interest
}

/// Whether a promise is kept, as the two buttons say it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct PromiseForm {
    key: String,
    kept: String,
}

/// `POST /banks/{bank}/loans/{no}/promise`
pub async fn promise(
    State(app): State<App>,
    visit: InBank,
    Path((_, no)): Path<(String, i64)>,
    Form(form): Form<PromiseForm>,
) -> Answer {
    let key: Uuid = form.key.parse().map_err(|_| Fault::Unreadable)?;
    let kept = match form.kept.as_str() {
        "1" => true,
        "0" => false,
        _ => return Err(Fault::Unreadable),
    };
    let mut tx = app.db().write().await?;
    let ask = Ask::SeeCondition { loan: no, kept };
    let wish = Wish { key, day: app.today(), known: true, ask: &ask };
    match write::ask(&mut tx, &visit.group, &visit.bank, &wish, sheets::by(&app, &visit)).await? {
        Outcome::Written(..) | Outcome::Again(_) => {
            tx.commit().await?;
            Ok(web::see_other(&format!("/banks/{}/loans/{no}?done=promise-seen", encode(&visit.bank.code))))
        }
        Outcome::Refused(refusals) if refusals.iter().any(|refusal| refusal.why == Why::NoLoan) => Err(Fault::NotFound),
        Outcome::Refused(refusals) => {
            let loaded = store::load(&mut tx, &visit.bank, &visit.group).await?;
            let text = |why: &Why| super::refusals::text(visit.words(), &loaded, None, why);
            let problems = refusals.iter().map(|refusal| Problem { field: String::new(), message: text(&refusal.why) }).collect();
            Ok(web::unprocessable(draw(&page(&mut tx, &visit, app.today(), no, problems).await?)))
        }
        // A key that was used for the other answer: the page says what was written.
        Outcome::Other(_) => Ok(web::see_other(&format!("/banks/{}/loans/{no}", encode(&visit.bank.code)))),
        Outcome::Asked(_) => Err(Fault::Broken("what was seen became a request".into())),
    }
}
