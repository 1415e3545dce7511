//! Whose figures somebody reads: those of her partner, and of all together where she serves the whole programme.
use crate::{
    error::Fault,
    groups::store::{self as groups, Organisation},
    guard::{Can, Visit},
    store::Tx,
};
use std::collections::BTreeMap;
use templates::{parts::Name, programme::Partner};
use uuid::Uuid;

/// What a reader may choose, and what she chose.
#[derive(Clone, Debug)]
pub struct Scope {
    /// The partners whose figures she may read, by code.
    pub partners: Vec<Organisation>,
    /// One of them; none: all together, which only who serves the whole programme may read.
    pub chosen: Option<Organisation>,
    /// She may read all together.
    pub everywhere: bool,
}

impl Scope {
    /// What a reader may choose, and the partner that an address names: `""` is all together, or the only one or first of hers.
    ///
    /// # Errors
    /// Nothing is there for her under this code.
    pub async fn load(tx: &mut Tx, visit: &Visit, code: &str) -> Result<Scope, Fault> {
        let everywhere = visit.may_everywhere(Can::SeeProgramme);
        let mut partners = groups::organisations(tx).await?;
        partners.retain(|one| visit.may_for(Can::SeeProgramme, one.id));
        let chosen = match (code, everywhere) {
            ("", true) => None,
            ("", false) => Some(partners.first().cloned().ok_or(Fault::NotFound)?),
            _ => Some(partners.iter().find(|one| one.code == code).cloned().ok_or(Fault::NotFound)?),
        };
        Ok(Scope { partners, chosen, everywhere })
    }

    /// The partner's id.
    pub fn whose(&self) -> Option<Uuid> {
        self.chosen.as_ref().map(|one| one.id)
    }

    /// The partner's code; empty for all together.
    pub fn code(&self) -> &str {
        self.chosen.as_ref().map_or("", |one| &one.code)
    }

    /// As pages offer it.
    pub fn shown(&self) -> templates::programme::Scope {
        templates::programme::Scope {
            partners: self.partners.iter().map(|one| Partner { code: one.code.clone(), name: name(one) }).collect(),
            chosen: self.code().to_owned(),
            everywhere: self.everywhere,
        }
    }

    /// The names of partners by their ids, as figures tell them apart.
    pub fn names(&self) -> BTreeMap<String, Name> {
        self.partners.iter().map(|one| (one.id.to_string(), name(one))).collect()
    }
}

/// A partner's name.
pub fn name(one: &Organisation) -> Name {
    Name::new(&one.name_km, &one.name_latin)
}
