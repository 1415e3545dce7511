//! What is written for an earlier day, or taken back, must leave everything that was written since possible.
use super::books::{Books, PADDY, count, day, donate, kind, lend, minute, repay, sell, undo};
use domain::{
    banks::{
        Ask, Impossible, Party, Why,
        acts::{ActNo, Cause},
    },
    chart::{INTEREST, LOANS, STORE},
};

fn later(act: ActNo, why: Impossible) -> Vec<(Option<usize>, Why)> {
    vec![(None, Why::Later(act, why))]
}

fn help(quantity: i64) -> Ask {
    Ask::Help { good: PADDY.to_owned(), party: Party(20), quantity, minute: minute() }
}

#[test]
fn a_store_that_would_be_empty_later() {
    let mut books = Books::with_loans();
    let sold = books.does("2026-12-22", sell(4_700_000, 4_230_000))[0];
    let empty = |missing| Impossible::Store(PADDY.to_owned(), missing);
    assert_eq!(books.refuses("2026-11-01", help(100_001)), later(sold, empty(1)));
    assert_eq!(books.refuses("2026-11-01", lend(&[(19, 60_000), (20, 60_000)])), later(sold, empty(20_000)));
    books.does("2026-11-01", help(100_000));
    books.agree(day("2026-11-01"));
    books.agree(day("2026-12-22"));
}

#[test]
fn a_count_that_would_be_of_another_figure() {
    let mut books = Books::with_loans();
    let counted = books.does("2026-09-30", count(4_750_000, &[(Cause::Drying, 50_000)]))[0];
    assert_eq!(books.refuses("2026-09-29", donate(1)), later(counted, Impossible::Count));
    books.does("2026-09-30", donate(1));
}

#[test]
fn a_loan_that_would_be_overpaid_later() {
    let mut books = Books::with_loans();
    let paid = books.does("2026-12-20", repay(None, &[kind(1, 120_000)]))[0];
    assert_eq!(books.refuses("2026-12-19", repay(None, &[kind(1, 1_000)])), later(paid, Impossible::Overpaid(1)));
    let all = books.refuses("2026-12-19", repay(None, &[kind(1, 120_000)]));
    assert_eq!(all, later(paid, Impossible::Loan(1)));
}

#[test]
fn what_rests_on_it_speaks_against_taking_it_back() {
    let mut books = Books::with_loans();
    let paid = books.does("2026-12-20", repay(None, &[kind(1, 60_000)]))[0];
    assert_eq!(books.refuses("2026-12-31", undo(1)), later(2, Impossible::Store(PADDY.to_owned(), 100_000)));
    assert_eq!(books.refuses("2026-12-31", undo(2)), later(paid, Impossible::Loan(1)));
    let undone = books.does("2026-12-31", undo(paid))[0];
    // It is as if it had not been, the reversal is worth what the act was worth, and earlier days stay as they were told.
    assert_eq!((books.owed(1, "2026-12-31"), books.owed(1, "2026-12-30")), ((100_000, 20_000), (60_000, 0)));
    assert_eq!(books.cited(undone), books.cited(paid));
    for (account, kilograms) in [(STORE, 4_800), (LOANS, 200), (INTEREST, 0)] {
        assert_eq!(books.balance(account, PADDY, "2026-12-31"), kilograms * 1_000);
    }
    books.does("2027-01-02", undo(2));
    assert!(books.state("2027-01-02").loans.is_empty());
    for on in ["2026-12-20", "2026-12-31", "2027-01-02"] {
        books.agree(day(on));
    }
    // Numbers are not given twice.
    books.does("2027-01-03", lend(&[(17, 10_000)]));
    assert_eq!(books.state("2027-01-03").loans.keys().collect::<Vec<_>>(), [&3]);
}

#[test]
fn a_sale_of_what_was_taken_back_since() {
    let mut books = Books::with_loans();
    let gift = books.does("2026-07-01", donate(1_000_000))[0];
    books.does("2026-08-01", undo(gift));
    let missing = Why::Impossible(Impossible::Store(PADDY.to_owned(), 200_000));
    assert_eq!(books.refuses("2026-07-15", sell(5_000_000, 5_500_000)), [(None, missing)]);
    books.does("2026-07-15", sell(4_800_000, 5_280_000));
    books.agree(day("2026-07-31"));
    books.agree(day("2026-08-01"));
}
