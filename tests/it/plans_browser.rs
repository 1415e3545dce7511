//! From sign-in to a printed plan for a hundred native chickens, on a telephone and on a laptop, in both languages: live totals
//! that agree with the server, a draft that survives the page, and a paper whose figures are those of the page.
use crate::support::{
    actor::{PASSWORD, World},
    browser::{Browser, Screen},
    databases::sqlite,
    paper,
};
use sansom::{
    app::{App, Clock, Settings},
    web,
};
use serde_json::json;
use std::net::SocketAddr;

/// The program of a world, on a port of its own.
async fn program(world: &World) -> String {
    let app = App::new(world.db().clone(), Clock::Fixed(world.app.now()), Settings { secure_cookies: false, demo: false });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let router = web::router(app).into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

async fn signed_in(address: &str, language: &str, screen: Screen) -> Browser {
    let browser = Browser::open(screen).await;
    browser.goto(&format!("{address}/")).await;
    browser.write("#login", "advisor").await;
    browser.write("#password", PASSWORD).await;
    browser.leads_to("/", browser.keys("\u{e007}")).await;
    if browser.ask("document.documentElement.lang").await != json!(language) {
        browser.leads_to("/", browser.touch(&format!("form.lang button[value={language}]"))).await;
    }
    browser
}

/// What stands in a field is replaced, as a thumb would do it.
async fn fill(browser: &Browser, css: &str, text: &str) {
    let set = format!("(() => {{ const e = document.querySelector(\"{css}\"); e.value = ''; e.focus(); return true; }})()");
    browser.ask(&set).await;
    browser.write(css, text).await;
}

#[tokio::test]
async fn a_plan_for_a_hundred_native_chickens_from_sign_in_to_paper() {
    sqlite(|base| async move { journey(&World::new(base).await).await }).await;
}

async fn journey(world: &World) {
    let address = program(world).await;
    for language in ["en", "km"] {
        let browser = signed_in(&address, language, Screen::Phone).await;
        browser.leads_to("/plans", browser.touch("a[href='/plans']")).await;
        browser.leads_to("/plans/new", browser.touch("a[href='/plans/new']")).await;
        browser.judge(&format!("{language}: templates")).await;
        browser.picture(&format!("plan-{language}-1-templates")).await;
        browser.leads_to("/plans/new/chickens-native", browser.touch("a[href='/plans/new/chickens-native']")).await;
        questions(&browser, language).await;
        let path = browser.path().await;
        browser.judge(&format!("{language}: plan")).await;
        browser.picture(&format!("plan-{language}-3-plan")).await;
        edited(&browser, &path, language).await;
        printed(world, &path, language).await;
        browser.close().await;
        wide(&address, &path, language).await;
    }
}

/// The six questions, with a search for whom it is.
async fn questions(browser: &Browser, language: &str) {
    fill(browser, "[name=q]", "OWN-12").await;
    browser.leads_to("/plans/new/chickens-native", browser.touch("button[value=find]")).await;
    browser.touch("input[name=for][value^=person]").await;
    fill(browser, "#own", if language == "km" { "២.៥០០.០០០" } else { "2,500,000" }).await;
    fill(browser, "#loan", "1,200,000").await;
    fill(browser, "#percent", "2").await;
    fill(browser, "#months", "9").await;
    fill(browser, "#income", "900,000").await;
    fill(browser, "#spending", "600,000").await;
    browser.judge(&format!("{language}: questions")).await;
    browser.picture(&format!("plan-{language}-2-questions")).await;
    browser.ask("document.body.setAttribute('data-before', '1')").await;
    browser.touch("button.big").await;
    browser.until("!document.body.dataset.before && location.pathname !== '/plans/new/chickens-native'").await;
}

/// A price is changed: the totals follow at once, the draft outlives the page, and what is saved is what was shown.
async fn edited(browser: &Browser, path: &str, language: &str) {
    browser.leads_to(&format!("{path}/edit"), browser.touch(&format!("a[href='{path}/edit']"))).await;
    browser.judge(&format!("{language}: editor")).await;
    // Before anything is typed the script reckons what the server wrote.
    let server =
        "Array.from(document.querySelectorAll('[data-sum],[data-subtotal],#t-income,#t-cost,#t-net')).map(e => e.textContent)";
    let live = browser.ask(server).await;
    let html = format!(
        "(() => {{ const r = new XMLHttpRequest(); r.open('GET', '{path}/edit', false); r.send();
           const d = new DOMParser().parseFromString(r.responseText, 'text/html');
           return Array.from(d.querySelectorAll('form#plan [data-sum], form#plan [data-subtotal], #t-income, #t-cost, #t-net')).map(e => e.textContent); }})()"
    );
    let told = browser.ask(&html).await;
    let known = |value: &serde_json::Value| {
        let all: Vec<String> = serde_json::from_value(value.clone()).unwrap();
        all.into_iter()
            .filter(|text| text != "–" && !text.starts_with("0\u{a0}") && !text.starts_with("០\u{a0}"))
            .collect::<Vec<_>>()
    };
    assert_eq!(known(&live), known(&told), "{language}: the script reckons as the server does");
    fill(browser, "#l3-price", if language == "km" { "៣២០០" } else { "3,200" }).await;
    browser.touch("button[data-add=other]").await;
    let added = "#l11-latin, #l11-km";
    browser.until(&format!("document.querySelector('{added}')")).await;
    fill(browser, if language == "km" { "#l11-km" } else { "#l11-latin" }, "Net").await;
    fill(browser, "#l11-quantity", "2").await;
    fill(browser, "#l11-price", "12,500").await;
    browser.until("document.querySelector('#l11 [data-sum]').textContent.replace(/[^0-9]/g, '') === '25000'").await;
    browser.until("!document.getElementById('kept').hidden").await;
    browser.picture(&format!("plan-{language}-4-editor")).await;
    let net = browser.ask("document.getElementById('t-net').textContent").await;
    // The page is loaded anew: the draft is back, with the line that was added.
    let here = browser.ask("location.href").await;
    browser.goto(here.as_str().unwrap()).await;
    browser.until("!document.getElementById('draft-back').hidden").await;
    assert_eq!(browser.ask("document.getElementById('l11-quantity').value").await, json!("2"));
    assert_eq!(browser.ask("document.getElementById('t-net').textContent").await, net);
    browser.leads_to(path, browser.touch(".sum-bar button")).await;
    let shown = browser.ask("document.querySelector('#budget tfoot tr:last-child .fig').textContent").await;
    assert_eq!(shown, net, "{language}: what was shown is what was saved");
    assert_eq!(browser.ask("Object.keys(localStorage).filter(key => key.startsWith('draft:')).length").await, json!(0));
    browser.picture(&format!("plan-{language}-5-saved")).await;
}

/// Every amount of the paper's budget is an amount of the page.
async fn printed(world: &World, path: &str, language: &str) {
    let mut advisor = world.session("advisor").await;
    let page = advisor.get(path).await;
    let answer = advisor.get(&format!("{path}/paper?language={language}")).await;
    let text = paper::read(&answer);
    let (_, main) = page.text.split_once("id=\"budget\"").unwrap();
    let main = format!("<main>{}", main.split("id=\"cash\"").next().unwrap());
    let mut missing: Vec<String> = paper::amounts(&main).into_iter().filter(|amount| !text.contains(amount.as_str())).collect();
    missing.dedup();
    assert!(missing.is_empty(), "{language}: not on the paper: {missing:?} in {text}");
    let folder = std::env::temp_dir().join("plan-papers");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(format!("plan-{language}.pdf")), &answer.bytes).unwrap();
}

/// The same pages on a laptop.
async fn wide(address: &str, path: &str, language: &str) {
    let browser = signed_in(address, language, Screen::Laptop).await;
    let pages =
        [("/plans", "list"), ("/plans/new", "templates"), ("/plans/new/chickens-native", "questions"), ("/plans/import", "import")];
    for (at, name) in pages {
        browser.goto(&format!("{address}{at}")).await;
        browser.judge(&format!("{language}: {name}, wide")).await;
        browser.picture(&format!("plan-{language}-wide-{name}")).await;
    }
    for (below, name) in
        [("", "plan"), ("/edit", "editor"), ("/compare?with=1", "compare"), ("/actual", "actual"), ("/subject", "subject")]
    {
        browser.goto(&format!("{address}{path}{below}")).await;
        browser.judge(&format!("{language}: {name}, wide")).await;
        browser.picture(&format!("plan-{language}-wide-{name}")).await;
    }
    browser.close().await;
}
