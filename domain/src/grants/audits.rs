//! What an auditor works with: the vouchers a sample is drawn from, what the sample says of them, how a finding goes on,
//! and the digest of everything that was written down.
//!
//! A sample is drawn from the books as they stood through one entry: whoever has the acts and the seed draws it again,
//! however much was written since. Amounts are in the smallest unit of the award's currency.
use super::{
    Act, Grant, GrantNo, State, Voucher, VoucherNo, Who,
    acts::{Purpose, Step},
};
use crate::samples::{self, Percent, SampleRefusal, Tested};
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use uuid::Uuid;

/// Which vouchers a sample is drawn from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stratum {
    /// Every one.
    All,
    /// Tranches of grants to families.
    Families,
    /// Tranches of grants under codes.
    Coded,
    /// Costs, and what partners received.
    Costs,
}

impl Stratum {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Stratum; 4] = [Stratum::All, Stratum::Families, Stratum::Coded, Stratum::Costs];

    /// Its word.
    pub fn code(self) -> &'static str {
        match self {
            Stratum::All => "all",
            Stratum::Families => "families",
            Stratum::Coded => "coded",
            Stratum::Costs => "costs",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Stratum> {
        Stratum::ALL.into_iter().find(|stratum| stratum.code() == text)
    }

    fn takes(self, state: &State, voucher: &Voucher) -> bool {
        let coded = voucher.grant().and_then(|no| state.grants.get(&no)).map(Grant::is_coded);
        match self {
            Stratum::All => true,
            Stratum::Families => coded == Some(false),
            Stratum::Coded => coded == Some(true),
            Stratum::Costs => matches!(voucher.purpose, Purpose::Cost { .. } | Purpose::Partner { .. }),
        }
    }
}

/// What a sample is drawn for. Rates are in hundredths of a percent: 5 % is 500.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Plan {
    /// Whether the controls are kept: how many deviations could be borne.
    Attribute {
        /// Of which vouchers.
        stratum: Stratum,
        /// The rate of deviations that could be borne.
        tolerable: i64,
        /// How sure one wants to be.
        confidence: i64,
    },
    /// How wrong the sum may be: each unit of money has the same chance.
    MonetaryUnit {
        /// Of which vouchers.
        stratum: Stratum,
        /// How wrong it may be.
        tolerable: i64,
        /// How wrong it is expected to be.
        expected: i64,
        /// How sure one wants to be.
        confidence: i64,
    },
}

/// A rate in hundredths of a percent; `None` unless it is above nothing and below all.
pub fn percent(hundredths: i64) -> Option<Percent> {
    Percent::new(Decimal::new(hundredths, 2))
}

impl Plan {
    /// The word under which it is kept.
    pub fn code(&self) -> &'static str {
        match self {
            Plan::Attribute { .. } => "attribute",
            Plan::MonetaryUnit { .. } => "monetary-unit",
        }
    }

    /// Which vouchers it is drawn from.
    pub fn stratum(&self) -> Stratum {
        match *self {
            Plan::Attribute { stratum, .. } | Plan::MonetaryUnit { stratum, .. } => stratum,
        }
    }

    /// How sure one wants to be, in hundredths of a percent.
    pub fn confidence(&self) -> i64 {
        match *self {
            Plan::Attribute { confidence, .. } | Plan::MonetaryUnit { confidence, .. } => confidence,
        }
    }

    /// How large the sample of a population is.
    ///
    /// # Errors
    /// An empty population, or an aim that no sample can meet.
    pub fn size(&self, population: &Population) -> Result<Size, PlanRefusal> {
        self.size_of(population.items.len() as u64, population.total()?)
    }

    /// The same of so many vouchers that sum to so much.
    ///
    /// # Errors
    /// An empty population, or an aim that no sample can meet.
    pub fn size_of(&self, items: u64, total: i64) -> Result<Size, PlanRefusal> {
        let confidence = percent(self.confidence()).ok_or(PlanRefusal::Confidence)?;
        match *self {
            Plan::Attribute { tolerable, .. } => {
                let tolerable = percent(tolerable).ok_or(PlanRefusal::Tolerable)?;
                Ok(Size { n: samples::attribute(items, tolerable, confidence)?, interval: None })
            }
            Plan::MonetaryUnit { tolerable, expected, .. } => {
                let found = samples::monetary_unit(total, samples::Aim { tolerable, expected, confidence })?;
                Ok(Size { n: found.n, interval: Some(found.interval) })
            }
        }
    }

    /// Draws from a population.
    ///
    /// # Errors
    /// An empty population, or an aim that no sample can meet.
    pub fn draw(&self, population: &Population, seed: &str) -> Result<Vec<Drawn>, PlanRefusal> {
        let size = self.size(population)?;
        let drawn = |at: usize, hits: u64| {
            let item = population.items[at];
            Drawn { voucher: item.voucher, amount: item.amount, hits: i64::try_from(hits).unwrap_or(i64::MAX) }
        };
        let Some(interval) = size.interval else {
            let keys: Vec<String> = population.items.iter().map(Item::key).collect();
            let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
            let n = usize::try_from(size.n).unwrap_or(usize::MAX);
            return Ok(samples::choose(&keys, n, seed).into_iter().map(|at| drawn(at, 1)).collect());
        };
        let amounts: Vec<i64> = population.items.iter().map(|item| item.amount).collect();
        Ok(samples::draw(&amounts, interval, seed)?.into_iter().map(|chosen| drawn(chosen.item, chosen.hits)).collect())
    }
}

/// How large a sample is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// So many vouchers, or so many units that are hit.
    pub n: u64,
    /// The units from one hit to the next; none where vouchers are counted.
    pub interval: Option<i64>,
}

/// Why no sample is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanRefusal {
    /// The tolerable rate is not one.
    Tolerable,
    /// The confidence is not one.
    Confidence,
    /// The population or the aim.
    Sample(SampleRefusal),
}

impl From<SampleRefusal> for PlanRefusal {
    fn from(refusal: SampleRefusal) -> PlanRefusal {
        PlanRefusal::Sample(refusal)
    }
}

/// A voucher of a population.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// Which.
    pub voucher: VoucherNo,
    /// What the books say it charged.
    pub amount: i64,
}

impl Item {
    fn key(&self) -> String {
        self.voucher.to_string()
    }
}

/// What a sample is drawn from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Population {
    /// By the vouchers' numbers.
    pub items: Vec<Item>,
}

impl Population {
    /// The vouchers that were recorded and stand: of papers of before, those that were paid.
    pub fn of(state: &State, stratum: Stratum) -> Population {
        let counts = |voucher: &&Voucher| {
            let step = if voucher.brought { Step::Paid } else { Step::Recorded };
            voucher.stands() && voucher.step(step).is_some() && stratum.takes(state, voucher)
        };
        let item = |voucher: &Voucher| Item { voucher: voucher.no, amount: voucher.amount };
        Population { items: state.vouchers.values().filter(counts).map(item).collect() }
    }

    /// Their sum.
    ///
    /// # Errors
    /// A sum beyond 64 bits.
    pub fn total(&self) -> Result<i64, SampleRefusal> {
        let sum = self.items.iter().try_fold(0_i64, |sum, item| sum.checked_add(item.amount));
        sum.ok_or(SampleRefusal::TooLarge)
    }

    /// SHA-256 of its lines: the voucher's number, a tab, its amount, a line feed.
    pub fn digest(&self) -> [u8; 32] {
        let keys: Vec<(String, i64)> = self.items.iter().map(|item| (item.key(), item.amount)).collect();
        samples::population_digest(keys.iter().map(|(key, amount)| (key.as_str(), *amount)))
    }
}

/// The acts through an entry of the book. What follows the last of them and posts nothing changes no population.
pub fn through(acts: &[Act], entry: i64) -> &[Act] {
    let last = acts.iter().rposition(|act| act.entry.is_some_and(|no| no <= entry));
    &acts[..last.map_or(0, |at| at + 1)]
}

/// A voucher that was drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// Which.
    pub voucher: VoucherNo,
    /// What the books said when it was drawn.
    pub amount: i64,
    /// How many units of it were hit; 1 where vouchers are counted.
    pub hits: i64,
}

/// A sample as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept<'a> {
    /// What it was drawn for.
    pub plan: Plan,
    /// The book's last entry then.
    pub through_entry: i64,
    /// The population's digest.
    pub population: &'a [u8],
    /// How many there were.
    pub items: i64,
    /// Their sum.
    pub total: i64,
    /// Where the draw began.
    pub seed: &'a str,
    /// What was drawn, by voucher.
    pub drawn: &'a [Drawn],
}

/// What comes of drawing again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// The same vouchers of the same population.
    Same,
    /// The books through that entry are not those it was drawn from.
    OtherPopulation,
    /// The population is the same, and the draw is another one.
    OtherItems,
}

/// Draws a sample again from the acts.
pub fn again(acts: &[Act], kept: &Kept<'_>) -> Again {
    let population = Population::of(&State::tell(through(acts, kept.through_entry)), kept.plan.stratum());
    let same = population.digest() == kept.population
        && population.items.len() as i64 == kept.items
        && population.total() == Ok(kept.total);
    if !same {
        return Again::OtherPopulation;
    }
    if kept.plan.draw(&population, kept.seed).as_deref() == Ok(kept.drawn) { Again::Same } else { Again::OtherItems }
}

/// What was found of a voucher of a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Looked {
    /// What the books said.
    pub book: i64,
    /// What it should be.
    pub audited: i64,
    /// Whether every control was kept.
    pub kept: bool,
}

/// What a sample says of the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// So many deviations, where none may be.
    Deviations(i64),
    /// In smallest units; the three first sum to the limit.
    Error {
        /// What the errors come to when projected on the whole.
        projected: i64,
        /// What may be wrong although nothing was found.
        basic_precision: i64,
        /// What the errors found add to that.
        allowance: i64,
        /// How wrong the sum is at most, rounded up.
        upper_limit: i64,
    },
}

/// What a sample says, and whether that can be borne.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// What it says.
    pub said: Said,
    /// It can be borne.
    pub accepted: bool,
}

/// What the vouchers looked at so far say; it is the sample's word once all of it was. `None` where the plan is none.
pub fn verdict(plan: &Plan, interval: Option<i64>, looked: &[Looked]) -> Option<Verdict> {
    match *plan {
        Plan::Attribute { .. } => {
            let deviations = looked.iter().filter(|one| !one.kept || one.audited != one.book).count() as i64;
            Some(Verdict { said: Said::Deviations(deviations), accepted: deviations == 0 })
        }
        Plan::MonetaryUnit { tolerable, .. } => {
            let tested: Vec<Tested> = looked.iter().map(|one| Tested { book: one.book, audited: one.audited }).collect();
            let found = samples::evaluate(&tested, interval?, percent(plan.confidence())?);
            let whole = |units: Decimal, how| units.round_dp_with_strategy(0, how).try_into().ok();
            let projected: i64 = whole(found.projected, RoundingStrategy::MidpointAwayFromZero)?;
            let basic_precision: i64 = whole(found.basic_precision, RoundingStrategy::MidpointAwayFromZero)?;
            // The limit is never told too low; what the rounding adds is the allowance's.
            let upper_limit: i64 = whole(found.upper_limit, RoundingStrategy::ToPositiveInfinity)?;
            let allowance = upper_limit.checked_sub(projected)?.checked_sub(basic_precision)?;
            let accepted = found.upper_limit <= Decimal::from(tolerable);
            Some(Verdict { said: Said::Error { projected, basic_precision, allowance, upper_limit }, accepted })
        }
    }
}

// --- findings

/// Whether nothing may be told in free words of what belongs to this: a grant under a code, or help that is counted.
pub fn is_silent(state: &State, grant: Option<GrantNo>, voucher: Option<VoucherNo>) -> bool {
    let coded = |no: GrantNo| state.grants.get(&no).is_some_and(Grant::is_coded);
    let voucher = voucher.and_then(|no| state.vouchers.get(&no));
    grant.is_some_and(coded)
        || voucher.is_some_and(|voucher| {
            voucher.grant().is_some_and(coded) || matches!(voucher.purpose, Purpose::Cost { help: Some(_), .. })
        })
}

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It should be mended.
    Low,
    /// It must be mended.
    Medium,
    /// Money is lost, or could be.
    High,
}

impl Severity {
    /// All of them, the gravest first.
    pub const ALL: [Severity; 3] = [Severity::High, Severity::Medium, Severity::Low];

    /// Its word.
    pub fn code(self) -> &'static str {
        match self {
            Severity::Low => "low",
            Severity::Medium => "medium",
            Severity::High => "high",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Severity> {
        Severity::ALL.into_iter().find(|severity| severity.code() == text)
    }
}

/// What may be said of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saying {
    /// Who keeps the award answers.
    Response,
    /// The auditor looked again.
    FollowUp,
    /// It is settled.
    Closed,
    /// It is not settled after all.
    Reopened,
}

impl Saying {
    /// All of them.
    pub const ALL: [Saying; 4] = [Saying::Response, Saying::FollowUp, Saying::Closed, Saying::Reopened];

    /// Its word.
    pub fn code(self) -> &'static str {
        match self {
            Saying::Response => "response",
            Saying::FollowUp => "follow-up",
            Saying::Closed => "closed",
            Saying::Reopened => "reopened",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Saying> {
        Saying::ALL.into_iter().find(|saying| saying.code() == text)
    }

    /// What may be said where nothing is told in free words, by the words of the list.
    pub fn list(self) -> &'static [&'static str] {
        match self {
            Saying::Response => &["mended", "paper-found", "money-back", "will-mend", "disagrees"],
            Saying::FollowUp => &["seen-mended", "partly-mended", "not-mended"],
            Saying::Closed => &["settled", "borne"],
            Saying::Reopened => &["came-back", "was-not-mended"],
        }
    }
}

/// How a finding stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Nobody has answered.
    Open,
    /// It was opened again, and nobody has answered since.
    Reopened,
    /// Answered: the auditor's turn.
    Answered,
    /// The auditor looked again.
    FollowedUp,
    /// Settled.
    Closed,
}

impl Status {
    /// All of them, in the order in which they are worked on.
    pub const ALL: [Status; 5] = [Status::Open, Status::Reopened, Status::Answered, Status::FollowedUp, Status::Closed];

    /// Its word.
    pub fn code(self) -> &'static str {
        match self {
            Status::Open => "open",
            Status::Reopened => "reopened",
            Status::Answered => "answered",
            Status::FollowedUp => "followed-up",
            Status::Closed => "closed",
        }
    }

    /// After what was said, in its order.
    pub fn of(said: impl IntoIterator<Item = Saying>) -> Status {
        said.into_iter().fold(Status::Open, |_, saying| match saying {
            Saying::Response => Status::Answered,
            Saying::FollowUp => Status::FollowedUp,
            Saying::Closed => Status::Closed,
            Saying::Reopened => Status::Reopened,
        })
    }
}

/// Why something may not be said of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FindingRefusal {
    /// It is closed: it must be opened again first.
    Closed,
    /// It is not closed.
    NotClosed,
    /// Nobody has answered it yet.
    NotAnswered,
    /// An auditor does not answer what auditors found.
    NotHers,
    /// Whoever answered does not close it.
    AnsweredByHer,
}

/// Who would say something: of the auditors, or of those who keep the award.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// An auditor.
    Auditor,
    /// Who keeps the award.
    Keeper,
}

/// Whether somebody may say something after what was said.
///
/// # Errors
/// It is not its turn, or not hers.
pub fn may_say(saying: Saying, side: Side, who: &Who, said: &[(Saying, Who)]) -> Result<(), FindingRefusal> {
    let status = Status::of(said.iter().map(|(saying, _)| *saying));
    let auditor = side == Side::Auditor;
    match saying {
        Saying::Response if auditor => Err(FindingRefusal::NotHers),
        Saying::FollowUp | Saying::Closed | Saying::Reopened if !auditor => Err(FindingRefusal::NotHers),
        Saying::Reopened if status != Status::Closed => Err(FindingRefusal::NotClosed),
        Saying::Reopened => Ok(()),
        _ if status == Status::Closed => Err(FindingRefusal::Closed),
        Saying::Closed if said.iter().any(|(saying, by)| *saying == Saying::Response && by == who) => {
            Err(FindingRefusal::AnsweredByHer)
        }
        Saying::FollowUp | Saying::Closed if !answered(said) => Err(FindingRefusal::NotAnswered),
        Saying::Response | Saying::FollowUp | Saying::Closed => Ok(()),
    }
}

/// Whether somebody answered since it was opened, or opened again.
fn answered(said: &[(Saying, Who)]) -> bool {
    let since = said.iter().rev().take_while(|(saying, _)| *saying != Saying::Reopened);
    since.into_iter().any(|(saying, _)| *saying == Saying::Response)
}

// --- the digest of acts

/// An act as it stands in its row.
#[derive(Clone, Copy, Debug)]
pub struct ActLine<'a> {
    /// Its number.
    pub no: i64,
    /// Its key.
    pub id: Uuid,
    /// The business day.
    pub day: NaiveDate,
    /// Its kind.
    pub kind: &'a str,
    /// What happened, as it is kept.
    pub fact: &'a str,
    /// Of what was asked.
    pub digest: &'a [u8],
    /// The entry that posts it.
    pub entry: Option<i64>,
    /// When it was written; microseconds count, which every engine keeps.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: Uuid,
}

/// SHA-256 over acts, a line each: number, key, day, kind, fact, digest, entry or `-`, when and by whom it was recorded,
/// with a tab between them and a line feed after each.
#[derive(Clone, Debug, Default)]
pub struct ActsDigest(Sha256);

impl ActsDigest {
    /// Takes the next act.
    pub fn add(&mut self, act: &ActLine<'_>) {
        let mut digest = String::with_capacity(64);
        for byte in act.digest {
            write!(digest, "{byte:02x}").expect("a text takes whatever is written");
        }
        let entry = act.entry.map_or_else(|| "-".to_owned(), |no| no.to_string());
        let at = act.recorded_at.format("%Y-%m-%dT%H:%M:%S%.6fZ");
        let ActLine { no, id, day, kind, fact, recorded_by, .. } = act;
        self.0.update(format!("{no}\t{id}\t{day}\t{kind}\t{fact}\t{digest}\t{entry}\t{at}\t{recorded_by}\n"));
    }

    /// The digest.
    pub fn finish(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn population(amounts: &[i64]) -> Population {
        Population { items: (1..).zip(amounts).map(|(voucher, &amount)| Item { voucher, amount }).collect() }
    }

    const MUS: Plan = Plan::MonetaryUnit { stratum: Stratum::All, tolerable: 15_000, expected: 6_000, confidence: 9_500 };

    #[test]
    fn the_size_and_the_draw_are_those_of_samples() {
        let ninety = population(&[100; 90]);
        let plan = Plan::Attribute { stratum: Stratum::All, tolerable: 500, confidence: 9_500 };
        assert_eq!(plan.size(&ninety), Ok(Size { n: 40, interval: None }));
        let drawn = plan.draw(&ninety, "7").unwrap();
        assert_eq!(drawn.len(), 40);
        assert_eq!(drawn, plan.draw(&ninety, "7").unwrap());
        assert_ne!(drawn, plan.draw(&ninety, "8").unwrap());
        let many = population(&[1_000; 300]);
        assert_eq!(MUS.size(&many), Ok(Size { n: 181, interval: Some(1_657) }));
        let hits: i64 = MUS.draw(&many, "7").unwrap().iter().map(|one| one.hits).sum();
        assert!((180..=182).contains(&hits), "{hits}");
    }

    #[test]
    fn what_no_sample_can_meet_is_refused() {
        let none = population(&[]);
        for plan in [MUS, Plan::Attribute { stratum: Stratum::All, tolerable: 500, confidence: 9_500 }] {
            assert_eq!(plan.size(&none), Err(PlanRefusal::Sample(SampleRefusal::EmptyPopulation)));
        }
        let some = population(&[100]);
        let attribute = |tolerable, confidence| Plan::Attribute { stratum: Stratum::All, tolerable, confidence };
        assert_eq!(attribute(0, 9_500).size(&some), Err(PlanRefusal::Tolerable));
        assert_eq!(attribute(500, 10_000).size(&some), Err(PlanRefusal::Confidence));
        let mus =
            |tolerable, expected| Plan::MonetaryUnit { stratum: Stratum::All, tolerable, expected, confidence: 9_500 }.size(&some);
        assert_eq!(mus(0, 0), Err(SampleRefusal::NothingTolerable.into()));
        assert_eq!(mus(10, 10), Err(SampleRefusal::ExpectedTooHigh.into()));
        assert_eq!(mus(10, -1), Err(SampleRefusal::ExpectedNegative.into()));
    }

    /// The published example: three errors, one of them in an item above the interval.
    #[test]
    fn a_sample_speaks_for_the_whole() {
        let looked = [(400, 320), (500, 0), (3_000, 2_500), (900, 900)];
        let looked = looked.map(|(book, audited)| Looked { book, audited, kept: true });
        let verdict = verdict(&MUS, Some(1_657), &looked).unwrap();
        let Said::Error { projected, basic_precision, allowance, upper_limit } = verdict.said else { panic!("{verdict:?}") };
        assert_eq!((projected, basic_precision), (2_488, 4_971));
        assert_eq!(projected + basic_precision + allowance, upper_limit);
        assert!(verdict.accepted, "{verdict:?}");
        assert!(!super::verdict(&MUS, Some(16_570), &looked).unwrap().accepted);
    }

    #[test]
    fn one_deviation_is_too_many() {
        let plan = Plan::Attribute { stratum: Stratum::All, tolerable: 500, confidence: 9_500 };
        let good = Looked { book: 5, audited: 5, kept: true };
        let said = |looked: &[Looked]| verdict(&plan, None, looked).unwrap();
        assert_eq!(said(&[good]), Verdict { said: Said::Deviations(0), accepted: true });
        for bad in [Looked { kept: false, ..good }, Looked { audited: 4, ..good }] {
            assert_eq!(said(&[good, bad]), Verdict { said: Said::Deviations(1), accepted: false });
        }
    }

    #[test]
    fn a_finding_goes_from_hand_to_hand() {
        let (auditor, manager) = (Who::User(Uuid::from_u128(1)), Who::User(Uuid::from_u128(2)));
        let mut said: Vec<(Saying, Who)> = Vec::new();
        let may = |saying, side, who: &Who, said: &[(Saying, Who)]| may_say(saying, side, who, said);
        assert_eq!(may(Saying::Response, Side::Auditor, &auditor, &said), Err(FindingRefusal::NotHers));
        assert_eq!(may(Saying::Closed, Side::Keeper, &manager, &said), Err(FindingRefusal::NotHers));
        for saying in [Saying::FollowUp, Saying::Closed] {
            assert_eq!(may(saying, Side::Auditor, &auditor, &said), Err(FindingRefusal::NotAnswered));
        }
        assert_eq!(may(Saying::Response, Side::Keeper, &manager, &said), Ok(()));
        said.push((Saying::Response, manager.clone()));
        assert_eq!(may(Saying::Reopened, Side::Auditor, &auditor, &said), Err(FindingRefusal::NotClosed));
        // Who answered and became an auditor since.
        assert_eq!(may(Saying::Closed, Side::Auditor, &manager, &said), Err(FindingRefusal::AnsweredByHer));
        said.push((Saying::Closed, auditor.clone()));
        assert_eq!(may(Saying::Response, Side::Keeper, &manager, &said), Err(FindingRefusal::Closed));
        said.push((Saying::Reopened, auditor.clone()));
        assert_eq!(may(Saying::Closed, Side::Auditor, &auditor, &said), Err(FindingRefusal::NotAnswered));
        assert_eq!(Status::of(said.iter().map(|(saying, _)| *saying)), Status::Reopened);
    }

    #[test]
    fn every_part_of_an_act_is_in_the_digest() {
        let at = DateTime::from_timestamp(1_780_000_000, 123_456_789).unwrap();
        let line = ActLine {
            no: 1,
            id: Uuid::from_u128(1),
            day: at.date_naive(),
            kind: "rate",
            fact: "{}",
            digest: &[1, 2],
            entry: None,
            recorded_at: at,
            recorded_by: Uuid::from_u128(2),
        };
        let of = |line: ActLine<'_>| {
            let mut digest = ActsDigest::default();
            digest.add(&line);
            digest.finish()
        };
        // What is below a microsecond is lost on one of the engines.
        assert_eq!(of(line), of(ActLine { recorded_at: DateTime::from_timestamp(1_780_000_000, 123_456_000).unwrap(), ..line }));
        for other in [
            ActLine { no: 2, ..line },
            ActLine { kind: "agreed", ..line },
            ActLine { fact: "{ }", ..line },
            ActLine { digest: &[1, 3], ..line },
            ActLine { entry: Some(1), ..line },
            ActLine { recorded_at: at + chrono::TimeDelta::microseconds(1), ..line },
            ActLine { recorded_by: Uuid::from_u128(3), ..line },
        ] {
            assert_ne!(of(line), of(other), "{other:?}");
        }
    }
}
