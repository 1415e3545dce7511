//! What must survive: a server killed in the middle of sealing, two officers at the same moment, a full disk, a data file
//! that goes away.
use crate::support::{
    databases::Folder,
    server::{Page, Server, Visitor},
};
use sansom::store::Db;
use sqlx::Connection;
use std::{process::Command, sync::Arc, time::Duration};

const GROUP: &str = "SP-KC-01";

fn password(login: &str) -> &'static str {
    sansom::demo::SIGN_INS.iter().find(|(known, ..)| *known == login).expect("a demo sign-in").1
}

/// The fields of a sheet in which everybody came and bought one share, and the box was counted by the hundred.
async fn sheet(visitor: &mut Visitor, server: &Server) -> Option<(String, Vec<(String, String)>)> {
    let list = visitor.get(&server.url(&format!("/groups/{GROUP}/meetings"))).await?;
    let marker = format!("href=\"/groups/{GROUP}/meetings/");
    let next: i64 = list.text.split(&marker).skip(1).filter_map(|rest| rest.split('"').next()?.parse::<i64>().ok()).max()?;
    let path = format!("/groups/{GROUP}/meetings/{next}");
    let page = visitor.get(&server.url(&path)).await?;
    let mut fields: Vec<(String, String)> = ["key", "after", "date"].map(|name| (name.to_owned(), value(&page, name))).to_vec();
    let mut members = 0;
    for rest in page.text.split("id=\"p").skip(1) {
        let Some((party, "savings")) = rest.split('"').next().and_then(|id| id.split_once('-')) else { continue };
        fields.push((format!("p{party}-attendance"), "present".into()));
        fields.push((format!("p{party}-savings"), "1".into()));
        members += 1;
    }
    assert!(members > 10, "the sheet has its members");
    let before = page.text.split("id=\"r-expected\"").nth(1)?.split('>').nth(1)?.split('<').next()?.to_owned();
    let before = words::read_quantity(&before, 0).expect("a number").expect("not blank");
    fields.push(("n100".into(), ((before + members * 5_000) / 100).to_string()));
    fields.push(("witnessed".into(), "1".into()));
    fields.push(("do".into(), "seal".into()));
    Some((path, fields))
}

fn value(page: &Page, name: &str) -> String {
    let tag = page.text.split("<input").find(|tag| tag.contains(&format!("name=\"{name}\""))).unwrap_or_default();
    tag.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
}

fn borrowed(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect()
}

/// Meetings with their lines and whether their entry stands.
async fn meetings(server: &Server) -> Vec<(i64, i64, Option<i64>)> {
    let db = Db::connect(&format!("sqlite:{}", server.database().display())).await.expect("the data file");
    let mut tx = db.read().await.expect("it is read");
    tx.all(
        "select m.no, (select count(*) from meeting_line l where l.book_id = m.book_id and l.meeting_no = m.no),
                (select e.no from entry e where e.book_id = m.book_id and e.no = m.entry_no)
           from meeting m join savings_group g on g.book_id = m.book_id where g.code = $1 order by m.no",
        (GROUP,),
    )
    .await
    .expect("the meetings")
}

fn check(server: &Server) {
    let folder = server.database().parent().expect("a file stands in a folder").to_owned();
    let output =
        Command::new(env!("CARGO_BIN_EXE_sansom")).arg("--data").arg(folder).arg("check").output().expect("the program runs");
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "check found: {said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_thirty_times_while_sealing() {
    let mut server = Server::demo();
    let mut treasurer = Visitor::signed_in(&server, "treasurer", password("treasurer")).await;
    let first = meetings(&server).await.last().expect("the demo has meetings").0;
    let (mut acknowledged, mut open, mut cut_off) = (Vec::new(), None, 0);
    for round in 0..36_u64 {
        // A seal whose answer was lost is sent again, under its own key, before anything else.
        let (path, fields) = match open.take() {
            Some(sheet) => sheet,
            None => sheet(&mut treasurer, &server).await.expect("the sheet opens"),
        };
        let number: i64 = path.rsplit('/').next().and_then(|no| no.parse().ok()).expect("a number");
        let url = server.url(&path);
        let mut sender = treasurer.clone();
        let sent = fields.clone();
        let sealing = tokio::spawn(async move { sender.post(&url, &borrowed(&sent)).await });
        // From before the request is read to after it was answered.
        tokio::time::sleep(Duration::from_micros(200 + 700 * (round * 7 % 36))).await;
        server.kill();
        match sealing.await.expect("the request ends") {
            Some(page) => {
                assert_eq!(page.status, 303, "{}", page.text);
                acknowledged.push(number);
            }
            None => {
                cut_off += 1;
                open = Some((path, fields));
            }
        }
        server.restart();
        let there = meetings(&server).await;
        for (no, lines, entry) in &there {
            assert!(*no == 0 || (*lines > 10 && entry.is_some()), "meeting {no} is half there: {lines} lines, entry {entry:?}");
        }
        for no in &acknowledged {
            assert!(there.iter().any(|(there, ..)| there == no), "meeting {no} was answered and is lost");
        }
    }
    let there = meetings(&server).await.iter().filter(|(no, ..)| *no > first).count();
    assert!(there >= acknowledged.len() && there <= acknowledged.len() + 36);
    println!("{} seals answered, {cut_off} cut off", acknowledged.len());
    assert!(!acknowledged.is_empty() && cut_off > 0, "the kills came all too early or all too late to prove anything");
    check(&server);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_officers_seal_the_same_meeting_at_the_same_moment() {
    let server = Server::demo();
    let before = meetings(&server).await.len();
    let mut treasurer = Visitor::signed_in(&server, "treasurer", password("treasurer")).await;
    let mut second = Visitor::signed_in(&server, "secretary", password("secretary")).await;
    let (path, mine) = sheet(&mut treasurer, &server).await.expect("the sheet opens");
    let (same, hers) = sheet(&mut second, &server).await.expect("the sheet opens");
    assert_eq!(path, same);
    let url = server.url(&path);
    let (a, b) = tokio::join!(async { treasurer.post(&url, &borrowed(&mine)).await.expect("an answer") }, async {
        second.post(&url, &borrowed(&hers)).await.expect("an answer")
    });
    let mut answers = [a.status.as_u16(), b.status.as_u16()];
    answers.sort_unstable();
    assert_eq!(answers, [303, 409], "one seals, the other is shown what was sealed");
    assert_eq!(meetings(&server).await.len(), before + 1);
    // The same form twice is one meeting, and answers the same.
    let (winner, form) = if a.status == 303 { (&mut treasurer, mine) } else { (&mut second, hers) };
    let again = winner.post(&url, &borrowed(&form)).await.expect("an answer");
    assert_eq!((again.status.as_u16(), again.location().split('?').next()), (303, Some(path.as_str())));
    // The same key with another figure is not.
    let mut other = form.clone();
    other.iter_mut().find(|(name, _)| name == "n100").expect("a count").1 = "1".into();
    assert_eq!(winner.post(&url, &borrowed(&other)).await.expect("an answer").status, 409);
    assert_eq!(meetings(&server).await.len(), before + 1);
    check(&server);
}

/// A small disk of its own that is full: a clear page, nothing half-written, and all is well once there is room.
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_writes_nothing_by_halves() {
    let folder = Arc::new(Folder::new());
    let disk = folder.0.join("disk");
    std::fs::create_dir_all(&disk).expect("a place for the disk");
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=24m", "tmpfs"])
        .arg(&disk)
        .status()
        .is_ok_and(|status| status.success());
    if !mounted {
        assert!(std::env::var_os("CI").is_none(), "a small disk could not be made here");
        return;
    }
    let _unmount = Unmount(disk.clone());
    let server = Server::demo_in(disk.clone());
    let mut treasurer = Visitor::signed_in(&server, "treasurer", password("treasurer")).await;
    let (path, fields) = sheet(&mut treasurer, &server).await.expect("the sheet opens");
    let before = meetings(&server).await;
    // What was written is in its place: the journal has no blocks of its own in which more would find room.
    let mut db = sqlx::SqliteConnection::connect(&format!("sqlite:{}", server.database().display())).await.expect("the data file");
    sqlx::query("pragma wal_checkpoint(truncate)").execute(&mut db).await.expect("the journal is emptied");
    drop(db);
    // Every block of it is taken.
    let ballast = disk.join("ballast");
    let mut file = std::fs::File::create(&ballast).expect("a file");
    for size in [1 << 20, 4096, 512, 1] {
        while std::io::Write::write_all(&mut file, &vec![b'x'; size]).is_ok() {}
    }
    let mut full = 0;
    for _ in 0..6 {
        let page = treasurer.post(&server.url(&path), &borrowed(&fields)).await.expect("the server lives");
        assert!(matches!(page.status.as_u16(), 507 | 503), "{}: {}", page.status, page.text);
        assert!(page.text.contains("<html"), "a page, not a bare error");
        full += usize::from(page.status == 507);
    }
    assert!(full > 0, "the page says that the disk is full");
    assert_eq!(treasurer.get(&server.url(&format!("/groups/{GROUP}"))).await.expect("an answer").status, 200, "reading goes on");
    assert_eq!(meetings(&server).await, before);
    drop(file);
    std::fs::remove_file(&ballast).expect("room is made");
    let page = treasurer.post(&server.url(&path), &borrowed(&fields)).await.expect("an answer");
    assert_eq!(page.status, 303, "sealed once there is room: {}", page.text);
    assert_eq!(meetings(&server).await.len(), before.len() + 1);
    check(&server);
    drop(server);
}

/// Takes the small disk away again, whatever became of the test.
struct Unmount(std::path::PathBuf);

impl Drop for Unmount {
    fn drop(&mut self) {
        Command::new("umount").arg("-l").arg(&self.0).status().ok();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_data_file_that_goes_away_is_said_plainly() {
    let server = Server::demo();
    let mut treasurer = Visitor::signed_in(&server, "treasurer", password("treasurer")).await;
    let (file, aside) = (server.database(), server.folder.0.join("aside.db"));
    std::fs::rename(&file, &aside).expect("the file is taken away");
    assert_eq!(treasurer.get(&server.url("/readyz")).await.expect("the server lives").status, 503);
    assert_eq!(treasurer.get(&server.url("/healthz")).await.expect("the server lives").status, 200);
    std::fs::rename(&aside, &file).expect("and put back");
    assert_eq!(treasurer.get(&server.url("/readyz")).await.expect("the server lives").status, 200);
    assert_eq!(treasurer.get(&server.url("/")).await.expect("the server lives").status, 200);
}
