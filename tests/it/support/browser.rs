//! A real Chromium, driven as a person drives it: headless, on loopback only, with a profile of its own.
use super::{databases::Folder, server::Process};
use fantoccini::{Client, ClientBuilder, Locator, elements::Element};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

/// How long a page may take; a busy machine is no failure.
const PATIENCE: Duration = Duration::from_secs(40);

/// The screens that pages are looked at on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// A cheap phone: 360 × 740, touched.
    Phone,
    /// An old laptop: 1280 × 800.
    Laptop,
}

/// One browser with one tab.
pub struct Browser {
    client: Client,
    _driver: Process,
    _profile: Arc<Folder>,
}

impl Browser {
    /// Starts a browser with a screen.
    pub async fn open(screen: Screen) -> Browser {
        Browser::with_profile(screen, Arc::new(Folder::new())).await
    }

    /// Starts a browser with what one before it kept: the same person's, closed and opened again.
    pub async fn with_profile(screen: Screen, profile: Arc<Folder>) -> Browser {
        let (port, driver) = chromedriver();
        let args = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--no-default-browser-check",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-extensions",
            "--disable-dev-shm-usage",
            "--hide-scrollbars",
            "--disable-features=Translate,OptimizationHints,MediaRouter",
            "--proxy-server=direct://",
            "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
            "--window-size=1280,800",
        ];
        let mut args: Vec<String> = args.into_iter().map(str::to_owned).collect();
        args.push(format!("--user-data-dir={}", profile.0.display()));
        let mut options = json!({ "args": args });
        if screen == Screen::Phone {
            let metrics = json!({ "width": 360, "height": 740, "pixelRatio": 2.0, "touch": true, "mobile": true });
            options["mobileEmulation"] = json!({ "deviceMetrics": metrics });
        }
        let capabilities =
            json!({ "browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": { "browser": "ALL" } });
        let Value::Object(capabilities) = capabilities else { unreachable!("an object was written") };
        let address = format!("http://127.0.0.1:{port}");
        let client =
            ClientBuilder::new(HttpConnector::new()).capabilities(capabilities).connect(&address).await.expect("a browser");
        Browser { client, _driver: driver, _profile: profile }
    }

    /// Goes to an address.
    pub async fn goto(&self, url: &str) {
        self.client.goto(url).await.expect("the page loads");
    }

    /// The path of the page that is shown.
    pub async fn path(&self) -> String {
        self.client.current_url().await.expect("an address").path().to_owned()
    }

    /// The first element of a selector, waited for.
    pub async fn find(&self, css: &str) -> Element {
        match self.client.wait().at_most(PATIENCE).for_element(Locator::Css(css)).await {
            Ok(element) => element,
            Err(error) => panic!("{css} on {}: {error}", self.path().await),
        }
    }

    /// Touches an element; WebDriver does not scroll to what a sticky bar covers, so it is brought to the middle first.
    pub async fn touch(&self, css: &str) {
        let element = self.find(css).await;
        let middle = "arguments[0].scrollIntoView({ block: 'center' })";
        self.client.execute(middle, vec![serde_json::to_value(&element).expect("an element")]).await.expect("scrolled");
        if let Err(error) = element.click().await {
            panic!("{css} on {}: {error}", self.path().await);
        }
    }

    /// Types into an element, after what is there.
    pub async fn write(&self, css: &str, text: &str) {
        self.find(css).await.send_keys(text).await.unwrap_or_else(|error| panic!("{css}: {error}"));
    }

    /// Types wherever the focus is.
    pub async fn keys(&self, text: &str) {
        self.client.active_element().await.expect("something has the focus").send_keys(text).await.expect("typed");
    }

    /// Presses Tab until an element has the focus.
    pub async fn tab_to(&self, css: &str) {
        const TAB: &str = "\u{e004}";
        for _ in 0..600 {
            if self.ask(&format!("document.activeElement && document.activeElement.matches(\"{css}\")")).await == json!(true) {
                return;
            }
            self.keys(TAB).await;
        }
        panic!("the keyboard does not reach {css}");
    }

    /// What a script answers that has to wait for something: an expression that is a promise.
    pub async fn promised(&self, script: &str) -> Value {
        let run = format!("const done = arguments[arguments.length - 1]; ({script}).then(done, fault => done(String(fault)))");
        self.client.execute_async(&run, vec![]).await.unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// What a script answers.
    pub async fn ask(&self, script: &str) -> Value {
        self.client.execute(&format!("return {script}"), vec![]).await.unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// Waits until a condition holds on the page.
    pub async fn until(&self, condition: &str) {
        let begun = Instant::now();
        loop {
            match self.client.execute(&format!("return !!({condition})"), vec![]).await {
                Ok(Value::Bool(true)) => return,
                answer if begun.elapsed() > PATIENCE => panic!("waited for {condition} on {}: {answer:?}", self.path().await),
                _ => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    }

    /// Does what leads to another page, and waits until that one stands.
    pub async fn leads_to(&self, path: &str, act: impl Future<Output = ()>) {
        self.ask("document.body.setAttribute('data-before', '1')").await;
        act.await;
        self.until("!document.body.hasAttribute('data-before') && document.readyState === 'complete'").await;
        let now = self.path().await;
        assert!(now == path, "came to {now} and not to {path}: {}", self.ask("document.body.innerText.slice(0, 600)").await);
    }

    /// Lets scripts never arrive, as on a bad line or an old phone.
    pub async fn block_scripts(&self) {
        self.devtools("Network.enable", json!({})).await;
        self.devtools("Network.setBlockedURLs", json!({ "urls": ["*.js*"] })).await;
    }

    /// Lets every answer take so many milliseconds longer, as on a bad line; nought: no longer.
    pub async fn slow_line(&self, milliseconds: u32) {
        self.devtools("Network.enable", json!({})).await;
        let line = json!({ "offline": false, "latency": milliseconds, "downloadThroughput": -1, "uploadThroughput": -1 });
        self.devtools("Network.emulateNetworkConditions", line).await;
    }

    /// Cuts the line, or mends it.
    pub async fn offline(&self, offline: bool) {
        self.devtools("Network.enable", json!({})).await;
        let line = json!({ "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        self.devtools("Network.emulateNetworkConditions", line).await;
    }

    /// Gives a command of the DevTools protocol.
    pub async fn devtools(&self, command: &str, parameters: Value) {
        self.client.issue_cmd(DevTools(command.to_owned(), parameters)).await.expect("a command to the browser");
    }

    /// Judges the page by axe-core: nothing serious may be wrong, nor may the page be wider than the screen, nor hold an
    /// English word on a Khmer page or a text that is missing.
    pub async fn judge(&self, what: &str) {
        let axe = std::env::var("SANSOM_TEST_AXE").expect("SANSOM_TEST_AXE names axe.min.js (scripts/test fetches it)");
        let source = std::fs::read_to_string(axe).expect("axe-core");
        self.client.execute(&source, vec![]).await.expect("axe-core runs");
        let run = "const done = arguments[arguments.length - 1];
            axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then(result => done(
              result.violations.map(rule => rule.id + ' (' + rule.impact + ') ' + rule.nodes.slice(0, 4).map(node => node.target.join(' ')
                + ': ' + (node.any[0] ? node.any[0].message : node.failureSummary)).join(' | '))))";
        let found = self.client.execute_async(run, vec![]).await.expect("axe-core answers");
        let found: Vec<&str> = found.as_array().expect("a list").iter().filter_map(Value::as_str).collect();
        assert!(found.is_empty(), "{what}: {}", found.join("\n"));
        let wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
        assert_eq!(self.ask(wide).await, json!(0), "{what}: the page is wider than the screen");
        let missing = "(document.documentElement.innerText.match(/\\[[a-z][a-z0-9-]+\\]/g) || []).join(' ')";
        assert_eq!(self.ask(missing).await, json!(""), "{what}: texts are missing");
        let twice = "Array.from(document.querySelectorAll('[id]')).map(e => e.id).filter((id, at, all) => all.indexOf(id) !== at).join(' ')";
        assert_eq!(self.ask(twice).await, json!(""), "{what}: ids given twice");
    }

    /// Keeps a picture when `SANSOM_TEST_PICTURES` names a folder: to be looked at by people.
    pub async fn picture(&self, name: &str) {
        let Ok(folder) = std::env::var("SANSOM_TEST_PICTURES") else { return };
        std::fs::create_dir_all(&folder).expect("a folder for pictures");
        let png = self.client.screenshot().await.expect("a picture");
        std::fs::write(format!("{folder}/{name}.png"), png).expect("the picture is kept");
    }

    /// Ends it.
    pub async fn close(self) {
        self.client.close().await.expect("the browser ends");
    }
}

/// Starts a driver on a port of its own choosing. It looks for a free one and then binds both its addresses, and ends where
/// somebody else was given it in between: then it is started again.
fn chromedriver() -> (u16, Process) {
    (0..5).find_map(|_| started()).expect("chromedriver ended, five times")
}

/// A driver with its port; `None` where it ended before it had one.
fn started() -> Option<(u16, Process)> {
    let mut child = Command::new("chromedriver")
        .arg("--port=0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("chromedriver starts");
    let mut lines = BufReader::new(child.stdout.take().expect("its output is piped"));
    let driver = Process(child);
    let port = loop {
        let mut line = String::new();
        if lines.read_line(&mut line).expect("its output is text") == 0 {
            return None;
        }
        // The first line names port 0 too; the one that counts says that it was successful.
        if line.contains("successfully") {
            let port = line.trim().trim_end_matches('.').rsplit(' ').next().and_then(|port| port.parse().ok());
            break port.expect("a port");
        }
    };
    std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()).ok());
    Some((port, driver))
}

/// A command of the DevTools protocol, through chromedriver.
#[derive(Debug)]
struct DevTools(String, Value);

impl fantoccini::wd::WebDriverCompatibleCommand for DevTools {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(json!({ "cmd": self.0, "params": self.1 }).to_string()))
    }
}
