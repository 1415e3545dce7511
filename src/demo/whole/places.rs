//! Where the whole demo lies: codes of villages in the provinces of the programme's documents. The villages are not told
//! apart by anything that happened in them.

/// The village of a number in a province: one after the other over districts, communes and their first villages.
pub fn village(province: &str, number: i64) -> String {
    let (district, commune, village) = (1 + number % 6, 1 + number / 6 % 4, 1 + number / 24 % 4);
    format!("{province}{district:02}{commune:02}{village:02}")
}

/// The fifteen communes of the model farmers, and in each two of their villages, in the first two three.
pub fn farmers(number: i64) -> String {
    let (commune, village) = if number < 30 { (number / 2, 1 + number % 2) } else { (number - 30, 3) };
    let (province, at) = if commune < 5 { ("12", commune) } else { ("03", commune - 5) };
    let (district, commune) = (7 + at % 4, 1 + at / 4);
    format!("{province}{district:02}{commune:02}{village:02}")
}

/// The fourteen communes of the workshops: seven in each of two provinces.
pub fn workshop(number: i64) -> String {
    let (province, at) = if number < 7 { ("09", number) } else { ("20", number - 7) };
    format!("{province}{:02}{:02}", 1 + at % 4, 1 + at / 4)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn farmers_live_in_thirty_two_villages_of_fifteen_communes() {
        let villages: BTreeSet<String> = (0..32).map(farmers).collect();
        let communes: BTreeSet<&str> = villages.iter().map(|code| &code[..6]).collect();
        assert_eq!((villages.len(), communes.len()), (32, 15));
        assert_eq!((0..14).map(workshop).collect::<BTreeSet<_>>().len(), 14);
    }
}
