//! Writing down at the end of what happened, one act or a whole file of them: how it stands is told once and carried along
//! from act to act, not told anew for each.
use super::{
    super::{Act, Ask, Caution, Coop, Fact, Refusal, State, Why, post},
    Answer, When, considered, decide,
};
use chrono::NaiveDate;
use ledger::Posting;
use uuid::Uuid;

/// A cooperative to which one act after another is added.
#[derive(Clone, Debug)]
pub struct Running {
    coop: Coop,
    /// How it stands after all acts; none: to be told.
    stands: Option<State>,
    /// The last day on which anything happened.
    last: NaiveDate,
}

/// What was decided and added.
#[derive(Clone, Debug)]
pub struct Written {
    /// The act; its entry is not known yet.
    pub act: Act,
    /// What it posts.
    pub postings: Vec<Posting>,
}

/// Why nothing was added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unwritten {
    /// It may be written once who asks has read these.
    Ask(Vec<Caution>),
    /// What speaks against it.
    Refused(Vec<Refusal>),
}

impl Running {
    /// Begins with what was written before.
    pub fn new(coop: Coop) -> Running {
        let last = coop.acts.iter().map(|act| act.day).max().unwrap_or(NaiveDate::MIN);
        Running { coop, stands: None, last }
    }

    /// The cooperative with everything that was added.
    pub fn coop(&self) -> &Coop {
        &self.coop
    }

    /// Decides as [`decide`] does and adds the act.
    ///
    /// # Errors
    /// What [`decide`] answers where nothing is written.
    pub fn write(&mut self, id: Uuid, ask: &Ask, when: When) -> Result<Written, Unwritten> {
        // What is taken back, or dated back, changes more than the end.
        let at_end = when.day >= self.last && !matches!(ask, Ask::Undo { .. });
        let (fact, postings) = if at_end { self.at_end(ask, when)? } else { self.anywhere(ask, when)? };
        let act = Act { no: self.coop.next_act(), id, day: when.day, fact, entry: None };
        self.stands = match self.stands.take().filter(|_| at_end) {
            None => None,
            Some(mut state) => {
                state.add(&act).map_err(|flaw| refused(Why::Impossible(flaw.why)))?;
                Some(state)
            }
        };
        self.last = self.last.max(when.day);
        self.coop.acts.push(act.clone());
        Ok(Written { act, postings })
    }

    fn at_end(&mut self, ask: &Ask, when: When) -> Result<(Fact, Vec<Posting>), Unwritten> {
        let state = match self.stands.take() {
            Some(state) => state,
            None => self.coop.state(NaiveDate::MAX).map_err(|flaw| refused(Why::Later(flaw.act, flaw.why)))?,
        };
        let state = self.stands.insert(state);
        let (fact, cautions) = considered(&self.coop, (state, state), ask, when).map_err(Unwritten::Refused)?;
        if !cautions.is_empty() && !when.known {
            // What cannot be is not asked about twice.
            let act = Act { no: self.coop.next_act(), id: Uuid::nil(), day: when.day, fact, entry: None };
            return Err(match state.clone().add(&act) {
                Ok(()) => Unwritten::Ask(cautions),
                Err(flaw) => refused(Why::Impossible(flaw.why)),
            });
        }
        let postings = post(&fact, state, self.coop.fund, self.coop.money).map_err(|_| refused(Why::Amount))?;
        Ok((fact, postings))
    }

    fn anywhere(&self, ask: &Ask, when: When) -> Result<(Fact, Vec<Posting>), Unwritten> {
        let fact = match decide(&self.coop, ask, when) {
            Answer::Decided(fact) => fact,
            Answer::Ask(cautions) => return Err(Unwritten::Ask(cautions)),
            Answer::Refused(refusals) => return Err(Unwritten::Refused(refusals)),
        };
        let before = self.coop.state(when.day).map_err(|flaw| refused(Why::Later(flaw.act, flaw.why)))?;
        let postings = post(&fact, &before, self.coop.fund, self.coop.money).map_err(|_| refused(Why::Amount))?;
        Ok((fact, postings))
    }
}

fn refused(why: Why) -> Unwritten {
    Unwritten::Refused(vec![Refusal { row: None, why }])
}
