//! What is due at an animal bank: what is owed and how far it is, what will be handed over soon, which animals nobody has
//! seen, which have not calved. A list is told relative to a day; [`State`] is what the bank has at its end.
use super::{
    State,
    acts::{AnimalNo, Party, Seen, Sex},
    animals::{Animal, Due, Keeping, Obligation, Stage},
};
use chrono::{Days, Months, NaiveDate};
use std::collections::BTreeMap;

/// What is due on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dues {
    /// Everything owed, what ended included, by how far it is; within a stage the earliest due first.
    pub obligations: BTreeMap<Stage, Vec<Obligation>>,
    /// Not due yet, and to be handed over within the days asked for, the earliest first. Money is not among them.
    pub soon: Vec<Obligation>,
    /// Animals that were not seen for as long as their contract allows, the longest ago first.
    pub unseen: Vec<Overdue>,
    /// Females that have not calved for as long as their contract waits: to be exchanged, the longest ago first.
    pub infertile: Vec<Overdue>,
}

/// An animal with a family for which something should have happened by now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overdue {
    /// Which.
    pub animal: AnimalNo,
    /// With whom.
    pub keeper: Party,
    /// When it last happened: seen, calved, or came to this family.
    pub since: NaiveDate,
    /// By when it should have happened again.
    pub due_on: NaiveDate,
}

/// What is due on a day, and what will be handed over within so many days after it.
pub fn dues(state: &State, day: NaiveDate, soon_days: u64) -> Dues {
    let mut dues = Dues::default();
    for owed in state.obligations.values() {
        dues.obligations.entry(owed.stage(day)).or_default().push(owed.clone());
    }
    dues.obligations.values_mut().for_each(|owed| earliest_first(owed));
    let until = day.checked_add_days(Days::new(soon_days)).unwrap_or(NaiveDate::MAX);
    let comes = |owed: &&Obligation| {
        let handed_over = matches!(owed.what, Due::Calf(_) | Due::MovesOn);
        owed.is_open() && handed_over && owed.due_on.is_some_and(|due| due > day && due <= until)
    };
    dues.soon = state.obligations.values().filter(comes).cloned().collect();
    earliest_first(&mut dues.soon);
    for animal in state.herd() {
        let Some(keeping) = animal.keeping() else { continue };
        dues.unseen.extend(unseen(animal, keeping).filter(|line| line.due_on <= day));
        // A calf that waits to be handed over is nobody's dam yet.
        let waits = state.obligations.values().any(|owed| owed.is_open() && owed.calf == Some(animal.no));
        if animal.sex == Sex::Female && !waits {
            dues.infertile.extend(infertile(animal, keeping).filter(|line| line.due_on <= day));
        }
    }
    for lines in [&mut dues.unseen, &mut dues.infertile] {
        lines.sort_by_key(|line| (line.since, line.animal));
    }
    dues
}

/// By their due days; what has none comes last.
fn earliest_first(owed: &mut [Obligation]) {
    owed.sort_by_key(|owed| (owed.due_on.is_none(), owed.due_on, owed.no));
}

fn unseen(animal: &Animal, keeping: &Keeping) -> Option<Overdue> {
    let every = keeping.contract.seen_every_months;
    let seen = animal.log.iter().filter(|line| line.what == Seen::Sighting).map(|line| line.day).max();
    // Whoever hands an animal over sees it.
    let since = seen.map_or(keeping.from, |seen| seen.max(keeping.from));
    let due_on = since.checked_add_months(Months::new(every)).filter(|_| every > 0)?;
    Some(Overdue { animal: animal.no, keeper: keeping.keeper, since, due_on })
}

fn infertile(animal: &Animal, keeping: &Keeping) -> Option<Overdue> {
    let (since, due_on) = (animal.barren_since()?, animal.infertile_from()?);
    Some(Overdue { animal: animal.no, keeper: keeping.keeper, since, due_on })
}
