//! The days a report is about, and what happened in them: every act that stands at the end of the span, and, backwards,
//! those of earlier days that were undone within it. So what was there before with all that happened is what is there
//! after, to the gram and the head.
use super::{
    Bank,
    acts::{Act, ActNo, Fact},
    posting::PostingError,
    state::{Flaw, State},
};
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// The days a report is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first; `None`: from the beginning.
    pub from: Option<NaiveDate>,
    /// The last.
    pub to: NaiveDate,
}

/// Why a bank cannot be reported on: its acts are not what [`super::decide`] let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReportError {
    /// An act that cannot have happened.
    Flaw(Flaw),
    /// An act that has no postings.
    Posting(ActNo, PostingError),
    /// What happened to a good is not what became of it (its code).
    Disagrees(String),
}

impl From<Flaw> for ReportError {
    fn from(flaw: Flaw) -> ReportError {
        ReportError::Flaw(flaw)
    }
}

impl Span {
    /// From the beginning through a day.
    pub fn through(to: NaiveDate) -> Span {
        Span { from: None, to }
    }

    /// The day before the first; `None`: before it there was nothing.
    pub fn before(self) -> Option<NaiveDate> {
        self.from.and_then(|from| from.pred_opt())
    }

    /// Whether a day lies in it.
    pub fn holds(self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && day <= self.to
    }
}

/// Which way an act counts in a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// It happened.
    Done,
    /// It had happened before, and was undone.
    Undone,
}

impl Way {
    /// A quantity, as it counts.
    pub(super) fn of(self, quantity: i64) -> i64 {
        match self {
            Way::Done => quantity,
            Way::Undone => quantity.saturating_neg(),
        }
    }
}

/// What the bank had before a span: nothing, where it begins with the bank.
pub(super) fn opening(bank: &Bank, span: Span) -> Result<State, Flaw> {
    span.before().map_or_else(|| Ok(State::default()), |day| bank.state(day))
}

/// Shows every act that counts in a span with what was before it, in the order of their days; those undone come last.
pub(super) fn each(bank: &Bank, span: Span, mut look: impl FnMut(&Act, &State, Way)) -> Result<(), Flaw> {
    State::tell_each(&bank.acts, span.to, &bank.goods, |act, before| {
        if span.holds(act.day) {
            look(act, before, Way::Done);
        }
        Ok(())
    })?;
    let Some(eve) = span.before() else { return Ok(()) };
    let undoes = |act: &Act| if let Fact::Undone { act, .. } = act.fact { Some(act) } else { None };
    let undone: BTreeSet<ActNo> = bank.acts.iter().filter(|act| span.holds(act.day)).filter_map(undoes).collect();
    if undone.is_empty() {
        return Ok(());
    }
    State::tell_each(&bank.acts, eve, &bank.goods, |act, before| {
        if undone.contains(&act.no) {
            look(act, before, Way::Undone);
        }
        Ok(())
    })?;
    Ok(())
}
