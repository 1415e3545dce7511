//! The words of a refusal: one place for the sheet, the correction form and imported files.
use domain::{
    corrections::CorrectionRefusal,
    loans::LoanRefusal,
    meetings::{Place, Why},
};
use ledger::Commodity;
use words::{UnreadableDate, UnreadableNumber, Words};

/// What a typed field could not be read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// An amount.
    Number(UnreadableNumber),
    /// How many: shares, notes.
    Count(UnreadableNumber),
    /// A day.
    Date(UnreadableDate),
    /// A row of other money without its kind.
    KindMissing,
    /// Not one of the answers that the field offers.
    Choice,
}

/// The field of the sheet at which something is wrong.
pub fn field(place: Place) -> String {
    match place {
        Place::Sheet | Place::Date => "date".into(),
        Place::Attendance(party) => format!("p{}-attendance", party.0),
        Place::Savings(party) => format!("p{}-savings", party.0),
        Place::SocialFund(party) => format!("p{}-social", party.0),
        Place::Fine(party) => format!("p{}-fine", party.0),
        Place::Repayment(party) => format!("p{}-repayment", party.0),
        Place::Loan(party) => format!("p{}-loan", party.0),
        Place::OtherKind(row) => format!("o{row}-kind"),
        Place::OtherMember(row) => format!("o{row}-member"),
        Place::OtherAmount(row) => format!("o{row}-amount"),
        Place::OtherNote(row) => format!("o{row}-note"),
        Place::Note(value) => format!("n{value}"),
        Place::Count => "count".into(),
        Place::DifferenceReason => "difference-reason".into(),
        Place::DifferenceNamed => "difference-named".into(),
        Place::Witnessed => "witnessed".into(),
        Place::Minutes => "note".into(),
    }
}

/// Whether a refusal rests on a sum: where a figure could not be read, the sum is not the sheet's.
pub fn rests_on_sum(why: Why) -> bool {
    matches!(
        why,
        Why::OverSavings(_)
            | Why::OverBank(_)
            | Why::OverExternal(_)
            | Why::OverAdministration(_)
            | Why::OverOwed(_)
            | Why::Lending(LoanRefusal::OverLimit { .. } | LoanRefusal::FundShort { .. })
            | Why::LoanFundShort(_)
            | Why::SocialFundShort(_)
            | Why::DifferenceWithoutReason(_)
            | Why::DifferenceNotNamed(_)
    )
}

/// Why, in the reader's words.
pub fn why(words: Words, commodity: Commodity, why: Why) -> String {
    let say = |key: &str| words.say(key).into_owned();
    let amount = |key: &str, quantity: i64| amount(words, commodity, key, quantity);
    let date = |key: &str, day: chrono::NaiveDate| words.with(key, &[("date", words.date(day).into())]);
    match why {
        Why::SealedMeanwhile(no) => words.with("refuse-sealed-meanwhile", &[("no", words.ordinal(no).into())]),
        Why::Future => say("refuse-future"),
        Why::BeforeLastMeeting(day) => date("refuse-before-last-meeting", day),
        Why::PeriodClosed(day) => date("refuse-period-closed", day),
        Why::BeforeCycle(day) => date("refuse-before-cycle", day),
        Why::AfterCycle(day) => date("refuse-after-cycle", day),
        Why::NotAMember => say("refuse-not-a-member"),
        Why::NotYetAMember => say("refuse-not-yet-a-member"),
        Why::HasLeft => say("refuse-has-left"),
        Why::Twice => say("refuse-twice"),
        Why::AttendanceMissing => say("refuse-attendance-missing"),
        Why::AbsentButPaid => say("refuse-absent-but-paid"),
        Why::Negative => say("refuse-negative"),
        Why::OverShares(most) => words.with("refuse-over-shares", &[("most", words.number(most).into())]),
        Why::NotWholeShares(value) => amount("refuse-not-whole-shares", value),
        Why::NotRounded(multiple) => amount("refuse-not-rounded", multiple),
        Why::TooLarge => say("refuse-too-large"),
        Why::AmountMissing => say("refuse-amount-missing"),
        Why::MemberMissing => say("refuse-member-missing"),
        Why::NoteMissing => say("refuse-note-missing"),
        Why::OverSavings(has) => amount("refuse-over-savings", has),
        Why::OverBank(has) => amount("refuse-over-bank", has),
        Why::NoLoan => say("refuse-no-loan"),
        Why::OverOwed(owes) => amount("refuse-over-owed", owes),
        Why::BorrowerAbsent => say("refuse-borrower-absent"),
        Why::Lending(why) => lending(words, commodity, why),
        Why::OverExternal(owes) => amount("refuse-over-external", owes),
        Why::OverAdministration(has) => amount("refuse-over-administration", has),
        Why::LoanFundShort(by) => amount("refuse-loan-fund-short", by),
        Why::SocialFundShort(by) => amount("refuse-social-fund-short", by),
        Why::NotCounted => say("refuse-not-counted"),
        Why::DifferenceWithoutReason(by) if by < 0 => amount("refuse-short-without-reason", -by),
        Why::DifferenceWithoutReason(by) => amount("refuse-over-without-reason", by),
        Why::DifferenceNotNamed(by) if by < 0 => amount("refuse-short-not-named", -by),
        Why::DifferenceNotNamed(by) => amount("refuse-over-not-named", by),
        Why::NotWitnessed => say("refuse-not-witnessed"),
        Why::LongText => say("refuse-long-text"),
    }
}

/// Why nothing is lent, in the reader's words.
pub fn lending(words: Words, commodity: Commodity, why: LoanRefusal) -> String {
    let say = |key: &str| words.say(key).into_owned();
    let amount = |key: &str, quantity: i64| amount(words, commodity, key, quantity);
    let count = |key: &str, count: i64| words.with(key, &[("count", words.number(count).into())]);
    let money = |quantity: i64| words.amount(quantity, commodity.decimals(), commodity.code());
    match why {
        LoanRefusal::ShareOutBegun => say("refuse-share-out-begun"),
        LoanRefusal::AmountMissing => say("refuse-amount-missing"),
        LoanRefusal::TooLarge => say("refuse-too-large"),
        LoanRefusal::NotRounded(multiple) => amount("refuse-not-rounded", multiple),
        LoanRefusal::Instalments(most) => count("refuse-instalments", most.into()),
        LoanRefusal::TooMany(most) => count("refuse-too-many-loans", most),
        LoanRefusal::Late(days) => count("refuse-late-borrower", days),
        LoanRefusal::OverLimit { limit, short } => {
            words.with("refuse-over-limit", &[("limit", money(limit).into()), ("short", money(short).into())])
        }
        LoanRefusal::ChargeTooHigh(charge) => amount("refuse-charge-too-high", charge),
        LoanRefusal::Guarantors(least) => count("refuse-guarantors", least.into()),
        LoanRefusal::GuarantorHerself => say("refuse-guarantor-herself"),
        LoanRefusal::GuarantorTwice => say("refuse-guarantor-twice"),
        LoanRefusal::VotedDown => say("refuse-voted-down"),
        LoanRefusal::FundShort { cash, short } => {
            words.with("refuse-lend-short", &[("cash", money(cash).into()), ("short", money(short).into())])
        }
    }
}

/// Why a field could not be read, in the reader's words.
pub fn unread(words: Words, commodity: Commodity, why: Unread) -> String {
    let say = |key: &str| words.say(key).into_owned();
    let example = |key: &str, example: String| words.with(key, &[("example", example.into())]);
    match why {
        Unread::Number(UnreadableNumber::NotANumber) => example("refuse-number", words.number(5_000)),
        Unread::Count(UnreadableNumber::NotANumber) => example("refuse-number", words.number(3)),
        Unread::Number(UnreadableNumber::Fraction) if commodity.decimals() == 3 => say("refuse-grams"),
        Unread::Number(UnreadableNumber::Fraction) if commodity.decimals() > 0 => say("refuse-cents"),
        Unread::Number(UnreadableNumber::Fraction) | Unread::Count(UnreadableNumber::Fraction) => say("refuse-fraction"),
        Unread::Number(UnreadableNumber::Negative) | Unread::Count(UnreadableNumber::Negative) => say("refuse-negative"),
        Unread::Number(UnreadableNumber::TooLarge) | Unread::Count(UnreadableNumber::TooLarge) => say("refuse-too-large"),
        Unread::Date(UnreadableDate::Blank) => say("refuse-date-missing"),
        Unread::Date(UnreadableDate::NotADate) => {
            let day = chrono::NaiveDate::from_ymd_opt(2026, 10, 31).expect("a day of the calendar");
            example("refuse-date", words.date_short(day))
        }
        Unread::KindMissing => say("refuse-kind-missing"),
        Unread::Choice => say("refuse-choice"),
    }
}

/// Why a correction is refused, in the reader's words.
pub fn correction(words: Words, commodity: Commodity, why: CorrectionRefusal) -> String {
    let say = |key: &str| words.say(key).into_owned();
    let amount = |key: &str, quantity: i64| amount(words, commodity, key, quantity);
    match why {
        CorrectionRefusal::ReasonMissing => say("refuse-reason-missing"),
        CorrectionRefusal::LongReason => say("refuse-long-text"),
        CorrectionRefusal::NothingToMend => say("refuse-nothing-to-mend"),
        CorrectionRefusal::ChangedMeanwhile(stands) => amount("refuse-changed-meanwhile", stands),
        CorrectionRefusal::Negative => say("refuse-negative"),
        CorrectionRefusal::TooLarge => say("refuse-too-large"),
        CorrectionRefusal::NotWholeShares(value) => amount("refuse-not-whole-shares", value),
        CorrectionRefusal::OverShares(most) => words.with("refuse-over-shares", &[("most", words.number(most).into())]),
        CorrectionRefusal::NotRounded(multiple) => amount("refuse-not-rounded", multiple),
        CorrectionRefusal::NoEntry => say("refuse-no-entry"),
        CorrectionRefusal::OverSavings(has) => amount("refuse-below-savings", has),
        CorrectionRefusal::OverBank(has) => amount("refuse-below-bank", has),
        CorrectionRefusal::OverExternal(owes) => amount("refuse-below-external", owes),
        CorrectionRefusal::OverAdministration(has) => amount("refuse-below-administration", has),
        CorrectionRefusal::NoLoan => say("refuse-no-loan-then"),
        CorrectionRefusal::OverOwed(owed) => amount("refuse-over-owed-then", owed),
        CorrectionRefusal::LaterTooMuch => say("refuse-later-too-much"),
        CorrectionRefusal::FundShort(_, by) => amount("refuse-fund-short", by),
        CorrectionRefusal::SameOfficer => say("refuse-same-officer"),
    }
}

fn amount(words: Words, commodity: Commodity, key: &str, quantity: i64) -> String {
    words.with(key, &[("amount", words.amount(quantity, commodity.decimals(), commodity.code()).into())])
}
