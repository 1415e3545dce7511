//! The rules of the audit: none finds anything in a clean history of 90 grants, and each of fifteen irregularities that
//! were planted in its twin is found, and nothing else. Then every rule alone: where it speaks and where it does not.
use chrono::{Days, NaiveDate};
use domain::grants::{
    Act, Applicant, Award, Duty, Fact, Money, Terms, Who,
    acts::{Brought, BroughtVisit, BroughtVoucher, Business, Means, Operating, PlanLine, Receipt, Seen, Step, Visiting},
    duties::{APART, apart, forbidden},
    exceptions::{Exception, Ground, Held, Rule, run},
    history::{self, Cells, Free, History, Place},
    terms::{Limit, Threshold},
};
use ledger::Commodity;
use std::collections::BTreeSet;
use uuid::Uuid;

const TERMS: &str = include_str!("../../fixtures/grants/award.toml");
const CLEAN: &str = include_str!("../../fixtures/grants/clean.csv");
const PLANTED: &str = include_str!("../../fixtures/grants/planted.csv");
const TODAY: &str = "2018-03-01";

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn terms() -> Terms {
    Terms::read(TERMS).expect("terms")
}

/// The same number is the same person.
fn person(number: &str) -> Uuid {
    Uuid::from_u128(number.bytes().fold(0, |sum, byte| sum * 256 + u128::from(byte)))
}

fn read(csv: &str) -> History {
    assert!(!csv.contains('"'), "no cell of the fixture has a comma");
    let mut lines = csv.lines();
    let heads: Vec<&str> = lines.next().expect("a head").split(',').collect();
    assert_eq!(heads, history::COLUMNS);
    let rows: Vec<Cells> = lines.map(|line| heads.iter().copied().zip(line.split(',').map(str::to_owned)).collect()).collect();
    let free = Free { grant: 1, party: 1, voucher: 1, receipt: 1 };
    let currencies = [Commodity::USD, Commodity::KHR];
    history::read(&rows, &Place { terms: &terms(), currencies: &currencies, free, person: &person }).expect("it can be read")
}

fn award(terms: Terms, facts: impl IntoIterator<Item = (NaiveDate, Fact)>) -> Award {
    let by = Who::Named("office".into());
    let act = |(no, (day, fact))| Act { no, id: Uuid::nil(), day, by: by.clone(), fact, entry: None };
    let acts = (1..).zip(facts).map(act).collect();
    Award { terms, acts, money: Money::default(), closed_through: None }
}

fn of_history(history: History) -> Award {
    let rates = history
        .rates
        .into_iter()
        .map(|rate| (rate.day, Fact::Rate { currency: rate.currency, per_million: rate.per_million, source: rate.source }));
    let grants = history.grants.into_iter().map(|grant| (day(TODAY), Fact::Brought(Box::new(grant))));
    award(terms(), rates.chain(grants))
}

#[test]
fn a_clean_history_of_ninety_grants_raises_no_alarm() {
    let history = read(CLEAN);
    let coded = history.grants.iter().filter(|grant| matches!(grant.applicant, Applicant::Coded { .. })).count();
    assert_eq!((history.grants.len(), coded, history.people.len(), history.rates.len()), (90, 30, 60, 6));
    assert_eq!(history.rates[0].per_million, 40_800_000, "4,080 riel a dollar");
    assert_eq!(run(&of_history(history), day(TODAY), &[]), []);
}

#[test]
fn fifteen_planted_irregularities_are_found_and_nothing_else() {
    let award = of_history(read(PLANTED));
    let state = award.state();
    let named = |found: &Exception| {
        let grant = found.grant.map_or("-", |no| state.grants[&no].own_no.as_str());
        let voucher = found.voucher.map_or("-", |no| state.vouchers[&no].own_no.as_str());
        format!("{} {grant} {voucher}", found.rule.code())
    };
    let found: Vec<String> = run(&award, day(TODAY), &[]).iter().map(named).collect();
    let expected = [
        "one-hand FG-07 V-006",
        "paid-before-approved CG-04 V-036",
        "over-agreement FG-25 -",
        "outside-award FG-50 V-115",
        "receipt-twice FG-32 V-058",
        "receipt-sum FG-13 V-014",
        "just-under CG-09 V-033",
        "nobody-went FG-16 V-015",
        "same-place FG-44 -",
        "two-grants FG-38 -",
        "ineligible FG-19 V-016",
        "not-seen FG-47 -",
        "not-verified CG-22 V-136",
        "other-rate FG-33 V-051",
        "number-gap - V-151",
    ];
    assert_eq!(found, expected);
}

/// A small award in which everything is as it should be, and what a case changes in it.
struct Book {
    terms: Terms,
    grants: Vec<Brought>,
    rate: i64,
    held: Vec<Held>,
    today: NaiveDate,
}

fn who(name: &str) -> Who {
    Who::Named(name.into())
}

fn after(days: u64) -> NaiveDate {
    // A Monday.
    day("2016-08-01") + Days::new(days)
}

fn receipt(no: i64, on: NaiveDate, amount: i64) -> Receipt {
    Receipt {
        no,
        supplier: "Market stall".into(),
        number: format!("R-{no}"),
        day: on,
        amount,
        lines: vec![PlanLine { what: "swine feed".into(), amount }],
        hash: format!("{no:064x}"),
        sealed: false,
    }
}

fn voucher(no: i64, tranche: usize, prepared: u64, amount: i64) -> BroughtVoucher {
    let names = ["officer", "finance", "manager", "cashier", "bookkeeper"];
    let steps = Step::ALL.into_iter().zip(names).zip(prepared..).map(|((step, name), at)| (step, who(name), after(at)));
    BroughtVoucher {
        voucher: no,
        own_no: format!("V-{no:03}"),
        tranche,
        amount,
        currency: "USD".into(),
        paid: amount,
        means: Means::Cash,
        quotations: 0,
        steps: steps.collect(),
        receipts: vec![receipt(no, after(prepared + 7), amount)],
        voided: false,
    }
}

fn visit(tranche: usize, on: u64) -> BroughtVisit {
    let visiting = Visiting::Verification { tranche };
    BroughtVisit { visiting, by: who("monitor"), day: after(on), seen: Seen::All, operating: Operating::Runs }
}

/// A family with two tranches of 100 dollars: paid on Thursdays, each seen ten days later.
fn grant(no: i64) -> Brought {
    let applicant = Applicant::Family {
        person: Uuid::from_u128(no as u128),
        household: format!("HH-{no}"),
        phone: format!("+855 00 {no}"),
        account: String::new(),
        village: "20010303".into(),
        place: Some((no, no)),
    };
    Brought {
        grant: no,
        party: no,
        own_no: format!("FG-{no}"),
        line: "families".into(),
        applicant,
        business: Business::Pigs,
        applied: Some((who("helper"), after(0))),
        eligible: true,
        screened: Some((who("monitor"), after(7))),
        appraised: Some((who("monitor"), after(14))),
        ruled: Some((after(28), 20_000)),
        agreed: Some((after(35), 20_000)),
        witness: format!("chief {no}"),
        vouchers: vec![voucher(2 * no - 1, 0, 42, 10_000), voucher(2 * no, 1, 70, 10_000)],
        visits: vec![visit(0, 55), visit(1, 83)],
        closed: Some((after(200), 20_000)),
    }
}

impl Book {
    fn good() -> Book {
        let grants = (1..=3).map(grant).collect();
        Book { terms: terms(), grants, rate: 40_000_000, held: vec![], today: day(TODAY) }
    }

    fn found(self) -> Vec<Exception> {
        let rate = Fact::Rate { currency: "KHR".into(), per_million: self.rate, source: "bank".into() };
        let holder = Fact::HolderNamed { holder: 9, user: Some(Uuid::nil()), name: "officer-1".into() };
        let start = [(after(0), rate), (after(0), holder)];
        let grants = self.grants.into_iter().map(|grant| (day(TODAY), Fact::Brought(Box::new(grant))));
        run(&award(self.terms, start.into_iter().chain(grants)), self.today, &self.held)
    }

    fn first(&mut self) -> &mut BroughtVoucher {
        &mut self.grants[0].vouchers[0]
    }

    fn step(&mut self, step: Step) -> &mut (Step, Who, NaiveDate) {
        self.first().steps.iter_mut().find(|(known, ..)| *known == step).expect("all steps are there")
    }

    fn receipt(&mut self) -> &mut Receipt {
        &mut self.first().receipts[0]
    }

    /// The first voucher of another sum, with everything that follows from it.
    fn pays(&mut self, amount: i64) -> &mut BroughtVoucher {
        self.grants[0].agreed = Some((after(35), amount + 10_000));
        let first = self.first();
        (first.amount, first.paid, first.receipts[0]) = (amount, amount, receipt(1, after(49), amount));
        first
    }

    fn family(&mut self, at: usize) -> [&mut String; 3] {
        match &mut self.grants[at].applicant {
            Applicant::Family { household, phone, account, .. } => [household, phone, account],
            Applicant::Coded { .. } => panic!("a family"),
        }
    }

    fn threshold(&mut self, rule: Limit, value: i64) {
        self.terms.thresholds.push(Threshold { rule, value, from: day("2016-06-01") });
    }
}

/// What breaks a rule, and what comes near and does not.
type Case = (Rule, fn(&mut Book), fn(&mut Book));

const CASES: [Case; 40] = [
    (Rule::Eligibility, |book| book.grants[1].eligible = false, |_| {}),
    (Rule::OneHand, |book| book.step(Step::Paid).1 = who("officer"), |book| book.step(Step::Prepared).1 = who("helper")),
    (Rule::OneHand, |book| book.grants[0].visits[0].by = who("cashier"), |book| book.grants[0].visits[0].by = who("officer")),
    (
        Rule::OneHand,
        |book| book.step(Step::Approved).1 = who("helper"),
        |book| {
            // Papers without names say nothing of hands.
            (book.step(Step::Approved).1, book.step(Step::Checked).1) = (who(""), who(""));
        },
    ),
    (Rule::PaidBeforeApproved, |book| book.step(Step::Approved).2 = after(46), |book| book.step(Step::Approved).2 = after(45)),
    (
        Rule::PaidBeforeApproved,
        |book| book.first().steps.retain(|(step, ..)| *step != Step::Approved),
        |book| book.first().steps.truncate(2),
    ),
    (
        Rule::OverAgreement,
        |book| book.grants[0].agreed = Some((after(35), 19_999)),
        |book| {
            book.grants[0].agreed = Some((after(35), 20_001));
        },
    ),
    (
        Rule::OverAgreement,
        |book| book.grants[0].agreed = None,
        |book| {
            book.grants[0].agreed = None;
            book.grants[0].vouchers.iter_mut().for_each(|voucher| voucher.voided = true);
        },
    ),
    (
        Rule::DateOrder,
        |book| book.grants[0].ruled = Some((after(36), 20_000)),
        |book| {
            book.grants[0].ruled = Some((after(35), 20_000));
        },
    ),
    (Rule::DateOrder, |book| book.step(Step::Checked).2 = after(41), |book| book.step(Step::Checked).2 = after(42)),
    (Rule::DateOrder, |book| book.grants[0].visits[0].day = after(44), |book| book.grants[0].visits[0].day = after(45)),
    (
        Rule::DateOrder,
        |book| book.grants[0].agreed = Some((after(46), 20_000)),
        |book| {
            book.grants[0].agreed = Some((after(42), 20_000));
        },
    ),
    (
        Rule::OutsideAward,
        |book| book.grants[0].applied = Some((who("helper"), day("2016-06-30"))),
        |book| {
            book.grants[0].applied = Some((who("helper"), day("2016-07-01")));
        },
    ),
    (
        Rule::OutsideAward,
        |book| book.step(Step::Recorded).2 = day("2018-01-01"),
        |book| {
            book.step(Step::Recorded).2 = day("2017-12-31");
        },
    ),
    (Rule::OutsideAward, |book| book.receipt().day = day("2018-01-01"), |book| book.receipt().day = day("2017-12-31")),
    (Rule::ReceiptTwice, |book| book.receipt().hash = format!("{:064x}", 2), |book| book.receipt().hash = format!("{:064x}", 99)),
    (
        Rule::ReceiptTwice,
        |book| {
            let twin = book.receipt().clone();
            book.grants[2].vouchers[0].receipts[0] = Receipt { no: 99, number: " r-1".into(), hash: "0".repeat(64), ..twin };
        },
        |book| {
            // A market gives no numbers: the same stall, day and sum say too little.
            book.receipt().number = String::new();
            let twin = book.receipt().clone();
            book.grants[2].vouchers[0].receipts[0] = Receipt { no: 99, hash: "0".repeat(64), ..twin };
        },
    ),
    (Rule::ReceiptSum, |book| book.receipt().lines[0].amount -= 1, |book| book.receipt().lines.clear()),
    (
        Rule::ReceiptShort,
        |book| *book.receipt() = receipt(1, after(49), 9_999),
        |book| {
            *book.receipt() = receipt(1, after(49), 9_999);
            book.grants[0].closed = None;
        },
    ),
    (Rule::JustUnder, |book| _ = book.pays(24_999), |book| _ = book.pays(25_000)),
    (Rule::JustUnder, |book| _ = book.pays(23_750), |book| _ = book.pays(23_749)),
    (Rule::Round, |book| book.threshold(Limit::Round, 10_000), |book| book.threshold(Limit::Round, 30_000)),
    (Rule::Weekend, |book| book.step(Step::Paid).2 = day("2016-09-17"), |book| book.step(Step::Paid).2 = day("2016-09-16")),
    (
        Rule::NobodyWent,
        |book| book.grants[0].visits.truncate(1),
        |book| {
            book.grants[0].visits.truncate(1);
            // The ninetieth day after the second payment.
            book.today = after(73 + 90);
        },
    ),
    (
        Rule::SamePlace,
        |book| *book.family(2)[1] = "+855 00 1".into(),
        |book| {
            book.family(0)[1].clear();
            book.family(2)[1].clear();
        },
    ),
    (
        Rule::OneWitness,
        |book| {
            book.grants = (1..=31).map(grant).collect();
            book.grants.iter_mut().take(8).for_each(|grant| grant.witness = "Chief 1".into());
        },
        |book| {
            book.grants = (1..=32).map(grant).collect();
            book.grants.iter_mut().take(8).for_each(|grant| grant.witness = "Chief 1".into());
        },
    ),
    (Rule::TwoGrants, |book| *book.family(2)[0] = "HH-1 ".into(), |book| *book.family(2)[0] = "HH-11".into()),
    (
        Rule::Ineligible,
        |book| book.receipt().lines[0].what = "2 cases of Beer".into(),
        |book| {
            book.receipt().lines[0].what = "beerwort, swine feed".into();
        },
    ),
    (Rule::OldAdvance, |book| book.held = vec![(9, day("2018-01-29"), 500)], |book| book.held = vec![(9, day("2018-01-30"), 500)]),
    (
        Rule::NotSeen,
        |book| book.grants[0].visits[1].seen = Seen::Part,
        |book| {
            book.grants[0].visits[1].seen = Seen::Part;
            book.grants[0].visits.push(visit(1, 90));
        },
    ),
    (Rule::LineOverspent, |book| book.terms.lines[0].amount = 59_999, |book| book.terms.lines[0].amount = 60_000),
    (Rule::NotVerified, |book| book.grants[0].visits[0].day = after(74), |book| book.grants[0].visits[0].day = after(73)),
    (
        Rule::OtherRate,
        |book| {
            let first = book.pays(10_000);
            (first.currency, first.paid, first.receipts[0].amount) = ("KHR".into(), 410_000, 410_000);
        },
        |book| {
            let first = book.pays(10_000);
            (first.currency, first.paid, first.receipts[0].amount) = ("KHR".into(), 400_000, 400_000);
        },
    ),
    (
        Rule::NumberGap,
        |book| book.grants[2].vouchers[1].own_no = "V-007".into(),
        |book| {
            // A voided voucher keeps its number; another series has its own.
            book.grants[1].vouchers[1].voided = true;
            book.grants[2].vouchers[1].own_no = "W-1".into();
        },
    ),
    (Rule::NumberTwice, |book| book.first().own_no = "V-002".into(), |book| book.first().own_no = "W-002".into()),
    (Rule::ScanMissing, |book| book.receipt().hash.clear(), |book| book.first().receipts.clear()),
    (
        Rule::Quotations,
        |book| {
            let first = book.pays(15_001);
            (first.means, first.quotations) = (Means::Goods, 2);
        },
        |book| book.pays(15_000).means = Means::Goods,
    ),
    (Rule::Quotations, |book| book.pays(15_001).means = Means::Goods, |book| _ = book.pays(15_001)),
    (Rule::CashTooMuch, |book| _ = book.pays(30_001), |book| book.pays(30_001).means = Means::Transfer),
    (Rule::CashTooMuch, |book| _ = book.pays(30_001), |book| _ = book.pays(30_000)),
];

#[test]
fn each_rule_speaks_where_it_should_and_only_there() {
    assert_eq!(Book::good().found(), []);
    for (at, (rule, breaks, near)) in CASES.into_iter().enumerate() {
        let found = |change: fn(&mut Book)| {
            let mut book = Book::good();
            change(&mut book);
            book.found()
        };
        assert!(found(breaks).iter().any(|found| found.rule == rule), "case {at}: {rule:?} is silent: {:?}", found(breaks));
        assert!(found(near).iter().all(|found| found.rule != rule), "case {at}: {rule:?} speaks: {:?}", found(near));
    }
    let tried: BTreeSet<Rule> = CASES.iter().map(|(rule, ..)| *rule).collect();
    assert_eq!(tried, Rule::ALL.into_iter().collect());
}

#[test]
fn an_exception_says_what_it_rests_on() {
    let of = |change: fn(&mut Book)| {
        let mut book = Book::good();
        change(&mut book);
        book.found()
    };
    let one = |rule, grant, voucher, ground| vec![Exception { rule, grant, voucher, ground }];
    assert_eq!(
        of(|book| book.step(Step::Approved).1 = who("finance")),
        one(Rule::OneHand, Some(1), Some(1), Ground::Duties(Duty::Checks, Duty::Approves))
    );
    assert_eq!(
        of(|book| book.terms.lines[0].amount = 59_999),
        one(Rule::LineOverspent, None, None, Ground::Line("families".into(), 60_000, 59_999))
    );
    assert_eq!(of(|book| book.receipt().hash.clear()), one(Rule::ScanMissing, Some(1), Some(1), Ground::Text("R-1".into())));
    assert_eq!(
        of(|book| book.grants[0].visits.clear()),
        [
            Exception { rule: Rule::NobodyWent, grant: Some(1), voucher: Some(1), ground: Ground::Day(after(45)) },
            Exception { rule: Rule::NotVerified, grant: Some(1), voucher: Some(2), ground: Ground::Day(after(73)) },
        ]
    );
}

/// What a shared hand may never hold; every pair that is not here may lie in one hand.
#[test]
fn the_table_of_duties_is_whole() {
    use Duty::*;
    let all = [Helps, Screens, Appraises, Votes, Signs, Prepares, Checks, Approves, Pays, Records, Verifies];
    // The checklist: who asks, approves, pays and records a voucher are four, and its checker a fifth.
    let of_voucher = [Prepares, Checks, Approves, Pays, Records];
    for (at, one) in of_voucher.into_iter().enumerate() {
        for other in &of_voucher[at + 1..] {
            assert!(apart(one, *other) && apart(*other, one), "{one:?} {other:?}");
        }
    }
    // Who helps a family has no vote and no say over its money; who pays does not verify; the manager signs.
    for (one, other) in [(Helps, Screens), (Helps, Appraises), (Helps, Votes), (Helps, Approves), (Helps, Pays), (Pays, Verifies)] {
        assert!(apart(one, other), "{one:?} {other:?}");
    }
    let listed: BTreeSet<(Duty, Duty)> = APART.iter().map(|(one, other)| (*one.min(other), *one.max(other))).collect();
    assert_eq!(listed.len(), APART.len(), "a pair stands there twice");
    assert!(APART.iter().all(|(one, other)| one < other && all.contains(one) && all.contains(other)));
    for duty in all {
        assert!(!apart(duty, duty), "the same duty twice is one hand");
        let done: Vec<Duty> = all.into_iter().filter(|other| apart(duty, *other)).collect();
        assert_eq!(forbidden(duty, done.iter().copied()), done.first().copied());
        assert_eq!(forbidden(duty, all.into_iter().filter(|other| !apart(duty, *other))), None);
    }
}
