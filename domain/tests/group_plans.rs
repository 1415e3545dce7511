//! The long-term plan of a savings group: a year reckoned by hand, the identity of the books in every year, and what speaks
//! against a plan.
use domain::plans::{
    Document,
    group::{Been, Books, GroupObjection, GroupPlace, GroupPlan, GroupWritten, MovedOn},
};
use proptest::prelude::*;
use rust_decimal::Decimal;

const TEMPLATE: &str = include_str!("../../fixtures/plans/templates/savings-group.toml");

fn written() -> GroupWritten {
    GroupWritten::parse(TEMPLATE).expect("the template is well formed")
}

#[test]
fn a_year_is_reckoned_as_by_hand() {
    let mut one = written();
    one.years.truncate(1);
    one.years[0].members = 24;
    one.costs.truncate(2);
    one.costs[1].quantity = Decimal::from(10);
    let plan = GroupPlan::try_new(one).unwrap();
    let year = &plan.years()[0];
    // Twenty-two members on average save 20,000 in twelve months; a tenth of ten million is paid back.
    assert_eq!((year.saved, year.withdrawn), (5_280_000, 1_000_000));
    // Of 12,640,000 on average 80 % is lent, 10,112,000, at 24 % a year, and a hundredth is lost.
    assert_eq!((year.interest, year.lost), (2_426_880, 101_120));
    assert_eq!((year.cost_lines.as_slice(), year.costs), ([88_000, 200_000].as_slice(), 288_000));
    assert_eq!((year.income, year.surplus, year.shared), (2_526_880, 2_137_760, 1_068_880));
    assert_eq!((year.savings, year.retained, year.fund), (14_280_000, 1_568_880, 15_848_880));
    assert_eq!((year.loans, year.cash, year.social), (12_679_104, 3_169_776, 364_000));
    assert_eq!(year.self_sufficiency_percent, Some(Decimal::new(6_494, 1)));
    assert_eq!(year.return_on_savings_percent, Some(Decimal::new(176, 1)));
    assert_eq!((plan.sustained_from(), plan.objections()), (Some(1), vec![]));
}

fn been() -> Been {
    Been {
        members: 21,
        saved: Decimal::from(4_000_000),
        withdrawn: Decimal::from(500_000),
        interest: Decimal::from(300_000),
        other_income: Decimal::from(20_000),
        costs: Decimal::from(400_000),
        lost: Decimal::ZERO,
        interest_paid: Decimal::ZERO,
        borrowed: Decimal::ZERO,
        shared: Decimal::ZERO,
        social_in: Decimal::from(240_000),
        social_out: Decimal::from(100_000),
        loans: Decimal::from(9_000_000),
    }
}

#[test]
fn a_year_that_has_been_is_not_reckoned_and_the_next_follows_it() {
    let mut one = written();
    one.been = Some(been());
    let plan = GroupPlan::try_new(one).unwrap();
    let [first, second, ..] = plan.years() else { panic!("six years") };
    assert!(first.been && !second.been);
    assert_eq!((first.surplus, first.savings, first.retained), (-80_000, 13_500_000, 420_000));
    assert_eq!((first.loans, first.cash, first.social), (9_000_000, 4_920_000, 340_000));
    // From twenty-one members to twenty-two: 21.5 of them.
    assert_eq!(second.saved, 5_160_000);
    assert_eq!(plan.sustained_from(), Some(2), "the year that has been cost more than it brought");
    let loss = GroupObjection::Loss { by: Decimal::from(80_000) };
    assert_eq!(plan.objections(), [(GroupPlace::Year(1), loss)]);
    // The cost of the third year falls into the third, and prices grow from the first year to come.
    assert_eq!(
        plan.years().iter().map(|year| year.cost_lines.last().copied()).collect::<Vec<_>>()[..4],
        [None, Some(0), Some(120_000), Some(0)]
    );
    assert_eq!((second.cost_lines[2], plan.years()[2].cost_lines[2]), (120_000, 123_600));
}

#[test]
fn what_speaks_against_a_groups_plan_is_named_in_its_year() {
    let mut one = written();
    one.opening.loans = Decimal::from(11_000_000);
    one.years[1].lent_percent = Decimal::from(99);
    one.years[1].percent_month = Decimal::from(12);
    one.years[2].saves_month = Decimal::from(60_000);
    one.years[4].lent_percent = Decimal::ONE;
    let found = GroupPlan::try_new(one).unwrap().objections();
    let by = |amount: i64| Decimal::from(amount);
    assert_eq!(found[0], (GroupPlace::Opening, GroupObjection::LoansBeyondFund { by: by(500_000) }));
    assert_eq!(found[1], (GroupPlace::Year(2), GroupObjection::AllLent { percent: by(99) }));
    assert_eq!(found[2], (GroupPlace::Year(2), GroupObjection::Dear { percent: by(12) }));
    assert!(matches!(found[3], (GroupPlace::Year(3), GroupObjection::Hopeful { .. })));
    let codes: Vec<_> = found[4..].iter().map(|(at, what)| (*at, what.code())).collect();
    assert_eq!(codes, [(GroupPlace::Year(5), "group-loss"), (GroupPlace::Year(5), "never-sustained")]);
}

#[test]
fn either_kind_of_plan_is_read_as_what_it_is() {
    let read = Document::parse(TEMPLATE).unwrap();
    assert!(matches!(&read, Document::Group(_)));
    assert_eq!(Document::parse(&read.to_toml()), Ok(read));
    let other = include_str!("../../fixtures/plans/published/kailan.toml");
    assert!(matches!(Document::parse(other), Ok(Document::Enterprise(_))));
}

#[test]
fn what_cannot_be_reckoned_is_refused_at_its_place() {
    let mut one = written();
    one.years[0].months = 13;
    one.years[1].percent_month = Decimal::from(21);
    one.costs[0].unit = String::new();
    let places: Vec<_> = GroupPlan::try_new(one).unwrap_err().into_iter().map(|(at, refusal)| (at, refusal.field)).collect();
    assert_eq!(places, [(GroupPlace::Year(1), "months"), (GroupPlace::Year(2), "percent_month"), (GroupPlace::Cost(0), "unit")]);
}

fn account(fund: i64, account: i64, before: i64, debit: i64, credit: i64) -> MovedOn {
    MovedOn { fund: ledger::FundNo(fund), account: ledger::AccountNo(account), before, debit, credit }
}

#[test]
fn the_first_year_is_that_of_the_books() {
    let books = Books {
        from: chrono::NaiveDate::from_ymd_opt(2025, 11, 1).unwrap(),
        currency: ledger::Commodity::KHR,
        months: 12,
        members_before: 18,
        members: 22,
        percent_month: Decimal::TWO,
        accounts: vec![
            // Cash, loans, savings, kept from before, interest, fines, costs, and a loan given up.
            account(1, 1010, 1_000_000, 7_380_000, 6_150_000),
            account(1, 1110, 3_000_000, 5_000_000, 3_050_000),
            account(1, 2010, -3_600_000, 600_000, 3_840_000),
            account(1, 3010, -400_000, 0, 0),
            account(1, 4010, 0, 0, 460_000),
            account(1, 4020, 0, 0, 30_000),
            account(1, 5010, 0, 500_000, 0),
            account(1, 5030, 0, 50_000, 0),
            account(2, 1010, 100_000, 240_000, 150_000),
            account(2, 3110, -100_000, 0, 240_000),
            account(2, 5020, 0, 150_000, 0),
        ],
    };
    let written = books.plan(("ផែនការ".into(), "Plan".into()));
    let opening = &written.opening;
    assert_eq!((opening.savings, opening.retained, opening.loans), (3_600_000.into(), 400_000.into(), 3_000_000.into()));
    let plan = GroupPlan::try_new(written).unwrap();
    let year = &plan.years()[0];
    assert!(year.been);
    assert_eq!((year.saved, year.withdrawn, year.savings), (3_840_000, 600_000, 6_840_000));
    assert_eq!((year.interest, year.other_income, year.costs, year.lost), (460_000, 30_000, 500_000, 50_000));
    assert_eq!((year.surplus, year.shared, year.retained), (-60_000, 0, 340_000));
    // The box of the books: 1,000,000 + 7,380,000 - 6,150,000; and the loans: 4,950,000.
    assert_eq!((year.cash, year.loans, year.social), (2_230_000, 4_950_000, 190_000));
    // Twenty on average saved 16,000 a month; a tenth more is supposed of each year, to a hundred riel.
    let saves: Vec<Decimal> = plan.written().years.iter().map(|year| year.saves_month).collect();
    assert_eq!(saves, [17_600, 19_200, 20_800, 22_400].map(Decimal::from));
    assert_eq!(plan.years().len(), 5);
    // Half a year of a group that began then is no whole year: twenty-two members saved 29,100 in six months.
    let young = Books { months: 6, members_before: 0, ..books };
    assert_eq!(young.plan((String::new(), "Plan".into())).years[0].saves_month, Decimal::from(32_000));
}

proptest! {
    #[test]
    fn the_fund_stands_in_loans_and_in_the_box(
        savings in 0_i64..100_000_000, retained in -5_000_000_i64..50_000_000, members in 1_u32..60,
        rates in prop::collection::vec((1_u32..60, 0_i64..100_000, 0_u32..=100, 0_u32..=100, 0_i64..=20, 0_u32..=20, 0_u32..=100), 1..6),
        has_been in any::<bool>(), borrowed in 0_i64..5_000_000,
    ) {
        let mut one = written();
        one.opening.savings = Decimal::from(savings);
        one.opening.retained = Decimal::from(retained);
        one.opening.members = members;
        one.been = has_been.then(been);
        let template = one.years[0].clone();
        one.costs.pop();
        one.years = rates.iter().map(|(members, saves, withdrawn, lent, rate, lost, shared)| {
            let mut year = template.clone();
            year.members = *members;
            year.saves_month = Decimal::from(*saves);
            year.withdrawn_percent = Decimal::from(*withdrawn);
            year.lent_percent = Decimal::from(*lent);
            year.percent_month = Decimal::from(*rate);
            year.lost_percent = Decimal::from(*lost);
            year.shared_percent = Decimal::from(*shared);
            year.borrowed = Some(Decimal::from(borrowed));
            year.repaid = Some(Decimal::from(borrowed / 2));
            year
        }).collect();
        let plan = GroupPlan::try_new(one).unwrap();
        let (mut fund, mut paid_for) = (savings + retained, true);
        for year in plan.years() {
            prop_assert_eq!(year.fund, year.loans + year.cash);
            prop_assert_eq!(year.fund, year.savings + year.retained + year.borrowed);
            prop_assert_eq!(year.costs, if year.been { year.costs } else { year.cost_lines.iter().sum() });
            prop_assert_eq!(year.surplus, year.income - year.costs - year.lost - year.interest_paid);
            let lent_to = if year.been { 0 } else { borrowed - borrowed / 2 };
            prop_assert_eq!(year.fund - fund, year.saved - year.withdrawn + year.surplus - year.shared + lent_to);
            prop_assert!(year.shared <= year.surplus.max(0));
            fund = year.fund;
            paid_for = year.income > 0 && year.surplus >= 0;
        }
        prop_assert_eq!(plan.sustained_from().is_some(), paid_for);
    }
}
