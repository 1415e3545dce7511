//! Sheets that are sealed, and what the book holds afterwards: numbers as they are typed, a difference that is named,
//! buttons without script, dollars and cents, who is on the sheet.
use super::{Form, SECOND, balances, fields, found, in_khmer, join, line, lines, postings, problems, read, refused, rows};
use crate::support::{
    actor::{OWN, World, day},
    book::clean,
    databases::each_engine,
};
use chrono::NaiveDate;
use http::StatusCode;
use sansom::store::Db;

/// Day, reckoned and counted amount of a sealed meeting.
async fn meeting(db: &Db, group: &str, no: i64) -> (NaiveDate, i64, Option<i64>, String) {
    let sql = "select m.held_on, m.expected, m.counted, m.difference_reason from meeting m
        join savings_group g on g.book_id = m.book_id where g.code = $1 and m.no = $2";
    db.read().await.unwrap().one(sql, (group, no)).await.unwrap()
}

#[tokio::test]
async fn numbers_are_read_as_people_type_them() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut khmer = in_khmer(&world).await;
        let sheet = Form::sheet(&mut khmer, OWN, 2).await.with(&SECOND).with(&[
            ("date", "\u{200b}២១ / ១១ / ២០២៦\u{a0}"),
            ("p1-savings", "២"),
            ("p1-social", " 1\u{200b},000 ៛ "),
            ("p2-savings", "\u{feff}1\u{a0}"),
            ("p2-social", "១.០០០"),
            ("p2-fine", "៥០០៛"),
            ("o0-kind", "expense"),
            ("o0-amount", "១០ ០០០"),
            ("o0-note", "\u{7}ចំណាយ\u{0}"),
            ("o1-kind", "bank-deposit"),
            ("o1-amount", "5.000"),
            ("n20000", " 1 "),
            ("n5000", "០២"),
            ("n500", "1\u{200b}"),
            ("note", "ភ្លៀង\r\nដំបូល\u{0}"),
        ]);
        // 45,500 less 10,000 spent and 5,000 taken to the bank.
        let there = sheet.seal(&mut khmer).await;
        let sealed = khmer.get(&there).await;
        assert!(read(&sealed).contains("30,500 ៛"), "{}", read(&sealed));
        assert_eq!(meeting(world.db(), OWN, 2).await, (day(11, 21), 30_500, Some(30_500), String::new()));
        assert_eq!(
            lines(world.db(), OWN, 2).await,
            [
                line(1, "present", Some(10_000), Some(1_000), None),
                line(2, "late", Some(5_000), Some(1_000), Some(500)),
                line(3, "absent", None, None, None),
            ]
        );
        let texts: (String, String) = world
            .db()
            .read()
            .await
            .unwrap()
            .one("select m.note, o.note from meeting m, meeting_other o where m.no = 2 and o.line = 1", ())
            .await
            .unwrap();
        assert_eq!(texts, ("ភ្លៀង\nដំបូល".into(), "ចំណាយ".into()), "what nobody sees is left out");
        assert_eq!(
            balances(world.db(), OWN).await,
            [
                (1, 1010, 0, 25_500),
                (1, 1020, 0, 5_000),
                (1, 2010, 1, -25_000),
                (1, 2010, 2, -10_000),
                (1, 2010, 3, -5_000),
                (1, 4020, 2, -500),
                (1, 5010, 0, 10_000),
                (2, 1010, 0, 5_000),
                (2, 3110, 1, -2_000),
                (2, 3110, 2, -2_000),
                (2, 3110, 3, -1_000),
            ]
        );
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn a_difference_is_booked_when_it_was_named() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let short = [("n500", ""), ("difference-reason", "  a torn note "), ("difference-named", "-500")];
        Form::sheet(&mut treasurer, OWN, 2).await.with(&SECOND).with(&short).seal(&mut treasurer).await;
        assert_eq!(meeting(world.db(), OWN, 2).await, (day(11, 21), 45_500, Some(45_000), "a torn note".into()));
        assert_eq!(
            postings(world.db(), OWN, 2).await,
            [
                (1, 1010, 0, 15_000),
                (1, 2010, 1, -10_000),
                (1, 2010, 2, -5_000),
                (1, 4020, 2, -500),
                (1, 5090, 0, 500),
                (2, 1010, 0, 2_000),
                (2, 3110, 1, -1_000),
                (2, 3110, 2, -1_000),
            ]
        );
        let page = read(&treasurer.get(&format!("/groups/{OWN}/meetings/2")).await);
        for shown in ["45,500 ៛", "45,000 ៛", "Short by 500 ៛", "a torn note"] {
            assert!(page.contains(shown), "{shown}: {page}");
        }
        // At the next one the note is found again; nobody else brings anything.
        let over = [
            ("p1-attendance", "present"),
            ("p2-attendance", "excused"),
            ("p3-attendance", "absent"),
            ("n5000", "9"),
            ("n500", "1"),
            ("difference-reason", "the note was found"),
            ("difference-named", "500"),
            ("witnessed", "1"),
        ];
        Form::sheet(&mut treasurer, OWN, 3).await.with(&over).seal(&mut treasurer).await;
        assert_eq!(postings(world.db(), OWN, 3).await, [(1, 1010, 0, 500), (1, 5090, 0, -500)]);
        // A reason that was written before the box agreed after all is not kept, and a meeting may bring nothing.
        let none =
            [("n5000", "9"), ("n500", "1"), ("difference-reason", "never mind"), ("difference-named", "500"), ("witnessed", "1")];
        let none = Form::sheet(&mut treasurer, OWN, 4).await.with(&over[..3]).with(&none);
        none.seal(&mut treasurer).await;
        assert_eq!(meeting(world.db(), OWN, 4).await, (day(11, 21), 45_500, Some(45_500), String::new()));
        assert_eq!(postings(world.db(), OWN, 4).await, []);
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn without_script_buttons_fill_blanks_only() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let before = rows(world.db()).await;
        let mut sheet = Form::sheet(&mut treasurer, OWN, 2).await.with(&[
            ("date", "20/11/2026"),
            ("p1-attendance", "late"),
            ("p1-savings", "2"),
            ("p2-attendance", "absent"),
            ("p2-social", "five"),
            ("o0-amount", "300"),
            ("o1-kind", "expense"),
            ("o1-note", "<a lamp>"),
            ("n1000", "៧"),
            ("difference-reason", "not yet & \"known\""),
            ("note", "a new roof\nfor the pagoda"),
        ]);
        // Each button, and what it writes: the late one pays 500, the absent one 1,000 and brings nothing else.
        let buttons: [(&str, &[(&str, &str)]); 6] = [
            ("fill-attendance", &[("p3-attendance", "present")]),
            ("fill-savings", &[("p3-savings", "1")]),
            ("fill-social", &[("p1-social", "1,000"), ("p3-social", "1,000")]),
            ("fill-fines", &[("p1-fine", "500"), ("p2-fine", "1,000")]),
            ("recalculate", &[]),
            ("", &[]),
        ];
        for (button, filled) in buttons {
            let answer = sheet.press(&mut treasurer, button).await;
            assert_eq!(answer.status, StatusCode::OK, "{button}");
            sheet = sheet.with(filled);
            let shown = Form { path: sheet.path.clone(), fields: fields(&answer) };
            assert_eq!(shown.typed(), sheet.typed(), "{button}");
            let said = problems(&answer);
            assert_eq!(
                said.iter().map(|(field, words)| (field.as_str(), words.as_str())).collect::<Vec<_>>(),
                [("p2-social", "Write a number, such as 5,000"), ("o0-kind", "Choose what this money was")],
                "what cannot be read is said, what is still to be typed is not"
            );
        }
        // 28,000 were there; three shares, two contributions and both fines come to 18,500.
        let page = read(&sheet.press(&mut treasurer, "recalculate").await);
        for shown in ["Should be 46,500 ៛", "Counted 7,000 ៛", "Short by 39,500 ៛"] {
            assert!(page.contains(shown), "{shown}: {page}");
        }
        assert_eq!(rows(world.db()).await, before, "nothing was written");
        // The same form goes on to the seal: 300 are spent, and the absent member's word goes away.
        let done = [("p2-social", ""), ("o0-kind", "expense"), ("o0-note", "tea"), ("o1-kind", ""), ("o1-note", "")];
        let done = sheet.with(&done).with(&[("n1000", "46"), ("n200", "1"), ("witnessed", "1")]);
        done.seal(&mut treasurer).await;
        assert_eq!(meeting(world.db(), OWN, 2).await, (day(11, 20), 46_200, Some(46_200), String::new()));
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn dollars_have_cents() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let rules = include_str!("../../../fixtures/constitutions/monthly_amounts.toml")
            .replace("\"KHR\"", "\"USD\"")
            .replace("cash_rounding = 100", "cash_rounding = \"0.05\"")
            .replace("expected = 5000", "expected = \"2.50\"")
            .replace("[social_fund]", "[social_fund]\ncontribution = \"0.50\"")
            .replace("amount = 500", "amount = \"0.25\"");
        found(&world, "USD-1", &rules).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let blank = Form::sheet(&mut treasurer, "USD-1", 1).await;
        assert!(blank.fields.contains_key("coins") && blank.fields.contains_key("n10000") && !blank.fields.contains_key("n50"));
        let good = blank.with(&[
            ("p1-attendance", "present"),
            ("p1-savings", "12.50"),
            ("p1-social", "0.50"),
            ("p2-attendance", "late"),
            ("p2-savings", "$7.25"),
            ("p2-social", "០,៥"),
            ("p2-fine", "0.25"),
            ("p3-attendance", "sent"),
            ("p3-savings", "1,002.05"),
            ("p3-social", "0.500"),
            ("n10000", "10"),
            ("n2000", "1"),
            ("n100", "3"),
            ("coins", "0.55"),
            ("witnessed", "1"),
        ]);
        let (cents, whole) = ("Write at most two digits after the point", "Write a whole number, without a fraction");
        for (field, text, why) in [
            ("p1-savings", "12.505", cents),
            ("p2-fine", "0.001", cents),
            ("coins", "0.555", cents),
            ("n100", "1.5", whole),
            ("p1-savings", "12.52", "Write a multiple of 0.05 $"),
            ("p1-savings", "12,50", "Write a number, such as 5,000"),
            ("p1-social", ".50", "Write a number, such as 5,000"),
            ("coins", "1000000000000000000", "This is more than a sheet can hold. Look at the number of noughts"),
            ("coins", "-0.05", "Write 0 or more"),
        ] {
            let answer = good.with(&[(field, text)]).press(&mut treasurer, "seal").await;
            refused(&answer, &[(field, why)]);
            assert_eq!(fields(&answer)[field], text);
        }
        // 12.50 + 7.25 + 1,002.05 saved, three times 0.50 and a fine of 0.25.
        let page = read(&good.press(&mut treasurer, "recalculate").await);
        assert!(page.contains("Should be 1,023.55 $") && page.contains("Counted 1,023.55 $"), "{page}");
        let there = good.seal(&mut treasurer).await;
        let page = read(&treasurer.get(&there).await);
        for shown in ["12.50", "7.25", "1,002.05", "1,021.80", "1,023.55 $", "The box agrees with the book"] {
            assert!(page.contains(shown), "{shown}: {page}");
        }
        assert_eq!(
            balances(world.db(), "USD-1").await,
            [
                (1, 1010, 0, 102_180),
                (1, 2010, 1, -1_250),
                (1, 2010, 2, -725),
                (1, 2010, 3, -100_205),
                (2, 1010, 0, 175),
                (2, 3110, 1, -50),
                (2, 3110, 2, -50),
                (2, 3110, 3, -50),
                (2, 4020, 2, -25),
            ]
        );
        let counted: Vec<(i64, i64)> = world
            .db()
            .read()
            .await
            .unwrap()
            .all(
                "select c.value, c.pieces from cash_count c join savings_group g on g.book_id = c.book_id
                where g.code = 'USD-1' order by c.value desc",
                (),
            )
            .await
            .unwrap();
        assert_eq!(counted, [(10_000, 10), (2_000, 1), (100, 3), (1, 55)], "loose cents are kept as they lay there");
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn who_left_is_not_on_the_sheet_and_who_joined_today_is() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        // Member 3 takes back her 5,000 and the 5,000 of that day; what she gave to the social fund stays there.
        world.seal_with(OWN, day(11, 20), vec![(3, 10_000)]).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let leave = Form::open(&mut treasurer, format!("/groups/{OWN}/members/3/leave")).await;
        let left = leave.with(&[("left_on", "20/11/2026"), ("reason", "moved")]).press(&mut treasurer, "").await;
        assert_eq!(left.status, StatusCode::SEE_OTHER, "{}", read(&left));
        join(&world, OWN, 4, day(11, 21)).await;
        let sheet = Form::sheet(&mut treasurer, OWN, 3).await;
        assert_eq!(sheet.get("date"), "21/11/2026", "the week is not over, so it is held today");
        let named = |party: i64| sheet.fields.contains_key(&format!("p{party}-savings"));
        assert_eq!([1, 2, 3, 4].map(named), [true, true, false, true]);
        // 28,000 and what the meeting before brought: 25,000 saved and 3,000 given, less 10,000.
        let good = sheet.with(&[
            ("p1-attendance", "present"),
            ("p2-attendance", "present"),
            ("p4-attendance", "present"),
            ("p4-savings", "5"),
            ("p4-social", "1000"),
            ("n20000", "3"),
            ("n10000", "1"),
            ("n2000", "1"),
            ("witnessed", "1"),
        ]);
        let answer = good.with(&[("p3-attendance", "present")]).press(&mut treasurer, "seal").await;
        refused(&answer, &[("p3-attendance", "She had left the group on this day")]);
        let answer = good.with(&[("date", "20/11/2026")]).press(&mut treasurer, "seal").await;
        refused(&answer, &[("p4-attendance", "She was not yet a member on this day")]);
        // Yesterday she need not be there.
        let blank = [("date", "20/11/2026"), ("p4-attendance", ""), ("p4-savings", ""), ("p4-social", "")];
        let answer = good.with(&blank).press(&mut treasurer, "recalculate").await;
        assert!(answer.status == StatusCode::OK && !answer.text.contains("name=\"p4-savings\""));
        good.seal(&mut treasurer).await;
        assert_eq!(
            lines(world.db(), OWN, 3).await,
            [
                line(1, "present", None, None, None),
                line(2, "present", None, None, None),
                line(4, "present", Some(25_000), Some(1_000), None)
            ]
        );
        clean(world.db()).await;
    })
    .await;
}
