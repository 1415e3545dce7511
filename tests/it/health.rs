//! The health of a group, from sealed meetings to the page and the report, against figures worked out by hand.
use crate::{
    story::sansom,
    support::{
        actor::{OWN, World, day, now},
        databases::each_engine,
    },
};
use chrono::NaiveDate;
use domain::{
    constitution::Constitution,
    health::{Inputs, Practice, Quantity, figures, practices},
    loans::{What, decisions::Ask, post},
    meetings::{Attendance, Count, Line, Other, OtherKind, Saved, Sheet},
    opening::{Opening, OpeningLine},
    people::{LeaveReason, Names},
};
use http::StatusCode;
use ledger::{Commodity, Entry, EntryKey, EntryKind, Postings, Recorded};
use sansom::{
    cycles::{
        acts::{self, Confirmed},
        ground::Ground,
        store::Plan,
    },
    groups::store::{self as groups, Group, NewGroup},
    health::read,
    loans::store::{self as loans, By, Which, Written},
    meetings::seal::{Act, Outcome, open_books, seal_sheet},
    members::store::{self as members, Person},
    store::{self, PeriodEvent},
    users::store as users,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A group whose cycle begins on 1 August 2026, a Saturday; with members 1 to so many, all of that day.
async fn found(world: &World, code: &str, numbers: i64) -> Group {
    let organisation_id = world.group(OWN).await.organisation_id;
    let mut tx = world.db().write().await.unwrap();
    let group = NewGroup {
        organisation_id,
        code: code.into(),
        name_km: "ក្រុមសុខភាព".into(),
        name_latin: "Healthy group".into(),
        village_code: "21".into(),
        founded_on: day(1, 1),
        demo: true,
        constitution: Constitution::parse(include_str!("../../fixtures/constitutions/weekly_shares.toml")).unwrap(),
        cycle: (day(8, 1), None),
    };
    let book = groups::found(&mut tx, &group, Uuid::nil(), now()).await.unwrap();
    for number in 1..=numbers {
        let person = Person {
            names: Names::try_new("សាក", &format!("នាក់ {number}"), "Test", &format!("{code} {number}")).unwrap(),
            sex: None,
            birth_year: None,
            id_poor: None,
            phone: String::new(),
            village_code: String::new(),
        };
        let person = members::add_person(&mut tx, organisation_id, &person).await.unwrap();
        let joined_on = if number == 5 { day(8, 8) } else { day(8, 1) };
        members::add_member(&mut tx, book, person, number, joined_on).await.unwrap();
    }
    tx.commit().await.unwrap();
    world.group(code).await
}

/// A member's line: number, how she was there, shares, fine, paid back, lent. Who brings money brings 1,000 to the social
/// fund as well.
type Brought = (i64, Attendance, i64, i64, i64, i64);

struct Meeting<'a> {
    on: NaiveDate,
    lines: &'a [Brought],
    other: &'a [(OtherKind, i64)],
    counted: i64,
    short: i64,
    by: &'a str,
}

async fn seal(world: &World, group: &Group, meeting: Meeting<'_>) {
    let mut tx = world.db().write().await.unwrap();
    let all = members::members(&mut tx, group.book, &group.commodity).await.unwrap();
    let some = |amount: i64| (amount > 0).then_some(amount);
    let line = |&(number, attendance, shares, fine, repayment, loan): &Brought| Line {
        party: all.iter().find(|member| member.number == number).unwrap().party(),
        attendance: Some(attendance),
        savings: some(shares).map(Saved::Shares),
        social_fund: attendance.brings_money().then_some(1_000),
        fine: some(fine),
        repayment: some(repayment),
        loan: some(loan),
    };
    let other =
        |(row, &(kind, amount)): (usize, &(OtherKind, i64))| Other { row, kind, party: None, amount, note: "as told".into() };
    let sheet = Sheet {
        key: Uuid::now_v7(),
        after: sansom::meetings::store::last(&mut tx, group.book).await.unwrap().map(|(no, _)| no),
        held_on: meeting.on,
        lines: meeting.lines.iter().map(line).collect(),
        other: meeting.other.iter().enumerate().map(other).collect(),
        count: Count::Counted(BTreeMap::from([(100, meeting.counted / 100)])),
        difference_reason: if meeting.short > 0 { "nobody knows".into() } else { String::new() },
        difference_named: some(meeting.short).map(|short| -short),
        witnessed: true,
        note: String::new(),
    };
    let by = users::by_login(&mut tx, meeting.by).await.unwrap().unwrap().id;
    let outcome = seal_sheet(&mut tx, group, &sheet, Act::now(&world.app, by)).await.unwrap();
    assert!(matches!(outcome, Outcome::Sealed(_)), "{}: {outcome:?}", meeting.on);
    tx.commit().await.unwrap();
}

/// Does something to a loan between meetings, and posts it.
async fn happens(world: &World, group: &Group, loan: i64, on: NaiveDate, what: What) {
    let mut tx = world.db().write().await.unwrap();
    let (asker, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
    if what == What::WrittenOff {
        let by = |user| By { user, at: now(), today: on };
        let request = loans::ask(&mut tx, group.book, Uuid::now_v7(), loan, Ask::WriteOff, "moved away", by(asker)).await.unwrap();
        loans::decide(&mut tx, group.book, request, None, by(other)).await.unwrap();
    }
    let mut account = loans::loans(&mut tx, Which::One(group.book, loan)).await.unwrap().remove(0).account;
    let movement = account.movement(on, what, on);
    let mut all = Postings::new();
    post(&mut all, movement.party, &movement.moved, Commodity::KHR);
    let entry = Entry::new(EntryKey(Uuid::now_v7()), on, EntryKind::Ordinary, "as told", all.finish().unwrap()).unwrap();
    let posted = store::post(&mut tx, group.book, entry, Recorded { at: now(), by: asker }).await.unwrap();
    let written = Written { meeting_no: None, entry_no: Some(posted.no.0), by: asker, at: now() };
    loans::add_events(&mut tx, group.book, &[movement], written, false).await.unwrap();
    tx.commit().await.unwrap();
}

/// Sixteen weeks of a group, until 21 November 2026.
///
/// | | 1 Aug | 8 Aug | 12 Sep | 14 Nov | together |
/// |---|---|---|---|---|---|
/// | members (5 joined on 8 Aug, 4 left on 10 Oct) | 4 | 5 | 5 | 4 | |
/// | came, sent | 3, 0 | 3, 1 | 3, 0 | 2, 1 | |
/// | shares of 5,000 | 12 | 14 | 12 | 9 | 235,000 saved |
/// | fines | 500 | | | 500 | 1,000 |
/// | lent | | 60,000 | 30,000 and 20,000 | 10,000 | |
/// | paid back | | | 20,000 + 1,200 | 20,000 + 1,200 | |
/// | a gift, spent, to the bank | | | | 30,000, 700, 100,000 | |
/// | short | | | 500 | | |
/// | box: loan fund | 60,500 | 70,500 | 101,200 | 87,200 | |
/// | box: social fund | 3,000 | 7,000 | 10,000 | 13,000 | |
///
/// The loan of 10,000 was a mistake, taken back on the 15th; that of 20,000 was written off on the 16th, and 5,000 of it
/// came after all on the 18th: the loan fund's box holds 102,200. Owed are 40,000 (the instalment of 8 October is 44 days
/// late) and 10,000 (due on 12 December). Earned: fines 1,000, interest 2,400, gift 30,000, less 700, 500 and 15,000:
/// 17,200, and so 102,200 + 100,000 + 50,000 − 235,000.
async fn sixteen_weeks(world: &World) -> Group {
    use Attendance::{Absent, Late, Present, Sent};
    let group = found(world, "HLT-1", 5).await;
    let treasurer = "treasurer-own-1";
    let one = Meeting {
        on: day(8, 1),
        lines: &[(1, Present, 5, 0, 0, 0), (2, Present, 4, 0, 0, 0), (3, Late, 3, 500, 0, 0), (4, Absent, 0, 0, 0, 0)],
        other: &[],
        counted: 63_500,
        short: 0,
        by: treasurer,
    };
    seal(world, &group, one).await;
    let two = Meeting {
        on: day(8, 8),
        lines: &[
            (1, Present, 5, 0, 0, 60_000),
            (2, Present, 4, 0, 0, 0),
            (3, Sent, 3, 0, 0, 0),
            (4, Absent, 0, 0, 0, 0),
            (5, Present, 2, 0, 0, 0),
        ],
        other: &[],
        counted: 77_500,
        short: 0,
        by: treasurer,
    };
    seal(world, &group, two).await;
    let three = Meeting {
        on: day(9, 12),
        lines: &[
            (1, Present, 5, 0, 21_200, 0),
            (2, Present, 4, 0, 0, 30_000),
            (3, Present, 3, 0, 0, 20_000),
            (4, Absent, 0, 0, 0, 0),
            (5, Absent, 0, 0, 0, 0),
        ],
        other: &[],
        counted: 111_200,
        short: 500,
        by: treasurer,
    };
    seal(world, &group, three).await;
    let mut tx = world.db().write().await.unwrap();
    let fourth = members::member(&mut tx, group.book, &group.commodity, 4).await.unwrap().unwrap();
    members::leave(&mut tx, group.book, fourth.party(), day(10, 10), LeaveReason::Moved, "").await.unwrap();
    tx.commit().await.unwrap();
    let four = Meeting {
        on: day(11, 14),
        lines: &[(1, Absent, 0, 0, 0, 0), (2, Present, 4, 0, 21_200, 0), (3, Sent, 3, 0, 0, 0), (5, Late, 2, 500, 0, 10_000)],
        other: &[(OtherKind::BankDeposit, 100_000), (OtherKind::Expense, 700), (OtherKind::Income, 30_000)],
        counted: 100_200,
        short: 0,
        by: "officer",
    };
    seal(world, &group, four).await;
    happens(world, &group, 4, day(11, 15), What::Undone(1)).await;
    happens(world, &group, 3, day(11, 16), What::WrittenOff).await;
    happens(world, &group, 3, day(11, 18), What::Recovered(5_000)).await;
    let mut tx = world.db().write().await.unwrap();
    let close = PeriodEvent::Close { through: day(8, 31), entry: None };
    store::move_period(&mut tx, group.book, close, Uuid::from_u128(1), now()).await.unwrap();
    tx.commit().await.unwrap();
    group
}

/// Code and value as shown: tenths of a per cent, riel, members.
const BY_HAND: [(&str, i64); 17] = [
    ("members", 4),
    ("attendance-in-person", 613),           // (3/4 + 3/5 + 3/5 + 2/4) ÷ 4 = 61.25
    ("attendance-with-representative", 113), // (0 + 1/5 + 0 + 1/4) ÷ 4 = 11.25
    ("member-growth", 0),                    // (4 − 4) ÷ 4
    ("drop-out", 200),                       // 1 ÷ (4 + 1)
    ("average-savings", 58_750),             // 235,000 ÷ 4
    ("average-share-out", 63_050),           // (102,200 + 100,000 + 50,000) ÷ 4
    ("loan-fund-utilisation", 198),          // 50,000 ÷ 252,200 = 19.83
    ("members-with-loan", 500),              // 2 ÷ 4
    ("portfolio-at-risk", 800),              // 40,000 ÷ 50,000
    ("write-off-rate", 182),                 // 20,000 ÷ 110,000 = 18.18
    ("average-loan", 36_667),                // 110,000 ÷ 3
    ("profit", 17_200),
    ("return-on-savings", 73),             // 17,200 ÷ 235,000 = 7.319
    ("annualised-return-on-savings", 238), // 7.319 × 52 ÷ 16 = 23.787
    ("return-on-assets", 65),              // 17,200 ÷ (252,200 + 13,000) = 6.486
    ("annualised-return-on-assets", 211),  // 6.486 × 52 ÷ 16 = 21.078
];

/// Practice, state, tenths of a per cent.
const RUNS_ITSELF: [(&str, &str, i64); 6] = [
    ("meets", "no", 250),          // 4 of the 16 Saturdays from 1 August to 14 November
    ("counts", "yes", 1_000),      // 4 of 4
    ("agrees", "partly", 750),     // 3 of 4
    ("lends", "partly", 198),      // three loans, and a fifth is lent
    ("closes", "partly", 500),     // of August and September; October may still wait
    ("on-its-own", "partly", 750), // the last one was sealed by an officer of the programme
];

async fn inputs(world: &World, group: &Group) -> Inputs {
    read(&mut world.db().read().await.unwrap(), group, world.app.today()).await.unwrap().inputs
}

#[tokio::test]
async fn the_figures_of_sixteen_weeks_by_hand() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let group = sixteen_weeks(&world).await;
        let health = read(&mut world.db().read().await.unwrap(), &group, world.app.today()).await.unwrap();
        let told: Vec<_> = figures(&health.inputs).iter().map(|figure| (figure.code.code(), figure.shown().unwrap())).collect();
        assert_eq!(told, BY_HAND);
        let told: Vec<_> = practices(&health.inputs)
            .iter()
            .map(|one| (one.practice.code(), one.state.code(), one.value.unwrap().percent_tenths()))
            .collect();
        assert_eq!(told, RUNS_ITSELF);
        assert_eq!(health.outstanding, [(day(8, 31), 60_000), (day(9, 30), 90_000), (day(10, 31), 90_000), (day(11, 21), 50_000)]);
        let meetings: Vec<_> = health.meetings.iter().map(|row| (row.no, row.members, row.present, row.savings)).collect();
        assert_eq!(meetings, [(1, 4, 3, 60_000), (2, 5, 3, 70_000), (3, 5, 3, 60_000), (4, 4, 2, 45_000)]);
    })
    .await;
}

#[tokio::test]
async fn the_page_shows_each_figure_with_formula_inputs_and_date() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        sixteen_weeks(&world).await;
        let answer = world.session("advisor").await.get("/groups/HLT-1/health").await;
        assert_eq!(answer.status, StatusCode::OK);
        let page = answer.text.replace('\u{a0}', " ");
        for said in [
            "Return on savings</h3>",
            ">7.3 %<",
            "Profit of this cycle ÷ savings.",
            ">17,200 ៛<",
            ">235,000 ៛<",
            "21 November 2026",
            ">61.3 %<",
            "3 · 3 · 3 · 2",
            "Box counted: 4 of 4 meetings (100.0 %)",
            "Loans in this cycle: 3. Lent out of the loan fund: 19.8 %",
            "Let the treasurer and the committee seal",
            "aria-label=\"Savings paid in at the last meetings\"",
            "aria-label=\"Members who came to the last meetings\"",
            "aria-label=\"Loans not yet paid back, at the end of each month\"",
        ] {
            assert!(page.contains(said), "{said} is not on {page}");
        }
        assert!(!page.contains(">–<"), "everything can be reckoned");
        let door = world.session("advisor").await.get("/groups/HLT-1").await;
        assert!(door.text.contains("href=\"/groups/HLT-1/health\""));
    })
    .await;
}

#[tokio::test]
async fn a_group_that_has_not_begun_has_dashes_and_no_noughts() {
    each_engine(|base| async move {
        let world = World::new(base.clone()).await;
        found(&world, "HLT-0", 0).await;
        let page = world.session("officer").await.get("/groups/HLT-0/health").await;
        assert_eq!(page.status, StatusCode::OK);
        // Fifteen figures: all save members and profit, which are 0.
        assert_eq!(page.text.matches("<span class=\"large\">–</span>").count(), 15, "{}", page.text);
        assert!(!page.text.contains("0.0\u{a0}%</span>"));
        let report = reported(&base, "HLT-0");
        let of = |list: &str, code: &str| report[list].as_array().unwrap().iter().find(|one| one["code"] == code).unwrap().clone();
        assert_eq!(of("figures", "return-on-savings")["value"], Value::Null);
        assert_eq!(of("figures", "members")["value"], "0");
        assert_eq!(
            (of("sustainability", "counts")["value"].clone(), of("sustainability", "counts")["state"].clone()),
            (Value::Null, json!("unknown"))
        );
    })
    .await;
}

fn reported(base: &crate::support::databases::Database, code: &str) -> Value {
    let done = sansom(base).args(["report", "health", "--group", code, "--format", "json"]).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    serde_json::from_slice(&done.stdout).unwrap()
}

/// What hangs on the day is left out: the program that is started here goes by today's.
#[tokio::test]
async fn the_report_names_formulas_and_inputs() {
    each_engine(|base| async move {
        let world = World::new(base.clone()).await;
        sixteen_weeks(&world).await;
        let report = reported(&base, "HLT-1");
        assert_eq!(
            (&report["group"], &report["cycle_from"], &report["commodity"]),
            (&json!("HLT-1"), &json!("2026-08-01"), &json!("KHR"))
        );
        assert!(report["on"].as_str().unwrap().parse::<NaiveDate>().is_ok());
        let all = report["figures"].as_array().unwrap();
        assert_eq!(all.len(), BY_HAND.len());
        for ((code, value), figure) in BY_HAND.iter().zip(all) {
            assert_eq!(figure["code"], *code);
            let by_hand = match figure["unit"].as_str().unwrap() {
                "percent" => format!("{}.{}", value / 10, value % 10),
                "amount" | "count" => value.to_string(),
                other => panic!("{other}"),
            };
            if !code.starts_with("annualised") && *code != "portfolio-at-risk" {
                assert_eq!(figure["value"], by_hand, "{code}");
            }
            for name in figure["inputs"].as_object().unwrap().keys() {
                assert!(figure["formula"].as_str().unwrap().contains(name.as_str()), "{figure}");
            }
        }
        assert_eq!(
            all[13],
            json!({"code": "return-on-savings", "value": "7.3", "unit": "percent", "formula": "profit / savings",
                   "inputs": {"profit": "17200", "savings": "235000"}})
        );
        assert_eq!(all[1]["inputs"], json!({"present": [3, 3, 3, 2], "members_each": [4, 5, 5, 4]}));
        let agrees =
            json!({"code": "agrees", "state": "partly", "value": "75.0", "unit": "percent", "inputs": {"agreed": 3, "counted": 4}});
        assert_eq!(report["sustainability"][2], agrees);

        let written = |format: &str| {
            let done = sansom(&base).args(["report", "health", "--group", "HLT-1", "--format", format]).output().unwrap();
            String::from_utf8(done.stdout).unwrap()
        };
        assert!(written("csv").starts_with("on,code,value,unit,state,inputs\n"));
        assert!(written("csv").contains(",return-on-savings,7.3,percent,,profit=17200; savings=235000\n"), "{}", written("csv"));
        assert!(written("csv").contains(",agrees,75.0,percent,partly,agreed=3; counted=4\n"));
        assert!(written("text").contains("return-on-savings"));
        let unknown = sansom(&base).args(["report", "health", "--group", "NO-SUCH"]).output().unwrap();
        assert_eq!(unknown.status.code(), Some(1));
    })
    .await;
}

/// 300,000 saved and 50,000 earned: on the cycle's first day they were earned before it, a week later within it.
#[tokio::test]
async fn what_a_group_brought_along_was_earned_before_its_cycle_or_within() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        for (code, on, profit, kept_before, due) in [("OLD-1", day(8, 1), 0, 50_000, 15), ("MID-1", day(8, 8), 50_000, 0, 14)] {
            let group = found(&world, code, 1).await;
            let mut tx = world.db().write().await.unwrap();
            let party = members::members(&mut tx, group.book, &group.commodity).await.unwrap()[0].party();
            let lines = vec![OpeningLine { party, savings: 300_000, social_fund: 0 }];
            let opening = Opening { key: Uuid::now_v7(), on, lines, other_cash: 50_000 };
            open_books(&mut tx, &group, &opening, Act::now(&world.app, Uuid::from_u128(1))).await.unwrap().unwrap();
            tx.commit().await.unwrap();
            let inputs = inputs(&world, &group).await;
            assert_eq!((inputs.profit(), inputs.kept_before), (profit, kept_before), "{code}");
            // A baseline is no meeting; the next is due a week after it, and nobody has sealed anything.
            let all = practices(&inputs);
            let of = |practice| all.iter().find(|one| one.practice == practice).unwrap();
            assert_eq!(of(Practice::Meets).inputs, [("held", Quantity::Count(0)), ("due", Quantity::Count(due))], "{code}");
            assert_eq!(of(Practice::OnItsOwn).value, None);
        }
    })
    .await;
}

/// Two members saved 25,000 and 15,000, and a fine of 500 was earned: 40,500 are shared out, 25,300 and 15,100 of them
/// paid, and 100 carried. The next cycle has earned nothing, whatever lies in its box.
#[tokio::test]
async fn what_was_carried_over_a_share_out_is_no_profit_of_the_next_cycle() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let group = found(&world, "SHR-1", 2).await;
        let meeting = Meeting {
            on: day(11, 14),
            lines: &[(1, Attendance::Present, 5, 500, 0, 0), (2, Attendance::Present, 3, 0, 0, 0)],
            other: &[],
            counted: 42_500,
            short: 0,
            by: "treasurer-own-1",
        };
        seal(&world, &group, meeting).await;
        let before = inputs(&world, &group).await;
        assert_eq!((before.profit(), before.kept_before, before.running.shared_out), (500, 0, false));
        share_out(&world, &group, 42_500).await;

        let after = inputs(&world.later(10 * 86_400), &group).await;
        assert_eq!((after.cycle_from, after.profit(), after.kept_before), (day(11, 22), 0, 100));
        assert_eq!((after.group.savings, after.group.standing.cash_loan, after.running.held), (0, 100, 0));
        let told = |code: &str| figures(&after).into_iter().find(|figure| figure.code.code() == code).unwrap().shown();
        assert_eq!((told("return-on-savings"), told("return-on-assets")), (None, Some(0)));
        let closes = practices(&after).into_iter().find(|one| one.practice == Practice::Closes).unwrap();
        assert_eq!((closes.state.code(), closes.value), ("yes", None));
    })
    .await;
}

/// Shares everything out today, by the rules of the group: one officer proposes, another confirms.
async fn share_out(world: &World, group: &Group, counted: i64) {
    let mut tx = world.db().write().await.unwrap();
    let by = |user| Act::now(&world.app, Uuid::from_u128(user));
    acts::begin(&mut tx, group, by(1)).await.unwrap().unwrap();
    let open = acts::open(&mut tx, group.book).await.unwrap().unwrap();
    let ground = Ground::load(&mut tx, group, world.app.today()).await.unwrap();
    let (profit, chosen) = ground.usual(world.app.today());
    let plan = Plan { profit, chosen, counts: BTreeMap::from([(100, counted / 100)]), put_back: BTreeMap::new() };
    let division = acts::divided(&ground, &plan).unwrap();
    acts::propose(&mut tx, group, &open, Uuid::now_v7(), (&plan, &division), by(1)).await.unwrap();
    assert!(matches!(acts::confirm(&mut tx, group, 1, by(2)).await.unwrap(), Confirmed::Now(1)));
    tx.commit().await.unwrap();
}
