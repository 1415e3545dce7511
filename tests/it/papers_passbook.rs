//! Passbooks and receipts on paper: every figure of a member's page stands on her passbook, in the same order, in every
//! language and digits; a page that is full stays as it is.
use crate::{
    cli::good,
    support::{
        actor::{Actor, OWN, World, day, now},
        databases::{Database, Folder, each_engine, sqlite},
    },
};
use http::StatusCode;
use ledger::EntryNo;
use reports::{Document, Language, Say, Size};
use sansom::{
    groups::store::Group,
    members::store as members,
    papers::{form::Whose, passbook, receipt},
    users::store as users,
};
use std::{path::Path, process::Command};
use words::{Digits, Words};

async fn demo(base: &Database) -> World {
    let world = World::at(base.clone(), now());
    sansom::demo::make(&world.app).await.unwrap_or_else(|why| panic!("{}", why.0));
    world
}

async fn passbooks(world: &World, group: &Group, whose: Whose) -> Vec<reports::passbook::Passbook> {
    let mut tx = world.db().read().await.unwrap();
    let loaded = passbook::load(&mut tx, group, whose, world.app.today()).await.unwrap();
    loaded.into_iter().map(|(_, book)| book).collect()
}

/// The words of a paper in the order in which they were drawn, parted by single spaces; the file is sound.
fn text(document: &Document) -> String {
    let folder = Folder::new();
    let file = folder.0.join("paper.pdf");
    std::fs::write(&file, reports::write(document)).unwrap();
    text_of(&file)
}

fn text_of(file: &Path) -> String {
    let check = Command::new("qpdf").arg("--check").arg(file).output().unwrap();
    assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stdout));
    let output = Command::new("pdftotext").args(["-raw"]).arg(file).arg("-").output().unwrap();
    plain(&String::from_utf8(output.stdout).unwrap())
}

fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What stands between tags.
fn bare(html: &str) -> String {
    let texts = html.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text));
    plain(&texts.collect::<Vec<_>>().join(" "))
}

fn is_figure(word: &str) -> bool {
    word.chars().any(|c| c.is_numeric()) && word.chars().all(|c| c.is_numeric() || "+-−.,/".contains(c))
}

/// The rows of the passbook on a member's page, all its pages: of each the day and the figures behind it.
async fn rows_of_page(actor: &mut Actor, page: &str) -> Vec<String> {
    let mut rows = Vec::new();
    for number in 1.. {
        let shown = actor.get(&format!("{page}?page={number}")).await;
        assert_eq!(shown.status, StatusCode::OK, "{page}: {}", shown.text);
        let Some((_, table)) = shown.text.split_once("<tbody") else { break };
        let table = table.split("</tbody>").next().unwrap();
        rows.extend(table.split("<tr").skip(1).map(|row| {
            let cells: Vec<String> = row.split("</td>").flat_map(|cell| cell.split("</th>")).map(bare).collect();
            // A sign stands before its number in a piece of its own.
            let figures = cells.join(" ").replace("+ ", "+");
            let figures = figures.split(' ').filter(|word| is_figure(word)).skip_while(|word| !word.contains('/'));
            figures.collect::<Vec<_>>().join(" ")
        }));
        if !shown.text.contains(&format!("page={}", number + 1)) {
            break;
        }
    }
    rows
}

/// Every row of the page stands on the paper, in its order.
#[track_caller]
fn has_rows(paper: &str, rows: &[String], whose: &str) {
    let figures: Vec<&str> = paper.split(' ').filter(|word| is_figure(word)).collect();
    let figures = format!(" {} ", figures.join(" "));
    let mut from = 0;
    for row in rows {
        let found = figures[from..].find(&format!(" {row} "));
        let at = found.unwrap_or_else(|| panic!("{whose}: “{row}” does not stand in its place in {}", &figures[from..]));
        from += at + 1 + row.len();
    }
}

#[tokio::test]
async fn every_figure_of_a_members_page_stands_in_her_passbook() {
    sqlite(|base| async move {
        let world = demo(&base).await;
        let mut auditor = world.session("auditor").await;
        let words = [(Language::English, Digits::Latin), (Language::Khmer, Digits::Khmer), (Language::Khmer, Digits::Latin)];
        for (language, digits) in words {
            let mut tx = world.db().write().await.unwrap();
            let user = users::by_login(&mut tx, "auditor").await.unwrap().unwrap().id;
            let say = Say::new(language, digits);
            let of_page = Words { language: say.words().language, digits };
            users::set_words(&mut tx, user, of_page).await.unwrap();
            tx.commit().await.unwrap();
            for code in ["SP-KC-01", "SP-PP-01", "PC-TK-01", "CE-KC-01"] {
                let group = world.group(code).await;
                let all = passbooks(&world, &group, Whose::All).await;
                assert!(all.len() > 10, "{code}");
                // In Khmer a few: what is drawn for one is drawn for all.
                for book in all.iter().filter(|book| language == Language::English || [1, 14].contains(&book.number)) {
                    let whose = format!("{code} {} {language:?} {digits:?}", book.number);
                    let page = format!("/groups/{code}/members/{}", book.number);
                    let rows = rows_of_page(&mut auditor, &page).await;
                    assert_eq!(rows.len(), book.lines.len(), "{whose}");
                    for size in [Size::A6, Size::A5] {
                        has_rows(&text(&book.document(&say, size)), &rows, &whose);
                    }
                    has_rows(&text(&book.document(&Say::new(Language::Both, digits), Size::A6)), &rows, &whose);
                    let shown = bare(&auditor.get(&page).await.text);
                    let savings = plain(&say.amount(group.commodity().of(book.stand.savings)));
                    let paper = text(&book.document(&say, Size::A6));
                    assert!(shown.contains(&savings) && paper.contains(&savings), "{whose}: {savings}");
                    let owed = plain(&say.amount(group.commodity().of(book.stand.principal + book.stand.interest)));
                    assert!(paper.contains(&owed), "{whose}: {owed}");
                    assert!(book.stand.principal == 0 || shown.contains(&owed), "{whose}: {owed} in {shown}");
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn loans_and_banks_stand_in_it_as_on_their_pages() {
    sqlite(|base| async move {
        let world = demo(&base).await;
        let mut auditor = world.session("auditor").await;
        let say = Say::new(Language::English, Digits::Latin);
        let group = world.group("SP-KC-01").await;
        let lent = passbooks(&world, &group, Whose::All).await.into_iter().filter(|book| !book.loans.is_empty());
        for book in lent.take(4) {
            for loan in &book.loans {
                let page = auditor.get(&format!("/groups/SP-KC-01/loans/{}", loan.no)).await.text;
                let contract = auditor.get(&format!("/groups/SP-KC-01/loans/{}/contract", loan.no)).await.text;
                let shown = format!("{} {}", bare(&page), bare(&contract));
                let alone = reports::passbook::Passbook { lines: vec![], loans: vec![loan.clone()], ..book.clone() };
                let document = alone.document(&say, Size::A6);
                let text = text(&Document { pages: document.pages[3..document.pages.len() - 2].to_vec(), ..document });
                let figures = text.split(' ').filter(|word| is_figure(word) && word.contains(','));
                for figure in figures {
                    assert!(shown.contains(figure), "loan {}: {figure} of the paper stands on its pages: {text}", loan.no);
                }
            }
        }
        let group = world.group("CC-TM-01").await;
        for book in passbooks(&world, &group, Whose::All).await.iter().take(12) {
            let shown = auditor.get(&format!("/groups/CC-TM-01/members/{}", book.number)).await.text;
            let (shown, paper) = (bare(&shown), text(&book.document(&say, Size::A6)));
            for bank in &book.banks {
                for (good, quantity) in &bank.owed {
                    let amount = plain(&say.words().amount(*quantity, good.commodity().decimals(), good.code()));
                    assert!(shown.contains(&amount) && paper.contains(&amount), "{}: {amount}", book.number);
                }
                for (tag, _) in &bank.keeps {
                    assert!(shown.contains(tag) && paper.contains(tag), "{}: {tag}", book.number);
                }
            }
            assert!(!paper.contains("Rules of the group") && !paper.contains("Saved"), "nobody saves here: {paper}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_full_page_is_not_printed_again_and_a_correction_is_a_line() {
    each_engine(|base| async move {
        let world = World::new(base).await.later(100 * 86_400);
        for week in 0..10 {
            world.seal(OWN, day(11, 15) + chrono::Days::new(week * 7)).await;
        }
        let group = world.group(OWN).await;
        let say = Say::new(Language::Khmer, Digits::Khmer);
        let before = passbooks(&world, &group, Whose::One(1)).await.remove(0).pages_hash(&say, Size::A6);
        world.seal(OWN, day(11, 15) + chrono::Days::new(70)).await;
        let book = passbooks(&world, &group, Whose::One(1)).await.remove(0);
        let after = book.pages_hash(&say, Size::A6);
        assert_eq!(before[..3], after[..3], "cover, rules and the first ten lines");
        assert_ne!(before[3], after[3], "the page that was begun");
        assert_eq!(book.new_leaves(&say, Size::A6, &before).pages.len(), 2, "that page, and the last one");
        // One and all are the same passbook, though another number of members was read.
        let all = passbooks(&world, &group, Whose::All).await;
        let same = all.iter().find(|one| one.number == 1).unwrap();
        assert_eq!(reports::write(&same.document(&say, Size::A6)), reports::write(&book.document(&say, Size::A6)));
    })
    .await;
}

#[tokio::test]
async fn who_left_keeps_her_passbook() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let group = world.group(OWN).await;
        let mut tx = world.db().write().await.unwrap();
        let member = members::member(&mut tx, group.book, &group.commodity, 2).await.unwrap().unwrap();
        let reason = domain::people::LeaveReason::parse("moved").unwrap();
        members::leave(&mut tx, group.book, member.party(), day(11, 20), reason, "").await.unwrap();
        tx.commit().await.unwrap();
        let numbers: Vec<i64> = passbooks(&world, &group, Whose::All).await.iter().map(|book| book.number).collect();
        assert!(!numbers.contains(&2) && numbers.contains(&1), "who left gets no new one with the others: {numbers:?}");
        let own = passbooks(&world, &group, Whose::One(2)).await.remove(0);
        let paper = text(&own.document(&Say::new(Language::English, Digits::Latin), Size::A6));
        assert!(paper.contains("Left on 20/11/2026"), "{paper}");
        assert!(!paper.contains("moved"), "why is nobody’s business: {paper}");
    })
    .await;
}

#[tokio::test]
async fn a_receipt_says_what_was_brought() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let group = world.group(OWN).await;
        let mut tx = world.db().read().await.unwrap();
        let (_, paper) = receipt::load(&mut tx, &group, 1, EntryNo(1)).await.unwrap().unwrap();
        let said = text(&paper.document(&Say::new(Language::English, Digits::Latin)));
        for line in ["Member 1,", "Meeting 1 · Entry 1", "Savings 15,000 ៛ 15,000 ៛", "Social fund 1,000 ៛ 1,000 ៛"] {
            assert!(said.contains(line), "{line} in {said}");
        }
        for (number, entry) in [(99, 1), (1, 99)] {
            assert!(receipt::load(&mut tx, &group, number, EntryNo(entry)).await.unwrap().is_none());
        }
    })
    .await;
}

#[tokio::test]
async fn the_command_line_prints_passbooks_and_receipts() {
    each_engine(|base| async move {
        World::new(base.clone()).await;
        let folder = Folder::new();
        let file = |name: &str| folder.0.join(name);
        let print = |name: &str, arguments: &[&str]| {
            let path = file(name);
            let mut all = vec!["report"];
            all.extend(arguments);
            all.extend(["--format", "pdf", "-o", path.to_str().unwrap()]);
            good(&base, &all);
            path
        };
        let one = ["passbook", "--group", OWN, "--member", "1", "--language", "en"];
        let text = text_of(&print("one.pdf", &one));
        assert!(text.contains("+15,000") && text.contains("127.0.0.1:8080/verify"), "{text}");
        let site = [&one[..], &["--public-url", "https://books.example.org"]].concat();
        assert!(text_of(&print("site.pdf", &site)).contains("books.example.org/verify"));
        let all = print("all.pdf", &["passbook", "--group", OWN, "--all", "--booklet", "--size", "a5", "--digits", "khmer"]);
        assert!(text_of(&all).contains("សៀវភៅគណនី"));
        let new = [&one[..], &["--new"]].concat();
        let path = file("new.pdf");
        let mut arguments = vec!["report"];
        arguments.extend(&new);
        arguments.extend(["--format", "pdf", "-o", path.to_str().unwrap()]);
        print("first.pdf", &one);
        good(&base, &arguments);
        assert!(!path.exists(), "every page was printed: nothing is written");
        let receipt = print("receipt.pdf", &["receipt", "--group", OWN, "--member", "1", "--entry", "1", "--language", "en"]);
        assert!(text_of(&receipt).contains("Receipt"));
        for (arguments, says) in [
            (&["passbook", "--group", OWN, "--format", "pdf", "--as-of", "2026-11-01", "-o", "x.pdf"][..], "--as-of"),
            (&["passbook", "--group", OWN, "--booklet"], "--format pdf"),
            (&["passbook", "--group", OWN, "--member", "9", "--format", "pdf", "-o", "x.pdf"], "has no member 9"),
            (&["receipt", "--group", OWN, "--member", "1", "--entry", "9", "-o", "x.pdf"], "entry 9"),
        ] {
            let mut all = vec!["report"];
            all.extend(arguments);
            let why = crate::cli::refused(&base, &all);
            assert!(why.contains(says), "{arguments:?}: {why}");
        }
    })
    .await;
}
