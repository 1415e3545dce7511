//! Who contracts name, as the crate `reports` takes them: members, the officers who sign, where a bank is.
use super::of_group::name;
use crate::{
    banks::store::BankRow,
    groups::pages::place,
    members::store::{Member, officers},
    store::{BookId, Error, Result, Tx},
};
use chrono::NaiveDate;
use domain::{
    banks::{Bank, State},
    people::Office,
};
use ledger::PartyNo;
use reports::{
    contract::{Name, Person},
    of_group::Signer,
};

/// Who signs for a group or its bank.
const SIGNING: [Office; 3] = [Office::Chair, Office::Secretary, Office::Treasurer];

/// A village by its province and code.
pub fn village(code: &str) -> Name {
    name(place(code))
}

/// A member by her party.
pub fn person(members: &[Member], party: PartyNo) -> Person {
    let member = members.iter().find(|member| member.party() == party);
    member.map_or_else(
        || Person { number: 0, name: Name::new("–", "") },
        |member| Person { number: member.number, name: name(member.name()) },
    )
}

/// Who holds the offices that sign, on a day; an office that nobody holds is left out.
pub async fn signers(tx: &mut Tx, book: BookId, on: NaiveDate) -> Result<Vec<Signer>> {
    let terms = officers(tx, book).await?;
    let holder = |office: &Office| {
        let mut held = terms.iter().filter(|term| term.office == office.code() && term.from_day <= on);
        held.find(|term| term.to_day.is_none_or(|to| to >= on)).map(|term| Signer { office: *office, name: name(term.name()) })
    };
    Ok(SIGNING.iter().filter_map(holder).collect())
}

/// What a bank has at the end of a day.
pub fn bank_state(row: &BankRow, bank: &Bank, day: NaiveDate) -> Result<State> {
    bank.state(day).map_err(|flaw| Error::Garbled(format!("acts of {}: {flaw:?}", row.code)))
}
