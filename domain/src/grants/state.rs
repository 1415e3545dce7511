//! How every grant and voucher stands: told from the acts, from the first to the last.
mod brought;
mod telling;

use super::{
    Duty,
    acts::{
        Applicant, Business, Exit, GrantNo, Match, Means, Operating, PlanLine, Purpose, Receipt, ReceiptNo, Seen, Source, Step,
        Tranche, Visiting, VoucherNo, Who,
    },
};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Everything under an award.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// The grants, by number.
    pub grants: BTreeMap<GrantNo, Grant>,
    /// The vouchers, by number.
    pub vouchers: BTreeMap<VoucherNo, Voucher>,
    /// Exchange rates, in the order they were written: day, currency, smallest units for a million.
    pub rates: Vec<(NaiveDate, String, i64)>,
    /// Who may hold money, by party: the sign-in of an officer, and the name.
    pub holders: BTreeMap<i64, (Option<Uuid>, String)>,
    /// Open calls: line and last day.
    pub calls: Vec<(String, NaiveDate)>,
    /// Sealed receipts that an auditor saw.
    pub sighted: Vec<(ReceiptNo, Who, NaiveDate)>,
}

/// Something that somebody did on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// Who.
    pub by: Who,
    /// When.
    pub on: NaiveDate,
}

/// How far a grant is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stage {
    /// Applied for; to be screened.
    Applied,
    /// Screened; to be appraised.
    Screened,
    /// Appraised; the committee's turn.
    Appraised,
    /// Approved; to be signed.
    Approved,
    /// Signed: tranches, visits, follow-ups.
    Agreed,
    /// Closed.
    Closed,
    /// Rejected at some step.
    Rejected,
}

impl Stage {
    /// All, in their order.
    pub const ALL: [Stage; 7] =
        [Stage::Applied, Stage::Screened, Stage::Appraised, Stage::Approved, Stage::Agreed, Stage::Closed, Stage::Rejected];

    /// Its word.
    pub fn code(self) -> &'static str {
        match self {
            Stage::Applied => "applied",
            Stage::Screened => "screened",
            Stage::Appraised => "appraised",
            Stage::Approved => "approved",
            Stage::Agreed => "agreed",
            Stage::Closed => "closed",
            Stage::Rejected => "rejected",
        }
    }
}

/// A grant.
#[derive(Clone, Debug)]
pub struct Grant {
    /// Its number.
    pub no: GrantNo,
    /// Its number on papers of before; empty otherwise.
    pub own_no: String,
    /// Its party in the book.
    pub party: i64,
    /// The line that pays.
    pub line: String,
    /// Who.
    pub applicant: Applicant,
    /// What business.
    pub business: Business,
    /// What was asked for.
    pub asked: i64,
    /// What the family brings.
    pub own: i64,
    /// The plan.
    pub plan: Vec<PlanLine>,
    /// How far it is.
    pub stage: Stage,
    /// Whether it is shown that the family is eligible.
    pub eligible: bool,
    /// Applied, with help.
    pub applied: Option<Done>,
    /// Screened.
    pub screened: Option<Done>,
    /// What the screening found the same.
    pub matches: Vec<Match>,
    /// Appraised, with points of a hundred.
    pub appraised: Option<(Done, i64)>,
    /// Decided: when, what, by whom.
    pub ruled: Option<Ruling>,
    /// Signed for the organisation.
    pub agreed: Option<Done>,
    /// A witness signed: their name on papers of before, or `-`.
    pub witness: String,
    /// The tranches as they stand.
    pub tranches: Vec<Tranche>,
    /// The agreement was changed, so often.
    pub variations: Vec<NaiveDate>,
    /// The visits.
    pub visits: Vec<Visit>,
    /// Closed: when, verified, returned, disallowed.
    pub closed: Option<Closing>,
    /// Of what was not allowed, still to be recovered.
    pub to_recover: i64,
    /// It was brought from papers of before.
    pub brought: bool,
}

/// What the committee decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruling {
    /// When.
    pub on: NaiveDate,
    /// The minutes.
    pub minute: String,
    /// Who voted.
    pub members: Vec<Who>,
    /// The grant's place among those of that day.
    pub rank: i64,
    /// What is given.
    pub approved: Option<i64>,
}

/// A visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// Who, when.
    pub done: Done,
    /// Why.
    pub visiting: Visiting,
    /// What was seen.
    pub seen: Seen,
    /// How the business stands.
    pub operating: Operating,
    /// Sold in the month before.
    pub sales: Option<i64>,
    /// People who work in it.
    pub jobs: Option<i64>,
    /// The picture's digest.
    pub picture: Option<String>,
    /// Under a code: whether the provider may go on reaching out.
    pub safe: Option<bool>,
}

/// A close.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closing {
    /// When.
    pub on: NaiveDate,
    /// What was verified.
    pub verified: i64,
    /// What came back.
    pub returned: i64,
    /// What was not allowed.
    pub disallowed: i64,
    /// Under a code: why it ended.
    pub exit: Option<Exit>,
}

/// A voucher.
#[derive(Clone, Debug)]
pub struct Voucher {
    /// Its number.
    pub no: VoucherNo,
    /// Its number on papers of before; empty otherwise.
    pub own_no: String,
    /// What for.
    pub purpose: Purpose,
    /// What is charged, in the award's currency.
    pub amount: i64,
    /// The currency it is paid in.
    pub currency: String,
    /// What is paid, in it.
    pub paid: i64,
    /// Where from.
    pub source: Source,
    /// How.
    pub means: Means,
    /// Quotations.
    pub quotations: i64,
    /// Its steps, in their order.
    pub steps: Vec<(Step, Done)>,
    /// The transfer's reference.
    pub reference: String,
    /// A witness was there.
    pub witness: bool,
    /// The entry that recorded it.
    pub entry: Option<i64>,
    /// It was taken back.
    pub voided: Option<NaiveDate>,
    /// It was reversed after it was recorded.
    pub reversed: Option<NaiveDate>,
    /// Its receipts.
    pub receipts: Vec<(Receipt, Option<Done>)>,
    /// It was brought from papers of before.
    pub brought: bool,
}

impl Voucher {
    /// Whether a step was done.
    pub fn step(&self, step: Step) -> Option<&Done> {
        self.steps.iter().find(|(known, _)| *known == step).map(|(_, done)| done)
    }

    /// The step that comes next; none when it is recorded, voided or reversed.
    pub fn next(&self) -> Option<Step> {
        if self.voided.is_some() || self.reversed.is_some() {
            return None;
        }
        Step::ALL.into_iter().find(|step| self.step(*step).is_none())
    }

    /// The day of its last step.
    pub fn last(&self) -> Option<NaiveDate> {
        self.steps.last().map(|(_, done)| done.on)
    }

    /// Whether it counts: neither voided nor reversed.
    pub fn stands(&self) -> bool {
        self.voided.is_none() && self.reversed.is_none()
    }

    /// The grant it pays.
    pub fn grant(&self) -> Option<GrantNo> {
        match self.purpose {
            Purpose::Tranche { grant, .. } => Some(grant),
            _ => None,
        }
    }

    /// What somebody has done for it.
    pub fn duties(&self, who: &Who) -> Vec<Duty> {
        self.steps.iter().filter(|(_, done)| done.by == *who).map(|(step, _)| step.duty()).collect()
    }
}

impl Grant {
    /// Whether it is under a code.
    pub fn is_coded(&self) -> bool {
        matches!(self.applicant, Applicant::Coded { .. })
    }

    /// What is agreed.
    pub fn agreement(&self) -> i64 {
        self.tranches.iter().fold(0, |sum, tranche| sum.saturating_add(tranche.amount))
    }

    /// What somebody has done for it, its vouchers aside.
    pub fn duties(&self, who: &Who) -> Vec<Duty> {
        let of = |done: Option<&Done>, duty| done.filter(|done| done.by == *who).map(|_| duty);
        let mut duties: Vec<Duty> = [
            of(self.applied.as_ref(), Duty::Helps),
            of(self.screened.as_ref(), Duty::Screens),
            of(self.appraised.as_ref().map(|(done, _)| done), Duty::Appraises),
            of(self.agreed.as_ref(), Duty::Signs),
        ]
        .into_iter()
        .flatten()
        .collect();
        if self.ruled.as_ref().is_some_and(|ruling| ruling.members.contains(who)) {
            duties.push(Duty::Votes);
        }
        let verified =
            self.visits.iter().any(|visit| visit.done.by == *who && matches!(visit.visiting, Visiting::Verification { .. }));
        duties.extend(verified.then_some(Duty::Verifies));
        duties
    }

    /// Whether what a tranche bought was seen, all or in part.
    pub fn verified(&self, tranche: usize) -> bool {
        self.visits.iter().any(|visit| visit.visiting == Visiting::Verification { tranche } && visit.seen != Seen::Nothing)
    }
}

impl State {
    /// Vouchers of a grant, in their order.
    pub fn vouchers_of(&self, grant: GrantNo) -> impl Iterator<Item = &Voucher> {
        self.vouchers.values().filter(move |voucher| voucher.grant() == Some(grant))
    }

    /// What was paid of a grant: vouchers that stand and were paid.
    pub fn paid(&self, grant: GrantNo) -> i64 {
        self.vouchers_of(grant)
            .filter(|voucher| voucher.stands() && voucher.step(Step::Paid).is_some())
            .map(|voucher| voucher.amount)
            .sum()
    }

    /// What vouchers that stand charge to a line, whatever step they are at.
    pub fn charged(&self, line: &str) -> i64 {
        let on = |voucher: &&Voucher| match &voucher.purpose {
            Purpose::Tranche { grant, .. } => self.grants.get(grant).is_some_and(|grant| grant.line == line),
            Purpose::Cost { line: own, .. } | Purpose::Partner { line: own, .. } => own == line,
            Purpose::Advance { .. } => false,
        };
        self.vouchers.values().filter(|voucher| voucher.stands()).filter(on).map(|voucher| voucher.amount).sum()
    }

    /// The rate of a day: the last one noted by then.
    pub fn rate(&self, currency: &str, day: NaiveDate) -> Option<i64> {
        self.rates.iter().filter(|(on, code, _)| code == currency && *on <= day).max_by_key(|(on, ..)| *on).map(|(.., rate)| *rate)
    }

    /// The next number of a grant, a voucher, a receipt.
    pub fn next(&self) -> (GrantNo, VoucherNo, ReceiptNo) {
        let after = |last: Option<&i64>| last.copied().unwrap_or(0) + 1;
        let receipts = self.vouchers.values().flat_map(|voucher| &voucher.receipts).map(|(receipt, _)| receipt.no).max();
        (after(self.grants.keys().next_back()), after(self.vouchers.keys().next_back()), after(receipts.as_ref()))
    }
}
