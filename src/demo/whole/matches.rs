//! People who are known to two partners: of most it was found that they are one, some wait for somebody who knows them.
use super::{Whole, cascade};
use crate::{
    cli::Failure,
    people::{
        matching::{Verdict, say},
        store as register,
    },
    store::Tx,
};
use std::collections::HashMap;

/// Of so many farmers' three each it was found; of the others it is open.
const FOUND: i64 = 2;

/// Says of them what was found.
pub async fn make(whole: &Whole, tx: &mut Tx) -> Result<(), Failure> {
    let act = whole.act(whole.today());
    let names = |row: &register::PersonRow| (row.names(), row.birth_year, row.village_code.clone());
    let named = register::people(tx, "SP").await?;
    let by_name: HashMap<_, _> = named.iter().map(|row| (format!("{:?}", names(row)), row.id)).collect();
    for farmer in cascade::FARMERS - 4..cascade::FARMERS - 4 + FOUND {
        for member in cascade::known_elsewhere(tx, farmer).await? {
            let one = register::person(tx, member.person_id).await?.ok_or_else(|| Failure("a member is nobody".into()))?;
            let other = by_name.get(&format!("{:?}", names(&one)));
            let other = *other.ok_or_else(|| Failure(format!("{} is known to one partner only", one.name().latin)))?;
            say(tx, one.id, other, Verdict::Same, act).await?.map_err(|why| Failure(format!("{why:?}")))?;
        }
    }
    Ok(())
}
