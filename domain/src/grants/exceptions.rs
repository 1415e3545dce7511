//! What an auditor tests in every voucher and grant, rule by rule (shared source: the auditors' checklist). Each finding
//! says which rule, where, and the figures it rests on; words are found elsewhere.
//!
//! The rules run over everything: what was written here, where most cannot happen, and history brought from papers.
use super::{
    Award, State,
    acts::{Means, Purpose, Same, Seen, Step, Visiting, VoucherNo, Who},
    deciding::{charged_at, paper, same},
    duties::Duty,
    duties::apart,
    state::{Grant, Stage, Voucher},
    terms::Limit,
};
use chrono::{Datelike, NaiveDate, Weekday};
use std::collections::BTreeMap;

/// A rule by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rule {
    /// 1: no paper shows that the family was eligible.
    Eligibility,
    /// 2: two duties that must be two people lay in one hand.
    OneHand,
    /// 3: paid before it was approved, or without.
    PaidBeforeApproved,
    /// 4: more was paid than was agreed.
    OverAgreement,
    /// 5: a step is dated before the one it follows.
    DateOrder,
    /// 5: a day outside the award's time.
    OutsideAward,
    /// 6: the same receipt, or the same scan, proves two vouchers.
    ReceiptTwice,
    /// 6: a receipt's lines do not sum to it.
    ReceiptSum,
    /// 6: the receipts of a closed grant's voucher do not come to what was paid.
    ReceiptShort,
    /// 7: a payment just under the threshold of a higher approval.
    JustUnder,
    /// 7: a round sum, where the donor looks at such.
    Round,
    /// 7: a payment on a Saturday or Sunday.
    Weekend,
    /// 8: paid ninety days ago or more, and nobody has been there since.
    NobodyWent,
    /// 8: the same place, phone or account as another grant.
    SamePlace,
    /// 8: one witness for a large part of all agreements.
    OneWitness,
    /// 9: the same person or household has two grants.
    TwoGrants,
    /// 10: a receipt has what the donor does not pay for.
    Ineligible,
    /// 11: an advance is held too long.
    OldAdvance,
    /// 12: a visitor did not find what was bought.
    NotSeen,
    /// 13: a line of the budget is overspent.
    LineOverspent,
    /// 14: a tranche was paid although the one before was not verified.
    NotVerified,
    /// 15: charged at another rate than the table's.
    OtherRate,
    /// 16: a number is missing between vouchers.
    NumberGap,
    /// 16: a number is there twice.
    NumberTwice,
    /// 18: no scan or copy of a receipt is kept.
    ScanMissing,
    /// A purchase above the threshold without three quotations.
    Quotations,
    /// A payment above the threshold in cash.
    CashTooMuch,
}

impl Rule {
    /// All rules.
    pub const ALL: [Rule; 27] = [
        Rule::Eligibility,
        Rule::OneHand,
        Rule::PaidBeforeApproved,
        Rule::OverAgreement,
        Rule::DateOrder,
        Rule::OutsideAward,
        Rule::ReceiptTwice,
        Rule::ReceiptSum,
        Rule::ReceiptShort,
        Rule::JustUnder,
        Rule::Round,
        Rule::Weekend,
        Rule::NobodyWent,
        Rule::SamePlace,
        Rule::OneWitness,
        Rule::TwoGrants,
        Rule::Ineligible,
        Rule::OldAdvance,
        Rule::NotSeen,
        Rule::LineOverspent,
        Rule::NotVerified,
        Rule::OtherRate,
        Rule::NumberGap,
        Rule::NumberTwice,
        Rule::ScanMissing,
        Rule::Quotations,
        Rule::CashTooMuch,
    ];

    /// Its word, under which pages, exports and findings name it.
    pub fn code(self) -> &'static str {
        match self {
            Rule::Eligibility => "eligibility",
            Rule::OneHand => "one-hand",
            Rule::PaidBeforeApproved => "paid-before-approved",
            Rule::OverAgreement => "over-agreement",
            Rule::DateOrder => "date-order",
            Rule::OutsideAward => "outside-award",
            Rule::ReceiptTwice => "receipt-twice",
            Rule::ReceiptSum => "receipt-sum",
            Rule::ReceiptShort => "receipt-short",
            Rule::JustUnder => "just-under",
            Rule::Round => "round",
            Rule::Weekend => "weekend",
            Rule::NobodyWent => "nobody-went",
            Rule::SamePlace => "same-place",
            Rule::OneWitness => "one-witness",
            Rule::TwoGrants => "two-grants",
            Rule::Ineligible => "ineligible",
            Rule::OldAdvance => "old-advance",
            Rule::NotSeen => "not-seen",
            Rule::LineOverspent => "line-overspent",
            Rule::NotVerified => "not-verified",
            Rule::OtherRate => "other-rate",
            Rule::NumberGap => "number-gap",
            Rule::NumberTwice => "number-twice",
            Rule::ScanMissing => "scan-missing",
            Rule::Quotations => "quotations",
            Rule::CashTooMuch => "cash-too-much",
        }
    }

    /// Its number on the auditors' checklist; none where only the donor's own rules ask for it.
    pub fn checklist(self) -> Option<i64> {
        Some(match self {
            Rule::Eligibility => 1,
            Rule::OneHand => 2,
            Rule::PaidBeforeApproved => 3,
            Rule::OverAgreement => 4,
            Rule::DateOrder | Rule::OutsideAward => 5,
            Rule::ReceiptTwice | Rule::ReceiptSum | Rule::ReceiptShort => 6,
            Rule::JustUnder | Rule::Round | Rule::Weekend => 7,
            Rule::NobodyWent | Rule::SamePlace | Rule::OneWitness => 8,
            Rule::TwoGrants => 9,
            Rule::Ineligible => 10,
            Rule::OldAdvance => 11,
            Rule::NotSeen => 12,
            Rule::LineOverspent => 13,
            Rule::NotVerified => 14,
            Rule::OtherRate => 15,
            Rule::NumberGap | Rule::NumberTwice => 16,
            Rule::ScanMissing => 18,
            Rule::Quotations | Rule::CashTooMuch => return None,
        })
    }

    /// The rule of a word.
    pub fn parse(word: &str) -> Option<Rule> {
        Rule::ALL.into_iter().find(|rule| rule.code() == word)
    }
}

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

    /// Receipts: summed right, kept, and each used once; those of a closed grant come to what was paid.
    fn receipts(&mut self) {
        let all: Vec<(&Voucher, &super::acts::Receipt)> = self
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

    /// Numbers on papers of before: in each series (what stands before the digits) none is missing and none there twice.
    fn numbers(&mut self) {
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

/// Whether a line of a receipt has a word. A Latin one stands alone (no "wine" in "swine feed"); Khmer has no spaces.
fn has_word(receipt: &super::acts::Receipt, word: &str) -> bool {
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
