//! What happened at a bank, act by act. An [`Act`] is a fact: it says everything that was decided when it was written
//! down (how much was credited after moisture, how much of it was interest), so that telling the acts again never depends
//! on a rule that has changed since. What is posted ([`super::post`]) and what the bank has ([`super::Bank`]) follow from
//! them alone.
//!
//! Quantities are in smallest units of their good (grams, head, riel), money in the smallest unit of the bank's currency.
use super::{
    goods::Class,
    prices::Price,
    rules::{Condition, LoanTerms, Placing, Purpose},
};
use chrono::NaiveDate;
use ledger::PartyNo;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The number of an act within its bank: 1, 2, 3 … without gaps.
pub type ActNo = i64;
/// The number of a loan in kind within its bank.
pub type LoanNo = i64;
/// The number of an animal in its bank's register.
pub type AnimalNo = i64;
/// The number of something owed for an animal, within its bank.
pub type ObligationNo = i64;

/// An act as it was written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// Its number.
    pub no: ActNo,
    /// Its key: the form's, and the source of its entry.
    pub id: Uuid,
    /// The business day.
    pub day: NaiveDate,
    /// What happened.
    pub fact: Fact,
    /// The price it cites: what its flows were worth that day.
    pub price: Option<Price>,
    /// The entry that posted it; `None`: nothing was posted.
    pub entry: Option<i64>,
}

/// A membership's number in the book, as it stands in a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Party(pub i64);

impl From<PartyNo> for Party {
    fn from(no: PartyNo) -> Party {
        Party(no.0)
    }
}

impl From<Party> for PartyNo {
    fn from(party: Party) -> PartyNo {
        PartyNo(party.0)
    }
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Fact {
    // --- goods and money that come and go
    /// Goods were given to the bank.
    Donated {
        /// Which good.
        good: String,
        /// How much.
        quantity: i64,
        /// Whether it is capital that must stay (a conditional grant), and not income of the year.
        capital: bool,
        /// Who gave: an organisation or the community, never a person.
        from: String,
    },
    /// Members brought what they bring when they join, or store their own.
    Deposited {
        /// Which good.
        good: String,
        /// Whether it is given back when they leave; otherwise it is capital.
        returned: bool,
        /// Who, how much.
        lines: Vec<Portion>,
    },
    /// A deposit was given back.
    DepositReturned {
        /// Which good.
        good: String,
        /// To whom, how much.
        line: Portion,
    },
    /// Goods were bought for money from the bank's box.
    Bought {
        /// Which good.
        good: String,
        /// How much.
        quantity: i64,
        /// Money paid.
        paid: i64,
    },
    /// Goods were sold for money into the bank's box.
    Sold {
        /// Which good.
        good: String,
        /// How much.
        quantity: i64,
        /// Money received.
        received: i64,
    },
    /// Goods were given to a family in distress.
    Helped {
        /// Which good.
        good: String,
        /// To whom, how much.
        line: Portion,
        /// The decision: day or number of the minutes.
        minute: String,
    },
    /// Money came into the bank's box.
    MoneyIn {
        /// As what.
        source: MoneySource,
        /// How much.
        amount: i64,
        /// A few words.
        note: String,
    },
    /// Money left the bank's box.
    MoneyOut {
        /// For what.
        purpose: Spending,
        /// How much.
        amount: i64,
        /// A few words.
        note: String,
    },
    /// The store was counted by two people.
    Counted {
        /// Which good.
        good: String,
        /// What the book said.
        book: i64,
        /// What was there.
        counted: i64,
        /// Where the difference went: cause and quantity, each above zero; a surplus is one [`Cause::Surplus`].
        losses: Vec<Loss>,
        /// Who counted.
        counters: [Party; 2],
        /// How.
        method: CountMethod,
        /// Moisture measured, tenths of a per cent.
        moisture_tenths: Option<i64>,
    },

    // --- loans in kind
    /// A lending day.
    Lent {
        /// Which good.
        good: String,
        /// For what.
        purpose: Purpose,
        /// The season, where loans are due with the harvest.
        season: Option<i64>,
        /// The terms, copied.
        terms: LoanTerms,
        /// What was promised beside repayment.
        condition: Option<Condition>,
        /// Who borrowed.
        lines: Vec<LentLine>,
    },
    /// Loans repaid in kind.
    Repaid {
        /// Which good.
        good: String,
        /// Which loans.
        lines: Vec<RepaidLine>,
    },
    /// Loans repaid in money, at a price for one unit of the good.
    RepaidCash {
        /// Which good.
        good: String,
        /// What was agreed for one unit (a kilogram, a head).
        agreed: i64,
        /// What the market paid that day, where somebody knew.
        market: Option<i64>,
        /// Which loans.
        lines: Vec<CashLine>,
    },
    /// Another due day, by the committee's decision.
    Rescheduled {
        /// Which loan.
        loan: LoanNo,
        /// The new due day.
        due_on: NaiveDate,
        /// Interest added for it.
        extra_interest: i64,
        /// The decision.
        minute: String,
    },
    /// Part or all of a loan was forgiven, by the committee's decision.
    Forgiven {
        /// Which loan.
        loan: LoanNo,
        /// Of what was lent.
        principal: i64,
        /// Of the interest, which was never posted.
        interest: i64,
        /// The decision.
        minute: String,
    },
    /// The rest of a loan was given up, by the general meeting's decision.
    WrittenOff {
        /// Which loan.
        loan: LoanNo,
        /// What was still owed of what was lent.
        principal: i64,
        /// And of the interest.
        interest: i64,
        /// The decision.
        minute: String,
    },
    /// What was owed in kind became a debt of money.
    TurnedToMoney {
        /// Which loan ended.
        loan: LoanNo,
        /// Of what was lent.
        principal: i64,
        /// Of the interest.
        interest: i64,
        /// The price of one unit.
        agreed: i64,
        /// The debt of money.
        amount: i64,
        /// The currency's code.
        money: String,
        /// The loan that began.
        new_loan: LoanNo,
        /// When it is due.
        due_on: NaiveDate,
        /// The decision.
        minute: String,
    },
    /// Somebody saw whether a promise beside repayment is kept.
    ConditionSeen {
        /// Which loan.
        loan: LoanNo,
        /// Whether it was.
        kept: bool,
    },

    // --- animals
    /// Animals came into the bank.
    AnimalsCame {
        /// How.
        how: Came,
        /// Cattle or buffalo.
        species: Class,
        /// Which.
        animals: Vec<NewAnimal>,
    },
    /// An animal went to a family, under a contract.
    Placed {
        /// Which.
        animal: AnimalNo,
        /// With whom.
        keeper: Party,
        /// The contract, copied.
        contract: Placing,
    },
    /// A calf was born.
    Born {
        /// Its dam.
        dam: AnimalNo,
        /// The calf.
        calf: NewAnimal,
        /// The how-manieth of the dam's contract; a calf that does not count has none.
        nth: Option<u32>,
        /// Whose it is: the bank's calf is in the journal, the family's in the register alone.
        bank: bool,
        /// The obligation it fills.
        fills: Option<ObligationNo>,
        /// A share of a male calf that is owed instead, money.
        owes_money: Option<i64>,
    },
    /// An animal of the bank went from its keeper to another, or back to the bank.
    HandedOver {
        /// Which.
        animal: AnimalNo,
        /// To whom; `None`: the bank.
        to: Option<Party>,
        /// The contract of the next keeper, copied.
        contract: Option<Placing>,
        /// What it settles.
        settles: Option<ObligationNo>,
    },
    /// An animal of the bank is lost: it died, was stolen, was sold or swapped without leave.
    Lost {
        /// Which.
        animal: AnimalNo,
        /// How.
        how: LostHow,
        /// Who saw it.
        witnesses: Vec<Party>,
        /// Who wrote a note.
        note: LossNote,
        /// Money that hide and meat brought.
        salvage: i64,
        /// Whether the keeper owes the animal.
        keeper_owes: bool,
        /// The price the keeper owes, money: of the animal, times what was agreed.
        claim: i64,
    },
    /// The bank sold an animal.
    AnimalSold {
        /// Which.
        animal: AnimalNo,
        /// Money received.
        received: i64,
        /// The committee's decision.
        minute: String,
    },
    /// A keeper gave an animal back that does not calve, and took another of the bank's.
    Exchanged {
        /// What came back.
        back: AnimalNo,
        /// What went out.
        out: AnimalNo,
    },
    /// The keeper became the owner.
    TitlePassed {
        /// Of which animal.
        animal: AnimalNo,
        /// Because it was paid off in instalments, and not with calves.
        paid_off: bool,
    },
    /// Something owed was settled with another animal.
    Replaced {
        /// What was owed.
        obligation: ObligationNo,
        /// The animal that was given.
        animal: NewAnimal,
    },
    /// Something owed was settled with money.
    PaidForAnimal {
        /// What was owed.
        obligation: ObligationNo,
        /// Money received.
        amount: i64,
        /// How much of it is the price of an animal of the bank; the rest is a fine or a share.
        price: i64,
    },
    /// Something owed was waived, by decision.
    Waived {
        /// What was owed.
        obligation: ObligationNo,
        /// The decision.
        minute: String,
    },
    /// Something was seen or done to an animal.
    Noted {
        /// Which.
        animal: AnimalNo,
        /// What.
        what: Seen,
        /// What it cost the bank, money.
        cost: i64,
        /// Condition, 1 (thin) to 5 (fat), at a sighting.
        condition: Option<u8>,
    },
    /// An earlier act was a mistake: it is as if it had not been.
    Undone {
        /// Which.
        act: ActNo,
        /// Why.
        reason: String,
    },
}

/// A member and a quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Portion {
    /// Who.
    pub party: Party,
    /// How much.
    pub quantity: i64,
}

/// A loan given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LentLine {
    /// The loan's number.
    pub loan: LoanNo,
    /// Who.
    pub party: Party,
    /// How much.
    pub quantity: i64,
    /// Interest agreed, where it is for the season or for the loan; by the month it runs.
    pub interest: i64,
    /// When it is due.
    pub due_on: NaiveDate,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub guarantors: Vec<Party>,
}

/// A loan repaid in kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RepaidLine {
    /// Which loan.
    pub loan: LoanNo,
    /// What was credited: after moisture and foreign matter.
    pub credited: i64,
    /// What of it was interest.
    pub interest: i64,
    /// What the scale said.
    pub weighed: i64,
    /// Moisture, tenths of a per cent.
    pub moisture_tenths: Option<i64>,
    /// Straw and stones, tenths of a per cent.
    pub foreign_tenths: Option<i64>,
}

/// A loan repaid in money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CashLine {
    /// Which loan.
    pub loan: LoanNo,
    /// What was credited, smallest units of the good.
    pub credited: i64,
    /// What of it was interest.
    pub interest: i64,
    /// Money received.
    pub received: i64,
}

/// A loss found by a count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Loss {
    /// Where it went.
    pub cause: Cause,
    /// How much.
    pub quantity: i64,
}

/// Where stock went, or where it came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// Moisture that fell.
    Drying,
    /// Rats, insects, mould.
    Pests,
    /// Spilt.
    Spillage,
    /// Stolen.
    Theft,
    /// Water.
    Flood,
    /// Animals counted by the head that died.
    Death,
    /// Nobody knows.
    Unknown,
    /// More was there than the book said.
    Surplus,
}

impl Cause {
    /// Every cause.
    pub const ALL: [Cause; 8] =
        [Cause::Drying, Cause::Pests, Cause::Spillage, Cause::Theft, Cause::Flood, Cause::Death, Cause::Unknown, Cause::Surplus];

    /// The word in forms and files.
    pub fn code(self) -> &'static str {
        match self {
            Cause::Drying => "drying",
            Cause::Pests => "pests",
            Cause::Spillage => "spillage",
            Cause::Theft => "theft",
            Cause::Flood => "flood",
            Cause::Death => "death",
            Cause::Unknown => "unknown",
            Cause::Surplus => "surplus",
        }
    }
}

/// How a store was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CountMethod {
    /// Everything was weighed.
    Weighed,
    /// Sacks were counted, some weighed.
    Sacks,
    /// The heap was measured.
    Measured,
    /// One by one.
    Heads,
}

/// As what money came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MoneySource {
    /// A grant that must stay capital.
    Grant,
    /// What the community gave, capital too.
    Contribution,
    /// A gift to be used.
    Gift,
    /// Keepers' yearly payments against losses.
    Insurance,
    /// Anything else earned.
    Income,
}

/// For what money was spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Spending {
    /// Building and mending the store.
    Repairs,
    /// The committee's honorarium.
    Honorarium,
    /// Transport.
    Transport,
    /// A grant to a family, for a pen.
    FamilyGrant,
    /// Anything else.
    Other,
}

/// An animal that enters the register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewAnimal {
    /// Its number in the register.
    pub no: AnimalNo,
    /// A cow that has calved before she came.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub calved: bool,
    /// Its tag or name, unique in the bank.
    pub tag: String,
    /// Its sex.
    pub sex: Sex,
    /// Its birthday, often estimated.
    pub born_on: Option<NaiveDate>,
    /// Colour and marks.
    pub marks: String,
}

/// Sex of an animal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sex {
    /// Heifer, cow.
    Female,
    /// Bull, ox.
    Male,
}

/// How animals came into the bank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "way", rename_all = "kebab-case")]
pub enum Came {
    /// Bought for money, this much for all of them.
    Bought {
        /// Money paid.
        paid: i64,
    },
    /// Given, as capital that must stay.
    Donated,
}

/// How an animal was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LostHow {
    /// Died of a disease.
    Disease,
    /// Died in an accident.
    Accident,
    /// Died of old age.
    Age,
    /// Died through neglect.
    Neglect,
    /// Stolen or strayed.
    Stolen,
    /// The keeper sold or slaughtered it without leave.
    SoldWithoutLeave,
    /// The keeper swapped it without leave.
    SwappedWithoutLeave,
}

impl LostHow {
    /// Every way.
    pub const ALL: [LostHow; 7] = [
        LostHow::Disease,
        LostHow::Accident,
        LostHow::Age,
        LostHow::Neglect,
        LostHow::Stolen,
        LostHow::SoldWithoutLeave,
        LostHow::SwappedWithoutLeave,
    ];

    /// The word in forms and files.
    pub fn code(self) -> &'static str {
        match self {
            LostHow::Disease => "disease",
            LostHow::Accident => "accident",
            LostHow::Age => "age",
            LostHow::Neglect => "neglect",
            LostHow::Stolen => "stolen",
            LostHow::SoldWithoutLeave => "sold-without-leave",
            LostHow::SwappedWithoutLeave => "swapped-without-leave",
        }
    }
}

/// Who vouches for a loss in writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LossNote {
    /// Nobody.
    None,
    /// A vet.
    Vet,
    /// The village chief.
    Chief,
}

/// What was seen or done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Seen {
    /// The committee saw it.
    Sighting,
    /// It was sick.
    Sickness,
    /// It was treated.
    Treatment,
    /// Vaccinated against foot-and-mouth disease.
    VaccineFootMouth,
    /// Vaccinated against haemorrhagic septicaemia.
    VaccineSepticaemia,
    /// Mated or inseminated.
    Mated,
    /// In calf.
    InCalf,
}

impl Seen {
    /// Every kind.
    pub const ALL: [Seen; 7] = [
        Seen::Sighting,
        Seen::Sickness,
        Seen::Treatment,
        Seen::VaccineFootMouth,
        Seen::VaccineSepticaemia,
        Seen::Mated,
        Seen::InCalf,
    ];

    /// The word in forms and files.
    pub fn code(self) -> &'static str {
        match self {
            Seen::Sighting => "sighting",
            Seen::Sickness => "sickness",
            Seen::Treatment => "treatment",
            Seen::VaccineFootMouth => "vaccine-foot-mouth",
            Seen::VaccineSepticaemia => "vaccine-septicaemia",
            Seen::Mated => "mated",
            Seen::InCalf => "in-calf",
        }
    }
}
