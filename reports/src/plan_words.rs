//! The figures of a plan as people read them: in the places and with the units of its page.
use chrono::Datelike;
use domain::plans::{Figure, Figures, Line, Plan, Section, Shock};
use ledger::Commodity;
use rust_decimal::{Decimal, RoundingStrategy};
use words::Words;

/// Decimal places of a ratio that is told to people.
const RATIO_PLACES: u32 = 2;
/// Decimal places of a percentage.
const PERCENT_PLACES: u32 = 1;

/// The sign of a currency; its code where it has none here.
pub(crate) fn sign(words: Words, currency: Commodity) -> String {
    match currency.code() {
        "KHR" | "USD" => words.unit(currency.decimals(), currency.code()).into_owned(),
        other => other.to_owned(),
    }
}

/// So much money, smallest units, with the currency's sign.
pub(crate) fn money(words: Words, currency: Commodity, amount: i64) -> String {
    format!("{}\u{a0}{}", bare(words, currency, amount), sign(words, currency))
}

/// The same without the sign: for a column whose head says it.
pub(crate) fn bare(words: Words, currency: Commodity, amount: i64) -> String {
    words.quantity(amount, currency.decimals())
}

/// A number without noughts at its end.
pub(crate) fn number(words: Words, number: Decimal) -> String {
    let number = number.normalize();
    // More places than any plan has are left out rather than overflow.
    let number = if number.scale() > 6 { number.round_dp(6).normalize() } else { number };
    words.quantity(i64::try_from(number.mantissa()).unwrap_or(i64::MAX), u8::try_from(number.scale()).unwrap_or_default())
}

/// So many per cent, with one place where it says something.
pub(crate) fn percent(words: Words, percent: Decimal) -> String {
    let rounded = percent.round_dp_with_strategy(PERCENT_PLACES, RoundingStrategy::MidpointAwayFromZero);
    words.with("plan-percent", &[("number", number(words, rounded).into())])
}

/// A unit: by its word where everybody knows it, else as it was written.
pub(crate) fn unit(words: Words, unit: &str) -> String {
    let key = format!("plan-unit-{unit}");
    let known = unit.chars().all(|c| c.is_ascii_alphanumeric()) && words.has(&key);
    if known { words.say(&key).into_owned() } else { unit.to_owned() }
}

/// So many of a unit.
pub(crate) fn of_unit(words: Words, quantity: Decimal, named: &str) -> String {
    words.with("plan-of-unit", &[("number", number(words, quantity).into()), ("unit", unit(words, named).into())])
}

/// A figure as the plan writes figures that do not come out even.
fn rounded(plan: &Plan, value: Decimal, places: u32) -> Decimal {
    let strategy = match plan.written().figures {
        Figures::HalfUp => RoundingStrategy::MidpointAwayFromZero,
        Figures::Cut => RoundingStrategy::ToZero,
    };
    value.round_dp_with_strategy(places, strategy)
}

/// An amount that was reckoned by the unit or the month, in the currency itself.
pub(crate) fn money_each(words: Words, plan: &Plan, amount: Decimal) -> String {
    let places = u32::from(plan.currency().decimals());
    let whole = rounded(plan, amount, places) * Decimal::from(10_i64.pow(places));
    money(words, plan.currency(), i64::try_from(whole).unwrap_or(i64::MAX))
}

/// An amount that was written down, in the currency itself, with all its places.
fn money_written(words: Words, plan: &Plan, amount: Decimal) -> String {
    let places = amount.normalize().scale();
    if places <= u32::from(plan.currency().decimals()) {
        return money_each(words, plan, amount);
    }
    format!("{}\u{a0}{}", number(words, amount), sign(words, plan.currency()))
}

/// The unit of the output.
pub(crate) fn output_unit(words: Words, plan: &Plan) -> String {
    plan.output_line().map_or_else(String::new, |at| unit(words, plan.priced_in(&plan.written().lines[at])))
}

/// A figure that a budget ends with, with what it is counted in.
pub(crate) fn figure(words: Words, plan: &Plan, figure: Figure, value: Decimal) -> String {
    let each = |amount: String| words.with("plan-a-unit", &[("amount", amount.into()), ("unit", output_unit(words, plan).into())]);
    match figure {
        Figure::BreakEvenOutput | Figure::BreakEvenContribution => {
            let output = number(words, rounded(plan, value, RATIO_PLACES));
            words.with("plan-of-unit", &[("number", output.into()), ("unit", output_unit(words, plan).into())])
        }
        Figure::BenefitCost | Figure::ReturnOnCost => number(words, rounded(plan, value, RATIO_PLACES)),
        Figure::PerUnit | Figure::GrossPerUnit | Figure::BreakEvenPrice => each(money_each(words, plan, value)),
        _ => money_each(words, plan, value),
    }
}

/// How a line's quantity becomes what is counted: what dies, what each gives, what is lost, what the family keeps. Empty
/// where nothing does.
pub(crate) fn on_the_way(words: Words, plan: &Plan, line: &Line) -> Vec<String> {
    let mut said = Vec::new();
    let mut left = line.quantity;
    let mut named = line.unit.as_str();
    let part = |rate: Decimal| (Decimal::ONE_HUNDRED - rate) / Decimal::ONE_HUNDRED;
    let mut falls = |key: &str, rate: Option<Decimal>, left: &mut Decimal, named: &str| {
        let Some(rate) = rate.filter(|rate| !rate.is_zero()) else { return };
        *left *= part(rate);
        said.push(words.with(key, &[("percent", percent(words, rate).into()), ("left", of_unit(words, *left, named).into())]));
    };
    falls("plan-paper-die", line.mortality, &mut left, named);
    if let Some(gives) = &line.gives {
        left = left.checked_mul(gives.quantity).unwrap_or(Decimal::MAX);
        named = &gives.unit;
        let each = of_unit(words, gives.quantity, named);
        said.push(words.with("plan-paper-gives", &[("gives", each.into()), ("left", of_unit(words, left, named).into())]));
    }
    let mut falls = |key: &str, rate: Option<Decimal>| {
        let Some(rate) = rate.filter(|rate| !rate.is_zero()) else { return };
        left *= part(rate);
        said.push(words.with(key, &[("percent", percent(words, rate).into()), ("left", of_unit(words, left, named).into())]));
    };
    falls("plan-paper-shrink", line.shrink);
    falls("plan-paper-lost", line.loss);
    falls("plan-paper-own-use", line.own_use);
    let (sold, priced) = (plan.sold(line), plan.priced_in(line));
    if priced != named {
        said.push(words.with("plan-paper-holds", &[("left", of_unit(words, sold, priced).into())]));
    }
    said.extend(priced_by_month(words, plan, line));
    said
}

/// The prices of a line in the months of the first cycle in which it is sold, where it has more than one in a year.
fn priced_by_month(words: Words, plan: &Plan, line: &Line) -> Vec<String> {
    if line.prices.is_empty() {
        return Vec::new();
    }
    let mut said: Vec<String> = prices(plan, line)
        .into_iter()
        .map(|(no, price)| {
            let values = [("month", month(words, plan, no).into()), ("price", money_written(words, plan, price).into())];
            words.with("plan-paper-price-in", &values)
        })
        .collect();
    said.push(words.with("plan-paper-price-else", &[("price", money_written(words, plan, line.price).into())]));
    said
}

/// The months of the first cycle in which a line falls, with its price there.
fn prices(plan: &Plan, line: &Line) -> Vec<(u32, Decimal)> {
    months(plan, line).into_iter().map(|no| (no, *line.prices.get(&plan.month(no).month()).unwrap_or(&line.price))).collect()
}

/// The months of a cycle in which a line falls.
pub(crate) fn months(plan: &Plan, line: &Line) -> Vec<u32> {
    let usual = if line.section == Section::Income { plan.cycle_months() } else { 1 };
    if line.months.is_empty() { vec![usual] } else { line.months.clone() }
}

/// The price of a line in the first cycle, with its unit where that is not the unit of the quantity; without the currency's
/// sign. Where it changes within the cycle, what a unit brings on average.
pub(crate) fn price(words: Words, plan: &Plan, line: &Line, amount: i64) -> String {
    let all = prices(plan, line);
    let price = match all.iter().all(|(_, price)| *price == all[0].1) {
        true => all[0].1,
        false => plan.in_currency(amount).checked_div(plan.sold(line)).unwrap_or(line.price).round_dp(2),
    };
    let (bare, priced) = (written_bare(words, plan, price), plan.priced_in(line));
    if priced == line.unit {
        return bare;
    }
    words.with("plan-a-unit", &[("amount", bare.into()), ("unit", unit(words, priced).into())])
}

/// A price as it was written: at least with the places of its currency.
pub(crate) fn written_bare(words: Words, plan: &Plan, price: Decimal) -> String {
    let places = u32::from(plan.currency().decimals());
    let price = price.normalize();
    if price.scale() > places {
        return number(words, price);
    }
    let whole = price * Decimal::from(10_i64.pow(places));
    bare(words, plan.currency(), i64::try_from(whole).unwrap_or(i64::MAX))
}

/// What is supposed to happen.
pub(crate) fn shock(words: Words, shock: &Shock) -> String {
    if shock.is_none() {
        return words.say("plan-shock-none").into_owned();
    }
    if *shock == Shock::ALL {
        return words.say("plan-shock-all").into_owned();
    }
    let parts = [
        ("price", "percent", shock.price_percent),
        ("yield", "percent", shock.yield_percent),
        ("mortality", "points", shock.mortality_points),
        ("feed", "percent", shock.feed_percent),
    ];
    let say = |(name, value, by): (&str, &'static str, i32)| {
        let way = if by < 0 { "down" } else { "up" };
        words.with(&format!("plan-shock-{name}-{way}"), &[(value, words.number(i64::from(by).abs()).into())])
    };
    let said: Vec<String> = parts.into_iter().filter(|(.., by)| *by != 0).map(say).collect();
    said.join(" · ")
}

/// A month of the plan: `11/2026`.
pub(crate) fn month(words: Words, plan: &Plan, no: u32) -> String {
    month_of(words, plan.month(no))
}

/// The month of a day: `11/2026`.
pub(crate) fn month_of(words: Words, day: chrono::NaiveDate) -> String {
    format!("{}/{}", words.ordinal(day.month().into()), words.ordinal(day.year().into()))
}
