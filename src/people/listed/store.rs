//! The SQL of the register's list: a page of it, sorted and cut where it is read.
use super::super::store::{PersonRow, list};
use crate::{
    listing::Part,
    store::{Result, Tx, statements},
};
use serde_json::json;
use std::collections::BTreeSet;
use uuid::Uuid;

/// A page of the records of the organisations of some codes ($1, as JSON) whose villages' codes begin so ($2). People come first,
/// so that an index by name gives the list's own order and reading ends with the page.
macro_rules! page {
    ($columns:literal, $organisations:literal, $order:literal) => {
        concat!(
            "select ",
            $columns,
            " from person p cross join organisation o
              where o.id = p.organisation_id and o.code in (",
            $organisations,
            ") and substr(p.village_code, 1, length($2)) = $2",
            $order
        )
    };
}
macro_rules! page_of {
    ($organisations:literal, $order:literal) => {
        page!(
            "p.id, p.organisation_id, o.code as organisation, p.family_name_km, p.given_name_km, p.family_name_latin,
             p.given_name_latin, p.sex, p.birth_year, p.id_poor, p.phone, p.village_code, p.household_id, p.same_as",
            $organisations,
            $order
        )
    };
}
macro_rules! page_by {
    ($organisations:literal, $down:literal) => {
        concat!(
            page_of!($organisations, " order by case $5 "),
            "when 'name-km' then coalesce(nullif(trim(p.family_name_km || ' ' || p.given_name_km), ''), trim(p.family_name_latin || ' ' || p.given_name_latin))
             when 'name-latin' then coalesce(nullif(trim(p.family_name_latin || ' ' || p.given_name_latin), ''), trim(p.family_name_km || ' ' || p.given_name_km))
             when 'organisation' then o.code when 'village' then p.village_code end",
            $down,
            ", p.family_name_latin, p.given_name_latin, p.family_name_km, p.given_name_km, p.id limit $3 offset $4"
        )
    };
}
/// Records out of a list ($1, as JSON) that are counted together with another of some organisations ($2, as JSON).
macro_rules! again {
    ($ids:literal, $organisations:literal) => {
        concat!(
            "select p.id from person p where p.id in (",
            $ids,
            ") and (exists (select 1 from person x cross join organisation o
                                 where x.id = p.same_as and o.id = x.organisation_id and o.code in (",
            $organisations,
            ")) or exists (select 1 from person x cross join organisation o
                            where x.same_as = p.id and o.id = x.organisation_id and o.code in (",
            $organisations,
            ")))"
        )
    };
}

statements! {
    /// Of organisations as a whole an index counts.
    COUNT_ALL = "select count(*) from person p where p.organisation_id in (select o.id from organisation o where o.code in (select value from json_each($1)))",
        postgres: "select count(*) from person p where p.organisation_id in
                    (select o.id from organisation o where o.code in (select value from json_array_elements_text($1::json) as l (value)))";
    COUNT = page!("count(*)", "select value from json_each($1)", ""),
        postgres: page!("count(*)", "select value from json_array_elements_text($1::json) as l (value)", "");
    PAGE = page_of!("select value from json_each($1)",
        " order by p.family_name_latin, p.given_name_latin, p.family_name_km, p.given_name_km, p.id limit $3 offset $4"),
        postgres: page_of!("select value from json_array_elements_text($1::json) as l (value)",
            " order by p.family_name_latin, p.given_name_latin, p.family_name_km, p.given_name_km, p.id limit $3 offset $4");
    PAGE_UP = page_by!("select value from json_each($1)", ""),
        postgres: page_by!("select value from json_array_elements_text($1::json) as l (value)", "");
    PAGE_DOWN = page_by!("select value from json_each($1)", " desc"),
        postgres: page_by!("select value from json_array_elements_text($1::json) as l (value)", " desc");
    AGAIN = again!("select unhex(value) from json_each($1)", "select value from json_each($2)"),
        postgres: again!("select value::uuid from json_array_elements_text($1::json) as l (value)",
            "select value from json_array_elements_text($2::json) as m (value)");
}

/// By what a page of the register is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sorted<'a> {
    /// By name, in Latin script first: the list's own order.
    ByName,
    /// By `name-km`, `name-latin`, `organisation` or `village`, and whether the last comes first; then by name.
    By(&'a str, bool),
}

/// How many records some organisations have in the villages whose codes begin so.
pub async fn count(tx: &mut Tx, organisations: &[String], village: &str) -> Result<usize> {
    let organisations = json!(organisations).to_string();
    let count: i64 = match village.is_empty() {
        true => tx.value(COUNT_ALL, (organisations,)).await?,
        false => tx.value(COUNT, (organisations, village.to_owned())).await?,
    };
    Ok(usize::try_from(count).unwrap_or(0))
}

/// A part of these records.
pub async fn page(tx: &mut Tx, organisations: &[String], village: &str, sorted: Sorted<'_>, part: Part) -> Result<Vec<PersonRow>> {
    let (organisations, village) = (json!(organisations).to_string(), village.to_owned());
    let (take, skip) = (part.take as i64, part.skip as i64);
    match sorted {
        Sorted::ByName => tx.all(PAGE, (organisations, village, take, skip)).await,
        Sorted::By(column, down) => {
            let sql = if down { PAGE_DOWN } else { PAGE_UP };
            tx.all(sql, (organisations, village, take, skip, column.to_owned())).await
        }
    }
}

/// Which of these records are counted together with another of some organisations.
pub async fn again(tx: &mut Tx, ids: &BTreeSet<Uuid>, organisations: &[String]) -> Result<BTreeSet<Uuid>> {
    let rows: Vec<(Uuid,)> = tx.all(AGAIN, (list(ids), json!(organisations).to_string())).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
