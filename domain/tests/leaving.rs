//! What a leaver's money settles of her loans, and what must hold of it whatever she saved and owes.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops there")]
use chrono::{Days, NaiveDate};
use domain::{
    constitution::{AfterTerm, LeavingProfit, PaymentOrder, PenaltyAt},
    leaving::{GroupStanding, Leaver, Leaving, LeavingRefusal, LeavingRules, debts, due, leave},
    loans::{
        Event, LoanAccount, Movement, Terms, What,
        schedule::{Every, InterestBy, Method, Per},
    },
    share_outs::{BoxStanding, Debts},
};
use ledger::PartyNo;
use proptest::prelude::*;

const HER: PartyNo = PartyNo(1);

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// 100,000 riel at 2 % a month in four parts, given on 5 January; a late instalment costs 500.
fn terms() -> Terms {
    Terms {
        commodity: "KHR".into(),
        decimals: 0,
        principal: 100_000,
        given_on: day("2026-01-05"),
        rate_percent: "2".parse().unwrap(),
        per: Per::Month,
        method: Method::EqualPrincipal,
        instalments: 4,
        every: Every::month(),
        interest_by: InterestBy::Period,
        grace_principal: 0,
        grace_interest: 0,
        interest_free: 0,
        round_to: 100,
        early_days: 6,
        after_term: AfterTerm::GoesOn,
        penalty: 500,
        penalty_after_days: 0,
        payment_order: PaymentOrder::InterestFirst,
        penalty_at: PenaltyAt::Last,
        service_charge: 0,
    }
}

fn given(no: i64, terms: Terms) -> LoanAccount {
    let (plan, on) = (terms.schedule().unwrap(), terms.given_on);
    LoanAccount { no, party: HER, terms, versions: vec![plan], events: vec![Event { no: 1, on, what: What::Given(1) }] }
}

fn group(cash_loan: i64, savings: i64) -> GroupStanding {
    GroupStanding { standing: BoxStanding { cash_loan, ..BoxStanding::default() }, loans: 0, savings }
}

fn plain() -> LeavingRules {
    LeavingRules { profit: LeavingProfit::None, fee_percent: "0".parse().unwrap(), multiple: 100 }
}

fn settled(savings: i64, loans: &mut [LoanAccount], on: NaiveDate) -> (Leaving, Vec<Movement>) {
    let leaver = Leaver { party: HER, savings, debts: debts(loans, on) };
    leave(&leaver, &plain(), &group(1_000_000, savings), 0).unwrap().settle(loans, on, on)
}

#[test]
fn savings_above_the_debt_close_the_loan() {
    let mut loans = [given(1, terms())];
    let on = day("2026-02-20");
    assert_eq!(debts(&loans, on), Debts { penalty: 500, interest: 2_000, principal: 100_000 });
    let (leaving, movements) = settled(150_000, &mut loans, on);
    assert_eq!((leaving.net, leaving.paid(), leaving.stays_owed()), (47_500, 47_500, 0));
    assert_eq!(leaving.settled, leaving.debts);
    assert_eq!((movements.len(), movements[0].moved.cash(), movements[0].open), (1, 102_500, false));
    assert!(!loans[0].position(on).is_open());
}

#[test]
fn savings_below_the_debt_go_by_the_order_of_the_loan() {
    let on = day("2026-02-20");
    // Interest and the instalment that is due come first; the penalty after them, and then principal of later days.
    for (savings, expected, stays) in [
        (20_000, Debts { penalty: 0, interest: 2_000, principal: 18_000 }, 82_500),
        (60_000, Debts { penalty: 500, interest: 2_000, principal: 57_500 }, 42_500),
    ] {
        let mut loans = [given(1, terms())];
        let (leaving, movements) = settled(savings, &mut loans, on);
        assert_eq!((leaving.settled, leaving.paid(), leaving.stays_owed()), (expected, 0, stays));
        assert!(movements[0].open && loans[0].position(on).owed() == stays);
    }
    // Penalties first, where that was agreed.
    let mut loans = [given(1, Terms { penalty_at: PenaltyAt::First, ..terms() })];
    assert_eq!(settled(2_000, &mut loans, on).0.settled, Debts { penalty: 500, interest: 1_500, principal: 0 });
}

#[test]
fn what_has_only_accrued_is_not_owed_by_who_cannot_pay_it() {
    let on = day("2026-01-25");
    let by_day = || [given(1, Terms { interest_by: InterestBy::Day, ..terms() })];
    let accrued = by_day()[0].position(on).accrued;
    assert!(accrued > 0);
    assert_eq!(debts(&by_day(), on).total(), 100_000 + accrued);
    let mut loans = by_day();
    assert_eq!(settled(40_000, &mut loans, on).0.stays_owed(), 60_000);
    let mut loans = by_day();
    assert_eq!(settled(100_000 + accrued, &mut loans, on).0.net, 0);
}

#[test]
fn nothing_saved_settles_nothing_and_everything_stays_owed() {
    let mut loans = [given(1, terms())];
    let (leaving, movements) = settled(0, &mut loans, day("2026-02-20"));
    assert_eq!((leaving.stays_owed(), movements), (102_500, vec![]));
}

#[test]
fn what_is_due_is_known_though_the_box_is_short() {
    let leaver = Leaver { party: HER, savings: 50_000, debts: Debts::default() };
    let short = group(30_000, 50_000);
    assert_eq!(
        leave(&leaver, &plain(), &short, 700),
        Err(vec![LeavingRefusal::BoxShort(20_000), LeavingRefusal::SocialFundShort(700)])
    );
    assert_eq!(due(&leaver, &plain(), &short, 700).unwrap().paid(), 50_000);
}

proptest! {
    #[test]
    fn money_is_never_made_or_lost(
        savings in 0..300_000_i64, days in 0..400_u64, second in any::<bool>(), by_day in any::<bool>(),
        order in 0..3_usize, first in any::<bool>(), rate in 0..20_u32,
    ) {
        let order = [PaymentOrder::InterestFirst, PaymentOrder::PrincipalFirst, PaymentOrder::ByInstalment][order];
        let terms = Terms {
            rate_percent: rate.into(),
            interest_by: if by_day { InterestBy::Day } else { InterestBy::Period },
            payment_order: order,
            penalty_at: if first { PenaltyAt::First } else { PenaltyAt::Last },
            ..terms()
        };
        let on = day("2026-01-05") + Days::new(days);
        let mut loans: Vec<LoanAccount> = (1..=if second { 2 } else { 1 }).map(|no| given(no, terms.clone())).collect();
        let all = debts(&loans, on).total();
        prop_assert_eq!(all, loans.iter().map(|loan| loan.position(on).payoff).sum::<i64>());
        let (leaving, movements) = settled(savings, &mut loans, on);
        prop_assert_eq!(leaving.settled.total(), savings.min(all));
        prop_assert_eq!(leaving.settled.total(), movements.iter().map(|movement| movement.moved.cash()).sum::<i64>());
        prop_assert_eq!(leaving.paid() + leaving.settled.total(), savings);
        prop_assert_eq!(leaving.net, leaving.savings + leaving.profit - leaving.fee - leaving.debts.total());
        prop_assert_eq!(leaving.stays_owed(), loans.iter().map(|loan| loan.position(on).owed()).sum::<i64>());
        // Who pays everything but some of what has accrued has closed the loan all the same.
        prop_assert!(leaving.stays_owed() == 0 || savings < all);
        prop_assert!(loans.iter().all(|loan| !loan.has_too_much()));
    }
}
