//! The reports of an award at the command line: ninety grants of before as they are in the fixtures, figures worked out from
//! their rows; an award with something of everything; nobody named, no code anywhere.
use crate::{
    cli::{good, refused},
    support::{
        award::keep,
        databases::{Database, each_engine, sqlite},
    },
};
use chrono::NaiveDate;
use domain::grants::{
    Act, Award, Fact, Money, Terms, Who,
    acts::{Means, Purpose, Source, Step},
};
use sansom::exports::AwardBook;
use serde_json::{Value, json};
use std::path::Path;
use uuid::Uuid;

const CLEAN: &str = include_str!("../../fixtures/grants/clean.csv");
const REPORTS: [&str; 5] = ["budget", "liquidation", "exceptions", "advances", "donor"];

fn fixture(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/grants").join(name).display().to_string()
}

/// The award of the fixtures with its grants.
fn bring(database: &Database, grants: &str) {
    good(database, &["user", "add", "admin", "--role", "administrator", "--password-stdin"]);
    good(database, &["organisation", "add", "CCPCR", "--name-latin", "CCPCR"]);
    good(database, &["import", "award", &fixture("award.toml")]);
    good(database, &["import", "grants", &fixture(grants), "--award", "SG-2016"]);
}

fn told(database: &Database, award: &str, report: &[&str]) -> Value {
    let arguments = [&["report"], report, &["--award", award, "--format", "json"]].concat();
    serde_json::from_str(&good(database, &arguments)).unwrap()
}

fn at_end(database: &Database, report: &str) -> Value {
    told(database, "SG-2016", &[report, "--to", "2018-03-01"])
}

/// The figures of a row, in this order.
fn figures(row: &Value, names: &[&str]) -> Vec<String> {
    names.iter().map(|name| row[name].as_str().unwrap_or_default().to_owned()).collect()
}

const BUDGET: [&str; 6] = ["budget", "committed", "advanced", "spent", "verified", "available"];

#[tokio::test]
async fn ninety_grants_are_told_by_line_and_by_grant() {
    each_engine(|base| async move {
        bring(&base, "clean.csv");
        let budget = at_end(&base, "budget");
        let line = |at: usize| figures(&budget["lines"][at], &BUDGET);
        assert_eq!(line(0), ["18000.00", "0.00", "0.00", "16900.00", "16900.00", "1100.00"]);
        assert_eq!(line(1), ["9000.00", "0.00", "0.00", "9000.00", "9000.00", "0.00"]);
        assert_eq!(figures(&budget["sum"], &BUDGET), ["30000.00", "0.00", "0.00", "25900.00", "25900.00", "4100.00"]);
        // At the end of a year: FG-21 and others had been paid a first tranche and not the second.
        let year = told(&base, "SG-2016", &["budget", "--to", "31/12/2016"]);
        assert_eq!((&year["lines"][0]["spent"], &year["lines"][1]["spent"]), (&json!("9030.00"), &json!("4800.00")));

        let liquidation = at_end(&base, "liquidation");
        let grants = liquidation["grants"].as_array().unwrap();
        assert_eq!(grants.len(), 60);
        let of = |paper: &str| grants.iter().find(|grant| grant["paper"] == paper).unwrap();
        let names = ["stage", "agreed", "paid", "receipts", "verified", "returned", "disallowed", "open"];
        assert_eq!(figures(of("FG-07"), &names), ["closed", "220.00", "220.00", "220.00", "220.00", "0.00", "0.00", "0.00"]);
        // 609,000 and 324,800 riel of receipts at 4,060.
        assert_eq!(figures(of("FG-33"), &names), ["closed", "230.00", "230.00", "230.00", "230.00", "0.00", "0.00", "0.00"]);
        let by_code = &liquidation["by_code"][0];
        assert_eq!((&by_code["grants"], &by_code["open"], &by_code["closed"]), (&json!(30), &json!(10), &json!(20)));
        assert_eq!(figures(&by_code["figures"], &["agreed", "paid", "open"]), ["9000.00", "9000.00", "0.00"]);
        assert_eq!(figures(&liquidation["sum"], &["paid", "verified"]), ["25900.00", "25900.00"]);

        let donor = told(&base, "SG-2016", &["donor", "--from", "2017-01-01", "--to", "2017-12-31"]);
        let money = ["brought_forward", "received", "returned", "spent", "balance"];
        assert_eq!(figures(&donor, &money), ["0.00", "12070.00", "0.00", "12070.00", "0.00"]);
        assert_eq!(figures(&donor["lines"][0], &["before", "spent", "left"]), ["9030.00", "7870.00", "1100.00"]);
        let first = &told(&base, "SG-2016", &["donor", "--to", "2016-09-30"])["rates"][0];
        assert_eq!(figures(first, &["for", "day", "paid", "in"]), ["voucher V-001", "2016-09-13", "897600", "KHR"]);
        assert_eq!(figures(first, &["rate", "table", "amount"]), ["4080", "4080", "220.00"]);
        assert_eq!(at_end(&base, "advances")["advances"], json!([]));
        assert_eq!(at_end(&base, "exceptions")["exceptions"], json!([]));
    })
    .await;
}

#[tokio::test]
async fn fifteen_irregularities_are_reported_with_where_and_why() {
    each_engine(|base| async move {
        bring(&base, "planted.csv");
        let found = at_end(&base, "exceptions");
        let found = found["exceptions"].as_array().unwrap();
        let lines: Vec<String> = found.iter().map(|one| figures(one, &["rule", "paper", "found", "expected"]).join("|")).collect();
        assert_eq!(
            lines,
            [
                "one-hand|FG-07 V-006|checks and approves|",
                "paid-before-approved|by code V-036|2016-11-17|2016-11-21",
                "over-agreement|FG-25|250.00 USD|230.00 USD",
                "outside-award|FG-50 V-115|2018-01-05|",
                "receipt-twice|FG-32 V-058|V-054|",
                "receipt-sum|FG-13 V-014|230.00 USD|220.00 USD",
                "just-under|by code V-033|245.00 USD|250.00 USD",
                "nobody-went|FG-16 V-015|2016-10-12|",
                "same-place|FG-44|phone of FG-21|",
                "two-grants|FG-38|household of FG-05|",
                "ineligible|FG-19 V-016|ស្រា|",
                "not-seen|FG-47|2017-02-15|",
                "not-verified|by code V-136|2017-02-03|",
                "other-rate|FG-33 V-051|150.00 USD|147.78 USD",
                "number-gap|V-151|V-150|",
            ]
        );
        assert!(found.iter().all(|one| !one["says"].as_str().unwrap().is_empty() && one["why"].as_str().unwrap().ends_with(char::is_alphabetic)));
        // Which grant under a code it is, only the liaison may see.
        assert!(found.iter().filter(|one| one["by_code"] == json!(true)).all(|one| one["grant"].is_null()));
        let text = good(&base, &["report", "exceptions", "--award", "SG-2016", "--to", "2018-03-01"]);
        assert!(text.contains("Two duties in one hand") && text.lines().count() == 16, "{text}");
    })
    .await;
}

/// Codes, and the numbers of their papers, stand in no report in any format; nor does a family's name.
#[tokio::test]
async fn no_report_names_anybody() {
    sqlite(|base| async move {
        bring(&base, "planted.csv");
        let mut secret = Vec::new();
        for line in CLEAN.lines().skip(1) {
            let cells: Vec<&str> = line.split(',').collect();
            secret.extend([cells[3], cells[4], cells[6], cells[10]].into_iter().filter(|cell| !cell.is_empty()));
            secret.extend(Some(cells[0]).filter(|paper| paper.starts_with("CG-")));
        }
        assert!(secret.len() > 240, "{}", secret.len());
        for report in REPORTS {
            let mut all = String::new();
            for format in ["text", "csv", "json"] {
                all += &good(&base, &["report", report, "--award", "SG-2016", "--to", "2018-03-01", "--format", format]);
            }
            all += &sheets(&base, report);
            for word in &secret {
                assert!(!all.contains(word), "{report}: {word}");
            }
        }
    })
    .await;
}

/// A workbook's cells, one after the other.
fn sheets(database: &Database, report: &str) -> String {
    use calamine::{Data, Reader, Xlsx};
    let file = database.folder.0.join(format!("{report}.xlsx"));
    let path = file.to_str().unwrap();
    let arguments = ["report", report, "--award", "SG-2016", "--to", "2018-03-01", "--format", "xlsx", "-o", path];
    assert_eq!(good(database, &arguments), "");
    let bytes = std::fs::read(&file).unwrap();
    good(database, &arguments);
    assert_eq!(bytes, std::fs::read(&file).unwrap(), "{report}: the same books are the same bytes");
    let mut book: Xlsx<_> = calamine::open_workbook(&file).unwrap();
    let cells: Vec<Data> =
        book.worksheets().into_iter().flat_map(|(_, range)| range.cells().map(|cell| cell.2.clone()).collect::<Vec<_>>()).collect();
    cells.iter().map(|cell| format!("{cell} ")).collect()
}

#[tokio::test]
async fn an_award_that_is_kept_here() {
    each_engine(|base| async move {
        keep(&base.db).await;
        let told = |report: &str| told(&base, "SG-2026", &[report, "--to", "2026-12-31"]);
        let budget = told("budget");
        let line = |at: usize| figures(&budget["lines"][at], &BUDGET);
        // 200.00 was paid; 15.00 came back and 5.00 is to be paid back.
        assert_eq!(line(0), ["12000.00", "0.00", "0.00", "180.00", "180.00", "11820.00"]);
        // One grant under a code: what is promised, paid or left would tell of it, and so would the sum of all lines.
        assert_eq!(line(1), ["3000.00", "", "0.00", "", "", ""]);
        assert_eq!(figures(&budget["sum"], &BUDGET), ["18000.00", "", "0.00", "", "", ""]);
        // 40.00 was reversed; 25.00 is made out.
        assert_eq!(line(2), ["3000.00", "25.00", "0.00", "0.00", "0.00", "2975.00"]);
        let liquidation = told("liquidation");
        let names = ["paid", "receipts", "verified", "returned", "disallowed", "to_recover", "open"];
        assert_eq!(figures(&liquidation["grants"][0], &names), ["200.00", "120.00", "180.00", "15.00", "5.00", "5.00", "0.00"]);
        // One grant under a code: not even a sum.
        assert_eq!(liquidation["by_code"][0]["figures"], Value::Null);
        assert_eq!((&liquidation["by_code"][0]["grants"], &liquidation["sum"]), (&Value::Null, &Value::Null));
        let text = good(&base, &["report", "liquidation", "--award", "SG-2026", "--to", "2026-12-31"]);
        assert!(text.contains("hidden") && !text.contains("300.00"), "{text}");
        let donor = told("donor");
        assert_eq!(figures(&donor, &["received", "spent", "balance"]), ["10000.00", "", ""]);
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_reported_says_why() {
    sqlite(|base| async move {
        keep(&base.db).await;
        assert_eq!(refused(&base, &["report", "budget", "--award", "NONE"]), "there is no award NONE");
        let turned = ["report", "donor", "--award", "SG-2026", "--from", "2026-03-01", "--to", "2026-02-01"];
        assert_eq!(refused(&base, &turned), "the first day is after the last");
        let nowhere = ["report", "budget", "--award", "SG-2026", "--format", "xlsx", "-o", "/nowhere/at/all.xlsx"];
        assert!(refused(&base, &nowhere).contains("cannot be written"));
        // CSV keeps the parts of a report apart.
        let csv = good(&base, &["report", "donor", "--award", "SG-2026", "--to", "2026-12-31", "--format", "csv"]);
        assert!(csv.starts_with("part,what,amount,currency,line,budget,before,spent,left,for,day,paid,in,rate,table\n"), "{csv}");
        assert!(csv.contains("\nmoney,spent,hidden,USD,"), "{csv}");
    })
    .await;
}

/// 400,000 riel on 1 September and 100,000 on 25 October; 300,000 spent on 10 September: what was given first goes first.
#[test]
fn advances_are_told_by_age() {
    let day = |month, day| NaiveDate::from_ymd_opt(2016, month, day).unwrap();
    let mut acts: Vec<Act> = Vec::new();
    let mut tell = |day, fact| {
        let no = acts.len() as i64 + 1;
        acts.push(Act { no, id: Uuid::from_u128(no as u128), day, by: Who::Named("cashier".into()), fact, entry: None });
    };
    tell(day(9, 1), Fact::HolderNamed { holder: 3, user: None, name: "officer-3".into() });
    let cost = Purpose::Cost { line: "office".into(), persons: None, help: None, what: "fuel".into() };
    let carries = || Purpose::Advance { holder: 3 };
    let vouchers = [
        (1, day(9, 1), carries(), 400_000, Source::Cash),
        (2, day(9, 10), cost, 300_000, Source::Advance { holder: 3 }),
        (3, day(10, 25), carries(), 100_000, Source::Cash),
    ];
    for (voucher, day, purpose, paid, source) in vouchers {
        let (amount, currency, means) = (paid / 40, "KHR".to_owned(), Means::Cash);
        tell(day, Fact::Prepared { voucher, purpose, amount, currency, paid, source, means, quotations: 0 });
        tell(day, Fact::Stepped { voucher, step: Step::Paid, reference: String::new(), witness: true });
    }
    let terms = Terms::read(include_str!("../../fixtures/grants/award.toml")).unwrap();
    let book = AwardBook::new(Award { terms, acts, money: Money::default(), closed_through: None });
    assert_eq!(
        book.advances(day(10, 31)).sheets.to_csv(),
        "holder,name,since,days,age,late,amount,currency\n\
         3,officer-3,2016-09-01,60,31-60,late,100000,KHR\n\
         3,officer-3,2016-10-25,6,0-30,,100000,KHR\n"
    );
    assert_eq!(book.budget(day(10, 31)).json["officers"], json!({ "KHR": "200000" }));
    // The late one is an exception too; of the newer one nothing is said.
    let found = book.exceptions(day(10, 31)).json["exceptions"].as_array().unwrap().clone();
    let late: Vec<_> = found.iter().filter(|one| one["rule"] == "old-advance").collect();
    assert_eq!((late.len(), &late[0]["found"]), (1, &json!("officer-3")));
}
