//! Why something about an award is refused, in the reader's words: the same at every form.
use super::store::CURRENCIES;
use domain::grants::{
    Duty, TEXT_MOST, Why,
    acts::{Same, Step},
};
use ledger::Commodity;
use words::Words;

/// What a refusal says. Amounts are in the smallest unit of `currency`: the award's, or that of the money in hand where
/// a voucher is paid in another one.
pub fn text(words: Words, currency: &str, why: &Why) -> String {
    let say = Say { words, currency };
    match why {
        Why::OutsideAward(from, to) => {
            words.with("refuse-award-outside-award", &[("from", words.date(*from).into()), ("to", words.date(*to).into())])
        }
        Why::DoesNotSum(sum, whole) => say.sum(["refuse-award-too-little", "refuse-award-too-much"], *sum, *whole),
        Why::CloseDoesNotSum(sum, whole) => say.sum(["refuse-award-close-too-little", "refuse-award-close-too-much"], *sum, *whole),
        Why::SameAs(what, grant) => words.with(same(*what), &[("grant", words.ordinal(*grant).into())]),
        Why::Stage(stage) => {
            let stage = words.say(&format!("grant-stage-{}", stage.code()));
            words.with("refuse-award-stage", &[("stage", stage)])
        }
        other => match say.figure(other) {
            Some((key, name, value)) => words.with(key, &[(name, value.into())]),
            None => words.say(plain(other)).into_owned(),
        },
    }
}

/// What is said where more would be paid back than is owed: so much is left, or nothing.
pub fn recovered(words: Words, currency: &str, left: i64) -> String {
    match left {
        ..=0 => words.say("refuse-award-recovered").into_owned(),
        left => words.with("refuse-award-over-recover", &[("amount", Say { words, currency }.money(left).into())]),
    }
}

struct Say<'a> {
    words: Words,
    currency: &'a str,
}

impl Say<'_> {
    fn money(&self, amount: i64) -> String {
        let known = CURRENCIES.iter().find(|currency| currency.code() == self.currency);
        self.words.amount(amount, known.map_or(0, Commodity::decimals), self.currency)
    }

    fn sum(&self, [little, much]: [&'static str; 2], sum: i64, whole: i64) -> String {
        let key = if sum < whole { little } else { much };
        let difference = whole.saturating_sub(sum).saturating_abs();
        let money = |amount| self.money(amount).into();
        self.words.with(key, &[("sum", money(sum)), ("whole", money(whole)), ("difference", money(difference))])
    }

    /// A refusal whose sentence takes one value: its key, the value's name, the value.
    fn figure(&self, why: &Why) -> Option<(&'static str, &'static str, String)> {
        let words = self.words;
        Some(match why {
            Why::Closed(day) => ("refuse-award-closed", "date", words.date(*day)),
            Why::BeforeEarlier(day) => ("refuse-award-before-earlier", "date", words.date(*day)),
            Why::TrancheLater(day) => ("refuse-award-tranche-later", "date", words.date(*day)),
            Why::TextLong => ("refuse-award-text-long", "count", words.number(TEXT_MOST as i64)),
            Why::Committee(needed) => ("refuse-award-committee", "count", words.number(*needed)),
            Why::MoreThanAsked(asked) => ("refuse-award-more-than-asked", "amount", self.money(*asked)),
            Why::NotAsApproved(approved) => ("refuse-award-not-as-approved", "amount", self.money(*approved)),
            Why::OverTranche(left) => ("refuse-award-over-tranche", "amount", self.money(*left)),
            Why::OverLine(left) => ("refuse-award-over-line", "amount", self.money(*left)),
            Why::OverHeld(held) => ("refuse-award-over-held", "amount", self.money(*held)),
            Why::CashTooMuch(most) => ("refuse-award-cash-too-much", "amount", self.money(*most)),
            // People count tranches from one.
            Why::NotVerified(tranche) => ("refuse-award-not-verified", "number", words.ordinal(*tranche as i64 + 1)),
            Why::TrancheTaken(voucher) => ("refuse-award-tranche-taken", "number", words.ordinal(*voucher)),
            Why::ReceiptUsed(voucher) => ("refuse-award-receipt-used", "number", words.ordinal(*voucher)),
            Why::VoucherOpen(voucher) => ("refuse-award-voucher-open", "number", words.ordinal(*voucher)),
            _ => return None,
        })
    }
}

/// The key of a refusal that takes no value. Those with one never come here.
fn plain(why: &Why) -> &'static str {
    match why {
        Why::Future => "refuse-award-future",
        Why::Amount => "refuse-award-amount",
        Why::TextMissing => "refuse-award-text-missing",
        Why::FreeText => "refuse-award-free-text",
        Why::CodeOnly => "refuse-award-code-only",
        Why::Line(_) => "refuse-award-line",
        Why::NoGrant => "refuse-award-no-grant",
        Why::NoVoucher => "refuse-award-no-voucher",
        Why::NoReceipt => "refuse-award-no-receipt",
        Why::NextStep(next) => next_step(*next),
        Why::SameHand(duty) => same_hand(*duty),
        Why::VotedTwice => "refuse-award-voted-twice",
        Why::NoTranche => "refuse-award-no-tranche",
        Why::PaidTranche => "refuse-award-paid-tranche",
        Why::NoRate(_) => "refuse-award-no-rate",
        Why::Quotations => "refuse-award-quotations",
        Why::WitnessMissing => "refuse-award-witness-missing",
        Why::ReferenceMissing => "refuse-award-reference-missing",
        Why::Digest => "refuse-award-digest",
        Why::Seal => "refuse-award-seal",
        Why::ReceiptDay => "refuse-award-receipt-day",
        Why::Consent => "refuse-award-consent",
        Why::Picture => "refuse-award-picture",
        Why::Months => "refuse-award-months",
        Why::NoHolder => "refuse-award-no-holder",
        Why::NoCall => "refuse-award-no-call",
        Why::OutsideAward(..)
        | Why::Closed(_)
        | Why::BeforeEarlier(_)
        | Why::TextLong
        | Why::Stage(_)
        | Why::DoesNotSum(..)
        | Why::SameAs(..)
        | Why::Committee(_)
        | Why::MoreThanAsked(_)
        | Why::NotAsApproved(_)
        | Why::OverTranche(_)
        | Why::OverLine(_)
        | Why::OverHeld(_)
        | Why::TrancheLater(_)
        | Why::NotVerified(_)
        | Why::TrancheTaken(_)
        | Why::CashTooMuch(_)
        | Why::ReceiptUsed(_)
        | Why::VoucherOpen(_)
        | Why::CloseDoesNotSum(..) => "refuse-award-amount",
    }
}

fn next_step(next: Option<Step>) -> &'static str {
    match next {
        None => "refuse-award-next-step-none",
        Some(Step::Prepared) => "refuse-award-next-step-prepared",
        Some(Step::Checked) => "refuse-award-next-step-checked",
        Some(Step::Approved) => "refuse-award-next-step-approved",
        Some(Step::Paid) => "refuse-award-next-step-paid",
        Some(Step::Recorded) => "refuse-award-next-step-recorded",
    }
}

fn same_hand(duty: Duty) -> &'static str {
    match duty {
        Duty::Helps => "refuse-award-same-hand-helps",
        Duty::Screens => "refuse-award-same-hand-screens",
        Duty::Appraises => "refuse-award-same-hand-appraises",
        Duty::Votes => "refuse-award-same-hand-votes",
        Duty::Signs => "refuse-award-same-hand-signs",
        Duty::Prepares => "refuse-award-same-hand-prepares",
        Duty::Checks => "refuse-award-same-hand-checks",
        Duty::Approves => "refuse-award-same-hand-approves",
        Duty::Pays => "refuse-award-same-hand-pays",
        Duty::Records => "refuse-award-same-hand-records",
        Duty::Verifies => "refuse-award-same-hand-verifies",
    }
}

fn same(what: Same) -> &'static str {
    match what {
        Same::Person => "refuse-award-same-as-person",
        Same::Household => "refuse-award-same-as-household",
        Same::Phone => "refuse-award-same-as-phone",
        Same::Account => "refuse-award-same-as-account",
        Same::Place => "refuse-award-same-as-place",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use domain::grants::Stage;
    use words::Language;

    fn every_why(day: NaiveDate) -> Vec<Why> {
        let duties = [
            Duty::Helps,
            Duty::Screens,
            Duty::Appraises,
            Duty::Votes,
            Duty::Signs,
            Duty::Prepares,
            Duty::Checks,
            Duty::Approves,
            Duty::Pays,
            Duty::Records,
            Duty::Verifies,
        ];
        let sames = [Same::Person, Same::Household, Same::Phone, Same::Account, Same::Place];
        let plain = [
            Why::Future,
            Why::Amount,
            Why::TextMissing,
            Why::TextLong,
            Why::FreeText,
            Why::CodeOnly,
            Why::Line("x".into()),
            Why::NoGrant,
            Why::NoVoucher,
            Why::NoReceipt,
            Why::VotedTwice,
            Why::NoTranche,
            Why::PaidTranche,
            Why::NoRate("KHR".into()),
            Why::Quotations,
            Why::WitnessMissing,
            Why::ReferenceMissing,
            Why::Digest,
            Why::Seal,
            Why::ReceiptDay,
            Why::Consent,
            Why::Picture,
            Why::Months,
            Why::NoHolder,
            Why::NoCall,
        ];
        let figures = [
            Why::OutsideAward(day, day),
            Why::Closed(day),
            Why::BeforeEarlier(day),
            Why::TrancheLater(day),
            Why::DoesNotSum(20_000, 30_000),
            Why::DoesNotSum(30_000, 20_000),
            Why::CloseDoesNotSum(20_000, 30_000),
            Why::CloseDoesNotSum(30_000, 20_000),
            Why::Committee(3),
            Why::MoreThanAsked(1),
            Why::NotAsApproved(1),
            Why::OverTranche(1),
            Why::OverLine(1),
            Why::OverHeld(1),
            Why::NotVerified(0),
            Why::TrancheTaken(4),
            Why::CashTooMuch(1),
            Why::ReceiptUsed(4),
            Why::VoucherOpen(4),
            Why::NextStep(None),
        ];
        (plain.into_iter().chain(figures))
            .chain(duties.into_iter().map(Why::SameHand))
            .chain(Step::ALL.into_iter().map(|step| Why::NextStep(Some(step))))
            .chain(Stage::ALL.into_iter().map(Why::Stage))
            .chain(sames.into_iter().map(|what| Why::SameAs(what, 2)))
            .collect()
    }

    #[test]
    fn every_refusal_has_words() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
        for language in Language::ALL {
            for why in every_why(day) {
                let said = text(Words::new(language), "USD", &why);
                assert!(said.ends_with(['.', '។']) && !said.contains(['[', '{']), "{why:?}: {said}");
                let fallback = Words::new(language).say("refuse-award-amount");
                assert!(why == Why::Amount || said != fallback, "{why:?}: {said}");
            }
        }
    }

    #[test]
    fn a_plan_that_does_not_sum_says_by_how_much() {
        let said = text(Words::new(Language::English), "USD", &Why::DoesNotSum(2_550_000, 3_000_000));
        assert_eq!(said, "The parts come to 25,500.00\u{a0}$, and should come to 30,000.00\u{a0}$: 4,500.00\u{a0}$ is missing.");
    }
}
