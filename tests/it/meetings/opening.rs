//! A group that has met for years brings its past along, once, and its first meeting stands on it.
use super::{Form, Pairs, balances, fields, found, join, line, lines, problems, read, refused, rows};
use crate::support::{
    actor::{OWN, World, day},
    book::clean,
    databases::each_engine,
};
use http::StatusCode;

const WEEKLY: &str = include_str!("../../../fixtures/constitutions/weekly_shares.toml");

#[tokio::test]
async fn a_group_opens_its_books_once() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        found(&world, "OLD-1", WEEKLY).await;
        // She came when the old book was closed already: nothing of hers is in it.
        join(&world, "OLD-1", 4, day(11, 15)).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let path = "/groups/OLD-1/opening";
        let form = Form::open(&mut treasurer, path.into()).await;
        assert_eq!(form.get("date"), "21/11/2026");
        let good = form.with(&[
            ("date", "៣១/១០/២០២៦"),
            ("p1-savings", "50,000"),
            ("p1-social", "4000"),
            ("p2-savings", "២៥.០០០ ៛"),
            ("p2-social", " 3\u{200b}000 "),
            ("other-cash", "2,500"),
        ]);
        let stale = Form::sheet(&mut treasurer, "OLD-1", 1).await;
        refusals(&world, &mut treasurer, &good).await;

        let before = rows(world.db()).await;
        let there = "/groups/OLD-1/meetings/0?done=books-opened";
        let answer = good.press(&mut treasurer, "").await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, there), "{:?}", problems(&answer));
        let after = rows(world.db()).await;
        assert_eq!((after.0, after.2, after.7), (before.0 + 1, before.2 + 1, before.7 + 1));
        assert_eq!(good.press(&mut treasurer, "").await.location(), there, "sent twice it is one opening");
        assert_eq!(rows(world.db()).await, after);
        assert_eq!(
            lines(world.db(), "OLD-1", 0).await,
            [
                line(1, "", Some(50_000), Some(4_000), None),
                line(2, "", Some(25_000), Some(3_000), None),
                line(3, "", Some(0), Some(0), None)
            ]
        );
        // 75,000 saved and 2,500 kept are the loan fund's cash, 7,000 the social fund's.
        assert_eq!(
            balances(world.db(), "OLD-1").await,
            [
                (1, 1010, 0, 77_500),
                (1, 2010, 1, -50_000),
                (1, 2010, 2, -25_000),
                (1, 3010, 0, -2_500),
                (2, 1010, 0, 7_000),
                (2, 3110, 1, -4_000),
                (2, 3110, 2, -3_000),
            ]
        );
        let page = read(&treasurer.get(there).await);
        for shown in ["31 October 2026", "1 Test OLD-1 1 – 10 4,000", "15 = 75,000 7,000", "Should be 84,500 ៛"] {
            assert!(page.contains(shown), "{shown}: {page}");
        }

        // There is no second time, and a sheet that was opened before is told.
        assert_eq!(treasurer.get(path).await.status, StatusCode::NOT_FOUND);
        let mut other = good.clone();
        other.fields.insert("key".into(), uuid::Uuid::now_v7().to_string());
        refused(&other.press(&mut treasurer, "").await, &[("", "Meeting 0 was sealed in the meantime. Open the next sheet")]);
        assert_eq!(stale.with(&[("p1-attendance", "present")]).press(&mut treasurer, "seal").await.status, StatusCode::CONFLICT);
        assert_eq!(rows(world.db()).await, after);
        first_meeting(&world, &mut treasurer).await;
        clean(world.db()).await;
    })
    .await;
}

/// What is typed wrong in an opening: each at its field, everything else kept, nothing written.
async fn refusals(world: &World, treasurer: &mut crate::support::actor::Actor, good: &Form) {
    let before = rows(world.db()).await;
    let future = "This day is still to come. Write the day on which the meeting was held";
    let number = "Write a number, such as 5,000";
    let cases: &[(Pairs, Pairs)] = &[
        (&[("date", "")], &[("date", "Write the day of the meeting")]),
        (&[("date", "31/02/2026")], &[("date", "Write day, month and year, such as 31/10/2026")]),
        (&[("date", "22/11/2026")], &[("date", future)]),
        (&[("p1-savings", "7,500")], &[("p1-savings", "Test OLD-1 1 — Write whole shares: a multiple of 5,000 ៛")]),
        (&[("p1-savings", "-5000")], &[("p1-savings", "Write 0 or more")]),
        (&[("p2-savings", "ten thousand")], &[("p2-savings", number)]),
        (&[("p2-savings", "5000.5")], &[("p2-savings", "Write a whole number, without a fraction")]),
        (
            &[("p1-savings", "1000000000000000000")],
            &[("p1-savings", "This is more than a sheet can hold. Look at the number of noughts")],
        ),
        (&[("p2-social", "50")], &[("p2-social", "Test OLD-1 2 — Write a multiple of 100 ៛")]),
        (&[("other-cash", "1.5")], &[("other-cash", "Write a whole number, without a fraction")]),
        (&[("other-cash", "2,550")], &[("other-cash", "Write a multiple of 100 ៛")]),
        (&[("p4-savings", "5000")], &[("p4-savings", "Test OLD-1 4 — She was not yet a member on this day")]),
        (
            &[("date", "tomorrow"), ("p1-savings", "x"), ("p4-social", "-1"), ("other-cash", "1.5")],
            &[
                ("date", "Write day, month and year, such as 31/10/2026"),
                ("p1-savings", number),
                ("p4-social", "Write 0 or more"),
                ("other-cash", "Write a whole number, without a fraction"),
            ],
        ),
    ];
    for (typed, expected) in cases {
        let form = good.with(typed);
        let answer = form.press(treasurer, "").await;
        refused(&answer, expected);
        let kept = Form { path: form.path.clone(), fields: fields(&answer) };
        assert_eq!(kept.typed(), form.typed(), "{typed:?}");
    }
    assert_eq!(good.with(&[("key", "no key")]).press(treasurer, "").await.status, StatusCode::BAD_REQUEST);
    assert_eq!(rows(world.db()).await, before);
}

/// The first meeting is number 1 and stands on what was brought along.
async fn first_meeting(world: &World, treasurer: &mut crate::support::actor::Actor) {
    let sheet = Form::sheet(treasurer, "OLD-1", 1).await;
    assert_eq!(sheet.get("date"), "07/11/2026", "a week after the old books were closed");
    let sheet = sheet.with(&[
        ("date", "21/11/2026"),
        ("p1-attendance", "present"),
        ("p2-attendance", "present"),
        ("p3-attendance", "present"),
        ("p4-attendance", "present"),
        ("p1-savings", "1"),
        ("p2-savings", "1"),
        ("p3-savings", "1"),
        ("p4-savings", "1"),
    ]);
    let early =
        sheet.with(&[("date", "30/10/2026"), ("n50000", "1"), ("witnessed", "1"), ("p4-attendance", ""), ("p4-savings", "")]);
    let why = "The last sealed meeting was on 31 October 2026. Write that day or a later one";
    let answer = early.press(treasurer, "seal").await;
    assert_eq!(problems(&answer)[0], ("date".to_owned(), why.to_owned()));
    let sheet = Form { fields: fields(&sheet.press(treasurer, "fill-social").await), ..sheet };
    let page = read(&sheet.press(treasurer, "recalculate").await);
    for shown in ["Loan fund, last meeting 77,500", "Social fund, last meeting 7,000", "Should be 108,500 ៛", "Shares so far: 10"]
    {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    let counted = [("n50000", "2"), ("n5000", "1"), ("n1000", "3"), ("n500", "1"), ("witnessed", "1")];
    assert_eq!(sheet.with(&counted).seal(treasurer).await, "/groups/OLD-1/meetings/1?done=meeting-sealed");
    assert_eq!(
        balances(world.db(), "OLD-1").await,
        [
            (1, 1010, 0, 97_500),
            (1, 2010, 1, -55_000),
            (1, 2010, 2, -30_000),
            (1, 2010, 3, -5_000),
            (1, 2010, 4, -5_000),
            (1, 3010, 0, -2_500),
            (2, 1010, 0, 11_000),
            (2, 3110, 1, -5_000),
            (2, 3110, 2, -4_000),
            (2, 3110, 3, -1_000),
            (2, 3110, 4, -1_000),
        ]
    );
    let page = read(&treasurer.get("/groups/OLD-1/members/1").await);
    for shown in ["31/10/2026 + 50,000 50,000 + 4,000 4,000", "Meeting 1 21/11/2026 + 5,000 55,000 + 1,000 5,000"] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
}

#[tokio::test]
async fn an_opening_figure_is_mended_in_the_cash_that_nobody_counted() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        found(&world, "OLD-1", WEEKLY).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let form = Form::open(&mut treasurer, "/groups/OLD-1/opening".into()).await;
        let answer = form.with(&[("p1-savings", "50,000"), ("p2-social", "2,000")]).press(&mut treasurer, "").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        // Ten shares were saved in many meetings: twelve are not too many for one.
        let form = Form::open(&mut treasurer, "/groups/OLD-1/meetings/0/corrections/new".into()).await;
        let typed = [("member", "1"), ("figure", "shares"), ("right", "12"), ("reason", "a page was missed")];
        let answer = form.with(&typed).press(&mut treasurer, "").await;
        assert_eq!(answer.location(), "/groups/OLD-1/corrections/1?done=correction-asked", "{:?}", problems(&answer));
        let mut committee = world.session("committee-own-1").await;
        let answer = committee.post("/groups/OLD-1/corrections/1/confirm", &[]).await;
        assert_eq!(answer.location(), "/groups/OLD-1/corrections/1?done=correction-confirmed");
        assert_eq!(
            balances(world.db(), "OLD-1").await,
            [(1, 1010, 0, 60_000), (1, 2010, 1, -60_000), (2, 1010, 0, 2_000), (2, 3110, 2, -2_000)]
        );
        let page = read(&treasurer.get("/groups/OLD-1/meetings/0").await);
        assert!(page.contains("was 10 corrected to 12") && page.contains("Total after corrections 12 = 60,000 2,000"), "{page}");
        let page = read(&treasurer.get("/groups/OLD-1/meetings/1").await);
        assert!(page.contains("Loan fund, last meeting 60,000"), "{page}");
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn a_group_that_has_met_opens_nothing() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        assert_eq!(treasurer.get(&format!("/groups/{OWN}/opening")).await.status, StatusCode::NOT_FOUND);
        let before = rows(world.db()).await;
        let key = uuid::Uuid::now_v7().to_string();
        let typed = [("key", key.as_str()), ("date", "01/11/2026"), ("p1-savings", "5000")];
        let answer = treasurer.post(&format!("/groups/{OWN}/opening"), &typed).await;
        refused(&answer, &[("", "Meeting 1 was sealed in the meantime. Open the next sheet")]);
        assert_eq!(rows(world.db()).await, before);
        // A new group without a past begins with its first meeting.
        found(&world, "NEW-1", WEEKLY).await;
        assert!(treasurer.get("/groups/NEW-1").await.text.contains("/groups/NEW-1/opening"));
        assert_eq!(treasurer.get("/groups/NEW-1/opening").await.status, StatusCode::OK);
    })
    .await;
}
