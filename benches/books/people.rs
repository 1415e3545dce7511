//! What it costs to reckon who may be in the register twice: over 3,000 records, and over ten times as many.
use super::{Fallible, median, row};
use sansom::people::{duplicates::reckon, store::PersonRow};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// The records of the fixture, so many times over: each copy in a province of its own, with telephones of its own.
fn register(copies: u32) -> Fallible<Vec<PersonRow>> {
    let mut all = Vec::new();
    for copy in 0..copies {
        let mut reader = csv::Reader::from_reader(include_str!("../../fixtures/people/register.csv").as_bytes());
        for (nth, line) in reader.records().enumerate() {
            let line = line?;
            let cell = |at: usize| line.get(at).unwrap_or_default().to_owned();
            let village = cell(7).get(2..).map(|rest| format!("{:02}{rest}", copy + 1)).unwrap_or_default();
            let phone = cell(8);
            let phone =
                phone.get(..phone.len().saturating_sub(1)).filter(|rest| !rest.is_empty()).map(|rest| format!("{rest}{copy}"));
            all.push(PersonRow {
                id: Uuid::from_u128(u128::from(copy) * 1_000_000 + nth as u128 + 1),
                organisation_id: Uuid::from_u128(1),
                organisation: "ORG".into(),
                family_name_km: cell(1),
                given_name_km: cell(2),
                family_name_latin: cell(3),
                given_name_latin: cell(4),
                sex: Some(cell(5)).filter(|sex| !sex.is_empty()),
                birth_year: cell(6).parse().ok(),
                id_poor: None,
                phone: phone.unwrap_or_default(),
                village_code: village,
                household_id: None,
                same_as: None,
            });
        }
    }
    Ok(all)
}

pub(super) fn measure() -> Fallible<bool> {
    let (few, many) = (register(1)?, register(10)?);
    let time = |people: &[PersonRow]| -> (Duration, usize) {
        let (mut times, mut found) = (Vec::new(), 0);
        for _ in 0..5 {
            let start = Instant::now();
            found = reckon(people, &[]).len();
            times.push(start.elapsed());
        }
        (median(times), found)
    };
    let ((short, few_found), (long, many_found)) = (time(&few), time(&many));
    let growth = long.as_secs_f64() / short.as_secs_f64();
    let measured = format!(
        "{:.0} ms ({many_found} proposals) against {:.0} ms ({few_found}): {growth:.1} ×",
        long.as_secs_f64() * 1e3,
        short.as_secs_f64() * 1e3
    );
    let what = format!("reckoning who may be twice in a register of {} records, against one of {}", many.len(), few.len());
    Ok(row(&what, &measured, "under 30 ×", growth < 30.0))
}
