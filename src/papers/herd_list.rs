//! The list of a bank's herd on paper, keepers by their numbers.
use super::{Wish, answer, bank_statement::of_bank, of_group::of_group, statement::committee};
use crate::{
    app::App,
    banks::{
        herd::{HerdQuery, listed},
        store::BankRow,
    },
    error::{Answer, Fault},
    groups::store::Group,
    guard::InBank,
    store::Tx,
};
use axum::extract::{Query, State};
use chrono::NaiveDate;
use domain::banks::animals::Due;
use reports::herd_list::{HerdLine, HerdList, Owed, Stands};
use templates::banks::{
    animal::Stands as Shown,
    herd::{HerdRow, Which},
    owed::OwedLine,
};

/// `GET /banks/{bank}/papers/herd?which=`
pub async fn show(State(app): State<App>, visit: InBank, Query(wish): Query<Wish>, Query(query): Query<HerdQuery>) -> Answer {
    let mut tx = app.db().read().await?;
    let list = load(&mut tx, &visit.bank, &visit.group, Which::parse(&query.which), app.today()).await?;
    let (say, file) = (wish.say(visit.words()), format!("{}-herd", visit.bank.code));
    answer(&visit, &file, move || list.document(say)).await
}

/// The list of a day.
///
/// # Errors
/// Where the store cannot be read, or the bank's acts cannot have happened.
pub async fn load(tx: &mut Tx, row: &BankRow, group: &Group, which: Which, today: NaiveDate) -> Result<HerdList, Fault> {
    let rows = listed(tx, row, group, which, today).await?;
    Ok(HerdList {
        bank: of_bank(row),
        group: of_group(group),
        on: today,
        which: which.code(),
        animals: rows.into_iter().map(line).collect(),
        money: group.commodity(),
        signers: committee(tx, group, today).await?,
    })
}

fn line((row, born_on): (HerdRow, Option<NaiveDate>)) -> HerdLine {
    let no = row.animal.no;
    HerdLine {
        tag: row.animal.tag,
        species: row.animal.species,
        class: row.animal.class,
        sex: row.animal.sex,
        born_on,
        marks: row.marks,
        stands: match row.stands {
            Shown::Bank => Stands::Bank,
            Shown::With(who, since) => Stands::With(who.number, since),
            Shown::Own(who) => Stands::Own(who.number),
            Shown::Gone(on, left) => Stands::Gone(on, left),
        },
        own: row.own,
        seen: row.seen,
        owed: row.next.map(|owed| self::owed(&owed, no)),
    }
}

fn owed(owed: &OwedLine, animal: i64) -> Owed {
    let goes = matches!(owed.what, Due::Calf(_)) && owed.calf.as_ref().is_some_and(|calf| calf.no == animal);
    Owed { what: owed.what, goes, due_on: owed.due_on, stage: owed.stage }
}
