//! Published loan schedules, met row by row, and what must hold of every schedule.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops there")]
use chrono::NaiveDate;
use domain::loans::schedule::{
    DaysInMonth, DaysInYear, Every, EveryUnit, Instalment, InterestBy, Method, Per, Plan, PlanRefusal, Rounding, Schedule,
    due_dates, interest_between, schedule,
};
use ledger::Commodity;
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde_json::Value;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn monthly(principal: i64, rate_percent: i64, method: Method, instalments: u32) -> Plan {
    Plan {
        principal: Commodity::KHR.of(principal),
        rate_percent: Decimal::from(rate_percent),
        per: Per::Month,
        method,
        instalments,
        every: Every::month(),
        disbursed: day("2026-01-31"),
        interest_by: InterestBy::Period,
        days_in_year: DaysInYear::Actual,
        days_in_month: DaysInMonth::Actual,
        grace_principal: 0,
        grace_interest: 0,
        interest_free: 0,
        round_to: None,
        round_instalment_to: None,
        rounding: Rounding::HalfEven,
    }
}

/// Rows as `due principal interest balance`, for the eye.
fn shown(plan: &Plan) -> Vec<String> {
    let line = |row: &Instalment| format!("{} {} {} {}", row.due, row.principal, row.interest, row.balance);
    schedule(plan).unwrap().rows().iter().map(line).collect()
}

// What others published: fixtures/cases/loans.json, where each case names its source.

const CASES: &str = include_str!("../../fixtures/cases/loans.json");

/// Smallest units of what a case prints, such as `"312.38"`.
fn units(text: &Value, commodity: Commodity) -> i64 {
    let printed: Decimal = text.as_str().unwrap().parse().unwrap();
    let units = printed * Decimal::from(10_i64.pow(commodity.decimals().into()));
    assert!(units.fract().is_zero(), "{text}");
    i64::try_from(units.normalize()).unwrap()
}

fn plan_of(inputs: &Value) -> Plan {
    let text = |key: &str, default: &'static str| inputs[key].as_str().map_or(default.to_owned(), str::to_owned);
    let count = |key: &str| inputs[key].as_u64().unwrap_or(0) as u32;
    let commodity = match inputs["commodity"].as_str().unwrap() {
        "KHR" => Commodity::KHR,
        "USD" => Commodity::USD,
        other => panic!("{other}"),
    };
    let multiple = |key: &str| Some(&inputs[key]).filter(|value| value.is_string()).map(|value| units(value, commodity));
    Plan {
        principal: commodity.of(units(&inputs["principal"], commodity)),
        rate_percent: text("rate_percent", "").parse().unwrap(),
        per: Per::parse(&text("per", "")).unwrap(),
        method: Method::parse(&text("method", "")).unwrap(),
        instalments: count("instalments"),
        every: Every::parse(&text("every", "")).unwrap(),
        disbursed: day(&text("disbursed", "")),
        interest_by: InterestBy::parse(&text("interest_by", "")).unwrap(),
        days_in_year: DaysInYear::parse(&text("days_in_year", "actual")).unwrap(),
        days_in_month: DaysInMonth::parse(&text("days_in_month", "actual")).unwrap(),
        grace_principal: count("grace_principal"),
        grace_interest: count("grace_interest"),
        interest_free: count("interest_free"),
        round_to: multiple("round_to"),
        round_instalment_to: multiple("round_instalment_to"),
        rounding: Rounding::parse(&text("rounding", "half-even")).unwrap(),
    }
}

/// Every difference between a printed table and the schedule, one line each.
fn differences(case: &Value, plan: &Plan, schedule: &Schedule) -> Vec<String> {
    let mut found = Vec::new();
    let mut differ = |place: String, printed: String, ours: String| {
        if printed != ours {
            found.push(format!("{} {place}: printed {printed}, reckoned {ours}", case["id"].as_str().unwrap()));
        }
    };
    let commodity = plan.principal.commodity();
    let printed_rows = case["rows"].as_array().unwrap();
    differ("rows".into(), printed_rows.len().to_string(), schedule.rows().len().to_string());
    for (printed, row) in printed_rows.iter().zip(schedule.rows()) {
        differ(format!("{} due", row.n), printed["due"].as_str().unwrap().into(), row.due.to_string());
        let figures = [("principal", row.principal), ("interest", row.interest), ("total", row.total()), ("balance", row.balance)];
        for (figure, ours) in figures {
            if printed[figure].is_string() {
                differ(format!("{} {figure}", row.n), units(&printed[figure], commodity).to_string(), ours.to_string());
            }
        }
    }
    let totals = [("principal", schedule.principal()), ("interest", schedule.interest()), ("due", schedule.total())];
    for (figure, ours) in totals {
        if case["totals"][figure].is_string() {
            differ(format!("total {figure}"), units(&case["totals"][figure], commodity).to_string(), ours.to_string());
        }
    }
    found
}

/// The printed dates of one case leave its own terms: after 12 February they say 1 March, and so on, while principal and
/// interest are those of 12 March. The schedule goes by the terms.
const MISPRINTED: [&str; 4] = [
    "unit_actual_actual_100 3 due: printed 2024-03-01, reckoned 2024-03-12",
    "unit_actual_actual_100 4 due: printed 2024-04-01, reckoned 2024-04-12",
    "unit_actual_actual_100 5 due: printed 2024-05-01, reckoned 2024-05-12",
    "unit_actual_actual_100 6 due: printed 2024-06-01, reckoned 2024-06-12",
];

/// How labels were read: RS06 names a grace on interest of 3 too, but its rows charge interest from the first, so its
/// inputs have a grace on principal alone. RS03 says "actual" and counts 365 days in 2024, as its instalments are rounded
/// to a multiple; the others that say "actual" part a period at the end of the year (19 days of 2023, 12 of 2024).
#[test]
fn published_schedules_come_out_to_the_last_cent() {
    let cases: Value = serde_json::from_str(CASES).unwrap();
    let (printed, other): (Vec<&Value>, Vec<&Value>) =
        cases["schedules"].as_array().unwrap().iter().partition(|case| case["rows"].is_array());
    let found: Vec<String> = printed
        .iter()
        .flat_map(|case| {
            let plan = plan_of(&case["inputs"]);
            differences(case, &plan, &schedule(&plan).unwrap())
        })
        .collect();
    assert_eq!(found, MISPRINTED);
    // The rest: W4 prints some rows and has its own test; the others are told in words and are about repaying.
    assert_eq!(printed.len(), 16);
    assert_eq!(other.iter().map(|case| case["id"].as_str().unwrap()).collect::<Vec<_>>(), ["W4", "W9", "W11", "W19"]);
}

#[test]
fn ten_million_riel_in_hundreds_as_published() {
    let cases: Value = serde_json::from_str(CASES).unwrap();
    let case = cases["schedules"].as_array().unwrap().iter().find(|case| case["id"] == "W4").unwrap();
    let schedule = schedule(&plan_of(&case["inputs"])).unwrap();
    let (printed, rows) = (&case["rows_some"], schedule.rows());
    assert!(rows[..23].iter().all(|row| row.principal == units(&printed["principal_1_to_23"], Commodity::KHR)));
    assert_eq!(rows[23].principal, units(&printed["principal_24"], Commodity::KHR));
    for (n, interest) in printed["interest"].as_object().unwrap() {
        assert_eq!(rows[n.parse::<usize>().unwrap() - 1].interest, units(interest, Commodity::KHR), "{n}");
    }
    assert_eq!((schedule.principal(), schedule.interest()), (10_000_000, 2_500_000));
}

// What the options mean, by small examples.

#[test]
fn month_ends_keep_the_day_that_was_meant() {
    let plan = monthly(300_000, 2, Method::EqualPrincipal, 3);
    assert_eq!(due_dates(&plan).unwrap(), ["2026-02-28", "2026-03-31", "2026-04-30"].map(day));
    let other = Plan { disbursed: day("2024-01-30"), ..plan };
    assert_eq!(due_dates(&other).unwrap(), ["2024-02-29", "2024-03-30", "2024-04-30"].map(day));
    let weekly = Plan { every: Every { count: 2, unit: EveryUnit::Week }, ..plan };
    assert_eq!(due_dates(&weekly).unwrap(), ["2026-02-14", "2026-02-28", "2026-03-14"].map(day));
}

#[test]
fn each_method_on_three_hundred_thousand_riel() {
    let of = |method| shown(&Plan { disbursed: day("2026-01-05"), ..monthly(300_000, 2, method, 3) });
    assert_eq!(
        of(Method::EqualPrincipal),
        ["2026-02-05 100000 6000 200000", "2026-03-05 100000 4000 100000", "2026-04-05 100000 2000 0"]
    );
    assert_eq!(of(Method::Flat), ["2026-02-05 100000 6000 200000", "2026-03-05 100000 6000 100000", "2026-04-05 100000 6000 0"]);
    assert_eq!(
        of(Method::EqualInstalments),
        ["2026-02-05 98026 6000 201974", "2026-03-05 99987 4039 101987", "2026-04-05 101987 2040 0"]
    );
    assert_eq!(of(Method::Single), ["2026-04-05 300000 18000 0"]);
}

#[test]
fn graces() {
    let plan = Plan { disbursed: day("2026-01-05"), ..monthly(300_000, 2, Method::EqualPrincipal, 4) };
    let of = |plan: Plan| -> Vec<(i64, i64, i64)> {
        schedule(&plan).unwrap().rows().iter().map(|row| (row.principal, row.interest, row.earned)).collect()
    };
    let later = Plan { grace_principal: 1, ..plan };
    assert_eq!(of(later), [(0, 6_000, 6_000), (100_000, 6_000, 6_000), (100_000, 4_000, 4_000), (100_000, 2_000, 2_000)]);
    let unpaid = Plan { grace_interest: 2, ..plan };
    assert_eq!(of(unpaid), [(75_000, 0, 6_000), (75_000, 0, 4_500), (75_000, 13_500, 3_000), (75_000, 1_500, 1_500)]);
    let free = Plan { interest_free: 2, ..plan };
    assert_eq!(of(free), [(75_000, 0, 0), (75_000, 0, 0), (75_000, 3_000, 3_000), (75_000, 1_500, 1_500)]);
    let flat = Plan { method: Method::Flat, interest_free: 1, grace_interest: 2, ..plan };
    assert_eq!(of(flat), [(75_000, 0, 0), (75_000, 0, 6_000), (75_000, 12_000, 6_000), (75_000, 6_000, 6_000)]);
    let single = Plan { method: Method::Single, interest_free: 1, ..plan };
    assert_eq!(of(single), [(300_000, 18_000, 18_000)]);
}

#[test]
fn a_rate_is_carried_to_the_period_of_the_instalments() {
    let interest = |per: Per, rate: i64, count: u32, unit: EveryUnit| {
        let plan = Plan { per, every: Every { count, unit }, ..monthly(5_200_000, rate, Method::Single, 1) };
        schedule(&plan).unwrap().interest()
    };
    assert_eq!(interest(Per::Month, 2, 3, EveryUnit::Month), 312_000, "three months of 2 %");
    assert_eq!(interest(Per::Season, 20, 6, EveryUnit::Month), 1_040_000, "a season is six months");
    assert_eq!(interest(Per::HalfYear, 20, 6, EveryUnit::Month), 1_040_000);
    assert_eq!(interest(Per::Year, 24, 1, EveryUnit::Month), 104_000, "a twelfth of a year, whatever its length");
    assert_eq!(interest(Per::Month, 2, 4, EveryUnit::Week), 96_000, "4 of 52 weeks of 24 % a year");
    assert_eq!(interest(Per::Week, 1, 1, EveryUnit::Month), 225_333, "52 weeks are 12 months");
    assert_eq!(interest(Per::Year, 36, 73, EveryUnit::Day), 374_400, "73 of 365 days");
}

#[test]
fn dear_rates() {
    let of = |rate: i64, per: Per| {
        let plan = Plan { per, ..monthly(1_000, rate, Method::Flat, 1) };
        (plan.is_dear(), plan.is_too_dear())
    };
    assert_eq!([of(10, Per::Month), of(11, Per::Month), of(21, Per::Month)], [(false, false), (true, false), (true, true)]);
    assert_eq!([of(60, Per::Season), of(61, Per::HalfYear), of(240, Per::Year)], [(false, false), (true, false), (true, false)]);
    assert_eq!(of(5, Per::Week), (true, true), "more than 21 % a month");
}

#[test]
fn rounding_up_never_takes_more_than_the_whole() {
    let flat = Plan { round_to: Some(100), rounding: Rounding::Up, ..monthly(1_000, 1, Method::Flat, 6) };
    assert_eq!(schedule(&flat).unwrap().rows().iter().map(|row| row.interest).collect::<Vec<_>>(), [100, 0, 0, 0, 0, 0]);
    let coarse = Plan { round_to: Some(500), rounding: Rounding::Up, ..monthly(1_250, 0, Method::EqualPrincipal, 6) };
    assert_eq!(schedule(&coarse).unwrap().rows().iter().map(|row| row.principal).collect::<Vec<_>>(), [500, 500, 250, 0, 0, 0]);
}

#[test]
fn the_longest_and_dearest_plan_is_reckoned() {
    let year = Every { count: 12, unit: EveryUnit::Month };
    for method in Method::ALL {
        for interest_by in InterestBy::ALL {
            let plan = Plan { per: Per::Year, every: year, interest_by, ..monthly(1_000_000_000_000, 1_000, method, 600) };
            assert_eq!(schedule(&plan).unwrap().principal(), 1_000_000_000_000, "{method:?}");
        }
    }
}

#[test]
fn interest_of_what_really_ran() {
    let plan = monthly(300_000, 2, Method::EqualPrincipal, 3);
    let between = |plan: &Plan, balance, from, to| interest_between(plan, balance, day(from), day(to));
    assert_eq!(between(&plan, 250_000, "2026-02-28", "2026-03-31"), 5_000);
    assert_eq!(between(&plan, 250_000, "2026-02-28", "2026-04-15"), 5_000, "a date moved by less than a month");
    assert_eq!(between(&plan, 250_000, "2026-02-28", "2026-04-30"), 10_000);
    assert_eq!(between(&plan, -1, "2026-02-28", "2026-03-31"), 0);
    assert_eq!(between(&plan, 250_000, "2026-02-28", "2026-02-28"), 0);
    let flat = Plan { method: Method::Flat, ..plan };
    assert_eq!(between(&flat, 1_000, "2026-02-28", "2026-03-31"), 6_000, "the original principal bears it");
    let daily = Plan { interest_by: InterestBy::Day, ..plan };
    assert_eq!(between(&daily, 365_000, "2026-02-28", "2026-03-10"), 2_400, "10 days of 24 % a year");
    let free = Plan { interest_free: 1, ..plan };
    assert_eq!(between(&free, 300_000, "2026-01-31", "2026-02-28"), 0);
}

#[test]
fn whole_periods_of_the_rate() {
    let of = |plan: &Plan, from, to| plan.whole_periods(day(from), day(to));
    let quarterly = Plan { every: Every { count: 3, unit: EveryUnit::Month }, ..monthly(10_000, 10, Method::Flat, 1) };
    assert_eq!(of(&quarterly, "2026-01-31", "2026-02-27"), (0, 3));
    assert_eq!(of(&quarterly, "2026-01-31", "2026-02-28"), (1, 3), "the last of February stands for the 31st");
    assert_eq!(of(&quarterly, "2026-02-28", "2026-03-30"), (0, 3));
    assert_eq!(of(&quarterly, "2026-02-28", "2027-02-28"), (12, 3));
    assert_eq!(of(&quarterly, "2026-03-31", "2026-01-31"), (0, 3));
    let yearly = Plan { per: Per::Year, ..monthly(10_000, 12, Method::Flat, 12) };
    assert_eq!(of(&yearly, "2026-01-31", "2026-04-02"), (2, 1), "the instalment's own month is the unit");
    let fortnight = Plan { per: Per::Week, every: Every { count: 14, unit: EveryUnit::Day }, ..yearly };
    assert_eq!(of(&fortnight, "2026-01-01", "2026-01-14"), (1, 2));
}

#[test]
fn plans_that_are_refused() {
    use PlanRefusal as No;
    let plan = monthly(300_000, 2, Method::EqualPrincipal, 3);
    let refused = |plan: Plan, expected: &[PlanRefusal]| assert_eq!(schedule(&plan), Err(expected.to_vec()));
    refused(Plan { principal: Commodity::KHR.of(0), ..plan }, &[No::PrincipalNotPositive]);
    refused(Plan { principal: Commodity::KHR.of(1_000_000_000_001), ..plan }, &[No::PrincipalTooLarge]);
    refused(Plan { rate_percent: Decimal::NEGATIVE_ONE, ..plan }, &[No::RateNegative]);
    refused(Plan { rate_percent: Decimal::MAX, ..plan }, &[No::RateTooHigh]);
    refused(Plan { rate_percent: Decimal::from(20), per: Per::Week, ..plan }, &[No::RateTooHigh]);
    refused(Plan { instalments: 601, ..plan }, &[No::Instalments]);
    refused(Plan { every: Every { count: 0, ..Every::month() }, ..plan }, &[No::Every]);
    refused(Plan { disbursed: day("1899-12-31"), ..plan }, &[No::Disbursed]);
    refused(Plan { disbursed: NaiveDate::MAX, ..plan }, &[No::Disbursed]);
    refused(Plan { grace_principal: 3, ..plan }, &[No::GracePrincipal]);
    refused(Plan { grace_interest: 3, ..plan }, &[No::GraceInterest]);
    refused(Plan { interest_free: 4, ..plan }, &[No::InterestFree]);
    refused(Plan { round_to: Some(0), ..plan }, &[No::RoundTo]);
    refused(Plan { round_to: Some(100), round_instalment_to: Some(250), ..plan }, &[No::RoundInstalmentTo]);
    refused(
        Plan { principal: Commodity::KHR.of(-5), instalments: 0, round_to: Some(-1), ..plan },
        &[No::PrincipalNotPositive, No::Instalments, No::RoundTo],
    );
}

// What holds of every schedule.

fn plans() -> impl Strategy<Value = Plan> {
    let money = (1..2_000_000_000_i64, 0..200_000_u32, 0..5_usize, 0..4_usize);
    let time = (1..60_u32, 0..3_usize, 1..6_u32, 0..20_000_u64);
    let days = (any::<bool>(), 0..4_usize, any::<bool>());
    let spared = (0..60_u32, 0..60_u32, 0..60_u32);
    let coarse = (proptest::option::of(1..5_000_i64), proptest::option::of(1..50_i64), 0..4_usize);
    (money, time, days, spared, coarse).prop_map(|(money, time, days, spared, coarse)| Plan {
        principal: Commodity::KHR.of(money.0),
        // Up to 1,000 % a year whatever the rate is said for.
        rate_percent: Decimal::new(i64::from(money.1), 3) * Decimal::from(5) / Decimal::from(Per::ALL[money.2].in_year()),
        per: Per::ALL[money.2],
        method: Method::ALL[money.3],
        instalments: time.0,
        every: Every { count: time.2, unit: EveryUnit::ALL[time.1] },
        disbursed: day("2000-01-01") + chrono::Days::new(time.3),
        interest_by: if days.0 { InterestBy::Day } else { InterestBy::Period },
        days_in_year: DaysInYear::ALL[days.1],
        days_in_month: if days.2 { DaysInMonth::D30 } else { DaysInMonth::Actual },
        grace_principal: spared.0 % time.0,
        grace_interest: spared.1 % time.0,
        interest_free: spared.2 % (time.0 + 1),
        round_to: coarse.0,
        round_instalment_to: coarse.1.map(|times| times * coarse.0.unwrap_or(1)),
        rounding: Rounding::ALL[coarse.2],
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn every_riel_lent_comes_back_once(plan in plans()) {
        let schedule = schedule(&plan).unwrap();
        let rows = schedule.rows();
        let mut owed = plan.principal.quantity();
        let mut last = plan.disbursed;
        for (at, row) in rows.iter().enumerate() {
            prop_assert!(row.principal >= 0 && row.interest >= 0 && row.earned >= 0 && row.balance >= 0, "{row:?}");
            owed -= row.principal;
            prop_assert_eq!(row.balance, owed);
            prop_assert!(row.due > last, "due dates rise");
            prop_assert_eq!(row.n as usize, at + 1);
            last = row.due;
        }
        prop_assert_eq!(owed, 0);
        prop_assert_eq!(schedule.principal(), plan.principal.quantity());
        prop_assert_eq!(schedule.interest(), rows.iter().map(|row| row.earned).sum::<i64>(), "what is earned is paid");
        if plan.rate_percent.is_zero() || plan.interest_free == plan.instalments {
            prop_assert_eq!(schedule.interest(), 0);
        }
    }

    #[test]
    fn graces_spare_what_they_say(plan in plans()) {
        prop_assume!(plan.method != Method::Single);
        for row in schedule(&plan).unwrap().rows() {
            prop_assert!(row.n > plan.grace_principal || row.principal == 0);
            prop_assert!(row.n > plan.grace_interest || row.interest == 0);
            prop_assert!(row.n > plan.interest_free || row.earned == 0);
            prop_assert!(row.n <= plan.grace_interest + 1 || row.interest == row.earned);
        }
    }

    #[test]
    fn amounts_are_multiples(mut plan in plans(), whole in 1..100_000_i64) {
        let multiple = *plan.round_to.get_or_insert(100);
        plan.round_instalment_to = None;
        let odd = schedule(&plan).unwrap();
        for row in odd.rows() {
            prop_assert!(row.interest % multiple == 0 && row.earned % multiple == 0, "{row:?}");
            prop_assert!(row.balance == 0 || row.principal % multiple == 0, "only what is left at the end is odd: {row:?}");
        }
        plan.principal = Commodity::KHR.of(whole * multiple);
        let even = schedule(&plan).unwrap();
        prop_assert!(even.rows().iter().all(|row| row.principal % multiple == 0 && row.balance % multiple == 0));
    }

    /// Each row's interest is what [`interest_between`] says of the balance before it: the schedule and what really ran
    /// are one reckoning. (The last row of a flat plan takes the rest.)
    #[test]
    fn a_loan_paid_as_planned_costs_what_was_planned(plan in plans()) {
        let schedule = schedule(&plan).unwrap();
        let mut owed = plan.principal.quantity();
        let mut from = plan.disbursed;
        for row in schedule.rows() {
            let ran = interest_between(&plan, owed, from, row.due);
            if plan.method != Method::Flat {
                prop_assert_eq!(row.earned, ran, "{:?}", row);
            } else if row.n < plan.instalments {
                prop_assert!(row.earned == ran || row.earned < ran && plan.rounding != Rounding::Down, "{:?}", row);
            }
            owed = row.balance;
            from = row.due;
        }
    }

    /// Every span that can be agreed is the one before it and one step more, whatever the calendar.
    #[test]
    fn periods_follow_each_other(plan in plans()) {
        let dues = due_dates(&Plan { method: Method::Flat, ..plan }).unwrap();
        for (n, due) in dues.iter().enumerate() {
            let plan = Plan { per: Per::Week, ..plan };
            let (elapsed, all) = plan.whole_periods(plan.disbursed, *due);
            prop_assert!(elapsed / all == n as u32 + 1, "{elapsed} {all} {due}");
        }
    }
}

#[test]
fn amounts_keep_their_commodity() {
    let plan = Plan { principal: Commodity::new("PADDY", 3).unwrap().of(50_000), ..monthly(1, 20, Method::Single, 1) };
    assert_eq!(
        schedule(&Plan { per: Per::Season, every: Every { count: 6, unit: EveryUnit::Month }, ..plan }).unwrap().total(),
        60_000
    );
}
