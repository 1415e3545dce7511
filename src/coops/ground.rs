//! What every page of a cooperative stands on: the cooperative with everything that happened, how it stands on a day, and
//! who its people are.
use super::store::{self, CoopRow};
use crate::{
    error::Fault,
    groups::store::Group,
    guard::InCoop,
    market::store as market,
    meetings,
    members::store::{Member, members},
    store::Tx,
};
use chrono::NaiveDate;
use domain::coops::{ByLaws, Coop, Kind, Party, State, crops};
use std::collections::BTreeMap;
use templates::{
    coops::{CoopHead, KindHead, Who},
    parts::Name,
};
use uuid::Uuid;

/// A cooperative as pages read it.
#[derive(Clone, Debug)]
pub struct Ground {
    /// Which.
    pub row: CoopRow,
    /// The group whose book it is in.
    pub group: Group,
    /// Everything that happened.
    pub loaded: Coop,
    /// The day it is looked at.
    pub day: NaiveDate,
    /// How it stands at the end of that day.
    pub state: State,
    /// Everyone who is or was a member, by party.
    pub people: BTreeMap<Party, Member>,
    /// The names of buyers of the board who buy here, in both scripts.
    pub buyers: BTreeMap<Uuid, Name>,
    /// How its pages head themselves.
    pub head: CoopHead,
}

impl Ground {
    /// Loads a cooperative and how it stands at the end of a day ([`NaiveDate::MAX`]: after everything that was written).
    ///
    /// # Errors
    /// Faults of the store, and acts that cannot have been.
    pub async fn load(tx: &mut Tx, visit: &InCoop, day: NaiveDate) -> Result<Ground, Fault> {
        Ground::of(tx, &visit.group, &visit.coop, day).await
    }

    /// The same for who does not come by a page's door.
    ///
    /// # Errors
    /// As [`Ground::load`].
    pub async fn of(tx: &mut Tx, group: &Group, row: &CoopRow, day: NaiveDate) -> Result<Ground, Fault> {
        let loaded = store::load(tx, row, group).await?;
        let state = loaded.state(day).map_err(|flaw| Fault::Broken(format!("acts of {}: {flaw:?}", row.code)))?;
        let all = members(tx, group.book, &group.commodity).await?;
        let people = all.into_iter().map(|member| (member.party().0, member)).collect();
        let buyers =
            if state.outsiders.values().any(|(_, buyer)| buyer.is_some()) { market::buyers(tx).await? } else { Vec::new() };
        let buyers = buyers.into_iter().map(|buyer| (buyer.id, buyer.name())).collect();
        let waiting = store::requests(tx, row).await?.iter().filter(|request| request.decision.is_none()).count();
        let laws = loaded.laws(day);
        let head = CoopHead {
            code: row.code.clone(),
            name: row.name(),
            group: meetings::pages::head(group),
            shares: row.kind == "cooperative",
            organic: laws.organic.is_some() || !state.plots.is_empty(),
            waiting: waiting as u32,
        };
        Ok(Ground { row: row.clone(), group: group.clone(), loaded, day, state, people, buyers, head })
    }

    /// The by-laws of the day.
    pub fn laws(&self) -> &ByLaws {
        self.loaded.laws(self.day)
    }

    /// The name of a party: a member's, a buyer's as the board has it, or what somebody else is called here.
    pub fn name(&self, party: Party) -> Name {
        let on_board = |buyer: &Option<Uuid>| buyer.and_then(|buyer| self.buyers.get(&buyer).cloned());
        let outside = || {
            let (name, buyer) = self.state.outsiders.get(&party)?;
            Some(on_board(buyer).unwrap_or_else(|| Name::said(name.clone())))
        };
        self.people.get(&party).map(Member::name).or_else(outside).unwrap_or_default()
    }

    /// Somebody in a list.
    pub fn who(&self, party: Party) -> Who {
        Who { party, number: self.people.get(&party).map(|member| member.number), name: self.name(party) }
    }

    /// The party of a member's number.
    pub fn party_of(&self, number: i64) -> Option<Party> {
        self.people.iter().find(|(_, member)| member.number == number).map(|(party, _)| *party)
    }

    /// The members of a day, by number.
    pub fn members_on(&self, day: NaiveDate) -> Vec<Who> {
        let here = self.people.keys().filter(|party| self.loaded.is_member(**party, day));
        let mut all: Vec<Who> = here.map(|party| self.who(*party)).collect();
        all.sort_by_key(|who| who.number);
        all
    }
}

/// A kind as pages name it.
pub fn kind(kind: &Kind) -> KindHead {
    KindHead { code: kind.crop.clone(), crop: crop(&kind.crop), grade: kind.grade.clone(), organic: kind.organic }
}

/// The name of a crop; its code where nobody knows it.
pub fn crop(code: &str) -> Name {
    crops::crop(code).map_or_else(|| Name::said(code), |crop| Name::new(&*crop.name_km, &*crop.name_latin))
}
