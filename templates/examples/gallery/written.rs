//! Books, corrections, closing, rules, the audit trail.
use crate::people::problem;
use crate::{around, sample::*};
use maud::Markup;
use templates::audit::{AuditEvent, AuditFilter, AuditPage};
use templates::books::{
    AccountClass, AccountName, AccountPage, AccountRow, AccountsPage, BookFilter, BookLine, BookLines, CashBookPage,
};
use templates::closing::{
    ClosingPage, MonthPeriod, NextPeriod, PeriodLine, PeriodState, ReopenForm, ReopeningRequest, YearPeriods,
};
use templates::constitution::{ConstitutionPage, FineRule, Rules, SavingRule, VersionLine};
use templates::constitution_form::{ConstitutionForm, ConstitutionFormPage, FineForm, STEPS};
use templates::constitution_lending::{LendingForm, LendingRules};
use templates::corrections::{
    CorrectionForm, CorrectionLine, CorrectionPage, CorrectionState, CorrectionsPage, NewCorrectionPage, OtherLine, SheetLine,
};
use templates::entries::{EntryPage, PostingLine};
use templates::parts::Name;
use templates::trial_balance::{FundBalances, TrialBalancePage, TrialLine};
use templates::{audit, books, closing, constitution, constitution_form, corrections, entries, trial_balance};
use words::Words;

pub fn pages(words: Words) -> Vec<(&'static str, Markup)> {
    vec![
        ("cash-book", books::cash_book(&cash_book(words))),
        (
            "accounts",
            books::accounts(&AccountsPage {
                around: around(words, "/x"),
                group: group(),
                trail: true,
                accounts: account_rows(words),
            }),
        ),
        (
            "ledger",
            books::account(&AccountPage {
                around: around(words, "/x"),
                group: group(),
                trail: true,
                account: account(words, "2010", "savings"),
                class: AccountClass::Liability,
                counted: String::new(),
                filter: BookFilter { members: (1..=25).map(|number| (number.to_string(), person(number))).collect(), ..filter() },
                book: book(words),
                problems: vec![],
            }),
        ),
        ("trial-balance", trial_balance::trial_balance(&trial(words))),
        ("entry", entries::entry(&entry(words))),
        (
            "corrections",
            corrections::corrections(&CorrectionsPage {
                around: around(words, "/x"),
                group: group(),
                corrections: (1..=6).map(correction).collect(),
                listing: listing("/x", "", 1, 1, 6),
            }),
        ),
        ("correction", corrections::correction(&correction_page(words, false))),
        ("correction-own", corrections::correction(&correction_page(words, true))),
        ("correction-new", corrections::new_correction(&new_correction(words))),
        ("closing", closing::closing(&closing_page(words))),
        ("constitution", constitution::constitution(&constitution_page(words))),
        ("constitution-form", constitution_form::constitution_form(&constitution_form_page(words))),
        ("audit", audit::audit(&audit_page(words))),
    ]
}

fn account(words: Words, number: &str, code: &str) -> AccountName {
    AccountName { number: number.into(), name: Name::said(words.say(&format!("account-{code}"))) }
}

fn lines(words: Words) -> Vec<BookLine> {
    let mut balance = 118_250_000;
    (1..=24_u64)
        .map(|at| {
            let (debit, credit) = if at % 6 == 0 { (0, 150_000) } else { (412_500 + at as i64 * 1_000, 0) };
            balance += debit - credit;
            let why = words.with("meeting-number", &[("number", words.ordinal(at as i64).into())]);
            BookLine {
                date: day(at * 7),
                entry: at,
                why,
                detail: String::new(),
                fund: Name::default(),
                party: if at % 4 == 0 { person(at as u32) } else { Name::default() },
                debit,
                credit,
                balance,
                correction: at == 11,
            }
        })
        .collect()
}

fn cash_book(words: Words) -> CashBookPage {
    CashBookPage { around: around(words, "/x"), group: group(), trail: true, filter: filter(), book: book(words), problems: vec![] }
}

fn filter() -> BookFilter {
    let [loan, social] = funds();
    BookFilter {
        funds: vec![("loan".into(), loan), ("social".into(), social)],
        fund: "loan".into(),
        from: "01/01/2026".into(),
        until: "21/11/2026".into(),
        all: Some("/x".into()),
        csv: "/x".into(),
        ..BookFilter::default()
    }
}

fn book(words: Words) -> BookLines {
    BookLines {
        unit: riel(),
        opening: 118_250_000,
        debit: 9_875_000,
        credit: 4_668_211,
        closing: 123_456_789,
        lines: lines(words),
        listing: listing("/x", "", 3, 9, 423),
    }
}

fn account_rows(words: Words) -> Vec<AccountRow> {
    use AccountClass::*;
    let [loan, social] = funds();
    [
        ("1010", "cash", Asset, &loan, 626_500),
        ("1010", "cash", Asset, &social, 57_000),
        ("1110", "loans", Asset, &loan, 98_765_400),
        ("2010", "savings", Liability, &loan, 123_456_789),
        ("3010", "retained", Equity, &loan, 412_300),
        ("3110", "social-contributions", Equity, &social, 2_850_000),
        ("4020", "fines", Income, &loan, 23_500),
        ("5010", "expenses", Expense, &loan, 12_000),
        ("5090", "cash-difference", Expense, &loan, -500),
    ]
    .map(|(number, code, class, fund, balance)| AccountRow {
        account: account(words, number, code),
        href: "/x".into(),
        class,
        fund: fund.clone(),
        counted: String::new(),
        unit: riel(),
        balance,
        members: if number == "2010" { 25 } else { 0 },
    })
    .into()
}

fn trial(words: Words) -> TrialBalancePage {
    let [loan, social] = funds();
    let line = |number: &str, code: &str, debit, credit| TrialLine {
        account: account(words, number, code),
        href: "/x".into(),
        debit,
        credit,
        members: if number == "2010" { (1..=25).map(|at| (at, person(at), 4_938_271)).collect() } else { vec![] },
    };
    TrialBalancePage {
        around: around(words, "/x"),
        group: group(),
        trail: true,
        csv: "/x".into(),
        as_of: day(322),
        typed: "21/11/2026".into(),
        funds: vec![
            FundBalances {
                fund: loan,
                counted: String::new(),
                unit: riel(),
                lines: vec![
                    line("1010", "cash", 25_115_189, 0),
                    line("1110", "loans", 98_765_400, 0),
                    line("2010", "savings", 0, 123_456_789),
                    line("3010", "retained", 0, 412_300),
                    line("4020", "fines", 0, 23_500),
                    line("5010", "expenses", 12_000, 0),
                ],
                debit: 123_892_589,
                credit: 123_892_589,
            },
            FundBalances {
                fund: social,
                counted: String::new(),
                unit: riel(),
                lines: vec![
                    line("1010", "cash", 2_730_000, 0),
                    line("3110", "social-contributions", 0, 2_850_000),
                    line("5020", "social-grants", 120_000, 0),
                ],
                debit: 2_850_000,
                credit: 2_850_000,
            },
        ],
        problems: vec![],
    }
}

fn entry(words: Words) -> EntryPage {
    let [loan, social] = funds();
    let mut postings = vec![
        PostingLine {
            account: account(words, "1010", "cash"),
            href: "/x".into(),
            counted: String::new(),
            fund: loan.clone(),
            party: Name::default(),
            member: None,
            unit: riel(),
            quantity: 412_500,
        },
        PostingLine {
            account: account(words, "1010", "cash"),
            href: "/x".into(),
            counted: String::new(),
            fund: social,
            party: Name::default(),
            member: None,
            unit: riel(),
            quantity: 57_000,
        },
    ];
    postings.extend((1..=8).map(|number| PostingLine {
        account: account(words, "2010", "savings"),
        href: "/x".into(),
        counted: String::new(),
        fund: loan.clone(),
        party: person(number),
        member: Some(number),
        unit: riel(),
        quantity: -15_000,
    }));
    EntryPage {
        around: around(words, "/x"),
        group: group(),
        number: 47,
        date: day(315),
        why: words.with("meeting-number", &[("number", "47".into())]),
        memo: String::new(),
        recorded_at: instant(315),
        recorded_by: person(3).show(words).into(),
        postings,
        hash: "9f2c1d".repeat(10) + "a1b2",
        previous_hash: "77aa01".repeat(10) + "c3d4",
        meeting: Some(47),
        act: None,
        price: None,
        corrects: None,
        corrected_by: vec![(49, Some(3))],
        last: 49,
    }
}

fn correction(number: u32) -> CorrectionLine {
    CorrectionLine {
        number,
        meeting: 40 + number,
        member: Some(number),
        name: person(number),
        figure: if number.is_multiple_of(2) { "savings".into() } else { "social-fund".into() },
        is_count: false,
        before: 10_000,
        after: 12_345_000,
        asked_by: person(3).latin,
        asked_at: instant(310),
        state: [CorrectionState::Waiting, CorrectionState::Posted, CorrectionState::Refused][number as usize % 3],
    }
}

fn correction_page(words: Words, is_own: bool) -> CorrectionPage {
    CorrectionPage {
        around: around(words, "/x"),
        group: group(),
        line: correction(3),
        reason: person(9).show(words).to_owned() + " / " + &words.say("occasion-late"),
        original_entry: 43,
        entry: None,
        decided: None,
        refusal: String::new(),
        is_own,
        may_decide: true,
        problems: vec![],
    }
}

fn new_correction(words: Words) -> NewCorrectionPage {
    let line = |member: u32| SheetLine {
        member,
        name: person(member),
        figures: vec![15_000, 1_000, if member.is_multiple_of(5) { 500 } else { 0 }],
    };
    NewCorrectionPage {
        around: around(words, "/x"),
        group: group(),
        meeting: 47,
        date: day(315),
        figures: vec!["savings".into(), "social-fund".into(), "fine".into()],
        lines: (1..=25).map(line).collect(),
        others: vec![OtherLine { figure: "other-0".into(), kind: "expense".into(), note: "Pens".into(), quantity: 4_000 }],
        form: CorrectionForm { member: "4".into(), figure: "savings".into(), ..CorrectionForm::default() },
        problems: vec![problem("reason", words, "reason-missing")],
    }
}

fn closing_page(words: Words) -> ClosingPage {
    let month = |number: u32| chrono::NaiveDate::from_ymd_opt(2026, number, 1).unwrap_or_default();
    let state = |number: u32| match number {
        1..=8 => PeriodState::Closed,
        9 => PeriodState::Next,
        _ => PeriodState::Open,
    };
    let shown = |number: u32| MonthPeriod {
        month: month(number),
        state: state(number),
        closed: (number < 9).then(|| (person(3).show(words).to_owned(), instant(u64::from(number) * 30 + 33))),
    };
    let line = |number: u32| PeriodLine {
        at: instant(u64::from(number) * 30),
        who: person(3).show(words).to_owned(),
        what: words.with("closing-done", &[("period", words.month(month(number)).into())]),
        reason: String::new(),
        entry: None,
    };
    ClosingPage {
        around: around(words, "/x"),
        group: group(),
        trail: true,
        years: vec![
            YearPeriods { year: 2026, state: PeriodState::Open, entry: None, months: (1..=11).map(shown).collect() },
            YearPeriods { year: 2025, state: PeriodState::Closed, entry: Some(12), months: vec![] },
        ],
        next: Some(NextPeriod {
            month: month(9),
            through: day(272),
            year: false,
            hindrances: vec![],
            corrections_wait: false,
            requests_wait: false,
        }),
        request: Some(ReopeningRequest {
            number: 1,
            month: month(8),
            reason: words.say("occasion-late").into_owned(),
            asked_by: person(3).latin,
            asked_at: instant(300),
            is_own: false,
        }),
        form: ReopenForm::default(),
        problems: vec![],
        history: (1..=4).rev().map(line).collect(),
        may_close: true,
    }
}

fn constitution_page(words: Words) -> ConstitutionPage {
    let fine = |km: &str, en: &str, amount, occasion: &str| FineRule { name: Name::new(km, en), amount, occasion: occasion.into() };
    let rules = Rules {
        rhythm: "weekly".into(),
        cash_rounding: 100,
        steps: STEPS.map(str::to_owned).into(),
        saving: SavingRule::Shares { value: 5_000, most: 5 },
        social_contribution: Some(1_000),
        social_at_share_out: "kept".into(),
        fines: vec![
            fine("មកយឺត", "Late", 500, "late"),
            fine("អវត្តមានឥតច្បាប់", "Absent without leave", 1_000, "absent"),
            fine("រំខានការប្រជុំ", "Disorder", 500, "other"),
        ],
        fines_go_to: "loan".into(),
        lending: LendingRules {
            interest_percent_month: "12".into(),
            dear: Some(words.with("calculator-dear", &[("percent", "12".into()), ("dear", "10".into())])),
            interest: "declining".into(),
            repay: "equal-principal".into(),
            every: words.say("lend-every-month").into_owned(),
            term_months_most: 3,
            limit_times_savings: "3".into(),
            at_a_time_most: 1,
            service_charge: 0,
            interest_by: "period".into(),
            early_days: 6,
            after_term: "goes-on".into(),
            penalty: 1_000,
            payment_order: "interest-first".into(),
            penalty_at: "last".into(),
            late_may_borrow: true,
            ..LendingRules::default()
        },
        profit: "waterfall".into(),
        mixed: None,
        waterfall: Some(("10".into(), "30".into())),
        savings_kept: true,
        leaving_profit: "current-worth".into(),
        leaving_fee: Some("5".into()),
        cycle: Some((day(0), Some(day(363)))),
    };
    let version = |number: u32, until| VersionLine {
        number,
        written: day(0).and_time(chrono::NaiveTime::MIN).and_utc(),
        from: Some(day(u64::from(number))),
        until,
        waits: false,
        by: person(1).latin,
    };
    ConstitutionPage {
        around: around(words, "/x"),
        group: group(),
        rules: Some(rules),
        version: 2,
        versions: vec![version(2, None), version(1, Some(day(1)))],
        may_change: true,
    }
}

fn constitution_form_page(words: Words) -> ConstitutionFormPage {
    let mut fines = vec![FineForm::default(); 4];
    fines[0] =
        FineForm { name_km: "មកយឺត".into(), name_en: "Late".into(), amount: "500".into(), occasion: "late".into() };
    let form = ConstitutionForm {
        currency: "KHR".into(),
        rhythm: "weekly".into(),
        cash_rounding: "100".into(),
        fines_go_to: "loan".into(),
        steps: std::array::from_fn(|at| (at + 1).to_string()),
        saving_by: "shares".into(),
        share_value: "5,000".into(),
        shares_most: "5".into(),
        lending: LendingForm {
            interest_percent_month: "12".into(),
            interest: "declining".into(),
            repay: "equal-principal".into(),
            every_count: "1".into(),
            every_unit: "month".into(),
            interest_after_term: "usual".into(),
            late_may_borrow: "yes".into(),
            top_up: "no".into(),
            ..LendingForm::default()
        },
        profit: "by-savings".into(),
        social_at_share_out: "kept".into(),
        fines,
        ..ConstitutionForm::default()
    };
    ConstitutionFormPage {
        around: around(words, "/x"),
        group: group(),
        form,
        problems: vec![problem("fine_0_amount", words, "reason-missing"), problem("penalty", words, "terms-amount")],
        dear: Some(words.with("calculator-dear", &[("percent", "12".into()), ("dear", "10".into())])),
        has_meetings: false,
        cycle_runs: true,
    }
}

fn audit_page(words: Words) -> AuditPage {
    let actions = ["meeting-sealed", "correction-asked", "correction-confirmed", "period-closed"];
    let events = actions.iter().zip(1_u64..).map(|(action, at)| AuditEvent {
        number: 300 - at,
        at: instant(300 - at),
        who: person(at as u32).show(words).into(),
        what: words.say(&format!("action-{action}")).into_owned(),
        subject: words.with("meeting-number", &[("number", "47".into())]),
        href: (at % 2 == 0).then(|| "/x".into()),
    });
    AuditPage {
        around: around(words, "/x"),
        group: Some(group()),
        path: "/groups/SP-01/audit".into(),
        events: events.collect(),
        filter: AuditFilter::default(),
        people: vec![("a".into(), "Sok Chantha".into())],
        actions: actions.map(str::to_owned).into(),
        latest: None,
        older: Some("/x".into()),
    }
}
