//! The trial balance: every account of a group or an award with its balance, and the proof that they come to nothing.
use crate::{
    books::funds::Funds,
    store::{Result, Tx, balances, balances_as_of},
};
use chrono::NaiveDate;
use ledger::{AccountNo, Amount, Commodity, FundNo, PartyNo};
use std::collections::BTreeMap;

use super::{Cell, Keeper, Rows};

/// A line of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrialLine {
    /// The fund.
    pub fund: FundNo,
    /// The account.
    pub account: AccountNo,
    /// Its code.
    pub code: String,
    /// The number of the member or grant, where the account is kept by party.
    pub member: Option<i64>,
    /// The party as files name it.
    pub party: Option<String>,
    /// The name, Khmer where there is one; nobody's of grants under codes, which stand in one line.
    pub name: String,
    /// Debit positive.
    pub balance: Amount,
}

/// A trial balance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrialBalance {
    /// The code of the group or award.
    pub book: String,
    /// At the end of this day.
    pub as_of: NaiveDate,
    /// What is not nought, by fund, account, member and commodity.
    pub lines: Vec<TrialLine>,
    /// The sum of all lines, by commodity: nothing.
    pub totals: BTreeMap<Commodity, i128>,
    /// The funds of the book.
    pub funds: Funds,
}

/// Reads it: as kept now, or (`as_of`) summed from the postings of the days until then.
pub async fn trial_balance(tx: &mut Tx, keeper: &Keeper, as_of: Option<NaiveDate>, today: NaiveDate) -> Result<TrialBalance> {
    let kept = match as_of {
        Some(day) => balances_as_of(tx, keeper.book, day).await?,
        None => balances(tx, keeper.book).await?,
    };
    let mut totals = BTreeMap::from([(keeper.commodity, 0)]);
    let mut sums: BTreeMap<_, i64> = BTreeMap::new();
    for (key, balance) in kept {
        *totals.entry(key.commodity).or_default() += i128::from(balance.quantity());
        let party = key.party.map(|party| keeper.shown(party));
        *sums.entry((key.fund, key.account, party, key.commodity)).or_default() += balance.quantity();
    }
    let line = |((fund, account, party, commodity), sum): ((FundNo, AccountNo, Option<PartyNo>, Commodity), i64)| TrialLine {
        fund,
        account,
        code: keeper.account_code(account).to_owned(),
        member: party.and_then(|party| keeper.number(party)),
        party: party.and_then(|party| keeper.party(party)),
        name: party.map_or_else(String::new, |party| keeper.name(party)),
        balance: commodity.of(sum),
    };
    let mut lines: Vec<TrialLine> = sums.into_iter().filter(|(_, sum)| *sum != 0).map(line).collect();
    lines.sort_by_key(|line| (line.fund, line.account, line.member, line.balance.commodity()));
    let funds = Funds::load(tx, keeper.book).await?;
    Ok(TrialBalance { book: keeper.code.clone(), as_of: as_of.unwrap_or(today), lines, totals, funds })
}

/// A member's name, Khmer where she has one.
pub(crate) fn said_name(names: &domain::people::Names) -> String {
    let khmer = names.khmer();
    if khmer.is_empty() { names.latin() } else { khmer }
}

impl TrialBalance {
    /// As other programs read it.
    pub fn to_json(&self) -> serde_json::Value {
        let line = |line: &TrialLine| {
            serde_json::json!({
                "fund": self.funds.code(line.fund),
                "account": line.code,
                "party": line.party,
                "commodity": line.balance.commodity().code(),
                "balance": line.balance.decimal().to_string(),
            })
        };
        let totals: serde_json::Map<String, serde_json::Value> =
            self.totals.iter().map(|(commodity, sum)| (commodity.code().to_owned(), decimal(*sum, *commodity).into())).collect();
        serde_json::json!({
            "book": self.book,
            "as_of": self.as_of.to_string(),
            "lines": self.lines.iter().map(line).collect::<Vec<_>>(),
            "totals": totals,
        })
    }

    /// As a table; for a terminal its last line is the sum of debits and credits.
    pub fn to_rows(&self, with_sums: bool) -> Rows {
        let mut rows = Rows::new(&["fund", "no", "account", "member", "debit", "credit", "commodity", "name"]);
        let none = || Cell::Number(String::new());
        for line in &self.lines {
            let (commodity, quantity) = (line.balance.commodity(), line.balance.quantity());
            rows.push([
                Cell::text(self.funds.code(line.fund)),
                Cell::count(line.account.0),
                Cell::text(&line.code),
                line.member.map_or(none(), Cell::count),
                if quantity > 0 { Cell::amount(line.balance) } else { none() },
                if quantity < 0 { Cell::Number(decimal(-i128::from(quantity), commodity)) } else { none() },
                Cell::text(commodity.code()),
                Cell::text(&line.name),
            ]);
        }
        for commodity in self.totals.keys().filter(|_| with_sums) {
            let of = |side: fn(i64) -> bool| {
                let mine = self.lines.iter().filter(|line| line.balance.commodity() == *commodity);
                mine.map(|line| line.balance.quantity()).filter(|&quantity| side(quantity)).map(i128::from).sum::<i128>()
            };
            let (debit, credit) = (of(|quantity| quantity > 0), -of(|quantity| quantity < 0));
            let sums = [Cell::Number(decimal(debit, *commodity)), Cell::Number(decimal(credit, *commodity))];
            let [debit, credit] = sums;
            rows.push([
                Cell::text("sum"),
                none(),
                Cell::text(""),
                none(),
                debit,
                credit,
                Cell::text(commodity.code()),
                Cell::text(""),
            ]);
        }
        rows
    }
}

/// Smallest units as a decimal of whole units; sums of a book may pass 64 bits.
fn decimal(quantity: i128, commodity: Commodity) -> String {
    rust_decimal::Decimal::try_from_i128_with_scale(quantity, u32::from(commodity.decimals()))
        .map_or_else(|_| format!("{quantity}e-{}", commodity.decimals()), |decimal| decimal.to_string())
}
