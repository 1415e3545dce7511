//! The real program, started as a user starts it, and a browser-less client that speaks to it.
use super::databases::Folder;
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::{BodyExt, Full};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::Arc,
};

/// A child process that does not outlive its test.
pub struct Process(pub Child);

impl Drop for Process {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// A running server on a loopback port of its own.
pub struct Server {
    process: Option<Process>,
    port: u16,
    arguments: Vec<String>,
    /// Its data.
    pub folder: Arc<Folder>,
}

impl Server {
    /// Serves the demo, made anew.
    pub fn demo() -> Server {
        Server::start(Arc::new(Folder::new()), &["serve", "--demo", "--small"])
    }

    /// Serves the demo, made anew below a folder that outlives the server.
    pub fn demo_in(folder: std::path::PathBuf) -> Server {
        Server::start(Arc::new(Folder(folder.join("data"))), &["serve", "--demo", "--small"])
    }

    fn start(folder: Arc<Folder>, arguments: &[&str]) -> Server {
        let arguments = arguments.iter().map(|text| (*text).to_owned()).collect();
        let mut server = Server { process: None, port: 0, arguments, folder };
        server.restart();
        server
    }

    /// Starts it again, on the port it had.
    pub fn restart(&mut self) {
        let mut child = Command::new(env!("CARGO_BIN_EXE_sansom"))
            .arg("--data")
            .arg(&self.folder.0)
            .args(&self.arguments)
            .arg("--listen")
            .arg(format!("127.0.0.1:{}", self.port))
            .env("SANSOM_LOG", "error")
            .env_remove("SANSOM_DATABASE_URL")
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut lines = BufReader::new(child.stdout.take().expect("its output is piped"));
        let process = Process(child);
        let mut line = String::new();
        while !line.contains("http://127.0.0.1:") {
            line.clear();
            assert!(lines.read_line(&mut line).expect("its output is text") > 0, "the server ended before it listened");
        }
        let address = line.split("http://127.0.0.1:").nth(1).expect("an address");
        self.port = address.trim().trim_end_matches('/').parse().expect("a port");
        // What it says further must not fill the pipe.
        std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()).ok());
        self.process = Some(process);
    }

    /// Ends it as a power cut would: SIGKILL.
    pub fn kill(&mut self) {
        self.process = None;
    }

    /// An address on it.
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// The data file.
    pub fn database(&self) -> std::path::PathBuf {
        let demo = self.folder.0.join("demo/sansom.db");
        if demo.exists() { demo } else { self.folder.0.join("sansom.db") }
    }
}

/// Somebody at a browser over the wire: keeps the cookies, follows nothing by herself.
#[derive(Clone)]
pub struct Visitor {
    client: Client<HttpConnector, Full<&'static [u8]>>,
    posts: Client<HttpConnector, String>,
    cookies: Vec<String>,
}

/// What the server answered.
#[derive(Debug)]
pub struct Page {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Page {
    /// Where it sends the browser.
    pub fn location(&self) -> &str {
        self.headers.get(header::LOCATION).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

impl Visitor {
    /// Nobody in particular.
    pub fn new() -> Visitor {
        Visitor {
            client: Client::builder(TokioExecutor::new()).build_http(),
            posts: Client::builder(TokioExecutor::new()).build_http(),
            cookies: vec![],
        }
    }

    /// Signs in; fails the test when that is refused.
    pub async fn signed_in(server: &Server, login: &str, password: &str) -> Visitor {
        let mut visitor = Visitor::new();
        let page =
            visitor.post(&server.url("/sign-in"), &[("login", login), ("password", password)]).await.expect("the server answers");
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{login} signs in");
        visitor
    }

    /// Reads a page; `None` when no answer came.
    pub async fn get(&mut self, url: &str) -> Option<Page> {
        let request = Request::get(url).header(header::COOKIE, self.cookies.join("; ")).body(Full::default()).expect("a request");
        let response = self.client.request(request).await.ok()?;
        let (parts, body) = response.into_parts();
        let text = body.collect().await.ok()?.to_bytes();
        self.keep(&parts.headers);
        Some(Page { status: parts.status, headers: parts.headers, text: String::from_utf8_lossy(&text).into_owned() })
    }

    /// Sends a form; `None` when no answer came.
    pub async fn post(&mut self, url: &str, fields: &[(&str, &str)]) -> Option<Page> {
        let form: Vec<String> =
            fields.iter().map(|(name, text)| format!("{}={}", sansom::web::encode(name), sansom::web::encode(text))).collect();
        let request = Request::builder()
            .method(Method::POST)
            .uri(url)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .header(header::COOKIE, self.cookies.join("; "))
            .body(form.join("&"))
            .expect("a request");
        let response = self.posts.request(request).await.ok()?;
        let (parts, body) = response.into_parts();
        let text = body.collect().await.ok()?.to_bytes();
        self.keep(&parts.headers);
        Some(Page { status: parts.status, headers: parts.headers, text: String::from_utf8_lossy(&text).into_owned() })
    }

    fn keep(&mut self, headers: &HeaderMap) {
        for cookie in headers.get_all(header::SET_COOKIE) {
            let pair = cookie.to_str().expect("a cookie is ASCII").split(';').next().unwrap_or_default().to_owned();
            let name = pair.split('=').next().unwrap_or_default().to_owned();
            self.cookies.retain(|kept| !kept.starts_with(&format!("{name}=")));
            self.cookies.push(pair);
        }
    }
}
