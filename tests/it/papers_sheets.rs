//! Papers of a group's meetings through their addresses: what pdftotext reads of each is what the page shows.
use crate::support::{
    actor::{Actor, OWN, World, day},
    databases::each_engine,
};
use http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use std::io::Write;
use tower::Service;

/// The text of a PDF that an address answers with, page by page as it is read.
async fn read(actor: &mut Actor, path: &str) -> String {
    let cookies = actor.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
    let request = Request::builder().uri(path).header(header::HOST, "sansom.test").header(header::COOKIE, cookies);
    let response = actor.router.call(request.body(axum::body::Body::empty()).unwrap()).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    assert_eq!(response.headers()[header::CONTENT_TYPE], "application/pdf", "{path}");
    let pdf = response.into_body().collect().await.unwrap().to_bytes();
    assert!(pdf.starts_with(b"%PDF-"), "{path}");
    let mut reader = std::process::Command::new("pdftotext")
        .args(["-layout", "-", "-"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("pdftotext is there: apt-get install poppler-utils");
    let mut stdin = reader.stdin.take().unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(&pdf));
    let said = reader.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(said.status.success(), "{path}");
    plain(&String::from_utf8(said.stdout).unwrap())
}

/// A space that does not break is a space to a reader.
fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

/// The papers of a group's meetings.
const PAPERS: [&str; 6] =
    ["meeting-sheet", "meeting-sheet?meeting=1", "cash-count", "cash-count?meeting=1", "members?sign=1", "correction?no=1"];

/// A world in which a figure of the first meeting was mended.
async fn mended(world: &World) -> Actor {
    let mut treasurer = world.session("treasurer-own-1").await;
    let form = format!("/groups/{OWN}/meetings/1/corrections/new");
    let key = treasurer.get(&form).await.hidden("key");
    let fields = [("key", &*key), ("member", "1"), ("figure", "shares"), ("right", "2"), ("reason", "She gave two")];
    let asked = treasurer.post(&form, &fields).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text);
    let mut committee = world.session("committee-own-1").await;
    let confirmed = committee.post(&format!("/groups/{OWN}/corrections/1/confirm"), &[]).await;
    assert_eq!(confirmed.location(), format!("/groups/{OWN}/corrections/1?done=correction-confirmed"), "{}", confirmed.text);
    treasurer
}

#[tokio::test]
async fn a_paper_says_what_its_page_says() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut treasurer = mended(&world).await;
        let at = |paper: &str, lang: &str| {
            let and = if paper.contains('?') { '&' } else { '?' };
            format!("/groups/{OWN}/papers/{paper}{and}lang={lang}")
        };

        // Filled: the same totals as the page of the meeting, and what was mended beside what was sealed.
        let page = plain(&treasurer.get(&format!("/groups/{OWN}/meetings/1")).await.text);
        let sheet = read(&mut treasurer, &at("meeting-sheet?meeting=1", "en")).await;
        let mut tx = world.db().read().await.unwrap();
        let group = world.group(OWN).await;
        let meeting = sansom::meetings::store::meeting(&mut tx, group.book, 1).await.unwrap().unwrap();
        let words = words::Words::new(words::Language::English);
        for figure in [words.number(meeting.expected), words.date(meeting.held_on), words.instant(meeting.sealed_at)] {
            let figure = plain(&figure);
            assert!(page.contains(&figure), "{figure} in {page}");
            assert!(sheet.contains(&figure), "{figure} in {sheet}");
        }
        assert!(sheet.contains("Corrected since") && sheet.contains("was "), "{sheet}");
        for number in 1..=3 {
            assert!(sheet.contains(&format!("Test {OWN} {number}")), "member {number} in {sheet}");
        }
        let count = read(&mut treasurer, &at("cash-count?meeting=1", "en")).await;
        assert!(count.contains(&words.number(meeting.counted.unwrap())) && count.contains("Agrees"), "{count}");

        // Blank: the next number, everybody's name, what each gives, what the box held, and no day.
        let blank = read(&mut treasurer, &at("meeting-sheet", "en")).await;
        let cash = sansom::meetings::store::cash(&mut tx, group.book, "KHR").await.unwrap();
        for said in ["Meeting sheet 2".to_owned(), format!("Test {OWN} 3"), words.number(cash.loan), words.number(cash.social)] {
            assert!(blank.contains(&said), "{said} in {blank}");
        }

        // The list: numbers, names in both scripts, savings; and nothing that a wall must not tell.
        let list = read(&mut treasurer, &at("members?sign=1", "en")).await;
        let members = sansom::members::store::members(&mut tx, group.book, "KHR").await.unwrap();
        for member in &members {
            assert!(list.contains(&words.number(member.savings)) && list.contains(&member.names().latin()), "{list}");
            assert!(!list.contains(&member.birth_year.unwrap().to_string()), "no year of birth: {list}");
        }
        let total: i64 = members.iter().map(|member| member.savings).sum();
        assert!(list.contains(&words.number(total)), "{list}");

        // The slip: who asked, who confirmed, and the entries.
        let slip = read(&mut treasurer, &at("correction?no=1", "en")).await;
        for said in ["She gave two", "The treasurer-own-1", "The committee-own-1", "1, mended by 2", "What the correction moved"] {
            assert!(slip.contains(said), "{said} in {slip}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_paper_is_in_the_language_that_was_asked_for() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut treasurer = mended(&world).await;
        let (khmer, english) = (words::Words::new(words::Language::Khmer), words::Words::new(words::Language::English));
        for (paper, key) in
            PAPERS.iter().zip(["step-other", "step-attendance", "count-note", "counted", "member-list-paper", "asked-by"])
        {
            let and = if paper.contains('?') { '&' } else { '?' };
            let mut say = async |lang: &str| read(&mut treasurer, &format!("/groups/{OWN}/papers/{paper}{and}lang={lang}")).await;
            let (km, en) = (khmer.say(key), english.say(key));
            let (in_khmer, in_english, in_both) = (say("km").await, say("en").await, say("both").await);
            assert!(in_khmer.contains(&*km) && !in_khmer.contains(&*en), "{paper}: {km} in {in_khmer}");
            assert!(in_english.contains(&*en) && !in_english.contains(&*km), "{paper}: {en} in {in_english}");
            assert!(in_both.contains(&*km) && in_both.contains(&*en), "{paper}: {in_both}");
        }
        let digits = read(&mut treasurer, &format!("/groups/{OWN}/papers/meeting-sheet?meeting=1&lang=km&digits=khmer")).await;
        let day = words::Words { digits: words::Digits::Khmer, ..khmer }.date(day(11, 14));
        let day = plain(&day);
        assert!(digits.contains(&day), "{day} in {digits}");
    })
    .await;
}

#[tokio::test]
async fn a_paper_is_not_for_a_stranger() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        mended(&world).await;
        let (mut stranger, mut nobody) = (world.session("treasurer-for-1").await, world.nobody());
        let mut treasurer = world.session("treasurer-own-1").await;
        for paper in PAPERS {
            let path = format!("/groups/{OWN}/papers/{paper}");
            assert_eq!(stranger.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
            assert!(nobody.get(&path).await.location().starts_with("/sign-in"), "{path}");
        }
        for paper in
            ["meeting-sheet?meeting=7", "meeting-sheet?meeting=x", "cash-count?meeting=-1", "correction", "correction?no=9"]
        {
            let path = format!("/groups/{OWN}/papers/{paper}");
            assert_eq!(treasurer.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    })
    .await;
}
