//! Statements, season reports and herd lists: nothing at all, a village's year, and more than any village has.
use crate::{
    judge::judge,
    tools::{Paper, both, english, khmer},
};
use chrono::{Months, NaiveDate};
use domain::{
    banks::{
        Class, Good,
        acts::{Cause, LostHow, Sex},
        animals::{Due, Left, Stage},
        prices::AgeClass,
        rules::InterestUse,
        season_report::{GoodReport, Helped, HerdLine as Heads, HerdReport, Line, Moved, Open, People, SeasonReport},
        span::Span,
        statement::{Account, Flow, Held, Holding, Missing, PriceUsed, Statement, Sums, Worth},
    },
    chart::{
        ADMINISTRATION, BANK, CAPITAL, CASH, EXPENSES, EXTERNAL_LOAN, INTEREST, LOAN_FUND, LOANS, PESTS, RETAINED, SAVINGS,
        SOCIAL_CONTRIBUTIONS, SOCIAL_FUND, SOCIAL_GRANTS,
    },
    people::Office,
    statements::{FundStatement, Month, OwnMoved, Position},
};
use ledger::{AccountNo, Commodity, FundNo};
use reports::{
    Document, Item, Say,
    bank_statement::BankStatement,
    contract::Name,
    herd_list::{HerdLine, HerdList, Owed, Stands},
    of_group::{OfGroup, Signer},
    season_report::{Agreed, Bars, Count, Sale, SeasonPaper},
    statement::{BankPart, CashBook, CashLine, FundName, GroupStatement, Movement, TrialFund, TrialLine, Why},
};

/// An amount of twelve digits.
const LONG: i64 = 123_456_789_012;
const RIEL: Commodity = Commodity::KHR;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn of(code: &str) -> OfGroup {
    OfGroup {
        code: code.into(), name: Name::new("ធនាគារស្រូវសាមគ្គី", "Samaki rice bank"), place: Name::new("តាកែវ", "Takeo")
    }
}

fn signers() -> Vec<Signer> {
    let offices = [Office::Treasurer, Office::Chair, Office::Secretary];
    offices.map(|office| Signer { office, name: Name::new("ចាន់ សុខា", "Chan Sokha") }).into()
}

fn paddy() -> Good {
    Good::new("PADDY", Class::Paddy).unwrap().described("១".into(), "ផ្ការំដួល".into(), "Phka Rumduol".into())
}

fn cattle() -> Good {
    Good::new("CATTLE", Class::Cattle).unwrap()
}

fn fund(fund: FundNo, amount: i64) -> FundStatement {
    let social = fund == SOCIAL_FUND;
    let (assets, liabilities, equity, earned, spent): (Vec<_>, Vec<_>, Vec<_>, Vec<_>, Vec<_>) = match social {
        true => (vec![(CASH, amount)], vec![], vec![(SOCIAL_CONTRIBUTIONS, 2 * amount)], vec![], vec![(SOCIAL_GRANTS, amount)]),
        false => (
            vec![(CASH, amount), (BANK, amount), (LOANS, 3 * amount)],
            vec![(SAVINGS, 2 * amount), (EXTERNAL_LOAN, amount), (ADMINISTRATION, amount)],
            vec![(RETAINED, -amount)],
            vec![(INTEREST, 3 * amount)],
            vec![(EXPENSES, amount)],
        ),
    };
    let result = earned.iter().chain(&spent).next().map_or(0, |_| if social { -amount } else { 2 * amount });
    let moved = OwnMoved {
        contributed: if social { 2 * amount } else { 0 },
        left: if social { 0 } else { -amount },
        ..OwnMoved::default()
    };
    FundStatement { fund, before: Position::default(), now: Position { assets, liabilities, equity, result }, earned, spent, moved }
}

/// So many lines of cash, each of an amount; corrections among them.
fn cash(lines: i64, amount: i64) -> CashBook {
    let line = |no: i64| {
        let moved = [
            Movement { account: SAVINGS, came: amount, went: 0 },
            Movement { account: LOANS, came: amount / 2, went: amount },
            Movement { account: INTEREST, came: 500, went: 0 },
        ];
        let (came, went) = (amount + amount / 2 + 500, amount);
        CashLine {
            day: day("2016-01-03") + chrono::TimeDelta::days(no),
            entry: no,
            why: if no % 40 == 0 { Why::Correction(no / 40, no) } else { Why::Meeting(no) },
            reason: if no % 40 == 0 { "លេខខុស".into() } else { String::new() },
            fund: if no % 3 == 0 {
                FundName::Bank(Name::new("ធនាគារស្រូវ", "Rice bank"))
            } else {
                FundName::Chart(LOAN_FUND)
            },
            moved: moved.into(),
            came,
            went,
            balance: no * (came - went),
        }
    };
    let lines: Vec<CashLine> = (1..=lines).map(line).collect();
    let sum = |of: fn(&CashLine) -> i64| lines.iter().map(of).sum();
    let (came, went) = (sum(|line| line.came), sum(|line| line.went));
    CashBook { several_funds: true, opening: 0, came, went, closing: came - went, lines }
}

fn statement(amount: i64, priced: bool) -> Statement {
    let value = |value: i64| priced.then_some(value);
    let worth = |quantity, of: i64| Worth { quantity, value: value(of) };
    let held = |good: Good, what, quantity, of: i64| Held { good, what, quantity, value: value(of) };
    let money = Good::money(RIEL);
    Statement {
        span: Span { from: Some(day("2026-01-01")), to: day("2026-12-31") },
        accounts: vec![
            Account {
                good: money.clone(),
                opening: worth(0, 0),
                flows: vec![(Flow::Sold, worth(amount, amount))],
                holding: Some(0),
                closing: worth(amount, amount),
            },
            Account {
                good: paddy(),
                opening: worth(amount, amount),
                flows: vec![(Flow::Of(CAPITAL), worth(amount, amount)), (Flow::Of(PESTS), worth(-5_000, -5_900))],
                holding: value(-amount),
                closing: worth(2 * amount, amount),
            },
        ],
        assets: vec![
            held(money, Holding::Box, amount, amount),
            held(paddy(), Holding::Store, amount, amount),
            held(cattle(), Holding::Placed, 47, amount),
        ],
        liabilities: vec![held(paddy(), Holding::Deposits, amount / 2, amount)],
        income: vec![(INTEREST, value(amount))],
        expenses: vec![(PESTS, value(amount))],
        sums: Sums {
            assets: value(3 * amount),
            liabilities: value(amount),
            opening: value(amount),
            contributed: value(amount),
            income: value(amount),
            expenses: value(amount),
            passed: value(0),
            holding: value(0),
        },
        concession: amount,
        prices: vec![PriceUsed { good: "PADDY".into(), class: String::new(), day: day("2026-10-31"), amount: 1_180 }],
        missing: if priced {
            vec![]
        } else {
            vec![Missing { good: "CATTLE".into(), class: "calf".into(), day: day("2026-10-31"), act: Some(12) }]
        },
    }
}

fn group(lines: i64, amount: i64, banks: usize, priced: bool) -> GroupStatement {
    let told = statement(amount, priced);
    let sums = (0..banks).fold(Sums::none(), |sums, _| sums.with(told.sums));
    let month =
        |nth: u32| Month { first: day("2026-01-01") + Months::new(nth), saved: amount, lent: amount / 2, repaid: amount / 3 };
    let trial = |account: AccountNo, quantity: i64| TrialLine { account, debit: quantity.max(0), credit: (-quantity).max(0) };
    let trial = TrialFund {
        fund: FundName::Chart(LOAN_FUND),
        commodity: RIEL,
        good: None,
        lines: vec![trial(CASH, amount), trial(SAVINGS, -amount)],
    };
    GroupStatement {
        group: of("SP-01"),
        from: day("2016-01-01"),
        to: day("2026-12-31"),
        money: RIEL,
        members: 25,
        borrowers: 15,
        funds: if amount == 0 { vec![] } else { vec![fund(LOAN_FUND, amount), fund(SOCIAL_FUND, amount)] },
        months: (0..if lines == 0 { 0 } else { (lines as u32).clamp(1, 120) }).map(month).collect(),
        banks: (0..banks).map(|no| BankPart { code: format!("B-{no}"), name: of("B").name, told: told.clone() }).collect(),
        sums,
        goods: vec![paddy(), cattle()],
        trial: if amount == 0 { vec![] } else { vec![trial] },
        cash: cash(lines, amount),
        signers: signers(),
    }
}

fn texts(document: &Document, page: usize) -> Vec<String> {
    let texts = document.pages[page].items.iter().filter_map(|item| match item {
        Item::Text { text, .. } => Some(text.text().to_owned()),
        _ => None,
    });
    texts.collect()
}

fn has(document: &Document, page: usize, text: &str) -> bool {
    texts(document, page).iter().any(|line| line.contains(text))
}

fn says() -> [Say; 3] {
    [khmer(), english(), both()]
}

#[test]
fn a_group_that_has_nothing_yet_has_a_statement() {
    for say in says() {
        let document = group(0, 0, 0, true).document(say);
        judge(&document, &say.number(0));
        let marks: Vec<&str> = document.bookmarks.iter().map(|mark| mark.name.as_str()).collect();
        let words = say.words();
        assert_eq!(marks, [words.say("trial-balance"), words.say("cash-book")]);
    }
}

#[test]
fn the_statement_of_a_group_says_where_everything_is_and_whose() {
    let paper = group(30, 1_000_000, 2, true);
    for say in says() {
        let document = paper.document(say);
        judge(&document, &format!("{}{}", say.quantity(11_000_000, RIEL), say.quantity(4_000_000, RIEL)));
        assert!(has(&document, 0, &say.quantity(12_000_000, RIEL)), "{:?}", texts(&document, 0));
        assert_eq!(document.bookmarks.len(), 4);
    }
    let read = Paper::of(&paper.document(english())).layout();
    for line in
        ["In the box", "Both sides come to the same", "Balance sheet", "It balances", "Cash book", "Brought forward", "Auditor"]
    {
        assert!(read.contains(line), "{line} is missing in {read}");
    }
    // Where it is comes to whose it is: two columns of one page, the same sum under both.
    let first = texts(&paper.document(english()), 0);
    assert_eq!(first.iter().filter(|text| *text == "12,000,000").count(), 2, "{first:?}");
}

#[test]
fn what_has_no_price_is_not_guessed() {
    let document = group(3, 1_000_000, 1, false).document(english());
    judge(&document, "–");
    assert!(has(&document, 0, "a price is missing"));
    assert!(!has(&document, 0, "Both sides"));
}

#[test]
fn thousands_of_lines_and_twelve_digits_fit() {
    let document = group(3_000, LONG, 2, true).document(both());
    judge(&document, "");
    let lines = (1..=3_000).filter(|no| no % 40 != 0);
    let all: Vec<String> = (0..document.pages.len()).flat_map(|page| texts(&document, page)).collect();
    let meetings = all.iter().filter(|text| text.contains("Meeting")).count();
    assert!(meetings >= lines.count(), "{meetings}");
    assert!(document.pages.len() < 400, "{} pages", document.pages.len());
}

/// Whatever the number of lines: the last sum stands on a page with a line that it sums, and the balance sheet is whole.
#[test]
fn sums_stand_with_what_they_sum() {
    for lines in (1..=70).step_by(3) {
        let document = group(lines, 1_000_000, 0, true).document(english());
        let last = document.pages.len() - 1;
        assert!(has(&document, last, "Closing balance"), "{lines}");
        assert!(
            texts(&document, last).iter().any(|text| text.starts_with("Meeting ") || text.starts_with("Correction ")),
            "{lines}"
        );
        assert!(has(&document, 1, "Balance sheet") && has(&document, 1, "Owed and its own, together"));
    }
}

#[test]
fn a_bank_has_its_statement() {
    for (amount, priced) in [(1_000_000, true), (LONG, true), (1_000_000, false)] {
        let paper = BankStatement {
            bank: of("B-1"),
            group: of("SP-01"),
            told: statement(amount, priced),
            money: RIEL,
            goods: vec![paddy(), cattle()],
            signers: signers(),
        };
        for say in says() {
            let document = paper.document(say);
            judge(&document, &say.quantity(amount, paddy().commodity()));
            let missing = say.words().with("statement-missing", &[("count", say.number(1).into())]);
            assert_eq!(has(&document, 0, &missing), !priced);
        }
    }
}

fn season(amount: i64, rows: usize) -> SeasonPaper {
    let moved = |store, lent| Moved { store, lent };
    let open = Open { loans: 57, principal: amount, interest: amount };
    let report = |good: Good| GoodReport {
        good,
        opening: moved(amount, 0),
        lines: vec![
            (Line::Lent, moved(-amount, amount)),
            (Line::Lost(Cause::Pests), moved(-amount, 0)),
            (Line::Interest, moved(500, 0)),
        ],
        closing: moved(-amount + 500, amount),
        deposits: 500,
        interest: (500, 0),
        open,
        late: open,
    };
    let herd = HerdReport {
        good: cattle(),
        opening: 52,
        lines: vec![(Heads::Bought, 3), (Heads::Died, -8)],
        closing: 47,
        own_hands: 3,
        keepers: 44,
        placed: 3,
        passed_on: 13,
        returned: 9,
        families: 9,
        due: 1,
    };
    let people = People { all: 55, women: 34, id_poor_1: 9, id_poor_2: 22 };
    let sale = |no: i64| Sale {
        day: day("2026-03-14"),
        act: no,
        kind: "sold".into(),
        good: "PADDY".into(),
        quantity: amount,
        money: amount,
        implied: 1_000,
        market: Some(1_000),
    };
    let points: Vec<_> = (0..12).map(|nth| (day("2026-01-31") + Months::new(nth), amount, amount / 2)).collect();
    let empty = rows == 0;
    SeasonPaper {
        bank: of("B-1"),
        group: of("SP-01"),
        season: Some(Name::new("ឆ្នាំ 2026", "2026")),
        told: SeasonReport {
            span: Span { from: None, to: day("2026-12-31") },
            season: Some(1),
            goods: if empty { vec![] } else { vec![report(Good::money(RIEL)), report(paddy())] },
            herds: if empty { vec![] } else { vec![herd] },
            helped: Helped { anyhow: people, borrowed: people, received: people, animals: people },
            interest_use: vec![InterestUse::Stock, InterestUse::Help],
            statement: statement(amount, true),
        },
        money: RIEL,
        goods: vec![paddy(), cattle()],
        lends: true,
        bars: vec![Bars { good: paddy(), points }],
        sales: (1..=rows as i64).map(sale).collect(),
        agreed: Agreed {
            off: 0,
            counts: vec![Count { good: "PADDY".into(), day: day("2026-09-01"), counted: amount, book: amount }],
        },
        signers: signers(),
    }
}

#[test]
fn a_season_is_told_in_kilograms_first() {
    for (amount, rows) in [(1_000_000, 0), (6_500_000, 3), (LONG, 400)] {
        let paper = season(amount, rows);
        for say in says() {
            let document = paper.document(say);
            judge(&document, "");
            let nothing = say.words().say("season-nothing");
            assert_eq!(has(&document, 0, &nothing), rows == 0);
        }
    }
    let read = Paper::of(&season(6_500_000, 3).document(english())).layout();
    let at = |text: &str| read.find(text).unwrap_or_else(|| panic!("{text} is missing in {read}"));
    assert!(at("6,500 kg") < at("The same in money"), "kilograms come first");
    for line in
        ["What was lost, and why", "Rats, insects, mould", "Of them late", "Everything agrees", "Read to the general meeting"]
    {
        at(line);
    }
}

fn herd(animals: usize) -> HerdList {
    let line = |no: usize| HerdLine {
        tag: format!("TM-{no:03}"),
        species: if no.is_multiple_of(7) { Class::Buffalo } else { Class::Cattle },
        class: [AgeClass::Calf, AgeClass::Heifer, AgeClass::Cow, AgeClass::Bull][no % 4],
        sex: if no % 4 == 3 { Sex::Male } else { Sex::Female },
        born_on: (!no.is_multiple_of(5)).then(|| day("2024-02-29")),
        marks: if no.is_multiple_of(9) {
            "សម្បុរត្នោត មានផ្កាសលើថ្ងាស ស្នែងកោង ".repeat(3)
        } else {
            "ត្នោត".into()
        },
        stands: match no % 6 {
            0 => Stands::Bank,
            1 => Stands::Own(no as i64),
            2 => Stands::Gone(day("2026-05-01"), Left::Lost(LostHow::Stolen)),
            _ => Stands::With(no as i64, day("2024-11-23")),
        },
        own: no % 6 == 1,
        seen: no.is_multiple_of(3).then(|| (day("2026-09-12"), Some(4))),
        owed: Some(Owed {
            what: if no.is_multiple_of(2) { Due::Claim(LONG) } else { Due::Calf(3) },
            goes: false,
            due_on: Some(day("2026-12-01")),
            stage: Stage::Due,
        }),
    };
    HerdList {
        bank: of("TM-CB"),
        group: of("TM"),
        on: day("2026-11-22"),
        which: "there",
        animals: (1..=animals).map(line).collect(),
        money: RIEL,
        signers: signers(),
    }
}

#[test]
fn a_herd_is_listed_whatever_its_size() {
    for (animals, says) in [(0, &says()[..]), (47, &says()[..]), (600, &[both()][..])] {
        for say in says {
            let document = herd(animals).document(*say);
            judge(&document, &format!("TM{}", say.number(animals as i64)));
            let tags =
                (0..document.pages.len()).flat_map(|page| texts(&document, page)).filter(|text| text.starts_with("TM-0")).count();
            assert!(tags >= animals.min(99), "{tags}");
        }
    }
}

#[test]
fn a_herd_list_says_numbers_and_ages() {
    let read = Paper::of(&herd(47).document(english())).text();
    assert!(read.contains("member 3"), "{read}");
    let born = Paper::of(&herd(3).document(english())).layout();
    assert!(born.contains("29/02/2024") && born.contains("2 years old"), "{born}");
}
