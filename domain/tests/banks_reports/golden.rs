//! The worked year: two banks of one book, whose figures are published and must come out exactly.
use chrono::NaiveDate;
use domain::{
    banks::{
        Act, Bank, Class, Fact, GOODS, Member, Party, Price, PriceKind, Rules, Season, Version,
        acts::{Came, CashLine, Cause, CountMethod, LentLine, Loss, LossNote, LostHow, MoneySource, NewAnimal, RepaidLine, Sex},
        rules::Purpose,
        span::Span,
        statement::{Account, Statement, Sums, statement},
    },
    chart::account_code,
};
use ledger::{Commodity, FundNo};
use std::collections::BTreeMap;
use uuid::Uuid;

pub const RICE: &str = include_str!("../../../fixtures/banks/schemes/golden_rice.toml");
const COWS: &str = include_str!("../../../fixtures/banks/schemes/golden_cows.toml");

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A bank of the worked year, before anything happened.
fn bank(fund: i64, rules: &str) -> Bank {
    let rules = Rules::parse(rules, &GOODS).unwrap();
    let member = |party| Member {
        party: Party(party),
        joined_on: day("2026-01-01"),
        left_on: None,
        id_poor: Some(party % 3),
        woman: Some(party != 18),
        birth_year: None,
    };
    let season = Season {
        no: 1,
        name_km: String::new(),
        name_latin: String::new(),
        lend_from: day("2026-05-01"),
        lend_to: day("2026-10-31"),
        harvest_from: day("2026-12-01"),
        harvest_to: day("2027-01-31"),
    };
    Bank {
        fund: FundNo(fund),
        money: Commodity::KHR,
        opened_on: day("2026-01-01"),
        rules: vec![Version { no: 1, from: day("2026-01-01"), rules }],
        seasons: if fund == 3 { vec![season] } else { vec![] },
        goods: GOODS.clone(),
        prices: closing(),
        members: [17, 18, 21, 22, 33].into_iter().map(member).collect(),
        acts: vec![],
        closed_through: None,
    }
}

/// The market's prices at the end of the year.
fn closing() -> Vec<Price> {
    let price = |(no, (good, class, amount)): (i64, (&str, &str, i64))| Price {
        no,
        good: good.to_owned(),
        class: class.to_owned(),
        day: day("2026-12-31"),
        amount,
        kind: PriceKind::Market,
    };
    (1..).zip([("PADDY", "", 950), ("CATTLE", "cow", 2_000_000), ("CATTLE", "calf", 700_000)]).map(price).collect()
}

/// Writes an act that cites a price of a good.
pub fn act(bank: &mut Bank, on: &str, fact: Fact, price: Option<(&str, i64)>) -> i64 {
    let no = bank.next_act();
    let cited = |(good, amount): (&str, i64)| Price {
        no: 1_000 + no,
        good: good.to_owned(),
        class: String::new(),
        day: day(on),
        amount,
        kind: PriceKind::Agreed,
    };
    bank.acts.push(Act { no, id: Uuid::nil(), day: day(on), fact, price: price.map(cited), entry: None });
    no
}

/// A loan of 100 kg at 20 %.
fn lent(bank: &Bank, loan: i64, party: i64) -> Fact {
    let terms = bank.rules[0].rules.lending(Purpose::Food, "PADDY").unwrap().terms.clone();
    let (due_on, guarantors) = (day("2027-01-31"), vec![]);
    let line = LentLine { loan, party: Party(party), quantity: 100_000, interest: 20_000, due_on, guarantors };
    Fact::Lent { good: "PADDY".into(), purpose: Purpose::Food, season: Some(1), terms, condition: None, lines: vec![line] }
}

pub fn donated(kilograms: i64) -> Fact {
    Fact::Donated { good: "PADDY".into(), quantity: kilograms * 1_000, capital: true, from: "the project".into() }
}

pub fn counted(book: i64, losses: &[(Cause, i64)]) -> Fact {
    let losses: Vec<Loss> = losses.iter().map(|&(cause, quantity)| Loss { cause, quantity }).collect();
    let counted = book - losses.iter().map(|loss| loss.quantity).sum::<i64>();
    let (good, counters, method) = ("PADDY".into(), [Party(17), Party(21)], CountMethod::Weighed);
    Fact::Counted { good, book, counted, losses, counters, method, moisture_tenths: None }
}

/// The rice bank, fund 3.
pub fn rice() -> Bank {
    let mut bank = bank(3, RICE);
    let paddy = |amount| Some(("PADDY", amount));
    act(&mut bank, "2026-01-05", donated(5_000), paddy(1_000));
    for (loan, party) in [(1, 17), (2, 18)] {
        let fact = lent(&bank, loan, party);
        act(&mut bank, "2026-06-10", fact, paddy(1_100));
    }
    act(&mut bank, "2026-09-30", counted(4_800_000, &[(Cause::Drying, 90_000), (Cause::Pests, 60_000)]), paddy(1_100));
    let (credited, interest) = (120_000, 20_000);
    let line = RepaidLine { loan: 1, credited, interest, weighed: 120_000, moisture_tenths: None, foreign_tenths: None };
    act(&mut bank, "2026-12-20", Fact::Repaid { good: "PADDY".into(), lines: vec![line] }, paddy(900));
    let lines = vec![CashLine { loan: 2, credited, interest, received: 102_000 }];
    act(&mut bank, "2026-12-20", Fact::RepaidCash { good: "PADDY".into(), agreed: 850, market: Some(900), lines }, paddy(850));
    act(&mut bank, "2026-12-22", Fact::Sold { good: "PADDY".into(), quantity: 1_000_000, received: 920_000 }, paddy(920));
    bank
}

pub fn animal(no: i64, sex: Sex, born_on: Option<&str>) -> NewAnimal {
    NewAnimal { no, tag: format!("CB-{no:04}"), sex, born_on: born_on.map(day), marks: String::new(), calved: false }
}

/// The cow bank, fund 4.
pub fn cows() -> Bank {
    let mut bank = bank(4, COWS);
    let contract = bank.rules[0].rules.placing(Class::Cattle).unwrap().clone();
    let grant = Fact::MoneyIn { source: MoneySource::Grant, amount: 4_000_000, note: String::new() };
    act(&mut bank, "2026-02-01", grant, None);
    let heifers = vec![animal(1, Sex::Female, Some("2023-06-01")), animal(2, Sex::Female, Some("2023-06-01"))];
    let came = Fact::AnimalsCame { how: Came::Bought { paid: 3_800_000 }, species: Class::Cattle, animals: heifers };
    act(&mut bank, "2026-02-02", came, Some(("CATTLE", 1_900_000)));
    for (animal, party) in [(1, 21), (2, 22)] {
        let placed = Fact::Placed { animal, keeper: Party(party), contract: contract.clone() };
        act(&mut bank, "2026-02-03", placed, None);
    }
    let calf = animal(3, Sex::Female, Some("2026-08-15"));
    let no = 3 * 1_000 + 11;
    let born = Fact::Born { dam: 1, calf, nth: Some(1), bank: true, fills: Some(no), owes_money: None };
    act(&mut bank, "2026-08-15", born, Some(("CATTLE", 500_000)));
    let died = Fact::Lost {
        animal: 2,
        how: LostHow::Disease,
        witnesses: vec![Party(17), Party(18)],
        note: LossNote::Vet,
        salvage: 300_000,
        keeper_owes: false,
        claim: 0,
    };
    act(&mut bank, "2026-11-05", died, Some(("CATTLE", 1_900_000)));
    let passed_on = Fact::HandedOver { animal: 3, to: Some(Party(33)), contract: Some(contract), settles: Some(no) };
    act(&mut bank, "2026-12-15", passed_on, None);
    bank
}

/// The statement of a bank from its beginning to the end of the year, which must balance.
pub fn year(bank: &Bank) -> Statement {
    let told = statement(bank, Span::through(day("2026-12-31"))).unwrap();
    assert_eq!((told.sums.balances(), &told.missing[..]), (Some(true), &[][..]));
    told
}

/// An account as the fixture writes it: flows and closing, in the unit that people speak of and in riel.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    closing: (i64, i64),
    holding: i64,
    flows: BTreeMap<String, (i64, i64)>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Golden {
    paddy: Expected,
    cattle: Expected,
    sums: BTreeMap<String, i64>,
    income: BTreeMap<String, i64>,
}

fn agrees(account: &Account, expected: &Expected) {
    let unit = account.good.unit();
    let shown = |worth: &domain::banks::statement::Worth| {
        assert_eq!(worth.quantity % unit, 0);
        (worth.quantity / unit, worth.value.unwrap())
    };
    let flows: BTreeMap<String, (i64, i64)> =
        account.flows.iter().map(|(flow, worth)| (flow.code().to_owned(), shown(worth))).collect();
    assert_eq!(flows, expected.flows, "{}", account.good.code());
    assert_eq!(shown(&account.closing), expected.closing);
    assert_eq!((account.opening.quantity, account.opening.value, account.holding), (0, Some(0), Some(expected.holding)));
}

#[test]
fn the_worked_year_comes_out_to_the_riel() {
    let golden: Golden = toml::from_str(include_str!("../../../fixtures/banks/golden_year.toml")).unwrap();
    let (rice, cows) = (year(&rice()), year(&cows()));
    let account = |statement: &Statement, code: &str| {
        let found = statement.accounts.iter().find(|account| account.good.code() == code);
        found.unwrap_or_else(|| panic!("an account of {code}")).clone()
    };
    agrees(&account(&rice, "PADDY"), &golden.paddy);
    agrees(&account(&cows, "CATTLE"), &golden.cattle);

    let sums = rice.sums.with(cows.sums);
    let cash = account(&rice, "KHR").closing.value.zip(account(&cows, "KHR").closing.value).map(|(one, other)| one + other);
    let told = [
        ("cash", cash),
        ("assets", sums.assets),
        ("contributed", sums.contributed),
        ("income", sums.income),
        ("expenses", sums.expenses),
        ("holding", sums.holding),
        ("concession", Some(rice.concession + cows.concession)),
    ];
    assert_eq!(BTreeMap::from(told.map(|(name, sum)| (name.to_owned(), sum.unwrap()))), golden.sums);
    assert_eq!((sums.balances(), sums.own()), (Some(true), Some(7_803_500)));
    assert_eq!((sums.liabilities, sums.opening, sums.passed), (Some(0), Some(0), Some(0)));
    let income = rice.income.iter().chain(&cows.income).map(|(no, value)| (account_code(*no).to_owned(), value.unwrap()));
    assert_eq!(income.collect::<BTreeMap<_, _>>(), golden.income);
}

#[test]
fn what_is_there_is_told_part_by_part() {
    let shown = |statement: &Statement| {
        let held = statement.assets.iter().chain(&statement.liabilities);
        held.map(|held| (held.what.code(), held.quantity, held.value.unwrap())).collect::<Vec<_>>()
    };
    assert_eq!(shown(&year(&rice())), [("box", 1_022_000, 1_022_000), ("store", 3_770_000, 3_581_500)]);
    assert_eq!(shown(&year(&cows())), [("box", 500_000, 500_000), ("placed", 2, 2_700_000)]);
    let prices = year(&cows()).prices;
    let prices: Vec<_> = prices.iter().map(|price| (price.class.as_str(), price.amount)).collect();
    assert_eq!(prices, [("calf", 700_000), ("cow", 2_000_000)]);
}

#[test]
fn no_bank_has_nothing() {
    let nothing = Sums::none();
    assert_eq!((nothing.own(), nothing.balances()), (Some(0), Some(true)));
    let empty = bank(3, RICE);
    let told = year(&empty);
    assert_eq!((told.sums, told.accounts.len()), (nothing, 0));
}
