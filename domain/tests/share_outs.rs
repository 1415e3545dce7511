//! Published share-outs, met to the riel, and what must hold of every division, every entry and every leaver.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops there")]
#[path = "share_outs/books.rs"]
mod books;
#[path = "share_outs/properties.rs"]
mod properties;
#[path = "share_outs/stories.rs"]
mod stories;

use books::balances_of;
use domain::{
    chart::{CASH, LOAN_FUND, OTHER_INCOME, SAVINGS, SOCIAL_FUND},
    constitution::{Constitution, LeavingProfit, SocialFundAtShareOut},
    leaving::{GroupStanding, Leaver, LeavingRefusal, LeavingRules, leave},
    share_outs::{
        Appropriation, Books, BoxStanding, Claim, Debts, Division, EntryKeys, EntryRefusal, ProfitRule, Refusal, Rules, Scope,
        Year, divide, entries, share_out,
    },
};
use ledger::{Commodity, PartyNo};
use rust_decimal::Decimal;
use serde_json::Value;
use std::collections::BTreeMap;
use uuid::Uuid;

fn by_savings(multiple: i64) -> Rules {
    Rules {
        scope: Scope::PaidOut,
        profit: ProfitRule::BySavings,
        appropriation: Appropriation::default(),
        social: SocialFundAtShareOut::Kept,
        multiple,
    }
}

fn saver(no: i64, savings: i64) -> Claim {
    Claim { party: PartyNo(no), is_member: true, savings, interest_paid: 0, savings_months: 0, debts: Debts::default() }
}

fn keys() -> EntryKeys {
    let [settlement, appropriation, payout, reinvestment] = [1, 2, 3, 4].map(Uuid::from_u128);
    EntryKeys { settlement, appropriation, payout, reinvestment }
}

fn books<'a>(balances: &'a [domain::share_outs::Balance], reinvested: &'a BTreeMap<PartyNo, i64>) -> Books<'a> {
    let on = "2026-11-29".parse().unwrap();
    Books { source: Uuid::from_u128(9), keys: keys(), on, commodity: Commodity::KHR, balances, reinvested }
}

// What others published: fixtures/cases/share_outs.json, where each case names its source.

fn case(id: &str) -> Value {
    let cases: Value = serde_json::from_str(include_str!("../../fixtures/cases/share_outs.json")).unwrap();
    cases["share_outs"].as_array().unwrap().iter().find(|case| case["id"] == id).unwrap().clone()
}

#[track_caller]
fn says(case: &Value, words: &[&str]) {
    for word in words {
        assert!(case["says"].as_str().unwrap().contains(word), "{} no longer says {word:?}", case["id"]);
    }
}

/// W1: 23 members of Tropaing Chhouk. Published are the sums; each member's savings are the demo's, which add up to them.
#[test]
fn the_takeo_group_of_2013() {
    let case = case("W1");
    let published = |field: &str| case[field].as_str().unwrap().parse::<i64>().unwrap();
    let opening = include_str!("../../fixtures/demo/pc-tk-01-opening.csv").lines().skip(1);
    let claims: Vec<Claim> = opening
        .map(|line| line.split(',').collect::<Vec<_>>())
        .filter(|cells| !cells[1].is_empty())
        .map(|cells| saver(cells[1].parse().unwrap(), cells[2].parse().unwrap()))
        .collect();
    assert_eq!(claims.len(), case["members"].as_u64().unwrap() as usize);
    let standing = BoxStanding {
        cash_loan: published("savings") + published("interest"),
        cash_social: published("social_fund_kept"),
        ..BoxStanding::default()
    };
    let constitution = Constitution::parse(include_str!("../../fixtures/constitutions/takeo_shares.toml")).unwrap();
    let division = share_out(&standing, &Rules::of(&constitution, Scope::PaidOut), &claims).unwrap();
    assert_eq!(division.savings, published("savings"));
    assert_eq!(division.profit, published("interest"));
    assert_eq!(division.pool, published("pool"));
    assert_eq!((division.social.pool, division.social.remainder), (published("social_fund_kept"), published("social_fund_kept")));
    // A share of 5,000 is worth 5,603.81 riel; each is paid her shares' worth in whole notes of 100.
    for line in &division.lines {
        assert_eq!(line.gross, line.savings / 5_000 * published("pool") / (published("savings") / 5_000) / 100 * 100);
    }
    assert_eq!(division.lines[0].gross, 201_700); // 36 shares: 201,737.2 riel
    assert_eq!(division.paid() + division.remainder, published("pool"));
    assert_eq!(division.remainder, 1_000);

    // In the books: what was saved and earned goes out, the remainder and the emergency fund stay in the box.
    let balances = balances_of(&standing, &Rules::of(&constitution, Scope::PaidOut), &claims);
    assert_eq!(BoxStanding::read(&balances), standing);
    let made = entries(&division, &books(&balances, &BTreeMap::new())).unwrap();
    assert!(made.settlement.is_none() && made.reinvestment.is_none());
    let cash = |fund| {
        let lines = made.iter().flat_map(|entry| entry.postings());
        lines.filter(|line| (line.fund, line.account) == (fund, CASH)).map(|line| line.amount.quantity()).sum::<i64>()
    };
    assert_eq!((published("pool") + cash(LOAN_FUND), cash(SOCIAL_FUND)), (1_000, 0));
}

/// W2, in cedi cents: 45 of 900 shares at 5, profit 900; and 100 of 1,000 shares of a pool of 10,000.
#[test]
fn forty_five_of_nine_hundred_shares() {
    says(&case("W2"), &["45 of 900 shares at 5, profit 900", "profit share 45, savings back 225, together 270"]);
    let line = |pool, claims: [Claim; 2]| divide(pool, 0, &by_savings(1), &claims).unwrap().lines[0];
    let hers = line(450_000 + 90_000, [saver(1, 22_500), saver(2, 427_500)]);
    assert_eq!((hers.profit, hers.savings, hers.gross), (4_500, 22_500, 27_000));
    assert_eq!(line(1_000_000, [saver(1, 50_000), saver(2, 450_000)]).gross, 100_000);
}

/// W9: a member with 50,000 of 500,000 is due 5,000 of 50,000 interest, and paid 55,000.
#[test]
fn a_dividend_by_contributions() {
    let line = divide(550_000, 0, &by_savings(1), &[saver(1, 50_000), saver(2, 450_000)]).unwrap().lines[0];
    assert_eq!((line.profit, line.gross), (5_000, 55_000));
}

/// W10: two members, one of whom owes 300,000; the pool as printed, and as it is found from the box.
#[test]
fn a_share_out_with_an_unpaid_loan() {
    says(&case("W10"), &["gross 500,000 each, social 50,000 each, borrower net 250,000, other 550,000, rounding 0"]);
    says(&case("W10"), &["gross 100,000 each; borrower net -150,000", "With the social fund kept: social 0 each"]);
    let owing = Debts { principal: 300_000, ..Debts::default() };
    let claims = [Claim { debts: owing, ..saver(1, 500_000) }, saver(2, 500_000)];
    let kept = by_savings(1);
    let split = Rules { social: SocialFundAtShareOut::SplitEqually, ..kept };
    let rows = |division: &Division| division.lines.iter().map(|line| (line.gross, line.social, line.net)).collect::<Vec<_>>();

    let given = divide(1_000_000, 100_000, &split, &claims).unwrap();
    assert_eq!(rows(&given), [(500_000, 50_000, 250_000), (500_000, 50_000, 550_000)]);
    assert_eq!((given.remainder, given.social.remainder, given.lines[0].settled), (0, 0, owing));
    let standing = BoxStanding { cash_loan: 700_000, cash_social: 100_000, ..BoxStanding::default() };
    assert_eq!(share_out(&standing, &split, &claims).unwrap(), given);
    assert_eq!(
        rows(&share_out(&standing, &kept, &claims).unwrap()),
        [(500_000, 0, 200_000), (500_000, 0, 500_000)],
        "with the social fund kept"
    );

    // A real repayment of 300,000, and the borrower's movement in the loan fund is −200,000.
    let balances = balances_of(&standing, &split, &claims);
    let made = entries(&given, &books(&balances, &BTreeMap::new())).unwrap();
    let amounts = |entry: &ledger::Entry, account| {
        let mine = |line: &&ledger::Posting| (line.fund, line.account) == (LOAN_FUND, account);
        entry.postings().iter().filter(mine).map(|line| line.amount.quantity()).collect::<Vec<_>>()
    };
    assert_eq!(amounts(made.settlement.as_ref().unwrap(), CASH), [300_000]);
    assert_eq!(amounts(made.payout.as_ref().unwrap(), CASH), [-1_000_000]);
    assert_eq!(given.lines[0].settled.total() - given.lines[0].gross, -200_000);

    let poor = divide(200_000, 100_000, &split, &claims).unwrap();
    assert_eq!(rows(&poor), [(100_000, 50_000, -150_000), (100_000, 50_000, 150_000)]);
    assert_eq!((poor.stays_owed, poor.lines[0].stays_owed(), poor.lines[0].paid()), (150_000, 150_000, 0));
}

/// W16, in shillings: shares bought at 500 are paid out at 603, in a group with 3,200,000 saved.
#[test]
fn shares_of_500_are_worth_603() {
    let shares = [1, 399, 1_000, 5_000];
    let claims: Vec<Claim> = (1..).zip(shares).map(|(no, shares)| saver(no, shares * 500)).collect();
    let division = divide(6_400 * 603, 0, &by_savings(1), &claims).unwrap();
    assert_eq!((division.savings, division.profit, division.remainder), (3_200_000, 659_200, 0));
    assert_eq!(division.lines.iter().map(|line| line.gross / 603).collect::<Vec<_>>(), shares);
}

#[test]
fn a_box_that_cannot_be_divided() {
    let standing = BoxStanding { cash_loan: 100_000, ..BoxStanding::default() };
    let of = |rules: Rules, claims: &[Claim]| share_out(&standing, &rules, claims).unwrap_err();
    let percent = |a: &str, r: &str| Rules {
        appropriation: Appropriation { administration_percent: a.parse().unwrap(), reserve_percent: r.parse().unwrap() },
        ..by_savings(100)
    };
    let mixed = |percent: i64| Rules { profit: ProfitRule::Mixed { savings_percent: Decimal::from(percent) }, ..by_savings(100) };
    let one = [saver(1, 50_000)];
    assert_eq!(of(by_savings(0), &one), [Refusal::Multiple]);
    assert_eq!(of(by_savings(1_000_000_001), &one), [Refusal::Multiple]);
    assert_eq!(of(percent("-1", "0"), &one), [Refusal::Percentages]);
    assert_eq!(of(percent("60", "40.0001"), &one), [Refusal::Percentages]);
    assert_eq!(of(percent("0", "33.33333"), &one), [Refusal::Percentages]);
    assert_eq!(of(mixed(101), &one), [Refusal::Percentages]);
    assert_eq!(of(by_savings(100), &[]), [Refusal::NoMembers]);
    assert_eq!(of(by_savings(100), &[Claim { is_member: false, ..one[0] }]), [Refusal::NoMembers]);
    assert_eq!(of(by_savings(100), &[one[0], one[0]]), [Refusal::Twice(PartyNo(1))]);
    assert_eq!(of(by_savings(100), &[saver(1, -1)]), [Refusal::Negative(Some(PartyNo(1)))]);
    assert_eq!(of(by_savings(100), &[saver(1, 1_000_000_000_001)]), [Refusal::TooLarge(Some(PartyNo(1)))]);
    // Everything that is wrong, at once.
    let wrong = Rules { multiple: 0, ..mixed(-1) };
    let claims = [saver(1, -1), saver(2, i64::MAX), saver(2, 0)];
    assert_eq!(
        of(wrong, &claims),
        [
            Refusal::Multiple,
            Refusal::Percentages,
            Refusal::Negative(Some(PartyNo(1))),
            Refusal::TooLarge(Some(PartyNo(2))),
            Refusal::Twice(PartyNo(2)),
            Refusal::TooLarge(None),
        ]
    );
    let boxed = |standing: BoxStanding| share_out(&standing, &by_savings(100), &one).unwrap_err();
    assert_eq!(boxed(BoxStanding { bank: -1, ..standing }), [Refusal::Negative(None)]);
    assert_eq!(boxed(BoxStanding { reserve: i64::MAX, ..standing }), [Refusal::TooLarge(None)]);
    assert_eq!(boxed(BoxStanding { external_debt: 100_000, ..standing }), [Refusal::NothingToDivide]);
    assert_eq!(boxed(BoxStanding { cash_loan: 99, ..standing }), [Refusal::NothingToDivide]);
    let year = |earned| Rules { scope: Scope::Kept(Year { earned, ..Year::default() }), ..by_savings(100) };
    assert_eq!(of(year(-5_000), &one), [Refusal::NothingToDivide]);
    assert_eq!(of(year(i64::MIN), &one), [Refusal::TooLarge(None)]);
    assert_eq!(of(Rules { profit: ProfitRule::None, ..year(5_000) }, &one), [Refusal::NothingToDivide]);
    assert_eq!(divide(0, 0, &by_savings(100), &one).unwrap_err(), [Refusal::NothingToDivide]);
    assert_eq!(divide(1, -1, &by_savings(100), &one).unwrap_err(), [Refusal::Negative(None)]);
    assert_eq!(divide(i64::MAX, 0, &by_savings(100), &one).unwrap_err(), [Refusal::TooLarge(None)]);
}

#[test]
fn a_division_that_cannot_be_posted() {
    let (one, two, three) = (PartyNo(1), PartyNo(2), PartyNo(3));
    let rules = by_savings(100);
    let standing = BoxStanding { cash_loan: 70_000, bank: 40_000, ..BoxStanding::default() };
    let claims = [saver(1, 50_000), saver(2, 50_000)];
    let division = share_out(&standing, &rules, &claims).unwrap();
    let balances = balances_of(&standing, &rules, &claims);
    let refused = |balances: &[_], reinvested: &[(PartyNo, i64)]| {
        entries(&division, &books(balances, &reinvested.iter().copied().collect())).unwrap_err()
    };
    // 110,000 are due and 70,000 in the box: fetched from the bank, or left in the box as savings.
    assert_eq!(refused(&balances, &[]), [EntryRefusal::BoxShort(40_000)]);
    assert_eq!(refused(&balances, &[(one, 39_900)]), [EntryRefusal::BoxShort(100)]);
    let all_left = BTreeMap::from([(one, 40_000)]);
    assert!(entries(&division, &books(&balances, &all_left)).is_ok());
    assert_eq!(
        refused(&balances, &[(one, 55_001), (two, -1), (three, 1)]),
        [EntryRefusal::OverPayout(one, 55_000), EntryRefusal::Negative(two), EntryRefusal::NotInTheList(three)]
    );
    // Something was posted since: a saving, a loan, an income.
    let with = |account, party, by: i64| {
        let mut moved = balances.clone();
        moved.push(domain::share_outs::Balance { fund: LOAN_FUND, account, party, quantity: by });
        moved
    };
    assert_eq!(refused(&with(SAVINGS, Some(two), -5_000), &[]), [EntryRefusal::Differs(two)]);
    assert_eq!(refused(&with(SAVINGS, Some(three), -5_000), &[]), [EntryRefusal::Differs(three)]);
    assert_eq!(refused(&with(domain::chart::LOANS, Some(one), 5_000), &[]), [EntryRefusal::Differs(one)]);
    assert_eq!(refused(&with(OTHER_INCOME, None, -3_000), &[]), [EntryRefusal::Disagrees(LOAN_FUND, 3_000)]);
    assert_eq!(refused(&[], &[]), [EntryRefusal::Differs(one), EntryRefusal::Differs(two)]);
}

#[test]
fn a_leaver_who_cannot_be_paid() {
    let rules = LeavingRules { profit: LeavingProfit::None, fee_percent: Decimal::TWO, multiple: 100 };
    let leaver = Leaver { party: PartyNo(1), savings: 50_000, debts: Debts::default() };
    let standing = BoxStanding { cash_loan: 20_000, cash_social: 5_000, ..BoxStanding::default() };
    let group = GroupStanding { standing, loans: 40_000, savings: 60_000 };
    let refused = |leaver, rules, group, grant| leave(leaver, rules, group, grant).unwrap_err();
    assert_eq!(refused(&leaver, &rules, &group, 8_000), [LeavingRefusal::BoxShort(29_000), LeavingRefusal::SocialFundShort(3_000)]);
    let wrong = LeavingRules { fee_percent: Decimal::from(101), multiple: 0, ..rules };
    let all = [
        LeavingRefusal::Multiple,
        LeavingRefusal::Fee,
        LeavingRefusal::Negative,
        LeavingRefusal::TooLarge,
        LeavingRefusal::OverAllSavings,
    ];
    assert_eq!(refused(&Leaver { savings: i64::MAX, ..leaver }, &wrong, &group, -1), all);
}
