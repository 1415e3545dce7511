//! The statement of a bank, and of a group with all its banks.
use super::{decimal, value};
use crate::{
    banks::store::BankRow,
    exports::{Cell, Rows},
};
use domain::{
    banks::{
        Good,
        span::Span,
        statement::{Account, FundMoney, Held, Statement, Sums, Worth, group_totals},
    },
    chart::{account_code, fund_code},
};
use ledger::AccountNo;
use serde_json::{Map, Value, json};

/// The statement of a bank.
#[derive(Clone, Debug)]
pub struct StatementOf {
    /// The bank's code.
    pub code: String,
    /// Its money.
    pub money: Good,
    /// The statement.
    pub told: Statement,
}

/// The statement of a group: its banks, and its other funds.
#[derive(Clone, Debug)]
pub struct GroupStatement {
    /// The group's code.
    pub book: String,
    /// Its money.
    pub money: Good,
    /// The days it is about.
    pub span: Span,
    /// The banks of its book.
    pub banks: Vec<(BankRow, Statement)>,
    /// The sums of the banks.
    pub sums: Sums,
    /// Savings and help, at the end of the last day.
    pub funds: Vec<FundMoney>,
    /// The goods there are.
    pub goods: Vec<Good>,
}

/// Writes statements in one money.
struct Writer<'a>(&'a Good);

impl Writer<'_> {
    fn value(&self, worth: Option<i64>) -> Value {
        value(self.0, worth)
    }

    fn worth(&self, good: &Good, worth: Worth) -> Value {
        json!({ "quantity": decimal(good, worth.quantity), "value": self.value(worth.value) })
    }

    fn account(&self, account: &Account) -> Value {
        let flow = |(flow, worth): &(domain::banks::statement::Flow, Worth)| {
            let (quantity, value) = (decimal(&account.good, worth.quantity), self.value(worth.value));
            json!({ "flow": flow.code(), "quantity": quantity, "value": value })
        };
        json!({
            "good": account.good.code(), "opening": self.worth(&account.good, account.opening),
            "flows": account.flows.iter().map(flow).collect::<Vec<_>>(), "holding": self.value(account.holding),
            "closing": self.worth(&account.good, account.closing),
        })
    }

    fn held(&self, held: &Held) -> Value {
        let (quantity, value) = (decimal(&held.good, held.quantity), self.value(held.value));
        json!({ "held": held.what.code(), "good": held.good.code(), "quantity": quantity, "value": value })
    }

    fn by_account(&self, lines: &[(AccountNo, Option<i64>)]) -> Value {
        let line = |(no, value): &(AccountNo, Option<i64>)| (account_code(*no).to_owned(), self.value(*value));
        Value::Object(lines.iter().map(line).collect::<Map<_, _>>())
    }

    fn sums(&self, sums: &Sums) -> Value {
        let named: Map<String, Value> = named(sums).into_iter().map(|(name, sum)| (name.to_owned(), self.value(sum))).collect();
        Value::Object(named)
    }

    fn whole(&self, told: &Statement) -> Value {
        let price = |price: &domain::banks::statement::PriceUsed| {
            let (day, amount) = (price.day.to_string(), decimal(self.0, price.amount));
            json!({ "good": price.good, "class": class(&price.class), "day": day, "price": amount })
        };
        let missing = |one: &domain::banks::statement::Missing| json!({ "good": one.good, "class": class(&one.class), "day": one.day.to_string(), "act": one.act });
        json!({
            "from": super::day(told.span.from), "to": told.span.to.to_string(), "commodity": self.0.code(),
            "accounts": told.accounts.iter().map(|account| self.account(account)).collect::<Vec<_>>(),
            "assets": told.assets.iter().map(|held| self.held(held)).collect::<Vec<_>>(),
            "liabilities": told.liabilities.iter().map(|held| self.held(held)).collect::<Vec<_>>(),
            "income": self.by_account(&told.income), "expenses": self.by_account(&told.expenses),
            "sums": self.sums(&told.sums), "balances": told.sums.balances(),
            "concession": decimal(self.0, told.concession),
            "prices": told.prices.iter().map(price).collect::<Vec<_>>(),
            "missing": told.missing.iter().map(missing).collect::<Vec<_>>(),
        })
    }

    /// An amount of money as a cell; empty where a price is missing.
    fn cell(&self, value: Option<i64>) -> Cell {
        Cell::Number(value.map_or(String::new(), |value| decimal(self.0, value)))
    }

    fn rows(&self, told: &Statement, bank: &str, rows: &mut Rows) {
        let mut row = |section: &str, good: Option<&Good>, line: &str, quantity: Option<i64>, value: Option<i64>| {
            let quantity = good.zip(quantity).map(|(good, quantity)| decimal(good, quantity));
            rows.push([
                Cell::text(bank),
                Cell::text(section),
                Cell::text(good.map_or("", Good::code)),
                Cell::text(line),
                Cell::Number(quantity.unwrap_or_default()),
                self.cell(value),
                Cell::text(self.0.code()),
            ]);
        };
        for account in &told.accounts {
            let good = Some(&account.good);
            row("account", good, "opening", Some(account.opening.quantity), account.opening.value);
            for (flow, worth) in &account.flows {
                row("account", good, flow.code(), Some(worth.quantity), worth.value);
            }
            row("account", good, "holding", None, account.holding);
            row("account", good, "closing", Some(account.closing.quantity), account.closing.value);
        }
        for (section, list) in [("assets", &told.assets), ("liabilities", &told.liabilities)] {
            for held in list {
                row(section, Some(&held.good), held.what.code(), Some(held.quantity), held.value);
            }
        }
        for (section, list) in [("income", &told.income), ("expenses", &told.expenses)] {
            for (no, value) in list {
                row(section, None, account_code(*no), None, *value);
            }
        }
        for (name, sum) in named(&told.sums) {
            row("sums", None, name, None, sum);
        }
        row("note", None, "concession", None, Some(told.concession));
    }
}

/// The sums under their names in files.
fn named(sums: &Sums) -> [(&'static str, Option<i64>); 9] {
    [
        ("assets", sums.assets),
        ("liabilities", sums.liabilities),
        ("opening", sums.opening),
        ("contributed", sums.contributed),
        ("income", sums.income),
        ("expenses", sums.expenses),
        ("passed", sums.passed),
        ("holding", sums.holding),
        ("own", sums.own()),
    ]
}

fn class(class: &str) -> Option<&str> {
    Some(class).filter(|class| !class.is_empty())
}

const HEADS: [&str; 7] = ["bank", "section", "good", "line", "quantity", "value", "commodity"];

impl StatementOf {
    /// As other programs read it.
    pub fn to_json(&self) -> Value {
        let mut whole = Writer(&self.money).whole(&self.told);
        whole["bank"] = self.code.clone().into();
        whole
    }

    /// As a table.
    pub fn to_rows(&self) -> Rows {
        let mut rows = Rows::new(&HEADS);
        Writer(&self.money).rows(&self.told, &self.code, &mut rows);
        rows
    }
}

impl GroupStatement {
    /// As other programs read it.
    pub fn to_json(&self) -> Value {
        let writer = Writer(&self.money);
        let lines = |lines: &[(AccountNo, i64)]| {
            let line = |(no, value): &(AccountNo, i64)| (account_code(*no).to_owned(), Value::from(decimal(&self.money, *value)));
            Value::Object(lines.iter().map(line).collect::<Map<_, _>>())
        };
        let fund = |fund: &FundMoney| {
            json!({
                "fund": fund_code(fund.fund), "assets": lines(&fund.assets), "liabilities": lines(&fund.liabilities),
                "own": decimal(&self.money, fund.own()),
            })
        };
        let bank = |(row, told): &(BankRow, Statement)| {
            let mut whole = writer.whole(told);
            whole["bank"] = row.code.clone().into();
            whole
        };
        let (assets, liabilities, own) = group_totals(&self.sums, &self.funds);
        json!({
            "group": self.book, "from": super::day(self.span.from), "to": self.span.to.to_string(),
            "commodity": self.money.code(),
            "banks": self.banks.iter().map(bank).collect::<Vec<_>>(),
            "funds": self.funds.iter().map(fund).collect::<Vec<_>>(),
            "sums_of_banks": writer.sums(&self.sums), "balances": self.sums.balances(),
            "assets": writer.value(assets), "liabilities": writer.value(liabilities), "own": writer.value(own),
        })
    }

    /// As a table: each bank, then the other funds, then all together.
    pub fn to_rows(&self) -> Rows {
        let writer = Writer(&self.money);
        let mut rows = Rows::new(&HEADS);
        for (row, told) in &self.banks {
            writer.rows(told, &row.code, &mut rows);
        }
        let mut row = |of: &str, section: &str, line: &str, value: Option<i64>| {
            let none = || Cell::Number(String::new());
            let (of, section, line) = (Cell::text(of), Cell::text(section), Cell::text(line));
            rows.push([of, section, Cell::text(""), line, none(), writer.cell(value), Cell::text(self.money.code())]);
        };
        for fund in &self.funds {
            for (section, list) in [("assets", &fund.assets), ("liabilities", &fund.liabilities)] {
                for (no, value) in list {
                    row(fund_code(fund.fund), section, account_code(*no), Some(*value));
                }
            }
            row(fund_code(fund.fund), "sums", "own", Some(fund.own()));
        }
        for (name, sum) in named(&self.sums) {
            row("banks", "sums", name, sum);
        }
        let (assets, liabilities, own) = group_totals(&self.sums, &self.funds);
        for (name, sum) in [("assets", assets), ("liabilities", liabilities), ("own", own)] {
            row("all", "sums", name, sum);
        }
        rows
    }
}
