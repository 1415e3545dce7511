//! Targets and indicators: every figure against a count of its own, made by plain SQL that shares nothing with the program's;
//! who is told what; and figures that are kept stay right.
pub mod counts;

use crate::{
    cli::{good, refused},
    meetings::read,
    support::{
        actor::{Actor, FOREIGN, OWN, World, day},
        award,
        databases::{Database, Folder, each_engine},
    },
};
use chrono::TimeDelta;
use counts::agrees;
use domain::{
    grants::{
        Ask,
        acts::{Means, Purpose},
    },
    people::{Names, Sex},
    programme::{Actual, Cell, Dimension, FiscalYear, Measure, Reading, Target, standing},
};
use http::StatusCode;
use sansom::{
    groups::store as groups,
    imports::targets as files,
    meetings::seal::Act,
    members::store::{self as members, Person},
    programme::{
        counting::{self, Period},
        kept,
        store::records,
        targets::store as targets,
    },
    store::{Tx, record},
    users::store as users,
};
use uuid::Uuid;

const TARGETS: &str = include_str!("../../fixtures/programme/targets.toml");

/// What a row of access names: a support of the own organisation.
pub const SUPPORT: Uuid = Uuid::from_u128(0x301);

/// Writes that support down, under the award of the own organisation.
pub async fn supported(world: &World) {
    let mut tx = world.db().write().await.unwrap();
    let code = crate::awards_pages::award_of(OWN);
    let row = sansom::awards::store::award(&mut tx, &code).await.unwrap().unwrap();
    let new = sansom::programme::supports::store::NewSupport {
        id: SUPPORT,
        organisation: row.organisation_id,
        kind: "scholarship",
        book: row.book.0,
        voucher: 1,
        day: day(11, 1),
        province: "02".into(),
        female: 3,
        male: 4,
    };
    sansom::programme::supports::store::add(&mut tx, new, Uuid::from_u128(1), world.app.now()).await.unwrap();
    tx.commit().await.unwrap();
}

async fn organisation(tx: &mut Tx, code: &str) -> Uuid {
    groups::organisation(tx, code).await.unwrap().unwrap().id
}

async fn person_of(tx: &mut Tx, group: &str, number: i64) -> Uuid {
    tx.value(
        "select m.person_id from member m join savings_group g on g.book_id = m.book_id where g.code = $1 and m.number = $2",
        (group.to_owned(), number),
    )
    .await
    .unwrap()
}

async fn somebody(tx: &mut Tx, organisation: Uuid, given: &str, birth_year: i64, sex: Sex) -> Uuid {
    let person = Person {
        names: Names::try_new("", "", "Farmer", given).unwrap(),
        sex: Some(sex),
        birth_year: Some(birth_year),
        id_poor: Some(2),
        phone: String::new(),
        village_code: "03010101".into(),
    };
    members::add_person(tx, organisation, &person).await.unwrap()
}

/// A session of a kind on a day in a place: who came is listed, or counted as women and men.
async fn session(
    tx: &mut Tx,
    (organisation, kind): (Uuid, &str),
    on: (u32, u32),
    village: &str,
    came: &[Uuid],
    counted: (i64, i64),
) -> Uuid {
    let id = Uuid::now_v7();
    for person in came {
        tx.run("insert into session_person (session_id, person_id, minutes) values ($1, $2, 90)", (id, *person)).await.unwrap();
    }
    for (sex, people) in [("female", counted.0), ("male", counted.1)] {
        if people > 0 {
            let sql = "insert into session_count (session_id, sex, age_band, people) values ($1, $2, '', $3)";
            tx.run(sql, (id, sex.to_owned(), people)).await.unwrap();
        }
    }
    let sql = "insert into training_session (id, organisation_id, kind, day, minutes, village_code, topics, counted, recorded_at, recorded_by)
               values ($1, $2, $3, $4, 120, $5, '[]', $6, $7, $1)";
    let values = (id, organisation, kind.to_owned(), day(on.0, on.1), village.to_owned(), came.is_empty(), chrono::Utc::now());
    tx.run(sql, values).await.unwrap();
    id
}

async fn term(tx: &mut Tx, (person, organisation, role): (Uuid, Uuid, &str), ended: Option<&str>) {
    let sql = "insert into role_term (id, person_id, organisation_id, role, village_code, from_day, to_day, ended, recorded_at, recorded_by)
               values ($1, $2, $3, $4, '0301', $5, $6, $7, $8, $1)";
    let to = ended.map(|_| day(6, 1));
    let values =
        (Uuid::now_v7(), person, organisation, role.to_owned(), day(2, 1), to, ended.map(str::to_owned), chrono::Utc::now());
    tx.run(sql, values).await.unwrap();
}

async fn coaching(tx: &mut Tx, (organisation, kind): (Uuid, &str), coach: Uuid, trainee: Uuid, ended: Option<&str>) -> Uuid {
    let id = Uuid::now_v7();
    let sql =
        "insert into coaching (id, organisation_id, kind, coach_id, trainee_id, from_day, to_day, ended, recorded_at, recorded_by)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $1)";
    let to = ended.map(|_| day(9, 30));
    let values = (id, organisation, kind.to_owned(), coach, trainee, day(3, 1), to, ended.map(str::to_owned), chrono::Utc::now());
    tx.run(sql, values).await.unwrap();
    id
}

/// A visit at which practices were seen: code, how far it is applied, and on how much.
async fn visit(tx: &mut Tx, coaching: Uuid, on: (u32, u32), seen: &[(&str, &str, Option<i64>)], undone: bool) {
    let id = Uuid::now_v7();
    for (practice, applied, extent) in seen {
        let sql = "insert into adoption (visit_id, practice, applied, seen, extent) values ($1, $2, $3, $4, $5)";
        tx.run(sql, (id, (*practice).to_owned(), (*applied).to_owned(), true, *extent)).await.unwrap();
    }
    let sql =
        "insert into coaching_visit (id, coaching_id, day, agreed, recorded_at, recorded_by) values ($1, $2, $3, '[]', $4, $1)";
    tx.run(sql, (id, coaching, day(on.0, on.1), chrono::Utc::now())).await.unwrap();
    if undone {
        let sql = "update coaching_visit set undone_at = $2, undone_by = $1 where id = $1";
        tx.run(sql, (id, chrono::Utc::now())).await.unwrap();
    }
}

async fn sale(tx: &mut Tx, no: i64, organisation: Uuid, person: Uuid, riel: i64) {
    let sql = "insert into farm_sale (no, id, organisation_id, person_id, commodity, organic, quantity, unit, riel, day, village, buyer_kind, linked,
                                      recorded_at, recorded_by)
               values ($1, $2, $3, $4, 'PADDY', false, 50000, 'gram', $5, $6, '03', 'market', false, $7, $2)";
    tx.run(sql, (no, Uuid::now_v7(), organisation, person, riel, day(10, 20), chrono::Utc::now())).await.unwrap();
}

/// The world of actors with a programme in it: number 2 of both groups is one person; numbers 1 and 3 of the own group eat
/// from one pot; a cascade and advised households; sessions, one of them taken back; visits, one of them taken back; sales.
async fn world(base: Database) -> World {
    let world = World::new(base).await;
    let mut tx = world.db().write().await.unwrap();
    let (own, foreign) = (organisation(&mut tx, "OWN").await, organisation(&mut tx, "FOR").await);
    let (one, two, three) = (person_of(&mut tx, OWN, 1).await, person_of(&mut tx, OWN, 2).await, person_of(&mut tx, OWN, 3).await);
    let elsewhere = person_of(&mut tx, FOREIGN, 2).await;
    let (head, again) = (two.min(elsewhere), two.max(elsewhere));
    let sql = "insert into person_match (id, one, other, verdict, recorded_at, recorded_by) values ($1, $2, $3, 'same', $4, $1)";
    tx.run(sql, (Uuid::now_v7(), head, again, chrono::Utc::now())).await.unwrap();
    tx.run("update person set same_as = $2 where id = $1", (again, head)).await.unwrap();
    let pot = Uuid::now_v7();
    let sql = "insert into household (id, organisation_id, recorded_at, recorded_by) values ($1, $2, $3, $1)";
    tx.run(sql, (pot, own, chrono::Utc::now())).await.unwrap();
    for person in [one, three] {
        tx.run("update person set household_id = $2 where id = $1", (person, pot)).await.unwrap();
    }

    let model = somebody(&mut tx, own, "Model", 1975, Sex::Female).await;
    let advisor = somebody(&mut tx, own, "Advisor", 1980, Sex::Male).await;
    let young = somebody(&mut tx, own, "Young", 2006, Sex::Male).await;
    term(&mut tx, (model, own, "model-farmer"), None).await;
    term(&mut tx, (young, own, "model-farmer"), Some("mistake")).await;
    term(&mut tx, (advisor, own, "advisor"), Some("finished")).await;
    term(&mut tx, (advisor, own, "advisor"), None).await;
    // She came to the session under her other record, and counts all the same; `three` came to none.
    let taught = coaching(&mut tx, (own, "farmer"), model, two, None).await;
    coaching(&mut tx, (own, "farmer"), model, three, None).await;
    coaching(&mut tx, (own, "farmer"), model, young, Some("mistake")).await;
    for trainee in [one, three] {
        coaching(&mut tx, (own, "household"), advisor, trainee, None).await;
    }
    coaching(&mut tx, (own, "household"), advisor, young, Some("dropped-out")).await;
    session(&mut tx, (foreign, "workshop"), (3, 2), "21010101", &[elsewhere], (0, 0)).await;
    session(&mut tx, (own, "workshop"), (10, 5), "030101", &[one, two], (0, 0)).await;
    session(&mut tx, (own, "workshop"), (10, 6), "030102", &[], (12, 7)).await;
    let wrong = session(&mut tx, (own, "workshop"), (10, 7), "030103", &[], (99, 0)).await;
    let sql = "update training_session set undone_at = $2, undone_by = $1 where id = $1";
    tx.run(sql, (wrong, chrono::Utc::now())).await.unwrap();
    for village in ["030101", "030101", "030102"] {
        session(&mut tx, (own, "awareness"), (10, 8), village, &[], (30, 20)).await;
    }
    session(&mut tx, (own, "households"), (11, 1), "03010101", &[one, three], (0, 0)).await;
    session(&mut tx, (own, "youth"), (11, 2), "03010101", &[young], (0, 0)).await;
    session(&mut tx, (own, "youth"), (11, 3), "03010101", &[], (4, 5)).await;
    let areas: Vec<&str> = domain::training::PRACTICES
        .iter()
        .filter(|practice| practice.measured == domain::training::Extent::Area)
        .map(|practice| practice.code.as_str())
        .collect();
    visit(&mut tx, taught, (4, 1), &[(areas[0], "yes", Some(4_000)), (areas[1], "partly", Some(2_500))], false).await;
    visit(&mut tx, taught, (10, 15), &[(areas[0], "yes", Some(3_000)), (areas[2], "no", None)], false).await;
    visit(&mut tx, taught, (10, 16), &[(areas[0], "yes", Some(90_000))], true).await;
    sale(&mut tx, 1, own, two, 100_000).await;
    sale(&mut tx, 2, foreign, elsewhere, 40_000).await;
    sale(&mut tx, 3, own, one, 999_999).await;
    let sql = "insert into farm_sale_undone (sale_no, reason, recorded_at, recorded_by) values (3, 'twice', $1, $2)";
    tx.run(sql, (chrono::Utc::now(), own)).await.unwrap();
    record(&mut tx, None, None, "user-added", "test", world.app.now()).await.unwrap();
    tx.commit().await.unwrap();
    world
}

/// A target without a number.
fn target(measure: Measure, reading: Reading, provinces: &[&str]) -> Target {
    Target {
        code: "T".into(),
        organisation: None,
        measure,
        number: None,
        reading,
        provinces: provinces.iter().map(|code| (*code).to_owned()).collect(),
        name_km: String::new(),
        name_latin: "Test".into(),
        note_km: String::new(),
        note_latin: String::new(),
        source: "test".into(),
        days: (None, None),
    }
}

async fn bring_targets(world: &World, text: &str) -> usize {
    let mut tx = world.db().write().await.unwrap();
    for code in ["SP", "CEDAC", "CCPCR", "TAF", "USAID"] {
        if groups::organisation(&mut tx, code).await.unwrap().is_none() {
            groups::add_organisation(&mut tx, code, "ដៃគូ", code).await.unwrap();
        }
    }
    let by = users::by_login(&mut tx, "administrator").await.unwrap().unwrap().id;
    let file = files::read_text(text).unwrap();
    let done = file.write(&mut tx, Act { by, at: world.app.now(), today: world.app.today() }).await.unwrap();
    tx.commit().await.unwrap();
    done.new
}

#[tokio::test]
async fn every_figure_equals_a_count_of_its_own() {
    each_engine(|base| async move {
        let world = world(base).await;
        awarded(&world).await;
        let mut tx = world.db().read().await.unwrap();
        agrees(&mut tx, &["", "OWN", "FOR", "CCPCR"], world.app.today()).await;
        let (own, foreign) = (organisation(&mut tx, "OWN").await, organisation(&mut tx, "FOR").await);
        let all = Period { from: None, through: world.app.today() };
        let year = kept::year_through(FiscalYear::of(world.app.today()), world.app.today());
        let whole = async |tx: &mut Tx, measure: Measure, period, whose| {
            counting::figure(&records(tx, measure, world.app.today()).await.unwrap(), measure, period, whose)
        };
        // In two partners: two with them, one in all; in her own partner's figure by her own partner's first year.
        let members = whole(&mut tx, Measure::GroupMembers, year, None).await;
        let of = |organisation: Uuid| members.of(Dimension::Organisation, &organisation.to_string());
        assert_eq!((members.total, of(own), of(foreign)), (5, 3, 3));
        let coached = whole(&mut tx, Measure::CoachedFarmers, all, None).await;
        assert_eq!((coached.total, coached.of(Dimension::Sex, "female")), (2, 2), "the session of one's other record counts");
        let households = whole(&mut tx, Measure::GroupHouseholds, all, Some(own)).await;
        assert_eq!(households.total, 2, "two of one pot are one household");
        assert_eq!(whole(&mut tx, Measure::TrainedHouseholds, year, None).await.total, 1);
        let came = whole(&mut tx, Measure::WorkshopParticipants, year, Some(own)).await;
        assert_eq!((came.total, came.of(Dimension::Sex, "male")), (2 + 12 + 7, 7), "what was taken back counts for nothing");
        assert_eq!(whole(&mut tx, Measure::WorkshopParticipants, all, None).await.total, 21, "she came to both and counts once");
        let area = whole(&mut tx, Measure::AppliedArea, year, None).await;
        assert_eq!((area.total, whole(&mut tx, Measure::AppliedArea, all, None).await.total), (3_000, 4_000));
        let sales = whole(&mut tx, Measure::FarmSales, year, None).await;
        assert_eq!((sales.total, sales.of(Dimension::New, "new")), (140_000, 140_000));
        let read = records(&mut tx, Measure::AdvisedHouseholds, world.app.today()).await.unwrap();
        let each = counting::actual(&read, &target(Measure::AdvisedHouseholds, Reading::Ceiling, &[]), all, None);
        assert_eq!(each, Actual::Each(vec![1]), "a ceiling looks at one time: who dropped out is not there");
        let read = records(&mut tx, Measure::AwarenessRounds, world.app.today()).await.unwrap();
        let each = counting::actual(&read, &target(Measure::AwarenessRounds, Reading::Each, &[]), all, Some(own));
        assert_eq!(each, Actual::Each(vec![2, 1]));
        let young = whole(&mut tx, Measure::TrainedYouth, year, None).await;
        assert_eq!((young.total, young.of(Dimension::Age, "15-29")), (10, 1));
        assert_eq!(
            (
                whole(&mut tx, Measure::Advisors, all, None).await.total,
                whole(&mut tx, Measure::ModelFarmers, all, None).await.total
            ),
            (1, 1)
        );
    })
    .await;
}

/// What came to workshops of a province, as a query of its own.
macro_rules! came {
    ($province:literal, $whose:literal) => {
        concat!(
            "select cast((select count(distinct h.id) from training_session s join session_person a on a.session_id = s.id
                            join person p on p.id = a.person_id join person h on h.id = coalesce(p.same_as, p.id)
                            join organisation o on o.id = s.organisation_id
                           where s.kind = 'workshop' and s.undone_at is null and substr(s.village_code, 1, 2) = '",
            $province,
            "'
                             and h.village_code = '' ",
            $whose,
            ")
                       + (select coalesce(sum(c.people), 0) from training_session s join session_count c on c.session_id = s.id
                            join organisation o on o.id = s.organisation_id
                           where s.kind = 'workshop' and s.undone_at is null and substr(s.village_code, 1, 2) = '",
            $province,
            "' ",
            $whose,
            ") as bigint)"
        )
    };
}

/// Targets of some provinces: whose, what, how it is read, where, what it comes to, and a query that counts it in another way.
const OF_PROVINCES: [(&str, &str, &str, &str, i64, &str); 8] = [
    ("OWN", "workshop-participants", "total", "03", 21, came!("03", "and o.code = 'OWN'")),
    ("OWN", "workshop-participants", "total", "21", 0, came!("21", "and o.code = 'OWN'")),
    ("", "workshop-participants", "total", "21", 1, came!("21", "")),
    (
        "OWN",
        "awareness-rounds",
        "each",
        "03",
        1,
        "select min(n) from (select count(*) as n from training_session where kind = 'awareness' and village_code like '03%'
                              group by substr(village_code, 1, 6)) w",
    ),
    ("OWN", "awareness-rounds", "each", "20", 0, "select count(*) from training_session where kind = 'awareness' and village_code like '20%'"),
    ("OWN", "model-farmers", "total", "03", 1, "select count(distinct person_id) from role_term where role = 'model-farmer' and ended is null"),
    (
        "OWN",
        "advised-households",
        "ceiling",
        "03",
        0,
        "select count(*) from coaching c join person p on p.id = c.trainee_id
          where c.kind = 'household' and c.to_day is null and p.village_code like '03%'",
    ),
    (
        "OWN",
        "trained-youth",
        "total",
        "03",
        10,
        "select cast((select count(distinct a.person_id) from training_session s join session_person a on a.session_id = s.id where s.kind = 'youth')
                   + (select sum(c.people) from training_session s join session_count c on c.session_id = s.id where s.kind = 'youth') as bigint)",
    ),
];

#[tokio::test]
async fn a_target_of_some_provinces_is_counted_in_these() {
    each_engine(|base| async move {
        let world = world(base.clone()).await;
        let targets: String = OF_PROVINCES
            .iter()
            .enumerate()
            .map(|(nth, (whose, measure, reading, province, ..))| {
                let whose = if whose.is_empty() { String::new() } else { format!("organisation = \"{whose}\"\n") };
                format!(
                    "[[target]]\ncode = \"P{nth}\"\n{whose}measure = \"{measure}\"\nnumber = 50\nreading = \"{reading}\"\n\
                     provinces = [\"{province}\"]\nname_km = \"\"\nname_latin = \"Test\"\nsource = \"test\"\n"
                )
            })
            .collect();
        assert_eq!(bring_targets(&world, &targets).await, OF_PROVINCES.len());
        let reckoned = kept::reckon(&world.app, world.app.now()).await.unwrap();
        let mut tx = world.db().read().await.unwrap();
        let mut actuals = Vec::new();
        for ((row, counted), (.., expected, sql)) in reckoned.targets.iter().zip(OF_PROVINCES) {
            let kept::Counted::Open(actual) = counted else { panic!("{} is hidden", row.target.code) };
            let actual = standing(row.target.number, row.target.reading, actual).actual;
            assert_eq!(actual, tx.value::<i64>(sql, ()).await.unwrap(), "{row:?}");
            assert_eq!(actual, expected, "{row:?}");
            actuals.push(actual);
        }
        drop(tx);
        // The page, its file and the command line tell the same.
        let told = |text: &str| -> Vec<i64> {
            let told: serde_json::Value = serde_json::from_str(text).unwrap();
            told["targets"].as_array().unwrap().iter().map(|one| one["actual"].as_i64().unwrap()).collect()
        };
        let mut auditor = world.session("auditor").await;
        assert_eq!(told(&auditor.get("/programme/targets?format=json").await.text), actuals);
        assert_eq!(told(&good(&base, &["report", "targets", "--format", "json"])), actuals);
        let csv = good(&base, &["report", "targets", "--format", "csv"]);
        assert!(csv.lines().next().unwrap().ends_with(",source,provinces") && csv.contains(",test,21\n"), "{csv}");
        let page = text(&mut auditor, "/programme/targets").await;
        assert!(
            page.contains("Counted in Takéo only") && page.contains("Only what is recorded in these provinces counts"),
            "{page}"
        );
    })
    .await;
}

/// The award of awards' tests: a family's grant, one under a code, both signed, and a voucher that paid for something else.
async fn awarded(world: &World) -> i64 {
    let mut tx = world.db().write().await.unwrap();
    let person = award::begin(&mut tx).await;
    let row = sansom::awards::store::award(&mut tx, award::CODE).await.unwrap().unwrap();
    for _ in 0..2 {
        sansom::store::add_party(&mut tx, row.book, Uuid::now_v7()).await.unwrap();
    }
    let mut desk = award::Desk::of(&mut tx).await;
    let desk = &mut desk;
    desk.does("finance", Ask::Receive { amount: 1_000_000, reference: "TT 1".into() }).await;
    for line in ["families", "coded"] {
        desk.does("manager", Ask::Call { line: line.into(), until: day(12, 31) }).await;
    }
    desk.does("advisor", award::family(1, person)).await;
    award::agree(desk, 1, &[12_000]).await;
    desk.does("liaison", award::coded(2)).await;
    award::agree(desk, 2, &[30_000]).await;
    let cost = || Purpose::Cost { line: "office".into(), persons: None, help: None, what: "paper".into() };
    desk.pays(1, cost(), 4_000, Means::Transfer).await;
    let (currency, source, means) = ("USD".to_owned(), domain::grants::acts::Source::Bank, Means::Transfer);
    desk.does("officer", Ask::Prepare { purpose: cost(), currency, paid: 2_500, source, means, quotations: 0 }).await;
    desk.pays(3, Purpose::Tranche { grant: 1, tranche: 0 }, 12_000, Means::Cash).await;
    tx.commit().await.unwrap();
    row.book.0
}

#[tokio::test]
async fn a_protected_figure_tells_of_no_few() {
    each_engine(|base| async move {
        let world = world(base).await;
        awarded(&world).await;
        bring_targets(&world, TARGETS).await;
        let mut tx = world.db().read().await.unwrap();
        let today = world.app.today();
        let one = records(&mut tx, Measure::CodedGrants, today).await.unwrap();
        assert_eq!((one.len(), one[0].who, one[0].place.len()), (1, None, 2), "a province, and nobody");
        let through = |through| Period { from: None, through };
        assert_eq!(counting::shown(&one, Measure::CodedGrants, through(today), None, today).total, Cell::Hidden);
        // Many in one province and few in another, of two partners: what is hidden of one is not what is left of all.
        let many = |count: usize, place: &str, organisation: u128, from: i64| {
            let one = &one[0];
            let place = place.to_owned();
            (0..count as i64)
                .map(|no| sansom::programme::store::Record {
                    no: from + no,
                    place: place.clone(),
                    organisation_id: Uuid::from_u128(organisation),
                    ..one.clone()
                })
                .collect::<Vec<_>>()
        };
        let all = [many(20, "09", 1, 0), many(3, "20", 1, 100), many(9, "03", 1, 200), many(2, "09", 2, 300)].concat();
        let told = |whose, period| counting::shown(&all, Measure::CodedGrants, period, whose, today);
        let together = told(None, through(today));
        assert_eq!(together.total, Cell::Shown(34));
        assert_eq!(together.by[&Dimension::Province]["20"], Cell::Hidden);
        assert_eq!(together.by[&Dimension::Province].values().filter(|cell| **cell == Cell::Hidden).count(), 2);
        assert!(!together.by.contains_key(&Dimension::Organisation));
        for whose in [1, 2] {
            let one = told(Some(Uuid::from_u128(whose)), through(today));
            assert_eq!((one.total, one.by.len()), (Cell::Hidden, 0), "{whose}");
        }
        assert_eq!(told(None, through(day(11, 20))).total, Cell::Hidden, "the difference of two days would tell");
        // Of some provinces no more is told than is shown anyway.
        let of = |provinces: &[&str], whose: Option<u128>| {
            let target = target(Measure::CodedGrants, Reading::Total, provinces);
            counting::actual_of_few(&all, &target, through(today), whose.map(Uuid::from_u128), today)
        };
        assert_eq!(of(&["03", "09", "20"], None), Cell::Shown(34));
        assert_eq!(of(&["09"], None), Cell::Shown(22));
        for (provinces, whose) in [(&["09", "03"][..], None), (&["20"], None), (&["09", "20"], None), (&["09", "03"], Some(1))] {
            assert_eq!(of(provinces, whose), Cell::Hidden, "{provinces:?} of {whose:?}");
        }
        drop(tx);
        for login in ["auditor", "administrator"] {
            let mut staff = world.session(login).await;
            let page = staff.get("/programme/indicators/coded-grants").await;
            assert!(page.text.contains("–*") && page.text.contains("Only totals"), "{}", page.text);
            let rows = staff.get("/programme/indicators/coded-grants/records").await;
            assert!(rows.text.contains("listed nowhere") && !rows.text.contains("<table"), "{}", rows.text);
            let csv = staff.get("/programme/indicators/coded-grants?format=csv").await;
            assert!(csv.text.contains("coded-grants,,grants,2027,,,,2026-11-21") && csv.text.lines().count() == 2, "{}", csv.text);
            let targets = staff.get("/programme/targets?format=json").await;
            let told: serde_json::Value = serde_json::from_str(&targets.text).unwrap();
            let coded = told["targets"].as_array().unwrap().iter().find(|one| one["code"] == "T26").unwrap();
            assert_eq!((&coded["actual"], &coded["number"]), (&serde_json::Value::Null, &30.into()));
        }
    })
    .await;
}

async fn text(actor: &mut Actor, path: &str) -> String {
    let answer = actor.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
    read(&answer).replace('\u{a0}', " ")
}

#[tokio::test]
async fn a_reader_is_told_what_is_hers() {
    each_engine(|base| async move {
        let world = world(base).await;
        bring_targets(&world, TARGETS).await;
        let pages = [
            "/programme",
            "/programme/targets",
            "/programme/indicators",
            "/programme/indicators/participants",
            "/programme/indicators/group-members",
            "/programme/indicators/group-members/records",
            "/programme/indicators/awareness-rounds/records",
            "/programme/indicators/savings-groups/records",
        ];
        for login in ["officer", "advisor", "finance"] {
            let mut officer = world.session(login).await;
            for path in pages {
                let page = text(&mut officer, path).await;
                for hidden in ["FOR", "FOR-1", "CEDAC", "USAID"] {
                    assert!(!page.contains(hidden), "{login} {path} tells of {hidden}: {page}");
                }
                let there = |path: &str| format!("{path}?organisation=FOR");
                assert_eq!(officer.get(&there(path)).await.status, StatusCode::NOT_FOUND, "{login} {path}");
                assert_eq!(officer.get(&format!("{}&format=csv", there(path))).await.status, StatusCode::NOT_FOUND);
            }
            let members = text(&mut officer, "/programme/indicators/group-members/records").await;
            assert!(members.contains("Test OWN-1 2"), "{login}: by the name of her own register: {members}");
            assert!(!members.contains("Test FOR-1"), "{members}");
        }
        for login in ["treasurer-own-1", "committee-own-1"] {
            let mut stranger = world.session(login).await;
            for path in pages {
                assert_eq!(stranger.get(path).await.status, StatusCode::NOT_FOUND, "{login} {path}");
            }
        }
        let mut auditor = world.session("auditor").await;
        let all = text(&mut auditor, "/programme/indicators/group-members").await;
        assert!(all.contains("Somebody who is with two partners counts with each of them"), "{all}");
        let home = text(&mut auditor, "/programme").await;
        assert!(home.contains("T08") && home.contains("Takéo") && home.contains("CEDAC"), "{home}");
        let links = auditor.get("/programme/indicators/savings-groups/records").await.text;
        assert!(links.contains("href=\"/groups/OWN-1\"") && links.contains("href=\"/groups/FOR-1\""), "{links}");
        assert_eq!(auditor.get("/programme/indicators/nothing").await.status, StatusCode::NOT_FOUND);
        let sessions = auditor.get("/programme/indicators/awareness-rounds/records").await.text;
        assert!(sessions.contains("/training/sessions/"), "{sessions}");
    })
    .await;
}

#[tokio::test]
async fn what_is_kept_follows_the_data() {
    each_engine(|base| async move {
        let world = world(base).await;
        let now = world.app.now();
        // Two processes on one database.
        let beside = World::at(world.base.clone(), now);
        let first = kept::reckoned(&world.app, now).await.unwrap();
        assert_eq!(first.now(Measure::GroupMembers, None), Cell::Shown(5));
        assert_eq!(first.targets.len(), 0);
        kept::reckoned(&beside.app, now).await.unwrap();
        assert_eq!(bring_targets(&world, TARGETS).await, 30);
        assert_eq!(bring_targets(&world, TARGETS).await, 0, "the same file again changes nothing");
        for app in [&world.app, &beside.app] {
            // Younger than a minute: not even asked.
            assert_eq!(kept::reckoned(app, now + TimeDelta::seconds(59)).await.unwrap().version, first.version);
            let later = now + TimeDelta::seconds(61);
            // The one who asks is not kept waiting, and the next is reckoned beside.
            assert_eq!(kept::reckoned(app, later).await.unwrap().version, first.version);
            let mut next = kept::reckoned(app, later).await.unwrap();
            for _ in 0..200 {
                if next.version != first.version {
                    break;
                }
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
                next = kept::reckoned(app, later).await.unwrap();
            }
            assert_eq!((next.version, next.targets.len(), next.at), (first.version + 30, 30, later));
            let still = kept::reckoned(app, later + TimeDelta::hours(3)).await.unwrap();
            assert_eq!(still.at, later, "nothing moved: what is kept is right");
        }
        // What is kept is what is counted.
        let mut tx = world.db().read().await.unwrap();
        let today = world.app.today();
        let kept = kept::reckoned(&world.app, now).await.unwrap();
        let organisations = groups::organisations(&mut tx).await.unwrap();
        for measure in Measure::ALL {
            let read = records(&mut tx, *measure, today).await.unwrap();
            let year = kept::year_through(kept.year(), today);
            for whose in std::iter::once(None).chain(organisations.iter().map(|one| Some(one.id))) {
                let shown = counting::shown(&read, *measure, year, whose, today).total;
                assert_eq!(kept.now(*measure, whose), shown, "{measure:?} of {whose:?}");
            }
        }
        assert_eq!(targets::targets(&mut tx).await.unwrap().len(), 30);
    })
    .await;
}

#[tokio::test]
async fn a_paid_voucher_is_said_to_be_for_so_many() {
    each_engine(|base| async move {
        let world = world(base).await;
        awarded(&world).await;
        let mut keeper = world.session("administrator").await;
        let form = |voucher: &str, female: &str, male: &str| {
            [
                ("award", award::CODE.to_owned()),
                ("voucher", voucher.to_owned()),
                ("kind", "scholarship".to_owned()),
                ("province", "02".to_owned()),
                ("female", female.to_owned()),
                ("male", male.to_owned()),
            ]
        };
        let page = keeper.get("/programme/supports").await;
        let key = page.hidden("key");
        for (voucher, female, male, why) in [
            ("77", "3", "4", "no voucher of this number"),
            ("2", "3", "4", "is not paid"),
            ("3", "3", "4", "pays a small grant"),
            ("1", "", "0", "for how many"),
            ("1", "x", "2", "female-e"),
            ("", "1", "2", "voucher-e"),
        ] {
            let fields = form(voucher, female, male);
            let mut fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            fields.push(("key", &key));
            let answer = keeper.post("/programme/supports", &fields).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{voucher}");
            assert!(answer.text.contains(why), "{voucher} {female}: {}", answer.text);
        }
        let fields = form("1", "៣", "4");
        let mut fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        fields.push(("key", &key));
        // A second click is the same.
        for _ in 0..2 {
            let answer = keeper.post("/programme/supports", &fields).await;
            assert_eq!(answer.location(), "/programme/supports?done=support-written", "{}", answer.text);
        }
        let again = Uuid::now_v7().to_string();
        *fields.last_mut().unwrap() = ("key", &again);
        assert!(keeper.post("/programme/supports", &fields).await.text.contains("written down already"));
        let count = async || {
            let mut tx = world.db().read().await.unwrap();
            let read = records(&mut tx, Measure::Scholarships, world.app.today()).await.unwrap();
            let figure = counting::figure(&read, Measure::Scholarships, Period { from: None, through: world.app.today() }, None);
            agrees(&mut tx, &["", "CCPCR"], world.app.today()).await;
            (figure.total, figure.of(Dimension::Sex, "female"), figure.of(Dimension::Province, "02"))
        };
        assert_eq!(count().await, (7, 3, 7));
        // Who keeps another partner's figures neither sees nor takes it back.
        let mut officer = world.session("officer").await;
        assert!(!officer.get("/programme/supports").await.text.contains(award::CODE));
        let undo = format!("/programme/supports/{key}/undo");
        assert_eq!(officer.post(&undo, &[]).await.status, StatusCode::NOT_FOUND);
        assert_eq!(keeper.post(&undo, &[]).await.location(), "/programme/supports?done=support-undone");
        assert_eq!(count().await, (0, 0, 0));
    })
    .await;
}

#[tokio::test]
async fn at_the_command_line() {
    each_engine(|base| async move {
        let world = world(base.clone()).await;
        let folder = Folder::new();
        let file = |name: &str, text: &str| {
            let path = folder.0.join(name);
            std::fs::write(&path, text).unwrap();
            path.display().to_string()
        };
        let all = file("targets.toml", TARGETS);
        assert!(refused(&base, &["import", "targets", &all]).contains("there is no CCPCR, CEDAC, SP, TAF, USAID"));
        bring_targets(&world, "target = []").await;
        assert!(
            good(&base, &["import", "targets", &all, "--check"])
                .contains("nothing was written; without --check: 30 targets imported")
        );
        assert!(good(&base, &["import", "targets", &all]).contains("30 targets imported"));
        let changed = file("changed.toml", &TARGETS.replace("number = 560", "number = 570"));
        assert!(good(&base, &["import", "targets", &changed]).contains("1 target imported; 29 there already"));
        assert!(good(&base, &["import", "targets", &changed]).contains("nothing changed: 30 targets there already"));
        let wrong = file(
            "wrong.toml",
            &TARGETS.replace("measure = \"advisors\"", "measure = \"advise\"").replace("number = 16", "number = 0"),
        );
        let said = refused(&base, &["import", "targets", &wrong]);
        assert!(said.contains("T07: measure") && said.contains("T02: number"), "{said}");
        let told: serde_json::Value = serde_json::from_str(&good(&base, &["report", "targets", "--format", "json"])).unwrap();
        assert_eq!(told["targets"].as_array().unwrap().len(), 30);
        let csv = good(
            &base,
            &["report", "indicators", "--org", "OWN", "--as-of", "2026-11-21", "--measure", "group-members", "--format", "csv"],
        );
        assert!(csv.contains("group-members,,people,2027,,,3,2026-11-21\n"), "{csv}");
        assert!(!csv.contains("organisation"), "{csv}");
        assert!(refused(&base, &["report", "indicators", "--year", "2099"]).contains("no fiscal year"));
        let cascade = good(&base, &["report", "cascade", "--org", "OWN", "--as-of", "2026-11-21"]);
        assert!(cascade.contains("Farmer Model") && cascade.contains("dropped-out") && !cascade.contains("mistake"), "{cascade}");
        let book = folder.0.join("targets.xlsx").display().to_string();
        good(&base, &["report", "targets", "--format", "xlsx", "-o", &book]);
        assert!(std::fs::metadata(&book).unwrap().len() > 4_000);
    })
    .await;
}

#[tokio::test]
async fn every_figure_of_the_whole_demo_equals_a_count_of_its_own() {
    crate::support::databases::sqlite(|base| async move {
        let at = day(11, 21).and_hms_opt(3, 0, 0).unwrap().and_utc();
        let settings = sansom::app::Settings { secure_cookies: false, demo: true };
        let app = sansom::app::App::new(base.db.clone(), sansom::app::Clock::Fixed(at), settings);
        sansom::demo::make(&app).await.unwrap_or_else(|failure| panic!("{}", failure.0));
        sansom::demo::whole::make(&app).await.unwrap_or_else(|failure| panic!("{}", failure.0));
        let mut tx = base.db.read().await.unwrap();
        agrees(&mut tx, &["", "SP", "CEDAC", "CCPCR", "TAF", "USAID"], app.today()).await;
    })
    .await;
}
