//! Papers of plans: what was reckoned is on them, nothing lies over another, and they have two to six pages.
use crate::{
    judge::{judge, misplaced},
    tools::{Paper, both, document, english, khmer, spaced},
};
use chrono::NaiveDate;
use domain::plans::{Document as Read, Plan, Section, Weight, Written, group::GroupPlan};
use reports::{
    Block, Crossing, Document, Flow, Flows, Label, Language, Say, Scale, Size, Spot, Straight, Strip, Strips, Tiles,
    business_plan::BusinessPlan,
    colour,
    contract::Name,
    group_plan::GroupPlanPaper,
    of_plan::{OfPlan, PlanState, Whose},
};

/// The text of a file below `fixtures/plans`.
fn file(path: &str) -> String {
    std::fs::read_to_string(format!("{}/../fixtures/plans/{path}.toml", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn enterprise(path: &str) -> Plan {
    Plan::try_new(Written::parse(&file(path)).unwrap()).unwrap()
}

fn day() -> NaiveDate {
    "2026-11-22".parse().unwrap()
}

/// A plan that somebody keeps and somebody approved.
fn kept() -> OfPlan {
    OfPlan {
        whose: Whose::Household,
        name: Name::new("គ្រួសារទី ១", "Household 1"),
        place: Name::new("ស្វាយរៀង · 20010101", "Svay Rieng · 20010101"),
        attached: "SG-2026 · 3".into(),
        organisation: Name::new("អង្គការគំរូ", "The organisation"),
        made_by: "The advisor".into(),
        day: day(),
        version: Some(3),
        state: PlanState::Approved,
        approved: Some(("The manager".into(), day())),
    }
}

fn paper(plan: &Plan, say: Say) -> Document {
    let objections = vec![(Weight::Doubt, say.say("plan-objections-none")), (Weight::Wrong, say.say("plan-made"))];
    BusinessPlan { plan: plan.clone(), of: kept(), objections }.document(say)
}

/// Its pages, its places, and its text in the order of the page.
fn looked_over(document: &Document) -> String {
    assert!((2..=6).contains(&document.pages.len()), "{} pages", document.pages.len());
    assert!(document.undrawn().is_empty());
    let wrong = misplaced(document);
    assert!(wrong.is_empty(), "{:#?}", &wrong[..wrong.len().min(5)]);
    let paper = Paper::of(document);
    paper.check();
    spaced(&paper.layout())
}

/// Every line, every subtotal and total, every month and year of a plan stands on its paper.
fn holds_its_figures(plan: &Plan, say: Say) {
    let text = looked_over(&paper(plan, say));
    let (budget, cash) = (plan.budget(), plan.cash());
    let mut amounts = budget.lines.clone();
    amounts.extend(budget.subtotals.values());
    amounts.extend([budget.income, budget.variable, budget.fixed, budget.cost, budget.gross, budget.net]);
    amounts.extend(cash.months.iter().take(12).map(|month| month.closing));
    amounts.extend(cash.years.iter().flat_map(|year| [year.profit, year.cash, year.closing]));
    amounts.extend(plan.sensitivity().iter().flat_map(|tested| [tested.net, tested.lowest, tested.closing]));
    amounts.extend([cash.lowest_amount.abs(), cash.closing()]);
    amounts.extend(cash.affordable.iter().flat_map(|can| [can.instalments, can.earned]));
    for amount in amounts {
        let said = say.quantity(amount, plan.currency());
        assert!(text.contains(&said), "{said} is not on the paper: {text}");
    }
}

#[test]
fn published_plans_stand_on_paper_with_every_figure() {
    for name in ["kailan", "wet_rice", "native_chickens", "upland_rice", "tomato"] {
        holds_its_figures(&enterprise(&format!("published/{name}")), english());
    }
}

#[test]
fn templates_stand_on_paper_in_every_language() {
    for say in [khmer(), both(), english()] {
        for name in ["chickens-native", "rice-wet", "rice-mill-share", "shop"] {
            holds_its_figures(&enterprise(&format!("templates/{name}")), say);
        }
    }
}

/// A plan for which money is borrowed, of a household that earns besides.
fn borrowed(months: u32) -> Plan {
    let mut written = Written::parse(&file("templates/chickens-native")).unwrap();
    let borrows = format!(
        "{}\n[household]\nincome = 600000\nspending = 450000\n[[loan]]\namount = 2500000\npercent_month = \"1.5\"\n\
         method = \"equal-principal\"\nmonths = {months}\n",
        file("published/wet_rice")
    );
    let other = Written::parse(&borrows).unwrap();
    (written.household, written.loans) = (other.household, other.loans);
    Plan::try_new(written).unwrap()
}

#[test]
fn a_loan_is_told_with_every_instalment() {
    for (months, say) in [(12, khmer()), (12, both()), (40, english())] {
        let plan = borrowed(months);
        holds_its_figures(&plan, say);
        let text = looked_over(&paper(&plan, say));
        for month in plan.cash().months.iter().filter(|month| month.instalment() > 0) {
            let said = say.quantity(month.instalment(), plan.currency());
            assert!(text.contains(&said), "{said} is not on the paper");
        }
        let carries = if plan.cash().affordable.unwrap().holds() { "plan-paper-carries" } else { "plan-paper-carries-not" };
        assert!(text.contains(&spaced(&say.say(carries).main)), "{text}");
    }
}

#[test]
fn it_says_for_whom_by_whom_and_how_far_it_is() {
    let text = looked_over(&paper(&enterprise("templates/vegetables"), english()));
    for said in ["Household 1", "The advisor", "The organisation", "Version 3", "Approved", "The manager", "22/11/2026"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    // What is wrong stands before what is only to be looked at.
    let (wrong, doubt) = (text.find("Wrong:").unwrap(), text.find("Look at it:").unwrap());
    assert!(wrong < doubt);
}

/// What no village plans: nothing sold, only a loss, two hundred lines over five years.
#[test]
fn plans_at_the_edge_have_their_paper() {
    let base = Written::parse(&file("templates/vegetables")).unwrap();
    let mut nothing = base.clone();
    nothing.lines.retain(|line| line.section != Section::Income);
    let mut empty = base.clone();
    empty.lines.clear();
    empty.investments.clear();
    let mut loses = base.clone();
    loses
        .lines
        .iter_mut()
        .filter(|line| line.section == Section::Income)
        .for_each(|line| line.price /= rust_decimal::Decimal::from(10));
    for written in [nothing, empty, loses] {
        let document = paper(&Plan::try_new(written).unwrap(), both());
        assert!(misplaced(&document).is_empty() && document.undrawn().is_empty());
    }
    let mut large = base;
    large.months = Some(60);
    large.cycle.times = 1;
    let line = large.lines.iter().find(|line| line.section != Section::Income).unwrap().clone();
    while large.lines.len() < 200 {
        large.lines.push(line.clone());
    }
    let document = paper(&Plan::try_new(large).unwrap(), both());
    assert!(misplaced(&document).is_empty(), "{:#?}", misplaced(&document));
    assert!(document.pages.len() < 15, "{} pages", document.pages.len());
}

#[test]
fn a_groups_plan_stands_on_paper_with_its_years() {
    let Read::Group(written) = Read::parse(&file("templates/savings-group")).unwrap() else { panic!("a group's plan") };
    let plan = GroupPlan::try_new(*written).unwrap();
    for say in [khmer(), both(), english()] {
        let of = OfPlan { whose: Whose::Committee, ..kept() };
        let text = looked_over(&GroupPlanPaper { plan: plan.clone(), of, objections: vec![] }.document(say));
        for year in plan.years() {
            let mut amounts =
                vec![year.saved, year.savings, year.income, year.costs, year.surplus, year.fund, year.loans, year.cash];
            amounts.extend(&year.cost_lines);
            for amount in amounts {
                let said = say.quantity(amount, plan.currency());
                assert!(text.contains(&said), "{said} is not on the paper: {text}");
            }
        }
    }
}

#[test]
fn the_same_plan_gives_the_same_bytes() {
    let plan = enterprise("templates/pigs");
    let say = Say::new(Language::Khmer, words::Digits::Khmer);
    assert!(reports::write(&paper(&plan, say)) == reports::write(&paper(&plan, say)));
}

/// Charts with names of eighty letters and the largest numbers there are.
#[test]
fn charts_hold_long_names_and_large_numbers() {
    let names = ["ស្រីមុំច័ន្ទត្រាសុភាព្រះខ្មែរ".repeat(3), "Hubertblaineswolfeschlegelsteinhausen".repeat(2), "ផលិត kg / head 12 ".repeat(4)];
    let scale = Scale { say: khmer(), decimals: 2 };
    for name in names {
        let label = || Label::both(name.as_str(), format!("{name}x"));
        let flow = |value: i64| Flow { name: "១២/២៧".into(), comes: value, goes: value, holds: -value };
        let flows = |values: &[i64]| Flows {
            title: label(),
            names: [label(), label(), label()],
            flows: values.iter().map(|value| flow(*value)).collect(),
            mark: (!values.is_empty()).then(|| (0, label())),
            scale,
        };
        let crossing = |most: i64, top: i64| Crossing {
            title: label(),
            along: label(),
            most,
            lines: vec![Straight { name: label(), colour: colour::GREEN, ends: [0, top] }],
            spots: vec![Spot { says: label(), at: (most, top), filled: true }],
            upright: Some((most, label())),
            scales: [scale, scale],
        };
        let strip = |value: i64| Strip { name: label(), value, says: scale.say.number(value), strong: value > 0 };
        let blocks = vec![
            vec![Block::Flows(flows(&[1, 500, i64::MAX / 2, 0]))],
            vec![Block::Flows(flows(&[3; 60])), Block::Flows(flows(&[]))],
            vec![Block::Crossing(crossing(1_234_567, i64::MAX / 2)), Block::Crossing(crossing(0, 0))],
            vec![Block::Strips(Strips { title: label(), strips: [0, 5, -123_456_789_012].map(strip).into() })],
            vec![Block::Tiles(Tiles {
                figures: vec![(label(), scale.say.number(999_999_999_999)); 5],
                across: 4,
                says: vec![label()],
            })],
            vec![Block::Tiles(Tiles::default()), Block::Strips(Strips { title: label(), strips: vec![] })],
        ];
        for size in [Size::A4, Size::A5] {
            for blocks in &blocks {
                judge(&document(khmer(), size, blocks.clone()), &name);
            }
        }
    }
}
