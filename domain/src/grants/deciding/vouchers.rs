//! What a voucher asks for in its five steps, and the receipts that prove it.
use super::{
    super::{
        Duty, State,
        acts::{Fact, Means, Purpose, Receipt, ReceiptNo, Source, Step, VoucherNo},
        ask::Why,
        state::{Grant, Stage},
        terms::{Limit, LineKind},
    },
    Ground, is_digest,
};
use chrono::NaiveDate;

impl Ground<'_> {
    pub(super) fn prepare(
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
    pub(super) fn due(&mut self, grant: &Grant, at: usize, amount: i64, means: Means) {
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

    pub(super) fn step(&mut self, no: VoucherNo, step: Step, reference: &str, witness: bool) -> Option<Fact> {
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

    pub(super) fn void(&mut self, no: VoucherNo, reason: &str) -> Option<Fact> {
        let voucher = self.voucher(no)?;
        self.reason(voucher, reason);
        self.after(voucher.last());
        let paid = voucher.step(Step::Paid).is_some() || !voucher.stands();
        self.check(!paid, Why::NextStep(voucher.next()));
        Some(Fact::Voided { voucher: no, reason: reason.to_owned() })
    }

    pub(super) fn reverse(&mut self, no: VoucherNo, reason: &str) -> Option<Fact> {
        let voucher = self.voucher(no)?;
        self.reason(voucher, reason);
        self.after(voucher.last());
        self.check(voucher.entry.is_some() && voucher.stands(), Why::NextStep(voucher.next()));
        let done: Vec<Duty> = voucher.duties(&self.when.by).into_iter().filter(|duty| *duty != Duty::Records).collect();
        self.hand(Duty::Records, done);
        Some(Fact::Reversed { voucher: no, reason: reason.to_owned() })
    }

    pub(super) fn file(&mut self, no: VoucherNo, receipt: &Receipt) -> Option<Fact> {
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

    pub(super) fn sight(&mut self, receipt: ReceiptNo) -> Option<Fact> {
        let mut receipts = self.state.vouchers.values().flat_map(|voucher| &voucher.receipts);
        let found = receipts.find(|(known, _)| known.no == receipt && known.sealed);
        let seen = self.state.sighted.iter().any(|(known, ..)| *known == receipt);
        self.check(found.is_some() && !seen, Why::NoReceipt);
        self.after(found.and_then(|(_, filed)| filed.as_ref()).map(|filed| filed.on));
        Some(Fact::Sighted { receipt })
    }

    /// What a payment in another currency is charged at: the rate of the day, rounded half up to the smallest unit.
    pub(super) fn charged(&mut self, currency: &str, paid: i64) -> i64 {
        if currency == self.award.terms.currency {
            return paid;
        }
        let Some(rate) = self.state.rate(currency, self.when.day).filter(|rate| *rate > 0) else {
            self.refuse(Why::NoRate(currency.to_owned()));
            return paid;
        };
        charged_at(paid, rate)
    }
}

/// What so much of another currency is charged at, at so many of its smallest units for a million; half up.
pub fn charged_at(paid: i64, per_million: i64) -> i64 {
    let rate = i128::from(per_million.max(1));
    let charged = (i128::from(paid) * 1_000_000 * 2 + rate) / (rate * 2);
    i64::try_from(charged).unwrap_or(i64::MAX)
}

/// The voucher that a receipt proves already: the same scan, or the same supplier, number, day and sum.
fn used(state: &State, receipt: &Receipt) -> Option<VoucherNo> {
    let same = |known: &Receipt| known.no != receipt.no && (known.hash == receipt.hash || is_twin(known, receipt));
    state.vouchers.values().find(|voucher| voucher.receipts.iter().any(|(known, _)| same(known))).map(|voucher| voucher.no)
}

/// Whether two receipts say the same; one without a number of its own says too little.
fn is_twin(one: &Receipt, other: &Receipt) -> bool {
    paper(one).is_some_and(|said| paper(other) == Some(said))
}

/// What makes a receipt that one and no other: supplier, number, day and sum. None without a number of its own.
pub fn paper(receipt: &Receipt) -> Option<(String, String, NaiveDate, i64)> {
    let plain = |text: &str| text.trim().to_lowercase();
    let number = plain(&receipt.number);
    (!number.is_empty()).then(|| (plain(&receipt.supplier), number, receipt.day, receipt.amount))
}
