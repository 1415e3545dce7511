//! How long something waits for a hand: since which day it could have been done, so that the oldest is done first.
use super::{
    Grant, State, Turn, Voucher,
    acts::{Purpose, Seen, Step, Visiting},
    state::Visit,
};
use chrono::{Months, NaiveDate};

/// Something that waited longer than this many days is late. No rule of a donor: a month is what a village remembers.
pub const LATE_DAYS: i64 = 30;

impl State {
    /// Since when a grant waits for a turn: the day of what comes before it, or the one on which a tranche or a visit is due.
    /// None where it is not its turn.
    pub fn grant_waits_since(&self, grant: &Grant, turn: Turn, today: NaiveDate) -> Option<NaiveDate> {
        match turn {
            Turn::Screen => grant.applied.as_ref().map(|done| done.on),
            Turn::Appraise => grant.screened.as_ref().map(|done| done.on),
            Turn::Rule => grant.appraised.as_ref().map(|(done, _)| done.on),
            Turn::Agree => grant.ruled.as_ref().map(|ruling| ruling.on),
            Turn::Prepare => self.tranche_waits_since(grant, today),
            Turn::Visit => self.visits_waiting(grant, today).into_iter().map(|(_, since)| since).min(),
            Turn::Close => verified_on(grant, grant.tranches.len().checked_sub(1)?),
            Turn::Recover => grant.closed.map(|closing| closing.on),
            Turn::Vary | Turn::Check | Turn::Approve | Turn::Pay | Turn::Record => None,
        }
    }

    /// A tranche is due once its day came, the agreement is signed and the one before it was seen.
    fn tranche_waits_since(&self, grant: &Grant, today: NaiveDate) -> Option<NaiveDate> {
        let at = self.tranche_due(grant, today)?;
        let signed = grant.agreed.as_ref().map(|done| done.on);
        let seen = at.checked_sub(1).and_then(|before| verified_on(grant, before));
        [Some(grant.tranches[at].from), signed, seen].into_iter().flatten().max()
    }

    /// The visits that should have been made by a day, each with the day from which it was due.
    pub fn visits_waiting(&self, grant: &Grant, today: NaiveDate) -> Vec<(Visiting, NaiveDate)> {
        let paid = |at: usize| {
            let of = |voucher: &&Voucher| voucher.stands() && voucher.purpose == Purpose::Tranche { grant: grant.no, tranche: at };
            self.vouchers_of(grant.no).filter(of).find_map(|voucher| voucher.step(Step::Paid)).map(|done| done.on)
        };
        let due = |visiting: &Visiting| match visiting {
            Visiting::Verification { tranche } => paid(*tranche),
            Visiting::FollowUp { months } => self.began(grant.no)?.checked_add_months(Months::new((*months).into())),
        };
        self.visits_due(grant, today).into_iter().filter_map(|visiting| Some((visiting, due(&visiting)?))).collect()
    }
}

impl Voucher {
    /// Since when its next step waits: the day of the last.
    pub fn waits_since(&self) -> Option<NaiveDate> {
        self.next().and(self.steps.last()).map(|(_, done)| done.on)
    }
}

/// Whether something that waits since a day is late.
pub fn is_late(since: NaiveDate, today: NaiveDate) -> bool {
    (today - since).num_days() > LATE_DAYS
}

/// When it was first seen that a tranche bought what it should.
fn verified_on(grant: &Grant, tranche: usize) -> Option<NaiveDate> {
    let of = |visit: &&Visit| visit.visiting == Visiting::Verification { tranche } && visit.seen != Seen::Nothing;
    grant.visits.iter().filter(of).map(|visit| visit.done.on).min()
}
