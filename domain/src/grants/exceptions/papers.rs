//! What the papers themselves say: receipts against each other and against what was paid, and the numbers on vouchers of
//! before.
use super::{
    super::{
        acts::{Receipt, Step, VoucherNo},
        deciding::paper,
        state::{Stage, Voucher},
    },
    Desk, Ground, Rule,
};
use std::collections::BTreeMap;

impl Desk<'_> {
    /// Receipts: summed right, kept, and each used once; those of a closed grant come to what was paid.
    pub(super) fn receipts(&mut self) {
        let all: Vec<(&Voucher, &Receipt)> = self
            .state
            .vouchers
            .values()
            .filter(|voucher| voucher.stands())
            .flat_map(|voucher| voucher.receipts.iter().map(move |(receipt, _)| (voucher, receipt)))
            .collect();
        let (mut scans, mut papers): (BTreeMap<&str, VoucherNo>, BTreeMap<_, VoucherNo>) = Default::default();
        for (voucher, receipt) in &all {
            let (no, grant) = (Some(voucher.no), voucher.grant());
            if self.outside(receipt.day) {
                self.find(Rule::OutsideAward, grant, no, Ground::Day(receipt.day));
            }
            let sum = receipt.lines.iter().fold(0_i64, |sum, line| sum.saturating_add(line.amount));
            if !receipt.lines.is_empty() && sum != receipt.amount {
                self.find(Rule::ReceiptSum, grant, no, Ground::Amounts(receipt.amount, sum));
            }
            if receipt.hash.is_empty() {
                self.find(Rule::ScanMissing, grant, no, Ground::Text(receipt.number.clone()));
            }
            if let Some(word) = self.award.terms.ineligible.iter().find(|word| has_word(receipt, word)) {
                self.find(Rule::Ineligible, grant, no, Ground::Text(word.clone()));
            }
            let scan = Some(receipt.hash.as_str()).filter(|hash| !hash.is_empty());
            let paper = paper(receipt);
            let earlier = scan.and_then(|scan| scans.get(scan)).or_else(|| papers.get(paper.as_ref()?));
            if let Some(other) = earlier.copied() {
                self.find(Rule::ReceiptTwice, grant, no, Ground::Voucher(other));
            }
            scans.extend(scan.map(|scan| (scan, voucher.no)));
            papers.extend(paper.map(|paper| (paper, voucher.no)));
        }
        for voucher in self.state.vouchers.values().filter(|voucher| voucher.stands() && voucher.step(Step::Paid).is_some()) {
            let Some(grant) =
                voucher.grant().and_then(|no| self.state.grants.get(&no)).filter(|grant| grant.stage == Stage::Closed)
            else {
                continue;
            };
            let shown = voucher.receipts.iter().fold(0_i64, |sum, (receipt, _)| sum.saturating_add(receipt.amount));
            if shown < voucher.paid && grant.closed.is_some_and(|closed| closed.returned + closed.disallowed == 0) {
                self.find(Rule::ReceiptShort, Some(grant.no), Some(voucher.no), Ground::Amounts(shown, voucher.paid));
            }
        }
    }

    /// Numbers on papers of before: in each series (what stands before the digits) none is missing and none there twice.
    pub(super) fn numbers(&mut self) {
        let mut series: BTreeMap<String, BTreeMap<u64, Vec<VoucherNo>>> = BTreeMap::new();
        for voucher in self.state.vouchers.values().filter(|voucher| !voucher.own_no.is_empty()) {
            let digits = voucher.own_no.len() - voucher.own_no.trim_end_matches(|c: char| c.is_ascii_digit()).len();
            let (before, number) = voucher.own_no.split_at(voucher.own_no.len() - digits);
            if let Ok(number) = number.parse() {
                series.entry(before.to_owned()).or_default().entry(number).or_default().push(voucher.no);
            }
        }
        for (before, numbers) in series {
            let mut last: Option<u64> = None;
            for (number, vouchers) in numbers {
                if let [_, again, ..] = vouchers[..] {
                    self.find(Rule::NumberTwice, None, Some(again), Ground::Text(format!("{before}{number}")));
                }
                if let Some(last) = last.filter(|last| number > last + 1) {
                    self.find(Rule::NumberGap, None, vouchers.first().copied(), Ground::Text(format!("{before}{}", last + 1)));
                }
                last = Some(number);
            }
        }
    }
}

/// Whether a line of a receipt has a word. A Latin one stands alone (no "wine" in "swine feed"); Khmer has no spaces.
fn has_word(receipt: &Receipt, word: &str) -> bool {
    let word = word.trim().to_lowercase();
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
    let alone = |text: &str, at: usize| {
        let (before, after) = (text[..at].chars().next_back(), text[at + word.len()..].chars().next());
        !(letter(word.chars().next()) && letter(before) || letter(word.chars().next_back()) && letter(after))
    };
    !word.is_empty()
        && receipt.lines.iter().any(|line| {
            let what = line.what.to_lowercase();
            what.match_indices(&word).any(|(at, _)| alone(&what, at))
        })
}
