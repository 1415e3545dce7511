//! How far a plan is: handed in, given back, taken back, approved by somebody who did not write it.
use crate::worded::worded;
use uuid::Uuid;

/// The longest note of a step, in characters.
pub const NOTE_MOST: usize = 200;

worded! {
    /// What was done with a plan.
    Step {
        /// Handed in, to be looked at.
        Submitted = "submitted",
        /// Given back, with what is to be mended.
        Returned = "returned",
        /// Approved.
        Approved = "approved",
        /// Taken back by those who wrote it.
        Withdrawn = "withdrawn",
    }
}

worded! {
    /// How far a plan is.
    State {
        /// Being written: never handed in, or changed since it was approved.
        Draft = "draft",
        /// Handed in.
        Submitted = "submitted",
        /// Given back.
        Returned = "returned",
        /// Its latest version is approved.
        Approved = "approved",
        /// Taken back.
        Withdrawn = "withdrawn",
    }
}

impl State {
    /// Whether lines and texts may be changed.
    pub fn may_change(self) -> bool {
        self != State::Submitted
    }

    /// Whether it may be said anew for whom it is.
    pub fn may_attach(self) -> bool {
        !matches!(self, State::Submitted | State::Approved)
    }
}

/// A step that was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// What.
    pub step: Step,
    /// Of which version.
    pub version: i64,
    /// By whom.
    pub by: Uuid,
}

/// Why a step is not taken, in the order in which it is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepRefusal {
    /// It was handed in already, or what is asked for needs it to be handed in.
    State(State),
    /// Nobody said for whom it is.
    Nobody,
    /// Who wrote a version or handed it in does not approve it.
    Own,
    /// What is given back says why.
    NoteMissing,
    /// The note is too long.
    NoteLong,
}

/// What has been done with a plan so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Review {
    /// The steps in their order.
    pub steps: Vec<Taken>,
    /// Who wrote versions of it.
    pub writers: Vec<Uuid>,
    /// The number of the latest version.
    pub latest: i64,
    /// It was said for whom it is.
    pub named: bool,
}

impl Review {
    /// How far it is.
    pub fn state(&self) -> State {
        match self.steps.last() {
            None => State::Draft,
            Some(taken) => match taken.step {
                Step::Submitted => State::Submitted,
                Step::Returned => State::Returned,
                Step::Withdrawn => State::Withdrawn,
                Step::Approved if taken.version < self.latest => State::Draft,
                Step::Approved => State::Approved,
            },
        }
    }

    /// Whether a step may be taken now by somebody.
    ///
    /// # Errors
    /// Why not.
    pub fn may(&self, step: Step, by: Uuid, note: &str) -> Result<(), StepRefusal> {
        let state = self.state();
        let fits = match step {
            Step::Submitted => !matches!(state, State::Submitted | State::Approved),
            Step::Returned | Step::Approved | Step::Withdrawn => state == State::Submitted,
        };
        if !fits {
            return Err(StepRefusal::State(state));
        }
        if step == Step::Submitted && !self.named {
            return Err(StepRefusal::Nobody);
        }
        if step == Step::Approved && self.is_own(by) {
            return Err(StepRefusal::Own);
        }
        if step == Step::Returned && note.trim().is_empty() {
            return Err(StepRefusal::NoteMissing);
        }
        if note.chars().count() > NOTE_MOST {
            return Err(StepRefusal::NoteLong);
        }
        Ok(())
    }

    /// Whether somebody wrote a version of it, or handed it in.
    pub fn is_own(&self, by: Uuid) -> bool {
        self.writers.contains(&by) || self.steps.last().is_some_and(|taken| taken.step == Step::Submitted && taken.by == by)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WRITER: Uuid = Uuid::from_u128(1);
    const OTHER: Uuid = Uuid::from_u128(2);
    const SENDER: Uuid = Uuid::from_u128(3);

    fn review(steps: &[(Step, i64, Uuid)], latest: i64) -> Review {
        let steps = steps.iter().map(|&(step, version, by)| Taken { step, version, by }).collect();
        Review { steps, writers: vec![WRITER], latest, named: true }
    }

    #[test]
    fn nobody_approves_what_is_her_own() {
        let handed_in = review(&[(Step::Submitted, 1, SENDER)], 1);
        assert_eq!(handed_in.may(Step::Approved, WRITER, ""), Err(StepRefusal::Own));
        assert_eq!(handed_in.may(Step::Approved, SENDER, ""), Err(StepRefusal::Own));
        assert_eq!(handed_in.may(Step::Approved, OTHER, ""), Ok(()));
        assert_eq!(handed_in.may(Step::Submitted, WRITER, ""), Err(StepRefusal::State(State::Submitted)));
        assert_eq!(handed_in.may(Step::Withdrawn, SENDER, ""), Ok(()));
    }

    #[test]
    fn what_is_given_back_says_why() {
        let handed_in = review(&[(Step::Submitted, 1, WRITER)], 1);
        assert_eq!(handed_in.may(Step::Returned, OTHER, "  "), Err(StepRefusal::NoteMissing));
        assert_eq!(handed_in.may(Step::Returned, OTHER, &"x".repeat(NOTE_MOST + 1)), Err(StepRefusal::NoteLong));
        assert_eq!(handed_in.may(Step::Returned, OTHER, "the price"), Ok(()));
    }

    #[test]
    fn an_approved_plan_that_is_changed_is_handed_in_anew() {
        let steps = [(Step::Submitted, 1, WRITER), (Step::Approved, 1, OTHER)];
        assert_eq!(review(&steps, 1).state(), State::Approved);
        assert_eq!(review(&steps, 1).may(Step::Submitted, WRITER, ""), Err(StepRefusal::State(State::Approved)));
        assert_eq!(review(&steps, 2).state(), State::Draft);
        assert_eq!(review(&steps, 2).may(Step::Submitted, WRITER, ""), Ok(()));
        let unnamed = Review { named: false, ..review(&[], 1) };
        assert_eq!(unnamed.may(Step::Submitted, WRITER, ""), Err(StepRefusal::Nobody));
    }
}
