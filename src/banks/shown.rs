//! What the pages of banks share: heads, goods and people as templates take them.
use super::store::{self, BankRow};
use crate::{
    groups::store::Group,
    meetings,
    members::store::{Member, members},
    store::{Result, Tx},
};
use domain::banks::{Bank, Good, Party};
use std::collections::BTreeMap;
use templates::{
    banks::{BankHead, GoodHead, Who},
    parts::{Name, Unit},
};

/// A bank as its pages head themselves.
pub async fn head(tx: &mut Tx, group: &Group, bank: &BankRow, loaded: &Bank) -> Result<BankHead> {
    let waiting = store::requests(tx, bank).await?.iter().filter(|request| request.decision.is_none()).count();
    let rules = loaded.rules.last().map(|version| &version.rules);
    Ok(BankHead {
        code: bank.code.clone(),
        name: bank.name(),
        group: meetings::pages::head(group),
        lends: rules.is_some_and(|rules| !rules.lending.is_empty()),
        places: rules.is_some_and(|rules| !rules.placing.is_empty()),
        waiting: waiting as u32,
    })
}

/// A good as pages name and count it.
pub fn good(good: &Good) -> GoodHead {
    GoodHead {
        unit: Unit { commodity: good.code().to_owned(), decimals: good.commodity().decimals() },
        class: good.class().code(),
        variety: Name::new(good.variety_km.clone(), good.variety_latin.clone()),
        grade: good.grade.clone(),
    }
}

/// Everyone who is or was a member of the group, by party.
pub async fn people(tx: &mut Tx, group: &Group) -> Result<BTreeMap<Party, Member>> {
    let all = members(tx, group.book, &group.commodity).await?;
    Ok(all.into_iter().map(|member| (Party::from(member.party()), member)).collect())
}

/// A member in a list of a bank.
pub fn who(people: &BTreeMap<Party, Member>, party: Party) -> Who {
    match people.get(&party) {
        Some(member) => Who { number: member.number, name: member.name() },
        None => Who { number: party.0, name: Name::default() },
    }
}
