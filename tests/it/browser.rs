//! Journeys in a real browser: a treasurer with a phone, a treasurer with the keyboard of an old laptop, one whose
//! scripts never arrive. Each page that is visited is judged by axe-core, and the database is asked afterwards.
use crate::support::{
    browser::{Browser, Screen},
    server::{Server, Visitor},
};
use sansom::store::Db;
use serde_json::json;

/// The demo group that shows everything, and the demo's password.
const GROUP: &str = "SP-KC-01";

/// Signs a demo user in, in a language.
async fn sign_in(browser: &Browser, server: &Server, login: &str, language: &str, what: &str) {
    let (_, password, _) = sansom::demo::SIGN_INS.iter().find(|(known, ..)| *known == login).expect("a demo sign-in");
    browser.goto(&server.url("/sign-in")).await;
    if browser.ask("document.documentElement.lang").await != json!(language) {
        browser.leads_to("/sign-in", browser.touch(&format!("form.lang button[value={language}]"))).await;
    }
    browser.judge(&format!("{what}: sign-in")).await;
    browser.picture(&format!("{what}-1-sign-in")).await;
    browser.write("#login", login).await;
    browser.write("#password", password).await;
    browser.leads_to("/", browser.keys("\u{e007}")).await;
    if browser.ask("document.documentElement.lang").await != json!(language) {
        browser.leads_to("/", browser.touch(&format!("form.lang button[value={language}]"))).await;
    }
}

/// What a database holds of the group's last meeting: number, kind, counted, expected, savings, social fund, entries.
async fn last_meeting(server: &Server) -> (i64, i64, i64, i64, i64) {
    let db = Db::connect(&format!("sqlite:{}", server.database().display())).await.expect("the data file");
    let mut tx = db.read().await.expect("it is read");
    tx.one(
        "select m.no, m.expected, m.counted,
                (select sum(l.savings) from meeting_line l where l.book_id = m.book_id and l.meeting_no = m.no),
                (select -sum(p.quantity) from posting p where p.book_id = m.book_id and p.entry_no = m.entry_no and p.account = 2010)
           from meeting m join savings_group g on g.book_id = m.book_id
          where g.code = $1 order by m.no desc limit 1",
        (GROUP,),
    )
    .await
    .expect("a meeting")
}

/// What the group's last meeting took in for loans and lent, by its lines, and what its loans say was paid.
async fn lent_and_repaid(server: &Server) -> [i64; 3] {
    let db = Db::connect(&format!("sqlite:{}", server.database().display())).await.expect("the data file");
    let mut tx = db.read().await.expect("it is read");
    let (repaid, lent, of_events): (i64, i64, i64) = tx
        .one(
            "select (select sum(l.repayment) from meeting_line l where l.book_id = m.book_id and l.meeting_no = m.no),
                    (select sum(l.loan) from meeting_line l where l.book_id = m.book_id and l.meeting_no = m.no),
                    (select sum(e.amount) from loan_event e where e.book_id = m.book_id and e.meeting_no = m.no and e.kind = 'repaid')
               from meeting m join savings_group g on g.book_id = m.book_id
              where g.code = $1 order by m.no desc limit 1",
            (GROUP,),
        )
        .await
        .expect("a meeting");
    [repaid, lent, of_events]
}

/// The notes that make an amount, largest first: what a person counting the box would write.
fn notes(mut amount: i64) -> Vec<(i64, i64)> {
    let mut counted = Vec::new();
    for value in [100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 100] {
        if amount / value > 0 {
            counted.push((value, amount / value));
            amount %= value;
        }
    }
    assert_eq!(amount, 0, "the box holds hundreds of riel");
    counted
}

/// A number on the page, whatever its separators and sign.
async fn number(browser: &Browser, css: &str) -> i64 {
    let text = browser.ask(&format!("document.querySelector('{css}').textContent")).await;
    words::read_quantity(text.as_str().expect("a text"), 0).expect("a number").expect("not blank")
}

/// By thumb, from first touch to sealed.
async fn on_a_phone(language: &str) {
    let server = Server::demo();
    let (before, ..) = last_meeting(&server).await;
    let browser = Browser::open(Screen::Phone).await;
    let what = format!("phone-{language}");
    sign_in(&browser, &server, "treasurer", language, &what).await;
    browser.judge(&format!("{what}: home")).await;
    browser.picture(&format!("{what}-2-home")).await;
    let next = before + 1;
    let sheet = format!("/groups/{GROUP}/meetings/{next}");
    browser.leads_to(&sheet, browser.touch(&format!("a[href='{sheet}']"))).await;
    browser.judge(&format!("{what}: attendance")).await;
    browser.picture(&format!("{what}-3-attendance")).await;
    browser.touch("button[value=fill-attendance]").await;
    browser.touch("#p2-attendance-late").await;
    browser.touch("#p3-attendance-absent").await;
    let mut step = 0;
    while browser.ask("document.querySelector('#sheet').dataset.step").await != json!("cash") {
        let now = browser.ask("document.querySelector('#sheet').dataset.step").await;
        match now.as_str().expect("a step") {
            "savings" => browser.touch("button[value=fill-savings]").await,
            "social" => browser.touch("button[value=fill-social]").await,
            "fines" => browser.touch("button[value=fill-fines]").await,
            // One instalment that is due, with one tap, and a loan to the first who may borrow.
            "repayments" => {
                browser.touch("tr[data-att=present] td.c-repayments .chip").await;
                browser.until("document.querySelector('.split:not([hidden])')").await;
            }
            "loans" => browser.write("tr[data-att=present] td.c-loans .num", "150000").await,
            _ => {}
        }
        if step > 0 {
            browser.judge(&format!("{what}: {now}")).await;
            browser.picture(&format!("{what}-4-{step}")).await;
        }
        browser.touch("button.next").await;
        step += 1;
        assert!(step < 10, "the steps come to an end");
    }
    browser.judge(&format!("{what}: cash")).await;
    let expected = number(&browser, "#r-expected").await;
    assert!(expected > 0);
    // What was filled in is still there when the browser was closed and opened again.
    browser.goto(&server.url(&sheet)).await;
    browser.until("document.querySelector('#p2-attendance-late').checked").await;
    browser.touch("nav.steps a[href='#s-cash']").await;
    assert_eq!(number(&browser, "#r-expected").await, expected, "the draft came back whole");
    for (value, many) in notes(expected) {
        browser.write(&format!("#n{value}"), &many.to_string()).await;
    }
    browser.touch("#witnessed").await;
    browser.picture(&format!("{what}-5-cash")).await;
    browser.leads_to(&sheet, browser.touch("button[value=seal]")).await;
    browser.judge(&format!("{what}: sealed")).await;
    browser.picture(&format!("{what}-6-sealed")).await;
    let (no, said, counted, saved, posted) = last_meeting(&server).await;
    assert_eq!((no, said, counted), (next, expected, expected));
    assert_eq!(saved, posted, "what stands on the lines was posted to the members");
    assert!(saved > 0);
    let [repaid, lent, of_events] = lent_and_repaid(&server).await;
    assert!(repaid > 0 && of_events == repaid, "{repaid} on the sheet, {of_events} on loans");
    assert_eq!(lent, 150_000);
    browser.goto(&server.url(&format!("/groups/{GROUP}/members/1"))).await;
    browser.judge(&format!("{what}: passbook")).await;
    browser.picture(&format!("{what}-7-passbook")).await;
    let drafts = "Object.keys(localStorage).filter(key => key.startsWith('sheet:')).length";
    assert_eq!(browser.ask(drafts).await, json!(0), "a sealed sheet leaves no draft behind");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_treasurer_seals_a_meeting_on_a_phone_in_khmer() {
    on_a_phone("km").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_treasurer_seals_a_meeting_on_a_phone_in_english() {
    on_a_phone("en").await;
}

/// With the keyboard alone, on an old laptop.
async fn by_keyboard(language: &str) {
    const ENTER: &str = "\u{e007}";
    const SPACE: &str = "\u{e00d}";
    let server = Server::demo();
    let (before, ..) = last_meeting(&server).await;
    let browser = Browser::open(Screen::Laptop).await;
    let what = format!("laptop-{language}");
    sign_in(&browser, &server, "treasurer", language, &what).await;
    browser.judge(&format!("{what}: home")).await;
    browser.picture(&format!("{what}-2-home")).await;
    let next = before + 1;
    let sheet = format!("/groups/{GROUP}/meetings/{next}");
    browser.tab_to(&format!("a[href='{sheet}']")).await;
    browser.leads_to(&sheet, browser.keys(ENTER)).await;
    browser.judge(&format!("{what}: sheet")).await;
    browser.picture(&format!("{what}-3-sheet")).await;
    browser.tab_to("button[value=fill-attendance]").await;
    browser.keys(ENTER).await;
    browser.until("document.querySelectorAll('input[value=present]:checked').length > 10").await;
    // Shares by typing: Enter runs down the column.
    browser.tab_to("#p1-savings").await;
    let members = browser.ask("document.querySelectorAll('input[name$=-savings]').length").await.as_i64().expect("a count");
    for at in 0..members {
        browser.keys(&format!("{}{ENTER}", if at % 2 == 0 { "1" } else { "២" })).await;
    }
    browser.tab_to("button[value=fill-social]").await;
    browser.keys(SPACE).await;
    browser.judge(&format!("{what}: filled")).await;
    let expected = number(&browser, "#r-expected").await;
    // A count that is not there yet is refused at its place, and what was typed stays.
    browser.tab_to("#witnessed").await;
    browser.keys(SPACE).await;
    browser.tab_to("button[value=seal]").await;
    browser.leads_to(&sheet, browser.keys(ENTER)).await;
    browser.judge(&format!("{what}: refused")).await;
    browser.picture(&format!("{what}-4-refused")).await;
    assert_eq!(browser.ask("document.querySelector('#p1-savings').value").await, json!("1"));
    assert_eq!(last_meeting(&server).await.0, before, "nothing was sealed");
    for (value, many) in notes(expected) {
        browser.tab_to(&format!("#n{value}")).await;
        browser.keys(&many.to_string()).await;
    }
    browser.picture(&format!("{what}-5-counted")).await;
    browser.tab_to("button[value=seal]").await;
    browser.leads_to(&sheet, browser.keys(ENTER)).await;
    browser.judge(&format!("{what}: sealed")).await;
    browser.picture(&format!("{what}-6-sealed")).await;
    let (no, said, counted, saved, posted) = last_meeting(&server).await;
    assert_eq!((no, said, counted, saved), (next, expected, expected, posted));
    let shares = (0..members).map(|at| if at % 2 == 0 { 1 } else { 2 }).sum::<i64>();
    assert_eq!(saved, shares * 5_000, "one share and two in turn, Khmer digits read");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_treasurer_seals_a_meeting_by_keyboard_in_khmer() {
    by_keyboard("km").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_treasurer_seals_a_meeting_by_keyboard_in_english() {
    by_keyboard("en").await;
}

/// Scripts that never arrive: the buttons fill by asking the server, and the sheet is sealed all the same.
#[tokio::test(flavor = "multi_thread")]
async fn a_meeting_is_sealed_without_script() {
    let server = Server::demo();
    let (before, ..) = last_meeting(&server).await;
    let browser = Browser::open(Screen::Phone).await;
    browser.block_scripts().await;
    sign_in(&browser, &server, "treasurer", "km", "no-script").await;
    let sheet = format!("/groups/{GROUP}/meetings/{}", before + 1);
    browser.leads_to(&sheet, browser.touch(&format!("a[href='{sheet}']"))).await;
    browser.judge("no-script: sheet").await;
    for button in ["fill-attendance", "fill-savings", "fill-social"] {
        browser.leads_to(&sheet, browser.touch(&format!("button[value={button}]"))).await;
    }
    browser.picture("no-script-1-filled").await;
    let expected = number(&browser, "#r-expected").await;
    for (value, many) in notes(expected) {
        browser.write(&format!("#n{value}"), &many.to_string()).await;
    }
    browser.touch("#witnessed").await;
    browser.leads_to(&sheet, browser.touch("button[value=seal]")).await;
    browser.judge("no-script: sealed").await;
    let (no, said, counted, saved, posted) = last_meeting(&server).await;
    assert_eq!((no, said, counted, saved), (before + 1, expected, expected, posted));
    assert!(saved > 0);
    browser.close().await;
}

/// A wrong figure is mended: the treasurer asks, the second officer confirms on her own phone, and both figures are seen.
#[tokio::test(flavor = "multi_thread")]
async fn a_correction_is_asked_for_and_confirmed() {
    let server = Server::demo();
    let browser = Browser::open(Screen::Phone).await;
    sign_in(&browser, &server, "treasurer", "km", "correction").await;
    let (meeting, ..) = last_meeting(&server).await;
    let ask = format!("/groups/{GROUP}/meetings/{meeting}/corrections/new");
    browser.goto(&server.url(&format!("{ask}?member=1&figure=shares"))).await;
    browser.judge("correction: form").await;
    browser.picture("correction-1-form").await;
    browser.leads_to(&ask, browser.touch("main form.form button[type=submit]")).await;
    browser.judge("correction: refused without figure and reason").await;
    let stands = browser.ask("document.querySelector('#right').value").await;
    assert_eq!(stands, json!(""));
    browser.write("#right", "៥").await;
    browser.write("#reason", "សរសេរខុសជួរ").await;
    browser.ask("document.body.setAttribute('data-before', '1')").await;
    browser.touch("main form.form button[type=submit]").await;
    browser.until("!document.body.hasAttribute('data-before')").await;
    let page = browser.path().await;
    assert!(page.starts_with(&format!("/groups/{GROUP}/corrections/")), "{page}");
    browser.judge("correction: waiting").await;
    browser.picture("correction-2-own").await;
    assert_eq!(
        browser.ask("document.querySelectorAll('form[action$=\"/confirm\"]').length").await,
        json!(0),
        "nobody confirms her own"
    );
    browser.close().await;

    let browser = Browser::open(Screen::Phone).await;
    sign_in(&browser, &server, "secretary", "km", "correction-second").await;
    browser.goto(&server.url(&page)).await;
    browser.judge("correction: to confirm").await;
    browser.leads_to(&page, browser.touch("form[action$='/confirm'] button")).await;
    browser.judge("correction: confirmed").await;
    browser.picture("correction-3-confirmed").await;
    browser.goto(&server.url(&format!("/groups/{GROUP}/meetings/{meeting}"))).await;
    browser.judge("correction: on the meeting").await;
    browser.picture("correction-4-meeting").await;
    assert_eq!(
        browser.ask("document.querySelectorAll('main del, main s').length > 0").await,
        json!(true),
        "the sealed figure is still seen"
    );
    browser.close().await;
}

/// The group in Takeo divides its box: the treasurer counts and proposes on her phone, the secretary confirms on hers, and
/// what was published is in the books.
#[tokio::test(flavor = "multi_thread")]
async fn the_group_in_takeo_shares_out_on_two_phones() {
    let server = Server::demo();
    let below = |path: &str| format!("/groups/PC-TK-01/{path}");
    let browser = Browser::open(Screen::Phone).await;
    sign_in(&browser, &server, "takeo-treasurer", "km", "share-out").await;
    browser.goto(&server.url(&below("cycles"))).await;
    browser.judge("share-out: cycles").await;
    browser.leads_to(&below("share-out/collect"), browser.touch("form[action$='/share-out/begin'] button")).await;
    browser.judge("share-out: collect").await;
    browser.picture("share-out-1-collect").await;
    browser.leads_to(&below("share-out/count"), browser.touch("a.btn.main")).await;
    // A note too few is seen at once, and refused when it is sent all the same.
    browser.write("#n100000", "38").await;
    browser.until("document.querySelector('#verdict').dataset.v === 'off'").await;
    browser.judge("share-out: count").await;
    browser.leads_to(&below("share-out/rule"), browser.touch(".money-count button.main")).await;
    browser.judge("share-out: count refused").await;
    browser.picture("share-out-2-short").await;
    for (value, many) in notes(3_830_600).into_iter().filter(|(value, _)| *value < 100_000) {
        browser.write(&format!("#n{value}"), &many.to_string()).await;
    }
    browser.until("document.querySelector('#verdict').dataset.v === 'ok'").await;
    browser.leads_to(&below("share-out/rule"), browser.touch(".money-count button.main")).await;
    browser.judge("share-out: rule").await;
    browser.picture("share-out-3-rule").await;
    browser.leads_to(&below("share-out/put-back"), browser.touch("main form button.main")).await;
    browser.write("#each", "២").await;
    browser.leads_to(&below("share-out/put-back"), browser.touch("button[value=fill]")).await;
    browser.judge("share-out: put back").await;
    browser.picture("share-out-4-put-back").await;
    browser.leads_to(&below("share-out/preview"), browser.touch("main form > .actions button.main")).await;
    browser.judge("share-out: preview").await;
    browser.picture("share-out-5-preview").await;
    assert_eq!(number(&browser, ".tile dd .n").await, 3_821_800, "the pool that was published");
    browser.leads_to(&below("share-out"), browser.touch("form[action$='/propose'] button")).await;
    browser.judge("share-out: proposed").await;
    assert_eq!(browser.ask("document.querySelectorAll('form[action$=\"/confirm\"]').length").await, json!(0));
    browser.close().await;

    let browser = Browser::open(Screen::Phone).await;
    sign_in(&browser, &server, "takeo-secretary", "km", "share-out-second").await;
    browser.goto(&server.url(&below("share-out"))).await;
    browser.judge("share-out: to confirm").await;
    browser.picture("share-out-6-confirm").await;
    browser.leads_to(&below("share-outs/1"), browser.touch("form[action$='/confirm'] button")).await;
    browser.judge("share-out: proof").await;
    browser.picture("share-out-7-proof").await;
    assert_eq!(browser.ask("document.querySelectorAll('.verdict.off, .term.wrong').length").await, json!(0));
    browser.leads_to(&below("share-outs/1/list"), browser.touch("a[href$='/share-outs/1/list']")).await;
    browser.judge("share-out: list").await;
    browser.picture("share-out-8-list").await;
    browser.goto(&server.url(&below("members/1"))).await;
    browser.judge("share-out: passbook").await;
    browser.close().await;

    let db = Db::connect(&format!("sqlite:{}", server.database().display())).await.expect("the data file");
    let mut tx = db.read().await.expect("it is read");
    let told: (i64, i64, i64, i64) = tx
        .one(
            "select d.pool, d.remainder,
                    (select sum(b.quantity) from balance b where b.book_id = d.book_id and b.fund = 1 and b.account = 1010),
                    (select sum(b.quantity) from balance b where b.book_id = d.book_id and b.fund = 2 and b.account = 1010)
               from share_out_decision d join savings_group g on g.book_id = d.book_id where g.code = $1",
            ("PC-TK-01",),
        )
        .await
        .expect("a share-out");
    assert_eq!(told, (3_821_800, 1_000, 231_000, 8_800), "the remainder and 23 times two shares, and the emergency fund");
}

/// Every page of the demo, in both languages and on both screens, as the people who use it: none with a fault, none
/// wider than its screen, none with a missing text.
#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_the_demo_can_be_read() {
    let server = Server::demo();
    let (meeting, ..) = last_meeting(&server).await;
    let group = |below: &str| format!("/groups/{GROUP}{below}");
    let of_group = [
        group(""),
        group("/members"),
        group("/members/1"),
        group("/meetings"),
        group(&format!("/meetings/{meeting}")),
        group("/corrections"),
        group("/cash-book"),
        group("/accounts"),
        group("/accounts/2010"),
        group("/trial-balance"),
        group("/entries/1"),
        group("/audit"),
        group("/constitution"),
        group("/closing"),
        group("/cycles"),
        group("/officers"),
        group("/loans"),
        group("/loans/30"),
        group("/loans/23"),
        group("/loans/30/contract"),
        group("/loans/applications"),
        group("/arrears"),
        group("/health"),
        group("/papers"),
        group("/papers?lang=both&digits=khmer"),
        group("/papers/runs/gone"),
        printed(&server).await,
        "/arrears".into(),
        "/calculator".into(),
        "/calculator?principal=1000000&rate=2&per=month&method=equal-principal&instalments=6".into(),
    ];
    let as_officer = [
        group("/members/new"),
        group("/members/1/edit"),
        group("/members/1/leave"),
        group("/constitution/edit"),
        "/groups/new".into(),
    ];
    let rounds: [(&str, Vec<String>); 3] = [
        ("officer", ["/".to_owned(), "/account".to_owned()].into_iter().chain(of_group).chain(as_officer).collect()),
        ("administrator", vec!["/".into(), "/audit".into(), "/users".into(), "/users/new".into(), "/users/treasurer".into()]),
        ("advisor", vec!["/".into(), group(""), "/nothing-there".into(), "/verify".into(), "/verify?code=K7QF-2M9X-P3TO".into()]),
    ];
    walk(&server, &rounds).await;
}

/// The same for the awards of the demo: what waits for each office, what breaks a rule, the reports and the forms of a turn.
#[tokio::test(flavor = "multi_thread")]
async fn every_report_of_an_award_can_be_read() {
    let server = Server::demo();
    let (new, old) = ("/awards/SG-NEW", "/awards/SG-2016");
    let reports =
        |award: &str| ["budget", "liquidation", "advances", "donor", "exceptions"].map(|below| format!("{award}/{below}"));
    let own = |pages: &[&str]| {
        let all = ["/", "/tasks", "/awards", new].into_iter().chain(pages.iter().copied());
        all.map(str::to_owned).collect::<Vec<_>>()
    };
    let mut finance = own(&["/awards/SG-NEW/donor?from=31/12/2026&to=01/01/2026", "/awards/SG-2016/exceptions?q=nothing-like-it"]);
    finance.extend(reports(new).into_iter().chain(reports(old)));
    let codes = ["codes", "codes/new", "codes/7?drawn=1", "codes/8", "codes/views", "slips"].map(|below| format!("{new}/{below}"));
    let rounds: [(&str, Vec<String>); 6] = [
        ("finance", finance),
        ("liaison", codes.into()),
        ("manager", own(&["/awards/SG-NEW/slips", "/awards/SG-NEW/slips/18", "/awards/SG-NEW/slips/8?act=vary"])),
        ("monitor", own(&["/awards/SG-NEW/grants/13?act=visit", "/awards/SG-NEW/slips", "/awards/SG-NEW/slips/25"])),
        ("officer", own(&["/awards/SG-NEW/vouchers/27"])),
        ("auditor", own(&["/awards/SG-2016/exceptions", "/awards/SG-2016/exceptions?rule=ineligible"])),
    ];
    walk(&server, &rounds).await;
}

/// A passbook that was printed before the demo's corrections, a new one, and a forged one, looked up by nobody in
/// particular.
#[tokio::test(flavor = "multi_thread")]
async fn a_paper_is_looked_up_without_signing_in() {
    let server = Server::demo();
    let [old, new] = two_passbooks(&server).await;
    let other = if old[60..].starts_with('0') { '1' } else { '0' };
    let forged = format!("{}{other}{}", &old[..60], &old[61..]);
    let pages = [
        ("blank", "/verify".to_owned(), ""),
        ("corrected", format!("/verify/{old}"), "warn"),
        ("genuine", format!("/verify/{new}"), "good"),
        ("forged", format!("/verify/{forged}"), "stop"),
    ];
    for (language, screen) in [("km", Screen::Phone), ("en", Screen::Laptop), ("km", Screen::Laptop), ("en", Screen::Phone)] {
        let browser = Browser::open(screen).await;
        browser.goto(&server.url("/verify")).await;
        if language == "en" {
            browser.leads_to("/verify", browser.touch("form.lang button[value=en]")).await;
        }
        for (name, path, tone) in &pages {
            browser.goto(&server.url(path)).await;
            let what = format!("verify-{language}-{screen:?}-{name}");
            browser.judge(&what).await;
            browser.picture(&what).await;
            let found = browser.ask("(document.querySelector('.answer') || document.body).className").await;
            assert!(found.as_str().is_some_and(|class| class.ends_with(tone)), "{what}: {found}");
            if language == "km" {
                assert_eq!(browser.ask(ENGLISH).await, json!(""), "{what}: English on a Khmer page");
            }
        }
        // By hand: what is typed wrong is said at its field.
        browser.goto(&server.url("/verify")).await;
        browser.write("#code", "K7QF-2M9X-P3TO").await;
        browser.leads_to("/verify", browser.touch("main form button.main")).await;
        browser.judge(&format!("verify-{language}-{screen:?}-mistyped")).await;
        assert_eq!(browser.ask("document.querySelector('#code').value").await, json!("K7QF-2M9X-P3TO"));
        browser.close().await;
    }
}

/// The payloads of two passbooks of the member of the demo whose savings were corrected: one that knows nothing of it, and
/// one of today.
async fn two_passbooks(server: &Server) -> [String; 2] {
    use sansom::papers::{
        press::Press,
        register::{Printing, Wanted, issue},
    };
    let folder = server.database().parent().expect("a folder").to_owned();
    let press = Press::of_folder(&folder, server.url("")).expect("the server's key");
    let db = Db::connect(&format!("sqlite:{}", server.database().display())).await.expect("the data file");
    let mut tx = db.write().await.expect("it is written");
    let sql = "select e.book_id, e.no, c.party_no, (select head_no from book where id = e.book_id)
                 from correction c join entry e on e.book_id = c.book_id and e.source = c.id
                where c.figure = 'savings' order by e.book_id, e.no limit 1";
    let (book, corrected, party, head): (i64, i64, i64, i64) = tx.one(sql, ()).await.expect("a correction in the demo");
    let mut payloads = Vec::new();
    for through in [corrected - 1, head] {
        let printing =
            Printing { book: sansom::store::BookId(book), through: ledger::EntryNo(through), by: None, at: chrono::Utc::now() };
        let wanted = [Wanted::Passbook { party: ledger::PartyNo(party), pages: vec![] }];
        payloads.extend(issue(&mut tx, &press, printing, &wanted).await.expect("printed").into_iter().map(|paper| paper.payload));
    }
    tx.commit().await.expect("kept");
    payloads.try_into().expect("two")
}

/// The page of a print run that is ready.
async fn printed(server: &Server) -> String {
    let (_, password, _) = sansom::demo::SIGN_INS.iter().find(|(known, ..)| *known == "officer").expect("a demo sign-in");
    let mut officer = Visitor::signed_in(server, "officer", password).await;
    let order = [("members", "1"), ("lang", "km"), ("digits", "khmer")];
    let answer = officer.post(&server.url(&format!("/groups/{GROUP}/papers/passbooks")), &order).await.expect("an answer");
    answer.location().to_owned()
}

/// Visits pages in both languages and on both screens, each round as somebody else.
pub(crate) async fn walk(server: &Server, rounds: &[(&str, Vec<String>)]) {
    for (language, screen) in [("km", Screen::Phone), ("en", Screen::Laptop), ("km", Screen::Laptop), ("en", Screen::Phone)] {
        for (login, pages) in rounds {
            let browser = Browser::open(screen).await;
            let what = format!("walk-{language}-{screen:?}-{login}");
            sign_in(&browser, server, login, language, &what).await;
            for path in pages {
                browser.goto(&server.url(path)).await;
                browser.judge(&format!("{what} {path}")).await;
                browser.picture(&format!("{what}{}", path.replace('/', "_"))).await;
                if language == "km" {
                    assert_eq!(browser.ask(ENGLISH).await, json!(""), "{what} {path}: English on a Khmer page");
                }
            }
            browser.close().await;
        }
    }
}

/// English words that a reader of Khmer would stumble on: visible Latin words outside names, codes, and what is typed.
pub(crate) const ENGLISH: &str = "(() => {
    const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
    const words = /\\b(the|and|meeting|member|savings|save|group|date|from|total|sealed|account|password|name|amount|of|by|to)\\b/i;
    const found = [];
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        if (element.closest('[lang=en], .latin, code, option[lang=en], script, input, textarea')) continue;
        if (words.test(walker.currentNode.data)) found.push(walker.currentNode.data.trim());
    }
    return found.slice(0, 5).join(' | ');
})()";
