//! What contradicts itself in the rules of a bank.
use super::{
    Good,
    goods::{Class, Measure},
    rules::{CashPrice, Due, Handover, Lending, Per, Placing, Rules, RulesRefusal, SexRule, Title, Whose},
};
use rust_decimal::Decimal;

/// The highest rate, per cent: what middlemen take is 200 (scope: a scheme must be expressible, not approved).
const RATE_MOST: i64 = 300;

/// Everything that is wrong with rules; nothing is an empty list.
pub(super) fn wrong(rules: &Rules, goods: &[Good]) -> Vec<RulesRefusal> {
    let mut wrong = Vec::new();
    if rules.lending.is_empty() && rules.placing.is_empty() {
        wrong.push(RulesRefusal::Nothing);
    }
    let store = &rules.store;
    let tenths = [store.moisture_tenths, store.moisture_most_tenths, store.foreign_tenths];
    if store.capacity < 0 || store.scale_most <= 0 || tenths.iter().any(|tenths| !(0..1_000).contains(tenths)) {
        wrong.push(RulesRefusal::Number("store"));
    }
    if store.moisture_most_tenths < store.moisture_tenths {
        wrong.push(RulesRefusal::Number("moisture"));
    }
    if let Some(joining) = &rules.joining {
        known(&joining.good, goods, &mut wrong);
        if joining.quantity <= 0 {
            wrong.push(RulesRefusal::Number("joining"));
        }
    }
    for (at, line) in rules.lending.iter().enumerate() {
        if rules.lending[..at].iter().any(|other| (other.purpose, &other.good) == (line.purpose, &line.good)) {
            wrong.push(RulesRefusal::Twice(line.purpose, line.good.clone()));
        }
        lending(line, goods, &mut wrong);
    }
    for (at, line) in rules.placing.iter().enumerate() {
        if rules.placing[..at].iter().any(|other| other.species == line.species) {
            wrong.push(RulesRefusal::SpeciesTwice(line.species));
        }
        placing(line, &mut wrong);
    }
    wrong
}

fn known(code: &str, goods: &[Good], wrong: &mut Vec<RulesRefusal>) -> Option<Class> {
    match goods.iter().find(|good| good.code() == code) {
        Some(good) if !good.class().is_registered() => Some(good.class()),
        _ if matches!(code, "KHR" | "USD") => Some(Class::Money),
        _ => {
            wrong.push(RulesRefusal::Good(code.to_owned()));
            None
        }
    }
}

fn lending(line: &Lending, goods: &[Good], wrong: &mut Vec<RulesRefusal>) {
    let class = known(&line.good, goods, wrong);
    let terms = &line.terms;
    let percents = [terms.rate, terms.late_rate, terms.cap];
    let per_cent = |rate: &Decimal| rate.is_sign_negative() && !rate.is_zero() || *rate > Decimal::from(RATE_MOST);
    let refused = match terms.per {
        Per::Loan => terms.rate.is_sign_negative() || percents[1..].iter().any(per_cent),
        _ => percents.iter().any(per_cent),
    };
    if refused {
        wrong.push(RulesRefusal::Rate(line.purpose));
    }
    if line.ceiling < 0 || terms.round_to < 1 || terms.late_every_months == 0 {
        wrong.push(RulesRefusal::Number("lending"));
    }
    let due_is_a_day = match terms.due {
        Due::Harvest => true,
        Due::Yearly { month, day } => (1..=12).contains(&month) && (1..=31).contains(&day),
        Due::Months(months) => (1..=120).contains(&months),
    };
    if !due_is_a_day {
        wrong.push(RulesRefusal::Number("due"));
    }
    if terms.cash.is_some_and(|price| matches!(price, CashPrice::MarketLess(percent) if percent >= 100)) {
        wrong.push(RulesRefusal::Number("cash"));
    }
    if class.is_some_and(|class| class.measure() == Measure::Money) && terms.cash.is_some() {
        wrong.push(RulesRefusal::Good(line.good.clone()));
    }
}

fn placing(line: &Placing, wrong: &mut Vec<RulesRefusal>) {
    if !line.species.is_registered() {
        wrong.push(RulesRefusal::Species(line.species));
    }
    let owes_calves = line.offspring.contains(&Whose::Bank) || line.then == Whose::Bank;
    let stays_the_banks = line.title == Title::Never || line.moves_on_after > 0;
    if !owes_calves && !stays_the_banks && line.hire_purchase.is_none() {
        wrong.push(RulesRefusal::OwesNothing(line.species));
    }
    let sells = |rule| match rule {
        SexRule::FemaleSellMale(amount) => amount <= 0,
        SexRule::FemaleShareMale(percent) => !(1..=100).contains(&percent),
        SexRule::Any | SexRule::FemaleKeepMale => false,
    };
    let months = matches!(line.handover, Handover::AtMonths(months) if months > 60);
    let paid =
        line.hire_purchase.is_some_and(|plan| !(1..=60).contains(&plan.instalments) || plan.every_months == 0 || plan.amount <= 0);
    if line.offspring.len() > 20
        || sells(line.counts)
        || months
        || paid
        || line.keeper_pays_care > 100
        || line.insurance_a_year < 0
        || line.fine_multiple == 0
    {
        wrong.push(RulesRefusal::Number("placing"));
    }
}
