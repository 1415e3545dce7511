//! What somebody wants written down, and what speaks against it.
use super::{
    Duty,
    acts::{
        Applicant, Business, Exit, GrantNo, Means, Operating, PlanLine, Purpose, Receipt, ReceiptNo, Same, Seen, Source, Step,
        Tranche, Visiting, VoucherNo, Who,
    },
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What is asked. Numbers of new grants, vouchers and receipts are given by the rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are those of the facts they become")]
pub enum Ask {
    /// Money came from the donor.
    Receive { amount: i64, reference: String },
    /// Money went back to the donor.
    Return { amount: i64, reference: String },
    /// A rate was read.
    NoteRate { currency: String, per_million: i64, source: String },
    /// Notes were bought.
    Change { paid: i64, currency: String, received: i64 },
    /// An advance came back.
    BringBack { holder: i64, currency: String, amount: i64 },
    /// Somebody may hold money.
    NameHolder { holder: i64, user: Option<Uuid>, name: String },
    /// A partner accounts for what it spent.
    Account { partner: i64, line: String, amount: i64, reference: String },
    /// Applications are asked for.
    Call { line: String, until: NaiveDate },
    /// Somebody applies; the party was made for it.
    Apply { party: i64, line: String, applicant: Applicant, business: Business, asked: i64, own: i64, plan: Vec<PlanLine> },
    /// It was compared: what is the same is found by the rule.
    Screen { grant: GrantNo, passed: bool, reason: String },
    /// It was looked at.
    Appraise { grant: GrantNo, score: i64, passed: bool },
    /// It was decided.
    Rule { grant: GrantNo, minute: String, members: Vec<Who>, rank: i64, approved: Option<i64> },
    /// It was signed.
    Agree { grant: GrantNo, tranches: Vec<Tranche>, witness: bool },
    /// It was changed.
    Vary { grant: GrantNo, tranches: Vec<Tranche>, minute: String },
    /// It was visited.
    Visit {
        grant: GrantNo,
        visiting: Visiting,
        seen: Seen,
        operating: Operating,
        sales: Option<i64>,
        jobs: Option<i64>,
        picture: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        safe: Option<bool>,
    },
    /// It is closed.
    Close {
        grant: GrantNo,
        verified: i64,
        returned: i64,
        disallowed: i64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        exit: Option<Exit>,
    },
    /// Something was paid back.
    Recover { grant: GrantNo, amount: i64 },
    /// A voucher is made out. What is charged follows from what is paid and the rate of the day, where the currency is
    /// another one.
    Prepare { purpose: Purpose, currency: String, paid: i64, source: Source, means: Means, quotations: i64 },
    /// A further step.
    Step { voucher: VoucherNo, step: Step, reference: String, witness: bool },
    /// It is taken back before it is paid.
    Void { voucher: VoucherNo, reason: String },
    /// What was recorded is undone.
    Reverse { voucher: VoucherNo, reason: String },
    /// A receipt is filed; its number is given by the rule.
    File { voucher: VoucherNo, receipt: Receipt },
    /// A sealed receipt was seen.
    Sight { receipt: ReceiptNo },
}

/// Something that is refused, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The row of a list (a tranche, a plan's line), from 0; none where it is the whole.
    pub row: Option<usize>,
    /// Why.
    pub why: Why,
}

/// Why something is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The day is yet to come.
    Future,
    /// The day is before the award's time or after it.
    OutsideAward(NaiveDate, NaiveDate),
    /// The book is closed through this day.
    Closed(NaiveDate),
    /// The day is before what it follows: that day.
    BeforeEarlier(NaiveDate),
    /// An amount is missing, below nothing or beyond anything.
    Amount,
    /// A text is missing.
    TextMissing,
    /// A text is too long.
    TextLong,
    /// A word about somebody under a code: nothing may be told there.
    FreeText,
    /// Why a grant under a code ended, or whether the provider may go on reaching out, is said there and nowhere else.
    CodeOnly,
    /// There is no such line in the budget, or it pays something else.
    Line(String),
    /// There is no such grant.
    NoGrant,
    /// There is no such voucher.
    NoVoucher,
    /// There is no such receipt, it is not sealed, or it was seen already.
    NoReceipt,
    /// The grant is not so far, or further.
    Stage(super::Stage),
    /// The voucher is not at that step: what comes next.
    NextStep(Option<Step>),
    /// Two duties in one hand: what she has done already.
    SameHand(Duty),
    /// The parts sum to the first, and should to the second.
    DoesNotSum(i64, i64),
    /// Something is the same as in another grant, and no reason is given.
    SameAs(Same, GrantNo),
    /// Fewer voted than must: so many.
    Committee(i64),
    /// Somebody voted twice.
    VotedTwice,
    /// More is approved than was asked for.
    MoreThanAsked(i64),
    /// The agreement is not what was approved.
    NotAsApproved(i64),
    /// A voucher is above what the tranche still has.
    OverTranche(i64),
    /// It is above what the line of the budget still has.
    OverLine(i64),
    /// It is above what the source holds.
    OverHeld(i64),
    /// The tranche is not due before that day.
    TrancheLater(NaiveDate),
    /// The tranche before was not seen by a verifier.
    NotVerified(usize),
    /// There is no such tranche.
    NoTranche,
    /// The tranche has a voucher that stands: its number.
    TrancheTaken(VoucherNo),
    /// A paid tranche cannot be changed.
    PaidTranche,
    /// The currency has no rate on that day.
    NoRate(String),
    /// The purchase needs three quotations.
    Quotations,
    /// Such a sum is not paid in cash: above this one.
    CashTooMuch(i64),
    /// Cash is paid before a witness.
    WitnessMissing,
    /// A transfer has a reference.
    ReferenceMissing,
    /// The same receipt proves another voucher: that one.
    ReceiptUsed(VoucherNo),
    /// The digest is none.
    Digest,
    /// Receipts under a code are sealed, and others are not.
    Seal,
    /// A receipt's day is after the day it is filed, or outside the award.
    ReceiptDay,
    /// The provider has no consent of a guardian.
    Consent,
    /// A picture of what belongs to somebody under a code.
    Picture,
    /// Follow-ups are 1, 3, 6 and 12 months after.
    Months,
    /// A voucher is under way: it must be recorded or voided first.
    VoucherOpen(VoucherNo),
    /// What is closed as verified, returned and disallowed must sum to what was paid.
    CloseDoesNotSum(i64, i64),
    /// There is no such holder.
    NoHolder,
    /// The call is over, or there was none.
    NoCall,
}
