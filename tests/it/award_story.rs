//! Grants from the call to the close, through the pages, each step by another hand: told in fixtures/stories/awards as
//! people do it, and every hand that must not do a step tried at it.
mod hands;
pub mod told;

use told::play;

#[tokio::test]
async fn a_familys_grant_from_the_call_to_the_close() {
    play("awards/family.txt").await;
}

#[tokio::test]
async fn parts_of_an_award_stay_within_it() {
    play("awards/parts.txt").await;
}

#[tokio::test]
async fn a_grant_by_code_from_the_call_to_the_close() {
    play("awards/coded.txt").await;
}
