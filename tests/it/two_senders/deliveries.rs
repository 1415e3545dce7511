//! Deliveries at the scale, each a sheet of its own.
use super::{both, carried, contains, counts, days_later, keeps, sheet};
use crate::{
    coops_pages::{self, COOP},
    meetings::{Form, read},
    support::{
        actor::{Actor, Answer, World},
        book::clean,
        databases::{Database, each_engine},
    },
};
use http::{Method, StatusCode};

pub(super) const DELIVERIES: &str = "/coops/KM-01/deliveries";
const THERE: &str = "/coops/KM-01/deliveries?day=21%2F11%2F2026&done=coop-delivered";
const WRITTEN: [&str; 3] = ["select count(*) from coop_act", "select count(*) from entry", "select count(*) from audit"];

/// A cooperative with prices, and two officers at two scales.
pub(super) async fn scales(base: Database) -> (World, Actor, Actor) {
    let world = coops_pages::begun(base).await;
    let treasurer = coops_pages::session(&world, "treasurer-km").await;
    let second = coops_pages::session(&world, "second-km").await;
    (world, treasurer, second)
}

pub(super) fn brings(member: &'static str, gross: &'static str) -> [(&'static str, &'static str); 5] {
    [("member", member), ("kind", "PADDY|0|"), ("gross", gross), ("moisture", "14"), ("pay", "later")]
}

#[track_caller]
fn taken(answer: &Answer) {
    assert_eq!(answer.location(), THERE, "{}", read(answer));
}

/// What the script sends, and is told.
async fn by_script(actor: &mut Actor, form: &Form) -> (StatusCode, serde_json::Value) {
    let pairs: Vec<(&str, &str)> = form.fields.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let headers = [("accept", "application/json"), ("sec-fetch-site", "same-origin")];
    let answer = actor.send(Method::POST, &form.path, &headers, crate::support::actor::form(&pairs)).await;
    (answer.status, serde_json::from_str(&answer.text).unwrap())
}

#[tokio::test]
async fn a_delivery_that_arrives_again_is_the_same_delivery() {
    each_engine(|base| async move {
        let (world, mut treasurer, mut second) = scales(base).await;
        assert_eq!(COOP, "KM-01");
        let form = sheet(&mut treasurer, DELIVERIES, &brings("1", "100")).await;
        taken(&form.press(&mut treasurer, "").await);
        let after = counts(&world, WRITTEN).await;
        taken(&form.press(&mut treasurer, "").await);
        taken(&form.with(&[("gross", "១០០"), ("tare", "0"), ("moisture", "14.0")]).press(&mut second, "").await);
        taken(&form.press(&mut days_later(&world, 3).session("treasurer-km").await, "").await);
        let (status, told) = by_script(&mut treasurer, &form).await;
        assert_eq!((status, told["problems"].is_null(), told["upon"].is_string()), (StatusCode::OK, true, true), "{told}");
        assert_eq!(counts(&world, WRITTEN).await, after);

        // Other figures under the same key: both, and nothing written.
        let other = [("gross", "90"), ("tare", "1"), ("moisture", "wet"), ("pay", "now"), ("off-bags", "2")];
        let answer = form.with(&other).press(&mut treasurer, "").await;
        contains(
            &both(&answer),
            &[
                "delivery no. 1 of 21 November 2026.",
                "Gross 100 kg 90 kg",
                "Tare (bags) blank 1 kg",
                "Moisture 14 % wet",
                "Taken off for another reason The bags blank 2 kg",
                "Paid Later: it is owed to her All of it now",
                "Lines that differ: 5",
            ],
        );
        keeps(&answer, &other);
        let (on, tick) = carried(&answer);
        assert_eq!(tick, None);
        let back = on.press(&mut treasurer, "back").await;
        assert_eq!(back.status, StatusCode::OK);
        contains(&back.text, &["value=\"90\"", "value=\"wet\"", on.get("key")]);
        let (status, told) = by_script(&mut treasurer, &form.with(&other)).await;
        assert_eq!((status, told["compare"].as_bool()), (StatusCode::CONFLICT, Some(true)), "{told}");
        assert_eq!(counts(&world, WRITTEN).await, after);
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn two_officers_write_the_same_delivery() {
    each_engine(|base| async move {
        let (world, mut treasurer, mut second) = scales(base).await;
        let mine = sheet(&mut treasurer, DELIVERIES, &brings("1", "100")).await;
        let hers = sheet(&mut second, DELIVERIES, &brings("1", "100.5")).await;
        taken(&hers.press(&mut second, "").await);
        // Her own next delivery of the same member is nothing to ask about.
        let key = uuid::Uuid::now_v7().to_string();
        taken(&hers.with(&[("key", &key), ("gross", "40")]).press(&mut second, "").await);
        let after = counts(&world, WRITTEN).await;
        let answer = mine.press(&mut treasurer, "").await;
        contains(&both(&answer), &["delivery no. 1 of", "delivery no. 2 of", "Gross 100.5 kg + 40 kg 100 kg"]);
        contains(&answer.text, &["Something like this is in the book already"]);
        keeps(&answer, &brings("1", "100"));
        assert_eq!(counts(&world, WRITTEN).await, after);
        let (on, tick) = carried(&answer);
        both(&on.press(&mut treasurer, "").await);
        let ticked = on.with(&[("also", &tick.unwrap())]);
        taken(&ticked.press(&mut treasurer, "").await);
        taken(&mine.press(&mut treasurer, "").await);
        assert_eq!(counts(&world, ["select count(*) from coop_act"]).await[0], after[0] + 1);
        // Another member, or a form opened after it, is taken at once.
        taken(&mine.with(&[("key", &uuid::Uuid::now_v7().to_string()), ("member", "2")]).press(&mut treasurer, "").await);
        taken(&sheet(&mut second, DELIVERIES, &brings("1", "12")).await.press(&mut second, "").await);
        clean(world.db()).await;
    })
    .await;
}
