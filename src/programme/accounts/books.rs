//! Which books somebody reads together, whose they are, and what their funds are for.
use super::store;
use crate::{
    awards::store as awards,
    error::Fault,
    groups::store::{self as groups, Organisation},
    guard::{Can, Visit},
    programme::scope,
    store::{Error, Result, Tx},
};
use domain::programme::statements::FundKind;
use ledger::Commodity;
use std::collections::{BTreeMap, HashMap};
use templates::parts::{Name, encode};
use uuid::Uuid;

/// A book with whose it is.
#[derive(Clone, Debug)]
pub struct Book {
    /// Its number.
    pub no: i64,
    /// The organisation.
    pub organisation: Uuid,
    /// The code of the group or award.
    pub code: String,
    /// Its name.
    pub name: Name,
    /// Where it is; empty: nobody said, or an award.
    pub village: String,
    /// An award's; else a group's.
    pub award: bool,
    /// A group's whose members save.
    pub saves: bool,
    /// What it counts in.
    pub money: Commodity,
}

impl Book {
    /// Where its own trial balance is, for who may see it.
    pub fn href(&self, visit: &Visit) -> Option<String> {
        let can = if self.award { Can::SeeAward } else { Can::See };
        let path = if self.award { "awards" } else { "groups" };
        let below = if self.award { "" } else { "/trial-balance" };
        visit.may_in_book(can, self.no, self.organisation).then(|| format!("/{path}/{}{below}", encode(&self.code)))
    }
}

/// What is read together.
#[derive(Clone, Debug, Default)]
pub struct Whose {
    /// Of one organisation; none: of all that the reader may see.
    pub organisation: Option<Uuid>,
    /// Of one book.
    pub book: Option<i64>,
}

impl Whose {
    /// The first and last number of the books.
    pub fn range(&self) -> (i64, i64) {
        self.book.map_or((0, i64::MAX), |book| (book, book))
    }
}

/// All that is needed to tell rows of the store apart.
#[derive(Clone, Debug)]
pub struct Ground {
    books: BTreeMap<i64, Book>,
    funds: HashMap<(i64, i64), FundKind>,
    commodities: HashMap<String, Commodity>,
    organisations: Vec<Organisation>,
}

impl Ground {
    /// The books of those organisations that `may` lets in, and of one of them alone where it is chosen.
    ///
    /// # Errors
    /// The store.
    pub async fn load(tx: &mut Tx, may: impl Fn(Uuid) -> bool, whose: &Whose) -> Result<Ground> {
        let mut organisations = groups::organisations(tx).await?;
        organisations.retain(|one| may(one.id));
        let is_in = |organisation: Uuid| may(organisation) && whose.organisation.is_none_or(|chosen| chosen == organisation);
        let mut books = BTreeMap::new();
        for group in groups::groups(tx).await?.into_iter().filter(|group| is_in(group.organisation_id)) {
            let (no, money, name) = (group.book.0, group.commodity(), group.name());
            let of = Book {
                no,
                organisation: group.organisation_id,
                code: group.code,
                name,
                village: group.village_code,
                award: false,
                saves: group.saves,
                money,
            };
            books.insert(no, of);
        }
        for award in awards::awards(tx).await?.into_iter().filter(|award| is_in(award.organisation_id)) {
            let terms = award.terms()?;
            let of = Book {
                no: award.book.0,
                organisation: award.organisation_id,
                money: crate::awards::words_of::currency(&terms),
                name: Name::new(terms.name_km, terms.name_latin),
                code: award.code,
                village: String::new(),
                award: true,
                saves: false,
            };
            books.insert(of.no, of);
        }
        books.retain(|no, _| whose.book.is_none_or(|book| book == *no));
        Ok(Ground { books, funds: store::funds(tx).await?, commodities: store::commodities(tx).await?, organisations })
    }

    /// Whether a book is among them.
    pub fn has(&self, book: i64) -> bool {
        self.books.contains_key(&book)
    }

    /// The books, by number.
    pub fn books(&self) -> impl Iterator<Item = &Book> {
        self.books.values()
    }

    /// A book by its number.
    pub fn book(&self, no: i64) -> Option<&Book> {
        self.books.get(&no)
    }

    /// A book by the code of its group or award.
    pub fn find(&self, code: &str) -> Option<&Book> {
        self.books.values().find(|book| book.code.eq_ignore_ascii_case(code.trim()))
    }

    /// What a fund is for.
    ///
    /// # Errors
    /// There is no such fund.
    pub fn fund(&self, book: i64, no: i64) -> Result<FundKind> {
        self.funds.get(&(book, no)).copied().ok_or_else(|| Error::Garbled(format!("fund {no} of book {book}")))
    }

    /// A commodity by its code.
    ///
    /// # Errors
    /// There is none.
    pub fn commodity(&self, code: &str) -> Result<Commodity> {
        self.commodities.get(code).copied().ok_or_else(|| Error::Garbled(format!("commodity {code}")))
    }

    /// The organisation's code and name.
    pub fn partner(&self, id: Uuid) -> (String, Name) {
        let found = self.organisations.iter().find(|one| one.id == id);
        found.map_or_else(Default::default, |one| (one.code.clone(), scope::name(one)))
    }

    /// How many kinds of fund keepers there are among the books: groups that save, banks, cooperatives, awards.
    pub fn counted(&self) -> [i64; 4] {
        let kinds =
            |wanted: FundKind| self.funds.iter().filter(|((book, _), kind)| **kind == wanted && self.has(*book)).count() as i64;
        let groups = self.books.values().filter(|book| !book.award).count() as i64;
        let awards = self.books.values().filter(|book| book.award).count() as i64;
        [groups, kinds(FundKind::Bank), kinds(FundKind::Cooperative), awards]
    }
}

/// The organisation that an address names, among those that the reader may see.
///
/// # Errors
/// Nothing is there for her.
pub async fn chosen(tx: &mut Tx, visit: &Visit, code: &str) -> Result<scope::Scope, Fault> {
    scope::Scope::load(tx, visit, code).await
}
