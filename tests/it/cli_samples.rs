//! Samples from outside: the real program on the published figures, where no books are.
use serde_json::{Value, json};
use std::{
    path::PathBuf,
    process::{Command, Output},
};

fn run(arguments: &[&str]) -> Output {
    let mut process = Command::new(env!("CARGO_BIN_EXE_sansom"));
    process.args(["sample", "--data", "/nowhere/at/all"]).args(arguments).output().unwrap()
}

fn reckoned(arguments: &[&str]) -> Value {
    let done = run(&[arguments, &["--format", "json"]].concat());
    assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    serde_json::from_slice(&done.stdout).unwrap()
}

/// A file for one test.
struct File(PathBuf);

impl File {
    fn new(name: &str, text: &str) -> File {
        let path = std::env::temp_dir().join(format!("sansom-samples-{}-{name}.csv", std::process::id()));
        std::fs::write(&path, text).unwrap();
        File(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[test]
fn attribute_samples_are_those_of_the_table() {
    for (population, tolerable, n) in [
        ("90", "5%", 40),
        ("90", "10%", 25),
        ("60", "5%", 38),
        ("60", "10 %", 23),
        ("30", "5", 23),
        ("30", "១០%", 19),
        ("1", "5%", 1),
    ] {
        let asked = ["attribute", "--population", population, "--tolerable", tolerable, "--confidence", "95%"];
        assert_eq!(reckoned(&asked), json!({ "n": n }), "{population} at {tolerable}");
        // JSON is what it answers where nothing is said.
        assert_eq!(serde_json::from_slice::<Value>(&run(&asked).stdout).unwrap(), json!({ "n": n }));
    }
}

/// 300 vouchers of 1,000: the textbook's total.
fn textbook() -> String {
    "item,amount\n".to_owned() + &(1..=300).map(|no| format!("V-{no:03},\"1,000\"\n")).collect::<String>()
}

fn drawn(file: &File, seed: &str) -> Value {
    let aim = ["--tolerable", "15,000", "--expected", "6000", "--confidence", "95%", "--seed", seed];
    reckoned(&[&["mus", "--population", file.path()], &aim[..]].concat())
}

#[test]
fn the_textbook_sample_is_drawn_again_from_its_seed() {
    let file = File::new("textbook", &textbook());
    let first = drawn(&file, "2026-11-22");
    assert_eq!((&first["n"], &first["interval"]), (&json!(181), &json!(1657)));
    assert_eq!((&first["population"]["items"], &first["population"]["total"]), (&json!(300), &json!("300000")));
    let hits: u64 = first["items"].as_array().unwrap().iter().map(|item| item["hits"].as_u64().unwrap()).sum();
    assert!(hits == 181 || hits == 182, "{hits}");
    assert_eq!(first, drawn(&file, "2026-11-22"));
    assert_ne!(first["items"], drawn(&file, "2026-11-23")["items"]);
    // Lines in another order are another population.
    let mut lines: Vec<&str> = "V-300,1000\nV-299,1000".lines().collect();
    let all = textbook();
    lines.extend(all.lines().skip(1).take(298));
    let other = drawn(&File::new("other-order", &format!("item,amount\n{}\n", lines.join("\n"))), "2026-11-22");
    assert_ne!(first["population"]["sha256"], other["population"]["sha256"]);
    assert_eq!(first["population"]["total"], other["population"]["total"]);
}

#[test]
fn cents_are_drawn_as_cents() {
    let file = File::new("cents", &textbook().replace("\"1,000\"", "1000.00"));
    let found = drawn(&file, "s");
    assert_eq!((&found["n"], &found["interval"]), (&json!(181), &json!(1657.45)));
    assert_eq!(found["items"][0]["amount"], json!("1000.00"));
}

#[test]
fn a_large_item_is_always_hit() {
    let file = File::new("large", "voucher,book\nA,5\nB,90000\nC,5\n");
    let aim = ["--tolerable", "30000", "--expected", "0", "--confidence", "95"];
    for seed in ["a", "b", "c", "d"] {
        let found = reckoned(&[&["mus", "--population", file.path(), "--seed", seed], &aim[..]].concat());
        assert_eq!(found["interval"], json!(10_000));
        assert!(found["items"].as_array().unwrap().iter().any(|item| item["item"] == "B"), "{found}");
    }
}

const TESTED: &str = "item,book,audited\nV-1,400,320\nV-2,500,0\nV-3,3000,2500\nV-4,900,900\n";

#[test]
fn errors_are_projected_as_in_the_textbook() {
    let file = File::new("tested", TESTED);
    let found = reckoned(&["evaluate", file.path(), "--interval", "1657", "--confidence", "95%"]);
    assert_eq!((&found["projected"], &found["basic_precision"]), (&json!("2488.4"), &json!("4971")));
    let errors: Vec<&str> = found["items"].as_array().unwrap().iter().map(|item| item["error"].as_str().unwrap()).collect();
    assert_eq!(errors, ["331.4", "1657", "500", "0"]);
    let clean = File::new("clean", "item,book,audited\nV-1,5,5\n");
    let found = reckoned(&["evaluate", clean.path(), "--interval", "26882", "--confidence", "95%"]);
    assert_eq!((&found["projected"], &found["upper_limit"]), (&json!("0"), &json!("80646")));
}

#[test]
fn the_other_formats() {
    let file = File::new("formats", TESTED);
    let of = |format| {
        let done = run(&["evaluate", file.path(), "--interval", "1657", "--confidence", "95%", "--format", format]);
        String::from_utf8(done.stdout).unwrap()
    };
    assert!(of("csv").starts_with("item,book,audited,error\nV-1,400,320,331.4\n"), "{}", of("csv"));
    assert!(of("text").contains("projected") && of("text").contains("2488.4"), "{}", of("text"));
    let whole = File::new("formats-mus", "item,amount\nA,10\n");
    let asked = ["mus", "--population", whole.path(), "--tolerable", "30", "--expected", "0", "--confidence", "95%", "--seed", "s"];
    assert_eq!(run(&[&asked[..], &["--format", "csv"]].concat()).stdout, b"item,amount,hits\nA,10,1\n");
    assert!(String::from_utf8(run(&asked).stdout).unwrap().contains("interval"));
}

#[track_caller]
fn refused(arguments: &[&str], code: i32, says: &str) {
    let done = run(arguments);
    let complaint = String::from_utf8(done.stderr).unwrap();
    assert_eq!(done.status.code(), Some(code), "{arguments:?}: {complaint}");
    assert!(complaint.contains(says), "{arguments:?}: {complaint}");
    assert!(done.stdout.is_empty());
}

#[test]
fn nothing_is_drawn_from_nothing() {
    let attribute = |population, tolerable, confidence, says: &str| {
        let asked = ["attribute", "--population", population, "--tolerable", tolerable, "--confidence", confidence];
        refused(&asked, 2, says);
    };
    attribute("0", "5%", "95%", "empty");
    attribute("-3", "5%", "95%", "--population");
    attribute("90", "0%", "95%", "--tolerable");
    attribute("90", "5%", "100%", "--confidence");
    let mus = |text: &str, tolerable, expected, code, says: &str| {
        let file = File::new("refused", text);
        let aim = ["--tolerable", tolerable, "--expected", expected, "--confidence", "95%", "--seed", "s"];
        refused(&[&["mus", "--population", file.path()], &aim[..]].concat(), code, says);
    };
    mus("item,amount\n", "10", "0", 1, "empty");
    mus("", "10", "0", 1, "empty");
    mus("item,amount\nA,0\n", "10", "0", 1, "empty");
    mus("item,amount\nA,5\nB,-5\n", "10", "0", 1, ":3: an amount below nothing");
    mus("item,amount\nA,5\nA,6\n", "10", "0", 1, ":3: item: the same item");
    mus("item,amount\nA,five\nB,\n", "10", "0", 1, ":2: amount: it is no amount");
    mus("item,date\nA,5\n", "10", "0", 1, "date: no such column");
    mus("item\nA\n", "10", "0", 1, "the column amount is missing");
    mus("item,amount\nA,5\n", "0", "0", 2, "--tolerable");
    mus("item,amount\nA,5\n", "3", "3", 2, "--expected");
    mus("item,amount\nA,5\n", "3", "-1", 2, "--expected");
    mus("item,amount\nA,5\n", "3.5", "1", 2, "--tolerable");
    let tested = File::new("no-tests", "item,book,audited\n");
    refused(&["evaluate", tested.path(), "--interval", "10", "--confidence", "95%"], 1, "empty");
    let tested = File::new("no-interval", TESTED);
    refused(&["evaluate", tested.path(), "--interval", "0", "--confidence", "95%"], 2, "--interval");
}
