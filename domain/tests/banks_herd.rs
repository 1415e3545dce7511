//! Animals of a bank: the worked case, schemes that contradict each other, every refusal, and what must hold of them all.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops there")]
#[path = "banks_herd/lists.rs"]
mod lists;
#[path = "banks_herd/properties.rs"]
mod properties;
#[path = "banks_herd/refusals.rs"]
mod refusals;
#[path = "banks_herd/schemes.rs"]
mod schemes;
#[path = "banks_herd/settling.rs"]
mod settling;
#[path = "banks_herd/village.rs"]
mod village;

use domain::{
    banks::{
        Ask, Party,
        acts::{LossNote, LostHow, Sex},
        animals::{Due, Stage},
        family::family,
        prices::AgeClass,
    },
    chart::{ANIMAL_DEATHS, ANIMALS, BIRTHS, CAPITAL, CASH, CONVERSION, PLACED, SALVAGE},
};
use village::{Village, animal, birth, grant, hand, place};

fn lines(of: &[(i64, Option<i64>, &str, i64)]) -> Vec<(i64, Option<i64>, String, i64)> {
    of.iter().map(|&(account, party, code, quantity)| (account, party, code.to_owned(), quantity)).collect()
}

#[test]
fn the_worked_year() {
    let mut village = Village::of("golden_cows");
    let granted = village.does("2026-02-01", grant(4_000_000));
    let born = Some("2023-06-01");
    let animals = vec![animal("CB-0001", Sex::Female, born), animal("CB-0002", Sex::Female, born)];
    let species = village.species();
    let bought = village.does("2026-02-02", Ask::BringAnimals { species, paid: Some(3_800_000), animals });
    let placed = village.does("2026-02-03", place(1, 21));
    village.does("2026-02-03", place(2, 22));
    let calved = village.does("2026-08-15", birth(1, "CB-0003", Sex::Female));
    let witnesses = vec![Party(31), Party(32)];
    let (how, note) = (LostHow::Disease, LossNote::Vet);
    let died =
        village.does("2026-11-05", Ask::Lose { animal: 2, how, witnesses, note, salvage: 300_000, worth: None, reported_on: None });
    let due = Some("2026-12-15".to_owned());
    assert_eq!(village.owed("2026-12-14"), [(21, Due::Calf(1), Stage::Born, due), (21, Due::Calf(3), Stage::Open, None)]);
    let passed = village.does("2026-12-15", hand(3, 33));

    assert_eq!(village.posted(granted), lines(&[(1010, None, "KHR", 4_000_000), (3030, None, "KHR", -4_000_000)]));
    let paid =
        [(1310, None, "CATTLE", 2), (6010, None, "CATTLE", -2), (1010, None, "KHR", -3_800_000), (6010, None, "KHR", 3_800_000)];
    assert_eq!(village.posted(bought), lines(&paid));
    assert_eq!(village.posted(placed), lines(&[(1320, Some(21), "CATTLE", 1), (1310, None, "CATTLE", -1)]));
    assert_eq!(village.posted(calved), lines(&[(1320, Some(21), "CATTLE", 1), (4060, None, "CATTLE", -1)]));
    let dead =
        [(5170, None, "CATTLE", 1), (1320, Some(22), "CATTLE", -1), (1010, None, "KHR", 300_000), (4070, None, "KHR", -300_000)];
    assert_eq!(village.posted(died), lines(&dead));
    assert_eq!(village.posted(passed), lines(&[(1320, Some(33), "CATTLE", 1), (1320, Some(21), "CATTLE", -1)]));

    let prices = [bought, calved, died, passed].map(|no| village.cited(no));
    let cited = |class: &str, amount| Some((class.to_owned(), amount));
    assert_eq!(prices, [cited("heifer", 1_900_000), cited("calf", 500_000), cited("heifer", 1_900_000), None]);

    let year_end = "2026-12-31";
    let head = |account| village.balance(account, "CATTLE", year_end);
    assert_eq!([ANIMALS, PLACED, ANIMAL_DEATHS, BIRTHS, CONVERSION].map(head), [0, 2, 1, -1, -2]);
    let riel = |account| village.balance(account, "KHR", year_end);
    assert_eq!([CASH, CAPITAL, SALVAGE, CONVERSION].map(riel), [500_000, -4_000_000, -300_000, 3_800_000]);
    // Who received the calf owes the same of it.
    let open = (Stage::Open, None);
    let expected = [(21, Due::Calf(3), open.0, None), (33, Due::Calf(1), open.0, None), (33, Due::Calf(3), open.0, open.1)];
    assert_eq!(village.owed(year_end), expected);
    // Priced at the year's end as what they are then: a cow and a calf.
    let class = |no| village.state(year_end).animals[&no].class(village::day(year_end));
    assert_eq!([class(1), class(3)], [AgeClass::Cow, AgeClass::Calf]);
    let counts = family(&village.state(year_end)).counts;
    assert_eq!((counts.came, counts.born, counts.herd, counts.died, counts.passed_on, counts.families), (2, 1, 2, 1, 1, 3));
    village.agrees();
}
