//! Contracts and the list of a share-out on paper: every figure of the page stands on it, in every language; who may not
//! see the page gets no paper.
use crate::support::{
    actor::{Actor, OWN, World},
    databases::each_engine,
    paper::{amounts, read},
};
use http::StatusCode;

/// A paper has every amount of its page, and these words.
async fn says_what_its_page_says(actor: &mut Actor, page: &str, paper: &str, words: &[&str]) {
    let shown = actor.get(page).await;
    assert_eq!(shown.status, StatusCode::OK, "{page}: {}", shown.text);
    let in_english = read(&actor.get(paper).await);
    for amount in amounts(&shown.text) {
        assert!(in_english.contains(&amount), "{amount} of {page} stands on {paper}: {in_english}");
    }
    for word in words {
        assert!(in_english.contains(word), "{word} stands on {paper}: {in_english}");
    }
    let and = if paper.contains('?') { '&' } else { '?' };
    let in_both = read(&actor.get(&format!("{paper}{and}lang=both&digits=latin")).await);
    for amount in amounts(&shown.text) {
        assert!(in_both.contains(&amount), "{amount} of {page} stands on {paper} in both languages: {in_both}");
    }
}

async fn finds_nothing(world: &World, paper: &str) {
    for login in ["treasurer-for-1", "committee-for-1"] {
        assert_eq!(world.session(login).await.get(paper).await.status, StatusCode::NOT_FOUND, "{paper} as {login}");
    }
    let (status, to) = {
        let answer = world.nobody().get(paper).await;
        (answer.status, answer.location().to_owned())
    };
    assert_eq!((status, to.split('?').next()), (StatusCode::SEE_OTHER, Some("/sign-in")), "{paper}");
}

#[tokio::test]
async fn a_share_out_is_read_aloud_and_then_signed() {
    each_engine(|base| async move {
        let world = crate::cycles::proposed(base).await;
        let group = format!("/groups/{}", crate::cycles::CODE);
        let paper = format!("{group}/papers/share-out-list");
        let mut treasurer = world.session("treasurer-own-1").await;
        let words = ["not confirmed yet", "Cash of the loan fund, counted", "Remainder, carried on"];
        says_what_its_page_says(&mut treasurer, &format!("{group}/share-out"), &paper, &words).await;
        assert!(!read(&treasurer.get(&paper).await).contains("Signature or thumbprint"), "nobody signs what is only proposed");
        assert_eq!(treasurer.get(&format!("{paper}?no=1")).await.status, StatusCode::NOT_FOUND, "it did not take place yet");

        crate::cycles::confirmed(&world).await;
        let numbered = format!("{paper}?no=1");
        let words = [
            "Signature or",
            "Chan Number 4",
            "200 ៛ cannot be handed out in whole notes of 100 ៛",
            "Every riel is accounted for.",
            "Both sides are equal, before and after.",
            "Debts settled",
            "Shares: 5",
        ];
        says_what_its_page_says(&mut treasurer, &format!("{group}/share-outs/1/list"), &numbered, &words).await;
        says_what_its_page_says(&mut treasurer, &format!("{group}/share-outs/1"), &numbered, &[]).await;
        let same = treasurer.get(&numbered).await.bytes == treasurer.get(&paper).await.bytes;
        assert!(same, "without a number it is the last one");
        finds_nothing(&world, &numbered).await;
        for wrong in ["?no=2", "?no=x", "?no=-1"] {
            assert_eq!(treasurer.get(&format!("{paper}{wrong}")).await.status, StatusCode::NOT_FOUND, "{wrong}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_loan_of_money_is_signed_on_one_sheet() {
    each_engine(|base| async move {
        let world = crate::cycles::proposed(base).await;
        let group = format!("/groups/{}", crate::cycles::CODE);
        let paper = format!("{group}/papers/loan-contract?no=1");
        let mut treasurer = world.session("treasurer-own-1").await;
        let words = ["Loan contract", "Chan Number 2", "If something is late", "two copies", "Witness", "Page 1 of 1"];
        says_what_its_page_says(&mut treasurer, &format!("{group}/loans/1/contract"), &paper, &words).await;
        finds_nothing(&world, &paper).await;
        for wrong in ["", "?no=2", "?no=x"] {
            let address = format!("{group}/papers/loan-contract{wrong}");
            assert_eq!(treasurer.get(&address).await.status, StatusCode::NOT_FOUND, "{address}");
        }
    })
    .await;
}

#[tokio::test]
async fn paddy_is_brought_back_and_an_animal_kept_as_agreed() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        crate::banks_herd::kept(&world, OWN).await;
        let bank = format!("/banks/{}", crate::banks_herd::bank_of(OWN));
        let mut treasurer = world.session("treasurer-own-1").await;
        let paper = format!("{bank}/papers/loan-contract?no=1");
        let words = ["Paddy · 50 kg", "To bring back", "Paying in money", "14 % moisture", "Page 1 of 1"];
        says_what_its_page_says(&mut treasurer, &format!("{bank}/loans/1/contract"), &paper, &words).await;
        finds_nothing(&world, &paper).await;

        let agreement = format!("{bank}/papers/agreement?no=1");
        let words = ["Agreement on an animal", "C-1", "Whose each calf is", "calf 1", "If it dies", "Keeper", "Page 1 of 1"];
        says_what_its_page_says(&mut treasurer, &format!("{bank}/herd/1"), &agreement, &words).await;
        finds_nothing(&world, &agreement).await;
        for wrong in ["loan-contract", "loan-contract?no=9", "agreement", "agreement?no=9", "agreement?no=x"] {
            assert_eq!(treasurer.get(&format!("{bank}/papers/{wrong}")).await.status, StatusCode::NOT_FOUND, "{wrong}");
        }
    })
    .await;
}
