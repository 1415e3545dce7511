//! The register of people: everybody once, however many groups, trainings and partners have a record of her.
//!
//! Staff see the people of the organisations that they serve, and nobody learns from these pages that another partner knows
//! somebody: a record elsewhere is neither named nor counted before who may not see it there. No grant under a code is
//! joined to a person here or anywhere.
pub mod duplicates;
pub mod form;
pub mod household;
pub mod keys;
pub mod listed;
pub mod matching;
pub mod pages;
pub mod store;

use crate::{
    error::Fault,
    groups::{
        pages::place,
        store::{self as groups, Organisation},
    },
    guard::{Can, Visit},
    members::form::local_phone,
    store::Tx,
};
use std::collections::HashMap;
use store::{Membership, PersonRow};
use templates::{parts::Name, people::PersonHead};
use uuid::Uuid;

/// The organisations whose people somebody may see.
struct Seen(Vec<Organisation>);

impl Seen {
    async fn load(tx: &mut Tx, visit: &Visit) -> Result<Seen, Fault> {
        let all = groups::organisations(tx).await?;
        Ok(Seen(all.into_iter().filter(|one| visit.may_for(Can::SeePeople, one.id)).collect()))
    }

    /// The code to read by: the one that was chosen, the only one, or nothing for all; a page that is not there where
    /// another was asked for.
    fn code(&self, chosen: &str) -> Result<String, Fault> {
        match &self.0[..] {
            _ if !chosen.is_empty() => {
                let known = self.0.iter().find(|one| one.code == chosen);
                known.map(|one| one.code.clone()).ok_or(Fault::NotFound)
            }
            [one] => Ok(one.code.clone()),
            _ => Ok(String::new()),
        }
    }

    /// The codes to read by: the one that was chosen, or all.
    fn chosen(&self, chosen: &str) -> Result<Vec<String>, Fault> {
        let code = self.code(chosen)?;
        Ok(self.0.iter().map(|one| &one.code).filter(|one| code.is_empty() || **one == code).cloned().collect())
    }

    fn sees(&self, organisation: Uuid) -> bool {
        self.0.iter().any(|one| one.id == organisation)
    }

    /// What the filter offers.
    fn offered(&self) -> Vec<(String, Name)> {
        self.0.iter().map(|one| (one.code.clone(), self.name(one.id))).collect()
    }

    fn name(&self, organisation: Uuid) -> Name {
        let found = self.0.iter().find(|one| one.id == organisation);
        found.map(|one| Name::new(&one.name_km, &one.name_latin)).unwrap_or_default()
    }

    /// A person as pages take her, with the groups she is in.
    fn head(&self, row: &PersonRow, groups: Option<&Vec<&Membership>>) -> PersonHead {
        let group = |one: &&Membership| (one.group(), one.code.clone(), one.number);
        PersonHead {
            id: row.id.to_string(),
            name: row.name(),
            organisation: self.name(row.organisation_id),
            sex: row.sex.clone().unwrap_or_default(),
            birth_year: row.birth_year,
            place: place(&row.village_code),
            phone: local_phone(&row.phone),
            groups: groups.map(|all| all.iter().map(group).collect()).unwrap_or_default(),
        }
    }
}

/// The memberships that run, by person, in groups that somebody may see.
fn by_person<'a>(visit: &Visit, memberships: &'a [Membership]) -> HashMap<Uuid, Vec<&'a Membership>> {
    let mut all: HashMap<Uuid, Vec<&Membership>> = HashMap::new();
    for one in memberships {
        if one.left_on.is_none() && visit.may_in_book(Can::See, one.book_id, one.organisation_id) {
            all.entry(one.person_id).or_default().push(one);
        }
    }
    all
}

/// Whether somebody may say of two records whether they are one person's: within an organisation where she keeps its
/// people, across organisations where she keeps everybody's.
fn may_say(visit: &Visit, one: Uuid, other: Uuid) -> bool {
    visit.may_everywhere(Can::KeepPeople) || one == other && visit.may_for(Can::KeepPeople, one)
}

/// The person of an address, where this reader may do that with her; else a page that is not there.
async fn find(tx: &mut Tx, visit: &Visit, id: &str, can: Can) -> Result<PersonRow, Fault> {
    let row = store::person(tx, id.parse().map_err(|_| Fault::NotFound)?).await?.ok_or(Fault::NotFound)?;
    if visit.may_for(can, row.organisation_id) { Ok(row) } else { Err(Fault::NotFound) }
}
