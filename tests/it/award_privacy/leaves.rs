//! Everything that leaves the program about an award: pages, papers, reports, exports, the log, the trail, file names.
use crate::{
    award_story::told::hire,
    story::sansom,
    support::{
        actor::{Actor, World},
        databases::{Database, Folder},
        server::{Process, Visitor},
    },
};
use flate2::read::DeflateDecoder;
use http::StatusCode;
use sansom::{guard::Role, routes};
use std::{
    collections::{BTreeMap, BTreeSet},
    io::{BufRead as _, BufReader, Read as _},
    path::Path,
    process::{Command, Output, Stdio},
};
use words::Language;

/// Everybody who sees an award, the liaison aside: each is one office and nothing else.
pub const STAFF: &[&str] =
    &["advisor", "officer", "finance", "auditor", "administrator", "manager", "cashier", "bookkeeper", "monitor"];

/// Something that left.
#[derive(Clone, Debug)]
pub struct Leaf {
    /// Where it came from.
    pub from: String,
    /// Its file's name, where it has one.
    pub name: String,
    /// Everything that is in it.
    pub text: String,
}

impl Leaf {
    pub fn new(from: &str, text: String) -> Leaf {
        Leaf { from: from.to_owned(), name: String::new(), text }
    }

    /// Fails where one of these stands in it, in whatever case, or in its name.
    #[track_caller]
    pub fn has_none<S: AsRef<str>>(&self, words: &[S]) {
        let text = self.text.to_lowercase();
        for word in words {
            let word = word.as_ref().to_lowercase();
            let at = text.find(&word);
            let around = at.map(|at| text[..at].chars().rev().take(80).collect::<String>().chars().rev().collect::<String>());
            assert!(at.is_none(), "{}: {word} after …{}", self.from, around.unwrap_or_default());
            assert!(!self.name.to_lowercase().contains(&word), "{}: {word} in its name {}", self.from, self.name);
        }
    }

    /// It asks of families what is never asked under a code, or lists every organisation there is, whether it has anything
    /// to do with a grant or not.
    pub fn tells_of_others(&self) -> bool {
        let listing = [" /", " /audit", "report groups"].iter().any(|end| self.from.ends_with(end));
        listing || ["/grants/new", "/users/", "trail of"].iter().any(|part| self.from.contains(part))
    }
}

/// A province as pages name it.
pub fn province(language: Language, code: &str) -> String {
    sansom::groups::pages::place(code).show(words::Words::new(language)).to_owned()
}

// --- pages

/// Every page of the table of routes that belongs to an award, and those that tell of all awards, as each of these sees
/// it, with every number that may stand in its address.
pub async fn pages(world: &World, award: &str, staff: &[&str]) -> Vec<Leaf> {
    let uploads = uploads(world).await;
    let mut leaves = Vec::new();
    let mut opened: BTreeSet<&str> = BTreeSet::new();
    for office in staff {
        let role = Role::parse(office).unwrap();
        // Auditors and administrators are there already, for the whole programme.
        let everywhere = matches!(role, Role::Auditor | Role::Administrator);
        let login = if everywhere { (*office).to_owned() } else { format!("only-{office}") };
        if !everywhere {
            hire(world, &login, &[role]).await;
        }
        for language in ["en", "km"] {
            let mut actor = world.session(&login).await;
            actor.post("/account/preferences", &[("language", language), ("digits", "latin")]).await;
            for route in routes::table().iter().filter(|route| route.method == "GET" && is_theirs(route.path)) {
                for address in addresses(route.path, award, &uploads) {
                    if let Some(leaf) = open(&mut actor, &login, &address).await {
                        opened.insert(route.path);
                        leaves.push(leaf);
                    }
                }
            }
        }
    }
    if staff.len() > 1 {
        let theirs = |route: &&routes::Route| route.method == "GET" && is_theirs(route.path) && !is_hers(route.path);
        let missed: Vec<&str> =
            routes::table().iter().filter(theirs).map(|route| route.path).filter(|path| !opened.contains(path)).collect();
        assert!(missed.is_empty(), "nobody sees {missed:?}: teach `addresses` what stands there");
    }
    leaves
}

fn is_theirs(path: &str) -> bool {
    path.contains("{award}") || matches!(path, "/" | "/awards" | "/tasks" | "/audit" | "/users/{login}")
}

/// Pages of the liaison alone.
fn is_hers(path: &str) -> bool {
    path.starts_with("/awards/{award}/codes") && !path.ends_with("/views")
}

/// What an address may be, with everything that may stand in it; a step of a form, where one is asked for.
fn addresses(path: &str, award: &str, uploads: &[String]) -> Vec<String> {
    let path = path.replace("{award}", award).replace("{login}", "somebody");
    let mut all = vec![path.clone()];
    if path.contains("{hash}") {
        all = uploads.iter().map(|hash| path.replace("{hash}", hash)).collect();
    }
    if path.contains("{what}") {
        let ways = templates::awards::money::WAYS.iter();
        all = ways.map(|(way, _)| path.replace("{what}", way)).collect();
    }
    if path.contains("{no}") {
        all = (1..=6).map(|no| path.replace("{no}", &no.to_string())).collect();
    }
    if path.ends_with("/vouchers/new") {
        all.extend((1..=5).map(|grant| format!("{path}?for=tranche&grant={grant}&tranche=0")));
    }
    if path.ends_with("/vouchers") {
        all.extend(["prepared", "checked", "approved", "paid", "recorded", "undone"].map(|step| format!("{path}?step={step}")));
    }
    all
}

async fn open(actor: &mut Actor, who: &str, address: &str) -> Option<Leaf> {
    let answer = actor.get(address).await;
    if answer.status != StatusCode::OK {
        assert!(answer.status.as_u16() < 500, "{who} {address}: {}", answer.text);
        return None;
    }
    let name = answer.header("content-disposition").to_owned();
    let text = match answer.header("content-type") {
        "application/pdf" => pdf(&answer.bytes),
        kind if kind.contains("spreadsheet") => unpacked(&answer.bytes),
        _ => answer.text,
    };
    Some(Leaf { from: format!("{who} {address}"), name, text })
}

async fn uploads(world: &World) -> Vec<String> {
    let rows: Vec<(Vec<u8>,)> = world.db().read().await.unwrap().all("select hash from upload", ()).await.unwrap();
    rows.iter().map(|(hash,)| sansom::awards::uploads::written(hash)).collect()
}

/// What a PDF says, and its own bytes: what a reader of it could search through.
fn pdf(bytes: &[u8]) -> String {
    let folder = Folder::new();
    let file = folder.0.join("paper.pdf");
    std::fs::write(&file, bytes).unwrap();
    let done =
        Command::new("pdftotext").args([file.as_os_str(), "-".as_ref()]).output().expect("pdftotext: scripts/test installs it");
    let told = Command::new("pdfinfo").arg(&file).output().expect("pdfinfo comes with pdftotext");
    [done.stdout, told.stdout, bytes.to_vec()].iter().map(|part| String::from_utf8_lossy(part).into_owned() + "\n").collect()
}

/// A workbook's parts, each unpacked.
fn unpacked(bytes: &[u8]) -> String {
    const PART: &[u8] = b"PK\x03\x04";
    let parts = bytes.windows(PART.len()).enumerate().filter(|(_, four)| *four == PART).map(|(at, _)| at);
    let mut text = String::new();
    for at in parts {
        let short = |from: usize| usize::from(u16::from_le_bytes([bytes[at + from], bytes[at + from + 1]]));
        let (named, more) = (short(26), short(28));
        text += &String::from_utf8_lossy(&bytes[at + 30..at + 30 + named]);
        text.push('\n');
        let mut inside = Vec::new();
        DeflateDecoder::new(&bytes[at + 30 + named + more..]).read_to_end(&mut inside).ok();
        text += &String::from_utf8_lossy(&inside);
        text.push('\n');
    }
    assert!(text.contains("<row"), "a workbook has rows");
    text
}

// --- the command line

/// Every report, paper and export that the program itself says it has of an award, and what it logs meanwhile.
pub fn command_line(world: &World, award: &str) -> Vec<Leaf> {
    let mut leaves = Vec::new();
    let mut ran = 0;
    for report in offered(&world.base, &["report"]) {
        let help = said(&run(&world.base, &["report", &report, "--help"]));
        if !help.contains("--award") {
            continue;
        }
        let to = if help.contains("--to ") { vec!["--to", "2028-03-31"] } else { vec![] };
        let numbers: &[&str] = if help.contains("--no ") { &["1", "2", "3", "4", "5", "6"] } else { &[""] };
        for format in ["text", "csv", "json", "xlsx", "pdf"].into_iter().filter(|format| offers(&help, format)) {
            for no in numbers {
                let mut arguments = vec!["report", &report, "--award", award, "--format", format];
                arguments.extend(&to);
                if !no.is_empty() {
                    arguments.extend(["--no", no]);
                }
                let leaf = written(&world.base, &arguments, format);
                ran += usize::from(!leaf.text.is_empty());
                leaves.push(leaf);
            }
        }
    }
    for format in ["csv", "json", "hledger", "beancount", "xlsx"] {
        leaves.push(written(&world.base, &["export", "--award", award, "--format", format], format));
    }
    for arguments in [&["check"][..], &["awards"], &["report", "groups"], &["certificate", "check", "--award", award]] {
        leaves.push(written(&world.base, arguments, "text"));
    }
    assert!(ran >= 15, "{ran} reports were written: the program has more");
    leaves
}

/// The commands that a command's help offers.
fn offered(base: &Database, command: &[&str]) -> Vec<String> {
    let help = said(&run(base, &[command, &["--help"]].concat()));
    let list = help.split("Commands:").nth(1).unwrap_or_default().split("\n\n").next().unwrap_or_default();
    let names = list.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    names.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help").map(str::to_owned).collect()
}

fn offers(help: &str, format: &str) -> bool {
    let after = help.split("--format").nth(1).unwrap_or_default();
    let list = after.split("\n\n  -").next().unwrap_or_default();
    list.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == format)
}

/// Runs a command at the most talkative; its file, where it writes one, and everything that it says.
fn written(base: &Database, arguments: &[&str], format: &str) -> Leaf {
    let folder = Folder::new();
    let file = folder.0.join(format!("out.{format}"));
    let filed = matches!(format, "xlsx" | "pdf");
    let path = file.to_str().unwrap();
    let all = if filed { [arguments, &["-o", path]].concat() } else { arguments.to_vec() };
    let done = run(base, &all);
    let file = match std::fs::read(&file) {
        Ok(bytes) if format == "xlsx" => unpacked(&bytes),
        Ok(bytes) if format == "pdf" => pdf(&bytes),
        _ => String::new(),
    };
    Leaf::new(&format!("sansom {}", arguments.join(" ")), if done.status.success() { said(&done) + &file } else { said(&done) })
}

fn run(base: &Database, arguments: &[&str]) -> Output {
    sansom(base).args(arguments).env("SANSOM_LOG", "debug").output().unwrap()
}

fn said(done: &Output) -> String {
    [&done.stdout, &done.stderr].map(|part| String::from_utf8_lossy(part).into_owned()).concat()
}

// --- what is kept beside

/// The trail, line by line.
pub async fn trail(world: &World) -> Vec<Leaf> {
    let sql = "select book_id, no, action, subject from audit order by book_id, no";
    let rows: Vec<(i64, i64, String, String)> = world.db().read().await.unwrap().all(sql, ()).await.unwrap();
    let mut books: BTreeMap<i64, String> = BTreeMap::new();
    for (book, _, action, subject) in rows {
        *books.entry(book).or_default() += &format!("{action} {subject}\n");
    }
    books.into_iter().map(|(book, text)| Leaf::new(&format!("trail of book {book}"), text)).collect()
}

/// The names of everything in the folder of the data.
pub fn files(world: &World) -> Leaf {
    fn names(folder: &Path, all: &mut String) {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            *all += &format!("{}\n", entry.path().display());
            names(&entry.path(), all);
        }
    }
    let mut all = String::new();
    names(&world.base.folder.0, &mut all);
    Leaf::new("names of files", all)
}

// --- the log

/// Everything that the real program logs at its most talkative while these people look around, and the liaison finds a
/// grant by each code.
pub async fn log(world: &World, award: &str, codes: &[String]) -> Leaf {
    let folder = Folder::new();
    let file = folder.0.join("log");
    let mut server = sansom(&world.base);
    server.args(["serve", "--listen", "127.0.0.1:0"]).env("SANSOM_LOG", "debug").stdout(Stdio::piped());
    let mut process = Process(server.stderr(std::fs::File::create(&file).unwrap()).spawn().unwrap());
    let mut lines = BufReader::new(process.0.stdout.take().unwrap()).lines();
    let told = lines.find_map(|line| Some(line.unwrap().split_once("http://")?.1.to_owned())).expect("it listens");
    let home = format!("http://{}", told.trim().trim_end_matches('/'));
    for who in ["auditor", "administrator", "liaison", "manager", "monitor"] {
        let mut visitor = Visitor::new();
        let fields = [("login", who), ("password", crate::support::actor::PASSWORD)];
        let page = visitor.post(&format!("{home}/sign-in"), &fields).await.expect("it answers");
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{who} signs in");
        for below in ["", "/grants", "/grants/3", "/codes", "/codes/3", "/slips", "/slips/3", "/vouchers/1", "/donor", "/donor.pdf"]
        {
            visitor.get(&format!("{home}/awards/{award}{below}")).await.expect("it answers");
        }
        for code in codes.iter().map(String::as_str).chain(["nonsense"]) {
            visitor.post(&format!("{home}/awards/{award}/codes"), &[("code", code)]).await.expect("it answers");
        }
    }
    drop(process);
    Leaf::new("log", std::fs::read_to_string(&file).unwrap())
}
