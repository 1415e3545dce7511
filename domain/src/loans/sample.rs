//! A loan for tests: riel, 2 % a month, by whole months.
use super::{Event, LoanAccount, Terms, What};
use crate::{
    constitution::{AfterTerm, PaymentOrder, PenaltyAt},
    loans::schedule::{Every, InterestBy, Method, Per},
};
use chrono::NaiveDate;
use ledger::PartyNo;

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The same principal with every instalment, interest on what is owed.
pub(crate) fn terms(on: &str, principal: i64, instalments: u32) -> Terms {
    Terms {
        commodity: "KHR".into(),
        decimals: 0,
        principal,
        given_on: day(on),
        rate_percent: 2.into(),
        per: Per::Month,
        method: Method::EqualPrincipal,
        instalments,
        every: Every::month(),
        interest_by: InterestBy::Period,
        grace_principal: 0,
        grace_interest: 0,
        interest_free: 0,
        round_to: 100,
        early_days: 0,
        after_term: AfterTerm::GoesOn,
        penalty: 0,
        penalty_after_days: 0,
        payment_order: PaymentOrder::InterestFirst,
        penalty_at: PenaltyAt::Last,
        service_charge: 0,
    }
}

pub(crate) fn of(terms: Terms) -> LoanAccount {
    let (plan, on) = (terms.schedule().unwrap(), terms.given_on);
    LoanAccount { no: 1, party: PartyNo(7), terms, versions: vec![plan], events: vec![Event { no: 1, on, what: What::Given(1) }] }
}

pub(crate) fn given(on: &str, principal: i64, instalments: u32) -> LoanAccount {
    of(terms(on, principal, instalments))
}
