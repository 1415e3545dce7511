//! The journal as hledger reads it: accounts and commodities declared, prices, each account's last posting with its
//! balance.
use super::journal::{Journal, Path, one_line, parts};
use ledger::{AccountKind, Amount, Commodity};
use std::fmt::Write;

impl Journal {
    /// The text of a journal file.
    pub fn to_hledger(&self) -> String {
        let mut text = String::new();
        write(self, &mut text).expect("writing to a string cannot fail");
        text
    }
}

fn write(journal: &Journal, out: &mut String) -> std::fmt::Result {
    let keeper = &journal.keeper;
    writeln!(out, "; The book of {}: {} {}", keeper.code, one_line(&keeper.name_km), one_line(&keeper.name_latin))?;
    writeln!(out, "; Every account's last posting asserts its balance.\n")?;
    for commodity in journal.commodities() {
        let zeros = "0".repeat(usize::from(commodity.decimals()));
        writeln!(out, "commodity 1000.{zeros} {}", code(commodity))?;
    }
    writeln!(out)?;
    for path in journal.paths() {
        write!(out, "account {}", account(journal, &path))?;
        match path.party.and_then(|party| journal.who(party)) {
            Some((_, who)) if !who.is_empty() => writeln!(out, "  ; {who}")?,
            _ => writeln!(out)?,
        }
    }
    if !journal.worth.is_empty() {
        writeln!(
            out,
            "\n; Market prices; of animals, which are priced by class, the average head of the herd at the end of a month."
        )?;
    }
    for worth in &journal.worth {
        let money = code(journal.keeper.commodity);
        writeln!(out, "P {} {} {} {money}", worth.day, code(worth.commodity), worth.price)?;
    }
    let asserted = journal.last_balances();
    for entry in &journal.entries {
        writeln!(out, "\n{} * ({}) {}", entry.entry.on(), entry.no.0, journal.what(entry))?;
        writeln!(out, "    ; entry: {}, kind: {}, hash: {}", entry.no.0, entry.entry.kind().code(), entry.hash)?;
        if let Some(price) = journal.price(entry) {
            writeln!(out, "    ; price: {price}")?;
        }
        if !entry.entry.memo().is_empty() {
            writeln!(out, "    ; {}", one_line(entry.entry.memo()))?;
        }
        for (line, posting) in entry.entry.postings().iter().enumerate() {
            write!(out, "    {}  {}", account(journal, &journal.path(posting)), amount(posting.amount))?;
            match asserted.get(&(entry.no.0, line)) {
                Some(&sum) => writeln!(out, " = {}", amount(posting.amount.commodity().of(sum)))?,
                None => writeln!(out)?,
            }
        }
    }
    Ok(())
}

fn account(journal: &Journal, path: &Path) -> String {
    let root = match path.kind {
        AccountKind::Asset => "assets",
        AccountKind::Liability => "liabilities",
        AccountKind::Equity => "equity",
        AccountKind::Income => "income",
        AccountKind::Expense => "expenses",
        AccountKind::Conversion => "equity:conversion",
    };
    format!("{root}:{}", parts(journal, path).join(":"))
}

fn amount(amount: Amount) -> String {
    format!("{} {}", amount.decimal(), code(amount.commodity()))
}

/// A commodity whose code has more than letters stands in quotes.
fn code(commodity: Commodity) -> String {
    let code = commodity.code();
    if code.bytes().all(|b| b.is_ascii_alphabetic()) { code.to_owned() } else { format!("\"{code}\"") }
}
