//! The words that acts are made of: what a business is, how something is given, what was seen.
use super::{GrantNo, ReceiptNo};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

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

/// Why a grant under a code ended; a list, since nothing may be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Exit {
    /// The year is over, everything was done.
    Completed,
    /// The business was given up.
    GivenUp,
    /// Moved away.
    Moved,
    /// Nobody was found any more.
    LostContact,
    /// The provider ended it.
    ByProvider,
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
    pub fn duty(self) -> crate::grants::Duty {
        match self {
            Step::Prepared => crate::grants::Duty::Prepares,
            Step::Checked => crate::grants::Duty::Checks,
            Step::Approved => crate::grants::Duty::Approves,
            Step::Paid => crate::grants::Duty::Pays,
            Step::Recorded => crate::grants::Duty::Records,
        }
    }
}
