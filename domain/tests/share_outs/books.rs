//! Books that hold a box: the balances a group would have, its income being whatever makes both sides equal.
use domain::{
    chart::{
        ADMINISTRATION, BANK, CARRIED, CASH, EXTERNAL_LOAN, INTEREST, LOAN_FUND, LOANS, OTHER_INCOME, PROFIT_SHARES, RESERVE,
        RETAINED, SAVINGS, SOCIAL_CONTRIBUTIONS, SOCIAL_FUND,
    },
    share_outs::{Balance, BoxStanding, Claim, Rules, Scope},
};
use ledger::{AccountNo, FundNo, PartyNo};

/// Balances that agree with a box and its members. Members' interest is in the books as paid; what else was earned is
/// other income (an expense, where it is below zero) or, in a yearly split, what was retained before.
pub fn balances_of(standing: &BoxStanding, rules: &Rules, claims: &[Claim]) -> Vec<Balance> {
    let mut all = Vec::new();
    let mut add = |fund: FundNo, account: AccountNo, party: Option<PartyNo>, quantity: i64| {
        if quantity != 0 {
            all.push(Balance { fund, account, party, quantity });
        }
    };
    add(LOAN_FUND, CASH, None, standing.cash_loan);
    add(LOAN_FUND, BANK, None, standing.bank);
    add(LOAN_FUND, EXTERNAL_LOAN, None, -standing.external_debt);
    add(LOAN_FUND, ADMINISTRATION, None, -standing.administration);
    add(LOAN_FUND, RESERVE, None, -standing.reserve);
    if let Some(first) = claims.first() {
        add(LOAN_FUND, PROFIT_SHARES, Some(first.party), -standing.unpaid_shares);
    }
    let mut rest = standing.free();
    for claim in claims {
        let party = Some(claim.party);
        add(LOAN_FUND, SAVINGS, party, -claim.savings);
        add(LOAN_FUND, LOANS, party, claim.debts.principal);
        add(LOAN_FUND, INTEREST, party, -claim.interest_paid);
        rest += claim.debts.principal - claim.savings - claim.interest_paid;
    }
    match rules.scope {
        Scope::PaidOut => add(LOAN_FUND, OTHER_INCOME, None, -rest),
        Scope::Kept(year) => {
            let interest: i64 = claims.iter().map(|claim| claim.interest_paid).sum();
            let other = year.earned - interest;
            add(LOAN_FUND, OTHER_INCOME, None, -other);
            add(LOAN_FUND, CARRIED, None, -year.carried);
            add(LOAN_FUND, RETAINED, None, -(rest - other - year.carried));
        }
    }
    add(SOCIAL_FUND, CASH, None, standing.cash_social);
    match claims.last() {
        Some(last) => add(SOCIAL_FUND, SOCIAL_CONTRIBUTIONS, Some(last.party), -standing.cash_social),
        None => add(SOCIAL_FUND, RETAINED, None, -standing.cash_social),
    }
    all
}
