//! Business plans in sentences: what speaks against a plan, what keeps it from being reckoned, and figures with their units.
//!
//! Pages call this; a paper is given what it returns, made for each of its languages; the command line prints it.
use chrono::{Months, NaiveDate};
use domain::plans::{
    CHAPTER_MOST, Figure, Figures, INVESTMENTS_MOST, ITEM_MOST, LINES_MOST, MONTHS_MOST, Objection, Place, Plan, Refusal,
    SOURCES_MOST, Shock, UNIT_MOST, What, Why, Written, known_units,
};
use rust_decimal::{Decimal, RoundingStrategy};
use std::borrow::Cow;
use words::Words;

/// More places than anybody prints: what has more was reckoned.
const PLACES_MOST: u32 = 4;

/// A number as it is, without noughts at its end: `1.29`, `3,272`.
pub fn number(words: Words, number: Decimal) -> String {
    let number = number.normalize();
    written(words, number)
}

/// An amount of the plan's currency with its sign, to the currency's smallest unit; finer where it is finer.
pub fn money(words: Words, plan: &Written, amount: Decimal) -> String {
    let mut amount = amount.normalize();
    if amount.scale() < u32::from(plan.decimals) {
        amount.rescale(u32::from(plan.decimals));
    }
    format!("{}\u{a0}{}", written(words, amount), sign(words, &plan.currency))
}

/// A currency's sign, or its code where it has none.
pub fn sign(words: Words, currency: &str) -> Cow<'_, str> {
    match currency {
        "KHR" | "USD" => words.unit(0, currency),
        other => other.into(),
    }
}

fn written(words: Words, number: Decimal) -> String {
    match (i64::try_from(number.mantissa()), u8::try_from(number.scale())) {
        (Ok(mantissa), Ok(scale)) => words.quantity(mantissa, scale),
        // Longer than any amount of a plan: as it stands, rather than not at all.
        _ => number.to_string(),
    }
}

/// A part of a hundred, to a tenth: `35 %`.
pub fn percent(words: Words, percent: Decimal) -> String {
    words.with("plan-percent", &[("number", number(words, half_up(percent, 1)).into())])
}

/// A unit in the reader's words; one of the plan's own as it was typed.
pub fn unit(words: Words, name: &str) -> String {
    if known_units().any(|known| known == name) { words.say(&format!("plan-unit-{name}")).into_owned() } else { name.to_owned() }
}

/// So many of a unit: `6,150 kg`.
pub fn of_unit(words: Words, quantity: Decimal, name: &str) -> String {
    words.with("plan-of-unit", &[("number", number(words, quantity).into()), ("unit", unit(words, name).into())])
}

/// A figure with its sign or unit, in as many places as are of use: money to the smallest unit, a return in per cent to a
/// tenth, all else to two.
pub fn figure(words: Words, plan: &Plan, figure: Figure, value: Decimal) -> String {
    let mut value = rounded(plan, figure, value);
    match figure {
        Figure::ReturnOnCost => percent(words, value * Decimal::ONE_HUNDRED),
        Figure::BenefitCost => {
            value.rescale(2);
            written(words, value)
        }
        _ => with_sign(words, plan, figure, value),
    }
}

/// A figure in the places in which it is shown.
pub fn rounded(plan: &Plan, figure: Figure, value: Decimal) -> Decimal {
    let places = match figure {
        Figure::ReturnOnCost => 3,
        _ if figure.is_money() => u32::from(plan.written().decimals),
        _ => 2,
    };
    let how = match plan.written().figures {
        Figures::HalfUp => RoundingStrategy::MidpointAwayFromZero,
        Figures::Cut => RoundingStrategy::ToZero,
    };
    value.round_dp_with_strategy(places, how)
}

/// A figure with its sign or unit, not rounded.
fn with_sign(words: Words, plan: &Plan, figure: Figure, value: Decimal) -> String {
    let output = || plan.output_line().map(|at| plan.priced_in(&plan.written().lines[at]));
    match figure {
        // With the places that it was printed with: 1.20 says more than 1.2.
        Figure::BenefitCost | Figure::ReturnOnCost if value.scale() <= PLACES_MOST => written(words, value),
        Figure::BenefitCost | Figure::ReturnOnCost => number(words, value),
        Figure::BreakEvenOutput | Figure::BreakEvenContribution => match output() {
            Some(name) => of_unit(words, value, name),
            None => number(words, value),
        },
        Figure::PerUnit | Figure::GrossPerUnit | Figure::BreakEvenPrice => match output() {
            Some(name) => {
                let values = [("amount", money(words, plan.written(), value).into()), ("unit", unit(words, name).into())];
                words.with("plan-a-unit", &values)
            }
            None => money(words, plan.written(), value),
        },
        _ => money(words, plan.written(), value),
    }
}

/// A month of the plan, from 1, with its name: `month 3 (February 2027)`.
pub fn month(words: Words, plan: &Written, no: u32) -> String {
    let first = NaiveDate::parse_from_str(&format!("{}-01", plan.starts), "%Y-%m-%d").ok();
    let day = first.and_then(|day| day.checked_add_months(Months::new(no.saturating_sub(1))));
    let name = day.map(|day| words.month(day)).unwrap_or_default();
    words.with("plan-place-month", &[("no", words.ordinal(i64::from(no)).into()), ("month", name.into())])
}

/// A place in a plan, as a sentence names it.
pub fn place(words: Words, plan: &Written, at: Place) -> String {
    let counted = |at: usize| words.ordinal(i64::try_from(at).unwrap_or(i64::MAX).saturating_add(1));
    let named =
        |key: &str, at: usize, item: &str| words.with(key, &[("no", counted(at).into()), ("item", Cow::from(item.to_owned()))]);
    match at {
        Place::Plan => words.say("plan-place-plan").into_owned(),
        Place::Line(no) => {
            let item = plan.lines.get(no).map_or("", |line| words.name(&line.item_km, &line.item_latin));
            named("plan-place-line", no, item)
        }
        Place::Investment(no) => {
            let item = plan.investments.get(no).map_or("", |one| words.name(&one.item_km, &one.item_latin));
            named("plan-place-investment", no, item)
        }
        Place::Source(no) => words.with("plan-place-source", &[("no", counted(no).into())]),
        Place::Loan(no) => words.with("plan-place-loan", &[("no", counted(no).into())]),
        Place::Subtotal(section) => words.say(&format!("plan-lines-{}", section.code())).into_owned(),
        Place::Figure(figure) => words.say(&format!("plan-figure-{}", figure.code())).into_owned(),
        Place::Month(no) => month(words, plan, no),
    }
}

/// What speaks against a plan, in a sentence that says where, how much, and what to do.
pub fn objection(words: Words, plan: &Plan, objection: &Objection) -> String {
    let written = plan.written();
    let (mut key, mut values) = (objection.what.code(), vec![("place", place(words, written, objection.at))]);
    let sum = |amount: Decimal| money(words, written, amount);
    let ordinal = |no: u32| words.ordinal(i64::from(no));
    match objection.what {
        What::Amount { printed, ours } => values.extend(compared(words, plan, objection.at, printed, ours)),
        What::Subtotal { printed, ours } => {
            values.extend(compared(words, plan, objection.at, printed, ours));
            let hint = if printed < ours { "plan-hint-left-out" } else { "plan-hint-twice" };
            values.push(("hint", words.say(hint).into_owned()));
        }
        What::Moved { line, amount, counted_in, printed, ours } => {
            values.extend(compared(words, plan, objection.at, printed, ours));
            values.push(("line", place(words, written, Place::Line(line))));
            values.push(("amount", sum(amount)));
            values.push(("counted", words.say(&format!("plan-section-{}", counted_in.code())).into_owned()));
        }
        What::Total { printed, ours } | What::Carried { printed, ours } | What::Cut { printed, ours } => {
            values.extend(compared(words, plan, objection.at, printed, ours));
        }
        What::Units => values.extend(two_units(words, plan, objection.at)),
        What::BeforeStart { month, starts } => values.extend([("month", ordinal(month)), ("starts", ordinal(starts))]),
        What::TooSoon { month, days } => values.extend([("month", ordinal(month)), ("days", ordinal(days))]),
        What::UsedUp { amount, margin } => values.extend([("amount", sum(amount)), ("margin", sum(margin))]),
        What::BelowZero { lacks, worst, most } => {
            if objection.at == Place::Month(worst) {
                key = "below-zero-once";
            }
            values.extend([("lacks", sum(lacks)), ("worst", month(words, written, worst)), ("most", sum(most))]);
        }
        What::Unaffordable { percent: takes, limit_percent } => {
            values.push(("limit", percent(words, limit_percent)));
            match takes {
                Some(takes) => values.push(("percent", percent(words, takes))),
                None => key = "unaffordable-nothing",
            }
        }
        What::Loss { by } => values.push(("by", sum(by))),
        What::NoLife | What::NoIncome | What::Zero => {}
    }
    with(words, &format!("plan-object-{key}"), values)
}

/// What a sheet says, what it is, and by how much it is off.
fn compared(words: Words, plan: &Plan, at: Place, printed: Decimal, ours: Decimal) -> [(&'static str, String); 3] {
    let shown = |value: Decimal| match at {
        Place::Figure(figure) => with_sign(words, plan, figure, value),
        _ => money(words, plan.written(), value),
    };
    let off = if printed < ours { "plan-off-little" } else { "plan-off-much" };
    let off = words.with(off, &[("amount", shown((printed - ours).abs()).into())]);
    [("printed", shown(printed)), ("ours", shown(ours)), ("off", off)]
}

/// The unit of what a line holds, and the one its price is for.
fn two_units(words: Words, plan: &Plan, at: Place) -> Vec<(&'static str, String)> {
    let line = match at {
        Place::Line(no) => plan.written().lines.get(no),
        _ => None,
    };
    let units = line.map(|line| {
        let own = line.gives.as_ref().map_or(&line.unit, |gives| &gives.unit);
        vec![("unit", unit(words, own)), ("per", unit(words, plan.priced_in(line)))]
    });
    units.unwrap_or_default()
}

/// What keeps a plan from being reckoned, for the field where it stands.
pub fn why(words: Words, why: Why) -> String {
    let number = |most: usize| words.number(i64::try_from(most).unwrap_or(i64::MAX));
    let (key, values) = match why {
        Why::Title => ("title", vec![("most", number(ITEM_MOST))]),
        Why::Currency => ("currency", vec![]),
        Why::Starts => ("starts", vec![]),
        Why::Months => ("months", vec![("most", words.number(i64::from(MONTHS_MOST)))]),
        Why::Cycle => ("cycle", vec![("most", words.number(i64::from(MONTHS_MOST)))]),
        Why::TooMany => {
            let most = [("lines", LINES_MOST), ("investments", INVESTMENTS_MOST), ("sources", SOURCES_MOST)];
            ("too-many", most.map(|(name, most)| (name, number(most))).to_vec())
        }
        Why::Item => ("item", vec![("most", number(ITEM_MOST))]),
        Why::Quantity => ("quantity", vec![]),
        Why::Unit => ("unit", vec![("most", number(UNIT_MOST))]),
        Why::Price => ("price", vec![]),
        Why::Percent => ("percent", vec![]),
        Why::Month => ("month", vec![]),
        Why::Amount => ("amount", vec![]),
        Why::Life => ("life", vec![]),
        Why::Loan => ("loan", vec![]),
        Why::Chapter => ("chapter", vec![("most", number(CHAPTER_MOST))]),
    };
    with(words, &format!("plan-refuse-{key}"), values)
}

/// The same with its place and field before it, where there is no form to stand in.
pub fn refusal(words: Words, plan: &Written, refusal: &Refusal) -> String {
    let values =
        vec![("place", place(words, plan, refusal.at)), ("field", field(words, refusal.field)), ("why", why(words, refusal.why))];
    with(words, "plan-refuse-at", values)
}

/// A field of a file in the reader's words; `own_use` has hyphens in keys.
pub fn field(words: Words, field: &str) -> String {
    words.say(&format!("plan-field-{}", field.replace('_', "-"))).into_owned()
}

/// What is supposed to happen, in a few words.
pub fn shock(words: Words, shock: &Shock) -> String {
    if shock.is_none() {
        return words.say("plan-shock-none").into_owned();
    }
    if *shock == Shock::ALL {
        return words.say("plan-shock-all").into_owned();
    }
    let part = |by: i32, name: &'static str, down: &str, up: &str| {
        let number = words.number(i64::from(by.unsigned_abs()));
        (by != 0).then(|| words.with(if by < 0 { down } else { up }, &[(name, number.into())]))
    };
    let parts = [
        part(shock.price_percent, "percent", "plan-shock-price-down", "plan-shock-price-up"),
        part(shock.yield_percent, "percent", "plan-shock-yield-down", "plan-shock-yield-up"),
        part(shock.mortality_points, "points", "plan-shock-mortality-down", "plan-shock-mortality-up"),
        part(shock.feed_percent, "percent", "plan-shock-feed-down", "plan-shock-feed-up"),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn half_up(number: Decimal, places: u32) -> Decimal {
    number.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero)
}

fn with(words: Words, key: &str, values: Vec<(&'static str, String)>) -> String {
    let values: Vec<(&str, Cow<'_, str>)> = values.into_iter().map(|(name, value)| (name, value.into())).collect();
    words.with(key, &values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::plans::{Section, template};
    use words::Language;

    fn plan() -> Plan {
        Plan::try_new(template("chickens-native").unwrap().written.clone()).unwrap()
    }

    #[track_caller]
    fn whole(sentence: &str) {
        assert!(!sentence.is_empty() && !sentence.contains(['{', '[']), "{sentence}");
    }

    /// One of each kind, at a place where it may stand.
    fn every_objection() -> Vec<Objection> {
        let (printed, ours) = (Decimal::from(90), Decimal::ONE_HUNDRED);
        let moved = What::Moved { line: 1, amount: Decimal::TEN, counted_in: Section::Other, printed, ours };
        let (sum, figure) = (Place::Subtotal(Section::Labour), Place::Figure(Figure::BreakEvenOutput));
        let (lacks, most) = (Decimal::ONE, Decimal::TEN);
        let limit_percent = Decimal::from(35);
        [
            (Place::Line(0), What::Amount { printed, ours }),
            (Place::Investment(0), What::Amount { printed, ours }),
            (sum, What::Subtotal { printed, ours }),
            (sum, moved),
            (figure, What::Total { printed, ours }),
            (figure, What::Carried { printed, ours }),
            (figure, What::Cut { printed, ours }),
            (Place::Line(0), What::Units),
            (Place::Line(0), What::BeforeStart { month: 1, starts: 2 }),
            (Place::Line(0), What::TooSoon { month: 1, days: 110 }),
            (Place::Investment(1), What::UsedUp { amount: ours, margin: printed }),
            (Place::Investment(1), What::NoLife),
            (Place::Month(2), What::BelowZero { lacks, worst: 3, most }),
            (Place::Month(3), What::BelowZero { lacks, worst: 3, most }),
            (Place::Loan(0), What::Unaffordable { percent: Some(printed), limit_percent }),
            (Place::Loan(0), What::Unaffordable { percent: None, limit_percent }),
            (Place::Plan, What::NoIncome),
            (Place::Plan, What::Loss { by: ours }),
            (Place::Line(2), What::Zero),
        ]
        .map(|(at, what)| Objection { at, what })
        .to_vec()
    }

    #[test]
    fn every_objection_is_a_whole_sentence() {
        let plan = plan();
        for words in Language::ALL.map(Words::new) {
            for one in every_objection() {
                whole(&objection(words, &plan, &one));
            }
        }
    }

    #[test]
    fn a_sum_says_by_how_much_and_what_to_do() {
        let (printed, ours) = (Decimal::from(5_875_000), Decimal::from(6_125_000));
        let one = Objection { at: Place::Subtotal(Section::Labour), what: What::Subtotal { printed, ours } };
        let says = objection(Words::new(Language::English), &plan(), &one).replace('\u{a0}', " ");
        let expected = "The labour lines come to 6,125,000 ៛; the sheet says 5,875,000 ៛: 250,000 ៛ too little. Look whether a \
                        line was left out.";
        assert_eq!(says, expected);
    }

    #[test]
    fn every_refusal_and_shock_is_said_in_both_languages() {
        let written = plan().written().clone();
        let fields = ["title", "starts", "cycle", "own_use", "worth", "prices", "gives", "units", "life", "affordable", "lines"];
        use Why::*;
        let whys = [
            Title, Currency, Starts, Months, Cycle, TooMany, Item, Quantity, Unit, Price, Percent, Month, Amount, Life, Loan,
            Chapter,
        ];
        for words in Language::ALL.map(Words::new) {
            for (at, why) in whys.into_iter().enumerate() {
                whole(&refusal(words, &written, &Refusal { at: Place::Source(0), field: fields[at % fields.len()], why }));
            }
            for each in [Shock::default(), Shock::PRICE, Shock::YIELD, Shock::MORTALITY, Shock::FEED, Shock::ALL] {
                whole(&shock(words, &each));
            }
            for each in known_units() {
                whole(&unit(words, each));
            }
        }
    }

    #[test]
    fn numbers_are_written_as_exact_as_they_are() {
        let words = Words::new(Language::English);
        assert_eq!(number(words, Decimal::new(12_900, 4)), "1.29");
        assert_eq!(money(words, plan().written(), Decimal::from(12_500)), "12,500\u{a0}៛");
        assert_eq!(unit(words, "basket"), "basket");
        assert_eq!(percent(words, Decimal::new(3_525, 2)), "35.3 %");
    }
}
