//! A wrong figure is mended in the open: one officer asks, another confirms, the difference is posted today and points at
//! the original, and both figures are seen for ever after.
use super::{Form, Pairs, balances, found, join, postings, read, refused, rows};
use crate::support::{
    actor::{Actor, Answer, OWN, World, day},
    book::clean,
    databases::each_engine,
};
use http::StatusCode;
use sansom::store::Db;

fn form_of(group: &str, meeting: i64) -> String {
    format!("/groups/{group}/meetings/{meeting}/corrections/new")
}

/// Asks for a correction of a meeting of [`OWN`]; answers its path.
async fn ask(actor: &mut Actor, meeting: i64, typed: &[(&str, &str)]) -> String {
    let form = Form::open(actor, form_of(OWN, meeting)).await.with(typed);
    let answer = form.press(actor, "").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", read(&answer));
    answer.location().strip_suffix("?done=correction-asked").expect("asked").to_owned()
}

async fn confirm(actor: &mut Actor, correction: &str) -> Answer {
    actor.post(&format!("{correction}/confirm"), &[]).await
}

/// Kind, day, memo and what it mends, of an entry.
async fn entry(db: &Db, no: i64) -> (String, chrono::NaiveDate, String, Option<i64>) {
    let sql = "select e.kind, e.day, e.memo, e.mends from entry e join savings_group g on g.book_id = e.book_id
        where g.code = 'OWN-1' and e.no = $1";
    db.read().await.unwrap().one(sql, (no,)).await.unwrap()
}

#[track_caller]
fn contains(page: &str, all: &[&str]) {
    for shown in all {
        assert!(page.contains(shown), "{shown}: {page}");
    }
}

#[tokio::test]
async fn one_officer_asks_and_another_confirms() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let mut committee = world.session("committee-own-1").await;
        // A tap on the figure chooses it.
        let meeting = format!("/groups/{OWN}/meetings/1");
        assert!(treasurer.get(&meeting).await.text.contains(&form_of(OWN, 1)));
        let tapped = format!("{}?member=1&figure=shares", form_of(OWN, 1));
        let page = treasurer.get(&tapped).await;
        contains(&read(&page), &["It stands now as 3"]);
        let form = Form { path: form_of(OWN, 1), ..Form::open(&mut treasurer, tapped).await };
        assert_eq!((form.get("member"), form.get("figure")), ("1", "shares"));

        let form = form.with(&[("right", "២"), ("reason", " Her third share was paid by her sister.\r\nBoth were asked. ")]);
        let before = rows(world.db()).await;
        let asked = form.press(&mut treasurer, "").await;
        assert_eq!(asked.location(), format!("/groups/{OWN}/corrections/1?done=correction-asked"));
        let waiting = rows(world.db()).await;
        assert_eq!((waiting.0, waiting.6, waiting.7), (before.0, before.6 + 1, before.7 + 1), "asked once, nothing posted");
        assert_eq!(form.press(&mut treasurer, "").await.location(), asked.location(), "the same form asks once");

        let correction = format!("/groups/{OWN}/corrections/1");
        let page = treasurer.get(asked.location()).await;
        contains(
            &read(&page),
            &["Another officer must confirm before anything is booked", "You asked for this correction yourself"],
        );
        contains(&read(&page), &["Before 3", "After 2", "Her third share was paid by her sister. Both were asked."]);
        assert!(!page.text.contains("/confirm\""), "no button for her who asked");
        refused(
            &confirm(&mut treasurer, &correction).await,
            &[("confirm", "Another officer must confirm: you asked for this correction yourself")],
        );
        // Nothing is seen of it on the meeting before it is confirmed.
        assert!(!treasurer.get(&meeting).await.text.contains("<del"));
        assert_eq!(rows(world.db()).await, waiting);

        let page = committee.get(&correction).await;
        assert!(page.text.contains("/confirm\"") && page.text.contains("/refuse\""));
        assert_eq!(confirm(&mut committee, &correction).await.location(), format!("{correction}?done=correction-confirmed"));
        let after = rows(world.db()).await;
        assert_eq!((after.0, after.6, after.7), (waiting.0 + 1, waiting.6 + 1, waiting.7 + 1));
        assert_eq!(confirm(&mut committee, &correction).await.location(), correction, "clicked twice");
        assert_eq!(committee.post(&format!("{correction}/refuse"), &[("reason", "too late")]).await.location(), correction);
        assert_eq!(confirm(&mut treasurer, &correction).await.location(), correction, "and nobody undoes it");
        assert_eq!(rows(world.db()).await, after);

        // The box stays as it was counted: what she has is less by one share, and short/over explains it.
        let reason = "Her third share was paid by her sister.\nBoth were asked.";
        assert_eq!(entry(world.db(), 2).await, ("correction".into(), day(11, 21), reason.into(), Some(1)));
        assert_eq!(postings(world.db(), OWN, 2).await, [(1, 2010, 1, 5_000), (1, 5090, 0, -5_000)]);
        assert_eq!(
            balances(world.db(), OWN).await,
            [
                (1, 1010, 0, 25_000),
                (1, 2010, 1, -10_000),
                (1, 2010, 2, -5_000),
                (1, 2010, 3, -5_000),
                (1, 5090, 0, -5_000),
                (2, 1010, 0, 3_000),
                (2, 3110, 1, -1_000),
                (2, 3110, 2, -1_000),
                (2, 3110, 3, -1_000),
            ]
        );
        both_are_seen(&mut treasurer).await;
        clean(world.db()).await;
    })
    .await;
}

/// Three shares that became two, on the meeting, on the member's page, at both entries, in the list and in the trail.
async fn both_are_seen(treasurer: &mut Actor) {
    let page = treasurer.get(&format!("/groups/{OWN}/meetings/1")).await;
    contains(&read(&page), &["Test OWN-1 1 Here was 3 corrected to 2 1,000", "Total after corrections 4 = 20,000 3,000 0"]);
    contains(&read(&page), &["5 = 25,000", "28,000 ៛", "The box agrees with the book"]);
    assert!(page.text.contains(&format!("href=\"/groups/{OWN}/corrections/1\"")));

    let page = read(&treasurer.get(&format!("/groups/{OWN}/members/1")).await);
    contains(&page, &["Savings 10,000 ៛ Shares: 2"]);
    contains(&page, &["Meeting 1 14/11/2026 Corrected + 15,000 15,000 + 1,000 1,000"]);
    contains(&page, &["Correction of meeting 1 21/11/2026 Shares: \u{2212}1 \u{2212}5,000 10,000 1,000"]);

    let page = read(&treasurer.get(&format!("/groups/{OWN}/corrections")).await);
    contains(&page, &["Correction 1 Meeting 1 Test OWN-1 1 Shares 3 2 The treasurer-own-1 Confirmed"]);
    let page = read(&treasurer.get(&format!("/groups/{OWN}/corrections/1")).await);
    contains(&page, &["The committee-own-1 · 21/11/2026 10:00", "Entry 1", "Entry 2"]);

    let original = treasurer.get(&format!("/groups/{OWN}/entries/1")).await;
    assert!(original.text.contains(&format!("/groups/{OWN}/entries/2\"")) && original.text.contains("/corrections/1\""));
    let mending = treasurer.get(&format!("/groups/{OWN}/entries/2")).await;
    contains(&read(&mending), &["Entry 1 · Correction 1", "Her third share was paid by her sister.", "21 November 2026"]);

    let trail = read(&treasurer.get(&format!("/groups/{OWN}/audit")).await);
    let at = |what: &str| trail.rfind(what).unwrap_or_else(|| panic!("{what}: {trail}"));
    assert!(at("Correction confirmed") < at("Correction asked for"), "the latest stands first");
    contains(&trail, &["The committee-own-1", "The treasurer-own-1"]);
}

#[tokio::test]
async fn a_correction_is_refused_with_a_reason() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let mut committee = world.session("committee-own-1").await;
        let held = balances(world.db(), OWN).await;
        let less = [("member", "2"), ("figure", "social-fund"), ("right", "500"), ("reason", "it was 500")];
        let first = ask(&mut treasurer, 1, &less).await;
        for reason in ["", " \u{a0}\r\n"] {
            let answer = committee.post(&format!("{first}/refuse"), &[("reason", reason)]).await;
            refused(&answer, &[("reason", "Write the reason.")]);
        }
        let no = [("reason", "She gave 1,000: three of us saw it.")];
        assert_eq!(committee.post(&format!("{first}/refuse"), &no).await.location(), format!("{first}?done=correction-refused"));
        assert_eq!(committee.post(&format!("{first}/refuse"), &no).await.location(), first);
        assert_eq!(confirm(&mut committee, &first).await.location(), first, "what was refused is not confirmed afterwards");
        contains(&read(&treasurer.get(&first).await), &["She gave 1,000: three of us saw it.", "Refused"]);
        // She who asked may take it back.
        let second = ask(&mut treasurer, 1, &less).await;
        let back = treasurer.post(&format!("{second}/refuse"), &[("reason", "I looked again.")]).await;
        assert_eq!(back.location(), format!("{second}?done=correction-refused"));
        assert_eq!(balances(world.db(), OWN).await, held);
        assert!(!treasurer.get(&format!("/groups/{OWN}/meetings/1")).await.text.contains("<del"));
        assert!(!treasurer.get(&format!("/groups/{OWN}/members/2")).await.text.contains("Correction of"));
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn a_figure_that_changed_meanwhile_is_not_mended_twice() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let mut committee = world.session("committee-own-1").await;
        let fine = |right: &'static str| [("member", "2"), ("figure", "fine"), ("right", right), ("reason", "she was late")];
        let first = ask(&mut treasurer, 1, &fine("500")).await;
        let second = ask(&mut committee, 1, &fine("1000")).await;
        assert_eq!(confirm(&mut treasurer, &second).await.status, StatusCode::SEE_OTHER);
        let after = rows(world.db()).await;
        let answer = confirm(&mut committee, &first).await;
        refused(
            &answer,
            &[(
                "confirm",
                "This figure has changed since: it now stands at 1,000 ៛. Refuse this one, and ask again if it is still wrong",
            )],
        );
        assert_eq!(rows(world.db()).await, after);
        // Whoever still thinks that 500 is right asks anew: both corrections stand, and the last figure holds.
        let third = ask(&mut treasurer, 1, &fine("500")).await;
        confirm(&mut committee, &third).await;
        assert_eq!(postings(world.db(), OWN, 2).await, [(1, 4020, 2, -1_000), (1, 5090, 0, 1_000)]);
        assert_eq!(postings(world.db(), OWN, 3).await, [(1, 4020, 2, 500), (1, 5090, 0, -500)]);
        let page = read(&treasurer.get(&format!("/groups/{OWN}/meetings/1")).await);
        contains(&page, &["Test OWN-1 2 Here 1 1,000 was – corrected to 500", "Total after corrections 5 = 25,000 3,000 500"]);
        let page = read(&treasurer.get(&format!("/groups/{OWN}/members/2")).await);
        contains(&page, &["Fines paid 500 ៛", "Correction of meeting 1 21/11/2026 5,000 1,000 1,000", "5,000 1,000 \u{2212}500"]);
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn a_closed_month_is_mended_today() {
    each_engine(|base| async move {
        let before = World::new(base.clone()).await;
        let more = [("member", "3"), ("figure", "shares"), ("right", "2"), ("reason", "misread")];
        ask(&mut before.session("treasurer-own-1").await, 1, &more).await;
        let world = World::at(base, day(12, 5).and_hms_opt(3, 0, 0).unwrap().and_utc());
        let mut treasurer = world.session("treasurer-own-1").await;
        let mut committee = world.session("committee-own-1").await;
        let close = [("through", "2026-11-30")];
        let closing = format!("/groups/{OWN}/closing");
        assert_eq!(treasurer.post(&closing, &close).await.status, StatusCode::UNPROCESSABLE_ENTITY, "a correction waits");
        let first = format!("/groups/{OWN}/corrections/1");
        committee.post(&format!("{first}/refuse"), &[("reason", "not now")]).await;
        assert_eq!(treasurer.post(&closing, &close).await.location(), format!("{closing}?done=period-closed"));

        let second = ask(&mut treasurer, 1, &more).await;
        assert_eq!(confirm(&mut committee, &second).await.status, StatusCode::SEE_OTHER);
        assert_eq!(entry(world.db(), 2).await, ("correction".into(), day(12, 5), "misread".into(), Some(1)));
        assert_eq!(postings(world.db(), OWN, 2).await, [(1, 2010, 3, -5_000), (1, 5090, 0, 5_000)]);
        let page = read(&treasurer.get(&format!("/groups/{OWN}/members/3")).await);
        contains(&page, &["Meeting 1 14/11/2026 Corrected + 5,000 5,000", "Correction of meeting 1 05/12/2026 + 5,000 10,000"]);
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn other_money_is_mended_too() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let mut committee = world.session("committee-own-1").await;
        // Member 1: 15,000 and 15,000 less 12,000 paid back. Then 1,000 go to the bank and 3,000 to a sick member.
        let sheet = Form::sheet(&mut treasurer, OWN, 2).await.with(&[
            ("p1-attendance", "present"),
            ("p1-savings", "3"),
            ("p2-attendance", "present"),
            ("p3-attendance", "present"),
            ("o0-kind", "withdrawal"),
            ("o0-member", "1"),
            ("o0-amount", "12000"),
            ("o1-kind", "bank-deposit"),
            ("o1-amount", "1000"),
            ("o2-kind", "social-grant"),
            ("o2-member", "3"),
            ("o2-amount", "3000"),
            ("o2-note", "the hospital"),
            ("n1000", "27"),
            ("witnessed", "1"),
        ]);
        sheet.seal(&mut treasurer).await;
        for (figure, right, why) in [
            ("other-1", "30,100", "She has 18,000 ៛ saved now, and would have less than nothing"),
            ("other-1", "12,050", "Write a multiple of 100 ៛"),
            ("other-2", "1000", "The figure stands like that already"),
            ("other-3", "a little", "Write a number, such as 5,000"),
        ] {
            let typed = [("figure", figure), ("right", right), ("reason", "misread")];
            let answer = Form::open(&mut treasurer, form_of(OWN, 2)).await.with(&typed).press(&mut treasurer, "").await;
            refused(&answer, &[("right", why)]);
        }
        let paid = ask(&mut treasurer, 2, &[("figure", "other-1"), ("right", "14,000"), ("reason", "2,000 more")]).await;
        let bank = ask(&mut treasurer, 2, &[("figure", "other-2"), ("right", "800"), ("reason", "the slip says 800")]).await;
        let grant = ask(&mut treasurer, 2, &[("figure", "other-3"), ("right", "2,500"), ("reason", "500 came back")]).await;
        for correction in [&paid, &bank, &grant] {
            assert_eq!(confirm(&mut committee, correction).await.status, StatusCode::SEE_OTHER, "{correction}");
        }
        assert_eq!(postings(world.db(), OWN, 3).await, [(1, 2010, 1, 2_000), (1, 5090, 0, -2_000)]);
        assert_eq!(postings(world.db(), OWN, 4).await, [(1, 1020, 0, -200), (1, 5090, 0, 200)]);
        // The social fund has 500 more; the box does not, so the loan fund's share of it has less.
        assert_eq!(
            postings(world.db(), OWN, 5).await,
            [(1, 1010, 0, -500), (1, 5090, 0, 500), (2, 1010, 0, 500), (2, 5020, 0, -500)]
        );
        let page = read(&treasurer.get(&format!("/groups/{OWN}/meetings/2")).await);
        contains(&page, &["Savings paid back · Test OWN-1 1 \u{2212} was 12,000 corrected to 14,000"]);
        contains(&page, &["Taken to the bank \u{2212} was 1,000 corrected to 800"]);
        contains(&page, &["Grant from the social fund · Test OWN-1 3 the hospital \u{2212} was 3,000 corrected to 2,500"]);
        let page = read(&treasurer.get(&format!("/groups/{OWN}/members/1")).await);
        contains(
            &page,
            &["Paid out 21/11/2026 Corrected \u{2212}12,000 18,000", "Correction of meeting 2 21/11/2026 \u{2212}2,000 16,000"],
        );
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_mended_is_said_at_its_field() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        join(&world, OWN, 4, day(11, 20)).await;
        let form = Form::open(&mut treasurer, form_of(OWN, 1)).await;
        let good = form.with(&[("member", "2"), ("figure", "shares"), ("right", "2"), ("reason", "misread")]);
        let before = rows(world.db()).await;
        let (number, count) = ("Write a number, such as 5,000", "Write a number, such as 3");
        let cases: &[(Pairs, Pairs)] = &[
            (&[("member", "99")], &[("member", "Choose the member")]),
            (&[("member", "")], &[("member", "Choose the member")]),
            (&[("member", "4")], &[("member", "Nothing stands at this place on the sheet")]),
            (&[("figure", "nothing")], &[("figure", "Choose the figure that was wrong")]),
            (&[("figure", "")], &[("figure", "Choose the figure that was wrong")]),
            (&[("figure", "other-1")], &[("figure", "Nothing stands at this place on the sheet")]),
            (&[("figure", "other-x")], &[("figure", "Choose the figure that was wrong")]),
            (&[("right", "")], &[("right", "Write how much")]),
            (&[("right", "two")], &[("right", count)]),
            (&[("right", "1.5")], &[("right", "Write a whole number, without a fraction")]),
            (&[("right", "-1")], &[("right", "Write 0 or more")]),
            (&[("right", "6")], &[("right", "At most 5 shares in one meeting")]),
            (&[("right", "១")], &[("right", "The figure stands like that already")]),
            (&[("right", "1000000000000000")], &[("right", "This is more than a sheet can hold. Look at the number of noughts")]),
            (&[("figure", "savings"), ("right", "7,500")], &[("right", "Write whole shares: a multiple of 5,000 ៛")]),
            (&[("figure", "fine"), ("right", "much")], &[("right", number)]),
            (&[("figure", "fine"), ("right", "50")], &[("right", "Write a multiple of 100 ៛")]),
            (&[("reason", "")], &[("reason", "Write why the figure was wrong")]),
            (&[("reason", "\u{0} \r\n")], &[("reason", "Write why the figure was wrong")]),
            (
                &[("member", ""), ("right", "x"), ("reason", "")],
                &[("member", "Choose the member"), ("right", count), ("reason", "Write why the figure was wrong")],
            ),
        ];
        for (typed, expected) in cases {
            let form = good.with(typed);
            let answer = form.press(&mut treasurer, "").await;
            refused(&answer, expected);
            for field in ["right", "reason"] {
                assert_eq!(super::fields(&answer)[field].trim(), form.get(field).trim(), "{typed:?}");
            }
        }
        let long = "ក".repeat(501);
        refused(&good.with(&[("reason", &long)]).press(&mut treasurer, "").await, &[("reason", "At most 500 characters")]);
        // Meeting 2 is not sealed, correction 7 was not asked for, and a form without its key is none of ours.
        for path in [form_of(OWN, 2), format!("/groups/{OWN}/corrections/7")] {
            assert_eq!(treasurer.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(confirm(&mut treasurer, &format!("/groups/{OWN}/corrections/7")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(good.with(&[("key", "7")]).press(&mut treasurer, "").await.status, StatusCode::BAD_REQUEST);
        assert_eq!(rows(world.db()).await, before);
        clean(world.db()).await;
    })
    .await;
}

/// 10^15 shares of 20,000 riel are more than a 64-bit number holds.
#[tokio::test]
async fn a_right_figure_beyond_all_bounds_is_refused() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let rules = include_str!("../../../fixtures/constitutions/weekly_shares.toml");
        found(&world, "DEAR-1", &rules.replace("share_value = 5000", "share_value = 20000")).await;
        let mut treasurer = world.session("treasurer-own-1").await;
        let sheet = Form::sheet(&mut treasurer, "DEAR-1", 1).await.with(&[
            ("p1-attendance", "present"),
            ("p1-savings", "1"),
            ("p2-attendance", "absent"),
            ("p3-attendance", "absent"),
            ("n20000", "1"),
            ("witnessed", "1"),
        ]);
        sheet.seal(&mut treasurer).await;
        let form = Form::open(&mut treasurer, form_of("DEAR-1", 1)).await;
        for right in ["1000000000000000", "922337203685478", "461168601842739"] {
            let typed = [("member", "1"), ("figure", "shares"), ("right", right), ("reason", "misread")];
            let answer = form.with(&typed).press(&mut treasurer, "").await;
            refused(&answer, &[("right", "This is more than a sheet can hold. Look at the number of noughts")]);
        }
    })
    .await;
}
