//! What ties a member to the cooperative that her group keeps, for whether she may leave. It is told from the cooperative's
//! acts, as everywhere.
use crate::{
    coops::store::{self as coops, CoopRow},
    groups::store::Group,
    store::{Error, Result, Tx},
};
use chrono::NaiveDate;
use domain::coops::{
    Coop, Party,
    leaving::{Tie, last_day, ties},
};
use templates::parts::encode;
use words::Words;

/// The cooperative of a group with everything that happened.
pub struct Standing {
    row: CoopRow,
    coop: Coop,
}

/// The cooperative of a group, where it keeps one.
pub async fn standing(tx: &mut Tx, group: &Group) -> Result<Option<Standing>> {
    let Some(row) = coops::coop_of(tx, group.book).await? else { return Ok(None) };
    let coop = coops::load(tx, &row, group).await?;
    Ok(Some(Standing { row, coop }))
}

impl Standing {
    /// The last day on which something of hers was written down.
    pub fn last_day(&self, party: Party) -> Option<NaiveDate> {
        last_day(&self.coop, party)
    }

    /// What ties her in words, each with the page where it is settled: as everything stands now; where she is free by now,
    /// what tied her on the day she says she left.
    pub fn tied(&self, party: Party, on: NaiveDate, words: Words) -> Result<Vec<(String, String)>> {
        let now = self.ties(party, NaiveDate::MAX)?;
        let all = if now.is_empty() { self.ties(party, on)? } else { now };
        Ok(all.iter().map(|tie| self.say(words, party, tie)).collect())
    }

    fn ties(&self, party: Party, day: NaiveDate) -> Result<Vec<Tie>> {
        let state = self.coop.state(day);
        let state = state.map_err(|flaw| Error::Garbled(format!("acts of {}: {flaw:?}", self.row.code)))?;
        Ok(ties(&state, party))
    }

    fn say(&self, words: Words, party: Party, tie: &Tie) -> (String, String) {
        let name = self.row.name();
        let money = |amount: i64| words.amount(amount, self.coop.money.decimals(), self.coop.money.code());
        let said = |key: &str, more: &[(&str, String)]| {
            let values: Vec<_> = more.iter().map(|(name, value)| (*name, value.as_str().into())).collect();
            words.with(key, &[&values[..], &[("coop", name.show(words).into())]].concat())
        };
        let href = |below: String| format!("/coops/{}/{below}", encode(&self.row.code));
        let hers = |form: &str| href(format!("members/{party}/{form}"));
        match tie {
            Tie::Shares(shares) => (said("leave-tie-shares", &[("count", words.number(*shares))]), hers("pass-shares")),
            Tie::Credit(no, left) => {
                let values = [("amount", money(*left)), ("number", words.ordinal(*no))];
                (said("leave-tie-credit", &values), hers("pay-credit"))
            }
            Tie::Bought(no, left) => {
                let values = [("amount", money(*left)), ("number", words.ordinal(*no))];
                (said("leave-tie-bought", &values), href(format!("sales/{no}")))
            }
            Tie::Owed(amount) => (said("leave-tie-owed", &[("amount", money(*amount))]), hers("pay-out")),
        }
    }
}
