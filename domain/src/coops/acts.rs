//! What happened at a cooperative, act by act. A fact says everything that was decided when it was written, so that telling
//! the acts again never depends on a price or by-law that has changed since.
use super::{Party, surplus::Division};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The number of an act within its cooperative: 1, 2, 3 … without gaps.
pub type ActNo = i64;
/// The number of a producer group within its cooperative.
pub type GroupNo = i64;
/// The number of a share certificate.
pub type CertificateNo = i64;
/// The number of a plot.
pub type PlotNo = i64;
/// The number of an advance, or of inputs given on credit.
pub type CreditNo = i64;
/// The number of a delivery: the one on its note.
pub type DeliveryNo = i64;
/// The number of a lot in the store.
pub type LotNo = i64;
/// The number of a milling.
pub type MillingNo = i64;
/// The number of a sale.
pub type SaleNo = i64;
/// The number of a contract with a buyer.
pub type ContractNo = i64;

/// An act as it was written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// Its number.
    pub no: ActNo,
    /// Its key: the form's, and that of its entry.
    pub id: Uuid,
    /// The business day.
    pub day: NaiveDate,
    /// What happened.
    pub fact: Fact,
    /// The entry that posted it; `None`: nothing was posted.
    pub entry: Option<i64>,
}

/// What is delivered, kept and sold together: a crop, its grade, and whether it is organic.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    /// The crop's code.
    pub crop: String,
    /// The grade, as the cooperative calls it; empty where there is one only.
    pub grade: String,
    /// From valid organic plots alone.
    pub organic: bool,
}

/// A share certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// Its number.
    pub no: CertificateNo,
    /// Whose.
    pub party: Party,
    /// How many shares.
    pub shares: i64,
}

/// A field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlotSaid {
    /// Its number.
    pub no: PlotNo,
    /// Who farms it.
    pub party: Party,
    /// What people call it.
    pub name: String,
    /// Its area, square metres.
    pub area: i64,
    /// What grows there.
    pub crop: String,
    /// When something forbidden was last put on it, as far as is known.
    pub forbidden_on: Option<NaiveDate>,
}

/// What an inspection says of a plot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Nothing against it.
    Passed,
    /// It may deliver, and something must be mended by a day.
    Conditions,
    /// It may not deliver until a day.
    Suspended,
    /// It is out.
    Excluded,
}

impl Outcome {
    /// Its word.
    pub fn code(self) -> &'static str {
        match self {
            Outcome::Passed => "passed",
            Outcome::Conditions => "conditions",
            Outcome::Suspended => "suspended",
            Outcome::Excluded => "excluded",
        }
    }
}

/// Something that is not as it must be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NonConformity {
    /// Which rule.
    pub fault: Fault,
    /// Until when it must be mended.
    pub until: Option<NaiveDate>,
}

/// Rules of organic control that a farmer may break.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// A chemical fertiliser.
    Fertiliser,
    /// A chemical against pests or weeds.
    Pesticide,
    /// Seed that was treated.
    Seed,
    /// No strip or ditch towards a neighbour who sprays.
    Buffer,
    /// Stored with other produce.
    Storage,
    /// No record, no sketch.
    Records,
    /// Straw was burnt.
    Burning,
    /// Something else.
    Other,
}

impl Fault {
    /// Its word.
    pub fn code(self) -> &'static str {
        match self {
            Fault::Fertiliser => "fertiliser",
            Fault::Pesticide => "pesticide",
            Fault::Seed => "seed",
            Fault::Buffer => "buffer",
            Fault::Storage => "storage",
            Fault::Records => "records",
            Fault::Burning => "burning",
            Fault::Other => "other",
        }
    }
}

/// An inspection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inspection {
    /// The plot.
    pub plot: PlotNo,
    /// Who inspected: the cooperative's own inspector, not who advises the farmer.
    pub inspector: String,
    /// Points of a hundred.
    pub score: i64,
    /// What is not as it must be.
    pub faults: Vec<NonConformity>,
    /// What follows.
    pub outcome: Outcome,
    /// For a suspension: until when.
    pub until: Option<NaiveDate>,
    /// The harvest that is expected, grams at the scale's moisture.
    pub estimate: i64,
}

/// Money that came or went without a harvest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Flow {
    /// A grant came.
    Grant,
    /// A loan from outside came.
    Borrowed,
    /// A part of it was paid back.
    LoanRepaid,
    /// Interest on it was paid.
    Interest,
    /// Other income.
    OtherIncome,
    /// Wages.
    Wages,
    /// Fuel and electricity.
    Fuel,
    /// Repairs of mill and store.
    Repairs,
    /// Bags, labels, certification.
    Packing,
    /// Seed and fertiliser, to be given out on credit.
    Inputs,
    /// Transport.
    Transport,
    /// Other costs.
    OtherCost,
    /// Machines, a store, a scale.
    Equipment,
    /// From the box to the bank.
    ToBank,
    /// From the bank to the box.
    FromBank,
    /// Spent from the social fund.
    Social,
    /// Spent from the training fund.
    Education,
    /// Paid to the committee of what the year gave it.
    Committee,
}

/// Why something was taken off the weight besides moisture and foreign matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// Empty or green grains.
    Unripe,
    /// Another variety among it.
    Mixed,
    /// Rot, insects.
    Spoilt,
    /// Leaves, roots, what is cut off.
    Trimming,
    /// The bags themselves.
    Bags,
}

/// A delivery at the scale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delivery {
    /// Its number: the one on the note.
    pub no: DeliveryNo,
    /// Who brought it.
    pub party: Party,
    /// Whether she was a member that day: others' harvest is kept apart.
    pub member: bool,
    /// From which plot.
    pub plot: Option<PlotNo>,
    /// What.
    #[serde(rename = "kind_of")] // "kind" says what kind of fact it is
    pub kind: Kind,
    /// On the scale, grams.
    pub gross: i64,
    /// Of it the bags, the cart.
    pub tare: i64,
    /// The tester, tenths of a per cent.
    pub moisture_tenths: Option<i64>,
    /// Straw and stones, tenths of a per cent.
    pub foreign_tenths: Option<i64>,
    /// What else was taken off, grams.
    pub taken_off: Vec<(Reason, i64)>,
    /// What is paid for: dry and clean, grams.
    pub weight: i64,
    /// For a kilogram.
    pub price: i64,
    /// Its worth.
    pub amount: i64,
    /// Of it to what she owes, credit by credit.
    pub offsets: Vec<(CreditNo, i64)>,
    /// Of it in her hand; the rest is owed to her.
    pub cash: i64,
    /// The lot that it went into.
    pub lot: LotNo,
}

/// Something taken from a lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Taken {
    /// Which lot.
    pub lot: LotNo,
    /// Grams.
    pub grams: i64,
}

/// Something that came out of the mill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Milled {
    /// What.
    pub kind: Kind,
    /// Grams.
    pub grams: i64,
    /// The lot that it becomes; none where it is a customer's.
    pub lot: Option<LotNo>,
}

/// A milling: what went in is what came out and what was lost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Milling {
    /// Its number.
    pub no: MillingNo,
    /// Somebody else's paddy, milled for a fee: whose, and what was brought; none where it is the cooperative's own.
    pub customer: Option<(Party, i64)>,
    /// The paddy that went in, lot by lot; nothing for a customer's.
    pub takes: Vec<Taken>,
    /// What came out.
    pub gives: Vec<Milled>,
    /// What is nowhere: dust, moisture. Grams.
    pub loss: i64,
    /// What a customer pays.
    pub fee: i64,
}

/// A line of a sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaleLine {
    /// From which lot.
    pub lot: LotNo,
    /// Grams.
    pub grams: i64,
    /// For a kilogram.
    pub price: i64,
    /// What it comes to.
    pub amount: i64,
}

/// A sale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sale {
    /// Its number.
    pub no: SaleNo,
    /// To whom.
    pub buyer: Party,
    /// Under which contract.
    pub contract: Option<ContractNo>,
    /// What.
    pub lines: Vec<SaleLine>,
    /// All together.
    pub amount: i64,
    /// What bringing it there cost, paid from the box.
    pub transport: i64,
    /// Received at once; the rest is owed.
    pub cash: i64,
    /// By when the rest is due.
    pub due: Option<NaiveDate>,
}

/// How a contract's price is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case", deny_unknown_fields)]
pub enum PriceRule {
    /// The same for all of it.
    Fixed {
        /// For a kilogram.
        price: i64,
    },
    /// The board's price of the day and so much more, and never less than a floor.
    Market {
        /// More for a kilogram.
        more: i64,
        /// The least for a kilogram.
        floor: i64,
    },
}

/// A contract with a buyer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contract {
    /// Its number.
    pub no: ContractNo,
    /// With whom.
    pub buyer: Party,
    /// Of what.
    #[serde(rename = "kind_of")] // "kind" says what kind of fact it is
    pub kind: Kind,
    /// How much, grams.
    pub grams: i64,
    /// At which price.
    pub price: PriceRule,
    /// From which day.
    pub from: NaiveDate,
    /// By which day.
    pub to: NaiveDate,
    /// Paid so many days after each delivery.
    pub days: i64,
}

/// What became of a year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct YearEnd {
    /// The first day of the year that is divided.
    pub from: NaiveDate,
    /// The last.
    pub to: NaiveDate,
    /// What the store was worth at its end, by the prices that the meeting agreed.
    pub stock: i64,
    /// The minutes of the general meeting.
    pub minute: String,
    /// What the store was worth when the year began.
    pub stock_before: i64,
    /// Income and costs of the year as they are closed: account, party, what stands there (a debit above zero).
    pub closes: Vec<(i64, Option<Party>, i64)>,
    /// Of the surplus, what makes up for losses of earlier years; below zero: the year's own loss.
    pub losses: i64,
    /// What each gets; none where nothing is left to divide.
    pub division: Option<Division>,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields bear the names and units of the structs above")]
pub enum Fact {
    /// A producer group was named, or is named otherwise.
    GroupNamed { group: GroupNo, code: String, name_km: String, name_latin: String, village: String, crop: String },
    /// A member is in a producer group; none: in none any more.
    GroupJoined { party: Party, group: Option<GroupNo> },
    /// Somebody who is no member: a buyer, a seller, a mill's customer; a buyer of the board by its id.
    OutsiderNamed { party: Party, name: String, buyer: Option<Uuid> },
    /// Shares were bought.
    SharesBought { certificate: Certificate, paid: i64 },
    /// Shares went to another member, or back to the cooperative, which paid their value.
    SharesPassed { from: Party, to: Option<Party>, shares: i64, value: i64, ends: Vec<CertificateNo>, new: Vec<Certificate> },
    /// A plot, or what is now said of it.
    PlotNoted(PlotSaid),
    /// An inspection.
    Inspected(Inspection),
    /// Money.
    Money { flow: Flow, amount: i64, memo: String },
    /// An advance in money, or inputs on credit.
    CreditGiven { credit: CreditNo, party: Party, inputs: bool, what: String, amount: i64, charge: i64, due: NaiveDate },
    /// A part of it was paid back in money.
    CreditPaid { credit: CreditNo, amount: i64 },
    /// What the cooperative pays for a kilogram from this day.
    PriceSet { kind_of: Kind, amount: i64 },
    /// A delivery.
    Delivered(Box<Delivery>),
    /// What was owed was paid out: for deliveries, and of what a year gave.
    PaidOut { party: Party, deliveries: i64, dividends: i64 },
    /// A lot was weighed: what the books said, what there is.
    Counted { lot: LotNo, had: i64, found: i64, minute: String },
    /// A milling.
    Milled(Box<Milling>),
    /// A contract.
    Contracted(Contract),
    /// A sale.
    Sold(Box<Sale>),
    /// A buyer paid.
    BuyerPaid { sale: SaleNo, amount: i64 },
    /// The year was divided.
    YearEnded(Box<YearEnd>),
    /// An act was a mistake: it is as if it had not been.
    Undone { act: ActNo, reason: String },
}

impl Fact {
    /// Its word in the database.
    pub fn code(&self) -> &'static str {
        match self {
            Fact::GroupNamed { .. } => "group-named",
            Fact::GroupJoined { .. } => "group-joined",
            Fact::OutsiderNamed { .. } => "outsider-named",
            Fact::SharesBought { .. } => "shares-bought",
            Fact::SharesPassed { .. } => "shares-passed",
            Fact::PlotNoted(_) => "plot-noted",
            Fact::Inspected(_) => "inspected",
            Fact::Money { .. } => "money",
            Fact::CreditGiven { .. } => "credit-given",
            Fact::CreditPaid { .. } => "credit-paid",
            Fact::PriceSet { .. } => "price-set",
            Fact::Delivered(_) => "delivered",
            Fact::PaidOut { .. } => "paid-out",
            Fact::Counted { .. } => "counted",
            Fact::Milled(_) => "milled",
            Fact::Contracted(_) => "contracted",
            Fact::Sold(_) => "sold",
            Fact::BuyerPaid { .. } => "buyer-paid",
            Fact::YearEnded(_) => "year-ended",
            Fact::Undone { .. } => "undone",
        }
    }

    /// Whom it is about.
    pub fn party(&self) -> Option<Party> {
        match self {
            Fact::GroupJoined { party, .. }
            | Fact::OutsiderNamed { party, .. }
            | Fact::CreditGiven { party, .. }
            | Fact::PaidOut { party, .. } => Some(*party),
            Fact::SharesBought { certificate, .. } => Some(certificate.party),
            Fact::SharesPassed { from, .. } => Some(*from),
            Fact::PlotNoted(plot) => Some(plot.party),
            Fact::Delivered(delivery) => Some(delivery.party),
            Fact::Milled(milling) => milling.customer.map(|(party, _)| party),
            Fact::Contracted(contract) => Some(contract.buyer),
            Fact::Sold(sale) => Some(sale.buyer),
            _ => None,
        }
    }
}

impl Delivery {
    /// What stays owed to her.
    pub fn owed(&self) -> i64 {
        self.amount - self.cash - self.offset()
    }

    /// What went to what she owes.
    pub fn offset(&self) -> i64 {
        self.offsets.iter().map(|(_, amount)| amount).sum()
    }

    /// What is on the scale without bags and cart.
    pub fn net(&self) -> i64 {
        self.gross - self.tare
    }
}

impl Milling {
    /// What went in.
    pub fn paddy(&self) -> i64 {
        self.customer.map_or_else(|| self.takes.iter().map(|taken| taken.grams).sum(), |(_, brought)| brought)
    }

    /// What came out.
    pub fn out(&self) -> i64 {
        self.gives.iter().map(|given| given.grams).sum()
    }

    /// Of it what has a crop's code.
    pub fn of(&self, crop: &str) -> i64 {
        self.gives.iter().filter(|given| given.kind.crop == crop).map(|given| given.grams).sum()
    }
}
