//! The agreement on an animal on paper: what its page says was agreed with the family that keeps it now.
use super::{Wish, answer, loan_contract::Numbered, of_group, parties};
use crate::{
    app::App,
    banks::store::{self, BankRow},
    error::{Answer, Fault},
    groups::store::Group,
    guard::InBank,
    members::store::members,
    store::{Result, Tx},
};
use axum::extract::{Query, State};
use chrono::NaiveDate;
use reports::agreement::{Agreement, Animal};

/// The agreement on an animal of a bank; nothing where there is no such animal, or nobody keeps it under one.
pub async fn load(tx: &mut Tx, bank: &BankRow, group: &Group, no: i64, today: NaiveDate) -> Result<Option<Agreement>> {
    let loaded = store::load(tx, bank, group).await?;
    let has = parties::bank_state(bank, &loaded, today)?;
    let Some(animal) = has.animals.get(&no) else { return Ok(None) };
    let Some(keeping) = animal.keeping() else { return Ok(None) };
    let members = members(tx, group.book, &group.commodity).await?;
    Ok(Some(Agreement {
        bank: of_group::name(bank.name()),
        place: parties::village(&bank.village_code),
        animal: Animal {
            no,
            tag: animal.tag.clone(),
            species: animal.species,
            class: animal.class(keeping.from),
            sex: animal.sex,
            born_on: animal.born_on,
            marks: animal.marks.clone(),
        },
        keeper: parties::person(&members, keeping.keeper.into()),
        from: keeping.from,
        placing: keeping.contract.clone(),
        money: loaded.money,
        officers: parties::signers(tx, group.book, today).await?,
    }))
}

/// `GET /banks/{bank}/papers/agreement?no=`
pub async fn show(State(app): State<App>, visit: InBank, Query(query): Query<Numbered>, Query(wish): Query<Wish>) -> Answer {
    let mut tx = app.db().read().await?;
    let agreement = load(&mut tx, &visit.bank, &visit.group, query.no()?, app.today()).await?.ok_or(Fault::NotFound)?;
    let say = wish.say(visit.words());
    answer(&visit, &format!("{}-agreement-{}", visit.bank.code, agreement.animal.no), move || agreement.document(say)).await
}
