//! The people of the whole demo. All are invented: names that are common in Cambodia, put together by chance.
use super::{super::coops::people as names, luck::Luck};
use crate::members::store::Person;
use domain::people::{Names, Sex};
use std::fmt::Write;

/// Years in which somebody was born, the first and the last.
pub type Born = (i64, i64);

/// Grown-ups of every age.
pub const ADULTS: Born = (1_952, 2_004);

/// Somebody of a village.
pub fn person(luck: &mut Luck, village: &str, born: Born) -> Person {
    // Of ten, seven are women.
    let sex = if luck.percent(70) { Sex::Female } else { Sex::Male };
    let given = if sex == Sex::Female { &names::WOMEN } else { &names::MEN };
    let (family, given) = (*luck.of_these(&names::FAMILIES), *luck.of_these(given));
    let names = Names {
        family_km: family.0.to_owned(),
        given_km: given.0.to_owned(),
        family_latin: family.1.to_owned(),
        given_latin: given.1.to_owned(),
    };
    let birth_year = (!luck.percent(4)).then(|| born.0 + luck.below(born.1 - born.0 + 1));
    let id_poor = (!luck.percent(15)).then(|| (luck.below(10) - 5).clamp(0, 2));
    // Numbers that no network gives out.
    let phone = if luck.percent(35) { format!("+8551200{:04}", luck.below(10_000)) } else { String::new() };
    Person { names, sex: Some(sex), birth_year, id_poor, phone, village_code: village.to_owned() }
}

/// The head of a file of members.
pub const HEAD: &str = "number,family_name_km,given_name_km,family_name_latin,given_name_latin,sex,birth_year,id_poor,phone,joined_on,role,village_code\n";

/// Her line in a file of members.
pub fn line(text: &mut String, number: i64, person: &Person, joined_on: chrono::NaiveDate) {
    const ROLES: [&str; 5] = ["chair", "secretary", "treasurer", "counter", "counter"];
    let role = usize::try_from(number - 1).ok().and_then(|at| ROLES.get(at)).copied().unwrap_or_default();
    let Person { names, sex, birth_year, id_poor, phone, village_code } = person;
    let known = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    // Writing into a text does not fail.
    let _ = writeln!(
        text,
        "{number},{},{},{},{},{},{},{},{phone},{joined_on},{role},{village_code}",
        names.family_km,
        names.given_km,
        names.family_latin,
        names.given_latin,
        sex.map_or("", Sex::code),
        known(*birth_year),
        known(*id_poor),
    );
}
