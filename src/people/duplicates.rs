//! The routes of who may be in the register twice: what is proposed, and what somebody says of it.
use super::{
    Seen, by_person, form,
    matching::{self, Verdict},
    may_say,
    store::{self, PersonRow},
};
use crate::{
    app::App,
    error::{Answer, Fault},
    guard::{Can, Visit},
    listing::ListQuery,
    meetings::seal::Act,
    store::Tx,
    web,
};
use axum::{
    Form,
    extract::{Query, State},
};
use domain::people::likeness::{Proposal, Record, pair, proposals};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use templates::{
    parts::{Problem, with_query},
    people::duplicates::{DuplicatesPage, FindingForm, ProposalLine, duplicates as draw},
};
use uuid::Uuid;

/// What was found of pairs and stands: one, other, whether they are the same.
type Standing = [(Uuid, Uuid, bool)];

/// Every pair of these records that may be one person's and of which nothing was found, the likeliest first. Of records
/// that are counted as one already, one is proposed with another; those that were told apart are not proposed by way of
/// others.
pub fn reckon(people: &[PersonRow], standing: &Standing) -> Vec<Proposal> {
    let records: Vec<Record> = people.iter().map(PersonRow::record).collect();
    let heads: HashMap<Uuid, Uuid> = people.iter().map(|one| (one.id, one.head())).collect();
    let head = |id: Uuid| heads.get(&id).copied().unwrap_or(id);
    let decided: BTreeSet<(Uuid, Uuid)> = standing.iter().map(|(one, other, _)| (*one, *other)).collect();
    let apart = standing.iter().filter(|(.., same)| !same).filter_map(|(one, other, _)| pair(head(*one), head(*other)));
    let mut passed: HashSet<(Uuid, Uuid)> = apart.collect();
    let mut found = proposals(&records, &decided);
    found.retain(|one| pair(head(one.one), head(one.other)).is_some_and(|pair| passed.insert(pair)));
    found
}

/// The same for somebody: within each organisation, and across them for who keeps everybody.
fn reckon_for(visit: &Visit, people: Vec<PersonRow>, standing: &Standing) -> (Vec<PersonRow>, Vec<Proposal>) {
    if visit.may_everywhere(Can::KeepPeople) {
        let found = reckon(&people, standing);
        return (people, found);
    }
    let mut of: BTreeMap<Uuid, Vec<PersonRow>> = BTreeMap::new();
    for one in people {
        of.entry(one.organisation_id).or_default().push(one);
    }
    let mut found: Vec<Proposal> = of.values().flat_map(|people| reckon(people, standing)).collect();
    found.sort_by(|a, b| b.weight.cmp(&a.weight).then(a.one.cmp(&b.one)).then(a.other.cmp(&b.other)));
    (of.into_values().flatten().collect(), found)
}

/// `GET /people/duplicates`
pub async fn show(State(app): State<App>, visit: Visit, Query(list): Query<ListQuery>) -> Answer {
    let mut tx = app.db().read().await?;
    Ok(web::html(draw(&page(&mut tx, &visit, &list, vec![]).await?)))
}

async fn page(tx: &mut Tx, visit: &Visit, list: &ListQuery, problems: Vec<Problem>) -> Result<DuplicatesPage, Fault> {
    let seen = Seen::load(tx, visit).await?;
    let code = seen.code(&list.organisation)?;
    let mut people = store::people(tx, &code).await?;
    people.retain(|one| seen.sees(one.organisation_id));
    let (people, found) = reckon_for(visit, people, &matching::store::standing(tx).await?);
    let (shown, listing) = list.page("/people/duplicates", &[("organisation", &list.organisation)], found, |_, _, _| None);
    let memberships = if shown.is_empty() { vec![] } else { store::memberships(tx, &code).await? };
    let groups = by_person(visit, &memberships);
    let of: HashMap<Uuid, &PersonRow> = people.iter().map(|one| (one.id, one)).collect();
    let head = |id: &Uuid| of.get(id).map(|row| seen.head(row, groups.get(id))).unwrap_or_default();
    let line = |one: Proposal| ProposalLine {
        one: head(&one.one),
        other: head(&one.other),
        evidence: one.evidence.iter().map(|evidence| evidence.code()).collect(),
    };
    Ok(DuplicatesPage {
        around: visit.around(),
        proposals: shown.into_iter().map(line).collect(),
        listing,
        organisations: seen.offered(),
        organisation: list.organisation.clone(),
        may_keep: visit.may_somewhere(Can::KeepPeople),
        problems,
    })
}

/// `POST /people/duplicates`
pub async fn say(State(app): State<App>, visit: Visit, Form(typed): Form<FindingForm>) -> Answer {
    let said = form::read(&typed)?;
    let mut tx = app.db().write().await?;
    let one = store::person(&mut tx, said.one).await?.ok_or(Fault::NotFound)?;
    let other = store::person(&mut tx, said.other).await?.ok_or(Fault::NotFound)?;
    if !may_say(&visit, one.organisation_id, other.organisation_id) {
        return Err(Fault::NotFound);
    }
    let list = ListQuery { organisation: typed.organisation, page: typed.page, ..ListQuery::default() };
    match matching::say(&mut tx, one.id, other.id, said.verdict, Act::now(&app, visit.user.id)).await? {
        Ok(()) => tx.commit().await?,
        Err(why) => {
            // What was begun is let go; the page shows how it stands meanwhile.
            drop(tx);
            let mut tx = app.db().read().await?;
            let problem = Problem { field: String::new(), message: visit.words().say(why.key()).into_owned() };
            return Ok(web::unprocessable(draw(&page(&mut tx, &visit, &list, vec![problem]).await?)));
        }
    }
    let done = if said.verdict == Verdict::Same { "people-found-same" } else { "people-found-different" };
    let kept = [("organisation", &*list.organisation), ("page", &*list.page), ("done", done)];
    Ok(web::see_other(&with_query("/people/duplicates", &kept)))
}
