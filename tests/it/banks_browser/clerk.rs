//! An officer at her browser, who writes things down on the day on which they happen.
use crate::{
    browser::ENGLISH,
    support::{
        browser::{Browser, Screen},
        databases::Database,
    },
};
use chrono::NaiveDate;
use sansom::{
    app::{App, Clock, Settings},
    web,
};
use serde_json::json;
use std::net::SocketAddr;

/// The password that the command line's tests type for every user.
const PASSWORD: &str = "five words nobody guesses";
/// The key, as WebDriver writes it.
pub(super) const ENTER: &str = "\u{e007}";

/// The program on a day at ten in the morning, listening. Answers its address.
async fn program(database: &Database, day: NaiveDate) -> String {
    let at = day.and_hms_opt(3, 0, 0).unwrap().and_utc();
    let app = App::new(database.db.clone(), Clock::Fixed(at), Settings { secure_cookies: false, demo: false });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let router = web::router(app).into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, router).await });
    base
}

/// An officer with a browser of her own. Every page that she comes to is judged.
pub(super) struct Clerk {
    pub(super) browser: Browser,
    database: Database,
    login: &'static str,
    language: &'static str,
    /// The day, and the program's address on it.
    today: (NaiveDate, String),
    steps: usize,
}

impl Clerk {
    pub(super) async fn new(screen: Screen, database: &Database, login: &'static str, language: &'static str) -> Clerk {
        let today = (NaiveDate::MIN, String::new());
        Clerk { browser: Browser::open(screen).await, database: database.clone(), login, language, today, steps: 0 }
    }

    /// It is that day: what happens is written down when it happens. She signs in again.
    pub(super) async fn on(&mut self, day: &str) {
        let day = NaiveDate::parse_from_str(day, "%Y-%m-%d").unwrap();
        if self.today.0 == day {
            return;
        }
        self.today = (day, program(&self.database, day).await);
        let browser = &self.browser;
        browser.goto(&format!("{}/", self.today.1)).await;
        if browser.path().await == "/sign-in" {
            browser.write("#login", self.login).await;
            browser.write("#password", PASSWORD).await;
            browser.leads_to("/", browser.keys(ENTER)).await;
        }
        if browser.ask("document.documentElement.lang").await != json!(self.language) {
            browser.leads_to("/", browser.touch(&format!("form.lang button[value={}]", self.language))).await;
        }
        self.look("home").await;
    }

    /// Judges the page that she has come to, and keeps a picture of it.
    pub(super) async fn look(&mut self, at: &str) {
        self.steps += 1;
        let what = format!(
            "golden-{}-{}-{:02}-{}",
            self.language,
            self.login,
            self.steps,
            at.trim_matches('/').replace(['/', '?', '=', '&'], "_")
        );
        self.browser.judge(&what).await;
        self.browser.picture(&what).await;
        if self.browser.ask("document.documentElement.lang").await == json!("km") {
            let found = self.browser.ask(ENGLISH).await;
            // The members of the year bear their numbers as names, in Latin script too.
            let mut said = found.as_str().expect("a text").split(" | ").filter(|text| !text.starts_with("Member No "));
            assert!(said.all(str::is_empty), "{what}: English on a Khmer page: {found}");
        }
    }

    /// Goes to an address.
    pub(super) async fn open(&mut self, path: &str) {
        self.browser.goto(&format!("{}{path}", self.today.1)).await;
        self.look(path).await;
    }

    /// Touches a door that leads to a path.
    pub(super) async fn follow(&mut self, css: &str, path: &str) {
        self.browser.leads_to(path, self.browser.touch(css)).await;
        self.look(path).await;
    }

    /// Writes into fields in the place of what stands there.
    pub(super) async fn fill(&self, fields: &[(&str, &str)]) {
        for (css, text) in fields {
            self.browser.find(css).await.clear().await.unwrap_or_else(|error| panic!("{css}: {error}"));
            self.browser.write(css, text).await;
        }
    }

    /// Chooses from a list that folds.
    pub(super) async fn choose(&self, css: &str, value: &str) {
        self.browser.find(css).await.select_by_value(value).await.unwrap_or_else(|error| panic!("{css}: {value}: {error}"));
    }

    /// Touches one of a few answers.
    pub(super) async fn answer(&self, name: &str, value: &str) {
        self.browser.touch(&format!("input[name={name}][value={value}]")).await;
    }

    /// Sends the form on the page.
    pub(super) async fn send(&mut self, path: &str) {
        self.follow("main form[method=post] button.main[type=submit]", path).await;
    }

    /// A figure on the page, whatever its separators; what is smaller than one is left out.
    pub(super) async fn figure(&self, script: &str) -> i64 {
        let text = self.browser.ask(&format!("({script}).textContent")).await;
        let text: String = text.as_str().expect("a text").chars().filter(|c| !"\u{a0} ៛".contains(*c)).collect();
        let text = text.replace('\u{2212}', "-").replace("គ.ក្រ", "").replace("ក្បាល", "");
        let (sign, digits) = text.strip_prefix('-').map_or((1, text.as_str()), |digits| (-1, digits));
        let read = words::read_quantity(digits, 0).unwrap_or_else(|_| panic!("{script}: {text}"));
        sign * read.expect("a figure")
    }
}
