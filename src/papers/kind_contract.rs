//! The contract of a loan in kind on paper: what its page shows, and how the bank weighs what comes back.
use super::{Wish, answer, loan_contract::Numbered, of_group, parties};
use crate::{
    app::App,
    banks::{
        loans::back,
        store::{self, BankRow},
    },
    error::{Answer, Fault},
    groups::store::Group,
    guard::InBank,
    members::store::members,
    store::{Result, Tx},
};
use axum::extract::{Query, State};
use chrono::NaiveDate;
use reports::kind_contract::KindContract;

/// The contract of a bank's loan; nothing where it has none of that number.
pub async fn load(tx: &mut Tx, bank: &BankRow, group: &Group, no: i64, today: NaiveDate) -> Result<Option<KindContract>> {
    let loaded = store::load(tx, bank, group).await?;
    let has = parties::bank_state(bank, &loaded, today)?;
    let Some(loan) = has.loans.get(&no) else { return Ok(None) };
    let Some(good) = loaded.good(&loan.good) else { return Ok(None) };
    let members = members(tx, group.book, &group.commodity).await?;
    let person = |party: domain::banks::Party| parties::person(&members, party.into());
    Ok(Some(KindContract {
        bank: of_group::name(bank.name()),
        place: parties::village(&bank.village_code),
        no,
        who: person(loan.party),
        back: back(loan, &good),
        good,
        purpose: loan.purpose,
        lent: loan.lent,
        given_on: loan.given_on,
        due_on: loan.first_due_on,
        terms: loan.terms.clone(),
        store: loaded.rules(loan.given_on).map(|rules| rules.store.clone()).unwrap_or_default(),
        condition: loan.condition,
        guarantors: loan.guarantors.iter().map(|party| person(*party)).collect(),
        officers: parties::signers(tx, group.book, today).await?,
    }))
}

/// `GET /banks/{bank}/papers/loan-contract?no=`
pub async fn show(State(app): State<App>, visit: InBank, Query(query): Query<Numbered>, Query(wish): Query<Wish>) -> Answer {
    let mut tx = app.db().read().await?;
    let contract = load(&mut tx, &visit.bank, &visit.group, query.no()?, app.today()).await?.ok_or(Fault::NotFound)?;
    let say = wish.say(visit.words());
    answer(&visit, &format!("{}-loan-{}", visit.bank.code, contract.no), move || contract.document(say)).await
}
