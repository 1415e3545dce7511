//! Lending days, repayment days and loans of a rice bank, with sixty families.
use crate::{around, sample::*};
use chrono::Days;
use domain::banks::{
    Measure,
    loan::MoveKind,
    rules::{CashPrice, Condition, Due, LoanTerms, PaysFirst, Per, Priority, RoundInterest},
};
use maud::Markup;
use templates::{
    banks::{
        BankHead, DayLine, GoodHead, RowProblem, SheetHead, Who,
        day_list::{self, DayHead, LentPage, LentRow, RepaidPage, RepaidRow},
        lending::{self, LendingLine, LendingPage, LendingRow, LendingSheet, LendingTotals, MayBorrow, SeasonChoice},
        loan::{self, BankLoanPage, MoveLine, OwedNow},
        loan_contract::{self, KindContractPage},
        loans::{self, BankLoanRow, BankLoansPage, GoodSum, KindLoanState},
        relief::{self, KINDS, ReliefForm, ReliefPage},
        repaying::{self, Comes, PriceAsked, RepayingPage, RepayingRow, RepayingSheet, RepayingTotals},
    },
    parts::{Name, Problem, Unit},
};
use words::Words;

pub fn pages(words: Words) -> Vec<(&'static str, Markup)> {
    let nothing = LendingPage { sheet: None, ..lending_page(words, false) };
    vec![
        ("bank-lending", lending::lending(&lending_page(words, false))),
        ("bank-lending-wrong", lending::lending(&lending_page(words, true))),
        ("bank-lending-none", lending::lending(&nothing)),
        ("bank-lent", day_list::lent(&lent(words))),
        ("bank-repaying", repaying::repaying(&repaying_page(words, false))),
        ("bank-repaying-wrong", repaying::repaying(&repaying_page(words, true))),
        ("bank-repaid", day_list::repaid(&repaid(words))),
        ("bank-loans", loans::loans(&loans_page(words))),
        ("bank-loans-none", loans::loans(&BankLoansPage { any: false, ..loans_page(words) })),
        ("bank-loan", loan::loan(&loan_page(words))),
        ("bank-loan-contract", loan_contract::contract(&contract(words))),
        ("bank-loan-ask", relief::relief(&ask(words, "reschedule"))),
        ("bank-loan-money", relief::relief(&ask(words, "turn-to-money"))),
    ]
}

/// A bank that lends rice and keeps cows.
pub fn bank() -> BankHead {
    BankHead {
        code: "RB-01".into(),
        name: Name::new("ធនាគារស្រូវ តែងម៉ៅ", "Taeng Mau rice bank"),
        group: group(),
        lends: true,
        places: true,
        waiting: 1,
    }
}

/// Paddy, in grams.
pub fn paddy() -> GoodHead {
    GoodHead {
        unit: Unit { commodity: "PADDY".into(), decimals: 3 },
        class: "paddy",
        variety: Name::new("ផ្ការំដួល", "Phka Rumduol"),
        grade: String::new(),
    }
}

fn seed() -> GoodHead {
    GoodHead { unit: Unit { commodity: "SEED".into(), decimals: 3 }, class: "seed", variety: Name::default(), grade: String::new() }
}

fn terms() -> LoanTerms {
    LoanTerms {
        rate: 20.into(),
        per: Per::Season,
        due: Due::Harvest,
        grace_days: 14,
        late_rate: 10.into(),
        late_every_months: 12,
        cap: 50.into(),
        round_to: 1_000,
        rounding: RoundInterest::HalfUp,
        pays_first: PaysFirst::Interest,
        cash: Some(CashPrice::Committee),
    }
}

fn who(number: u32) -> Who {
    Who { number: number.into(), name: person(number) }
}

fn problem(words: Words, field: &str, who: Option<u32>, message: &str) -> RowProblem {
    let who = who.map(|number| format!("{} {}", words.ordinal(number.into()), person(number).show(words)));
    RowProblem { field: field.into(), who, message: words.with(message, &[("amount", words.amount(150_000, 3, "PADDY").into())]) }
}

fn head(words: Words, typed: bool, problems: Vec<RowProblem>, cautions: &[&str]) -> SheetHead {
    SheetHead {
        key: "01946b6e-0000-7000-8000-000000000000".into(),
        upon: "11".into(),
        also: String::new(),
        was: String::new(),
        draft: "RB-01:sheet".into(),
        typed,
        day: words.date_short(day(160)),
        problems,
        cautions: cautions.iter().map(|key| words.say(key).into_owned()).collect(),
        known: false,
    }
}

fn lending_page(words: Words, wrong: bool) -> LendingPage {
    let row = |number: u32| {
        let may = match number {
            7 => MayBorrow::Late(3, 127),
            11 => MayBorrow::Full,
            _ => MayBorrow::UpTo(Some(if number.is_multiple_of(4) { 60_000 } else { 100_000 })),
        };
        let lent = wrong && number < 9 && matches!(may, MayBorrow::UpTo(_));
        LendingRow {
            party: number.into(),
            who: who(number),
            id_poor: [None, Some(1), Some(2), Some(0)][number as usize % 4],
            first: match number {
                1..=3 => Some(Priority::IdPoor1),
                4..=6 => Some(Priority::IdPoor2),
                8 | 9 => Some(Priority::Elderly),
                _ => None,
            },
            owes: if number.is_multiple_of(4) { 48_000 } else { 0 },
            may,
            typed: if lent { "2.5".into() } else { String::new() },
            guarantors: if lent { vec![lending::listed(words, &who(number + 20))] } else { vec![] },
            quantity: lent.then_some(55_000),
            back: 66_000,
        }
    };
    let problems = vec![
        problem(words, "p2-kg", Some(2), "bank-why-above-ceiling"),
        problem(words, "p3-g0", Some(3), "bank-why-same-person"),
        problem(words, "sheet", None, "bank-why-impossible"),
    ];
    let wrongs = if wrong { head(words, true, problems, &["bank-caution-priority"]) } else { head(words, false, vec![], &[]) };
    let sheet = LendingSheet {
        head: wrongs,
        lines: vec![
            LendingLine { purpose: "food", good: paddy(), href: "/x".into(), here: true },
            LendingLine { purpose: "seed", good: seed(), href: "/x".into(), here: false },
        ],
        purpose: "food",
        good: paddy(),
        terms: terms(),
        seasons: vec![SeasonChoice {
            no: 1, name: Name::new("រដូវវស្សា ២០២៦", "Wet season 2026"), due: (day(393), 8)
        }],
        season: Some(1),
        due: Some((day(393), 8)),
        units: vec![("thang".into(), 22_000), ("tau".into(), 11_000), ("sack".into(), 65_500)],
        unit: if wrong { "thang".into() } else { "kg".into() },
        stock: 4_912_500,
        ceiling: 100_000,
        guarantors: 1,
        rows: (1..=60).map(row).collect(),
        totals: if wrong { LendingTotals { families: 7, lent: 385_000, back: 462_000 } } else { LendingTotals::default() },
    };
    LendingPage { around: around(words, "/banks/RB-01/lending"), bank: bank(), sheet: Some(sheet), days: days(words) }
}

fn days(words: Words) -> Vec<DayLine> {
    let line = |act: i64, back: u64, rows: usize, quantity: i64| DayLine {
        act,
        day: day(back),
        what: format!("{} · {}", words.say("good-paddy"), words.say("purpose-food")),
        rows,
        quantity,
        unit: paddy().unit,
    };
    vec![line(12, 146, 41, 2_870_500), line(4, 20, 38, 2_450_000)]
}

fn repaying_page(words: Words, wrong: bool) -> RepayingPage {
    let row = |number: u32| {
        let lent = 60_000 + i64::from(number % 5) * 10_000;
        let brought = wrong && number < 8;
        RepayingRow {
            loan: number.into(),
            who: who(number),
            owed: (lent, lent / 5),
            pays_first: PaysFirst::Interest,
            due_on: day(393),
            days_late: if number.is_multiple_of(13) { 41 } else { 0 },
            cash: (!number.is_multiple_of(9)).then_some(CashPrice::Committee),
            typed: if brought { "45.5 + 30".into() } else { String::new() },
            moisture: if wrong && number == 3 { "140".into() } else { String::new() },
            foreign: String::new(),
            paid: if wrong && number == 4 { "20,000".into() } else { String::new() },
            comes: Comes {
                any: brought,
                credited: 75_500,
                bought: 0,
                money: if number == 4 { 20_000 } else { 0 },
                interest: 12_000,
                left: if number == 5 { 0 } else { 8_500 },
                concession: if number == 4 { 1_176 } else { 0 },
            },
        }
    };
    let problems = vec![
        problem(words, "l1-kg", Some(1), "bank-why-above-scale"),
        problem(words, "l3-moisture", Some(3), "bank-why-not-a-percentage"),
        problem(words, "agreed", None, "bank-why-price-missing"),
    ];
    let sheet = RepayingSheet {
        head: if wrong { head(words, true, problems, &["bank-caution-no-price"]) } else { head(words, false, vec![], &[]) },
        goods: vec![(paddy(), "/x".into(), true), (seed(), "/x".into(), false)],
        good: paddy(),
        measure: Measure::Weight,
        money: riel(),
        allowed: (140, 20),
        scale_most: 150_000,
        moisture: if wrong { "16.5".into() } else { String::new() },
        price: Some(PriceAsked {
            agreed: true,
            agreed_typed: String::new(),
            market_typed: String::new(),
            last: Some((900, day(150))),
            less_percent: None,
        }),
        rows: (1..=60).map(row).collect(),
        totals: if wrong {
            RepayingTotals { credited: 528_500, money: 20_000, closed: 1, loans: 7, concession: 1_176 }
        } else {
            RepayingTotals::default()
        },
    };
    RepayingPage { around: around(words, "/banks/RB-01/repaying"), bank: bank(), sheet: Some(sheet), days: days(words) }
}

fn day_head(words: Words) -> DayHead {
    DayHead {
        around: around(words, "/x"),
        bank: bank(),
        acts: vec![12],
        day: day(160),
        good: paddy(),
        by: person(4).show(words).to_owned(),
        at: instant(160),
        undone: false,
        draft: ("RB-01:sheet".into(), vec![]),
    }
}

fn lent(words: Words) -> LentPage {
    let row = |number: u32| LentRow {
        loan: number.into(),
        who: who(number),
        quantity: 55_000,
        back: 66_000,
        due_on: day(393),
        guarantors: vec![who(number + 20)],
    };
    LentPage { head: day_head(words), purpose: "food", rows: (1..=41).map(row).collect() }
}

fn repaid(words: Words) -> RepaidPage {
    let row = |number: u32| {
        let money = number.is_multiple_of(5);
        RepaidRow {
            loan: number.into(),
            who: who(number),
            weighed: (!money).then_some(75_500),
            quality: (Some(165), (number.is_multiple_of(2)).then_some(20)),
            money: money.then_some(102_000),
            credited: 73_305,
            interest: 12_000,
            left: if number.is_multiple_of(3) { 0 } else { 2_695 },
        }
    };
    let head = DayHead { undone: true, acts: vec![21, 22], ..day_head(words) };
    RepaidPage { head, money: riel(), weighed: true, prices: vec![(850, Some(900))], rows: (1..=41).map(row).collect() }
}

fn loans_page(words: Words) -> BankLoansPage {
    let states = [
        KindLoanState::Open,
        KindLoanState::Late(41),
        KindLoanState::Closed,
        KindLoanState::WrittenOff,
        KindLoanState::TurnedToMoney,
    ];
    let row = |(no, state): (i64, KindLoanState)| BankLoanRow {
        no,
        who: who(no as u32),
        good: paddy(),
        purpose: "food",
        given_on: day(20),
        lent: 100_000,
        owed: if no < 3 { 120_000 } else { 0 },
        due_on: day(393),
        state,
    };
    let sum = |good| GoodSum { good, open: 41, late: 3, principal: 2_870_500, interest: 574_000, overdue: 241_000 };
    BankLoansPage {
        around: around(words, "/x"),
        bank: bank(),
        sums: vec![sum(paddy()), sum(seed())],
        loans: (1..).zip(states).map(row).collect(),
        listing: listing("/x", "number", 1, 2, 35),
        state: "all".into(),
        q: String::new(),
        any: true,
        may_write: true,
    }
}

fn owed() -> OwedNow {
    OwedNow {
        lent: 100_000,
        charged: 33_000,
        late: 8_000,
        added: 5_000,
        repaid: 40_000,
        paid: 10_500,
        money: 8_925,
        forgiven: 7_000,
        ended: 0,
        principal: 62_500,
        interest: 13_000,
    }
}

fn loan_page(words: Words) -> BankLoanPage {
    let line = |act: i64, kind, principal: i64, interest: i64, money: i64, balance: i64| MoveLine {
        act,
        day: day(160) + Days::new(act as u64),
        kind,
        principal,
        interest,
        money,
        balance,
    };
    BankLoanPage {
        around: around(words, "/x"),
        bank: bank(),
        no: 3,
        who: who(3),
        good: paddy(),
        money: riel(),
        purpose: "seed",
        state: KindLoanState::Late(41),
        today: day(200),
        given: (day(20), 4),
        due: (day(393), day(28)),
        owed: owed(),
        moves: vec![
            line(41, MoveKind::Forgiven, 0, 7_000, 0, 62_500),
            line(33, MoveKind::RepaidCash, 10_500, 0, 8_925, 62_500),
            line(30, MoveKind::Rescheduled, 0, -5_000, 0, 73_000),
            line(21, MoveKind::Repaid, 27_000, 13_000, 0, 73_000),
        ],
        guarantors: vec![who(8), who(9)],
        terms: terms(),
        condition: Some(Condition::SchoolAttendance),
        seen: vec![(day(190), true), (day(120), false)],
        see: Some("01946b6e-0000-7000-8000-000000000000".into()),
        waiting: vec![2],
        may_ask: KINDS.to_vec(),
        problems: vec![],
    }
}

fn contract(words: Words) -> KindContractPage {
    KindContractPage {
        around: around(words, "/x"),
        bank: bank(),
        place: place(),
        no: 3,
        who: who(3),
        good: paddy(),
        purpose: "food",
        lent: 100_000,
        back: 120_000,
        days: (day(160), day(393)),
        terms: terms(),
        condition: Some(Condition::Training),
        guarantors: vec![who(8), who(9)],
        officers: vec![("chair".into(), person(1)), ("treasurer".into(), person(4))],
    }
}

fn ask(words: Words, what: &str) -> ReliefPage {
    ReliefPage {
        around: around(words, "/x"),
        bank: bank(),
        no: 3,
        who: who(3),
        good: paddy(),
        money: riel(),
        state: KindLoanState::Late(41),
        owed: owed(),
        due_on: day(150),
        market: Some((900, day(150))),
        kinds: KINDS.to_vec(),
        form: ReliefForm { what: what.into(), day: words.date_short(day(200)), ..ReliefForm::default() },
        problems: vec![Problem { field: "minute".into(), message: words.say("bank-why-minute-missing").into_owned() }],
        cautions: vec![words.say("bank-caution-no-price").into_owned()],
    }
}
