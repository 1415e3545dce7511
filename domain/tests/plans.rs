//! Business plans: published budgets come out with every printed figure, wrong ones are objected to at the right line, and
//! totals are the sums of their lines whatever is edited.
use domain::plans::{Figure, Objection, Place, Plan, Section, Shock, What, Written};
use proptest::prelude::*;
use rust_decimal::Decimal;
use std::str::FromStr;

fn read(name: &str) -> Plan {
    let file = format!("{}/../fixtures/plans/published/{name}.toml", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&file).expect("a published budget is there");
    Plan::try_new(Written::parse(&text).expect("it is well formed")).expect("it can be reckoned")
}

fn number(text: &str) -> Decimal {
    Decimal::from_str(text).expect("a number")
}

/// What speaks against what a sheet printed, but not what a plan would need besides.
fn objections(plan: &Plan) -> Vec<Objection> {
    plan.objections().into_iter().filter(|one| one.what != What::NoLife).collect()
}

#[test]
fn vegetables_on_a_hectare_come_out_with_every_printed_figure() {
    let plan = read("kailan");
    assert_eq!(objections(&plan), []);
    let budget = plan.budget();
    assert_eq!((budget.income, budget.cost, budget.net), (3_000_000, 1_931_790, 1_068_210));
    assert_eq!(budget.subtotals[&Section::Materials], 1_230_500);
    assert_eq!(budget.subtotals[&Section::Labour], 463_000);
    assert_eq!(budget.subtotals[&Section::Fixed], 146_300);
    assert_eq!(budget.contingency, 91_990);
    let figures = plan.figures(&budget);
    assert_eq!(figures[&Figure::BreakEvenPrice].round_dp(2), number("1.29"));
    assert_eq!(figures[&Figure::BenefitCost].round_dp(2), number("1.55"));
}

#[test]
fn rice_that_shrinks_as_it_dries_comes_out_with_every_printed_figure() {
    let plan = read("wet_rice");
    assert_eq!(objections(&plan), []);
    assert_eq!(plan.sold(&plan.written().lines[0]), Decimal::from(6_150));
    let budget = plan.budget();
    assert_eq!((budget.income, budget.cost, budget.net), (24_600_000, 7_595_000, 17_005_000));
    assert_eq!(plan.ratios(&budget).net_per_month, Some(Decimal::from(4_251_250)));
    // Cut off, it is as printed; rounded, it is another.
    let mut rounded = plan.written().clone();
    rounded.figures = domain::plans::Figures::HalfUp;
    let at = Place::Figure(Figure::BenefitCost);
    let what = What::Cut { printed: number("3.23"), ours: number("3.24") };
    assert_eq!(objections(&Plan::try_new(rounded).unwrap()), [Objection { at, what }]);
}

#[test]
fn chickens_come_out_as_printed_and_two_faults_are_named() {
    let plan = read("native_chickens");
    let budget = plan.budget();
    assert_eq!((budget.investment, budget.variable), (6_200_000, 1_400_000));
    assert_eq!((budget.income, budget.gross), (3_150_000, 1_750_000));
    let used_up = What::UsedUp { amount: Decimal::from(500_000), margin: Decimal::from(1_250_000) };
    // Sixty days are two months, and the chicks are a cost of them.
    let per_month = What::Total { printed: Decimal::from(1_750_000), ours: Decimal::from(625_000) };
    assert_eq!(
        objections(&plan),
        [Objection { at: Place::Investment(2), what: used_up }, Objection { at: Place::Figure(Figure::PerMonth), what: per_month },]
    );
}

#[test]
fn a_sum_that_lacks_a_line_is_named_with_its_difference() {
    let plan = read("upland_rice");
    let found = objections(&plan);
    let labour = What::Subtotal { printed: Decimal::from(5_875_000), ours: Decimal::from(6_125_000) };
    assert_eq!(found[0], Objection { at: Place::Subtotal(Section::Labour), what: labour });
    // What follows is exact from the printed sums, and is told so.
    let carried: Vec<Figure> = found[1..]
        .iter()
        .map(|one| match (one.at, one.what) {
            (Place::Figure(figure), What::Carried { .. }) => figure,
            _ => panic!("{one:?}"),
        })
        .collect();
    use Figure::*;
    assert_eq!(carried, [Cost, Net, PerMonth, PerUnit, BreakEvenPrice, BreakEvenOutput, BenefitCost, ReturnOnCost]);
    let cost = What::Carried { printed: Decimal::from(9_162_500), ours: Decimal::from(9_412_500) };
    assert_eq!(found[1].what, cost);
}

#[test]
fn a_line_that_stands_in_the_wrong_sum_is_found() {
    let found = objections(&read("tomato"));
    let (printed, ours) = (Decimal::from(19_198), Decimal::from(19_798));
    let moved = What::Moved { line: 16, amount: Decimal::from(600), counted_in: Section::Other, printed, ours };
    let other = What::Subtotal { printed: Decimal::from(20_310), ours: Decimal::from(19_710) };
    let cut = |figure, printed, ours| Objection {
        at: Place::Figure(figure),
        what: What::Cut { printed: number(printed), ours: number(ours) },
    };
    assert_eq!(
        found,
        [
            Objection { at: Place::Subtotal(Section::Materials), what: moved },
            Objection { at: Place::Subtotal(Section::Other), what: other },
            cut(Figure::BreakEvenPrice, "11.01", "11.02"),
            cut(Figure::BreakEvenOutput, "661.03", "661.04"),
        ]
    );
}

#[test]
fn a_plan_is_written_and_read_as_it_is() {
    for name in ["kailan", "wet_rice", "native_chickens", "upland_rice", "tomato"] {
        let plan = read(name);
        assert_eq!(Written::parse(&plan.written().to_toml()).as_ref(), Ok(plan.written()));
    }
}

#[test]
fn what_a_plan_lacks_is_named_at_its_place() {
    let mut written = read("wet_rice").written().clone();
    written.printed = Default::default();
    // The price of a bottle is for litres, and nobody said what a bottle holds.
    written.lines[7].per = Some("l".into());
    // Sold in the second month, planted in the third.
    written.lines[0].months = vec![2];
    written.lines[0].grows_days = Some(110);
    written.lines[1].role = Some(domain::plans::Role::Start);
    written.lines[1].months = vec![3];
    written.sources = vec![domain::plans::Source { from: domain::plans::Giver::Own, amount: Decimal::from(1_000_000), month: 1 }];
    let plan = Plan::try_new(written).unwrap();
    let found = objections(&plan);
    assert_eq!(found[0], Objection { at: Place::Line(0), what: What::BeforeStart { month: 2, starts: 3 } });
    assert_eq!(found[1], Objection { at: Place::Line(0), what: What::TooSoon { month: 2, days: 110 } });
    assert_eq!(found[2], Objection { at: Place::Line(7), what: What::Units });
    // All but the seed is paid in the first month: 7,355,000 less the own million.
    let lacks = Decimal::from(6_355_000);
    assert_eq!(found[3], Objection { at: Place::Month(1), what: What::BelowZero { lacks, worst: 1, most: lacks } });
    assert_eq!(found.len(), 4);
}

/// Numbers as people type them into lines.
fn line() -> impl Strategy<Value = domain::plans::Line> {
    let section = prop::sample::select(Section::ALL.to_vec());
    let rate = || prop::option::of((0_i64..=1_000).prop_map(|tenths| Decimal::new(tenths, 1)));
    let months = prop::sample::subsequence(vec![1_u32, 2, 3, 4], 0..=4);
    (section, 0_i64..5_000_000, 0_i64..5_000_000, rate(), rate(), months, any::<bool>(), prop::option::of(1_u32..=12)).prop_map(
        |(section, quantity, price, mortality, shrink, months, feed, dear)| {
            let mut line = read("wet_rice").written().lines[0].clone();
            line.section = section;
            line.role = feed.then_some(domain::plans::Role::Feed);
            (line.quantity, line.price) = (Decimal::new(quantity, 3), Decimal::new(price, 2));
            (line.mortality, line.shrink) = (mortality, shrink);
            line.weights = months.iter().map(|month| month * 3 - 2).collect();
            line.months = months;
            line.prices = dear.map(|month| (month, Decimal::new(price + 77, 2))).into_iter().collect();
            line.amount = None;
            line
        },
    )
}

fn plan() -> impl Strategy<Value = Plan> {
    let lines = prop::collection::vec(line(), 0..12);
    let money = || 0_i64..50_000_000;
    (lines, 1_u32..=6, 0_i64..300, money(), prop::option::of((money(), 1_u32..24)), 0_u8..=2).prop_map(
        |(lines, times, contingency, own, loan, decimals)| {
            let mut written = read("wet_rice").written().clone();
            written.printed = Default::default();
            written.decimals = decimals;
            written.lines = lines;
            written.cycle.times = times;
            written.contingency = Some(Decimal::new(contingency, 1));
            written.sources = vec![domain::plans::Source { from: domain::plans::Giver::Own, amount: Decimal::from(own), month: 2 }];
            let lend = |(amount, months): (i64, u32)| domain::plans::Loan {
                amount: Decimal::from(amount + 1),
                month: 1,
                percent_month: Decimal::new(15, 1),
                method: domain::loans::schedule::Method::EqualPrincipal,
                months,
                grace: 0,
            };
            written.loans = loan.map(lend).into_iter().collect();
            Plan::try_new(written).expect("what is typed within bounds can be reckoned")
        },
    )
}

proptest! {
    #[test]
    fn totals_are_the_sums_of_their_lines(plan in plan()) {
        let budget = plan.budget();
        let of = |wanted: Section| -> i64 {
            plan.written().lines.iter().zip(&budget.lines).filter(|(line, _)| line.section == wanted).map(|(_, amount)| amount).sum()
        };
        for section in Section::ALL {
            prop_assert_eq!(budget.subtotals.get(&section).copied().unwrap_or(0), of(section));
        }
        prop_assert_eq!(budget.income, of(Section::Income));
        let costs = of(Section::Materials) + of(Section::Labour) + of(Section::Other) + of(Section::Fixed);
        prop_assert_eq!(budget.cost, costs + budget.contingency + budget.wear.iter().sum::<i64>());
        prop_assert_eq!(budget.net, budget.income - budget.cost);
        // A line at one price is its quantity by its price, to half of the smallest unit.
        for (line, amount) in plan.written().lines.iter().zip(&budget.lines).filter(|(line, _)| line.prices.is_empty()) {
            let exact = plan.sold(line) * line.price;
            prop_assert!((exact - plan.in_currency(*amount)).abs() * Decimal::TWO <= plan.in_currency(1));
        }
    }

    #[test]
    fn nothing_that_happens_changes_nothing(plan in plan()) {
        let same = plan.under(&Shock::default());
        prop_assert_eq!(same.budget(), plan.budget());
        prop_assert_eq!(same.cash(), plan.cash());
        let base = plan.tested(&Shock::default());
        prop_assert_eq!((base.net, base.lowest), (plan.budget().net, plan.cash().lowest_amount));
        prop_assert_eq!(plan.by_price(&[0]), vec![(0, plan.budget().net)]);
    }

    #[test]
    fn what_is_worse_is_never_better(plan in plan()) {
        for tested in plan.sensitivity() {
            prop_assert!(tested.net <= plan.budget().net, "{:?}", tested);
        }
    }

    #[test]
    fn cash_sums_to_what_is_left(plan in plan()) {
        let cash = plan.cash();
        prop_assert_eq!(cash.net(), cash.closing());
        let mut holds = 0;
        for month in &cash.months {
            prop_assert_eq!(month.opening, holds);
            holds += month.net();
            prop_assert_eq!(month.closing, holds);
        }
        prop_assert_eq!(cash.lowest_amount, cash.months.iter().map(|month| month.closing).min().unwrap());
        // What the cycles bring and cost is what the months do, to the smallest unit.
        let cycles: Vec<_> = (0..plan.written().cycle.times).map(|cycle| plan.budget_of(cycle)).collect();
        let earned: i64 = cycles.iter().map(|budget| budget.net + budget.wear.iter().sum::<i64>()).sum();
        prop_assert_eq!(cash.months.iter().map(|month| month.earned()).sum::<i64>(), earned);
        let lent: i64 = cash.months.iter().map(|month| month.loan).sum();
        prop_assert_eq!(cash.months.iter().map(|month| month.principal).sum::<i64>(), lent);
        let own: i64 = cash.months.iter().map(|month| month.own).sum();
        let interest: i64 = cash.months.iter().map(|month| month.interest).sum();
        prop_assert_eq!(cash.net(), earned + own - interest);
        prop_assert_eq!(cash.years.iter().map(|year| year.cash).sum::<i64>(), cash.net());
    }
}
