//! The provinces as tiles, each about where it lies: north is up. The table beside it says the same.
use crate::parts::{Column, Name, Row, Table};
use maud::{Markup, html};
use words::Words;

/// A province with its figures; one without a code stands for places that are not known.
#[derive(Clone, Debug)]
pub struct Province {
    /// Two digits.
    pub code: String,
    /// Its name.
    pub name: Name,
    /// People who took part.
    pub people: i64,
    /// Savings groups.
    pub groups: i64,
}

/// Column and row of each province, by code. The gap in the midst is the lake.
const TILES: [(&str, i64, i64); 25] = [
    ("22", 1, 0),
    ("13", 2, 0),
    ("19", 3, 0),
    ("16", 4, 0),
    ("01", 0, 1),
    ("17", 1, 1),
    ("06", 2, 1),
    ("10", 3, 1),
    ("11", 4, 1),
    ("24", 0, 2),
    ("02", 1, 2),
    ("03", 3, 2),
    ("25", 4, 2),
    ("15", 0, 3),
    ("04", 1, 3),
    ("12", 2, 3),
    ("14", 3, 3),
    ("20", 4, 3),
    ("09", 0, 4),
    ("05", 1, 4),
    ("08", 2, 4),
    ("18", 0, 5),
    ("07", 1, 5),
    ("21", 2, 5),
    ("23", 1, 6),
];
const WIDE: i64 = 104;
const HIGH: i64 = 82;
const GAP: i64 = 4;

/// The tiles.
pub fn map(words: Words, provinces: &[Province]) -> Markup {
    let most = provinces.iter().filter(|one| !one.code.is_empty()).map(|one| one.people).max().unwrap_or(0);
    html! {
        svg.tiles-map viewBox={ "0 0 " (WIDE * 5) " " (HIGH * 7) } role="img" aria-label=(words.say("programme-map")) {
            @for (code, column, row) in TILES {
                @if let Some(province) = provinces.iter().find(|one| one.code == code) { (tile(words, province, (column, row), most)) }
            }
        }
    }
}

fn tile(words: Words, province: &Province, (column, row): (i64, i64), most: i64) -> Markup {
    let (x, y) = (column * WIDE + GAP / 2, row * HIGH + GAP / 2);
    let middle = x + (WIDE - GAP) / 2;
    let name = words.say(&format!("programme-tile-{}", province.code));
    let lines: Vec<&str> = name.split(' ').collect();
    let first = if lines.len() > 1 { y + 23 } else { y + 33 };
    html! {
        g.(level(province.people, most)) {
            title { (province.name.show(words)) ": " (words.number(province.people)) }
            rect x=(x) y=(y) width=(WIDE - GAP) height=(HIGH - GAP) rx="7" {}
            @for (at, line) in (0..).zip(&lines) { text x=(middle) y=(first + at * 20) text-anchor="middle" { (line) } }
            @if province.people + province.groups > 0 {
                text.count x=(middle) y=(y + 68) text-anchor="middle" { (words.number(province.people)) }
            }
        }
    }
}

/// How dark: a quarter of the most for each step, and nothing for nobody.
fn level(people: i64, most: i64) -> &'static str {
    match people.saturating_mul(4).checked_div(most) {
        _ if people <= 0 => "q0",
        None | Some(..1) => "q1",
        Some(1) => "q2",
        Some(2) => "q3",
        Some(_) => "q4",
    }
}

/// The same as a table: provinces with figures, the largest first.
pub fn table(words: Words, provinces: &[Province]) -> Markup {
    let columns = [
        Column::lead(words.say("programme-province")),
        Column::figure(words.say("programme-participants")),
        Column::number(words.say("programme-groups")),
    ];
    let mut shown: Vec<&Province> = provinces.iter().filter(|one| one.people + one.groups > 0).collect();
    shown.sort_by_key(|one| (one.code.is_empty(), std::cmp::Reverse((one.people, one.groups))));
    let name = |one: &Province| match one.code.is_empty() {
        true => words.say("programme-place-not-known").into_owned(),
        false => one.name.show(words).to_owned(),
    };
    let number = |number: i64| html! { span.n { (words.number(number)) } };
    let row = |one: &&Province| Row::new(vec![html! { (name(one)) }, number(one.people), number(one.groups)]);
    html! {
        (Table { words, caption: &words.say("programme-by-province"), columns: &columns, rows: shown.iter().map(row).collect(), foot: vec![], listing: None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use words::Language;

    #[test]
    fn every_province_has_a_tile_of_its_own_and_a_name_that_fits() {
        let codes: BTreeSet<&str> = TILES.iter().map(|(code, ..)| *code).collect();
        let places: BTreeSet<(i64, i64)> = TILES.iter().map(|(_, column, row)| (*column, *row)).collect();
        assert_eq!((codes.len(), places.len()), (25, 25));
        for language in Language::ALL {
            for code in &codes {
                let name = Words::new(language).say(&format!("programme-tile-{code}"));
                assert!(name.split(' ').count() <= 2, "{name}");
                let whole: String = name.split(' ').collect::<Vec<_>>().join(if language == Language::Khmer { "" } else { " " });
                assert_eq!(whole, Words::new(language).say(&format!("province-{code}")), "{code}");
            }
        }
    }

    #[test]
    fn tiles_are_as_dark_as_many_take_part() {
        assert_eq!(
            [(0, 9), (1, 9), (3, 9), (5, 9), (9, 9), (0, 0)].map(|(people, most)| level(people, most)),
            ["q0", "q1", "q2", "q3", "q4", "q0"]
        );
    }
}
