//! The papers of a group's meetings: nothing leaves its page, nothing lies on something else, no row is lost, whatever
//! the names, the amounts and the number of members.
use super::{OfGroup, Signer};
use crate::{
    Document, Item, Language, Say,
    cash_count::{CashCount, Count, Reckoned},
    contract::{Name, Person},
    correction::{CorrectionSlip, Decision},
    meeting_sheet::{Corrected, Due, Figure, Filled, Held, HeldLine, MeetingSheet, OtherLine, Rules, SheetMember, SheetSaving},
    members::{ListedMember, Members},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    chart::{CASH, LOAN_FUND, SAVINGS},
    constitution::{Occasion, Step},
    meetings::{Attendance, OtherKind},
    people::{Office, Sex},
};
use ledger::{Commodity, PartyNo, Posting};
use rust_decimal::Decimal;
use words::Digits;

/// An amount of twelve digits.
const LONG: i64 = 123_456_789_012;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn instant() -> DateTime<Utc> {
    "2026-11-21T07:05:00Z".parse().unwrap()
}

fn says() -> impl Iterator<Item = Say> {
    Language::ALL.into_iter().flat_map(|language| [Digits::Latin, Digits::Khmer].map(|digits| Say::new(language, digits)))
}

/// A name of eighty letters in both scripts, or an ordinary one.
fn named(endless: bool) -> Name {
    if !endless {
        return Name::new("ចាន់ សុខា", "Chan Sokha");
    }
    let (khmer, latin) = ("ចាន់សុវណ្ណារិទ្ធិ".repeat(5), "Chansovannarith ".repeat(6));
    let first = |text: &str| text.chars().take(80).collect::<String>();
    Name::new(first(&khmer), first(&latin))
}

fn group(endless: bool) -> OfGroup {
    let name = if endless { named(true) } else { Name::new("សាមគ្គី", "Samaki") };
    OfGroup { code: "SP-01".into(), name, place: Name::new("កំពង់ចាម", "Kampong Cham") }
}

fn signers(endless: bool) -> Vec<Signer> {
    let offices = [Office::Chair, Office::Secretary, Office::Treasurer, Office::Counter, Office::Counter];
    offices.map(|office| Signer { office, name: named(endless) }).into()
}

fn count(blank: bool, amount: i64) -> Count {
    let written = |amount: i64| (!blank).then_some(amount);
    Count {
        commodity: Commodity::KHR,
        notes: [200_000, 100_000, 50_000, 30_000, 20_000, 15_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50]
            .map(|value| (value, written(amount / value)))
            .into(),
        coins: None,
        reckoned: vec![
            (Reckoned::OpeningLoan, Some(amount)),
            (Reckoned::OpeningSocial, Some(amount)),
            (Reckoned::Savings, written(amount)),
            (Reckoned::Social, written(amount)),
            (Reckoned::Fines, written(500)),
            (Reckoned::Repayments, written(amount)),
            (Reckoned::ServiceCharges, written(500)),
            (Reckoned::OtherIn, written(500)),
            (Reckoned::Loans, written(amount)),
            (Reckoned::OtherOut, written(500)),
        ],
        expected: written(amount),
        by_fund: written(amount).map(|amount| (amount, 500)),
        counted: written(amount - 1_000),
        blank,
        difference_reason: if blank { String::new() } else { "A note was torn".into() },
    }
}

fn held(rows: i64, amount: i64, endless: bool) -> Held {
    let corrected =
        |number| Corrected { number, member: Some(named(endless)), figure: "shares".into(), is_count: true, was: 2, becomes: 3 };
    let other = |kind| OtherLine {
        kind,
        member: Some(named(endless)),
        amount: Figure { sealed: Some(amount), right: Some((amount, 1)) },
        note: "Chalk and a lamp".into(),
    };
    Held {
        on: day("2026-11-21"),
        sealed_by: named(endless).latin,
        sealed_at: instant(),
        entry: Some(32),
        mark: "88cedf02".into(),
        came: [rows, 0, 0, 0, 0],
        totals: [amount; 5],
        right_totals: Some([amount; 5]),
        other: OtherKind::ALL.map(other).into(),
        note: "We meet under the mango tree. ".repeat(12),
        corrected: (1..=3).map(corrected).collect(),
    }
}

fn sheet(blank: bool, rows: i64, amount: i64, endless: bool) -> MeetingSheet {
    let figure = |amount: i64| Figure { sealed: Some(amount), right: (amount % 2 == 0).then_some((amount, 3)) };
    let member = |number: i64| SheetMember {
        number,
        name: named(endless),
        due: (number % 3 == 0).then_some(Due { principal: amount, interest: amount, penalty: 500 }),
        line: HeldLine {
            attendance: Some(Attendance::ALL[(number % 5) as usize]),
            savings: figure(number % 6),
            social: figure(1_000),
            fine: figure(amount),
            repayment: figure(amount),
            loan: figure(amount),
        },
    };
    MeetingSheet {
        group: group(endless),
        number: 53,
        commodity: Commodity::KHR,
        steps: Step::ALL.into(),
        saving: SheetSaving::Shares { value: 5_000, most: 5 },
        social: Some(Some(1_000)),
        repayments: true,
        loans: true,
        rules: Rules {
            fines: vec![(Occasion::Late, named(endless), 500)],
            loans: Some((Decimal::new(3, 0), Decimal::new(25, 1), 3)),
        },
        members: (1..=rows).map(member).collect(),
        count: count(blank, amount),
        signers: signers(endless),
        filled: if blank { Filled::Blank(day("2026-11-22")) } else { Filled::Held(Box::new(held(rows, amount, endless))) },
    }
}

fn members(rows: i64, amount: i64, endless: bool) -> Members {
    let member = |number: i64| ListedMember {
        number,
        name: named(endless),
        sex: Some(if number % 4 == 0 { Sex::Male } else { Sex::Female }),
        village: if number % 2 == 0 { "03020104".into() } else { "03020105".into() },
        joined_on: day("2025-11-23"),
        left_on: (number % 10 == 0).then(|| day("2026-05-24")),
        offices: if number == 1 { vec![Office::Chair, Office::KeyHolder] } else { vec![] },
        savings: amount,
        owed: amount,
    };
    Members {
        group: group(endless),
        commodity: Commodity::KHR,
        on: day("2026-11-21"),
        saves: true,
        share_value: Some(5_000),
        sign: true,
        members: (1..=rows).map(member).collect(),
    }
}

fn slip(amount: i64, endless: bool, decision: Decision) -> CorrectionSlip {
    CorrectionSlip {
        group: group(endless),
        commodity: Commodity::KHR,
        number: 1,
        meeting: (31, day("2026-06-21")),
        member: Some(Person { number: 14, name: named(endless) }),
        figure: "savings".into(),
        is_count: false,
        was: amount - 5_000,
        becomes: amount,
        reason: "She gave three and two were written. ".repeat(13),
        asked: (named(endless).khmer, instant()),
        original_entry: Some(32),
        decision,
    }
}

fn confirmed(amount: i64) -> Decision {
    let posting = |account, party: Option<i64>, quantity| Posting {
        fund: LOAN_FUND,
        account,
        party: party.map(PartyNo),
        amount: Commodity::KHR.of(quantity),
    };
    let postings = vec![posting(CASH, None, amount), posting(SAVINGS, Some(14), -amount)];
    Decision::Confirmed { by: (named(false).latin, instant()), entry: 34, postings }
}

/// Where a text stands: left, top, right, bottom. Khmer reaches further than the letters' own height; two lines may touch.
fn texts(document: &Document, page: usize) -> Vec<(String, [f32; 4])> {
    let of = |item: &Item| match item {
        Item::Text { x, baseline, size, text, .. } => {
            Some((text.text().to_owned(), [*x, baseline - size * 0.7, x + text.width(*size), baseline + size * 0.2]))
        }
        _ => None,
    };
    document.pages[page].items.iter().filter_map(of).collect()
}

/// Every text lies on its page and none on another.
fn lies_well(document: &Document, what: &str) {
    for (no, page) in document.pages.iter().enumerate() {
        let all = texts(document, no);
        for (at, (text, [left, top, right, bottom])) in all.iter().enumerate() {
            let within = *left >= 0.0 && *right <= page.width() && *top >= 0.0 && *bottom <= page.height();
            assert!(within, "{what}, page {no}: {text:?} leaves the page: {left} {top} {right} {bottom}");
            for (other, [l, t, r, b]) in &all[at + 1..] {
                let apart = right - 0.5 <= *l || r - 0.5 <= *left || bottom - 0.5 <= *t || b - 0.5 <= *top;
                assert!(apart, "{what}, page {no}: {text:?} lies on {other:?}");
            }
        }
    }
}

fn read(document: &Document) -> String {
    (0..document.pages.len()).flat_map(|page| texts(document, page)).map(|(text, _)| text + "\n").collect()
}

#[test]
fn whatever_is_written_lies_well() {
    for (say, (rows, amount, endless)) in
        says().flat_map(|say| [(0, 0, false), (60, 5_000, false), (60, LONG, false), (7, LONG, true)].map(|case| (say, case)))
    {
        let what = format!("{say:?}, {rows} rows of {amount}, endless {endless}");
        for blank in [true, false] {
            lies_well(&sheet(blank, rows, amount, endless).document(say), &format!("sheet, blank {blank}, {what}"));
            let counted = CashCount {
                group: group(endless),
                meeting: (53, (!blank).then(|| day("2026-11-21"))),
                count: count(blank, amount),
                signers: signers(endless),
            };
            lies_well(&counted.document(say), &format!("count, blank {blank}, {what}"));
        }
        lies_well(&members(rows, amount, endless).document(say), &format!("members, {what}"));
        let refused = Decision::Refused { by: (named(endless).khmer, instant()), why: "It was right.".repeat(20) };
        for decision in [Decision::Waiting, confirmed(LONG), refused] {
            lies_well(&slip(LONG, endless, decision).document(say), &format!("correction, {what}"));
        }
    }
}

#[test]
fn every_row_and_every_figure_is_there_once() {
    let say = Say::new(Language::English, Digits::Latin);
    let text = read(&sheet(false, 60, LONG, false).document(say));
    assert_eq!(
        text.matches("Chan Sokha").count(),
        60 + 10 + 3 + 4 + 1,
        "60 members, 10 lines, 3 corrections, 4 who sign, 1 who sealed"
    );
    // 60 rows of fine, repayment and loan, each with how it was sealed where it was mended.
    assert!(text.matches("123,456,789,012").count() >= 180, "{text}");
    let list = read(&members(60, LONG, false).document(say)).replace('\n', " ");
    assert_eq!(list.matches("Chan Sokha").count(), 60);
    assert_eq!(list.matches("left 24/05/2026").count(), 6);
    assert!(list.contains(&say.number(LONG * 54)), "the sum of those who are still members: {list}");
    let long = read(&members(3, LONG, true).document(say)).replace(['\n', ' '], "");
    assert!(long.matches(&named(true).latin.replace(' ', "")).count() >= 3, "no letter of a long name is lost");
}

#[test]
fn the_slip_says_what_moved() {
    let say = Say::new(Language::English, Digits::Latin);
    let text = read(&slip(20_000, false, confirmed(5_000)).document(say));
    for said in ["15,000", "20,000", "+ 5,000", "32, mended by 34", "14 · Chan Sokha", "31 · 21/06/2026"] {
        assert!(text.contains(said), "{said} in {text}");
    }
    let waiting = read(&slip(20_000, false, Decision::Waiting).document(say));
    assert!(waiting.contains("Nothing is changed"), "{waiting}");
}

#[test]
fn a_blank_sheet_leaves_room_for_a_pencil() {
    let say = Say::new(Language::Khmer, Digits::Latin);
    let sheet = sheet(true, 20, 5_000, false);
    let document = sheet.document(say);
    let numbers: Vec<f32> = texts(&document, 0)
        .into_iter()
        .filter(|(text, _)| text.parse::<i64>().is_ok_and(|number| number <= 20))
        .map(|(_, place)| place[1])
        .collect();
    assert!(numbers.len() >= 15, "{numbers:?}");
    assert!(numbers.windows(2).all(|two| two[1] - two[0] >= 7.5 * crate::MM - 0.1), "rows of 7.5 mm: {numbers:?}");
    let smallest = document.pages.iter().flat_map(|page| &page.items).filter_map(|item| match item {
        Item::Text { size, .. } => Some(*size),
        _ => None,
    });
    assert!(smallest.fold(f32::MAX, f32::min) >= 7.5, "small print is still read by old eyes");
}
