//! The SQL of the whole demo: what an organisation has already.
use crate::store::{Result, Tx, statements};
use uuid::Uuid;

statements! {
    HAS = "select count(distinct g.book_id) as groups, count(m.party_no) as members, count(distinct coalesce(p.household_id, p.id)) as households
             from savings_group g
             left join member m on m.book_id = g.book_id and m.left_on is null
             left join person p on p.id = m.person_id
            where g.organisation_id = $1 and g.saves";
}

/// What the savings groups of an organisation have: groups, members, households.
pub async fn has(tx: &mut Tx, organisation: Uuid) -> Result<(i64, i64, i64)> {
    tx.one(HAS, (organisation,)).await
}
