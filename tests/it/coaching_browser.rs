//! An advisor's day on her telephone, in both languages: whom to visit, the visit with one thumb, and a draft that survives a
//! line that breaks and a page that is loaded anew.
use crate::support::{
    actor::{PASSWORD, World},
    browser::{Browser, Screen},
    databases::sqlite,
};
use sansom::{
    app::{App, Clock, Settings},
    training::coaching::visits::store as visits,
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

async fn signed_in(address: &str, language: &str) -> Browser {
    let browser = Browser::open(Screen::Phone).await;
    browser.goto(&format!("{address}/")).await;
    browser.write("#login", "advisor").await;
    browser.write("#password", PASSWORD).await;
    browser.leads_to("/", browser.keys("\u{e007}")).await;
    if browser.ask("document.documentElement.lang").await != json!(language) {
        browser.leads_to("/", browser.touch(&format!("form.lang button[value={language}]"))).await;
    }
    browser
}

/// A target for a thumb is at least 44 pixels high.
async fn for_a_thumb(browser: &Browser, css: &str) {
    let low = format!(
        "Array.from(document.querySelectorAll('{css}')).filter(e => e.getClientRects().length && e.getBoundingClientRect().height < 44).length"
    );
    assert_eq!(browser.ask(&low).await, json!(0), "{css} is too small for a thumb");
}

#[tokio::test]
async fn an_advisor_writes_a_visit_down_on_her_telephone() {
    sqlite(|base| async move { both_languages(&World::new(base).await).await }).await;
}

async fn both_languages(world: &World) {
    crate::register::registered(world).await;
    crate::coaching::coached(world).await;
    let address = program(world).await;
    let coach = crate::register::record();
    let path = format!("/training/coachings/{}", crate::coaching::COACHING);
    for language in ["en", "km"] {
        let browser = signed_in(&address, language).await;
        browser.goto(&format!("{address}/training/coaches/{coach}/day")).await;
        browser.judge(&format!("{language}: day")).await;
        browser.picture(&format!("coaching-{language}-1-day")).await;
        for_a_thumb(&browser, ".call a").await;
        assert_eq!(
            browser.ask("document.querySelector('.call a[href^=tel]').getAttribute('href')").await,
            json!("tel:+85512345678")
        );
        browser.leads_to(&format!("{path}/visit"), browser.touch(".who-next")).await;
        browser.judge(&format!("{language}: visit")).await;
        browser.picture(&format!("coaching-{language}-2-visit")).await;
        for_a_thumb(&browser, ".answers > label, .chip, .topic > summary, .visit button").await;
        visited(&browser, &path, language).await;
        browser.judge(&format!("{language}: trainee")).await;
        browser.picture(&format!("coaching-{language}-4-trainee")).await;
        // What arrived is no draft any more.
        assert_eq!(browser.ask("Object.keys(localStorage).filter(key => key.startsWith('draft:')).length").await, json!(0));
        browser.close().await;
    }
    let mut tx = world.db().read().await.unwrap();
    assert_eq!(visits::visits(&mut tx, crate::coaching::COACHING).await.unwrap().len(), 4);
}

/// Answers, loses the line, loads the page anew, finds what was typed, and sends it.
async fn visited(browser: &Browser, path: &str, language: &str) {
    browser.touch("label[for='p-cage']").await;
    browser.write("#x-cage", "24").await;
    browser.touch("label[for='p-vaccine-no']").await;
    browser.touch("input[name='a-vaccine']").await;
    // Pressed again, an answer is taken back.
    browser.touch("label[for='p-feed-partly']").await;
    browser.touch("label[for='p-feed-partly']").await;
    assert_eq!(browser.ask("document.querySelectorAll('[name=p-feed]:checked').length").await, json!(0));
    browser.write("#alive", "19").await;
    browser.until("!document.getElementById('kept').hidden").await;
    // The browser is closed and opened: everything is there, and the key with it.
    let key = browser.ask("document.querySelector('#visit [name=key]').value").await;
    let address = browser.ask("location.href").await;
    browser.goto(address.as_str().unwrap()).await;
    browser.until("!document.getElementById('draft-back').hidden").await;
    browser.picture(&format!("coaching-{language}-3-draft")).await;
    assert_eq!(browser.ask("document.querySelector('#visit [name=key]').value").await, key);
    let shown = "[document.querySelector('#x-cage').value, document.querySelector('#alive').value,
                  document.querySelector('#p-cage').checked, document.querySelector('[name=a-vaccine]').checked]";
    assert_eq!(browser.ask(shown).await, json!(["24", "19", true, true]));
    // The line breaks: it is put away on the phone, she is told, and with the line it goes by itself.
    // (The browser cuts the page's line alone; the worker's would be up, so that it is left out.)
    browser.ask("delete ServiceWorkerRegistration.prototype.sync").await;
    browser.offline(true).await;
    browser.touch(".send button").await;
    browser.until("!document.getElementById('offline').hidden").await;
    browser.judge(&format!("{language}: visit without a line")).await;
    if language == "en" {
        return browser.leads_to(path, browser.offline(false)).await;
    }
    // It is the same day as the visit before: she is shown both, and says that this is another one.
    browser.leads_to(&format!("{path}/visit"), browser.offline(false)).await;
    browser.judge("a second visit of the day").await;
    browser.picture("coaching-km-5-second").await;
    browser.touch("#go-on input[name=also]").await;
    browser.leads_to(path, browser.touch("#go-on button:not([formnovalidate])")).await;
    let waiting = browser.promised("keeping.rows().then(rows => rows.length)").await;
    assert_eq!(waiting, json!(0), "what was written in the ordinary way does not wait any more");
}
