//! Balances, kept as entries are posted.
use crate::{AccountNo, Amount, AmountError, Commodity, Entry, FundNo, PartyNo};
use std::collections::BTreeMap;

/// What a balance is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BalanceKey {
    /// The fund.
    pub fund: FundNo,
    /// The account.
    pub account: AccountNo,
    /// The party, where the account is kept by party.
    pub party: Option<PartyNo>,
    /// The commodity.
    pub commodity: Commodity,
}

/// The sum of what was posted, by fund, account, party and commodity; debit positive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Balances {
    sums: BTreeMap<BalanceKey, i64>,
}

impl Balances {
    /// Adds an entry's postings; on overflow nothing is added.
    pub fn add(&mut self, entry: &Entry) -> Result<(), AmountError> {
        let mut moved: BTreeMap<BalanceKey, i64> = BTreeMap::new();
        for posting in entry.postings() {
            let commodity = posting.amount.commodity();
            let key = BalanceKey { fund: posting.fund, account: posting.account, party: posting.party, commodity };
            let before = moved.get(&key).or_else(|| self.sums.get(&key)).copied().unwrap_or(0);
            moved.insert(key, before.checked_add(posting.amount.quantity()).ok_or(AmountError::Overflow)?);
        }
        self.sums.extend(moved);
        Ok(())
    }

    /// The balance of a key; nothing posted is zero.
    pub fn get(&self, key: BalanceKey) -> Amount {
        key.commodity.of(self.sums.get(&key).copied().unwrap_or(0))
    }

    /// Every balance that was ever moved, by key.
    pub fn iter(&self) -> impl Iterator<Item = (BalanceKey, Amount)> + '_ {
        self.sums.iter().map(|(key, &quantity)| (*key, key.commodity.of(quantity)))
    }

    /// The sum over all accounts of a fund and commodity: zero, or the book is broken.
    pub fn total(&self, fund: FundNo, commodity: Commodity) -> i128 {
        let of = |key: &&BalanceKey| key.fund == fund && key.commodity == commodity;
        self.sums.keys().filter(of).map(|key| i128::from(self.sums[key])).sum()
    }
}
