//! What somebody asks to be written down at a bank, and what may speak against it. [`super::decide`] turns an [`Ask`]
//! into facts; every refusal comes back at once, each with the row it is about, and without words.
use super::{
    acts::{
        ActNo, AnimalNo, Cause, CountMethod, Fact, LoanNo, LossNote, LostHow, MoneySource, ObligationNo, Party, Seen, Sex, Spending,
    },
    goods::Class,
    rules::Purpose,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What is asked. Quantities are in smallest units of their good, money in smallest units of money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "kebab-case", deny_unknown_fields)]
#[allow(missing_docs, reason = "fields bear the names of the facts they become, which say what they are")]
pub enum Ask {
    /// Write down a gift in kind.
    Donate { good: String, quantity: i64, capital: bool, from: String },
    /// Write down what members brought.
    Deposit { good: String, returned: bool, rows: Vec<(Party, i64)> },
    /// Give a deposit back.
    ReturnDeposit { good: String, party: Party, quantity: i64 },
    /// Buy with money of the box.
    Buy { good: String, quantity: i64, paid: i64 },
    /// Sell into the box.
    Sell { good: String, quantity: i64, received: i64 },
    /// Give to a family in distress.
    Help { good: String, party: Party, quantity: i64, minute: String },
    /// Money in.
    MoneyIn { source: MoneySource, amount: i64, note: String },
    /// Money out.
    MoneyOut { purpose: Spending, amount: i64, note: String },
    /// Write down a count of the store (two people; another officer confirms).
    Count {
        good: String,
        counted: i64,
        losses: Vec<(Cause, i64)>,
        counters: [Party; 2],
        method: CountMethod,
        moisture_tenths: Option<i64>,
    },
    /// A lending day.
    Lend { good: String, purpose: Purpose, season: Option<i64>, rows: Vec<LendRow> },
    /// A repayment day: a row for each loan that brings something, in kind or in money.
    Repay {
        good: String,
        /// The price of one unit for those who pay in money: what is agreed, and what the market pays.
        agreed: Option<i64>,
        market: Option<i64>,
        rows: Vec<RepayRow>,
    },
    /// Another due day (another officer confirms).
    Reschedule { loan: LoanNo, due_on: NaiveDate, extra_interest: i64, minute: String },
    /// Forgive some of what is owed, interest first (another officer confirms).
    Forgive { loan: LoanNo, quantity: i64, minute: String },
    /// Give up the rest (another officer confirms).
    WriteOff { loan: LoanNo, minute: String },
    /// Make a debt of money of what is owed in kind (another officer confirms).
    TurnToMoney { loan: LoanNo, agreed: i64, due_on: NaiveDate, minute: String },
    /// Say whether a promise is kept.
    SeeCondition { loan: LoanNo, kept: bool },
    /// Take animals into the register: bought (`paid` for all of them) or given.
    BringAnimals { species: Class, paid: Option<i64>, animals: Vec<AskAnimal> },
    /// Place an animal with a family.
    Place { animal: AnimalNo, keeper: Party },
    /// A calf.
    Birth { dam: AnimalNo, calf: AskAnimal },
    /// Hand an animal over: to the next family, or (`None`) to the bank.
    HandOver { animal: AnimalNo, to: Option<Party> },
    /// An animal was lost. `worth`: its price, where the market's is not known. `reported_on`: the day the
    /// committee was told; `None`: today. What was kept on paper is written down later, and was told in time all the same.
    Lose {
        animal: AnimalNo,
        how: LostHow,
        witnesses: Vec<Party>,
        note: LossNote,
        salvage: i64,
        worth: Option<i64>,
        #[serde(default)]
        reported_on: Option<NaiveDate>,
    },
    /// The bank sells an animal (another officer confirms).
    SellAnimal { animal: AnimalNo, received: i64, minute: String },
    /// Exchange one that does not calve.
    Exchange { back: AnimalNo, out: AnimalNo },
    /// The keeper becomes the owner.
    PassTitle { animal: AnimalNo },
    /// Settle with another animal.
    Replace { obligation: ObligationNo, animal: AskAnimal },
    /// Settle with money.
    PayForAnimal { obligation: ObligationNo, amount: i64 },
    /// Waive what is owed (another officer confirms).
    Waive { obligation: ObligationNo, minute: String },
    /// Something was seen or done; `cost` is the whole cost, of which the contract says who bears what.
    Note { animal: AnimalNo, what: Seen, cost: i64, condition: Option<u8> },
    /// Take back an act that was a mistake (another officer confirms).
    Undo { act: ActNo, reason: String },
}

impl Ask {
    /// Whether a second officer must confirm it before it is written.
    pub fn needs_two(&self) -> bool {
        matches!(
            self,
            Ask::Count { .. }
                | Ask::Reschedule { .. }
                | Ask::Forgive { .. }
                | Ask::WriteOff { .. }
                | Ask::TurnToMoney { .. }
                | Ask::SellAnimal { .. }
                | Ask::Waive { .. }
                | Ask::Undo { .. }
        )
    }
}

/// Somebody who borrows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LendRow {
    /// Who.
    pub party: Party,
    /// How much.
    pub quantity: i64,
    /// Who answers for it.
    pub guarantors: Vec<Party>,
}

/// A loan that brings something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RepayRow {
    /// Which loan.
    pub loan: LoanNo,
    /// What the scale says (or how many head, or money where money was lent); `None`: nothing in kind.
    pub weighed: Option<i64>,
    /// Moisture, tenths of a per cent.
    pub moisture_tenths: Option<i64>,
    /// Straw and stones, tenths of a per cent.
    pub foreign_tenths: Option<i64>,
    /// Money, at the agreed price; `None`: none.
    pub money: Option<i64>,
}

/// An animal as somebody describes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskAnimal {
    /// Tag or name.
    pub tag: String,
    /// A cow that has calved before she came: she is priced as one.
    #[serde(default)]
    pub calved: bool,
    /// Sex.
    pub sex: Sex,
    /// Birthday, often estimated; a calf's is the day it is written for.
    pub born_on: Option<NaiveDate>,
    /// Colour and marks.
    pub marks: String,
}

/// What is to be written: a fact and the price it cites.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// What happened.
    pub fact: Fact,
    /// What its flows are worth.
    pub price: Priced,
}

/// The price that an act cites.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Priced {
    /// None: nothing came from outside or left, or nobody knows a price.
    Not,
    /// One that is there, by its number.
    Cited(i64),
    /// One that comes with the act: a sale, a purchase, an agreed price. For one unit.
    New {
        /// The good's code.
        good: String,
        /// The class of animal; empty for what is weighed.
        class: String,
        /// For one unit, money.
        amount: i64,
    },
}

/// Something that speaks against an ask, or is to be looked at once more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Which row of the ask, counted from 0; `None`: the ask as a whole.
    pub row: Option<usize>,
    /// What.
    pub why: Why,
}

impl Refusal {
    /// About the whole.
    pub fn whole(why: Why) -> Refusal {
        Refusal { row: None, why }
    }

    /// About a row.
    pub fn at(row: usize, why: Why) -> Refusal {
        Refusal { row: Some(row), why }
    }
}

/// What speaks against it. Quantities are in smallest units of the good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    // --- the day
    /// A day that has not come.
    Future,
    /// The period is closed through this day.
    Closed(NaiveDate),
    /// Before the bank began.
    BeforeBank(NaiveDate),
    /// It is possible on its day, and makes a later act impossible: its number and what would be wrong there.
    Later(ActNo, Impossible),
    /// It is impossible.
    Impossible(Impossible),

    // --- figures
    /// Nothing was written.
    Nothing,
    /// A quantity or an amount must be above zero.
    NotPositive,
    /// More than any bank has, a slip of the pen: the most that is written, in smallest units.
    TooLarge(i64),
    /// More than the scale weighs at once, in smallest units.
    AboveScale(i64),
    /// Moisture or foreign matter is no per cent of a weight.
    NotAPercentage,
    /// Too wet to be stored: the most, tenths of a per cent.
    TooWet(i64),
    /// No good of this code, or one that this cannot be done with.
    Good(String),
    /// Text is missing: a reason, a minute, a tag.
    Missing(Text),
    /// Text is too long.
    TooLong(Text),

    // --- people
    /// Nobody of that number is a member that day.
    NotAMember,
    /// The same person twice where two are needed, or as her own guarantor.
    SamePerson,
    /// So many guarantors are needed.
    Guarantors(u32),

    // --- lending and repaying
    /// The rules lend nothing for this purpose.
    NotLent,
    /// The season is needed, or is not one of this bank.
    Season,
    /// Above the ceiling: how much she may still borrow.
    AboveCeiling(i64),
    /// She is late with this loan.
    Late(LoanNo),
    /// No open loan of this number, or one of another good.
    NoLoan,
    /// More than is owed: what is owed.
    MoreThanOwed(i64),
    /// This bank takes no money for this loan.
    NoCash,
    /// The price is needed to reckon what money pays.
    PriceMissing,
    /// Money that pays no whole number of what is counted one by one: what the whole ones cost; 0: not even one.
    NotWhole(i64),
    /// The agreed price is above the market's, or not what the rules reckon from it: what they reckon.
    AgreedPrice(i64),
    /// The new due day must come after the old one.
    NotLater,
    /// The losses do not make the difference: what they should make; below zero: more is there than in the book.
    Losses(i64),
    /// A surplus and a loss, or the same cause twice.
    Causes,

    // --- prices
    /// A price ten times off the last one, which was this.
    TenTimes(i64),

    // --- animals
    /// This animal is not in the register, or is not the bank's any more.
    NoAnimal,
    /// The bank has no rules for placing this species.
    NotPlaced,
    /// Another animal has this tag.
    TagTaken,
    /// The dam is male.
    DamMale,
    /// A male bears no calves, and calves would be owed for it.
    Male,
    /// Only a grown female has calved.
    NotCalved,
    /// The dam is dead, sold or gone.
    DamGone,
    /// The dam is younger than an animal can calve, or calved less than so many days ago.
    TooSoon(i64),
    /// Nothing of this number is owed, or not any more.
    NoObligation,
    /// Something is still owed for the animal: how many things.
    StillOwed(usize),
    /// This contract never passes the title.
    NoTitle,
    /// Animals of different classes bought for one sum: each class has its price, so each is bought by itself.
    MixedClasses,
    /// It must be a female: only females count, or a female was lost.
    MustBeFemale,
    /// It is handed over when its dam has so many calves.
    CalvesFirst(u32),
    /// An animal is exchanged for one of its species.
    OtherSpecies,
    /// This contract exchanges no animals.
    NoExchange,
    /// Exactly this much money is owed.
    Exactly(i64),
    /// So many witnesses are needed.
    Witnesses(u32),
    /// The day it was reported on lies before it, or is still to come.
    ReportedOn,
    /// A death is reported within so many days.
    ReportedLate(u32),
    /// It can be handed over from this day on.
    NotYetDue(NaiveDate),
    /// It goes to a family, not to the bank, or the other way round; or to its keeper.
    WrongWay,
    /// Condition is written 1 to 5.
    Condition,

    // --- undoing
    /// There is no such act, or it was undone.
    NoAct,

    /// To be looked at once more; asked again with `known`, it is written.
    Caution(Caution),
}

/// What is written only by somebody who has looked twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caution {
    /// The price is outside the band; the last one.
    PriceBand(i64),
    /// The store would hold more than it can: its capacity.
    Capacity(i64),
    /// Less would be left than members may have back: what they stored.
    Deposits(i64),
    /// Others with priority have not borrowed, and little remains.
    Priority,
    /// A loss of stock above 6 % of what was there.
    GreatLoss,
    /// The market's price of the day is not known.
    NoPrice,
    /// Twins: the last calf was born so many days ago.
    Twin(i64),
}

/// Which text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Text {
    /// The decision it rests on.
    Minute,
    /// A reason.
    Reason,
    /// A tag or name.
    Tag,
    /// Who gave.
    From,
    /// A few words.
    Note,
}

/// Why an act cannot have happened, given the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Impossible {
    /// The store would hold less than nothing of a good: what is missing.
    Store(String, i64),
    /// The box would hold less than nothing: what is missing.
    Box(i64),
    /// A deposit would fall below nothing.
    Deposit(Party),
    /// There is no such loan (yet), or it is closed.
    Loan(LoanNo),
    /// More would be paid than was owed of it.
    Overpaid(LoanNo),
    /// A number that is taken.
    Taken(i64),
    /// The animal is not where it would have to be.
    Animal(AnimalNo),
    /// Its dam is not a living female of the bank's register.
    Dam(AnimalNo),
    /// A calf would not stand in its place in the order of its dam's contract: a birth of an earlier day came in later.
    Order(AnimalNo),
    /// What would be settled is not owed (any more).
    Obligation(ObligationNo),
    /// The count was taken of another figure: acts of days before it came in later.
    Count,
    /// Sums beyond 64 bits.
    Overflow,
}
