//! The same sheet twice, another sheet under the same key, a meeting that somebody else sealed meanwhile.
use super::{Form, SECOND, balances, join, read, rows};
use crate::support::{
    actor::{Answer, OWN, World, day},
    book::clean,
    databases::each_engine,
};
use http::StatusCode;
use uuid::Uuid;

/// A page of two sheets side by side, in plain words.
#[track_caller]
fn conflict(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::CONFLICT, "to {}: {}", answer.location(), read(answer));
    read(answer)
}

#[track_caller]
fn contains(page: &str, all: &[&str]) {
    for shown in all {
        assert!(page.contains(shown), "{shown}: {page}");
    }
}

#[tokio::test]
async fn the_same_form_twice_is_one_meeting() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let sheet = Form::sheet(&mut treasurer, OWN, 2).await.with(&SECOND);
        let first = sheet.seal(&mut treasurer).await;
        assert_eq!(first, format!("/groups/{OWN}/meetings/2?done=meeting-sealed"));
        let (after, held) = (rows(world.db()).await, balances(world.db(), OWN).await);
        assert_eq!(sheet.seal(&mut treasurer).await, first);
        // Written otherwise it says the same; who sent it does not matter.
        let same = [("date", "2026-11-21"), ("p1-savings", "២"), ("p1-social", "1,000"), ("n20000", "02"), ("p3-social", " ")];
        assert_eq!(sheet.with(&same).seal(&mut treasurer).await, first);
        assert_eq!(sheet.seal(&mut world.session("committee-own-1").await).await, first);
        // And after another meeting, too.
        world.seal_with(OWN, day(11, 21), vec![(2, 500)]).await;
        assert_eq!(sheet.seal(&mut treasurer).await, first);
        assert_eq!(rows(world.db()).await.2, after.2 + 1, "only the one that was sealed besides");
        assert_ne!(balances(world.db(), OWN).await, held);
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn another_sheet_under_the_same_key_is_shown_beside_the_sealed_one() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let paid_back = [("o0-kind", "withdrawal"), ("o0-member", "1"), ("o0-amount", "500"), ("o0-note", "for school")];
        let sheet = Form::sheet(&mut treasurer, OWN, 2).await.with(&SECOND).with(&paid_back).with(&[("n500", "")]);
        sheet.with(&[("note", "rain")]).seal(&mut treasurer).await;
        let after = rows(world.db()).await;

        let other = [("p1-savings", "3"), ("p2-attendance", "present"), ("p2-fine", "five"), ("n5000", "2"), ("n500", "x")];
        let page = conflict(&sheet.with(&other).with(&[("date", "20/11/2026"), ("note", "")]).press(&mut treasurer, "seal").await);
        contains(
            &page,
            &[
                "The treasurer-own-1 sealed meeting 2 on 21/11/2026 10:00, while your sheet was open. Yours was not sealed",
                "Figures that differ: 7",
                "Day of the meeting 21 November 2026 20 November 2026",
                "1. Test OWN-1 1 Shares 2 3",
                "2. Test OWN-1 2 Attendance Late Here",
                "2. Test OWN-1 2 Fines 500 ៛ five",
                "Count the notes 5,000 1 2",
                "Count the notes 500 blank x",
                "Minutes rain blank",
            ],
        );

        // The same sum in other hands is another sheet, and so are other minutes.
        let page = conflict(&sheet.with(&[("note", "rain"), ("o0-member", "2")]).press(&mut treasurer, "seal").await);
        contains(&page, &["Figures that differ: 1", "500 ៛ · Test OWN-1 1 · for school", "500 ៛ · Test OWN-1 2 · for school"]);
        let unread = [("note", "rain"), ("o0-amount", "some")];
        contains(&conflict(&sheet.with(&unread).press(&mut treasurer, "seal").await), &["some · for school"]);
        let page = conflict(&sheet.with(&[("note", "rain and mud")]).press(&mut treasurer, "seal").await);
        contains(&page, &["Figures that differ: 1", "Minutes rain rain and mud"]);
        let reason = [("note", "rain"), ("n5000", ""), ("difference-reason", "lost"), ("difference-named", "-5000")];
        let page = conflict(&sheet.with(&reason).press(&mut treasurer, "seal").await);
        contains(&page, &["Figures that differ: 2", "Why does the box differ? blank lost"]);
        assert_eq!(rows(world.db()).await, after);
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn a_stale_sheet_is_shown_beside_what_was_sealed_meanwhile() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let mut committee = world.session("committee-own-1").await;
        let mine = Form::sheet(&mut treasurer, OWN, 2).await.with(&SECOND);
        let hers = Form::sheet(&mut committee, OWN, 2).await.with(&SECOND);
        assert_ne!(mine.get("key"), hers.get("key"));
        hers.seal(&mut committee).await;
        let after = rows(world.db()).await;

        let page = conflict(&mine.press(&mut treasurer, "seal").await);
        contains(&page, &["The committee-own-1 sealed meeting 2", "Both sheets say the same"]);
        let typed = [("p3-attendance", "sent"), ("p3-savings", "២"), ("p1-social", "a lot"), ("n10000", "1")];
        for button in ["seal", "recalculate", "fill-social", ""] {
            let answer = mine.with(&typed).press(&mut treasurer, button).await;
            let page = conflict(&answer);
            contains(&page, &["3. Test OWN-1 3 Attendance Absent Sent", "3. Test OWN-1 3 Shares blank 2"]);
            contains(&page, &["1. Test OWN-1 1 Social fund 1,000 ៛ a lot", "Count the notes 10,000 blank 1"]);
            assert!(answer.text.contains(&format!("/groups/{OWN}/meetings/2/corrections/new")), "where the sealed one is mended");
        }
        // Money that she says was paid back or lent is shown beside what was sealed without it.
        let page = conflict(&mine.with(&[("p1-repayment", "5000"), ("p2-loan", "20000")]).press(&mut treasurer, "seal").await);
        contains(
            &page,
            &["Figures that differ: 2", "1. Test OWN-1 1 Repayment blank 5,000 ៛", "2. Test OWN-1 2 New loan blank 20,000 ៛"],
        );
        // Hers was another meeting: it goes on as the next one, with everything that she typed.
        let later = mine.with(&[("date", "28/11/2026"), ("p1-social", "2000")]);
        let page = later.press(&mut treasurer, "seal").await;
        contains(&conflict(&page), &["Go on as meeting 3"]);
        let next = Form::of(&page, format!("/groups/{OWN}/meetings/3"));
        assert_ne!(next.get("key"), mine.get("key"));
        let sheet = next.press(&mut treasurer, "recalculate").await;
        assert_eq!(sheet.status, StatusCode::OK);
        assert!(sheet.text.contains(&format!("data-draft-keys=\"{}\"", mine.get("key"))), "the device is done with the first");
        let sheet = Form::of(&sheet, format!("/groups/{OWN}/meetings/3"));
        assert_eq!([sheet.get("p1-social"), sheet.get("date"), sheet.get("after")], ["2000", "28/11/2026", "2"]);
        let mut khmer = super::in_khmer(&world).await;
        assert!(conflict(&mine.with(&typed).press(&mut khmer, "seal").await).contains("a lot"));

        // A sheet of an earlier number does not become the next one, whatever it says it comes after.
        let key = Uuid::now_v7().to_string();
        let forged = mine.with(&[("key", &key), ("after", "2"), ("p1-social", "a lot")]);
        conflict(&forged.press(&mut treasurer, "seal").await);
        conflict(&forged.with(&[("p1-social", "1000")]).press(&mut treasurer, "seal").await);
        // Nor is there a sheet of a number to come, of none, or without a key.
        for (no, status) in [("9", StatusCode::NOT_FOUND), ("0", StatusCode::NOT_FOUND), ("-1", StatusCode::NOT_FOUND)] {
            let elsewhere = Form { path: format!("/groups/{OWN}/meetings/{no}"), ..forged.clone() };
            for button in ["seal", "recalculate"] {
                assert_eq!(elsewhere.press(&mut treasurer, button).await.status, status, "{no}");
            }
        }
        assert_eq!(mine.with(&[("key", "")]).press(&mut treasurer, "seal").await.status, StatusCode::BAD_REQUEST);
        assert_eq!(rows(world.db()).await, after);
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn a_member_who_joins_meanwhile_is_asked_for() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let sheet = Form::sheet(&mut treasurer, OWN, 2).await.with(&SECOND);
        join(&world, OWN, 4, day(11, 21)).await;
        let answer = sheet.press(&mut treasurer, "seal").await;
        let why = "Choose how she was there: came, late, sent the money, excused or absent";
        super::refused(&answer, &[("p4-attendance", why)]);
        assert!(answer.text.contains("name=\"p4-savings\""), "she is on the sheet now");
        sheet.with(&[("p4-attendance", "excused")]).seal(&mut treasurer).await;
        clean(world.db()).await;
    })
    .await;
}
