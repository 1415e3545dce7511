//! Loans.
use crate::{around, sample::*};
use chrono::NaiveDate;
use domain::{
    constitution::{AfterTerm, PaymentOrder, PenaltyAt},
    loans::{
        Terms,
        schedule::{Every, InterestBy, Method, Per},
    },
};
use maud::Markup;
use templates::{
    corrections::CorrectionState,
    loans::{
        LoanState, PlanRow, Who,
        application::{self, Applicant, ApplicationForm, ApplicationRow, ApplicationState, ApplicationsPage, NewApplicationPage},
        arrears::{self, AgeRow, ArrearsPage, ArrearsSum, LateLoan},
        book::{self, LoanBookPage, LoanRow, LoanSums},
        contract::{self, ContractPage},
        loan::{self, DueRow, DueState, EventLine, LoanNow, LoanPage},
        request::{self, RequestForm, RequestHead, RequestLine, RequestPage, RequestsPage},
    },
    parts::Problem,
};
use words::Words;

pub fn pages(words: Words) -> Vec<(&'static str, Markup)> {
    vec![
        ("loans", book::loan_book(&loan_book(words))),
        ("loans-none", book::loan_book(&LoanBookPage { loans: vec![], any: false, ..loan_book(words) })),
        ("loan", loan::loan(&one(words))),
        ("loan-contract", contract::contract(&agreed(words))),
        ("arrears", arrears::arrears(&late(words))),
        ("applications", application::applications(&applications(words))),
        ("application-new", application::new_application(&new_application(words))),
        ("loan-decisions", request::requests(&requests(words))),
        ("loan-decision", request::request(&decision(words, "reschedule"))),
        ("loan-write-off", request::request(&decision(words, "write-off"))),
    ]
}

fn who(number: u32) -> Who {
    Who { number, name: person(number) }
}

fn terms() -> Terms {
    Terms {
        commodity: "KHR".into(),
        decimals: 0,
        principal: 1_200_000,
        given_on: day(40),
        rate_percent: 2.into(),
        per: Per::Month,
        method: Method::EqualPrincipal,
        instalments: 6,
        every: Every::month(),
        interest_by: InterestBy::Day,
        grace_principal: 1,
        grace_interest: 1,
        interest_free: 0,
        round_to: 100,
        early_days: 6,
        after_term: AfterTerm::GoesOn,
        penalty: 1_000,
        penalty_after_days: 7,
        payment_order: PaymentOrder::InterestFirst,
        penalty_at: PenaltyAt::Last,
        service_charge: 5_000,
    }
}

/// A loan in the list.
pub fn loan_row(no: i64, state: LoanState) -> LoanRow {
    let next = matches!(state, LoanState::Open | LoanState::Late(_)).then(|| (day(140), 212_000));
    let owed = if next.is_some() { 836_500 } else { 0 };
    LoanRow { no, who: who(no as u32), given_on: day(40), lent: 1_200_000, owed, next, state }
}

fn loan_book(words: Words) -> LoanBookPage {
    let states = [LoanState::Open, LoanState::Late(1), LoanState::Late(127), LoanState::Closed, LoanState::WrittenOff];
    LoanBookPage {
        around: around(words, "/x"),
        group: group(),
        sums: LoanSums { open: 3, late: 2, owed: 2_509_500, interest: 36_500, overdue: 424_000, at_risk: Some(333) },
        loans: states.into_iter().zip(1..).map(|(state, no)| loan_row(no, state)).collect(),
        listing: listing("/x", "late", 1, 2, 35),
        state: "all".into(),
        any: true,
        applications: 2,
        requests: vec![(3, 1)],
        may_apply: true,
    }
}

fn plan() -> Vec<PlanRow> {
    let row = |n: u32| PlanRow {
        n,
        due: day(40 + u64::from(n) * 30),
        principal: 200_000,
        interest: 24_000 - i64::from(n) * 4_000 + 4_000,
        balance: 1_200_000 - i64::from(n) * 200_000,
    };
    (1..=6).map(row).collect()
}

fn one(words: Words) -> LoanPage {
    let states = [DueState::Paid, DueState::Late(31), DueState::Today, DueState::Partly, DueState::ToCome, DueState::GivenUp];
    let rows = states.into_iter().zip(plan()).map(|(state, row)| DueRow {
        n: row.n,
        due: row.due,
        principal: row.principal,
        interest: row.interest,
        penalty: if matches!(state, DueState::Late(_)) { 1_000 } else { 0 },
        paid: if state == DueState::Paid { 224_000 } else { 0 },
        left: if state == DueState::Paid { 0 } else { row.principal + row.interest },
        state,
    });
    let event = |kind: &str, amount, interest, principal, balance| EventLine {
        kind: kind.into(),
        on: day(70),
        amount,
        penalty: 0,
        interest,
        principal,
        balance,
        undone: kind == "repaid",
        meeting: Some(9),
        entry: Some(14),
    };
    LoanPage {
        around: around(words, "/x"),
        group: group(),
        plans: crate::plans::of_somebody(words),
        no: 3,
        who: who(8),
        state: LoanState::Late(31),
        today: day(131),
        now: LoanNow {
            principal: 1_000_000,
            interest: 20_000,
            penalty: 1_000,
            accrued: 10_900,
            payoff: 1_031_900,
            overdue: 221_000,
            next: Some((day(160), 216_000)),
            paid: 224_000,
            lost: 0,
        },
        rows: rows.collect(),
        earlier: vec![(day(100), plan())],
        history: vec![
            event("undone", 224_000, -24_000, -200_000, 1_200_000),
            event("repaid", 224_000, 24_000, 200_000, 1_000_000),
            event("given", 1_200_000, 0, 0, 1_200_000),
        ],
        purpose: "ទិញម៉ាស៊ីនបូមទឹក".into(),
        guarantors: vec![who(2), who(5)],
        votes: Some((17, 2)),
        meeting: Some(6),
        terms: terms(),
        rate: "2.5".into(),
        waiting: Some(4),
        may_ask: true,
        requests: true,
    }
}

fn agreed(words: Words) -> ContractPage {
    let office = |code: &str, number| (code.to_owned(), person(number));
    ContractPage {
        around: around(words, "/x"),
        group: group(),
        place: place(),
        no: 3,
        who: who(8),
        purpose: "ទិញម៉ាស៊ីនបូមទឹក".into(),
        guarantors: vec![who(2), who(5)],
        terms: terms(),
        rate: "2.5".into(),
        rows: plan(),
        planned_on: Some(day(100)),
        officers: vec![office("chair", 1), office("secretary", 3), office("treasurer", 4)],
    }
}

fn late(words: Words) -> ArrearsPage {
    let ages = [(1, Some(30)), (31, Some(60)), (61, Some(90)), (91, None)];
    let sum = |unit| ArrearsSum {
        unit,
        loans: 12,
        principal: 9_400_000,
        late: 2,
        overdue: 640_000,
        at_risk: vec![(1, 1_800_000, Some(191)), (30, 900_000, Some(96)), (60, 0, Some(0)), (90, 0, None)],
        ages: ages.into_iter().map(|(from, to)| AgeRow { from, to, loans: 1, overdue: 320_000, principal: 900_000 }).collect(),
    };
    let loan = |no: i64| LateLoan { group: group(), no, who: who(no as u32), days: no * 14, overdue: 320_000, owed: 912_000 };
    ArrearsPage {
        around: around(words, "/x"),
        group: None,
        sums: vec![sum(riel()), sum(dollar())],
        loans: (1..=4).map(loan).collect(),
        listing: listing("/x", "", 1, 1, 4),
    }
}

fn applications(words: Words) -> ApplicationsPage {
    let states = [ApplicationState::Waiting, ApplicationState::Given(3), ApplicationState::Withdrawn, ApplicationState::Refused];
    let row = |(state, no): (ApplicationState, i64)| ApplicationRow {
        no,
        who: who(no as u32),
        asked_on: day(20),
        principal: 1_200_000,
        instalments: 6,
        purpose: "ទិញម៉ាស៊ីនបូមទឹក".into(),
        guarantors: vec![who(2), who(5)],
        votes: Some((17, 2)),
        reason: if state == ApplicationState::Refused {
            "ច្រើនជាងប្រាក់សន្សំ".into()
        } else {
            String::new()
        },
        state,
    };
    ApplicationsPage {
        around: around(words, "/x"),
        group: group(),
        applications: states.into_iter().zip(1..).map(row).collect(),
        listing: listing("/x", "", 1, 1, 4),
        may_apply: true,
        may_plan: true,
    }
}

fn new_application(words: Words) -> NewApplicationPage {
    let one = |number: u32| Applicant {
        who: who(number),
        savings: 450_000,
        owed: if number == 2 { 200_000 } else { 0 },
        limit: if number == 2 { 0 } else { 1_350_000 },
        blocked: if number == 2 { "–".into() } else { String::new() },
        days_late: if number == 2 { 12 } else { 0 },
    };
    NewApplicationPage {
        around: around(words, "/x"),
        group: group(),
        members: (1..=6).map(one).collect(),
        cash: 2_140_000,
        instalments_most: 6,
        guarantors_least: 2,
        limit_times: "3".into(),
        closed: true,
        form: ApplicationForm {
            member: "2".into(),
            amount: "1,200,000".into(),
            guarantor_1: "2".into(),
            ..ApplicationForm::default()
        },
        problems: vec![Problem { field: "guarantor_1".into(), message: words.say("refuse-guarantor-herself").into_owned() }],
    }
}

fn head(words: Words) -> RequestHead {
    RequestHead {
        around: around(words, "/x"),
        group: group(),
        loan: 3,
        who: who(8),
        owed: 1_021_000,
        principal: 1_000_000,
        days_late: 31,
    }
}

fn line(kind: &str, state: CorrectionState) -> RequestLine {
    let first: NaiveDate = day(160);
    RequestLine {
        no: 4,
        kind: kind.into(),
        plan: (kind == "reschedule").then_some((6, first)),
        reason: "ទឹកជំនន់ធ្វើឲ្យខូចស្រូវ".into(),
        asked_by: "Sok Chantha".into(),
        asked_at: instant(140),
        state,
        decided: (state != CorrectionState::Waiting).then(|| ("Keo Sopheap".into(), instant(140))),
        refusal: String::new(),
    }
}

fn requests(words: Words) -> RequestsPage {
    RequestsPage {
        head: head(words),
        requests: vec![line("skip", CorrectionState::Posted), line("reschedule", CorrectionState::Refused)],
        may_ask: true,
        form: RequestForm { kind: "reschedule".into(), ..RequestForm::default() },
        problems: vec![Problem { field: "first_due".into(), message: words.say("decide-first-due-past").into_owned() }],
    }
}

fn decision(words: Words, kind: &str) -> RequestPage {
    RequestPage {
        head: head(words),
        line: line(kind, CorrectionState::Waiting),
        plan: if kind == "write-off" { vec![] } else { plan() },
        seen: 5,
        is_own: kind == "write-off",
        may_decide: true,
        problems: vec![],
    }
}
