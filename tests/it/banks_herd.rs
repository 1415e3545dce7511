//! The herd of a bank through its pages: a year of cattle with every figure worked out by hand, what is refused and why,
//! what needs two officers, and who sees nothing of it.
use crate::{
    meetings::{Form, read, refused},
    support::{
        actor::{Actor, Answer, OWN, World, day, now},
        book::clean,
        databases::{Database, each_engine},
    },
};
use chrono::NaiveDate;
use domain::banks::{
    Ask, Class, Party, PriceKind, Rules,
    acts::{MoneySource, Sex},
    ask::{AskAnimal, LendRow, RepayRow},
    rules::Purpose,
};
use http::StatusCode;
use sansom::{
    banks::{
        store::{self, BankRow, NewBank, NewPrice},
        write::{self, Outcome, Wish},
    },
    groups::store::Group,
    meetings::seal::Act,
    store::Db,
    users::store as users,
};
use uuid::Uuid;

const BANK: &str = "COW";
const GOLDEN: &str = include_str!("../../fixtures/banks/schemes/golden_cows.toml");

fn of(below: &str) -> String {
    format!("/banks/{BANK}/{below}")
}

/// The same world on another day.
fn on(world: &World, day: NaiveDate) -> World {
    World::at(world.base.clone(), day.and_hms_opt(3, 0, 0).unwrap().and_utc())
}

async fn found(world: &World, group: &Group, code: &str, rules: &str, by: Uuid) -> BankRow {
    let mut tx = world.db().write().await.unwrap();
    store::ensure_goods(&mut tx, &[]).await.unwrap();
    let goods = store::goods(&mut tx).await.unwrap();
    let new = NewBank {
        id: Uuid::now_v7(),
        code: code.into(),
        name_km: "ធនាគារគោ".into(),
        name_latin: "Cow bank".into(),
        village_code: "21010101".into(),
        opened_on: day(1, 1),
        rules: Rules::parse(rules, &goods).unwrap(),
    };
    let bank = store::found(&mut tx, group, &new, by, now()).await.unwrap();
    tx.commit().await.unwrap();
    bank
}

/// An animal bank of the own group with these rules and 4,000,000 riel granted on 1 February; the market pays 1,900,000
/// for a heifer, 500,000 for a calf.
async fn founded(base: Database, rules: &str) -> World {
    let world = World::new(base).await;
    let group = world.group(OWN).await;
    let by = users::by_login(&mut world.db().read().await.unwrap(), "treasurer-own-1").await.unwrap().unwrap().id;
    let bank = found(&world, &group, BANK, rules, by).await;
    let mut tx = world.db().write().await.unwrap();
    for (class, amount) in [("heifer", 1_900_000), ("calf", 500_000), ("cow", 2_000_000), ("bull", 1_500_000)] {
        let new = NewPrice {
            id: Uuid::now_v7(),
            good: "CATTLE",
            class,
            place: "21010101",
            day: day(1, 15),
            amount,
            kind: PriceKind::Market,
            source: "market",
            reason: "",
        };
        store::add_price(&mut tx, group.book, &new, by, now()).await.unwrap();
    }
    let grant = Ask::MoneyIn { source: MoneySource::Grant, amount: 4_000_000, note: "grant".into() };
    let wish = Wish { key: Uuid::now_v7(), day: day(2, 1), known: false, ask: &grant };
    let written = write::ask(&mut tx, &group, &bank, &wish, Act::now(&world.app, by)).await.unwrap();
    assert!(matches!(written, Outcome::Written(..)), "{written:?}");
    tx.commit().await.unwrap();
    world
}

/// The code of the bank that [`kept`] gives a group.
pub(crate) fn bank_of(group: &str) -> String {
    format!("B-{group}")
}

/// The number of what is owed for animal 1 of such a bank: the first thing that its third act began.
pub(crate) const OWED: &str = "3011";

/// A bank of a group that keeps paddy and cows, in which every address names something: act 1, animal 1, what is owed for
/// it, loan 1 and a request that waits.
pub(crate) async fn kept(world: &World, group: &str) {
    let rice = include_str!("../../fixtures/banks/schemes/golden_rice.toml");
    let row = world.group(group).await;
    let by = {
        let mut tx = world.db().read().await.unwrap();
        users::by_login(&mut tx, &format!("treasurer-{}", group.to_lowercase())).await.unwrap().unwrap().id
    };
    let bank = found(world, &row, &bank_of(group), &format!("{rice}\n{GOLDEN}"), by).await;
    let heifer = AskAnimal { tag: "C-1".into(), calved: false, sex: Sex::Female, born_on: None, marks: String::new() };
    let lend = LendRow { party: Party(1), quantity: 50_000, guarantors: vec![] };
    let repay = RepayRow { loan: 1, weighed: Some(10_000), moisture_tenths: None, foreign_tenths: None, money: None };
    let asks = [
        Ask::Donate { good: "PADDY".into(), quantity: 1_000_000, capital: true, from: "a donor".into() },
        Ask::BringAnimals { species: Class::Cattle, paid: None, animals: vec![heifer] },
        Ask::Place { animal: 1, keeper: Party(1) },
        Ask::Lend { good: "PADDY".into(), purpose: Purpose::Food, season: None, rows: vec![lend] },
        Ask::Repay { good: "PADDY".into(), agreed: None, market: None, rows: vec![repay] },
        Ask::Forgive { loan: 1, quantity: 1_000, minute: "minutes 1".into() },
    ];
    let mut tx = world.db().write().await.unwrap();
    for ask in &asks {
        let wish = Wish { key: Uuid::now_v7(), day: day(11, 14), known: true, ask };
        let written = write::ask(&mut tx, &row, &bank, &wish, Act::now(&world.app, by)).await.unwrap();
        assert!(matches!(written, Outcome::Written(..) | Outcome::Asked(1)), "{ask:?}: {written:?}");
    }
    tx.commit().await.unwrap();
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

/// Opens a form, types into it and sends it.
async fn send(actor: &mut Actor, below: &str, typed: &[(&str, &str)]) -> Answer {
    Form::open(actor, of(below)).await.with(typed).press(actor, "").await
}

/// The same of a form that must be taken, and leads there.
async fn done(actor: &mut Actor, below: &str, typed: &[(&str, &str)], there: &str) {
    let answer = send(actor, below, typed).await;
    assert_eq!(answer.location(), of(there), "{below}: {}", read(&answer));
}

/// Two heifers for 3,800,000 on 2 February, one with member 1 and one with member 2 from the next day on.
async fn two_placed(world: &World) {
    let mut treasurer = on(world, day(2, 3)).session("treasurer-own-1").await;
    let two = [
        ("day", "02/02/2026"),
        ("how", "bought"),
        ("paid", "3,800,000"),
        ("a1-tag", "CB-0001"),
        ("a1-sex", "female"),
        ("a1-age", "3"),
        ("a1-marks", "red, white star"),
        ("a2-tag", "CB-0002"),
        ("a2-sex", "female"),
        ("a2-age", "36"),
        ("a2-unit", "months"),
    ];
    done(&mut treasurer, "herd/new", &two, "herd?done=herd-bring").await;
    for (animal, keeper) in [("1", "1"), ("2", "2")] {
        let placed = [("day", "03/02/2026"), ("keeper", keeper)];
        done(&mut treasurer, &format!("herd/{animal}/place"), &placed, &format!("herd/{animal}?done=herd-place")).await;
    }
}

/// What the bank's fund holds in the journal: account, party, commodity, quantity with debits positive.
async fn holds(db: &Db) -> Vec<(i64, i64, String, i64)> {
    let sql = "select b.account, b.party, b.commodity, b.quantity from balance b
        join bank k on k.book_id = b.book_id and k.fund_no = b.fund where k.code = $1 and b.quantity <> 0
        order by b.account, b.party, b.commodity";
    db.read().await.unwrap().all(sql, (BANK,)).await.unwrap()
}

fn line(account: i64, party: i64, commodity: &str, quantity: i64) -> (i64, i64, String, i64) {
    (account, party, commodity.into(), quantity)
}

#[tokio::test]
async fn the_cattle_of_the_worked_year() {
    each_engine(|base| async move {
        let world = founded(base, GOLDEN).await;
        two_placed(&world).await;
        let mut treasurer = on(&world, day(8, 15)).session("treasurer-own-1").await;
        let form = page(&mut treasurer, "herd/1/birth").await;
        contains(&form, &["This will be calf 1 in the order: the bank's.", "CB-0001 heifer", "with a family 1 Test OWN-1 1"]);
        let calf = [("tag", "CB-0003"), ("sex", "female"), ("marks", "red")];
        done(&mut treasurer, "herd/1/birth", &calf, "herd/1?done=herd-birth").await;
        contains(&page(&mut treasurer, "herd/1").await, &["What it is cow", "Calf 1 of CB-0001", "from 15 December 2026", "CB-0003 calf, female"]);

        // The cow of member 2 dies of a disease: two saw it, and the village chief wrote a note.
        let mut treasurer = on(&world, day(11, 5)).session("treasurer-own-1").await;
        let died = [("how", "disease"), ("witness_1", "1"), ("witness_2", "3"), ("note", "chief"), ("salvage", "300,000")];
        done(&mut treasurer, "herd/2/lose", &died, "herd/2?done=herd-lose").await;
        contains(&page(&mut treasurer, "herd/2").await, &["died of a disease", "Calf 1 of CB-0002", "ended"]);

        // Four months old, the calf goes to member 3, who now owes the same.
        let mut treasurer = on(&world, day(12, 15)).session("treasurer-own-1").await;
        let due = page(&mut treasurer, "obligations").await;
        contains(&due, &["Due now 1", "CB-0003 · 1 Test OWN-1 1 Calf 1 of CB-0001 · due since 15 December 2026", "Hand over"]);
        let form = page(&mut treasurer, "herd/3/hand-over").await;
        contains(&form, &["What the family agrees to", "At the age of 4 months it goes to the next family, who then owes the same."]);
        done(&mut treasurer, "herd/3/hand-over", &[("to", "3")], "herd/3?done=herd-hand-over").await;
        let seen = [("what", "sighting"), ("condition", "4")];
        done(&mut treasurer, "herd/1/note", &seen, "herd/1?done=herd-note").await;

        let herd = page(&mut treasurer, "herd").await;
        contains(&herd, &["The bank's animals 2 at first 2", "With families 2", "In the bank's hands 0", "Was 2, now 2"]);
        contains(&herd, &["CB-0001 cow 1 Test OWN-1 1 03/02/2026 the bank's 15/12/2026 4 of 5", "CB-0003 calf, female 3 Test OWN-1 3 15/12/2026"]);
        contains(&herd, &["Bought or given to the bank 2", "Born as the bank's + 1", "Died or lost − 1", "The bank's now = 2"]);
        contains(&page(&mut treasurer, "herd?which=gone").await, &["CB-0002 heifer died of a disease 05/11/2026"]);
        contains(&page(&mut treasurer, "herd?q=cb-0003").await, &["CB-0003"]);
        contains(&page(&mut treasurer, "herd?q=buffalo").await, &["Nothing found"]);
        contains(&page(&mut treasurer, "herd/list").await, &["2 head", "1 CB-0001 cow red, white star 1 Test OWN-1 1 03/02/2026"]);
        let tree = page(&mut treasurer, "herd/tree").await;
        contains(&tree, &["Families served 3", "Born 1", "Passed on 1", "Died 1"]);
        contains(&tree, &["CB-0003 calf, female born 15/08/2026 1 Test OWN-1 1 15/08/2026 – 15/12/2026 Handed over to 3 Test OWN-1 3 since 15/12/2026"]);
        contains(&page(&mut treasurer, "obligations").await, &["Nothing is due today", "Owed, and not due yet", "Settled"]);

        let expected = [
            line(1010, 0, "KHR", 500_000),
            line(1320, 1, "CATTLE", 1),
            line(1320, 3, "CATTLE", 1),
            line(3030, 0, "KHR", -4_000_000),
            line(4060, 0, "CATTLE", -1),
            line(4070, 0, "KHR", -300_000),
            line(5170, 0, "CATTLE", 1),
            line(6010, 0, "CATTLE", -2),
            line(6010, 0, "KHR", 3_800_000),
        ];
        assert_eq!(holds(world.db()).await, expected);
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_is_refused_at_its_field() {
    each_engine(|base| async move {
        let world = founded(base, GOLDEN).await;
        let before = holds(world.db()).await;
        let mut treasurer = on(&world, day(2, 3)).session("treasurer-own-1").await;
        refused(
            &send(&mut treasurer, "herd/new", &[("a1-marks", "red"), ("a2-tag", "X"), ("a2-sex", "male"), ("a2-age", "99")]).await,
            &[
                ("how", "Choose whether they were bought or given."),
                ("a1-tag", "Write the tag or name."),
                ("a1-sex", "Choose female or male."),
                ("a2-age", "No animal is that old. Look at years and months."),
            ],
        );
        let bull_and_cow = [
            ("how", "bought"),
            ("paid", "1,000,000"),
            ("a1-tag", "B"),
            ("a1-sex", "male"),
            ("a1-age", "4"),
            ("a2-tag", "B"),
            ("a2-sex", "female"),
            ("a2-age", "4"),
        ];
        let answer = send(&mut treasurer, "herd/new", &bull_and_cow).await;
        contains(&read(&answer), &["Another animal has this tag."]);
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(holds(world.db()).await, before, "nothing was posted");
        two_placed(&world).await;

        let mut treasurer = on(&world, day(8, 15)).session("treasurer-own-1").await;
        let given = [("how", "donated"), ("a1-tag", "BULL"), ("a1-sex", "male"), ("a1-age", "4")];
        done(&mut treasurer, "herd/new", &given, "herd?done=herd-bring").await;
        let stands = holds(world.db()).await;
        let calf = [("tag", "CB-0003"), ("sex", "female")];
        // A calf of a bull, and one whose tag another animal has.
        refused(&send(&mut treasurer, "herd/3/birth", &calf).await, &[("", "This animal is a male. Choose the dam.")]);
        let taken = [("tag", "CB-0002"), ("sex", "female")];
        refused(&send(&mut treasurer, "herd/1/birth", &taken).await, &[("tag", "Another animal has this tag. Write another.")]);
        refused(
            &send(&mut treasurer, "herd/1/birth", &[]).await,
            &[("tag", "Write the tag or name."), ("sex", "Choose female or male.")],
        );
        // An animal in two places.
        let twice = send(&mut treasurer, "herd/1/place", &[("keeper", "3")]).await;
        assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", twice.location());
        contains(&read(&twice), &["CB-0001"]);
        refused(&send(&mut treasurer, "herd/1/place", &[]).await, &[("keeper", "Choose the member who will keep it.")]);
        // Handed over before its day.
        done(&mut treasurer, "herd/1/birth", &calf, "herd/1?done=herd-birth").await;
        let early = send(&mut treasurer, "herd/4/hand-over", &[("to", "3")]).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
        contains(&read(&early), &["15 December 2026"]);
        // A death without witnesses or note.
        let alone = send(&mut treasurer, "herd/2/lose", &[("how", "disease"), ("witness_1", "2")]).await;
        assert_eq!(alone.status, StatusCode::UNPROCESSABLE_ENTITY);
        refused(&send(&mut treasurer, "herd/2/lose", &[]).await, &[("how", "Choose what happened.")]);
        // A condition only at a sighting, and money that the box does not hold.
        let sick = send(&mut treasurer, "herd/1/note", &[("what", "sickness"), ("condition", "2")]).await;
        assert_eq!(sick.status, StatusCode::UNPROCESSABLE_ENTITY);
        let dear = send(&mut treasurer, "herd/1/note", &[("what", "treatment"), ("cost", "900,000")]).await;
        assert_eq!(dear.status, StatusCode::UNPROCESSABLE_ENTITY);
        // A title before everything owed is given; an exchange that the contract does not know; what is not there.
        let title = send(&mut treasurer, "herd/1/title", &[]).await;
        assert_eq!(title.status, StatusCode::UNPROCESSABLE_ENTITY);
        let exchange = send(&mut treasurer, "herd/1/exchange", &[("out", "3")]).await;
        assert_eq!(exchange.status, StatusCode::UNPROCESSABLE_ENTITY);
        for nothing in ["herd/99", "herd/99/note", "herd/1/fly", "obligations/99/pay", "obligations/99/fly"] {
            assert_eq!(treasurer.get(&of(nothing)).await.status, StatusCode::NOT_FOUND, "{nothing}");
        }
        // A calf of a dead dam.
        let died = [("how", "disease"), ("witness_1", "1"), ("witness_2", "3"), ("note", "vet")];
        done(&mut treasurer, "herd/2/lose", &died, "herd/2?done=herd-lose").await;
        let dead = send(&mut treasurer, "herd/2/birth", &[("tag", "CB-0009"), ("sex", "male")]).await;
        assert_eq!(dead.status, StatusCode::UNPROCESSABLE_ENTITY);
        let after = holds(world.db()).await;
        assert_eq!(
            after.iter().filter(|one| one.0 == 6010).collect::<Vec<_>>(),
            stands.iter().filter(|one| one.0 == 6010).collect::<Vec<_>>()
        );
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn the_same_form_writes_once() {
    each_engine(|base| async move {
        let world = founded(base, GOLDEN).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let one = [("how", "donated"), ("a1-tag", "CB-0001"), ("a1-sex", "cow"), ("a1-age", "5")];
        let form = Form::open(&mut treasurer, of("herd/new")).await.with(&one);
        let more = form.press(&mut treasurer, "more").await;
        assert_eq!(more.status, StatusCode::OK);
        contains(&more.text, &["a8-tag", "CB-0001"]);
        for _ in 0..2 {
            assert_eq!(form.press(&mut treasurer, "write").await.location(), of("herd?done=herd-bring"));
        }
        let other = form.with(&[("a1-tag", "CB-0002")]).press(&mut treasurer, "write").await;
        refused(&other, &[("", "This form was sent before, with something else in it. Open it anew.")]);
        let herd = page(&mut treasurer, "herd").await;
        contains(&herd, &["The bank's animals 1", "CB-0001 cow in the bank's hands"]);
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn what_is_to_be_looked_at_twice() {
    each_engine(|base| async move {
        let world = founded(base, GOLDEN).await;
        two_placed(&world).await;
        let mut treasurer = on(&world, day(6, 1)).session("treasurer-own-1").await;
        done(&mut treasurer, "herd/1/birth", &[("tag", "A"), ("sex", "female")], "herd/1?done=herd-birth").await;
        // A second calf on the same day: twins, and so somebody ticks that it is no slip of the pen.
        let form = Form::open(&mut treasurer, of("herd/1/birth")).await.with(&[("tag", "B"), ("sex", "male")]);
        let asked = form.press(&mut treasurer, "").await;
        refused(&asked, &[]);
        contains(&read(&asked), &["Look at this once more:", "twins"]);
        assert_eq!(treasurer.get(&of("herd/4")).await.status, StatusCode::NOT_FOUND, "nothing is written yet");
        let known = form.with(&[("known", "1")]).press(&mut treasurer, "").await;
        assert_eq!(known.location(), of("herd/1?done=herd-birth"));
        contains(&page(&mut treasurer, "herd/4").await, &["the family's own", "Its dam CB-0001"]);
        // Half a year later is no twin: no cow calves so soon.
        let mut treasurer = on(&world, day(10, 1)).session("treasurer-own-1").await;
        let soon = send(&mut treasurer, "herd/1/birth", &[("tag", "C"), ("sex", "male")]).await;
        assert_eq!(soon.status, StatusCode::UNPROCESSABLE_ENTITY);
        contains(&soon.text, &["id=\"day-e\""]);
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn what_is_owed_is_settled_in_every_way() {
    each_engine(|base| async move {
        let world = founded(base, GOLDEN).await;
        two_placed(&world).await;
        // Lost through neglect: the keeper owes an animal or its price. Sold without leave: the same by this contract.
        let mut treasurer = on(&world, day(6, 1)).session("treasurer-own-1").await;
        done(&mut treasurer, "herd/2/lose", &[("how", "neglect")], "herd/2?done=herd-lose").await;
        let due = page(&mut treasurer, "obligations").await;
        contains(&due, &["Money and claims due", "Another animal for CB-0002, or 1,900,000 ៛", "Paid in money"]);
        let claim = owed(&world, 2).await;
        let pay = format!("obligations/{claim}/pay");
        let less = send(&mut treasurer, &pay, &[("amount", "1,000,000")]).await;
        refused(&less, &[("amount", "Exactly 1,900,000 ៛ is owed. Write that sum.")]);
        let replace = format!("obligations/{claim}/replace");
        let male = [("tag", "CB-0005"), ("sex", "male"), ("age", "2")];
        assert_eq!(send(&mut treasurer, &replace, &male).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let heifer = [("tag", "CB-0005"), ("sex", "female"), ("age", "2")];
        done(&mut treasurer, &replace, &heifer, "obligations?done=herd-replace").await;
        assert_eq!(treasurer.get(&of(&pay)).await.status, StatusCode::NOT_FOUND, "it is settled");
        contains(&page(&mut treasurer, "herd/3").await, &["What it is heifer", "in the bank's hands"]);

        // The first calf is paid for and stays with its family; what is left of the contract is waived by two officers.
        let calf = [("tag", "CB-0006"), ("sex", "male")];
        done(&mut treasurer, "herd/1/birth", &calf, "herd/1?done=herd-birth").await;
        let first = owed(&world, 1).await;
        done(&mut treasurer, &format!("obligations/{first}/pay"), &[("amount", "500,000")], "obligations?done=herd-pay").await;
        contains(&page(&mut treasurer, "herd/4").await, &["the family's own", "due paid"]);
        let third = owed(&world, 1).await;
        let waive = format!("obligations/{third}/waive");
        let asked = send(&mut treasurer, &waive, &[]).await;
        assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY, "without a decision");
        done(&mut treasurer, &waive, &[("minute", "minutes 4")], "requests/1?done=bank-request-asked").await;
        contains(&page(&mut treasurer, "herd/1").await, &["Calf 3 of CB-0001"]);
        confirm(&on(&world, day(6, 1)), 1).await;
        done(&mut treasurer, "herd/1/title", &[], "herd/1?done=herd-title").await;
        contains(&page(&mut treasurer, "herd/1").await, &["Owner 1 Test OWN-1 1", "waived"]);

        // The bank sells the one in its hands: asked by one, confirmed by another.
        let sell = [("received", "2,000,000"), ("minute", "minutes 5")];
        done(&mut treasurer, "herd/3/sell", &sell, "requests/2?done=bank-request-asked").await;
        confirm(&on(&world, day(6, 1)), 2).await;
        let herd = page(&mut treasurer, "herd").await;
        contains(&herd, &["The bank's animals 0", "Families' own 2", "Became families' own − 2", "Sold − 1"]);
        let expected = [line(1010, 0, "KHR", 4_000_000 - 3_800_000 + 500_000 + 2_000_000), line(3030, 0, "KHR", -4_000_000)];
        let money: Vec<_> =
            holds(world.db()).await.into_iter().filter(|one| matches!(one.0, 1010 | 1310 | 1320 | 1330 | 3030)).collect();
        assert_eq!(money, expected);
        clean(world.db()).await;
    })
    .await;
}

/// The number of the first thing that is still owed for an animal.
async fn owed(world: &World, animal: i64) -> i64 {
    let group = world.group(OWN).await;
    let mut tx = world.db().read().await.unwrap();
    let bank = store::bank(&mut tx, BANK).await.unwrap().unwrap();
    let loaded = store::load(&mut tx, &bank, &group).await.unwrap();
    let state = loaded.state(day(12, 31)).unwrap();
    state.owed_for(animal).next().unwrap().no
}

/// Nobody confirms her own request; another officer does.
async fn confirm(world: &World, no: i64) {
    let path = of(&format!("requests/{no}"));
    let own = world.session("treasurer-own-1").await.post(&format!("{path}/confirm"), &[]).await;
    assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY);
    let confirmed = world.session("committee-own-1").await.post(&format!("{path}/confirm"), &[]).await;
    assert_eq!(confirmed.location(), format!("{path}?done=bank-request-confirmed"), "{}", read(&confirmed));
}

#[tokio::test]
async fn a_cow_moves_on_and_one_that_does_not_calve_is_exchanged() {
    let rules = "[[placing]]
        species = \"cattle\"
        offspring = [\"family\"]
        then = \"family\"
        handover = { at-months = 6 }
        title = \"never\"
        moves_on_after = 1
        infertile_years = 1
        seen_every_months = 3";
    each_engine(|base| async move {
        let world = founded(base, rules).await;
        two_placed(&world).await;
        let mut treasurer = on(&world, day(4, 1)).session("treasurer-own-1").await;
        done(&mut treasurer, "herd/1/birth", &[("tag", "C-3"), ("sex", "male")], "herd/1?done=herd-birth").await;
        contains(&page(&mut treasurer, "herd?which=own").await, &["C-3 calf, male 1 Test OWN-1 1"]);
        let given = [("how", "donated"), ("a1-tag", "CB-0004"), ("a1-sex", "female"), ("a1-age", "2")];
        done(&mut treasurer, "herd/new", &given, "herd?done=herd-bring").await;
        let mut treasurer = on(&world, day(10, 1)).session("treasurer-own-1").await;
        let due = page(&mut treasurer, "obligations").await;
        contains(
            &due,
            &[
                "CB-0001 itself goes to the next family · due since 1 October 2026",
                "Not seen for too long",
                "not seen since 3 February 2026",
            ],
        );
        done(&mut treasurer, "herd/1/hand-over", &[("to", "3")], "herd/1?done=herd-hand-over").await;
        contains(&page(&mut treasurer, "herd/1").await, &["Keeper 3 Test OWN-1 3", "Kept before by", "Always the bank."]);
        let later = World::at(world.base.clone(), now() + chrono::TimeDelta::days(80));
        let mut treasurer = later.session("treasurer-own-1").await;
        contains(
            &page(&mut treasurer, "obligations").await,
            &["No calf for years", "CB-0002 · 2 Test OWN-1 2 no calf since 3 February 2026"],
        );
        let form = page(&mut treasurer, "herd/2/exchange").await;
        contains(&form, &["CB-0004 · heifer"]);
        refused(&send(&mut treasurer, "herd/2/exchange", &[]).await, &[("out", "Choose the animal that goes out.")]);
        done(&mut treasurer, "herd/2/exchange", &[("out", "4")], "herd/2?done=herd-exchange").await;
        contains(&page(&mut treasurer, "herd/2").await, &["in the bank's hands"]);
        contains(&page(&mut treasurer, "herd/4").await, &["Keeper 2 Test OWN-1 2"]);
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn a_stranger_sees_nothing_and_a_second_officer_everything() {
    each_engine(|base| async move {
        let world = founded(base, GOLDEN).await;
        two_placed(&world).await;
        let pages = ["herd", "herd/list", "herd/tree", "herd/1", "obligations"];
        let forms = ["herd/new", "herd/1/note", "herd/1/lose"];
        let mut stranger = world.session("treasurer-for-1").await;
        for below in pages.iter().chain(&forms) {
            assert_eq!(stranger.get(&of(below)).await.status, StatusCode::NOT_FOUND, "{below}");
        }
        assert_eq!(stranger.post(&of("herd/1/note"), &[("what", "sickness")]).await.status, StatusCode::NOT_FOUND);
        let mut auditor = world.session("auditor").await;
        for below in pages {
            assert_eq!(auditor.get(&of(below)).await.status, StatusCode::OK, "{below}");
        }
        for below in forms {
            assert_eq!(auditor.get(&of(below)).await.status, StatusCode::NOT_FOUND, "{below}");
        }
        assert!(!page(&mut auditor, "herd/1").await.contains("Died or lost"), "who may not write sees no buttons");
        let mut second = world.session("committee-own-1").await;
        contains(&page(&mut second, "herd/1").await, &["A calf was born", "Seen or treated", "Died or lost"]);
    })
    .await;
}
