//! The statements of the season's members on paper: what each page says is what the year's page says.
use super::contains;
use crate::{
    cli::{good, tool},
    support::databases::{Database, Folder},
};
use chrono::NaiveDate;
use sansom::{
    coops::{ground::Ground, store::CoopRow, year},
    groups::store::Group,
};

/// The amounts or weights of the last line of a page that begins like this; a dash before one is its sign.
#[track_caller]
fn figures(page: &str, begins: &str) -> Vec<i64> {
    let line = page.lines().rev().map(str::trim).find(|line| line.starts_with(begins));
    let rest = line.unwrap_or_else(|| panic!("{begins}: {page}")).trim_start_matches(begins);
    let number = |word: &str| word.replace([',', '.'], "").replace('\u{2212}', "-").parse().ok();
    rest.split_whitespace().filter_map(number).collect()
}

/// Prints all of them at the terminal, and looks at every page.
pub(super) async fn agree(base: &Database, group: &Group, coop: &CoopRow) {
    let mut tx = base.db.read().await.unwrap();
    let ground = Ground::of(&mut tx, group, coop, NaiveDate::MAX).await.unwrap();
    drop(tx);
    let (state, (_, divided)) = (&ground.state, &ground.state.years[0]);
    let lines = year::members(&ground, divided);
    let folder = Folder::new();
    let file = folder.0.join("statements.pdf");
    let file = file.to_str().unwrap();
    let printed = |more: &[&str]| {
        good(base, &[&["report", "coop-statement", "--coop", &coop.code, "--language", "en", "-o", file], more].concat());
        tool("qpdf", &["--check", file]);
        tool("pdftotext", &["-layout", file, "-"])
    };
    let text = printed(&["--year", "2024"]);
    let pages: Vec<&str> = text.split('\u{c}').filter(|page| !page.trim().is_empty()).collect();
    assert_eq!((pages.len(), lines.len()), (200, 200), "a page each");
    let (mut dividends, mut refunds) = (0, 0);
    for (page, line) in pages.iter().zip(&lines) {
        let (number, party) = (line.who.number.unwrap(), line.who.party);
        contains(page, &[&format!("{number} · {}", line.who.name.latin), "Year 05/01/2024 – 31/12/2024", "5 × 20,000"]);
        let (dividend, refund) = (figures(page, "Dividend ")[0], figures(page, "Refund ")[0]);
        assert_eq!((dividend, refund), (line.dividend, line.refund), "{page}");
        (dividends, refunds) = (dividends + dividend, refunds + refund);
        let hers = state.deliveries.values().map(|(_, one)| one).filter(|one| one.party == party);
        let (worth, offset, cash) = hers.fold((0, 0, 0), |sum, one| (sum.0 + one.amount, sum.1 + one.offset(), sum.2 + one.cash));
        let paddy = figures(page, "Paddy");
        assert_eq!((paddy[0], paddy[paddy.len() - 1]), (3, worth), "{page}");
        let weight = page.lines().find(|line| line.trim().starts_with("Paddy")).unwrap();
        let grams = words::Words::new(words::Language::English).quantity(line.weight, 3);
        assert!(weight.contains(&grams), "{grams}: {page}");
        assert_eq!(figures(page, "To advances and inputs"), [-offset], "{page}");
        assert_eq!(figures(page, "Paid at the scale"), [-cash], "{page}");
        assert_eq!(figures(page, "Left to be paid"), [worth - offset - cash], "{page}");
        let of = |all: &std::collections::BTreeMap<i64, i64>| all.get(&party).copied().unwrap_or(0);
        let still = of(&state.owed) + of(&state.dividends);
        assert_eq!(figures(page, "Still owed on").last(), Some(&still), "{page}");
        assert_eq!(page.contains("Paid out on 01/02/2025"), party <= 2, "{page}");
        assert_eq!(page.contains("Inputs · seed"), party <= 40, "{page}");
    }
    let division = divided.division.as_ref().unwrap();
    assert_eq!((dividends, refunds), (division.dividend(), division.refund()));
    // One member's own is her page of all.
    assert_eq!(printed(&["--member", "7"]).trim(), pages[6].trim());
}
