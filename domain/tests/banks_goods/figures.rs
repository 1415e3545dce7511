//! Figures worked out by hand: the worked case of a rice bank, interest, moisture, money for paddy, bad years.
use super::books::{Books, PADDY, RULES, buy, cash, count, day, donate, kind, lend, lends, member, minute, repay, repays, sell};
use domain::{
    banks::{
        Ask, Fact, Member, Party,
        acts::{Cause, CountMethod, MoneySource, Portion, Spending},
        ask::{Caution, LendRow, RepayRow},
        cash_to_close, priority_order,
        rules::{Priority, Purpose},
    },
    chart::{
        CAPITAL, CASH, CONVERSION, DEPOSITS, DRYING, EXPENSES, FORGIVEN, HELP, INTEREST, LOAN_LOSSES, LOANS, PESTS,
        STOCK_DIFFERENCE, STORE,
    },
};

#[test]
fn the_worked_case_of_a_rice_bank() {
    let mut books = Books::with_loans();
    let losses = [(Cause::Drying, 90_000), (Cause::Pests, 60_000)];
    books.does("2026-09-30", count(4_650_000, &losses));
    let both = books.does("2026-12-20", repay(Some(850), &[kind(1, 120_000), cash(2, 102_000)]));
    books.does("2026-12-22", sell(1_000_000, 920_000));

    let cited: Vec<_> = (1..=6).map(|no| books.cited(no)).collect();
    assert_eq!(cited, [1_000, 1_100, 1_100, 900, 850, 920].map(Some));
    let Fact::Repaid { lines, .. } = books.fact(both[0]) else { panic!("{both:?}") };
    assert_eq!((lines[0].credited, lines[0].interest), (120_000, 20_000));
    let Fact::RepaidCash { lines, agreed, market, .. } = books.fact(both[1]) else { panic!("{both:?}") };
    assert_eq!((lines[0].credited, lines[0].interest, lines[0].received), (120_000, 20_000, 102_000));
    // What the bank gave away by its lower price: 120 kg × 50 riel.
    assert_eq!(120 * (market.unwrap() - agreed), 6_000);

    let end = "2026-12-31";
    let state = books.state(end);
    assert_eq!((state.stock(PADDY), state.money), (3_770_000, 1_022_000));
    assert!(state.loans.values().all(|loan| !loan.is_open(day(end))));
    for (account, kilograms) in
        [(CAPITAL, -5_000), (INTEREST, -40), (DRYING, 90), (PESTS, 60), (CONVERSION, 1_120), (STORE, 3_770), (LOANS, 0)]
    {
        assert_eq!(books.balance(account, PADDY, end), kilograms * 1_000, "{account:?}");
    }
    assert_eq!((books.balance(CASH, "KHR", end), books.balance(CONVERSION, "KHR", end)), (1_022_000, -1_022_000));
    books.agree(day(end));
}

#[test]
fn interest_is_agreed_in_whole_kilograms() {
    let mut books = Books::new(RULES);
    books.does("2026-01-05", donate(5_000_000));
    let act = books.does("2026-06-10", lend(&[(17, 47_000), (18, 47_500), (19, 48_000)]));
    let Fact::Lent { lines, terms, .. } = books.fact(act[0]) else { panic!("no loans") };
    let told: Vec<_> = lines.iter().map(|line| (line.loan, line.interest, line.due_on)).collect();
    let due = day("2027-01-31");
    assert_eq!(told, [(1, 9_000, due), (2, 10_000, due), (3, 10_000, due)]);
    assert_eq!(Some(terms), books.bank.rules[0].rules.lending(Purpose::Food, PADDY).map(|line| &line.terms));
}

#[test]
fn seed_by_the_month_and_money_below_the_market() {
    let mut books = Books::new(RULES);
    books.does("2026-01-05", donate(5_000_000));
    let row = LendRow { party: Party(17), quantity: 100_000, guarantors: vec![Party(18), Party(19)] };
    let seed = Ask::Lend { good: PADDY.to_owned(), purpose: Purpose::Seed, season: None, rows: vec![row] };
    books.does("2026-06-10", seed);
    // 1.5 kg for each month begun; the seventh began on 10 December.
    for (on, owed) in [("2026-06-10", 1_500), ("2026-07-09", 1_500), ("2026-07-10", 3_000), ("2026-12-20", 10_500)] {
        assert_eq!(books.owed(1, on), (100_000, owed), "{on}");
    }
    let on = "2026-12-20";
    // 900 riel less 15 % are 765; 110.5 kg at 765 are 84,532.5 riel, which 84,533 close.
    assert_eq!(cash_to_close(&books.state(on).loans[&1], day(on), 765), 84_533);
    let mut closed = books.clone();
    closed.does(on, repay(None, &[cash(1, 84_533)]));
    assert_eq!(closed.owed(1, on), (0, 0));
    assert_eq!(closed.cited(3), Some(765));
    closed.agree(day("2027-06-30"));
    // A riel less pays 110.499 kg and leaves a gram.
    books.does(on, repay(Some(765), &[cash(1, 84_532)]));
    assert_eq!(books.owed(1, on), (1, 0));
    books.does(on, repay(None, &[cash(1, 1)]));
    assert_eq!(books.owed(1, on), (0, 0));
    books.agree(day(on));
}

#[test]
fn money_that_rounds_down_closes_as_well() {
    let mut books = Books::with_loans();
    let on = "2026-12-20";
    // 120 kg less 19.999 kg are 100.001 kg: at 500 riel 50,000.5, at 600 riel 60,000.6, at 700 riel 70,000.7.
    books.does(on, repay(None, &[kind(1, 19_999)]));
    for (agreed, close) in [(500, 50_001), (600, 60_001), (400, 40_000)] {
        assert_eq!(cash_to_close(&books.state(on).loans[&1], day(on), agreed), close);
    }
    // 40,000 riel at 400 buy 100.000 kg and no more; the gram that is left is worth nothing and is not asked for.
    books.does(on, repay(Some(400), &[cash(1, 40_000)]));
    assert_eq!(books.owed(1, on), (0, 0));
    assert_eq!(cash_to_close(&books.state(on).loans[&1], day(on), 400), 0);
}

#[test]
fn kind_first_and_the_rest_in_money() {
    let mut books = Books::with_loans();
    let row = RepayRow { money: Some(17_000), ..kind(1, 100_000) };
    let acts = books.does("2026-12-20", repay(Some(850), &[row, kind(2, 70_000), kind(2, 30_000)]));
    assert_eq!(acts.len(), 2);
    // 100 kg pay the interest of 20 kg and 80 kg of the loan; 17,000 riel pay the other 20 kg.
    assert_eq!(books.owed(1, "2026-12-20"), (0, 0));
    assert_eq!(books.owed(2, "2026-12-20"), (20_000, 0));
    books.agree(day("2026-12-20"));
}

#[test]
fn loans_of_two_rules_pay_at_two_prices() {
    let mut books = Books::with_loans();
    let mut later = books.bank.rules[0].clone();
    let changed = RULES.replace("cash = \"committee\"", "cash = \"market\"").replace("ceiling = 100", "");
    (later.no, later.from) = (2, day("2026-07-01"));
    later.rules = domain::banks::Rules::parse(&changed, &books.bank.goods).unwrap();
    books.bank.rules.push(later);
    books.does("2026-07-01", lend(&[(17, 50_000)]));
    // At the market's price both rules agree, and one fact holds both.
    let acts = books.does("2026-12-20", repay(Some(900), &[cash(1, 9_000), cash(3, 9_000)]));
    assert_eq!((acts.len(), books.cited(acts[0]), books.bank.prices.len()), (1, Some(900), 3));
    let seed = LendRow { party: Party(18), quantity: 10_000, guarantors: vec![Party(19), Party(20)] };
    books.does("2026-12-20", Ask::Lend { good: PADDY.to_owned(), purpose: Purpose::Seed, season: None, rows: vec![seed] });
    let acts = books.does("2026-12-20", repay(None, &[cash(3, 900), cash(4, 765)]));
    assert_eq!(acts.iter().map(|act| books.cited(*act)).collect::<Vec<_>>(), [Some(765), Some(900)]);
    books.agree(day("2026-12-20"));
}

#[test]
fn the_market_price_of_the_sheet_stands_in_for_the_table() {
    let mut books = Books::new(RULES);
    books.bank.prices.clear();
    books.does("2026-01-05", donate(1_000_000));
    books.does("2026-06-10", lend(&[(17, 100_000)]));
    let acts = books.does("2026-12-20", repays(PADDY, (Some(800), Some(880)), &[cash(1, 96_000)]));
    let Fact::RepaidCash { market, agreed, .. } = books.fact(acts[0]) else { panic!("{acts:?}") };
    assert_eq!((*market, *agreed), (Some(880), 800));
    assert_eq!(books.owed(1, "2026-12-20"), (0, 0));
}

#[test]
fn wet_and_dirty_paddy() {
    let mut books = Books::with_loans();
    // 120 kg at 18 % are 120 × 82/86 = 114.419 kg: the interest of 20 kg and 94.419 kg of the loan.
    let wet = RepayRow { moisture_tenths: Some(180), ..kind(1, 120_000) };
    // 100 kg with 3 % straw are 97 kg.
    let dirty = RepayRow { foreign_tenths: Some(30), ..kind(2, 100_000) };
    let acts = books.does("2026-12-20", repay(None, &[wet, dirty]));
    assert_eq!((books.owed(1, "2026-12-20"), books.owed(2, "2026-12-20")), ((5_581, 0), (23_000, 0)));
    let Fact::Repaid { lines, .. } = books.fact(acts[0]) else { panic!("{acts:?}") };
    assert_eq!((lines[0].weighed, lines[0].credited, lines[0].moisture_tenths), (120_000, 114_419, Some(180)));
    assert_eq!(books.state("2026-12-20").stock(PADDY), 5_000_000 - 200_000 + 114_419 + 97_000);
    books.agree(day("2026-12-20"));
}

#[test]
fn hens_are_paid_by_the_head() {
    let mut books = Books::new(RULES);
    books.market("CHICKEN", "2026-01-05", 20_000);
    let (good, from) = ("CHICKEN".to_owned(), "the project".to_owned());
    books.does("2026-01-05", Ask::Donate { good: good.clone(), quantity: 20, capital: false, from });
    books.does("2026-01-06", lends(&good, Purpose::Breeding, None, &[(17, 6)]));
    assert_eq!(books.owed(1, "2026-01-06"), (6, 0));
    books.does("2026-12-01", repays(&good, (None, None), &[RepayRow { money: Some(40_000), ..kind(1, 1) }]));
    assert_eq!(books.owed(1, "2026-12-01"), (3, 0));
    books.does("2026-12-02", repays(&good, (None, None), &[cash(1, 60_000)]));
    assert_eq!(books.owed(1, "2026-12-02"), (0, 0));
    let state = books.state("2026-12-02");
    assert_eq!((state.stock(&good), state.money), (15, 100_000));
    let (losses, counters) = (vec![(Cause::Death, 2)], [Party(18), Party(19)]);
    let (method, moisture_tenths) = (CountMethod::Heads, Some(150));
    books.does("2026-12-03", Ask::Count { good, counted: 13, losses, counters, method, moisture_tenths });
    books.agree(day("2026-12-03"));
}

#[test]
fn money_is_lent_and_a_promise_seen() {
    let mut books = Books::new(RULES);
    let note = String::new();
    books.does("2026-01-05", Ask::MoneyIn { source: MoneySource::Grant, amount: 500_000, note: note.clone() });
    books.does("2026-01-06", lends("KHR", Purpose::Other, None, &[(17, 100_000)]));
    books.does("2026-06-30", Ask::SeeCondition { loan: 1, kept: true });
    books.does("2026-12-30", repays("KHR", (None, None), &[kind(1, 40_000)]));
    assert_eq!(books.owed(1, "2026-12-30"), (60_000, 0));
    let loan = &books.state("2026-12-30").loans[&1];
    assert_eq!((loan.due_on, loan.seen.clone()), (day("2026-12-31"), vec![(day("2026-06-30"), true)]));
    books.does("2026-12-31", Ask::MoneyOut { purpose: Spending::Repairs, amount: 440_000, note });
    assert_eq!((books.state("2026-12-31").money, books.balance(EXPENSES, "KHR", "2026-12-31")), (0, 440_000));
    books.agree(day("2026-12-31"));
}

#[test]
fn bad_years() {
    let mut books = Books::with_loans();
    let on = "2027-01-12";
    books.does(on, Ask::Reschedule { loan: 1, due_on: day("2028-01-31"), extra_interest: 5_000, minute: minute() });
    assert_eq!(books.owed(1, on), (100_000, 25_000));
    // 60 kg are forgiven: the interest of 25 kg first, which was never posted, then 35 kg.
    books.does(on, Ask::Forgive { loan: 1, quantity: 60_000, minute: minute() });
    assert_eq!((books.owed(1, on), books.balance(FORGIVEN, PADDY, on)), ((65_000, 0), 35_000));
    // 120 kg at 850 riel become 102,000 riel, which are repaid without interest.
    books.does(on, Ask::TurnToMoney { loan: 2, agreed: 850, due_on: day("2028-01-31"), minute: minute() });
    assert_eq!((books.owed(2, on), books.owed(3, on)), ((0, 0), (102_000, 0)));
    assert_eq!((books.balance(LOANS, "KHR", on), books.balance(INTEREST, PADDY, on)), (102_000, -20_000));
    books.does("2027-06-30", repays("KHR", (None, None), &[kind(3, 102_000)]));
    books.does("2027-06-30", Ask::WriteOff { loan: 1, minute: minute() });
    assert_eq!((books.owed(1, "2027-06-30"), books.balance(LOAN_LOSSES, PADDY, "2027-06-30")), ((0, 0), 65_000));
    assert_eq!(books.balance(LOANS, PADDY, "2027-06-30"), 0);
    books.agree(day("2027-06-30"));
}

#[test]
fn deposits_purchases_and_help() {
    let mut books = Books::new(RULES);
    let good = PADDY.to_owned();
    let rows = vec![(Party(17), 20_000), (Party(18), 20_000)];
    books.does("2026-01-05", Ask::Deposit { good: good.clone(), returned: true, rows: rows.clone() });
    books.does("2026-01-05", Ask::Deposit { good: good.clone(), returned: false, rows });
    assert_eq!((books.balance(DEPOSITS, PADDY, "2026-01-05"), books.balance(CAPITAL, PADDY, "2026-01-05")), (-40_000, -40_000));
    let back = books.does("2026-02-01", Ask::ReturnDeposit { good: good.clone(), party: Party(18), quantity: 20_000 });
    let line = Portion { party: Party(18), quantity: 20_000 };
    assert_eq!(books.fact(back[0]), &Fact::DepositReturned { good: good.clone(), line });
    books.does("2026-02-02", Ask::MoneyIn { source: MoneySource::Contribution, amount: 2_000_000, note: "sold wood".into() });
    // 1,000,000 riel for 900 kg: 1,111 riel a kilogram.
    let bought = books.does("2026-02-03", buy(900_000, 1_000_000));
    assert_eq!(books.cited(bought[0]), Some(1_111));
    books.does("2026-02-04", Ask::Help { good, party: Party(20), quantity: 10_000, minute: minute() });
    assert_eq!((books.balance(HELP, PADDY, "2026-02-04"), books.state("2026-02-04").stock(PADDY)), (10_000, 950_000));
    books.does("2026-02-05", count(955_000, &[(Cause::Surplus, 5_000)]));
    assert_eq!(books.balance(STOCK_DIFFERENCE, PADDY, "2026-02-05"), -5_000);
    let same = books.does("2026-02-06", count(955_000, &[]));
    assert!(books.lines[&same[0]].1.is_empty());
    books.agree(day("2026-02-06"));
}

#[test]
fn what_is_to_be_looked_at_twice() {
    let mut books = Books::with_loans();
    let on = "2026-12-20";
    assert_eq!(books.cautions(on, &donate(9_200_000)), []);
    assert_eq!(books.cautions(on, &donate(9_200_001)), [Caution::Capacity(14_000)]);
    // 6 % of 4,800 kg are 288 kg.
    assert_eq!(books.cautions(on, &count(4_512_000, &[(Cause::Flood, 288_000)])), []);
    assert_eq!(books.cautions(on, &count(4_511_999, &[(Cause::Flood, 288_001)])), [Caution::GreatLoss]);
    // Half as much again as 900 riel is inside the band.
    assert_eq!(books.cautions(on, &sell(1_000_000, 1_350_000)), []);
    assert_eq!(books.cautions(on, &sell(1_000_000, 1_351_000)), [Caution::PriceBand(900)]);
    assert_eq!(books.cautions(on, &repay(Some(400), &[cash(1, 400)])), [Caution::PriceBand(900)]);
    books.bank.prices.clear();
    assert_eq!(books.cautions(on, &donate(1)), [Caution::NoPrice]);
    assert_eq!(books.cautions(on, &repay(Some(400), &[cash(1, 400), kind(2, 1)])), [Caution::NoPrice]);
    assert_eq!(books.cautions(on, &lend(&[(19, 1_000)])), []);
}

#[test]
fn who_comes_first() {
    let mut poor = [member(3), member(1), member(2), member(4), member(5)];
    (poor[0].woman, poor[1].id_poor, poor[2].id_poor) = (Some(true), Some(2), Some(1));
    (poor[3].birth_year, poor[4].left_on) = (Some(1966), Some(day("2026-01-01")));
    let order = |first: &[Priority], on| priority_order(&poor, first, day(on)).into_iter().map(|party| party.0).collect::<Vec<_>>();
    let all = [Priority::IdPoor1, Priority::IdPoor2, Priority::Elderly, Priority::Women];
    assert_eq!(order(&all, "2026-06-10"), [2, 1, 4, 3]);
    assert_eq!(order(&all, "2025-06-10"), [2, 1, 3, 4, 5]);
    assert_eq!(order(&[], "2026-06-10"), [3, 1, 2, 4]);

    // 3 poor families, a ceiling of 100 kg: with less than 300 kg left somebody who comes first may find nothing.
    let mut books = Books::new(&RULES.replace("ceiling = 100", "ceiling = 100\nfirst = [\"id-poor1\"]"));
    for family in &mut books.bank.members[..3] {
        *family = Member { id_poor: Some(1), ..family.clone() };
    }
    books.does("2026-01-05", donate(400_000));
    let on = "2026-06-10";
    assert_eq!(books.cautions(on, &lend(&[(20, 100_000)])), []);
    assert_eq!(books.cautions(on, &lend(&[(20, 100_000), (21, 1_000)])), [Caution::Priority]);
    assert_eq!(books.cautions(on, &lend(&[(20, 100_000), (21, 50_000), (17, 50_000)])), []);
    assert_eq!(books.cautions(on, &lend(&[(20, 100_000), (21, 50_001), (17, 50_000)])), [Caution::Priority]);
    books.does(on, lend(&[(17, 100_000)]));
    assert_eq!(books.cautions(on, &lend(&[(20, 100_000)])), []);
    assert_eq!(books.cautions(on, &lend(&[(20, 100_000), (21, 50_000)])), [Caution::Priority]);
}
