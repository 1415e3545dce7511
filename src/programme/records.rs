//! From a figure to its records, as far as the reader's role goes: a name only where she may see the people of that partner's
//! register, a link only to what she may open, and of a protected measure nothing at all.
use super::{
    counting,
    indicators::IndicatorsQuery,
    kept::year_through,
    kinds::kind_name,
    scope::{Scope, name},
    store::{self, NameRow, Record},
};
use crate::{
    app::App,
    awards::store as awards,
    banks::store as banks,
    coops::store as coops,
    error::{Answer, Fault},
    groups::{pages::place, store as groups},
    guard::{Can, Visit},
    listing::ListQuery,
    store::Tx,
    web,
};
use axum::extract::{Path, Query, State};
use domain::programme::Measure;
use std::collections::{BTreeMap, BTreeSet};
use templates::{
    parts::{Name, encode},
    programme::records::{RecordLine, RecordsPage, records as draw},
};
use uuid::Uuid;
use words::Words;

/// `GET /programme/indicators/{measure}/records?organisation=&year=&page=`
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(code): Path<String>,
    Query(query): Query<IndicatorsQuery>,
    Query(list): Query<ListQuery>,
) -> Answer {
    let (today, words) = (app.today(), visit.words());
    let measure = Measure::parse(&code).ok_or(Fault::NotFound)?;
    let mut tx = app.db().read().await?;
    let scope = Scope::load(&mut tx, &visit, &query.organisation).await?;
    let year = query.year(today);
    let mut rows = Vec::new();
    if !measure.is_protected() {
        let records = store::records(&mut tx, measure, today).await?;
        let counted = counting::counted(&records, measure, year_through(year, today), scope.whose());
        rows = counted.into_iter().map(|(once, at)| (once.amount, records[at].clone())).collect();
    }
    let all = rows.len();
    rows.sort_by_key(|(_, row): &(i64, Record)| (std::cmp::Reverse(row.day), row.book, row.no, row.who, row.salt));
    // Of people whose names she may not read only their number is told.
    let may = |row: &Record| row.who.is_none() || may_name(&visit, row.organisation_id);
    rows.retain(|(_, row)| may(row));
    let told = rows.len();
    let path = format!("/programme/indicators/{code}/records");
    let keep = [("organisation", scope.code()), ("year", &*query.year)];
    let (rows, listing) = list.page(&path, &keep, rows, |_, _, _| None);
    let looked = Looked::up(&mut tx, &visit, measure, &rows).await?;
    let page = RecordsPage {
        around: visit.around(),
        measure,
        year: year.year().into(),
        lines: rows.iter().map(|(amount, row)| looked.line(*amount, row, measure, &scope, words)).collect(),
        listing,
        untold: (all - told) as i64,
        partners: scope.whose().is_none(),
        scope: scope.shown(),
    };
    Ok(web::html(draw(&page)))
}

fn may_name(visit: &Visit, organisation: Uuid) -> bool {
    visit.may_for(Can::SeePeople, organisation) || visit.may_for(Can::SeeTraining, organisation)
}

/// Names and addresses of what stands on a page.
#[derive(Default)]
struct Looked {
    /// By the head: her name in a register that the reader may see, and her page there.
    people: BTreeMap<Uuid, (Name, Option<String>)>,
    /// By the two numbers of a thing.
    things: BTreeMap<(i64, i64), (Name, Option<String>)>,
}

impl Looked {
    async fn up(tx: &mut Tx, visit: &Visit, measure: Measure, rows: &[(i64, Record)]) -> Result<Looked, Fault> {
        let mut looked = Looked::default();
        let heads: BTreeSet<Uuid> = rows.iter().filter_map(|(_, row)| row.who).collect();
        if !heads.is_empty() {
            for row in store::names(tx, heads).await? {
                looked.person(visit, &row);
            }
        }
        if rows.iter().any(|(_, row)| row.who.is_none()) && is_of_books(measure) {
            looked.things = things(tx, visit, measure).await?;
        }
        Ok(looked)
    }

    /// The first of her records that the reader may see names her: another partner's spelling stays with that partner.
    fn person(&mut self, visit: &Visit, row: &NameRow) {
        if may_name(visit, row.organisation_id) {
            let href = visit.may_for(Can::SeePeople, row.organisation_id).then(|| format!("/people/{}", row.id));
            self.people.entry(row.head).or_insert_with(|| (row.name(), href));
        }
    }

    fn line(&self, amount: i64, row: &Record, measure: Measure, scope: &Scope, words: Words) -> RecordLine {
        let found = match row.who {
            Some(who) => self.people.get(&who),
            None => self.things.get(&(row.book, row.no)).or_else(|| self.things.get(&(row.of_book, 0))),
        };
        let grant = (measure == Measure::FamilyGrants).then_some(row.no);
        let session =
            row.salt.filter(|_| row.who.is_none() && is_of_sessions(measure)).map(|id| format!("/training/sessions/{id}"));
        let (name_of, href) = found.cloned().unwrap_or_default();
        let name_of = name_of.show(words).to_owned();
        RecordLine {
            name: grant.map_or(name_of.clone(), |no| format!("{name_of} · {}", words.ordinal(no))),
            href: session.or(href.map(|href| grant.map_or(href.clone(), |no| format!("{href}/grants/{no}")))),
            partner: scope.partners.iter().find(|one| one.id == row.organisation_id).map_or(Name::default(), name),
            place: place(&row.place),
            day: row.day,
            until: row.until.filter(|until| *until != row.day),
            kind: if row.kind.is_empty() { String::new() } else { kind_name(words, &row.kind) },
            amount,
        }
    }
}

/// Whether the numbers of its things are those of books; of a commune they are its code.
fn is_of_books(measure: Measure) -> bool {
    !is_of_sessions(measure) && measure != Measure::WorkshopCommunes
}

fn is_of_sessions(measure: Measure) -> bool {
    matches!(measure, Measure::WorkshopParticipants | Measure::AwarenessRounds | Measure::TrainedYouth)
}

/// What the two numbers of a thing name, for those measures that count things.
async fn things(tx: &mut Tx, visit: &Visit, measure: Measure) -> Result<BTreeMap<(i64, i64), (Name, Option<String>)>, Fault> {
    let all = groups::groups(tx).await?;
    let of_book: BTreeMap<i64, &groups::Group> = all.iter().map(|group| (group.book.0, group)).collect();
    let may_see = |book: i64| of_book.get(&book).is_some_and(|group| visit.may_in(Can::See, group));
    let mut things = BTreeMap::new();
    for group in &all {
        let href = visit.may_in(Can::See, group).then(|| format!("/groups/{}", encode(&group.code)));
        things.insert((group.book.0, 0), (group.name(), href));
    }
    match measure {
        Measure::GroupBanks | Measure::RiceBanks | Measure::CowBanks => {
            for bank in banks::banks(tx).await? {
                let href = may_see(bank.book.0).then(|| format!("/banks/{}", encode(&bank.code)));
                things.insert((bank.book.0, bank.no), (bank.name(), href));
            }
        }
        Measure::Cooperatives | Measure::VegetableGroups => {
            for coop in coops::coops(tx).await? {
                let href = may_see(coop.book.0).then(|| format!("/coops/{}", encode(&coop.code)));
                things.insert((coop.book.0, 0), (coop.name(), href));
            }
        }
        Measure::FamilyGrants | Measure::SubGrants | Measure::Scholarships => {
            for award in awards::awards(tx).await? {
                let href = visit.may_in_award(Can::SeeAward, &award).then(|| format!("/awards/{}", encode(&award.code)));
                things.insert((award.book.0, 0), (Name::said(award.code.clone()), href));
            }
        }
        _ => {}
    }
    Ok(things)
}
