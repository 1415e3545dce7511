use super::*;
use crate::chart::{
    ACCOUNTS, BANK, CASH, EXPENSES, INTEREST, LOAN_FUND, LOANS, RESERVE, RETAINED, SALES, SOCIAL_CONTRIBUTIONS, SOCIAL_FUND, STORE,
};
use ledger::{BalanceKey, Entry, EntryKey, EntryKind, FundNo, PartyNo, Postings};
use proptest::prelude::*;
use uuid::Uuid;

const KHR: Commodity = Commodity::KHR;
const USD: Commodity = Commodity::USD;

/// A move: fund, debit, credit, commodity, how much.
type Move = (FundKind, AccountNo, AccountNo, Commodity, i64);

/// Grouped as the store does: entries of a sort and their moves.
fn moved(entries: &[(Sort, Vec<Move>)]) -> Vec<Moved> {
    let mut all = Vec::new();
    for (sort, moves) in entries {
        let sides =
            || moves.iter().flat_map(|&(fund, debit, credit, of, much)| [(fund, debit, of, much), (fund, credit, of, -much)]);
        let is_asset = |fund, no| Account::of(fund, no).is_some_and(|account| account.kind == AccountKind::Asset);
        let assets = sides().any(|(fund, no, ..)| is_asset(fund, no));
        for (fund, account, commodity, quantity) in sides() {
            let cash = sides().any(|(own, no, of, _)| (own, of) == (fund, commodity) && (no == CASH || no == BANK));
            all.push(Moved {
                fund,
                account,
                commodity,
                sort: *sort,
                assets,
                cash,
                debit: quantity.max(0),
                credit: (-quantity).max(0),
            });
        }
    }
    all
}

/// What it comes to after some moves.
fn held(moved: &[Moved]) -> Vec<Held> {
    let mut sums: BTreeMap<(FundKind, AccountNo, Commodity), i64> = BTreeMap::new();
    for one in moved {
        *sums.entry((one.fund, one.account, one.commodity)).or_default() += one.debit - one.credit;
    }
    sums.into_iter().map(|((fund, account, commodity), quantity)| Held { fund, account, commodity, quantity }).collect()
}

fn period(before: &[(Sort, Vec<Move>)], since: &[(Sort, Vec<Move>)]) -> Period {
    let (first, all) = (moved(before), moved(&[before, since].concat()));
    Period { before: held(&first), moved: moved(since), after: held(&all) }
}

fn figures(statement: &Statement, what: What) -> Vec<(&'static str, i64)> {
    statement.of(what).map(|line| (line.account.map_or("", |account| account.code), line.sums.total())).collect()
}

#[test]
fn a_year_by_hand() {
    use FundKind::{Award, Loan, Social};
    let before = [(Sort::Opening, vec![(Loan, CASH, SAVINGS, KHR, 90_000), (Loan, CASH, RETAINED, KHR, 10_000)])];
    let since = [
        (Sort::Ordinary, vec![(Loan, CASH, SAVINGS, KHR, 50_000), (Social, CASH, SOCIAL_CONTRIBUTIONS, KHR, 5_000)]),
        (Sort::Ordinary, vec![(Loan, LOANS, CASH, KHR, 60_000), (Loan, CASH, INTEREST, KHR, 3_000)]),
        (Sort::Ordinary, vec![(Loan, EXPENSES, CASH, KHR, 1_000)]),
        // The closing carries, and a division without money does: neither earns.
        (Sort::Closing, vec![(Loan, INTEREST, RETAINED, KHR, 3_000), (Loan, RETAINED, EXPENSES, KHR, 1_000)]),
        (Sort::Ordinary, vec![(Loan, RETAINED, PROFIT_SHARES, KHR, 4_000)]),
        (Sort::Ordinary, vec![(Award, award::BANK, award::RECEIVED, USD, 100_000)]),
        (Sort::Ordinary, vec![(Award, award::line(2), award::BANK, USD, 30_000)]),
        // Agreed: a reminder that no statement shows.
        (Sort::Ordinary, vec![(Award, award::COMMITTED, award::COMMITMENTS, USD, 70_000)]),
        (Sort::Ordinary, vec![(Award, award::line(0), award::RECEIVED, USD, 2_000)]),
    ];
    let period = period(&before, &since);
    assert_eq!(monies(&period), [KHR, USD]);
    let riel = stated(&period, KHR).unwrap();
    assert_eq!((riel.before.net().total(), riel.now.net().total()), (10_000, 13_000));
    assert_eq!(figures(&riel, What::Earned), [("interest", 3_000)]);
    assert_eq!(figures(&riel, What::Spent), [("expenses", -1_000)]);
    assert_eq!(figures(&riel, What::Given), [("social-contributions", 5_000)]);
    assert_eq!(figures(&riel, What::Divided), [("", -4_000)]);
    assert_eq!(riel.surplus().total(), 7_000);
    assert_eq!((riel.now.assets().total(), riel.now.liabilities().total()), (157_000, 144_000));
    assert_eq!((riel.before.cash().total(), riel.cash_change().total(), riel.now.cash().total()), (100_000, -3_000, 97_000));
    assert_eq!(riel.funds(), [Loan, Social]);
    let dollars = stated(&period, USD).unwrap();
    assert_eq!(figures(&dollars, What::Spent), [(AWARD_COSTS, -32_000)]);
    assert_eq!(figures(&dollars, What::Given), [("award-received", 102_000)]);
    assert_eq!((dollars.now.agreed(), dollars.now.net().total(), dollars.funds()), (70_000, 70_000, vec![Award]));

    // Both together, at a rate that is written beside it: exact, so that everything still meets.
    let both = stated(&in_riel(&period, 4_065).unwrap(), KHR).unwrap();
    assert_eq!(both.now.net().total(), 13_000 + 70_000 * 4_065 / 100);
    let uneven = in_riel(&period_of_cents(), 4_065).unwrap();
    let fine = Commodity::new("KHR", 2).unwrap();
    assert_eq!(stated(&uneven, fine).unwrap().now.net().total(), 4_065, "a cent is 40.65 riel");
}

fn period_of_cents() -> Period {
    period(&[], &[(Sort::Ordinary, vec![(FundKind::Award, award::BANK, award::RECEIVED, USD, 1)])])
}

#[test]
fn the_end_of_a_cooperatives_year_earns_only_what_its_store_gained() {
    use FundKind::Cooperative as Coop;
    let since = [
        (Sort::Ordinary, vec![(Coop, CASH, SALES, KHR, 900)]),
        (
            Sort::YearEnd,
            vec![(Coop, SALES, RESERVE, KHR, 100), (Coop, SALES, PROFIT_SHARES, KHR, 800), (Coop, STOCK_VALUE, RESERVE, KHR, 50)],
        ),
    ];
    let told = stated(&period(&[], &since), KHR).unwrap();
    assert_eq!((told.surplus().total(), told.sum(What::Stock).total(), told.sum(What::Divided).total()), (950, 50, -800));
    assert_eq!((told.now.net().total(), told.now.liabilities().total()), (150, 800));
}

#[test]
fn what_is_in_kind_stands_apart() {
    let paddy = Commodity::new("PADDY", 3).unwrap();
    let of = |account, quantity| Held { fund: FundKind::Bank, account, commodity: paddy, quantity };
    let before = [of(STORE, 5_000), of(CAPITAL, -5_000)];
    let after = [of(STORE, 2_000), of(LOANS, 4_000), of(crate::chart::DEPOSITS, -1_000), of(CAPITAL, -5_000)];
    let told = in_kind(&before, &after).unwrap();
    assert_eq!(told.len(), 1);
    let lines: Vec<_> = told[0].lines.iter().map(|(account, now, before)| (account.code, *now, *before)).collect();
    assert_eq!(lines, [("loans", 4_000, 0), ("store", 2_000, 5_000), ("deposits", -1_000, 0)]);
    assert_eq!(told[0].own(), (5_000, 5_000));
    assert!(monies(&Period { before: before.to_vec(), ..Period::default() }).is_empty());
}

#[test]
fn what_does_not_meet_is_not_stated() {
    let mut off = period(&[], &[(Sort::Ordinary, vec![(FundKind::Loan, CASH, SAVINGS, KHR, 5)])]);
    off.after.clear();
    assert_eq!(stated(&off, KHR), Err(Flaw::Disagrees(FundKind::Loan, CASH)));
    off.before.push(Held { fund: FundKind::Loan, account: CASH, commodity: KHR, quantity: 1 });
    assert_eq!(stated(&off, KHR), Err(Flaw::Unbalanced(FundKind::Loan, 1)));
    let agreed = period(&[], &[(Sort::Ordinary, vec![(FundKind::Award, award::CASH, award::COMMITTED, KHR, 1)])]);
    assert_eq!(stated(&agreed, KHR), Err(Flaw::Unbalanced(FundKind::Award, -1)), "what is only agreed is no money");
    off.before[0].account = AccountNo(7);
    assert_eq!(stated(&off, KHR), Err(Flaw::Unknown(FundKind::Loan, AccountNo(7))));
}

/// The rule for many books says of one book what its own statement says.
#[test]
fn one_group_reads_the_same_as_in_its_own_statement() {
    let party = |no: AccountNo| ACCOUNTS.iter().find(|line| line.no == no).filter(|line| line.per_party).map(|_| PartyNo(1));
    type Moves = Vec<(FundNo, AccountNo, AccountNo, i64)>;
    let entries: Vec<(Sort, EntryKind, Moves)> = vec![
        (Sort::Opening, EntryKind::Opening, vec![(LOAN_FUND, CASH, SAVINGS, 700), (LOAN_FUND, CASH, RETAINED, 90)]),
        (Sort::Ordinary, EntryKind::Ordinary, vec![(LOAN_FUND, CASH, INTEREST, 40), (SOCIAL_FUND, CASH, SOCIAL_CONTRIBUTIONS, 6)]),
        (Sort::Ordinary, EntryKind::Ordinary, vec![(LOAN_FUND, INTEREST, PROFIT_SHARES, 30)]),
        (Sort::Ordinary, EntryKind::Ordinary, vec![(LOAN_FUND, RETAINED, CASH, 11)]),
        (Sort::Closing, EntryKind::Closing, vec![(LOAN_FUND, INTEREST, RETAINED, 10)]),
    ];
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    let mut after: BTreeMap<BalanceKey, i64> = BTreeMap::new();
    for (no, (sort, kind, moves)) in (1..).zip(entries) {
        let mut postings = Postings::new();
        for &(fund, debit, credit, much) in &moves {
            postings.debit(fund, debit, party(debit), KHR.of(much)).credit(fund, credit, party(credit), KHR.of(much));
            for (account, quantity) in [(debit, much), (credit, -much)] {
                *after.entry(BalanceKey { fund, account, party: party(account), commodity: KHR }).or_default() += quantity;
            }
        }
        let day = "2026-05-05".parse().unwrap();
        theirs.push(Entry::new(EntryKey(Uuid::from_u128(no)), day, kind, "", postings.finish().unwrap()).unwrap());
        let fund = |no| if no == LOAN_FUND { FundKind::Loan } else { FundKind::Social };
        ours.push((sort, moves.into_iter().map(|(no, debit, credit, much)| (fund(no), debit, credit, KHR, much)).collect()));
    }
    let after: Vec<_> = after.into_iter().map(|(key, quantity)| (key, KHR.of(quantity))).collect();
    let entries: Vec<&Entry> = theirs.iter().collect();
    let days = crate::statements::Days { before: &[], entries: &entries, after: &after, banks: &[], money: KHR };
    let theirs = crate::statements::statements(&days).unwrap();
    let ours = stated(&period(&[], &ours), KHR).unwrap();
    let sum = |of: fn(&crate::statements::FundStatement) -> i64| theirs.iter().map(of).sum::<i64>();
    assert_eq!(ours.now.net().total(), sum(|fund| fund.now.own()));
    assert_eq!(ours.now.assets().total(), sum(|fund| fund.now.has()));
    assert_eq!(ours.sum(What::Earned).plus(ours.sum(What::Spent)).total(), sum(crate::statements::FundStatement::result));
    assert_eq!(ours.sum(What::Divided).total(), sum(|fund| fund.moved.divided));
    assert_eq!(ours.sum(What::Brought).total(), sum(|fund| fund.moved.brought));
    assert_eq!(ours.sum(What::Given).total(), sum(|fund| fund.moved.contributed));
    assert_eq!(ours.sum(What::Left).total(), sum(|fund| fund.moved.left));
}

proptest! {
    /// Whatever is posted: the position balances, what was before and the activities make what is now, and the cash flows
    /// make the change of cash, in every fund.
    #[test]
    fn everything_meets(
        moves in prop::collection::vec((0_usize..5, 0_usize..4, 0_usize..64, 0_usize..64, 1_i64..1_000_000, prop::bool::ANY), 0..40),
        cut in 0_usize..40,
        rate in 1_i64..10_000,
    ) {
        let sorts = [Sort::Opening, Sort::Ordinary, Sort::Mends, Sort::Closing];
        let entry = |(fund, sort, debit, credit, much, dollars): (usize, usize, usize, usize, i64, bool)| {
            let fund = FundKind::ALL[fund];
            let chart: Vec<AccountNo> = if fund.is_award() {
                award::CHART.iter().map(|line| line.no).filter(|no| no.0 < 9_000).chain([award::line(0), award::line(7)]).collect()
            } else {
                ACCOUNTS.iter().map(|line| line.no).collect()
            };
            let of = |at: usize| chart[at % chart.len()];
            (sorts[sort], vec![(fund, of(debit), of(credit), if dollars { USD } else { KHR }, much)])
        };
        let all: Vec<_> = moves.into_iter().map(entry).collect();
        let (before, since) = all.split_at(cut.min(all.len()));
        let period = period(before, since);
        let together = in_riel(&period, rate).unwrap();
        let fine = together.before.iter().chain(&together.after).map(|held| held.commodity).next().unwrap_or(KHR);
        for (period, money) in [(&period, KHR), (&period, USD), (&together, fine)] {
            let told = stated(period, money).unwrap();
            for position in [&told.before, &told.now] {
                for fund in FundKind::ALL {
                    prop_assert_eq!(position.assets().of(fund), position.liabilities().of(fund) + position.net().of(fund));
                }
            }
            for fund in FundKind::ALL {
                let moved: i64 = told.activities.iter().map(|line| line.sums.of(fund)).sum();
                prop_assert_eq!(told.before.net().of(fund) + moved, told.now.net().of(fund));
                prop_assert_eq!(told.before.cash().of(fund) + told.cash_change().of(fund), told.now.cash().of(fund));
            }
        }
    }
}
