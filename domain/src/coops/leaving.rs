//! What a member who leaves must settle with the cooperative first. Her shares, what she owes and what she is owed would
//! otherwise be nobody's: a payout of savings settles none of it.
use super::{
    Act, Coop, Fact, Party, State,
    acts::{CreditNo, SaleNo},
};
use chrono::NaiveDate;

/// What ties a member to a cooperative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tie {
    /// She holds so many shares.
    Shares(i64),
    /// She owes so much of an advance or of inputs.
    Credit(CreditNo, i64),
    /// She owes so much for a sale.
    Bought(SaleNo, i64),
    /// She is owed so much: for deliveries, and of what years gave.
    Owed(i64),
}

/// Everything that ties a member to a cooperative as it stands.
pub fn ties(state: &State, party: Party) -> Vec<Tie> {
    let shares = Some(state.shares(party)).filter(|shares| *shares > 0);
    let credits = state.credits_of(party).into_iter().map(|(no, credit)| Tie::Credit(no, credit.left));
    let sales = state.sales.iter().filter(|(_, sold)| sold.sale.buyer == party && sold.left > 0);
    let of = |all: &std::collections::BTreeMap<Party, i64>| all.get(&party).copied().unwrap_or(0);
    let owed = Some(of(&state.owed) + of(&state.dividends)).filter(|owed| *owed > 0);
    let all = shares.map(Tie::Shares).into_iter().chain(credits);
    all.chain(sales.map(|(no, sold)| Tie::Bought(*no, sold.left))).chain(owed.map(Tie::Owed)).collect()
}

/// The last day of an act that is hers and stands: she cannot have left before it.
pub fn last_day(coop: &Coop, party: Party) -> Option<NaiveDate> {
    let undone = |act: &Act| coop.acts.iter().any(|one| matches!(one.fact, Fact::Undone { act: of, .. } if of == act.no));
    let hers = |act: &&Act| match &act.fact {
        // What was paid out to her she may have fetched when she was no member any more.
        Fact::PaidOut { .. } => false,
        Fact::SharesPassed { from, to, .. } => *from == party || *to == Some(party),
        fact => fact.party() == Some(party),
    };
    let mut days: Vec<(NaiveDate, &Act)> = coop.acts.iter().filter(hers).map(|act| (act.day, act)).collect();
    days.sort_by_key(|(day, _)| std::cmp::Reverse(*day));
    days.into_iter().find(|(_, act)| !undone(act)).map(|(day, _)| day)
}
