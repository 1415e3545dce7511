//! The telling: what each act makes of the grant or the voucher that it is about.
use super::{
    super::acts::{Act, Applicant, Business, Fact, GrantNo, Step},
    Closing, Done, Grant, Ruling, Stage, State, Visit, Voucher,
};

impl State {
    /// Tells the acts.
    pub fn tell(acts: &[Act]) -> State {
        let mut state = State::default();
        for act in acts {
            state.take(act);
        }
        state
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
    pub(super) fn new(no: GrantNo, party: i64, line: &str, applicant: &Applicant, business: Business) -> Grant {
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
