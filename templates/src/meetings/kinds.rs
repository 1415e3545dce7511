//! The small vocabularies of a meeting: attendance, steps, funds, kinds of other money, notes.

pub use domain::{
    constitution::Step,
    meetings::{Attendance, OtherKind},
};

/// How a thing of the rules is shown: its icon, and the key of its name.
pub(crate) trait Shown {
    fn icon(self) -> &'static str;
    fn key(self) -> &'static str;
}

impl Shown for Attendance {
    fn icon(self) -> &'static str {
        match self {
            Attendance::Present => "check",
            Attendance::Late => "clock",
            Attendance::Sent => "send",
            Attendance::Excused => "file-text",
            Attendance::Absent => "x",
        }
    }

    fn key(self) -> &'static str {
        match self {
            Attendance::Present => "attendance-present",
            Attendance::Late => "attendance-late",
            Attendance::Sent => "attendance-sent",
            Attendance::Excused => "attendance-excused",
            Attendance::Absent => "attendance-absent",
        }
    }
}

/// A step of the meeting as a column of the sheet.
pub(crate) trait Column {
    /// Name used in addresses (`#s-savings`) and classes.
    fn code(self) -> &'static str;
    /// The end of a member's field in this column: `savings` in `p12-savings`. Other money and cash have none.
    fn field(self) -> Option<&'static str>;
    fn icon(self) -> &'static str;
    /// Key of the step's name; shares are called shares.
    fn key(self, saving: Saving) -> &'static str;
    /// Key of the step's name on a tab of 51 pixels.
    fn tab_key(self, saving: Saving) -> &'static str;
}

/// The end of a member's field in a step's column: `savings` in `p12-savings`. Other money and cash have none.
pub fn field_of(step: Step) -> Option<&'static str> {
    step.field()
}

impl Column for Step {
    fn code(self) -> &'static str {
        match self {
            Step::Attendance => "attendance",
            Step::Savings => "savings",
            Step::SocialFund => "social",
            Step::Fines => "fines",
            Step::Repayments => "repayments",
            Step::Loans => "loans",
            Step::Other => "other",
            Step::Cash => "cash",
        }
    }

    fn field(self) -> Option<&'static str> {
        match self {
            Step::Attendance => Some("attendance"),
            Step::Savings => Some("savings"),
            Step::SocialFund => Some("social"),
            Step::Fines => Some("fine"),
            Step::Repayments => Some("repayment"),
            Step::Loans => Some("loan"),
            Step::Other | Step::Cash => None,
        }
    }

    fn icon(self) -> &'static str {
        match self {
            Step::Attendance => "user-check",
            Step::Savings => "coins",
            Step::SocialFund => "hand-heart",
            Step::Fines => "gavel",
            Step::Repayments => "banknote-arrow-up",
            Step::Loans => "hand-coins",
            Step::Other => "wallet",
            Step::Cash => "vault",
        }
    }

    fn key(self, saving: Saving) -> &'static str {
        match (self, saving) {
            (Step::Attendance, _) => "step-attendance",
            (Step::Savings, Saving::Shares { .. }) => "step-shares",
            (Step::Savings, Saving::Amounts { .. }) => "step-savings",
            (Step::SocialFund, _) => "step-social",
            (Step::Fines, _) => "step-fines",
            (Step::Repayments, _) => "step-repayments",
            (Step::Loans, _) => "step-loans",
            (Step::Other, _) => "step-other",
            (Step::Cash, _) => "step-cash",
        }
    }

    fn tab_key(self, saving: Saving) -> &'static str {
        match (self, saving) {
            (Step::Attendance, _) => "tab-attendance",
            (Step::Savings, Saving::Shares { .. }) => "tab-shares",
            (Step::Savings, Saving::Amounts { .. }) => "tab-savings",
            (Step::SocialFund, _) => "tab-social",
            (Step::Fines, _) => "tab-fines",
            (Step::Repayments, _) => "tab-repayments",
            (Step::Loans, _) => "tab-loans",
            (Step::Other, _) => "tab-other",
            (Step::Cash, _) => "tab-cash",
        }
    }
}

/// How the group saves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saving {
    /// In whole shares: the field holds a count.
    Shares {
        /// Value of one share, in the smallest unit.
        value: i64,
        /// Most shares a member may buy in one meeting; none where the constitution sets no limit.
        most: Option<i64>,
    },
    /// In free amounts: the field holds an amount.
    Amounts {
        /// The amount everyone is expected to bring, where there is one.
        expected: Option<i64>,
    },
}

/// A fine of the constitution.
#[derive(Clone, Debug)]
pub struct FineRule {
    /// Its name in the reader's language.
    pub name: String,
    /// Its amount in the smallest unit.
    pub amount: i64,
    /// The attendance that brings it (late, absent); none for a fine given by name, such as disorder.
    pub attendance: Option<Attendance>,
}

/// Where the cash of the box belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fund {
    /// Savings, loans, and what they earn.
    Loan,
    /// The social fund.
    Social,
}

impl Fund {
    /// The fund of a number.
    pub fn of(fund: ledger::FundNo) -> Fund {
        if fund == domain::chart::SOCIAL_FUND { Fund::Social } else { Fund::Loan }
    }

    pub(crate) fn code(self) -> &'static str {
        match self {
            Fund::Loan => "loan",
            Fund::Social => "social",
        }
    }

    pub(crate) fn key(self) -> &'static str {
        match self {
            Fund::Loan => "fund-loan",
            Fund::Social => "fund-social",
        }
    }

    pub(crate) fn opening_key(self) -> &'static str {
        match self {
            Fund::Loan => "reckoning-opening-loan",
            Fund::Social => "reckoning-opening-social",
        }
    }
}

/// Key of the name of a kind of other money.
pub(crate) fn other_key(kind: OtherKind) -> &'static str {
    match kind {
        OtherKind::Expense => "other-expense",
        OtherKind::SocialGrant => "other-social-grant",
        OtherKind::Withdrawal => "other-withdrawal",
        OtherKind::BankDeposit => "other-bank-deposit",
        OtherKind::BankWithdrawal => "other-bank-withdrawal",
        OtherKind::Income => "other-income",
        OtherKind::ExternalLoan => "other-external-loan",
        OtherKind::ExternalRepayment => "other-external-repayment",
        OtherKind::ExternalInterest => "other-external-interest",
        OtherKind::Administration => "other-administration",
    }
}

/// What should be in the box: opening, what came in, what went out. In the smallest unit.
#[derive(Clone, Debug, Default)]
pub struct Reckoning {
    /// Cash at the end of the last meeting, by fund; a group without a social fund has one line.
    pub opening: Vec<(Fund, i64)>,
    /// Savings taken in (shares times their value).
    pub savings: i64,
    /// Social fund contributions; none where there is no social fund.
    pub social: Option<i64>,
    /// Fines.
    pub fines: i64,
    /// Repayments; none while the group has no loans in the book.
    pub repayments: Option<i64>,
    /// New loans; none likewise.
    pub loans: Option<i64>,
    /// Kept back from new loans; none where the group has no service charge.
    pub service_charges: Option<i64>,
    /// Other money that came in.
    pub other_in: i64,
    /// Other money that went out, as a positive number.
    pub other_out: i64,
    /// What the box should hold.
    pub expected: i64,
    /// The same, by fund, in the order of `opening`.
    pub expected_by_fund: Vec<(Fund, i64)>,
}

/// The colour of a bank note on the sheet, so that it is found by eye; the value stands beside it always.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "a colour needs no explanation")]
pub enum Tint {
    Grey,
    Brown,
    Red,
    Rose,
    Violet,
    Blue,
    Teal,
    Green,
    Olive,
    Ochre,
}

impl Tint {
    /// The nearest tint of a note in circulation; grey for one that is not known.
    pub fn of(commodity: &str, value: i64) -> Tint {
        match (commodity, value) {
            ("KHR", 50) => Tint::Brown,
            ("KHR", 100) => Tint::Ochre,
            ("KHR", 200) => Tint::Olive,
            ("KHR", 500) => Tint::Red,
            ("KHR", 1_000) => Tint::Violet,
            ("KHR", 2_000) => Tint::Green,
            ("KHR", 5_000) => Tint::Brown,
            ("KHR", 10_000) => Tint::Blue,
            ("KHR", 15_000) => Tint::Violet,
            ("KHR", 20_000) => Tint::Rose,
            ("KHR", 30_000) => Tint::Teal,
            ("KHR", 50_000) => Tint::Olive,
            ("KHR", 100_000) => Tint::Green,
            ("KHR", 200_000) => Tint::Blue,
            ("USD", 100) => Tint::Grey,
            ("USD", 200) => Tint::Brown,
            ("USD", 500) => Tint::Violet,
            ("USD", 1_000) => Tint::Ochre,
            ("USD", 2_000) => Tint::Green,
            ("USD", 5_000) => Tint::Rose,
            ("USD", 10_000) => Tint::Teal,
            _ => Tint::Grey,
        }
    }

    pub(crate) fn class(self) -> &'static str {
        match self {
            Tint::Grey => "t-grey",
            Tint::Brown => "t-brown",
            Tint::Red => "t-red",
            Tint::Rose => "t-rose",
            Tint::Violet => "t-violet",
            Tint::Blue => "t-blue",
            Tint::Teal => "t-teal",
            Tint::Green => "t-green",
            Tint::Olive => "t-olive",
            Tint::Ochre => "t-ochre",
        }
    }
}
