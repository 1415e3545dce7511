//! What the register of people costs over 3,000 records, and over ten times as many: its pages, and reckoning who may be in it
//! twice.
use super::{Fallible, median, pages_in_turn, row};
use domain::people::Sex;
use sansom::{
    app::Clock,
    groups::store as groups,
    guard::{Role, RoleOn, Scope},
    members::store::Person,
    people::{
        duplicates::{Lists, reckon},
        store::{self as people, PersonRow},
    },
    store::Db,
    users::{password, store as users},
};
use std::{
    path::Path,
    time::{Duration, Instant},
};
use uuid::Uuid;

/// The records of the fixture, so many times over: each copy in a province of its own, with telephones of its own.
fn register(copies: u32) -> Fallible<Vec<PersonRow>> {
    let mut all = Vec::new();
    for copy in 0..copies {
        let mut reader = csv::Reader::from_reader(include_str!("../../fixtures/people/register.csv").as_bytes());
        for (nth, line) in reader.records().enumerate() {
            let line = line?;
            let cell = |at: usize| line.get(at).unwrap_or_default().to_owned();
            let village = cell(7).get(2..).map(|rest| format!("{:02}{rest}", copy + 1)).unwrap_or_default();
            let phone = cell(8);
            let phone =
                phone.get(..phone.len().saturating_sub(1)).filter(|rest| !rest.is_empty()).map(|rest| format!("{rest}{copy}"));
            all.push(PersonRow {
                id: Uuid::from_u128(u128::from(copy) * 1_000_000 + nth as u128 + 1),
                organisation_id: Uuid::from_u128(1),
                organisation: "ORG".into(),
                family_name_km: cell(1),
                given_name_km: cell(2),
                family_name_latin: cell(3),
                given_name_latin: cell(4),
                sex: Some(cell(5)).filter(|sex| !sex.is_empty()),
                birth_year: cell(6).parse().ok(),
                id_poor: None,
                phone: phone.unwrap_or_default(),
                village_code: village,
                household_id: None,
                same_as: None,
            });
        }
    }
    Ok(all)
}

/// A file with these records, and an officer who keeps them.
async fn file_of(file: &Path, records: &[PersonRow]) -> Fallible<Db> {
    let db = Db::open(&format!("sqlite:{}", file.display())).await?;
    let mut tx = db.write().await?;
    let organisation = groups::add_organisation(&mut tx, "ORG", "", "Organisation").await?;
    let user = users::NewUser {
        login: "officer".into(),
        name: "Officer".into(),
        password: password::hash("a long bench password"),
        must_change: false,
        language: words::Language::Khmer,
    };
    let user = users::add(&mut tx, user, Clock::System.now()).await?;
    users::set_roles(&mut tx, user, &[RoleOn { role: Role::Officer, scope: Scope::Programme }]).await?;
    for one in records {
        let person = Person {
            names: one.names(),
            sex: one.sex.as_deref().and_then(Sex::parse),
            birth_year: one.birth_year,
            id_poor: one.id_poor,
            phone: one.phone.clone(),
            village_code: one.village_code.clone(),
        };
        people::add_person(&mut tx, one.id, organisation, &person).await?;
    }
    tx.commit().await?;
    Ok(db)
}

/// The pages of the register, for who keeps everybody. The finder's page is asked again and again: between, nothing is done.
async fn pages(folder: &Path, few: &[PersonRow], many: &[PersonRow]) -> Fallible<bool> {
    let files = [file_of(&folder.join("few.db"), few).await?, file_of(&folder.join("many.db"), many).await?];
    let mut kept = true;
    let asked = [
        ("the register's first page", "/people", 3.0),
        ("its last page", "/people?page=9999", 20.0),
        ("the same sorted by village", "/people?sort=village", 20.0),
        ("a name searched for", "/people?q=sok", 20.0),
        ("the first page of who may be in it twice, known", "/people/duplicates", 3.0),
    ];
    for (what, path, most) in asked {
        let times = pages_in_turn([&files[0], &files[1]], "officer", path).await?;
        let growth = times[1].as_secs_f64() / times[0].as_secs_f64();
        kept &= row(
            &format!("{what}, of {} records against {}", many.len(), few.len()),
            &format!("{:.1} ms against {:.1} ms: {growth:.1} ×", times[1].as_secs_f64() * 1e3, times[0].as_secs_f64() * 1e3),
            &format!("under {most:.0} ×"),
            growth < most,
        );
    }
    Ok(kept)
}

pub(super) async fn measure(folder: &Path) -> Fallible<bool> {
    let (few, many) = (register(1)?, register(10)?);
    let kept = pages(folder, &few, &many).await?;
    let time = |people: &[PersonRow]| -> (Duration, usize) {
        let (mut times, mut found) = (Vec::new(), 0);
        for _ in 0..5 {
            let start = Instant::now();
            found = reckon(people, &Lists::new(), &[]).len();
            times.push(start.elapsed());
        }
        (median(times), found)
    };
    let ((short, few_found), (long, many_found)) = (time(&few), time(&many));
    let growth = long.as_secs_f64() / short.as_secs_f64();
    let measured = format!(
        "{:.0} ms ({many_found} proposals) against {:.0} ms ({few_found}): {growth:.1} ×",
        long.as_secs_f64() * 1e3,
        short.as_secs_f64() * 1e3
    );
    let what = format!("reckoning who may be twice in a register of {} records, against one of {}", many.len(), few.len());
    Ok(row(&what, &measured, "under 30 ×", growth < 30.0) && kept)
}
