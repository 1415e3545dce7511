//! Who coaches whom: model farmers and advisors, their day, their visits, and what came of it.
//!
//! Whoever may see training somewhere is let in; what she then sees are the terms, coachings and visits of the organisations
//! for which she may. Anything else is a page that is not there. Nothing here is free text: a family's fate is not written down.
pub mod day;
pub mod form;
pub mod hand_over;
pub mod pages;
pub mod results;
pub mod store;
pub mod visits;

use crate::{
    error::Fault,
    groups::{pages::place, store as groups},
    guard::{Can, Visit},
    members::form::local_phone,
    people::store::{self as people, PersonRow},
    store::Tx,
};
use chrono::NaiveDate;
use domain::training::{Activity, Alarm, Cascade, Coaching, CoachingKind, Limits, activity};
use std::collections::{BTreeMap, BTreeSet};
use store::{CoachingRow, TermRow};
use templates::{
    parts::{Name, Unit},
    training::coaching::{PersonLine, Phone},
};
use uuid::Uuid;
use words::Words;

/// How many are too many, and how long is too long.
pub fn limits() -> Limits {
    Limits::default()
}

/// What a reader may see of who coaches whom.
pub(crate) struct Ground {
    pub(crate) rows: Vec<CoachingRow>,
    pub(crate) terms: Vec<TermRow>,
    visited: BTreeMap<Uuid, NaiveDate>,
    attended: BTreeSet<Uuid>,
    pub(crate) cascade: Cascade,
}

impl Ground {
    /// Reads it: of the organisations for which the reader may do this.
    async fn load(tx: &mut Tx, visit: &Visit, can: Can) -> Result<Ground, Fault> {
        Ok(Ground::of_organisations(tx, |organisation| visit.may_for(can, organisation)).await?)
    }

    /// The same of the organisations that are asked for.
    pub(crate) async fn of_organisations(tx: &mut Tx, asked: impl Fn(Uuid) -> bool) -> crate::store::Result<Ground> {
        let mut rows = store::coachings(tx, None).await?;
        rows.retain(|row| asked(row.organisation));
        let mut terms = store::terms(tx, None).await?;
        terms.retain(|term| asked(term.organisation));
        let visited = store::last_visits(tx, None).await?;
        let attended = store::attended(tx).await?;
        let cascade = Cascade::new(rows.iter().map(|row| row.coaching.clone()));
        Ok(Ground { rows, terms, visited, attended, cascade })
    }

    /// The coachings of a coach that count, by her head.
    fn of(&self, coach: Uuid) -> impl Iterator<Item = &CoachingRow> {
        self.rows.iter().filter(move |row| row.coaching.coach == coach && row.coaching.counts())
    }

    /// Her terms that were no mistake.
    fn terms_of(&self, coach: Uuid) -> impl Iterator<Item = &TermRow> {
        self.terms.iter().filter(move |term| term.person == coach && !is_mistake(term))
    }

    /// Her name, as a term or a coaching has it; nobody where the reader sees neither.
    fn name(&self, coach: Uuid) -> Option<Name> {
        let term = self.terms.iter().find(|term| term.person == coach).map(|term| term.name.clone());
        term.or_else(|| self.rows.iter().find(|row| row.coaching.coach == coach).map(|row| row.coach_name.clone()))
    }

    /// The organisation for which she coaches now: that of a term under way, else of the last.
    fn organisation(&self, coach: Uuid) -> Option<Uuid> {
        let term = self.terms_of(coach).max_by_key(|term| (term.ended.is_none(), term.from)).map(|term| term.organisation);
        term.or_else(|| {
            self.of(coach).max_by_key(|row| (row.coaching.ended.is_none(), row.coaching.from)).map(|row| row.organisation)
        })
    }

    fn activity(&self, coaching: &Coaching, on: NaiveDate) -> Activity {
        activity(coaching, self.visited.get(&coaching.id).copied(), on, limits())
    }

    fn alarms(&self, on: NaiveDate) -> Vec<Alarm> {
        self.cascade.alarms(&self.visited, &self.attended, on, limits())
    }

    /// Whether somebody may coach on a day: a term of that role holds; or she was taught as a farmer, teaches farmers, and
    /// never was a model farmer herself.
    pub(crate) fn may_coach(&self, coach: Uuid, kind: CoachingKind, on: NaiveDate) -> bool {
        let mut own = self.terms_of(coach).filter(|term| term.role.kind() == kind).peekable();
        if own.peek().is_some() {
            return own.any(|term| term.holds_on(on));
        }
        kind == CoachingKind::Farmer && self.cascade.coaches(coach).any(|one| one.kind == CoachingKind::Farmer)
    }

    /// Those who may coach now, by name: her head, her name, and how many she has.
    fn coaches(&self, on: NaiveDate) -> Vec<(Uuid, Name, usize)> {
        let mut seen = BTreeSet::new();
        let holds = self.terms.iter().filter(|term| term.holds_on(on) && seen.insert(term.person));
        let has = |coach| self.cascade.of(coach).filter(|one| one.holds_on(on)).count();
        holds.map(|term| (term.person, term.name.clone(), has(term.person))).collect()
    }
}

fn is_mistake(term: &TermRow) -> bool {
    matches!(term.ended, Some((_, domain::training::EndReason::Mistake)))
}

/// An alarm in words. Names are those that the reader may see.
pub fn alarm_text(words: Words, alarm: &Alarm, name: impl Fn(Uuid) -> Option<String>) -> String {
    let number = |count: usize| words.number(count as i64).into();
    match alarm {
        Alarm::TooManyTrainees { has, .. } => {
            words.with("coach-alarm-trainees", &[("has", number(*has)), ("most", number(limits().trainees))])
        }
        Alarm::TooManyHouseholds { has, .. } => {
            words.with("coach-alarm-households", &[("has", number(*has)), ("most", number(limits().households))])
        }
        Alarm::SeveralCoaches { coaches, .. } => {
            let names: Vec<String> = coaches.iter().filter_map(|coach| name(*coach)).collect();
            words.with("coach-alarm-several", &[("names", names.join(", ").into())])
        }
        Alarm::NotVisited { days, ever, .. } => {
            let key = if *ever { "coach-alarm-not-visited" } else { "coach-alarm-never-visited" };
            words.with(key, &[("days", words.number(*days).into())])
        }
        Alarm::NoAttendance { .. } => words.say("coach-alarm-no-attendance").into_owned(),
    }
}

/// The head of the person whom an address names.
async fn head(tx: &mut Tx, person: &str) -> Result<(Uuid, Vec<PersonRow>), Fault> {
    let id: Uuid = person.parse().map_err(|_| Fault::NotFound)?;
    let records = people::records(tx, id).await?;
    let head = records.first().ok_or(Fault::NotFound)?.head();
    Ok((head, records))
}

/// A coaching of which the reader may do this, or a page that is not there.
async fn coaching(tx: &mut Tx, visit: &Visit, id: &str, can: Can) -> Result<CoachingRow, Fault> {
    let id: Uuid = id.parse().map_err(|_| Fault::NotFound)?;
    let row = store::coaching(tx, id).await?.ok_or(Fault::NotFound)?;
    if visit.may_for(can, row.organisation) { Ok(row) } else { Err(Fault::NotFound) }
}

/// The codes of organisations.
async fn codes(tx: &mut Tx) -> Result<BTreeMap<Uuid, String>, Fault> {
    Ok(groups::organisations(tx).await?.into_iter().map(|one| (one.id, one.code)).collect())
}

fn person_line(row: &PersonRow, codes: &BTreeMap<Uuid, String>) -> PersonLine {
    PersonLine {
        id: row.id.to_string(),
        name: row.name(),
        birth_year: row.birth_year,
        place: place(&row.village_code),
        organisation: codes.get(&row.organisation_id).cloned().unwrap_or_default(),
    }
}

fn phone(number: &str) -> Phone {
    Phone { number: number.to_owned(), shown: local_phone(number) }
}

fn riel() -> Unit {
    crate::market::money()
}
