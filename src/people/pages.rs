//! The routes of the register: the list, the list as a file, one person, and taking back what was found of her.
use super::{
    Seen, by_person, find,
    listed::{Page, Register},
    matching, may_say, store,
};
use crate::{
    app::App,
    awards::store as awards,
    error::{Answer, Fault},
    exports::{Listed, people_file},
    groups::pages::place,
    guard::{Can, Visit},
    listing::ListQuery,
    market::farm_sales,
    meetings::seal::Act,
    store::Tx,
    users::store as users,
    web,
};
use axum::{
    extract::{Path, Query, State},
    http::{HeaderValue, header},
    response::IntoResponse,
};
use matching::store::FindingRow;
use serde::Deserialize;
use std::collections::BTreeSet;
use store::{Membership, PersonRow, RoleTerm};
use templates::{
    parts::Name,
    people::{
        person::{CoachedLine, FindingLine, MembershipLine, PersonPage, SessionLine, TermLine, person as draw_person},
        register::{RegisterLine, RegisterPage, register as draw},
    },
};
use uuid::Uuid;

/// What is shown alone.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PlaceQuery {
    /// The first digits of a village's code.
    village: String,
}

/// Which file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct FileQuery {
    /// `csv` or `xlsx`; CSV where it is left out.
    format: String,
    /// The code of an organisation, or nothing for all.
    organisation: String,
}

/// `GET /people`
pub async fn register(
    State(app): State<App>,
    visit: Visit,
    Query(list): Query<ListQuery>,
    Query(PlaceQuery { village }): Query<PlaceQuery>,
) -> Answer {
    let mut tx = app.db().read().await?;
    let seen = Seen::load(&mut tx, &visit).await?;
    let page = Page::load(&mut tx, &visit, &seen, &list, &village).await?;
    let (groups, roles) = (by_person(&visit, &page.memberships), page.roles());
    let line = |row: &PersonRow| RegisterLine {
        person: seen.head(row, groups.get(&row.id)),
        organisation: row.organisation.clone(),
        village: row.village_code.clone(),
        roles: roles.get(&row.id).into_iter().flatten().map(|term| term.role.clone()).collect(),
        again: page.is_again(row.id),
    };
    Ok(web::html(draw(&RegisterPage {
        around: visit.around(),
        people: page.people.iter().map(line).collect(),
        listing: page.listing.clone(),
        query: list.q.clone(),
        organisations: seen.offered(),
        organisation: list.organisation,
        village,
        may_keep: visit.may_somewhere(Can::KeepPeople),
    })))
}

/// `GET /people/file`
pub async fn file(State(app): State<App>, visit: Visit, Query(query): Query<FileQuery>) -> Answer {
    let mut tx = app.db().read().await?;
    let seen = Seen::load(&mut tx, &visit).await?;
    let all = Register::load(&mut tx, &seen, &query.organisation).await?;
    let (groups, roles) = (by_person(&visit, &all.memberships), all.roles());
    let ids: BTreeSet<Uuid> = all.people.iter().map(|one| one.id).collect();
    let listed = |row| Listed {
        row,
        groups: groups.get(&row.id).map(Vec::as_slice).unwrap_or_default(),
        roles: roles.get(&row.id).map(Vec::as_slice).unwrap_or_default(),
        counted_as: row.same_as.filter(|head| ids.contains(head)),
    };
    let sheets = people_file(all.people.iter().map(listed));
    let ending = if query.format.is_empty() { "csv" } else { query.format.as_str() };
    let (kind, bytes) = match ending {
        // It begins with the mark by which spreadsheets know that it is UTF-8.
        "csv" => ("text/csv; charset=utf-8", format!("\u{feff}{}", sheets.to_csv()).into_bytes()),
        "xlsx" => {
            let book = sheets.to_xlsx(app.today()).map_err(|error| Fault::Broken(format!("a workbook of people: {error}")))?;
            ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", book)
        }
        _ => return Err(Fault::NotFound),
    };
    let name = format!("attachment; filename=\"people-{}.{ending}\"", app.today());
    let disposition = HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("attachment"));
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static(kind)), (header::CONTENT_DISPOSITION, disposition)], bytes)
        .into_response())
}

/// `GET /people/{person}`
pub async fn show(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = app.db().read().await?;
    let row = find(&mut tx, &visit, &id, Can::SeePeople).await?;
    let seen = Seen::load(&mut tx, &visit).await?;
    let head = row.head();
    let records = store::of_head(&mut tx, head).await?;
    let others = records.iter().filter(|one| one.id != row.id && seen.sees(one.organisation_id));
    let household = match row.household_id {
        Some(household) => store::of_household(&mut tx, household).await?,
        None => vec![],
    };
    let household = household.iter().filter(|one| one.id != row.id && seen.sees(one.organisation_id));
    let may_train = |organisation| visit.may_for(Can::SeeTraining, organisation);
    let coaches = store::coaches(&mut tx, head).await?;
    let page = PersonPage {
        around: visit.around(),
        id_poor: row.id_poor,
        memberships: memberships(&mut tx, &visit, head).await?,
        household: household.map(|one| seen.head(one, None)).collect(),
        records: others.map(|one| seen.head(one, None)).collect(),
        findings: findings(&mut tx, &visit, &seen, &row).await?,
        terms: terms(&mut tx, &visit, head).await?,
        coached: coached(&mut tx, &visit, &seen, head).await?,
        coaches: coaches.iter().filter(|(organisation, ..)| may_train(*organisation)).map(|(.., count)| count).sum(),
        sessions: sessions(&mut tx, &visit, head).await?,
        sales: farm_sales::of_person(&mut tx, &visit, row.id, row.organisation_id).await?,
        plans: crate::plans::of_person(&mut tx, &visit, row.id, row.organisation_id).await?,
        grants: grants(&mut tx, &visit, head).await?,
        may_keep: visit.may_for(Can::KeepPeople, row.organisation_id),
        person: seen.head(&row, None),
    };
    Ok(web::html(draw_person(&page)))
}

async fn memberships(tx: &mut Tx, visit: &Visit, head: Uuid) -> Result<Vec<MembershipLine>, Fault> {
    let line = |one: Membership| MembershipLine {
        group: one.group(),
        code: one.code,
        number: one.number,
        joined_on: one.joined_on,
        left_on: one.left_on,
    };
    let all = store::memberships_of(tx, head).await?.into_iter();
    Ok(all.filter(|one| visit.may_in_book(Can::See, one.book_id, one.organisation_id)).map(line).collect())
}

async fn findings(tx: &mut Tx, visit: &Visit, seen: &Seen, row: &PersonRow) -> Result<Vec<FindingLine>, Fault> {
    let by = users::names(tx).await?;
    let name = |id: Uuid| by.get(&id).cloned().unwrap_or_default();
    let line = |one: FindingRow| {
        let (first, second) = one.names();
        let may_undo = one.undone_at.is_none() && may_say(visit, one.one_organisation, one.other_organisation);
        FindingLine {
            id: one.id.to_string(),
            one: (one.one.to_string(), first),
            other: (one.other.to_string(), second),
            same: one.verdict == matching::Verdict::Same.code(),
            by: name(one.recorded_by),
            at: one.recorded_at,
            undone: one.undone_by.zip(one.undone_at).map(|(by, at)| (name(by), at)),
            may_undo,
        }
    };
    let all = matching::store::findings_of(tx, row.head()).await?.into_iter();
    Ok(all.filter(|one| seen.sees(one.one_organisation) && seen.sees(one.other_organisation)).map(line).collect())
}

async fn terms(tx: &mut Tx, visit: &Visit, head: Uuid) -> Result<Vec<TermLine>, Fault> {
    let line = |one: RoleTerm| TermLine { place: place(&one.village_code), role: one.role, from: one.from_day, to: one.to_day };
    let all = store::terms_of(tx, head).await?.into_iter();
    Ok(all.filter(|one| visit.may_for(Can::SeeTraining, one.organisation_id)).map(line).collect())
}

async fn coached(tx: &mut Tx, visit: &Visit, seen: &Seen, head: Uuid) -> Result<Vec<CoachedLine>, Fault> {
    let line = |one: store::Coached| CoachedLine {
        id: one.id.to_string(),
        coach: if seen.sees(one.coach_organisation) { one.coach() } else { Name::default() },
        from: one.from_day,
        to: one.to_day,
    };
    let all = store::coached(tx, head).await?.into_iter();
    Ok(all.filter(|one| visit.may_for(Can::SeeTraining, one.organisation_id)).map(line).collect())
}

async fn sessions(tx: &mut Tx, visit: &Visit, head: Uuid) -> Result<Vec<SessionLine>, Fault> {
    let line = |one: store::Attended| SessionLine {
        id: one.id.to_string(),
        course: one.course(),
        kind: one.kind,
        day: one.day,
        minutes: one.minutes,
    };
    let all = store::sessions_of(tx, head).await?.into_iter();
    Ok(all.filter(|one| visit.may_for(Can::SeeTraining, one.organisation_id)).map(line).collect())
}

/// Grants to her family, under awards that the reader may see: as everywhere, a grant under a code names nobody.
async fn grants(tx: &mut Tx, visit: &Visit, head: Uuid) -> Result<Vec<(String, Name, i64)>, Fault> {
    let given = store::grants_of(tx, head).await?;
    if given.is_empty() {
        return Ok(vec![]);
    }
    let mut all = Vec::new();
    for award in awards::awards(tx).await?.iter().filter(|award| visit.may_in_award(Can::SeeAward, award)) {
        let terms = award.terms()?;
        let of = given.iter().filter(|(book, _)| *book == award.book.0);
        all.extend(of.map(|(_, no)| (award.code.clone(), Name::new(&terms.name_km, &terms.name_latin), *no)));
    }
    Ok(all)
}

/// `POST /people/{person}/findings/{finding}/undo`
pub async fn take_back(State(app): State<App>, visit: Visit, Path((id, finding)): Path<(String, String)>) -> Answer {
    let mut tx = app.db().write().await?;
    let row = find(&mut tx, &visit, &id, Can::SeePeople).await?;
    let finding: Uuid = finding.parse().map_err(|_| Fault::NotFound)?;
    let found = matching::store::finding(&mut tx, finding).await?.ok_or(Fault::NotFound)?;
    if !may_say(&visit, found.one_organisation, found.other_organisation) {
        return Err(Fault::NotFound);
    }
    // Taken back twice, it is taken back once.
    if matching::take_back(&mut tx, finding, Act::now(&app, visit.user.id)).await?.is_ok() {
        tx.commit().await?;
    }
    Ok(web::see_other(&format!("/people/{}?done=finding-taken-back", row.id)))
}
