//! Published cases of what is owed and how a payment falls apart (fixtures/cases/loans.json: W9, W11, W19), and what
//! must hold for every loan whatever happens to it.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops there")]
use chrono::{Days, NaiveDate};
use domain::{
    constitution::{AfterTerm, PaymentOrder, PenaltyAt},
    loans::{
        Event, LoanAccount, Part, Split, Terms, What,
        schedule::{Every, InterestBy, Method, Per},
    },
};
use ledger::PartyNo;
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn terms(principal: i64, rate_percent: &str, method: Method, instalments: u32) -> Terms {
    Terms {
        commodity: "KHR".into(),
        decimals: 0,
        principal,
        given_on: day("2026-01-05"),
        rate_percent: rate_percent.parse().unwrap(),
        per: Per::Month,
        method,
        instalments,
        every: Every::month(),
        interest_by: InterestBy::Period,
        grace_principal: 0,
        grace_interest: 0,
        interest_free: 0,
        round_to: 1,
        early_days: 0,
        after_term: AfterTerm::Stops,
        penalty: 0,
        penalty_after_days: 0,
        payment_order: PaymentOrder::InterestFirst,
        penalty_at: PenaltyAt::Last,
        service_charge: 0,
    }
}

fn given(terms: Terms) -> LoanAccount {
    let plan = terms.schedule().unwrap();
    let on = terms.given_on;
    LoanAccount { no: 1, party: PartyNo(1), terms, versions: vec![plan], events: vec![Event { no: 1, on, what: What::Given(1) }] }
}

fn parts(split: Split) -> (i64, i64, i64) {
    (split.penalty, split.interest, split.principal)
}

#[test]
fn w9_a_flat_loan_is_paid_in_proportion() {
    let of = |rate| given(Terms { payment_order: PaymentOrder::Proportional, ..terms(50_000, rate, Method::Flat, 2) });
    let loan = of("5");
    assert_eq!(loan.position(day("2026-01-05")).payoff, 55_000);
    let on = day("2026-02-05");
    assert_eq!(parts(loan.split(on, 20_000)), (0, 1_818, 18_182));
    let loan = loan.with(on, What::Repaid(20_000));
    assert_eq!(loan.position(on).payoff, 35_000);
    let on = day("2026-03-05");
    assert_eq!(parts(loan.split(on, 35_000)), (0, 3_182, 31_818));
    assert!(!loan.with(on, What::Repaid(35_000)).position(on).is_open());
    assert_eq!(of("10").position(day("2026-01-05")).payoff, 60_000); // who is not a member
}

#[test]
fn interest_that_was_spared_is_given_up_with_the_rest() {
    // 300,000 at 2 % a month, whose first interest waits for the second instalment: written off between them.
    let loan = given(Terms { grace_interest: 1, ..terms(300_000, "2", Method::EqualPrincipal, 3) });
    assert_eq!(loan.position(day("2026-02-10")).interest, 0);
    let loan = loan.with(day("2026-02-10"), What::WrittenOff);
    for on in ["2026-02-10", "2026-03-05", "2026-06-05"] {
        let position = loan.position(day(on));
        assert_eq!((position.owed(), position.payoff, position.lost, position.is_open()), (0, 0, 300_000, false), "{on}");
    }
}

#[test]
fn interest_that_was_left_for_its_day_keeps_a_loan_open() {
    // Six days early everything is brought but the interest, where principal comes first.
    let early = Terms { early_days: 6, payment_order: PaymentOrder::PrincipalFirst, ..terms(100_000, "2", Method::Single, 1) };
    let loan = given(early).with(day("2026-01-30"), What::Repaid(100_000));
    for on in ["2026-01-30", "2026-02-05", "2026-02-20"] {
        let position = loan.position(day(on));
        assert_eq!((position.principal, position.due, position.payoff, position.is_open()), (0, 2_000, 2_000, true), "{on}");
    }
    let paid = loan.with(day("2026-01-31"), What::Repaid(2_000));
    assert!(!paid.position(day("2026-01-31")).is_open() && !paid.position(day("2026-02-20")).is_open());
}

#[test]
fn w11_flat_interest_on_the_original_principal() {
    // 10,000.00 at 10 % a month, in cents; paid back monthly over six months, and over one.
    let loan = given(terms(1_000_000, "10", Method::Flat, 6));
    let interest = |loan: &LoanAccount, on: &str| loan.position(day(on)).interest;
    assert_eq!(interest(&loan, "2026-02-03"), 0); // 29 days
    assert_eq!(interest(&loan, "2026-02-05"), 100_000); // a month
    assert_eq!(interest(&loan, "2026-04-05"), 300_000); // three
    assert_eq!(interest(&loan, "2026-03-05"), 200_000); // two, nothing repaid
    let repaid = loan.with(day("2026-01-06"), What::Repaid(900_000));
    assert_eq!(interest(&repaid, "2026-03-05"), 200_000); // two, 9,000.00 repaid
    let short = given(terms(1_000_000, "10", Method::Flat, 1));
    assert_eq!(interest(&short, "2027-01-05"), 100_000); // twelve months after a loan for one month
    let some = loan.with(day("2026-02-05"), What::Repaid(400_000));
    assert_eq!(some.position(day("2026-02-05")).owed(), 700_000);
}

#[test]
fn w11_too_much_is_not_taken() {
    let loan = given(terms(1_000, "0", Method::Single, 1));
    let on = day("2026-02-05");
    assert_eq!(loan.split(on, 1_500), Split { principal: 1_000, over: 500, ..Split::default() });
    assert_eq!(loan.with(on, What::Repaid(1_500)).position(on).owed(), 0);
}

#[test]
fn w19_undoing_puts_later_payments_where_they_belong() {
    // The penalty was charged the day after the loan was due; three payments on one day, penalty first.
    let loan = given(Terms { penalty: 10, penalty_at: PenaltyAt::First, ..terms(1_000, "0", Method::Single, 1) });
    let on = day("2026-02-06");
    let paid = [9, 8, 7].into_iter().fold(loan, |loan, amount| loan.with(on, What::Repaid(amount)));
    let splits = |loan: &LoanAccount| loan.splits().iter().map(|(_, split)| (split.penalty, split.principal)).collect::<Vec<_>>();
    assert_eq!(splits(&paid), [(9, 0), (1, 7), (0, 7)]);
    assert_eq!(paid.position(on).principal, 986);
    let undone = paid.with(on, What::Undone(2));
    assert_eq!(splits(&undone), [(8, 0), (2, 5)]);
    // The source prints 993 in this cell; 1,000 less 5 is 995.
    assert_eq!(undone.position(on).principal, 995);
    let twice = undone.with(on, What::Undone(3));
    assert_eq!(splits(&twice), [(7, 0)]);
    assert_eq!(twice.position(on).principal, 1_000);
}

#[test]
fn declining_interest_follows_what_is_owed() {
    // 300,000 at 2 % a month, three instalments of 100,000.
    let loan = given(terms(300_000, "2", Method::EqualPrincipal, 3));
    let at = |loan: &LoanAccount, on: &str| {
        let position = loan.position(day(on));
        (position.due, position.overdue, position.days_late)
    };
    assert_eq!(at(&loan, "2026-02-05"), (106_000, 0, 0));
    assert_eq!(at(&loan, "2026-02-12"), (106_000, 106_000, 7));
    // Paid as planned: 6,000 + 4,000 + 2,000 of interest.
    let planned = loan.with(day("2026-02-05"), What::Repaid(106_000)).with(day("2026-03-05"), What::Repaid(104_000));
    assert_eq!(at(&planned, "2026-04-05"), (102_000, 0, 0));
    // Skipped once: the second month's interest is on all 300,000.
    assert_eq!(at(&loan, "2026-03-05").0, 212_000);
    // Half of it early: the first month's interest is on what is left when it falls due.
    let early = loan.with(day("2026-01-20"), What::Repaid(150_000));
    assert_eq!(early.position(day("2026-02-05")).interest, 3_000);
    // Everything before the first month is over: no interest has run for a whole month.
    assert_eq!(loan.position(day("2026-01-20")).payoff, 300_000);
    // Not repaid at all: after the term interest stops or goes on, as agreed.
    assert_eq!(loan.position(day("2026-06-05")).interest, 18_000);
    let on = given(Terms { after_term: AfterTerm::GoesOn, ..loan.terms.clone() });
    assert_eq!(on.position(day("2026-06-05")).interest, 30_000);
}

#[test]
fn who_has_paid_everything_sees_nothing_to_come() {
    let loan = given(Terms { after_term: AfterTerm::GoesOn, early_days: 6, ..terms(300_000, "2", Method::EqualPrincipal, 3) });
    let paid = [("2026-02-05", 106_000), ("2026-03-05", 104_000), ("2026-04-04", 102_000)];
    let paid = paid.into_iter().fold(loan.clone(), |loan, (on, amount)| loan.with(day(on), What::Repaid(amount)));
    let position = paid.position(day("2026-06-01"));
    assert_eq!((position.rows.len(), position.owed(), position.next), (3, 0, None));
    let early = loan.with(day("2026-01-10"), What::Repaid(300_000)).position(day("2026-06-01"));
    assert_eq!(early.rows.iter().map(|row| row.interest).sum::<i64>(), 0);
}

#[test]
fn accrued_stands_beside_and_is_paid_by_who_pays_everything() {
    let loan = given(terms(300_000, "2", Method::Single, 3));
    let position = loan.position(day("2026-03-20"));
    assert_eq!((position.interest, position.accrued, position.payoff), (0, 12_000, 312_000));
    let by_day = given(Terms { interest_by: InterestBy::Day, ..terms(365_000, "1", Method::EqualPrincipal, 2) });
    // 12 % a year on 365,000 is 120 a day.
    assert_eq!(by_day.position(day("2026-01-15")).accrued, 1_200);
    assert_eq!(parts(by_day.split(day("2026-01-15"), 366_200)), (0, 1_200, 365_000));
}

#[test]
fn a_few_days_early_is_as_good_as_on_the_day() {
    let loan = given(Terms { early_days: 6, ..terms(300_000, "2", Method::EqualPrincipal, 3) });
    let on = day("2026-02-02");
    assert_eq!(loan.position(on).due, 106_000);
    assert_eq!(parts(loan.split(on, 106_000)), (0, 6_000, 100_000));
    let paid = loan.with(on, What::Repaid(106_000));
    assert_eq!((paid.position(day("2026-02-20")).owed(), paid.position(day("2026-02-20")).overdue), (200_000, 0));
}

#[test]
fn orders_of_payment() {
    let of = |payment_order, penalty_at| {
        given(Terms { payment_order, penalty_at, penalty: 500, ..terms(300_000, "2", Method::Flat, 3) })
    };
    let on = day("2026-03-10"); // two instalments are late: 100,000 + 6,000 and a penalty of 500 each
    let order = |loan: LoanAccount| loan.order(on);
    use Part::{Interest, Penalty, Principal};
    assert_eq!(
        order(of(PaymentOrder::InterestFirst, PenaltyAt::Last)),
        [(Interest, 12_000), (Principal, 200_000), (Penalty, 1_000), (Principal, 100_000)]
    );
    assert_eq!(
        order(of(PaymentOrder::PrincipalFirst, PenaltyAt::First)),
        [(Penalty, 1_000), (Principal, 200_000), (Interest, 12_000), (Principal, 100_000)]
    );
    assert_eq!(
        order(of(PaymentOrder::ByInstalment, PenaltyAt::Last)),
        [(Interest, 6_000), (Principal, 100_000), (Interest, 6_000), (Principal, 100_000), (Penalty, 1_000), (Principal, 100_000)]
    );
}

#[test]
fn a_new_plan_keeps_what_was_charged() {
    let loan = given(terms(300_000, "2", Method::EqualPrincipal, 3));
    let on = day("2026-02-10");
    let plan = loan.terms.schedule_from(300_000, 6, on).unwrap();
    let (loan, version) = loan.with_plan(plan);
    let loan = loan.with(on, What::Rescheduled(version));
    let position = loan.position(on);
    assert_eq!((position.principal, position.interest, position.due), (300_000, 6_000, 6_000));
    assert_eq!(position.next, Some((day("2026-03-10"), 50_000, 6_000)));
    let late = loan.position(day("2026-03-10"));
    assert_eq!((late.due, late.days_late), (62_000, 33)); // 6,000 since 5 February, 50,000 and 6,000 now
}

#[test]
fn topping_up_writing_off_and_recovering() {
    let loan = given(terms(300_000, "2", Method::EqualPrincipal, 3));
    let on = day("2026-02-05");
    let loan = loan.with(on, What::Repaid(106_000));
    let (topped, version) = loan.with_plan(loan.terms.schedule_from(300_000, 3, on).unwrap());
    let topped = topped.with(on, What::ToppedUp { amount: 100_000, version });
    assert_eq!(topped.position(on).principal, 300_000);
    assert_eq!(topped.position(day("2026-03-05")).due, 106_000);
    let off = topped.with(day("2026-06-01"), What::WrittenOff);
    let position = off.position(day("2026-06-01"));
    assert_eq!((position.owed(), position.lost, position.is_open()), (0, 300_000, false));
    let back = off.with(day("2026-07-01"), What::Recovered(120_000)).position(day("2026-07-01"));
    assert_eq!((back.owed(), back.lost), (0, 180_000));
}

#[test]
fn what_was_brought_along_is_paid() {
    let loan = given(terms(300_000, "2", Method::EqualPrincipal, 3))
        .with(day("2026-02-20"), What::Brought { interest: 6_000, principal: 100_000 });
    assert_eq!(loan.position(day("2026-02-20")).owed(), 200_000);
    assert_eq!(loan.position(day("2026-03-05")).due, 104_000);
}

/// A loan of any kind, and payments on days after it was given.
fn any_loan() -> impl Strategy<Value = (LoanAccount, Vec<(u64, i64)>)> {
    let method =
        prop_oneof![Just(Method::Flat), Just(Method::EqualInstalments), Just(Method::EqualPrincipal), Just(Method::Single)];
    let order = prop_oneof![
        Just(PaymentOrder::InterestFirst),
        Just(PaymentOrder::PrincipalFirst),
        Just(PaymentOrder::ByInstalment),
        Just(PaymentOrder::Proportional)
    ];
    let loan = (method, order, 1_i64..5_000, 0_u32..100, 1_u32..13, any::<[bool; 4]>(), 0_u32..7).prop_map(
        |(method, order, hundreds, rate, instalments, [by_day, goes_on, first, fined], early_days)| {
            let plain = terms(hundreds * 100, "0", method, instalments);
            let proportional = order == PaymentOrder::Proportional && method != Method::Flat;
            given(Terms {
                rate_percent: rust_decimal::Decimal::new(rate.into(), 1),
                round_to: 100,
                interest_by: if by_day { InterestBy::Day } else { InterestBy::Period },
                after_term: if goes_on { AfterTerm::GoesOn } else { AfterTerm::Stops },
                penalty_at: if first { PenaltyAt::First } else { PenaltyAt::Last },
                penalty: if fined { 500 } else { 0 },
                payment_order: if proportional { PaymentOrder::InterestFirst } else { order },
                early_days,
                ..plain
            })
        },
    );
    (loan, prop::collection::vec((0_u64..600, 0_i64..2_000), 0..12)).prop_map(|(loan, mut paid)| {
        paid.sort_unstable();
        (loan, paid.into_iter().map(|(after, hundreds)| (after, hundreds * 100)).collect())
    })
}

fn on(loan: &LoanAccount, after: u64) -> NaiveDate {
    loan.terms.given_on.checked_add_days(Days::new(after)).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// Every riel that was brought is somewhere: penalty, interest, principal, or too much; and nothing is below zero.
    #[test]
    fn every_riel_of_a_payment_is_somewhere((loan, payments) in any_loan()) {
        let mut loan = loan;
        for (after, amount) in payments {
            let (day, before) = (on(&loan, after), loan.clone());
            let split = loan.split(day, amount);
            prop_assert_eq!(split.total() + split.over, amount);
            prop_assert!(split.penalty >= 0 && split.interest >= 0 && split.principal >= 0 && split.over >= 0);
            loan = loan.with(day, What::Repaid(amount));
            let (was, is) = (before.position(day), loan.position(day));
            prop_assert_eq!(was.principal - is.principal, split.principal);
            prop_assert!(is.principal >= 0 && is.interest >= 0 && is.penalty >= 0 && is.accrued >= 0 && is.lost == 0);
            // Too much comes back only from who owes nothing any more.
            prop_assert!(split.over == 0 || !is.is_open() && was.payoff == split.total());
            prop_assert_eq!(is.paid.total(), was.paid.total() + split.total());
        }
        prop_assert_eq!(loan.splits().iter().map(|(_, split)| split.principal).sum::<i64>() + loan.position(on(&loan, 900)).principal, loan.terms.principal);
    }

    /// What is said to close the loan closes it, on any day, to the riel.
    #[test]
    fn the_payoff_closes((loan, payments) in any_loan(), after in 0_u64..700) {
        let (mut loan, day) = (loan.clone(), on(&loan, after));
        for (before, amount) in payments {
            if before <= after {
                loan = loan.with(on(&loan, before), What::Repaid(amount));
            }
        }
        let payoff = loan.position(day).payoff;
        prop_assert_eq!(loan.order(day).iter().map(|(_, amount)| amount).sum::<i64>(), payoff);
        let split = loan.split(day, payoff);
        prop_assert_eq!((split.over, split.total()), (0, payoff));
        let closed = loan.with(day, What::Repaid(payoff));
        prop_assert!(!closed.position(day).is_open());
        prop_assert_eq!(closed.position(day.checked_add_days(Days::new(400)).unwrap()).owed(), 0);
    }

    /// Taking everything back, in any order, ends at the loan as it was given.
    #[test]
    fn undoing_everything_ends_at_the_beginning((loan, payments) in any_loan(), seed in any::<u64>()) {
        let mut paid = loan.clone();
        for (after, amount) in payments {
            paid = paid.with(on(&loan, after), What::Repaid(amount));
        }
        let mut left: Vec<i64> = paid.events.iter().skip(1).map(|event| event.no).collect();
        while !left.is_empty() {
            let no = left.remove(usize::try_from(seed % left.len() as u64).unwrap());
            paid = paid.with(paid.terms.given_on, What::Undone(no));
        }
        let end = on(&loan, 800);
        prop_assert_eq!(paid.position(end), loan.position(end));
    }

    /// Undoing one payment is the same as if it had never been brought.
    #[test]
    fn undoing_one_is_as_if_it_had_not_been((loan, payments) in any_loan(), which in any::<prop::sample::Index>()) {
        prop_assume!(!payments.is_empty());
        let which = which.index(payments.len());
        let (mut all, mut without) = (loan.clone(), loan.clone());
        for (at, (after, amount)) in payments.iter().enumerate() {
            all = all.with(on(&loan, *after), What::Repaid(*amount));
            if at != which {
                without = without.with(on(&loan, *after), What::Repaid(*amount));
            }
        }
        let all = all.with(loan.terms.given_on, What::Undone(i64::try_from(which).unwrap() + 2));
        let end = on(&loan, 800);
        prop_assert_eq!(all.position(end), without.position(end));
    }
}
