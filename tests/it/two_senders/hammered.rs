//! The same key twenty times at once: one record, and everybody is led to it.
use super::{bank, carried, count, sheet, visits};
use crate::{
    coaching,
    meetings::{Form, SECOND},
    support::{
        actor::{Actor, OWN, World},
        book::clean,
        databases::each_engine,
    },
};
use http::StatusCode;
use std::collections::BTreeSet;
use tokio::task::JoinSet;

const TIMES: usize = 20;

/// Sends a form so often at once; where all of them were led.
async fn hammer(actor: &Actor, form: &Form, button: &'static str) -> String {
    let mut all = JoinSet::new();
    for _ in 0..TIMES {
        let (mut actor, form) = (actor.clone(), form.clone());
        all.spawn(async move {
            let answer = form.press(&mut actor, button).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
            answer.location().to_owned()
        });
    }
    let led: BTreeSet<String> = all.join_all().await.into_iter().collect();
    assert_eq!(led.len(), 1, "{led:?}");
    led.into_iter().next().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_meeting_sent_twenty_times_at_once_is_one() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let form = Form::sheet(&mut treasurer, OWN, 2).await.with(&SECOND);
        let before = count(&world, "select count(*) from meeting").await;
        hammer(&treasurer, &form, "seal").await;
        assert_eq!(count(&world, "select count(*) from meeting").await, before + 1);
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn days_of_a_bank_sent_twenty_times_at_once_are_one_each() {
    each_engine(|base| async move {
        let (world, mut treasurer, committee) = bank(base).await;
        let form = sheet(&mut treasurer, "/banks/RICE/lending", &[("p1-kg", "10"), ("p3-kg", "20"), ("day", "20/11/2026")]).await;
        hammer(&treasurer, &form, "save").await;
        assert_eq!(count(&world, "select count(*) from bank_act").await, 5);
        let typed = [("agreed", "850"), ("l1-kg", "20"), ("l2-cash", "17,000")];
        let form = sheet(&mut treasurer, "/banks/RICE/repaying", &typed).await;
        hammer(&committee, &form, "save").await;
        assert_eq!(count(&world, "select count(*) from bank_act").await, 7, "in kind and in money");

        // Twenty sheets of the same families, each with a key of its own: one is written, nineteen are asked.
        let mut all = JoinSet::new();
        let form = sheet(&mut treasurer, "/banks/RICE/lending", &[("p2-kg", "5"), ("day", "21/11/2026")]).await;
        for _ in 0..TIMES {
            let form = form.with(&[("key", &uuid::Uuid::now_v7().to_string())]);
            let mut actor = treasurer.clone();
            all.spawn(async move {
                let answer = form.press(&mut actor, "save").await;
                (answer.status == StatusCode::CONFLICT).then(|| carried(&answer).0.get("p2-kg").to_owned())
            });
        }
        let asked = all.join_all().await.into_iter().flatten().filter(|typed| typed == "5").count();
        assert_eq!((asked, count(&world, "select count(*) from bank_act").await), (TIMES - 1, 8));
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_sent_twenty_times_at_once_is_one() {
    each_engine(|base| async move {
        let (world, mut treasurer, _) = super::deliveries::scales(base).await;
        let form = sheet(&mut treasurer, super::deliveries::DELIVERIES, &super::deliveries::brings("1", "100")).await;
        let before = count(&world, "select count(*) from coop_act").await;
        hammer(&treasurer, &form, "").await;
        assert_eq!(count(&world, "select count(*) from coop_act").await, before + 1);
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_sent_twenty_times_at_once_is_one() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let path = format!("{}/visit", visits::begun(&world).await);
        let mut advisor = world.session("advisor").await;
        let key = advisor.get(&path).await.hidden("key");
        let fields = coaching::typed(&key).into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
        let before = count(&world, "select count(*) from farm_result").await;
        hammer(&advisor, &Form { path, fields }, "").await;
        assert_eq!(
            (count(&world, "select count(*) from coaching_visit").await, count(&world, "select count(*) from farm_result").await),
            (1, before + 4)
        );
    })
    .await;
}
