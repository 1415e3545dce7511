//! Visits of an advisor.
use super::{both, carried, contains, counts, days_later, keeps};
use crate::{
    coaching,
    meetings::read,
    support::{
        actor::{Answer, World},
        databases::each_engine,
        scans,
    },
};
use http::StatusCode;

const WRITTEN: [&str; 4] = [
    "select count(*) from coaching_visit",
    "select count(*) from adoption",
    "select count(*) from farm_result",
    "select count(*) from audit",
];

/// One coaching that may be visited: its address.
pub(super) async fn begun(world: &World) -> String {
    let id = coaching::one(world).await;
    format!("/training/coachings/{id}")
}

#[track_caller]
fn taken(answer: &Answer, path: &str) {
    assert_eq!(answer.location(), format!("{path}?done=coaching-visit-recorded"), "{}", read(answer));
}

#[tokio::test]
async fn a_visit_that_arrives_again_is_the_same_visit() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let path = begun(&world).await;
        let visit = format!("{path}/visit");
        let mut advisor = world.session("advisor").await;
        let key = advisor.get(&visit).await.hidden("key");
        let typed = coaching::typed(&key);
        let farm = scans::picture(7);
        taken(&advisor.post_file(&visit, &typed, Some(("scan", "farm.png", &farm))).await, &path);
        let after = counts(&world, WRITTEN).await;
        taken(&advisor.post_file(&visit, &typed, Some(("scan", "farm.png", &farm))).await, &path);
        taken(&advisor.post(&visit, &typed).await, &path);
        let with = |more: &[(&'static str, &'static str)]| {
            let kept = typed.iter().copied().filter(|(name, _)| more.iter().all(|(other, _)| other != name));
            kept.chain(more.iter().copied()).collect::<Vec<_>>()
        };
        taken(&advisor.post(&visit, &with(&[("income", "៤០០.០០០"), ("x-cage", "៣០"), ("day", "2026-11-20")])).await, &path);
        let mut later = days_later(&world, 40).session("advisor").await;
        taken(&later.post(&visit, &typed).await, &path);
        assert_eq!(counts(&world, WRITTEN).await, after);

        let mut advisor = world.session("advisor").await;
        let other =
            [("day", "19/11/2026"), ("p-vaccine", "yes"), ("t-feed", ""), ("alive", "27"), ("riel", "some"), ("next_on", "")];
        let pairs = with(&other);
        let answer = advisor.post(&visit, &pairs).await;
        contains(
            &both(&answer),
            &[
                "The advisor wrote it down on 21/11/2026 10:00: visit of 20 November 2026.",
                "Day of the visit 20 November 2026 19 November 2026",
                "The chickens are vaccinated",
                "Yes · 12",
                "Alive 28 · ",
                "Sold for, all together blank some",
                "20 December 2026 blank",
            ],
        );
        keeps(&answer, &[("day", "19/11/2026"), ("p-vaccine", "yes"), ("riel", "some"), ("income", "400,000")]);
        assert!(answer.text.contains(&format!("data-draft-keys=\"{key}\"")));
        let (on, tick) = carried(&answer);
        assert_eq!(tick, None);
        let back = on.press(&mut advisor, "back").await;
        assert_eq!(back.status, StatusCode::OK);
        contains(&back.text, &["value=\"some\"", "value=\"19/11/2026\"", on.get("key"), "data-typed=\"1\""]);
        // Another picture is another visit, and is not kept.
        let answer = advisor.post_file(&visit, &typed, Some(("scan", "farm.png", &scans::picture(8)))).await;
        contains(&both(&answer), &["a picture another picture", "Choose it again"]);
        assert_eq!(counts(&world, WRITTEN).await, after);
    })
    .await;
}

#[tokio::test]
async fn two_people_write_the_same_visit_down() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let path = begun(&world).await;
        let visit = format!("{path}/visit");
        let (mut advisor, mut somebody) = (world.session("advisor").await, world.session("somebody").await);
        let (mine, hers) = (advisor.get(&visit).await.hidden("key"), somebody.get(&visit).await.hidden("key"));
        taken(&somebody.post(&visit, &coaching::typed(&hers)).await, &path);
        let after = counts(&world, WRITTEN).await;
        let mut typed = coaching::typed(&mine);
        typed.retain(|(name, _)| *name != "alive");
        typed.push(("alive", "26"));
        let answer = advisor.post(&visit, &typed).await;
        contains(
            &both(&answer),
            &["The somebody wrote it down", "visit of 20 November 2026", "Lines that differ: 1", "The same on both sides"],
        );
        keeps(&answer, &[("alive", "26"), ("income", "400,000"), ("key", &mine)]);
        let (on, tick) = carried(&answer);
        assert_eq!(tick.as_deref(), Some(hers.as_str()));
        both(&on.press(&mut advisor, "").await);
        assert_eq!(counts(&world, WRITTEN).await, after);
        let ticked = on.with(&[("also", &hers)]);
        taken(&ticked.press(&mut advisor, "").await, &path);
        taken(&advisor.post(&visit, &typed).await, &path);
        assert_eq!(counts(&world, ["select count(*) from coaching_visit"]).await[0], after[0] + 1);
        // Another day is another visit, and so is one of a day whose visit was taken back.
        let next = uuid::Uuid::now_v7().to_string();
        let other: Vec<_> = typed
            .iter()
            .map(|(name, text)| {
                (
                    *name,
                    match *name {
                        "key" => next.as_str(),
                        "day" => "21/11/2026",
                        _ => *text,
                    },
                )
            })
            .collect();
        taken(&advisor.post(&visit, &other).await, &path);
    })
    .await;
}
