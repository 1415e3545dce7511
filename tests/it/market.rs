//! The market: prices and what is refused of them, buyers and what they want, where to sell as it was reckoned by hand, who
//! may write it down.
use crate::{
    meetings::{Form, read, refused},
    support::{
        actor::{Actor, OWN, World, day},
        databases::{Database, each_engine},
    },
};
use chrono::NaiveDate;
use domain::coops::{
    Ask, Kind,
    ask::{AskDelivery, AskSale, Pay},
    market::Offer,
};
use http::StatusCode;
use ledger::Commodity;
use sansom::{
    coops::{
        store::{self as coops, CoopRow, NewCoop},
        write::{self, Outcome, Wish},
    },
    groups::store::{self as groups, Group, NewInstitution},
    guard::{Role, RoleOn, Scope},
    market::store as market,
    meetings::seal::Act,
    store::add_party,
    users::store as users,
};
use uuid::Uuid;

const COOP: &str = "CO-1";

/// The buyer of [`offered`].
pub const BUYER: Uuid = Uuid::from_u128(0x019a_a000_0000_7000_8000_0000_0000_0b07);

/// A buyer on the board with an offer, so that their addresses name something.
pub async fn offered(world: &World) {
    let mut tx = world.db().write().await.unwrap();
    let (place, phone) = ("21".to_owned(), String::new());
    let buyer = market::BuyerRow { id: BUYER, name_km: String::new(), name_latin: "A mill".into(), phone, place: place.clone() };
    market::add_buyer(&mut tx, &buyer, Uuid::nil(), world.app.now()).await.unwrap();
    let kind = Kind { crop: "PADDY".into(), grade: String::new(), organic: false };
    let (from, to) = (day(11, 1), day(12, 31));
    let offer = Offer { no: 0, buyer: BUYER, kind, grams: 1_000_000, price: 1_000, place, days: 0, from, to };
    market::add_offer(&mut tx, Uuid::now_v7(), &offer, Uuid::nil(), world.app.now()).await.unwrap();
    tx.commit().await.unwrap();
}

/// A producer group that sells, in the organisation of the own group; its treasurer is the own group's.
async fn selling(world: &World) -> (Group, CoopRow) {
    let organisation_id = world.group(OWN).await.organisation_id;
    let mut tx = world.db().write().await.unwrap();
    let new = NewInstitution {
        id: Uuid::now_v7(),
        organisation_id,
        code: "SELL-1".into(),
        name_km: String::new(),
        name_latin: "Sellers".into(),
        village_code: "21010101".into(),
        founded_on: day(1, 1),
        demo: true,
        saves: false,
    };
    groups::found_institution(&mut tx, &new, Commodity::KHR).await.unwrap();
    let group = groups::group(&mut tx, "SELL-1").await.unwrap().unwrap();
    let new = NewCoop {
        id: Uuid::now_v7(),
        code: COOP.into(),
        kind: "group".into(),
        name_km: String::new(),
        name_latin: "The sellers".into(),
        village_code: "21010101".into(),
        opened_on: day(1, 1),
        laws: "[shares]\npar = 0\n".into(),
    };
    let coop = coops::found(&mut tx, &group, &new, Uuid::nil(), world.app.now()).await.unwrap();
    let treasurer = users::by_login(&mut tx, "treasurer-own-1").await.unwrap().unwrap().id;
    let mut roles = users::roles(&mut tx, treasurer).await.unwrap();
    roles.push(RoleOn { role: Role::Treasurer, scope: Scope::Group(group.book.0) });
    users::set_roles(&mut tx, treasurer, &roles).await.unwrap();
    tx.commit().await.unwrap();
    (group, coop)
}

/// Writes something down at the cooperative; cautions are known.
async fn at_coop(world: &World, (group, coop): &(Group, CoopRow), on: NaiveDate, ask: &Ask) {
    let mut tx = world.db().write().await.unwrap();
    let wish = Wish { key: Uuid::now_v7(), day: on, known: true, ask };
    let outcome = write::ask(&mut tx, group, coop, &wish, Act::now(&world.app, Uuid::nil())).await.unwrap();
    assert!(matches!(outcome, Outcome::Written(_)), "{ask:?}: {outcome:?}");
    tx.commit().await.unwrap();
}

async fn page(actor: &mut Actor, path: &str) -> String {
    let answer = actor.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
    read(&answer).replace('\u{a0}', " ")
}

#[track_caller]
fn contains(page: &str, all: &[&str]) {
    for shown in all {
        assert!(page.contains(shown), "{shown}: {page}");
    }
}

/// Opens a form, types into it and sends it; where it led.
async fn send(actor: &mut Actor, at: &str, to: &str, typed: &[(&str, &str)]) -> String {
    let mut form = Form::open(actor, at.into()).await.with(typed);
    form.path = to.into();
    let answer = form.press(actor, "").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{at}: {}", read(&answer));
    answer.location().to_owned()
}

async fn price(actor: &mut Actor, typed: &[(&str, &str)]) -> String {
    let paddy = [("crop", "PADDY"), ("place", "21"), ("day", "20/11/2026"), ("source", "market")];
    let typed: Vec<_> = paddy.iter().chain(typed).copied().collect();
    send(actor, "/market/prices/new", "/market/prices/new", &typed).await
}

/// Writes a buyer down with an offer for 20 tonnes; its address.
async fn buyer(actor: &mut Actor, name: &str, place: &str, price: &str) -> String {
    let new = [("name_latin", name), ("phone", "012 345 678"), ("closer", place)];
    let to = send(actor, "/market/buyers/new", "/market/buyers/new", &new).await;
    let at = to.split('?').next().unwrap().to_owned();
    let offer = [("crop", "PADDY"), ("kg", "20,000"), ("price", price), ("days", "7"), ("closer", place)];
    let to = send(actor, &at, &format!("{at}/offers"), &offer).await;
    assert_eq!(to, format!("{at}?done=market-offer-written"));
    at
}

#[tokio::test]
async fn a_price_is_written_once_and_a_slip_is_refused() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut officer = world.session("officer").await;
        contains(&page(&mut officer, "/market").await, &["No price yet"]);
        assert_eq!(
            price(&mut officer, &[("amount", "1,000"), ("day", "13/11/2026")]).await,
            "/market/prices/PADDY?place=21&done=market-price-written"
        );
        let new = Form::open(&mut officer, "/market/prices/new".into()).await;
        let new = new.with(&[("crop", "PADDY"), ("place", "21"), ("day", "20/11/2026"), ("source", "market")]);
        let ten = new.with(&[("amount", "10,000"), ("reason", "a reason mends no nought")]).press(&mut officer, "").await;
        let slip = "The last price was 1,000 ៛: this one is ten times off. Look at the number of noughts.";
        refused(&ten, &[("amount", slip)]);
        let far = new.with(&[("amount", "1,400")]);
        let why = "The last price was 1,000 ៛: this one is far from it. If it is right, write why.";
        refused(&far.press(&mut officer, "").await, &[("reason", why)]);
        // A first price at another place, beside the last of anywhere: a nought is a nought.
        refused(&new.with(&[("place", "07"), ("amount", "100")]).press(&mut officer, "").await, &[("amount", slip)]);
        let blank = new.with(&[("place", ""), ("amount", "0"), ("day", "22/11/2026"), ("crop", "PADY"), ("source", "file")]);
        refused(
            &blank.press(&mut officer, "").await,
            &[
                ("crop", "Choose one of the answers"),
                ("place", "Choose a place."),
                ("amount", "Write more than 0."),
                ("day", "This day is still to come."),
                ("source", "Choose one of the answers"),
            ],
        );
        refused(&new.with(&[("closer", "2101010"), ("amount", "900")]).press(&mut officer, "").await, &[("closer", PLACE)]);
        // Sent twice, written once.
        let far = far.with(&[("reason", "floods")]);
        for _ in 0..2 {
            let answer = far.press(&mut officer, "").await;
            assert_eq!(answer.location(), "/market/prices/PADDY?place=21&done=market-price-written");
        }
        assert_eq!(market::prices(&mut world.db().read().await.unwrap()).await.unwrap().len(), 2);
        let board = page(&mut officer, "/market?crop=PADDY&place=21").await;
        contains(&board, &["1,400 ៛", "+400 (+40 %)", "20/11/2026", "The market", "Takéo"]);
        contains(&page(&mut officer, "/market?place=07").await, &["Nothing found"]);
        let history = page(&mut officer, "/market/prices/PADDY?place=21").await;
        contains(&history, &["Price for 1 kg, mean of the week", "1,000 ៛", "1,400 ៛", "floods", "The officer", "Nobody has said"]);
        assert_eq!(officer.get("/market/prices/GOLD").await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

const PLACE: &str = "Write the 2, 4, 6 or 8 digits of the place, with the leading zero.";

/// Five tonnes from a village of Takéo. The trader of the district: 5,000 × 1,000 − 5 × 10,000 = 4,950,000, 990 a kilogram.
/// The mill in Phnom Penh: 5,000 × 1,060 − 5 × 80,000 = 4,900,000, 980. The group that sells, in the district: 5,000 × 970 −
/// 50,000 = 4,800,000, 960. To Kampot nobody knows what transport costs: last, for all its 1,100.
#[tokio::test]
async fn the_best_price_is_what_is_left_after_transport() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let coop = selling(&world).await;
        let kind = Kind { crop: "PADDY".into(), grade: String::new(), organic: false };
        at_coop(&world, &coop, day(11, 1), &Ask::SetPrice { kind_of: kind, amount: 970 }).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        buyer(&mut treasurer, "Mill of the town", "12", "1,060").await;
        let trader = buyer(&mut treasurer, "Trader of the district", "2101", "1,000").await;
        buyer(&mut treasurer, "Mill by the sea", "07", "1,100").await;
        for (from, to, amount) in [("21", "12", "80,000"), ("2101", "2101", "10,000")] {
            let rate = [("from_closer", from), ("to_closer", to), ("amount", amount), ("least", "20,000")];
            let to = send(&mut treasurer, "/market/transport", "/market/transport", &rate).await;
            assert_eq!(to, "/market/transport?done=market-rate-written");
        }
        let ask = |kg: &str| format!("/market/sell?crop=PADDY&kg={kg}&place=21010101");
        // Anybody who is signed in may look.
        let mut stranger = world.session("auditor").await;
        let shown = page(&mut stranger, &ask("5000")).await;
        let places = ["Trader of the district", "Mill of the town", "The sellers", "Mill by the sea"].map(|name| shown.find(name));
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}: {shown}");
        contains(&shown, &["5,000,000 ៛", "\u{2212}50,000 ៛", "4,950,000 ៛", "990 ៛", "Leaves most"]);
        contains(&shown, &["5,300,000 ៛", "\u{2212}400,000 ៛", "4,900,000 ៛", "980 ៛", "4,800,000 ៛", "960 ៛"]);
        contains(&shown, &["not known", "Before transport", "5,500,000 ៛", "paid after 7 days"]);
        // A small load pays for the whole journey: 100 × 1,000 − 20,000.
        contains(&page(&mut stranger, &ask("100")).await, &["80,000 ៛", "800 ៛"]);
        // The trader takes no more than twenty tonnes.
        contains(&page(&mut stranger, &ask("30000")).await, &["Takes only", "20,000 kg"]);
        let none = page(&mut stranger, "/market/sell?crop=PADDY&grade=A&kg=10&place=21").await;
        contains(&none, &["Nobody buys this today", "Of this crop somebody buys:"]);
        let bad = stranger.get("/market/sell?crop=PADDY&kg=-1&place=").await;
        assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
        // Who pays what today stands beside the prices of the board.
        let beside = page(&mut stranger, "/market/prices/PADDY").await;
        contains(&beside, &["The sellers", "970 ៛", "Trader of the district", "1,100 ៛"]);
        // What is taken back is offered no more, and taking it back twice is taking it back once.
        let no = market::offers(&mut world.db().read().await.unwrap()).await.unwrap()[1].no;
        for _ in 0..2 {
            let answer = treasurer.post(&format!("{trader}/offers/{no}/end"), &[]).await;
            assert_eq!(answer.location(), format!("{trader}?done=market-offer-ended"));
        }
        assert_eq!(market::offers(&mut world.db().read().await.unwrap()).await.unwrap().len(), 4);
        assert!(!page(&mut stranger, &ask("5000")).await.contains("Trader of the district"));
        contains(&page(&mut treasurer, &trader).await, &["Wants nothing today", "Wanted before"]);
    })
    .await;
}

#[tokio::test]
async fn a_buyer_is_judged_by_the_sales_of_cooperatives() {
    each_engine(|base| async move {
        let world = World::new(base.clone()).await;
        let coop = selling(&world).await;
        let mut officer = world.session("officer").await;
        let at = buyer(&mut officer, "Mill of the town", "12", "1,060").await;
        let id: Uuid = at.rsplit('/').next().unwrap().parse().unwrap();
        sold(&world, &coop, id).await;
        // Due on 10 November: the first was paid on the 9th, the second not to this day; the third is due in December.
        contains(&page(&mut officer, &at).await, &["On time: 1 of 2", "Not yet paid: 1", "012345678"]);
        contains(&page(&mut officer, "/market/buyers?q=town").await, &["Mill of the town", "On time: 1 of 2", "up to 20,000 kg"]);
        contains(&page(&mut officer, "/market/buyers?q=nobody").await, &["Nothing found"]);
    })
    .await;
}

/// Three deliveries of somebody and three sales to a buyer of the board: one paid in time, one late, one not due.
async fn sold(world: &World, coop: &(Group, CoopRow), buyer: Uuid) {
    let mut tx = world.db().write().await.unwrap();
    let seller = add_party(&mut tx, coop.0.book, Uuid::now_v7()).await.unwrap().0;
    let party = add_party(&mut tx, coop.0.book, Uuid::now_v7()).await.unwrap().0;
    tx.commit().await.unwrap();
    for (party, name, buyer) in [(seller, "A farmer", None), (party, "Mill of the town", Some(buyer))] {
        at_coop(world, coop, day(10, 1), &Ask::NameOutsider { party, name: name.into(), buyer }).await;
    }
    let kind = Kind { crop: "PADDY".into(), grade: String::new(), organic: false };
    at_coop(world, coop, day(10, 1), &Ask::SetPrice { kind_of: kind.clone(), amount: 970 }).await;
    let delivery = AskDelivery {
        party: seller,
        plot: None,
        kind,
        gross: 3_000_000,
        tare: 0,
        moisture_tenths: Some(140),
        foreign_tenths: None,
        taken_off: vec![],
        offset: None,
        pay: Pay::Later,
    };
    at_coop(world, coop, day(10, 2), &Ask::Deliver(delivery)).await;
    for due in [day(11, 10), day(11, 10), day(12, 10)] {
        let lines = vec![(1, 1_000_000, 1_060)];
        let sale = AskSale { buyer: party, contract: None, lines, transport: 0, cash: 0, due: Some(due) };
        at_coop(world, coop, day(10, 3), &Ask::Sell(sale)).await;
    }
    at_coop(world, coop, day(11, 9), &Ask::Collect { sale: 1, amount: 1_060_000 }).await;
    at_coop(world, coop, day(11, 9), &Ask::Collect { sale: 2, amount: 60_000 }).await;
}

#[tokio::test]
async fn buyers_and_offers_say_what_is_wrong() {
    each_engine(|base: Database| async move {
        let world = World::new(base).await;
        let mut officer = world.session("officer").await;
        let at = buyer(&mut officer, "Mill of the town", "12", "1,060").await;
        let new = Form::open(&mut officer, "/market/buyers/new".into()).await;
        let typed = new.with(&[("name_latin", "Mill of the town"), ("phone", "12"), ("place", "")]);
        refused(
            &typed.press(&mut officer, "").await,
            &[
                ("name_latin", "There is a buyer of this name. Look in the list."),
                ("phone", "This is no Cambodian number. Write it as 012 345 678."),
                ("place", "Choose a place."),
            ],
        );
        let nameless = new.with(&[("place", "12")]).press(&mut officer, "").await;
        refused(&nameless, &[("name_km", "Write the name, in Khmer or in Latin letters.")]);
        let mut offer = Form::open(&mut officer, at.clone()).await;
        offer.path = format!("{at}/offers");
        let wrong = [("crop", "PADDY"), ("kg", "0"), ("price", "9,000,000"), ("days", "366"), ("to", "1/1/2026")];
        refused(
            &offer.with(&wrong).press(&mut officer, "").await,
            &[
                ("kg", "Write more than 0 kg, and at most 1,000,000,000 kg."),
                ("price", "A kilogram costs at most 1,000,000 ៛. Look at the number of noughts."),
                ("days", "From 0 to 365 days."),
                ("to", "The last day is before the first."),
            ],
        );
        price(&mut officer, &[("amount", "1,000")]).await;
        let slip = offer.with(&[("crop", "PADDY"), ("kg", "100"), ("price", "10,600")]).press(&mut officer, "").await;
        refused(&slip, &[("price", "The last price was 1,000 ៛: this one is ten times off. Look at the number of noughts.")]);
    })
    .await;
}

/// Whoever is signed in reads; staff of the field write, and the officers of a group where that group sells.
#[tokio::test]
async fn a_stranger_writes_nothing() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut officer = world.session("officer").await;
        let at = buyer(&mut officer, "Mill of the town", "12", "1,060").await;
        let writes = [
            "/market/prices/new",
            "/market/buyers/new",
            "/market/transport",
            &format!("{at}/offers"),
            &format!("{at}/offers/1/end"),
        ];
        for login in ["treasurer-own-1", "committee-for-1", "finance", "auditor"] {
            let mut actor = world.session(login).await;
            for path in writes {
                let key = Uuid::now_v7().to_string();
                assert_eq!(actor.post(path, &[("key", &key)]).await.status, StatusCode::NOT_FOUND, "{path} as {login}");
            }
            for path in ["/market", "/market/sell", "/market/buyers", "/market/transport", &at] {
                let shown = page(&mut actor, path).await;
                assert!(!shown.contains("Add a") && !shown.contains("Add an") && !shown.contains("Take back"), "{path}: {shown}");
            }
        }
        selling(&world).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        contains(&page(&mut treasurer, "/market").await, &["Add a price"]);
        contains(&page(&mut world.session("advisor").await, &at).await, &["Add an offer", "Take back"]);
    })
    .await;
}
