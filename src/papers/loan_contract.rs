//! The contract of a loan of money on paper: what its page shows.
use super::{Wish, answer, of_group, parties};
use crate::{
    app::App,
    error::{Answer, Fault},
    groups::store::Group,
    guard::InGroup,
    loans::{
        pages::guarantors,
        shown,
        store::{self, Which},
    },
    members::store::members,
    store::{Result, Tx},
};
use axum::extract::{Query, State};
use chrono::NaiveDate;
use reports::loan_contract::LoanContract;
use serde::Deserialize;

/// Which of the papers that are numbered.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Numbered {
    /// Its number, as typed.
    #[serde(default)]
    pub no: String,
}

impl Numbered {
    /// The number, or a page that is not there.
    pub fn no(&self) -> std::result::Result<i64, Fault> {
        self.no.parse().map_err(|_| Fault::NotFound)
    }
}

/// The contract of a group's loan; nothing where it has none of that number.
pub async fn load(tx: &mut Tx, group: &Group, no: i64, today: NaiveDate) -> Result<Option<LoanContract>> {
    let Some(loan) = store::loans(tx, Which::One(group.book, no)).await?.pop() else { return Ok(None) };
    let members = members(tx, group.book, &group.commodity).await?;
    let guarantors = guarantors(tx, group.book, &loan).await?;
    let (plan, planned_on) = shown::plan(&loan);
    let of = of_group::of_group(group);
    Ok(Some(LoanContract {
        group: of.name,
        place: of.place,
        no,
        who: parties::person(&members, loan.account.party),
        guarantors: guarantors.into_iter().map(|party| parties::person(&members, party)).collect(),
        plan: plan.to_vec(),
        planned_on,
        officers: parties::signers(tx, group.book, today).await?,
        terms: loan.account.terms.clone(),
        purpose: loan.purpose,
    }))
}

/// `GET /groups/{group}/papers/loan-contract?no=`
pub async fn show(State(app): State<App>, visit: InGroup, Query(query): Query<Numbered>, Query(wish): Query<Wish>) -> Answer {
    let mut tx = app.db().read().await?;
    let contract = load(&mut tx, &visit.group, query.no()?, app.today()).await?.ok_or(Fault::NotFound)?;
    let say = wish.say(visit.words());
    answer(&visit, &format!("{}-loan-{}", visit.group.code, contract.no), move || contract.document(say)).await
}
