//! What came of it: flocks and harvests, sales, what a household earns.
use crate::{
    banks::{GOODS, Measure},
    coops::crops::crop,
};
use chrono::NaiveDate;

/// What a result says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum What {
    /// Animals with which somebody started.
    Started,
    /// Animals that live on that day.
    Alive,
    /// Young that were hatched or born.
    Hatched,
    /// Animals that died or were lost.
    Died,
    /// Eaten at home: heads, or grams of a crop.
    Eaten,
    /// Sold: heads, or grams of a crop; with what it brought.
    Sold,
    /// Harvested, in grams.
    Harvested,
    /// What the household earns in a month, in riel.
    IncomeMonth,
}

impl What {
    /// All of them.
    pub const ALL: [What; 8] =
        [What::Started, What::Alive, What::Hatched, What::Died, What::Eaten, What::Sold, What::Harvested, What::IncomeMonth];

    /// The word kept in the database.
    pub fn code(self) -> &'static str {
        match self {
            What::Started => "started",
            What::Alive => "alive",
            What::Hatched => "hatched",
            What::Died => "died",
            What::Eaten => "eaten",
            What::Sold => "sold",
            What::Harvested => "harvested",
            What::IncomeMonth => "income-month",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<What> {
        What::ALL.into_iter().find(|what| what.code() == text)
    }
}

/// Why a result is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResultRefusal {
    /// It is still to come.
    Day,
    /// Below nothing, nothing where there must be something, or out of any measure.
    Quantity,
    /// No animal and no crop that the programme knows, or one of the other sort.
    Commodity,
    /// What a sale brought is missing, or is given for something that was not sold.
    Riel,
}

/// A result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FarmResult {
    day: NaiveDate,
    what: What,
    commodity: String,
    quantity: i64,
    riel: Option<i64>,
    seen: bool,
}

impl FarmResult {
    /// Checks everything at once. Quantities are heads of an animal, grams of a crop, riel a month.
    ///
    /// # Errors
    /// All that is wrong, in the order of the form.
    pub fn try_new(
        day: NaiveDate,
        (what, commodity): (What, &str),
        quantity: i64,
        riel: Option<i64>,
        seen: bool,
        today: NaiveDate,
    ) -> Result<FarmResult, Vec<ResultRefusal>> {
        let mut refusals = Vec::new();
        if day > today {
            refusals.push(ResultRefusal::Day);
        }
        let animal = GOODS.iter().any(|good| good.code() == commodity && good.class().measure() == Measure::Head);
        let crop = crop(commodity).is_some();
        let fits = match what {
            What::Started | What::Alive | What::Hatched | What::Died => animal,
            What::Eaten | What::Sold => animal || crop,
            What::Harvested => crop,
            What::IncomeMonth => commodity.is_empty(),
        };
        if !fits {
            refusals.push(ResultRefusal::Commodity);
        }
        // That none is left is a result; that none was sold is none.
        let least = i64::from(!matches!(what, What::Alive | What::Died | What::IncomeMonth));
        if !(least..=1_000_000_000).contains(&quantity) {
            refusals.push(ResultRefusal::Quantity);
        }
        let fits = match (what, riel) {
            (What::Sold, Some(riel)) => (1..=1_000_000_000).contains(&riel),
            (What::Sold, None) => false,
            (_, riel) => riel.is_none(),
        };
        if !fits {
            refusals.push(ResultRefusal::Riel);
        }
        if !refusals.is_empty() {
            return Err(refusals);
        }
        Ok(FarmResult { day, what, commodity: commodity.to_owned(), quantity, riel, seen })
    }

    /// When it was seen or told.
    pub fn day(&self) -> NaiveDate {
        self.day
    }

    /// What it says.
    pub fn what(&self) -> What {
        self.what
    }

    /// Of which animal or crop; empty for income.
    pub fn commodity(&self) -> &str {
        &self.commodity
    }

    /// Heads, grams, or riel a month.
    pub fn quantity(&self) -> i64 {
        self.quantity
    }

    /// What a sale brought.
    pub fn riel(&self) -> Option<i64> {
        self.riel
    }

    /// The visitor saw it; else it was told to her.
    pub fn seen(&self) -> bool {
        self.seen
    }
}

/// What became of what somebody started with, of one animal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Survival {
    /// All she started with.
    pub started: i64,
    /// How many live, by the last count; `None`: nobody counted since.
    pub alive: Option<i64>,
    /// Hatched, died, eaten and sold, as far as it was told.
    pub hatched: i64,
    /// Died.
    pub died: i64,
    /// Eaten at home.
    pub eaten: i64,
    /// Sold.
    pub sold: i64,
    /// Heads of which nobody has said what became: started and hatched, less all others. Below nothing: more was told
    /// of than there can have been.
    pub unknown: i64,
}

/// What became of somebody's animals of one kind.
pub fn survival<'a>(results: impl IntoIterator<Item = &'a FarmResult>) -> Survival {
    let mut all = Survival::default();
    let mut counted: Option<NaiveDate> = None;
    for one in results {
        match one.what {
            What::Started => all.started += one.quantity,
            What::Hatched => all.hatched += one.quantity,
            What::Died => all.died += one.quantity,
            What::Eaten => all.eaten += one.quantity,
            What::Sold => all.sold += one.quantity,
            What::Alive if counted.is_none_or(|day| day <= one.day) => {
                counted = Some(one.day);
                all.alive = Some(one.quantity);
            }
            What::Alive | What::Harvested | What::IncomeMonth => {}
        }
    }
    all.unknown = all.started + all.hatched - all.died - all.eaten - all.sold - all.alive.unwrap_or(0);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// The model chicken farmer of 2005: given thirty birds; eight months later twelve were left, thirteen eaten, and some
    /// sold for 50,000 riel (domain file 6.1; how many were sold is not said, and five are what is left).
    #[test]
    fn model_farmers_can_fail() {
        let today = day("2006-01-01");
        let result =
            |on, what, quantity, riel| FarmResult::try_new(day(on), (what, "CHICKEN"), quantity, riel, false, today).unwrap();
        let results = [
            result("2005-03-01", What::Started, 30, None),
            result("2005-11-01", What::Alive, 12, None),
            result("2005-11-01", What::Eaten, 13, None),
            result("2005-11-01", What::Sold, 5, Some(50_000)),
        ];
        let came = survival(&results);
        assert_eq!((came.started, came.alive, came.eaten, came.sold, came.unknown), (30, Some(12), 13, 5, 0));
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let today = day("2026-11-22");
        use ResultRefusal::*;
        let refused = |what, commodity, quantity, riel| {
            FarmResult::try_new(today, (what, commodity), quantity, riel, true, today).unwrap_err()
        };
        assert_eq!(refused(What::Started, "PADDY", 30, None), [Commodity]);
        assert_eq!(refused(What::Sold, "CHICKEN", 0, None), [Quantity, Riel]);
        assert_eq!(refused(What::Alive, "CHICKEN", 3, Some(1)), [Riel]);
        assert_eq!(refused(What::IncomeMonth, "CHICKEN", 200_000, None), [Commodity]);
    }
}
