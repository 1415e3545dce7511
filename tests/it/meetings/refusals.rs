//! Bad input on the sheet: each gets its message at its field, the rest stays as it was typed, and nothing is written.
use super::{Form, SECOND, fields, in_khmer, problems, refused, rows};
use crate::support::{
    actor::{Actor, OWN, World, day},
    book::clean,
    databases::each_engine,
};
use http::StatusCode;
use sansom::store::Db;

/// What is typed over a good sheet, and what is said of it: field and words, in the order of the sheet.
type Case = (&'static [(&'static str, &'static str)], &'static [(&'static str, &'static str)]);

const NUMBER: &str = "Write a number, such as 5,000";
const COUNT: &str = "Write a number, such as 3";
const WHOLE: &str = "Write a whole number, without a fraction";
const NEGATIVE: &str = "Write 0 or more";
const TOO_LARGE: &str = "This is more than a sheet can hold. Look at the number of noughts";
const SHARES: &str = "At most 5 shares in one meeting";
const ROUNDING: &str = "Write a multiple of 100 ៛";
const STRANGER: &str = "This is not a member of the group";
const DATE: &str = "Write day, month and year, such as 31/10/2026";
const FUTURE: &str = "This day is still to come. Write the day on which the meeting was held";
const BEFORE: &str = "The last sealed meeting was on 14 November 2026. Write that day or a later one";
const ATTENDANCE: &str = "Choose how she was there: came, late, sent the money, excused or absent";
const CHOICE: &str = "Choose one of the answers";
const NOT_THERE: &str = "Money came from someone who was not there. Choose “sent the money”, or take the amount away";
const KIND: &str = "Choose what this money was";
const AMOUNT: &str = "Write how much";
const WHAT_FOR: &str = "Write what it was for";
const MEMBER: &str = "Choose the member";
const COUNT_IT: &str = "Count the notes in the box and write how many there are. An empty box is a 0";
const WITNESS: &str = "Tick that the cash was counted together and read aloud";
const SHORT: &str = "The box is 500 ៛ short. Count again, or write the reason";
const NAME_SHORT: &str = "Tick that 500 ៛ is booked as short";
const LONG: &str = "At most 500 characters";

const CASES: &[Case] = &[
    // Members
    (&[("p99-savings", "1")], &[("p99-attendance", STRANGER)]),
    (&[("p99-attendance", "present")], &[("p99-attendance", STRANGER)]),
    (&[("p1-attendance", "")], &[("p1-attendance", ATTENDANCE)]),
    (&[("p1-attendance", "asleep")], &[("p1-attendance", CHOICE)]),
    (&[("p3-savings", "1")], &[("p3-attendance", NOT_THERE)]),
    (&[("p3-attendance", "excused"), ("p3-social", "1000")], &[("p3-attendance", NOT_THERE)]),
    // The day
    (&[("date", "")], &[("date", "Write the day of the meeting")]),
    (&[("date", " ")], &[("date", "Write the day of the meeting")]),
    (&[("date", "31/02/2026")], &[("date", DATE)]),
    (&[("date", "21/11/26")], &[("date", DATE)]),
    (&[("date", "yesterday")], &[("date", DATE)]),
    (&[("date", "13/11/2026")], &[("date", BEFORE)]),
    (&[("date", "1/1/2026")], &[("date", BEFORE)]),
    (&[("date", "22/11/2026")], &[("date", FUTURE)]),
    (&[("date", "២២/១១/២០២៦")], &[("date", FUTURE)]),
    // Shares
    (&[("p1-savings", "6")], &[("p1-savings", SHARES)]),
    (&[("p1-savings", "៦")], &[("p1-savings", SHARES)]),
    (&[("p1-savings", "1000000000000000")], &[("p1-savings", SHARES)]),
    (&[("p1-savings", "1000000000000000000")], &[("p1-savings", TOO_LARGE)]),
    (&[("p1-savings", "-1")], &[("p1-savings", NEGATIVE)]),
    (&[("p1-savings", "1.5")], &[("p1-savings", WHOLE)]),
    (&[("p1-savings", "two")], &[("p1-savings", COUNT)]),
    // Amounts
    (&[("p1-social", "-500")], &[("p1-social", NEGATIVE)]),
    (&[("p2-fine", "\u{2212}500")], &[("p2-fine", NEGATIVE)]),
    (&[("p1-social", "1000.5")], &[("p1-social", WHOLE)]),
    (&[("p1-social", "១០០០,៥")], &[("p1-social", WHOLE)]),
    (&[("p1-social", "1050")], &[("p1-social", ROUNDING)]),
    (&[("p1-social", "1000000000000000000")], &[("p1-social", TOO_LARGE)]),
    (&[("p1-social", "1,000,000,000,100")], &[("p1-social", TOO_LARGE)]),
    (&[("p1-social", "one thousand")], &[("p1-social", NUMBER)]),
    (&[("p1-social", "1e3")], &[("p1-social", NUMBER)]),
    (&[("p1-social", "1,00")], &[("p1-social", NUMBER)]),
    (&[("p2-fine", "500 and 500")], &[("p2-fine", NUMBER)]),
    (&[("p2-fine", "<script>\"&'")], &[("p2-fine", NUMBER)]),
    // Other money
    (&[("o0-amount", "500"), ("o0-note", "for a book")], &[("o0-kind", KIND)]),
    (&[("o0-kind", "loans"), ("o0-amount", "500")], &[("o0-kind", KIND)]),
    (&[("o0-kind", "expense"), ("o0-note", "for a book")], &[("o0-amount", AMOUNT)]),
    (&[("o0-kind", "expense"), ("o0-amount", "0"), ("o0-note", "for a book")], &[("o0-amount", AMOUNT)]),
    (&[("o0-kind", "expense"), ("o0-amount", "a lot"), ("o0-note", "for a book")], &[("o0-amount", NUMBER)]),
    (&[("o0-kind", "income"), ("o0-amount", "1,050"), ("o0-note", "a gift")], &[("o0-amount", ROUNDING)]),
    (&[("o0-kind", "expense"), ("o0-amount", "500")], &[("o0-note", WHAT_FOR)]),
    (&[("o0-kind", "social-grant")], &[("o0-amount", AMOUNT), ("o0-note", WHAT_FOR)]),
    (&[("o0-kind", "withdrawal"), ("o0-amount", "500")], &[("o0-member", MEMBER)]),
    (&[("o0-kind", "withdrawal"), ("o0-member", "99"), ("o0-amount", "500")], &[("o0-member", STRANGER)]),
    (&[("o0-kind", "withdrawal"), ("o0-member", "somebody"), ("o0-amount", "500")], &[("o0-member", CHOICE)]),
    (
        &[("o0-kind", "withdrawal"), ("o0-member", "2"), ("o0-amount", "10,100")],
        &[("o0-amount", "She has saved 10,000 ៛. Write that or less")],
    ),
    (
        &[
            ("o0-kind", "withdrawal"),
            ("o0-member", "2"),
            ("o0-amount", "6000"),
            ("o2-kind", "withdrawal"),
            ("o2-member", "2"),
            ("o2-amount", "6000"),
        ],
        &[("o2-amount", "She has saved 4,000 ៛. Write that or less")],
    ),
    (&[("o0-kind", "bank-withdrawal"), ("o0-amount", "100")], &[("o0-amount", "There is 0 ៛ at the bank. Write that or less")]),
    // 25,000 and 15,000 of savings and a fine of 500 are the loan fund's; 5,000 are the social fund's.
    (
        &[("o0-kind", "expense"), ("o0-amount", "40,600"), ("o0-note", "a bicycle")],
        &[("o0-amount", "The loan fund does not have enough cash: 100 ៛ is missing")],
    ),
    (
        &[("o0-kind", "social-grant"), ("o0-member", "3"), ("o0-amount", "5,100"), ("o0-note", "the hospital")],
        &[("o0-amount", "The social fund does not have enough cash: 100 ៛ is missing")],
    ),
    // The box
    (&[("n20000", ""), ("n5000", ""), ("n500", "")], &[("n200000", COUNT_IT)]),
    (&[("n20000", "-1")], &[("n20000", NEGATIVE)]),
    (&[("n500", "0.5")], &[("n500", WHOLE)]),
    (&[("n500", "x")], &[("n500", COUNT)]),
    (&[("n20000", ""), ("n5000", ""), ("n500", "x")], &[("n500", COUNT)]),
    (&[("n50", "1000000000000000000")], &[("n50", TOO_LARGE)]),
    (&[("n200000", "1000000000000000")], &[("n200000", TOO_LARGE)]),
    (&[("n500", "")], &[("difference-reason", SHORT), ("difference-named", NAME_SHORT)]),
    (&[("n500", ""), ("difference-reason", "a torn note")], &[("difference-named", NAME_SHORT)]),
    (&[("n500", ""), ("difference-reason", "a torn note"), ("difference-named", "-400")], &[("difference-named", NAME_SHORT)]),
    (&[("n500", ""), ("difference-reason", "a torn note"), ("difference-named", "500")], &[("difference-named", NAME_SHORT)]),
    (&[("n500", ""), ("difference-named", "-500")], &[("difference-reason", SHORT)]),
    (
        &[("n500", "2")],
        &[
            ("difference-reason", "The box is 500 ៛ over. Count again, or write the reason"),
            ("difference-named", "Tick that 500 ៛ is booked as over"),
        ],
    ),
    (&[("witnessed", "")], &[("witnessed", WITNESS)]),
    // Everything at once, each once, in the order of the sheet; the box is not compared while a figure is missing.
    (
        &[
            ("date", "31/02/2026"),
            ("p1-attendance", ""),
            ("p1-savings", "6"),
            ("p2-social", "x"),
            ("p3-savings", "1"),
            ("o0-amount", "500"),
            ("o1-kind", "expense"),
            ("n20000", "-2"),
            ("witnessed", ""),
        ],
        &[
            ("date", DATE),
            ("p1-attendance", ATTENDANCE),
            ("p3-attendance", NOT_THERE),
            ("p2-social", NUMBER),
            ("p1-savings", SHARES),
            ("o0-kind", KIND),
            ("o1-amount", AMOUNT),
            ("o1-note", WHAT_FOR),
            ("n20000", NEGATIVE),
            ("witnessed", WITNESS),
        ],
    ),
];

#[tokio::test]
async fn what_is_typed_wrong_is_said_at_its_field_and_nothing_is_lost() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut readers = (world.session("treasurer-own-1").await, in_khmer(&world).await);
        let good = Form::sheet(&mut readers.0, OWN, 2).await.with(&SECOND).with(&[("note", "<b>Rain</b> & \"mud\"\nnew roof")]);
        let before = rows(world.db()).await;
        for (typed, expected) in CASES {
            check(world.db(), &mut readers, &good.with(typed), expected).await;
        }
        let long = "ក".repeat(501);
        for (typed, field) in [
            (vec![("note", long.as_str())], "note"),
            (vec![("o0-kind", "expense"), ("o0-amount", "500"), ("o0-note", &long)], "o0-note"),
            (vec![("n500", ""), ("difference-named", "-500"), ("difference-reason", &long)], "difference-reason"),
        ] {
            check(world.db(), &mut readers, &good.with(&typed), &[(field, LONG)]).await;
        }
        assert_eq!(rows(world.db()).await, before);
        // The sheet that was refused so often is good without its faults.
        assert_eq!(good.seal(&mut readers.0).await, format!("/groups/{OWN}/meetings/2?done=meeting-sealed"));
        clean(world.db()).await;
    })
    .await;
}

#[tokio::test]
async fn a_closed_month_takes_no_meeting() {
    each_engine(|base| async move {
        World::new(base.clone()).await;
        let world = World::at(base, day(12, 5).and_hms_opt(3, 0, 0).unwrap().and_utc());
        let mut readers = (world.session("treasurer-own-1").await, in_khmer(&world).await);
        let good = Form::sheet(&mut readers.0, OWN, 2).await.with(&SECOND);
        assert_eq!(good.get("date"), "21/11/2026", "the day it was due");
        let closed = readers.0.post(&format!("/groups/{OWN}/closing"), &[("through", "2026-11-30")]).await;
        assert_eq!(closed.location(), format!("/groups/{OWN}/closing?done=period-closed"));
        let why = "The books are closed through 30 November 2026. Write a later day";
        for date in ["21/11/2026", "30/11/2026", "14/11/2026", "01/10/2026"] {
            check(world.db(), &mut readers, &good.with(&[("date", date)]), &[("date", why)]).await;
        }
        assert_eq!(Form::sheet(&mut readers.0, OWN, 2).await.get("date"), "05/12/2026", "the day it was due is closed");
        good.with(&[("date", "01/12/2026")]).seal(&mut readers.0).await;
    })
    .await;
}

/// Sends a sheet that must be refused, in both languages.
async fn check(db: &Db, (english, khmer): &mut (Actor, Actor), sheet: &Form, expected: &[(&str, &str)]) {
    let before = rows(db).await;
    let answer = sheet.press(english, "seal").await;
    refused(&answer, expected);
    let kept = Form { path: sheet.path.clone(), fields: fields(&answer) };
    // What no field of the sheet can hold is not kept; a tick for another difference than the one there is comes off.
    let held = |name: &str, text: &str| {
        !name.starts_with("p99-") && name != "difference-named" && !["asleep", "loans", "99", "somebody"].contains(&text)
    };
    let of = |form: &Form| -> Vec<(String, String)> {
        form.typed().into_iter().filter(|(name, text)| held(name, text)).map(|(n, t)| (n.to_owned(), t.to_owned())).collect()
    };
    assert_eq!(of(&kept), of(sheet));
    let answer = sheet.press(khmer, "seal").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let said = problems(&answer);
    assert_eq!(
        said.iter().map(|(field, _)| field.as_str()).collect::<Vec<_>>(),
        expected.iter().map(|(field, _)| *field).collect::<Vec<_>>()
    );
    for (field, words) in &said {
        let khmer = words.chars().any(|c| ('\u{1780}'..='\u{17b3}').contains(&c));
        assert!(khmer && !words.contains(|c: char| c.is_ascii_alphabetic()), "{field}: {words}");
    }
    assert_eq!(rows(db).await, before, "a refused sheet writes nothing");
}
