//! Plays a story of people at their browsers. A line is what somebody does, `=>` what comes of it:
//!
//! ```text
//! person monitor: monitor
//! on 2026-12-03
//! monitor posts grants/1/screen; passed yes
//! => on to grants/1
//! monitor reads grants/1; Screened: it goes on
//! ```
//!
//! Addresses are those below the award. Of every form that is refused it is seen that nothing was written, half or whole;
//! of every other that it wrote one act. `UPDATE_EXPECT=1` writes down what comes of each line now; whoever does that reads
//! the story again.
use crate::{
    meetings::{plain, problems, read},
    story,
    support::{
        actor::{Actor, Answer, OWN, PASSWORD, World},
        book::clean,
        databases::{Database, each_engine},
        scans,
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use http::StatusCode;
use sansom::{
    guard::{Role, RoleOn, Scope},
    routes,
    store::Db,
    users::{
        password,
        store::{self as users, NewUser},
    },
    web,
};
use std::{collections::HashMap, fmt::Write as _};
use uuid::Uuid;
use words::Language;

/// Plays a story of fixtures/stories on each engine and compares what comes of each line.
pub async fn play(name: &'static str) {
    each_engine(|base| async move {
        told(name, base).await;
    })
    .await;
}

/// Plays a story on one engine; the programme as it stands afterwards.
pub async fn told(name: &str, base: Database) -> Player {
    let path = story::stories().join(name);
    let text = std::fs::read_to_string(&path).unwrap();
    let mut player = Player::new(base).await;
    let played = player.play(&text).await;
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&path, &played).unwrap();
    } else {
        assert!(text == played, "{name} is told otherwise:\n{}", story::first_difference(&text, &played));
    }
    let wrong: Vec<&str> = played.lines().filter(|line| line.starts_with("=> reads") || line.starts_with("=> misses")).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    clean(player.world.db()).await;
    player
}

/// The programme while a story is played.
pub struct Player {
    /// The programme on the story's day.
    pub world: World,
    /// The award whose pages are meant.
    award: String,
    sessions: HashMap<String, Actor>,
    /// The last form: who sent it, where, what.
    last: Option<(String, Sent)>,
}

/// A form as it was sent.
#[derive(Clone)]
struct Sent {
    path: String,
    fields: Vec<(String, String)>,
    scan: Option<String>,
}

impl Player {
    /// The usual programme, with nothing of an award.
    pub async fn new(base: Database) -> Player {
        Player { world: World::new(base).await, award: String::new(), sessions: HashMap::new(), last: None }
    }

    async fn play(&mut self, text: &str) -> String {
        let mut played = String::new();
        let mut lines = text.lines().filter(|line| !line.starts_with("=>") && !line.starts_with("!!")).peekable();
        while let Some(line) = lines.next() {
            played += line;
            played.push('\n');
            let mut command = line.to_owned();
            // What is indented belongs to the line before.
            while let Some(more) = lines.next_if(|line| line.starts_with("  ")) {
                played += more;
                played.push('\n');
                command = format!("{command}; {}", more.trim());
            }
            if command.trim().is_empty() || command.starts_with('#') {
                continue;
            }
            for said in self.line(&command).await {
                let mark = if said.starts_with("!! ") { "" } else { "=> " };
                writeln!(played, "{}", format!("{mark}{said}").trim_end()).unwrap();
            }
        }
        played
    }

    /// Does what a line says; what came of it.
    async fn line(&mut self, line: &str) -> Vec<String> {
        if let Some(command) = line.strip_prefix("$ ") {
            let (out, complaints) = story::run(command, &self.world.base);
            let complaints = complaints.lines().map(|line| format!("!! {line}"));
            return out.lines().map(str::to_owned).chain(complaints).collect();
        }
        let (who, rest) = line.split_once(' ').unwrap_or_else(|| panic!("{line}"));
        match who {
            "on" => self.on(rest.parse().unwrap()),
            "award" => rest.clone_into(&mut self.award),
            "person" => self.person(rest).await,
            _ => return self.acts(who, rest).await,
        }
        vec![]
    }

    fn on(&mut self, day: NaiveDate) {
        let at: DateTime<Utc> = day.and_hms_opt(3, 0, 0).unwrap().and_utc();
        self.world = World::at(self.world.base.clone(), at);
        self.sessions.clear();
    }

    /// Somebody with offices on the award's organisation: `both: advisor monitor`.
    async fn person(&self, text: &str) {
        let (login, roles) = text.split_once(": ").unwrap_or_else(|| panic!("person {text}"));
        let roles: Vec<Role> = roles.split(' ').map(|role| Role::parse(role).unwrap_or_else(|| panic!("{role}"))).collect();
        hire(&self.world, login, &roles).await;
    }

    async fn acts(&mut self, who: &str, rest: &str) -> Vec<String> {
        let (verb, rest) = rest.split_once(' ').unwrap_or((rest, ""));
        let mut parts = rest.split("; ").map(str::trim);
        let path = parts.next().unwrap_or_default();
        match verb {
            "posts" if path == "again" => {
                let (by, sent) = self.last.clone().expect("a form before");
                assert_eq!(by, who, "who sent it sends it again");
                self.post(who, &sent, 0).await
            }
            "posts" | "sends" => {
                let sent = self.sent(path, parts).await;
                let said = self.post(who, &sent, i64::from(verb == "posts")).await;
                self.last = Some((who.to_owned(), sent));
                said
            }
            "reads" | "misses" => {
                let answer = self.get(who, path).await;
                if answer.status != StatusCode::OK {
                    return vec![format!("{verb} nothing: {}", answer.status)];
                }
                let page = read(&answer);
                let wrong = parts.filter(|words| page.contains(words) != (verb == "reads"));
                wrong.map(|words| format!("{verb} {words}? {page}")).collect()
            }
            "opens" => vec![self.get(who, path).await.status.as_u16().to_string()],
            _ => panic!("{who} {verb}?"),
        }
    }

    async fn get(&mut self, who: &str, path: &str) -> Answer {
        let (path, before) = (self.at(path), views(self.world.db()).await);
        let answer = self.actor(who).await.get(&path).await;
        self.looked(who, &path, &answer, before).await;
        answer
    }

    /// Whatever shows a code, or a slip, was written down as a look of whom it was shown to.
    async fn looked(&self, who: &str, path: &str, answer: &Answer, before: Views) {
        let mut tx = self.world.db().read().await.unwrap();
        let codes: Vec<(String,)> = tx.all("select code from grant_code", ()).await.unwrap();
        let shown = codes.iter().any(|(code,)| answer.text.contains(code) || answer.text.contains(&spelt(code)));
        let slip = path.contains("/slips/") && matches!(answer.status, StatusCode::OK | StatusCode::UNPROCESSABLE_ENTITY);
        if shown || slip {
            drop(tx);
            let after = views(self.world.db()).await;
            assert_eq!(after.count, before.count + 1, "{who} looked at {path}");
            assert_eq!(after.last, id(&self.world, who).await, "who looked at {path}");
        }
    }

    fn at(&self, path: &str) -> String {
        if path == "/" { format!("/awards/{}", self.award) } else { format!("/awards/{}/{path}", self.award) }
    }

    /// A form under a key of its own, on the day of the story where no other is typed.
    async fn sent(&self, path: &str, parts: impl Iterator<Item = &str>) -> Sent {
        let today = self.world.app.today().format("%d/%m/%Y").to_string();
        let mut fields = vec![("key".to_owned(), Uuid::now_v7().to_string())];
        let mut scan = None;
        for part in parts {
            let (name, value) = part.split_once(' ').unwrap_or((part, ""));
            if name == "scan" {
                scan = Some(value.to_owned());
                continue;
            }
            let value = match value.strip_prefix("user:") {
                Some(login) => id(&self.world, login).await,
                None => match value.strip_prefix("code:") {
                    Some(grant) => spelt(&self.code(grant.parse().unwrap()).await),
                    None => value.to_owned(),
                },
            };
            fields.push((name.to_owned(), value));
        }
        for name in ["day", "filed", "undo_day", "sight_day"] {
            if fields.iter().all(|(typed, _)| typed != name) {
                fields.push((name.to_owned(), today.clone()));
            }
        }
        Sent { path: self.at(path), fields, scan }
    }

    /// The code of a grant, from its own table.
    async fn code(&self, grant: i64) -> String {
        let sql = "select c.code from grant_code c join award a on a.book_id = c.book_id where a.code = $1 and c.grant_no = $2";
        let (code,): (String,) = self.world.db().read().await.unwrap().one(sql, (self.award.clone(), grant)).await.unwrap();
        code
    }

    async fn post(&mut self, who: &str, sent: &Sent, acts: i64) -> Vec<String> {
        let (before, seen) = (rows(self.world.db()).await, views(self.world.db()).await);
        let fields: Vec<(&str, &str)> = sent.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let actor = self.actor(who).await;
        let answer = if brings_file(&sent.path) {
            let scan = sent.scan.as_deref().map(scans::file);
            actor.post_file(&sent.path, &fields, scan.as_ref().map(|(name, bytes)| ("scan", *name, bytes.as_slice()))).await
        } else {
            actor.post(&sent.path, &fields).await
        };
        self.looked(who, &sent.path, &answer, seen).await;
        let after = rows(self.world.db()).await;
        if answer.status == StatusCode::SEE_OTHER {
            assert_eq!(after.acts, before.acts + acts, "{who} {}", sent.path);
            let base = format!("/awards/{}", self.award);
            let to = answer.location().split('?').next().unwrap().strip_prefix(&base).unwrap_or(answer.location());
            return vec![format!("on to {}", if to.is_empty() { "the award" } else { to.trim_start_matches('/') })];
        }
        assert_eq!(after, before, "{who} {}: {} wrote something", sent.path, answer.status);
        refused(&answer)
    }

    /// Her browser.
    pub async fn actor(&mut self, who: &str) -> &mut Actor {
        if !self.sessions.contains_key(who) {
            let session = self.world.session(who).await;
            self.sessions.insert(who.to_owned(), session);
        }
        self.sessions.get_mut(who).unwrap()
    }
}

/// Whether a form may bring a file along: the table of addresses gives it room for one.
pub fn brings_file(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    let matches = |known: &str| {
        let known: Vec<&str> = known.split('/').collect();
        known.len() == parts.len() && known.iter().zip(&parts).all(|(known, part)| known.starts_with('{') || known == part)
    };
    let table = routes::table();
    let mut found: Vec<_> = table.iter().filter(|route| route.method == "POST" && matches(route.path)).collect();
    // A word goes before a place that takes any word.
    found.sort_by_key(|route| route.path.matches('{').count());
    found.first().is_some_and(|route| route.body_most > web::BODY_MOST)
}

/// A code as people read it.
fn spelt(code: &str) -> String {
    format!("{}-{}", &code[..4], &code[4..])
}

/// Who looked at codes: how often, and who last.
#[derive(Clone, Debug)]
struct Views {
    count: i64,
    last: String,
}

async fn views(db: &Db) -> Views {
    let mut tx = db.read().await.unwrap();
    let rows: Vec<(i64, Uuid)> = tx.all("select no, seen_by from code_view order by book_id, no", ()).await.unwrap();
    Views { count: rows.len() as i64, last: rows.last().map(|(_, by)| by.to_string()).unwrap_or_default() }
}

/// What a page that refuses says, by the fields.
fn refused(answer: &Answer) -> Vec<String> {
    if answer.status != StatusCode::UNPROCESSABLE_ENTITY {
        return vec![format!("nothing: {}", answer.status.as_u16())];
    }
    let mut said = problems(answer);
    if said.is_empty() {
        // A form of one field says it there alone.
        let at = answer.text.split_once("class=\"err\"").and_then(|(_, rest)| rest.split_once('>')).map(|(_, rest)| rest);
        let words = at.map(|rest| plain(rest.split("</p>").next().unwrap())).unwrap_or_default();
        said.push((String::new(), words.trim_start_matches("Error: ").to_owned()));
    }
    assert!(said.iter().all(|(_, words)| !words.is_empty()), "a refusal says why: {}", read(answer));
    let line = |(field, words): (String, String)| {
        let at = if field.is_empty() { String::new() } else { format!(" at {field}") };
        format!("refused{at}: {words}")
    };
    said.into_iter().map(line).collect()
}

/// Gives somebody these offices on the organisation of [`OWN`], and a sign-in where there was none.
pub async fn hire(world: &World, login: &str, roles: &[Role]) {
    let scope = Scope::Organisation(world.group(OWN).await.organisation_id);
    let mut tx = world.db().write().await.unwrap();
    let id = match users::by_login(&mut tx, login).await.unwrap() {
        Some(user) => user.id,
        None => {
            let (name, password) = (format!("The {login}"), password::hash(PASSWORD));
            let user = NewUser { login: login.to_owned(), name, password, must_change: false, language: Language::English };
            users::add(&mut tx, user, world.app.now()).await.unwrap()
        }
    };
    let roles: Vec<RoleOn> = roles.iter().map(|&role| RoleOn { role, scope }).collect();
    users::set_roles(&mut tx, id, &roles).await.unwrap();
    tx.commit().await.unwrap();
}

/// Somebody's id, as forms name her.
pub async fn id(world: &World, login: &str) -> String {
    users::by_login(&mut world.db().read().await.unwrap(), login).await.unwrap().unwrap().id.to_string()
}

/// How many rows every table has that a form of an award could write into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rows {
    /// Acts of awards.
    pub acts: i64,
    /// Grants with their codes and services, parties, people.
    who: (i64, i64, i64),
    /// Entries, postings.
    booked: (i64, i64),
    /// Scans, and to which award they belong.
    scans: (i64, i64),
}

const ROWS: &str = "select (select count(*) from award_act), (select count(*) from award_grant) + (select count(*) from grant_code) + (select count(*) from grant_service), (select count(*) from party),
    (select count(*) from person), (select count(*) from entry), (select count(*) from posting), (select count(*) from upload),
    (select count(*) from award_upload)";

/// Counts them.
pub async fn rows(db: &Db) -> Rows {
    let mut tx = db.read().await.unwrap();
    let (acts, grants, parties, people, entries, postings, scans, kept): (i64, i64, i64, i64, i64, i64, i64, i64) =
        tx.one(ROWS, ()).await.unwrap();
    Rows { acts, who: (grants, parties, people), booked: (entries, postings), scans: (scans, kept) }
}
