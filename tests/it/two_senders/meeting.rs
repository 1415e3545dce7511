//! The meeting, which is told at length beside the meetings' own tests: here that it is one entry and nothing typed is lost.
use super::{both, contains, counts};
use crate::{
    meetings::{Form, SECOND, join, read},
    support::{
        actor::{OWN, World, day},
        book::clean,
        databases::each_engine,
    },
};

#[tokio::test]
async fn two_officers_seal_the_same_meeting() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let (mut treasurer, mut committee) = (world.session("treasurer-own-1").await, world.session("committee-own-1").await);
        let mine = Form::sheet(&mut treasurer, OWN, 2).await.with(&SECOND);
        let hers = Form::sheet(&mut committee, OWN, 2).await.with(&SECOND);
        let there = format!("/groups/{OWN}/meetings/2?done=meeting-sealed");
        let answer = hers.press(&mut committee, "seal").await;
        assert_eq!(answer.location(), there, "{}", read(&answer));
        let after =
            counts(&world, ["select count(*) from meeting", "select count(*) from entry", "select count(*) from audit"]).await;
        let answer = mine.with(&[("p3-savings", "4")]).press(&mut treasurer, "seal").await;
        contains(&both(&answer), &["3. Test OWN-1 3 Shares blank 4", "What you typed is still kept on this device"]);
        assert!(answer.text.contains(&format!("data-draft-keys=\"{}\"", mine.get("key"))), "which draft is thrown away");
        // A member who is brought in later for a day before does not make another meeting of the one that was sealed.
        join(&world, OWN, 4, day(11, 20)).await;
        assert_eq!(hers.press(&mut committee, "seal").await.location(), there);
        assert_eq!(counts(&world, ["select count(*) from meeting", "select count(*) from entry"]).await[..], after[..2]);
        clean(world.db()).await;
    })
    .await;
}
