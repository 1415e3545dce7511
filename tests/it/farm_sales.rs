//! What farmers and groups sold by themselves: found, written, refused, looked at twice, taken back; who sees it, and that it
//! is on the seller's and the buyer's page.
use crate::{
    meetings::{Form, read, refused},
    support::{
        actor::{Actor, FOREIGN, OWN, World, day},
        databases::{Database, each_engine},
    },
};
use domain::{
    coops::{Kind, market::BoardPrice},
    farm_sales::{Buyer, BuyerKind, FarmSale, Known, Said, Seller, Since, Unit},
};
use http::StatusCode;
use sansom::{
    market::{farm_sales::store as farm_sales, store as market},
    members::store as members,
    store as books,
};
use uuid::Uuid;

/// The id of a member of the own group.
async fn person(world: &World, number: i64) -> Uuid {
    let group = world.group(OWN).await;
    let mut tx = world.db().read().await.unwrap();
    members::member(&mut tx, group.book, &group.commodity, number).await.unwrap().unwrap().person_id
}

/// A sale of the first member of the own group, so that its address names something.
pub async fn sold(world: &World) {
    let (seller, organisation) = (Seller::Person(person(world, 1).await), world.group(OWN).await.organisation_id);
    let said = Said {
        seller,
        kind: Kind { crop: "CUCUMBER".into(), grade: String::new(), organic: false },
        quantity: 10_000,
        unit: Unit::Gram,
        riel: 15_000,
        day: day(11, 1),
        village: "21010101".into(),
        buyer: Buyer::Other(BuyerKind::Neighbour, String::new()),
        linked: false,
    };
    let sale = FarmSale::try_new(said, Known { since: Since::Born(None), in_coop: false }, day(11, 21)).unwrap();
    let mut tx = world.db().write().await.unwrap();
    farm_sales::add(&mut tx, Uuid::now_v7(), organisation, &sale, Uuid::nil(), world.app.now()).await.unwrap();
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

/// 120 kg of cucumbers for 180,000 riel, to a middleman whom the programme brought.
const CUCUMBERS: [(&str, &str); 6] = [
    ("crop", "CUCUMBER"),
    ("quantity", "120"),
    ("riel", "180,000"),
    ("day", "20/11/2026"),
    ("village", "21010101"),
    ("how", "linked"),
];

/// Opens the form of a seller.
async fn form_of(actor: &mut Actor, seller: &str) -> Form {
    let mut form = Form::open(actor, format!("/market/sales/new?seller={seller}")).await.with(&CUCUMBERS);
    form.path = "/market/sales/new".into();
    form
}

async fn count(world: &World) -> usize {
    farm_sales::sales(&mut world.db().read().await.unwrap()).await.unwrap().len()
}

#[tokio::test]
async fn an_advisor_writes_down_what_a_farmer_sold() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut advisor = world.session("advisor").await;
        contains(&page(&mut advisor, "/market/sales").await, &["No sale yet", "Add a sale"]);
        // Found by a part of her name, by the group's code and her number; a stranger's group is not found.
        for search in ["OWN-1+2", "own-12", "%E1%9E%96%E1%9E%B8%E1%9E%9A"] {
            contains(&page(&mut advisor, &format!("/market/sales/new?q={search}")).await, &["Found", "number 2", "born 1982"]);
        }
        contains(&page(&mut advisor, "/market/sales/new?q=FOR-1").await, &["Nobody of this name"]);
        contains(&page(&mut advisor, "/market/sales/new?q=OWN").await, &["Group OWN-1", "Group"]);
        let woman = person(&world, 2).await;
        let form = form_of(&mut advisor, &format!("person-{woman}")).await;
        // Sent twice, written once.
        for _ in 0..2 {
            let answer = form.press(&mut advisor, "").await;
            assert_eq!(answer.location(), "/market/sales/1?done=farm-sale-written", "{}", read(&answer));
        }
        assert_eq!(count(&world).await, 1);
        let sale = page(&mut advisor, "/market/sales/1").await;
        contains(&sale, &["Test OWN-1 2", "Cucumber", "120 kg", "180,000 ៛", "1,500 ៛", "Middleman", "Linked by the programme"]);
        contains(&sale, &["The advisor", "Another sale of Test OWN-1 2"]);
        // The village and what she sells are remembered; she is among the last sellers.
        contains(&page(&mut advisor, "/market/sales/new").await, &["Sellers of the last days", "Test OWN-1 2"]);
        let again = form_of(&mut advisor, &format!("person-{woman}")).await;
        assert_eq!((again.get("village"), again.get("crop"), again.get("unit")), ("21010101", "CUCUMBER", "gram"));
        // Two pigs, found alone.
        let pigs = [("crop", "PIG"), ("unit", "head"), ("quantity", "2"), ("riel", "1,900,000"), ("how", "alone")];
        assert_eq!(again.with(&pigs).press(&mut advisor, "").await.location(), "/market/sales/2?done=farm-sale-written");
        let list = page(&mut advisor, "/market/sales").await;
        contains(&list, &["2,080,000 ៛", "180,000 ៛", "9 % of the income", "1,900,000 ៛", "2 head", "Pigs", "Who bought"]);
        contains(&page(&mut advisor, "/market/sales?how=linked").await, &["100 % of the income"]);
        contains(&page(&mut advisor, "/market/sales?month=2026-10").await, &["No such sale"]);
        // Her own page in the group tells it to who may see it, and to nobody else.
        let own = format!("/groups/{OWN}/members/2");
        contains(&page(&mut advisor, &own).await, &["Sales and income", "2,080,000 ៛"]);
        assert!(!page(&mut world.session("treasurer-own-1").await, &own).await.contains("Sales and income"));
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field() {
    each_engine(|base: Database| async move {
        let world = World::new(base).await;
        let mut advisor = world.session("advisor").await;
        let form = form_of(&mut advisor, &format!("person-{}", person(&world, 1).await)).await;
        let wrong = [
            ("crop", "GOLD"),
            ("quantity", "0"),
            ("riel", "0"),
            ("day", "22/11/2026"),
            ("village", "2101010"),
            ("buyer", "kind-x"),
        ];
        refused(
            &form.with(&wrong).press(&mut advisor, "").await,
            &[("crop", "Choose one of the answers"), ("buyer", "Choose one of the answers")],
        );
        refused(
            &form.with(&wrong[1..5]).press(&mut advisor, "").await,
            &[
                ("quantity", "Write more than 0, and at most 1,000,000 kg."),
                ("riel", "Write what was paid: more than 0."),
                ("day", "This day is still to come."),
                ("village", "Write the 2, 4, 6 or 8 digits of the place, with the leading zero."),
            ],
        );
        let rest = [("unit", "head"), ("day", "20/11/1980"), ("riel", "600,000,000,000")];
        refused(
            &form.with(&rest).press(&mut advisor, "").await,
            &[
                ("unit", "This is weighed: choose kilograms."),
                ("riel", "That is more than 50,000,000 ៛ for one. Look at the number of noughts."),
                ("day", "On that day the seller was not born yet."),
            ],
        );
        refused(
            &form.with(&[("how", ""), ("quantity", "much")]).press(&mut advisor, "").await,
            &[("quantity", "Write a number, such as 5,000"), ("how", "Choose one of the answers")],
        );
        assert_eq!(count(&world).await, 0);
    })
    .await;
}

#[tokio::test]
async fn what_is_strange_is_looked_at_twice() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut tx = world.db().write().await.unwrap();
        let kind = Kind { crop: "CUCUMBER".into(), grade: String::new(), organic: false };
        let price = BoardPrice { no: 0, kind, place: "21".into(), day: day(11, 15), amount: 150 };
        market::add_price(&mut tx, Uuid::now_v7(), &price, ("market", ""), Uuid::nil(), world.app.now()).await.unwrap();
        tx.commit().await.unwrap();
        let mut officer = world.session("officer").await;
        let group = format!("group-{OWN}");
        let form = form_of(&mut officer, &group).await;
        let strange = form.press(&mut officer, "").await;
        assert_eq!(strange.status, StatusCode::UNPROCESSABLE_ENTITY);
        contains(&read(&strange), &["For 1 kg this is 1,500 ៛. On 15/11/2026 the board said 150 ៛: ten times off."]);
        assert_eq!(count(&world).await, 0);
        let known = form.with(&[("known", "1")]);
        assert_eq!(known.press(&mut officer, "").await.location(), "/market/sales/1?done=farm-sale-written");
        let twin = form_of(&mut officer, &group).await.with(&[("riel", "180,000")]).press(&mut officer, "").await;
        contains(&read(&twin), &["sold exactly the same on that day already"]);
        let before = form_of(&mut officer, &group).await.with(&[("day", "31/12/2025"), ("known", "1")]);
        refused(&before.press(&mut officer, "").await, &[("day", "On that day the group was not founded yet.")]);
    })
    .await;
}

#[tokio::test]
async fn somebody_who_is_in_no_list_is_written_down_once() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut advisor = world.session("advisor").await;
        let form = form_of(&mut advisor, "new").await;
        refused(&form.press(&mut advisor, "").await, &[("family_name_km", "Write the family name, in Khmer or in Latin letters.")]);
        let named = form.with(&[("family_name_latin", "Test"), ("given_name_latin", "Farmer"), ("birth_year", "1990")]);
        assert_eq!(named.press(&mut advisor, "").await.location(), "/market/sales/1?done=farm-sale-written");
        contains(&page(&mut advisor, "/market/sales/new?q=farmer").await, &["Test Farmer", "born 1990", "21010101"]);
        let again = form_of(&mut advisor, "new").await.with(&[("family_name_latin", "Test"), ("given_name_latin", "Farmer")]);
        let there = "There is somebody of this name already. Look for her by her name, or tick that this is somebody else.";
        refused(&again.press(&mut advisor, "").await, &[("other", there)]);
        let other = again.with(&[("other", "1")]);
        assert_eq!(other.press(&mut advisor, "").await.location(), "/market/sales/2?done=farm-sale-written");
    })
    .await;
}

#[tokio::test]
async fn a_sale_is_taken_back_with_a_reason_and_a_buyer_is_told_of() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        crate::market::offered(&world).await;
        let mut officer = world.session("officer").await;
        let buyer = crate::market::BUYER.to_string();
        let form = form_of(&mut officer, &format!("person-{}", person(&world, 1).await)).await;
        let form = form.with(&[("buyer", &buyer)]);
        assert_eq!(form.press(&mut officer, "").await.location(), "/market/sales/1?done=farm-sale-written");
        let board = format!("/market/buyers/{buyer}");
        let shown = page(&mut officer, &board).await;
        contains(&shown, &["Bought from farmers and groups", "120 kg", "180,000 ៛", "On time: 1 of 1"]);
        // Whoever reads the board is told sums, and of nobody's income.
        let treasurer = page(&mut world.session("treasurer-own-1").await, &board).await;
        assert!(treasurer.contains("180,000 ៛") && !treasurer.contains("Test OWN-1 1"), "{treasurer}");
        let undo = |reason: &'static str| vec![("reason", reason)];
        refused(&officer.post("/market/sales/1/undo", &undo(" ")).await, &[("reason", "Write why it is taken back.")]);
        for _ in 0..2 {
            let answer = officer.post("/market/sales/1/undo", &undo("12 kg, not 120")).await;
            assert_eq!(answer.location(), "/market/sales/1?done=farm-sale-undone");
        }
        contains(&page(&mut officer, "/market/sales/1").await, &["Taken back", "12 kg, not 120", "The officer"]);
        let list = page(&mut officer, "/market/sales").await;
        assert!(list.contains("Taken back") && !list.contains("of the income"), "{list}");
        contains(&page(&mut officer, &board).await, &["Nothing yet", "Nothing due yet"]);
        let trail = page(&mut world.session("administrator").await, "/audit").await;
        contains(&trail, &["Sale of a farmer or a group written down", "Sale of a farmer or a group taken back"]);
    })
    .await;
}

/// Staff of another organisation, officers of a group and whoever only reads books: nothing of it is theirs.
#[tokio::test]
async fn a_stranger_learns_nothing() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        sold(&world).await;
        for login in ["treasurer-own-1", "committee-own-1", "treasurer-for-1"] {
            let mut actor = world.session(login).await;
            for path in ["/market/sales", "/market/sales/new", "/market/sales/1"] {
                assert_eq!(actor.get(path).await.status, StatusCode::NOT_FOUND, "{path} as {login}");
            }
        }
        let mut advisor = world.session("advisor").await;
        let foreign = world.group(FOREIGN).await;
        let mut tx = world.db().read().await.unwrap();
        let other = members::member(&mut tx, foreign.book, &foreign.commodity, 1).await.unwrap().unwrap().person_id;
        drop(tx);
        for seller in [format!("person-{other}"), format!("group-{FOREIGN}"), format!("person-{}", Uuid::nil()), "x".into()] {
            let path = format!("/market/sales/new?seller={seller}");
            assert_eq!(advisor.get(&path).await.status, StatusCode::NOT_FOUND, "{seller}");
            let key = Uuid::now_v7().to_string();
            let fields = [("key", key.as_str()), ("seller", &seller)];
            assert_eq!(advisor.post("/market/sales/new", &fields).await.status, StatusCode::NOT_FOUND, "{seller}");
        }
        assert_eq!(world.session("finance").await.post("/market/sales/1/undo", &[]).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn what_is_written_stays() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        sold(&world).await;
        let mut tx = world.db().write().await.unwrap();
        farm_sales::undo(&mut tx, 1, "a slip", Uuid::nil(), world.app.now()).await.unwrap();
        tx.commit().await.unwrap();
        let attacks: [(books::Sql, &str); 5] = [
            (books::Sql::each("update farm_sale set riel = 1", "update farm_sale set riel = 1"), "a sale is never changed"),
            (books::Sql::each("delete from farm_sale", "delete from farm_sale"), "a sale is never removed"),
            (
                books::Sql::each("delete from farm_sale_undone", "delete from farm_sale_undone"),
                "a sale that was taken back is never removed",
            ),
            (
                books::Sql::each(
                    "insert into farm_sale select 2, randomblob(16), (select id from organisation where code = 'FOR'), person_id, book_id, commodity, grade, organic, quantity, unit, riel, day, village, buyer_id, buyer_kind, buyer_name, linked, recorded_at, recorded_by from farm_sale",
                    "insert into farm_sale select 2, gen_random_uuid(), (select id from organisation where code = 'FOR'), person_id, book_id, commodity, grade, organic, quantity, unit, riel, day, village, buyer_id, buyer_kind, buyer_name, linked, recorded_at, recorded_by from farm_sale",
                ),
                "kept by the organisation of its seller",
            ),
            (
                books::Sql::each(
                    "insert into farm_sale select 3, randomblob(16), organisation_id, person_id, book_id, commodity, grade, organic, quantity, unit, riel, day, village, buyer_id, buyer_kind, buyer_name, linked, recorded_at, recorded_by from farm_sale",
                    "insert into farm_sale select 3, gen_random_uuid(), organisation_id, person_id, book_id, commodity, grade, organic, quantity, unit, riel, day, village, buyer_id, buyer_kind, buyer_name, linked, recorded_at, recorded_by from farm_sale",
                ),
                "the next number",
            ),
        ];
        for (sql, why) in attacks {
            let mut tx = world.db().write().await.unwrap();
            let error = tx.run(sql, ()).await.unwrap_err().to_string();
            assert!(error.contains(why), "{why}: {error}");
        }
    })
    .await;
}
