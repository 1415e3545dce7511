//! The journal as beancount reads it: accounts opened, names and hashes as metadata, balances asserted on the day after.
use super::journal::{Journal, Path, one_line, parts};
use chrono::Days;
use domain::banks::is_money;
use ledger::{AccountKind, Amount, Commodity};
use std::{collections::BTreeMap, fmt::Write};

impl Journal {
    /// The text of a beancount file.
    pub fn to_beancount(&self) -> String {
        let mut text = String::new();
        write(self, &mut text).expect("writing to a string cannot fail");
        text
    }
}

fn write(journal: &Journal, out: &mut String) -> std::fmt::Result {
    let keeper = &journal.keeper;
    let name = format!("{} {} {}", keeper.code, keeper.name_km, keeper.name_latin);
    writeln!(out, "option \"title\" {}", quoted(&name))?;
    let first = journal.entries.iter().map(|entry| entry.entry.on()).min().unwrap_or(keeper.since);
    for commodity in journal.commodities().iter().filter(|commodity| is_money(commodity.code())) {
        writeln!(out, "option \"operating_currency\" \"{}\"", commodity.code())?;
    }
    writeln!(out)?;
    for commodity in journal.commodities() {
        writeln!(out, "{first} commodity {}", commodity.code())?;
    }
    writeln!(out)?;
    for path in journal.paths() {
        writeln!(out, "{first} open {}", account(journal, &path))?;
        if let Some((number, who)) = path.party.and_then(|party| journal.who(party)) {
            if let Some(number) = number {
                let what = if journal.keeper.group.is_some() { "member" } else { "grant" };
                writeln!(out, "  {what}: \"{number}\"")?;
            }
            if !who.is_empty() {
                writeln!(out, "  name: {}", quoted(&who))?;
            }
        }
    }
    if !journal.worth.is_empty() {
        writeln!(out)?;
    }
    for worth in &journal.worth {
        let money = journal.keeper.commodity;
        writeln!(out, "{} price {}  {} {}", worth.day, worth.commodity.code(), worth.price, money.code())?;
    }
    let mut sums: BTreeMap<(Path, Commodity), i64> = BTreeMap::new();
    for entry in &journal.entries {
        writeln!(out, "\n{} * {}", entry.entry.on(), quoted(&journal.what(entry)))?;
        writeln!(out, "  entry: \"{}\"\n  kind: \"{}\"\n  hash: \"{}\"", entry.no.0, entry.entry.kind().code(), entry.hash)?;
        if let Some(price) = journal.price(entry) {
            writeln!(out, "  price: {}", quoted(&price))?;
        }
        if !entry.entry.memo().is_empty() {
            writeln!(out, "  reason: {}", quoted(entry.entry.memo()))?;
        }
        for posting in entry.entry.postings() {
            let path = journal.path(posting);
            writeln!(out, "  {}  {}", account(journal, &path), amount(posting.amount))?;
            *sums.entry((path, posting.amount.commodity())).or_default() += posting.amount.quantity();
        }
    }
    let last = journal.entries.iter().map(|entry| entry.entry.on()).max();
    if let Some(after) = last.and_then(|last| last.checked_add_days(Days::new(1))) {
        writeln!(out)?;
        for ((path, commodity), sum) in sums {
            writeln!(out, "{after} balance {}  {}", account(journal, &path), amount(commodity.of(sum)))?;
        }
    }
    Ok(())
}

/// Every part begins with a capital, as beancount has it.
fn account(journal: &Journal, path: &Path) -> String {
    let root = match path.kind {
        AccountKind::Asset => "Assets",
        AccountKind::Liability => "Liabilities",
        AccountKind::Equity => "Equity",
        AccountKind::Income => "Income",
        AccountKind::Expense => "Expenses",
        AccountKind::Conversion => "Equity:Conversion",
    };
    let capital = |part: String| part[..1].to_uppercase() + &part[1..];
    let parts: Vec<String> = parts(journal, path).into_iter().map(capital).collect();
    format!("{root}:{}", parts.join(":"))
}

fn amount(amount: Amount) -> String {
    format!("{} {}", amount.decimal(), amount.commodity().code())
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", one_line(text).replace('\\', "\\\\").replace('"', "\\\""))
}
