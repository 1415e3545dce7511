//! The money of a group's other funds, savings and help, beside its banks: so that a group has one statement.
use super::{Sums, total};
use crate::chart::ACCOUNTS;
use ledger::{AccountKind, AccountNo, Amount, BalanceKey, Commodity, FundNo};
use std::collections::BTreeMap;

/// What a fund that keeps money alone has, owes and calls its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FundMoney {
    /// Which fund.
    pub fund: FundNo,
    /// What it has, by account.
    pub assets: Vec<(AccountNo, i64)>,
    /// What it owes, by account.
    pub liabilities: Vec<(AccountNo, i64)>,
}

impl FundMoney {
    /// The funds of a book's balances (debit positive) that are not banks, with the book's money.
    pub fn of(balances: &[(BalanceKey, Amount)], banks: &[FundNo], money: Commodity) -> Vec<FundMoney> {
        let mut sums: BTreeMap<(FundNo, AccountNo), i64> = BTreeMap::new();
        for (key, amount) in balances.iter().filter(|(key, _)| key.commodity == money && !banks.contains(&key.fund)) {
            let sum = sums.entry((key.fund, key.account)).or_default();
            *sum = sum.saturating_add(amount.quantity());
        }
        let mut funds: BTreeMap<FundNo, FundMoney> = BTreeMap::new();
        for ((fund, account), sum) in sums.into_iter().filter(|(_, sum)| *sum != 0) {
            let one = funds.entry(fund).or_insert_with(|| FundMoney { fund, assets: vec![], liabilities: vec![] });
            match ACCOUNTS.iter().find(|line| line.no == account).map(|line| line.kind) {
                Some(AccountKind::Asset) => one.assets.push((account, sum)),
                Some(AccountKind::Liability) => one.liabilities.push((account, sum.saturating_neg())),
                // Equity, and income and expense of the year: what is its own, which is what it has less what it owes.
                _ => {}
            }
        }
        funds.into_values().collect()
    }

    /// All it has.
    pub fn has(&self) -> i64 {
        sum(&self.assets)
    }

    /// All it owes.
    pub fn owes(&self) -> i64 {
        sum(&self.liabilities)
    }

    /// Its own.
    pub fn own(&self) -> i64 {
        self.has().saturating_sub(self.owes())
    }
}

fn sum(lines: &[(AccountNo, i64)]) -> i64 {
    lines.iter().fold(0, |sum, (_, value)| sum.saturating_add(*value))
}

/// What a group has, owes and calls its own: its banks (told from their acts) and its other funds.
pub fn group_totals(banks: &Sums, funds: &[FundMoney]) -> (Option<i64>, Option<i64>, Option<i64>) {
    let with = |value: Option<i64>, of: fn(&FundMoney) -> i64| total(funds.iter().map(|fund| Some(of(fund))).chain([value]));
    (with(banks.assets, FundMoney::has), with(banks.liabilities, FundMoney::owes), with(banks.own(), FundMoney::own))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::{CASH, EXPENSES, INTEREST, LOAN_FUND, LOANS, RETAINED, SAVINGS, SOCIAL_FUND};
    use ledger::PartyNo;

    #[test]
    fn what_a_fund_has_less_what_it_owes_is_its_own() {
        let line = |fund, account, party: Option<i64>, commodity: Commodity, quantity| {
            (BalanceKey { fund, account, party: party.map(PartyNo), commodity }, commodity.of(quantity))
        };
        let (riel, dollars) = (Commodity::KHR, Commodity::USD);
        let balances = [
            line(LOAN_FUND, CASH, None, riel, 700),
            line(LOAN_FUND, LOANS, Some(1), riel, 300),
            line(LOAN_FUND, SAVINGS, Some(1), riel, -400),
            line(LOAN_FUND, SAVINGS, Some(2), riel, -500),
            line(LOAN_FUND, INTEREST, Some(1), riel, -70),
            line(LOAN_FUND, EXPENSES, None, riel, 20),
            line(LOAN_FUND, RETAINED, None, riel, -50),
            line(LOAN_FUND, CASH, None, dollars, 9),
            line(FundNo(3), CASH, None, riel, 1_000),
        ];
        let funds = FundMoney::of(&balances, &[FundNo(3)], riel);
        let expected = FundMoney { fund: LOAN_FUND, assets: vec![(CASH, 700), (LOANS, 300)], liabilities: vec![(SAVINGS, 900)] };
        assert_eq!(funds, [expected]);
        assert_eq!((funds[0].has(), funds[0].owes(), funds[0].own()), (1_000, 900, 100));
        let banks = Sums { assets: Some(50), contributed: Some(40), holding: Some(10), ..Sums::none() };
        assert_eq!(group_totals(&banks, &funds), (Some(1_050), Some(900), Some(150)));
        assert_eq!(group_totals(&Sums { holding: None, ..banks }, &funds).2, None);
        assert_eq!(FundMoney::of(&[line(SOCIAL_FUND, CASH, None, riel, 0)], &[], riel), []);
    }
}
