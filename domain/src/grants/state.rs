//! How every grant and voucher stands: told from the acts, from the first to the last.
use super::{
    Duty,
    acts::{
        Act, Applicant, Brought, Business, Exit, Fact, GrantNo, Match, Means, Operating, PlanLine, Purpose, Receipt, ReceiptNo,
        Seen, Source, Step, Tranche, Visiting, VoucherNo, Who,
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
    /// Tells the acts.
    pub fn tell(acts: &[Act]) -> State {
        let mut state = State::default();
        for act in acts {
            state.take(act);
        }
        state
    }

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

    /// Takes the next act.
    pub fn take(&mut self, act: &Act) {
        let done = || Done { by: act.by.clone(), on: act.day };
        match &act.fact {
            Fact::Received { .. }
            | Fact::Returned { .. }
            | Fact::Changed { .. }
            | Fact::AdvanceBack { .. }
            | Fact::Accounted { .. } => {}
            Fact::Rate { currency, per_million, .. } => self.rates.push((act.day, currency.clone(), *per_million)),
            Fact::HolderNamed { holder, user, name } => {
                self.holders.insert(*holder, (*user, name.clone()));
            }
            Fact::Called { line, until } => self.calls.push((line.clone(), *until)),
            Fact::Applied { .. } | Fact::Brought(_) => self.enter(act),
            Fact::Prepared { voucher, purpose, amount, currency, paid, source, means, quotations } => {
                let made = Voucher {
                    no: *voucher,
                    own_no: String::new(),
                    purpose: purpose.clone(),
                    amount: *amount,
                    currency: currency.clone(),
                    paid: *paid,
                    source: *source,
                    means: *means,
                    quotations: *quotations,
                    steps: vec![(Step::Prepared, done())],
                    reference: String::new(),
                    witness: false,
                    entry: None,
                    voided: None,
                    reversed: None,
                    receipts: Vec::new(),
                    brought: false,
                };
                self.vouchers.insert(*voucher, made);
            }
            Fact::Stepped { voucher, .. }
            | Fact::Voided { voucher, .. }
            | Fact::Reversed { voucher, .. }
            | Fact::Filed { voucher, .. } => {
                if let Some(voucher) = self.vouchers.get_mut(voucher) {
                    voucher.take(act);
                }
            }
            Fact::Sighted { receipt } => self.sighted.push((*receipt, act.by.clone(), act.day)),
            fact => {
                if let Some(grant) = fact.grant().and_then(|no| self.grants.get_mut(&no)) {
                    grant.take(act);
                }
            }
        }
    }

    fn enter(&mut self, act: &Act) {
        match &act.fact {
            Fact::Applied { grant, party, line, applicant, business, asked, own, plan } => {
                let mut made = Grant::new(*grant, *party, line, applicant, *business);
                (made.asked, made.own, made.plan, made.eligible) = (*asked, *own, plan.clone(), true);
                made.applied = Some(Done { by: act.by.clone(), on: act.day });
                self.grants.insert(*grant, made);
            }
            Fact::Brought(brought) => self.bring(brought),
            _ => {}
        }
    }

    fn bring(&mut self, brought: &Brought) {
        let done = |pair: &(Who, NaiveDate)| Done { by: pair.0.clone(), on: pair.1 };
        let mut grant = Grant::new(brought.grant, brought.party, &brought.line, &brought.applicant, brought.business);
        grant.brought = true;
        grant.own_no = brought.own_no.clone();
        grant.eligible = brought.eligible;
        grant.applied = brought.applied.as_ref().map(done);
        grant.screened = brought.screened.as_ref().map(done);
        grant.appraised = brought.appraised.as_ref().map(|pair| (done(pair), 0));
        grant.ruled = brought.ruled.map(|(on, amount)| Ruling {
            on,
            minute: String::new(),
            members: Vec::new(),
            rank: 0,
            approved: Some(amount),
        });
        grant.witness = brought.witness.clone();
        if let Some((on, amount)) = brought.agreed {
            grant.agreed = Some(Done { by: Who::Named(String::new()), on });
            grant.tranches = vec![Tranche { amount, from: on, means: Means::Cash }];
        }
        grant.visits.extend(brought.visits.iter().map(|visit| Visit {
            done: Done { by: visit.by.clone(), on: visit.day },
            visiting: visit.visiting,
            seen: visit.seen,
            operating: visit.operating,
            sales: None,
            jobs: None,
            picture: None,
            safe: None,
        }));
        grant.closed = brought.closed.map(|(on, verified)| Closing { on, verified, returned: 0, disallowed: 0, exit: None });
        grant.stage = if grant.closed.is_some() { Stage::Closed } else { Stage::Agreed };
        for voucher in &brought.vouchers {
            let steps: Vec<(Step, Done)> =
                voucher.steps.iter().map(|(step, by, on)| (*step, Done { by: by.clone(), on: *on })).collect();
            let day = steps.last().map(|(_, done)| done.on);
            let made = Voucher {
                no: voucher.voucher,
                own_no: voucher.own_no.clone(),
                purpose: Purpose::Tranche { grant: brought.grant, tranche: voucher.tranche },
                amount: voucher.amount,
                currency: voucher.currency.clone(),
                paid: voucher.paid,
                source: Source::Cash,
                means: voucher.means,
                quotations: voucher.quotations,
                steps,
                reference: String::new(),
                witness: !brought.witness.is_empty(),
                entry: None,
                voided: day.filter(|_| voucher.voided),
                reversed: None,
                receipts: voucher.receipts.iter().map(|receipt| (receipt.clone(), None)).collect(),
                brought: true,
            };
            self.vouchers.insert(voucher.voucher, made);
        }
        self.grants.insert(brought.grant, grant);
    }
}

impl Voucher {
    fn take(&mut self, act: &Act) {
        match &act.fact {
            Fact::Stepped { step, reference, witness, .. } => {
                self.steps.push((*step, Done { by: act.by.clone(), on: act.day }));
                if *step == Step::Paid {
                    (self.reference, self.witness) = (reference.clone(), *witness);
                }
                if *step == Step::Recorded {
                    self.entry = act.entry;
                }
            }
            Fact::Voided { .. } => self.voided = Some(act.day),
            Fact::Reversed { .. } => self.reversed = Some(act.day),
            Fact::Filed { receipt, .. } => self.receipts.push((receipt.clone(), Some(Done { by: act.by.clone(), on: act.day }))),
            _ => {}
        }
    }
}

impl Grant {
    fn new(no: GrantNo, party: i64, line: &str, applicant: &Applicant, business: Business) -> Grant {
        Grant {
            no,
            own_no: String::new(),
            party,
            line: line.to_owned(),
            applicant: applicant.clone(),
            business,
            asked: 0,
            own: 0,
            plan: Vec::new(),
            stage: Stage::Applied,
            eligible: false,
            applied: None,
            screened: None,
            matches: Vec::new(),
            appraised: None,
            ruled: None,
            agreed: None,
            witness: String::new(),
            tranches: Vec::new(),
            variations: Vec::new(),
            visits: Vec::new(),
            closed: None,
            to_recover: 0,
            brought: false,
        }
    }

    fn take(&mut self, act: &Act) {
        let done = || Done { by: act.by.clone(), on: act.day };
        let next = |passed: bool, stage| if passed { stage } else { Stage::Rejected };
        match &act.fact {
            Fact::Screened { matches, passed, .. } => {
                (self.screened, self.matches, self.stage) = (Some(done()), matches.clone(), next(*passed, Stage::Screened));
            }
            Fact::Appraised { score, passed, .. } => {
                (self.appraised, self.stage) = (Some((done(), *score)), next(*passed, Stage::Appraised));
            }
            Fact::Ruled { minute, members, rank, approved, .. } => {
                self.stage = next(approved.is_some(), Stage::Approved);
                let ruling =
                    Ruling { on: act.day, minute: minute.clone(), members: members.clone(), rank: *rank, approved: *approved };
                self.ruled = Some(ruling);
            }
            Fact::Agreed { tranches, witness, .. } => {
                (self.agreed, self.tranches, self.stage) = (Some(done()), tranches.clone(), Stage::Agreed);
                self.witness = if *witness { "-".into() } else { String::new() };
            }
            Fact::Varied { tranches, .. } => {
                self.tranches = tranches.clone();
                self.variations.push(act.day);
            }
            Fact::Visited { visiting, seen, operating, sales, jobs, picture, safe, .. } => self.visits.push(Visit {
                done: done(),
                visiting: *visiting,
                seen: *seen,
                operating: *operating,
                sales: *sales,
                jobs: *jobs,
                picture: picture.clone(),
                safe: *safe,
            }),
            Fact::Closed { verified, returned, disallowed, exit, .. } => {
                let (verified, returned, disallowed, exit) = (*verified, *returned, *disallowed, *exit);
                self.stage = Stage::Closed;
                self.closed = Some(Closing { on: act.day, verified, returned, disallowed, exit });
                self.to_recover = disallowed;
            }
            Fact::Recovered { amount, .. } => self.to_recover -= amount,
            _ => {}
        }
    }
}
