//! The list of members on paper.
use super::{
    Wish, answer,
    of_group::{name, of_group},
};
use crate::{
    app::App,
    error::{Answer, Fault},
    groups::store::{self as groups, Group},
    guard::InGroup,
    loans::store::{self as loans, Which},
    members::store::{self as members, Member},
    store::Tx,
};
use axum::extract::{Query, State};
use chrono::NaiveDate;
use domain::people::{Office, Sex};
use reports::members::{ListedMember, Members};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Whether there is a column to sign.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ToSign {
    sign: String,
}

/// `GET /groups/{group}/papers/members?sign=1`
pub async fn show(State(app): State<App>, visit: InGroup, Query(wish): Query<Wish>, Query(to_sign): Query<ToSign>) -> Answer {
    let mut tx = app.db().read().await?;
    let list = load(&mut tx, &visit.group, to_sign.sign == "1", app.today()).await?;
    let (say, file) = (wish.say(visit.words()), format!("{}-members", visit.group.code));
    answer(&visit, &file, move || list.document(say)).await
}

/// The list as it stands today.
///
/// # Errors
/// When the store cannot be read.
pub async fn load(tx: &mut Tx, group: &Group, sign: bool, today: NaiveDate) -> Result<Members, Fault> {
    let all = members::members(tx, group.book, &group.commodity).await?;
    let terms = members::officers(tx, group.book).await?;
    let cycle = if group.saves { Some(groups::cycle(tx, group.book).await?) } else { None };
    let mut owed: BTreeMap<i64, i64> = BTreeMap::new();
    if group.saves {
        for loan in loans::loans(tx, Which::Open(group.book)).await? {
            *owed.entry(loan.account.party.0).or_default() += loan.account.position(today).owed();
        }
    }
    let listed = |member: &Member| {
        let holds = |term: &&members::Term| term.party_no == member.party_no && term.to_day.is_none();
        let mut offices: Vec<Office> = terms.iter().filter(holds).filter_map(|term| Office::parse(&term.office)).collect();
        offices.sort();
        ListedMember {
            number: member.number,
            name: name(member.name()),
            sex: member.sex.as_deref().and_then(Sex::parse),
            village: member.village_code.clone(),
            joined_on: member.joined_on,
            left_on: member.left_on,
            offices,
            savings: member.savings,
            owed: owed.get(&member.party_no).copied().unwrap_or(0),
        }
    };
    Ok(Members {
        group: of_group(group),
        commodity: group.commodity(),
        on: today,
        saves: group.saves,
        share_value: cycle.and_then(|cycle| cycle.constitution.shares()).map(|(value, _)| value),
        sign,
        members: all.iter().map(listed).collect(),
    })
}
