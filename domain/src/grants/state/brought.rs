//! A grant of before enters as its papers have it: it may break every rule.
use super::{
    super::acts::{Brought, Means, Purpose, Source, Step, Tranche, Who},
    Closing, Done, Grant, Ruling, Stage, State, Visit, Voucher,
};
use chrono::NaiveDate;

impl State {
    pub(super) fn bring(&mut self, brought: &Brought) {
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
