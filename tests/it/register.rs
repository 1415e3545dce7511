//! The register of people: who sees whom, who is in it twice, what merging keeps, households, files in and out.
use crate::{
    meetings::read,
    story::sansom,
    support::{
        actor::{Actor, OWN, World, day, now},
        databases::{Database, each_engine, sqlite},
    },
};
use domain::people::{Names, Sex, likeness::pair};
use http::StatusCode;
use sansom::{
    groups::store as groups,
    guard::{Role, RoleOn, Scope},
    listing::Part,
    meetings::seal::Act,
    members::store::Person,
    people::{
        duplicates::{Lists, reckon},
        listed::store::{self as listed, Sorted},
        matching::{MatchRefusal, Verdict, say, store as findings, take_back},
        store::{self as people, PersonRow},
    },
    store::{Db, Tx, check},
    users::store::{self as users, NewUser},
};
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;
use words::Language;

/// A woman of a village.
pub fn person(names: [&str; 4], birth_year: i64) -> Person {
    Person {
        names: Names::try_new(names[0], names[1], names[2], names[3]).unwrap(),
        sex: Some(Sex::Female),
        birth_year: Some(birth_year),
        id_poor: None,
        phone: String::new(),
        village_code: "21010101".into(),
    }
}

/// Records in the tests: two of the own organisation and one of the other look like one woman's; the last is another.
const ONE: Uuid = Uuid::from_u128(0x101);
const AGAIN: Uuid = Uuid::from_u128(0x102);
const ELSEWHERE: Uuid = Uuid::from_u128(0x103);
const ANOTHER: Uuid = Uuid::from_u128(0x104);

async fn user(tx: &mut Tx, login: &str, scope: Scope) {
    let new = NewUser {
        login: login.into(),
        name: format!("The {login}"),
        password: "x".into(),
        must_change: false,
        language: Language::English,
    };
    let id = users::add(tx, new, now()).await.unwrap();
    users::set_roles(tx, id, &[RoleOn { role: Role::Officer, scope }]).await.unwrap();
}

async fn organisation(tx: &mut Tx, code: &str) -> Uuid {
    groups::organisation(tx, code).await.unwrap().unwrap().id
}

/// A world with these records, an officer of the other organisation, and one of the programme.
async fn world(base: Database) -> World {
    let world = World::new(base).await;
    let mut tx = world.db().write().await.unwrap();
    let (own, foreign) = (organisation(&mut tx, "OWN").await, organisation(&mut tx, "FOR").await);
    user(&mut tx, "officer-for", Scope::Organisation(foreign)).await;
    user(&mut tx, "officer-all", Scope::Programme).await;
    let phone = |person: Person| Person { phone: "+85512345678".into(), ..person };
    for (id, organisation, person) in [
        (ONE, own, phone(person(["សុខ", "សុភាព", "Sok", "Sopheap"], 1984))),
        (AGAIN, own, person(["", "", "Sok", "Sopheap"], 1984)),
        (ELSEWHERE, foreign, person(["", "", "Sok", "Sopheab"], 1984)),
        (ANOTHER, own, person(["", "", "Kong", "Vuthy"], 1990)),
    ] {
        people::add_person(&mut tx, id, organisation, &person).await.unwrap();
    }
    tx.commit().await.unwrap();
    world
}

async fn page(actor: &mut Actor, path: &str) -> String {
    let answer = actor.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
    let text = if path.contains("/file") { answer.text } else { read(&answer) };
    text.replace('\u{a0}', " ")
}

#[track_caller]
fn contains(page: &str, all: &[&str]) {
    for shown in all {
        assert!(page.contains(shown), "{shown}: {page}");
    }
}

#[track_caller]
fn lacks(page: &str, none: &[&str]) {
    for hidden in none {
        assert!(!page.contains(hidden), "{hidden}: {page}");
    }
}

async fn status(actor: &mut Actor, path: &str) -> StatusCode {
    actor.get(path).await.status
}

#[tokio::test]
async fn staff_see_the_people_of_the_organisations_they_serve() {
    each_engine(|base| async move {
        let world = world(base).await;
        let mut officer = world.session("officer").await;
        let all = page(&mut officer, "/people").await;
        contains(&all, &["6 records", "Sok Sopheap", "Kong Vuthy", "Group OWN-1 · number 2", "born 1984"]);
        lacks(&all, &["Sopheab", "FOR-1"]);
        // By name in either script, by telephone, by number, by place.
        contains(
            &page(&mut officer, "/people?q=%E1%9E%9F%E1%9E%BB%E1%9E%97%E1%9E%B6%E1%9E%96").await,
            &["1 records", "Sok Sopheap"],
        );
        contains(&page(&mut officer, "/people?q=012+345+678").await, &["1 records", "Sok Sopheap"]);
        contains(&page(&mut officer, "/people?q=own-1+3").await, &["1 records", "Test OWN-1 3"]);
        contains(&page(&mut officer, "/people?q=3").await, &["1 records", "Test OWN-1 3"]);
        contains(&page(&mut officer, "/people?village=2101").await, &["3 records"]);
        contains(&page(&mut officer, "/people?q=sopheab").await, &["Nothing found"]);
        let own = page(&mut officer, &format!("/people/{ONE}")).await;
        contains(
            &own,
            &["សុខ សុភាព", "Sok Sopheap", "Female", "1984", "012 345 678", "Nobody else is written down in this household"],
        );
        for path in [
            format!("/people/{ELSEWHERE}"),
            format!("/people/{}", Uuid::nil()),
            "/people/x".into(),
            "/people?organisation=FOR".into(),
            "/people/file?format=csv&organisation=FOR".into(),
            "/people/duplicates?organisation=FOR".into(),
            format!("/people/{ELSEWHERE}/household"),
            "/people/file?format=doc".into(),
        ] {
            assert_eq!(status(&mut officer, &path).await, StatusCode::NOT_FOUND, "{path}");
        }
        contains(&page(&mut world.session("officer-for").await, "/people").await, &["4 records", "Sok Sopheab", "FOR-1"]);
        let mut everywhere = world.session("officer-all").await;
        contains(&page(&mut everywhere, "/people").await, &["10 records", "Sok Sopheap", "Sok Sopheab"]);
        contains(&page(&mut everywhere, "/people?organisation=FOR").await, &["4 records"]);
        for login in ["treasurer-own-1", "committee-own-1", "finance", "advisor"] {
            assert_eq!(status(&mut world.session(login).await, "/people").await, StatusCode::NOT_FOUND, "{login}");
        }
        assert_eq!(status(&mut world.nobody(), "/people").await, StatusCode::SEE_OTHER);
        // As a file.
        let file = officer.get("/people/file?format=csv").await;
        contains(&file.text, &["organisation,family_name_km", "OWN,សុខ,សុភាព,Sok,Sopheap,female,1984,,+85512345678,21010101,"]);
        lacks(&file.text, &["Sopheab", "FOR"]);
        let book = everywhere.get("/people/file?format=xlsx").await;
        assert!(book.status == StatusCode::OK && book.bytes.starts_with(b"PK"));
    })
    .await;
}

fn answer(one: Uuid, other: Uuid, verdict: &str) -> Vec<(String, String)> {
    vec![("one".into(), one.to_string()), ("other".into(), other.to_string()), ("verdict".into(), verdict.into())]
}

async fn press(actor: &mut Actor, one: Uuid, other: Uuid, verdict: &str) -> crate::support::actor::Answer {
    let fields = answer(one, other, verdict);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    actor.post("/people/duplicates", &fields).await
}

async fn row(db: &Db, id: Uuid) -> PersonRow {
    people::person(&mut db.read().await.unwrap(), id).await.unwrap().unwrap()
}

#[tokio::test]
async fn two_records_are_found_to_be_one_persons_and_that_is_taken_back() {
    each_engine(|base| async move {
        let world = world(base).await;
        let mut officer = world.session("officer").await;
        let proposed = page(&mut officer, "/people/duplicates").await;
        contains(
            &proposed,
            &["1 pairs to look at", "Name written the same", "Born in the same year", "Same village", "012 345 678"],
        );
        lacks(&proposed, &["Sopheab"]);
        for _ in 0..2 {
            let said = press(&mut officer, AGAIN, ONE, "same").await;
            assert_eq!(said.location(), "/people/duplicates?done=people-found-same", "{}", said.text);
        }
        assert_eq!((row(world.db(), ONE).await.same_as, row(world.db(), AGAIN).await.same_as), (None, Some(ONE)));
        contains(&page(&mut officer, "/people/duplicates").await, &["Nobody seems to be in it twice"]);
        contains(&page(&mut officer, "/people").await, &["6 records", "Counted with another record"]);
        let hers = page(&mut officer, &format!("/people/{AGAIN}")).await;
        contains(&hers, &["These records were found to be of one person", "The same person", "The officer, ", "Take back"]);
        // Somebody else was looking at the same pair.
        let late = press(&mut world.session("administrator").await, ONE, AGAIN, "different").await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
        contains(&read(&late), &["Somebody has said meanwhile that these two are the same person"]);
        assert_eq!(press(&mut officer, ONE, ONE, "same").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(press(&mut officer, ONE, AGAIN, "perhaps").await.status, StatusCode::BAD_REQUEST);
        // An auditor sees, and changes nothing.
        let mut auditor = world.session("auditor").await;
        lacks(&page(&mut auditor, &format!("/people/{ONE}")).await, &["Take back"]);
        let finding = findings::findings_of(&mut world.db().read().await.unwrap(), ONE).await.unwrap()[0].id;
        let undo = format!("/people/{ONE}/findings/{finding}/undo");
        assert_eq!(auditor.post(&undo, &[]).await.status, StatusCode::NOT_FOUND);
        assert_eq!(world.session("officer-for").await.post(&undo, &[]).await.status, StatusCode::NOT_FOUND);
        for _ in 0..2 {
            assert_eq!(officer.post(&undo, &[]).await.location(), format!("/people/{ONE}?done=finding-taken-back"));
        }
        assert_eq!(row(world.db(), AGAIN).await.same_as, None);
        contains(&page(&mut officer, &format!("/people/{ONE}")).await, &["Taken back by The officer"]);
        contains(&page(&mut officer, "/people/duplicates").await, &["1 pairs to look at"]);
        assert_eq!(press(&mut officer, ONE, AGAIN, "different").await.location(), "/people/duplicates?done=people-found-different");
        contains(&page(&mut officer, "/people/duplicates").await, &["Nobody seems to be in it twice"]);
        assert_eq!(check(world.db()).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn nobody_learns_that_another_partner_knows_somebody() {
    each_engine(|base| async move {
        let world = world(base).await;
        let mut officer = world.session("officer").await;
        assert_eq!(press(&mut officer, ONE, ELSEWHERE, "same").await.status, StatusCode::NOT_FOUND);
        let mut everywhere = world.session("officer-all").await;
        contains(&page(&mut everywhere, "/people/duplicates").await, &["Sok Sopheab", "pairs to look at"]);
        assert_eq!(press(&mut everywhere, ONE, ELSEWHERE, "same").await.status, StatusCode::SEE_OTHER);
        assert_eq!(row(world.db(), ELSEWHERE).await.same_as, Some(ONE));
        for path in [format!("/people/{ONE}"), "/people".into(), "/people/duplicates".into(), "/people/file?format=csv".into()] {
            lacks(
                &page(&mut officer, &path).await,
                &["Sopheab", "Counted with", "found to be of one person", &ELSEWHERE.to_string()],
            );
        }
        let mut foreign = world.session("officer-for").await;
        for path in [format!("/people/{ELSEWHERE}"), "/people".into(), "/people/file?format=csv".into()] {
            lacks(&page(&mut foreign, &path).await, &["Sopheap", "Counted with", "012 345 678", &ONE.to_string()]);
        }
        contains(&page(&mut everywhere, &format!("/people/{ONE}")).await, &["Sok Sopheab", "found to be of one person"]);
    })
    .await;
}

fn act(by: u128) -> Act {
    Act { by: Uuid::from_u128(by), at: now(), today: day(11, 21) }
}

#[tokio::test]
async fn what_hangs_together_does_not_contradict_itself() {
    each_engine(|base| async move {
        let world = world(base).await;
        let mut tx = world.db().write().await.unwrap();
        say(&mut tx, ONE, AGAIN, Verdict::Same, act(1)).await.unwrap().unwrap();
        say(&mut tx, ONE, ANOTHER, Verdict::Different, act(1)).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        for (one, other, verdict, why) in [
            (AGAIN, ANOTHER, Verdict::Same, MatchRefusal::ToldApart),
            (ONE, AGAIN, Verdict::Different, MatchRefusal::Decided(Verdict::Same)),
            (ONE, ONE, Verdict::Same, MatchRefusal::OneRecord),
        ] {
            let mut tx = world.db().write().await.unwrap();
            assert_eq!(say(&mut tx, one, other, verdict, act(2)).await.unwrap(), Err(why));
        }
        let mut tx = world.db().write().await.unwrap();
        say(&mut tx, AGAIN, ELSEWHERE, Verdict::Same, act(1)).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        let mut tx = world.db().write().await.unwrap();
        assert_eq!(say(&mut tx, ONE, ELSEWHERE, Verdict::Different, act(2)).await.unwrap(), Err(MatchRefusal::HangTogether));
        drop(tx);
        // The middle of three is taken out: what is left still hangs together where it does.
        let mut tx = world.db().write().await.unwrap();
        let all = findings::findings_of(&mut tx, ONE).await.unwrap();
        let finding = all.iter().find(|one| (one.one, one.other) == (ONE, AGAIN)).unwrap().id;
        take_back(&mut tx, finding, act(1)).await.unwrap().unwrap();
        assert_eq!(take_back(&mut tx, finding, act(1)).await.unwrap(), Err(MatchRefusal::TakenBack));
        tx.commit().await.unwrap();
        let under = |row: PersonRow| row.same_as;
        assert_eq!(under(row(world.db(), ONE).await), None);
        assert_eq!((under(row(world.db(), AGAIN).await), under(row(world.db(), ELSEWHERE).await)), (None, Some(AGAIN)));
        assert_eq!(check(world.db()).await.unwrap(), []);
    })
    .await;
}

/// The people of the fixture, by their number in it; and who is planted as whom.
async fn planted(tx: &mut Tx, organisation: Uuid) -> Vec<(Uuid, Uuid)> {
    let mut twins = Vec::new();
    let mut reader = csv::Reader::from_reader(include_str!("../../fixtures/people/register_without_lists.csv").as_bytes());
    let id = |no: &str| Uuid::from_u128(0x1000 + no.parse::<u128>().unwrap());
    for line in reader.records() {
        let line = line.unwrap();
        let cell = |at: usize| line.get(at).unwrap();
        let said = Person {
            names: Names::try_new(cell(1), cell(2), cell(3), cell(4)).unwrap(),
            sex: Sex::parse(cell(5)),
            birth_year: cell(6).parse().ok(),
            id_poor: None,
            village_code: cell(7).into(),
            phone: cell(8).into(),
        };
        people::add_person(tx, id(cell(0)), organisation, &said).await.unwrap();
        if !cell(9).is_empty() {
            twins.extend(pair(id(cell(0)), id(cell(9))));
        }
    }
    twins
}

/// Every row of every table as text, by table.
async fn dumped(base: &Database) -> BTreeMap<String, Vec<String>> {
    let mut all = BTreeMap::new();
    if base.server.is_some() {
        let mut raw = PgConnection::connect(&base.url).await.unwrap();
        let tables: Vec<(String,)> = sqlx::query_as("select cast(tablename as text) from pg_tables where schemaname = 'public'")
            .fetch_all(&mut raw)
            .await
            .unwrap();
        for (table,) in tables {
            let rows = sqlx::query_scalar(AssertSqlSafe(format!("select cast(to_jsonb(t) as text) from {table} t order by 1")));
            all.insert(table, rows.fetch_all(&mut raw).await.unwrap());
        }
        return all;
    }
    let mut raw = SqliteConnection::connect(&base.url).await.unwrap();
    let names = "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'";
    let tables: Vec<(String,)> = sqlx::query_as(names).fetch_all(&mut raw).await.unwrap();
    for (table,) in tables {
        let columns: Vec<(String,)> = sqlx::query_as(AssertSqlSafe(format!("select name from pragma_table_info('{table}')")))
            .fetch_all(&mut raw)
            .await
            .unwrap();
        let quoted: Vec<String> = columns.iter().map(|(name,)| format!("'\"{name}\": ' || quote({name})")).collect();
        let rows = sqlx::query_scalar(AssertSqlSafe(format!("select {} from {table} order by 1", quoted.join(" || ', ' || "))));
        all.insert(table, rows.fetch_all(&mut raw).await.unwrap());
    }
    all
}

/// What two states have different, by table; who is counted under whom left out where asked.
fn differing(before: &BTreeMap<String, Vec<String>>, after: &BTreeMap<String, Vec<String>>, without_heads: bool) -> Vec<String> {
    let plain = |rows: &Vec<String>| -> Vec<String> {
        let cut = |row: &String| match row.find("\"same_as\": ") {
            Some(at) if without_heads => {
                let rest = &row[at..];
                format!("{}{}", &row[..at], &rest[rest.find(',').unwrap_or(rest.len())..])
            }
            _ => row.clone(),
        };
        let mut rows: Vec<String> = rows.iter().map(cut).collect();
        rows.sort();
        rows
    };
    before.iter().filter(|(table, rows)| plain(rows) != plain(&after[*table])).map(|(table, _)| table.clone()).collect()
}

#[tokio::test]
async fn merging_and_unmerging_lose_nothing() {
    each_engine(|base| async move {
        let world = World::new(base.clone()).await;
        let mut tx = world.db().write().await.unwrap();
        let own = organisation(&mut tx, "OWN").await;
        let twins = planted(&mut tx, own).await;
        // Some of them have memberships, and an entry in the books.
        let book = world.group(OWN).await.book;
        for (number, (one, other)) in (11_i64..).step_by(2).zip(twins.iter().take(3)) {
            for (number, id) in [(number, one), (number + 1, other)] {
                sansom::members::store::add_member(&mut tx, book, *id, number, day(1, 1)).await.unwrap();
            }
        }
        tx.commit().await.unwrap();
        world.seal(OWN, day(11, 20)).await;
        assert_eq!(twins.len(), 40);
        let before = dumped(&base).await;
        let mut tx = world.db().write().await.unwrap();
        for (one, other) in &twins {
            say(&mut tx, *one, *other, Verdict::Same, act(1)).await.unwrap().unwrap();
        }
        tx.commit().await.unwrap();
        let merged = dumped(&base).await;
        assert_eq!(differing(&before, &merged, true), ["audit", "audit_head", "person_match"]);
        assert!(differing(&before, &merged, false).contains(&"person".to_owned()));
        assert_eq!(check(world.db()).await.unwrap(), []);
        let mut tx = world.db().write().await.unwrap();
        let counted: BTreeSet<Uuid> = people::people(&mut tx, "OWN").await.unwrap().iter().map(PersonRow::head).collect();
        assert_eq!(counted.len(), before["person"].len() - 40 - 3);
        for (one, _) in &twins {
            for finding in findings::findings_of(&mut tx, *one).await.unwrap().iter().filter(|one| one.undone_at.is_none()) {
                take_back(&mut tx, finding.id, act(2)).await.unwrap().unwrap();
            }
        }
        tx.commit().await.unwrap();
        let after = dumped(&base).await;
        assert_eq!(after["person"], before["person"]);
        assert_eq!(differing(&before, &after, false), ["audit", "audit_head", "person_match"]);
        assert_eq!(check(world.db()).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn of_forty_planted_duplicates_at_least_thirty_eight_are_proposed() {
    sqlite(|base| async move {
        let world = World::new(base).await;
        let mut tx = world.db().write().await.unwrap();
        let own = organisation(&mut tx, "OWN").await;
        let twins: BTreeSet<(Uuid, Uuid)> = planted(&mut tx, own).await.into_iter().collect();
        let all = people::people(&mut tx, "OWN").await.unwrap();
        let proposed: BTreeSet<(Uuid, Uuid)> =
            reckon(&all, &Lists::new(), &[]).into_iter().map(|one| (one.one, one.other)).collect();
        let found = twins.intersection(&proposed).count();
        let others = proposed.difference(&twins).count();
        assert!(found >= 38 && others <= 20, "{found} of {} found, {others} besides", twins.len());
        // One pair was told apart, and is not proposed again by way of anybody.
        let first = *twins.intersection(&proposed).next().unwrap();
        let again = reckon(&all, &Lists::new(), &[(first.0, first.1, false)]);
        assert!(!again.iter().any(|one| (one.one, one.other) == first));
    })
    .await;
}

/// The list is sorted and cut by the database: whatever it is sorted by, its pages show everybody once.
#[tokio::test]
async fn the_pages_of_the_list_show_everybody_once() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut tx = world.db().write().await.unwrap();
        let (own, foreign) = (organisation(&mut tx, "OWN").await, organisation(&mut tx, "FOR").await);
        for nth in 0..70_u128 {
            let (family, given) = (["Sok", "Chea", "Keo"][nth as usize % 3], format!("N{:02}", nth * 37 % 70));
            let khmer = if nth % 4 == 0 { ["ជា", "ស្រី"] } else { ["", ""] };
            let who = Person {
                village_code: ["21010101", "21020202"][nth as usize % 2].into(),
                ..person([khmer[0], khmer[1], family, &given], 1970)
            };
            let of = if nth % 5 == 0 { foreign } else { own };
            people::add_person(&mut tx, Uuid::from_u128(0x9000 + nth), of, &who).await.unwrap();
        }
        tx.commit().await.unwrap();
        let mut tx = world.db().read().await.unwrap();
        let whose = [vec!["OWN".to_owned()], vec!["FOR".into()], vec!["OWN".into(), "FOR".into()], vec![]];
        for (organisations, village) in whose.iter().flat_map(|one| [(one, ""), (one, "2102"), (one, "9")]) {
            let ids = |rows: Vec<PersonRow>| rows.into_iter().map(|row| row.id).collect::<Vec<_>>();
            let all = people::people(&mut tx, "").await.unwrap();
            let fits = |row: &PersonRow| organisations.contains(&row.organisation) && row.village_code.starts_with(village);
            let all: Vec<PersonRow> = all.into_iter().filter(fits).collect();
            assert_eq!(listed::count(&mut tx, organisations, village).await.unwrap(), all.len());
            let columns = ["name-km", "name-latin", "organisation", "village"];
            let by = columns.into_iter().flat_map(|column| [Sorted::By(column, false), Sorted::By(column, true)]);
            for sorted in by.chain([Sorted::ByName]) {
                let mut shown = Vec::new();
                for skip in (0..=all.len()).step_by(7) {
                    let part = Part { skip, take: 7 };
                    shown.extend(listed::page(&mut tx, organisations, village, sorted, part).await.unwrap());
                }
                match sorted {
                    Sorted::ByName => assert_eq!(shown, all),
                    Sorted::By("village", false) => assert!(shown.is_sorted_by_key(|row| row.village_code.clone())),
                    Sorted::By("organisation", true) => {
                        assert!(shown.iter().rev().is_sorted_by_key(|row| row.organisation.clone()))
                    }
                    _ => {}
                }
                let (shown, all): (BTreeSet<Uuid>, BTreeSet<Uuid>) =
                    (ids(shown).into_iter().collect(), ids(all.clone()).into_iter().collect());
                assert_eq!(shown, all, "{sorted:?}");
            }
        }
    })
    .await;
}

/// What is proposed is kept, and follows whatever is done in the register.
#[tokio::test]
async fn what_is_proposed_follows_the_register() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut tx = world.db().write().await.unwrap();
        let own = organisation(&mut tx, "OWN").await;
        for id in [ONE, AGAIN] {
            people::add_person(&mut tx, id, own, &person(["", "", "Sok", "Sopheap"], 1984)).await.unwrap();
        }
        user(&mut tx, "keeper", Scope::Programme).await;
        sansom::store::record(&mut tx, None, None, "people-imported", "2", now()).await.unwrap();
        tx.commit().await.unwrap();
        let mut keeper = world.session("keeper").await;
        let proposed = |page: &str| page.matches(&format!("value=\"{AGAIN}\"")).count() > 0;
        for _ in 0..2 {
            assert!(proposed(&keeper.get("/people/duplicates").await.text), "two of one name, year and village");
        }
        // Something is done elsewhere: nothing changes here.
        let mut tx = world.db().write().await.unwrap();
        sansom::store::record(&mut tx, None, None, "user-added", "x", now()).await.unwrap();
        tx.commit().await.unwrap();
        assert!(proposed(&keeper.get("/people/duplicates").await.text));
        let mut tx = world.db().write().await.unwrap();
        let by = users::by_login(&mut tx, "keeper").await.unwrap().unwrap().id;
        say(&mut tx, ONE, AGAIN, Verdict::Different, Act { by, at: now(), today: day(11, 21) }).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        assert!(!proposed(&keeper.get("/people/duplicates").await.text), "it was told apart");
    })
    .await;
}

#[tokio::test]
async fn a_household_is_put_together() {
    each_engine(|base| async move {
        let world = world(base).await;
        let mut officer = world.session("officer").await;
        let path = format!("/people/{ONE}/household");
        contains(&page(&mut officer, &format!("{path}?q=vuthy")).await, &["Kong Vuthy", "Put in"]);
        let elsewhere = page(&mut officer, &format!("{path}?q=sopheab")).await;
        contains(&elsewhere, &["Nobody else of this name"]);
        let join = |who: Uuid| [("act", "join".to_owned()), ("who", who.to_string())];
        async fn send(actor: &mut Actor, path: &str, fields: [(&str, String); 2]) -> crate::support::actor::Answer {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            actor.post(path, &fields).await
        }
        for _ in 0..2 {
            assert_eq!(send(&mut officer, &path, join(ANOTHER)).await.location(), format!("{path}?done=household-joined"));
        }
        let pot = row(world.db(), ONE).await.household_id;
        assert!(pot.is_some() && row(world.db(), ANOTHER).await.household_id == pot);
        contains(&page(&mut officer, &format!("/people/{ONE}")).await, &["Kong Vuthy"]);
        // Somebody of another household, somebody of another organisation, she herself.
        let again = format!("/people/{AGAIN}/household");
        let refused = send(&mut officer, &again, join(ANOTHER)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        contains(&read(&refused), &["This person is in another household."]);
        assert_eq!(send(&mut officer, &path, join(ELSEWHERE)).await.status, StatusCode::NOT_FOUND);
        assert_eq!(send(&mut officer, &path, join(ONE)).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(send(&mut world.session("officer-for").await, &path, join(AGAIN)).await.status, StatusCode::NOT_FOUND);
        let leave = [("act", "leave".to_owned()), ("who", ANOTHER.to_string())];
        assert_eq!(send(&mut officer, &path, leave).await.location(), format!("{path}?done=household-left"));
        assert_eq!(row(world.db(), ANOTHER).await.household_id, None);
        let trail = page(&mut world.session("auditor").await, "/audit").await;
        contains(&trail, &["Person put into a household", "Person taken out of a household"]);
        lacks(&trail, &["Vuthy", "Sopheap"]);
        assert_eq!(check(world.db()).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn people_come_from_a_file_and_are_matched_with_another_office() {
    sqlite(|base| async move {
        let world = world(base.clone()).await;
        let folder = base.folder.0.clone();
        let run = |words: &[&str]| {
            let done = sansom(&base).args(words).output().unwrap();
            (done.status.code(), String::from_utf8(done.stdout).unwrap(), String::from_utf8(done.stderr).unwrap())
        };
        let path = |name: &str| folder.join(name).display().to_string();
        let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
        write(
            "survey.csv",
            "start,person/family_name_latin,person/given_name_latin,person/sex,person/more/birth_year,village_code,_id,_submission_time\n\
             2026-11-01,Chan,Bopha,f,1973,02090912,1,2026-11-02\n2026-11-01,Touch,Sophyn,f,1987,02090904,2,2026-11-02\n",
        );
        let (code, said, _) = run(&["import", "people", &path("survey.csv"), "--org", "OWN", "--by", "officer"]);
        assert_eq!((code, said.as_str()), (Some(0), "2 people imported\n"));
        let (code, said, _) = run(&["import", "people", &path("survey.csv"), "--org", "OWN", "--by", "officer"]);
        assert_eq!((code, said.as_str()), (Some(0), "nothing changed: 2 people there already\n"));
        write("bad.csv", "នាមត្រកូល,ភេទ,ឆ្នាំកំណើត,អង្គការ\nជា,x,1800,\n,ស្រី,1984,NONE\nជា,ស្រី,1984,OWN\nជា,ស្រី,1984,OWN\n");
        let (code, _, said) = run(&["import", "people", &path("bad.csv"), "--by", "officer"]);
        assert_eq!(code, Some(1));
        contains(&said, &["bad.csv:2: sex: ", "bad.csv:2: birth_year: ", "bad.csv:2: organisation: ", "bad.csv:3: family_name_km: ", "bad.csv:3: organisation: “NONE”", "bad.csv:5: Line 4 says just the same"]);
        contains(&page(&mut world.session("officer").await, "/people?q=bopha").await, &["1 records"]);
        // Two offices that share a secret.
        write("secret", "two oxen and a cart\n");
        let (secret, keys) = (path("secret"), path("keys.csv"));
        let (code, _, said) = run(&["people", "keys", "--org", "FOR", "--secret-file", &secret, "-o", &keys]);
        assert_eq!(code, Some(0), "{said}");
        contains(&said, &["1 keys; 3 people without"]);
        let file = std::fs::read_to_string(&keys).unwrap();
        lacks(&file, &["Sok", "21010101", "1984"]);
        let (code, found, said) = run(&["people", "match", &keys, "--org", "OWN", "--secret-file", &secret]);
        assert_eq!(code, Some(0), "{said}");
        assert_eq!(found, format!("id,other_id\n{ONE},{ELSEWHERE}\n{AGAIN},{ELSEWHERE}\n"));
        assert!(row(world.db(), ELSEWHERE).await.same_as.is_none());
        write("short", "secret");
        for (words, why) in [
            (vec!["people", "keys", "--org", "OWN", "--secret-file", &path("short")], "at least 16 are needed"),
            (vec!["people", "keys", "--org", "NONE", "--secret-file", &secret], "there is no organisation NONE"),
            (vec!["people", "match", &path("survey.csv"), "--org", "OWN", "--secret-file", &secret], "no such column"),
        ] {
            let (code, _, said) = run(&words);
            assert!(code == Some(1) && said.contains(why), "{words:?}: {said}");
        }
    })
    .await;
}

/// Something to be found under the addresses of the table of routes: a finding and a household of the own group's people.
pub async fn registered(world: &World) {
    let mut tx = world.db().write().await.unwrap();
    for (code, ids) in [("OWN", [ONE, AGAIN]), ("FOR", [ELSEWHERE, ANOTHER])] {
        let organisation = organisation(&mut tx, code).await;
        for id in ids {
            people::add_person(&mut tx, id, organisation, &person(["", "", "Sok", "Sopheap"], 1984)).await.unwrap();
        }
    }
    findings::add_finding(&mut tx, FINDING, (ONE, AGAIN), true, (now(), Uuid::from_u128(1))).await.unwrap();
    findings::count_under(&mut tx, ONE, ONE).await.unwrap();
    tx.commit().await.unwrap();
}

/// What was found of them.
pub const FINDING: Uuid = Uuid::from_u128(0x105);

/// A record of the own organisation.
pub fn record() -> String {
    ONE.to_string()
}
