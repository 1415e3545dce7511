//! Print runs: passbooks that are asked for in one moment and fetched in another, receipts, and the page that offers
//! every paper.
use crate::support::{
    actor::{Actor, Answer, FOREIGN, OWN, World, day},
    databases::each_engine,
};
use chrono::TimeDelta;
use http::StatusCode;
use std::{path::PathBuf, process::Command, time::Duration};

/// Every member's passbook, in English.
const ALL: [(&str, &str); 6] =
    [("members", "all"), ("size", "a6"), ("layout", "booklet"), ("pages", "full"), ("lang", "en"), ("digits", "latin")];

/// The usual order with other answers.
fn order(changed: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    let other = |name: &str| changed.iter().find(|(field, _)| *field == name).map(|(_, answer)| *answer);
    ALL.iter().map(|(name, answer)| (*name, other(name).unwrap_or(answer))).collect()
}

fn papers(group: &str) -> String {
    format!("/groups/{group}/papers")
}

/// Asks for passbooks and waits until the run is over: where it is, and its page.
async fn printed(actor: &mut Actor, group: &str, changed: &[(&'static str, &'static str)]) -> (String, Answer) {
    let answer = actor.post(&format!("{}/passbooks", papers(group)), &order(changed)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let run = answer.location().to_owned();
    for _ in 0..600 {
        let page = actor.get(&run).await;
        if page.header("refresh").is_empty() {
            return (run, page);
        }
        assert_eq!((page.status, page.header("refresh")), (StatusCode::OK, "2"));
        assert!(page.text.contains("<progress"), "{}", page.text);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{run} was never ready");
}

/// The file of a run, as it lies in its folder.
fn file(world: &World, run: &str) -> PathBuf {
    world.app.runs().file(run.rsplit('/').next().unwrap().parse().unwrap())
}

/// What a program of the machine says of a file; nothing where it is not there.
fn told(program: &str, arguments: &[&str], file: &PathBuf) -> Option<(bool, String)> {
    let output = Command::new(program).args(arguments).arg(file).output().ok()?;
    let text = [output.stdout, output.stderr].concat();
    Some((output.status.success(), String::from_utf8_lossy(&text).into_owned()))
}

/// How many pages a PDF has.
fn pages_of(file: &PathBuf) -> Option<u32> {
    let (_, text) = told("pdfinfo", &[], file)?;
    text.lines().find_map(|line| line.strip_prefix("Pages:"))?.trim().parse().ok()
}

/// The number behind a name in the facts of a page.
fn fact(page: &str, name: &str) -> u32 {
    let (_, rest) = page.split_once(&format!("<dt>{name}</dt><dd>")).unwrap_or_else(|| panic!("{name} in {page}"));
    rest.split('<').next().unwrap().replace(',', "").parse().unwrap()
}

#[tokio::test]
async fn a_treasurer_prints_the_passbooks_of_her_group_as_one_booklet() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let (run, page) = printed(&mut treasurer, OWN, &[]).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        assert_eq!(fact(&page.text, "Passbooks"), 3, "{}", page.text);
        let sent = treasurer.get(&format!("{run}/file")).await;
        assert_eq!((sent.status, sent.header("content-type")), (StatusCode::OK, "application/pdf"));
        assert_eq!(sent.header("content-disposition"), format!("inline; filename=\"passbooks-{OWN}.pdf\""), "names nobody");
        assert!(sent.text.starts_with("%PDF-"));
        let file = file(&world, &run);
        assert_eq!(sent.header("content-length"), std::fs::metadata(&file).unwrap().len().to_string());
        if let Some((sound, text)) = told("qpdf", &["--check"], &file) {
            assert!(sound, "{text}");
        }
        if let Some(sides) = pages_of(&file) {
            assert_eq!(sides, fact(&page.text, "Printed sides of A4"));
            assert_eq!(sides % 2, 0, "both sides of each sheet");
        }
        // The same page by page, larger: as many pages as were laid on the sheets.
        let (by_page, page) = printed(&mut treasurer, OWN, &[("layout", "pages"), ("size", "a5")]).await;
        if let Some(pages) = pages_of(&self::file(&world, &by_page)) {
            assert_eq!(pages, fact(&page.text, "Pages"));
        }
        let trail = treasurer.get(&format!("/groups/{OWN}/audit")).await;
        assert!(trail.text.contains("Papers printed"), "{}", trail.text);
    })
    .await;
}

#[tokio::test]
async fn who_has_no_business_there_sees_neither_a_run_nor_its_file() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let (run, _) = printed(&mut world.session("treasurer-own-1").await, OWN, &[]).await;
        // Another officer of the same group sees it: it is the group's.
        assert_eq!(world.session("committee-own-1").await.get(&run).await.status, StatusCode::OK);
        let mut stranger = world.session("treasurer-for-1").await;
        let elsewhere = run.replace(OWN, FOREIGN);
        for address in [run.clone(), format!("{run}/file")] {
            assert_eq!(stranger.get(&address).await.status, StatusCode::NOT_FOUND);
            assert!(world.nobody().get(&address).await.location().starts_with("/sign-in"));
        }
        // Under the name of her own group it is a run that nobody knows.
        let unknown = stranger.get(&elsewhere).await;
        assert_eq!(unknown.status, StatusCode::GONE);
        let sent = stranger.get(&format!("{elsewhere}/file")).await;
        assert_eq!((sent.status, sent.location()), (StatusCode::SEE_OTHER, elsewhere.as_str()));
        assert_eq!(stranger.post(&format!("{}/passbooks", papers(OWN)), &ALL).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn a_choice_that_is_none_is_refused_at_its_place() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        for (field, answer, says) in [
            ("members", "99", "There is no member of this number."),
            ("members", "x", "There is no member of this number."),
            ("size", "a4", "Choose"),
            ("layout", "", "Choose"),
            ("pages", "some", "Choose"),
        ] {
            let answer = treasurer.post(&format!("{}/passbooks", papers(OWN)), &order(&[(field, answer)])).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
            let (_, place) =
                answer.text.split_once(&format!("id=\"{field}-e\"")).unwrap_or_else(|| panic!("{field}: {}", answer.text));
            assert!(place.split("</p>").next().unwrap().contains(says), "{field}: {place}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_run_is_forgotten_with_the_program_and_its_file_after_a_day() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let (run, _) = printed(&mut treasurer, OWN, &[("members", "1")]).await;
        let file = file(&world, &run);
        assert!(file.exists());
        let after = world.later(60);
        let page = after.session("treasurer-own-1").await.get(&run).await;
        assert_eq!(page.status, StatusCode::GONE);
        assert!(page.text.contains("Print again") && page.text.contains(&papers(OWN)), "{}", page.text);
        world.app.runs().sweep(world.app.now() + TimeDelta::hours(23));
        assert_eq!(treasurer.get(&run).await.status, StatusCode::OK);
        world.app.runs().sweep(world.app.now() + TimeDelta::hours(25));
        assert!(!file.exists());
        assert_eq!(treasurer.get(&run).await.status, StatusCode::GONE);
        // A file that somebody took away is as one that was cleaned away.
        let (run, _) = printed(&mut treasurer, OWN, &[("members", "1")]).await;
        std::fs::remove_file(self::file(&world, &run)).unwrap();
        let answer = treasurer.get(&format!("{run}/file")).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, run.as_str()));
        assert_eq!(treasurer.get(&run).await.status, StatusCode::GONE);
    })
    .await;
}

#[tokio::test]
async fn two_runs_at_once_end_both() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let (mut treasurer, mut committee) = (world.session("treasurer-own-1").await, world.session("committee-own-1").await);
        let ((one, first), (other, second)) = tokio::join!(
            printed(&mut treasurer, OWN, &[]),
            printed(&mut committee, OWN, &[("lang", "both"), ("digits", "khmer"), ("size", "a5")])
        );
        assert_ne!(one, other);
        assert_eq!((fact(&first.text, "Passbooks"), fact(&second.text, "Passbooks")), (3, 3));
    })
    .await;
}

#[tokio::test]
async fn only_what_is_new_is_printed_when_asked_so() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let by_page = [("layout", "pages")];
        let new = [("layout", "pages"), ("pages", "new")];
        let (_, whole) = printed(&mut treasurer, OWN, &by_page).await;
        let (_, nothing) = printed(&mut treasurer, OWN, &new).await;
        assert!(nothing.text.contains("Nothing is new") && nothing.text.contains("Print the whole passbook"), "{}", nothing.text);
        world.seal(OWN, day(11, 21)).await;
        let (_, page) = printed(&mut treasurer, OWN, &new).await;
        assert_eq!(fact(&page.text, "Passbooks"), 3);
        assert!(fact(&page.text, "Pages") < fact(&whole.text, "Pages"), "{}", page.text);
    })
    .await;
}

#[tokio::test]
async fn a_receipt_is_answered_at_once() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let receipt = format!("{}/receipt", papers(OWN));
        let answer = treasurer.post(&receipt, &[("member", "1"), ("entry", "1")]).await;
        assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "application/pdf"), "{}", answer.text);
        assert!(answer.text.starts_with("%PDF-"));
        for fields in [&[("member", "1"), ("entry", "99")][..], &[("member", "99"), ("entry", "1")], &[("member", "x")], &[]] {
            let answer = treasurer.post(&receipt, fields).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
            assert!(answer.text.contains("that a receipt could show"), "{}", answer.text);
        }
        let mut stranger = world.session("treasurer-for-1").await;
        assert_eq!(stranger.post(&receipt, &[("member", "1"), ("entry", "1")]).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn the_choice_at_the_top_holds_for_every_paper_of_the_page() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let page = treasurer.get(&format!("{}?lang=both&digits=khmer", papers(OWN))).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        for document in ["meeting-sheet", "members", "statement"] {
            let href = format!("{}/{document}?lang=both&amp;digits=khmer", papers(OWN));
            assert!(page.text.contains(&href), "{href} in {}", page.text);
        }
        assert_eq!(
            page.text.matches("name=\"lang\" value=\"both\"").count(),
            page.text.matches("name=\"digits\" value=\"khmer\"").count()
        );
        // What is no choice is the reader's own.
        let page = treasurer.get(&format!("{}?lang=xx&digits=xx", papers(OWN))).await;
        assert!(page.text.contains(&format!("{}/members?lang=en&amp;digits=latin", papers(OWN))), "{}", page.text);
    })
    .await;
}

/// Every link and list of the page leads to a paper that is there.
#[tokio::test]
async fn every_paper_that_is_offered_is_there() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        crate::banks_herd::kept(&world, OWN).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let page = treasurer.get(&papers(OWN)).await;
        let mut seen = 0;
        for address in offered(&page.text) {
            let answer = treasurer.get(&address).await;
            assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "application/pdf"), "{address}");
            seen += 1;
        }
        assert!(seen >= 8, "{seen} papers");
    })
    .await;
}

/// The addresses of a page that offers papers: its links, and of each list the first.
fn offered(page: &str) -> Vec<String> {
    let (_, lists) = page.split_once("class=\"papers\"").expect("papers");
    let links = lists.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).filter(|href| href.contains("/papers/"));
    let mut all: Vec<String> = links.map(|href| href.replace("&amp;", "&")).collect();
    for form in lists.split("<form method=\"get\" action=\"").skip(1) {
        let (action, rest) = form.split_once('"').unwrap();
        let name = rest.split("<select").nth(1).and_then(|rest| rest.split("name=\"").nth(1)?.split('"').next()).unwrap();
        let value = rest.split("<option value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        all.push(format!("{action}?{name}={value}"));
    }
    all
}
