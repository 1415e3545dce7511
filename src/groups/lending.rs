//! What is typed about lending, and the rules of lending as the page of a constitution says them.
use super::{
    codes,
    form::{quantity, rate, read_rate},
};
use crate::reader::Reader;
use domain::{
    constitution::{Constitution, Interest, LoanTerms, TermsRefusal},
    loans::schedule::{Every, EveryUnit, InterestBy, PERCENT_MONTH_DEAR},
};
use ledger::Commodity;
use rust_decimal::Decimal;
use templates::constitution_lending::{LendingForm, LendingRules};
use words::Words;

/// The rules as the page shows them.
pub(super) fn shown(agreed: &Constitution, words: Words) -> LendingRules {
    let loans = &agreed.terms().loans;
    LendingRules {
        interest_percent_month: rate(loans.interest_percent_month, words),
        dear: loans.is_dear().then(|| dear(loans.interest_percent_month, words)),
        interest: codes::interest(loans.interest).into(),
        repay: codes::repay(loans.repay).into(),
        every: every(loans.every, words),
        term_months_most: loans.term_months_most,
        limit_times_savings: rate(loans.limit_times_savings, words),
        at_a_time_most: loans.at_a_time_most,
        service_charge: agreed.service_charge(),
        grace_principal: loans.grace_principal,
        grace_interest: loans.grace_interest,
        interest_free: loans.interest_free,
        interest_by: loans.interest_by.code().into(),
        early_days: loans.early_days,
        after_term: loans.interest_after_term.map_or_else(|| usual_after_term(loans.interest), codes::after_term).into(),
        penalty: agreed.penalty(),
        penalty_after_days: loans.penalty_after_days,
        payment_order: codes::order(loans.payment_order).into(),
        penalty_at: codes::penalty_at(loans.penalty_at).into(),
        guarantors_least: loans.guarantors_least,
        late_may_borrow: loans.late_may_borrow,
        top_up: loans.top_up,
    }
}

/// What holds after the last instalment where nothing was agreed.
fn usual_after_term(interest: Interest) -> &'static str {
    match interest {
        Interest::Flat => "stops",
        Interest::Declining => "goes-on",
    }
}

/// How often an instalment is due, in words.
fn every(every: Every, words: Words) -> String {
    let unit = every.unit.code();
    if every.count == 1 {
        return words.say(&format!("lend-every-{unit}")).into_owned();
    }
    words.with(&format!("lend-every-{unit}s"), &[("count", words.number(every.count.into()).into())])
}

/// The warning of a rate that a group should talk over.
fn dear(percent_month: Decimal, words: Words) -> String {
    let (percent, most) = (rate(percent_month, words), words.number(PERCENT_MONTH_DEAR.into()));
    words.with("calculator-dear", &[("percent", percent.into()), ("dear", most.into())])
}

/// The same warning of a rate as it is typed; none where it cannot be read.
pub(super) fn dear_as_typed(typed: &LendingForm, words: Words) -> Option<String> {
    let typed = read_rate(&mut Reader::new(words), "", &typed.interest_percent_month)?;
    (typed > Decimal::from(PERCENT_MONTH_DEAR)).then(|| dear(typed, words))
}

/// The rules as the form is filled in.
pub(super) fn written(agreed: &Constitution, words: Words) -> LendingForm {
    let loans = &agreed.terms().loans;
    let amount = |amount: Decimal| words.quantity(quantity(amount, agreed.commodity()), agreed.commodity().decimals());
    let count = |count: u32| words.number(count.into());
    let yes_no = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
    LendingForm {
        interest_percent_month: rate(loans.interest_percent_month, words),
        interest: codes::interest(loans.interest).into(),
        repay: codes::repay(loans.repay).into(),
        every_count: count(loans.every.count),
        every_unit: loans.every.unit.code().into(),
        term_months_most: words.number(loans.term_months_most),
        limit_times_savings: rate(loans.limit_times_savings, words),
        at_a_time_most: words.number(loans.at_a_time_most),
        service_charge: amount(loans.service_charge),
        grace_principal: count(loans.grace_principal),
        grace_interest: count(loans.grace_interest),
        interest_free: count(loans.interest_free),
        interest_by: loans.interest_by.code().into(),
        early_days: count(loans.early_days),
        interest_after_term: loans.interest_after_term.map_or("usual", codes::after_term).into(),
        penalty: amount(loans.penalty),
        penalty_after_days: count(loans.penalty_after_days),
        payment_order: codes::order(loans.payment_order).into(),
        penalty_at: codes::penalty_at(loans.penalty_at).into(),
        guarantors_least: count(loans.guarantors_least),
        late_may_borrow: yes_no(loans.late_may_borrow),
        top_up: yes_no(loans.top_up),
    }
}

/// Reads the rules of lending; `None` where a field that everything else hangs on could not be read.
pub(super) fn read(reader: &mut Reader, typed: &LendingForm, commodity: Commodity) -> Option<LoanTerms> {
    let mut amount = |field: &str, text: &str| {
        let quantity = reader.amount(field, text, commodity).unwrap_or(0);
        Decimal::new(quantity, u32::from(commodity.decimals()))
    };
    let (service_charge, penalty) = (amount("service_charge", &typed.service_charge), amount("penalty", &typed.penalty));
    let interest_percent_month = read_rate(reader, "interest_percent_month", &typed.interest_percent_month);
    let term_months_most = reader.some_count("term_months_most", &typed.term_months_most);
    let limit_times_savings = read_rate(reader, "limit_times_savings", &typed.limit_times_savings);
    let at_a_time_most = reader.some_count("at_a_time_most", &typed.at_a_time_most);
    let interest = reader.choice("interest", codes::interest_of(&typed.interest));
    let repay = reader.choice("repay", codes::repay_of(&typed.repay));
    let every_count = reader.some_count("every_count", &typed.every_count).map(beyond);
    let every_unit = reader.choice("every_unit", EveryUnit::parse(&typed.every_unit));
    let mut count = |field: &str, text: &str| beyond(reader.count(field, text).unwrap_or(0));
    let grace_principal = count("grace_principal", &typed.grace_principal);
    let grace_interest = count("grace_interest", &typed.grace_interest);
    let interest_free = count("interest_free", &typed.interest_free);
    let early_days = count("early_days", &typed.early_days);
    let penalty_after_days = count("penalty_after_days", &typed.penalty_after_days);
    let guarantors_least = count("guarantors_least", &typed.guarantors_least);
    let interest_by = reader.choice("interest_by", InterestBy::parse(&typed.interest_by));
    let after_term = match typed.interest_after_term.as_str() {
        "usual" => Some(None),
        code => codes::after_term_of(code).map(Some),
    };
    let interest_after_term = reader.choice("interest_after_term", after_term);
    let payment_order = reader.choice("payment_order", codes::order_of(&typed.payment_order));
    let penalty_at = reader.choice("penalty_at", codes::penalty_at_of(&typed.penalty_at));
    let late_may_borrow = reader.choice("late_may_borrow", yes_no_of(&typed.late_may_borrow));
    let top_up = reader.choice("top_up", yes_no_of(&typed.top_up));
    Some(LoanTerms {
        interest_percent_month: interest_percent_month?,
        interest: interest?,
        term_months_most: term_months_most?,
        limit_times_savings: limit_times_savings?,
        at_a_time_most: at_a_time_most?,
        service_charge,
        repay: repay?,
        every: Every { count: every_count?, unit: every_unit? },
        interest_by: interest_by?,
        grace_principal,
        grace_interest,
        interest_free,
        early_days,
        interest_after_term: interest_after_term?,
        penalty,
        penalty_after_days,
        payment_order: payment_order?,
        penalty_at: penalty_at?,
        guarantors_least,
        late_may_borrow: late_may_borrow?,
        top_up: top_up?,
    })
}

fn yes_no_of(code: &str) -> Option<bool> {
    match code {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

/// A count as the rules hold it; one that is out of range stays beyond every limit and is refused there.
fn beyond(count: i64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The fields at which a refusal of the rules of lending is said, each with the message; empty for another refusal.
/// A form and a file name these fields alike.
pub fn refused(refusal: &TermsRefusal, loans: &LoanTerms, words: Words) -> Vec<(&'static str, String)> {
    let said = |key: &str| words.say(key).into_owned();
    match refusal {
        TermsRefusal::InterestTooHigh => vec![("interest_percent_month", said("terms-interest"))],
        TermsRefusal::TermMonths => vec![("term_months_most", said("terms-months"))],
        TermsRefusal::AtATime => vec![("at_a_time_most", said("terms-at-a-time"))],
        TermsRefusal::Limit => vec![("limit_times_savings", said("terms-limit"))],
        TermsRefusal::Every => vec![("every_count", said("terms-every"))],
        TermsRefusal::Grace => {
            let most = loans.instalments_most();
            let message = words.with("terms-grace", &[("most", words.number(most.into()).into())]);
            let spared = [
                ("grace_principal", loans.grace_principal >= most),
                ("grace_interest", loans.grace_interest >= most),
                ("interest_free", loans.interest_free > most),
            ];
            spared.into_iter().filter(|(_, over)| *over).map(|(field, _)| (field, message.clone())).collect()
        }
        TermsRefusal::Days => {
            let days = [
                ("early_days", loans.early_days > 31, "terms-early-days"),
                ("penalty_after_days", loans.penalty_after_days > 366, "terms-penalty-days"),
            ];
            days.into_iter().filter(|(_, over, _)| *over).map(|(field, _, key)| (field, said(key))).collect()
        }
        TermsRefusal::Proportional => vec![("payment_order", said("terms-proportional"))],
        TermsRefusal::Guarantors => vec![("guarantors_least", said("terms-guarantors"))],
        _ => vec![],
    }
}
