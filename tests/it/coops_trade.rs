//! A cooperative's store, mill, contracts, sales and year's end through its pages: what is refused at which field, a
//! contract followed to its payment, a year asked by one officer and confirmed by another. Every figure here was worked
//! out by hand.
use crate::{
    coops_members::{Play, coop_of},
    meetings::{Form, problems, read, refused},
    support::{
        actor::{Actor, Answer, OWN, World},
        book::clean,
        databases::each_engine,
    },
};
use domain::coops::{
    Ask,
    bylaws::Surplus,
    surplus::{Claim, Year, divide},
};
use http::StatusCode;
use sansom::coops::store;

fn of(below: &str) -> String {
    format!("/coops/{}/{below}", coop_of(OWN))
}

async fn page(actor: &mut Actor, below: &str) -> String {
    let answer = actor.get(&of(below)).await;
    assert_eq!(answer.status, StatusCode::OK, "{below}: {}", answer.text);
    read(&answer)
}

#[track_caller]
fn contains(page: &str, all: &[&str]) {
    for shown in all {
        assert!(page.contains(shown), "{shown}: {page}");
    }
}

/// Opens a form, fills it in and sends it.
async fn sends(actor: &mut Actor, below: &str, typed: &[(&str, &str)]) -> Answer {
    let mut form = Form::open(actor, of(below)).await.with(typed);
    form.path = of(below.split('?').next().unwrap());
    form.press(actor, "").await
}

/// The same of a form that must be taken, and leads there.
async fn written(actor: &mut Actor, below: &str, typed: &[(&str, &str)], there: &str) -> String {
    let answer = sends(actor, below, typed).await;
    assert_eq!(answer.location(), of(there), "{below}: {}", read(&answer));
    page(actor, there).await
}

/// 1,000 kg of member 1 and 500 kg of member 2, two shares each; 1,000 kg of it milled on 20 November.
async fn milled(world: &World) -> (Play<'_>, Actor) {
    let play = Play::new(world, OWN).await;
    for party in [1, 2] {
        play.write(Ask::BuyShares { party, shares: 2 }).await;
    }
    play.deliver(1, 1_000, None).await;
    play.deliver(2, 500, None).await;
    let mut treasurer = world.session("treasurer-own-1").await;
    let out = [
        ("day", "20/11/2026"),
        ("take_1", "1,000"),
        ("give_RICE-HEAD", "620"),
        ("give_RICE-BROKEN", "80"),
        ("give_BRAN", "80"),
        ("give_HUSK", "២០០"),
    ];
    let one = written(&mut treasurer, "milling/new", &out, "milling/1?done=coop-milled").await;
    contains(&one, &["The milling is written down", "Paddy in 1,000 kg", "Lost 20 kg · 2 %", "62 %"]);
    (play, treasurer)
}

#[tokio::test]
async fn a_mill_does_not_gain_mass() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let (_, mut treasurer) = milled(&world).await;
        let gains = [("take_1", "100"), ("give_RICE-HEAD", "70"), ("give_HUSK", "31")];
        let text = "The mill cannot give more than went in: in 100 kg, out 101 kg, 1 kg too much. Weigh once more.";
        refused(&sends(&mut treasurer, "milling/new", &gains).await, &[("give_RICE-HEAD", text)]);
        let too_much = [("take_1", "501"), ("give_RICE-HEAD", "300"), ("give_HUSK", "201")];
        refused(&sends(&mut treasurer, "milling/new", &too_much).await, &[("take_1", "Lot 1 has only 500 kg.")]);
        // A yield far from the earlier one is asked again, and written when it was looked at.
        let odd = [("take_1", "100"), ("give_RICE-HEAD", "50"), ("give_HUSK", "50")];
        let asked = sends(&mut treasurer, "milling/new", &odd).await;
        assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
        contains(&read(&asked), &["The yield of head rice is 50 %; earlier lots gave 62 %."]);
        let known: Vec<(&str, &str)> = odd.into_iter().chain([("known", "1")]).collect();
        written(&mut treasurer, "milling/new", &known, "milling/2?done=coop-milled").await;
        let store = page(&mut treasurer, "lots").await;
        contains(&store, &["Paddy 400 kg", "Head rice 670 kg"]);
        let lot = page(&mut treasurer, "lots/2").await;
        contains(&lot, &["Milling 1", "2 deliveries · 2 people"]);
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn a_customer_pays_for_milling() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let (_, mut treasurer) = milled(&world).await;
        let rows = [("name", "A neighbour"), ("brought", "100"), ("give_RICE-HEAD", "62"), ("give_HUSK", "36")];
        let one = written(&mut treasurer, "milling/new?whose=customer", &rows, "milling/2?done=coop-milled").await;
        contains(&one, &["A neighbour", "Paddy in 100 kg"]);
        let nobody = [("brought", "100"), ("give_RICE-HEAD", "62")];
        let answer = sends(&mut treasurer, "milling/new?whose=customer", &nobody).await;
        refused(&answer, &[("name", "Choose somebody, or write a new name.")]);
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn a_contract_is_followed_to_its_payment() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let (_, mut treasurer) = milled(&world).await;
        let agreed = [
            ("day", "20/11/2026"),
            ("name", "A trader"),
            ("crop", "RICE-HEAD"),
            ("quantity", "500"),
            ("price", "2,500"),
            ("from", "01/11/2026"),
            ("to", "31/12/2026"),
            ("days", "7"),
        ];
        let contract = written(&mut treasurer, "contracts/new", &agreed, "contracts/1?done=coop-contracted").await;
        contains(&contract, &["A trader", "2,500 ៛ for a kilogram", "0 kg / 500 kg"]);
        let above = [("day", "20/11/2026"), ("sell_2", "621"), ("price_2", "2,500")];
        refused(&sends(&mut treasurer, "sales/new?contract=1", &above).await, &[("sell_2", "Lot 2 has only 620 kg.")]);
        let dear = [("day", "20/11/2026"), ("sell_2", "400"), ("price_2", "2,600")];
        let asked = sends(&mut treasurer, "sales/new?contract=1", &dear).await;
        contains(&read(&asked), &["The contract's price is 2,500 ៛."]);
        assert!(problems(&asked).is_empty());
        let sold = [("day", "20/11/2026"), ("sell_2", "400"), ("price_2", "2,500"), ("cash", "300,000")];
        let sale = written(&mut treasurer, "sales/new?contract=1", &sold, "sales/1?done=coop-sold").await;
        contains(&sale, &["A trader", "Amount 1,000,000 ៛", "Still to pay 700,000 ៛", "27 November 2026"]);
        contains(&page(&mut treasurer, "contracts/1").await, &["400 kg / 500 kg", "300,000 ៛ / 1,000,000 ៛"]);
        let more = [("day", "20/11/2026"), ("amount", "700,001")];
        refused(&collect(&mut treasurer, &more).await, &[("amount", "Of sale 1 only 700,000 ៛ is still owed.")]);
        let answer = collect(&mut treasurer, &[("day", "20/11/2026"), ("amount", "700,000")]).await;
        assert_eq!(answer.location(), of("sales/1?done=coop-collected"), "{}", read(&answer));
        contains(&page(&mut treasurer, "contracts/1").await, &["1,000,000 ៛ / 1,000,000 ៛"]);
        contains(&page(&mut treasurer, "lots/2").await, &["Sale 1 · A trader", "There is 220 kg"]);
        clean(world.db()).await;
    })
    .await;
}

async fn collect(actor: &mut Actor, typed: &[(&str, &str)]) -> Answer {
    let mut form = Form::open(actor, of("sales/1")).await.with(typed);
    form.path = of("sales/1/collect");
    form.press(actor, "").await
}

#[tokio::test]
async fn a_year_is_asked_by_one_and_confirmed_by_another() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let (play, mut treasurer) = milled(&world).await;
        let sold = [("day", "20/11/2026"), ("name", "A trader"), ("sell_2", "400"), ("price_2", "2,500"), ("cash", "1,000,000")];
        written(&mut treasurer, "sales/new", &sold, "sales/1?done=coop-sold").await;
        // 1,000,000 sold and 500,000 given, 1,500,000 bought, the store worth a million: a million is left.
        let year = "year?to=20/11/2026&stock=1,000,000";
        let preview = page(&mut treasurer, year).await;
        contains(&preview, &["Earned 1,000,000 ៛", "The parts make the surplus exactly", "Reserve 200,000 ៛"]);
        contains(&preview, &["2 1,000 kg 125,000 ៛ 266,700 ៛ 391,700 ៛", "2 500 kg 125,000 ៛ 133,300 ៛ 258,300 ៛"]);
        let key = treasurer.get(&of(year)).await.hidden("key");
        let mut typed = vec![("key", key.as_str()), ("to", "20/11/2026"), ("stock", "1,000,000"), ("day", "21/11/2026")];
        refused(&treasurer.post(&of("year"), &typed).await, &[("minute", "Please write something here.")]);
        typed.push(("minute", "meeting of 21 November"));
        let answer = treasurer.post(&of("year"), &typed).await;
        assert_eq!(answer.location(), of("requests/1?done=bank-request-asked"), "{}", read(&answer));
        let own = treasurer.post(&of("requests/1/confirm"), &[]).await;
        assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY);
        let mut committee = world.session("committee-own-1").await;
        contains(&page(&mut committee, "requests/1").await, &["The year through 20 November 2026 divided", "1,000,000 ៛"]);
        let answer = committee.post(&of("requests/1/confirm"), &[]).await;
        assert_eq!(answer.location(), of("year/1?done=bank-request-confirmed"), "{}", read(&answer));
        let done = page(&mut committee, "year/1").await;
        contains(&done, &["meeting of 21 November", "391,700 ៛", "Of all years 650,000 ៛ was not fetched yet."]);

        let claims = [(1, 1_000_000), (2, 500_000)].map(|(party, weight)| Claim { party, shares: 2, weight, value: weight });
        let told = Year { surplus: 1_000_000, others: 0, par: 20_000, claims: claims.to_vec() };
        let mut tx = world.db().read().await.unwrap();
        let state = store::load(&mut tx, &play.coop, &play.group).await.unwrap().state(chrono::NaiveDate::MAX).unwrap();
        assert_eq!(state.years[0].1.division, Some(divide(&told, &Surplus::default()).unwrap()));
        drop(tx);
        let paper = committee.get(&of("papers/general-meeting?year=1&lang=both")).await;
        assert_eq!((paper.status, paper.header("content-type")), (StatusCode::OK, "application/pdf"));
        assert_eq!(committee.get(&of("papers/general-meeting?year=2")).await.status, StatusCode::NOT_FOUND);
        // Nothing is written into a year that was divided.
        let late = [("day", "20/11/2026"), ("flow", "fuel"), ("amount", "1,000")];
        let text = "The year through 20 November 2026 has been divided. Write a later day.";
        refused(&sends(&mut treasurer, "money", &late).await, &[("day", text)]);
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let (_, mut treasurer) = milled(&world).await;
        let spent = [("flow", "wages"), ("amount", "99,000,000")];
        let text = "There is only 580,000 ៛ in the box. Pay less now, or write down first what came in.";
        refused(&sends(&mut treasurer, "money", &spent).await, &[("amount", text)]);
        let dear = [("crop", "PADDY"), ("amount", "10,000")];
        let text = "Ten times or a tenth of the last price, which was 1,000 ៛. Look at the noughts.";
        refused(&sends(&mut treasurer, "prices", &dear).await, &[("amount", text)]);
        let mut committee = world.session("committee-own-1").await;
        let laws = [("from", "21/11/2026"), ("reserve", "19")];
        let text = "The parts of the surplus make 99 %. Together they must make 100 %.";
        refused(&sends(&mut committee, "laws/new", &laws).await, &[("reserve", text)]);
        let text = "Members hold 4 shares. What a share costs changes only when none is out: leave it as it is, or take the \
                    shares back first.";
        let dearer = [("from", "21/11/2026"), ("par", "30,000")];
        refused(&sends(&mut committee, "laws/new", &dearer).await, &[("par", text)]);
        let laws = [("from", "21/11/2026"), ("reserve", "19"), ("social", "1")];
        let shown = written(&mut committee, "laws/new", &laws, "laws?done=coop-laws-written").await;
        contains(&shown, &["Version 2, holds from 21 November 2026", "Reserve 19 % Social fund 1 %"]);
        // A lot is weighed by one officer, and another refuses it.
        let mut form = Form::open(&mut treasurer, of("lots/1")).await.with(&[("found", "499.5"), ("minute", "dried")]);
        form.path = of("lots/1/count");
        let answer = form.press(&mut treasurer, "").await;
        assert_eq!(answer.location(), of("requests/1?done=bank-request-asked"), "{}", read(&answer));
        contains(&page(&mut committee, "requests/1").await, &["Lot 1 weighed: 499.5 kg", "500 kg"]);
        let answer = committee.post(&of("requests/1/refuse"), &[("reason", "weigh again")]).await;
        assert_eq!(answer.location(), of("requests/1?done=bank-request-refused"));
        contains(&page(&mut treasurer, "lots/1").await, &["There is 500 kg"]);
        // What was a mistake is taken back by two.
        let acts = page(&mut treasurer, "acts").await;
        contains(&acts, &["Milling 1 · 1,000 kg of paddy"]);
        clean(world.db()).await;
    })
    .await;
}
