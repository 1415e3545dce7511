//! What happens in a season, as its fixture says it: single acts as they are asked, and what is regular as one step.
use chrono::NaiveDate;
use domain::coops::{
    Ask, Kind,
    acts::{ContractNo, SaleNo},
};
use serde::Deserialize;

/// One step on a day.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    pub on: NaiveDate,
    pub does: Does,
}

/// What is done.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Does {
    /// An act as it is asked.
    Act(Ask),
    /// Some members bring something to the scale.
    Deliver(Deliver),
    /// Inputs are given to some members on credit.
    Credit { who: Who, what: String, amount: i64, due: NaiveDate },
    /// The plots of some members are inspected, and nothing is against them.
    Inspect { who: Who, inspector: String },
    /// All paddy of a kind goes into the mill; thousandths that become head rice, broken rice, bran and husk.
    Mill { kind: Kind, parts: [i64; 4] },
    /// Something is sold out of the store, the oldest lot first.
    Sell(Sell),
    /// A buyer pays all that is owed for a sale.
    Collect { sale: SaleNo },
    /// Some members fetch what is owed to them.
    PayOut { who: Who },
    /// The oldest lot of a kind is weighed: so many grams are missing.
    Count { kind: Kind, missing: i64, minute: String },
    /// A general meeting divides the year.
    Meet { to: NaiveDate, stock: i64, minute: String },
    /// Somebody asks to take the last delivery back; nobody has confirmed it yet.
    AskBack { reason: String },
}

/// Some members: from a number to a number, one in so many of them.
#[derive(Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Who {
    pub from: i64,
    pub to: i64,
    #[serde(default = "every")]
    pub one_in: i64,
    #[serde(default)]
    pub at: i64,
}

fn every() -> i64 {
    1
}

impl Who {
    /// Their numbers, which are those of their parties.
    pub fn all(self) -> impl Iterator<Item = i64> {
        (self.from..=self.to).filter(move |number| number % self.one_in == self.at)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deliver {
    pub who: Who,
    pub crop: String,
    /// One in so many is not paid at once.
    pub later: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sell {
    /// Party.
    pub buyer: i64,
    pub contract: Option<ContractNo>,
    pub kind: Kind,
    /// Grams; none: all there is.
    pub grams: Option<i64>,
    pub price: i64,
    #[serde(default)]
    pub transport: i64,
    /// The whole of it at once, or by a day.
    pub due: Option<NaiveDate>,
}

/// Reads the steps of a season.
pub fn read(text: &str) -> Result<Vec<Step>, toml::de::Error> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Season {
        step: Vec<Step>,
    }
    toml::from_str(text).map(|season: Season| season.step)
}
