//! Every refusal of lending, of corrected loans and of running loans, each by the one thing that brings it about.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops there")]
use chrono::NaiveDate;
use domain::{
    constitution::Constitution,
    corrections::{BookStanding, Correction, CorrectionRefusal, Figure, check},
    loans::{
        Borrower, Event, LoanAccount, LoanRefusal, Terms, What,
        brought::{Before, BroughtRefusal, RunningLoan, bring},
        giving::{self, Asked},
    },
};
use ledger::{EntryNo, PartyNo};
use uuid::Uuid;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn rules(change: &str) -> Constitution {
    let text = include_str!("../../fixtures/constitutions/weekly_shares.toml");
    Constitution::parse(&text.replace("[loans]", &format!("[loans]\n{change}"))).unwrap()
}

#[test]
fn an_application() {
    use LoanRefusal::*;
    let borrower = Borrower { party: PartyNo(1), savings: 100_000, owed: 0, loans: 0, days_late: 0 };
    let good = Asked { principal: 300_000, instalments: 3, guarantors: vec![], votes: Some((5, 2)) };
    let plain = rules("");
    let says = |rules: &Constitution, borrower: &Borrower, asked: &Asked, cash, lending| {
        giving::check(rules, borrower, asked, cash, lending)
    };
    assert_eq!(says(&plain, &borrower, &good, 300_000, true), []);
    let of = |asked: Asked| says(&plain, &borrower, &asked, 1_000_000_000_000, true);
    assert_eq!(says(&plain, &borrower, &good, 300_000, false), [ShareOutBegun]);
    assert_eq!(of(Asked { principal: 0, ..good.clone() }), [AmountMissing]);
    assert_eq!(of(Asked { principal: -100, ..good.clone() }), [AmountMissing]);
    assert_eq!(says(&plain, &borrower, &Asked { principal: 1_000_000_000_100, ..good.clone() }, i64::MAX, true), [TooLarge]);
    assert_eq!(of(Asked { principal: 50, ..good.clone() }), [NotRounded(100)]);
    assert_eq!(of(Asked { instalments: 4, ..good.clone() }), [Instalments(3)]);
    assert_eq!(of(Asked { instalments: 0, ..good.clone() }), [Instalments(3)]);
    assert_eq!(of(Asked { principal: 300_100, ..good.clone() }), [OverLimit { limit: 300_000, short: 100 }]);
    assert_eq!(of(Asked { votes: Some((3, 3)), ..good.clone() }), [VotedDown]);
    assert_eq!(of(Asked { votes: None, ..good.clone() }), []);
    assert_eq!(of(Asked { guarantors: vec![PartyNo(1)], ..good.clone() }), [GuarantorHerself]);
    assert_eq!(of(Asked { guarantors: vec![PartyNo(2), PartyNo(2)], ..good.clone() }), [GuarantorTwice]);
    assert_eq!(says(&rules("guarantors_least = 2"), &borrower, &good, 300_000, true), [Guarantors(2)]);
    assert_eq!(says(&plain, &borrower, &good, 250_000, true), [FundShort { cash: 250_000, short: 50_000 }]);
    let with_loan = Borrower { loans: 1, owed: 50_000, ..borrower };
    assert_eq!(says(&plain, &with_loan, &Asked { principal: 10_000, ..good.clone() }, 300_000, true), [TooMany(1)]);
    let topped_up = Asked { principal: 250_000, ..good.clone() };
    assert_eq!(says(&rules("top_up = true"), &with_loan, &topped_up, 300_000, true), []);
    let strict = rules("late_may_borrow = false\ntop_up = true");
    assert_eq!(says(&strict, &Borrower { days_late: 9, ..with_loan }, &topped_up, 300_000, true), [Late(9)]);
    let dear = Constitution::parse(
        &include_str!("../../fixtures/constitutions/weekly_shares.toml").replace("service_charge = 0", "service_charge = 5000"),
    );
    let small = Asked { principal: 5_000, ..good };
    assert_eq!(says(&dear.unwrap(), &borrower, &small, 300_000, true), [ChargeTooHigh(5_000)]);
}

/// A loan of 300,000 that was given on 5 January and paid back in February, March and April.
fn loan(rules: &Constitution) -> LoanAccount {
    let terms = Terms::of(rules, 300_000, 3, day("2026-01-05"));
    let plan = terms.schedule().unwrap();
    let given = Event { no: 1, on: day("2026-01-05"), what: What::Given(1) };
    let loan = LoanAccount { no: 1, party: PartyNo(1), terms, versions: vec![plan], events: vec![given] };
    [("2026-02-05", 106_000), ("2026-03-05", 104_000), ("2026-04-05", 102_000)]
        .into_iter()
        .fold(loan, |loan, (on, amount)| loan.with(day(on), What::Repaid(amount)))
}

#[track_caller]
fn mends(
    figure: Figure,
    (was, becomes): (i64, i64),
    (held_on, events): (&str, &[(i64, i64)]),
    loans: &[LoanAccount],
) -> Result<(), CorrectionRefusal> {
    let constitution = rules("");
    let book = BookStanding {
        constitution: &constitution,
        entry: Some(EntryNo(4)),
        baseline: false,
        counted_since: true,
        savings: 0,
        cash_loan: 1_000_000,
        cash_social: 0,
        bank: 0,
        external: 0,
        administration: 0,
        today: day("2026-06-01"),
        held_on: day(held_on),
        loans,
        events,
        service_charge: 0,
    };
    let correction =
        Correction { key: Uuid::from_u128(1), figure, was, becomes, reason: "read again".into(), asked_by: Uuid::from_u128(2) };
    check(&correction, was, &book)
}

#[test]
fn a_corrected_loan() {
    use CorrectionRefusal::*;
    let one = PartyNo(1);
    let loans = [loan(&rules(""))];
    let february = ("2026-02-05", &[(1, 2)][..]);
    let given = ("2026-01-05", &[(1, 1)][..]);
    // 100,000 of the 106,000 had been brought: what was paid later still fits.
    assert_eq!(mends(Figure::Repayment(one), (106_000, 100_000), february, &loans), Ok(()));
    assert_eq!(mends(Figure::Repayment(one), (106_000, 0), february, &loans), Ok(()));
    // More in February, and the last payment would have been too much.
    assert_eq!(mends(Figure::Repayment(one), (106_000, 206_000), february, &loans), Err(LaterTooMuch));
    assert_eq!(mends(Figure::Repayment(one), (106_000, 400_000), february, &loans), Err(OverOwed(306_000)));
    assert_eq!(mends(Figure::Repayment(one), (0, 5_000), february, &[]), Err(NoLoan));
    assert_eq!(mends(Figure::Loan(one), (300_000, 400_000), given, &loans), Ok(()));
    assert_eq!(mends(Figure::Loan(one), (300_000, 200_000), given, &loans), Err(LaterTooMuch));
    assert_eq!(mends(Figure::Loan(one), (300_000, 0), given, &loans), Err(LaterTooMuch));
    assert_eq!(mends(Figure::Loan(one), (0, 50_000), ("2026-01-05", &[]), &loans), Err(NoLoan));
}

#[test]
fn a_top_up_that_was_used_up_is_mended() {
    let constitution = rules("top_up = true");
    let terms = Terms::of(&constitution, 300_000, 3, day("2026-01-05"));
    let plan = terms.schedule().unwrap();
    let on = day("2026-02-05");
    let more = terms.schedule_from(400_000, 3, on).unwrap();
    let given = Event { no: 1, on: day("2026-01-05"), what: What::Given(1) };
    let loan = LoanAccount { no: 1, party: PartyNo(1), terms, versions: vec![plan, more], events: vec![given] };
    let loan = loan.with(on, What::Repaid(106_000)).with(on, What::ToppedUp { amount: 200_000, version: 2 });
    // 250,000 were lent, not 200,000; everything that was owed by then had been paid in March.
    let paid = loan.with(day("2026-03-05"), What::Repaid(loan.position(day("2026-03-05")).payoff));
    assert_eq!(mends(Figure::Loan(PartyNo(1)), (200_000, 250_000), ("2026-02-05", &[(1, 3)]), &[paid]), Ok(()));
}

#[test]
fn a_running_loan() {
    use BroughtRefusal::*;
    let constitution = rules("");
    let before = Before {
        constitution: &constitution,
        on: day("2026-01-04"),
        begun: None,
        opened_on: Some(day("2026-01-04")),
        closed_through: None,
        cash_loan: 200_000,
        last_no: 0,
        today: day("2026-02-01"),
    };
    let good = RunningLoan {
        party: PartyNo(1),
        given_on: day("2025-12-01"),
        principal: 150_000,
        owed: 100_000,
        interest_paid: 3_000,
        instalments: 3,
        rate_percent_month: None,
    };
    let says = |loan: RunningLoan, before: &Before<'_>| bring(&[loan], before, Uuid::from_u128(1)).map(drop).map_err(|all| all[0]);
    let brought = bring(std::slice::from_ref(&good), &before, Uuid::from_u128(1)).unwrap();
    let lines: Vec<_> = brought.entry.postings().iter().map(|line| (line.account.0, line.amount.quantity())).collect();
    assert_eq!(lines, [(1110, 100_000), (1010, -100_000)]);
    assert_eq!(brought.loans[0].0.position(day("2026-01-04")).principal, 100_000);
    let whole = |why| Err((None, why));
    assert_eq!(says(good.clone(), &Before { begun: Some(3), ..before }), whole(Begun(3)));
    assert_eq!(says(good.clone(), &Before { on: day("2026-02-02"), opened_on: None, ..before }), whole(Future));
    let closed = Some(day("2026-01-31"));
    assert_eq!(says(good.clone(), &Before { closed_through: closed, ..before }), whole(PeriodClosed(day("2026-01-31"))));
    let other = Some(day("2026-01-03"));
    assert_eq!(says(good.clone(), &Before { opened_on: other, ..before }), whole(NotTheOpening(day("2026-01-03"))));
    assert_eq!(says(good.clone(), &Before { cash_loan: 99_000, ..before }), whole(BoxShort(1_000)));
    let of = |loan: RunningLoan| says(loan, &before);
    let here = |why| Err((Some(0), why));
    assert_eq!(of(RunningLoan { given_on: day("2026-01-05"), ..good.clone() }), here(GivenLater));
    assert_eq!(of(RunningLoan { principal: 0, ..good.clone() }), here(Principal));
    assert_eq!(of(RunningLoan { owed: 0, ..good.clone() }), here(Owed));
    assert_eq!(of(RunningLoan { owed: 150_100, ..good.clone() }), here(Owed));
    assert_eq!(of(RunningLoan { interest_paid: -1, ..good.clone() }), here(InterestPaid));
    assert_eq!(of(RunningLoan { owed: 50, ..good.clone() }), here(NotRounded(100)));
    assert_eq!(of(RunningLoan { instalments: 601, ..good.clone() }), here(Instalments));
    assert_eq!(of(RunningLoan { rate_percent_month: Some(21.into()), ..good }), here(Rate));
}
