//! The members of the demo's cooperatives, as their file has them. All are invented: names that are common in Cambodia, put
//! together by counting, the same on every day.
use super::file;
use std::{fmt::Write, sync::LazyLock};

/// Names in Khmer and in Latin script.
pub type Names = Vec<(&'static str, &'static str)>;

/// What families are called.
pub static FAMILIES: LazyLock<Names> = LazyLock::new(|| names("family"));
/// What women are called.
pub static WOMEN: LazyLock<Names> = LazyLock::new(|| names("woman"));
/// What men are called.
pub static MEN: LazyLock<Names> = LazyLock::new(|| names("man"));

/// What people call their fields: behind the pagoda, by the canal, by the palm, …
const FIELDS: [&str; 8] = ["ក្រោយវត្ត", "មាត់ប្រឡាយ", "ដើមត្នោត", "មុខភូមិ", "ក្បែរសាលា", "វាលធំ", "ត្រពាំងឈូក", "មាត់ផ្លូវ"];
const OFFICES: [&str; 5] = ["chair", "secretary", "treasurer", "counter", "key-holder"];

/// How many organic growers a cooperative has, in groups of ten; and how many other members.
pub const GROWERS: i64 = 100;
const OTHERS: i64 = 100;

/// The names of a kind in the list of names.
fn names(kind: &str) -> Names {
    let lines = file!("names.csv").lines().filter_map(|line| line.split_once(','));
    lines.filter(|(of, _)| *of == kind).filter_map(|(_, names)| names.split_once(',')).collect()
}

/// Her head in the file: number, names, sex, year of birth. Of ten members six are women.
pub fn person(text: &mut String, number: i64, names: usize) {
    let at = names + usize::try_from(number).unwrap_or(0);
    let is_woman = at * 7 % 10 < 6;
    let given = if is_woman { &WOMEN } else { &MEN };
    let (family, given) = (FAMILIES[at * 5 % FAMILIES.len()], given[at * 11 % given.len()]);
    let (sex, born) = (if is_woman { "F" } else { "M" }, 1_956 + at * 17 % 44);
    // Writing into a text does not fail.
    let _ = writeln!(
        text,
        "[[member]]\nnumber = {number}\nfamily_name_km = \"{}\"\ngiven_name_km = \"{}\"\nfamily_name_latin = \"{}\"\n\
         given_name_latin = \"{}\"\nsex = \"{sex}\"\nbirth_year = {born}",
        family.0, given.0, family.1, given.1
    );
}

/// The office of a member with a low number, and her shares where there are any.
fn standing(text: &mut String, number: i64, shares: i64) {
    let office = usize::try_from(number - 1).ok().and_then(|at| OFFICES.get(at));
    if let Some(office) = office {
        let _ = writeln!(text, "role = \"{office}\"");
    }
    let _ = writeln!(text, "shares = {shares}");
}

/// The organic growers: ten to a producer group, a plot each. A few came from chemicals not long ago.
pub fn growers(names: usize) -> String {
    let mut text = String::new();
    for number in 1..=GROWERS {
        person(&mut text, number, names);
        let (group, luck) = ((number - 1) / 10 + 1, number * 29);
        standing(&mut text, number, 3 + luck % 6);
        let (field, area) = (FIELDS[usize::try_from(luck).unwrap_or(0) % FIELDS.len()], 5_000 + luck % 19 * 500);
        let _ = writeln!(
            text,
            "producer_group = \"OR-{group:02}\"\n[[member.plot]]\nname = \"{field}\"\narea = {area}\ncrop = \"PADDY-PRMD\""
        );
        if number % 13 == 5 {
            let _ = writeln!(text, "forbidden_on = \"2025-03-15\"");
        }
    }
    text
}

/// The other members.
pub fn others(names: usize) -> String {
    let mut text = String::new();
    for number in GROWERS + 1..=GROWERS + OTHERS {
        person(&mut text, number, names);
        standing(&mut text, number, 1 + number * 29 % 4);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn nobody_is_there_twice() {
        for names in [0, 211] {
            let all = growers(names) + &others(names);
            let people: Vec<&str> = all.split("[[member]]").skip(1).filter_map(|one| one.split("sex").next()).collect();
            let names = |one: &&str| one.lines().filter(|line| line.contains("_km")).collect::<Vec<_>>().join("");
            assert_eq!(people.iter().map(names).collect::<HashSet<_>>().len(), 200);
        }
    }
}
