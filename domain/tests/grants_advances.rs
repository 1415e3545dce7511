//! Advances by age: what came first is spent first.
use chrono::{Days, NaiveDate};
use domain::grants::{
    Act, Award, Fact, Money, Terms, Who,
    acts::{Means, Purpose, Source, Step},
    advances::{Advance, advances},
    exceptions::{Exception, Ground, Rule, run},
};
use uuid::Uuid;

const OFFICER: i64 = 9;

fn day(at: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2016, 8, 1).expect("a day") + Days::new(at)
}

fn award(facts: Vec<(u64, Fact)>) -> Award {
    let terms = Terms::read(include_str!("../../fixtures/grants/award.toml")).expect("terms");
    let named = Fact::HolderNamed { holder: OFFICER, user: Some(Uuid::nil()), name: "officer-1".into() };
    let act = |(no, (at, fact))| Act { no, id: Uuid::nil(), day: day(at), by: Who::Named("office".into()), fact, entry: None };
    let acts = (1..).zip([(0, named)].into_iter().chain(facts)).map(act).collect();
    Award { terms, acts, money: Money::default(), closed_through: None }
}

/// A voucher that is paid on a day.
fn voucher(no: i64, at: u64, purpose: Purpose, source: Source, currency: &str, paid: i64) -> Vec<(u64, Fact)> {
    let (currency, means) = (currency.to_owned(), Means::Cash);
    let made = Fact::Prepared { voucher: no, purpose, amount: paid, currency, paid, source, means, quotations: 3 };
    vec![(at, made), (at, Fact::Stepped { voucher: no, step: Step::Paid, reference: String::new(), witness: true })]
}

fn given(no: i64, at: u64, currency: &str, paid: i64) -> Vec<(u64, Fact)> {
    voucher(no, at, Purpose::Advance { holder: OFFICER }, Source::Cash, currency, paid)
}

fn spent(no: i64, at: u64, paid: i64) -> Vec<(u64, Fact)> {
    let purpose = Purpose::Cost { line: "office".into(), persons: None, help: None, what: "fuel".into() };
    voucher(no, at, purpose, Source::Advance { holder: OFFICER }, "USD", paid)
}

fn back(at: u64, amount: i64) -> Vec<(u64, Fact)> {
    vec![(at, Fact::AdvanceBack { holder: OFFICER, currency: "USD".into(), amount })]
}

fn reversed(no: i64, at: u64) -> Vec<(u64, Fact)> {
    vec![(at, Fact::Reversed { voucher: no, reason: "wrong".into() })]
}

/// What is held at the end of a day: since when, of which currency, how much.
#[track_caller]
fn check(facts: Vec<Vec<(u64, Fact)>>, on: u64, expected: &[(u64, &str, i64)]) {
    let held = |&(since, currency, left): &(u64, &str, i64)| Advance {
        holder: OFFICER,
        currency: currency.into(),
        since: day(since),
        left,
    };
    let expected: Vec<Advance> = expected.iter().map(held).collect();
    assert_eq!(advances(&award(facts.concat()), day(on)), expected);
}

#[test]
fn what_came_first_goes_first() {
    check(vec![], 9, &[]);
    let two = || vec![given(1, 1, "USD", 900), given(2, 5, "USD", 500)];
    check(two(), 0, &[]);
    check(two(), 9, &[(1, "USD", 900), (5, "USD", 500)]);
    check([two(), vec![spent(3, 6, 300)]].concat(), 9, &[(1, "USD", 600), (5, "USD", 500)]);
    check([two(), vec![spent(3, 6, 300), back(7, 700)]].concat(), 9, &[(5, "USD", 400)]);
    check([two(), vec![spent(3, 6, 300), back(7, 700)]].concat(), 6, &[(1, "USD", 600), (5, "USD", 500)]);
    check([two(), vec![spent(3, 6, 300), back(7, 1_100)]].concat(), 9, &[]);
}

#[test]
fn each_currency_has_its_own_age() {
    check(vec![given(1, 1, "USD", 900), given(2, 5, "KHR", 400_000), spent(3, 6, 900)], 9, &[(5, "KHR", 400_000)]);
}

#[test]
fn what_is_undone_was_never_spent_and_never_given() {
    check(vec![given(1, 1, "USD", 900), spent(2, 6, 300), reversed(2, 7)], 9, &[(1, "USD", 900)]);
    check(vec![given(1, 1, "USD", 900), reversed(1, 2)], 9, &[]);
}

#[test]
fn what_was_spent_too_early_is_made_good_by_the_next() {
    check(vec![spent(1, 1, 300), given(2, 2, "USD", 900)], 9, &[(2, "USD", 600)]);
    // On one day what came is there before what goes.
    check(vec![spent(1, 2, 300), given(2, 2, "USD", 900)], 9, &[(2, "USD", 600)]);
}

#[test]
fn one_that_is_held_too_long_is_an_exception() {
    let award = award([given(1, 1, "USD", 900), given(2, 5, "USD", 500), spent(3, 6, 900)].concat());
    let found = |on: u64| {
        let held: Vec<_> = advances(&award, day(on)).iter().map(Advance::held).collect();
        let old = |found: &Exception| found.rule == Rule::OldAdvance;
        run(&award, day(on), &held).into_iter().filter(old).map(|found| found.ground).collect::<Vec<_>>()
    };
    assert_eq!(advances(&award, day(35))[0].days(day(35)), 30);
    assert_eq!((found(35), found(36)), (vec![], vec![Ground::Text("officer-1".into())]));
}
