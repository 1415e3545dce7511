//! People of a partner from a file, one a line: from a list that was kept elsewhere, or from a survey.
//!
//! A line is a record of its own; it becomes nobody's membership. Whether somebody is in the register twice is asked
//! afterwards, on its page: a file decides nothing about that.
use super::{
    BadLines, ImportError, Imported, key, kobo, said,
    table::{Column, Row},
};
use crate::{
    groups::store::{self as groups, Organisation},
    meetings::seal::Act,
    people::store,
    store::{Tx, record},
};
use std::{
    collections::{BTreeMap, HashSet},
    path::Path,
};
use uuid::Uuid;

/// The columns, as the handbook lists them.
pub const COLUMNS: &[Column] = &[
    Column::optional("no"),
    Column::optional("organisation"),
    Column::optional("family_name_km"),
    Column::optional("given_name_km"),
    Column::optional("family_name_latin"),
    Column::optional("given_name_latin"),
    Column::optional("sex"),
    Column::optional("birth_year"),
    Column::optional("id_poor"),
    Column::optional("phone"),
    Column::optional("village_code"),
];

/// Their headings in Khmer.
pub const CALLED: &[(&str, &str)] = &[
    ("ល.រ", "no"),
    ("អង្គការ", "organisation"),
    ("នាមត្រកូល", "family_name_km"),
    ("នាមខ្លួន", "given_name_km"),
    ("នាមត្រកូលឡាតាំង", "family_name_latin"),
    ("នាមខ្លួនឡាតាំង", "given_name_latin"),
    ("ភេទ", "sex"),
    ("ឆ្នាំកំណើត", "birth_year"),
    ("កម្រិតក្រីក្រ", "id_poor"),
    ("លេខទូរស័ព្ទ", "phone"),
    ("ទូរស័ព្ទ", "phone"),
    ("លេខកូដភូមិ", "village_code"),
];

/// Reads the rows of a file.
///
/// # Errors
/// Those of [`kobo::read`].
pub fn read(path: &Path) -> Result<Vec<Row>, ImportError> {
    kobo::read(path, COLUMNS, CALLED)
}

/// Takes the people of a file into the register of an organisation: that of each line, or the one given for all; or sees
/// that they are there. Caller commits when any is new.
///
/// # Errors
/// Every line that cannot be taken.
pub async fn write(tx: &mut Tx, organisation: Option<&Organisation>, rows: &[Row], act: Act) -> Result<Imported, ImportError> {
    if rows.is_empty() {
        return Err(ImportError::File("the file has no lines".into()));
    }
    let organisations = groups::organisations(tx).await?;
    let stand: HashSet<Uuid> = store::people(tx, "").await?.into_iter().map(|one| one.id).collect();
    let (mut bad, mut done, mut new) = (BadLines::default(), Imported::default(), Vec::new());
    let mut lines: BTreeMap<Uuid, u64> = BTreeMap::new();
    for row in rows {
        let code = row.text("organisation");
        let owner = if code.is_empty() { organisation } else { organisations.iter().find(|one| one.code == code) };
        if owner.is_none() {
            let why = "No organisation of this code; name one here, or for the whole file with --org.";
            bad.add(row.line, "organisation", said(code, why));
        }
        let person = super::members::person(row, act.today, &mut bad);
        let (Some(owner), Some(person)) = (owner, person) else { continue };
        let id = key(&["person", &owner.code, &row.says()]);
        if let Some(line) = lines.insert(id, row.line) {
            bad.add(
                row.line,
                "",
                format!("Line {line} says just the same. If they are two people, number the lines in a column “no”."),
            );
        }
        if stand.contains(&id) {
            done.same += 1;
        } else {
            new.push((id, owner.id, person));
        }
    }
    bad.none()?;
    for (id, owner, person) in &new {
        store::add_person(tx, *id, *owner, person).await?;
    }
    done.new = new.len();
    if done.new > 0 {
        record(tx, None, Some(act.by), "people-imported", &done.new.to_string(), act.at).await?;
    }
    Ok(done)
}
