//! The accounts over many books.
use crate::around;
use chrono::NaiveDate;
use domain::{
    chart::{BANK, CAPITAL, CASH, DEPOSITS, INTEREST, LOANS, RETAINED, SAVINGS, STORE},
    grants::accounts as award,
    programme::statements::{Account, FundKind, GoodNote, Held, Moved, Period, Prices, Set, Sort, in_kind, stated},
};
use ledger::{AccountNo, Commodity};
use maud::Markup;
use templates::{
    parts::{Amount, Listing, Name, Unit},
    programme::{
        Partner, Scope,
        accounts::{
            health::{self, Filter, HealthLine, HealthPage, State},
            portfolio::{self, Credit, Grants, InKind, Lent, PortfolioPage},
            statements::{self, Rate, StatementForm, StatementsPage, Told},
            trial::{self, BookLine, BooksPage, PartnerSum, TrialLine, TrialPage, TrialTable},
        },
    },
};
use words::Words;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("it is a day")
}

fn unit(commodity: Commodity) -> Unit {
    Unit { commodity: commodity.code().to_owned(), decimals: commodity.decimals() }
}

fn scope() -> Scope {
    let partner = |code: &str, khmer: &str, latin: &str| Partner { code: code.into(), name: Name::new(khmer, latin) };
    let partners = vec![partner("SP", "អង្គការសន្សំ", "Savings Partner"), partner("CC", "អង្គការសហគមន៍", "Community Partner")];
    Scope { partners, chosen: String::new(), everywhere: true }
}

fn account(fund: FundKind, no: AccountNo) -> Account {
    Account::of(fund, no).expect("the chart has it")
}

/// Every page by name.
pub fn pages(words: Words) -> Vec<(&'static str, Markup)> {
    vec![
        ("programme-trial-balance", trial::trial(&trial_page(words))),
        ("programme-trial-books", trial::books(&books_page(words))),
        ("programme-health", health::health(&health_page(words))),
        ("programme-portfolio", portfolio::portfolio(&portfolio_page(words))),
        ("programme-statements", statements::statements(&statements_page(words, false))),
        ("programme-statements-riel", statements::statements(&statements_page(words, true))),
    ]
}

fn trial_page(words: Words) -> TrialPage {
    let line = |fund, no, books, balance: i64| TrialLine {
        fund,
        account: account(fund, no),
        href: "/programme/trial-balance?fund=loan&account=cash&commodity=KHR".into(),
        books,
        debit: balance.max(0),
        credit: (-balance).max(0),
    };
    let (loan, of_award) = (FundKind::Loan, FundKind::Award);
    let riel = vec![
        line(loan, CASH, 138, 241_350_000),
        line(loan, LOANS, 131, 1_893_400_000),
        line(loan, SAVINGS, 138, -1_985_000_000),
        line(loan, INTEREST, 131, -149_750_000),
    ];
    let dollars = vec![
        line(of_award, award::BANK, 3, 4_512_050),
        line(of_award, award::RECEIVED, 3, -9_600_000),
        line(of_award, award::line(0), 3, 5_087_950),
    ];
    let table = |commodity, lines| TrialTable { unit: unit(commodity), good: String::new(), lines };
    let sum = |name: Name, code: &str, sum| PartnerSum {
        name,
        code: code.into(),
        books: 71,
        sums: vec![(unit(Commodity::KHR), sum, sum)],
    };
    let shown = scope();
    TrialPage {
        around: around(words, "/programme/trial-balance"),
        as_of: day("2026-11-21"),
        typed: words.date_short(day("2026-11-21")),
        history: true,
        problems: vec![],
        files: vec![("csv", "/programme/trial-balance?format=csv".into()), ("xlsx", "/programme/trial-balance?format=xlsx".into())],
        counted: [138, 14, 6, 3],
        tables: vec![table(Commodity::KHR, riel), table(Commodity::USD, dollars)],
        partners: shown.partners.iter().map(|one| sum(one.name.clone(), &one.code, 1_067_375_000)).collect(),
        scope: shown,
    }
}

fn books_page(words: Words) -> BooksPage {
    let book = |code: &str, khmer: &str, latin: &str, debit| BookLine {
        code: code.into(),
        name: Name::new(khmer, latin),
        partner: Name::new("អង្គការសន្សំ", "Savings Partner"),
        href: Some(format!("/groups/{code}/trial-balance")),
        debit,
        credit: 0,
    };
    BooksPage {
        around: around(words, "/programme/trial-balance"),
        scope: scope(),
        as_of: day("2026-11-21"),
        back: "/programme/trial-balance".into(),
        fund: FundKind::Loan,
        account: account(FundKind::Loan, CASH),
        unit: unit(Commodity::KHR),
        books: vec![book("SP-KC-01", "ក្រុមរីកចម្រើន", "Rik Chamraeun", 1_850_000), book("SP-PP-01", "ក្រុមសាមគ្គី", "Samaki", 925_500)],
        listing: Listing { path: "/programme/trial-balance".into(), page: 1, pages: 1, rows: 2, ..Listing::default() },
        sums: (2_775_500, 0),
    }
}

fn health_page(words: Words) -> HealthPage {
    let group = |code: &str, khmer: &str, latin: &str, state| HealthLine {
        code: code.into(),
        name: Name::new(khmer, latin),
        partner: "SP".into(),
        place: Name::new("ព្រះសីហនុ", "Preah Sihanouk"),
        seen: true,
        unit: unit(Commodity::KHR),
        members: 24,
        women: 19,
        came: (state != State::New).then_some(874),
        savings: 14_350_000,
        loans: 11_200_000,
        late: 350_000,
        at_risk: (state == State::Late).then_some(31),
        met: (state != State::New).then(|| day("2026-11-14")),
        state,
    };
    HealthPage {
        around: around(words, "/programme/health"),
        scope: scope(),
        on: day("2026-11-21"),
        groups: vec![
            group("SP-KC-01", "ក្រុមរីកចម្រើន", "Rik Chamraeun", State::Active),
            group("SP-PP-01", "ក្រុមសាមគ្គី", "Samaki", State::Late),
            group("CC-SV-01", "ក្រុមថ្មី", "Thmei", State::New),
        ],
        listing: Listing { path: "/programme/health".into(), page: 1, pages: 1, rows: 3, ..Listing::default() },
        filter: Filter { provinces: vec![("18".into(), "Preah Sihanouk".into())], ..Filter::default() },
        counted: [138, 3_264, 2_588, 7],
        sums: vec![health::Sum { unit: unit(Commodity::KHR), savings: 1_985_000_000, loans: 1_893_400_000, at_risk: Some(24) }],
        files: vec![("csv", "/programme/health?format=csv".into())],
    }
}

fn portfolio_page(words: Words) -> PortfolioPage {
    let lent = |khmer: &str, latin: &str, loans, principal| Lent {
        name: Name::new(khmer, latin),
        unit: unit(Commodity::KHR),
        loans,
        principal,
        overdue: 5_400_000,
        late: 45_441_600,
        at_risk: Some(24),
        written_off: 1_250_000,
    };
    let paddy = Commodity::new("PADDY", 3).expect("a good");
    let dollars = |quantity| Amount { quantity, unit: unit(Commodity::USD) };
    PortfolioPage {
        around: around(words, "/programme/portfolio"),
        scope: scope(),
        on: day("2026-11-21"),
        year_from: day("2026-01-01"),
        sums: vec![lent("", "", 1_804, 1_893_400_000)],
        partners: vec![
            lent("អង្គការសន្សំ", "Savings Partner", 1_204, 1_293_400_000),
            lent("អង្គការសហគមន៍", "Community Partner", 600, 600_000_000),
        ],
        provinces: vec![lent("ព្រះសីហនុ", "Preah Sihanouk", 1_804, 1_893_400_000)],
        kind: vec![InKind {
            name: Name::new("អង្គការសហគមន៍", "Community Partner"),
            good: words.say("good-paddy").into_owned(),
            unit: unit(paddy),
            lent: 12_450_000,
            placed: 0,
        }],
        credits: vec![Credit {
            name: Name::new("អង្គការសហគមន៍", "Community Partner"),
            books: 4,
            owed: Amount { quantity: 18_750_000, unit: unit(Commodity::KHR) },
        }],
        grants: vec![Grants {
            code: "SG-2026".into(),
            name: Name::new("ជំនួយតូច", "Small grants"),
            seen: true,
            applied: 96,
            running: 41,
            closed: 38,
            agreed: dollars(1_250_000),
            spent: dollars(5_087_950),
        }],
        files: vec![("csv", "/programme/portfolio?format=csv".into())],
    }
}

fn statements_page(words: Words, riel: bool) -> StatementsPage {
    let (loan, of_award) = (FundKind::Loan, FundKind::Award);
    let moved = |fund, no, commodity, sort, quantity: i64| Moved {
        fund,
        account: no,
        commodity,
        sort,
        assets: true,
        cash: true,
        debit: quantity.max(0),
        credit: (-quantity).max(0),
    };
    let (khr, usd) = (Commodity::KHR, Commodity::USD);
    let all = vec![
        moved(loan, CASH, khr, Sort::Opening, 12_400_000),
        moved(loan, RETAINED, khr, Sort::Opening, -12_400_000),
        moved(loan, CASH, khr, Sort::Ordinary, 98_750_000),
        moved(loan, SAVINGS, khr, Sort::Ordinary, -91_500_000),
        moved(loan, INTEREST, khr, Sort::Ordinary, -7_250_000),
        moved(of_award, BANK, usd, Sort::Ordinary, 1_240_050),
        moved(of_award, award::RECEIVED, usd, Sort::Ordinary, -2_500_000),
        moved(of_award, award::line(0), usd, Sort::Ordinary, 1_259_950),
    ];
    let after = all.iter().map(|one| Held {
        fund: one.fund,
        account: one.account,
        commodity: one.commodity,
        quantity: one.debit - one.credit,
    });
    let period = Period { before: vec![], moved: all.clone(), after: after.collect() };
    let period = if riel { domain::programme::statements::in_riel(&period, 4_065).expect("it fits") } else { period };
    let monies = if riel { vec![period.after[0].commodity] } else { vec![khr, usd] };
    let set = |money| {
        let told = stated(&period, money).expect("it balances");
        Set { earlier: Some(told.clone()), now: told }
    };
    let paddy = Commodity::new("PADDY", 3).expect("a good");
    let held = |no, quantity| Held { fund: FundKind::Bank, account: no, commodity: paddy, quantity };
    let kind =
        in_kind(&[], &[held(STORE, 8_400_000), held(LOANS, 12_450_000), held(DEPOSITS, -300_000), held(CAPITAL, -20_550_000)]);
    let prices = Prices {
        money: khr,
        amounts: (900, 1_150),
        days: (day("2026-10-02"), day("2026-11-15")),
        sources: vec!["market".into(), "miller".into()],
    };
    let note =
        |kind| GoodNote { kind, worth: vec![(khr, 20_961_000)], prices: Some(prices.clone()), unpriced: 150_000, by_class: false };
    let kind =
        kind.expect("it balances").into_iter().map(|one| (words.say("good-paddy").into_owned(), unit(paddy), note(one))).collect();
    let rate = riel.then(|| Rate { riel: 4_065, day: day("2026-11-20"), source: "National Bank of Cambodia".into() });
    StatementsPage {
        around: around(words, "/programme/statements"),
        scope: scope(),
        form: StatementForm {
            from: "01/01/2026".into(),
            to: "21/11/2026".into(),
            compare: "year".into(),
            ..StatementForm::default()
        },
        problems: vec![],
        told: Some(Told {
            days: (day("2026-01-01"), day("2026-11-21")),
            earlier: Some((day("2025-01-01"), day("2025-11-21"))),
            book: None,
            sets: monies.into_iter().map(set).collect(),
            rate,
            kind,
            agreed: vec![(unit(usd), 1_250_000)],
            counted: [138, 14, 6, 3],
        }),
        files: vec![("pdf", "/programme/statements?format=pdf".into()), ("xlsx", "/programme/statements?format=xlsx".into())],
    }
}
