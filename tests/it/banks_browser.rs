//! The worked year of a rice bank and a cow bank (shared cases: worked entries of a rice bank and a cow bank; the same year
//! from files is fixtures/stories/banks.txt), entered through the forms in a real browser: the treasurer writes on her
//! phone, the second officer confirms on hers. It ends in the year's figures on every page, in the books and for `check`.
mod clerk;
mod demo;

use crate::{
    cli::good,
    support::{
        browser::Screen,
        databases::{Database, sqlite},
    },
};
use chrono::NaiveDate;
use clerk::{Clerk, ENTER};
use sansom::groups::store::{self as groups, NewInstitution};
use serde_json::json;
use std::collections::BTreeMap;
use uuid::Uuid;

const GROUP: &str = "ST-BK";
const RICE: &str = include_str!("../../fixtures/banks/schemes/golden_rice.toml");
const COWS: &str = include_str!("../../fixtures/banks/schemes/golden_cows.toml");

/// A group that keeps banks and does not save, its ten members, its treasurer and its second officer.
async fn village(database: &Database) {
    let mut tx = database.db.write().await.unwrap();
    let organisation_id = groups::add_organisation(&mut tx, "ST", "អ្នកនិទាន", "Story Tellers").await.unwrap();
    let new = NewInstitution {
        id: Uuid::now_v7(),
        organisation_id,
        code: GROUP.into(),
        name_km: "ក្រុមធនាគារ".into(),
        name_latin: "Bank keepers".into(),
        village_code: "20".into(),
        founded_on: NaiveDate::from_ymd_opt(2025, 1, 5).unwrap(),
        demo: false,
        saves: false,
    };
    groups::found_institution(&mut tx, &new, ledger::Commodity::KHR).await.unwrap();
    tx.commit().await.unwrap();
    for role in ["treasurer", "committee"] {
        good(database, &["user", "add", role, "--role", role, "--group", GROUP, "--password-stdin"]);
    }
    good(database, &["import", "members", "golden/members.csv", "--group", GROUP, "--by", "committee"]);
}

/// The party numbers of the members, by the numbers on their passbooks.
async fn parties(database: &Database) -> BTreeMap<i64, i64> {
    let mut tx = database.db.read().await.unwrap();
    let text = "select m.number, m.party_no from member m join savings_group g on g.book_id = m.book_id where g.code = $1";
    tx.all::<(i64, i64)>(text, (GROUP,)).await.unwrap().into_iter().collect()
}

/// `21/11/2026` of `2026-11-21`.
fn on_paper(day: &str) -> String {
    NaiveDate::parse_from_str(day, "%Y-%m-%d").unwrap().format("%d/%m/%Y").to_string()
}

/// Founds a bank with its rules as a text.
async fn found(clerk: &mut Clerk, code: &str, names: [&str; 2], rules: &str) {
    clerk.on("2025-01-05").await;
    clerk.open(&format!("/groups/{GROUP}/banks/new")).await;
    let opened = on_paper("2025-01-05");
    clerk.fill(&[("#name_km", names[0]), ("#name_latin", names[1]), ("#code", code), ("#village_code", "20")]).await;
    clerk.fill(&[("#opened_on", &opened)]).await;
    clerk.browser.touch("details.fold summary").await;
    let rules: Vec<&str> = rules.lines().filter(|line| !line.starts_with('#')).collect();
    clerk.fill(&[("#text", &rules.join("\n"))]).await;
    clerk.send(&format!("/banks/{code}/rules")).await;
}

/// Writes down what the market pays.
async fn price(clerk: &mut Clerk, bank: &str, day: &str, good: &str, amount: &str) {
    clerk.on(day).await;
    let prices = format!("/banks/{bank}/prices");
    clerk.open(&prices).await;
    clerk.choose("#good", good).await;
    clerk.fill(&[("#day", &on_paper(day)), ("#amount", amount)]).await;
    clerk.send(&prices).await;
}

/// Writes down what came or went: `answers` are radio buttons.
async fn stock(clerk: &mut Clerk, bank: &str, what: &str, day: &str, fields: &[(&str, &str)], answers: &[(&str, &str)]) {
    clerk.on(day).await;
    clerk.open(&format!("/banks/{bank}/stock/{what}")).await;
    clerk.fill(&[("#day", &on_paper(day))]).await;
    clerk.fill(fields).await;
    for (name, value) in answers {
        clerk.answer(name, value).await;
    }
    clerk.send(&format!("/banks/{bank}/stock")).await;
}

/// One of the short forms of an animal.
async fn animal(clerk: &mut Clerk, no: i64, act: &str, day: &str) {
    clerk.on(day).await;
    let page = format!("/banks/ST-CB/herd/{no}");
    clerk.open(&page).await;
    clerk.follow(&format!("a[href='{page}/{act}']"), &format!("{page}/{act}")).await;
    clerk.fill(&[("#day", &on_paper(day))]).await;
}

/// The year, day by day.
async fn year(treasurer: &mut Clerk, second: &mut Clerk, parties: &BTreeMap<i64, i64>) {
    price(treasurer, "ST-RB", "2025-01-05", "PADDY", "1000").await;
    let gift = [("#quantity", "5000"), ("#from", "Programme")];
    stock(treasurer, "ST-RB", "donate", "2025-01-05", &gift, &[("sort", "capital")]).await;
    let grant = [("#money", "4000000"), ("#note", "Programme")];
    stock(treasurer, "ST-CB", "money-in", "2025-02-01", &grant, &[("purpose", "grant")]).await;
    price(treasurer, "ST-CB", "2025-02-02", "CATTLE/heifer", "1900000").await;
    two_heifers(treasurer).await;
    price(treasurer, "ST-RB", "2025-06-10", "PADDY", "1100").await;
    lending_day(treasurer, parties).await;
    price(treasurer, "ST-CB", "2025-08-15", "CATTLE/calf", "500000").await;
    birth(treasurer).await;
    count(treasurer, second, parties).await;
    death(treasurer).await;
    handed_on(treasurer).await;
    price(treasurer, "ST-RB", "2025-12-20", "PADDY", "900").await;
    repayment_day(treasurer).await;
    stock(treasurer, "ST-RB", "sell", "2025-12-22", &[("#quantity", "1000"), ("#money", "920000")], &[]).await;
    price(treasurer, "ST-RB", "2025-12-31", "PADDY", "950").await;
    price(treasurer, "ST-CB", "2025-12-31", "CATTLE/cow", "2000000").await;
    price(treasurer, "ST-CB", "2025-12-31", "CATTLE/calf", "700000").await;
}

async fn lending_day(clerk: &mut Clerk, parties: &BTreeMap<i64, i64>) {
    clerk.open("/banks/ST-RB").await;
    clerk.follow("a[href='/banks/ST-RB/lending']", "/banks/ST-RB/lending").await;
    clerk.fill(&[("#day", &on_paper("2025-06-10"))]).await;
    for number in [17, 18] {
        clerk.fill(&[(&format!("#p{}-kg", parties[&number]), "១០០")]).await;
    }
    clerk.look("lending-filled").await;
    assert_eq!(clerk.figure("document.querySelector('#bar-lent')").await, 200);
    clerk.follow("#save", "/banks/ST-RB/lending/2").await;
}

/// Counted by two members, asked by the treasurer, confirmed by the second officer: nothing is written before.
async fn count(treasurer: &mut Clerk, second: &mut Clerk, parties: &BTreeMap<i64, i64>) {
    treasurer.on("2025-09-30").await;
    second.on("2025-09-30").await;
    treasurer.open("/banks/ST-RB/count?good=PADDY").await;
    treasurer.fill(&[("#day", &on_paper("2025-09-30")), ("#counted", "4650")]).await;
    treasurer.answer("method", "weighed").await;
    treasurer.choose("#counter_1", &parties[&4].to_string()).await;
    treasurer.choose("#counter_2", &parties[&5].to_string()).await;
    treasurer.fill(&[("#loss-drying", "90"), ("#loss-pests", "60")]).await;
    treasurer.send("/banks/ST-RB/requests/1").await;
    let confirms = "document.querySelectorAll('form[action$=\"/confirm\"]').length";
    assert_eq!(treasurer.browser.ask(confirms).await, json!(0), "nobody confirms her own count");
    second.open("/banks/ST-RB/stock").await;
    assert_eq!(second.figure("document.querySelector('.tile dd')").await, 4_800, "nothing is written before it is confirmed");
    second.open("/banks/ST-RB/requests").await;
    second.follow("main a[href='/banks/ST-RB/requests/1']", "/banks/ST-RB/requests/1").await;
    second.follow("form[action$='/confirm'] button", "/banks/ST-RB/requests/1").await;
    second.open("/banks/ST-RB/stock").await;
    assert_eq!(second.figure("document.querySelector('.tile dd')").await, 4_650);
}

/// One brings paddy to the scale; the other pays 102,000 riel at 850, where the market pays 900.
async fn repayment_day(clerk: &mut Clerk) {
    clerk.open("/banks/ST-RB").await;
    clerk.follow("a[href='/banks/ST-RB/repaying']", "/banks/ST-RB/repaying").await;
    clerk.fill(&[("#day", &on_paper("2025-12-20")), ("#agreed", "850"), ("#l1-kg", "120")]).await;
    clerk.browser.touch("tr[data-l='2'] .more-of").await;
    // What the tap fills in is what closes the loan.
    clerk.browser.touch("tr[data-l='2'] .c-cash .chip").await;
    clerk.look("repaying-filled").await;
    assert_eq!(clerk.figure("document.querySelector('#bar-credited')").await, 120);
    assert_eq!(clerk.figure("document.querySelector('#bar-money')").await, 102_000);
    assert_eq!(clerk.figure("document.querySelector('.t-concession')").await, 6_000, "120 kg at 50 riel less");
    clerk.follow("#save", "/banks/ST-RB/repaying/4").await;
}

/// Two heifers are bought for 3,800,000 and go to two families.
async fn two_heifers(clerk: &mut Clerk) {
    clerk.on("2025-02-02").await;
    clerk.open("/banks/ST-CB/herd").await;
    clerk.follow("main a[href='/banks/ST-CB/herd/new']", "/banks/ST-CB/herd/new").await;
    clerk.fill(&[("#day", &on_paper("2025-02-02")), ("#paid", "3800000")]).await;
    clerk.answer("how", "bought").await;
    for (no, tag) in [(1, "CB-0001"), (2, "CB-0002")] {
        clerk.fill(&[(&format!("#a{no}-tag"), tag), (&format!("#a{no}-age"), &on_paper("2023-06-01"))]).await;
        clerk.choose(&format!("#a{no}-sex"), "female").await;
    }
    clerk.follow("button[value=write]", "/banks/ST-CB/herd").await;
    for (no, keeper) in [(1, "21"), (2, "22")] {
        animal(clerk, no, "place", "2025-02-03").await;
        clerk.choose("#keeper", keeper).await;
        clerk.send(&format!("/banks/ST-CB/herd/{no}")).await;
    }
}

async fn birth(clerk: &mut Clerk) {
    animal(clerk, 1, "birth", "2025-08-15").await;
    clerk.fill(&[("#tag", "CB-0003")]).await;
    clerk.answer("sex", "female").await;
    clerk.send("/banks/ST-CB/herd/1").await;
}

/// Of a disease, seen by two, with a note of the veterinarian; the hide brings 300,000.
async fn death(clerk: &mut Clerk) {
    animal(clerk, 2, "lose", "2025-11-05").await;
    clerk.answer("how", "disease").await;
    clerk.choose("#witness_1", "4").await;
    clerk.choose("#witness_2", "5").await;
    clerk.answer("note", "vet").await;
    clerk.fill(&[("#salvage", "300000")]).await;
    clerk.send("/banks/ST-CB/herd/2").await;
}

/// The calf is four months old and goes to the next family.
async fn handed_on(clerk: &mut Clerk) {
    clerk.on("2025-12-15").await;
    clerk.open("/banks/ST-CB/obligations").await;
    animal(clerk, 3, "hand-over", "2025-12-15").await;
    clerk.choose("#to", "33").await;
    clerk.send("/banks/ST-CB/herd/3").await;
}

/// The last figure of the rows of a table of a page, by the table's place; those of its foot come last.
async fn last_figures(clerk: &Clerk, table: usize) -> Vec<i64> {
    let rows = format!("Array.from(document.querySelectorAll('main table')[{table}].querySelectorAll('tbody tr, tfoot tr'))");
    let count = clerk.browser.ask(&format!("{rows}.length")).await.as_u64().expect("a count");
    let mut figures = Vec::new();
    for row in 0..count {
        figures.push(clerk.figure(&format!("{rows}[{row}].cells[{rows}[{row}].cells.length - 1].querySelector('.n')")).await);
    }
    figures
}

/// What the pages say at the end of the year.
async fn pages_say(clerk: &mut Clerk) {
    clerk.open("/banks/ST-RB/stock").await;
    assert_eq!(clerk.figure("document.querySelector('.tile dd')").await, 3_770, "kilograms in the store");
    clerk.open("/banks/ST-CB/herd").await;
    assert_eq!(clerk.figure("document.querySelector('.tile dd')").await, 2, "head");
    let year = "?from=01/01/2025&to=31/12/2025";
    let mut boxes = 0;
    for (bank, own) in [("ST-RB", 1_022_000 + 3_581_500), ("ST-CB", 500_000 + 2_700_000)] {
        clerk.open(&format!("/banks/{bank}/stock?good=KHR")).await;
        boxes += clerk.figure("document.querySelector('.tile dd')").await;
        clerk.open(&format!("/banks/{bank}/statement{year}")).await;
        assert_eq!(last_figures(clerk, 0).await.last(), Some(&own), "{bank}: its own");
    }
    assert_eq!(boxes, 1_522_000, "cash");
    clerk.open(&format!("/groups/{GROUP}/statement{year}")).await;
    assert_eq!(last_figures(clerk, 0).await.last(), Some(&7_803_500), "what the group calls its own");
    let came = last_figures(clerk, 1).await;
    for figure in [9_000_000, 835_000, -2_065_000, 33_500] {
        assert!(came.contains(&figure), "{figure} in {came:?}");
    }
    assert_eq!(came.last(), Some(&7_803_500));
    let agrees = "document.querySelectorAll('.verdict.off').length";
    assert_eq!(clerk.browser.ask(agrees).await, json!(0), "the statement balances");
    for page in ["season?no=year-2025", "reconciliation", "acts", "loans", "requests"] {
        clerk.open(&format!("/banks/ST-RB/{page}")).await;
    }
    for page in ["season?no=year-2025", "reconciliation", "acts", "obligations", "herd/tree", "herd/1", "herd/2", "herd/3"] {
        clerk.open(&format!("/banks/ST-CB/{page}")).await;
    }
    for page in ["", "/banks", "/cash-book", "/trial-balance", "/members/17", "/members/33"] {
        clerk.open(&format!("/groups/{GROUP}{page}")).await;
    }
}

/// What the books say, by account and commodity.
async fn books_say(database: &Database) -> BTreeMap<(i64, String), i64> {
    let mut tx = database.db.read().await.unwrap();
    let text = "select account, commodity, sum(quantity) from balance group by account, commodity having sum(quantity) <> 0";
    let rows: Vec<(i64, String, i64)> = tx.all(text, ()).await.unwrap();
    rows.into_iter().map(|(account, commodity, quantity)| ((account, commodity), quantity)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_worked_year_is_entered_by_thumb_in_khmer() {
    sqlite(|database| async move {
        village(&database).await;
        let parties = parties(&database).await;
        let mut treasurer = Clerk::new(Screen::Phone, &database, "treasurer", "km").await;
        let mut second = Clerk::new(Screen::Phone, &database, "committee", "km").await;
        found(&mut second, "ST-RB", ["ធនាគារស្រូវ", "Rice bank"], RICE).await;
        found(&mut second, "ST-CB", ["ធនាគារគោ", "Cow bank"], COWS).await;
        year(&mut treasurer, &mut second, &parties).await;
        pages_say(&mut treasurer).await;
        treasurer.browser.close().await;
        second.browser.close().await;
        let told = books_say(&database).await;
        let balance = |account: i64, commodity: &str| told.get(&(account, commodity.to_owned())).copied().unwrap_or(0);
        assert_eq!(balance(1010, "KHR"), 1_522_000, "cash");
        assert_eq!(balance(1210, "PADDY"), 3_770_000, "grams in the store");
        assert_eq!(balance(1310, "CATTLE") + balance(1320, "CATTLE"), 2, "head");
        assert_eq!(balance(1110, "PADDY"), 0, "nothing is owed any more");
        good(&database, &["check"]);
    })
    .await;
}

/// The lending day and the repayment day with the keyboard alone, on an old laptop.
#[tokio::test(flavor = "multi_thread")]
async fn lending_and_repaying_by_keyboard_in_english() {
    sqlite(|database| async move {
        village(&database).await;
        good(&database, &["import", "bank", "golden/rice.toml", "--by", "committee"]);
        good(&database, &["import", "prices", "golden/rice-prices.csv", "--bank", "ST-RB", "--by", "committee"]);
        good(&database, &["import", "stock", "golden/rice-stock-1.csv", "--bank", "ST-RB", "--by", "committee"]);
        let parties = parties(&database).await;
        let mut clerk = Clerk::new(Screen::Laptop, &database, "treasurer", "en").await;
        clerk.on("2025-06-10").await;
        clerk.open("/banks/ST-RB").await;
        by_key(&mut clerk, "a[href='/banks/ST-RB/lending']", "/banks/ST-RB/lending").await;
        type_into(&clerk, "#day", &on_paper("2025-06-10")).await;
        type_into(&clerk, &format!("#p{}-kg", parties[&17]), "100").await;
        // Enter runs down the column.
        clerk.browser.keys(ENTER).await;
        let next = format!("document.activeElement.id === 'p{}-kg'", parties[&18]);
        assert_eq!(clerk.browser.ask(&next).await, json!(true), "Enter leads to the next family");
        clerk.browser.keys("100").await;
        clerk.look("lending-filled").await;
        by_key(&mut clerk, "#save", "/banks/ST-RB/lending/2").await;
        clerk.on("2025-12-20").await;
        clerk.open("/banks/ST-RB").await;
        by_key(&mut clerk, "a[href='/banks/ST-RB/repaying']", "/banks/ST-RB/repaying").await;
        type_into(&clerk, "#day", &on_paper("2025-12-20")).await;
        type_into(&clerk, "#market", "900").await;
        type_into(&clerk, "#agreed", "850").await;
        type_into(&clerk, "#l1-kg", "120").await;
        type_into(&clerk, "#l2-cash", "102000").await;
        clerk.look("repaying-filled").await;
        by_key(&mut clerk, "#save", "/banks/ST-RB/repaying/3").await;
        clerk.browser.close().await;
        let told = books_say(&database).await;
        assert_eq!(told[&(1210, "PADDY".to_owned())], 4_920_000);
        assert_eq!(told[&(1010, "KHR".to_owned())], 102_000);
        assert_eq!(told.get(&(1110, "PADDY".to_owned())), None, "nothing is owed any more");
    })
    .await;
}

async fn type_into(clerk: &Clerk, css: &str, text: &str) {
    clerk.browser.tab_to(css).await;
    clerk.browser.keys(text).await;
}

async fn by_key(clerk: &mut Clerk, css: &str, path: &str) {
    clerk.browser.tab_to(css).await;
    clerk.browser.leads_to(path, clerk.browser.keys(ENTER)).await;
    clerk.look(path).await;
}
