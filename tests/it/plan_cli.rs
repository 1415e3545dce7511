//! Business plans from outside: the real program on the published budgets, on sheets and on every template, where no books are.
use rust_decimal::Decimal;
use serde_json::{Value, json};
use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
    str::FromStr,
};

fn run(file: &Path, arguments: &[&str]) -> Output {
    let mut process = Command::new(env!("CARGO_BIN_EXE_sansom"));
    process.args(["--data", "/nowhere/at/all", "plan"]).arg(file).args(arguments).output().unwrap()
}

fn fixture(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/plans").join(path)
}

/// A plan as JSON, and whether nothing is wrong with it.
#[track_caller]
fn reckoned(file: &Path) -> (Value, bool) {
    let done = run(file, &["--format", "json"]);
    let plan = serde_json::from_slice(&done.stdout);
    let plan = plan.unwrap_or_else(|error| panic!("{}: {error}: {}", file.display(), String::from_utf8_lossy(&done.stderr)));
    (plan, done.status.code() == Some(0))
}

#[track_caller]
fn published(name: &str) -> (Value, bool) {
    reckoned(&fixture(&format!("published/{name}.toml")))
}

/// A ratio as a budget prints it: rounded up from the half.
#[track_caller]
fn ratio(plan: &Value, name: &str, places: u32) -> String {
    let text = plan["ratios"][name].as_str().unwrap_or_else(|| panic!("{name}: {}", plan["ratios"][name]));
    let up = rust_decimal::RoundingStrategy::MidpointAwayFromZero;
    Decimal::from_str(text).unwrap().round_dp_with_strategy(places, up).to_string()
}

/// What is wrong or to be looked at, but for lives that old sheets do not tell.
fn objections(plan: &Value) -> Vec<&Value> {
    plan["objections"].as_array().unwrap().iter().filter(|one| one["code"] != "no-life").collect()
}

/// The same as where, what and by how much.
fn short(plan: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let one = |one: &&Value| format!("{} {} {}", text(&one["line"]), text(&one["code"]), text(&one["difference"]));
    objections(plan).iter().map(one).collect()
}

#[test]
fn vegetables_on_a_hectare_have_every_printed_figure() {
    let (plan, well) = published("kailan");
    assert!(well);
    assert_eq!(short(&plan), [""; 0]);
    assert_eq!(
        plan["subtotals"],
        json!({ "income": "30000.00", "materials": "12305.00", "labour": "4630.00", "fixed": "1463.00" })
    );
    let totals = &plan["totals"];
    assert_eq!(totals["cost_before_contingency"], "18398.00");
    assert_eq!(totals["contingency"], "919.90");
    assert_eq!((&totals["cost"], &totals["net"]), (&json!("19317.90"), &json!("10682.10")));
    assert_eq!(ratio(&plan, "break_even_price", 2), "1.29");
    assert_eq!(ratio(&plan, "benefit_cost", 2), "1.55");
    assert_eq!(plan["lines"].as_array().unwrap().len(), 23);
    assert_eq!(plan["lines"][6]["amount"], "3000.00");
}

#[test]
fn rice_that_shrinks_has_every_printed_figure() {
    let (plan, well) = published("wet_rice");
    assert!(well);
    assert_eq!(short(&plan), [""; 0]);
    assert_eq!(plan["lines"][0]["sold"], "6150");
    assert_eq!(plan["totals"]["income"], "24600000");
    assert_eq!((&plan["totals"]["cost"], &plan["totals"]["net"]), (&json!("7595000"), &json!("17005000")));
    assert_eq!(plan["ratios"]["net_per_month"], "4251250");
    assert_eq!(ratio(&plan, "benefit_cost", 2), "3.24", "JSON is exact; the sheet cuts it to 3.23, and says so");
}

#[test]
fn chickens_have_every_printed_figure_and_two_faults() {
    let (plan, well) = published("native_chickens");
    assert!(!well);
    let totals = &plan["totals"];
    let printed = ["investment", "variable", "income", "gross_margin"].map(|name| totals[name].as_str().unwrap());
    assert_eq!(printed, ["6200000", "1400000", "3150000", "1750000"]);
    assert_eq!(short(&plan), ["Chicks used-up -", "net-per-month total 1125000"]);
    let says = objections(&plan)[0]["says"].as_str().unwrap();
    assert!(says.contains("500,000") && says.contains("1,250,000"), "{says}");
}

#[test]
fn a_subtotal_that_lacks_a_line_is_objected_to_with_its_difference() {
    let (plan, well) = published("upland_rice");
    assert!(!well);
    let labour = objections(&plan)[0];
    assert_eq!((&labour["line"], &labour["weight"]), (&json!("labour"), &json!("wrong")));
    assert_eq!((&labour["printed"], &labour["ours"]), (&json!("5875000"), &json!("6125000")));
    let says = labour["says"].as_str().unwrap().replace('\u{a0}', " ");
    assert_eq!(
        says,
        "The labour lines come to 6,125,000 IDR; the sheet says 5,875,000 IDR: 250,000 IDR too little. Look whether a line \
         was left out."
    );
    assert!(objections(&plan)[1..].iter().all(|one| one["code"] == "carried" && one["weight"] == "doubt"));
    assert_eq!(objections(&plan).len(), 9);
}

#[test]
fn a_line_in_the_wrong_subtotal_is_objected_to() {
    let (plan, well) = published("tomato");
    assert!(!well);
    assert_eq!(
        short(&plan),
        ["materials moved -600", "other subtotal 600", "break-even-price cut -0.01", "break-even-output cut -0.01"]
    );
    let moved = json!({ "line": "Fermented plant juice", "no": 17, "amount": "600", "counted_in": "other" });
    assert_eq!(objections(&plan)[0]["moved"], moved);
    assert_eq!(plan["totals"]["cost"], "52883");
}

#[test]
fn a_sheet_with_printed_totals_is_compared_as_its_plan_is() {
    let (sheet, well) = reckoned(&fixture("sheets/upland_rice.csv"));
    let (plan, _) = published("upland_rice");
    assert!(!well);
    assert_eq!(short(&sheet), short(&plan));
    for part in ["subtotals", "totals", "ratios", "objections", "cash"] {
        assert_eq!(sheet[part], plan[part], "{part}");
    }
}

#[test]
fn a_spreadsheet_says_what_its_text_says() {
    let text = std::fs::read_to_string(fixture("sheets/upland_rice.csv")).unwrap();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let mut rows = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    for (row, record) in rows.records().enumerate() {
        for (column, cell) in record.unwrap().iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let (row, column) = (u32::try_from(row).unwrap(), u16::try_from(column).unwrap());
            match cell.replace(',', "").parse::<f64>() {
                Ok(number) => sheet.write_number(row, column, number).unwrap(),
                Err(_) => sheet.write_string(row, column, cell).unwrap(),
            };
        }
    }
    let file = File::new("upland.xlsx", "");
    book.save(&file.0).unwrap();
    let ((sheet, well), (of_text, _)) = (reckoned(&file.0), reckoned(&fixture("sheets/upland_rice.csv")));
    assert!(!well);
    for part in ["subtotals", "totals", "ratios", "cash"] {
        assert_eq!(sheet[part], of_text[part], "{part}");
    }
    // A cell of 1.20 is 1.2 to a workbook: it is compared to one place, to which it is right.
    let exact = short(&of_text).into_iter().filter(|one| !one.starts_with("benefit-cost") && !one.starts_with("return-on-cost"));
    assert_eq!(short(&sheet), exact.collect::<Vec<_>>());
}

#[test]
fn what_a_formula_reckoned_is_read() {
    let text = "section,item,quantity,unit,price,amount\n\
                income,Rice,3,kg,1000,3000\n\
                materials,Seed,7,kg,333.33333333333331,\n\
                total,benefit-cost,,,,1.2858979854264896\n\
                total,net,,,,667\n";
    let (plan, well) = reckoned(&File::new("formula.csv", text).0);
    assert!(well, "{:?}", objections(&plan));
    assert_eq!(plan["lines"][1]["price"], "333.333333");
}

/// A file for one test.
struct File(PathBuf);

impl File {
    fn new(name: &str, text: &str) -> File {
        let path = std::env::temp_dir().join(format!("sansom-plan-{}-{name}", std::process::id()));
        std::fs::write(&path, text).unwrap();
        File(path)
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[test]
fn a_sheet_that_cannot_be_read_is_answered_with_every_bad_line() {
    let text = "section,item,quantity,unit,price,amount,months\n\
                income,Rice,ten,kg,900,,\n\
                incom,Rice,10,kg,900,,\n\
                labour,Weeding,10,,,,\n\
                materials,Seed,20,kg,10.000,,\n\
                materials,Urea,20,kg,2500,,4-2\n\
                total,all of it,,,,100,\n";
    let file = File::new("bad.csv", text);
    let done = run(&file.0, &[]);
    assert_eq!(done.status.code(), Some(1));
    assert!(done.stdout.is_empty());
    let said = String::from_utf8(done.stderr).unwrap();
    for place in ["2: quantity", "3: section", "4: unit", "4: price", "5: price", "6: months", "7: item"] {
        assert!(said.contains(&format!("bad.csv:{place}: ")), "{place}: {said}");
    }
    assert!(said.contains("Write 10 or 10000"), "{said}");
}

#[test]
fn a_plan_that_cannot_be_reckoned_says_where() {
    let text = std::fs::read_to_string(fixture("published/wet_rice.toml")).unwrap();
    let file = File::new("refused.toml", &text.replace("shrink = 18", "shrink = 180"));
    let done = run(&file.0, &["--format", "json"]);
    assert_eq!((done.status.code(), done.stdout.len()), (Some(1), 0));
    let said = String::from_utf8(done.stderr).unwrap();
    assert!(said.contains("Line 1, “Rice, weighed wet and sold dry”, lost by drying: Write a number between 0 and 100."), "{said}");
    let khmer = String::from_utf8(run(&file.0, &["--language", "km"]).stderr).unwrap();
    assert!(khmer.contains("បន្ទាត់ទី 1"), "{khmer}");
    let none = run(Path::new("/nowhere/plan.toml"), &[]);
    assert_eq!(none.status.code(), Some(1));
    assert_eq!(run(&file.0, &["--format", "yaml"]).status.code(), Some(2));
}

#[test]
fn every_template_is_a_statement_in_both_languages_with_nothing_wrong() {
    for entry in std::fs::read_dir(fixture("templates")).unwrap() {
        let path = entry.unwrap().path();
        for language in ["en", "km", "both"] {
            let done = run(&path, &["--language", language]);
            assert_eq!(done.status.code(), Some(0), "{}: {}", path.display(), String::from_utf8_lossy(&done.stdout));
            let text = String::from_utf8(done.stdout).unwrap();
            assert!(!text.contains("[plan") && !text.contains("[group"), "{}: a word is missing", path.display());
        }
    }
}

#[test]
fn a_pdf_has_the_figures_of_the_plan() {
    let file = std::env::temp_dir().join(format!("sansom-plan-{}.pdf", std::process::id()));
    let done =
        run(&fixture("templates/chickens-native.toml"), &["--format", "pdf", "--language", "en", "-o", file.to_str().unwrap()]);
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(std::fs::read(&file).unwrap().starts_with(b"%PDF-"));
    let text = Command::new("pdftotext").args(["-layout", file.to_str().unwrap(), "-"]).output().unwrap();
    let text = String::from_utf8_lossy(&text.stdout).into_owned();
    let _ = std::fs::remove_file(&file);
    for figure in ["2,223,760", "1,686,777", "596,983", "13,899"] {
        assert!(text.contains(figure), "{figure} is not on the paper");
    }
}

#[test]
fn a_groups_plan_is_told_year_by_year() {
    let file = fixture("templates/savings-group.toml");
    let (plan, well) = reckoned(&file);
    assert!(well);
    assert_eq!((&plan["kind"], plan["years"].as_array().unwrap().len()), (&json!("savings-group"), 5));
    for year in plan["years"].as_array().unwrap() {
        let of = |name: &str| year[name].as_str().unwrap().parse::<i64>().unwrap();
        assert_eq!(of("fund"), of("savings") + of("retained") + of("borrowed"));
        assert_eq!(of("fund"), of("loans") + of("cash"));
        assert_eq!(of("surplus"), of("income") - of("costs") - of("lost") - of("interest_paid"));
    }
    let pdf = run(&file, &["--format", "pdf", "-o", "-"]);
    assert_eq!(pdf.status.code(), Some(0), "{}", String::from_utf8_lossy(&pdf.stderr));
    assert!(pdf.stdout.starts_with(b"%PDF-"));
}

#[test]
fn the_example_of_the_documentation_is_a_plan_with_nothing_wrong() {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/PLANS.md")).unwrap();
    let example = text.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let (plan, well) = reckoned(&File::new("example.toml", example).0);
    assert!(well, "{:?}", objections(&plan));
    assert!(plan["affordable"]["holds"].as_bool().unwrap());
}
