//! What somebody wants written down, what speaks against it, and what is to be looked at twice.
use super::{
    Party,
    acts::{ActNo, ContractNo, CreditNo, Flow, GroupNo, Inspection, Kind, LotNo, PlotNo, PriceRule, Reason, SaleNo, Taken},
    organic::Status,
    state::Impossible,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What is asked. Numbers of what is new are given by the rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are those of the facts they become")]
pub enum Ask {
    /// Name a producer group, or name it otherwise.
    NameGroup { group: Option<GroupNo>, code: String, name_km: String, name_latin: String, village: String, crop: String },
    /// Put a member into a producer group, or take her out.
    JoinGroup { party: Party, group: Option<GroupNo> },
    /// Name somebody who is no member.
    NameOutsider { party: Party, name: String, buyer: Option<Uuid> },
    /// Buy shares at par.
    BuyShares { party: Party, shares: i64 },
    /// Pass shares on, or (`None`) give them back at par.
    PassShares { from: Party, to: Option<Party>, shares: i64 },
    /// Note a plot, or say something else of it.
    NotePlot { plot: Option<PlotNo>, party: Party, name: String, area: i64, crop: String, forbidden_on: Option<NaiveDate> },
    /// Inspect a plot.
    Inspect(Inspection),
    /// Money that came or went.
    Money { flow: Flow, amount: i64, memo: String },
    /// Give an advance or inputs.
    GiveCredit { party: Party, inputs: bool, what: String, amount: i64, due: NaiveDate },
    /// Pay a credit back in money.
    PayCredit { credit: CreditNo, amount: i64 },
    /// Set what is paid for a kilogram.
    SetPrice { kind_of: Kind, amount: i64 },
    /// Take a delivery in.
    Deliver(AskDelivery),
    /// Pay out what is owed.
    PayOut { party: Party, amount: i64 },
    /// Say what a lot weighs (another officer confirms).
    Count { lot: LotNo, found: i64, minute: String },
    /// Mill.
    Mill(AskMilling),
    /// Agree with a buyer.
    Contract { buyer: Party, kind_of: Kind, grams: i64, price: PriceRule, from: NaiveDate, to: NaiveDate, days: i64 },
    /// Sell.
    Sell(AskSale),
    /// A buyer pays.
    Collect { sale: SaleNo, amount: i64 },
    /// Divide a year (another officer confirms).
    EndYear { to: NaiveDate, stock: i64, minute: String },
    /// Take back an act that was a mistake (another officer confirms).
    Undo { act: ActNo, reason: String },
}

/// A delivery as it is typed at the scale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskDelivery {
    /// Who brings it.
    pub party: Party,
    /// From which plot; must be said where it is organic.
    pub plot: Option<PlotNo>,
    /// What.
    pub kind: Kind,
    /// On the scale, grams.
    pub gross: i64,
    /// Bags and cart, grams.
    pub tare: i64,
    /// Tenths of a per cent.
    pub moisture_tenths: Option<i64>,
    /// Tenths of a per cent.
    pub foreign_tenths: Option<i64>,
    /// What else is taken off, grams.
    pub taken_off: Vec<(Reason, i64)>,
    /// What goes to what she owes; none: what the by-laws say.
    pub offset: Option<i64>,
    /// In her hand: none, all that is left, or so much.
    pub pay: Pay,
}

/// How much of a delivery is paid at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Pay {
    /// Nothing: it is owed to her.
    Later,
    /// All that is left after what she owes.
    Now,
    /// A part.
    Part {
        /// So much.
        amount: i64,
    },
}

/// A milling as it is typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskMilling {
    /// Somebody else's paddy: whose, and how much, grams.
    pub customer: Option<(Party, i64)>,
    /// The cooperative's own, lot by lot.
    pub takes: Vec<Taken>,
    /// What came out, grams; what is missing was lost.
    pub gives: Vec<(Kind, i64)>,
}

/// A sale as it is typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskSale {
    /// To whom.
    pub buyer: Party,
    /// Under which contract.
    pub contract: Option<ContractNo>,
    /// Lot, grams, price of a kilogram.
    pub lines: Vec<(LotNo, i64, i64)>,
    /// What bringing it there cost.
    pub transport: i64,
    /// Received at once.
    pub cash: i64,
    /// By when the rest is due.
    pub due: Option<NaiveDate>,
}

impl Ask {
    /// Whether a second officer must confirm it before it is written.
    pub fn needs_two(&self) -> bool {
        matches!(self, Ask::Count { .. } | Ask::EndYear { .. } | Ask::Undo { .. })
    }
}

/// Something that is refused, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The row of a list (a line of a sale, what came out of the mill), from 0; none where it is the whole.
    pub row: Option<usize>,
    /// Why.
    pub why: Why,
}

/// Why something is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The day is yet to come.
    Future,
    /// The book is closed through this day.
    Closed(NaiveDate),
    /// A year was divided through this day.
    YearEnded(NaiveDate),
    /// The cooperative began later: that day.
    BeforeIt(NaiveDate),
    /// An amount is missing, below nothing or beyond anything.
    Amount,
    /// A text is missing.
    TextMissing,
    /// A text is too long.
    TextLong,
    /// She is no member on that day.
    NotAMember,
    /// Nobody of that number.
    Nobody,
    /// There is no such producer group.
    NoGroup,
    /// There are no shares here.
    NoShares,
    /// Fewer than a member must hold: so many.
    SharesLeast(i64),
    /// More than a member may hold: so many.
    SharesMost(i64),
    /// She has only so many.
    SharesHeld(i64),
    /// What a share costs does not change while shares are out: so many.
    SharesOut(i64),
    /// From that day on a share costs something else: none may be out then.
    ParChanges(NaiveDate),
    /// There is no such crop, or it cannot be delivered or milled.
    Crop(String),
    /// There is no such plot.
    NoPlot,
    /// The plot is somebody else's.
    NotHerPlot,
    /// Something else grows there.
    OtherCrop,
    /// Nothing organic is taken in here.
    NotOrganic,
    /// For an organic delivery the plot must be said.
    PlotMissing,
    /// The plot may not deliver as organic.
    PlotStatus(Status),
    /// More than the plot's estimate with its tolerance: what may still be brought, grams.
    OverEstimate(i64),
    /// A score is of a hundred points.
    Score,
    /// A suspension says until when, in the future; others do not.
    Until,
    /// The bags weigh more than the whole.
    TareAboveGross,
    /// More than the scale weighs: kilograms.
    ScaleMost(i64),
    /// No percentage.
    NotAPercentage,
    /// Drier than grain can be: tenths of a per cent.
    TooDry(i64),
    /// Too wet to take in: tenths of a per cent.
    TooWet(i64),
    /// The moisture was not measured.
    MoistureMissing,
    /// Nothing is left to be paid for.
    NothingLeft,
    /// No price was set for it.
    NoPrice,
    /// Ten times the last price, or a tenth of it: that one.
    TenTimes(i64),
    /// More than may be owed: what is still free.
    Ceiling(i64),
    /// A date before the day.
    DueBefore,
    /// There is no such credit.
    NoCredit,
    /// More than she owes goes to what she owes: that much.
    OffsetMost(i64),
    /// More is paid than it is worth after what she owes: that much.
    PaidMost(i64),
    /// More is paid out than is owed: that much.
    OwedMost(i64),
    /// There is no such lot.
    NoLot,
    /// What is in the lot is not milled.
    NotMilled,
    /// Nothing went into the mill, or nothing came out.
    NothingMilled,
    /// A lot stands there twice.
    Twice,
    /// The mill gave more than went in: in, out, grams.
    GainsMass(i64, i64),
    /// Organic rice comes from organic paddy only.
    OrganicFrom,
    /// There is no such contract, or it is another buyer's.
    NoContract,
    /// The contract is about something else.
    ContractKind,
    /// The contract's time is over or has not begun.
    ContractTime(NaiveDate, NaiveDate),
    /// There is no such sale.
    NoSale,
    /// More is received than it comes to: that much.
    SaleMost(i64),
    /// A year ends on a day that is over, after the last one.
    YearEnd,
    /// The by-laws cannot divide it.
    Division,
    /// There is no such act, it was undone, or it cannot be undone.
    NoAct,
    /// It cannot be.
    Impossible(Impossible),
    /// What was written for a later day would not be possible any more: that act.
    Later(ActNo, Impossible),
}

/// Something to be looked at twice; who has read it says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caution {
    /// The price is far from the last one: that one.
    PriceBand(i64),
    /// The yield of head rice is far from that of earlier millings: theirs, this one's, tenths of a per cent.
    Yield(i64, i64),
    /// Much was lost in the mill: tenths of a per cent.
    Loss(i64),
    /// More than the contract is about: what was left of it, grams.
    OverContract(i64),
    /// The price is not the contract's: that one.
    NotTheContracts(i64),
    /// Nine tenths of what the plot may deliver are reached: what is left, grams.
    NearEstimate(i64),
    /// She has something to pay back that is overdue since that day.
    Overdue(NaiveDate),
}
