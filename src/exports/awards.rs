//! The reports of an award for a terminal and for other programs: budget, liquidation, exceptions, advances, the donor's
//! account. Nobody is named in them; of grants under codes there are sums alone, and their vouchers stand without a grant.
use super::{Cell, Rows, Sheets};
use crate::{
    awards::store::{self, AwardRow, CURRENCIES},
    store::{Result, Tx},
};
use chrono::NaiveDate;
use domain::grants::{
    Award, Duty, Grant, State,
    advances::{Advance, advances},
    exceptions::{self, Exception, Ground, Rule},
    reports::{self, BudgetLine, CodedLine, Donor, Liquidation, Liquidations, RateFor, RateUsed},
    terms::Limit,
};
use ledger::Commodity;
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use words::{Language, Words};

/// What stands where a figure would tell of too few people under codes.
const HIDDEN: &str = "hidden";

/// An award, read once; every report is told of it.
#[derive(Clone, Debug)]
pub struct AwardBook {
    award: Award,
    state: State,
    currency: Commodity,
}

/// A report as it leaves the program.
#[derive(Clone, Debug)]
pub struct Told {
    /// Its tables.
    pub sheets: Sheets,
    /// The same for programs.
    pub json: Value,
}

/// Reads an award.
pub async fn award_book(tx: &mut Tx, row: &AwardRow) -> Result<AwardBook> {
    Ok(AwardBook::new(store::load(tx, row).await?))
}

impl AwardBook {
    /// An award that is read already.
    pub fn new(award: Award) -> AwardBook {
        let currency = currency(&award.terms.currency);
        AwardBook { state: award.state(), award, currency }
    }

    /// The first day of the award.
    pub fn from(&self) -> NaiveDate {
        self.award.terms.from
    }

    /// Line by line what is planned, promised, carried, spent, proved and left at the end of a day.
    pub fn budget(&self, on: NaiveDate) -> Told {
        let lines = reports::budget(&self.award, on);
        let mut rows = Rows::new(&["line", "budget", "committed", "advanced", "spent", "verified", "available", "currency"]);
        let figures = |line: &BudgetLine| {
            [
                ("budget", Some(line.budget)),
                ("committed", line.committed),
                ("advanced", Some(line.advanced)),
                ("spent", line.spent),
                ("verified", line.verified),
                ("available", line.available),
            ]
        };
        let mut push = |name: &str, line: &BudgetLine| {
            let cells = figures(line).map(|(_, quantity)| self.told_money(quantity));
            rows.push(std::iter::once(Cell::text(name)).chain(cells).chain([Cell::text(self.currency.code())]));
        };
        lines.iter().for_each(|line| push(&line.line, line));
        let sum = reports::budget_sum(&lines);
        push("sum", &sum);
        // What officers carry is of no line yet, and in whatever notes they carry.
        let mut carried: BTreeMap<String, i64> = BTreeMap::new();
        for advance in advances(&self.award, on) {
            *carried.entry(advance.currency).or_default() += advance.left;
        }
        let mut officers = Rows::new(&["advanced", "currency"]);
        for (code, left) in &carried {
            officers.push([amount(currency(code), *left), Cell::text(code)]);
        }
        let named = |line: &BudgetLine| {
            let terms = self.award.terms.line(&line.line).map(|(_, terms)| terms);
            let mut told = self.told_figures(&figures(line));
            told.insert("line".into(), line.line.clone().into());
            told.insert("name_km".into(), terms.map(|terms| terms.name_km.clone()).into());
            told.insert("name_latin".into(), terms.map(|terms| terms.name_latin.clone()).into());
            told
        };
        let carried: Map<String, Value> =
            carried.iter().map(|(code, left)| (code.clone(), decimal(currency(code), *left).into())).collect();
        let json = json!({
            "lines": lines.iter().map(named).collect::<Vec<_>>(), "sum": self.told_figures(&figures(&sum)), "officers": carried,
        });
        let mut sheets = vec![("lines", rows)];
        if !officers.rows.is_empty() {
            sheets.push(("officers", officers));
        }
        self.told(sheets, json, on)
    }

    /// Grant by grant what was agreed, paid, shown and given back.
    pub fn liquidation(&self, on: NaiveDate) -> Told {
        let Liquidations { grants, coded, sum } = reports::liquidation(&self.award, on);
        let heads = ["grant", "paper", "line", "stage", "grants"];
        let figures = liquidated(&Liquidation::default()).map(|(name, _)| name);
        let mut rows = Rows::new(&[&heads[..], &figures, &["currency"]].concat());
        let mut push = |head: [Cell; 5], figures: Option<&Liquidation>| {
            let cells = liquidated(figures.unwrap_or(&Liquidation::default()));
            let cells = cells.map(|(_, quantity)| if figures.is_some() { self.money(quantity) } else { Cell::text(HIDDEN) });
            rows.push(head.into_iter().chain(cells).chain([Cell::text(self.currency.code())]));
        };
        let stage = |closed: bool| if closed { "closed" } else { "open" };
        let none = || Cell::Number(String::new());
        for grant in &grants {
            let head = [
                Cell::count(grant.no),
                Cell::text(&grant.own_no),
                Cell::text(&grant.line),
                Cell::text(stage(grant.closed)),
                Cell::count(1),
            ];
            push(head, Some(&grant.figures));
        }
        for line in &coded {
            let count = line.grants.map_or(Cell::text(HIDDEN), Cell::count);
            push([none(), Cell::text("by code"), Cell::text(&line.line), Cell::text(""), count], line.figures.as_ref());
        }
        push([none(), Cell::text("sum"), Cell::text(""), Cell::text(""), none()], sum.as_ref());
        let told = |figures: &Liquidation| self.figures(&liquidated(figures));
        let grant = |grant: &reports::GrantLine| {
            let mut figures = told(&grant.figures);
            figures.insert("grant".into(), grant.no.into());
            figures.insert("paper".into(), grant.own_no.clone().into());
            figures.insert("line".into(), grant.line.clone().into());
            figures.insert("stage".into(), stage(grant.closed).into());
            figures
        };
        let together = |line: &CodedLine| {
            let [open, closed] = line.open_closed;
            json!({
                "line": line.line, "grants": line.grants, "open": open, "closed": closed, "figures": line.figures.as_ref().map(told),
            })
        };
        let json = json!({
            "grants": grants.iter().map(grant).collect::<Vec<_>>(),
            "by_code": coded.iter().map(together).collect::<Vec<_>>(),
            "sum": sum.as_ref().map(told),
        });
        self.told(vec![("grants", rows)], json, on)
    }

    /// What officers carry, the oldest first within each.
    pub fn advances(&self, on: NaiveDate) -> Told {
        let most = self.award.terms.limit(Limit::AdvanceDays).unwrap_or(i64::MAX);
        let mut rows = Rows::new(&["holder", "name", "since", "days", "age", "late", "amount", "currency"]);
        let mut list = Vec::new();
        for advance in advances(&self.award, on) {
            let Advance { holder, currency: code, since, left } = &advance;
            let name = self.state.holders.get(holder).map_or("", |(_, name)| name);
            let (days, late) = (advance.days(on), advance.days(on) > most);
            rows.push([
                Cell::count(*holder),
                Cell::text(name),
                Cell::text(since.to_string()),
                Cell::count(days),
                Cell::text(age(days)),
                Cell::text(if late { "late" } else { "" }),
                amount(currency(code), *left),
                Cell::text(code),
            ]);
            list.push(json!({
                "holder": holder, "name": name, "since": since.to_string(), "days": days, "age": age(days), "late": late,
                "amount": decimal(currency(code), *left), "currency": code,
            }));
        }
        self.told(vec![("advances", rows)], json!({ "advances": list }), on)
    }

    /// What the donor is told of a span, both days included.
    pub fn donor(&self, from: NaiveDate, to: NaiveDate) -> Told {
        let donor = reports::donor(&self.award, from, to);
        let money = self.donor_money(&donor);
        let mut summary = Rows::new(&["what", "amount", "currency"]);
        for (what, quantity) in money {
            summary.push([Cell::text(what), self.told_money(quantity), Cell::text(self.currency.code())]);
        }
        let mut lines = Rows::new(&["line", "budget", "before", "spent", "left", "currency"]);
        let mut list = Vec::new();
        for line in &donor.lines {
            let figures = [("budget", Some(line.budget)), ("before", line.before), ("spent", line.spent), ("left", line.left)];
            let cells = figures.map(|(_, quantity)| self.told_money(quantity));
            lines.push(std::iter::once(Cell::text(&line.line)).chain(cells).chain([Cell::text(self.currency.code())]));
            let mut told = self.told_figures(&figures);
            told.insert("line".into(), line.line.clone().into());
            list.push(told);
        }
        let mut rates = Rows::new(&["for", "day", "paid", "in", "rate", "table", "amount", "currency"]);
        donor.rates.iter().for_each(|used| rates.push(self.rate_cells(used)));
        let mut json = self.told_figures(&money);
        json.insert("from".into(), from.to_string().into());
        json.insert("lines".into(), json!(list));
        json.insert("rates".into(), donor.rates.iter().map(|used| self.rate_json(used)).collect());
        self.told(vec![("money", summary), ("lines", lines), ("rates", rates)], json.into(), to)
    }

    fn donor_money(&self, donor: &Donor) -> [(&'static str, Option<i64>); 5] {
        [
            ("brought_forward", donor.brought_forward),
            ("received", Some(donor.received)),
            ("returned", Some(donor.returned)),
            ("spent", donor.spent()),
            ("balance", donor.balance()),
        ]
    }

    fn rate_cells(&self, used: &RateUsed) -> [Cell; 8] {
        let other = currency(&used.currency);
        let hidden = || Cell::text(HIDDEN);
        [
            Cell::text(self.rate_for(used)),
            Cell::text(used.day.map_or(String::new(), |day| day.to_string())),
            used.sums.map_or_else(hidden, |(paid, _)| amount(other, paid)),
            Cell::text(&used.currency),
            Cell::Number(self.rate(other, used.per_million)),
            Cell::Number(used.table.map_or(String::new(), |rate| self.rate(other, rate))),
            used.sums.map_or_else(hidden, |(_, charged)| self.money(charged)),
            Cell::text(self.currency.code()),
        ]
    }

    fn rate_json(&self, used: &RateUsed) -> Value {
        let other = currency(&used.currency);
        json!({
            "for": self.rate_for(used), "day": used.day.map(|day| day.to_string()), "in": used.currency,
            "paid": used.sums.map(|(paid, _)| decimal(other, paid)), "rate": self.rate(other, used.per_million),
            "table": used.table.map(|rate| self.rate(other, rate)),
            "amount": used.sums.map(|(_, charged)| decimal(self.currency, charged)),
        })
    }

    fn rate_for(&self, used: &RateUsed) -> String {
        match used.what {
            RateFor::Notes => "notes".into(),
            RateFor::Voucher(no) => format!("voucher {}", self.voucher_paper(no)),
            RateFor::ByCode => "by code".into(),
        }
    }

    /// Whole units of another currency for one of the award's.
    fn rate(&self, other: Commodity, per_million: i64) -> String {
        let own = 10_i128.pow(u32::from(self.currency.decimals()));
        let scale = 6 + u32::from(other.decimals());
        Decimal::try_from_i128_with_scale(i128::from(per_million) * own, scale)
            .map_or_else(|_| String::new(), |rate| rate.normalize().to_string())
    }

    /// Everything that breaks a rule at the end of a day, in the order of the rules.
    pub fn exceptions(&self, on: NaiveDate) -> Told {
        self.exceptions_of(on, |_| true)
    }

    /// The same for a reader who may see only some of it.
    pub fn exceptions_of(&self, on: NaiveDate, tells: impl Fn(&Exception) -> bool) -> Told {
        let held: Vec<_> = advances(&self.award, on).iter().map(Advance::held).collect();
        let mut rows = Rows::new(&["rule", "grant", "voucher", "paper", "says", "found", "expected", "why"]);
        let mut list = Vec::new();
        let number = |number: Option<i64>| number.map_or(Cell::Number(String::new()), Cell::count);
        for exception in exceptions::run(&self.award, on, &held).into_iter().filter(tells) {
            let told = self.explained(&exception);
            rows.push([
                Cell::text(told.rule),
                number(told.grant),
                number(exception.voucher),
                Cell::text(&told.paper),
                Cell::text(&told.says),
                Cell::text(&told.found),
                Cell::text(&told.expected),
                Cell::text(&told.why),
            ]);
            list.push(json!({
                "rule": told.rule, "grant": told.grant, "by_code": told.by_code, "voucher": exception.voucher,
                "paper": told.paper, "says": told.says, "found": told.found, "expected": told.expected, "why": told.why,
            }));
        }
        self.told(vec![("exceptions", rows)], json!({ "exceptions": list }), on)
    }

    fn explained(&self, exception: &Exception) -> Explained {
        let words = Words::new(Language::English);
        let rule = exception.rule.code();
        let grant = exception.grant.and_then(|no| self.state.grants.get(&no));
        let by_code = grant.is_some_and(Grant::is_coded);
        // Which grant under a code it is, is the liaison's to know; the voucher leads there.
        let of = grant.map(|grant| if by_code { "by code".to_owned() } else { paper(&grant.own_no, grant.no) });
        let papers = [of, exception.voucher.map(|no| self.voucher_paper(no))];
        let (found, expected) = self.grounds(exception);
        Explained {
            rule,
            grant: exception.grant.filter(|_| !by_code),
            by_code,
            paper: papers.into_iter().flatten().collect::<Vec<_>>().join(" "),
            says: words.say(&format!("exception-{rule}")).into_owned(),
            why: words.say(&format!("exception-{rule}-why")).into_owned(),
            found,
            expected,
        }
    }

    /// What is there, and what should be.
    fn grounds(&self, exception: &Exception) -> (String, String) {
        // Receipts are in the currency of their voucher.
        let receipt = matches!(exception.rule, Rule::ReceiptSum | Rule::ReceiptShort);
        let paid_in = exception.voucher.filter(|_| receipt).and_then(|no| self.state.vouchers.get(&no));
        let unit = paid_in.map_or(self.currency, |voucher| currency(&voucher.currency));
        let money = |quantity: i64| format!("{} {}", decimal(unit, quantity), unit.code());
        match &exception.ground {
            Ground::Plain => (String::new(), String::new()),
            Ground::Duties(one, other) => (format!("{} and {}", duty(*one), duty(*other)), String::new()),
            // A round sum has nothing beside it that it should be.
            Ground::Amounts(found, _) if exception.rule == Rule::Round => (money(*found), String::new()),
            Ground::Amounts(found, expected) => (money(*found), money(*expected)),
            Ground::Line(line, found, expected) => (format!("{line} {}", money(*found)), money(*expected)),
            Ground::Days(found, expected) => (found.to_string(), expected.to_string()),
            Ground::Day(day) => (day.to_string(), String::new()),
            Ground::Same(same, other) => {
                let other = self.state.grants.get(other).map_or(String::new(), |grant| paper(&grant.own_no, grant.no));
                (format!("{} of {other}", format!("{same:?}").to_lowercase()), String::new())
            }
            Ground::Voucher(no) => (self.voucher_paper(*no), String::new()),
            Ground::Text(text) => (text.clone(), String::new()),
            Ground::Count(found, expected) => (found.to_string(), expected.to_string()),
        }
    }

    fn voucher_paper(&self, no: i64) -> String {
        paper(self.state.vouchers.get(&no).map_or("", |voucher| &voucher.own_no), no)
    }

    fn told(&self, sheets: Vec<(&'static str, Rows)>, json: Value, on: NaiveDate) -> Told {
        let terms = &self.award.terms;
        let mut whole = json!({ "award": terms.code, "as_of": on.to_string(), "currency": self.currency.code() });
        if let (Some(whole), Value::Object(parts)) = (whole.as_object_mut(), json) {
            whole.extend(parts);
        }
        Told { sheets: Sheets(sheets), json: whole }
    }

    fn money(&self, quantity: i64) -> Cell {
        amount(self.currency, quantity)
    }

    /// A figure, or that it is hidden.
    fn told_money(&self, quantity: Option<i64>) -> Cell {
        quantity.map_or_else(|| Cell::text(HIDDEN), |quantity| self.money(quantity))
    }

    /// The same for programs: what is hidden is null.
    fn told_figures(&self, figures: &[(&str, Option<i64>)]) -> Map<String, Value> {
        let told = |quantity: Option<i64>| quantity.map(|quantity| decimal(self.currency, quantity)).into();
        figures.iter().map(|(name, quantity)| ((*name).to_owned(), told(*quantity))).collect()
    }

    fn figures(&self, figures: &[(&str, i64)]) -> Map<String, Value> {
        figures.iter().map(|(name, quantity)| ((*name).to_owned(), decimal(self.currency, *quantity).into())).collect()
    }
}

/// An exception in words.
struct Explained {
    rule: &'static str,
    grant: Option<i64>,
    by_code: bool,
    paper: String,
    says: String,
    found: String,
    expected: String,
    why: String,
}

fn liquidated(figures: &Liquidation) -> [(&'static str, i64); 8] {
    [
        ("agreed", figures.agreed),
        ("paid", figures.paid),
        ("receipts", figures.receipts),
        ("verified", figures.verified),
        ("returned", figures.returned),
        ("disallowed", figures.disallowed),
        ("to_recover", figures.to_recover),
        ("open", figures.open()),
    ]
}

/// The number on a paper of before, or the one in the book.
fn paper(own_no: &str, no: i64) -> String {
    if own_no.is_empty() { no.to_string() } else { own_no.to_owned() }
}

/// How old an advance is, in steps that a table is read by.
fn age(days: i64) -> &'static str {
    match days {
        ..=30 => "0-30",
        31..=60 => "31-60",
        61..=90 => "61-90",
        _ => "over 90",
    }
}

fn duty(duty: Duty) -> String {
    format!("{duty:?}").to_lowercase()
}

/// A currency of the terms, which `begin` looked at.
fn currency(code: &str) -> Commodity {
    CURRENCIES.into_iter().find(|one| one.code() == code).unwrap_or(Commodity::USD)
}

fn decimal(currency: Commodity, quantity: i64) -> String {
    currency.of(quantity).decimal().to_string()
}

fn amount(currency: Commodity, quantity: i64) -> Cell {
    Cell::amount(currency.of(quantity))
}
