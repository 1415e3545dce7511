//! The names of the rules, and their numbers on the auditors' checklist.

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
