//! Members of a group from a file, one a line.
use super::{BadLines, ImportError, Imported, WORDS, count, day, said, table};
use crate::{
    groups::store::Group,
    meetings::seal::Act,
    members::{
        form,
        store::{self, Member, Person, Term},
    },
    store::{Tx, record},
};
use chrono::NaiveDate;
use domain::people::{self, Names, Office, Phone, Sex, VillageCode};
use std::{collections::BTreeMap, path::Path};
use table::{Column, Row};

/// The columns, as the handbook lists them; a village code may stand beside.
pub const COLUMNS: &[Column] = &[
    Column::needed("number"),
    Column::needed("family_name_km"),
    Column::needed("given_name_km"),
    Column::needed("family_name_latin"),
    Column::needed("given_name_latin"),
    Column::needed("sex"),
    Column::needed("birth_year"),
    Column::needed("id_poor"),
    Column::needed("phone"),
    Column::needed("joined_on"),
    Column::needed("role"),
    Column::optional("village_code"),
];

/// A member as a line says her.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMember {
    line: u64,
    number: i64,
    person: Person,
    joined_on: NaiveDate,
    office: Option<Office>,
}

/// Reads the rows of a file.
pub fn read(path: &Path) -> Result<Vec<Row>, ImportError> {
    table::read(path, COLUMNS)
}

/// Turns rows into members, and lists every cell that cannot be understood.
pub fn understood(rows: &[Row], today: NaiveDate) -> (Vec<NewMember>, BadLines) {
    let mut bad = BadLines::default();
    let mut members: Vec<NewMember> = Vec::with_capacity(rows.len());
    let mut lines: BTreeMap<i64, u64> = BTreeMap::new();
    for row in rows {
        let member = member(row, today, &mut bad);
        if let Some(number) = count(row, "number", &mut bad) {
            if let Some(line) = lines.get(&number) {
                bad.add(row.line, "number", format!("line {line} has member {number} too"));
            }
            lines.entry(number).or_insert(row.line);
        }
        members.extend(member);
    }
    (members, bad)
}

fn member(row: &Row, today: NaiveDate, bad: &mut BadLines) -> Option<NewMember> {
    let number = count(row, "number", bad);
    if number.is_none_or(|number| number < 1) {
        bad.add(row.line, "number", said(row.text("number"), &WORDS.say("member-number-bad")));
    }
    let joined_on = day(row, "joined_on", bad);
    if joined_on.is_some_and(|day| day > today) {
        bad.add(row.line, "joined_on", said(row.text("joined_on"), &WORDS.say("day-to-come")));
    }
    let role = row.text("role").to_lowercase().replace([' ', '_'], "-");
    let office = Office::parse(&role);
    if office.is_none() && !matches!(role.as_str(), "" | "member") {
        bad.add(row.line, "role", said(row.text("role"), "Not chair, secretary, treasurer, counter or key-holder."));
    }
    let person = person(row, today, bad);
    Some(NewMember { line: row.line, number: number?, person: person?, joined_on: joined_on?, office })
}

/// Who a line says somebody is, or everything that cannot be understood of it.
pub(super) fn person(row: &Row, today: NaiveDate, bad: &mut BadLines) -> Option<Person> {
    let text = |column: &str| row.text(column);
    let names = Names::try_new(text("family_name_km"), text("given_name_km"), text("family_name_latin"), text("given_name_latin"));
    if let Err(why) = &names {
        bad.add(row.line, "family_name_km", WORDS.say(form::refusal(*why)));
    }
    let sex = Sex::parse(text("sex"));
    if sex.is_none() && !text("sex").is_empty() {
        bad.add(row.line, "sex", said(text("sex"), "Not female or male (F or M, ស្រី or ប្រុស)."));
    }
    let year = count(row, "birth_year", bad).and_then(|year| match people::birth_year(year, today) {
        Ok(year) => Some(year),
        Err(why) => {
            bad.add(row.line, "birth_year", said(text("birth_year"), &WORDS.say(form::refusal(why))));
            None
        }
    });
    let level = count(row, "id_poor", bad).and_then(|level| match people::id_poor(level) {
        Ok(level) => Some(level),
        Err(_) => {
            bad.add(row.line, "id_poor", said(text("id_poor"), "Not 0, 1 or 2."));
            None
        }
    });
    let phone = digits(row, "phone", bad, phone);
    let village_code = digits(row, "village_code", bad, village);
    Some(Person { names: names.ok()?, sex, birth_year: year, id_poor: level, phone: phone?, village_code: village_code? })
}

/// Reads a text of digits; `None` when it was listed.
fn digits(row: &Row, column: &str, bad: &mut BadLines, read: fn(&str) -> Result<String, String>) -> Option<String> {
    match table::latin_digits(row.text(column)).as_str() {
        "" => Some(String::new()),
        text => read(text).map_err(|why| bad.add(row.line, column, said(row.text(column), &why))).ok(),
    }
}

const LOST: &str = "Was its leading 0 lost in a spreadsheet? Write it with the 0, in a column that is formatted as text.";

fn phone(text: &str) -> Result<String, String> {
    Phone::parse(text).map(|phone| phone.as_str().to_owned()).map_err(|why| {
        let lost = (8..=9).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0');
        if lost { LOST.to_owned() } else { WORDS.say(form::refusal(why)).into_owned() }
    })
}

fn village(text: &str) -> Result<String, String> {
    VillageCode::parse(text).map(|code| code.as_str().to_owned()).map_err(|why| {
        let lost = text.len() == 7 && text.bytes().all(|b| b.is_ascii_digit());
        if lost { LOST.to_owned() } else { WORDS.say(form::refusal(why)).into_owned() }
    })
}

/// Takes the members of a file into the group, or sees that they are there just so. Caller commits when any is new.
pub async fn write(tx: &mut Tx, group: &Group, rows: &[Row], act: Act) -> Result<Imported, ImportError> {
    if rows.is_empty() {
        return Err(ImportError::File("the file has no lines".into()));
    }
    let (members, mut bad) = understood(rows, act.today);
    let stand = store::members(tx, group.book, &group.commodity).await?;
    let terms = store::officers(tx, group.book).await?;
    let mut done = Imported::default();
    let mut new = Vec::new();
    for member in &members {
        let Some(stands) = stand.iter().find(|stands| stands.number == member.number) else {
            new.push(member);
            continue;
        };
        done.same += 1;
        let holds = |office: Office| {
            terms
                .iter()
                .any(|term| term.party_no == stands.party_no && term.office == office.code() && term.from_day == member.joined_on)
        };
        for column in differs(member, stands, member.office.is_none_or(holds)) {
            bad.add(member.line, column, format!("Member {} is there already with another {column}.", member.number));
        }
    }
    check_offices(&new, &terms, &mut bad);
    bad.none()?;
    for member in &new {
        add(tx, group, member, &mut done).await?;
    }
    done.new = new.len();
    if done.new > 0 {
        record(tx, Some(group.book), Some(act.by), "members-imported", &done.new.to_string(), act.at).await?;
    }
    Ok(done)
}

/// An office has so many seats: who stands in office already and who comes with the file share them.
fn check_offices(new: &[&NewMember], terms: &[Term], bad: &mut BadLines) {
    for office in Office::ALL {
        let standing = terms.iter().filter(|term| term.office == office.code() && term.to_day.is_none()).count();
        let free = form::seats(office).saturating_sub(standing);
        for member in new.iter().filter(|member| member.office == Some(office)).skip(free) {
            bad.add(
                member.line,
                "role",
                format!("“{}”: only {} may hold this office at a time.", office.code(), form::seats(office)),
            );
        }
    }
}

async fn add(tx: &mut Tx, group: &Group, member: &NewMember, done: &mut Imported) -> Result<(), ImportError> {
    let namesakes = store::namesakes(tx, group.register_id, &member.person.names).await?;
    // A name is not a person: two women of one name are two until somebody who knows them says otherwise.
    if let Some(other) = namesakes.iter().find(|other| !other.group_code.is_empty() && other.group_code != group.code) {
        done.notes.push(format!(
            "line {}: member {} bears the name of member {} of group {}; they are kept as two persons",
            member.line, member.number, other.number, other.group_code
        ));
    }
    let person = store::add_person(tx, group.register_id, &member.person).await?;
    let party = store::add_member(tx, group.book, person, member.number, member.joined_on).await?;
    if let Some(office) = member.office {
        store::begin_term(tx, group.book, party, office, member.joined_on).await?;
    }
    Ok(())
}

/// The columns in which a line says otherwise than the books.
fn differs(member: &NewMember, stands: &Member, same_office: bool) -> Vec<&'static str> {
    let Person { names, sex, birth_year, id_poor, phone, village_code } = &member.person;
    [
        ("family_name_km", names.family_km == stands.family_name_km),
        ("given_name_km", names.given_km == stands.given_name_km),
        ("family_name_latin", names.family_latin == stands.family_name_latin),
        ("given_name_latin", names.given_latin == stands.given_name_latin),
        ("sex", sex.map(Sex::code) == stands.sex.as_deref()),
        ("birth_year", *birth_year == stands.birth_year),
        ("id_poor", *id_poor == stands.id_poor),
        ("phone", *phone == stands.phone),
        ("village_code", village_code.is_empty() || *village_code == stands.village_code),
        ("joined_on", member.joined_on == stands.joined_on),
        ("role", same_office),
    ]
    .into_iter()
    .filter_map(|(column, same)| (!same).then_some(column))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_line(line: &str) -> Result<Vec<NewMember>, Vec<String>> {
        let head =
            "number,family_name_km,given_name_km,family_name_latin,given_name_latin,sex,birth_year,id_poor,phone,joined_on,role";
        let rows = table::read_text(format!("{head}\n{line}\n").as_bytes(), COLUMNS).unwrap();
        let (members, bad) = understood(&rows, "2026-06-01".parse().unwrap());
        match bad.none() {
            Ok(()) => Ok(members),
            Err(ImportError::Lines(bad)) => Err(bad.into_iter().map(|bad| bad.column).collect()),
            Err(other) => Err(vec![format!("{other:?}")]),
        }
    }

    #[test]
    fn a_line_as_villages_write_it() {
        let members = read_line("៧,ជា,ស្រីមុំ,Chea,Sreymom,ស្រី,១៩៨៤,1,០១២ ៣៤៥ ៦៧៨,០៤/០១/២០២៦,Key holder").unwrap();
        let member = &members[0];
        assert_eq!((member.number, member.person.birth_year, member.person.phone.as_str()), (7, Some(1984), "+85512345678"));
        assert_eq!((member.office, member.joined_on), (Some(Office::KeyHolder), "2026-01-04".parse().unwrap()));
    }

    #[test]
    fn every_bad_cell_is_listed() {
        for (line, expected) in [
            ("1,ជា,,,,x,1800,3,12345678,2026-07-01,boss", "joined_on role sex birth_year id_poor phone"),
            (",,,,,,,,,,chair", "number joined_on family_name_km"),
            ("0,ជា,,,,,,,,2026-01-04,", "number"),
            ("1,ជា,,,,,,,,2026-01-04,\n1,ជា,,,,,,,,2026-01-04,", "number"),
        ] {
            assert_eq!(read_line(line).unwrap_err().join(" "), expected, "{line}");
        }
    }
}
