//! What the program costs, measured as ratios in one run: `scripts/bench`. Prints the rows of docs/BENCHMARKS.md and
//! exits with 1 when a promise is not kept.
#[path = "books/banks.rs"]
mod banks;
#[path = "books/coops.rs"]
mod coops;
#[path = "books/lending.rs"]
mod lending;
#[path = "books/people.rs"]
mod people;
#[path = "books/programme.rs"]
mod programme;

use domain::{
    constitution::Constitution,
    meetings::{Attendance, Count, Line, Saved, Sheet},
    people::Names,
};
use http_body_util::BodyExt;
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use ledger::{Commodity, Entry, EntryKey, EntryKind, PartyNo, Posting, Recorded};
use sansom::{
    app::{App, Clock, Settings},
    groups::store::{self as groups, NewGroup},
    guard::{Role, RoleOn, Scope},
    meetings::seal::{Act, Outcome, seal_sheet},
    members::store::{self as members, Person},
    store::{BookId, Db, balances, post},
    users::{password, store as users},
    web,
};
use std::{
    collections::BTreeMap,
    path::Path,
    time::{Duration, Instant},
};
use uuid::Uuid;

type Fallible<T = ()> = Result<T, Box<dyn std::error::Error>>;

const MEMBERS: i64 = 25;

fn main() -> std::process::ExitCode {
    // `cargo test --benches` runs benches too; they measure only when asked to.
    if !std::env::args().any(|argument| argument == "--bench") {
        return std::process::ExitCode::SUCCESS;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    match runtime.block_on(measure()) {
        Ok(true) => std::process::ExitCode::SUCCESS,
        Ok(false) => std::process::ExitCode::from(1),
        Err(error) => {
            eprintln!("bench: {error}");
            std::process::ExitCode::from(2)
        }
    }
}

async fn measure() -> Fallible<bool> {
    let folder = std::env::temp_dir().join(format!("sansom-bench-{}", Uuid::now_v7().simple()));
    std::fs::create_dir_all(&folder)?;
    println!("| what | measured | promise | kept |\n|---|---|---|---|");
    let mut kept = true;
    if wanted("meetings") {
        kept &= meetings(&folder).await?;
    }
    if wanted("entries") {
        kept &= entries(&folder).await?;
    }
    if wanted("growth") {
        kept &= growth(&folder).await?;
    }
    if wanted("lending") {
        kept &= lending::measure(&folder).await?;
    }
    if wanted("banks") {
        kept &= banks::measure(&folder).await?;
    }
    if wanted("coops") {
        kept &= coops::measure(&folder).await?;
    }
    if wanted("people") {
        kept &= people::measure(&folder).await?;
    }
    if wanted("programme") {
        kept &= programme::measure(&folder).await?;
    }
    std::fs::remove_dir_all(&folder)?;
    Ok(kept)
}

/// Whether a part is measured: all of them, unless some are named (`cargo bench --bench books -- coops`).
fn wanted(part: &str) -> bool {
    let mut named = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).peekable();
    named.peek().is_none() || named.any(|name| name == part)
}

fn row(what: &str, measured: &str, promise: &str, kept: bool) -> bool {
    println!("| {what} | {measured} | {promise} | {} |", if kept { "yes" } else { "**no**" });
    kept
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// A group of 25 members and its treasurer, in a new file.
async fn world(file: &Path) -> Fallible<(Db, groups::Group, Uuid)> {
    let db = Db::open(&format!("sqlite:{}", file.display())).await?;
    let now = Clock::System.now();
    let mut tx = db.write().await?;
    let organisation_id = groups::add_organisation(&mut tx, "ORG", "", "Organisation").await?;
    let user = users::NewUser {
        login: "treasurer".into(),
        name: "Treasurer".into(),
        password: password::hash("a long bench password"),
        must_change: false,
        language: words::Language::Khmer,
    };
    let user = users::add(&mut tx, user, now).await?;
    let group = found(&mut tx, organisation_id, "G-1", user, MEMBERS).await?;
    users::set_roles(&mut tx, user, &[RoleOn { role: Role::Treasurer, scope: Scope::Group(group.book.0) }]).await?;
    tx.commit().await?;
    Ok((db, group, user))
}

async fn found(tx: &mut sansom::store::Tx, organisation_id: Uuid, code: &str, user: Uuid, count: i64) -> Fallible<groups::Group> {
    let start = Clock::System.today() - chrono::Days::new(3000);
    let constitution =
        Constitution::parse(include_str!("../fixtures/constitutions/weekly_shares.toml")).map_err(|error| format!("{error:?}"))?;
    let group = NewGroup {
        organisation_id,
        code: code.into(),
        name_km: String::new(),
        name_latin: code.into(),
        village_code: String::new(),
        founded_on: start,
        demo: true,
        constitution,
        cycle: (start, None),
    };
    let book = groups::found(tx, &group, user, Clock::System.now()).await?;
    joined(tx, (organisation_id, book), count, start).await?;
    Ok(groups::group(tx, code).await?.ok_or("the group was founded")?)
}

/// So many members join the group of a book.
async fn joined(
    tx: &mut sansom::store::Tx,
    (organisation_id, book): (Uuid, BookId),
    count: i64,
    on: chrono::NaiveDate,
) -> Fallible {
    for number in 1..=count {
        let names = Names::try_new("", "", "Member", &number.to_string()).map_err(|error| format!("{error:?}"))?;
        let person =
            Person { names, sex: None, birth_year: None, id_poor: None, phone: String::new(), village_code: String::new() };
        let person = members::add_person(tx, organisation_id, &person).await?;
        members::add_member(tx, book, person, number, on).await?;
    }
    Ok(())
}

/// A meeting through the real form, against a bare loop that writes the same rows with the same durability.
async fn meetings(folder: &Path) -> Fallible<bool> {
    const ROUNDS: i64 = 200;
    let (db, group, _) = world(&folder.join("meetings.db")).await?;
    let app = App::new(db.clone(), Clock::System, Settings { secure_cookies: true, demo: false });
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let service = web::router(app).into_make_service_with_connect_info::<std::net::SocketAddr>();
    let server = tokio::spawn(axum_server::from_tcp(listener)?.serve(service));
    let client = Client::builder(TokioExecutor::new()).build_http::<String>();
    let send = async |path: &str, cookie: &str, form: String| -> Fallible<(u16, String)> {
        let request = http::Request::post(format!("http://{address}{path}"))
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .header("cookie", cookie)
            .body(form)?;
        let response = client.request(request).await?;
        let status = response.status().as_u16();
        let cookie = response
            .headers()
            .get_all("set-cookie")
            .iter()
            .filter_map(|value| value.to_str().ok())
            .find(|value| value.starts_with("__Host-s="))
            .map(|value| value.split(';').next().unwrap_or_default().to_owned());
        response.into_body().collect().await?;
        Ok((status, cookie.unwrap_or_default()))
    };
    let (_, cookie) = send("/sign-in", "", "login=treasurer&password=a+long+bench+password".into()).await?;
    let plain = bare(&folder.join("bare.db")).await?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    let mut cash = 0;
    for no in 1..=ROUNDS {
        cash += MEMBERS * 11_000;
        let mut form = format!(
            "key={}&after={}&date={}&do=seal&witnessed=1",
            Uuid::now_v7(),
            if no == 1 { String::new() } else { (no - 1).to_string() },
            Clock::System.today()
        );
        for party in 1..=MEMBERS {
            form += &format!("&p{party}-attendance=present&p{party}-savings=2&p{party}-social=1000");
        }
        form += &format!("&n100000={}&n1000={}", cash / 100_000, cash % 100_000 / 1_000);
        let begun = Instant::now();
        let (status, _) = send(&format!("/groups/{}/meetings/{no}", group.code), &cookie, form).await?;
        ours.push(begun.elapsed());
        if status != 303 {
            return Err(format!("meeting {no} was answered {status}").into());
        }
        let begun = Instant::now();
        bare_meeting(&plain, no)?;
        theirs.push(begun.elapsed());
    }
    server.abort();
    let (ours, theirs) = (median(ours), median(theirs));
    let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
    let measured = format!("{:.2} ms against {:.2} ms: {ratio:.2} ×", ours.as_secs_f64() * 1e3, theirs.as_secs_f64() * 1e3);
    Ok(row(
        "25-member meeting through the HTTP form, durable; against a bare SQLite loop that inserts the same rows into the same tables",
        &measured,
        "at most 3 ×",
        ratio <= 3.0,
    ))
}

/// The program's own tables and indexes, without its triggers, in a file of the same durability.
async fn bare(file: &Path) -> Fallible<rusqlite::Connection> {
    let (db, ..) = world(file).await?;
    db.close().await;
    let plain = rusqlite::Connection::open(file)?;
    plain.execute_batch("pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = off;")?;
    let names: Vec<String> = {
        let mut triggers = plain.prepare("select name from sqlite_schema where type = 'trigger'")?;
        triggers.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?
    };
    for name in names {
        plain.execute_batch(&format!("drop trigger {name}"))?;
    }
    Ok(plain)
}

/// The same rows, without a guard, a rule or a request.
fn bare_meeting(plain: &rusqlite::Connection, no: i64) -> Fallible {
    use rusqlite::params;
    let (hash, key, day, at) = ([7_u8; 32], Uuid::now_v7(), "2026-11-21", "2026-11-21T00:00:00.000000+00:00");
    let key = key.as_bytes();
    let tx = plain.unchecked_transaction()?;
    let mut lines = vec![(1, 1010, 0, MEMBERS * 10_000), (2, 1010, 0, MEMBERS * 1_000)];
    for party in 1..=MEMBERS {
        lines.extend([(1, 2010, party, -10_000), (2, 3110, party, -1_000)]);
    }
    let text = serde_json::to_string(&lines)?;
    tx.prepare_cached("insert into entry values (1, ?, ?, 'ordinary', null, '', ?, ?, ?, ?, ?, ?, ?)")?
        .execute(params![no, day, key, text, key, at, key, hash, hash])?;
    for (at, (fund, account, party, quantity)) in (1_i64..).zip(lines) {
        tx.prepare_cached("insert into posting values (1, ?, ?, ?, ?, ?, 'KHR', ?, ?)")?
            .execute(params![no, at, fund, account, party, quantity, day])?;
        tx.prepare_cached("insert into balance values (1, ?, ?, ?, 'KHR', ?, ?) on conflict do update set quantity = quantity + excluded.quantity, entry_no = excluded.entry_no")?
            .execute(params![fund, account, party, quantity, no])?;
    }
    tx.prepare_cached("update book set head_no = ?, head_hash = ? where id = 1")?.execute(params![no, hash])?;
    for party in 1..=MEMBERS {
        tx.prepare_cached("insert into meeting_line values (1, ?, ?, 'present', 10000, 1000, null, null, null, null)")?
            .execute(params![no, party])?;
    }
    for value in [100_000, 1_000] {
        tx.prepare_cached("insert into cash_count values (1, ?, ?, 3)")?.execute(params![no, value])?;
    }
    tx.prepare_cached("insert into meeting values (1, ?, ?, 1, 'regular', ?, ?, 275000, 275000, '', '', ?, ?, ?)")?
        .execute(params![no, key, day, hash, no, at, key])?;
    tx.prepare_cached("insert into audit values (1, ?, ?, ?, 'meeting-sealed', '1', ?, ?)")?
        .execute(params![no, at, key, hash, hash])?;
    let lines = (1..=MEMBERS).map(|party| ("meeting_line", format!("[{no},{party}]")));
    let counts = [100_000, 1_000].map(|value| ("cash_count", format!("[{no},{value}]")));
    let others = ["entry", "meeting", "audit"].map(|what| (what, format!("[{no}]")));
    for (what, key) in lines.chain(counts).chain(others) {
        tx.prepare_cached("insert into written (book_id, what, key) values (1, ?, ?)")?.execute(params![what, key])?;
    }
    tx.prepare_cached("insert into audit_head values (1, ?, ?) on conflict do update set no = excluded.no, hash = excluded.hash")?
        .execute(params![no, hash])?;
    Ok(tx.commit()?)
}

fn small_entry(key: Uuid) -> Fallible<Entry> {
    let line = |account: ledger::AccountNo, party: Option<PartyNo>, quantity: i64| Posting {
        fund: domain::chart::LOAN_FUND,
        account,
        party,
        amount: Commodity::KHR.of(quantity),
    };
    let lines = vec![line(domain::chart::CASH, None, 10_000), line(domain::chart::SAVINGS, Some(PartyNo(1)), -10_000)];
    Ok(Entry::new(EntryKey(key), Clock::System.today(), EntryKind::Ordinary, "", lines).map_err(|error| format!("{error:?}"))?)
}

/// Single entries through the store, each durable before the next.
async fn entries(folder: &Path) -> Fallible<bool> {
    const ENTRIES: u32 = 600;
    let (db, group, user) = world(&folder.join("entries.db")).await?;
    let begun = Instant::now();
    for _ in 0..ENTRIES {
        let mut tx = db.write().await?;
        let entry = small_entry(Uuid::now_v7())?;
        post(&mut tx, group.book, entry, Recorded { at: Clock::System.now(), by: user })
            .await
            .map_err(|error| error.to_string())?;
        tx.commit().await?;
    }
    let rate = f64::from(ENTRIES) / begun.elapsed().as_secs_f64();
    Ok(row("single durable entries a second through the store, SQLite", &format!("{rate:.0}"), "at least 300", rate >= 300.0))
}

/// A group's trial balance and a member's page, in a file of a thousand postings and in one of a million.
async fn growth(folder: &Path) -> Fallible<bool> {
    let small = file_of(&folder.join("small.db"), 1_000).await?;
    let large = file_of(&folder.join("large.db"), 1_000_000).await?;
    let mut kept = true;
    for (what, page) in [("trial balance", "trial-balance"), ("member's page", "members/1")] {
        let times = [pages(&small, page).await?, pages(&large, page).await?];
        let ratio = times[1].as_secs_f64() / times[0].as_secs_f64();
        let measured = format!("{:.2} ms and {:.2} ms: {ratio:.2} ×", times[0].as_secs_f64() * 1e3, times[1].as_secs_f64() * 1e3);
        kept &=
            row(&format!("a group's {what}, in a file of 1,000 and of 1,000,000 postings"), &measured, "under 2 ×", ratio < 2.0);
    }
    let mut tx = large.0.read().await?;
    let begun = Instant::now();
    balances(&mut tx, large.1.book).await?;
    println!("| the same trial balance, the store alone, a million postings | {:.2} ms | | |", begun.elapsed().as_secs_f64() * 1e3);
    Ok(kept)
}

/// A file in which one group has a season of meetings and others hold the rest of so many postings.
async fn file_of(file: &Path, postings: i64) -> Fallible<(Db, groups::Group)> {
    let (db, group, user) = world(file).await?;
    let today = Clock::System.today();
    let meeting_postings = 2 * MEMBERS + 2;
    let mut tx = db.write().await?;
    for no in 1..=(1_000 / meeting_postings) {
        meeting(&mut tx, &group, no, user, today).await?;
    }
    tx.commit().await?;
    let organisation = group.organisation_id;
    let mut left = postings - 1_000;
    let mut others: Vec<BookId> = Vec::new();
    let mut tx = db.write().await?;
    while left > 0 {
        if others.len() < 100 {
            others.push(found(&mut tx, organisation, &format!("X-{}", others.len()), user, MEMBERS).await?.book);
        }
        let book = others[(left / 100) as usize % others.len()];
        post(&mut tx, book, big_entry()?, Recorded { at: Clock::System.now(), by: user })
            .await
            .map_err(|error| error.to_string())?;
        left -= 100;
        if left % 50_000 == 0 {
            tx.commit().await?;
            tx = db.write().await?;
        }
    }
    tx.commit().await?;
    Ok((db, group))
}

fn big_entry() -> Fallible<Entry> {
    let line = |account: ledger::AccountNo, party: Option<PartyNo>, quantity: i64| Posting {
        fund: domain::chart::LOAN_FUND,
        account,
        party,
        amount: Commodity::KHR.of(quantity),
    };
    let members = (0..50).flat_map(|at| {
        [line(domain::chart::CASH, None, 1_000), line(domain::chart::SAVINGS, Some(PartyNo(at % MEMBERS + 1)), -1_000)]
    });
    Ok(Entry::new(EntryKey(Uuid::now_v7()), Clock::System.today(), EntryKind::Ordinary, "", members.collect())
        .map_err(|error| format!("{error:?}"))?)
}

async fn meeting(tx: &mut sansom::store::Tx, group: &groups::Group, no: i64, by: Uuid, today: chrono::NaiveDate) -> Fallible {
    let line = |party| Line {
        party: PartyNo(party),
        attendance: Some(Attendance::Present),
        savings: Some(Saved::Shares(2)),
        social_fund: Some(1_000),
        fine: None,
        repayment: None,
        loan: None,
    };
    let sheet = Sheet {
        key: Uuid::now_v7(),
        after: (no > 1).then_some(no - 1),
        held_on: today,
        lines: (1..=MEMBERS).map(line).collect(),
        other: vec![],
        count: Count::Counted(BTreeMap::from([(1_000, no * MEMBERS * 11)])),
        difference_reason: String::new(),
        difference_named: None,
        witnessed: true,
        note: String::new(),
    };
    match seal_sheet(tx, group, &sheet, Act { by, at: Clock::System.now(), today }).await.map_err(|error| error.to_string())? {
        Outcome::Sealed(_) => Ok(()),
        other => Err(format!("{other:?}").into()),
    }
}

/// The median time of a page, request and all, in process.
async fn pages((db, group): &(Db, groups::Group), page: &str) -> Fallible<Duration> {
    page_of(db, &format!("/groups/{}/{page}", group.code)).await
}

/// The median time of a page for the treasurer.
async fn page_of(db: &Db, path: &str) -> Fallible<Duration> {
    page_for(db, "treasurer", path).await
}

/// The median time of a page for somebody.
async fn page_for(db: &Db, login: &str, path: &str) -> Fallible<Duration> {
    let mut reader = Reader::new(db, login).await?;
    for _ in 0..60 {
        reader.get(path).await?;
    }
    Ok(median(reader.times.split_off(10)))
}

/// The same in two files, turn by turn, so that a busy machine changes their ratio little.
async fn pages_in_turn(files: [&Db; 2], login: &str, path: &str) -> Fallible<[Duration; 2]> {
    let mut readers = [Reader::new(files[0], login).await?, Reader::new(files[1], login).await?];
    for _ in 0..110 {
        for reader in &mut readers {
            reader.get(path).await?;
        }
    }
    Ok(readers.map(|mut reader| median(reader.times.split_off(10))))
}

/// Somebody who is signed in, and how long her pages took: request and all, in process.
struct Reader {
    router: axum::Router,
    token: String,
    times: Vec<Duration>,
}

impl Reader {
    async fn new(db: &Db, login: &str) -> Fallible<Reader> {
        let app = App::new(db.clone(), Clock::System, Settings { secure_cookies: true, demo: false });
        let token = password::token();
        let mut tx = db.write().await?;
        let user = users::by_login(&mut tx, login).await?.ok_or("nobody signs in so")?;
        users::start_session(&mut tx, user.id, web::digest(token.as_bytes()), "bench", Clock::System.now()).await?;
        tx.commit().await?;
        Ok(Reader { router: web::router(app), token, times: Vec::new() })
    }

    async fn get(&mut self, path: &str) -> Fallible {
        use tower::ServiceExt;
        let cookie = format!("__Host-s={}", self.token);
        let request = http::Request::get(path).header("cookie", cookie).body(axum::body::Body::empty())?;
        let begun = Instant::now();
        let response = self.router.clone().oneshot(request).await?;
        let status = response.status();
        response.into_body().collect().await?;
        self.times.push(begun.elapsed());
        if status == 200 { Ok(()) } else { Err(format!("{path} was answered {status}").into()) }
    }
}
