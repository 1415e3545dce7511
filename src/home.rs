//! The first page after signing in: a treasurer's groups with the next meeting, or every group that staff serve.
use crate::{
    app::App,
    awards::{store as awards, tasks},
    banks::store as banks,
    bundles,
    coops::store as coops,
    error::Answer,
    groups::{
        self,
        store::{Figures, Group},
    },
    guard::{Can, Visit},
    listing::{ListQuery, matches},
    meetings, practice,
    store::{Result, Tx},
    web,
};
use axum::extract::{Query, State};
use chrono::NaiveDate;
use domain::constitution::Rhythm;
use ledger::Commodity;
use std::collections::{BTreeMap, HashMap};
use templates::{
    home::{GroupRow, GroupState, HomeGroup, HomePage, NextMeeting, OrganisationRow, StaffHomePage, home, staff_home},
    parts::{Amount, Name, Unit},
};

/// `GET /`
pub async fn show(State(app): State<App>, visit: Visit, Query(query): Query<ListQuery>) -> Answer {
    let mut tx = app.db().read().await?;
    if visit.is_staff() { staff(&app, &mut tx, &visit, &query).await } else { own(&mut tx, &visit).await }
}

/// The groups of somebody who is of a village committee.
async fn own(tx: &mut Tx, visit: &Visit) -> Answer {
    let mut cards = Vec::new();
    // One to three groups a person: a few reads each.
    for group in groups_of(tx, visit).await? {
        cards.push(card(tx, visit, &group).await?);
    }
    // What she practises on comes last, and says so.
    if let Some(own) = practice::store::of_user(tx, visit.user.id).await?
        && let Some(group) = groups::store::group_of_book(tx, own.book.0).await?
    {
        let mut there = visit.clone();
        practice::enter(tx, &mut there, &group).await?;
        cards.push(card(tx, &there, &group).await?);
    }
    let bundles = bundles::pages::door(tx, visit).await?;
    Ok(web::html(home(&HomePage { around: visit.around(), groups: cards, bundles })))
}

async fn groups_of(tx: &mut Tx, visit: &Visit) -> Result<Vec<Group>> {
    let mut books: Vec<i64> = visit.roles.iter().filter_map(|on| on.scope.book()).collect();
    books.dedup();
    if books.len() < visit.roles.len() {
        let all = groups::store::groups(tx).await?;
        return Ok(all.into_iter().filter(|group| visit.may_in(Can::See, group)).collect());
    }
    let mut own = Vec::new();
    for book in books {
        own.extend(groups::store::group_of_book(tx, book).await?);
    }
    Ok(own)
}

async fn card(tx: &mut Tx, visit: &Visit, group: &Group) -> Result<HomeGroup> {
    let figures = groups::store::figures_of(tx, group.book).await?;
    let cycle = if group.saves { Some(groups::store::cycle(tx, group.book).await?) } else { None };
    let cash = meetings::store::cash(tx, group.book, &group.commodity).await?;
    let may_seal = visit.may_in(Can::Seal, group);
    Ok(HomeGroup {
        group: meetings::pages::head(group),
        members: figures.members as u32,
        next: cycle.filter(|_| may_seal && figures.members > 0).map(|cycle| next(&figures, &cycle)),
        banks: groups::banks::cards(tx, visit, group).await?,
        coop: coops::coop_of(tx, group.book).await?.map(|coop| (coop.code.clone(), coop.name())),
        cash: vec![Amount { quantity: cash.loan + cash.social, unit: unit(group.commodity()) }],
        last: last(&figures),
        waiting: figures.waiting as u32,
        waiting_for_me: waiting_for(tx, visit, group).await?,
    })
}

/// How many corrections wait that this person may decide on: others asked for them.
pub async fn waiting_for(tx: &mut Tx, visit: &Visit, group: &Group) -> Result<u32> {
    if !visit.may_in(Can::Correct, group) {
        return Ok(0);
    }
    Ok(groups::store::waiting_for(tx, group.book, visit.user.id).await? as u32)
}

/// The sheet that is to be filled next.
pub fn next(figures: &Figures, cycle: &groups::store::Cycle) -> NextMeeting {
    let rhythm = cycle.constitution.terms().rhythm;
    NextMeeting {
        number: figures.last_no.map_or(1, |no| no + 1) as u32,
        due: Some(figures.last_on.map_or(cycle.starts_on, |last| rhythm.next(last))),
        begun: false,
        opening: false,
    }
}

/// Number and day of the last sealed meeting.
pub fn last(figures: &Figures) -> Option<(u32, NaiveDate)> {
    Some((figures.last_no? as u32, figures.last_on?))
}

/// How a group is doing: late when it has not met for more than two of its intervals.
pub fn state(rhythm: Option<Rhythm>, last: Option<NaiveDate>, today: NaiveDate) -> GroupState {
    match (rhythm, last) {
        (_, None) => GroupState::New,
        (Some(rhythm), Some(last)) if today > rhythm.next(rhythm.next(last)) => GroupState::Late,
        _ => GroupState::Active,
    }
}

/// A commodity as pages count in it.
pub fn unit(commodity: Commodity) -> Unit {
    Unit { commodity: commodity.code().to_owned(), decimals: commodity.decimals() }
}

/// Every group that somebody of staff serves, from one read of their figures.
async fn staff(app: &App, tx: &mut Tx, visit: &Visit, query: &ListQuery) -> Answer {
    let all = groups::store::groups(tx).await?;
    let served: Vec<Group> = all.into_iter().filter(|group| visit.may_in(Can::See, group)).collect();
    let figures = groups::store::figures(tx).await?;
    let rhythms = groups::store::rhythms(tx).await?;
    let words = visit.words();
    let kept = kept(tx).await?;
    let rows: Vec<GroupRow> = served.iter().map(|group| row(group, &figures, &rhythms, &kept, app.today())).collect();
    let needle = query.needle();
    let shown = served.iter().zip(&rows).filter(|(group, row)| {
        matches(&needle, &[&group.code, &group.name_km, &group.name_latin, &group.village_code, &row.place.khmer, &row.place.latin])
            && (query.organisation.is_empty() || query.organisation == group.organisation_code)
            && (query.state.is_empty() || query.state == code(row.state))
    });
    let shown: Vec<GroupRow> = shown.map(|(_, row)| row.clone()).collect();
    let keep = [("q", &*query.q), ("organisation", &*query.organisation), ("state", &*query.state)];
    let (groups, listing) = query.page("/", &keep, shown, |by, a, b| match by {
        "name" => Some(a.name.show(words).cmp(b.name.show(words))),
        "organisation" => Some(a.organisation.show(words).cmp(b.organisation.show(words))),
        "members" => Some(a.members.cmp(&b.members)),
        // Riel and dollars do not compare: each kind together.
        "savings" => Some((&a.unit.commodity, a.savings).cmp(&(&b.unit.commodity, b.savings))),
        "last" => Some(a.last.cmp(&b.last)),
        _ => None,
    });
    let page = StaffHomePage {
        around: visit.around(),
        organisations: organisations(tx, visit, &served, &rows).await?,
        groups,
        listing,
        query: query.q.clone(),
        organisation: query.organisation.clone(),
        state: query.state.clone(),
        waiting: rows.iter().map(|row| row.waiting).sum(),
        requests: rows.iter().map(|row| row.requests).sum(),
        may_add_group: visit.may_somewhere(Can::FoundGroups),
        may_see_users: visit.may_everywhere(Can::KeepUsers),
        may_see_trail: visit.may_everywhere(Can::SeeTrail),
        bundles: bundles::pages::door(tx, visit).await?,
        may_see_people: visit.may_somewhere(Can::SeePeople),
        may_see_programme: visit.may_somewhere(Can::SeeProgramme),
        may_see_training: visit.may_somewhere(Can::SeeTraining),
        may_see_plans: visit.may_somewhere(Can::SeePlans),
        may_see_awards: awards::awards(tx).await?.iter().any(|award| visit.may_in_award(Can::SeeAward, award)),
        tasks: tasks::waiting(tx, visit, app.today()).await?,
    };
    Ok(web::html(staff_home(&page)))
}

/// The banks of every book: code and name, and how many requests wait at them.
type Kept = HashMap<i64, (Vec<(String, Name)>, u32)>;

async fn kept(tx: &mut Tx) -> Result<Kept> {
    let mut kept = Kept::new();
    for bank in banks::banks(tx).await? {
        kept.entry(bank.book.0).or_default().0.push((bank.code.clone(), bank.name()));
    }
    for waiting in banks::waiting(tx).await? {
        kept.entry(waiting.book_id).or_default().1 += 1;
    }
    Ok(kept)
}

fn row(group: &Group, figures: &HashMap<i64, Figures>, rhythms: &HashMap<i64, Rhythm>, kept: &Kept, today: NaiveDate) -> GroupRow {
    let figures = figures.get(&group.book.0).cloned().unwrap_or_default();
    let (banks, requests) = kept.get(&group.book.0).cloned().unwrap_or_default();
    GroupRow {
        code: group.code.clone(),
        name: group.name(),
        organisation: Name::new(&group.organisation_km, &group.organisation_latin),
        place: groups::pages::place(&group.village_code),
        members: figures.members as u32,
        savings: figures.savings,
        unit: unit(group.commodity()),
        last: figures.last_on,
        state: if group.saves {
            state(rhythms.get(&group.book.0).copied(), figures.last_on, today)
        } else {
            GroupState::KeepsBanks
        },
        waiting: figures.waiting as u32,
        saves: group.saves,
        banks,
        requests,
    }
}

fn code(state: GroupState) -> &'static str {
    match state {
        GroupState::Active => "active",
        GroupState::New => "new",
        GroupState::Late => "late",
        GroupState::Closed => "closed",
        GroupState::KeepsBanks => "keeps-banks",
    }
}

/// The organisations of these groups, and those that are still without; each with the sums of the groups she serves.
async fn organisations(tx: &mut Tx, visit: &Visit, served: &[Group], rows: &[GroupRow]) -> Result<Vec<OrganisationRow>> {
    let all = groups::store::organisations(tx).await?;
    let shown = all.into_iter().filter_map(|organisation| {
        let own: Vec<&GroupRow> =
            served.iter().zip(rows).filter(|(group, _)| group.organisation_id == organisation.id).map(|(_, row)| row).collect();
        if own.is_empty() && !visit.may_for(Can::See, organisation.id) {
            return None;
        }
        let mut savings: BTreeMap<&str, Amount> = BTreeMap::new();
        for row in &own {
            let sum = savings.entry(&row.unit.commodity).or_insert(Amount { quantity: 0, unit: row.unit.clone() });
            sum.quantity += row.savings;
        }
        Some(OrganisationRow {
            code: organisation.code,
            name: Name::new(organisation.name_km, organisation.name_latin),
            groups: own.len() as u32,
            members: own.iter().map(|row| row.members).sum(),
            savings: savings.into_values().collect(),
        })
    });
    Ok(shown.collect())
}
