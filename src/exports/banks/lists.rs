//! What a bank has on a day, as lists: its goods, its animals, what is owed for them.
use super::{BankBook, decimal, garbled};
use crate::{
    exports::{Cell, Rows},
    store::Result,
};
use chrono::NaiveDate;
use domain::banks::{
    Good, Measure, State,
    acts::{Seen, Sex},
    animals::{Animal, Due, Left, Obligation, Owner, Place},
    prices::value,
    span::ReportError,
};
use serde_json::{Value, json};

/// The goods of a bank on a day.
#[derive(Clone, Debug)]
pub struct StockList {
    code: String,
    as_of: NaiveDate,
    money: Good,
    lines: Vec<StockLine>,
}

/// A good on a day.
#[derive(Clone, Debug)]
struct StockLine {
    good: Good,
    store: i64,
    lent: i64,
    deposits: i64,
    counted: Option<NaiveDate>,
    price: Option<(NaiveDate, i64)>,
}

/// The animals of a bank on a day.
#[derive(Clone, Debug)]
pub struct HerdList {
    code: String,
    as_of: NaiveDate,
    animals: Vec<HerdRow>,
}

/// An animal on a day.
#[derive(Clone, Debug)]
struct HerdRow {
    animal: Animal,
    dam: Option<String>,
    keeper: Option<i64>,
    class: &'static str,
}

/// What is and was owed for the animals of a bank, on a day.
#[derive(Clone, Debug)]
pub struct ObligationList {
    code: String,
    as_of: NaiveDate,
    money: Good,
    owed: Vec<OwedRow>,
}

/// Something owed.
#[derive(Clone, Debug)]
struct OwedRow {
    owed: Obligation,
    keeper: i64,
    animal: String,
    calf: Option<String>,
}

impl BankBook {
    fn state(&self, as_of: NaiveDate) -> Result<State> {
        self.bank.state(as_of).map_err(|flaw| garbled(&self.code, &ReportError::Flaw(flaw)))
    }

    /// Its goods at the end of a day; its money is the first.
    ///
    /// # Errors
    /// As [`BankBook::statement`].
    pub fn stock(&self, as_of: NaiveDate) -> Result<StockList> {
        let state = self.state(as_of)?;
        let money = Good::money(self.bank.money);
        let line = |good: &Good| {
            let mine = |code: &str| code == good.code();
            let lent = state.loans.values().filter(|loan| mine(&loan.good)).map(|loan| loan.principal(as_of));
            let price = self.bank.market(good.code(), "", as_of).map(|price| (price.day, price.amount));
            StockLine {
                store: state.stock(good.code()),
                lent: lent.sum(),
                deposits: state.deposits.iter().filter(|((_, code), _)| mine(code)).map(|(_, held)| *held).sum(),
                counted: state.counted.get(good.code()).map(|(day, _)| *day),
                price: price.filter(|_| good.class().measure() != Measure::Money),
                good: good.clone(),
            }
        };
        let goods = std::iter::once(&money).chain(self.bank.goods.iter().filter(|good| !good.class().is_registered()));
        let there = |line: &StockLine| (line.store, line.lent, line.deposits) != (0, 0, 0) || line.counted.is_some();
        let lines = goods.map(line).filter(there).collect();
        Ok(StockList { code: self.code.clone(), as_of, money, lines })
    }

    /// Its register at the end of a day.
    ///
    /// # Errors
    /// As [`BankBook::statement`].
    pub fn herd(&self, as_of: NaiveDate) -> Result<HerdList> {
        let state = self.state(as_of)?;
        let tag = |no| state.animals.get(&no).map(|animal: &Animal| animal.tag.clone());
        let row = |animal: &Animal| HerdRow {
            dam: animal.dam.and_then(tag),
            keeper: match (animal.owner, animal.place) {
                (_, Place::With(keeper)) | (Owner::Family(keeper), _) => Some(self.number(keeper)),
                (Owner::Bank, Place::Bank | Place::Gone) => None,
            },
            class: animal.class(as_of).code(),
            animal: animal.clone(),
        };
        Ok(HerdList { code: self.code.clone(), as_of, animals: state.animals.values().map(row).collect() })
    }

    /// What is and was owed for its animals at the end of a day.
    ///
    /// # Errors
    /// As [`BankBook::statement`].
    pub fn obligations(&self, as_of: NaiveDate) -> Result<ObligationList> {
        let state = self.state(as_of)?;
        let tag = |no| state.animals.get(&no).map(|animal: &Animal| animal.tag.clone());
        let row = |owed: &Obligation| OwedRow {
            keeper: self.number(owed.keeper),
            animal: tag(owed.animal).unwrap_or_default(),
            calf: owed.calf.and_then(tag),
            owed: owed.clone(),
        };
        let owed = state.obligations.values().map(row).collect();
        Ok(ObligationList { code: self.code.clone(), as_of, money: Good::money(self.bank.money), owed })
    }
}

impl StockLine {
    /// What is there and lent, less what is members', at the market's price; none without one.
    fn worth(&self) -> Option<i64> {
        let own = self.store.saturating_add(self.lent).saturating_sub(self.deposits);
        match self.good.class().measure() {
            Measure::Money => Some(own),
            _ => self.price.map(|(_, price)| value(own, &self.good, price)),
        }
    }
}

impl StockList {
    /// As other programs read it.
    pub fn to_json(&self) -> Value {
        let line = |line: &StockLine| {
            let of = |quantity| decimal(&line.good, quantity);
            json!({
                "good": line.good.code(), "class": line.good.class().code(), "store": of(line.store), "lent": of(line.lent),
                "deposits": of(line.deposits), "counted_on": super::day(line.counted),
                "price": super::value(&self.money, line.price.map(|(_, price)| price)),
                "price_on": super::day(line.price.map(|(day, _)| day)), "value": super::value(&self.money, line.worth()),
            })
        };
        json!({
            "bank": self.code, "as_of": self.as_of.to_string(), "commodity": self.money.code(),
            "goods": self.lines.iter().map(line).collect::<Vec<_>>(),
        })
    }

    /// As a table.
    pub fn to_rows(&self) -> Rows {
        let heads = ["good", "class", "store", "lent", "deposits", "counted_on", "price", "price_on", "value", "commodity"];
        let mut rows = Rows::new(&heads);
        for line in &self.lines {
            let figure = |quantity| Cell::Number(decimal(&line.good, quantity));
            let money = |value: Option<i64>| Cell::Number(value.map_or(String::new(), |value| decimal(&self.money, value)));
            rows.push([
                Cell::text(line.good.code()),
                Cell::text(line.good.class().code()),
                figure(line.store),
                figure(line.lent),
                figure(line.deposits),
                on(line.counted),
                money(line.price.map(|(_, price)| price)),
                on(line.price.map(|(day, _)| day)),
                money(line.worth()),
                Cell::text(self.money.code()),
            ]);
        }
        rows
    }
}

fn on(day: Option<NaiveDate>) -> Cell {
    Cell::text(day.map_or(String::new(), |day| day.to_string()))
}

impl HerdRow {
    /// `bank`, `family` (in the register alone) or, where it is gone, how.
    fn whose(&self) -> &'static str {
        match (self.animal.left, self.animal.owner) {
            (Some((_, Left::Lost(how))), _) => how.code(),
            (Some((_, Left::Sold)), _) => "sold",
            (None, Owner::Bank) => "bank",
            (None, Owner::Family(_)) => "family",
        }
    }

    fn sex(&self) -> &'static str {
        if self.animal.sex == Sex::Female { "female" } else { "male" }
    }

    fn left(&self) -> Option<NaiveDate> {
        self.animal.left.map(|(day, _)| day)
    }

    fn seen(&self) -> Option<NaiveDate> {
        self.animal.log.iter().filter(|line| line.what == Seen::Sighting).map(|line| line.day).max()
    }
}

impl HerdList {
    /// As other programs read it.
    pub fn to_json(&self) -> Value {
        let row = |row: &HerdRow| {
            let animal = &row.animal;
            json!({
                "no": animal.no, "tag": animal.tag, "species": animal.species.code(), "sex": row.sex(), "class": row.class,
                "born_on": super::day(animal.born_on), "dam": row.dam, "came_on": animal.came_on.to_string(),
                "state": row.whose(), "keeper": row.keeper.map(|number| number.to_string()), "left_on": super::day(row.left()),
                "seen_on": super::day(row.seen()), "calves": animal.calved.len(),
            })
        };
        json!({ "bank": self.code, "as_of": self.as_of.to_string(), "animals": self.animals.iter().map(row).collect::<Vec<_>>() })
    }

    /// As a table.
    pub fn to_rows(&self) -> Rows {
        let heads = [
            "no", "tag", "species", "sex", "class", "born_on", "dam", "came_on", "state", "keeper", "left_on", "seen_on", "calves",
        ];
        let mut rows = Rows::new(&heads);
        for row in &self.animals {
            let animal = &row.animal;
            rows.push([
                Cell::count(animal.no),
                Cell::text(&animal.tag),
                Cell::text(animal.species.code()),
                Cell::text(row.sex()),
                Cell::text(row.class),
                on(animal.born_on),
                Cell::text(row.dam.clone().unwrap_or_default()),
                on(Some(animal.came_on)),
                Cell::text(row.whose()),
                row.keeper.map_or(Cell::Number(String::new()), Cell::count),
                on(row.left()),
                on(row.seen()),
                Cell::count(animal.calved.len() as i64),
            ]);
        }
        rows
    }
}

impl OwedRow {
    /// What is owed: its word, the how-manieth, and the money.
    fn what(&self) -> (&'static str, Option<u32>, Option<i64>) {
        match self.owed.what {
            Due::Calf(nth) => ("calf", Some(nth), None),
            Due::MovesOn => ("moves-on", None, None),
            Due::Claim(sum) => ("claim", None, Some(sum)),
            Due::Money(sum) => ("money", None, Some(sum)),
            Due::Instalment(nth, sum) => ("instalment", Some(nth), Some(sum)),
        }
    }
}

impl ObligationList {
    /// As other programs read it.
    pub fn to_json(&self) -> Value {
        let row = |row: &OwedRow| {
            let (what, nth, amount) = row.what();
            json!({
                "no": row.owed.no, "keeper": row.keeper.to_string(), "animal": row.animal, "what": what, "nth": nth,
                "amount": super::value(&self.money, amount), "calf": row.calf, "stage": row.owed.stage(self.as_of).code(),
                "due_on": super::day(row.owed.due_on), "ended_on": super::day(row.owed.ended.map(|(day, _)| day)),
            })
        };
        json!({
            "bank": self.code, "as_of": self.as_of.to_string(), "commodity": self.money.code(),
            "obligations": self.owed.iter().map(row).collect::<Vec<_>>(),
        })
    }

    /// As a table.
    pub fn to_rows(&self) -> Rows {
        let heads = ["no", "keeper", "animal", "what", "nth", "amount", "calf", "stage", "due_on", "ended_on", "commodity"];
        let mut rows = Rows::new(&heads);
        for row in &self.owed {
            let (what, nth, amount) = row.what();
            rows.push([
                Cell::count(row.owed.no),
                Cell::count(row.keeper),
                Cell::text(&row.animal),
                Cell::text(what),
                nth.map_or(Cell::Number(String::new()), |nth| Cell::count(nth.into())),
                Cell::Number(amount.map_or(String::new(), |amount| decimal(&self.money, amount))),
                Cell::text(row.calf.clone().unwrap_or_default()),
                Cell::text(row.owed.stage(self.as_of).code()),
                on(row.owed.due_on),
                on(row.owed.ended.map(|(day, _)| day)),
                Cell::text(self.money.code()),
            ]);
        }
        rows
    }
}
