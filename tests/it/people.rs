//! Groups, members, offices and users as people keep them through the pages: each refusal at its field, each form sent
//! twice done once, and the passbook ending where the book stands.
use crate::support::{
    actor::{Actor, Answer, FOREIGN, OWN, World, day},
    databases::each_engine,
};
use chrono::Datelike;
use http::StatusCode;
use sansom::{groups::store as groups, meetings::store as meetings, members::store as members};
use uuid::Uuid;

/// A refused form: says of which fields, in the order of the page.
fn refused(answer: &Answer) -> Vec<&str> {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{} {}", answer.location(), answer.text);
    let summary = answer.text.split_once("id=\"problems\"").expect("a summary").1.split_once("</div>").unwrap().0;
    assert!(!summary.contains("[") && !summary.contains("undefined"), "every key has its words: {summary}");
    summary
        .split("<li>")
        .skip(1)
        .map(|item| item.split_once("href=\"#").map_or("", |(_, rest)| rest.split('"').next().unwrap()))
        .collect()
}

/// What a form holds when it is opened: every field with its value.
fn filled(page: &Answer) -> Vec<(String, String)> {
    let form = page.text.split_once("novalidate").expect("a form").1.split_once("</form>").unwrap().0;
    let attribute =
        |tag: &str, name: &str| tag.split_once(&format!(" {name}=\"")).map(|(_, rest)| rest.split('"').next().unwrap().to_owned());
    let mut fields = Vec::new();
    for tag in form.split('<').filter(|tag| tag.starts_with("input")) {
        let chosen = tag.contains("type=\"radio\"") || tag.contains("type=\"checkbox\"");
        if !chosen || tag.contains(" checked") {
            fields.push((attribute(tag, "name").unwrap(), attribute(tag, "value").unwrap_or_default()));
        }
    }
    for select in form.split("<select").skip(1) {
        let chosen = select.split("<option").find(|option| option.contains(" selected")).or(select.split("<option").nth(1));
        fields.push((attribute(select, "name").unwrap(), chosen.and_then(|option| attribute(option, "value")).unwrap_or_default()));
    }
    fields
}

/// The same with some fields changed.
async fn send(actor: &mut Actor, path: &str, fields: &[(String, String)], changed: &[(&str, &str)]) -> Answer {
    let mut all: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    for (name, value) in changed {
        all.retain(|(kept, _)| kept != name);
        all.push((name, value));
    }
    actor.post(path, &all).await
}

#[tokio::test]
async fn a_group_is_founded_and_its_rules_are_kept() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut officer = world.session("officer").await;
        let form = filled(&officer.get("/groups/new").await);
        assert!(form.contains(&("organisation".into(), "OWN".into())), "{form:?}");
        let new = [
            ("name_latin", "New village"),
            ("code", "own-9"),
            ("village_code", "2101"),
            ("founded_on", "៣/១១/២០២៦"),
            ("template", "monthly-amounts"),
        ];
        for (name, value, field) in [
            ("organisation", "FOR", "organisation"),
            ("name_latin", "", "name_km"),
            ("code", "a b", "code"),
            ("code", OWN, "code"),
            ("village_code", "210", "village_code"),
            ("founded_on", "22/11/2026", "founded_on"),
            ("template", "other", "template"),
        ] {
            let mut changed = new.to_vec();
            changed.retain(|(kept, _)| *kept != name);
            changed.push((name, value));
            assert_eq!(refused(&send(&mut officer, "/groups/new", &form, &changed).await), [field], "{name} {value}");
        }
        for _ in 0..2 {
            assert_eq!(send(&mut officer, "/groups/new", &form, &new).await.location(), "/groups/OWN-9?done=group-made");
        }
        let page = officer.get("/groups/OWN-9?done=group-made").await;
        assert!(
            page.text.contains("The group is made") && page.text.contains("Takéo · 2101") && page.text.contains("No members yet")
        );

        // Before the first meeting the present cycle takes what is written, the currency and its days too.
        let edit = "/groups/OWN-9/constitution/edit";
        let form = filled(&officer.get(edit).await);
        assert_eq!(
            refused(&send(&mut officer, edit, &form, &[("cycle_until", "01/01/2020"), ("interest_percent_month", "25")]).await),
            ["cycle_until", "interest_percent_month"]
        );
        let dollars = [
            ("currency", "USD"),
            ("cash_rounding", "0.25"),
            ("expected", "2.5"),
            ("fine_0_amount", "0.5"),
            ("cycle_until", "02/11/2027"),
        ];
        assert_eq!(
            send(&mut officer, edit, &form, &dollars).await.location(),
            "/groups/OWN-9/constitution?done=constitution-saved"
        );
        let group = world.group("OWN-9").await;
        let mut tx = world.db().read().await.unwrap();
        let cycle = groups::cycle(&mut tx, group.book).await.unwrap();
        drop(tx);
        assert_eq!((group.commodity.as_str(), cycle.version, cycle.ends_on), ("USD", 2, Some(day(11, 2).with_year(2027).unwrap())));
        assert_eq!((cycle.constitution.cash_rounding(), cycle.constitution.expected_saving()), (25, Some(250)));
        // The same again is no further version.
        let form = filled(&officer.get(edit).await);
        send(&mut officer, edit, &form, &[]).await;
        assert!(!officer.get("/groups/OWN-9/constitution").await.text.contains("Version 3"));
        // A rate above 10 % a month is taken, and warned of wherever it stands.
        let sent = send(&mut officer, edit, &form, &[("interest_percent_month", "12")]).await;
        assert_eq!(sent.location(), "/groups/OWN-9/constitution?version=3&done=constitution-saved");
        for page in [sent.location(), edit] {
            assert!(officer.get(page).await.text.contains("12 % a month is much"), "{page}");
        }

        // Once a meeting was sealed the version waits for the next cycle, and the currency stays.
        let edit = format!("/groups/{OWN}/constitution/edit");
        let form = filled(&officer.get(&edit).await);
        let sent =
            send(&mut officer, &edit, &form, &[("share_value", "10,000"), ("currency", "USD"), ("cycle_from", "01/06/2026")]).await;
        assert_eq!(sent.location(), format!("/groups/{OWN}/constitution?done=constitution-waits"));
        let page = officer.get(sent.location()).await;
        assert!(page.text.contains("Waits for the next cycle") && page.text.contains("5,000"), "{}", page.text);
        assert!(officer.get(&format!("/groups/{OWN}/constitution?version=2")).await.text.contains("10,000"));
        let group = world.group(OWN).await;
        let cycle = groups::cycle(&mut world.db().read().await.unwrap(), group.book).await.unwrap();
        assert_eq!((group.commodity.as_str(), cycle.version, cycle.starts_on), ("KHR", 1, day(1, 1)));
    })
    .await;
}

#[tokio::test]
async fn a_member_comes_is_in_two_groups_and_leaves() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut officer = world.session("officer").await;
        let new = format!("/groups/{OWN}/members/new");
        let form = filled(&officer.get(&new).await);
        assert!(form.contains(&("number".into(), "4".into())), "{form:?}");
        let name = [("family_name_latin", "Test"), ("given_name_latin", "Four")];
        for (field, value) in [
            ("number", "1"),
            ("number", "-3"),
            ("joined_on", "22/11/2026"),
            ("birth_year", "84"),
            ("phone", "123"),
            ("village_code", "1234567"),
        ] {
            assert_eq!(refused(&send(&mut officer, &new, &form, &[name[0], name[1], (field, value)]).await), [field], "{value}");
        }
        assert_eq!(refused(&send(&mut officer, &new, &form, &[]).await), ["family_name_km"]);
        assert_eq!(send(&mut officer, &new, &form, &name).await.location(), format!("/groups/{OWN}/members/4?done=member-added"));

        // Somebody of that name: she is asked for; the same woman is not in a group twice.
        let form = filled(&officer.get(&new).await);
        assert_eq!(refused(&send(&mut officer, &new, &form, &name).await), ["person"]);
        let group = world.group(OWN).await;
        let mut tx = world.db().read().await.unwrap();
        let four = members::member(&mut tx, group.book, "KHR", 4).await.unwrap().unwrap();
        drop(tx);
        let same = [name[0], name[1], ("person", &*four.person_id.to_string())];
        assert_eq!(refused(&send(&mut officer, &new, &form, &same).await), ["person"]);
        let stranger = Uuid::now_v7().to_string();
        assert_eq!(
            refused(&send(&mut officer, &new, &form, &[name[0], name[1], ("person", &stranger)]).await),
            ["person"],
            "nobody of another name"
        );
        let other = [name[0], name[1], ("person", "new")];
        assert_eq!(send(&mut officer, &new, &form, &other).await.location(), format!("/groups/{OWN}/members/5?done=member-added"));

        // What is known of her may be mended, but not that she was in the books before.
        let edit = format!("/groups/{OWN}/members/1/edit");
        let form = filled(&officer.get(&edit).await);
        assert_eq!(refused(&send(&mut officer, &edit, &form, &[("joined_on", "15/11/2026")]).await), ["joined_on"]);
        let sent =
            send(&mut officer, &edit, &form, &[("joined_on", "14/11/2026"), ("phone", "012 345 678"), ("number", "77")]).await;
        let page = officer.get(sent.location()).await;
        assert!(
            page.text.contains("012 345 678") && page.text.contains("Member 1") && page.text.contains("14\u{a0}November 2026"),
            "{}",
            page.text
        );

        // Who has savings is paid by somebody who keeps the box; then nothing of hers may stand after the day she left.
        let leave = format!("/groups/{OWN}/members/3/leave");
        let form = filled(&officer.get(&leave).await);
        let well = [("reason", "moved"), ("left_on", "21/11/2026")];
        assert_eq!(refused(&send(&mut officer, &leave, &form, &well).await), [""]);
        assert!(send(&mut officer, &leave, &form, &well).await.text.contains("5,000\u{a0}៛"));
        world.seal_with(OWN, day(11, 20), vec![(3, 10_000)]).await;
        let form = filled(&officer.get(&leave).await);
        for (changed, field) in [
            (("left_on", "19/11/2026"), "left_on"),
            (("left_on", "22/11/2026"), "left_on"),
            (("reason", "tired"), "reason"),
            (("reason", "other"), "note"),
        ] {
            let mut fields = well.to_vec();
            fields.retain(|(kept, _)| *kept != changed.0);
            fields.push(changed);
            assert_eq!(refused(&send(&mut officer, &leave, &form, &fields).await), [field], "{changed:?}");
        }
        for _ in 0..2 {
            let sent = send(&mut officer, &leave, &form, &well).await;
            assert_eq!(sent.location(), format!("/groups/{OWN}/members/3?done=leaving-recorded"));
        }
        assert!(!officer.get(&format!("/groups/{OWN}/members")).await.text.contains("/members/3\""));
        assert!(officer.get(&format!("/groups/{OWN}/members?left=1")).await.text.contains("/members/3\""));
        assert_eq!(world.seal(OWN, day(11, 21)).await, 3, "the next meeting goes on without her");
    })
    .await;
}

#[tokio::test]
async fn a_passbook_ends_where_the_book_stands() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        world.seal_with(OWN, day(11, 20), vec![(1, 12_000)]).await;
        let group = world.group(OWN).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let mut committee = world.session("committee-own-1").await;
        // One share less at the first meeting, and 2,000 riel more paid back at the second; and one that nobody confirmed.
        let mut tx = world.db().write().await.unwrap();
        let party = members::member(&mut tx, group.book, "KHR", 1).await.unwrap().unwrap().party_no;
        let asked = sansom::users::store::by_login(&mut tx, "treasurer-own-1").await.unwrap().unwrap().id;
        for (figure, meeting_no, party_no, other_line, was, becomes) in [
            ("savings", 1, Some(party), None, 15_000, 10_000),
            ("other", 2, None, Some(1), 12_000, 14_000),
            ("social-fund", 1, Some(party), None, 1_000, 500),
        ] {
            let key = Uuid::now_v7();
            let new =
                meetings::NewCorrection { key, meeting_no, figure, party_no, other_line, was, becomes, reason: "misread".into() };
            meetings::ask(&mut tx, group.book, new, asked, world.app.now()).await.unwrap();
        }
        tx.commit().await.unwrap();
        for no in [1, 2] {
            let path = format!("/groups/{OWN}/corrections/{no}/confirm");
            assert_eq!(treasurer.post(&path, &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY, "not by who asked");
            assert_eq!(committee.post(&path, &[]).await.status, StatusCode::SEE_OTHER);
        }
        let mut tx = world.db().read().await.unwrap();
        let member = members::member(&mut tx, group.book, "KHR", 1).await.unwrap().unwrap();
        let cycles = sansom::groups::store::cycles(&mut tx, group.book).await.unwrap();
        let lines = sansom::members::passbook::lines(&mut tx, &member, &cycles, group.book).await.unwrap();
        drop(tx);
        let short: Vec<_> = lines
            .iter()
            .map(|line| (line.meeting.unwrap(), line.savings, line.shares, line.savings_balance, line.corrected_by))
            .collect();
        assert_eq!(
            short,
            [
                (1, 15_000, Some(3), 15_000, Some(1)),
                (2, 15_000, Some(3), 30_000, None),
                (2, -12_000, None, 18_000, Some(2)),
                (1, -5_000, Some(-1), 13_000, None),
                (2, -2_000, None, 11_000, None),
            ]
        );
        assert_eq!((lines[4].savings_balance, lines[4].social_balance), (member.savings, member.social_fund));
        assert_eq!((member.savings, member.social_fund), (11_000, 2_000));
        let page = treasurer.get(&format!("/groups/{OWN}/members/1")).await.text;
        assert!(
            page.contains("15,000") && page.contains("Correction of meeting 1") && page.contains("11,000"),
            "the original and its correction are both seen"
        );
    })
    .await;
}

#[tokio::test]
async fn offices_pass_from_hand_to_hand() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let path = format!("/groups/{OWN}/officers");
        let end = format!("{path}/end");
        let term = |office: &'static str, member: &'static str, from: &'static str| {
            [("office", office), ("member", member), ("from", from)]
        };
        assert_eq!(refused(&treasurer.post(&path, &term("chair", "2", "21/11/2026")).await), ["office"], "there is a chair");
        assert_eq!(refused(&treasurer.post(&path, &term("chair", "1", "20/11/2026")).await), ["member"], "she is chair already");
        assert_eq!(refused(&treasurer.post(&path, &term("king", "9", "31/02/2026")).await), ["office", "member", "from"]);
        assert_eq!(refused(&treasurer.post(&path, &term("treasurer", "2", "31/12/2025")).await), ["from"], "not a member yet");
        for _ in 0..2 {
            assert_eq!(
                treasurer.post(&path, &term("counter", "2", "01/02/2026")).await.location(),
                format!("{path}?done=term-added")
            );
        }
        assert_eq!(
            treasurer.post(&path, &term("counter", "3", "01/02/2026")).await.status,
            StatusCode::SEE_OTHER,
            "two count the money"
        );
        assert_eq!(refused(&treasurer.post(&path, &term("counter", "1", "01/02/2026")).await), ["office"]);
        assert_eq!(refused(&treasurer.post(&end, &[("term", "1"), ("until", "31/12/2025")]).await), ["until"]);
        assert_eq!(refused(&treasurer.post(&end, &[("term", "99"), ("until", "20/11/2026")]).await), ["term"]);
        for _ in 0..2 {
            assert_eq!(
                treasurer.post(&end, &[("term", "1"), ("until", "20/11/2026")]).await.location(),
                format!("{path}?done=term-ended")
            );
        }
        assert_eq!(
            refused(&treasurer.post(&path, &term("chair", "2", "19/11/2026")).await),
            ["office"],
            "not while the other was in office"
        );
        assert_eq!(treasurer.post(&path, &term("chair", "2", "20/11/2026")).await.status, StatusCode::SEE_OTHER);
        let group = world.group(OWN).await;
        let terms = members::officers(&mut world.db().read().await.unwrap(), group.book).await.unwrap();
        assert_eq!(terms.len(), 4, "what was sent twice is there once");
    })
    .await;
}

#[tokio::test]
async fn home_is_what_one_serves() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let home = async |login: &str, query: &str| world.session(login).await.get(&format!("/{query}")).await.text;
        let own = home("treasurer-own-1", "").await;
        assert!(own.contains("Open meeting sheet 2") && own.contains("21\u{a0}November 2026") && !own.contains(FOREIGN), "{own}");
        assert!(!home("committee-for-1", "").await.contains(OWN));
        let staff = home("officer", "").await;
        assert!(
            staff.contains("/groups/OWN-1")
                && !staff.contains("FOR-1")
                && staff.contains("/groups/new")
                && !staff.contains("href=\"/users\"")
        );
        let all = home("administrator", "").await;
        assert!(all.contains("/groups/OWN-1") && all.contains("/groups/FOR-1") && all.contains("href=\"/users\""));
        let found = home("auditor", "?q=for-1&sort=savings&dir=desc&page=7").await;
        assert!(found.contains("/groups/FOR-1") && !found.contains("/groups/OWN-1"));
        assert!(home("auditor", "?state=late").await.contains("Nothing found"));
        let late = world.later(21 * 24 * 3600);
        assert!(
            late.session("auditor").await.get("/?state=late").await.text.contains("/groups/OWN-1"),
            "no meeting for three weeks"
        );
        // The page of another group's member names no group that its reader may not see.
        let mut tx = world.db().write().await.unwrap();
        let group = world.group(OWN).await;
        let one = members::member(&mut tx, group.book, "KHR", 1).await.unwrap().unwrap();
        let foreign = world.group(FOREIGN).await;
        members::add_member(&mut tx, foreign.book, one.person_id, 4, day(11, 1)).await.unwrap();
        tx.commit().await.unwrap();
        assert!(!world.session("treasurer-own-1").await.get("/groups/OWN-1/members/1").await.text.contains(FOREIGN));
        assert!(world.session("auditor").await.get("/groups/OWN-1/members/1").await.text.contains("/groups/FOR-1"));
    })
    .await;
}

#[tokio::test]
async fn language_and_digits_are_kept() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut nobody = world.nobody();
        assert!(nobody.get("/sign-in").await.text.contains("lang=\"km\""), "Khmer comes first");
        let page = nobody.post_and_follow("/language", &[("language", "en"), ("next", "/sign-in")]).await;
        assert!(page.text.contains("<html lang=\"en\""));
        let mut treasurer = world.session("treasurer-own-1").await;
        let page = treasurer.post_and_follow("/account/preferences", &[("language", "km"), ("digits", "khmer")]).await;
        assert!(page.text.contains("<html lang=\"km\""));
        assert!(treasurer.get("/groups/OWN-1/members/1").await.text.contains("១៥.០០០"));
        let form = filled(&treasurer.get("/groups/OWN-1/members/1/edit").await);
        assert!(form.contains(&("joined_on".into(), "០១/០១/២០២៦".into())));
        assert_eq!(
            send(&mut treasurer, "/groups/OWN-1/members/1/edit", &form, &[]).await.status,
            StatusCode::SEE_OTHER,
            "what a page shows it reads back"
        );
        // Another browser of hers speaks Khmer too, once she has signed in.
        assert_eq!(world.sign_in("treasurer-own-1").await.cookies["lang"], "km");
    })
    .await;
}

#[tokio::test]
async fn the_first_page_of_an_empty_data_folder_says_what_to_do() {
    each_engine(|base| async move {
        let world = World::at(base, crate::support::actor::now());
        let page = world.nobody().get("/sign-in").await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text.contains("user add admin --role administrator") && !page.text.contains("name=\"password\""));
        assert_eq!(
            world.nobody().post("/sign-in", &[("login", "admin"), ("password", "admin")]).await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
    })
    .await;
}
