//! What there is in kind: in kilograms and head, apart from every sum of money.
use super::{Account, Flaw, Held, Position, Sums};
use ledger::{AccountKind, Commodity};
use std::collections::BTreeSet;

/// What there is of a good, and where; and what of it is owed to members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InKind {
    /// The good.
    pub good: Commodity,
    /// Accounts with what they hold after the last day and held before the first, smallest units; what is owed below zero.
    pub lines: Vec<(Account, i64, i64)>,
}

impl InKind {
    /// All of it less what is owed: after the last day, and before the first.
    pub fn own(&self) -> (i64, i64) {
        self.lines.iter().fold((0, 0), |(now, before), line| (now.saturating_add(line.1), before.saturating_add(line.2)))
    }
}

/// Everything that is no money, by good.
///
/// # Errors
/// [`Flaw`], as of money.
pub fn in_kind(before: &[Held], after: &[Held]) -> Result<Vec<InKind>, Flaw> {
    let goods: BTreeSet<Commodity> = before.iter().chain(after).map(|held| held.commodity).collect();
    let mut all = Vec::new();
    for good in goods.into_iter().filter(|good| *good != Commodity::KHR && *good != Commodity::USD) {
        let (before, now) = (Position::told(before, good)?, Position::told(after, good)?);
        let is_there = |account: &&Account| matches!(account.kind, AccountKind::Asset | AccountKind::Liability);
        let accounts: BTreeSet<Account> = before.accounts.keys().chain(now.accounts.keys()).filter(is_there).copied().collect();
        let held = |position: &Position, account: &Account| position.accounts.get(account).map_or(0, Sums::total);
        let lines = accounts.into_iter().map(|account| (account, held(&now, &account), held(&before, &account)));
        let lines: Vec<_> = lines.filter(|(_, now, before)| *now != 0 || *before != 0).collect();
        if !lines.is_empty() {
            all.push(InKind { good, lines });
        }
    }
    Ok(all)
}
