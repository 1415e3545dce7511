//! What happened under an award, act by act. A fact says everything that was decided when it was written, so that telling
//! the acts again never depends on a rule that has changed since.
use super::codes::Code;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

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
        /// The code.
        code: Code,
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

/// An age, as coarsely as it may be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AgeBand {
    /// A child.
    Under18,
    /// 18 to 24.
    From18,
    /// 25 to 29.
    From25,
    /// 30 and over.
    From30,
}

/// What a business is; a list, so that nothing is told about a person under a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Business {
    /// Chickens, ducks.
    Poultry,
    /// Pigs.
    Pigs,
    /// Cattle and buffalo.
    Cattle,
    /// Fish.
    Fish,
    /// Vegetables, fruit, mushrooms.
    Garden,
    /// Rice and other fields.
    Field,
    /// Selling.
    Shop,
    /// Cooking and selling food.
    Food,
    /// Tailoring, weaving.
    Cloth,
    /// Hair and beauty.
    Beauty,
    /// Motorbikes, phones, tools.
    Repair,
    /// Carrying people or goods.
    Transport,
    /// Something else.
    Other,
}

/// A line of a grant's plan: what for, how much.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanLine {
    /// What is bought; empty for a grant under a code.
    pub what: String,
    /// What it costs, in the award's currency.
    pub amount: i64,
}

/// A tranche of an agreement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tranche {
    /// How much.
    pub amount: i64,
    /// From which day.
    pub from: NaiveDate,
    /// How it is given.
    pub means: Means,
}

/// How something is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Means {
    /// Notes, before a witness.
    Cash,
    /// To an account or a wallet.
    Transfer,
    /// Things: the money goes to who sells them.
    Goods,
}

/// What a voucher is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "for", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Purpose {
    /// A tranche of a grant (from 0).
    Tranche {
        /// The grant.
        grant: GrantNo,
        /// Which tranche.
        tranche: usize,
    },
    /// Money for an officer to carry.
    Advance {
        /// The holder's party in the book.
        holder: i64,
    },
    /// A cost of the office, or help that is counted: how many people, by code, never who.
    Cost {
        /// The line of the budget.
        line: String,
        /// How many people were helped; nothing for the office's own costs.
        persons: Option<i64>,
        /// Which kind of help.
        help: Option<Help>,
        /// What for; empty for help.
        what: String,
    },
    /// Money for a partner.
    Partner {
        /// Its party in the book.
        partner: i64,
        /// The line of the budget.
        line: String,
    },
}

/// Help that is counted and not told (scope, section 10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Help {
    /// Meals.
    Meals,
    /// Medical checks.
    MedicalChecks,
    /// Transport.
    Transport,
    /// Legal fees.
    LegalFees,
    /// Air tickets.
    AirTickets,
    /// Short stay.
    ShortStay,
    /// Scholarships.
    Scholarships,
}

/// Where the money of a voucher comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Source {
    /// The cash box.
    Cash,
    /// The bank.
    Bank,
    /// What an officer carries.
    Advance {
        /// The holder's party.
        holder: i64,
    },
}

/// The steps of a voucher after it was made out, each by somebody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// Made out.
    Prepared,
    /// Seen to be right.
    Checked,
    /// Approved.
    Approved,
    /// Paid.
    Paid,
    /// Written into the books: posted.
    Recorded,
}

/// What a visitor saw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Seen {
    /// Everything that was bought.
    All,
    /// A part of it.
    Part,
    /// Nothing.
    Nothing,
}

/// How a business stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Operating {
    /// It runs.
    Runs,
    /// It rests.
    Paused,
    /// It is closed.
    Closed,
    /// Nobody was found.
    LostContact,
}

/// Why a visit is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Visiting {
    /// To see what a tranche bought (from 0): the next one waits for it.
    Verification {
        /// Which tranche.
        tranche: usize,
    },
    /// 1, 3, 6 or 12 months after.
    FollowUp {
        /// Months.
        months: u8,
    },
}

/// Something that may be the same: what the screening compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Same {
    /// The person.
    Person,
    /// The household.
    Household,
    /// The phone.
    Phone,
    /// The account.
    Account,
    /// The place.
    Place,
}

/// A grant that looks like this one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Match {
    /// What is the same.
    pub same: Same,
    /// The other grant.
    pub grant: GrantNo,
}

/// A receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// Its number in the award.
    pub no: ReceiptNo,
    /// Who sold; empty where it is sealed.
    pub supplier: String,
    /// Its own number; empty on a market.
    pub number: String,
    /// Its day.
    pub day: NaiveDate,
    /// Its sum, in the currency it was paid in.
    pub amount: i64,
    /// Its lines, where they were typed: they must sum to it.
    pub lines: Vec<PlanLine>,
    /// SHA-256 of the scan, in hexadecimal: the upload, or what the provider keeps under seal.
    pub hash: String,
    /// The provider keeps the scan; here is only its digest.
    pub sealed: bool,
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
}

impl Fact {
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

impl Step {
    /// All, in their order.
    pub const ALL: [Step; 5] = [Step::Prepared, Step::Checked, Step::Approved, Step::Paid, Step::Recorded];

    /// Its word.
    pub fn code(self) -> &'static str {
        match self {
            Step::Prepared => "prepared",
            Step::Checked => "checked",
            Step::Approved => "approved",
            Step::Paid => "paid",
            Step::Recorded => "recorded",
        }
    }

    /// The step before; none before the first.
    pub fn before(self) -> Option<Step> {
        Step::ALL.iter().position(|step| *step == self).and_then(|at| at.checked_sub(1)).map(|at| Step::ALL[at])
    }

    /// The duty that it is.
    pub fn duty(self) -> super::Duty {
        match self {
            Step::Prepared => super::Duty::Prepares,
            Step::Checked => super::Duty::Checks,
            Step::Approved => super::Duty::Approves,
            Step::Paid => super::Duty::Pays,
            Step::Recorded => super::Duty::Records,
        }
    }
}
