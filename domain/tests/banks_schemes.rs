//! Every scheme that was found in the field is a file: it is read, kept as it is, and none needs a word of code.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops there")]
use domain::banks::{GOODS, Rules};
use std::{collections::BTreeMap, path::Path};

fn schemes() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/banks/schemes");
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    files.map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(&path).unwrap())).collect()
}

/// The rows of the two tables of schemes in the domain's sources.
const FOUND: [&str; 20] = [
    "teng_mao",
    "svay_chrum",
    "caritas",
    "cws",
    "concern",
    "lotus",
    "chad_rice",
    "cedac_mondulkiri",
    "middlemen",
    "lift",
    "helpage",
    "chad_cows",
    "kovc",
    "takeo_cows",
    "sorya",
    "first_heifer",
    "pass_on_female",
    "royal_bank",
    "svay_rieng_cows",
    "kampot_chickens",
];

#[test]
fn every_scheme_is_a_file() {
    let schemes = schemes();
    for name in FOUND {
        assert!(schemes.contains_key(name), "{name} is not there");
    }
    for (name, text) in &schemes {
        let rules = Rules::parse(text, &GOODS).unwrap_or_else(|error| panic!("{name}: {error:?}"));
        assert_eq!(Rules::parse(&rules.to_toml(), &GOODS).as_ref(), Ok(&rules), "{name} is not kept as it is");
    }
}

#[test]
fn they_contradict_each_other() {
    let rules: Vec<Rules> = schemes().values().map(|text| Rules::parse(text, &GOODS).unwrap()).collect();
    let rates: std::collections::BTreeSet<_> = rules.iter().flat_map(|rules| &rules.lending).map(|line| line.terms.rate).collect();
    assert!(rates.len() >= 7, "{rates:?}");
    let orders: std::collections::HashSet<_> =
        rules.iter().flat_map(|rules| &rules.placing).map(|line| line.offspring.clone()).collect();
    assert!(orders.len() >= 6, "{orders:?}");
}

#[test]
fn what_contradicts_itself_is_refused() {
    use domain::banks::rules::{RulesError, RulesRefusal};
    let wrong = |text: &str| match Rules::parse(text, &GOODS) {
        Err(RulesError::Refused(list)) => list,
        other => panic!("{other:?}"),
    };
    assert_eq!(wrong(""), [RulesRefusal::Nothing]);
    let gift = "[[placing]]\nspecies = \"cattle\"\nthen = \"family\"";
    assert_eq!(wrong(gift), [RulesRefusal::OwesNothing(domain::banks::Class::Cattle)]);
    let lend = |more: &str| format!("[[lending]]\npurpose = \"food\"\ngood = \"PADDY\"\n[lending.terms]\nper = \"season\"\n{more}");
    let rate = |rate: &str| lend(&format!("rate = {rate}\ndue = \"harvest\""));
    assert_eq!(wrong(&rate("301")), [RulesRefusal::Rate(domain::banks::rules::Purpose::Food)]);
    assert_eq!(wrong(&lend("rate = 1\ndue = { yearly = { month = 13, day = 1 } }")), [RulesRefusal::Number("due")]);
    let twice = format!("{}\n{}", rate("1"), rate("2"));
    assert_eq!(wrong(&twice), [RulesRefusal::Twice(domain::banks::rules::Purpose::Food, "PADDY".into())]);
    let cow = rate("1").replace("PADDY", "CATTLE");
    assert_eq!(wrong(&cow), [RulesRefusal::Good("CATTLE".into())]);
    assert!(matches!(Rules::parse("rubbish = 1", &GOODS), Err(RulesError::Text(_))));
}
