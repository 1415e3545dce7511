//! Grants of before, as their papers say.
use super::{Applicant, Business, GrantNo, Means, Operating, Receipt, Seen, Step, Visiting, VoucherNo, Who};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A grant of before: everything that its papers say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Brought {
    /// Its number here.
    pub grant: GrantNo,
    /// Its party.
    pub party: i64,
    /// Its number on the papers.
    pub own_no: String,
    /// The line of the budget.
    pub line: String,
    /// Who.
    pub applicant: Applicant,
    /// What business.
    pub business: Business,
    /// Who helped, and when the family applied.
    pub applied: Option<(Who, NaiveDate)>,
    /// Whether the papers show that the family was eligible.
    pub eligible: bool,
    /// Who screened, and when.
    pub screened: Option<(Who, NaiveDate)>,
    /// Who appraised, and when.
    pub appraised: Option<(Who, NaiveDate)>,
    /// When the committee decided, what.
    pub ruled: Option<(NaiveDate, i64)>,
    /// When it was signed, what.
    pub agreed: Option<(NaiveDate, i64)>,
    /// The witness of the agreement.
    pub witness: String,
    /// Its vouchers.
    pub vouchers: Vec<BroughtVoucher>,
    /// Its visits.
    pub visits: Vec<BroughtVisit>,
    /// What was closed as verified, and when.
    pub closed: Option<(NaiveDate, i64)>,
}

/// A voucher of before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BroughtVoucher {
    /// Its number here.
    pub voucher: VoucherNo,
    /// Its number on the paper.
    pub own_no: String,
    /// The tranche (from 0).
    pub tranche: usize,
    /// What was charged.
    pub amount: i64,
    /// The currency it was paid in.
    pub currency: String,
    /// What was paid, in it.
    pub paid: i64,
    /// How.
    pub means: Means,
    /// Quotations on file.
    pub quotations: i64,
    /// Who did what, and when.
    pub steps: Vec<(Step, Who, NaiveDate)>,
    /// Its receipts.
    pub receipts: Vec<Receipt>,
    /// It was voided.
    pub voided: bool,
}

/// A visit of before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BroughtVisit {
    /// Why.
    pub visiting: Visiting,
    /// Who.
    pub by: Who,
    /// When.
    pub day: NaiveDate,
    /// What was seen.
    pub seen: Seen,
    /// How the business stood.
    pub operating: Operating,
}
