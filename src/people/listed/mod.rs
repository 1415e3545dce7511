//! What the register's list shows of everybody whom somebody may see. Without a search the store sorts and cuts, so that a
//! page of thirty reads thirty; what is typed is looked for among all, as people type it (`crate::listing`).
pub mod store;

use super::{
    Seen, by_person,
    store::{self as people, Membership, PersonRow, RoleTerm},
};
use crate::{
    error::Fault,
    guard::Visit,
    imports::table::latin_digits,
    listing::{ListQuery, matches, plain},
    store::Tx,
};
use std::collections::{BTreeSet, HashMap};
use store::Sorted;
use templates::parts::Listing;
use uuid::Uuid;
use words::{Language, Words};

/// A number of so few digits is one in a group; a longer one is of a telephone.
const NUMBER_MOST: usize = 5;

/// The columns that the list may be sorted by.
const COLUMNS: [&str; 3] = ["name", "organisation", "village"];

/// Everybody whom somebody may see, with what is said of them in a list.
pub(super) struct Register {
    pub people: Vec<PersonRow>,
    pub memberships: Vec<Membership>,
    terms: Vec<RoleTerm>,
}

impl Register {
    /// Three reads, however many people there are.
    pub async fn load(tx: &mut Tx, seen: &Seen, organisation: &str) -> Result<Register, Fault> {
        let code = seen.code(organisation)?;
        let mut people = people::people(tx, &code).await?;
        people.retain(|one| seen.sees(one.organisation_id));
        let memberships = people::memberships(tx, &code).await?;
        let terms = people::terms(tx, &code).await?;
        Ok(Register { people, memberships, terms: seen_terms(seen, terms) })
    }

    /// What each person does now.
    pub fn roles(&self) -> HashMap<Uuid, Vec<&RoleTerm>> {
        by_whom(&self.terms)
    }

    /// Records that are counted together with another which is seen too.
    fn again(&self) -> BTreeSet<Uuid> {
        let ids: BTreeSet<Uuid> = self.people.iter().map(|one| one.id).collect();
        let under = self.people.iter().filter_map(|one| one.same_as.filter(|head| ids.contains(head)).map(|head| [one.id, head]));
        under.flatten().collect()
    }
}

fn seen_terms(seen: &Seen, mut terms: Vec<RoleTerm>) -> Vec<RoleTerm> {
    terms.retain(|one| seen.sees(one.organisation_id));
    terms
}

fn by_whom(terms: &[RoleTerm]) -> HashMap<Uuid, Vec<&RoleTerm>> {
    let mut all: HashMap<Uuid, Vec<&RoleTerm>> = HashMap::new();
    for term in terms {
        all.entry(term.person_id).or_default().push(term);
    }
    all
}

/// One page of the list.
pub(super) struct Page {
    pub people: Vec<PersonRow>,
    pub memberships: Vec<Membership>,
    pub listing: Listing,
    terms: Vec<RoleTerm>,
    again: BTreeSet<Uuid>,
}

impl Page {
    /// The page that an address names; `village` is what was typed into its filter.
    pub async fn load(tx: &mut Tx, visit: &Visit, seen: &Seen, list: &ListQuery, village: &str) -> Result<Page, Fault> {
        let keep = [("q", &*list.q), ("organisation", &*list.organisation), ("village", village)];
        let (needle, here) = (Needle::new(&list.q), latin_digits(village.trim()));
        match needle.is_empty() {
            true => Page::cut(tx, visit.words(), seen, list, (&here, &keep)).await,
            false => Page::searched(tx, visit, seen, list, (&needle, &here, &keep)).await,
        }
    }

    async fn cut(
        tx: &mut Tx,
        words: Words,
        seen: &Seen,
        list: &ListQuery,
        (here, keep): (&str, &[(&str, &str)]),
    ) -> Result<Page, Fault> {
        let organisations = seen.chosen(&list.organisation)?;
        let count = store::count(tx, &organisations, here).await?;
        let (part, listing) = list.cut("/people", keep, count, &COLUMNS);
        let sorted = match (&*listing.sort, words.language) {
            ("name", Language::Khmer) => Sorted::By("name-km", listing.down),
            ("name", Language::English) => Sorted::By("name-latin", listing.down),
            ("", _) => Sorted::ByName,
            (column, _) => Sorted::By(column, listing.down),
        };
        let people = store::page(tx, &organisations, here, sorted, part).await?;
        let ids: BTreeSet<Uuid> = people.iter().map(|one| one.id).collect();
        Ok(Page {
            memberships: people::memberships_among(tx, &ids).await?,
            terms: seen_terms(seen, people::terms_among(tx, &ids).await?),
            again: store::again(tx, &ids, &organisations).await?,
            people,
            listing,
        })
    }

    async fn searched(
        tx: &mut Tx,
        visit: &Visit,
        seen: &Seen,
        list: &ListQuery,
        (needle, here, keep): (&Needle, &str, &[(&str, &str)]),
    ) -> Result<Page, Fault> {
        let (words, all) = (visit.words(), Register::load(tx, seen, &list.organisation).await?);
        let again = all.again();
        let groups = by_person(visit, &all.memberships);
        let fits = |row: &PersonRow| row.village_code.starts_with(here) && needle.finds(row, groups.get(&row.id));
        let found: Vec<&PersonRow> = all.people.iter().filter(|row| fits(row)).collect();
        let (rows, listing) = list.page("/people", keep, found, |by, a, b| match by {
            "name" => Some(a.name().show(words).cmp(b.name().show(words))),
            "organisation" => Some(a.organisation.cmp(&b.organisation)),
            "village" => Some(a.village_code.cmp(&b.village_code)),
            _ => None,
        });
        let people = rows.into_iter().cloned().collect();
        drop(groups);
        Ok(Page { people, memberships: all.memberships, terms: all.terms, again, listing })
    }

    /// What each person does now.
    pub fn roles(&self) -> HashMap<Uuid, Vec<&RoleTerm>> {
        by_whom(&self.terms)
    }

    /// Whether a record is counted together with another which is seen too.
    pub fn is_again(&self, id: Uuid) -> bool {
        self.again.contains(&id)
    }
}

/// What is searched for: a part of a name, a number in a group, a telephone.
struct Needle {
    text: String,
    /// The same in Latin digits, where it is a number.
    digits: Option<String>,
}

impl Needle {
    fn new(typed: &str) -> Needle {
        let text = plain(typed);
        let digits = latin_digits(&text).trim_start_matches('+').to_owned();
        let number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        Needle { text, digits: number.then_some(digits) }
    }

    fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    fn finds(&self, row: &PersonRow, groups: Option<&Vec<&Membership>>) -> bool {
        let in_group = |one: &&Membership| match &self.digits {
            Some(digits) => digits.len() <= NUMBER_MOST && one.number.to_string() == *digits,
            None => matches(&self.text, &[&format!("{} {}", one.code, one.number)]),
        };
        if groups.is_some_and(|all| all.iter().any(in_group)) {
            return true;
        }
        match &self.digits {
            Some(digits) => {
                // As it is kept, and as it is written here.
                let local = row.phone.strip_prefix("+855").map(|rest| format!("0{rest}")).unwrap_or_default();
                digits.len() > NUMBER_MOST && (row.phone.contains(digits.as_str()) || local.contains(digits.as_str()))
            }
            None => {
                let names = row.name();
                matches(&self.text, &[&names.khmer, &names.latin])
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> PersonRow {
        PersonRow {
            id: Uuid::from_u128(1),
            organisation_id: Uuid::from_u128(2),
            organisation: "OWN".into(),
            family_name_km: "ជា".into(),
            given_name_km: "ស្រីមុំ".into(),
            family_name_latin: "Chea".into(),
            given_name_latin: "Sreymom".into(),
            sex: None,
            birth_year: None,
            id_poor: None,
            phone: "+85512345678".into(),
            village_code: String::new(),
            household_id: None,
            same_as: None,
        }
    }

    #[test]
    fn found_by_either_script_and_by_telephone() {
        for found in ["", "chea sr", "ស្រី\u{200b}មុំ", "012 345 678", "០១២៣៤៥", "+855 12 345", "345678"]
        {
            assert!(Needle::new(found).finds(&row(), None), "{found}");
        }
        for missed in ["sok", "12", "099999", "ជាតិ"] {
            assert!(!Needle::new(missed).finds(&row(), None), "{missed}");
        }
    }
}
