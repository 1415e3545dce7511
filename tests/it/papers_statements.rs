//! Statements of groups and banks, the report of a season and the list of a herd on paper: every figure of their pages
//! stands on them, in every language; who may not see the page gets no paper.
use crate::{
    banks_reports::golden,
    cli::good,
    cycles,
    support::{
        actor::{Actor, OWN, World},
        databases::{Folder, each_engine},
        paper::{amounts, read},
    },
};
use http::StatusCode;

/// A paper has every amount of these pages, and these words; in both languages the amounts are the same.
async fn says_what_pages_say(actor: &mut Actor, pages: &[String], paper: &str, words: &[&str]) {
    let in_english = read(&actor.get(&with(paper, "lang=en")).await);
    let in_both = read(&actor.get(&with(paper, "lang=both&digits=latin")).await);
    let mut figures = 0;
    for page in pages {
        let shown = actor.get(page).await;
        assert_eq!(shown.status, StatusCode::OK, "{page}: {}", shown.text);
        for amount in amounts(&shown.text) {
            figures += 1;
            assert!(in_english.contains(&amount), "{amount} of {page} stands on {paper}: {in_english}");
            assert!(in_both.contains(&amount), "{amount} of {page} stands on {paper} in both languages: {in_both}");
        }
    }
    assert!(figures > 0, "{pages:?} show no figures");
    for word in words {
        assert!(in_english.contains(word), "{word} stands on {paper}: {in_english}");
    }
}

fn with(address: &str, more: &str) -> String {
    let and = if address.contains('?') { '&' } else { '?' };
    format!("{address}{and}{more}")
}

async fn finds_nothing(world: &World, paper: &str) {
    for login in ["treasurer-for-1", "committee-for-1"] {
        assert_eq!(world.session(login).await.get(paper).await.status, StatusCode::NOT_FOUND, "{paper} as {login}");
    }
    let answer = world.nobody().get(paper).await;
    let to = answer.location().split('?').next().unwrap_or_default().to_owned();
    assert_eq!((answer.status, to.as_str()), (StatusCode::SEE_OTHER, "/sign-in"), "{paper}");
}

#[tokio::test]
async fn a_group_that_shared_out_states_what_it_earned() {
    each_engine(|base| async move {
        let world = cycles::proposed(base).await;
        cycles::confirmed(&world).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let group = format!("/groups/{}", cycles::CODE);
        let days = "from=1/1/2026&to=31/12/2026";
        let until = world.app.today();
        let until = until.format("%d/%m/%Y");
        let days = days.replace("31/12/2026", &until.to_string());
        let pages = [
            format!("{group}/statement?{days}"),
            format!("{group}/accounts"),
            format!("{group}/cash-book?{}", days.replace("to=", "until=")),
        ];
        let words = ["In the box", "Whose it is", "Both sides come to the same", "It balances", "Divided among members", "Auditor"];
        let paper = format!("{group}/papers/statement");
        says_what_pages_say(&mut treasurer, &pages, &with(&paper, &days), &words).await;
        let untyped = treasurer.get(&paper).await;
        assert_eq!(untyped.status, StatusCode::OK, "no days are the running cycle's");
        finds_nothing(&world, &paper).await;
        // Days that cannot be are answered where they are typed, with their message.
        let wrong = treasurer.get(&with(&paper, "from=soon")).await;
        assert_eq!(wrong.status, StatusCode::SEE_OTHER);
        let page = treasurer.get(wrong.location()).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.text);
        // The share-out emptied what was earned; the statement says it all the same.
        let told = read(&treasurer.get(&with(&with(&paper, &days), "lang=en")).await);
        assert!(told.contains("Income in all 5,300"), "{told}");
    })
    .await;
}

#[tokio::test]
async fn a_bank_states_what_its_pages_state() {
    each_engine(|base| async move {
        let world = golden(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        for bank in ["RICE", "COWS"] {
            let of = |what: &str| format!("/banks/{bank}/{what}");
            let words = ["It balances to the riel", "Where it comes from", "Auditor"];
            says_what_pages_say(&mut treasurer, &[of("statement")], &of("papers/statement"), &words).await;
            let words = ["Everything agrees.", "Read to the general meeting", "What was lost, and why", "Chair"];
            says_what_pages_say(&mut treasurer, &[of("season")], &of("papers/season-report"), &words).await;
            for paper in ["papers/statement", "papers/season-report", "papers/herd"] {
                finds_nothing(&world, &of(paper)).await;
            }
            for none in ["9", "year-2031", "x", "year-x"] {
                let answer = treasurer.get(&of(&format!("papers/season-report?season={none}"))).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{none}");
            }
            let wrong = treasurer.get(&of("papers/statement?to=never")).await;
            assert_eq!(treasurer.get(wrong.location()).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        let year = read(&treasurer.get("/banks/RICE/papers/season-report?season=1&lang=en").await);
        assert!(year.find("3,770").unwrap() < year.find("The same in money").unwrap(), "kilograms come first: {year}");
        let group = format!("/groups/{OWN}");
        let days = "from=1/1/2026";
        let pages = [format!("{group}/statement?{days}"), format!("{group}/accounts")];
        let words = ["7,831,500", "The banks of the group", "Bank RICE", "Both sides come to the same"];
        says_what_pages_say(&mut treasurer, &pages, &format!("{group}/papers/statement?{days}"), &words).await;
    })
    .await;
}

/// A price that nobody wrote down is asked for, and nothing is guessed.
#[tokio::test]
async fn a_paper_guesses_no_price() {
    each_engine(|base| async move {
        let world = golden(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        for paper in ["/banks/COWS/papers/statement".to_owned(), format!("/groups/{OWN}/papers/statement")] {
            let told = read(&treasurer.get(&with(&paper, "from=1/1/2026&to=1/9/2026&lang=en")).await);
            assert!(told.contains("a price is missing") && told.contains("Cattle (cow), 01/09/2026"), "{paper}: {told}");
            assert!(!told.contains("Both sides come to the same"), "{paper}: {told}");
        }
    })
    .await;
}

/// The list goes through the village: animals by their tags, keepers by their numbers.
#[tokio::test]
async fn a_herd_is_listed_without_names() {
    each_engine(|base| async move {
        let world = golden(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let page = treasurer.get("/banks/COWS/herd/list?which=there").await;
        let told = read(&treasurer.get("/banks/COWS/papers/herd?lang=en").await);
        let tags: Vec<&str> = page.text.split("CB-").skip(1).filter_map(|rest| rest.get(..4)).collect();
        assert!(!tags.is_empty(), "{}", page.text);
        for tag in tags {
            assert!(told.contains(&format!("CB-{tag}")), "{tag}: {told}");
        }
        assert!(told.contains("member 33") && told.contains("Remark") && told.contains("Total"), "{told}");
        let all = read(&treasurer.get("/banks/COWS/papers/herd?which=gone&lang=en").await);
        assert!(all.contains("died of a disease"), "{all}");
    })
    .await;
}

#[tokio::test]
async fn the_same_papers_from_the_command_line() {
    each_engine(|base| async move {
        let world = golden(base.clone()).await;
        let folder = Folder::new();
        let mut treasurer = world.session("treasurer-own-1").await;
        let of = [
            (vec!["statement", "--group", OWN, "--from", "2026-01-01"], format!("/groups/{OWN}/papers/statement?from=1/1/2026&")),
            (vec!["statement", "--bank", "RICE"], "/banks/RICE/papers/statement?".into()),
            (vec!["season", "--bank", "RICE"], "/banks/RICE/papers/season-report?".into()),
            (vec!["herd", "--bank", "COWS"], "/banks/COWS/papers/herd?".into()),
        ];
        for (words, address) in of {
            let file = folder.0.join("paper.pdf");
            let file = file.to_str().unwrap();
            let more = ["--as-of", "2026-12-31", "--language", "both", "--digits", "khmer", "--format", "pdf", "-o", file];
            good(&base, &[&["report"], &words[..], &more].concat());
            let page = treasurer.get(&format!("{address}lang=both&digits=khmer")).await;
            assert_eq!(std::fs::read(file).unwrap(), page.bytes, "{address}");
        }
    })
    .await;
}
