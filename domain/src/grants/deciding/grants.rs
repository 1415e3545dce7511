//! What a grant asks for on its way from the call to the close.
use super::{
    super::{
        Duty, State,
        acts::{AgeBand, Applicant, Exit, Fact, GrantNo, Match, PlanLine, Purpose, Same, Step, Tranche, Visiting, Who},
        ask::Why,
        duties::forbidden,
        state::{Grant, Stage, Voucher},
        terms::{Limit, LineKind},
    },
    FIGURE_MOST, Ground, TEXT_MOST, is_digest,
};
use chrono::NaiveDate;
use std::collections::BTreeSet;

impl Ground<'_> {
    pub(super) fn call(&mut self, line: &str, until: NaiveDate) -> Option<Fact> {
        self.line(line, LineKind::is_grants);
        self.after(None);
        self.check(until >= self.when.day, Why::BeforeEarlier(self.when.day));
        Some(Fact::Called { line: line.to_owned(), until })
    }

    pub(super) fn apply(&mut self, line: &str, applicant: &Applicant, asked: i64, own: i64, plan: &[PlanLine]) {
        let coded = matches!(applicant, Applicant::Coded { .. });
        let wanted: fn(LineKind) -> bool =
            if coded { |kind| kind == LineKind::CodedGrants } else { |kind| kind == LineKind::Grants };
        if self.line(line, wanted).is_some() {
            let (day, calls) = (self.when.day, &self.state.calls);
            self.check(calls.iter().any(|(known, until)| known == line && *until >= day), Why::NoCall);
        }
        self.amount(asked);
        self.check((0..=FIGURE_MOST).contains(&own), Why::Amount);
        for (row, part) in plan.iter().enumerate() {
            if !(1..=FIGURE_MOST).contains(&part.amount) {
                self.refuse_at(row, Why::Amount);
            }
            if coded && !part.what.is_empty() {
                self.refuse_at(row, Why::FreeText);
            } else if !coded && part.what.trim().is_empty() {
                self.refuse_at(row, Why::TextMissing);
            } else if part.what.chars().count() > TEXT_MOST {
                self.refuse_at(row, Why::TextLong);
            }
        }
        let sum = plan.iter().fold(0_i64, |sum, part| sum.saturating_add(part.amount));
        let whole = asked.saturating_add(own);
        self.check(sum == whole, Why::DoesNotSum(sum, whole));
        // That a code is used once is seen where codes are kept: no rule knows one.
        if let Applicant::Coded { age, consent, .. } = applicant {
            self.check(*age != Some(AgeBand::Under18) || *consent, Why::Consent);
        }
    }

    pub(super) fn screen(&mut self, no: GrantNo, passed: bool, reason: &str) -> Option<Fact> {
        let grant = self.grant(no, &[Stage::Applied])?;
        self.after(grant.applied.as_ref().map(|done| done.on));
        self.hand(Duty::Screens, grant.duties(&self.when.by));
        self.text(reason, false);
        self.silent(grant, reason);
        let matches = same(self.state, grant);
        if let Some(first) = matches.first().filter(|_| passed && reason.trim().is_empty()) {
            self.refuse(Why::SameAs(first.same, first.grant));
        }
        Some(Fact::Screened { grant: no, matches, passed, reason: reason.to_owned() })
    }

    pub(super) fn appraise(&mut self, no: GrantNo, score: i64, passed: bool) -> Option<Fact> {
        let grant = self.grant(no, &[Stage::Screened])?;
        self.after(grant.screened.as_ref().map(|done| done.on));
        self.check((0..=100).contains(&score), Why::Amount);
        self.hand(Duty::Appraises, grant.duties(&self.when.by));
        Some(Fact::Appraised { grant: no, score, passed })
    }

    pub(super) fn rule(&mut self, no: GrantNo, minute: &str, members: &[Who], rank: i64, approved: Option<i64>) -> Option<Fact> {
        let grant = self.grant(no, &[Stage::Appraised])?;
        self.after(grant.appraised.as_ref().map(|(done, _)| done.on));
        self.text(minute, true);
        self.number(grant.is_coded(), minute);
        let needed = self.award.terms.limit(Limit::Committee).unwrap_or(3);
        self.check(members.len() as i64 >= needed, Why::Committee(needed));
        let different: BTreeSet<&Who> = members.iter().collect();
        self.check(different.len() == members.len(), Why::VotedTwice);
        for (row, member) in members.iter().enumerate() {
            if let Some(earlier) = forbidden(Duty::Votes, grant.duties(member)) {
                self.refuse_at(row, Why::SameHand(earlier));
            }
            if matches!(member, Who::Named(name) if name.trim().is_empty()) {
                self.refuse_at(row, Why::TextMissing);
            }
            // A name could be anybody's: those who vote on somebody under a code sign in.
            if grant.is_coded() && matches!(member, Who::Named(_)) {
                self.refuse_at(row, Why::FreeText);
            }
        }
        self.check(rank >= 1, Why::Amount);
        if let Some(approved) = approved {
            self.amount(approved);
            self.check(approved <= grant.asked, Why::MoreThanAsked(grant.asked));
            self.budget(&grant.line, approved, None);
        }
        Some(Fact::Ruled { grant: no, minute: minute.to_owned(), members: members.to_vec(), rank, approved })
    }

    /// What is agreed or charged to a line stays within it. `but` is a grant whose agreement is being changed.
    pub(super) fn budget(&mut self, line: &str, more: i64, but: Option<GrantNo>) {
        let Some((_, budget)) = self.award.terms.line(line) else { return };
        let open = |grant: &&Grant| grant.line == line && Some(grant.no) != but;
        let bound: i64 = self
            .state
            .grants
            .values()
            .filter(open)
            .map(|grant| match grant.stage {
                Stage::Approved => grant.ruled.as_ref().and_then(|ruling| ruling.approved).unwrap_or(0),
                Stage::Agreed => grant.agreement(),
                Stage::Closed => self.state.paid(grant.no) - grant.closed.map_or(0, |closed| closed.returned),
                _ => 0,
            })
            .sum();
        let other = if budget.kind.is_grants() { bound } else { self.state.charged(line) };
        let left = budget.amount.saturating_sub(other);
        self.check(more <= left, Why::OverLine(left));
    }

    pub(super) fn tranches(&mut self, grant: &Grant, tranches: &[Tranche]) {
        for (row, tranche) in tranches.iter().enumerate() {
            if !(1..=FIGURE_MOST).contains(&tranche.amount) {
                self.refuse_at(row, Why::Amount);
            }
            if !(self.award.terms.from..=self.award.terms.to).contains(&tranche.from) {
                self.refuse_at(row, Why::OutsideAward(self.award.terms.from, self.award.terms.to));
            }
            if let Some(earlier) = tranches[..row].last().filter(|earlier| tranche.from < earlier.from) {
                self.refuse_at(row, Why::BeforeEarlier(earlier.from));
            }
        }
        self.check(!tranches.is_empty(), Why::NoTranche);
        let sum = tranches.iter().fold(0_i64, |sum, tranche| sum.saturating_add(tranche.amount));
        self.budget(&grant.line, sum, Some(grant.no));
    }

    pub(super) fn agree(&mut self, no: GrantNo, tranches: &[Tranche], witness: bool) -> Option<Fact> {
        let grant = self.grant(no, &[Stage::Approved])?;
        let ruling = grant.ruled.as_ref()?;
        self.after(Some(ruling.on));
        self.hand(Duty::Signs, grant.duties(&self.when.by));
        self.check(witness, Why::WitnessMissing);
        self.tranches(grant, tranches);
        let (sum, approved) =
            (tranches.iter().map(|tranche| tranche.amount).fold(0, i64::saturating_add), ruling.approved.unwrap_or(0));
        self.check(sum == approved, Why::DoesNotSum(sum, approved));
        Some(Fact::Agreed { grant: no, tranches: tranches.to_vec(), witness })
    }

    pub(super) fn vary(&mut self, no: GrantNo, tranches: &[Tranche], minute: &str) -> Option<Fact> {
        let grant = self.grant(no, &[Stage::Agreed])?;
        self.after(grant.agreed.as_ref().map(|done| done.on));
        self.hand(Duty::Signs, grant.duties(&self.when.by));
        self.text(minute, true);
        self.number(grant.is_coded(), minute);
        self.tranches(grant, tranches);
        // More than the committee approved is another grant, which it decides.
        let sum = tranches.iter().fold(0_i64, |sum, tranche| sum.saturating_add(tranche.amount));
        let approved = grant.ruled.as_ref().and_then(|ruling| ruling.approved).unwrap_or_else(|| grant.agreement());
        self.check(sum <= approved, Why::NotAsApproved(approved));
        for voucher in self.state.vouchers_of(no).filter(|voucher| voucher.stands()) {
            let Purpose::Tranche { tranche, .. } = voucher.purpose else { continue };
            if tranches.get(tranche) != grant.tranches.get(tranche) {
                self.refuse_at(tranche, Why::PaidTranche);
            }
        }
        Some(Fact::Varied { grant: no, tranches: tranches.to_vec(), minute: minute.to_owned() })
    }

    pub(super) fn visit(&mut self, grant: &Grant, visiting: Visiting, picture: Option<&str>) {
        self.check(picture.is_none_or(is_digest), Why::Digest);
        self.check(picture.is_none() || !grant.is_coded(), Why::Picture);
        match visiting {
            Visiting::FollowUp { months } => {
                self.check(matches!(months, 1 | 3 | 6 | 12), Why::Months);
                // They are counted from the first payment; before it there is nothing to follow.
                let began = self.state.began(grant.no);
                self.check(began.is_some(), Why::NoTranche);
                self.after(began);
            }
            Visiting::Verification { tranche } => {
                let paid = self.state.vouchers_of(grant.no).find(|voucher| {
                    voucher.stands()
                        && voucher.purpose == Purpose::Tranche { grant: grant.no, tranche }
                        && voucher.step(Step::Paid).is_some()
                });
                let Some(paid) = paid else { return self.refuse(Why::NoTranche) };
                let step = paid.step(Step::Paid);
                self.after(step.map(|done| done.on));
                let mut done = grant.duties(&self.when.by);
                // Who paid another tranche of the grant has paid it too.
                let pays = self.state.vouchers_of(grant.no).any(|voucher| voucher.duties(&self.when.by).contains(&Duty::Pays));
                done.extend(pays.then_some(Duty::Pays));
                self.hand(Duty::Verifies, done);
            }
        }
    }

    pub(super) fn close(&mut self, no: GrantNo, verified: i64, returned: i64, disallowed: i64, exit: Option<Exit>) -> Option<Fact> {
        let grant = self.grant(no, &[Stage::Agreed])?;
        self.check(exit.is_none() || grant.is_coded(), Why::CodeOnly);
        // What is settled here was paid and seen before.
        let paid = self.state.vouchers_of(no).filter(|voucher| voucher.stands()).filter_map(Voucher::last);
        let seen = grant.visits.iter().map(|visit| visit.done.on);
        self.after(paid.chain(seen).chain(grant.agreed.as_ref().map(|done| done.on)).max());
        for part in [verified, returned, disallowed] {
            self.check((0..=FIGURE_MOST).contains(&part), Why::Amount);
        }
        if let Some(open) = self.state.vouchers_of(no).find(|voucher| voucher.next().is_some() && !voucher.brought) {
            self.refuse(Why::VoucherOpen(open.no));
        }
        let (sum, paid) = (verified.saturating_add(returned).saturating_add(disallowed), self.state.paid(no));
        self.check(sum == paid, Why::CloseDoesNotSum(sum, paid));
        Some(Fact::Closed { grant: no, verified, returned, disallowed, exit })
    }

    pub(super) fn recover(&mut self, no: GrantNo, amount: i64) -> Option<Fact> {
        let grant = self.grant(no, &[Stage::Closed])?;
        self.after(grant.closed.map(|closing| closing.on));
        self.amount(amount);
        self.check(amount <= grant.to_recover, Why::OverHeld(grant.to_recover));
        Some(Fact::Recovered { grant: no, amount })
    }
}

/// What is the same in a grant and in others of the award that were not rejected.
pub fn same(state: &State, grant: &Grant) -> Vec<Match> {
    let Applicant::Family { person, household, phone, account, place, .. } = &grant.applicant else { return Vec::new() };
    let mut matches = Vec::new();
    for other in state.grants.values().filter(|other| other.no != grant.no && other.stage != Stage::Rejected) {
        let Applicant::Family { person: person2, household: household2, phone: phone2, account: account2, place: place2, .. } =
            &other.applicant
        else {
            continue;
        };
        let equal = |one: &str, two: &str| !one.trim().is_empty() && one.trim() == two.trim();
        let found = [
            (Same::Person, person == person2),
            (Same::Household, equal(household, household2)),
            (Same::Phone, equal(phone, phone2)),
            (Same::Account, equal(account, account2)),
            (Same::Place, place.is_some() && place == place2),
        ];
        matches.extend(found.into_iter().filter(|(_, same)| *same).map(|(same, _)| Match { same, grant: other.no }));
    }
    matches
}
