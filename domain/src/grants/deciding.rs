//! From what is asked to what is written: who may do it, whether it is its turn, whether the sums agree.
use super::{
    Award, Duty, State,
    acts::{
        Applicant, Exit, Fact, GrantNo, Match, Means, PlanLine, Purpose, Receipt, Same, Source, Step, Tranche, Visiting, VoucherNo,
        Who,
    },
    ask::{Ask, Refusal, Why},
    codes,
    duties::forbidden,
    state::{Grant, Stage, Voucher},
    terms::{Limit, Line, LineKind},
};
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// The most characters of a reason, a reference, a supplier.
pub const TEXT_MOST: usize = 200;
/// The most that one figure may say, in smallest units.
pub const FIGURE_MOST: i64 = 1_000_000_000_000;

/// When something is asked, and by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct When {
    /// The business day.
    pub day: NaiveDate,
    /// The day it is.
    pub today: NaiveDate,
    /// Who.
    pub by: Who,
}

/// What is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// The fact.
    pub fact: Fact,
}

/// Decides.
///
/// # Errors
/// Everything that speaks against it, at once as far as it can be told.
pub fn decide(award: &Award, ask: &Ask, when: &When) -> Result<Decided, Vec<Refusal>> {
    let state = award.state();
    let mut ground = Ground { award, state: &state, when, refusals: Vec::new() };
    ground.day();
    let fact = ground.fact(ask);
    match fact {
        Some(fact) if ground.refusals.is_empty() => Ok(Decided { fact }),
        _ if ground.refusals.is_empty() => Err(vec![Refusal { row: None, why: Why::Amount }]),
        _ => Err(ground.refusals),
    }
}

struct Ground<'a> {
    award: &'a Award,
    state: &'a State,
    when: &'a When,
    refusals: Vec<Refusal>,
}

impl<'a> Ground<'a> {
    fn refuse(&mut self, why: Why) {
        self.refusals.push(Refusal { row: None, why });
    }

    fn refuse_at(&mut self, row: usize, why: Why) {
        self.refusals.push(Refusal { row: Some(row), why });
    }

    fn check(&mut self, holds: bool, why: Why) {
        if !holds {
            self.refuse(why);
        }
    }

    /// The day is in the award's time, not closed and not to come.
    fn day(&mut self) {
        let (day, terms) = (self.when.day, &self.award.terms);
        self.check(day <= self.when.today, Why::Future);
        self.check((terms.from..=terms.to).contains(&day), Why::OutsideAward(terms.from, terms.to));
        if let Some(through) = self.award.closed_through.filter(|through| day <= *through) {
            self.refuse(Why::Closed(through));
        }
    }

    fn after(&mut self, earlier: Option<NaiveDate>) {
        if let Some(earlier) = earlier.filter(|earlier| self.when.day < *earlier) {
            self.refuse(Why::BeforeEarlier(earlier));
        }
    }

    fn amount(&mut self, amount: i64) {
        self.check((1..=FIGURE_MOST).contains(&amount), Why::Amount);
    }

    fn text(&mut self, text: &str, needed: bool) {
        self.check(!(needed && text.trim().is_empty()), Why::TextMissing);
        self.check(text.chars().count() <= TEXT_MOST, Why::TextLong);
    }

    fn line(&mut self, code: &str, kind: fn(LineKind) -> bool) -> Option<&'a Line> {
        let found = self.award.terms.line(code).map(|(_, line)| line).filter(|line| kind(line.kind));
        if found.is_none() {
            self.refuse(Why::Line(code.to_owned()));
        }
        found
    }

    fn grant(&mut self, no: GrantNo, stages: &[Stage]) -> Option<&'a Grant> {
        let Some(grant) = self.state.grants.get(&no) else {
            self.refuse(Why::NoGrant);
            return None;
        };
        if stages.contains(&grant.stage) {
            return Some(grant);
        }
        self.refuse(Why::Stage(grant.stage));
        None
    }

    fn voucher(&mut self, no: VoucherNo) -> Option<&'a Voucher> {
        let found = self.state.vouchers.get(&no).filter(|voucher| !voucher.brought);
        if found.is_none() {
            self.refuse(Why::NoVoucher);
        }
        found
    }

    /// No two duties that must be apart lie in the hand of who asks.
    fn hand(&mut self, duty: Duty, done: Vec<Duty>) {
        if let Some(earlier) = forbidden(duty, done) {
            self.refuse(Why::SameHand(earlier));
        }
    }

    /// Nothing is told about somebody under a code.
    fn silent(&mut self, grant: &Grant, text: &str) {
        self.check(!grant.is_coded() || text.is_empty(), Why::FreeText);
    }

    /// A number of minutes or of a transfer; about somebody under a code nothing besides.
    fn number(&mut self, coded: bool, text: &str) {
        self.check(!coded || text.is_empty() || codes::is_number(text), Why::FreeText);
    }

    fn is_of_code(&self, voucher: &Voucher) -> bool {
        voucher.grant().and_then(|no| self.state.grants.get(&no)).is_some_and(Grant::is_coded)
    }

    /// Why a voucher is taken back: in words, or under a code by one of a list.
    fn reason(&mut self, voucher: &Voucher, reason: &str) {
        self.text(reason, true);
        self.check(!self.is_of_code(voucher) || codes::REASONS.contains(&reason), Why::FreeText);
    }

    fn fact(&mut self, ask: &Ask) -> Option<Fact> {
        match ask {
            Ask::Receive { amount, reference } => {
                self.amount(*amount);
                self.text(reference, true);
                Some(Fact::Received { amount: *amount, reference: reference.clone() })
            }
            Ask::Return { amount, reference } => {
                self.amount(*amount);
                self.text(reference, true);
                self.held(Source::Bank, &self.award.terms.currency, *amount);
                Some(Fact::Returned { amount: *amount, reference: reference.clone() })
            }
            Ask::NoteRate { currency, per_million, source } => {
                self.amount(*per_million);
                self.text(source, true);
                self.check(*currency != self.award.terms.currency, Why::NoRate(currency.clone()));
                Some(Fact::Rate { currency: currency.clone(), per_million: *per_million, source: source.clone() })
            }
            Ask::Change { paid, currency, received } => {
                self.amount(*paid);
                self.amount(*received);
                self.held(Source::Bank, &self.award.terms.currency, *paid);
                self.check(self.state.rate(currency, self.when.day).is_some(), Why::NoRate(currency.clone()));
                Some(Fact::Changed { paid: *paid, currency: currency.clone(), received: *received })
            }
            Ask::BringBack { holder, currency, amount } => {
                self.amount(*amount);
                self.check(self.state.holders.contains_key(holder), Why::NoHolder);
                self.held(Source::Advance { holder: *holder }, currency, *amount);
                Some(Fact::AdvanceBack { holder: *holder, currency: currency.clone(), amount: *amount })
            }
            Ask::NameHolder { holder, user, name } => {
                self.text(name, true);
                Some(Fact::HolderNamed { holder: *holder, user: *user, name: name.clone() })
            }
            Ask::Account { partner, line, amount, reference } => {
                self.amount(*amount);
                self.text(reference, true);
                self.line(line, |kind| kind == LineKind::Partners);
                let known = self.state.holders.get(partner).is_some_and(|(user, _)| user.is_none());
                self.check(known, Why::NoHolder);
                let of = |row: &&(i64, String, i64)| row.0 == *partner && row.1 == self.award.terms.currency;
                let held: i64 = self.award.money.partners.iter().filter(of).map(|(.., held)| *held).sum();
                self.check(*amount <= held, Why::OverHeld(held.max(0)));
                Some(Fact::Accounted { partner: *partner, line: line.clone(), amount: *amount, reference: reference.clone() })
            }
            Ask::Call { line, until } => {
                self.line(line, LineKind::is_grants);
                self.after(None);
                self.check(*until >= self.when.day, Why::BeforeEarlier(self.when.day));
                Some(Fact::Called { line: line.clone(), until: *until })
            }
            Ask::Apply { party, line, applicant, business, asked, own, plan } => {
                self.apply(line, applicant, *asked, *own, plan);
                let grant = self.state.next().0;
                let (line, applicant, business, plan) = (line.clone(), applicant.clone(), *business, plan.clone());
                Some(Fact::Applied { grant, party: *party, line, applicant, business, asked: *asked, own: *own, plan })
            }
            Ask::Screen { grant, passed, reason } => self.screen(*grant, *passed, reason),
            Ask::Appraise { grant, score, passed } => {
                let found = self.grant(*grant, &[Stage::Screened])?;
                self.after(found.screened.as_ref().map(|done| done.on));
                self.check((0..=100).contains(score), Why::Amount);
                self.hand(Duty::Appraises, found.duties(&self.when.by));
                Some(Fact::Appraised { grant: *grant, score: *score, passed: *passed })
            }
            Ask::Rule { grant, minute, members, rank, approved } => self.rule(*grant, minute, members, *rank, *approved),
            Ask::Agree { grant, tranches, witness } => self.agree(*grant, tranches, *witness),
            Ask::Vary { grant, tranches, minute } => self.vary(*grant, tranches, minute),
            Ask::Visit { grant, visiting, seen, operating, sales, jobs, picture, safe } => {
                let found = self.grant(*grant, &[Stage::Agreed, Stage::Closed])?;
                self.visit(found, *visiting, picture.as_deref());
                self.check(sales.is_none_or(|sales| (0..=FIGURE_MOST).contains(&sales)), Why::Amount);
                self.check(jobs.is_none_or(|jobs| (0..=1_000).contains(&jobs)), Why::Amount);
                self.check(safe.is_none() || found.is_coded(), Why::CodeOnly);
                let (visiting, seen, operating, picture) = (*visiting, *seen, *operating, picture.clone());
                Some(Fact::Visited { grant: *grant, visiting, seen, operating, sales: *sales, jobs: *jobs, picture, safe: *safe })
            }
            Ask::Close { grant, verified, returned, disallowed, exit } => {
                self.close(*grant, *verified, *returned, *disallowed, *exit)
            }
            Ask::Recover { grant, amount } => {
                let found = self.grant(*grant, &[Stage::Closed])?;
                self.after(found.closed.map(|closing| closing.on));
                self.amount(*amount);
                self.check(*amount <= found.to_recover, Why::OverHeld(found.to_recover));
                Some(Fact::Recovered { grant: *grant, amount: *amount })
            }
            Ask::Prepare { purpose, currency, paid, source, means, quotations } => {
                self.prepare(purpose, currency, *paid, *source, *means, *quotations)
            }
            Ask::Step { voucher, step, reference, witness } => self.step(*voucher, *step, reference, *witness),
            Ask::Void { voucher, reason } => {
                let found = self.voucher(*voucher)?;
                self.reason(found, reason);
                self.after(found.last());
                let paid = found.step(Step::Paid).is_some() || !found.stands();
                self.check(!paid, Why::NextStep(found.next()));
                Some(Fact::Voided { voucher: *voucher, reason: reason.clone() })
            }
            Ask::Reverse { voucher, reason } => {
                let found = self.voucher(*voucher)?;
                self.reason(found, reason);
                self.after(found.last());
                self.check(found.entry.is_some() && found.stands(), Why::NextStep(found.next()));
                let done: Vec<Duty> = found.duties(&self.when.by).into_iter().filter(|duty| *duty != Duty::Records).collect();
                self.hand(Duty::Records, done);
                Some(Fact::Reversed { voucher: *voucher, reason: reason.clone() })
            }
            Ask::File { voucher, receipt } => self.file(*voucher, receipt),
            Ask::Sight { receipt } => {
                let mut receipts = self.state.vouchers.values().flat_map(|voucher| &voucher.receipts);
                let found = receipts.find(|(known, _)| known.no == *receipt && known.sealed);
                let seen = self.state.sighted.iter().any(|(known, ..)| known == receipt);
                self.check(found.is_some() && !seen, Why::NoReceipt);
                self.after(found.and_then(|(_, filed)| filed.as_ref()).map(|filed| filed.on));
                Some(Fact::Sighted { receipt: *receipt })
            }
        }
    }

    fn apply(&mut self, line: &str, applicant: &Applicant, asked: i64, own: i64, plan: &[PlanLine]) {
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
            self.check(*age != Some(super::acts::AgeBand::Under18) || *consent, Why::Consent);
        }
    }

    fn screen(&mut self, no: GrantNo, passed: bool, reason: &str) -> Option<Fact> {
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

    fn rule(&mut self, no: GrantNo, minute: &str, members: &[Who], rank: i64, approved: Option<i64>) -> Option<Fact> {
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
    fn budget(&mut self, line: &str, more: i64, but: Option<GrantNo>) {
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

    fn tranches(&mut self, grant: &Grant, tranches: &[Tranche]) {
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

    fn agree(&mut self, no: GrantNo, tranches: &[Tranche], witness: bool) -> Option<Fact> {
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

    fn vary(&mut self, no: GrantNo, tranches: &[Tranche], minute: &str) -> Option<Fact> {
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

    fn visit(&mut self, grant: &Grant, visiting: Visiting, picture: Option<&str>) {
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

    fn close(&mut self, no: GrantNo, verified: i64, returned: i64, disallowed: i64, exit: Option<Exit>) -> Option<Fact> {
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

    /// What a payment in another currency is charged at: the rate of the day, rounded half up to the smallest unit.
    fn charged(&mut self, currency: &str, paid: i64) -> i64 {
        if currency == self.award.terms.currency {
            return paid;
        }
        let Some(rate) = self.state.rate(currency, self.when.day).filter(|rate| *rate > 0) else {
            self.refuse(Why::NoRate(currency.to_owned()));
            return paid;
        };
        charged_at(paid, rate)
    }

    fn prepare(
        &mut self,
        purpose: &Purpose,
        currency: &str,
        paid: i64,
        source: Source,
        means: Means,
        quotations: i64,
    ) -> Option<Fact> {
        self.amount(paid);
        self.check((0..=99).contains(&quotations), Why::Amount);
        let amount = self.charged(currency, paid);
        self.check(amount > 0, Why::Amount);
        let mut done = Vec::new();
        match purpose {
            Purpose::Tranche { grant, tranche } => {
                let found = self.grant(*grant, &[Stage::Agreed])?;
                self.due(found, *tranche, amount, means);
                done = found.duties(&self.when.by);
            }
            Purpose::Advance { holder } => {
                let officer = self.state.holders.get(holder).is_some_and(|(user, _)| user.is_some());
                self.check(officer, Why::NoHolder);
                self.check(source != Source::Advance { holder: *holder }, Why::NoHolder);
            }
            Purpose::Partner { partner, line } => {
                let known = self.state.holders.get(partner).is_some_and(|(user, _)| user.is_none());
                self.check(known, Why::NoHolder);
                self.line(line, |kind| kind == LineKind::Partners);
                self.budget(line, amount, None);
            }
            Purpose::Cost { line, persons, help, what } => {
                let found = self.line(line, |kind| matches!(kind, LineKind::Cost | LineKind::Assistance))?;
                let counted = found.kind == LineKind::Assistance;
                self.check(counted == help.is_some() && counted == persons.is_some(), Why::Line(line.clone()));
                self.check(persons.is_none_or(|persons| (1..=1_000_000).contains(&persons)), Why::Amount);
                self.text(what, !counted);
                self.check(!counted || what.is_empty(), Why::FreeText);
                self.budget(line, amount, None);
            }
        }
        self.hand(Duty::Prepares, done);
        let quoted = self.award.terms.limit(Limit::Quotations).is_some_and(|most| amount > most);
        let buys = means == Means::Goods || matches!(purpose, Purpose::Cost { help: None, .. });
        self.check(!(quoted && buys) || quotations >= 3, Why::Quotations);
        if let Some(most) = self.award.terms.limit(Limit::Cash).filter(|most| means == Means::Cash && amount > *most) {
            self.refuse(Why::CashTooMuch(most));
        }
        let voucher = self.state.next().1;
        let (purpose, currency) = (purpose.clone(), currency.to_owned());
        Some(Fact::Prepared { voucher, purpose, amount, currency, paid, source, means, quotations })
    }

    /// A tranche is its turn: its day came, the one before was seen, and it has no voucher yet.
    fn due(&mut self, grant: &Grant, at: usize, amount: i64, means: Means) {
        let Some(tranche) = grant.tranches.get(at) else { return self.refuse(Why::NoTranche) };
        self.check(self.when.day >= tranche.from, Why::TrancheLater(tranche.from));
        self.check(amount <= tranche.amount, Why::OverTranche(tranche.amount));
        self.check(means == tranche.means, Why::NoTranche);
        let purpose = Purpose::Tranche { grant: grant.no, tranche: at };
        if let Some(taken) = self.state.vouchers_of(grant.no).find(|voucher| voucher.stands() && voucher.purpose == purpose) {
            self.refuse(Why::TrancheTaken(taken.no));
        }
        if at > 0 && !grant.verified(at - 1) {
            self.refuse(Why::NotVerified(at - 1));
        }
    }

    fn step(&mut self, no: VoucherNo, step: Step, reference: &str, witness: bool) -> Option<Fact> {
        let voucher = self.voucher(no)?;
        if voucher.next() != Some(step) || step == Step::Prepared {
            self.refuse(Why::NextStep(voucher.next()));
            return None;
        }
        self.after(voucher.last());
        let mut done = voucher.duties(&self.when.by);
        if let Some(grant) = voucher.grant().and_then(|no| self.state.grants.get(&no)) {
            done.extend(grant.duties(&self.when.by));
        }
        self.hand(step.duty(), done);
        self.text(reference, false);
        self.number(self.is_of_code(voucher), reference);
        if step == Step::Paid {
            self.check(voucher.means != Means::Cash || witness, Why::WitnessMissing);
            self.check(voucher.means != Means::Transfer || !reference.trim().is_empty(), Why::ReferenceMissing);
            self.held(voucher.source, &voucher.currency, voucher.paid);
        } else {
            self.check(reference.is_empty() && !witness, Why::TextLong);
        }
        Some(Fact::Stepped { voucher: no, step, reference: reference.to_owned(), witness })
    }

    /// The source holds so much, what was paid and is not recorded yet taken off.
    fn held(&mut self, source: Source, currency: &str, amount: i64) {
        let held: i64 = match source {
            Source::Cash | Source::Bank => {
                let account = if source == Source::Cash { super::accounts::CASH.0 } else { super::accounts::BANK.0 };
                self.award
                    .money
                    .held
                    .iter()
                    .filter(|(no, code, _)| *no == account && code == currency)
                    .map(|(.., held)| *held)
                    .sum()
            }
            Source::Advance { holder } => {
                let of = |row: &&(i64, String, i64)| row.0 == holder && row.1 == currency;
                self.award.money.advances.iter().filter(of).map(|(.., held)| *held).sum()
            }
        };
        let waits = |voucher: &&Voucher| {
            voucher.stands()
                && !voucher.brought
                && voucher.source == source
                && voucher.currency == currency
                && voucher.next() == Some(Step::Recorded)
        };
        let spoken: i64 = self.state.vouchers.values().filter(waits).map(|voucher| voucher.paid).sum();
        let left = held.saturating_sub(spoken);
        self.check(amount <= left, Why::OverHeld(left.max(0)));
    }

    fn file(&mut self, no: VoucherNo, receipt: &Receipt) -> Option<Fact> {
        let voucher = self.voucher(no)?;
        self.check(voucher.stands(), Why::NextStep(None));
        let coded = self.is_of_code(voucher);
        self.check(receipt.sealed == coded, Why::Seal);
        self.check(is_digest(&receipt.hash), Why::Digest);
        self.amount(receipt.amount);
        if coded {
            let told = !receipt.supplier.is_empty()
                || !receipt.number.is_empty()
                || receipt.lines.iter().any(|line| !line.what.is_empty());
            self.check(!told, Why::FreeText);
        } else {
            self.text(&receipt.supplier, true);
            self.text(&receipt.number, false);
        }
        let terms = &self.award.terms;
        self.check(receipt.day <= self.when.day && (terms.from..=terms.to).contains(&receipt.day), Why::ReceiptDay);
        if !receipt.lines.is_empty() {
            let sum = receipt.lines.iter().fold(0_i64, |sum, line| sum.saturating_add(line.amount));
            self.check(sum == receipt.amount, Why::DoesNotSum(sum, receipt.amount));
        }
        if let Some(other) = used(self.state, receipt) {
            self.refuse(Why::ReceiptUsed(other));
        }
        let receipt = Receipt { no: self.state.next().2, ..receipt.clone() };
        Some(Fact::Filed { voucher: no, receipt })
    }
}

/// What so much of another currency is charged at, at so many of its smallest units for a million; half up.
pub fn charged_at(paid: i64, per_million: i64) -> i64 {
    let rate = i128::from(per_million.max(1));
    let charged = (i128::from(paid) * 1_000_000 * 2 + rate) / (rate * 2);
    i64::try_from(charged).unwrap_or(i64::MAX)
}

/// The voucher that a receipt proves already: the same scan, or the same supplier, number, day and sum.
pub fn used(state: &State, receipt: &Receipt) -> Option<VoucherNo> {
    let same = |known: &Receipt| known.no != receipt.no && (known.hash == receipt.hash || is_twin(known, receipt));
    state.vouchers.values().find(|voucher| voucher.receipts.iter().any(|(known, _)| same(known))).map(|voucher| voucher.no)
}

/// Whether two receipts say the same; one without a number of its own says too little.
pub fn is_twin(one: &Receipt, other: &Receipt) -> bool {
    paper(one).is_some_and(|said| paper(other) == Some(said))
}

/// What makes a receipt that one and no other: supplier, number, day and sum. None without a number of its own.
pub fn paper(receipt: &Receipt) -> Option<(String, String, NaiveDate, i64)> {
    let plain = |text: &str| text.trim().to_lowercase();
    let number = plain(&receipt.number);
    (!number.is_empty()).then(|| (plain(&receipt.supplier), number, receipt.day, receipt.amount))
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

/// Whether a text is a SHA-256 digest in small hexadecimal.
pub fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}
