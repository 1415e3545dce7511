//! Papers of a cooperative through their addresses: the statement of a member, of all of them, and the farmers list.
use crate::{
    coops_members::coop_of,
    coops_pages::kept,
    support::{
        actor::{OWN, World},
        databases::each_engine,
        paper,
    },
};
use http::StatusCode;

#[track_caller]
fn contains(text: &str, all: &[&str]) {
    for one in all {
        assert!(text.contains(one), "{one}: {text}");
    }
}

#[tokio::test]
async fn a_year_and_the_plots_on_paper() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        kept(&world, OWN).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let of = |below: &str| format!("/coops/{}/{below}", coop_of(OWN));

        let page = treasurer.get(&of("year/1")).await;
        contains(&page.text, &["papers/statements?year=1"]);
        contains(&treasurer.get(&of("members/1")).await.text, &["papers/statements/1\""]);
        let one = paper::read(&treasurer.get(&of("papers/statements/1?year=1&lang=en")).await);
        // Her shares were bought after the year that was divided; what she is owed stands on her page too.
        contains(&one, &["Statement of a member", "0 × 20,000 ៛ = 0 ៛", "939,800", "Page 1 of 1", "Treasurer"]);
        contains(&treasurer.get(&of("members/1")).await.text, &["939,800"]);
        let khmer = paper::read(&treasurer.get(&of("papers/statements/1?lang=km&digits=khmer")).await);
        contains(&khmer, &["តារាងគណនីសមាជិក", "២០.០០០"]);
        assert!(!khmer.contains("Statement"), "{khmer}");
        let all = paper::read(&treasurer.get(&of("papers/statements?lang=both")).await);
        assert_eq!(all.matches("Statement of a member").count(), 3, "{all}");
        for nobody in ["papers/statements/99", "papers/statements?year=2", "papers/statements/1?year=2"] {
            assert_eq!(treasurer.get(&of(nobody)).await.status, StatusCode::NOT_FOUND, "{nobody}");
        }

        contains(&treasurer.get(&of("plots")).await.text, &["papers/farmers?state=all"]);
        let list = paper::read(&treasurer.get(&of("papers/farmers?lang=en")).await);
        contains(&list, &["Farmers list with inspections", "Farmers: 1", "by the canal", "0.8", "Not inspected", "Inspector"]);
        let none = paper::read(&treasurer.get(&of("papers/farmers?lang=en&state=organic")).await);
        contains(&none, &["There is no such plot."]);
        let khmer = paper::read(&treasurer.get(&of("papers/farmers?lang=km")).await);
        contains(&khmer, &["បញ្ជីកសិករ", "មិនទាន់ត្រួតពិនិត្យ"]);
    })
    .await;
}
