//! What a bank agreed: its constitution, as data. Schemes in the field contradict each other (10 % a year here, 20 % for
//! food and 50 % for seed there; first and third calf, every first calf, no calf at all), so no rule is a constant in
//! code. [`Rules`] is read from TOML and refused with every contradiction at once.
use super::goods::Class;
use crate::constitution::whole;
use chrono::{Datelike, Months, NaiveDate};
use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive};
use serde::{Deserialize, Serialize};

/// What a bank agreed. Quantities of goods are in the unit people speak of (kilograms, head); money in riel.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rules {
    /// The store.
    pub store: Store,
    /// What a family brings when it joins.
    pub joining: Option<Joining>,
    /// What is lent, for which purpose, at which rate.
    pub lending: Vec<Lending>,
    /// How animals are placed with families.
    pub placing: Vec<Placing>,
    /// How far a price may lie from the last one, and who else must agree.
    pub prices: PriceRules,
    /// What the interest is for, in the bank's own words for its general meeting.
    pub interest_use: Vec<InterestUse>,
}

/// The store of a bank.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Store {
    /// What it holds, kilograms; 0: nobody measured it. More is warned of.
    pub capacity: i64,
    /// The most that the scale weighs at once, kilograms. A weight above it is a slip of the pen.
    pub scale_most: i64,
    /// Paddy is taken in at this moisture, tenths of a per cent: wetter paddy counts for less.
    pub moisture_tenths: i64,
    /// Wetter than this is not taken in, tenths of a per cent.
    pub moisture_most_tenths: i64,
    /// Straw and stones above this are taken off the weight, tenths of a per cent.
    pub foreign_tenths: i64,
}

impl Default for Store {
    fn default() -> Store {
        Store { capacity: 0, scale_most: 150, moisture_tenths: 140, moisture_most_tenths: 250, foreign_tenths: 0 }
    }
}

/// What a family brings when it joins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Joining {
    /// Of which good.
    pub good: String,
    /// How much, in the unit people speak of.
    pub quantity: i64,
    /// Whether it is given back when the family leaves.
    pub returned: bool,
}

/// What is lent for a purpose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lending {
    /// food, seed, breeding, emergency …: `purpose-…` in words/*/banks.ftl.
    pub purpose: Purpose,
    /// Which good, by its code.
    pub good: String,
    /// The terms that are copied onto each loan.
    pub terms: LoanTerms,
    /// The most that one family may owe of it, in the unit people speak of; 0: no ceiling.
    #[serde(default)]
    pub ceiling: i64,
    /// How many other members answer for a loan.
    #[serde(default)]
    pub guarantors: u32,
    /// Who comes first when there is not enough; the first named first.
    #[serde(default)]
    pub first: Vec<Priority>,
    /// Whether a family that is late with a loan may borrow all the same.
    #[serde(default)]
    pub lend_to_late: bool,
    /// Something other than repayment that the family promises.
    #[serde(default)]
    pub condition: Option<Condition>,
}

/// What a loan is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// To eat until the harvest.
    Food,
    /// To sow.
    Seed,
    /// To breed animals.
    Breeding,
    /// A vegetable garden.
    Garden,
    /// Illness, a death, a flood.
    Emergency,
    /// Anything else.
    Other,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Purpose; 6] =
        [Purpose::Food, Purpose::Seed, Purpose::Breeding, Purpose::Garden, Purpose::Emergency, Purpose::Other];

    /// The word kept in files.
    pub fn code(self) -> &'static str {
        match self {
            Purpose::Food => "food",
            Purpose::Seed => "seed",
            Purpose::Breeding => "breeding",
            Purpose::Garden => "garden",
            Purpose::Emergency => "emergency",
            Purpose::Other => "other",
        }
    }

    /// Reads the word.
    pub fn parse(code: &str) -> Option<Purpose> {
        Purpose::ALL.into_iter().find(|purpose| purpose.code() == code)
    }
}

/// Who comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Priority {
    /// Holders of an ID-Poor card of level 1.
    IdPoor1,
    /// Holders of an ID-Poor card of level 2.
    IdPoor2,
    /// Women.
    Women,
    /// The elderly (60 years and more).
    Elderly,
}

/// A promise beside repayment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Condition {
    /// The children go to school. Only whether it was kept is written down, never about whom.
    SchoolAttendance,
    /// The family took part in a training.
    Training,
}

/// The terms of one loan in kind: copied onto it when it is given, so that later rules do not change it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoanTerms {
    /// Interest, per cent of what was lent; or, where `per` is `loan`, so much in the unit people speak of.
    #[serde(with = "whole")]
    pub rate: Decimal,
    /// … for each of these.
    pub per: Per,
    /// When it is due.
    pub due: Due,
    /// So many days after the due day it is late.
    #[serde(default)]
    pub grace_days: u32,
    /// For each further season it is late: per cent of what is still owed of the loan.
    #[serde(default, with = "whole")]
    pub late_rate: Decimal,
    /// How long such a further season is, months.
    #[serde(default = "twelve")]
    pub late_every_months: u32,
    /// Interest and late interest together never pass this, per cent of what was lent; 0: no cap.
    #[serde(default, with = "whole")]
    pub cap: Decimal,
    /// Interest is rounded to a multiple of this, smallest units (1,000: whole kilograms).
    #[serde(default = "one")]
    pub round_to: i64,
    /// How.
    #[serde(default)]
    pub rounding: RoundInterest,
    /// What a repayment pays first.
    #[serde(default)]
    pub pays_first: PaysFirst,
    /// Whether it may be repaid in money, and at which price; `None`: in kind alone.
    #[serde(default)]
    pub cash: Option<CashPrice>,
}

fn twelve() -> u32 {
    12
}

fn one() -> i64 {
    1
}

/// For what time a rate is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Per {
    /// Per cent, once for the season: owed in full from the first day.
    Season,
    /// Per cent for every month begun.
    Month,
    /// A quantity, once for the loan.
    Loan,
}

/// When a loan is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Due {
    /// On the last day of the season's harvest window.
    Harvest,
    /// On this day of the year, the next one that comes: month and day.
    Yearly {
        /// 1 to 12.
        month: u32,
        /// 1 to 31; the last day of a shorter month.
        day: u32,
    },
    /// So many months after it was given.
    Months(u32),
}

/// How interest is rounded to whole units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RoundInterest {
    /// To the nearest, halves up.
    #[default]
    HalfUp,
    /// Up.
    Up,
    /// Down.
    Down,
}

/// What a repayment pays first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PaysFirst {
    /// Interest, then what was lent.
    #[default]
    Interest,
    /// What was lent, then interest.
    Principal,
}

/// At which price a loan may be repaid in money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CashPrice {
    /// The market's price of the day.
    Market,
    /// The market's price less so many per cent.
    MarketLess(u32),
    /// What the committee says, and not above the market's price.
    Committee,
}

impl LoanTerms {
    /// Interest agreed for lending `quantity` (smallest units, `unit` of them in one that people speak of), at the rate
    /// as it stands after `months` begun. Half-up to whole kilograms, or as agreed.
    pub fn interest(&self, quantity: i64, unit: i64, months: u32) -> i64 {
        let raw = match self.per {
            Per::Season => Decimal::from(quantity) * self.rate / Decimal::ONE_HUNDRED,
            Per::Month => Decimal::from(quantity) * self.rate * Decimal::from(months) / Decimal::ONE_HUNDRED,
            Per::Loan => self.rate * Decimal::from(unit),
        };
        self.capped(self.rounded(raw), quantity)
    }

    /// What one further late season adds to a loan of which `owed` is still unpaid.
    pub fn late_interest(&self, owed: i64) -> i64 {
        self.rounded(Decimal::from(owed) * self.late_rate / Decimal::ONE_HUNDRED)
    }

    /// Never more than the cap, where there is one, for a loan of `quantity`.
    pub fn capped(&self, interest: i64, quantity: i64) -> i64 {
        if self.cap.is_zero() {
            return interest;
        }
        let most = Decimal::from(quantity) * self.cap / Decimal::ONE_HUNDRED;
        interest.min(most.floor().to_i64().unwrap_or(i64::MAX))
    }

    fn rounded(&self, raw: Decimal) -> i64 {
        let step = Decimal::from(self.round_to.max(1));
        let how = match self.rounding {
            RoundInterest::HalfUp => RoundingStrategy::MidpointAwayFromZero,
            RoundInterest::Up => RoundingStrategy::AwayFromZero,
            RoundInterest::Down => RoundingStrategy::ToZero,
        };
        ((raw / step).round_dp_with_strategy(0, how) * step).to_i64().unwrap_or(i64::MAX)
    }

    /// When a loan given on `day` is due; `harvest` is the last day of the season's harvest window.
    pub fn due_on(&self, day: NaiveDate, harvest: Option<NaiveDate>) -> Option<NaiveDate> {
        match self.due {
            Due::Harvest => harvest,
            Due::Months(months) => day.checked_add_months(Months::new(months)),
            Due::Yearly { month, day: of_month } => {
                let in_year = |year| {
                    let last = NaiveDate::from_ymd_opt(year, month, 1)?.checked_add_months(Months::new(1))?.pred_opt()?;
                    NaiveDate::from_ymd_opt(year, month, of_month.min(last.day()))
                };
                in_year(day.year()).filter(|&due| due > day).or_else(|| in_year(day.year() + 1))
            }
        }
    }
}

/// How a kind of animal is placed with families: the contract as data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Placing {
    /// Cattle or buffalo.
    pub species: Class,
    /// Whose the first calf is, the second, the third …
    #[serde(default)]
    pub offspring: Vec<Whose>,
    /// Whose all calves after those are.
    #[serde(default)]
    pub then: Whose,
    /// Which calves count in that order.
    #[serde(default)]
    pub counts: SexRule,
    /// When a calf that is owed is handed over.
    #[serde(default)]
    pub handover: Handover,
    /// Who takes it.
    #[serde(default)]
    pub handover_to: HandoverTo,
    /// When the keeper becomes the owner of the animal.
    #[serde(default)]
    pub title: Title,
    /// After so many calves the animal itself moves to the next family (or back to the bank); 0: it stays.
    #[serde(default)]
    pub moves_on_after: u32,
    /// A calf that was owed and died before it was handed over.
    #[serde(default)]
    pub lost_calf: LostCalf,
    /// After so many years without a calf the animal is exchanged; 0: never.
    #[serde(default)]
    pub infertile_years: u32,
    /// Who bears the death of the animal, by its cause.
    #[serde(default)]
    pub death: DeathRule,
    /// Sold or swapped without leave: so many times its price is owed.
    #[serde(default = "single")]
    pub fine_multiple: u32,
    /// What of a treatment the keeper pays, per cent.
    #[serde(default)]
    pub keeper_pays_care: u32,
    /// What a keeper puts into the fund against losses each year, riel; 0: nothing.
    #[serde(default)]
    pub insurance_a_year: i64,
    /// Paid off in instalments instead of calves.
    #[serde(default)]
    pub hire_purchase: Option<HirePurchase>,
    /// How often the committee sees each animal, months; 0: no such rule.
    #[serde(default)]
    pub seen_every_months: u32,
}

fn single() -> u32 {
    1
}

/// Whose a calf is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Whose {
    /// The bank's: it is handed over when it is old enough.
    Bank,
    /// The keeper's own.
    #[default]
    Family,
}

/// Which calves count in the order of the offspring rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SexRule {
    /// Every calf.
    #[default]
    Any,
    /// Only heifers; a male that would have been owed stays the family's.
    FemaleKeepMale,
    /// Only heifers; a male that would have been owed is sold, and this sum is owed, riel.
    FemaleSellMale(i64),
    /// Only heifers; a male that would have been owed is sold, and so many per cent of its price are owed.
    FemaleShareMale(u32),
}

/// When a calf that is owed is handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Handover {
    /// At this age, months.
    AtMonths(u32),
    /// When so many calves are born, all together.
    AfterCalves(u32),
}

impl Default for Handover {
    /// Weaned.
    fn default() -> Handover {
        Handover::AtMonths(6)
    }
}

/// Who takes a calf that is handed over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HandoverTo {
    /// The next family, which then owes the same.
    #[default]
    NextFamily,
    /// The bank.
    Bank,
}

/// When the keeper becomes the owner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Title {
    /// When everything owed was given.
    #[default]
    ObligationsMet,
    /// Never: the bank stays the owner.
    Never,
}

/// A calf that was owed and died.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LostCalf {
    /// The next calf takes its place.
    #[default]
    NextCalf,
    /// The bank bears it.
    BankLoss,
}

/// Who bears the death of an animal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DeathRule {
    /// Of a disease.
    pub disease: Bears,
    /// In an accident.
    pub accident: Bears,
    /// Of old age.
    pub age: Bears,
    /// Through neglect.
    pub neglect: Bears,
    /// How many people saw it.
    pub witnesses: u32,
    /// Whether a note of the vet or the village chief is needed for the bank to bear it.
    pub note: bool,
    /// Within how many days it is reported; 0: no such rule.
    pub within_days: u32,
}

impl Default for DeathRule {
    fn default() -> DeathRule {
        let (bank, keeper) = (Bears::Bank, Bears::Keeper);
        DeathRule { disease: bank, accident: bank, age: bank, neglect: keeper, witnesses: 2, note: true, within_days: 7 }
    }
}

/// Who bears a loss.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bears {
    /// The bank.
    Bank,
    /// The keeper, who replaces the animal or pays its price.
    Keeper,
}

/// Paying an animal off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HirePurchase {
    /// How many instalments.
    pub instalments: u32,
    /// Months between them.
    pub every_months: u32,
    /// Each, riel.
    pub amount: i64,
}

/// What prices must keep to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PriceRules {
    /// A price further than so many per cent from the last one is asked about once more.
    pub band_percent: u32,
}

impl Default for PriceRules {
    fn default() -> PriceRules {
        PriceRules { band_percent: 50 }
    }
}

/// What interest is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InterestUse {
    /// The stock grows.
    Stock,
    /// Repairs of the store.
    Repairs,
    /// The committee's honorarium.
    Honorarium,
    /// Help for destitute families.
    Help,
}

/// What is wrong with rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RulesRefusal {
    /// Nothing is lent and nothing placed.
    Nothing,
    /// A good that nobody knows (its code), where a good of another sort is needed included.
    Good(String),
    /// The same purpose and good twice.
    Twice(Purpose, String),
    /// A rate below zero or above 300 %.
    Rate(Purpose),
    /// Something is below zero, or a day that no year has.
    Number(&'static str),
    /// Only cattle and buffalo are placed one by one.
    Species(Class),
    /// The same species twice.
    SpeciesTwice(Class),
    /// Nothing is ever owed for an animal and nothing returned: that would be a gift.
    OwesNothing(Class),
}

/// Why a text is no rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RulesError {
    /// It cannot be read; what and where, in plain English.
    Text(String),
    /// It contradicts itself.
    Refused(Vec<RulesRefusal>),
}

impl Rules {
    /// Reads and checks the TOML of a bank's constitution; `goods` says which goods there are.
    ///
    /// # Errors
    /// [`RulesError`]: what cannot be read, or every contradiction.
    pub fn parse(text: &str, goods: &[super::Good]) -> Result<Rules, RulesError> {
        let rules: Rules = toml::from_str(text).map_err(|error| RulesError::Text(error.to_string()))?;
        rules.checked(goods).map_err(RulesError::Refused)
    }

    /// The same rules, when nothing speaks against them.
    ///
    /// # Errors
    /// Every contradiction.
    pub fn checked(self, goods: &[super::Good]) -> Result<Rules, Vec<RulesRefusal>> {
        let wrong = super::checking::wrong(&self, goods);
        if wrong.is_empty() { Ok(self) } else { Err(wrong) }
    }

    /// The TOML in which they are kept.
    pub fn to_toml(&self) -> String {
        toml::to_string(self).expect("rules are plain values")
    }

    /// What is lent for a purpose.
    pub fn lending(&self, purpose: Purpose, good: &str) -> Option<&Lending> {
        self.lending.iter().find(|line| line.purpose == purpose && line.good == good)
    }

    /// How a species is placed.
    pub fn placing(&self, species: Class) -> Option<&Placing> {
        self.placing.iter().find(|line| line.species == species)
    }
}
