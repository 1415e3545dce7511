//! Samples for an audit: how many to look at, which ones, and what the errors found say of the whole.
//!
//! Two kinds (domain/small-grants.md 4.3): *attribute* (is a control kept? how many of N must be looked at so that none
//! bad among them speaks for all) and *monetary unit* (how much may the total be wrong? each riel has the same chance).
//! A draw depends on nothing but the population and the seed: whoever has both draws the same sample again. Chances are
//! reckoned in decimals, so that every machine finds the same.
use rust_decimal::{Decimal, MathematicalOps};
use sha2::{Digest, Sha256};

/// A share of a hundred, above nothing and below all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Percent(Decimal);

impl Percent {
    /// 95 is 95 %. `None` unless it is above 0 and below 100.
    pub fn new(percent: Decimal) -> Option<Percent> {
        (percent > Decimal::ZERO && percent < Decimal::ONE_HUNDRED).then_some(Percent(percent))
    }

    /// The share of one: 0.95.
    fn share(self) -> Decimal {
        self.0 / Decimal::ONE_HUNDRED
    }

    /// What is left of one: the risk where this is the confidence.
    fn rest(self) -> Decimal {
        Decimal::ONE - self.share()
    }
}

/// Why no sample can be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SampleRefusal {
    /// There is nothing to draw from.
    EmptyPopulation,
    /// The tolerable error is nothing or less.
    NothingTolerable,
    /// As much error is expected as is tolerable, or more: no sample can then speak for the whole.
    ExpectedTooHigh,
    /// The expected error is below nothing.
    ExpectedNegative,
    /// An item is below nothing: such are taken out and tested apart. Its place in the population, from 0.
    NegativeItem(usize),
    /// The sums are too large to reckon.
    TooLarge,
}

/// How many of a small population to look at, so that with no deviation among them its rate is below the tolerable one
/// at the confidence: the smallest n with C(N−D, n) / C(N, n) ≤ 1 − confidence, D = ⌈rate · N⌉ (hypergeometric).
///
/// # Errors
/// An empty population.
pub fn attribute(population: u64, tolerable: Percent, confidence: Percent) -> Result<u64, SampleRefusal> {
    if population == 0 {
        return Err(SampleRefusal::EmptyPopulation);
    }
    let all = Decimal::from(population);
    let bad = (all * tolerable.share()).ceil();
    let (good, risk) = (all - bad, confidence.rest());
    let mut none_found = Decimal::ONE;
    let mut drawn = Decimal::ZERO;
    while none_found > risk && drawn < all {
        // The chance that the next one drawn is good, too.
        none_found *= (good - drawn).max(Decimal::ZERO) / (all - drawn);
        drawn += Decimal::ONE;
    }
    u64::try_from(drawn).map_err(|_| SampleRefusal::TooLarge)
}

/// The reliability factor of a confidence when no error is found: −ln(1 − confidence) to a tenth, as it is published
/// (3.0 at 95 %, 2.3 at 90 %).
pub fn reliability(confidence: Percent) -> Decimal {
    (-confidence.rest().ln()).round_dp(1)
}

/// What a monetary-unit sample is drawn for, in smallest units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Aim {
    /// How wrong the total may be.
    pub tolerable: i64,
    /// How wrong it is expected to be.
    pub expected: i64,
    /// How sure one wants to be.
    pub confidence: Percent,
}

/// The size of a monetary-unit sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonetaryUnit {
    /// How many units are hit.
    pub n: u64,
    /// The units from one hit to the next.
    pub interval: i64,
}

/// The size for a population of this total, in smallest units.
///
/// With no error expected the interval is tolerable ÷ reliability factor. Otherwise n is the smallest number of units of
/// which ⌈n · expected rate⌉ wrong ones are found with a chance of at most the risk when the rate is the tolerable one
/// (binomial), and the interval total ÷ n; both without a part of a unit.
///
/// # Errors
/// Nothing to draw from, or an aim that no sample can meet.
pub fn monetary_unit(total: i64, aim: Aim) -> Result<MonetaryUnit, SampleRefusal> {
    if total <= 0 {
        return Err(SampleRefusal::EmptyPopulation);
    }
    match aim {
        Aim { tolerable: ..=0, .. } => return Err(SampleRefusal::NothingTolerable),
        Aim { expected: ..0, .. } => return Err(SampleRefusal::ExpectedNegative),
        Aim { tolerable, expected, .. } if expected >= tolerable => return Err(SampleRefusal::ExpectedTooHigh),
        _ => {}
    }
    let whole = Decimal::from(total);
    let whole_units = |units: Decimal| i64::try_from(units.floor()).map_err(|_| SampleRefusal::TooLarge);
    if aim.expected == 0 {
        let interval =
            whole_units(Decimal::from(aim.tolerable) / reliability(aim.confidence).max(Decimal::new(1, 1)))?.clamp(1, total);
        return Ok(MonetaryUnit { n: (total as u64).div_ceil(interval as u64), interval });
    }
    let rate = Decimal::from(aim.tolerable.min(total)) / whole;
    let expected = Decimal::from(aim.expected) / whole;
    let n = (1..=UNITS_MOST).find(|&n| {
        let wrong = (Decimal::from(n) * expected).ceil();
        at_most(n, u64::try_from(wrong).unwrap_or(n), rate) <= aim.confidence.rest()
    });
    let n = n.ok_or(SampleRefusal::ExpectedTooHigh)?.min(total as u64);
    Ok(MonetaryUnit { n, interval: whole_units(whole / Decimal::from(n))?.max(1) })
}

/// Beyond this a sample is a count of everything.
const UNITS_MOST: u64 = 5_000;

/// The chance of at most `wrong` wrong units among `n` when so many of one are wrong (binomial).
fn at_most(n: u64, wrong: u64, rate: Decimal) -> Decimal {
    let right = Decimal::ONE - rate;
    if right.is_zero() {
        return if wrong >= n { Decimal::ONE } else { Decimal::ZERO };
    }
    let mut chance = right.checked_powu(n).unwrap_or_default();
    let mut sum = chance;
    for found in 1..=wrong.min(n) {
        chance = chance * Decimal::from(n - found + 1) / Decimal::from(found) * rate / right;
        sum += chance;
    }
    sum
}

/// An item of a monetary-unit sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// Its place in the population, from 0.
    pub item: usize,
    /// How many hits fell on it: more than one for a large item.
    pub hits: u64,
}

/// Draws: from a start that the seed gives, every interval-th unit of the items one after another. An item as large as
/// the interval is always hit.
///
/// # Errors
/// An empty population, an item below nothing, or a total that is too large.
pub fn draw(items: &[i64], interval: i64, seed: &str) -> Result<Vec<Chosen>, SampleRefusal> {
    if let Some(at) = items.iter().position(|item| *item < 0) {
        return Err(SampleRefusal::NegativeItem(at));
    }
    let total = items.iter().try_fold(0_i64, |sum, item| sum.checked_add(*item)).ok_or(SampleRefusal::TooLarge)?;
    if total == 0 || interval < 1 {
        return Err(SampleRefusal::EmptyPopulation);
    }
    let mut next = start(seed, interval);
    let mut through = 0;
    let mut chosen = Vec::new();
    for (item, &amount) in items.iter().enumerate() {
        through += amount;
        if through < next {
            continue;
        }
        let hits = (through - next) / interval + 1;
        chosen.push(Chosen { item, hits: hits as u64 });
        next = next.saturating_add(hits.saturating_mul(interval));
    }
    Ok(chosen)
}

/// The first unit that is hit, from 1 to the interval: the first eight bytes of SHA-256 of the seed, as a number, divided
/// by the interval, what is left, and one.
pub fn start(seed: &str, interval: i64) -> i64 {
    let digest = Sha256::digest(seed.as_bytes());
    let number = u64::from_be_bytes(digest[..8].try_into().expect("a digest has 32 bytes"));
    (number % interval.max(1) as u64) as i64 + 1
}

/// The digest of a population, which says later that a sample was drawn from it and no other: SHA-256 of its lines in
/// their order, each the item's key, a tab, its amount in smallest units and a line feed.
pub fn population_digest<'a>(items: impl IntoIterator<Item = (&'a str, i64)>) -> [u8; 32] {
    let mut digest = Sha256::new();
    for (key, amount) in items {
        digest.update(format!("{key}\t{amount}\n"));
    }
    digest.finalize().into()
}

/// Chooses n of N for an attribute sample: each item's key is digested with the seed, and the n lowest digests are
/// taken. The places in the population, rising.
pub fn choose(keys: &[&str], n: usize, seed: &str) -> Vec<usize> {
    let mut order: Vec<(Vec<u8>, usize)> =
        keys.iter().enumerate().map(|(at, key)| (Sha256::digest(format!("{seed}\n{key}").as_bytes()).to_vec(), at)).collect();
    order.sort_unstable();
    let mut chosen: Vec<usize> = order.into_iter().take(n).map(|(_, at)| at).collect();
    chosen.sort_unstable();
    chosen
}

/// An item that was looked at: what the books say and what the audit found, in smallest units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tested {
    /// What the books say.
    pub book: i64,
    /// What it should be.
    pub audited: i64,
}

/// What a monetary-unit sample says of the whole, in smallest units and their parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evaluation {
    /// What the errors come to when projected on the whole.
    pub projected: Decimal,
    /// What may be wrong although nothing was found.
    pub basic_precision: Decimal,
    /// What the errors found add to that.
    pub allowance: Decimal,
    /// How wrong the total is at most, at the confidence.
    pub upper_limit: Decimal,
    /// Each item's share of the projected error.
    pub errors: Vec<Decimal>,
}

/// Projects the errors that were found. An item as large as the interval stands for itself; the error of a smaller one is
/// its part of the item (its tainting) of a whole interval. An understatement makes the projected error smaller and adds
/// no allowance.
pub fn evaluate(tested: &[Tested], interval: i64, confidence: Percent) -> Evaluation {
    let whole = Decimal::from(interval);
    let error = |one: &Tested| {
        let error = Decimal::from(one.book) - Decimal::from(one.audited);
        if one.book >= interval || one.book == 0 { error } else { error / Decimal::from(one.book) * whole }
    };
    let errors: Vec<Decimal> = tested.iter().map(error).collect();
    let mut tainted: Vec<Decimal> = tested
        .iter()
        .zip(&errors)
        .filter(|(one, error)| one.book < interval && **error > Decimal::ZERO)
        .map(|(_, error)| *error)
        .collect();
    tainted.sort_unstable_by(|a, b| b.cmp(a));
    let steps = tainted.iter().enumerate().map(|(at, error)| {
        let found = at as u64 + 1;
        error * (poisson_limit(found, confidence) - poisson_limit(found - 1, confidence) - Decimal::ONE).max(Decimal::ZERO)
    });
    let projected: Decimal = errors.iter().sum();
    let basic_precision = whole * reliability(confidence);
    let allowance: Decimal = steps.sum();
    Evaluation { projected, basic_precision, allowance, upper_limit: projected + basic_precision + allowance, errors }
}

/// The number of errors that is met with at most the risk when so many were found (Poisson), to a hundredth.
fn poisson_limit(found: u64, confidence: Percent) -> Decimal {
    let chance = |mean: Decimal| {
        let mut term = (-mean).exp();
        let mut sum = term;
        for k in 1..=found {
            term = term * mean / Decimal::from(k);
            sum += term;
        }
        sum
    };
    let (mut low, mut high) = (Decimal::ZERO, Decimal::from(found) * Decimal::TWO + Decimal::from(20));
    while high - low > Decimal::new(1, 4) {
        let middle = (low + high) / Decimal::TWO;
        if chance(middle) > confidence.rest() { low = middle } else { high = middle }
    }
    high.round_dp(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().expect("a number")
    }

    fn percent(percent: Decimal) -> Percent {
        Percent::new(percent).expect("between 0 and 100")
    }

    /// domain/small-grants.md 4.3, the published table.
    #[test]
    fn attribute_samples_of_small_populations() {
        for (population, tolerable, n) in
            [(90, d("5"), 40), (90, d("10"), 25), (60, d("5"), 38), (60, d("10"), 23), (30, d("5"), 23), (30, d("10"), 19)]
        {
            assert_eq!(attribute(population, percent(tolerable), percent(d("95"))), Ok(n), "{population} at {tolerable} %");
        }
        assert_eq!(attribute(1, percent(d("5")), percent(d("95"))), Ok(1));
        assert_eq!(attribute(0, percent(d("5")), percent(d("95"))), Err(SampleRefusal::EmptyPopulation));
    }

    #[test]
    fn reliability_factors_are_those_published() {
        for (confidence, factor) in [(99, d("4.6")), (95, d("3.0")), (90, d("2.3")), (80, d("1.6")), (70, d("1.2"))] {
            assert_eq!(reliability(percent(Decimal::from(confidence))), factor);
        }
    }

    /// The textbook's case: total 300,000, tolerable 15,000, expected 6,000.
    #[test]
    fn the_textbook_monetary_unit_sample() {
        let aim = Aim { tolerable: 15_000, expected: 6_000, confidence: percent(d("95")) };
        assert_eq!(monetary_unit(300_000, aim), Ok(MonetaryUnit { n: 181, interval: 1_657 }));
        let tested = [(400, 320), (500, 0), (3_000, 2_500), (900, 900)].map(|(book, audited)| Tested { book, audited });
        let found = evaluate(&tested, 1_657, percent(d("95")));
        assert_eq!(found.errors, [d("331.4"), d("1657"), d("500"), d("0")]);
        assert_eq!(found.projected, d("2488.4"));
    }

    #[test]
    fn without_an_error_the_basic_precision_is_what_is_published() {
        let found = evaluate(&[Tested { book: 5, audited: 5 }], 26_882, percent(d("95")));
        assert_eq!((found.projected, found.upper_limit), (d("0"), d("80646.0")));
        let aim = Aim { tolerable: 80_646, expected: 0, confidence: percent(d("95")) };
        assert_eq!(monetary_unit(2_500_000, aim), Ok(MonetaryUnit { n: 93, interval: 26_882 }));
    }

    #[test]
    fn upper_limits_are_those_of_the_tables() {
        let factors: Vec<Decimal> = (0..5).map(|found| poisson_limit(found, percent(d("95")))).collect();
        assert_eq!(factors, [d("3.00"), d("4.74"), d("6.30"), d("7.75"), d("9.15")]);
    }

    #[test]
    fn an_aim_that_cannot_be_met_is_refused() {
        let aim = |tolerable, expected| Aim { tolerable, expected, confidence: percent(d("95")) };
        assert_eq!(monetary_unit(0, aim(10, 0)), Err(SampleRefusal::EmptyPopulation));
        assert_eq!(monetary_unit(100, aim(0, 0)), Err(SampleRefusal::NothingTolerable));
        assert_eq!(monetary_unit(100, aim(10, -1)), Err(SampleRefusal::ExpectedNegative));
        assert_eq!(monetary_unit(100, aim(10, 10)), Err(SampleRefusal::ExpectedTooHigh));
        assert_eq!(draw(&[5, -1], 3, "s"), Err(SampleRefusal::NegativeItem(1)));
        assert_eq!(draw(&[], 3, "s"), Err(SampleRefusal::EmptyPopulation));
    }

    #[test]
    fn a_population_is_known_by_its_digest() {
        let hex = |items: &[(&str, i64)]| -> String {
            population_digest(items.iter().copied()).iter().map(|byte| format!("{byte:02x}")).collect()
        };
        // printf 'V-1\t400\nV-2\t500\n' | sha256sum
        assert_eq!(hex(&[("V-1", 400), ("V-2", 500)]), "6a0f9e26cb9201f81febeef00cee836724ff2b0524d788f521ace54eb68a8a6c");
        assert_ne!(hex(&[("V-2", 500), ("V-1", 400)]), hex(&[("V-1", 400), ("V-2", 500)]));
        assert_ne!(hex(&[("V-1", 401), ("V-2", 500)]), hex(&[("V-1", 400), ("V-2", 500)]));
    }

    mod properties {
        use super::*;
        use proptest::prelude::*;

        proptest! {
            #[test]
            fn every_unit_has_its_place(items in prop::collection::vec(0_i64..5_000, 1..80), interval in 1_i64..2_000, seed in "[a-z]{1,8}") {
                prop_assume!(items.iter().sum::<i64>() > 0);
                let chosen = draw(&items, interval, &seed).expect("drawn");
                prop_assert_eq!(&chosen, &draw(&items, interval, &seed).expect("drawn again"));
                let hits: u64 = chosen.iter().map(|one| one.hits).sum();
                let total: i64 = items.iter().sum();
                // As many hits as intervals in the total, one more or less for where it begins.
                prop_assert!((total / interval - 1..=total / interval + 1).contains(&(hits as i64)));
                for (at, item) in items.iter().enumerate() {
                    let of_item = chosen.iter().find(|one| one.item == at).map_or(0, |one| one.hits) as i64;
                    prop_assert!((item / interval..=item / interval + 1).contains(&of_item));
                }
            }

            #[test]
            fn a_choice_is_of_its_size_and_comes_again(count in 1_usize..60, n in 0_usize..70, seed in "[a-z]{1,8}") {
                let keys: Vec<String> = (0..count).map(|no| format!("G-{no:03}")).collect();
                let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
                let chosen = choose(&keys, n, &seed);
                prop_assert_eq!(chosen.len(), n.min(count));
                prop_assert!(chosen.is_sorted_by(|a, b| a < b));
                prop_assert_eq!(chosen, choose(&keys, n, &seed));
            }
        }
    }
}
