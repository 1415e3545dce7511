//! Two hundred members in ten producer groups, from the shares of January to the general meeting of the next February.
use super::{clean, programme, statements};
use crate::{
    cli::{good, tool},
    support::databases::{Database, Folder, each_engine},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::coops::{
    Ask, Coop, Kind, State,
    acts::{Flow, Taken},
    ask::{AskDelivery, AskMilling, AskSale, Pay},
};
use sansom::{
    coops::{
        store::{self, CoopRow},
        write::{self, Outcome, Wish},
    },
    groups::store::{self as groups, Group},
    imports,
    meetings::seal::Act,
    periods,
    store::{Db, PeriodEvent, add_party, move_period},
};
use std::{
    collections::BTreeMap,
    fmt::Write,
    time::{Duration, Instant},
};
use uuid::Uuid;

const CODE: &str = "MILL-1";
const MEMBERS: i64 = 200;
const SHARES: i64 = 5;
const PAR: i64 = 20_000;
const ONE: Uuid = Uuid::from_u128(1);
const TWO: Uuid = Uuid::from_u128(2);

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, month, day).unwrap()
}

fn at(day: NaiveDate) -> DateTime<Utc> {
    day.and_hms_opt(3, 0, 0).unwrap().and_utc()
}

fn by(officer: Uuid, today: NaiveDate) -> Act {
    Act { by: officer, at: at(today), today }
}

fn paddy(organic: bool) -> Kind {
    Kind { crop: "PADDY".into(), grade: String::new(), organic }
}

/// The file of the cooperative: twenty members to a group, the first five groups organic.
fn file() -> String {
    let mut text = format!(
        "organisation = \"CE\"\ncode = \"{CODE}\"\nname_latin = \"Rice mill\"\nopened_on = \"2024-01-05\"\n\
         [laws]\nshares = {{ par = {PAR} }}\norganic = {{ tolerance_percent = 10 }}\n\
         credit = {{ ceiling = 500000, charge_percent = 2 }}\nmilling = {{ fee = 60 }}\n"
    );
    for group in 1..=10 {
        writeln!(text, "[[producer_group]]\ncode = \"G-{group}\"\nname_latin = \"Group {group}\"\ncrop = \"PADDY\"").unwrap();
    }
    for member in 1..=MEMBERS {
        let group = (member - 1) / 20 + 1;
        writeln!(text, "[[member]]\nfamily_name_latin = \"Member\"\ngiven_name_latin = \"{member}\"").unwrap();
        writeln!(text, "producer_group = \"G-{group}\"\nshares = {SHARES}").unwrap();
        writeln!(text, "[[member.plot]]\nname = \"field\"\narea = \"1 ha\"\ncrop = \"PADDY\"").unwrap();
        if group <= 5 {
            writeln!(text, "[[member.plot.inspection]]\non = \"2024-09-01\"\ninspector = \"inspector\"\nscore = 80").unwrap();
            writeln!(text, "estimate = \"3,000\"").unwrap();
        }
    }
    text
}

/// A cooperative at work.
struct Coops {
    db: Db,
    group: Group,
    coop: CoopRow,
    keys: u128,
}

impl Coops {
    async fn of(base: &Database) -> Coops {
        let mut tx = base.db.write().await.unwrap();
        let admin = sansom::users::store::by_login(&mut tx, "admin").await.unwrap().unwrap().id;
        let file = imports::coops::read_text(&file(), |name| Err(name.to_owned())).unwrap();
        file.write(&mut tx, by(admin, day(12, 31))).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = base.db.read().await.unwrap();
        let coop = store::coop(&mut tx, CODE).await.unwrap().unwrap();
        let group = groups::group(&mut tx, CODE).await.unwrap().unwrap();
        Coops { db: base.db.clone(), group, coop, keys: 0x5ea5_0000 }
    }

    /// Written down by one officer, all in one.
    async fn bring(&mut self, all: &[(NaiveDate, Ask)]) -> Duration {
        let begun = Instant::now();
        let keys = self.keys + 1;
        self.keys += all.len() as u128;
        let wishes: Vec<Wish<'_>> =
            (keys..).zip(all).map(|(key, (day, ask))| Wish { key: Uuid::from_u128(key), day: *day, known: true, ask }).collect();
        let mut tx = self.db.write().await.unwrap();
        let brought = write::bring(&mut tx, &self.group, &self.coop, &wishes, by(ONE, day(12, 31))).await.unwrap();
        assert_eq!(brought.unwrap().new, all.len());
        tx.commit().await.unwrap();
        begun.elapsed()
    }

    /// Asked by one officer and, where it needs two, confirmed by another.
    async fn does(&mut self, on: NaiveDate, ask: Ask) -> i64 {
        self.keys += 1;
        let mut tx = self.db.write().await.unwrap();
        let wish = Wish { key: Uuid::from_u128(self.keys), day: on, known: true, ask: &ask };
        let mut outcome = write::ask(&mut tx, &self.group, &self.coop, &wish, by(ONE, on)).await.unwrap();
        if let Outcome::Asked(no) = outcome {
            let requests = store::requests(&mut tx, &self.coop).await.unwrap();
            let request = requests.iter().find(|request| request.no == no).unwrap();
            outcome = write::confirm(&mut tx, &self.group, &self.coop, request, by(TWO, on)).await.unwrap();
        }
        let Outcome::Written(no) = outcome else { panic!("{ask:?}: {outcome:?}") };
        tx.commit().await.unwrap();
        no
    }

    async fn loaded(&self) -> Coop {
        store::load(&mut self.db.read().await.unwrap(), &self.coop, &self.group).await.unwrap()
    }

    async fn state(&self) -> State {
        self.loaded().await.state(NaiveDate::MAX).unwrap()
    }
}

/// What member `member` brings on delivery day `n`: grams and tenths of a per cent.
fn brings(member: i64, n: i64) -> (i64, i64) {
    (300_000 + member * 37 % 400 * 1_000 + n * 500, 130 + (member * 7 + n * 13) % 100)
}

/// What is paid for it, by the formula: W × (100 − M₁) ÷ (100 − 14), to the gram.
fn dry(gross: i64, moisture: i64) -> i64 {
    if moisture <= 140 { gross } else { (2 * gross * (1_000 - moisture) + 860) / (2 * 860) }
}

const DAYS: [(u32, u32); 3] = [(11, 10), (11, 20), (12, 1)];

fn delivery(party: i64, n: usize) -> Ask {
    let organic = party <= 100;
    let (gross, moisture) = brings(party, n as i64);
    Ask::Deliver(AskDelivery {
        party,
        plot: organic.then_some(party),
        kind: paddy(organic),
        gross: gross + 2_000,
        tare: 2_000,
        moisture_tenths: Some(moisture),
        foreign_tenths: None,
        taken_off: vec![],
        offset: None,
        pay: if party % 3 == 0 { Pay::Now } else { Pay::Later },
    })
}

/// Everything before the mill: money, inputs on credit, prices, three days at the scale.
async fn harvest(coops: &mut Coops, buyer: i64) -> i64 {
    let money = |flow, amount| Ask::Money { flow, amount, memo: String::new() };
    let mut all = vec![
        (day(1, 10), money(Flow::Grant, 150_000_000)),
        (day(1, 11), Ask::NameOutsider { party: buyer, name: "Mill of the town".into(), buyer: None }),
        (day(5, 1), money(Flow::Inputs, 4_000_000)),
    ];
    let credit = |party| Ask::GiveCredit { party, inputs: true, what: "seed".into(), amount: 100_000, due: day(12, 31) };
    all.extend((1..=40).map(|party| (day(5, 2), credit(party))));
    let price = |organic, amount| Ask::SetPrice { kind_of: paddy(organic), amount };
    all.extend([(day(11, 1), price(true, 1_100)), (day(11, 1), price(false, 950))]);
    coops.bring(&all).await;
    let mut spent = Duration::ZERO;
    for (n, (month, on)) in DAYS.into_iter().enumerate() {
        let all: Vec<(NaiveDate, Ask)> = (1..=MEMBERS).map(|party| (day(month, on), delivery(party, n))).collect();
        spent += coops.bring(&all).await;
    }
    println!("{:?}: 600 deliveries in {spent:?}", coops.db.engine());

    // By plain arithmetic: what was brought, weighed dry, worth, and owed.
    let state = coops.state().await;
    let (mut kilos, mut worth, mut cash) = (0, 0, 0);
    let mut owed = BTreeMap::new();
    for party in 1..=MEMBERS {
        let mut credit = if party <= 40 { 102_000 } else { 0 };
        for n in 0..DAYS.len() {
            let (gross, moisture) = brings(party, n as i64);
            let weight = dry(gross, moisture);
            let price = if party <= 100 { 1_100 } else { 950 };
            let amount = (2 * weight * price + 1_000) / 2_000;
            let offset = amount.min(credit);
            credit -= offset;
            (kilos, worth) = (kilos + weight, worth + amount);
            if party % 3 == 0 {
                cash += amount - offset;
            } else {
                *owed.entry(party).or_insert(0) += amount - offset;
            }
        }
    }
    assert_eq!(state.lots.len(), 6);
    assert_eq!(state.lots.values().map(|lot| lot.grams).sum::<i64>(), kilos);
    assert_eq!(state.deliveries.values().map(|(_, one)| one.amount).sum::<i64>(), worth);
    assert_eq!(state.owed, owed);
    assert_eq!(state.cash, MEMBERS * SHARES * PAR + 150_000_000 - 4_000_000 - cash);
    assert!(state.credits.values().all(|credit| credit.left == 0));
    kilos
}

/// Every lot but the last is milled; head rice is sold on time, broken rice waits for its money.
async fn mill_and_sell(coops: &mut Coops, buyer: i64) -> i64 {
    let state = coops.state().await;
    let kind = |crop: &str, organic| Kind { crop: crop.into(), grade: String::new(), organic };
    let mut milled = 0;
    for (lot, held) in state.lots.iter().filter(|(no, _)| **no < 6) {
        let (grams, organic) = (held.grams, held.kind.organic);
        let part = |percent: i64| grams * percent / 100;
        let gives = [("RICE-HEAD", 55), ("RICE-BROKEN", 10), ("BRAN", 9), ("HUSK", 22)];
        let gives = gives.map(|(crop, percent)| (kind(crop, organic && percent != 22), part(percent))).to_vec();
        let takes = vec![Taken { lot: *lot, grams }];
        coops.does(day(12, 5), Ask::Mill(AskMilling { customer: None, takes, gives })).await;
        milled += grams;
    }
    coops
        .does(
            day(12, 6),
            Ask::Mill(AskMilling {
                customer: Some((buyer, 500_000)),
                takes: vec![],
                gives: vec![(kind("RICE-HEAD", false), 300_000), (kind("HUSK", false), 190_000)],
            }),
        )
        .await;
    let state = coops.state().await;
    let of = |crop: &str, price: i64| -> Vec<(i64, i64, i64)> {
        state.lots.iter().filter(|(_, lot)| lot.kind.crop == crop).map(|(no, lot)| (*no, lot.grams, price)).collect()
    };
    for (crop, price, cash) in [("RICE-HEAD", 2_900, true), ("RICE-BROKEN", 1_800, false)] {
        let lines = of(crop, price);
        let amount = lines.iter().map(|(_, grams, price)| (2 * grams * price + 1_000) / 2_000).sum::<i64>();
        let cash = if cash { amount } else { 0 };
        coops
            .does(
                day(12, 10),
                Ask::Sell(AskSale { buyer, contract: None, lines, transport: 200_000, cash, due: Some(day(12, 20)) }),
            )
            .await;
    }
    milled
}

#[tokio::test]
async fn a_season_of_two_hundred_members_to_the_general_meeting() {
    each_engine(|base| async move {
        programme(&base);
        let mut coops = Coops::of(&base).await;
        let mut tx = base.db.write().await.unwrap();
        let buyer = add_party(&mut tx, coops.group.book, Uuid::from_u128(0xb0)).await.unwrap().0;
        tx.commit().await.unwrap();
        let kilos = harvest(&mut coops, buyer).await;
        let milled = mill_and_sell(&mut coops, buyer).await;
        // A lot that the rats found, counted by two; wages of the season.
        coops
            .does(day(12, 15), Ask::Count { lot: 6, found: coops.state().await.lots[&6].grams - 30_000, minute: "4/2024".into() })
            .await;
        coops.does(day(12, 16), Ask::Money { flow: Flow::Wages, amount: 6_000_000, memo: String::new() }).await;
        traced(&coops.state().await, kilos, milled);

        // The months close with the others' books; the year stays the general meeting's.
        let mut tx = base.db.write().await.unwrap();
        let book = coops.group.book;
        assert!(periods::store::year_balances(&mut tx, book, day(12, 31)).await.unwrap().is_empty());
        let close = PeriodEvent::Close { through: day(12, 31), entry: None };
        move_period(&mut tx, book, close, ONE, at(day(12, 31))).await.unwrap();
        tx.commit().await.unwrap();
        clean(&base.db).await;
        let meeting = NaiveDate::from_ymd_opt(2025, 2, 1).unwrap();
        coops.does(meeting, Ask::EndYear { to: day(12, 31), stock: 30_000_000, minute: "1/2025".into() }).await;
        let state = coops.state().await;
        let division = state.years[0].1.division.clone().unwrap();
        let funds = division.reserve + division.social + division.education + division.committee;
        assert_eq!(funds + division.dividend() + division.refund(), division.surplus);
        assert_eq!(division.surplus, surplus(&state));
        assert_eq!(division.lines.len(), 200);
        for (party, owed) in [(1, state.owed.get(&1).copied().unwrap_or(0)), (2, state.owed[&2])] {
            let amount = owed + state.dividends[&party];
            coops.does(meeting, Ask::PayOut { party, amount }).await;
        }
        judged(&base, &coops.state().await);
        statements::agree(&base, &coops.group, &coops.coop).await;
        clean(&base.db).await;
        measured(&coops).await;
    })
    .await;
}

/// Every kilogram: what was delivered is milled, sold, counted away or there; what the mill took came out or was lost.
fn traced(state: &State, kilos: i64, milled: i64) {
    let paddy: i64 = state.lots.values().filter(|lot| lot.kind.crop == "PADDY").map(|lot| lot.grams).sum();
    assert_eq!(kilos, milled + 30_000 + paddy);
    let own = state.millings.values().map(|(_, one)| one).filter(|one| one.customer.is_none());
    let (out, loss) = own.fold((0, 0), |(out, loss), one| (out + one.out(), loss + one.loss));
    assert_eq!(milled, out + loss);
    let sold: i64 = state.sales.values().flat_map(|sold| &sold.sale.lines).map(|line| line.grams).sum();
    let left: i64 = state.lots.values().filter(|lot| lot.kind.crop != "PADDY").map(|lot| lot.grams).sum();
    assert_eq!(out, sold + left);
    // A bag of organic head rice is of organic plots alone.
    let head = state.lots.iter().find(|(_, lot)| lot.kind.crop == "RICE-HEAD" && lot.kind.organic).unwrap().0;
    let from = state.trace(*head);
    assert!(from.len() == 100 && from.iter().all(|no| state.deliveries[no].1.plot.is_some()));
}

/// Grant and sales, fee, charges and store, less purchases, wages and transport; the inputs were all given on credit.
fn surplus(state: &State) -> i64 {
    let sales: i64 = state.sales.values().map(|sold| sold.sale.amount).sum();
    let bought: i64 = state.deliveries.values().map(|(_, one)| one.amount).sum();
    150_000_000 + sales + 30_000 + 40 * 2_000 + 30_000_000 - bought - 6_000_000 - 400_000
}

/// hledger and bean-check agree with how the cooperative stands, in every commodity.
fn judged(base: &Database, state: &State) {
    let folder = Folder::new();
    let path = folder.0.join("coop.journal");
    std::fs::write(&path, good(base, &["export", "--group", CODE, "--format", "hledger"])).unwrap();
    let journal = path.to_str().unwrap();
    tool("hledger", &["-f", journal, "check", "accounts", "commodities", "balancednoautoconversion", "ordereddates"]);
    let told = tool("hledger", &["-f", journal, "balance", "--flat", "--no-total", "--layout=bare", "--output-format", "csv"]);
    let mut sums: BTreeMap<(String, String), i64> = BTreeMap::new();
    for line in told.lines().skip(1) {
        let [account, commodity, sum] = line.trim_matches('"').split("\",\"").collect::<Vec<_>>()[..] else { panic!("{line}") };
        let account = account.to_lowercase().replace("mill-1:", "");
        let account = account.split(':').take(2).collect::<Vec<_>>().join(":");
        let sum: i64 = sum.replace('.', "").parse().unwrap();
        *sums.entry((account, commodity.to_owned())).or_default() += sum;
    }
    let of = |account: &str, commodity: &str| sums.get(&(account.to_owned(), commodity.to_owned())).copied().unwrap_or(0);
    for crop in ["PADDY", "RICE-HEAD", "RICE-BROKEN", "BRAN", "HUSK"] {
        let there: i64 = state.lots.values().filter(|lot| lot.kind.crop == crop).map(|lot| lot.grams).sum();
        assert_eq!(of("assets:store", crop), there, "{crop}: {sums:#?}");
    }
    let division = state.years[0].1.division.as_ref().unwrap();
    for (account, riel) in [
        ("assets:cash", state.cash),
        ("assets:stock-value", 30_000_000),
        ("assets:buyers-owe", state.sales.values().map(|sold| sold.left).sum()),
        ("liabilities:deliveries-owed", -state.owed.values().sum::<i64>()),
        ("liabilities:profit-shares", -state.dividends.values().sum::<i64>()),
        ("equity:shares", -MEMBERS * SHARES * PAR),
        ("equity:reserve", -division.reserve),
        ("income:sales", 0),
        ("expenses:purchases", 0),
    ] {
        assert_eq!(of(account, "KHR"), riel, "{account}: {sums:#?}");
    }
    let path = folder.0.join("coop.beancount");
    std::fs::write(&path, good(base, &["export", "--group", CODE, "--format", "beancount"])).unwrap();
    tool("bean-check", &[path.to_str().unwrap()]);
}

/// What a page waits for: everything loaded, told, and one delivery decided.
async fn measured(coops: &Coops) {
    let begun = Instant::now();
    let loaded = coops.loaded().await;
    let read = begun.elapsed();
    let begun = Instant::now();
    loaded.state(NaiveDate::MAX).unwrap();
    println!("{:?}: {} acts loaded in {read:?}, told in {:?}", coops.db.engine(), loaded.acts.len(), begun.elapsed());
}

/// How long it takes to bring a thousand deliveries, and a page to load a thousand and five thousand acts.
#[tokio::test]
#[ignore = "it measures; run it in a release build"]
async fn five_thousand_deliveries() {
    each_engine(|base| async move {
        programme(&base);
        let mut coops = Coops::of(&base).await;
        coops.bring(&[(day(1, 10), Ask::SetPrice { kind_of: paddy(false), amount: 950 })]).await;
        for n in 1..=5 {
            let later = |party: i64| {
                Ask::Deliver(AskDelivery {
                    party: party % MEMBERS + 1,
                    plot: None,
                    kind: paddy(false),
                    gross: 100_000,
                    tare: 0,
                    moisture_tenths: Some(140),
                    foreign_tenths: None,
                    taken_off: vec![],
                    offset: None,
                    pay: Pay::Later,
                })
            };
            let on = |at: i64| day(10, 1) + chrono::Days::new(((n - 1) * 1_000 + at).unsigned_abs() / 80);
            let all: Vec<(NaiveDate, Ask)> = (0..1_000).map(|at| (on(at), later(at))).collect();
            println!("{:?}: thousand {n} in {:?}", coops.db.engine(), coops.bring(&all).await);
            measured(&coops).await;
            let begun = Instant::now();
            coops.does(on(999), later(1)).await;
            println!("{:?}: one more in {:?}", coops.db.engine(), begun.elapsed());
        }
    })
    .await;
}
