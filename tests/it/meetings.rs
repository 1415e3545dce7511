//! Meetings as people keep them through the pages: what is typed wrong and what is said of it, the sheet without script,
//! the same form twice, corrections by two officers, opening balances. Every figure here was worked out by hand.
mod corrections;
mod lending;
mod opening;
mod refusals;
mod repeats;
mod sheet;

use crate::support::actor::{Actor, Answer, OWN, World, day, now};
use domain::{
    constitution::Constitution,
    people::{Names, Sex},
};
use http::StatusCode;
use sansom::{
    groups::store::{self as groups, NewGroup},
    guard::{Role, RoleOn, Scope},
    members::store::{self as members, Person},
    store::Db,
    users::store as users,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// What a [`World`]'s group holds before its second meeting: shares of 5,000 riel, 15,000 saved by member 1 and 5,000 by
/// the others, 1,000 from each in the social fund; 28,000 in the box. At the second: two shares of member 1; one of
/// member 2, who was late and pays 500; member 3 stays away. So 45,500 should be in the box, and is.
pub(crate) const SECOND: [(&str, &str); 12] = [
    ("p1-attendance", "present"),
    ("p1-savings", "2"),
    ("p1-social", "1000"),
    ("p2-attendance", "late"),
    ("p2-savings", "1"),
    ("p2-social", "1000"),
    ("p2-fine", "500"),
    ("p3-attendance", "absent"),
    ("n20000", "2"),
    ("n5000", "1"),
    ("n500", "1"),
    ("witnessed", "1"),
];

/// A form as a browser holds it: what it would send, without its buttons.
#[derive(Clone, Debug)]
pub(crate) struct Form {
    pub(crate) path: String,
    pub(crate) fields: BTreeMap<String, String>,
}

impl Form {
    /// Opens the sheet of a meeting.
    pub(crate) async fn sheet(actor: &mut Actor, group: &str, no: i64) -> Form {
        Form::open(actor, format!("/groups/{group}/meetings/{no}")).await
    }

    /// Opens a page and takes its form.
    pub(crate) async fn open(actor: &mut Actor, path: String) -> Form {
        let page = actor.get(&path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text);
        Form { fields: fields(&page), path }
    }

    /// The form of a page that is there.
    pub(crate) fn of(page: &Answer, path: String) -> Form {
        Form { fields: fields(page), path }
    }

    /// The same with more typed into it; a blank takes a choice or a tick away.
    pub(crate) fn with(&self, typed: &[(&str, &str)]) -> Form {
        let mut form = self.clone();
        for (name, text) in typed {
            if text.is_empty() && (name.ends_with("-attendance") || matches!(*name, "witnessed" | "difference-named")) {
                form.fields.remove(*name);
            } else {
                form.fields.insert((*name).into(), (*text).into());
            }
        }
        form
    }

    /// Sends it by the button of that value; none is a form without buttons.
    pub(crate) async fn press(&self, actor: &mut Actor, button: &str) -> Answer {
        let mut all: Vec<(&str, &str)> = self.fields.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        if !button.is_empty() {
            all.push(("do", button));
        }
        actor.post(&self.path, &all).await
    }

    /// Seals it, and says where that led.
    async fn seal(&self, actor: &mut Actor) -> String {
        let answer = self.press(actor, "seal").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{:?}", problems(&answer));
        answer.location().to_owned()
    }

    /// What is filled in.
    fn typed(&self) -> BTreeMap<&str, &str> {
        self.fields.iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| (name.as_str(), text.as_str())).collect()
    }

    pub(crate) fn get(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }
}

/// Every field of the page's form with what stands in it; radios and ticks only where they are set.
fn fields(page: &Answer) -> BTreeMap<String, String> {
    let found = ["<form class=\"sheet\"", "novalidate", "id=\"go-on\""].into_iter().find_map(|form| page.text.find(form));
    let start = found.expect("a form");
    let form = page.text[start..].split("</form>").next().unwrap();
    let attribute = |tag: &str, name: &str| {
        let value = tag.split_once(&format!(" {name}=\""))?.1.split('"').next()?;
        Some(unescape(value))
    };
    let mut fields = BTreeMap::new();
    let mut select = None;
    for piece in form.split('<').skip(1) {
        let (tag, after) = piece.split_once('>').expect("a tag ends");
        let (name, value) = (attribute(tag, "name"), attribute(tag, "value").unwrap_or_default());
        match tag.split(' ').next().unwrap() {
            "input" if is_choice(tag) && !(tag.ends_with(" checked") || tag.contains(" checked ")) => {}
            // A box to search in has no name: it is not sent.
            "input" => drop(name.map(|name| fields.insert(name, value))),
            "textarea" => drop(fields.insert(name.unwrap(), unescape(after))),
            "select" => select = name,
            "option" if tag.ends_with(" selected") || tag.contains(" selected ") => {
                fields.insert(select.clone().unwrap(), value);
            }
            _ => {}
        }
    }
    fields
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// The words of a piece of a page, without its tags, every gap a single space.
pub(crate) fn plain(html: &str) -> String {
    let mut text = String::new();
    for piece in html.split('<') {
        text += piece.split_once('>').map_or(piece, |(_, after)| after);
        text.push(' ');
    }
    unescape(&text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The main part of a page in plain words.
pub(crate) fn read(page: &Answer) -> String {
    plain(page.text.split_once("<main").expect("a page").1.split_once('>').unwrap().1)
}

/// What a refused form says at its top, in order: the field, and the words without the member's name; each is said at
/// its field too, where the page has that field.
pub(crate) fn problems(page: &Answer) -> Vec<(String, String)> {
    let Some((_, summary)) = page.text.split_once("id=\"problems\"") else { return vec![] };
    let list = summary.split_once("</div>").unwrap().0;
    let said = list.split("<li>").skip(1).map(|item| {
        let field = item.split_once("href=\"#").map_or("", |(_, rest)| rest.split('"').next().unwrap());
        let field = field.strip_suffix("-present").unwrap_or(field).to_owned();
        let words = item.split_once("</b> · ").map_or(item, |(_, words)| words);
        (field, plain(words.split("</li>").next().unwrap()))
    });
    let said: Vec<_> = said.collect();
    // At a field its first refusal is said, at the top all.
    let first = said.iter().enumerate().filter(|(at, (field, _))| said[..*at].iter().all(|(earlier, _)| earlier != field));
    for (field, words) in first.map(|(_, one)| one) {
        let at = [format!("id=\"e-{field}\""), format!("id=\"{field}-e\"")];
        let there = at.iter().find_map(|id| page.text.split_once(id.as_str()));
        match there {
            Some((_, rest)) => assert!(plain(rest.split("</p>").next().unwrap()).ends_with(words), "{words} at {field}"),
            None => assert!(!page.text.contains(&format!("name=\"{field}\"")), "{words} is not said at {field}"),
        }
    }
    said
}

/// The same of a form that must have been refused, borrowed.
#[track_caller]
pub(crate) fn refused(page: &Answer, expected: &[(&str, &str)]) {
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "to {}: {}", page.location(), read(page));
    let said = problems(page);
    let said: Vec<_> = said.iter().map(|(field, words)| (field.as_str(), words.as_str())).collect();
    assert_eq!(said, expected);
}

/// How many rows every table has that a meeting or a correction could write into.
async fn rows(db: &Db) -> (i64, i64, i64, i64, i64, i64, i64, i64) {
    let count = "select (select count(*) from entry), (select count(*) from posting), (select count(*) from meeting),
        (select count(*) from meeting_line), (select count(*) from meeting_other), (select count(*) from cash_count),
        (select count(*) from correction) + (select count(*) from correction_decision), (select count(*) from audit)";
    db.read().await.unwrap().one(count, ()).await.unwrap()
}

/// What a group's book holds: fund, account, member, quantity with debits positive.
pub(crate) async fn balances(db: &Db, group: &str) -> Vec<(i64, i64, i64, i64)> {
    let sql = "select b.fund, b.account, b.party, b.quantity from balance b join savings_group g on g.book_id = b.book_id
        where g.code = $1 and b.quantity <> 0 order by b.fund, b.account, b.party";
    db.read().await.unwrap().all(sql, (group,)).await.unwrap()
}

/// The postings of an entry, in the same terms.
pub(crate) async fn postings(db: &Db, group: &str, no: i64) -> Vec<(i64, i64, i64, i64)> {
    let sql = "select p.fund, p.account, p.party, p.quantity from posting p join savings_group g on g.book_id = p.book_id
        where g.code = $1 and p.entry_no = $2 order by p.fund, p.account, p.party";
    db.read().await.unwrap().all(sql, (group, no)).await.unwrap()
}

/// Names and texts: what is typed, or what is said at a field.
type Pairs<'a> = &'a [(&'a str, &'a str)];

/// A field that sends its value only when it is chosen.
fn is_choice(tag: &str) -> bool {
    tag.contains(" type=\"radio\"") || tag.contains(" type=\"checkbox\"")
}

type LineRow = (i64, Option<String>, Option<i64>, Option<i64>, Option<i64>);

/// The members' lines of a sealed meeting: attendance, savings, social fund, fine.
async fn lines(db: &Db, group: &str, no: i64) -> Vec<LineRow> {
    let sql = "select l.party_no, l.attendance, l.savings, l.social_fund, l.fine from meeting_line l
        join savings_group g on g.book_id = l.book_id where g.code = $1 and l.meeting_no = $2 order by l.party_no";
    db.read().await.unwrap().all(sql, (group, no)).await.unwrap()
}

/// A line as it is expected.
fn line(party: i64, attendance: &str, savings: Option<i64>, social: Option<i64>, fine: Option<i64>) -> LineRow {
    (party, Some(attendance.to_owned()).filter(|attendance| !attendance.is_empty()), savings, social, fine)
}

/// Founds another group of three members, under these rules, and gives it to the officers of [`OWN`].
async fn found(world: &World, code: &str, rules: &str) {
    let mut tx = world.db().write().await.unwrap();
    let organisation_id = groups::group(&mut tx, OWN).await.unwrap().unwrap().organisation_id;
    let group = NewGroup {
        organisation_id,
        code: code.into(),
        name_km: "ក្រុមសាក".into(),
        name_latin: format!("Group {code}"),
        village_code: String::new(),
        founded_on: day(1, 1),
        demo: true,
        constitution: Constitution::parse(rules).unwrap(),
        cycle: (day(1, 1), None),
    };
    let book = groups::found(&mut tx, &group, Uuid::nil(), now()).await.unwrap();
    for (login, role) in [("treasurer-own-1", Role::Treasurer), ("committee-own-1", Role::Committee)] {
        let user = users::by_login(&mut tx, login).await.unwrap().unwrap().id;
        let own = groups::group(&mut tx, OWN).await.unwrap().unwrap().book.0;
        let scopes = [own, book.0].map(|book| RoleOn { role, scope: Scope::Group(book) });
        users::set_roles(&mut tx, user, &scopes).await.unwrap();
    }
    tx.commit().await.unwrap();
    for number in 1..=3 {
        join(world, code, number, day(1, 1)).await;
    }
}

/// Somebody joins a group.
pub(crate) async fn join(world: &World, code: &str, number: i64, on: chrono::NaiveDate) {
    let mut tx = world.db().write().await.unwrap();
    let group = groups::group(&mut tx, code).await.unwrap().unwrap();
    let given = ["មួយ", "ពីរ", "បី", "បួន"][number as usize - 1];
    let person = Person {
        names: Names::try_new("សាក", given, "Test", &format!("{code} {number}")).unwrap(),
        sex: Some(Sex::Female),
        birth_year: None,
        id_poor: None,
        phone: String::new(),
        village_code: String::new(),
    };
    let person = members::add_person(&mut tx, group.organisation_id, &person).await.unwrap();
    members::add_member(&mut tx, group.book, person, number, on).await.unwrap();
    tx.commit().await.unwrap();
}

/// The committee member's browser, in Khmer.
async fn in_khmer(world: &World) -> Actor {
    let mut actor = world.session("committee-own-1").await;
    let answer = actor.post("/account/preferences", &[("language", "km"), ("digits", "latin")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    actor
}
