//! Few people under codes among others: from every total that is shown, less everything that is known besides, nothing
//! about them comes out.
use crate::{cli::good, support::actor::World};
use serde_json::Value;

/// Tries it with the reports of an award in which three grants are under codes, two of them paid.
pub async fn tried(world: &World, award: &str) {
    let told = |report: &str| -> Value {
        let arguments = ["report", report, "--award", award, "--format", "json", "--to", "2028-03-31"];
        serde_json::from_str(&good(&world.base, &arguments)).unwrap()
    };
    let budget = told("budget");
    for figure in ["committed", "spent", "verified", "available"] {
        let lines: Vec<&Value> = budget["lines"].as_array().unwrap().iter().collect();
        let hidden = lines.iter().filter(|line| is_hidden(&line[figure])).count();
        assert!(is_hidden(&lines[1][figure]), "{figure} of the line by code: {budget}");
        assert!(hidden >= 2 || is_hidden(&budget["sum"][figure]), "{figure} comes out of the sum: {budget}");
    }
    let liquidation = told("liquidation");
    let by_code = &liquidation["by_code"][0];
    for cell in ["grants", "open", "closed", "figures"] {
        assert!(is_hidden(&by_code[cell]), "{cell}: {liquidation}");
    }
    assert!(is_hidden(&liquidation["sum"]), "{liquidation}");
    let donor = told("donor");
    let line = &donor["lines"][1];
    for figure in ["before", "spent", "left"] {
        let lines = donor["lines"].as_array().unwrap();
        let hidden = lines.iter().filter(|line| is_hidden(&line[figure])).count();
        assert!(is_hidden(&line[figure]), "{figure}: {donor}");
        assert!(hidden >= 2 || ["spent", "balance"].iter().all(|sum| is_hidden(&donor[*sum])), "{figure} comes out: {donor}");
    }
}

/// A figure that is not told: nothing, or the word for it.
fn is_hidden(value: &Value) -> bool {
    value.is_null() || value.as_str() == Some("hidden") || value.as_object().is_some_and(|all| all.values().all(is_hidden))
}
