//! The report of a season.
use super::{decimal, value};
use crate::exports::{Cell, Rows};
use domain::banks::{
    Good,
    rules::InterestUse,
    season_report::{GoodReport, HerdLine, HerdReport, Line, Moved, Open, People, SeasonReport},
};
use serde_json::{Value, json};

/// The report of a season of a bank.
#[derive(Clone, Debug)]
pub struct SeasonOf {
    /// The bank's code.
    pub code: String,
    /// Its money.
    pub money: Good,
    /// The report.
    pub told: SeasonReport,
}

fn moved(good: &Good, moved: Moved) -> Value {
    json!({ "store": decimal(good, moved.store), "lent": decimal(good, moved.lent) })
}

fn open(good: &Good, open: Open) -> Value {
    json!({ "loans": open.loans, "principal": decimal(good, open.principal), "interest": decimal(good, open.interest) })
}

fn people(people: People) -> Value {
    json!({ "all": people.all, "women": people.women, "id_poor_1": people.id_poor_1, "id_poor_2": people.id_poor_2 })
}

fn good(report: &GoodReport) -> Value {
    let of = &report.good;
    let line = |(line, quantity): &(Line, Moved)| json!({ "line": line.code(), "store": decimal(of, quantity.store), "lent": decimal(of, quantity.lent) });
    json!({
        "good": of.code(), "opening": moved(of, report.opening),
        "lines": report.lines.iter().map(line).collect::<Vec<_>>(),
        "closing": moved(of, report.closing), "deposits": decimal(of, report.deposits),
        "interest": { "in_kind": decimal(of, report.interest.0), "settled_with_money": decimal(of, report.interest.1) },
        "open": open(of, report.open), "late": open(of, report.late),
    })
}

fn herd(report: &HerdReport) -> Value {
    let line = |(line, heads): &(HerdLine, i64)| json!({ "line": line.code(), "heads": heads });
    json!({
        "good": report.good.code(), "opening": report.opening, "lines": report.lines.iter().map(line).collect::<Vec<_>>(),
        "closing": report.closing, "own_hands": report.own_hands, "keepers": report.keepers, "placed": report.placed,
        "passed_on": report.passed_on, "returned": report.returned, "born_as_families_own": report.families, "due": report.due,
    })
}

fn use_code(one: &InterestUse) -> &'static str {
    match one {
        InterestUse::Stock => "stock",
        InterestUse::Repairs => "repairs",
        InterestUse::Honorarium => "honorarium",
        InterestUse::Help => "help",
    }
}

impl SeasonOf {
    /// As other programs read it.
    pub fn to_json(&self) -> Value {
        let (told, sums) = (&self.told, &self.told.statement.sums);
        json!({
            "bank": self.code, "season": told.season, "from": super::day(told.span.from), "to": told.span.to.to_string(),
            "goods": told.goods.iter().map(good).collect::<Vec<_>>(),
            "herds": told.herds.iter().map(herd).collect::<Vec<_>>(),
            "helped": {
                "anyhow": people(told.helped.anyhow), "borrowed": people(told.helped.borrowed),
                "received": people(told.helped.received), "animals": people(told.helped.animals),
            },
            "interest_use": told.interest_use.iter().map(use_code).collect::<Vec<_>>(),
            "money": {
                "commodity": self.money.code(), "opening": value(&self.money, sums.opening), "own": value(&self.money, sums.own()),
                "income": value(&self.money, sums.income), "expenses": value(&self.money, sums.expenses),
            },
        })
    }

    /// As a table: what was in the store and lent, good by good; heads stand in the first of both columns.
    pub fn to_rows(&self) -> Rows {
        let mut rows = Rows::new(&["section", "good", "line", "store", "lent"]);
        let none = || Cell::Number(String::new());
        let mut row = |section: &str, good: &str, line: &str, store: Cell, lent: Cell| {
            rows.push([Cell::text(section), Cell::text(good), Cell::text(line), store, lent]);
        };
        for report in &self.told.goods {
            let of = &report.good;
            let figure = |quantity| Cell::Number(decimal(of, quantity));
            row("good", of.code(), "opening", figure(report.opening.store), figure(report.opening.lent));
            for (line, moved) in &report.lines {
                row("good", of.code(), line.code(), figure(moved.store), figure(moved.lent));
            }
            row("good", of.code(), "closing", figure(report.closing.store), figure(report.closing.lent));
            if report.open.loans > 0 {
                row("loans", of.code(), "open", none(), figure(report.open.owed()));
                row("loans", of.code(), "late", none(), figure(report.late.owed()));
            }
        }
        for report in &self.told.herds {
            let code = report.good.code();
            row("herd", code, "opening", Cell::count(report.opening), none());
            for (line, heads) in &report.lines {
                row("herd", code, line.code(), Cell::count(*heads), none());
            }
            row("herd", code, "closing", Cell::count(report.closing), none());
        }
        for (name, of) in [
            ("helped", self.told.helped.anyhow),
            ("borrowed", self.told.helped.borrowed),
            ("received", self.told.helped.received),
            ("animals", self.told.helped.animals),
        ] {
            row("members", "", name, Cell::count(of.all as i64), none());
        }
        let own = self.told.statement.sums.own().map_or(String::new(), |own| decimal(&self.money, own));
        row("money", self.money.code(), "own", Cell::Number(own), none());
        rows
    }
}
