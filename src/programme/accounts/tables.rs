//! The accounts over many books as tables and for programs. Amounts are decimals in whole units.
use super::{health::Row as HealthRow, portfolio::Portfolio, trial::Trial};
use crate::exports::{Cell, Rows, Sheets, Told};
use chrono::NaiveDate;
use domain::programme::statements::{FundKind, GoodNote, Row, Set};
use ledger::{Amount, Commodity};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

fn decimal(commodity: Commodity, quantity: i64) -> String {
    commodity.of(quantity).decimal().to_string()
}

fn some(amount: Amount) -> Cell {
    Cell::unless_zero(amount)
}

/// The consolidated trial balance; `organisation` is a partner's code or empty.
pub fn trial(trial: &Trial, organisation: &str) -> Told {
    let mut rows = Rows::new(&["fund", "no", "account", "books", "debit", "credit", "commodity"]);
    let (mut list, mut totals) = (Vec::new(), BTreeMap::<Commodity, (i128, i128)>::new());
    for line in trial.sides() {
        let of = |quantity| line.commodity.of(quantity);
        let sum = totals.entry(line.commodity).or_default();
        *sum = (sum.0 + i128::from(line.debit), sum.1 + i128::from(line.credit));
        rows.push([
            Cell::text(line.fund.code()),
            Cell::count(line.account.no.0),
            Cell::text(line.account.code),
            Cell::count(line.books),
            some(of(line.debit)),
            some(of(line.credit)),
            Cell::text(line.commodity.code()),
        ]);
        list.push(json!({
            "fund": line.fund.code(), "no": line.account.no.0, "account": line.account.code, "books": line.books,
            "debit": decimal(line.commodity, line.debit), "credit": decimal(line.commodity, line.credit),
            "balance": decimal(line.commodity, line.debit - line.credit), "commodity": line.commodity.code(),
        }));
    }
    let whole =
        |commodity: &Commodity, sum: i128| i64::try_from(sum).map_or_else(|_| sum.to_string(), |sum| decimal(*commodity, sum));
    let totals: Map<String, Value> = totals
        .iter()
        .map(|(commodity, (debit, credit))| {
            let sides = json!({ "debit": whole(commodity, *debit), "credit": whole(commodity, *credit) });
            (commodity.code().to_owned(), sides)
        })
        .collect();
    let organisation = Some(organisation).filter(|code| !code.is_empty());
    Told {
        sheets: Sheets(vec![("trial-balance", rows)]),
        json: json!({ "as_of": trial.as_of.to_string(), "organisation": organisation, "eliminated": false, "lines": list, "totals": totals }),
    }
}

/// The statements, and what there is in kind; `notes` name the good by its code.
pub fn statements(sets: &[Set], kind: &[GoodNote], days: (NaiveDate, NaiveDate)) -> Told {
    const HEADS: [&str; 12] =
        ["money", "row", "line", "no", "account", "loan", "social", "bank", "cooperative", "award", "together", "earlier"];
    let (mut sheets, mut list) = (Vec::new(), Vec::new());
    type Of = fn(&Set) -> Vec<Row>;
    let parts: [(&'static str, Of); 3] = [("position", Set::position), ("activities", Set::activities), ("cash-flows", Set::cash)];
    for (name, of) in parts {
        let mut rows = Rows::new(&HEADS);
        for set in sets {
            let money = set.now.money;
            for row in of(set) {
                rows.push(cells(money, &row));
                list.push(said(name, money, &row));
            }
        }
        sheets.push((name, rows));
    }
    let (rows, goods) = in_kind(kind);
    sheets.push(("in-kind", rows));
    let json = json!({
        "from": days.0.to_string(), "to": days.1.to_string(), "eliminated": false, "rows": list, "in_kind": goods,
    });
    Told { sheets: Sheets(sheets), json }
}

fn tone(row: &Row) -> String {
    format!("{:?}", row.tone).to_lowercase()
}

fn cells(money: Commodity, row: &Row) -> Vec<Cell> {
    let amount = |quantity| {
        if row.tone == domain::programme::statements::Tone::Section { blank() } else { Cell::amount(money.of(quantity)) }
    };
    let mut cells = vec![
        Cell::text(money.code()),
        Cell::text(tone(row)),
        Cell::text(row.code),
        row.account.map_or_else(blank, |account| Cell::count(account.no.0)),
        Cell::text(row.account.map_or("", |account| account.code)),
    ];
    cells.extend(FundKind::ALL.map(|fund| amount(row.sums.of(fund))));
    cells.push(amount(row.sums.total()));
    cells.push(row.before.map_or_else(blank, amount));
    cells
}

fn said(part: &str, money: Commodity, row: &Row) -> Value {
    let funds: Map<String, Value> =
        FundKind::ALL.into_iter().map(|fund| (fund.code().to_owned(), decimal(money, row.sums.of(fund)).into())).collect();
    json!({
        "statement": part, "money": money.code(), "row": tone(row), "line": row.code, "account": row.account.map(|account| account.code),
        "funds": funds, "together": decimal(money, row.sums.total()), "earlier": row.before.map(|before| decimal(money, before)),
    })
}

fn blank() -> Cell {
    Cell::Number(String::new())
}

fn in_kind(kind: &[GoodNote]) -> (Rows, Vec<Value>) {
    let mut rows = Rows::new(&[
        "good",
        "account",
        "now",
        "before",
        "worth",
        "money",
        "least_price",
        "most_price",
        "first_day",
        "last_day",
        "sources",
    ]);
    let mut list = Vec::new();
    for note in kind {
        let good = note.kind.good;
        for (account, now, before) in &note.kind.lines {
            let mut cells = vec![
                Cell::text(good.code()),
                Cell::text(account.code),
                Cell::amount(good.of(*now)),
                Cell::amount(good.of(*before)),
            ];
            cells.resize(11, blank());
            rows.push(cells);
        }
        let (now, before) = note.kind.own();
        let mut cells = vec![Cell::text(good.code()), Cell::text("own"), Cell::amount(good.of(now)), Cell::amount(good.of(before))];
        let worth = note.worth.first();
        cells.push(worth.map_or_else(blank, |(money, worth)| Cell::amount(money.of(*worth))));
        cells.push(Cell::text(worth.map_or("", |(money, _)| money.code())));
        match &note.prices {
            Some(prices) => cells.extend([
                Cell::amount(prices.money.of(prices.amounts.0)),
                Cell::amount(prices.money.of(prices.amounts.1)),
                Cell::text(prices.days.0.to_string()),
                Cell::text(prices.days.1.to_string()),
                Cell::text(prices.sources.join(" ")),
            ]),
            None => cells.resize(11, blank()),
        }
        rows.push(cells);
        list.push(json!({
            "good": good.code(), "now": decimal(good, now), "before": decimal(good, before),
            "worth": note.worth.iter().map(|(money, worth)| json!({ "money": money.code(), "amount": decimal(*money, *worth) })).collect::<Vec<_>>(),
            "unpriced": decimal(good, note.unpriced), "by_class": note.by_class,
        }));
    }
    (rows, list)
}

/// Every group's health.
pub fn health(all: &[HealthRow], on: NaiveDate) -> Told {
    let mut rows = Rows::new(&[
        "code",
        "organisation",
        "village_code",
        "members",
        "women",
        "attendance_percent",
        "savings",
        "loans",
        "late",
        "at_risk_percent",
        "last_meeting_on",
        "state",
        "commodity",
        "name_latin",
        "name_km",
    ]);
    let mut list = Vec::new();
    for row in all {
        let amount = |quantity| row.money.of(quantity);
        let tenths = |tenths: Option<i64>| tenths.map(|tenths| format!("{}.{}", tenths / 10, tenths % 10));
        let met = row.met.map(|day| day.to_string());
        rows.push([
            Cell::text(&row.code),
            Cell::text(&row.partner.0),
            Cell::text(&row.village),
            Cell::count(row.members),
            Cell::count(row.women),
            Cell::Number(tenths(row.came).unwrap_or_default()),
            Cell::amount(amount(row.savings)),
            Cell::amount(amount(row.loans)),
            Cell::amount(amount(row.late)),
            Cell::Number(tenths(row.at_risk).unwrap_or_default()),
            Cell::text(met.clone().unwrap_or_default()),
            Cell::text(row.state.code()),
            Cell::text(row.money.code()),
            Cell::text(&row.name.latin),
            Cell::text(&row.name.khmer),
        ]);
        list.push(json!({
            "code": row.code, "organisation": row.partner.0, "village_code": row.village, "members": row.members, "women": row.women,
            "attendance_percent": tenths(row.came), "savings": decimal(row.money, row.savings), "loans": decimal(row.money, row.loans),
            "late": decimal(row.money, row.late), "at_risk_percent": tenths(row.at_risk), "last_meeting_on": met, "state": row.state.code(),
            "commodity": row.money.code(),
        }));
    }
    Told { sheets: Sheets(vec![("health", rows)]), json: json!({ "as_of": on.to_string(), "groups": list }) }
}

/// What is lent and given.
pub fn portfolio(all: &Portfolio, on: NaiveDate) -> Told {
    let mut lent =
        Rows::new(&["by", "code", "commodity", "loans", "principal", "overdue", "late_30", "at_risk_percent", "written_off"]);
    let mut list = Vec::new();
    for (by, code, one) in all.lent() {
        let amount = |quantity| Cell::amount(one.money.of(quantity));
        let percent = one.at_risk.map(|tenths| format!("{}.{}", tenths / 10, tenths % 10));
        lent.push([
            Cell::text(by),
            Cell::text(code),
            Cell::text(one.money.code()),
            Cell::count(one.loans),
            amount(one.principal),
            amount(one.overdue),
            amount(one.late),
            Cell::Number(percent.clone().unwrap_or_default()),
            amount(one.written_off),
        ]);
        list.push(json!({
            "by": by, "code": code, "commodity": one.money.code(), "loans": one.loans, "principal": decimal(one.money, one.principal),
            "overdue": decimal(one.money, one.overdue), "late_30": decimal(one.money, one.late), "at_risk_percent": percent,
            "written_off": decimal(one.money, one.written_off),
        }));
    }
    let mut kind = Rows::new(&["organisation", "good", "lent", "placed"]);
    for ((partner, good), (owed, placed)) in &all.kind {
        kind.push([Cell::text(partner), Cell::text(good.code()), Cell::amount(good.of(*owed)), Cell::amount(good.of(*placed))]);
    }
    let mut credit = Rows::new(&["organisation", "commodity", "cooperatives", "owed"]);
    for ((partner, money), (books, owed)) in &all.credits {
        credit.push([Cell::text(partner), Cell::text(money.code()), Cell::count(*books), Cell::amount(money.of(*owed))]);
    }
    let mut grants = Rows::new(&["award", "applied", "running", "closed", "agreed_unpaid", "spent", "commodity"]);
    for one in &all.grants {
        grants.push([
            Cell::text(&one.code),
            Cell::count(one.applied),
            Cell::count(one.running),
            Cell::count(one.closed),
            Cell::amount(one.money.of(one.agreed)),
            Cell::amount(one.money.of(one.spent)),
            Cell::text(one.money.code()),
        ]);
    }
    Told {
        sheets: Sheets(vec![("loans", lent), ("in-kind", kind), ("credit", credit), ("grants", grants)]),
        json: json!({ "as_of": on.to_string(), "loans": list }),
    }
}
