//! Grants of before as a table: what is read of a row, and every cell that is refused with its reason.
use chrono::NaiveDate;
use domain::grants::{
    Applicant, Terms, Who,
    acts::{AgeBand, Business, Means, Operating, PlanLine, Seen, Step, Visiting},
    history::{self, Bad, BadWhy, Cells, Free, History, Place},
};
use ledger::Commodity;
use uuid::Uuid;

const FREE: Free = Free { grant: 5, party: 50, voucher: 500, receipt: 5_000 };

fn read(rows: &[&[(&'static str, &str)]]) -> Result<History, Vec<Bad>> {
    let terms = Terms::read(include_str!("../../fixtures/grants/award.toml")).expect("terms");
    let rows: Vec<Cells> =
        rows.iter().map(|row| row.iter().map(|(column, text)| (*column, (*text).to_owned())).collect()).collect();
    let person = |number: &str| Uuid::from_u128(number.len() as u128);
    history::read(&rows, &Place { terms: &terms, currencies: &[Commodity::USD, Commodity::KHR], free: FREE, person: &person })
}

const FAMILY: &[(&str, &str)] = &[
    ("grant", "FG-1"),
    ("line", "families"),
    ("person", "P-1"),
    ("name_km", "គ្រួសារ ០១"),
    ("village", "២០០១០៣០៣"),
    ("place", "11.01234, 106.2"),
    ("business", "poultry"),
    ("eligible", "yes"),
    ("applied_on", "01/08/2016"),
    ("applied_by", "officer-1"),
    ("agreed_on", "2016-09-05"),
    ("agreement", "1,250.50"),
    ("voucher", "V-1"),
    ("tranche", "1"),
    ("amount", "100"),
    ("currency", "KHR"),
    ("paid", "៤០៨,០០០"),
    ("means", "cash"),
    ("paid_on", "2016-09-12"),
    ("receipt_supplier", "Market stall"),
    ("receipt_on", "2016-09-13"),
    ("receipt_amount", "408000"),
    ("receipt_lines", "កូនមាន់ chicks 300,000; feed 108000;"),
    ("visit_on", "2016-09-20"),
    ("visit_by", "monitor-1"),
    ("visit_seen", "part"),
    ("visit_found", "lost-contact"),
    ("follow_months", "3"),
    ("follow_on", "2016-12-20"),
    ("follow_seen", "all"),
    ("follow_found", "runs"),
];

const CODED: &[(&str, &str)] = &[
    ("grant", "CG-1"),
    ("line", "by-code"),
    ("code", "0000002E"),
    ("provider", "CCPCR"),
    ("age", "under-18"),
    ("consent", "yes"),
    ("province", "09"),
    ("business", "cloth"),
];

/// A row with some cells otherwise, or more of them.
fn with<'a>(row: &[(&'static str, &'a str)], change: &[(&'static str, &'a str)]) -> Vec<(&'static str, &'a str)> {
    let kept = row.iter().filter(|(column, _)| change.iter().all(|(other, _)| other != column));
    kept.chain(change).copied().collect()
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

#[test]
fn a_row_is_read_as_people_write_it() {
    let rate = [("rate_on", "2016-07-01"), ("rate_currency", "KHR"), ("rate", "4,080.5"), ("rate_source", "bank")];
    let second = [("grant", "FG-1"), ("voucher", "V-2"), ("tranche", "2"), ("amount", "12.5"), ("means", "goods")];
    let history = read(&[&rate, FAMILY, &second]).expect("read");
    assert_eq!(history.rates[0].per_million, 40_805_000);
    let [grant] = &history.grants[..] else { panic!("one grant") };
    assert_eq!((grant.grant, grant.party, grant.business, grant.eligible), (5, 50, Business::Poultry, true));
    assert_eq!(grant.applied, Some((Who::Named("officer-1".into()), day("2016-08-01"))));
    assert_eq!((grant.agreed, grant.screened.clone()), (Some((day("2016-09-05"), 125_050)), None));
    let Applicant::Family { village, place, .. } = &grant.applicant else { panic!("a family") };
    assert_eq!((village.as_str(), *place), ("20010303", Some((1_101_234, 10_620_000))));
    let [one, two] = &grant.vouchers[..] else { panic!("two vouchers") };
    assert_eq!((one.voucher, one.tranche, one.amount, one.paid, one.means), (500, 0, 10_000, 408_000, Means::Cash));
    assert_eq!(one.steps, [(Step::Paid, Who::Named(String::new()), day("2016-09-12"))]);
    let lines: Vec<(&str, i64)> = one.receipts[0].lines.iter().map(|PlanLine { what, amount }| (what.as_str(), *amount)).collect();
    assert_eq!(lines, [("កូនមាន់ chicks", 300_000), ("feed", 108_000)]);
    assert_eq!((one.receipts[0].no, one.receipts[0].hash.as_str(), one.receipts[0].sealed), (5_000, "", false));
    assert_eq!((two.voucher, two.tranche, two.amount, two.paid, two.currency.as_str()), (501, 1, 1_250, 1_250, "USD"));
    let visits: Vec<(Visiting, Seen, Operating)> =
        grant.visits.iter().map(|visit| (visit.visiting, visit.seen, visit.operating)).collect();
    let seen = (Visiting::Verification { tranche: 0 }, Seen::Part, Operating::LostContact);
    assert_eq!(visits, [(Visiting::FollowUp { months: 3 }, Seen::All, Operating::Runs), seen]);
    assert_eq!(history.people.len(), 1);
}

#[test]
fn a_code_has_its_few_fields_and_no_other() {
    let sealed = [("voucher", "V-1"), ("tranche", "1"), ("amount", "80"), ("means", "transfer"), ("receipt_on", "2016-10-01")];
    let scan = "ab".repeat(32);
    let rest = [("receipt_amount", "80"), ("receipt_scan", scan.as_str())];
    let history = read(&[&with(&with(CODED, &sealed), &rest)]).expect("read");
    let Applicant::Coded { age, sex, consent, .. } = &history.grants[0].applicant else { panic!("a code") };
    assert_eq!((*age, sex.as_deref(), *consent), (Some(AgeBand::Under18), None, true));
    assert!(history.grants[0].vouchers[0].receipts[0].sealed && history.people.is_empty());
    let forbidden = [
        "person",
        "name_km",
        "name_latin",
        "household",
        "phone",
        "account",
        "village",
        "place",
        "witness",
        "receipt_supplier",
        "receipt_number",
        "receipt_lines",
    ];
    for column in forbidden {
        let row = with(&with(&with(CODED, &sealed), &rest), &[(column, "somebody 1")]);
        assert_eq!(read(&[&row]), Err(vec![Bad { row: 0, column, why: BadWhy::NotUnderACode }]), "{column}");
    }
}

/// A row, what stands in it otherwise, and which cell is refused why.
type Case<'a> = (&'a [(&'static str, &'a str)], &'a [(&'static str, &'a str)], &'static str, BadWhy);

#[test]
fn every_bad_cell_has_its_reason() {
    let long = "x".repeat(201);
    let cases: &[Case] = &[
        (FAMILY, &[("grant", "")], "grant", BadWhy::Missing),
        (FAMILY, &[("line", "office")], "line", BadWhy::Line),
        (FAMILY, &[("line", "")], "line", BadWhy::Line),
        (FAMILY, &[("person", "")], "person", BadWhy::Missing),
        (FAMILY, &[("name_km", "")], "name_km", BadWhy::Missing),
        (FAMILY, &[("household", &long)], "household", BadWhy::Long),
        (FAMILY, &[("village", "9010101")], "village", BadWhy::Digits),
        (FAMILY, &[("place", "11.012345 106")], "place", BadWhy::Place),
        (FAMILY, &[("place", "106.0 11.0")], "place", BadWhy::Place),
        (FAMILY, &[("code", "0000002E")], "code", BadWhy::NotForAFamily),
        (FAMILY, &[("business", "casino")], "business", BadWhy::Choice),
        (FAMILY, &[("eligible", "perhaps")], "eligible", BadWhy::Choice),
        (FAMILY, &[("applied_on", "31/02/2016")], "applied_on", BadWhy::Day),
        (FAMILY, &[("applied_on", "01/08/16")], "applied_on", BadWhy::Day),
        (FAMILY, &[("applied_on", "")], "applied_on", BadWhy::Alone),
        (FAMILY, &[("agreement", "")], "agreement", BadWhy::Alone),
        (FAMILY, &[("agreement", "12.505")], "agreement", BadWhy::Amount),
        (FAMILY, &[("agreement", "12,50")], "agreement", BadWhy::Amount),
        (FAMILY, &[("agreement", "-5")], "agreement", BadWhy::Amount),
        (FAMILY, &[("agreement", "0")], "agreement", BadWhy::Amount),
        (FAMILY, &[("agreement", "99999999999999999999999999999999")], "agreement", BadWhy::Amount),
        (FAMILY, &[("tranche", "0")], "tranche", BadWhy::Number),
        (FAMILY, &[("amount", "")], "amount", BadWhy::Missing),
        (FAMILY, &[("currency", "THB")], "currency", BadWhy::Currency),
        (FAMILY, &[("paid", "")], "paid", BadWhy::Missing),
        (FAMILY, &[("paid", "0.5")], "paid", BadWhy::Amount),
        (FAMILY, &[("means", "gift")], "means", BadWhy::Choice),
        (FAMILY, &[("quotations", "many")], "quotations", BadWhy::Number),
        (FAMILY, &[("receipt_on", "")], "receipt_on", BadWhy::Missing),
        (FAMILY, &[("receipt_scan", "AB")], "receipt_scan", BadWhy::Digest),
        (FAMILY, &[("receipt_lines", "chicks")], "receipt_lines", BadWhy::Amount),
        (FAMILY, &[("follow_months", "2")], "follow_months", BadWhy::Choice),
        (FAMILY, &[("visit_seen", "")], "visit_seen", BadWhy::Missing),
        (CODED, &[("code", "00000023")], "code", BadWhy::Code),
        (CODED, &[("provider", "")], "provider", BadWhy::Missing),
        (CODED, &[("sex", "f")], "sex", BadWhy::Choice),
        (CODED, &[("age", "17")], "age", BadWhy::Choice),
        (CODED, &[("consent", "")], "consent", BadWhy::Consent),
        (CODED, &[("province", "9")], "province", BadWhy::Digits),
    ];
    for (row, change, column, why) in cases {
        let got = read(&[&with(row, change)]).expect_err(column);
        assert!(got.contains(&Bad { row: 0, column, why: *why }), "{change:?}: {got:?}");
    }
}

#[test]
fn rows_are_refused_together_and_against_each_other() {
    let later = [("grant", "FG-1"), ("household", "another"), ("business", "poultry")];
    let other = with(FAMILY, &[("grant", "FG-2"), ("name_km", "គ្រួសារ ០២")]);
    let rate = [("rate_on", "2016-07-01"), ("rate_currency", "KHR"), ("rate", "0.00000001"), ("rate_source", "bank")];
    assert_eq!(
        read(&[FAMILY, &later, &other, &rate]),
        Err(vec![
            Bad { row: 1, column: "household", why: BadWhy::OtherThanFirst },
            Bad { row: 2, column: "person", why: BadWhy::OtherPerson },
            Bad { row: 3, column: "rate", why: BadWhy::Amount },
        ])
    );
    // The rows after one that cannot be read are not blamed for it.
    let broken = with(FAMILY, &[("line", "office")]);
    assert_eq!(
        read(&[&broken, &[("grant", "FG-1"), ("voucher", "V-2")]]),
        Err(vec![Bad { row: 0, column: "line", why: BadWhy::Line }])
    );
}
