//! What a statement must do whatever happened: tell a part of a year, say what it cannot value, keep what is members'.
use super::{
    books::{Books, PADDY, RULES, buy, cash, donate, kind, lend, minute, repay, sell, undo},
    golden::{act, animal, cows, day, rice},
};
use domain::banks::{
    Ask, Bank, Class, Fact, Party, Price, PriceKind,
    acts::{Came, LossNote, LostHow, MoneySource, Sex, Spending},
    rules::{HirePurchase, Placing},
    span::{ReportError, Span},
    statement::{Flow, Holding, Missing, Statement, Sums, statement},
};
use ledger::Commodity;
use proptest::prelude::*;

fn between(bank: &Bank, from: &str, to: &str) -> Statement {
    let told = statement(bank, Span { from: Some(day(from)), to: day(to) }).unwrap();
    assert!(told.sums.balances().unwrap_or(true));
    told
}

fn flow(statement: &Statement, good: &str, code: &str) -> Option<(i64, Option<i64>)> {
    let account = statement.accounts.iter().find(|account| account.good.code() == good)?;
    account.flows.iter().find(|(flow, _)| flow.code() == code).map(|(_, worth)| (worth.quantity, worth.value))
}

fn market(good: &str, class: &str, on: &str, amount: i64) -> Price {
    Price { no: 900, good: good.into(), class: class.into(), day: day(on), amount, kind: PriceKind::Market }
}

#[test]
fn a_part_of_the_year_begins_with_what_was_there() {
    let mut bank = rice();
    bank.prices.push(market("PADDY", "", "2026-06-30", 1_100));
    let second = between(&bank, "2026-07-01", "2026-12-31");
    let paddy = second.accounts.iter().find(|account| account.good.code() == "PADDY").unwrap();
    // Store 4,800 kg and two loans of 100 kg, at 1,100.
    assert_eq!((paddy.opening.quantity, paddy.opening.value), (5_000_000, Some(5_500_000)));
    assert_eq!(paddy.holding, Some(3_581_500 - 5_500_000 + 165_000 - 35_000 + 1_022_000));
    assert_eq!((second.sums.opening, second.sums.contributed), (Some(5_500_000), Some(0)));
    let first = between(&bank, "2026-01-01", "2026-06-30");
    let lent: Vec<_> = first.assets.iter().map(|held| (held.what, held.quantity, held.value.unwrap())).collect();
    assert_eq!(lent, [(Holding::Store, 4_800_000, 5_280_000), (Holding::Lent, 200_000, 220_000)]);
    assert_eq!(first.sums.holding, Some(500_000));
}

/// An income of an earlier year is what was there before, whatever a closing entry does with its account.
#[test]
fn a_year_begins_with_what_earlier_years_left() {
    let mut bank = rice();
    bank.prices.push(market("PADDY", "", "2027-06-30", 1_000));
    act(&mut bank, "2027-02-01", Fact::Sold { good: PADDY.into(), quantity: 770_000, received: 731_500 }, Some((PADDY, 950)));
    let told = between(&bank, "2027-01-01", "2027-06-30");
    assert_eq!((told.sums.opening, told.sums.income, told.sums.expenses), (Some(4_603_500), Some(0), Some(0)));
    assert_eq!((told.sums.holding, told.sums.own()), (Some(150_000), Some(4_753_500)));
}

#[test]
fn a_missing_price_is_said_and_nothing_is_guessed() {
    let mut bank = rice();
    let none = |act: Option<i64>, on: &str| Missing { good: PADDY.into(), class: String::new(), day: day(on), act };
    bank.acts[0].price = None;
    let told = statement(&bank, Span::through(day("2026-12-31"))).unwrap();
    assert_eq!(told.missing, [none(Some(1), "2026-01-05")]);
    assert_eq!((told.sums.contributed, told.sums.holding, told.sums.balances()), (None, None, None));
    assert_eq!((told.sums.assets, told.sums.income), (Some(4_603_500), Some(35_000)));
    // Somebody writes down the market's price of that day: everything is told again.
    bank.prices.push(market(PADDY, "", "2026-01-04", 1_000));
    let told = statement(&bank, Span::through(day("2026-12-31"))).unwrap();
    assert_eq!((told.sums.contributed, told.sums.holding, told.missing.len()), (Some(5_000_000), Some(-266_500), 0));
    bank.prices.clear();
    let told = statement(&bank, Span::through(day("2026-12-31"))).unwrap();
    assert_eq!(told.missing, [none(Some(1), "2026-01-05"), none(None, "2026-12-31")]);
    assert_eq!((told.sums.assets, told.sums.balances()), (None, None));
}

#[test]
fn what_members_stored_is_theirs() {
    let mut books = Books::new(RULES);
    books.does("2026-01-05", donate(1_000_000));
    books.does("2026-01-06", Ask::Deposit { good: PADDY.into(), returned: true, rows: vec![(Party(17), 20_000)] });
    books.does("2026-01-06", Ask::Deposit { good: PADDY.into(), returned: false, rows: vec![(Party(18), 20_000)] });
    let told = between(&books.bank, "2026-01-01", "2026-12-31");
    assert_eq!(flow(&told, PADDY, "capital"), Some((1_020_000, Some(1_020_000))));
    let owes: Vec<_> = told.liabilities.iter().map(|held| (held.what, held.quantity, held.value)).collect();
    assert_eq!(owes, [(Holding::Deposits, 20_000, Some(18_000))]);
    assert_eq!((told.sums.assets, told.sums.liabilities), (Some(1_040 * 900), Some(18_000)));
}

/// What was undone within the span it happened in never happened; undone later, it is taken back where it stood.
#[test]
fn what_is_undone_is_taken_back() {
    let mut books = Books::with_loans();
    books.does("2026-12-22", sell(1_000_000, 920_000));
    books.does("2026-12-23", undo(3));
    assert_eq!(flow(&between(&books.bank, "2026-01-01", "2026-12-31"), PADDY, "sold"), None);
    let told = between(&books.bank, "2026-12-23", "2026-12-31");
    assert_eq!(flow(&told, PADDY, "sold"), Some((1_000_000, Some(920_000))));
    assert_eq!(flow(&told, "KHR", "sold"), Some((-920_000, Some(-920_000))));
    assert_eq!(told.sums.holding, Some(900_000 - 920_000));
}

/// Loans of money, money for goods, and goods that became a debt of money.
#[test]
fn money_is_worth_itself() {
    let mut books = Books::with_loans();
    books.does("2026-06-11", Ask::MoneyIn { source: MoneySource::Gift, amount: 300_000, note: String::new() });
    books.does("2026-06-12", super::books::lends("KHR", domain::banks::rules::Purpose::Other, None, &[(19, 50_000)]));
    books.does("2026-06-13", buy(100_000, 110_000));
    books.does("2026-06-14", Ask::MoneyOut { purpose: Spending::Repairs, amount: 15_000, note: String::new() });
    let minute = minute();
    books.does("2026-12-20", Ask::TurnToMoney { loan: 1, agreed: 900, due_on: day("2027-12-31"), minute });
    let told = between(&books.bank, "2026-01-01", "2026-12-31");
    let money = told.accounts.iter().find(|account| account.good.code() == "KHR").unwrap();
    assert_eq!((money.closing.quantity, money.holding), (300_000 - 110_000 - 15_000 + 108_000, Some(0)));
    assert_eq!(flow(&told, PADDY, "bought"), Some((100_000, Some(110_000))));
    assert_eq!(flow(&told, PADDY, "sold"), Some((-120_000, Some(-108_000))));
    assert_eq!(flow(&told, PADDY, "interest"), Some((20_000, Some(18_000))));
    let lent: Vec<_> = told.assets.iter().filter(|held| held.what == Holding::Lent).map(|held| held.value).collect();
    assert_eq!(lent, [Some(158_000), Some(90_000)], "50,000 and 108,000 of money, 100 kg at 900");
}

/// What is owed for an animal that was lost through a keeper's fault stays an animal until it is paid for.
#[test]
fn a_lost_animal_is_owed_then_paid() {
    let mut bank = cows();
    let lost = Fact::Lost {
        animal: 1,
        how: LostHow::Neglect,
        witnesses: vec![],
        note: LossNote::None,
        salvage: 0,
        keeper_owes: true,
        claim: 2_000_000,
    };
    let no = act(&mut bank, "2026-12-30", lost, Some(("CATTLE", 2_000_000)));
    let told = between(&bank, "2026-01-01", "2026-12-31");
    let held: Vec<_> = told.assets.iter().map(|held| (held.what, held.quantity, held.value.unwrap())).collect();
    assert_eq!(held, [(Holding::Box, 500_000, 500_000), (Holding::Placed, 1, 700_000), (Holding::Due, 1, 2_000_000)]);
    assert_eq!(flow(&told, "CATTLE", "animal-deaths"), Some((-1, Some(-1_900_000))), "the other one alone");
    let paid = Fact::PaidForAnimal { obligation: no * 1_000 + 999, amount: 2_000_000, price: 2_000_000 };
    act(&mut bank, "2027-01-15", paid, Some(("CATTLE", 2_000_000)));
    let told = between(&bank, "2027-01-01", "2027-01-31");
    assert_eq!(flow(&told, "CATTLE", "sold"), Some((-1, Some(-2_000_000))));
    assert_eq!((told.sums.assets, told.sums.holding), (Some(3_200_000), Some(0)));
}

/// An animal paid off in instalments is the bank's until the last: what came in is owed against it, and sells it at the end.
#[test]
fn instalments_are_owed_until_the_title_passes() {
    let mut bank = cows();
    bank.prices.push(market("CATTLE", "heifer", "2026-12-31", 1_800_000));
    let plan = HirePurchase { instalments: 2, every_months: 1, amount: 1_000_000 };
    let contract = bank.rules[0].rules.placing(Class::Cattle).unwrap().clone();
    let contract = Placing { offspring: vec![], hire_purchase: Some(plan), ..contract };
    let came =
        Fact::AnimalsCame { how: Came::Donated, species: Class::Cattle, animals: vec![animal(4, Sex::Female, Some("2023-01-01"))] };
    act(&mut bank, "2027-01-01", came, Some(("CATTLE", 1_800_000)));
    let placed = act(&mut bank, "2027-01-02", Fact::Placed { animal: 4, keeper: Party(17), contract }, None);
    let pay = |nth: i64| Fact::PaidForAnimal { obligation: placed * 1_000 + 10 + nth, amount: 1_000_000, price: 1_000_000 };
    act(&mut bank, "2027-02-01", pay(1), None);
    let told = between(&bank, "2027-01-01", "2027-02-28");
    assert_eq!(
        told.liabilities.iter().map(|held| (held.what, held.value)).collect::<Vec<_>>(),
        [(Holding::InAdvance, Some(1_000_000))]
    );
    assert_eq!((flow(&told, "CATTLE", "sold"), told.sums.holding), (None, Some(0)));
    act(&mut bank, "2027-03-01", pay(2), None);
    act(&mut bank, "2027-03-02", Fact::TitlePassed { animal: 4, paid_off: true }, Some(("CATTLE", 1_800_000)));
    let told = between(&bank, "2027-03-01", "2027-03-31");
    assert_eq!(flow(&told, "CATTLE", "sold"), Some((-1, Some(-2_000_000))));
    assert_eq!((told.sums.liabilities, told.sums.holding), (Some(0), Some(200_000)));
}

/// A cow that becomes its keeper's own leaves what the bank has, at what it is worth.
#[test]
fn what_passes_to_members_is_told_apart() {
    let mut bank = cows();
    act(&mut bank, "2026-12-20", Fact::Waived { obligation: 3_012, minute: "minutes".into() }, None);
    act(&mut bank, "2026-12-21", Fact::TitlePassed { animal: 1, paid_off: false }, Some(("CATTLE", 2_000_000)));
    let told = between(&bank, "2026-01-01", "2026-12-31");
    assert_eq!(flow(&told, "CATTLE", "passed"), Some((-1, Some(-2_000_000))));
    assert_eq!((told.sums.passed, told.sums.expenses), (Some(2_000_000), Some(1_900_000)));
}

#[test]
fn acts_that_cannot_be_are_no_report() {
    let mut bank = rice();
    act(&mut bank, "2026-12-23", Fact::Sold { good: PADDY.into(), quantity: 9_000_000, received: 1 }, None);
    assert!(matches!(statement(&bank, Span::through(day("2026-12-31"))), Err(ReportError::Flaw(_))));
}

#[test]
fn every_flow_has_a_word() {
    let flows = [Flow::Bought, Flow::Of(domain::chart::DRYING), Flow::Sold];
    assert_eq!(flows.map(Flow::code), ["bought", "drying", "sold"]);
}

/// What is tried, day after day.
#[derive(Clone, Copy, Debug)]
enum Try {
    Donate(i64),
    Deposit(i64),
    Lend(i64, i64),
    Bring(i64),
    Pay(i64),
    Sell(i64),
    Buy(i64),
    Undo(i64),
    Price(i64),
}

fn tries() -> impl Strategy<Value = (u64, Try)> {
    let what = prop_oneof![
        (1_i64..2_000_000).prop_map(Try::Donate),
        (1_i64..50_000).prop_map(Try::Deposit),
        (17_i64..20, 1_i64..100_000).prop_map(|(who, quantity)| Try::Lend(who, quantity)),
        (1_i64..60_000).prop_map(Try::Bring),
        (1_i64..60_000).prop_map(Try::Pay),
        (1_i64..900_000).prop_map(Try::Sell),
        (1_i64..90_000).prop_map(Try::Buy),
        (1_i64..12).prop_map(Try::Undo),
        (600_i64..1_600).prop_map(Try::Price),
    ];
    (0_u64..200, what)
}

fn write(books: &mut Books, on: chrono::NaiveDate, one: Try) {
    let state = books.bank.state(on).unwrap();
    let open = state.loans.values().find(|loan| loan.is_open(on)).map(|loan| (loan.no, loan.owed(on).total()));
    let market = books.bank.market(PADDY, "", on).map_or(1_000, |price| price.amount);
    let ask = match (one, open) {
        (Try::Price(amount), _) => return books.market(PADDY, &on.to_string(), amount),
        (Try::Donate(quantity), _) => donate(quantity),
        (Try::Deposit(quantity), _) => Ask::Deposit { good: PADDY.into(), returned: true, rows: vec![(Party(20), quantity)] },
        (Try::Lend(who, quantity), _) => lend(&[(who, quantity)]),
        (Try::Bring(quantity), Some((loan, owed))) => repay(None, &[kind(loan, quantity.min(owed))]),
        (Try::Pay(money), Some((loan, _))) => repay(Some(market.min(850)), &[cash(loan, money)]),
        (Try::Sell(quantity), _) => {
            let quantity = quantity.min(state.stock(PADDY));
            sell(quantity, (quantity * market / 1_000).max(1))
        }
        (Try::Buy(quantity), _) => buy(quantity, (quantity * market / 1_000).clamp(1, state.money.max(1))),
        (Try::Undo(act), _) => undo(act % books.bank.acts.len().max(1) as i64 + 1),
        (Try::Bring(_) | Try::Pay(_), None) => return,
    };
    let _ = books.ask(on, &ask);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Whatever was decided: the statement balances to the riel, two parts of a span make the whole, and what the parts
    /// hold is what the journal says.
    #[test]
    fn parts_make_the_whole(tries in prop::collection::vec(tries(), 1..24), cut in 0_u64..200) {
        let mut books = Books::new(RULES);
        books.market(PADDY, "2026-01-01", 1_000);
        let on = |days| day("2026-04-20") + chrono::Days::new(days);
        for (days, one) in tries {
            write(&mut books, on(days), one);
        }
        let (cut, end) = (on(cut), on(200));
        let told = |from, to| statement(&books.bank, Span { from, to }).unwrap();
        let whole = told(None, end);
        let parts = [told(None, cut), told(cut.succ_opt(), end)];
        for one in parts.iter().chain([&whole]) {
            prop_assert_eq!(one.sums.balances(), Some(true), "{:?}", one);
        }
        let sums = parts[0].sums.with(parts[1].sums);
        let moved = |sums: Sums| (sums.contributed, sums.income, sums.expenses, sums.passed, sums.holding);
        prop_assert_eq!(moved(sums), moved(whole.sums));
        prop_assert_eq!(parts[1].sums.opening, parts[0].sums.own());
        prop_assert_eq!(parts[1].sums.assets, whole.sums.assets);
        let paddy = books.bank.good(PADDY).unwrap().commodity();
        for (commodity, code) in [(Commodity::KHR, "KHR"), (paddy, PADDY)] {
            use domain::chart::{CASH, DEPOSITS, LOANS, STORE};
            let held = [CASH, STORE, LOANS, DEPOSITS].map(|account| books.balance(account, commodity.code(), &end.to_string()));
            let closing = whole.accounts.iter().find(|account| account.good.code() == code).map_or(0, |account| account.closing.quantity);
            prop_assert_eq!(closing, held.iter().sum::<i64>());
        }
    }
}
