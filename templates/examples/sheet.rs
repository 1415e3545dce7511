//! Writes the meeting pages as HTML files with invented data, to be looked at:
//! `cargo run -p templates --example sheet -- FOLDER`. They load their stylesheet from `/a/`.
use chrono::{DateTime, NaiveDate, Utc};
use std::{fs, io, path::Path};
use templates::meetings::*;
use words::{Language, Words};

const KHMER: [&str; 25] = [
    "សុខ ចាន់ថា",
    "កែវ សុភាព",
    "ជា ស្រីមុំ",
    "ហេង ពិសិដ្ឋ",
    "អ៊ុំ សាវឿន",
    "លី ម៉ារ៉ា",
    "នួន សុផល",
    "ព្រំ វណ្ណា",
    "ទេព រតនា",
    "ម៉ៅ សុខា",
    "យិន ស្រីនាង",
    "ឈុន ដារ៉ា",
    "រស់ សំអាត",
    "សៅ បូរី",
    "ភួង ធីតា",
    "ឡុង គឹមហួរ",
    "ញឹម សុគន្ធារី",
    "ចាន់ ស្រីពៅ",
    "ប៉ែន ឧត្តម",
    "តាំង លីដា",
    "គង់ ច័ន្ទរស្មី",
    "ម៉ម សុវណ្ណារិទ្ធ",
    "ឌុច វិច្ឆិកា",
    "អ៊ិន ណារី",
    "ហ៊ុល ភារុណ",
];
const LATIN: [&str; 25] = [
    "Sok Chantha",
    "Keo Sopheap",
    "Chea Sreymom",
    "Heng Piseth",
    "Um Savoeun",
    "Ly Mara",
    "Nuon Sophal",
    "Prom Vanna",
    "Tep Ratana",
    "Mao Sokha",
    "Yin Sreyneang",
    "Chhun Dara",
    "Ros Samath",
    "Sao Borey",
    "Phuong Thida",
    "Long Kimhuor",
    "Nhim Sokuntheary",
    "Chan Sreypov",
    "Pen Oudom",
    "Tang Lida",
    "Kong Chanreaksmey",
    "Mom Sovannarith",
    "Duch Vicheka",
    "In Nary",
    "Hul Phearun",
];

fn main() -> io::Result<()> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "target/sheet".into());
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    for language in Language::ALL {
        let words = Words::new(language);
        let save =
            |name: &str, page: maud::Markup| fs::write(folder.join(format!("{name}-{}.html", language.code())), page.into_string());
        save("blank", sheet(&blank(words, 25)))?;
        save("sixty", sheet(&blank(words, 60)))?;
        save("errors", sheet(&errors(words)))?;
        save("loans", sheet(&loans(words)))?;
        save("dollars", sheet(&dollars(words)))?;
        save("sealed", sealed(&done(words)))?;
        save("conflict", conflict(&both(words)))?;
    }
    Ok(())
}

fn head(words: Words, path: &str) -> MeetingHead {
    MeetingHead {
        words,
        group: words.name("ក្រុមសន្សំគំរូ ភូមិថ្មី", "Example group, New Village").into(),
        code: "EX-012".into(),
        number: 12,
        user: templates::parts::SignedIn {
            name: words.name("សុខ ចាន់ថា", "Sok Chantha").into(), owner: String::new()
        }
        .into(),
        back: "/groups/12".into(),
        path: path.into(),
        commodity: "KHR".into(),
        decimals: 0,
        practice: None,
    }
}

fn member(words: Words, at: usize) -> MemberRow {
    let shares = 20 + (at as i64 * 7) % 41;
    MemberRow {
        party: at as i64 + 101,
        number: at as i64 + 1,
        name: words.name(KHMER[at % 25], LATIN[at % 25]).into(),
        savings_total: shares * 5_000,
        shares_total: shares,
        last_savings: Some(1 + at as i64 % 4),
        ..MemberRow::default()
    }
}

fn fines(words: Words) -> Vec<FineRule> {
    [
        (words.say("attendance-late"), 500, Some(Attendance::Late)),
        (words.say("attendance-absent"), 1_000, Some(Attendance::Absent)),
        (words.name("រំខាន", "Disorder").to_owned().into(), 1_000, None),
        (words.name("ភ្លេចសៀវភៅ", "No passbook").to_owned().into(), 300, None),
    ]
    .map(|(name, amount, attendance)| FineRule { name: name.into_owned(), amount, attendance })
    .into()
}

fn blank(words: Words, members: usize) -> SheetPage {
    let riel = [200_000, 100_000, 50_000, 30_000, 20_000, 15_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50];
    let opening = vec![(Fund::Loan, 412_500), (Fund::Social, 61_000)];
    SheetPage {
        head: head(words, "/groups/12/meetings/new"),
        action: "/groups/12/meetings/new".into(),
        key: "01936f2e-0000-7000-8000-000000000001".into(),
        after: 11,
        draft: "12:12:7".into(),
        went_on: None,
        typed: false,
        date: "21/11/2026".into(),
        steps: Step::ALL.into(),
        saving: Saving::Shares { value: 5_000, most: Some(5) },
        social: Some(1_000),
        fines: fines(words),
        fines_fund: Fund::Loan,
        repayments: None,
        service_charge: 0,
        loans: None,
        members: (0..members).map(|at| member(words, at)).collect(),
        other: vec![OtherRow::default(); 3],
        notes: riel.map(|value| NoteCount { value, tint: Tint::of("KHR", value), typed: String::new() }).into(),
        coins: None,
        difference_reason: String::new(),
        difference_named: false,
        witnessed: false,
        note: String::new(),
        totals: SheetTotals {
            reckoning: Reckoning {
                opening: opening.clone(),
                social: Some(0),
                expected: 473_500,
                expected_by_fund: opening,
                ..Reckoning::default()
            },
            ..SheetTotals::default()
        },
        errors: vec![],
    }
}

fn errors(words: Words) -> SheetPage {
    let mut p = blank(words, 25);
    p.typed = true;
    for (at, m) in p.members.iter_mut().enumerate() {
        m.attendance = Some(Attendance::ALL[if at % 6 == 0 { at / 6 % 5 } else { 0 }]);
        m.savings = m.last_savings.unwrap_or_default().to_string();
        m.social = "1,000".into();
    }
    p.members[2].savings = "9".into();
    p.members[4].social = "ten".into();
    p.members[7].attendance = None;
    p.other[0] = OtherRow { kind: Some(OtherKind::Expense), member: None, amount: "12,000".into(), note: "Pens".into() };
    p.other[1] = OtherRow { kind: Some(OtherKind::SocialGrant), member: Some(105), amount: String::new(), note: String::new() };
    for (at, typed) in [(1, "3"), (2, "5"), (4, "2"), (6, "4"), (9, "7")] {
        p.notes[at].typed = typed.into();
    }
    p.totals.attendance = [20, 1, 1, 1, 1];
    p.totals.shares = 67;
    p.totals.reckoning = Reckoning {
        savings: 335_000,
        social: Some(24_000),
        other_out: 12_000,
        expected: 820_500,
        expected_by_fund: vec![(Fund::Loan, 735_500), (Fund::Social, 85_000)],
        ..p.totals.reckoning
    };
    p.totals.counted = Some(637_000);
    let who = |at: usize| Some(p.members[at].name.clone());
    let text = |km: &str, en: &str| words.name(km, en).to_owned();
    p.errors = vec![
        FieldError {
            field: "p103-savings".into(),
            who: who(2),
            text: text("ទិញបានច្រើនបំផុត 5 ហ៊ុន", "At most 5 shares in one meeting"),
        },
        FieldError {
            field: "p105-social".into(),
            who: who(4),
            text: text("សូមវាយជាលេខ ឧទាហរណ៍ 5,000", "Write a whole number of riel, such as 5,000"),
        },
        FieldError {
            field: "p108-attendance".into(), who: who(7), text: text("សូមជ្រើសវត្តមាន", "Choose who came")
        },
        FieldError {
            field: "o1-amount".into(), who: None, text: text("សូមសរសេរចំនួនទឹកប្រាក់", "Write the amount")
        },
        FieldError {
            field: "difference-reason".into(),
            who: None,
            text: text("លុយខ្វះ 183,500 ៛។ សូមសរសេរមូលហេតុ", "The box is 183,500 ៛ short. Write why"),
        },
        FieldError {
            field: "difference-named".into(), who: None, text: text("សូមគូសដើម្បីចុះបញ្ជីលុយខ្វះ", "Tick to book what is missing")
        },
        FieldError {
            field: "witnessed".into(),
            who: None,
            text: text("សូមគូសថាបានរាប់ជាមួយគ្នា", "Tick that the cash was counted together"),
        },
    ];
    p
}

fn loans(words: Words) -> SheetPage {
    let mut p = blank(words, 25);
    p.repayments = Some(539_000);
    p.loans = Some(800_000);
    p.draft = "12:12:8".into();
    p.totals.reckoning.repayments = Some(0);
    p.totals.reckoning.loans = Some(0);
    for (at, m) in p.members.iter_mut().enumerate() {
        m.repayment = (at % 3 == 1).then(|| RepaymentCell {
            due: 44_000 + at as i64 * 500,
            owed: 440_000,
            days_late: if at % 2 == 0 { 0 } else { 12 },
            order: vec![(Part::Interest, 8_800), (Part::Principal, 431_200)],
            typed: String::new(),
        });
        m.loan = (at % 3 != 1).then(|| LoanCell {
            limit: m.savings_total * 3,
            approved: (at % 5 == 0).then_some(100_000),
            typed: String::new(),
        });
    }
    p
}

fn dollars(words: Words) -> SheetPage {
    let mut p = blank(words, 12);
    let notes = [10_000, 5_000, 2_000, 1_000, 500, 100];
    p.head.commodity = "USD".into();
    p.head.decimals = 2;
    p.draft = "13:12:7".into();
    p.saving = Saving::Amounts { expected: Some(500) };
    p.social = None;
    p.steps = vec![Step::Attendance, Step::Fines, Step::Savings, Step::Other, Step::Cash];
    p.fines = vec![FineRule { name: words.say("attendance-late").into_owned(), amount: 25, attendance: Some(Attendance::Late) }];
    p.notes = notes.map(|value| NoteCount { value, tint: Tint::of("USD", value), typed: String::new() }).into();
    p.coins = Some(String::new());
    p.totals.reckoning = Reckoning {
        opening: vec![(Fund::Loan, 31_250)],
        expected: 31_250,
        expected_by_fund: vec![(Fund::Loan, 31_250)],
        ..Reckoning::default()
    };
    for m in &mut p.members {
        m.savings_total = m.shares_total * 500;
        m.last_savings = Some(1_000);
    }
    p
}

fn done(words: Words) -> SealedPage {
    let figure = |amount: i64| Figure { sealed: Some(amount), corrected: None };
    let rows = (0..25).map(|at| {
        let m = member(words, at);
        let attendance = Attendance::ALL[if at % 5 == 3 { at / 5 } else { 0 }];
        SealedRow {
            number: m.number,
            name: m.name,
            url: Some(format!("/members/{at}")),
            attendance: Some(attendance),
            savings: match at {
                8 => Figure::default(),
                5 => Figure { sealed: Some(2), corrected: Some(Corrected { right: 3, url: "/entries/58".into() }) },
                _ => figure(m.last_savings.unwrap_or_default()),
            },
            social: if at == 8 { Figure::default() } else { figure(1_000) },
            fine: if attendance == Attendance::Late { figure(500) } else { Figure::default() },
            repayment: Figure::default(),
            loan: Figure::default(),
        }
    });
    SealedPage {
        head: head(words, "/meetings/12"),
        notice: Some(words.say("meeting-sealed").into_owned()),
        date: day(),
        sealed_by: words.name("សុខ ចាន់ថា", "Sok Chantha").into(),
        sealed_at: instant(),
        entries: vec![EntryLink { number: 56, url: "/entries/56".into() }, EntryLink { number: 57, url: "/entries/57".into() }],
        hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
        draft_done: Some("12:12:7".into()),
        saving: Saving::Shares { value: 5_000, most: Some(5) },
        has_social: true,
        has_repayments: false,
        has_loans: false,
        rows: rows.collect(),
        totals: SheetTotals {
            attendance: [21, 1, 1, 1, 1],
            shares: 58,
            reckoning: Reckoning {
                opening: vec![(Fund::Loan, 412_500), (Fund::Social, 61_000)],
                savings: 290_000,
                social: Some(24_000),
                fines: 500,
                other_out: 12_000,
                expected: 776_000,
                expected_by_fund: vec![(Fund::Loan, 691_000), (Fund::Social, 85_000)],
                ..Reckoning::default()
            },
            counted: Some(775_500),
        },
        corrected_totals: Some([295_000, 24_000, 500, 0, 0]),
        other: vec![SealedOther {
            kind: OtherKind::Expense,
            member: None,
            amount: figure(12_000),
            note: words.name("ប៊ិច និងក្រដាស", "Pens and paper").into(),
        }],
        notes: [(100_000, 6), (50_000, 3), (20_000, 1), (5_000, 1), (500, 1)]
            .map(|(value, many)| SealedNote { value, tint: Tint::of("KHR", value), many })
            .into(),
        coins: None,
        difference_reason: words.name("អាប់លុយខុស", "Wrong change given").into(),
        note: words.name("សម្រេចទិញប៊ិក និងក្រដាស។", "Decided to buy pens and paper.").into(),
        correct: Some("/meetings/12/correct".into()),
        paper: None,
        next: Some("/groups/12/meetings/new".into()),
    }
}

fn both(words: Words) -> ConflictPage {
    let name = |at: usize| words.name(KHMER[at], LATIN[at]).to_owned();
    let line = |at: usize, step: Step, sealed: ConflictValue, typed: ConflictValue| ConflictLine {
        item: ConflictItem::Member { number: at as i64 + 1, name: name(at), step },
        sealed,
        typed,
    };
    ConflictPage {
        head: head(words, "/groups/12/meetings/new"),
        sealed_by: name(1),
        sealed_at: instant(),
        sealed_url: "/meetings/12".into(),
        correct: Some("/meetings/12/correct".into()),
        saving: Saving::Shares { value: 5_000, most: Some(5) },
        lines: vec![
            line(2, Step::Attendance, ConflictValue::Attendance(Attendance::Present), ConflictValue::Attendance(Attendance::Sent)),
            line(2, Step::Savings, ConflictValue::Count(2), ConflictValue::Count(3)),
            line(16, Step::SocialFund, ConflictValue::Blank, ConflictValue::Amount(1_000)),
            ConflictLine { item: ConflictItem::Note(50_000), sealed: ConflictValue::Count(3), typed: ConflictValue::Count(4) },
            ConflictLine {
                item: ConflictItem::Counted,
                sealed: ConflictValue::Amount(775_500),
                typed: ConflictValue::Amount(825_500),
            },
        ],
        next: Some(NextSheet {
            number: 13,
            action: "/groups/12/meetings/13".into(),
            fields: vec![],
            key: "01946b6e-0000-7000-8000-000000000001".into(),
        }),
        draft: "12:12:7".into(),
        key: "01946b6e-0000-7000-8000-000000000000".into(),
    }
}

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 21).expect("a day of the calendar")
}

fn instant() -> DateTime<Utc> {
    day().and_hms_opt(7, 5, 0).expect("an hour of the day").and_utc()
}
