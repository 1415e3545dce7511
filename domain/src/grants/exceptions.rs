//! What an auditor tests in every voucher and grant, rule by rule (shared source: the auditors' checklist). Each finding
//! says which rule, where, and the figures it rests on; words are found elsewhere.
//!
//! The rules run over everything: what was written here, where most cannot happen, and history brought from papers.
mod papers;
mod rules;

pub use rules::Rule;

use super::{
    Award, State,
    acts::{Means, Purpose, Same, Seen, Step, Visiting, VoucherNo, Who},
    deciding::{charged_at, same},
    duties::{Duty, apart},
    state::{Grant, Stage, Voucher},
    terms::Limit,
};
use chrono::{Datelike, NaiveDate, Weekday};
use std::collections::BTreeMap;

/// What a finding rests on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ground {
    /// Nothing besides the rule.
    Plain,
    /// Two duties.
    Duties(Duty, Duty),
    /// What is there, and what should be.
    Amounts(i64, i64),
    /// A line of the budget, what is charged to it, and what it has.
    Line(String, i64, i64),
    /// The day, and the one it should not be before or after.
    Days(NaiveDate, NaiveDate),
    /// A day.
    Day(NaiveDate),
    /// What is the same, and in which other grant.
    Same(Same, i64),
    /// The other voucher.
    Voucher(VoucherNo),
    /// A word, a name of an office, a number on a paper.
    Text(String),
    /// So many of so many.
    Count(i64, i64),
}

/// Something that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exception {
    /// Which.
    pub rule: Rule,
    /// Whose grant.
    pub grant: Option<i64>,
    /// Which voucher.
    pub voucher: Option<VoucherNo>,
    /// What it rests on.
    pub ground: Ground,
}

/// How many agreements one witness may have signed before it is looked at: more than a quarter, and at least eight.
const WITNESS_MOST: (usize, usize) = (4, 8);
/// Days after a payment until somebody should have been there.
const VISIT_DAYS: i64 = 90;

/// An advance that is held on a day, as [`super::advances`] tells it: the holder's party, and since when.
pub type Held = (i64, NaiveDate, i64);

/// Runs every rule as of a day; `advances` are those still held. In the order of rules, grants and vouchers.
pub fn run(award: &Award, today: NaiveDate, advances: &[Held]) -> Vec<Exception> {
    let state = award.state();
    let mut desk = Desk { award, state: &state, today, found: Vec::new() };
    for grant in state.grants.values() {
        desk.grant(grant);
    }
    for voucher in state.vouchers.values() {
        desk.voucher(voucher);
    }
    desk.receipts();
    desk.witnesses();
    desk.numbers();
    desk.lines();
    desk.advances(advances);
    desk.found.sort();
    desk.found.dedup();
    desk.found
}

struct Desk<'a> {
    award: &'a Award,
    state: &'a State,
    today: NaiveDate,
    found: Vec<Exception>,
}

impl Desk<'_> {
    fn find(&mut self, rule: Rule, grant: Option<i64>, voucher: Option<VoucherNo>, ground: Ground) {
        self.found.push(Exception { rule, grant, voucher, ground });
    }

    fn limit(&self, rule: Limit) -> Option<i64> {
        self.award.terms.limit(rule)
    }

    fn outside(&self, day: NaiveDate) -> bool {
        !(self.award.terms.from..=self.award.terms.to).contains(&day)
    }

    fn grant(&mut self, grant: &Grant) {
        let no = Some(grant.no);
        if grant.stage == Stage::Rejected {
            return;
        }
        if !grant.eligible {
            self.find(Rule::Eligibility, no, None, Ground::Plain);
        }
        self.order(grant);
        for found in same(self.state, grant).into_iter().filter(|found| found.grant < grant.no) {
            let rule = if matches!(found.same, Same::Person | Same::Household) { Rule::TwoGrants } else { Rule::SamePlace };
            // A screening that saw it and gave a reason has answered it.
            if !grant.matches.contains(&found) {
                self.find(rule, no, None, Ground::Same(found.same, found.grant));
            }
        }
        let (paid, agreed) = (self.state.paid(grant.no), grant.agreement());
        // Without an agreement nothing is agreed: whatever was paid is too much.
        if paid > agreed {
            self.find(Rule::OverAgreement, no, None, Ground::Amounts(paid, agreed));
        }
        for visit in
            grant.visits.iter().filter(|visit| visit.seen != Seen::All && matches!(visit.visiting, Visiting::Verification { .. }))
        {
            let mended = grant
                .visits
                .iter()
                .any(|later| later.visiting == visit.visiting && later.seen == Seen::All && later.done.on > visit.done.on);
            if !mended {
                self.find(Rule::NotSeen, no, None, Ground::Day(visit.done.on));
            }
        }
        self.went(grant);
        self.hands(grant);
    }

    /// The steps of a grant follow each other, within the award's time.
    fn order(&mut self, grant: &Grant) {
        let steps = [
            grant.applied.as_ref().map(|done| done.on),
            grant.screened.as_ref().map(|done| done.on),
            grant.appraised.as_ref().map(|(done, _)| done.on),
            grant.ruled.as_ref().map(|ruling| ruling.on),
            grant.agreed.as_ref().map(|done| done.on),
        ];
        let mut last: Option<NaiveDate> = None;
        for day in steps.into_iter().flatten() {
            if let Some(earlier) = last.filter(|earlier| day < *earlier) {
                self.find(Rule::DateOrder, Some(grant.no), None, Ground::Days(day, earlier));
            }
            if self.outside(day) {
                self.find(Rule::OutsideAward, Some(grant.no), None, Ground::Day(day));
            }
            last = Some(last.map_or(day, |last| last.max(day)));
        }
        let signed = grant.agreed.as_ref().map(|done| done.on);
        for voucher in self.state.vouchers_of(grant.no).filter(|voucher| voucher.stands()) {
            let early = voucher.step(Step::Paid).zip(signed).filter(|(paid, signed)| paid.on < *signed);
            if let Some((paid, signed)) = early {
                self.find(Rule::DateOrder, Some(grant.no), Some(voucher.no), Ground::Days(paid.on, signed));
            }
        }
    }

    /// Whoever was paid was visited within a time; a further tranche only after the one before was seen.
    fn went(&mut self, grant: &Grant) {
        let paid: Vec<(&Voucher, usize, NaiveDate)> = self
            .state
            .vouchers_of(grant.no)
            .filter(|voucher| voucher.stands())
            .filter_map(|voucher| match voucher.purpose {
                Purpose::Tranche { tranche, .. } => Some((voucher, tranche, voucher.step(Step::Paid)?.on)),
                _ => None,
            })
            .collect();
        let verifies =
            |tranche: usize| grant.visits.iter().filter(move |visit| visit.visiting == Visiting::Verification { tranche });
        let went_since = |day: NaiveDate| grant.visits.iter().any(|visit| visit.done.on >= day);
        let late = |day: NaiveDate| (self.today - day).num_days() > VISIT_DAYS;
        // One who waits for a visit is told once, by the first payment after which nobody came.
        if let Some((voucher, _, day)) = paid.iter().find(|(.., day)| late(*day) && !went_since(*day)) {
            self.find(Rule::NobodyWent, Some(grant.no), Some(voucher.no), Ground::Day(*day));
        }
        for (voucher, tranche, day) in paid {
            if tranche > 0 && !verifies(tranche - 1).any(|visit| visit.done.on <= day && visit.seen != Seen::Nothing) {
                self.find(Rule::NotVerified, Some(grant.no), Some(voucher.no), Ground::Day(day));
            }
            // What is paid after the last look at it cannot have been seen.
            if let Some(last) = verifies(tranche).map(|visit| visit.done.on).max().filter(|last| *last < day) {
                self.find(Rule::DateOrder, Some(grant.no), Some(voucher.no), Ground::Days(last, day));
            }
        }
    }

    /// Duties of the grant against each other, and against those of its vouchers.
    fn hands(&mut self, grant: &Grant) {
        let mut people: Vec<&Who> = Vec::new();
        people.extend(grant.applied.iter().chain(&grant.screened).chain(&grant.agreed).map(|done| &done.by));
        people.extend(grant.appraised.iter().map(|(done, _)| &done.by));
        people.extend(grant.ruled.iter().flat_map(|ruling| &ruling.members));
        people.extend(grant.visits.iter().map(|visit| &visit.done.by));
        people.sort();
        people.dedup();
        for who in people.into_iter().filter(|who| is_somebody(who)) {
            let own = grant.duties(who);
            for (one, other) in pairs(&own, &own) {
                self.find(Rule::OneHand, Some(grant.no), None, Ground::Duties(one, other));
            }
            for voucher in self.state.vouchers_of(grant.no).filter(|voucher| voucher.stands()) {
                for (one, other) in pairs(&own, &voucher.duties(who)) {
                    self.find(Rule::OneHand, Some(grant.no), Some(voucher.no), Ground::Duties(one, other));
                }
            }
        }
    }

    fn voucher(&mut self, voucher: &Voucher) {
        if !voucher.stands() {
            return;
        }
        let (no, grant) = (Some(voucher.no), voucher.grant());
        for (at, (step, done)) in voucher.steps.iter().enumerate() {
            for (other, later) in &voucher.steps[at + 1..] {
                if done.by == later.by && is_somebody(&done.by) && apart(step.duty(), other.duty()) {
                    self.find(Rule::OneHand, grant, no, Ground::Duties(step.duty(), other.duty()));
                }
                if later.on < done.on && (*other, *step) != (Step::Paid, Step::Approved) {
                    self.find(Rule::DateOrder, grant, no, Ground::Days(later.on, done.on));
                }
            }
            if self.outside(done.on) {
                self.find(Rule::OutsideAward, grant, no, Ground::Day(done.on));
            }
        }
        let Some(paid) = voucher.step(Step::Paid) else { return };
        match voucher.step(Step::Approved) {
            None => self.find(Rule::PaidBeforeApproved, grant, no, Ground::Plain),
            Some(approved) if approved.on > paid.on => {
                self.find(Rule::PaidBeforeApproved, grant, no, Ground::Days(paid.on, approved.on));
            }
            Some(_) => {}
        }
        if matches!(paid.on.weekday(), Weekday::Sat | Weekday::Sun) {
            self.find(Rule::Weekend, grant, no, Ground::Day(paid.on));
        }
        self.sums(voucher, paid.on);
    }

    /// What a payment's sum alone says.
    fn sums(&mut self, voucher: &Voucher, day: NaiveDate) {
        let (no, grant, amount) = (Some(voucher.no), voucher.grant(), voucher.amount);
        if let Some(higher) = self.limit(Limit::HigherApproval) {
            let close = i128::from(higher) * i128::from(100 - self.limit(Limit::JustUnder).unwrap_or(5)) / 100;
            if i128::from(amount) >= close && amount < higher {
                self.find(Rule::JustUnder, grant, no, Ground::Amounts(amount, higher));
            }
        }
        if self.limit(Limit::Round).is_some_and(|round| round > 0 && amount % round == 0) {
            self.find(Rule::Round, grant, no, Ground::Amounts(amount, amount));
        }
        if self.limit(Limit::Cash).is_some_and(|most| voucher.means == Means::Cash && amount > most) {
            self.find(Rule::CashTooMuch, grant, no, Ground::Amounts(amount, self.limit(Limit::Cash).unwrap_or(0)));
        }
        let buys = voucher.means == Means::Goods || matches!(voucher.purpose, Purpose::Cost { help: None, .. });
        if self.limit(Limit::Quotations).is_some_and(|most| buys && amount > most && voucher.quotations < 3) {
            self.find(Rule::Quotations, grant, no, Ground::Count(voucher.quotations, 3));
        }
        if voucher.currency != self.award.terms.currency {
            // A voucher is charged when it is made out; of one of before only the payment is sure.
            let made_out = voucher.step(Step::Prepared).map(|done| done.on).filter(|_| !voucher.brought);
            let right = self.state.rate(&voucher.currency, made_out.unwrap_or(day)).map(|rate| charged_at(voucher.paid, rate));
            if right != Some(amount) {
                self.find(Rule::OtherRate, grant, no, Ground::Amounts(amount, right.unwrap_or(0)));
            }
        }
    }

    fn witnesses(&mut self) {
        let signed: Vec<&Grant> =
            self.state.grants.values().filter(|grant| grant.agreed.is_some() && grant.witness.len() > 1).collect();
        let mut counts: BTreeMap<String, i64> = BTreeMap::new();
        for grant in &signed {
            *counts.entry(grant.witness.trim().to_lowercase()).or_default() += 1;
        }
        let all = signed.len() as i64;
        for (witness, count) in counts {
            if count * WITNESS_MOST.0 as i64 > all && count >= WITNESS_MOST.1 as i64 {
                self.find(Rule::OneWitness, None, None, Ground::Text(witness));
            }
        }
    }

    fn lines(&mut self) {
        for line in &self.award.terms.lines {
            let charged = self.state.charged(&line.code);
            if charged > line.amount {
                self.find(Rule::LineOverspent, None, None, Ground::Line(line.code.clone(), charged, line.amount));
            }
        }
    }

    fn advances(&mut self, held: &[Held]) {
        let most = self.limit(Limit::AdvanceDays).unwrap_or(30);
        for (holder, since, _) in held {
            let days = (self.today - *since).num_days();
            if days > most {
                let name = self.state.holders.get(holder).map_or(String::new(), |(_, name)| name.clone());
                self.find(Rule::OldAdvance, None, None, Ground::Text(name));
            }
        }
    }
}

/// The pairs that must be apart, each once, the earlier duty first.
fn pairs(one: &[Duty], other: &[Duty]) -> Vec<(Duty, Duty)> {
    let all = one.iter().flat_map(|a| other.iter().map(move |b| (*a.min(b), *a.max(b))));
    let mut pairs: Vec<(Duty, Duty)> = all.filter(|(a, b)| apart(*a, *b)).collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// Whether a name stands beside a step: where papers give none, nothing is known of whose hand it was.
fn is_somebody(who: &Who) -> bool {
    !matches!(who, Who::Named(name) if name.is_empty())
}
