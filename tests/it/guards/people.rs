//! What somebody changed of the register of people behind the guards is found; and the guards themselves.
use super::found::finds;
use crate::support::{
    book::{clean, prepare},
    databases::{each_engine, sqlite},
};
use sansom::{
    groups::store as groups,
    meetings::seal::Act,
    people::{
        matching::{Verdict, say},
        store as people,
    },
    store::{Db, Error},
};
use uuid::Uuid;

/// The ids of four records, the lesser first.
const IDS: [Uuid; 4] = [Uuid::from_u128(11), Uuid::from_u128(12), Uuid::from_u128(13), Uuid::from_u128(14)];

/// One to three are found to be one person's, four is found to be another.
async fn found(db: &Db) {
    let mut tx = db.write().await.unwrap();
    let own = groups::add_organisation(&mut tx, "OWN", "", "Own").await.unwrap();
    let other = groups::add_organisation(&mut tx, "OTHER", "", "Other").await.unwrap();
    for id in IDS {
        people::add_person(&mut tx, id, own, &crate::register::person(["", "", "Sok", "Sopheap"], 1984)).await.unwrap();
    }
    let at = crate::support::actor::now();
    let act = Act { by: Uuid::from_u128(1), at, today: crate::support::actor::day(11, 21) };
    for (one, other, verdict) in [(1, 0, Verdict::Same), (1, 2, Verdict::Same), (0, 3, Verdict::Different)] {
        say(&mut tx, IDS[one], IDS[other], verdict, act).await.unwrap().unwrap();
    }
    let pot = people::add_household(&mut tx, other, "", (at, act.by)).await.unwrap();
    assert!(!pot.is_nil());
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn check_finds_what_was_done_to_the_register_behind_the_guards() {
    sqlite(|base| async move {
        prepare(&base.db).await;
        found(&base.db).await;
        clean(&base.db).await;
        let person = |no: usize| format!("person {}", IDS[no]);
        let hex = |no: u8| format!("x'{:032x}'", u128::from(no));
        let (head, third, fourth) = (hex(11), hex(13), hex(14));
        let tampered = [
            (format!("update person set same_as = null where id = {third}"), format!("{}: she was found to be", person(2))),
            (format!("update person set same_as = {fourth} where id = {third}"), format!("{}: she is counted under", person(2))),
            (format!("update person set same_as = {head} where id = {fourth}"), format!("{}: she is counted under", person(3))),
            (format!("update person set same_as = {head} where id = {fourth}"), "she was found to be another".to_owned()),
            ("delete from person_match where verdict = 'same'".to_owned(), "and nobody found that".to_owned()),
            (
                "update person_match set undone_at = recorded_at, undone_by = recorded_by where verdict = 'same'".to_owned(),
                "and nobody found that".to_owned(),
            ),
            ("update person_match set verdict = 'same'".to_owned(), format!("{}: she was found to be", person(3))),
            (
                format!("update person set household_id = (select id from household) where id = {head}"),
                format!("{}: her household is kept by another", person(0)),
            ),
        ];
        let tampered: Vec<(&str, &str)> = tampered.iter().map(|(sql, found)| (sql.as_str(), found.as_str())).collect();
        finds(&base, &tampered).await;
    })
    .await;
}

#[tokio::test]
async fn whoever_tampers_with_findings_is_refused() {
    each_engine(|base| async move {
        prepare(&base.db).await;
        found(&base.db).await;
        for sql in [
            "delete from person_match",
            "update person_match set verdict = 'different' where verdict = 'same'",
            "update person_match set one = other",
            // Somebody under whom others are counted, and one who is counted under another.
            "update person set same_as = (select max(p.id) from (select id from person where same_as is null order by id desc limit 1) p)
              where id = (select same_as from person where same_as is not null order by id limit 1)",
            "update person set same_as = (select id from person where same_as is not null order by id desc limit 1)
              where id = (select id from person where same_as is null order by id desc limit 1)",
            "delete from person where same_as is not null",
            "update household set village_code = '03010203'",
        ] {
            let sql = if base.server.is_some() { sql.replace("max(p.id)", "p.id") } else { sql.to_owned() };
            let mut tx = base.db.write().await.unwrap();
            let refused = tx.run(&*Box::leak(sql.clone().into_boxed_str()), ()).await.unwrap_err();
            assert!(matches!(refused, Error::Refused(_)) || refused.to_string().contains("record:"), "{sql}: {refused:?}");
        }
    })
    .await;
}
