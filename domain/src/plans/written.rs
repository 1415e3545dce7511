//! A plan as it is written down: a file, a form, a version in the store. Nothing of it is believed before
//! [`Plan::try_new`](super::Plan::try_new).
use crate::{
    constitution::{whole, whole_option},
    loans::schedule::Method,
    worded::worded,
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

worded! {
    /// What a line of a budget is.
    Section {
        /// What is sold.
        Income = "income",
        /// Seed, feed, animals: what is used up.
        Materials = "materials",
        /// Labour that is paid.
        Labour = "labour",
        /// Other costs that grow with what is produced: transport, milling.
        Other = "other",
        /// Costs that come whatever is produced: rent, a licence.
        Fixed = "fixed",
        /// Work of the family: told apart, and not paid in money.
        Family = "family",
    }
}

impl Section {
    /// Whether it is a cost that is paid.
    pub fn is_cost(self) -> bool {
        !matches!(self, Section::Income | Section::Family)
    }
}

worded! {
    /// What a line is besides its section.
    Role {
        /// Feed: what a dearer sack changes.
        Feed = "feed",
        /// Seed that is sown, animals that are brought in: nothing is harvested before.
        Start = "start",
    }
}

worded! {
    /// How figures that do not come out even are written.
    Figures {
        /// Up from the half.
        HalfUp = "half-up",
        /// Cut off, as some printed budgets do.
        Cut = "cut",
    }
}

worded! {
    /// A figure that a budget ends with.
    Figure {
        /// All that is sold.
        Income = "income",
        /// Materials, paid labour and other costs.
        Variable = "variable",
        /// Fixed costs and wear.
        Fixed = "fixed",
        /// Variable and fixed costs, before what is set aside.
        CostBefore = "cost-before-contingency",
        /// Set aside for what nobody foresees.
        Contingency = "contingency",
        /// All costs.
        Cost = "cost",
        /// Income less variable costs.
        Gross = "gross-margin",
        /// Income less all costs.
        Net = "net",
        /// Net, for a month of the cycle.
        PerMonth = "net-per-month",
        /// Net, for a unit of what is sold.
        PerUnit = "net-per-unit",
        /// Gross margin, for a unit of what is sold.
        GrossPerUnit = "gross-per-unit",
        /// The price at which nothing is left: all costs by output.
        BreakEvenPrice = "break-even-price",
        /// The output at which nothing is left: all costs by price.
        BreakEvenOutput = "break-even-output",
        /// The output at which the gross margin pays the fixed costs.
        BreakEvenContribution = "break-even-contribution",
        /// Income by all costs; also printed as R/C.
        BenefitCost = "benefit-cost",
        /// Net by all costs.
        ReturnOnCost = "return-on-cost",
        /// All that is invested.
        Investment = "investment",
    }
}

impl Figure {
    /// Whether it is an amount of money; the others are quantities and ratios.
    pub fn is_money(self) -> bool {
        use Figure::*;
        !matches!(self, BreakEvenOutput | BreakEvenContribution | BenefitCost | ReturnOnCost)
    }
}

/// So many of a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// How many.
    #[serde(with = "whole")]
    pub quantity: Decimal,
    /// Of what.
    pub unit: String,
}

/// How long one round takes, and how often it comes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cycle {
    /// Its length in days …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
    /// … or in months.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub months: Option<u32>,
    /// How often; once, where nothing is said.
    #[serde(default = "once")]
    pub times: u32,
    /// So many months after one begins the next; right after it, where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every: Option<u32>,
}

fn once() -> u32 {
    1
}

fn yes() -> bool {
    true
}

fn is_yes(is: &bool) -> bool {
    *is
}

fn is_no(is: &bool) -> bool {
    !*is
}

/// A line of the budget of one cycle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// What it is.
    pub section: Section,
    /// Feed, or what begins the cycle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Its name in Khmer …
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub item_km: String,
    /// … and in Latin letters; one of them at least.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub item_latin: String,
    /// How much.
    #[serde(with = "whole")]
    pub quantity: Decimal,
    /// Of what.
    pub unit: String,
    /// Percent that die before they are sold.
    #[serde(default, with = "whole_option", skip_serializing_if = "Option::is_none")]
    pub mortality: Option<Decimal>,
    /// What each unit that is left gives: 1.2 kg a hen, 250 eggs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gives: Option<Measure>,
    /// Percent that is lost by drying.
    #[serde(default, with = "whole_option", skip_serializing_if = "Option::is_none")]
    pub shrink: Option<Decimal>,
    /// Percent that is lost otherwise.
    #[serde(default, with = "whole_option", skip_serializing_if = "Option::is_none")]
    pub loss: Option<Decimal>,
    /// Percent that the family keeps.
    #[serde(default, with = "whole_option", skip_serializing_if = "Option::is_none")]
    pub own_use: Option<Decimal>,
    /// The price, in the plan's currency.
    #[serde(with = "whole")]
    pub price: Decimal,
    /// What the price is for, where it is another unit than that of the quantity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per: Option<String>,
    /// Other prices in months of the year (1 to 12).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty", with = "prices")]
    pub prices: BTreeMap<u32, Decimal>,
    /// In which months of the cycle, from 1: costs in the first, income in the last, where nothing is said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub months: Vec<u32>,
    /// How it is shared among these months; evenly, where nothing is said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weights: Vec<u32>,
    /// So many days after the cycle's start it can be harvested at the earliest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grows_days: Option<u32>,
    /// Whether it is the output that break-even figures speak of; the largest income, where no line says so.
    #[serde(default, skip_serializing_if = "is_no")]
    pub main: bool,
    /// Whether it grows with the size of the enterprise.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub scales: bool,
    /// The amount that a sheet printed.
    #[serde(default, with = "whole_option", skip_serializing_if = "Option::is_none")]
    pub amount: Option<Decimal>,
}

/// Something that is bought for longer than a cycle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Investment {
    /// Its name in Khmer …
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub item_km: String,
    /// … and in Latin letters; one of them at least.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub item_latin: String,
    /// How much.
    #[serde(with = "whole")]
    pub quantity: Decimal,
    /// Of what.
    pub unit: String,
    /// The price of one, in the plan's currency.
    #[serde(with = "whole")]
    pub price: Decimal,
    /// How long it lasts, in months.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub life_months: Option<u32>,
    /// … or in days, for what does not last a month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub life_days: Option<u32>,
    /// What it is still worth then.
    #[serde(default, with = "whole_option", skip_serializing_if = "Option::is_none")]
    pub worth: Option<Decimal>,
    /// In which month of the plan it is bought, from 1.
    #[serde(default = "once")]
    pub month: u32,
    /// Whether it grows with the size of the enterprise, by whole pieces.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub scales: bool,
    /// The amount that a sheet printed.
    #[serde(default, with = "whole_option", skip_serializing_if = "Option::is_none")]
    pub amount: Option<Decimal>,
}

worded! {
    /// Whose money begins the enterprise.
    Giver {
        /// The family's or the group's own.
        Own = "own",
        /// A grant.
        Grant = "grant",
    }
}

/// Money that need not be paid back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Whose.
    pub from: Giver,
    /// How much.
    #[serde(with = "whole")]
    pub amount: Decimal,
    /// In which month of the plan, from 1.
    #[serde(default = "once")]
    pub month: u32,
}

/// A loan that the plan counts on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Loan {
    /// How much.
    #[serde(with = "whole")]
    pub amount: Decimal,
    /// In which month of the plan it is handed out, from 1.
    #[serde(default = "once")]
    pub month: u32,
    /// Interest in per cent a month.
    #[serde(with = "whole")]
    pub percent_month: Decimal,
    /// How it comes back.
    pub method: Method,
    /// In how many months.
    pub months: u32,
    /// The first months that repay no principal.
    #[serde(default)]
    pub grace: u32,
}

/// What the household has and needs besides the enterprise, a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Household {
    /// Comes in.
    #[serde(with = "whole")]
    pub income: Decimal,
    /// Is spent.
    #[serde(with = "whole")]
    pub spending: Decimal,
}

worded! {
    /// What a plan says in words.
    Chapter {
        /// What is to be done.
        Idea = "idea",
        /// Who buys.
        Customers = "customers",
        /// Who else sells.
        Competitors = "competitors",
        /// Where it is sold, and how it gets there.
        Place = "place",
        /// Who does the work, and what they know.
        People = "people",
        /// Land, water, permits.
        Means = "means",
        /// What may go wrong, and what is done then.
        Risks = "risks",
        /// What is to be reached when, and who looks.
        Steps = "steps",
    }
}

/// What a sheet says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Printed {
    /// Its subtotals.
    #[serde(default, with = "subtotals")]
    pub subtotals: BTreeMap<Section, Decimal>,
    /// Its totals and ratios.
    #[serde(default, with = "figures")]
    pub figures: BTreeMap<Figure, Decimal>,
}

impl Printed {
    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.subtotals.is_empty() && self.figures.is_empty()
    }
}

/// A plan as it is written down. Amounts are in the currency itself (`1.80` dollars), exact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Written {
    /// What is done: the code of a template, or `other`.
    pub enterprise: String,
    /// Its title in Khmer …
    #[serde(default)]
    pub title_km: String,
    /// … and in Latin letters; one of them at least.
    #[serde(default)]
    pub title_latin: String,
    /// The currency's code.
    pub currency: String,
    /// Its decimal places.
    pub decimals: u8,
    /// The first month, as `2026-12`.
    pub starts: String,
    /// How many months the plan looks ahead, at most 60; as many as it needs, where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub months: Option<u32>,
    /// How figures that do not come out even are written.
    #[serde(default = "half_up")]
    pub figures: Figures,
    /// Percent of all costs that is set aside.
    #[serde(default, with = "whole_option", skip_serializing_if = "Option::is_none")]
    pub contingency: Option<Decimal>,
    /// The most that instalments may take of the household's cash, in per cent; 35, where nothing is said.
    #[serde(default, with = "whole_option", skip_serializing_if = "Option::is_none")]
    pub affordable: Option<Decimal>,
    /// One round.
    pub cycle: Cycle,
    /// How large the enterprise is: 100 hens, half a hectare.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<Measure>,
    /// Units of the plan's own.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub units: BTreeMap<String, Measure>,
    /// The household that the instalments are compared with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub household: Option<Household>,
    /// What is said in words.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub chapters: BTreeMap<Chapter, String>,
    /// What a sheet says of itself.
    #[serde(default, skip_serializing_if = "Printed::is_empty")]
    pub printed: Printed,
    /// The lines of a cycle.
    #[serde(default, rename = "line")]
    pub lines: Vec<Line>,
    /// What is bought for longer.
    #[serde(default, rename = "investment", skip_serializing_if = "Vec::is_empty")]
    pub investments: Vec<Investment>,
    /// Money that need not be paid back.
    #[serde(default, rename = "source", skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
    /// Loans.
    #[serde(default, rename = "loan", skip_serializing_if = "Vec::is_empty")]
    pub loans: Vec<Loan>,
}

fn half_up() -> Figures {
    Figures::HalfUp
}

/// Maps of decimals, each a whole number or a text.
macro_rules! decimals {
    ($name:ident, $key:ty, $read:expr, $write:expr) => {
        mod $name {
            #[allow(unused_imports, reason = "the key of one of the maps is no word of ours")]
            use super::*;
            use serde::{Deserializer, Serializer, de::Error};

            #[derive(Serialize, Deserialize)]
            struct Kept(#[serde(with = "whole")] Decimal);

            pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<$key, Decimal>, D::Error> {
                let read = |(key, kept): (String, Kept)| {
                    let found: Option<$key> = $read(&key);
                    found.map(|found| (found, kept.0)).ok_or_else(|| D::Error::custom(format!("{key:?} is not known here")))
                };
                BTreeMap::<String, Kept>::deserialize(from)?.into_iter().map(read).collect()
            }

            pub fn serialize<S: Serializer>(map: &BTreeMap<$key, Decimal>, to: S) -> Result<S::Ok, S::Error> {
                to.collect_map(map.iter().map(|(key, value)| ($write(key), Kept(*value))))
            }
        }
    };
}

decimals!(subtotals, Section, Section::parse, |key: &Section| key.code());
decimals!(figures, Figure, Figure::parse, |key: &Figure| key.code());
decimals!(prices, u32, |key: &str| key.parse().ok(), |key: &u32| key.to_string());

impl Written {
    /// Reads a plan from TOML.
    ///
    /// # Errors
    /// What the reader of the file says: line, column, and what it expected there.
    pub fn parse(text: &str) -> Result<Written, String> {
        toml::from_str(text).map_err(|error| error.to_string())
    }

    /// The plan as TOML; [`Written::parse`] reads the same.
    pub fn to_toml(&self) -> String {
        toml::to_string(self).expect("names, numbers and lists of them can be written as TOML")
    }
}
