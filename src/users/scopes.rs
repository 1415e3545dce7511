//! Where a role may hold, as a form says it and a page shows it.
use crate::{
    awards::store as awards,
    groups::store::{self as groups, Group, Organisation},
    guard::Scope,
    store::{Result, Tx},
};
use templates::{parts::Name, users as pages};

/// Every organisation, group and award, read once for a page.
#[derive(Clone, Debug)]
pub struct Scopes {
    organisations: Vec<Organisation>,
    groups: Vec<Group>,
    awards: Vec<Award>,
}

/// An award as scopes know it.
#[derive(Clone, Debug)]
struct Award {
    book: i64,
    code: String,
    name: Name,
}

impl Scopes {
    /// Reads them.
    pub async fn load(tx: &mut Tx) -> Result<Scopes> {
        let award = |row: awards::AwardRow| {
            let terms = row.terms()?;
            Ok(Award { book: row.book.0, code: row.code, name: Name::new(&terms.name_km, &terms.name_latin) })
        };
        let awards = awards::awards(tx).await?.into_iter().map(award).collect::<Result<_>>()?;
        Ok(Scopes { organisations: groups::organisations(tx).await?, groups: groups::groups(tx).await?, awards })
    }

    /// Whether a scope is an award's book.
    pub fn is_award(&self, scope: Scope) -> bool {
        scope.book().is_some_and(|book| self.award(book).is_some())
    }

    fn award(&self, book: i64) -> Option<&Award> {
        self.awards.iter().find(|one| one.book == book)
    }

    /// What `programme`, `organisation:CODE`, `group:CODE` or `award:CODE` names.
    pub fn parse(&self, text: &str) -> Option<Scope> {
        match text.split_once(':') {
            None => (text == "programme").then_some(Scope::Programme),
            Some(("organisation", code)) => {
                self.organisations.iter().find(|one| one.code == code).map(|one| Scope::Organisation(one.id))
            }
            Some(("group", code)) => self.groups.iter().find(|one| one.code == code).map(|one| Scope::Group(one.book.0)),
            Some(("award", code)) => self.awards.iter().find(|one| one.code == code).map(|one| Scope::Group(one.book)),
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
            Scope::Group(book) => match self.award(book) {
                Some(award) => format!("award:{}", award.code),
                None => format!("group:{}", self.groups.iter().find(|one| one.book.0 == book).map_or("", |one| &one.code)),
            },
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
            Scope::Group(book) if let Some(award) = self.award(book) => pages::Scope::Award(award.name.clone()),
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
        let awards = self.awards.iter().map(|one| Scope::Group(one.book));
        let all = std::iter::once(Scope::Programme).chain(organisations).chain(groups).chain(awards);
        all.map(|scope| (self.value(scope), self.named(scope))).collect()
    }
}
