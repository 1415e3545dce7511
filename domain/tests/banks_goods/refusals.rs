//! Every refusal of goods and loans in kind, each by the one thing that brings it about.
use super::books::{Books, PADDY, RULES, buy, cash, count, day, donate, kind, lend, lends, minute, repay, repays, sell, undo};
use domain::banks::{
    Ask, Impossible, Party, Why,
    acts::{Cause, CountMethod, MoneySource, Spending},
    ask::{LendRow, RepayRow, Text},
    rules::Purpose,
};

const ON: &str = "2026-12-20";
const LARGE: i64 = 1_000_000_000_001;
const TOO_LARGE: Why = Why::TooLarge(LARGE - 1);

fn good(code: &str) -> Why {
    Why::Good(code.to_owned())
}

fn short(missing: i64) -> Why {
    Why::Impossible(Impossible::Store(PADDY.to_owned(), missing))
}

fn whole(whys: &[Why]) -> Vec<(Option<usize>, Why)> {
    whys.iter().map(|why| (None, why.clone())).collect()
}

fn rows(whys: &[(usize, Why)]) -> Vec<(Option<usize>, Why)> {
    whys.iter().map(|(row, why)| (Some(*row), why.clone())).collect()
}

#[test]
fn the_day() {
    let mut books = Books::with_loans();
    books.today = day(ON);
    assert_eq!(books.refuses("2026-12-21", donate(1)), whole(&[Why::Future]));
    assert_eq!(books.refuses("2025-12-31", donate(1)), whole(&[Why::BeforeBank(day("2026-01-01"))]));
    books.bank.closed_through = Some(day(ON));
    assert_eq!(books.refuses(ON, donate(1)), whole(&[Why::Closed(day(ON))]));
}

#[test]
fn gifts_and_deposits() {
    let books = Books::with_loans();
    let gives = |good: &str, quantity, from: &str| {
        books.refuses(ON, Ask::Donate { good: good.into(), quantity, capital: true, from: from.into() })
    };
    assert_eq!(gives("GOLD", 0, " "), whole(&[good("GOLD"), Why::NotPositive, Why::Missing(Text::From)]));
    assert_eq!(gives("CATTLE", LARGE, &"x".repeat(201)), whole(&[good("CATTLE"), TOO_LARGE, Why::TooLong(Text::From)]));
    let brings = |rows: &[(i64, i64)]| {
        let rows = rows.iter().map(|&(party, quantity)| (Party(party), quantity)).collect();
        books.refuses(ON, Ask::Deposit { good: PADDY.into(), returned: true, rows })
    };
    assert_eq!(brings(&[]), whole(&[Why::Nothing]));
    let found = brings(&[(17, 1), (3, -5), (17, 1)]);
    assert_eq!(found, rows(&[(1, Why::NotAMember), (1, Why::NotPositive), (2, Why::SamePerson)]));
    let mut books = books.clone();
    books.does(ON, Ask::Deposit { good: PADDY.into(), returned: true, rows: vec![(Party(17), 20_000)] });
    let back = |party, quantity| books.refuses(ON, Ask::ReturnDeposit { good: PADDY.into(), party: Party(party), quantity });
    assert_eq!(back(17, 20_001), whole(&[Why::MoreThanOwed(20_000)]));
    assert_eq!(back(18, 1), whole(&[Why::MoreThanOwed(0)]));
    assert_eq!(back(17, 0), whole(&[Why::NotPositive]));
    books.does(ON, sell(4_820_000, 4_338_000));
    let back = books.refuses(ON, Ask::ReturnDeposit { good: PADDY.into(), party: Party(17), quantity: 20_000 });
    assert_eq!(back, whole(&[short(20_000)]));
}

#[test]
fn buying_and_selling() {
    let mut books = Books::with_loans();
    assert_eq!(books.refuses(ON, sell(4_800_001, 4_320_001)), whole(&[short(1)]));
    assert_eq!(books.refuses(ON, sell(0, -1)), whole(&[Why::NotPositive, Why::NotPositive]));
    assert_eq!(books.refuses(ON, sell(1_000, 9_000)), whole(&[Why::TenTimes(900)]));
    assert_eq!(books.refuses(ON, sell(1_000, 90)), whole(&[Why::TenTimes(900)]));
    assert_eq!(books.refuses(ON, buy(1_000, 900)), whole(&[Why::Impossible(Impossible::Box(900))]));
    let money = |quantity| Ask::Sell { good: "KHR".into(), quantity, received: 1 };
    assert_eq!(books.refuses(ON, money(1)), whole(&[good("KHR")]));
    books.bank.prices.clear();
    // 100 riel for 1,000 kg is no price.
    assert_eq!(books.refuses(ON, sell(1_000_000, 100)), whole(&[Why::NotPositive]));
}

#[test]
fn help_and_money() {
    let books = Books::with_loans();
    let help = |party, quantity, minute: &str| {
        books.refuses(ON, Ask::Help { good: PADDY.into(), party: Party(party), quantity, minute: minute.into() })
    };
    assert_eq!(help(3, 5_000_000, ""), whole(&[Why::NotAMember, short(200_000), Why::Missing(Text::Minute)]));
    let takes = |amount, note: &str| Ask::MoneyIn { source: MoneySource::Gift, amount, note: note.into() };
    assert_eq!(books.refuses(ON, takes(0, &"x".repeat(201))), whole(&[Why::NotPositive, Why::TooLong(Text::Note)]));
    let pays = Ask::MoneyOut { purpose: Spending::Other, amount: 7, note: String::new() };
    assert_eq!(books.refuses(ON, pays), whole(&[Why::Impossible(Impossible::Box(7))]));
}

#[test]
fn counts() {
    use Cause::*;
    let books = Books::with_loans();
    let says = |counted, losses: &[(Cause, i64)]| books.refuses(ON, count(counted, losses));
    assert_eq!(says(4_700_000, &[(Drying, 90_000)]), whole(&[Why::Losses(100_000)]));
    assert_eq!(says(4_700_000, &[]), whole(&[Why::Losses(100_000)]));
    assert_eq!(says(4_800_000, &[(Theft, 1)]), whole(&[Why::Losses(0)]));
    assert_eq!(says(4_900_000, &[(Theft, 100_000)]), whole(&[Why::Losses(-100_000)]));
    assert_eq!(says(4_900_000, &[(Surplus, 90_000)]), whole(&[Why::Losses(-100_000)]));
    let mixed = says(4_800_000, &[(Surplus, 10_000), (Theft, 10_000)]);
    assert_eq!(mixed, rows(&[(0, Why::Causes)]));
    assert_eq!(says(4_780_000, &[(Theft, 10_000), (Theft, 10_000)]), rows(&[(1, Why::Causes)]));
    assert_eq!(says(4_790_000, &[(Death, 10_000)]), rows(&[(0, Why::Causes)]));
    assert_eq!(says(4_800_000, &[(Theft, 0)]), rows(&[(0, Why::NotPositive)]));
    assert_eq!(says(-1, &[(Theft, 4_800_001)]), whole(&[Why::NotPositive]));
    let by = |code: &str, one, other, moisture_tenths| {
        let (losses, counters, method) = (vec![], [Party(one), Party(other)], CountMethod::Sacks);
        books.refuses(ON, Ask::Count { good: code.into(), counted: 4_800_000, losses, counters, method, moisture_tenths })
    };
    assert_eq!(by(PADDY, 17, 17, None), whole(&[Why::SamePerson]));
    assert_eq!(by(PADDY, 17, 3, Some(1_400)), whole(&[Why::NotAMember, Why::NotAPercentage]));
    assert_eq!(by("KHR", 17, 18, None), whole(&[good("KHR")]));
}

#[test]
fn lending() {
    let mut books = Books::with_loans();
    let on = "2026-07-01";
    let says = |rows: &[(i64, i64)]| books.refuses(on, lend(rows));
    assert_eq!(says(&[]), whole(&[Why::Nothing]));
    let found = says(&[(19, 0), (3, 1_000), (20, 1_000), (20, 1_000)]);
    assert_eq!(found, rows(&[(0, Why::NotPositive), (1, Why::NotAMember), (3, Why::SamePerson)]));
    assert_eq!(says(&[(19, 100_001), (17, 1_000)]), rows(&[(0, Why::AboveCeiling(100_000)), (1, Why::AboveCeiling(0))]));
    let of = |code: &str, purpose, season| books.refuses(on, lends(code, purpose, season, &[(19, 1)]));
    assert_eq!(of("SEED", Purpose::Food, Some(1)), whole(&[Why::NotLent]));
    assert_eq!(of(PADDY, Purpose::Emergency, Some(1)), whole(&[Why::NotLent]));
    assert_eq!(of("GOLD", Purpose::Food, Some(1)), whole(&[good("GOLD")]));
    assert_eq!(of(PADDY, Purpose::Food, None), whole(&[Why::Season]));
    assert_eq!(of(PADDY, Purpose::Food, Some(2)), whole(&[Why::Season]));
    assert_eq!(books.refuses("2027-01-31", lend(&[(19, 1_000)])), whole(&[Why::Season]));
    let late = books.refuses("2027-02-01", lends(PADDY, Purpose::Food, Some(1), &[(17, 1_000)]));
    assert_eq!(late[0], (None, Why::Season));
    assert!(late.contains(&(Some(0), Why::Late(1))));
    let seed = |guarantors: &[i64]| {
        let guarantors = guarantors.iter().map(|&party| Party(party)).collect();
        let rows = vec![LendRow { party: Party(19), quantity: 1_000, guarantors }];
        books.refuses(on, Ask::Lend { good: PADDY.into(), purpose: Purpose::Seed, season: None, rows })
    };
    assert_eq!(seed(&[17]), rows(&[(0, Why::Guarantors(2))]));
    assert_eq!(seed(&[17, 17]), rows(&[(0, Why::SamePerson)]));
    assert_eq!(seed(&[17, 19]), rows(&[(0, Why::SamePerson)]));
    assert_eq!(seed(&[17, 3]), rows(&[(0, Why::NotAMember)]));
    assert_eq!(books.refuses(ON, Ask::SeeCondition { loan: 1, kept: true }), whole(&[Why::NoLoan]));
    assert_eq!(books.refuses(ON, Ask::SeeCondition { loan: 9, kept: true }), whole(&[Why::NoLoan]));
    // 50 kg are left: the second row no longer fits, and the third is not told as well.
    books.does(on, sell(4_750_000, 5_225_000));
    assert_eq!(books.refuses(on, lend(&[(19, 40_000), (20, 30_000), (21, 30_000)])), rows(&[(1, short(20_000))]));
    let money = books.refuses("2026-06-30", lends("KHR", Purpose::Other, None, &[(19, 5)]));
    assert_eq!(money, rows(&[(0, Why::Impossible(Impossible::Box(5)))]));
}

#[test]
fn who_is_late_may_borrow_where_the_rules_say_so() {
    let lenient = RULES.replace("ceiling = 100", "lend_to_late = true");
    for (rules, late) in [(RULES, true), (&lenient, false)] {
        let mut books = Books::new(rules);
        books.bank.seasons.push(domain::banks::Season { no: 2, harvest_to: day("2028-01-31"), ..books.bank.seasons[0].clone() });
        books.does("2026-01-05", donate(5_000_000));
        books.does("2026-06-10", lend(&[(17, 50_000)]));
        let again = lends(PADDY, Purpose::Food, Some(2), &[(17, 50_000)]);
        assert_eq!(books.ask(day("2027-06-10"), &again).is_err(), late);
    }
}

#[test]
fn repaying_in_kind() {
    let mut books = Books::with_loans();
    books.market("CHICKEN", ON, 20_000);
    assert_eq!(books.refuses(ON, repay(None, &[])), whole(&[Why::Nothing]));
    let says = |row: RepayRow| books.refuses(ON, repay(None, &[kind(2, 1_000), row]));
    assert_eq!(says(kind(9, 1_000)), rows(&[(1, Why::NoLoan)]));
    assert_eq!(says(RepayRow { weighed: None, ..kind(1, 0) }), rows(&[(1, Why::Nothing)]));
    assert_eq!(says(kind(1, 0)), rows(&[(1, Why::NotPositive)]));
    assert_eq!(says(kind(1, 120_001)), rows(&[(1, Why::MoreThanOwed(120_000))]));
    // What the row before paid is not owed any more.
    assert_eq!(says(kind(2, 120_000)), rows(&[(1, Why::MoreThanOwed(119_000))]));
    assert_eq!(says(kind(1, 3_000_000)), rows(&[(1, Why::AboveScale(150_000))]));
    let measured = |moisture_tenths, foreign_tenths| RepayRow { moisture_tenths, foreign_tenths, ..kind(1, 50_000) };
    assert_eq!(says(measured(Some(1_400), None)), rows(&[(1, Why::NotAPercentage)]));
    assert_eq!(says(measured(Some(251), Some(-1))), rows(&[(1, Why::TooWet(250)), (1, Why::NotAPercentage)]));
    assert_eq!(says(RepayRow { weighed: Some(1), foreign_tenths: Some(999), ..kind(1, 1) }), rows(&[(1, Why::NotPositive)]));
    assert_eq!(books.refuses(ON, repays("CHICKEN", (None, None), &[kind(1, 1)])), rows(&[(0, Why::NoLoan)]));
    books.does(ON, repay(None, &[kind(1, 120_000)]));
    assert_eq!(books.refuses(ON, repay(None, &[kind(1, 1)])), rows(&[(0, Why::NoLoan)]));
}

#[test]
fn repaying_in_money() {
    let mut books = Books::with_loans();
    let says = |agreed, money| books.refuses(ON, repay(agreed, &[cash(1, money)]));
    assert_eq!(says(None, 1_000), whole(&[Why::PriceMissing]));
    assert_eq!(says(Some(901), 1_000), whole(&[Why::AgreedPrice(900)]));
    assert_eq!(says(Some(90), 1_000), whole(&[Why::TenTimes(900)]));
    assert_eq!(says(Some(0), 0), [whole(&[Why::NotPositive]), rows(&[(0, Why::NotPositive)])].concat());
    assert_eq!(says(Some(850), 102_001), rows(&[(0, Why::MoreThanOwed(120_000))]));
    let both = RepayRow { money: Some(1), ..kind(1, 120_000) };
    assert_eq!(books.refuses(ON, repay(Some(850), &[both])), rows(&[(0, Why::MoreThanOwed(0))]));
    let typed = |market| repays(PADDY, (Some(850), Some(market)), &[cash(1, 1_000)]);
    assert_eq!(books.refuses(ON, typed(9_000)), whole(&[Why::TenTimes(900)]));
    assert_eq!(books.refuses(ON, typed(800)), whole(&[Why::AgreedPrice(800)]));

    books.does(ON, Ask::MoneyIn { source: MoneySource::Gift, amount: 90_000, note: String::new() });
    books.does(ON, lends("KHR", Purpose::Other, None, &[(19, 50_000)]));
    assert_eq!(books.refuses(ON, repays("KHR", (Some(1), None), &[cash(3, 5)])), rows(&[(0, Why::NoCash)]));

    let row = LendRow { party: Party(19), quantity: 10_000, guarantors: vec![Party(17), Party(18)] };
    books.does(ON, Ask::Lend { good: PADDY.into(), purpose: Purpose::Seed, season: None, rows: vec![row] });
    assert_eq!(books.refuses(ON, repay(Some(850), &[cash(4, 5), cash(4, 5)])), whole(&[Why::AgreedPrice(765)]));
    let mut unpriced = books.clone();
    unpriced.bank.prices.clear();
    assert_eq!(unpriced.refuses(ON, repay(Some(765), &[cash(4, 5)])), whole(&[Why::PriceMissing]));

    books.market("CHICKEN", ON, 20_000);
    let good = "CHICKEN".to_owned();
    books.does(ON, Ask::Donate { good: good.clone(), quantity: 9, capital: true, from: "x".into() });
    books.does(ON, lends(&good, Purpose::Breeding, None, &[(20, 6)]));
    let hens = |agreed, money| books.refuses(ON, repays(&good, (agreed, None), &[cash(5, money)]));
    assert_eq!(hens(None, 50_000), rows(&[(0, Why::NotWhole(40_000))]));
    assert_eq!(hens(None, 19_999), rows(&[(0, Why::NotWhole(0))]));
    assert_eq!(hens(None, 120_001), rows(&[(0, Why::MoreThanOwed(6))]));
    assert_eq!(hens(Some(19_000), 19_000), whole(&[Why::AgreedPrice(20_000)]));
}

#[test]
fn relief() {
    let mut books = Books::with_loans();
    let on = "2027-02-05";
    let moves = |loan, due_on: &str, extra_interest, minute: &str| {
        books.refuses(on, Ask::Reschedule { loan, due_on: day(due_on), extra_interest, minute: minute.into() })
    };
    assert_eq!(moves(1, "2027-01-31", -1, ""), whole(&[Why::Missing(Text::Minute), Why::NotPositive, Why::NotLater]));
    // After the day it was due, and passed already.
    assert_eq!(moves(1, "2027-02-05", 0, "12"), whole(&[Why::NotLater]));
    assert_eq!(moves(9, "2028-01-31", 0, "12"), whole(&[Why::NoLoan]));
    let forgives = |loan, quantity| books.refuses(on, Ask::Forgive { loan, quantity, minute: minute() });
    assert_eq!(forgives(1, 120_001), whole(&[Why::MoreThanOwed(120_000)]));
    assert_eq!(forgives(1, 0), whole(&[Why::NotPositive]));
    assert_eq!(forgives(9, 1), whole(&[Why::NoLoan]));
    let drops = |loan, minute: &str| books.refuses(on, Ask::WriteOff { loan, minute: minute.into() });
    assert_eq!(drops(9, &"x".repeat(201)), whole(&[Why::TooLong(Text::Minute), Why::NoLoan]));
    let turns = |books: &Books, loan, agreed, due_on: &str| {
        books.refuses(on, Ask::TurnToMoney { loan, agreed, due_on: day(due_on), minute: minute() })
    };
    assert_eq!(turns(&books, 1, 0, on), whole(&[Why::NotPositive, Why::NotLater]));
    assert_eq!(turns(&books, 1, 9_000, "2028-01-31"), whole(&[Why::TenTimes(900)]));
    assert_eq!(turns(&books, 9, 900, "2028-01-31"), whole(&[Why::NoLoan]));
    books.does(on, Ask::TurnToMoney { loan: 1, agreed: 900, due_on: day("2028-01-31"), minute: minute() });
    assert_eq!(turns(&books, 1, 900, "2028-01-31"), whole(&[Why::NoLoan]));
    assert_eq!(turns(&books, 3, 900, "2028-01-31"), whole(&[Why::NoLoan]));
}

#[test]
fn taking_back() {
    let mut books = Books::with_loans();
    let undoes = |books: &Books, on: &str, act, reason: &str| books.refuses(on, Ask::Undo { act, reason: reason.into() });
    assert_eq!(undoes(&books, ON, 9, " "), whole(&[Why::Missing(Text::Reason), Why::NoAct]));
    // Before it happened there is nothing to take back.
    assert_eq!(undoes(&books, "2026-06-09", 2, "x"), whole(&[Why::NoAct]));
    let taken_back = books.does(ON, undo(2));
    assert_eq!(undoes(&books, ON, 2, "x"), whole(&[Why::NoAct]));
    assert_eq!(undoes(&books, "2026-06-30", 2, "x"), whole(&[Why::NoAct]));
    assert_eq!(undoes(&books, ON, taken_back[0], "x"), whole(&[Why::NoAct]));
}
