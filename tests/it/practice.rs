//! A group to learn on: it works like a real one, is marked wherever it is seen, and is nowhere counted.
use crate::{
    cli::{good, refused},
    meetings::Form,
    support::{
        actor::{Actor, Answer, FOREIGN, OWN, World},
        book::clean,
        databases::{Database, each_engine, sqlite},
        paper,
    },
};
use http::{Method, StatusCode};
use sansom::{
    api::Reads,
    guard::Access,
    practice::store as practice,
    routes,
    store::{AuditFilter, Error, Tx, trail},
    users::store as users,
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// The practice group that is like [`OWN`].
const LEARN: &str = "P-OWN-1";
/// What stands on every page of it.
const BAND: &str = "class=\"practice-band\"";

/// Lets somebody begin to practise like her group, with a rice bank.
async fn begin(actor: &mut Actor) {
    let answer = actor.post(&format!("/groups/{OWN}/practice"), &[("bank", "1")]).await;
    assert_eq!(
        (answer.status, answer.location()),
        (StatusCode::SEE_OTHER, &*format!("/groups/{LEARN}?done=practice-begun")),
        "{}",
        answer.text
    );
}

/// What a figure of the program shows: without what differs each time it is drawn.
fn figure(answer: &Answer) -> String {
    let is_id = |word: &str| word.len() == 36 && word.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
    let words = answer.text.split('"').map(|word| if is_id(word) { "id" } else { word });
    format!("{} {}", answer.status, words.collect::<Vec<_>>().join("\""))
}

/// Every address without a name in it that somebody signed in may open, but those of practice itself and of
/// what this test makes to look around.
fn addresses() -> Vec<&'static str> {
    let wide = |access| matches!(access, Access::SignedIn | Access::Organisation(_) | Access::Programme(_));
    let table = routes::table();
    let shown = table.iter().filter(|route| route.method == "GET" && wide(route.access) && !route.path.contains('{'));
    shown.map(|route| route.path).filter(|path| !matches!(*path, "/practice" | "/account" | "/programme/tokens")).collect()
}

/// What everybody reads of the whole programme, pages and figures for programs.
async fn figures(world: &World) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for login in ["officer", "advisor", "finance", "auditor", "administrator", "treasurer-for-1", "committee-own-1"] {
        let mut actor = world.session(login).await;
        let more = ["/people?q=Member", "/people?q=សមាជិក", "/market/sales/new?q=Practice", "/plans/new?q=Member", "/?q=P-"];
        for path in addresses().into_iter().chain(more) {
            all.insert(format!("{login} {path}"), figure(&actor.get(path).await));
        }
    }
    let end = world.app.today() + chrono::Days::new(30);
    let token = crate::api::made(world, Uuid::now_v7(), &Reads::ALL, None, end).await;
    for route in routes::table().iter().filter(|route| matches!(route.access, Access::Token(_))) {
        let path = route.path.replace("{measure}", "group-members");
        let header = format!("Bearer {token}");
        let answer = world.nobody().send(Method::GET, &path, &[("authorization", &header)], String::new()).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        all.insert(path, figure(&answer));
    }
    all
}

#[tokio::test]
async fn nothing_of_practice_is_counted_anywhere() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        // One look before the first, so that what is made when it is first read is made.
        figures(&world).await;
        let before = figures(&world).await;
        assert!(before.len() > 150, "many figures are read: {}", before.len());
        begin(&mut treasurer).await;
        let sheet = Form::sheet(&mut treasurer, LEARN, 5).await.with(&[("p1-attendance", "present"), ("p1-savings", "3")]);
        assert_eq!(sheet.press(&mut treasurer, "recalculate").await.status, StatusCode::OK);
        let after = figures(&world).await;
        for (path, shown) in &before {
            let differs = shown.chars().zip(after[path].chars()).take_while(|(one, other)| one == other).count();
            assert!(
                shown == &after[path],
                "{path}: {}",
                after[path].chars().skip(differs.saturating_sub(200)).take(500).collect::<String>()
            );
        }
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn the_command_line_counts_nothing_of_it() {
    sqlite(|base| async move {
        let _world = World::new(base.clone()).await;
        let reports: [&[&str]; 7] = [
            &["report", "groups", "--format", "json"],
            &["report", "groups", "--format", "csv"],
            &["report", "trial-balance", "--all", "--format", "json"],
            &["report", "targets", "--format", "csv"],
            &["report", "indicators", "--format", "json"],
            &["report", "cascade", "--format", "csv"],
            &["organisation", "list"],
        ];
        let read = |base: &Database| reports.map(|arguments| good(base, arguments));
        let before = read(&base);
        let done = good(&base, &["practice", "begin", "--like", OWN, "--for", "treasurer-own-1", "--bank"]);
        assert_eq!(done, "practice group P-OWN-1 begun for treasurer-own-1; nothing in it is real\n");
        assert_eq!(before, read(&base));
        let complaint = refused(&base, &["practice", "begin", "--like", OWN, "--for", "treasurer-own-1"]);
        assert!(complaint.contains("sansom practice anew P-OWN-1"), "{complaint}");
        let listed = good(&base, &["practice", "list", "--format", "json"]);
        assert!(listed.contains("\"practice\": true") && listed.contains("\"for\": \"treasurer-own-1\""), "{listed}");
        let listed = good(&base, &["practice", "list"]);
        assert!(listed.contains("treasurer-own-1") && !listed.contains("The treasurer"), "{listed}");
        assert!(good(&base, &["practice", "anew", LEARN]).starts_with("practice group P-OWN-1 begun anew"));
        assert_eq!(before, read(&base));
        assert!(refused(&base, &["practice", "anew", OWN]).contains("there is no practice group OWN-1"));
        assert!(good(&base, &["check"]).is_ascii());
    })
    .await;
}

/// The address of a page of the practice group, with its own numbers for what the path names; none where there is nothing.
fn filled(path: &str) -> Option<String> {
    let path = path.replace("{group}", LEARN).replace("{bank}", &format!("{LEARN}-RB"));
    let path = path.replace("{number}", "4").replace("{member}", "4").replace("{no}", "1");
    (!path.contains('{')).then_some(path)
}

#[tokio::test]
async fn every_page_paper_and_file_of_it_is_marked() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        begin(&mut treasurer).await;
        let (mut pages, mut papers, mut files) = (0, 0, 0);
        let table = routes::table();
        let own = table.iter().filter(|route| {
            route.method == "GET" && matches!(route.access, Access::Group(_) | Access::Saving(_) | Access::Bank(_))
        });
        for path in own.filter_map(|route| filled(route.path)) {
            for path in [
                path.clone(),
                format!("{path}?format=csv"),
                format!("{path}?format=beancount"),
                format!("{path}?meeting=4&member=4&entry=4&no=1"),
            ] {
                let answer = treasurer.get(&path).await;
                if answer.status != StatusCode::OK {
                    continue;
                }
                let (kind, disposition) =
                    (answer.header("content-type").to_owned(), answer.header("content-disposition").to_owned());
                if kind.starts_with("text/html") {
                    pages += 1;
                    assert!(answer.text.contains(BAND) && answer.text.contains("<title>PRACTICE · "), "{path}: {}", answer.text);
                } else if kind == "application/pdf" {
                    papers += 1;
                    let text = paper::read(&answer);
                    assert!(text.contains("PRACTICE – nothing here is real"), "{path}: {text}");
                    assert!(disposition.contains("filename=\"practice-"), "{path}: {disposition}");
                } else {
                    files += 1;
                    assert!(disposition.contains("filename=\"practice-"), "{path}: {disposition}");
                }
            }
        }
        assert!(pages > 60 && papers > 6 && files > 0, "{pages} pages, {papers} papers, {files} files");
        // A page with mistakes is marked too; the real group is not.
        let form = Form::open(&mut treasurer, format!("/groups/{LEARN}/members/new")).await;
        let answer = form.with(&[("number", "x")]).press(&mut treasurer, "").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text.contains(BAND));
        for path in [format!("/groups/{OWN}"), format!("/groups/{OWN}/meetings/2"), "/".into()] {
            assert!(!treasurer.get(&path).await.text.contains(BAND), "{path}");
        }
        assert!(treasurer.get("/").await.text.contains("PRACTICE"), "a list says it where it names the group");
        let real = treasurer.get(&format!("/groups/{OWN}/papers/members")).await;
        assert!(!paper::read(&real).contains("PRACTICE"));
    })
    .await;
}

#[tokio::test]
async fn a_receipt_of_practice_proves_nothing() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        begin(&mut treasurer).await;
        let printed =
            treasurer.post(&format!("/groups/{LEARN}/papers/receipt"), &[("member", "4"), ("entry", "1"), ("lang", "en")]).await;
        assert!(paper::read(&printed).contains("PRACTICE – nothing here is real"));
        let (payload, code): (String, String) =
            world.db().read().await.unwrap().one("select payload, code from paper where kind = 'receipt'", ()).await.unwrap();
        for path in [format!("/verify/{payload}"), format!("/verify?code={code}")] {
            let page = treasurer.get(&path).await.text;
            assert!(page.contains("A practice paper") && page.contains(LEARN), "{page}");
        }
        // Neither does it when the group is closed for good.
        anew(&mut treasurer).await;
        let page = treasurer.get(&format!("/verify/{payload}")).await.text;
        assert!(page.contains("A practice paper") && page.contains("P-OWN-1~1"), "{page}");
    })
    .await;
}

async fn anew(actor: &mut Actor) -> Answer {
    let ask = actor.get(&format!("/groups/{LEARN}/practice/anew")).await;
    assert_eq!(ask.status, StatusCode::OK, "{}", ask.text);
    actor.post(&format!("/groups/{LEARN}/practice/anew"), &[("key", &ask.hidden("key"))]).await
}

#[tokio::test]
async fn beginning_anew_closes_the_old_one_for_good() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        begin(&mut treasurer).await;
        let first = world.group(LEARN).await;
        let key = treasurer.get(&format!("/groups/{LEARN}/practice/anew")).await.hidden("key");
        let answer = anew(&mut treasurer).await;
        assert_eq!(answer.location(), format!("/groups/{LEARN}?done=practice-anew"));
        let second = world.group(LEARN).await;
        assert_ne!(first.book, second.book);
        // The same form again ends nothing.
        let again = treasurer.post(&format!("/groups/{LEARN}/practice/anew"), &[("key", &key)]).await;
        assert_eq!(again.location(), answer.location());
        assert_eq!(world.group(LEARN).await.book, second.book);
        for login in ["treasurer-own-1", "officer", "auditor", "administrator"] {
            let mut actor = world.session(login).await;
            for path in ["/groups/P-OWN-1~1", "/groups/P-OWN-1~1/meetings", "/banks/P-OWN-1-RB"] {
                assert_eq!(actor.get(path).await.status, StatusCode::NOT_FOUND, "{login} {path}");
            }
            assert!(!actor.get("/practice").await.text.contains("~1"), "{login}");
        }
        // Nothing was removed, and both trails say what happened.
        let mut tx = world.db().read().await.unwrap();
        let old = practice::of_book(&mut tx, first.book).await.unwrap().unwrap();
        assert!(old.ended_at.is_some() && old.code == "P-OWN-1~1");
        let entries: i64 = tx.value("select count(*) from entry where book_id = $1", (first.book.0,)).await.unwrap();
        assert_eq!(entries, 6, "four meetings, paddy given, paddy lent");
        assert_eq!(actions(&mut tx, first.book).await.first().map(String::as_str), Some("practice-ended"));
        assert!(actions(&mut tx, second.book).await.contains(&"practice-begun".to_owned()));
        drop(tx);
        assert_eq!(treasurer.get("/banks/P-OWN-1-RB-2").await.status, StatusCode::OK, "its bank is a new one");
        clean(world.db()).await;
    })
    .await;
}

async fn actions(tx: &mut Tx, book: sansom::store::BookId) -> Vec<String> {
    let rows = trail(tx, Some(book), &AuditFilter::default(), 100).await.unwrap();
    rows.into_iter().map(|row| row.action).collect()
}

#[tokio::test]
async fn one_learner_plays_both_officers_and_no_rule_gives_way() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        begin(&mut treasurer).await;
        let path = format!("/groups/{LEARN}/meetings/4/corrections/new");
        let form = Form::open(&mut treasurer, format!("{path}?member=1&figure=shares")).await;
        let form = Form { path, ..form }.with(&[("right", "1"), ("reason", "practice")]);
        let asked = form.press(&mut treasurer, "").await;
        assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text);
        let correction = format!("/groups/{LEARN}/corrections/1");
        assert_eq!(treasurer.post(&format!("{correction}/confirm"), &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let acting = treasurer.post_and_follow(&format!("/groups/{LEARN}/practice/second"), &[("second", "1")]).await;
        assert!(acting.text.contains("you act as the second officer now"), "{}", acting.text);
        let confirmed = treasurer.post(&format!("{correction}/confirm"), &[]).await;
        assert_eq!(confirmed.status, StatusCode::SEE_OTHER, "{}", confirmed.text);
        let mut tx = world.db().read().await.unwrap();
        let hers = users::by_login(&mut tx, "treasurer-own-1").await.unwrap().unwrap().id;
        let sql = "select c.asked_by, d.decided_by from correction c join correction_decision d
                     on d.book_id = c.book_id and d.correction_no = c.no";
        let (asked, decided): (Uuid, Uuid) = tx.one(sql, ()).await.unwrap();
        assert_eq!((asked, decided), (hers, practice::SECOND));
        drop(tx);
        // In her real group she is who she is, whatever she plays.
        assert_eq!(treasurer.get(&format!("/groups/{OWN}/meetings/2")).await.status, StatusCode::OK);
        assert!(!treasurer.get(&format!("/groups/{OWN}")).await.text.contains(BAND));
        treasurer.post(&format!("/groups/{LEARN}/practice/second"), &[("second", "0")]).await;
        assert!(treasurer.get(&format!("/groups/{LEARN}")).await.text.contains("Practice: nothing here is real"));
        // The second officer is nobody: no list shows her, and she never signs in.
        let mut administrator = world.session("administrator").await;
        assert!(!administrator.get("/users").await.text.contains("Second officer"));
        let refused = world.nobody().post("/sign-in", &[("login", "~second-officer"), ("password", "")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn strangers_see_nothing_and_others_press_nothing() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        begin(&mut treasurer).await;
        for login in ["treasurer-for-1", "committee-own-1"] {
            let mut actor = world.session(login).await;
            for path in [format!("/groups/{LEARN}"), format!("/groups/{LEARN}/practice"), format!("/banks/{LEARN}-RB")] {
                assert_eq!(actor.get(&path).await.status, StatusCode::NOT_FOUND, "{login} {path}");
            }
            assert!(!actor.get("/practice").await.text.contains(LEARN), "{login}");
        }
        // An officer of the organisation may look, and neither end it nor play in it.
        let mut officer = world.session("officer").await;
        assert_eq!(officer.get(&format!("/groups/{LEARN}")).await.status, StatusCode::OK);
        assert!(officer.get("/practice").await.text.contains(LEARN));
        for below in ["anew", "second"] {
            let answer = officer.post(&format!("/groups/{LEARN}/practice/{below}"), &[("second", "1")]).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND);
        }
        // Who founds groups begins one by ready-made rules; what is missing is said at its field.
        let wrong = officer.post("/practice", &[("organisation", "FOR"), ("rules", "")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text.contains("Choose for whom.") && wrong.text.contains("Choose the rules."), "{}", wrong.text);
        for rules in ["monthly-amounts", "weekly-shares"] {
            let begun = officer.post("/practice", &[("organisation", "OWN"), ("rules", rules), ("bank", "1")]).await;
            assert_eq!(begun.location().split('?').next(), Some("/groups/P-OWN"), "{rules}: {}", begun.text);
        }
        // A second one is not begun beside the first.
        let own = treasurer.post(&format!("/groups/{OWN}/practice"), &[]).await;
        assert_eq!(own.location(), format!("/groups/{LEARN}"));
        let old = treasurer.get(&format!("/groups/{OWN}/practice")).await.hidden("instead");
        let instead = treasurer.post(&format!("/groups/{OWN}/practice"), &[("instead", &old)]).await;
        assert_eq!(instead.location(), format!("/groups/{LEARN}?done=practice-begun"));
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn practice_is_refused_where_something_real_is_needed() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        begin(&mut treasurer).await;
        let mut tx = world.db().read().await.unwrap();
        let sql =
            "select p.id from person p join organisation o on o.id = p.organisation_id where o.practice = $1 order by p.id limit 1";
        let invented: Uuid = tx.value(sql, (true,)).await.unwrap();
        let real: Uuid = tx.value(sql, (false,)).await.unwrap();
        drop(tx);
        let mut administrator = world.session("administrator").await;
        for path in [
            format!("/people/{invented}"),
            format!("/people/{invented}/household"),
            format!("/market/sales/new?seller=person-{invented}"),
            format!("/market/sales/new?seller=group-{LEARN}"),
            format!("/training/coaches/{invented}"),
            format!("/training/cascade/{invented}"),
            format!("/groups/{LEARN}/practice/second"),
        ] {
            assert_ne!(administrator.get(&path).await.status, StatusCode::OK, "{path}");
        }
        for subject in [format!("group-{LEARN}"), format!("person-{invented}"), format!("loan-1-{LEARN}")] {
            let page = administrator.get(&format!("/plans/new?for={subject}")).await;
            assert!(!page.text.contains("Practice: ") && !page.text.contains("Member 1"), "{subject}: {}", page.text);
        }
        assert_eq!(
            treasurer.post(&format!("/groups/{LEARN}/plans"), &[("key", &Uuid::now_v7().to_string())]).await.status,
            StatusCode::NOT_FOUND
        );
        // A member who bears the name of somebody real is not offered her, nor the other way round.
        let (own, learn) = (world.group(OWN).await, world.group(LEARN).await);
        let real_member = format!("update member set person_id = $1 where book_id = {} and party_no = 12", learn.book.0);
        let invented_member = format!("update member set person_id = $1 where book_id = {} and party_no = 3", own.book.0);
        let tried: BTreeSet<(&str, Uuid)> = BTreeSet::from([(&*real_member, real), (&*invented_member, invented)]);
        for (sql, person) in tried {
            refused_by_the_books(&world, sql, person).await;
        }
        let key = Uuid::now_v7();
        for sql in [
            "update savings_group set practice = false where practice and $1 = $1",
            "update organisation set practice = true where not practice and $1 = $1",
            "delete from practice_group where $1 = $1",
            "update practice_group set begun_by = $1",
            "insert into user_person (user_id, person_id) select id, $1 from app_user where login = 'advisor'",
        ] {
            let id = if sql.contains("user_person") { invented } else { key };
            refused_by_the_books(&world, sql, id).await;
        }
        assert_eq!(treasurer.get(&format!("/groups/{FOREIGN}/practice")).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

async fn refused_by_the_books(world: &World, sql: &str, id: Uuid) {
    let mut tx = world.db().write().await.unwrap();
    let refused = tx.run(&*Box::leak(sql.to_owned().into_boxed_str()), (id,)).await;
    let refused = refused.expect_err(sql);
    assert!(matches!(refused, Error::Refused(_)) || refused.to_string().contains("record:"), "{sql}: {refused:?}");
}

#[test]
fn whatever_reads_over_many_groups_reads_real_ones() {
    // Each of these looks up one group, or the groups of one person or book, or is of the guards' own.
    let singly = ["= $1", "= $2", "g.book_id = r.book_id", "in (select unhex", "in (select value"];
    for (module, list) in [
        ("people", sansom::people::store::STATEMENTS),
        ("programme", sansom::programme::store::STATEMENTS),
        ("programme::accounts", sansom::programme::accounts::store::STATEMENTS),
        ("plans", sansom::plans::store::STATEMENTS),
        ("market", sansom::market::store::STATEMENTS),
        ("training::sessions", sansom::training::sessions::store::STATEMENTS),
        ("training::coaching", sansom::training::coaching::store::STATEMENTS),
        ("groups", sansom::groups::store::STATEMENTS),
        ("api", sansom::api::store::STATEMENTS),
        ("loans", sansom::loans::store::STATEMENTS),
        ("banks", sansom::banks::store::STATEMENTS),
        ("coops", sansom::coops::store::STATEMENTS),
        ("health", sansom::health::store::STATEMENTS),
    ] {
        for (name, sql) in list {
            let text = format!("{sql:?}");
            let wide = text.contains("savings_group") && !text.contains("insert into savings_group");
            let one = singly.iter().any(|mark| text.contains(mark))
                || text.contains("not g.practice")
                || text.contains("left join savings_group");
            assert!(!wide || one, "{module} {name} reads every group, of practice too: {text}");
        }
    }
}
