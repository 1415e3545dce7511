//! The register of people as a file: a line a record, of the organisations that whoever asks may see.
use super::{Cell, Rows, Sheets};
use crate::people::store::{Membership, PersonRow, RoleTerm};
use uuid::Uuid;

/// A record with what else the file says of it.
#[derive(Clone, Debug)]
pub struct Listed<'a> {
    /// The record.
    pub row: &'a PersonRow,
    /// The groups she is in.
    pub groups: &'a [&'a Membership],
    /// What she does now.
    pub roles: &'a [&'a RoleTerm],
    /// The record with which she is counted once.
    pub counted_as: Option<Uuid>,
}

/// The file. The columns that `import people` reads bear the same names.
pub fn people_file<'a>(all: impl Iterator<Item = Listed<'a>>) -> Sheets {
    let mut rows = Rows::new(&[
        "organisation",
        "family_name_km",
        "given_name_km",
        "family_name_latin",
        "given_name_latin",
        "sex",
        "birth_year",
        "id_poor",
        "phone",
        "village_code",
        "groups",
        "roles",
        "id",
        "counted_as",
    ]);
    let number = |number: Option<i64>| Cell::text(number.map(|number| number.to_string()).unwrap_or_default());
    for Listed { row, groups, roles, counted_as } in all {
        let groups: Vec<String> = groups.iter().map(|one| format!("{} {}", one.code, one.number)).collect();
        let roles: Vec<&str> = roles.iter().map(|one| one.role.as_str()).collect();
        rows.push([
            Cell::text(&row.organisation),
            Cell::text(&row.family_name_km),
            Cell::text(&row.given_name_km),
            Cell::text(&row.family_name_latin),
            Cell::text(&row.given_name_latin),
            Cell::text(row.sex.clone().unwrap_or_default()),
            number(row.birth_year),
            number(row.id_poor),
            Cell::text(&row.phone),
            Cell::text(&row.village_code),
            Cell::text(groups.join("; ")),
            Cell::text(roles.join("; ")),
            Cell::text(row.id.to_string()),
            Cell::text(counted_as.map(|id| id.to_string()).unwrap_or_default()),
        ]);
    }
    Sheets(vec![("people", rows)])
}
