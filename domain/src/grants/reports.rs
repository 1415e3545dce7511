//! What an award's money did, told at the end of a day: the budget line by line, the liquidation grant by grant, the
//! donor's account.
//!
//! Money counts as spent from the day it is paid, and no longer from the day it comes back. Grants under codes are told
//! together, a sum for each line, and where they are fewer than the donor's [`Limit::Suppress`] not even that: no figure
//! here is a single one's.
use super::{
    Award, Fact, State,
    acts::{Purpose, Step, VoucherNo},
    codes::{shown, shown_row},
    deciding::charged_at,
    state::{Grant, Stage, Voucher},
    terms::{Limit, LineKind},
};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// A line of the budget, or all together, in smallest units of the award's currency.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BudgetLine {
    /// Its code; empty where it is all lines together.
    pub line: String,
    /// What it has.
    pub budget: i64,
    /// Promised and not paid yet: the rest of agreements, and vouchers that are made out. None where it would tell of too
    /// few people under codes, as of the figures below.
    pub committed: Option<i64>,
    /// With partners, not accounted for.
    pub advanced: i64,
    /// Paid, less what came back or is to be paid back.
    pub spent: Option<i64>,
    /// Of what is spent, what is proved: grants that were closed or seen, costs with receipts, partners' accounts.
    pub verified: Option<i64>,
    /// What may still be promised; below nothing where more was.
    pub available: Option<i64>,
}

/// The budget at the end of a day: its lines, in their order.
pub fn budget(award: &Award, on: NaiveDate) -> Vec<BudgetLine> {
    let book = Book::told(award, on);
    let below = award.terms.limit(Limit::Suppress).unwrap_or(0);
    award.terms.lines.iter().map(|line| book.told_line(&line.code, line.kind, line.amount, below)).collect()
}

/// All lines together. Of what one line hides there is no sum: it could be reckoned from it.
pub fn budget_sum(lines: &[BudgetLine]) -> BudgetLine {
    let sum = |figure: fn(&BudgetLine) -> Option<i64>| lines.iter().map(figure).sum::<Option<i64>>();
    BudgetLine {
        line: String::new(),
        budget: lines.iter().map(|line| line.budget).sum(),
        committed: sum(|line| line.committed),
        advanced: lines.iter().map(|line| line.advanced).sum(),
        spent: sum(|line| line.spent),
        verified: sum(|line| line.verified),
        available: sum(|line| line.available),
    }
}

/// How a grant, or some together, were paid and accounted for, in smallest units of the award's currency.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Liquidation {
    /// What is agreed.
    pub agreed: i64,
    /// What was paid.
    pub paid: i64,
    /// What receipts show.
    pub receipts: i64,
    /// What was verified: at the close, or before it the tranches that were seen.
    pub verified: i64,
    /// What came back.
    pub returned: i64,
    /// What was not allowed.
    pub disallowed: i64,
    /// Of what was not allowed, still to be paid back.
    pub to_recover: i64,
}

impl Liquidation {
    /// What is paid and neither verified nor given back nor refused.
    pub fn open(&self) -> i64 {
        self.paid - self.verified - self.returned - self.disallowed
    }

    fn add(&mut self, other: &Liquidation) {
        self.agreed += other.agreed;
        self.paid += other.paid;
        self.receipts += other.receipts;
        self.verified += other.verified;
        self.returned += other.returned;
        self.disallowed += other.disallowed;
        self.to_recover += other.to_recover;
    }
}

/// A family's grant in the liquidation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantLine {
    /// Its number.
    pub no: i64,
    /// Its number on papers of before; empty otherwise.
    pub own_no: String,
    /// The line that pays.
    pub line: String,
    /// Whether it is closed.
    pub closed: bool,
    /// Its figures.
    pub figures: Liquidation,
}

/// The grants under codes of a line, together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodedLine {
    /// The line that pays.
    pub line: String,
    /// How many: none where they are too few to be told.
    pub grants: Option<i64>,
    /// How many of them are not closed and how many are, where that may be told.
    pub open_closed: [Option<i64>; 2],
    /// Their figures, where they may be told.
    pub figures: Option<Liquidation>,
}

/// The liquidation of an award.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Liquidations {
    /// Families' grants that were agreed, by number.
    pub grants: Vec<GrantLine>,
    /// Grants under codes, by line.
    pub coded: Vec<CodedLine>,
    /// Everything; none where it would tell what is hidden.
    pub sum: Option<Liquidation>,
}

/// The liquidation at the end of a day, of everything that was agreed by then.
pub fn liquidation(award: &Award, on: NaiveDate) -> Liquidations {
    let book = Book::told(award, on);
    let agreed = || book.state.grants.values().filter(|grant| book.is_agreed(grant));
    let line = |grant: &Grant| GrantLine {
        no: grant.no,
        own_no: grant.own_no.clone(),
        line: grant.line.clone(),
        closed: book.closing(grant).is_some(),
        figures: book.liquidation(grant),
    };
    let grants: Vec<GrantLine> = agreed().filter(|grant| !grant.is_coded()).map(line).collect();
    let below = award.terms.limit(Limit::Suppress).unwrap_or(0);
    let together = |code: &str| {
        let mine: Vec<&Grant> = agreed().filter(|grant| grant.is_coded() && grant.line == code).collect();
        let closed = mine.iter().filter(|grant| book.closing(grant).is_some()).count() as i64;
        let all = mine.len() as i64;
        let mut figures = Liquidation::default();
        mine.iter().for_each(|grant| figures.add(&book.liquidation(grant)));
        let (grants, cells) = (shown(all, below), shown_row(&[all - closed, closed], below));
        let may = book.hiding(code, below);
        let figures = (may.all && may.split && may.verified).then_some(figures);
        CodedLine { line: code.to_owned(), grants, open_closed: [cells[0], cells[1]], figures }
    };
    let lines = award.terms.lines.iter().filter(|line| line.kind == LineKind::CodedGrants);
    let coded: Vec<CodedLine> = lines.map(|line| together(&line.code)).collect();
    let mut sum = Liquidation::default();
    grants.iter().for_each(|grant| sum.add(&grant.figures));
    let whole = coded.iter().all(|line| line.figures.is_some());
    coded.iter().filter_map(|line| line.figures.as_ref()).for_each(|figures| sum.add(figures));
    Liquidations { grants, coded, sum: whole.then_some(sum) }
}

/// A line of the donor's account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DonorLine {
    /// Its code.
    pub line: String,
    /// What it has.
    pub budget: i64,
    /// Spent before the span. None where it would tell of too few people under codes, as of the figures below.
    pub before: Option<i64>,
    /// Spent in it.
    pub spent: Option<i64>,
    /// What is left of the budget at the end.
    pub left: Option<i64>,
}

/// What a rate was used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RateFor {
    /// Notes that were bought at the bank.
    Notes,
    /// A voucher.
    Voucher(VoucherNo),
    /// Vouchers of grants under codes, all of one rate together.
    ByCode,
}

/// What was paid in another currency, or bought of it, and at which rate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RateUsed {
    /// What for.
    pub what: RateFor,
    /// The day it was paid; none where several stand together.
    pub day: Option<NaiveDate>,
    /// The other currency.
    pub currency: String,
    /// So much of it, and what it was charged at in the award's; none where it would tell of too few.
    pub sums: Option<(i64, i64)>,
    /// Smallest units of the other currency for a million of the award's, as it was charged.
    pub per_million: i64,
    /// The same by the table of that time; none where it has no rate.
    pub table: Option<i64>,
}

/// What the donor is told of a span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Donor {
    /// What was there before: received, less returned, less spent. None where it would tell what a line hides.
    pub brought_forward: Option<i64>,
    /// Received in the span. What paid grants of before came from the donor before these books: on the day of payment.
    pub received: i64,
    /// Returned in the span.
    pub returned: i64,
    /// The lines, in their order.
    pub lines: Vec<DonorLine>,
    /// Everything in another currency that was paid in the span: by day, grants under codes last and together.
    pub rates: Vec<RateUsed>,
}

impl Donor {
    /// What was spent in the span; none where a line hides it.
    pub fn spent(&self) -> Option<i64> {
        self.lines.iter().map(|line| line.spent).sum()
    }

    /// What is there at the end; none where it would tell what a line hides.
    pub fn balance(&self) -> Option<i64> {
        Some(self.brought_forward? + self.received - self.returned - self.spent()?)
    }
}

/// The donor's account of a span, both days included.
pub fn donor(award: &Award, from: NaiveDate, to: NaiveDate) -> Donor {
    let book = Book::told(award, to);
    let earlier = from.pred_opt().map(|day| Book::told(award, day));
    let below = award.terms.limit(Limit::Suppress).unwrap_or(0);
    let spent = |book: Option<&Book>, line: &str, kind| book.map_or(0, |book| book.line(line, kind).spent);
    let line = |line: &super::terms::Line| {
        let before = spent(earlier.as_ref(), &line.code, line.kind);
        let spent = spent(Some(&book), &line.code, line.kind) - before;
        // How many grants were paid before, how many in the span, and how many at all.
        let paid = |book: &Book| book.coded(&line.code).filter(|grant| book.paid_of(grant) != 0).count();
        let within = book.coded(&line.code).filter(|grant| book.paid_in(grant, from)).count();
        let cells = [earlier.as_ref().map_or(0, paid), within, paid(&book)].map(|count| shown(count as i64, below).is_some());
        // Two of the three tell the third.
        let told = cells.iter().all(|cell| *cell);
        let may = |figure: i64| told.then_some(figure);
        let left = line.amount - before - spent;
        DonorLine { line: line.code.clone(), budget: line.amount, before: may(before), spent: may(spent), left: may(left) }
    };
    let lines: Vec<DonorLine> = award.terms.lines.iter().map(line).collect();
    let (received, returned) = book.given(award);
    let (earlier_received, earlier_returned) = earlier.as_ref().map_or((0, 0), |book| book.given(award));
    let before: Option<i64> = lines.iter().map(|line| line.before).sum();
    Donor {
        brought_forward: before.map(|before| earlier_received - earlier_returned - before),
        received: received - earlier_received,
        returned: returned - earlier_returned,
        lines,
        rates: book.rates(award, from),
    }
}

/// What was promised, advanced, spent and proved of a line.
#[derive(Default)]
struct Sums {
    committed: i64,
    advanced: i64,
    spent: i64,
    verified: i64,
}

/// What of a line's sums may be told: what is promised and paid together, each of the two, what is proved.
struct Hiding {
    all: bool,
    split: bool,
    verified: bool,
}

/// An award as it stood at the end of a day.
struct Book {
    state: State,
    on: NaiveDate,
    /// What partners accounted for: line and sum.
    accounted: Vec<(String, i64)>,
}

impl Book {
    /// Grants of before come with all their days in one act: each of those is asked for its own.
    fn told(award: &Award, on: NaiveDate) -> Book {
        let (mut state, mut accounted) = (State::default(), Vec::new());
        for act in award.acts.iter().filter(|act| act.day <= on || matches!(act.fact, Fact::Brought(_))) {
            state.take(act);
            if let Fact::Accounted { line, amount, .. } = &act.fact {
                accounted.push((line.clone(), *amount));
            }
        }
        Book { state, on, accounted }
    }

    fn is_agreed(&self, grant: &Grant) -> bool {
        let signed = grant.agreed.as_ref().is_some_and(|done| done.on <= self.on);
        // One of before may have been paid without an agreement.
        signed || grant.brought && self.paid_of(grant) != 0
    }

    fn closing(&self, grant: &Grant) -> Option<super::state::Closing> {
        grant.closed.filter(|closing| grant.stage == Stage::Closed && closing.on <= self.on)
    }

    fn is_paid(&self, voucher: &Voucher) -> bool {
        voucher.stands() && voucher.step(Step::Paid).is_some_and(|done| done.on <= self.on)
    }

    fn is_made_out(&self, voucher: &Voucher) -> bool {
        voucher.stands() && voucher.steps.iter().any(|(_, done)| done.on <= self.on)
    }

    fn paid_of(&self, grant: &Grant) -> i64 {
        self.state.vouchers_of(grant.no).filter(|voucher| self.is_paid(voucher)).map(|voucher| voucher.amount).sum()
    }

    fn liquidation(&self, grant: &Grant) -> Liquidation {
        let paid = || self.state.vouchers_of(grant.no).filter(|voucher| self.is_paid(voucher));
        let was_agreed = grant.agreed.as_ref().is_some_and(|done| done.on <= self.on);
        let mut told = Liquidation {
            agreed: if was_agreed { grant.agreement() } else { 0 },
            paid: self.paid_of(grant),
            receipts: paid().map(|voucher| self.receipts(voucher)).sum(),
            ..Liquidation::default()
        };
        match self.closing(grant) {
            Some(closing) => {
                (told.verified, told.returned) = (closing.verified, closing.returned);
                (told.disallowed, told.to_recover) = (closing.disallowed, grant.to_recover);
            }
            None => told.verified = paid().filter(|voucher| self.is_seen(grant, voucher)).map(|voucher| voucher.amount).sum(),
        }
        told
    }

    fn is_seen(&self, grant: &Grant, voucher: &Voucher) -> bool {
        use super::acts::{Seen, Visiting};
        let Purpose::Tranche { tranche, .. } = voucher.purpose else { return false };
        let of = |visit: &super::state::Visit| {
            visit.visiting == Visiting::Verification { tranche } && visit.seen != Seen::Nothing && visit.done.on <= self.on
        };
        grant.visits.iter().any(of)
    }

    /// What a voucher's receipts show, in the award's currency at the voucher's own rate; half a smallest unit counts as one.
    fn receipts(&self, voucher: &Voucher) -> i64 {
        let filed = |done: &Option<super::state::Done>| done.as_ref().is_none_or(|done| done.on <= self.on);
        let counts = voucher.receipts.iter().filter(|(receipt, done)| receipt.day <= self.on && filed(done));
        let shown = counts.fold(0_i64, |sum, (receipt, _)| sum.saturating_add(receipt.amount));
        if shown == voucher.paid || voucher.paid <= 0 {
            return voucher.amount;
        }
        let paid = i128::from(voucher.paid);
        let own = (i128::from(shown) * i128::from(voucher.amount) * 2 + paid) / (paid * 2);
        i64::try_from(own).unwrap_or(i64::MAX)
    }

    /// The agreed grants under codes of a line.
    fn coded<'a>(&'a self, code: &'a str) -> impl Iterator<Item = &'a Grant> {
        self.state.grants.values().filter(move |grant| grant.line == code && grant.is_coded() && self.is_agreed(grant))
    }

    fn paid_in(&self, grant: &Grant, from: NaiveDate) -> bool {
        let since = |voucher: &Voucher| voucher.step(Step::Paid).is_some_and(|done| done.on >= from);
        self.state.vouchers_of(grant.no).any(|voucher| self.is_paid(voucher) && since(voucher))
    }

    /// What of a line's sums may be told. The grants of a package are of one size: how much is promised, paid or seen says
    /// of how many, and their difference of how many not.
    fn hiding(&self, code: &str, below: i64) -> Hiding {
        let (mut all, mut paid, mut open, mut seen) = (0, 0, 0, 0);
        for grant in self.coded(code) {
            let figures = self.liquidation(grant);
            all += 1;
            paid += i64::from(figures.paid != 0);
            open += i64::from(self.closing(grant).is_none() && figures.agreed > figures.paid);
            seen += i64::from(figures.verified != 0);
        }
        let told = |counts: &[i64]| counts.iter().all(|count| shown(*count, below).is_some());
        Hiding { all: told(&[all]), split: told(&[all, paid, open, all - paid]), verified: told(&[all, seen, all - seen]) }
    }

    fn told_line(&self, code: &str, kind: LineKind, budget: i64, below: i64) -> BudgetLine {
        let (sums, may) = (self.line(code, kind), self.hiding(code, below));
        BudgetLine {
            line: code.to_owned(),
            budget,
            committed: may.split.then_some(sums.committed),
            advanced: sums.advanced,
            spent: may.split.then_some(sums.spent),
            verified: may.verified.then_some(sums.verified),
            available: may.all.then_some(budget - sums.committed - sums.advanced - sums.spent),
        }
    }

    fn line(&self, code: &str, kind: LineKind) -> Sums {
        let mut told = Sums::default();
        if kind.is_grants() {
            for grant in self.state.grants.values().filter(|grant| grant.line == code && self.is_agreed(grant)) {
                let figures = self.liquidation(grant);
                told.spent += figures.paid - figures.returned - figures.disallowed;
                told.verified += figures.verified;
                if self.closing(grant).is_none() {
                    told.committed += (figures.agreed - figures.paid).max(0);
                }
            }
            return told;
        }
        let accounted: i64 = self.accounted.iter().filter(|(line, _)| line == code).map(|(_, amount)| amount).sum();
        for voucher in self.state.vouchers.values().filter(|voucher| self.is_made_out(voucher)) {
            match &voucher.purpose {
                _ if !charges(voucher, code) => {}
                _ if !self.is_paid(voucher) => told.committed += voucher.amount,
                Purpose::Partner { .. } => told.advanced += voucher.amount,
                _ => {
                    told.spent += voucher.amount;
                    told.verified += self.receipts(voucher).min(voucher.amount);
                }
            }
        }
        told.advanced -= accounted;
        told.spent += accounted;
        told.verified += accounted;
        told
    }

    /// What the donor gave and got back by then.
    fn given(&self, award: &Award) -> (i64, i64) {
        let (mut received, mut returned) = (0, 0);
        for act in award.acts.iter().filter(|act| act.day <= self.on) {
            match &act.fact {
                Fact::Received { amount, .. } => received += amount,
                Fact::Returned { amount, .. } => returned += amount,
                _ => {}
            }
        }
        let before: i64 = self.state.grants.values().filter(|grant| grant.brought).map(|grant| self.brought_paid(grant)).sum();
        (received + before, returned)
    }

    /// What was paid before these books.
    fn brought_paid(&self, grant: &Grant) -> i64 {
        let paid = self.state.vouchers_of(grant.no).filter(|voucher| voucher.brought && self.is_paid(voucher));
        paid.map(|voucher| voucher.amount).sum()
    }

    /// The rates of what was paid since a day: notes and vouchers by day, then grants under codes.
    fn rates(&self, award: &Award, from: NaiveDate) -> Vec<RateUsed> {
        let mut all: Vec<RateUsed> = Vec::new();
        for act in award.acts.iter().filter(|act| (from..=self.on).contains(&act.day)) {
            if let Fact::Changed { paid, currency, received } = &act.fact {
                all.push(RateUsed {
                    what: RateFor::Notes,
                    day: Some(act.day),
                    currency: currency.clone(),
                    sums: Some((*received, *paid)),
                    per_million: per_million(*received, *paid),
                    table: self.state.rate(currency, act.day),
                });
            }
        }
        let mut coded: BTreeMap<CodedRate, (i64, i64, i64)> = BTreeMap::new();
        for voucher in self.state.vouchers.values().filter(|voucher| voucher.currency != award.terms.currency) {
            let paid = voucher.step(Step::Paid).filter(|done| self.is_paid(voucher) && done.on >= from);
            let Some(day) = paid.map(|done| done.on) else { continue };
            let used = self.rate_used(voucher, day);
            match (voucher.grant().and_then(|no| self.state.grants.get(&no)).is_some_and(Grant::is_coded), used.sums) {
                (true, Some((paid, amount))) => {
                    let sums = coded.entry((used.currency, used.per_million, used.table)).or_default();
                    *sums = (sums.0 + 1, sums.1 + paid, sums.2 + amount);
                }
                _ => all.push(used),
            }
        }
        all.sort_by_key(|used| (used.day, used.what));
        let below = award.terms.limit(Limit::Suppress).unwrap_or(0);
        all.extend(coded.into_iter().map(|((currency, per_million, table), (count, paid, amount))| {
            let sums = shown(count, below).map(|_| (paid, amount));
            RateUsed { what: RateFor::ByCode, day: None, currency, sums, per_million, table }
        }));
        all
    }

    fn rate_used(&self, voucher: &Voucher, day: NaiveDate) -> RateUsed {
        // A voucher is charged when it is made out; of one of before only the payment is sure.
        let made_out = voucher.step(Step::Prepared).filter(|_| !voucher.brought).map_or(day, |done| done.on);
        let table = self.state.rate(&voucher.currency, made_out);
        let charged = table.filter(|rate| charged_at(voucher.paid, *rate) == voucher.amount);
        RateUsed {
            what: RateFor::Voucher(voucher.no),
            day: Some(day),
            currency: voucher.currency.clone(),
            sums: Some((voucher.paid, voucher.amount)),
            per_million: charged.unwrap_or_else(|| per_million(voucher.paid, voucher.amount)),
            table,
        }
    }
}

/// A currency, the rate it was charged at, and the table's.
type CodedRate = (String, i64, Option<i64>);

/// Whether a voucher is of a line that pays no grants.
fn charges(voucher: &Voucher, code: &str) -> bool {
    match &voucher.purpose {
        Purpose::Cost { line, .. } | Purpose::Partner { line, .. } => line == code,
        Purpose::Tranche { .. } | Purpose::Advance { .. } => false,
    }
}

/// The rate that two sums make; half up.
fn per_million(other: i64, own: i64) -> i64 {
    let own = i128::from(own.max(1));
    i64::try_from((i128::from(other) * 1_000_000 * 2 + own) / (own * 2)).unwrap_or(i64::MAX)
}
