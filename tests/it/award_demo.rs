//! The demo's awards: the ninety grants in their two provinces with a picture of every receipt, what was planted among
//! them, and something that waits for every office.
use crate::support::databases::{Database, each_engine};
use chrono::{NaiveDate, TimeDelta};
use domain::grants::{Applicant, Award, Grant, Stage, State, Turn, Voucher, acts::Step, advances::advances, exceptions};
use sansom::{
    app::{App, Clock, Settings},
    awards::{audit::store as audit, evidence, store, tasks, turns, uploads},
    demo,
    guard::{Can, InAward, Visit},
    store::{BookId, Db, Tx, check},
    users::store as users,
};
use std::collections::BTreeMap;

const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2027, 3, 4).expect("a Thursday");

async fn made(db: &Db) {
    let now = TODAY.and_hms_opt(3, 0, 0).unwrap().and_utc();
    let app = App::new(db.clone(), Clock::Fixed(now), Settings { secure_cookies: false, demo: true });
    demo::make(&app).await.unwrap_or_else(|failure| panic!("{}", failure.0));
}

async fn award(tx: &mut Tx, code: &str) -> (BookId, Award) {
    let row = store::award(tx, code).await.unwrap().unwrap();
    assert!(row.demo, "{code}");
    (row.book, store::load(tx, &row).await.unwrap())
}

/// What the rules find as of today: rule, and the grant on its papers.
fn found(award: &Award, state: &State) -> Vec<(&'static str, String)> {
    let held: Vec<_> = advances(award, TODAY).iter().map(|advance| advance.held()).collect();
    let own_no = |no: i64| state.grants.get(&no).map_or_else(String::new, |grant| grant.own_no.clone());
    let all = exceptions::run(award, TODAY, &held);
    all.into_iter().map(|one| (one.rule.code(), one.grant.map_or_else(String::new, own_no))).collect()
}

fn province(grant: &Grant) -> (bool, &str) {
    match &grant.applicant {
        Applicant::Family { village, .. } => (false, &village[..2]),
        Applicant::Coded { province, .. } => (true, province),
    }
}

#[tokio::test]
async fn the_demo_has_its_awards() {
    each_engine(|Database { db, .. }| async move {
        made(&db).await;
        let mut tx = db.read().await.unwrap();
        grants_of_before(&mut tx).await;
        under_way(&mut tx).await;
        for code in ["LP-2016", "LP-2016-SP", "LP-2016-CE", "LP-2016-AD"] {
            let (_, award) = award(&mut tx, code).await;
            assert_eq!(found(&award, &award.state()), [], "{code}");
        }
        drop(tx);
        assert_eq!(check(&db).await.unwrap(), []);
    })
    .await;
}

/// Somebody's visit to a page.
async fn visit(tx: &mut Tx, login: &str) -> Visit {
    let user = users::by_login(tx, login).await.unwrap().unwrap();
    Visit {
        roles: users::roles(tx, user.id).await.unwrap(),
        user,
        session: vec![],
        path: "/".into(),
        practice: None,
        away: Default::default(),
    }
}

/// What waits for somebody, told turn by turn from all that happened.
async fn waits(tx: &mut Tx, visit: &Visit, today: NaiveDate) -> usize {
    let mut count = 0;
    for row in store::awards(tx).await.unwrap() {
        let here = InAward { visit: visit.clone(), award: row };
        if !here.may(Can::SeeAward) {
            continue;
        }
        let award = store::load(tx, &here.award).await.unwrap();
        let (state, may) = (award.state(), turns::may(&here));
        let turns = turns::of(&here, &award, &state, today, &may);
        count += Turn::ALL
            .iter()
            .map(|turn| match turn.step() {
                Some(_) => turns.vouchers(*turn).len(),
                None => turns.grants(*turn, false).len() + turns.grants(*turn, true).len(),
            })
            .sum::<usize>();
    }
    count
}

#[tokio::test]
async fn what_waits_for_each_office_is_counted_right_and_again() {
    each_engine(|Database { db, .. }| async move {
        made(&db).await;
        let mut told = 0;
        for days in [0, 0, 40] {
            let today = TODAY + TimeDelta::days(days);
            for (login, ..) in demo::SIGN_INS.iter().filter(|(login, ..)| !login.starts_with("coop-")) {
                let mut tx = db.read().await.unwrap();
                let visit = visit(&mut tx, login).await;
                let expected = waits(&mut tx, &visit, today).await;
                let counted = tasks::waiting(&mut tx, &visit, today).await.unwrap();
                assert_eq!(counted.unwrap_or(0) as usize, expected, "{login} in {days} days");
                told += expected;
            }
        }
        assert!(told > 30, "{told}");
    })
    .await;
}

async fn grants_of_before(tx: &mut Tx) {
    let (book, award) = award(tx, "SG-2016").await;
    let state = award.state();
    let mut counts: BTreeMap<(bool, &str), usize> = BTreeMap::new();
    state.grants.values().for_each(|grant| *counts.entry(province(grant)).or_default() += 1);
    let of = |coded: bool| counts.iter().filter(|((one, _), _)| *one == coded).map(|(_, count)| count).sum::<usize>();
    assert_eq!((of(false), of(true)), (60, 30));
    assert_eq!(counts.keys().copied().collect::<Vec<_>>(), [(false, "09"), (false, "20"), (true, "09"), (true, "20")]);
    let planted = [
        ("one-hand", "FG-07"),
        ("paid-before-approved", "FG-04"),
        ("receipt-twice", "FG-32"),
        ("nobody-went", "FG-16"),
        ("ineligible", "FG-19"),
    ];
    assert_eq!(found(&award, &state), planted.map(|(rule, grant)| (rule, grant.to_owned())));
    let mut hashes = pictures(tx, book, &state).await;
    assert_eq!(hashes.len(), 120);
    hashes.sort();
    hashes.dedup();
    assert_eq!(hashes.len(), 119, "one is there twice");
    let (samples, findings) = (audit::samples(tx, book).await.unwrap(), audit::findings(tx, book).await.unwrap());
    assert_eq!((samples.len(), findings.len()), (1, 3));
    assert!(!audit::tests(tx, book).await.unwrap().is_empty());
}

/// The pictures of all receipts of families, each there and a picture; and none of a sealed one.
async fn pictures(tx: &mut Tx, book: BookId, state: &State) -> Vec<String> {
    let is_family = |voucher: &&Voucher| voucher.grant().is_none_or(|no| !state.grants[&no].is_coded());
    let mut hashes = Vec::new();
    for voucher in state.vouchers.values() {
        for (receipt, _) in &voucher.receipts {
            let kept = store::upload(tx, book, &uploads::digest(&receipt.hash).unwrap()).await.unwrap();
            if !is_family(&voucher) {
                assert!(receipt.sealed && kept.is_none(), "voucher {}", voucher.no);
                continue;
            }
            let (kind, bytes) = kept.unwrap_or_else(|| panic!("voucher {} has no picture", voucher.no));
            let scan = evidence::look(&bytes).unwrap();
            assert_eq!((scan.kind.content_type(), &scan.bytes), (kind.as_str(), &bytes));
            shows(&bytes);
            hashes.push(receipt.hash.clone());
        }
    }
    hashes
}

/// The dots of a picture are all there: four to a byte, and a sign before each row.
fn shows(png: &[u8]) {
    use std::io::Read;
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap()) as usize;
    let (width, height) = (number(16), number(20));
    let at = png.windows(4).position(|four| four == b"IDAT").unwrap();
    let mut dots = Vec::new();
    flate2::read::ZlibDecoder::new(&png[at + 4..at + 4 + number(at - 4)]).read_to_end(&mut dots).unwrap();
    assert_eq!(dots.len(), height * (width.div_ceil(4) + 1));
}

/// Something waits at every step, for every office.
async fn under_way(tx: &mut Tx) {
    let (book, award) = award(tx, demo::UNDER_WAY).await;
    let state = award.state();
    assert_eq!(found(&award, &state), ["same-place", "old-advance"].map(|rule| (rule, String::new())));
    assert!(!pictures(tx, book, &state).await.is_empty());
    for coded in [false, true] {
        let at = |stage: Stage| state.grants.values().any(|grant| grant.is_coded() == coded && grant.stage == stage);
        assert!([Stage::Applied, Stage::Screened, Stage::Appraised, Stage::Agreed].into_iter().all(at), "{coded}");
    }
    let families = || state.grants.values().filter(|grant| !grant.is_coded());
    for stage in Stage::ALL {
        assert!(families().any(|grant| grant.stage == stage), "{}", stage.code());
    }
    for step in [Step::Checked, Step::Approved, Step::Paid, Step::Recorded] {
        assert!(state.vouchers.values().any(|voucher| voucher.next() == Some(step)), "{step:?}");
    }
    assert!(state.grants.values().any(|grant| state.tranche_due(grant, TODAY).is_some()));
    assert!(families().any(|grant| !state.visits_due(grant, TODAY).is_empty()));
    assert!(award.open_calls(&state, TODAY).count() > 1);
    let last = award.acts.iter().map(|act| act.day).max().unwrap();
    assert!((TimeDelta::days(2)..TimeDelta::days(10)).contains(&(TODAY - last)), "{last}");
}
