//! Whether a group runs itself: meets, counts, agrees, lends and closes, and does so without outside help.
//!
//! The bounds are this program's own, as no source gives any: nine in ten is a yes, half is partly. Figures are of the
//! present cycle. Meetings brought in from a file, and the baseline, say nothing of who did the work.
use super::{Code, Inputs, Named, Quantity, Ratio};
use crate::{constitution::Rhythm, periods::month_end};
use chrono::{Days, NaiveDate};

/// From so many hundredths on something is done.
const YES_PERCENT: u32 = 90;
/// From so many hundredths on it is partly done.
const PARTLY_PERCENT: u32 = 50;
/// A month is to be closed within so many days after its end.
const CLOSING_DAYS: u64 = 30;

/// What tells how a group runs itself in its present cycle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Running {
    /// How often it agreed to meet.
    pub rhythm: Rhythm,
    /// The baseline, where the group came within this cycle: what was before it is not known here.
    pub baseline_on: Option<NaiveDate>,
    /// The cycle's last day; none: a permanent group.
    pub cycle_until: Option<NaiveDate>,
    /// Meetings sealed, without the baseline.
    pub held: i64,
    /// Of these, with the box counted. The others were brought in from a file.
    pub counted: i64,
    /// Of those counted, where box and book agreed.
    pub agreed: i64,
    /// Of those counted, sealed by an account that is none of programme staff.
    pub own: i64,
    /// The last closed day.
    pub closed_through: Option<NaiveDate>,
    /// Whether the cycle before this one ended with a share-out.
    pub shared_out: bool,
}

/// A thing that a group does on its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Practice {
    /// It meets when it agreed to.
    Meets,
    /// It counts the box at its meetings.
    Counts,
    /// Box and book agree.
    Agrees,
    /// It lends what was saved.
    Lends,
    /// It closes its months, or shared out its last cycle.
    Closes,
    /// It seals its meetings without programme staff.
    OnItsOwn,
}

/// Whether it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// It does.
    Yes,
    /// It does in part.
    Partly,
    /// It does not.
    No,
    /// Nothing can be said yet.
    Unknown,
}

impl State {
    /// The word in files.
    pub fn code(self) -> &'static str {
        match self {
            State::Yes => "yes",
            State::Partly => "partly",
            State::No => "no",
            State::Unknown => "unknown",
        }
    }
}

/// A practice as it stands, and the figure that says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Which.
    pub practice: Practice,
    /// Whether.
    pub state: State,
    /// The figure; `None`: it would be divided by zero.
    pub value: Option<Ratio>,
    /// What it was reckoned from.
    pub inputs: Vec<Named>,
}

impl Practice {
    /// All of them, in the order they are shown.
    pub const ALL: [Practice; 6] =
        [Practice::Meets, Practice::Counts, Practice::Agrees, Practice::Lends, Practice::Closes, Practice::OnItsOwn];

    /// The word in files.
    pub fn code(self) -> &'static str {
        match self {
            Practice::Meets => "meets",
            Practice::Counts => "counts",
            Practice::Agrees => "agrees",
            Practice::Lends => "lends",
            Practice::Closes => "closes",
            Practice::OnItsOwn => "on-its-own",
        }
    }
}

/// Every practice, in the order of [`Practice::ALL`].
pub fn practices(inputs: &Inputs) -> Vec<Standing> {
    Practice::ALL.into_iter().map(|practice| inputs.standing(practice)).collect()
}

/// How a share of what was to be done is judged.
fn judged(value: Option<Ratio>) -> State {
    match value {
        None => State::Unknown,
        Some(value) if value.reaches(YES_PERCENT) => State::Yes,
        Some(value) if value.reaches(PARTLY_PERCENT) => State::Partly,
        Some(_) => State::No,
    }
}

impl Inputs {
    fn standing(&self, practice: Practice) -> Standing {
        let running = &self.running;
        let count = |name, number| (name, Quantity::Count(number));
        let part = |(name, of): (&'static str, i64), (whole, all): (&'static str, i64)| {
            let value = Ratio::of(of, all);
            Standing { practice, state: judged(value), value, inputs: vec![count(name, of), count(whole, all)] }
        };
        let (held, counted) = (("held", running.held), ("counted", running.counted));
        match practice {
            Practice::Meets => part(held, ("due", self.meetings_due())),
            Practice::Counts => part(counted, held),
            Practice::Agrees => part(("agreed", running.agreed), counted),
            Practice::OnItsOwn => part(("own", running.own), counted),
            Practice::Lends => self.lends(),
            Practice::Closes => {
                let (closed, ended) = self.months();
                let told = part(("months_closed", closed), ("months_ended", ended));
                Standing { state: self.closes(told.state), ..told }
            }
        }
    }

    /// Most of what there is should be lent: half of it is a yes, any loan at all partly.
    fn lends(&self) -> Standing {
        let (value, mut inputs) = self.figure(Code::LoanFundUtilisation);
        inputs.push(("loans_given", Quantity::Count(self.lending.loans)));
        let state = match value {
            None => State::Unknown,
            Some(_) if self.lending.loans == 0 => State::No,
            Some(value) if value.reaches(PARTLY_PERCENT) => State::Yes,
            Some(_) => State::Partly,
        };
        Standing { practice: Practice::Lends, state, value, inputs }
    }

    /// A share-out closes a cycle whole. Where the last day of this one is past, something is left to be closed.
    fn closes(&self, months: State) -> State {
        let state = if self.running.shared_out { State::Yes } else { months };
        match (state, self.running.cycle_until) {
            (State::Yes, Some(until)) if until < self.on => State::Partly,
            (State::Unknown, Some(until)) if until < self.on => State::No,
            _ => state,
        }
    }

    /// Meetings that were due before today, from the cycle's start or after the baseline, to the cycle's end.
    fn meetings_due(&self) -> i64 {
        let running = &self.running;
        let until = running.cycle_until.map_or(self.on, |until| self.on.min(until.succ_opt().unwrap_or(until)));
        let first = running.baseline_on.map_or(self.cycle_from, |baseline| running.rhythm.next(baseline));
        let (mut due, mut count) = (first, 0);
        while due < until {
            count += 1;
            let next = running.rhythm.next(due);
            if next <= due {
                break; // the end of the calendar
            }
            due = next;
        }
        count
    }

    /// Months of the cycle that are closed, and those that should be by now. Where nothing was recorded there is nothing
    /// to close.
    fn months(&self) -> (i64, i64) {
        let (mut closed, mut ended) = (0, 0);
        if self.running.held == 0 && self.running.baseline_on.is_none() {
            return (closed, ended);
        }
        let mut end = month_end(self.running.baseline_on.unwrap_or(self.cycle_from));
        while end.checked_add_days(Days::new(CLOSING_DAYS)).is_some_and(|by| by < self.on) {
            ended += 1;
            closed += i64::from(self.running.closed_through.is_some_and(|through| end <= through));
            let Some(next) = end.succ_opt() else { break };
            end = month_end(next);
        }
        (closed, ended)
    }
}
