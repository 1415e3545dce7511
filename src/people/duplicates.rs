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
    programme::store as programme,
    store::{BookId, Tx},
    web,
};
use axum::{
    Form,
    extract::{Query, State},
};
use domain::people::likeness::{Proposal, Record, pair, proposals};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
};
use templates::{
    parts::{Problem, with_query},
    people::duplicates::{DuplicatesPage, FindingForm, ProposalLine, duplicates as draw},
};
use uuid::Uuid;

/// What was found of pairs and stands: one, other, whether they are the same.
type Standing = [(Uuid, Uuid, bool)];

/// The groups that have somebody on their lists now, by their books.
pub type Lists = HashMap<Uuid, BTreeSet<i64>>;

/// Every pair of these records that may be one person's and of which nothing was found, the likeliest first. Of records
/// that are counted as one already, one is proposed with another; those that were told apart are not proposed by way of
/// others.
pub fn reckon(people: &[PersonRow], lists: &Lists, standing: &Standing) -> Vec<Proposal> {
    let record = |one: &PersonRow| Record { groups: lists.get(&one.id).cloned().unwrap_or_default(), ..one.record() };
    let records: Vec<Record> = people.iter().map(record).collect();
    let heads: HashMap<Uuid, Uuid> = people.iter().map(|one| (one.id, one.head())).collect();
    let head = |id: Uuid| heads.get(&id).copied().unwrap_or(id);
    let decided: BTreeSet<(Uuid, Uuid)> = standing.iter().map(|(one, other, _)| (*one, *other)).collect();
    let apart = standing.iter().filter(|(.., same)| !same).filter_map(|(one, other, _)| pair(head(*one), head(*other)));
    let mut passed: HashSet<(Uuid, Uuid)> = apart.collect();
    let mut found = proposals(&records, &decided);
    found.retain(|one| pair(head(one.one), head(one.other)).is_some_and(|pair| passed.insert(pair)));
    found
}

/// Among whom pairs are looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Among {
    /// Across organisations, for who keeps everybody; else within each of them.
    across: bool,
    organisations: Vec<String>,
}

/// What proposals are reckoned from.
struct Known {
    people: Vec<PersonRow>,
    lists: Lists,
    standing: Vec<(Uuid, Uuid, bool)>,
}

impl Known {
    /// Three reads, however many people there are.
    async fn load(tx: &mut Tx, organisations: &[String]) -> Result<Known, Fault> {
        Ok(Known {
            people: store::of_organisations(tx, organisations).await?,
            lists: store::lists(tx).await?,
            standing: matching::store::standing(tx).await?,
        })
    }

    /// Another number where anything is another.
    fn mark(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        for one in &self.people {
            (one, self.lists.get(&one.id)).hash(&mut hasher);
        }
        self.standing.hash(&mut hasher);
        hasher.finish()
    }

    fn reckon(self, among: &Among) -> Vec<Proposal> {
        if among.across {
            return reckon(&self.people, &self.lists, &self.standing);
        }
        let mut of: BTreeMap<Uuid, Vec<PersonRow>> = BTreeMap::new();
        for one in self.people {
            of.entry(one.organisation_id).or_default().push(one);
        }
        let mut found: Vec<Proposal> = of.values().flat_map(|people| reckon(people, &self.lists, &self.standing)).collect();
        found.sort_by(|a, b| b.weight.cmp(&a.weight).then(a.one.cmp(&b.one)).then(a.other.cmp(&b.other)));
        found
    }
}

/// Proposals that were reckoned, with what they were reckoned from: how many acts the trails of all books had, and the mark of
/// the register. While neither moved they are right.
#[derive(Clone, Debug)]
struct Kept {
    among: Among,
    acts: i64,
    mark: u64,
    found: Arc<Vec<Proposal>>,
}

/// The most that is kept: as many as there are partners and readers who see them differently.
const KEPT_MOST: usize = 12;

/// What is proposed to somebody. Comparing everybody is much work, so it is done again only where the register is another; and
/// the register is read again only where something was done since.
async fn found(tx: &mut Tx, among: Among) -> Result<Arc<Vec<Proposal>>, Fault> {
    const PROGRAMME: BookId = BookId(0);
    let acts = programme::version(tx).await?;
    let all = tx.remembered::<Vec<Kept>>(PROGRAMME).unwrap_or_default();
    let kept = all.iter().find(|kept| kept.among == among);
    if let Some(kept) = kept.filter(|kept| kept.acts == acts) {
        return Ok(kept.found.clone());
    }
    let known = Known::load(tx, &among.organisations).await?;
    let mark = known.mark();
    let found = match kept.filter(|kept| kept.mark == mark) {
        Some(kept) => kept.found.clone(),
        None => {
            let among = among.clone();
            let reckoned = tokio::task::spawn_blocking(move || known.reckon(&among)).await;
            Arc::new(reckoned.map_err(|error| Fault::Broken(format!("comparing people: {error}")))?)
        }
    };
    let mut now: Vec<Kept> = all.iter().filter(|kept| kept.among != among).cloned().collect();
    now.push(Kept { among, acts, mark, found: found.clone() });
    now.drain(..now.len().saturating_sub(KEPT_MOST));
    tx.remember(PROGRAMME, now.iter().map(|kept| kept.found.len()).sum(), &Arc::new(now));
    Ok(found)
}

/// `GET /people/duplicates`
pub async fn show(State(app): State<App>, visit: Visit, Query(list): Query<ListQuery>) -> Answer {
    let mut tx = app.db().read().await?;
    Ok(web::html(draw(&page(&mut tx, &visit, &list, vec![]).await?)))
}

async fn page(tx: &mut Tx, visit: &Visit, list: &ListQuery, problems: Vec<Problem>) -> Result<DuplicatesPage, Fault> {
    let seen = Seen::load(tx, visit).await?;
    let among = Among { across: visit.may_everywhere(Can::KeepPeople), organisations: seen.chosen(&list.organisation)? };
    let found = found(tx, among).await?;
    let (part, listing) = list.cut("/people/duplicates", &[("organisation", &list.organisation)], found.len(), &[]);
    let shown: Vec<&Proposal> = found.iter().skip(part.skip).take(part.take).collect();
    let ids: BTreeSet<Uuid> = shown.iter().flat_map(|one| [one.one, one.other]).collect();
    let (people, memberships) = (store::named(tx, &ids).await?, store::memberships_among(tx, &ids).await?);
    let groups = by_person(visit, &memberships);
    let of: HashMap<Uuid, &PersonRow> = people.iter().map(|one| (one.id, one)).collect();
    let head = |id: &Uuid| of.get(id).map(|row| seen.head(row, groups.get(id))).unwrap_or_default();
    let line = |one: &&Proposal| ProposalLine {
        one: head(&one.one),
        other: head(&one.other),
        evidence: one.evidence.iter().map(|evidence| evidence.code()).collect(),
    };
    Ok(DuplicatesPage {
        around: visit.around(),
        proposals: shown.iter().map(line).collect(),
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
