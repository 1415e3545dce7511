//! The cascade as a tree, and what in it asks for attention.
//!
//! A reader sees the coachings of the organisations for which she may see training; anything else is not there.
pub mod alarms;
pub mod pages;
mod tree;

use super::coaching::{
    limits,
    store::{self, CoachingRow, TermRow},
};
use chrono::NaiveDate;
use domain::training::{Activity, Alarm, Cascade, Coaching, EndReason, activity};
use std::collections::{BTreeMap, BTreeSet};
use templates::parts::Name;
use uuid::Uuid;

/// Everything that hangs together in the organisations that are asked for.
pub(super) struct Land {
    /// The coachings, mistakes left out.
    pub(super) rows: Vec<CoachingRow>,
    /// The terms, mistakes left out.
    pub(super) terms: Vec<TermRow>,
    pub(super) cascade: Cascade,
    visited: BTreeMap<Uuid, NaiveDate>,
    attended: BTreeSet<Uuid>,
}

impl Land {
    /// Reads it.
    ///
    /// # Errors
    /// The store's.
    pub(super) async fn load(tx: &mut crate::store::Tx, asked: impl Fn(Uuid) -> bool) -> crate::store::Result<Land> {
        let mut rows = store::coachings(tx, None).await?;
        rows.retain(|row| asked(row.organisation) && row.coaching.counts());
        let mut terms = store::terms(tx, None).await?;
        terms.retain(|term| asked(term.organisation) && !matches!(term.ended, Some((_, EndReason::Mistake))));
        let (visited, attended) = (store::last_visits(tx, None).await?, store::attended(tx).await?);
        let cascade = Cascade::new(rows.iter().map(|row| row.coaching.clone()));
        Ok(Land { rows, terms, cascade, visited, attended })
    }

    /// What asks for attention.
    pub(super) fn alarms(&self, on: NaiveDate) -> Vec<Alarm> {
        self.cascade.alarms(&self.visited, &self.attended, on, limits())
    }

    fn activity(&self, coaching: &Coaching, on: NaiveDate) -> Activity {
        activity(coaching, self.visited.get(&coaching.id).copied(), on, limits())
    }

    /// The coaching of an id, as it is kept.
    fn row(&self, coaching: Uuid) -> Option<&CoachingRow> {
        self.rows.iter().find(|row| row.coaching.id == coaching)
    }

    /// The name of somebody who coaches or is coached here.
    fn names(&self) -> BTreeMap<Uuid, Name> {
        let coaches = self.rows.iter().map(|row| (row.coaching.coach, row.coach_name.clone()));
        let trainees = self.rows.iter().map(|row| (row.coaching.trainee, row.trainee_name.clone()));
        coaches.chain(trainees).chain(self.terms.iter().map(|term| (term.person, term.name.clone()))).collect()
    }
}
