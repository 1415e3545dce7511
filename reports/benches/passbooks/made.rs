//! Passbooks of nobody: roles and numbers, figures that differ from member to member, the same in every run.
use chrono::{Days, NaiveDate};
use domain::{
    constitution::Constitution,
    loans::Terms,
    passbook::{Line, LineKind},
};
use reports::{
    contract::Name,
    passbook::{LoanLine, Passbook, PassbookGroup, PassbookLoan, Signed, Stand},
};
use std::sync::Arc;

const SHARE: i64 = 5_000;
const MEETINGS: u32 = 10;
const INSTALMENTS: u32 = 3;
/// What a member's signed figures take in her square: base32 of the claim, the key's name and the signature.
const PAYLOAD: usize = 220;

/// What the members of a group have in common; a group has thirty.
pub(super) fn group(no: i64) -> Arc<PassbookGroup> {
    let rules = include_str!("../../../fixtures/constitutions/weekly_shares.toml");
    let rules = Constitution::parse(rules).expect("the constitution of the fixtures");
    Arc::new(PassbookGroup {
        code: format!("SG-{no:03}"),
        name: Name::new(format!("ក្រុមសន្សំទី {no}"), format!("Savings group {no}")),
        place: Name::new(format!("ភូមិទី {}", no % 40 + 1), format!("Village {}", no % 40 + 1)),
        commodity: rules.commodity(),
        most_shares: vec![(day(0), Some(5))],
        rules: Some(rules),
    })
}

/// A member of a group: ten meetings that fill a page, a loan half paid back, the books as they stand.
pub(super) fn passbook(group: &Arc<PassbookGroup>, no: i64) -> Passbook {
    let lines = lines(no);
    let loan = loan(group, no);
    let last = lines[lines.len() - 1];
    let stand = Stand {
        on: last.date,
        entry: 1_000 + no,
        meeting: last.meeting.map(|meeting| (i64::from(meeting), last.date)),
        savings: last.savings_balance,
        shares: Some(last.savings_balance / SHARE),
        social_fund: last.social_balance,
        principal: loan.events[loan.events.len() - 1].balance,
        interest: 0,
    };
    Passbook {
        group: Arc::clone(group),
        number: no,
        name: Name::new(format!("សមាជិក {no}"), format!("Member {no}")),
        place: group.place.clone(),
        joined_on: day(0) - Days::new(no.unsigned_abs() % 900),
        left_on: None,
        lines,
        loans: vec![loan],
        banks: Vec::new(),
        stand,
        seal: Some(seal(no)),
    }
}

fn day(week: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 8).expect("a day") + Days::new(7 * u64::from(week))
}

/// A small number that seems to follow no rule and is always the same.
fn some(no: i64, at: i64, below: i64) -> i64 {
    let mixed = (no * 1_000_003 + at * 7_919).unsigned_abs().wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 33;
    mixed as i64 % below
}

fn lines(no: i64) -> Vec<Line> {
    let (mut savings_balance, mut social_balance) = (some(no, 0, 400) * SHARE, some(no, 1, 90) * 1_000);
    let line = |meeting: u32| {
        let shares = 1 + some(no, i64::from(meeting), 5);
        savings_balance += shares * SHARE;
        social_balance += 1_000;
        Line {
            kind: LineKind::Meeting,
            meeting: Some(meeting),
            entry: u64::from(meeting) * 3,
            date: day(meeting),
            attendance: None,
            shares: Some(shares),
            savings: shares * SHARE,
            savings_balance,
            social_fund: 1_000,
            social_balance,
            fine: if some(no, 100 + i64::from(meeting), 8) == 0 { 500 } else { 0 },
            corrected_by: None,
        }
    };
    (1..=MEETINGS).map(line).collect()
}

fn loan(group: &PassbookGroup, no: i64) -> PassbookLoan {
    let rules = group.rules.as_ref().expect("the group has rules");
    let principal = 200_000 + some(no, 50, 90) * 10_000;
    let terms = Terms::of(rules, principal, INSTALMENTS, day(2));
    let plan = terms.schedule().expect("a plan of the rules");
    let line = |kind: &str, on, meeting, amount, interest, balance| LoanLine {
        kind: kind.into(),
        on,
        meeting: Some(meeting),
        amount,
        penalty: 0,
        interest,
        balance,
        undone: false,
    };
    let first = &plan[0];
    let events = vec![
        line("given", day(2), 2, principal, 0, principal),
        line("repaid", first.due, 6, first.total(), first.interest, first.balance),
    ];
    PassbookLoan { no, purpose: "ជីសម្រាប់ស្រែ".into(), terms, plan, planned_on: None, events }
}

fn seal(no: i64) -> Signed {
    const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let letters = |from: i64, many: usize| -> String {
        (from..).take(many).map(|at| char::from(LETTERS[some(no, at, 32) as usize])).collect()
    };
    let site = "https://sansom.example/verify";
    let code = [letters(1_000, 4), letters(1_004, 4), letters(1_008, 4)].join("-");
    Signed { address: format!("{site}/{}", letters(200, PAYLOAD)), code, site: site.into() }
}
