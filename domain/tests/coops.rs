//! A cooperative over a season, and what must hold whatever is asked.
use chrono::{Days, NaiveDate};
use domain::{
    chart::{BANK, BUYERS_OWE, CASH, DELIVERIES_OWED, LOANS, OTHER_INCOME, PROFIT_SHARES, PURCHASES, SHARES, STOCK_VALUE, STORE},
    coops::{
        Act, Answer, Ask, ByLaws, Caution, Coop, Fact, Impossible, Kind, Member, Running, State, When, Why,
        acts::{Flow, Inspection, Outcome, PriceRule, Reason, Taken},
        agree,
        ask::{AskDelivery, AskMilling, AskSale, Pay},
        crops::CROPS,
        decide,
        leaving::{Tie, last_day, ties},
        organic::Status,
        post, preview,
    },
};
use ledger::{AccountNo, Commodity, FundNo};
use uuid::Uuid;

const LAWS: &str = r#"
[shares]
par = 20000
[scale]
foreign_tenths = 20
[organic]
tolerance_percent = 10
[credit]
ceiling = 2000000
charge_percent = 2
[milling]
fee = 60
[surplus]
reserve = 20
education = 5
social = 5
committee = 10
dividend = 20
dividend_most = 10
refund = 40
"#;

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).expect("a day")
}

fn kind(crop: &str, organic: bool) -> Kind {
    Kind { crop: crop.into(), grade: String::new(), organic }
}

fn new() -> Coop {
    let member = |party| Member { party, joined_on: day(1, 1), left_on: None };
    Coop {
        fund: FundNo(3),
        money: Commodity::KHR,
        opened_on: day(1, 1),
        laws: vec![(day(1, 1), ByLaws::read(LAWS).expect("by-laws"))],
        members: (1..=4).map(member).collect(),
        acts: vec![],
        closed_through: None,
    }
}

/// A cooperative while things happen.
struct Play {
    coop: Coop,
    on: NaiveDate,
}

impl Play {
    fn when(&self, known: bool) -> When {
        When { day: self.on, today: NaiveDate::MAX, known }
    }

    fn write(&mut self, fact: Fact) {
        let kept = serde_json::to_string(&fact).expect("a fact is plain values");
        assert_eq!(serde_json::from_str::<Fact>(&kept).map_err(|error| error.to_string()), Ok(fact.clone()), "{kept}");
        let no = self.coop.next_act();
        self.coop.acts.push(Act { no, id: Uuid::from_u128(no as u128), day: self.on, fact, entry: None });
    }

    fn does(&mut self, ask: Ask) {
        let kept = serde_json::to_string(&ask).expect("an ask is plain values");
        assert_eq!(serde_json::from_str::<Ask>(&kept).map_err(|error| error.to_string()), Ok(ask.clone()), "{kept}");
        match decide(&self.coop, &ask, self.when(true)) {
            Answer::Decided(fact) => self.write(fact),
            other => panic!("{ask:?}: {other:?}"),
        }
    }

    fn refused(&self, ask: Ask, why: Why) {
        match decide(&self.coop, &ask, self.when(true)) {
            Answer::Refused(all) => assert!(all.iter().any(|one| one.why == why), "{ask:?}: {all:?}"),
            other => panic!("{ask:?}: {other:?}"),
        }
    }

    fn asks(&self, ask: Ask, caution: Caution) {
        match decide(&self.coop, &ask, self.when(false)) {
            Answer::Ask(all) => assert!(all.contains(&caution), "{all:?}"),
            other => panic!("{ask:?}: {other:?}"),
        }
    }

    fn state(&self) -> State {
        self.coop.state(NaiveDate::MAX).expect("possible")
    }

    /// What the journal has on an account, of a commodity.
    fn balance(&self, account: AccountNo, commodity: Commodity) -> i64 {
        let mut sum = 0;
        let seen = self.coop.each(NaiveDate::MAX, |act, before| {
            let postings = post(&act.fact, before, self.coop.fund, self.coop.money).expect("postings");
            for one in [Commodity::KHR].into_iter().chain(CROPS.iter().map(|crop| crop.commodity())) {
                let balance: i64 =
                    postings.iter().filter(|line| line.amount.commodity() == one).map(|line| line.amount.quantity()).sum();
                assert_eq!(balance, 0, "{act:?} in {one:?}");
            }
            let on = postings.iter().filter(|line| line.account == account && line.amount.commodity() == commodity);
            sum += on.map(|line| line.amount.quantity()).sum::<i64>();
        });
        seen.expect("possible");
        sum
    }

    /// The journal says what the state says.
    fn agrees(&self) {
        let state = self.state();
        let riel = |account| self.balance(account, Commodity::KHR);
        assert_eq!((riel(CASH), riel(BANK)), (state.cash, state.bank));
        assert_eq!(riel(LOANS), state.credits.values().map(|credit| credit.left).sum::<i64>());
        assert_eq!(-riel(DELIVERIES_OWED), state.owed.values().sum::<i64>());
        assert_eq!(-riel(PROFIT_SHARES), state.dividends.values().sum::<i64>());
        assert_eq!(riel(BUYERS_OWE), state.sales.values().map(|sold| sold.left).sum::<i64>());
        assert_eq!(-riel(SHARES), state.all_shares() * 20_000);
        assert_eq!(riel(STOCK_VALUE), state.years.last().map_or(0, |(_, year)| year.stock));
        for crop in CROPS.iter() {
            let there: i64 = state.lots.values().filter(|lot| lot.kind.crop == crop.code).map(|lot| lot.grams).sum();
            assert_eq!(self.balance(STORE, crop.commodity()), there, "{}", crop.code);
        }
    }
}

fn delivery(party: i64, plot: Option<i64>, organic: bool, gross: i64, moisture: i64) -> AskDelivery {
    AskDelivery {
        party,
        plot,
        kind: kind("PADDY", organic),
        gross,
        tare: 0,
        moisture_tenths: Some(moisture),
        foreign_tenths: None,
        taken_off: vec![],
        offset: None,
        pay: Pay::Now,
    }
}

fn inspection(plot: i64, outcome: Outcome, estimate: i64) -> Ask {
    Ask::Inspect(Inspection { plot, inspector: "inspector 2".into(), score: 85, faults: vec![], outcome, until: None, estimate })
}

#[test]
fn a_season_from_the_field_to_the_meeting() {
    let mut play = Play { coop: new(), on: day(1, 5) };
    play.refused(Ask::BuyShares { party: 9, shares: 1 }, Why::NotAMember);
    for (party, shares) in [(1, 10), (2, 20), (3, 5), (4, 1)] {
        play.does(Ask::BuyShares { party, shares });
    }
    play.does(Ask::PassShares { from: 2, to: Some(4), shares: 5 });
    play.refused(Ask::PassShares { from: 4, to: None, shares: 7 }, Why::SharesHeld(6));
    play.does(Ask::Money { flow: Flow::Grant, amount: 10_000_000, memo: String::new() });
    play.does(Ask::NameOutsider { party: 5, name: "Mill of the town".into(), buyer: None });
    let group = |group| Ask::NameGroup {
        group,
        code: "ORG-1".into(),
        name_km: "ក្រុមស្រូវសរីរាង្គ".into(),
        name_latin: String::new(),
        village: "20010101".into(),
        crop: "PADDY".into(),
    };
    play.does(group(None));
    play.does(Ask::JoinGroup { party: 1, group: Some(1) });
    for (party, forbidden_on) in [(1, None), (2, Some(day(1, 1)))] {
        let name = "by the canal".to_owned();
        play.does(Ask::NotePlot { plot: None, party, name, area: 8_000, crop: "PADDY".into(), forbidden_on });
    }
    play.on = day(5, 1);
    play.does(Ask::Money { flow: Flow::Inputs, amount: 600_000, memo: "seed".into() });
    let credit = |amount| Ask::GiveCredit { party: 1, inputs: true, what: "seed".into(), amount, due: day(12, 31) };
    play.does(credit(500_000));
    play.refused(credit(1_500_000), Why::Ceiling(1_490_000));
    play.on = day(9, 1);
    play.does(inspection(1, Outcome::Passed, 2_000_000));
    play.does(inspection(2, Outcome::Passed, 2_000_000));

    play.on = day(11, 10);
    play.refused(Ask::Deliver(delivery(1, Some(1), true, 1_000_000, 250)), Why::NoPrice);
    play.does(Ask::SetPrice { kind_of: kind("PADDY", true), amount: 1_100 });
    play.does(Ask::SetPrice { kind_of: kind("PADDY", false), amount: 950 });
    play.refused(Ask::SetPrice { kind_of: kind("PADDY", false), amount: 9_500 }, Why::TenTimes(950));
    play.asks(Ask::SetPrice { kind_of: kind("PADDY", false), amount: 1_400 }, Caution::PriceBand(950));
    // A delivery of 1,000 kg at 25 %: 872.093 kg at 1,100 riel are 959,302; 510,000 of it pay the seed.
    play.does(Ask::Deliver(delivery(1, Some(1), true, 1_000_000, 250)));
    let state = play.state();
    let (_, first) = &state.deliveries[&1];
    assert_eq!((first.weight, first.amount, first.offset(), first.cash), (872_093, 959_302, 510_000, 449_302));
    assert_eq!(state.lots[&first.lot].grams, 872_093);
    play.refused(Ask::Deliver(delivery(1, Some(1), true, 1_400_000, 140)), Why::OverEstimate(1_327_907));
    play.refused(
        Ask::Deliver(delivery(2, Some(2), true, 100_000, 140)),
        Why::PlotStatus(Status::Conversion(NaiveDate::from_ymd_opt(2028, 1, 1).expect("a day"))),
    );
    play.refused(Ask::Deliver(delivery(2, Some(1), true, 100_000, 140)), Why::NotHerPlot);
    play.refused(Ask::Deliver(delivery(2, None, true, 100_000, 140)), Why::PlotMissing);
    play.refused(Ask::Deliver(delivery(2, None, false, 100_000, 30)), Why::TooDry(80));
    play.refused(Ask::Deliver(AskDelivery { tare: 100_000, ..delivery(2, None, false, 100_000, 140) }), Why::TareAboveGross);
    let owed =
        AskDelivery { pay: Pay::Later, taken_off: vec![(Reason::Unripe, 20_000)], ..delivery(2, None, false, 1_020_000, 140) };
    play.does(Ask::Deliver(owed));
    play.does(Ask::Deliver(delivery(5, None, false, 500_000, 140)));
    assert_eq!(play.state().owed[&2], 950_000);
    play.does(Ask::PayOut { party: 2, amount: 50_000 });
    play.refused(Ask::PayOut { party: 2, amount: 900_001 }, Why::OwedMost(900_000));
    play.agrees();

    play.on = day(11, 20);
    let organic_lot = 1;
    let rice = |head, broken, bran, husk| {
        vec![
            (kind("RICE-HEAD", true), head),
            (kind("RICE-BROKEN", true), broken),
            (kind("BRAN", false), bran),
            (kind("HUSK", false), husk),
        ]
    };
    let mill = |lot, grams, gives| Ask::Mill(AskMilling { customer: None, takes: vec![Taken { lot, grams }], gives });
    play.refused(mill(organic_lot, 800_000, rice(500_000, 100_000, 80_000, 130_000)), Why::GainsMass(800_000, 810_000));
    play.refused(mill(2, 800_000, rice(400_000, 100_000, 80_000, 130_000)), Why::OrganicFrom);
    play.refused(mill(organic_lot, 900_000, rice(400_000, 100_000, 80_000, 130_000)), Why::Impossible(Impossible::Lot(1, 872_093)));
    play.does(mill(organic_lot, 800_000, rice(440_000, 100_000, 80_000, 170_000)));
    let other = vec![(kind("RICE-HEAD", false), 300_000), (kind("HUSK", false), 480_000)];
    play.asks(mill(2, 800_000, other), Caution::Yield(550, 375));
    let service = AskMilling {
        customer: Some((5, 1_000_000)),
        takes: vec![],
        gives: rice(500_000, 120_000, 90_000, 250_000)
            .into_iter()
            .map(|(of, grams)| (Kind { organic: false, ..of }, grams))
            .collect(),
    };
    play.does(Ask::Mill(service));
    let head = play.state().lots.iter().find(|(_, lot)| lot.kind == kind("RICE-HEAD", true)).map(|(no, _)| *no).expect("head rice");
    assert_eq!(play.state().trace(head).into_iter().collect::<Vec<_>>(), [1]);

    let price = PriceRule::Fixed { price: 2_900 };
    let contract = Ask::Contract {
        buyer: 5,
        kind_of: kind("RICE-HEAD", true),
        grams: 400_000,
        price,
        from: day(11, 1),
        to: day(12, 31),
        days: 14,
    };
    play.does(contract);
    let sale = |grams, price| AskSale {
        buyer: 5,
        contract: Some(1),
        lines: vec![(head, grams, price)],
        transport: 30_000,
        cash: 500_000,
        due: None,
    };
    play.asks(Ask::Sell(sale(300_000, 2_800)), Caution::NotTheContracts(2_900));
    play.asks(Ask::Sell(sale(410_000, 2_900)), Caution::OverContract(400_000));
    play.refused(Ask::Sell(sale(441_000, 2_900)), Why::Impossible(Impossible::Lot(head, 440_000)));
    play.does(Ask::Sell(sale(300_000, 2_900)));
    assert_eq!(play.state().sales[&1].sale.due, Some(day(12, 4)));
    play.does(Ask::Collect { sale: 1, amount: 370_000 });
    play.refused(
        Ask::Undo {
            act: play.coop.acts.iter().find(|act| matches!(act.fact, Fact::Milled(_))).expect("milled").no,
            reason: "wrong lot".into(),
        },
        Why::Later(play.coop.acts.iter().find(|act| matches!(act.fact, Fact::Sold(_))).expect("sold").no, Impossible::Unknown),
    );
    play.does(Ask::Count { lot: 2, found: 1_490_000, minute: "4/2026".into() });
    play.agrees();

    play.on = NaiveDate::from_ymd_opt(2027, 2, 1).expect("a day");
    play.refused(Ask::EndYear { to: play.on, stock: 0, minute: "1/2027".into() }, Why::YearEnd);
    play.does(Ask::EndYear { to: day(12, 31), stock: 1_800_000, minute: "1/2027".into() });
    let state = play.state();
    let (_, year) = &state.years[0];
    let division = year.division.as_ref().expect("a surplus");
    let funds = division.reserve + division.social + division.education + division.committee;
    assert_eq!(funds + division.dividend() + division.refund(), division.surplus);
    // Grant 10,000,000 + sale 870,000 + fee 60,000 + charge 10,000 + store 1,800,000 - paddy 959,302 and 950,000 and 475,000
    // - transport 30,000 - inputs 100,000.
    assert_eq!(division.surplus, 10_225_698);
    play.agrees();
    play.refused(Ask::EndYear { to: day(12, 31), stock: 0, minute: "2/2027".into() }, Why::YearEnd);
    play.on = day(12, 30);
    play.refused(Ask::Money { flow: Flow::Wages, amount: 1, memo: String::new() }, Why::YearEnded(day(12, 31)));
}

#[test]
fn a_loss_is_made_up_for_before_anything_is_divided() {
    let mut play = Play { coop: new(), on: day(1, 5) };
    play.does(Ask::BuyShares { party: 1, shares: 50 });
    play.does(Ask::Money { flow: Flow::Wages, amount: 300_000, memo: String::new() });
    play.on = NaiveDate::from_ymd_opt(2027, 1, 5).expect("a day");
    play.does(Ask::EndYear { to: day(12, 31), stock: 0, minute: "1".into() });
    assert_eq!((play.state().losses, play.state().years[0].1.division.clone()), (300_000, None));
    play.does(Ask::Money { flow: Flow::OtherIncome, amount: 400_000, memo: String::new() });
    play.on = NaiveDate::from_ymd_opt(2028, 1, 5).expect("a day");
    play.does(Ask::EndYear { to: NaiveDate::from_ymd_opt(2027, 12, 31).expect("a day"), stock: 0, minute: "2".into() });
    assert_eq!(play.state().losses, 0);
    assert_eq!(play.state().years[1].1.division.as_ref().map(|division| division.surplus), Some(100_000));
    play.agrees();
}

#[test]
fn of_two_prices_of_a_day_the_later_holds() {
    let mut play = Play { coop: new(), on: day(11, 1) };
    for amount in [900, 950] {
        play.does(Ask::SetPrice { kind_of: kind("PADDY", false), amount });
    }
    assert_eq!(play.state().price(&kind("PADDY", false), day(11, 1)), Some(950));
}

#[test]
fn what_is_dated_back_counts_to_the_estimate_of_its_inspection() {
    let mut play = Play { coop: new(), on: day(1, 5) };
    play.does(Ask::SetPrice { kind_of: kind("PADDY", true), amount: 1_000 });
    let plot = |party| Ask::NotePlot {
        plot: None,
        party,
        name: "by the canal".into(),
        area: 8_000,
        crop: "PADDY".into(),
        forbidden_on: None,
    };
    play.does(plot(1));
    play.does(inspection(1, Outcome::Passed, 1_000_000));
    let later = |gross| Ask::Deliver(AskDelivery { pay: Pay::Later, ..delivery(1, Some(1), true, gross, 140) });
    play.on = day(11, 5);
    play.does(later(900_000));
    play.on = day(11, 10);
    play.does(inspection(1, Outcome::Passed, 500_000));
    play.on = day(11, 3);
    play.refused(later(300_000), Why::OverEstimate(200_000));
    play.does(later(200_000));
    play.on = day(11, 11);
    play.refused(later(600_000), Why::OverEstimate(550_000));
}

#[test]
fn years_that_are_divided_late_are_each_divided_once() {
    let of = |year| NaiveDate::from_ymd_opt(year, 12, 31).expect("a day");
    let mut play = Play { coop: new(), on: day(2, 1) };
    play.does(Ask::BuyShares { party: 1, shares: 50 });
    let income = |amount| Ask::Money { flow: Flow::OtherIncome, amount, memo: String::new() };
    play.does(income(1_000_000));
    // A mistake of the year that is found before its meeting is nobody's surplus.
    play.on = day(12, 20);
    play.does(Ask::SetPrice { kind_of: kind("PADDY", false), amount: 1_000 });
    play.does(Ask::Deliver(delivery(2, None, false, 100_000, 140)));
    let mistaken = play.coop.acts.last().expect("an act").no;
    play.on = NaiveDate::from_ymd_opt(2027, 3, 1).expect("a day");
    play.does(income(70_000));
    play.does(Ask::Undo { act: mistaken, reason: "another's".into() });
    play.on = NaiveDate::from_ymd_opt(2028, 2, 1).expect("a day");
    let told = preview(&play.coop, of(2026), 0).expect("a surplus");
    play.does(Ask::EndYear { to: of(2026), stock: 0, minute: "1".into() });
    play.does(Ask::EndYear { to: of(2027), stock: 0, minute: "2".into() });
    let state = play.state();
    let surplus = |at: usize| state.years[at].1.division.as_ref().map(|division| division.surplus);
    assert_eq!((surplus(0), surplus(1)), (Some(1_000_000), Some(70_000)));
    assert_eq!(told.division.as_ref(), state.years[0].1.division.as_ref());
    assert!(state.years[0].1.division.iter().flat_map(|division| &division.lines).all(|line| line.party == 1));
    for account in [OTHER_INCOME, PURCHASES] {
        assert_eq!(play.balance(account, Commodity::KHR), 0);
    }
    play.agrees();
    assert_eq!(preview(&play.coop, of(2027), 0), Err(Why::YearEnd));
}

#[test]
fn founders_may_hold_what_a_member_may_once_all_have_bought() {
    let mut coop = new();
    coop.laws[0].1.shares.most_percent = rust_decimal::Decimal::from(50);
    let mut play = Play { coop, on: day(1, 2) };
    play.refused(Ask::BuyShares { party: 1, shares: 3 }, Why::SharesMost(2));
    for party in 1..=4 {
        play.does(Ask::BuyShares { party, shares: 2 });
    }
}

/// By-laws whose shares cost so much.
fn costing(par: i64) -> ByLaws {
    let mut laws = ByLaws::read(LAWS).expect("by-laws");
    laws.shares.par = par;
    laws
}

#[test]
fn the_par_stays_while_shares_are_out() {
    let mut play = Play { coop: new(), on: day(2, 1) };
    play.does(Ask::BuyShares { party: 1, shares: 3 });
    play.does(Ask::BuyShares { party: 2, shares: 2 });
    assert_eq!(agree(&play.coop, &costing(30_000), day(3, 1)), Err(Why::SharesOut(5)));
    // Of before they were bought too: they were bought at what the by-laws of their day say.
    assert_eq!(agree(&play.coop, &costing(30_000), day(1, 1)), Err(Why::SharesOut(5)));
    let same = ByLaws { prices: domain::coops::bylaws::Prices { band_percent: 50 }, ..costing(20_000) };
    assert_eq!(agree(&play.coop, &same, day(3, 1)), Ok(()));
    play.on = day(2, 20);
    play.does(Ask::PassShares { from: 1, to: None, shares: 3 });
    play.does(Ask::PassShares { from: 2, to: None, shares: 2 });
    let back = play.coop.next_act() - 1;
    assert_eq!(agree(&play.coop, &costing(30_000), day(2, 20)), Err(Why::SharesOut(5)), "they were given back on that day");
    assert_eq!(agree(&play.coop, &costing(30_000), day(3, 1)), Ok(()));
    play.coop.laws.push((day(3, 1), costing(30_000)));
    // Nothing that is dated back brings shares of the old price over the day.
    play.refused(Ask::BuyShares { party: 1, shares: 1 }, Why::ParChanges(day(3, 1)));
    play.on = day(3, 2);
    play.refused(Ask::Undo { act: back, reason: "mistaken".into() }, Why::ParChanges(day(3, 1)));
    play.does(Ask::BuyShares { party: 1, shares: 1 });
    assert_eq!(play.state().cash, 30_000);
}

#[test]
fn who_leaves_settles_shares_credits_and_what_is_owed() {
    let mut play = Play { coop: new(), on: day(2, 1) };
    play.does(Ask::Money { flow: Flow::Grant, amount: 10_000_000, memo: String::new() });
    assert_eq!((ties(&play.state(), 1), last_day(&play.coop, 1)), (vec![], None));
    play.does(Ask::BuyShares { party: 1, shares: 3 });
    let due = day(12, 1);
    play.does(Ask::GiveCredit { party: 1, inputs: false, what: String::new(), amount: 100_000, due });
    play.on = day(2, 10);
    play.does(Ask::SetPrice { kind_of: kind("PADDY", false), amount: 1_000 });
    play.does(Ask::Deliver(AskDelivery { offset: Some(0), pay: Pay::Later, ..delivery(1, None, false, 500_000, 140) }));
    let state = play.state();
    assert_eq!(ties(&state, 1), [Tie::Shares(3), Tie::Credit(1, 102_000), Tie::Owed(state.owed[&1])]);
    assert_eq!((ties(&state, 2), last_day(&play.coop, 1)), (vec![], Some(day(2, 10))));
    play.on = day(2, 20);
    play.does(Ask::PassShares { from: 1, to: Some(2), shares: 3 });
    play.does(Ask::PayCredit { credit: 1, amount: 102_000 });
    play.does(Ask::PayOut { party: 1, amount: state.owed[&1] });
    assert_eq!((ties(&play.state(), 1), ties(&play.state(), 2)), (vec![], vec![Tie::Shares(3)]));
    assert_eq!(last_day(&play.coop, 2), Some(day(2, 20)), "who was given shares was a member then");
}

#[test]
fn published_shares_do_not_make_the_published_capital() {
    // Kraing Leav: 847 shares of 20,000 riel beside a capital of 38,800,000.
    assert_eq!(847 * ByLaws::read(LAWS).expect("by-laws").shares.par, 16_940_000);
}

mod properties {
    use super::*;
    use proptest::prelude::*;

    /// Something that anybody might ask, on a day of the season.
    fn asks() -> impl Strategy<Value = (u64, Ask)> {
        let party = 1_i64..=5;
        let lot = 1_i64..=6;
        let grams = 1_i64..900_000;
        let ask = prop_oneof![
            (party.clone(), 1_i64..30).prop_map(|(party, shares)| Ask::BuyShares { party, shares }),
            (party.clone(), proptest::option::of(party.clone()), 1_i64..20).prop_map(|(from, to, shares)| Ask::PassShares {
                from,
                to,
                shares
            }),
            (party.clone(), any::<bool>(), 1_i64..900_000).prop_map(|(party, inputs, amount)| Ask::GiveCredit {
                party,
                inputs,
                what: "seed".into(),
                amount,
                due: day(12, 31)
            }),
            (1_i64..4, 1_i64..900_000).prop_map(|(credit, amount)| Ask::PayCredit { credit, amount }),
            (party.clone(), any::<bool>(), grams.clone(), 90_i64..280).prop_map(|(party, now, gross, moisture)| {
                Ask::Deliver(AskDelivery {
                    pay: if now { Pay::Now } else { Pay::Later },
                    ..delivery(party, None, false, gross, moisture)
                })
            }),
            (party.clone(), 1_i64..900_000).prop_map(|(party, amount)| Ask::PayOut { party, amount }),
            (lot.clone(), grams.clone()).prop_map(|(lot, found)| Ask::Count { lot, found, minute: "1".into() }),
            (lot.clone(), grams.clone(), 1_i64..600_000, 1_i64..300_000).prop_map(|(lot, grams, head, husk)| {
                let gives = vec![(kind("RICE-HEAD", false), head), (kind("HUSK", false), husk)];
                Ask::Mill(AskMilling { customer: None, takes: vec![Taken { lot, grams }], gives })
            }),
            (lot, grams, 1_i64..3_000, 0_i64..100_000).prop_map(|(lot, grams, price, cash)| {
                Ask::Sell(AskSale { buyer: 5, contract: None, lines: vec![(lot, grams, price)], transport: 0, cash, due: None })
            }),
            (1_i64..4, 1_i64..900_000).prop_map(|(sale, amount)| Ask::Collect { sale, amount }),
            (1_i64..40).prop_map(|act| Ask::Undo { act, reason: "mistaken".into() }),
            prop::sample::select(vec![Flow::Wages, Flow::ToBank, Flow::FromBank, Flow::OtherIncome])
                .prop_flat_map(|flow| (Just(flow), 1_i64..500_000))
                .prop_map(|(flow, amount)| Ask::Money { flow, amount, memo: String::new() }),
        ];
        (0_u64..60, ask)
    }

    /// What was asked, of the simplest facts; none: of another.
    fn again(fact: &Fact) -> Option<Ask> {
        Some(match fact {
            Fact::SharesBought { certificate, .. } => Ask::BuyShares { party: certificate.party, shares: certificate.shares },
            Fact::SharesPassed { from, to, shares, .. } => Ask::PassShares { from: *from, to: *to, shares: *shares },
            Fact::Money { flow, amount, memo } => Ask::Money { flow: *flow, amount: *amount, memo: memo.clone() },
            Fact::OutsiderNamed { party, name, buyer } => Ask::NameOutsider { party: *party, name: name.clone(), buyer: *buyer },
            Fact::PriceSet { kind_of, amount } => Ask::SetPrice { kind_of: kind_of.clone(), amount: *amount },
            Fact::CreditGiven { party, inputs, what, amount, due, .. } => {
                Ask::GiveCredit { party: *party, inputs: *inputs, what: what.clone(), amount: *amount, due: *due }
            }
            Fact::CreditPaid { credit, amount } => Ask::PayCredit { credit: *credit, amount: *amount },
            Fact::Delivered(delivered) => Ask::Deliver(AskDelivery {
                pay: Pay::Part { amount: delivered.cash },
                offset: Some(delivered.offset()),
                ..delivery(delivered.party, None, false, delivered.gross, delivered.moisture_tenths?)
            }),
            Fact::PaidOut { party, deliveries, dividends } => Ask::PayOut { party: *party, amount: deliveries + dividends },
            Fact::Undone { act, reason } => Ask::Undo { act: *act, reason: reason.clone() },
            _ => return None,
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn whatever_is_asked_nothing_is_below_nothing(all in prop::collection::vec(asks(), 1..60)) {
            let mut play = Play { coop: new(), on: day(1, 2) };
            play.does(Ask::Money { flow: Flow::OtherIncome, amount: 2_000_000, memo: String::new() });
            play.does(Ask::NameOutsider { party: 5, name: "trader".into(), buyer: None });
            play.does(Ask::SetPrice { kind_of: kind("PADDY", false), amount: 900 });
            for (after, ask) in all {
                play.on = day(10, 1) + Days::new(after);
                if let Answer::Decided(fact) = decide(&play.coop, &ask, play.when(true)) {
                    play.write(fact);
                }
            }
            // One after another, carried along, it is the same.
            let mut running = Running::new(Coop { acts: vec![], ..play.coop.clone() });
            for act in &play.coop.acts {
                let when = When { day: act.day, today: NaiveDate::MAX, known: true };
                let Some(ask) = again(&act.fact) else { break };
                let before = running.coop().state(act.day).expect("possible");
                let written = running.write(act.id, &ask, when).map_err(|answer| format!("{ask:?}: {answer:?}"));
                let written = written.expect("written before");
                prop_assert_eq!(&written.act.fact, &act.fact);
                prop_assert_eq!(&written.postings, &post(&act.fact, &before, FundNo(3), Commodity::KHR).expect("postings"));
            }
            let retold = State::retold(&play.coop.acts, |_, _| {}).expect("possible");
            let state = play.state();
            prop_assert_eq!((retold.cash, &retold.owed, &retold.lots), (state.cash, &state.owed, &state.lots));
            // On every day of the season: nothing below nothing, and what went into the mill came out of it.
            for after in 0..60 {
                let state = play.coop.state(day(10, 1) + Days::new(after)).expect("possible on every day");
                prop_assert!(state.cash >= 0 && state.bank >= 0);
                prop_assert!(state.lots.values().all(|lot| lot.grams >= 0));
                prop_assert!(state.millings.values().all(|(_, one)| one.paddy() == one.out() + one.loss && one.loss >= 0));
            }
            play.agrees();
        }
    }
}
