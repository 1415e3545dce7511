//! For whom a plan is: as forms name them, found by name or code, and as pages show them.
use super::store::{self, PlanRow, Subject};
use crate::{
    error::Fault,
    groups::store as groups,
    guard::{Can, Visit},
    imports::table::latin_digits,
    listing::{matches, plain},
    market::farm_sales::store::{self as people, PersonRow},
    store::Tx,
};
use std::collections::HashSet;
use templates::{
    parts::{Name, encode},
    plans::{SubjectLine, subject::Finder},
};
use uuid::Uuid;
use words::Words;

/// So many who were found are shown.
const FOUND_MOST: usize = 12;

/// Whom a form names: for whom, of which organisation, and as pages show them.
pub(super) struct Named {
    pub(super) subject: Subject,
    pub(super) organisation: Uuid,
    pub(super) line: SubjectLine,
}

/// For whom a plan is, as pages show it to a reader: with a link only where she may follow it.
pub(super) fn line(visit: &Visit, row: &PlanRow) -> SubjectLine {
    let words = visit.words();
    let in_book = |can| row.book_id.is_some_and(|book| visit.may_in_book(can, book, row.organisation_id));
    let group = encode(&row.group_code);
    let (key, name, under, href) = match row.subject() {
        Subject::Nobody => return SubjectLine::default(),
        Subject::Person(id) => {
            let href = visit.may_for(Can::SeePeople, row.organisation_id).then(|| format!("/people/{id}"));
            (format!("person-{id}"), row.person(), String::new(), href)
        }
        Subject::Group(_) => {
            (format!("group-{}", row.group_code), row.group(), String::new(), in_book(Can::See).then(|| format!("/groups/{group}")))
        }
        Subject::Grant(_, no) => {
            let href = format!("/awards/{}/grants/{no}", encode(&row.award_code));
            let under = of_grant(words, &row.award_code, no);
            (format!("grant-{no}-{}", row.award_code), row.person(), under, in_book(Can::SeeAward).then_some(href))
        }
        Subject::Application(_, no) => {
            let under = of_group(words, "plan-for-application-no", &row.group(), no);
            let href = in_book(Can::See).then(|| format!("/groups/{group}/loans/applications"));
            (format!("application-{no}-{}", row.group_code), row.person(), under, href)
        }
        Subject::Loan(_, no) => {
            let under = of_group(words, "plan-for-loan-no", &row.group(), no);
            (
                format!("loan-{no}-{}", row.group_code),
                row.person(),
                under,
                in_book(Can::See).then(|| format!("/groups/{group}/loans/{no}")),
            )
        }
    };
    SubjectLine { key, name, under, href }
}

fn of_grant(words: Words, award: &str, no: i64) -> String {
    words.with("plan-for-grant-no", &[("no", words.ordinal(no).into()), ("award", award.to_owned().into())])
}

fn of_group(words: Words, key: &str, group: &Name, no: i64) -> String {
    words.with(key, &[("no", words.ordinal(no).into()), ("group", group.show(words).to_owned().into())])
}

/// Whom a key of a form or an address names; nobody where there is no such, or the reader may write no plan for them.
pub(super) async fn find(tx: &mut Tx, visit: &Visit, key: &str) -> Result<Option<Named>, Fault> {
    let words = visit.words();
    let keeps = |book: i64, organisation| visit.may_in_book(Can::KeepPlans, book, organisation);
    let Some((kind, rest)) = key.split_once('-') else { return Ok(None) };
    let numbered = || rest.split_once('-').and_then(|(no, code)| no.parse::<i64>().ok().map(|no| (no, code)));
    let line = |name: Name, under: String| SubjectLine { key: key.to_owned(), name, under, href: None };
    let named = match kind {
        "person" => {
            let Ok(id) = rest.parse::<Uuid>() else { return Ok(None) };
            let rows = people::person(tx, id).await?;
            let own = rows.first().filter(|row| visit.may_for(Can::KeepPlans, row.organisation_id));
            own.map(|row| Named {
                subject: Subject::Person(id),
                organisation: row.organisation_id,
                line: line(row.name(), tells(words, &rows.iter().collect::<Vec<_>>())),
            })
        }
        "group" => {
            let group =
                groups::group(tx, rest).await?.filter(|group| !group.practice && keeps(group.book.0, group.organisation_id));
            group.map(|group| Named {
                subject: Subject::Group(group.book.0),
                organisation: group.organisation_id,
                line: line(group.name(), group.code.clone()),
            })
        }
        "grant" | "application" | "loan" => {
            let Some((no, code)) = numbered() else { return Ok(None) };
            let found = match kind {
                "grant" => store::grant(tx, code, no).await?,
                "application" => store::application(tx, code, no).await?,
                _ => store::loan(tx, code, no).await?,
            };
            let Some((book, organisation, person)) = found.filter(|(book, organisation, _)| keeps(*book, *organisation)) else {
                return Ok(None);
            };
            let rows = people::person(tx, person).await?;
            let name = rows.first().map(PersonRow::name).unwrap_or_default();
            let (subject, under) = match kind {
                "grant" => (Subject::Grant(book, no), of_grant(words, code, no)),
                "application" => {
                    (Subject::Application(book, no), of_group(words, "plan-for-application-no", &Name::said(code), no))
                }
                _ => (Subject::Loan(book, no), of_group(words, "plan-for-loan-no", &Name::said(code), no)),
            };
            Some(Named { subject, organisation, line: line(name, under) })
        }
        _ => None,
    };
    Ok(named)
}

/// What tells a person from her namesakes: her groups and numbers, else her village.
fn tells(words: Words, rows: &[&PersonRow]) -> String {
    let groups = rows.iter().filter(|row| row.number > 0);
    let groups: Vec<String> = groups.map(|row| format!("{} · {}", row.group().show(words), words.ordinal(row.number))).collect();
    if groups.is_empty() {
        rows.first().map(|row| row.place().show(words).to_owned()).unwrap_or_default()
    } else {
        groups.join(", ")
    }
}

/// Everybody of that name or code for whom the reader may write plans; grants of those who are found stand beside them.
pub(super) async fn search(tx: &mut Tx, visit: &Visit, query: &str, chosen: SubjectLine) -> Result<Finder, Fault> {
    let (words, needle) = (visit.words(), plain(&latin_digits(query)));
    let mut found: Vec<SubjectLine> = Vec::new();
    if !needle.is_empty() {
        let line = |key: String, name: Name, under: String| SubjectLine { key, name, under, href: None };
        let all = groups::groups(tx).await?;
        let groups = all.iter().filter(|group| {
            visit.may_in_book(Can::KeepPlans, group.book.0, group.organisation_id)
                && matches(&needle, &[&group.code, &group.name_km, &group.name_latin])
        });
        found.extend(groups.map(|group| line(format!("group-{}", group.code), group.name(), group.code.clone())));
        let people: Vec<PersonRow> = people::people(tx).await?;
        let kept: Vec<&PersonRow> = people.iter().filter(|row| visit.may_for(Can::KeepPlans, row.organisation_id)).collect();
        let called = |row: &&&PersonRow| {
            let name = row.name();
            matches(&needle, &[&name.khmer, &name.latin])
                || row.number > 0 && matches(&needle, &[&format!("{}{}", row.group_code, row.number)])
        };
        let named: HashSet<Uuid> = kept.iter().filter(called).map(|row| row.id).collect();
        let grants = if named.is_empty() { vec![] } else { store::named_grants(tx).await? };
        for rows in kept.chunk_by(|a, b| a.id == b.id).filter(|rows| rows.first().is_some_and(|row| named.contains(&row.id))) {
            let Some(first) = rows.first() else { continue };
            found.push(line(format!("person-{}", first.id), first.name(), tells(words, rows)));
            let own = grants.iter().filter(|grant| grant.person_id == first.id);
            let own = own.filter(|grant| visit.may_in_book(Can::KeepPlans, grant.book_id, grant.organisation_id));
            found.extend(own.map(|grant| {
                line(format!("grant-{}-{}", grant.no, grant.code), first.name(), of_grant(words, &grant.code, grant.no))
            }));
        }
    }
    let more = found.len() > FOUND_MOST;
    found.truncate(FOUND_MOST);
    Ok(Finder { query: query.to_owned(), found, more, chosen })
}
