//! The demo's cooperatives, as the seeds count them: twenty organic rice groups with two hundred members, ten vegetable groups
//! with seventy, two mills of two hundred members each; the market on which they sell; and something that waits everywhere.
mod walk;

use crate::support::databases::{Database, each_engine};
use chrono::{NaiveDate, TimeDelta};
use domain::coops::{
    Coop, State,
    acts::Fault,
    organic::{self, Status},
    preview,
};
use sansom::{
    app::{App, Clock, Settings},
    coops::store::{self, CoopRow},
    demo,
    groups::store as groups,
    market::store as market,
    store::{Db, Tx, check},
};
use std::collections::BTreeSet;

const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2027, 3, 4).expect("a Thursday");

async fn made(db: &Db) {
    let now = TODAY.and_hms_opt(3, 0, 0).unwrap().and_utc();
    let app = App::new(db.clone(), Clock::Fixed(now), Settings { secure_cookies: false, demo: true });
    demo::make(&app).await.unwrap_or_else(|failure| panic!("{}", failure.0));
    demo::cooperatives(&app).await.unwrap_or_else(|failure| panic!("{}", failure.0));
}

/// A cooperative of the demo with how it stands today.
async fn told(tx: &mut Tx, row: &CoopRow) -> (Coop, State) {
    let group = groups::group_of_book(tx, row.book.0).await.unwrap().unwrap();
    assert!(group.demo && !group.saves, "{}", row.code);
    let coop = store::load(tx, row, &group).await.unwrap();
    assert!(coop.acts.iter().all(|act| act.day <= TODAY), "{}: nothing is of tomorrow", row.code);
    let state = coop.state(TODAY).unwrap();
    (coop, state)
}

#[tokio::test]
async fn the_demo_has_its_cooperatives() {
    each_engine(|Database { db, .. }| async move {
        made(&db).await;
        let mut tx = db.read().await.unwrap();
        let rows = store::coops(&mut tx).await.unwrap();
        let (mills, gardens): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.kind == "cooperative");
        let provinces: BTreeSet<&str> = rows.iter().map(|row| &row.village_code[..2]).collect();
        assert_eq!(provinces.into_iter().collect::<Vec<_>>(), ["03", "14", "17"]);
        let (mut members, mut organic_groups, mut growers) = (0, 0, 0);
        for row in &mills {
            let (coop, state) = told(&mut tx, row).await;
            assert_eq!((coop.members.len(), state.groups.len(), state.group_of.len()), (200, 10, 100), "{}", row.code);
            (members, organic_groups) = (members + coop.members.len(), organic_groups + state.groups.len());
            growers += state.group_of.len();
            a_season(row, &coop, &state);
        }
        assert_eq!((mills.len(), members, organic_groups, growers), (2, 400, 20, 200));
        let mut members = 0;
        for row in &gardens {
            let (coop, state) = told(&mut tx, row).await;
            members += coop.members.len();
            assert!(coop.laws(TODAY).shares.par == 0 && !state.deliveries.is_empty() && !state.sales.is_empty(), "{}", row.code);
        }
        assert_eq!((gardens.len(), members), (10, 70));
        in_season(&mut tx).await;
        divided(&mut tx).await;
        the_market(&mut tx).await;
        drop(tx);
        assert_eq!(check(&db).await.unwrap(), []);
    })
    .await;
}

/// Both mills show everything that a season has.
fn a_season(row: &CoopRow, coop: &Coop, state: &State) {
    let code = &row.code;
    let brought: BTreeSet<i64> = state.deliveries.values().map(|(_, one)| one.party).collect();
    assert!(brought.len() >= 120, "{code}: {} members delivered", brought.len());
    assert!(state.all_shares() > 400 && !state.credits.is_empty() && state.contracts.len() >= 2, "{code}");
    let own: Vec<_> = state.millings.values().map(|(_, one)| one).filter(|one| one.customer.is_none()).collect();
    for milling in &own {
        assert_eq!(milling.paddy(), milling.out() + milling.loss);
        let head = milling.of("RICE-HEAD") * 1_000 / milling.paddy();
        assert!((500..540).contains(&head) && milling.loss * 20 < milling.paddy(), "{code}: milling {} gave {head}", milling.no);
    }
    assert!(own.len() >= 4 && own.len() < state.millings.len(), "{code}: its own paddy, and others’");
    assert!(state.sales.values().any(|sold| sold.left == 0) && state.sales.len() >= 6, "{code}");
    let laws = coop.laws(TODAY).organic.as_ref().unwrap();
    let statuses: Vec<Status> = state.plots.values().map(|plot| organic::status(plot, laws, TODAY)).collect();
    assert_eq!(statuses.len(), 100);
    assert!(statuses.iter().filter(|status| **status == Status::Organic).count() > 80, "{code}");
    assert!(statuses.iter().any(|status| matches!(status, Status::Conversion(_))), "{code}");
    assert!(statuses.contains(&Status::NotInspected), "{code}");
}

/// The one in the middle of its season: the scale was used this week, paddy and rice are there, money is owed both ways.
async fn in_season(tx: &mut Tx) {
    let row = store::coop(tx, demo::IN_SEASON).await.unwrap().unwrap();
    let (coop, state) = told(tx, &row).await;
    let last = state.deliveries.values().map(|(day, _)| *day).max().unwrap();
    assert!((1..=7).contains(&(TODAY - last).num_days()), "{last}");
    let there: BTreeSet<&str> = state.lots.values().filter(|lot| lot.grams > 0).map(|lot| lot.kind.crop.as_str()).collect();
    assert!(["PADDY-PRMD", "PADDY-SKO", "RICE-HEAD", "RICE-BROKEN", "BRAN", "HUSK"].iter().all(|crop| there.contains(crop)));
    assert!(
        state.owed.values().any(|amount| *amount > 0)
            && state.years.is_empty()
            && state.credits.values().any(|credit| credit.left > 0)
    );
    assert!(state.sales.values().any(|sold| sold.left > 0 && sold.sale.due.is_some_and(|due| due < TODAY)), "a late buyer");
    let delivered = |no: i64| (state.delivered_under(no), state.contracts[&no].grams, state.contracts[&no].to);
    assert_eq!(delivered(1).0, delivered(1).1, "one contract is met");
    assert!(delivered(2).0 < delivered(2).1 && delivered(2).2 < TODAY, "one is late");
    let faults = |plot: i64| state.plots[&plot].inspections.last().map(|(_, one)| one.faults.iter().map(|one| one.fault).collect());
    assert_eq!(faults(47), Some(vec![Fault::Buffer, Fault::Records]));
    assert_eq!(store::requests(tx, &row).await.unwrap().iter().filter(|request| request.decision.is_none()).count(), 1);
    assert!(preview(&coop, TODAY, 150_000_000).unwrap().division.is_some(), "there is something to divide");
}

/// The other one: its year was divided, and the new harvest has begun.
async fn divided(tx: &mut Tx) {
    let row = store::coop(tx, "CE-PV-RM").await.unwrap().unwrap();
    let (_, state) = told(tx, &row).await;
    let (_, year) = &state.years[0];
    let division = year.division.as_ref().unwrap();
    let funds = division.reserve + division.social + division.education + division.committee;
    assert_eq!(funds + division.dividend() + division.refund(), division.surplus);
    assert!(division.dividend() > 0 && division.refund() > 0 && division.lines.len() == 200);
    let waiting = state.dividends.values().filter(|amount| **amount > 0).count();
    assert!((1..100).contains(&waiting), "{waiting} have not fetched theirs");
    assert!(state.deliveries.values().any(|(day, _)| *day > year.to));
}

/// A board with a year of prices at several places from several sources, buyers with offers, and what the road costs.
async fn the_market(tx: &mut Tx) {
    let prices = market::prices(tx).await.unwrap();
    let of = |what: fn(&market::PriceRow) -> &str| prices.iter().map(what).collect::<BTreeSet<_>>().len();
    assert!(of(|row| &row.place) >= 4 && of(|row| &row.source) >= 5 && of(|row| &row.crop) >= 8);
    let days = prices.iter().map(|row| row.day);
    let (first, last) = (days.clone().min().unwrap(), days.max().unwrap());
    assert!((1..=7).contains(&(TODAY - last).num_days()) && last - first == TimeDelta::weeks(52));
    let (buyers, offers) = (market::buyers(tx).await.unwrap(), market::offers(tx).await.unwrap());
    assert!(buyers.len() >= 10 && buyers.iter().all(|buyer| offers.iter().any(|offer| offer.buyer_id == buyer.id)));
    assert!(buyers.iter().all(|buyer| !buyer.name_km.is_empty() && !buyer.name_latin.is_empty() && buyer.phone.is_empty()));
    assert!(market::rates(tx).await.unwrap().len() >= 8);
}
