//! What happened under an award, act by act. A fact says everything that was decided when it was written, so that telling
//! the acts again never depends on a rule that has changed since.
mod brought;
mod kinds;

use super::codes::Code;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use brought::{Brought, BroughtVisit, BroughtVoucher};
pub use kinds::{
    AgeBand, Business, Exit, Help, Match, Means, Operating, PlanLine, Purpose, Receipt, Same, Seen, Source, Step, Tranche, Visiting,
};

/// The number of an act within its award: 1, 2, 3 … without gaps.
pub type ActNo = i64;
/// The number of a grant within its award.
pub type GrantNo = i64;
/// The number of a voucher within its award: without gaps, voided ones included.
pub type VoucherNo = i64;
/// The number of a receipt within its award.
pub type ReceiptNo = i64;

/// An act as it was written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// Its number.
    pub no: ActNo,
    /// Its key: the form's, and that of its entry.
    pub id: Uuid,
    /// The business day.
    pub day: NaiveDate,
    /// Who did it.
    pub by: Who,
    /// What happened.
    pub fact: Fact,
    /// The entry that posted it; `None`: nothing was posted.
    pub entry: Option<i64>,
}

/// Who did something.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Who {
    /// Somebody with a sign-in.
    User(Uuid),
    /// Staff of a history that was brought in: an office, never a grantee.
    Named(String),
}

/// Who is given to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Applicant {
    /// A family, by the person who answers for it.
    Family {
        /// The person, registered once in the programme.
        person: Uuid,
        /// What tells her household apart: the number of its ID-Poor card, or of its house. May be empty.
        household: String,
        /// Its phone. May be empty.
        phone: String,
        /// Its account or wallet. May be empty.
        account: String,
        /// Its village, eight digits.
        village: String,
        /// Where the business stands, in parts of 100,000 of a degree (latitude, longitude): about a metre.
        place: Option<(i64, i64)>,
    },
    /// Somebody under a code. There is no other field, and there must be none (scope, section 10).
    Coded {
        /// The code, while it is being written down: it is kept in a place of its own and never with what happened, so
        /// that whoever reads this does not learn it. None: a new one is drawn.
        #[serde(default, skip_serializing)]
        code: Option<Code>,
        /// The organisation that knows.
        provider: String,
        /// `female`, `male`; not said.
        sex: Option<String>,
        /// `under-18`, `18-24`, `25-29`, `30-over`; not said.
        age: Option<AgeBand>,
        /// The province, two digits.
        province: String,
        /// For children: the provider has a guardian's consent.
        consent: bool,
    },
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Fact {
    // --- the award's money
    /// The donor, or the award this one is a part of, sent money to the bank.
    Received {
        /// How much.
        amount: i64,
        /// The bank's reference.
        reference: String,
    },
    /// Money went back to the donor from the bank.
    Returned {
        /// How much.
        amount: i64,
        /// The bank's reference.
        reference: String,
    },
    /// So many smallest units of another currency are worth one million of the award's: written with where it was read.
    Rate {
        /// The other currency.
        currency: String,
        /// Its smallest units for a million smallest units of the award's currency.
        per_million: i64,
        /// Where it was read: a bank, the tax office.
        source: String,
    },
    /// Notes of another currency were bought at the bank for the cash box.
    Changed {
        /// What was given, in the award's currency.
        paid: i64,
        /// The other currency.
        currency: String,
        /// What was received, in it.
        received: i64,
    },
    /// An officer brought back what was left of an advance.
    AdvanceBack {
        /// The holder's party.
        holder: i64,
        /// The currency.
        currency: String,
        /// How much, into the cash box.
        amount: i64,
    },
    /// Somebody or a partner who may hold money of the award.
    HolderNamed {
        /// The party in the book.
        holder: i64,
        /// The sign-in of an officer; none for a partner.
        user: Option<Uuid>,
        /// The office, or the organisation's code.
        name: String,
    },
    /// A partner accounted for money that it holds: what it spent on a line.
    Accounted {
        /// Its party.
        partner: i64,
        /// The line of the budget.
        line: String,
        /// How much.
        amount: i64,
        /// Its report.
        reference: String,
    },
    // --- a grant
    /// Applications are asked for, until a day.
    Called {
        /// The line of the budget.
        line: String,
        /// The last day.
        until: NaiveDate,
    },
    /// A family, or somebody under a code, applied.
    Applied {
        /// The grant's number; its party in the book is the same act's.
        grant: GrantNo,
        /// Its party.
        party: i64,
        /// The line of the budget.
        line: String,
        /// Who.
        applicant: Applicant,
        /// What business.
        business: Business,
        /// What is asked for.
        asked: i64,
        /// What the family brings itself.
        own: i64,
        /// The plan of asked and own together.
        plan: Vec<PlanLine>,
    },
    /// It was compared with all other grants.
    Screened {
        /// The grant.
        grant: GrantNo,
        /// What was the same.
        matches: Vec<Match>,
        /// Whether it goes on; with a match only for a reason.
        passed: bool,
        /// The reason; empty where nothing matched, and always for a code.
        reason: String,
    },
    /// Somebody went there and looked.
    Appraised {
        /// The grant.
        grant: GrantNo,
        /// Points of a hundred.
        score: i64,
        /// Whether it goes on.
        passed: bool,
    },
    /// The committee decided.
    Ruled {
        /// The grant.
        grant: GrantNo,
        /// The minutes.
        minute: String,
        /// Who voted.
        members: Vec<Who>,
        /// Its place among those decided that day.
        rank: i64,
        /// What is given; `None`: rejected.
        approved: Option<i64>,
    },
    /// It was signed.
    Agreed {
        /// The grant.
        grant: GrantNo,
        /// The tranches; they sum to what is agreed.
        tranches: Vec<Tranche>,
        /// Whether a witness signed.
        witness: bool,
    },
    /// The agreement was changed.
    Varied {
        /// The grant.
        grant: GrantNo,
        /// All tranches from now on, those paid as they were.
        tranches: Vec<Tranche>,
        /// The minutes.
        minute: String,
    },
    /// Somebody went and saw.
    Visited {
        /// The grant.
        grant: GrantNo,
        /// Why.
        visiting: Visiting,
        /// What was seen.
        seen: Seen,
        /// How the business stands.
        operating: Operating,
        /// Sold in the month before, in the award's currency, where it was asked.
        sales: Option<i64>,
        /// People who work in it.
        jobs: Option<i64>,
        /// The scan's digest of a picture of what was bought; never of a person, never for a code.
        picture: Option<String>,
        /// Under a code: whether the provider may go on reaching out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        safe: Option<bool>,
    },
    /// It was closed: budget against what was verified.
    Closed {
        /// The grant.
        grant: GrantNo,
        /// What was verified.
        verified: i64,
        /// What came back to the bank.
        returned: i64,
        /// What was not allowed and is to be recovered.
        disallowed: i64,
        /// Under a code: why it ended.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        exit: Option<Exit>,
    },
    /// What was not allowed was paid back to the bank.
    Recovered {
        /// The grant.
        grant: GrantNo,
        /// How much.
        amount: i64,
    },
    // --- a voucher
    /// It was made out.
    Prepared {
        /// Its number.
        voucher: VoucherNo,
        /// What for.
        purpose: Purpose,
        /// What is charged, in the award's currency.
        amount: i64,
        /// The currency it is paid in.
        currency: String,
        /// What is paid, in it.
        paid: i64,
        /// Where from.
        source: Source,
        /// How.
        means: Means,
        /// Quotations that were asked for.
        quotations: i64,
    },
    /// A further step was done.
    Stepped {
        /// The voucher.
        voucher: VoucherNo,
        /// Which.
        step: Step,
        /// The transfer's reference, or that a witness signed; empty otherwise.
        reference: String,
        /// Whether a witness was there when cash was paid.
        witness: bool,
    },
    /// It was taken back before it was paid; its number stays.
    Voided {
        /// The voucher.
        voucher: VoucherNo,
        /// Why.
        reason: String,
    },
    /// What was recorded is undone by a reversing entry.
    Reversed {
        /// The voucher.
        voucher: VoucherNo,
        /// Why.
        reason: String,
    },
    /// A receipt was filed.
    Filed {
        /// The voucher it proves.
        voucher: VoucherNo,
        /// The receipt.
        receipt: Receipt,
    },
    /// An auditor saw a sealed receipt at the provider's.
    Sighted {
        /// The receipt.
        receipt: ReceiptNo,
    },
    // --- history
    /// A grant that was given before, as its papers say; it may break every rule.
    Brought(Box<Brought>),
}

impl Fact {
    /// Its word in the database.
    pub fn code(&self) -> &'static str {
        match self {
            Fact::Received { .. } => "received",
            Fact::Returned { .. } => "returned",
            Fact::Rate { .. } => "rate",
            Fact::Changed { .. } => "changed",
            Fact::AdvanceBack { .. } => "advance-back",
            Fact::HolderNamed { .. } => "holder-named",
            Fact::Accounted { .. } => "accounted",
            Fact::Called { .. } => "called",
            Fact::Applied { .. } => "applied",
            Fact::Screened { .. } => "screened",
            Fact::Appraised { .. } => "appraised",
            Fact::Ruled { .. } => "ruled",
            Fact::Agreed { .. } => "agreed",
            Fact::Varied { .. } => "varied",
            Fact::Visited { .. } => "visited",
            Fact::Closed { .. } => "closed",
            Fact::Recovered { .. } => "recovered",
            Fact::Prepared { .. } => "prepared",
            Fact::Stepped { .. } => "stepped",
            Fact::Voided { .. } => "voided",
            Fact::Reversed { .. } => "reversed",
            Fact::Filed { .. } => "filed",
            Fact::Sighted { .. } => "sighted",
            Fact::Brought(_) => "brought",
        }
    }

    /// The grant it is about.
    pub fn grant(&self) -> Option<GrantNo> {
        match self {
            Fact::Applied { grant, .. }
            | Fact::Screened { grant, .. }
            | Fact::Appraised { grant, .. }
            | Fact::Ruled { grant, .. }
            | Fact::Agreed { grant, .. }
            | Fact::Varied { grant, .. }
            | Fact::Visited { grant, .. }
            | Fact::Closed { grant, .. }
            | Fact::Recovered { grant, .. }
            | Fact::Prepared { purpose: Purpose::Tranche { grant, .. }, .. } => Some(*grant),
            Fact::Brought(brought) => Some(brought.grant),
            _ => None,
        }
    }

    /// The voucher it is about.
    pub fn voucher(&self) -> Option<VoucherNo> {
        match self {
            Fact::Prepared { voucher, .. }
            | Fact::Stepped { voucher, .. }
            | Fact::Voided { voucher, .. }
            | Fact::Reversed { voucher, .. }
            | Fact::Filed { voucher, .. } => Some(*voucher),
            _ => None,
        }
    }

    /// The grant that it brings: its number, its party, who.
    pub fn brings(&self) -> Option<(GrantNo, i64, &Applicant)> {
        match self {
            Fact::Applied { grant, party, applicant, .. } => Some((*grant, *party, applicant)),
            Fact::Brought(brought) => Some((brought.grant, brought.party, &brought.applicant)),
            _ => None,
        }
    }

    /// The few words that its entry carries; none about a grantee.
    pub fn memo(&self) -> String {
        match self {
            Fact::Received { reference, .. } | Fact::Returned { reference, .. } | Fact::Accounted { reference, .. } => {
                reference.clone()
            }
            Fact::Reversed { reason, .. } => reason.clone(),
            Fact::Stepped { voucher, .. } => format!("voucher {voucher}"),
            _ => String::new(),
        }
    }
}
