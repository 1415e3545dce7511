//! Whom a cell names: a member as `SP-01/12`, somebody by her whole name, or a record of the register by its id.
use super::super::{BadLines, said, table};
use crate::{
    market::farm_sales::store::{self as sellers, PersonRow},
    people::store as people,
    store::{Result, Tx},
};
use std::collections::{BTreeMap, BTreeSet};
use table::Row;
use uuid::Uuid;

/// Somebody of the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// Her record in the organisation.
    pub record: Uuid,
    /// Under whom she is counted.
    pub head: Uuid,
}

/// The people of an organisation, ready to be found.
pub struct People {
    rows: Vec<PersonRow>,
    heads: BTreeMap<Uuid, Uuid>,
    villages: BTreeMap<Uuid, String>,
}

impl People {
    /// Reads them.
    ///
    /// # Errors
    /// The store's.
    pub async fn load(tx: &mut Tx, organisation: Uuid) -> Result<People> {
        let mut rows = sellers::people(tx).await?;
        rows.retain(|row| row.organisation_id == organisation);
        let all = people::of_organisation(tx, organisation).await?;
        let villages = all.iter().map(|row| (row.id, row.village_code.clone())).collect();
        Ok(People { rows, heads: all.into_iter().map(|row| (row.id, row.head())).collect(), villages })
    }

    /// The village of a record; empty where nobody wrote it down.
    pub fn village(&self, record: Uuid) -> &str {
        self.villages.get(&record).map_or("", |village| village.as_str())
    }

    /// Whom a column names, or its line is listed.
    pub fn find(&self, row: &Row, column: &str, bad: &mut BadLines) -> Option<Found> {
        self.find_near(row, column, "", bad)
    }

    /// The same; where several bear a whole name, the one who lives in a village, as long as only one does.
    pub fn find_near(&self, row: &Row, column: &str, village: &str, bad: &mut BadLines) -> Option<Found> {
        let text = row.text(column);
        let is_hers = |person: &&PersonRow| match text.split_once('/') {
            Some((code, number)) => person.group_code == code && person.number.to_string() == table::latin_digits(number),
            None => {
                let name = person.name();
                person.id.to_string() == text || [&name.khmer, &name.latin].iter().any(|one| !one.is_empty() && *one == text)
            }
        };
        let mut records: BTreeSet<Uuid> = self.rows.iter().filter(is_hers).map(|person| person.id).collect();
        if records.len() > 1 && !village.is_empty() {
            records.retain(|record| self.village(*record) == village);
        }
        let heads: BTreeSet<Uuid> = records.iter().filter_map(|record| self.heads.get(record).copied()).collect();
        let why = match (records.first(), heads.first(), heads.len()) {
            (Some(record), Some(head), 1) => return Some(Found { record: *record, head: *head }),
            (Some(_), _, _) => "Several people bear this name: write a member as SP-01/12, or the id of her page in the register.",
            _ => "Nobody of this organisation: write a member as SP-01/12, the whole name of somebody in the register, or her id.",
        };
        bad.add(row.line, column, said(text, why));
        None
    }
}
