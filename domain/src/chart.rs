//! The accounts and funds of a savings group, as fixtures/charts/savings_group.toml lists them.
use ledger::{AccountKind, AccountNo, FundNo};
use serde::Deserialize;
use std::sync::LazyLock;

/// The loan fund: members' savings and what they earn.
pub const LOAN_FUND: FundNo = FundNo(1);
/// The social fund: contributions for emergencies.
pub const SOCIAL_FUND: FundNo = FundNo(2);

/// Cash in the box.
pub const CASH: AccountNo = AccountNo(1010);
/// Money at a bank or in a mobile wallet.
pub const BANK: AccountNo = AccountNo(1020);
/// Principal that members owe, by member.
pub const LOANS: AccountNo = AccountNo(1110);
/// What each member has saved.
pub const SAVINGS: AccountNo = AccountNo(2010);
/// What was divided and is not paid out yet, by member.
pub const PROFIT_SHARES: AccountNo = AccountNo(2020);
/// What the group itself borrowed outside.
pub const EXTERNAL_LOAN: AccountNo = AccountNo(2110);
/// The part of the profit set aside for administration, until it is paid.
pub const ADMINISTRATION: AccountNo = AccountNo(2210);
/// Earned in earlier years and kept.
pub const RETAINED: AccountNo = AccountNo(3010);
/// The part of the profit kept as capital for good.
pub const RESERVE: AccountNo = AccountNo(3020);
/// What each member gave to the social fund.
pub const SOCIAL_CONTRIBUTIONS: AccountNo = AccountNo(3110);
/// Carried to the next cycle: what could not be divided into whole notes, and debts that stay owed.
pub const CARRIED: AccountNo = AccountNo(3210);
/// Interest received on loans, by member; on a cash basis.
pub const INTEREST: AccountNo = AccountNo(4010);
/// Fines paid, and penalties of late loans, by member.
pub const FINES: AccountNo = AccountNo(4020);
/// The fixed charge for a loan, by member.
pub const SERVICE_CHARGES: AccountNo = AccountNo(4030);
/// Gifts and other income.
pub const OTHER_INCOME: AccountNo = AccountNo(4090);
/// The group's own spending.
pub const EXPENSES: AccountNo = AccountNo(5010);
/// Given from the social fund.
pub const SOCIAL_GRANTS: AccountNo = AccountNo(5020);
/// Loans written off (debit) and recovered after all (credit).
pub const LOAN_LOSSES: AccountNo = AccountNo(5030);
/// Interest the group paid on what it borrowed outside.
pub const INTEREST_PAID: AccountNo = AccountNo(5040);
/// Box against book: short is a debit, over a credit.
pub const CASH_DIFFERENCE: AccountNo = AccountNo(5090);

/// What buyers owe, by buyer.
pub const BUYERS_OWE: AccountNo = AccountNo(1120);
/// What the store was worth when the last year ended.
pub const STOCK_VALUE: AccountNo = AccountNo(1230);
/// Machines, a store, a scale.
pub const EQUIPMENT: AccountNo = AccountNo(1510);
/// What is owed for deliveries, by who brought them.
pub const DELIVERIES_OWED: AccountNo = AccountNo(2040);
/// Members' shares in a cooperative, by member.
pub const SHARES: AccountNo = AccountNo(3050);
/// Of earlier surpluses, for members in need.
pub const SOCIAL_FUND_KEPT: AccountNo = AccountNo(3060);
/// Of earlier surpluses, for training.
pub const EDUCATION_FUND: AccountNo = AccountNo(3070);
/// Sales of a cooperative.
pub const SALES: AccountNo = AccountNo(4110);
/// For milling somebody else's paddy.
pub const MILLING_FEES: AccountNo = AccountNo(4120);
/// Harvest bought from members.
pub const PURCHASES: AccountNo = AccountNo(5210);
/// Harvest bought from others.
pub const PURCHASES_OTHERS: AccountNo = AccountNo(5215);
/// Transport.
pub const TRANSPORT: AccountNo = AccountNo(5220);
/// Wages.
pub const WAGES: AccountNo = AccountNo(5230);
/// Fuel and electricity.
pub const FUEL: AccountNo = AccountNo(5240);
/// Repairs of mill and store.
pub const REPAIRS: AccountNo = AccountNo(5250);
/// Bags, labels, certification.
pub const PACKING: AccountNo = AccountNo(5260);
/// Seed and fertiliser bought, less what was given out on credit.
pub const INPUTS: AccountNo = AccountNo(5270);

/// Goods in a bank's store.
pub const STORE: AccountNo = AccountNo(1210);
/// Animals in a bank's own hands.
pub const ANIMALS: AccountNo = AccountNo(1310);
/// Animals of a bank with families, by keeper.
pub const PLACED: AccountNo = AccountNo(1320);
/// Animals lost through a keeper's fault and owed by her.
pub const ANIMALS_DUE: AccountNo = AccountNo(1330);
/// Goods that members stored, to be given back.
pub const DEPOSITS: AccountNo = AccountNo(2030);
/// Given or contributed to a bank, and to stay.
pub const CAPITAL: AccountNo = AccountNo(3030);
/// Animals whose title passed to members.
pub const PASSED: AccountNo = AccountNo(3040);
/// Gifts without a condition.
pub const DONATIONS: AccountNo = AccountNo(4050);
/// Animals born.
pub const BIRTHS: AccountNo = AccountNo(4060);
/// Hide and meat of an animal that died.
pub const SALVAGE: AccountNo = AccountNo(4070);
/// Stock lost to falling moisture.
pub const DRYING: AccountNo = AccountNo(5110);
/// Stock lost to rats, insects and mould.
pub const PESTS: AccountNo = AccountNo(5120);
/// Stock spilt.
pub const SPILLAGE: AccountNo = AccountNo(5130);
/// Stock and animals stolen.
pub const THEFT: AccountNo = AccountNo(5140);
/// Stock lost to water.
pub const FLOOD: AccountNo = AccountNo(5150);
/// Stock that nobody can explain: short is a debit, over a credit.
pub const STOCK_DIFFERENCE: AccountNo = AccountNo(5160);
/// Animals that died.
pub const ANIMAL_DEATHS: AccountNo = AccountNo(5170);
/// Loans in kind that the committee forgave.
pub const FORGIVEN: AccountNo = AccountNo(5180);
/// Goods given to families in distress.
pub const HELP: AccountNo = AccountNo(5190);
/// What a bank paid for treating its animals.
pub const ANIMAL_CARE: AccountNo = AccountNo(5200);
/// Where one commodity is swapped for another.
pub const CONVERSION: AccountNo = AccountNo(6010);

/// An account as the chart lists it.
#[derive(Clone, Debug)]
pub struct ChartAccount {
    /// Its number.
    pub no: AccountNo,
    /// Its code, under which words and exports name it.
    pub code: &'static str,
    /// What it tells.
    pub kind: AccountKind,
    /// Whether every posting names a member.
    pub per_party: bool,
}

/// The accounts of a savings group, by number.
pub static ACCOUNTS: LazyLock<Vec<ChartAccount>> = LazyLock::new(|| {
    let account = |line: &'static RawAccount| ChartAccount {
        no: AccountNo(line.no),
        code: &line.code,
        kind: AccountKind::parse(&line.kind).expect("the chart names kinds that exist; a test reads it"),
        per_party: line.per_party,
    };
    RAW.account.iter().map(account).collect()
});

/// The funds of a savings group: number and code.
pub static FUNDS: LazyLock<Vec<(FundNo, &'static str)>> =
    LazyLock::new(|| RAW.fund.iter().map(|fund| (FundNo(fund.no), fund.code.as_str())).collect());

/// The code of a fund (`loan`, `social`); an unknown number is an empty code.
pub fn fund_code(fund: FundNo) -> &'static str {
    FUNDS.iter().find(|(no, _)| *no == fund).map_or("", |(_, code)| code)
}

/// The code of an account (`cash`, `savings` …); an unknown number is an empty code.
pub fn account_code(account: AccountNo) -> &'static str {
    ACCOUNTS.iter().find(|line| line.no == account).map_or("", |line| line.code)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    fund: Vec<RawFund>,
    account: Vec<RawAccount>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFund {
    no: i64,
    code: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAccount {
    no: i64,
    code: String,
    kind: String,
    #[serde(default)]
    per_party: bool,
}

static RAW: LazyLock<Raw> = LazyLock::new(|| {
    toml::from_str(include_str!("../../fixtures/charts/savings_group.toml")).expect("the chart is well formed; a test reads it")
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chart_has_what_the_rules_name() {
        let named = [
            (CASH, "cash", AccountKind::Asset, false),
            (BANK, "bank", AccountKind::Asset, false),
            (LOANS, "loans", AccountKind::Asset, true),
            (SAVINGS, "savings", AccountKind::Liability, true),
            (PROFIT_SHARES, "profit-shares", AccountKind::Liability, true),
            (EXTERNAL_LOAN, "external-loan", AccountKind::Liability, false),
            (ADMINISTRATION, "administration", AccountKind::Liability, false),
            (RETAINED, "retained", AccountKind::Equity, false),
            (RESERVE, "reserve", AccountKind::Equity, false),
            (CARRIED, "carried", AccountKind::Equity, false),
            (INTEREST, "interest", AccountKind::Income, true),
            (SERVICE_CHARGES, "service-charges", AccountKind::Income, true),
            (LOAN_LOSSES, "loan-losses", AccountKind::Expense, false),
            (INTEREST_PAID, "interest-paid", AccountKind::Expense, false),
            (SOCIAL_CONTRIBUTIONS, "social-contributions", AccountKind::Equity, true),
            (FINES, "fines", AccountKind::Income, true),
            (OTHER_INCOME, "other-income", AccountKind::Income, false),
            (EXPENSES, "expenses", AccountKind::Expense, false),
            (SOCIAL_GRANTS, "social-grants", AccountKind::Expense, false),
            (CASH_DIFFERENCE, "cash-difference", AccountKind::Expense, false),
            (STORE, "store", AccountKind::Asset, false),
            (ANIMALS, "animals", AccountKind::Asset, false),
            (PLACED, "placed", AccountKind::Asset, true),
            (ANIMALS_DUE, "animals-due", AccountKind::Asset, true),
            (DEPOSITS, "deposits", AccountKind::Liability, true),
            (CAPITAL, "capital", AccountKind::Equity, false),
            (PASSED, "passed", AccountKind::Equity, false),
            (DONATIONS, "donations", AccountKind::Income, false),
            (BIRTHS, "births", AccountKind::Income, false),
            (SALVAGE, "salvage", AccountKind::Income, false),
            (BUYERS_OWE, "buyers-owe", AccountKind::Asset, true),
            (STOCK_VALUE, "stock-value", AccountKind::Asset, false),
            (EQUIPMENT, "equipment", AccountKind::Asset, false),
            (DELIVERIES_OWED, "deliveries-owed", AccountKind::Liability, true),
            (SHARES, "shares", AccountKind::Equity, true),
            (SOCIAL_FUND_KEPT, "social-fund", AccountKind::Equity, false),
            (EDUCATION_FUND, "education-fund", AccountKind::Equity, false),
            (SALES, "sales", AccountKind::Income, false),
            (MILLING_FEES, "milling-fees", AccountKind::Income, false),
            (PURCHASES, "purchases", AccountKind::Expense, false),
            (PURCHASES_OTHERS, "purchases-others", AccountKind::Expense, false),
            (TRANSPORT, "transport", AccountKind::Expense, false),
            (WAGES, "wages", AccountKind::Expense, false),
            (FUEL, "fuel", AccountKind::Expense, false),
            (REPAIRS, "repairs", AccountKind::Expense, false),
            (PACKING, "packing", AccountKind::Expense, false),
            (INPUTS, "inputs", AccountKind::Expense, false),
            (DRYING, "drying", AccountKind::Expense, false),
            (PESTS, "pests", AccountKind::Expense, false),
            (SPILLAGE, "spillage", AccountKind::Expense, false),
            (THEFT, "theft", AccountKind::Expense, false),
            (FLOOD, "flood", AccountKind::Expense, false),
            (STOCK_DIFFERENCE, "stock-difference", AccountKind::Expense, false),
            (ANIMAL_DEATHS, "animal-deaths", AccountKind::Expense, false),
            (FORGIVEN, "forgiven", AccountKind::Expense, false),
            (HELP, "help", AccountKind::Expense, false),
            (ANIMAL_CARE, "animal-care", AccountKind::Expense, false),
            (CONVERSION, "conversion", AccountKind::Conversion, false),
        ];
        for (no, code, kind, per_party) in named {
            let line = ACCOUNTS.iter().find(|line| line.no == no).expect(code);
            assert_eq!((line.code, line.kind, line.per_party), (code, kind, per_party));
        }
        assert_eq!((fund_code(LOAN_FUND), fund_code(SOCIAL_FUND)), ("loan", "social"));
    }
}
