//! What must hold of every division and every leaver, whatever the rule, the rounding, the members and their debts.
use super::{books, by_savings, saver};
use crate::books::balances_of;
use domain::{
    chart::{
        ACCOUNTS, ADMINISTRATION, BANK, CARRIED, CASH, EXTERNAL_LOAN, LOAN_FUND, LOANS, PROFIT_SHARES, RESERVE, RETAINED, SAVINGS,
        SOCIAL_CONTRIBUTIONS, SOCIAL_FUND,
    },
    constitution::{LeavingProfit, SocialFundAtShareOut},
    leaving::{GroupStanding, Leaver, LeavingRules, leave},
    share_outs::{
        Appropriation, Balance, BoxStanding, Claim, Debts, Division, ProfitRule, Rules, Scope, Year, divide, entries, share_out,
    },
};
use ledger::{AccountNo, Commodity, Entry, EntryKey, EntryKind, FundNo, PartyNo, Posting};
use proptest::prelude::*;
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use uuid::Uuid;

const RULES: [ProfitRule; 6] = [
    ProfitRule::BySavings,
    ProfitRule::Equal,
    ProfitRule::ByInterestPaid,
    ProfitRule::Mixed { savings_percent: Decimal::ONE },
    ProfitRule::BySavingsMonths,
    ProfitRule::None,
];

/// Rules of every kind; a yearly split may come out of a bad year.
fn rules() -> impl Strategy<Value = Rules> {
    let scope = prop_oneof![
        2 => Just(Scope::PaidOut),
        1 => (-20_000..200_000_i64, -20_000..50_000_i64, 0..300_i64)
            .prop_map(|(earned, retained, carried)| Scope::Kept(Year { earned, retained, carried })),
    ];
    let multiple = prop_oneof![Just(1), Just(7), Just(100), Just(500)];
    (scope, 0..RULES.len(), 0..=1_000_000_u32, 0..=500_000_u32, 0..=500_000_u32, any::<bool>(), multiple, any::<bool>()).prop_map(
        |(scope, profit, by_savings, administration, reserve, split, multiple, plain)| Rules {
            scope,
            profit: match RULES[profit] {
                ProfitRule::Mixed { .. } => ProfitRule::Mixed { savings_percent: Decimal::new(by_savings.into(), 4) },
                rule => rule,
            },
            appropriation: if plain {
                Appropriation::default()
            } else {
                Appropriation {
                    administration_percent: Decimal::new(administration.into(), 4),
                    reserve_percent: Decimal::new(reserve.into(), 4),
                }
            },
            social: if split { SocialFundAtShareOut::SplitEqually } else { SocialFundAtShareOut::Kept },
            multiple,
        },
    )
}

/// Up to a dozen members, some who left, some who owe more than they are due; the first is a member.
fn claims(most: i64) -> impl Strategy<Value = Vec<Claim>> {
    let debts = (0..most / 50 + 1, 0..most / 5 + 1, 0..2 * most).prop_map(|(penalty, interest, principal)| Debts {
        penalty,
        interest,
        principal,
    });
    let claim = (
        prop_oneof![1 => Just(0), 5 => 0..most],
        prop_oneof![1 => Just(0), 2 => 0..most / 5 + 1],
        0..most * 12,
        prop_oneof![2 => Just(Debts::default()), 1 => debts],
        0..8_u8,
    );
    proptest::collection::vec(claim, 1..13).prop_map(|claims| {
        let claim = |(no, (savings, interest_paid, savings_months, debts, left)): (i64, (i64, i64, i64, Debts, u8))| Claim {
            party: PartyNo(no),
            is_member: no == 1 || left != 0,
            savings,
            interest_paid,
            savings_months,
            debts,
        };
        (1..).zip(claims).map(claim).collect()
    })
}

fn standings(most: i64) -> impl Strategy<Value = BoxStanding> {
    let little = || prop_oneof![2 => Just(0), 1 => 0..most];
    (0..8 * most, little(), little(), little(), little(), little(), 0..most).prop_map(
        |(cash_loan, bank, external_debt, administration, reserve, unpaid_shares, cash_social)| BoxStanding {
            cash_loan,
            bank,
            external_debt,
            administration,
            reserve,
            unpaid_shares,
            cash_social,
        },
    )
}

/// What is there before any debt is settled.
fn base(standing: &BoxStanding, rules: &Rules) -> i64 {
    match rules.scope {
        Scope::PaidOut => standing.free(),
        Scope::Kept(year) => year.profit(),
    }
}

/// What settled debts add to the pool.
fn brings(rules: &Rules, settled: &Debts) -> i64 {
    match rules.scope {
        Scope::PaidOut => settled.total(),
        Scope::Kept(_) => settled.penalty + settled.interest,
    }
}

fn adds_up(division: &Division, rules: &Rules, claims: &[Claim]) -> Result<(), TestCaseError> {
    let sum = |part: fn(&domain::share_outs::DivisionLine) -> i64| division.lines.iter().map(part).sum::<i64>();
    let gross = sum(|line| line.gross);
    prop_assert_eq!(gross + division.administration + division.reserve + division.remainder, division.pool);
    prop_assert_eq!(sum(|line| line.social) + division.social.remainder, division.social.pool);
    prop_assert!(division.remainder >= 0 && division.social.remainder >= 0);
    if rules.profit != ProfitRule::None {
        prop_assert!(division.remainder < rules.multiple * (claims.len() as i64 + 2), "{}", division.remainder);
    }
    prop_assert_eq!(division.lines.len(), claims.len());
    for (line, claim) in division.lines.iter().zip(claims) {
        prop_assert_eq!((line.party, line.savings, line.debts), (claim.party, claim.savings, claim.debts));
        prop_assert!(line.gross >= 0 && line.gross % rules.multiple == 0 && line.social % rules.multiple == 0);
        prop_assert_eq!(line.net, line.gross + line.social - line.debts.total());
        prop_assert_eq!(line.settled.total(), line.debts.total().min(line.gross + line.social));
        prop_assert_eq!(line.paid() - line.stays_owed(), line.net);
        prop_assert_eq!(line.settled.total() + line.paid(), line.gross + line.social);
        let left = line.debts.less(&line.settled);
        prop_assert_eq!(left.total(), line.stays_owed());
        prop_assert!(left.penalty == 0 || line.settled.interest + line.settled.principal == 0);
        prop_assert!(left.interest == 0 || line.settled.principal == 0);
        if rules.scope == Scope::PaidOut {
            prop_assert_eq!(line.profit, line.gross - line.savings);
        }
    }
    Ok(())
}

/// Each part by the plain formula over one common denominator, which small figures allow.
fn by_hand(rules: &Rules, claims: &[Claim], pool: i64, at: usize) -> i64 {
    let floor = |exact: i128| (exact / i128::from(rules.multiple) * i128::from(rules.multiple)) as i64;
    let saved: i128 = claims.iter().map(|claim| i128::from(claim.savings)).sum();
    let mine = i128::from(claims[at].savings);
    let paid_out = rules.scope == Scope::PaidOut;
    let profit = i128::from(pool) - if paid_out { saved } else { 0 };
    if profit < 0 {
        return floor(i128::from(pool) * mine / saved);
    }
    let million = |percent: Decimal| i128::try_from(percent * Decimal::from(10_000)).unwrap();
    let taken = million(rules.appropriation.administration_percent) + million(rules.appropriation.reserve_percent);
    let present = |claim: &Claim| i128::from(claim.is_member);
    let savings = |claim: &Claim| i128::from(claim.savings);
    let interest = |claim: &Claim| {
        let due = if paid_out { claim.savings / rules.multiple * rules.multiple } else { 0 };
        i128::from(claim.interest_paid + claim.debts.interest.min((due - claim.debts.penalty).max(0)))
    };
    let months = |claim: &Claim| i128::from(claim.savings_months);
    let share = |weigh: &dyn Fn(&Claim) -> i128| {
        let all = |weigh: &dyn Fn(&Claim) -> i128| claims.iter().map(weigh).sum::<i128>();
        let weigh: &dyn Fn(&Claim) -> i128 = match (all(weigh), all(&savings)) {
            (0, 0) => &present,
            (0, _) => &savings,
            _ => weigh,
        };
        (weigh(&claims[at]), all(weigh))
    };
    let (first, second, of_first) = match rules.profit {
        ProfitRule::BySavings => (share(&savings), (0, 1), 1_000_000),
        ProfitRule::Equal => (share(&present), (0, 1), 1_000_000),
        ProfitRule::ByInterestPaid => (share(&interest), (0, 1), 1_000_000),
        ProfitRule::BySavingsMonths => (share(&months), (0, 1), 1_000_000),
        ProfitRule::Mixed { savings_percent } => (share(&savings), share(&interest), million(savings_percent)),
        ProfitRule::None => ((0, 1), (0, 1), 0),
    };
    let numerator = first.0 * second.1 * of_first + second.0 * first.1 * (1_000_000 - of_first);
    let part = profit * (1_000_000 - taken) * numerator / (1_000_000 * 1_000_000 * first.1 * second.1);
    floor(part + if paid_out { mine } else { 0 })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn every_riel_of_a_pool_is_accounted_for(rules in rules(), claims in claims(100_000), pool in 1..2_000_000_i64, social in 0..50_000_i64) {
        let division = divide(pool, social, &rules, &claims);
        prop_assume!(division.is_ok());
        let division = division.unwrap();
        adds_up(&division, &rules, &claims)?;
        prop_assert_eq!(division.pool, pool);
    }

    #[test]
    fn each_part_is_exact_and_rounded_once(rules in rules(), claims in claims(20_000), pool in 1..400_000_i64) {
        let division = divide(pool, 0, &rules, &claims);
        prop_assume!(division.is_ok());
        for (at, line) in division.unwrap().lines.iter().enumerate() {
            prop_assert_eq!(line.gross, by_hand(&rules, &claims, pool, at), "{:?}", line.party);
        }
    }

    #[test]
    fn the_pool_agrees_with_its_own_payouts(rules in rules(), claims in claims(100_000), standing in standings(100_000)) {
        let division = share_out(&standing, &rules, &claims);
        prop_assume!(division.is_ok());
        let division = division.unwrap();
        adds_up(&division, &rules, &claims)?;
        let settled: i64 = division.lines.iter().map(|line| brings(&rules, &line.settled)).sum();
        prop_assert_eq!(division.pool, base(&standing, &rules) + settled);
        prop_assert_eq!(&divide(division.pool, standing.cash_social, &rules, &claims).unwrap(), &division);
        if rules.scope == Scope::PaidOut {
            let there = standing.cash_loan + standing.bank + standing.cash_social;
            prop_assert!(division.paid() <= there, "{} of {there}", division.paid());
        }
    }

    #[test]
    fn after_the_entries_the_books_say_what_the_division_does(
        rules in rules(), claims in claims(100_000), standing in standings(100_000), left in proptest::collection::vec(0..=100_i64, 12),
    ) {
        let division = share_out(&standing, &rules, &claims);
        prop_assume!(division.is_ok());
        let division = division.unwrap();
        let mut balances = balances_of(&standing, &rules, &claims);
        let mut reinvested: BTreeMap<_, _> =
            division.lines.iter().zip(&left).map(|(line, percent)| (line.party, line.paid() * percent / 100)).collect();
        let mut made = entries(&division, &books(&balances, &reinvested));
        if let Err(refusals) = &made {
            // The box alone can fall short; with enough in it, fetched from the bank or outside, everything is posted.
            let [domain::share_outs::EntryRefusal::BoxShort(by)] = refusals[..] else { panic!("{refusals:?}") };
            prop_assert!(by > 0);
            for (account, quantity) in [(CASH, by), (BANK, -by)] {
                balances.push(Balance { fund: LOAN_FUND, account, party: None, quantity });
            }
            made = entries(&division, &books(&balances, &reinvested));
        }
        let made = made.unwrap();
        let mut after = Opened::with(&balances);
        after.post(made.iter());
        let sum = |fund, account| after.sum(fund, account);
        let saved: i64 = std::mem::take(&mut reinvested).values().sum();
        prop_assert_eq!(after.of_the_year(LOAN_FUND), 0);
        prop_assert_eq!(sum(LOAN_FUND, ADMINISTRATION), -standing.administration - division.administration);
        prop_assert_eq!(sum(LOAN_FUND, RESERVE), -standing.reserve - division.reserve);
        prop_assert_eq!(sum(LOAN_FUND, PROFIT_SHARES), -standing.unpaid_shares);
        prop_assert_eq!(sum(LOAN_FUND, EXTERNAL_LOAN), -standing.external_debt);
        prop_assert!(sum(LOAN_FUND, CASH) >= 0 && sum(SOCIAL_FUND, CASH) >= 0);
        match rules.scope {
            Scope::PaidOut => {
                prop_assert_eq!(sum(LOAN_FUND, SAVINGS), -saved);
                prop_assert_eq!(sum(LOAN_FUND, RETAINED), 0);
                prop_assert_eq!(sum(LOAN_FUND, LOANS), division.principal_owed());
                prop_assert_eq!(sum(LOAN_FUND, CARRIED), -division.remainder - division.principal_owed());
                // The proof: box and bank hold the remainder, what is kept for others, and what was saved anew.
                let kept = standing.external_debt + standing.administration + standing.reserve + standing.unpaid_shares;
                prop_assert_eq!(
                    sum(LOAN_FUND, CASH) + sum(LOAN_FUND, BANK),
                    division.remainder + division.administration + division.reserve + kept + saved
                );
            }
            Scope::Kept(_) => {
                prop_assert_eq!(sum(LOAN_FUND, SAVINGS), -division.savings - saved);
                prop_assert_eq!(sum(LOAN_FUND, CARRIED), -division.remainder);
            }
        }
        if rules.social == SocialFundAtShareOut::SplitEqually {
            prop_assert_eq!(sum(SOCIAL_FUND, SOCIAL_CONTRIBUTIONS), 0);
            prop_assert_eq!(sum(SOCIAL_FUND, CARRIED), -division.social.remainder);
        }
        prop_assert_eq!(sum(SOCIAL_FUND, CASH), division.social.remainder);
        prop_assert_eq!(sum(SOCIAL_FUND, PROFIT_SHARES), 0);
    }

    #[test]
    fn a_leaver_is_paid_what_is_hers_and_no_more_than_the_box(
        claims in claims(100_000), standing in standings(100_000), fee in 0..=500_000_u32, worth in any::<bool>(), grant in 0..40_000_i64,
    ) {
        let rules = LeavingRules {
            profit: if worth { LeavingProfit::CurrentWorth } else { LeavingProfit::None },
            fee_percent: Decimal::new(fee.into(), 4),
            multiple: 100,
        };
        let leaver = Leaver { party: claims[0].party, savings: claims[0].savings, debts: claims[0].debts };
        let group = GroupStanding {
            standing,
            loans: claims.iter().map(|claim| claim.debts.principal).sum(),
            savings: claims.iter().map(|claim| claim.savings).sum(),
        };
        let leaving = leave(&leaver, &rules, &group, grant);
        prop_assume!(leaving.is_ok());
        let leaving = leaving.unwrap();
        prop_assert_eq!(leaving.net, leaving.savings + leaving.profit - leaving.fee - leaving.debts.total());
        prop_assert_eq!(leaving.paid() + leaving.settled.total(), leaving.savings + leaving.profit - leaving.fee);
        prop_assert_eq!(leaving.paid() - leaving.stays_owed(), leaving.net);
        prop_assert!(leaving.fee >= 0 && leaving.fee <= leaving.savings + leaving.profit);
        prop_assert!(worth || leaving.profit == 0);
        let balances = balances_of(&standing, &by_savings(100), &claims);
        let before = Opened::with(&balances);
        let mut after = Opened::with(&balances);
        let entry = leaving.entry(Uuid::from_u128(1), Uuid::from_u128(9), "2026-11-29".parse().unwrap(), Commodity::KHR);
        after.post(entry.iter());
        let moved = |fund, account| after.sum(fund, account) - before.sum(fund, account);
        prop_assert_eq!(moved(LOAN_FUND, CASH), -leaving.paid());
        prop_assert!(after.sum(LOAN_FUND, CASH) >= 0 && after.sum(SOCIAL_FUND, CASH) >= 0);
        prop_assert_eq!(moved(SOCIAL_FUND, CASH), -grant);
        prop_assert_eq!(moved(LOAN_FUND, SAVINGS), leaver.savings);
        prop_assert_eq!(moved(LOAN_FUND, LOANS), -leaving.settled.principal);
        prop_assert_eq!(moved(LOAN_FUND, RETAINED), leaving.profit);
    }

    #[test]
    fn no_figures_make_the_rules_panic(
        figures in proptest::collection::vec(any::<i64>(), 12), rules in rules(), multiple in any::<i64>(), percent in any::<i64>(), scale in 0..20_u32,
    ) {
        let debts = Debts { penalty: figures[0], interest: figures[1], principal: figures[2] };
        let hers = Claim { interest_paid: figures[3], savings_months: figures[4], debts, ..saver(1, figures[5]) };
        let rules = Rules {
            multiple,
            appropriation: Appropriation { administration_percent: Decimal::new(percent, scale), ..rules.appropriation },
            ..rules
        };
        let standing = BoxStanding { cash_loan: figures[6], bank: figures[7], reserve: figures[8], cash_social: figures[9], ..BoxStanding::default() };
        drop(share_out(&standing, &rules, &[hers, saver(2, figures[10])]));
        drop(divide(figures[6], figures[7], &rules, &[hers, saver(2, figures[10])]));
        let group = GroupStanding { standing, loans: figures[11], savings: figures[10] };
        let leaving = LeavingRules { profit: LeavingProfit::CurrentWorth, fee_percent: Decimal::new(percent, scale), multiple };
        drop(leave(&Leaver { party: PartyNo(1), savings: figures[5], debts }, &leaving, &group, figures[9]));
    }
}

proptest! {
    // Each case tries every pool there could be.
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn no_larger_pool_would_agree(rules in rules(), claims in claims(40), standing in standings(40)) {
        let all: i64 = claims.iter().map(|claim| brings(&rules, &claim.debts)).sum();
        let base = base(&standing, &rules);
        let agrees = |pool: &i64| {
            let Ok(division) = divide(*pool, standing.cash_social, &rules, &claims) else { return false };
            base + division.lines.iter().map(|line| brings(&rules, &line.settled)).sum::<i64>() == *pool
        };
        let largest = (1..=base + all).rev().find(agrees);
        prop_assert_eq!(share_out(&standing, &rules, &claims).ok().map(|division| division.pool), largest);
    }
}

/// An empty box whose members all owe more than they are due: money comes out of payouts that come out of money. It
/// ends, and what it says adds up.
#[test]
fn everybody_owes_and_the_box_is_empty() {
    for (cash_loan, multiple) in [(0, 1), (0, 100), (40, 1), (50, 100), (2_900, 100), (100_000, 100)] {
        let claims: Vec<Claim> = (1..=60)
            .map(|no| {
                let debts = Debts { penalty: 0, interest: 10_033, principal: 3_000_000 + no * 137 };
                Claim { debts, ..saver(no, 1_000_000 + no * 7_919) }
            })
            .collect();
        let standing = BoxStanding { cash_loan, ..BoxStanding::default() };
        if let Ok(division) = share_out(&standing, &by_savings(multiple), &claims) {
            let gross: i64 = division.lines.iter().map(|line| line.gross).sum();
            let settled: i64 = division.lines.iter().map(|line| line.settled.total()).sum();
            assert_eq!((division.pool, division.remainder), (cash_loan + settled, division.pool - gross));
            assert!(division.remainder >= 0 && division.paid() <= cash_loan);
        }
    }
}

/// Balances, opened by one entry a fund, to which entries are posted.
struct Opened(ledger::Balances);

impl Opened {
    fn with(balances: &[Balance]) -> Opened {
        let mut opened = Opened(ledger::Balances::default());
        let line = |balance: &Balance| Posting {
            fund: balance.fund,
            account: balance.account,
            party: balance.party,
            amount: Commodity::KHR.of(balance.quantity),
        };
        let lines: Vec<_> = balances.iter().map(line).collect();
        if !lines.is_empty() {
            let on = "2026-01-01".parse().unwrap();
            let entry =
                Entry::new(EntryKey(Uuid::nil()), on, EntryKind::Opening, "", lines).expect("both sides of the box are equal");
            opened.post([&entry]);
        }
        opened
    }

    fn post<'a>(&mut self, entries: impl IntoIterator<Item = &'a Entry>) {
        for entry in entries {
            self.0.add(entry).unwrap();
            for fund in [LOAN_FUND, SOCIAL_FUND] {
                assert_eq!(self.0.total(fund, Commodity::KHR), 0);
            }
        }
    }

    fn sum(&self, fund: FundNo, account: AccountNo) -> i64 {
        let mine = |key: &ledger::BalanceKey| (key.fund, key.account) == (fund, account);
        self.0.iter().filter(|(key, _)| mine(key)).map(|(_, amount)| amount.quantity()).sum()
    }

    /// What stands on accounts of income and expense, without regard to its side.
    fn of_the_year(&self, fund: FundNo) -> i64 {
        let year = |account: AccountNo| ACCOUNTS.iter().any(|line| line.no == account && line.kind.is_of_the_year());
        let mine = |key: &ledger::BalanceKey| key.fund == fund && year(key.account);
        self.0.iter().filter(|(key, _)| mine(key)).map(|(_, amount)| amount.quantity().abs()).sum()
    }
}
