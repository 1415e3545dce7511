//! On a bad line or none: a sheet that was opened once is opened, filled and sent while the server is away, and arrives once;
//! and what a device keeps is seen by nobody but its owner.
use crate::support::{
    browser::{Browser, Screen},
    databases::Folder,
    server::Server,
};
use sansom::store::Db;
use serde_json::{Value, json};
use std::{
    io::{Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    time::{Duration, Instant},
};

const GROUP: &str = "SP-KC-01";
const BANK: &str = "CC-TM-RB";

/// The line between a browser and the server. It can swallow the answer to one post: the server has stored, and nobody
/// hears of it.
struct Line {
    port: u16,
    swallow: Arc<AtomicBool>,
}

impl Line {
    fn to(server: &Server) -> Line {
        let upstream = server.url("").rsplit(':').next().and_then(|port| port.parse::<u16>().ok()).expect("a port");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let line = Line { port: listener.local_addr().expect("an address").port(), swallow: Arc::default() };
        let swallow = line.swallow.clone();
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                // A server that is away refuses, and so does its line.
                if let Ok(server) = TcpStream::connect(("127.0.0.1", upstream)) {
                    carry(client, server, swallow.clone());
                }
            }
        });
        line
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// Waits until the answer to a post was swallowed.
    async fn swallowed(&self) {
        let begun = Instant::now();
        while self.swallow.load(SeqCst) {
            assert!(begun.elapsed() < Duration::from_secs(40), "no post came");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

/// Carries both directions of a connection until one side ends.
fn carry(client: TcpStream, server: TcpStream, swallow: Arc<AtomicBool>) {
    let posted = Arc::new(AtomicBool::new(false));
    let (mut from, mut to, asked) = (client.try_clone().expect("a socket"), server.try_clone().expect("a socket"), posted.clone());
    std::thread::spawn(move || {
        let mut bytes = [0; 16 * 1024];
        while let Ok(many @ 1..) = from.read(&mut bytes) {
            if bytes.starts_with(b"POST ") || bytes.starts_with(b"GET ") {
                asked.store(bytes.starts_with(b"POST "), SeqCst);
            }
            if to.write_all(&bytes[..many]).is_err() {
                break;
            }
        }
        to.shutdown(Shutdown::Both).ok();
    });
    let (mut from, mut to) = (server, client);
    std::thread::spawn(move || {
        let mut bytes = [0; 16 * 1024];
        while let Ok(many @ 1..) = from.read(&mut bytes) {
            if posted.load(SeqCst) && swallow.swap(false, SeqCst) {
                break;
            }
            if to.write_all(&bytes[..many]).is_err() {
                break;
            }
        }
        to.shutdown(Shutdown::Both).ok();
        from.shutdown(Shutdown::Both).ok();
    });
}

async fn sign_in(browser: &Browser, line: &Line, login: &str, language: &str) {
    let (_, password, _) = sansom::demo::SIGN_INS.iter().find(|(known, ..)| *known == login).expect("a demo sign-in");
    browser.goto(&line.url("/sign-in")).await;
    if browser.ask("document.documentElement.lang").await != json!(language) {
        browser.leads_to("/sign-in", browser.touch(&format!("form.lang button[value={language}]"))).await;
    }
    browser.write("#login", login).await;
    browser.write("#password", password).await;
    browser.leads_to("/", browser.keys("\u{e007}")).await;
    if browser.ask("document.documentElement.lang").await != json!(language) {
        browser.leads_to("/", browser.touch(&format!("form.lang button[value={language}]"))).await;
    }
}

async fn sign_out(browser: &Browser) {
    browser.ask("document.querySelector('details.menu').open = true").await;
    browser.leads_to("/sign-in", browser.touch("form[action='/sign-out'] button")).await;
}

/// Everything that waits, as (owner, state, title).
async fn outbox(browser: &Browser) -> Vec<Value> {
    let rows = browser.promised("keeping.rows().then(rows => rows.map(row => [row.owner, row.state, row.title]))").await;
    rows.as_array().unwrap_or_else(|| panic!("{rows}")).clone()
}

/// The paths of the pages that are kept.
async fn kept(browser: &Browser) -> Vec<String> {
    let all = "keeping.pages().then(names => Promise.all(names.map(name => caches.open(name).then(cache => cache.keys())))).then(all => all.flat().map(one => new URL(one.url).pathname))";
    let kept = browser.promised(all).await;
    kept.as_array().unwrap_or_else(|| panic!("{kept}")).iter().filter_map(|path| path.as_str().map(str::to_owned)).collect()
}

/// Waits until a sheet is kept on the device.
async fn is_kept(browser: &Browser, path: &str) {
    let begun = Instant::now();
    while !kept(browser).await.iter().any(|one| one == path) {
        assert!(begun.elapsed() < Duration::from_secs(40), "{path} is not kept: {:?}", kept(browser).await);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

async fn waits(browser: &Browser) {
    browser.until("!document.getElementById('offline').hidden").await;
}

/// Writes into a field by its selector, as a person does.
async fn typed(browser: &Browser, css: &str, text: &str) {
    browser.find(css).await.clear().await.expect("a field");
    browser.write(css, text).await;
}

/// Waits until the draft of a sheet has everything that was typed: pairs of a field and its figure.
async fn drafted(browser: &Browser, shelf: &str, typed: &Value) {
    let draft = format!(
        "(key => key && JSON.parse(localStorage[key]).fields)(Object.keys(localStorage).find(key => key.startsWith('{shelf}')))"
    );
    browser
        .until(&format!("(fields => fields && {typed}.every(([name, figure]) => fields[name] === String(figure)))({draft})"))
        .await;
}

async fn db(server: &Server) -> Db {
    Db::connect(&format!("sqlite:{}", server.database().display())).await.expect("the data file")
}

/// A party with her attendance, what she saved, paid back and borrowed.
type MeetingLine = (i64, Option<String>, Option<i64>, Option<i64>, Option<i64>);

/// The lines of the group's last meeting: its number, how many meetings there are, and who brought and took what.
async fn last_meeting(server: &Server) -> (i64, i64, Vec<MeetingLine>) {
    let db = db(server).await;
    let mut tx = db.read().await.expect("it is read");
    let text = "select max(m.no), count(*) from meeting m join savings_group g on g.book_id = m.book_id where g.code = $1";
    let (no, count): (i64, i64) = tx.one(text, (GROUP,)).await.expect("meetings");
    let text = "select l.party_no, l.attendance, l.savings, l.repayment, l.loan from meeting_line l join savings_group g on g.book_id = l.book_id
                 where g.code = $1 and l.meeting_no = $2 order by l.party_no";
    (no, count, tx.all(text, (GROUP, no)).await.expect("lines"))
}

/// How many lending days a bank has, and the number of the last.
async fn lending_days(server: &Server) -> (i64, i64) {
    let db = db(server).await;
    let mut tx = db.read().await.expect("it is read");
    let text = "select count(*), coalesce(max(a.no), 0) from bank_act a join bank b on b.book_id = a.book_id and b.no = a.bank_no
                 where b.code = $1 and a.kind = 'lent'";
    tx.one(text, (BANK,)).await.expect("acts")
}

/// The sheet of the next meeting is opened once at home; everything else happens without a line.
#[tokio::test(flavor = "multi_thread")]
async fn a_meeting_recorded_without_a_line_arrives_once() {
    let mut server = Server::demo();
    let line = Line::to(&server);
    let profile = Arc::new(Folder::new());
    let browser = Browser::with_profile(Screen::Phone, profile.clone()).await;
    sign_in(&browser, &line, "treasurer", "km").await;
    let (last, before, _) = last_meeting(&server).await;
    let sheet = format!("/groups/{GROUP}/meetings/{}", last + 1);
    browser.goto(&line.url(&sheet)).await;
    is_kept(&browser, &sheet).await;
    browser.until("document.getElementById('promise')").await;
    browser.judge("sheet that opens without a line").await;
    server.kill();

    browser.goto(&line.url(&sheet)).await;
    browser.touch("button[value=fill-attendance]").await;
    browser.until("document.querySelectorAll('input[value=present]:checked').length > 10").await;
    browser.touch("#p2-attendance-late").await;
    let fill = "Array.from(document.querySelectorAll('input[name$=-savings]')).map((field, at) => {
        field.value = String(at % 3 + 1); field.dispatchEvent(new Event('input', { bubbles: true })); return [field.name, at % 3 + 1]; })";
    let shares = browser.ask(&format!("({fill})")).await;
    drafted(&browser, "sheet:", &shares).await;
    // Two who owe pay something back, and one who owes nothing borrows.
    let money = browser
        .ask(
            "((owing, free) => owing.slice(0, 2).map((row, at) => ['p' + row.dataset.p + '-repayment', 4000 + 1000 * at])
                .concat([['p' + free[0].dataset.p + '-loan', 50000]])
                .map(([name, amount]) => { const field = document.getElementsByName(name)[0];
                    field.value = String(amount); field.dispatchEvent(new Event('input', { bubbles: true })); return [name, amount]; }))(
                Array.from(document.querySelectorAll('tr[data-p]:not([data-noloan])')),
                Array.from(document.querySelectorAll('tr[data-p][data-noloan]')).filter(row => row.querySelector('[name$=-loan]')))",
        )
        .await;
    drafted(&browser, "sheet:", &money).await;
    browser.close().await;

    // Opened again, still without a line: everything typed is there.
    let browser = Browser::with_profile(Screen::Phone, profile.clone()).await;
    browser.goto(&line.url(&sheet)).await;
    browser.until("document.querySelector('#p2-attendance-late').checked").await;
    browser.touch("nav.steps a[href='#s-cash']").await;
    let expected = browser.ask("document.querySelector('#r-expected').textContent").await;
    let expected = words::read_quantity(expected.as_str().expect("a text"), 0).expect("a number").expect("not blank");
    typed(&browser, "#n100", &(expected / 100).to_string()).await;
    browser.touch("#witnessed").await;
    browser.touch("button[value=seal]").await;
    waits(&browser).await;
    browser.judge("put away without a line").await;
    browser.picture("offline-km-1-waits").await;
    assert_eq!(outbox(&browser).await.len(), 1);
    browser.goto(&line.url("/outbox")).await;
    browser.until("document.querySelector('[data-outbox-list] h3')").await;
    browser.judge("no line").await;
    browser.picture("offline-km-2-no-line").await;
    browser.goto(&line.url(&sheet)).await;
    waits(&browser).await;

    // The server is back, stores, and dies before it has answered.
    line.swallow.store(true, SeqCst);
    server.restart();
    browser.ask("window.dispatchEvent(new Event('online'))").await;
    line.swallowed().await;
    server.kill();
    assert_eq!(last_meeting(&server).await.1, before + 1, "it was stored, and nobody heard of it");
    assert_eq!(outbox(&browser).await.len(), 1, "the device goes on waiting");
    server.restart();
    browser
        .leads_to(&sheet, async {
            browser.ask("window.dispatchEvent(new Event('online'))").await;
        })
        .await;
    browser.judge("received").await;
    browser.picture("offline-km-3-received").await;

    let (no, count, lines) = last_meeting(&server).await;
    assert_eq!((no, count), (last + 1, before + 1), "one meeting and no more");
    let shares = shares.as_array().expect("a list");
    assert!(shares.len() > 10 && lines.len() >= shares.len());
    for share in shares {
        let party: i64 = share[0].as_str().and_then(|name| name[1..].split('-').next()?.parse().ok()).expect("a party");
        let (_, attendance, savings, ..) = lines.iter().find(|(no, ..)| *no == party).expect("her line");
        assert_eq!(*savings, share[1].as_i64().map(|shares| shares * 5_000), "party {party}");
        assert_eq!(attendance.as_deref(), Some(if party == 2 { "late" } else { "present" }), "party {party}");
    }
    let paid = lines.iter().filter_map(|(no, _, _, paid, _)| Some(json!([format!("p{no}-repayment"), (*paid)?])));
    let borrowed = lines.iter().filter_map(|(no, _, _, _, lent)| Some(json!([format!("p{no}-loan"), (*lent)?])));
    let stored: Vec<Value> = paid.chain(borrowed).collect();
    assert_eq!(json!(stored), money, "nobody else paid back or borrowed");
    browser.until("!document.getElementById('outbox')").await;
    assert!(outbox(&browser).await.is_empty());
    assert_eq!(browser.ask("Object.keys(localStorage).filter(key => key.startsWith('sheet:')).length").await, json!(0));
    browser.close().await;
}

/// The same with a lending day, on a laptop.
#[tokio::test(flavor = "multi_thread")]
async fn a_lending_day_without_a_line_arrives_once() {
    let mut server = Server::demo();
    let line = Line::to(&server);
    let profile = Arc::new(Folder::new());
    let browser = Browser::with_profile(Screen::Laptop, profile.clone()).await;
    sign_in(&browser, &line, "bank-treasurer", "en").await;
    let (before, _) = lending_days(&server).await;
    let sheet = format!("/banks/{BANK}/lending");
    // Opening the bank's page is enough.
    browser.goto(&line.url(&format!("/banks/{BANK}"))).await;
    is_kept(&browser, &sheet).await;
    is_kept(&browser, &format!("/banks/{BANK}/repaying")).await;
    server.kill();
    browser.goto(&line.url(&sheet)).await;
    let fill = "Array.from(document.querySelectorAll('tr[data-p] input[name$=-kg]')).slice(0, 5).map((field, at) => {
        field.value = String(20 + 3 * at); field.dispatchEvent(new Event('input', { bubbles: true })); return [field.name, 20 + 3 * at]; })";
    let lent = browser.ask(&format!("({fill})")).await;
    drafted(&browser, "bank:", &lent).await;
    browser.close().await;

    let browser = Browser::with_profile(Screen::Laptop, profile.clone()).await;
    browser.goto(&line.url(&sheet)).await;
    browser.until("!document.getElementById('draft-back').hidden").await;
    browser.touch("#save").await;
    waits(&browser).await;
    browser.judge("a lending day put away").await;
    browser.picture("offline-en-1-waits").await;
    line.swallow.store(true, SeqCst);
    server.restart();
    browser.ask("window.dispatchEvent(new Event('online'))").await;
    line.swallowed().await;
    server.kill();
    let (count, act) = lending_days(&server).await;
    assert_eq!(count, before + 1, "it was stored, and nobody heard of it");
    server.restart();
    let list = format!("{sheet}/{act}");
    browser
        .leads_to(&list, async {
            browser.ask("window.dispatchEvent(new Event('online'))").await;
        })
        .await;
    assert_eq!(lending_days(&server).await, (before + 1, act), "one lending day and no more");
    let lent = lent.as_array().expect("a list");
    let rows = browser.ask("Array.from(document.querySelectorAll('main table tbody tr')).map(row => row.innerText)").await;
    let rows: Vec<&str> = rows.as_array().expect("rows").iter().filter_map(Value::as_str).collect();
    assert_eq!(rows.len(), lent.len(), "{rows:?}");
    for one in lent {
        let kilograms = format!("{}\u{a0}", one[1]);
        assert_eq!(
            rows.iter().filter(|row| row.split('\t').nth(2).is_some_and(|lent| lent.starts_with(&kilograms))).count(),
            1,
            "{kilograms} in {rows:?}"
        );
    }
    assert!(outbox(&browser).await.is_empty());
    browser.close().await;
}

/// Types what the first family borrows, and waits until the draft has it.
async fn lend(browser: &Browser, kilograms: u32) {
    let fill = format!(
        "(field => {{ field.value = '{kilograms}'; field.dispatchEvent(new Event('input', {{ bubbles: true }})); return [[field.name, {kilograms}]]; }})
            (document.querySelector('tr[data-p] input[name$=-kg]'))"
    );
    let lent = browser.ask(&fill).await;
    drafted(browser, "bank:", &lent).await;
}

/// Throws away the draft that came back, types another lending day in its place, and puts it away: so many wait then.
async fn lend_another(browser: &Browser, sheet: &str, kilograms: u32, many: usize) {
    browser.goto(sheet).await;
    browser.until("!document.getElementById('draft-back').hidden").await;
    browser.touch("#draft-discard").await;
    lend(browser, kilograms).await;
    // The page sends, and not the worker behind it.
    browser.ask("delete ServiceWorkerRegistration.prototype.sync").await;
    browser.touch("#save").await;
    let begun = Instant::now();
    loop {
        let rows = outbox(browser).await;
        if rows.len() == many && rows.iter().all(|row| row[1] == "waiting") {
            return;
        }
        assert!(begun.elapsed() < Duration::from_secs(40), "{many} lending days wait: {rows:?}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Signed out with a draft alone, it stays. Of two lending days that wait one is thrown away, and the other stays with its draft;
/// and what is thrown away while another is under way is not sent.
#[tokio::test(flavor = "multi_thread")]
async fn one_sheet_is_thrown_away_and_no_other() {
    let mut server = Server::demo();
    let line = Line::to(&server);
    let browser = Browser::open(Screen::Laptop).await;
    sign_in(&browser, &line, "bank-treasurer", "en").await;
    let (before, _) = lending_days(&server).await;
    let path = format!("/banks/{BANK}/lending");
    let sheet = line.url(&path);
    browser.goto(&sheet).await;
    lend(&browser, 20).await;
    sign_out(&browser).await;
    let drafts = "Object.keys(localStorage).filter(key => key.startsWith('bank:')).length";
    assert_eq!(browser.ask(drafts).await, json!(1), "what is half typed is nowhere else");

    sign_in(&browser, &line, "bank-treasurer", "en").await;
    browser.goto(&line.url(&format!("/banks/{BANK}"))).await;
    is_kept(&browser, &path).await;
    server.kill();
    lend_another(&browser, &sheet, 21, 1).await;
    lend_another(&browser, &sheet, 22, 2).await;
    browser.goto(&line.url("/outbox")).await;
    browser.until("document.querySelectorAll('[data-outbox-list] > li.card').length === 2").await;
    let holds = browser.ask("document.querySelector('[data-outbox-list] details').textContent").await;
    assert!(holds.as_str().is_some_and(|text| text.contains("-kg: 21")), "what waits can be read: {holds}");
    // Pressed twice: it is asked for once more.
    for _ in 0..2 {
        browser.touch("[data-outbox-list] > li:first-child .actions button").await;
    }
    browser.until("document.querySelectorAll('[data-outbox-list] > li.card').length === 1").await;
    let key = "JSON.parse(localStorage[Object.keys(localStorage).find(key => key.startsWith('bank:'))]).key";
    let left = browser.promised(&format!("keeping.rows().then(rows => [rows.length, rows[0].key === {key}])")).await;
    assert_eq!(left, json!([1, true]), "the other waits, and its draft is there");

    // The first that sets out is held up on its way; the other is thrown away meanwhile, as on another page.
    lend_another(&browser, &sheet, 23, 2).await;
    let hold_up = "(real => { window.fetch = (url, asked) => !window.underWay && asked && asked.method === 'POST'
        ? new Promise(done => { window.underWay = asked.body.get('key'); window.goOn = done; }).then(() => real(url, asked))
        : real(url, asked); return true; })(window.fetch)";
    browser.ask(hold_up).await;
    server.restart();
    browser.ask("window.dispatchEvent(new Event('online'))").await;
    browser.until("window.underWay").await;
    browser.promised("keeping.rows().then(rows => keeping.drop(rows.find(row => row.key !== window.underWay).key))").await;
    browser.ask("(window.goOn(), true)").await;
    let begun = Instant::now();
    while lending_days(&server).await.0 == before {
        assert!(begun.elapsed() < Duration::from_secs(40), "{:?}", outbox(&browser).await);
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    tokio::time::sleep(Duration::from_secs(2)).await;
    browser.goto(&line.url("/outbox")).await;
    browser.until("document.querySelector('[data-outbox-list] > li.muted')").await;
    assert!(outbox(&browser).await.is_empty());
    assert_eq!(lending_days(&server).await.0, before + 1, "what was thrown away is not written");
    browser.close().await;
}

/// What of the first person's could be read on the device: the text of the page, the names of what is kept, the kept pages.
async fn device(browser: &Browser) -> String {
    let all = "(async () => {
        const pages = [];
        for (const name of await caches.keys()) for (const one of await (await caches.open(name)).keys())
            if (!new URL(one.url).pathname.startsWith('/a/')) pages.push(one.url + await (await (await caches.open(name)).match(one, { ignoreVary: true })).text());
        return document.body.innerText + pages.join() + JSON.stringify(Object.assign({}, localStorage));
    })()";
    browser.promised(all).await.as_str().expect("a text").to_owned()
}

/// Signed out, signed in as another, storage taken away by the browser: nothing leaks, and what waits comes through.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_device_keeps_is_its_owners_alone() {
    let mut server = Server::demo();
    let line = Line::to(&server);
    let browser = Browser::open(Screen::Phone).await;
    sign_in(&browser, &line, "treasurer", "en").await;
    let (last, before, _) = last_meeting(&server).await;
    let sheet = format!("/groups/{GROUP}/meetings/{}", last + 1);
    browser.goto(&line.url(&sheet)).await;
    is_kept(&browser, &sheet).await;
    let names = browser.ask("Array.from(document.querySelectorAll('tr[data-p] th')).map(cell => cell.innerText.trim().split('\\n').pop()).filter(name => name.length > 4)").await;
    let names: Vec<String> = names.as_array().expect("names").iter().filter_map(|name| name.as_str().map(str::to_owned)).collect();
    assert!(names.len() > 10, "{names:?}");
    assert!(names.iter().all(|name| !name.is_empty()) && device(&browser).await.contains(&names[0]));

    // Signed out with nothing that waits: nothing is left.
    sign_out(&browser).await;
    let left = browser.promised("Promise.all([caches.keys(), keeping.rows()]).then(([names, rows]) => names.filter(name => name.startsWith('sansom-pages')).length + rows.length)").await;
    assert_eq!(left, json!(0));
    assert_eq!(browser.ask("localStorage.length").await, json!(0));

    // Signed out with something that waits: it stays, the pages go.
    sign_in(&browser, &line, "treasurer", "en").await;
    browser.goto(&line.url(&sheet)).await;
    is_kept(&browser, &sheet).await;
    server.kill();
    browser.goto(&line.url(&sheet)).await;
    browser.touch("button[value=fill-attendance]").await;
    browser.touch("nav.steps a[href='#s-cash']").await;
    let expected = browser.ask("document.querySelector('#r-expected').textContent").await;
    let expected = words::read_quantity(expected.as_str().expect("a text"), 0).expect("a number").expect("not blank");
    typed(&browser, "#n100", &(expected / 100).to_string()).await;
    browser.touch("#witnessed").await;
    browser.touch("button[value=seal]").await;
    waits(&browser).await;
    let mine = outbox(&browser).await;
    assert_eq!(mine.len(), 1);
    // Storage is taken away piece by piece: the outbox is in none of these.
    for piece in ["cache_storage", "local_storage"] {
        let of = json!({ "origin": line.url(""), "storageTypes": piece });
        browser.devtools("Storage.clearDataForOrigin", of).await;
    }
    assert_eq!(outbox(&browser).await, mine);
    server.restart();
    // Her session is ended on the server, so that nothing is sent when the line is back: she is somebody who must sign in.
    browser.devtools("Network.clearBrowserCookies", json!({})).await;
    sign_in(&browser, &line, "finance", "en").await;
    browser.until("document.getElementById('outbox')").await;
    browser.judge("something of another person is kept").await;
    browser.picture("offline-en-2-others").await;
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert_eq!(outbox(&browser).await, mine, "neither lost nor sent by somebody else");
    assert_eq!(last_meeting(&server).await.1, before);
    browser.goto(&line.url("/outbox")).await;
    browser.until("!document.querySelector('[data-outbox-others]').hidden").await;
    browser.judge("outbox of another").await;
    browser.picture("offline-en-3-outbox").await;
    let seen = device(&browser).await;
    for name in names.iter().chain(&["Meeting ".to_owned() + &(last + 1).to_string()]) {
        assert!(!seen.contains(name.as_str()), "{name} of the first is seen by the second");
    }
    // Even a device that is told to cannot send it for her.
    let sent = browser.promised("keeping.rows().then(rows => keeping.send(rows[0]))").await;
    assert_eq!(sent, json!(401));
    assert_eq!(last_meeting(&server).await.1, before);

    // She signs out, the first signs in again: it comes through.
    sign_out(&browser).await;
    assert_eq!(outbox(&browser).await.len(), 1, "signing out with a full outbox keeps it");
    browser.picture("offline-en-4-sign-in").await;
    browser.judge("sign-in with something kept").await;
    sign_in(&browser, &line, "treasurer", "en").await;
    let begun = Instant::now();
    while last_meeting(&server).await.1 == before {
        assert!(begun.elapsed() < Duration::from_secs(40), "{:?}", outbox(&browser).await);
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    browser.until("document.getElementById('outbox')").await;
    browser.picture("offline-en-5-received").await;
    browser.devtools("Storage.clearDataForOrigin", json!({ "origin": line.url(""), "storageTypes": "all" })).await;
    browser.goto(&line.url(&sheet)).await;
    browser.judge("after everything was taken away").await;
    assert_eq!(last_meeting(&server).await.1, before + 1);
    browser.close().await;
}

/// Whether a page may be kept: a sheet, and nothing else.
fn is_sheet(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    match parts[..] {
        ["", "groups", _, "meetings", no] => no.parse::<u32>().is_ok(),
        ["", "banks", _, "lending" | "repaying"] | ["", "coops", _, "deliveries"] => true,
        ["", "training", "coachings", _, "visit"] => true,
        _ => false,
    }
}

/// After a walk over many pages only sheets are kept; of an award, of the register and of a person nothing is.
#[tokio::test(flavor = "multi_thread")]
async fn only_sheets_are_kept() {
    let server = Server::demo();
    let line = Line::to(&server);
    let browser = Browser::open(Screen::Laptop).await;
    for (login, pages) in [
        (
            "treasurer",
            vec![
                "/",
                "/groups/SP-KC-01",
                "/groups/SP-KC-01/members",
                "/groups/SP-KC-01/members/1",
                "/groups/SP-KC-01/meetings",
                "/groups/SP-KC-01/meetings/1",
                "/groups/SP-KC-01/loans",
                "/account",
                "/outbox",
            ],
        ),
        ("coop-treasurer", vec!["/", "/coops"]),
        ("officer", vec!["/", "/people", "/awards", "/training", "/market", "/plans", "/programme"]),
    ] {
        sign_in(&browser, &line, login, "en").await;
        for page in pages {
            browser.goto(&line.url(page)).await;
            let links = "Array.from(document.querySelectorAll('main a[href^=\"/\"]')).map(a => a.getAttribute('href')).filter(href => !/pdf|export|papers|file|download/.test(href)).slice(0, 3)";
            let links = browser.ask(links).await;
            for link in links.as_array().expect("links").iter().filter_map(Value::as_str) {
                browser.goto(&line.url(link)).await;
            }
        }
        browser.goto(&line.url("/outbox")).await;
        if login != "officer" {
            let some = "keeping.pages().then(names => names.length)";
            let begun = Instant::now();
            browser.goto(&line.url("/")).await;
            while browser.promised(some).await == json!(0) {
                assert!(begun.elapsed() < Duration::from_secs(40), "{login} has sheets to keep");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
        let kept = kept(&browser).await;
        assert!(kept.iter().all(|path| is_sheet(path)), "{login}: {kept:?}");
        let others = "caches.keys().then(names => names.filter(name => !name.startsWith('sansom-pages-') && name !== 'sansom-assets' && name !== 'sansom-shell'))";
        assert_eq!(browser.promised(others).await, json!([]));
        let files = "caches.open('sansom-assets').then(cache => cache.keys()).then(all => all.map(one => new URL(one.url).pathname).filter(path => !path.startsWith('/a/') && !path.startsWith('/outbox/words/')))";
        assert_eq!(browser.promised(files).await, json!([]));
        sign_out(&browser).await;
    }
    browser.close().await;
}
