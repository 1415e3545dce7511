//! Papers that are looked up by whoever holds them: what was printed is signed by the program's own key, the books go on,
//! and the page says what became of it. Nobody is signed in, and nothing is written.
use crate::{
    banks_days,
    meetings::{Form, read},
    support::{
        actor::{Actor, FOREIGN, OWN, World, day, now},
        book::clean,
        databases::{Database, each_engine, sqlite},
    },
};
use domain::papers::{Anchor, Claim, Kind, Signed};
use http::StatusCode;
use ledger::{EntryNo, PartyNo};
use sansom::{
    app::{App, Clock, Settings},
    papers::{
        keys::PaperKey,
        press::Press,
        register::{Issued, Printing, Wanted, issue, last_passbooks},
    },
    store::{self, Db},
};
use uuid::Uuid;

/// A program over a database with a key that is known here.
fn keyed(base: Database, secret: u8) -> World {
    let press = Press::new(PaperKey::from_secret(&[secret; 32]), "https://books.example.org".into());
    let settings = Settings { secure_cookies: false, demo: false };
    World { app: App::printing(base.db.clone(), Clock::Fixed(now()), settings, press), base }
}

/// Two groups with a sealed meeting each, in a program whose key is known.
async fn world(base: Database) -> World {
    World::new(base.clone()).await;
    keyed(base, 7)
}

/// Prints papers of a group, as pages do: from one instant, written in one transaction.
async fn print(world: &World, group: &str, wanted: &[Wanted]) -> Vec<Issued> {
    let book = world.group(group).await.book;
    let mut tx = world.db().write().await.unwrap();
    let through = store::head(&mut tx, book).await.unwrap().last.map_or(EntryNo(0), |(no, _)| no);
    let printing = Printing { book, through, by: None, at: world.app.now() };
    let issued = issue(&mut tx, world.app.press(), printing, wanted).await.unwrap();
    tx.commit().await.unwrap();
    issued
}

fn passbook(party: i64) -> Wanted {
    Wanted::Passbook { party: PartyNo(party), pages: vec!["a".into()] }
}

/// What the page says of a payload, and the same of its code; it names nobody.
async fn looked_up(world: &World, paper: &Issued) -> String {
    let before = written(world.db()).await;
    let scanned = english(world).await.get(&format!("/verify/{}", paper.payload)).await;
    assert_eq!(scanned.status, StatusCode::OK, "{}", scanned.text);
    let typed = english(world).await.get(&format!("/verify?code={}", paper.code)).await;
    let copied = english(world).await.get(&format!("/verify?code={}", sansom::web::encode(&paper.url))).await;
    let page = read(&scanned);
    assert_eq!((read(&typed), read(&copied)), (page.clone(), page.clone()), "by code and by address the same");
    let khmer = world.nobody().get(&format!("/verify/{}", paper.payload)).await;
    for name in ["Test", "សាក មួយ", "សាក ពីរ", "សាក បី"] {
        assert!(!scanned.text.contains(name) && !khmer.text.contains(name), "{name} is named");
    }
    assert_eq!(written(world.db()).await, before, "looking up writes nothing");
    page
}

/// Everything that a page might have written.
async fn written(db: &Db) -> (i64, i64, i64, i64, i64) {
    let sql = "select (select count(*) from paper), (select count(*) from paper_key), (select count(*) from audit),
                      (select count(*) from attempt), (select count(*) from entry)";
    db.read().await.unwrap().one(sql, ()).await.unwrap()
}

/// Somebody who reads English and is not signed in.
async fn english(world: &World) -> Actor {
    let mut actor = world.nobody();
    actor.cookies.insert("lang".into(), "en".into());
    actor
}

#[track_caller]
fn contains(page: &str, all: &[&str]) {
    for shown in all {
        assert!(page.contains(shown), "{shown}: {page}");
    }
}

/// Corrects the savings of a member at a meeting through the pages: one officer asks, another confirms.
async fn correct(world: &World, meeting: i64, member: &str, shares: &str) {
    let mut treasurer = world.session("treasurer-own-1").await;
    let path = format!("/groups/{OWN}/meetings/{meeting}/corrections/new");
    let typed = [("member", member), ("figure", "shares"), ("right", shares), ("reason", "written wrong")];
    let asked = Form::open(&mut treasurer, path).await.with(&typed).press(&mut treasurer, "").await;
    let correction = asked.location().strip_suffix("?done=correction-asked").expect("asked").to_owned();
    let mut committee = world.session("committee-own-1").await;
    let confirmed = committee.post(&format!("{correction}/confirm"), &[]).await;
    assert_eq!(confirmed.location(), format!("{correction}?done=correction-confirmed"));
}

#[tokio::test]
async fn an_old_passbook_says_which_meeting_was_corrected_and_how_the_balance_moved() {
    each_engine(|base| async move {
        let world = world(base).await;
        world.seal(OWN, day(11, 18)).await;
        // Three shares at each of two meetings: 30,000 riel, and 2,000 in the social fund.
        let papers = print(&world, OWN, &[passbook(1), passbook(2)]).await;
        assert_eq!(papers[0].url, format!("https://books.example.org/verify/{}", papers[0].payload));
        let page = looked_up(&world, &papers[0]).await;
        contains(&page, &["This paper is genuine", "nothing of it was corrected since", "Savings 30,000 ៛ 30,000 ៛ 30,000 ៛"]);
        contains(
            &page,
            &["Given to the social fund 2,000 ៛ 2,000 ៛ 2,000 ៛", "Group OWN-1 · OWN-1", "Member number 1", "18/11/2026"],
        );
        assert!(!page.contains("since then"), "{page}");
        assert_eq!(print(&world, OWN, &[passbook(1)]).await[0], papers[0], "printed again, the same paper");

        correct(&world, 1, "1", "2").await;
        world.seal(OWN, day(11, 20)).await;
        let page = looked_up(&world, &papers[0]).await;
        contains(&page, &["Genuine, but something was corrected since", "Meeting 1 · 14/11/2026"]);
        contains(&page, &["Savings: it said 15,000 ៛, right is 10,000 ៛.", "Mended on 21/11/2026"]);
        contains(&page, &["On this paper 30,000 ៛ With the correction 25,000 ៛"]);
        // On paper, in the books then, with the correction, and now, with the three shares of the newer meeting.
        contains(&page, &["Savings 30,000 ៛ 30,000 ៛ 25,000 ៛ 40,000 ៛", "Meetings held since then: 1."]);
        let page = looked_up(&world, &papers[1]).await;
        contains(&page, &["This paper is genuine", "Savings 10,000 ៛ 10,000 ៛ 15,000 ៛", "Meetings held since then: 1."]);

        // A second correction of the same meeting begins where the first left off.
        correct(&world, 1, "1", "1").await;
        let page = looked_up(&world, &papers[0]).await;
        contains(&page, &["Savings: it said 10,000 ៛, right is 5,000 ៛.", "Before 25,000 ៛ With the correction 20,000 ៛"]);
        contains(&page, &["Savings 30,000 ៛ 30,000 ៛ 20,000 ៛ 35,000 ៛"]);
        // A paper that was printed afterwards has nothing to tell.
        let later = print(&world, OWN, &[passbook(1)]).await;
        contains(&looked_up(&world, &later[0]).await, &["This paper is genuine", "Savings 35,000 ៛ 35,000 ៛ 35,000 ៛"]);
        // In Khmer, as the page comes to whoever scans.
        let khmer = world.nobody().get(&format!("/verify/{}", papers[0].payload)).await;
        contains(&read(&khmer), &["ឯកសារពិត តែមានកែតម្រូវក្រោយមក", "ប្រាក់សន្សំ៖ សរសេរ 15,000 ៛ តែត្រូវគឺ 10,000 ៛។"]);
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn a_receipt_says_what_its_entry_posted() {
    each_engine(|base| async move {
        let world = world(base).await;
        let wanted = Wanted::Receipt { party: PartyNo(2), entry: EntryNo(1) };
        let papers = print(&world, OWN, &[wanted, passbook(2)]).await;
        world.seal(OWN, day(11, 18)).await;
        let page = looked_up(&world, &papers[0]).await;
        contains(&page, &["This paper is genuine", "The books of the group say what this receipt says."]);
        contains(&page, &["Savings 5,000 ៛ 5,000 ៛", "Receipt of Meeting 1 · Entry 1", "14/11/2026"]);
        assert!(!page.contains("since then") && !page.contains("In the books now"), "a receipt is of its day: {page}");
        correct(&world, 1, "2", "2").await;
        let page = looked_up(&world, &papers[0]).await;
        contains(&page, &["Genuine, but something was corrected since", "Savings: it said 5,000 ៛, right is 10,000 ៛."]);
        contains(&page, &["Savings 5,000 ៛ 5,000 ៛ 10,000 ៛"]);
        // A correction of a later meeting is not of this receipt.
        correct(&world, 2, "2", "3").await;
        assert_eq!(looked_up(&world, &papers[0]).await, page);
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn what_is_lent_in_kind_and_taken_back_stands_on_paper_too() {
    each_engine(|base| async move {
        banks_days::lent(base.clone()).await;
        let world = keyed(base, 7);
        let papers = print(&world, OWN, &[passbook(1), passbook(3)]).await;
        let page = looked_up(&world, &papers[0]).await;
        contains(&page, &["Loan still to be paid back · Rice bank · Paddy 100 kg 100 kg 100 kg"]);
        let mut treasurer = world.session("treasurer-own-1").await;
        let act = "/banks/RICE/acts/4";
        let form = Form::open(&mut treasurer, act.into()).await.with(&[("day", "21/11/2026"), ("reason", "another day")]);
        let asked = Form { path: format!("{act}/undo"), ..form }.press(&mut treasurer, "").await;
        assert_eq!(asked.location(), "/banks/RICE/requests/1?done=bank-request-asked", "{}", read(&asked));
        let mut committee = world.session("committee-own-1").await;
        let confirmed = committee.post("/banks/RICE/requests/1/confirm", &[]).await;
        assert_eq!(confirmed.status, StatusCode::SEE_OTHER, "{}", read(&confirmed));
        let page = looked_up(&world, &papers[0]).await;
        contains(&page, &["Genuine, but something was corrected since", "Lending day · no. 4 · 10/06/2026"]);
        contains(&page, &["It was written by mistake and taken back.", "On this paper 100 kg With the correction 0 kg"]);
        contains(&looked_up(&world, &papers[1]).await, &["This paper is genuine"]);
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn forged_mistyped_and_unknown_papers_are_told_plainly() {
    each_engine(|base| async move {
        let world = world(base.clone()).await;
        let papers = print(&world, OWN, &[passbook(1)]).await;
        let paper = Signed::read(&papers[0].payload).unwrap();
        let mut reader = english(&world).await;
        let mut said = async |path: String| read(&reader.get(&path).await);

        // One letter of the figures, a signature of nobody, half of it.
        let mut changed = papers[0].payload.clone().into_bytes();
        changed[70] = if changed[70] == b'7' { b'8' } else { b'7' };
        let changed = String::from_utf8(changed).unwrap();
        let strangers = PaperKey::from_secret(&[9; 32]).sign(paper.claim.clone()).payload();
        let half = papers[0].payload[..150].to_owned();
        for forged in [changed, strangers, half, "HELLO".to_owned(), "ក".repeat(50)] {
            let page = said(format!("/verify/{}", sansom::web::encode(&forged))).await;
            contains(&page, &["This paper is not ours", "It was forged, or changed, or damaged.", "Do not trust its figures."]);
            assert!(!page.contains("Savings"), "nothing of it is shown as if it were true: {page}");
        }
        // Another installation's paper is honest there, and unknown here.
        let there = keyed(base, 8);
        let claim = paper.claim.clone();
        let page = said(format!("/verify/{}", there.app.press().key().sign(claim).payload())).await;
        contains(&page, &["This paper is not ours"]);

        // Codes: a letter wrong, one too few, one that no code has, one that was never printed.
        let code = papers[0].code.to_string();
        let last = if code.ends_with('0') { '1' } else { '0' };
        let other = domain::papers::Code::of(&[3; 32]).to_string();
        for (typed, message) in [
            (format!("{}{last}", &code[..13]), "A letter or digit is wrong."),
            (code[..13].to_owned(), "A code has 12 letters and digits; this one has 11."),
            (format!("{}U", &code[..13]), "“U” is in no code."),
            (String::new(), "Type the code that stands on the paper."),
        ] {
            let answer = english(&world).await.get(&format!("/verify?code={}", sansom::web::encode(&typed))).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            contains(&read(&answer), &[message]);
            assert!(answer.text.contains(&format!("value=\"{typed}\"")), "what was typed is still there");
        }
        contains(&said(format!("/verify?code={other}")).await, &["No paper has this code", &other]);
        contains(
            &said("/verify".into()).await,
            &["Is this passbook or receipt genuine?", &world.app.press().key().public().to_string()],
        );
        // The group of the paper is not in these books.
        let away = Claim::try_new(Kind::Passbook, Uuid::from_u128(1), PartyNo(1), (EntryNo(1), Anchor::NOTHING), vec![]).unwrap();
        let page = said(format!("/verify/{}", world.app.press().key().sign(away).payload())).await;
        contains(&page, &["Signed by us, but the books do not have it", "not in these books", "Tell the programme staff today"]);
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn an_older_copy_that_was_put_back_is_noticed() {
    sqlite(|base| async move {
        let world = world(base.clone()).await;
        let folder = base.db.file().unwrap().with_file_name("older.db");
        base.db.snapshot_to(&folder).await.unwrap();
        let url = format!("sqlite:{}", folder.display());
        world.seal(OWN, day(11, 18)).await;
        let papers = print(&world, OWN, &[passbook(1)]).await;

        let mut put_back = base.clone();
        (put_back.db, put_back.url) = (Db::open(&url).await.unwrap(), url);
        let older = keyed(put_back, 7);
        let scanned = async || read(&english(&older).await.get(&format!("/verify/{}", papers[0].payload)).await);
        contains(
            &scanned().await,
            &["Signed by us, but the books do not have it", "an older copy of the books was put back", "30,000 ៛"],
        );
        let typed = english(&older).await.get(&format!("/verify?code={}", papers[0].code)).await;
        contains(&read(&typed), &["No paper has this code"]);
        // Written on, it says something else at the same place.
        older.seal_with(OWN, day(11, 19), vec![(1, 5_000)]).await;
        contains(&scanned().await, &["The books of the group say something else at this place."]);
        older.db().close().await;
    })
    .await;
}

#[tokio::test]
async fn many_are_printed_at_once_and_only_what_is_new_is_asked_for() {
    each_engine(|base| async move {
        let world = world(base).await;
        let pages = |party: i64, pages: &[&str]| Wanted::Passbook {
            party: PartyNo(party),
            pages: pages.iter().map(|page| (*page).to_owned()).collect(),
        };
        let first = print(&world, OWN, &[pages(1, &["1a"]), pages(2, &["2a"]), pages(3, &["3a"])]).await;
        assert_eq!(first.iter().map(|paper| paper.party.0).collect::<Vec<_>>(), [1, 2, 3], "in the order that was asked");
        world.seal(OWN, day(11, 18)).await;
        print(&world, OWN, &[pages(1, &["1a", "1b"])]).await;
        print(&world, FOREIGN, &[pages(1, &["f"])]).await;
        let book = world.group(OWN).await.book;
        let last = last_passbooks(&mut world.db().read().await.unwrap(), book).await.unwrap();
        let known: Vec<_> = last.iter().map(|(party, last)| (party.0, last.entry.0, last.pages.join(" "))).collect();
        assert_eq!(known, [(1, 2, "1a 1b".to_owned()), (2, 1, "2a".into()), (3, 1, "3a".into())]);
        let trail: Vec<(String, String)> = world
            .db()
            .read()
            .await
            .unwrap()
            .all("select action, subject from audit where book_id = $1 and action = 'papers-printed' order by no", (book.0,))
            .await
            .unwrap();
        assert_eq!(trail.iter().map(|(_, many)| many.as_str()).collect::<Vec<_>>(), ["3", "1"]);
        clean(world.db()).await;
    })
    .await;
}
