//! What the papers of a group have in common: whose they are, who signs them, and how a member is named.
use crate::{
    groups::{pages::place, store::Group},
    members::store::Term,
};
use chrono::NaiveDate;
use domain::people::Office;
use reports::{
    contract::Name,
    of_group::{OfGroup, Signer},
};

/// A group as its papers head themselves.
pub fn of_group(group: &Group) -> OfGroup {
    OfGroup { code: group.code.clone(), name: name(group.name()), place: name(place(&group.village_code)) }
}

/// A name of a page as a name of a paper.
pub fn name(name: templates::parts::Name) -> Name {
    Name::new(name.khmer, name.latin)
}

/// Who signs on a day: the committee, and two who counted. An office that nobody holds is left to be written.
pub fn signers(terms: &[Term], on: NaiveDate) -> Vec<Signer> {
    let held = |office: Office| {
        let holds = move |term: &&Term| {
            term.office == office.code() && term.from_day <= on && term.to_day.is_none_or(|to_day| on <= to_day)
        };
        terms.iter().filter(holds).map(|term| name(term.name())).collect::<Vec<_>>()
    };
    let committee = [Office::Chair, Office::Secretary, Office::Treasurer].into_iter();
    let mut signers: Vec<Signer> =
        committee.map(|office| Signer { office, name: held(office).into_iter().next().unwrap_or_default() }).collect();
    let mut counters = held(Office::Counter);
    counters.truncate(2);
    if counters.is_empty() {
        counters.push(Name::default());
    }
    signers.extend(counters.into_iter().map(|name| Signer { office: Office::Counter, name }));
    signers
}
