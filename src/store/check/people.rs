//! Under whose name each person is counted, against what was found of her records: told again from the findings that stand.
use super::Findings;
use crate::store::{Result, Tx, statements};
use domain::people::likeness::heads;
use std::collections::BTreeMap;
use uuid::Uuid;

statements! {
    COUNTED_UNDER = "select id, same_as from person where same_as is not null order by id";
    FOUND_SAME = "select one, other from person_match where verdict = 'same' and undone_at is null";
    /// Two records that were found to be two people's, and are counted under one name.
    APART = "select m.one from person_match m join person a on a.id = m.one join person b on b.id = m.other
              where m.verdict = 'different' and m.undone_at is null and coalesce(a.same_as, a.id) = coalesce(b.same_as, b.id)
              order by m.one";
    /// A person in a household that another organisation keeps.
    STRANGERS = "select p.id from person p join household h on h.id = p.household_id where h.organisation_id <> p.organisation_id order by p.id";
}

pub(super) async fn check(tx: &mut Tx, found: &mut Findings) -> Result<()> {
    let kept: BTreeMap<Uuid, Uuid> = tx.all::<(Uuid, Uuid)>(COUNTED_UNDER, ()).await?.into_iter().collect();
    let pairs: Vec<(Uuid, Uuid)> = tx.all(FOUND_SAME, ()).await?;
    let told = heads(&pairs);
    for (id, head) in &kept {
        match told.get(id) {
            Some(other) if other == head => {}
            Some(other) => found.add(format!("person {id}"), format!("she is counted under {head}, and was found to be {other}")),
            None => found.add(format!("person {id}"), format!("she is counted under {head}, and nobody found that")),
        }
    }
    for (id, head) in told.iter().filter(|(id, _)| !kept.contains_key(*id)) {
        found.add(format!("person {id}"), format!("she was found to be {head}, and is counted alone"));
    }
    for (id,) in tx.all::<(Uuid,)>(APART, ()).await? {
        found.add(format!("person {id}"), "she was found to be another than a record with which she is counted");
    }
    for (id,) in tx.all::<(Uuid,)>(STRANGERS, ()).await? {
        found.add(format!("person {id}"), "her household is kept by another organisation");
    }
    Ok(())
}
