//! What must always hold of the rules, whatever is written on a sheet, and the table of corrections.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops there")]
use chrono::NaiveDate;
use domain::{
    chart::{CASH, CASH_DIFFERENCE, EXPENSES, FINES, LOAN_FUND, SAVINGS, SOCIAL_CONTRIBUTIONS, SOCIAL_FUND},
    constitution::Constitution,
    corrections::{BookStanding, Correction, CorrectionRefusal, Figure, check, confirm},
    meetings::{Attendance, Count, Line, MemberStanding, Other, OtherKind, Saved, Sheet, Standing, reckon, seal},
    opening::{Opening, OpeningLine, OpeningPlace, open},
};
use ledger::{EntryKind, EntryNo, FundNo, PartyNo};
use proptest::prelude::*;
use std::collections::BTreeMap;
use uuid::Uuid;

fn weekly() -> Constitution {
    Constitution::parse(include_str!("../../fixtures/constitutions/weekly_shares.toml")).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn member(no: i64, savings: i64) -> MemberStanding {
    MemberStanding { party: PartyNo(no), joined_on: day("2026-01-01"), left_on: None, savings, loans: vec![], approved: None }
}

/// A sheet of any shape, most of them sealable: hundreds of riel, shares within the limit, a count near the mark.
fn sheets() -> impl Strategy<Value = (Sheet, i64, i64, i64)> {
    let line = (0..5_usize, proptest::option::of(0..6_i64), proptest::option::of(0..30_i64), proptest::option::of(0..20_i64));
    let other = (0..6_usize, 1..500_i64, proptest::option::of(1..8_i64));
    (
        proptest::collection::vec(line, 1..8),
        proptest::collection::vec(other, 0..4),
        0..2_000_i64,
        0..1_000_i64,
        0..1_000_i64,
        -30..30_i64,
    )
        .prop_map(|(lines, others, loan, social, bank, off)| {
            let lines = lines.into_iter().enumerate().map(|(at, (attendance, shares, social, fine))| Line {
                party: PartyNo(at as i64 + 1),
                attendance: Some(Attendance::ALL[attendance]),
                savings: shares.map(Saved::Shares),
                social_fund: social.map(|n| n * 100),
                fine: fine.map(|n| n * 100),
                repayment: None,
                loan: None,
            });
            let other = others.into_iter().enumerate().map(|(row, (kind, amount, party))| Other {
                row,
                kind: OtherKind::ALL[kind],
                party: party.map(PartyNo),
                amount: amount * 100,
                note: "a receipt".into(),
            });
            let sheet = Sheet {
                key: Uuid::from_u128(1),
                after: None,
                held_on: day("2026-11-21"),
                lines: lines.collect(),
                other: other.collect(),
                count: Count::Counted(BTreeMap::from([(100, off)])),
                difference_reason: "counted twice".into(),
                difference_named: None,
                witnessed: true,
                note: String::new(),
            };
            (sheet, loan * 100, social * 100, bank * 100)
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]
    #[test]
    fn a_sealed_meeting_puts_into_the_box_what_was_counted((mut sheet, cash_loan, cash_social, bank) in sheets()) {
        let constitution = weekly();
        let members: Vec<_> = sheet.lines.iter().map(|line| member(line.party.0, 50_000)).collect();
        let standing = Standing {
            constitution: &constitution, cycle_starts_on: day("2026-01-01"), cycle_ends_on: None, members: &members,
            last: None, closed_through: None, cash_loan, cash_social, bank, external: 50_000, administration: 50_000, lending: true, today: day("2026-11-21"),
        };
        // The strategy's count is how far the box is off; count accordingly, never below an empty box.
        let Count::Counted(off) = &sheet.count else { unreachable!() };
        let counted = (reckon(&sheet, &standing).expected + off[&100] * 100).max(0);
        sheet.count = Count::Counted(BTreeMap::from([(100, counted / 100)]));
        sheet.difference_named = reckon(&sheet, &standing).difference();
        if let Ok(sealed) = seal(&sheet, &standing) {
            prop_assert_eq!(sealed.totals.counted, Some(counted));
            let mut after = BTreeMap::from([(LOAN_FUND, cash_loan), (SOCIAL_FUND, cash_social)]);
            let (mut saved, mut spent) = (0, 0);
            for line in sealed.entry.iter().flat_map(|entry| entry.postings()) {
                if line.account == CASH { *after.get_mut(&line.fund).unwrap() += line.amount.quantity(); }
                if line.account == SAVINGS { saved -= line.amount.quantity(); }
                if line.account == EXPENSES { spent += line.amount.quantity(); }
            }
            prop_assert_eq!(after.values().sum::<i64>(), counted, "box and book agree after every meeting");
            prop_assert!(after.values().all(|cash| *cash >= 0), "no fund's cash falls below zero: {after:?}");
            let paid_back: i64 = sheet.other.iter().filter(|other| other.kind == OtherKind::Withdrawal).map(|other| other.amount).sum();
            prop_assert_eq!(saved, sealed.totals.savings - paid_back);
            prop_assert_eq!(spent, sheet.other.iter().filter(|other| other.kind == OtherKind::Expense).map(|other| other.amount).sum::<i64>());
        }
    }

    #[test]
    fn no_sheet_makes_the_rule_panic(amounts in proptest::collection::vec(any::<i64>(), 6), attendance in 0..5_usize) {
        let constitution = weekly();
        let members = [member(1, 0)];
        let standing = Standing {
            constitution: &constitution, cycle_starts_on: day("2026-01-01"), cycle_ends_on: None, members: &members,
            last: None, closed_through: None, cash_loan: 0, cash_social: 0, bank: 0, external: 0, administration: 0, lending: true, today: day("2026-11-21"),
        };
        let sheet = Sheet {
            key: Uuid::from_u128(1), after: None, held_on: day("2026-11-21"),
            lines: vec![Line { party: PartyNo(1), attendance: Some(Attendance::ALL[attendance]), savings: Some(Saved::Shares(amounts[0])), social_fund: Some(amounts[1]), fine: Some(amounts[2]), repayment: Some(amounts[3]), loan: Some(amounts[4]) }],
            other: vec![Other { row: 0, kind: OtherKind::Expense, party: None, amount: amounts[3], note: "x".into() }],
            count: Count::Counted(BTreeMap::from([(amounts[4], amounts[5])])),
            difference_reason: "x".into(), difference_named: None, witnessed: true, note: String::new(),
        };
        drop(seal(&sheet, &standing));
    }
}

fn standing(constitution: &Constitution, counted_since: bool) -> BookStanding<'_> {
    BookStanding {
        constitution,
        entry: Some(EntryNo(4)),
        baseline: false,
        counted_since,
        savings: 20_000,
        cash_loan: 100_000,
        cash_social: 5_000,
        bank: 0,
        external: 0,
        administration: 0,
        today: day("2026-11-21"),
        held_on: day("2026-06-01"),
        loans: &[],
        events: &[],
        service_charge: 0,
    }
}

fn correction(figure: Figure, was: i64, becomes: i64) -> Correction {
    Correction {
        key: Uuid::from_u128(9),
        figure,
        was,
        becomes,
        reason: "written on the wrong line".into(),
        asked_by: Uuid::from_u128(1),
    }
}

#[track_caller]
fn posts(figure: Figure, was: i64, becomes: i64, counted_since: bool, expected: &[(FundNo, i64, i64)]) {
    let constitution = weekly();
    let today = day("2026-11-21");
    let asked = correction(figure, was, becomes);
    let entry = confirm(&asked, was, &standing(&constitution, counted_since), Uuid::from_u128(2)).unwrap().entry;
    assert_eq!((entry.on(), entry.kind(), entry.memo()), (today, EntryKind::Correction(EntryNo(4)), "written on the wrong line"));
    let lines: Vec<_> = entry.postings().iter().map(|line| (line.fund, line.account.0, line.amount.quantity())).collect();
    assert_eq!(lines, expected);
}

#[test]
fn a_correction_posts_the_difference() {
    let (loan, social, one) = (LOAN_FUND, SOCIAL_FUND, PartyNo(1));
    // Never counted since: the cash was only reckoned, and moves along.
    posts(Figure::Savings(one), 10_000, 15_000, false, &[(loan, CASH.0, 5_000), (loan, SAVINGS.0, -5_000)]);
    // Counted: the box stays as it was counted, and short/over takes the other side.
    posts(Figure::Savings(one), 10_000, 15_000, true, &[(loan, SAVINGS.0, -5_000), (loan, CASH_DIFFERENCE.0, 5_000)]);
    posts(Figure::Savings(one), 15_000, 10_000, true, &[(loan, SAVINGS.0, 5_000), (loan, CASH_DIFFERENCE.0, -5_000)]);
    // Between funds the cash moves, and the box as a whole does not.
    posts(
        Figure::SocialFund(one),
        0,
        1_000,
        true,
        &[
            (social, CASH.0, 1_000),
            (social, SOCIAL_CONTRIBUTIONS.0, -1_000),
            (loan, CASH_DIFFERENCE.0, 1_000),
            (loan, CASH.0, -1_000),
        ],
    );
    posts(Figure::Fine(one), 500, 0, true, &[(loan, FINES.0, 500), (loan, CASH_DIFFERENCE.0, -500)]);
    posts(
        Figure::Other(OtherKind::Expense, None),
        3_000,
        2_000,
        true,
        &[(loan, EXPENSES.0, -1_000), (loan, CASH_DIFFERENCE.0, 1_000)],
    );
}

#[test]
fn two_corrections_that_belong_together_leave_nothing_in_short_and_over() {
    let constitution = weekly();
    let mut difference = 0;
    for (party, was, becomes) in [(7, 10_000, 0), (8, 0, 10_000)] {
        let asked = correction(Figure::Savings(PartyNo(party)), was, becomes);
        let entry = confirm(&asked, was, &standing(&constitution, true), Uuid::from_u128(2)).unwrap().entry;
        difference +=
            entry.postings().iter().filter(|line| line.account == CASH_DIFFERENCE).map(|line| line.amount.quantity()).sum::<i64>();
        assert!(entry.postings().iter().all(|line| line.account != CASH));
    }
    assert_eq!(difference, 0);
}

#[test]
fn corrections_that_are_refused() {
    use CorrectionRefusal::*;
    let constitution = weekly();
    let one = PartyNo(1);
    let book = standing(&constitution, true);
    let asks = |figure, was, becomes| check(&correction(figure, was, becomes), was, &book);
    assert_eq!(asks(Figure::Savings(one), 5_000, 5_000), Err(NothingToMend));
    assert_eq!(asks(Figure::Savings(one), 5_000, -5_000), Err(Negative));
    assert_eq!(asks(Figure::Savings(one), 5_000, 7_500), Err(NotWholeShares(5_000)));
    assert_eq!(asks(Figure::Savings(one), 5_000, 30_000), Err(OverShares(5)));
    let brought = correction(Figure::Savings(one), 25_000, 150_000);
    assert_eq!(check(&brought, 25_000, &BookStanding { baseline: true, ..book.clone() }), Ok(()));
    assert_eq!(asks(Figure::Fine(one), 500, 550), Err(NotRounded(100)));
    assert_eq!(asks(Figure::Fine(one), 500, 2_000_000_000_000), Err(TooLarge));
    assert_eq!(asks(Figure::Savings(one), 25_000, 0), Err(OverSavings(20_000)));
    assert_eq!(asks(Figure::Other(OtherKind::BankDeposit, None), 9_000, 1_000), Err(OverBank(0)));
    assert_eq!(asks(Figure::Other(OtherKind::ExternalLoan, None), 9_000, 1_000), Err(OverExternal(0)));
    assert_eq!(asks(Figure::Other(OtherKind::ExternalRepayment, None), 1_000, 9_000), Err(OverExternal(0)));
    assert_eq!(asks(Figure::Other(OtherKind::Administration, None), 1_000, 9_000), Err(OverAdministration(0)));
    assert_eq!(asks(Figure::SocialFund(one), 9_000, 1_000), Err(FundShort(SOCIAL_FUND, 3_000)));
    assert_eq!(check(&correction(Figure::Fine(one), 500, 600), 700, &book), Err(ChangedMeanwhile(700)));
    assert_eq!(check(&correction(Figure::Fine(one), 500, 600), 500, &BookStanding { entry: None, ..book.clone() }), Err(NoEntry));
    assert_eq!(
        check(&Correction { reason: "  ".into(), ..correction(Figure::Fine(one), 500, 600) }, 500, &book),
        Err(ReasonMissing)
    );
    assert_eq!(
        check(&Correction { reason: "x".repeat(501), ..correction(Figure::Fine(one), 500, 600) }, 500, &book),
        Err(LongReason)
    );
    let asked = correction(Figure::Fine(one), 500, 600);
    assert_eq!(confirm(&asked, 500, &book, asked.asked_by).unwrap_err(), SameOfficer);
}

#[test]
fn a_group_opens_with_what_it_brings() {
    let constitution = weekly();
    let members = [member(1, 0), member(2, 0)];
    let line = |party, savings, social_fund| OpeningLine { party: PartyNo(party), savings, social_fund };
    let opening = Opening {
        key: Uuid::from_u128(3),
        on: day("2026-05-31"),
        lines: vec![line(1, 150_000, 400), line(2, 5_000, 0)],
        other_cash: 11_800,
    };
    let opened = open(&opening, &constitution, &members, None, day("2026-11-21")).unwrap();
    assert_eq!(opened.expected, 150_000 + 400 + 5_000 + 11_800);
    assert_eq!(opened.entry.unwrap().kind(), EntryKind::Opening);
    let wrong =
        Opening { on: day("2027-01-01"), lines: vec![line(1, 7, -100), line(1, 0, 0), line(9, 0, 0)], other_cash: 50, ..opening };
    let refusals = open(&wrong, &constitution, &members, Some(3), day("2026-11-21")).unwrap_err();
    let places: Vec<_> = refusals.iter().map(|(place, _)| *place).collect();
    assert_eq!(
        places,
        [
            OpeningPlace::Whole,
            OpeningPlace::Date,
            OpeningPlace::Savings(PartyNo(1)),
            OpeningPlace::SocialFund(PartyNo(1)),
            OpeningPlace::Member(PartyNo(1)),
            OpeningPlace::Member(PartyNo(9)),
            OpeningPlace::OtherCash,
        ]
    );
}
