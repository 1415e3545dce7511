//! The reports of an award: figures worked out by hand, day by day, and nothing that tells of too few people.
use chrono::{Days, NaiveDate};
use domain::grants::{
    Act, Applicant, Award, Fact, Money, Terms, Who,
    acts::{Business, Means, Purpose, Receipt, Source, Step, Tranche},
    codes::Code,
    reports::{BudgetLine, Liquidation, RateFor, budget, budget_sum, donor, liquidation},
};
use uuid::Uuid;

const TERMS: &str = r#"
code = "SG-1"
name_km = ""
name_latin = "Small grants"
donor = "Donor"
organisation = "CCPCR"
dated = "2026-01-01"
from = "2026-01-01"
to = "2026-12-31"
currency = "USD"
amount = 300000
[[line]]
code = "by-code"
name_km = ""
name_latin = "Small grants by code"
kind = "coded-grants"
amount = 100000
[[line]]
code = "partners"
name_km = ""
name_latin = "Partners"
kind = "partners"
amount = 100000
[[line]]
code = "office"
name_km = ""
name_latin = "Office"
kind = "cost"
amount = 100000
"#;

/// Facts told a day apart, the first on the first of January.
struct Book(Award);

impl Book {
    fn new() -> Book {
        let terms = Terms::read(TERMS).expect("terms");
        Book(Award { terms, acts: vec![], money: Money::default(), closed_through: None })
    }

    fn tells(&mut self, fact: Fact) -> NaiveDate {
        let no = self.0.next_act();
        let (id, day, by) = (Uuid::nil(), day(no), Who::Named("office".into()));
        self.0.acts.push(Act { no, id, day, by, fact, entry: None });
        day
    }

    fn makes_out(&mut self, voucher: i64, purpose: Purpose, (amount, currency, paid): (i64, &str, i64), source: Source) {
        let (currency, means, quotations) = (currency.to_owned(), Means::Cash, 0);
        self.tells(Fact::Prepared { voucher, purpose, amount, currency, paid, source, means, quotations });
    }

    fn pays(&mut self, voucher: i64) -> NaiveDate {
        self.tells(Fact::Stepped { voucher, step: Step::Paid, reference: String::new(), witness: true })
    }

    fn files(&mut self, voucher: i64, amount: i64) {
        let (supplier, number) = ("Market".into(), format!("R-{voucher}"));
        let (day, hash) = (day(self.0.next_act()), format!("{voucher:064x}"));
        let receipt = Receipt { no: voucher, supplier, number, day, amount, lines: vec![], hash, sealed: false };
        self.tells(Fact::Filed { voucher, receipt });
    }

    /// A grant under a code, signed for 100.00 and 50.00 of it paid in riel; takes four days.
    fn grants(&mut self, grant: i64) {
        let applicant = Applicant::Coded {
            code: Some(Code::new([1, 2, 3, 4, 5, 6, grant as u8])),
            provider: "CCPCR".into(),
            sex: None,
            age: None,
            province: "20".into(),
            consent: false,
        };
        let (line, plan) = ("by-code".to_owned(), vec![]);
        let business = Business::Shop;
        self.tells(Fact::Applied { grant, party: grant, line, applicant, business, asked: 10_000, own: 0, plan });
        let half = |day| Tranche { amount: 5_000, from: day, means: Means::Cash };
        let tranches = vec![half(day(1)), half(day(2))];
        self.tells(Fact::Agreed { grant, tranches, witness: true });
        self.makes_out(100 + grant, Purpose::Tranche { grant, tranche: 0 }, (5_000, "KHR", 200_000), Source::Cash);
        self.pays(100 + grant);
    }
}

fn day(no: i64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 12, 31).expect("a day") + Days::new(no as u64)
}

fn last(book: &Book) -> NaiveDate {
    day(book.0.next_act() - 1)
}

fn line(code: &str, committed: i64, advanced: i64, spent: i64, verified: i64) -> BudgetLine {
    let available = Some(100_000 - committed - advanced - spent);
    let (committed, spent, verified) = (Some(committed), Some(spent), Some(verified));
    BudgetLine { line: code.into(), budget: 100_000, committed, advanced, spent, verified, available }
}

fn cost() -> Purpose {
    Purpose::Cost { line: "office".into(), persons: None, help: None, what: "paper".into() }
}

#[test]
fn a_cost_is_promised_then_spent_then_proved_and_undone() {
    let mut book = Book::new();
    book.makes_out(1, cost(), (700, "USD", 700), Source::Bank);
    let office = |book: &Book| budget(&book.0, last(book)).remove(2);
    assert_eq!(office(&book), line("office", 700, 0, 0, 0));
    assert_eq!(office(&book).available, Some(99_300));
    let paid_on = book.pays(1);
    assert_eq!(office(&book), line("office", 0, 0, 700, 0));
    book.files(1, 300);
    assert_eq!(office(&book), line("office", 0, 0, 700, 300));
    book.tells(Fact::Reversed { voucher: 1, reason: "another award".into() });
    assert_eq!(office(&book), line("office", 0, 0, 0, 0));
    // What was true on a day stays so.
    assert_eq!(budget(&book.0, paid_on)[2], line("office", 0, 0, 700, 0));
    // A span that only undoes is told as such.
    let told = donor(&book.0, last(&book), last(&book));
    assert_eq!((told.brought_forward, told.spent(), told.balance()), (Some(-700), Some(-700), Some(0)));
}

#[test]
fn a_partner_s_money_is_spent_when_it_is_accounted_for() {
    let mut book = Book::new();
    book.makes_out(1, Purpose::Partner { partner: 9, line: "partners".into() }, (60_000, "USD", 60_000), Source::Bank);
    book.pays(1);
    assert_eq!(budget(&book.0, last(&book))[1], line("partners", 0, 60_000, 0, 0));
    book.tells(Fact::Accounted { partner: 9, line: "partners".into(), amount: 45_000, reference: "Q1".into() });
    let lines = budget(&book.0, last(&book));
    assert_eq!(lines[1], line("partners", 0, 15_000, 45_000, 45_000));
    let sum = budget_sum(&lines);
    assert_eq!((sum.budget, sum.advanced, sum.spent, sum.available), (300_000, 15_000, Some(45_000), Some(240_000)));
}

#[test]
fn a_receipt_in_riel_is_told_at_its_voucher_s_rate() {
    let mut book = Book::new();
    book.makes_out(1, cost(), (5_000, "KHR", 200_000), Source::Cash);
    book.pays(1);
    book.files(1, 100_000);
    assert_eq!(budget(&book.0, last(&book))[2].verified, Some(2_500));
    let mut book = Book::new();
    book.makes_out(1, cost(), (4_926, "KHR", 200_000), Source::Cash);
    book.pays(1);
    book.files(1, 200_000);
    assert_eq!(budget(&book.0, last(&book))[2].verified, Some(4_926));
}

#[test]
fn the_donor_sees_every_rate() {
    let mut book = Book::new();
    book.tells(Fact::Received { amount: 100_000, reference: "TT 1".into() });
    book.tells(Fact::Rate { currency: "KHR".into(), per_million: 40_600_000, source: "NBC".into() });
    let bought_on = book.tells(Fact::Changed { paid: 10_000, currency: "KHR".into(), received: 405_000 });
    book.makes_out(1, cost(), (4_926, "KHR", 200_000), Source::Cash);
    let first = book.pays(1);
    // Money for an officer to carry is not spent, but its rate is told too.
    book.makes_out(2, Purpose::Advance { holder: 5 }, (500, "KHR", 20_000), Source::Cash);
    let second = book.pays(2);
    book.tells(Fact::Returned { amount: 1_000, reference: "TT 2".into() });
    let told = donor(&book.0, day(1), last(&book));
    let rates: Vec<_> = told.rates.iter().map(|used| (used.what, used.day, used.sums, used.per_million)).collect();
    assert_eq!(
        rates,
        [
            (RateFor::Notes, Some(bought_on), Some((405_000, 10_000)), 40_500_000),
            (RateFor::Voucher(1), Some(first), Some((200_000, 4_926)), 40_600_000),
            (RateFor::Voucher(2), Some(second), Some((20_000, 500)), 40_000_000),
        ]
    );
    assert!(told.rates.iter().all(|used| used.table == Some(40_600_000)));
    assert_eq!((told.brought_forward, told.received, told.returned, told.balance()), (Some(0), 100_000, 1_000, Some(94_074)));
    // From the second payment on: what came before is brought forward.
    let told = donor(&book.0, second, last(&book));
    assert_eq!((told.brought_forward, told.received, told.spent(), told.balance()), (Some(95_074), 0, Some(0), Some(94_074)));
    assert_eq!((told.lines[2].before, told.lines[2].spent, told.lines[2].left), (Some(4_926), Some(0), Some(95_074)));
    assert_eq!(told.rates.len(), 1);
}

#[test]
fn four_under_codes_are_not_told_and_five_are() {
    let mut book = Book::new();
    (1..=4).for_each(|grant| book.grants(grant));
    let told = liquidation(&book.0, last(&book));
    assert_eq!((told.grants.len(), told.coded[0].grants, &told.coded[0].figures, &told.sum), (0, None, &None, &None));
    let rates = donor(&book.0, day(1), last(&book)).rates;
    assert_eq!((rates.len(), rates[0].what, rates[0].day, rates[0].sums), (1, RateFor::ByCode, None, None));
    // Their packages are of one size: a sum of the line would be a count. Of all lines together there is none either, or it
    // could be reckoned.
    let lines = budget(&book.0, last(&book));
    let hidden = BudgetLine { line: "by-code".into(), budget: 100_000, ..BudgetLine::default() };
    assert_eq!((&lines[0], &lines[2]), (&hidden, &line("office", 0, 0, 0, 0)));
    assert_eq!(budget_sum(&lines), BudgetLine { line: String::new(), budget: 300_000, ..BudgetLine::default() });
    let told = donor(&book.0, day(1), last(&book));
    assert_eq!((told.lines[0].before, told.lines[0].spent, told.lines[0].left), (None, None, None));
    assert_eq!((told.brought_forward, told.spent(), told.balance()), (None, None, None));

    book.grants(5);
    let told = liquidation(&book.0, last(&book));
    let figures = Liquidation { agreed: 50_000, paid: 25_000, ..Liquidation::default() };
    assert_eq!((told.coded[0].grants, told.coded[0].open_closed), (Some(5), [Some(5), Some(0)]));
    assert_eq!((&told.coded[0].figures, &told.sum), (&Some(figures.clone()), &Some(figures)));
    assert_eq!(donor(&book.0, day(1), last(&book)).rates[0].sums, Some((1_000_000, 25_000)));

    // One is closed: how many are is hidden, and how many are not with it.
    book.tells(Fact::Closed { grant: 1, verified: 4_000, returned: 600, disallowed: 400, exit: None });
    let told = liquidation(&book.0, last(&book));
    assert_eq!((told.coded[0].grants, told.coded[0].open_closed), (Some(5), [None, None]));
    assert_eq!((&told.coded[0].figures, &told.sum), (&None, &None));
    // Four wait for money, and one was proved: only what is left of the line is told.
    let told = budget(&book.0, last(&book)).remove(0);
    assert_eq!((told.committed, told.spent, told.verified, told.available), (None, None, None, Some(56_000)));

    for grant in 2..=5 {
        book.tells(Fact::Closed { grant, verified: 5_000, returned: 0, disallowed: 0, exit: None });
    }
    let figures = liquidation(&book.0, last(&book)).sum.expect("five may be told");
    assert_eq!((figures.verified, figures.returned, figures.disallowed, figures.to_recover), (24_000, 600, 400, 400));
    assert_eq!(figures.open(), 0);
    // What was agreed and not paid is free again; what came back was not spent.
    assert_eq!(budget(&book.0, last(&book))[0], line("by-code", 0, 0, 24_000, 24_000));
    book.tells(Fact::Recovered { grant: 1, amount: 150 });
    assert_eq!(liquidation(&book.0, last(&book)).sum.map(|sum| sum.to_recover), Some(250));
}
