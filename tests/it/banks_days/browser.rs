//! The two sheets in a real browser, with sixty families: by thumb in Khmer, by keyboard in English, without script; and
//! what the script reckons compared with what the server does, row by row.
use super::*;
use crate::support::{
    actor::PASSWORD,
    browser::{Browser, Screen},
    databases::sqlite,
};
use domain::people::{Names, Sex};
use sansom::{
    members::store::{self as members, Person},
    web,
};
use serde_json::json;
use std::net::SocketAddr;

const FAMILY: [&str; 8] = ["សុខ", "កែវ", "ជា", "ហេង", "លី", "នួន", "ព្រំ", "ស្រេងហ៊ុយ"];
const GIVEN: [&str; 7] = ["ចាន់ថា", "សុភាព", "ស្រីមុំ", "ពិសិដ្ឋ", "វណ្ណារិទ្ធិ", "រតនា", "បុប្ផាទេវី"];
const LATIN: [&str; 7] = ["Chantha", "Sopheap", "Sreymom", "Piseth", "Vannarith", "Ratana", "Bopha Devi"];

/// The bank of these tests with sixty families and 9,500 kg more, and the program listening on a port of its own.
async fn sixty(base: Database) -> (World, String) {
    let world = founded(base).await;
    let group = world.group(OWN).await;
    let mut tx = world.db().write().await.unwrap();
    for number in 4..=60_usize {
        let (family, given) = (number * 7 % FAMILY.len(), number * 5 % GIVEN.len());
        let names = Names::try_new(FAMILY[family], GIVEN[given], "Family", &format!("{} {number}", LATIN[given])).unwrap();
        let id_poor = [None, Some(1), Some(2)][number % 3];
        let (sex, birth_year) = (Some(Sex::Female), Some(1950 + number as i64));
        let person = Person { names, sex, birth_year, id_poor, phone: String::new(), village_code: String::new() };
        let person = members::add_person(&mut tx, group.organisation_id, &person).await.unwrap();
        members::add_member(&mut tx, group.book, person, number as i64, day(1, 1)).await.unwrap();
    }
    let bank = store::bank(&mut tx, BANK).await.unwrap().unwrap();
    let by = users::by_login(&mut tx, "treasurer-own-1").await.unwrap().unwrap().id;
    let gift = Ask::Donate { good: "PADDY".into(), quantity: 9_500_000, capital: true, from: "the community".into() };
    let wish = Wish { key: Uuid::now_v7(), day: day(1, 6), known: true, ask: &gift };
    write::ask(&mut tx, &group, &bank, &wish, Act::now(&world.app, by)).await.unwrap();
    tx.commit().await.unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let router = web::router(world.app.clone()).into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, router).await });
    (world, url)
}

/// Signs the treasurer in, in a language.
async fn sign_in(browser: &Browser, url: &str, language: &str) {
    browser.goto(&format!("{url}/sign-in")).await;
    browser.write("#login", "treasurer-own-1").await;
    browser.write("#password", PASSWORD).await;
    browser.leads_to("/", browser.keys("\u{e007}")).await;
    if browser.ask("document.documentElement.lang").await != json!(language) {
        browser.leads_to("/", browser.touch(&format!("form.lang button[value={language}]"))).await;
    }
}

/// A text of the page.
async fn shown(browser: &Browser, css: &str) -> String {
    let text = browser.ask(&format!("document.querySelector('{css}').textContent.replace(/\\s+/g, ' ').trim()")).await;
    text.as_str().unwrap().to_owned()
}

/// Where the two differ: what the script shows in each row and in the sums, and what the server answers to the same form.
const COMPARE: &str = "(() => {
    const form = document.getElementById('sheet'), request = new XMLHttpRequest();
    request.open('POST', form.action, false);
    request.setRequestHeader('content-type', 'application/x-www-form-urlencoded');
    request.send(new URLSearchParams(new FormData(form)).toString() + '&do=work-out');
    const other = new DOMParser().parseFromString(request.responseText, 'text/html');
    const told = (root, id) => {
        const line = root.querySelector(id);
        if (!line) return 'nothing at ' + id;
        if (line.hidden) return '';
        return Array.from(line.querySelectorAll(':scope > span')).filter((part) => !part.hidden).map((part) => part.textContent.replace(/\\s+/g, ' ').trim()).join(' | ');
    };
    const sums = (root) => Array.from(root.querySelectorAll('#finish dd, #bar dd, #said li')).map((part) => part.textContent.replace(/\\s+/g, '')).join(' ');
    const found = request.status === 200 ? [] : ['status ' + request.status];
    for (const line of document.querySelectorAll('.live-line')) {
        const [mine, its] = [told(document, '#' + line.id), told(other, '#' + line.id)];
        if (mine !== its) found.push(line.id + ': ' + mine + ' / ' + its);
    }
    if (sums(document) !== sums(other)) found.push(sums(document) + ' / ' + sums(other));
    return found.slice(0, 5).join('; ');
})()";

/// Searches for a text.
const SEARCH: &str =
    "((text) => { const find = document.querySelector('#find'); find.value = text; find.dispatchEvent(new Event('input')); })";

/// Types into every field of these ends, with figures that a small generator makes.
fn fill(ends: &[(&str, u64, u64, bool)]) -> String {
    let ends: Vec<_> = ends.iter().map(|(end, least, most, whole)| format!("['{end}', {least}, {most}, {whole}]")).collect();
    format!(
        "(() => {{ let seed = 20261122; const next = (n) => (seed = (seed * 16807) % 2147483647) % n;
            for (const [end, least, most, whole] of [{}]) for (const field of document.querySelectorAll(`input[name$='-${{end}}']`)) {{
                if (next(4) === 0) continue;
                const figure = least + next(most - least);
                field.value = whole ? String(figure) : (figure / (end === 'kg' ? 1000 : 10)).toString();
            }}
            document.getElementById('sheet').dispatchEvent(new Event('input', {{ bubbles: true }})); return document.querySelectorAll('.num.filled').length > 30; }})()",
        ends.join(", ")
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn by_thumb_in_khmer() {
    sqlite(|base| async move {
        let (world, url) = sixty(base).await;
        let browser = Browser::open(Screen::Phone).await;
        sign_in(&browser, &url, "km").await;
        browser.goto(&format!("{url}{}", of("lending"))).await;
        browser.judge("lending: fresh").await;
        browser.picture("bank-phone-km-1-lending").await;
        browser.ask("document.querySelector('#day').value = '10/06/2026'").await;
        browser.write("#p1-kg", "១០០").await;
        browser.write("#p4-kg", "62.5").await;
        browser.touch("tr[data-p='5'] .chip").await;
        assert_eq!(shown(&browser, "#bar-families").await, "3");
        assert_eq!(shown(&browser, "#bar-lent").await, "362.5 គ.ក្រ");
        assert_eq!(shown(&browser, "#stock").await, "9,637.5 គ.ក្រ");
        assert_eq!(shown(&browser, "#b4 .back b").await, "75.5 គ.ក្រ", "62.5 and 12.5 rounded to 13");
        // What she may borrow is said when the field is left; too much in the store is not there.
        browser.write("#p6-kg", "201").await;
        browser.touch("#find").await;
        browser.until("document.querySelector('tr[data-p=\"6\"] .odd-msg')").await;
        browser.judge("lending: filled").await;
        browser.picture("bank-phone-km-2-lending-filled").await;
        browser
            .ask(
                "(document.querySelector('#p6-kg').value = '', document.querySelector('#sheet').dispatchEvent(new Event('input')))",
            )
            .await;
        // A family is found by her number, whichever digits are typed.
        browser.ask(&format!("{SEARCH}('៦០')")).await;
        browser.until("document.querySelectorAll('.bt tbody tr:not([hidden])').length === 1").await;
        browser.ask(&format!("{SEARCH}('')")).await;
        // The browser was closed and opened again: nothing is lost.
        browser.ask("new Promise((done) => setTimeout(done, 400))").await;
        browser.goto(&format!("{url}{}", of("lending"))).await;
        browser.until("document.querySelector('#p4-kg').value === '62.5'").await;
        assert_eq!(shown(&browser, "#bar-lent").await, "362.5 គ.ក្រ", "the draft came back whole");
        browser.judge("lending: the draft").await;
        browser.touch("#bar a").await;
        browser.picture("bank-phone-km-3-read-aloud").await;
        browser.leads_to(&of("lending/5"), browser.touch("#save")).await;
        browser.judge("lending: the list").await;
        browser.picture("bank-phone-km-4-list").await;
        assert_eq!(browser.ask("Object.keys(localStorage).filter((key) => key.startsWith('bank:')).length").await, json!(0));
        browser.goto(&format!("{url}{}", of("repaying"))).await;
        browser.judge("repaying: fresh").await;
        browser.write("#moisture", "16.5").await;
        browser.write("#agreed", "850").await;
        browser.write("#l1-kg", "70").await;
        browser.touch("tr[data-l='1'] [data-plus]").await;
        browser.keys("50.25").await;
        browser.touch("tr[data-l='2'] .more-of").await;
        browser.touch("tr[data-l='2'] .c-cash .chip").await;
        assert_eq!(shown(&browser, "#bar-money").await, "64,175 ៛", "75.5 kg at 850");
        browser.judge("repaying: filled").await;
        browser.picture("bank-phone-km-5-repaying").await;
        assert_eq!(browser.ask(COMPARE).await, json!(""));
        browser.touch("#bar a").await;
        browser.leads_to(&of("repaying/6"), browser.touch("#save")).await;
        browser.judge("repaying: the list").await;
        browser.picture("bank-phone-km-6-list").await;
        for (below, name) in
            [("loans", "loans"), ("loans/1", "loan"), ("loans/1/contract", "contract"), ("loans/3/ask?what=reschedule", "ask")]
        {
            browser.goto(&format!("{url}{}", of(below))).await;
            browser.judge(below).await;
            browser.picture(&format!("bank-phone-km-7-{name}")).await;
        }
        browser.close().await;
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn by_keyboard_in_english() {
    const ENTER: &str = "\u{e007}";
    sqlite(|base| async move {
        let (world, url) = sixty(base).await;
        let browser = Browser::open(Screen::Laptop).await;
        sign_in(&browser, &url, "en").await;
        browser.goto(&format!("{url}{}", of("lending"))).await;
        browser.judge("lending: fresh").await;
        browser.picture("bank-laptop-en-1-lending").await;
        browser.ask("(document.querySelector('#day').value = '10/06/2026', document.querySelector('#p1-kg').focus())").await;
        // Enter runs down the column.
        for figure in ["50", "60", "3000", "40"] {
            browser.keys(&format!("{figure}{ENTER}")).await;
        }
        assert_eq!(shown(&browser, "#bar-families").await, "4");
        browser.leads_to(&of("lending"), browser.touch("#save")).await;
        browser.judge("lending: refused").await;
        browser.picture("bank-laptop-en-2-refused").await;
        assert_eq!(browser.ask("document.querySelector('#p1-kg').value").await, json!("50"), "what was typed stays");
        browser.touch("#problems a").await;
        assert_eq!(browser.ask("document.activeElement.id").await, json!("p3-kg"));
        browser.keys("30").await;
        browser.leads_to(&of("lending/5"), browser.touch("#save")).await;
        browser.judge("lending: the list").await;
        browser.picture("bank-laptop-en-3-list").await;
        browser.goto(&format!("{url}{}", of("repaying"))).await;
        browser.write("#l1-kg", "3000").await;
        browser.write("#l2-moisture", "140").await;
        browser.write("#l2-kg", "10").await;
        browser.leads_to(&of("repaying"), browser.touch("#save")).await;
        browser.judge("repaying: refused").await;
        browser.picture("bank-laptop-en-4-refused").await;
        browser.close().await;
        clean(world.db()).await;
    })
    .await;
}

/// Sixty rows of any figures: the script shows what the server would.
#[tokio::test(flavor = "multi_thread")]
async fn the_script_reckons_as_the_server_does() {
    sqlite(|base| async move {
        let (world, url) = sixty(base).await;
        let browser = Browser::open(Screen::Laptop).await;
        sign_in(&browser, &url, "en").await;
        browser.goto(&format!("{url}{}", of("lending"))).await;
        browser.ask("document.querySelector('#day').value = '10/06/2026'").await;
        assert_eq!(browser.ask(&fill(&[("kg", 1, 160_000, false)])).await, json!(true));
        assert_eq!(browser.ask(COMPARE).await, json!(""));
        browser.ask("(() => { const unit = document.querySelector('#unit'); unit.value = 'thang'; unit.dispatchEvent(new Event('change', { bubbles: true })); })()").await;
        assert_eq!(browser.ask(&fill(&[("kg", 1, 7_000, false)])).await, json!(true));
        assert_eq!(browser.ask(COMPARE).await, json!(""));
        browser.leads_to(&of("lending/5"), browser.touch("#save")).await;
        browser.goto(&format!("{url}{}", of("repaying"))).await;
        browser.ask("(document.querySelector('#moisture').value = '17.3', document.querySelector('#agreed').value = '857')").await;
        let ends = [("kg", 1, 90_000, false), ("moisture", 0, 400, false), ("foreign", 0, 120, false), ("cash", 1, 20_000, true)];
        assert_eq!(browser.ask(&fill(&ends)).await, json!(true));
        assert_eq!(browser.ask(COMPARE).await, json!(""));
        browser.ask("(document.querySelector('#agreed').value = '', document.querySelector('#market').value = '1,034')").await;
        assert_eq!(browser.ask(&fill(&ends)).await, json!(true));
        assert_eq!(browser.ask(COMPARE).await, json!(""));
        browser.close().await;
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_script() {
    sqlite(|base| async move {
        let (world, url) = sixty(base).await;
        let browser = Browser::open(Screen::Phone).await;
        browser.block_scripts().await;
        sign_in(&browser, &url, "km").await;
        browser.goto(&format!("{url}{}", of("lending?purpose=seed&good=SEED"))).await;
        browser.judge("no script: lending").await;
        browser.picture("bank-no-script-1-lending").await;
        browser.write("#p1-kg", "12.5").await;
        browser.write("#p1-g0", "៣").await;
        browser.leads_to(&of("lending"), browser.touch("#work-out")).await;
        browser.judge("no script: worked out").await;
        assert_eq!(shown(&browser, "#b1 .back b").await, "18.75 គ.ក្រ");
        browser.picture("bank-no-script-2-worked-out").await;
        browser.leads_to(&of("lending/5"), browser.touch("#save")).await;
        browser.goto(&format!("{url}{}", of("repaying"))).await;
        browser.judge("no script: repaying").await;
        browser.write("#l1-kg", "10").await;
        browser.leads_to(&of("repaying"), browser.touch("#work-out")).await;
        browser.picture("bank-no-script-3-repaying").await;
        browser.leads_to(&of("repaying"), browser.touch("#save")).await;
        browser.judge("no script: to be looked at").await;
        // Nobody wrote down a price of seed.
        browser.touch("#known").await;
        browser.leads_to(&of("repaying/6"), browser.touch("#save")).await;
        browser.close().await;
        clean(world.db()).await;
    })
    .await;
}
