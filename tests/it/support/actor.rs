//! People who use the program through its pages: a small programme of two organisations with a user for every role, and
//! an actor, who is somebody with a browser's cookies.
use super::databases::Database;
use axum::{Router, body::Body};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{
    constitution::Constitution,
    meetings::{Attendance, Count, Line, Other, OtherKind, Saved, Sheet},
    people::{Names, Office, Sex},
};
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use ledger::PartyNo;
use sansom::{
    app::{App, Clock, Settings},
    groups::store::{self as groups, Group, NewGroup},
    guard::{Role, RoleOn, Scope},
    meetings::seal::{Act, Outcome, seal_sheet},
    members::store::{self as members, Person},
    store::{BookId, Db, Tx},
    users::{
        password,
        store::{self as users, NewUser},
    },
    web,
};
use std::{collections::BTreeMap, sync::LazyLock};
use tower::Service;
use uuid::Uuid;
use words::Language;

/// The password of every user of a [`World`].
pub const PASSWORD: &str = "a boat for two buffaloes";
static HASHED: LazyLock<String> = LazyLock::new(|| password::hash(PASSWORD));

/// The group in which things happen, and one of another organisation.
pub const OWN: &str = "OWN-1";
pub const FOREIGN: &str = "FOR-1";

/// The instant at which tests take place: 21 November 2026, ten in the morning.
pub fn now() -> DateTime<Utc> {
    day(11, 21).and_hms_opt(3, 0, 0).unwrap().and_utc()
}

/// A day of the year of the tests.
pub fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

/// Two organisations with a group each, three members in each group, one sealed meeting each, and these users: a
/// treasurer and a committee member of either group, an advisor, an officer and a finance officer of the first
/// organisation, an auditor and an administrator of the programme.
#[derive(Clone)]
pub struct World {
    /// The program, at [`now`].
    pub app: App,
    /// The database, for what no page shows.
    pub base: Database,
}

impl World {
    /// Makes it by the functions that the pages use.
    pub async fn new(base: Database) -> World {
        let world = World::at(base, now());
        let mut tx = world.db().write().await.unwrap();
        for (organisation, code) in [("OWN", OWN), ("FOR", FOREIGN)] {
            let organisation = groups::add_organisation(&mut tx, organisation, "អង្គការសាក", organisation).await.unwrap();
            found(&mut tx, organisation, code).await;
        }
        add_users(&mut tx).await;
        tx.commit().await.unwrap();
        for code in [OWN, FOREIGN] {
            world.seal(code, day(11, 14)).await;
        }
        world
    }

    /// The same database at another instant, in a program that was started again.
    pub fn at(base: Database, at: DateTime<Utc>) -> World {
        World { app: App::new(base.db.clone(), Clock::Fixed(at), Settings { secure_cookies: false, demo: false }), base }
    }

    /// The same world after so many seconds, in a program that was started again.
    pub fn later(&self, seconds: i64) -> World {
        World::at(self.base.clone(), self.app.now() + TimeDelta::seconds(seconds))
    }

    pub fn db(&self) -> &Db {
        &self.base.db
    }

    pub async fn group(&self, code: &str) -> Group {
        groups::group(&mut self.db().read().await.unwrap(), code).await.unwrap().unwrap()
    }

    /// Seals the next meeting of a group: everybody present, member 1 with three shares and the others with one.
    pub async fn seal(&self, code: &str, held_on: NaiveDate) -> i64 {
        self.seal_with(code, held_on, vec![]).await
    }

    /// The same, with savings paid back: to the member of a number, how much.
    pub async fn seal_with(&self, code: &str, held_on: NaiveDate, paid_back: Vec<(i64, i64)>) -> i64 {
        let group = self.group(code).await;
        let mut tx = self.db().write().await.unwrap();
        let after = sansom::meetings::store::last(&mut tx, group.book).await.unwrap().map(|(no, _)| no);
        let cash = sansom::meetings::store::cash(&mut tx, group.book, &group.commodity).await.unwrap();
        let members = members::members(&mut tx, group.book, &group.commodity).await.unwrap();
        let here: Vec<_> = members.iter().filter(|member| member.joined_on <= held_on && member.left_on.is_none()).collect();
        let shares = |number: i64| if number == 1 { 3 } else { 1 };
        let line = |number: i64, party: PartyNo| Line {
            party,
            attendance: Some(Attendance::Present),
            savings: Some(Saved::Shares(shares(number))),
            social_fund: Some(1_000),
            fine: None,
            repayment: None,
            loan: None,
        };
        let brought: i64 = here.iter().map(|member| shares(member.number) * 5_000 + 1_000).sum();
        let paid = brought - paid_back.iter().map(|(_, amount)| amount).sum::<i64>();
        let other = |(row, (number, amount)): (usize, (i64, i64))| Other {
            row,
            kind: OtherKind::Withdrawal,
            party: members.iter().find(|member| member.number == number).map(|member| member.party()),
            amount,
            note: "asked for it".into(),
        };
        let sheet = Sheet {
            key: Uuid::now_v7(),
            after,
            held_on,
            lines: here.iter().map(|member| line(member.number, member.party())).collect(),
            other: paid_back.into_iter().enumerate().map(other).collect(),
            count: Count::Counted(BTreeMap::from([(1_000, (cash.loan + cash.social + paid) / 1_000)])),
            difference_reason: String::new(),
            difference_named: None,
            witnessed: true,
            note: String::new(),
        };
        let by = users::by_login(&mut tx, &format!("treasurer-{}", code.to_lowercase())).await.unwrap().unwrap().id;
        let outcome = seal_sheet(&mut tx, &group, &sheet, Act::now(&self.app, by)).await.unwrap();
        let Outcome::Sealed(no) = outcome else { panic!("not sealed: {outcome:?}") };
        tx.commit().await.unwrap();
        no
    }

    /// Somebody who is not signed in.
    pub fn nobody(&self) -> Actor {
        Actor { router: web::router(self.app.clone()), cookies: BTreeMap::new() }
    }

    /// Somebody who signs in at the page.
    pub async fn sign_in(&self, login: &str) -> Actor {
        let mut actor = self.nobody();
        let answer = actor.post("/sign-in", &[("login", login), ("password", PASSWORD)]).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/"), "{login} signs in: {}", answer.text);
        actor
    }

    /// Somebody who is signed in already: without the cost of a password.
    pub async fn session(&self, login: &str) -> Actor {
        let mut actor = self.nobody();
        let token = password::token();
        let mut tx = self.db().write().await.unwrap();
        let user = users::by_login(&mut tx, login).await.unwrap().unwrap_or_else(|| panic!("a user {login}"));
        users::start_session(&mut tx, user.id, web::digest(token.as_bytes()), "test", self.app.now()).await.unwrap();
        tx.commit().await.unwrap();
        actor.cookies.insert("s".into(), token);
        actor
    }
}

/// Founds a weekly group of three members, the first of them its chair.
pub async fn found(tx: &mut Tx, organisation_id: Uuid, code: &str) -> BookId {
    let group = NewGroup {
        organisation_id,
        code: code.into(),
        name_km: "ក្រុមសាក".into(),
        name_latin: format!("Group {code}"),
        village_code: "21010101".into(),
        founded_on: day(1, 1),
        demo: true,
        constitution: Constitution::parse(include_str!("../../../fixtures/constitutions/weekly_shares.toml")).unwrap(),
        cycle: (day(1, 1), None),
    };
    let book = groups::found(tx, &group, Uuid::nil(), now()).await.unwrap();
    for (number, given) in [(1, "មួយ"), (2, "ពីរ"), (3, "បី")] {
        let person = Person {
            names: Names::try_new("សាក", given, "Test", &format!("{code} {number}")).unwrap(),
            sex: Some(Sex::Female),
            birth_year: Some(1980 + number),
            id_poor: None,
            phone: String::new(),
            village_code: String::new(),
        };
        let person = members::add_person(tx, organisation_id, &person).await.unwrap();
        let party = members::add_member(tx, book, person, number, day(1, 1)).await.unwrap();
        if number == 1 {
            members::begin_term(tx, book, party, Office::Chair, day(1, 1)).await.unwrap();
        }
    }
    book
}

async fn add_users(tx: &mut Tx) {
    let own = groups::group(tx, OWN).await.unwrap().unwrap();
    let foreign = groups::group(tx, FOREIGN).await.unwrap().unwrap();
    let organisation = Scope::Organisation(own.organisation_id);
    let list = [
        ("treasurer-own-1", Role::Treasurer, Scope::Group(own.book.0)),
        ("committee-own-1", Role::Committee, Scope::Group(own.book.0)),
        ("treasurer-for-1", Role::Treasurer, Scope::Group(foreign.book.0)),
        ("committee-for-1", Role::Committee, Scope::Group(foreign.book.0)),
        ("advisor", Role::Advisor, organisation),
        ("officer", Role::Officer, organisation),
        ("finance", Role::Finance, organisation),
        ("auditor", Role::Auditor, Scope::Programme),
        ("administrator", Role::Administrator, Scope::Programme),
        // Whom administrators try things on.
        ("somebody", Role::Advisor, organisation),
    ];
    for (login, role, scope) in list {
        let user = NewUser {
            login: login.into(),
            name: format!("The {login}"),
            password: HASHED.clone(),
            must_change: false,
            language: Language::English,
        };
        let id = users::add(tx, user, now()).await.unwrap();
        users::set_roles(tx, id, &[RoleOn { role, scope }]).await.unwrap();
    }
}

/// Somebody with a browser: keeps cookies, sends what a browser sends, follows nothing unasked.
#[derive(Clone)]
pub struct Actor {
    /// The program, as she reaches it.
    pub router: Router,
    /// Her cookies, by name.
    pub cookies: BTreeMap<String, String>,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
    /// What was sent, where it is no text.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// Where it leads; empty when nowhere.
    pub fn location(&self) -> &str {
        self.header("location")
    }

    /// A header; empty when it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The value of a hidden field of the page.
    pub fn hidden(&self, name: &str) -> String {
        let start = format!("name=\"{name}\" value=\"");
        // The last of that name: the head bar has a form too.
        let (_, rest) = self.text.rsplit_once(&start).unwrap_or_else(|| panic!("a field {name} in {}", self.text));
        rest.split('"').next().unwrap().to_owned()
    }
}

impl Actor {
    /// Opens an address.
    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, &[("sec-fetch-site", "same-origin")], String::new()).await
    }

    /// Sends a form of our own pages.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(Method::POST, path, &[("sec-fetch-site", "same-origin")], form(fields)).await
    }

    /// Sends a form, and follows where the answer leads.
    pub async fn post_and_follow(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let answer = self.post(path, fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}: {}", answer.text);
        let to = answer.location().to_owned();
        self.get(&to).await
    }

    /// Sends a form that may bring a file along: its field, its name, its bytes.
    pub async fn post_file(&mut self, path: &str, fields: &[(&str, &str)], file: Option<(&str, &str, &[u8])>) -> Answer {
        let mut body = Vec::new();
        for (name, value) in fields {
            body.extend(format!("--cut\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes());
        }
        if let Some((field, name, bytes)) = file {
            let head = format!(
                "--cut\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\nContent-Type: image/jpeg\r\n\r\n"
            );
            body.extend([head.as_bytes(), bytes, b"\r\n"].concat());
        }
        body.extend(b"--cut--\r\n");
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(header::HOST, "sansom.test")
            .header("sec-fetch-site", "same-origin")
            .header(header::COOKIE, self.cookie())
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=cut");
        self.sent(request.body(Body::from(body)).unwrap()).await
    }

    /// Sends anything, with these headers beside the cookies.
    pub async fn send(&mut self, method: Method, path: &str, headers: &[(&str, &str)], body: String) -> Answer {
        let cookies = self.cookie();
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, "sansom.test");
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies);
        }
        if !body.is_empty() {
            request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.sent(request.body(Body::from(body)).unwrap()).await
    }

    fn cookie(&self) -> String {
        self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    async fn sent(&mut self, request: Request<Body>) -> Answer {
        let response = self.router.call(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            if cookie.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.into(), value.into());
            }
        }
        let bytes = body.collect().await.unwrap().to_bytes();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status: parts.status, headers: parts.headers, text, bytes: bytes.to_vec() }
    }
}

/// Fields as a browser writes them.
pub fn form(fields: &[(&str, &str)]) -> String {
    // A form without fields is still one.
    if fields.is_empty() {
        return "nothing=".into();
    }
    fields.iter().map(|(name, value)| format!("{}={}", web::encode(name), web::encode(value))).collect::<Vec<_>>().join("&")
}
