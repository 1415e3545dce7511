//! What a loan came to on a day: its events told again from the beginning.
//!
//! Nothing of this is kept beside the events: what is owed, due, late or paid follows from the terms and what happened,
//! so that taking one payment back puts every later one where it belongs. Interest is charged when an instalment falls
//! due, on what is owed then (or on the original principal, where it is flat); who pays everything back before that day
//! owes what has accrued, and nothing for the days to come.
mod run;

use super::{schedule::Instalment, terms::Terms};
use chrono::NaiveDate;
use ledger::PartyNo;
use run::Run;
pub(super) use run::after;

/// A loan and everything that happened to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoanAccount {
    /// Its number in the book.
    pub no: i64,
    /// Who borrowed.
    pub party: PartyNo,
    /// What was agreed.
    pub terms: Terms,
    /// Its plans by version, from 1: a later one took the place of an earlier one.
    pub versions: Vec<Vec<Instalment>>,
    /// What happened, in the order it was written.
    pub events: Vec<Event>,
}

/// Something that happened to a loan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its number in the loan, from 1.
    pub no: i64,
    /// The day it belongs to.
    pub on: NaiveDate,
    /// What.
    pub what: What,
}

/// What can happen to a loan. Amounts in smallest units; versions count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// It was given, under a plan.
    Given(usize),
    /// It had run before the group came to us: so much interest and principal were paid.
    Brought {
        /// Interest paid so far.
        interest: i64,
        /// Principal paid so far.
        principal: i64,
    },
    /// Money was brought, or kept back from a payout.
    Repaid(i64),
    /// More was lent on it; the plan is for all that is owed from then on.
    ToppedUp {
        /// How much more.
        amount: i64,
        /// The plan.
        version: usize,
    },
    /// The amount that was given was written down wrongly: this plan should have stood there from the beginning.
    Amended(usize),
    /// An earlier event is taken back.
    Undone(i64),
    /// A new plan for what is owed.
    Rescheduled(usize),
    /// What is owed was given up.
    WrittenOff,
    /// Money came after it was given up.
    Recovered(i64),
}

/// How a payment fell apart. Smallest units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Split {
    /// To penalties.
    pub penalty: i64,
    /// To interest.
    pub interest: i64,
    /// To principal.
    pub principal: i64,
    /// More than was owed.
    pub over: i64,
}

impl Split {
    /// What it comes to, without what was too much.
    pub fn total(&self) -> i64 {
        self.penalty + self.interest + self.principal
    }

    /// This split less another, part by part.
    pub fn less(&self, other: &Split) -> Split {
        Split {
            penalty: self.penalty - other.penalty,
            interest: self.interest - other.interest,
            principal: self.principal - other.principal,
            over: self.over - other.over,
        }
    }
}

/// What an event, or taking one back, moved in the books. Smallest units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    /// By how much more principal is owed.
    pub owed: i64,
    /// Interest received.
    pub interest: i64,
    /// Penalties received.
    pub penalty: i64,
    /// By how much more was given up.
    pub lost: i64,
}

impl Moved {
    /// What came into the box; negative: went out of it.
    pub fn cash(&self) -> i64 {
        self.interest + self.penalty - self.owed - self.lost
    }
}

/// An event that is to be written, with what it moves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Movement {
    /// The loan's number in the book.
    pub loan: i64,
    /// Who borrowed.
    pub party: PartyNo,
    /// The event.
    pub event: Event,
    /// What it moves.
    pub moved: Moved,
    /// Whether something is owed after it.
    pub open: bool,
}

/// An instalment as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number in its plan; 0 for a period after the term.
    pub n: u32,
    /// The day it is due.
    pub due: NaiveDate,
    /// Principal that falls to it.
    pub principal: i64,
    /// … and is not paid.
    pub principal_left: i64,
    /// Interest that falls to it: charged, or to be expected if it is not charged yet.
    pub interest: i64,
    /// … and is not paid.
    pub interest_left: i64,
    /// Penalty that is not paid.
    pub penalty_left: i64,
    /// Whether its interest was charged.
    pub charged: bool,
    /// Interest of its own period, as planned.
    earned: i64,
    /// The day the period begins.
    from: NaiveDate,
    /// What was planned to be owed during it.
    planned: i64,
    /// Whether its penalty was charged.
    fined: bool,
}

impl Row {
    /// What is not paid of it, as far as it is charged.
    pub fn left(&self) -> i64 {
        self.principal_left + self.penalty_left + if self.charged { self.interest_left } else { 0 }
    }
}

/// Where a loan stands on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// The day.
    pub on: NaiveDate,
    /// Principal owed.
    pub principal: i64,
    /// Interest that is due and not paid.
    pub interest: i64,
    /// Penalties not paid.
    pub penalty: i64,
    /// What is to be brought to a meeting on this day: everything due, and what falls due within the early days.
    pub due: i64,
    /// What was due before this day and is not paid.
    pub overdue: i64,
    /// Days since the oldest unpaid instalment was due; 0: nothing is late.
    pub days_late: i64,
    /// Interest that has run since the last instalment was due; it is not owed before its own day.
    pub accrued: i64,
    /// What closes the loan on this day.
    pub payoff: i64,
    /// The next instalment that is not due yet: day, principal, interest to be expected.
    pub next: Option<(NaiveDate, i64, i64)>,
    /// What was paid so far.
    pub paid: Split,
    /// What was given up and has not been recovered.
    pub lost: i64,
    /// Every instalment that was ever charged or still is to come.
    pub rows: Vec<Row>,
}

impl Position {
    /// What I owe: principal, and the interest and penalties that are due.
    pub fn owed(&self) -> i64 {
        self.principal + self.interest + self.penalty
    }

    /// Whether something is still to be paid: owed, or interest that a payment within the early days charged, paid
    /// principal before, and left for its day.
    pub fn is_open(&self) -> bool {
        self.owed() > 0 || self.payoff > 0
    }
}

impl LoanAccount {
    /// Where it stands on a day, with everything that happened up to and on it.
    pub fn position(&self, on: NaiveDate) -> Position {
        self.run(on, None).position(on)
    }

    /// How a payment on a day would fall apart, after everything that happened before.
    pub fn split(&self, on: NaiveDate, amount: i64) -> Split {
        self.run(on, None).pay(on, amount)
    }

    /// The parts of everything that is owed on a day, in the order in which a payment meets them: what a sheet shows
    /// while an amount is typed.
    pub fn order(&self, on: NaiveDate) -> Vec<(Part, i64)> {
        let mut run = self.run(on, None);
        let total = run.payoff(on);
        run.settle(on, total).1
    }

    /// What was paid up to a day.
    pub fn paid(&self, on: NaiveDate) -> Split {
        self.run(on, None).paid
    }

    /// The same loan with one more event, which gets the next number.
    pub fn with(&self, on: NaiveDate, what: What) -> LoanAccount {
        let mut next = self.clone();
        next.events.push(Event { no: next.next_event(), on, what });
        next
    }

    /// Adds an event and says what it moves; whether anything is owed then is seen on `today`.
    pub fn movement(&mut self, on: NaiveDate, what: What, today: NaiveDate) -> Movement {
        let next = self.with(on, what);
        let (before, after) = (self.run(NaiveDate::MAX, None), next.run(NaiveDate::MAX, None));
        let moved = Moved {
            owed: after.owed - before.owed,
            interest: after.paid.interest - before.paid.interest,
            penalty: after.paid.penalty - before.paid.penalty,
            lost: after.lost - before.lost,
        };
        let event = Event { no: self.next_event(), on, what };
        let open = next.position(today.max(on)).is_open();
        *self = next;
        Movement { loan: self.no, party: self.party, event, moved, open }
    }

    /// Whether some payment brought more than was owed: a past that cannot have been.
    pub fn has_too_much(&self) -> bool {
        self.too_much() > 0
    }

    /// By how much all payments together brought more than was owed. Smallest units.
    pub fn too_much(&self) -> i64 {
        self.splits().iter().map(|(_, split)| split.over).sum()
    }

    /// The same loan with another plan, and the number of it.
    pub fn with_plan(&self, plan: Vec<Instalment>) -> (LoanAccount, usize) {
        let mut next = self.clone();
        next.versions.push(plan);
        let version = next.versions.len();
        (next, version)
    }

    /// The number of the next event.
    pub fn next_event(&self) -> i64 {
        self.events.last().map_or(1, |event| event.no + 1)
    }

    /// How each payment fell apart: number of the event, and its split.
    pub fn splits(&self) -> Vec<(i64, Split)> {
        let mut said = Vec::new();
        self.run(NaiveDate::MAX, Some(&mut said));
        said
    }

    /// The events that count: none that was taken back, and a wrong amount mended from the beginning; by day.
    fn counting(&self) -> Vec<Event> {
        let undone: Vec<i64> =
            self.events.iter().filter_map(|event| if let What::Undone(no) = event.what { Some(no) } else { None }).collect();
        let amended = self.events.iter().rev().find_map(|event| match event.what {
            What::Amended(version) if !undone.contains(&event.no) => Some(version),
            _ => None,
        });
        let mut counting: Vec<Event> = self
            .events
            .iter()
            .filter(|event| !undone.contains(&event.no) && !matches!(event.what, What::Undone(_) | What::Amended(_)))
            .map(|event| match (event.what, amended) {
                (What::Given(_), Some(version)) => Event { what: What::Given(version), ..*event },
                _ => *event,
            })
            .collect();
        // Stable: what was written first on a day comes first.
        counting.sort_by_key(|event| event.on);
        counting
    }

    fn run(&self, through: NaiveDate, mut said: Option<&mut Vec<(i64, Split)>>) -> Run<'_> {
        let mut run = Run::new(self);
        for event in self.counting().into_iter().filter(|event| event.on <= through) {
            let split = run.take(event);
            if let (Some(said), Some(split)) = (said.as_deref_mut(), split) {
                said.push((event.no, split));
            }
        }
        run
    }
}

/// A part of what is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// A penalty.
    Penalty,
    /// Interest.
    Interest,
    /// Principal.
    Principal,
}
