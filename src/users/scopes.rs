//! Where a role may hold, as a form says it and a page shows it.
use crate::{
    groups::store::{self as groups, Group, Organisation},
    guard::Scope,
    store::{Result, Tx},
};
use templates::{parts::Name, users as pages};

/// Every organisation and group, read once for a page.
#[derive(Clone, Debug)]
pub struct Scopes {
    organisations: Vec<Organisation>,
    groups: Vec<Group>,
}

impl Scopes {
    /// Reads them.
    pub async fn load(tx: &mut Tx) -> Result<Scopes> {
        Ok(Scopes { organisations: groups::organisations(tx).await?, groups: groups::groups(tx).await? })
    }

    /// What `programme`, `organisation:CODE` or `group:CODE` names.
    pub fn parse(&self, text: &str) -> Option<Scope> {
        match text.split_once(':') {
            None => (text == "programme").then_some(Scope::Programme),
            Some(("organisation", code)) => {
                self.organisations.iter().find(|one| one.code == code).map(|one| Scope::Organisation(one.id))
            }
            Some(("group", code)) => self.groups.iter().find(|one| one.code == code).map(|one| Scope::Group(one.book.0)),
            Some(_) => None,
        }
    }

    /// What names a scope: the other way round.
    pub fn value(&self, scope: Scope) -> String {
        match scope {
            Scope::Programme => "programme".to_owned(),
            Scope::Organisation(id) => {
                let code = self.organisations.iter().find(|one| one.id == id).map_or("", |one| &one.code);
                format!("organisation:{code}")
            }
            Scope::Group(book) => {
                format!("group:{}", self.groups.iter().find(|one| one.book.0 == book).map_or("", |one| &one.code))
            }
        }
    }

    /// A scope as pages show it.
    pub fn named(&self, scope: Scope) -> pages::Scope {
        match scope {
            Scope::Programme => pages::Scope::Programme,
            Scope::Organisation(id) => {
                let found = self.organisations.iter().find(|one| one.id == id);
                pages::Scope::Organisation(found.map(|one| Name::new(&one.name_km, &one.name_latin)).unwrap_or_default())
            }
            Scope::Group(book) => {
                let found = self.groups.iter().find(|one| one.book.0 == book);
                pages::Scope::Group(found.map(|one| Name::new(&one.name_km, &one.name_latin)).unwrap_or_default())
            }
        }
    }

    /// Everything that may be chosen: the value of the field and its name.
    pub fn options(&self) -> Vec<(String, pages::Scope)> {
        let organisations = self.organisations.iter().map(|one| Scope::Organisation(one.id));
        let groups = self.groups.iter().map(|one| Scope::Group(one.book.0));
        let all = std::iter::once(Scope::Programme).chain(organisations).chain(groups);
        all.map(|scope| (self.value(scope), self.named(scope))).collect()
    }
}
