//! Business plans: begun from a template in six answers, written line by line, looked at by others, and kept version by version.
//!
//! A plan is for nobody yet, or for a person and her household, a group, a family's grant or a loan. A grant under a code has
//! none: nothing may stand here that says more of it.
pub mod actual;
pub mod books;
pub mod editor;
pub mod form;
pub mod group_form;
pub mod import;
pub mod pages;
pub mod paper;
pub mod start;
pub mod steps;
pub mod store;
pub mod subjects;
pub mod years;

use crate::{
    error::Fault,
    guard::{Can, Visit},
    store::Tx,
};
use chrono::{Datelike, Months, NaiveDate};
use domain::plans::{Document, Plan};
use std::collections::HashMap;
use store::PlanRow;
use templates::plans::{
    Choice, PlanHead,
    list::{PlanLine, PlansOf},
};
use uuid::Uuid;
use words::Words;

/// So many months a form offers to begin in, from two before today.
const MONTHS_OFFERED: u32 = 27;

/// A plan as its pages head themselves.
fn head(visit: &Visit, row: &PlanRow) -> Result<PlanHead, Fault> {
    Ok(PlanHead {
        id: row.id.to_string(),
        title: row.title(),
        enterprise: row.enterprise.clone(),
        state: row.state()?,
        version: row.version,
        organisation: row.organisation.clone(),
        subject: subjects::line(visit, row),
    })
}

/// A plan of an enterprise that was kept: it could be reckoned when it was written.
fn reckoned(document: Document) -> Result<Plan, Fault> {
    match document {
        Document::Enterprise(written) => {
            Plan::try_new(*written).map_err(|why| Fault::Broken(format!("a plan that cannot be reckoned was kept: {why:?}")))
        }
        Document::Group(_) => Err(Fault::NotFound),
    }
}

/// Plans as lists show them, with what a cycle leaves.
async fn lines(tx: &mut Tx, visit: &Visit, rows: &[PlanRow]) -> Result<Vec<PlanLine>, Fault> {
    let mut documents: HashMap<Uuid, Document> = store::latest(tx, rows.iter().map(|row| row.id)).await?;
    let line = |row: &PlanRow| {
        let plan = documents.remove(&row.id).and_then(|document| reckoned(document).ok());
        let net = plan.map(|plan| (plan.budget().net, templates::plans::unit(&plan)));
        Ok(PlanLine { head: head(visit, row)?, changed_at: row.recorded_at, net })
    };
    rows.iter().map(line).collect()
}

/// The plans of a household, for the page of a person; nothing for who may not see it.
///
/// # Errors
/// The store's.
pub async fn of_person(tx: &mut Tx, visit: &Visit, person: Uuid, organisation: Uuid) -> Result<PlansOf, Fault> {
    let begin = if visit.may_for(Can::KeepPlans, organisation) { format!("person-{person}") } else { String::new() };
    // Whichever of her records is named, the plans are found by the one under which she is counted.
    let head = crate::people::store::person(tx, person).await?.map_or(person, |row| row.head());
    let rows = store::of_person(tx, head).await?;
    seen(tx, visit, rows, begin).await
}

/// The plans of a book that somebody may see: of a group, or (with a number) of a grant or a loan of it. `begin` is how a form
/// names whom a new one would be for.
///
/// # Errors
/// The store's.
pub async fn of_book(
    tx: &mut Tx,
    visit: &Visit,
    book: i64,
    subject: Option<store::Subject>,
    begin: Option<(Uuid, String)>,
) -> Result<PlansOf, Fault> {
    let mut rows = store::of_book(tx, book).await?;
    rows.retain(|row| subject.as_ref().is_none_or(|subject| row.subject() == *subject));
    let begin = begin.filter(|(organisation, _)| visit.may_in_book(Can::KeepPlans, book, *organisation));
    seen(tx, visit, rows, begin.map(|(_, key)| key).unwrap_or_default()).await
}

async fn seen(tx: &mut Tx, visit: &Visit, mut rows: Vec<PlanRow>, begin: String) -> Result<PlansOf, Fault> {
    rows.retain(|row| visit.may_with_plan(Can::SeePlans, row));
    Ok(PlansOf { plans: lines(tx, visit, &rows).await?, begin })
}

/// Months to begin in: some before today, two years after it, and the one that stands there already.
fn months(words: Words, today: NaiveDate, stands: &str) -> Vec<Choice> {
    let first = today.with_day(1).and_then(|day| day.checked_sub_months(Months::new(2))).unwrap_or(today);
    let offered = (0..MONTHS_OFFERED).filter_map(|no| first.checked_add_months(Months::new(no)));
    let mut days: Vec<NaiveDate> = offered.collect();
    let typed = NaiveDate::parse_from_str(&format!("{stands}-01"), "%Y-%m-%d").ok();
    days.extend(typed.filter(|day| !days.contains(day)));
    days.sort_unstable();
    days.into_iter().map(|day| (month_code(day), words.month(day))).collect()
}

/// A month as plans write it.
fn month_code(day: NaiveDate) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}
